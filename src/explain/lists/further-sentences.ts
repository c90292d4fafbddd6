/** Further ways of asking for counts, orders and picks, for the reading by explanation. */
import type { Grammar, Values } from '../grammar/grammar.ts';

const sorted =
  (by: string, order?: string) =>
  ({ o, l }: Values): unknown => ({ type: 'sort', by, order: order ?? o, items: l });

/** Lists that are put in order. */
const addMoreSortingFirst = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule(
    'UPWARD',
    [
      '(asc|ascending|upwards|low to high|small to big|little to big|lowest to highest|smallest to biggest)',
      '(ordered by|by) increasing value',
      'going up',
      '[so that] the (smallest|lowest) (is|comes|goes|stands) first',
      'starting (with|from|at) the (smallest|lowest|least)',
      '(from) little to (great|large|big)',
      'lowest [number] to highest',
      '(lowest|smallest) (on top|at the top)',
    ],
    () => 'ascending',
  );
  rule(
    'UPWARD',
    [
      '(desc|downwards|high to low|big to small|big to little|highest to lowest|biggest to smallest)',
      '(ordered by|by) decreasing value',
      'going down',
      '[so that] the (biggest|largest|highest) (is|comes|goes|stands) first',
      'starting (with|from|at) the (biggest|largest|highest)',
      '(highest|heaviest|biggest|largest) (on top|at the top)',
    ],
    () => 'descending',
  );
  rule(
    'QUESTION',
    [
      `[POLITE] (sort|order|arrange|put|rank|class|list|write|give) [me] [all]
        [the|these|this|those|following|my] [following] FILL [:|,] LIST:l [~] UPWARD:o`,
      `[POLITE] (sort|order|arrange|put|rank|class|list|write) [all] [the|these|this|those|following|my]
        [following] FILL , UPWARD:o : LIST:l`,
      '[POLITE] (sort|order|arrange|put|rank|class|list|write) UPWARD:o [:|,] LIST:l',
      '(sort|order|rank) [the|these] [numbers] LIST:l [~] UPWARD:o',
      'the FILL LIST:l (are to be|must be|should be) (put|sorted|arranged|ordered) [into|in] UPWARD:o',
      '[ASK] [the] (right|correct|proper) order (of|for) LIST:l [~] UPWARD:o',
      '(which way round|how) do these go ~ UPWARD:o [:|?|,] LIST:l',
      '[the|my] FILL [:|are|were] LIST:l [~] UPWARD:o',
      '[the|my] FILL [:] LIST:l ~ (list|sort|order|put|rank) them [again] [with] UPWARD:o',
    ],
    sorted('value'),
  );
  rule(
    'ALPHA2',
    [
      'after the alphabet',
      '(in|into) alphabetical (sequence|order)',
      '(in|by) abc [order]',
      'by the alphabet',
      'in the order of the alphabet',
      'in dictionary order',
      'like in a dictionary',
    ],
    () => 'ascending',
  );
  rule(
    'ALPHA2',
    ['in reverse alphabetical order', 'reverse alphabetical', 'reverse - alphabetical', 'z - a'],
    () => 'descending',
  );
};

const addMoreSortingSecond = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule(
    'QUESTION',
    [
      `[POLITE] (sort|order|arrange|put|rank|list|write|place) [me] [the|these|my|this|following] [following]
        (names|words|surnames|cities|towns|pupils|students|departments|folders|items|list)
        [:|,|of] NAMES:l [~] ALPHA2:o`,
      '[ASK] [the] (alphabetical|alphabet|dictionary|lexicographic) order (of|for) [:] [{] NAMES:l [}]',
      '[POLITE] (arrange|put|sort|order|write) ALPHA2:o [:|,] NAMES:l',
      'i need (this|these|the) [FILL] ALPHA2:o [for FILL] (:|.) NAMES:l',
      '(sort|order|arrange) NAMES:l ALPHA2:o',
      'NAMES:l (i need these|need these|put these|these) ALPHA2:o',
    ],
    (values) => sorted('alphabet', values.o === undefined ? 'ascending' : undefined)(values),
  );
  rule(
    'SHORTFIRST',
    [
      '(starting with|with) the shortest [word|one] [first]',
      'shortest [word|one] first',
      '[from] [the] shortest [word] to [the] longest [word]',
      'by length',
      'by [the] (number of letters|how many letters they have) [, shortest [word] first]',
      'by number of letters , shortest word to longest word',
    ],
    () => 'ascending',
  );
  rule(
    'SHORTFIRST',
    ['longest [word|one] first', '[from] [the] longest [word] to [the] shortest [word]'],
    () => 'descending',
  );
  rule(
    'QUESTION',
    [
      '[POLITE] (sort|order|arrange|put|list|rank) [these|the|this] [words] [:] NAMES:l [~] SHORTFIRST:o',
      '[POLITE] (sort|order|arrange|put|list|rank) [these|the|this] [words] [~] SHORTFIRST:o [:|,] NAMES:l',
      'SHORTFIRST:o : NAMES:l',
    ],
    sorted('length'),
  );
};

export const addMoreSorting = (grammar: Grammar): void => {
  addMoreSortingFirst(grammar);
  addMoreSortingSecond(grammar);
};

/** Words of a list without signs between them, up to the end of the question. */
export const addBareLists = (grammar: Grammar): void => {
  grammar.rule(
    'QUESTION',
    ['[POLITE] (sort|order|arrange|put) (the following|these|the) words ALPHA2:o ~ [list ~] LOOSE:l ~ END'],
    sorted('alphabet'),
  );
};

/** Letters, words and numbers that are counted. */
export const addMoreCounting = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule(
    'QUESTION',
    [
      `(in|for) [the] [word] QUOTE:w [,] how (often|many times) (do you see|is there|does) [a|an|the]
        [letter] LETTERS:s [appear|occur|come up|written]`,
      '[ASK] how many occurrences of [the] [letter] LETTERS:s [are] [there|are there] in INWORD:w',
      '[the] number of occurrences of [the] [letter] LETTERS:s in INWORD:w',
      '(count|number) of [the] [letter] LETTERS:s in INWORD:w',
      'how (many|much) SORTOF:s has [the word] INWORD:w',
      '(state|tell me|say) how many SORTOF:s [the word] INWORD:w (contains|has)',
      'in [the word] INWORD:w [,] how many SORTOF:s [we have|has it|are there|there are|do we have]',
      'how many (times|) [the] [letter] LETTERS:s [it] [is|appears|occurs] in INWORD:w',
      '# of [the] [letter] LETTERS:s in INWORD:w',
      'INWORD:w has how many SORTOF:s',
      'how many SORTOF:s [are] [there] in FILL word QUOTE:w',
    ],
    ({ s, w }) => (/^\S+$/.test(String(w)) ? { type: 'count-letters', what: s, text: w } : undefined),
  );
  rule(
    'QUESTION',
    [
      'how many words (does|has) [the|this] (phrase|sentence|clause|line) QUOTE:q (consist of|have|contain|hold)',
      'how many words [there are] in [:] QUOTE:q',
      'how many words [are] [there] in [the|this|the following] [sentence|phrase] [:] QUOTE:q',
    ],
    ({ q }) => ({ type: 'count-words', text: q }),
  );
  rule(
    'QUESTION',
    [
      'how many numbers TEST:t [are] [there] [in|are in] [this|the] [list] [:] LIST:l',
      `how many [numbers|readings|scores|values|of the FILL] [are] TEST:t [in|among|of] [the|these]
        [numbers|list] [:] LIST:l`,
      'count [please] how many [are] TEST:t [numbers] [:] LIST:l',
      '[the] number of [items|numbers|values] TEST:t in [:] LIST:l',
      '(of|from|out of) [the] FILL LIST:l ~ how many [are] TEST:t',
      'how many TEST:t (nums|numbers|ones) in LIST:l',
      '[the] FILL [:] LIST:l ~ how many [of them|of these] [are] TEST:t',
    ],
    ({ t, l }) => ({ type: 'count-numbers', that: t, numbers: l }),
  );
  rule(
    'QUESTION',
    [
      'how many times (does|is|do) UNUM:i (occur|appear|there|show up|come up) [in|among] [:] LIST:l',
      'how (many times|often) does UNUM:i (occur|appear|show up) in [this list|the list] [:] LIST:l',
    ],
    ({ i, l }) => {
      const items = l as string[];
      return items.includes(String(i)) ? { type: 'count-item', item: i, items } : undefined;
    },
  );
};

/** The largest, the median and the mean. */
export const addMorePicks = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule(
    'QUESTION',
    [
      '(which|what) of [these|the|following] [numbers|figures|values|scores] is [the] RANKED:r [:|,|one :] LIST:l',
      '(which|what) number is [the] RANKED:r [one] [:|,|?|of|in|among] LIST:l',
      'LIST:l ~ (which|what) [number|one|of these|of them] is [the] RANKED:r [one|number]',
      '[ASK] [the] RANKED:r (of|in|among|from) [:] LIST:l',
      'RANKED:r (of|in|from|among) LIST:l',
      '(out of|of|from|among) [the] FILL LIST:l [,] [which|what] [one] [is] [the] RANKED:r',
      '[the|my] FILL [:|were|are] LIST:l ~ (which|what) [one|score|number] (is|was) [the] RANKED:r',
    ],
    ({ r, l }) => ({ type: 'pick', ...(r as object), numbers: l }),
  );
  rule(
    'MEANOF',
    [
      '[ASK] [the|my|our|their] [arithmetic] (average|mean|avg)',
      'what (is|was|would be) (that|it) on average',
      'average',
      'mean',
      'avg',
      'report the arithmetic mean',
      '(calculate|find|compute|state) the [arithmetic] (mean|average)',
    ],
    () => true,
  );
  rule(
    'QUESTION',
    [
      '[the|my|our] FILL (is|are|was|were|:) LIST:l [UNITWORD] [FILL] ~ MEANOF',
      'FILL LIST:l [UNITWORD] ~ MEANOF',
      'LIST:l [UNITWORD] ~ [the|their] MEANOF',
      '[ASK] [the] (average|mean|avg) FILL of [:] LIST:l',
    ],
    ({ l }) => ({ type: 'formula', formula: 'average', given: l }),
  );
};

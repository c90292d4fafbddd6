/** Counting, sorting and picking, for the reading by explanation. */
import type { Grammar, Terminal, Values } from '../grammar/grammar.ts';
import { isNumberWord, word } from '../grammar/terminals.ts';
import type { Token } from '../grammar/tokens.ts';

/** Words that are no item of a list: they ask, join or turn. */
const FRAME = new Set(
  (
    'and or the a an of in to is are by for from with that this it them these those please what which how sort order ' +
    'put list arrange first last smallest largest alphabetical alphabetically ascending descending reverse backwards ' +
    'i you me my we our he she they need want give tell find rank item items word words name names list lists on at ' +
    'as be do does did was were not no but if then so too also only just size length all each every there text ' +
    'sentence phrase string question paragraph title alphabet starting beginning alphabetize alphabetise say who kindly'
  ).split(' '),
);

const isItem = ({ kind, text }: Token): boolean => kind === 'word' && text.length > 1 && !FRAME.has(text);

/** Words with a sign or "and" between them, as they were typed. */
const words =
  (signs: boolean): Terminal =>
  ({ tokens }, at) => {
    const values: string[] = [];
    let end = at;
    while (end < tokens.length && isItem(tokens[end]!)) {
      values.push(tokens[end]!.raw);
      const next = tokens[end + 1];
      const after = tokens[end + 2];
      if (next === undefined) return values.length > 1 ? [{ end: end + 1, value: values }] : [];
      if (/^(?:[,;\n]|and|or|&)$/.test(next.text) && after && isItem(after)) end += 2;
      else if (
        next.text === ',' &&
        /^(?:and|or|\n)$/.test(after?.text ?? '') &&
        tokens[end + 3] &&
        isItem(tokens[end + 3]!)
      )
        end += 3;
      else if (!signs && isItem(next)) end += 1;
      else return values.length > 1 ? [{ end: end + 1, value: values }] : [];
    }
    return [];
  };

const letters = ({ s = 'letters', w }: Values): unknown => ({ type: 'count-letters', what: s, text: w });
const addCountingFirst = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('CHAR', ['[the] [letter|letters] LETTER:c'], ({ c }) => c);
  grammar.terminal('LETTERS', ({ tokens }, at) => {
    // "a's", "ss", "the letter a".
    const text = tokens[at]?.text ?? '';
    const match = tokens[at]?.kind === 'word' ? /^([a-z])(?:'s|s|\1)?$/.exec(text) : null;
    const quote = tokens[at]?.kind === 'quote' && /^[a-z]$/i.test(text);
    const end = quote && tokens[at + 1]?.glued && tokens[at + 1]!.text === 's' ? at + 2 : at + 1;
    return match ? [{ end: at + 1, value: match[1] }] : quote ? [{ end, value: text.toLowerCase() }] : [];
  });
  rule(
    'SORTOF',
    ['vowels [\\( a , e , i , o , u \\)|, a e i o u ,|\\( a e i o u \\)]', 'vowel [letters]'],
    () => 'vowels',
  );
  rule('SORTOF', ['consonants', 'consonant [letters]'], () => 'consonants');
  rule('SORTOF', ['letters', 'characters'], () => 'letters');
  rule(
    'SORTOF',
    ['[the] [letter|letters] LETTERS:c', 'letters LETTERS:c', 'times [the] [letter] LETTERS:c'],
    ({ c }) => c,
  );
  grammar.terminal(
    'ONEWORD',
    word(
      ({ kind, text }) => kind === 'word' && text.length > 2 && !FRAME.has(text) && !isNumberWord(text),
      ({ raw }) => raw,
    ),
  );
  rule('INWORD', ['[the] [word|name|term|town|city|country] ONEWORD:w', '[the] [word|name|term] QUOTE:w'], ({ w }) =>
    /^\S+$/.test(String(w)) ? w : undefined,
  );
  rule(
    'THEREIN',
    ['[are|is] [there] [found|contained|present] [in|in the|within]', '(does|do|has|have) [the word]'],
    () => true,
  );
  rule(
    'QUESTION',
    [
      '[ASK] how many SORTOF:s [are|is] [there|they] [contained|found] (in|within) INWORD:w',
      'how many SORTOF:s (does|do|has|have) INWORD:w (have|has|contain|got|include)',
      'how many SORTOF:s has INWORD:w [got]',
      `how (often|many times) (does|do|is|can) [the] [letter] LETTERS:s (appear|occur|show up|come
        up|come|turn up|stand|used|be found|found|there|appears|occurs) in INWORD:w`,
      '(count|indicate|count up) [me] [all] [the] [number of] SORTOF:s [contained|there are|that are] (in|of) INWORD:w',
      '[ASK] [the] (number|count|amount) of SORTOF:s [contained|there are] (in|of) INWORD:w',
      'INWORD:w ~ how many SORTOF:s [are there|are in it|does it have|has it|in it|is that|is it]',
      '(in|for) INWORD:w [,] how many SORTOF:s [are there|do you see|are in it]',
      '(how|what) (long|is the length of) [is] INWORD:w [in letters]',
      'length of INWORD:w',
    ],
    letters,
  );
  rule(
    'QUESTION',
    [
      `[ASK] how many words [are] [there] [in|has|does] [this|the|the following]
        [sentence|clause|phrase|line] [have] [:|,] QUOTE:q [have|has|contain]`,
      `[ASK] [the] [number|count] of words [there are|contained] in [this|the|the following]
        [sentence|clause|phrase|line] [:|,] QUOTE:q`,
      'count [the] words [in] [this|the|the following] [sentence|clause|phrase|line] [:|,] QUOTE:q',
      'QUOTE:q ~ how many words [is that|are there|is it|are in that [sentence]|in that]',
    ],
    ({ q }) => ({ type: 'count-words', text: q }),
  );
  rule('TEST', ['even'], () => 'even');
  rule('TEST', ['odd'], () => 'odd');
  rule('TEST', ['prime', 'primes', 'prime numbers'], () => 'prime');
};

const addCountingSecond = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('TEST', ['negative'], () => 'negative');
  rule(
    'TEST',
    ['(over|above|greater than|more than|bigger than|larger than|higher than|exceed) NUM:n'],
    ({ n }) => `> ${String(n)}`,
  );
  rule('TEST', ['(under|below|less than|smaller than|lower than|fewer than) NUM:n'], ({ n }) => `< ${String(n)}`);
  rule(
    'THESE',
    [
      `[of|in|among|from|out of] [the|these|this|those|my|following] [following]
        [numbers|list|values|readings|scores|numbers here] [:]`,
    ],
    () => true,
  );
  rule(
    'QUESTION',
    [
      `[ASK] how many [of|in|among] [the|these|this|those|my|the following]
        [numbers|list|values|readings|scores] [here|below] (are|is) TEST:t [numbers] [(of|in|among|from|out
        of)] [:] LIST:l`,
      '[ASK] how many TEST:t [numbers] [are] [there] [are] THESE [~] LIST:l',
      'LIST:l ~ how many [of them|of these|numbers] [are|is] TEST:t [numbers]',
      `(of|in|among|from) [the|these] [numbers|readings|values|list|scores] [:] LIST:l [~] how many [numbers]
        (are|is|) TEST:t`,
      'count [the] TEST:t [numbers|ones] [in|from|of|among] THESE [~] LIST:l',
    ],
    ({ t, l }) => ({ type: 'count-numbers', that: t, numbers: l }),
  );
  grammar.terminal('ITEMS', words(false));
  grammar.terminal(
    'ITEM',
    word(isItem, ({ raw }) => raw),
  );
  rule(
    'QUESTION',
    [
      `how many times (does|do|is|did) [the word] (ITEM:i|QUOTE:i) (appear|occur|show up|come
        up|come|there|appears) [in] [the|this] [list|following list] [:] ITEMS:l`,
      'how many (ITEM:i|QUOTE:i) [are] [there|are there] in [the|this|my] [list|following list] [:] ITEMS:l',
      'ITEMS:l ~ how many (times is|times|) [ITEM:i|QUOTE:i] [there|in it|in there]',
      'ITEMS:l ~ (count|how many) [the] ITEM:i (ones|are there|in it|do i have|have i got|is that)',
      'count [the] [word] (ITEM:i|QUOTE:i) in [this|the|my] [list] [:] ITEMS:l',
    ],
    ({ i, l }) => {
      const items = (l as string[]).map((one) => one.toLowerCase());
      if (i === undefined) return undefined;
      const item = String(i).toLowerCase();
      return items.includes(item) ? { type: 'count-item', item, items } : undefined;
    },
  );
};

const addCounting = (grammar: Grammar): void => {
  addCountingFirst(grammar);
  addCountingSecond(grammar);
};

const sorted =
  (by: string) =>
  ({ o, l }: Values): unknown => {
    const text = String(o);
    return { type: 'sort', by, order: text, items: l };
  };
const addSortingFirst = (grammar: Grammar): void => {
  const { rule } = grammar;
  grammar.terminal('NAMES', words(true));
  // Words without a sign between them, where nothing else can stand.
  grammar.terminal('LOOSE', words(false));
  rule(
    'SORT',
    [
      `[POLITE] (sort|order|arrange|rank|put|list|write|place|line
        up|organise|organize|set|get|rearrange|give) [me|us|down|out|for me]`,
      'i need',
      'i (want|would like)',
      'what is',
      'ASK',
    ],
    () => true,
  );
  rule(
    'ALPHA',
    [
      '[in|into|by|to|going by|according to] [the|an|a] [alphabetical|alphabetic|alphabet|dictionary] [order|alphabet]',
      'alphabetically',
      '(a to z|a - z|from a to z|in abc order|abc order|in a b c order)',
    ],
    () => true,
  );
  rule(
    'ALPHA2',
    [
      '[in|into|by] [an|the] (alphabetical|alphabetic|alphabet|dictionary) [order|list]',
      'by [the] alphabet',
      'alphabetically [by first name|by name]',
      '(a to z|from a to z|in abc order|abc order|in a b c order)',
    ],
    () => 'ascending',
  );
  rule(
    'ALPHA2',
    [
      '[in|into|by] [an|the] reverse (alphabetical|alphabet|alphabetic) [order|list]',
      '(z to a|from z to a)',
      '[in|into] reverse alphabetical order',
      'alphabetically backwards',
    ],
    () => 'descending',
  );
  rule(
    'UPWARD',
    [
      '[in|into|by] [an|the] (ascending|increasing|rising) [order]',
      'from [the] (smallest|lowest|least|littlest) [up]',
      `[from|with] [the]
        (smallest|lowest|least|littlest|small|low|shortest|youngest|cheapest|coldest|lightest|little|slowest|oldest)
        (to|up to|first|to the|at the front|on the left|up) [the]
        [largest|biggest|greatest|highest|big|high|large|most|longest|warmest|hottest|dearest|heaviest|fastest|first]`,
      '(smallest|lowest|least|coldest|cheapest|lightest|littlest|minimum) [number|one] first',
      '(going|counting) up',
      'by size',
    ],
    () => 'ascending',
  );
};

const addSortingSecond = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule(
    'UPWARD',
    [
      '[in|into|by] [an|the] (descending|decreasing|falling) [order]',
      'from [the] (largest|biggest|greatest|highest) [down]',
      `[from|with] [the] (largest|biggest|greatest|highest|big|high|large|most|warmest|hottest|heaviest)
        (to|down to|first|to the|down) [the]
        [smallest|lowest|least|small|low|littlest|little|fewest|coldest|lightest|first]`,
      '(largest|biggest|greatest|highest|hottest|warmest|heaviest|maximum) [number|one] first',
      '(going|counting) down',
    ],
    () => 'descending',
  );
  rule(
    'ALL',
    [
      `[all] [the|these|those|this|my|of] [following] [numbers|list|values|scores|fractions|decimals|list of
        numbers|figures|digits] [for me] [in order] [:]`,
    ],
    () => true,
  );
  rule(
    'QUESTION',
    [
      'SORT ALL [~] LIST:l [~] UPWARD:o',
      '[SORT] ALL [~] UPWARD:o [~] LIST:l',
      '[(my|the|our|these|those|here are|i have|i got|there are) [FILL] [are|is|were|:]] LIST:l ~ UPWARD:o',
      'LIST:l ~ [now] (sort|order|put|arrange|write) [it|them|these|those|this|that] [in order] [,] UPWARD:o',
      'UPWARD:o ~ LIST:l',
      '[ASK] LIST:l UPWARD:o',
    ],
    sorted('value'),
  );
  rule(
    'QUESTION',
    [
      '[POLITE] (sort|order) [these|the] [numbers] [:] LIST:l',
      '(put|arrange) [these|the] [numbers] [:] LIST:l in order',
      'put in order [:|,] LIST:l',
    ],
    ({ l }) => ({ type: 'sort', by: 'value', order: 'ascending', items: l }),
  );
  rule(
    'WORDS',
    [
      `[all] [the|these|those|this|my|following] [following|few]
        [words|names|list|items|pupils|surnames|cities|towns|people|fruits|fruit|animals|countries|list of
        names|list of words|titles|students|places|kids|friends|toys] [for me] [:|,]`,
    ],
    () => true,
  );
  rule(
    'QUESTION',
    [
      'SORT WORDS [~] NAMES:l [~] ALPHA2:o',
      '[SORT] WORDS [~] ALPHA2:o [for FILL :|for|of|:] [~] NAMES:l',
      'NAMES:l ~ [sort|order|put|arrange|list] [it|them|these|those|this|that] [please] ALPHA2:o',
    ],
    sorted('alphabet'),
  );
  rule('QUESTION', ['(alphabetise|alphabetize) WORDS [~] NAMES:l'], ({ l }) => ({
    type: 'sort',
    by: 'alphabet',
    order: 'ascending',
    items: l,
  }));
};

const addSorting = (grammar: Grammar): void => {
  addSortingFirst(grammar);
  addSortingSecond(grammar);
};

const addPicks = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule(
    'MOST',
    ['(largest|biggest|greatest|highest|maximum|max|most)', '(bigger|larger|greater|higher|more)'],
    () => 'largest',
  );
  rule('MOST', ['(smallest|lowest|least|littlest|minimum|min|tiniest)', '(smaller|lower|less)'], () => 'smallest');
  rule('MOST1', ['(largest|biggest|greatest|highest|maximum|max)'], () => 'largest');
  rule('MOST1', ['(smallest|lowest|least|littlest|minimum|min|tiniest)'], () => 'smallest');
  rule('RANKED', 'MOST1:m', ({ m }) => ({ which: m, rank: 1 }));
  rule('RANKED', 'ORD:n [-] MOST1:m', ({ n, m }) => ({ which: m, rank: n }));
  rule('RANKED', ['median', 'middle (number|value|one)', 'median value'], () => ({ which: 'median', rank: 1 }));
  rule(
    'OFALL',
    [
      `[of|in|among|from|out of|between|:] [all] [the|these|this|those|following|my]
        [numbers|list|values|scores|set|following] [:|,]`,
    ],
    () => true,
  );
  const pick = ({ r, l, m }: Values): unknown => ({
    type: 'pick',
    ...((r ?? { which: m, rank: 1 }) as object),
    numbers: l,
  });
  rule(
    'QUESTION',
    [
      '[ASK] [the] RANKED:r [number|value|one|score] [there] OFALL [~] LIST:l',
      `(which|what) (number|one|value|of these|of them|of these numbers|of the numbers) is [the] RANKED:r
        [number|one] OFALL [~] LIST:l`,
      '(which|what) is [the] RANKED:r [number|one] OFALL [~] LIST:l',
      `[out of|of|among|from|in|given] [these|the|all] [numbers|values|scores] [:] LIST:l ~ (which|what|ASK)
        [one|number|value] [is] [the] RANKED:r [number|one|value]`,
    ],
    pick,
  );
  rule(
    'QUESTION',
    [
      `(which|what) [number|one|of these|of the two] is [the]
        (bigger|larger|greater|higher|biggest|largest|greatest) [number|one|,|:|of] [~] LIST:l`,
    ],
    ({ l }) => ({ type: 'pick', which: 'largest', rank: 1, numbers: l }),
  );
  rule(
    'QUESTION',
    [
      `(which|what) [number|one|of these|of the two] is [the] (smaller|lower|less|smallest|lowest)
        [number|one|,|:|of] [~] LIST:l`,
    ],
    ({ l }) => ({ type: 'pick', which: 'smallest', rank: 1, numbers: l }),
  );
};

const addAverages = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule(
    'MEAN',
    ['[arithmetic] (average|mean|avg) [value|score|number|age|price|weight|temperature|time|mark]'],
    () => true,
  );
  const average = ({ l }: Values): unknown => ({ type: 'formula', formula: 'average', given: l });
  rule(
    'QUESTION',
    [
      `[ASK] [the|an|my|our] MEAN [of|for|from|between|:] [all] [the|these|those|my|this]
        [numbers|values|scores|marks|list|following] [:|,] LIST:l`,
      `[the|my|these] FILL [(are|were|is|:)] LIST:l [UNITWORD] ~ [ASK] [the|my|our|their] MEAN [of
        (these|them|those|that)]`,
      `[numbers|scores|marks|my scores|the scores] [(are|were|:)] LIST:l [UNITWORD] ~ [ASK]
        [the|my|our|their] MEAN [of (these|them|those|that)]`,
      'average [these|these numbers|the numbers] [:] LIST:l',
    ],
    average,
  );
};

export const addListKinds = (grammar: Grammar): void => {
  addCounting(grammar);
  addSorting(grammar);
  addPicks(grammar);
  addAverages(grammar);
};

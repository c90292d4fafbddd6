/** The numbers game by roles, for the reading by explanation: a list, a target, and what is said of using them. */
import type { Grammar } from '../grammar/grammar.ts';
import { addRuled, all, has, type Item } from '../grammar/role-words.ts';

/** How often each number may be used. */
const addConditions = ({ rule }: Grammar): void => {
  rule('GTHING', [
    '(number|one|card|tile|die|dice|figure|digit|operand|literal|input|numeral|of them|of these|of those|of which)',
  ]);
  rule('GMANY', [
    '(numbers|ones|cards|tiles|dice|figures|digits|operands|inputs|primes|leftovers|of them|of these|of those|' +
      'from them)',
  ]);
  rule('GUSED', [
    '(used|use|employed|usable|played|laid|spent|repeated|appear|occur|show up|go|go in|come|come in|usage|be used|' +
      'reused|be|get used|taken|take)',
  ]);
  rule('GMUST', [
    '(must|has to|have to|needs to|need to|should|can|may|could|to|is|are|is to be|are to be|can be|may be|must be|' +
      'i can|i may|has got to|have got to|can go|can only be|can only|i may use|you can use|you may use)',
  ]);
  rule('GTIMES', ['(once|1 time|one time|one time each|the once|just once)']);
  rule('GCAP', ['(at most|at the most|no more than|not more than|max|maximum|at maximum|up to|tops|not more)']);
  /** At most once: nothing about which of them. */
  rule('GONCE', [
    '[use|using|with|and|but|,] (each|every) [GTHING] [,] [GMUST] [not] [be] [GUSED] [only|just] GCAP [only] ' +
      'GTIMES [each]',
    '[use|using|with|and|but|,] (each|every) [GTHING] [,] [GMUST] [be] [GUSED] [only|just] GTIMES [,] GCAP [each]',
    '[each|every] [GTHING] GCAP GTIMES [each]',
    '[but] (no|not|none) [same] [a] [GTHING|number] [of them] [GMUST] [be] [being] [GUSED] ' +
      '(twice|two times|more than once|more than one time|again|a second time)',
    '[but] (never|not) [use|using] [the|a|any|one] [same] [GTHING|of them] (twice|two times|more than once|again)',
    '(no|without|with no|and no) (repeats|repetition|repetitions|reuse|doubles|repeating|reusing|duplicates) [of] ' +
      '[any|a|them|one|the] [GTHING|GMANY]',
    '[but] [i|you|we|they] [can|may|must|should|do|could] (not|never) (use|reuse|repeat|employ) ' +
      '[them|any|a|the|one|same] [same] [GTHING|number] [twice|two times|more than once|again]',
    '[but] not repeat them',
    'without (using|repeating|use) [any|a|the] [same] [GTHING|of them] [twice|two times|more than once|again]',
    'can not be (made|used) (twice|again)',
    '[i|you|we|they] [can|may] only use [each|every] [GTHING] GTIMES',
    'none [of them] (twice|more than once|used twice|may be used twice|repeated|is used twice)',
    'same number not (twice|two times)',
  ]);
};

/** Whether numbers may be left out, or all are to be used. */
const addLeftOut = ({ rule }: Grammar): void => {
  rule('GLEFT', [
    '[but|and] [i|you|we|they|she|he|it|one] [do|does|need|are|is] not [have|need|has] [got] [to] [use|be used] ' +
      '(all|every|each|them all) [of] [the|them|these] [GTHING|GMANY]',
    'not (all|every|each) [of] [the|them|these] [GTHING|GMANY] [need|needs|must|have to|has to|is needed|are needed|' +
      'is obligatory|to] [to] [be] [used|needed]',
    '(is|it is) not (necessary|obligatory|needed|required|mandatory) [to] [use] [all|every] [of them|GTHING|GMANY]',
    'not (necessary|obligatory|required) to use all [of them]',
    '[i|you|we|and] [may|can|could] leave [some|any|GMANY|some of them|any of them] [GMANY] out',
    '[you|i|can|may|and] leave out [some|any] [GMANY]',
    'leave [any|some] [GMANY] [i|you|we] do not (need|want|use) out',
    '[any|some|GMANY] [i|you|we] do not (need|want|use) [i|you|we] (can|may) leave out',
    '(some|any) [or all] [of] [them|the following] [numbers]',
    'from (some|any) or all of them',
    '[it is] (allowed|permitted|fine|ok) to (leave|not use|drop|skip) (some|any|one) [of them|GMANY]',
    '(some|any) [number|numbers] can [be] not [be] used',
    'or not used',
    'or left out',
    '(leftovers|left overs) [are] (allowed|ok|fine|permitted)',
    'if [the] (tiles|numbers|cards) are left over',
    'use (what|whatever|any) [of them] [i|you|u|we] (need|want|like)',
    'use any of them',
    '(can|may) be (left out|left over|skipped)',
  ]);
  rule(
    'GALL',
    [
      '[use|using|with|uses|used|need|from|and|but] all [of] [the|these|them|those] [UNUM:n] [GMANY|numbers] ' +
        '[GMUST] [be] [GUSED|required|consumed] [exactly|just] [GTIMES]',
      '[use|using|with] all [of] UNUM:n',
      'all [of] [the|these] [operands|numbers|tiles|cards|ones|figures] [are] [required|used]',
      '(each|every) [single] GTHING [of] [the] [UNUM:n] [,] GMUST [be] [being] GUSED [exactly|just|precisely] [GTIMES]',
      '(each|every) [single] [GTHING] [of] [the] [UNUM:n] [,] [GMUST] [be] [being] [GUSED] [exactly|just|precisely] ' +
        'GTIMES',
      'every one of (them|the UNUM:n|these) [GMUST] [be|go|get] [in|used]',
      '[the] whole UNUM:n of (them|these)',
      '(they|them) all [must be used]',
      '(employing|spending|using|with) each [of the] [UNUM:n] [exactly|just] [GTIMES]',
      'exactly (once|one time)',
      'GTIMES each',
    ],
    ({ n }) => n ?? true,
  );
};

const OPERATION = [
  '(+|-|*|/|x|plus|minus|times|divide|divided|divides|divided by|division|divisions|add|adding|adds|addition|' +
    'subtract|subtracting|subtraction|multiply|multiplying|multiplication|multiplie|devide|take|taking|take away|' +
    'taking away|takeaway|minuses)',
];

const addGame = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('GSIGN', OPERATION);
  rule('GSIGNS', [
    '[plain|the|only|with|by|just|using] [usual|four|4|normal|basic|ordinary|plain|standard|simple] ' +
      '[arithmetic|usual] (operations|signs|operators|ops|sums|arithmetic) [only|are allowed|allowed|as usual]',
    '[the|with] (usual|basic|normal) (four|4) [only]',
    '[only|just] [with|by|using] [:] [\\(] GSIGN [,|and|or|/|, and|, or] GSIGN [,|and|or|/|, and|, or] ' +
      'GSIGN [,|and|or|/|, and|, or] [GSIGN] [\\)] [only|allowed|are allowed|is ok|is fine]',
    '(brackets|any operation|any operations|any sign)',
  ]);
  rule(
    'GCOUNT',
    ['[the|these|those|my|all] UNUM:n (numbers|cards|tiles|figures|digits|primes|operands|dice|ones)'],
    ({ n }) => Number(n),
  );
  rule('GITEM', ['(a|an) UNUM:n', 'UNUM:n'], ({ n }) => n);
  rule('GLIST', ['LIST:l', '(\\[|{) LIST:l (\\]|})'], ({ l }) => l);
  rule('GLIST', ['GITEM:a [,|and|, and] a UNUM:b'], ({ a, b }) => [a, b]);
  rule('GLIST', ['GITEM:a [,|and] [a] UNUM:b [,|and|, and] a UNUM:c'], ({ a, b, c }) => [a, b, c]);
  rule('GLIST', ['UNUM:a and UNUM:b and UNUM:c'], ({ a, b, c }) => [a, b, c]);
  rule('GNUM', ['[exactly] UNUM:n [exactly]'], ({ n }) => n);
  rule('GMAKE', [
    '(make|makes|made|making|get|gets|getting|reach|reaches|hit|hits|obtain|build|form|produce|create|arrive|' +
      'arriving|combine|combining|target|goal|objective|need|needs|needed|want|wants|wanted|using|tiles|cards|' +
      'numbers|nums|from|out of|become|leads|equals|equal|with|construct|required|find|->|= >|land|countdown|game|' +
      'come)',
  ]);
};

/** One list, one number that is to be made of it. */
const game = (items: readonly Item[]): unknown => {
  const [lists, numbers] = [all(items, 'GLIST'), all(items, 'GNUM')];
  const list = lists[0]?.value as string[] | undefined;
  if (lists.length !== 1 || numbers.length !== 1 || !list || !has(items, 'GMAKE')) return undefined;
  if (all(items, 'GCOUNT').some(({ value }) => value !== list.length)) return undefined;
  const alls = all(items, 'GALL');
  if (alls.some(({ value }) => value !== true && Number(value) !== list.length)) return undefined;
  const target = String(numbers[0]!.value);
  if (list.some((one) => one.startsWith('-'))) return undefined;
  return { type: 'make', target, numbers: list, all: alls.length > 0 && !has(items, 'GLEFT', 'GONCE') };
};

export const addGameRoles = (grammar: Grammar): void => {
  addConditions(grammar);
  addLeftOut(grammar);
  addGame(grammar);
  addRuled(grammar, {
    name: 'GAMEROLES',
    rules: ['GONCE', 'GLEFT', 'GALL', 'GSIGNS', 'GCOUNT', 'GLIST', 'GNUM', 'GMAKE'],
    free:
      'how which today morning evening night exactly equal equals who if then maybe when would should could might ' +
      'total',
    build: game,
  });
};

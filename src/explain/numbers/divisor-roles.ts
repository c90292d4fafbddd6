/** Divisors, multiples and what is left over by roles, for the reading by explanation. */
import type { Grammar } from '../grammar/grammar.ts';
import type { Token } from '../grammar/tokens.ts';
import { addRuled, all, has, type Item } from '../grammar/role-words.ts';

const addDivisorWords = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('DNUMBERS', ['LIST:l'], ({ l }) => l);
  rule('DNUMBER', ['[the] [number] UNUM:n'], ({ n }) => n);
  rule(
    'DBY',
    [
      '(by|of|into|to|between|among|with|over|per|in|hold|holds|for) ' +
        '[groups of|teams of|boxes of|my|the|both] UNUM:n',
      '(boxes|crates|packs|bags|groups|teams|bundles|cartons|rows|trays|piles|sets|packets|boxes that) ' +
        '[of|hold|holds|take] UNUM:n',
      'UNUM:n (to a|in a|per|each|in each) [box|carton|crate|bag|pack|row|tray|table]',
      'groups of UNUM:n',
      'into UNUM:n s',
      'UNUM:n (kids|children|people|friends|grandchildren|boxes|plates|bags)',
    ],
    ({ n }) => n,
  );
  rule('DREST', [
    '(remainder|remains|remain|left over|leftover|leftovers|left|rest|over)',
    'as rest',
    'end up in the last [crate|box]',
    'stay in the bag',
  ]);
  rule('DDIVIDE', [
    '(divided|divide|dividing|devided|division|share|shared|split|splits|put|pack|packed|make|tie|go|goes)',
  ]);
};

/** What divisors and multiples are asked by, in terms and in stories. */
const addSharedWords = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('DGCD', '[the|their|a|my] GCD:g', ({ g }) => g);
  rule('DMOD', '(mod|modulo|%) UNUM:n', ({ n }) => n);
  rule(
    'DGOES',
    '(does|do|will|can) UNUM:n (go|goes|divide|divides|fit|fits) [evenly|exactly] [into|in] [the number] UNUM:m',
    ({ n, m }) => [m, n],
  );
  rule(
    'DNEXTPRIME',
    [
      '[the] (next|first|smallest|closest) prime [number] [that is|which is] (after|above|bigger than|greater than|' +
        'larger than|past) [the] [number] UNUM:n',
      'after [the] [number] UNUM:n [which|what] [is] [coming|comes] [the] (first|next) prime [number]',
    ],
    ({ n }) => n,
  );
  rule('DGCD', ['(minimum|smallest|least|lowest) common multiple', 'common multiple , the smallest'], () => 'lcm');
  rule('DGCD', ['g . c . d [.]', '(greatest|biggest|largest|highest) common (divider|factor|divisor)'], () => 'gcd');
  rule('DALIKE', [
    '(identical|equal|alike|same) [number|amount|share] [each]',
    'the same',
    'square tiles',
    'square tile',
    'both ways',
    'all made up alike',
    'same (mix|length|size)',
  ]);
  rule('DMOST', [
    '[the] (most|greatest|biggest|largest|longest|maximum) [number] [of]',
    'as many [ITEM] as (possible|poss)',
  ]);
  rule('DLONG', ['as (long|big|large) as (possible|poss)', '(long|large|big) as (possible|poss)']);
  rule('DBOXES', [
    'how many [more|other|full|whole|empty] (boxes|crates|packs|bags|groups|teams|bundles|cartons|rows|trays|piles|sets|' +
      'packets|tables|buses|plates|friends|kids|children|people)',
  ]);
  rule('DCLEAN', [
    '(no|without) [any] (waste|cutting|leftovers|cuts|offcuts|rest)',
    'no (flower|flowers|one|thing|piece|pieces|child|children|item|items|sweet|sweets) [is|are|being] (left|over) ' +
      '[over|out|in the (bucket|box|bag|room)]',
    '[with|so] (nothing|none|nobody|no one) [is|remains|gets] (left|over|wasted|remains|left over|left out|out) ' +
      '[over|out]',
    'no flower left in the bucket',
    'so nothing remains',
  ]);
  rule('DEVERY', ['(every|each) UNUM:n [DUNIT]', 'one (every|each) UNUM:n [DUNIT]'], ({ n }) => n);
  rule('DUNIT', '(minutes|minute|min|mins|seconds|second|sec|days|day|hours|hour|weeks|week|years)');
  rule('DAGAIN', [
    '(leave|leaves|left|set off|start|started|go off|gone off|went off|beep|beeped|flash|flashed|blink|blinked|ring|' +
      'rang|run|fall|falls|land|meet|met) [just] [now] [out] (together|at once|again|at the same time)',
    'together just now',
    '(coincide|happen|happens) [together] [again]',
    '(together|coincide|at the same time|at once|simultaneously|same day|on the same day|both|again|agian|next)',
  ]);
  rule('DCM', '(cm|m|mm|kg)');
  rule('DPRIME', ['[a] prime [number]']);
  rule('DFACTORS', ['[the|its|into] prime (factors|factorisation|factorization)'], () => 'factors');
  rule(
    'DFACTORS',
    [
      '[list|name|give|write|all] [me] [all|every|each] [the|of the] (factors|divisors|divisor|factor) of',
      'know all divisors of',
    ],
    () => 'all-divisors',
  );
  rule('DFACTORS', ['how many (divisors|factors|divisers) (has|have|does|are there of|of)'], () => 'divisors');
};

/** What is said beside divisors and multiples, and what turns them. */
const addDivisorAsides = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('DCOUNT', [
    '[,] [with|counting] (1|one) and (itself|UNUM:n) [itself] (included|counted|also|too)',
    'yes or no',
    '(a yes|a no) or a (yes|no)',
    '[have|got] [,] [counting|count|with|including] [also] (1|one) and (itself|UNUM:n) [itself] [counted|included|too]',
    'with repeats',
    'with repeat',
    '(from|in) [the] (smallest|small) (to|first) [the] (largest|big|biggest|large)',
    'in ascending order',
    'the repeated ones too',
    'as a list',
    'smallest first',
    'the small before',
    'answer (yes|no) or no',
    '(yes|y) (or|/) (no|n|nah)',
    'or (not|no|nah)',
    'y / n',
    'not zero [of course]',
    'bigger than zero',
  ]);
  rule('DIDLE', [
    '(the|for|of|these|those) (two|three|four|2|3|4) [whole] numbers',
    '(after|in) how many',
    '(one|two|three|both|each) (bus|buses|pump|pumps|lamp|lamps|machine|machines|alarm|alarms|patient|piece|pieces|' +
      'boards|numbers|goes|leaves|beeps|flashes|blinks|lights|ropes|ribbons|is|comes|gets)',
    '[the|and the] other [one|is]',
    '(bus|line|lamp|machine|tram|train|boat|ferry|alarm|pump|light) (LETTER|UNUM)',
    'for the first time',
    'after (dividing|sharing|filling|packing|division)',
    'after (i|you|we) (divide|share|fill|pack)',
    'in each one',
    'has to go into',
    '(in|of) [the] last (crate|box|row|one)',
    'one piece',
    'prime to me',
    '(seconds|minutes|hours|days|time) (till|until) they [next]',
    '(till|until) (they|both|it|that|this)',
    'in (each|every) (one|bag|box|team|pack|bunch|group)',
    'as long as (poss|possible)',
    'a square tile',
    'the first is',
  ]);
  rule('DSTOP', ['(last|following|after|before|below|above|under)']);
  rule('DFIRST', ['(next|first|smallest|largest|biggest|closest|nearest)']);
};

/** Single numbers: what divides them, and whether. */
const addDivisorAsks = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('DWHETHER', ['[is|are] [exactly] divisible by UNUM:n', 'divided exactly by UNUM:n'], ({ n }) => n);
  rule(
    'DWHICHDIV',
    [
      '[the] (greatest|largest|biggest|highest) [whole|positive] (number|integer) [that|which|by which|to|dividing] ' +
        '[can|may] [be] [both] [goes|go|divides|divide|dividing|divided] [exactly|evenly] [into]',
    ],
    () => 'gcd',
  );
  rule(
    'DWHICHDIV',
    [
      '[the] (smallest|least|lowest|first|smalest) [positive|whole] (number|integer) ' +
        '[that|which|what|into which|you can|one can|that one can] [is] [can] [be] [divide|divided|divisible] [in] ' +
        '[by|both]',
    ],
    () => 'lcm',
  );
};

const one = (items: readonly Item[], tag: string): string | undefined => {
  const found = all(items, tag);
  return found.length === 1 ? String(found[0]!.value) : undefined;
};

const OTHER_THAN_LENGTHS = /\bhow many (?!(?:cm|mm|m|centimet|met|millimet|inch|feet))/;
const OTHER_THAN_GROUPS = new RegExp(
  '\\bhow many (?!(?:identical |equal |such |of them )?' +
    '(?:bag|bunch|team|group|pack|box|plate|basket|set|parcel|hamper|tray|row|bouquet|kit|ones|can|could))',
);
/** Who shares with others has a share too, or not. */
const WITH_ME = new RegExp(
  '\\b(?:i|we|my|our)\\b.* with (?:my |our )?\\w+ (?:friend|kid|child|people|other|mate|neighbour|sister|brother|cousin)' +
    '|\\b(?:me|myself|us) and\\b|\\band (?:me|i|myself)\\b',
);

/** Things that are shared: into how many equal parts, what is left over, and whether something is. */
const sharedOut = (
  items: readonly Item[],
  tokens: readonly Token[],
  told: readonly string[],
  by: readonly Item[],
): unknown => {
  const most = has(items, 'DMOST') || (has(items, 'DLONG') && has(items, 'DCM'));
  const said = tokens.map(({ text }) => text).join(' ');
  // Of lengths it is asked how long, of things how many bags or teams: "how many pieces" asks for something else.
  if (has(items, 'DALIKE') && (has(items, 'DCM') ? OTHER_THAN_LENGTHS : OTHER_THAN_GROUPS).test(said)) return undefined;
  if (has(items, 'DALIKE') && (most || has(items, 'DCLEAN')))
    return most && (by.length === 0 ? told.length === 2 || told.length === 3 : told.length + by.length === 2)
      ? { type: 'divisors', ask: 'gcd', numbers: [...told, ...by.map(({ value }) => String(value))] }
      : undefined;
  // "I share with 6 friends": how many share is not told.
  if (WITH_ME.test(said)) return undefined;
  // "For 6 children and a dog".
  const beside = by.some(({ end }) =>
    /^(?:\w+ )?and (?:an?|one|me|my|her|his|their)\b/.test(
      tokens
        .slice(end, end + 3)
        .map(({ text }) => text)
        .join(' '),
    ),
  );
  if (beside || has(items, 'DBOXES')) return undefined;
  // "The remainder of 50 divided by 8", "13 children make teams of 4".
  if (has(items, 'DREST') && told.length === 0 && by.length === 2 && !has(items, 'DMOST', 'DAGAIN')) {
    const first = tokens[by[0]!.at]!;
    return first.text === 'of' || first.kind === 'number'
      ? { type: 'divisors', ask: 'remainder', numbers: by.map(({ value }) => value) }
      : undefined;
  }
  // "Can 12 be shared by 3 with nothing left?"
  const clean = has(items, 'DCLEAN') || /\b(?:evenly|exactly)\b/.test(said);
  if (clean && !has(items, 'DREST') && /^(?:can|could|does|do|will|is|are)\b/.test(said))
    return by.length === 1 && told.length === 1 && !has(items, 'DMOST', 'DAGAIN', 'DALIKE')
      ? { type: 'divisors', ask: 'divisible', numbers: [told[0], by[0]!.value] }
      : undefined;
  // Things that go into boxes of so many, and what is left over.
  return has(items, 'DREST') && by.length === 1 && told.length === 1 && !has(items, 'DMOST', 'DAGAIN')
    ? { type: 'divisors', ask: 'remainder', numbers: [told[0], by[0]!.value] }
    : undefined;
};

const divisors = (items: readonly Item[], tokens: readonly Token[]): unknown => {
  const [lists, plain, by, every] = ['DNUMBERS', 'DNUMBER', 'DBY', 'DEVERY'].map((tag) => all(items, tag));
  const told = [...lists!.flatMap(({ value }) => value as string[]), ...plain!.map(({ value }) => String(value))];
  const next = one(items, 'DNEXTPRIME');
  if (next !== undefined)
    return told.length + by!.length === 0 ? { type: 'divisors', ask: 'next-prime', numbers: [next] } : undefined;
  if (has(items, 'DSTOP', 'DNEXTPRIME')) return undefined;
  const [goes, ...others] = all(items, 'DGOES');
  if (goes)
    return others.length + told.length + by!.length === 0 && !has(items, 'DMOST', 'DAGAIN', 'DGCD', 'DREST')
      ? { type: 'divisors', ask: 'divisible', numbers: goes.value }
      : undefined;
  const mod = one(items, 'DMOD');
  if (mod !== undefined || has(items, 'DMOD'))
    return mod !== undefined && told.length === 1 && by!.length === 0 && !has(items, 'DGCD', 'DEVERY', 'DMOST')
      ? { type: 'divisors', ask: 'remainder', numbers: [told[0], mod] }
      : undefined;
  const gcd = new Set(all(items, 'DGCD').map(({ value }) => value));
  // "Over 20" is no number of them.
  const above = by!.some(({ at }) => /^(?:over|per|hold|holds)$/.test(tokens[at]!.text));
  if (above && has(items, 'DGCD', 'DWHICHDIV')) return undefined;
  if (has(items, 'DGCD')) {
    const numbers = [...told, ...by!.map(({ value }) => String(value))];
    return gcd.size === 1 &&
      !has(items, 'DDIVIDE', 'DBOXES') &&
      numbers.length > 1 &&
      !has(items, 'DREST', 'DPRIME', 'DEVERY', 'DFACTORS')
      ? { type: 'divisors', ask: [...gcd][0], numbers }
      : undefined;
  }
  if (every!.length > 1)
    return told.length + by!.length === 0 && has(items, 'DAGAIN') && !has(items, 'DMOST', 'DREST', 'DCLEAN')
      ? { type: 'divisors', ask: 'lcm', numbers: every!.map(({ value }) => String(value)) }
      : undefined;
  if (every!.length > 0) return undefined;
  const factors = one(items, 'DFACTORS');
  if (factors !== undefined)
    return told.length + by!.length === 1 && !has(items, 'DREST', 'DMOST', 'DAGAIN')
      ? { type: 'divisors', ask: factors, numbers: [...told, ...by!.map(({ value }) => String(value))] }
      : undefined;
  const whether = one(items, 'DWHETHER');
  if (whether !== undefined)
    return told.length === 1 && by!.length === 0
      ? { type: 'divisors', ask: 'divisible', numbers: [told[0], whether] }
      : undefined;
  if (has(items, 'DPRIME'))
    return !has(items, 'DFIRST') && told.length === 1 && by!.length === 0 && !has(items, 'DMOST', 'DAGAIN', 'DREST')
      ? { type: 'divisors', ask: 'prime', numbers: told }
      : undefined;
  const which = one(items, 'DWHICHDIV');
  if (which !== undefined && !has(items, 'DALIKE', 'DEVERY')) {
    const numbers = [...told, ...by!.map(({ value }) => String(value))];
    return numbers.length > 1 ? { type: 'divisors', ask: which, numbers } : undefined;
  }
  return sharedOut(items, tokens, told, by!);
};

export const addDivisorRoles = (grammar: Grammar): void => {
  addDivisorWords(grammar);
  addSharedWords(grammar);
  addDivisorAsides(grammar);
  addDivisorAsks(grammar);
  addRuled(grammar, {
    name: 'DIVISORROLES',
    closed: true,
    rules: [
      'DNUMBERS',
      'DNUMBER',
      'DBY',
      'DMOD',
      'DGOES',
      'DNEXTPRIME',
      'DREST',
      'DDIVIDE',
      'DGCD',
      'DALIKE',
      'DMOST',
      'DCLEAN',
      'DLONG',
      'DBOXES',
      'DEVERY',
      'DAGAIN',
      'DCM',
      'DPRIME',
      'DFACTORS',
      'DCOUNT',
      'DIDLE',
      'DSTOP',
      'DFIRST',
      'DWHETHER',
      'DWHICHDIV',
    ],
    free:
      'evenly exactly fairly whether once fill out up also land fall break down as shares many itself which how who if when would could should might must number numbers full filled filling minutes seconds days ' +
      'pair pairs both all whole then only',
    build: divisors,
  });
};

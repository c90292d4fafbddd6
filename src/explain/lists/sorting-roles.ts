/**
 * Lists that are put in order by roles, for the reading by explanation: items, what they are ordered by, and a place.
 */
import { unitsNamed } from '../../problem/solve/units.ts';
import type { Grammar, Terminal } from '../grammar/grammar.ts';
import type { Token } from '../grammar/tokens.ts';
import { addRuled, all, has, type Item } from '../grammar/role-words.ts';
import { isNumberWord, listOf, SEPARATORS } from '../grammar/terminals.ts';

type Amount = { n: string; unit: string };
type Pair = { name: string; n: string };

/** Words that say how a list is ordered: no items of one. */
const DIRECTIONS = new Set(
  (
    'highest lowest largest biggest smallest greatest shortest longest oldest youngest heaviest lightest cheapest ' +
    'dearest earliest latest hottest coldest warmest ascending descending alphabetical alphabetically reverse backwards'
  ).split(' '),
);

/** Verbs between a name and its number: no names. */
const VERBS = new Set(
  'born is was has had got gets scored weighs weighed costs cost runs ran aged of in at by for'.split(' '),
);

const SPLITS: readonly (readonly string[])[] = [['/'], ['\n', '*'], ['\n', '-'], ...SEPARATORS];

const addLists = (grammar: Grammar): void => {
  const number: Terminal = (context, at) => grammar.fits(context, 'NUM', at);
  const amount: Terminal = (context, at) =>
    number(context, at).flatMap(({ end, value }) => {
      const token = context.tokens[end];
      const known =
        token?.text === '%' || (token?.kind === 'word' && token.text !== 'in' && unitsNamed(token.text).length > 0);
      return known ? [{ end: end + 1, value: { n: String(value), unit: token.text } }] : [];
    });
  const pair: Terminal = (context, at) => {
    const token = context.tokens[at];
    if (token?.kind !== 'word' || token.text.length < 2 || VERBS.has(token.text)) return [];
    const unit = (end: number): number =>
      /^(?:kg|cm|m|g|points|%)$/.test(context.tokens[end]?.text ?? '') ? end + 1 : end;
    return number(context, at + 1).map(({ end, value }) => ({
      end: unit(end),
      value: { name: token.raw, n: String(value) },
    }));
  };
  const told: Terminal = (context, at) => {
    const token = context.tokens[at];
    if (token?.kind === 'clock' || token?.kind === 'date') return [{ end: at + 1, value: token.raw }];
    return grammar.fits(context, 'DATE', at).map(({ end }) => ({
      end,
      value: context.tokens
        .slice(at, end)
        .map(({ raw }) => raw)
        .join(' '),
    }));
  };
  grammar.terminal('OPLAIN', listOf(number, 2, SPLITS));
  grammar.terminal('OAMOUNTS', listOf(amount, 2, SPLITS, true));
  grammar.terminal(
    'OLETTERS',
    listOf((context, at) => grammar.fits(context, 'LETTER', at), 3),
  );
  // "Pipe 20 cm, pipe 50 cm": amounts of things of one name.
  grammar.terminal(
    'OALIKE',
    listOf(
      (context, at) => {
        const start = /^(?:an?|the)$/.test(context.tokens[at]?.text ?? '') ? at + 1 : at;
        const { kind, text = '' } = context.tokens[start] ?? {};
        const of = context.tokens[start + 1]?.text === 'of' ? start + 2 : start + 1;
        return kind === 'word' && !VERBS.has(text) && !DIRECTIONS.has(text)
          ? amount(context, of).map(({ end, value }) => ({ end, value: { name: text, ...(value as Amount) } }))
          : [];
      },
      3,
      SPLITS,
    ),
  );
  grammar.rule('OSAME', 'OALIKE:l', ({ l }) =>
    new Set((l as { name: string }[]).map(({ name }) => name)).size === 1 ? l : undefined,
  );
  grammar.terminal('OPAIRS', listOf(pair, 3, SPLITS));
  grammar.terminal('OTIMES', listOf(told, 2, SPLITS));
  grammar.rule(
    'ONUMBERS',
    ['OPLAIN:l (mm|cm|kg|kilos|m|seconds)', 'OPLAIN:l', '(\\[|\\(|{) OPLAIN:l (\\]|\\)|})', '* OPLAIN:l'],
    ({ l }) => l,
  );
  // "3/4, 0.5, 20%": a sign that only the last one has is for all of them where they are alike.
  grammar.rule('ONUMBERS', 'OPLAIN:l (percent|%)', ({ l }) =>
    (l as string[]).every((one) => !one.includes('/') && Number(one) >= 1) ? l : undefined,
  );
  grammar.rule('OWORDS', 'NAMES:l', ({ l }) => ((l as string[]).some((one) => DIRECTIONS.has(one)) ? undefined : l));
  grammar.rule('OLOOSE', ['(sort|order|alphabetical|words|:|put|rank|list|for) LOOSE:l'], ({ l }) =>
    (l as string[]).some((one) => isNumberWord(one.toLowerCase())) ? undefined : l,
  );
};

const EXTREMES: readonly (readonly [string, string])[] = [
  ['smallest', 'biggest'],
  ['lowest', 'highest'],
  ['least', 'most'],
  ['shortest', 'longest'],
  ['shortest', 'tallest'],
  ['youngest', 'oldest'],
  ['coldest', 'warmest'],
  ['coldest', 'hottest'],
  ['cheapest', 'dearest'],
  ['lightest', 'heaviest'],
  ['earliest', 'latest'],
  ['small', 'big'],
  ['low', 'high'],
  ['short', 'long'],
  ['young', 'old'],
  ['thinnest', 'thickest'],
  ['minor', 'major'],
  ['early', 'late'],
  ['little', 'great'],
  ['cheapest', 'priciest'],
  ['minimum', 'maximum'],
  ['youngest', 'eldest'],
  ['thinest', 'thickest'],
];

const isSuperlative = (word: string): boolean => /est$|^least$|^most$|^m(?:in|ax)/.test(word);

const addDirections = (grammar: Grammar): void => {
  const { rule } = grammar;
  const oneOf = (name: string, words: readonly string[]): void => {
    const set = new Set(words);
    grammar.terminal(name, ({ tokens }, at) => {
      const token = tokens[at];
      return token?.kind === 'word' && set.has(token.text) ? [{ end: at + 1, value: true }] : [];
    });
  };
  oneOf('OLOW', [...EXTREMES.map(([low]) => low), 'fewest', 'lower', 'minimum', 'min', 'littlest', 'tiniest']);
  oneOf('OLEAST', [
    ...EXTREMES.map(([low]) => low).filter(isSuperlative),
    'fewest',
    'minimum',
    'min',
    'littlest',
    'small',
  ]);
  oneOf('OMOST', [
    ...EXTREMES.map(([, high]) => high).filter(isSuperlative),
    'largest',
    'greatest',
    'priciest',
    'maximum',
    'max',
    'top',
    'bigest',
  ]);
  oneOf('OHIGH', [
    ...EXTREMES.map(([, high]) => high),
    'largest',
    'greatest',
    'large',
    'top',
    'priciest',
    'maximum',
    'max',
    'bigest',
  ]);
  const both = (a: string, b: string): string[] => [
    `[going] [from] [the] ${a} [ITEM] [on|up|down] (to|until|till|for|through) [to] [the] ${b} ` +
      `[word|one|number|letter]`,
    `[with] [the] ${a} [word|one|number|value|size|on|scorer] [goes|comes|is|gets|going|stands|served|ones|leading] ` +
      `[served|seen|called|listed|placed|put] ` +
      `(first|at the front|at the top|on top|at the start)`,
    `first [the] ${a}`,
    `from [the] ${a} [one|word]`,
    `[and] [the] ${b} [word|one|number|value|size] [goes|comes|is|gets|stands] (last|at the bottom|at the end|at the back)`,
    `(starting|beginning|start) (with|from|at) [the] ${a} [word|one|number]`,
    `[from] [the] ${a} on`,
  ];
  rule('OUP', both('OLOW', 'OHIGH'), () => 'ascending');
  rule(
    'OUP',
    [
      '[in|into|by] [an|the] (ascending|increasing|rising|growing|climbing) [order|sort|sequence|size]',
      '(asc|ascending|upwards|upward)',
      '(cheapest|smallest|lowest|shortest|youngest|lightest|coldest) [up] (until|to) [the] most expensive',
      'size up',
      'them up',
      'chronological [order]',
      'so they go up',
    ],
    () => 'ascending',
  );
  rule('ODOWN', both('OHIGH', 'OLOW'), () => 'descending');
  rule(
    'ODOWN',
    [
      '[in|into|by] [an|the] (descending|decreasing|falling|shrinking) [order|sort|sequence|size]',
      '(desc|descending|downwards)',
      'so they go down',
      'reverse = true',
    ],
    () => 'descending',
  );
};

/** The alphabet, lengths and places. */
const addOtherOrders = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule(
    'OALPHA',
    [
      '[in|into|by|to|going by|according to|of] [the|an|a] (alphabetical|alphabetic|alphabet|dictionary|abc|a b c) ' +
        '[order|sort|list|register]',
      '(alphabetically|alphabetize|alphabetise|alphabetized)',
      '[from] [the] a (to|-) z',
      'in order of [the] dictionary',
    ],
    () => 'ascending',
  );
  rule(
    'OZTOA',
    [
      '[in|into] [a] reverse [-] (alphabetical|alphabetic|alphabet) [order|sort]',
      '[backwards] [this time] [,] [\\(] [from] z (to|-) a [\\)]',
      'alphabetically backwards',
    ],
    () => 'descending',
  );
  rule('OLENGTH', ['by [the] (length|number of letters|how long they are|word length) [in the word]']);
  rule('OLENGTH', ['[the] (fewest|least) letters first'], () => 'ascending');
  rule('OLENGTH', ['[the] most letters first'], () => 'descending');
  rule(
    'OPLACE',
    [
      '[the|at|in|number|position|place] ORD:n [place|position|one|number|on list|on the list]',
      '(position|number|place) UNUM:n',
    ],
    ({ n }) => Number(n),
  );
  rule('OPLACE', ['[the|at] [very] (last|end|back)', '[ends up] last'], () => -1);
  rule('OPLACE', ['(at|in|on) the [very] (start|front|beginning|head)'], () => 1);
  rule('OMIDDLE', ['[in] [the] [dead|exact] (middle|median|centre|center) [one|value|number]']);
  rule('OBEST', ['[the] [ORD:n] [most|-] OMOST'], ({ n }) => ({ which: 'largest', rank: Number(n ?? 1) }));
  rule('OBEST', ['[the] [ORD:n] [most|-] OLEAST'], ({ n }) => ({ which: 'smallest', rank: Number(n ?? 1) }));
  rule('OMORE', ['(bigger|larger|greater|higher|heavier|longer|taller|hotter|warmer|dearer)'], () => 'largest');
  rule('OMORE', ['(smaller|lower|lighter|shorter|cheaper|colder)'], () => 'smallest');
  rule('OREVERSE', 'reverse sort');
  rule('ONAMED', ['(names|name|customers|growers|players|who) [only]']);
  rule('OSTOP', [
    '(born|birth|common|divisor|divider|factor|multiple|prime|divides|gap|spread|sum|product|dedupe|between them|divisors|' +
      'factors)',
  ]);
  rule('OIDLE', [
    '(line|lined|lining|stack|pin|write|rank|order|sort|set|put|hang) [them|these|those|it|em] up',
    '(write|written|put|set|read|list) [them|these|those|it|em] (out|down)',
    'in the (shop|rack|drawer|list|line|queue|row|register|shed|garage|class|book|window|table)',
    'a (class|school) register',
    '(finds|find|found|sees|sits) itself',
    'by (size|number|value|amount|age|price|weight|height|score|balance|name|title|first name|date)',
    'as (integers|numbers|decimals|they are|they go in the rack)',
    '(no|without) (commas|brackets|spaces)',
    '(of|out of|from|among|between) (these|them|those|the following|all)',
    'how big they are',
    'lower case',
    'in digits',
    'in mm',
    '(in|as) (a list|one list)',
    'when i',
    'out of',
    '(lap|start|starting|race|sprint|finish|arrival|swim|bus|train) times',
    'again',
    '(please|you|kindly) place (the|these|my|them|those|his|her|our)',
    '[and] keep the (doubles|duplicates|repeats|repeated ones)',
    '(tell|give|show) [me] only (which|what)',
    '(work|figure|find|read|print|call|spell) [it|them|this|that] out',
  ]);
};

type Best = { which: string; rank: number };

/** Amounts of several units in order, or one of them. */
const byAmount = (amounts: readonly Amount[], best: Best | undefined, order?: string, at?: number): unknown => {
  const items = amounts.map(({ n, unit }) => `${n} ${unit}`);
  if (best !== undefined)
    return order === undefined && at === undefined
      ? { type: 'sort', by: 'amount', order: 'ascending', items, at: best.which === 'largest' ? -best.rank : best.rank }
      : undefined;
  return order !== undefined && at === undefined ? { type: 'sort', by: 'amount', order, items } : undefined;
};

/** "Which is heavier, 3 kg or 2900 g?" */
const compared = (list: Item, most: boolean): unknown => {
  const values = list.value as unknown[];
  if (values.length !== 2) return undefined;
  if (list.tag === 'ONUMBERS') return { type: 'pick', which: most ? 'largest' : 'smallest', rank: 1, numbers: values };
  if (list.tag !== 'OAMOUNTS') return undefined;
  return byAmount(values as Amount[], { which: most ? 'largest' : 'smallest', rank: 1 });
};

/** Dates and times have one order of their own: "put these dates in order". */
const byTime = (
  told: readonly string[],
  order: string | undefined,
  at: number | undefined,
  tokens: readonly Token[],
): unknown => {
  const own = at === undefined && tokens.some(({ text }) => text === 'order') ? 'ascending' : undefined;
  const way = order ?? own;
  const by = /^\d{1,2}:\d\d$/.test(told[0]!) ? 'clock' : 'date';
  return way && { type: 'sort', by, order: way, items: told, ...(at !== undefined && { at }) };
};

/** What the order is of, and by what; the whole list, or one of its places. */
const ordered = (roles: readonly Item[], tokens: readonly Token[]): unknown => {
  const items = roles.map((one) => (one.tag === 'OSAME' ? { ...one, tag: 'OAMOUNTS' } : one));
  const lists = items.filter(({ tag }) => /^(?:ONUMBERS|OAMOUNTS|OPAIRS|OTIMES|OWORDS|OLOOSE|OLETTERS)$/.test(tag));
  const [list] = lists;
  if (!list || lists.length !== 1 || has(items, 'OSTOP')) return undefined;
  // A whole list is put in order, and then one of it is asked for.
  const said = tokens.map(({ text }) => text).join(' ');
  const oneAsked = /\b(?:which|what) (?:one|number|value|word|name|item|card)\b/.test(said);
  if (oneAsked && !has(items, 'OPLACE', 'OMIDDLE', 'OBEST', 'OMORE')) return undefined;
  // Who wins a race is not told by its numbers alone.
  if (tokens.some(({ text }) => /^(?:winners?|champion|medals?|silver|bronze|podium|wins)$/.test(text)))
    return undefined;
  const [ups, downs] = [all(items, 'OUP'), all(items, 'ODOWN')];
  const [places, best] = [all(items, 'OPLACE'), all(items, 'OBEST')];
  const alphabet = [...all(items, 'OALPHA'), ...all(items, 'OZTOA')];
  if (places.length > 1 || best.length > 1 || alphabet.length > 2) return undefined;
  const at = has(items, 'OMIDDLE') ? 0 : (places[0]?.value as number | undefined);
  if (has(items, 'OMIDDLE') && places.length > 0) return undefined;
  const place = at === undefined ? {} : { at };
  const [more] = all(items, 'OMORE');
  if (more !== undefined)
    return ups.length + downs.length + places.length + best.length + alphabet.length === 0
      ? compared(list, more.value === 'largest')
      : undefined;
  const told =
    ups.length > 0 && downs.length === 0
      ? 'ascending'
      : downs.length > 0 && ups.length === 0
        ? 'descending'
        : has(items, 'OREVERSE')
          ? 'descending'
          : undefined;
  const sorts = tokens.some(({ text }) => /^sort(?:ed)?$/.test(text)) && at === undefined && best.length === 0;
  const letters = list.tag === 'OLETTERS';
  if (letters && alphabet.length === 0 && told === undefined && sorts)
    return { type: 'sort', by: 'alphabet', order: 'ascending', items: list.value };
  const order = told ?? (sorts && ups.length + downs.length === 0 && !letters ? 'ascending' : undefined);
  if (letters || list.tag === 'OWORDS' || list.tag === 'OLOOSE') {
    if (best.length > 0 || has(items, 'OMIDDLE')) return undefined;
    const words = list.value as string[];
    if (alphabet.length > 0) {
      if (told !== undefined || has(items, 'OLENGTH')) return undefined;
      const reverse = has(items, 'OZTOA');
      return { type: 'sort', by: 'alphabet', order: reverse ? 'descending' : 'ascending', items: words, ...place };
    }
    const length = told ?? all(items, 'OLENGTH').find(({ value }) => value !== true)?.value;
    return length !== undefined && at === undefined && has(items, 'OLENGTH')
      ? { type: 'sort', by: 'length', order: length, items: words }
      : undefined;
  }
  if (alphabet.length > 0 || has(items, 'OLENGTH')) return undefined;
  if (list.tag === 'OPAIRS') {
    const pairs = list.value as Pair[];
    if (pairs.every(({ n }) => /^(?:1\d|20)\d\d$/.test(n))) return undefined;
    return order !== undefined && best.length === 0 && at === undefined && has(items, 'ONAMED')
      ? { type: 'sort', by: 'value', order, items: pairs.map(({ n }) => n), labels: pairs.map(({ name }) => name) }
      : undefined;
  }
  if (list.tag === 'OTIMES') return best.length > 0 ? undefined : byTime(list.value as string[], order, at, tokens);
  const amounts = list.tag === 'OAMOUNTS' ? (list.value as Amount[]) : undefined;
  const plain = amounts ? amounts.map(({ n }) => n) : (list.value as string[]);
  // What is old has an early year.
  const years = plain.every((one) => /^(?:1\d|20)\d\d$/.test(one));
  if (years && tokens.some(({ text }) => /^(?:young|old|eld)(?:er|est)?$/.test(text))) return undefined;
  if (amounts && new Set(amounts.map(({ unit }) => unit)).size > 1)
    return byAmount(amounts, best[0]?.value as Best | undefined, order, at);
  if (best.length === 1)
    return at === undefined && order === undefined
      ? { type: 'pick', ...(best[0]!.value as object), numbers: plain }
      : undefined;
  if (at === 0) return { type: 'pick', which: 'median', rank: 1, numbers: plain };
  return order === undefined ? undefined : { type: 'sort', by: 'value', order, items: plain, ...place };
};

export const addSortingRoles = (grammar: Grammar): void => {
  addLists(grammar);
  addDirections(grammar);
  addOtherOrders(grammar);
  addRuled(grammar, {
    name: 'ORDERROLES',
    closed: true,
    rules: [
      'ONUMBERS',
      'OAMOUNTS',
      'OSAME',
      'OPAIRS',
      'OTIMES',
      'OWORDS',
      'OLOOSE',
      'OUP',
      'ODOWN',
      'OALPHA',
      'OZTOA',
      'OLENGTH',
      'OPLACE',
      'OMIDDLE',
      'OBEST',
      'ONAMED',
      'OIDLE',
      'OSTOP',
      'OLETTERS',
      'OMORE',
      'OREVERSE',
    ],
    free:
      'which how who if when order sort sorted ordered word words names name letter letters size number if would ' +
      'should could might must then week today morning tonight night seconds minutes mm cm m kg degrees kilos ' +
      'pounds euros years may start starts begins integers integer decimals fractions as only',
    build: ordered,
  });
};

/**
 * Lists that are put in order by roles, for the reading by explanation: items, what they are ordered by, and a place.
 */
import { unitsNamed } from '../problem/solve/units.ts';
import type { Grammar, Terminal } from './grammar.ts';
import { addRuled, all, has, type Item } from './role-words.ts';
import { listOf, SEPARATORS } from './terminals.ts';

type Amount = { n: string; unit: string };
type Pair = { name: string; n: string };

/** Words that say how a list is ordered: no items of one. */
const DIRECTIONS = new Set(
  (
    'highest lowest largest biggest smallest greatest shortest longest oldest youngest heaviest lightest cheapest ' +
    'dearest earliest latest hottest coldest warmest ascending descending alphabetical alphabetically reverse backwards'
  ).split(' '),
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
    if (token?.kind !== 'word' || token.text.length < 2) return [];
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
  grammar.terminal('OAMOUNTS', listOf(amount, 2, SPLITS));
  grammar.terminal('OPAIRS', listOf(pair, 3, SPLITS));
  grammar.terminal('OTIMES', listOf(told, 2, SPLITS));
  grammar.rule(
    'ONUMBERS',
    ['OPLAIN:l (mm|cm|kg|kilos|m|seconds|percent|%)', 'OPLAIN:l', '(\\[|\\(|{) OPLAIN:l (\\]|\\)|})', '* OPLAIN:l'],
    ({ l }) => l,
  );
  grammar.rule('OWORDS', 'NAMES:l', ({ l }) => ((l as string[]).some((one) => DIRECTIONS.has(one)) ? undefined : l));
  grammar.rule('OLOOSE', ['(sort|order|alphabetical|words|:|put|rank|list|for) LOOSE:l'], ({ l }) => l);
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
  ['slowest', 'fastest'],
  ['cheapest', 'priciest'],
  ['worst', 'best'],
  ['minimum', 'maximum'],
  ['youngest', 'eldest'],
  ['thinest', 'thickest'],
];

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
    `[going] [from] [the] ${a} [word|one|number|size] [on|up|down] (to|until|till|for|through) [to] [the] ${b} ` +
      `[word|one|number|letter]`,
    `[with] [the] ${a} [word|one|number|value|size|on|scorer] [goes|comes|is|gets|going|stands|served|ones] ` +
      `(first|at the front|at the top|on top|at the start)`,
    `first [the] ${a}`,
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
  rule('OLENGTH', ['by [the] (length|number of letters|how long they are) [in the word]', 'fewest letters first']);
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
  rule('OBEST', ['[the] [ORD:n] [most|-] OHIGH'], ({ n }) => ({ which: 'largest', rank: Number(n ?? 1) }));
  rule('OBEST', ['[the] [ORD:n] [most|-] OLOW'], ({ n }) => ({ which: 'smallest', rank: Number(n ?? 1) }));
  rule('ONAMED', ['(names|name|customers|growers|players|who) [only]']);
  rule('OSTOP', [
    '(common|divisor|divider|factor|multiple|prime|divides|gap|spread|sum|product|dedupe|between them|divisors|' +
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
  ]);
};

/** What the order is of, and by what; the whole list, or one of its places. */
const ordered = (items: readonly Item[]): unknown => {
  const lists = items.filter(({ tag }) => /^(?:ONUMBERS|OAMOUNTS|OPAIRS|OTIMES|OWORDS|OLOOSE)$/.test(tag));
  const [list] = lists;
  if (!list || lists.length !== 1 || has(items, 'OSTOP')) return undefined;
  const [ups, downs] = [all(items, 'OUP'), all(items, 'ODOWN')];
  const [places, best] = [all(items, 'OPLACE'), all(items, 'OBEST')];
  const alphabet = [...all(items, 'OALPHA'), ...all(items, 'OZTOA')];
  if (places.length > 1 || best.length > 1 || alphabet.length > 2) return undefined;
  const at = has(items, 'OMIDDLE') ? 0 : (places[0]?.value as number | undefined);
  if (has(items, 'OMIDDLE') && places.length > 0) return undefined;
  const place = at === undefined ? {} : { at };
  const order =
    ups.length > 0 && downs.length === 0
      ? 'ascending'
      : downs.length > 0 && ups.length === 0
        ? 'descending'
        : undefined;
  if (list.tag === 'OWORDS' || list.tag === 'OLOOSE') {
    if (best.length > 0 || has(items, 'OMIDDLE')) return undefined;
    const words = list.value as string[];
    if (alphabet.length > 0) {
      if (order !== undefined || has(items, 'OLENGTH')) return undefined;
      const reverse = has(items, 'OZTOA');
      return { type: 'sort', by: 'alphabet', order: reverse ? 'descending' : 'ascending', items: words, ...place };
    }
    return order !== undefined && at === undefined && has(items, 'OLENGTH')
      ? { type: 'sort', by: 'length', order, items: words }
      : undefined;
  }
  if (alphabet.length > 0 || has(items, 'OLENGTH')) return undefined;
  if (list.tag === 'OPAIRS') {
    const pairs = list.value as Pair[];
    return order !== undefined && best.length === 0 && at === undefined && has(items, 'ONAMED')
      ? { type: 'sort', by: 'value', order, items: pairs.map(({ n }) => n), labels: pairs.map(({ name }) => name) }
      : undefined;
  }
  if (list.tag === 'OTIMES') {
    const told = list.value as string[];
    const by = /^\d{1,2}:\d\d$/.test(told[0]!) ? 'clock' : 'date';
    return order !== undefined && best.length === 0 ? { type: 'sort', by, order, items: told, ...place } : undefined;
  }
  const amounts = list.tag === 'OAMOUNTS' ? (list.value as Amount[]) : undefined;
  const plain = amounts ? amounts.map(({ n }) => n) : (list.value as string[]);
  if (amounts && new Set(amounts.map(({ unit }) => unit)).size > 1)
    return order !== undefined && best.length === 0 && at === undefined
      ? { type: 'sort', by: 'amount', order, items: amounts.map(({ n, unit }) => `${n} ${unit}`) }
      : undefined;
  if (best.length === 1)
    return at === undefined && order === undefined
      ? { type: 'pick', ...(best[0]!.value as object), numbers: plain }
      : undefined;
  if (at === 0) return { type: 'pick', which: 'median', rank: 1, numbers: plain };
  return order === undefined ? undefined : { type: 'sort', by: 'value', order, items: plain, ...place };
};

export const addOrderRoles = (grammar: Grammar): void => {
  addLists(grammar);
  addDirections(grammar);
  addOtherOrders(grammar);
  addRuled(grammar, {
    name: 'ORDERROLES',
    closed: true,
    rules: [
      'ONUMBERS',
      'OAMOUNTS',
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
    ],
    free:
      'which how who if when order sort sorted ordered word words names name letter letters size number if would ' +
      'should could might must then week today morning tonight night seconds minutes mm cm m kg degrees kilos ' +
      'pounds euros years may start starts begins integers integer decimals fractions as only',
    build: ordered,
  });
};

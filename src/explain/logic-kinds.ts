/** Truth values and orders of people and things, for the reading by explanation. */
import { isLoaded } from './asking.ts';
import type { Fit, Grammar, Terminal, Values } from './grammar.ts';
import { isNumberWord } from './terminals.ts';
import type { Token } from './tokens.ts';

const addTruth = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('TLEAF', ['(true|t)'], () => 'true');
  rule('TLEAF', ['(false|f)'], () => 'false');
  rule('TLEAF', 'LETTER:v', ({ v }) => v);
  rule('TLEAF', '\\( TEXPR:e \\)', ({ e }) => `(${String(e)})`);
  rule('TLEAF', ['(not|!|~|¬) TLEAF:e'], ({ e }) => `not ${String(e)}`);
  rule('COMPARE', ['(>|is (greater|bigger|more|larger|higher) than)'], () => '>');
  rule('COMPARE', ['(<|is (less|smaller|lower|fewer) than)'], () => '<');
  rule('COMPARE', ['(=|is equal to|equals|==)'], () => '=');
  rule('TLEAF', 'SUM:a COMPARE:c SUM:b', ({ a, c, b }) => `${String(a)} ${String(c)} ${String(b)}`);
  rule('CONNECT', ['(and|&&|&|∧)'], () => ' and ');
  rule('CONNECT', ['(or|∨)'], () => ' or ');
  rule('CONNECT', ['(xor)'], () => ' xor ');
  grammar.terminal('TEXPR', (context, at) => {
    const all: Fit[] = [];
    let ways = [...grammar.fits(context, 'TLEAF', at)];
    for (let count = 0; ways.length > 0 && count < 20; count++) {
      all.push(...ways);
      ways = ways.flatMap(({ end, value }) =>
        grammar
          .fits(context, 'CONNECT', end)
          .flatMap((sign) =>
            grammar
              .fits(context, 'TLEAF', sign.end)
              .map((next) => ({ end: next.end, value: `${String(value)}${String(sign.value)}${String(next.value)}` })),
          ),
      );
    }
    return all;
  });
  rule('DEFINED', ['LETTER:v (=|is|:) (true|t)'], ({ v }) => [[v, 'true']]);
  rule('DEFINED', ['LETTER:v (=|is|:) (false|f)'], ({ v }) => [[v, 'false']]);
  rule('DEFS', 'DEFINED:a', ({ a }) => a);
  rule('DEFS', 'DEFINED:a [,|;|and|, and] DEFS:b', ({ a, b }) => [...(a as unknown[]), ...(b as unknown[])]);
  const truth = ({ e, d }: Values): unknown => {
    let text = String(e);
    for (const [name, value] of (d ?? []) as [string, string][])
      text = text.replace(new RegExp(`\\b${name}\\b`, 'g'), value);
    if (/\b[a-z]\b/.test(text) || !/ (?:and|or|xor) |not |[<>=]/.test(text)) return undefined;
    return { type: 'truth', expression: text };
  };
  rule(
    'TVALUE',
    [
      '[the] [truth] value of',
      'whether the following [conjunction|statement|expression] is true or false :',
      'true or false [:|?]',
      'is it (true|right|correct) that',
      'is the following true [or false] [:]',
      '[the] (statement|expression|result of) [:]',
      'boolean [:]',
      'if',
      'whether',
    ],
    () => true,
  );
  rule(
    'TGIVES',
    [
      '~ =',
      '~ (is|gives|equals|makes|evaluates to|comes out as|is that) [what|true or false|true|?]',
      '~ [is that|is it|is this] true or false',
      '~ (what is it|what do i get|what is that|what is the result)',
    ],
    () => true,
  );
  rule(
    'QUESTION',
    [
      '[ASK] [TVALUE] TEXPR:e [TGIVES]',
      'what (do|does) [you|i] (get|TEXPR:e) (for|if|from|give|make|evaluate to|equal) [TEXPR:e]',
      '[if|given that|given|let|suppose|with|when] DEFS:d ~ [then] [ASK|what is|is] [TVALUE] TEXPR:e [TGIVES]',
    ],
    truth,
  );
};

/** Words of a comparison, their opposite, and of the extremes: the first of a pair stands in front. */
const SCALES: readonly (readonly [string, string, string, string])[] = [
  ['taller', 'shorter', 'tallest', 'shortest'],
  ['older', 'younger|newer', 'oldest|eldest', 'youngest|newest'],
  ['faster|quicker', 'slower', 'fastest|quickest', 'slowest'],
  ['heavier', 'lighter', 'heaviest', 'lightest'],
  ['bigger|larger', 'smaller', 'biggest|largest', 'smallest'],
  ['longer', 'shorter', 'longest', 'shortest'],
  ['richer', 'poorer', 'richest', 'poorest'],
  ['stronger', 'weaker', 'strongest', 'weakest'],
  ['higher', 'lower', 'highest', 'lowest'],
  ['dearer|pricier|more expensive', 'cheaper', 'dearest|priciest|most expensive', 'cheapest'],
  ['hotter|warmer', 'colder|cooler', 'hottest|warmest', 'coldest|coolest'],
  ['louder', 'quieter|softer', 'loudest', 'quietest'],
  ['wider', 'narrower', 'widest', 'narrowest'],
  ['deeper', 'shallower', 'deepest', 'shallowest'],
];

const TITLES = new Set(
  'aunt uncle mr mrs miss ms dr candidate box parcel team crate book house village city player person cousin'.split(
    ' ',
  ),
);

const FRAME = new Set(
  (
    'and or but who which what is are was were than the a an of in to from it he she they ' +
    'them him her so if then one ' +
    'i me my you we us who whose how do does did not no as at by for with on out this that these those there here be ' +
    'list give tell order put name please find'
  ).split(' '),
);

const isName = ({ kind, text, raw }: Token): boolean =>
  (kind === 'word' && !FRAME.has(text) && !isLoaded(text) && !isNumberWord(text)) ||
  (kind === 'word' && text.length === 1 && raw === raw.toUpperCase());

type Said = { scale: number; before: string; after: string };

const name: Terminal = ({ tokens }, start) => {
  const at = /^(?:the|my)$/.test(tokens[start]?.text ?? '') ? start + 1 : start;
  const token = tokens[at];
  if (token?.kind !== 'word') return [];
  if (TITLES.has(token.text)) {
    const next = tokens[at + 1];
    return next && isName(next) ? [{ end: at + 2, value: `${token.raw} ${next.raw}` }] : [];
  }
  return isName(token) ? [{ end: at + 1, value: token.raw }] : [];
};
const RACE = SCALES.length;
type Compared = { scale: number; more: boolean };
const said = (who: unknown, { scale, more }: Compared, whom: unknown): Said => ({
  scale,
  before: String(more ? who : whom),
  after: String(more ? whom : who),
});
const ordered = ({ s, x }: Values): unknown => {
  const all = s as Said[];
  const { scale, ask } = x as { scale: number; ask: object };
  const scales = new Set(all.map((one) => one.scale));
  if (scales.size !== 1 || (scale >= 0 && !scales.has(scale))) return undefined;
  const names = new Map(all.flatMap(({ before, after }) => [before, after]).map((one) => [one.toLowerCase(), one]));
  const of = (one: string): string => names.get(one.toLowerCase())!;
  if (all.some(({ before, after }) => of(before) === of(after))) return undefined;
  return {
    type: 'order',
    names: [...names.values()],
    clues: all.map(({ before, after }) => ({ before: of(before), after: of(after) })),
    ask,
  };
};
const race = SCALES.length;
const addOrdersFirst = (grammar: Grammar): void => {
  const { rule } = grammar;
  grammar.terminal('PERSON', name);
  for (const [i, [more, less, most, least]] of SCALES.entries()) {
    rule('COMPARED', [`(${more}) [in age] than`], () => ({ scale: i, more: true }));
    rule('COMPARED', [`(${less}) [in age] than`], () => ({ scale: i, more: false }));
    rule('EXTREME', [`(${most}) [one|of all|of them|of the three|of them all|person|boy|girl]`], () => ({
      scale: i,
      ask: { type: 'first' },
    }));
    rule('EXTREME', [`(${least}) [one|of all|of them|of the three|of them all|person|boy|girl]`], () => ({
      scale: i,
      ask: { type: 'last' },
    }));
    rule('EXTREME2', [`(${more}) [one|of the two|of them]`], () => ({ scale: i, ask: { type: 'first' } }));
    rule('EXTREME2', [`(${less}) [one|of the two|of them]`], () => ({ scale: i, ask: { type: 'last' } }));
    rule('LISTED', [`[from] [the] (${most}) (first|to [the] (${least}))`], () => ({ scale: i, ask: { type: 'list' } }));
    rule('LISTED', [`[from] [the] (${least}) (first|to [the] (${most}))`], () => ({
      scale: i,
      ask: { type: 'list-reversed' },
    }));
  }
  rule(
    'RACED',
    [
      `(finished|came|arrived|finishes|comes|arrives|got there|got in|crossed the line|was|is|ended|placed)
        [in] (before|ahead of|in front of)`,
    ],
    () => ({ scale: RACE, more: true }),
  );
  rule(
    'RACED',
    [
      `(finished|came|arrived|finishes|comes|arrives|got there|got in|crossed the line|was|is|ended|placed)
        [in] (after|behind)`,
    ],
    () => ({ scale: RACE, more: false }),
  );
  rule('RACED', ['beat', 'beats'], () => ({ scale: RACE, more: true }));
  rule('EXTREME', ['(winner)'], () => ({ scale: RACE, ask: { type: 'first' } }));
  rule('SAID', ['PERSON:a (is|was|are) COMPARED:c PERSON:b', 'PERSON:a RACED:c PERSON:b'], ({ a, c, b }) => [
    said(a, c as Compared, b),
  ]);
  rule('SAID', ['PERSON:a (is|was) COMPARED:c PERSON:b (but|and) [is] COMPARED:d PERSON:e'], ({ a, c, b, d, e }) => [
    said(a, c as Compared, b),
    said(a, d as Compared, e),
  ]);
  rule('SAYS', 'SAID:a', ({ a }) => a);
  rule('SAYS', 'SAID:a [,|;|.|and|, and|. and|but|, but|\n] SAYS:b', ({ a, b }) => [
    ...(a as Said[]),
    ...(b as Said[]),
  ]);
  rule(
    'ASKED',
    [
      '[so|now|then|and] (who|which|which one|which of them|which of these|what) (is|was) [the] EXTREME:x',
      '[ASK] [me] [the] EXTREME:x',
      '[so] (who|which one) [of them] [is|was] EXTREME:x',
      '(who|which one) is [the] EXTREME:x [then]',
    ],
    ({ x }) => x,
  );
  rule('ASKED', ['[so] (who|which|which one) [of (them|the two)] (is|was) [the] EXTREME2:x'], ({ x }) => x);
  rule('ASKED', ['[so|and] who (came|finished|was|won|arrived|is) [in] first [place]', '[so|and] who won'], () => ({
    scale: race,
    ask: { type: 'first' },
  }));
};

const addOrdersSecond = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('ASKED', ['[so|and] who (came|finished|was|arrived|is) [in] last [place]', 'who lost'], () => ({
    scale: race,
    ask: { type: 'last' },
  }));
  rule('ASKED', ['[so|and] who (came|finished|was|arrived|is) [in] [the] ORD:n [place]'], ({ n }) => ({
    scale: race,
    ask: { type: 'place', place: n },
  }));
  rule('ASKED', ['[so] (who|which|which one) (is|was|comes) [in] the middle [one]'], () => ({
    scale: -1,
    ask: { type: 'middle' },
  }));
  rule(
    'ASKED',
    [
      `[POLITE] (list|order|sort|rank|put|arrange|give me|give|name) [them|all of them|all three|everyone|all
        four] [in order] [,|:] LISTED:x`,
      '[order] LISTED:x [please]',
    ],
    ({ x }) => x,
  );
  rule('QUESTION', ['[if|given that|suppose] SAYS:s ~ ASKED:x', 'ASKED:x (if|when|given that) SAYS:s'], ordered);
};

const addOrders = (grammar: Grammar): void => {
  addOrdersFirst(grammar);
  addOrdersSecond(grammar);
};

export const addLogicKinds = (grammar: Grammar): void => {
  addTruth(grammar);
  addOrders(grammar);
};

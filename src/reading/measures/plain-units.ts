/**
 * Reads the plainest changes of units, in any order of their words: "cm in a metre", "5 m = ? cm", "half an hour,
 * minutes?", "how many eggs are 3 dozen", "which is longer, a mile or a kilometre". One amount and one unit stand in
 * the question; every other word links the two. A further word ends the reading.
 */
import { unitsNamed, unitsTogether } from '../../problem/solve/units.ts';
import type { Problem } from '../../problem/formal/problem.ts';
import { singularOf } from '../../problem/solve/things.ts';
import { fitOf, fractionOf, type Forms, type Slots } from './plain-match.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** Words that link an amount to the unit that is asked for. */
const LINKS = words(
  'how many much what is are in a an the of to into as there make makes convert change turn put express write ' +
    'give me have has got contain contains do does equal equals for fit whole full this that it them they be would will long ' +
    'say tell want need i we you if number go goes get needed and so number only which expressed written counted worth',
);
const isLink = (token: string): boolean => LINKS.has(token) || /^(?:=|->|\?+|_+|,|:|;|-|\.)$/.test(token);

/** Units whose short names are words of another kind. */
const unitOf = (word: string | undefined): string | undefined =>
  word === undefined || /^(?:in|a|quarters?|t|st|turns?|circles?|degrees?|nickels?|dimes?|second|dozens?)$/.test(word)
    ? undefined
    : unitsNamed(word).length > 0
      ? word
      : undefined;

type Amount = { value: string; unit: string };
type Piece = Amount | { target: string };

/** The value that ends before a unit, as its tokens from `at` on; with how many tokens it takes. */
const valueAt = (tokens: readonly string[], at: number): { value: string; taken: number } | undefined => {
  for (let taken = 4; taken >= 1; taken--) {
    const text = tokens.slice(at, at + taken).join(' ');
    const plain = text.replace(/ of an?$| of 1$| of$| an?$/, '');
    // "An eigth of a kilo" is read as "an 8 of a kilo": a part, and no amount.
    const part = /^an? (\d+)$/.exec(plain);
    if (part && / of /.test(text)) return { value: `1/${part[1]}`, taken };
    if (/^\d+(?:\.\d+)?$/.test(plain) && !/ of an?$/.test(text)) return { value: plain, taken };
    const fraction = /\d|half|third|quarter|fifth|eighth|eigth|tenth/.test(plain)
      ? fractionOf(plain.replace(/ ?\/ ?/, '/'))
      : undefined;
    if (fraction !== undefined) return { value: fraction, taken };
  }
  return undefined;
};

/** What is told and asked, in its order; undefined where a word has no role. */
const piecesOf = (tokens: readonly string[]): Piece[] | undefined => {
  const out: Piece[] = [];
  for (let at = 0; at < tokens.length;) {
    const token = tokens[at]!;
    const value = valueAt(tokens, at);
    const after = value && tokens[at + value.taken];
    const unit = unitOf(after) ?? (after === 'second' ? after : undefined);
    if (value && unit !== undefined) {
      const half = /^and an? (half|quarter)$/.exec(tokens.slice(at + value.taken + 1, at + value.taken + 4).join(' '));
      const more = half ? { half: 0.5, quarter: 0.25 }[half[1] as 'half' | 'quarter'] : 0;
      if (half && !/^\d+$/.test(value.value)) return undefined;
      out.push({ value: half ? `${Number(value.value) + more}` : value.value, unit });
      at += value.taken + 1 + (half ? 3 : 0);
      continue;
    }
    if (/^(?:an?|1|every|each|per|single)$/.test(token) && (unitOf(tokens[at + 1]) ?? tokens[at + 1] === 'second')) {
      const half = /^and an? half$/.test(tokens.slice(at + 2, at + 5).join(' '));
      out.push({ value: half ? '1.5' : '1', unit: tokens[at + 1]! });
      at += half ? 5 : 2;
      continue;
    }
    const target = unitOf(token);
    if (target !== undefined) out.push({ target });
    else if (!isLink(token)) return undefined;
    at++;
  }
  return out;
};

const tokensOf = (text: string): readonly string[] =>
  text.match(/\d+ ?\/ ?\d+|\d+(?:\.\d+)?|[a-z²³°]+|->|\?+|_+|[^\s]/g) ?? [];

const dimension = (unit: string): string => unitsNamed(unit)[0]?.dimension ?? '';

/** "For the recipe" says what it is for. */
const PURPOSE =
  /(?:,? (?:for|in) (?:the|my|a|our) (?:recipe|form|label|homework|shop|order|parcel|trip|class|app|report))+$/;

const convert = (text: string): Problem | undefined => {
  // "cm in metre", "days per week": the other unit is one.
  const bare =
    /^(?:how many )?([a-z]+) (?:are (?:there )?)?(?:in|per|to|for)(?: (?:an?|1|the|each|every))? ([a-z]+)$/.exec(text);
  if (bare && unitOf(bare[1]) && (unitOf(bare[2]) ?? bare[2] === 'second') && unitsTogether(bare[2]!, bare[1]!))
    return { type: 'convert', amounts: [['1', bare[2]!]], to: bare[1]! };
  const pieces = piecesOf(tokensOf(text.replace(PURPOSE, '')));
  if (!pieces) return undefined;
  const amounts = pieces.flatMap((one) => ('unit' in one ? [one] : []));
  const targets = pieces.flatMap((one) => ('target' in one ? [one.target] : []));
  const [to] = targets;
  const [first, second] = amounts;
  if (to === undefined || first === undefined || amounts.length > 2 || new Set(targets).size !== 1) return undefined;
  // "The form wants kilos" may ask twice for the same unit, and no more.
  if (targets.length > 2 || amounts.some((one) => !(unitsTogether(one.unit, to) ?? one === second))) return undefined;
  if (second && (pieces.indexOf(second) !== pieces.indexOf(first) + 1 || !isSmaller(second, first))) return undefined;
  if (/^(?:money|temperature|months)$/.test(dimension(to)) && dimension(to) !== 'months') return undefined;
  return { type: 'convert', amounts: amounts.map(({ value, unit }) => [value, unit]), to };
};

/** Two amounts that stand together are one where the second unit is the smaller one: "2 hours 15 minutes". */
const isSmaller = (second: Amount, first: Amount): boolean => {
  const pair = unitsTogether(first.unit, second.unit);
  return pair !== undefined && pair[0].factor.n * pair[1].factor.d > pair[1].factor.n * pair[0].factor.d;
};

const valueOf = (count: string): string => (count.startsWith('half') ? '1/2' : /^an?$/.test(count) ? '1' : count);
const alike = (nouns: readonly (string | undefined)[]): boolean =>
  new Set(nouns.flatMap((one) => (one === undefined ? [] : [singularOf(one)]))).size < 2;
const whole = (count: string, by: number): Problem | undefined =>
  Number(count) % by === 0 ? { type: 'value', expression: `${count}/${by}` } : undefined;

const ARE = '[is|are|in|make|makes|do|does|=|are in|are there in|are there is|is in|in total in]';
const DOZEN = '[dozen|dozens]';
const dozens = ({ c = '', w, w1 }: Slots): Problem | undefined =>
  alike([w, w1]) ? { type: 'value', expression: `12*${valueOf(c)}` } : undefined;

/** "Three dozen eggs is how many eggs", "how many rolls are 2 dozen", "how many pairs are 10 socks". */
const COUNTED: readonly Forms[] = [
  {
    when: /\bdozen|\bpair/,
    forms: [
      [
        [
          `{c} ${DOZEN} [of|] [{w}|], [is|are|=|makes|means|equals|] {blank} [number|things|items|pieces|is that|are
            that|in total|]`,
          `{c} ${DOZEN} [of|] [{w}|], [is|are|=|makes|means|equals|] how many {w1}`,
          `how [many|much] {w} ${ARE} {c} ${DOZEN} [of|] [{w1}|] [make|have|]`,
          `how [many|much] ${ARE} {c} ${DOZEN} [of|] [{w}|] [make|have|]`,
          `[what is|] {c} ${DOZEN} [of|] [{w}|] [as a number|in numbers|in figures]`,
        ],
        dozens,
      ],
      [
        [`how many ${DOZEN} [of {w}|] ${ARE} {n} [{w1}|] [make|]`],
        ({ n = '', w, w1 }) => (alike([w, w1]) ? whole(n, 12) : undefined),
      ],
      [
        [`how many pairs [of {w}|] ${ARE} {n} [{w1}|] [make|]`],
        ({ n = '', w, w1 }) => (alike([w, w1]) ? whole(n, 2) : undefined),
      ],
      [
        [`how many {w} ${ARE} {c} [pair|pairs] [of {w1}|]`],
        ({ c = '', w, w1 }) => (alike([w, w1]) ? { type: 'value', expression: `2*${valueOf(c)}` } : undefined),
      ],
    ],
  },
];

const BIGGER = /^(?:big|long|heav|larg|great|more|much|tall)/;
const SIZE = '(bigger|larger|longer|heavier|greater|more|smaller|shorter|lighter|less)';
const ONE = String.raw`((?:an?|1|one|the|\d+(?:\.\d+)?) )?([a-z]+)`;
const COMPARED: readonly RegExp[] = [
  new RegExp(`^(?:which|what)(?: (?:one|unit))? is (?:the )?${SIZE}(?: one| unit)?[,:]? ?${ONE} or ${ONE}$`),
  new RegExp(`^()${ONE} or ${ONE}[,:]? (?:which|what)(?: one)? is (?:the )?${SIZE}(?: one)?$`),
  new RegExp(`^(?:is )()${ONE} or ${ONE} ${SIZE}$`),
];

/** The larger or the smaller one of two amounts, by its name. */
const compared = (text: string): Problem | undefined => {
  for (const pattern of COMPARED) {
    const found = pattern.exec(text);
    if (!found) continue;
    const [, ahead = '', a = '', x = '', b = '', y = '', behind = ''] = found;
    const size = ahead === '' ? behind : ahead;
    if (!unitOf(x) || !unitOf(y) || !unitsTogether(x, y)) return undefined;
    const plain = /^\d/.test(a) || /^\d/.test(b);
    const named = (count: string, unit: string): string => (plain ? `${count}${unit}`.trim() : unit);
    const amount = (count: string, unit: string): string => `${/^\d/.test(count) ? count.trim() : '1'} ${unit}`;
    return {
      type: 'sort',
      by: 'amount',
      order: BIGGER.test(size) ? 'descending' : 'ascending',
      items: [amount(a, x), amount(b, y)],
      labels: [named(a, x), named(b, y)],
      at: 1,
    };
  }
  return undefined;
};

/** `plain`: without idle words; `typed`: as it was typed, in small letters, number words as figures. */
export const readPlainUnits = (plain: string, typed: string): Problem | undefined =>
  compared(plain) ?? convert(plain) ?? fitOf(typed, COUNTED);

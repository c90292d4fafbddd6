/**
 * Changes of units by the roles of their words, for the reading by explanation: one amount, one unit of the same
 * dimension that it is to be told in, and no other number or unit. What is asked follows from that alone.
 */
import { unitsNamed, unitsTogether } from '../../problem/solve/units.ts';
import { addRoleKinds, all, has, lexicon, type Item, type Kind } from '../grammar/role-words.ts';
import type { Grammar } from '../grammar/grammar.ts';
import { isUnit, stemOf } from '../grammar/named-things.ts';
import { isBoundary, type Token } from '../grammar/tokens.ts';

const UNIT_WORDS = lexicon(`
  ASK: how many, how much, what is, in, into, to, as, expressed in, convert, covert, covnert, change, which,
     whats, =, ->,
     number of, what, hows, in just, turn, write, express, put, give, make, makes, is, are, gives;
  BAD: take, taking, assume, cost, costs, price, speed, coins, coin, tiles, per, each, every, from, longer,
     shorter, heavier, lighter, more, less, than, between, add, plus, minus,
     left, rest, remaining, times, twice, double, half, together with, earlier, later, after, before, ago, until,
     till,
     equal to, same as, if, ten percent, off, rate, age, born, leap, working, waste, on, scale, map, model;
  -: when, who, why, would, could, might, should, expect, exactly, now, so, then, also, start, long, tall, whole,
     order,
     degrees, degree, _, [, ], one, both, altogether, together, total, in total, the same, same, decimals,
     with decimals,
     decimal, may, metric, today, tomorrow, last, weight, distance, length, the weight kind, kind, units, unit,
     expressed,
     roughly speaking, old, will
`);

type Amount = readonly (readonly [string, string])[];

/** Amounts that stand right after one another, with "and" or a comma at most: "2 kg and 250 g". */
const together = (items: readonly Item[], tokens: readonly Token[]): Amount | undefined => {
  const found = all(items, 'QUANTITY');
  for (const [i, next] of found.slice(1).entries())
    if (!tokens.slice(found[i]!.end, next.at).every(({ text }) => /^(?:and|,)$/.test(text))) return undefined;
  return found.length === 0 ? undefined : found.flatMap(({ value }) => value as Amount);
};

const sizeOf = (unit: string, to: string): number | undefined => {
  const pair = unitsTogether(unit, to);
  const one = pair ? pair[0] : unitsNamed(unit).find(({ name }) => unitsNamed(to).some((other) => other.name === name));
  return one === undefined || /^(?:money|count|months)$/.test(one.dimension)
    ? undefined
    : Number(one.factor.n) / Number(one.factor.d);
};

const COLDEST: Readonly<Record<string, number>> = { celsius: -273.15, fahrenheit: -459.67 };

const convert = (items: readonly Item[], tokens: readonly Token[], to: string): unknown => {
  const amounts = together(items, tokens);
  if (!amounts || amounts.length > 3) return undefined;
  const sizes = amounts.map(([, unit]) => sizeOf(unit, to));
  if (sizes.some((size) => size === undefined)) return undefined;
  // "1 m 85 cm in cm" has one part in the unit already.
  if (amounts.every(([, unit]) => !unitsTogether(unit, to))) return undefined;
  if (sizes.some((size, i) => i > 0 && size! >= sizes[i - 1]!)) return undefined;
  const [[n, unit]] = amounts as [readonly [string, string]];
  if (Number(n) < (COLDEST[unitsNamed(unit)[0]!.name] ?? 0)) return undefined;
  return { type: 'convert', amounts, to };
};

/** How many of a size go into an amount: "2 litres of oil, bottles of 250 ml; how many bottles?" */
const filled = (items: readonly Item[], tokens: readonly Token[], noun: string): unknown => {
  const [a, b, more] = all(items, 'QUANTITY');
  if (!a || !b || more) return undefined;
  const stem = stemOf(noun);
  const near = (one: Item): boolean =>
    tokens
      .slice(Math.max(0, one.at - 3), one.end + 2)
      .some(({ text }, i) => stemOf(text) === stem && !isBoundary(tokens[Math.max(0, one.at - 3) + i]));
  const [whole, part] = near(b) && !near(a) ? [a, b] : near(a) && !near(b) ? [b, a] : [undefined, undefined];
  if (!whole || !part) return undefined;
  const [[n, from], [m, to]] = [(whole.value as Amount)[0]!, (part.value as Amount)[0]!];
  const [x, y] = [sizeOf(from, to), sizeOf(to, from)];
  if (x === undefined || y === undefined || Number(n) * x < Number(m) * y) return undefined;
  const [one, other] = [
    unitsTogether(from, to)?.[0] ?? unitsNamed(from)[0]!,
    unitsTogether(from, to)?.[1] ?? unitsNamed(to)[0]!,
  ];
  return {
    type: 'value',
    expression: `(${n})*${one.factor.n}/${one.factor.d}/((${m})*${other.factor.n}/${other.factor.d})`,
  };
};

const measure = (items: readonly Item[], tokens: readonly Token[]): unknown => {
  if (has(items, 'BAD', 'UNUM')) return undefined;
  const amounts = all(items, 'QUANTITY').flatMap(({ value }) => value as Amount);
  const own = new Set(amounts.map(([, unit]) => unitsNamed(unit)[0]?.name));
  const targets = all(items, 'TOUNIT');
  const names = targets.filter(({ value }) => !own.has(unitsNamed(String(value))[0]!.name));
  const last = all(items, 'QUANTITY').at(-1);
  const behind = targets.filter(({ at }) => last !== undefined && at >= last.end);
  if (new Set(behind.map(({ value }) => unitsNamed(String(value))[0]!.name)).size > 1) return undefined;
  // What is counted: a unit, or a thing of a size.
  const counted = items.filter(({ tag, value }) => tag === 'ASK' && /^many$/.test(String(value)));
  const [count] = counted;
  const target =
    (count && targets.find(({ at }) => at === count.end)) ??
    names[0] ??
    (amounts.length > 1 ? targets.at(-1) : undefined);
  if (count && !targets.some(({ at }) => at === count.end)) {
    let noun = count.end;
    while (
      /^(?:full|of|the|whole)$/.test(tokens[noun]?.text ?? '') ||
      all(items, 'QUANTITY').some(({ at, end }) => noun >= at && noun < end)
    )
      noun++;
    return names.length === 0 && tokens[noun]?.kind === 'word' && !isUnit(tokens[noun]!.text)
      ? filled(items, tokens, tokens[noun]!.text)
      : undefined;
  }
  if (!target || new Set(names.map(({ value }) => unitsNamed(String(value))[0]!.name)).size > 1) return undefined;
  if (!has(items, 'ASK') && target.end < tokens.length - 1) return undefined;
  return convert(items, tokens, String(target.value));
};

const KINDS: readonly Kind[] = [{ words: UNIT_WORDS, quantities: ['QUANTITY', 'TOUNIT', 'UNUM'], build: measure }];

/** Adds changes of units by roles. */
export const addUnitRoles = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('QUANTITY', ['UNUM:n [-] UNITS:u', 'PARTS:n [of] [a|an] UNITS:u'], ({ n, u }) => [[n, u]]);
  grammar.terminal('ALONE', (context, at) =>
    context.tokens[at - 1]?.text === 'of'
      ? []
      : /^(?:an?|one)$/.test(context.tokens[at]?.text ?? '')
        ? [{ end: at + 1, value: true }]
        : [],
  );
  rule('QUANTITY', ['ALONE UNITS:u'], ({ u }) => [['1', u]]);
  rule('QUANTITY', ['(a|an|one) UNITS:u and a half', 'UNITS:u and a half'], ({ u }) => [['1.5', u]]);
  rule('QUANTITY', ['(a|an|one) UNITS:u and a quarter'], ({ u }) => [['1.25', u]]);
  rule('QUANTITY', ['UNUM:n UNITS:u and a half'], ({ n, u }) =>
    /^\d+$/.test(String(n)) ? [[`${String(n)}.5`, u]] : undefined,
  );
  rule('QUANTITY', ['UNUM:n and [a] half UNITS:u'], ({ n, u }) =>
    /^\d+$/.test(String(n)) ? [[`${String(n)}.5`, u]] : undefined,
  );
  rule('QUANTITY', ['(minus|-) UNUM:n UNITS:u'], ({ n, u }) =>
    /^(?:celsius|fahrenheit|c|f)$/.test(String(u)) ? [[`-${String(n)}`, u]] : undefined,
  );
  const raised = (name: string): string | undefined => (unitsNamed(name).length > 0 ? name : undefined);
  rule('UNITS', ['(square|sq) UNIT:u'], ({ u }) => raised(`square-${String(u)}`));
  rule('UNITS', ['cubic UNIT:u'], ({ u }) => raised(`cubic-${String(u)}`));
  // "In" asks and is no inch here.
  grammar.terminal('TOUNIT', (context, at) =>
    /^(?:in|a|s)$/.test(context.tokens[at]!.text) ? [] : grammar.fits(context, 'UNITS', at),
  );
  addRoleKinds(grammar, 'UNITROLES', KINDS);
};

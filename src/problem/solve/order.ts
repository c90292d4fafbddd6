/**
 * Orders from clues (who is taller, who stands third): every order that fits the clues is looked at, so an answer holds
 * in all of them. Up to eight by enumeration; beyond that only what the chains alone decide.
 */
import type { Clue, Place, ProblemOf } from '../formal/problem.ts';
import { answered, declined, type Answered, type Solution } from './solution.ts';

const MOST = 8;

/** A place as an index: from the end when negative, the middle when 0; undefined where there is no middle. */
const indexOf = (place: number, total: number): number | undefined => {
  if (place === 0) return total % 2 === 1 ? (total - 1) / 2 : undefined;
  return place > 0 ? place - 1 : total + place;
};

/** Whether a clue may still hold in the beginning of an order; in a whole one, whether it holds. */
const fitsClue = (order: readonly string[], clue: Clue, total: number): boolean => {
  const at = (name: string): number => order.indexOf(name);
  if ('before' in clue) {
    const [a, b] = [at(clue.before), at(clue.after)];
    if (b >= 0 && a < 0) return false;
    if (a < 0 || b < 0) return true;
    return clue.by === undefined ? a < b : b - a === clue.by;
  }
  if ('places' in clue) {
    const a = at(clue.name);
    const within = clue.places.some((place) => indexOf(place, total) === a);
    if (a >= 0) return within !== (clue.not === true);
    return clue.not === true || clue.places.some((place) => order.length <= (indexOf(place, total) ?? -1));
  }
  if ('apart' in clue) {
    const [a, b] = clue.apart.map(at) as [number, number];
    return a < 0 || b < 0 || Math.abs(a - b) === clue.by;
  }
  if ('between' in clue) {
    const [a, b] = clue.between.map(at) as [number, number];
    const middle = at(clue.name);
    if (middle >= 0 && a < 0 && b < 0) return false;
    return middle < 0 ? a < 0 || b < 0 : a < 0 || b < 0 || (middle > Math.min(a, b) && middle < Math.max(a, b));
  }
  return true;
};

const fits = (order: readonly string[], clues: readonly Clue[], total: number): boolean =>
  clues.every((clue) => fitsClue(order, clue, total));

/** All orders that fit; stops at `most`. */
const ordersOf = (names: readonly string[], clues: readonly Clue[], most = 50_000): string[][] => {
  const out: string[][] = [];
  const grow = (order: string[], rest: readonly string[]): void => {
    if (out.length >= most || !fits(order, clues, names.length)) return;
    if (rest.length === 0) out.push(order);
    for (const name of rest)
      grow(
        [...order, name],
        rest.filter((one) => one !== name),
      );
  };
  grow([], names);
  return out;
};

const ofOne = (order: readonly string[], ask: Place): string | undefined => {
  switch (ask.type) {
    case 'first':
      return order[0];
    case 'last':
      return order.at(-1);
    case 'middle':
      return order.length % 2 === 1 ? order[(order.length - 1) / 2] : undefined;
    case 'list':
      return order.join(', ');
    case 'list-reversed':
      return order.toReversed().join(', ');
    case 'place':
      return order.at(ask.place > 0 ? ask.place - 1 : ask.place);
    case 'where':
      return `${order.indexOf(ask.name) + 1}`;
    case 'ahead':
      return `${order.indexOf(ask.name)}`;
    case 'behind':
      return `${order.length - 1 - order.indexOf(ask.name)}`;
    case 'next':
      return order[order.indexOf(ask.name) + ask.by];
    case 'between': {
      const [a, b] = ask.names.map((name) => order.indexOf(name)).toSorted((x, y) => x - y) as [number, number];
      return order.slice(a + 1, b).join(', ') || 'nobody';
    }
    case 'holds':
      return fitsClue(order, ask.clue, order.length) ? 'Yes' : 'No';
    case 'compare': {
      const [a, b] = ask.names;
      return order.indexOf(a) < order.indexOf(b) === (ask.want === 'first') ? a : b;
    }
    default:
      return ask satisfies never;
  }
};

/** Names on a cycle of comparisons; undefined when there is none. */
const cycleIn = (names: readonly string[], clues: readonly Clue[]): boolean => {
  const below = new Map<string, string[]>(names.map((name) => [name, []]));
  for (const clue of clues) if ('before' in clue) below.get(clue.before)?.push(clue.after);
  const done = new Set<string>();
  const open = new Set<string>();
  const visit = (name: string): boolean => {
    if (open.has(name)) return true;
    if (done.has(name)) return false;
    open.add(name);
    const found = (below.get(name) ?? []).some(visit);
    open.delete(name);
    done.add(name);
    return found;
  };
  return names.some(visit);
};

/** Names that no clue puts after another (or before, for the last). */
const ends = (names: readonly string[], clues: readonly Clue[], side: 'before' | 'after'): string[] =>
  names.filter(
    (name) => !clues.some((clue) => 'before' in clue && clue[side === 'before' ? 'after' : 'before'] === name),
  );

/** Names in a clue or in what is asked. */
const namesIn = (clue: Clue): readonly string[] => {
  if ('before' in clue) return [clue.before, clue.after];
  if ('places' in clue) return [clue.name];
  if ('apart' in clue) return clue.apart;
  return 'between' in clue ? [clue.name, ...clue.between] : clue.level;
};

/** A clue with each name replaced. */
const renamed = (clue: Clue, to: (name: string) => string): Clue => {
  if ('before' in clue) return { ...clue, before: to(clue.before), after: to(clue.after) };
  if ('places' in clue) return { ...clue, name: to(clue.name) };
  if ('apart' in clue) return { ...clue, apart: [to(clue.apart[0]), to(clue.apart[1])] };
  if ('between' in clue) return { name: to(clue.name), between: [to(clue.between[0]), to(clue.between[1])] };
  return { level: [to(clue.level[0]), to(clue.level[1])] };
};

/** Those who are level, as one name ("Ann and Bob"). Places can't be counted then. */
const joined = (problem: ProblemOf<'order'>): ProblemOf<'order'> | undefined => {
  const ties = problem.clues.filter((clue) => 'level' in clue);
  if (ties.length === 0) return problem;
  const { ask } = problem;
  const counts = problem.clues.some((clue) => 'places' in clue || 'apart' in clue || ('before' in clue && clue.by));
  if (counts || !/^(?:first|last|list|list-reversed|compare|holds)$/.test(ask.type)) return undefined;
  const groups = problem.names.map((name) => [name]);
  for (const { level } of ties) {
    const [a, b] = level.map((name) => groups.find((group) => group.includes(name))!);
    if (a === b || !a || !b) continue;
    a.push(...b);
    groups.splice(groups.indexOf(b), 1);
  }
  const to = (name: string): string => groups.find((group) => group.includes(name))!.join(' and ');
  const clues = problem.clues.flatMap((clue) => ('level' in clue ? [] : [renamed(clue, to)]));
  const names = groups.map((group) => group.join(' and '));
  if (ask.type === 'compare') {
    const [a, b] = [to(ask.names[0]), to(ask.names[1])];
    return a === b ? undefined : { ...problem, names, clues, ask: { ...ask, names: [a, b] } };
  }
  if (ask.type !== 'holds') return { ...problem, names, clues };
  const asked = renamed(ask.clue, to);
  return new Set(namesIn(asked)).size < 2 ? undefined : { ...problem, names, clues, ask: { ...ask, clue: asked } };
};

/** Two answers that both fit, in words. */
const both = (answers: ReadonlySet<string | undefined>): string =>
  [...answers]
    .slice(0, 2)
    .map((one) => one ?? 'nobody')
    .join(' and ');

/** Two names that no clue sets in order: the comparison that is missing. */
const openPair = (orders: readonly string[][]): [string, string] | undefined => {
  const [one, ...others] = orders;
  for (const other of others) {
    const at = one!.findIndex((name, i) => other[i] !== name);
    if (at >= 0) return [one![at]!, other[at]!];
  }
  return undefined;
};

export const solveOrder = (given: ProblemOf<'order'>): Solution => {
  const problem = joined(given);
  if (!problem) return declined('missing', 'some are level, and which place that is is not told');
  const { names, clues, ask } = problem;
  if (clues.length === 0) return declined('missing', 'there is no comparison to go by');
  if (names.length < 2) return declined('missing', 'there is only one name');
  if (cycleIn(names, clues)) return declined('contradiction', 'the comparisons contradict one another');
  if (names.length > MOST) {
    const side = ask.type === 'first' ? 'before' : 'after';
    const found = ask.type === 'first' || ask.type === 'last' ? ends(names, clues, side) : [];
    return found.length === 1
      ? answered(found[0]!, 'name', 'every other one stands on the other side of some comparison')
      : declined('too-large', `I compare up to ${MOST} at a time`);
  }
  const orders = ordersOf(names, clues);
  if (orders.length === 0) return declined('contradiction', 'the clues contradict one another');
  const answers = new Set(orders.map((order) => ofOne(order, ask)));
  if (answers.size === 1 && answers.has(undefined)) return declined('missing', 'there is no such place among them');
  const [answer] = answers;
  if (answers.size > 1 || answer === undefined) {
    const [a, b] = openPair(orders) ?? [];
    const missing = a === undefined ? '' : `; how ${a} and ${b} compare is not told`;
    return declined('missing', `more than one order fits: ${both(answers)} are both possible${missing}`);
  }
  const why =
    orders.length === 1 ? 'only one order fits all clues' : `the same in all ${orders.length} orders that fit`;
  return answered(answer, kindOf(ask), why);
};

const kindOf = (ask: Place): Answered['kind'] => {
  if (ask.type === 'list' || ask.type === 'list-reversed') return 'list';
  if (ask.type === 'holds') return 'yes-no';
  return ask.type === 'where' || ask.type === 'ahead' || ask.type === 'behind' ? 'number' : 'name';
};

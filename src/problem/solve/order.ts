/**
 * Orders from clues (who is taller, who stands third): every order that fits the clues is looked at, so an answer holds
 * in all of them. Up to eight by enumeration; beyond that only what the chains alone decide.
 */
import type { Clue, Place, ProblemOf } from '../formal/problem.ts';
import { answered, declined, type Solution } from './solution.ts';

const MOST = 8;

const fits = (order: readonly string[], clues: readonly Clue[], total: number): boolean => {
  const at = (name: string): number => order.indexOf(name);
  return clues.every((clue) => {
    if ('before' in clue) {
      const [a, b] = [at(clue.before), at(clue.after)];
      if (b >= 0 && a < 0) return false;
      if (a < 0 || b < 0) return true;
      return clue.by === undefined ? a < b : b - a === clue.by;
    }
    const place = clue.place > 0 ? clue.place - 1 : total + clue.place;
    const a = at(clue.name);
    if (a < 0) return order.length <= place;
    return a === place;
  });
};

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

export const solveOrder = ({ names, clues, ask }: ProblemOf<'order'>): Solution => {
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
  if (answers.has(undefined)) return declined('missing', 'there is no such place among them');
  const [answer] = answers;
  if (answers.size > 1 || answer === undefined)
    return declined('missing', `a comparison is missing: ${[...answers].slice(0, 2).join(' and ')} are both possible`);
  const kind = ask.type === 'list' || ask.type === 'list-reversed' ? 'list' : 'name';
  return answered(
    answer,
    kind,
    orders.length === 1 ? 'only one order fits all clues' : `the same in all ${orders.length} orders that fit`,
  );
};

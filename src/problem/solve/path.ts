/** Shortest ways in small graphs by Dijkstra's algorithm, on exact lengths, and walks on a plane. */
import type { ProblemOf } from '../formal/problem.ts';
import { add, compare, rational, readNumber, write, type Rational } from './rational.ts';
import { answered, declined, type Solution } from './solution.ts';

type Way = { length: Rational; places: string[]; ties: boolean };

/** Dijkstra by a plain scan: graphs of questions are small. `ties`: another way is as short. */
const shortest = (edges: ProblemOf<'path'>['edges'], from: string, to: string, hops: boolean): Way | undefined => {
  const open = new Map<string, Way>([[from, { length: rational(0), places: [from], ties: false }]]);
  const done = new Set<string>();
  while (open.size > 0) {
    const [place, way] = [...open].reduce((a, b) => (compare(b[1].length, a[1].length) < 0 ? b : a));
    if (place === to) return way;
    open.delete(place);
    done.add(place);
    for (const edge of edges) {
      const forward = edge.from === place ? edge.to : undefined;
      const next = forward ?? (!edge.oneWay && edge.to === place ? edge.from : undefined);
      if (next === undefined || done.has(next)) continue;
      const length = add(way.length, hops ? rational(1) : (readNumber(edge.length) ?? rational(1)));
      const known = open.get(next);
      const sign = known ? compare(length, known.length) : -1;
      if (sign < 0) open.set(next, { length, places: [...way.places, next], ties: way.ties });
      else if (sign === 0 && known) known.ties = true;
    }
  }
  return undefined;
};

/** The shortest way, through a place where one is told. A way through it may pass a place twice. */
const wayThrough = ({ edges, from, to, via, ask }: ProblemOf<'path'>): Way | undefined => {
  if (via === undefined) return shortest(edges, from, to, ask === 'hops');
  const [one, two] = [shortest(edges, from, via, ask === 'hops'), shortest(edges, via, to, ask === 'hops')];
  if (!one || !two) return undefined;
  const places = [...one.places, ...two.places.slice(1)];
  return { length: add(one.length, two.length), places, ties: one.ties || two.ties };
};

const MOST_WAYS = 100_000;

/** How many ways pass no place twice; undefined when there are too many. */
const waysIn = ({ edges, from, to }: ProblemOf<'path'>): number | undefined => {
  let count = 0;
  let steps = 0;
  const walk = (place: string, seen: ReadonlySet<string>): void => {
    if (steps++ > MOST_WAYS) return;
    if (place === to) {
      count++;
      return;
    }
    for (const edge of edges) {
      const forward = edge.from === place ? edge.to : undefined;
      const next = forward ?? (!edge.oneWay && edge.to === place ? edge.from : undefined);
      if (next !== undefined && !seen.has(next)) walk(next, new Set([...seen, next]));
    }
  };
  walk(from, new Set([from]));
  return steps > MOST_WAYS ? undefined : count;
};

/** Whether one way alone leads there: then no other one can be meant. */
export const isOnlyWay = (problem: ProblemOf<'path'>): boolean => waysIn(problem) === 1;

export const solvePath = (given: ProblemOf<'path'>): Solution => {
  const { from, to, ask, via, avoid = [] } = given;
  const edges = given.edges.filter((edge) => !avoid.includes(edge.from) && !avoid.includes(edge.to));
  const problem = { ...given, edges };
  if (given.edges.length === 0) return declined('missing', 'the roads are missing');
  if (edges.some((edge) => (readNumber(edge.length)?.n ?? -1n) < 0n))
    return declined('invalid-input', 'a length is negative');
  const places = new Set(given.edges.flatMap((edge) => [edge.from, edge.to]));
  const unknown = [from, to, ...(via === undefined ? [] : [via])].find((name) => !places.has(name));
  if (unknown !== undefined) return declined('missing', `no road leads to ${unknown}`);
  if (ask === 'ways') {
    const count = waysIn(problem);
    return count === undefined
      ? declined('too-large', 'there are too many ways')
      : answered(`${count}`, 'number', 'every way was followed');
  }
  const way = wayThrough(problem);
  if (ask === 'reach')
    return answered(way ? 'Yes' : 'No', 'yes-no', way ? `the way ${way.places.join(' - ')}` : 'every way was followed');
  if (!way) return declined('no-solution', `there is no way from ${from} to ${to}`);
  if (ask === 'passed') {
    if (way.ties) return declined('missing', 'several ways are as short');
    return way.places.length === 3
      ? answered(way.places[1]!, 'name', `the way ${way.places.join(' - ')}`)
      : declined('no-solution', `the way ${way.places.join(' - ')} passes another number of places`);
  }
  if (ask !== 'route')
    return answered(write(way.length), 'number', `the way ${way.places.join(' - ')}; every other is at least as long`);
  const check = `${way.places.length - 1} roads, length ${write(way.length)}; every other way is ${way.ties ? 'at least as long' : 'longer'}`;
  return answered(way.places.join(' - '), 'route', check);
};

/** Turns of a quarter to the right for each word. */
const TURNS: Readonly<Record<string, number>> = { 'turn right': 1, 'turn around': 2, 'turn left': 3 };
const SIDES: Readonly<Record<string, number>> = { forward: 0, right: 1, backward: 2, left: 3 };

export const solveWalk = ({ steps }: ProblemOf<'walk'>): Solution => {
  let [x, y, facing] = [0, 0, 0];
  for (const step of steps) {
    const turn = TURNS[step];
    const move = /^(forward|right|backward|left) (\d{1,6})$/.exec(step);
    if (turn !== undefined) facing = (facing + turn) % 4;
    else if (move) {
      const direction = (facing + SIDES[move[1]!]!) % 4;
      const by = Number(move[2]);
      x += [0, by, 0, -by][direction]!;
      y += [by, 0, -by, 0][direction]!;
    } else return declined('invalid-input', `"${step}" is no step`);
  }
  return answered(x === 0 && y === 0 ? 'Yes' : 'No', 'yes-no', `the walk ends at (${x}, ${y})`);
};

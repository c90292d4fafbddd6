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

export const solvePath = ({ edges, from, to, ask }: ProblemOf<'path'>): Solution => {
  if (edges.length === 0) return declined('missing', 'the roads are missing');
  if (edges.some((edge) => (readNumber(edge.length)?.n ?? -1n) < 0n))
    return declined('invalid-input', 'a length is negative');
  const places = new Set(edges.flatMap((edge) => [edge.from, edge.to]));
  const unknown = [from, to].find((name) => !places.has(name));
  if (unknown !== undefined) return declined('missing', `no road leads to ${unknown}`);
  const way = shortest(edges, from, to, ask === 'hops');
  if (ask === 'reach')
    return answered(way ? 'Yes' : 'No', 'yes-no', way ? `the way ${way.places.join(' - ')}` : 'every way was followed');
  if (!way) return declined('no-solution', `there is no way from ${from} to ${to}`);
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

/**
 * Task family: shortest paths in small undirected graphs: breadth-first search written as levels, Dijkstra's algorithm
 * where the edges have lengths, and now and then no path at all. Any shortest path is right. Answers are checked edge
 * by edge and against the length that relaxation over all edges finds.
 */
import type { Random } from '../../random.ts';
import type { Difficulty, Family } from '../family.ts';
import type { Score, Verdict } from '../../types.ts';

/** [one end, other end, length]; the length is 1 in graphs that are not weighted. */
type Edge = [string, string, number];
type Problem = { edges: Edge[]; start: string; end: string; weighted: boolean };

const LETTERS = [...'ABCDEFGHKLMN'];
const NO_PATH = 'no path';
const NONE = /^\s*(no path|none)\s*\.?\s*$/i;

/** Shortest length from `start` to every node that can be reached: Bellman-Ford, independent of the thoughts below. */
const distances = (edges: readonly Edge[], start: string): Map<string, number> => {
  const known = new Map([[start, 0]]);
  for (let round = 0; round < edges.length; round++) {
    for (const [a, b, length] of edges) {
      for (const [from, to] of [
        [a, b],
        [b, a],
      ]) {
        const reached = (known.get(from) ?? Infinity) + length;
        if (reached < (known.get(to) ?? Infinity)) known.set(to, reached);
      }
    }
  }
  return known;
};

/** Neighbours of a node with the lengths, in the order of the edges. */
const neighbours = (edges: readonly Edge[], node: string): [string, number][] =>
  edges.flatMap(([a, b, length]): [string, number][] => (a === node ? [[b, length]] : b === node ? [[a, length]] : []));

const walkBack = (parents: Map<string, string>, end: string): string[] => {
  const path = [end];
  for (let node = parents.get(end); node; node = parents.get(node)) path.push(node);
  return path;
};

const search = ({ edges, start, end }: Problem): { path: string[]; thought: string } => {
  const lines: string[] = [];
  const parents = new Map([[start, '']]);
  for (let [level, depth] = [[start], 0]; level.length > 0; depth++) {
    lines.push(`level ${depth}: ${level.join(' ')}`);
    const next: string[] = [];
    for (const node of level) {
      const words: string[] = [];
      for (const [other] of neighbours(edges, node)) {
        if (parents.has(other)) {
          words.push(`${other} seen`);
          continue;
        }
        parents.set(other, node);
        next.push(other);
        words.push(other === end ? `${other} goal` : other);
        if (other === end) break;
      }
      lines.push(`${node}: ${words.join(', ')}`);
      if (parents.has(end)) {
        const back = walkBack(parents, end);
        const path = back.toReversed();
        const steps = path.slice(1).map((to, i) => `${path[i]}-${to}`);
        lines.push(`back ${back.join('<')}`, `check ${steps.join(' ')} yes`);
        return { path, thought: lines.join('\n') };
      }
    }
    level = next;
  }
  lines.push(`nothing new, ${end} not seen`);
  return { path: [], thought: lines.join('\n') };
};

const dijkstra = ({ edges, start, end }: Problem): { path: string[]; thought: string } => {
  const lines: string[] = [];
  const parents = new Map([[start, '']]);
  const open = new Map([[start, 0]]);
  const done = new Set<string>();
  while (open.size > 0) {
    const [node, cost] = [...open].reduce((best, entry) => (entry[1] < best[1] ? entry : best));
    open.delete(node);
    done.add(node);
    if (node === end) {
      const back = walkBack(parents, end);
      const path = back.toReversed();
      const lengths = path.slice(1).map((to, i) => neighbours(edges, path[i]).find(([other]) => other === to)![1]);
      let sum = lengths[0];
      const added = lengths
        .slice(1)
        .map((length) => `+${length}=${(sum += length)}`)
        .join('');
      lines.push(`take ${node} ${cost} goal`, `back ${back.join('<')}`, `check ${lengths[0]}${added} yes`);
      return { path, thought: lines.join('\n') };
    }
    const words: string[] = [];
    for (const [other, length] of neighbours(edges, node)) {
      if (done.has(other)) continue;
      const [reached, before] = [cost + length, open.get(other)];
      const sum = `${other} ${cost}+${length}=${reached}`;
      if (before !== undefined && before <= reached) {
        words.push(`${sum} no`);
        continue;
      }
      words.push(before === undefined ? sum : `${sum}<${before}`);
      open.set(other, reached);
      parents.set(other, node);
    }
    lines.push(`take ${node} ${cost}: ${words.join(', ') || 'none'}`);
    lines.push(`open ${[...open].map(([name, reached]) => `${name} ${reached}`).join(', ') || 'none'}`);
  }
  lines.push(`nothing open, ${end} not taken`);
  return { path: [], thought: lines.join('\n') };
};

const solved = (problem: Problem) => (problem.weighted ? dijkstra(problem) : search(problem));

/** Some pairs of `nodes`, each at most once, in random order and orientation. */
const graph = (random: Random, nodes: readonly string[], size: number, weighted: boolean): Edge[] => {
  const pairs = nodes.flatMap((a, i) =>
    nodes.slice(i + 1).map((b): [string, string] => (random.chance(0.5) ? [a, b] : [b, a])),
  );
  return random.sample(pairs, size).map(([a, b]): Edge => [a, b, weighted ? random.int(1, 9) : 1]);
};

const make = (random: Random, difficulty: Difficulty): Problem => {
  const weighted = difficulty === 3 && random.chance(0.4);
  const blocked = difficulty > 1 && !weighted && random.chance(0.12);
  const count = weighted ? 5 : random.int(difficulty + 3, difficulty + 4);
  const size = blocked ? count - 1 : count + random.int(0, 1);
  const fewest = difficulty === 3 && !weighted ? 3 : 2;
  for (;;) {
    const nodes = random.sample(LETTERS, count);
    const edges = graph(random, nodes, size, weighted);
    const used = nodes.filter((node) => neighbours(edges, node).length > 0);
    const [start, end] = random.sample(used, 2);
    const { path } = solved({ edges, start, end, weighted });
    if (blocked ? path.length === 0 : path.length > fewest) return { edges, start, end, weighted };
  }
};

const readEdges = (text: string): Edge[] =>
  [...text.toUpperCase().matchAll(/\b([A-Z])-([A-Z])\b(?: (\d{1,3}))?/g)].map(([, a, b, length]): Edge => [
    a,
    b,
    Number(length ?? 1),
  ]);

/** Whether `answer` is a path of the least length from `start` to `end`, or says rightly that there is none. */
const check = (edges: readonly Edge[], start: string, end: string, answer: string): Verdict => {
  const text = answer.length > 100 ? '' : answer.trim().toUpperCase();
  const least = distances(edges, start).get(end);
  if (NONE.test(text)) {
    return {
      pass: least === undefined,
      reason: least === undefined ? `${end} can't be reached` : `${end} can be reached`,
    };
  }
  if (!/^[A-Z](( ?- ?| )[A-Z])+$/.test(text)) return { pass: false, reason: 'not a path of the form A-B-C' };
  const path = text.match(/[A-Z]/g)!;
  if (path[0] !== start || path.at(-1) !== end) return { pass: false, reason: `does not run from ${start} to ${end}` };
  let total = 0;
  for (const [i, to] of path.slice(1).entries()) {
    const edge = neighbours(edges, path[i]).find(([other]) => other === to);
    if (!edge) return { pass: false, reason: `no edge ${path[i]}-${to}` };
    total += edge[1];
  }
  return {
    pass: total === least,
    reason: total === least ? `length ${total}, none is shorter` : `length ${total}, but ${least} is possible`,
  };
};

export const paths: Family<Problem> = {
  name: 'paths',
  about: 'shortest paths in small graphs of 4-7 places, with lengths at difficulty 3',
  phrasings: [
    'The {net} are {edges}. Find the shortest path from {start} to {end}.',
    'The {net} are {edges}. What is the shortest path from {start} to {end}?',
    'Here are {net}: {edges}. What is the shortest way from {start} to {end}?',
    'Given {net} {edges}, find the shortest path from {start} to {end}.',
    'With {net} {edges}, how do I get from {start} to {end} the shortest way?',
    'Find the shortest path from {start} to {end}. The {net} are {edges}.',
    'What is the shortest route from {start} to {end}? The {net}: {edges}.',
    'Shortest path from {start} to {end}, please. The {net}: {edges}.',
    'I want to go from {start} to {end}. The {net} are {edges}. Which path is shortest?',
    'A map shows {net}: {edges}. Give the shortest path from {start} to {end}.',
    'A graph has {net} {edges}. Give a shortest path from {start} to {end}.',
    'There are {net}: {edges}. Plan the shortest trip from {start} to {end}.',
    'Using the {net} {edges}, go from {start} to {end} the shortest way.',
    'My map has {net}: {edges}. How do I walk from {start} to {end}, keeping it short?',
    'The town has {net}: {edges}. Which way from {start} to {end} is shortest?',
    'A mouse is at {start} and the cheese at {end}. The {net} are {edges}. What is its shortest path?',
    'A message must go from {start} to {end}. The {net} are {edges}. What is the shortest way?',
    'A driver starts at {start} and must reach {end}. The {net} are {edges}. Give the shortest path.',
    'Starting at {start} and ending at {end}, what is the shortest path over the {net} {edges}?',
    'Please find a shortest path between {start} and {end}. The {net}: {edges}.',
    'You can use these {net}: {edges}. Name the shortest path from {start} to {end}.',
    'Only these {net} exist: {edges}. What is the shortest path from {start} to {end}?',
    'Look at the {net} {edges}. What is a shortest route from {start} to {end}?',
    'How do I get from {start} to {end} by the shortest path? There are {net}: {edges}.',
    'Take the {net} {edges}. What path from {start} to {end} is shortest?',
    'Which path from {start} to {end} is shortest, if the {net} are {edges}?',
    'An ant walks from {start} to {end} along the {net} {edges}. Give its shortest path.',
  ],
  make,
  key: ({ edges, start, end }) =>
    `${edges
      .map(([a, b, length]) => `${[a, b].sort().join('')}${length}`)
      .sort()
      .join(' ')} ${[start, end].sort().join('')}`,
  slots: ({ edges, start, end, weighted }, random) => ({
    net: `${random.pick(['roads', 'tracks', 'trails', 'links', 'pipes', 'tunnels', 'edges', 'streets'])}${weighted ? ' with lengths' : ''}`,
    edges: edges.map(([a, b, length]) => `${a}-${b}${weighted ? ` ${length}` : ''}`).join(', '),
    start,
    end,
  }),
  gold: (problem) => solved(problem).path.join('-') || NO_PATH,
  plan: ({ weighted }) =>
    weighted ? 'take the nearest open place, update, until the goal' : 'search level by level, then walk back',
  solve: (problem) => solved(problem).thought,
  grade: (gold, answer, question): Score => {
    if (gold === NO_PATH) return { correct: answer.length < 100 && NONE.test(answer), reason: 'there is no path' };
    const { pass, reason } = check(readEdges(question), gold[0], gold.at(-1)!, answer);
    return { correct: pass, reason };
  },
  verify: ({ edges, start, end }, answer) => {
    const known = edges === undefined ? [] : readEdges(edges);
    const [from, to] = [start, end].map((name) => name?.trim().toUpperCase() ?? '');
    if (known.length === 0 || known.length > 50 || !/^[A-Z]$/.test(from) || !/^[A-Z]$/.test(to)) return undefined;
    return check(known, from, to, answer);
  },
};

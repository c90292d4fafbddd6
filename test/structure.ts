/**
 * `npm run structure [-- FOLDER]`: the shape of the source tree in numbers, for docs/architecture.md: lines, widths, rooms and
 * their shares, imports between rooms, floors, cycles, the largest flat folder, entry points. FOLDER is another
 * checkout.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { edgesOf, findCycle, functionsOf, type Edge, type Tree } from './layers.ts';

const root = resolve(process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url)));

const read = (folder: string): Tree =>
  new Map(
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
      .map((path) => [path.split(sep).join('/'), readFileSync(join(root, folder, path), 'utf8')]),
  );

const source = read('src');
const web = read('web');
const linesOf = (text: string): string[] => text.trimEnd().split('\n');
const all = [...source.values(), ...web.values()].flatMap(linesOf);
const code = all.filter((line) => line.trim() !== '' && !/^\s*(?:\/\/|\/?\*)/.test(line));

const roomOf = (path: string): string => (path.includes('/') ? path.slice(0, path.indexOf('/')) : 'root');
const folderOf = (path: string): string => path.split('/').slice(0, -1).join('/') || 'root';

/** Longest way down the imports, in nodes. */
const floorsOf = (edges: readonly Edge[]): number => {
  const next = Map.groupBy(edges, ({ from }) => from);
  const depths = new Map<string, number>();
  const depth = (node: string): number => {
    const known = depths.get(node);
    if (known !== undefined) return known;
    depths.set(node, 1); // rooms may import each other's types by way of the root only: no cycle is left
    const found = 1 + Math.max(0, ...(next.get(node) ?? []).map(({ to }) => depth(to)));
    depths.set(node, found);
    return found;
  };
  return Math.max(...[...next.keys()].map(depth));
};

const edges = edgesOf(source).filter(({ to }) => source.has(to));
const between = new Map(
  edges
    .map(({ from, to }) => ({ from: roomOf(from), to: roomOf(to) }))
    .filter(({ from, to }) => from !== to && from !== 'index.ts')
    .map((edge) => [`${edge.from} ${edge.to}`, edge]),
);
const sizes = [...Map.groupBy(source, ([path]) => roomOf(path))].map(
  ([room, files]) => [room, files.reduce((sum, [, text]) => sum + linesOf(text).length, 0)] as const,
);
const total = sizes.reduce((sum, [, lines]) => sum + lines, 0);
const [biggest, lines] = sizes.toSorted((a, b) => b[1] - a[1])[0]!;
const flat = [...Map.groupBy(source.keys(), folderOf)].toSorted((a, b) => b[1].length - a[1].length)[0]!;
const functions = [...source.values()].flatMap(functionsOf);
const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { exports: object };

const figures: [string, string | number][] = [
  ['lines of src and web', all.length],
  [
    'code lines wider than 120 columns',
    `${((100 * code.filter((line) => line.length > 120).length) / code.length).toFixed(1)} %`,
  ],
  ['widest line, columns', all.reduce((most, line) => Math.max(most, line.length), 0)],
  ['files of src', source.size],
  ['longest file, lines', Math.max(...[...source.values()].map((text) => linesOf(text).length))],
  ['functions above 80 lines', functions.filter((each) => each.lines > 80).length],
  ['rooms', sizes.length],
  ['biggest room', `${biggest}, ${((100 * lines) / total).toFixed(1)} %`],
  ['arrows between rooms', between.size],
  ['floors of rooms', floorsOf([...between.values()])],
  ['cycles of files', findCycle(edges) ? 1 : 0],
  ['files in the largest flat folder', `${flat[1].length} (${flat[0]})`],
  ['entry points', Object.keys(exports).length],
];
for (const [name, value] of figures) console.log(`${name.padEnd(36)}${value}`);

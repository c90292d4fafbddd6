/** The architecture, held: the real tree breaks no rule, and each rule is seen to be broken on made-up trees. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { check, codeOnly, edgesOf, findCycle, functionsOf, importsOf, type Tree } from './layers.ts';

const folder = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));

const filesIn = (root: string): [path: string, text: string][] =>
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => [path.split(sep).join('/'), readFileSync(join(root, path), 'utf8')]);

/** src, and studies/ as if it were a folder of it. */
const readTree = (): Tree =>
  new Map([
    ...filesIn(folder('src')),
    ...filesIn(folder('studies')).map(([path, text]): [string, string] => [
      `studies/${path}`,
      text.replaceAll(/'((?:\.\.\/)+)src\//g, "'$1").replaceAll(/'((?:\.\.\/)+)recipes\//g, "'../$1recipes/"),
    ]),
  ]);

/** A tree of files that each open with a comment. */
const made = (files: Record<string, string>): Tree =>
  new Map(Object.entries(files).map(([path, text]) => [path, `/** A file. */\n${text}\n`]));

test('src keeps the rules of the architecture', () => {
  assert.deepEqual(check(readTree()), []);
});

test('the real tree is read: it has imports, of values and of types, across folders', () => {
  const tree = readTree();
  const edges = edgesOf(tree);
  assert.ok(tree.has('types.ts') && tree.has('tensor/trace.ts'));
  assert.ok(edges.some(({ from, to }) => from === 'train/step.ts' && to === 'tensor/vjp.ts'));
  assert.ok(edges.some(({ to }) => to === 'types.ts'));
  assert.ok(edges.some(({ from, to }) => from === 'tensor/run.ts' && to === 'tensor/onnx-runtime.ts'));
});

const empty = {
  'random.ts': '',
  'tensor/trace.ts': '',
  'model/dense.ts': '',
  'infer/cache.ts': '',
  'train/step.ts': '',
  'task/sums.ts': '',
  'lab/loop.ts': '',
  'studies/index.ts': '',
  'testing/scripted-chat.ts': '',
  'gateway/catalog.ts': '',
  'reason/plan.ts': '',
  'datasets/rows.ts': '',
  'server/hono.ts': '',
  'cli/ask.ts': '',
};

const forbidden: readonly [from: string, to: string, why: RegExp][] = [
  ['random.ts', 'tensor/trace.ts', /root imports no folder/],
  ['tensor/trace.ts', 'model/dense.ts', /tensor may import root only/],
  ['model/dense.ts', 'infer/cache.ts', /model may import root, tensor only/],
  ['train/step.ts', 'infer/cache.ts', /train may import root, tensor, model only/],
  ['infer/cache.ts', 'train/step.ts', /infer may import/],
  ['task/sums.ts', 'tensor/trace.ts', /numbers and text/],
  ['model/dense.ts', 'task/sums.ts', /numbers and text/],
  ['task/sums.ts', 'reason/plan.ts', /task may import root, answers, problem, reading only/],
  ['lab/loop.ts', 'gateway/catalog.ts', /lab may import/],
  ['gateway/catalog.ts', 'lab/loop.ts', /gateway may import/],
  ['lab/loop.ts', 'studies/index.ts', /lab may import/],
  ['studies/index.ts', 'gateway/catalog.ts', /studies may import/],
  ['reason/plan.ts', 'testing/scripted-chat.ts', /reason may import/],
  ['reason/plan.ts', 'datasets/rows.ts', /reason may import/],
  ['server/hono.ts', 'reason/plan.ts', /server may import root only/],
  ['server/hono.ts', 'cli/ask.ts', /nobody imports cli/],
  ['train/step.ts', 'cli/ask.ts', /nobody imports cli/],
];

const relative = (from: string, to: string): string => (from.includes('/') ? `../${to}` : `./${to}`);

for (const [from, to, why] of forbidden) {
  test(`${from} must not import ${to}, not even a type`, () => {
    for (const line of [
      `import { x } from '${relative(from, to)}';`,
      `import type { X } from '${relative(from, to)}';`,
      `export * from '${relative(from, to)}';`,
      `import '${relative(from, to)}';`,
      `const x = await import('${relative(from, to)}');`,
      `new Worker(new URL('${relative(from, to)}', import.meta.url));`,
    ]) {
      const faults = check(made({ ...empty, [from]: line }));
      assert.equal(faults.length, 1, `${line}: ${faults.join('; ')}`);
      assert.match(faults[0]!, why);
    }
  });
}

test('what the ranks allow passes', () => {
  const allowed: [string, string][] = [
    ['tensor/trace.ts', 'random.ts'],
    ['model/dense.ts', 'tensor/trace.ts'],
    ['infer/cache.ts', 'model/dense.ts'],
    ['train/step.ts', 'tensor/trace.ts'],
    ['gateway/catalog.ts', 'reason/plan.ts'],
    ['lab/loop.ts', 'train/step.ts'],
    ['reason/plan.ts', 'task/sums.ts'],
    ['datasets/rows.ts', 'reason/plan.ts'],
    ['cli/ask.ts', 'infer/cache.ts'],
    ['cli/ask.ts', 'datasets/rows.ts'],
    ['server/hono.ts', 'random.ts'],
  ];
  for (const [from, to] of allowed)
    assert.deepEqual(check(made({ ...empty, [from]: `import { x } from '../${to}';` })), []);
});

test('tests and their support may import testing/, others may not', () => {
  for (const from of ['reason/think.test.ts', 'provider/testing.ts'])
    assert.deepEqual(check(made({ ...empty, [from]: `import { x } from '../testing/scripted-chat.ts';` })), []);
});

test('cycles are found, of values and of types', () => {
  const files = (kind: string) =>
    made({
      'a.ts': `import { b } from './b.ts';`,
      'b.ts': `import { c } from './c.ts';`,
      'c.ts': `import ${kind} a } from './a.ts';`,
    });
  for (const kind of ['{', 'type {', '{ type'])
    assert.deepEqual(check(files(kind)), ['imports go in a circle: a.ts → b.ts → c.ts → a.ts']);
  assert.deepEqual(findCycle(edgesOf(made({ 'a.ts': `import { type A, a } from './a.ts';` }))), ['a.ts', 'a.ts']);
});

test('folders without a rank, missing files and imported tests are reported', () => {
  assert.match(check(made({ ...empty, 'helpers/x.ts': `import '../random.ts';` }))[0]!, /has no rank/);
  assert.match(check(made({ 'a.ts': `import './gone.ts';` }))[0]!, /no such file/);
  assert.match(check(made({ 'a.ts': `import './b.test.ts';`, 'b.test.ts': '' }))[0]!, /a test is imported/);
  assert.match(
    check(made({ 'index.ts': `export * from './a.ts';`, 'a.ts': `import type { X } from './index.ts';` }))[0]!,
    /entry points are for users/,
  );
});

test('index.ts may show every folder', () => {
  assert.deepEqual(
    check(
      made({
        ...empty,
        'index.ts': Object.keys(empty)
          .map((path) => `export * from './${path}';`)
          .join('\n'),
      }),
    ),
    [],
  );
});

test('the text of a file: opening comment, length, any, default exports, things left to do', () => {
  assert.deepEqual(check(new Map([['a.ts', 'export const a = 1;\n']])), [
    'a.ts opens without a comment that says what it is',
  ]);
  assert.deepEqual(check(new Map([['a.ts', '#!/usr/bin/env node\n// A program.\n']])), []);
  assert.match(check(made({ 'a.ts': 'x;\n'.repeat(499) }))[0]!, /a\.ts has 501 lines/);
  assert.deepEqual(check(made({ 'a.ts': 'x;\n'.repeat(498) })), []);
  for (const line of [
    'const x: any = 1;',
    'f(x as any);',
    'const x = new Map<string, any>();',
    'let y: any[] = [];',
    'type T = any;',
    'type T = string | any;',
    'type F = (x: any) => void;',
    'const f = <T extends any>() => 1;',
  ]) {
    assert.deepEqual(check(made({ 'a.ts': line })), ['a.ts:2 uses any'], line);
  }
  for (const line of ['export default 1;', 'const a = 1; export { a as default };'])
    assert.deepEqual(check(made({ 'a.ts': line })), ['a.ts:2 has a default export']);
  for (const line of [`// ${'TO'}${'DO'}: later`, `const x = 1; /* ${'FIX'}${'ME'} */`])
    assert.deepEqual(check(made({ 'a.ts': line })), ['a.ts:2 leaves something to do']);
  for (const line of [
    "const s = 'x: any';",
    '// takes any value: any',
    'const r = /: any/;',
    'Promise.any([]);',
    'const t = `${"a"}: any ${`b`} export default`;',
    'const any = 1;',
  ]) {
    assert.deepEqual(check(made({ 'a.ts': line })), [], line);
  }
});

test('functions are measured from their first line to their last, tables are not functions', () => {
  const text = (body: string) => `export const f = ({\n  a,\n}: X): Y => {\n${body}};\n\nconst table = {\n${body}};\n`;
  assert.deepEqual(functionsOf(text('  x;\n'.repeat(3))), [{ name: 'f', lines: 7 }]);
  assert.deepEqual(functionsOf('const g = (x: number): number =>\n  x +\n  1;\nconst h = async () => 1;\n'), [
    { name: 'g', lines: 3 },
    { name: 'h', lines: 1 },
  ]);
  assert.match(check(made({ 'a.ts': text('  x;\n'.repeat(80)) }))[0]!, /a\.ts: f has 84 lines/);
});

test('any may stand at one marked boundary', () => {
  const marked = '// the one marked boundary\nexport type Any = Family<any>;';
  assert.deepEqual(check(made({ 'a.ts': marked })), []);
  assert.deepEqual(check(made({ 'a.ts': `${marked}\nlet y: any;` })), ['a.ts:4 uses any']);
  assert.match(check(made({ 'a.ts': marked, 'b.ts': marked }))[0]!, /one marked boundary, not 2: a\.ts:3, b\.ts:3/);
});

test('imports in comments, strings and templates do not count', () => {
  assert.deepEqual(
    importsOf(
      "// import { a } from './a.ts';\nconst s = \"import { b } from './b.ts'\";\nconst t = `import { c } from './c.ts' ${d}`;\n",
    ),
    [],
  );
  assert.deepEqual(
    importsOf("import {\n  a,\n  type B,\n} from './a.ts';\nexport type { C } from './c.ts';\nimport ort from 'x';"),
    ['./a.ts', './c.ts', 'x'],
  );
  const text = "const a = b / c; // it's\nconst q = `x${{ y: '}' }.y}z`; const re = /[/'\"]/g; let d = 1;";
  const code = codeOnly(text);
  assert.equal(code.length, text.length);
  assert.match(code, /const a = b \/ c;/);
  assert.match(code, /let d = 1;/);
  assert.doesNotMatch(code, /it's|'}'|\[\//);
});

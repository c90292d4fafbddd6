/**
 * Programming tasks for agents: tests split and run, mutants, the judge, and a run that is stopped and gone on with. No
 * real data.
 */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { openToolbox } from '../../agent/toolbox.ts';
import { lockFolder } from '../../files.ts';
import { sharedSandbox } from '../../sandbox/sandbox.ts';
import { codeTable, completeCodeRun, createCodeRun, openCodeRun } from './code-run.ts';
import { readExercises, visibleTests, type Exercise } from './exercises.ts';
import { goldChat } from './gold.ts';
import { mutantsOf, taskText } from './mutants.ts';
import { mutationsOf } from './mutate.ts';
import { allPass, hostTests, sandboxedTests, type RunTests } from './run-tests.ts';
import { solveTask } from './solve.ts';
import { tokensOf } from './tokens.ts';

const sandbox = await sharedSandbox();
const WITHOUT = sandbox.missing === undefined ? false : 'no sandbox here';

const scratch = (t: TestContext): string => {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-code-test-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

const TESTS = `import { beforeEach, describe, it, expect, xit } from '@jest/globals'
import { clamp, Box } from './clamp.ts'

describe('clamp', () => {
  let box: Box
  beforeEach(() => { box = new Box(3) })
  it('inside', () => { expect(clamp(2, 1, 3)).toBe(2) })
  xit('below ) "', () => { expect(clamp(0, 1, 3)).toEqual(1) })
  xit("above", () => { expect(clamp(9, 1, 3)).toEqual(3) })
  xit(\`throws \${'a)'}\`, () => { expect(() => clamp(1, 3, 1)).toThrow('low > high') })
  it('awaits', async () => { await expect(Promise.resolve([1, { a: undefined }])).resolves.toEqual([1, {}]) })
  it('has a box', () => { expect(box.value).toBeCloseTo(3.001); expect(/\\)/.test(')')).toBeTruthy() })
})
`;
const REFERENCE = `export const clamp = (n: number, low: number, high: number): number => {
  if (low > high) throw new Error('low > high')
  return Math.min(Math.max(n, low), high)
}
export class Box {
  constructor(public value: number) {}
}
`;
const exercise: Exercise = {
  id: 'clamp',
  instructions: 'Keep a number inside its bounds.',
  file: 'clamp.ts',
  stub: 'export const clamp = (...args: unknown[]): unknown => { throw new Error(String(args)) }\n',
  reference: REFERENCE,
  testFile: 'clamp.test.ts',
  tests: TESTS,
};

test('tokens joined are the source; strings, templates, regular expressions and types are not mutated', () => {
  for (const source of [
    TESTS,
    REFERENCE,
    'a = b / c / d; /[/"]\\//g.test(`x${`"${1}`}}`) // "',
    'x: Array<Map<string, number>> = y >> 1',
  ])
    assert.equal(
      tokensOf(source)
        .map(({ text }) => text)
        .join(''),
      source,
    );
  const changed = (source: string): string[] => mutationsOf(source).map(({ from, to }) => `${from}→${to}`);
  assert.deepEqual(changed(`const f = (a: Set<number>): boolean => a.size > 0 // 1 > 2`), ['>→>=', '>→<', '0→1']);
  assert.deepEqual(changed('"1 + 1"; `2 > 1`; /3 + 4/'), []);
  for (const { source, at, from, to } of mutationsOf(REFERENCE))
    assert.equal(source, REFERENCE.slice(0, at) + to + REFERENCE.slice(at + from.length));
});

test('half of the tests are hidden: the same ones for a seed, whatever stands beside them', () => {
  const visible = visibleTests(exercise, 1000);
  const shown = ['inside', 'below ) "', 'above', 'throws', 'awaits', 'has a box'].filter((title) =>
    visible.includes(title),
  );
  assert.equal(shown.length, 3);
  assert.match(visible, /beforeEach\(\(\) => \{ box = new Box\(3\) \}\)/);
  assert.equal(visibleTests(exercise, 1000), visible);
  assert.ok([1001, 1002, 1003].some((seed) => visibleTests(exercise, seed) !== visible));
});

const tested = (source: string, tests = TESTS) => ({ file: 'clamp.ts', source, testFile: 'clamp.test.ts', tests });

test(
  'a reference passes in the sandbox and outside of it, by the same tests; what is wrong fails',
  { skip: WITHOUT },
  async (t) => {
    const host = hostTests((files) => {
      const folder = scratch(t);
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
      return folder;
    });
    const inside = sandboxedTests(sandbox);
    const [a, b] = [await inside(tested(REFERENCE)), await host(tested(REFERENCE))];
    assert.ok(allPass(a), JSON.stringify(a));
    assert.deepEqual(a.results, b.results);
    assert.equal(a.results[0]!.name, 'clamp > inside');
    const wrong = await inside(tested(REFERENCE.replace('Math.min', 'Math.max')));
    assert.deepEqual(wrong.results.map(({ pass }) => pass).includes(false), true);
    assert.match(wrong.results.find(({ pass }) => !pass)!.message!, /expected toBe\(2\), got 3/);
  },
);

test('a program that exits, prints results or does not load passes nothing', { skip: WITHOUT }, async () => {
  const inside = sandboxedTests(sandbox);
  const lies = 'console.log("results-\\n[[\\"clamp > inside\\",true]]");';
  for (const source of [`${lies} process.exit(0);\n${REFERENCE}`, 'export const x = (;', '']) {
    const run = await inside(tested(source));
    assert.equal(allPass(run), false, source);
  }
});

/** Tests that are judged by the text: what matters here is what is made of results. */
const byText: RunTests = async ({ source, tests }) => ({
  results: ['inside', 'above', 'below ) "', 'has a box', 'throws', 'awaits']
    .filter((title) => tests.includes(title))
    .map((name) => ({ name, pass: name === 'awaits' || source === REFERENCE })),
  seconds: 0,
});

test(
  'a run is stopped, gone on with, and its table comes from its lines; the reference solves every mutant',
  { skip: WITHOUT },
  async (t) => {
    const folder = scratch(t);
    const setting = {
      agent: 'code',
      data: '/',
      model: 'm',
      tasks: 'mutants',
      seed: 1000,
      each: 2,
      items: 9,
      attempts: 1,
      steps: 9,
    } as const;
    const run = createCodeRun(folder, setting);
    const stop = new AbortController();
    const tools = async (place: string) =>
      (await openToolbox({ folder: place, names: ['read', 'write', 'bash'], sandbox })).tools;
    const options = (signal: AbortSignal) => ({
      exercises: [exercise],
      runTests: byText,
      solve: async (task: Parameters<typeof taskText>[0]) => {
        const attempts = task.id.endsWith('/2') ? 2 : 1;
        const solved = await solveTask(task, {
          chat: goldChat(task),
          tools,
          runTests: byText,
          budget: {},
          seed: 1,
          attempts,
        });
        stop.abort();
        return solved;
      },
      signal,
      clock: () => performance.now(),
      stream: { write: () => {} },
    });
    assert.equal(await completeCodeRun(run, options(stop.signal)), false);
    const again = openCodeRun(run.path);
    assert.deepEqual(
      again.lines.map(({ type }) => type),
      ['mutants'],
    );
    assert.equal(await completeCodeRun(again, options(new AbortController().signal)), true);
    const finished = openCodeRun(run.path);
    const [row] = codeTable(finished).rows;
    assert.deepEqual(row!.slice(0, 3), ['m', '2', '100.0 [34.2, 100.0]']);
    assert.equal(finished.lines.length, 3);
  },
);

test('a mutant needs a visible test that fails and one that passes; the task names failures and never the change', async () => {
  const [first] = await mutantsOf(exercise, { seed: 1000, each: 1, runTests: byText });
  assert.ok(first);
  assert.notEqual(first.source, REFERENCE);
  assert.match(taskText(first), /There is a bug in clamp\.ts\. These tests fail:\n- /);
  assert.equal(taskText(first).includes(first.source), false);
  const allFail: RunTests = async () => ({ results: [{ name: 'x', pass: false }], seconds: 0 });
  assert.deepEqual(await mutantsOf(exercise, { seed: 1000, each: 1, runTests: allFail }), []);
  assert.throws(() => readExercises('/nowhere'), /has no practice\.jsonl/);
});

test('a model whose server is gone is not judged: three failures in a row end the run, fewer are results', async (t) => {
  const base = { agent: 'code', data: '/', model: 'm', tasks: 'exercises', seed: 1000, each: 1, items: 9 } as const;
  const exercises = Array.from({ length: 6 }, (_, i) => ({ ...exercise, id: `e${i}` }));
  const complete = async (fails: (i: number) => boolean, path?: string) => {
    const run = path === undefined ? createCodeRun(scratch(t), { ...base, attempts: 1, steps: 9 }) : openCodeRun(path);
    let i = 0;
    const figures = { visible: true, hidden: true, touchedTests: false, steps: 1, tokens: 1, seconds: 1, attempts: 1 };
    const solve = async ({ id }: { id: string }) => {
      const failed = fails(i++);
      const reason = failed ? 'failed' : 'answered';
      return { ...figures, id, solved: !failed, reason, ...(failed && { failure: 'connection refused' }) };
    };
    const options = { exercises, runTests: byText, solve, clock: () => 0, stream: { write: () => {} } };
    const signal = new AbortController().signal;
    return { run, ended: await completeCodeRun(run, { ...options, signal }).catch((error: Error) => error.message) };
  };
  const gone = await complete((i) => i >= 2);
  assert.match(String(gone.ended), /failed in 3 tasks in a row: connection refused/);
  assert.equal(gone.run.lines.length, 2);
  const other = lockFolder(`${gone.run.path}.work`);
  assert.match(String((await complete(() => false, gone.run.path)).ended), /another process works on/);
  other[Symbol.dispose]();
  const { run, ended } = await complete((i) => i === 1, gone.run.path);
  assert.equal(ended, true);
  assert.deepEqual(
    run.lines.map((line) => line.type === 'solved' && line.solved),
    [true, true, true, false, true, true],
  );
});

/**
 * The thread in which QuickJS runs programs against tests: a fresh runtime per program, with bounds on memory, stack and
 * time, and one message per program. Values become text such that equal values have equal text.
 */
import { stripTypeScriptTypes } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { newQuickJSWASMModuleFromVariant, type QuickJSContext } from 'quickjs-emscripten-core';
import type { QuickJob } from './quickjs.ts';
import type { ProgramRun, ProgramTest, TestOutcome } from './tests.ts';

if (!parentPort) throw new Error('sandbox/quickjs-worker.ts is started by sandbox/quickjs.ts');
const port = parentPort;
const job = workerData as QuickJob;

const STACK = 512 * 1024;
const LONG = 200;

/**
 * What every program finds: a console that says nothing, assert, and the two functions of the tests. Kept apart from
 * the program's own names by their odd ones. Objects compare by their keys, whatever the order.
 */
const prelude = `{
globalThis.console = Object.fromEntries(['log','info','warn','error','debug'].map((name) => [name, () => {}]));
const assert = (ok, message) => { if (!ok) throw new Error('assertion failed: ' + (message ?? '')); };
assert.ok = assert;
assert.equal = assert.strictEqual = (a, b) => assert(__text(a) === __text(b));
assert.deepEqual = assert.deepStrictEqual = assert.equal;
console.assert = assert;
const expect = (got) => ({ toBe: (b) => assert.equal(got, b), toEqual: (b) => assert.equal(got, b), toStrictEqual: (b) => assert.equal(got, b) });
const __text = (value, depth = 0) => {
  if (depth > 40) throw new RangeError('deep');
  const inner = (one) => __text(one, depth + 1);
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number' && !Number.isInteger(value)) return String(Number(value.toPrecision(12)));
  if (typeof value === 'bigint') return value + 'n';
  if (typeof value === 'function') return '<function>';
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '0' : String(value);
  if (Array.isArray(value)) return '[' + value.map(inner).join(',') + ']';
  if (value instanceof Map) return 'Map{' + [...value].map(([k, v]) => inner(k) + ':' + inner(v)).sort().join(',') + '}';
  if (value instanceof Set) return 'Set{' + [...value].map(inner).sort().join(',') + '}';
  if (value instanceof Date) return 'Date(' + value.getTime() + ')';
  return '{' + Object.keys(value).sort().map((key) => JSON.stringify(key) + ':' + inner(value[key])).join(',') + '}';
};
Object.freeze(assert);
for (const [name, value] of Object.entries({ __text, assert, expect })) Object.defineProperty(globalThis, name, { value });
}
`;

/** JavaScript without types (on the same lines, but for enums) and without `export`: a script has nowhere to export to. */
const asScript = (code: string): string =>
  stripTypeScriptTypes(code, { mode: 'transform' }).replace(
    /^\s*export\s+(?:default\s+)?(?=(?:async\s+)?(?:function|class|const|let|var)\b)/gm,
    '',
  );

const codeOf = (test: ProgramTest): string =>
  test.type === 'statement' ? `${test.code}\n;['', true]` : `[__text((${test.call}\n)), __text((${test.expected}\n))]`;

type Evaluated = { value: unknown } | { error: { name?: string; message?: string } };

const evaluate = (context: QuickJSContext, code: string): Evaluated => {
  const result = context.evalCode(code, 'program.js', { strict: false });
  if (result.error) {
    const error: unknown = context.dump(result.error);
    result.error.dispose();
    return { error: typeof error === 'object' && error !== null ? error : { message: String(error) } };
  }
  const value: unknown = context.dump(result.value);
  result.value.dispose();
  return { value };
};

const quickjs = await newQuickJSWASMModuleFromVariant(import('@jitl/quickjs-wasmfile-release-sync'));

const runOne = (code: string): ProgramRun => {
  const runtime = quickjs.newRuntime();
  runtime.setMemoryLimit(job.memory);
  runtime.setMaxStackSize(STACK);
  let deadline = Infinity;
  let late = false;
  runtime.setInterruptHandler(() => (late ||= performance.now() > deadline));
  const context = runtime.newContext();
  const timed = (source: string, seconds: number): Evaluated => {
    late = false;
    deadline = performance.now() + seconds * 1000;
    return evaluate(context, source);
  };
  const end = performance.now() + job.programSeconds * 1000;
  const run: ProgramRun = { fault: undefined, outcomes: [], values: [] };
  evaluate(context, prelude);
  const loaded = timed(code, 1);
  if ('error' in loaded) run.fault = `${loaded.error.name ?? 'Error'}: ${loaded.error.message ?? ''}`.slice(0, 300);
  let timeouts = 0;
  for (const test of job.tests) {
    const [outcome, value] = judge(test);
    run.outcomes.push(outcome);
    run.values.push(value);
    if (outcome === 'timeout') timeouts++;
  }
  // Whatever state an interrupted program left, its runtime goes with it; the thread ends soon.
  try {
    context.dispose();
    runtime.dispose();
  } catch {
    // Values that an interruption left alive: the interpreter's memory is dropped with the thread.
  }
  return run;

  function judge(test: ProgramTest): [TestOutcome, string | undefined] {
    if (run.fault !== undefined) return ['error', undefined];
    if (timeouts >= job.patience || performance.now() > end) return ['timeout', undefined];
    const found = timed(codeOf(test), job.testSeconds);
    if ('error' in found) {
      if (late) return ['timeout', undefined];
      if (found.error.name === 'SyntaxError') return ['unread', undefined];
      return [found.error.message?.startsWith('assertion failed') ? 'fail' : 'error', undefined];
    }
    const [got, expected] = found.value as [string, string | true];
    if (expected === true) return ['pass', undefined];
    return [got === expected ? 'pass' : 'fail', got.length > LONG ? `${got.slice(0, LONG)}#${got.length}` : got];
  }
};

const failed = (error: unknown): ProgramRun => ({
  fault: String(error).split('\n')[0]!.slice(0, 300),
  outcomes: job.tests.map(() => 'error' as const),
  values: job.tests.map(() => undefined),
});

for (const program of job.programs) {
  try {
    port.postMessage(runOne(asScript(program)));
  } catch (error) {
    port.postMessage(failed(error));
  }
}
port.close();

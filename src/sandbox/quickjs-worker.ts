/**
 * The thread in which QuickJS runs programs against tests: a fresh runtime per program, with bounds on memory, stack
 * and time, and one message per program. Values become text such that equal values have equal text.
 */
import * as nodeModule from 'node:module';
import { parentPort } from 'node:worker_threads';
import { newQuickJSWASMModuleFromVariant, type QuickJSContext } from 'quickjs-emscripten-core';
import type { QuickMessage, QuickJob, ScriptJob, ScriptRun, TestJob } from './quickjs.ts';
import type { ProgramRun, ProgramTest, TestOutcome } from './tests.ts';

if (!parentPort) throw new Error('sandbox/quickjs-worker.ts is started by sandbox/quickjs.ts');
const port = parentPort;
const say = (message: QuickMessage): void => port.postMessage(message);

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

/** Node 20 can't take types out; there a program in TypeScript has a syntax error. */
const withoutTypes = (code: string): string =>
  'stripTypeScriptTypes' in nodeModule ? nodeModule.stripTypeScriptTypes(code, { mode: 'transform' }) : code;

/**
 * JavaScript without types (on the same lines, but for enums) and without `export`: a script has nowhere to export to.
 */
const asScript = (code: string): string =>
  withoutTypes(code).replace(/^\s*export\s+(?:default\s+)?(?=(?:async\s+)?(?:function|class|const|let|var)\b)/gm, '');

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

let spoilt = false;

const runOne = (code: string, job: TestJob): ProgramRun => {
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
  try {
    context.dispose();
    runtime.dispose();
  } catch {
    spoilt = true; // values that an interruption left alive: the interpreter goes with its thread
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

const failed = (error: unknown, tests: number): ProgramRun => ({
  fault: String(error).split('\n')[0]!.slice(0, 300),
  outcomes: Array.from({ length: tests }, () => 'error' as const),
  values: Array.from({ length: tests }, () => undefined),
});

const readProgram = (text: string): { code: string } | { fault: unknown } => {
  try {
    return { code: asScript(text) };
  } catch (error) {
    return { fault: error };
  }
};

/** A console that keeps up to a number of characters, and a way to show any value. */
const scriptPrelude = (output: number): string => `{
let [text, cut] = ['', false];
const show = (value) => typeof value === 'string' ? value : __text(value);
const print = (...values) => {
  const line = values.map((value) => { try { return value instanceof Error ? String(value) : show(value); } catch { return '?'; } }).join(' ') + '\\n';
  if (text.length + line.length > ${output}) cut = true;
  text += line.slice(0, Math.max(0, ${output} - text.length));
};
globalThis.console = Object.fromEntries(['log','info','warn','error','debug'].map((name) => [name, print]));
globalThis.print = print;
Object.defineProperty(globalThis, '__output', { value: () => [text, cut] });
Object.defineProperty(globalThis, '__show', { value: (value) => value === undefined ? '' : show(value).slice(0, ${output}) });
}`;

/** Runs a script; its last expression is its value. Promises are followed as far as they need nothing from outside. */
const runScript = (code: string, { memory, seconds, output }: ScriptJob): ScriptRun => {
  const runtime = quickjs.newRuntime();
  runtime.setMemoryLimit(memory);
  runtime.setMaxStackSize(STACK);
  let late = false;
  let deadline = performance.now() + seconds * 1000;
  runtime.setInterruptHandler(() => (late ||= performance.now() > deadline));
  const context = runtime.newContext();
  evaluate(context, prelude);
  evaluate(context, scriptPrelude(output));
  const shown = `__value = (0, eval)(${JSON.stringify(code)})`;
  const found = evaluate(
    context,
    `var __value; ${shown}; typeof __value?.then === 'function' ? undefined : __show(__value)`,
  );
  runtime.executePendingJobs(10_000);
  const settled = evaluate(
    context,
    `var __settled = ''; if (typeof __value?.then === 'function') __value.then((v) => { __settled = __show(v); }, (e) => { __settled = 'rejected: ' + e; }); undefined`,
  );
  runtime.executePendingJobs(10_000);
  const awaited = 'error' in settled ? { value: '' } : evaluate(context, '__settled');
  const wasLate = late;
  late = false;
  deadline = performance.now() + 1000; // what was printed before is worth a moment
  const printed = evaluate(context, '__output()');
  const [text, truncated] = 'error' in printed ? ['', false] : (printed.value as [string, boolean]);
  try {
    context.dispose();
    runtime.dispose();
  } catch {
    spoilt = true; // values that an interruption left alive: the interpreter goes with its thread
  }
  const fault =
    'error' in found ? `${found.error.name ?? 'Error'}: ${found.error.message ?? ''}`.slice(0, 1000) : undefined;
  const value = 'error' in found ? '' : String(found.value ?? ('error' in awaited ? '' : (awaited.value ?? '')));
  return { output: text, truncated, value, fault: wasLate ? `ended after ${seconds} seconds` : fault, late: wasLate };
};

const scriptOf = (job: ScriptJob): ScriptRun => {
  const program = readProgram(job.code);
  try {
    if ('code' in program) return runScript(program.code, job);
    return {
      output: '',
      truncated: false,
      value: '',
      fault: String(program.fault).split('\n')[0]!.slice(0, 300),
      late: false,
    };
  } catch (error) {
    spoilt = true;
    const fault = `the interpreter gave up: ${String(error).slice(0, 300)}`;
    return { output: '', truncated: false, value: '', fault, late: false };
  }
};

const testsOf = (job: TestJob): void => {
  for (const text of job.programs) {
    const program = readProgram(text);
    try {
      say({
        type: 'run',
        run: 'code' in program ? runOne(program.code, job) : failed(program.fault, job.tests.length),
      });
    } catch (error) {
      spoilt = true;
      say({ type: 'run', run: failed(`the interpreter gave up: ${String(error)}`, job.tests.length) });
    }
  }
};

port.on('message', (job: QuickJob) => {
  if (job.type === 'script') say({ type: 'script', run: scriptOf(job) });
  else testsOf(job);
  say({ type: 'end', spoilt });
});

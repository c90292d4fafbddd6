/**
 * What runs the tests of an exercise inside the sandbox: the part of Jest's API that such tests use (`describe`, `it`,
 * `expect`), and a runner that prints one line a test. It is laid into the folder as the package `@jest/globals`, so
 * nothing is installed. TypeScript is stripped by Node itself. `xit` runs like `it`, since exercises mark all tests but
 * the first so.
 *
 * A graded run gets a secret word on its standard input and prints the results behind it: a solution that prints or
 * exits can lose tests, and can't win one.
 */

const GLOBALS = `import { inspect } from 'node:util';
const suite = (name, parent) => ({ name, parent, before: [], after: [] });
let here = suite('', undefined);
export const tests = [];
export const describe = (name, body) => {
  here = suite(String(name), here);
  try { body(); } finally { here = here.parent; }
};
const add = (name, body) => { if (body) tests.push({ name: String(name), body, suite: here }); };
const each = (register) => (rows) => (name, body) =>
  rows.forEach((row) => {
    const args = Array.isArray(row) ? row : [row];
    let i = 0;
    register(String(name).replace(/%[sdifjop]/g, () => (typeof args[i] === 'string' ? args[i++] : inspect(args[i++]))), () => body(...args));
  });
export const it = Object.assign((name, body) => add(name, body), { skip: () => {}, todo: () => {}, only: add, each: each(add) });
export const test = it, xit = it, xtest = it, fit = it, xdescribe = describe, fdescribe = describe;
describe.each = each(describe); describe.skip = () => {}; describe.only = describe;
export const beforeEach = (body) => here.before.push(body);
export const afterEach = (body) => here.after.push(body);
export const beforeAll = (body) => { let done; here.before.push(() => (done ??= Promise.resolve(body()))); };
export const afterAll = () => {};
export const hooksOf = (at, kind) => (at ? [...hooksOf(at.parent, kind), ...at[kind]] : []);

const keys = (value, strict) => Reflect.ownKeys(value).filter((key) => Object.prototype.propertyIsEnumerable.call(value, key) && (strict || value[key] !== undefined));
const equals = (a, b, strict = false, seen = new Map()) => {
  if (b && typeof b.asymmetricMatch === 'function') return b.asymmetricMatch(a);
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || !a || !b) return false;
  if (seen.get(a) === b) return true;
  seen.set(a, b);
  if (Object.prototype.toString.call(a) !== Object.prototype.toString.call(b)) return false;
  if (strict && Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  if (a instanceof Date) return Object.is(+a, +b);
  if (a instanceof RegExp) return String(a) === String(b);
  if (a instanceof Error) return a.message === b.message;
  if (a instanceof Map) return a.size === b.size && [...a].every(([key, value]) => b.has(key) && equals(value, b.get(key), strict, seen));
  if (a instanceof Set) return a.size === b.size && [...a].every((x) => b.has(x) || [...b].some((y) => equals(x, y, strict, seen)));
  if (Array.isArray(a) && a.length !== b.length) return false;
  if (typeof a[Symbol.iterator] === 'function' && typeof b[Symbol.iterator] === 'function' && !Array.isArray(a)) {
    const [x, y] = [[...a], [...b]];
    if (x.length !== y.length || !x.every((value, i) => equals(value, y[i], strict, seen))) return false;
  }
  const [ka, kb] = [keys(a, strict), keys(b, strict)];
  return ka.length === kb.length && ka.every((key) => Object.hasOwn(b, key) && equals(a[key], b[key], strict, seen));
};
const show = (value) => inspect(value, { depth: 4, breakLength: 100 }).slice(0, 300);
const thrown = (got, want) => {
  if (want === undefined) return true;
  if (typeof want === 'string') return String(got?.message ?? got).includes(want);
  if (want instanceof RegExp) return want.test(String(got?.message ?? got));
  return typeof want === 'function' ? got instanceof want : got?.message === want?.message;
};
const MATCHERS = {
  toBe: (got, want) => Object.is(got, want),
  toEqual: (got, want) => equals(got, want),
  toStrictEqual: (got, want) => equals(got, want, true),
  toBeTruthy: (got) => Boolean(got), toBeFalsy: (got) => !got,
  toBeUndefined: (got) => got === undefined, toBeDefined: (got) => got !== undefined,
  toBeNull: (got) => got === null, toBeNaN: (got) => Number.isNaN(got),
  toBeGreaterThan: (got, want) => got > want, toBeGreaterThanOrEqual: (got, want) => got >= want,
  toBeLessThan: (got, want) => got < want, toBeLessThanOrEqual: (got, want) => got <= want,
  toBeCloseTo: (got, want, digits = 2) => got === want || Math.abs(got - want) < 10 ** -digits / 2,
  toMatch: (got, want) => (typeof want === 'string' ? got.includes(want) : want.test(got)),
  toContain: (got, want) => (typeof got === 'string' ? got.includes(want) : [...got].includes(want)),
  toContainEqual: (got, want) => [...got].some((value) => equals(value, want)),
  toHaveLength: (got, want) => got.length === want,
  toHaveProperty: (got, key) => String(key).split('.').reduce((value, part) => value?.[part], got) !== undefined,
  toBeInstanceOf: (got, want) => got instanceof want,
};
const CUSTOM = {};
const failWith = (text) => { throw Object.assign(new Error(text), { name: 'Expectation' }); };
const judge = (name, not, got, args) => {
  const custom = CUSTOM[name]?.call({ equals, isNot: not, utils: { printReceived: show, printExpected: show } }, got, ...args);
  const pass = custom ? custom.pass : MATCHERS[name](got, ...args);
  if (pass === not) failWith(custom?.message ? String(custom.message()) : 'expected ' + (not ? 'not ' : '') + name + '(' + args.map(show).join(', ') + '), got ' + show(got));
};
const throwing = (not, call, args) => {
  try { call(); } catch (error) {
    if (thrown(error, args[0]) === not) failWith('expected ' + (not ? 'no ' : '') + 'error ' + (args.length ? show(args[0]) : '') + ', got ' + show(error?.message ?? error));
    return;
  }
  if (!not) failWith('expected an error' + (args.length ? ' ' + show(args[0]) : '') + ', nothing was thrown');
};
const matchers = (got, not) => new Proxy({}, {
  get: (_, name) => {
    if (name === 'not') return matchers(got, !not);
    if (name === 'resolves') return new Proxy({}, { get: (_, inner) => async (...args) => matchers(await got, not)[inner](...args) });
    if (name === 'rejects') return new Proxy({}, { get: (_, inner) => async (...args) => {
      const settled = await Promise.resolve(typeof got === 'function' ? got() : got).then(() => undefined, (error) => ({ error }));
      if (!settled) failWith('expected a rejection');
      return /^toThrow/.test(inner) ? throwing(not, () => { throw settled.error; }, args) : matchers(settled.error, not)[inner](...args);
    } });
    if (name === 'toThrow' || name === 'toThrowError') return (...args) => throwing(not, got, args);
    if (!MATCHERS[name] && !CUSTOM[name]) throw new Error('expect has no ' + String(name) + ' here');
    return (...args) => judge(name, not, got, args);
  },
});
export const expect = Object.assign((got) => matchers(got, false), {
  extend: (more) => Object.assign(CUSTOM, more),
  any: (kind) => ({ asymmetricMatch: (got) => Object(got) instanceof kind }),
  anything: () => ({ asymmetricMatch: (got) => got != null }),
  arrayContaining: (list) => ({ asymmetricMatch: (got) => list.every((want) => got.some((value) => equals(value, want))) }),
  objectContaining: (part) => ({ asymmetricMatch: (got) => Object.keys(part).every((key) => equals(got[key], part[key])) }),
  stringContaining: (part) => ({ asymmetricMatch: (got) => String(got).includes(part) }),
});
`;

const RUNNER = `import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';
const [write, exit, stringify] = [process.stdout.write.bind(process.stdout), process.exit.bind(process), JSON.stringify];
const graded = process.argv.includes('--graded');
const secret = graded ? readFileSync(0, 'utf8').trim() : '';
const { tests, hooksOf } = await import('@jest/globals');
const results = [];
const put = (name, error) => {
  const message = error === undefined ? undefined : String(error?.message ?? error).split('\\n').slice(0, 3).join(' ').slice(0, 300);
  results.push(message === undefined ? [name, true] : [name, false, message]);
  if (!graded) write(message === undefined ? 'ok - ' + name + '\\n' : 'not ok - ' + name + ': ' + message + '\\n');
};
process.on('unhandledRejection', () => {});
for (const file of process.argv.slice(2).filter((word) => !word.startsWith('--'))) {
  try { await import(pathToFileURL(resolve(file)).href); } catch (error) { put(file, error); }
}
const pathOf = (suite) => (suite?.name ? [...pathOf(suite.parent), suite.name] : suite ? pathOf(suite.parent) : []);
const waited = async (body) => (body.length > 0 ? new Promise((done, fail) => body((error) => (error ? fail(error) : done()))) : body());
for (const { name, body, suite } of tests) {
  let failed;
  try {
    for (const hook of hooksOf(suite, 'before')) await hook();
    await waited(body);
    for (const hook of hooksOf(suite, 'after')) await hook();
  } catch (error) { failed = error ?? new Error('threw nothing'); }
  put([...pathOf(suite), name].join(' > '), failed);
}
const passed = results.filter(([, pass]) => pass).length;
write(graded ? '\\n' + secret + stringify(results) + '\\n' : passed + ' of ' + results.length + ' tests pass\\n');
exit(passed === results.length ? 0 : 1);
`;

const FLAGS = ['--no-warnings', '--experimental-transform-types'];
const RUN = 'node_modules/@jest/globals/run.js';

/** The files of the harness, by their paths in the folder. */
export const harnessFiles = (testFiles: readonly string[]): Record<string, string> => ({
  'node_modules/@jest/globals/package.json': '{ "name": "@jest/globals", "type": "module", "exports": "./index.js" }\n',
  'node_modules/@jest/globals/index.js': GLOBALS,
  [RUN]: RUNNER,
  'package.json': `${JSON.stringify({ type: 'module', scripts: { test: ['node', ...FLAGS, RUN, ...testFiles].join(' ') } }, null, 2)}\n`,
});

/** The arguments of Node for a graded run. */
export const gradedArguments = (testFiles: readonly string[]): string[] => [...FLAGS, RUN, '--graded', ...testFiles];

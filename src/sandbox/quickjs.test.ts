import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quickjsTests } from './quickjs.ts';

const equal = (call: string, expected: string) => ({ type: 'equal' as const, call, expected });
const statement = (code: string) => ({ type: 'statement' as const, code });

test('programs are told apart by what they do', async () => {
  const [right, wrong, broken, typed] = await quickjsTests({
    programs: [
      'function f(x) { return x + 1 }',
      'const f = (x) => ({ b: [x], a: new Set([2, 1]) });',
      'function f(x) { return',
      'export const f = (x: number): number => x + 1;',
    ],
    tests: [
      equal('f(1)', '2'),
      statement('assert(f(1) === 2)'),
      equal('f(1)', '{ a: new Set([1, 2]), b: [1] }'),
      statement('assert f('),
    ],
  });
  assert.deepEqual(right!.outcomes, ['pass', 'pass', 'fail', 'unread']);
  assert.deepEqual(right!.values, ['2', undefined, '2', undefined]);
  assert.deepEqual(wrong!.outcomes, ['fail', 'fail', 'pass', 'unread']);
  assert.match(broken!.fault!, /Syntax|Expected/i);
  assert.deepEqual(new Set(broken!.outcomes), new Set(['error']));
  assert.deepEqual(typed!.outcomes, right!.outcomes);
});

test('what never ends, fills memory or reaches for the host ends by itself', async () => {
  const programs = [
    'const f = () => { for (;;); };',
    'const f = () => f();',
    'const f = () => "a".repeat(1e9);',
    'const f = () => { const all = []; for (;;) all.push(new Array(1000).fill(1)); };',
    'const f = () => process.env;',
    'const f = () => require("fs");',
    'for (;;);',
    'globalThis.__text = () => "1"; const f = () => 2;',
  ];
  const runs = await quickjsTests({ programs, tests: [equal('f(1)', '1')], testSeconds: 0.1, programSeconds: 0.5 });
  assert.deepEqual(
    runs.map(({ outcomes }) => outcomes[0]).filter((outcome) => outcome === 'pass'),
    [],
  );
  assert.equal(runs[0]!.outcomes[0], 'timeout');
  assert.match(runs[6]!.fault!, /interrupted/);
  assert.equal(runs[7]!.outcomes[0], 'fail');
});

test('a cancelled batch rejects', async () => {
  const controller = new AbortController();
  const running = quickjsTests({ programs: ['for (;;);'], tests: [], signal: controller.signal });
  controller.abort(new Error('enough'));
  await assert.rejects(running, /enough/);
});

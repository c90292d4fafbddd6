import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RequestError } from '../server/http.ts';
import { EFFORT_NAMES, EFFORTS } from './effort.ts';
import { describeEfforts, readThinkingOptions, settingsToWire } from './thinking-options.ts';

const { small, large } = EFFORTS;
const read = (suffix: string, mizan?: Record<string, unknown>, effort?: string) =>
  readThinkingOptions({ suffix, ...(mizan && { mizan }), ...(effort !== undefined && { effort }) }, large);

const refused = (action: () => unknown): { message: string; param: string | undefined } => {
  try {
    action();
  } catch (error) {
    assert.ok(error instanceof RequestError);
    assert.equal(error.failure.status, 400);
    return { message: error.message, param: error.param };
  }
  return assert.fail('nothing was refused');
};

test('every name has a meaning, for small models and for large ones, and spends no less than the one before', () => {
  for (const efforts of [small, large]) {
    const ladder = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;
    for (const [i, name] of ladder.slice(1).entries()) assert.ok(efforts[name].n >= efforts[ladder[i]!].n, name);
    assert.deepEqual(efforts.default, efforts.auto);
    assert.equal(efforts.none.profile, 'none');
    assert.deepEqual(Object.keys(describeEfforts(efforts)), [...EFFORT_NAMES]);
  }
  assert.deepEqual([large['k2-think'].n, large['k2-think'].temperature, large['k2-think'].topP], [3, 1, 0.95]);
});

test('said nowhere, the default holds and the request did not choose', () => {
  const settings = read('');
  assert.deepEqual([settings.effort, settings.n, settings.plan, settings.chosen], ['default', 3, 'none', false]);
  assert.equal(settings.eager, true);
  assert.deepEqual(settings.budget, {});
});

test('reasoning effort, then the suffix, then the body: the later word wins', () => {
  assert.equal(read('', undefined, 'high').n, 5);
  assert.equal(read('low', undefined, 'high').effort, 'low');
  assert.deepEqual([read('high', { effort: 'max', n: 4 }).effort, read('high', { effort: 'max', n: 4 }).n], ['max', 4]);
  assert.equal(read('', { n: 7 }).chosen, true);
  assert.equal(read('', { events: true, budget_tokens: 100 }).chosen, false);
});

test('a suffix names an effort, fields, or both', () => {
  const settings = read('n=8,plan=each,tokens=4000,seconds=20');
  assert.deepEqual([settings.n, settings.plan, settings.budget], [8, 'each', { tokens: 4000, seconds: 20 }]);
  assert.deepEqual([read('max,n=5,cost=0.05').n, read('max,n=5,cost=0.05').budget], [5, { cost: 0.05 }]);
  assert.equal(read('k2-think').profile, 'k2-think');
  assert.equal(read('high,judge=false').judge, false);
});

test('none with candidates or a plan by name thinks all the same', () => {
  assert.equal(read('none').profile, 'none');
  assert.deepEqual([read('none,n=4').profile, read('none,n=4').n], ['mizan', 4]);
});

test('null in the body is a field left out', () => {
  assert.equal(read('', { n: null, effort: 'low' }).n, 1);
});

test('every mistake names the field, what it takes and what came', () => {
  for (const [action, message, param] of [
    [() => read('', { n: '8' }), 'mizan.n takes a whole number from 1 to 256; got "8"', 'mizan.n'],
    [() => read('', { n: 0 }), 'mizan.n takes a whole number from 1 to 256; got 0', 'mizan.n'],
    [() => read('', { plans: 'each' }), 'mizan has no field "plans"; did you mean plan?', 'mizan.plans'],
    [
      () => read('', { budget_seconds: -1 }),
      'mizan.budget_seconds takes a number above 0, at most 86400; got -1',
      'mizan.budget_seconds',
    ],
    [
      () => read('', { effort: 'hihg' }),
      `mizan.effort takes one of ${EFFORT_NAMES.join(', ')}; got "hihg"`,
      'mizan.effort',
    ],
    [
      () => read('n=many'),
      'n in the suffix of the model\'s name takes a whole number from 1 to 256; got "many"',
      'model',
    ],
    [() => read('huge'), `the suffix of the model's name takes one of ${EFFORT_NAMES.join(', ')}; got "huge"`, 'model'],
    [
      () => read('', undefined, 'enormous'),
      `reasoning_effort takes one of ${EFFORT_NAMES.join(', ')}; got "enormous"`,
      'reasoning_effort',
    ],
    [
      () => read('k2-think,plan=none'),
      'k2-think has its own plans, judge and draws; leave out plan, judge and greedy_first',
      'mizan',
    ],
  ] as const) {
    assert.deepEqual(refused(action), { message, param });
  }
});

test('nothing of the body reaches a verifier, a role or a prototype', () => {
  for (const field of [
    'verify',
    'verifiers',
    'verifier',
    'planner',
    'solver',
    'command',
    '__proto__',
    'constructor',
    'toString',
  ]) {
    const body = JSON.parse(`{${JSON.stringify(field)}: {"command": ["true"]}}`) as Record<string, unknown>;
    assert.match(refused(() => read('', body)).message, /^mizan has no field/);
  }
  assert.match(refused(() => read('constructor=1')).message, /has no field/);
});

test('the settings that a response carries are in the names of the fields', () => {
  assert.deepEqual(settingsToWire(read('high,tokens=9')), {
    effort: 'high',
    profile: 'mizan',
    n: 5,
    plan: 'each',
    judge: true,
    greedy_first: false,
    temperature: 1,
    top_p: 0.95,
    budget_tokens: 9,
  });
});

test('the length of a thought is an option like others, and two that contradict each other are refused', () => {
  assert.deepEqual(read('', { think_tokens: 32, think_least: 8 }).thinking, { most: 32, least: 8 });
  assert.deepEqual(read('n=1,think_tokens=16').thinking, { most: 16 });
  assert.equal(read('').thinking, undefined);
  assert.equal(settingsToWire(read('', { think_least: 8 })).think_least, 8);
  assert.match(refused(() => read('', { think_tokens: 8, think_least: 9 })).message, /at most 8 and at least 9 tokens/);
  assert.match(refused(() => read('', { think_tokens: 0 })).message, /mizan.think_tokens takes a whole number from 1/);
});

/** When drafts are checked and how many, on scripted times and acceptances. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DraftPolicy, expectedTokens, MOST_DRAFTS, type Record } from './policy.ts';

/** A policy that has measured: a step of 1 ms, `more` ms for each token more in a run, and `each` ms for a draft. */
const measured = (more: number, each = 0): DraftPolicy => {
  const policy = new DraftPolicy();
  for (let tokens = 2; tokens <= 1 + MOST_DRAFTS; tokens++) {
    policy.timed(1, 1, 1);
    if (each > 0) policy.drafted(each);
    policy.timed(1, tokens, 1 + more * (tokens - 1));
  }
  policy.timed(1, 1, 1);
  return policy;
};
const offer = (record: Record, kind = 'test', most = MOST_DRAFTS) => ({ record, kind, most });

test('expected tokens are the sum of the powers of the acceptance', () => {
  for (const [acceptance, drafts] of [
    [0, 4],
    [0.3, 1],
    [0.7, 5],
    [1, 6],
  ] as const) {
    const sum = Array.from({ length: drafts + 1 }, (_, i) => acceptance ** i).reduce((a, b) => a + b, 0);
    assert.ok(Math.abs(expectedTokens(acceptance, drafts) - sum) < 1e-12);
  }
});

test('nothing is drafted before a step was measured, nor for drafts that do not hold', () => {
  const [record, policy]: [Record, DraftPolicy] = [new Map(), new DraftPolicy()];
  assert.equal(policy.choose([offer(record)]).drafts, 0);
  const known = measured(0.05);
  assert.ok(known.choose([offer(record)]).drafts > 0, 'what was never judged is tried');
  for (let run = 0; run < 20; run++) known.judged(record, 'test', 0, 1);
  assert.equal(known.choose([offer(record)]).drafts, 0);
  assert.equal(known.choose([offer(new Map())]).drafts, 0, 'nor for another sequence');
});

test('the number of drafts is the best for acceptance and cost, within what is offered', () => {
  const best = (acceptance: number, more: number): number => {
    const policy = measured(more);
    for (let i = 0; i < 40; i++) policy.judged(new Map(), 'test', Math.round(acceptance * 100), 100);
    const record: Record = new Map();
    for (let i = 0; i < 4; i++) policy.judged(record, 'test', Math.round(acceptance * 100), 100);
    return policy.choose([offer(record)]).drafts;
  };
  const exact = (acceptance: number, more: number): number => {
    const rates = Array.from({ length: MOST_DRAFTS + 1 }, (_, k) => expectedTokens(acceptance, k) / (1 + more * k));
    return rates.indexOf(Math.max(...rates));
  };
  for (const acceptance of [0.5, 0.7, 0.9]) {
    for (const more of [0.03, 0.1, 0.3])
      assert.ok(Math.abs(best(acceptance, more) - exact(acceptance, more)) <= 1, `${acceptance}, ${more}`);
  }
  assert.equal(best(0.5, 1), 0, 'a token more that costs a step does not pay');
  const policy = measured(0.01);
  policy.judged(new Map(), 'test', 100, 100);
  assert.equal(policy.choose([offer(new Map(), 'test', 3)]).drafts, 3);
});

test('a sequence has a record of its own, which fades as its text changes', () => {
  const policy = measured(0.1);
  const [good, bad]: [Record, Record] = [new Map(), new Map()];
  for (let i = 0; i < 30; i++) {
    policy.judged(good, 'test', 3, 3);
    policy.judged(bad, 'test', 0, 3);
  }
  assert.ok(policy.choose([offer(good)]).drafts >= 4);
  assert.equal(policy.choose([offer(bad)]).drafts, 0);
  for (let i = 0; i < 40; i++) policy.judged(bad, 'test', 3, 3);
  assert.ok(policy.choose([offer(bad)]).drafts > 0);
});

test('a model that drafts must pay for its time, and is asked again now and then', () => {
  const record: Record = new Map();
  assert.equal(measured(0.05).probe, true, 'never asked');
  const choose = (each: number) => {
    const policy = measured(0.05, each);
    for (let i = 0; i < 40; i++) policy.judged(record, 'model', 8, 10);
    return { policy, ...policy.choose([offer(record, 'model')], true) };
  };
  const { drafts, rate } = choose(0.1);
  assert.ok(drafts >= 3 && rate > 1.5, `${drafts} drafts, ${rate}`);
  const { policy, ...dear } = choose(0.9);
  assert.equal(dear.drafts, 0, 'a draft costs almost a step');
  assert.equal(policy.probe, false);
  for (let i = 0; i < 64; i++) policy.timed(1, 1, 1);
  assert.equal(policy.probe, true);
});

test('steps between drafts keep the comparison fresh, and a machine that slows down changes nothing', () => {
  const [policy, record]: [DraftPolicy, Record] = [measured(0.1), new Map()];
  for (let i = 0; i < 20; i++) policy.judged(record, 'test', 9, 10);
  const before = policy.choose([offer(record)]).drafts;
  let steps = 0;
  for (let i = 0; i < 400; i++) {
    const { drafts } = policy.choose([offer(record)]);
    if (drafts === 0) steps++;
    else assert.ok(Math.abs(drafts - before) <= 1, `${drafts} drafts instead of ${before}`);
    policy.timed(1, 1 + drafts, (i < 100 ? 1 : 7) * (1 + 0.1 * drafts));
  }
  assert.ok(steps >= 10 && steps < 20, `${steps} steps`);
});

test('where drafts do not pay they are tried again, so that one wrong measurement does not last', () => {
  const [policy, record]: [DraftPolicy, Record] = [measured(2), new Map()];
  for (let i = 0; i < 20; i++) policy.judged(record, 'test', 9, 10);
  const drafted = Array.from({ length: 2000 }, () => {
    const { drafts } = policy.choose([offer(record)]);
    policy.timed(1, 1 + drafts, 1 + 0.1 * drafts);
    return drafts;
  });
  assert.deepEqual(
    drafted.slice(0, 60),
    Array.from({ length: 60 }, () => 0),
  );
  assert.ok(drafted.slice(-100).filter((drafts) => drafts > 0).length > 90, 'they pay now');
});

test('drafts must be faster than blocks of steps where those run', () => {
  const policy = measured(0.1);
  const record: Record = new Map();
  for (let i = 0; i < 20; i++) policy.judged(record, 'test', 7, 10);
  assert.ok(policy.choose([offer(record)]).drafts > 0);
  assert.equal(policy.wantsStep(1, true), false);
  for (let i = 0; i < 5; i++) {
    policy.timed(1, 8, 8 / 3, true); // three tokens in the time of a step
    policy.timed(1, 1, 1);
  }
  assert.equal(policy.choose([offer(record)]).drafts, 0);
  for (let i = 0; i < 40; i++) policy.timed(1, 8, 8 / 3, true);
  assert.equal(policy.wantsStep(1, true), true);
});

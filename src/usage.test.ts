/** What calls use and cost: every spelling of a report, prices, sums. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addUsage, combineUsage, costOf, NO_USAGE, priced, readUsage, sumUsage, withCost } from './usage.ts';

test('a report is read in every known spelling; one that does not count both is none', () => {
  assert.deepEqual(
    readUsage({
      prompt_tokens: 5,
      completion_tokens: 7,
      prompt_tokens_details: { cached_tokens: 2 },
      completion_tokens_details: { reasoning_tokens: 3 },
      cost: 0.5,
    }),
    { promptTokens: 5, completionTokens: 7, cachedTokens: 2, reasoningTokens: 3, cost: 0.5 },
  );
  assert.deepEqual(readUsage({ input_tokens: 5, output_tokens: 0, prompt_cache_hit_tokens: 4, reasoning_tokens: 1 }), {
    promptTokens: 5,
    completionTokens: 0,
    cachedTokens: 4,
    reasoningTokens: 1,
  });
  for (const value of [
    undefined,
    null,
    'x',
    [],
    {},
    { prompt_tokens: 5 },
    { prompt_tokens: -1, completion_tokens: 2 },
    { prompt_tokens: 5, completion_tokens: NaN },
  ])
    assert.equal(readUsage(value), undefined);
  assert.deepEqual(readUsage({ prompt_tokens: 1, completion_tokens: 1, prompt_tokens_details: null, cost: '1' }), {
    promptTokens: 1,
    completionTokens: 1,
  });
});

test("a price holds for a million tokens, cached ones at theirs; the upstream's own word goes before it", () => {
  const usage = { promptTokens: 3e6, completionTokens: 1e6, cachedTokens: 1e6 };
  assert.equal(costOf(usage, { input: 10, output: 100, cached: 1 }), 121);
  assert.equal(costOf(usage, { input: 10, output: 100 }), 130);
  assert.equal(
    costOf({ ...usage, cachedTokens: 9e6 }, { input: 10, output: 100, cached: 1 }),
    103,
    'no more is cached than there is',
  );
  assert.equal(costOf(usage, undefined), undefined);
  assert.equal(priced({ ...usage, cost: 0 }, { input: 10, output: 100 }).cost, 0);
  assert.equal(withCost(usage, undefined), usage);
  assert.deepEqual(withCost(usage, 2), { ...usage, cost: 2 });
});

test('sums: a part that one lacks is that of the other; of several, the cost is known when it is of each', () => {
  const a = { promptTokens: 1, completionTokens: 2, cachedTokens: 1, cost: 0.5 };
  const b = { promptTokens: 10, completionTokens: 20, reasoningTokens: 3, estimated: true as const };
  assert.deepEqual(addUsage(a, b), {
    promptTokens: 11,
    completionTokens: 22,
    cachedTokens: 1,
    reasoningTokens: 3,
    cost: 0.5,
    estimated: true,
  });
  assert.deepEqual(combineUsage(a, { ...b, cost: 0.25 }, Math.max), {
    promptTokens: 10,
    completionTokens: 20,
    cachedTokens: 1,
    reasoningTokens: 3,
    cost: 0.5,
    estimated: true,
  });
  assert.deepEqual(sumUsage([a, b]), {
    promptTokens: 11,
    completionTokens: 22,
    cachedTokens: 1,
    reasoningTokens: 3,
    estimated: true,
  });
  assert.deepEqual(sumUsage([a, NO_USAGE, { ...a, cachedTokens: 0 }]), {
    promptTokens: 2,
    completionTokens: 4,
    cachedTokens: 1,
    cost: 1,
  });
  assert.deepEqual(sumUsage([NO_USAGE, { ...NO_USAGE, cachedTokens: 0, cost: 0 }]), NO_USAGE);
  assert.deepEqual(sumUsage([]), NO_USAGE);
});

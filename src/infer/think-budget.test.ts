/** Budgets of thoughts, over a Sample that plays a script of ids and over the model that ships with Mizan. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Sample, SampleEvent, SampleRequest } from '../types.ts';
import { withThinkingBudget, type ThinkingBudget } from './think-budget.ts';

const [START, END, STOP] = [100, 101, 102];
const PROMPT = [7, START];
const base: ThinkingBudget = { nudge: [50, 51], nudges: 4, start: START, end: END, open: true };

/** Draws what follows the ids so far in the first script that begins with them; nudged, it goes on from `nudged`. */
const player = (scripts: readonly (readonly number[])[], nudged: readonly number[] = []) => {
  const requests: SampleRequest[] = [];
  async function* play(request: SampleRequest): AsyncGenerator<SampleEvent> {
    requests.push(request);
    const { n = 1, maxTokens, stopIds = [], prompt } = request;
    const sampled = prompt.slice(PROMPT.length);
    for (let index = 0; index < n; index++) {
      const at = sampled.lastIndexOf(51);
      const rest =
        at >= 0
          ? nudged.slice(sampled.length - at - 1)
          : scripts
              .filter((script) => sampled.every((id, i) => script[i] === id || id === END))
              [index]!.slice(sampled.length);
      const answer = sampled.includes(END) ? [9, STOP] : rest;
      let finish: 'stop' | 'length' = 'length';
      for (const id of answer.slice(0, maxTokens)) {
        await Promise.resolve();
        yield { type: 'token', index, id, logprob: -1 };
        if (stopIds.includes(id)) {
          finish = 'stop';
          break;
        }
      }
      yield { type: 'finish', index, finish };
    }
  }
  return Object.assign(play as Sample, { requests });
};

const draw = async (sample: Sample, request: Partial<SampleRequest> = {}) => {
  const lines = Array.from({ length: request.n ?? 1 }, () => ({
    ids: [] as number[],
    forced: [] as number[],
    finish: '',
  }));
  for await (const event of sample({ prompt: PROMPT, maxTokens: 50, stopIds: [STOP], seed: 3, ...request })) {
    const line = lines[event.index]!;
    if (event.type === 'finish') line.finish += event.finish;
    else {
      line.ids.push(event.id);
      if (event.logprob === 0) line.forced.push(event.id);
    }
  }
  return lines;
};

test('a thought of `most` tokens is ended, and the answer follows', async () => {
  const [line] = await draw(withThinkingBudget(player([[1, 2, 3, 4, 5, END, 8, STOP]]), { ...base, most: 3 }));
  assert.deepEqual(line, { ids: [1, 2, 3, END, 9, STOP], forced: [END], finish: 'stop' });
});

test('a thought that ends in time is left as it is', async () => {
  for (const most of [2, 3, 40]) {
    const [line] = await draw(withThinkingBudget(player([[1, 2, END, 8, STOP]]), { ...base, most }));
    assert.deepEqual([line!.ids.slice(0, 3), line!.finish], [[1, 2, END], 'stop'], `most ${most}`);
    assert.deepEqual(line!.forced, most === 2 ? [END] : []);
  }
});

test('a thought that would end too early goes on after a nudge, until it is long enough or nudged often enough', async () => {
  const [enough] = await draw(withThinkingBudget(player([[1, 2, END, 8, STOP]], [3, 4, END]), { ...base, least: 6 }));
  assert.deepEqual(enough, { ids: [1, 2, 50, 51, 3, 4, END, 9, STOP], forced: [50, 51], finish: 'stop' });
  const [often] = await draw(
    withThinkingBudget(player([[1, 2, END, 8, STOP]], [3, END]), { ...base, least: 30, nudges: 2 }),
  );
  assert.deepEqual(often!.ids, [1, 2, 50, 51, 3, 50, 51, 3, END, 9, STOP]);
});

test('`maxTokens` bounds all of it: a cut continuation says so, and no nudge is begun that has no room', async () => {
  const [cut] = await draw(withThinkingBudget(player([[1, 2, 3, 4, 5, END, 8, STOP]]), { ...base, most: 3 }), {
    maxTokens: 4,
  });
  assert.deepEqual(cut, { ids: [1, 2, 3, END], forced: [END], finish: 'length' });
  const [thought] = await draw(withThinkingBudget(player([[1, 2, 3, 4, 5, END, 8, STOP]]), { ...base, most: 30 }), {
    maxTokens: 2,
  });
  assert.deepEqual([thought!.ids, thought!.finish], [[1, 2], 'length']);
  const [full] = await draw(withThinkingBudget(player([[1, 2, END, 8, STOP]], [3, END]), { ...base, least: 30 }), {
    maxTokens: 4,
  });
  assert.deepEqual([full!.ids, full!.finish], [[1, 2, END, 9], 'length']);
});

test('continuations are forced each by itself, their prompt computed once; a thought may open later', async () => {
  const sample = player([
    [1, 2, 3, 4, END, 8, STOP],
    [6, END, 8, STOP],
  ]);
  const lines = await draw(withThinkingBudget(sample, { ...base, most: 3 }), { n: 2 });
  assert.deepEqual(
    lines.map(({ ids }) => ids),
    [
      [1, 2, 3, END, 9, STOP],
      [6, END, 9, STOP],
    ],
  );
  assert.deepEqual(
    sample.requests.map(({ n }) => n),
    [2, 1, 1],
  );
  const later = player([[4, START, 1, 2, 3, END, 8, STOP]]);
  const [line] = await draw(withThinkingBudget(later, { ...base, open: false, most: 2 }));
  assert.deepEqual(line!.ids, [4, START, 1, 2, END, 9, STOP]);
  assert.deepEqual(later.requests[0]!.stopIds, [STOP, START]);
});

test('an abort ends every continuation, and a failure below is thrown', async () => {
  const stop = new AbortController();
  const waiting: Sample = async function* (request) {
    yield { type: 'token', index: 0, id: 1, logprob: -1 };
    await new Promise<void>((resolve) => request.signal!.addEventListener('abort', () => resolve()));
    yield { type: 'finish', index: 0, finish: 'cancelled' };
  };
  setTimeout(() => stop.abort(), 5);
  assert.deepEqual(
    (await draw(withThinkingBudget(waiting, { ...base, most: 9 }), { signal: stop.signal }))[0]!.finish,
    'cancelled',
  );
  // eslint-disable-next-line require-yield
  const broken: Sample = async function* () {
    throw new Error('no memory');
  };
  await assert.rejects(draw(withThinkingBudget(broken, { ...base, most: 9 })), /no memory/);
});

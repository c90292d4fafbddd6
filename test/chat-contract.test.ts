/**
 * One suite for every `Chat`: what types.ts promises holds for the fakes, the local model and models of an upstream
 * alike.
 */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { startFakeUpstream } from '../src/testing/upstream.ts';
import { localChat } from '../src/infer/model-chat.ts';
import { trainBpe } from '../src/model/bpe.ts';
import { mizanTemplate } from '../src/model/template.ts';
import { loadTokenizer, specialTokens } from '../src/model/tokenizer.ts';
import { openFake } from '../src/provider/testing.ts';
import { think } from '../src/reason/think.ts';
import { scriptedChat } from '../src/testing/scripted-chat.ts';
import type { Chat, ChatEvent, ChatRequest, Sample } from '../src/types.ts';

const THOUGHT = 'two plus three';
const ANSWER = 'that makes five';

/**
 * One implementation. `plain` answers with THOUGHT and ANSWER, `stalling` says a little and then waits, `failing`
 * fails.
 */
type Subject = { plain: Chat; stalling: Chat; failing: Chat; /** Calls that are open below. */ active(): number };

const tokenizer = loadTokenizer(
  trainBpe([`${THOUGHT} ${ANSWER} `.repeat(4)], { vocabSize: 300, specials: specialTokens }),
);

/** A Sample that plays a text for each continuation, then ends, waits or throws. */
const playing = (text: string, then: 'end' | 'stall' | 'fail'): { sample: Sample; active(): number } => {
  let active = 0;
  const sample: Sample = async function* ({ n = 1, signal }) {
    active++;
    try {
      for (const id of tokenizer.encode(text, { special: true })) {
        for (let index = 0; index < n; index++) {
          await Promise.resolve();
          yield { type: 'token', index, id, logprob: -0.5 };
        }
      }
      if (then === 'fail') throw new Error('the device is gone');
      if (then === 'stall')
        await new Promise((resolve) => {
          signal?.addEventListener('abort', resolve, { once: true });
        });
      for (let index = 0; index < n; index++)
        yield { type: 'finish', index, finish: then === 'stall' ? 'cancelled' : 'stop' };
    } finally {
      active--;
    }
  };
  return { sample, active: () => active };
};

const subjects: Record<string, (t: TestContext) => Promise<Subject>> = {
  'the scripted fake': async () => ({
    plain: scriptedChat({ replies: () => ({ reasoning: THOUGHT, content: ANSWER }) }),
    stalling: scriptedChat({ replies: () => ({ content: 'that makes', stall: true }) }),
    failing: scriptedChat({ replies: () => ({ error: 'the script says so' }) }),
    active: () => 0,
  }),
  'a local model': async () => {
    const [plain, stalling, failing] = [
      playing(`<|think|>${THOUGHT}<|answer|>${ANSWER}<|end|>`, 'end'),
      playing('<|answer|>that makes', 'stall'),
      playing('<|answer|>that', 'fail'),
    ];
    const config = { maxPositions: 200, eosTokenIds: [tokenizer.idOf('<|end|>')!] };
    const chat = ({ sample }: { sample: Sample }) => localChat({ sample, tokenizer, template: mizanTemplate, config });
    return {
      plain: chat(plain),
      stalling: chat(stalling),
      failing: chat(failing),
      active: () => plain.active() + stalling.active() + failing.active(),
    };
  },
  'an upstream that takes n': (t) => upstream(t, true),
  'an upstream that does not': (t) => upstream(t, false),
  'thinking on top of an upstream': async (t) => {
    const { plain, stalling, failing, active } = await upstream(t, false);
    return { plain: think(plain), stalling: think(stalling), failing: think(failing), active };
  },
};

const upstream = async (t: TestContext, n: boolean): Promise<Subject> => {
  const capabilities = { n };
  const [stall, fail] = await Promise.all([
    startFakeUpstream([{ content: 'that makes five', fault: 'stall', after: 4 }]),
    startFakeUpstream([{ status: 500 }]),
  ]);
  const fake = await openFake([{ reasoning: THOUGHT, content: ANSWER }], {
    model: { capabilities },
    others: {
      stall: { baseUrl: stall.url, models: { stall: { capabilities } } },
      fail: { baseUrl: fail.url, retries: 1, models: { fail: { capabilities } } },
    },
  });
  t.after(() => Promise.all([fake.close(), stall.close(), fail.close()]));
  return {
    plain: fake.model.chat,
    stalling: fake.providers.find('stall')!.chat,
    failing: fake.providers.find('fail')!.chat,
    active: () => fake.upstream.active() + stall.active() + fail.active(),
  };
};

const request: ChatRequest = { messages: [{ role: 'user', content: '2+3?' }], seed: 1 };

const collect = async (
  chat: Chat,
  more: Partial<ChatRequest> = {},
  onEvent?: (event: ChatEvent) => void,
): Promise<ChatEvent[]> => {
  const events: ChatEvent[] = [];
  for await (const event of chat({ ...request, ...more })) {
    events.push(event);
    onEvent?.(event);
  }
  assert.equal(events.filter((event) => event.type === 'done').length, 1, 'one done');
  assert.equal(events.at(-1)!.type, 'done', 'last');
  JSON.stringify(events); // plain data
  return events;
};
const doneOf = (events: ChatEvent[]) => events.at(-1) as ChatEvent & { type: 'done' };
const repliesOf = (events: ChatEvent[]) => events.flatMap((event) => (event.type === 'reply' ? [event] : []));
const textOf = (events: ChatEvent[], index: number, section: string) =>
  events
    .map((event) => (event.type === 'delta' && event.index === index && event.section === section ? event.text : ''))
    .join('');
const letGo = async (active: () => number): Promise<void> => {
  for (let i = 0; i < 100 && active() > 0; i++)
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
  assert.equal(active(), 0, 'nothing runs on below');
};

for (const [name, open] of Object.entries(subjects)) {
  test(`${name}: a reply is the sum of its deltas, done repeats it, usage adds up`, async (t) => {
    const { plain, active } = await open(t);
    const events = await collect(plain);
    const [reply] = repliesOf(events);
    assert.equal(repliesOf(events).length, 1);
    assert.equal(textOf(events, 0, 'think').trim(), THOUGHT);
    assert.equal(textOf(events, 0, 'answer').trim(), ANSWER);
    assert.deepEqual(
      [reply!.reply.reasoning.trim(), reply!.reply.content.trim(), reply!.reply.finish],
      [THOUGHT, ANSWER, 'stop'],
    );
    const { reply: last, usage, seconds, failure } = doneOf(events);
    assert.deepEqual(
      [last.content, last.reasoning, last.finish, last.index, failure],
      [reply!.reply.content, reply!.reply.reasoning, 'stop', 0, undefined],
    );
    assert.ok(Number.isInteger(usage.promptTokens) && usage.promptTokens > 0);
    assert.equal(usage.completionTokens, reply!.usage.completionTokens);
    assert.equal(usage.completionTokens, reply!.reply.tokens);
    assert.ok(seconds >= 0);
    await letGo(active);
  });

  if (!name.startsWith('thinking')) {
    // which draws as many as it wants to
    test(`${name}: n continuations are n replies, numbered, each with its deltas; the whole usage is in done`, async (t) => {
      const { plain } = await open(t);
      const events = await collect(plain, { n: 3 });
      const replies = repliesOf(events).sort((a, b) => a.reply.index - b.reply.index);
      assert.deepEqual(
        replies.map((reply) => reply.reply.index),
        [0, 1, 2],
      );
      for (const index of [0, 1, 2]) assert.equal(textOf(events, index, 'answer').trim(), ANSWER);
      const sum = replies.reduce((all, reply) => all + reply.usage.completionTokens, 0);
      // What is told of one continuation of a joint call is an estimate; the sum at the end is the upstream's.
      if (replies.some((reply) => reply.usage.estimated))
        assert.ok(doneOf(events).usage.completionTokens > 0 && !doneOf(events).usage.estimated);
      else assert.equal(doneOf(events).usage.completionTokens, sum);
      assert.equal(doneOf(events).reply.index, 0);
    });
  }

  test(`${name}: an abort before the start and in the middle ends with 'cancelled' within a second`, async (t) => {
    const { stalling, active } = await open(t);
    for (const n of [1, 2]) {
      const before = await collect(stalling, { signal: AbortSignal.abort(), n });
      assert.equal(doneOf(before).reply.finish, 'cancelled');
      assert.deepEqual(
        before.filter((event) => event.type === 'delta'),
        [],
      );
      const controller = new AbortController();
      let aborted = 0;
      const events = await collect(stalling, { signal: controller.signal, n }, (event) => {
        if (event.type !== 'delta' || aborted > 0) return;
        aborted = performance.now();
        setTimeout(() => controller.abort(), 20);
      });
      assert.ok(performance.now() - aborted < 1000, 'in time');
      assert.equal(doneOf(events).reply.finish, 'cancelled');
      await letGo(active);
    }
  });

  test(`${name}: a failure is a value`, async (t) => {
    const { failing, active } = await open(t);
    const { reply, failure } = doneOf(await collect(failing));
    assert.equal(reply.finish, 'error');
    assert.notEqual(reply.content, '');
    if (failure) assert.ok(failure.status >= 400 && failure.message !== '');
    await letGo(active);
  });

  test(`${name}: a reader may leave at any event, and nothing runs on`, async (t) => {
    const { plain, active } = await open(t);
    const whole = (await collect(plain)).length;
    for (const at of new Set([1, 2, whole - 1])) {
      let seen = 0;
      for await (const _ of plain(request)) if (++seen === at) break;
      await letGo(active);
    }
  });

  test(`${name}: requests at the same time do not mix, and a chat may be asked again`, async (t) => {
    const { plain } = await open(t);
    const all = await Promise.all(Array.from({ length: 5 }, () => collect(plain)));
    for (const events of all) assert.equal(doneOf(events).reply.content.trim(), ANSWER);
  });
}

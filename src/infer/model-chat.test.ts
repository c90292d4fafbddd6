import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trainBpe } from '../model/bpe.ts';
import { parseConfig } from '../model/config.ts';
import { initWeights } from '../model/transformer.ts';
import { mizanTemplate, parseTemplate } from '../model/template.ts';
import { loadTokenizer, specialTokens } from '../model/tokenizer.ts';
import type { ChatEvent, ChatRequest, Sample, SampleRequest } from '../types.ts';
import { localChat } from './model-chat.ts';
import { createSampler } from './generate.ts';

const tokenizer = loadTokenizer(
  trainBpe(['two plus three is five. '.repeat(4)], { vocabSize: 300, specials: specialTokens }),
);
const config = { maxPositions: 200, eosTokenIds: [tokenizer.idOf('<|end|>')!] };

/**
 * A Sample that plays texts (markers by name), a token of each in turn, each worth -0.5; 'hang' waits for the abort.
 */
const script = (texts: string[], { hang = false, fail = '' } = {}): Sample & { requests: SampleRequest[] } => {
  const requests: SampleRequest[] = [];
  async function* play(
    request: SampleRequest,
  ): ReturnType<Sample> extends AsyncIterable<infer E> ? AsyncGenerator<E> : never {
    requests.push(request);
    const { n = 1, maxTokens, stopIds = [] } = request;
    const left = texts.slice(0, n).map((text) => tokenizer.encode(text, { special: true }));
    const open = new Set(left.keys());
    for (let step = 0; open.size > 0; step++) {
      for (const index of open) {
        await Promise.resolve();
        const id = left[index]!.shift();
        if (id === undefined && fail) throw new Error(fail);
        if (id === undefined && hang) await new Promise(() => {});
        if (id === undefined) throw new RangeError('the script is too short');
        yield { type: 'token', index, id, logprob: -0.5 };
        const finish = stopIds.includes(id) ? 'stop' : step + 1 >= maxTokens ? 'length' : undefined;
        if (finish) {
          open.delete(index);
          yield { type: 'finish', index, finish };
        }
      }
    }
  }
  return Object.assign(play, { requests });
};

const ask = async (
  sample: Sample,
  request: Partial<ChatRequest> = {},
  onEvent?: (event: ChatEvent) => void,
): Promise<ChatEvent[]> => {
  let now = 0;
  const events: ChatEvent[] = [];
  for await (const event of localChat({
    sample,
    tokenizer,
    template: mizanTemplate,
    config,
    clock: () => (now += 500),
  })({ messages: [{ role: 'user', content: '2+3?' }], ...request })) {
    events.push(event);
    onEvent?.(event);
  }
  assert.deepEqual(events.map((event) => event.type === 'done').indexOf(true), events.length - 1, 'one done, last');
  return events;
};
const done = (events: ChatEvent[]) => events.at(-1) as ChatEvent & { type: 'done' };
const replies = (events: ChatEvent[]) => events.filter((event) => event.type === 'reply');
const textOf = (events: ChatEvent[], index: number, section: string) =>
  events
    .map((event) => (event.type === 'delta' && event.index === index && event.section === section ? event.text : ''))
    .join('');

test('sections, tokens, log-probability and usage of n continuations; done repeats the first', async () => {
  const sample = script(['<|plan|>add them<|think|>two plus three<|answer|>five<|end|>', '<|answer|>six é<|end|>']);
  const events = await ask(sample, { n: 2, temperature: 0.7, seed: 9, topP: 0.9, minP: 0.1 });
  const [second, first] = replies(events);
  const count = (text: string) => tokenizer.encode(text, { special: true }).length;
  assert.deepEqual(first!.reply, {
    index: 0,
    plan: 'add them',
    reasoning: 'two plus three',
    content: 'five',
    finish: 'stop',
    tokens: count('<|plan|>add them<|think|>two plus three<|answer|>five<|end|>'),
    logprob: -0.5 * first!.reply.tokens,
  });
  assert.equal(second!.reply.content, 'six é');
  assert.equal(textOf(events, 0, 'think'), 'two plus three');
  assert.equal(textOf(events, 1, 'answer'), 'six é');
  const { prompt, n, temperature, seed, topP, minP, maxTokens } = sample.requests[0]!;
  assert.equal(tokenizer.decode(prompt, { special: true }), '<|user|>2+3?<|end|><|assistant|>');
  assert.deepEqual({ n, temperature, seed, topP, minP }, { n: 2, temperature: 0.7, seed: 9, topP: 0.9, minP: 0.1 });
  assert.equal(maxTokens, config.maxPositions - prompt.length, 'what the context leaves, when that is below 512');
  assert.deepEqual(first!.usage, { promptTokens: prompt.length, completionTokens: first!.reply.tokens });
  assert.deepEqual(second!.usage, { promptTokens: 0, completionTokens: second!.reply.tokens });
  assert.deepEqual(done(events), {
    type: 'done',
    reply: first!.reply,
    seconds: 0.5,
    usage: { promptTokens: prompt.length, completionTokens: first!.reply.tokens + second!.reply.tokens },
  });
});

test('asked for, the log-probabilities of the answer come with the reply, of its tokens alone', async () => {
  const text = '<|think|>two plus three<|answer|>five<|end|>';
  const [with0, without] = [replies(await ask(script([text]), { logprobs: 0 })), replies(await ask(script([text])))];
  const tokens = with0[0]!.reply.logprobs!;
  assert.equal(tokens.map((token) => token.text).join(''), 'five');
  assert.equal(tokens.length, tokenizer.encode('five').length);
  assert.ok(tokens.every(({ logprob, top }) => logprob === -0.5 && top.length === 0));
  assert.equal(without[0]!.reply.logprobs, undefined);
});

test('the section that the prompt opens; a plan ends where thinking would begin', async () => {
  const plan = await ask(script(['add them<|think|>two']), { open: 'plan' });
  assert.deepEqual(
    [done(plan).reply.plan, done(plan).reply.reasoning, done(plan).reply.content, done(plan).reply.finish],
    ['add them', '', '', 'stop'],
  );
  const think = await ask(script(['two<|answer|>five<|end|>']), {
    messages: [
      { role: 'user', content: 'x' },
      { role: 'assistant', content: '', plan: 'add' },
    ],
  });
  assert.deepEqual(
    [done(think).reply.plan, done(think).reply.reasoning, done(think).reply.content],
    ['', 'two', 'five'],
  );
  const answer = await ask(script(['five<|end|>']), { open: 'answer' });
  assert.equal(done(answer).reply.content, 'five');
});

test('stop strings cut the answer exactly, across tokens, and leave thoughts alone', async () => {
  const text = 'two. three<|answer|>is five. three<|end|>';
  const cut = await ask(script([text]), { open: 'think', stop: ['five. t'] });
  assert.deepEqual(
    [done(cut).reply.reasoning, done(cut).reply.content, done(cut).reply.finish],
    ['two. three', 'is ', 'stop'],
  );
  assert.equal(textOf(cut, 0, 'answer'), 'is ');
  const uncut = await ask(script([text]), { open: 'think', stop: ['three!'] });
  assert.equal(done(uncut).reply.content, 'is five. three', 'what was held back is shown at the end');
  assert.equal(textOf(uncut, 0, 'answer'), 'is five. three');
  const two = await ask(script(['five. two<|end|>', 'six<|end|>']), { open: 'answer', stop: ['.'], n: 2 });
  assert.deepEqual(
    replies(two)
      .map(({ reply }) => [reply.index, reply.content])
      .sort(),
    [
      [0, 'five'],
      [1, 'six'],
    ],
  );
  const planned = await ask(script(['add\nthem<|think|>']), { open: 'plan', stop: ['\n'] });
  assert.equal(done(planned).reply.plan, 'add');
});

test('the token limit is a finish of its own; the deltas hold every token that showed text', async () => {
  const events = await ask(script(['two plus three is five']), { open: 'answer', maxTokens: 3 });
  assert.deepEqual([done(events).reply.finish, done(events).reply.tokens], ['length', 3]);
  assert.equal(
    events.reduce((sum, event) => sum + (event.type === 'delta' ? event.tokens : 0), 0),
    3,
  );
});

test('failures are a done with the message; a mistake in the call throws', async () => {
  const failed = done(await ask(script(['two'], { fail: 'the thread has ended' })));
  assert.deepEqual(
    [failed.reply.finish, failed.reply.content, failed.usage.completionTokens],
    ['error', 'the thread has ended', tokenizer.encode('two').length],
  );
  const long = done(await ask(script([]), { messages: [{ role: 'user', content: 'x'.repeat(300) }] }));
  assert.equal(long.reply.finish, 'error');
  assert.match(long.reply.content, /the conversation takes 303 tokens, but .* room for 200 in this model; shorten/);
  await assert.rejects(ask(script([]), { n: 0 }), /n is 0; it must be a whole number from 1/);
  await assert.rejects(ask(script([]), { maxTokens: -1 }), /maxTokens is -1/);
});

test('an abort ends the stream at once, even when the model says nothing', async () => {
  const abort = new AbortController();
  const timer = setTimeout(() => assert.fail('not cancelled'), 20_000);
  const events = await ask(
    script(['two '], { hang: true }),
    { open: 'answer', signal: abort.signal, n: 1 },
    (event) => {
      if (event.type === 'delta') abort.abort();
    },
  );
  clearTimeout(timer);
  assert.equal(done(events).reply.finish, 'cancelled');
  assert.ok(done(events).usage.completionTokens > 0);
  const sample = script(['two']);
  assert.equal(done(await ask(sample, { signal: AbortSignal.abort() })).reply.finish, 'cancelled');
  assert.equal(sample.requests.length, 0);
});

test('a foreign model: <think> tags, its own end marker, a plan to the end of the reply', async () => {
  const template = parseTemplate({
    eos_token: '<|end|>',
    chat_template:
      '{% for m in messages %}<|user|>{{ m.content }}<|end|>{% endfor %}{% if add_generation_prompt %}<|assistant|>{% endif %}',
  });
  const foreign = loadTokenizer(
    trainBpe(['two plus'], { vocabSize: 280, specials: ['<|end|>', '<|user|>', '<|assistant|>'] }),
  );
  const speak = async (text: string, open?: 'plan') => {
    const ids = foreign.encode(text, { special: true });
    const sample: Sample = async function* ({ stopIds }) {
      for (const [i, id] of ids.entries()) {
        yield { type: 'token', index: 0, id, logprob: 0 };
        if (stopIds!.includes(id))
          return yield { type: 'finish', index: 0, finish: i < ids.length - 1 ? 'length' : 'stop' };
      }
    };
    const events: ChatEvent[] = [];
    for await (const event of localChat({ sample, tokenizer: foreign, template, config: { maxPositions: 100 } })({
      messages: [{ role: 'user', content: 'x' }],
      ...(open && { open }),
    }))
      events.push(event);
    return done(events).reply;
  };
  const { reasoning, content, finish } = await speak('<think>\ntwo</think>\n\nfive<|end|>');
  assert.deepEqual({ reasoning, content, finish }, { reasoning: 'two', content: 'five', finish: 'stop' });
  assert.equal((await speak('add two<|end|>', 'plan')).plan, 'add two');
});

test('with a real model (random weights): the same seed gives the same replies, and the account adds up', async () => {
  const tiny = parseConfig({
    model_type: 'qwen2',
    vocab_size: 304,
    hidden_size: 16,
    intermediate_size: 16,
    num_hidden_layers: 1,
    num_attention_heads: 2,
    max_position_embeddings: 64,
    eos_token_id: 1,
  });
  const { sample, close } = createSampler({ config: tiny, weights: initWeights(tiny, 1), threads: 1 });
  const chat = localChat({ sample, tokenizer, template: mizanTemplate, config: tiny });
  const draw = async () => {
    const events: ChatEvent[] = [];
    for await (const event of chat({
      messages: [{ role: 'user', content: 'two plus three' }],
      n: 3,
      seed: 5,
      maxTokens: 12,
    }))
      events.push(event);
    return events;
  };
  const [a, b] = [await draw(), await draw()];
  const texts = (events: ChatEvent[]) =>
    replies(events)
      .map(({ reply }) => reply)
      .sort((x, y) => x.index - y.index);
  assert.deepEqual(texts(a), texts(b));
  assert.equal(texts(a).length, 3);
  for (const reply of texts(a))
    assert.ok(reply.tokens <= 12 && reply.logprob < -reply.tokens, 'a random model is unsure of every token');
  assert.equal(
    done(a).usage.completionTokens,
    texts(a).reduce((sum, reply) => sum + reply.tokens, 0),
  );
  await close();
});

test('a thinking budget: the thought is ended at its length, told to go on before it, and refused where no token ends a thought', async () => {
  const ids = (text: string) => tokenizer.encode(text, { special: true });
  /** Answers 'five' once the thought has ended; before that it thinks what is scripted, once. */
  const thinker: Sample = async function* ({ prompt, maxTokens, stopIds = [] }) {
    const ended = prompt.includes(tokenizer.idOf('<|answer|>')!);
    let finish: 'stop' | 'length' = 'length';
    for (const id of ids(ended ? 'five<|end|>' : 'two plus three<|answer|>five<|end|>').slice(0, maxTokens)) {
      await Promise.resolve();
      yield { type: 'token', index: 0, id, logprob: -0.5 };
      if (stopIds.includes(id)) {
        finish = 'stop';
        break;
      }
    }
    yield { type: 'finish', index: 0, finish };
  };
  const replyOf = async (thinking: ChatRequest['thinking']) =>
    replies(await ask(thinker, { open: 'think', ...(thinking && { thinking }) }))[0]!.reply;
  const free = await replyOf({ most: 100 });
  assert.deepEqual([free.reasoning, free.content, free.finish], ['two plus three', 'five', 'stop']);
  const short = await replyOf({ most: 2 });
  assert.equal(short.reasoning, tokenizer.decode(ids('two plus three').slice(0, 2)));
  assert.equal(short.content, 'five');
  const long = await replyOf({ least: 100, nudge: ' is', nudges: 1 });
  assert.deepEqual([long.reasoning, long.content], ['two plus three istwo plus three', 'five']);
  assert.equal(done(await ask(thinker, { thinking: { most: 0 } })).reply.finish, 'error');
});

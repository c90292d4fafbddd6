/** The server over the embedded model, from outside: ceilings that hold, live progress, and a client that leaves. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { serve, type Served } from 'mizan';

/** Not checkable, and the answers differ: so as many candidates are drawn as are allowed. */
const QUESTION =
  'Ann, Ben and Cid each own one pet: a cat, a dog or a fish. Ann does not own the dog. Ben owns the fish. Who owns the dog?';
let served: Served;
before(async () => {
  served = await serve({ port: 0, threads: 1 });
});
after(() => served.stop(0));

const ask = (body: object, signal?: AbortSignal) =>
  fetch(`${served.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    ...(signal && { signal }),
    body: JSON.stringify({ model: 'mizan', seed: 1, messages: [{ role: 'user', content: QUESTION }], ...body }),
  });
const running = async () => ((await (await fetch(`${served.url}/health`)).json()) as { running: number }).running;
const sleep = (ms: number) =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
type Answer = {
  usage: { prompt_tokens: number; completion_tokens: number };
  mizan: { candidates: unknown[]; seconds: number; decision: object };
  choices: { message: { content: string } }[];
};

test('a ceiling in tokens holds over plan and all candidates, one in seconds decides with what there is', async () => {
  const few = (await (await ask({ mizan: { n: 256, plan: 'shared', budget_tokens: 400 } })).json()) as Answer;
  assert.ok(few.usage.completion_tokens <= 400, `${few.usage.completion_tokens} tokens`);
  assert.ok(few.mizan.candidates.length > 0 && few.choices[0]!.message.content !== '');
  const free = (await (await ask({ mizan: { n: 12, plan: 'none' } })).json()) as Answer;
  assert.ok(free.usage.completion_tokens > 400, 'without a ceiling it takes more');
  const quick = (await (await ask({ mizan: { n: 256, plan: 'each', budget_seconds: 0.05 } })).json()) as Answer;
  assert.ok(quick.mizan.seconds < 2, `${quick.mizan.seconds} s`);
  const free0 = (await (await ask({ mizan: { n: 2, plan: 'none', budget_cost: 0.001 } })).json()) as Answer;
  assert.equal(free0.choices.length, 1, 'what costs nothing never passes a ceiling in dollars');
});

test('small talk and what it never learnt are declined in words; what it would ignore is refused', async () => {
  for (const [content, more] of [
    ['Hello', {}],
    ['Hello', { reasoning_effort: 'low' }],
    ['thanks', {}],
    ['سلام', {}],
    ['What is the capital of France?', { tools: [{ type: 'function', function: { name: 'f' } }] }],
  ] as const) {
    const { choices } = (await (await ask({ messages: [{ role: 'user', content }], ...more })).json()) as Answer;
    assert.match(
      choices[0]!.message.content,
      /^I (?:can't answer that: .+|hold no conversation.+ I can do sums, .+) connect a model of your own/,
      content,
    );
  }
  const picture = {
    role: 'user',
    content: [
      { type: 'text', text: QUESTION },
      { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } },
    ],
  };
  for (const [body, param] of [
    [{ logprobs: true }, 'logprobs'],
    [{ messages: [picture] }, 'messages'],
  ] as const) {
    for (const model of ['mizan', 'mizan-1m']) {
      const response = await ask({ model, ...body });
      const { error } = (await response.json()) as { error: { param: string; code: string } };
      assert.deepEqual([response.status, error.param, error.code], [400, param, 'unsupported_value']);
    }
  }
});

test('while candidates are drawn the stream tells of them; the answer comes after', async () => {
  const response = await ask({ stream: true, mizan: { n: 8, plan: 'shared' } });
  const text = await response.text();
  const chunks = text
    .split('\n\n')
    .filter((line) => line.startsWith('data: {'))
    .map(
      (line) => JSON.parse(line.slice(6)) as { choices: { delta: { content?: string; reasoning_content?: string } }[] },
    );
  const kinds = chunks.flatMap(({ choices }) =>
    choices.flatMap(({ delta }) => [
      ...(delta.reasoning_content ? ['thought'] : []),
      ...(delta.content ? ['answer'] : []),
    ]),
  );
  assert.ok(kinds.filter((kind) => kind === 'thought').length > 10);
  assert.ok(kinds.lastIndexOf('thought') < kinds.indexOf('answer'));
  assert.match(text, /data: \[DONE\]\s*$/);
});

test('when the client leaves, the model stops within a second: no request, no work', async () => {
  const stop = new AbortController();
  const response = await ask({ stream: true, mizan: { n: 256, plan: 'each' } }, stop.signal);
  const reader = response.body!.getReader();
  await reader.read();
  const busy = process.cpuUsage();
  await sleep(200);
  const worked = process.cpuUsage(busy).user;
  const left = performance.now();
  stop.abort();
  await reader.read().catch(() => {});
  while ((await running()) > 0) await sleep(10);
  assert.ok(performance.now() - left < 1000);
  await sleep(Math.max(0, 1000 - (performance.now() - left)));
  const idle = process.cpuUsage();
  await sleep(300);
  const spent = process.cpuUsage(idle).user;
  assert.ok(spent < 60_000, `${spent} µs of work in 300 ms after the client left; ${worked} µs in 200 ms before`);
});

/**
 * What effort auto costs beside the model alone: time to the first text, time to the end, tokens and calls, on mixed
 * questions (chat, code, maths). The model is an upstream of 50 tokens a second whose first token takes 140 ms; the
 * plain upstream is asked in the same run, in turns. It says nothing about how right answers are: that is
 * bench/recorded-checks.ts.
 */
import { startServer } from '../src/gateway/serve.ts';
import type { LoadedModel } from '../src/local/load-model.ts';
import { EMBEDDED } from '../src/local/model-folder.ts';
import { readConfig } from '../src/provider/config.ts';
import { scriptedChat } from '../src/testing/scripted-chat.ts';
import { startFakeUpstream } from '../src/testing/upstream.ts';
import { machine, median, short, type BenchOptions } from './timing.ts';

const FIRST_MS = 140;
const PIECE_MS = 20;

type Kind = 'chat' | 'code' | 'maths';
/** A question with the answer that the model gives; `words` of filling stand before the answer's end. */
type Question = { kind: Kind; text: string; answer: string };

const filler = (words: number): string =>
  Array.from({ length: words }, (_, i) => (i % 9 === 8 ? 'which matters.' : `word${i % 7}`)).join(' ');

const CHAT = [
  'Write a haiku about the sea.',
  'Explain how rain forms, for a child.',
  'Give me three ideas for a birthday party.',
  'What should I cook with leeks and potatoes?',
  'Translate "good morning, my friend" into French.',
  'Tell me about the history of Lisbon.',
  'Help me write an email that declines an invitation.',
  'Why do cats purr?',
];
const CODE = [
  'Write a Python function that reverses a linked list.',
  'Refactor this loop into a map: for (const x of xs) out.push(x * 2)',
  'Write a JavaScript function `twice(x)`.\ntwice(3) → 6',
  'Explain what a closure is, with an example in TypeScript.',
];
const MATHS: readonly (readonly [string, string])[] = [
  ['What is 17 * 23?', '391'],
  ['How many legs have 7 spiders and 3 ants together?', '74'],
  ['A train goes 180 km in 2.5 hours. What is its speed in km/h?', '72'],
  ['Solve 4x - 9 = 27.', 'x = 9'],
  ['Using 3, 7, 25 and 50, each at most once, make 128.', '25*7-50+3'],
  ['How many weekdays are there in 3 weeks?', '15'],
];

const QUESTIONS: readonly Question[] = [
  ...CHAT.map((text): Question => ({ kind: 'chat', text, answer: filler(40) })),
  ...CODE.map((text): Question => ({
    kind: 'code',
    text,
    answer: `${filler(20)}\n\`\`\`js\nconst twice = (x) => x * 2;\n\`\`\`\nDone.`,
  })),
  ...MATHS.map(([text, answer]): Question => ({ kind: 'maths', text, answer: `${filler(30)}\nAnswer: ${answer}` })),
];

type Measured = { firstMs: number; totalMs: number; tokens: number; calls: number };

/** Asks once and reads the stream to its end. */
const ask = async (url: string, model: string, text: string): Promise<Pick<Measured, 'firstMs' | 'totalMs'>> => {
  const started = performance.now();
  const response = await fetch(`${url}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      model,
      stream: true,
      messages: [{ role: 'user', content: text }],
      ...(model !== 'plain' && { mizan: { events: true } }),
    }),
  });
  if (!response.ok) throw new Error(`${model}: ${response.status} ${await response.text()}`);
  const decoder = new TextDecoder();
  let firstMs: number | undefined;
  let seen = '';
  for await (const chunk of response.body!) {
    if (firstMs !== undefined) continue;
    seen += decoder.decode(chunk as Uint8Array, { stream: true });
    // The first words of an answer, in whatever form the stream tells them.
    if (/"(?:content|text)":"(?!")/.test(seen.replace(/"section":"plan"[^}]*/g, '')))
      firstMs = performance.now() - started;
  }
  return { firstMs: firstMs ?? NaN, totalMs: performance.now() - started };
};

const embedded: LoadedModel = {
  name: 'mizan-1m',
  chat: scriptedChat({}),
  folder: EMBEDDED,
  sections: false,
  contextLength: 256,
  close: async () => {},
};

const ARMS = ['plain', 'mizan:auto', 'mizan:medium'] as const;
type Arm = (typeof ARMS)[number];

const measureAll = async (rounds: number): Promise<Record<Arm, Record<Kind, Measured[]>>> => {
  const upstream = await startFakeUpstream(
    ({ body }) => {
      const said = JSON.stringify(body.messages);
      const base = { firstMs: FIRST_MS, pieceMs: PIECE_MS };
      if (said.includes('<plan> and </plan>')) return { ...base, content: `<plan>${filler(25)}</plan>` };
      const question = QUESTIONS.find(({ text }) => said.includes(JSON.stringify(text).slice(1, -1)));
      return { ...base, content: question?.answer ?? 'Better: A' };
    },
    { models: ['plain'] },
  );
  const config = readConfig(
    JSON.stringify({ providers: { p: { baseUrl: upstream.url, models: { plain: {} } } }, roles: { solver: 'plain' } }),
    'mizan.json',
    '/',
  );
  const server = await startServer({ model: embedded, config, env: {}, data: ':memory:', port: 0 });
  const results = Object.fromEntries(ARMS.map((arm) => [arm, { chat: [], code: [], maths: [] }])) as unknown as Record<
    Arm,
    Record<Kind, Measured[]>
  >;
  try {
    for (let round = -1; round < rounds; round++) {
      // One question warms everything up.
      for (const { kind, text } of round < 0 ? QUESTIONS.slice(0, 1) : QUESTIONS) {
        for (const arm of round % 2 === 0 ? ARMS : ARMS.toReversed()) {
          const before = upstream.requests.length;
          const url = arm === 'plain' ? upstream.url : `${server.url}/v1`;
          const times = await ask(url, arm, text);
          const calls = upstream.requests.slice(before).filter(({ path }) => path.endsWith('/chat/completions'));
          const answers = calls.map(({ body }) => JSON.stringify(body.messages));
          const tokens = answers.reduce((sum, said) => {
            if (said.includes('<plan> and </plan>')) return sum + 26;
            const found = QUESTIONS.find((question) => said.includes(JSON.stringify(question.text).slice(1, -1)));
            return sum + (found?.answer.match(/\S+/g)?.length ?? 2);
          }, 0);
          if (round >= 0) results[arm][kind].push({ ...times, tokens, calls: calls.length });
        }
      }
    }
  } finally {
    await server.stop(0);
    await upstream.close();
  }
  return results;
};

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Prints a table of arms by kind, and one JSON line. */
export const benchAuto = async ({ quick, json }: BenchOptions): Promise<void> => {
  const rounds = quick ? 1 : 3;
  const results = await measureAll(rounds);
  const rows = ARMS.flatMap((arm) =>
    (['chat', 'code', 'maths'] as const).map((kind) => {
      const all = results[arm][kind];
      return {
        arm,
        kind,
        firstMs: median(all.map(({ firstMs }) => firstMs)),
        totalMs: median(all.map(({ totalMs }) => totalMs)),
        tokens: mean(all.map(({ tokens }) => tokens)),
        calls: mean(all.map(({ calls }) => calls)),
      };
    }),
  );
  const of = (arm: Arm, kind: Kind) => rows.find((row) => row.arm === arm && row.kind === kind)!;
  const ratios = (['chat', 'code', 'maths'] as const).map((kind) => ({
    kind,
    first: of('mizan:auto', kind).firstMs / of('plain', kind).firstMs,
    tokens: of('mizan:auto', kind).tokens / of('plain', kind).tokens,
  }));
  if (!json) {
    console.log(
      `${QUESTIONS.length} questions, ${rounds} rounds; first token ${FIRST_MS} ms, then one each ${PIECE_MS} ms`,
    );
    console.log('effort        kind    first text ms   whole ms   tokens   calls');
    for (const { arm, kind, firstMs, totalMs, tokens, calls } of rows)
      console.log(
        `${arm.padEnd(14)}${kind.padEnd(8)}${short(firstMs).padStart(13)}${short(totalMs).padStart(11)}${short(tokens).padStart(9)}${short(calls).padStart(8)}`,
      );
    for (const { kind, first, tokens } of ratios)
      console.log(`${kind}: first text ${first.toFixed(3)} × the plain model, tokens ${tokens.toFixed(3)} ×`);
  }
  console.log(JSON.stringify({ bench: 'auto', rounds, rows, ratios, machine: machine() }));
};

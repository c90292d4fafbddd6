/**
 * Scripted answers for tests of the page: weighed answers as events, plain ones as chunks, models, traces, stats. Data.
 */
import type { ChatEvent, Decision, Reply, Usage, Wire } from '../src/types.ts';
import type { Step } from './page-server.ts';

const none: Usage = { promptTokens: 0, completionTokens: 0 };

export type Drawn = { think: string; answer: string; pass?: boolean; reason?: string };

const words = (text: string): string[] => text.match(/\s*\S+/g) ?? [];

const reply = (index: number, { think, answer }: Drawn): Reply => ({
  index,
  plan: '',
  reasoning: think,
  content: answer,
  finish: 'stop',
  tokens: words(think).length + words(answer).length,
  logprob: -1,
});

/**
 * The events of an answer that was weighed: a plan, candidates word by word in turns, verdicts, the decision, the end.
 * `before` holds the decision back, so that a test can look at the thought while it is open.
 */
export const selectedAnswer = (
  plan: string,
  drawn: readonly Drawn[],
  decision: Decision,
  { pace = 0, content, before }: { pace?: number; content?: string; before?: Promise<void> } = {},
): Step[] => {
  const steps: Step[] = [];
  const say = (event: ChatEvent) => {
    steps.push({ event });
    if (pace > 0) steps.push({ wait: pace });
  };
  if (plan !== '') {
    for (const text of words(plan)) say({ type: 'delta', index: 0, section: 'plan', text, tokens: 1 });
    say({ type: 'plan', index: 0, text: plan, leak: false, usage: none });
  }
  const texts = drawn.map((candidate) => [
    ...words(candidate.think).map((text) => ({ section: 'think' as const, text })),
    ...words(candidate.answer).map((text) => ({ section: 'answer' as const, text })),
  ]);
  const ended = new Set<number>();
  for (let i = 0; ended.size < drawn.length; i++) {
    texts.forEach((pieces, index) => {
      const piece = pieces[i];
      if (piece) say({ type: 'delta', index, ...piece, tokens: 1 });
      else if (!ended.has(index)) {
        ended.add(index);
        const candidate = drawn[index]!;
        say({ type: 'reply', reply: reply(index, candidate), usage: none });
        say({
          type: 'verdict',
          index,
          answer: candidate.answer,
          verdict: candidate.pass === undefined ? undefined : { pass: candidate.pass, reason: candidate.reason ?? '' },
        });
      }
    });
  }
  if (before) steps.push({ until: before });
  say({ type: 'decision', decision });
  const tokens = texts.flat().length + words(plan).length;
  const winner = drawn[decision.chosen ?? 0]!;
  const final: Reply = { ...reply(decision.chosen ?? 0, winner), content: content ?? winner.answer };
  steps.push({
    chunk: {
      choices: [{ index: 0, delta: { content: final.content } }],
      mizan: {
        event: { type: 'done', reply: final, usage: { promptTokens: 20, completionTokens: tokens }, seconds: 0.5 },
      },
    },
  });
  steps.push({ chunk: { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] } });
  steps.push({
    chunk: {
      choices: [],
      usage: { prompt_tokens: 20, completion_tokens: tokens, total_tokens: tokens + 20, cost: 0 },
      mizan: {
        trace: 'trace-1',
        settings: { effort: 'medium', n: 32, plan: 'shared' },
        winner_tokens: final.tokens,
        cost: 0,
        seconds: 0.5,
      },
    },
  });
  return steps;
};

export const COUNTDOWN: readonly Drawn[] = [
  {
    think: '50*3=150, 150-128=22, 25-7=18 no\n50+25=75, 75*3=225, 225-128=97 no\n',
    answer: '50+3+7*25',
    pass: false,
    reason: '50+3+7*25 is 228',
  },
  { think: '25*7=175, 175-128=47\n50-3=47 yes\n', answer: '25*7-50+3', pass: true, reason: '25*7-50+3=128' },
  { think: '7*25=175\n175-50=125\n125+3=128 yes\n', answer: '7*25-50+3', pass: true, reason: '7*25-50+3=128' },
  {
    think: '3*50=150\n150-25=125 then 7 is too much, go back\n',
    answer: '3*50-25',
    pass: false,
    reason: '3*50-25 is 125',
  },
  { think: '175-47 is 128, and 47 is 50-3\n', answer: '25*7-50+3', pass: true, reason: '25*7-50+3=128' },
];

export const VERIFIED: Decision = {
  chosen: 1,
  answer: '25*7-50+3',
  rule: 'verified',
  confidence: 0.98,
  abstained: false,
  reason: 'it passed its check: 25*7-50+3=128',
};

/** A plain streamed answer, as any OpenAI server gives it: `text` in pieces of a few characters. */
export const plain = (text: string, pace = 0): Step[] => [
  ...(text.match(/[\s\S]{1,12}/g) ?? []).flatMap((content): Step[] => [
    { chunk: { choices: [{ index: 0, delta: { content } }] } },
    ...(pace > 0 ? [{ wait: pace }] : []),
  ]),
  {
    chunk: {
      choices: [{ index: 0, delta: {}, finish_reason: 'stop' }],
      usage: { prompt_tokens: 9, completion_tokens: words(text).length, cost: 0.00042 },
    },
  },
];

const EFFORTS: Wire = {
  none: { about: 'the model as it is, streamed straight through' },
  minimal: { about: 'one answer, checked' },
  low: { about: 'up to 8 answers, checked and voted on' },
  medium: { about: 'a plan, then up to 32 answers, checked and voted on' },
  high: { about: 'up to 64 answers, each along its own plan' },
  xhigh: { about: 'up to 128 answers, each along its own plan' },
  max: { about: 'up to 256 answers, each along its own plan' },
  default: { about: 'medium' },
  'k2-think': {
    about: 'as K2 Think does it: three candidates, each with its own triage and plan, and a pairwise scan for the best',
  },
};

export const MODELS: Wire = {
  object: 'list',
  data: [
    {
      id: 'mizan',
      object: 'model',
      owned_by: 'mizan',
      description: 'The embedded model with Mizan’s thinking',
      context_length: 512,
      price: { input: 0, output: 0 },
      efforts: EFFORTS,
    },
    {
      id: 'qwen',
      object: 'model',
      owned_by: 'local',
      context_length: 32768,
      price: { input: 0.2, output: 0.6 },
      efforts: EFFORTS,
    },
    { id: 'plain', object: 'model', owned_by: 'local' },
  ],
  discovered: [{ preset: 'ollama', name: 'Ollama', url: 'http://127.0.0.1:11434', models: ['llama3.2'] }],
};

const started = Date.UTC(2026, 10, 25, 9, 30);

export const traceRow = (id: string, question: string, more: Wire = {}): Wire => ({
  id,
  object: 'trace',
  request_id: `req-${id}`,
  key: 'local',
  model: 'mizan',
  path: '/v1/chat/completions',
  stream: true,
  state: 'finished',
  finish: 'stop',
  failure: null,
  started,
  seconds: 0.56,
  first_token_seconds: 0.04,
  prompt_tokens: 64,
  completion_tokens: 1165,
  cached_tokens: 0,
  reasoning_tokens: 1100,
  cost: 0,
  calls: 2,
  rule: 'verified',
  confidence: 0.98,
  question,
  answer: '25*7-50+3',
  ...more,
});

const call = (
  id: string,
  parent: string | null,
  role: string,
  from: number,
  seconds: number,
  more: Wire = {},
): Wire => ({
  id,
  parent,
  role,
  model: 'mizan-1m',
  started: started + from,
  first_token_seconds: 0.02,
  seconds,
  finish: 'stop',
  failure: null,
  usage: { promptTokens: 64, completionTokens: 300 },
  input: { messages: [{ role: 'user', content: 'Using 3, 7, 25 and 50, each at most once, make 128.' }] },
  output: { content: '25*7-50+3' },
  events: [],
  ...more,
});

export const TRACE: Wire = {
  ...traceRow('trace-1', 'Using 3, 7, 25 and 50, each at most once, make 128.'),
  settings: { effort: 'medium' },
  tree: [
    call('a', null, 'request', 0, 0.56),
    call('b', 'a', 'planner', 4, 0.05),
    call('c', 'a', 'solver', 58, 0.3),
    call('d', 'a', 'solver', 360, 0.19, { events: [{ type: 'decision', decision: VERIFIED }] }),
  ],
};

const percentiles = (p50: number) => ({ p50, p90: p50 * 2.1, p99: p50 * 4 });

/** A month with weekends, a gap and a bad day. */
export const stats = (days: number, today: string): Wire => {
  const end = Date.parse(`${today}T00:00:00Z`);
  const rows = Array.from({ length: days }, (_, i) => {
    const at = new Date(end - i * 86_400_000);
    const requests = i === 4 ? 0 : [0, 6].includes(at.getUTCDay()) ? 6 + (i % 3) : 30 + ((i * 17) % 23);
    return {
      day: at.toISOString().slice(0, 10),
      requests,
      failed: i === 6 ? 9 : i % 5 === 0 ? 1 : 0,
      prompt_tokens: requests * 80,
      completion_tokens: requests * 700,
      cost: requests * 0.0004,
      seconds: requests > 0 ? percentiles(0.5 + (i % 4) * 0.1) : null,
      first_token_seconds: requests > 0 ? percentiles(0.05) : null,
    };
  }).filter((row) => row.requests > 0);
  return {
    days: rows,
    models: [
      {
        model: 'mizan',
        requests: 500,
        failed: 3,
        prompt_tokens: 41000,
        completion_tokens: 380000,
        cost: 0,
        seconds: percentiles(0.6),
        first_token_seconds: percentiles(0.05),
      },
      {
        model: 'qwen',
        requests: 120,
        failed: 12,
        prompt_tokens: 20000,
        completion_tokens: 150000,
        cost: 0.31,
        seconds: percentiles(2.4),
        first_token_seconds: percentiles(0.4),
      },
    ],
    keys: [
      {
        key: 'local',
        name: 'local',
        requests: 620,
        failed: 15,
        prompt_tokens: 61000,
        completion_tokens: 530000,
        cost: 0.31,
      },
    ],
  };
};

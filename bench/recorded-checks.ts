/**
 * Claim: effort auto is no less right than medium on questions that can be checked, with fewer calls, and Check this
 * makes more wrong answers right than right ones wrong. The model draws from recorded outputs of real models with known
 * labels, so its errors are real; it is asked through the catalog that serves. It is a mixture where several models
 * were recorded, and it can't judge: the judge is left out of all arms.
 *
 *   npm run bench:checks -- DATA [--runs 100] [--seed 1]
 *
 * DATA is the folder that `mizan study recorded` reads. A run takes 100 questions of each set. All arms of a question
 * begin with the same draws. The last line is one JSON object.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { readRouted, readSolutions } from '../src/eval/recorded/answers.ts';
import { jsonLines } from '../src/eval/recorded/question.ts';
import { createCatalog, SYSTEM } from '../src/gateway/catalog.ts';
import { EFFORTS } from '../src/gateway/effort.ts';
import { createRandom, type Random } from '../src/random.ts';
import { messagePlans } from '../src/reason/plans/plan-message.ts';
import type { Chat, Decision, Reply, Wire } from '../src/types.ts';
import { machine } from './timing.ts';

type Output = { text: string; right: boolean };
type Question = { text: string; outputs: readonly Output[] };
type RecordedSet = { name: string; questions: readonly Question[] };

/** GSM8K: four models of 2021 and, where the question is among theirs, Mixtral and GPT-4. */
const readGsm8k = (data: string): RecordedSet | undefined => {
  const solutions = readSolutions(data);
  if (!solutions) return undefined;
  const routed = new Map((readRouted(data) ?? []).map((row) => [row.question.trim(), row.replies]));
  const questions = solutions.map((row): Question => {
    const { mixtral, gpt4 } = routed.get(row.question.trim()) ?? {};
    const old = (['175b_verification', '175b_finetuning', '6b_verification', '6b_finetuning'] as const).map(
      (model) => ({
        text: row[model].solution,
        right: row[model].is_correct,
      }),
    );
    return { text: row.question, outputs: [...old, ...[mixtral, gpt4].filter((reply) => reply !== undefined)] };
  });
  return { name: 'GSM8K, six models mixed', questions };
};

const gameSchema = z.object({ numbers: z.string(), samples: z.array(z.string()), right: z.array(z.int()) });

/** The game of 24: a hundred draws of GPT-4 for each of a hundred games. */
const readGames = (data: string): RecordedSet | undefined => {
  const file = join(data, 'draws/game24-gpt4-cot.jsonl');
  if (!existsSync(file)) return undefined;
  const questions = jsonLines(readFileSync(file, 'utf8'), file).map((line): Question => {
    const { numbers, samples, right } = gameSchema.parse(line);
    return {
      text: `Use numbers and basic arithmetic operations (+ - * /) to obtain 24.\nInput: ${numbers}`,
      outputs: samples.map((text, i) => ({ text, right: right[i] === 1 })),
    };
  });
  return { name: 'Game of 24, GPT-4', questions };
};

const PLAN = '<plan>read it, then compute step by step</plan>';
const tokensOf = (text: string): number => Math.ceil(text.length / 4);

/** A model whose draws are these, in their order; plans are all alike. `calls` counts what it was asked. */
const drawing = (draws: readonly Output[]) => {
  const spent = { calls: 0, draws: 0, tokens: 0 };
  const chat: Chat = async function* ({ messages, n = 1 }) {
    spent.calls++;
    const isPlan = messages.at(-1)!.content.includes('<plan> and </plan>');
    const replies = Array.from({ length: n }, (_, index): Reply => {
      const content = isPlan ? PLAN : draws[spent.draws++ % draws.length]!.text;
      spent.tokens += tokensOf(content);
      return { index, plan: '', reasoning: '', content, finish: 'stop', tokens: tokensOf(content), logprob: 0 };
    });
    const completionTokens = replies.reduce((sum, { tokens }) => sum + tokens, 0);
    const usage = { promptTokens: 50, completionTokens };
    if (n > 1) for (const reply of replies) yield { type: 'reply', reply, usage };
    yield { type: 'done', reply: replies[0]!, usage, seconds: 0 };
  };
  return { chat, spent };
};

type Outcome = { right: boolean; calls: number; tokens: number; decision?: Decision };

const answerTo = async (
  { text }: Question,
  draws: readonly Output[],
  suffix: string,
  check?: string,
): Promise<Outcome> => {
  const { chat, spent } = drawing(draws);
  const solver = {
    id: 'recorded',
    ownedBy: 'bench',
    chat,
    plans: messagePlans,
    efforts: EFFORTS.large,
    tools: false,
    judges: true,
    local: false,
    free: true,
    thinkDefaults: {},
    about: {},
  };
  const { model } = createCatalog({ roles: { solver }, models: [], newSeed: () => 1 }).find(SYSTEM)!;
  const request = { messages: [{ role: 'user' as const, content: text }] };
  const mizan: Wire = { judge: false, ...(check !== undefined && { check }) };
  let decision: Decision | undefined;
  let content = '';
  for await (const event of model.open(request, { suffix, mizan }).chat(request)) {
    if (event.type === 'decision') decision = event.decision;
    if (event.type === 'done') content = event.reply.content;
  }
  const given = draws.find((draw) => draw.text.trim() === content.trim());
  return { right: given?.right === true, ...spent, ...(decision && { decision }) };
};

/** Counts of one run. */
type Run = Record<string, number>;

const runOnce = async (set: RecordedSet, random: Random, size: number): Promise<Run> => {
  const run: Run = {};
  const add = (name: string, value: number): void => {
    run[name] = (run[name] ?? 0) + value;
  };
  const questions = Array.from({ length: size }, () => random.pick(set.questions));
  for (const question of questions) {
    const draws = Array.from({ length: 8 }, () => random.pick(question.outputs));
    const first = draws[0]!;
    add('plain.right', Number(first.right));
    for (const effort of ['auto', 'medium', 'high'] as const) {
      const { right, calls, tokens } = await answerTo(question, draws, effort);
      add(`${effort}.right`, Number(right));
      add(`${effort}.calls`, calls);
      add(`${effort}.tokens`, tokens);
    }
    const checked = await answerTo(question, [...draws.slice(1), first], '', first.text);
    add('check.calls', checked.calls);
    add(first.right ? 'wasRight' : 'wasWrong', 1);
    if (!first.right && checked.right) add('check.mended', 1);
    // No answer in the place of one: counted apart, since nobody is told a wrong one.
    const declined = checked.decision?.chosen === undefined;
    if (first.right && !checked.right) add(declined ? 'check.rightDropped' : 'check.spoiled', 1);
    if (!first.right && declined) add('check.wrongDropped', 1);
    if (!checked.right && !declined) add('check.wrongAfter', 1);
    if (checked.right) add('check.right', 1);
  }
  return run;
};

/** Mean over runs, and the range that holds 95 % of them. */
const spread = (values: readonly number[]): { mean: number; low: number; high: number } => {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
  return { mean: values.reduce((sum, value) => sum + value, 0) / values.length, low: at(0.025), high: at(0.975) };
};

const ROWS: readonly (readonly [label: string, part: string, whole: string])[] = [
  ['plain model right', 'plain.right', 'size'],
  ['auto right', 'auto.right', 'size'],
  ['medium right', 'medium.right', 'size'],
  ['high right', 'high.right', 'size'],
  ['after Check this: right', 'check.right', 'size'],
  ['wrong made right by Check this', 'check.mended', 'wasWrong'],
  ['wrong taken back by Check this', 'check.wrongDropped', 'wasWrong'],
  ['right made wrong by Check this', 'check.spoiled', 'wasRight'],
  ['right taken back by Check this', 'check.rightDropped', 'wasRight'],
];

const report = (set: RecordedSet, runs: readonly Run[], size: number) => {
  const value = (run: Run, name: string): number => (name === 'size' ? size : (run[name] ?? 0));
  const rates = Object.fromEntries(
    ROWS.map(([label, part, whole]) => [
      label,
      spread(runs.map((run) => (value(run, whole) > 0 ? value(run, part) / value(run, whole) : 0))),
    ]),
  );
  const per = (name: string): number => spread(runs.map((run) => value(run, name) / size)).mean;
  const difference = spread(runs.map((run) => (value(run, 'auto.right') - value(run, 'medium.right')) / size));
  return {
    set: set.name,
    questions: set.questions.length,
    runs: runs.length,
    size,
    rates,
    difference,
    calls: { auto: per('auto.calls'), medium: per('medium.calls'), high: per('high.calls'), check: per('check.calls') },
    tokens: { auto: per('auto.tokens'), medium: per('medium.tokens'), high: per('high.tokens') },
  };
};

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

const main = async (): Promise<void> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { runs: { type: 'string', default: '100' }, seed: { type: 'string', default: '1' } },
  });
  const [data] = positionals;
  if (data === undefined) throw new Error('which data? npm run bench:checks -- DATA [--runs 100] [--seed 1]');
  const sets = [readGsm8k(data), readGames(data)].filter((set) => set !== undefined);
  if (sets.length === 0)
    throw new Error(`${data} holds neither router/gsm8k-solutions nor draws/game24-gpt4-cot.jsonl`);
  const size = 100;
  const results = [];
  for (const set of sets) {
    const runs: Run[] = [];
    for (let i = 0; i < Number(values.runs); i++)
      runs.push(await runOnce(set, createRandom(`${values.seed}/${set.name}/${i}`), size));
    const result = report(set, runs, size);
    results.push(result);
    console.log(`${set.name}: ${set.questions.length} questions, ${runs.length} runs of ${size}`);
    for (const [label, { mean, low, high }] of Object.entries(result.rates))
      console.log(`  ${label.padEnd(34)}${percent(mean).padStart(8)}  (${percent(low)} to ${percent(high)})`);
    console.log(
      `  auto − medium, per run: ${percent(result.difference.mean)} (${percent(result.difference.low)} to ${percent(result.difference.high)})`,
    );
    console.log(`  calls per question: ${JSON.stringify(result.calls)}`);
    console.log(`  tokens per question: ${JSON.stringify(result.tokens)}`);
  }
  console.log(JSON.stringify({ bench: 'checks', seed: values.seed, results, machine: machine() }));
};

await main();

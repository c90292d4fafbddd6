/**
 * Claim: int8 answers as exact weights do. The embedded model on 600 held-out questions, 40 of each family, in both
 * precisions as they run by default (blocks of steps included): greedily, with four seeded draws a question, and by the
 * whole system: a plan, eight answers, checks and a vote. Right answers are paired by question: the difference with its
 * 95 % interval, families weighing the same.
 *
 * `MODEL=FOLDER` chooses another model folder, `ARMS=greedy,system` some of the three ways. Takes minutes; run it with
 * `nice`.
 */
import { loadavg } from 'node:os';
import type { ChatEvent, Item } from '../src/types.ts';
import { answerText } from '../src/answers/read.ts';
import { evaluationItems } from '../src/eval/collect.ts';
import { mean, pairedDifference } from '../src/eval/statistics.ts';
import { loadModel, type LoadedModel } from '../src/local/load-model.ts';
import { EMBEDDED } from '../src/local/model-folder.ts';
import { think } from '../src/reason/think.ts';
import { families, grade, verify } from '../src/task/registry.ts';
import { machine, THREADS, type BenchOptions } from './timing.ts';

/** Disjoint from what the model was trained and calibrated on: seeds from 1000 on, and the test split. */
const SEED = 1022;
const PER_FAMILY = 40;
/** The interval may reach so far below 0. */
const ALLOWED_LOSS = 0.01;
type Arm = {
  name: string;
  /** The replies of a question. */
  ask(model: LoadedModel, request: Parameters<LoadedModel['chat']>[0]): AsyncIterable<ChatEvent>;
  /** Which events hold the replies that count: those drawn, or the one that the system chose. */
  counts: 'reply' | 'done';
};
const drawing = (name: string, sampling: { n: number; temperature: number; topP?: number }): Arm => ({
  name,
  ask: (model, request) => model.chat({ ...request, ...sampling }),
  counts: 'reply',
});
const ARMS: readonly Arm[] = [
  drawing('greedy', { n: 1, temperature: 0 }),
  drawing('4 draws', { n: 4, temperature: 0.8, topP: 0.95 }),
  {
    name: 'system',
    ask: (model, request) =>
      think(model.chat, { n: 8, plan: 'shared', verify })({ ...request, temperature: 1, topP: 0.95 }),
    counts: 'done',
  },
];

/** The share of right answers, and the texts. */
const answer = async (model: LoadedModel, item: Item, { ask, counts }: Arm) => {
  const [texts, right]: [string[], number[]] = [[], []];
  const messages = [{ role: 'user', content: item.question }] as const;
  for await (const event of ask(model, { messages, maxTokens: 200, seed: SEED }))
    if (event.type === counts) {
      const index = counts === 'done' ? 0 : event.reply.index;
      const { content } = event.reply;
      const given = answerText(event.reply, item.question);
      texts[index] = content;
      right[index] = given !== '' && grade(item, given).correct ? 1 : 0;
    }
  return { right: mean(right), texts };
};

/** Runs the benchmark and prints a table, then one JSON object. */
export const benchPrecision = async ({ quick, json }: BenchOptions): Promise<void> => {
  const log = (line: string) => {
    if (!json) console.log(line);
  };
  const items = evaluationItems(
    families.map(({ name }) => name),
    { split: 'test', seed: SEED, count: quick ? 2 : PER_FAMILY, difficulties: [1, 2, 3] },
  );
  const open = (precision: 'exact' | 'int8') =>
    loadModel(process.env.MODEL ?? EMBEDDED, { threads: THREADS, precision });
  const [exact, int8] = [await open('exact'), await open('int8')];
  const results = [];
  try {
    const chosen = process.env.ARMS?.split(',');
    for (const arm of ARMS.filter(({ name }) => chosen?.includes(name) ?? true)) {
      const scored = [];
      for (const [i, item] of items.entries()) {
        const [a, b] = [await answer(int8, item, arm), await answer(exact, item, arm)];
        const same = a.texts.filter((text, k) => text === b.texts[k]).length / a.texts.length;
        scored.push({ stratum: item.family, a: a.right, b: b.right, same });
        if (i % 100 === 99) log(`  ${arm.name}: ${i + 1} of ${items.length} questions`);
      }
      const { value, low, high } = pairedDifference(scored, { seed: SEED });
      const points = (x: number) => Number((100 * x).toFixed(2));
      const row = {
        arm: arm.name,
        questions: items.length,
        exact: points(mean(scored.map(({ b }) => b))),
        int8: points(mean(scored.map(({ a }) => a))),
        better: scored.filter(({ a, b }) => a > b).length,
        worse: scored.filter(({ a, b }) => a < b).length,
        sameText: points(mean(scored.map(({ same }) => same))),
        difference: [value, low, high].map(points),
        holds: low > -ALLOWED_LOSS,
        load: Number(loadavg()[0]!.toFixed(1)),
      };
      log(
        `${arm.name.padEnd(8)} exact ${row.exact} %, int8 ${row.int8} %; difference ${row.difference[0]} (${row.difference[1]} to ${row.difference[2]}) points, ${row.better} questions better and ${row.worse} worse; ${row.sameText} % of the texts are the same`,
      );
      results.push(row);
    }
  } finally {
    await Promise.all([exact.close(), int8.close()]);
  }
  console.log(JSON.stringify({ bench: 'precision', quick, seed: SEED, machine: machine(), results }));
};

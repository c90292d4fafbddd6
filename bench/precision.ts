/**
 * Claim: int8 answers as exact weights do. The embedded model on 600 held-out questions, 40 of each family, in both
 * precisions as they run by default (blocks of steps included): greedily, and with four seeded draws a question. Right
 * answers are paired by question: the difference with its 95 % interval, families weighing the same.
 *
 * `MODEL=FOLDER` chooses another model folder. Takes minutes; run it with `nice`.
 */
import { loadavg } from 'node:os';
import type { Item } from '../src/types.ts';
import { answerText } from '../src/answers/read.ts';
import { evaluationItems } from '../src/eval/collect.ts';
import { mean, pairedDifference } from '../src/eval/statistics.ts';
import { loadModel, type LoadedModel } from '../src/local/load-model.ts';
import { EMBEDDED } from '../src/local/model-folder.ts';
import { families, grade } from '../src/task/registry.ts';
import { machine, THREADS, type BenchOptions } from './timing.ts';

/** Disjoint from what the model was trained and calibrated on: seeds from 1000 on, and the test split. */
const SEED = 1022;
const PER_FAMILY = 40;
/** The interval may reach so far below 0. */
const ALLOWED_LOSS = 0.01;
const ARMS = [
  { name: 'greedy', sampling: { n: 1, temperature: 0 } },
  { name: '4 draws', sampling: { n: 4, temperature: 0.8, topP: 0.95 } },
] as const;

/** The share of right answers, and the texts. */
const answer = async (model: LoadedModel, item: Item, sampling: (typeof ARMS)[number]['sampling']) => {
  const [texts, right]: [string[], number[]] = [[], []];
  const request = { messages: [{ role: 'user', content: item.question }], maxTokens: 200, seed: SEED } as const;
  for await (const event of model.chat({ ...request, ...sampling }))
    if (event.type === 'reply') {
      const { index, content } = event.reply;
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
    for (const arm of ARMS) {
      const scored = [];
      for (const [i, item] of items.entries()) {
        const [a, b] = [await answer(int8, item, arm.sampling), await answer(exact, item, arm.sampling)];
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

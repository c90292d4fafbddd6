/**
 * What int8 costs in perplexity: every token of a text given those before it, in exact and in int8 weights as steps
 * compute them, over the same windows. The difference of the mean −ln p with its 95 % interval over windows.
 *
 *   MODEL=FOLDER TEXT=FILE npm run bench -- perplexity
 *
 * TEXT is JSON Lines of conversations ("messages", in the model's own template) or plain text. Default: the embedded
 * model, on held-out items of its families. Any model folder that `mizan import` takes will do.
 */
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { evaluationItems } from '../src/eval/collect.ts';
import { KvCache } from '../src/infer/cache.ts';
import { openRunner, type Runner } from '../src/infer/runner.ts';
import { EMBEDDED, openModelFolder, type ModelFolder } from '../src/local/model-folder.ts';
import { countParameters } from '../src/model/config.ts';
import { exampleDocument, renderConversation } from '../src/model/template.ts';
import { cacheShape } from '../src/model/transformer.ts';
import { families } from '../src/task/registry.ts';
import type { Message } from '../src/types.ts';
import { machine, THREADS, type BenchOptions } from './timing.ts';

/** Tokens of a window at most, and of one run. */
const [WINDOW, PART] = [256, 16];
const SEED = 1022;

const itemRows = (model: ModelFolder, count: number): number[][] =>
  evaluationItems(
    families.map(({ name }) => name),
    { split: 'test', seed: SEED, count, difficulties: [1, 2, 3] },
  ).map(({ question, thought, gold }) => [
    ...exampleDocument(model.tokenizer, { question, thought, answer: gold }).ids,
  ]);

/** Windows of token ids. */
const rowsOf = async (model: ModelFolder, quick: boolean): Promise<number[][]> => {
  const file = process.env.TEXT;
  const most = quick ? 10 : 200;
  if (file === undefined) return itemRows(model, Math.ceil(most / families.length)).map((ids) => ids.slice(0, WINDOW));
  const text = readFileSync(file, 'utf8');
  if (!file.endsWith('.jsonl')) {
    const ids = model.tokenizer.encode(text);
    return Array.from({ length: Math.min(most, Math.floor(ids.length / WINDOW)) }, (_, i) =>
      ids.slice(i * WINDOW, (i + 1) * WINDOW),
    );
  }
  const template = await model.template();
  return text
    .trim()
    .split('\n')
    .slice(-most)
    .map((line) => (JSON.parse(line) as { messages: (Message & { reasoning_content?: string })[] }).messages)
    .map((messages) =>
      messages.map(({ reasoning_content: reasoning, ...rest }) => ({ ...rest, ...(reasoning && { reasoning }) })),
    )
    .map((messages) => renderConversation(model.tokenizer, template, messages).slice(0, WINDOW));
};

/** Sum of −ln p of all tokens of a row but the first. */
const lossOf = async (runner: Runner, model: ModelFolder, row: readonly number[]): Promise<number> => {
  const { config } = model;
  const cache = new KvCache(config.numLayers, cacheShape(config));
  cache.reserve(1, row.length);
  let sum = 0;
  for (let at = 0; at < row.length - 1; at += PART) {
    const part = row.slice(at, Math.min(at + PART, row.length - 1));
    const logits = await runner.verify(cache, [{ last: part[0]!, length: at, drafts: part.slice(1) }]);
    for (const i of part.keys()) {
      const own = logits.subarray(i * config.vocabSize, (i + 1) * config.vocabSize);
      let top = -Infinity;
      for (const value of own) top = Math.max(top, value);
      let total = 0;
      for (const value of own) total += Math.exp(value - top);
      sum += Math.log(total) + top - own[row[at + i + 1]!]!;
    }
  }
  return sum;
};

/** Runs the benchmark, prints what it found, and one JSON object. */
export const benchPerplexity = async ({ quick, json }: BenchOptions): Promise<void> => {
  const model = await openModelFolder(process.env.MODEL ?? EMBEDDED);
  const rows = (await rowsOf(model, quick)).filter((row) => row.length > 1);
  const weights = Object.fromEntries(
    [...(await model.weights())].map(([name, { data, shape }]) => [name, { data, shape }]),
  );
  const losses = { exact: [] as number[], int8: [] as number[] };
  for (const precision of ['exact', 'int8'] as const) {
    const runner = await openRunner(model.config, weights, { threads: THREADS, precision, verify: true });
    for (const row of rows) losses[precision].push(await lossOf(runner, model, row));
    await runner.close();
  }
  const tokens = rows.reduce((sum, row) => sum + row.length - 1, 0);
  const mean = (of: readonly number[]): number => of.reduce((sum, value) => sum + value, 0) / tokens;
  const difference = mean(losses.int8) - mean(losses.exact);
  // a ratio of sums over windows: the spread of what each window adds to it
  const residuals = rows.map((row, i) => losses.int8[i]! - losses.exact[i]! - difference * (row.length - 1));
  const spread = Math.sqrt(residuals.reduce((sum, value) => sum + value ** 2, 0)) / tokens;
  const results = {
    parameters: countParameters(model.config),
    windows: rows.length,
    tokens,
    perplexity: { exact: Math.exp(mean(losses.exact)), int8: Math.exp(mean(losses.int8)) },
    difference,
    interval: [difference - 1.96 * spread, difference + 1.96 * spread],
  };
  if (!json) {
    const { exact, int8 } = results.perplexity;
    console.log(
      `  ${model.name}: perplexity ${exact.toFixed(4)} exact, ${int8.toFixed(4)} in int8; difference of the mean −ln p` +
        ` ${difference.toFixed(5)} [${results.interval.map((value) => value.toFixed(5)).join(', ')}], ${tokens} tokens` +
        ` in ${rows.length} windows; load ${loadavg()[0]!.toFixed(1)}`,
    );
  }
  console.log(JSON.stringify({ bench: 'perplexity', quick, machine: machine(), results }));
};

/**
 * What storing the frozen weights of LoRA in fewer bits costs, opt-in (`npm run check:frozen`): the model that ships
 * with Mizan learns by adapters to write lists backwards, as one graph and layer by layer over f32, f16 and int8, from
 * the same seeds on the same batches. Printed are the curves of the held-out loss beside each other, and how far
 * training losses lie from those of one graph.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeOptions, parseOptions } from '../../src/cli/flags/options.ts';
import { parseSftRecipe, readSftRecipe, type FinetuneRecipe } from '../../src/lab/recipe/sft.ts';
import { createRandom } from '../../src/random.ts';
import { trainRecipe } from '../../src/lab/sft/train.ts';
import { FROZEN } from '../../src/train/frozen.ts';

const options = {
  updates: { type: 'integer', about: 'updates of each run', value: 'N', min: 20, max: 10_000, default: 60 },
  seeds: { type: 'integer', about: 'runs of each way', value: 'N', min: 1, max: 100, default: 3 },
} as const;

const WAYS = ['whole', ...FROZEN] as const;
type Curve = { training: number[]; heldOut: [update: number, loss: number][] };

/** Conversations that the model has not learnt: a list of digits, and the list backwards. */
const writeConversations = (file: string): void => {
  const random = createRandom('check/frozen');
  const lines = Array.from({ length: 400 }, () => {
    const digits = Array.from({ length: random.int(3, 7) }, () => random.int(0, 9));
    const messages = [
      { role: 'user', content: `Backwards: ${digits.join(' ')}` },
      { role: 'assistant', content: digits.toReversed().join(' ') },
    ];
    return `${JSON.stringify({ messages })}\n`;
  });
  writeFileSync(file, lines.join(''));
};

/** One run in a folder that is removed. */
const learn = async (way: (typeof WAYS)[number], seed: number, updates: number): Promise<Curve> => {
  const path = fileURLToPath(new URL('../../recipes/lora-tiny.json', import.meta.url));
  const { data: _data, lora, train, ...recipe } = readSftRecipe(path) as FinetuneRecipe;
  const folder = mkdtempSync(join(tmpdir(), 'mizan-frozen-'));
  try {
    const file = join(folder, 'lists.jsonl');
    writeConversations(file);
    const changed = {
      ...recipe,
      name: `${way}-${seed}`,
      seed,
      lora: { ...lora, ...(way === 'whole' ? {} : { frozen: way }) },
      data: { file },
      train: { ...train, updates, rows: 4, length: 128, save_every: updates, validate_every: 10 },
    };
    await trainRecipe(parseSftRecipe(changed, path), join(folder, 'run'), new AbortController().signal);
    const lines = readFileSync(join(folder, 'run', 'log.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string; update: number; loss: number });
    return {
      training: lines.filter(({ type }) => type === 'update').map(({ loss }) => loss),
      heldOut: lines.filter(({ type }) => type === 'validation').map(({ update, loss }) => [update, loss]),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

const main = async (): Promise<void> => {
  const args = process.argv.slice(2);
  if (args.includes('--help')) {
    console.log(`npm run check:frozen -- [options]\n\n${describeOptions(options)}`);
    return;
  }
  const { updates, seeds } = parseOptions(options, args).values;
  const curves: Record<string, Curve[]> = Object.fromEntries(WAYS.map((way) => [way, []]));
  for (let seed = 1; seed <= seeds; seed++) for (const way of WAYS) curves[way]!.push(await learn(way, seed, updates));
  console.log(`held-out loss, mean of ${seeds} seeds\nupdate ${WAYS.map((way) => way.padStart(9)).join('')}`);
  const whole = curves.whole!;
  whole[0]!.heldOut.forEach(([update], i) => {
    const row = WAYS.map((way) =>
      mean(curves[way]!.map(({ heldOut }) => heldOut[i]![1]))
        .toFixed(5)
        .padStart(9),
    );
    console.log(`${String(update).padStart(6)} ${row.join('')}`);
  });
  const gaps = WAYS.slice(1).map((way) => {
    const perUpdate = curves[way]!.flatMap(({ training }, s) =>
      training.map((loss, i) => Math.abs(loss - whole[s]!.training[i]!)),
    );
    const last = curves[way]!.map(({ heldOut }, s) => heldOut.at(-1)![1] - whole[s]!.heldOut.at(-1)![1]);
    return { way, meanGap: mean(perUpdate), largestGap: Math.max(...perUpdate), last };
  });
  for (const { way, meanGap, largestGap, last } of gaps)
    console.log(
      `${way}: training loss ${meanGap.toExponential(1)} from one graph on average, ${largestGap.toExponential(1)} at most; ` +
        `last held-out loss ${last.map((gap) => (gap > 0 ? '+' : '') + gap.toFixed(5)).join(', ')} by seed`,
    );
  console.log(JSON.stringify({ check: 'frozen', updates, seeds, gaps, curves }));
};

await main();

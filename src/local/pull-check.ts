/**
 * What the engine of this process says about a model that is being pulled: whether its config can be run, how much
 * memory it takes, whether its folder is whole, and about how fast it would write.
 */
import { openDevice } from '../tensor/run.ts';
import { constant, input, matmul } from '../tensor/trace.ts';
import { countActive, countParameters, parseConfig } from '../model/config.ts';
import { memoryFor, requireMemory } from './memory.ts';
import { openModelFolder } from './model-folder.ts';
import { runOptions } from './run-options.ts';

/** Reads a parsed config.json. Throws one sentence when the engine does not run such a model. */
export const examineConfig = (
  json: unknown,
): { parameters: number; contextLength: number; memory: number; active: number } => {
  const config = parseConfig(json);
  const parameters = countParameters(config);
  return { parameters, contextLength: config.maxPositions, memory: memoryFor(config), active: countActive(config) };
};

/** Checks a folder by its headers, its tokenizer and its chat template. Throws one sentence. */
export const checkModelFolder = async (folder: string): Promise<void> => {
  const model = await openModelFolder(folder);
  await model.check(Infinity);
  requireMemory(model, runOptions(model.config, 1, 'auto').precision);
  await model.template();
};

/** The matrix of the probe: 64 MB of 32-bit numbers, more than caches hold. */
const [ROWS, COLUMNS] = [4096, 4096];
const RUNS = 6;

/**
 * Parameters that this machine multiplies a second when it writes one token after the other: a product of a row with a
 * matrix, in the engine that generates. It takes about a second. Speed of a model ≈ this ÷ its parameters per token;
 * attention and sampling come on top.
 */
export const probeSpeed = async (threads: number, clock: () => number = () => performance.now()): Promise<number> => {
  const device = openDevice({ threads, worker: true });
  try {
    const weight = constant(new Float32Array(ROWS * COLUMNS).fill(0.01), [ROWS, COLUMNS]);
    const program = await device.compile({
      outputs: { y: matmul(input('x', [1, COLUMNS]), weight, { transB: true }) },
    });
    const x = { data: new Float32Array(COLUMNS).fill(1), shape: [1, COLUMNS] };
    await program.run({ x });
    const times: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      const started = clock();
      await program.run({ x });
      times.push(clock() - started);
    }
    // The median: what else runs here takes its share of a generation too.
    const middle = times.sort((a, b) => a - b)[RUNS >> 1]!;
    return (ROWS * COLUMNS) / (middle / 1000);
  } finally {
    await device.close();
  }
};

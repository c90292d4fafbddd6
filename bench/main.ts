/** `npm run bench -- train|decode [--quick] [--json]`: one benchmark per claim about speed. */
import { benchDecode } from './decode.ts';
import { benchTrain } from './train.ts';
import type { BenchOptions } from './timing.ts';

const BENCHES: Readonly<Record<string, (options: BenchOptions) => void | Promise<void>>> = { train: benchTrain, decode: benchDecode };

const [name, ...flags] = process.argv.slice(2);
const unknown = flags.find((flag) => flag !== '--quick' && flag !== '--json');
const bench = name !== undefined && Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
if (!bench || unknown !== undefined) {
  if (unknown !== undefined) console.error(`bench: unknown option ${unknown}`);
  else if (name !== undefined) console.error(`bench: there is no benchmark called ${name}`);
  console.error('usage: npm run bench -- train|decode [--quick] [--json]\n  train   whole training steps beside PyTorch on the CPU\n  decode  generation at 1, 8 and 32 continuations');
  process.exitCode = 2;
} else {
  try {
    await bench({ quick: flags.includes('--quick'), json: flags.includes('--json') });
  } catch (error) {
    console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}

/**
 * What a verb reads from and writes to: streams, environment, clock, model loader. Tests pass a context of their own.
 */
import type { Readable } from 'node:stream';
import type { DiscoverOptions } from '../../provider/discover.ts';
import type { LoadedModel, LoadOptions } from '../../local/load-model.ts';
import type { Output } from '../../terminal/live-region.ts';

export type CliContext = {
  input: Readable & { isTTY?: boolean; setRawMode?: (raw: boolean) => unknown };
  output: Output;
  errors: Output;
  env: Record<string, string | undefined>;
  /** Milliseconds since 1970. */
  clock: () => number;
  /** Loads a model folder; undefined: the embedded model. */
  open: (folder: string | undefined, options: LoadOptions) => Promise<LoadedModel>;
  /** Where to look for model servers. Default: the usual ports of this machine. */
  places?: DiscoverOptions;
};

/** The context of this process. The code of local models is imported when one is opened. */
export const processContext = (): CliContext => ({
  input: process.stdin,
  output: process.stdout,
  errors: process.stderr,
  env: process.env,
  clock: Date.now,
  open: async (folder, options) => (await import('../../local/load-model.ts')).loadModel(folder, options),
});

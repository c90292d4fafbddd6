/** How a model of a size is run fastest on this machine: precision, processor threads, and threads that generate. */
import { availableParallelism } from 'node:os';
import type { SamplerOptions } from '../infer/generate.ts';
import type { Precision } from '../infer/weight-source.ts';
import type { Target } from '../tensor/onnx-graph.ts';
import { countParameters, type ModelConfig } from '../model/config.ts';

/** From this many parameters on int8 is faster: below it, a step costs what its number of operations costs. */
const INT8_FROM = 4e6;
/**
 * Below this many parameters a second thread in one run gains nothing, and two runs side by side gain nearly double.
 */
const SPREAD_BELOW = 8e6;

/** The cores of the machine, at most 8. */
export const defaultThreads = (): number => Math.min(8, availableParallelism());

/** Whether drafts can be checked with the bits of steps: experts and latent attention round by the number of tokens. */
export const canDraft = (config: ModelConfig): boolean => config.type === 'dense';

/**
 * From this many parameters on weights in int8 are held once, and checking drafts takes a second copy: only where a
 * drafting model is given, which is worth it.
 */
const DRAFTS_BELOW = 2 ** 26;

/** How a model runs on a GPU: in f32, one run at a time. */
const onDevice = (device: Target, precision: Precision | 'auto') => {
  if (precision === 'int8')
    throw new Error(`int8 weights run on the processor only; leave out --device ${device}, or --precision int8`);
  return { precision: 'exact', threads: 1, blocks: false, device } as const;
};

/** Measured by `npm run bench -- serve`. 'auto' takes int8 for models large enough that it pays. */
export const runOptions = (
  config: ModelConfig,
  threads: number,
  precision: Precision | 'auto',
  device: Target = 'cpu',
): Pick<SamplerOptions, 'threads' | 'workers' | 'speculation' | 'blocks' | 'device'> & { precision: Precision } => {
  if (device !== 'cpu') return onDevice(device, precision);
  const parameters = countParameters(config);
  const chosen = precision === 'auto' ? (parameters < INT8_FROM ? 'exact' : 'int8') : precision;
  return {
    precision: chosen,
    ...(canDraft(config) && parameters < DRAFTS_BELOW && { speculation: {} }),
    ...(parameters < SPREAD_BELOW ? { threads: 1, workers: threads } : { threads }),
  };
};

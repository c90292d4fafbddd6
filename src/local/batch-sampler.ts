/**
 * Batch sampling from a model folder: many requests at once, spread over several threads. RL, exams and critics sample
 * through it. Which requests share a forward pass follows from the requests alone, so results can be repeated.
 */
import { createSampler, type Sampled, type LocalSampler } from '../infer/generate.ts';
import { createSectionParser } from '../model/template.ts';
import type { Tokenizer } from '../model/tokenizer.ts';
import type { Section } from '../types.ts';
import { openModelFolder } from './model-folder.ts';
import { createProgress } from '../terminal/progress.ts';

export type BatchSampler = { tokenizer: Tokenizer; samplers: readonly LocalSampler[] };

/** Opens the model in `folder` (default: the embedded one) with `threads` samplers of one processor thread each. */
export const openBatchSampler = async (
  folder: string | undefined,
  threads: number,
  maxRows = 128,
): Promise<BatchSampler & { close(): Promise<void> }> => {
  const { config, tokenizer, weights } = await openModelFolder(folder);
  const values = Object.fromEntries(
    [...(await weights())].map(([name, { data, shape }]) => [name, { data: Float32Array.from(data), shape }]),
  );
  const samplers = Array.from({ length: threads }, () =>
    createSampler({ config, weights: values, threads: 1, maxRows }),
  );
  return {
    tokenizer,
    samplers,
    close: async () => {
      await Promise.all(samplers.map((sampler) => sampler.close()));
    },
  };
};

/** The index of the sampler that gets request `i`. */
export const samplerIndex = ({ samplers }: BatchSampler, i: number): number => i % samplers.length;

type Request = {
  prompt: number[];
  n: number;
  temperature: number;
  maxTokens: number;
  seed: number;
  tempered?: boolean;
};

/** `ends`: further markers that end an answer. `label`: the name on a progress line; without one there is no line. */
type DrawOptions = { signal?: AbortSignal | undefined; ends?: readonly string[]; label?: string | undefined };

/** Samples all requests, each to the end of its turn. Undefined when `signal` aborted first. */
export const sampleAll = async (
  drawer: BatchSampler,
  requests: readonly Request[],
  { signal, ends = [], label }: DrawOptions = {},
): Promise<Sampled[][] | undefined> => {
  const { tokenizer, samplers } = drawer;
  const stopIds = ['<|end|>', ...ends].map((marker) => tokenizer.idOf(marker)!);
  const progress =
    label === undefined || requests.length === 0
      ? undefined
      : createProgress({ total: requests.reduce((sum, { n }) => sum + n, 0), label, unit: 'answers' });
  let done = 0;
  const of = (k: number) =>
    requests.filter((_, i) => samplerIndex(drawer, i) === k).map((request) => ({ ...request, stopIds }));
  const drawn = await Promise.all(
    samplers.map((sampler, k) =>
      sampler.sampleAll(of(k), {
        signal,
        ended: () => {
          if (!signal?.aborted) progress?.update(++done);
        },
      }),
    ),
  );
  progress?.finish(signal?.aborted ? 'stopped' : 'done');
  return signal?.aborted
    ? undefined
    : requests.map((_, i) => drawn[samplerIndex(drawer, i)]![Math.floor(i / samplers.length)]!);
};

/** The text of sampled token ids, by section. */
export const decodeSections = (
  tokenizer: Tokenizer,
  open: Section,
  ids: readonly number[],
): Record<Section, string> => {
  const text = { plan: '', think: '', answer: '' };
  const follow = createSectionParser(tokenizer, open);
  for (const id of ids) {
    const part = follow.push(id);
    if (part) text[part.section] += part.text;
  }
  for (const part of follow.end()) text[part.section] += part.text;
  return text;
};

/** Opens a model folder as a `Chat`: the one place where weights, tokenizer, template and sampler meet. */
import { availableParallelism } from 'node:os';
import type { Chat } from '../types.ts';
import { localChat } from '../infer/chat.ts';
import { createSampler } from '../infer/generate.ts';
import { openFolder } from './folder.ts';

export type LoadedModel = {
  name: string;
  chat: Chat;
  /** The folder, where domain.json and calibration.json lie beside the weights. */
  folder: string;
  /** It was trained to write a plan in a section of its own. */
  sections: boolean;
  /** Tokens of prompt and reply together. */
  contextLength: number;
  close(): Promise<void>;
};

/**
 * Loads `folder` (default: the embedded model), in the Hugging Face layout of a Qwen2 or Llama model. `threads` defaults
 * to the cores of the machine, 8 at most. Throws one clear sentence when the folder is not a usable model.
 */
export const loadModel = async (folder?: string, options: { threads?: number } = {}): Promise<LoadedModel> => {
  const { name, folder: at, config, tokenizer, template: readTemplate, weights: readWeights } = await openFolder(folder);
  const template = await readTemplate();
  const weights = await readWeights();
  const { sample, close } = createSampler({
    config, threads: options.threads ?? Math.min(8, availableParallelism()),
    weights: Object.fromEntries([...weights].map(([weight, { data, shape }]) => [weight, { data, shape }])),
  });
  return {
    name, chat: localChat({ sample, tokenizer, template, config }), folder: at,
    sections: tokenizer.idOf('<|plan|>') !== undefined, contextLength: config.maxPositions, close,
  };
};

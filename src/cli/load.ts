/** Opens a model folder as a `Chat`: the one place where weights, tokenizer, template and sampler meet. */
import type { Chat } from '../types.ts';

export type LoadedModel = {
  name: string;
  chat: Chat;
  /** The folder, where domain.json and calibration.json lie beside the weights. */
  folder: string;
  close(): Promise<void>;
};

/** Loads `folder` (default: the embedded model). Throws one clear sentence when the folder is not a usable model. */
export const loadModel = async (folder?: string, options: { threads?: number } = {}): Promise<LoadedModel> => {
  throw new Error(`not wired yet: ${folder} ${JSON.stringify(options)}`);
};

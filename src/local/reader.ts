/** Opens the folder of a reading model. What it does is in read-forms.ts. */
import { createSampler } from '../infer/generate.ts';
import { openModelFolder } from './model-folder.ts';
import { createReader, type ReaderModel } from './read-forms.ts';

/** Opens a reading model. */
export const openReader = async (folder: string, { threads = 1 }: { threads?: number } = {}): Promise<ReaderModel> => {
  const { config, tokenizer, template: readTemplate, weights: readWeights } = await openModelFolder(folder);
  const template = await readTemplate();
  const weights = Object.fromEntries(
    [...(await readWeights())].map(([name, { data, shape }]) => [name, { data, shape }]),
  );
  const sampler = createSampler({ config, threads, weights }, { handOver: true });
  return createReader({ config, tokenizer, template, sampler });
};

/**
 * The reading model: a small model that writes the formal problem of a question whose numbers are slots, under the
 * grammar of the forms that these slots allow. Several forms are drawn and vote. It computes nothing and decides
 * nothing: solvers and trust are problem/ and reason/.
 */
import { createSampler, type LocalSampler } from '../infer/generate.ts';
import { renderPrompt } from '../model/template.ts';
import { abstractQuestion } from '../problem/slots/abstract.ts';
import type { Reading } from '../problem/slots/decide.ts';
import { readForm } from '../problem/slots/form.ts';
import { formGrammar } from '../problem/slots/grammar.ts';
import { openModelFolder } from './model-folder.ts';

export type ReaderModel = {
  /** Readings of a question, the one with most votes first; [] when it has too many parts. */
  read(question: string, seed: number): Promise<Reading[]>;
  close(): Promise<void>;
};

/** Tokens of the longest form. */
const LONGEST = 48;

/** Opens a reading model. `draws`: forms per question, the first of them greedy. */
export const openReader = async (
  folder: string,
  { draws = 8, threads = 1, temperature = 0.7 }: { draws?: number; threads?: number; temperature?: number } = {},
): Promise<ReaderModel> => {
  const { config, tokenizer, template: readTemplate, weights: readWeights } = await openModelFolder(folder);
  const template = await readTemplate();
  const weights = await readWeights();
  const sampler: LocalSampler = createSampler(
    {
      config,
      threads,
      weights: Object.fromEntries([...weights].map(([name, { data, shape }]) => [name, { data, shape }])),
    },
    { handOver: true },
  );
  const pieces = Array.from({ length: tokenizer.vocabSize }, (_, id) => tokenizer.decode([id]));
  const stopIds = config.eosTokenIds ?? [];
  return {
    read: async (question, seed) => {
      const abstract = abstractQuestion(question);
      if (!abstract) return [];
      const prompt = renderPrompt(tokenizer, template, [{ role: 'user', content: abstract.text }], 'answer');
      if (prompt.length + LONGEST > config.maxPositions) return [];
      const request = {
        prompt,
        maxTokens: LONGEST,
        stopIds,
        mask: { grammar: formGrammar(abstract.slots), pieces },
        seed,
      };
      const drawn = await sampler.sampleAll([
        { ...request, temperature: 0 },
        { ...request, n: draws - 1, temperature },
      ]);
      const forms = drawn.flat().map(({ ids }) => tokenizer.decode(ids).trim());
      const counted = new Map<string, Reading>();
      for (const form of forms) {
        const formed = readForm(form, abstract.slots);
        if (!formed) continue;
        const key = JSON.stringify(formed);
        const before = counted.get(key);
        counted.set(key, { form: before?.form ?? form, formed, votes: (before?.votes ?? 0) + 1, of: forms.length });
      }
      return [...counted.values()].sort((a, b) => b.votes - a.votes);
    },
    close: () => sampler.close(),
  };
};

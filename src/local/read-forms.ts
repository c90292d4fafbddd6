/**
 * The reading model: a small model that writes the formal problem of a question whose numbers are slots, under the
 * grammar of the forms that these slots allow. Several forms are drawn and vote. It computes nothing and decides
 * nothing: solvers and trust are problem/ and reason/.
 */
import type { LocalSampler } from '../infer/generate.ts';
import type { ModelConfig } from '../model/config.ts';
import { renderPrompt, type ChatTemplate } from '../model/template.ts';
import type { Tokenizer } from '../model/tokenizer.ts';
import { abstractQuestion } from '../reading/slots/abstract.ts';
import { VOTES, type Draws, type Reading } from '../reading/slots/decide.ts';
import { readForm } from '../reading/slots/form.ts';
import { formGrammar } from '../reading/slots/grammar.ts';

export type ReaderParts = {
  config: ModelConfig;
  tokenizer: Tokenizer;
  template: ChatTemplate;
  sampler: Pick<LocalSampler, 'sampleAll' | 'close'>;
};

export type ReaderModel = {
  /** Readings of a question, the one with most votes first; [] when it has too many parts. */
  read(question: string, seed: number, draws?: Draws): Promise<Reading[]>;
  close(): Promise<void>;
};

/** Tokens of the longest form. */
const LONGEST = 48;

/** A reading model over its sampler, which it closes. */
export const createReader = ({ config, tokenizer, template, sampler }: ReaderParts): ReaderModel => {
  const pieces = Array.from({ length: tokenizer.vocabSize }, (_, id) => tokenizer.decode([id]));
  const stopIds = config.eosTokenIds ?? [];
  return {
    read: async (question, seed, { draws, temperature } = VOTES) => {
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

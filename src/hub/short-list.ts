/**
 * The short list of `mizan pull`: open models that a usual machine can run, by the name that a person types. Sizes are
 * those of the published safetensors (BF16: two bytes a parameter) and are only shown before the hub itself is asked.
 *
 * Source of every row: config.json, licence and file sizes on the page of its repository; the counts of parameters
 * follow from the configs (model/config.test.ts holds three of them).
 */
import { suggest } from '../suggest.ts';
import { UsageError } from '../usage-error.ts';
import type { HubName } from './hub.ts';
import { parseReference, type ModelReference } from './reference.ts';

export type Offer = {
  /** What is typed: mizan pull qwen3-0.6b. */
  name: string;
  /** On Hugging Face. */
  repo: string;
  /** On ModelScope, where it has another owner. */
  modelscope?: string;
  /** All of them are multiplied for one token: each model of the list uses its embedding as its output matrix too. */
  parameters: number;
  /** Those of them in the embedding, which the engine keeps in f32: the size of the vocabulary times the width. */
  embedding: number;
  licence: string;
  /** A licence must be accepted on its page, and a token is needed. */
  gated?: true;
  /** Its name in the library of Ollama. */
  ollama: string;
  about: string;
};

/** The rows, smallest first. */
export const OFFERS: readonly Offer[] = [
  {
    name: 'smollm2-135m',
    repo: 'HuggingFaceTB/SmolLM2-135M-Instruct',
    parameters: 134_515_008,
    embedding: 28_311_552,
    licence: 'Apache 2.0',
    ollama: 'smollm2:135m',
    about: 'very small; English',
  },
  {
    name: 'smollm2-360m',
    repo: 'HuggingFaceTB/SmolLM2-360M-Instruct',
    parameters: 361_821_120,
    embedding: 47_185_920,
    licence: 'Apache 2.0',
    ollama: 'smollm2:360m',
    about: 'small; English',
  },
  {
    name: 'qwen2.5-0.5b',
    repo: 'Qwen/Qwen2.5-0.5B-Instruct',
    parameters: 494_032_768,
    embedding: 136_134_656,
    licence: 'Apache 2.0',
    ollama: 'qwen2.5:0.5b',
    about: 'small; many languages',
  },
  {
    name: 'qwen3-0.6b',
    repo: 'Qwen/Qwen3-0.6B',
    parameters: 596_049_920,
    embedding: 155_582_464,
    licence: 'Apache 2.0',
    ollama: 'qwen3:0.6b',
    about: 'small; thinks before it answers; many languages',
  },
  {
    name: 'llama-3.2-1b',
    repo: 'meta-llama/Llama-3.2-1B-Instruct',
    modelscope: 'LLM-Research/Llama-3.2-1B-Instruct',
    parameters: 1_235_814_400,
    embedding: 262_668_288,
    licence: 'Llama 3.2 Community',
    gated: true,
    ollama: 'llama3.2:1b',
    about: 'eight languages; gated',
  },
  {
    name: 'qwen2.5-1.5b',
    repo: 'Qwen/Qwen2.5-1.5B-Instruct',
    parameters: 1_543_714_304,
    embedding: 233_373_696,
    licence: 'Apache 2.0',
    ollama: 'qwen2.5:1.5b',
    about: 'many languages',
  },
  {
    name: 'smollm2-1.7b',
    repo: 'HuggingFaceTB/SmolLM2-1.7B-Instruct',
    parameters: 1_711_376_384,
    embedding: 100_663_296,
    licence: 'Apache 2.0',
    ollama: 'smollm2:1.7b',
    about: 'English',
  },
  {
    name: 'qwen3-1.7b',
    repo: 'Qwen/Qwen3-1.7B',
    parameters: 1_720_574_976,
    embedding: 311_164_928,
    licence: 'Apache 2.0',
    ollama: 'qwen3:1.7b',
    about: 'thinks before it answers; many languages',
  },
];

/** Bytes to fetch: the weights in BF16 and about 10 MB of tokenizer. */
export const downloadBytes = ({ parameters }: Offer): number => 2 * parameters + 10e6;

/**
 * What a person wrote, as a model to pull: a name of the list, or a reference of its own. Throws a `UsageError` that
 * says what was meant.
 */
export const referenceOf = (word: string, hub: HubName): ModelReference => {
  const offer = OFFERS.find(({ name, ollama }) => name === word.toLowerCase() || ollama === word.toLowerCase());
  if (offer)
    return { type: 'repository', hub, repo: (hub === 'modelscope' ? offer.modelscope : undefined) ?? offer.repo };
  const reference = parseReference(word, hub);
  if (reference) return reference;
  const names = OFFERS.map(({ name }) => name);
  const meant = suggest(word.toLowerCase(), names);
  throw new UsageError(
    `"${word.slice(0, 100)}" is not on the list; ${meant === undefined ? `there are ${names.join(', ')}.` : `did you mean ${meant}?`} Any other model is named by its repository, OWNER/REPO`,
  );
};

/** Opens a model folder as a `Chat`: the one place where weights, tokenizer, template and sampler meet. */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Chat } from '../types.ts';
import { localChat } from '../infer/chat.ts';
import { createSampler, type LocalSampler } from '../infer/generate.ts';
import { openModelFolder } from './model-folder.ts';

export type LoadedModel = {
  name: string;
  chat: Chat;
  /** The folder, where domain.json and calibration.json lie beside the weights. */
  folder: string;
  /** It was trained to write a plan in a section of its own. */
  sections: boolean;
  /** Tokens of prompt and reply together. */
  contextLength: number;
  /** The copy of it that has learnt to judge its answers, where there is one; asked in the form of reason/critic.ts. */
  critic?: Chat;
  close(): Promise<void>;
};

export type LoadOptions = {
  threads?: number;
  /** Read the weights with the first question; until then they are only looked over. For a server that may never be asked. */
  lazy?: boolean;
};

/** Where the critic of a model lies in its folder, and what says how often it was right on held-out pairs; one of another version is not heard. */
export const [CRITIC_FOLDER, CRITIC_FILE, CRITIC_VERSION] = ['critic', 'critic.json', 2];

const hasCritic = (folder: string): boolean => {
  try {
    return (
      (JSON.parse(readFileSync(join(folder, CRITIC_FILE), 'utf8')) as { version?: unknown } | null)?.version ===
      CRITIC_VERSION
    );
  } catch {
    return false;
  }
};

/**
 * Loads `folder` (default: the embedded model), in the Hugging Face layout of a Qwen2 or Llama model. `threads` defaults
 * to the cores of the machine, 8 at most. Throws one clear sentence when the folder is not a usable model.
 */
export const loadModel = async (
  folder?: string,
  { threads = Math.min(8, availableParallelism()), lazy = false }: LoadOptions = {},
): Promise<LoadedModel> => {
  const {
    name,
    folder: at,
    config,
    tokenizer,
    template: readTemplate,
    weights: readWeights,
    check,
  } = await openModelFolder(folder);
  const template = await readTemplate();
  const start = async (): Promise<LocalSampler> => {
    const weights = await readWeights();
    return createSampler(
      {
        config,
        threads,
        weights: Object.fromEntries([...weights].map(([weight, { data, shape }]) => [weight, { data, shape }])),
      },
      { handOver: true },
    );
  };
  let started: Promise<LocalSampler> | undefined;
  const sampler = (): Promise<LocalSampler> => (started ??= start());
  const own = join(at, CRITIC_FOLDER);
  const critic = hasCritic(own) ? await loadModel(own, { threads, lazy: true }) : undefined;
  if (lazy) await check();
  else await sampler();
  return {
    name,
    folder: at,
    sections: tokenizer.idOf('<|plan|>') !== undefined,
    contextLength: config.maxPositions,
    chat: localChat({
      sample: async function* (request) {
        yield* (await sampler()).sample(request);
      },
      tokenizer,
      template,
      config,
    }),
    ...(critic && { critic: critic.chat }),
    close: async () => {
      await Promise.all([
        critic?.close(),
        started?.then(
          ({ close }) => close(),
          () => {},
        ),
      ]);
    },
  };
};

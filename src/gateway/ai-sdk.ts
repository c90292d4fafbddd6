/**
 * The entry point `mizan/ai-sdk`: a provider for the Vercel AI SDK that runs in this process. The catalog is opened
 * with the first call. ai-sdk-model.ts converts calls and events.
 *
 *   import { generateText } from 'ai';
 *   import { createMizan } from 'mizan/ai-sdk';
 *
 *   const mizan = createMizan();
 *   const { text, reasoningText } = await generateText({ model: mizan('mizan:high'), prompt: 'What is MCMXCIV as a number?' });
 *   await mizan.close();
 */
import type { LanguageModelV4 } from '@ai-sdk/provider';
import { createProvider, MizanError } from './ai-sdk-model.ts';
import { openModels, type LibraryOptions } from './library.ts';
import type { OpenCatalog } from './open-catalog.ts';

export { languageModel, MizanError, type LanguageModelOptions } from './ai-sdk-model.ts';

export type MizanProvider = {
  /** A model by its name in the catalog: 'mizan', 'mizan:high', 'mizan-1m', 'qwen:n=8,plan=each'. Default 'mizan'. */
  (name?: string): LanguageModelV4;
  readonly specificationVersion: 'v4';
  languageModel(name: string): LanguageModelV4;
  /** Always throws a `MizanError`: Mizan has no such models. */
  embeddingModel(name: string): never;
  imageModel(name: string): never;
  /** Closes the model and all connections. Running calls fail. */
  close(): Promise<void>;
};

/** A provider of the AI SDK over the models of a config. Wrong options make the first call reject. */
export const createMizan = (options: LibraryOptions = {}): MizanProvider => {
  let opened: Promise<OpenCatalog> | undefined;
  let closed = false;
  const provide = createProvider(async () => {
    if (closed) throw new MizanError('this provider is closed; make another with createMizan()');
    return (await (opened ??= openModels(options))).catalog;
  });
  const none =
    (kind: string) =>
    (name: string): never => {
      throw new MizanError(`Mizan has no ${kind} models, so none called "${name}"`);
    };
  return Object.assign((name = 'mizan') => provide(name), {
    specificationVersion: 'v4' as const,
    languageModel: provide,
    embeddingModel: none('embedding'),
    imageModel: none('image'),
    async close() {
      closed = true;
      await (await opened)?.close();
    },
  });
};

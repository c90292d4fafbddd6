/**
 * The export `mizan/ai-sdk`: Mizan in process for the Vercel AI SDK. The catalog is opened with the first call; how calls and
 * events become the SDK's is server/ai-sdk.ts.
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
  /** A model by its name at the door: 'mizan', 'mizan:high', 'mizan-1m', 'qwen:n=8,plan=each'. Default 'mizan'. */
  (name?: string): LanguageModelV4;
  readonly specificationVersion: 'v4';
  languageModel(name: string): LanguageModelV4;
  /** Throw a `MizanError`: there are none. */
  embeddingModel(name: string): never;
  imageModel(name: string): never;
  /** Closes the model and all connections; calls that run end as they can. */
  close(): Promise<void>;
};

/** A provider of the AI SDK over the models of a config. What is wrong with the options rejects the first call. */
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

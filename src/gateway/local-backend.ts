/** A model folder of this machine as a backend: its facts are read from the folder. */
import type { LoadedModel } from '../local/load-model.ts';
import { readModelFacts } from '../local/read-facts.ts';
import type { Backend } from './backend.ts';
import { modelBackend } from './model-backend.ts';

/** The backend of a loaded model folder. Throws when a file of facts can't be read. */
export const localBackend = (model: LoadedModel): Backend => modelBackend(model, () => readModelFacts(model.folder));

/** The adapters over a loaded model, each as MODEL:ADAPTER, as SGLang spells it. The base's weights are there once. */
export const adapterBackends = (model: LoadedModel): Backend[] => {
  const { name, versions, adapted } = model;
  if (!versions || !adapted) return [];
  return versions.adapters().map(({ name: adapter, folder, rank, bytes }) => {
    const { critic: _, reader: __, ...base } = model;
    const backend = localBackend({ ...base, folder, chat: adapted(adapter) });
    return {
      ...backend,
      id: `${name}:${adapter}`,
      about: { ...backend.about, parent: name, adapter: { rank, bytes } },
    };
  });
};

/** A model folder of this machine as a backend: its facts are read from the folder. */
import type { LoadedModel } from '../local/load-model.ts';
import { readModelFacts } from '../local/read-facts.ts';
import type { Backend } from './backend.ts';
import { modelBackend } from './model-backend.ts';

/** The backend of a loaded model folder. Throws when a file of facts can't be read. */
export const localBackend = (model: LoadedModel): Backend => modelBackend(model, () => readModelFacts(model.folder));

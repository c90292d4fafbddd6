/** A rubric from a user's own file: the one place where code that a user names is loaded. Types: src/task/reward.ts. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { criticRubric, standardRubric, trainingRubric, type Criterion, type Rubric } from '../task/reward.ts';

const isCriterion = (value: unknown): value is Criterion => {
  const { name, weight, reward } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  return typeof name === 'string' && name !== '' && typeof weight === 'number' && weight >= 0 && typeof reward === 'function';
};

/** The `rubric` that `file` exports, or "training", "critic" or "standard", the default. Throws one sentence that says what the file should hold. */
export const loadRubric = async (file: string | undefined): Promise<Rubric> => {
  if (file === undefined || file === 'standard') return standardRubric;
  if (file === 'training') return trainingRubric;
  if (file === 'critic') return criticRubric;
  const wanted = 'it should export `rubric`: a list of { name, weight, reward }, see src/task/reward.ts';
  let loaded: { rubric?: unknown };
  try {
    loaded = (await import(pathToFileURL(resolve(file)).href)) as { rubric?: unknown };
  } catch (error) {
    throw new Error(`could not load the rubric ${file}: ${error instanceof Error ? error.message : String(error)}; ${wanted}`, { cause: error });
  }
  const { rubric } = loaded;
  if (!Array.isArray(rubric) || rubric.length === 0 || !rubric.every(isCriterion)) throw new Error(`${file} holds no rubric; ${wanted}`);
  return rubric;
};

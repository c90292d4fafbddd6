/**
 * Loads a rubric (rewards) from a file of the user. This is the one place where code that a recipe names is run. Types:
 * task/reward.ts.
 */
import * as nodeModule from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { item } from '../../task/registry.ts';
import { criticRubric, score, standardRubric, trainingRubric, type Criterion, type Rubric } from '../../task/reward.ts';

const isCriterion = (value: unknown): value is Criterion => {
  const { name, weight, reward } = (typeof value === 'object' && value !== null ? value : {}) as Record<
    string,
    unknown
  >;
  return (
    typeof name === 'string' && name !== '' && typeof weight === 'number' && weight >= 0 && typeof reward === 'function'
  );
};

/**
 * Imports a file in which 'mizan' and its entry points mean this very package, wherever the file lies. Node 22.15 or
 * later.
 */
const importFile = async (file: string): Promise<{ rubric?: unknown }> => {
  const hooks = nodeModule.registerHooks({
    resolve: (name, context, next) =>
      next(name, /^mizan(?:\/|$)/.test(name) ? { ...context, parentURL: import.meta.url } : context),
  });
  try {
    return (await import(pathToFileURL(resolve(file)).href)) as { rubric?: unknown };
  } finally {
    hooks.deregister();
  }
};

/** Scores one answer, so that a reward which gives no number is refused before anything is trained. */
const tryOut = (rubric: Rubric): void => {
  const sample = item('roman', 'train', 1, 0, 1);
  const reply = { plan: '', reasoning: sample.thought, content: sample.gold, finish: 'stop', tokens: 10 } as const;
  // Criteria may have nothing to say about this item, which alone is no fault.
  score([...rubric, { name: 'any', weight: 1, reward: () => ({ value: 1, reason: '' }) }], {
    item: sample,
    answer: sample.gold,
    reply,
  });
};

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * The `rubric` that `file` exports, or the one named "training", "critic" or "standard" (the default). Throws one
 * sentence that says what the file should hold.
 */
export const loadRubric = async (file: string | undefined): Promise<Rubric> => {
  if (file === undefined || file === 'standard') return standardRubric;
  if (file === 'training') return trainingRubric;
  if (file === 'critic') return criticRubric;
  const expected = 'it should export `rubric`: a list of { name, weight, reward }, see src/task/reward.ts';
  let loaded: { rubric?: unknown };
  try {
    loaded = await importFile(file);
  } catch (error) {
    throw new Error(`could not load the rubric ${file}: ${reasonOf(error)}; ${expected}`, { cause: error });
  }
  const { rubric } = loaded;
  if (!Array.isArray(rubric) || rubric.length === 0 || !rubric.every(isCriterion))
    throw new Error(`${file} holds no rubric; ${expected}`);
  if (!rubric.some(({ weight }) => weight > 0))
    throw new Error(`no criterion of ${file} has a weight above 0: give a weight to what should be rewarded`);
  try {
    tryOut(rubric);
  } catch (error) {
    throw new Error(`the rubric ${file} can't score an answer: ${reasonOf(error)}`, { cause: error });
  }
  return rubric;
};

/**
 * What is known of a model of Mizan's own beside its weights: the domain that it was trained on, how often its decisions
 * are right, the checks of the task families and the words for a refusal. Read from the model's folder; decides nothing.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../json.ts';
import { describeAbilities, type Domain } from '../reason/abstain.ts';
import type { Calibration } from '../reason/confidence.ts';
import { families, verify } from '../task/registry.ts';
import type { Verify } from '../types.ts';

/** How often decisions of each kind were right; mizan eval --calibrate writes it. */
export const CALIBRATION_FILE = 'calibration.json';

export type ModelFacts = { verify: Verify; abilities: string; domain?: Domain; calibration?: Calibration };

const readJson = <T>(path: string, isRight: (value: T) => boolean): T | undefined => {
  let text: string;
  let value: T;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Error(`can't read ${path}: ${(error as Error).message}; correct its permissions or remove it`, {
      cause: error,
    });
  }
  try {
    value = JSON.parse(text) as T;
  } catch (error) {
    throw new Error(`${path} is not JSON; make the model's folder again or remove the file`, { cause: error });
  }
  if (!isRight(value))
    throw new Error(`${path} does not hold what this version reads; make the model's folder again or remove the file`);
  return value;
};

const isListOf = (type: 'string' | 'number', value: unknown): boolean =>
  Array.isArray(value) && value.every((one) => typeof one === type);

const isDomain = (value: Domain): boolean =>
  isObject(value) &&
  value.type === 'domain' &&
  value.version === 1 &&
  isObject(value.after) &&
  isListOf('string', Object.values(value.after)) &&
  isListOf('string', value.open) &&
  typeof value.bare === 'boolean' &&
  Number.isFinite(value.longest) &&
  Number.isFinite(value.threshold);

const isCalibration = (value: Calibration): boolean =>
  isObject(value) &&
  value.type === 'calibration' &&
  value.version === 1 &&
  isListOf('number', value.edges) &&
  isObject(value.bins) &&
  Object.values(value.bins).every((bin) => isObject(bin) && Number.isFinite(bin.right) && Number.isFinite(bin.count));

/** The domain and the calibration that lie in the folder, when they do. Throws one clear sentence when one can't be read. */
export const readModelFacts = (folder: string): ModelFacts => {
  const domain = readJson<Domain>(join(folder, 'domain.json'), isDomain);
  const calibration = readJson<Calibration>(join(folder, CALIBRATION_FILE), isCalibration);
  const abilities = describeAbilities(families.map((family) => family.about));
  return { verify, abilities, ...(domain && { domain }), ...(calibration && { calibration }) };
};

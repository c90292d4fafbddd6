/**
 * Metadata of a model that Mizan trained, read from its folder: the domain of its training questions (domain.json), how
 * often its decisions are right (calibration.json), the checks of the task families, and the text of a refusal.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../json.ts';
import { type Domain } from '../reason/abstain.ts';
import type { Calibration } from '../reason/confidence.ts';
import { verifyAny } from '../task/registry.ts';
import type { Verify } from '../types.ts';

/** How often decisions of each kind were right. `mizan eval --calibrate` writes it. */
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
    throw new Error(`${path} is not JSON; copy the model folder again, or remove the file`, { cause: error });
  }
  if (!isRight(value))
    throw new Error(
      `${path} has a form that this version does not read; copy the model folder again, or remove the file`,
    );
  return value;
};

const isListOf = (type: 'string' | 'number', value: unknown): boolean =>
  Array.isArray(value) && value.every((element) => typeof element === type);

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

/** What the text of a refusal offers. */
const ABILITIES =
  'I can do sums, equations, number games, sequences, counting, sorting, dates and times, number bases, Roman numerals, divisors, orders, shortest ways, truth puzzles and short word problems.';

/**
 * Reads the metadata of a folder. Files that don't exist are left out; one that can't be read throws one clear
 * sentence.
 */
export const readModelFacts = (folder: string): ModelFacts => {
  const domain = readJson<Domain>(join(folder, 'domain.json'), isDomain);
  const calibration = readJson<Calibration>(join(folder, CALIBRATION_FILE), isCalibration);
  return { verify: verifyAny, abilities: ABILITIES, ...(domain && { domain }), ...(calibration && { calibration }) };
};

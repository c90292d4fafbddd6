/** Reads the metadata of a model from its folder: see model-facts.ts. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Domain } from '../reason/abstain.ts';
import type { Calibration } from '../reason/confidence.ts';
import { isCalibration, isDomain, modelFacts, type ModelFacts } from './model-facts.ts';

/** How often decisions of each kind were right. `mizan eval --calibrate` writes it. */
export const CALIBRATION_FILE = 'calibration.json';

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

/**
 * Reads the metadata of a folder. Files that don't exist are left out; one that can't be read throws one clear
 * sentence.
 */
export const readModelFacts = (folder: string): ModelFacts =>
  modelFacts(
    readJson<Domain>(join(folder, 'domain.json'), isDomain),
    readJson<Calibration>(join(folder, CALIBRATION_FILE), isCalibration),
  );

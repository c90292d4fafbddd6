/**
 * Metadata of a model that Mizan trained: the domain of its training questions (domain.json), how often its decisions
 * are right (calibration.json), the checks of the task families, and the text of a refusal. read-facts.ts reads a
 * folder's.
 */
import { isObject } from '../json.ts';
import { type Domain } from '../reason/abstain.ts';
import type { Calibration } from '../reason/confidence.ts';
import { verifyAny } from '../task/registry.ts';
import type { Verify } from '../types.ts';

export type ModelFacts = {
  verify: Verify;
  abilities: string;
  elsewhere: string;
  domain?: Domain;
  calibration?: Calibration;
};

const isListOf = (type: 'string' | 'number', value: unknown): boolean =>
  Array.isArray(value) && value.every((element) => typeof element === type);

export const isDomain = (value: Domain): boolean =>
  isObject(value) &&
  value.type === 'domain' &&
  value.version === 1 &&
  isObject(value.after) &&
  isListOf('string', Object.values(value.after)) &&
  isListOf('string', value.open) &&
  typeof value.bare === 'boolean' &&
  Number.isFinite(value.longest) &&
  Number.isFinite(value.threshold);

export const isCalibration = (value: Calibration): boolean =>
  isObject(value) &&
  value.type === 'calibration' &&
  value.version === 1 &&
  isListOf('number', value.edges) &&
  isObject(value.bins) &&
  Object.values(value.bins).every((bin) => isObject(bin) && Number.isFinite(bin.right) && Number.isFinite(bin.count));

/** What is said to those who ask what it can do. */
const ABILITIES =
  'I can do sums, equations, number games, sequences, counting, sorting, dates and times, number bases, Roman numerals, ' +
  'divisors, percentages, fractions, averages, areas, speeds, units, ratios, orders, shortest ways, truth puzzles and ' +
  'short word problems. Ask, say, "What is 15 % of 80?".';

/** The end of every refusal. */
const ELSEWHERE = 'For anything else, connect a model of your own: mizan connect, or Models on the page.';

/** The metadata of a model with this domain and calibration, where it has any. */
export const modelFacts = (domain: Domain | undefined, calibration: Calibration | undefined): ModelFacts => ({
  verify: verifyAny,
  abilities: ABILITIES,
  elsewhere: ELSEWHERE,
  ...(domain && { domain }),
  ...(calibration && { calibration }),
});

/**
 * Sampling a token from logits: greedy, temperature, top-p, min-p. Pure arithmetic; the random source is an argument.
 */
import { hashString, type Random } from '../random.ts';
import type { SampleRequest, Sampling } from '../types.ts';

const likeliest = (row: Float32Array): number => {
  let best = 0;
  for (let i = 1; i < row.length; i++) if (row[i]! > row[best]!) best = i;
  return best;
};

/** Reused by every draw of this thread; grows to the largest vocabulary. */
let scratch = new Float64Array(0);

/** Writes exp((logits − most) / temperature) of a row into `weights` and gives their sum. */
const soften = (row: Float32Array, most: number, temperature: number, weights: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < row.length; i++) sum += weights[i] = Math.exp((row[i]! - most) / temperature);
  return sum;
};

/** Shares of the largest weight above which tokens are looked at for the top p, until they hold enough of the mass. */
const SHARES = [1e-2, 1e-3, 1e-4, 1e-6, 0] as const;

/**
 * The ids of the smallest set of largest weights that holds `topP` of their `sum`, in order, and the sum of these. Of a
 * vocabulary only the few likely tokens are sorted: the largest weight is 1.
 */
const topPOf = (weights: Float64Array, topP: number, sum: number): { ids: number[]; sum: number } => {
  let order: number[] = [];
  let [mass, count] = [0, 0];
  for (const share of SHARES) {
    order = [];
    for (let i = 0; i < weights.length; i++) if (weights[i]! > share) order.push(i);
    order.sort((a, b) => weights[b]! - weights[a]! || a - b);
    [mass, count] = [0, 0];
    while (count < order.length && mass < topP * sum) mass += weights[order[count++]!]!;
    if (mass >= topP * sum) break;
  }
  return { ids: order.slice(0, Math.max(1, count)).sort((a, b) => a - b), sum: mass || 1 };
};

/**
 * The seed of continuation `index` of a request. A request for one continuation with that seed draws the same tokens.
 */
export const continuationSeed = (seed: number, index: number): number =>
  index === 0 ? seed : hashString(`${seed}/${index}`);

/**
 * Draws a token id from logits (V). `logprob` is ln p under the raw logits, whatever the sampling, or, when
 * `tempered`, under logits / temperature. Temperature 0 is greedy and takes the lowest id among equals. min-p keeps
 * tokens with p ≥ minP · max p (Nguyen et al. 2024); top-p keeps the smallest set of likeliest tokens that holds topP
 * (Holtzman et al. 2020). Both look at the distribution at this temperature.
 */
export const sampleToken = (
  row: Float32Array,
  { temperature = 1, topP = 1, minP = 0, tempered = false }: Sampling & Pick<SampleRequest, 'tempered'>,
  random: Random,
): { id: number; logprob: number } => {
  const best = likeliest(row);
  const most = row[best]!;
  if (scratch.length < row.length) scratch = new Float64Array(row.length);
  const weights = scratch.subarray(0, row.length);
  let sum = soften(row, most, 1, weights);
  const heat = tempered && temperature > 0 ? temperature : 1;
  let total = Math.log(sum);
  const result = (id: number) => ({ id, logprob: (row[id]! - most) / heat - total });
  if (temperature === 0) return result(best);
  if (temperature !== 1) sum = soften(row, most, temperature, weights);
  if (heat !== 1) total = Math.log(sum);
  if (minP > 0) {
    sum = 0;
    for (let i = 0; i < weights.length; i++) {
      if (weights[i]! < minP) weights[i] = 0;
      sum += weights[i]!;
    } // the largest weight is 1
  }
  if (topP < 1) {
    const top = topPOf(weights, topP, sum);
    let rest = random.next() * top.sum;
    for (const id of top.ids) if ((rest -= weights[id]!) < 0) return result(id);
    return result(best);
  }
  let left = random.next() * sum;
  for (let i = 0; i < weights.length; i++) {
    left -= weights[i]!;
    if (left < 0 && weights[i]! > 0) return result(i);
  }
  return result(best); // rounding used up the sum
};

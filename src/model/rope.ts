/**
 * Rotary position embeddings (RoPE) by config: frequencies, the factor on cosines and sines, and the scalings that
 * extend a trained context (linear, Llama 3, YaRN). Numbers only; the tensor operation is in tensor/.
 *
 * A scaling changes the model at every position, also inside its original context. Sources: transformers,
 * modeling_rope_utils.py (names and formulas); Peng et al. 2023, "YaRN"; Llama 3's reference code.
 */
import { defined, isObject, previewJson, type JsonObject } from '../json.ts';

export type RopeScaling =
  | { type: 'linear'; factor: number }
  | { type: 'llama3'; factor: number; lowFreqFactor: number; highFreqFactor: number; originalMaxPositions: number }
  | {
      type: 'yarn';
      factor: number;
      originalMaxPositions: number;
      betaFast: number;
      betaSlow: number;
      /** Whether the borders of the ramp are rounded to whole pairs. */
      truncate: boolean;
      /** Factor on cosines and sines; without it, it follows from DeepSeek's two mscales, or is 0.1 ln factor + 1. */
      attentionFactor?: number;
      mscale?: number;
      mscaleAllDim?: number;
    };

/** Rotary positions as a config describes them. */
export type Rope = { ropeTheta: number; ropeScaling?: RopeScaling };

const defaultTheta = 10_000;

const parseScaling = (place: string, json: JsonObject, maxPositions: number): RopeScaling | undefined => {
  const fail = (why: string): never => {
    throw new Error(`config.json: ${place}${why}`);
  };
  const has = (field: string): boolean => json[field] !== undefined && json[field] !== null;
  const number = (field: string, fallback?: number, least = 0): number => {
    const value = has(field) ? json[field] : fallback;
    if (typeof value === 'number' && Number.isFinite(value) && value > 0 && value >= least) return value;
    return fail(
      `.${field} is ${previewJson(value)}; it must be a number ${least > 0 ? `of at least ${least}` : 'above 0'}`,
    );
  };
  const type: unknown = json.rope_type ?? json.type ?? 'default';
  switch (type) {
    case 'default':
      return undefined;
    case 'linear':
      return { type, factor: number('factor', undefined, 1) };
    case 'llama3': {
      const scaling = {
        type,
        factor: number('factor', undefined, 1),
        lowFreqFactor: number('low_freq_factor'),
        highFreqFactor: number('high_freq_factor'),
        originalMaxPositions: number('original_max_position_embeddings'),
      } as const;
      if (scaling.highFreqFactor <= scaling.lowFreqFactor)
        fail(
          `.high_freq_factor is ${scaling.highFreqFactor}; it must be above low_freq_factor, ${scaling.lowFreqFactor}`,
        );
      return scaling;
    }
    case 'yarn': {
      const originalMaxPositions = number('original_max_position_embeddings', maxPositions);
      const truncate = json.truncate ?? true;
      if (typeof truncate !== 'boolean') return fail(`.truncate is ${previewJson(truncate)}; it must be true or false`);
      const optional = (field: string, absent?: number): number | undefined =>
        has(field) && json[field] !== absent ? number(field) : undefined;
      return defined({
        type,
        factor: number('factor', maxPositions / originalMaxPositions, 1),
        originalMaxPositions,
        betaFast: number('beta_fast', 32),
        betaSlow: number('beta_slow', 1),
        truncate,
        attentionFactor: optional('attention_factor'),
        mscale: optional('mscale', 0), // DeepSeek writes 0 for "no factor"
        mscaleAllDim: optional('mscale_all_dim', 0),
      });
    }
    default:
      return fail(
        ` has the type ${previewJson(type)}; it must be null or of type 'default', 'linear', 'llama3' or 'yarn'`,
      );
  }
};

/**
 * Reads rope_theta and rope_scaling (newer files: both in rope_parameters) of a config.json. Throws one sentence that
 * names the field, its value and what is allowed.
 */
export const parseRope = (json: JsonObject, maxPositions: number): Rope => {
  const nested = isObject(json.rope_parameters) ? json.rope_parameters : {};
  const theta = json.rope_theta ?? nested.rope_theta ?? defaultTheta;
  if (typeof theta !== 'number' || !Number.isFinite(theta) || theta <= 0)
    throw new Error(`config.json: rope_theta is ${previewJson(theta)}; it must be a number above 0`);
  const partial = json.partial_rotary_factor ?? nested.partial_rotary_factor ?? 1;
  if (partial !== 1)
    throw new Error(
      `config.json: partial_rotary_factor is ${previewJson(partial)}; only whole heads (1) are supported`,
    );
  let ropeScaling: RopeScaling | undefined;
  for (const place of ['rope_scaling', 'rope_parameters']) {
    const scaling = json[place];
    if (scaling === undefined || scaling === null) continue;
    if (!isObject(scaling))
      throw new Error(`config.json: ${place} is ${previewJson(scaling)}; it must be null or an object`);
    ropeScaling ??= parseScaling(place, scaling, maxPositions);
  }
  return defined({ ropeTheta: theta, ropeScaling });
};

/** rope_theta and rope_scaling for a config.json; `parseRope` is the inverse. */
export const formatRope = ({ ropeTheta, ropeScaling: scaling }: Rope): JsonObject => {
  const common = scaling && { rope_type: scaling.type, type: scaling.type, factor: scaling.factor };
  if (!scaling) return { rope_theta: ropeTheta };
  switch (scaling.type) {
    case 'linear':
      return { rope_theta: ropeTheta, rope_scaling: common };
    case 'llama3':
      return {
        rope_theta: ropeTheta,
        rope_scaling: {
          ...common,
          low_freq_factor: scaling.lowFreqFactor,
          high_freq_factor: scaling.highFreqFactor,
          original_max_position_embeddings: scaling.originalMaxPositions,
        },
      };
    case 'yarn':
      return {
        rope_theta: ropeTheta,
        rope_scaling: {
          ...common,
          original_max_position_embeddings: scaling.originalMaxPositions,
          beta_fast: scaling.betaFast,
          beta_slow: scaling.betaSlow,
          ...(scaling.truncate ? {} : { truncate: false }),
          ...(scaling.attentionFactor === undefined ? {} : { attention_factor: scaling.attentionFactor }),
          ...(scaling.mscale === undefined ? {} : { mscale: scaling.mscale }),
          ...(scaling.mscaleAllDim === undefined ? {} : { mscale_all_dim: scaling.mscaleAllDim }),
        },
      };
    default:
      return scaling satisfies never;
  }
};

/** Radians per position of each of the `width` / 2 pairs, highest first. */
export const inverseFrequencies = ({ ropeTheta, ropeScaling: scaling }: Rope, width: number): Float64Array => {
  const plain = Float64Array.from({ length: width / 2 }, (_, i) => ropeTheta ** ((-2 * i) / width));
  if (!scaling) return plain;
  const { factor } = scaling;
  switch (scaling.type) {
    case 'linear':
      return plain.map((f) => f / factor);
    case 'llama3':
      return plain.map((f) => {
        // High frequencies stay, low ones are scaled, those between are mixed by their turns within the original context.
        const turns = (scaling.originalMaxPositions * f) / (2 * Math.PI);
        const share = Math.min(
          1,
          Math.max(0, (turns - scaling.lowFreqFactor) / (scaling.highFreqFactor - scaling.lowFreqFactor)),
        );
        return f * (share + (1 - share) / factor);
      });
    case 'yarn': {
      // The pair that makes this many turns in the original context.
      const pairOf = (turns: number) =>
        (width * Math.log(scaling.originalMaxPositions / (turns * 2 * Math.PI))) / (2 * Math.log(ropeTheta));
      const [first, last] = [pairOf(scaling.betaFast), pairOf(scaling.betaSlow)];
      const low = Math.max(0, scaling.truncate ? Math.floor(first) : first);
      const high = Math.min(width - 1, scaling.truncate ? Math.ceil(last) : last);
      return plain.map((f, i) => {
        const share = 1 - Math.min(1, Math.max(0, (i - low) / (high === low ? 0.001 : high - low)));
        return f * (share + (1 - share) / factor);
      });
    }
    default:
      return scaling satisfies never;
  }
};

/** YaRN's temperature for a context extended by `factor`: 0.1 · mscale · ln factor + 1. */
const yarnScale = (factor: number, mscale = 1): number => (factor <= 1 ? 1 : 0.1 * mscale * Math.log(factor) + 1);

/** The factor on cosines and sines: 1 except for YaRN. */
export const rotaryFactor = ({ ropeScaling: scaling }: Rope): number => {
  if (scaling?.type !== 'yarn') return 1;
  if (scaling.attentionFactor !== undefined) return scaling.attentionFactor;
  const { factor, mscale, mscaleAllDim } = scaling;
  return mscale !== undefined && mscaleAllDim !== undefined
    ? yarnScale(factor, mscale) / yarnScale(factor, mscaleAllDim)
    : yarnScale(factor);
};

/**
 * DeepSeek's factor on 1/√D of the attention scores under YaRN (DeepseekV3Attention): the square of its mscale over
 * all dimensions.
 */
export const scoreFactor = ({ ropeScaling: scaling }: Rope): number =>
  scaling?.type === 'yarn' && scaling.mscaleAllDim !== undefined
    ? yarnScale(scaling.factor, scaling.mscaleAllDim) ** 2
    : 1;

/** Cosines and sines of positions 0..positions-1, each (positions, width / 2), row-major. */
export const rotaryTables = (
  rope: Rope,
  width: number,
  positions: number,
): { cos: Float32Array; sin: Float32Array } => {
  const frequencies = inverseFrequencies(rope, width);
  const factor = rotaryFactor(rope);
  const half = width / 2;
  const table = (f: (angle: number) => number) =>
    Float32Array.from(
      { length: positions * half },
      (_, i) => f(Math.floor(i / half) * frequencies[i % half]!) * factor,
    );
  return { cos: table(Math.cos), sin: table(Math.sin) };
};

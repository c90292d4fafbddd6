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

/** Where files put rope settings: beside the other fields, in rope_scaling, or (transformers 5) in rope_parameters. */
const PLACES = ['rope_scaling', 'rope_parameters'] as const;

/** Fields of a scaling that are read here, or that don't change the arithmetic. */
const KNOWN_FIELDS: ReadonlySet<string> = new Set([
  'rope_type',
  'type',
  'factor',
  'rope_theta',
  'partial_rotary_factor',
  'original_max_position_embeddings',
  'low_freq_factor',
  'high_freq_factor',
  'beta_fast',
  'beta_slow',
  'truncate',
  'attention_factor',
  'mscale',
  'mscale_all_dim',
  'finetuned',
]);

/** The one value of a field among `places`; throws when two differ. */
const oneValue = (field: string, places: readonly (readonly [string, JsonObject])[]): unknown => {
  const said = places.flatMap(([place, json]) =>
    json[field] === undefined || json[field] === null ? [] : [[place, json[field]] as const],
  );
  const other = said.find(([, value]) => value !== said[0]![1]);
  if (other)
    throw new Error(
      `config.json: ${field} is ${previewJson(said[0]![1])} in ${said[0]![0]} and ${previewJson(other[1])} in ${other[0]}; one of the two is wrong`,
    );
  return said[0]?.[1];
};

/** The scalings of a config.json, by their place. Throws for settings that are not known to be harmless. */
const scalingsOf = (json: JsonObject): [string, JsonObject][] =>
  PLACES.flatMap((place): [string, JsonObject][] => {
    const scaling = json[place];
    if (scaling === undefined || scaling === null) return [];
    if (!isObject(scaling))
      throw new Error(`config.json: ${place} is ${previewJson(scaling)}; it must be null or an object`);
    const known = ['default', 'linear', 'llama3', 'yarn'].includes(
      (scaling.rope_type ?? scaling.type ?? 'default') as string,
    );
    const unknown = Object.entries(scaling).find(
      ([name, value]) => !KNOWN_FIELDS.has(name) && (value ?? undefined) !== undefined,
    );
    // A scaling of an unknown type is refused with that reason.
    if (known && unknown)
      throw new Error(
        `config.json: ${place}.${unknown[0]} is ${previewJson(unknown[1])}; this setting is not supported, and it may change the model`,
      );
    return [[place, scaling]];
  });

/**
 * Reads rope_theta and rope_scaling of a config.json, wherever the file puts them. Throws one sentence that names the
 * field, its value and what is allowed, also for two values that differ and for settings that are not known to be
 * harmless.
 */
export const parseRope = (json: JsonObject, maxPositions: number): Rope => {
  const scalings = scalingsOf(json);
  const places = [['config.json', json] as const, ...scalings];
  const theta = oneValue('rope_theta', places) ?? defaultTheta;
  if (typeof theta !== 'number' || !Number.isFinite(theta) || theta <= 0)
    throw new Error(`config.json: rope_theta is ${previewJson(theta)}; it must be a number above 0`);
  const partial = oneValue('partial_rotary_factor', places) ?? 1;
  if (partial !== 1)
    throw new Error(
      `config.json: partial_rotary_factor is ${previewJson(partial)}; only whole heads (1) are supported`,
    );
  const [first, second] = scalings.flatMap(([place, scaling]) => parseScaling(place, scaling, maxPositions) ?? []);
  if (first && second && JSON.stringify(first) !== JSON.stringify(second))
    throw new Error(
      'config.json: rope_scaling and rope_parameters describe two different scalings; one of them is wrong',
    );
  return defined({ ropeTheta: theta, ropeScaling: first });
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
        // High frequencies stay, low ones are scaled, those between are mixed by their turns within the original
        // context.
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

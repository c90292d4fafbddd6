/**
 * What a sweep tries: fields of a recipe with their values, as a grid or as random draws, and the recipe that each
 * setting makes. Pure functions. cli/sweep.ts runs the settings; the schemas in lab/recipe check the recipes.
 */
import { createRandom } from '../../random.ts';
import { UsageError } from '../../usage-error.ts';

/** One field by its path, such as train.lr, and what it may be. `null` leaves the field out of the recipe. */
export type Vary =
  | { field: string; type: 'list'; values: readonly unknown[] }
  | { field: string; type: 'range'; low: number; high: number; log: boolean; whole: boolean };

/** A value for every field of the sweep. */
export type Setting = Readonly<Record<string, unknown>>;

const NUMBER = String.raw`[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?`;
const RANGE = new RegExp(`^(log:)?(${NUMBER})\\.\\.(${NUMBER})$`, 'i');

/** A value as it is written on the command line and in tables. */
export const valueText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** Cuts at commas that are not inside brackets or quotes. */
const splitValues = (text: string): string[] => {
  const parts = [''];
  let [depth, quoted] = [0, false];
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (c === '"' && text[i - 1] !== '\\') quoted = !quoted;
    if (!quoted && '[{'.includes(c)) depth++;
    if (!quoted && ']}'.includes(c)) depth--;
    if (c === ',' && depth === 0 && !quoted) parts.push('');
    else parts[parts.length - 1] += c;
  }
  return parts.map((part) => part.trim());
};

const parseValue = (word: string, text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    if (/^[a-z_][\w./-]*$/i.test(text)) return text; // a plain word needs no quotes
    throw new UsageError(`${word}: "${text}" is neither a number, a word nor JSON`);
  }
};

/** FIELD=1,2,3 or FIELD=1..9 or FIELD=log:1e-4..1e-2. Throws `UsageError`. */
export const parseVary = (word: string): Vary => {
  const at = word.indexOf('=');
  const field = word.slice(0, Math.max(0, at));
  if (!/^[a-z_]\w*(\.\w+)*$/i.test(field))
    throw new UsageError(`a sweep takes fields as FIELD=VALUES, such as train.lr=1e-3,3e-3; got "${word}"`);
  if (field.split('.').some((part) => part === '__proto__')) throw new UsageError(`"${field}" is no field of a recipe`);
  const text = word.slice(at + 1).trim();
  const range = RANGE.exec(text);
  if (range) {
    const [low, high] = [Number(range[2]), Number(range[3])];
    const log = range[1] !== undefined;
    if (!(low < high)) throw new UsageError(`${word}: the range must rise`);
    if (log && !(low > 0)) throw new UsageError(`${word}: a logarithmic range must begin above 0`);
    const whole = [range[2]!, range[3]!].every((end) => /^[-+]?\d+$/.test(end));
    return { field, type: 'range', low, high, log, whole };
  }
  const values = splitValues(text).map((part) => parseValue(word, part));
  const twice = values.find((value, i) => values.findIndex((other) => valueText(other) === valueText(value)) !== i);
  if (twice !== undefined) throw new UsageError(`${word}: ${valueText(twice)} stands there twice`);
  return { field, type: 'list', values };
};

/** Draws from a range; three digits, so that it can be read and typed again. */
const drawFrom = (vary: Vary, at: number): unknown => {
  if (vary.type === 'list') return vary.values[Math.floor(at * vary.values.length)];
  const { low, high, log, whole } = vary;
  const value = log ? low * (high / low) ** at : low + (whole ? high + 1 - low : high - low) * at;
  return whole ? Math.min(high, Math.floor(value)) : Number(value.toPrecision(3));
};

const MOST = 10_000;

/**
 * The settings of a sweep: every combination, or `draws` random ones. Draw number i follows from `seed` and i alone, so
 * that more draws later keep those that were made. Draws that come out alike count once.
 */
export const settingsOf = (varied: readonly Vary[], draws?: { count: number; seed: number }): Setting[] => {
  const fields = varied.map(({ field }) => field);
  const clash = fields.find((field, i) =>
    fields.some((other, j) => i !== j && (other === field || other.startsWith(`${field}.`))),
  );
  if (clash !== undefined) throw new UsageError(`${clash} is given twice, or with a part of it; give each field once`);
  if (draws) {
    const drawn = Array.from({ length: draws.count }, (_, i) => {
      const random = createRandom(`sweep/${draws.seed}/${i}`);
      return Object.fromEntries(varied.map((vary) => [vary.field, drawFrom(vary, random.next())]));
    });
    return [...new Map(drawn.map((setting) => [JSON.stringify(setting), setting])).values()];
  }
  const range = varied.find((vary) => vary.type === 'range');
  if (range)
    throw new UsageError(`${range.field} is a range, from which values must be drawn: say how many with --draws N`);
  const size = varied.reduce((n, vary) => n * (vary.type === 'list' ? vary.values.length : 1), 1);
  if (size > MOST)
    throw new UsageError(`the grid has ${size} settings, and at most ${MOST} are tried; draw from it with --draws N`);
  return varied.reduce<Setting[]>(
    (settings, vary) =>
      settings.flatMap((setting) =>
        (vary.type === 'list' ? vary.values : []).map((value) => ({ ...setting, [vary.field]: value })),
      ),
    [{}],
  );
};

/** A copy of the recipe's JSON with the setting's values at their places. */
export const applySetting = (recipe: Readonly<Record<string, unknown>>, setting: Setting): Record<string, unknown> => {
  const copy = structuredClone(recipe) as Record<string, unknown>;
  for (const [field, value] of Object.entries(setting)) {
    const path = field.split('.');
    const last = path.pop()!;
    let at = copy;
    for (const part of path) {
      const next = Object.hasOwn(at, part) ? at[part] : undefined;
      at = at[part] = (typeof next === 'object' && next !== null ? next : {}) as Record<string, unknown>;
    }
    if (value === null) delete at[last];
    else at[last] = value;
  }
  return copy;
};

/** Seeds as a list, '1,2,5', or a span, '1..3'. Throws `UsageError`. */
export const parseSeeds = (text: string): number[] => {
  const span = /^(\d+)\.\.(\d+)$/.exec(text);
  if (span && Number(span[2]) - Number(span[1]) >= MOST)
    throw new UsageError(`--seeds takes at most ${MOST} of them; got "${text}"`);
  const seeds = span
    ? Array.from({ length: Math.max(0, Number(span[2]) - Number(span[1]) + 1) }, (_, i) => Number(span[1]) + i)
    : text.split(',').map((part) => (/^\s*\d+\s*$/.test(part) ? Number(part) : NaN));
  if (seeds.length === 0 || seeds.some((seed) => !Number.isSafeInteger(seed)) || new Set(seeds).size < seeds.length) {
    throw new UsageError(`--seeds takes different whole numbers, such as 1,2,3 or 1..5; got "${text}"`);
  }
  return seeds;
};

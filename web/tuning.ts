/**
 * Settings of one conversation: the system prompt and how the model draws its tokens. What is left out is the model's
 * own way. Pure.
 */
import { isObject, number, text } from './piece.ts';

export type Tuning = { system?: string; temperature?: number; topP?: number; maxTokens?: number };

export type Preset = { name: string; tuning: Tuning };

/** The bounds of a number that OpenAI's API takes. */
export const BOUNDS = {
  temperature: { least: 0, most: 2, step: 0.1 },
  topP: { least: 0, most: 1, step: 0.05 },
  maxTokens: { least: 1, most: 1_000_000, step: 1 },
} as const;
type Bounded = keyof typeof BOUNDS;

/** A number within its bounds; undefined for anything else. */
export const bounded = (name: Bounded, value: unknown): number | undefined => {
  const given = typeof value === 'string' && value.trim() !== '' ? Number(value) : number(value);
  const { least, most } = BOUNDS[name];
  if (given === undefined || !Number.isFinite(given) || given < least || given > most) return undefined;
  return name === 'maxTokens' ? Math.round(given) : given;
};

/** A tuning from anything; fields that make no sense are left out. */
export const readTuning = (value: unknown): Tuning => {
  if (!isObject(value)) return {};
  const system = text(value.system)?.trim();
  const tuning: Tuning = {};
  if (system) tuning.system = system;
  for (const name of ['temperature', 'topP', 'maxTokens'] as const) {
    const given = bounded(name, value[name]);
    if (given !== undefined) tuning[name] = given;
  }
  return tuning;
};

export const isTuned = (tuning: Tuning | undefined): boolean => Object.keys(tuning ?? {}).length > 0;

/** The fields of a request. The system prompt is a message and not among them. */
export const requestFields = ({ temperature, topP, maxTokens }: Tuning): Record<string, number> => ({
  ...(temperature !== undefined && { temperature }),
  ...(topP !== undefined && { top_p: topP }),
  ...(maxTokens !== undefined && { max_tokens: maxTokens }),
});

/** Presets of a stored text; a damaged one gives none. */
export const readPresets = (stored: string): Preset[] => {
  let all: unknown;
  try {
    all = JSON.parse(stored);
  } catch {
    return [];
  }
  return (Array.isArray(all) ? all : []).flatMap((item): Preset[] => {
    const name = isObject(item) ? text(item.name)?.trim() : undefined;
    return name ? [{ name, tuning: readTuning((item as { tuning?: unknown }).tuning) }] : [];
  });
};

/**
 * Typed access to the fields of a config.json. Each reader gives a value of the right type or throws a sentence that
 * names the field, its value and what is allowed.
 */
import { previewJson } from '../json.ts';

/** Throws the one sentence that every wrong field gets. */
export const fail = (field: string, value: unknown, allowed: string): never => {
  throw new Error(`config.json: ${field} is ${previewJson(value)}; ${allowed}`);
};

/** Reads typed fields of one object; null counts as absent, as in Hugging Face files. */
export const fieldsOf = (json: Record<string, unknown>) => {
  const get = (field: string): unknown => (Object.hasOwn(json, field) ? (json[field] ?? undefined) : undefined);
  const count = (field: string, fallback?: number, most = 2 ** 31 - 1): number => {
    const value = get(field) ?? fallback;
    if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most) return value;
    return fail(field, value, `it must be a whole number from 1 to ${most}`);
  };
  const positive = (field: string, fallback?: number): number => {
    const value = get(field) ?? fallback;
    if (typeof value === 'number' && Number.isFinite(value) && value > 0) return value;
    return fail(field, value, 'it must be a number above 0');
  };
  const flag = (field: string, fallback: boolean): boolean => {
    const value = get(field) ?? fallback;
    return typeof value === 'boolean' ? value : fail(field, value, 'it must be true or false');
  };
  return { get, count, positive, flag };
};

/** The readers of one object. */
export type Fields = ReturnType<typeof fieldsOf>;

/**
 * Plain JSON values: telling an object from other values, leaving out fields without a value, printing. Parsing text
 * from outside belongs to the file that knows the format.
 */

/** A JSON object whose fields are not known yet. */
export type JsonObject = Record<string, unknown>;

/** Whether a value is an object, and neither null nor an array. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `T` with every field that may be undefined made optional. */
export type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** A copy of `fields` without those that are undefined: `defined({ a: 1, b: undefined })` is `{ a: 1 }`. */
export const defined = <T extends object>(fields: T): Defined<T> => {
  const out: JsonObject = {};
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) out[name] = value;
  return out as Defined<T>;
};

/** The text of a JSON file: indented by two spaces, with a line end. */
export const prettyJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** A value as an error message shows it: JSON on one line, at most `longest` characters; undefined is "missing". */
export const previewJson = (value: unknown, longest = 80): string => {
  if (value === undefined) return 'missing';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > longest ? `${text.slice(0, longest - 3)}...` : text;
};

/**
 * Any value as a text: a text as it is, nothing as '', all else as JSON. It never throws at JSON values, as String does
 * at { toString: 1 }.
 */
export const textFrom = (value: unknown): string => {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? '' : JSON.stringify(value);
};

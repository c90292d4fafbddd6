/**
 * JSON whose whole numbers keep all their digits: one that a number can't hold exactly is a bigint between reading and
 * writing, so that an identifier of twenty digits leaves as it came. A number beyond all bounds is refused.
 */

/**
 * JSON.parse gives a reviver the source of a primitive, and JSON.rawJSON writes one as it is (ES2026; Node 22 has
 * both).
 */
type ExactJson = {
  parse(text: string, reviver: (key: string, value: unknown, context: { source?: string }) => unknown): unknown;
  rawJSON(text: string): unknown;
};
const exact = JSON as unknown as ExactJson;

/** The digits as a number, or as a bigint where a number would lose some. Undefined beyond all bounds. */
export const numberOf = (digits: string): number | bigint | undefined => {
  const value = Number(digits);
  if (!Number.isFinite(value)) return undefined;
  return /^[+-]?\d+$/.test(digits) && !Number.isSafeInteger(value) ? BigInt(digits) : value;
};

/** Reads JSON. Throws a SyntaxError, also for a number beyond all bounds. */
export const parseExact = (text: string): unknown =>
  exact.parse(text, (_key, value, { source }) => {
    if (typeof value !== 'number' || source === undefined) return value;
    const number = numberOf(source);
    if (number === undefined) throw new SyntaxError(`the number ${source.slice(0, 40)} is too large`);
    return number;
  });

/** Writes JSON, each bigint with all its digits. */
export const writeExact = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? exact.rawJSON(String(inner)) : inner));

/** The value without bigints, for whoever does not know them: each as the nearest number, or as its digits. */
export const withoutBigInts = (value: unknown, as: 'number' | 'text'): unknown => {
  if (typeof value === 'bigint') return as === 'number' ? Number(value) : String(value);
  if (Array.isArray(value)) return value.map((element) => withoutBigInts(element, as));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withoutBigInts(member, as)]));
};

/**
 * Bytes that were parsed on their way carry what they hold, so that whoever reads them next need not parse them again. Only
 * within this process, and only for as long as the bytes live; bytes that nobody parsed know nothing.
 */
const known = new WeakMap<Uint8Array, readonly unknown[]>();

/** Says that `bytes` are whole events of a stream whose data are these JSON values, in order. */
export const rememberParsed = (bytes: Uint8Array, values: readonly unknown[]): void => { known.set(bytes, values); };

/** The JSON values of the events in `bytes`, when they are known. */
export const parsedOf = (bytes: Uint8Array): readonly unknown[] | undefined => known.get(bytes);

/**
 * Long regular expressions, built of shorter ones. A pattern that is wider than a line is written as several, which are
 * joined here into the source of one: new RegExp(sequence(/\b/, anyOf(/cat|dog/, /cow/), /s?\b/), 'g'). Flags of the
 * parts don't count.
 */

/** The sources of the patterns as alternatives, in their order, without a group around them. */
export const alternatives = (...patterns: readonly RegExp[]): string => patterns.map(({ source }) => source).join('|');

/** The same within a group that captures nothing. */
export const anyOf = (...patterns: readonly RegExp[]): string => `(?:${alternatives(...patterns)})`;

/** The sources of the parts, one after the other. A string is a source already. */
export const sequence = (...parts: readonly (RegExp | string)[]): string =>
  parts.map((part) => (typeof part === 'string' ? part : part.source)).join('');

/**
 * Long regular expressions, built of shorter ones. A pattern that is wider than a line is written as several, which are
 * joined here into the source of one: new RegExp(sequence(/\b/, anyOf(/cat|dog/, /cow/), /s?\b/), 'g'). Flags of the
 * parts don't count.
 */

/** A pattern, or the source of one. */
type Part = RegExp | string;

const sourceOf = (part: Part): string => (typeof part === 'string' ? part : part.source);

/** The sources of the parts as alternatives, in their order, without a group around them. */
export const alternatives = (...parts: readonly Part[]): string => parts.map(sourceOf).join('|');

/** The same within a group that captures nothing. */
export const anyOf = (...parts: readonly Part[]): string => `(?:${alternatives(...parts)})`;

/** The sources of the parts, one after the other. */
export const sequence = (...parts: readonly Part[]): string => parts.map(sourceOf).join('');

/**
 * When two answers are the same: numbers by value (fractions, decimals, thousands marks, a unit the other lacks),
 * assignments and lists by their parts, anything else by its letters. Used for grading and for grouping votes.
 */

/** Exact value of an integer, decimal, mixed number or fraction, as a reduced [numerator, denominator]. */
const rational = (text: string): [bigint, bigint] | undefined => {
  const plain = text.replace(/(?<=\d),(?=\d{3}\b)/g, '').replace(/[−–]/g, '-').trim();
  const match = /^([+-]?)(\d+)(?:\.(\d+))?(?:\s*\/\s*(\d+))?$/.exec(plain);
  if (!match || plain.length > 60) return undefined;
  const [, sign, whole, decimals = '', below] = match;
  let n = BigInt(whole! + decimals) * (sign === '-' ? -1n : 1n);
  let d = 10n ** BigInt(decimals.length) * BigInt(below ?? '1');
  if (d === 0n) return undefined;
  let [a, b] = [n < 0n ? -n : n, d];
  while (b) [a, b] = [b, a % b];
  if (a > 1n) { n /= a; d /= a; }
  return [n, d];
};

/** The form under which equal answers are equal strings. */
export const canonical = (answer: string): string => {
  let text = answer.trim().toLowerCase().replace(/\s+/g, ' ').replace(/[.!]+$/, '').trim();
  text = text.replace(/^\$(.*)\$$/, '$1').replace(/^\\boxed\{(.*)\}$/, '$1').trim();
  const list = text.split(/\s*[,;]\s*|\s+and\s+/).filter((part) => part !== '');
  if (list.length > 1 && !rational(text)) {
    const parts = list.map(canonical);
    return (parts.every((part) => /^[a-z]\w*=/.test(part)) ? parts.sort() : parts).join(', ');
  }
  const assigned = /^([a-z]\w*) ?= ?(.+)$/.exec(text);
  if (assigned) return `${assigned[1]}=${canonical(assigned[2]!)}`;
  const value = rational(text) ?? rational(/^([+-]?[\d.,/]+) [a-z%°]+$/.exec(text)?.[1] ?? '');
  if (value) return value[1] === 1n ? `${value[0]}` : `${value[0]}/${value[1]}`;
  return text;
};

/** Whether two answers say the same. */
export const equivalent = (a: string, b: string): boolean => canonical(a) === canonical(b);

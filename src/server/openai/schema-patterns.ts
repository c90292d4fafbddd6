/**
 * Patterns of JSON schemas as JavaScript reads them with the flag u, which JSON Schema asks for. Pydantic, zod and
 * others write `\-`, `(?i)`, `(?P<name>`: these are translated. A pattern that can't be read at all is left to the
 * model.
 */
import { isObject } from '../../json.ts';

const reads = (pattern: string): boolean => {
  try {
    return Boolean(new RegExp(pattern, 'u'));
  } catch {
    return false;
  }
};

const SYNTAX = '^$\\.*+?()[]{}|/';

/** Escapes and braces that only the older mode takes, spelled for the flag u. */
const strict = (pattern: string): string => {
  let out = '';
  let inClass = false;
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i]!;
    if (char === '\\') {
      const next = pattern[++i] ?? '\\';
      const keeps = /[A-Za-z0-9]/.test(next) || SYNTAX.includes(next) || (inClass && next === '-');
      out += keeps ? char + next : next;
    } else if (inClass) {
      inClass = char !== ']';
      out += char;
    } else if (char === '[') {
      inClass = true;
      out += char;
    } else if (char === '{') {
      const quantifier = /^\{\d+(,\d*)?\}/.exec(pattern.slice(i))?.[0];
      out += quantifier ?? '\\{';
      i += (quantifier?.length ?? 1) - 1;
    } else out += char === '}' || char === ']' ? `\\${char}` : char;
  }
  return out;
};

/** Spellings of Python and PCRE. */
const translated = (pattern: string): string =>
  pattern
    .replace(/\(\?P<(\w+)>/g, '(?<$1>')
    .replace(/\(\?P=(\w+)\)/g, '\\k<$1>')
    .replace(/\\A/g, '^')
    .replace(/\\[Zz]/g, '$$')
    .replace(/^\(\?([ims]+)\)([\s\S]*)$/, '(?$1:$2)');

/** The pattern with the flag u; undefined when there is no reading of it. */
export const readablePattern = (pattern: string): string | undefined =>
  [pattern, strict(pattern), translated(pattern), strict(translated(pattern))].find(reads);

/** A copy of `schema` in which every pattern can be read; those that can't are left out. */
export const withReadablePatterns = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(withReadablePatterns);
  if (!isObject(schema)) return schema;
  const out: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(schema)) {
    if (name === 'pattern' && typeof value === 'string') {
      const pattern = readablePattern(value);
      if (pattern !== undefined) out[name] = pattern;
    } else if (name === 'patternProperties' && isObject(value)) {
      const entries = Object.entries(value).flatMap(([pattern, inner]) => {
        const readable = readablePattern(pattern);
        return readable === undefined ? [] : [[readable, withReadablePatterns(inner)] as const];
      });
      out[name] = Object.fromEntries(entries);
    } else out[name] = ['enum', 'const', 'default', 'examples'].includes(name) ? value : withReadablePatterns(value);
  }
  return out;
};

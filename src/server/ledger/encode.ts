/**
 * Encodes the inputs, outputs and events of one request as JSON that is small and safe to store: secrets are removed,
 * long texts are shortened with a note of how much is missing, and a text that occurs often is stored once (a prompt
 * is in every call).
 *
 * A shared text is written as '\u0001' and its number in base 36. A text that itself begins with '\u0001' is always
 * shared, so that it is not mistaken for a number.
 */
import type { Redact } from '../../redact.ts';

export type EncodeLimits = {
  /** Most characters of one text. */
  text: number;
  /** Most characters of one request, all together. What comes first is kept. */
  request: number;
};

/** A thought of 32,000 tokens, about 160,000 characters, is kept whole. */
const ENCODE_LIMITS: EncodeLimits = { text: 262_144, request: 2_097_152 };

const MARK = '\u0001';
/** Shorter texts are written where they stand. */
const INLINE = 40;
const DEEPEST = 100;
const LEFT_OUT = '[left out: the request is larger than what is kept of one]';

export type Encoder = {
  /** JSON of `value`. What JSON can't carry is null or absent, as with JSON.stringify; cycles end at a depth of 100. */
  encode(value: unknown): string;
  /** JSON of the list of texts that the packed values point to; asked for last. */
  texts(): string;
};

/** The beginning of a text, and how much is missing. A pair of surrogates is not torn apart. */
export const truncate = (text: string, most: number): string => {
  if (text.length <= most) return text;
  const head = text.slice(0, most);
  return `${/[\ud800-\udbff]$/.test(head) ? head.slice(0, -1) : head}…[${text.length - most} more characters]`;
};

/** A packer for one request: texts are shared over everything that it packs. */
export const createEncoder = (redact: Redact, limits: EncodeLimits = ENCODE_LIMITS): Encoder => {
  const known = new Map<string, string>();
  const texts: string[] = [];
  let left = limits.request;

  const packText = (text: string): string => {
    if (text.length < INLINE && text[0] !== MARK) {
      left -= text.length;
      return redact(text);
    }
    const found = known.get(text);
    if (found !== undefined) return found;
    // Redacted before it is cut, so that no half of a secret stays at the end; a bit more than is kept is enough for
    // that.
    const near = text.length > 2 * limits.text ? text.slice(0, 2 * limits.text) : text;
    const clean = redact(near);
    const most = Math.min(limits.text, Math.max(200, left));
    const shortened =
      clean.length + (text.length - near.length) <= most
        ? clean
        : truncate(clean + ' '.repeat(text.length - near.length), most);
    left -= shortened.length;
    const mark = MARK + texts.length.toString(36);
    texts.push(shortened);
    known.set(text, mark);
    return mark;
  };

  const walk = (value: unknown, depth: number): unknown => {
    if (typeof value === 'string') return packText(value);
    if (typeof value === 'number') return Number.isFinite(value) ? value : null;
    if (typeof value === 'boolean' || value === null) return value;
    if (typeof value !== 'object') return undefined;
    if (depth >= DEEPEST || left <= 0) return LEFT_OUT;
    left -= 2;
    if (Array.isArray(value)) {
      const out: unknown[] = [];
      for (const item of value) {
        if (left <= 0) {
          out.push(LEFT_OUT);
          break;
        }
        left -= 2;
        out.push(walk(item, depth + 1) ?? null);
      }
      return out;
    }
    const out: [string, unknown][] = [];
    for (const [name, field] of Object.entries(value)) {
      if (field === undefined || typeof field === 'function') continue;
      if (left <= 0) {
        out.push(['…', LEFT_OUT]);
        break;
      }
      left -= name.length + 4;
      out.push([truncate(redact(name), 1000), walk(field, depth + 1)]);
    }
    return Object.fromEntries(out);
  };

  return {
    encode: (value) => JSON.stringify(walk(value, 0) ?? null),
    texts: () => JSON.stringify(texts),
  };
};

/** The value again, from its JSON and the list of texts of its request. Throws on what no packer wrote. */
export const decode = (json: string, texts: readonly string[]): unknown => {
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') {
      if (value[0] !== MARK) return value;
      const text = texts[Number.parseInt(value.slice(1), 36)];
      if (text === undefined)
        throw new Error(`the trace points to text ${value.slice(1)} of ${texts.length}, which it does not hold`);
      return text;
    }
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, walk(field)]));
  };
  return walk(JSON.parse(json));
};

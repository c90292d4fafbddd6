/**
 * JSON parsing for untrusted files: JSON.parse after one pass that bounds nesting, because a file of opening brackets
 * would take a hundred times its size in memory. The pass uses no regular expression, so hostile text can't make it
 * slow.
 */

/** Deepest nesting allowed; tokenizer.json has about 8 levels. */
const DEEPEST = 32;

const [QUOTE, BACKSLASH, OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [
  0x22, 0x5c, 0x7b, 0x7d, 0x5b, 0x5d,
] as const;

/**
 * Parses text. Throws like JSON.parse on text that is not JSON, and also when it is nested deeper than `deepest`. With
 * `unique` it throws when an object has a key twice, of which JSON.parse would silently take the last.
 */
export const parseJson = (text: string, { deepest = DEEPEST, unique = false } = {}): unknown => {
  const open: (Set<string> | undefined)[] = [];
  for (let i = 0; i < text.length; i++) {
    const sign = text.charCodeAt(i);
    if (sign === OPEN_BRACE || sign === OPEN_BRACKET) {
      if (open.push(unique && sign === OPEN_BRACE ? new Set() : undefined) > deepest)
        throw new Error('it is nested too deeply');
    } else if (sign === CLOSE_BRACE || sign === CLOSE_BRACKET) open.pop();
    else if (sign === QUOTE) {
      const start = i;
      for (i++; i < text.length && text.charCodeAt(i) !== QUOTE; i++) if (text.charCodeAt(i) === BACKSLASH) i++;
      const keys = open.at(-1);
      if (!keys) continue;
      let after = i + 1;
      while (' \n\r\t'.includes(text[after] ?? 'x')) after++;
      if (text[after] !== ':') continue;
      const key = JSON.parse(text.slice(start, i + 1)) as string;
      if (keys.has(key)) throw new Error(`it has the key "${key.slice(0, 200)}" twice`);
      keys.add(key);
    }
  }
  return JSON.parse(text);
};

/** What the grammar takes as a number, a list, a name, a date, a time: written in code, typed, nothing guessed. */
import type { Context, Fit, Grammar, Terminal } from './grammar.ts';
import type { Token } from './tokens.ts';
import { isLoaded } from './asking.ts';

const ONES = (
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen ' +
  'seventeen eighteen nineteen'
).split(' ');
const TENS = '- - twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const SCALES: Readonly<Record<string, number>> = { hundred: 100, thousand: 1000, million: 1_000_000 };

const small = (word: string): number | undefined => {
  const one = ONES.indexOf(word);
  if (one >= 0) return one;
  const ten = TENS.indexOf(word === 'fourty' ? 'forty' : word);
  return ten >= 2 ? 10 * ten : undefined;
};

export const isNumberWord = (word: string): boolean => small(word) !== undefined || Object.hasOwn(SCALES, word);

const fit = (end: number, value: unknown): readonly Fit[] => [{ end, value }];
const NONE: readonly Fit[] = [];

/** The longest number in words from here: "six hundred and five", "twenty-three", "a hundred". */
const inWords = (tokens: readonly Token[], start: number): { end: number; value: number } | undefined => {
  let at = start;
  let total = 0;
  let group = 0;
  let last = Infinity;
  let end: number | undefined;
  const article = /^an?$/.test(tokens[at]?.text ?? '') && Object.hasOwn(SCALES, tokens[at + 1]?.text ?? '');
  if (article) at++;
  for (;;) {
    const token = tokens[at];
    if (token === undefined) break;
    if (token.text === '-' && token.glued && end === at && last >= 20 && last < 100 && tokens[at + 1]?.glued) {
      at++;
      continue;
    }
    if (token.text === 'and' && end === at && last >= 100 && small(tokens[at + 1]?.text ?? '') !== undefined) {
      at++;
      continue;
    }
    if (token.kind !== 'word') break;
    const value = small(token.text);
    const scale = Object.hasOwn(SCALES, token.text) ? SCALES[token.text]! : undefined;
    if (scale !== undefined) {
      if (end === undefined && !article) break;
      const by = group === 0 ? 1 : group;
      if (scale === 100) {
        if (by > 99) break;
        group = by * 100;
      } else {
        if (last >= 1000 && last !== Infinity) break;
        total += by * scale;
        group = 0;
      }
      last = scale;
    } else {
      if (value === undefined) break;
      const fits = last >= 100 || (last >= 20 && value > 0 && value < 10);
      if (!fits) break;
      group += value;
      last = value;
    }
    end = ++at;
  }
  return end === undefined ? undefined : { end, value: total + group };
};

/** A number without a sign of its own. */
const unsigned: Terminal = ({ tokens }, at) => {
  const token = tokens[at];
  if (token?.kind === 'number') {
    const scale = SCALES[tokens[at + 1]?.text ?? ''];
    if (scale !== undefined && !tokens[at + 1]!.glued && !token.text.includes('.'))
      return fit(at + 2, String(Number(token.text) * scale));
    return fit(at + 1, token.text);
  }
  if (token?.text === 'a' && tokens[at + 1]?.text === 'dozen') return fit(at + 2, '12');
  const words = inWords(tokens, at);
  return words ? fit(words.end, String(words.value)) : NONE;
};

/** "1/2" in one piece. */
const fraction: Terminal = ({ tokens }, at) => {
  const [top, slash, bottom] = [tokens[at], tokens[at + 1], tokens[at + 2]];
  if (top?.kind !== 'number' || slash?.text !== '/' || bottom?.kind !== 'number') return NONE;
  return slash.glued && bottom.glued && tokens[at + 3]?.text !== '/' ? fit(at + 3, `${top.text}/${bottom.text}`) : NONE;
};

/** A number with its sign, as it stands in a list: the sign touches it and nothing before. */
const signed: Terminal = (context, at) => {
  const { tokens } = context;
  const token = tokens[at];
  if (token?.text === '-') {
    const before = tokens[at - 1];
    if (tokens[at + 1]?.kind !== 'number' || !tokens[at + 1]!.glued) return NONE;
    if (before !== undefined && token.glued && before.kind !== 'sign') return NONE;
    return unsigned(context, at + 1).map(({ end, value }) => ({ end, value: `-${String(value)}` }));
  }
  if (/^(?:minus|negative)$/.test(token?.text ?? ''))
    return unsigned(context, at + 1).map(({ end, value }) => ({ end, value: `-${String(value)}` }));
  const whole = fraction(context, at);
  return whole.length > 0 ? whole : unsigned(context, at);
};

/** Signs and words between the items of a list. */
export const SEPARATORS: readonly (readonly string[])[] = [
  [',', 'and'],
  [',', 'or'],
  [',', '\n'],
  ['and'],
  ['&'],
  ['or'],
  [','],
  [';'],
  ['\n'],
];

/** "81 then 27 then 9": terms that are told one after another. */
const TOLD: readonly (readonly string[])[] = [
  [',', 'and', 'then'],
  [',', 'then'],
  ['and', 'then'],
  ['then'],
  ...SEPARATORS,
];

/** Where an item of a list may begin that stands behind `at`. */
const behind = (tokens: readonly Token[], at: number, separators: readonly (readonly string[])[]): number[] => {
  const found = separators.find((signs) => signs.every((sign, i) => tokens[at + i]?.text === sign));
  return found ? [at + found.length] : [at];
};

const isFigure = (token: Token | undefined): boolean => token?.kind !== 'word';
const alike = (a: Token | undefined, b: Token | undefined): boolean => isFigure(a) === isFigure(b);

/** A list of items, two at least, of all lengths from the longest down. */
export const listOf =
  (item: Terminal, least = 2, separators = SEPARATORS, mixed = false): Terminal =>
  (context, at) => {
    const fits: Fit[] = [];
    let ends: { end: number; values: unknown[] }[] = item(context, at).map(({ end, value }) => ({
      end,
      values: [value],
    }));
    for (let count = 1; ends.length > 0 && count < 60; count++) {
      if (count >= least) fits.push(...ends.map(({ end, values }) => ({ end, value: values })));
      ends = ends.flatMap(({ end, values }) =>
        behind(context.tokens, end, separators).flatMap((start) =>
          // Without a sign between them, numbers in words and in figures are not of one list.
          start === end &&
          (context.tokens[end]?.glued || (!mixed && !alike(context.tokens[end - 1], context.tokens[end])))
            ? []
            : item(context, start).map((next) => ({ end: next.end, values: [...values, next.value] })),
        ),
      );
    }
    const most = Math.max(0, ...fits.map(({ value }) => (value as unknown[]).length));
    // A list that goes on is no shorter list.
    return fits.filter(({ value }) => (value as unknown[]).length === most);
  };

/** Where a term is missing: a sign, a word for it, or something in brackets. */
const hole: Terminal = ({ tokens }, at) => {
  const [a, b, c] = [tokens[at], tokens[at + 1], tokens[at + 2]];
  if (/^(?:a|the)$/.test(a?.text ?? '') && /^(?:blank|gap|hole|smudge|stain)$/.test(b?.text ?? ''))
    return fit(at + 2, '?');
  const bracketed = /^[[(]$/.test(a?.text ?? '') && /^[\])]$/.test(c?.text ?? '');
  return bracketed && (b!.kind === 'word' || /^[?_]$/.test(b!.text)) ? fit(at + 3, '?') : NONE;
};

const gapOr =
  (item: Terminal, wide = false): Terminal =>
  (context, at) => {
    const text = context.tokens[at]?.text;
    const found = wide ? hole(context, at) : NONE;
    if (found.length > 0) return found;
    if (text === '_' || text === '?' || text === 'blank') return fit(at + 1, '?');
    if (text === '[' && context.tokens[at + 2]?.text === ']') return NONE;
    return item(context, at);
  };

const word =
  (test: (token: Token) => boolean, value: (token: Token) => unknown = ({ text }) => text): Terminal =>
  ({ tokens }, at) => {
    const token = tokens[at];
    return token !== undefined && test(token) ? fit(at + 1, value(token)) : NONE;
  };

const ORDINALS = (
  'zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth ' +
  'fifteenth sixteenth seventeenth eighteenth nineteenth twentieth'
).split(' ');

const ordinal: Terminal = ({ tokens }, at) => {
  const token = tokens[at];
  if (token?.kind === 'word' && ORDINALS.indexOf(token.text) > 0) return fit(at + 1, ORDINALS.indexOf(token.text));
  const next = tokens[at + 1];
  if (token?.kind === 'number' && next?.glued && /^(?:st|nd|rd|th)$/.test(next.text))
    return fit(at + 2, Number(token.text));
  return NONE;
};

/** Operators and names of an equation, from one sign `=` to both sides. Number and letter touch: "31 k" is none. */
const equation: Terminal = ({ tokens }, at) => {
  const fits: Fit[] = [];
  let text = '';
  let equals = 0;
  let depth = 0;
  let last: Token | undefined;
  const letters = new Set<string>();
  for (let end = at; end < tokens.length && end < at + 60; end++) {
    const token = tokens[end]!;
    const letter = token.kind === 'word' && token.text.length === 1;
    const open = last === undefined || /^[-+*/(=]$/.test(last.text);
    if (token.kind === 'number') {
      if (!open) break;
      text += token.text;
    } else if (letter) {
      const next = tokens[end + 1];
      const times = token.text === 'x' && !open && !letters.has('x') && next?.kind === 'number';
      if (times) return NONE;
      if (!open && !(last!.kind === 'number' && token.glued)) break;
      letters.add(token.text);
      text += token.text;
    } else if (token.text === '(') {
      if (!open && !(last!.kind === 'number' || (last!.text.length === 1 && token.glued))) break;
      depth++;
      text += '(';
    } else if (token.text === ')') {
      if (open || depth === 0) break;
      depth--;
      text += ')';
    } else if (token.text === '=' || token.text === '==') {
      if (open || depth > 0 || equals > 0) break;
      equals++;
      text += '=';
    } else if (/^[-+*/]$/.test(token.text)) {
      if (open && token.text !== '-') break;
      if (open && last?.text === '-') break;
      text += token.text;
    } else break;
    last = token.text === '==' ? { ...token, text: '=' } : token;
    const closed = !/^[-+*/(=]$/.test(token.text) && depth === 0 && equals === 1;
    if (closed && letters.size > 0) fits.push({ end: end + 1, value: { text, letters: [...letters].sort() } });
  }
  // "2x + 3 = 7 - 4" is not "2x + 3 = 7".
  return fits.slice(-1);
};

const isLetter = ({ kind, text }: Token): boolean => kind === 'word' && text.length === 1;

/** Some words of any sort that change no question of any kind: what a thing is called, who asks, why. */
const filling =
  (most: number): Terminal =>
  ({ tokens }, at) => {
    const fits: Fit[] = [];
    for (let end = at; end < Math.min(tokens.length, at + most); end++) {
      const { kind, text } = tokens[end]!;
      const plain = kind === 'word' && !isLoaded(text) && !isNumberWord(text);
      if (!plain && !(text === '-' && tokens[end]!.glued)) break;
      fits.push({ end: end + 1, value: true, open: true });
    }
    return fits;
  };

/** Puts the terminals of numbers, lists and letters into a grammar. */
export const addTerminals = (grammar: Grammar): void => {
  grammar.terminal('UNUM', unsigned);
  grammar.terminal('NUM', signed);
  grammar.terminal('FRACT', fraction);
  grammar.terminal('LIST', listOf(signed));
  grammar.terminal('TERMS', listOf(signed, 3));
  grammar.terminal('GAPS', listOf(gapOr(signed), 4));
  grammar.terminal('TOLDTERMS', listOf(signed, 3, TOLD));
  grammar.terminal('TOLDGAPS', listOf(gapOr(signed, true), 4, TOLD));
  grammar.terminal('ORD', ordinal);
  grammar.terminal('EQ', equation);
  grammar.terminal('FILL', filling(7));
  grammar.terminal(
    'LETTER',
    word((token) => isLetter(token)),
  );
  grammar.terminal(
    'QUOTE',
    word(({ kind }) => kind === 'quote'),
  );
  grammar.terminal(
    'DIGITS',
    word(
      ({ kind, text }) => kind === 'number' && /^\d+$/.test(text),
      ({ raw }) => raw,
    ),
  );
  grammar.terminal('END', ({ tokens }: Context, at) => (at === tokens.length ? fit(at, true) : NONE));
};

/** Any words and signs, none at all too, but those that may change a question and are not `licensed`. */
export const anything = (licensed: string): Terminal => {
  const free = new Set(licensed.split(' '));
  return ({ tokens }, at) => {
    const fits: Fit[] = [{ end: at, value: true }];
    for (let end = at; end < tokens.length; end++) {
      const { kind, text } = tokens[end]!;
      const plain =
        (kind === 'word' &&
          (free.has(text) || (/^(?:[ai]|..+)$/.test(text) && !isLoaded(text) && !isNumberWord(text)))) ||
        (kind === 'sign' && /^(?:[.,:;!?"'\n()=_]|\.\.\.|-)$/.test(text));
      if (!plain) break;
      fits.push({ end: end + 1, value: true, open: true });
    }
    return fits;
  };
};

export { word };

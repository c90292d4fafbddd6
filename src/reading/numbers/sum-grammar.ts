/**
 * The grammar of sums in words: tokens of a text, and a parser that turns "multiply 23 by 9" or "the sum of 145, 267
 * and 88" into an expression. It knows numbers, signs and the words of the four operations; other words are its
 * caller's.
 */

export type Token =
  | { type: 'number'; value: string }
  | { type: 'word'; word: string }
  | { type: 'sign'; sign: string; /** Written as a word: never the sign of a number. */ word?: true };

/** Phrases as one token each, longest first. */
const PHRASES: readonly (readonly [RegExp, string])[] = [
  [/\bhow (?:many times|often) (?:does|do|can|will) (\d+) (?:go|fit)(?:es)? in(?:to)? (\d+)\b/g, ' $2 / $1 '],
  [/\bhow (?:many times|often) is (\d+) in (\d+)\b/g, ' $2 / $1 '],
  [/\bto the power of\b|\braised to(?: the power(?: of)?)?\b/g, ' ^ '],
  [/\bmultiplied by\b|\bmultiplied with\b|\btimes by\b|\btimesed by\b|\btimes\b(?! tables?)|\bmultiply with\b/g, ' * '],
  [/\bdivided? (?:by|with|between|among|amongst|into|in)\b(?= -?\d)|\bdivided by\b|\bover\b(?= \d)/g, ' / '],
  [/\bplus\b|\badded (?:on )?to\b|\bincreased by\b|\bput together with\b/g, ' ⊕ '],
  [
    /\bminus\b|\btake away\b(?= ?-?\d)(?! ?-?\d+(?:\.\d+)? from\b)|\bdecreased by\b|\breduced by\b|\bless\b(?= (?:the )?(?:\d|sum|product|difference|quotient|half|twice|double))|\btake(?= \d+\s*(?:[=?.]|$))/g,
    ' ⊖ ',
  ],
  [/\bsquared\b/g, ' ^ 2 '],
  [/\bcubed\b/g, ' ^ 3 '],
  [/\bdifference (?:between|of|from)\b/g, ' DIFFERENCE '],
  [
    /\b(?:how (?:many|much)|what) (?:is making|is|are|do|makes?|it makes|gives)(?: the numbers)?(?= \d+(?:(?:,| and|, and) \d+)+(?: (?:together|altogether|in (?:total|all)|make|add up to|come to)\b|\W*$))/g,
    ' SUM ',
  ],
  [/(?<=\d) and (\d+) more\b/g, ' ⊕ $1 '],
  [/(?<=\d) (?:knock(?:ed)?|take|taken|took) off(?: of)? /g, ' ⊖ '],
  [/\bknock(?:ing|ed)? (\d+) off(?: of)?(?= \d)/g, ' SUBTRACT $1 from '],
  [/\bhow many (\d+)(?:'?s| s)? (?:are (?:there )?in|go into|fit (?:in|into)|make up|make) (\d+)\b/g, ' $2 / $1 '],
  [/\bcount (\d+) and (?:then )?(\d+) more\b/g, ' $1 ⊕ $2 '],
  [/(?<=\d) and (?:then |after(?:wards)? )?times (?=\d)/g, ' MULTIPLY '],
  [/\bsum (?:of|total of)\b|\btotal of\b/g, ' SUM '],
  [/\bproduct of\b/g, ' PRODUCT '],
  [/\bquotient of\b/g, ' QUOTIENT '],
  [/\b(?:the )?(?:average|mean|arithmetic mean) (?:value )?of\b/g, ' AVERAGE '],
  [/\b(?:a |the )?half (?:of|from)\b|\b1\/2 of\b|\bhalve\b|\bhalf\b(?= \d)/g, ' HALF '],
  [/\b(?:a )?third of\b/g, ' THIRD '],
  [/\b(?:a )?quarter of\b/g, ' QUARTER '],
  [/\btwice\b|\bdouble\b/g, ' DOUBLE '],
  [/\btriple\b|\bthrice\b/g, ' TRIPLE '],
  [/(?<=\d) ?(?:%|percent|per cent) (?:off|discount (?:on|off|from))(?: of)?\b/g, ' PERCENTOFF '],
  [/(?<=\d) ?(?:%|percent|per cent) (?:of|from)\b/g, ' PERCENT '],
  [
    /\bsubtract(?:ed|ing)?\b|\btake away\b|\btaking away\b|\btake off\b|\bdeduct(?:ed)?\b|\btake\b|\bremove\b/g,
    ' SUBTRACT ',
  ],
  [/\bmultiply(?:ing)?\b|\bmultiplied\b/g, ' MULTIPLY '],
  [/\bdivid(?:e|ing|ed)\b/g, ' DIVIDE '],
  [/(?<=\d) (?:lots of )?(twos|threes|fours|fives|sixes|sevens|eights|nines|tens|elevens|twelves)\b/g, ' * $1 '],
  [/(?<=\d) (?:is|gets|was|are) tripled\b/g, ' * 3 '],
  [/(?<=\d) (?:is|gets|was|are) doubled\b/g, ' * 2 '],
  [/(?<=\d) (?:is|gets|was|are) halved\b/g, ' / 2 '],
  [/\b(?:tot|count|ring(?:ing)?|sum) up\b/g, ' ADD '],
  [
    /\bby (?:what amount|how much) (?:does|do|is) (\d+(?:\.\d+)?) (?:exceed|exceeds|more than|greater than|above) (\d+(?:\.\d+)?)/g,
    ' $1 ⊖ $2 ',
  ],
  [/\badd(?:ing|ed)?(?: (?:up|together))?\b/g, ' ADD '],
  [/\bsum\b(?=[ :]+\d)/g, ' SUM '],
];

/** "5 fives": from two on. */
const PLURALS = 'twos threes fours fives sixes sevens eights nines tens elevens twelves'.split(' ');

export const tokenise = (low: string): Token[] | undefined => {
  let text = low
    .replace(/(?<=\d)\s*x\s*(?=\d|\()/g, ' * ')
    .replace(/\bx(?=\s*\d+\b)(?<=\d\s*x)/g, ' * ')
    .replace(/\*\*/g, '^');
  text = text.replace(/'s\b/g, '').replace(/(?<=\d)\s+:\s+(?=\d)/g, ' / ');
  text = text
    .replace(/\b(plus|minus|times|and|by|from|with|less) (?:the|another|an extra) (?=\d)/g, '$1 ')
    .replace(
      /((?:\d+(?:\.\d+)?(?:, and |, | and ))+\d+(?:\.\d+)?) (?:all )?(added|multiplied)(?: up)?(?: together)?\b(?! (?:to|by|with))/g,
      (_, list: string, how: string) => `${how === 'added' ? 'SUM' : 'PRODUCT'} ${list}`,
    );
  for (const [pattern, sign] of PHRASES) text = text.replace(pattern, sign);
  // "14 trays times 24": what is counted is left out before an operation.
  text = text.replace(/(?<=\d) (?!and\b)[a-z]{3,}s(?=\s+[*⊕⊖/] )/g, ' ');
  for (const [i, name] of PLURALS.entries()) text = text.replaceAll(name, `${i + 2}`);
  const out: Token[] = [];
  for (const [token] of text.matchAll(/\d+(?:\.\d+)?|(?<![\d.])\.\d+|[A-Za-z'][A-Za-z']*|[-+*/^()=,?]|\S/gu)) {
    if (/^\.?\d/.test(token)) out.push({ type: 'number', value: token.startsWith('.') ? `0${token}` : token });
    else if (/^[A-Za-z']/.test(token)) out.push({ type: 'word', word: token });
    else if (token === '⊕' || token === '⊖') out.push({ type: 'sign', sign: token === '⊕' ? '+' : '-', word: true });
    else if (/^[-+*/^()]$/.test(token)) out.push({ type: 'sign', sign: token });
    else if (/^[,]$/.test(token)) out.push({ type: 'word', word: ',' });
    else if (!/^[=?!.:;"'_…$£€[\]]$/u.test(token)) return undefined;
    else out.push({ type: 'word', word: token });
  }
  return out.length <= 1500 ? out : undefined;
};

const STARTS = new Set([
  'DIFFERENCE',
  'SUM',
  'PRODUCT',
  'QUOTIENT',
  'HALF',
  'THIRD',
  'QUARTER',
  'DOUBLE',
  'TRIPLE',
  'AVERAGE',
]);
const COMMANDS = new Set(['ADD', 'SUBTRACT', 'MULTIPLY', 'DIVIDE', 'DOUBLE', 'HALF', 'TRIPLE']);

/** Where the parser stands. */
type Cursor = { tokens: readonly Token[]; at: number };

const word = (c: Cursor, offset = 0): string | undefined => {
  const token = c.tokens[c.at + offset];
  return token?.type === 'word' ? token.word : undefined;
};
const sign = (c: Cursor): string | undefined => {
  const token = c.tokens[c.at];
  return token?.type === 'sign' ? token.sign : undefined;
};
const isWordSign = (c: Cursor): boolean => {
  const token = c.tokens[c.at];
  return token?.type === 'sign' && token.word === true;
};
const skip = (c: Cursor, words: readonly string[]): void => {
  while (word(c) !== undefined && words.includes(word(c)!)) c.at++;
};
const startsValue = (c: Cursor): boolean => {
  const token = c.tokens[c.at];
  if (!token) return false;
  if (token.type === 'number') return true;
  if (token.type === 'sign') return token.sign === '(' || token.sign === '-' || token.sign === '+';
  return STARTS.has(token.word);
};

/** One number with what binds to it; lists are of these. */
const atom = (c: Cursor): string | undefined => {
  skip(c, ['the', 'a', 'an', 'number', 'numbers']);
  const token = c.tokens[c.at];
  if (!token) return undefined;
  if (token.type === 'number') {
    c.at++;
    if (word(c) === 'PERCENT' || word(c) === 'PERCENTOFF') {
      const off = word(c) === 'PERCENTOFF';
      c.at++;
      skip(c, ['a', 'an', 'the', '$', '£', '€']);
      const of = atom(c);
      return of && (off ? `${of}*(100-${token.value})/100` : `${token.value}/100*${of}`);
    }
    return token.value;
  }
  if (token.type === 'sign') {
    if (token.sign === '(') {
      c.at++;
      const inner = sum(c);
      if (sign(c) !== ')') return undefined;
      c.at++;
      return inner && `(${inner})`;
    }
    if (token.sign !== '-' && token.sign !== '+') return undefined;
    c.at++;
    const inner = power(c);
    return inner && (token.sign === '-' ? `-${inner}` : inner);
  }
  return phrase(c, token.word);
};
const power = (c: Cursor): string | undefined => {
  let left = atom(c);
  while (left && sign(c) === '^') {
    c.at++;
    const right = atom(c);
    left = right && `${/^-?\d+$/.test(left) || left.startsWith('(') ? left : `(${left})`}^${right}`;
  }
  return left;
};
const product = (c: Cursor): string | undefined => {
  let left = power(c);
  while (left && (sign(c) === '*' || sign(c) === '/' || sign(c) === '(')) {
    const type = sign(c) === '(' ? '*' : sign(c)!;
    if (sign(c) !== '(') c.at++;
    const right = power(c);
    left = right && `${left}${type}${right}`;
  }
  return left;
};
const sum = (c: Cursor): string | undefined => {
  let left = product(c);
  while (left && (sign(c) === '+' || sign(c) === '-')) {
    const type = sign(c)!;
    c.at++;
    const right = product(c);
    left = right && `${left}${type}${right.startsWith('-') ? `(${right})` : right}`;
  }
  return left;
};
/** A, B and C. */
const list = (c: Cursor): string[] => {
  const out: string[] = [];
  skip(c, ['these', 'numbers', ':', 'both', 'the', 'following']);
  while (startsValue(c) && !isWordSign(c)) {
    const one = product(c);
    if (one === undefined) return [];
    out.push(one);
    skip(c, [',', 'and', 'with', 'to', 'the', '&']);
  }
  return out;
};
const fraction = (c: Cursor, parts: number): string | undefined => {
  const of = power(c);
  return of && `${of}/${parts}`;
};
const phrase = (c: Cursor, name: string): string | undefined => {
  if (!STARTS.has(name)) return undefined;
  c.at++;
  const wrapped = (items: readonly string[], by: string): string | undefined =>
    items.length >= 2
      ? `(${items.map((one) => (/^\d+(?:\.\d+)?$/.test(one) ? one : `(${one})`)).join(by)})`
      : undefined;
  switch (name) {
    case 'SUM':
      return wrapped(list(c), '+');
    case 'PRODUCT':
      return wrapped(list(c), '*');
    case 'QUOTIENT': {
      const items = list(c);
      return items.length === 2 ? wrapped(items, '/') : undefined;
    }
    case 'AVERAGE': {
      const items = list(c);
      const total = wrapped(items, '+');
      return total && `${total}/${items.length}`;
    }
    case 'DIFFERENCE': {
      const items = list(c);
      return items.length === 2 ? `DIFF(${items[0]};${items[1]})` : undefined;
    }
    case 'HALF':
      return fraction(c, 2);
    case 'THIRD':
      return fraction(c, 3);
    case 'QUARTER':
      return fraction(c, 4);
    default: {
      const of = power(c);
      return of && `${name === 'DOUBLE' ? 2 : 3}*${of}`;
    }
  }
};
/** "double 4", "halve it". */
const multiplied = (c: Cursor, verb: string, soFar: string | undefined): string | undefined => {
  if (startsValue(c)) {
    const of = power(c);
    return of && (verb === 'HALF' ? `${of}/2` : `${verb === 'DOUBLE' ? 2 : 3}*${of}`);
  }
  const by = verb === 'TRIPLE' ? '*3' : '*2';
  return soFar && `(${soFar})${verb === 'HALF' ? '/2' : by}`;
};

/** "subtract 38 from 91", "add 5 to it", "multiply by 3": with what came before as `so far`. */
const command = (c: Cursor, soFar: string | undefined): string | undefined => {
  const verb = word(c)!;
  c.at++;
  const IT = [
    'it',
    'that',
    'this',
    'result',
    'the',
    'answer',
    'them',
    'what',
    'you',
    'get',
    'got',
    'have',
    'all',
    'another',
    'product',
    'sum',
    'difference',
    'quotient',
    'extra',
    'more',
    'of',
    'number',
    'on',
    'up',
    'a',
    'further',
  ];
  skip(c, IT);
  if (verb === 'DOUBLE' || verb === 'HALF' || verb === 'TRIPLE') return multiplied(c, verb, soFar);
  if (word(c) === 'by' || word(c) === 'with') c.at++;
  if (verb === 'SUBTRACT' && word(c) === 'from' && soFar !== undefined) {
    c.at++;
    const from = startsValue(c) ? power(c) : undefined;
    return from && `${from}-(${soFar})`;
  }
  const items = list(c);
  const SIGNS: Readonly<Record<string, string>> = { ADD: '+', SUBTRACT: '-', MULTIPLY: '*', DIVIDE: '/' };
  const by = SIGNS[verb]!;
  const group = (one: string): string => (/^[\d.]+$/.test(one) ? one : `(${one})`);
  skip(c, ['together', 'the']);
  const link = word(c);
  if (
    items.length === 1 &&
    (link === 'to' ||
      link === 'from' ||
      link === 'by' ||
      link === 'with' ||
      link === 'into' ||
      link === 'off' ||
      link === 'out')
  ) {
    c.at++;
    skip(c, ['of']);
    const second = startsValue(c) ? power(c) : undefined;
    if (second !== undefined)
      return verb === 'SUBTRACT' && (link === 'from' || link === 'off' || link === 'out')
        ? `${group(second)}-${group(items[0]!)}`
        : `${group(items[0]!)}${by}${group(second)}`;
    skip(c, IT);
  }
  if (items.length === 1) return soFar && `(${soFar})${by}${group(items[0]!)}`;
  if (items.length < 2) return undefined;
  if (verb === 'SUBTRACT' && link === 'from') {
    c.at++;
    const from = startsValue(c) ? power(c) : undefined;
    return from && [group(from), ...items.map(group)].join('-');
  }
  if (soFar !== undefined) return undefined;
  if ((verb === 'SUBTRACT' || verb === 'DIVIDE') && items.length > 2) return undefined;
  return items.map(group).join(by);
};

/** "7 less than X", "5 more than X": after a number. */
const than = (c: Cursor): 'less' | 'more' | undefined => {
  const first = word(c);
  if (first === undefined || !/^(?:less|more|fewer|greater)$/.test(first) || word(c, 1) !== 'than') return undefined;
  c.at += 2;
  return first === 'less' || first === 'fewer' ? 'less' : 'more';
};

const operator = (c: Cursor): string | undefined => {
  const found = sign(c);
  return found !== undefined && '+-*/^'.includes(found) ? found : undefined;
};

const isCommand = (c: Cursor): boolean => COMMANDS.has(word(c) ?? '');

/** The sum of all tokens as one expression; undefined when there is none or a word is not in `around`. */
export const sumOf = (
  all: readonly Token[],
  around: ReadonlySet<string>,
): { expression: string; strange: number } | undefined => {
  const part = (token: Token): boolean => token.type !== 'word' || STARTS.has(token.word) || COMMANDS.has(token.word);
  const first = all.findIndex(part);
  const last = all.findLastIndex((token) => part(token) && !(token.type === 'sign' && token.sign === '-'));
  const outside = [...all.slice(0, Math.max(0, first)), ...all.slice(last + 1)];
  const strange = outside.filter(
    (token) => token.type === 'word' && /^[a-z]/.test(token.word) && !around.has(token.word),
  ).length;
  const expression = first < 0 ? undefined : expressionOf(all.slice(first, last + 1), around);
  return expression === undefined ? undefined : { expression, strange };
};

const expressionOf = (tokens: readonly Token[], around: ReadonlySet<string>): string | undefined => {
  const c: Cursor = { tokens, at: 0 };
  let soFar: string | undefined;
  while (c.at < tokens.length) {
    const token = tokens[c.at]!;
    if (isCommand(c)) {
      soFar = command(c, soFar);
      if (soFar === undefined) return undefined;
    } else if (soFar !== undefined && operator(c)) {
      const by = operator(c)!;
      c.at++;
      const right = sum(c);
      if (right === undefined) return undefined;
      soFar = `(${soFar})${by}${/^[\d.]+$/.test(right) ? right : `(${right})`}`;
    } else if (startsValue(c)) {
      if (soFar !== undefined) return undefined;
      soFar = sum(c);
      const relation = soFar === undefined ? undefined : than(c);
      if (relation) {
        const base = sum(c);
        soFar = base && `(${base})${relation === 'less' ? '-' : '+'}(${soFar})`;
      }
      if (soFar === undefined) return undefined;
    } else if (token.type === 'word' && (/^\W$/.test(token.word) || around.has(token.word))) c.at++;
    else return undefined;
  }
  return soFar;
};

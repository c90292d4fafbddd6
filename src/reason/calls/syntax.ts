/**
 * A tolerant reader of what models write for data: JSON, Python literals and calls, JavaScript objects, and what small
 * models make of them (single quotes, trailing commas, missing closers, raw newlines in strings). It knows no tools and
 * no schemas: it turns text into a tree, or says why it can't. Time is linear in the text and depth is bounded.
 *
 * A string that the text breaks off is a fault, never a shorter string; a container that lacks only its closers is
 * closed.
 */

import { numberOf } from './exact-json.ts';

/** What was read. A `word` is a bare name, a `raw` the text of an XML element, whose type only a schema knows. */
export type Node =
  | { type: 'value'; value: string | number | bigint | boolean | null }
  | { type: 'word'; text: string }
  | { type: 'raw'; text: string }
  | { type: 'list'; items: readonly Node[]; named: readonly Entry[] }
  | { type: 'object'; entries: readonly Entry[] }
  | { type: 'call'; name: string; items: readonly Node[]; named: readonly Entry[] };
export type Entry = readonly [key: string, value: Node];

/** What is unlike JSON and Python both, and was read all the same. */
export type Note =
  | 'arithmetic'
  | 'bare key'
  | 'closed at the end'
  | 'escape'
  | 'inner quotes'
  | 'missing closer'
  | 'missing comma'
  | 'raw newline'
  | 'stray closer'
  | 'subscript'
  | 'typographic quotes';

/** What was read up to `end`, or what is wrong at `at`. `cut`: the text ends inside a value. */
export type Parsed =
  | { type: 'parsed'; node: Node; end: number; notes: readonly Note[] }
  | { type: 'fault'; message: string; at: number; cut: boolean };

/** Deeper nesting is refused. */
export const MOST_DEPTH = 64;
/** Longer arithmetic is refused. */
const MOST_OPERATIONS = 1000;

class Unreadable extends Error {
  readonly at: number;
  readonly cut: boolean;
  constructor(message: string, at: number, cut = false) {
    super(message);
    this.at = at;
    this.cut = cut;
  }
}

type State = {
  text: string;
  at: number;
  end: number;
  depth: number;
  notes: Set<Note>;
  loose: boolean;
  open: string[];
  operations: number;
};

const WORD = /[\p{L}_$][\p{L}\p{N}_$]*(?:[.:/-][\p{L}_$][\p{L}\p{N}_$]*)*/uy;
const KEY = /[\p{L}_$][\p{L}\p{N}_$.-]*/uy;
const NUMBER = /(?:0[xX][\da-fA-F]+|(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)(?![\p{L}\p{N}_])/uy;
const OPERATOR = /\*\*|[*/%+|-]/y;
/** Delimiters of strings: quotes, triple quotes, typographic quotes, and the tokens of Google's function models. */
const QUOTE = /[rRbBuU]?("""|'''|"|'|“|‘|<escape>|<\|"\|>)/y;
const CLOSING: Readonly<Record<string, string>> = { '“': '”', '‘': '’' };
const LITERALS: ReadonlyMap<string, string | number | boolean | null> = new Map<string, number | boolean | null>([
  ['true', true],
  ['True', true],
  ['TRUE', true],
  ['false', false],
  ['False', false],
  ['FALSE', false],
  ['null', null],
  ['None', null],
  ['nil', null],
  ['undefined', null],
  ['math.pi', Math.PI],
  ['np.pi', Math.PI],
  ['numpy.pi', Math.PI],
  ['Math.PI', Math.PI],
  ['math.e', Math.E],
  ['Math.E', Math.E],
]);
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', '0': '\0', v: '\v' };

const match = (state: State, pattern: RegExp): RegExpExecArray | undefined => {
  pattern.lastIndex = state.at;
  const found = pattern.exec(state.text);
  if (!found || pattern.lastIndex > state.end) return undefined;
  return found;
};

const take = (state: State, pattern: RegExp): RegExpExecArray | undefined => {
  const found = match(state, pattern);
  if (found) state.at += found[0].length;
  return found;
};

/** The first place at or after `at` that is neither white space nor a comment. */
const afterSpace = (text: string, at: number, end: number): number => {
  let here = at;
  while (here < end) {
    const c = text[here]!;
    if (c === '#' || text.startsWith('/*', here)) {
      const close = c === '#' ? '\n' : '*/';
      const found = text.indexOf(close, here + 1);
      if (found < 0) return here;
      here = found + close.length;
    } else if (c.trim() === '' || (c === '\\' && text[here + 1] === '\n')) here++;
    else break;
  }
  return Math.min(here, end);
};

const skip = (state: State): void => {
  state.at = afterSpace(state.text, state.at, state.end);
};

const peek = (state: State): string => (state.at < state.end ? state.text[state.at]! : '');

const ended = (state: State): Unreadable => new Unreadable('the text ends inside a value', state.at, true);

/** Whether a quote at `at` can be the end of a string: what follows it may follow a value. */
const endsString = (state: State, after: number): boolean => {
  const next = afterSpace(state.text, after, state.end);
  if (next >= state.end) return true;
  const rest = state.text[next]!;
  if (rest === ',') return /[\s"'“{[\]})\dtfnTFN_<-]/.test(state.text[next + 1] ?? ' ');
  return ']}):=<'.includes(rest);
};

const readEscape = (state: State): string => {
  const letter = state.text[state.at + 1] ?? '';
  const width = { u: 4, x: 2 }[letter];
  if (width !== undefined) {
    const digits = state.text.slice(state.at + 2, state.at + 2 + width);
    if (new RegExp(`^[\\da-fA-F]{${width}}$`).test(digits)) {
      state.at += 2 + width;
      return String.fromCharCode(parseInt(digits, 16));
    }
  }
  state.at += 2;
  if (letter === '\n') return '';
  if (ESCAPES[letter] !== undefined) return ESCAPES[letter];
  if (/["'\\/`]/.test(letter)) return letter;
  state.notes.add('escape');
  return `\\${letter}`;
};

const readString = (state: State): string => {
  const opened = take(state, QUOTE)!;
  const mark = opened[1]!;
  const raw = /^[rR]/.test(opened[0]);
  const close = CLOSING[mark] ?? mark;
  if (CLOSING[mark]) state.notes.add('typographic quotes');
  const parts: string[] = [];
  let from = state.at;
  for (;;) {
    if (state.at >= state.end) throw ended(state);
    const c = state.text[state.at]!;
    if (state.text.startsWith(close, state.at)) {
      if (!state.loose || endsString(state, state.at + close.length)) break;
      state.notes.add('inner quotes');
      state.at += close.length;
      // SQL's way to write a quote inside of quotes: twice.
      if (state.text.startsWith(close, state.at) && !endsString(state, state.at + close.length)) {
        parts.push(state.text.slice(from, state.at));
        state.at += close.length;
        from = state.at;
      }
    } else if (c === '\\' && !raw && state.at + 1 < state.end) {
      parts.push(state.text.slice(from, state.at), readEscape(state));
      from = state.at;
    } else {
      if (c === '\n' && close.length === 1) state.notes.add('raw newline');
      state.at++;
    }
  }
  parts.push(state.text.slice(from, state.at));
  state.at += close.length;
  return parts.join('');
};

const numberNode = (state: State, text: string): Node => {
  const value = numberOf(text.replaceAll('_', ''));
  if (value === undefined) throw new Unreadable('a number is too large', state.at);
  return { type: 'value', value };
};

/**
 * Whether a container ends here: at its closer, which is taken; at the end of the text; or at the closer of one around
 * it, which is left there.
 */
const isClosed = (state: State, close: string): boolean => {
  skip(state);
  const c = peek(state);
  if (state.at >= state.end) state.notes.add('closed at the end');
  else if (c === close) state.at++;
  else if (!')]}'.includes(c)) return false;
  else if (state.open.slice(0, -1).includes(c)) state.notes.add('missing closer');
  else {
    state.notes.add('stray closer');
    state.at++;
    return isClosed(state, close);
  }
  state.open.pop();
  return true;
};

/** Reads `item, item, key=value … close`; a closer that the text lacks at its end is added. */
const readItems = (state: State, close: string): { items: Node[]; named: Entry[]; comma: boolean } => {
  const items: Node[] = [];
  const named: Entry[] = [];
  let comma = false;
  state.at++;
  state.open.push(close);
  while (!isClosed(state, close)) {
    const start = state.at;
    const key = take(state, KEY);
    skip(state);
    if (key && peek(state) === '=' && state.text[state.at + 1] !== '=') {
      state.at++;
      named.push([key[0], readExpression(state)]);
    } else {
      state.at = start;
      items.push(readExpression(state));
    }
    comma = readComma(state, close);
  }
  return { items, named, comma };
};

/** After an item: a comma (true), the closer (left for the caller), or a new line where a comma is missing. */
const readComma = (state: State, close: string): boolean => {
  const before = state.at;
  skip(state);
  if (state.at >= state.end || ')]}'.includes(peek(state))) return false;
  if (peek(state) === ',' || peek(state) === ';') {
    state.at++;
    return true;
  }
  if (!state.text.slice(before, state.at).includes('\n')) {
    throw new Unreadable(`a comma or ${close} is missing before ${JSON.stringify(peek(state))}`, state.at);
  }
  state.notes.add('missing comma');
  return true;
};

const readKey = (state: State): string => {
  if (match(state, QUOTE)) return readString(state);
  const word = take(state, KEY);
  if (word) state.notes.add('bare key');
  const key = word ?? take(state, NUMBER);
  if (!key) throw new Unreadable(`a key is missing before ${JSON.stringify(peek(state))}`, state.at);
  return key[0];
};

/** `{…}`: an object, or a set of Python, which is a list. */
const readObject = (state: State): Node => {
  const start = state.at;
  const entries: Entry[] = [];
  state.at++;
  state.open.push('}');
  while (!isClosed(state, '}')) {
    const key = readKey(state);
    skip(state);
    if (entries.length === 0 && (peek(state) === ',' || peek(state) === '}')) {
      state.at = start;
      state.open.pop();
      const { items } = readItems(state, '}');
      return { type: 'list', items, named: [] };
    }
    if (!':='.includes(peek(state) || ' ')) {
      if (state.at >= state.end) throw ended(state);
      throw new Unreadable(`a colon is missing after ${JSON.stringify(key.slice(0, 40))}`, state.at);
    }
    state.at++;
    entries.push([key, readExpression(state)]);
    readEntryComma(state);
  }
  return { type: 'object', entries };
};

/** Between entries of an object a missing comma is plain: the next thing is a key. */
const readEntryComma = (state: State): void => {
  skip(state);
  if (peek(state) === ',' || peek(state) === ';') state.at++;
  else if (state.at < state.end && !')]}'.includes(peek(state))) {
    if (!match(state, QUOTE) && !match(state, KEY)) {
      throw new Unreadable(`a comma or } is missing before ${JSON.stringify(peek(state))}`, state.at);
    }
    state.notes.add('missing comma');
  }
};

const readList = (state: State): Node => {
  const { items, named } = readItems(state, ']');
  return { type: 'list', items, named };
};

const readParentheses = (state: State): Node => {
  const { items, named, comma } = readItems(state, ')');
  return items.length === 1 && named.length === 0 && !comma ? items[0]! : { type: 'list', items, named };
};

/** A literal, a constant, a call, `call:NAME{…}` of Google's function models, or a bare word. */
const readWord = (state: State): Node => {
  const text = take(state, WORD)![0];
  // A word that the text ends on may have lost letters.
  if (state.at >= state.end && state.depth > 1) throw ended(state);
  const literal = LITERALS.get(text);
  if (literal !== undefined) return { type: 'value', value: literal };
  if (text === 'NaN' || text === 'Infinity') throw new Unreadable(`${text} is no value of JSON`, state.at);
  const declared = text.startsWith('call:') ? text.slice(5) : undefined;
  const start = state.at;
  skip(state);
  if (peek(state) === '(') {
    const { items, named } = readItems(state, ')');
    return { type: 'call', name: text, items, named };
  }
  if (declared !== undefined && peek(state) === '{') {
    return { type: 'call', name: declared, items: [readExpression(state)], named: [] };
  }
  state.at = start;
  return { type: 'word', text };
};

const readSigned = (state: State): Node => {
  const sign = peek(state);
  state.at++;
  skip(state);
  const node = readPrimary(state);
  if (node.type === 'value' && typeof node.value === 'number') {
    return { type: 'value', value: sign === '-' ? -node.value : node.value };
  }
  if (node.type === 'value' && typeof node.value === 'bigint') {
    return { type: 'value', value: sign === '-' ? -node.value : node.value };
  }
  throw new Unreadable(`a number is missing after ${sign}`, state.at);
};

/** What Python code does with a result, `[0]`, `["name"]`, `()`, right behind a call or a list of calls. */
const SUBSCRIPT = /(?:\[(?:-?\d{0,4}:?-?\d{0,4}|'[^'\n]{0,60}'|"[^"\n]{0,60}")\]|\(\))+/y;

const readPrimary = (state: State): Node => {
  const node = readPlain(state);
  if (isCalls(node) && take(state, SUBSCRIPT)) state.notes.add('subscript');
  return node;
};

const readPlain = (state: State): Node => {
  skip(state);
  if (state.at >= state.end) throw ended(state);
  if (++state.depth > MOST_DEPTH) throw new Unreadable(`it is nested deeper than ${MOST_DEPTH}`, state.at);
  try {
    const c = peek(state);
    if (c === '{') return readObject(state);
    if (c === '[') return readList(state);
    if (c === '(') return readParentheses(state);
    if (match(state, QUOTE)) return { type: 'value', value: readString(state) };
    const number = take(state, NUMBER);
    if (number) {
      // A number that the text ends on may have lost digits.
      if (state.at >= state.end && state.depth > 1) throw ended(state);
      return numberNode(state, number[0]);
    }
    if (c === '-' || c === '+') return readSigned(state);
    if (match(state, WORD)) return readWord(state);
    throw new Unreadable(`${JSON.stringify(c)} begins no value`, state.at);
  } finally {
    state.depth--;
  }
};

const STRENGTH: Readonly<Record<string, number>> = { '|': 0.5, '+': 1, '-': 1, '*': 2, '/': 2, '%': 2, '**': 3 };

const arithmetic = (operator: string, a: number, b: number): number => {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return ((a % b) + b) % b;
    case '**':
      return a ** b;
    default:
      return NaN;
  }
};

const isCalls = (node: Node): boolean =>
  node.type === 'call' || (node.type === 'list' && node.items.length > 0 && node.items.every(isCalls));

/** Two operands as one: constant arithmetic, joined strings and lists, calls side by side. */
const combine = (state: State, operator: string, a: Node, b: Node): Node => {
  const number = (node: Node): number | undefined => {
    if (node.type === 'word' && node.text === 'pi') return Math.PI;
    return node.type === 'value' && typeof node.value === 'number' ? node.value : undefined;
  };
  const [x, y] = [number(a), number(b)];
  if (x !== undefined && y !== undefined) {
    const value = arithmetic(operator, x, y);
    if (!Number.isFinite(value)) throw new Unreadable('its arithmetic has no finite result', state.at);
    state.notes.add('arithmetic');
    return { type: 'value', value };
  }
  if (operator === '+' && a.type === 'value' && b.type === 'value') {
    if (typeof a.value === 'string' && typeof b.value === 'string') return { type: 'value', value: a.value + b.value };
  }
  const itemsOf = (node: Node): readonly Node[] | undefined => {
    if (node.type === 'call') return [node];
    return node.type === 'list' && node.named.length === 0 ? node.items : undefined;
  };
  const [left, right] = [itemsOf(a), itemsOf(b)];
  if (isCalls(a) && b.type === 'value') return a;
  if (isCalls(b) && a.type === 'value') return b;
  // Calls whose results are added or compared are calls all the same.
  if (left && right && (operator === '+' || (isCalls(a) && isCalls(b))))
    return { type: 'list', items: [...left, ...right], named: [] };
  throw new Unreadable(`${operator} joins things that have no value together`, state.at);
};

/** `calls or []`: what Python code falls back to. */
const FALLBACK = /\s*or\s+(?:\[\s*\]|None|\{\s*\})/y;

const readExpression = (state: State, above = 0): Node => {
  let node = readPrimary(state);
  for (;;) {
    if (isCalls(node)) take(state, FALLBACK);
    const before = state.at;
    skip(state);
    const operator = match(state, OPERATOR)?.[0];
    const strength = operator === undefined ? 0 : STRENGTH[operator]!;
    // `**` binds to the right; a line that begins with "- " is a list of prose.
    if (operator === undefined || strength < above || (strength === above && operator !== '**')) {
      state.at = before;
      return node;
    }
    state.at += operator.length;
    if (++state.operations > MOST_OPERATIONS) throw new Unreadable('its arithmetic is too long', state.at);
    if (++state.depth > MOST_DEPTH) throw new Unreadable(`it is nested deeper than ${MOST_DEPTH}`, state.at);
    node = combine(state, operator, node, readExpression(state, operator === '**' ? strength - 0.5 : strength));
    state.depth--;
  }
};

const attempt = (text: string, from: number, end: number, loose: boolean): Parsed => {
  const state: State = { text, at: from, end, depth: 0, notes: new Set(), loose, open: [], operations: 0 };
  try {
    const node = readExpression(state);
    return { type: 'parsed', node, end: state.at, notes: [...state.notes] };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { type: 'fault', message: error.message, at: error.at, cut: error.cut };
  }
};

/**
 * Reads one value or call that begins at `from`, white space aside, and ends at or before `end`. Where strict quoting
 * fails, quotes inside a string are told from its end by what follows them.
 */
export const parseValue = (text: string, from = 0, end = text.length): Parsed => {
  const strict = attempt(text, from, end, false);
  if (strict.type === 'parsed') return strict;
  const loose = attempt(text, from, end, true);
  return loose.type === 'parsed' ? loose : strict;
};

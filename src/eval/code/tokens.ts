/**
 * TypeScript source as tokens, enough to find whole calls and to change one operator: strings, templates, regular
 * expressions and comments are told apart from code. It is no parser: a token has no place in a tree.
 */
import { alternatives } from '../../regex.ts';

export type Token = {
  kind: 'space' | 'comment' | 'text' | 'regex' | 'number' | 'word' | 'mark';
  text: string;
  at: number;
};

const MARKS = new RegExp(
  alternatives(
    />>>=|\.\.\.|===|!==|\*\*=|<<=|>>=|>>>|&&=|\|\|=|\?\?=|=>|==|!=|<=|>=|&&|\|\||\?\?|\?\.|\+\+|--/,
    /\+=|-=|\*=|\/=|%=|&=|\|=|\^=|<<|>>|\*\*|[\s\S]/,
  ),
  'y',
);
const PATTERNS: readonly (readonly [Token['kind'], RegExp])[] = [
  ['space', /\s+/y],
  ['comment', /\/\/[^\n]*|\/\*[\s\S]*?\*\//y],
  ['text', /"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'/y],
  ['number', /0[xXbBoO][\da-fA-F_]+n?|(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d+)?n?/y],
  ['word', /[\p{ID_Start}$_#][\p{ID_Continue}$]*/uy],
];
const REGEX = /\/(?![*/])(?:[^\\/[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[dgimsuvy]*/y;
/** Words after which a slash begins a regular expression. */
const BEFORE_REGEX = new Set([
  'return',
  'typeof',
  'case',
  'in',
  'of',
  'void',
  'delete',
  'throw',
  'new',
  'await',
  'yield',
]);

const matchAt = (pattern: RegExp, source: string, at: number): string | undefined => {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0];
};

/** The end of a template that begins at `at`, with the templates inside it. */
const templateEnd = (source: string, at: number): number => {
  for (let i = at + 1; i < source.length; i++) {
    if (source[i] === '\\') i++;
    else if (source[i] === '`') return i + 1;
    else if (source[i] === '$' && source[i + 1] === '{') i = holeEnd(source, i + 2) - 1;
  }
  return source.length;
};

/** The place after the brace that closes a `${`. */
const holeEnd = (source: string, from: number): number => {
  let depth = 1;
  for (let i = from; i < source.length;) {
    if (source[i] === '`') i = templateEnd(source, i);
    else {
      const text = matchAt(PATTERNS[1]![1], source, i) ?? matchAt(PATTERNS[2]![1], source, i) ?? source[i]!;
      if (text === '{') depth++;
      if (text === '}' && --depth === 0) return i + 1;
      i += text.length;
    }
  }
  return source.length;
};

const endsValue = (before: Token | undefined): boolean => {
  if (!before) return false;
  if (before.kind === 'word') return !BEFORE_REGEX.has(before.text);
  return before.kind === 'mark' ? /^[)\]}]$/.test(before.text) : true;
};

/** The tokens of a source; joined, they are the source again. */
export const tokensOf = (source: string): Token[] => {
  const tokens: Token[] = [];
  let before: Token | undefined;
  for (let at = 0; at < source.length;) {
    const token = tokenAt(source, at, before);
    tokens.push(token);
    if (token.kind !== 'space' && token.kind !== 'comment') before = token;
    at += token.text.length;
  }
  return tokens;
};

const tokenAt = (source: string, at: number, before: Token | undefined): Token => {
  if (source[at] === '`') return { kind: 'text', text: source.slice(at, templateEnd(source, at)), at };
  for (const [kind, pattern] of PATTERNS) {
    const text = matchAt(pattern, source, at);
    if (text !== undefined) return { kind, text, at };
  }
  const regex = source[at] === '/' && !endsValue(before) ? matchAt(REGEX, source, at) : undefined;
  if (regex !== undefined) return { kind: 'regex', text: regex, at };
  return { kind: 'mark', text: matchAt(MARKS, source, at)!, at };
};

/** A call in a source: from its name to its closing bracket and a semicolon after it. */
export type FoundCall = { start: number; end: number; text: string };

/** The calls of these functions that stand in no other call of them, in order. */
export const callsOf = (source: string, names: ReadonlySet<string>): FoundCall[] => {
  const tokens = tokensOf(source).filter(({ kind }) => kind !== 'space' && kind !== 'comment');
  const found: FoundCall[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const first = tokens[i]!;
    if (first.kind !== 'word' || !names.has(first.text) || tokens[i - 1]?.text === '.') continue;
    let at = i + 1;
    while (tokens[at]?.text === '.') at += 2;
    if (tokens[at]?.text !== '(') continue;
    while (tokens[at]?.text === '(') at = afterBracket(tokens, at);
    if (tokens[at]?.text === ';') at++;
    const last = tokens[at - 1]!;
    const end = last.at + last.text.length;
    found.push({ start: first.at, end, text: source.slice(first.at, end) });
    i = at - 1;
  }
  return found;
};

const afterBracket = (tokens: readonly Token[], from: number): number => {
  let depth = 0;
  for (let i = from; i < tokens.length; i++) {
    if (/^[([{]$/.test(tokens[i]!.text)) depth++;
    if (/^[)\]}]$/.test(tokens[i]!.text) && --depth === 0) return i + 1;
  }
  return tokens.length;
};

/**
 * How an answer is put together: brackets, separators at the top level, matrices, ± written out. Text to texts, in
 * one pass each.
 */

import { ROW_END } from './tidy.ts';

/** '' where nothing encloses; otherwise the two brackets. */
export type Brackets = '' | '()' | '[]' | '{}' | '[)' | '(]';

const OPEN = '([{';
const CLOSE = ')]}';

/** Cuts at every match of `mark` outside of brackets; `mark` is anchored at its start. */
export const splitTop = (text: string, mark: RegExp): { parts: string[]; marks: string[] } => {
  const [parts, marks]: [string[], string[]] = [[], []];
  let [depth, from] = [0, 0];
  for (let i = 0; i < text.length; i++) {
    const letter = text[i]!;
    if (OPEN.includes(letter)) depth++;
    else if (CLOSE.includes(letter)) depth = Math.max(0, depth - 1);
    else if (depth === 0) {
      const found = mark.exec(text.slice(i, i + 12))?.[0];
      if (found === undefined || found === '') continue;
      parts.push(text.slice(from, i));
      marks.push(found.trim());
      i += found.length - 1;
      from = i + 1;
    }
  }
  parts.push(text.slice(from));
  return { parts, marks };
};

const AND =
  '(?: and | or | et | ou | und | oder | и | или | و | أو | یا | और | या | y (?=\\d)| o (?=\\d)| ?[和或与與及] ?| ?または ?)';
const SEPARATOR = new RegExp(`^(?: ?[,;] ?(?:and |or )?|${AND}|\\n+)`);

/**
 * The parts of a list: at commas, semicolons, 'and', 'or' and their words in other languages. A comma before three
 * digits
 * is a thousands mark, unless it stands in brackets without a space after any comma: (100,200) is a pair.
 */
export const splitWords = (text: string, bracketed: boolean): string[] => {
  const marked = !bracketed || /, /.test(text);
  const safe = marked ? text.replace(/(?<=\d),(?=\d{3}(?!\d))/g, '\u0001') : text;
  const outer = splitTop(safe, /^ ?; ?/);
  const parts = outer.parts.length > 1 ? outer.parts : splitTop(safe, SEPARATOR).parts;
  const clean = parts.map((part) => part.replaceAll('\u0001', ',').trim());
  return clean.length > 1 ? clean.filter((part) => part !== '') : clean;
};

/** Where the bracket at the start is closed, or -1. Any closing bracket closes any opening one: [0, 1). */
const closing = (text: string): number => {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (OPEN.includes(text[i]!)) depth++;
    else if (CLOSE.includes(text[i]!) && --depth === 0) return i;
  }
  return -1;
};

/** The brackets around the whole text. In mathematics { } without a backslash only groups. */
export const inBrackets = (text: string, math: boolean): { brackets: Brackets; inside: string } | undefined => {
  const set = /^\\\{(.*)\\\}$/s.exec(text);
  if (set) return { brackets: '{}', inside: set[1]!.trim() };
  if (text.length < 2 || !OPEN.includes(text[0]!) || closing(text) !== text.length - 1) return undefined;
  const brackets = `${text[0]}${text.at(-1)}`;
  const inside = text.slice(1, -1).trim();
  if (brackets === '{}') return { brackets: math ? '' : '{}', inside };
  return brackets === '()' || brackets === '[]' || brackets === '[)' || brackets === '(]'
    ? { brackets, inside }
    : undefined;
};

const MATRIX = /^\\begin\{([pbvBV]?matrix|array)\}(?:\{[^{}]*\})?(.*)\\end\{\1\}$/s;

/** The cells of a matrix, row by row; undefined for anything else. */
export const matrixOf = (text: string): string[][] | undefined => {
  const body = MATRIX.exec(text)?.[2];
  if (body === undefined || body.includes('\\begin')) return undefined;
  const rows = body
    .split(ROW_END)
    .map((row) => row.split('&').map((cell) => cell.trim()))
    .filter((row) => row.some((cell) => cell !== ''));
  return rows.length > 0 && rows.length <= 12 && rows.every((row) => row.length <= 12) ? rows : undefined;
};

/** 3 ± 2 → ['3 + 2', '3 - 2']; ∓ the other way round. Undefined when there are too many. */
export const expandSigns = (text: string): string[] | undefined => {
  if ((text.match(/[±∓]/g)?.length ?? 0) > 4) return undefined;
  const written = (plus: string, minus: string) =>
    text
      .replace(/±/g, plus)
      .replace(/∓/g, minus)
      .replace(/^\+ ?|(?<=[=({,]) ?\+ ?/g, '');
  const both = [written('+', '-'), written('-', '+')];
  return text.includes('=') || text.includes(',') ? splitSigned(text) : both;
};

/** In a list or an equation only the part that holds the sign is doubled. */
const splitSigned = (text: string): string[] | undefined => {
  const { parts, marks } = splitTop(text, /^(?: ?, ?|=)/);
  if (parts.length < 2) return undefined;
  if (marks.every((mark) => mark === '=')) return expandSigns(parts.at(-1)!);
  return parts.flatMap((part) => (/[±∓]/.test(part) ? (expandSigns(part.trim()) ?? [part]) : [part.trim()]));
};

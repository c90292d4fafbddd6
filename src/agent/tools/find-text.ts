/**
 * Finding the place in a text that a model means: exactly, or else apart from white space where only one place fits.
 * Texts here have plain line ends (\n). Pure; it changes nothing.
 */

/** What to put in place of [start, end). `note` says what was not taken literally. */
export type Edit = { start: number; end: number; text: string; note?: string };

export type Search = { edits: Edit[] } | { fault: string };

/** How a line begins. */
const indentOf = (line: string): string => /^[ \t]*/.exec(line)![0];
const isBlank = (line: string): boolean => line.trim() === '';

/** Every start of `part` in `text`, without overlap. */
const startsOf = (text: string, part: string): number[] => {
  const found: number[] = [];
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) found.push(at);
  return found;
};

/** The number, from 1, of the line in which a character stands. */
const lineAt = (text: string, index: number): number => text.slice(0, index).split('\n').length;

/** Where runs of lines that `fits` begin: indices of lines. */
export const windows = (
  lines: readonly string[],
  wanted: readonly string[],
  fits: (line: string, want: string) => boolean,
): number[] => {
  const found: number[] = [];
  for (let at = 0; at + wanted.length <= lines.length; at++)
    if (wanted.every((want, i) => fits(lines[at + i]!, want))) found.push(at);
  return found;
};

const sameApart = (line: string, want: string): boolean => line.trim() === want.trim();

/**
 * How the indentation that was written becomes the one that is there; undefined when no one change does it for all
 * lines.
 */
const reindentation = (lines: readonly string[], wanted: readonly string[]): ((line: string) => string) | undefined => {
  const pairs = lines
    .map((line, i) => [indentOf(line), indentOf(wanted[i]!)] as const)
    .filter((_, i) => !isBlank(lines[i]!));
  const [there, written] = pairs[0] ?? ['', ''];
  if (there.endsWith(written)) {
    const more = there.slice(0, there.length - written.length);
    if (pairs.every(([a, b]) => a === more + b)) return (line) => (isBlank(line) ? line : more + line);
  }
  if (written.endsWith(there)) {
    const less = written.slice(0, written.length - there.length);
    if (pairs.every(([a, b]) => b === less + a))
      return (line) => (line.startsWith(less) ? line.slice(less.length) : line.trimStart());
  }
  return undefined;
};

/** The lines [from, from + count) of a text as a range of characters, the last line end not included. */
const rangeOf = (lines: readonly string[], from: number, count: number): { start: number; end: number } => {
  const before = lines.slice(0, from).reduce((sum, line) => sum + line.length + 1, 0);
  return { start: before, end: before + lines.slice(from, from + count).join('\n').length };
};

/** The same with a line end, so that nothing of the lines is left. */
const wholeLines = (lines: readonly string[], from: number, count: number): { start: number; end: number } => {
  const { start, end } = rangeOf(lines, from, count);
  return from + count < lines.length ? { start, end: end + 1 } : { start: Math.max(0, start - 1), end };
};

/**
 * An edit of a run of lines that fit but for white space; undefined when their indentation differs in more than one
 * way.
 */
export const lineEdit = (
  lines: readonly string[],
  at: number,
  wanted: readonly string[],
  replacement: readonly string[],
): Edit | undefined => {
  const there = lines.slice(at, at + wanted.length);
  const range = replacement.length > 0 ? rangeOf(lines, at, wanted.length) : wholeLines(lines, at, wanted.length);
  if (there.every((line, i) => line === wanted[i])) return { ...range, text: replacement.join('\n') };
  const change = reindentation(there, wanted);
  if (!change) return undefined;
  const kept = new Map(wanted.map((want, i) => [want, there[i]!]));
  const text = replacement.map((line) => kept.get(line) ?? change(line)).join('\n');
  return { ...range, text, note: `lines ${at + 1}–${at + wanted.length} were matched apart from white space` };
};

/** The lines that come closest, with their numbers: what a model should have written. */
export const closest = (text: string, wanted: string): string => {
  const lines = text.split('\n');
  const wants = new Set(
    wanted
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line.length > 2),
  );
  const count = Math.min(wanted.split('\n').length, 12);
  let [best, score] = [0, 0];
  let inside = 0;
  lines.forEach((line, i) => {
    if (wants.has(line.trim())) inside++;
    if (i >= count && wants.has(lines[i - count]!.trim())) inside--;
    if (inside > score) [best, score] = [Math.max(0, i - count + 1), inside];
  });
  if (score === 0) return 'No line of it is in the file; read the file again.';
  const shown = lines.slice(best, best + count).map((line, i) => `${best + i + 1}\t${line.slice(0, 200)}`);
  return `The closest lines are:\n${shown.join('\n')}`;
};

/** A text without the line numbers that `read` shows, if every line has one. */
const withoutNumbers = (text: string): string | undefined => {
  const lines = text.split('\n');
  if (!lines.every((line, i) => /^\s*\d+\t/.test(line) || (i === lines.length - 1 && line === ''))) return undefined;
  return lines.map((line) => line.replace(/^\s*\d+\t/, '')).join('\n');
};

const several = (text: string, starts: readonly number[]): string =>
  `it is in ${starts.length} places (lines ${starts
    .slice(0, 10)
    .map((at) => lineAt(text, at))
    .join(
      ', ',
    )}${starts.length > 10 ? ', …' : ''}). Add lines around it until only one place fits, or set replace_all.`;

/**
 * The edits that put `replacement` in place of `wanted`: one, or with `all` every exact place. A place that differs in
 * white space is taken only where it is the only one, and the edit says so.
 */
export const findText = (text: string, wanted: string, replacement: string, all: boolean): Search => {
  if (wanted === '') return { fault: 'old_string is empty: give the text to replace, or use write to make a file.' };
  const starts = startsOf(text, wanted);
  if (starts.length === 1 || (all && starts.length > 0))
    return { edits: starts.map((start) => ({ start, end: start + wanted.length, text: replacement })) };
  if (starts.length > 1) return { fault: several(text, starts) };
  const plain = withoutNumbers(wanted);
  if (plain !== undefined && plain !== wanted) {
    const found = findText(text, plain, withoutNumbers(replacement) ?? replacement, all);
    if ('fault' in found) return found;
    return { edits: found.edits.map((edit) => ({ ...edit, note: 'the line numbers were left out' })) };
  }
  const lines = text.split('\n');
  const wants = wanted.replace(/\n$/, '').split('\n');
  const news = replacement === '' ? [] : replacement.replace(/\n$/, '').split('\n');
  const places = wants.every(isBlank) ? [] : windows(lines, wants, sameApart);
  if (places.length > 1)
    return {
      fault: `it differs in white space, and ${places.length} places fit apart from that. Copy the lines exactly.`,
    };
  const edit = places.length === 1 ? lineEdit(lines, places[0]!, wants, news) : undefined;
  if (edit) return { edits: [edit] };
  return { fault: `old_string is not in the file. ${closest(text, wanted)}` };
};

/**
 * Unified diffs as models write them: the counts in the hunk headers are ignored, since they are often wrong, and the
 * lines themselves say where a hunk belongs. Pure. Numbers of lines decide only between places that are alike.
 */
import { closest, lineEdit, windows, type Edit } from './find-text.ts';

/** Lines that have to be there, and those that replace them. `line` is the number in the header, from 1. */
export type Hunk = { line: number | undefined; old: string[]; new: string[] };

export type Diff = { files: string[]; hunks: Hunk[] } | { fault: string };

const HEADER = /^@@ *(?:-(\d+)(?:,\d+)? +\+\d+(?:,\d+)?)?.*?(?:@@|$)/;
const BEFORE_HUNKS = /^(?:diff |index |new file|deleted file|similarity|rename|old mode|new mode)/;

const nameOf = (line: string): string =>
  line
    .slice(4)
    .replace(/\t.*$/, '')
    .trim()
    .replace(/^[ab]\//, '');

/** Adds a line of a hunk. False: it is none. */
const addLine = (hunk: Hunk, line: string): boolean => {
  if (line.startsWith('\\')) return true; // "\ No newline at end of file": the file itself knows
  const text = line.slice(1);
  if (line === '' || line.startsWith(' ')) {
    hunk.old.push(text);
    hunk.new.push(text);
  } else if (line.startsWith('-')) hunk.old.push(text);
  else if (line.startsWith('+')) hunk.new.push(text);
  else return false;
  return true;
};

/** Reads a diff of one file. */
export const readDiff = (text: string): Diff => {
  const lines = text.replaceAll('\r\n', '\n').replace(/\n+$/, '').split('\n');
  const files = new Set<string>();
  const hunks: Hunk[] = [];
  for (const [i, line] of lines.entries()) {
    const beforeNames = line.startsWith('--- ') && lines[i + 1]?.startsWith('+++ ');
    const afterNames = line.startsWith('+++ ') && lines[i - 1]?.startsWith('--- ');
    if (beforeNames || afterNames) {
      if (nameOf(line) !== '/dev/null') files.add(nameOf(line));
    } else if (line.startsWith('@@')) {
      const number = HEADER.exec(line)?.[1];
      hunks.push({ line: number === undefined ? undefined : Number(number), old: [], new: [] });
    } else if (hunks.length === 0 && (BEFORE_HUNKS.test(line) || line.trim() === '' || line.startsWith('```')))
      continue;
    else {
      if (hunks.length === 0) hunks.push({ line: undefined, old: [], new: [] });
      if (BEFORE_HUNKS.test(line) || line.startsWith('```')) continue;
      if (!addLine(hunks.at(-1)!, line))
        return {
          fault: `line ${i + 1} of the diff begins with neither a space, "+", "-" nor "@@": ${line.slice(0, 80)}`,
        };
    }
  }
  const changing = hunks.filter((hunk) => hunk.old.join('\n') !== hunk.new.join('\n'));
  return changing.length === 0
    ? { fault: 'the diff changes nothing: give lines that begin with "-" and "+".' }
    : { files: [...files], hunks: changing };
};

/** Without the blank context lines at its ends, which models add and drop freely. */
const trimmed = ({ line, old, new: news }: Hunk): Hunk => {
  const isShared = (at: number): boolean => old.at(at) === '' && news.at(at) === '' && old.length > 1;
  if (isShared(-1)) return trimmed({ line, old: old.slice(0, -1), new: news.slice(0, -1) });
  if (isShared(0)) return trimmed({ line: line && line + 1, old: old.slice(1), new: news.slice(1) });
  return { line, old, new: news };
};

/** Lines that are inserted without any context: only their number says where. */
const insertion = (text: string, { line, new: news }: Hunk, shift: number): Edit | { fault: string } => {
  if (text === '') return { start: 0, end: 0, text: `${news.join('\n')}\n` };
  const lines = text.split('\n');
  const at = line === undefined ? -1 : line + shift;
  if (at < 0 || at > lines.length)
    return { fault: 'a hunk only adds lines and has no line around them: add a line of context before or after.' };
  const start = lines.slice(0, at).reduce((sum, each) => sum + each.length + 1, 0);
  return start > text.length
    ? { start: text.length, end: text.length, text: `\n${news.join('\n')}` }
    : { start, end: start, text: `${news.join('\n')}\n` };
};

/** The edit that a hunk asks for. `shift` is how many lines the hunks before have added. */
export const hunkEdit = (text: string, hunk: Hunk, shift: number): Edit | { fault: string } => {
  if (hunk.old.length === 0) return insertion(text, hunk, shift);
  const lines = text.split('\n');
  for (const candidate of [hunk, trimmed(hunk)]) {
    const exact = windows(lines, candidate.old, (line, want) => line === want);
    const near = exact.length > 0 ? exact : windows(lines, candidate.old, (line, want) => line.trim() === want.trim());
    const named = near.find((at) => candidate.line !== undefined && at === candidate.line - 1 + shift);
    const place = near.length === 1 ? near[0] : named;
    if (place === undefined && near.length > 1)
      return {
        fault: `the hunk ${shownHunk(candidate)} fits in ${near.length} places (lines ${near
          .map((at) => at + 1)
          .slice(0, 10)
          .join(', ')}): add context until one fits.`,
      };
    const edit = place === undefined ? undefined : lineEdit(lines, place, candidate.old, candidate.new);
    if (edit) return edit;
  }
  return { fault: `the hunk ${shownHunk(hunk)} does not fit the file. ${closest(text, hunk.old.join('\n'))}` };
};

const shownHunk = ({ line, old }: Hunk): string =>
  `${line === undefined ? '' : `at line ${line} `}that begins with "${(old.find((each) => each.trim() !== '') ?? '').trim().slice(0, 80)}"`;

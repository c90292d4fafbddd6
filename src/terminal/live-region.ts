/**
 * Live region: lines of styled text at the bottom of a terminal that are repainted in place. Where the stream is no
 * terminal, lines are appended. cli/screen/answer-view.ts makes the lines of an answer.
 *
 * A live line is shorter than the terminal is wide, so the terminal never wraps it and the cursor can move up by whole
 * lines. When the window became narrower, the rows that the old lines take now are counted.
 */
import { clip, width } from './text-width.ts';

export type Style = 'dim' | 'bold' | 'good' | 'bad' | 'warn' | 'accent';
export type StyledText = { text: string; style?: Style };
export type Line = readonly StyledText[];

export type Output = { isTTY?: boolean; columns?: number; rows?: number; write(text: string): unknown };

export type LiveRegion = {
  /** The region is repainted in place. */
  readonly live: boolean;
  /** Most columns of a line. Infinity where lines are appended to a file or a pipe. */
  columns(): number;
  rows(): number;
  /** Replaces the region. `force` overrides the limit of about 12 repaints a second. Does nothing when not live. */
  paint(lines: () => readonly Line[], force?: boolean): void;
  /** Removes the region and appends lines that stay. */
  print(lines: readonly Line[]): void;
  /** Removes the region and shows the cursor again. */
  end(): void;
};

const CODES: Record<Style, string> = { dim: '2', bold: '1', good: '32', bad: '31', warn: '33', accent: '36' };
const REPAINT_MS = 80;

type Environment = Record<string, string | undefined>;

/** Whether a stream gets colours: it is a terminal, NO_COLOR (https://no-color.org) is empty, and TERM is not dumb. */
export const takesColour = (stream: Output, env: Environment): boolean =>
  stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';

export const lineWidth = (line: Line): number => line.reduce((sum, span) => sum + width(span.text), 0);

/** The line cut to at most `columns` columns. */
export const fitLine = (line: Line, columns: number): Line => {
  let left = columns;
  return line.flatMap((span) => {
    if (left <= 0) return [];
    const text = clip(span.text, left);
    left = text === span.text ? left - width(text) : 0;
    return [{ ...span, text }];
  });
};

/** A line as text, with ANSI colours or without. */
export const lineText = (line: Line, colour = false): string =>
  line
    .map(({ text, style }) => (colour && style ? `\x1b[${CODES[style]}m${text}\x1b[0m` : text))
    .join('')
    .trimEnd();

/** A live region on a stream. `clock` gives milliseconds. */
export const createLiveRegion = (stream: Output, env: Environment, clock: () => number): LiveRegion => {
  const live = stream.isTTY === true && env.TERM !== 'dumb';
  const colour = takesColour(stream, env);
  const columns = () => (live ? Math.max(12, (stream.columns || 80) - 1) : Infinity);
  let widths: number[] = [];
  let painted = -Infinity;
  let hidden = false;

  /** Moves the cursor to the start of the region, for any width of the window now. */
  const home = (): string => {
    const now = Math.max(1, stream.columns || 80);
    const rows = widths.reduce((sum, columnsOfLine) => sum + Math.max(1, Math.ceil(columnsOfLine / now)), 0);
    widths = [];
    return rows > 0 ? `\x1b[${rows}A\r\x1b[J` : '';
  };
  const restore = (): void => {
    if (hidden) stream.write('\x1b[?25h');
    hidden = false;
  };

  return {
    live,
    columns,
    rows: () => Math.max(4, (stream.rows || 24) - 1),
    paint(lines, force = false) {
      if (!live || (!force && clock() - painted < REPAINT_MS)) return;
      painted = clock();
      const shown = lines().map((line) => fitLine(line, columns()));
      const hide = hidden ? '' : '\x1b[?25l';
      if (!hidden) process.once('exit', restore);
      hidden = true;
      const before = home();
      widths = shown.map(lineWidth);
      stream.write(hide + before + shown.map((line) => `${lineText(line, colour)}\n`).join(''));
    },
    print(lines) {
      const text = home() + lines.map((line) => `${lineText(line, colour)}\n`).join('');
      if (text !== '') stream.write(text);
    },
    end() {
      const gone = home();
      if (gone) stream.write(gone);
      restore();
      process.removeListener('exit', restore);
    },
  };
};

/**
 * Text width in terminal columns: measuring, cutting, wrapping, tables, and removing control characters. It knows wide
 * characters, combining marks and emoji. Colours are live-region.ts's.
 */

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const PLAIN = /^[\x20-\x7e]*$/;
/** East Asian Wide and Fullwidth blocks, rounded to whole blocks, and anything drawn as a picture by default. */
const WIDE = new RegExp(
  '[\\u1100-\\u115f\\u2e80-\\u303e\\u3041-\\ua4cf\\ua960-\\ua97c\\uac00-\\ud7a3\\uf900-\\ufaff\\ufe10-\\ufe19\\ufe30-\\ufe6f' +
    '\\uff01-\\uff60\\uffe0-\\uffe6\\u{16fe0}-\\u{18aff}\\u{1b000}-\\u{1b2ff}\\u{1f1e6}-\\u{1f1ff}\\u{20000}-\\u{3fffd}]|\\p{Emoji_Presentation}|\\ufe0f',
  'u',
);
const ZERO = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;

const clusterWidth = (cluster: string): number => (WIDE.test(cluster) ? 2 : ZERO.test(cluster) ? 0 : 1);

const clusters = (text: string): string[] =>
  PLAIN.test(text) ? text.split('') : Array.from(segmenter.segment(text), (part) => part.segment);

/** Columns that `text` takes on a terminal. It must be one line without control characters: see `printable`. */
export const width = (text: string): number =>
  PLAIN.test(text) ? text.length : clusters(text).reduce((sum, cluster) => sum + clusterWidth(cluster), 0);

/**
 * The text as one line without control characters and direction overrides, so that it can't move the cursor or recolour
 * the screen.
 */
export const printable = (text: string): string =>
  text
    .replace(/[\t\n\r\u2028\u2029]+/g, '  ')
    .replace(/[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '');

const takeColumns = (parts: readonly string[], columns: number): string[] => {
  const out: string[] = [];
  let used = 0;
  for (const part of parts) {
    used += clusterWidth(part);
    if (used > columns) break;
    out.push(part);
  }
  return out;
};

/** The beginning of `text` in at most `columns` columns. It ends in … when something was cut. */
export const clip = (text: string, columns: number): string => {
  if (columns <= 0) return '';
  if (width(text) <= columns) return text;
  return `${takeColumns(clusters(text), columns - 1)
    .join('')
    .trimEnd()}…`;
};

/**
 * The end of `text` in at most `columns` columns. It begins with … when something was cut. Only the last 4096
 * characters are read.
 */
export const tail = (text: string, columns: number): string => {
  if (columns <= 0) return '';
  const near = text.length > 4096 ? text.slice(-4096) : text;
  if (near.length === text.length && width(text) <= columns) return text;
  return `…${takeColumns(clusters(near).reverse(), columns - 1)
    .reverse()
    .join('')}`;
};

/** The text in lines of at most `columns` columns, broken at spaces where possible. Its own line ends stay. */
export const wrap = (text: string, columns: number): string[] => {
  const room = Math.max(2, columns);
  return text.split(/\r?\n/).flatMap((paragraph) => {
    const lines: string[] = [];
    let line = '';
    for (const word of printable(paragraph)
      .trimEnd()
      .split(/(?<= )(?=\S)/)) {
      if (line !== '' && width(line + word.trimEnd()) > room) {
        lines.push(line.trimEnd());
        line = '';
      }
      line += word;
      while (width(line.trimEnd()) > room) {
        const head = takeColumns(clusters(line), room);
        lines.push(head.join(''));
        line = clusters(line).slice(head.length).join('');
      }
    }
    return [...lines, line.trimEnd()];
  });
};

/**
 * A table as plain text: a head, a rule and rows. Columns are as wide as their widest cell; numbers are right-aligned.
 */
export const plainTable = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const widths = head.map((name, i) => Math.max(width(name), ...rows.map((row) => width(row[i]!))));
  const numeric = head.map(
    (_, i) => rows.some((row) => row[i] !== '') && rows.every((row) => /^$|^[$−-]?[\d,.]+$/.test(row[i]!)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => {
        const room = ' '.repeat(widths[i]! - width(cell));
        return numeric[i] ? room + cell : cell + room;
      })
      .join('  ')
      .trimEnd();
  return [line(head), widths.map((columns) => '─'.repeat(columns)).join('  '), ...rows.map(line)].join('\n');
};

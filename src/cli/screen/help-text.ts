/**
 * Fits a help text to the width of a terminal. Paragraphs are filled again; examples and lists keep their lines, and
 * what does not fit goes on below the column in which it began.
 */
import { width, wrap } from '../../terminal/text-width.ts';

/** Longest line of a paragraph, in columns: longer ones are hard to read. */
const LONGEST = 100;

/** The first column of a list line that continues below itself: after '  --flag N   ', '  command      '. */
const hangOf = (line: string): number => {
  const columns = /^( {2,}\S.*? {2,})\S/.exec(line)?.[1]?.length ?? /^ */.exec(line)![0].length + 4;
  return columns > 40 ? 8 : columns;
};

/** An indented line in at most `columns` columns. */
const fitLine = (line: string, columns: number): string[] => {
  if (width(line) <= columns) return [line];
  const hang = Math.min(hangOf(line), columns - 20);
  const [head, text] = [line.slice(0, hang), line.slice(hang)];
  if (head.trim() !== '' && !head.endsWith(' ')) return wrapFrom(line, columns);
  return wrap(text, columns - hang).map((part, i) => (i === 0 ? head + part : ' '.repeat(hang) + part));
};

/** A line broken anywhere, its rest indented by two columns more than its beginning. */
const wrapFrom = (line: string, columns: number): string[] => {
  const indent = /^ */.exec(line)![0].length;
  return wrap(line.trim(), columns - indent - 2).map((part, i) => ' '.repeat(i === 0 ? indent : indent + 2) + part);
};

/** A paragraph that begins with its title: 'Exit code: …'. */
const TITLE = /^[A-Z][A-Za-z ]{2,20}: /;

/** The help text for a terminal of `columns` columns. Undefined: it is written to no terminal, and stays as it is. */
export const fitHelp = (text: string, columns: number | undefined): string => {
  if (columns === undefined) return text;
  const out: string[] = [];
  let paragraph: string[] = [];
  const endParagraph = (): void => {
    if (paragraph.length > 0) out.push(...wrap(paragraph.join(' '), Math.min(columns, LONGEST)));
    paragraph = [];
  };
  let command = false; // a shell command that goes on after a backslash stays as it is, to be copied
  for (const line of text.split('\n')) {
    const inCommand = command || line.endsWith('\\');
    command = line.endsWith('\\');
    if (line !== '' && !line.startsWith(' ')) {
      if (TITLE.test(line)) endParagraph();
      paragraph.push(line);
      continue;
    }
    endParagraph();
    out.push(...(inCommand ? [line] : fitLine(line, columns)));
  }
  endParagraph();
  return out.join('\n');
};

/**
 * The tool `read`: lines of a text file with their numbers, from anywhere in it. A file of any size is read only as far
 * as it is needed. What is no text is named.
 */
import { closeSync, readdirSync } from 'node:fs';
import { z } from 'zod';
import type { AgentTool, ToolResult } from '../types.ts';
import { cutText, defineTool, failed, shownPath, shownSize } from './define.ts';
import type { FileTools } from './change-file.ts';
import { imageKind, readText } from './text-file.ts';
import { openInside, readBytes, subjectOf, type OpenFile } from './work-folder.ts';

const LINES = 500;
const LONGEST_LINE = 1000;
const LONGEST = 16_000;
const CHUNK = 1024 * 1024;
/** Smaller files are read whole: their lines are counted, and any encoding works. */
const WHOLE = 8 * CHUNK;
/** How far lines are looked for in larger ones, in bytes. */
const FURTHEST = 512 * CHUNK;

const schema = z.object({
  path: z.string().describe('File in the working folder'),
  offset: z.int().min(1).optional().describe('First line, from 1'),
  limit: z.int().min(1).max(5000).optional().describe(`Most lines (default ${LINES})`),
});

/** Lines with their numbers, as far as they fit. `next` is the first line that was left out. */
const numbered = (lines: readonly string[], first: number): { text: string; next: number; cut: boolean } => {
  let [text, next, cut] = ['', first, false];
  for (const line of lines) {
    const shown =
      line.length > LONGEST_LINE
        ? `${cutText(line, LONGEST_LINE)}[… ${line.length - LONGEST_LINE} more characters]`
        : line;
    const row = `${next}\t${shown}\n`;
    if (text.length + row.length > LONGEST && next > first) break;
    text += row;
    next++;
    cut ||= shown !== line;
  }
  return { text, next, cut };
};

const result = (
  lines: readonly string[],
  first: number,
  of: number | undefined,
  notes: readonly string[],
): ToolResult => {
  const { text, next, cut } = numbered(lines, first);
  const more = of === undefined || next <= of;
  const total = of === undefined ? 'more' : of.toLocaleString('en');
  const told = [
    ...(first > 1 || more
      ? [`lines ${first}–${next - 1} of ${total}${more ? `; read on with offset ${next}` : ''}`]
      : []),
    ...(cut ? ['long lines were cut'] : []),
    ...notes,
  ];
  return { content: told.length > 0 ? `${text}[${told.join('. ')}]` : text, value: { first, next, lines: of } };
};

/** Lines of a file too large to hold, in UTF-8. Reads from the start up to the lines that are asked for. */
const readFar = (
  opened: OpenFile,
  first: number,
  count: number,
): { lines: string[]; ended: boolean; gaveUp: boolean } => {
  const lines: string[] = [];
  const decoder = new TextDecoder('utf-8');
  let [rest, line, position] = ['', 1, 0];
  while (lines.length < count && position < FURTHEST) {
    const bytes = readBytes(opened.file, position, CHUNK);
    position += bytes.length;
    const parts = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    const ended = bytes.length < CHUNK;
    rest = ended ? '' : parts.pop()!;
    for (const part of parts) if (line++ >= first && lines.length < count) lines.push(part.replace(/\r$/, ''));
    if (rest.length > CHUNK) rest = rest.slice(0, CHUNK); // one endless line: what follows in it is not shown anyway
    if (ended) return { lines, ended, gaveUp: false };
  }
  if (rest !== '' && lines.length < count && line >= first) lines.push(rest);
  return { lines, ended: false, gaveUp: lines.length === 0 };
};

const readOpened = (opened: OpenFile, tools: FileTools, first: number, count: number): ToolResult => {
  const size = Number(opened.stat.size);
  const name = shownPath(opened.path);
  const start = readBytes(opened.file, 0, 8192);
  const image = imageKind(start);
  if (image)
    return { content: `${name} is a ${image}, ${shownSize(size)}. Its pixels can't be shown here.`, value: { image } };
  const whole = size <= WHOLE ? readText(readBytes(opened.file, 0, size + 1)) : undefined;
  const binary = whole === undefined && readText(start)?.encoding !== 'UTF-8' && start.includes(0);
  if (binary)
    return failed(
      `${name} is a binary file of ${shownSize(size)} and is not shown. It begins with the bytes ${start.subarray(0, 16).toString('hex')}.`,
    );
  tools.seen.note(opened);
  if (size === 0) return { content: `${name} is empty.`, value: { lines: 0 } };
  if (!whole) {
    const { lines, ended, gaveUp } = readFar(opened, first, count);
    if (lines.length === 0)
      return failed(
        gaveUp
          ? `line ${first} of ${name} is more than ${shownSize(FURTHEST)} into the file (${shownSize(size)}); search it with grep.`
          : `${name} has fewer than ${first} lines.`,
      );
    return result(lines, first, ended ? first + lines.length - 1 : undefined, [`the file has ${shownSize(size)}`]);
  }
  const lines = whole.text.replace(/\r?\n$/, '').split(/\r?\n/);
  if (first > lines.length) return failed(`${name} has ${lines.length} lines; there is no line ${first}.`);
  const notes = [
    ...(whole.encoding === 'UTF-8' ? [] : [`encoding ${whole.encoding}`]),
    ...(whole.lineEnd === '\r\n' ? ['lines end in \\r\\n'] : []),
    ...(whole.text.endsWith('\n') ? [] : ['no line end at the end of the file']),
  ];
  return result(lines.slice(first - 1, first - 1 + count), first, lines.length, notes);
};

const folderHint = (opened: OpenFile): ToolResult => {
  const names = readdirSync(opened.absolute).slice(0, 50).map(shownPath);
  return failed(
    `${shownPath(opened.path || '.')} is a folder; name a file in it. It holds ${names.length > 0 ? names.join(', ') : 'nothing'}.`,
  );
};

export const readTool = (tools: FileTools): AgentTool =>
  defineTool({
    name: 'read',
    description: `Shows lines of a text file with their numbers, ${LINES} at a time. Read a file before you change it.`,
    schema,
    effect: 'read',
    longest: 2 * LONGEST,
    subject: ({ path }) => subjectOf(tools.work, path),
    async run({ path, offset = 1, limit = LINES }) {
      const opened = openInside(tools.work, path, { folders: true });
      if ('refusal' in opened) return failed(opened.refusal);
      try {
        return opened.stat.isDirectory() ? folderHint(opened) : readOpened(opened, tools, offset, limit);
      } finally {
        closeSync(opened.file);
      }
    },
  });

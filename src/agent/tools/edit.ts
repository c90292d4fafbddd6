/**
 * The tool `edit`: changes a part of a file, by an exact string or by a unified diff. All of the change is made or
 * nothing. What is not changed stays byte for byte: line ends, encoding, byte order mark, mode, a missing last line
 * end.
 */
import { z } from 'zod';
import { defined } from '../../json.ts';
import type { AgentTool } from '../types.ts';
import { changeTool, existingFile, type FileTools, type Plan } from './change-file.ts';
import { shownPath } from './define.ts';
import { findText, type Edit } from './find-text.ts';
import { hunkEdit, readDiff } from './read-diff.ts';
import { writeText, type TextFile } from './text-file.ts';
import { locate, refusal, type Refusal, type WorkFolder } from './work-folder.ts';

const schema = z.object({
  path: z.string().describe('File in the working folder'),
  old_string: z.string().optional().describe('Text to replace, exactly as in the file; must fit one place'),
  new_string: z.string().optional().describe('Text to put in its place'),
  replace_all: z.boolean().optional().describe('Replace every place'),
  diff: z.string().optional().describe('Instead: a unified diff of this file'),
});

type Args = z.output<typeof schema>;

/** How many characters two texts share at their beginning. */
const sharedStart = (a: string, b: string): number => {
  const most = Math.min(a.length, b.length);
  let i = 0;
  while (i < most && a[i] === b[i]) i++;
  return i;
};

const sharedEnd = (a: string, b: string): number => {
  const most = Math.min(a.length, b.length);
  let i = 0;
  while (i < most && a[a.length - 1 - i] === b[b.length - 1 - i]) i++;
  return i;
};

/**
 * A text with its own line ends in which one range of its plain form (\n) is replaced. What the range shares with its
 * replacement keeps its line ends; the rest gets the file's usual one.
 */
export const replaceRange = (raw: string, plain: string, { start, end, text }: Edit, lineEnd: string): string => {
  const old = plain.slice(start, end);
  const head = sharedStart(old, text);
  const tail = sharedEnd(old.slice(head), text.slice(head));
  const [from, to] = [start + head, end - tail];
  const inserted = text.slice(head, text.length - tail).replaceAll('\n', lineEnd);
  if (raw.length === plain.length) return raw.slice(0, from) + inserted + raw.slice(to);
  // Every \r\n before a place of the plain text moves it by one.
  let [moved, rawFrom, rawTo] = [0, -1, -1];
  for (let i = 0; i <= plain.length; i++) {
    if (i === from) rawFrom = i + moved;
    if (i === to) rawTo = i + moved;
    if (rawTo >= 0) break;
    if (plain[i] === '\n' && raw[i + moved] === '\r') moved++;
  }
  return raw.slice(0, rawFrom) + inserted + raw.slice(rawTo);
};

/** A lone \r is no line end here and stays what it is. */
const plainOf = (raw: string): string => raw.replaceAll('\r\n', '\n');

const byString = (file: TextFile, { old_string, new_string, replace_all }: Args): Edited => {
  if (old_string === undefined || new_string === undefined)
    return { fault: 'give old_string and new_string, or a diff.' };
  if (old_string === new_string) return { fault: 'old_string and new_string are the same: nothing would change.' };
  const plain = plainOf(file.text);
  const found = findText(plain, plainOf(old_string), plainOf(new_string), replace_all ?? false);
  if ('fault' in found) return found;
  // From the end, so that places before stay where they are.
  const text = found.edits.reduceRight((raw, edit) => replaceRange(raw, plainOf(raw), edit, file.lineEnd), file.text);
  return { text, notes: [...new Set(found.edits.flatMap(({ note }) => note ?? []))] };
};

type Edited = { text: string; notes: string[] } | { fault: string };

const byDiff = (file: TextFile, diff: string, path: string, work: WorkFolder): Edited => {
  const read = readDiff(diff);
  if ('fault' in read) return read;
  const foreign = read.files.find((name) => {
    const place = locate(work, name);
    return 'refusal' in place || !(place.path === path || path.endsWith(`/${place.path}`));
  });
  if (foreign !== undefined)
    return { fault: `the diff names ${shownPath(foreign)}, and path is ${shownPath(path)}: give one file a call.` };
  let [text, shift] = [file.text, 0];
  const notes: string[] = [];
  for (const hunk of read.hunks) {
    const plain = plainOf(text);
    const edit = hunkEdit(plain, hunk, shift);
    if ('fault' in edit) return edit;
    text = replaceRange(text, plain, edit, file.lineEnd);
    shift += hunk.new.length - hunk.old.length;
    if (edit.note !== undefined) notes.push(edit.note);
  }
  return { text, notes };
};

const plan = (tools: FileTools, args: Args): Plan | Refusal => {
  const found = existingFile(tools, args.path);
  if ('refusal' in found) return found;
  const name = shownPath(found.path);
  if (!('bytes' in found)) return refusal(`${name} does not exist: use write to make it, or glob to find its name.`);
  if (found.seen === 'changed')
    return refusal(`${name} has changed since it was read, by a command or by someone else: read it again, then edit.`);
  if (!found.text) return refusal(`${name} is a binary file; only text can be edited.`);
  if (args.diff !== undefined && args.old_string !== undefined)
    return refusal('give either old_string and new_string or a diff, not both.');
  const edited =
    args.diff === undefined ? byString(found.text, args) : byDiff(found.text, args.diff, found.path, tools.work);
  if ('fault' in edited) return refusal(`${name} was not changed: ${edited.fault}`);
  const bytes = writeText(found.text, edited.text);
  if ('refusal' in bytes) return bytes;
  const note = edited.notes.length > 0 ? edited.notes.join('; ') : undefined;
  return { path: found.path, before: found.text.text, after: edited.text, bytes, ...defined({ note }) };
};

export const editTool = (tools: FileTools): AgentTool =>
  changeTool(tools, {
    name: 'edit',
    description:
      'Changes a part of a file: old_string is replaced by new_string where it stands exactly once, or a unified diff is applied. Nothing is changed when it does not fit.',
    schema,
    plan,
  });

/** The tool `write`: makes a file or replaces all of one that was read. */
import { z } from 'zod';
import type { AgentTool } from '../types.ts';
import { changeTool, existingFile, type FileTools, type Plan } from './change-file.ts';
import { shownPath } from './define.ts';
import { NEW_TEXT, writeText } from './text-file.ts';
import { refusal, type Refusal } from './work-folder.ts';

const schema = z.object({
  path: z.string().describe('File in the working folder'),
  content: z.string().describe('The whole content'),
});

/** A file that is there keeps its encoding, its byte order mark and its line ends. */
const plan = (tools: FileTools, { path, content }: z.output<typeof schema>): Plan | Refusal => {
  const found = existingFile(tools, path);
  if ('refusal' in found) return found;
  if (!('bytes' in found))
    return { path: found.path, before: undefined, after: content, bytes: Buffer.from(content, 'utf8') };
  const name = shownPath(found.path);
  if (found.seen !== 'same')
    return refusal(
      found.seen === 'never'
        ? `${name} exists and was not read: read it first, or use edit to change a part of it.`
        : `${name} has changed since it was read: read it again, then write.`,
    );
  const file = found.text ?? NEW_TEXT;
  const windows = file.lineEnd === '\r\n' && !content.includes('\r\n');
  const after = windows ? content.replaceAll('\n', '\r\n') : content;
  const bytes = writeText(file, after);
  if ('refusal' in bytes) return bytes;
  const kept = [
    ...(file.encoding === 'UTF-8' && !file.mark ? [] : [file.mark ? `${file.encoding} with its mark` : file.encoding]),
    ...(windows ? ['line ends \\r\\n'] : []),
  ];
  return {
    path: found.path,
    before: found.text?.text ?? '',
    after,
    bytes,
    ...(kept.length > 0 && { note: `kept ${kept.join(' and ')} of the file` }),
  };
};

export const writeTool = (tools: FileTools): AgentTool =>
  changeTool(tools, {
    name: 'write',
    description:
      'Makes a file, with the folders around it, or replaces the whole content of a file that you have read. To change a part of a file use edit.',
    schema,
    plan,
  });

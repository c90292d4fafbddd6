/** The tool `glob`: names of files by a pattern, without what .gitignore files leave out. */
import { z } from 'zod';
import type { AgentTool } from '../types.ts';
import type { FileTools } from './change-file.ts';
import { defineTool, failed, shownPath } from './define.ts';
import { search } from './grep.ts';
import { locate, subjectOf } from './work-folder.ts';

const MOST = 300;
const MOST_SECONDS = 10;

const schema = z.object({
  pattern: z.string().min(1).max(500).describe('For example src/**/*.ts; without a slash it fits names in any folder'),
  path: z.string().optional().describe('Folder to look in; default: the working folder'),
});

/** `seconds` bounds one search. */
export const globTool = ({ work }: Pick<FileTools, 'work'>, seconds: number = MOST_SECONDS): AgentTool =>
  defineTool({
    name: 'glob',
    description:
      'Lists files whose names fit a pattern. What .gitignore leaves out is left out. Use grep to search in files.',
    schema,
    effect: 'read',
    subject: ({ path }) => subjectOf(work, path ?? '.'),
    async run({ pattern, path }, { signal }) {
      const start = locate(work, path ?? '.');
      if ('refusal' in start) return failed(start.refusal);
      const job = { root: work.root, start: start.path, file: false, glob: pattern, context: 0, most: MOST };
      const { files, end } = await search(job, seconds, signal);
      const found = files.map((file) => file.path);
      const notes = [
        ...(end?.full ? [`the first ${MOST}; narrow the pattern for the others`] : []),
        ...(end
          ? []
          : [`ended after ${seconds} seconds, so there may be more; give a smaller folder or a simpler pattern`]),
        ...(end && end.unreadable > 0 ? [`${end.unreadable} folders can't be read`] : []),
      ];
      const none = `No file fits ${pattern} (${end?.seen ?? 'some'} files and folders looked at).`;
      const text = found.length > 0 ? found.map(shownPath).join('\n') : none;
      return { content: notes.length > 0 ? `${text}\n[${notes.join('. ')}]` : text, value: { files: found } };
    },
  });

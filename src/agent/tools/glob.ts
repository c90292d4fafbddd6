/** The tool `glob`: names of files by a pattern, without what .gitignore files leave out. */
import { setImmediate as pause } from 'node:timers/promises';
import { z } from 'zod';
import { fitsPattern } from '../patterns.ts';
import type { AgentTool } from '../types.ts';
import type { FileTools } from './change-file.ts';
import { defineTool, failed, shownPath } from './define.ts';
import { walk } from './walk.ts';
import { locate, subjectOf } from './work-folder.ts';

const MOST = 300;
const MOST_SECONDS = 10;

const schema = z.object({
  pattern: z.string().min(1).describe('For example src/**/*.ts; without a slash it fits names in any folder'),
  path: z.string().optional().describe('Folder to look in; default: the working folder'),
});

export const globTool = ({ work }: Pick<FileTools, 'work'>): AgentTool =>
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
      const ends = performance.now() + MOST_SECONDS * 1000;
      const found: string[] = [];
      const unreadable: string[] = [];
      let [count, late] = [0, false];
      for (const entry of walk(work.root, start.path, { onUnreadable: (folder) => unreadable.push(folder) })) {
        if (++count % 500 === 0) await pause();
        signal.throwIfAborted();
        late = performance.now() > ends;
        if (late || found.length > MOST) break;
        const inside = start.path === '' ? entry.path : entry.path.slice(start.path.length + 1);
        if (entry.kind !== 'folder' && fitsPattern(inside, pattern)) found.push(entry.path);
      }
      const shown = found.slice(0, MOST).map(shownPath);
      const notes = [
        ...(found.length > MOST ? [`the first ${MOST}; narrow the pattern for the others`] : []),
        ...(late ? [`not everything was looked at within ${MOST_SECONDS} seconds`] : []),
        ...(unreadable.length > 0
          ? [`${unreadable.length} folders can't be read, such as ${shownPath(unreadable[0]! || '.')}`]
          : []),
      ];
      const none = `No file fits ${pattern} (${count} files and folders looked at).`;
      const text = shown.length > 0 ? shown.join('\n') : none;
      return {
        content: notes.length > 0 ? `${text}\n[${notes.join('. ')}]` : text,
        value: { files: found.slice(0, MOST) },
      };
    },
  });

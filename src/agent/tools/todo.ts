/**
 * The tool `todo`: the list of steps that a model keeps for itself. The whole list is given each time, so it lives in
 * the calls of a run and nowhere else.
 */
import { z } from 'zod';
import type { AgentTool } from '../types.ts';
import { defineTool } from './define.ts';

const schema = z.object({
  items: z
    .array(z.object({ text: z.string().min(1).max(500), status: z.enum(['open', 'doing', 'done']) }))
    .max(50)
    .describe('The whole list, in order'),
});

const MARKS = { open: '[ ]', doing: '[>]', done: '[x]' };

export const todoTool = (): AgentTool =>
  defineTool({
    name: 'todo',
    description: 'Keeps the list of steps of a longer task. Give the whole list each time, one step as doing.',
    schema,
    effect: 'read',
    run: ({ items }) => {
      const left = items.filter(({ status }) => status !== 'done').length;
      const lines = items.map(({ text, status }) => `${MARKS[status]} ${text}`);
      return Promise.resolve({ content: [...lines, `[${left} of ${items.length} left]`].join('\n'), value: { items } });
    },
  });

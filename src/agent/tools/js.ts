/** The tool `js`: a program in QuickJS, which has no file, no network and no timers. It works on every system. */
import { z } from 'zod';
import { quickjsScript } from '../../sandbox/quickjs.ts';
import type { AgentTool } from '../types.ts';
import { defineTool } from './define.ts';

const SECONDS = 10;

const schema = z.object({
  code: z.string().min(1).describe('A program; console.log and its last expression are the result'),
});

export const jsTool = (): AgentTool =>
  defineTool({
    name: 'js',
    description:
      'Runs JavaScript or TypeScript without files and network and gives what it logs and the value of its last expression. Each call starts anew.',
    schema,
    effect: 'read',
    timeout: SECONDS + 10,
    subject: ({ code }) => code,
    async run({ code }, { signal }) {
      const { output, truncated, value, fault, late } = await quickjsScript(code, { seconds: SECONDS, signal });
      const parts = [
        output.trimEnd(),
        ...(truncated ? ['[the rest of the output was cut]'] : []),
        ...(value === '' ? [] : [`→ ${value}`]),
        ...(fault === undefined ? [] : [`[failed] ${fault}`]),
      ].filter((part) => part !== '');
      const content = parts.join('\n') || '[no output; log something or end with an expression]';
      if (fault === undefined) return { content, value: { value } };
      return { content, error: late ? 'timeout' : 'tool' };
    },
  });

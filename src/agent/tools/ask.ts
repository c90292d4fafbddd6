/** The tool `ask`: a question to the person, with answers to choose from or free text. */
import { z } from 'zod';
import type { AgentTool } from '../types.ts';
import { defineTool, failed } from './define.ts';

const schema = z.object({
  question: z.string().min(1).max(2000).describe('One question'),
  choices: z.array(z.string().min(1).max(200)).max(9).optional().describe('Answers to choose from'),
});

export const askTool = (): AgentTool =>
  defineTool({
    name: 'ask',
    description: 'Asks the person a question that only they can answer. Do not ask what you can find out.',
    schema,
    effect: 'read',
    timeout: 24 * 60 * 60,
    subject: ({ question }) => question,
    async run({ question, choices }, { ask }) {
      const answer = await ask(question, choices && choices.length > 0 ? choices : undefined);
      if (!answer) return failed('Nobody is there to answer. Go on with what you know, and say what you assumed.');
      if (!answer.allow) return failed(`The person did not answer${answer.text ? `: ${answer.text}` : '.'}`);
      return { content: answer.text || 'Yes.', value: { answer: answer.text ?? '' } };
    },
  });

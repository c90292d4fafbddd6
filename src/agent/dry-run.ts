/**
 * A dry run: tools that only look run as they are; every other tool says what it would do and does nothing. The model
 * is told so, since a later step sees the folder as it was.
 */
import { defined } from '../json.ts';
import type { AgentTool } from './types.ts';

const SAID = 'Dry run: nothing was changed. This would be done:';

/** The same tools, of which none changes anything. */
export const dryRun = (tools: readonly AgentTool[]): AgentTool[] =>
  tools.map((tool) => {
    const { effect, preview } = tool;
    if (effect === 'read') return tool;
    return {
      ...tool,
      effect: (args) => (typeof effect === 'function' ? effect(args) : effect),
      async run(args, context) {
        if (typeof effect === 'function' && effect(args) === 'read') return await tool.run(args, context);
        const shown = preview ? await preview(args) : JSON.stringify(args);
        return defined({ content: `${SAID}\n${shown}`, value: { dryRun: true } });
      },
    };
  });

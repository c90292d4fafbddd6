/** Names of tools as every upstream takes them: letters, digits, `_` and `-`, at most 64, each used once. */
import type { Tool } from '../types.ts';
import type { AgentTool, AnyTool } from './types.ts';

const LONGEST = 64;

/** `name` with other characters as `_`. */
export const legalName = (name: string): string => name.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, LONGEST) || '_';

/**
 * The agent's own tools and those of the caller, with legal names that differ. A name of the caller stays as it is,
 * since the caller looks for it; a tool of the agent that has the same one, or an illegal one, is renamed, always in
 * the same way.
 */
export const nameTools = (own: readonly AgentTool[], callers: readonly Tool[] = []): readonly AnyTool[] => {
  const taken = new Set(callers.map(({ name }) => name));
  const named = own.map((tool): AgentTool => {
    const base = legalName(tool.name);
    let name = base;
    for (let i = 2; taken.has(name); i++) name = `${base.slice(0, LONGEST - 4)}_${i}`;
    taken.add(name);
    return name === tool.name ? tool : { ...tool, name };
  });
  const handed = callers.map((tool): AnyTool => ({ ...tool, run: undefined }));
  return [...named, ...handed];
};

/** A tool as the model is told of it. */
export const declared = ({ name, description, parameters, strict, wire }: AnyTool): Tool => ({
  name,
  ...(description !== undefined && { description }),
  parameters: parameters ?? { type: 'object', properties: {} },
  ...(strict !== undefined && { strict }),
  ...(wire && { wire }),
});

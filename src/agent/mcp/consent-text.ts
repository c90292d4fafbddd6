/**
 * What a person reads before they agree to an MCP server or to its tools: all that a model would be told, nothing
 * hidden, marked as the words of the server. Pure.
 */
import { LONGEST_DESCRIPTION, mcpToolName, toldOf } from './check-tool.ts';
import type { ToolConsent } from './consent.ts';
import { plainLine, plainText } from './plain-text.ts';
import type { McpSource, McpTool } from './types.ts';

const indented = (text: string): string =>
  text
    .split('\n')
    .map((line) => `    | ${line}`)
    .join('\n');

/** A tool with its name for models, its description and its arguments. */
export const toolText = (source: McpSource, tool: McpTool): string => {
  const { description, parameters } = toldOf(tool);
  const hint = tool.readOnlyHint ? ' (it says that it only reads)' : '';
  return [
    `  ${mcpToolName(source.name, tool.name)}${hint}`,
    indented(description === '' ? '(no description)' : description),
    indented(JSON.stringify(parameters.properties ?? {})),
  ].join('\n');
};

/** The question whether a server may be started or reached. */
export const serverText = ({ name, summary }: McpSource): string =>
  `The MCP server ${plainLine(name, 64)} is ${plainText(summary)}. A local server runs as you, outside the sandbox.`;

/** What is new or different about a tool. */
export const changeText = (source: McpSource, tool: McpTool, consent: ToolConsent): string => {
  if (consent.state !== 'changed') return toolText(source, tool);
  const before = plainText(consent.before.slice(0, LONGEST_DESCRIPTION));
  const same = before === plainText(tool.description.slice(0, LONGEST_DESCRIPTION));
  const was = same ? '  (same description, other arguments or hints)' : `  before:\n${indented(before)}`;
  return `The MCP server ${source.name} has changed this tool since you agreed to it:\n${toolText(source, tool)}\n${was}`;
};

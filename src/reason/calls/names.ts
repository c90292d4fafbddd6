/**
 * Which declared tool a spelled name means: exactly, or but for case, separators and the prefixes that chat templates
 * put before it. A name that could be two tools is none. A misspelt name is a fault with a suggestion, never a guess.
 */
import { suggest } from '../../suggest.ts';
import type { Tool } from '../../types.ts';

/** `get.Weather`, `get-weather`, `getWeather` and `get_weather` are one name. */
const folded = (name: string): string =>
  name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[.\-\s/:]+|_+/g, '_');

const PREFIX = /^(?:functions?|tools?|default_api|namespace|api|self)[.:]/;
const SUFFIX = /(?::\d+|\.call|\(\))$/;

const lastPart = (name: string): string => name.split(/\.|__|\/|:/).at(-1) ?? name;

const only = (tools: readonly Tool[], fits: (tool: Tool) => boolean): Tool | undefined => {
  const found = new Map(tools.filter(fits).map((tool) => [tool.name, tool]));
  return found.size === 1 ? [...found.values()][0] : undefined;
};

/** The tool that `spelled` means, or undefined. */
export const toolNamed = (spelled: string, tools: readonly Tool[]): Tool | undefined => {
  const exact = tools.find((tool) => tool.name === spelled);
  if (exact) return exact;
  const bare = spelled.trim().replace(SUFFIX, '');
  for (const name of new Set([bare, bare.replace(PREFIX, '')])) {
    if (name === '' || name.length > 200) continue;
    const found = tools.find((tool) => tool.name === name) ?? only(tools, (tool) => folded(tool.name) === folded(name));
    if (found) return found;
  }
  const last = folded(lastPart(bare));
  const isPart = (tool: Tool): boolean =>
    folded(lastPart(tool.name)) === last && (lastPart(tool.name) === tool.name || lastPart(bare) === bare);
  return last === '' ? undefined : only(tools, isPart);
};

/** The sentence for a name that no tool has. */
export const unknownTool = (spelled: string, tools: readonly Tool[]): string => {
  const names = tools.map((tool) => tool.name);
  const meant = suggest(spelled.slice(0, 40), names);
  const known = names.slice(0, 8).join(', ');
  const more = names.length > 8 ? ` and ${names.length - 8} more` : '';
  const list = names.length === 0 ? 'There are no tools: answer in words.' : `The tools are ${known}${more}.`;
  const hint = meant ? `Did you mean "${meant}"?` : list;
  return `There is no tool "${spelled.slice(0, 60)}". ${hint}`;
};

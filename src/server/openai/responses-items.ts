/**
 * Items of tools that run elsewhere, in the `input` of a Responses body: calls that the client answered itself become
 * function calls, all others are left out. Agents such as Codex send them in the history.
 */
import { isObject, textFrom, type JsonObject } from '../../json.ts';

const KNOWN: ReadonlySet<unknown> = new Set([
  'message',
  'function_call',
  'function_call_output',
  'reasoning',
  'compaction',
]);

/** Items that bring tools along. */
const CARRY_TOOLS: ReadonlySet<unknown> = new Set(['additional_tools', 'tool_search_output']);

const idOf = ({ call_id: callId, id }: JsonObject): string => textFrom(callId || id || 'call_0');

/** What a call was given: the text of a custom tool, or the action of a shell. */
const argumentsOf = (item: JsonObject): string =>
  JSON.stringify(typeof item.input === 'string' ? { input: item.input } : (item.action ?? item.operation ?? {}));

const outputOf = (output: unknown): unknown => {
  if (typeof output === 'string') return output;
  // The forms of function outputs; a single part stands alone.
  if (Array.isArray(output) && output.every((part) => isObject(part) && /^(input|output)_/.test(String(part.type))))
    return output;
  if (isObject(output) && output.type === 'computer_screenshot' && typeof output.image_url === 'string')
    return [{ type: 'input_image', image_url: output.image_url }];
  return JSON.stringify(output ?? '');
};

/** The function of a namespace, by the one name under which the model knows it (responses-tools.ts). */
const calledName = ({ namespace, name }: JsonObject): unknown =>
  typeof namespace === 'string' && namespace !== '' ? `${namespace}__${textFrom(name)}` : name;

const textOf = (value: unknown): unknown => {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? '{}' : JSON.stringify(value);
};

/** What a function gave: a text or parts; anything else as JSON. */
const resultOf = (output: unknown): unknown =>
  typeof output === 'string' || Array.isArray(output) ? output : JSON.stringify(output ?? '');

const convert = (item: unknown): unknown[] => {
  if (!isObject(item)) return [item];
  const { type } = item;
  if (type === 'function_call') return [{ ...item, name: calledName(item), arguments: textOf(item.arguments) }];
  if (type === 'function_call_output') return [{ ...item, output: resultOf(item.output) }];
  if (type === undefined || type === null)
    return typeof item.role === 'string' ? [{ ...item, type: 'message' }] : [item];
  if (KNOWN.has(type) || CARRY_TOOLS.has(type)) return KNOWN.has(type) ? [item] : [];
  const name = typeof type === 'string' ? type : '';
  if (name.endsWith('_call_output'))
    return [{ type: 'function_call_output', call_id: idOf(item), output: outputOf(item.output) }];
  if (/^(custom_tool|local_shell|shell|apply_patch|computer)_call$/.test(name))
    return [
      {
        type: 'function_call',
        call_id: idOf(item),
        name: typeof item.name === 'string' ? calledName(item) : name.replace(/_call$/, ''),
        arguments: argumentsOf(item),
      },
    ];
  return [];
};

/** `input` with the items that are read here. What is no item stays, to be refused with a reason. */
export const withKnownItems = (input: unknown): unknown => (Array.isArray(input) ? input.flatMap(convert) : input);

/** Items that are left out, by their place and type: what tools that run elsewhere did and the model need not know. */
export const leftOutItems = (input: unknown): string[] =>
  Array.isArray(input)
    ? input.flatMap((item: unknown, i) =>
        isObject(item) && !CARRY_TOOLS.has(item.type) && convert(item).length === 0
          ? [`input[${i}] ${textFrom(item.type).slice(0, 64)}`]
          : [],
      )
    : [];

/** The tools that items of `input` bring along, besides those of the body; a name counts once. */
export const toolsInItems = (input: unknown, tools: unknown): unknown => {
  const brought = (Array.isArray(input) ? input : []).flatMap((item: unknown) =>
    isObject(item) && CARRY_TOOLS.has(item.type) && Array.isArray(item.tools) ? (item.tools as unknown[]) : [],
  );
  if (brought.length === 0) return tools;
  const given: unknown[] = Array.isArray(tools) ? tools : [];
  const names = new Set(given.flatMap((tool) => (isObject(tool) ? [tool.name] : [])));
  const isNew = (tool: unknown): boolean =>
    isObject(tool) && tool.name !== undefined && !names.has(tool.name) && Boolean(names.add(tool.name));
  return [...given, ...brought.filter(isNew)];
};

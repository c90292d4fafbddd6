/**
 * The tools of a Responses body. The client runs functions, custom tools, shells and patches; each is offered to the
 * model as a function, and a call of it leaves as the item that its kind has. Tools that OpenAI runs (web_search,
 * file_search, mcp, code_interpreter, image_generation, computer) can not run here: they are left out, and a response
 * header says so.
 */
import { z } from 'zod';
import { isObject, textFrom, type JsonObject } from '../../json.ts';
import type { ChatRequest, Tool, ToolCall, ToolChoice, Wire } from '../../types.ts';
import { badRequest } from '../http.ts';
import { jsonObject, optional } from './fields.ts';

const name = z.string().min(1).max(256);
const functionTool = z.looseObject({
  type: z.string(),
  name: name.optional(),
  description: z.string().nullish(),
  parameters: jsonObject.nullish(),
  strict: z.boolean().nullish(),
});
export const toolSchema = functionTool.extend({ tools: z.array(functionTool).max(512).optional() });
type GivenTool = z.output<typeof toolSchema>;

export const toolChoiceSchema = z.union([
  z.enum(['none', 'auto', 'required']),
  z.looseObject({
    type: z.literal('allowed_tools'),
    mode: z.enum(['auto', 'required']),
    tools: z.array(z.looseObject({ type: z.string(), name: name.optional() })).min(1),
  }),
  z.looseObject({ type: z.string(), name: name.optional() }),
]);
type GivenChoice = z.output<typeof toolChoiceSchema> | null | undefined;

/** What a call of a tool leaves as. `namespace`: of a function in a namespace, which has `name` there. */
export type ToolForm =
  | { type: 'function'; name: string; namespace?: string }
  | { type: 'custom'; name: string; namespace?: string }
  | { type: 'local_shell' }
  | { type: 'shell' }
  | { type: 'apply_patch' };

/** Tools by the name under which the model calls them. */
export type ToolForms = ReadonlyMap<string, ToolForm>;

const textField = (description: string): Wire => ({ type: 'string', description });
const commandField: Wire = { type: 'array', items: { type: 'string' } };

/** Kinds that a client runs by themselves: what the model is told of them. */
const BUILT_IN: Readonly<Record<string, { form: ToolForm; description: string; parameters: Wire }>> = {
  local_shell: {
    form: { type: 'local_shell' },
    description: 'Runs a command on the machine of the user and returns its output.',
    parameters: {
      type: 'object',
      properties: {
        command: { ...commandField, description: 'The program and its arguments, one string each.' },
        working_directory: textField('The folder to run it in.'),
        timeout_ms: { type: 'integer' },
      },
      required: ['command'],
    },
  },
  shell: {
    form: { type: 'shell' },
    description: 'Runs shell commands on the machine of the user and returns their output.',
    parameters: {
      type: 'object',
      properties: {
        commands: { ...commandField, description: 'Command lines, run one after the other.' },
        timeout_ms: { type: 'integer' },
        max_output_length: { type: 'integer' },
      },
      required: ['commands'],
    },
  },
  apply_patch: {
    form: { type: 'apply_patch' },
    description: 'Creates, changes or deletes one file.',
    parameters: {
      type: 'object',
      properties: {
        type: { type: 'string', enum: ['create_file', 'update_file', 'delete_file'] },
        path: textField('The file.'),
        diff: textField('The content as a diff in the V4A format; not for delete_file.'),
      },
      required: ['type', 'path'],
    },
  },
};

/** What the grammar of a custom tool says, for a model that is not held to it. */
const grammarOf = ({ format }: GivenTool): string =>
  isObject(format) && typeof format.definition === 'string'
    ? `\nThe input follows this grammar (${textFrom(format.syntax)}):\n${format.definition}`
    : '';

type Offered = { tool: Tool; form: ToolForm };

const offered = (given: z.output<typeof functionTool>, space?: { name: string }): Offered | undefined => {
  if (given.name === undefined) return undefined;
  const called = space ? `${space.name}__${given.name}` : given.name;
  const within = { name: given.name, ...(space && { namespace: space.name }) };
  if (given.type === 'custom')
    return {
      form: { type: 'custom', ...within },
      tool: {
        name: called,
        description: `${given.description ?? ''}${grammarOf(given as GivenTool)}`,
        parameters: {
          type: 'object',
          properties: { input: textField('The whole input of the tool, as plain text.') },
          required: ['input'],
          additionalProperties: false,
        },
      },
    };
  if (given.type !== 'function') return undefined;
  return {
    form: { type: 'function', ...within },
    tool: {
      name: called,
      ...optional('description', given.description),
      ...optional('parameters', given.parameters),
      ...optional('strict', given.strict),
    },
  };
};

const offeredBy = (given: GivenTool): Offered[] => {
  if (given.type === 'namespace' && given.name !== undefined)
    return (given.tools ?? []).flatMap((tool) => offered(tool, { name: given.name! }) ?? []);
  const builtIn = Object.hasOwn(BUILT_IN, given.type) ? BUILT_IN[given.type] : undefined;
  if (builtIn && given.name === undefined) {
    const { form, description, parameters } = builtIn;
    return [{ form, tool: { name: given.type, description, parameters } }];
  }
  const found = offered(given);
  return found ? [found] : [];
};

/** The names that a choice of tools asks for; undefined when it names none. */
const wantedOf = (choice: GivenChoice): string[] | undefined => {
  if (typeof choice !== 'object' || !choice) return undefined;
  const requested =
    choice.type === 'allowed_tools' ? (choice as { tools: { type: string; name?: string }[] }).tools : [choice];
  return requested.map((tool) => (tool.name as string | undefined) ?? tool.type);
};

/** How the model is held to a choice that is no list of allowed tools. */
const choiceOf = (choice: GivenChoice, wanted: readonly string[] | undefined): ToolChoice | undefined => {
  if (typeof choice === 'string') return choice;
  if (!choice) return undefined;
  if (choice.type === 'allowed_tools') return (choice as { mode: 'auto' | 'required' }).mode;
  return { name: wanted![0]! };
};

export type ResponsesTools = Pick<ChatRequest, 'tools' | 'toolChoice' | 'parallelToolCalls'> & {
  forms: ToolForms;
  /** Kinds of tools that can not run here, with their place. */
  leftOut: string[];
};

/**
 * Reads the tools of a body and the choice among them. Throws a `RequestError` (400) for a choice of what is not there.
 */
export const readTools = (
  given: readonly GivenTool[],
  choice: GivenChoice,
  parallel: boolean | null | undefined,
): ResponsesTools => {
  const nameless = given.findIndex(
    (tool) => ['function', 'custom', 'namespace'].includes(tool.type) && tool.name === undefined,
  );
  if (nameless >= 0)
    throw badRequest(`tools[${nameless}].name: is missing; it must be a string`, `tools[${nameless}].name`);
  const found = given.map(offeredBy);
  const leftOut = given.flatMap(({ type }, i) => (found[i]!.length === 0 ? [`tools[${i}] ${type}`] : []));
  const all = found.flat();
  const forms = new Map(all.map(({ tool, form }) => [tool.name, form]));
  const wanted = wantedOf(choice);
  const isAllowed = typeof choice === 'object' && choice?.type === 'allowed_tools';
  const missing = isAllowed
    ? !wanted!.some((word) => forms.has(word)) && wanted![0]
    : wanted?.find((word) => !forms.has(word));
  if (typeof missing === 'string')
    throw badRequest(`tool_choice: there is no function called ${missing} among the tools`, 'tool_choice');
  if (all.length === 0) {
    if (choice === 'required')
      throw badRequest('tool_choice: it asks for a tool, and tools has no function', 'tool_choice');
    return { forms, leftOut };
  }
  const tools = all.map(({ tool }) => tool);
  return {
    forms,
    leftOut,
    tools: isAllowed ? tools.filter((tool) => wanted!.includes(tool.name)) : tools,
    ...optional('toolChoice', choiceOf(choice, wanted)),
    ...optional('parallelToolCalls', parallel),
  };
};

const parsed = (text: string): JsonObject => {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
};
const texts = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.map(textFrom);
  return typeof value === 'string' ? ['bash', '-lc', value] : [];
};
const integer = (value: unknown): number | null => (Number.isSafeInteger(value) ? (value as number) : null);

/** The input of a custom tool: the field of its function, or all that the model wrote. */
export const customInput = (text: string): string => {
  const { input } = parsed(text);
  if (typeof input === 'string') return input;
  return input === undefined ? text : JSON.stringify(input);
};

/** What an item of the call says beside its id and status. */
export const callFields = (form: ToolForm, { id, arguments: text }: ToolCall): Wire => {
  switch (form.type) {
    case 'function':
      return { ...form, type: 'function_call', call_id: id, arguments: text };
    case 'custom':
      return { ...form, type: 'custom_tool_call', call_id: id, input: customInput(text) };
    case 'local_shell': {
      const { command, working_directory: folder, timeout_ms: timeout } = parsed(text);
      return {
        type: 'local_shell_call',
        call_id: id,
        action: {
          type: 'exec',
          command: texts(command),
          env: {},
          timeout_ms: integer(timeout),
          working_directory: typeof folder === 'string' ? folder : null,
        },
      };
    }
    case 'shell': {
      const { commands, timeout_ms: timeout, max_output_length: most } = parsed(text);
      return {
        type: 'shell_call',
        call_id: id,
        action: {
          commands: typeof commands === 'string' ? [commands] : texts(commands),
          timeout_ms: integer(timeout),
          max_output_length: integer(most),
        },
        environment: null,
      };
    }
    case 'apply_patch': {
      const { type, path, diff } = parsed(text);
      const kind = type === 'delete_file' || type === 'update_file' ? type : 'create_file';
      return {
        type: 'apply_patch_call',
        call_id: id,
        operation: {
          type: kind,
          path: textFrom(path),
          ...(kind !== 'delete_file' && { diff: textFrom(diff) }),
        },
      };
    }
    default:
      return form satisfies never;
  }
};

/** The tools as a response repeats them: functions with all of their fields. */
export const echoTools = (given: readonly Wire[]): Wire[] =>
  given.map((tool) =>
    tool.type === 'function'
      ? {
          ...tool,
          description: tool.description ?? null,
          parameters: tool.parameters ?? null,
          strict: tool.strict ?? false,
        }
      : tool,
  );

/** The value of the header that names what was left out; undefined when nothing was. */
export const leftOutHeader = (leftOut: readonly string[]): string | undefined =>
  leftOut.length === 0
    ? undefined
    : `${leftOut
        .slice(0, 20)
        .join(', ')
        .replaceAll(/[^\x20-\x7e]/g, '?')
        .slice(0, 500)}: not run by this server`;

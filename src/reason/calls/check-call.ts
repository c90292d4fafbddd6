/**
 * Judges one call: its arguments made to fit its tool's schema where that is plain, validated, and what is wrong in one
 * sentence that a model can be asked again with. Where a call stands in a text is read-calls.ts's business.
 */
import { suggest } from '../../suggest.ts';
import type { Tool, ToolCall, Wire } from '../../types.ts';
import { parseExact, withoutBigInts, writeExact } from './exact-json.ts';
import type { Spelling } from './markers.ts';
import { toolNamed, unknownTool } from './names.ts';
import { argumentsOf, repairedArguments, type RawArguments, type Repair } from './repair.ts';
import { parametersOf, plainTools, schemaFault, signature, type ToolLike } from './tool-schema.ts';
import type { RawCall } from './shapes.ts';
import { MOST_DEPTH, parseValue, type Note } from './syntax.ts';

/** Why a call can't be made. `message` is one sentence, at most 400 characters, to retry with. */
export type CallFault = {
  cause: 'unknown tool' | 'not JSON' | 'cut off' | 'schema';
  /** A JSON pointer into the arguments. */
  path: string;
  message: string;
};

/** A call of a known tool. With a `fault` it can't be made as it stands. */
export type ReadCall = {
  name: string;
  arguments: Wire;
  /**
   * The arguments as JSON text: as the model wrote them where nothing was changed, every digit of long numbers kept.
   */
  json: string;
  spelling: Spelling;
  repairs: readonly Repair[];
  fault?: CallFault;
};

/** Longer texts are not looked at, in characters. */
export const LONGEST = 1_000_000;
const LONGEST_MESSAGE = 400;

const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

const shown = (value: unknown): string =>
  value === undefined ? 'nothing' : cut(JSON.stringify(value) ?? 'nothing', 60);

const schemaMessage = (tool: Tool, path: string, expected: string, got: unknown): string =>
  cut(
    `Call of ${tool.name}: ${path === '' ? 'its arguments' : path} must be ${cut(expected, 140)}, but there is ${shown(got)}. Call it as ${signature(tool)}.`,
    LONGEST_MESSAGE,
  );

/** What is wrong with these arguments; undefined when the call can be made. */
const argumentFault = (value: Wire, tool: Tool): CallFault | undefined => {
  const { schema, properties, open } = parametersOf(tool);
  const fault = schemaFault(value, schema);
  if (fault)
    return { cause: 'schema', path: fault.path, message: schemaMessage(tool, fault.path, fault.expected, fault.got) };
  const unknown = open ? undefined : Object.keys(value).find((name) => !properties.has(name));
  if (unknown === undefined) return undefined;
  const meant = suggest(
    unknown,
    [...properties.keys()].filter((name) => !Object.hasOwn(value, name)),
  );
  const hint = meant ? ` Did you mean ${meant}?` : '';
  const message = cut(
    `Call of ${tool.name}: it has no argument ${cut(unknown, 40)}.${hint} Call it as ${signature(tool)}.`,
    LONGEST_MESSAGE,
  );
  return { cause: 'schema', path: `/${unknown}`, message };
};

const nameRepair = (spelled: string, tool: Tool): Repair[] =>
  spelled === tool.name ? [] : [{ type: 'repair', rule: 'tool name', path: '', from: spelled, to: tool.name }];

/** A repair as plain JSON. */
const told = (repair: Repair): Repair => ({
  ...repair,
  from: withoutBigInts(repair.from, 'text'),
  to: withoutBigInts(repair.to, 'text'),
});

/** A call from its parts: arguments read, repaired and judged. */
export const callFrom = (raw: RawCall, spelling: Spelling): ReadCall => {
  const { tool, spelled, notes, text } = raw;
  const read = argumentsOf(raw.raw, tool);
  const repairs: Repair[] = nameRepair(spelled, tool);
  if ('fault' in read) {
    const message = cut(
      `Call of ${tool.name}: ${read.path || 'its arguments'}: ${read.fault}. Call it as ${signature(tool)}.`,
      LONGEST_MESSAGE,
    );
    return {
      name: tool.name,
      arguments: {},
      json: '{}',
      spelling,
      repairs,
      fault: { cause: 'schema', path: read.path, message },
    };
  }
  const json = writeExact(read.value);
  for (const rule of notes)
    repairs.push({ type: 'repair', rule, path: '', from: cut(text.trim(), 200), to: cut(json, 200) });
  repairs.push(...read.repairs.map(told));
  const value = withoutBigInts(read.value, 'number') as Wire;
  const fault = argumentFault(value, tool);
  return { name: tool.name, arguments: value, json, spelling, repairs, ...(fault && { fault }) };
};

export const notJson = (what: string, message: string, isCut: boolean): CallFault => ({
  cause: isCut ? 'cut off' : 'not JSON',
  path: '',
  message: cut(
    isCut
      ? `The call of ${what} was cut off before its end. Write the whole call again, shorter if need be.`
      : `The call of ${what} can't be read: ${message}. Write its arguments as one JSON object.`,
    LONGEST_MESSAGE,
  ),
});

/**
 * A call as it came by the protocol or from code: arguments as JSON text or as an object; also in the form of the
 * OpenAI API.
 */
export type CallLike = PlainCall | { function: PlainCall };
type PlainCall = { name: string; arguments: string | Wire };

const plainCall = (call: CallLike): PlainCall => ('function' in call ? call.function : call);

/** Whether a value is nested too deep to walk through safely. */
const isTooDeep = (value: unknown): boolean => {
  let layer: unknown[] = [value];
  for (let depth = 0; layer.length > 0; depth++) {
    if (depth > MOST_DEPTH) return true;
    layer = layer.flatMap((element) => (typeof element === 'object' && element !== null ? Object.values(element) : []));
  }
  return false;
};

const TOO_DEEP = { fault: `it is nested deeper than ${MOST_DEPTH}`, cut: false };

const objectIn = (
  text: string,
):
  | { value: Wire; notes: readonly Note[] }
  | { fault: string; cut: boolean }
  | { raw: RawArguments; notes: readonly Note[] } => {
  if (text.trim() === '') return { value: {}, notes: [] };
  try {
    const value = parseExact(text);
    if (isTooDeep(value)) return TOO_DEEP;
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return { value: value as Wire, notes: [] };
    if (typeof value === 'string') return objectIn(value);
  } catch {
    // Read again below, tolerantly.
  }
  const parsed = parseValue(text);
  if (parsed.type === 'fault') return { fault: parsed.message, cut: parsed.cut };
  if (parsed.node.type !== 'object' || /[^\s;,.)\]}]/.test(text.slice(parsed.end)))
    return { fault: 'it is no object', cut: false };
  return { raw: { named: parsed.node.entries, items: [] }, notes: parsed.notes };
};

/**
 * Repairs and judges one call that is a call already: its name, its JSON, its arguments by the tool's schema. A call of
 * an unknown tool, or whose arguments can't be read, comes back with its fault.
 */
export const checkCall = (given: CallLike, declared: readonly ToolLike[]): ReadCall => {
  const [call, tools] = [plainCall(given), plainTools(declared)];
  const spelling: Spelling = 'native';
  const tool = toolNamed(call.name, tools);
  const deep = typeof call.arguments !== 'string' && isTooDeep(call.arguments);
  const text = typeof call.arguments === 'string' ? call.arguments : writeExact(deep ? {} : call.arguments);
  const failed = (fault: CallFault): ReadCall => ({
    name: tool?.name ?? call.name,
    arguments: {},
    json: text,
    spelling,
    repairs: [],
    fault,
  });
  if (!tool) return failed({ cause: 'unknown tool', path: '', message: unknownTool(call.name, tools) });
  if (text.length > LONGEST) return failed(notJson(tool.name, 'it is longer than a million characters', false));
  const found = typeof call.arguments === 'string' ? objectIn(text) : { value: call.arguments, notes: [] };
  const read = deep ? TOO_DEEP : found;
  if ('fault' in read) return failed(notJson(tool.name, read.fault, read.cut));
  if ('raw' in read) {
    return callFrom({ tool, spelled: call.name, raw: read.raw, notes: read.notes, text }, spelling);
  }
  const { value: exact, repairs } = repairedArguments(read.value, tool);
  const value = withoutBigInts(exact, 'number') as Wire;
  const fault = argumentFault(value, tool);
  const same = repairs.length === 0 && typeof call.arguments === 'string' && text.trimStart().startsWith('{');
  return {
    name: tool.name,
    arguments: value,
    json: same ? text : writeExact(exact),
    spelling,
    repairs: [...nameRepair(call.name, tool), ...repairs.map(told)],
    ...(fault && { fault }),
  };
};

/**
 * What is wrong with a call of one of `tools`, as one sentence to retry with; undefined when it can be made as it
 * stands.
 *
 *   validateCall({ name: 'get_weather', arguments: '{"days": 3}' }, tools)
 *   // 'Call of get_weather: /city must be string, but there is nothing. Call it as get_weather(city: string, days?: integer).'
 */
export const validateCall = (given: CallLike, declared: readonly ToolLike[]): string | undefined => {
  const [call, tools] = [plainCall(given), plainTools(declared)];
  const tool = tools.find((tool) => tool.name === call.name);
  if (!tool) return unknownTool(call.name, tools);
  if (typeof call.arguments !== 'string') {
    if (isTooDeep(call.arguments)) return notJson(tool.name, TOO_DEEP.fault, false).message;
    return argumentFault(withoutBigInts(call.arguments, 'number') as Wire, tool)?.message;
  }
  const read = objectIn(call.arguments);
  if ('fault' in read) return notJson(tool.name, read.fault, read.cut).message;
  return 'value' in read
    ? argumentFault(withoutBigInts(read.value, 'number') as Wire, tool)?.message
    : notJson(tool.name, 'it is not JSON', false).message;
};

/** A read call as a call of the protocol. */
export const toolCallOf = (call: ReadCall, id: string): ToolCall => ({ id, name: call.name, arguments: call.json });

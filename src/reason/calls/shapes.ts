/**
 * Which trees are tool calls. A tree is calls only when all of it is: a list of calls, an object that names a tool and
 * its arguments in any of the field's spellings, a Python call. A JSON object that names no known tool is somebody's
 * data.
 */
import type { Tool } from '../../types.ts';
import { toolNamed } from './names.ts';
import type { RawArguments } from './repair.ts';
import { parametersOf } from './tool-schema.ts';
import { parseValue, type Entry, type Node, type Note } from './syntax.ts';

/** A call whose tool is known and whose arguments are not looked at yet. */
export type RawCall = { tool: Tool; spelled: string; raw: RawArguments; notes: readonly Note[]; text: string };

/** What a text turned out to be. `none`: a list without calls, by which models say that no tool fits. */
export type Shape =
  | { type: 'calls'; calls: readonly RawCall[] }
  | { type: 'none' }
  | { type: 'unknown tool'; name: string }
  | { type: 'not a call' };

const NAMES = [
  'name',
  'function',
  'function_name',
  'tool',
  'tool_name',
  'toolName',
  'action',
  'recipient_name',
  'api',
  'call',
];
const ARGUMENTS = [
  'arguments',
  'parameters',
  'params',
  'args',
  'kwargs',
  'input',
  'inputs',
  'tool_input',
  'action_input',
  'tool_args',
  'toolArgs',
  'function_args',
];
const LISTS = [
  'tool_calls',
  'toolCalls',
  'tool_call',
  'calls',
  'function_calls',
  'function_call',
  'tool_uses',
  'tools',
  'functions',
  'actions',
];
/** What may stand beside a name and its arguments without meaning. */
const BESIDE = new Set([
  'id',
  'type',
  'index',
  'call_id',
  'tool_call_id',
  'role',
  'thought',
  'thoughts',
  'reasoning',
  'content',
]);
/** Calls that only pass on what is inside them. */
const WRAPPERS = new Set(['print', 'await', 'list', 'str', 'display', 'json.dumps', 'asyncio.run', 'pprint']);
const NOT: Shape = { type: 'not a call' };
const NONE: Shape = { type: 'none' };

const joined = (shapes: readonly Shape[]): Shape => {
  const odd =
    shapes.find((shape) => shape.type === 'not a call') ?? shapes.find((shape) => shape.type === 'unknown tool');
  if (odd) return odd;
  const calls = shapes.flatMap((shape) => (shape.type === 'calls' ? shape.calls : []));
  return calls.length > 0 ? { type: 'calls', calls } : NONE;
};

const textOf = (node: Node | undefined): string | undefined => {
  if (node?.type === 'word') return node.text;
  return node?.type === 'value' && typeof node.value === 'string' ? node.value : undefined;
};

/** Where a tree stands: the tools, what its reading noted, the text it was read from, how deep the search is. */
export type ShapeContext = { tools: readonly Tool[]; notes: readonly Note[]; text: string; depth: number };

const callOf = (name: string, raw: RawArguments, context: ShapeContext): Shape => {
  const tool = toolNamed(name, context.tools);
  if (!tool) return { type: 'unknown tool', name };
  const { notes, text } = context;
  return { type: 'calls', calls: [{ tool, spelled: name, raw, notes, text }] };
};

/** Arguments in an object, in a text that holds one (twice encoded, it may be), in a list of one object, or none. */
const rawOf = (node: Node | undefined, depth = 0): RawArguments | undefined => {
  if (!node || (node.type === 'value' && (node.value === null || node.value === ''))) return { named: [], items: [] };
  if (node.type === 'object') return { named: node.entries, items: [] };
  if (node.type === 'list' && node.named.length === 0) {
    const [only] = node.items;
    if (node.items.length === 0) return { named: [], items: [] };
    return node.items.length === 1 && only?.type === 'object' ? { named: only.entries, items: [] } : undefined;
  }
  const text = textOf(node);
  if (text === undefined || depth > 2) return undefined;
  const parsed = parseValue(text);
  return parsed.type === 'parsed' && text.slice(parsed.end).trim() === '' ? rawOf(parsed.node, depth + 1) : undefined;
};

/** A declaration of a tool, which some models repeat: its parameters are a schema. */
const isDeclaration = (node: Node | undefined, tool: Tool | undefined): boolean => {
  if (node?.type !== 'object' || parametersOf(tool ?? { name: '' }).properties.has('properties')) return false;
  const keys = node.entries.map(([key]) => key);
  return keys.includes('properties') && keys.includes('type');
};

const entry = (entries: readonly Entry[], keys: readonly string[]): Entry | undefined => {
  for (const key of keys) {
    const found = entries.find(([name]) => name === key);
    if (found) return found;
  }
  return undefined;
};

/** LangChain's `"action_input": "text"`: a text for a tool with one argument. */
const onlyArgument = (node: Node, tool: Tool | undefined): RawArguments | undefined =>
  tool && node.type === 'value' && parametersOf(tool).properties.size === 1 ? { named: [], items: [node] } : undefined;

/** An object in which a name stands more than once, as if each began an object of its own: those objects. */
const repeated = (entries: readonly Entry[]): (readonly Entry[])[] | undefined => {
  const first = entries[0]?.[0];
  const starts = entries.flatMap(([key], i) => (key === first ? [i] : []));
  if (starts.length < 2 || !NAMES.includes(first!)) return undefined;
  return starts.map((start, i) => entries.slice(start, starts[i + 1] ?? entries.length));
};

/** `{name, arguments}` in its spellings, the arguments beside the name, or `{TOOL: {…}}`. */
const shapeOfObject = (entries: readonly Entry[], context: ShapeContext): Shape => {
  const parts = repeated(entries);
  if (parts) return joined(parts.map((part) => shapeOfObject(part, deeper(context))));
  const inner = entry(entries, ['function', 'tool_call', 'function_call', 'call']);
  if (inner?.[1].type === 'object' && entries.every(([key]) => key === inner[0] || BESIDE.has(key))) {
    return shapeOfObject(inner[1].entries, context);
  }
  const name = NAMES.flatMap((key) =>
    entries.filter(([ownKey, node]) => ownKey === key && textOf(node) !== undefined),
  )[0];
  const spelled = name && textOf(name[1])!;
  if (name && spelled !== undefined) {
    const tool = toolNamed(spelled, context.tools);
    const rest = entries.filter((entry) => entry !== name);
    const given = entry(rest, ARGUMENTS);
    if (given) {
      const raw = rawOf(given[1]) ?? onlyArgument(given[1], tool);
      if (isDeclaration(given[1], tool) || !raw) return NOT;
      return callOf(spelled, raw, context);
    }
    const flat = rest.filter(([key]) => !BESIDE.has(key) || (tool && parametersOf(tool).properties.has(key)));
    if (tool && flat.every(([key]) => parametersOf(tool).properties.has(key))) {
      return callOf(spelled, { named: flat, items: [] }, context);
    }
  }
  const list = entry(entries, LISTS);
  if (list && entries.every(([key]) => key === list[0] || BESIDE.has(key))) return shapeOf(list[1], deeper(context));
  const keyed = entries.map(([key, node]) => ({
    key,
    raw: node.type === 'object' || textOf(node) ? rawOf(node) : undefined,
  }));
  if (keyed.length > 0 && keyed.every(({ key, raw }) => raw && toolNamed(key, context.tools))) {
    return joined(keyed.map(({ key, raw }) => callOf(key, raw!, context)));
  }
  return NOT;
};

const deeper = (context: ShapeContext): ShapeContext => ({ ...context, depth: context.depth + 1 });

/** `["f", a=1]`, `[f, a=1]` and `("f", {…})`: a call written as a list that begins with its tool. */
const shapeOfHead = (items: readonly Node[], named: readonly Entry[], context: ShapeContext): Shape | undefined => {
  const head = textOf(items[0]);
  if (head === undefined || head.length > 200) return undefined;
  const rest = items.slice(1);
  const fits = named.length > 0 ? rest.length === 0 : rest.length === 1 && rest[0]!.type === 'object';
  if (!fits || !toolNamed(head, context.tools)) return undefined;
  return callOf(head, { named, items: rest }, context);
};

/** Items beside calls that are words alone are comments of the model. */
const shapeOfItems = (items: readonly { item: Node; shape: Shape }[]): Shape => {
  const calls = items.filter(({ shape }) => shape.type === 'calls');
  const said = items.filter(
    ({ item, shape }) => !(calls.length > 0 && shape.type === 'not a call' && item.type === 'value'),
  );
  return joined(said.map(({ shape }) => shape));
};

/** What a tree is. */
const shapeOf = (node: Node, context: ShapeContext): Shape => {
  if (context.depth > 8) return NOT;
  switch (node.type) {
    case 'call': {
      if (toolNamed(node.name, context.tools))
        return callOf(node.name, { named: node.named, items: node.items }, context);
      if (WRAPPERS.has(node.name) && node.items.length > 0)
        return joined(node.items.map((item) => shapeOf(item, deeper(context))));
      return { type: 'unknown tool', name: node.name };
    }
    case 'list': {
      const head = shapeOfHead(node.items, node.named, context);
      if (head) return head;
      if (node.named.length > 0) return NOT;
      return shapeOfItems(node.items.map((item) => ({ item, shape: shapeOf(item, deeper(context)) })));
    }
    case 'object':
      return node.entries.length === 0 ? NONE : shapeOfObject(node.entries, context);
    case 'value': {
      if (node.value === null) return NONE;
      return typeof node.value === 'string' && node.value.includes('(') && context.depth > 0
        ? shapeOfText(node.value, deeper(context))
        : NOT;
    }
    default:
      return NOT;
  }
};

const STATEMENT = /(?:(?:return|await)\s+|[\p{L}_]\w{0,60}\s*=\s*(?!=)(?:await\s+)?)?/uy;
const SEPARATOR = /(?:[\s,;]|\+(?=\s)|#[^\n]*|\/\/[^\n]*)*/y;
/** What may follow a call without changing it: a full stop, closers too many. */
const AFTER = /(?:[ \t]*[.)\]}]+(?=[\s,;.)\]}]|$))*/y;

const takeAt = (pattern: RegExp, text: string, at: number): number => {
  pattern.lastIndex = at;
  pattern.exec(text);
  return Math.max(at, pattern.lastIndex);
};

/** What a text is when all of it is calls, one after another. `most` bounds how many. */
export const shapeOfText = (text: string, context: ShapeContext, most = 128): Shape => {
  const shapes: Shape[] = [];
  let at = takeAt(SEPARATOR, text, 0);
  if (at >= text.length) return NONE;
  while (at < text.length && shapes.length < most) {
    at = takeAt(STATEMENT, text, at);
    const parsed = parseValue(text, at);
    if (parsed.type === 'fault') return NOT;
    const after = takeAt(AFTER, text, parsed.end);
    const found = shapeOf(parsed.node, { ...context, notes: parsed.notes, text: text.slice(at, parsed.end) });
    if (found.type === 'not a call') return NOT;
    shapes.push(found);
    at = takeAt(SEPARATOR, text, after);
  }
  return at < text.length ? NOT : joined(shapes);
};

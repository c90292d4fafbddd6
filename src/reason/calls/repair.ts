/**
 * Makes the arguments of a call fit its tool's schema where what was meant is plain: `"3"` for 3, a scalar for a list
 * of one, the case of an enum, a null for an argument that may be left out. Each change is an event. It guesses no
 * missing value and drops nothing that says something; what does not fit stays as it is for the validator to refuse.
 */
import { editDistance } from '../../suggest.ts';
import type { Tool, Wire } from '../../types.ts';
import { numberOf } from './exact-json.ts';
import { alternatives, allowedTypes, parametersOf, resolved, schemaFault, type ValueSchema } from './tool-schema.ts';
import { parseValue, type Entry, type Node } from './syntax.ts';

/**
 * What was changed. `path` is a JSON pointer into the arguments; `from` and `to` are what stood there before and after.
 */
export type Repair = { type: 'repair'; rule: string; path: string; from: unknown; to: unknown };

/** The arguments of a call as they were read: by name, by position, or one text that should hold them. */
export type RawArguments = { named: readonly Entry[]; items: readonly Node[] };

type Context = { root: ValueSchema; repairs: Repair[] };

const isWire = (value: unknown): value is Wire => typeof value === 'object' && value !== null && !Array.isArray(value);

const isNumeric = (text: string): boolean => /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(text);

/** Letters and digits alone, to compare words that differ in case and separators. */
const bare = (text: string): string => text.toLowerCase().replace(/[\s_.-]+/g, '');

const pointer = (path: string, key: string | number): string =>
  `${path}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;

const propertiesOf = (schema: ValueSchema): Readonly<Record<string, ValueSchema>> =>
  isWire(schema.properties) ? (schema.properties as Record<string, ValueSchema>) : {};

const under = (schema: ValueSchema, key: string, { root }: Context): ValueSchema => {
  const properties = propertiesOf(schema);
  const found = Object.hasOwn(properties, key) ? properties[key]! : schema.additionalProperties;
  return isWire(found) ? resolved(found, root) : {};
};

const itemsOf = (schema: ValueSchema, index: number, { root }: Context): ValueSchema => {
  const listed = Array.isArray(schema.prefixItems) ? schema.prefixItems[index] : undefined;
  const found = listed ?? schema.items;
  return isWire(found) ? resolved(found, root) : {};
};

/** A choice that names one type for this kind of value, so that words and raw text are read by it. */
const leading = (schema: ValueSchema, { root }: Context): ValueSchema => {
  const [first] = alternatives(schema).filter((alternative) => !allowedTypes(alternative).includes('null'));
  return first && allowedTypes(schema).length === 0 ? resolved(first, root) : schema;
};

/** What a node is as JSON. A word is text where the schema wants text; a call inside a call has no value. */
type Plain = { value: unknown } | { fault: string; path: string };

const enumOf = (schema: ValueSchema): readonly unknown[] => (Array.isArray(schema.enum) ? schema.enum : []);

/**
 * A bare word: the member of an enum that it spells, or text whose quotes were left out. `name=name` is a placeholder.
 */
const plainWord = (text: string, schema: ValueSchema, path: string, context: Context): Plain => {
  const choice = enumOf(schema);
  const meant = choice.filter((option) => typeof option === 'string' && bare(option) === bare(text));
  const types = allowedTypes(schema);
  const textual = choice.length === 0 && (types.length === 0 || types.includes('string'));
  const to = meant.length === 1 ? meant[0] : undefined;
  if (to === undefined && (!textual || bare(text) === bare(path.split('/').at(-1)!))) {
    return { fault: `the bare word ${text.slice(0, 40)} is no value; text needs quotes`, path };
  }
  context.repairs.push({ type: 'repair', rule: 'quotes', path, from: text, to: to ?? text });
  return { value: to ?? text };
};

/** The text of an XML element: text where the schema wants text, else the value that is written there. */
const plainRaw = (text: string, schema: ValueSchema, path: string, context: Context): Plain => {
  const types = allowedTypes(schema);
  if (types.includes('string') || text.trim() === '') return { value: text };
  const parsed = parseValue(text);
  if (parsed.type === 'fault' || text.slice(parsed.end).trim() !== '') return { value: text.trim() };
  const plain = plainOf(parsed.node, schema, path, context);
  return 'fault' in plain ? { value: text.trim() } : plain;
};

/** `node` as JSON. Recursion is bounded by the reader's depth. */
const plainOf = (node: Node, given: ValueSchema, path: string, context: Context): Plain => {
  const schema = leading(given, context);
  switch (node.type) {
    case 'value':
      return { value: node.value };
    case 'word':
      return plainWord(node.text, schema, path, context);
    case 'raw':
      return plainRaw(node.text, schema, path, context);
    case 'call':
      if (node.name === 'dict' && node.items.length === 0) {
        return plainOf({ type: 'object', entries: node.named }, given, path, context);
      }
      return { fault: `the call ${node.name.slice(0, 40)}(…) is no value; make it first`, path };
    case 'list': {
      if (node.named.length > 0) return { fault: 'a list holds values only', path };
      const items: unknown[] = [];
      for (const [index, item] of node.items.entries()) {
        const plain = plainOf(item, itemsOf(schema, index, context), pointer(path, index), context);
        if ('fault' in plain) return plain;
        items.push(plain.value);
      }
      return { value: items };
    }
    case 'object': {
      const entries: [string, unknown][] = [];
      for (const [key, item] of node.entries) {
        const plain = plainOf(item, under(schema, key, context), pointer(path, key), context);
        if ('fault' in plain) return plain;
        entries.push([key, plain.value]);
      }
      return { value: Object.fromEntries(entries) };
    }
    default:
      return node satisfies never;
  }
};

const kindOf = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
};

const hasType = (value: unknown, types: readonly string[]): boolean => {
  const kind = kindOf(value);
  if (kind === 'bigint') return types.includes('integer') || types.includes('number');
  return types.includes(kind) || (kind === 'number' && types.includes('integer') && Number.isInteger(value));
};

/** A text that holds JSON or a Python literal of the wanted kind, read. */
const unpacked = (text: string, kind: 'array' | 'object', schema: ValueSchema, context: Context): unknown => {
  const trimmed = text.trim();
  if (trimmed.length > 100_000 || !/^[[{(]/.test(trimmed)) return undefined;
  const parsed = parseValue(trimmed);
  if (parsed.type === 'fault' || parsed.end !== trimmed.length) return undefined;
  const plain = plainOf(parsed.node, schema, '', { root: context.root, repairs: [] });
  return 'value' in plain && kindOf(plain.value) === kind ? plain.value : undefined;
};

/** `"a, b"` for a list of an enum's members, all of them known. */
const membersIn = (text: string, schema: ValueSchema): unknown[] | undefined => {
  const allowed = isWire(schema.items) ? enumOf(schema.items) : [];
  if (allowed.length === 0 || allowed.some((option) => String(option).includes(',')) || text.length > 10_000)
    return undefined;
  const found = text
    .split(/[,;]/)
    .map((part) => allowed.filter((option) => bare(String(option)) === bare(part.trim())));
  return found.every((options) => options.length === 1) ? found.map((options) => options[0]) : undefined;
};

type Change = { rule: string; value: unknown };

/** What one value of the wrong type was plainly meant to be. */
const toType = (value: unknown, type: string, schema: ValueSchema, context: Context): Change | undefined => {
  const text = typeof value === 'string' ? value.trim() : undefined;
  switch (type) {
    case 'integer':
    case 'number': {
      if (text === undefined || !isNumeric(text)) break;
      const number = numberOf(text);
      const fits = typeof number === 'bigint' || type === 'number' || Number.isInteger(number);
      return fits && number !== undefined ? { rule: 'text to number', value: number } : undefined;
    }
    case 'boolean':
      if (text && /^(?:true|false)$/i.test(text)) return { rule: 'text to boolean', value: /^t/i.test(text) };
      break;
    case 'string':
      if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
        return { rule: 'value to text', value: String(value) };
      break;
    case 'null':
      if (text !== undefined && /^(?:null|none|nil)$/i.test(text)) return { rule: 'text to null', value: null };
      break;
    case 'object': {
      const object = text !== undefined ? unpacked(text, 'object', schema, context) : undefined;
      return object === undefined ? undefined : { rule: 'text to object', value: object };
    }
    case 'array': {
      if (value === null) return undefined;
      const list =
        text !== undefined ? (unpacked(text, 'array', schema, context) ?? membersIn(text, schema)) : undefined;
      return list === undefined ? { rule: 'scalar to list', value: [value] } : { rule: 'text to list', value: list };
    }
    default:
  }
  const single = Array.isArray(value) && value.length === 1 && type !== 'null' ? value[0] : undefined;
  if (single === undefined) return undefined;
  const inner = toType(single, type, schema, context);
  const fits = hasType(single, [type]) ? single : inner?.value;
  return fits === undefined ? undefined : { rule: 'list to scalar', value: fits };
};

const inEnum = (value: unknown, schema: ValueSchema): Change | undefined => {
  const allowed = enumOf(schema);
  if (allowed.length === 0 || allowed.includes(value)) return undefined;
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  const same = allowed.filter((option) => bare(String(option)) === bare(String(value)));
  return same.length === 1 ? { rule: 'enum', value: same[0] } : undefined;
};

/** Of several schemas that would do, the one that needs the fewest changes. */
const coerceChoice = (value: unknown, choice: readonly ValueSchema[], path: string, context: Context): unknown => {
  let best: { value: unknown; repairs: Repair[] } | undefined;
  for (const alternative of choice.slice(0, 16)) {
    const repairs: Repair[] = [];
    const schema = resolved(alternative, context.root);
    const changed = coerce(value, schema, path, { root: context.root, repairs });
    const whole = { ...schema, $defs: context.root.$defs, definitions: context.root.definitions };
    if (schemaFault(changed, whole) !== undefined) continue;
    if (!best || repairs.length < best.repairs.length) best = { value: changed, repairs };
    if (best.repairs.length === 0) break;
  }
  if (!best) return value;
  context.repairs.push(...best.repairs);
  return best.value;
};

const coerceObject = (value: Wire, schema: ValueSchema, path: string, context: Context): Wire => {
  const required = Array.isArray(schema.required) ? (schema.required as string[]) : [];
  const entries: [string, unknown][] = [];
  for (const [name, item] of Object.entries(renamed(value, schema, path, context))) {
    const place = under(schema, name, context);
    const at = pointer(path, name);
    const optional = !required.includes(name);
    if (item === null && optional && Object.keys(place).length > 0 && schemaFault(null, place)) {
      context.repairs.push({ type: 'repair', rule: 'null left out', path: at, from: null, to: undefined });
      continue;
    }
    entries.push([name, coerce(item, place, at, context)]);
  }
  return Object.fromEntries(entries);
};

/** Makes `value` fit `schema` where what was meant is plain; else gives it back as it is. */
const coerce = (value: unknown, given: ValueSchema, path: string, context: Context, inList = false): unknown => {
  const schema = resolved(given, context.root);
  const choice = alternatives(schema);
  if (choice.length > 0) return coerceChoice(value, choice, path, context);
  const types = allowedTypes(schema);
  let here = value;
  const apply = (change: Change | undefined): void => {
    if (!change) return;
    context.repairs.push({ type: 'repair', rule: change.rule, path, from: here, to: change.value });
    here = change.value;
  };
  if (types.length > 0 && !hasType(here, types)) {
    const changes = types.map((type) => toType(here, type, schema, context)).filter((change) => change !== undefined);
    // [1, 2] for a list of lists may mean [[1, 2]] or [[1], [2]]: it is left to the validator.
    if (!(inList && changes[0]?.rule === 'scalar to list')) apply(changes[0]);
  }
  apply(inEnum(here, schema));
  if (Array.isArray(here)) {
    return here.map((item, index) =>
      coerce(item, itemsOf(schema, index, context), pointer(path, index), context, true),
    );
  }
  return isWire(here) && types.includes('object') ? coerceObject(here, schema, path, context) : here;
};

/** The one declared and absent name that an undeclared one was meant to be. */
const meantName = (name: string, free: readonly string[]): string | undefined => {
  const same = free.filter((key) => bare(key) === bare(name));
  if (same.length > 0) return same.length === 1 ? same[0] : undefined;
  if (name.length > 60) return undefined;
  const near = free.filter((key) => {
    const most = Math.min(2, Math.floor(Math.min(key.length, name.length) / 4));
    return Math.abs(key.length - name.length) <= most && editDistance(bare(name), bare(key)) <= most;
  });
  return near.length === 1 ? near[0] : undefined;
};

/** Undeclared names near one that is absent get its name; undeclared ones that hold nothing are left out. */
const renamed = (value: Wire, schema: ValueSchema, path: string, context: Context): Wire => {
  const declared = Object.keys(propertiesOf(schema));
  const open = schema.additionalProperties === true || isWire(schema.additionalProperties);
  if (declared.length === 0 || open || schema.patternProperties !== undefined) return value;
  const unknown = Object.keys(value).filter((name) => !declared.includes(name));
  if (unknown.length === 0) return value;
  const free = declared.filter((name) => !Object.hasOwn(value, name));
  const wishes = unknown.map((name) => meantName(name, free));
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, item]): [string, unknown][] => {
      const index = unknown.indexOf(name);
      if (index < 0) return [[name, item]];
      const to = wishes[index];
      if (to !== undefined && wishes.filter((wish) => wish === to).length === 1) {
        context.repairs.push({ type: 'repair', rule: 'argument name', path, from: name, to });
        return [[to, item]];
      }
      if (item !== null) return [[name, item]];
      context.repairs.push({
        type: 'repair',
        rule: 'null left out',
        path: pointer(path, name),
        from: null,
        to: undefined,
      });
      return [];
    }),
  );
};

const positional = (
  items: readonly Node[],
  named: readonly Entry[],
  tool: Tool,
  repairs: Repair[],
): Plain | Entry[] => {
  const { properties, schema } = parametersOf(tool);
  const [only] = items;
  if (items.length === 1 && only?.type === 'object') {
    const first = properties.values().next().value;
    const wanted =
      first !== undefined &&
      allowedTypes(first).includes('object') &&
      !only.entries.some(([key]) => properties.has(key));
    if (!wanted) return [...only.entries, ...named];
  }
  const free = [...properties.keys()].filter((name) => !named.some(([key]) => key === name));
  if (items.length > free.length)
    return { fault: `it has ${items.length} arguments without names, too many`, path: '' };
  const names = [...properties.keys()].slice(0, items.length);
  if (names.some((name) => !free.includes(name)))
    return { fault: 'an argument is given by place and by name', path: '' };
  for (const [index, name] of names.entries()) {
    const plain = plainOf(items[index]!, properties.get(name)!, `/${name}`, { root: schema, repairs: [] });
    const value = 'value' in plain ? plain.value : undefined;
    repairs.push({ type: 'repair', rule: 'argument by place', path: `/${name}`, from: value, to: value });
  }
  return [...names.map((name, index): Entry => [name, items[index]!]), ...named];
};

/** Words under which whole arguments are wrapped once more. */
const WRAPPERS = new Set(['arguments', 'parameters', 'params', 'args', 'kwargs', 'input', 'properties']);

/** `{"params": {…}}` where the tool has no such argument is what is inside. */
const unwrapped = (entries: readonly Entry[], tool: Tool, repairs: Repair[]): readonly Entry[] => {
  const [only] = entries;
  if (entries.length !== 1 || !only || only[1].type !== 'object') return entries;
  const [key, { entries: inner }] = [only[0], only[1]];
  if (!WRAPPERS.has(key) || parametersOf(tool).properties.has(key)) return entries;
  repairs.push({ type: 'repair', rule: 'wrapper', path: `/${key}`, from: key, to: undefined });
  return inner;
};

/**
 * The arguments of a call of `tool` as JSON that fits its schema as far as that is plain, or the first thing that has
 * no value.
 */
export const argumentsOf = (
  raw: RawArguments,
  tool: Tool,
): { value: Wire; repairs: Repair[] } | { fault: string; path: string } => {
  const { schema } = parametersOf(tool);
  const repairs: Repair[] = [];
  const given = raw.items.length > 0 ? positional(raw.items, raw.named, tool, repairs) : raw.named;
  if (!Array.isArray(given)) return given as { fault: string; path: string };
  const entries = unwrapped(given as readonly Entry[], tool, repairs);
  const context = { root: schema, repairs };
  const plain = plainOf({ type: 'object', entries }, schema, '', context);
  if ('fault' in plain) return plain;
  return { value: coerce(plain.value, schema, '', context) as Wire, repairs };
};

/** The same for arguments that are JSON already. */
export const repairedArguments = (value: Wire, tool: Tool): { value: Wire; repairs: Repair[] } => {
  const { schema, properties } = parametersOf(tool);
  const repairs: Repair[] = [];
  const [key, ...others] = Object.keys(value);
  const inner =
    key !== undefined && others.length === 0 && WRAPPERS.has(key) && !properties.has(key) ? value[key] : undefined;
  if (isWire(inner)) repairs.push({ type: 'repair', rule: 'wrapper', path: `/${key}`, from: key, to: undefined });
  return { value: coerce(isWire(inner) ? inner : value, schema, '', { root: schema, repairs }) as Wire, repairs };
};

/**
 * What a tool's JSON schema says of its arguments, whatever dialect it was written in: the types of Python and Java
 * (dict, float, tuple, str, list) become those of JSON Schema, so that one validator reads all. It judges values; it
 * changes none.
 */
import { Validator, type Schema } from '@cfworker/json-schema';
import type { Tool, Wire } from '../../types.ts';

/** A tool as Mizan has it, or in the form of the OpenAI API. */
export type ToolLike = Tool | { type: 'function'; function: Tool };

/** Tools in either form as tools. */
export const plainTools = (tools: readonly ToolLike[]): readonly Tool[] =>
  tools.some((tool) => 'function' in tool)
    ? tools.map((tool) => ('function' in tool ? tool.function : tool))
    : (tools as readonly Tool[]);

/** A schema of one value, with the types of JSON Schema. */
export type ValueSchema = Wire;

/** A tool's arguments: their schemas in the order of the declaration, and which must be there. */
export type Parameters = {
  schema: ValueSchema;
  properties: ReadonlyMap<string, ValueSchema>;
  required: readonly string[];
  /** Whether arguments that are not declared are allowed. */
  open: boolean;
};

/** Where a value breaks its schema. `path` is a JSON pointer into the arguments. */
export type SchemaFault = { path: string; expected: string; got: unknown };

const TYPES: Readonly<Record<string, string>> = {
  dict: 'object',
  hashmap: 'object',
  map: 'object',
  float: 'number',
  double: 'number',
  long: 'integer',
  int: 'integer',
  short: 'integer',
  byte: 'integer',
  tuple: 'array',
  list: 'array',
  arraylist: 'array',
  set: 'array',
  str: 'string',
  char: 'string',
  bool: 'boolean',
  none: 'null',
};
const KNOWN = new Set(['object', 'number', 'integer', 'array', 'string', 'boolean', 'null']);
const MOST_DEPTH = 32;

const typeOf = (given: unknown): string | undefined => {
  if (typeof given !== 'string') return undefined;
  const lower = given.toLowerCase();
  const type = TYPES[lower] ?? lower;
  return KNOWN.has(type) ? type : undefined;
};

const isWire = (value: unknown): value is Wire => typeof value === 'object' && value !== null && !Array.isArray(value);

const typesOf = (schema: Wire): string | readonly string[] | undefined => {
  const given = Array.isArray(schema.type) ? schema.type : [schema.type];
  const types = given.map(typeOf);
  if (types.some((type) => type === undefined)) return undefined;
  const all = [...new Set(types as string[])];
  if (schema.nullable === true && !all.includes('null')) all.push('null');
  return all.length === 1 ? all[0] : all;
};

/**
 * A pattern with a repeat inside a repeat can take for ever on a text that was made for it, so it is left unchecked.
 */
const isRisky = (pattern: string): boolean => pattern.length > 200 || /[*+}]\)?[^)]*\)\s*[*+{]/.test(pattern);

const mapped = (of: unknown, depth: number): Wire =>
  Object.fromEntries(Object.entries(isWire(of) ? of : {}).map(([key, property]) => [key, normalise(property, depth)]));

/** One schema in the types of JSON Schema; keywords that mean nothing there are left out. */
const normalise = (given: unknown, depth: number): unknown => {
  if (!isWire(given) || depth > MOST_DEPTH) return typeof given === 'boolean' ? given : {};
  const { type: _, required, items, pattern, nullable: _nullable, ...rest } = given;
  const schema: Record<string, unknown> = { ...rest };
  const type = typesOf(given);
  if (type !== undefined) schema.type = type;
  if (Array.isArray(required)) schema.required = required.filter((key) => typeof key === 'string');
  if (typeof pattern === 'string' && !isRisky(pattern)) schema.pattern = pattern;
  if (Array.isArray(items)) schema.prefixItems = items.map((item) => normalise(item, depth + 1));
  else if (items !== undefined) schema.items = normalise(items, depth + 1);
  for (const key of ['properties', '$defs', 'definitions', 'patternProperties'] as const) {
    if (isWire(given[key])) schema[key] = mapped(given[key], depth + 1);
  }
  for (const key of ['anyOf', 'oneOf', 'allOf', 'prefixItems'] as const) {
    if (Array.isArray(given[key])) schema[key] = given[key].map((part) => normalise(part, depth + 1));
  }
  if (isWire(given.additionalProperties))
    schema.additionalProperties = normalise(given.additionalProperties, depth + 1);
  return schema;
};

const cache = new WeakMap<Tool, Parameters>();

/** What `tool` declares of its arguments. Read once per tool. */
export const parametersOf = (tool: Tool): Parameters => {
  const known = cache.get(tool);
  if (known) return known;
  const schema = normalise({ type: 'object', ...tool.parameters }, 0) as Wire;
  const properties = new Map(Object.entries((schema.properties ?? {}) as Record<string, ValueSchema>));
  const required = ((schema.required ?? []) as readonly string[]).filter((property) => properties.has(property));
  const extra = schema.additionalProperties;
  const open = extra === true || isWire(extra) || schema.patternProperties !== undefined || properties.size === 0;
  const found: Parameters = { schema, properties, required, open };
  cache.set(tool, found);
  return found;
};

/** The schema that a local `$ref` names; the same schema when there is none, `{}` when it names nothing. */
export const resolved = (schema: ValueSchema, root: ValueSchema): ValueSchema => {
  let here: unknown = schema;
  for (let steps = 0; steps < 16 && isWire(here) && typeof here.$ref === 'string'; steps++) {
    let at: unknown = root;
    for (const part of here.$ref.replace(/^#\/?/, '').split('/')) {
      if (part !== '') at = isWire(at) ? at[part.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined;
    }
    here = at;
  }
  return isWire(here) ? here : {};
};

/** The types that a value of this schema may have; empty when the schema doesn't say. */
export const allowedTypes = (schema: ValueSchema): readonly string[] => {
  if (typeof schema.type === 'string') return [schema.type];
  return Array.isArray(schema.type) ? (schema.type as string[]) : [];
};

/** The schemas of which a value must fit one; empty when there is no choice. */
export const alternatives = (schema: ValueSchema): readonly ValueSchema[] =>
  ((schema.anyOf ?? schema.oneOf ?? []) as readonly unknown[]).filter(isWire);

const short = (value: unknown, most = 60): string => {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
};

/** A schema in a few words: `integer`, `"a" | "b"`, `list of string`. */
const describe = (schema: ValueSchema): string => {
  if (Array.isArray(schema.enum)) return short(schema.enum.map((option) => JSON.stringify(option)).join(' | '), 120);
  if (schema.const !== undefined) return short(JSON.stringify(schema.const));
  const choice = alternatives(schema);
  if (choice.length > 0) return choice.map(describe).join(' | ');
  const types = allowedTypes(schema);
  if (types.length === 0) return 'any value';
  const items = isWire(schema.items) ? schema.items : undefined;
  return types.map((type) => (type === 'array' && items ? `list of ${describe(items)}` : type)).join(' | ');
};

/** A tool in one line: `get_weather(city: string, unit?: "C" | "F")`. */
export const signature = (tool: Tool): string => {
  const { properties, required } = parametersOf(tool);
  const parts = [...properties].map(
    ([name, schema]) => `${name}${required.includes(name) ? '' : '?'}: ${describe(schema)}`,
  );
  return `${tool.name}(${parts.join(', ')})`;
};

const valueAt = (value: unknown, pointer: string): unknown => {
  let here = value;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    here = typeof here === 'object' && here !== null ? (here as Record<string, unknown>)[key] : undefined;
  }
  return here;
};

const schemaAt = (root: ValueSchema, pointer: string): ValueSchema => {
  let here = root;
  for (const part of pointer.split('/').slice(1)) {
    const schema = resolved(here, root);
    const properties = isWire(schema.properties) ? schema.properties : {};
    const next = properties[part.replaceAll('~1', '/').replaceAll('~0', '~')] ?? schema.items;
    here = isWire(next) ? next : {};
  }
  return resolved(here, root);
};

/**
 * The deepest place at which `value` breaks the schema; undefined when it fits, or when the schema can't be applied.
 */
export const schemaFault = (value: unknown, schema: ValueSchema): SchemaFault | undefined => {
  try {
    const { valid, errors } = new Validator(schema as Schema, '2020-12', false).validate(value);
    if (valid) return undefined;
    const deepest = errors.toSorted((a, b) => b.instanceLocation.length - a.instanceLocation.length)[0];
    if (!deepest) return { path: '', expected: describe(schema), got: value };
    const path = deepest.instanceLocation.replace(/^#/, '');
    const missing = deepest.keyword === 'required' ? /property "([^"]*)"/.exec(deepest.error)?.[1] : undefined;
    if (missing !== undefined) {
      const under = schemaAt(schema, path).properties as Record<string, ValueSchema> | undefined;
      return { path: `${path}/${missing}`, expected: describe(under?.[missing] ?? {}), got: undefined };
    }
    const place = schemaAt(schema, path);
    const plain = ['type', 'enum', 'const', 'anyOf', 'oneOf'].includes(deepest.keyword);
    return { path, expected: plain ? describe(place) : short(deepest.error, 160), got: valueAt(value, path) };
  } catch {
    // A schema that the validator can't apply (a reference to nothing, a broken pattern) judges nothing.
    return undefined;
  }
};

/**
 * Whether a tool that an MCP server lists may be offered to a model at all, and under which name. Pure.
 *
 * All that a tool says of itself is written by a stranger and ends up in a prompt. Too much of it, and whatever a
 * person could not see when they read it, is refused, with the reason.
 */
import { createHash } from 'node:crypto';
import { isObject } from '../../json.ts';
import type { Wire } from '../../types.ts';
import { legalName } from '../tool-names.ts';
import { cutText } from '../tools/define.ts';
import { plainLine, plainText } from './plain-text.ts';
import type { McpTool } from './types.ts';

/** Characters of a description that a model is told. */
export const LONGEST_DESCRIPTION = 4000;
/** Characters of a schema as JSON. */
const LONGEST_SCHEMA = 20_000;
const DEEPEST = 32;
/** Tools of one server. */
export const MOST_TOOLS = 128;

const hidden = (text: string): boolean => plainText(text) !== text;

/** Texts of a schema that people read; the others are names and values that calls must match. */
const WORDS = new Set(['description', 'title', '$comment', 'markdownDescription']);

/** What is wrong inside a schema. */
const schemaFault = (value: unknown, key: string, depth: number): string | undefined => {
  if (depth > DEEPEST) return `its schema is nested more than ${DEEPEST} deep`;
  if (typeof value === 'string') {
    if (key === '$ref' && !value.startsWith('#'))
      return `its schema refers to another document (${plainLine(value, 80)})`;
    return !WORDS.has(key) && hidden(value) ? 'its schema holds characters that are not seen' : undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, part] of Object.entries(value)) {
    if (!Array.isArray(value) && hidden(name)) return 'its schema holds names with characters that are not seen';
    const fault = schemaFault(part, Array.isArray(value) ? key : name, depth + 1);
    if (fault !== undefined) return fault;
  }
  return undefined;
};

/** Why a tool is not offered; undefined when it may be. */
export const toolFault = ({ name, schema }: McpTool): string | undefined => {
  if (name.length === 0 || name.length > 128) return 'its name is empty or longer than 128 characters';
  if (hidden(name) || /\s/.test(name)) return 'its name holds characters that are not seen';
  if (schema.type !== undefined && schema.type !== 'object') return 'its arguments are no object';
  const { length } = JSON.stringify(schema);
  if (length > LONGEST_SCHEMA) return `its schema has ${length} characters, and ${LONGEST_SCHEMA} are the most`;
  return schemaFault(schema, '', 0);
};

/** A schema whose texts hide nothing. */
const plainSchema = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plainSchema);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      key,
      WORDS.has(key) && typeof part === 'string' ? plainText(part) : plainSchema(part),
    ]),
  );
};

/** A tool's description and schema as a model and a person read them. */
export const toldOf = ({ description, schema }: McpTool): { description: string; parameters: Wire } => {
  const plain = plainText(description).trim();
  const told =
    plain.length > LONGEST_DESCRIPTION
      ? `${cutText(plain, LONGEST_DESCRIPTION)} […${plain.length - LONGEST_DESCRIPTION} characters left out]`
      : plain;
  return { description: told, parameters: plainSchema({ ...schema, type: 'object' }) as Wire };
};

const LONGEST_NAME = 64;
/** Names of tools that begin so are agents. */
const AGENTS = /^agent(?:_|$)/i;

/**
 * The name of a server's tool for models: `server__tool`. It follows from these two alone, whatever else is there, so
 * that a rule about a name stays a rule about that tool. Where the plain form is no legal name, or could be that of
 * another pair, a hash of both is added.
 */
export const mcpToolName = (server: string, tool: string): string => {
  const plain = `${server}__${tool}`;
  const clear = /^[A-Za-z0-9-]+(?:_[A-Za-z0-9-]+)*$/.test(server) && /^[A-Za-z0-9-][A-Za-z0-9_-]*$/.test(tool);
  if (clear && !AGENTS.test(server) && plain.length <= LONGEST_NAME) return plain;
  const hash = createHash('sha256')
    .update(JSON.stringify([server, tool]))
    .digest('hex')
    .slice(0, 10);
  const legal = legalName(server).replace(/_+/g, '_').replace(/^_|_$/g, '').slice(0, 24) || 'server';
  const start = AGENTS.test(legal) ? `mcp-${legal}` : legal;
  return `${start}__${legalName(tool).slice(0, LONGEST_NAME - start.length - 13)}_${hash}`;
};

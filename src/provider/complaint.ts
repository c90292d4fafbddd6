/**
 * Errors of a config file as sentences: each names the field by its path and says what would be right. A text that
 * could be a key is never repeated.
 */
import type { z } from 'zod';
import { suggest } from '../suggest.ts';

/** A config file that can't be used; `problems` are its faults, each a sentence. */
export class ConfigError extends Error {
  override name = 'ConfigError';
  readonly problems: readonly string[];
  constructor(where: string, problems: readonly string[]) {
    const shown = problems.slice(0, 8);
    const more = problems.length > shown.length ? `; and ${problems.length - shown.length} more` : '';
    super(`${where}: ${shown.join('; ')}${more}`);
    this.problems = problems;
  }
}

/** `providers.groq.models["qwen/qwen3-32b"].price`. */
const pathText = (path: readonly PropertyKey[]): string =>
  path
    .map((step, i) => {
      if (typeof step === 'number') return `[${step}]`;
      const name = String(step);
      return /^[\w$-]+$/.test(name) ? `${i === 0 ? '' : '.'}${name}` : `[${JSON.stringify(name)}]`;
    })
    .join('') || 'the file';

type Schema = z.core.$ZodType;

/** The names of the fields that may stand at `path`. */
const fieldsAt = (schema: Schema, path: readonly PropertyKey[]): string[] => {
  const def = schema._zod.def as z.core.$ZodTypes['_zod']['def'];
  switch (def.type) {
    case 'optional':
      return fieldsAt(def.innerType, path);
    case 'union':
      return def.options.flatMap((option) => fieldsAt(option, path));
    case 'record':
      return path.length === 0 ? [] : fieldsAt(def.valueType, path.slice(1));
    case 'array':
      return path.length === 0 ? [] : fieldsAt(def.element, path.slice(1));
    case 'object': {
      const inner = path.length === 0 ? undefined : def.shape[String(path[0])];
      return path.length === 0 ? Object.keys(def.shape) : inner ? fieldsAt(inner, path.slice(1)) : [];
    }
    default:
      return [];
  }
};

/** A value as a message may show it: short, and never what could be a secret. */
const shown = (value: unknown, path: readonly PropertyKey[]): string => {
  if (value === undefined) return 'is missing; it';
  if (path.some((step) => /key|header|token|secret|env/i.test(String(step)))) return '';
  const text = JSON.stringify(value) ?? String(value);
  return `is ${text.length > 60 ? `${text.slice(0, 57)}…` : text}; it`;
};

const valueAt = (root: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[step] : undefined,
    root,
  );

/** Fields of other programs at the top of their files, and what stands for them here. */
const FOREIGN: Readonly<Record<string, string>> = {
  servers: 'the MCP servers of a VS Code file go under "mcpServers"',
  mcp: 'MCP servers go under "mcpServers"',
  context_servers: 'MCP servers go under "mcpServers"',
  inputs: 'in place of an input of VS Code take a variable of the environment, as ${NAME}',
};

/** One sentence per fault that zod found in `value`. */
export const configProblems = (issues: readonly z.core.$ZodIssue[], value: unknown, schema: Schema): string[] =>
  issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      const known = fieldsAt(schema, issue.path);
      return issue.keys.map((key) => {
        const foreign = issue.path.length === 0 && Object.hasOwn(FOREIGN, key) ? FOREIGN[key] : undefined;
        if (foreign !== undefined) return `${key} is not a field; ${foreign}`;
        const meant = suggest(key, known);
        return `${pathText([...issue.path, key])} is not a field; ${meant ? `did you mean "${meant}"?` : `known: ${known.join(', ')}`}`;
      });
    }
    if (issue.code === 'invalid_key') {
      const name = JSON.stringify(String(issue.path.at(-1)).slice(0, 80));
      return [`${pathText(issue.path.slice(0, -1))} has the name ${name}; it ${issue.issues[0]!.message}`];
    }
    return [
      `${pathText(issue.path)} ${shown(valueAt(value, issue.path), issue.path)} ${issue.message}`.replace(/\s+/g, ' '),
    ];
  });

/** Where JSON.parse gave up. V8 says the position, or quotes ten characters to either side of it. */
const faultPosition = (text: string, message: string): number => {
  const position = /position (\d+)/.exec(message)?.[1];
  if (position !== undefined) return Number(position);
  const [, token, before, quoted, after] =
    /^Unexpected token '(.+?)', (\.{3})?"([\s\S]*)"(\.{3})? is not valid JSON$/u.exec(message) ?? [];
  if (quoted === undefined) return text.length;
  const inside = before ? 10 : after ? quoted.length - 10 : quoted.indexOf(token!);
  return Math.max(0, text.indexOf(quoted)) + inside;
};

/** Where a text stops being JSON, as line and column, without quoting it. */
export const jsonFault = (text: string, error: unknown): string => {
  const before = text.slice(0, faultPosition(text, error instanceof Error ? error.message : '')).split('\n');
  return (
    `it is not JSON from line ${before.length}, column ${before.at(-1)!.length + 1} on; look for a comma, quote or bracket that is missing or too many` +
    ' (comments are not allowed)'
  );
};

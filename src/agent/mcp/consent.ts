/**
 * What a person has agreed to about MCP servers: that a server is started or reached at all, and each of its tools as
 * it described itself then. One file of the data folder, readable by its owner alone. Policy lives elsewhere.
 *
 * A tool is known by a hash of all that a model is told of it. When a server changes any of it, the tool counts as one
 * that nobody has agreed to. A server is known by what its entry starts or reaches, so another command under the same
 * name is another server.
 */
import { createHash } from 'node:crypto';
import { chmodSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ensureFolder, writeAtomic } from '../../files.ts';
import { isObject, prettyJson } from '../../json.ts';
import type { McpSource, McpTool } from './types.ts';

const toolSchema = z.object({ name: z.string(), hash: z.string(), description: z.string() });
const serverSchema = z.object({ name: z.string(), summary: z.string(), tools: z.array(toolSchema) });
const fileSchema = z.object({ version: z.literal(1), servers: z.record(z.string(), serverSchema) });
type File = z.infer<typeof fileSchema>;

/** JSON with the keys of every object in order, so that the same value has the same text. */
const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? 'null';
  const keys = Object.keys(value).toSorted();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`;
};

const hashOf = (value: unknown): string => createHash('sha256').update(canonical(value)).digest('hex');

/** A hash of all that a tool says of itself. */
const toolHash = ({ name, description, schema, readOnlyHint }: McpTool): string =>
  hashOf({ name, description, schema, readOnlyHint });

/** What was agreed to about a tool. 'changed': something else than what it says now. */
export type ToolConsent = { state: 'agreed' | 'new' } | { state: 'changed'; before: string };

export type McpConsents = {
  /** Whether this server may be started or reached. */
  server(source: McpSource): boolean;
  tool(source: McpSource, tool: McpTool): ToolConsent;
  agreeServer(source: McpSource): void;
  agreeTools(source: McpSource, tools: readonly McpTool[]): void;
  /** Forgets all about a server. True when there was something. */
  forget(source: McpSource): boolean;
  /** Why the file was not read; undefined when it was, or when there is none. */
  readonly fault: string | undefined;
};

const empty = (): File => ({ version: 1, servers: {} });

const readFile = (path: string): { file: File; fault?: string } => {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { file: empty() };
    return { file: empty(), fault: `${path} can't be read, so MCP servers are asked about anew: ${String(error)}` };
  }
  try {
    return { file: fileSchema.parse(JSON.parse(text)) };
  } catch {
    return { file: empty(), fault: `${path} is damaged, so MCP servers are asked about anew; remove it` };
  }
};

/** Tells whether a file was written since. */
const stampOf = (path: string | undefined): string => {
  const found = path === undefined ? undefined : statSync(path, { throwIfNoEntry: false });
  return found ? `${found.ino}/${found.mtimeMs}/${found.size}` : '';
};

/** The consents of a data folder. Undefined: of this process alone, nothing is written. */
export const openMcpConsents = (dataFolder: string | undefined): McpConsents => {
  const path = dataFolder === undefined ? undefined : join(dataFolder, 'mcp-consents.json');
  const first = path === undefined ? { file: empty() } : readFile(path);
  let { file } = first;
  let seen = stampOf(path);
  /** The file as it is now: consent that was taken back in another process counts at once. */
  const current = (): File => {
    const stamp = stampOf(path);
    if (path !== undefined && stamp !== seen) [file, seen] = [readFile(path).file, stamp];
    return file;
  };
  const keyOf = ({ name, identity }: McpSource): string => hashOf({ name, identity });
  const entryOf = (source: McpSource): File['servers'][string] | undefined => {
    const key = keyOf(source);
    const { servers } = current();
    return Object.hasOwn(servers, key) ? servers[key] : undefined;
  };
  /** Changes the file as it is now, since another process may have changed it. */
  const change = (edit: (servers: File['servers']) => void): void => {
    if (path !== undefined) file = readFile(path).file;
    edit(file.servers);
    if (path === undefined || dataFolder === undefined) return;
    ensureFolder(dataFolder, 0o700);
    writeAtomic(path, prettyJson(file));
    chmodSync(path, 0o600);
    seen = stampOf(path);
  };
  const entryIn = (servers: File['servers'], source: McpSource): File['servers'][string] =>
    (servers[keyOf(source)] ??= { name: source.name, summary: source.summary, tools: [] });
  return {
    fault: 'fault' in first ? first.fault : undefined,
    server: (source) => entryOf(source) !== undefined,
    tool: (source, tool) => {
      const known = entryOf(source)?.tools.find(({ name }) => name === tool.name);
      if (!known) return { state: 'new' };
      return known.hash === toolHash(tool) ? { state: 'agreed' } : { state: 'changed', before: known.description };
    },
    agreeServer: (source) => change((servers) => void entryIn(servers, source)),
    agreeTools: (source, tools) =>
      change((servers) => {
        const entry = entryIn(servers, source);
        const agreed = tools.map((tool) => ({
          name: tool.name,
          hash: toolHash(tool),
          description: tool.description.slice(0, 10_000),
        }));
        entry.tools = [...entry.tools.filter(({ name }) => !agreed.some((each) => each.name === name)), ...agreed];
      }),
    forget: (source) => {
      const known = entryOf(source) !== undefined;
      if (known) change((servers) => void delete servers[keyOf(source)]);
      return known;
    },
  };
};

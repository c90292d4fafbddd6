/**
 * The entry `mcpServers` of the config: MCP servers in the shapes that other programs write (Claude Desktop, Cursor,
 * Cline, VS Code), so that an entry can be copied as it is. Reads and expands; it starts nothing.
 *
 * `${NAME}` in a value is an environment variable. It is looked up when a server is opened, so that a file that is shared
 * holds no keys. An entry that is copied gets no rights by it: fields such as `autoApprove` are left out.
 */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import { defined } from '../json.ts';
import { redact } from '../redact.ts';

const says = (error: string) => ({ error: () => `must be ${error}` });
const text = (what: string) => z.string(says(what)).min(1, says(what));
const texts = z.record(z.string(), z.string(says('a text')), says('an object of texts'));
const names = (what: string) => z.array(text('the name of a tool'), says(what));

const TYPES = ['stdio', 'http', 'streamable-http', 'streamableHttp', 'sse'] as const;
const PROTOCOLS = ['auto', '2025-11-25', '2026-07-28'] as const;

/** One server. Fields of other programs that mean nothing here are left out. */
export const mcpServer = z.object(
  {
    type: z.enum(TYPES, says(`one of ${TYPES.join(', ')}`)).optional(),
    transport: z.enum(TYPES, says(`one of ${TYPES.join(', ')}`)).optional(),
    command: text('a program').optional(),
    args: z.array(z.string(says('a text')), says('a list of texts')).optional(),
    env: texts.optional(),
    /** A file of lines NAME=value, whose values go before those of `env`. */
    envFile: text('the path of a file').optional(),
    cwd: text('the path of a folder').optional(),
    url: text('an address such as http://127.0.0.1:3000/mcp').optional(),
    serverUrl: text('an address').optional(),
    httpUrl: text('an address').optional(),
    headers: texts.optional(),
    disabled: z.boolean(says('true or false')).optional(),
    /** Which of its tools are used, as patterns. Default: all. */
    tools: names('a list of names of tools; * stands for anything').optional(),
    /** Tools that run without being asked for, as patterns. */
    allow: names('a list of names of tools; * stands for anything').optional(),
    /** Believe the server where it says that a tool only reads. Default false. */
    trustHints: z.boolean(says('true or false')).optional(),
    timeoutSeconds: z
      .number(says('a number of seconds above 0'))
      .positive(says('a number of seconds above 0'))
      .max(86_400, says('at most 86400 seconds'))
      .optional(),
    protocol: z.enum(PROTOCOLS, says(`one of ${PROTOCOLS.join(', ')}`)).optional(),
  },
  says('an object with a "command" or a "url"'),
);

export type McpServerFile = z.infer<typeof mcpServer>;

/** A server as the config has it, nothing expanded. */
export type McpServerEntry = {
  name: string;
  /** Relative paths start here. */
  folder: string;
  file: McpServerFile;
};

/** The address of an entry, by any of its names. */
export const addressOf = ({ url, serverUrl, httpUrl }: McpServerFile): string | undefined =>
  httpUrl ?? url ?? serverUrl;

/** What is wrong with an entry beyond its schema; undefined when nothing is. */
export const mcpFault = (name: string, file: McpServerFile): string | undefined => {
  const at = `mcpServers.${name}`;
  if (!/^[^\p{C}\p{Z}](?:[^\p{C}]{0,62}[^\p{C}\p{Z}])?$/u.test(name))
    return `mcpServers has the name ${JSON.stringify(name)}; take at most 64 characters that can be seen`;
  const type = file.type ?? file.transport;
  const url = addressOf(file);
  if (type === 'sse')
    return `${at} speaks the HTTP+SSE transport of 2024, which is not supported; give the server's streamable HTTP address with "type": "http"`;
  if (file.command !== undefined && url !== undefined) return `${at} has a "command" and a "url"; one of the two`;
  if (file.command === undefined && url === undefined) return `${at} has neither a "command" nor a "url"`;
  if (type === 'stdio' && file.command === undefined) return `${at} is of type "stdio" and has no "command"`;
  if (type !== undefined && type !== 'stdio' && url === undefined) return `${at} is of type "${type}" and has no "url"`;
  return undefined;
};

/** How a server is reached, everything expanded. */
export type McpTransport =
  | { type: 'stdio'; command: string; args: readonly string[]; env: Readonly<Record<string, string>>; cwd: string }
  | { type: 'http'; url: string; headers: Readonly<Record<string, string>> };

type Env = Readonly<Record<string, string | undefined>>;

/** Known names of other programs, which are no environment variables. */
const placesOf = (folder: string): Readonly<Record<string, string>> => ({
  userHome: homedir(),
  workspaceFolder: folder,
  workspaceFolderBasename: folder.split(/[\\/]/).at(-1) ?? '',
  pathSeparator: '/',
  '/': '/',
});

/**
 * A text with `${NAME}`, `${env:NAME}` and `${NAME:-default}` replaced. Throws an error with one sentence when a
 * variable is not set.
 */
export const expandText = (given: string, env: Env, folder: string): string =>
  given.replace(/\$\{([^}]*)\}/g, (whole, inner: string) => {
    const [, input] = /^input:(.*)$/.exec(inner) ?? [];
    if (input !== undefined)
      throw new Error(`${whole} asks for an input of VS Code; write an environment variable instead: \${NAME}`);
    const place = placesOf(folder)[inner];
    if (place !== undefined) return place;
    const [, name, fallback] = /^(?:env:)?([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/s.exec(inner) ?? [];
    if (name === undefined) throw new Error(`${whole} is no environment variable; write \${NAME}`);
    const value = env[name] || fallback;
    if (value === undefined) throw new Error(`the environment variable ${name} is not set`);
    return value;
  });

const fromFolder = (path: string, folder: string): string => {
  if (path.startsWith('~/')) return join(homedir(), path.slice(2));
  return isAbsolute(path) ? path : join(folder, path);
};

/** The variables of a file of lines NAME=value. Throws an error with one sentence, which holds nothing of the file. */
const fileVariables = (path: string): Record<string, string> => {
  try {
    return Object.fromEntries(
      Object.entries(parseEnv(readFileSync(path, 'utf8'))).map(([name, value]) => [name, value ?? '']),
    );
  } catch (error) {
    const { code } = error as { code?: unknown };
    throw new Error(`its "envFile" ${path} can't be read${typeof code === 'string' ? ` (${code})` : ''}`, {
      cause: error,
    });
  }
};

/** The transport of an entry. Throws an error with one sentence when a variable is missing or the address is none. */
export const mcpTransport = ({ file, folder }: McpServerEntry, env: Env): McpTransport => {
  const expand = (given: string): string => expandText(given, env, folder);
  const each = (given: Readonly<Record<string, string>> = {}): Record<string, string> =>
    Object.fromEntries(Object.entries(given).map(([name, value]) => [name, expand(value)]));
  if (file.command !== undefined) {
    const command = expand(file.command);
    return {
      type: 'stdio',
      command: /^(?:~|\.{1,2})\//.test(command) ? fromFolder(command, folder) : command,
      args: (file.args ?? []).map(expand),
      env: {
        ...(file.envFile !== undefined && fileVariables(fromFolder(expand(file.envFile), folder))),
        ...each(file.env),
      },
      cwd: file.cwd === undefined ? folder : fromFolder(expand(file.cwd), folder),
    };
  }
  const url = expand(addressOf(file) ?? '');
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || (parsed.protocol !== 'http:' && parsed.protocol !== 'https:'))
    throw new Error('its "url" is no address of http or https');
  if (parsed.username !== '' || parsed.password !== '')
    throw new Error('its "url" must not hold a name or password; use "headers"');
  const headers = each(file.headers);
  // What fetch says of a header that it can't send holds its value.
  for (const [name, value] of Object.entries(headers)) {
    headers[name] = value.trim();
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || /[^\t\x20-\x7e]/.test(headers[name]))
      throw new Error(`its header ${JSON.stringify(name)} can't be sent`);
  }
  return { type: 'http', url, headers };
};

/**
 * What a person agrees to when a server is first opened: its command or its address as the file has them, with the
 * names of what it is given and never their values.
 */
export const mcpSummary = ({ file, folder }: McpServerEntry): string => {
  const names = (given: object | undefined, what: string): string => {
    const list = Object.keys(given ?? {});
    return list.length > 0 ? `, with the ${what} ${list.join(', ')}` : '';
  };
  if (file.command === undefined)
    return `the address ${redact(addressOf(file) ?? '')}${names(file.headers, 'headers')}`;
  const words = [file.command, ...(file.args ?? [])].map((word) =>
    /^[\w@%+=:,./~${}-]+$/.test(word) ? word : JSON.stringify(word),
  );
  const more = file.envFile === undefined ? '' : `, with the variables of the file ${file.envFile}`;
  return `the command ${redact(words.join(' '))} in ${file.cwd ?? folder}${names(file.env, 'variables')}${more}`;
};

/** The entries of a config file. `folder`: where it lies. */
export const mcpEntries = (
  files: Readonly<Record<string, McpServerFile>> = {},
  folder: string,
): readonly McpServerEntry[] =>
  Object.entries(files).map(([name, file]) => ({ name, folder, file: defined(file) as McpServerFile }));

/**
 * The MCP servers of a config as an agent uses them: entries become sources whose variables are looked up when a server
 * is opened. Also the servers of `mizan serve`, which are opened once and shared by all requests.
 */
import type { McpSource } from '../../agent/mcp/types.ts';
import type { McpTools } from '../../agent/mcp/open.ts';
import { defined } from '../../json.ts';
import type { Config } from '../../provider/config.ts';
import type { ServedMcp } from '../agents.ts';
import { addressOf, mcpSummary, mcpTransport, type McpServerEntry } from '../../provider/mcp-servers.ts';

type Env = Readonly<Record<string, string | undefined>>;

const sourceOf = (entry: McpServerEntry, env: Env): McpSource => {
  const { command, args, cwd, headers, env: variables, envFile } = entry.file;
  const { tools, allow, trustHints, timeoutSeconds, protocol } = entry.file;
  return {
    name: entry.name,
    summary: mcpSummary(entry),
    identity: defined({
      command,
      args,
      url: addressOf(entry.file),
      headers,
      env: variables,
      envFile,
      folder: command === undefined ? undefined : `${entry.folder}\n${cwd ?? ''}`,
    }),
    transport: () => mcpTransport(entry, env),
    ...defined({ tools, allow, trustHints, timeoutSeconds, protocol }),
  };
};

/** The servers of a config that are not disabled. `names`: only these. */
export const mcpSources = ({ mcpServers }: Config, env: Env, names?: readonly string[]): readonly McpSource[] =>
  mcpServers
    .filter(({ name, file }) => file.disabled !== true && (names === undefined || names.includes(name)))
    .map((entry) => sourceOf(entry, env));

/** The MCP servers of a server: opened when an agent first needs one, shared, closed at the end. */
export type SharedMcp = {
  open(names: readonly string[], config: Config): Promise<ServedMcp>;
  /**
   * Ends the servers that are not in `config` as they were opened, once the requests that use them have had their time.
   */
  keepOnly(config: Config): void;
  close(): Promise<void>;
};

type SharedMcpOptions = {
  data: string | undefined;
  env: Env;
  log: (line: string) => void;
  /** How long a server that left the config stays open, in milliseconds. Default ten minutes. */
  retireAfter?: number;
};

const RETIRE_AFTER = 600_000;

const keyOf = ({ name, identity }: McpSource): string => JSON.stringify([name, identity]);

/**
 * `data`: the folder of the person's consents; nobody is asked here, so what they did not agree to is not there, and `log`
 * gets the reasons.
 */
export const createSharedMcp = ({ data, env, log, retireAfter = RETIRE_AFTER }: SharedMcpOptions): SharedMcp => {
  const opened = new Map<string, Promise<McpTools>>();
  const retired = new Set<Promise<McpTools>>();
  const end = async (made: Promise<McpTools>): Promise<void> => (await made).close();
  const openOne = async (source: McpSource): Promise<McpTools> => {
    const [{ openMcpTools }, { openMcpConsents }] = await Promise.all([
      import('../../agent/mcp/open.ts'),
      import('../../agent/mcp/consent.ts'),
    ]);
    const made = await openMcpTools([source], { consents: openMcpConsents(data) });
    for (const sentence of made.missing) log(sentence);
    return made;
  };
  return {
    open: async (names, config) => {
      const all = await Promise.all(
        mcpSources(config, env, names).map(async (source) => {
          const key = keyOf(source);
          const known = opened.get(key) ?? openOne(source);
          opened.set(key, known);
          const made = await known;
          // Agreed to or started later: it is tried again with the next request.
          if (made.tools.length === 0) {
            opened.delete(key);
            await made.close();
          }
          return made;
        }),
      );
      return {
        tools: all.flatMap(({ tools }) => tools),
        rules: all.flatMap(({ rules }) => rules),
        byServer: Object.assign({}, ...all.map(({ byServer }) => byServer)) as McpTools['byServer'],
      };
    },
    keepOnly: (config) => {
      const wanted = new Set(mcpSources(config, env).map(keyOf));
      for (const [key, made] of opened) {
        if (wanted.has(key)) continue;
        opened.delete(key);
        retired.add(made);
        setTimeout(() => {
          retired.delete(made);
          void end(made).catch(() => {});
        }, retireAfter).unref();
      }
    },
    close: async () => {
      await Promise.allSettled([...opened.values(), ...retired].map(end));
    },
  };
};

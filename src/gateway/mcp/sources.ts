/**
 * The MCP servers of a config as an agent uses them: entries become sources whose variables are looked up when a server
 * is opened. Also the servers of `mizan serve`, which are opened once and shared by all requests.
 */
import type { McpSource } from '../../agent/mcp/types.ts';
import type { McpTools } from '../../agent/mcp/open.ts';
import { defined } from '../../json.ts';
import type { Config } from '../../provider/config.ts';
import type { ServedMcp } from '../agents.ts';
import { mcpSummary, mcpTransport, type McpServerEntry } from '../../provider/mcp-servers.ts';

type Env = Readonly<Record<string, string | undefined>>;

const sourceOf = (entry: McpServerEntry, env: Env): McpSource => {
  const { command, args, cwd, url, serverUrl, headers, env: variables } = entry.file;
  const { tools, allow, trustHints, timeoutSeconds, protocol } = entry.file;
  return {
    name: entry.name,
    summary: mcpSummary(entry),
    identity: defined({
      command,
      args,
      url: url ?? serverUrl,
      headers,
      env: variables,
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
  close(): Promise<void>;
};

type SharedMcpOptions = { data: string | undefined; env: Env; log: (line: string) => void };

/**
 * `data`: the folder of the person's consents; nobody is asked here, so what they did not agree to is not there, and `log`
 * gets the reasons.
 */
export const createSharedMcp = ({ data, env, log }: SharedMcpOptions): SharedMcp => {
  const opened = new Map<string, Promise<McpTools>>();
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
          const key = JSON.stringify([source.name, source.identity]);
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
    close: async () => {
      await Promise.allSettled([...opened.values()].map(async (made) => (await made).close()));
    },
  };
};

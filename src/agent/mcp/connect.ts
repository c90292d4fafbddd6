/**
 * A connection to an MCP server over stdio or streamable HTTP, by the official SDK. It knows the two eras of the
 * protocol: over HTTP it asks with `server/discover` and falls back to `initialize`; over stdio it begins with
 * `initialize`, since a question before it starts every server twice, and turns to the newer protocol where that is
 * refused.
 *
 * What a server sends is bounded: 10 MiB a message, 64 pages of tools, 30 s to connect. A child gets PATH, HOME and the
 * like and what its entry names; no key of ours. Nothing is offered that a server could ask for (sampling, roots,
 * input).
 */
import type { Client, ClientOptions, Transport } from '@modelcontextprotocol/client';
import { isObject } from '../../json.ts';
import { plainLine } from './plain-text.ts';
import { refusalOf, refusalText, type Refusal } from './sign-in.ts';
import type { McpConnection, McpProtocol, McpTool, McpTransport } from './types.ts';

const MOST_BYTES = 10 * 1024 * 1024;
const CONNECT_MS = 30_000;
const LAST_WORDS = 2000;

export type ConnectOptions = {
  protocol?: McpProtocol;
  signal?: AbortSignal;
  /** It ended, or its stream did. */
  onClose(): void;
  /** It says that its list of tools is another one now. */
  onChange(): void;
};

/** What a server says of its results is not checked here: its schemas are its own, and so are its patterns. */
const noCheck: ClientOptions['jsonSchemaValidator'] = {
  getValidator: () => (input) => ({ valid: true, data: input as never, errorMessage: undefined }),
};

/** A response that fails when one message of it is larger than a server may send. */
const bounded = (response: Response): Response => {
  if (!response.body) return response;
  const streams = response.headers.get('content-type')?.includes('event-stream') ?? false;
  let bytes = 0;
  const meter = new TransformStream<Uint8Array, Uint8Array>({
    transform(piece, controller) {
      // In a stream of events an empty line ends a message.
      const end = streams ? Buffer.from(piece.buffer, piece.byteOffset, piece.length).lastIndexOf('\n\n') : -1;
      bytes = end < 0 ? bytes + piece.length : piece.length - end;
      if (bytes > MOST_BYTES) controller.error(new Error(`a message of more than ${MOST_BYTES} bytes`));
      else controller.enqueue(piece);
    },
  });
  const { status, statusText, headers } = response;
  return new Response(response.body.pipeThrough(meter), { status, statusText, headers });
};

/** `refusal`: that the last request was refused for want of a sign-in, and what to do. */
type Opened = { transport: Transport; lastWords(): string; refusal?: () => string | undefined };

const openTransport = async (to: McpTransport): Promise<Opened> => {
  if (to.type === 'http') {
    const { StreamableHTTPClientTransport } = await import('@modelcontextprotocol/client');
    const token = Object.keys(to.headers).some((name) => name.toLowerCase() === 'authorization');
    let refused: Refusal | undefined;
    const transport = new StreamableHTTPClientTransport(new URL(to.url), {
      requestInit: { headers: { ...to.headers } },
      fetch: async (url, init) => {
        const response = await fetch(url, init);
        refused = refusalOf(response, token);
        return bounded(response);
      },
    });
    return { transport, lastWords: () => '', refusal: () => refused && refusalText(refused, to.url) };
  }
  const { StdioClientTransport } = await import('@modelcontextprotocol/client/stdio');
  const { command, args, env, cwd } = to;
  const options = { command, args: [...args], env, cwd, stderr: 'pipe' as const, maxBufferSize: MOST_BYTES };
  const transport = new StdioClientTransport(options);
  let words = '';
  transport.stderr?.on('data', (piece: Buffer) => {
    words = (words + piece.toString('utf8')).slice(-LAST_WORDS);
  });
  return { transport, lastWords: () => plainLine(words.trim().slice(-300), 300) };
};

const newClient = async (mode: 'legacy' | 'auto' | { pin: string }, onChange: () => void): Promise<Client> => {
  const { Client } = await import('@modelcontextprotocol/client');
  return new Client(
    { name: 'mizan', version: '1' },
    {
      versionNegotiation: { mode },
      jsonSchemaValidator: noCheck,
      listChanged: { tools: { autoRefresh: false, debounceMs: 50, onChanged: onChange } },
    },
  );
};

const modeOf = (to: McpTransport, protocol: McpProtocol): 'legacy' | 'auto' | { pin: string } => {
  if (protocol === '2025-11-25') return 'legacy';
  if (protocol === '2026-07-28') return { pin: protocol };
  return to.type === 'http' ? 'auto' : 'legacy';
};

/** The version of the protocol that is too old for a server, as its error code. */
const UNSUPPORTED_VERSION = -32_022;

const refusesVersion = (error: unknown): boolean =>
  isObject(error) && (error.code === UNSUPPORTED_VERSION || /protocol version/i.test(String(error.message)));

const messageOf = (error: unknown): string => {
  const text = error instanceof Error ? error.message : String(error);
  const { cause } = error instanceof Error ? error : {};
  return plainLine(cause instanceof Error && !text.includes(cause.message) ? `${text}: ${cause.message}` : text, 300);
};

const toolFrom = (tool: {
  name: string;
  description?: string | undefined;
  inputSchema: unknown;
  annotations?: unknown;
}): McpTool => ({
  name: tool.name,
  description: tool.description ?? '',
  schema: isObject(tool.inputSchema) ? tool.inputSchema : {},
  readOnlyHint: isObject(tool.annotations) && tool.annotations.readOnlyHint === true,
});

/** The token of an entry that stops being taken, in place of what the SDK says of it. */
const told =
  (refusal: Opened['refusal']) =>
  (error: unknown): never => {
    const { status } = error as { status?: unknown };
    const said = status === 401 || status === 403 ? refusal?.() : undefined;
    throw said === undefined ? error : Object.assign(new Error(said, { cause: error }), { status });
  };

const connectionOf = (client: Client, { lastWords, refusal }: Opened): McpConnection => ({
  protocol: client.getNegotiatedProtocolVersion() ?? '',
  era: client.getProtocolEra() === 'modern' ? 'modern' : 'legacy',
  title: plainLine(`${client.getServerVersion()?.name ?? ''} ${client.getServerVersion()?.version ?? ''}`, 80),
  list: async (signal) => {
    if (client.getServerCapabilities()?.tools === undefined) return [];
    const { tools } = await client
      .listTools(undefined, { cacheMode: 'refresh', timeout: CONNECT_MS, ...(signal && { signal }) })
      .catch(told(refusal));
    return tools.map(toolFrom);
  },
  call: async (name, args, { signal, progress, seconds }) =>
    await client
      .callTool(
        { name, arguments: args as Record<string, unknown> },
        {
          signal,
          timeout: seconds * 1000,
          maxTotalTimeout: seconds * 1000,
          onprogress: ({ progress: done, total, message }) =>
            progress(plainLine([`${done}${total === undefined ? '' : `/${total}`}`, message ?? ''].join(' '))),
        },
      )
      .catch(told(refusal)),
  lastWords,
  close: () => client.close(),
});

/** Connects. Rejects with one sentence that says why it can't; nothing runs on then. */
export const connectMcp = async (to: McpTransport, options: ConnectOptions): Promise<McpConnection> => {
  const { protocol = 'auto', signal, onClose, onChange } = options;
  const attempt = async (mode: 'legacy' | 'auto' | { pin: string }): Promise<McpConnection> => {
    const [opened, client] = [await openTransport(to), await newClient(mode, onChange)];
    try {
      await client.connect(opened.transport, { timeout: CONNECT_MS, ...(signal && { signal }) });
      client.onclose = onClose;
      return connectionOf(client, opened);
    } catch (error) {
      await client.close().catch(() => {});
      const said = opened.lastWords();
      const why = opened.refusal?.() ?? messageOf(error);
      throw Object.assign(new Error(`${why}${said === '' ? '' : ` (it said: ${said})`}`, { cause: error }), {
        refused: refusesVersion(error),
      });
    }
  };
  const mode = modeOf(to, protocol);
  try {
    return await attempt(mode);
  } catch (error) {
    if (protocol !== 'auto' || mode !== 'legacy' || !(error as { refused?: boolean }).refused) throw error;
    return await attempt({ pin: '2026-07-28' });
  }
};

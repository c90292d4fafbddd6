/**
 * One MCP server with its life: connected when it is first needed, started again after it has died, given up when it
 * keeps dying. A call that was under way when it died fails once and is never made again: nobody knows what it has
 * done.
 */
import { defined } from '../../json.ts';
import type { Wire } from '../../types.ts';
import { connectMcp } from './connect.ts';
import { plainLine } from './plain-text.ts';
import type { McpCall, McpConnection, McpResult, McpSource, McpTool } from './types.ts';

/** Deaths and failed starts in a row after which a server is left alone. */
const MOST_FAILURES = 4;
const LONGEST_WAIT = 16;

export type McpServerOptions = {
  /** The wait before the second start, in milliseconds; it doubles with every further one. Default 500. */
  backoff?: number;
};

/** What can't be had from a server, as one sentence. */
export class McpFailure extends Error {
  override name = 'McpFailure';
  /** The call may have taken effect. */
  readonly unknown: boolean;
  constructor(message: string, unknown = false) {
    super(message);
    this.unknown = unknown;
  }
}

export type McpServer = {
  readonly name: string;
  /** Connects where it is not. Rejects with an `McpFailure`. */
  open(signal?: AbortSignal): Promise<McpConnection>;
  /** Its tools as it lists them now: asked for again after a restart, and after it said that they changed. */
  tools(signal?: AbortSignal): Promise<readonly McpTool[]>;
  /** Rejects with an `McpFailure`, or with what the SDK rejects with while the connection lives. */
  call(tool: string, args: Wire, options: McpCall): Promise<McpResult>;
  close(): Promise<void>;
};

const wait = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(new McpFailure('it was stopped'));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted) stop();
  });

const reasonOf = (error: unknown, most = 400): string =>
  plainLine(error instanceof Error ? error.message : String(error), most);

/** What a server is at now. `last`: why it failed the last time. */
type Life = {
  connection?: McpConnection | undefined;
  opening?: Promise<McpConnection> | undefined;
  listed?: readonly McpTool[] | undefined;
  failures: number;
  closed: boolean;
  last: string;
};

/** Its connection is over. */
const lose = (life: Life, of: McpConnection | undefined): void => {
  if (life.closed || life.connection !== of || !of) return;
  life.connection = undefined;
  life.listed = undefined;
  life.failures++;
  life.last = of.lastWords() || 'it ended without a word';
  void of.close().catch(() => {});
};

/**
 * The server does not know the session any more: it was started again, or the session was idle for too long. What it
 * was asked it has not read, so that it can be asked again.
 */
const isUnknownSession = (error: unknown): boolean =>
  error instanceof Error && (error as { status?: unknown }).status === 404;

/** Makes a request; once more over a new session where the server does not know the old one. */
const withSession = async <T>(
  life: Life,
  open: () => Promise<McpConnection>,
  request: (at: McpConnection) => Promise<T>,
): Promise<T> => {
  const at = await open();
  try {
    return await request(at);
  } catch (error) {
    if (!isUnknownSession(error) || life.closed) throw error;
    if (life.connection === at) {
      life.connection = undefined;
      life.listed = undefined;
      void at.close().catch(() => {});
    }
    return await request(await open());
  }
};

/** Connects, after a wait where the last try failed. */
const start = async (
  { name, transport, protocol }: McpSource,
  life: Life,
  { backoff, signal }: { backoff: number; signal: AbortSignal | undefined },
): Promise<McpConnection> => {
  if (life.closed) throw new McpFailure(`the MCP server ${name} was closed`);
  const { failures } = life;
  if (failures >= MOST_FAILURES)
    throw new McpFailure(
      `the MCP server ${name} failed ${failures} times in a row and is left alone now; the last time: ${life.last}`,
    );
  if (failures > 0) await wait(backoff * Math.min(LONGEST_WAIT, 2 ** (failures - 1)), signal);
  let made: McpConnection | undefined;
  try {
    made = await connectMcp(transport(), {
      ...defined({ protocol, signal }),
      onClose: () => lose(life, made),
      onChange: () => {
        life.listed = undefined;
      },
    });
  } catch (error) {
    if (signal?.aborted) throw new McpFailure(`the MCP server ${name} was not started: it was stopped`);
    life.failures++;
    life.last = reasonOf(error, 1000);
    throw new McpFailure(`the MCP server ${name} can't be reached: ${life.last}`);
  }
  if (life.closed) {
    await made.close();
    throw new McpFailure(`the MCP server ${name} was closed`);
  }
  life.connection = made;
  return made;
};

/** A server that is not started yet. */
export const createMcpServer = (source: McpSource, { backoff = 500 }: McpServerOptions = {}): McpServer => {
  const { name } = source;
  const life: Life = { failures: 0, closed: false, last: '' };
  const open = async (signal?: AbortSignal): Promise<McpConnection> => {
    if (life.connection) return life.connection;
    life.opening ??= start(source, life, { backoff, signal }).finally(() => {
      life.opening = undefined;
    });
    return life.opening;
  };
  return {
    name,
    open,
    async tools(signal) {
      await open(signal);
      if (life.listed) return life.listed;
      try {
        const tools = await withSession(
          life,
          () => open(signal),
          (at) => at.list(signal),
        );
        life.listed = tools;
        return tools;
      } catch (error) {
        if (error instanceof McpFailure) throw error;
        throw new McpFailure(`the MCP server ${name} does not list its tools: ${reasonOf(error)}`);
      }
    },
    async call(tool, args, options) {
      let at = await open(options.signal);
      try {
        const result = await withSession(
          life,
          () => open(options.signal),
          (now) => {
            at = now;
            return now.call(tool, args, options);
          },
        );
        life.failures = 0;
        return result;
      } catch (error) {
        if (error instanceof McpFailure || (life.connection === at && !isGone(error))) throw error;
        lose(life, at);
        throw new McpFailure(`the MCP server ${name} ended while the call ran: ${life.last || reasonOf(error)}`, true);
      }
    },
    async close() {
      life.closed = true;
      const { connection, opening } = life;
      life.connection = undefined;
      await (connection ?? (await opening?.catch(() => undefined)))?.close().catch(() => {});
    },
  };
};

/** Codes of the SDK that mean that the connection is over; 404 over HTTP: the session is not known any more. */
const isGone = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  const { code, status } = error as { code?: unknown; status?: unknown };
  return (
    code === 'CONNECTION_CLOSED' ||
    code === 'NOT_CONNECTED' ||
    code === 'SEND_FAILED' ||
    status === 404 ||
    (error instanceof TypeError && /fetch failed/i.test(error.message))
  );
};

/**
 * Sessions of MCP clients that speak the protocol before its revision of 2026-07-28, over streamable HTTP. A session
 * holds one server, so that a call can be cancelled, a server can ask its client something while it works, and a
 * stream that broke off goes on where it was. The newer protocol needs none: each of its requests stands by itself.
 *
 * At most 64 sessions are held; one that was not used for an hour ends, and so does the one that was not used for the
 * longest when there are too many. Its client is told that it does not exist any more and begins another.
 */
import { randomUUID } from 'node:crypto';
import type {
  EventStore,
  McpServer,
  McpServerFactory,
  Server,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server';
import { isObject } from '../../json.ts';

const MOST_SESSIONS = 64;
const IDLE_MS = 3_600_000;
/** Of the events of a session that can be sent again: as many, and as many characters. */
const MOST_EVENTS = 256;
const MOST_CHARACTERS = 4_000_000;
const MOST_BODY = 4 * 1024 * 1024;
/** After which a client asks again for a stream that ended, in milliseconds. */
const RETRY_MS = 1000;

type Session = { transport: WebStandardStreamableHTTPServerTransport; server: McpServer | Server; used: number };

/** The last events of a session, for clients that come back. */
export const createEventStore = (mostEvents = MOST_EVENTS, mostCharacters = MOST_CHARACTERS): EventStore => {
  type Stored = { id: string; stream: string; message: Parameters<EventStore['storeEvent']>[1]; size: number };
  const events: Stored[] = [];
  let [count, characters] = [0, 0];
  const at = (id: string): number => events.findIndex((event) => event.id === id);
  return {
    storeEvent: async (stream, message) => {
      const size = JSON.stringify(message).length;
      const id = `${stream}_${++count}`;
      events.push({ id, stream, message, size });
      characters += size;
      while (events.length > 1 && (events.length > mostEvents || characters > mostCharacters))
        characters -= events.shift()!.size;
      return id;
    },
    getStreamIdForEventId: async (id) => events[at(id)]?.stream,
    replayEventsAfter: async (id, { send }) => {
      const from = at(id);
      const stream = events[from]?.stream ?? '';
      for (const event of from < 0 ? [] : events.slice(from + 1))
        // A priming event has no message, only an id to come back with.
        if (event.stream === stream && Object.keys(event.message).length > 0) await send(event.id, event.message);
      return stream;
    },
  };
};

const refusal = (status: number, code: number, message: string): Response =>
  Response.json({ jsonrpc: '2.0', error: { code, message }, id: null }, { status });

export type McpSessions = {
  /** Serves a request of a client that speaks the older protocol. */
  fetch(request: Request): Promise<Response>;
  /** How many there are. */
  count(): number;
  close(): Promise<void>;
};

export type SessionOptions = { report(error: unknown): void; most?: number; idleMs?: number; clock?: () => number };

/** `factory` makes the server of each session, and of each request of a client that opens none. */
export const createMcpSessions = async (
  factory: McpServerFactory,
  { report, most = MOST_SESSIONS, idleMs = IDLE_MS, clock = Date.now }: SessionOptions,
): Promise<McpSessions> => {
  const sdk = await import('@modelcontextprotocol/server');
  const sessions = new Map<string, Session>();
  const single = sdk.legacyStatelessFallback(factory, report);

  const end = async (id: string): Promise<void> => {
    const session = sessions.get(id);
    sessions.delete(id);
    await session?.server.close().catch(report);
  };

  /** Ends what was not used for long, and makes room for one more. */
  const tidy = (): void => {
    const byUse = [...sessions].toSorted(([, a], [, b]) => a.used - b.used);
    const over = sessions.size - most + 1;
    for (const [i, [id, { used }]] of byUse.entries()) if (i < over || clock() - used > idleMs) void end(id);
  };

  const begin = async (request: Request, parsedBody: unknown): Promise<Response> => {
    tidy();
    const server = await factory({ era: 'legacy', requestInfo: request });
    const transport = new sdk.WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      eventStore: createEventStore(),
      retryInterval: RETRY_MS,
      onsessioninitialized: (id) => void sessions.set(id, { transport, server, used: clock() }),
      onsessionclosed: (id) => end(id),
    });
    transport.onerror = report;
    await server.connect(transport);
    const response = await transport.handleRequest(request, { parsedBody });
    if (transport.sessionId === undefined) await server.close().catch(report); // it was refused
    return response;
  };

  return {
    count: () => sessions.size,
    fetch: async (request) => {
      const id = request.headers.get('mcp-session-id');
      if (id !== null) {
        const session = sessions.get(id);
        if (!session) return refusal(404, -32_001, 'there is no such session; initialize another');
        session.used = clock();
        return session.transport.handleRequest(request);
      }
      if (request.method !== 'POST') return single(request);
      const body = await sdk.readRequestBody(request.clone() as Request, MOST_BODY);
      let parsed: unknown;
      try {
        parsed = body.tooLarge ? undefined : JSON.parse(body.text);
      } catch {
        parsed = undefined;
      }
      return isObject(parsed) && parsed.method === 'initialize' ? begin(request, parsed) : single(request);
    },
    close: async () => {
      await Promise.all([...sessions.keys()].map(end));
    },
  };
};

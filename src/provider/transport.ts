/**
 * One HTTP call to an upstream: kept-alive connections, timeouts, abort, decompression. It retries nothing but a
 * kept-alive connection that the other side had closed already.
 *
 * It uses node:http rather than fetch, which costs more per call and ends every response after 5 minutes.
 */
import * as http from 'node:http';
import * as https from 'node:https';
import { Readable } from 'node:stream';
import * as zlib from 'node:zlib';
import type { Timeouts } from './config.ts';
import { fromSocket, malformed, tooLate } from './failure.ts';

type HttpRequest = {
  url: string;
  method?: 'GET' | 'POST';
  headers?: Readonly<Record<string, string>>;
  body?: string;
  signal?: AbortSignal | undefined;
  timeouts: Timeouts;
  /** Names the provider in errors. */
  provider: string;
};

/** A response whose head has come. */
export type HttpResponse = {
  status: number;
  headers: http.IncomingHttpHeaders;
  /**
   * The body, piece by piece; each wait is bounded. Throws an `UpstreamError`. Leaving it early closes the connection,
   * but for what is about to end anyway: see `over`. To be taken once; a response that is not wanted is closed by
   * `drop`.
   */
  pieces(): AsyncGenerator<Buffer>;
  /**
   * All that matters has come: when `pieces` is left, the rest is read for a moment, so that the connection can be
   * kept.
   */
  over(): void;
  /** The whole body as text. Throws an `UpstreamError` when it is longer than `most` bytes. */
  text(most?: number): Promise<string>;
  discard(): void;
};

export type Transport = {
  /** Throws an `UpstreamError`, or the signal's reason when it was aborted. */
  send(sending: HttpRequest): Promise<HttpResponse>;
  /** Closes all connections, those of running calls too. */
  close(): void;
};

/** Longest body that is read as a whole. */
export const LONGEST_BODY = 32 * 2 ** 20;

/**
 * Runs `expire` once the wait that `begin` started has lasted too long; nothing runs between `end` and `begin`. What
 * came while this process was busy is read first: the other side was not silent then.
 */
const watchdog = (expire: (seconds: number) => void) => {
  let timer: NodeJS.Timeout | undefined;
  return {
    begin(seconds: number): void {
      clearTimeout(timer);
      const started: NodeJS.Timeout = setTimeout(() => {
        setImmediate(() => {
          if (timer === started) expire(seconds);
        });
      }, seconds * 1000);
      timer = started;
    },
    end(): void {
      clearTimeout(timer);
      timer = undefined;
    },
  };
};

/** Connections are kept open this long when nothing is asked. */
const KEEP_MS = 30_000;
/** How long the end of a body is waited for when all that matters has come. */
const END_MS = 1000;

const startsWith = (bytes: Buffer, magic: readonly number[]): boolean => magic.every((byte, i) => bytes[i] === byte);

/**
 * The decoders for a body that begins so and is labelled so. gzip and zstd show themselves; the label alone is not
 * enough.
 */
const decodersFor = (first: Buffer, label: string | undefined): zlib.Gunzip[] => {
  if (startsWith(first, [0x1f, 0x8b])) return [zlib.createGunzip()];
  if (startsWith(first, [0x28, 0xb5, 0x2f, 0xfd])) return [zlib.createZstdDecompress() as unknown as zlib.Gunzip];
  const encodings = (label ?? '').toLowerCase().split(',');
  const looksPlain = /^[\s{[<:A-Za-z]/.test(first.toString('latin1', 0, 1));
  return encodings.reverse().flatMap((encoding) => {
    if (encoding.trim() === 'br') return looksPlain ? [] : [zlib.createBrotliDecompress() as unknown as zlib.Gunzip];
    return encoding.trim() === 'deflate' && first[0] === 0x78 ? [zlib.createInflate() as unknown as zlib.Gunzip] : [];
  });
};

/**
 * Reads a response piece by piece, all that has come at a time; undefined at its end. It does what the stream's own
 * iterator does at a third of its cost per response, and destroys nothing when it is left.
 */
const createPieceReader = (response: http.IncomingMessage): (() => Promise<Buffer | undefined>) => {
  let ended = false;
  let broken: Error | undefined;
  let wake = (): void => {};
  response
    .on('readable', () => wake())
    .on('end', () => {
      ended = true;
      wake();
    })
    .on('error', (error) => {
      broken = error;
      wake();
    })
    .on('close', () => {
      if (!ended) broken ??= Object.assign(new Error('the connection was closed'), { code: 'ECONNRESET' });
      wake();
    });
  return async () => {
    for (;;) {
      const piece = response.read() as Buffer | null;
      if (piece !== null) return piece;
      if (ended) return undefined;
      if (broken) throw broken;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
};

/** The body without its compression. Nothing is asked to compress; some servers do so all the same. */
async function* decoded(response: http.IncomingMessage): AsyncGenerator<Buffer> {
  const read = createPieceReader(response);
  const first = await read();
  if (first === undefined) return;
  const all = async function* (): AsyncGenerator<Buffer> {
    for (let piece: Buffer | undefined = first; piece !== undefined; piece = await read()) yield piece;
  };
  const decoders = decodersFor(first, response.headers['content-encoding']);
  if (decoders.length === 0) return yield* all();
  const stream = decoders.reduce<Readable>((source, decoder) => {
    source.on('error', (error) => decoder.destroy(error));
    return source.pipe(decoder);
  }, Readable.from(all()));
  for await (const piece of stream) yield piece as Buffer;
}

/** The bounds of one response: what it was doing when it was cut decides what is said. */
const receive = (
  request: http.ClientRequest,
  response: http.IncomingMessage,
  { timeouts, provider, signal, url }: HttpRequest,
  done: () => void,
): HttpResponse => {
  let late: Error | undefined;
  let what: 'firstByte' | 'idle' = 'firstByte';
  const dog = watchdog((seconds) => {
    late = tooLate(provider, what, seconds);
    response.destroy(late);
  });
  const drop = (): void => {
    dog.end();
    done();
    if (wanted) request.destroy();
  };
  let wanted = true;
  /**
   * The rest of a body of which all that matters has come is thrown away; the connection is kept when that is short.
   */
  const leave = (): void => {
    if (wanted || response.destroyed) return void request.destroy();
    const timer = setTimeout(() => request.destroy(), END_MS);
    response
      .removeAllListeners('readable')
      .on('error', () => {})
      .once('close', () => clearTimeout(timer))
      .resume();
  };
  async function* pieces(): AsyncGenerator<Buffer> {
    try {
      dog.begin(timeouts.firstByte);
      for await (const piece of decoded(response)) {
        dog.end();
        what = 'idle';
        yield piece;
        dog.begin(timeouts.idle);
      }
      if (!response.complete) throw fromSocket(provider, new URL(url).host, { code: 'ECONNRESET' });
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      throw (
        late ??
        (error instanceof Error && error.name === 'UpstreamError'
          ? error
          : fromSocket(provider, new URL(url).host, error))
      );
    } finally {
      dog.end();
      done();
      if (!response.complete || !wanted) leave();
    }
  }
  const text = async (most = LONGEST_BODY): Promise<string> => {
    const parts: Buffer[] = [];
    let length = 0;
    for await (const piece of pieces()) {
      length += piece.length;
      if (length > most) throw malformed(provider, `more than ${most} bytes where an answer was expected`, false);
      parts.push(piece);
    }
    return Buffer.concat(parts).toString('utf8');
  };
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    pieces,
    text,
    discard: drop,
    over: () => {
      wanted = false;
    },
  };
};

/** A transport with connections of its own. `most`: idle connections that are kept per host. */
export const createTransport = (most = 64): Transport => {
  const options: http.AgentOptions = { keepAlive: true, maxFreeSockets: most, timeout: KEEP_MS, scheduling: 'lifo' };
  const agents = { 'http:': new http.Agent(options), 'https:': new https.Agent(options) };

  const attempt = (sending: HttpRequest, fresh: boolean): Promise<HttpResponse> =>
    new Promise((resolve, reject) => {
      const { method = 'POST', headers = {}, body, signal, timeouts, provider } = sending;
      const url = new URL(sending.url);
      const secure = url.protocol === 'https:';
      let late: Error | undefined;
      const request = (secure ? https : http).request(url, {
        method,
        agent: fresh ? false : agents[secure ? 'https:' : 'http:'],
        headers: {
          accept: '*/*',
          ...headers,
          ...(body !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
        },
      });
      let phase: 'connect' | 'firstByte' = 'connect';
      const dog = watchdog((seconds) => {
        late = tooLate(provider, phase, seconds);
        request.destroy(late);
      });
      const abort = (): void => {
        request.destroy();
      };
      const done = (): void => {
        signal?.removeEventListener('abort', abort);
      };
      const connected = (): void => {
        phase = 'firstByte';
        dog.begin(timeouts.firstByte);
      };
      dog.begin(timeouts.connect);
      request.on('socket', (socket) => {
        if (socket.connecting) socket.once(secure ? 'secureConnect' : 'connect', connected);
        else connected();
      });
      request.on('response', (response) => {
        dog.end();
        resolve(receive(request, response, sending, done));
      });
      request.on('error', (error) => {
        dog.end();
        done();
        const { code } = error as NodeJS.ErrnoException;
        if (signal?.aborted) reject(signal.reason as Error);
        else if (late) reject(late);
        else if (request.reusedSocket && !fresh && (code === 'ECONNRESET' || code === 'EPIPE'))
          attempt(sending, true).then(resolve, reject);
        else reject(fromSocket(provider, url.host, error));
      });
      signal?.addEventListener('abort', abort, { once: true });
      request.end(body);
    });

  return {
    async send(sending) {
      sending.signal?.throwIfAborted();
      return attempt(sending, false);
    },
    close() {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
};

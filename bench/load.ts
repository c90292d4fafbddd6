/**
 * A closed-loop load of HTTP requests over keep-alive connections: every connection sends its next request when its
 * last response has ended. Speaks just enough HTTP/1.1 over plain sockets to cost little beside what it measures.
 */
import { connect } from 'node:net';

export type Target = { port: number; path: string; headers: Readonly<Record<string, string>> };

export type Load = {
  /** Milliseconds of each request, in the order in which they ended. */
  latencies: number[];
  /** Milliseconds from the first request to the last response. */
  elapsed: number;
  /** Responses with another status than 200; the first one's text. */
  failed: number;
  failure: string | undefined;
};

const requestBytes = ({ port, path, headers }: Target, body: string): Buffer => {
  const lines = Object.entries({
    host: `127.0.0.1:${port}`,
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
  });
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`,
  );
};

/** Whether `received` holds a whole response, and its status. Chunked bodies end with the empty chunk. */
const responseEnd = (received: Buffer): { status: number } | undefined => {
  const head = received.indexOf('\r\n\r\n');
  if (head < 0) return undefined;
  const header = received.toString('latin1', 0, head);
  const status = Number(header.slice(9, 12));
  const length = /content-length: *(\d+)/i.exec(header)?.[1];
  const whole =
    length === undefined
      ? received.subarray(-5).toString('latin1') === '0\r\n\r\n'
      : received.length >= head + 4 + Number(length);
  return whole ? { status } : undefined;
};

/** One connection that sends requests, one after the other, as long as `take` gives leave. */
const drive = (target: Target, bytes: Buffer, take: () => boolean, result: Load): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = connect(target.port, '127.0.0.1');
    let parts: Buffer[] = [];
    let started = 0;
    const next = (): void => {
      if (!take()) {
        socket.end();
        return resolve();
      }
      parts = [];
      started = performance.now();
      socket.write(bytes);
    };
    socket.setNoDelay(true);
    socket.on('connect', next);
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the gateway closed a connection in the middle of the load')));
    socket.on('data', (data) => {
      parts.push(data);
      const received = parts.length === 1 ? data : Buffer.concat(parts);
      parts = [received];
      const end = responseEnd(received);
      if (!end) return;
      if (end.status === 200) result.latencies.push(performance.now() - started);
      else if (result.failed++ === 0) result.failure = `status ${end.status}: ${received.toString('utf8').slice(-200)}`;
      next();
    });
  });

/** Sends `requests` requests with `body` over `connections` connections. */
export const load = async (target: Target, body: string, connections: number, requests: number): Promise<Load> => {
  const bytes = requestBytes(target, body);
  const result: Load = { latencies: [], elapsed: 0, failed: 0, failure: undefined };
  let left = requests;
  const started = performance.now();
  await Promise.all(Array.from({ length: connections }, () => drive(target, bytes, () => left-- > 0, result)));
  return { ...result, elapsed: performance.now() - started };
};

/** The value below which a share `q` of `values` lies. */
export const quantile = (values: readonly number[], q: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]!;
};

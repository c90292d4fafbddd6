/**
 * The app on a socket, and its graceful stop: requests at work get some seconds to finish, then they are cancelled.
 */
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { App } from './app.ts';

export type ListenOptions = {
  /** Default 127.0.0.1. Any other address is for callers with keys; whoever calls this sees to that. */
  hostname?: string;
  /** 0 takes a free one. */
  port: number;
  /** Largest head of a request, in bytes. Default 16 KiB; a larger one is answered 431. */
  headerBytes?: number;
  /**
   * A request that is not there in full after so long is answered 408, so that slow senders hold no connection. Default
   * 120.
   */
  receiveSeconds?: number;
};

export type Listening = {
  /** http://127.0.0.1:4747 */
  url: string;
  port: number;
  /** Takes no more requests, lets those at work finish for `graceSeconds`, cancels the rest and closes. */
  stop(graceSeconds?: number): Promise<void>;
};

const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

/**
 * How often an ending server looks whether it may close, and how long cancelled requests get for their last words, in
 * ms.
 */
const TICK = 20;
const LAST_WORDS = 1000;

/** Until `done()` or `ms` have passed. True when it was done. */
const settled = async (done: () => boolean, ms: number): Promise<boolean> => {
  for (let waited = 0; !done() && waited < ms; waited += TICK) await sleep(TICK);
  return done();
};

const openSocket = (server: Server, port: number, hostname: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why =
        error.code === 'EADDRINUSE'
          ? `port ${port} of ${hostname} is taken; stop what listens there or choose another with --port`
          : error.code === 'EACCES'
            ? `port ${port} of ${hostname} may not be opened; choose one above 1023 with --port`
            : error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND'
              ? `${hostname} is no address of this machine`
              : error.message;
      reject(new Error(why, { cause: error }));
    });
    server.listen(port, hostname, resolve);
  });

/** Opens the socket. Rejects with a message that says what to do when the port can't be had. */
export const listen = async (
  app: Pick<App, 'fetch' | 'running' | 'cancel'>,
  { hostname = '127.0.0.1', port, headerBytes = 16 * 1024, receiveSeconds = 120 }: ListenOptions,
): Promise<Listening> => {
  const busy = new Set<object>();
  const handle = getRequestListener((request, env) => app.fetch(request, env), { hostname });
  const receive = receiveSeconds * 1000;
  const options = {
    maxHeaderSize: headerBytes,
    keepAliveTimeout: 65_000,
    requestTimeout: receive,
    headersTimeout: Math.min(receive, 20_000),
    connectionsCheckingInterval: Math.min(10_000, receive / 2),
  };
  const server = createServer(options, (incoming, outgoing) => {
    busy.add(outgoing);
    outgoing.once('close', () => {
      busy.delete(outgoing);
    });
    if (!server.listening) outgoing.setHeader('connection', 'close');
    void handle(incoming, outgoing);
  });
  await openSocket(server, port, hostname);
  const address = server.address() as AddressInfo;
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  let stopping: Promise<void> | undefined;

  const close = async (graceSeconds: number): Promise<void> => {
    const closed = new Promise<void>((resolve) => {
      server.close(() => {
        resolve();
      });
    });
    const idle = () => {
      server.closeIdleConnections();
      return busy.size === 0 && app.running() === 0;
    };
    if (!(await settled(idle, graceSeconds * 1000))) {
      app.cancel({
        status: 503,
        type: 'server_error',
        code: 'shutting_down',
        message: 'the server is shutting down',
        retryAfter: 5,
      });
      await settled(idle, LAST_WORDS);
    }
    server.closeAllConnections();
    await settled(() => app.running() === 0, LAST_WORDS);
    await closed;
  };
  return {
    url: `http://${host}:${address.port}`,
    port: address.port,
    stop: (graceSeconds = 10) => (stopping ??= close(graceSeconds)),
  };
};

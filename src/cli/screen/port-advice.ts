/** What to do when the server's port is taken: who has it, and which port is free. */
import { createServer } from 'node:net';

/** The next port above `port` that is free, if there is one near. */
const freeAfter = async (port: number, host: string): Promise<number | undefined> => {
  for (let next = port + 1; next <= Math.min(port + 20, 65_535); next++) {
    const free = await new Promise<boolean>((resolve) => {
      const probe = createServer();
      probe.once('error', () => resolve(false));
      probe.listen(next, host, () => probe.close(() => resolve(true)));
    });
    if (free) return next;
  }
  return undefined;
};

/** Whether a server of Mizan answers there already. */
const isMizan = (url: string): Promise<boolean> =>
  fetch(`${url}/health`, { signal: AbortSignal.timeout(1000) }).then(
    async (response) => 'problems' in ((await response.json()) as object),
    () => false,
  );

/** The same error, with what to do instead when the port is taken. */
export const portAdvice = async (error: unknown, port: number, host: string): Promise<unknown> => {
  if (!(error instanceof Error) || (error.cause as NodeJS.ErrnoException | undefined)?.code !== 'EADDRINUSE')
    return error;
  const at = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const [free, other] = await Promise.all([freeAfter(port, host), isMizan(at)]);
  const next = `mizan serve --port ${free ?? 0}`;
  const what = other
    ? `a Mizan server is running at ${at} already: open its page there, or start another: ${next}`
    : `port ${port} of ${host} is taken by another program; stop it, or take another port: ${next}`;
  return new Error(what, { cause: error });
};

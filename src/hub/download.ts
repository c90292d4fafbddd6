/**
 * Fetches one file of a hub to disk. What has come stays in a part file beside it, so that a fetch that was killed
 * anywhere goes on where it ended. A file takes its name only after its size and hash are those that the hub lists.
 *
 * The part file is named after the expected hash: when a file changes on the hub, the part of the old one is never
 * continued.
 */
import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, truncate } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { HubError, unreachable } from './failure.ts';
import type { Hub, HubFile, RequestOptions } from './hub.ts';
import { requestOnce, subjectOf, withRetries } from './request.ts';

export type DownloadOptions = RequestOptions & {
  hub: Hub;
  repo: string;
  commit: string;
  file: HubFile;
  /** Where the file goes. */
  target: string;
  /** Bytes of this file that are on disk now. May fall, when a part has to be thrown away. */
  onBytes?: (bytes: number) => void;
};

/** Longest silence of a connection before it is tried anew, in seconds. */
const SILENCE = 60;

const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    (info) => info.size,
    () => 0,
  );

/** The hash that a file must have, or undefined where the hub states none. */
export const expectedHash = ({ sha256, gitHash }: HubFile): string | undefined => sha256 ?? gitHash;

const startHash = ({ sha256, gitHash, size }: HubFile): Hash | undefined => {
  if (sha256 !== undefined) return createHash('sha256');
  // Git hashes a header with the size, then the content.
  return gitHash === undefined ? undefined : createHash('sha1').update(`blob ${size}\0`);
};

/** The part file of a file: named after its hash, or its size and commit where there is none. */
export const partPath = (target: string, file: HubFile, commit: string): string =>
  `${target}.${(expectedHash(file) ?? `${commit.slice(0, 12).replace(/\W/g, '-')}-${file.size}`).slice(0, 24)}.part`;

/** Removes part files of other versions of the file. */
const removeOtherParts = async (part: string, target: string): Promise<void> => {
  const names = await readdir(dirname(target)).catch(() => []);
  for (const name of names)
    if (name.startsWith(`${basename(target)}.`) && name.endsWith('.part') && name !== basename(part))
      await rm(join(dirname(target), name), { force: true });
};

/** Adds the first `bytes` bytes of a file to a hash. */
const hashStart = async (hash: Hash | undefined, path: string, bytes: number, signal: AbortSignal): Promise<void> => {
  if (!hash || bytes === 0) return;
  for await (const chunk of createReadStream(path, { end: bytes - 1, signal })) hash.update(chunk as Buffer);
};

const unquoted = (etag: string | null): string | undefined => etag?.replace(/^W\//, '').replaceAll('"', '');

/** Throws when what the hub is about to send is not the file that it listed. */
const checkVersion = (linked: Headers, { commit, file, repo }: DownloadOptions): void => {
  const changed = (): never => {
    throw new HubError('changed', `${file.path} of ${repo} changed on the hub while it was fetched; pull again`);
  };
  const linkedSize = linked.get('x-linked-size');
  if (linkedSize !== null && Number(linkedSize) !== file.size) changed();
  const etag = unquoted(linked.get('x-linked-etag') ?? linked.get('etag'));
  if (file.sha256 !== undefined && etag !== undefined && /^[0-9a-f]{64}$/.test(etag) && etag !== file.sha256) changed();
  if (file.gitHash !== undefined && etag !== undefined && /^[0-9a-f]{40}$/.test(etag) && etag !== file.gitHash)
    changed();
  const served = linked.get('x-repo-commit');
  if (served !== null && /^[0-9a-f]{40}$/.test(commit) && served !== commit) changed();
};

/** Where the sent bytes begin in the file: 0 when the store sends all of it. Throws when they belong elsewhere. */
const startOf = (response: Response, have: number, { file, repo }: DownloadOptions): number => {
  const wrong = (what: string): never => {
    throw new HubError('changed', `${file.path} of ${repo}: the hub lists ${file.size} bytes, ${what}; pull again`);
  };
  if (response.status === 206) {
    const [, from, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers.get('content-range') ?? '') ?? [];
    if (total !== undefined && total !== '*' && Number(total) !== file.size) wrong(`and has ${total}`);
    return Number(from) === have ? have : wrong('and sends another part than was asked for');
  }
  const length = response.headers.get('content-length');
  if (length !== null && response.headers.get('content-encoding') === null && Number(length) !== file.size)
    wrong(`and sends ${length}`);
  return 0;
};

const diskError = (error: unknown, target: string): unknown => {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new HubError(
      'disk',
      `there is no room left in ${dirname(target)}; free some, then pull again: it goes on where it ended`,
      {
        cause: error,
      },
    );
  return error;
};

/** Writes a body behind the first `start` bytes of the part file, and hashes it. */
const writeBody = async (
  body: AsyncIterable<Uint8Array>,
  part: string,
  start: number,
  hash: Hash | undefined,
  { file, repo, target, onBytes }: DownloadOptions,
): Promise<number> => {
  const out = await open(part, start === 0 ? 'w' : 'a').catch((error: unknown) => {
    throw diskError(error, target);
  });
  let bytes = start;
  try {
    for await (const chunk of body) {
      if (bytes + chunk.length > file.size)
        throw new HubError('changed', `${file.path} of ${repo} is longer than the hub lists; pull again`);
      await out.appendFile(chunk).catch((error: unknown) => {
        throw diskError(error, target);
      });
      hash?.update(chunk);
      bytes += chunk.length;
      onBytes?.(bytes);
    }
    await out.sync();
    return bytes;
  } finally {
    await out.close();
  }
};

/** One connection: gives the number of bytes that are there after it, and their hash. */
const fetchOnce = async (
  part: string,
  options: DownloadOptions,
): Promise<{ bytes: number; hash: Hash | undefined }> => {
  const { hub, repo, commit, file, signal, silence = SILENCE, onBytes } = options;
  let have = await sizeOf(part);
  if (have > file.size) await truncate(part, (have = 0));
  onBytes?.(have);
  if (have === file.size && file.size > 0) {
    const hash = startHash(file);
    await hashStart(hash, part, have, signal);
    return { bytes: have, hash };
  }
  const quiet = new AbortController();
  const timer = setTimeout(() => quiet.abort(), silence * 1000);
  const url = hub.fileUrl(repo, commit, file.path);
  try {
    const { response, linked } = await requestOnce(hub, url, subjectOf(hub, repo, file.path), {
      signal: AbortSignal.any([signal, quiet.signal]),
      headers: have > 0 ? { range: `bytes=${have}-` } : {},
    });
    checkVersion(linked, options);
    if (response.status === 416) {
      // The store has fewer bytes than the part: it is not the same file.
      await response.body?.cancel();
      await rm(part, { force: true });
      throw new HubError('unavailable', `${file.path} of ${repo} could not be continued; it is fetched anew`);
    }
    const start = startOf(response, have, options);
    const hash = startHash(file);
    await hashStart(hash, part, start, signal);
    const body = async function* (): AsyncGenerator<Uint8Array> {
      for await (const chunk of response.body ?? []) {
        timer.refresh();
        yield chunk as Uint8Array;
      }
    };
    return { bytes: await writeBody(body(), part, start, hash, options), hash };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof HubError || (error as NodeJS.ErrnoException).syscall === 'open') throw error;
    throw unreachable(
      quiet.signal.aborted ? new Error(`silent for ${silence} s`) : error,
      hub.endpoint,
      hub.endpointVariable,
    );
  } finally {
    clearTimeout(timer);
  }
};

/**
 * Fetches a file, or what is missing of it. Broken connections are taken up again where they ended, as long as each
 * brings something. Rejects with a `HubError` in words, or the signal's reason; what has come stays for the next call.
 */
export const download = async (options: DownloadOptions): Promise<void> => {
  const { file, repo, target } = options;
  const part = partPath(target, file, options.commit);
  await mkdir(dirname(target), { recursive: true });
  await removeOtherParts(part, target);
  let most = await sizeOf(part);
  const hash = await withRetries(
    async () => {
      const { bytes, hash: found } = await fetchOnce(part, options);
      if (bytes !== file.size)
        throw new HubError(
          'network',
          `the connection ended after ${bytes} of ${file.size} bytes of ${file.path}; pull again: it goes on there`,
        );
      return found;
    },
    {
      ...options,
      progressed: async () => {
        const now = await sizeOf(part);
        const more = now > most;
        most = now;
        return more;
      },
    },
  );
  const found = hash?.digest('hex');
  if (found !== expectedHash(file)) {
    await rm(part, { force: true });
    throw new HubError(
      'damaged',
      `${file.path} of ${repo} came damaged: its hash is ${found?.slice(0, 12)}…, and the hub lists ${expectedHash(file)?.slice(0, 12)}…; pull again`,
    );
  }
  await rename(part, target);
};

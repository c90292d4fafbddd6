/**
 * A scripted hub on loopback for tests: Hugging Face's and ModelScope's routes, and on another port the store that
 * their links lead to. It records what it was sent, and goes wrong as it is told.
 *
 * Routes as the hubs have them: GET /api/models/ID/revision/REV and /tree/REV in pages; /ID/resolve/REV/FILE, which
 * redirects files in Git LFS to the store with X-Linked-ETag and X-Linked-Size and others to a path of its own;
 * ModelScope's /repo/files and /repo.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type HubRepository = {
  /** Files by path. Those in `lfs` lie in the store. */
  files: Record<string, Buffer | string>;
  lfs?: readonly string[];
  licence?: string;
  /** Only for callers with the token 'hf_good'; 'hf_other' is known and has no access. */
  gated?: boolean;
};

/** How one response goes wrong. */
export type HubFault =
  /** Another status, with headers. */
  | { type: 'status'; status: number; headers?: Record<string, string> }
  /** The connection breaks after so many bytes of the body, once the client has them: what is under way may be lost. */
  | { type: 'cut'; after: number; arrived: () => boolean }
  /** Nothing follows after so many bytes; the connection stays. */
  | { type: 'stall'; after: number }
  /** One bit of the body is wrong. */
  | { type: 'corrupt' }
  /** Range is ignored: the whole file comes with status 200. */
  | { type: 'whole' }
  /** Bytes come slowly: milliseconds after each piece of 64 kB. */
  | { type: 'slow'; pauseMs: number };

export type HubRequest = { at: 'hub' | 'store'; path: string; headers: IncomingHttpHeaders };

export type FakeHub = {
  url: string;
  store: string;
  requests: HubRequest[];
  /** Replaces a repository, as a push does: its commit changes. */
  push(repo: string, repository: HubRepository): void;
  close(): Promise<void>;
};

export type FakeHubOptions = {
  /** Decides about each request before it is answered. */
  fault?: (request: HubRequest, i: number) => HubFault | undefined;
  /** Files of one page of a list. */
  pageSize?: number;
};

const bytesOf = (content: Buffer | string): Buffer => (typeof content === 'string' ? Buffer.from(content) : content);
const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex');
const gitHash = (content: Buffer): string =>
  createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');

const commitOf = ({ files }: HubRepository): string => {
  const hash = createHash('sha1');
  for (const [path, content] of Object.entries(files)) hash.update(path).update(bytesOf(content));
  return hash.digest('hex');
};

const json = (response: ServerResponse, body: unknown, headers: Record<string, string> = {}): void => {
  response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
};

const refuse = (response: ServerResponse, status: number, code?: string): void => {
  response.writeHead(status, code === undefined ? {} : { 'x-error-code': code }).end(JSON.stringify({ error: code }));
};

/** Sends a body, or what a Range asks of it, with a fault. */
const send = async (
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
  headers: Record<string, string>,
  fault: HubFault | undefined,
): Promise<void> => {
  const [, from] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? [];
  const start = from === undefined || fault?.type === 'whole' ? 0 : Number(from);
  if (start > 0 && start >= body.length)
    return void response.writeHead(416, { 'content-range': `bytes */${body.length}` }).end();
  let rest = body.subarray(start);
  if (fault?.type === 'corrupt') {
    rest = Buffer.from(rest);
    rest[rest.length - 1]! ^= 1;
  }
  const range = start > 0 ? { 'content-range': `bytes ${start}-${body.length - 1}/${body.length}` } : {};
  response.writeHead(start > 0 ? 206 : 200, {
    'content-length': String(rest.length),
    'accept-ranges': 'bytes',
    ...range,
    ...headers,
  });
  if (fault?.type === 'cut' || fault?.type === 'stall') {
    response.write(rest.subarray(0, fault.after));
    if (fault.type === 'stall') return;
    while (!response.destroyed && !fault.arrived()) await new Promise((resolve) => setTimeout(resolve, 5));
    response.destroy();
    return;
  }
  const piece = fault?.type === 'slow' ? 1 << 16 : rest.length || 1;
  for (let at = 0; at < rest.length && !response.destroyed; at += piece) {
    response.write(rest.subarray(at, at + piece));
    if (fault?.type === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.pauseMs));
  }
  response.end();
};

type Server = { url: string; close(): Promise<void> };

const listen = async (handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<Server> => {
  const server = createServer(handle);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

/** Whether this caller may read the repository; else the refusal is sent. */
const mayRead = (
  repository: HubRepository | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): boolean => {
  const token = request.headers.authorization;
  if (!repository) refuse(response, token === undefined ? 401 : 404, 'RepoNotFound');
  else if (repository.gated && token !== 'Bearer hf_good')
    refuse(response, token === undefined ? 401 : 403, 'GatedRepo');
  else return true;
  return false;
};

/** What the parts of a running hub share. */
type State = { repos: Map<string, HubRepository>; stored: Map<string, Buffer>; storeUrl: string; pageSize: number };
type Exchange = { url: URL; request: IncomingMessage; response: ServerResponse; fault: HubFault | undefined };

const sendFile = ({ stored, storeUrl }: State, repository: HubRepository, path: string, exchange: Exchange): void => {
  const { request, response, fault } = exchange;
  const content = repository.files[path];
  if (content === undefined) return refuse(response, 404, 'EntryNotFound');
  const body = bytesOf(content);
  const commit = { 'x-repo-commit': commitOf(repository) };
  if (!repository.lfs?.includes(path))
    return void send(request, response, body, { etag: `"${gitHash(body)}"`, ...commit }, fault);
  const hash = sha256(body);
  stored.set(hash, body);
  response
    .writeHead(302, {
      location: `${storeUrl}/${hash}?X-Amz-Signature=abc`,
      'x-linked-etag': `"${hash}"`,
      'x-linked-size': String(body.length),
      ...commit,
    })
    .end();
};

const treeOf = (repository: HubRepository): unknown[] =>
  Object.entries(repository.files).map(([path, content]) => {
    const body = bytesOf(content);
    const inStore = repository.lfs?.includes(path) ?? false;
    const lfs = inStore && { lfs: { oid: sha256(body), size: body.length, pointerSize: 134 } };
    return { type: 'file', oid: inStore ? 'f'.repeat(40) : gitHash(body), size: body.length, path, ...lfs };
  });

const sendTree = (repository: HubRepository, pageSize: number, { url, response }: Exchange): void => {
  const [all, from] = [treeOf(repository), Number(url.searchParams.get('cursor') ?? 0)];
  url.searchParams.set('cursor', String(from + pageSize));
  const next = from + pageSize < all.length ? { link: `<${url.href}>; rel="next"` } : undefined;
  json(response, [{ type: 'directory', oid: '0', size: 0, path: 'onnx' }, ...all.slice(from, from + pageSize)], next);
};

/** Answers a route of Hugging Face. False: it is none. */
const huggingFace = (state: State, exchange: Exchange): boolean => {
  const { url, request, response } = exchange;
  const api = /^\/api\/models\/([^/]+\/[^/]+)\/(revision|tree)\/([^/]+)$/.exec(url.pathname);
  const file = /^\/(?:api\/resolve-cache\/models\/)?([^/]+\/[^/]+)\/resolve\/([^/]+)\/(.+)$/.exec(url.pathname);
  if (!api && !file) return false;
  const [, name, kind, revision] = api ?? [];
  const repository = state.repos.get(name ?? file![1]!);
  if (!mayRead(repository, request, response)) return true;
  const commit = commitOf(repository!);
  if (![commit, 'main'].includes(decodeURIComponent(revision ?? file![2]!))) refuse(response, 404, 'RevisionNotFound');
  else if (kind === 'revision')
    json(response, { id: name, sha: commit, cardData: { license: repository!.licence ?? 'apache-2.0' }, siblings: [] });
  else if (kind === 'tree') sendTree(repository!, state.pageSize, exchange);
  else {
    const path = decodeURIComponent(file![3]!);
    // Files outside LFS are served from a path of the hub itself.
    if (!url.pathname.startsWith('/api/') && !repository!.lfs?.includes(path) && path in repository!.files)
      response.writeHead(307, { location: `/api/resolve-cache/models${url.pathname}`, 'x-repo-commit': commit }).end();
    else sendFile(state, repository!, path, exchange);
  }
  return true;
};

/** Answers a route of ModelScope. False: it is none. */
const modelScope = (state: State, exchange: Exchange): boolean => {
  const { url, response } = exchange;
  const [, name, files] = /^\/api\/v1\/models\/([^/]+\/[^/]+)\/repo(\/files)?$/.exec(url.pathname) ?? [];
  if (name === undefined) return false;
  const repository = state.repos.get(name);
  if (!repository) json(response, { Code: 404, Message: 'not found', Success: false });
  else if (files === undefined) sendFile(state, repository, url.searchParams.get('FilePath') ?? '', exchange);
  else {
    const entries = Object.entries(repository.files).map(([path, content]) => ({
      Path: path,
      Name: path,
      Type: 'blob',
      Size: bytesOf(content).length,
      Sha256: sha256(bytesOf(content)),
      IsLFS: repository.lfs?.includes(path) ?? false,
    }));
    json(response, { Code: 200, Success: true, Data: { Files: entries } });
  }
  return true;
};

/** Starts a hub with these repositories, by OWNER/REPO. */
export const startHub = async (
  repositories: Record<string, HubRepository>,
  { fault: decide, pageSize = 1000 }: FakeHubOptions = {},
): Promise<FakeHub> => {
  const requests: HubRequest[] = [];
  const state: State = { repos: new Map(Object.entries(repositories)), stored: new Map(), storeUrl: '', pageSize };
  /** Records a request and decides about it. Undefined: it was answered by its fault. */
  const begin = (at: HubRequest['at'], request: IncomingMessage, response: ServerResponse): Exchange | undefined => {
    const seen = { at, path: request.url ?? '', headers: request.headers };
    requests.push(seen);
    const fault = decide?.(seen, requests.length - 1);
    if (fault?.type !== 'status')
      return { url: new URL(seen.path, `http://${request.headers.host}`), request, response, fault };
    response.writeHead(fault.status, fault.headers ?? {}).end();
    return undefined;
  };
  const store = await listen((request, response) => {
    const exchange = begin('store', request, response);
    if (!exchange) return;
    const body = state.stored.get(exchange.url.pathname.slice(1));
    // A store refuses a token that is not its own, as S3 does.
    if (!body || request.headers.authorization !== undefined) return refuse(response, 400);
    void send(request, response, body, { etag: '"store-0"' }, exchange.fault);
  });
  state.storeUrl = store.url;
  const hub = await listen((request, response) => {
    const exchange = begin('hub', request, response);
    if (exchange && !huggingFace(state, exchange) && !modelScope(state, exchange)) refuse(response, 404);
  });
  return {
    url: hub.url,
    store: store.url,
    requests,
    push: (repo, repository) => void state.repos.set(repo, repository),
    close: async () => void (await Promise.all([hub.close(), store.close()])),
  };
};

/**
 * The two hubs that models are pulled from, Hugging Face and ModelScope: their addresses, tokens, lists of files and
 * links to files. How a request is made and fails is in request.ts.
 *
 * Sources: huggingface.co/docs/hub/api and huggingface_hub (routes, headers, pages of a list by Link); the client of
 * ModelScope (modelscope/hub). HF_ENDPOINT and HF_TOKEN are the variables of huggingface_hub, MODELSCOPE_API_TOKEN that
 * of ModelScope's.
 */
import { z } from 'zod';
import { HubError, refusal } from './failure.ts';
import type { Hub, HubFile, HubName, Listing, RequestOptions } from './hub.ts';
import { readJson, request, subjectOf } from './request.ts';

type Env = Readonly<Record<string, string | undefined>>;

const encodePath = (path: string): string => path.split('/').map(encodeURIComponent).join('/');

/** The address of a variable, without a slash at its end. Throws a `HubError` when it is none. */
const endpointOf = (env: Env, variable: string, usual: string): string => {
  const text = env[variable]?.trim() || usual;
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new HubError('refused', `${variable} is "${text}", which is no address; write one such as ${usual}`);
  return text.replace(/\/+$/, '');
};

const safePath = z
  .string()
  .max(1000)
  .refine((path) => !/^\/|\\|\0|(?:^|\/)\.\.(?:\/|$)/.test(path));
const size = z
  .number()
  .int()
  .min(0)
  .max(2 ** 50);

// Hugging Face ----------------------------------------------------------------------------------------------------

const treeEntry = z.object({
  type: z.string(),
  path: safePath,
  size: size.optional(),
  oid: z.string().optional(),
  lfs: z.object({ oid: z.string(), size }).nullish(),
});
const modelInfo = z.object({
  sha: z
    .string()
    .regex(/^[0-9a-f]{40}$/)
    .optional(),
  cardData: z.object({ license: z.union([z.string(), z.array(z.string())]).nullish() }).nullish(),
  tags: z.array(z.string()).nullish(),
});

const SHA256 = /^[0-9a-f]{64}$/;
const SHA1 = /^[0-9a-f]{40}$/;

const huggingFaceFile = ({ path, size: bytes = 0, oid, lfs }: z.infer<typeof treeEntry>): HubFile => {
  if (lfs) return { path, size: lfs.size, ...(SHA256.test(lfs.oid) && { sha256: lfs.oid }) };
  return { path, size: bytes, ...(oid !== undefined && SHA1.test(oid) && { gitHash: oid }) };
};

/** Most pages of a list that are read; one has up to 1000 files. */
const MOST_PAGES = 20;

/** The address of the next page in a Link header (RFC 8288), on the same origin only. */
const nextPage = (headers: Headers, from: string): string | undefined => {
  const [, link] = /<([^>]+)>\s*;\s*rel="?next"?/.exec(headers.get('link') ?? '') ?? [];
  if (link === undefined) return undefined;
  const url = new URL(link, from);
  return url.origin === new URL(from).origin ? url.href : undefined;
};

const listHuggingFace = async (hub: Hub, repo: string, revision: string, options: RequestOptions): Promise<Listing> => {
  const at = `${hub.endpoint}/api/models/${repo}`;
  const infoUrl = `${at}/revision/${encodeURIComponent(revision)}`;
  const info = await readJson(await request(hub, infoUrl, subjectOf(hub, repo), options), modelInfo, hub);
  const commit = info.sha ?? revision;
  const files: HubFile[] = [];
  let url: string | undefined = `${at}/tree/${encodeURIComponent(commit)}?recursive=true`;
  for (let page = 0; url !== undefined && page < MOST_PAGES; page++) {
    const response: Response = await request(hub, url, subjectOf(hub, repo), options);
    url = nextPage(response.headers, url);
    const entries = await readJson(response, z.array(treeEntry), hub);
    files.push(...entries.filter(({ type }) => type === 'file').map(huggingFaceFile));
  }
  const licence =
    [info.cardData?.license ?? []].flat()[0] ?? info.tags?.find((tag) => tag.startsWith('license:'))?.slice(8);
  return { commit, files, ...(licence !== undefined && { licence }) };
};

const huggingFace = (env: Env): Hub => {
  const endpoint = endpointOf(env, 'HF_ENDPOINT', 'https://huggingface.co');
  const hub: Hub = {
    name: 'huggingface',
    title: 'Hugging Face',
    endpoint,
    endpointVariable: 'HF_ENDPOINT',
    tokenVariable: 'HF_TOKEN',
    tokenPage: 'https://huggingface.co/settings/tokens',
    token: env.HF_TOKEN?.trim() || undefined,
    page: (repo) => `${endpoint}/${repo}`,
    list: (repo, revision = 'main', options) => listHuggingFace(hub, repo, revision, options),
    fileUrl: (repo, commit, path) => `${endpoint}/${repo}/resolve/${encodeURIComponent(commit)}/${encodePath(path)}`,
  };
  return hub;
};

// ModelScope ------------------------------------------------------------------------------------------------------

const modelScopeFiles = z.object({
  Code: z.number(),
  Message: z.string().nullish(),
  Data: z
    .object({
      Files: z.array(
        z.object({ Path: safePath, Size: size.nullish(), Type: z.string().nullish(), Sha256: z.string().nullish() }),
      ),
    })
    .nullish(),
});

const listModelScope = async (hub: Hub, repo: string, revision: string, options: RequestOptions): Promise<Listing> => {
  const query = new URLSearchParams({ Revision: revision, Recursive: 'True' });
  const url = `${hub.endpoint}/api/v1/models/${repo}/repo/files?${query}`;
  const body = await readJson(await request(hub, url, subjectOf(hub, repo), options), modelScopeFiles, hub);
  // An error may come with status 200 and a Code of its own.
  if (body.Code !== 200 || !body.Data)
    throw refusal(
      body.Code >= 400 && body.Code < 600 ? body.Code : 404,
      new Headers(),
      subjectOf(hub, repo),
      Date.now(),
    );
  const files = body.Data.Files.filter(({ Type }) => Type !== 'tree').map(({ Path, Size, Sha256 }): HubFile => ({
    path: Path,
    size: Size ?? 0,
    ...(Sha256 && SHA256.test(Sha256) && { sha256: Sha256 }),
  }));
  return { commit: revision, files };
};

const modelScope = (env: Env): Hub => {
  const endpoint = endpointOf(env, 'MODELSCOPE_ENDPOINT', 'https://www.modelscope.cn');
  const hub: Hub = {
    name: 'modelscope',
    title: 'ModelScope',
    endpoint,
    endpointVariable: 'MODELSCOPE_ENDPOINT',
    tokenVariable: 'MODELSCOPE_API_TOKEN',
    tokenPage: 'https://www.modelscope.cn/my/myaccesstoken',
    token: env.MODELSCOPE_API_TOKEN?.trim() || undefined,
    page: (repo) => `${endpoint}/models/${repo}`,
    list: (repo, revision = 'master', options) => listModelScope(hub, repo, revision, options),
    fileUrl: (repo, commit, path) =>
      `${endpoint}/api/v1/models/${repo}/repo?${new URLSearchParams({ Revision: commit, FilePath: path })}`,
  };
  return hub;
};

/** A hub with the addresses and tokens of this environment. */
export const openHub = (name: HubName, env: Env): Hub => (name === 'huggingface' ? huggingFace(env) : modelScope(env));

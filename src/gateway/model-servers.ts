/**
 * Model servers by address: what answers there, which kind it is, which models it has, and how fast one of them writes.
 * `mizan connect`, `--use` and the HTTP API of connections look at servers through this file.
 */
import { openProviders } from '../provider/providers.ts';
import type { Config } from '../provider/config.ts';
import { PRESET_NAMES, PRESETS, type PresetName } from '../provider/presets.ts';
import type { ChatEvent } from '../types.ts';
import { UsageError } from '../usage-error.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** What answers at an address. `baseUrl` is the one that the OpenAI API hangs on. */
export type ModelServer = { preset: PresetName | undefined; baseUrl: string; models: string[] };

/** Names of models that don't chat: embeddings, rerankers, speech. */
const NO_CHAT = /embed|rerank|\bbge\b|\be5\b|minilm|whisper|\btts\b|moderation|\bclip\b|dall-e|stable-diffusion/i;

/** Whether a model of this name can be asked questions. */
export const isChatModel = (name: string): boolean => !NO_CHAT.test(name);

/** Who owns the listed models tells most servers apart. */
const PRESET_OF_OWNER: Readonly<Record<string, PresetName>> = {
  library: 'ollama', // https://github.com/ollama/ollama/blob/main/docs/openai.md
  organization_owner: 'lmstudio', // https://lmstudio.ai/docs/app/api/endpoints/openai
  llamacpp: 'llama-server', // https://github.com/ggml-org/llama.cpp/tree/master/tools/server, GET /v1/models
  vllm: 'vllm', // https://docs.vllm.ai, OpenAI-compatible server
  sglang: 'sglang', // https://docs.sglang.ai, OpenAI-compatible APIs
};

/** The preset of an address: by the owner of its models, then by its host, then by the usual port on this machine. */
export const presetFor = (baseUrl: string, owner?: string): PresetName | undefined => {
  if (owner !== undefined && Object.hasOwn(PRESET_OF_OWNER, owner)) return PRESET_OF_OWNER[owner];
  const { hostname, port } = new URL(baseUrl);
  return PRESET_NAMES.find((name) => {
    const usual = new URL(PRESETS[name].baseUrl);
    return PRESETS[name].local ? port === usual.port : hostname === usual.hostname;
  });
};

/** An address as a URL: 'localhost:8000' and '127.0.0.1:8000/v1' get their scheme. Throws a `UsageError`. */
export const parseAddress = (address: string): URL => {
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(address) ? address : `http://${address}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === '')
    throw new UsageError(`"${address}" is no address; write one such as http://127.0.0.1:8000`);
  if (url.username !== '' || url.password !== '')
    throw new UsageError('an address holds no name or password; give a key beside it');
  return url;
};

/** Longest list of models that is read, in bytes. */
const LONGEST = 4 << 20;

const readText = async (response: Response): Promise<string> => {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > LONGEST) throw new RangeError('too long');
  }
  return text;
};

type Listing = { type: 'models'; server: ModelServer } | { type: 'refused'; status: number } | { type: 'other' };

/** Asks one base address for its models. Rejects when nobody answers. */
const listAt = async (baseUrl: string, key: string | undefined, signal: AbortSignal): Promise<Listing> => {
  const response = await fetch(`${baseUrl}/models`, {
    signal,
    redirect: 'error',
    headers: { accept: 'application/json', ...(key !== undefined && { authorization: `Bearer ${key}` }) },
  });
  if (response.status === 401 || response.status === 403) return { type: 'refused', status: response.status };
  if (!response.ok) {
    await response.body?.cancel();
    return { type: 'other' };
  }
  try {
    const { data } = JSON.parse(await readText(response)) as { data?: { id?: unknown; owned_by?: unknown }[] };
    if (!Array.isArray(data)) return { type: 'other' };
    const models = data.flatMap((model) => (typeof model?.id === 'string' && model.id !== '' ? [model.id] : []));
    const owner = data.map((model) => model?.owned_by).find((name) => typeof name === 'string');
    return { type: 'models', server: { preset: presetFor(baseUrl, owner), baseUrl, models } };
  } catch (error) {
    if (signal.aborted) throw error;
    return { type: 'other' };
  }
};

const reasonOf = (error: unknown): string => {
  const code = ((error as Error).cause as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'ECONNREFUSED') return 'nothing listens there; start the server, or correct the address';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'there is no host of this name; correct the address';
  if ((error as Error).name === 'TimeoutError') return 'it did not answer in time; see whether it is running';
  return `it can't be reached${code === undefined ? '' : ` (${code})`}; correct the address`;
};

type LookOptions = { key?: string | undefined; signal?: AbortSignal | undefined; timeoutMs?: number };

/**
 * Finds the model server at `address`, with or without /v1 at its end. Throws a `UsageError` that says what is wrong:
 * no such host, nothing listens, no OpenAI-compatible server, a key that is missing or wrong.
 */
export const findModelServer = async (
  address: string,
  { key, signal, timeoutMs = 5000 }: LookOptions = {},
): Promise<ModelServer> => {
  const url = parseAddress(address);
  const path = url.pathname.replace(/\/+$/, '').replace(/\/(chat\/)?(completions|models)$/, '');
  const bases = path === '' ? [`${url.origin}/v1`, url.origin] : [`${url.origin}${path}`, `${url.origin}${path}/v1`];
  for (const base of bases) {
    const timeout = AbortSignal.timeout(timeoutMs);
    let listing: Listing;
    try {
      listing = await listAt(base, key, signal ? AbortSignal.any([signal, timeout]) : timeout);
    } catch (error) {
      signal?.throwIfAborted();
      throw new UsageError(`${address}: ${reasonOf(error)}`);
    }
    if (listing.type === 'models') return listing.server;
    if (listing.type === 'refused')
      throw new UsageError(
        key === undefined
          ? `${address} asks for a key (${listing.status}); give it once with: mizan connect ${address}`
          : `${address} refused the key (${listing.status}); give the right one`,
      );
  }
  throw new UsageError(
    `${address} answers, but lists no models as an OpenAI-compatible server does; correct the address`,
  );
};

/** How fast a model answered a short question: seconds to its first text, and tokens a second after it. */
export type Speed = { model: string; firstTextSeconds: number; tokensPerSecond: number; tokens: number };

const SPEED_QUESTION = 'Count from 1 to 60 in digits, separated by spaces.';
const SPEED_TOKENS = 128;

/**
 * Asks `model` of the only provider of `config` a short question and measures its speed. Rejects with a sentence that
 * says what failed. `clock` gives milliseconds.
 */
export const measureSpeed = async (
  config: Config,
  env: Env,
  model: string | undefined,
  signal: AbortSignal,
  clock: () => number = () => performance.now(),
): Promise<Speed> => {
  const providers = openProviders(config, { env });
  try {
    const faults = await providers.refresh(5, signal);
    const models = providers.models();
    const found = model === undefined ? models.find(({ entry }) => isChatModel(entry.name)) : providers.find(model);
    if (!found)
      throw new UsageError(
        faults[0]?.message ??
          `there is no model ${model ?? 'to test'}; there are ${models.map(({ entry }) => entry.name).join(', ') || 'none'}`,
      );
    const started = clock();
    let first: number | undefined;
    let done: (ChatEvent & { type: 'done' }) | undefined;
    const request = {
      messages: [{ role: 'user' as const, content: SPEED_QUESTION }],
      maxTokens: SPEED_TOKENS,
      temperature: 0,
      signal,
    };
    for await (const event of found.chat(request)) {
      if (event.type === 'delta') first ??= clock();
      if (event.type === 'done') done = event;
    }
    signal.throwIfAborted();
    if (!done || done.reply.finish === 'error')
      throw new UsageError(done?.failure?.message ?? `${found.entry.name} gave no answer`);
    const tokens = done.usage.completionTokens;
    const writing = (clock() - (first ?? started)) / 1000;
    return {
      model: found.entry.name,
      firstTextSeconds: ((first ?? clock()) - started) / 1000,
      tokensPerSecond: writing > 0 ? Math.max(0, tokens - 1) / writing : 0,
      tokens,
    };
  } finally {
    await providers.close();
  }
};

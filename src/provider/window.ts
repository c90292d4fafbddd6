/**
 * What a server says of a model that it runs now: how large its window is, in tokens, and which model that is. A
 * model's card says what it could read; servers often give it less, and an agent that trusts the card is cut off
 * without a word.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { PresetName } from './presets.ts';

const PATIENCE = 2000;

const props = z.object({ default_generation_settings: z.object({ n_ctx: z.number().int().positive() }) });
const running = z.object({
  models: z.array(z.object({ name: z.string(), context_length: z.number().int().positive().optional() })),
});
const shown = z.object({ parameters: z.string().optional() });
const listed = z.object({ data: z.array(z.looseObject({ id: z.string() })) });
const tags = z.object({ models: z.array(z.looseObject({ name: z.string(), digest: z.string().optional() })) });

type Ask = { baseUrl: string; model: string; signal?: AbortSignal };

/** The JSON at a path beside the API; undefined when there is none. */
const jsonAt = async ({ baseUrl, signal }: Ask, path: string, body?: unknown): Promise<unknown> => {
  const patience = AbortSignal.timeout(PATIENCE);
  try {
    const response = await fetch(`${baseUrl.replace(/\/v1\/?$/, '')}${path}`, {
      signal: signal ? AbortSignal.any([signal, patience]) : patience,
      ...(body !== undefined && {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
    });
    return response.ok ? ((await response.json()) as unknown) : undefined;
  } catch {
    return undefined;
  }
};

const sameModel = (a: string, b: string): boolean => a.replace(/:latest$/, '') === b.replace(/:latest$/, '');

const tokens = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : undefined;

/** The entry of a model in a list of the OpenAI form. */
const entryAt = async (ask: Ask, path: string): Promise<Record<string, unknown> | undefined> =>
  listed.safeParse(await jsonAt(ask, path)).data?.data.find(({ id }) => sameModel(id, ask.model));

/**
 * The window: of llama-server (/props), Ollama (/api/ps for a model that is loaded, the num_ctx of /api/show
 * otherwise), LM Studio (/api/v0/models, of a loaded model), vLLM and SGLang (max_model_len in /v1/models). Undefined
 * when the server does not say. Sends no key: these are servers of one's own machine.
 */
export const findWindow = async (ask: Ask, kind: PresetName | undefined): Promise<number | undefined> => {
  switch (kind) {
    case 'llama-server':
      return props.safeParse(await jsonAt(ask, '/props')).data?.default_generation_settings.n_ctx;
    case 'ollama':
      return ollamaWindow(ask);
    case 'lmstudio':
      return tokens((await entryAt(ask, '/api/v0/models'))?.loaded_context_length);
    case 'vllm':
    case 'sglang':
      return tokens((await entryAt(ask, '/v1/models'))?.max_model_len);
    default:
      return undefined;
  }
};

const ollamaWindow = async (ask: Ask): Promise<number | undefined> => {
  const loaded = running.safeParse(await jsonAt(ask, '/api/ps')).data?.models ?? [];
  const found = loaded.find(({ name }) => sameModel(name, ask.model))?.context_length;
  if (found !== undefined) return found;
  const { parameters = '' } = shown.safeParse(await jsonAt(ask, '/api/show', { model: ask.model })).data ?? {};
  return tokens(Number(/^num_ctx\s+(\d+)/m.exec(parameters)?.[1]));
};

const digest = (value: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(value) ?? '')
    .digest('hex')
    .slice(0, 24);

/** Fields of a list that change from call to call, or say nothing of the model. */
const PASSING = ['created', 'permission', 'state', 'loaded_context_length'];

/**
 * What the server says of the model itself: of Ollama its digest and the server's version, of llama-server the file,
 * the build and the chat template, of others on this machine the entry in their list. '' when it says nothing.
 */
export const describeModel = async (ask: Ask, kind: PresetName | undefined): Promise<string> => {
  switch (kind) {
    case 'ollama': {
      const [list, version] = await Promise.all([jsonAt(ask, '/api/tags'), jsonAt(ask, '/api/version')]);
      const found = tags.safeParse(list).data?.models.find(({ name }) => sameModel(name, ask.model));
      return found ? digest([found.digest, version]) : '';
    }
    case 'llama-server': {
      const said = z.looseObject({}).safeParse(await jsonAt(ask, '/props')).data;
      return said ? digest([said.model_path, said.build_info, said.chat_template]) : '';
    }
    case 'lmstudio':
    case 'vllm':
    case 'sglang': {
      const entry = await entryAt(ask, kind === 'lmstudio' ? '/api/v0/models' : '/v1/models');
      return entry ? digest(Object.entries(entry).filter(([name]) => !PASSING.includes(name))) : '';
    }
    default:
      return '';
  }
};

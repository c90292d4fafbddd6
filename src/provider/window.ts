/**
 * How large a model's window is on the server that runs it now, in tokens. A model's card says what it could read;
 * Ollama and llama-server often give it less, and an agent that trusts the card is cut off without a word. Others do
 * not say.
 */
import { z } from 'zod';

const PATIENCE = 2000;

const props = z.object({ default_generation_settings: z.object({ n_ctx: z.number().int().positive() }) });
const running = z.object({
  models: z.array(z.object({ name: z.string(), context_length: z.number().int().positive().optional() })),
});
const shown = z.object({ parameters: z.string().optional() });

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

/**
 * The window, asked of llama-server (/props) or of Ollama (/api/ps for a model that is loaded, the num_ctx of /api/show
 * otherwise). Undefined when the server does not say. Sends no key: both are servers of one's own machine.
 */
export const findWindow = async (ask: Ask, kind: 'llama-server' | 'ollama'): Promise<number | undefined> => {
  if (kind === 'llama-server')
    return props.safeParse(await jsonAt(ask, '/props')).data?.default_generation_settings.n_ctx;
  const loaded = running.safeParse(await jsonAt(ask, '/api/ps')).data?.models ?? [];
  const found = loaded.find(({ name }) => sameModel(name, ask.model))?.context_length;
  if (found !== undefined) return found;
  const { parameters = '' } = shown.safeParse(await jsonAt(ask, '/api/show', { model: ask.model })).data ?? {};
  const set = Number(/^num_ctx\s+(\d+)/m.exec(parameters)?.[1]);
  return set > 0 ? set : undefined;
};

/**
 * Finds model servers that run on this machine: it asks the usual ports for their models. What is found is offered and
 * never used by itself. Ports without an answer, or with another one, are skipped.
 */
import { PRESET_NAMES, PRESETS, type PresetName } from './presets.ts';

/** A server that was found: its preset, and the models that it lists. */
export type Discovered = { preset: PresetName; name: string; url: string; models: string[] };

export type DiscoverOptions = {
  /** Base URLs that are in the config already: not looked for. */
  known?: readonly (string | undefined)[];
  /** What to look for. Default: the presets of local servers, where they usually are. */
  places?: readonly { preset: PresetName; url: string }[];
  /** Patience with one place, in milliseconds. */
  patience?: number;
  signal?: AbortSignal;
};

/** Presets of servers on this machine, at their usual ports. */
const LOCAL = PRESET_NAMES.filter((name) => PRESETS[name].local).map((preset) => ({
  preset,
  url: PRESETS[preset].baseUrl,
}));

/** A longer listing is none. */
const LONGEST = 1 << 20;

const readUpTo = async (response: Response, most: number): Promise<string> => {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > most) throw new RangeError('too long');
  }
  return text;
};

/** The models that an OpenAI-compatible server lists; undefined when nothing of that kind answers. */
const listModels = async (url: string, signal: AbortSignal): Promise<string[] | undefined> => {
  try {
    const response = await fetch(`${url}/models`, {
      signal,
      redirect: 'error',
      headers: { accept: 'application/json' },
    });
    if (!response.ok) return void (await response.body?.cancel());
    const { data } = JSON.parse(await readUpTo(response, LONGEST)) as { data?: unknown };
    if (!Array.isArray(data)) return undefined;
    return data
      .map((item: { id?: unknown } | null) => item?.id)
      .filter((id): id is string => typeof id === 'string' && id !== '');
  } catch {
    return undefined; // nobody there, or somebody else
  }
};

/** One name for all ways to write loopback. */
const placeOf = (url: string): string => {
  const { hostname, port, protocol } = new URL(url);
  return `${/^(localhost|127\..*|\[::1\])$/.test(hostname) ? 'loopback' : hostname}:${port || (protocol === 'https:' ? '443' : '80')}`;
};

/** Looks at all places at once. Never rejects. */
export const discover = async ({ known = [], places = LOCAL, patience = 400, signal }: DiscoverOptions = {}): Promise<
  Discovered[]
> => {
  const taken = new Set(known.flatMap((url) => (url === undefined ? [] : [placeOf(url)])));
  const found = await Promise.all(
    places
      .filter(({ url }) => !taken.has(placeOf(url)))
      .map(async ({ preset, url }): Promise<Discovered[]> => {
        const timeout = AbortSignal.timeout(patience);
        const models = await listModels(url, signal ? AbortSignal.any([signal, timeout]) : timeout);
        return models ? [{ preset, name: PRESETS[preset].title, url, models }] : [];
      }),
  );
  return found.flat();
};

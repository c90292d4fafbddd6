/** Reads the connections of /v1/mizan/connections: model servers in use, servers found, presets, the default. Pure. */
import { isObject, number, text } from './piece.ts';
import { t } from './language.ts';

/** A model server in use. */
export type Connection = { name: string; preset: string; baseUrl: string; hasKey: boolean; models: string[] };
/** A model server of this machine that is not in use. */
type Discovered = { preset: string; name: string; baseUrl: string; models: string[] };
type Preset = { name: string; title: string; local: boolean; baseUrl: string };
export type Connections = {
  connections: Connection[];
  discovered: Discovered[];
  presets: Preset[];
  /** The chosen default; undefined: no choice. */
  chosen?: string;
  /** The model that `mizan` thinks with. */
  solver: string;
  /** Why: 'name', 'provider', 'config', 'preferred', 'first' or 'embedded'. */
  chosenBy: string;
};

/** The speed of a model as the server measured it: seconds to its first text, tokens a second after it. */
type Speed = { model: string; firstText: number; perSecond: number };

const listOf = <T>(value: unknown, read: (item: Record<string, unknown>) => T): T[] =>
  Array.isArray(value) ? value.filter(isObject).map(read) : [];
const names = (value: unknown): string[] => (Array.isArray(value) ? value.flatMap((name) => text(name) ?? []) : []);

/** The connections; fields that are missing or malformed are empty. */
export const readConnections = (body: unknown): Connections => {
  const all = isObject(body) ? body : {};
  const solver = isObject(all.solver) ? all.solver : {};
  const chosen = text(all.default);
  return {
    connections: listOf(all.data, (item) => ({
      name: text(item.name) ?? '',
      preset: text(item.preset) ?? '',
      baseUrl: text(item.base_url) ?? '',
      hasKey: item.has_key === true,
      models: names(item.models),
    })),
    discovered: listOf(all.discovered, (item) => ({
      preset: text(item.preset) ?? '',
      name: text(item.name) ?? text(item.preset) ?? t('A model server'),
      baseUrl: text(item.base_url) ?? '',
      models: names(item.models),
    })),
    presets: listOf(all.presets, (item) => ({
      name: text(item.name) ?? '',
      title: text(item.title) ?? text(item.name) ?? '',
      local: item.local === true,
      baseUrl: text(item.base_url) ?? '',
    })),
    ...(chosen !== undefined && { chosen }),
    solver: text(solver.model) ?? '',
    chosenBy: text(solver.chosen_by) ?? '',
  };
};

/** A measured speed; undefined when the answer holds none. */
export const readSpeed = (body: unknown): Speed | undefined => {
  if (!isObject(body)) return undefined;
  const [firstText, perSecond] = [number(body.first_text_seconds), number(body.tokens_per_second)];
  return firstText === undefined || perSecond === undefined
    ? undefined
    : { model: text(body.model) ?? '', firstText, perSecond };
};

const REASONS: Readonly<Record<string, string>> = {
  name: t('it was named when the server was started'),
  provider: t('its server was named when Mizan was started'),
  config: t('the config file says so'),
  preferred: t('it is your default'),
  first: t('it is the first model that was found'),
  embedded: t('there is no other model'),
};

/** Why `mizan` thinks with its model, in words. */
export const chosenByWords = (chosenBy: string): string => REASONS[chosenBy] ?? '';

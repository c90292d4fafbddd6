/** Reads the models of /v1/models. Fields that are missing or malformed are left out. Pure. */
import { t } from './language.ts';
import { isObject, number, text, type Json } from './piece.ts';

/** The id of the model that thinks in this browser (engine.ts). */
export const HERE = 'mizan-in-browser';

/** Whether a model is an agent by its name alone: a question may be asked before the models are listed. */
export const isAgentName = (id: string): boolean => /^(?:mizan:act|agent:.+)(?::|$)/.test(id);

/** The name of a model as it is shown. */
export const nameOf = (id: string): string => (id === HERE ? t('Mizan in this browser') : id);

/** `n`: most answers it draws; `plan` and `judge`: what is asked besides. */
export type Effort = { name: string; about: string; n?: number; plan?: string; judge?: boolean };

export type Model = {
  id: string;
  owner: string;
  about: string;
  /** In the order of the dial; empty when Mizan does not think for this model. */
  efforts: Effort[];
  contextLength?: number;
  /** US dollars per million tokens. */
  price?: { input: number; output: number };
  /** It looks at the last question only. */
  forgets: boolean;
  /** The model that thinks under this name, where it is another one. */
  solver?: string;
  /** The embedded model beside others. */
  demo: boolean;
  /** It is an agent: it works in steps, and may ask the person. */
  agent: boolean;
  /** It takes pictures; undefined: the server does not say. */
  images?: boolean;
};

/** A local server that was found and is not in the config yet. */
export type Found = {
  name: string;
  url: string;
  models: string[];
  /** The name that `mizan serve --use` takes. */ preset?: string;
};

/** The stops of the dial: as much as pays, then from nothing to everything. */
const STOPS = ['auto', 'none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;
/** Efforts that stand beside the dial. */
export const APART = ['k2-think'] as const;

const readCounts = (about: Json): Partial<Effort> => ({
  ...(number(about.n) !== undefined && { n: number(about.n)! }),
  ...(text(about.plan) && { plan: text(about.plan)! }),
  ...(typeof about.judge === 'boolean' && { judge: about.judge }),
});

const readEfforts = (value: unknown): Effort[] => {
  const entries: [string, unknown][] = Array.isArray(value)
    ? value.flatMap((item): [string, unknown][] =>
        typeof item === 'string' ? [[item, '']] : isObject(item) && text(item.name) ? [[text(item.name)!, item]] : [],
      )
    : isObject(value)
      ? Object.entries(value)
      : [];
  const known = new Map(
    entries.map(([name, about]) => [
      name,
      {
        name,
        about: text(about) ?? (isObject(about) ? (text(about.about) ?? '') : ''),
        ...(isObject(about) && readCounts(about)),
      },
    ]),
  );
  return [...STOPS, ...APART].flatMap((name) => known.get(name) ?? []);
};

const readPrice = (value: unknown): Model['price'] => {
  if (!isObject(value)) return undefined;
  const [input, output] = [number(value.input), number(value.output)];
  return input === undefined || output === undefined ? undefined : { input, output };
};

/** Whether it takes pictures, in the spellings of listings: `input_modalities`, `architecture`, `capabilities`. */
const readImages = (all: Json): boolean | undefined => {
  if (typeof all.images === 'boolean') return all.images;
  const architecture = isObject(all.architecture) ? all.architecture : {};
  const listed = all.input_modalities ?? all.modalities ?? architecture.input_modalities ?? all.capabilities;
  if (isObject(listed) && typeof listed.vision === 'boolean') return listed.vision;
  if (Array.isArray(listed)) return listed.some((item) => item === 'image' || item === 'vision');
  // The embedded model reads one question of text.
  return all.memory === false || all.demo === true ? false : undefined;
};

const readModel = (value: unknown): Model[] => {
  if (!isObject(value) || !text(value.id)) return [];
  const all: Json = { ...(isObject(value.about) ? value.about : {}), ...value };
  const contextLength = number(all.context_length) ?? number(all.contextLength) ?? number(all.max_model_len);
  const price = readPrice(all.price ?? all.prices ?? all.pricing);
  const images = readImages(all);
  const solver = isObject(all.roles) ? text(all.roles.solver) : undefined;
  return [
    {
      id: text(value.id)!,
      owner: text(value.owned_by) ?? '',
      about: text(all.description) ?? text(all.about) ?? '',
      efforts: readEfforts(all.efforts ?? all.effort),
      ...(contextLength !== undefined && { contextLength }),
      ...(price && { price }),
      forgets: all.memory === false || all.forgets === true || all.single_turn === true,
      ...(solver !== undefined && solver !== text(value.id) && { solver }),
      demo: all.demo === true,
      agent: isObject(all.agent),
      ...(images !== undefined && { images }),
    },
  ];
};

const readFound = (value: unknown): Found[] =>
  (Array.isArray(value) ? value : []).flatMap((item): Found[] => {
    if (!isObject(item)) return [];
    const url = text(item.baseUrl) ?? text(item.base_url) ?? text(item.url) ?? '';
    const models = Array.isArray(item.models)
      ? item.models.flatMap((model) => text(model) ?? (isObject(model) ? (text(model.id) ?? []) : []))
      : [];
    const preset = text(item.preset);
    return url || models.length > 0
      ? [{ name: text(item.name) ?? preset ?? 'a local server', url, models, ...(preset && { preset }) }]
      : [];
  });

/** Models and found servers of a listing. */
export const readModels = (listing: unknown): { models: Model[]; found: Found[] } => {
  if (!isObject(listing)) return { models: [], found: [] };
  const about = isObject(listing.about) ? listing.about : {};
  return {
    models: (Array.isArray(listing.data) ? listing.data : []).flatMap(readModel),
    found: readFound(about.discovered ?? about.found ?? listing.discovered),
  };
};

/** What is asked: a model, and how hard it shall think; '' is the model's own way. */
export type Choice = { model: string; effort: string };

/** The choice nearest to `wanted` that these models allow. */
export const fitChoice = (wanted: Partial<Choice>, models: readonly Model[]): Choice => {
  const model =
    models.find((item) => item.id === wanted.model) ?? models.find((item) => item.id === 'mizan') ?? models[0];
  if (!model) return { model: wanted.model ?? 'mizan', effort: wanted.effort ?? '' };
  const names = model.efforts.map((item) => item.name);
  const standard = ['auto', 'medium'].find((name) => names.includes(name)) ?? names[0] ?? '';
  return {
    model: model.id,
    effort: wanted.effort !== undefined && names.includes(wanted.effort) ? wanted.effort : standard,
  };
};

/** The next higher effort of the dial for what was asked; undefined at its end, and for a model without a dial. */
export const higherEffort = ({ model, effort }: Choice, models: readonly Model[]): Effort | undefined => {
  const efforts = models.find((item) => item.id === model)?.efforts ?? [];
  // Beyond auto, which draws as little as it can, comes the first that always draws several.
  const from = { '': 'none', auto: 'low' }[effort] ?? effort;
  const at = STOPS.findIndex((stop) => stop === from);
  return at < 0 ? undefined : STOPS.slice(at + 1).flatMap((stop) => efforts.filter(({ name }) => name === stop))[0];
};

/**
 * The effort that a check of an answer runs at: the server's own for checks. Undefined where the model has no efforts.
 */
export const checkEffort = ({ model }: Choice, models: readonly Model[]): Effort | undefined =>
  models.find((item) => item.id === model)?.efforts.find(({ name }) => name === 'medium');

/** The model that `mizan` thinks with; undefined for one that comes with Mizan. */
export const ownSolver = (models: readonly Model[]): string | undefined => {
  const solver = models.find(({ id }) => id === 'mizan')?.solver;
  return models.find(({ id }) => id === solver)?.owner === 'mizan' ? undefined : solver;
};

/** The choice in words: mizan · high. */
export const describeChoice = ({ model, effort }: Choice): string =>
  effort === '' ? nameOf(model) : `${nameOf(model)} · ${effort}`;

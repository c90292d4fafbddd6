/**
 * The catalog of a config: its providers and a local model as models behind one door, with the roles, verifiers and ceilings
 * that it gives them. The server serves it (serving.ts), and a program may ask it in process (library.ts).
 */
import { dirname } from 'node:path';
import { defined } from '../defined.ts';
import { EMBEDDED, missingKeys, type Config } from '../provider/config.ts';
import { discover, type Discovered, type DiscoverOptions } from '../provider/discover.ts';
import { openProviders, type Providers } from '../provider/providers.ts';
import type { Catalog } from '../server/catalog.ts';
import { LIMITS } from '../server/limits.ts';
import { localBackend, providerBackend, type Backend } from './backend.ts';
import { createCatalog, type CatalogOptions, type Roles } from './catalog.ts';
import type { LoadedModel } from '../local/load-model.ts';
import { createVerifiers } from './verifiers.ts';

export type Env = Readonly<Record<string, string | undefined>>;

export type OpenCatalogOptions = {
  model: LoadedModel;
  config: Config;
  env?: Env;
  /** Hears what children (llama-server) say, line by line. */
  log?: (line: string) => void;
  /** Where to look for model servers on this machine; undefined: nowhere. */
  discover?: DiscoverOptions | undefined;
};

export type OpenCatalog = {
  catalog: Catalog;
  /** The solver of `mizan`. */
  solver: Backend;
  /** What the operator should know, in plain sentences. */
  warnings: readonly string[];
  /** Model servers on this machine that are not behind the door. */
  discovered(): readonly Discovered[];
  /** Closes connections and ends children. The local model stays open: it is the caller's. */
  close(): Promise<void>;
};

/** Who has which role, among `models` by name. `faults`: why models may be missing. */
const resolveRoles = (config: Config, local: Backend, models: readonly Backend[], faults: readonly string[]): Roles => {
  const named = (role: keyof Roles, name: string): Backend => {
    const found = name === EMBEDDED ? local : models.find((one) => one.id === name);
    if (found) return found;
    const known = [EMBEDDED, ...models.map((one) => one.id)].join(', ');
    throw new Error(
      [
        `${config.path ?? 'the config'}: roles.${role} names "${name}", which no model is called now; there are ${known}`,
        ...faults,
      ].join('; '),
    );
  };
  const { solver, planner, judge } = config.roles;
  return {
    solver: solver === undefined ? local : named('solver', solver),
    ...(planner !== undefined && { planner: named('planner', planner) }),
    ...(judge !== undefined && { judge: named('judge', judge) }),
  };
};

/** A catalog that follows what the providers list: made anew whenever that has changed. */
const followProviders = async (
  config: Config,
  local: Backend,
  providers: Providers,
  door: Omit<CatalogOptions, 'roles' | 'models'>,
) => {
  const known = new Map<unknown, Backend>();
  const behind = (): Backend[] => [
    local,
    ...providers.models().map((model) => {
      const found = known.get(model) ?? providerBackend(model);
      known.set(model, found);
      return found;
    }),
  ];
  const faults = (await providers.refresh()).map((one) => one.message);
  let models = behind();
  const roles = resolveRoles(config, local, models, faults);
  let catalog = createCatalog({ roles, models, ...door });
  return {
    roles,
    faults,
    catalog: { models: () => catalog.models(), find: (name: string) => catalog.find(name) },
    async refresh() {
      await providers.refresh();
      const now = behind();
      if (now.length === models.length && now.every((one, i) => one === models[i])) return;
      models = now;
      catalog = createCatalog({ roles, models, ...door });
    },
  };
};

/** How often providers without declared models are asked what they have, in milliseconds. */
const LIST_EVERY = 30_000;

/** Thinking decides with what it has when so much of the time limit of a request is used up, rather than failing at its end. */
const DECIDE_AT = 0.95;

/** Opens it. Providers that list their models are asked for them now and every half minute; so are servers that might be found. Rejects with one clear sentence. */
export const openCatalog = async ({
  model,
  config,
  env = process.env,
  log,
  discover: places,
}: OpenCatalogOptions): Promise<OpenCatalog> => {
  const { server } = config;
  const verifiers = createVerifiers(config.verifiers, config.path === undefined ? process.cwd() : dirname(config.path));
  const providers = openProviders(config, { env, ...(log && { log }) });
  try {
    const { catalog, roles, faults, refresh } = await followProviders(config, localBackend(model), providers, {
      verifiers,
      ceilings: {
        seconds: (server.requestSeconds ?? LIMITS.seconds) * DECIDE_AT,
        ...defined({ tokens: server.maxTokens, cost: server.maxCost }),
      },
    });
    let found: readonly Discovered[] = [];
    const look = async (): Promise<void> => {
      if (places) found = await discover({ known: config.providers.map((one) => one.baseUrl), ...places });
    };
    await look();
    const again = setInterval(() => {
      void Promise.all([refresh(), look()]).catch(() => {});
    }, LIST_EVERY).unref();
    return {
      catalog: { ...catalog, discovered: () => found },
      discovered: () => found,
      solver: roles.solver,
      warnings: [...new Set([...missingKeys(config, env), ...faults])],
      async close() {
        clearInterval(again);
        await providers.close();
      },
    };
  } catch (error) {
    await providers.close();
    throw error;
  }
};

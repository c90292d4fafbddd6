/**
 * Which models take the roles of `mizan`: solver, planner, judge. A choice of the person who starts Mizan comes first,
 * then the config, then the first model that is there. The embedded model is a demo: it answers when there is no other
 * model, or when it is chosen by name.
 */
import { suggest } from '../suggest.ts';
import { EMBEDDED, headersOf, type Config, type ProviderEntry } from '../provider/config.ts';
import { UsageError } from '../usage-error.ts';
import type { Backend } from './backend.ts';
import { isChatModel } from './model-servers.ts';
import { PULLED } from './pulled-models.ts';
import { panelBackend } from './panel.ts';
import type { Roles } from './request-plan.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** What was chosen outside of the config, most important first. */
export type SolverChoice = {
  /** A model by name: `--solver NAME`. An error when there is none of that name. */
  name?: string | undefined;
  /** The first model of this provider: `--use NAME`. An error when it has none. */
  provider?: string | undefined;
  /** The default of the connections. Taken where it is there. */
  preferred?: string | undefined;
};

/** Why a model is the solver. */
export type ChosenBy = 'name' | 'provider' | 'config' | 'preferred' | 'first' | 'embedded';

export type ChosenRoles = { roles: Roles; chosenBy: ChosenBy; warnings: string[] };

export type RoleSources = {
  config: Config;
  choice: SolverChoice;
  /** The model of this process. */
  local: Backend;
  /** Models of providers, in the order in which they are preferred. */
  remote: readonly Backend[];
  /** Providers of config and connections, and the environment with their keys. */
  providers: readonly { entry: ProviderEntry; env: Env }[];
  /** Why models may be missing. */
  faults: readonly string[];
};

const listed = (names: readonly string[]): string =>
  names.length > 12 ? `${names.slice(0, 12).join(', ')} and ${names.length - 12} more` : names.join(', ');

/** The model of this name. Throws one sentence that says what was meant or what there is. */
const findNamed = (name: string, where: string, { local, remote, faults }: RoleSources): Backend => {
  if (name === EMBEDDED || name === local.id) return local;
  const found = remote.find(({ id }) => id === name);
  if (found) return found;
  const names = [EMBEDDED, ...remote.map(({ id }) => id)];
  const meant = suggest(name, names);
  const hint = meant === undefined ? '' : `did you mean "${meant}"? `;
  throw new UsageError(
    [`${where} names "${name}", which no model is called now; ${hint}there are ${listed(names)}`, ...faults].join('; '),
  );
};

const hasKey = ({ entry, env }: RoleSources['providers'][number]): boolean => {
  try {
    headersOf(entry, env);
    return true;
  } catch {
    return false;
  }
};

/** The first chat model of a provider. Throws one sentence when it has none. */
const firstOf = (provider: string, { remote, providers, faults }: RoleSources): Backend => {
  const found = remote.find(({ ownedBy, id }) => ownedBy === provider && isChatModel(id));
  if (found) return found;
  const entry = providers.find((connection) => connection.entry.name === provider)?.entry;
  const named = faults.filter((fault) => fault.includes(provider));
  const advice = entry?.preset === 'ollama' ? 'get one with: ollama pull qwen3:4b' : 'load one there, then start again';
  throw new UsageError(named.length > 0 ? named.join('; ') : `${entry?.title ?? provider} has no model; ${advice}`);
};

const chooseSolver = (sources: RoleSources): { solver: Backend; chosenBy: ChosenBy; warnings: string[] } => {
  const { config, choice, local, remote, providers } = sources;
  if (choice.name !== undefined)
    return { solver: findNamed(choice.name, '--solver', sources), chosenBy: 'name', warnings: [] };
  if (choice.provider !== undefined)
    return { solver: firstOf(choice.provider, sources), chosenBy: 'provider', warnings: [] };
  if (config.roles.solver !== undefined) {
    const where = `${config.path ?? 'the config'}: roles.solver`;
    const { solver, panel } = config.roles;
    const found = panel
      ? panelBackend(panel.map((name, i) => findNamed(name, `${where}[${i}]`, sources)))
      : findNamed(solver, where, sources);
    return { solver: found, chosenBy: 'config', warnings: [] };
  }
  const { preferred } = choice;
  const isPreferred = ({ id }: Backend): boolean => id === preferred;
  const chosen = preferred === EMBEDDED || preferred === local.id ? local : remote.find(isPreferred);
  if (chosen) return { solver: chosen, chosenBy: 'preferred', warnings: [] };
  const usable = new Set(providers.filter(hasKey).map(({ entry }) => entry.name));
  const first = remote.find(({ id, ownedBy }) => (usable.has(ownedBy) || ownedBy === PULLED) && isChatModel(id));
  const solver = first ?? local;
  const warnings =
    preferred === undefined
      ? []
      : [`the default model ${preferred} is not there now; ${solver.id} answers until it is`];
  return { solver, chosenBy: first ? 'first' : 'embedded', warnings };
};

/** The roles for these models. Throws a `UsageError` for a name that no model has. */
export const chooseRoles = (sources: RoleSources): ChosenRoles => {
  const { config } = sources;
  const { solver, chosenBy, warnings } = chooseSolver(sources);
  const roleOf = (role: 'planner' | 'judge'): Backend | undefined => {
    const name = config.roles[role];
    return name === undefined ? undefined : findNamed(name, `${config.path ?? 'the config'}: roles.${role}`, sources);
  };
  const [planner, judge] = [roleOf('planner'), roleOf('judge')];
  return { roles: { solver, ...(planner && { planner }), ...(judge && { judge }) }, chosenBy, warnings };
};

/**
 * The catalog: every model by the name that callers use, and `mizan`, the thinking system over the models that the
 * operator gave a role. Any name takes an effort or settings after a colon: 'mizan:high', 'qwen3:8b:n=4,plan=each'.
 *
 * request-plan.ts decides what a request uses; here the plan becomes a `Chat`. How thinking goes is reason/think.ts,
 * and where a model runs is its backend's business.
 */
import { defined, isObject } from '../json.ts';
import { withChoices } from '../reason/choices.ts';
import { criticForm } from '../reason/critic.ts';
import type { Budget } from '../reason/budget.ts';
import type { CodeRunners } from '../reason/code/code-probe.ts';
import { k2Think, type K2ThinkOptions } from '../reason/k2-think.ts';
import { createPanel } from '../reason/panel.ts';
import { sectionPlans } from '../reason/plans/plan.ts';
import { repairCalls } from '../reason/repair-calls.ts';
import { think, type ThinkOptions } from '../reason/think.ts';
import { toolTurn } from '../reason/tool-turn.ts';
import { withBudget } from '../reason/with-budget.ts';
import type { Catalog, Opened, ServedModel, ThinkingOptions } from '../server/catalog.ts';
import { nullSpan, traced, type Role, type Span } from '../server/ledger/span.ts';
import type { Chat, ChatRequest, Wire } from '../types.ts';
import { askingForm } from './ask-form.ts';
import type { Backend } from './backend.ts';
import type { EffortName } from './effort.ts';
import { RequestError } from '../server/http.ts';
import { costsNothing, mostUsage, planRequest, planToWire, type RequestPlan, type Roles } from './request-plan.ts';
import { describeEfforts, readThinkingOptions, type Settings } from './thinking-options.ts';
import type { Verifier } from './verifiers.ts';

/** The thinking system's name. */
export const SYSTEM = 'mizan';

export type CatalogOptions = {
  roles: Roles;
  /** Every model that has a name, in the order in which they are listed. */
  models: readonly Backend[];
  /** The operator's verifiers. No request can name one. */
  verifiers?: readonly Verifier[];
  /** Panels by name, each of models that are there. */
  panels?: readonly Backend[];
  /** Agents, which find their models by name when they are asked (agents.ts). Default: none. */
  agents?: (parts: { verifiers: readonly Verifier[]; find: Catalog['find'] }) => readonly ServedAgent[];
  /** Runs the programs of candidates. Absent: none is run. */
  code?: CodeRunners;
  /** No request may exceed these, whatever it asks for. Dollars hold where a price is known. */
  ceilings?: Budget;
  /** Milliseconds. Default: performance.now. */
  clock?: () => number;
  /** The seed of a request that has none. */
  newSeed?: () => number;
};

/** A served agent. One that needs tools is listed only where the model behind `mizan` can call them. */
export type ServedAgent = ServedModel & { needsTools?: boolean };

type Assembly = Pick<CatalogOptions, 'verifiers' | 'clock' | 'code'>;

/** The effort is spent here: an upstream must not spend it again. */
const withoutEffort = (request: ChatRequest): ChatRequest => {
  if (!request.wire) return request;
  const { reasoning_effort: _, reasoning, ...wire } = request.wire;
  if (!isObject(reasoning)) return { ...request, wire };
  const { effort: __, ...rest } = reasoning;
  return { ...request, wire: Object.keys(rest).length > 0 ? { ...wire, reasoning: rest } : wire };
};

/**
 * Candidates' sampling: what the request names, then its temperature above 0, then the advice of the model's family,
 * then the effort's. Small models keep their own.
 */
const samplingFor = (
  request: ChatRequest,
  settings: Settings,
  solver: Backend,
): Pick<ThinkOptions, 'temperature' | 'topP'> => {
  const { temperature, topP, temperatureChosen, n } = settings;
  const { sampling: advised = { wire: {} } } = solver;
  if (temperature !== undefined && temperatureChosen) return { temperature };
  const warm = (request.temperature ?? 0) > 0;
  if (n === 1) return warm ? {} : defined({ temperature: advised.temperature, topP: advised.topP });
  const effortHasNone = solver.efforts.default.temperature === undefined;
  if (effortHasNone) return { temperature: 1 };
  return defined({
    temperature: warm ? undefined : (advised.temperature ?? temperature ?? 1),
    topP: advised.topP ?? topP,
  });
};

/** How the first answer of an eager request is drawn where the request does not say: as the model's family advises. */
const firstSampling = (settings: Settings, { sampling }: Backend): NonNullable<ThinkOptions['eager']> =>
  settings.temperatureChosen
    ? defined({ temperature: settings.temperature })
    : defined({ temperature: sampling?.temperature, topP: sampling?.topP });

/**
 * `chat` with min-p and the sampling fields of its server that the model's family advises. Those of the request come
 * first.
 */
const withAdvice = (chat: Chat, { sampling }: Backend): Chat => {
  if (!sampling) return chat;
  const { minP, wire } = sampling;
  if (minP === undefined && Object.keys(wire).length === 0) return chat;
  return (request) => chat({ ...defined({ minP }), ...request, wire: { ...wire, ...request.wire } });
};

/**
 * A backend in a role, each of its calls recorded below `span`. A judge that was trained as a critic is asked as one.
 */
const inRole = (backend: Backend, role: Role, span: Span): Chat =>
  traced((role === 'judge' && backend.critic) || backend.chat, span, role, backend.id);

/**
 * The solver as the source of candidates: a model, or a panel whose members draw in turn. `forms` by the model's id.
 */
const candidateSource = ({ members, ...solver }: Backend, span: Span, forms: RequestPlan['forms'] = {}): Chat => {
  const source = (backend: Backend): Chat =>
    askingForm(withAdvice(inRole(backend, 'solver', span), backend), forms[backend.id]);
  if (!members) return source(solver);
  return createPanel(members.map((member) => ({ id: member.id, chat: source(member), price: member.price })));
};

/** The solver as it is, under the budget. A panel answers by its first member. */
const assembleDirect = ({ roles, budget, direct, repair }: RequestPlan, span: Span, { clock }: Assembly): Chat => {
  const solver = roles.solver.members?.[0] ?? roles.solver;
  const chat = inRole(solver, 'solver', span);
  const bounded = withBudget(repair ? repairCalls(chat) : chat, { budget, ...defined({ price: solver.price, clock }) });
  const free = direct === 'by name' && !repair && budget.tokens === undefined && budget.cost === undefined;
  // What is passed on raw goes to the server, which bounds the time of every request itself.
  return (request) => (free && request.raw !== undefined ? chat(request) : bounded(request));
};

/**
 * The solver with several replies, read, repaired and voted on by the tools that they call. Of a panel, those that can
 * call.
 */
const assembleTools = (request: ChatRequest, plan: RequestPlan, span: Span, { clock }: Assembly): Chat => {
  const { settings, roles, budget, maxTokens } = plan;
  const { members, ...solver } = roles.solver;
  const able = members?.filter(({ tools }) => tools);
  return toolTurn(candidateSource({ ...solver, ...(able && { members: able }) }, span), {
    budget,
    n: settings.n,
    greedyFirst: settings.greedyFirst,
    ...defined({ price: solver.price, clock, maxTokens, textWeight: settings.textWeight }),
    ...samplingFor(request, settings, solver),
  });
};

/** The solver with candidates, checks, votes and a judge on top. */
const assembleThinking = (
  request: ChatRequest,
  { settings, roles, budget, maxTokens, forms }: RequestPlan,
  span: Span,
  { verifiers = [], clock, code }: Assembly,
): Chat => {
  const { solver, planner, judge } = roles;
  const common = {
    budget,
    prices: defined({ solver: solver.price, planner: (planner ?? solver).price, judge: judge?.price }),
    ...defined({ clock, maxTokens }),
    ...(planner && { planner: inRole(planner, 'planner', span) }),
    ...(judge && { judge: inRole(judge, 'judge', span) }),
  };
  if (settings.profile === 'k2-think') {
    const options: K2ThinkOptions = {
      ...common,
      n: settings.n,
      triage: inRole(planner ?? solver, 'triage', span),
      ...(solver.plans === sectionPlans && { plans: sectionPlans }),
    };
    return k2Think(candidateSource(solver, span, forms), options);
  }
  return think(candidateSource(solver, span, forms), {
    ...solver.thinkDefaults,
    ...common,
    ...(code && !solver.thinkDefaults.domain && { code }),
    checks: [
      ...(solver.thinkDefaults.checks ?? []),
      ...verifiers.filter(({ models }) => models?.includes(solver.id) ?? true).map(({ check }) => check),
    ],
    n: settings.n,
    plan: settings.plan,
    plans: solver.plans,
    greedyFirst: settings.greedyFirst,
    ...defined({ first: settings.check, eager: settings.eager ? firstSampling(settings, solver) : undefined }),
    ...(judge?.critic && { judgeForm: criticForm }),
    ...defined({ plannerPlans: planner?.plans, planTokens: settings.planTokens }),
    ...samplingFor(request, settings, solver),
  });
};

/** Makes a `Chat` of the plan of a request. */
const assemble = (request: ChatRequest, plan: RequestPlan, span: Span, options: Assembly): Opened => {
  const { settings, direct, seed } = plan;
  const thinking = (): Chat => (plan.tools ? assembleTools : assembleThinking)(request, plan, span, options);
  const chat =
    direct === undefined
      ? withChoices(thinking(), settings.n + (plan.tools ? 1 : 0))
      : assembleDirect(plan, span, options);
  // A model asked for by its name gets the effort passed on; elsewhere the effort is spent here.
  const prepared = (incoming: ChatRequest): ChatRequest => ({
    ...(direct === 'by name' ? incoming : withoutEffort(incoming)),
    ...defined({ seed, thinking: direct === 'by name' ? undefined : settings.thinking }),
  });
  return {
    chat: (incoming) => chat(prepared(incoming)),
    selects: direct === undefined,
    passes: direct === 'by name' && plan.repair === undefined,
    settings: planToWire(plan),
  };
};

const randomSeed = (): number => crypto.getRandomValues(new Uint32Array(1))[0]!;

type Entry = { id: string; ownedBy: string; roles: Roles; standard: EffortName; about: Wire };

/** One name of the catalog. */
const entryOf = ({ id, ownedBy, roles, standard, about }: Entry, options: CatalogOptions): ServedModel => {
  const { solver } = roles;
  const { ceilings = {}, newSeed = randomSeed } = options;
  const system = standard !== 'none';
  /** The settings of a request that chooses none. */
  let usual: Settings | undefined;
  const settingsOf = (thinking: ThinkingOptions): Settings => {
    const { suffix, effort, mizan } = thinking;
    // A model under its own name gets the effort passed on.
    const read = defined({ suffix, mizan, effort: system ? effort : undefined });
    if (suffix !== '' || mizan !== undefined || read.effort !== undefined)
      return readThinkingOptions(read, solver.efforts, standard);
    return (usual ??= readThinkingOptions(read, solver.efforts, standard));
  };
  const planOf = (request: ChatRequest, thinking: ThinkingOptions): RequestPlan => {
    // Under its own name a model answers as it is, unless a suffix or the body asks for thinking.
    const byName = !system && thinking.suffix === '' && thinking.mizan === undefined;
    const settings = settingsOf(thinking);
    return planRequest(request, settings, roles, { ceilings, newSeed }, byName);
  };
  return {
    id,
    ownedBy,
    about,
    free: costsNothing(roles),
    ...(solver.versions && { version: solver.versions.current }),
    open(request, thinking, span = nullSpan): Opened {
      return assemble(request, planOf(request, thinking), span, options);
    },
    mostUsage(request, thinking, direct) {
      try {
        return mostUsage(request, planOf(request, thinking), direct);
      } catch (error) {
        if (error instanceof RequestError) return undefined;
        throw error;
      }
    },
    ...(id !== SYSTEM && defined({ cost: solver.cost, passOn: solver.passOn })),
  };
};

const describe = (backend: Backend): Wire => ({
  ...backend.about,
  efforts: describeEfforts(backend.efforts),
  ...defined({ price: backend.price }),
});

const systemEntry = (roles: Roles): Entry => {
  const { solver, planner = solver, judge = solver.judges ? solver : undefined } = roles;
  const about = { ...describe(solver), roles: { solver: solver.id, planner: planner.id, judge: judge?.id ?? null } };
  return { id: SYSTEM, ownedBy: 'mizan', roles, standard: 'default', about };
};

/** A panel under its own name: it draws from each of its models and votes, as `mizan` does. */
const panelEntry = (panel: Backend): Entry => ({
  id: panel.id,
  ownedBy: 'mizan',
  roles: { solver: panel },
  standard: 'default',
  about: describe(panel),
});

const modelEntry = (backend: Backend): Entry => ({
  id: backend.id,
  ownedBy: backend.ownedBy,
  roles: { solver: backend },
  standard: 'none',
  about: describe(backend),
});

/** The catalog over these models. Throws when two models have one name. */
export const createCatalog = (options: CatalogOptions): Catalog => {
  const { roles, panels = [], agents, verifiers = [] } = options;
  const entries = [systemEntry(roles), ...options.models.map(modelEntry), ...panels.map(panelEntry)];
  const served = agents?.({ verifiers, find: (name) => catalog.find(name) }) ?? [];
  const models: ServedAgent[] = [...entries.map((entry) => entryOf(entry, options)), ...served];
  const byId = new Map<string, ServedModel>();
  for (const model of models) {
    if (byId.has(model.id)) throw new Error(`two models are called ${model.id}; rename one of them`);
    byId.set(model.id, model);
  }
  /** Names in lower case, of which no other differs by case alone. */
  const byLower = new Map<string, ServedModel | undefined>();
  for (const model of models) {
    const lower = model.id.toLowerCase();
    byLower.set(lower, byLower.has(lower) ? undefined : model);
  }
  const named = (name: string, get: (id: string) => ServedModel | undefined): ReturnType<Catalog['find']> => {
    for (let end = name.length; end > 0; end = name.lastIndexOf(':', end - 1)) {
      const model = get(name.slice(0, end)) ?? get(`${name.slice(0, end)}:latest`);
      if (model) return { model, suffix: name.slice(end + 1).replace(/^latest(:|$)/, '') };
    }
    return undefined;
  };
  // An agent that is not listed answers to its name all the same.
  const listed = models.filter(({ needsTools }) => !needsTools || roles.solver.tools);
  const catalog: Catalog = {
    models: () => listed,
    // Ollama and LM Studio find a name in any case, and so do their clients.
    find: (name) => named(name, (id) => byId.get(id)) ?? named(name, (id) => byLower.get(id.toLowerCase())),
  };
  return catalog;
};

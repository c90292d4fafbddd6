/**
 * The catalog of the server: `mizan`, the thinking system over the roles that the operator chose, and every model behind the
 * door by its own name, plain or with thinking on top. It decides for each request what is asked of whom; how thinking goes
 * is reason's business, and where a model runs is its entry's.
 */
import { randomInt } from 'node:crypto';
import { isEasy } from '../reason/small-talk.ts';
import { k2Think } from '../reason/k2-think.ts';
import type { Budget } from '../reason/budget.ts';
import { pass } from '../reason/with-budget.ts';
import { sectionPlans } from '../reason/plan.ts';
import { several } from '../reason/choices.ts';
import { criticForm } from '../reason/critic.ts';
import { think, type ThinkOptions } from '../reason/think.ts';
import type { Catalog, ThinkingOptions, Opened, ServedModel } from '../server/catalog.ts';
import { badRequest } from '../server/errors.ts';
import { traced, type Role, type Span } from '../server/ledger/span.ts';
import type { Chat, ChatRequest, Message, Wire } from '../types.ts';
import type { Price } from '../usage.ts';
import type { Backend } from './backend.ts';
import { describeEfforts, readThinkingOptions, settingsToWire, type EffortName, type Settings } from './effort.ts';
import type { Verifier } from './verifiers.ts';

/** The thinking system's name. */
export const SYSTEM = 'mizan';

/** Who does what in `mizan`. Without a planner the solver plans; without a judge the solver judges, when it can. */
export type Roles = { solver: Backend; planner?: Backend; judge?: Backend };

export type CatalogOptions = {
  roles: Roles;
  /** Every model that has a name of its own, in the order in which they are listed. */
  models: readonly Backend[];
  /** The operator's verifiers. No request can name one. */
  verifiers?: readonly Verifier[];
  /** What no request may exceed, whatever it asks for; dollars where a price is known. */
  ceilings?: Budget;
  /** Milliseconds. Default: performance.now. */
  clock?: () => number;
  /** Of a request that has none. */
  newSeed?: () => number;
};

const least = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined ? b : b === undefined ? a : Math.min(a, b);

/** The tighter of two budgets, for one of `parts` equal parts of a request. */
const budgetOf = (asked: Budget, ceilings: Budget, parts: number): Budget => {
  const [tokens, seconds, cost] = (['tokens', 'seconds', 'cost'] as const).map((bound) =>
    least(asked[bound], ceilings[bound]),
  );
  return {
    ...(tokens !== undefined && { tokens: Math.max(1, Math.floor(tokens / parts)) }),
    ...(seconds !== undefined && { seconds }),
    ...(cost !== undefined && { cost: cost / parts }),
  };
};

/**
 * Why a turn goes straight through: said so, a tool to call or a call answered, small talk that nobody asked to think about.
 * A model that knows where its domain ends declines by thinking, so it always thinks.
 */
const straightFor = (request: ChatRequest, settings: Settings, { thinkDefaults }: Backend): string | undefined => {
  if (settings.profile === 'none') return 'none';
  if (thinkDefaults.domain) return undefined;
  if ((request.tools?.length ?? 0) > 0 || request.messages.at(-1)?.role === 'tool') return 'tools';
  return !settings.chosen && isEasy(request) ? 'easy' : undefined;
};

const requirePrice = (settings: Settings, models: readonly Backend[]): void => {
  if (settings.budget.cost === undefined) return;
  const unpriced = models.find((one) => one.price === undefined && !one.free);
  if (!unpriced) return;
  throw badRequest(
    `a budget in dollars can't be kept: no price is known for ${unpriced.id}; give it a "price" in the config, or set budget_tokens`,
    'mizan.budget_cost',
    'price_unknown',
  );
};

/** Whether a turn holds more than text: a picture, sound, a file. */
const holdsMore = ({ wire }: Message): boolean => {
  const parts = wire?.content;
  return Array.isArray(parts) && parts.some((part: Wire) => part.type !== 'text' && part.type !== 'refusal');
};

/** What a model would leave out in silence is refused. An upstream's own refusals come from its provider. */
const requireAble = ({ toolChoice, logprobs, messages }: ChatRequest, { id, tools, local, about }: Backend): void => {
  if (!tools && toolChoice !== undefined && toolChoice !== 'none' && toolChoice !== 'auto') {
    throw badRequest(
      `${id} can't call functions; leave out tool_choice or ask another model`,
      'tool_choice',
      'unsupported_value',
    );
  }
  if (!local) return;
  if (logprobs !== undefined && (about.capabilities as Wire | undefined)?.logprobs === false) {
    throw badRequest(
      `${id} gives no log-probabilities; leave out logprobs or ask another model`,
      'logprobs',
      'unsupported_value',
    );
  }
  if (messages.some(holdsMore))
    throw badRequest(
      `${id} reads text only; leave out pictures, sound and files or ask another model`,
      'messages',
      'unsupported_value',
    );
};

/** The effort is spent here: an upstream must not spend it again. */
const withoutEffort = (request: ChatRequest): ChatRequest => {
  if (!request.wire) return request;
  const { reasoning_effort: _, reasoning: __, ...wire } = request.wire;
  return { ...request, wire };
};

/** Opens `roles` for one request as `settings` say. */
const openRoles = (
  request: ChatRequest,
  settings: Settings,
  roles: Roles,
  span: Span,
  door: CatalogOptions,
): Opened => {
  const { solver, planner, judge } = roles;
  const { verifiers = [], ceilings = {}, clock, newSeed = () => randomInt(2 ** 32) } = door;
  const part = (one: Backend, role: Role): Chat =>
    traced((role === 'judge' && one.critic) || one.chat, span, role, one.id);
  const straight = straightFor(request, settings, solver);
  const seed = request.seed ?? (straight === undefined || solver.local ? newSeed() : undefined);
  requireAble(request, solver);
  const { thinking } = settings;
  if (thinking && !solver.local)
    throw badRequest(
      `only a local model can be held to a length of thought, and ${solver.id} is none; leave out think_tokens and think_least`,
      'mizan.think_tokens',
      'unsupported_value',
    );
  const prepared =
    (chat: Chat): Chat =>
    (asked) =>
      chat({ ...withoutEffort(asked), ...(seed !== undefined && { seed }), ...(thinking && { thinking }) });
  const shared = { ...(clock && { clock }) };
  if (straight !== undefined) {
    requirePrice(settings, [solver]);
    const chat = pass(part(solver, 'solver'), {
      ...shared,
      budget: budgetOf(settings.budget, ceilings, 1),
      ...(solver.price && { price: solver.price }),
    });
    return {
      chat: prepared(chat),
      selects: false,
      settings: { ...settingsToWire(settings), straight, ...(seed !== undefined && { seed }) },
    };
  }
  const wantsJudge =
    settings.profile === 'k2-think' || (settings.judge && settings.n > 1) || (judge !== undefined && settings.n > 1);
  if (settings.judge && settings.profile === 'mizan' && !judge && !solver.judges) {
    throw badRequest(
      `${solver.id} can't compare answers; leave out judge, or give a model the role of judge in the config`,
      'mizan.judge',
      'unsupported_value',
    );
  }
  const arbiter = wantsJudge
    ? (judge ?? (solver.judges || settings.profile === 'k2-think' ? (planner ?? solver) : undefined))
    : undefined;
  requirePrice(settings, [solver, ...(planner ? [planner] : []), ...(arbiter ? [arbiter] : [])]);
  const prices: { solver?: Price; planner?: Price; judge?: Price } = {
    ...(solver.price && { solver: solver.price }),
    ...((planner ?? solver).price && { planner: (planner ?? solver).price! }),
    ...(arbiter?.price && { judge: arbiter.price }),
  };
  const budget = budgetOf(settings.budget, ceilings, request.n ?? 1);
  const maxTokens = settings.maxTokens ?? least(request.maxTokens, solver.thinkDefaults.maxTokens);
  const planned = planner && settings.plan !== 'none';
  const common = {
    ...shared,
    budget,
    prices,
    ...(maxTokens !== undefined && { maxTokens }),
    ...((planned || (planner && settings.profile === 'k2-think')) && { planner: part(planner, 'planner') }),
    ...(arbiter && { judge: part(arbiter, 'judge'), ...(arbiter.critic && { judgeForm: criticForm }) }),
  };
  const chat =
    settings.profile === 'k2-think'
      ? k2Think(part(solver, 'solver'), {
          ...common,
          n: settings.n,
          triage: part(planner ?? solver, 'triage'),
          ...(solver.plans === sectionPlans && { plans: sectionPlans }),
        })
      : think(part(solver, 'solver'), {
          ...solver.thinkDefaults,
          ...common,
          checks: verifiers.filter((one) => one.models?.includes(solver.id) ?? true).map((one) => one.check),
          n: settings.n,
          plan: settings.plan,
          plans: solver.plans,
          greedyFirst: settings.greedyFirst,
          ...(planned && { plannerPlans: planner.plans }),
          ...(settings.planTokens !== undefined && { planTokens: settings.planTokens }),
          ...temperatureFor(request, settings, solver),
        });
  return {
    chat: prepared(several(chat, settings.n)),
    selects: true,
    settings: { ...settingsToWire(settings), roles: roleNames(roles, settings, arbiter), seed: seed! },
  };
};

/** What the request says by name, then a warm temperature of its own, then the effort's; a small model keeps to what it was measured at. */
const temperatureFor = (
  request: ChatRequest,
  settings: Settings,
  solver: Backend,
): Pick<ThinkOptions, 'temperature' | 'topP'> => {
  if (settings.temperature !== undefined && settings.temperatureChosen) return { temperature: settings.temperature };
  if (settings.n === 1) return {};
  const own = solver.efforts.default.temperature === undefined;
  if (own) return { temperature: 1 };
  return {
    ...((request.temperature ?? 0) === 0 && { temperature: settings.temperature ?? 1 }),
    ...(settings.topP !== undefined && { topP: settings.topP }),
  };
};

const roleNames = ({ solver, planner }: Roles, { plan, profile }: Settings, arbiter: Backend | undefined): Wire => ({
  solver: solver.id,
  ...((plan !== 'none' || profile === 'k2-think') && { planner: (planner ?? solver).id }),
  ...(arbiter && { judge: arbiter.id }),
});

const served = (
  id: string,
  ownedBy: string,
  roles: Roles,
  standard: EffortName,
  about: Wire,
  door: CatalogOptions,
): ServedModel => {
  const { solver } = roles;
  return {
    id,
    ownedBy,
    about,
    open(request: ChatRequest, dials: ThinkingOptions, span: Span): Opened {
      // A model under its own name gets the effort sent on as it came, unless a suffix or the body asks for thinking.
      const system = standard !== 'none';
      const thinks = system || dials.suffix !== '' || dials.mizan !== undefined;
      const { effort: _, ...own } = dials;
      const settings = readThinkingOptions(system ? dials : own, solver.efforts, standard);
      if (thinks) return openRoles(request, settings, roles, span, door);
      requireAble(request, solver);
      const seed = request.seed ?? (solver.local ? (door.newSeed ?? (() => randomInt(2 ** 32)))() : undefined);
      const chat = pass(traced(solver.chat, span, 'solver', solver.id), {
        budget: budgetOf({}, door.ceilings ?? {}, 1),
        ...(solver.price && { price: solver.price }),
      });
      return {
        chat: (asked) => chat({ ...asked, ...(seed !== undefined && { seed }) }),
        selects: false,
        settings: settingsToWire(settings),
      };
    },
    ...(id !== SYSTEM && solver.forward && { forward: solver.forward }),
    ...((door.ceilings?.tokens ?? door.ceilings?.cost) !== undefined && { bounded: true as const }),
    ...(id !== SYSTEM && solver.cost && { cost: solver.cost }),
  };
};

/** The catalog over these models. Throws when two models have one name. */
export const createCatalog = (options: CatalogOptions): Catalog => {
  const { roles, models } = options;
  const efforts = (one: Backend): Wire => ({
    efforts: describeEfforts(one.efforts),
    ...(one.price && { price: one.price }),
  });
  const system = served(
    SYSTEM,
    'mizan',
    roles,
    'default',
    {
      ...roles.solver.about,
      ...efforts(roles.solver),
      roles: {
        solver: roles.solver.id,
        planner: (roles.planner ?? roles.solver).id,
        judge: (roles.judge ?? (roles.solver.judges ? roles.solver : undefined))?.id ?? null,
      },
    },
    options,
  );
  const all = [
    system,
    ...models.map((one) =>
      served(one.id, one.ownedBy, { solver: one }, 'none', { ...one.about, ...efforts(one) }, options),
    ),
  ];
  const named = new Map<string, ServedModel>();
  for (const one of all) {
    if (named.has(one.id)) throw new Error(`two models are called ${one.id}; rename one of them`);
    named.set(one.id, one);
  }
  return {
    models: () => all,
    find(name) {
      for (let end = name.length; end > 0; end = name.lastIndexOf(':', end - 1)) {
        const model = named.get(name.slice(0, end));
        if (model) return { model, suffix: name.slice(end + 1) };
      }
      return undefined;
    },
  };
};

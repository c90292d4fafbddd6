/**
 * Decides what one request will use before any model is asked: whether it is thought about at all, which models take
 * part, its seed, its budget. The result is a plain record. catalog.ts makes a `Chat` of it.
 *
 * A request that can't be served as asked is refused here with a `RequestError`; nothing is left out silently.
 */
import { hasShortAnswer } from '../answers/form.ts';
import { defined } from '../json.ts';
import type { Budget } from '../reason/budget.ts';
import { sectionPlans } from '../reason/plans/plan.ts';
import { understand } from '../reading/understand.ts';
import { readCodeQuestion } from '../reason/code/read-code.ts';
import { isSideCall } from '../reason/side-call.ts';
import { isSmallTalk } from '../reason/small-talk.ts';
import { badRequest, type RequestError } from '../server/http.ts';
import type { AnswerStyle } from '../answers/form.ts';
import type { ChatRequest, Message, Usage, Wire } from '../types.ts';
import { costOf } from '../usage.ts';
import { formFor } from './ask-form.ts';
import type { Backend } from './backend.ts';
import { settingsToWire, type Settings } from './thinking-options.ts';

/** Who does what in `mizan`. Without a planner the solver plans. Without a judge the solver judges, when it can. */
export type Roles = { solver: Backend; planner?: Backend; judge?: Backend };

/** Why a request goes to the solver as it is, without thinking. `side`: a title or summary that an agent asks for. */
type Direct = 'by name' | 'none' | 'tools' | 'side' | 'small talk' | 'open ended';

export type RequestPlan = {
  settings: Settings;
  /** The models that take part. `planner` and `judge` are there when they are asked. */
  roles: Roles;
  /** Absent when the request is thought about. */
  direct?: Direct;
  /** Replies vote by the tools that they call. */
  tools?: true;
  /** Tool calls are read and repaired on their way, where nothing is voted on. */
  repair?: true;
  /** For draws; absent for an upstream that is asked directly without a seed. */
  seed?: number;
  /** For each of the request's `n` answers. */
  budget: Budget;
  /** Most tokens of one candidate. */
  maxTokens?: number;
  /** Models whose candidates are asked to end in a form, by id (ask-form.ts). Absent: none is. */
  forms?: Readonly<Record<string, AnswerStyle>>;
};

/** What the operator sets for every request. */
export type PlanLimits = {
  /** No request may exceed these, whatever it asks for. Dollars hold where a price is known. */
  ceilings: Budget;
  /** The seed of a request that has none. */
  newSeed: () => number;
};

const smaller = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);

/** The tighter of two budgets, for one of `parts` equal parts of a request. */
const budgetFor = (requested: Budget, ceilings: Budget, parts: number): Budget => {
  const tokens = smaller(requested.tokens, ceilings.tokens);
  const cost = smaller(requested.cost, ceilings.cost);
  return defined({
    tokens: tokens === undefined ? undefined : Math.max(1, Math.floor(tokens / parts)),
    seconds: smaller(requested.seconds, ceilings.seconds),
    cost: cost === undefined ? undefined : cost / parts,
  });
};

const hasTools = ({ tools }: ChatRequest): boolean => (tools?.length ?? 0) > 0;

/** Whether replies vote by their tool calls: there are tools that may be called, and a solver that calls. */
const isToolTurn = (request: ChatRequest, { profile }: Settings, solver: Backend): boolean =>
  hasTools(request) && request.toolChoice !== 'none' && solver.tools && profile === 'mizan';

/**
 * Whether several answers can be told apart: they have a form, a short answer that votes, or code that runs. Essays and
 * explanations can't be checked or voted on, so a first answer at once is worth more than a choice among several.
 */
const canBeWeighed = ({ messages, format }: ChatRequest): boolean => {
  const question = messages.findLast((message) => message.role === 'user')?.content ?? '';
  if (format !== undefined || hasShortAnswer(question) || readCodeQuestion(question) !== undefined) return true;
  return understand(question).type === 'answered'; // then an exact solver checks what a model says
};

/**
 * Why a turn goes straight to the solver: effort none; tools, where no effort was chosen or the solver can't call them;
 * a title or summary beside an agent's work; small talk and open-ended questions for which no effort was chosen. A
 * model that knows the limits of its domain declines by thinking, so it always thinks.
 */
const directReason = (request: ChatRequest, settings: Settings, solver: Backend): Direct | undefined => {
  if (settings.profile === 'none') return 'none';
  if (solver.thinkDefaults.domain || settings.check !== undefined) return undefined;
  // Effort auto goes straight through wherever more would not pay, whether it was chosen or not.
  const thorough = settings.chosen && settings.eager !== true;
  if (hasTools(request)) return thorough && isToolTurn(request, settings, solver) ? undefined : 'tools';
  if (isSideCall(request)) return 'side';
  if (thorough) return undefined;
  if (isSmallTalk(request)) return 'small talk';
  return solver.plans === sectionPlans || canBeWeighed(request) ? undefined : 'open ended';
};

const unsupported = (message: string, param: string): RequestError => badRequest(message, param, 'unsupported_value');

/** Whether a turn holds more than text: a picture, sound, a file. */
const hasAttachments = ({ wire }: Message): boolean => {
  const parts = wire?.content;
  return Array.isArray(parts) && parts.some((part: Wire) => part.type !== 'text' && part.type !== 'refusal');
};

/** Refuses what a model of this process would leave out silently. An upstream's provider refuses by itself. */
const requireAble = (request: ChatRequest, { id, tools, local, about }: Backend): void => {
  const { toolChoice, logprobs, messages } = request;
  if (!tools && toolChoice !== undefined && toolChoice !== 'none' && toolChoice !== 'auto')
    throw unsupported(`${id} can't call functions; leave out tool_choice or ask another model`, 'tool_choice');
  if (!local) return;
  if (logprobs !== undefined && (about.capabilities as Wire | undefined)?.logprobs === false)
    throw unsupported(`${id} gives no log-probabilities; leave out logprobs or ask another model`, 'logprobs');
  if (messages.some(hasAttachments))
    throw unsupported(`${id} reads text only; leave out pictures, sound and files or ask another model`, 'messages');
};

/** Refuses a bound on the length of thoughts for a model that can't be held to one. */
const requireThinkingLength = ({ thinking }: Settings, solver: Backend): void => {
  if (thinking && !solver.local)
    throw unsupported(
      `only a local model can be held to a length of thought, and ${solver.id} is remote; leave out think_tokens and think_least`,
      'mizan.think_tokens',
    );
};

/** Refuses a budget in dollars over a model whose price is unknown. */
const requirePrices = (settings: Settings, roles: Roles): void => {
  if (settings.budget.cost === undefined) return;
  const { solver, planner, judge } = roles;
  const backends = [...(solver.members ?? [solver]), planner, judge].filter((backend) => backend !== undefined);
  const unpriced = backends.find(({ price, free }) => price === undefined && !free);
  if (!unpriced) return;
  throw badRequest(
    `a budget in dollars can't be kept: no price is known for ${unpriced.id}; give it a "price" in the config, or set budget_tokens`,
    'mizan.budget_cost',
    'price_unknown',
  );
};

/** The models that take part in thinking. Throws when the request asks for a judge and no model can be one. */
const rolesFor = (settings: Settings, { solver, planner, judge }: Roles): Roles => {
  const { profile, plan, n } = settings;
  const k2Think = profile === 'k2-think';
  if (settings.judge && !k2Think && !judge && !solver.judges)
    throw unsupported(
      `${solver.id} can't compare answers; leave out judge, or give a model the role of judge in the config`,
      'mizan.judge',
    );
  const wantsJudge = k2Think || ((settings.judge || judge !== undefined) && n > 1);
  const standIn = solver.judges || k2Think ? (planner ?? solver) : undefined;
  return {
    solver,
    ...defined({
      planner: k2Think || plan !== 'none' ? planner : undefined,
      judge: wantsJudge ? (judge ?? standIn) : undefined,
    }),
  };
};

/** A panel of which several answers are asked draws at least one from each member. */
const withMembers = (settings: Settings, { members = [] }: Backend): Settings =>
  settings.n === 1 ? settings : { ...settings, n: Math.max(settings.n, members.length) };

/** The models of a backend: those of a panel, or itself. */
const membersOf = (backend: Backend): readonly Backend[] => backend.members ?? [backend];

/** The forms that the solver's models are asked for; undefined when none is. */
const formsFor = (request: ChatRequest, solver: Backend): Record<string, AnswerStyle> | undefined => {
  const forms = defined(Object.fromEntries(membersOf(solver).map((one) => [one.id, formFor(request, one)])));
  return Object.keys(forms).length > 0 ? (forms as Record<string, AnswerStyle>) : undefined;
};

/** Plans one request. `byName`: a model was asked for under its own name and no thinking was asked for. */
export const planRequest = (
  request: ChatRequest,
  settings: Settings,
  roles: Roles,
  { ceilings, newSeed }: PlanLimits,
  byName: boolean,
): RequestPlan => {
  const { solver } = roles;
  const direct = byName ? 'by name' : directReason(request, settings, solver);
  requireAble(request, solver);
  requireThinkingLength(settings, solver);
  const seed = request.seed ?? (direct === undefined || solver.local ? newSeed() : undefined);
  const tools = direct === undefined && isToolTurn(request, settings, solver);
  const taking = direct === undefined && !tools ? rolesFor(settings, roles) : { solver };
  requirePrices(settings, taking);
  // The thinking system always repairs; a model that is asked by its own name, where its entry or the request says so.
  const repair =
    hasTools(request) && direct !== undefined && (settings.repair ?? (direct === 'tools' || solver.repair === true));
  return {
    settings: withMembers(settings, solver),
    roles: taking,
    budget: budgetFor(settings.budget, ceilings, direct === undefined ? (request.n ?? 1) : 1),
    ...defined({
      direct,
      tools: tools ? (true as const) : undefined,
      repair: repair ? (true as const) : undefined,
      seed,
      maxTokens:
        direct === undefined
          ? (settings.maxTokens ?? smaller(request.maxTokens, solver.thinkDefaults.maxTokens))
          : undefined,
      forms: direct === undefined && !tools && settings.answerForm !== false ? formsFor(request, solver) : undefined,
    }),
  };
};

/** Whether no model of these roles costs anything. */
export const costsNothing = (roles: Roles): boolean =>
  Object.values(roles)
    .flatMap(membersOf)
    .every(({ free, price }) => free && price === undefined);

/** Calls that a plan makes at the most for one answer of the request. */
const mostCalls = ({ settings: { n, plan, profile }, roles, direct, tools }: RequestPlan): number => {
  if (direct !== undefined) return 1;
  if (tools) return n + 1;
  if (profile === 'k2-think') return 2 * n + 2;
  const plans = { none: 0, shared: 1, each: n }[plan];
  return n + plans + (roles.judge ? n : 0);
};

/**
 * The most that a plan uses, from what one direct answer to the whole request uses; priced by the dearest of its
 * models.
 */
export const mostUsage = (request: ChatRequest, plan: RequestPlan, direct: Usage): Usage & { bounded: boolean } => {
  const answers = plan.direct === undefined ? (request.n ?? 1) : 1;
  const calls = mostCalls(plan) * answers;
  const perCall = plan.maxTokens ?? direct.completionTokens / (request.n ?? 1);
  const completionTokens = plan.direct === undefined ? calls * perCall : direct.completionTokens;
  const promptTokens = plan.direct === undefined ? calls * direct.promptTokens : direct.promptTokens;
  const ceiling = plan.budget.tokens === undefined ? Infinity : plan.budget.tokens * answers;
  const share = Math.min(1, ceiling / (promptTokens + completionTokens));
  const usage = {
    promptTokens: Math.ceil(promptTokens * share),
    completionTokens: Math.ceil(completionTokens * share),
  };
  const models = Object.values(plan.roles).flatMap(membersOf);
  const costs = models.map(({ price, cost }) => costOf(usage, price) ?? cost?.(usage) ?? 0);
  return {
    ...usage,
    cost: Math.min(Math.max(...costs), (plan.budget.cost ?? Infinity) * answers),
    bounded: request.maxTokens !== undefined || ceiling < Infinity,
  };
};

/** The plan as it stands in the `mizan` object of the response and in the trace. */
export const planToWire = ({ settings, roles, direct, seed, tools, repair, forms }: RequestPlan): Wire => {
  const wire = settingsToWire(settings);
  if (direct === 'by name') return { ...wire, ...defined({ repair }) };
  if (direct !== undefined) return { ...wire, straight: direct, ...defined({ seed, repair }) };
  if (tools) return { ...wire, tools, roles: { solver: roles.solver.id }, seed };
  const planned = settings.plan !== 'none' || settings.profile === 'k2-think';
  return {
    ...wire,
    roles: defined({
      solver: roles.solver.id,
      planner: planned ? (roles.planner ?? roles.solver).id : undefined,
      judge: roles.judge?.id,
    }),
    seed,
    ...defined({ asked_form: forms && (roles.solver.members ? forms : forms[roles.solver.id]) }),
  };
};

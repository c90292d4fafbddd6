/**
 * A model behind the door, wherever it runs: what thinking needs to know of it. It serves nothing by itself (door.ts).
 */
import type { PlanForm } from '../reason/plan.ts';
import { sectionPlans } from '../reason/plan.ts';
import { messagePlans } from '../reason/plan-message.ts';
import type { ThinkOptions } from '../reason/think.ts';
import type { ProviderModel } from '../provider/providers.ts';
import type { ServedModel } from '../server/catalog.ts';
import type { Chat, Message, Wire } from '../types.ts';
import type { Price } from '../usage.ts';
import { EFFORTS, type Efforts } from './effort.ts';
import { readModelFacts } from '../local/model-facts.ts';
import type { LoadedModel } from '../local/load-model.ts';
import { STANDARD } from '../reason/defaults.ts';

export type Backend = {
  id: string;
  ownedBy: string;
  chat: Chat;
  /** How it is asked for a plan and given one. */
  plans: PlanForm;
  efforts: Efforts;
  /** US dollars per million tokens. */
  price?: Price;
  /** It may call functions. */
  tools: boolean;
  /** It can compare two answers. */
  judges: boolean;
  /** The copy of it that was trained to, asked in a form of its own. Absent: it is asked itself, in words. */
  critic?: Chat;
  /** It runs in this process: a seed that nobody gave is drawn here. */
  local: boolean;
  /** It has no price because it costs nothing: budgets in dollars hold. */
  free: boolean;
  /** What its thinking always has: checks, domain, calibration, bounds. */
  thinkDefaults: Pick<ThinkOptions, 'verify' | 'domain' | 'abilities' | 'calibration' | 'maxTokens' | 'judgeTokens'>;
  /** Of a panel: the models that draw in turn. */
  members?: readonly Backend[];
  /** Its tool calls are read and repaired when it is asked by its own name. */
  repair?: boolean;
  /** Further fields of its entry in /v1/models. */
  about: Wire;
  forward?: ServedModel['forward'];
  cost?: ServedModel['cost'];
};

/** The last question alone: Mizan's own small models were trained on single questions and know no conversation. */
const lastQuestion = (messages: readonly Message[]): readonly Message[] => {
  const at = messages.findLastIndex((one) => one.role === 'user');
  return at < 0
    ? messages
    : messages.filter((one, i) => i === at || (i > at && one.role === 'assistant' && i === messages.length - 1));
};

/** A loaded model folder. One that has a section for plans is small and of Mizan's own training: it gets its task checks. */
export const localBackend = (model: LoadedModel): Backend => {
  const { name, contextLength, sections, critic } = model;
  const about = {
    context_length: contextLength,
    capabilities: { tools: false, n: true, seed: true, json: false, logprobs: false },
  };
  const base = { id: name, ownedBy: 'mizan', tools: false, local: true, free: true };
  if (!sections) {
    const chat: Chat = (request) => model.chat(request.open === 'plan' ? { ...request, open: 'answer' } : request);
    return {
      ...base,
      chat,
      plans: messagePlans,
      efforts: EFFORTS.large,
      judges: true,
      thinkDefaults: { judgeTokens: 1000 },
      about,
    };
  }
  const chat: Chat = (request) => model.chat({ ...request, messages: lastQuestion(request.messages) });
  return {
    ...base,
    chat,
    plans: sectionPlans,
    efforts: critic ? EFFORTS.critic : EFFORTS.small,
    judges: critic !== undefined,
    ...(critic && { critic }),
    thinkDefaults: { ...readModelFacts(model.folder), maxTokens: STANDARD.maxTokens },
    about: { ...about, single_turn: true, remembers: 'the last question only' },
  };
};

/** What a judge of an upstream may write: it may think before it compares. */
const JUDGE_TOKENS = 4000;

/** A model of a provider; only one whose replies need no reading passes them on as they are. It keeps its own name, and is large until something else is known: few candidates and a judge. */
export const providerBackend = ({ entry, provider, chat, forward, plain, cost }: ProviderModel): Backend => {
  const { name, price, contextLength, capabilities, about, model } = entry;
  return {
    id: name,
    ownedBy: provider.name,
    chat,
    plans: messagePlans,
    efforts: EFFORTS.large,
    tools: capabilities.tools,
    judges: true,
    local: false,
    free: provider.local && price === undefined,
    thinkDefaults: { judgeTokens: JUDGE_TOKENS },
    about: {
      provider: provider.title,
      capabilities,
      ...(model !== name && { upstream_model: model }),
      ...(contextLength !== undefined && { context_length: contextLength }),
      ...(about !== undefined && { about }),
    },
    ...(price && { price }),
    repair: entry.repair,
    cost,
    // What is passed on as bytes can't be repaired.
    ...(plain() && !entry.repair && { forward }),
  };
};

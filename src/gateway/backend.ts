/**
 * Backend: one model of the catalog, in this process or at a provider, with everything that thinking and prices need to
 * know about it. catalog.ts makes served models of backends.
 */
import { defined } from '../json.ts';
import type { PlanForm } from '../reason/plans/plan.ts';
import { messagePlans } from '../reason/plans/plan-message.ts';
import type { ThinkOptions } from '../reason/think.ts';
import { familyFor, longestWindow } from '../provider/model-families.ts';
import type { ProviderModel } from '../provider/providers.ts';
import type { ServedModel } from '../server/catalog.ts';
import type { Chat, PassOn, Wire } from '../types.ts';
import type { Price } from '../usage.ts';
import { EFFORTS, type Efforts } from './effort.ts';
import { advisedSampling, answersOf, describeFamily, sparingThoughts, type AdvisedSampling } from './family-advice.ts';
import { withinWindow } from './model-window.ts';
import type { ModelVersions } from '../local/model-versions.ts';

export type Backend = {
  id: string;
  ownedBy: string;
  chat: Chat;
  /** Of a model behind an API: requests that are no chat. */
  passOn?: PassOn;
  /** How it is asked for a plan, and how it is given one. */
  plans: PlanForm;
  efforts: Efforts;
  /** US dollars per million tokens. */
  price?: Price;
  /** It may call functions. */
  tools: boolean;
  /** It can compare two answers. */
  judges: boolean;
  /** The copy that was trained to judge answers (reason/critic.ts). Absent: the model itself is asked in words. */
  critic?: Chat;
  /** It runs in this process: requests without a seed get a random one here. */
  local: boolean;
  /** It costs nothing, so it needs no price for a budget in dollars. */
  free: boolean;
  /** Options of `think` that belong to the model: checks, domain, calibration, bounds. */
  thinkDefaults: Pick<
    ThinkOptions,
    | 'verify'
    | 'checks'
    | 'reads'
    | 'abstainBelow'
    | 'uncheckedAtMost'
    | 'domain'
    | 'abilities'
    | 'elsewhere'
    | 'calibration'
    | 'maxTokens'
    | 'judgeTokens'
  >;
  /** How candidates are drawn, where the family of the model is known. */
  sampling?: AdvisedSampling;
  /**
   * The longest window that the card of its family names, in tokens: at most so much, where its server does not say.
   */
  longestWindow?: number;
  /** How it is used to end with an answer. Absent: it is not asked for a form (Mizan's own models have one). */
  answers?: 'box' | 'label';
  /** Of a panel: the models that draw in turn. */
  members?: readonly Backend[];
  /** Its tool calls are read and repaired when it is asked by its own name. */
  repair?: boolean;
  /** Its weights can be replaced while it answers. */
  versions?: ModelVersions;
  /** Further fields of its entry in GET /v1/models. */
  about: Wire;
  cost?: ServedModel['cost'];
};

/** A model whose weights can be replaced, by the name that callers use. */
export type Swappable = { id: string; versions: ModelVersions };

/** Most tokens of a judgement by an upstream's model, which may think before it compares. */
const JUDGE_TOKENS = 4000;

/**
 * A model of a provider. It counts as large: few candidates, and a judge where they differ. Replies are forwarded as
 * bytes when they need no reading.
 */
export const providerBackend = ({ entry, provider, chat, passOn, cost }: ProviderModel): Backend => {
  const { name, price, contextLength, capabilities, about, model } = entry;
  const family = familyFor(entry);
  const fitting = withinWindow(chat, entry, provider);
  return {
    id: name,
    ownedBy: provider.name,
    chat: family ? sparingThoughts(fitting, family, provider) : fitting,
    passOn,
    ...(family && {
      sampling: advisedSampling(family, provider),
      ...defined({ longestWindow: longestWindow(family) }),
    }),
    plans: messagePlans,
    efforts: EFFORTS.large,
    tools: capabilities.tools,
    judges: true,
    local: false,
    free: provider.local && price === undefined,
    thinkDefaults: { judgeTokens: JUDGE_TOKENS },
    answers: answersOf(entry),
    about: {
      provider: provider.title,
      capabilities,
      ...(model !== name && { upstream_model: model }),
      ...(contextLength !== undefined && { context_length: contextLength }),
      ...(about !== undefined && { about }),
      ...(family && { family: describeFamily(family) }),
    },
    ...(price && { price }),
    repair: entry.repair,
    cost,
  };
};

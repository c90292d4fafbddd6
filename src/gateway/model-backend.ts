/** A model that runs in this process as a backend: how it is asked for plans, what checks it, how far it is trusted. */
import { usualStyle } from '../answers/form.ts';
import { defined } from '../json.ts';
import type { LoadedModel } from '../local/load-model.ts';
import type { ModelFacts } from '../local/model-facts.ts';
import type { Check } from '../reason/check.ts';
import { STANDARD } from '../reason/defaults.ts';
import { messagePlans } from '../reason/plans/plan-message.ts';
import { sectionPlans } from '../reason/plans/plan.ts';
import { verifyGrounded, verifyKind } from '../task/answer-rules.ts';
import type { Chat, Message } from '../types.ts';
import type { Backend } from './backend.ts';
import { EFFORTS } from './effort.ts';

/** Only the last question. Mizan's small models were trained on single questions, not on conversations. */
const lastQuestion = (messages: readonly Message[]): readonly Message[] => {
  const at = messages.findLastIndex(({ role }) => role === 'user');
  return at < 0
    ? messages
    : messages.filter(({ role }, i) => i === at || (i > at && role === 'assistant' && i === messages.length - 1));
};

/**
 * How far a small model of Mizan's own is trusted: the question is read first; nothing is answered below one half; what
 * passed no check is never put above 0.8; an answer holds only what its question names.
 */
const TRUST = {
  reads: true,
  abstainBelow: 0.5,
  uncheckedAtMost: 0.8,
  checks: [verifyGrounded, verifyKind].map(
    (rule): Check =>
      ({ question, answer }) =>
        rule(question, answer),
  ),
} as const;

/**
 * A loaded model. One with a section for plans was trained by Mizan: it gets the checks of the task families, and its
 * `facts`.
 */
export const modelBackend = (model: LoadedModel, facts: () => ModelFacts): Backend => {
  const { name, contextLength, sections, critic, reader, versions } = model;
  const about = {
    context_length: contextLength,
    capabilities: { tools: false, n: true, seed: true, json: false, logprobs: false },
  };
  const base = { id: name, ownedBy: 'mizan', tools: false, local: true, free: true, ...defined({ versions }) };
  if (!sections) {
    const chat: Chat = (request) => model.chat(request.open === 'plan' ? { ...request, open: 'answer' } : request);
    return {
      ...base,
      chat,
      plans: messagePlans,
      efforts: EFFORTS.large,
      judges: true,
      thinkDefaults: { judgeTokens: 1000 },
      answers: usualStyle(name),
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
    thinkDefaults: {
      ...facts(),
      ...TRUST,
      ...(reader && { second: reader }),
      maxTokens: STANDARD.maxTokens,
    },
    about: { ...about, single_turn: true, remembers: 'the last question only' },
  };
};

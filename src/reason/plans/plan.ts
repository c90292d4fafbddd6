/**
 * Plans: the check that a plan leaks no answer, and plan requests to models with a section for plans. A wrong answer in
 * a plan misleads every candidate that follows it. The check is strict, because dropping a good plan costs little.
 * Models without such a section: plan-message.ts.
 */
import type { ChatRequest, Message, Reply } from '../../types.ts';

/** none: candidates solve at once. shared: one plan for all. each: every candidate has a plan of its own. */
export type PlanMode = 'none' | 'shared' | 'each';

/**
 * How a model is asked for plans and given one. Models with a section for plans differ from all others only here.
 * `tokens`: the default limit of one plan.
 */
export type PlanForm = {
  request(request: ChatRequest, n: number, maxTokens: number): ChatRequest;
  read(reply: Pick<Reply, 'plan' | 'content'>, question: string): Plan;
  along(messages: readonly Message[], plan: string): readonly Message[];
  tokens: number;
};

/** Characters kept of a plan; the rest is cut at the end of a line or sentence. */
export const LONGEST_PLAN = 600;

const NUMBER = /\d+(?:[.,]\d+)*/g;
const ROMAN = /\b[IVXLCDM]{2,}\b/g;
/** Numbers that describe a method and not a result: the powers of ten. */
const STRUCTURAL = new Set(['0', '1', '10', '100', '1000']);
const CLAIM = /\\boxed|####|\b(?:the |final )*(?:answer|result|solution)\s*(?:is|will be|must be|equals|[:=])\s*\S/i;
const VALUE = /=\s*[-−+(]?\s*\d|\b(?:equals|gives|makes|yields)\s+[-−+]?\d/i;

/** Markers that number the steps of a plan: "1.", "2)", "step 3". They are not values. */
const withoutMarkers = (plan: string): string =>
  plan.replace(/^\s*\(?\d{1,2}[.):](?=\s)/gm, '').replace(/\bsteps?\s+\d{1,2}\b:?/gi, '');

/**
 * Why a plan leaks an answer, or undefined when it does not. A leak is a claim ("the answer is"), an `=` with a value,
 * or a number or Roman numeral that is not in the question. Counting words (two, third) pass, and with `counts` the
 * digits that prose counts with ("split it into 2 cases").
 */
export const planLeak = (plan: string, question: string, counts = false): string | undefined => {
  const claim = CLAIM.exec(plan);
  if (claim) return `it says "${claim[0].trim()}"`;
  const value = VALUE.exec(plan);
  if (value) return `it holds a value: "${value[0].trim()}"`;
  const given = new Set(question.match(NUMBER) ?? []);
  const passes = (token: string): boolean =>
    given.has(token) || STRUCTURAL.has(token) || (counts && /^\d$/.test(token));
  const number = (withoutMarkers(plan).match(NUMBER) ?? []).find((numeral) => !passes(numeral));
  if (number !== undefined) return `it holds the number ${number}, which the question does not`;
  const numerals = new Set(question.match(ROMAN) ?? []);
  const numeral = counts ? undefined : (plan.match(ROMAN) ?? []).find((word) => !numerals.has(word));
  return numeral === undefined ? undefined : `it holds the numeral ${numeral}, which the question does not`;
};

/** A plan of at most `longest` characters. */
export const cutPlan = (plan: string, longest: number): string => {
  if (plan.length <= longest) return plan;
  const head = plan.slice(0, longest);
  const end = Math.max(head.lastIndexOf('\n'), head.lastIndexOf('. ') + 1, head.lastIndexOf('; '));
  return (end > longest / 3 ? head.slice(0, end) : head).trim();
};

export type Plan = { text: string; leak: boolean; reason: string };

/** The plan in a reply to a plan request: cut to length and checked. `text` is as written, even when it leaks. */
export const readPlan = (reply: Pick<Reply, 'plan' | 'content'>, question: string): Plan => {
  const text = cutPlan((reply.plan || reply.content).trim(), LONGEST_PLAN);
  const reason = planLeak(text, question);
  return { text, leak: reason !== undefined, reason: reason ?? '' };
};

/** The request for n plans. `maxTokens` bounds each. */
const planRequest = (request: ChatRequest, n: number, maxTokens: number): ChatRequest => ({
  ...request,
  open: 'plan',
  n,
  maxTokens,
});

/** The messages that have the model solve along `plan`; without a plan the messages as they are. */
const withPlan = (messages: readonly Message[], plan: string): readonly Message[] =>
  plan === '' ? messages : [...messages, { role: 'assistant', content: '', plan }];

/** The form of models that were trained with a section for plans. */
export const sectionPlans: PlanForm = { request: planRequest, read: readPlan, along: withPlan, tokens: 200 };

/**
 * The reasoning system as a Chat made of a Chat: domain gate, plan, candidates in rounds, checks, selection,
 * confidence. This file has the order of the steps; the decisions are in select.ts, decide.ts and abstain.ts.
 *
 * Deterministic when the chat below is: each request gets its own seed from the seed of the question.
 */
import { verifyByReading } from '../reading/check.ts';
import { understand } from '../reading/understand.ts';
import type { Chat, ChatEvent, ChatRequest, Decision, Failure, Finish, Reply, Verify } from '../types.ts';
import { describeAbilities, familiarity, type Domain } from './abstain.ts';
import { formatCheck, formatFault, schemaInQuestion } from './check.ts';
import { favourFirst, firstOf } from './first-answer.ts';
import { exactAnswer, LONGEST_READ, type ExactAnswer } from './exact-answer.ts';
import { createCodeProbe, type CodeProbe } from './code/code-probe.ts';
import type { Calibration } from './confidence.ts';
import { toDecision } from './decide.ts';
import { readTwice, type ReadAnswer, type SecondReader } from './read-first.ts';
import { drawTests } from './code/draw-tests.ts';
import { asksAboutItself, isSmallTalk } from './small-talk.ts';
import { sampleCandidates, type CandidateOptions, type State } from './candidates.ts';
import { emptyReply } from '../answer.ts';
import { readNumberGame, verifyNumberGame } from '../task/number-game.ts';
import { createMeter, type Budget, type Meter } from './budget.ts';

export type ThinkOptions = CandidateOptions & {
  /** Most candidates per question. Default 1. */
  n?: number;
  /** Enforced over everything that the question costs. */
  budget?: Budget;
  domain?: Domain;
  /** What the model can do, for those who ask it: see describeAbilities. */
  abilities?: string;
  /** Where else to turn, at the end of a refusal. */
  elsewhere?: string;
  calibration?: Calibration;
  /** Decline below this confidence, 0..1. Default 0. */
  abstainBelow?: number;
  /** Highest confidence of an answer that passed no check, 0..1. Default 0.99. */
  uncheckedAtMost?: number;
  /** Read the question first (read-first.ts): the model is asked only where no reading fits. Default false. */
  reads?: boolean;
  /** With `reads`: a second reader, which guesses where the first finds nothing. */
  second?: SecondReader;
  /** Milliseconds. Default: performance.now. */
  clock?: () => number;
};

const budgetReason = ({ budget = {} }: ThinkOptions, meter: Meter): string | undefined => {
  const spent = meter.spent();
  const words = { tokens: `${budget.tokens} tokens`, seconds: `${budget.seconds} seconds`, cost: `$${budget.cost}` };
  return spent && `the budget of ${words[spent]} ran out`;
};

/** What runs the programs of candidates; undefined where the question asks for none or nothing can be run. */
const probeFor = (state: State): CodeProbe | undefined => {
  const { n, options, question } = state;
  if (!options.code) return undefined;
  const { code: runners } = options;
  // A single candidate needs no comparison, and tests that are drawn cost calls: the examples of the question are
  // enough.
  return n === 1 || options.eager
    ? createCodeProbe({ question, runners })
    : createCodeProbe({ question, runners, drawTests: (name, language) => drawTests(state, name, language) });
};

/**
 * The check that belongs to a question whatever model answers it, at every effort: a puzzle of numbers; one that is
 * read for sure.
 */
const builtInCheck = (question: string): Verify | undefined => {
  if (readNumberGame(question)) return verifyNumberGame;
  if (question.length > LONGEST_READ) return undefined;
  const found = understand(question);
  return found.type === 'answered' && found.sure ? verifyByReading : undefined;
};

/** A check, beside which every answer fails that differs from the exact one. */
const withExact = (verify: Verify | undefined, exact: ExactAnswer | undefined): Verify | undefined =>
  exact ? (asked, answer) => verify?.(asked, answer) ?? exact.verify(asked, answer) : verify;

/** What a small model answers to a greeting, and to the question what it can do. */
const NO_TALK = 'I hold no conversation; I read a question, compute its answer exactly and check it';

/** The decision to decline a question outside of what the model has learnt, in words; undefined for one inside. */
const outsideOf = (
  { domain, abilities = describeAbilities([]), elsewhere = '' }: ThinkOptions,
  request: ChatRequest,
  question: string,
): { decision: Decision; text: string } | undefined => {
  if (!domain) return undefined;
  // A greeting alone looks like a name, which may stand anywhere in a question.
  const talk = isSmallTalk(request) || asksAboutItself(request);
  const { known, reason, advice } = talk
    ? { known: false, reason: NO_TALK, advice: abilities }
    : familiarity(domain, question);
  if (known) return undefined;
  const decision = { chosen: undefined, answer: '', rule: 'outside', confidence: 0, abstained: true, reason } as const;
  const said = talk ? `${reason}.` : `I can't answer that: ${reason}.`;
  return { decision, text: [said, advice, elsewhere].filter((part) => part !== '').join(' ') };
};

/** What no model can answer either. */
const FINAL: readonly unknown[] = ['no-solution', 'invalid-input', 'contradiction', 'too-large'];

/** The reply of reading; where it declines what another model may answer, it ends with where else to turn. */
const withElsewhere = ({ events, reply, why }: ReadAnswer, { elsewhere = '' }: ThinkOptions): Reply => {
  const last = events.at(-1);
  const declined = last?.type === 'decision' && last.decision.abstained && !FINAL.includes(why);
  return declined ? { ...reply, content: `${reply.content} ${elsewhere}`.trim() } : reply;
};

/** What a user reads when nothing was chosen. */
const refusal = ({ reason }: Decision): string => `I don't know: ${reason}.`;

/** The fallback when nothing was chosen. A model with a domain gives no partial answer. */
const unchosen = (state: State, options: ThinkOptions, decision: Decision): { reply: Reply; failure?: Failure } => {
  const { candidates, request } = state;
  const formed =
    request.format &&
    candidates.length > 0 &&
    candidates.every((candidate) => candidate.verdict?.pass === false) &&
    candidates
      .map((candidate) => formatFault(candidate.reply.content, request.format!))
      .find((fault) => fault !== undefined);
  if (formed) {
    const message = `the model gave no answer of the form that was asked for: ${formed}`;
    return {
      reply: emptyReply('error', message),
      failure: { status: 422, type: 'invalid_response_error', code: 'json_schema_violation', message },
    };
  }
  const refused = refusal(decision);
  if (decision.rule !== 'empty') return { reply: emptyReply('stop', refused) };
  const cut = [...candidates.map((candidate) => candidate.reply), ...state.unfinished].filter(
    (reply) => reply.finish === 'length',
  );
  const fullest = options.domain ? undefined : cut.toSorted((a, b) => b.content.length - a.content.length)[0];
  if (fullest && fullest.content !== '') return { reply: fullest };
  const filtered = candidates.find((candidate) => candidate.reply.finish === 'filtered')?.reply;
  if (filtered) return { reply: filtered };
  const finish: Finish = cut.length > 0 || state.meter.spent() ? 'length' : 'stop';
  return { reply: emptyReply(finish, refused) };
};

/**
 * Makes a Chat that plans, draws up to `n` candidates, checks them, selects one and answers once; the `n` of a request
 * is ignored. Events as in types.ts: candidates are numbered over all rounds, `done.usage` counts all that was paid
 * for, `done.reply` is the winner or says why there is none. A request for a plan goes straight to `chat`. Throws a
 * RangeError when n is not a whole number of at least 1.
 */
export const think = (chat: Chat, options: ThinkOptions = {}): Chat => {
  const n = options.n ?? 1;
  if (!Number.isInteger(n) || n < 1) throw new RangeError(`think: n is ${n}; give a whole number of at least 1`);
  const clock = options.clock ?? (() => performance.now());

  return async function* (request) {
    if (request.open === 'plan') return yield* chat(request);
    const meter = createMeter(options.budget ?? {}, clock, request.signal);
    const question = request.messages.findLast((message) => message.role === 'user')?.content ?? '';
    const checks = [...(request.format ? [formatCheck] : []), schemaInQuestion, ...(options.checks ?? [])];
    const weighsFirst = options.eager !== undefined || options.first !== undefined;
    const readsFirst = options.reads === true && options.first === undefined;
    // What is read first never comes to candidates; who sets a check of their own measures with it, but an answer that
    // is there already is held against the exact one.
    const exact = options.first !== undefined || !(readsFirst || options.verify) ? exactAnswer(request) : undefined;
    const verify = withExact(options.verify ?? builtInCheck(question), exact);
    const settles = verify !== undefined || (options.checks ?? []).length > 0;
    const state: State = {
      chat,
      options: { ...options, checks, ...(verify && { verify }) },
      request,
      question,
      n,
      settles,
      ...(exact && { exact }),
      meter,
      candidates: [],
      unfinished: [],
    };
    state.probe = probeFor(state);
    const done = (reply: Reply, failure?: Failure): ChatEvent => ({
      type: 'done',
      reply,
      usage: meter.usage(),
      seconds: meter.seconds(),
      ...(failure && { failure }),
    });
    try {
      const read =
        readsFirst && !meter.signal.aborted
          ? await readTwice(request, options.abstainBelow, options.second)
          : undefined;
      if (read) {
        yield* read.events;
        return yield done(withElsewhere(read, options));
      }
      const outside = meter.signal.aborted ? undefined : outsideOf(options, request, question);
      if (outside) {
        yield { type: 'decision', decision: outside.decision };
        return yield done(emptyReply('stop', outside.text));
      }
      const drawn = yield* sampleCandidates(state);
      // An answer that was seen already is changed for a reason only.
      const selection = weighsFirst ? favourFirst(state.candidates, drawn) : drawn;
      if (request.signal?.aborted) return yield done(emptyReply('cancelled'));
      if (selection.type === 'none' && state.failure !== undefined)
        return yield done(emptyReply('error', state.failure.message), state.failure.failure);

      const decision = toDecision(selection, options);
      if (options.first !== undefined) decision.first = firstOf(state.candidates, decision);
      const cut = budgetReason(options, meter);
      if (cut && selection.type === 'none') decision.reason = `${decision.reason}: ${cut}`;
      yield { type: 'decision', decision };
      const winner = state.candidates.find((candidate) => candidate.index === decision.chosen);
      if (winner) return yield done({ ...winner.reply, content: winner.reply.content || winner.answer });
      const { reply, failure } = unchosen(state, options, decision);
      yield done(reply, failure);
    } finally {
      meter.close();
    }
  };
};

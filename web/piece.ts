/**
 * Reads the chunks of a streamed chat completion into pieces that an answer is folded from. Every field is checked: a
 * chunk may come from any upstream, and whatever it holds must not break the page. Pure.
 */
import type { ChatEvent, Decision } from '../src/types.ts';
import { t } from './language.ts';

/** What went wrong, for the reader. */
export type Trouble = { message: string; status?: number; kind?: string; retryAfter?: number | undefined };

export type Figures = {
  promptTokens?: number;
  /** Everything that was paid for: plans, candidates, judges. */
  completionTokens?: number;
  cachedTokens?: number;
  winnerTokens?: number;
  /** US dollars; absent when no price is known. */
  cost?: number;
  seconds?: number;
  trace?: string;
  settings?: Record<string, unknown>;
  /** The model's own name for itself. */
  served?: string;
};

export type Piece =
  | { type: 'event'; event: ChatEvent }
  | { type: 'text'; text: string }
  | { type: 'reasoning'; text: string }
  | { type: 'finish'; reason: string }
  | { type: 'figures'; figures: Figures; decision?: Decision }
  | { type: 'trouble'; trouble: Trouble };

export type Json = Record<string, unknown>;

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
export const number = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

const defined = <T extends object>(fields: T): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;

/** Shape checks of the events that are drawn; an event of another shape is left out. */
const readEvent = (value: unknown): ChatEvent | undefined => {
  if (!isObject(value)) return undefined;
  const indexed = number(value.index) !== undefined;
  const good = ((): boolean => {
    switch (value.type) {
      case 'delta':
        return (
          indexed &&
          typeof value.text === 'string' &&
          number(value.tokens) !== undefined &&
          typeof value.section === 'string'
        );
      case 'tool':
        return indexed && number(value.tokens) !== undefined;
      case 'plan':
        return indexed && typeof value.text === 'string';
      case 'verdict':
        return (
          indexed &&
          typeof value.answer === 'string' &&
          (!value.verdict || (isObject(value.verdict) && typeof value.verdict.reason === 'string'))
        );
      case 'reply':
        return isReply(value.reply);
      case 'decision':
        return isDecision(value.decision);
      case 'done':
        return isReply(value.reply);
      case 'act':
        return isObject(value.event) && typeof value.event.type === 'string';
      default:
        return false;
    }
  })();
  return good ? (value as ChatEvent) : undefined;
};

const isReply = (value: unknown): boolean =>
  isObject(value) &&
  number(value.index) !== undefined &&
  number(value.tokens) !== undefined &&
  typeof value.reasoning === 'string' &&
  typeof value.content === 'string' &&
  typeof value.finish === 'string';

const isDecision = (value: unknown): value is Decision =>
  isObject(value) &&
  typeof value.answer === 'string' &&
  typeof value.rule === 'string' &&
  typeof value.reason === 'string' &&
  number(value.confidence) !== undefined;

/** The error of a body `{ error: … }`, however the upstream spelled it. */
export const readTrouble = (body: unknown, status?: number): Trouble => {
  const error = isObject(body) ? (isObject(body.error) ? body.error : body) : {};
  const message = text(error.message) ?? text(isObject(body) ? body.error : undefined) ?? text(error.detail);
  return defined({
    message:
      message ??
      (status ? t('The server answered {status}.', { status }) : t('The server reported an error and gave no reason.')),
    status,
    kind: text(error.type),
  });
};

const usageFigures = (usage: Json): Figures =>
  defined({
    promptTokens: number(usage.prompt_tokens),
    completionTokens: number(usage.completion_tokens),
    cachedTokens: isObject(usage.prompt_tokens_details) ? number(usage.prompt_tokens_details.cached_tokens) : undefined,
    cost: number(usage.cost),
  });

/** The pieces of one chunk, in order. */
export const readChunk = (chunk: unknown): Piece[] => {
  if (!isObject(chunk)) return [];
  if (chunk.error !== undefined && chunk.error !== null) {
    // An answer that was stopped, as a page hears of it that did not stop it itself: after a reload, or on another device.
    const isStopped = isObject(chunk.error) && chunk.error.code === 'cancelled';
    return [isStopped ? { type: 'finish', reason: 'cancelled' } : { type: 'trouble', trouble: readTrouble(chunk) }];
  }
  const pieces: Piece[] = [];
  const mizan = isObject(chunk.mizan) ? chunk.mizan : {};
  const events = [mizan.event, ...(Array.isArray(mizan.events) ? mizan.events : [])];
  for (const item of events) {
    const event = readEvent(item);
    if (event) pieces.push({ type: 'event', event });
  }
  const choice = Array.isArray(chunk.choices)
    ? chunk.choices.find((item) => isObject(item) && (item.index ?? 0) === 0)
    : undefined;
  if (isObject(choice)) {
    const delta = isObject(choice.delta) ? choice.delta : isObject(choice.message) ? choice.message : {};
    const reasoning = text(delta.reasoning_content) ?? text(delta.reasoning);
    if (reasoning) pieces.push({ type: 'reasoning', text: reasoning });
    if (text(delta.content)) pieces.push({ type: 'text', text: delta.content as string });
    if (text(delta.refusal)) pieces.push({ type: 'text', text: delta.refusal as string });
    if (text(choice.finish_reason)) pieces.push({ type: 'finish', reason: choice.finish_reason as string });
  }
  const figures: Figures = defined({
    ...(isObject(chunk.usage) ? usageFigures(chunk.usage) : {}),
    winnerTokens: number(mizan.winner_tokens),
    ...(number(mizan.cost) !== undefined && { cost: number(mizan.cost) }),
    seconds: number(mizan.seconds),
    trace: text(mizan.trace),
    settings: isObject(mizan.settings) ? mizan.settings : undefined,
    served: text(chunk.model),
  });
  if (Object.keys(figures).some((name) => name !== 'served')) {
    pieces.push({ type: 'figures', figures, ...(isDecision(mizan.decision) && { decision: mizan.decision }) });
  }
  return pieces;
};

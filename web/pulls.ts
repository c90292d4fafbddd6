/**
 * Reads what /v1/mizan/pulls says: the short list, models on the disk, half-fetched ones, and the states of a pull.
 * Pure.
 */
import { bytes, duration } from './format.ts';
import { t } from './language.ts';
import { isObject, number, text } from './piece.ts';

export type Offer = {
  name: string;
  about: string;
  licence: string;
  size: number;
  memory: number;
  fits: boolean;
  /** Estimated tokens a second; undefined: not measured. */
  speed?: number;
  ollama?: string;
  /** The name under which it is on the disk. */
  pulled?: string;
};
/** A model on the disk. `missing` says what its engine lacks here. */
type Stored = { name: string; repository: string; size: number; licence: string; missing?: string };
/** A pull that did not end. */
type HalfFetched = { name: string; reference: string; size: number; total?: number };
export type Pull = {
  id: string;
  word: string;
  state: 'running' | 'done' | 'cancelled' | 'failed';
  /** 0 to 1, once it is known. */
  share?: number;
  words: string;
  model?: string;
};
export type Pulls = { available: boolean; offers: Offer[]; stored: Stored[]; partials: HalfFetched[]; pulls: Pull[] };

const listOf = <T>(value: unknown, read: (item: Record<string, unknown>) => T): T[] =>
  Array.isArray(value) ? value.filter(isObject).map(read) : [];

const filled = <T extends object>(fields: T): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;

/** What a pull does now, in words. */
const eventWords = (event: Record<string, unknown>): string => {
  const [done, total] = [number(event.done), number(event.total)];
  const [speed, left] = [number(event.bytesPerSecond) ?? 0, number(event.secondsLeft)];
  switch (event.type) {
    case 'progress':
      return [
        t('{n} of {all}', { n: bytes(done ?? 0), all: bytes(total ?? 0) }),
        ...(speed > 0 ? [`${bytes(Math.round(speed))}/s`] : []),
        ...(left === undefined || left < 1 ? [] : [t('{time} left', { time: duration(Math.round(left)) })]),
      ].join(', ');
    case 'waiting':
      return t('waiting: {why}', { why: text(event.why) ?? '' });
    case 'checking':
      return t('checking the files');
    default:
      return text(event.status) ?? t('looking at the files');
  }
};

/** One state of a pull, from a list or an event stream. */
export const readPull = (value: unknown): Pull | undefined => {
  if (!isObject(value)) return undefined;
  const [id, word] = [text(value.id), text(value.word)];
  const state = (['running', 'done', 'cancelled', 'failed'] as const).find((known) => known === value.state);
  if (id === undefined || word === undefined || state === undefined) return undefined;
  const event = isObject(value.event) ? value.event : {};
  const [done, total] = [number(event.done), number(event.total)];
  const words = {
    running: eventWords(event),
    done: t('it is here'),
    cancelled: t('stopped; what has come stays'),
    failed: text(value.error) ?? t('it failed'),
  }[state];
  const share = done !== undefined && total ? done / total : undefined;
  return filled({ id, word, state, words, share, model: text(value.model) }) as Pull;
};

/** Everything; fields that are missing or malformed are empty. */
export const readPulls = (body: unknown): Pulls => {
  const all = isObject(body) ? body : {};
  return {
    available: all.available === true,
    offers: listOf(
      all.offers,
      (item): Offer =>
        filled({
          name: text(item.name) ?? '',
          about: text(item.about) ?? '',
          licence: text(item.licence) ?? '',
          size: number(item.bytes) ?? 0,
          memory: number(item.memory) ?? 0,
          fits: item.fits !== false,
          speed: number(item.tokens_per_second),
          ollama: text(item.ollama),
          pulled: text(item.pulled),
        }) as Offer,
    ),
    stored: listOf(
      all.models,
      (item): Stored =>
        filled({
          name: text(item.name) ?? '',
          repository: text(item.repository) ?? '',
          size: number(item.bytes) ?? 0,
          licence: text(item.licence) ?? '',
          missing: text(item.missing),
        }) as Stored,
    ),
    partials: listOf(
      all.partials,
      (item): HalfFetched =>
        filled({
          name: text(item.name) ?? '',
          reference: text(item.reference) ?? '',
          size: number(item.bytes) ?? 0,
          total: number(item.total),
        }) as HalfFetched,
    ),
    pulls: listOf(all.pulls, readPull).flatMap((pull) => pull ?? []),
  };
};

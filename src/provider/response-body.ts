/**
 * Reads the body of an upstream's response into JSON values: an event stream, one JSON document, or JSON lines. The
 * first characters decide which it is, not the content type. Events that are no object (null, pings, empty data) are
 * skipped; errors come out as `{ error }` in whichever spelling they were sent.
 */
import { createParser, ParseError } from 'eventsource-parser';
import { isObject } from '../json.ts';
import type { Wire } from '../types.ts';
import { malformed } from './failure.ts';
import { LONGEST_BODY } from './transport.ts';

/** A value and its JSON text. `form`: an event of a stream, or the whole body. */
export type BodyValue = { form: 'chunk' | 'whole'; value: Wire; text: string };

/** Longest single event of a stream, in characters. */
const LONGEST_EVENT = 8 * 2 ** 20;

const NO_STREAM = 'JSON that is no chat completion; is its baseUrl right?';

/** What the body begins with; undefined while there is too little of it. */
const formOf = (head: string): 'stream' | 'json' | 'html' | 'text' | undefined => {
  const text = head.replace(/^[\s\uFEFF]+/, '');
  if (text === '') return undefined;
  if (text[0] === '{' || text[0] === '[') return 'json';
  if (text[0] === '<') return 'html';
  if (text[0] === ':' || /^(data|event|id|retry|error)\s*:/.test(text)) return 'stream';
  return text.length < 8 && !text.includes('\n') ? undefined : 'text';
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/**
 * Whether text that is not JSON was meant to be: an object or list that broke off, rather than a word such as `ping`.
 */
const isBrokenJson = (text: string): boolean => /^[{[]["{[\s]/.test(text);

const isErrorName = (name: string | undefined): boolean => name !== undefined && /error|fail/i.test(name);

/** The events of a stream, fed with its text. */
const createEventReader = (provider: string) => {
  let values: BodyValue[] = [];
  let over = false;
  let broken: Error | undefined;
  const add = (value: unknown, text: string): void => {
    if (isObject(value)) values.push({ form: 'chunk', value, text });
  };
  /** `error: {...}` as a field of its own, as llama.cpp sent it, and the data of events that are called errors. */
  const addError = (text: string): void => {
    const value = parsed(text);
    if (isObject(value) && value.error) add(value, text);
    else add({ error: value ?? text }, text);
  };
  const addLine = (line: string): void => {
    if (/^\[DONE\]$/i.test(line)) over = true;
    else if (!over) add(parsed(line), line);
  };
  const parser = createParser({
    maxBufferSize: LONGEST_EVENT,
    onEvent: ({ event, data }) => {
      const text = data.trim();
      if (/^\[DONE\]$/i.test(text)) over = true;
      if (over || broken || text === '') return;
      if (isErrorName(event)) return addError(text);
      const value = parsed(text);
      if (value !== undefined) return add(value, text.includes('\n') ? JSON.stringify(value) : text);
      // Some servers end an event with one line end, so that several come as one.
      const lines = text.includes('\n') ? text.split('\n') : [];
      if (lines.length > 0 && lines.every((line) => isObject(parsed(line)) || /^\s*(\[DONE\])?\s*$/i.test(line)))
        for (const line of lines) addLine(line.trim());
      else if (isBrokenJson(text)) broken ??= malformed(provider, 'a stream with an event that is not JSON');
    },
    onError: (error) => {
      if (error instanceof ParseError && error.type === 'unknown-field' && isErrorName(error.field))
        addError((error.value ?? '').trim());
    },
  });
  return {
    /** The values that `text` completes, up to an event that is broken. */
    feed: (text: string): BodyValue[] => {
      values = [];
      try {
        parser.feed(text);
      } catch {
        broken ??= malformed(provider, 'an event without end', false);
      }
      return values;
    },
    /** Throws the `UpstreamError` of an event that was broken. */
    check: (): void => {
      if (broken) throw broken;
    },
    over: () => over,
  };
};

/** A body that is no stream: one JSON document, or JSON lines. */
const readDocument = (text: string, provider: string): BodyValue[] => {
  const clean = text.replace(/^[\s\uFEFF]+/, '').trim();
  const value = parsed(clean);
  if (value !== undefined) {
    const first: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
    if (isObject(first)) return [{ form: 'whole', value: first, text: clean }];
    throw malformed(provider, NO_STREAM, false);
  }
  const lines = clean.split(/\r?\n/).filter((line) => line.trim() !== '');
  const values = lines.map(parsed);
  if (lines.length > 1 && values.every(isObject))
    return values.map((line, i): BodyValue => ({ form: 'chunk', value: line, text: lines[i]!.trim() }));
  throw malformed(provider, 'a body that is not JSON');
};

/** The values of one body, fed with its pieces. */
export type BodyReader = {
  /** The values that `piece` completes. Throws an `UpstreamError` for what is neither JSON nor a stream. */
  read(piece: Buffer): BodyValue[];
  /** Throws the `UpstreamError` of an event that was broken, for after the values before it were taken. */
  check(): void;
  /** A stream said itself that it is over (`[DONE]`). */
  over(): boolean;
  /** What the end of the body completes. Throws likewise. */
  end(): BodyValue[];
};

export const createBodyReader = (provider: string): BodyReader => {
  const decoder = new TextDecoder();
  const events = createEventReader(provider);
  let buffered = '';
  let length = 0;
  let form: ReturnType<typeof formOf>;
  return {
    read: (piece) => {
      length += piece.length;
      if (length > LONGEST_BODY) throw malformed(provider, `a response of more than ${LONGEST_BODY} bytes`, false);
      const text = decoder.decode(piece, { stream: true });
      if (form === 'stream') return events.feed(text);
      buffered += text;
      form ??= formOf(buffered);
      if (form === 'html') throw malformed(provider, 'a page of HTML; is its baseUrl right?', false);
      if (form !== 'stream') return [];
      const head = buffered.replace(/^\uFEFF/, '');
      buffered = '';
      return events.feed(head);
    },
    check: events.check,
    over: events.over,
    end: () => {
      // A last event without an empty line after it is an event too.
      if (form === 'stream') return events.over() ? [] : events.feed(`${decoder.decode()}\n\n`);
      const text = buffered + decoder.decode();
      if (text.trim() === '') throw malformed(provider, 'an empty body');
      return readDocument(text, provider);
    },
  };
};

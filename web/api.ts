/**
 * The page's client of its server: the OpenAI-compatible API and the traces. Paths are relative, so the page works
 * below a prefix too. Every failure becomes an `ApiError` that a reader understands.
 */
import { HERE } from './models.ts';
import { isObject, readChunk, readTrouble, type Json, type Piece, type Trouble } from './piece.ts';
import { readEvents } from './sse.ts';
import { t } from './language.ts';

export class ApiError extends Error {
  override name = 'ApiError';
  readonly trouble: Trouble;
  constructor(trouble: Trouble) {
    super(trouble.message);
    this.trouble = trouble;
  }
}

const KEY = 'mizan.key';

/** The key for this server: of this tab, or kept on this device. */
export const savedKey = (): string => {
  try {
    return sessionStorage.getItem(KEY) ?? localStorage.getItem(KEY) ?? '';
  } catch {
    return '';
  }
};

/** Whether the key is kept on this device, beyond this tab. */
export const keyIsKept = (): boolean => {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return false;
  }
};

/** Keeps the key for this tab, or on this device too; an empty one is forgotten. */
export const saveKey = (key: string, remember: boolean): void => {
  try {
    sessionStorage.removeItem(KEY);
    localStorage.removeItem(KEY);
    if (key !== '') (remember ? localStorage : sessionStorage).setItem(KEY, key);
  } catch {
    /* storage is off: the key lasts as long as the page, in memoryKey */
  }
  memoryKey = key;
};
let memoryKey = '';

const headers = (): Record<string, string> => {
  const key = savedKey() || memoryKey;
  return { 'content-type': 'application/json', ...(key !== '' && { authorization: `Bearer ${key}` }) };
};

const reach = async (path: string, init: RequestInit, more: Record<string, string> = {}): Promise<Response> => {
  let response: Response;
  try {
    response = await fetch(path, { ...init, headers: { ...headers(), ...more } });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new ApiError({ message: t('The server can’t be reached.'), kind: 'unreachable' });
  }
  return checked(response);
};

/** The response when it is one of success. Throws an ApiError with what it says otherwise. */
const checked = async (response: Response): Promise<Response> => {
  if (response.ok) return response;
  const body: unknown = await response.json().catch(() => undefined);
  const wait = Number(response.headers.get('retry-after'));
  throw new ApiError({ ...readTrouble(body, response.status), ...(wait > 0 && { retryAfter: wait }) });
};

/** Answers a body of chat completions in this browser. Throws an Error when it can't. */
type AskHere = (body: Json, signal: AbortSignal) => Promise<Response>;
let askHere: AskHere | undefined;

/** Who answers for the model in this browser from now on. */
export const answerHere = (ask: AskHere): void => {
  askHere = ask;
};

/** Asks the model in this browser. Throws an ApiError when it can't work here. */
const reachBrowser = async (body: Json, signal: AbortSignal): Promise<Response> => {
  const model = String(body.model).replace(HERE, 'mizan');
  const response = await askHere!({ ...body, model }, signal).catch((error: unknown) => {
    if (signal.aborted) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new ApiError({ message: t('Mizan can’t think in this browser: {why}', { why }) });
  });
  return checked(response);
};

/** JSON from the server. Throws an ApiError. */
export const getJson = async (path: string, signal?: AbortSignal): Promise<unknown> => {
  const response = await reach(path, { ...(signal && { signal }) });
  try {
    return await response.json();
  } catch {
    if (signal?.aborted) throw signal.reason;
    throw new ApiError({ message: t('The server’s answer is not JSON.'), status: response.status });
  }
};

/** Sends JSON and reads the answer. Throws an ApiError. */
export const sendJson = async (method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<unknown> => {
  const response = await reach(path, { method, ...(body !== undefined && { body: JSON.stringify(body) }) });
  return response.json().catch(() => undefined);
};

/**
 * JSON sent to the server, with the body of its answer whatever the status is. Throws an ApiError when it can't be
 * reached.
 */
export const exchangeJson = async (
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<{ status: number; body: unknown }> => {
  try {
    const response = await fetch(path, {
      method,
      headers: headers(),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json().catch(() => undefined) };
  } catch {
    throw new ApiError({ message: t('The server can’t be reached.'), kind: 'unreachable' });
  }
};

/** The JSON of each event of a stream, to its end. Throws an ApiError. */
export async function* followEvents(path: string, signal?: AbortSignal): AsyncGenerator<unknown> {
  const response = await reach(path, { ...(signal && { signal }) });
  for await (const item of readEvents(response.body!)) if (item.type === 'data') yield parse(item.data);
}

/** A part of a message of several: text, or a picture as a data URL. */
export type Part = { type: 'text'; text: string } | { type: 'image_url'; image_url: { url: string } };

export type Message = { role: 'system' | 'user' | 'assistant'; content: string | readonly Part[] };

/**
 * Where a piece stands in an answer that the server keeps: the number of its frame, and milliseconds since it was
 * begun.
 */
export type Place = { number: number; at: number };

/** What hears of an answer as it comes. `place` is there for answers that the server keeps. */
export type Listener = {
  signal: AbortSignal;
  onPieces(pieces: Piece[], place?: Place): void;
  onHeartbeat(): void;
};

export type Ask = Listener & {
  model: string;
  messages: readonly Message[];
  /** The model thinks here: its events are wanted. A model that is asked as it is gets a plain request. */
  thinks: boolean;
  /** It is an agent: what it does is wanted, and what it asks is answered. */
  acts?: boolean;
  /** Fields of sampling: temperature, top_p, max_tokens. */
  fields?: Json;
  /** The answer that is to be checked. */
  check?: string;
  /** Under this id the answer goes on at the server when this page is closed. */
  id?: string;
};

const placeOf = (id: string | undefined): Place | undefined => {
  const [, frame, at] = /^(\d+):(\d+)$/.exec(id ?? '') ?? [];
  return frame === undefined ? undefined : { number: Number(frame), at: Number(at) };
};

/** Reads a stream to its end. Throws an ApiError, or the abort. */
const readAnswer = async (response: Response, { signal, onPieces, onHeartbeat }: Listener): Promise<void> => {
  if (!/event-stream/.test(response.headers.get('content-type') ?? '')) {
    const whole: unknown = await response.json().catch(() => undefined);
    if (!isObject(whole)) throw new ApiError({ message: t('The server’s answer is neither a stream nor JSON.') });
    return onPieces(readChunk(whole));
  }
  let ended = false;
  try {
    for await (const item of readEvents(response.body!)) {
      if (item.type === 'heartbeat') onHeartbeat();
      else if (item.data.trim() === '[DONE]') ended = true;
      else {
        const pieces = readChunk(parse(item.data));
        ended ||= pieces.some((piece) => piece.type === 'finish' || piece.type === 'trouble');
        onPieces(pieces, placeOf(item.id));
      }
    }
  } catch (error) {
    if (signal.aborted || error instanceof ApiError) throw error;
    throw lost();
  }
  if (!ended) throw lost();
};

/**
 * Streams one answer. Resolves at its end; throws an ApiError, or the abort. A connection lost in mid-answer is an
 * ApiError.
 */
export const ask = async ({
  model,
  messages,
  thinks,
  acts = false,
  fields,
  check,
  id,
  ...listener
}: Ask): Promise<void> => {
  const body: Json = {
    model,
    messages,
    stream: true,
    stream_options: { include_usage: true },
    ...fields,
    ...((thinks || acts || check !== undefined) && {
      mizan: { events: true, ...(acts && { asks: true }), ...(check !== undefined && { check }) },
    }),
  };
  if (model.startsWith(HERE)) return readAnswer(await reachBrowser(body, listener.signal), listener);
  const response = await reach(
    'v1/chat/completions',
    { method: 'POST', body: JSON.stringify(body), signal: listener.signal },
    id === undefined ? {} : { 'x-mizan-answer': id },
  );
  return readAnswer(response, listener);
};

/** Follows an answer that the server keeps, from after the frame `after`. Status 404 when there is none. */
export const followAnswer = async (id: string, after: number | undefined, listener: Listener): Promise<void> => {
  const query = after === undefined ? '' : `?starting_after=${after}`;
  return readAnswer(
    await reach(`v1/mizan/answers/${encodeURIComponent(id)}${query}`, { signal: listener.signal }),
    listener,
  );
};

const lost = (): ApiError =>
  new ApiError({ message: t('The connection to the server was lost in the middle of the answer.'), kind: 'lost' });

const parse = (data: string): unknown => {
  try {
    return JSON.parse(data);
  } catch {
    throw new ApiError({
      message: t('The server sent a piece that is not JSON: {piece}', { piece: data.slice(0, 80) }),
      kind: 'malformed',
    });
  }
};

/** What to do about a trouble, in one sentence. */
export const adviceFor = ({ status, kind, retryAfter }: Trouble): string => {
  if (kind === 'unreachable') return t('Start it with npm start, then ask again. Nothing is lost.');
  if (kind === 'lost') return t('What had come is kept. Ask again when the server is back.');
  if (status === 401 || status === 403) return t('Enter a key that the server knows; mizan keys create makes one.');
  if (status === 404) return t('Choose another model.');
  if (status === 402) return t('The budget is used up. The owner of the server can raise it.');
  if (status === 429)
    return retryAfter ? t('Ask again in {n} s.', { n: Math.ceil(retryAfter) }) : t('Wait a little, then ask again.');
  if (status !== undefined && status >= 400 && status < 500)
    return t('Change the question or the settings, then ask again.');
  return t('Ask again, or choose another model.');
};

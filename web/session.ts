/**
 * Answers being received: sends the request, writes every piece to the journal before it is shown, folds it, stores the
 * result. Where the server keeps answers they go on without this page: a connection that is lost is taken up again, and
 * an answer that was left is followed to its end. It draws nothing; `changed` is called for whoever does.
 */
import { fold, isLive, newAnswer, settle, type Answer } from './answer.ts';
import { ApiError, ask, followAnswer, type Listener, type Message, type Place } from './api.ts';
import { HERE } from './models.ts';
import type { Json, Piece, Trouble } from './piece.ts';
import { holding, type Store } from './store.ts';
import type { Turn } from './turn.ts';
import { t } from './language.ts';

/** What is asked for one answer. */
type Question = {
  messages: readonly Message[];
  thinks: boolean;
  /** It is asked of an agent. */
  acts?: boolean;
  /** Fields of sampling. */
  fields?: Json;
  check?: string;
};

export type Session = {
  /** Receives `answer` of `turn`; resolves when it has ended and is kept. Never throws. */
  start(turn: Turn, answer: Answer, question: Question): Promise<void>;
  /**
   * Follows an answer that was left in its middle to its end. One that was asked a moment ago and that the server has
   * never heard of is asked for: its page was closed before it was sent. Never throws.
   */
  resume(turn: Turn, answer: Answer, question: Question): Promise<void>;
  stop(answer: string): void;
  /** Answers that are being received here. */
  running(): readonly string[];
  /** Milliseconds since the server last gave a sign of life for this answer; 0 when it is not running. */
  silence(answer: string): number;
  /** Milliseconds since the question was sent. */
  elapsed(answer: string): number;
  /** Whether the server can't be reached while this answer is waited for. */
  cutOff(answer: string): boolean;
};

/** The server's side of answers that it keeps. */
export type Keeper = {
  /** Whether the server keeps answers. */
  keeps(): boolean;
  /** Ends the answer at the server, now or as soon as it is reached. */
  cancel(answer: string): void;
  /** The answer as another device has left it, where it has ended there. */
  endedElsewhere(turn: Turn, answer: string): Promise<Answer | undefined>;
  /** The server could not be reached. */
  lost(): void;
  /** The answer is kept with its turn: the server's copy of its stream is needed no more. */
  received(turn: Turn, answer: string): void;
};

type Running = {
  controller: AbortController;
  /** The server keeps it. */
  kept: boolean;
  started: number;
  sign: number;
  cutOff: boolean;
  /** The number of the last frame that came. */
  last?: number;
};

/** A journal that hangs must not hang the answer. */
const PATIENCE = 250;
/** Between two tries to reach a server that is gone, in milliseconds. */
const RETRY = { first: 300, most: 5000 };

const troubleOf = (error: unknown): Trouble =>
  error instanceof ApiError
    ? error.trouble
    : { message: t('The page failed: {why}', { why: (error as Error).message }) };
const isCutOff = ({ kind }: Trouble): boolean => kind === 'unreachable' || kind === 'lost';

/** Waits, or less when the browser is online again or `signal` aborts. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const go = (): void => {
      clearTimeout(timer);
      removeEventListener('online', go);
      resolve();
    };
    const timer = setTimeout(go, ms);
    addEventListener('online', go);
    signal.addEventListener('abort', go, { once: true });
  });

/** Asks for an answer and listens to it. */
type Send = (listener: Listener) => Promise<void>;
/** So long after a question its answer may still be asked for by itself, in milliseconds. */
const SENT_AGAIN = 5 * 60_000;

type Ended = { how: 'done' | 'stopped' | 'interrupted'; trouble?: Trouble };

export const createSession = (store: Store, changed: (turn: Turn, answer: Answer) => void, keeper: Keeper): Session => {
  const runs = new Map<string, Running>();
  /** Whether the server keeps this answer: those that are thought here are not its own. */
  const isKept = ({ model }: Answer): boolean => keeper.keeps() && model !== HERE;

  /** Folds pieces in their order, each batch after it was written to the journal. */
  const createPump = (turn: Turn, answer: Answer) => {
    let waiting: { at: number; piece: Piece }[] = [];
    let pumping: Promise<void> | undefined;
    const pump = async (): Promise<void> => {
      while (waiting.length > 0) {
        const pieces = waiting;
        waiting = [];
        await Promise.race([
          store.journal({ answer: answer.id, pieces }),
          new Promise((resolve) => setTimeout(resolve, PATIENCE)),
        ]);
        for (const { at, piece } of pieces) fold(answer, piece, at);
        changed(turn, answer);
      }
    };
    return {
      take(pieces: readonly Piece[], at: number): void {
        waiting.push(...pieces.map((piece) => ({ at, piece })));
        pumping ??= pump().finally(() => {
          pumping = undefined;
        });
      },
      async drained(): Promise<void> {
        while (pumping) await pumping;
      },
    };
  };

  /**
   * Follows an answer until it ends, over lost connections where the server keeps it. `send` asks for it: first of all,
   * or only when the server has never heard of it (`resumed`).
   */
  const listenToEnd = async (
    turn: Turn,
    answer: Answer,
    run: Running,
    listener: Listener,
    send: Send | undefined,
    resumed: boolean,
  ): Promise<Ended> => {
    const { signal } = run.controller;
    const follow = (): Promise<void> => followAnswer(answer.id, run.last, listener);
    let next = send && !resumed ? () => send(listener) : follow;
    for (let wait = RETRY.first; ; wait = Math.min(RETRY.most, wait * 2)) {
      try {
        await next();
        return { how: 'done' };
      } catch (error) {
        if (signal.aborted) return { how: 'stopped' };
        const trouble = troubleOf(error);
        const missing = next === follow && trouble.status === 404;
        if (missing && send && run.last === undefined) {
          // It never reached the server: it is asked now.
          next = () => send(listener);
          continue;
        }
        if (missing) return { how: 'interrupted' };
        if (trouble.status === 409 && isKept(answer) && next !== follow) {
          next = follow; // it had reached the server after all
          continue;
        }
        if (!isKept(answer) || !isCutOff(trouble)) return { how: 'done', trouble };
        if (!run.cutOff) {
          run.sign = performance.now();
          keeper.lost();
        }
        run.cutOff = true;
        changed(turn, answer);
        await pause(wait, signal);
        if (signal.aborted) return { how: 'stopped' };
        next = follow;
      }
    }
  };

  const receive = async (turn: Turn, answer: Answer, run: Running, send?: Send, resumed = false): Promise<void> => {
    const pump = createPump(turn, answer);
    const listener: Listener = {
      signal: run.controller.signal,
      onPieces(pieces, place?: Place) {
        run.sign = performance.now();
        run.cutOff = false;
        if (place) run.last = place.number;
        // Of an answer that goes on elsewhere the server knows the times.
        if (pieces.length > 0) pump.take(pieces, send || !place ? performance.now() - run.started : place.at);
      },
      onHeartbeat() {
        run.sign = performance.now();
        run.cutOff = false;
      },
    };
    const { how, trouble } = await listenToEnd(turn, answer, run, listener, send, resumed);
    if (trouble) listener.onPieces([{ type: 'trouble', trouble }]);
    await pump.drained();
    const elsewhere = how === 'interrupted' ? await keeper.endedElsewhere(turn, answer.id) : undefined;
    if (elsewhere) Object.assign(answer, elsewhere);
    else settle(answer, how);
    runs.delete(answer.id);
    await store.finish(turn, answer.id);
    changed(turn, answer);
    if (isKept(answer)) keeper.received(turn, answer.id);
  };

  const begin = (turn: Turn, answer: Answer, started: number): Running => {
    const run: Running = {
      controller: new AbortController(),
      kept: isKept(answer),
      started,
      sign: performance.now(),
      cutOff: false,
    };
    runs.set(answer.id, run);
    changed(turn, answer);
    return run;
  };

  const sending =
    (answer: Answer, { messages, thinks, acts = false, fields, check }: Question): Send =>
    (listener) =>
      ask({
        model: answer.effort === '' ? answer.model : `${answer.model}:${answer.effort}`,
        messages,
        thinks,
        acts,
        ...(fields && { fields }),
        ...(check !== undefined && { check }),
        ...(isKept(answer) && { id: answer.id }),
        ...listener,
      });

  return {
    async start(turn, answer, question) {
      const run = begin(turn, answer, performance.now());
      const send = sending(answer, question);
      await holding(answer.id, async () => {
        await store.putTurn(turn);
        if (isLive(answer)) await receive(turn, answer, run, send);
      });
    },
    async resume(turn, answer, question) {
      if (runs.has(answer.id)) return;
      const isNew = Date.now() - answer.asked < SENT_AGAIN && !(await store.isJournalled(answer.id));
      if (runs.has(answer.id)) return;
      const { id, model, effort, asked, after, checks } = answer;
      // What was folded before is folded again from the beginning.
      for (const name of Object.keys(answer)) delete (answer as Partial<Record<string, unknown>>)[name];
      Object.assign(
        answer,
        newAnswer(id, model, effort, asked),
        after !== undefined && { after },
        checks && { checks },
      );
      const run = begin(turn, answer, performance.now() - Math.max(0, Date.now() - asked));
      await receive(turn, answer, run, isNew ? sending(answer, question) : undefined, true);
    },
    stop(answer) {
      const run = runs.get(answer);
      run?.controller.abort();
      if (run?.kept) keeper.cancel(answer);
    },
    running: () => [...runs.keys()],
    silence: (answer) => {
      const run = runs.get(answer);
      return run ? performance.now() - run.sign : 0;
    },
    elapsed: (answer) => {
      const run = runs.get(answer);
      return run ? performance.now() - run.started : 0;
    },
    cutOff: (answer) => runs.get(answer)?.cutOff ?? false,
  };
};

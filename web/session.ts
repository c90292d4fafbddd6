/**
 * Answers being received: sends the request, writes every piece to the journal before it is shown, folds it, stores
 * the result. It draws nothing; `changed` is called for whoever does.
 */
import { fold, isLive, settle, type Answer } from './answer.ts';
import { ApiError, ask, type Message } from './api.ts';
import type { Piece } from './piece.ts';
import { holding, type Store } from './store.ts';
import type { Turn } from './turn.ts';

export type Session = {
  /** Receives `answer` of `turn`; resolves when it has ended and is kept. Never throws. */
  start(turn: Turn, answer: Answer, messages: readonly Message[], thinks: boolean): Promise<void>;
  stop(answer: string): void;
  /** Answers that are being received here. */
  running(): readonly string[];
  /** Milliseconds since the server last gave a sign of life for this answer; 0 when it is not running. */
  silence(answer: string): number;
  /** Milliseconds since the question was sent. */
  elapsed(answer: string): number;
};

type Running = { controller: AbortController; started: number; sign: number };

/** A journal that hangs must not hang the answer. */
const PATIENCE = 250;

export const createSession = (store: Store, changed: (turn: Turn, answer: Answer) => void): Session => {
  const runs = new Map<string, Running>();

  const receive = async (
    turn: Turn,
    answer: Answer,
    messages: readonly Message[],
    thinks: boolean,
    run: Running,
  ): Promise<void> => {
    const now = () => performance.now() - run.started;
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
    const take = (pieces: readonly Piece[]): void => {
      run.sign = performance.now();
      if (pieces.length === 0) return;
      const at = now();
      waiting.push(...pieces.map((piece) => ({ at, piece })));
      pumping ??= pump().finally(() => {
        pumping = undefined;
      });
    };
    let how: 'done' | 'stopped' = 'done';
    try {
      await ask({
        model: answer.effort === '' ? answer.model : `${answer.model}:${answer.effort}`,
        messages,
        thinks,
        signal: run.controller.signal,
        onPieces: take,
        onHeartbeat: () => take([]),
      });
    } catch (error) {
      if (run.controller.signal.aborted) how = 'stopped';
      else
        take([
          {
            type: 'trouble',
            trouble:
              error instanceof ApiError ? error.trouble : { message: `The page failed: ${(error as Error).message}` },
          },
        ]);
    }
    while (pumping) await pumping;
    settle(answer, how);
    runs.delete(answer.id);
    changed(turn, answer);
    await store.finish(turn, answer.id);
  };

  return {
    async start(turn, answer, messages, thinks) {
      const started = performance.now();
      const run: Running = { controller: new AbortController(), started, sign: started };
      runs.set(answer.id, run);
      changed(turn, answer);
      await holding(answer.id, async () => {
        await store.putTurn(turn);
        if (isLive(answer)) await receive(turn, answer, messages, thinks, run);
      });
    },
    stop(answer) {
      runs.get(answer)?.controller.abort();
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
  };
};

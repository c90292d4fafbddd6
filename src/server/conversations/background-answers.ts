/**
 * Answers that go on when their client leaves: a chat completion that was asked for with the header X-Mizan-Answer is
 * written into a log as it streams. Whoever has its key follows the log from any frame, live or later. The log is kept
 * before its last frame is seen, so a client that saw the end finds it again. It is not the Responses API, whose
 * background responses keep the response and not its candidates.
 */
import { DONE } from '../sse.ts';
import type { ConversationStore, Frame } from './store.ts';

/** One answer that is being written. */
type Running = { frames: Frame[]; begun: number; ended: boolean; wake: Set<() => void>; cancel: () => void };

export type BackgroundAnswers = {
  /** Begins an answer. False when the key has one of that id already. */
  begin(key: string, id: string, cancel: () => void): boolean;
  /** Adds what `frames` gives, to its end. Never rejects; resolves when the answer is kept. */
  write(key: string, id: string, frames: AsyncIterable<string>): Promise<void>;
  /** Its frames from `from` on, and those to come; undefined when there is no such answer. */
  follow(key: string, id: string, from: number): AsyncGenerator<Frame & { number: number }> | undefined;
  /** Ends an answer that is being written. False when it is not. */
  cancel(key: string, id: string): boolean;
  /** Forgets one that has ended. */
  remove(key: string, id: string): boolean;
};

/** How long an answer is kept that nobody has fetched, in milliseconds: 30 days. */
const KEPT = 30 * 24 * 3600 * 1000;
/** Past this size, pieces of candidates are left out of the log: the answer itself is always in it. In characters. */
const LARGE = 32 * 1024 * 1024;
const isPiece = (text: string): boolean => /"mizan":\{"event":\{"type":"delta"/.test(text);

/** The server-sent events of a text that holds whole ones. */
const eventsOf = (text: string): string[] => text.split(/(?<=\n\n)/);

export type BackgroundOptions = { store: ConversationStore; clock: () => number; report: (error: unknown) => void };

export const createBackgroundAnswers = ({ store, clock, report }: BackgroundOptions): BackgroundAnswers => {
  const running = new Map<string, Running>();
  const nameOf = (key: string, id: string): string => `${key}/${id}`;
  const keep = (key: string, id: string, frames: readonly Frame[]): void => {
    try {
      store.putAnswer(key, id, frames, clock());
      store.forgetAnswers(clock() - KEPT);
    } catch (error) {
      report(error); // the disk is full, say: whoever follows still gets it
    }
  };
  const wakeAll = ({ wake }: Running): void => {
    for (const call of wake) call();
    wake.clear();
  };

  /** Frames of a log that may still grow. */
  async function* followLive(run: Running, from: number): AsyncGenerator<Frame & { number: number }> {
    for (let number = from; ; number++) {
      while (number >= run.frames.length && !run.ended)
        await new Promise<void>((resolve) => {
          run.wake.add(resolve);
        });
      const frame = run.frames[number];
      if (!frame) return;
      yield { ...frame, number };
    }
  }
  async function* followStored(frames: readonly Frame[], from: number): AsyncGenerator<Frame & { number: number }> {
    for (const [number, frame] of frames.entries()) if (number >= from) yield { ...frame, number };
  }

  return {
    begin(key, id, cancel) {
      const name = nameOf(key, id);
      if (running.has(name) || store.answer(key, id) !== undefined) return false;
      running.set(name, { frames: [], begun: clock(), ended: false, wake: new Set(), cancel });
      return true;
    },
    async write(key, id, frames) {
      const name = nameOf(key, id);
      const run = running.get(name);
      if (!run) return;
      let size = 0;
      try {
        for await (const text of frames) {
          size += text.length;
          const at = clock() - run.begun;
          // One event a frame: what comes together may break off in between, and is followed from there.
          const made = eventsOf(text)
            .filter((event) => size <= LARGE || !isPiece(event))
            .map((event) => ({ at, text: event }));
          if (made.at(-1)?.text === DONE) keep(key, id, [...run.frames, ...made]);
          run.frames.push(...made);
          wakeAll(run);
        }
      } catch (error) {
        report(error);
      }
      run.ended = true;
      running.delete(name);
      wakeAll(run);
    },
    follow(key, id, from) {
      const run = running.get(nameOf(key, id));
      if (run) return followLive(run, from);
      const frames = store.answer(key, id);
      return frames && followStored(frames, from);
    },
    cancel(key, id) {
      const run = running.get(nameOf(key, id));
      run?.cancel();
      return run !== undefined;
    },
    remove: (key, id) => store.removeAnswer(key, id),
  };
};

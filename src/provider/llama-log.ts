/**
 * What llama-server writes to its log, read for two things: why it could not start, and whether it goes on without its
 * draft model. Nothing is started here.
 */
import { alternatives } from '../regex.ts';
import { redact } from '../redact.ts';

/** Lines that are kept for error messages. */
const LINES = 12;
/** Lines of a cause. */
const TOLD = 2;

/** Time, level and place in front of a line of v0.5; older versions write none. */
const PREFIX = /^\d+(?:\.\d+){3} [DITWE] (?:(?:srv|cmn|spec|slot|que|res) +\S+ )?/;
const IS_ERROR = /^\d+(?:\.\d+){3} E /;
const SOUNDS_WRONG = new RegExp(
  alternatives(
    /\berror\b|\bfail(?:ed|ure)?\b|insufficient|not found|cannot|can't|unable|invalid|unknown/,
    /_ASSERT\(|bad_alloc|terminate called/,
  ),
  'i',
);
/** Lines that follow from others, and those of a debugger that llama.cpp calls when it breaks down. */
const SAYS_NOTHING = new RegExp(
  alternatives(
    /fit params to free device memory|load_from_file_impl: failed|cleaning up before exit|^\[|^#\d/,
    /^\d+\t|\.(c|cpp|h): No such file|^Using host libthread|Inferior \d/,
  ),
);
/** What it writes when it serves without its draft model, which it does without ending. */
const UNDRAFTED = /failed to initialize speculative decoding context: (.*)/;
const NO_MEMORY =
  /insufficient memory|failed to allocate|out of memory|bad_alloc|mem_buffer != NULL|ENOMEM|cannot allocate/i;

const ADVICE =
  '; this needs more memory than there is: take a smaller file, or fewer tokens with --ctx-size in llamaServer.args';

/** The words of a line. */
const wordsOf = (line: string): string => line.replace(PREFIX, '').trim();

/**
 * Why a start failed, in its own words: the first lines that are errors, otherwise the last lines. `lines`: the log
 * from the start on.
 */
export const causeIn = (lines: readonly string[]): string => {
  const errors = lines
    .filter((line) => (IS_ERROR.test(line) || SOUNDS_WRONG.test(line)) && !SAYS_NOTHING.test(wordsOf(line)))
    .map(wordsOf);
  const told = [...new Set(errors)].slice(0, TOLD);
  const words = told.length > 0 ? told : lines.slice(-4).map(wordsOf);
  const short = lines.some((line) => NO_MEMORY.test(line)) ? ADVICE : '';
  return `${words.join(' | ') || 'nothing'}${short}`;
};

/** Lines of a start that are kept: it is errors that count, and they come early or end it. */
const KEPT = 400;

export type ChildLog = {
  /** A piece of what it writes. */
  take(line: string): void;
  /** A new child: what an earlier one said is forgotten. */
  clear(): void;
  /** It is ready: what it says from now on is about requests. */
  ready(): void;
  /** Why it ended: of a start see `causeIn`, later its last words. */
  said(): string;
  /** Why it goes on without the draft model; undefined when it did not say so. */
  undrafted(): string | undefined;
};

/** The log of a child; `log` gets each line without secrets. */
export const createChildLog = (log: (line: string) => void): ChildLog => {
  let [lines, undrafted, serving] = [[] as string[], undefined as string | undefined, false];
  return {
    take: (line) => {
      const clean = redact(line).trimEnd();
      if (clean === '') return;
      undrafted ??= UNDRAFTED.exec(clean)?.[1];
      lines.push(clean);
      if (lines.length > (serving ? LINES : KEPT)) lines.shift();
      log(clean);
    },
    clear: () => {
      [lines, undrafted, serving] = [[], undefined, false];
    },
    ready: () => {
      [lines, serving] = [lines.slice(-4), true];
    },
    said: () => (serving ? lines.slice(-4).map(wordsOf).join(' | ') || 'nothing' : causeIn(lines)),
    undrafted: () => undrafted,
  };
};

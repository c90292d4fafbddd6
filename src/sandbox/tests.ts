/**
 * What it means to run programs against tests: one table of outcomes, whatever the language. python.ts and quickjs.ts
 * each fill it in. Types and defaults only.
 *
 * Programs and tests are both untrusted text. A program gets a process or context of its own, so that none can spoil
 * the next one. A program that sets out to forge its verdict inside its own process can: a pass is evidence, not proof.
 */

/**
 * One test of a program. `call` and `expected` are expressions, floats compared but for rounding; a statement passes
 * when it raises nothing.
 */
export type ProgramTest = { type: 'equal'; call: string; expected: string } | { type: 'statement'; code: string };

/** 'error': the program or the test raised something. 'unread': the test itself can't be parsed. */
export type TestOutcome = 'pass' | 'fail' | 'error' | 'timeout' | 'unread';

/** What one program did. */
export type ProgramRun = {
  /** Why the program itself did not load, as its exception says; undefined when it loaded. */
  fault: string | undefined;
  /** One per test. */
  outcomes: TestOutcome[];
  /** One per test: what `call` gave, as a short text that is equal for equal values; undefined when it gave nothing. */
  values: (string | undefined)[];
};

export type TestRequest = {
  programs: readonly string[];
  tests: readonly ProgramTest[];
  /** CPU seconds of one test. Default 0.2. */
  testSeconds?: number;
  /** CPU seconds of one program with all its tests. Default 3. */
  programSeconds?: number;
  /** After this many timeouts the rest of a program's tests time out unseen. Default 3. */
  patience?: number;
  signal?: AbortSignal;
};

/** One entry per program, in order. Rejects when the language can't be run here or the run is cancelled. */
export type RunTests = (request: TestRequest) => Promise<ProgramRun[]>;

export const TEST_DEFAULTS = { testSeconds: 0.2, programSeconds: 3, patience: 3 };

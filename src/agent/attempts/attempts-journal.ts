/**
 * What is written down of attempts at a task, so that they can be gone on with after Ctrl-C or a kill: one line for
 * each thing that need not be done again, synced before it counts. The agent of an attempt has a journal of its own
 * beside it. Attempts that have ended are never made again, and neither are their tests.
 */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, rmSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ensureFolder } from '../../files.ts';
import { openJournal } from '../journal.ts';
import { outcomeOfLines } from '../run.ts';
import type { Content } from '../tools/work-folder.ts';
import type { Journal, Outcome, StopReason } from '../types.ts';
import type { TestOutcome } from './choose.ts';
import type { FileChange } from './copies.ts';

const rights = { mode: z.int(), uid: z.int(), gid: z.int() };
const contentSchema = z
  .union([
    z.object({ base64: z.string(), ...rights }),
    z.object({ target: z.string() }),
    z.object({ folder: z.literal(true), ...rights }),
  ])
  .optional();
const changeSchema = z.object({ path: z.string(), before: contentSchema, after: contentSchema });
const usageSchema = z.looseObject({ promptTokens: z.number(), completionTokens: z.number() });
const spentSchema = z.object({ steps: z.number(), tokens: z.number(), seconds: z.number(), cost: z.number() });
const outcomeSchema = z.object({
  reason: z.string().transform((reason) => reason as StopReason),
  text: z.string(),
  answer: z.string(),
  spent: spentSchema,
  usage: usageSchema,
});
const budgetSchema = z
  .object({ steps: z.number(), tokens: z.number(), seconds: z.number(), cost: z.number() })
  .partial();

const headerSchema = z.object({
  type: z.literal('attempts'),
  version: z.literal(1),
  task: z.string(),
  agent: z.string(),
  folder: z.string(),
  seed: z.int(),
  n: z.int(),
  /** Of each attempt. */
  budget: budgetSchema,
  /** The command of the visible tests, as it was typed. */
  test: z.string().optional(),
  started: z.string(),
});

/** What was asked for. */
export type AttemptsHeader = Omit<z.output<typeof headerSchema>, 'type' | 'version' | 'started'>;

const attempt = z.int().min(0);
const lineSchema = z.discriminatedUnion('type', [
  headerSchema,
  /** Its copy is whole; the agent begins. */
  z.object({ type: z.literal('began'), attempt }),
  /** The agent has ended, and this is what it changed. */
  z.object({ type: z.literal('solved'), attempt, outcome: outcomeSchema, changes: z.array(changeSchema) }),
  /** Its tests have ended too. */
  z.object({
    type: z.literal('ended'),
    attempt,
    tests: z.object({ pass: z.boolean(), failed: z.int().optional() }).optional(),
    seconds: z.number(),
  }),
  /** One of them is being taken over, as somebody wanted. */
  z.object({ type: z.literal('taking'), attempt }),
  /** All is over: a change was taken over, or none was. */
  z.object({ type: z.literal('over'), taken: z.boolean() }),
]);
type Line = z.output<typeof lineSchema>;
type StoredContent = z.output<typeof contentSchema>;

const toStored = (content: Content | undefined): StoredContent => {
  if (!content || !('bytes' in content)) return content as StoredContent;
  const { bytes, ...rest } = content;
  return { base64: Buffer.from(bytes).toString('base64'), ...rest };
};

const toContent = (stored: StoredContent): Content | undefined => {
  if (!stored || !('base64' in stored)) return stored;
  const { base64, ...rest } = stored;
  return { bytes: Buffer.from(base64, 'base64'), ...rest };
};

/** An attempt whose agent has ended. */
export type SolvedAttempt = { outcome: Outcome; changes: readonly FileChange[] };
/** One whose tests have ended too. `seconds` of all its work. */
type EndedAttempt = { tests?: TestOutcome; seconds: number };

export type AttemptsJournal = {
  header: AttemptsHeader;
  /** Whether the agent of an attempt has begun in a whole copy. */
  began(attempt: number): boolean;
  solved(attempt: number): SolvedAttempt | undefined;
  ended(attempt: number): EndedAttempt | undefined;
  /** The attempt that was being taken over. */
  taking(): number | undefined;
  writeBegan(attempt: number): void;
  writeSolved(attempt: number, solved: SolvedAttempt): void;
  writeEnded(attempt: number, ended: EndedAttempt): void;
  writeTaking(attempt: number): void;
  writeOver(taken: boolean): void;
  /** The journal of the agent of an attempt, and its outcome when it has ended by itself. */
  agent(attempt: number): { journal: Journal; outcome: Outcome | undefined };
  /** Removes what the agent of an attempt wrote down: its copy is gone. */
  forget(attempt: number): void;
  close(): void;
};

const fileOf = (folder: string): string => join(folder, 'attempts.jsonl');

/** The whole lines of a file. A torn last one is a thing that was not done. Throws one sentence on damage. */
const readLines = (path: string): { lines: Line[]; bytes: number } => {
  if (!existsSync(path)) return { lines: [], bytes: 0 };
  const data = readFileSync(path);
  const bytes = data.lastIndexOf(10) + 1;
  const texts = data.subarray(0, bytes).toString('utf8').split('\n').slice(0, -1);
  const lines = texts.map((text, i) => {
    try {
      return lineSchema.parse(JSON.parse(text));
    } catch {
      throw new Error(`${path} is damaged at line ${i + 1}; these attempts can't be gone on with`);
    }
  });
  return { lines, bytes };
};

/** What was asked of the attempts in the folder of a run; undefined when it has none. */
export const readAttempts = (folder: string): { header: AttemptsHeader; over: boolean } | undefined => {
  const { lines } = readLines(fileOf(folder));
  const header = lines[0];
  if (header?.type !== 'attempts') return undefined;
  return { header, over: lines.at(-1)?.type === 'over' };
};

/** Whether there are attempts in the folder of a run that can be gone on with. */
export const isUnfinished = (folder: string): boolean => {
  try {
    return readAttempts(folder)?.over === false;
  } catch {
    return false;
  }
};

/**
 * Opens the attempts in the folder of a run, or begins them. The caller holds the lock of the folder. Throws one
 * sentence when they can't be read or written.
 */
export const openAttempts = (folder: string, given: AttemptsHeader): AttemptsJournal => {
  const path = fileOf(folder);
  ensureFolder(folder, 0o700);
  const { lines, bytes } = readLines(path);
  const file = openSync(path, 'a', 0o600);
  truncateSync(path, bytes);
  const write = (line: Line): void => {
    const data = Buffer.from(`${JSON.stringify(line)}\n`);
    for (let at = 0; at < data.length;) at += writeSync(file, data, at);
    fsyncSync(file);
    lines.push(line);
  };
  const started = new Date().toISOString();
  if (lines.length === 0) write({ type: 'attempts', version: 1, ...given, started });
  const find = <T extends Line['type']>(type: T, i: number): Extract<Line, { type: T }> | undefined =>
    lines.find(
      (line): line is Extract<Line, { type: T }> => line.type === type && 'attempt' in line && line.attempt === i,
    );
  const agentFolder = (i: number): string => join(folder, 'attempts', String(i + 1));
  return {
    header: lines[0]!.type === 'attempts' ? lines[0]! : given,
    began: (i) => find('began', i) !== undefined,
    solved: (i) => {
      const line = find('solved', i);
      if (!line) return undefined;
      const changes = line.changes.map(({ path: at, before, after }) => ({
        path: at,
        before: toContent(before),
        after: toContent(after),
      }));
      return { outcome: { ...line.outcome, messages: [], calls: [] } as Outcome, changes };
    },
    ended: (i) => {
      const line = find('ended', i);
      if (!line) return undefined;
      const { tests, seconds } = line;
      return { seconds, ...(tests && { tests: tests as TestOutcome }) };
    },
    taking: () => lines.findLast((line) => line.type === 'taking')?.attempt,
    writeBegan: (i) => write({ type: 'began', attempt: i }),
    writeSolved: (i, { outcome: { reason, text, answer, spent, usage }, changes }) => {
      const stored = changes.map(({ path: at, before, after }) => ({
        path: at,
        before: toStored(before),
        after: toStored(after),
      }));
      write({
        type: 'solved',
        attempt: i,
        outcome: { reason, text, answer, spent, usage: { ...usage } },
        changes: stored,
      });
    },
    writeEnded: (i, { tests, seconds }) => write({ type: 'ended', attempt: i, seconds, ...(tests && { tests }) }),
    writeTaking: (i) => write({ type: 'taking', attempt: i }),
    writeOver: (taken) => write({ type: 'over', taken }),
    agent: (i) => {
      const journal = openJournal(agentFolder(i));
      return { journal, outcome: outcomeOfLines(journal.lines) };
    },
    forget: (i) => rmSync(agentFolder(i), { recursive: true, force: true }),
    close: () => closeSync(file),
  };
};

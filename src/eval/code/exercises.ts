/**
 * Programming exercises of Exercism's TypeScript track as tasks for an agent: `practice.jsonl` of a data folder, one
 * exercise a line with instructions, stub, tests and a reference. Half of the tests of each are hidden from the agent;
 * which half follows from a seed and the text of each test. The data is read where it lies and never copied.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { hashString } from '../../random.ts';
import { UsageError } from '../../usage-error.ts';
import { callsOf } from './tokens.ts';

const rowSchema = z.object({
  id: z.string(),
  instructions: z.string(),
  stub: z.record(z.string(), z.string()),
  tests: z.record(z.string(), z.string()),
  reference: z.string(),
});

/** `file` is the file that has to be written, `test` the one with its tests. */
export type Exercise = {
  id: string;
  instructions: string;
  file: string;
  stub: string;
  reference: string;
  testFile: string;
  tests: string;
};

const FILE = 'practice.jsonl';

/** The exercises of a data folder. Throws a `UsageError` when it holds none. */
export const readExercises = (data: string): Exercise[] => {
  const path = [join(data, FILE), join(data, 'exercism-typescript', FILE)].find((each) => existsSync(each));
  if (path === undefined) throw new UsageError(`${data} has no ${FILE}; give the folder of the exercises`);
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line): Exercise => {
      const { id, instructions, stub, tests, reference } = rowSchema.parse(JSON.parse(line));
      const [[file, text] = ['', '']] = Object.entries(stub);
      const [[testFile, code] = ['', '']] = Object.entries(tests);
      return { id, instructions, file, stub: text, reference, testFile, tests: code };
    });
};

const TESTS = new Set(['it', 'test', 'xit', 'xtest']);

/**
 * The test file with only the tests that the agent may see: half of them, rounded up. Which ones follows from the seed
 * and each test's title, so a test that is added or moved changes nothing about the others.
 */
export const visibleTests = ({ id, tests }: Exercise, seed: number): string => {
  const calls = callsOf(tests, TESTS);
  const titles = calls.map(({ text }) => /(["'`])([\s\S]*?)\1/.exec(text)?.[2] ?? text);
  const ranked = titles
    .map((title, i) => ({ i, rank: hashString(`hidden/${seed}/${id}/${title}`) }))
    .toSorted((a, b) => a.rank - b.rank);
  const hidden = new Set(ranked.slice(0, Math.floor(calls.length / 2)).map(({ i }) => i));
  return calls.reduceRight(
    (source, { start, end }, i) => (hidden.has(i) ? source.slice(0, start) + source.slice(end) : source),
    tests,
  );
};

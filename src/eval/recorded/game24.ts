/**
 * The game of 24: 100 games with 100 draws of GPT-4 each (princeton-nlp/tree-of-thought-llm, logs/game24), with chain
 * of thought and without. The puzzle is worded as the paper words it (arXiv 2305.10601); the check reads it from the
 * text.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { verify } from '../../task/registry.ts';
import { majority, single, system } from './policies.ts';
import { jsonLines, toQuestion, type RecordedQuestion } from './question.ts';
import { drawCounts, type Arm } from './replay.ts';
import type { Comparison, RecordedSet } from './set.ts';

const FILES = [
  { name: 'chain of thought', file: 'draws/game24-gpt4-cot.jsonl' },
  { name: 'no chain of thought', file: 'draws/game24-gpt4-standard.jsonl' },
];

const gameSchema = z.object({ numbers: z.string(), samples: z.array(z.string()), right: z.array(z.int()) });

const question = (numbers: string): string =>
  `Use numbers and basic arithmetic operations (+ - * /) to obtain 24.\nInput: ${numbers}`;

/** The questions of one file. */
const readGames = (file: string): RecordedQuestion[] =>
  jsonLines(readFileSync(file, 'utf8'), file).map((line) => {
    const { numbers, samples, right } = gameSchema.parse(line);
    return toQuestion(
      {
        id: numbers,
        question: question(numbers),
        candidates: samples.map((text, i) => ({ model: 'gpt-4', text, right: right[i] === 1 })),
      },
      { verify },
    );
  });

const arms = (draws: number): Arm[] => [
  { name: 'a single draw', policy: single, n: 1 },
  ...drawCounts(draws)
    .filter((n) => n > 1)
    .flatMap((n) => [
      { name: `majority of ${n}`, policy: majority, n, series: 'majority' },
      { name: `system with ${n}`, policy: system(), n, peer: `majority of ${n}`, series: 'system' },
    ]),
  { name: `system with ${draws}, no check`, policy: system({ without: ['check'] }), n: draws },
  { name: `system with ${draws}, no votes`, policy: system({ without: ['votes'] }), n: draws },
  { name: `system with ${draws}, no lengths`, policy: system({ without: ['length'] }), n: draws },
];

const compare = (data: string, { name, file }: (typeof FILES)[number]): Comparison => {
  const questions = readGames(join(data, file));
  return {
    title: `Game of 24, GPT-4, ${name}`,
    note: 'The check reads the puzzle from the question and verifies the expression exactly.',
    questions,
    arms: arms(Math.min(...questions.map(({ candidates }) => candidates.length))),
    baseline: 'a single draw',
    ...(name === 'chain of thought' && {
      published: [
        { name: 'GPT-4, chain of thought, one draw', accuracy: 0.04, source: 'arXiv 2305.10601, table 2' },
        { name: 'GPT-4, vote over 100 (CoT-SC)', accuracy: 0.09, source: 'arXiv 2305.10601, table 2' },
        { name: 'GPT-4, best of 100 with an oracle', accuracy: 0.49, source: 'arXiv 2305.10601, table 2' },
      ],
    }),
  };
};

export const game24: RecordedSet = {
  name: 'game24',
  about: '100 games of 24, 100 draws of GPT-4 each',
  load: ({ data, onProgress }) => {
    const present = FILES.filter(({ file }) => existsSync(join(data, file)));
    if (present.length === 0) onProgress(`game24 is skipped: ${data} holds no ${FILES[0]!.file}`);
    return Promise.resolve(present.length === 0 ? undefined : present.map((source) => compare(data, source)));
  },
};

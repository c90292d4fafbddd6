/**
 * Public sets of the kinds that Mizan reads: BIG-Bench Hard's algorithmic tasks, MAWPS and SVAMP. Their files lie
 * outside the project, in a folder given by the caller; a set that is absent is left out. They are measured and never
 * trained on.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readNumber } from '../problem/solve/rational.ts';

export type PublicItem = {
  set: string;
  id: string;
  question: string;
  target: string;
  kind: 'choice' | 'word' | 'words' | 'number';
};

const BBH = [
  'boolean_expressions',
  'date_understanding',
  'logical_deduction_three_objects',
  'multistep_arithmetic_two',
  'navigate',
  'object_counting',
  'web_of_lies',
  'word_sorting',
] as const;
const CHOICES = new Set<string>(['date_understanding', 'logical_deduction_three_objects']);

const bbhRow = z.object({ id: z.union([z.number(), z.string()]), input: z.string(), target: z.string() });
const storyRow = z.object({
  id: z.union([z.number(), z.string()]).optional(),
  question: z.string(),
  answer: z.string(),
});
const peers = z.record(z.string(), z.record(z.string(), z.number()));

const lines = (path: string): unknown[] =>
  existsSync(path)
    ? readFileSync(path, 'utf8')
        .split('\n')
        .filter((one) => one.trim() !== '')
        .map((one) => JSON.parse(one) as unknown)
    : [];

const kindOf = (task: string): PublicItem['kind'] => {
  if (CHOICES.has(task)) return 'choice';
  if (task === 'word_sorting') return 'words';
  return task === 'object_counting' || task === 'multistep_arithmetic_two' ? 'number' : 'word';
};

/** All items of the sets that are there. */
export const readPublicSets = (folder: string): PublicItem[] => [
  ...BBH.flatMap((task) =>
    lines(join(folder, 'bbh', `${task}.jsonl`)).map((one): PublicItem => {
      const { id, input, target } = bbhRow.parse(one);
      return { set: task, id: `${task}/${id}`, question: input, target, kind: kindOf(task) };
    }),
  ),
  ...(['mawps-test', 'svamp'] as const).flatMap((name) =>
    lines(join(folder, 'stories', `${name}.jsonl`)).map((one, i): PublicItem => {
      const { id, question, answer } = storyRow.parse(one);
      return { set: name, id: `${name}/${id ?? i}`, question, target: answer, kind: 'number' };
    }),
  ),
];

/** Published accuracies of code-davinci-002 in percent: the best of its modes per task. */
export const readPeers = (folder: string): Record<string, number> => {
  const path = join(folder, 'bbh', 'code-davinci-002.json');
  if (!existsSync(path)) return {};
  const all = peers.parse(JSON.parse(readFileSync(path, 'utf8')));
  return Object.fromEntries(Object.entries(all).map(([task, modes]) => [task, Math.max(...Object.values(modes))]));
};

const numberOf = (text: string): number | undefined => {
  const found =
    readNumber(
      text
        .trim()
        .replace(/^[a-z] = /, '')
        .replaceAll(',', ''),
    ) ?? readNumber(/-?\d+(?:\.\d+)?(?:\/\d+)?/.exec(text)?.[0] ?? '');
  return found && Number(found.n) / Number(found.d);
};

const wordsOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[,\s]+/g, ' ')
    .trim();

/**
 * Whether the answer is the target: letters of options, words in order, or equal numbers (decimals to a thousandth).
 */
export const isTarget = ({ kind, target }: PublicItem, answer: string): boolean => {
  if (kind === 'number') {
    const [a, b] = [numberOf(answer), numberOf(target)];
    return a !== undefined && b !== undefined && Math.abs(a - b) <= 0.001 * Math.max(1, Math.abs(b));
  }
  if (kind === 'choice')
    return answer.trim().replace(/[()]/g, '').slice(0, 1).toUpperCase() === target.replace(/[()]/g, '');
  return wordsOf(answer) === wordsOf(target);
};

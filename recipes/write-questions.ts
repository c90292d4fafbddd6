/**
 * Writes the questions of recipes/rl-tiny.json: the largest or smallest of six or seven numbers. The model that ships
 * with Mizan knows such lists up to five numbers. `node bin/node24.mjs recipes/write-questions.ts` writes
 * recipes/rl-tiny; a test holds it up to date.
 */
import { writeAtomic } from '../src/files.ts';
import { createRandom, type Random } from '../src/random.ts';

const WORDINGS = {
  largest: ['What is the largest number in {list}?', 'Which of {list} is the largest?', 'Find the maximum of {list}.'],
  smallest: [
    'What is the smallest number in {list}?',
    'Which of {list} is the smallest?',
    'Find the minimum of {list}.',
  ],
} as const;

const makeRow = (random: Random): { key: string; line: string } => {
  const numbers = new Set<number>();
  const length = random.int(6, 7);
  while (numbers.size < length) numbers.add(random.int(1, 99));
  const kind = random.pick(['largest', 'smallest'] as const);
  const question = random.pick(WORDINGS[kind]).replace('{list}', [...numbers].join(', '));
  const answer = `${kind === 'largest' ? Math.max(...numbers) : Math.min(...numbers)}`;
  return { key: [...numbers].sort().join(), line: `${JSON.stringify({ question, answer })}\n` };
};

/** Name and text of both files. No numbers stand together in two questions. */
export const questionFiles = (): Map<string, string> => {
  const random = createRandom('rl-tiny');
  const rows = new Map<string, string>();
  while (rows.size < 1500) {
    const { key, line } = makeRow(random);
    rows.set(key, line);
  }
  const lines = [...rows.values()];
  return new Map([
    ['questions.jsonl', lines.slice(0, 1000).join('')],
    ['held-out.jsonl', lines.slice(1000).join('')],
  ]);
};

if (import.meta.main)
  for (const [name, text] of questionFiles()) writeAtomic(new URL(`rl-tiny/${name}`, import.meta.url).pathname, text);

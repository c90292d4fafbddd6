/**
 * `mizan tasks`: lists the families of questions that Mizan generates and checks, and prints samples of a family. No model is
 * asked, and the same flags always print the same text.
 */
import { makeItem, type AnyFamily, type Difficulty } from '../task/family.ts';
import { families } from '../task/registry.ts';
import type { Item } from '../types.ts';
import { suggest } from '../suggest.ts';
import { describeOptions, parseOptions, type Values } from './flags/options.ts';
import { UsageError } from '../usage-error.ts';

const options = {
  split: {
    type: 'choice',
    about: 'train: problems for training; test: problems for evaluation',
    choices: ['train', 'test'],
    default: 'test',
  },
  difficulty: { type: 'choice', about: '1 easy, 2 middle, 3 hard (default: in turn)', choices: ['1', '2', '3'] },
  seed: { type: 'integer', about: 'same seed, same questions', value: 'S', min: 0, max: 4_294_967_295, default: 1 },
  count: { type: 'integer', about: 'how many', value: 'N', min: 1, max: 10_000, default: 3 },
  thought: { type: 'flag', about: 'print the plan and the chain of thought too' },
  json: { type: 'flag', about: 'print one JSON object and nothing else' },
} as const;

export const help = `mizan tasks: list the families of questions that Mizan generates, to train and to measure, and draw examples

  mizan tasks                                   every family, one line each
  mizan tasks roman                             three questions with their answers
  mizan tasks paths --difficulty 3 --thought    with the plan and the chain of thought
  mizan tasks bases --split train --seed 7 --count 100 --json

A family with a check ("checked" in the list) can tell from the question alone whether an answer is right. The others are
graded against the known answer. No problem of the train split is in the test split, in any wording.

${describeOptions(options)}

Exit code: 0 printed; 2 a mistake in the command.
`;

const familyOf = (name: string): AnyFamily => {
  const names = families.map((family) => family.name);
  const found = families.find((family) => family.name === name);
  if (found) return found;
  const meant = suggest(name, names);
  throw new UsageError(
    `there is no family "${name}"; ${meant ? `did you mean mizan tasks ${meant}?` : `known: ${names.join(', ')}`}`,
  );
};

const listing = (): string => {
  const width = Math.max(...families.map((family) => family.name.length));
  // A family with a single template words its questions by code, so there is no number of phrasings.
  const lines = families.map(
    ({ name, about, phrasings, verify }) =>
      `  ${name.padEnd(width)}  ${(phrasings.length > 1 ? `${phrasings.length} phrasings` : 'own words').padEnd(12)}  ${verify ? 'checked' : 'graded '}  ${about}`,
  );
  const checked = families.filter(({ verify }) => verify).length;
  return `${lines.join('\n')}\n\n${families.length} families, ${checked} of them checked without the known answer. Examples: mizan tasks ${families[0].name}\n`;
};

const described = ({ name, about, phrasings, verify }: AnyFamily) => ({
  name,
  about,
  phrasings: phrasings.length,
  verify: verify !== undefined,
});

const draw = (family: AnyFamily, { split, difficulty, seed, count }: Values<typeof options>): Item[] =>
  Array.from({ length: count }, (_, index) =>
    makeItem(family, split, seed, index, Number(difficulty ?? (index % 3) + 1) as Difficulty),
  );

/** An item as text: the question, with `full` its plan and thought, the answer. */
const readable = ({ id, question, plan, thought, gold }: Item, full: boolean): string => {
  const middle = full
    ? [`plan     ${plan}`, ...thought.split('\n').map((line, i) => `${i === 0 ? 'thought ' : '        '} ${line}`)]
    : [];
  return [id, `question ${question}`, ...middle, `answer   ${gold}`].join('\n');
};

/** The whole output of `mizan tasks` for its arguments. Throws `UsageError` on a mistake in them. */
export const tasks = (args: readonly string[]): string => {
  const { values, positionals } = parseOptions(options, args);
  const [name, ...others] = positionals;
  if (others.length > 0)
    throw new UsageError(
      `mizan tasks takes one family, got ${positionals.join(' and ')}; run it once for each of them`,
    );
  if (name === undefined) {
    const stray = ['split', 'difficulty', 'seed', 'count', 'thought'].find((flag) =>
      args.some((arg) => arg.split('=')[0] === `--${flag}`),
    );
    if (stray)
      throw new UsageError(
        `--${stray} needs a family: mizan tasks ${families[0].name} --${stray} …; mizan tasks lists the families`,
      );
    return values.json ? `${JSON.stringify({ families: families.map(described) })}\n` : listing();
  }
  const family = familyOf(name);
  const items = draw(family, values);
  if (values.json) return `${JSON.stringify({ family: described(family), items })}\n`;
  return `${items.map((sample) => readable(sample, values.thought)).join('\n\n')}\n`;
};

export const run = async (args: string[]): Promise<number> => {
  process.stdout.write(tasks(args));
  return 0;
};

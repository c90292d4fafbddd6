/**
 * Task family: word problems of two to four steps. A story is a structure (operations on numbers) with several
 * wordings. The thought names and computes each quantity, and inverts the last step as a check. There is no verifier,
 * because a check would have to solve the problem.
 */
import type { Random } from '../../random.ts';
import type { Difficulty, Family } from '../family.ts';
import { PEOPLE, THINGS } from '../names.ts';
import { fill } from '../templates.ts';
import { addSteps, divSteps, mulSteps, subSteps } from '../arithmetic-steps.ts';
import { STORIES, type Step } from './stories.ts';

/** `numbers` fill {a}, {b}, ...; `people` fill {A}, {B}, {C}. Only the story and its numbers make the problem. */
type Problem = { story: string; numbers: number[]; people: string[]; thing: string };

const storyOf = ({ story }: Problem) => STORIES.find((known) => known.kind === story)!;

const textOf = ({ numbers, people, thing }: Problem): Record<string, string> => {
  const slots: Record<string, string> = { thing };
  numbers.forEach((n, i) => (slots['abcdef'[i]!] = `${n}`));
  people.forEach((name, i) => (slots['ABC'[i]!] = name));
  return slots;
};

const stepsOf = (problem: Problem): Step[] => storyOf(problem).steps(problem.numbers);

const WRITE = { '+': addSteps, '-': subSteps, '*': mulSteps, '/': divSteps } as const;

/** The inverse of the last step: 24-9=15 is checked by 15+9=24. */
const undo = ({ x, sign, y, value }: Step): string => {
  switch (sign) {
    case '+':
      return x < y ? `${value}-${x}=${y}` : `${value}-${y}=${x}`;
    case '-':
      return `${value}+${y}=${x}`;
    case '*':
      return `${value}/${y}=${x}`;
    case '/':
      return `${value}*${y}=${x}`;
  }
  sign satisfies never;
};

export const word: Family<Problem> = {
  name: 'word',
  about: 'word problems of two to four steps: buying, sharing, earning, ages, trips',
  phrasings: ['{story}'],
  make: (random: Random, difficulty: Difficulty) => {
    const story = random.pick(STORIES.filter((story) => story.levels.includes(difficulty)));
    return {
      story: story.kind,
      numbers: story.draw(random, difficulty),
      people: random.sample(PEOPLE, 3),
      thing: random.pick(THINGS),
    };
  },
  key: ({ story, numbers }) => `${story} ${numbers.join(' ')}`,
  slots: (problem, random) => ({ story: fill(random.pick(storyOf(problem).wordings), textOf(problem)) }),
  gold: (problem) => `${stepsOf(problem).at(-1)!.value}`,
  plan: (problem) => storyOf(problem).plan,
  solve: (problem) => {
    const steps = stepsOf(problem);
    const lines = steps.map(({ label, x, sign, y }) => `${fill(label, textOf(problem))}: ${WRITE[sign](x, y)}`);
    return `${lines.join('\n')}\ncheck: ${undo(steps.at(-1)!)} yes`;
  },
};

/**
 * Task family: counting. How many items of a list have a property, item by item with the running count; at the hardest
 * level, in how many ways a few things can be chosen or arranged. Letters inside words are not counted, since the
 * tokenizer hides them. There is no verifier, because a check would have to count again.
 */
import type { Random } from '../../random.ts';
import { writeQuestion, readQuestionKinds, type QuestionTemplates } from '../question-kinds.ts';
import type { Difficulty, Family, Result } from '../family.ts';
import { WORDS } from '../names.ts';
import { divSteps, mulSteps } from '../arithmetic-steps.ts';

type Walk = 'even' | 'odd' | 'above' | 'below' | 'between' | 'equal' | 'tens' | 'word';
type Ways = 'pairs' | 'teams' | 'officers' | 'outfits' | 'row' | 'mixed';
/** `list` is walked; `given` holds the limits of a walk or the numbers of a choice. */
type Problem = { kind: Walk | Ways; list: (number | string)[]; given: (number | string)[] };

const ASKS: QuestionTemplates<Walk | Ways> = {
  even: [
    'How many even numbers are in {list}?',
    'Count the even numbers: {list}.',
    'In {list}, how many numbers are even?',
  ],
  odd: [
    'How many odd numbers are in {list}?',
    'Count the odd numbers: {list}.',
    'In {list}, how many numbers are odd?',
  ],
  above: [
    'How many of {list} are greater than {a}?',
    'Count the numbers above {a}: {list}.',
    'In {list}, how many are more than {a}?',
    'The points are {list}. How many are over {a}?',
  ],
  below: [
    'How many of {list} are less than {a}?',
    'Count the numbers below {a}: {list}.',
    'In {list}, how many are smaller than {a}?',
    'The prices are {list}. How many are under {a}?',
  ],
  between: [
    'How many of {list} are greater than {a} and less than {b}?',
    'Count the numbers above {a} and below {b}: {list}.',
  ],
  equal: [
    'How many times does {a} appear in {list}?',
    'Count how often {a} is in {list}.',
    'In {list}, how many times is {a} written?',
    'A die shows {list}. How many times is it {a}?',
  ],
  tens: [
    'How many of {list} end in 0 or 5?',
    'Count the multiples of 5: {list}.',
    'In {list}, how many can be divided by 5?',
  ],
  word: [
    "How many times is '{a}' in this list: {list}?",
    "Count the word '{a}': {list}.",
    "How many of these words are '{a}': {list}?",
    'A child says {list}. How often does the child say {a}?',
  ],
  pairs: [
    'How many ways are there to choose 2 of {a} people?',
    '{a} people all shake hands once. How many handshakes is that?',
    '{a} teams each play once against every other team. How many games are there?',
    'In how many ways can you pick 2 of {a} cards?',
  ],
  teams: [
    'How many ways are there to choose 2 of {a} cats and 1 of {b} dogs?',
    'A team has 2 of {a} girls and 1 of {b} boys. How many teams are possible?',
    'You take 2 of {a} books and 1 of {b} pens. In how many ways?',
  ],
  officers: [
    'A club of {a} people picks a leader and a helper. How many ways are there?',
    'In how many ways can {a} runners come first and second?',
    'How many ways are there to give a red and a blue hat to 2 of {a} people?',
  ],
  outfits: [
    'How many outfits can be made from {a} shirts, {b} skirts and {c} hats?',
    'A menu has {a} soups, {b} mains and {c} cakes. How many meals are there?',
    '{a} roads go from A to B, {b} from B to C, {c} from C to D. How many ways lead from A to D?',
    'A bike comes in {a} sizes, {b} colours and {c} types. How many different bikes are there?',
  ],
  row: [
    'In how many ways can {a} people stand in a row?',
    'How many orders are there for {a} different books?',
    'How many ways can {a} cars be parked in {a} places?',
  ],
  mixed: [
    'Lunch is 1 of {a} soups or 1 of {b} salads, with 1 of {c} drinks. How many lunches are there?',
    'You choose one of {a} apples or one of {b} pears, and one of {c} cups. How many ways are there?',
  ],
};

/** Whether one item counts. */
const holds = ({ kind, given }: Problem, item: number | string): boolean => {
  const [n, [a, b]] = [Number(item), given];
  switch (kind as Walk) {
    case 'even':
      return n % 2 === 0;
    case 'odd':
      return n % 2 === 1;
    case 'above':
      return n > Number(a);
    case 'below':
      return n < Number(a);
    case 'between':
      return n > Number(a) && n < Number(b);
    case 'equal':
    case 'word':
      return item === a;
    case 'tens':
      return n % 5 === 0;
  }
};

/** The steps of a choice; the last number written is the answer. */
const ways = (kind: Ways, [a, b, c]: readonly number[]): { lines: string[]; value: number } => {
  const pair = (n: number) => [`first: ${n}`, `second: ${n - 1}`, `${n}*${n - 1}=${n * (n - 1)}`];
  const half = (n: number) => [...pair(n), `order does not matter: ${divSteps(n * (n - 1), 2)}`];
  switch (kind) {
    case 'pairs':
      return { lines: half(a!), value: (a! * (a! - 1)) / 2 };
    case 'teams': {
      const two = (a! * (a! - 1)) / 2;
      return { lines: [...half(a!), `with one of ${b}: ${two}*${b}=${two * b!}`], value: two * b! };
    }
    case 'officers':
      return { lines: pair(a!), value: a! * (a! - 1) };
    case 'outfits':
      return { lines: [`${a}*${b}=${a! * b!}`, mulSteps(a! * b!, c!)], value: a! * b! * c! };
    case 'row': {
      const lines = [];
      let value = a!;
      for (let left = a! - 1; left >= 1; left--) lines.push(`${left} left: ${value}*${left}=${(value *= left)}`);
      return { lines, value };
    }
    case 'mixed':
      return { lines: [`either: ${a}+${b}=${a! + b!}`, `with: ${mulSteps(a! + b!, c!)}`], value: (a! + b!) * c! };
  }
  kind satisfies never;
};

const isWays = (problem: Problem): boolean => problem.list.length === 0;
const waysOf = ({ kind, given }: Problem) => ways(kind as Ways, given.map(Number));
const found = (problem: Problem) => problem.list.filter((item) => holds(problem, item));

const makeWays = (random: Random): Problem => {
  const kind = random.pick<Ways>([
    'outfits',
    'outfits',
    'outfits',
    'mixed',
    'mixed',
    'mixed',
    'teams',
    'pairs',
    'officers',
    'row',
  ]);
  const small = () => random.int(2, 9);
  const given =
    kind === 'outfits'
      ? [small(), small(), small()]
      : kind === 'mixed'
        ? [small(), small(), small()]
        : kind === 'teams'
          ? [random.int(3, 9), small()]
          : kind === 'row'
            ? [random.int(3, 5)]
            : [random.int(3, 10)];
  return { kind, list: [], given };
};

const make = (random: Random, difficulty: Difficulty): Problem => {
  if (difficulty === 3 && random.chance(0.35)) return makeWays(random);
  const kind = random.pick<Walk>(
    difficulty === 1
      ? ['even', 'odd', 'above', 'below', 'equal', 'word']
      : ['even', 'odd', 'above', 'below', 'equal', 'word', 'between', 'tens'],
  );
  const n =
    difficulty === 1
      ? random.int(4, 6)
      : difficulty === 2
        ? random.int(6, 8)
        : random.int(8, kind === 'word' || kind === 'equal' ? 12 : 10);
  const fill = (draw: () => number | string) => Array.from({ length: n }, draw);
  switch (kind) {
    case 'word': {
      const few = random.sample(WORDS, difficulty + 1);
      return { kind, list: fill(() => random.pick(few)), given: [few[0]!] };
    }
    case 'equal': {
      const few = difficulty === 1 ? [1, 2, 3, 4, 5, 6] : random.sample([1, 2, 3, 4, 5, 6, 7, 8, 9], 4);
      return { kind, list: fill(() => random.pick(few)), given: [random.pick(few)] };
    }
    case 'between': {
      const a = random.int(10, 50);
      return { kind, list: fill(() => random.int(1, 99)), given: [a, a + random.int(15, 40)] };
    }
    case 'tens':
      return { kind, list: fill(() => (random.chance(0.4) ? 5 * random.int(1, 19) : random.int(1, 99))), given: [] };
    case 'above':
    case 'below':
      return { kind, list: fill(() => random.int(1, 99)), given: [random.int(20, 80)] };
    default:
      return { kind, list: fill(() => random.int(1, 99)), given: [] };
  }
};

const plans: Record<Walk | Ways, string> = {
  even: 'go through the list, count the even ones',
  odd: 'go through the list, count the odd ones',
  above: 'go through the list, compare each',
  below: 'go through the list, compare each',
  between: 'go through the list, compare each twice',
  equal: 'go through the list, count the equal ones',
  word: 'go through the list, count the equal ones',
  tens: 'go through the list, look at last digits',
  pairs: 'multiply the choices, halve',
  teams: 'multiply the choices, halve, multiply',
  officers: 'multiply the choices',
  outfits: 'multiply the choices one by one',
  row: 'multiply the choices place by place',
  mixed: 'add the choices, then multiply',
};

const sign = (a: number, b: number): string => `${a}${a > b ? '>' : a < b ? '<' : '='}${b}`;

/** The condition once more and what settles it for one item: `odd? 4 even`, `>52? 43<52`. */
const evidence = ({ kind, given: [a, b] }: Problem, item: string): string => {
  const n = Number(item);
  switch (kind as Walk) {
    case 'even':
    case 'odd':
      return `${kind}? ${item.at(-1)} ${n % 2 === 0 ? 'even' : 'odd'}`;
    case 'tens':
      return `5? ends in ${item.at(-1)}`;
    case 'above':
      return `>${a}? ${sign(n, Number(a))}`;
    case 'below':
      return `<${a}? ${sign(n, Number(a))}`;
    case 'between':
      return n > Number(a) ? `<${b}? ${sign(n, Number(b))}` : `>${a}? ${sign(n, Number(a))}`;
    case 'equal':
    case 'word':
      return `${a}? ${item}`;
  }
};

/** The problem, from its question. */
const read = (question: string): Problem | undefined =>
  readQuestionKinds(ASKS, question).flatMap(({ kind, slots }) => {
    const texts = [slots.a, slots.b, slots.c].filter((text) => text !== undefined);
    const [list, given] = [slots.list?.split(', ') ?? [], texts].map((some) =>
      kind === 'word' ? some : some.map(Number),
    ) as [Problem['list'], Problem['given']];
    return given.includes(NaN) ? [] : [{ kind, list, given }];
  })[0];

/** Whether each item counts, and how many do so far by what the line before says. */
const walkResults = (problem: Problem, thought: string): Result[] => {
  const found: Result[] = [];
  let [at, count] = [0, 0];
  for (const [i, line] of thought.split('\n').entries()) {
    const [, item, shown, said, number] = /^(\w+) (.*)( yes| no) (\d+)$/.exec(line) ?? [];
    if (item === undefined || `${problem.list[i]}` !== item) break;
    count += said === ' yes' ? 1 : 0;
    const word = at + item.length + 1 + shown!.length;
    const digits = word + said!.length + 1;
    found.push(
      { start: word, end: digits - 1, value: holds(problem, problem.list[i]!) ? ' yes' : ' no' },
      { start: digits, end: digits + number!.length, value: `${count}` },
    );
    count = Number(number);
    at += line.length + 1;
  }
  return found;
};

/** The walk: each item with what settles it, whether it counts, and the count so far: `74 odd? 4 even no 0`. */
const walk = (problem: Problem): { text: string; value: string } => {
  let count = 0;
  const lines = problem.list.map(
    (item) => `${item} ${evidence(problem, `${item}`)} ${holds(problem, item) ? `yes ${++count}` : `no ${count}`}`,
  );
  return { text: lines.join('\n'), value: `${count}` };
};

export const counting: Family<Problem> = {
  name: 'counting',
  about: 'count the items of a list that have a property; ways to choose and arrange',
  phrasings: ['{question}'],
  make,
  key: ({ kind, list, given }) =>
    `${kind} ${(kind === 'outfits' ? [...given].sort() : given).join(' ')} | ${[...list].sort().join(' ')}`,
  slots: ({ kind, list, given }, random) => {
    const slots: Record<string, string> = { list: list.join(', ') };
    given.forEach((value, i) => (slots['abc'[i]!] = `${value}`));
    return { question: writeQuestion(ASKS, kind, slots, random) };
  },
  gold: (problem) => `${isWays(problem) ? waysOf(problem).value : found(problem).length}`,
  plan: ({ kind }) => plans[kind],
  solve: (problem) => {
    if (isWays(problem)) return waysOf(problem).lines.join('\n');
    const yes = found(problem);
    return `${walk(problem).text}\nfound: ${yes.length === 0 ? 'none' : yes.join(',')}`;
  },
  results: ({ question }, thought) => {
    const problem = read(question!);
    return problem && !isWays(problem) ? walkResults(problem, thought) : [];
  },
  alternateSolution: ({ question }) => {
    const problem = read(question!);
    if (!problem || !isWays(problem)) return problem && walk(problem);
    const { lines, value } = waysOf(problem);
    return { text: lines.join('\n'), value: `${value}` };
  },
};

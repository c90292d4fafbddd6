/**
 * Task family: sorting lists of numbers or words, and finding their largest, second largest or median. Sorting is by
 * insertion: each item goes into the sorted list so far, so that every step compares two neighbours only. The check of
 * an answer sorts nothing: it looks at order, membership and counts.
 */
import type { Random } from '../../random.ts';
import type { Verdict } from '../../types.ts';
import { writeQuestion, readQuestionKinds, type QuestionTemplates } from '../question-kinds.ts';
import type { Difficulty, Family, Result } from '../family.ts';
import { WORDS } from '../names.ts';

const KINDS = ['up', 'down', 'letters', 'largest', 'smallest', 'second largest', 'second smallest', 'median'] as const;
type Kind = (typeof KINDS)[number];
type Value = number | string;
type Problem = { kind: Kind; list: Value[] };

const ASKS: QuestionTemplates<Kind> = {
  up: [
    'Sort {list} from smallest to largest.',
    'Put {list} in ascending order.',
    'Order these numbers from small to large: {list}.',
    'Write {list} in increasing order.',
    'Arrange {list} from least to greatest.',
    'Sort these numbers: {list}. Start with the smallest.',
    'What is {list} in ascending order?',
  ],
  down: [
    'Sort {list} from largest to smallest.',
    'Put {list} in descending order.',
    'Order these numbers from large to small: {list}.',
    'Write {list} in decreasing order.',
    'Arrange {list} from greatest to least.',
    'Sort these numbers: {list}. Start with the largest.',
    'What is {list} in descending order?',
  ],
  letters: [
    'Sort {list} alphabetically.',
    'Put {list} in alphabetical order.',
    'Write the words {list} from A to Z.',
    'Arrange these words as in a dictionary: {list}.',
    'What is the alphabetical order of {list}?',
    'Order these words by the alphabet: {list}.',
  ],
  largest: ['What is the largest number in {list}?', 'Which of {list} is the largest?', 'Find the maximum of {list}.'],
  smallest: [
    'What is the smallest number in {list}?',
    'Which of {list} is the smallest?',
    'Find the minimum of {list}.',
  ],
  'second largest': [
    'What is the second largest number in {list}?',
    'Which of {list} is the second largest?',
    'Find the second largest of {list}.',
    'Who is second when the points are {list} and most points win?',
  ],
  'second smallest': [
    'What is the second smallest number in {list}?',
    'Which of {list} is the second smallest?',
    'Find the second smallest of {list}.',
  ],
  median: [
    'What is the median of {list}?',
    'Find the median of {list}.',
    'Which number is in the middle when {list} are sorted?',
    'Give the middle value of {list}.',
  ],
};

/** Whether a comes before b in that direction. */
const before = (kind: Kind, a: Value, b: Value): boolean =>
  kind === 'down' || kind === 'second largest' || kind === 'largest' ? a > b : a < b;

const sorted = (kind: Kind, list: readonly Value[]): Value[] =>
  [...list].sort((a, b) => (before(kind, a, b) ? -1 : before(kind, b, a) ? 1 : 0));

const LISTS: readonly Kind[] = ['up', 'down', 'letters'];

const gold = ({ kind, list }: Problem): string => {
  const order = sorted(kind, list);
  switch (kind) {
    case 'up':
    case 'down':
    case 'letters':
      return order.join(',');
    case 'largest':
    case 'smallest':
      return `${order[0]}`;
    case 'second largest':
    case 'second smallest':
      return `${order[1]}`;
    case 'median':
      return `${order[(order.length - 1) / 2]}`;
  }
  kind satisfies never;
};

/** How an item compares with those between which it comes among the sorted ones: `31>19 31<37`. */
const comparisons = (kind: Kind, order: readonly Value[], item: Value): string => {
  const at = order.filter((other) => before(kind, other, item)).length;
  return order
    .slice(Math.max(0, at - 1), at + 1)
    .map((other) => `${item}${item > other ? '>' : '<'}${other}`)
    .join(' ');
};

/**
 * Longest list whose items are compared before they are put in their place: longer ones would be too long a thought.
 */
const COMPARED = 5;

/** How many of the first in order a walk keeps; all where the kind is not here. */
const KEPT: Partial<Record<Kind, number>> = { largest: 1, smallest: 1, 'second largest': 2, 'second smallest': 2 };

/** The lines of a walk: each item, where it comes, and what is kept then, in order. */
const keeping = (kind: Kind, list: readonly Value[]): string[] =>
  list.map((item, i) => {
    const keep = KEPT[kind] ?? list.length;
    const prefix = (n: number) => sorted(kind, list.slice(0, n)).slice(0, keep);
    const where = keep > COMPARED ? '' : `${comparisons(kind, prefix(i), item)}: `;
    return i === 0 ? `${item}` : `${item}: ${where}${prefix(i + 1).join(',')}`;
  });

/** What an item of a list is worth: a number, or the word itself. */
const valueOf = (kind: Kind, text: string): Value => (kind === 'letters' ? text : Number(text));

/** The kind of a question and its list; undefined for other questions. */
const readQuestion = (question: string): { kind: Kind; items: string[] } | undefined =>
  readQuestionKinds(ASKS, question)
    .map(({ kind, slots }) => ({ kind, items: parts(slots.list!) }))
    .find(
      ({ kind, items }) =>
        items.length > 1 && items.every((item) => (kind === 'letters' ? WORDS.includes(item) : /^\d+$/.test(item))),
    );

/**
 * Each line of a walk against the one before it: how its item compares, and what is kept then; up to a line that holds
 * no numbers where numbers are sorted.
 */
const walkResults = (kind: Kind, items: readonly string[], thought: string): Result[] => {
  const value = (text: string): Value => valueOf(kind, text);
  const found: Result[] = [];
  let at = 0;
  let top: Value[] = [];
  for (const [i, line] of thought.split('\n').entries()) {
    const [, item, where, list] = /^(\w+)(?:: (\w+[<>]\w+(?: \w+[<>]\w+)?))?(?:: ([\w,]+))?$/.exec(line) ?? [];
    if (item === undefined || item !== items[i] || (i > 0 && list === undefined)) break;
    if (kind !== 'letters' && /[^\d:,<> ]/.test(line)) break;
    for (const { 1: a, 2: sign, 3: b, index } of (where ?? '').matchAll(/(\w+)([<>])(\w+)/g)) {
      const start = at + item.length + 2 + index + a!.length;
      found.push({ start, end: start + sign!.length, value: value(a!) > value(b!) ? '>' : '<' });
    }
    const order = sorted(kind, [...top, value(item)]).slice(0, KEPT[kind] ?? items.length);
    if (list !== undefined) {
      let start = at + line.length - list.length;
      for (const [k, cell] of list.split(',').entries()) {
        if (order[k] === undefined) break;
        found.push({ start, end: start + cell.length, value: `${order[k]}` });
        if (cell !== `${order[k]}`) break;
        start += cell.length + 1;
      }
    }
    top = list === undefined ? [value(item)] : list.split(',').map(value);
    at += line.length + 1;
  }
  return found;
};

const solve = (problem: Problem): string => {
  const { kind, list } = problem;
  const n = list.length;
  switch (kind) {
    case 'up':
    case 'down':
    case 'letters':
      return [...keeping(kind, list), `check: ${n} of ${n} yes`].join('\n');
    case 'largest':
    case 'smallest':
    case 'second largest':
    case 'second smallest':
      return keeping(kind, list).join('\n');
    case 'median': {
      const half = (n - 1) / 2;
      const order = sorted(kind, list);
      return [
        ...keeping(kind, list),
        `middle: ${order.slice(0, half).join(',')} | ${order[half]} | ${order.slice(half + 1).join(',')}`,
      ].join('\n');
    }
  }
  kind satisfies never;
};

const make = (random: Random, difficulty: Difficulty): Problem => {
  const kind = random.pick<Kind>(
    difficulty === 1
      ? ['up', 'down', 'letters', 'largest', 'smallest']
      : difficulty === 2
        ? ['up', 'down', 'letters', 'second largest', 'second smallest', 'median']
        : ['up', 'down', 'up', 'down', 'second largest', 'second smallest', 'median'],
  );
  if (kind === 'letters') return { kind, list: random.sample(WORDS, difficulty === 1 ? 4 : random.int(5, 6)) };
  const long = difficulty === 3 && LISTS.includes(kind) && random.chance(0.3);
  const n =
    kind === 'median'
      ? difficulty === 2
        ? 5
        : 7
      : LISTS.includes(kind)
        ? long
          ? 5
          : difficulty === 1
            ? random.int(3, 4)
            : difficulty === 2
              ? 5
              : random.int(6, 7)
        : random.int(difficulty + 3, difficulty + 5);
  const top = long ? 999 : difficulty === 1 ? 50 : 99;
  const list: number[] = [];
  while (list.length < n) {
    const value = random.int(long ? 100 : 1, top);
    if (!list.includes(value)) list.push(value);
  }
  return { kind, list };
};

const parts = (text: string): string[] =>
  text
    .trim()
    .toLowerCase()
    .split(/\s*,\s*|\s+and\s+|\s+/)
    .filter((part) => part !== '');

const plans: Record<Kind, string> = {
  up: 'put each number into the sorted list',
  down: 'put each number into the sorted list',
  letters: 'put each word into the sorted list',
  largest: 'keep the largest so far',
  smallest: 'keep the smallest so far',
  'second largest': 'keep the two largest so far',
  'second smallest': 'keep the two smallest so far',
  median: 'sort, then take the middle',
};

const fail = (reason: string): Verdict => ({ pass: false, reason });

/** Checks an answer against the list without sorting it: order and membership, or how many lie on each side. */
const check = (kind: Kind, items: readonly string[], answer: string): Verdict => {
  if (answer.length > 200) return fail('the answer is too long for this list');
  const numeric = kind !== 'letters';
  if (items.length < 2 || (numeric && !items.every((item) => /^\d{1,6}$/.test(item))))
    return fail('the question holds no list of numbers');
  const value = (text: string): Value => valueOf(kind, text);
  const given = parts(answer);
  if (LISTS.includes(kind)) {
    if (given.length !== items.length) return fail(`${items.length} items were given, ${given.length} came back`);
    const missing = items.find((item) => !given.includes(item));
    if (missing !== undefined) return fail(`${missing} is missing`);
    const wrong = given.findIndex((item, i) => i > 0 && before(kind, value(item), value(given[i - 1]!)));
    return wrong < 0
      ? { pass: true, reason: 'all items, in order' }
      : fail(`${given[wrong - 1]} and ${given[wrong]} are out of order`);
  }
  if (given.length !== 1 || !items.includes(given[0]!)) return fail('not a number of the list');
  const ahead = items.filter((item) => before(kind, value(item), value(given[0]!))).length;
  const wanted = kind === 'median' ? (items.length - 1) / 2 : kind.startsWith('second') ? 1 : 0;
  return { pass: ahead === wanted, reason: `${ahead} of the list come before it, ${wanted} should` };
};

export const sorting: Family<Problem> = {
  name: 'sorting',
  about: 'sort numbers or words; the largest, the second largest, the median',
  phrasings: ['{question}'],
  make,
  key: ({ kind, list }) => `${kind} ${sorted('up', list).join(' ')}`,
  slots: ({ kind, list }, random) => ({ question: writeQuestion(ASKS, kind, { list: list.join(', ') }, random) }),
  gold,
  plan: ({ kind }) => plans[kind],
  solve,
  results: ({ question }, thought) => {
    const wanted = readQuestion(question ?? '');
    return wanted ? walkResults(wanted.kind, wanted.items, thought) : [];
  },
  grade: (expected, answer) => {
    const correct = parts(expected).join() === parts(answer.replace(/[.!]+$/, '')).join();
    return { correct, reason: correct ? 'equals the gold answer' : `expected ${expected}` };
  },
  verify: ({ question }, answer) => {
    const wanted = readQuestion(question ?? '');
    return wanted && check(wanted.kind, wanted.items, answer);
  },
};

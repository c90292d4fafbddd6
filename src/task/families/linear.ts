/**
 * Task family: linear equations in one unknown: ax+b=c, a(x+b)=c, ax+b=cx+d, x/a+b=c, in signs or told in words.
 * One operation is undone per line and the solution is put back in. Whole solutions only, below zero when hard.
 */
import type { Family } from '../family.ts';
import { equationHolds, inSigns, rational, show } from '../../problem/expression.ts';
import { divSteps } from '../arithmetic-steps.ts';

/** `a` is at least 2, `b` may be negative but not 0; `c` and `d` make the right side `cx+d` of the form 'both'. */
type Problem = {
  form: 'plain' | 'group' | 'both' | 'divide';
  letter: string;
  a: number;
  b: number;
  c: number;
  x: number;
  told: boolean;
};

const LETTERS = ['x', 'y', 'z', 'n', 'k', 'm', 'p', 't', 'w', 'a', 'b', 'c'];

const signed = (n: number): string => (n < 0 ? `${n}` : `+${n}`);
/** The line that undoes +n: `21-5`, or `21+5` when n is negative. */
const minus = (from: number, n: number): string => `${from}${signed(-n)}`;

/** The right side's constant: c of ax+b=c, d of ax+b=cx+d. */
const right = ({ form, a, b, c, x }: Problem): number =>
  ({ plain: a * x + b, group: a * (x + b), both: (a - c) * x + b, divide: x / a + b })[form];

const equation = (problem: Problem): string => {
  const { form, letter: v, a, b, c } = problem;
  const r = right(problem);
  switch (form) {
    case 'plain':
      return `${a}${v}${signed(b)}=${r}`;
    case 'group':
      return `${a}(${v}${signed(b)})=${r}`;
    case 'both':
      return `${a}${v}${signed(b)}=${c === 1 ? '' : c}${v}${signed(r)}`;
    case 'divide':
      return `${v}/${a}${signed(b)}=${r}`;
    default:
      return form satisfies never;
  }
};

const plusOrMinus = (n: number): string => (n < 0 ? `minus ${-n}` : `plus ${n}`);

/** The equation in words, which `inSigns` reads back: `3 times t plus 5 is 26`. */
const told = (problem: Problem, is: string): string => {
  const { form, letter: v, a, b, c } = problem;
  const r = right(problem);
  switch (form) {
    case 'plain':
      return `${a} times ${v} ${plusOrMinus(b)} ${is} ${r}`;
    case 'group':
      return `${a} times the ${b < 0 ? 'difference' : 'sum'} of ${v} and ${Math.abs(b)} ${is} ${r}`;
    case 'both':
      return `${a} times ${v} ${plusOrMinus(b)} ${is} ${c === 1 ? '' : `${c} times `}${v} ${plusOrMinus(r)}`;
    case 'divide':
      return `${v} divided by ${a} ${plusOrMinus(b)} ${is} ${r}`;
    default:
      return form satisfies never;
  }
};

/** `n/by=...`, split where it is no small fact. */
const divided = (n: number, by: number): string => {
  if (n >= 100 && n / by > 12) return divSteps(n, by);
  return `${n}/${by}=${n / by}`;
};

const undo = (problem: Problem): string[] => {
  const { form, letter: v, a, b, c, x } = problem;
  const r = right(problem);
  switch (form) {
    case 'plain':
      return [`${a}${v}=${minus(r, b)}=${r - b}`, `${v}=${divided(r - b, a)}`];
    case 'group':
      return [`${v}${signed(b)}=${divided(r, a)}`, `${v}=${minus(r / a, b)}=${x}`];
    case 'divide':
      return [`${v}/${a}=${minus(r, b)}=${r - b}`, `${v}=${r - b}*${a}=${x}`];
    case 'both': {
      const left = a - c === 1 ? v : `${a - c}${v}`;
      const lines = [`${a}${v}-${c === 1 ? '' : c}${v}=${left}`, `${left}=${minus(r, b)}=${r - b}`];
      return a - c === 1 ? lines : [...lines, `${v}=${divided(r - b, a - c)}`];
    }
    default:
      return form satisfies never;
  }
};

const check = (problem: Problem): string => {
  const { form, a, b, c, x } = problem;
  const r = right(problem);
  switch (form) {
    case 'plain':
      return `${a}*${x}${signed(b)}=${a * x}${signed(b)}=${r} yes`;
    case 'group':
      return `${a}*(${x}${signed(b)})=${a}*${x + b}=${r} yes`;
    case 'divide':
      return `${x}/${a}${signed(b)}=${x / a}${signed(b)}=${r} yes`;
    case 'both': {
      const far = c === 1 ? `${x}${signed(r)}` : `${c}*${x}${signed(r)}=${c * x}${signed(r)}`;
      return `${a}*${x}${signed(b)}=${a * x}${signed(b)}=${a * x + b}, ${far}=${c * x + r} yes`;
    }
    default:
      return form satisfies never;
  }
};

const PLAN = {
  plain: 'move the constant, then divide',
  group: 'divide, then move the constant',
  both: 'collect the unknown, move the constant, divide',
  divide: 'move the constant, then multiply',
} as const satisfies Record<Problem['form'], string>;

export const linear: Family<Problem> = {
  name: 'linear',
  about: 'equations in one unknown with whole solutions',
  phrasings: [
    'Solve {eq} for {v}.',
    'Find {v} if {eq}.',
    'What is {v} if {eq}?',
    'Solve for {v}: {eq}.',
    'If {eq}, what is {v}?',
    'Given that {eq}, find {v}.',
    'Work out {v} when {eq}.',
    'For which {v} is it true that {eq}?',
    'What value of {v} makes it true that {eq}?',
    'Let {eq}. Find {v}.',
    'Let {eq}. What is {v}?',
    'Find {v} such that {eq}.',
    'Please find {v}: {eq}.',
    'Can you find {v} when {eq}?',
    'Determine {v} from this: {eq}.',
    'Tell me {v}, given {eq}.',
    'We know {eq}. Work out {v}.',
    'Suppose {eq}. Find the value of {v}.',
    'Find the unknown {v}: {eq}.',
    'How big is {v} if {eq}?',
    'I am stuck: {eq}. What is {v}?',
    'My homework says {eq}. What is {v}?',
    'Could you work out {v}? I know that {eq}.',
    'Which number is {v} if {eq}?',
    'Get {v} from {eq}.',
    'Here is a puzzle about {v}: {eq}. What is {v}?',
    // These two would fit most of the above, so they are read last.
    '{eq}, so what is {v}?',
    '{eq}. What is {v}?',
  ],
  make: (random, difficulty) => {
    const forms = difficulty === 1 ? (['plain', 'divide'] as const) : (['plain', 'group', 'both', 'divide'] as const);
    const form = random.pick(forms);
    const letter = random.pick(LETTERS);
    const told = random.chance(0.25);
    const a = random.int(form === 'both' ? 3 : 2, difficulty === 1 ? 6 : 9);
    const size = difficulty === 1 ? 12 : difficulty === 2 ? 15 : 20;
    const b = random.int(1, difficulty === 1 ? 20 : 40) * (random.chance(0.4) ? -1 : 1);
    const c = form === 'both' ? random.int(1, a - 1) : 0;
    for (;;) {
      const x = random.int(difficulty === 3 ? -12 : 1, size) * (form === 'divide' ? a : 1);
      const problem = { form, letter, a, b, c, x, told };
      // Below zero only when hard, and 0 never: 0 and a vanished constant make odd equations.
      const seen = [x, right(problem), ...(form === 'group' ? [x + b] : [])];
      if (seen.every((n) => n !== 0 && (difficulty === 3 || n > 0))) return problem;
      if (form === 'group' && difficulty < 3 && b <= -size) return { ...problem, b: -b, x: Math.max(1, x) };
      if (difficulty < 3 && right({ ...problem, x: size * (form === 'divide' ? a : 1) }) <= 0)
        return { ...problem, b: -b };
    }
  },
  // The letter is a name, and the same equation told in words is the same problem.
  key: (problem) => equation({ ...problem, letter: 'x' }),
  slots: (problem, random) => {
    const text = equation(problem);
    const v = problem.letter;
    if (problem.told) return { eq: told(problem, random.pick(['is', 'equals', 'makes', 'gives'])), v };
    return { eq: random.chance(0.6) ? text.replace(/=/, ' = ').replace(/(?<=[a-z\d)])[+-]/g, ' $& ') : text, v };
  },
  gold: ({ letter, x }) => `${letter}=${x}`,
  plan: ({ form }) => PLAN[form],
  solve: (problem) => [equation(problem), ...undo(problem), `check: ${check(problem)}`].join('\n'),
  grade: (gold, answer) => {
    const bare = answer
      .trim()
      .replace(/^[a-z]\s*=\s*/i, '')
      .replace(/[.\s]+$/, '');
    const correct = bare === gold.slice(gold.indexOf('=') + 1);
    return { correct, reason: correct ? 'equals the gold answer' : `expected ${gold}` };
  },
  verify: ({ eq, v }, answer) => {
    if (!eq || !v || !/^[a-z]$/i.test(v)) return undefined;
    const found = /^(?:([a-z])\s*=\s*)?(-?\d{1,9})(?:\s*\/\s*([1-9]\d{0,8}))?[.\s]*$/i.exec(
      answer.length > 40 ? '' : answer.trim(),
    );
    const named = found && (found[1] === undefined || found[1].toLowerCase() === v.toLowerCase());
    const x = named ? rational(Number(found[2]), Number(found[3] ?? 1)) : undefined;
    const signs = inSigns(eq);
    if (equationHolds(signs, { [v]: rational(1) }) === undefined) return undefined;
    if (!x) return { pass: false, reason: `the answer gives no value for ${v}` };
    const pass = equationHolds(signs, { [v]: x }) === true;
    return { pass, reason: `${v}=${show(x)} ${pass ? 'fits' : 'does not fit'} ${eq}` };
  },
};

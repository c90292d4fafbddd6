/**
 * Task family: number sequences. The next term, or a missing one. The thought writes the differences, tries rule after
 * rule in a fixed order, and backs out of those that fail. A problem is kept only if every rule that fits gives the
 * same answer. There is no verifier, because a check would have to find the rule.
 */
import type { Random } from '../../random.ts';
import type { Difficulty, Family } from '../family.ts';
import type { Claim } from '../claims.ts';

/** `gap` is the index of the hidden term; the last index means "next". */
type Problem = { terms: number[]; gap: number };

const RULES = ['same', 'alternate', 'growth', 'times', 'add two'] as const;
type Rule = (typeof RULES)[number];

const steps = (terms: readonly number[]): number[] => terms.slice(1).map((term, i) => term - terms[i]!);

/** The shown terms when the hidden one is the last, else undefined. */
const shown = ({ terms, gap }: Problem): number[] | undefined =>
  gap === terms.length - 1 ? terms.slice(0, -1) : undefined;

/** The step that two shown neighbours have, left to right. */
const knownSteps = ({ terms, gap }: Problem): { from: number; to: number; step: number }[] =>
  steps(terms).flatMap((step, i) => (i === gap || i + 1 === gap ? [] : [{ from: terms[i]!, to: terms[i + 1]!, step }]));

/** The ratio of the first two terms when it is whole and more than 1. */
const ratio = ([a, b]: readonly number[]): number | undefined =>
  a! > 0 && b! > a! && b! % a! === 0 ? b! / a! : undefined;

/** What the rule puts in the gap, or undefined when it does not fit the shown terms. */
const predict = (rule: Rule, problem: Problem): number | undefined => {
  const { terms, gap } = problem;
  const before = shown(problem);
  const fits = (at: (i: number) => number) =>
    terms.every((term, i) => i === gap || term === at(i)) ? at(gap) : undefined;
  switch (rule) {
    case 'same': {
      const step = knownSteps(problem)[0]!.step;
      return fits((i) => terms[0]! + i * step);
    }
    case 'alternate': {
      if (!before) return undefined;
      const all = steps(before);
      return all.every((step, i) => i < 2 || step === all[i - 2]) ? before.at(-1)! + all.at(-2)! : undefined;
    }
    case 'growth': {
      if (!before) return undefined;
      const all = steps(before);
      const growth = steps(all);
      return growth.every((g) => g === growth[0]) ? before.at(-1)! + all.at(-1)! + growth[0]! : undefined;
    }
    case 'times': {
      const r = ratio(terms);
      return r === undefined ? undefined : fits((i) => terms[0]! * r ** i);
    }
    case 'add two': {
      const full = terms.slice(0, 2);
      for (let i = 2; i < terms.length; i++) full.push(full[i - 1]! + full[i - 2]!);
      return fits((i) => full[i]!);
    }
  }
  rule satisfies never;
};

/** The terms of one sequence of that rule; the last is hidden when the next one is asked. */
const draw = (rule: Rule, random: Random, difficulty: Difficulty): number[] => {
  const build = (first: number[], length: number, next: (terms: number[]) => number): number[] => {
    while (first.length < length) first.push(next(first));
    return first;
  };
  const hard = difficulty === 3;
  switch (rule) {
    case 'same': {
      const step = random.int(2, difficulty === 1 ? 20 : 30) * (random.chance(0.35) ? -1 : 1);
      const start = random.int(1, 80) + (step < 0 ? -5 * step : 0);
      return build([start], difficulty === 1 ? 5 : 6, (t) => t.at(-1)! + step);
    }
    case 'alternate': {
      const up = random.int(2, hard ? 15 : 9);
      const other = random.chance(0.5) ? random.int(1, hard ? 12 : 9) : -random.int(1, hard ? 12 : 9);
      return build([random.int(20, hard ? 60 : 40)], 6, (t) => t.at(-1)! + (t.length % 2 ? up : other));
    }
    case 'growth': {
      const [first, more] = [random.int(1, hard ? 15 : 9), random.int(1, hard ? 6 : 4)];
      return build([random.int(1, hard ? 40 : 20)], hard ? 6 : 5, (t) => t.at(-1)! + first + more * (t.length - 1));
    }
    case 'times': {
      const r = random.pick(difficulty === 1 ? [2] : hard ? [2, 3, 4] : [2, 3]);
      return build([random.int(1, r === 2 ? 20 : r === 3 ? 10 : 3)], 5, (t) => t.at(-1)! * r);
    }
    case 'add two':
      return build([random.int(1, hard ? 12 : 8), random.int(1, hard ? 15 : 9)], 6, (t) => t.at(-1)! + t.at(-2)!);
  }
  rule satisfies never;
};

const kinds: Record<Difficulty, readonly Rule[]> = {
  1: ['same', 'same', 'same', 'times'],
  2: ['same', 'alternate', 'alternate', 'growth', 'growth', 'times', 'add two'],
  3: ['same', 'alternate', 'growth', 'growth', 'times', 'add two'],
};

const fitting = (problem: Problem): Rule[] => RULES.filter((rule) => predict(rule, problem) !== undefined);
const unique = (problem: Problem): boolean => {
  const values = fitting(problem).map((rule) => predict(rule, problem));
  return values.length > 0 && values.every((value) => value === problem.terms[problem.gap]);
};

const solve = (problem: Problem): string => {
  const { terms, gap } = problem;
  const before = shown(problem);
  const known = knownSteps(problem);
  const found = fitting(problem)[0]!;
  const all = known.map(({ step }) => step);
  const last = terms[gap - 1]!;
  const lines = [known.map(({ from, to, step }) => `${to}-${from}=${step}`).join(' ')];
  const end = (step: number, result: number): string => `${last}${step < 0 ? step : `+${step}`}=${result}`;
  for (const rule of RULES.slice(0, RULES.indexOf(found) + 1)) {
    const fits = rule === found;
    const mark = fits ? 'yes' : 'no';
    switch (rule) {
      case 'same':
        lines.push(`same: ${mark}`);
        if (fits) lines.push(end(all[0]!, terms[gap]!));
        break;
      case 'alternate':
        if (!before) break;
        lines.push(`alternate: ${mark}`);
        if (fits) lines.push(end(all.at(-2)!, terms[gap]!));
        break;
      case 'growth': {
        if (!before) break;
        const growth = steps(all);
        const odd = growth.findIndex((g) => g !== growth[0]);
        lines.push(`growth: ${growth.slice(0, odd < 0 ? undefined : odd + 1).join(' ')} ${mark}`);
        if (fits)
          lines.push(
            `step: ${all.at(-1)}+${growth[0]}=${all.at(-1)! + growth[0]!}`,
            end(all.at(-1)! + growth[0]!, terms[gap]!),
          );
        break;
      }
      case 'times': {
        const r = ratio(terms);
        if (r === undefined) {
          lines.push('times: no');
          break;
        }
        const tries: string[] = [];
        for (let i = 0; i + 1 < terms.length; i++) {
          const product = (i === gap || i + 1 === gap ? terms[0]! * r ** i : terms[i]!) * r;
          const ok = i + 1 === gap || product === terms[i + 1];
          tries.push(`${product / r}*${r}=${product}${ok ? '' : ' no'}`);
          if (!ok) break;
        }
        lines.push(`times ${r}: ${tries.join(' ')}${fits ? ' yes' : ''}`);
        break;
      }
      case 'add two': {
        const sums: string[] = [];
        for (let i = 2; i < terms.length; i++) sums.push(`${terms[i - 2]}+${terms[i - 1]}=${terms[i]}`);
        lines.push(`add two: ${sums.join(' ')} yes`);
        break;
      }
      default:
        rule satisfies never;
    }
  }
  if (found === 'same' && gap < terms.length - 1) lines.push(`check: ${terms[gap + 1]}-${terms[gap]}=${all[0]} yes`);
  return lines.join('\n');
};

const alike = (values: readonly number[]): boolean => values.every((value) => value === values[0]);

/** `9+6=15`, `8-7=1`. */
const sumText = (a: number, b: number): string => `${a}${b < 0 ? b : `+${b}`}=${a + b}`;

/** One sum after the other up to the first that does not give what stands there: `9+6=15 15+6=21`, `9+4=13 not 15`. */
const against = (
  made: readonly { text: string; gives: number; stands: number }[],
): { steps: string; fits: boolean } => {
  const wrong = made.findIndex(({ gives, stands }) => gives !== stands);
  const upTo = made.slice(0, wrong < 0 ? undefined : wrong + 1).map(({ text }) => text);
  return { steps: [...upTo, ...(wrong < 0 ? [] : [`not ${made[wrong]!.stands}`])].join(' '), fits: wrong < 0 };
};

/**
 * What the rules are held against: the terms that the question shows, NaN for the one that is asked for, and what the
 * thought has written.
 */
type Read = { terms: number[]; steps: number[]; growth: number[] };

const readThought = (terms: string, thought: string): Read => ({
  terms: terms.split(', ').map((term) => (term === '_' ? NaN : Number(term))),
  steps: [.../^.*/.exec(thought)![0].matchAll(/\d+-\d+=(-?\d+)/g)].map((found) => Number(found[1])),
  growth: /^growth: (-?\d+(?: -?\d+)*) (?:yes|no)$/m.exec(thought)?.[1]!.split(' ').map(Number) ?? [],
});

/** Each term with the one after it, where both are shown. */
const neighbours = (terms: readonly number[]): [from: number, to: number][] =>
  terms
    .slice(1)
    .flatMap((to, i): [number, number][] => (Number.isNaN(to) || Number.isNaN(terms[i]!) ? [] : [[terms[i]!, to]]));

/** That the first line takes other steps than the terms have. A yes or no at its end is not what it claims. */
const firstClaims = ({ terms }: Read, text: string): Claim[] => {
  const pairs = neighbours(terms)
    .map(([from, to]) => `${to}-${from}`)
    .join(' ');
  return text.replaceAll(/=-?\d+/g, '') === pairs
    ? []
    : [{ text: text.replace(/ (?:yes|no)$/, ''), steps: pairs, holds: false }];
};

/**
 * What a line of a thought may say of a rule, and how that is checked. Rules of steps are held against the steps as
 * they were written.
 */
const SAID: readonly (readonly [RegExp, (read: Read, line: RegExpExecArray) => Claim[]])[] = [
  [
    /^same: (yes|no)$/,
    ({ steps: all }, [text, said]) => [{ text, steps: all.join(' '), holds: alike(all) === (said === 'yes') }],
  ],
  [
    /^alternate: (yes|no)$/,
    ({ steps: all }, [text, said]) => {
      const [even, odd] = [0, 1].map((k) => all.filter((_, i) => i % 2 === k)) as [number[], number[]];
      return [
        {
          text,
          steps: `${even.join(' ')} and ${odd.join(' ')}`,
          holds: (alike(even) && alike(odd)) === (said === 'yes'),
        },
      ];
    },
  ],
  [
    /^(growth: .*) (yes|no)$/,
    ({ steps: all, growth }, [text, values, said]) => {
      const truth = steps(all);
      const odd = truth.findIndex((value) => value !== truth[0]);
      const { steps: sums, fits } = against(
        growth.slice(0, truth.length).map((difference, i) => ({
          text: sumText(all[i]!, difference),
          gives: all[i]! + difference,
          stands: all[i + 1]!,
        })),
      );
      return [
        ...(said === 'yes' && /\d$/.test(values!) ? [{ text: values!, steps: sums, holds: fits }] : []), // nothing follows from the numbers of a rule that does not fit
        { text, steps: truth.slice(0, odd < 0 ? undefined : odd + 1).join(' '), holds: odd < 0 === (said === 'yes') },
      ];
    },
  ],
  [
    /^step: (-?\d+\+-?\d+)(?==)/,
    ({ steps: all, growth }, [text, sum]) => [
      { text, steps: `${all.at(-1)}+${growth[0] ?? ''}`, holds: sum === `${all.at(-1)}+${growth[0]}` },
    ],
  ],
  [
    /^times (\d+)(?=: (.*))/,
    ({ terms }, [text, r, rest]) => {
      const { steps: products, fits } = against(
        neighbours(terms).map(([from, to]) => ({
          text: `${from}*${r}=${from * Number(r)}`,
          gives: from * Number(r),
          stands: to,
        })),
      );
      return [{ text, steps: products, holds: fits === rest!.endsWith('yes') }];
    },
  ],
  [
    /^add two(?=: (.*))/,
    ({ terms }, [text, rest]) => {
      const sums = neighbours(terms.slice(0, -1)).map(([from, to]) => `${from}+${to}`);
      return [
        {
          text,
          steps: sums.join(' '),
          holds: rest!.endsWith('yes') && sums.every((sum) => ` ${rest}`.includes(` ${sum}=`)),
        },
      ];
    },
  ],
];

/** What is said of rules, `same: no`, `growth: 2 2 yes`, `times 2: …`, and of what follows from them. */
const ruleClaims = ({ terms }: Record<string, string>, thought: string): Claim[] => {
  const read = readThought(terms!, thought);
  const [first, ...lines] = thought.split('\n');
  return [
    ...firstClaims(read, first!),
    ...lines.flatMap((line) =>
      SAID.flatMap(([form, claims]) => {
        const found = form.exec(line);
        return found ? claims(read, found) : [];
      }),
    ),
  ];
};

export const sequences: Family<Problem> = {
  name: 'sequences',
  about: 'the next or the missing term of a sequence of numbers',
  phrasings: [
    'What is the {which} number in {terms}?',
    'Find the {which} number: {terms}.',
    'Find the {which} term of {terms}.',
    'What is the {which} term: {terms}?',
    'Which number is {which} here: {terms}?',
    'Look at {terms}. What is the {which} number?',
    'Give the {which} number of the sequence {terms}.',
    'The sequence is {terms}. Find the {which} number.',
    'Work out the {which} number in the pattern {terms}.',
    'What should the {which} number be in {terms}?',
    'Can you find the {which} number in {terms}?',
    'Here is a pattern: {terms}. What is the {which} number?',
    'Tell me the {which} number in this list: {terms}.',
    'What number is {which} in {terms}?',
    'Complete {terms} with the {which} number.',
    'Fill in the {which} number: {terms}.',
    'A child writes {terms}. What is the {which} number?',
    'Say the {which} term in this pattern: {terms}.',
    'Please find the {which} number in the series {terms}.',
    'In the series {terms}, what is the {which} number?',
    'In the list {terms}, which number is {which}?',
    'I need the {which} number of {terms}.',
    'The numbers go {terms}. What is {which}?',
    'Fill the blank with the {which} number: {terms}.',
    'Numbers on doors go {terms}. What is the {which} one?',
    'See the pattern {terms} and give the {which} number.',
    // Last, since it would read the openings of the others as terms.
    '{terms}. What is the {which} number?',
  ],
  make: (random, difficulty) => {
    for (;;) {
      const rule = random.pick(kinds[difficulty]);
      const terms = draw(rule, random, difficulty);
      const hide =
        difficulty > 1 && rule === 'same'
          ? random.chance(0.7)
          : difficulty > 1 && rule === 'times' && random.chance(0.4);
      // A gap leaves the first two terms, and two neighbours after it or before it, to find the rule by.
      const gap = hide ? random.int(2, terms.length - 2) : terms.length - 1;
      const problem = { terms, gap };
      if (terms.every((term) => term >= 0 && term < 1000) && unique(problem)) return problem;
    }
  },
  key: ({ terms, gap }) => terms.map((term, i) => (i === gap ? '_' : term)).join(' '),
  slots: ({ terms, gap }) => ({
    which: gap === terms.length - 1 ? 'next' : 'missing',
    terms: terms.map((term, i) => (i === gap ? '_' : `${term}`)).join(', '),
  }),
  gold: ({ terms, gap }) => `${terms[gap]}`,
  plan: ({ terms, gap }) =>
    gap === terms.length - 1
      ? 'write the steps, try rules, go on'
      : 'write the known steps, find the rule, fill the gap',
  solve,
  claims: ruleClaims,
};

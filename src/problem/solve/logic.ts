/**
 * Truth values of boolean expressions, and puzzles of people who always lie or never do: every assignment is tried, so
 * an answer holds in all that fit. Operators by falling strength: comparison, not, and, xor, or, implies, iff.
 */
import type { ProblemOf } from '../formal/problem.ts';
import { evaluateTree, parseExpression } from './expression.ts';
import { compare } from './rational.ts';
import { answered, declined, type Solution } from './solution.ts';

export type Formula =
  | { type: 'constant'; value: boolean }
  | { type: 'name'; name: string }
  | { type: 'liars'; count: number }
  | { type: 'not'; of: Formula }
  | { type: 'and' | 'or' | 'xor' | 'implies' | 'iff'; left: Formula; right: Formula };

const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/!(?!=)|¬|~/g, ' not '],
  [/&&?|∧/g, ' and '],
  [/\|\|?|∨/g, ' or '],
  [/⊕/g, ' xor '],
  [/<->|<=>|↔/g, ' iff '],
  [/->|=>(?=\s*(?:true|false|not|\())|→/g, ' implies '],
];

const COMPARISON = /^([-+*/^().\d\s]+)(<=|>=|==|!=|<|>|=)([-+*/^().\d\s]+)$/;

/** `5 > 3`, `2 + 2 = 5`: the truth of a comparison of numbers; undefined when it is none. */
const compareNumbers = (text: string): boolean | undefined => {
  const match = COMPARISON.exec(text.trim());
  const [left, right] = [match?.[1], match?.[3]].map((side) => {
    const tree = side === undefined ? undefined : parseExpression(side);
    return tree && evaluateTree(tree);
  });
  if (!match || !left || !right) return undefined;
  const sign = compare(left, right);
  const table: Record<string, boolean> = {
    '<': sign < 0,
    '>': sign > 0,
    '<=': sign <= 0,
    '>=': sign >= 0,
    '=': sign === 0,
    '==': sign === 0,
    '!=': sign !== 0,
  };
  return table[match[2]!];
};

const LEVELS = ['iff', 'implies', 'or', 'xor', 'and'] as const;
const RESERVED = new Set<string>([...LEVELS, 'not', 'true', 'false', 'nor', 'nand']);

/** The formula of a text such as `not (true and false)` or `A and not B`; undefined when it is none. */
export const parseFormula = (text: string): Formula | undefined => {
  if (text.length > 3000) return undefined;
  let plain = text;
  for (const [spelling, word] of SPELLINGS) plain = plain.replace(spelling, word);
  // A comparison of numbers is one token; parentheses around it belong to the formula.
  plain = plain.replace(
    /[-+*/^.\d\s]*\d\s*(?:<=|>=|==|!=|<|>|=)\s*[-+]?\d[-+*/^.\d\s]*/g,
    (found) => ` ${compareNumbers(found) ?? '?'} `,
  );
  const parts = plain.match(/liars = \d+|[\p{L}_][\p{L}\p{N}_']*|[()]|\S/gu) ?? [];
  let at = 0;
  let depth = 0;
  const level = (i: number): Formula | undefined => {
    const type = LEVELS[i];
    if (type === undefined) return unary();
    let left = level(i + 1);
    while (left && parts[at]?.toLowerCase() === type) {
      at++;
      const right = level(i + 1);
      left = right && { type, left, right };
    }
    return left;
  };
  const unary = (): Formula | undefined => {
    const part = parts[at++];
    const low = part?.toLowerCase();
    if (part === undefined || ++depth > 500) return undefined;
    if (low === 'not') {
      const of = unary();
      return of && { type: 'not', of };
    }
    if (part === '(') {
      const inner = level(0);
      return parts[at++] === ')' ? inner : undefined;
    }
    if (low === 'true' || low === 'false') return { type: 'constant', value: low === 'true' };
    const count = /^liars = (\d+)$/.exec(part);
    if (count) return { type: 'liars', count: Number(count[1]) };
    return /^[\p{L}_]/u.test(part) && !RESERVED.has(low!) ? { type: 'name', name: part } : undefined;
  };
  const found = level(0);
  return found && at === parts.length ? found : undefined;
};

export const namesOf = (formula: Formula): string[] => {
  if (formula.type === 'name') return [formula.name];
  if (formula.type === 'not') return namesOf(formula.of);
  if (formula.type === 'constant' || formula.type === 'liars') return [];
  return [...new Set([...namesOf(formula.left), ...namesOf(formula.right)])];
};

const truthOf = (formula: Formula, values: ReadonlyMap<string, boolean>): boolean => {
  switch (formula.type) {
    case 'constant':
      return formula.value;
    case 'name':
      return values.get(formula.name) ?? false;
    case 'liars':
      return [...values.values()].filter((honest) => !honest).length === formula.count;
    case 'not':
      return !truthOf(formula.of, values);
    default: {
      const [a, b] = [truthOf(formula.left, values), truthOf(formula.right, values)];
      return { and: a && b, or: a || b, xor: a !== b, implies: !a || b, iff: a === b }[formula.type];
    }
  }
};

/** Every assignment of truth values to the names. */
const assignments = (names: readonly string[]): Map<string, boolean>[] =>
  Array.from(
    { length: 2 ** names.length },
    (_, bits) => new Map(names.map((name, i) => [name, (bits >> i) % 2 === 0])),
  );

const MOST = 12;

export const solveTruth = ({ expression }: ProblemOf<'truth'>): Solution => {
  const formula = parseFormula(expression);
  if (!formula) return declined('invalid-input', `"${expression.slice(0, 60)}" is no well-formed statement`);
  const names = namesOf(formula);
  if (names.length > MOST) return declined('too-large', 'there are too many names');
  const values = new Set(assignments(names).map((one) => truthOf(formula, one)));
  if (values.size > 1) return declined('missing', `the value of ${names.join(' and ')} is missing`);
  return answered(
    [...values][0] ? 'True' : 'False',
    'true-false',
    names.length > 0 ? 'the same for every value of the unknown' : 'each operator computed',
  );
};

export const solveLiars = ({ names, facts, says, ask }: ProblemOf<'liars'>): Solution => {
  if (names.length > MOST) return declined('too-large', 'there are too many people');
  const rules = [
    ...facts.map((fact) => ({ who: undefined, claim: parseFormula(fact) })),
    ...says.map((one) => ({ who: one.who, claim: parseFormula(one.says) })),
  ];
  if (rules.some(({ claim }) => !claim || namesOf(claim).some((name) => !names.includes(name))))
    return declined('invalid-input', 'one of the statements is not understood');
  const worlds = assignments(names).filter((world) =>
    rules.every(({ who, claim }) => truthOf(claim!, world) === (who === undefined ? true : world.get(who)!)),
  );
  if (worlds.length === 0) return declined('contradiction', 'the statements contradict one another in every case');
  const shown = (name: string): string => name.replaceAll('_', ' ');
  const answers = new Set(
    worlds.map((world) => {
      if (ask.type === 'honest') return world.get(ask.name) ? 'Yes' : 'No';
      if (ask.type === 'lies') return world.get(ask.name) ? 'No' : 'Yes';
      return names
        .filter((name) => world.get(name) === (ask.type === 'truthful'))
        .map(shown)
        .join(', ');
    }),
  );
  const [answer] = answers;
  if (answers.size > 1 || answer === undefined)
    return declined('missing', 'several cases are possible; a statement is missing');
  const asksWho = ask.type === 'liar' || ask.type === 'truthful';
  if (answer === '') return answered('nobody', 'name', 'every case tried');
  return answered(
    answer,
    asksWho ? 'name' : 'yes-no',
    worlds.length === 1 ? 'only one case fits all statements' : `the same in all ${worlds.length} cases that fit`,
  );
};

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

/** `people`: those of the names who may lie. */
const truthOf = (
  formula: Formula,
  values: ReadonlyMap<string, boolean>,
  people: ReadonlyMap<string, boolean> = values,
): boolean => {
  switch (formula.type) {
    case 'constant':
      return formula.value;
    case 'name':
      return values.get(formula.name) ?? false;
    case 'liars':
      return [...people.values()].filter((honest) => !honest).length === formula.count;
    case 'not':
      return !truthOf(formula.of, values, people);
    default: {
      const [a, b] = [truthOf(formula.left, values, people), truthOf(formula.right, values, people)];
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

export const solveTruth = ({ expression, form }: ProblemOf<'truth'>): Solution => {
  const formula = parseFormula(expression);
  if (!formula) return declined('invalid-input', `"${expression.slice(0, 60)}" is no well-formed statement`);
  const names = namesOf(formula);
  if (names.length > MOST) return declined('too-large', 'there are too many names');
  if (form === 'count') {
    const count = assignments(names).filter((one) => truthOf(formula, one)).length;
    return answered(`${count}`, 'number', `of all ${2 ** names.length} assignments`);
  }
  const values = new Set(assignments(names).map((one) => truthOf(formula, one)));
  if (values.size > 1) return declined('missing', `the value of ${names.join(' and ')} is missing`);
  const [holds] = values;
  if (form === 'bit') return answered(holds ? '1' : '0', 'number', 'each operator computed');
  return answered(
    holds ? 'True' : 'False',
    'true-false',
    names.length > 0 ? 'the same for every value of the unknown' : 'each operator computed',
  );
};

type Liars = ProblemOf<'liars'>;

/** What a case says to the question. */
const saidBy = (world: ReadonlyMap<string, boolean>, { names, suspects = [], ask }: Liars): string => {
  const list = (of: readonly string[]): string => of.map((name) => name.replaceAll('_', ' ')).join(', ');
  switch (ask.type) {
    case 'honest':
      return world.get(ask.name) ? 'Yes' : 'No';
    case 'lies':
      return world.get(ask.name) ? 'No' : 'Yes';
    case 'kind':
      return world.get(ask.name) ? ask.honest : ask.liar;
    case 'follows':
      return truthOf(parseFormula(ask.name)!, world) ? 'Yes' : 'No';
    case 'culprit':
      return list(suspects.filter((name) => world.get(`did_${name}`)));
    default:
      return list(names.filter((name) => world.get(name) === (ask.type === 'truthful')));
  }
};

export const solveLiars = (problem: Liars): Solution => {
  const { names, suspects = [], facts, says, ask } = problem;
  const deeds = suspects.map((name) => `did_${name}`);
  if (names.length + deeds.length > MOST) return declined('too-large', 'there are too many people');
  const rules = [
    ...facts.map((fact) => ({ who: undefined, claim: parseFormula(fact) })),
    ...says.map((one) => ({ who: one.who, claim: parseFormula(one.says) })),
  ];
  if (ask.type === 'follows') rules.push({ who: undefined, claim: parseFormula(`(${ask.name}) or not (${ask.name})`) });
  const known = new Set([...names, ...deeds]);
  if (rules.some(({ claim }) => !claim || namesOf(claim).some((name) => !known.has(name))))
    return declined('invalid-input', 'one of the statements is not understood');
  const people = new Set(names);
  const worlds = assignments([...known]).filter((world) => {
    const honest = new Map([...world].filter(([name]) => people.has(name)));
    return (
      (deeds.length === 0 || deeds.filter((name) => world.get(name)).length === 1) &&
      rules.every(({ who, claim }) => truthOf(claim!, world, honest) === (who === undefined ? true : world.get(who)!))
    );
  });
  if (worlds.length === 0) return declined('contradiction', 'the statements contradict one another in every case');
  const answers = new Set(worlds.map((world) => saidBy(world, problem)));
  if (ask.type === 'follows' && answers.size > 1)
    return answered('No', 'yes-no', 'it is false in one of the cases that fit');
  const [answer] = answers;
  if (answers.size > 1 || answer === undefined)
    return declined('missing', 'several cases are possible; a statement is missing');
  if (answer === '') return answered('nobody', 'name', 'every case tried');
  return answered(
    answer,
    /^(?:honest|lies|follows)$/.test(ask.type) ? 'yes-no' : 'name',
    worlds.length === 1 ? 'only one case fits all statements' : `the same in all ${worlds.length} cases that fit`,
  );
};

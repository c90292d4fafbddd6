/**
 * Task family: expressions of whole numbers with + - * and parentheses, in signs or in words. Each line of the thought
 * computes one operation in small steps, innermost first, and writes the remaining expression. No division and no
 * negative results.
 */
import type { Random } from '../../random.ts';
import type { Difficulty, Family } from '../family.ts';
import type { Claim } from '../claims.ts';
import { addSteps, mulSteps, subSteps } from '../arithmetic-steps.ts';

type Op = '+' | '-' | '*';
type Node = { op: Op; left: Tree; right: Tree };
type Tree = number | Node;
/** `words` asks for the wording "3 times the sum of 4 and 5" where the expression has one. */
type Problem = { tree: Tree; words: boolean };

const value = (tree: Tree): number => {
  if (typeof tree === 'number') return tree;
  const [a, b] = [value(tree.left), value(tree.right)];
  return tree.op === '+' ? a + b : tree.op === '-' ? a - b : a * b;
};

const RANK: Record<Op, number> = { '+': 1, '-': 1, '*': 2 };

const inParentheses = (child: Tree, parent: Node, right: boolean): boolean =>
  typeof child !== 'number' && (RANK[child.op] < RANK[parent.op] || (right && RANK[child.op] === RANK[parent.op]));

/** The expression. 7-(3-2) needs its parentheses; 7+(3-2) keeps them too, so that the working order is on the page. */
const show = (tree: Tree): string => {
  if (typeof tree === 'number') return `${tree}`;
  const side = (child: Tree, right: boolean) => (inParentheses(child, tree, right) ? `(${show(child)})` : show(child));
  return `${side(tree.left, false)}${tree.op}${side(tree.right, true)}`;
};

/** Like `show`, equal for expressions that differ only by the order of a sum or a product. */
const ordered = (tree: Tree): string => {
  if (typeof tree === 'number') return `${tree}`;
  const sides = [ordered(tree.left), ordered(tree.right)];
  if (tree.op !== '-') sides.sort();
  return `(${sides.join(tree.op)})`;
};

/** The operation to work out next: in the deepest parentheses first, then products, then from the left. */
const next = (tree: Node): Node => {
  let best = { node: tree, rank: -1 };
  const visit = (node: Tree, depth: number) => {
    if (typeof node === 'number') return;
    const { left, right } = node;
    const rank = depth * 10 + RANK[node.op];
    if (typeof left === 'number' && typeof right === 'number' && rank > best.rank) best = { node, rank };
    visit(left, depth + Number(inParentheses(left, node, false)));
    visit(right, depth + Number(inParentheses(right, node, true)));
  };
  visit(tree, 0);
  return best.node;
};

/** Whether at most one operation is left: the next line is then the expression itself with its value. */
const single = (tree: Tree): boolean =>
  typeof tree === 'number' || (typeof tree.left === 'number' && typeof tree.right === 'number');

/** The tree with the value of `done` in the place of that node. */
const graft = (tree: Tree, done: Node): Tree =>
  tree === done
    ? value(done)
    : typeof tree === 'number'
      ? tree
      : { op: tree.op, left: graft(tree.left, done), right: graft(tree.right, done) };

const STEPS: Record<Op, (a: number, b: number) => string> = { '+': addSteps, '-': subSteps, '*': mulSteps };

/** Largest smaller factor and largest greater factor of a product at each difficulty. */
const FACTORS: Record<Difficulty, [number, number]> = { 1: [9, 20], 2: [9, 99], 3: [30, 99] };

const allowed = (tree: Tree, difficulty: Difficulty): boolean => {
  if (typeof tree === 'number') return true;
  const [a, b] = [value(tree.left), value(tree.right)];
  const [less, more] = a < b ? [a, b] : [b, a];
  const fits =
    tree.op === '*'
      ? less > 1 && less <= FACTORS[difficulty][0] && more <= FACTORS[difficulty][1]
      : tree.op === '-'
        ? a > b
        : true;
  return fits && a * b > 0 && value(tree) <= 9999 && allowed(tree.left, difficulty) && allowed(tree.right, difficulty);
};

/** A single operation, with larger numbers than inside an expression. */
const term = (random: Random): Tree => {
  const op = random.pick(['+', '-', '*', '*'] as const);
  const high = op === '*' ? 99 : random.chance(0.5) ? 99 : 999;
  return { op, left: random.int(2, high), right: random.int(2, high) };
};

const grow = (random: Random, operations: number, high: number): Tree => {
  if (operations === 0) return random.int(2, random.chance(0.5) ? 12 : high);
  const left = random.int(0, operations - 1);
  return {
    op: random.pick(['+', '-', '*', '*'] as const),
    left: grow(random, left, high),
    right: grow(random, operations - 1 - left, high),
  };
};

/** The expression in words that can be read in one way only; undefined when it has none. */
const inWords = (tree: Tree): string | undefined => {
  if (typeof tree === 'number') return undefined;
  const { op, left, right } = tree;
  const plain = (child: Tree): string | undefined => {
    if (typeof child === 'number') return undefined;
    if (typeof child.left !== 'number' || typeof child.right !== 'number') return undefined;
    const name = { '+': 'sum', '-': 'difference', '*': 'product' }[child.op];
    return `the ${name} of ${child.left} and ${child.right}`;
  };
  const verb = { '+': 'plus', '-': 'minus', '*': 'times' }[op];
  if (typeof left === 'number') return plain(right) && `${left} ${verb} ${plain(right)}`;
  if (typeof right !== 'number' || !plain(left)) return undefined;
  return op === '*' ? `${right} times ${plain(left)}` : `${right} ${op === '+' ? 'more' : 'less'} than ${plain(left)}`;
};

/** How the wording writes the expression in signs: `3 times the sum of 4 and 5` is `3*(4+5)`. */
const asWorded = (tree: Tree): Tree =>
  typeof tree !== 'number' && typeof tree.left !== 'number' && tree.op === '*'
    ? { op: '*', left: tree.right, right: tree.left }
    : tree;

/**
 * What the lines without `=` should read: the question's expression first, then the one before with its step worked
 * out.
 */
const copyClaims = (question: string, thought: string): Claim[] => {
  let expected = /[a-wyz]/i.test(question) ? undefined : question.replaceAll(' ', '').replace(/[x×]/g, '*');
  return thought.split('\n').flatMap((line): Claim[] => {
    const [head, ...rest] = line.split('=');
    if (rest.length > 0) {
      const result = /\d+$/.exec(rest.at(-1)!)?.[0];
      expected = result === undefined ? undefined : expected?.replace(head!, result).replace(`(${result})`, result);
      return [];
    }
    const claim = expected === undefined ? [] : [{ text: line, steps: expected, holds: line === expected }];
    expected = line;
    return claim;
  });
};

export const arithmetic: Family<Problem> = {
  name: 'arithmetic',
  about: 'expressions of whole numbers with + - * and parentheses, 1 to 4 operations',
  phrasings: [
    'Calculate {e}.',
    'Compute {e}.',
    'Work out {e}.',
    'Evaluate {e}.',
    'Find the value of {e}.',
    'How much is {e}?',
    '{e} = ?',
    'What does {e} equal?',
    'What do you get for {e}?',
    'Please calculate {e}.',
    'Can you work out {e}?',
    'Give the result of {e}.',
    'I need to know {e}.',
    'Tell me what {e} is.',
    'Solve {e}.',
    'What is the value of {e}?',
    'What is the result of {e}?',
    'Simplify {e} to a single number.',
    'My homework says: {e}. What is it?',
    'Step by step, what is {e}?',
    'Do the sum {e}.',
    'Help me compute {e}.',
    'What number is {e}?',
    'Could you evaluate {e} for me?',
    'Show how to calculate {e}.',
    'The calculator shows {e}. What comes out?',
    'Work this out: {e}.',
    // This template fits other wordings too, so it comes last.
    'What is {e}?',
  ],
  make: (random, difficulty) => {
    for (let attempt = 0; attempt < 10_000; attempt++) {
      const operations = difficulty === 1 ? random.int(1, 2) : difficulty === 2 ? random.int(2, 3) : random.int(3, 4);
      const tree = operations === 1 ? term(random) : grow(random, operations, difficulty === 1 ? 20 : 99);
      if (allowed(tree, operations === 1 ? 3 : difficulty)) return { tree, words: random.chance(0.3) };
    }
    throw new Error(`arithmetic: no expression of difficulty ${difficulty} in 10,000 draws`);
  },
  key: ({ tree }) => ordered(tree),
  slots: ({ tree, words }, random) => {
    const spaced = random.chance(0.5) ? show(tree).replace(/[-+*]/g, ' $& ') : show(tree);
    const signs = random.chance(0.2) ? spaced.replaceAll('*', random.pick(['x', '×'])) : spaced;
    return { e: (words ? inWords(tree) : undefined) ?? signs };
  },
  gold: ({ tree }) => `${value(tree)}`,
  plan: ({ tree }) => {
    const text = show(tree);
    const first = text.includes('(') ? 'parentheses first, ' : '';
    return `${first}${text.includes('*') ? 'multiply, ' : ''}${/[-+]/.test(text) ? 'then left to right' : 'step by step'}`;
  },
  solve: ({ tree, words }) => {
    let now = words && inWords(tree) ? asWorded(tree) : tree;
    const lines = [show(now)];
    while (typeof now !== 'number') {
      const node = next(now);
      const after = graft(now, node);
      const step = STEPS[node.op](node.left as number, node.right as number);
      lines.push(single(after) ? step : `${step}\n${show(after)}`);
      now = after;
    }
    return lines.join('\n');
  },
  claims: ({ e }, thought) => copyClaims(e!, thought),
};

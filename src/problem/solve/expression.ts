/**
 * Arithmetic expressions with powers and names: parsed to a tree, evaluated exactly, or taken as a linear form.
 * Operators + - * / ^ (also × · ÷ − and **), parentheses, and multiplication left out before a name or a parenthesis.
 * `6/2(1+2)` is read from left to right. No functions.
 */
import { add, divide, multiply, power, rational, readNumber, subtract, type Rational } from './rational.ts';

export type Tree =
  | { type: 'number'; value: Rational }
  | { type: 'name'; name: string }
  | { type: 'negative'; of: Tree }
  | { type: '+' | '-' | '*' | '/' | '^'; left: Tree; right: Tree };

const LONGEST = 3000;
const DEEPEST = 200;

const tokens = (text: string): string[] | undefined => {
  if (text.length > LONGEST) return undefined;
  const plain = text.replace(/[−–]/g, '-').replace(/[×·]/g, '*').replace(/÷/g, '/').replace(/\*\*/g, '^');
  const found = plain.match(/\d+(?:\.\d+)?|\.\d+|[\p{L}_][\p{L}\p{N}_']*|[-+*/^()]|\S/gu) ?? [];
  return found.every((one) => /^(?:\d|[\p{L}_]|\.\d|[-+*/^()]$)/u.test(one)) ? found : undefined;
};

/** The tree of an expression, or undefined when it is none. `single`: `xy` is x times y, not a name. */
export const parseExpression = (text: string, single = false): Tree | undefined => {
  const parts = tokens(single ? text.replace(/(\p{L})(?=\p{L})/gu, '$1 ') : text);
  if (!parts) return undefined;
  let at = 0;
  let depth = 0;

  const sum = (): Tree | undefined => {
    let left = product();
    while (left && (parts[at] === '+' || parts[at] === '-')) {
      const type = parts[at++] as '+' | '-';
      const right = product();
      left = right && { type, left, right };
    }
    return left;
  };
  const product = (): Tree | undefined => {
    let left = unary();
    while (left && at < parts.length) {
      const next = parts[at]!;
      const written = next === '*' || next === '/';
      const joined = next === '(' || /^[\p{L}_]/u.test(next);
      if (!written && !joined) break;
      if (written) at++;
      const right = unary();
      left = right && { type: written ? (next as '*' | '/') : '*', left, right };
    }
    return left;
  };
  const unary = (): Tree | undefined => {
    if (parts[at] !== '-' && parts[at] !== '+') return raised();
    if (++depth > DEEPEST) return undefined;
    const sign = parts[at++];
    const of = unary();
    return of && (sign === '-' ? { type: 'negative', of } : of);
  };
  const raised = (): Tree | undefined => {
    const left = atom();
    if (!left || parts[at] !== '^') return left;
    at++;
    const right = unary();
    return right && { type: '^', left, right };
  };
  const atom = (): Tree | undefined => {
    const part = parts[at++];
    if (part === undefined) return undefined;
    if (part === '(') {
      if (++depth > DEEPEST) return undefined;
      const inner = sum();
      return parts[at++] === ')' ? inner : undefined;
    }
    if (/^[\p{L}_]/u.test(part)) return { type: 'name', name: part };
    const value = readNumber(part.startsWith('.') ? `0${part}` : part);
    return value && { type: 'number', value };
  };

  const tree = sum();
  return tree && at === parts.length ? tree : undefined;
};

/**
 * Exact value. Undefined for a division by zero, an unknown name or a root. Throws a RangeError when a number is too
 * large.
 */
export const evaluateTree = (tree: Tree, values: ReadonlyMap<string, Rational> = new Map()): Rational | undefined => {
  switch (tree.type) {
    case 'number':
      return tree.value;
    case 'name':
      return values.get(tree.name);
    case 'negative': {
      const of = evaluateTree(tree.of, values);
      return of && rational(-of.n, of.d);
    }
    default: {
      const left = evaluateTree(tree.left, values);
      const right = left && evaluateTree(tree.right, values);
      return left && right && operate(tree.type, left, right);
    }
  }
};

const operate = (type: '+' | '-' | '*' | '/' | '^', left: Rational, right: Rational): Rational | undefined => {
  switch (type) {
    case '+':
      return add(left, right);
    case '-':
      return subtract(left, right);
    case '*':
      return multiply(left, right);
    case '/':
      return divide(left, right);
    case '^':
      return power(left, right);
    default:
      return type satisfies never;
  }
};

/** Whether some division in it is by zero. */
export const dividesByZero = (tree: Tree): boolean => {
  if (tree.type === 'number' || tree.type === 'name') return false;
  if (tree.type === 'negative') return dividesByZero(tree.of);
  return (
    (tree.type === '/' && evaluateTree(tree.right)?.n === 0n) || dividesByZero(tree.left) || dividesByZero(tree.right)
  );
};

/** constant + Σ factor · name. */
export type Linear = { constant: Rational; factors: ReadonlyMap<string, Rational> };

const ZERO = rational(0);
const constant = (value: Rational): Linear => ({ constant: value, factors: new Map() });
const scale = ({ constant: c, factors }: Linear, by: Rational): Linear => ({
  constant: multiply(c, by),
  factors: new Map([...factors].map(([name, factor]) => [name, multiply(factor, by)])),
});
const sumOf = (a: Linear, b: Linear): Linear => {
  const factors = new Map(a.factors);
  for (const [name, factor] of b.factors) factors.set(name, add(factors.get(name) ?? ZERO, factor));
  return { constant: add(a.constant, b.constant), factors: new Map([...factors].filter(([, one]) => one.n !== 0n)) };
};

/** The expression as a linear form in its names, or undefined when it is not linear. */
export const linearOf = (tree: Tree): Linear | undefined => {
  switch (tree.type) {
    case 'number':
      return constant(tree.value);
    case 'name':
      return { constant: ZERO, factors: new Map([[tree.name, rational(1)]]) };
    case 'negative': {
      const of = linearOf(tree.of);
      return of && scale(of, rational(-1));
    }
    default: {
      const left = linearOf(tree.left);
      const right = linearOf(tree.right);
      if (!left || !right) return undefined;
      if (tree.type === '+') return sumOf(left, right);
      if (tree.type === '-') return sumOf(left, scale(right, rational(-1)));
      if (tree.type === '*') {
        if (left.factors.size === 0) return scale(right, left.constant);
        return right.factors.size === 0 ? scale(left, right.constant) : undefined;
      }
      if (right.factors.size > 0) return undefined;
      if (tree.type === '/') {
        const by = divide(rational(1), right.constant);
        return by && scale(left, by);
      }
      if (left.factors.size > 0) return right.constant.n === 1n && right.constant.d === 1n ? left : undefined;
      const value = power(left.constant, right.constant);
      return value && constant(value);
    }
  }
};

/** Names in it, in order of appearance. */
export const namesIn = (tree: Tree): string[] => {
  if (tree.type === 'number') return [];
  if (tree.type === 'name') return [tree.name];
  if (tree.type === 'negative') return namesIn(tree.of);
  return [...new Set([...namesIn(tree.left), ...namesIn(tree.right)])];
};

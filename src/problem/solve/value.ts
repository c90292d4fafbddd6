/**
 * Values of expressions, linear equations (one or several, by elimination over exact rationals) and word problems.
 * Each says how it was checked: an equation by putting the values back.
 */
import type { ProblemOf } from '../formal/problem.ts';
import { dividesByZero, evaluateTree, linearOf, namesIn, parseExpression, type Linear } from './expression.ts';
import { divide, isWhole, multiply, rational, readNumber, subtract, write, type Rational } from './rational.ts';
import { answered, declined, type Solution } from './solution.ts';

export const solveValue = ({ expression }: ProblemOf<'value'>): Solution => {
  const tree = parseExpression(expression);
  if (!tree) return declined('invalid-input', `"${expression.slice(0, 60)}" is no well-formed expression`);
  const names = namesIn(tree);
  if (names.length > 0) return declined('missing', `the value of ${names[0]} is missing`);
  if (dividesByZero(tree)) return declined('no-solution', 'division by zero has no result');
  const value = evaluateTree(tree);
  if (!value) return declined('other-mathematics', 'I compute with + - * / and whole powers only');
  return answered(write(value), 'number', `${expression} computed exactly`);
};

type Row = { factors: Map<string, Rational>; constant: Rational };

/** Gauss–Jordan elimination. Rows say Σ factor·name + constant = 0. */
const eliminate = (rows: Row[], unknowns: readonly string[]): void => {
  let top = 0;
  for (const name of unknowns) {
    const at = rows.findIndex((row, i) => i >= top && (row.factors.get(name)?.n ?? 0n) !== 0n);
    if (at < 0) continue;
    [rows[top], rows[at]] = [rows[at]!, rows[top]!];
    const pivot = rows[top]!;
    const by = divide(rational(1), pivot.factors.get(name)!)!;
    for (const [key, factor] of pivot.factors) pivot.factors.set(key, multiply(factor, by));
    pivot.constant = multiply(pivot.constant, by);
    for (const row of rows) {
      const times = row === pivot ? undefined : row.factors.get(name);
      if (!times || times.n === 0n) continue;
      for (const [key, factor] of pivot.factors)
        row.factors.set(key, subtract(row.factors.get(key) ?? rational(0), multiply(times, factor)));
      row.constant = subtract(row.constant, multiply(times, pivot.constant));
    }
    top++;
  }
};

/** left − right of each equation, or what is wrong with one. */
const formsOf = (equations: readonly string[], unknowns: readonly string[]): Linear[] | Solution => {
  const forms: Linear[] = [];
  for (const equation of equations) {
    const sides = equation.split('=').map((side) =>
      parseExpression(
        side,
        unknowns.every((one) => one.length === 1),
      ),
    );
    const [left, right] = sides;
    if (sides.length !== 2 || !left || !right)
      return declined('invalid-input', `"${equation.slice(0, 60)}" is no well-formed equation`);
    if (dividesByZero(left) || dividesByZero(right)) return declined('no-solution', 'division by zero has no result');
    const form = linearOf({ type: '-', left, right });
    if (!form) return declined('other-mathematics', `"${equation.slice(0, 60)}" is not a linear equation`);
    forms.push(form);
  }
  return forms;
};

/**
 * Numbers of an equation system as `x = 7` or `x = 3, y = 2`. Amounts are bare, and never below zero.
 */
export const solveEquations = ({ unknowns, equations, whole, amount }: ProblemOf<'solve'>): Solution => {
  const forms = formsOf(equations, unknowns);
  if (!Array.isArray(forms)) return forms;
  const all = [...new Set([...unknowns, ...forms.flatMap((form) => [...form.factors.keys()])])];
  const rows: Row[] = forms.map((form) => ({ factors: new Map(form.factors), constant: form.constant }));
  eliminate(rows, all);
  const empty = rows.filter((row) => [...row.factors.values()].every((factor) => factor.n === 0n));
  if (empty.some((row) => row.constant.n !== 0n))
    return declined(
      'no-solution',
      `there is no solution: no number satisfies ${equations.length > 1 ? 'these equations' : 'this equation'}`,
    );
  const values = new Map<string, Rational>();
  for (const row of rows) {
    const held = [...row.factors].filter(([, factor]) => factor.n !== 0n);
    if (held.length === 1) values.set(held[0]![0], rational(-row.constant.n, row.constant.d));
  }
  const open = unknowns.filter((name) => !values.has(name));
  if (open.length > 0)
    return all.length > equations.length
      ? declined(
          'missing',
          `there are ${all.length} unknowns and ${equations.length === 1 ? 'only one equation' : `${equations.length} equations`}; another is missing`,
        )
      : declined('no-solution', `every number satisfies it, so ${open[0]} has no single value`);
  const found = unknowns.map((name) => [name, values.get(name)!] as const);
  if (whole && found.some(([, value]) => !isWhole(value)))
    return declined(
      'no-solution',
      `there is no whole solution: ${found.map(([name, value]) => `${name} would be ${write(value)}`).join(', ')}`,
    );
  if (amount && found.some(([, value]) => value.n < 0n))
    return declined('no-solution', 'there is no such amount: it would be less than nothing');
  if (amount) {
    const amounts = found.map(([, value]) => write(value)).join(', ');
    return answered(amounts, found.length === 1 ? 'number' : 'list', `${amounts} put into ${equations.join('; ')}`);
  }
  const text = found.map(([name, value]) => `${name} = ${write(value)}`).join(', ');
  return answered(text, 'assignment', `${text} put into ${equations.join('; ')}`);
};

/** A word problem: the value of its expression over the named quantities. */
export const solveStory = ({ quantities, expression, whole, round }: ProblemOf<'story'>): Solution => {
  const tree = parseExpression(expression);
  const values = new Map(
    quantities.flatMap(([name, text]) => {
      const value = readNumber(text);
      return value ? [[name, value] as const] : [];
    }),
  );
  if (!tree) return declined('invalid-input', `"${expression}" is no well-formed expression`);
  const unknown = namesIn(tree).find((name) => !values.has(name));
  if (unknown !== undefined) return declined('missing', `a number is missing: ${unknown}`);
  const value = evaluateTree(tree, values);
  if (!value) return declined('no-solution', 'division by zero has no result');
  if (whole && round === undefined && !isWhole(value))
    return declined('no-solution', `it does not come out whole: ${write(value)}`);
  if (value.n < 0n) return declined('contradiction', 'there are not as many as are taken away');
  const below = value.n / value.d;
  const rounded = round === undefined || isWhole(value) ? value : rational(round === 'up' ? below + 1n : below);
  return answered(write(rounded), 'number', `${expression} computed exactly${round ? `, rounded ${round}` : ''}`);
};

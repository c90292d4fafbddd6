/**
 * Sums whose numbers stand in a code: Roman numerals, or a base. Each number is decoded by the solver of its code, the
 * sum is computed exactly, and the result is written in the code that is asked. A number of another code than the rest
 * has it behind it: `1010_2+15_8`. With two numbers and `>` or `<` the larger or the smaller one is the answer.
 */
import type { ProblemOf } from '../formal/problem.ts';
import { evaluateTree, parseExpression } from './expression.ts';
import { solveBase, solveRoman, solveUnroman } from './numerals.ts';
import { isWhole, write } from './rational.ts';
import { answered, declined, type Solution } from './solution.ts';

const decode = (text: string, code: string): Solution =>
  code === 'roman'
    ? solveUnroman({ type: 'unroman', value: text })
    : solveBase({ type: 'base', value: text, from: Number(code), to: 10 });

const encode = (value: string, code: string): Solution =>
  code === 'roman'
    ? solveRoman({ type: 'roman', value })
    : solveBase({ type: 'base', value, from: 10, to: Number(code) });

export const solveCoded = ({ from, to, expression }: ProblemOf<'coded'>): Solution => {
  const values: { text: string; value: string }[] = [];
  let wrong: Solution | undefined;
  const plain = expression.replace(/([\dA-Za-z]+)(?:_(roman|\d+))?/g, (_, text: string, code: string | undefined) => {
    const found = decode(text, code ?? from);
    if (found.type === 'none') wrong ??= found;
    const value = found.type === 'answer' ? found.answer : '0';
    values.push({ text, value });
    return value;
  });
  if (wrong) return wrong;
  const compared = /[<>]/.exec(expression)?.[0];
  if (compared !== undefined) {
    const [a, b] = values;
    if (values.length !== 2 || !a || !b) return declined('missing', 'two numbers are compared');
    const larger = BigInt(a.value) > BigInt(b.value) ? a : b;
    if (expression.includes('?')) {
      const holds = a.value !== b.value && (compared === '>') === (larger === a);
      return answered(holds ? 'Yes' : 'No', 'yes-no', `${a.value} beside ${b.value}`);
    }
    if (a.value === b.value) return declined('no-solution', 'both are the same number');
    const smaller = larger === a ? b : a;
    const found = compared === '>' ? larger : smaller;
    const check = `${a.value} beside ${b.value}`;
    if (to === from) return answered(found.text, 'numeral', check);
    const written = encode(found.value, to);
    return written.type === 'none' ? written : { ...written, check };
  }
  const tree = parseExpression(plain);
  if (!tree) return declined('invalid-input', `"${expression.slice(0, 60)}" is no well-formed expression`);
  const value = evaluateTree(tree);
  if (!value) return declined('no-solution', 'division by zero has no result');
  if (!isWhole(value)) return declined('no-solution', `it does not come out whole: ${write(value)}`);
  const out = encode(write(value), to);
  return out.type === 'none' ? out : { ...out, check: `${plain} computed exactly` };
};

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { equationHolds, evaluate, rational, show } from './expression.ts';

const value = (text: string, values = {}) => {
  const found = evaluate(text, values);
  return found && show(found.value);
};

test('precedence, parentheses, exact fractions and left-out multiplication', () => {
  const cases: [string, string][] = [
    ['25*7-50+3', '128'],
    ['2-3-4', '-5'],
    ['100/8/5', '5/2'],
    ['(3+5)*(7-2)', '40'],
    ['-3*-5', '15'],
    ['1/3+1/6', '1/2'],
    ['2(3+4)', '14'],
    ['6÷4×2', '3'],
    ['2x-5', '1'],
    ['2(x+1)', '8'],
    ['x/3+1', '2'],
  ];
  for (const [text, expected] of cases) assert.equal(value(text, { x: rational(3) }), expected, text);
  assert.deepEqual(evaluate('25*7-50')!.numbers, [25, 7, 50]);
});

test('what is no expression has no value', () => {
  for (const text of ['', '3+', '(3', '3)', '3 4', '5/0', '1/(2-2)', '3y', 'constructor', '2^3', '1'.repeat(200)]) {
    assert.equal(value(text, { x: rational(3) }), undefined, text);
  }
});

test('an equation holds, fails, or is none', () => {
  assert.equal(equationHolds('3x+5=26', { x: rational(7) }), true);
  assert.equal(equationHolds('3x+5=26', { x: rational(6) }), false);
  assert.equal(equationHolds('3x=2x=5', { x: rational(6) }), undefined);
  assert.throws(() => rational(1, 0), /1\/0/);
});

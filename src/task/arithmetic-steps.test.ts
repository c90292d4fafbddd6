import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createRandom } from '../random.ts';
import { addSteps, divSteps, mulSteps, subSteps, tokens } from './arithmetic-steps.ts';

/**
 * Value of a sum of products, quotients and differences, left to right in each term; independent of
 * arithmetic-steps.ts.
 */
const value = (text: string): number =>
  (text.match(/[+-]?[^+-]+/g) ?? []).reduce((sum, term) => {
    const [head, ...rest] = term.match(/[*/]?[+-]?\d+/g) ?? [];
    return sum + rest.reduce((v, f) => (f[0] === '*' ? v * Number(f.slice(1)) : v / Number(f.slice(1))), Number(head));
  }, 0);

/** Every link of a chain has the same value, and the chain ends in `result`. */
const holds = (chain: string, result: number) => {
  for (const piece of chain.replaceAll(/\d+\*\d+: /g, '').split(', ')) {
    const values = piece.split('=').map(value);
    assert.ok(
      values.every((v) => v === values[0]),
      `"${piece}" in "${chain}"`,
    );
  }
  assert.match(chain, new RegExp(`=${result}$`));
};

test('the forms are as documented', () => {
  assert.equal(addSteps(47, 38), '47+38=85');
  assert.equal(addSteps(347, 286), '347+286=547+86=633');
  assert.equal(addSteps(1080, 300), '1080+300=1380');
  assert.equal(subSteps(633, 286), '633-286=433-86=347');
  assert.equal(mulSteps(7, 6), '7*6=42');
  assert.equal(mulSteps(23, 40), '23*40=920');
  assert.equal(mulSteps(23, 47), '23*47=23*40+23*7=920+161=1020+61=1081');
  assert.equal(mulSteps(347, 6), '347*6=300*6+47*6=1800+282=2000+82=2082'.replace('2000+82', '2000+82'));
  assert.equal(divSteps(56, 7), '56/7=8');
  assert.equal(divSteps(336, 7), '336/7=280/7+56/7=40+8=48');
});

test('every link of every chain is true', () => {
  const random = createRandom('steps');
  for (let i = 0; i < 2000; i++) {
    const [a, b] = [random.int(0, 10 ** random.int(1, 4)), random.int(0, 10 ** random.int(1, 3))];
    holds(addSteps(a, b), a + b);
    holds(subSteps(Math.max(a, b), Math.min(a, b)), Math.abs(a - b));
    holds(mulSteps(a, b), a * b);
    if (b > 0) holds(divSteps(a * b, b), a);
  }
});

test('what has no steps is refused with its value', () => {
  assert.throws(() => addSteps(-1, 2), /-1/);
  assert.throws(() => subSteps(3, 5), /3-5/);
  assert.throws(() => divSteps(7, 2), /7\/2/);
  assert.throws(() => divSteps(7, 0), /7\/0/);
});

test('tokens counts digits, words and marks', () => {
  assert.equal(tokens('25*7=175'), 8);
  assert.equal(tokens('check: it is 5'), 6);
  assert.equal(tokens(''), 0);
});

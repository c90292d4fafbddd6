import { test } from 'node:test';
import assert from 'node:assert/strict';
import { makeItem } from '../family.ts';
import { bases } from './bases.ts';

const passes = (number: string, to: string, answer: string) => bases.verify!({ number, to }, answer)?.pass;

test('reads every way of writing a number and checks by converting back', () => {
  assert.equal(passes('45', 'binary', '101101'), true);
  assert.equal(passes('45', 'binary', '101100'), false);
  assert.equal(passes('213 (base 7)', 'decimal', '108'), true);
  assert.equal(passes('hex 2F', 'base 10', '47'), true);
  assert.equal(passes('47', 'hexadecimal', '2f'), true);
  assert.equal(passes('binary 1011 + 110', 'base 2', '10001'), true);
  assert.equal(passes('binary 1011 + 110', 'base 2', '1001'), false);
  assert.equal(passes('45', 'binary', '45'), false);
  assert.equal(passes('45', 'binary', '1'.repeat(100_000)), false);
});

test('leaves questions of other families alone', () => {
  assert.equal(passes('49', 'Roman numerals', 'XLIX'), undefined);
  assert.equal(passes('29 (base 7)', 'decimal', '23'), undefined);
  assert.equal(passes('5 km', 'base 2', '101'), undefined);
});

test('every equation of every thought holds', () => {
  for (const difficulty of [1, 2, 3] as const) {
    for (let index = 0; index < 200; index++) {
      const { thought } = makeItem(bases, 'train', 3, index, difficulty);
      const numbers = thought.replace(/^[01]+\+[01]+$/m, '').replace(/:[0-9A-F]+$/gm, '');
      for (const [, q, b, product, r, sum] of numbers.matchAll(/(\d+)\*(\d+)=(\d+)\+(\d+)=(\d+)/g)) {
        assert.ok(Number(q) * Number(b) === Number(product) && Number(product) + Number(r) === Number(sum), thought);
      }
      for (const [, n, b, q, r] of numbers.matchAll(/(\d+)=(\d+)\*(\d+)\+(\d+)(?![\d=])/g)) {
        assert.equal(Number(n), Number(b) * Number(q) + Number(r), thought);
        assert.ok(Number(q) < 100, thought);
      }
    }
  }
});

/**
 * Masks: what may follow, recursion, counts, tokens of several characters, and generation that never leaves its
 * grammar.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Grammar } from '../types.ts';
import { createMask, createTokenMask } from './mask.ts';

const sums: Grammar = {
  start: 'sum',
  rules: {
    sum: {
      type: 'all',
      parts: [
        { type: 'rule', name: 'part' },
        {
          type: 'many',
          of: {
            type: 'all',
            parts: [
              { type: 'chars', chars: '+-' },
              { type: 'rule', name: 'part' },
            ],
          },
          most: 2,
        },
      ],
    },
    part: {
      type: 'any',
      parts: [
        { type: 'text', text: 'ab' },
        {
          type: 'all',
          parts: [
            { type: 'text', text: '(' },
            { type: 'rule', name: 'sum' },
            { type: 'text', text: ')' },
          ],
        },
      ],
    },
  },
};

test('texts of a recursive grammar: whole, begun, and outside', () => {
  const mask = createMask(sums);
  const states: readonly (readonly [text: string, state: 'whole' | 'begun' | 'outside'])[] = [
    ['', 'begun'],
    ['a', 'begun'],
    ['ab', 'whole'],
    ['ab+', 'begun'],
    ['ab+ab-ab', 'whole'],
    ['ab+ab-ab+ab', 'outside'],
    ['(ab+(ab))', 'whole'],
    ['(ab', 'begun'],
    ['b', 'outside'],
    ['ab)', 'outside'],
  ];
  for (const [text, expected] of states) {
    const state = mask.follow(mask.start, text);
    const found = state.length === 0 ? 'outside' : mask.mayEnd(state) ? 'whole' : 'begun';
    assert.equal(found, expected, text);
  }
});

test('a count has a least and a most; a rule that is missing or never comes to a character is refused', () => {
  const digits: Grammar = {
    start: 'n',
    rules: { n: { type: 'many', of: { type: 'chars', chars: '01' }, least: 2, most: 3 } },
  };
  const { start, follow, mayEnd } = createMask(digits);
  assert.deepEqual(
    ['0', '01', '011', '0111'].map((text) => [mayEnd(follow(start, text)), follow(start, text).length > 0]),
    [
      [false, true],
      [true, true],
      [true, true],
      [false, false],
    ],
  );
  assert.throws(() => createMask({ start: 'x', rules: {} }), /no rule "x"/);
  assert.throws(() => createMask({ start: 'x', rules: { x: { type: 'rule', name: 'x' } } }), /recursive without end/);
});

test('tokens: allowed when all their characters are; the end only where the text may end', () => {
  const pieces = ['', 'a', 'ab', 'b', '+a', 'ab)', 'x', '(a', ')'];
  const { start, advance, apply } = createTokenMask(sums, pieces, [0]);
  const row = Float32Array.from(pieces, (_, i) => i);
  const allowed = (state: typeof start): number[] =>
    [...apply(state, row)].flatMap((one, id) => (one > -Infinity ? [id] : []));
  assert.deepEqual(allowed(start), [1, 2, 7]);
  assert.deepEqual(allowed(advance(start, 1)), [3]);
  assert.deepEqual(allowed(advance(start, 2)), [0, 4]);
  assert.deepEqual(allowed(advance(start, 7)), [3]);
  assert.equal(advance(advance(start, 2), 0).length, 0);
  // Greedy drawing by the highest id stays inside.
  let state = start;
  let text = '';
  for (let i = 0; i < 12; i++) {
    const ids = allowed(state);
    const id = ids.at(-1)!;
    if (id === 0) break;
    text += pieces[id];
    state = advance(state, id);
    assert.ok(state.length > 0, text);
  }
});

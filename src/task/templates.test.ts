import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createRandom } from '../random.ts';
import { fill, read } from './templates.ts';

test('fills every slot, a repeated one each time, and names a missing one', () => {
  assert.equal(fill('Add {a} to {b}, then {a} again.', { a: '2', b: '3' }), 'Add 2 to 3, then 2 again.');
  assert.equal(fill('Costs {a}.', { a: '$&' }), 'Costs $&.');
  assert.throws(() => fill('Add {a} to {b}.', { a: '2' }), /slot \{b\}/);
});

test('reads back what was filled', () => {
  assert.deepEqual(read('Add {a} to {b}.', 'Add 2 to 3.'), { a: '2', b: '3' });
  assert.deepEqual(read('What is {a}?', 'what  IS 7 + 5'), { a: '7 + 5' });
  assert.deepEqual(read('Add {a} to {b}.', '  add 2 to\n3 ?! '), { a: '2', b: '3' });
  assert.deepEqual(read('{a} and again {a}', '5 and again 5'), { a: '5' });
});

test('reads nothing from another sentence', () => {
  assert.equal(read('Add {a} to {b}.', 'Take 2 from 3.'), undefined);
  assert.equal(read('Add {a} to {b}.', 'Add 2.'), undefined);
  assert.equal(read('{a} and again {a}', '5 and again 6'), undefined);
  assert.equal(read('Add {a}.', 'Please Add 2.'), undefined);
});

test('marks of regular expressions in a template are plain text', () => {
  assert.deepEqual(read('(a+b)*c | {x} [sum]', '(a+b)*c | 4 [sum]'), { x: '4' });
  assert.equal(read('a.c {x}', 'abc 4'), undefined);
});

test('what is filled is read again, whatever stands in the slots', () => {
  const random = createRandom('phrases');
  const word = () =>
    Array.from({ length: random.int(1, 6) }, () => random.pick([...'abxyz0123456789+-*/=,()%'])).join('');
  for (let i = 0; i < 2000; i++) {
    const slots = { a: word(), b: word(), c: word() };
    const template = random.pick([
      'From {a} to {b} by {c}.',
      'If {a}, then {b}: {c}?',
      '{a} | {b} | {c}',
      'Take {b} of {a} ~ {c}!',
    ]);
    if (template.startsWith('If') && /[,:]/.test(slots.a + slots.b)) continue;
    assert.deepEqual(read(template, fill(template, slots)), slots);
  }
});

test('a question of 2,000 characters is read or refused quickly', () => {
  const started = performance.now();
  for (const piece of ['a', ' ', 'to ', 'from to by ', '.'])
    read('From {a} to {b} by {c}.', `From ${piece.repeat(1000 / piece.length)}`);
  assert.ok(performance.now() - started < 3000, `${performance.now() - started} ms`);
});

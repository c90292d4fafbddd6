import assert from 'node:assert/strict';
import test from 'node:test';
import { alternatives, anyOf, sequence } from './regex.ts';

test('parts join into the source that one literal would have', () => {
  assert.equal(alternatives(/cat|dog/, /cow/i), /cat|dog|cow/.source);
  const built = new RegExp(sequence(/\b/, anyOf(/cats?/, /c[/]d|\p{L}x/u), String.raw`? (\d+)`), 'gu');
  assert.equal(built.source, /\b(?:cats?|c[/]d|\p{L}x)? (\d+)/gu.source);
  assert.deepEqual('cats 4, bx 5'.match(built), ['cats 4', 'bx 5']);
});

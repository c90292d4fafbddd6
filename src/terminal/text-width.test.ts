import { test } from 'node:test';
import assert from 'node:assert/strict';
import { clip, printable, tail, width, wrap } from './text-width.ts';

test('width counts columns, not code units', () => {
  for (const [text, columns] of [
    ['abc', 3],
    ['', 0],
    ['日本語', 6],
    ['é', 1],
    ['e\u0301', 1],
    ['👍🏽', 2],
    ['👨‍👩‍👧', 2],
    ['🇸🇪', 2],
    ['ميزان', 5],
    ['✓ ✗', 3],
    ['한국', 4],
  ] as const) {
    assert.equal(width(text), columns, text);
  }
});

test('cutting never exceeds the columns', () => {
  const texts = [
    'short',
    'a much longer line of plain text',
    '日本語の長い文章です',
    'mix 日本 👍🏽👍🏽👍🏽 end',
    'e\u0301'.repeat(30),
  ];
  for (const text of texts) {
    for (let columns = 0; columns < 40; columns++) {
      for (const cut of [clip(text, columns), tail(text, columns)]) {
        assert.ok(width(cut) <= columns, `${columns}: "${cut}"`);
        assert.equal(cut === text, width(text) <= columns);
      }
    }
  }
  assert.equal(clip('hello world', 6), 'hello…');
  assert.equal(tail('hello world', 6), '…world');
});

test('foreign text can not steer the terminal', () => {
  assert.equal(printable('a\x1b[31mb\x07\r\nc\u202ed\x9b2J'), 'a[31mb  cd2J');
});

test('wrapping keeps every word and every line end', () => {
  const text = 'one two three four\nfive 日本語日本語 supercalifragilistic end';
  for (const columns of [2, 5, 10, 30, 80]) {
    const lines = wrap(text, columns);
    for (const line of lines) assert.ok(width(line) <= columns, `${columns}: "${line}"`);
    assert.equal(lines.join('').replace(/\s/g, ''), text.replace(/\s/g, ''));
  }
  assert.deepEqual(wrap('a b\n\nc', 10), ['a b', '', 'c']);
});

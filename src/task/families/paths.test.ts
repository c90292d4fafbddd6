import { test } from 'node:test';
import assert from 'node:assert/strict';
import { gradeItem, makeItem } from '../family.ts';
import { paths } from './paths.ts';

const passes = (edges: string, start: string, end: string, answer: string) =>
  paths.verify!({ edges, start, end }, answer)?.pass;

test('accepts any shortest path, in any spacing and case, and nothing else', () => {
  const square = 'A-B, B-C, A-D, C-D, D-E';
  assert.equal(passes(square, 'A', 'C', 'A-B-C'), true);
  assert.equal(passes(square, 'A', 'C', 'a - d - c'), true);
  assert.equal(passes(square, 'A', 'E', 'A-D-E'), true);
  assert.equal(passes(square, 'A', 'E', 'A-B-C-D-E'), false);
  assert.equal(passes(square, 'A', 'E', 'A-E'), false);
  assert.equal(passes(square, 'A', 'E', 'E-D-A'), false);
  assert.equal(passes(square, 'A', 'E', 'no path'), false);
  assert.equal(passes('A-B, C-D', 'A', 'D', 'no path'), true);
  assert.equal(passes('A-B, C-D', 'A', 'D', 'A-B-C-D'), false);
  assert.equal(passes(square, 'A', 'E', 'A-'.repeat(50_000)), false);
});

test('counts lengths where there are any', () => {
  const roads = 'A-B 9, A-C 2, C-B 3, B-D 1';
  assert.equal(passes(roads, 'A', 'D', 'A-C-B-D'), true);
  assert.equal(passes(roads, 'A', 'D', 'A-B-D'), false);
});

test('grades another shortest path as right', () => {
  const item = {
    id: '',
    family: 'paths',
    difficulty: 1,
    plan: '',
    thought: '',
    gold: 'A-B-C',
    question: 'The roads are A-B, B-C, A-D, C-D. Find the shortest path from A to C.',
  };
  assert.equal(gradeItem(paths, item, 'A-D-C').correct, true);
  assert.equal(gradeItem(paths, item, 'A-C').correct, false);
});

test('difficulty 3 has weighted and plain graphs, and graphs without a path', () => {
  const items = Array.from({ length: 200 }, (_, index) => makeItem(paths, 'train', 1, index, 3));
  const share = (test: (text: string) => boolean) =>
    items.filter((item) => test(`${item.question}\n${item.gold}`)).length / 200;
  assert.ok(Math.abs(share((text) => text.includes('with lengths')) - 0.4) < 0.15);
  assert.ok(share((text) => text.includes('no path')) > 0.02);
});

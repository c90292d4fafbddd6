/** The curriculum: weights by hand, draws in their proportion, success rates as a moving mean. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { createRandom } from '../random.ts';
import {
  drawKind,
  kindName,
  kindWeights,
  updateSuccessRates,
  type Curriculum,
  type SuccessRates,
} from './curriculum.ts';

const curriculum: Curriculum = {
  families: { a: 1, b: 2 },
  difficulties: { start: { 1: 1, 2: 0, 3: 0 }, end: { 1: 0, 2: 0, 3: 1 } },
  floor: 0.1,
  memory: 0.75,
};

test('weights are family × share × (1 − success), never below the floor', () => {
  const at = (successRates: SuccessRates, progress: number) =>
    Object.fromEntries(
      kindWeights(curriculum, successRates, progress).map(([kind, weight]) => [kindName(kind), weight]),
    );
  assert.deepEqual(at({}, 0), { 'a/1': 0.5, 'a/2': 0, 'a/3': 0, 'b/1': 1, 'b/2': 0, 'b/3': 0 });
  assert.deepEqual(at({ 'a/1': 1, 'b/3': 0.8 }, 0.5), {
    'a/1': 0.05,
    'a/2': 0,
    'a/3': 0.25,
    'b/1': 0.5,
    'b/2': 0,
    'b/3': 0.5 * 2 * (1 - 0.8),
  });
});

test('kinds are drawn in proportion to their weights', () => {
  const random = createRandom('curriculum');
  const successRates = { 'a/1': 0.2, 'b/1': 0.9 };
  const counts: Record<string, number> = {};
  for (let i = 0; i < 4000; i++) {
    const name = kindName(drawKind(curriculum, successRates, 0, random));
    counts[name] = (counts[name] ?? 0) + 1;
  }
  assert.deepEqual(Object.keys(counts).sort(), ['a/1', 'b/1']);
  assert.ok(Math.abs(counts['a/1']! / 4000 - 0.8) < 0.03, `${counts['a/1']}`); // 0.8 against 0.2
});

test('success rates are moving means from a half, and noting one kind leaves the others', () => {
  const updated = updateSuccessRates(curriculum, { 'b/2': 0.3 }, { family: 'a', difficulty: 1 }, 1);
  assert.deepEqual(updated, { 'b/2': 0.3, 'a/1': 0.625 });
  assert.equal(updateSuccessRates(curriculum, updated, { family: 'a', difficulty: 1 }, 0)['a/1'], 0.46875);
});

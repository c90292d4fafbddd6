/** Reference critiques: they find what was spoilt, and know another way where claims don't help. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../random.ts';
import { sameWritten } from '../answers/same.ts';
import { claimsOf, critiqueOf } from './critique.ts';
import { familyNamed, item } from './registry.ts';
import { readSlots } from './family.ts';
import { corruptAnswer } from './corrupt.ts';

const NAMES = ['arithmetic', 'word', 'sequences', 'counting'] as const;
const items = NAMES.flatMap((name) =>
  Array.from({ length: 60 }, (_, i) => item(name, 'train', 5, i, ((i % 3) + 1) as 1 | 2 | 3)),
);

test('a spoilt answer is another answer; the critique finds it in most and has nothing against the right one', () => {
  const random = createRandom('spoil');
  const count = { spoilt: 0, found: 0, blamed: 0 };
  for (const item of items) {
    const wrong = corruptAnswer(item, random);
    if (!wrong) continue;
    assert.ok(
      wrong.thought !== item.thought && !sameWritten(item.gold, wrong.answer),
      `${item.thought}\n${JSON.stringify(wrong)}`,
    );
    count.spoilt++;
    if (!critiqueOf(item.family, item.question, wrong).holds) count.found++;
    if (!critiqueOf(item.family, item.question, { thought: item.thought, answer: item.gold }).holds) count.blamed++;
  }
  assert.ok(count.spoilt > 200 && count.found > 0.85 * count.spoilt, JSON.stringify(count));
  assert.equal(count.blamed, 0);
});

test('claims in their order to the first that does not hold, and what that says', () => {
  const question = 'What do you get for 20-7+8?';
  const good = critiqueOf('arithmetic', question, { thought: '20-7+8\n20-7=13\n13+8\n13+8=21', answer: '21' });
  assert.deepEqual(
    [good.text.split('\n'), good.holds],
    [['20-7+8: 20-7+8 yes', '20-7=13: 3+7=10 1+1=2 20 yes', '13+8: 13+8 yes', '13+8=21: 3+8=11 1+1=2 21 yes'], true],
  );
  const bad = critiqueOf('arithmetic', question, { thought: '20-9+8\n20-9=11\n11+8\n11+8=19', answer: '19' });
  assert.deepEqual([bad.text, bad.holds], ['20-9+8: 20-7+8 no', false], 'it ends where it fails');
  assert.deepEqual(critiqueOf('word', 'any', { thought: 'now: 13+8=22', answer: '22' }), {
    text: '13+8=22: 3+8=11 1+1=2 21 no',
    holds: false,
  });
  assert.deepEqual(critiqueOf('word', 'any', { thought: 'it is so', answer: '22' }), {
    text: 'nothing to check',
    holds: true,
  });
});

test('rules of a sequence are held against its steps and its terms', () => {
  const wrongOf = (question: string, thought: string) =>
    claimsOf('sequences', question, thought)
      .filter(({ holds }) => !holds)
      .map(({ text, steps }) => `${text}: ${steps}`);
  const alike = 'Find the next number: 6, 11, 16, 21, _.';
  assert.deepEqual(wrongOf(alike, '11-6=5 16-11=5 21-16=5\nsame: yes\n21+5=26'), []);
  assert.deepEqual(
    wrongOf(alike, '11-6=5 16-11=5 21-16=5\nsame: no\nalternate: no\ngrowth: 2 2 yes\nstep: 5+2=7\n21+7=28'),
    ['same: no: 5 5 5', 'alternate: no: 5 5 and 5', 'growth: 2 2: 5+2=7 not 5'],
  );
  assert.deepEqual(
    wrongOf(alike, '11-6=5 21-16=5\nsame: yes\n21+5=26'),
    ['11-6=5 21-16=5: 11-6 16-11 21-16'],
    'a step is missing',
  );
  const grows = 'The sequence is 7, 10, 16, 25, _. Find the next number.';
  assert.deepEqual(
    wrongOf(grows, '10-7=3 16-10=6 25-16=9\nsame: no\nalternate: no\ngrowth: 2 2 yes\nstep: 9+2=11\n25+11=36'),
    ['growth: 2 2: 3+2=5 not 6'],
  );
  assert.deepEqual(
    wrongOf(grows, '10-7=3 16-10=6 25-16=9\nsame: no\nalternate: no\ngrowth: 3 3 yes\nstep: 6+3=9\n25+9=34'),
    ['step: 6+3: 9+3'],
  );
  assert.deepEqual(
    wrongOf(
      'Fill in the missing number: 8, 24, 72, _, 648.',
      '24-8=16 72-24=48\nsame: no\ntimes 2: 8*2=16 16*2=32 32*2=64 64*2=128 yes',
    ),
    ['times 2: 8*2=16 not 24'],
  );
  assert.deepEqual(
    wrongOf(
      'What is the next number in 1, 9, 10, 19, 29, _?',
      '9-1=8 10-9=1 19-10=9 29-19=10\nadd two: 1+9=10 9+10=19 10+19=29 1+29=30 yes',
    ),
    ['add two: 1+9 9+10 10+19 19+29'],
  );
});

test('nothing speaks against the reference thought of any item', () => {
  for (const name of ['sequences', 'counting', 'arithmetic', 'word'])
    for (let i = 0; i < 150; i++) {
      const example = item(name, 'train', 8, i, ((i % 3) + 1) as 1 | 2 | 3);
      const { holds, text } = critiqueOf(name, example.question, { thought: example.thought, answer: example.gold });
      assert.ok(holds, `${example.question}\n${example.thought}\n${text}`);
    }
});

test('counting has another way to every answer, a walk with the condition in each line', () => {
  const { alternateSolution, name } = familyNamed('counting');
  let walks = 0;
  for (let i = 0; i < 200; i++) {
    const example = item(name, 'train', 6, i, ((i % 3) + 1) as 1 | 2 | 3);
    const other = alternateSolution!(readSlots(familyNamed(name), example.question)!)!;
    assert.equal(other.value, example.gold, example.question);
    if (!example.thought.includes('found: ')) continue;
    walks++;
    assert.ok(
      other.text.split('\n').every((line) => / .*\? .* \d+$/.test(line)),
      other.text,
    );
  }
  assert.ok(walks > 150, `${walks}`);
  const count = (thought: string, answer: string) =>
    critiqueOf('counting', 'Count the odd numbers: 74, 45, 30.', { thought, answer });
  const walk = '74 odd? 4 even no 0\n45 odd? 5 odd yes 1\n30 odd? 0 even no 1';
  assert.deepEqual(count('74 yes 1\n45 yes 2\n30 no 2\nfound: 74,45', '2'), { text: `${walk}\n2: 1 no`, holds: false });
  assert.deepEqual(count('74 no 0\n45 yes 1\n30 no 1\nfound: 45', '1'), { text: `${walk}\n1: 1 yes`, holds: true });
});

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { gradeItem, makeItem, type Difficulty } from '../family.ts';
import { tokens } from '../arithmetic-steps.ts';
import { units } from './units.ts';

const items = (['train', 'test'] as const).flatMap((split) =>
  ([1, 2, 3] as Difficulty[]).flatMap((difficulty) =>
    Array.from({ length: 150 }, (_, i) => makeItem(units, split, 1, i, difficulty)),
  ),
);

const verify = (question: string, answer: string) => units.verify!({ question }, answer);

test('gold passes grade and verify; another number or another unit does not', () => {
  for (const item of items) {
    assert.ok(
      gradeItem(units, item, item.gold).correct && verify(item.question, item.gold)?.pass,
      `${item.question} ${item.gold}`,
    );
    const more = item.gold.replace(/\d+/, (n) => `${Number(n) + 1}`);
    const other = item.gold.replace(/[a-z]+$/, 'stones');
    for (const wrong of [more, item.gold.replace(/^\d/, '$&0'), other]) {
      assert.equal(verify(item.question, wrong)!.pass, false, `${item.question} ${wrong}`);
      assert.ok(!gradeItem(units, item, wrong).correct, `${item.question} ${wrong}`);
    }
    assert.ok(tokens(item.thought) <= 190 && tokens(item.question) <= 60 && tokens(item.gold) <= 20, item.question);
    assert.doesNotMatch(item.plan, /\d/);
  }
});

test('answers worked out by hand', () => {
  const solved: [question: string, right: string[], wrong: string[]][] = [
    ['Convert 5 km to m.', ['5000 m', '5000', '5000m.'], ['500 m', '5 km', '5000 km']],
    ['What is 3 h 20 min in min?', ['200 min', '200'], ['320 min', '180', '3 h 20 min']],
    [
      'Write 139 months in years and months.',
      ['11 years 7 months', '11 years and 7 months'],
      ['10 years 7 months', '139 months 0', '11.5 years'],
    ],
    ['Change 2.5 kg into g.', ['2500 g', '2500'], ['25 g', '250']],
    ['How much is 4500 m in km?', ['4.5 km', '4.5'], ['45 km', '4500 m']],
    [
      'A recipe for 4 people needs 200 g of flour. How many g are needed for 6 people?',
      ['300', '300 g'],
      ['200', '300 kg', ''],
    ],
    ['How far in km does a train go in 2 h 30 min at 60 km/h?', ['150 km', '150'], ['120', '150 h', '138']],
    ['How many hours does a car need for 240 km at 80 km/h?', ['3', '3 h', '3 hours'], ['4', '3 km', '19200']],
  ];
  for (const [question, right, wrong] of solved) {
    for (const answer of right) assert.equal(verify(question, answer)?.pass, true, `${question} ${answer}`);
    for (const answer of wrong) assert.equal(verify(question, answer)?.pass, false, `${question} ${answer}`);
  }
});

test('what a thought computes is true', () => {
  for (const { thought } of items) {
    for (const [, a, sign, b, c] of thought.matchAll(
      /(?<![\d.*/+-])(\d+(?:\.\d+)?)([-+*/])(\d+)=(\d+(?:\.\d+)?)(?![\d*/+.-])/g,
    )) {
      const [x, y] = [Number(a), Number(b)];
      const value = sign === '+' ? x + y : sign === '-' ? x - y : sign === '*' ? x * y : x / y;
      assert.ok(Math.abs(value - Number(c)) < 1e-9, thought);
    }
  }
});

test('hostile answers fail, other questions are left alone', () => {
  for (const answer of ['', 'm', '-5000 m', '5000 5000 m', '9'.repeat(1e6), '5000 m '.repeat(1e5), '5e3 m']) {
    assert.equal(verify('Convert 5 km to m.', answer)!.pass, false, answer.slice(0, 20));
  }
  for (const question of [
    'Convert 49 to Roman numerals.',
    'What is love in the dark?',
    'Write 12 in binary.',
    'Convert 5 km to kg.',
    'Convert 5 constructor to m.',
  ]) {
    assert.equal(verify(question, '5'), undefined, question);
  }
});

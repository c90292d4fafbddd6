import { test } from 'node:test';
import assert from 'node:assert/strict';
import { gradeItem, makeItem, type Difficulty } from '../family.ts';
import { tokens } from '../arithmetic-steps.ts';
import { calendar } from './calendar.ts';
import { DAYS, MONTHS, readClock, readDuration } from './dates.ts';

const items = (['train', 'test'] as const).flatMap((split) =>
  ([1, 2, 3] as Difficulty[]).flatMap((difficulty) =>
    Array.from({ length: 150 }, (_, i) => makeItem(calendar, split, 1, i, difficulty)),
  ),
);

const verify = (question: string, answer: string) => calendar.verify!({ question }, answer);
const DATE = new RegExp(`(${MONTHS.join('|')}) (\\d+)`, 'g');
/** Days since 1970 of the dates in a text, by the language's own calendar. */
const daysIn = (text: string): number[] =>
  [...text.matchAll(DATE)].map(
    ([, month, day]) => Date.UTC(/leap|366/.test(text) ? 2024 : 2023, MONTHS.indexOf(month!), Number(day)) / 86_400_000,
  );

test('the calendar of the language agrees', () => {
  for (const { question, gold } of items) {
    const day = DAYS.findIndex((name) => question.includes(name));
    const dates = daysIn(question);
    if (day >= 0) {
      const n = Number(/\d+/.exec(question)![0]) * (/ago|before|earlier|back/.test(question) ? -1 : 1);
      // 2 January 2023 was a Monday.
      const name = new Date(Date.UTC(2023, 0, 2 + day + n)).toLocaleDateString('en', {
        weekday: 'long',
        timeZone: 'UTC',
      });
      assert.equal(gold, name, question);
    } else if (dates.length === 2) assert.equal(gold, `${dates[1]! - dates[0]!}`, question);
    else if (dates.length === 1) {
      const n = Number(/(\d+) days/.exec(question.replace(/36[56] days/, ''))![1]);
      assert.equal(daysIn(question.replace(DATE, gold))[0], dates[0]! + n, question);
    } else assert.ok(readClock(gold) !== undefined || readDuration(gold) !== undefined, gold);
  }
});

test('gold passes grade and the check by the way back; its neighbours do not', () => {
  for (const item of items) {
    assert.ok(gradeItem(calendar, item, item.gold).correct, item.gold);
    const verdict = verify(item.question, item.gold);
    const weekday = DAYS.includes(item.gold);
    assert.equal(verdict?.pass, weekday ? undefined : true, item.question);
    const near = weekday
      ? DAYS[(DAYS.indexOf(item.gold) + 1) % 7]!
      : item.gold.replace(/\d+/, (n) => `${Number(n) === 1 ? 2 : Number(n) - 1}`);
    assert.ok(!gradeItem(calendar, item, near).correct, near);
    if (!weekday) assert.equal(verify(item.question, near)!.pass, false, `${item.question} ${near}`);
    assert.ok(tokens(item.thought) <= 190 && tokens(item.question) <= 60, item.thought);
  }
});

test('what a thought adds and takes away is true', () => {
  for (const { thought } of items) {
    for (const [, a, sign, b, c] of thought.matchAll(/(\d+)([-+*])(\d+)=(-?\d+)/g)) {
      const [x, y] = [Number(a), Number(b)];
      assert.equal(sign === '+' ? x + y : sign === '-' ? x - y : x * y, Number(c), thought);
    }
  }
});

test('times in several forms, noon and midnight, hostile answers', () => {
  const question = 'What time is it 2 h 50 min after 11:45 am?';
  for (const right of ['2:35 pm', '2:35 PM', '2:35pm', '2:35 p.m.'])
    assert.equal(verify(question, right)!.pass, true, right);
  for (const wrong of ['2:35 am', '14:35 pm', '2:35', '', 'soon', '9'.repeat(1e6), '2:95 pm'])
    assert.equal(verify(question, wrong)!.pass, false, wrong.slice(0, 20));
  assert.equal(verify('How long is it from 11:50 pm to 12:10 am?', '20 minutes')!.pass, true);
  assert.equal(verify('How long is it from 9:45 am to 2:10 pm?', '4 hours and 25 minutes')!.pass, true);
  assert.equal(verify('How many days are there from February 27 to March 2 in a leap year?', '4')!.pass, true);
  assert.equal(verify('How many days are there from February 27 to March 2 in a leap year?', '3')!.pass, false);
  assert.equal(verify('Add 5 to 7.', '12'), undefined);
  assert.deepEqual(['12:00 am', '12:30 pm', '13:00 pm'].map(readClock), [0, 750, undefined]);
});

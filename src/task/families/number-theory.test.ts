import { test } from 'node:test';
import assert from 'node:assert/strict';
import { gradeItem, makeItem, readSlots, type Difficulty } from '../family.ts';
import { equationHolds } from '../../problem/expression.ts';
import { tokens } from '../arithmetic-steps.ts';
import { numberTheory } from './number-theory.ts';

const items = (['train', 'test'] as const).flatMap((split) =>
  ([1, 2, 3] as Difficulty[]).flatMap((difficulty) =>
    Array.from({ length: 300 }, (_, i) => makeItem(numberTheory, split, 1, i, difficulty)),
  ),
);
const verify = (question: string, answer: string) => numberTheory.verify!(readSlots(numberTheory, question)!, answer);

/** What the question asks, found by counting, with none of the family's own arithmetic. */
const counted = (question: string): string => {
  const [n, m] = question.match(/\d+/g)!.map(Number);
  const upTo = Array.from({ length: 1000 }, (_, i) => i + 1);
  const divisors = upTo.filter((d) => n % d === 0);
  if (/greatest|gcd|highest|largest/.test(question)) return `${divisors.filter((d) => m % d === 0).at(-1)}`;
  if (/least|lcm|lowest|smallest/i.test(question)) return `${upTo.find((k) => k % n === 0 && k % m === 0)}`;
  if (/divided|mod /.test(question)) {
    let r = n;
    while (r >= m) r -= m;
    return `${r}`;
  }
  if (/factor|primes/i.test(question)) {
    const found: number[] = [];
    for (let rest = n; rest > 1; rest /= found.at(-1)!) found.push(upTo.find((d) => d > 1 && rest % d === 0)!);
    return found.join('*');
  }
  return /prime/.test(question) ? (divisors.length === 2 ? 'yes' : 'no') : `${divisors.length}`;
};

test('gold is what counting finds, and passes grade; another answer does not', () => {
  for (const item of items) {
    assert.equal(item.gold, counted(item.question), item.question);
    assert.ok(gradeItem(numberTheory, item, item.gold).correct, item.question);
    assert.ok(!gradeItem(numberTheory, item, `${item.gold}1`).correct, item.question);
  }
});

test('verify passes gold and fails its neighbours, and keeps silent where checking is solving', () => {
  let checked = 0;
  for (const { question, gold } of items) {
    const verdict = verify(question, gold);
    if (/\bprime\b(?! factor)|divisors|how many/i.test(question)) {
      assert.equal(verdict, undefined, question);
      continue;
    }
    assert.equal(verdict?.pass, true, question);
    checked++;
    for (const wrong of [`${gold}1`, `${gold}*4`, '1001', '', '-1'])
      assert.equal(verify(question, wrong)!.pass, false, `${question} ${wrong}`);
  }
  assert.ok(checked > 500);
  assert.equal(verify('Is 91 prime?', 'no'), undefined);
  assert.equal(verify('How many divisors does 12 have?', '6'), undefined);
});

test('one item of a kind each, with right and wrong answers', () => {
  const cases: [string, string[], string[]][] = [
    ['Find the gcd of 84 and 36.', ['12', '12.'], ['6', '4', '24', '0']],
    ['What is lcm(84, 36)?', ['252'], ['504', '12', '3024', '0']],
    ['Write 84 as a product of primes.', ['2*2*3*7', '7 × 3 × 2 × 2'], ['4*3*7', '2*3*7', '84', '2*2*3*7*1']],
    ['What is 84 mod 9?', ['3'], ['12', '-6', '0']],
  ];
  for (const [question, right, wrong] of cases) {
    for (const answer of right) assert.equal(verify(question, answer)!.pass, true, `${question} ${answer}`);
    for (const answer of [...wrong, '9'.repeat(1e6), '2*'.repeat(1e5), 'garbage'])
      assert.equal(verify(question, answer)!.pass, false, `${question} ${answer.slice(0, 20)}`);
  }
  for (const other of ['Write 84 as a Roman numeral.', 'What is the time?', 'Solve 3x+5=26 for x.'])
    assert.equal(verify(other, '7'), undefined, other);
});

test('every equation of a thought is true and no thought is long', () => {
  for (const { thought, question } of items) {
    for (const chain of thought.match(/\d[\d+*/-]*(?:=[\d+*/-]+)+/g) ?? []) {
      const links = chain.split('=');
      for (const link of links) assert.equal(equationHolds(`${link}=${links[0]}`, {}), true, `${question}\n${thought}`);
    }
    assert.ok(tokens(thought) <= 190, thought);
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonical } from '../task/answer.ts';
import { extractAnswer } from './extract.ts';

const extract = (content: string, question = '') => extractAnswer({ content, reasoning: '', finish: 'stop' }, question);
const same = (a: string, b: string, question = '') =>
  canonical(extract(a, question)) === canonical(extract(b, question));
const filler = 'We look at the matter from several sides before settling it. '.repeat(5);

test('the same result said in different ways is one answer', () => {
  assert.ok(same(`${filler}\nThe answer is 42.`, 'So we get $\\boxed{42}$.'));
  assert.ok(same('<answer>\n\\boxed{3/4}\n</answer>', `${filler} Final answer: 0.75`));
  assert.ok(same('<answer>Paris</answer>', '**Paris**'));
  assert.ok(same(`${filler}\n\nx = 12`, 'x = 12'));
  assert.ok(!same('The answer is 41.', 'The answer is 42.'));
});

test('a choice is its letter, however it is said', () => {
  const question = 'Which planet is largest?\nA) Mars\nB) Jupiter\nC) Venus\nD) Earth';
  for (const said of [
    'B',
    '(B)',
    'B) Jupiter',
    'The correct option is (B).',
    `${filler}The answer is B, since Jupiter is far larger.`,
    `${filler}\n\n**B**`,
    `${filler}\\boxed{B}`,
    'A is too small, so the answer is B.',
  ])
    assert.equal(extract(said, question), 'B', said);
  assert.equal(
    extract('A large planet such as Jupiter.', 'Which planet is largest?'),
    'A large planet such as Jupiter.',
  );
});

test('JSON is compared by value, whatever the order of its keys or the fence around it', () => {
  assert.ok(same('{"b": 2, "a": [1, {"y": 0, "x": 1}]}', '```json\n{"a":[1,{"x":1,"y":0}],"b":2}\n```'));
  assert.ok(!same('{"a": 1}', '{"a": 2}'));
  assert.equal(extract('{"answer": 1, '), '{"answer": 1,', 'broken JSON is text');
});

test('code is compared by its lines, without what is said around it', () => {
  const code = `function add(a, b) {\n  return a + b;\n}\n${'// a line that makes it long\n'.repeat(10)}`;
  assert.ok(
    same(
      `Here it is:\n\`\`\`js\n${code}\`\`\`\nEnjoy!`,
      `\`\`\`javascript\n\n${code.replaceAll('\n', '  \n')}\n\`\`\``,
    ),
  );
});

test('two essays that end alike are two answers', () => {
  for (const end of [
    'Let me know if you have questions.',
    'Hope this helps!',
    'What do you think?',
    '5. moon',
    '- a last point',
  ]) {
    assert.ok(!same(`${filler}One way.\n${end}`, `${filler}Another way.\n${end}`), end);
  }
});

test('no text takes long', () => {
  const started = performance.now();
  for (const piece of ['(A) ', '```\n', '{"a":', '<answer>', '\\boxed{', 'answer is ', 'A. B. ', '\n\n'])
    extract(piece.repeat(20_000), piece.repeat(2000));
  assert.ok(performance.now() - started < 2000);
});

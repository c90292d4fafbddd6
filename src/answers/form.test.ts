import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerForm, hasShortAnswer, type FormContext } from './form.ts';
import { readAnswer } from './read.ts';

const QUESTION = 'Janet has 16 eggs and eats 7. How many are left?';

test('a question with a short answer gets one line, as its model writes answers', () => {
  assert.match(answerForm({ question: QUESTION }, 'qwen2.5-7b-instruct')!, /\\boxed\{\}/);
  assert.match(answerForm({ question: QUESTION }, 'llama-3.1-8b')!, /Answer: X/);
  assert.match(answerForm({ question: 'Which planet is largest?\nA) Mars\nB) Jupiter' }, 'qwen3')!, /letter/);
  for (const question of [
    'Solve $x^2 = 9$.',
    'Combien font 3 fois 4 ?',
    'Wie viele Eier bleiben von 16?',
    '¿Cuántos huevos quedan de 16?',
    'Сколько яиц осталось из 16?',
    '16个鸡蛋吃了7个，还剩多少？',
    '16個の卵から7個食べると何個残りますか？いくつ？',
    '16 में से 7 अंडे खाए, कितने बचे?',
    'كم بيضة بقيت من 16؟',
    'از ۱۶ تخم‌مرغ چند تا مانده است؟',
    'What is the capital of France?',
  ]) {
    assert.ok(answerForm({ question }, 'any')?.split('\n').length === 1, question);
  }
});

test('nothing is added where the form is decided, or there is no short answer', () => {
  const never: readonly FormContext[] = [
    { question: QUESTION, format: { type: 'json' } },
    { question: QUESTION, stop: ['\n'] },
    { question: QUESTION, tools: [{ name: 'add' }] },
    { question: QUESTION, strict: true },
    { question: `${QUESTION} Answer with one number only.` },
    { question: `${QUESTION} Put it in \\boxed{}.` },
    { question: QUESTION, instructions: ['Always reply in JSON.'] },
    { question: QUESTION, instructions: ['Return just the number.'] },
    { question: QUESTION, system: ['Your output is parsed by a program.'] },
    { question: QUESTION, system: ['Answer in rhyme, with two lines of verse.'] },
    { question: 'Write a poem about 16 eggs.' },
    { question: 'Explain how many legs 3 spiders have.' },
    { question: 'Fix this function:\n```js\nconst a = 1\n```' },
    { question: 'Hello!' },
    { question: '' },
    { question: 'Why is the sky blue?' },
    { question: 'Translate: how many eggs are there?' },
    { question: `How many words are in this text? ${'word '.repeat(3000)}` },
  ];
  for (const context of never)
    assert.equal(answerForm(context, 'qwen3'), undefined, JSON.stringify(context).slice(0, 80));
  for (const question of ['Tell me about Paris.', 'what is rain?', 'Who are you?', 'What is the meaning of life?'])
    assert.equal(hasShortAnswer(question), false, question);
  for (const question of ['What is the capital of France?', 'Who wrote Hamlet?', 'who is older, Ann or Bob?'])
    assert.equal(hasShortAnswer(question), true, question);
});

test('what models write when they do as asked is read', () => {
  for (const reply of [
    '16 - 7 = 9.\n\nAnswer: 9',
    '16 - 7 = 9.\n\n**Answer: 9**',
    '16 - 7 = 9.\n\n$\\boxed{9}$',
    'Answer: X = 9',
  ]) {
    const found = readAnswer(reply);
    assert.ok(found.type === 'answer' && /9/.test(found.answer), reply);
  }
});

test('hostile questions cost no time', () => {
  const started = performance.now();
  for (const piece of ['answer ', 'write ', '$', 'A) ', 'how many ', ' ', 'x = ', 'only ', 'return '])
    answerForm(
      { question: piece.repeat(100_000 / piece.length), instructions: [piece.repeat(100_000 / piece.length)] },
      'x',
    );
  assert.ok(performance.now() - started < 2000);
});

/** Results of sums in drawn thoughts, and what each would have to be. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Item, Section } from '../../types.ts';
import { openModelFolder } from '../../local/model-folder.ts';
import { rolloutsToCheck, resultTargets, type Group } from './rollouts.ts';

const { tokenizer } = await openModelFolder();
const counted = { family: 'counting', question: 'How many odd numbers are in 8, 35, 99, 51?' };
/** Each step as the text drawn there and the text that is right. */
const steps = (text: string, open: Section = 'think', question = counted): string[] => {
  const ids = tokenizer.encode(text, { special: true });
  return resultTargets(tokenizer, { item: question as Item, open }, ids).map(
    ({ at, id }) => `${tokenizer.decode([ids[at]!], { special: true })}>${tokenizer.decode([id])}`,
  );
};

test('results of sums digit by digit, up to the first that is wrong; nothing of the answer', () => {
  assert.deepEqual(steps('total: 13+8=21\nleft: 21-5=17\ncheck it<|answer|>17=3+4<|end|>'), [
    '2>2',
    '1>1',
    '1>1',
    '7>6',
  ]);
  assert.deepEqual(steps('13+8=34'), ['3>2'], 'what follows a wrong digit is not judged');
  assert.deepEqual(steps('so 9+8=1\nand'), ['1>1', '\n>7'], 'a digit is missing');
  assert.deepEqual(steps('5-9=4 9/2=4'), [], 'below zero or broken: no one number is right');
});

test('terms of a chain one by one, sums that run on, a plan before', () => {
  assert.deepEqual(steps('check: 3*5-13=16-13=3 yes'), ['1>1', '6>5', '1>1', '3>3', '3>3']);
  assert.deepEqual(steps('2*9=18+2=21'), ['1>1', '8>8', '2>2', '1>0']);
  assert.deepEqual(steps('add 1+1=3 up<|think|>so 4+4=9<|answer|>9<|end|>', 'plan'), ['9>8']);
});

test('counting: whether an item counts, and the number so far after what was said of it', () => {
  assert.deepEqual(
    steps('8 odd? 8 even no 0\n35 odd? 5 odd no 0\n99 odd? 9 odd yes 2\n51 odd? 1 odd yes 3\nfound: 99'),
    [' no> no', '0>0', ' no> yes', '0>0', ' yes> yes', '2>1', ' yes> yes', '3>3'],
  );
  assert.deepEqual(steps('35 odd? 5 odd no 0'), [], 'not the first of the list');
});

test('sorting: how an item compares, and each place of the list after the one before it', () => {
  const question = { family: 'sorting', question: 'Sort these numbers: 24, 97, 51. Start with the largest.' };
  assert.deepEqual(steps('24\n97: 97<24: 97,24\n51: 51<97 51>24: 97,24,51', 'think', question), [
    '<>>',
    '9>9',
    '7>7',
    '2>2',
    '4>4',
    '<><',
    '>>>',
    '9>9',
    '7>7',
    '2>5',
  ]);
  assert.deepEqual(steps('97\n24: 24<97: 97,24', 'think', question), [], 'not in the order of the question');
  assert.deepEqual(
    steps('24\n97: 97,x4\n51: 97,51,24', 'think', question),
    [],
    'a word among numbers: nothing is known of it, and of what follows',
  );
});

test('claims that end in yes or no, by what the thought itself has written', () => {
  const question = { family: 'sequences', question: 'Find the next number: 6, 11, 16, 21, _.' };
  assert.deepEqual(steps('11-6=5 16-11=5 21-16=5\nsame: no\ngrowth: 2 2 yes', 'think', question), [
    '5>5',
    '5>5',
    '5>5',
    ' no> yes',
    ' yes> yes',
  ]);
  assert.deepEqual(steps('same: no', 'think', question), [], 'a first line without the steps is no yes or no');
});

test('answers to check are of every thread that drew in the step, and of no other step', () => {
  const answer = (step: number | undefined, thread: number) => ({
    segments: [{ version: 0, ...(step !== undefined && { step }), thread, ids: [1], logprobs: [0] }],
  });
  const groups = [
    { number: 0, answers: [answer(2, 0), answer(2, 0), answer(2, 0)] },
    { number: 1, answers: [answer(1, 1), answer(undefined, 1), answer(2, 1)] },
  ] as Group[];
  const places = (count: number) =>
    rolloutsToCheck(groups, 2, count).map(({ group, index }) => `${group.number}.${index}`);
  assert.deepEqual(places(2), ['0.0', '1.2']);
  assert.deepEqual(places(9), ['0.0', '1.2', '0.1', '0.2']);
  assert.deepEqual(rolloutsToCheck(groups, 3, 2), []);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { families, item } from '../task/registry.ts';
import { standardRubric } from '../task/reward.ts';
import { labelOf, scoreResponse } from './label.ts';
import { INSTRUCTION } from './rows.ts';
import { QueryError, responseIn } from './response.ts';

const ENDS = [
  '<|im_end|>',
  '<|eot_id|>',
  '<|end_of_text|>',
  '<｜end▁of▁sentence｜>',
  '<turn|>',
  '</s>',
  '<eos>',
  '<end_of_turn>\n<eos>',
  '<|im_end|>\n',
  ' </s> <pad><pad>\n',
  '<|im_end|>\n<|endoftext|><|endoftext|>',
];

test('a right answer of every family is right whatever marker ends it', () => {
  for (const example of families.map(({ name }) => item(name, 'train', 5, 0, 1))) {
    for (const answer of [
      `The answer is ${example.gold}.`,
      example.gold,
      `<think>x</think><answer>${example.gold}</answer>`,
      `<think>x</think>\\boxed{${example.gold}}`,
    ]) {
      for (const end of ['', ...ENDS]) {
        const { reward, parts } = scoreResponse(standardRubric, labelOf(example), responseIn(`P${answer}${end}`, 'P'));
        assert.equal(reward, 1, `${example.id}: ${answer}${end}`);
        assert.ok(
          parts.every(({ value }) => value === 1),
          `${example.id}: ${JSON.stringify(parts)}`,
        );
      }
    }
  }
});

test('nothing else is taken off the end, and the tags of an answer stay', () => {
  for (const text of ['<answer>5</answer>', 'a < b', '[5]', '<|im_end|> and more', '<>', ''])
    assert.equal(responseIn(text, ''), text);
  assert.equal(responseIn('<pad>'.repeat(50_000), ''), '');
});

test('thoughts that the prompt opened are thoughts: cut off, they earn nothing', () => {
  const example = item('countdown', 'train', 5, 0, 1);
  const worth = (response: string, prompt: string, thinking?: boolean) => {
    const { reward, parts } = scoreResponse(
      standardRubric,
      labelOf(example),
      responseIn(`${prompt}${response}`, prompt, thinking),
    );
    return [reward, parts.find(({ name }) => name === 'well-formed')?.value];
  };
  const cut = `hm, the answer is ${example.gold}. But wait, let me`;
  for (const [prompt, thinking] of [
    ['P<think>\n', false],
    ['P<think>', false],
    ['', true],
    ['P', true],
  ] as const) {
    assert.deepEqual(worth(cut, prompt, thinking), [0, 0]);
    assert.deepEqual(worth(`${cut}</think>\\boxed{${example.gold}}<|im_end|>`, prompt, thinking), [1, 1]);
    assert.deepEqual(
      worth(`<think>${cut}</think>${example.gold}`, prompt, thinking),
      [1, 1],
      'a model may open them itself',
    );
  }
  assert.deepEqual(worth(example.gold, 'P<think>\n\n</think>\n\n'), [1, 1], 'a prompt that closed them again');
});

test('a prompt that decodes a little differently, or with its head cut off, is not graded along', () => {
  const example = item('arithmetic', 'train', 5, 0, 1);
  const prompt = `<s>[INST] ${example.question}\n${INSTRUCTION} [/INST]`;
  const said = `The answer is ${example.gold}.`;
  const decoded = [
    prompt,
    prompt.replace('<s>', '<s> '),
    prompt.replaceAll(' ', '  '),
    `<s>${prompt}`,
    prompt.replace('. ', '.'),
  ];
  for (const text of decoded) {
    assert.equal(responseIn(`${text} ${said}</s>`, prompt).trim(), said, text);
    assert.equal(
      responseIn(`${text} ${said} [/INST] 5`, prompt).trim(),
      `${said} [/INST] 5`,
      'what the model says of itself stays',
    );
  }
  const long = `${'Be brief. '.repeat(50)}${prompt}`;
  assert.equal(responseIn(`${long.slice(99)}${said}`, long), said, 'truncated from the left');
  for (const text of [said, '', prompt.slice(0, -1), prompt.toUpperCase()])
    assert.throws(() => responseIn(text, prompt), QueryError, text);
});

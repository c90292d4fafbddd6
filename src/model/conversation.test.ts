import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message } from '../types.ts';
import { trainBpe } from './bpe.ts';
import { conversationDocuments } from './conversation.ts';
import { mizanTemplate, exampleDocument, type ChatTemplate } from './template.ts';
import { loadTokenizer, specialTokens } from './tokenizer.ts';

const qwen = loadTokenizer(
  trainBpe(['one two three '.repeat(3)], {
    vocabSize: 300,
    specials: ['<|endoftext|>', '<|im_start|>', '<|im_end|>', '<think>', '</think>'],
  }),
);
const END = qwen.idOf('<|im_end|>')!;
const turn = "{{ '<|im_start|>' + m.role + '\\n' + m.content + '<|im_end|>\\n' }}";
const chatMl: ChatTemplate = {
  source: `{% for m in messages %}${turn}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}`,
  bosToken: '',
  eosToken: '<|im_end|>',
};
/** Thoughts of the last turn only, as Qwen3 does. */
const forgetful: ChatTemplate = {
  ...chatMl,
  source:
    "{% for m in messages %}{% if m.role == 'assistant' and loop.last and m.reasoning_content %}{{ '<|im_start|>assistant\\n<think>\\n' + m.reasoning_content + '\\n</think>\\n\\n' + m.content + '<|im_end|>\\n' }}" +
    `{% else %}${turn}{% endif %}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}`,
};

const learnt = (row: { ids: number[]; mask: boolean[] }): string[] => {
  const spans: number[][] = [];
  row.ids.forEach((id, i) => {
    if (row.mask[i]) (row.mask[i - 1] ? spans.at(-1)! : spans[spans.push([]) - 1]!).push(id);
  });
  return spans.map((span) => qwen.decode(span, { special: true }));
};
const rowsOf = (template: ChatTemplate, messages: Message[]) => conversationDocuments(qwen, template, messages, [END]);

test('every assistant turn is learnt with its end marker, nothing else, in one row', () => {
  const rows = rowsOf(chatMl, [
    { role: 'system', content: 'be brief' },
    { role: 'user', content: 'one' },
    { role: 'assistant', content: 'two' },
    { role: 'user', content: 'and?' },
    { role: 'assistant', content: 'three <|im_end|> x' },
  ]);
  assert.equal(rows.length, 1);
  assert.deepEqual(learnt(rows[0]!), ['two<|im_end|>', 'three <|im_end|> x<|im_end|>']);
  assert.equal(rows[0]!.ids.filter((id) => id === END).length, 5, 'marker text in a message is ordinary text');
  assert.equal(
    qwen.decode(rows[0]!.ids, { special: true }),
    '<|im_start|>system\nbe brief<|im_end|>\n<|im_start|>user\none<|im_end|>\n<|im_start|>assistant\ntwo<|im_end|>\n<|im_start|>user\nand?<|im_end|>\n' +
      '<|im_start|>assistant\nthree <|im_end|> x<|im_end|>\n',
  );
});

test('thoughts are taught also where the template has no place for them, and each turn apart where it forgets them', () => {
  const messages: Message[] = [
    { role: 'user', content: 'one' },
    { role: 'assistant', content: 'two', reasoning: 'count on' },
    { role: 'user', content: 'and?' },
    { role: 'assistant', content: 'three', plan: 'as before', reasoning: 'again' },
  ];
  const placeless = rowsOf(chatMl, messages);
  assert.deepEqual(placeless.map(learnt), [
    ['<think>\ncount on\n</think>\n\ntwo<|im_end|>'],
    ['as before\n\n<think>\nagain\n</think>\n\nthree<|im_end|>'],
  ]);
  assert.ok(placeless[0]!.ids.includes(qwen.idOf('<think>')!), 'as a marker');
  assert.doesNotMatch(
    qwen.decode(placeless[1]!.ids, { special: true }),
    /count on/,
    'as in the prompts that the model will see',
  );
  const apart = rowsOf(
    forgetful,
    messages.map(({ plan: _plan, ...rest }) => rest),
  );
  assert.deepEqual(apart.map(learnt), [
    ['<think>\ncount on\n</think>\n\ntwo<|im_end|>'],
    ['<think>\nagain\n</think>\n\nthree<|im_end|>'],
  ]);
  assert.doesNotMatch(qwen.decode(apart[1]!.ids, { special: true }), /count on/);
});

test("for Mizan's own template it is the document of exampleDocument", () => {
  const native = loadTokenizer(trainBpe(['one two three '.repeat(3)], { vocabSize: 300, specials: specialTokens }));
  const [row] = conversationDocuments(
    native,
    mizanTemplate,
    [
      { role: 'user', content: 'one?' },
      { role: 'assistant', content: 'two', plan: 'count', reasoning: 'one, two' },
    ],
    [native.idOf('<|end|>')!],
  );
  assert.deepEqual(
    row,
    exampleDocument(native, { question: 'one?', plan: 'count', thought: 'one, two', answer: 'two' }),
  );
});

test('a conversation without an assistant is refused', () => {
  assert.throws(() => rowsOf(chatMl, [{ role: 'user', content: 'one' }]), /it has no assistant message to learn from/);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom, type Random } from '../random.ts';
import { createThoughtParser, thoughtFormOf, type ThoughtForm } from './thought-parser.ts';

type Outcome = { reasoning: string; content: string; streamed: { think: string; answer: string } };

type Options = { opened?: boolean; wrapped?: boolean; harmony?: boolean; truncated?: boolean };

const parse = (pieces: readonly string[], options: Options = {}): Outcome => {
  const { opened = false, wrapped = false, harmony = false, truncated = false } = options;
  const form: ThoughtForm = harmony ? { type: 'harmony' } : { type: 'markers', opened, wrapped };
  const parser = createThoughtParser(form);
  const streamed = { think: '', answer: '' };
  for (const part of [...pieces.flatMap((piece) => parser.push(piece)), ...parser.end(truncated)]) {
    if (part.section === 'call') continue;
    assert.notEqual(part.text, '');
    streamed[part.section] += part.text;
  }
  return { ...parser.result(), streamed };
};
const cut = (text: string, random: Random): string[] => {
  const out: string[] = [];
  for (let i = 0; i < text.length;) {
    const length = random.int(1, 6);
    out.push(text.slice(i, i + length));
    i += length;
  }
  return out;
};

test('sections of texts as models write them', () => {
  const cases: [string, string, string, Options?][] = [
    ['<think>\nso\n</think>\n\n42', 'so', '42'],
    ['\n <think>so</think>42', 'so', '42'],
    ['<think></think>42', '', '42'],
    ['plain answer', '', 'plain answer'],
    ['a < b and <thin', '', 'a < b and <thin'],
    ['[THINK]so[/THINK]42', 'so', '42'],
    ['◁think▷so◁/think▷42', 'so', '42'],
    // missing opener
    ['so it is\n</think>\n42', 'so it is', '42'],
    ['so it is</think>42', 'so it is', '42', { opened: true }],
    ['<think>so</think>42', 'so', '42', { opened: true }],
    ['just an answer', '', 'just an answer', { opened: true }],
    // truncation without a closer
    ['<think>so it', 'so it', '', { truncated: true }],
    ['so it', 'so it', '', { opened: true, truncated: true }],
    ['<think>so</thi', 'so</thi', '', { truncated: true }],
    // code
    ['<think>a\n```\n</think>\n```\nb</think>42', 'a\n```\n</think>\n```\nb', '42'],
    ['<think>the tag `</think>` ends it</think>42', 'the tag `</think>` ends it', '42'],
    ['<think>a\n```py\nx = 1\n</think>\n42', 'a\n```py\nx = 1', '42'],
    ['Write `<think>` first.', '', 'Write `<think>` first.'],
    ['Like so:\n```\n<think>\nx\n</think>\n```', '', 'Like so:\n```\n<think>\nx\n</think>\n```'],
    ['<think>x</think>Use </think> to end.', 'x', 'Use </think> to end.'],
    ['text with <think> in a line', '', 'text with <think> in a line'],
    // markers of families
    ['<seed:think>so</seed:think>42', 'so', '42'],
    ['<|START_THINKING|>so<|END_THINKING|><|START_RESPONSE|>42<|END_RESPONSE|>', 'so', '42'],
    ['<|channel>thought\nso\n<channel|>42<turn|>', 'so', '42'],
    ['<think>so</think>\n<answer>\n42\n</answer>', 'so', '42', { wrapped: true }],
    ['<answer>42</answer>', '', '42', { wrapped: true }],
    ['<think>so</think><answer>42</answer>', 'so', '<answer>42</answer>'],
    ['<think>so</think>see <answer>x</answer>', 'so', 'see <answer>x</answer>', { wrapped: true }],
    [
      '<|channel|>analysis<|message|>so<|end|><|start|>assistant<|channel|>final<|message|>42<|return|>',
      'so',
      '42',
      { harmony: true },
    ],
    ['analysisso it is.assistantfinal42', 'so it is.', '42', { harmony: true }],
    ['<|channel|>analysis<|message|>so it', 'so it', '', { harmony: true, truncated: true }],
    ['plain <b> 42', '', 'plain <b> 42', { harmony: true }],
    // words before a thought
    ['Sure. <think>so</think>42', 'so', 'Sure.\n\n42'],
    ['Well:\n<think>so</think>42', 'so', 'Well:\n\n42'],
    ['Use <think> to begin.', '', 'Use <think> to begin.'],
    // thoughts between two pieces of an answer
    ['<think>a</think>one\n<think>b</think>two', 'a\n\nb', 'one\n\ntwo'],
    ['<think>a <think> b</think>c', 'a <think> b', 'c'],
  ];
  for (const [text, reasoning, content, options] of cases) {
    const found = parse([text], options);
    assert.deepEqual(
      { reasoning: found.reasoning, content: found.content },
      { reasoning, content },
      JSON.stringify(text),
    );
  }
});

test('any cutting of a text gives the same sections, streamed and in the end (2000 texts, each cut at every place, seed think-tags)', () => {
  const random = createRandom('think-tags');
  const words = [
    '<think>',
    '</think>',
    '<thinking>',
    '</thinking>',
    '<',
    '</',
    'th',
    '```',
    '\n```\n',
    '`',
    '\n',
    '\n\n',
    ' ',
    'so',
    'it is 4.',
    '[THINK]',
    '[/THINK]',
    'é',
    '◁think▷',
    '🙂',
    '<seed:think>',
    '<|START_THINKING|>',
    '<channel|>',
    '<answer>',
    '</answer>',
    '<|',
  ];
  for (let i = 0; i < 2000; i++) {
    const text = Array.from({ length: random.int(0, 14) }, () => random.pick(words)).join('');
    const options = { opened: random.chance(0.5), wrapped: random.chance(0.5), truncated: random.chance(0.5) };
    const atOnce = parse([text], options);
    const inTwo = Array.from({ length: text.length + 1 }, (_, at) => [text.slice(0, at), text.slice(at)]);
    for (const pieces of [[...text], cut(text, random), cut(text, random), ...inTwo])
      assert.deepEqual(parse(pieces, options), atOnce, JSON.stringify({ text, options }));
    // Nothing is lost but tags and white space at the seams.
    const bare = (all: string) =>
      all.replace(
        /[<[◁]\/?(think|thinking|thought|THINK|seed:think|answer)[>\]▷]|<\|START_THINKING\|>|<channel\|>|\s/g,
        '',
      );
    assert.equal(
      bare(atOnce.reasoning + atOnce.content).length,
      bare(text).length,
      JSON.stringify({ text, options, atOnce }),
    );
  }
});

test('what streamed is what results, where tags are paired', () => {
  const { streamed, ...result } = parse([...'<think>a\n\n b </think>\n\n c \n d'], {});
  assert.deepEqual({ reasoning: streamed.think, content: streamed.answer }, result);
});

test('long text costs time in proportion to its length', () => {
  const start = performance.now();
  parse(['<think>', ...Array<string>(20_000).fill('<<<< some text </thin '), '</think>x']);
  assert.ok(performance.now() - start < 3000);
});

test('thoughts are looked for where declared, or by family', () => {
  const written = { type: 'markers', opened: false, wrapped: false };
  const opened = { type: 'markers', opened: true, wrapped: false };
  const wrapped = { type: 'markers', opened: false, wrapped: true };
  const cases: [Parameters<typeof thoughtFormOf>[0], string, object | undefined][] = [
    ['auto', 'Qwen/Qwen3-8B', written],
    ['auto', 'deepseek-r1:7b', opened],
    ['auto', 'qwq-32b', opened],
    ['auto', 'Qwen3-30B-A3B-Thinking-2507', opened],
    ['auto', 'ByteDance-Seed/Seed-OSS-36B-Instruct', written],
    ['auto', 'command-a-reasoning-08-2025', written],
    ['auto', 'gemma-4-12b-it', written],
    ['auto', 'LLM360/K2-Think', wrapped],
    ['auto', 'hunyuan-a13b', wrapped],
    ['auto', 'openai/gpt-oss-20b', { type: 'harmony' }],
    ['auto', 'gpt-4o-mini', undefined],
    ['auto', 'gemma-3-12b-it', undefined],
    [false, 'qwen3', undefined],
    [true, 'my-model', written],
    ['opened', 'my-model', opened],
  ];
  for (const [declared, model, form] of cases) assert.deepEqual(thoughtFormOf(declared, model), form, model);
});

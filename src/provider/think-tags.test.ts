import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom, type Random } from '../random.ts';
import { createTagParser, thinkTagsOf } from './think-tags.ts';

type Outcome = { reasoning: string; content: string; streamed: { think: string; answer: string } };

const parse = (pieces: readonly string[], { opened = false, truncated = false } = {}): Outcome => {
  const parser = createTagParser(opened);
  const streamed = { think: '', answer: '' };
  for (const part of [...pieces.flatMap((piece) => parser.push(piece)), ...parser.end(truncated)]) {
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
  const cases: [string, string, string, { opened?: boolean; truncated?: boolean }?][] = [
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
  ];
  for (let i = 0; i < 2000; i++) {
    const text = Array.from({ length: random.int(0, 14) }, () => random.pick(words)).join('');
    const options = { opened: random.chance(0.5), truncated: random.chance(0.5) };
    const atOnce = parse([text], options);
    const inTwo = Array.from({ length: text.length + 1 }, (_, at) => [text.slice(0, at), text.slice(at)]);
    for (const pieces of [[...text], cut(text, random), cut(text, random), ...inTwo])
      assert.deepEqual(parse(pieces, options), atOnce, JSON.stringify({ text, options }));
    // Nothing is lost but tags and white space at the seams.
    const bare = (all: string) => all.replace(/[<[◁]\/?(think|thinking|thought|THINK)[>\]▷]|\s/g, '');
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

test('tags are looked for where declared, or by family', () => {
  assert.equal(thinkTagsOf('auto', 'Qwen/Qwen3-8B'), 'written');
  assert.equal(thinkTagsOf('auto', 'deepseek-r1:7b'), 'written');
  assert.equal(thinkTagsOf('auto', 'gpt-4o-mini'), 'none');
  assert.equal(thinkTagsOf(false, 'qwen3'), 'none');
  assert.equal(thinkTagsOf(true, 'my-model'), 'written');
  assert.equal(thinkTagsOf('opened', 'my-model'), 'opened');
});

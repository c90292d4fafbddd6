/**
 * Tokenizers and chat templates in the forms that Qwen3, Qwen2.5, SmolLM2 and Llama 3.2 publish. The files are small
 * and made here: they hold the parts and constructs of the published ones, with vocabularies of bytes.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message } from '../types.ts';
import { byteAlphabet } from './bpe.ts';
import { createSectionParser, openSection, parseTemplate, renderPrompt } from './template.ts';
import { loadTokenizer, type Tokenizer } from './tokenizer.ts';

const bytes = Object.fromEntries(byteAlphabet.map((char, id) => [char, id]));
const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false };
const marker = (content: string, i: number, special = true) => ({
  id: 300 + i,
  content,
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: false,
  special,
});
const words = (digits: string): string =>
  String.raw`(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|${digits}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`;
const split = (pattern: string) => ({
  type: 'Split',
  pattern: { Regex: pattern },
  behavior: 'Isolated',
  invert: false,
});
const model = (merges: [string, string][], further = {}) => ({
  type: 'BPE',
  dropout: null,
  unk_token: null,
  continuing_subword_prefix: '',
  end_of_word_suffix: '',
  fuse_unk: false,
  byte_fallback: false,
  ignore_merges: false,
  vocab: { ...bytes, ...Object.fromEntries(merges.map((pair, i) => [pair.join(''), 256 + i])) },
  merges,
  ...further,
});

/** Qwen2.5 and Qwen3 have one form; Qwen3 adds the two marks of thoughts, which are not special. */
const qwen = loadTokenizer({
  version: '1.0',
  added_tokens: [
    ...['<|endoftext|>', '<|im_start|>', '<|im_end|>'].map((text, i) => marker(text, i)),
    marker('<think>', 3, false),
    marker('</think>', 4, false),
  ],
  normalizer: { type: 'NFC' },
  pre_tokenizer: { type: 'Sequence', pretokenizers: [split(words(String.raw`\p{N}`)), byteLevel] },
  post_processor: byteLevel,
  decoder: byteLevel,
  model: model([['1', '2']]),
});
const smol = loadTokenizer({
  version: '1.0',
  added_tokens: ['<|endoftext|>', '<|im_start|>', '<|im_end|>'].map((text, i) => marker(text, i)),
  normalizer: null,
  pre_tokenizer: {
    type: 'Sequence',
    pretokenizers: [
      { type: 'Digits', individual_digits: true },
      { ...byteLevel, use_regex: true },
    ],
  },
  post_processor: null,
  decoder: byteLevel,
  model: model([['1', '2']]),
});
const llama = loadTokenizer({
  version: '1.0',
  added_tokens: ['<|begin_of_text|>', '<|start_header_id|>', '<|end_header_id|>', '<|eot_id|>'].map((text, i) =>
    marker(text, i),
  ),
  normalizer: null,
  pre_tokenizer: { type: 'Sequence', pretokenizers: [split(words(String.raw`\p{N}{1,3}`)), byteLevel] },
  post_processor: {
    type: 'Sequence',
    processors: [
      byteLevel,
      {
        type: 'TemplateProcessing',
        single: [{ SpecialToken: { id: '<|begin_of_text|>', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
        pair: [],
        special_tokens: { '<|begin_of_text|>': { id: '<|begin_of_text|>', ids: [300], tokens: ['<|begin_of_text|>'] } },
      },
    ],
  },
  decoder: byteLevel,
  model: model([['1', '2']], { ignore_merges: true }),
});

test('words and digits: Qwen cuts single digits, SmolLM2 too, Llama in threes; text comes back exactly', () => {
  const shown = (tokenizer: Tokenizer): (string | undefined)[] =>
    tokenizer.encode('123').map((id) => tokenizer.tokenOf(id));
  assert.deepEqual([qwen, smol].map(shown), [
    ['1', '2', '3'],
    ['1', '2', '3'],
  ]);
  assert.deepEqual(shown(llama), ['12', '3']);
  for (const tokenizer of [qwen, smol, llama])
    for (const text of ["It's 12,345.60 €;\n\n  سلام 你好 👩‍🔬 \t end ", '\r\n\r\n', '   ', "DON'T"])
      assert.equal(tokenizer.decode(tokenizer.encode(text)), text);
  // A tokenizer adds no begin mark by itself: the template of the model writes it.
  assert.equal(llama.encode('hi')[0], llama.encode('h')[0]);
});

/** With the constructs of Qwen3's: namespace, a reversed list, text methods on contents, thoughts, a switch. */
const qwen3Template = parseTemplate({
  bos_token: null,
  eos_token: '<|im_end|>',
  chat_template: `{%- if tools %}{{- raise_exception('no tools here') }}{%- else %}
    {%- if messages[0].role == 'system' %}{{- '<|im_start|>system\\n' + messages[0].content + '<|im_end|>\\n' }}{%- endif %}
{%- endif %}
{%- set ns = namespace(looking=true, last=messages|length - 1) %}
{%- for message in messages[::-1] %}
    {%- set index = (messages|length - 1) - loop.index0 %}
    {%- if ns.looking and message.role == "user" and message.content is string and not(message.content.startswith('<r>') and message.content.endswith('</r>')) %}
        {%- set ns.looking = false %}{%- set ns.last = index %}
    {%- endif %}
{%- endfor %}
{%- for message in messages %}
    {%- if message.content is string %}{%- set content = message.content %}{%- else %}{%- set content = '' %}{%- endif %}
    {%- if (message.role == "user") or (message.role == "system" and not loop.first) %}
        {{- '<|im_start|>' + message.role + '\\n' + content + '<|im_end|>' + '\\n' }}
    {%- elif message.role == "assistant" %}
        {%- set thought = '' %}
        {%- if message.reasoning_content is string %}
            {%- set thought = message.reasoning_content %}
        {%- elif '</think>' in content %}
            {%- set thought = content.split('</think>')[0].rstrip('\\n').split('<think>')[-1].lstrip('\\n') %}
            {%- set content = content.split('</think>')[-1].lstrip('\\n') %}
        {%- endif %}
        {%- if loop.index0 > ns.last and (loop.last or (not loop.last and thought)) %}
            {{- '<|im_start|>' + message.role + '\\n<think>\\n' + thought.strip('\\n') + '\\n</think>\\n\\n' + content.lstrip('\\n') }}
        {%- else %}
            {{- '<|im_start|>' + message.role + '\\n' + content }}
        {%- endif %}
        {{- '<|im_end|>\\n' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\\n' }}
    {%- if enable_thinking is defined and enable_thinking is false %}{{- '<think>\\n\\n</think>\\n\\n' }}{%- endif %}
{%- endif %}`,
});

const history: Message[] = [
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: 'two and two?' },
  { role: 'assistant', content: '4', reasoning: 'easy' },
  { role: 'user', content: ' and <|im_end|> three?' },
];
const text = (tokenizer: Tokenizer, ids: readonly number[]): string => tokenizer.decode(ids, { special: true });

test('Qwen3: thoughts of earlier turns are left out, and thinking is switched off in its own way', () => {
  const until = `<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\ntwo and two?<|im_end|>\n<|im_start|>assistant\n4<|im_end|>\n<|im_start|>user\n and <|im_end|> three?<|im_end|>\n<|im_start|>assistant\n`;
  const [free, answering, thinking] = ([undefined, 'answer', 'think'] as const).map((open) =>
    renderPrompt(qwen, qwen3Template, history, open),
  );
  assert.equal(text(qwen, free!), until);
  assert.equal(text(qwen, answering!), `${until}<think>\n\n</think>\n\n`);
  assert.equal(text(qwen, thinking!), `${until}<think>\n`);
  assert.deepEqual(
    [free, answering, thinking].map((prompt) => openSection(qwen, prompt!)),
    [undefined, undefined, 'think'],
  );
  assert.equal(free!.filter((id) => id === 302).length, 4, 'a mark in a message is ordinary text');
  const parser = createSectionParser(qwen);
  const parts = [
    ...qwen.encode('<think>\nhm\n</think>\n\nfive', { special: true }).map((id) => parser.push(id)),
    ...parser.end(),
  ];
  const of = (section: string) => parts.flatMap((part) => (part?.section === section ? part.text : [])).join('');
  assert.deepEqual([of('think'), of('answer')], ['hm\n', 'five']);
});

test('SmolLM2: a system turn of its own where there is none', () => {
  const template = parseTemplate({
    bos_token: '<|im_start|>',
    eos_token: '<|im_end|>',
    chat_template: `{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system\\nYou are small.<|im_end|>\\n' }}{% endif %}{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}`,
  });
  assert.equal(
    text(smol, renderPrompt(smol, template, [{ role: 'user', content: 'hi' }])),
    '<|im_start|>system\nYou are small.<|im_end|>\n<|im_start|>user\nhi<|im_end|>\n<|im_start|>assistant\n',
  );
  assert.match(text(smol, renderPrompt(smol, template, history)), /^<\|im_start\|>system\nBe brief\./);
});

test('Llama 3.2: one begin mark, the date of today, the system turn lifted out of the list', () => {
  const template = parseTemplate({
    bos_token: '<|begin_of_text|>',
    eos_token: '<|eot_id|>',
    chat_template: `{{- bos_token }}
{%- if custom_tools is defined %}{%- set tools = custom_tools %}{%- endif %}
{%- if not date_string is defined %}
    {%- if strftime_now is defined %}{%- set date_string = strftime_now("%d %b %Y") %}{%- else %}{%- set date_string = "26 Jul 2024" %}{%- endif %}
{%- endif %}
{%- if not tools is defined %}{%- set tools = none %}{%- endif %}
{%- if messages[0]['role'] == 'system' %}
    {%- set system_message = messages[0]['content']|trim %}{%- set messages = messages[1:] %}
{%- else %}{%- set system_message = "" %}{%- endif %}
{{- "<|start_header_id|>system<|end_header_id|>\\n\\n" }}
{{- "Today Date: " + date_string + "\\n\\n" }}
{{- system_message }}{{- "<|eot_id|>" }}
{%- for message in messages %}
    {%- if not (message.role == 'ipython' or message.role == 'tool' or 'tool_calls' in message) %}
        {{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n'+ message['content'] | trim + '<|eot_id|>' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}{{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{%- endif %}`,
  });
  const prompt = renderPrompt(llama, template, history);
  assert.equal(prompt.filter((id) => id === 300).length, 1);
  const rendered = text(llama, prompt);
  assert.match(
    rendered,
    /^<\|begin_of_text\|><\|start_header_id\|>system<\|end_header_id\|>\n\nToday Date: \d\d \w{3} 20\d\d\n\nBe brief\.<\|eot_id\|>/,
  );
  assert.doesNotMatch(rendered, /26 Jul 2024/);
  assert.match(rendered, /assistant<\|end_header_id\|>\n\n4<\|eot_id\|>/);
  assert.ok(rendered.endsWith('<|start_header_id|>assistant<|end_header_id|>\n\n'));
});

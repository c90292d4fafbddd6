/**
 * Whatever a model calls, in whatever spelling it writes it: random arguments are written and read back as they were.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom, type Random } from '../../random.ts';
import type { Tool, Wire } from '../../types.ts';
import { checkCall } from './check-call.ts';
import { readCalls } from './read-calls.ts';

const tools: Tool[] = [
  {
    name: 'garden.plant',
    parameters: {
      type: 'object',
      properties: {
        what: { type: 'string' },
        año: { type: 'integer' },
        depth: { type: 'number' },
        wet: { type: 'boolean' },
        tags: { type: 'array', items: { type: 'string' } },
        place: { type: 'object', properties: { row: { type: 'integer' }, note: { type: 'string' } } },
      },
      required: ['what'],
    },
  },
  { name: 'water', parameters: { type: 'object', properties: {} } },
];

const TEXTS = [
  'roses',
  "it's fine",
  'say "hi"',
  'a, b: {c} [d] (e)',
  'naïve 木 🌱',
  'back\\slash and /slash/',
  'two\nlines',
  '# no comment // at all',
  'true',
  '3',
  'f(x=1)',
  '<b>bold</b> & more',
  '[TOOL]',
  '1 + 1 or []',
  'x'.repeat(300),
];

type Made = { name: string; arguments: Wire };

const pick = <T>(random: Random, from: readonly T[]): T => from[random.int(0, from.length - 1)]!;

const draw = (random: Random): Made => {
  if (random.int(0, 9) === 0) return { name: 'water', arguments: {} };
  const maybe = (value: () => Wire): Wire => (random.int(0, 1) === 0 ? {} : value());
  return {
    name: 'garden.plant',
    arguments: {
      what: pick(random, TEXTS),
      ...maybe(() => ({ año: random.int(-3000, 3000) })),
      ...maybe(() => ({ depth: pick(random, [0.5, -1.25, 3, 1e-7, 6.02e23]) })),
      ...maybe(() => ({ wet: random.int(0, 1) === 1 })),
      ...maybe(() => ({ tags: Array.from({ length: random.int(0, 3) }, () => pick(random, TEXTS)) })),
      ...maybe(() => ({ place: { row: random.int(0, 9), note: pick(random, TEXTS) } })),
    },
  };
};

/** A value as Python writes it. */
const python = (value: unknown): string => {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') {
    return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;
  }
  if (Array.isArray(value)) return `[${value.map(python).join(', ')}]`;
  if (typeof value !== 'object') return String(value);
  return `{${Object.entries(value)
    .map(([key, argument]) => `'${key}': ${python(argument)}`)
    .join(', ')}}`;
};

const kwargs = (args: Wire): string =>
  Object.entries(args)
    .map(([key, argument]) => `${key}=${python(argument)}`)
    .join(', ');
const raw = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
const xml = (args: Wire, open: (key: string) => string, close: string): string =>
  Object.entries(args)
    .map(([key, argument]) => `${open(key)}\n${raw(argument)}\n${close}`)
    .join('\n');

const SPELLINGS: Readonly<Record<string, (calls: readonly Made[]) => string>> = {
  hermes: (calls) => calls.map((call) => `<tool_call>\n${JSON.stringify(call)}\n</tool_call>`).join('\n'),
  'hermes without its closing tag': (calls) => calls.map((call) => `<tool_call>\n${JSON.stringify(call)}`).join('\n'),
  'hermes as Python writes it': (calls) => calls.map((call) => `<tool_call>\n${python(call)}\n</tool_call>`).join('\n'),
  xlam: (calls) => JSON.stringify(calls),
  'xlam with trailing commas': (calls) => JSON.stringify(calls, null, 1).replace(/([^\s,[{])\n(\s*[}\]])/g, '$1,\n$2'),
  llama: (calls) => `[${calls.map((call) => `${call.name}(${kwargs(call.arguments)})`).join(', ')}]`,
  'llama with a dictionary': (calls) =>
    `[${calls.map((call) => `${call.name}(${python(call.arguments)})`).join(', ')}]`,
  mistral: (calls) => `[TOOL_CALLS] ${JSON.stringify(calls)}`,
  'mistral by name': (calls) =>
    calls.map((call) => `[TOOL_CALLS]${call.name}[ARGS]${JSON.stringify(call.arguments)}`).join(''),
  functionary: (calls) =>
    calls.map((call) => `<function=${call.name}>${JSON.stringify(call.arguments)}</function>`).join(''),
  kimi: (calls) =>
    calls
      .map(
        (call, i) =>
          `<|tool_call_begin|>functions.${call.name}:${i}<|tool_call_argument_begin|>${JSON.stringify(call.arguments)}<|tool_call_end|>`,
      )
      .join(''),
  deepseek: (calls) =>
    calls
      .map(
        (call) => `<｜tool▁call▁begin｜>${call.name}<｜tool▁sep｜>${JSON.stringify(call.arguments)}<｜tool▁call▁end｜>`,
      )
      .join('\n'),
  glm: (calls) =>
    calls
      .map((call) => {
        const pairs = Object.entries(call.arguments);
        return `<tool_call>${call.name}\n${pairs.map(([key, value]) => `<arg_key>${key}</arg_key>\n<arg_value>${raw(value)}</arg_value>`).join('\n')}\n</tool_call>`;
      })
      .join('\n'),
  'qwen coder': (calls) =>
    calls
      .map(
        (call) =>
          `<tool_call>\n<function=${call.name}>\n${xml(call.arguments, (key) => `<parameter=${key}>`, '</parameter>')}\n</function>\n</tool_call>`,
      )
      .join('\n'),
  harmony: (calls) =>
    calls
      .map(
        (call) =>
          `<|start|>assistant<|channel|>commentary to=functions.${call.name} <|constrain|>json<|message|>${JSON.stringify(call.arguments)}<|call|>`,
      )
      .join(''),
  'tool code': (calls) =>
    `\`\`\`tool_code\n${calls.map((call) => `${call.name}(${kwargs(call.arguments)})`).join('\n')}\n\`\`\``,
  openai: (calls) =>
    JSON.stringify({
      tool_calls: calls.map((call, i) => ({
        id: `c${i}`,
        type: 'function',
        function: { name: call.name, arguments: JSON.stringify(call.arguments) },
      })),
    }),
};

test('random calls are read back as they were, in every spelling', () => {
  for (const [label, spell] of Object.entries(SPELLINGS)) {
    for (let seed = 0; seed < 60; seed++) {
      const random = createRandom(`round trip/${seed}`);
      const calls = Array.from({ length: random.int(1, 3) }, () => draw(random));
      const text = spell(calls);
      const found = readCalls(text, tools).calls.map((call) => ({ name: call.name, arguments: call.arguments }));
      assert.deepEqual(found, calls, `${label}, seed ${seed}: ${text}`);
    }
  }
});

test('a text cut off anywhere never gives a value that was not written', () => {
  const random = createRandom('cut');
  for (let i = 0; i < 20; i++) {
    const call = draw(random);
    for (const spell of [SPELLINGS.hermes!, SPELLINGS.llama!, SPELLINGS.xlam!]) {
      const text = spell([call]);
      for (let at = 1; at < text.length; at += 7) {
        for (const found of readCalls(text.slice(0, at), tools).calls) {
          if (found.fault) continue;
          for (const [key, value] of Object.entries(found.arguments)) {
            const whole = call.arguments[key];
            if (typeof value !== 'object') assert.deepEqual(value, whole, `${at} of ${text}`);
          }
        }
      }
    }
  }
});

test('damaged texts never throw, and a call that is read from one is a call of a known tool that can be read again', () => {
  const random = createRandom('damage');
  const marks = [
    '<tool_call>',
    '[TOOL_CALLS]',
    '```',
    '{',
    '}',
    ']',
    '(',
    '"',
    "'",
    '\\',
    '<think>',
    '\n',
    '=',
    '1e999',
    '\ud800',
    '#',
    '**',
  ];
  const spells = Object.values(SPELLINGS);
  for (let i = 0; i < 800; i++) {
    let text = pick(random, spells)([draw(random), draw(random)]);
    for (let changes = random.int(1, 6); changes > 0; changes--) {
      const at = random.int(0, text.length);
      const more = random.int(0, 1) === 0 ? pick(random, marks) : '';
      text = text.slice(0, at) + more + text.slice(at + (more === '' ? random.int(1, 9) : 0));
    }
    for (const call of readCalls(text, tools).calls) {
      assert.ok(tools.some(({ name }) => name === call.name));
      const second = checkCall({ name: call.name, arguments: call.json }, tools);
      if (!call.fault) assert.deepEqual([second.arguments, second.fault], [call.arguments, undefined], text);
    }
  }
});

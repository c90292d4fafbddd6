/** Programs as candidates: they are run, in QuickJS here, and vote by what they do. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pythonTests } from '../../sandbox/python.ts';
import { quickjsTests } from '../../sandbox/quickjs.ts';
import { openSandbox } from '../../sandbox/sandbox.ts';
import { scriptedChat } from '../../testing/scripted-chat.ts';
import type { ChatEvent, ChatRequest, Reply } from '../../types.ts';
import { createCodeProbe, voteOf, type CodeRunners } from './code-probe.ts';
import { select } from '../select.ts';
import { think } from '../think.ts';

const runners: CodeRunners = () => Promise.resolve({ javascript: quickjsTests });
const fenced = (code: string): string => `\`\`\`js\n${code}\n\`\`\``;
const reply = (content: string): Reply => ({
  index: 0,
  plan: '',
  reasoning: '',
  content,
  finish: 'stop',
  tokens: 9,
  logprob: 0,
});
const never = new AbortController().signal;

test('a probe judges a program by the examples of the question, in part only', async () => {
  const question = 'Write a JavaScript function `twice(x)`.\ntwice(2) → 4\ntwice(5) → 10';
  const probe = createCodeProbe({ question, runners })!;
  const verdictOf = async (content: string) => (await probe(reply(content), never))?.verdict;
  assert.deepEqual(await verdictOf(fenced('const twice = (x) => 2 * x;')), {
    pass: true,
    partial: true,
    reason: 'it passes the 2 examples of the question',
  });
  assert.match((await verdictOf(fenced('const twice = (x) => x * x;')))!.reason, /twice\(5\) = 10 \(it gives 25\)/);
  assert.equal((await verdictOf(fenced('function twice(x) { return 2 *')))!.pass, false);
  assert.equal((await verdictOf(fenced('function double(x) { return 2 * x; }')))!.pass, true);
  assert.equal(await probe(reply('I do not know.'), never), undefined);
  assert.equal(await probe(reply(fenced('const fs = require("fs"); const twice = (x) => 2 * x;')), never), undefined);
  assert.equal(createCodeProbe({ question: 'What is 2 + 2?', runners }), undefined);
});

const sandbox = await openSandbox();

test(
  'Python programs are run where the sandbox offers it',
  { skip: sandbox.python ? false : sandbox.missing! },
  async () => {
    const question =
      'Complete:\n```python\ndef middle(xs):\n    """The median.\n    >>> middle([3, 1, 2])\n    2\n    """\n```';
    const python: CodeRunners = () => Promise.resolve({ python: pythonTests(sandbox) });
    const drawTests = () =>
      Promise.resolve(['assert middle([1, 2, 3]) == 2\nassert middle([5]) == 5\nassert middle([9, 1]) == 5']);
    const probe = createCodeProbe({ question, runners: python, drawTests })!;
    const sorted = '```python\ndef middle(xs):\n    xs = sorted(xs)\n    return xs[len(xs) // 2]\n```';
    const right = await probe(reply(sorted), never);
    assert.deepEqual([right?.verdict?.pass, right?.weight], [true, 3]);
    const body = await probe(reply('    return xs[1]\n'), never);
    assert.match(body!.verdict!.reason, /it gives 1/);
    assert.notEqual(body!.key, right!.key);
  },
);

const ask = async (question: string, programs: readonly string[], tests: string) => {
  let next = 0;
  const chat = scriptedChat({
    replies: ({ messages }: ChatRequest) =>
      messages.at(-1)!.content.includes('Do not solve this') ? tests : fenced(programs[next++]!),
  });
  const events: ChatEvent[] = [];
  const request = { messages: [{ role: 'user' as const, content: question }], seed: 1 };
  for await (const event of think(chat, { n: programs.length, code: runners, clock: () => 0 })(request))
    events.push(event);
  const decision = events.find((event) => event.type === 'decision')!.decision;
  const done = events.at(-1)!;
  return { decision, content: done.type === 'done' ? done.reply.content : '', chat };
};

test('candidates vote by what they do, weighed by the tests that were drawn', async () => {
  const question = 'Write a JavaScript function `last(xs)` that returns the last item of a list.';
  const tests = fenced(
    'assert.deepStrictEqual(last([1, 2, 3]), 3);\nassert.deepStrictEqual(last([5]), 5);\nassert.deepStrictEqual(last([]), undefined);',
  );
  const { decision, content, chat } = await ask(
    question,
    [
      'const last = (xs) => xs[0];',
      'const last = (xs) => xs.at(-1);',
      'const last = (xs) => null;',
      'function last(xs) { return xs[xs.length - 1]; }',
      'const last = (xs) => null; // again',
    ],
    tests,
  );
  assert.match(content, /at\(-1\)|length - 1/);
  assert.equal(decision.rule, 'confidence');
  assert.match(decision.reason, /most programs and passed tests of 3/);
  assert.equal(chat.requests.filter(({ messages }) => messages[0]!.content.includes('Do not solve this')).length, 1);
});

test('programs that fail an example have no vote beside one that passes; where all fail, one is given without confidence', async () => {
  const question = 'Write a JavaScript function `twice(x)`.\ntwice(3) → 6';
  const passing = await ask(
    question,
    ['const twice = (x) => x * x;', 'const twice = (x) => x + x;', 'const twice = (x) => x ** 2;'],
    'none',
  );
  assert.match(passing.content, /x \+ x/);
  assert.ok(passing.decision.confidence < 0.9, 'examples prove nothing');
  const failing = await ask(question, ['const twice = (x) => x * x;', 'const twice = (x) => x ** 2;'], 'none');
  assert.match(failing.content, /x \* x|x \*\* 2/);
  assert.equal(failing.decision.confidence, 0);
  assert.match(failing.decision.reason, /fails an example/);
});

test('programs that fail the same tests in different ways do not vote together', () => {
  const vote = (...values: string[]) =>
    voteOf({ values, outcomes: values.map((value) => (value === '7' ? ('pass' as const) : ('fail' as const))) }, true);
  assert.notEqual(vote('7', '1').key, vote('7', '2').key);
  assert.equal(vote('7', '1').weight, vote('7', '2').weight);
  assert.equal(voteOf({ values: ['7'], outcomes: ['pass'] }, false).key, undefined);
  const candidate = (index: number, voted: { key?: string; weight: number }, content = `${index}`) => ({
    index,
    answer: content,
    reply: reply(content),
    ...voted,
  });
  const found = select(
    [vote('7', '1'), vote('7', '2'), vote('7', '3'), vote('5', '7'), vote('5', '7')].map((given, i) =>
      candidate(i, given),
    ),
  );
  assert.equal(found.type === 'chosen' && found.candidate.index, 3);
  const nothing = select([vote('1'), vote('1'), vote('1')].map((given, i) => candidate(i, given)));
  assert.ok(
    nothing.type === 'chosen' && nothing.rule !== 'majority' && nothing.votes === 1,
    'no test passes: no majority',
  );
});

test('JSON is held against the schema that stands in the question', async () => {
  const question =
    'Answer in JSON of this schema: {"type":"object","properties":{"age":{"type":"integer"}},"required":["age"]}. How old is Ann, who is 7?';
  const chat = scriptedChat({ replies: ['{"age":"seven"}', '{"age":"7"}', '{"age":7}'] });
  const events: ChatEvent[] = [];
  for await (const event of think(chat, { n: 3 })({ messages: [{ role: 'user', content: question }], seed: 1 }))
    events.push(event);
  const done = events.at(-1)!;
  assert.equal(done.type === 'done' && done.reply.content, '{"age":7}');
});

test('the puzzle of 24 is checked whoever answers', async () => {
  const chat = scriptedChat({ replies: ['Answer: 4 * 6 = 24', 'Answer: 4 * 6 = 24', 'Answer: (10 - 6) * 5 + 4 = 24'] });
  const events: ChatEvent[] = [];
  const question = 'Use numbers and basic arithmetic operations (+ - * /) to obtain 24.\nInput: 4 5 6 10';
  // Beside instructions no exact answer takes part: the model's own is found by its check.
  const messages = [
    { role: 'system' as const, content: 'Show every step.' },
    { role: 'user' as const, content: question },
  ];
  for await (const event of think(chat, { n: 3 })({ messages, seed: 1 })) events.push(event);
  const decision = events.find((event) => event.type === 'decision')!.decision;
  assert.deepEqual([decision.rule, decision.answer], ['verified', '(10 - 6) * 5 + 4 = 24']);
});

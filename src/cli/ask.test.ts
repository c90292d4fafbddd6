import { test } from 'node:test';
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { readRun } from '../files.ts';
import { scriptedChat, type Script } from '../testing/scripted-chat.ts';
import { refusedAddress } from '../testing/upstream.ts';
import { checkQuestion, run } from './ask.ts';
import { thinkingFields } from './flags/thinking-flags.ts';
import { UsageError } from '../usage-error.ts';
import type { ChatRequest } from '../types.ts';
import type { CliContext } from './flags/context.ts';

const temporary = (t: { after(f: () => void): void }): string => {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-ask-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

const PLAN = 'Take the places one by one.';
const isPlan = ({ messages }: ChatRequest): boolean => JSON.stringify(messages).includes('<plan> and </plan>');

/**
 * A context with a scripted model that plans when it is told to, and no terminal; `folder` stands for the model's. It
 * is none of Mizan's own models, which leave a question like this one to the readers.
 */
const contextOf = ({ replies = [] }: Pick<Script, 'replies'>, folder: string, input = '') => {
  const [out, errors]: [string[], string[]] = [[], []];
  let closed = 0;
  let answers = 0;
  const chat = scriptedChat({
    replies: (request) => {
      if (isPlan(request)) return `<plan>${PLAN}</plan>`;
      const i = answers++;
      return typeof replies === 'function' ? replies(request, i) : replies[i]!;
    },
  });
  const context: CliContext = {
    input: Readable.from([Buffer.from(input)]),
    output: { isTTY: false, write: (text) => out.push(text) },
    errors: { isTTY: false, write: (text) => errors.push(text) },
    env: { MIZAN_DATA: folder },
    clock: () => 1_700_000_000_000,
    open: async () => ({
      name: 'scripted',
      chat,
      folder,
      sections: false,
      contextLength: 256,
      close: async () => {
        closed++;
      },
    }),
  };
  return { context, chat, out: () => out.join(''), errors: () => errors.join(''), closed: () => closed };
};
const never = () => new AbortController().signal;
const QUESTION = 'Turn 19 kg into g.';

test('--json prints exactly one object, and the run file replays to the same', async (t) => {
  const folder = temporary(t);
  const script: Script = {
    replies: () => ({ reasoning: '1 kg is 1000 g', content: '19000 g' }),
  };
  const first = contextOf(script, folder);
  assert.equal(await run([QUESTION, '--json', '--n', '3', '--trace-folder', folder], never(), first.context), 0);
  assert.ok(first.out().endsWith('}\n') && first.out().trim().split('\n').length === 1);
  const result = JSON.parse(first.out());
  assert.deepEqual(Object.keys(result), [
    'answer',
    'outcome',
    'abstained',
    'rule',
    'reason',
    'verified',
    'check',
    'confidence',
    'plan',
    'candidates',
    'usage',
    'seconds',
    'model',
    'trace',
  ]);
  assert.equal(result.answer, '19000 g');
  assert.equal(result.plan, PLAN);
  assert.deepEqual(Object.keys(result.candidates[0]), ['text', 'answer', 'verdict', 'tokens']);
  assert.equal(result.model, 'scripted');
  assert.equal(first.closed(), 1);
  const { header } = readRun(result.trace);
  assert.equal(header.question, QUESTION);

  const second = contextOf(script, folder);
  assert.equal(await run(['--replay', result.trace, '--json'], never(), second.context), 0);
  assert.deepEqual(JSON.parse(second.out()), result);
  assert.equal(second.chat.requests.length, 0, 'a replay asks nothing');
  const third = contextOf(script, folder);
  await run(['--replay', result.trace], never(), third.context);
  assert.match(third.out(), /answer {6}19000 g/);
});

test('a question comes from the words, from -, or from a pipe', async (t) => {
  const folder = temporary(t);
  for (const [args, input] of [
    [['Turn', '19', 'kg into g.'], ''],
    [['-'], `${QUESTION}\n`],
    [[], QUESTION],
  ] as const) {
    const { context, chat, out } = contextOf({ replies: ['19000 g'] }, folder, input);
    assert.equal(await run([...args, '--effort', 'low', '--no-trace'], never(), context), 0);
    assert.ok(chat.requests[0]!.messages[0]!.content.startsWith(`${QUESTION}\n`));
    assert.match(out(), /answer {6}19000 g/);
    assert.doesNotMatch(out(), /\x1b|trace/);
  }
  assert.deepEqual(readdirSync(folder), []);
});

test('a trace that can not be written costs neither the answer nor silence', async (t) => {
  const folder = temporary(t);
  writeFileSync(join(folder, 'file'), '');
  const { context, out, errors } = contextOf({ replies: ['19000 g'] }, folder);
  assert.equal(
    await run([QUESTION, '--effort', 'low', '--json', '--trace-folder', join(folder, 'file')], never(), context),
    1,
  );
  assert.equal(JSON.parse(out()).answer, '19000 g');
  assert.equal(JSON.parse(out()).trace, null);
  assert.equal(errors().match(/missing or incomplete/g)?.length, 1);
});

test('a model that fails is an error, and the object says so', async (t) => {
  const folder = temporary(t);
  const { context, out, closed } = contextOf({ replies: [{ error: 'the weights are gone' }] }, folder);
  await assert.rejects(
    run([QUESTION, '--effort', 'low', '--json', '--no-trace'], never(), context),
    /the weights are gone/,
  );
  const { outcome, rule, reason, verified } = JSON.parse(out());
  assert.deepEqual([outcome, rule, verified], ['failed', 'failed', false]);
  assert.match(reason, /the weights are gone/);
  assert.equal(closed(), 1);
});

test('rule, reason and verified are there for every outcome', async (t) => {
  const folder = temporary(t);
  const results: Record<string, unknown>[] = [];
  for (const [script, args] of [
    [{ replies: () => '19000 g' }, ['--n', '3', '--plan', 'none']],
    [{ replies: () => ({ content: '', finish: 'length' as const }) }, ['--n', '2', '--plan', 'none']],
    [{ replies: () => 'hello' }, ['--effort', 'none']],
  ] as const) {
    const { context, out } = contextOf(script, folder);
    await run([QUESTION, '--json', '--no-trace', ...args], never(), context);
    results.push(JSON.parse(out()));
  }
  for (const result of results) {
    assert.equal(typeof result.rule, 'string');
    assert.ok(typeof result.reason === 'string' && result.reason !== '', JSON.stringify(result));
    assert.equal(typeof result.verified, 'boolean');
  }
  assert.deepEqual(
    results.map(({ outcome, rule, verified }) => [outcome, rule, verified]),
    [
      ['answered', 'verified', true],
      ['declined', 'empty', false],
      ['answered', 'direct', false],
    ],
  );
});

test('an interruption ends with 130 and keeps the run file', async (t) => {
  const folder = temporary(t);
  const { context } = contextOf({ replies: [{ content: '19', stall: true }] }, folder);
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 30);
  assert.equal(await run([QUESTION, '--effort', 'low', '--trace-folder', folder], controller.signal, context), 130);
  const file = readdirSync(folder).find((name) => name.endsWith('.jsonl'))!;
  assert.equal(readRun<{ type: string }>(join(folder, file)).events.at(-1)!.type, 'done');
});

test('questions that can not be asked', () => {
  const refuses = (text: string, message: RegExp) =>
    assert.throws(
      () => checkQuestion(text),
      (error) => error instanceof UsageError && message.test(error.message),
    );
  refuses(' \n ', /empty/);
  refuses('é'.repeat(50_001), /too long \(100002 bytes or more, 100000 at most\)/);
  refuses('a\x1b[2Jb', /control character \(0x1b at position 1\)/);
  refuses('a\0b', /0x00/);
  assert.equal(checkQuestion('  two\n\tlines \n'), 'two\n\tlines');
});

test('flags become the fields of a request; what is not given is left to the effort', async (t) => {
  const none = {
    effort: undefined,
    n: undefined,
    plan: undefined,
    'budget-tokens': undefined,
    seconds: undefined,
    temperature: undefined,
    'max-tokens': undefined,
    'think-tokens': undefined,
    'think-least': undefined,
  } as Parameters<typeof thinkingFields>[0];
  assert.deepEqual(thinkingFields(none), {});
  assert.deepEqual(
    thinkingFields({ ...none, effort: 'low', n: 4, seconds: 2, 'budget-tokens': 500, 'max-tokens': 9, temperature: 0 }),
    { effort: 'low', n: 4, budget_seconds: 2, budget_tokens: 500, max_tokens: 9, temperature: 0 },
  );
  const folder = temporary(t);
  const { context } = contextOf({}, folder);
  await assert.rejects(run([QUESTION, '--think-tokens', '8', '--think-least', '9'], never(), context), UsageError);
});

test('every effort is known here too; run files go to the data folder, which is made for its owner alone', async (t) => {
  const folder = join(temporary(t), 'data');
  for (const effort of ['none', 'minimal', 'xhigh', 'k2-think']) {
    const { context, out } = contextOf({ replies: () => '19000 g' }, folder);
    assert.equal(await run([QUESTION, '--effort', effort, '--json'], never(), context), 0, effort);
    assert.equal(JSON.parse(out()).trace.startsWith(join(folder, 'runs')), true, effort);
  }
  assert.equal(statSync(folder).mode & 0o077, 0);
});

test('a replay refuses a file of another kind and a question beside it', async (t) => {
  const folder = temporary(t);
  const path = join(folder, 'other.jsonl');
  writeFileSync(path, '{"type":"run","version":1,"kind":"eval"}\n');
  const { context } = contextOf({}, folder);
  await assert.rejects(run(['--replay', path], never(), context), /records no question/);
  await assert.rejects(run(['--replay', path, 'why?'], never(), context), UsageError);
  await assert.rejects(run(['--replay', join(folder, 'none')], never(), context), /could not read/);
});

test('a model that is connected and gone is an error, not an answer of the demo; the demo answers when it is named', async (t) => {
  const folder = temporary(t);
  const config = join(folder, 'mizan.json');
  writeFileSync(config, JSON.stringify({ providers: { mine: { baseUrl: await refusedAddress() } } }));
  const ask = async (...more: string[]) => {
    const { context, chat, out } = contextOf({ replies: () => '19000 g' }, folder);
    await run([QUESTION, '--effort', 'low', '--no-trace', '--config', config, ...more], never(), context);
    return { asked: chat.requests.length > 0, out: out() };
  };
  await assert.rejects(ask(), /^Error: no model of yours answers: .*mine.*nothing listens there.*--solver mizan$/);
  const named = await ask('--solver', 'mizan');
  assert.ok(named.asked);
  assert.match(named.out, /^model {7}scripted$/m);
});

test('a decline has an exit code of its own', async (t) => {
  const { context } = contextOf({ replies: () => ({ content: '', finish: 'length' as const }) }, temporary(t));
  assert.equal(await run([QUESTION, '--n', '2', '--plan', 'none', '--no-trace'], never(), context), 3);
});

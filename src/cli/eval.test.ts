import { after, test } from 'node:test';
import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom } from '../random.ts';
import { fitDomain } from '../reason/abstain.ts';
import { readRun } from '../files.ts';
import { evaluationItems, type EvaluationRecord } from '../eval/collect.ts';
import { grade, verify } from '../task/registry.ts';
import { countsUpTo, measure } from '../eval/metrics.ts';
import { replay } from '../eval/replay.ts';
import type { Chat, ChatEvent, ChatRequest, Reply } from '../types.ts';
import { criticForm } from '../reason/critic.ts';
import { think } from '../reason/think.ts';
import { evaluate } from './eval.ts';
import { decided, systemPolicy } from '../eval/system-policy.ts';

const folder = mkdtempSync(join(tmpdir(), 'mizan-eval-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const golds = new Map(
  (['test', 'train'] as const).flatMap((split) =>
    [1000, 1001].flatMap((seed) =>
      evaluationItems(['roman', 'word'], { split, seed, count: 12, difficulties: [1, 2, 3] }).map((item) => [
        item.question,
        item.gold,
      ]),
    ),
  ),
);

/**
 * Right with probability p, from the request's seed; one token a step over all continuations, stopping when aborted.
 */
const model = (p: number): Chat =>
  async function* (request: ChatRequest): AsyncIterable<ChatEvent> {
    const random = createRandom(`${request.seed}/${request.temperature}`);
    const gold = golds.get(request.messages[0]!.content)!;
    const replies = Array.from({ length: request.n ?? 1 }, (_, index): Reply => {
      const plan = request.open === 'plan';
      const content = plan ? '' : random.chance(p) ? gold : random.pick(['MMI', 'MMII', 'MMIII']);
      const tokens = random.int(3, 12);
      return {
        index,
        plan: plan ? 'split by place' : '',
        reasoning: '',
        content,
        finish: 'stop',
        tokens,
        logprob: -tokens * random.next(),
      };
    });
    let paid = 0;
    const open = new Set(replies);
    const usage = () => ({ promptTokens: 10, completionTokens: paid });
    for (let step = 1; open.size > 0; step++) {
      if (request.signal?.aborted)
        return yield { type: 'done', reply: { ...replies[0]!, finish: 'cancelled' }, usage: usage(), seconds: 0 };
      paid += open.size;
      for (const reply of open) yield { type: 'delta', index: reply.index, section: 'think', text: ' x', tokens: 1 };
      for (const reply of replies.filter((reply) => reply.tokens === step)) {
        open.delete(reply);
        yield { type: 'reply', reply, usage: { promptTokens: 0, completionTokens: reply.tokens } };
      }
    }
    yield { type: 'done', reply: replies[0]!, usage: usage(), seconds: 0 };
  };

/** Yes to the right answer and no to any other, with 0.9 or 0.8 of certainty; a critique of five tokens. */
const critic: Chat = async function* ({ messages: [{ content }] }) {
  const [, question, , answer] = content.split('\n');
  const word = answer === golds.get(question!) ? 'yes' : 'no';
  const reply: Reply = {
    index: 0,
    plan: '',
    reasoning: 'read',
    content: word,
    finish: 'stop',
    tokens: 5,
    logprob: -1,
    logprobs: [{ text: word, logprob: Math.log(word === 'yes' ? 0.9 : 0.8), top: [] }],
  };
  yield { type: 'done', reply, usage: { promptTokens: 10, completionTokens: 5 }, seconds: 0 };
};

const session = (chat: Chat, judge?: Chat, weights = 'fake') => {
  const out: string[] = [];
  const err: string[] = [];
  const context = {
    fingerprint: async () => weights,
    open: async () => ({
      name: 'fake',
      chat,
      ...(judge && { critic: judge }),
      folder,
      sections: true,
      contextLength: 256,
      close: async () => {},
    }),
    write: (text: string) => out.push(text),
    stderr: { write: (text: string) => err.push(text) },
    clock: () => 0,
  };
  return { context, out: () => out.join(''), err: () => err.join('') };
};
const never = new AbortController().signal;
const flags = ['--families', 'roman', '--items', '6', '--n', '8'];
const timeless = (text: string) => ({ ...JSON.parse(text), records: '' });

test('mizan eval prints tables, writes results, and computes the same again from the records', async () => {
  const [first, second] = [
    session(model(0.6)),
    session(() => {
      throw new Error('no model is needed');
    }),
  ];
  const runs = join(folder, 'a');
  assert.equal(await evaluate([...flags, '--runs', runs, '--out', join(folder, 'results')], never, first.context), 0);
  for (const part of [
    'greedy',
    'majority@8',
    'system@8',
    'oracle@8',
    'average',
    'At equal tokens',
    'seed 1000',
    'model fake',
  ]) {
    assert.ok(first.out().includes(part), `${part} is missing in\n${first.out()}`);
  }
  assert.match(readFileSync(join(folder, 'results', 'results.md'), 'utf8'), /\| family +\|/);
  assert.match(readFileSync(join(folder, 'results', 'results.svg'), 'utf8'), /^<svg/);
  const [file] = readdirSync(join(runs, 'eval'));
  assert.equal(await evaluate(['--resume', join(runs, 'eval', file!), '--json'], never, second.context), 0);
  const stored = readFileSync(join(folder, 'results', 'results.json'), 'utf8');
  assert.deepEqual(timeless(second.out()), timeless(stored));
  assert.equal(second.out().trim().split('\n').length, 1);
});

test('interrupted, torn and resumed gives the numbers of an uninterrupted run', async () => {
  const whole = session(model(0.6));
  await evaluate([...flags, '--runs', join(folder, 'b'), '--json'], never, whole.context);

  const stop = new AbortController();
  let requests = 0;
  const chat = model(0.6);
  const broken = session(async function* (request) {
    if (++requests === 14) stop.abort();
    yield* chat(request);
  });
  assert.equal(await evaluate([...flags, '--runs', join(folder, 'c'), '--json'], stop.signal, broken.context), 130);
  assert.equal(broken.out(), '');
  const path = /(?:mizan|npm start --) eval --resume (\S+)/.exec(broken.err())![1]!;
  const recorded = readRun<EvaluationRecord>(path).events.length;
  assert.ok(recorded > 0 && recorded < 12, `${recorded} records were kept`);
  appendFileSync(path, '{"type":"asked","item":{"id":"rom');

  await assert.rejects(
    evaluate(['--resume', path, '--json'], never, session(model(0.6), undefined, 'other').context),
    /is a run of another model than the one in .*; name the right one with --model/,
  );
  const resumed = session(model(0.6));
  assert.equal(await evaluate(['--resume', path, '--json'], never, resumed.context), 0);
  assert.equal(readRun(path).torn, undefined);
  assert.deepEqual(timeless(resumed.out()), timeless(whole.out()));
});

test('a system in replay decides and spends as think does live', async () => {
  const items = evaluationItems(['roman'], { split: 'test', seed: 1000, count: 12, difficulties: [1, 2, 3] });
  const rules = new Set<string>();
  for (const [i, item] of items.entries()) {
    const draws: Reply[] = [];
    const chat = model(0.4);
    const listening: Chat = async function* (request) {
      // what each request would have brought in full
      for await (const event of chat({ ...request, signal: never })) {
        if (event.type === 'reply') draws.push({ ...event.reply, index: draws.length });
      }
      yield* chat(request);
    };
    const judged = i % 4 === 3;
    const live = think(listening, {
      n: 8,
      verify: i % 2 === 0 ? verify : () => undefined,
      greedyFirst: true,
      ...(judged && { judge: critic, judgeForm: criticForm }),
    });
    let decision;
    let usage;
    for await (const event of live({ messages: [{ role: 'user', content: item.question }], seed: i })) {
      if (event.type === 'decision') decision = event.decision;
      if (event.type === 'done') usage = event.usage;
    }
    // Requests that were never made have nothing to replay; they can't have been needed.
    const unused = Array.from({ length: 8 - draws.length }, () => ({ ...draws[0]!, tokens: 1e6, content: 'unused' }));
    const recorded = [...draws, ...unused].map(({ content, finish, tokens, logprob }) => ({
      answer: content,
      finish,
      tokens,
      logprob,
      ...(judged && { critic: { score: content === item.gold ? 0.9 : 0.2, tokens: 5 } }),
    }));
    const policy = systemPolicy({ verify: i % 2 === 0 ? verify : () => undefined, greedyFirst: true });
    const replayed = replay(policy, item.question, recorded, 10);
    assert.equal(replayed.decision.answer, decision!.answer);
    assert.equal(replayed.decision.rule, decision!.rule);
    assert.equal(replayed.decision.confidence, decision!.confidence);
    rules.add(replayed.decision.rule);
    assert.ok(
      Math.abs(replayed.tokens - usage!.completionTokens) <= 3,
      `${replayed.tokens} tokens in replay, ${usage!.completionTokens} live`,
    );
  }
  assert.ok(rules.has('verified') && rules.has('judge') && rules.has('confidence'), [...rules].join());
});

test('a model that has a critic is measured and calibrated with it, where no check can say anything', async () => {
  const run = async (name: string, judge: Chat | undefined, more: string[] = []) => {
    const s = session(model(0.4), judge);
    assert.equal(
      await evaluate(
        [
          '--families',
          'roman,word',
          '--items',
          '12',
          '--n',
          '8',
          '--plan',
          'none',
          '--runs',
          join(folder, name),
          '--json',
          ...more,
        ],
        never,
        s.context,
      ),
      0,
    );
    return {
      found: JSON.parse(s.out()),
      records: readRun<EvaluationRecord>(join(folder, name, 'eval', readdirSync(join(folder, name, 'eval'))[0]!))
        .events,
    };
  };
  const [without, heard] = [await run('j', undefined), await run('k', critic)];
  const at = ({ found }: typeof heard) => found.arms[0].policies.system.at(-1);
  const judged = heard.records.filter(({ samples }) => samples.some(({ critic: said }) => said));
  assert.ok(judged.length > 6 && judged.every(({ item }) => item.family === 'word'));
  assert.ok(
    at(heard).byFamily.word.value > at(without).byFamily.word.value + 0.1,
    JSON.stringify([at(heard), at(without)]),
  );
  assert.deepEqual(at(heard).byFamily.roman, at(without).byFamily.roman);
  assert.deepEqual(heard.found.arms[0].policies.majority, without.found.arms[0].policies.majority);
  assert.ok(at(heard).tokens > at(without).tokens);
  await run('l', critic, ['--calibrate']);
  const { bins } = JSON.parse(readFileSync(join(folder, 'calibration.json'), 'utf8'));
  assert.ok(bins.judge.count > 0 && bins.judge.right === bins.judge.count, JSON.stringify(bins.judge));
  rmSync(join(folder, 'calibration.json'));
  const failing = session(model(0.4), async function* () {
    yield {
      type: 'done',
      reply: { index: 0, plan: '', reasoning: '', content: 'no memory left', finish: 'error', tokens: 0, logprob: 0 },
      usage: { promptTokens: 0, completionTokens: 0 },
      seconds: 0,
    };
  });
  await assert.rejects(
    evaluate(
      ['--families', 'word', '--items', '6', '--n', '8', '--plan', 'none', '--runs', join(folder, 'm')],
      never,
      failing.context,
    ),
    /the model failed: no memory left; go on with: mizan eval --resume/,
  );
});

test("a run file of before, in which a critic's score has its older name, gives the same numbers", async () => {
  const path = join(folder, 'k', 'eval', readdirSync(join(folder, 'k', 'eval'))[0]!);
  const older = join(folder, 'older.jsonl');
  const text = readFileSync(path, 'utf8').replaceAll(
    /"critic":\{"score":([\d.]+),"tokens"/g,
    '"held":{"right":$1,"tokens"',
  );
  assert.match(text, /"held":\{"right":/);
  writeFileSync(older, text);
  const numbers = async (file: string) => {
    const s = session(model(0.4), critic);
    assert.equal(await evaluate(['--resume', file, '--json'], never, s.context), 0);
    return timeless(s.out());
  };
  assert.deepEqual(await numbers(older), await numbers(path));
});

test('with a complete check the system finds what the oracle finds; without one it is a vote', async () => {
  const runs = join(folder, 'd');
  const s = session(model(0.5));
  await evaluate(
    ['--families', 'roman', '--items', '12', '--n', '16', '--plan', 'none', '--runs', runs, '--json'],
    never,
    s.context,
  );
  const records = readRun<EvaluationRecord>(join(runs, 'eval', readdirSync(join(runs, 'eval'))[0]!)).events;
  const policies = {
    checked: systemPolicy({ verify, greedyFirst: false }),
    voting: systemPolicy({ verify: () => undefined, greedyFirst: false }),
  };
  const { arms } = measure(records, { policies, baseline: 'voting', system: 'checked', grade, seed: 1 });
  const last = (name: string) => arms[0]!.policies[name]!.at(-1)!;
  assert.equal(last('checked').accuracy.value, last('checked').oracle.accuracy.value);
  assert.equal(last('checked').accuracy.value, arms[0]!.passAt.at(-1)!.accuracy.value);
  assert.ok(last('checked').tokens < last('voting').tokens);
  assert.deepEqual(countsUpTo(16), [1, 2, 4, 8, 16]);
});

test('--calibrate draws from the train split with its own seed and writes calibration.json', async () => {
  const runs = join(folder, 'e');
  const s = session(model(0.6));
  assert.equal(await evaluate([...flags, '--calibrate', '--runs', runs, '--plan', 'none'], never, s.context), 0);
  const records = readRun<EvaluationRecord>(join(runs, 'eval', readdirSync(join(runs, 'eval'))[0]!)).events;
  assert.ok(records.every((record) => /^roman\/train\/\d\/1001\//.test(record.item.id)));
  const table = JSON.parse(readFileSync(join(folder, 'calibration.json'), 'utf8'));
  assert.equal(table.type, 'calibration');
  assert.equal(table.records, decided(records, { verify, grade, greedyFirst: true }).length);
  assert.match(s.out(), /ECE 0\.\d+ without a table, 0\.\d+ with one/);
  rmSync(join(folder, 'calibration.json'));
});

test('--abstain counts both errors and names the data sets that are absent', async () => {
  const data = join(folder, 'data');
  mkdirSync(join(data, 'gsm8k'), { recursive: true });
  const foreign = { question: 'Nobody here knows how many clips were sold to friends in April. Do you?' };
  writeFileSync(join(data, 'gsm8k', 'test.jsonl'), `${JSON.stringify(foreign)}\n`);
  const s = session(model(0.6));
  await assert.rejects(evaluate([...flags, '--abstain', data], never, s.context), /no domain.json/);
  const questions = evaluationItems(['roman'], { split: 'train', seed: 1500, count: 400, difficulties: [1, 2, 3] }).map(
    (one) => one.question,
  );
  writeFileSync(join(folder, 'domain.json'), JSON.stringify(fitDomain(questions)));
  assert.equal(await evaluate([...flags, '--abstain', data], never, s.context), 0);
  assert.match(s.out(), /GSM8K test +foreign +false answer +1 +0 +0\.0 \[0\.0, 79\.3\]/);
  assert.match(s.out(), /roman +inside +false refusal +6 +0/);
  assert.match(s.out(), /Skipped: MATH-500/);
});

test('mistakes are named; a failing model says how to go on', async () => {
  const s = session(async function* () {
    const reply: Reply = {
      index: 0,
      plan: '',
      reasoning: '',
      content: 'connection refused',
      finish: 'error',
      tokens: 0,
      logprob: 0,
    };
    yield { type: 'done', reply, usage: { promptTokens: 0, completionTokens: 0 }, seconds: 0 };
  });
  await assert.rejects(
    evaluate([...flags, '--runs', join(folder, 'f')], never, s.context),
    /connection refused; go on with: mizan eval --resume \S+/,
  );
  await assert.rejects(evaluate(['--families', 'romans'], never, s.context), /no task family "romans"/);
  await assert.rejects(evaluate(['--families', ','], never, s.context), /--families names no family/);
  const bare = join(folder, 'bare.jsonl');
  writeFileSync(bare, '{"type":"run","version":1,"purpose":"evaluation"}\n');
  await assert.rejects(evaluate(['--resume', bare], never, s.context), /has no settings; begin a new run/);
  await assert.rejects(evaluate(['--seed', '1'], never, s.context), /--seed takes a whole number of at least 1000/);
  await assert.rejects(evaluate(['--resume', 'x', '--items', '3'], never, s.context), /leave out --items/);
  await assert.rejects(evaluate(['roman'], never, s.context), /takes no words/);
});

import { test } from 'node:test';
import assert from 'node:assert/strict';
import type { ChatEvent, Decision, Reply, Verdict } from '../../types.ts';
import { width } from '../../terminal/text-width.ts';
import { lineText, lineWidth } from '../../terminal/live-region.ts';
import { confidenceWord, liveLines, newsLines, resultLines, workLines } from './answer-view.ts';
import { foldEvent, newAnswerState } from '../../answer.ts';

const reply = (index: number, content: string, more: Partial<Reply> = {}): Reply => ({
  index,
  plan: '',
  reasoning: 'try 25*7=175',
  content,
  finish: 'stop',
  tokens: 10,
  logprob: -1,
  ...more,
});
const drawn = (index: number, text: string): ChatEvent => ({ type: 'delta', index, section: 'think', text, tokens: 4 });
const usage = { promptTokens: 5, completionTokens: 10 };

const ended = (index: number, answer: string, verdict?: Verdict, more: Partial<Reply> = {}): ChatEvent[] => [
  { type: 'reply', reply: reply(index, answer, more), usage },
  { type: 'verdict', index, answer: more.finish === 'length' ? '' : answer, verdict },
];

const STREAM: ChatEvent[] = [
  { type: 'delta', index: 0, section: 'plan', text: 'products first', tokens: 2 },
  { type: 'plan', index: 0, text: 'products first, then adjust', leak: false, usage },
  drawn(0, 'try 25*7'),
  drawn(1, '日本語 thought with\nlines \x1b[31mand colour'),
  ...ended(0, '(25*7)-50+3', { pass: true, reason: 'it makes 128' }),
  ...ended(1, '50*3', { pass: false, reason: 'it makes 150' }),
  ...ended(2, '', undefined, { finish: 'length' }),
  ...ended(3, '3 + (25*7)-50'),
  {
    type: 'decision',
    decision: {
      chosen: 0,
      answer: '(25*7)-50+3',
      rule: 'verified',
      confidence: 0.96,
      abstained: false,
      reason: 'candidate 1 passed its check',
    },
  },
  { type: 'done', reply: reply(0, '(25*7)-50+3'), usage: { promptTokens: 9, completionTokens: 200 }, seconds: 0.5 },
];

const viewOf = (events: readonly ChatEvent[]) => {
  const view = newAnswerState('Use the numbers 25, 7, 50 and 3 to make 128.');
  for (const event of events) foldEvent(view, event);
  return view;
};
const texts = (lines: ReturnType<typeof resultLines>) => lines.map((line) => lineText(line));

test('live lines fit any width and height, at every moment of the stream', () => {
  for (const columns of [12, 29, 79, 200]) {
    for (const rows of [4, 6, 23]) {
      for (let k = 0; k <= STREAM.length; k++) {
        const lines = liveLines(viewOf(STREAM.slice(0, k)), { columns, rows, seconds: 1.25 });
        assert.ok(lines.length <= rows, `${lines.length} lines in ${rows} rows`);
        for (const line of lines) assert.ok(lineWidth(line) <= columns, `${columns}: ${lineText(line)}`);
        for (const line of lines) assert.doesNotMatch(lineText(line), /[\x00-\x1f\x7f]/);
      }
    }
  }
});

test('live lines at 80 columns', () => {
  const lines = texts(liveLines(viewOf(STREAM.slice(0, 6)), { columns: 79, rows: 23, seconds: 2 }));
  assert.deepEqual(
    lines.map((line) => line.replace(/ {3,}/g, '   ')),
    [
      'plan  products first, then adjust',
      '  1 ✓ (25*7)-50+3  it makes 128   10 tokens',
      '  2 … 日本語 thought with  lines [31mand colour   4 tokens',
      'votes (25*7)-50+3 ×1',
      '10 tokens  5 tokens/s  2.0 s  Ctrl-C stops',
    ],
  );
});

test('more candidates than rows: those being drawn come first, the rest is counted', () => {
  const many = Array.from({ length: 40 }, (_, i) =>
    i < 30 ? ended(i, `${i % 3}`) : [drawn(i, `drawing ${i}`)],
  ).flat();
  const lines = texts(liveLines(viewOf(many), { columns: 79, rows: 15, seconds: 1 }));
  assert.equal(lines.length, 15);
  assert.equal(lines.filter((line) => line.includes('drawing')).length, 10);
  assert.match(lines.join('\n'), /and 28 more, 30 of 40 ended/);
});

test('the result says what was chosen, why, how sure and at what cost', () => {
  const lines = texts(resultLines(viewOf(STREAM), 79, { model: 'mizan-1m', trace: 'runs/x.jsonl' }));
  assert.deepEqual(lines, [
    'votes       (25*7)-50+3 ×1   3 + (25*7)-50 ×1',
    'answer      (25*7)-50+3',
    'why         candidate 1 passed its check',
    'confidence  very high, 96 %',
    'model       mizan-1m',
    'spent       200 tokens, 400 tokens/s, 0.50 s',
    'trace       runs/x.jsonl',
  ]);
  for (const columns of [29, 79])
    for (const line of resultLines(viewOf(STREAM), columns)) assert.ok(lineWidth(line) <= columns);
  const narrow = texts(resultLines(viewOf(STREAM), 29))
    .join(' ')
    .replace(/\s+/g, ' ');
  assert.match(narrow, /candidate 1 passed its check/, 'wrapped, not cut');
});

test('marks: passed, failed, no answer, not checkable', () => {
  const lines = texts(workLines(viewOf(STREAM), 79, false)).join('\n');
  assert.match(lines, /plan {8}products first, then adjust/);
  assert.match(lines, /1 ✓ \(25\*7\)-50\+3 +it makes 128/);
  assert.match(lines, /2 ✗ 50\*3 +it makes 150/);
  assert.match(lines, /3 – no answer within its tokens/);
  assert.match(lines, /4 · 3 \+ \(25\*7\)-50/);
  assert.match(
    texts(workLines(viewOf(STREAM), 79, true)).join('\n'),
    /try 25\*7=175/,
    'show-all prints what was thought',
  );
});

test('the chosen candidate is pointed at, and shown even when it came late', () => {
  const many = Array.from({ length: 20 }, (_, i) => ended(i, `${i}`)).flat();
  many.push({
    type: 'decision',
    decision: { chosen: 17, answer: '17', rule: 'judge', confidence: 0.5, abstained: false, reason: 'judged' },
  });
  const lines = texts(workLines(viewOf(many), 79, false));
  assert.equal(lines.length, 9);
  assert.match(lines[7]!, /^▸18 · 17 /);
  assert.equal(lines.filter((line) => line.startsWith('▸')).length, 1);
  assert.match(lines[8]!, /and 12 more/);
});

test('equal answers in other words share their votes', () => {
  const view = viewOf([...ended(0, '1/2'), ...ended(1, '2/4'), ...ended(2, '0.5'), ...ended(3, '7')]);
  assert.equal(lineText(resultLines(view, 79)[0]!), 'votes       1/2 ×3   7 ×1');
});

test('a plain stream gets one line per plan and candidate, uncut', () => {
  const view = newAnswerState();
  const out: string[] = [];
  const long = 'a reason that goes on '.repeat(20).trim();
  for (const event of [...STREAM.slice(0, 5), ...ended(1, '7', { pass: false, reason: long })]) {
    foldEvent(view, event);
    out.push(...newsLines(view, event).map((line) => lineText(line)));
  }
  assert.equal(out.length, 2);
  assert.equal(out[0], 'plan        products first, then adjust');
  assert.ok(out[1]!.includes(long) && width(out[1]!) > 400);
});

test('declined, failed, stopped and unfinished runs say so', () => {
  const done = (finish: Reply['finish'], content: string): ChatEvent => ({
    type: 'done',
    reply: reply(0, content, { finish }),
    usage,
    seconds: 0,
  });
  const declined: ChatEvent = {
    type: 'decision',
    decision: {
      chosen: undefined,
      answer: '',
      rule: 'outside',
      confidence: 0,
      abstained: true,
      reason: 'unknown words',
    },
  };
  const first = (events: ChatEvent[]) => lineText(resultLines(viewOf(events), 79)[0]!);
  assert.equal(first([declined, done('stop', 'I can not answer that.')]), 'no answer   I can not answer that.');
  assert.equal(first([done('error', 'connection refused')]), 'failed      connection refused');
  assert.equal(first([done('cancelled', '')]), 'stopped     no answer was chosen');
  assert.match(first([drawn(0, 'x')]), /^unfinished/);
});

const written = (text: string): ChatEvent => ({ type: 'delta', index: 0, section: 'answer', text, tokens: 4 });

test('one answer is read while it is written, and what was written is there when it breaks off', () => {
  const poem = Array.from({ length: 30 }, (_, i) => `line ${i + 1}`).join('\n');
  const live = texts(liveLines(viewOf([written(poem)]), { columns: 79, rows: 6, seconds: 1 }));
  assert.deepEqual(
    live.slice(0, 5).map((line) => line.trim()),
    ['line 26', 'line 27', 'line 28', 'line 29', 'line 30'],
  );
  const ends = (finish: Reply['finish'], content = ''): ChatEvent => ({
    type: 'done',
    reply: reply(0, content, { finish }),
    usage,
    seconds: 0,
  });
  const cases: readonly [string, ChatEvent[]][] = [
    ['stopped', [ends('cancelled')]],
    ['failed', [ends('error', 'it cut the connection')]],
    ['unfinished', []],
  ];
  for (const [word, end] of cases) {
    const lines = texts(resultLines(viewOf([written('Roses are\nred'), ...end]), 79));
    assert.deepEqual([lines[0], lines[1]?.trim()], ['so far      Roses are', 'red'], word);
    assert.match(lines[2]!, new RegExp(`^${word}`));
  }
  const twice = resultLines(
    viewOf([{ ...written('no'), text: 'it failed' } as ChatEvent, ends('error', 'it failed')]),
    79,
  );
  assert.equal(texts(twice).filter((line) => line.includes('it failed')).length, 1, 'an error is said once');
});

test('a program stands on one short line beside its candidate, also where nothing else is cut', () => {
  const program = `Here it is:\n\`\`\`python\n${'x = 1\n'.repeat(40)}\`\`\``;
  const view = viewOf(ended(0, program));
  const [line] = texts(newsLines(view, { type: 'verdict', index: 0, answer: program, verdict: undefined }));
  assert.ok(width(line!) < 90, line);
  assert.doesNotMatch(texts(resultLines(view, 79)).join('\n'), /votes/, 'one vote for one text says nothing');
  assert.deepEqual(texts(workLines(viewOf([{ type: 'reply', reply: reply(0, 'Hello!'), usage }]), 79, false)), []);
});

test('an answer stands only where it was checked; that others agree is told as that', () => {
  const checked = (rule: Decision['rule']) => {
    const decision: Decision = { chosen: 0, answer: '56', rule, confidence: 0.4, abstained: false, reason: 'so' };
    const event: ChatEvent = { type: 'decision', decision: { ...decision, first: { answer: '56', stands: true } } };
    return texts(resultLines(viewOf([...ended(0, '56'), event]), 79)).find((line) => line.startsWith('check'));
  };
  assert.equal(checked('verified'), 'check       the answer stands');
  for (const rule of ['majority', 'judge'] as const)
    assert.equal(checked(rule), 'check       asked again, the answer is the same; agreement is no check', rule);
  for (const rule of ['shorter', 'confidence', 'single'] as const)
    assert.equal(checked(rule), 'check       the answer stays, but nothing speaks for it', rule);
});

test('confidence in words', () => {
  assert.deepEqual([1, 0.9, 0.7, 0.5, 0.1].map(confidenceWord), ['very high', 'high', 'moderate', 'low', 'very low']);
});

const decided = { chosen: 0, answer: '4', rule: 'verified', confidence: 0.99, abstained: false } as const;

test('a question that was read and computed is told in five lines, without a vote of one', () => {
  const read: ChatEvent[] = [
    {
      type: 'plan',
      index: 0,
      text: 'understood as: value 2+2',
      leak: false,
      usage: { promptTokens: 0, completionTokens: 0 },
    },
    { type: 'reply', reply: { ...reply(0, '4'), tokens: 0 }, usage: { promptTokens: 0, completionTokens: 0 } },
    { type: 'verdict', index: 0, answer: '4', verdict: { pass: true, reason: '2+2 computed exactly' } },
    { type: 'decision', decision: { ...decided, reason: 'computed exactly' } },
    {
      type: 'done',
      reply: { ...reply(0, '4'), tokens: 0 },
      usage: { promptTokens: 0, completionTokens: 0 },
      seconds: 0.5,
    },
  ];
  const view = viewOf(read);
  assert.deepEqual(texts([...workLines(view, 79, false), ...resultLines(view, 79, { model: 'mizan-1m' })]), [
    'read as     value 2+2',
    'answer      4',
    'why         computed exactly',
    'confidence  very high, 99 %',
    'model       none: the question was read and computed by Mizan itself',
    'spent       0 tokens, 0.50 s',
  ]);
  assert.deepEqual(newsLines(view, read[2]!), []);
});

test('boxes of TeX are shown without their spelling, and a result that the text ends with is not told twice', () => {
  const answer = (content: string, extracted: string): string[] =>
    texts(
      resultLines(
        viewOf([
          { type: 'reply', reply: reply(0, content), usage },
          { type: 'verdict', index: 0, answer: extracted, verdict: undefined },
          { type: 'decision', decision: { ...decided, answer: extracted, reason: 'x' } },
          { type: 'done', reply: reply(0, content), usage, seconds: 1 },
        ]),
        200,
      ),
    ).filter((line) => /^(?:answer|result| )/.test(line));
  const long = 'We multiply six by seven and look at what comes of it';
  for (const [content, extracted, shown] of [
    [`${long}: \\boxed{42}`, '42', [`answer      ${long}: 42`]],
    [`${long}: $\\boxed{\\frac{1}{2}}$.`, '1/2', [`answer      ${long}: \\frac{1}{2}.`, 'result      1/2']],
    [`${long}: \\(\\boxed{4}\\) or $x$`, '4', [`answer      ${long}: 4 or $x$`]],
    [`${long}: \\boxed{42`, '42', [`answer      ${long}: \\boxed{42`]],
    [`It is 42.\n${long}.`, '42', ['answer      It is 42.', `            ${long}.`, 'result      42']],
  ] as const)
    assert.deepEqual(answer(content, extracted), shown, content);
});

/** Reading and panels over a small recording of our own: the counts are those that one can count by hand. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { SMALL_MODELS, toolPanelRows, toolPanelTables } from './tool-panel.ts';
import { holdsAnswer, holdsCall, toolReadingRows, toolReadingTables } from './tool-reading.ts';
import { readRecordedTurns, strictCalls } from './tool-replies.ts';

const root = mkdtempSync(join(tmpdir(), 'mizan-calls-'));
after(() => rmSync(root, { recursive: true, force: true }));

const tool = {
  name: 'zoo.feed',
  description: 'Feeds an animal.',
  parameters: {
    type: 'dict',
    properties: { animal: { type: 'string' }, kilos: { type: 'integer' }, raw: { type: 'boolean' } },
    required: ['animal', 'kilos'],
  },
};
const due = (animal: string, kilos: number) => ({ 'zoo.feed': { animal: [animal], kilos: [kilos], raw: ['', false] } });

type Row = {
  category: string;
  id: string;
  answers: Record<string, { text?: string; calls?: object[]; right: boolean }>;
};

const reply = (text: string, right = false) => ({ text, right });
/** A strict call, a call in a spelling that a strict reader lacks, a wrong one, and prose. */
const strict = '[zoo.feed(animal="otter", kilos=3)]';
const loose = "[zoo.feed({'animal': 'otter', 'kilos': 3})]";
const wrong = "[zoo.feed({'animal': 'seal', 'kilos': 9})]";
const prose = 'No tool fits.';

const all = (texts: readonly string[]): Row['answers'] =>
  Object.fromEntries(
    [...SMALL_MODELS, 'llama-3-70b', 'gpt-4-0125', 'gpt-4o-2024-08'].map((model, i) => [
      model,
      reply(texts[i % texts.length]!),
    ]),
  );

const write = (file: string, rows: readonly object[]): void =>
  writeFileSync(join(root, file), rows.map((row) => JSON.stringify(row)).join('\n'));

const makeRecording = (): void => {
  for (const folder of ['bfcl', 'router/bfcl']) mkdirSync(join(root, folder), { recursive: true });
  const rows: Row[] = [];
  for (const [file, category] of [
    ['simple_python', 'simple'],
    ['multiple', 'multiple'],
    ['parallel', 'parallel'],
    ['irrelevance', 'irrelevance'],
  ] as const) {
    const ids = Array.from({ length: 10 }, (_, i) => `${file}_${i}`);
    write(
      `bfcl/${file}.jsonl`,
      ids.map((id) => ({ id, question: [[{ role: 'user', content: 'Feed the otter.' }]], function: [tool] })),
    );
    if (category !== 'irrelevance') {
      write(
        `bfcl/${file}.answers.jsonl`,
        ids.map((id) => ({ id, ground_truth: [due('otter', 3)] })),
      );
    }
    const texts = category === 'irrelevance' ? [prose, loose, prose] : [strict, loose, wrong, loose, prose];
    rows.push(...ids.map((id) => ({ category: file, id, answers: all(texts) })));
  }
  write('router/bfcl/answers.jsonl', rows);
};

test('a folder without the recording gives nothing', () => {
  assert.equal(readRecordedTurns(root), undefined);
  assert.equal(toolReadingRows(root), undefined);
  assert.equal(toolPanelRows(root), undefined);
});

test('replies that a strict reader lacks are counted, and what is read of them', () => {
  makeRecording();
  const rows = toolReadingRows(root)!;
  const of = (model: string) => rows.find((row) => row.model === model)!;
  assert.deepEqual([of(SMALL_MODELS[0]).strict, of(SMALL_MODELS[0]).read, of(SMALL_MODELS[0]).undecoded], [30, 30, 0]);
  const second = of(SMALL_MODELS[1]);
  assert.deepEqual(
    [second.strict, second.read, second.undecoded, second.holding, second.recovered],
    [0, 30, 30, 30, 30],
  );
  assert.deepEqual(
    [second.silent, second.written, second.fromWritten, second.unwritten, second.fromUnwritten],
    [10, 10, 10, 0, 0],
  );
  const third = of(SMALL_MODELS[2]);
  assert.deepEqual([third.read, third.undecoded, third.holding], [0, 30, 0]);
  assert.deepEqual([third.unwritten, third.fromUnwritten], [10, 0]);
  assert.equal(toolReadingTables(rows).length, 2);
});

test('a panel that votes is at least as right as most of its members here', () => {
  const result = toolPanelRows(root)!;
  const [panel] = result.rows;
  assert.equal(panel!.byCategory.simple.value, 1);
  assert.equal(panel!.byCategory.irrelevance.value, 1);
  assert.equal(
    result.chosen.reduce((sum, choice) => sum + choice.folds, 0),
    100,
  );
  assert.equal(panel!.against!['gpt-4-0125']!.simple.value >= 0, true);
  assert.equal(toolPanelTables(result).length, 2);
});

test('what a text holds is told without the reader', () => {
  const item = { id: 'x', category: 'simple' as const, tools: [tool], question: '', allowed: [due('otter', 3)] };
  assert.equal(holdsAnswer(loose, item), true);
  assert.equal(holdsAnswer("[zoo.feed({'animal': 'otter', 'kilos': 3, 'raw': True})]", item), false);
  assert.equal(holdsAnswer(`${loose}${loose}`, item), false);
  assert.equal(holdsAnswer(prose, item), false);
  assert.equal(holdsCall(loose, item), true);
  assert.equal(holdsCall('Feed the otter with zoo.feed, please.', item), false);
});

test('the strict reader reads what JSON and Python are and nothing else', () => {
  const read = (text: string) => strictCalls({ model: 'm', text, right: false });
  const call = [{ name: 'f', arguments: { a: 1 } }];
  assert.deepEqual(read('[f(a=1)]'), call);
  assert.deepEqual(read('{"tool_calls": [{"name": "f", "arguments": {"a": 1}}]}'), call);
  assert.deepEqual(read('<tool_call>\n{"name": "f", "arguments": {"a": 1}}\n</tool_call>'), call);
  assert.deepEqual(read('[]'), []);
  for (const text of [
    'f(a=1)',
    "[f({'a': 1})]",
    "<tool_call>{'name': 'f'}</tool_call>",
    'text',
    '[f(a=x)]',
    '[f(a=1)] and more',
  ]) {
    assert.equal(read(text), undefined, text);
  }
});

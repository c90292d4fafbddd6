/** Groups of answers: what each token earns for the step that it stands in. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openFolder } from './folder.ts';
import { stepCredit, type Group } from './rollouts.ts';

const { tokenizer } = await openFolder();
const group = (open: Group['open'], ...texts: string[]): Group => ({
  number: 0, kind: { family: 'word', difficulty: 1 }, item: {} as never, open, prompt: [], budget: 99,
  answers: texts.map((text) => ({ segments: [{ version: 0, ids: tokenizer.encode(text, { special: true }), logprobs: [] }], finish: 'stop' })),
});
/** The text of the tokens that earn something, in one piece each, with what they earn. */
const paid = (one: Group): [string, number][][] => stepCredit(tokenizer, one).map((credit, i) => {
  const ids = one.answers[i]!.segments.flatMap((segment) => segment.ids);
  assert.equal(credit.length, ids.length);
  const runs: [string, number][] = [];
  credit.forEach((value, t) => {
    if (value === 0) return;
    const text = tokenizer.decode([ids[t]!]);
    if (t > 0 && credit[t - 1] === value && runs.length > 0) runs.at(-1)![0] += text;
    else runs.push([text, value]);
  });
  return runs;
});

test('results of sums earn by whether they are true, less the share of true ones; nothing else earns', () => {
  const found = paid(group('think', 'total: 13+8=21\nleft: 21-5=17\ncheck it<|answer|>17=3+4<|end|>', 'total: 13+8=22\nso<|answer|>22<|end|>', 'nothing<|answer|>1<|end|>', '2+2=4<|answer|>4<|end|>'));
  assert.deepEqual(found, [[['21', 0.5], ['17', -0.5]], [['22', -0.5]], [], [['4', 0.5]]]);
});

test('a plan before the thought shifts nothing, and sums that are all true earn nothing', () => {
  assert.deepEqual(paid(group('plan', 'add 1+1=3 up<|think|>so 4+4=9<|answer|>9<|end|>', 'add<|think|>4+4=8<|answer|>8<|end|>')), [[['9', -0.5]], [['8', 0.5]]]);
  assert.deepEqual(paid(group('think', '1+1=2<|answer|>2<|end|>', '1+1=2<|answer|>2<|end|>')), [[], []]);
});

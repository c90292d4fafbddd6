/**
 * Speculation draws from the model's distribution: sequences of a small Markov model, drawn with drafts over many
 * seeds, against their exact probabilities by a χ² test; and rules that are a little wrong, which the same test
 * rejects.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../../random.ts';
import type { Row } from '../batch.ts';
import { sampleToken } from '../sampler.ts';
import { DraftedSteps } from './drafted-steps.ts';
import type { DraftSource } from './source.ts';

const VOCAB = 4;
/** Tokens of a sequence: one that is given, and three that are drawn. */
const DRAWN = 3;
const SEEDS = 8000;
/** χ² with 63 degrees of freedom exceeds this once in 10,000 tries. */
const CRITICAL = 112;

/** Logits after a token. */
const TABLE = [
  [1.2, 0.1, -0.5, 0.3],
  [-0.4, 0.9, 0.2, -1],
  [0.5, 0.4, -0.2, 0.6],
  [-1.5, 0.3, 1.4, 0],
].map((row) => Float32Array.from(row));

const probabilities = (token: number): number[] => {
  const weights = Array.from(TABLE[token]!, Math.exp);
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
};

/** Draws the row's next token; the id that was drafted for that place is known to rules that cheat. */
type Rule = (row: Row, logits: Float32Array, drafted: number) => number;

const honest: Rule = (row, logits) => sampleToken(logits, {}, row.random).id;

/** Speculative sampling as published, for a draft without randomness: accepted with p, else drawn from the rest. */
const published: Rule = (row, logits, drafted) => {
  if (drafted < 0) return honest(row, logits, drafted);
  const most = Math.max(...logits);
  const weights = Array.from(logits, (logit) => Math.exp(logit - most));
  if (row.random.next() * weights.reduce((a, b) => a + b, 0) < weights[drafted]!) return drafted;
  return honest(
    row,
    logits.map((logit, i) => (i === drafted ? -Infinity : logit)),
    drafted,
  );
};

/** A draft of the likeliest tokens, of the least likely, of the seed's own next tokens, or of nothing in particular. */
const sources = {
  likeliest: (token: number) => TABLE[token]!.indexOf(Math.max(...TABLE[token]!)),
  unlikely: (token: number) => TABLE[token]!.indexOf(Math.min(...TABLE[token]!)),
  fixed: (token: number) => (token * 3 + 1) % VOCAB,
};

/** Counts of what is drawn after token 0 over all seeds, with two sequences sharing each run. */
const drawAll = async (next: ((token: number) => number) | 'model', rule: Rule) => {
  const source: DraftSource = {
    free: next !== 'model',
    propose: (tokens, most, draw) => {
      const ids: number[] = [];
      // the drafting model has another temperature, so that it is often wrong
      for (let last = tokens.at(-1)!; ids.length < most; ids.push(last))
        last = next === 'model' ? draw.next(TABLE[last]!.map((logit) => logit * 0.6)) : next(last);
      return { ids, kind: 'test' };
    },
  };
  let now = 0;
  const ends = new Map<Row, number[]>();
  const steps = new DraftedSteps(
    Promise.resolve([source]),
    {
      prompt: () => [0],
      random: () => true,
      room: (row) => DRAWN - row.drawn.length,
      ahead: (row) => {
        const random = row.random.copy();
        return { next: (logits) => sampleToken(logits, {}, random).id, ahead: undefined };
      },
    },
    () => ++now, // every run takes as long as a step, so that drafts pay
  );
  const counts = new Map<string, number>();
  for (let seed = 0; seed < SEEDS; seed += 2) {
    const rows = [seed, seed + 1].map((job): Row => ({
      job,
      index: 0,
      length: 0,
      last: 0,
      drawn: [],
      random: createRandom(`draw/${job}`),
    }));
    let drafts: readonly (readonly number[])[] = [];
    const batch = {
      rows,
      step: () => {
        drafts = [];
        for (const row of rows) row.length++;
        return Promise.resolve(rows.map((row) => ({ row, logits: TABLE[row.last]! })).toReversed());
      },
      verify: (given: readonly (readonly number[])[]) => {
        drafts = given;
        const logitsOf = (row: Row, i: number) =>
          Float32Array.from([row.last, ...given[i]!].flatMap((id) => [...TABLE[id]!]));
        return Promise.resolve(rows.map((row, i) => ({ row, logits: logitsOf(row, i) })).toReversed());
      },
    };
    const [owners, starts] = [[...rows], new Map<Row, number>()];
    const draw = (row: Row, logits: Float32Array): boolean => {
      const place = row.drawn.length - starts.get(row)!;
      const id = rule(row, logits, drafts[owners.indexOf(row)]?.[place] ?? -1);
      row.last = id;
      row.drawn.push(id);
      if (row.drawn.length < DRAWN) return true;
      ends.set(row, row.drawn);
      rows.splice(rows.indexOf(row), 1);
      return false;
    };
    while (rows.length > 0) {
      owners.splice(0, owners.length, ...rows);
      for (const row of rows) starts.set(row, row.drawn.length);
      await steps.step(batch, draw);
    }
    for (const row of ends.keys()) counts.set(row.drawn.join(), (counts.get(row.drawn.join()) ?? 0) + 1);
    ends.clear();
  }
  return { counts, kinds: (await steps.counts()).kinds };
};

/** Pearson's χ² of the counts against the exact probabilities of all sequences. */
const chiSquare = (counts: ReadonlyMap<string, number>): number => {
  let sum = 0;
  for (let code = 0; code < VOCAB ** DRAWN; code++) {
    const ids = Array.from({ length: DRAWN }, (_, i) => Math.floor(code / VOCAB ** i) % VOCAB);
    const expected = ids.reduce((p, id, i) => p * probabilities(i === 0 ? 0 : ids[i - 1]!)[id]!, SEEDS);
    sum += ((counts.get(ids.join()) ?? 0) - expected) ** 2 / expected;
  }
  return sum;
};

test('with drafts of any kind, what is drawn over many seeds has the exact distribution', async () => {
  for (const [name, next] of [...Object.entries(sources), ['model', 'model'] as const]) {
    const { counts, kinds } = await drawAll(next, honest);
    const { drafted, held } = kinds.get('test')!;
    assert.ok(drafted > SEEDS / 20 && held > 0 && held < drafted, `${name}: ${held} of ${drafted} drafts held`);
    const value = chiSquare(counts);
    assert.ok(value < CRITICAL, `${name}: χ² is ${value.toFixed(1)}`);
  }
  const value = chiSquare((await drawAll(sources.likeliest, published)).counts);
  assert.ok(value < CRITICAL, `the published rule: χ² is ${value.toFixed(1)}`);
});

test('rules that are a little wrong are rejected by the same test', async () => {
  const rules: Record<string, Rule> = {
    // a draft that is likely enough is taken without drawing
    'typical acceptance': (row, logits, drafted) => {
      const id = honest(row, logits, drafted);
      return drafted >= 0 && Math.exp(logits[drafted]! - Math.max(...logits)) > 0.6 ? drafted : id;
    },
    // after a rejection the model's own distribution is drawn from, in which the draft still has its place
    'no residual': (row, logits, drafted) => {
      const id = honest(row, logits, drafted);
      return drafted >= 0 && id !== drafted ? honest(row, logits, drafted) : id;
    },
  };
  for (const [name, rule] of Object.entries(rules)) {
    const value = chiSquare((await drawAll(sources.likeliest, rule)).counts);
    assert.ok(value > CRITICAL, `${name}: χ² is only ${value.toFixed(1)}`);
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom, type Random } from '../random.ts';
import type { Verdict } from '../types.ts';
import { cluster, type Candidate } from './cluster.ts';
import { decide, decideInOrder } from './decide.ts';
import { contenders, roundSize, select } from './select.ts';

type Given = { answer: string; tokens?: number; logprob?: number; verdict?: Verdict };
const passed: Verdict = { pass: true, reason: 'fits' };
const failed: Verdict = { pass: false, reason: 'does not fit' };

const candidates = (given: (string | Given)[]): Candidate[] =>
  given.map((options, index) => {
    const { answer, tokens = 10, logprob = 0, verdict } = typeof options === 'string' ? { answer: options } : options;
    const finish = answer === '' ? 'length' : 'stop';
    return {
      index,
      answer,
      verdict,
      reply: { index, plan: '', reasoning: '', content: answer, finish, tokens, logprob },
    };
  });

const outcome = (list: Candidate[], options: Parameters<typeof select>[1] = {}) => {
  const found = select(list, options);
  return found.type === 'chosen'
    ? `${found.rule} ${found.candidate.index}`
    : found.type === 'none'
      ? found.rule
      : 'open';
};

test('a passed check beats any majority, and decides at once', () => {
  const list = candidates(['7', '7', '7', { answer: '5', verdict: passed }]);
  assert.equal(outcome(list), 'verified 3');
  assert.equal(outcome(list, { remaining: 9 }), 'verified 3');
});

test('a strict majority of votes, equal answers counted by value', () => {
  assert.equal(outcome(candidates(['0.5', '2', '1/2'])), 'majority 0');
  assert.equal(cluster(candidates(['0.5', '1/2', '2'])).length, 2);
});

test('the vote stops exactly when no later vote can undo it', () => {
  assert.equal(outcome(candidates(['1', '1']), { remaining: 1 }), 'majority 0');
  assert.equal(outcome(candidates(['1', '2']), { remaining: 1 }), 'open');
  assert.equal(outcome(candidates(['1', '1']), { remaining: 2 }), 'open');
  assert.equal(outcome(candidates(['1', '', '']), { remaining: 0 }), 'single 0');
  assert.equal(outcome(candidates(['1', '1', '']), { remaining: 1 }), 'majority 0');
});

test('where nobody has an answer the whole texts stand, each for itself; beside an answer they have no vote', () => {
  const text = (index: number, content: string, tokens = 10, verdict?: Verdict): Candidate => ({
    index,
    answer: '',
    verdict,
    reply: { index, plan: '', reasoning: '', content, finish: 'stop', tokens, logprob: 0 },
  });
  assert.equal(outcome([text(0, 'An essay.')]), 'single 0');
  assert.equal(outcome([text(0, 'An essay.'), text(1, 'An essay.', 5)]), 'shorter 1');
  assert.equal(outcome([text(0, 'An essay.'), text(1, 'An essay.')], { remaining: 1 }), 'open');
  assert.equal(outcome([text(0, 'Which one?'), ...candidates(['', '7']).slice(1)]), 'single 1');
  assert.equal(outcome([text(0, 'no JSON', 10, failed)]), 'undecided');
  assert.deepEqual(
    contenders([text(0, 'One way.'), text(1, 'Another way.')]).map((contender) => contender.index),
    [0, 1],
  );
});

test('order decides a vote where the question asks for an order', () => {
  const list = candidates(['1, 2, 3', '3, 2, 1', '1,2,3']);
  assert.equal(cluster(list).length, 1);
  assert.equal(cluster(list.map((item) => ({ ...item, question: 'Sort 3, 1, 2.' }))).length, 2);
});

test('truncated answers have no vote; failed ones lose theirs; when all failed nothing is chosen', () => {
  assert.equal(outcome(candidates(['', ''])), 'empty');
  assert.equal(
    outcome(candidates([{ answer: '1', verdict: failed }, { answer: '1', verdict: failed }, '2'])),
    'single 2',
  );
  assert.equal(
    outcome(
      candidates([
        { answer: '1', verdict: failed },
        { answer: '1', verdict: failed },
      ]),
    ),
    'undecided',
  );
  assert.equal(outcome(candidates([{ answer: '1', verdict: failed }])), 'undecided');
});

test('a judge decides only where votes do not', () => {
  const split = candidates(['1', '2', '3']);
  assert.equal(
    outcome(split, {
      comparisons: [
        { a: 0, b: 1, winner: 1 },
        { a: 1, b: 2, winner: 1 },
        { a: 0, b: 2, winner: 0 },
      ],
    }),
    'judge 1',
  );
  const circle = [
    { a: 0, b: 1, winner: 0 },
    { a: 1, b: 2, winner: 1 },
    { a: 0, b: 2, winner: 2 },
  ];
  assert.equal(outcome(split, { comparisons: circle }), 'shorter 0');
  assert.equal(outcome(split, { comparisons: [{ a: 0, b: 1, winner: undefined }] }), 'shorter 0');
  assert.deepEqual(
    contenders(split).map((contender) => contender.index),
    [0, 1, 2],
  );
  assert.deepEqual(contenders(candidates(['1', '1', '2'])), []);
  assert.equal(contenders(candidates(['1', '2', '3', '4', '5'])).length, 3);
});

test('then certainty weighs votes, and never removes one; then the shorter chain', () => {
  const sure = candidates([
    { answer: '1', logprob: -9 },
    { answer: '2', logprob: -1 },
  ]);
  assert.equal(outcome(sure), 'confidence 1');
  const outvoted = candidates([
    { answer: '1', logprob: -5 },
    { answer: '1', logprob: -5 },
    { answer: '2', logprob: -0.1 },
  ]);
  assert.equal(outcome(outvoted), 'majority 0');
  assert.equal(
    outcome(
      candidates([
        { answer: '1', tokens: 9 },
        { answer: '2', tokens: 8 },
      ]),
    ),
    'shorter 1',
  );
  assert.equal(outcome(candidates(['1', '1', '2', '2', '3'])), 'shorter 0');
  assert.equal(outcome(candidates(['1', '1', '2', '3'])), 'confidence 0');
  const unknown = candidates([
    { answer: '1', logprob: -50 },
    { answer: '2', logprob: 0 },
  ]);
  assert.equal(outcome(unknown), 'shorter 0', 'one source without log-probabilities: votes weigh the same');
});

test('rounds draw as many as could decide; with checks they start at one and double', () => {
  assert.equal(roundSize([], 8, false), 5);
  assert.equal(roundSize([], 3, false), 2);
  assert.equal(roundSize([], 1, false), 1);
  assert.equal(roundSize(candidates(['1', '2']), 1, false), 1);
  assert.equal(roundSize([], 8, true), 1);
  assert.equal(roundSize(candidates([{ answer: '1', verdict: failed }]), 7, true), 1);
  assert.equal(
    roundSize(
      candidates([
        { answer: '1', verdict: failed },
        { answer: '2', verdict: failed },
      ]),
      6,
      true,
    ),
    2,
  );
  assert.equal(roundSize(candidates(['1']), 7, true), 4, 'a question that nothing can check goes by votes');
  assert.equal(roundSize(candidates(['1']), 0, false), 0);
});

const drawn = (random: Random): Candidate[] =>
  candidates(
    Array.from({ length: random.int(1, 9) }, (): Given => {
      const verdict = random.chance(0.3) ? (random.chance(0.3) ? passed : failed) : undefined;
      return {
        answer: random.pick(['', '1', '1.0', '2', '3', '3']),
        tokens: random.int(1, 12),
        logprob: -random.int(0, 5),
        ...(verdict ? { verdict } : {}),
      };
    }),
  );

test('property: the order of candidates does not matter', () => {
  const random = createRandom('permute');
  for (let i = 0; i < 400; i++) {
    const list = drawn(random);
    assert.deepEqual(select(random.shuffle(list)), select(list));
  }
});

test('property: stopping early never changes the answer of a vote, and saves candidates', () => {
  const random = createRandom('lossless');
  let saved = 0;
  for (let i = 0; i < 400; i++) {
    const list = drawn(random).map((candidate) => ({ ...candidate, verdict: undefined }));
    const { decision, used } = decideInOrder(list);
    const full = select(list);
    saved += list.length - used;
    if (full.type !== 'chosen') assert.equal(decision.rule, full.type === 'none' ? full.rule : '');
    else assert.equal(Number(decision.answer), Number(full.candidate.answer));
  }
  assert.ok(saved > 100, `saved only ${saved}`);
});

test('decide: the first k of a list are the outcome for N = k; low confidence declines', () => {
  const list = candidates(['1', '2', '2']);
  assert.deepEqual(
    [1, 2, 3].map((k) => decide(list.slice(0, k)).answer),
    ['1', '1', '2'],
  );
  assert.deepEqual(
    [1, 2, 3].map((k) => decide(list.slice(0, k)).rule),
    ['single', 'shorter', 'majority'],
  );
  const declined = decide(list, { abstainBelow: 0.9 });
  assert.equal(declined.abstained, true);
  assert.equal(declined.chosen, undefined);
  assert.match(declined.reason, /right in about 60 of 100/);
  assert.equal(decideInOrder(candidates(['4', '4', '4', '4'])).used, 3);
});

test('programs that do the same and pass no test are not said to be several equally good answers', () => {
  const programs = candidates(['p', 'p', 'p']).map((candidate) => ({ ...candidate, key: 'same', weight: 0 }));
  const found = select(programs);
  assert.ok(found.type === 'chosen');
  assert.deepEqual(
    [found.rule, found.votes, found.reason],
    ['shorter', 1, '3 programs do the same, but no test was passed'],
  );
});

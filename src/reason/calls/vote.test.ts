/** The rules of the vote on calls, one case for each. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Tool } from '../../types.ts';
import { readCalls } from './read-calls.ts';
import { ballotOf, voteOnCalls, type ToolBallot } from './vote.ts';

const tools: Tool[] = [
  {
    name: 'find',
    parameters: {
      type: 'object',
      properties: { what: { type: 'string' }, limit: { type: 'integer' }, unit: { type: 'string', default: 'km' } },
      required: ['what'],
    },
  },
];

const ballots = (...texts: readonly string[]): ToolBallot[] =>
  texts.map((text, index) => ballotOf(index, readCalls(text, tools), tools));

const A = 'find(what="a")';
const B = 'find(what="b")';

test('the group with the most votes wins, and its commonest whole call is taken', () => {
  const cases: [label: string, texts: string[], index: number, rule: string][] = [
    ['one reply', [A], 0, 'single'],
    ['all agree', [A, A, A], 0, 'majority'],
    ['two of three', [B, A, A], 1, 'majority'],
    [
      'whatever the spelling',
      [B, A, '<tool_call>{"name": "find", "arguments": {"what": "a"}}</tool_call>'],
      1,
      'majority',
    ],
    ['a default said and not said', ['find(what="a", unit="km")', B, A], 0, 'majority'],
    ['the most votes without a majority', [A, B, 'find(what="c")', B, 'No tool fits.'], 1, 'confidence'],
    ['a tie goes to the first', [A, B], 0, 'shorter'],
    [
      'the commonest optional arguments',
      ['find(what="A", limit=1)', 'find(what="a", limit=2)', 'find(what="a", limit=2)'],
      1,
      'majority',
    ],
    ['text is a group', ['I know it.', A, 'It is known.'], 0, 'majority'],
    ['a broken call has no vote', ['find(limit=3)', 'find()', A], 2, 'single'],
    ['two calls in any order', [`[${A}, ${B}]`, A, `[${B}, ${A}]`], 0, 'majority'],
  ];
  for (const [label, texts, index, rule] of cases) {
    const found = voteOnCalls(ballots(...texts));
    assert.equal(found.type, 'chosen', label);
    if (found.type === 'chosen') assert.deepEqual([found.index, found.rule], [index, rule], label);
  }
});

test('a vote is open while what may come can change it, and closed when nothing can', () => {
  assert.equal(voteOnCalls(ballots(A), { remaining: 2 }).type, 'open');
  assert.equal(voteOnCalls(ballots(A, A), { remaining: 1 }).type, 'chosen');
  assert.equal(voteOnCalls(ballots(A, B), { remaining: 1 }).type, 'open');
  assert.equal(voteOnCalls(ballots('find()'), { remaining: 0 }).type, 'none');
  assert.equal(voteOnCalls([]).type, 'none');
});

test('weights count: of a member, and of text beside calls', () => {
  const weighted = ballots(A, B, B).map((ballot, i) => ({ ...ballot, weight: i === 0 ? 3 : 1 }));
  assert.deepEqual(voteOnCalls(weighted), { type: 'chosen', rule: 'majority', index: 0, votes: 1, ballots: 3 });
  const mixed = ballots(A, A, 'No tool fits.');
  assert.equal((voteOnCalls(mixed) as { index: number }).index, 0);
  assert.equal((voteOnCalls(mixed, { textWeight: 3 }) as { index: number }).index, 2);
});

test('the order in which ballots come does not matter', () => {
  const some = ballots(A, B, 'No.', A, B, B);
  assert.deepEqual(voteOnCalls(some.toReversed()), voteOnCalls(some));
});

test('a reply that was cut off has no vote', () => {
  assert.equal(ballotOf(0, readCalls(A, tools), tools, false).kind, 'invalid');
});

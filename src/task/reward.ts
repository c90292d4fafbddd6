/**
 * Rewards: a weighted rubric of small functions that scores a finished answer to an item. Reinforcement learning, the
 * reward server and data synthesis use the same rubric. Gold answers are used, so serving never imports this file.
 *
 * To add one, write a function of type `Reward` and list it in a rubric; a file that exports `rubric` can be named in a
 * recipe or with `--rubric FILE`.
 */
import { sequence } from '../regex.ts';
import type { Item, Reply } from '../types.ts';
import { readSlots, type Result } from './family.ts';
import type { Claim } from './claims.ts';
import { OWN } from './own-questions.ts';
import { familyNamed, grade } from './registry.ts';

/**
 * One answered item. `answer` is the text extracted from the reply, '' when there is none. `criticScore` is the
 * probability that a critic gives the answer, 0 to 1, when a critic was used.
 */
export type Answered = {
  item: Item;
  answer: string;
  criticScore?: number | undefined;
  reply: Pick<Reply, 'plan' | 'reasoning' | 'content' | 'finish' | 'tokens'>;
};

/** A value in 0..1 and one plain reason; undefined when the reward does not apply to this kind of item. */
export type Reward = (answered: Answered) => { value: number; reason: string } | undefined;

/** One line of a rubric. Weight 0 measures without counting; `required`: a value of 0 makes the whole reward 0. */
export type Criterion = { name: string; weight: number; required?: boolean; reward: Reward };

export type Rubric = readonly Criterion[];

export type Scored = {
  /** The weighted mean of the criteria that apply, 0..1. */
  reward: number;
  parts: { name: string; weight: number; value: number; reason: string }[];
};

/** 1 when the answer is right by the family's own rules, whatever it looks like. */
export const correct: Reward = ({ item, answer }) => {
  const { correct: right, reason } = answer === '' ? { correct: false, reason: 'no answer' } : grade(item, answer);
  return { value: right ? 1 : 0, reason };
};

/** The probability that the critic of the run gives the answer: a reward for questions without a known answer. */
const byCritic: Reward = ({ criticScore }) =>
  criticScore === undefined
    ? undefined
    : { value: criticScore, reason: `the critic gives it ${(100 * criticScore).toFixed(0)} %` };

/** 1 when the reply ended by itself and its answer is one short line without section markers. */
export const wellFormed: Reward = ({ reply, answer }) => {
  if (reply.finish !== 'stop') return { value: 0, reason: `did not end by itself (${reply.finish})` };
  if (answer === '') return { value: 0, reason: 'no answer' };
  const text = reply.content.trim();
  if (text.includes('\n') || text.length > 200)
    return { value: 0, reason: 'the answer does not stand alone on one short line' };
  if (/<\|\w+\|>/.test(text)) return { value: 0, reason: 'the answer holds a section marker' };
  return { value: 1, reason: 'well formed' };
};

/** 1 up to `budget` tokens, then linearly down to 0 at `budget` + `slack`. */
export const withinTokens =
  (budget: number, slack: number): Reward =>
  ({ reply: { tokens } }) => {
    const value = Math.min(1, Math.max(0, 1 - (tokens - budget) / slack));
    return { value, reason: tokens <= budget ? 'within its tokens' : `${tokens - budget} tokens over ${budget}` };
  };

const SPAN = 24;

/** 0 when the reasoning repeats itself: its last 24 words occur three times in it. */
export const noLoop: Reward = ({ reply }) => {
  const words = reply.reasoning.trim().split(/\s+/);
  if (words.length < 3 * SPAN) return { value: 1, reason: 'no loop' };
  const times = words.join(' ').split(words.slice(-SPAN).join(' ')).length - 1;
  return times >= 3 ? { value: 0, reason: 'the reasoning goes in circles' } : { value: 1, reason: 'no loop' };
};

const CHAIN = new RegExp(
  sequence(
    /(?<![\w.)/]|[\w)] ?[+*/-] ?)-?\d+(?: ?[+*/-] ?-?\d+)*(?: ?= ?-?\d+(?: ?[+*/-] ?-?\d+)*)+/,
    /(?![\w./(]| ?[+*/-] ?[\w(])/,
  ),
  'g',
);

/** The value of whole numbers joined by + - * /, products first. */
const valueOf = (text: string): number => {
  const [first, ...rest] = text.replaceAll(' ', '').match(/(?<=^|[+*/-])-?\d+|[+*/-]/g)!;
  let [total, term] = [0, Number(first)];
  for (let i = 0; i < rest.length; i += 2) {
    const x = Number(rest[i + 1]);
    if (rest[i] === '*') term *= x;
    else if (rest[i] === '/') term /= x;
    else [total, term] = [total + term, rest[i] === '+' ? x : -x];
  }
  return total + term;
};

/** A sum in a text; its result runs from character `start` to `end`. */
export type Sum = { text: string; start: number; end: number; holds: boolean };

/**
 * The sums in a text, `a+b=c` of whole numbers, and whether they are true. Each link of a chain counts for itself:
 * `36/2=20/2+36/2=10+1` has two, both false. A sum may also be run on, as in `5*5=25+1=26`.
 */
export const sumsIn = (text: string): Sum[] => {
  const equal = (left: string, right: string): boolean => Math.abs(valueOf(left) - valueOf(right)) < 1e-9;
  return [...text.matchAll(CHAIN)].flatMap(({ 0: chain, index }) => {
    const sides = chain.split('=');
    let end = index + sides[0]!.length;
    return sides.slice(1).map((side, i): Sum => {
      const [left, right] = [sides[i]!.trim(), side.trim()];
      const start = end + 1;
      end = start + side.length;
      return {
        text: `${left}=${right}`,
        start,
        end,
        holds: equal(left, right) || equal(left, /^-?\d+/.exec(right)![0]),
      };
    });
  });
};

/**
 * The results of the sums in a text: a single number after the `=`, or each term of a side that works out the terms of
 * the side before it (`3*5-13=15-13=2` has 15, 13 and 2). A side that only regroups the terms (`347+286=547+86`) has
 * none. Negative and fractional results are left out.
 */
const resultsOfSums = (text: string): Result[] =>
  sumsIn(text).flatMap((sum) => {
    const [left, right] = sum.text.split('=') as [string, string];
    const numbers = [...text.slice(sum.start, sum.end).matchAll(/\d+/g)];
    const [from, to] = [left, right].map((side) => side.replaceAll(' ', '').split(/(?<=\d)[+-]/)) as [
      string[],
      string[],
    ];
    const whole = valueOf(left);
    const runOn = to.length > 1 && Number(to[0]) === whole; // 5*5=25+1 goes on from 25
    const workedOut =
      to.length === from.length && from.some((term) => /\d[*/]\d/.test(term)) && to.every((term) => /^\d+$/.test(term));
    const wanted = runOn || (/^\d+$/.test(to[0]!) && to.length === 1) ? [whole] : workedOut ? from.map(valueOf) : [];
    return wanted.flatMap((value, i): Result[] => {
      const found = numbers[i];
      return found && Number.isInteger(value) && value >= 0
        ? [{ start: sum.start + found.index, end: sum.start + found.index + found[0].length, value: `${value}` }]
        : [];
    });
  });

/** The verdict at the end of a claim, ` yes` or ` no`, and the right one. */
const resultsOfClaims = (claims: readonly Claim[], thought: string): Result[] =>
  claims.flatMap(({ text, holds }): Result[] => {
    const said = / (?:yes|no)$/.exec(text)?.[0];
    const at = thought.indexOf(text);
    if (said === undefined || at < 0) return [];
    const end = at + text.length;
    return [{ start: end - said.length, end, value: holds ? said : said === ' yes' ? ' no' : ' yes' }];
  });

/** The results in a thought: those of its sums, and those that the item's family reads. */
export const resultsIn = ({ family, question }: Pick<Item, 'family' | 'question'>, thought: string): Result[] => {
  if (family === OWN) return resultsOfSums(thought);
  const named = familyNamed(family);
  const slots = named.results || named.claims ? readSlots(named, question) : undefined;
  if (!slots) return resultsOfSums(thought);
  return [
    ...resultsOfSums(thought),
    ...(named.results?.(slots, thought) ?? []),
    ...resultsOfClaims(named.claims?.(slots, thought) ?? [], thought),
  ];
};

/** The share of true sums in the reasoning, where it has any, so that a right answer after wrong steps earns less. */
export const trueSums: Reward = ({ reply }) => {
  const sums = sumsIn(reply.reasoning);
  if (sums.length === 0) return undefined;
  const wrong = sums.filter(({ holds }) => !holds);
  return {
    value: 1 - wrong.length / sums.length,
    reason:
      wrong.length === 0
        ? `${sums.length} sums, all true`
        : `false: ${wrong
            .slice(0, 3)
            .map((sum) => sum.text)
            .join(', ')}`,
  };
};

/** The rubric for evaluation: correctness alone counts; the other criteria are measured with weight 0. */
export const standardRubric: Rubric = [
  { name: 'correct', weight: 1, reward: correct },
  { name: 'well-formed', weight: 0, reward: wellFormed },
  { name: 'no-loop', weight: 0, reward: noLoop },
];

/** The rubric that Mizan's models are trained with. Being right for wrong reasons costs reward (docs/results/rl.md). */
export const trainingRubric: Rubric = [
  { name: 'correct', weight: 1, reward: correct },
  { name: 'well-formed', weight: 0.1, reward: wellFormed },
  { name: 'true-sums', weight: 0.2, reward: trueSums },
  { name: 'no-loop', weight: 0.1, reward: noLoop },
];

/** The rubric of a critic's score alone; correctness is measured with weight 0. */
export const criticRubric: Rubric = [
  { name: 'critic', weight: 1, reward: byCritic },
  ...standardRubric.map((criterion) => ({ ...criterion, weight: 0 })),
];

/**
 * The reward of an answered item. Throws when a reward gives a value outside 0..1, when no criterion with a weight
 * applies, or when a weight is negative, so that no model trains on a faulty reward.
 */
export const score = (rubric: Rubric, answered: Answered): Scored => {
  const parts: Scored['parts'] = [];
  let [sum, weights, failed] = [0, 0, false];
  for (const { name, weight, required, reward } of rubric) {
    const found = reward(answered);
    if (found === undefined) continue;
    if (!(found.value >= 0 && found.value <= 1))
      throw new Error(
        `reward "${name}" gave ${found.value} for ${answered.item.id}; it must give { value, reason } with a value in 0..1, and no promise of them`,
      );
    if (!(weight >= 0)) throw new Error(`reward "${name}" has weight ${weight}; give 0 or more`);
    parts.push({ name, weight, ...found });
    sum += weight * found.value;
    weights += weight;
    failed ||= required === true && found.value === 0;
  }
  if (weights === 0)
    throw new Error(`no reward with a weight applies to ${answered.item.id}; give the rubric one that does`);
  return { reward: failed ? 0 : sum / weights, parts };
};

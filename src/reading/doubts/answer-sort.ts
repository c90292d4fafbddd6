/**
 * Whether an answer is a number of the sort that is asked for. An equation may have a solution and none that is
 * positive, whole or even, and a share of people may be no whole number: then nothing solves what was asked.
 */
import type { Problem } from '../../problem/formal/problem.ts';
import { anyOf, sequence } from '../../regex.ts';

const SORT = new RegExp(
  sequence(
    /\b(?:which|what|find|a|an|the|some|my|any) (?:single )?/,
    sequence(
      '(',
      sequence(
        /(?:(?:positive|negative|whole|natural|even|odd|counting) )*/,
        /(?:positive|negative|whole|natural|even|odd|counting)/,
      ),
      ')',
    ),
    anyOf(/ (?:number|integer|value)/, / (?:solution|answer|root|[a-z](?![a-z]))/),
  ),
);
const INTEGER =
  /\b(?:an?|the|which|what) (?:(?:positive|negative|even|odd) )?integer\b|\bin (?:the )?(?:whole|natural) numbers\b/;

const TESTS: readonly (readonly [RegExp, (value: number) => boolean, string])[] = [
  [/\bpositive\b/, (value) => value > 0, 'positive'],
  [/\bnegative\b/, (value) => value < 0, 'negative'],
  [/\bwhole\b|\binteger\b/, (value) => Number.isInteger(value), 'whole'],
  [/\bnatural\b|\bcounting\b/, (value) => Number.isInteger(value) && value >= 0, 'a natural number'],
  [/\beven\b/, (value) => value % 2 === 0, 'even'],
  [/\bodd\b/, (value) => Math.abs(value % 2) === 1, 'odd'],
];

/** What is counted whole: people, animals, and things that nobody parts. */
const COUNTED =
  /\bhow many (?:whole |of (?:them|these|those|the \d+) (?:are )?)?(?:boys|girls|men|women|people|persons|children|kids|pupils|students|teachers|players|members|guests|workers|voters|passengers|cats|dogs|cows|hens|sheep|goats|horses|birds|whole [a-z]+|eggs|coins|marbles|stickers|stamps|tickets|cars|books)\b/;
const IN_PARTS =
  /\b(?:average|mean|on average|each|per|every|about|roughly|approximately|round\w*|nearest|at least|at most|needed|full)\b/;

/** Why no such count is the answer: people and uncut things come in whole numbers, and never below zero. */
const noCount = (problem: Problem, answer: string, low: string): string | undefined => {
  if (problem.type !== 'formula' && problem.type !== 'value') return undefined;
  const asked = /[^.?!]*\?[^?]*$/.exec(low)?.[0] ?? low;
  if (!COUNTED.test(asked) || IN_PARTS.test(low)) return undefined;
  const found = /^(-?\d+)(?:\/(\d+)|(\.\d+))?$/.exec(answer);
  if (!found || (found[2] === undefined && found[3] === undefined && !answer.startsWith('-'))) return undefined;
  return `that would be ${answer}, and they are counted in whole numbers`;
};

/** "Each gave the same whole number of notes": of what is said to be whole, as many are asked. */
const notWhole = (answer: string, low: string): string | undefined => {
  if (!/^-?\d+(?:\.\d+|\/\d+)$/.test(answer) || IN_PARTS.test(low.replace(/\bper|each|every\b/g, ' ')))
    return undefined;
  const noun = /\bwhole number of (?:[a-z]+ )??([a-z]+?)s?\b/.exec(low)?.[1];
  return noun !== undefined && new RegExp(String.raw`\bhow many (?:[a-z]+ )?${noun}`).test(low)
    ? `that would be ${answer}, and it is said to be whole`
    : undefined;
};

/** Why the answer of an equation or of a share is none to what is asked; undefined where it is one. */
export const unlikeAsked = (problem: Problem, answer: string, low: string): string | undefined => {
  const count = noCount(problem, answer, low) ?? notWhole(answer, low);
  if (count !== undefined) return count;
  if (problem.type !== 'solve') return undefined;
  const found = /^(?:[a-z] = )?(-?\d+)(?:\/(\d+)|(\.\d+))?$/.exec(answer);
  if (!found) return undefined;
  const value = Number(`${found[1]}${found[3] ?? ''}`) / Number(found[2] ?? 1);
  const words = `${SORT.exec(low)?.[1] ?? ''} ${INTEGER.test(low) ? 'integer' : ''}`;
  const failed = TESTS.find(([word, fits]) => word.test(words) && !fits(value));
  return failed && `its only solution is ${answer}, which is not ${failed[2]}`;
};

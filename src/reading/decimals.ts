/**
 * A number that is told as a fraction although nobody asked for one: "100 kmh to mph" is 62.14 and not 781250/12573. A
 * fraction that ends is told as a decimal by its solver; one that does not end is rounded here, and its check says so.
 */
import type { Problem } from '../problem/formal/problem.ts';
import type { Answered } from '../problem/solve/solution.ts';
import { sequence } from '../regex.ts';
import { PART } from './text/fraction-words.ts';

/** A whole number, a fraction or a mixed number, perhaps in brackets. */
const TERM = String.raw`\(?-?(?:\d+ )?\d+(?:\/\d+)?\)?`;
const FRACTION = /^(-?)(\d+)\/(\d+)$/;

/** Fractions that the question tells or asks for: the answer is one too. */
const OF_FRACTIONS = new RegExp(
  String.raw`\d ?/ ?\d|[½⅓⅔¼¾⅛]|\b(?:fractions?|ratio|share|part|odds|exact(?:ly)?|simplest|simplify|${PART})s?\b`,
);
const AS_DECIMAL = /\b(?:as|in|into|to) (?:an? )?decimals?\b|\bdecimal (?:form|number|value|notation)\b/;
/** What is measured or paid is told in decimals. */
const MEASURED =
  /\b(?:kmh|kph|mph|knots?|(?:km|m|miles?|met(?:er|re)s?|kilomet(?:er|re)s?|feet|ft) ?(?:\/|per|an|a) ?(?:h|hr|hours?|s|sec|seconds?|min|minutes?)|average|mean|percent|per cent)\b|[%$€£]|\d\.\d/;

/** Places after the point: a decimal that is asked for shows its period, an amount has cents. */
const PLACES = { asked: 6, measured: 2 };

const roundedTo = (places: number, n: bigint, d: bigint): string => {
  const scale = 10n ** BigInt(places);
  const whole = (2n * n * scale + d) / (2n * d);
  return `${whole / scale}.${`${whole % scale}`.padStart(places, '0')}`;
};

/** Small ones are read as they are: 8/3 hours, 5/12 of a litre. */
const SMALL = { denominator: 12n, whole: 20n };

/** Whether it has no end as a decimal; one that ends is told by its digits elsewhere, however many they are. */
const isEndless = (denominator: bigint): boolean => {
  let rest = denominator;
  for (const prime of [2n, 5n]) while (rest % prime === 0n) rest /= prime;
  return rest > 1n;
};

/** A sum of fractions alone, as it is typed: "1 1/2 + 2 3/4". A bar with spaces is a sign. */
const FRACTION_SUM = new RegExp(
  sequence(
    /^\W*?(?:(?:what is|what's|calculate|compute|work out|evaluate|solve|simplify|how much is) )?/,
    String.raw`(?=[^a-z]*\d\/\d)${TERM}(?: ?(?:[-+*]|(?<= )\/(?= )|plus|minus|times|divided by) ?${TERM})+`,
    /\s*(?:=\s*\??)?[?.!]*$/,
  ),
);

/** Fractions in, a fraction out: "1/2 + 3/4" is 5/4. */
const asFraction = (problem: Problem, solution: Answered, low: string): Answered => {
  const ends = /^(-?)(\d+)\.(\d+)$/.exec(solution.answer);
  if (!ends || problem.type !== 'value' || AS_DECIMAL.test(low) || !FRACTION_SUM.test(low)) return solution;
  const [, sign = '', whole = '', rest = ''] = ends;
  const [n, d] = [BigInt(whole + rest), 10n ** BigInt(rest.length)];
  const shared = sharedDivisor(n, d);
  return { ...solution, answer: `${sign}${n / shared}/${d / shared}` };
};

const sharedDivisor = (a: bigint, b: bigint): bigint => (b === 0n ? a : sharedDivisor(b, a % b));

/**
 * The same answer with its endless fraction rounded, where the question (`low`: in small letters) is of no fractions;
 * a sum of fractions as one.
 */
export const inFittingForm = (problem: Problem, solution: Answered, low: string): Answered => {
  const parts = solution.kind === 'number' ? FRACTION.exec(solution.answer) : null;
  if (!parts) return asFraction(problem, solution, low);
  if (problem.type !== 'value' && problem.type !== 'formula' && problem.type !== 'story') return solution;
  const [n, d] = [BigInt(parts[2]!), BigInt(parts[3]!)];
  const asked = AS_DECIMAL.test(low);
  const isSmall = d <= SMALL.denominator && n < d * SMALL.whole;
  if (!isEndless(d) || (!asked && (isSmall || OF_FRACTIONS.test(low) || !MEASURED.test(low)))) return solution;
  const places = asked ? PLACES.asked : PLACES.measured;
  const answer = `${parts[1]}${roundedTo(places, n, d)}`;
  return { ...solution, answer, check: `${solution.check}, rounded to ${places} places` };
};

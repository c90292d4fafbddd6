/**
 * Questions of other mathematics, and questions where a number is plainly missing: said in one line, with the true reason.
 * Looked at after the readers found nothing to compute.
 */
import { refusal, type Refusal } from './reading.ts';
import { numbersIn, type Text } from './text.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';

const OTHER: readonly (readonly [RegExp, string])[] = [
  [
    /\bprobability\b|\bhow likely\b|\bchances? (?:of|that|to)\b|\bodds\b|\blikelihood\b/,
    'this is a probability, and I compute no probabilities',
  ],
  [
    /\bsqrt\b|\bsquare root\b|\bcube root\b|√|\broot of\b/,
    'a root is asked for, and I compute with + - * / and whole powers only',
  ],
  [
    new RegExp(
      alternatives(
        /\blog(?:arithm)?\b|\bln\b|\bsin(?:e)?\b|\bcos(?:ine)?\b|\btan(?:gent)?\b|\bderivative\b/,
        /\bintegral\b|\bdifferentiate\b|\bintegrate\b|∫/,
      ),
    ),
    'this is a function that I do not compute',
  ],
  [/\blim(?:it)?\b/, 'a limit is asked for, which I do not compute'],
  [
    new RegExp(
      alternatives(
        /\bhow many (?:different )?(?:ways|arrangements|combinations|orders|permutations)\b/,
        /\bin how many\b.*\bways\b|\bc\(\d+ ?, ?\d+\)|\bp\(\d+ ?, ?\d+\)|\bchoose\b.*\bways\b/,
        /\b\d+ choose \d+|\bbinomial\b|\bpermutations?\b|\bcombinations\b|\bhandshakes?\b|\bfactorial\b/,
        /\b\d+!/,
      ),
    ),
    'this asks for a number of arrangements or choices (combinatorics)',
  ],
  [
    /[a-z]\s*\^\s*[2-9]|[a-z]²|\bsquared\b.*=|\bquadratic\b|\bparabola\b|\bpolynomial/,
    'this is not a linear equation: I solve linear ones',
  ],
  [
    /\b(?:area|perimeter|circumference|volume|radius|diameter|hypotenuse|triangle|circle|angle|degrees?)\b/,
    'this is geometry, which I do not compute',
  ],
  [
    /%|\bper ?cent(?:age)?s?\b|\bdiscount\b|\binterest\b|\bvat\b|\btax\b/,
    'this is about percentages, and I did not find which to take of what',
  ],
  [
    /\b(?:average|mean) speed\b|\bkm\/h\b|\bmph\b|\bspeed\b|\bkilomet(?:re|er)s per hour\b|\bmiles per hour\b/,
    'a speed is asked for, which I do not compute',
  ],
  [
    /\b(?:both|all) together\b.*\bhours?\b|\bwork(?:ing)? together\b|\bfills?\b.*\bfills?\b|\btogether\b.*\bhow long\b/,
    'this is about rates of work, which I do not compute',
  ],
  [/\b(?:average|mean|median|mode)\b/, 'an average is asked for, and I did not find of what'],
  [/\bthird differences|\bfraction\b|\b\d+\/\d+\b/, 'this is about fractions, and I did not find what to compute'],
];

/** The reason to decline a question that no reader understood; undefined when nothing is known about it. */
export const otherMathematics = ({ low }: Text): Refusal | undefined => {
  const found = OTHER.find(([pattern]) => pattern.test(low));
  return found && refusal('other-mathematics', found[1]);
};

const ASKS = new RegExp(
  alternatives(
    /\?|\bhow (?:many|much|long|far|old|often)\b|\bwhat is\b|\bcalculate\b|\bfind\b|\bwork out\b/,
    /\bmake\b|\bwhats\b|\bcompute\b|\bdetermine\b/,
  ),
);
const UNSAID = new RegExp(
  alternatives(
    sequence(
      /\b/,
      anyOf(
        /some|several|a few|a certain|a number of|an unknown number|certain number|(?<!how )many/,
        /a bunch of|a lot of|lots of|enough/,
      ),
      /\b/,
    ),
    /\bhow many (?:ppl|people|do)? ?you think\b|\bminus (?:the )?[a-z]+\b/,
    /\b(?:my|your|his|her) (?:lucky|secret|favou?rite) number\b|\bthe other (?:number|one)\b/,
    /\banother number\b/,
    sequence(
      /\b(?:i )?/,
      anyOf(/forgot|don't remember|do not (?:know|remember)|never said|did not say|lost the|can not remember/),
      /\b/,
    ),
  ),
);

/** A sum or a story in which one number is not told. */
export const missingNumber = ({ low }: Text): Refusal | undefined => {
  const bare =
    /^\W*(?:please |kindly |can you |could you )*(?:sort|order|arrange|rank|make|build|convert|count)\b(?: (?:these|this|the|those|numbers?|words?|names?|list|it|them|items|\d+|please|in order|for me|target))*\W*$/.test(
      low,
    );
  if (bare) return refusal('missing', 'what to do it with is missing');
  const numbers = numbersIn(low);
  if (/\bcomes? (?:next )?after -?\d+\W*$/.test(low) && numbers.length === 1)
    return refusal('missing', 'one term is not enough to see a rule: the others are missing');
  if (!ASKS.test(low) || low.length > 400 || /\bdivisors?\b|\bprimes?\b|\bnumbers divide\b/.test(low)) return undefined;
  const sum =
    /\b(?:plus|minus|times|divided by|multiplied by|add|subtract|sum|product|difference|remainder|mod|gcd|lcm|hcf)\b|[-+*/]/.test(
      low,
    );
  if (numbers.length === 1 && sum) return refusal('missing', 'the second number is missing');
  const story = /\bhow (?:many|much|old|long|far)\b|\bleft\b|\btotal\b|\baltogether\b|\bchange\b|\bcost\b|\bpay\b/.test(
    low,
  );
  if (story && UNSAID.test(low) && numbers.length <= 3)
    return refusal('missing', 'a number is missing: it is not told');
  if (story && numbers.length === 1) return refusal('missing', 'a number is missing: one alone does not give it');
  if (story && numbers.length === 0 && /\b(?:my|your|the|his|her|our|their|i|we|you|he|she|they)\b/.test(low))
    return refusal('missing', 'the numbers are missing');
  return undefined;
};

/**
 * Small stories of one unknown that an equation answers: a fixed fee and a rate that come to a total, equal shares and
 * something beside them, consecutive numbers, a sum and a difference of two numbers. Each number must play its part by
 * the words around it, or there is no reading.
 */
import { reading, refusal, type Outcome } from '../reading.ts';
import { valuesIn } from '../text/text.ts';
import { readPair } from './pairs.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';

const N = String.raw`(\d+(?:\.\d+)?)`;
const MONEY = String.raw`(?:[$£€] ?)?`;
const CURRENCY = anyOf(/euros?|dollars?|pounds?|quid|bucks?|cents?|p|pence|gems?|coins?|points?|credits?|tokens?|gold/);

/** A number that is the whole: "paid 189", "came to 19", "meter said £15.80", "131 altogether". */
const TOTALS: readonly RegExp[] = [
  new RegExp(
    sequence(
      /\b/,
      anyOf(
        /paid|pays?|spent|spend|total(?:s|led|ed)?|came (?:out )?(?:to|at)/,
        /comes? (?:out )?(?:to|at)|adds? up to|charged/,
        /bill(?:ed)?|meter|said|says|invoice totals|handed over|makes?|made|reads?|owes?|receipt/,
      ),
      /(?: (?:was|is|are|of|for|me|us|him|her|them|said|says|a|the|in total|on [a-z ]{1,15}? is|to|exactly|at|up))/,
      `{0,3} ${MONEY}${N}`,
    ),
    'g',
  ),
  new RegExp(String.raw`${N}(?: ${CURRENCY})?(?: (?:altogether|in total|in all|all in|together))`, 'g'),
];

/** The one number that is told as a total. */
const totalOf = (low: string): string | undefined => {
  const found = new Set(TOTALS.flatMap((one) => [...low.matchAll(one)].map((match) => match[1]!)));
  return found.size === 1 ? [...found][0] : undefined;
};

const stem = (word: string): string => word.replace(/(?<=[a-z]{2})s$/, '');

/** "32 an hour", "£1.80 for every mile", "every extra emote adds 60": the rate and what it is per. */
const rateOf = (low: string): { rate: string; per: string } | undefined => {
  const first = new RegExp(
    sequence(
      `${MONEY}${N}(?: ${CURRENCY})? `,
      /(?:an?|per|every|each|for (?:every|each|an?)|for each extra) /,
      /(?:extra |additional |further |single )?([a-z]+)/,
    ),
  ).exec(low);
  if (first) return { rate: first[1]!, per: stem(first[2]!) };
  const second = new RegExp(
    sequence(
      /\b(?:every|each|an?) (?:extra |additional |further )?([a-z]+) /,
      /(?:adds|costs?|is|comes to|takes|charges) /,
      MONEY,
      N,
    ),
  ).exec(low);
  return second ? { rate: second[2]!, per: stem(second[1]!) } : undefined;
};

/** Words of a further step, which none of these equations has. */
const FURTHER = new RegExp(
  alternatives(
    sequence(
      /\b/,
      anyOf(
        /discount|off|refund|free|twice|double|half|percent|vat|tax|tip|change|first \d/,
        /(?:more|less) than|fewer|not/,
      ),
      /\b/,
    ),
    /%/,
  ),
);

const solveFor = (low: string, equations: readonly string[], unknown = 'x', whole = false): Outcome =>
  reading(
    { type: 'solve', unknowns: [unknown], equations: [...equations], ...(whole && { whole }) },
    valuesIn(low),
    false,
  );

/** "Callout is 45 and then 32 an hour. Paid 189. How many hours?" */
const readFee = (low: string): Outcome | undefined => {
  const numbers = valuesIn(low).filter((one) => one !== '1');
  const [rate, total] = [rateOf(low), totalOf(low)];
  const asked = /\bhow many ([a-z]+)/.exec(low)?.[1];
  if (numbers.length !== 3 || !rate || total === undefined || asked === undefined || FURTHER.test(low))
    return undefined;
  if (stem(asked) !== rate.per || rate.rate === total) return undefined;
  const rest = numbers.filter((one) => one !== rate.rate && one !== total);
  const [fixed] = rest;
  if (rest.length !== 1 || fixed === undefined || Number(fixed) >= Number(total)) return undefined;
  return solveFor(low, [`${fixed}+${rate.rate}*x=${total}`]);
};

const SAME = new RegExp(
  alternatives(
    String.raw`\b${N} (?:of the same|(?:[a-z]+ ){1,3}(?:all )?(?:the )?(?:same|equal))\b`,
    String.raw`\b(?:same|equal) (?:[a-z]+ ){0,2}(?:on|in|for|to|at) (?:all |each of )?${N}\b`,
  ),
);

/** "6 mugs all the same price, 59 altogether, 5 of that was delivery. What is one mug?" */
const readEqual = (low: string): Outcome | undefined => {
  const same = SAME.exec(low);
  const count = same?.[1] ?? same?.[2];
  const total = totalOf(low);
  const numbers = [...new Set(valuesIn(low.replace(/\b1 (?=[a-z]+ (?:costs?|is)\b)|\b1 [a-z]+\W*$/, ' ')))];
  if (count === undefined || total === undefined || numbers.length !== 3 || FURTHER.test(low)) return undefined;
  if (!/\b(?:each|1 [a-z]+|one [a-z]+|an? [a-z]+\W*$|per [a-z]+)\b/.test(low.slice(low.search(/\b(?:what|how)\b/)))) {
    if (!/\b(?:1|one|each)\b[^.?!]*\bwhat\W*$/.test(low)) return undefined;
  }
  const [extra, ...more] = numbers.filter((one) => one !== count && one !== total);
  if (extra === undefined || more.length > 0 || Number(extra) >= Number(total)) return undefined;
  return solveFor(low, [`${count}*x+${extra}=${total}`]);
};

const SUMS_TO = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /add(?:s|ed|ing)? (?:up )?(?:together )?(?:to|gives?)|(?:sum|total)(?:s|med|ming)?(?: is| of| equals?| to| up to)*/,
      /make|makes|is|comes? (?:out )?(?:to|at)|give/,
    ),
    / (\d+)\b(?! (?:consecutive|successive))/,
  ),
);

/** "three consecutive whole numbers add up to 126": the smallest, the middle or the largest of them. */
const readConsecutive = (low: string): Outcome | undefined => {
  const found =
    /\b([2-7]) (?:consecutive|successive) (even |odd )?(?:positive |whole |natural )*(?:numbers|integers|pages)\b/.exec(
      low,
    );
  const total = SUMS_TO.exec(low)?.[1];
  if (!found || total === undefined) return undefined;
  const rest = valuesIn(
    low.replace(
      /\b(?:the )?[2-7] (?:of them|numbers|integers)\b|\bof the [2-7]\b|\b(?:smallest|largest|middle|biggest|last|first) 1\b/,
      ' ',
    ),
  );
  if (rest.length !== 2 || !rest.includes(total)) return undefined;
  const [count, by] = [Number(found[1]), found[2] === undefined ? 1 : 2];
  const terms = Array.from({ length: count }, (_, i) => (i === 0 ? 'x' : `(x+${i * by})`));
  const equation = `${terms.join('+')}=${total}`;
  const least = (Number(total) - (by * count * (count - 1)) / 2) / count;
  if (!Number.isInteger(least) || (by === 2 && (Math.abs(least) % 2 === 1) !== (found[2] === 'odd ')))
    return refusal('no-solution', 'no such consecutive numbers add up to that');
  const asks = [
    [/\b(?:small|low|least|first)(?:est|er)?\b/, 0],
    [/\b(?:middle|centre|center|median)\b/, (count - 1) / 2],
    [/\b(?:larg|bigg|great|high|last)(?:est|er)?\b/, count - 1],
  ] as const;
  const [place, ...more] = asks.filter(([words]) => words.test(low)).map(([, at]) => at);
  if (place === undefined || more.length > 0 || !Number.isInteger(place)) return undefined;
  return place === 0 ? solveFor(low, [equation], 'x', true) : solveFor(low, [equation, `y=x+${place * by}`], 'y', true);
};

/** The equation of a small story, where the words around its numbers give each its part. */
export const readSought = (low: string): Outcome | undefined =>
  low.length > 400 ? undefined : (readConsecutive(low) ?? readPair(low) ?? readFee(low) ?? readEqual(low));

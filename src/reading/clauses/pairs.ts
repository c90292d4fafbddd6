/**
 * So many of one thing with so many of another: "for every red bead there are 2 blue ones; there are 6 red, how many
 * blue?" A thing is told by the words that the other one does not have, and no other word may stand beside them.
 */
import { singularOf } from '../../problem/solve/things.ts';
import { anyOf, sequence } from '../../regex.ts';
import { NUMBER } from './words.ts';

const noun = (name: string): string => `(?<${name}>(?:[a-z][a-z'-]* ){0,2}?[a-z][a-z'-]*)`;
const count = (name: string): string => `(?:(?<${name}>${NUMBER}|one|an?) )`;
const WHO = anyOf(/i|we|you|he|she|they|there|it|recipe|(?:my|our|the|his|her) [a-z]+/);
const DO = anyOf(/is|are|was|were|has|have|had|gets?|got|needs?|takes?|uses?|used|puts?|adds?|plants?|bought|want/);
const WHERE = '(?: (?:in|on|at|for) (?:my|our|the|this|his|her|their) [a-z]+)?';
const LINK = '(?:[.,;]|and|now|if|then|so|today|but| )*';

const RATES = [
  `^for (?:every|each) ${count('per')}?${noun('one')}${WHERE},? (?:${WHO} )?(?:always )?(?:${DO}|comes?)?(?: in)? ?${count('m')}${noun('two')}${WHERE}(?= ?[.,;])`,
  // "2 cups of water for every cup of rice"
  `^(?:(?:${WHO} )?${DO} )?${count('m')}${noun('two')} for (?:every|each) ${count('per')}?${noun('one')}${WHERE}(?= ?[.,;])`,
].map((one) => new RegExp(one));
const TOLD = new RegExp(
  `^${LINK}(?:(?:${WHO} )?${DO} )(?<k>${NUMBER})(?: ${noun('given')})?${WHERE}(?=$| ?[.,;?]| how)`,
);
const ASKED = new RegExp(
  sequence(
    `^${LINK}how many ${noun('asked')}(?: `,
    anyOf(
      /are|is|do|does|did|must|should|will|would|there|that|to|all|needed|can|be|in (?:my|our|the|it) ?[a-z]*/,
      WHO,
      DO,
    ),
    String.raw`)*\W*$`,
  ),
);
const TURNS = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /more|less|fewer|than|left|total|altogether|together|all|both|other|except|twice|half|not|no|without|lost|gave/,
      /percent|average/,
    ),
    /\b|%/,
  ),
);

const wordsOf = (name = ''): string[] =>
  name
    .split(' ')
    .filter((one) => one !== '' && !/^(?:of|the|a|an|my|our|ones?)$/.test(one))
    .map((one) => singularOf(one));
const amount = (told: string | undefined): string => (told === undefined || /^(?:one|an?)$/.test(told) ? '1' : told);

/** The one of two things that a name tells: each of its words is of that thing, and one of them is of no other. */
const told = (name: readonly string[], things: readonly (readonly string[])[]): number => {
  const fits = [0, 1].filter(
    (i) => name.every((one) => things[i]!.includes(one)) && name.some((one) => !things[1 - i]!.includes(one)),
  );
  return fits.length === 1 ? fits[0]! : -1;
};

/** How many of the one thing go with what is there of the other. */
export const pairOf = (low: string): string | undefined => {
  if (!/\bfor (?:every|each)\b/.test(low) || TURNS.test(low)) return undefined;
  const rate = RATES.map((one) => one.exec(low)).find((one) => one !== null);
  const given = rate && TOLD.exec(low.slice(rate[0].length));
  const asked = given && ASKED.exec(low.slice(rate[0].length + given[0].length));
  if (!rate || !given || !asked) return undefined;
  const things = [wordsOf(rate.groups!.one), wordsOf(rate.groups!.two)];
  // "2 blue ones": of what the first one is.
  if (/\bones?$/.test(rate.groups!.two!)) things[1]!.push(things[0]!.at(-1)!);
  const want = told(wordsOf(asked.groups!.asked), things);
  const name = wordsOf(given.groups!.given);
  const has = name.length === 0 ? 1 - want : told(name, things);
  if (want < 0 || has < 0 || want === has) return undefined;
  const [n, m, k] = [amount(rate.groups!.per), amount(rate.groups!.m), given.groups!.k!];
  const [by, of] = want === 1 ? [m, n] : [n, m];
  return `${k}*${by}${of === '1' ? '' : `/${of}`}`;
};

/**
 * A sum without what is said beside it: a story that ends in its sum ("… What is 3 + 4?"), what somebody holds the answer
 * for ("she says 12"), what people say of themselves ("i ran out of fingers"). Only a sum of which every word has a role
 * is left; an aside has no number of its own and no word that tells something of a sum.
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { valuesIn } from '../text/text.ts';
import { saidTokens } from './said-words.ts';

/** Words by which what is said beside a sum may change it, or tell how its answer is to be. */
const TELLS = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /base|octal|binary|hex|roman|digits?|mod|modulo|gcd|lcm|primes?|root|squared?|order|rules?|means?|stands? for|instead|signs?|rounded|rounding|nearest|estimat\w*|remainder/,
      /fractions?|decimals?|percent|negative|clock|each|every|not|without|except|if|unless|where|let|symbols?|operat\w+/,
      /letters?|words|spell\w*|write|answer as|code|cipher|reversed?|backwards|next|both|swap\w*|wrong|mistake/,
    ),
    /\b|%|=/,
  ),
);

/** Who speaks of themselves behind a sum. */
const SPEAKER = anyOf(
  /i|i'm|im|i am|i've|ive|my|we|we're|our|he|she|they|sorry|cos|cause|because|since/,
  /can't|cant|cannot|don't|dont|the (?:kids?|baby|boss|teacher)|kids?/,
);
const BEHIND = new RegExp(sequence(/^(.*\d)\s*[,;.!?-]*\s+/, `((?:${SPEAKER})(?![a-z'])[^\\d]*)$`));

/** "48 + 67 + 135, three receipts": how many they are. */
const COUNTED = /^(.*\d)\s*[,;-]+\s+(\d+) ([a-z]+s\b[^\d]*)$/;

/** What somebody came to: "my wife says 24", "i say 16", "he thinks it is 9". */
const CLAIMED = new RegExp(
  alternatives(
    sequence(
      /[,;.!?]? ?\b(?:and |but )?(?:(?:my|our|the|his|her|a) )?(?!what|which|that)[a-z]+ /,
      anyOf(/says?|said|thinks?|thought|got|gets?|reckons?|guess(?:es|ed)?|insists?|claims?|believes?|answered/),
      /(?: (?:it is|it's|its|that it is|it makes|about))? \d+(?:\.\d+)?(?=\s*(?:[,;.!?]|$|(?:and|but|i|my|he|she|we)\b))/,
    ),
  ),
  'g',
);
/** The question who of them is right, which the sum decides. */
const WHO = /[,;.!?]? ?\b(?:who|which(?: one)?) is right\b|[,;.!?]? ?\bwhat is it(?: (?:really|then|now))?\W*$/g;

const LAST = /^(.*[.!?;])\s+([^.!?;:]+[.!?]?)$/;

const isMath = ({ role }: { role: string }): boolean =>
  /^(?:number|infix|part|of|verb|change|unknown|open)$/.test(role);
/** Every word is one of sums or of asking. */
const isWhole = (sum: string): boolean => {
  const tokens = saidTokens(sum);
  return tokens.every(({ role }) => role !== 'odd') && tokens.some(({ role }) => role === 'number');
};

/** The sums that are left of a text without what stands beside them. */
export const sumsAlone = (low: string): string[] => {
  const found: string[] = [];
  const unclaimed = low.replace(CLAIMED, ' ').replace(WHO, ' ').trim();
  if (unclaimed !== low && !TELLS.test(low)) found.push(unclaimed);
  const [, sum = '', aside = ''] = BEHIND.exec(low) ?? [];
  if (sum !== '' && !TELLS.test(aside) && !saidTokens(aside).some(isMath)) found.push(sum);
  const [, told = '', count = '', more = ''] = COUNTED.exec(low) ?? [];
  if (Number(count) === valuesIn(told).length && !TELLS.test(more) && !saidTokens(more).some(isMath)) found.push(told);
  const [, story = '', last = ''] = LAST.exec(low) ?? [];
  const spoken = saidTokens(last).filter(isMath).length;
  if (spoken > 2 && /[a-z]{2}.*[a-z]{2}/.test(story) && !TELLS.test(story)) found.push(last);
  return found.filter(isWhole);
};

/**
 * A number that somebody thinks of or hides, told as if I thought of it: "Emma picks a number … now she has 4" as "I pick a
 * number … now I have 4", "a number hides in the box" as "I have a number in mind". Only where one person plays; what is
 * done to the number stays as it is told.
 */
import { anyOf, sequence } from '../../regex.ts';

const THINKS = anyOf(
  /thinks? of|thought of|is thinking of|has thought of|picks?|picked|chooses?|chose|has in mind|has|had|writes down|wrote down/,
);
const A_NUMBER = /(?:a|some|one|1|a secret|a certain) (?:secret |whole )?number/;
/** "Emma thinks of a number", "my sister has a number in mind" */
const SOMEBODY = new RegExp(
  sequence(
    /^((?:.*[.!;] )?)(?:(?:my|our|the|his|her|a) )?(?!i\b|you\b|we\b|they\b|there\b|who\b|what\b|which\b|if\b|when\b)[a-z]+ (?:just )?/,
    `(?:${THINKS}) `,
    `(?:${A_NUMBER.source})`,
    /(?: in (?:mind|(?:his|her|their) (?:head|mind)))?(?![a-z'])/,
  ),
);

const PLACE =
  /(?:under|in|inside|behind|on|beneath)(?: the (?:back|side|bottom|front|top) of)? (?:my|the|a|this|that|your|his|her) [a-z]+(?: [a-z]+)??/;
/** "There is a number hiding under my cup" */
const HIDDEN = new RegExp(
  anyOf(
    sequence(
      /\b(?:there is|i have|i've got|i have got|you see) (?:a|some|one|1) (?:secret |hidden |mystery )?number /,
      `(?:(?:that is |which is )?(?:hiding|hidden|sitting|waiting|written|kept) )?${PLACE.source}(?= ?[.,;:!])`,
    ),
    sequence(
      /\b(?:a|some|one|1) (?:secret |mystery )?number (?:is |hides |sits |waits )?(?:hiding |hidden |sitting |waiting |written )?/,
      `${PLACE.source}(?= ?[.,;:!])`,
    ),
  ),
);
/** "Which number is hiding?", "Which number is in the box?", "Which is the number?" */
const ASKED = new RegExp(
  sequence(
    /\b(?:what|which) (?:secret |hidden )?number (?:(?:is|was|am|do|does|did) )?(?:i |it |he |she )?/,
    `(?:(?:hiding|hidden|sitting|written|there|hide|have|has|got|take|took|start with|begin with|pick|picked|choose|chose|write down)(?: there)?(?: ${PLACE.source})?|${PLACE.source})`,
    /(?= ?(?:[?.!]|$))/,
  ),
  'g',
);
const WHICH_IS = /\bwhich is (?=(?:the|my|this|that|her|his) (?:secret |hidden )?number\b)/g;

const SPOKEN: readonly (readonly [RegExp, string])[] = [
  [/\b(?:1|one|an?|the) (half|third|quarter|fifth) of (?:1|one|some|a) number\b/g, 'the $1 of a number'],
  [/\b(?:the )?(half|third|quarter|fifth|double|triple) of (?:1|one|some|any) number\b/g, 'the $1 of a number'],
  [/\btak(?:e|es|ing) (it|the number|that|this) twice\b/g, 'double $1'],
  [/\btak(?:e|es|ing) (it|the number|that|this) (\d+) times\b/g, 'multiply $1 by $2'],
  [/\bguess my number\b/g, 'what is my number'],
];

const mine = (low: string): string => {
  const found = SOMEBODY.exec(low);
  if (!found) return low;
  const others = low.slice(found[0].length).replace(/\b(?:she|he|they)\b/g, '');
  // A second person who plays too, or another number of the first.
  if (/\b(?:i|you|we|my|your|our|another|second|other)\b/.test(others)) return low;
  return `${found[1] ?? ''}i think of a number${low
    .slice(found[0].length)
    .replace(/\b(?:he|she|they) (?:now )?(?:has|have|had|gets?|got)(?: now)?(?= -?\d)/g, 'i have')
    .replace(/(?:\band|,) (?:now |then )?(?:has|had|gets?|got)(?: now)?(?= -?\d)/g, ' and i have')
    .replace(/\b(?:he|she|they) (?:ends?|ended) up with\b/g, 'i get')
    .replace(/\b(?:he|she|they) (?=(?:add|subtract|take|took|double|triple|halve|multipl|divid)[a-z]*\b)/g, 'i ')
    .replace(/\bdid (?:he|she|they) (?:think of|have in mind|pick|choose|start with|have)\b/g, 'did i think of')
    .replace(/\b(?:(?:is|was) (?:he|she|they) thinking of|has (?:he|she) thought of)\b/g, 'did i think of')
    .replace(/\b(?:her|his|their) (?=(?:secret )?number\b)/g, 'my ')}`;
};

/** The riddle as if I thought of its number; undefined where it is told so already. */
export const asMine = (low: string): string | undefined => {
  if (!/\bnumber\b/.test(low) || low.length > 300) return undefined;
  let text = mine(low)
    .replace(HIDDEN, 'i think of a number')
    .replace(ASKED, 'what is the number')
    .replace(WHICH_IS, 'what is ');
  for (const [words, spoken] of SPOKEN) text = text.replace(words, spoken);
  // "Add what is in the box": another number that is not told.
  if (
    /\b(?:adds?|plus|minus|subtracts?|take(?:s| away)?|times|and) what(?:ever)?\b(?! is (?:the|my) (?:secret )?number)/.test(
      text,
    )
  )
    return undefined;
  return text === low ? undefined : text;
};

/**
 * Ways from here to there that are told as wholes: "by the square it is 3 km then 2 km; by the bridge 4 km then 3 km,
 * how long is the shorter way?". Each clause is one way, its lengths are added, and the shortest is asked.
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { reading, type Reader } from '../reading.ts';
import { scanOf } from '../text/scan.ts';
import { valuesIn } from '../text/text.ts';

const UNIT =
  /(?:km|kilomet(?:er|re)s?|kms|miles?|m|met(?:er|re)s?|min(?:ute)?s?|hours?|hrs?|stops?|euros?|dollars?|pounds?)/
    .source;
/** The part that asks: the least of them, as a number. */
const ASKS_LEAST = new RegExp(
  alternatives(
    sequence(
      /\b(?:the |my )?(?:shortest|shorter|quickest|quicker|fastest|faster|cheapest|cheaper|best)(?: (?:way|one|route|road|path|option))?/,
      `(?: (?:there|home|of (?:them|the (?:2|two|3|three))))?,?(?: (?:is|takes?|has|costs?|would be))? (?:how (?:many|much|long|far)|what)(?: ${UNIT})?`,
      /(?: (?:in all|altogether|in total|is that|is it))?/,
    ),
    sequence(
      `\\bhow (?:many|long|far|much)(?: ${UNIT})? (?:is|are|does|has|takes?|on)? ?(?:it )?(?:by )?(?:the |my )?`,
      /(?:shortest|shorter|quickest|quicker|fastest|faster|cheapest|cheaper)(?: (?:way|one|route|road|path|option))?/,
      /(?: take| cost)?/,
    ),
    `\\b(?:fewest|least|minimum|shortest|lowest) (?:possible )?(?:number of |amount of )?${UNIT}(?: from [a-z]+ to [a-z]+)?`,
    sequence(
      /\b(?:what is |whats |give me )?(?:the )?(?:shortest|quickest|cheapest|fastest|lowest|least) /,
      `(?:fare|price|cost|run|route|way|path|trip|time|distance|length)(?: (?:from [a-z]+ to [a-z]+|there|in (?:the )?${UNIT}|by [a-z]+))*`,
    ),
    sequence(
      `\\bhow (?:many|much|long)(?: ${UNIT})? (?:is|are) (?:the )?(?:shortest|quickest|cheapest|fastest) (?:way|route|path|one)`,
      /(?: from [a-z]+ to [a-z]+)?/,
    ),
    `\\b(?:${UNIT}|time|length|distance) (?:of|on|for|by) (?:the )?(?:shortest|shorter|quickest|quicker|fastest|faster)(?: (?:way|one|route|road|path|option))?`,
  ),
);
const WAY = anyOf(
  /way|road|route|path|lane|street|direct(?:ly)?|straight|by|via|through|over|along|past|across|round|around|bridge/,
  /tunnel|ferry|option|train|bus|tram|boat/,
);
/** "10 km by the coast and 8 km over the hill": a way ends before the length of the next one. */
const BETWEEN_WAYS = new RegExp(
  `,? (?:and|or|but) (?=[£$€]? ?\\d+(?:\\.\\d+)? ?(?:${UNIT} )?(?:by|over|via|through|along|past|round|around|across|direct(?:ly)?|straight)\\b)`,
  'g',
);
/** Any of these tells of more than the lengths of whole ways. */
const OTHERWISE =
  /\b(?:each|every|per|times|twice|half|double|not|no|closed|blocked|shut|back|return|both|longer|slower|than|if|save[sd]?|between)\b|[=*/:]\s*\d/;
const BESIDES = /\b(?:more|another|then|there|way|plus|next|after|last|first|on|minutes?|mins?|hours?)\b/g;

/** "3 km then 2 km", "4 miles to the ford and 6 more on": the lengths of one way; undefined for any other clause. */
const lengthsOf = (clause: string): string[] | undefined => {
  const scan = scanOf(clause);
  const numbers = scan.takeAll(new RegExp(`[£$€]?\\b(\\d+(?:\\.\\d+)?)(?: ?${UNIT}\\b)?`, 'g')).map((one) => one[1]!);
  if (numbers.length === 0 || numbers.length > 4 || !new RegExp(`\\b${WAY}\\b`).test(clause)) return undefined;
  return scan.explained(BESIDES) ? numbers : undefined;
};

export const readAlternativeWays: Reader = ({ low }) => {
  const asked = low.length > 260 ? null : ASKS_LEAST.exec(low);
  if (!asked || OTHERWISE.test(low)) return undefined;
  const told = `${low.slice(0, asked.index)};${low.slice(asked.index + asked[0].length)}`;
  const clauses = told
    .replace(/\b(?:it is|i can go|you can go|we can go|i can)\b/g, ' ')
    .replace(BETWEEN_WAYS, ' ; ')
    .split(
      /[;?!]|\.(?!\d)|,? (?:but|and|or|while) (?=(?:the|by|via|through|over|it is)\b)|, (?=(?:the|by|via|through|over|it is)\b)/,
    )
    .map((one) => one.trim())
    .filter((one) => /\d/.test(one));
  const ways = clauses.map(lengthsOf);
  const units = new Set(
    (low.match(new RegExp(`(?<=\\d ?)${UNIT}\\b`, 'g')) ?? []).map((one) => one.replace(/s$/, '').slice(0, 2)),
  );
  if (ways.length < 2 || ways.some((one) => one === undefined) || units.size > 1) return undefined;
  const sums = ways.map((one) => one!.reduce((sum, part) => sum + Number(part), 0));
  const least = Math.min(...sums);
  if (sums.filter((one) => one === least).length > 1) return undefined;
  const way = ways[sums.indexOf(least)]!;
  return reading({ type: 'value', expression: way.join('+') }, valuesIn(low), false);
};

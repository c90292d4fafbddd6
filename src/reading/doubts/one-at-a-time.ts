/**
 * Questions that ask for two answers where one is all that is told at a time, dates that may be read in two ways, and
 * what no number has: each is declined by its words, before a reader takes the half that it knows.
 */
import { anyOf, sequence } from '../../regex.ts';
import { refusal } from '../reading.ts';
import { datesIn } from '../calendar/dates.ts';
import { MONTHS } from '../../problem/solve/calendar.ts';
import { missing, when, type Doubt } from './said.ts';

const LETTERS = String.raw`(?:letters?|vowels?|consonants?|(?:letter )?["']?[a-z]["']?(?:'?s)?)`;
const WORDS = String.raw`["'\p{L}-]{2,}(?:,? (?:and|or|plus) |, )["'\p{L}-]{2,}`;

/** "How many t's in "tattoo" and "butter" each?" */
const apart = when(
  'invalid-input',
  'a count of each word is asked for, and one number is all that I tell at a time',
  new RegExp(
    sequence(
      String.raw`\b(?:how many|count|number of)(?: the)? ${LETTERS} (?:are |is |there |do |does |stand )*in `,
      String.raw`(?:the words? )?(?:["'\p{L}-]{2,}, )*${WORDS},? (?:each|respectively|separately|apart|one by one)\W*$`,
    ),
    'u',
  ),
);

/** "How many more t's has "tattoo" than "butter"?" */
const compared = when(
  'invalid-input',
  'two counts of letters are compared, and I count the letters of one text at a time',
  new RegExp(
    sequence(
      String.raw`\bhow many (?:more|fewer) ${LETTERS} (?:has|have|does|do|are|is|there|in)\b`,
      String.raw`[^.?!\d]*\bthan\b[^.?!\d]*\W*$`,
    ),
    'u',
  ),
);

const EXTREME = anyOf(/largest|biggest|greatest|highest|smallest|least|lowest|maximum|minimum|sum|total|average|mean/);

/** "Sort 5, 3 and 9 and tell me the largest": the row and one of it. */
const sortedAndPicked = when(
  'invalid-input',
  'two things are asked for, the sorted row and one number of it: ask for one at a time',
  new RegExp(
    sequence(
      /^\W*(?:please |can you |could you )?(?:sort|order|arrange|rank|put)\b[^.?!]*\d[^?!]*/,
      /(?:,|\band\b|\bthen\b|\.) ?(?:and |then |also )*(?:tell me|give(?: me)?|say|name|show(?: me)?|find|state)/,
      /(?: which (?:one|number)?(?: is)?| what(?: is)?)? the /,
      EXTREME,
      /(?: (?:one|1|number|value|of (?:them|these|those|all)))?\W*$/,
    ),
  ),
);

/** "The capital of 15% of 80": a number has none. */
const ofNoNumber: Doubt = ({ low }) => {
  const found = new RegExp(
    sequence(
      /\b(?:what|who|which)(?: (?:is|are|was)|'s) the /,
      anyOf(
        /capital|president|king|queen|mayor|population|colou?r|flag|currency|language|owner|author|smell|taste|mood/,
        /name|birthday|nationality|religion|address|nickname|inventor|purpose|opinion/,
      ),
      / of (?:the number )?-?\d+(?:\.\d+)?(?: ?%(?: of -?\d+(?:\.\d+)?)?| ?[-+*/] ?\d+(?:\.\d+)?| (?:plus|minus|times) \d+)?\W*$/,
    ),
  ).exec(low);
  const thing = found && /\bthe ([a-z]+) of /.exec(found[0])?.[1];
  return thing ? refusal('invalid-input', `a number has no ${thing}: what is asked for is unclear`) : undefined;
};

const CALENDAR = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /(?:week ?)?days?|weeks?|months?|dates?|today|tomorrow|yesterday|born|birthday|deadline|nights?|falls?|fell/,
      /(?:mon|tues|wednes|thurs|fri|satur|sun)day|calendar|expires?|due/,
    ),
    /\b/,
  ),
);
const ORDER_TOLD =
  /\b(?:mm|dd|m|d) ?[/.-] ?(?:mm|dd|m|d) ?[/.-] ?y|\b(?:american|us|british|uk|european|german|french)\b|\b(?:day|month) (?:first|before)\b/;

/** "What weekday was 1/2/2020": the first of February or the second of January. */
const eitherDate: Doubt = ({ low }) => {
  if (!CALENDAR.test(low) || ORDER_TOLD.test(low)) return undefined;
  const one = datesIn(low).find(({ date }) => date.startsWith('us:'));
  if (!one) return undefined;
  const [year, a, b] = one.date.slice(3).split('-').map(Number) as [number, number, number];
  const said = (day: number, month: number): string => `${day} ${MONTHS[month - 1]}`;
  const asTyped = low.slice(one.start, one.end);
  // With dots the day stands first.
  if (!asTyped.includes('/')) return undefined;
  return missing(`${asTyped} may be ${said(a, b)} or ${said(b, a)} ${year}: which of the two is not told`);
};

/** "What is the meaning of life?" */
const meaning = when(
  'other-mathematics',
  'what something means or is for is told by no computation',
  /^\W*(?:so |and |hey,? |please )*(?:what(?: is|'s)?|tell me|do you know) (?:the )?(?:meaning|purpose|point|sense|reason) of (?:the number \d+|(?:my |our |human |all )?(?:life|existence|being|love|everything|the universe))\b/,
);

/** "A triangle with sides 1, 2 and 10": the longest side is too long for the others. */
const noTriangle: Doubt = ({ low }) => {
  const sides =
    /\btriangle\b(?: (?:has|have|with|having|of|whose))*(?: (?:the )?sides?(?: lengths?| of length)?(?: (?:of|are|is|measure))?)?:? (\d+(?:\.\d+)?)(?: ?[a-z]{1,2})?(?:, ?| and | ?[/x] ?)(\d+(?:\.\d+)?)(?: ?[a-z]{1,2})?(?:,? and |, ?| ?[/x] ?)(\d+(?:\.\d+)?)(?: ?[a-z]{1,2})?(?![\d.]*\d|°| degrees)/.exec(
      low,
    );
  if (!sides || /\b(?:angles?|degrees|base|height|area of|perimeters|coordinates)\b|°|%/.test(low)) return undefined;
  const [a, b, c] = sides
    .slice(1)
    .map(Number)
    .toSorted((x, y) => x - y) as [number, number, number];
  if (a + b > c) return undefined;
  const how = a + b === c ? 'as long as' : 'longer than';
  return refusal('no-solution', `the side ${c} is ${how} the other two together: there is no such triangle`);
};

/** "What is BAD in decimal": figures of base 16, perhaps; CD would be a Roman numeral. */
const baseless: Doubt = ({ text, low }) => {
  const found =
    /^\W*(?:(?:what(?: is|'s)?|convert|write) )?((?=[A-F]*[ABEF])[A-F]{2,8}) (?:in|to|into|as) (?:a )?(?:decimal|binary|base 10)(?: number)?\W*$/.exec(
      text.replace(/^\W*(?:What|Convert|Write)\b/, (one) => one.toLowerCase()),
    );
  return found && !/\bhex|\bbase 16\b/.test(low)
    ? missing(`the base that ${found[1]} is written in is missing: its letters are figures of base 16`)
    : undefined;
};

export const ONE_AT_A_TIME: readonly Doubt[] = [
  apart,
  compared,
  sortedAndPicked,
  ofNoNumber,
  baseless,
  meaning,
  noTriangle,
  eitherDate,
];

/** The patterns of dates.ts: names of months and days, where today stands, and how spans are told. */
import { MONTHS } from '../../problem/solve/calendar.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';

/** Names of months, in full and short. */
export const MONTH = MONTHS.map((one) => one.toLowerCase())
  .map((one) => `${one}|${one.slice(0, 3)}`)
  .join('|')
  .replace('may|may', 'may')
  .replace('|sep', '|sept|sep');

/** Names of weekdays, in full and short. */
export const DAY_NAMES =
  'monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tues|tue|wed|weds|thurs|thur|thu|fri|' +
  'sat(?! (?:down|up|in|on|at|with|by|there|next|the|a|an|for|together|around|round)\\b)|(?<!the )sun';

/** Where today stands: "today is Monday", "yesterday was Tuesday"; the day of today, shifted. */
export const OFFSETS: readonly (readonly [string, number])[] = [
  ['the day before yesterday', -2],
  ['day before yesterday', -2],
  ['the day after tomorrow', 2],
  ['day after tomorrow', 2],
  ['day after the next', 2],
  ['after tomorrow', 2],
  ['before yesterday', -2],
  ['yesterday', -1],
  ['tomorrow', 1],
  ['today', 0],
  ['now', 0],
];

/** One of them. */
export const OFFSET = OFFSETS.map(([name]) => name).join('|');

/** "10 days", "a fortnight". Two groups: how many, and of what. */
export const SPAN = new RegExp(
  sequence(
    /\b(\d+|an?|one|half a|several)[ -]?(?:full |whole |more |calendar )?/,
    /(days?|weeks?|months?|years?|fortnights?|nights?)\b/,
  ),
  'g',
);

/** Words before a span that count back. */
export const COUNTS_BACK = new RegExp(
  sequence(
    anyOf(/minus|\bsubtract|take away|less|go(?:ing)? back|back|count back|previous|past|last/, /before|-/),
    /\s*(?:by |the |of )?$/,
  ),
);

/** The weekday that is given, and where it stands from today: either may stand first. */
export const GIVEN_DAY = new RegExp(
  sequence(
    /\b/,
    anyOf(
      sequence(
        '(',
        OFFSET,
        ')',
        /(?:'s| is| was| will be| it is| it was| we have|,|:| being)? ?/,
        /(?:is |was |a |already |on )?/,
        '(',
        DAY_NAMES,
        ')',
        /\b/,
      ),
      sequence(/\b/, '(', DAY_NAMES, ')', / (?:is |was )?/, '(', OFFSET, ')', /\b/),
    ),
  ),
);

/** Where a date stands from today, before it. */
export const IS_DATE = new RegExp(
  sequence(
    /\b/,
    '(',
    OFFSET,
    ')',
    /(?:'s date)?(?: is| was| will be| being|,|:)?(?: (?:is|was|the|on))*\s*/,
    '(?:',
    sequence('(?:', DAY_NAMES, ')', /,? /),
    ')?',
    /$/,
  ),
);

/** Something other than days is asked for. */
export const OTHER_AMOUNT = new RegExp(
  alternatives(
    /\bhow many (?!(?:full |whole |more )?(?:days|weeks|nights|sleeps|months))[a-z]+/,
    /\bhow (?:long|much)\b(?!.*\bdays\b)/,
  ),
);

/** A year that is said in two numbers. */
export const YEAR_IN_TWO = new RegExp(
  sequence(
    /\b/,
    '(',
    alternatives(
      sequence(/(?:\d{1,2}(?:st|nd|rd|th)? (?:day )?(?:of )?)/, '(?:', MONTH, ')'),
      sequence('(?:', MONTH, ')', / \d{1,2}(?:st|nd|rd|th)?/),
    ),
    ')',
    /,? (19|20)[ -](\d\d)\b/,
  ),
  'g',
);

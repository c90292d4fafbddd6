/** The patterns of days.ts: how the days, months and years of its forms are told and asked for. */
import { MONTHS, WEEKDAYS } from '../../problem/solve/calendar.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { ORDINAL_TEXT } from '../text/scan.ts';

/** One group each: the name of a month, of a weekday, of a day beside today. */
export const MONTH = `(${MONTHS.map((one) => one.toLowerCase()).join('|')})`;
export const DAY = `(${WEEKDAYS.map((one) => one.toLowerCase()).join('|')})`;
export const NAMED = '(the day before yesterday|the day after tomorrow|yesterday|today|tomorrow)';

/** "The last Friday of May 2024". */
export const NTH_WEEKDAY = new RegExp(
  sequence(
    /\b(?:the )?/,
    '(',
    alternatives(/last/, ORDINAL_TEXT.slice(1, -1)),
    ')',
    / /,
    DAY,
    / (?:of|in) (?:the month of )?/,
    MONTH,
    /(?:,? (?:of )?(\d{4}))?\b/,
  ),
);

/** On which weekday a month begins. */
export const FIRST_ON = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /(?:starts?|begins?|starting|beginning)(?: on)?(?: a)?/,
      /(?:the )?(?:first|1st)(?: day)? (?:is|falls on|was)(?: on)?(?: a)?/,
    ),
    / /,
    DAY,
    /\b/,
  ),
);

/** Words beside working days that are counted. */
export const WORKING_BESIDE = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /days?|monday|to|friday|from|counting|inclusive|including|both|if|then|before|last|first/,
      /end|starts?|week|date/,
    ),
    /\b/,
  ),
  'g',
);

/** Both years at the ends are counted. */
export const ENDS_COUNTED = new RegExp(
  sequence(
    /\b(?:counting |including |with )?(?:both|inclusive|including)/,
    /(?: (?:ends|years|of them))*(?: (?:included|counted|inclusive))?\b/,
  ),
);

/** How many days of a year are left. */
export const LEFT_IN_YEAR = new RegExp(
  sequence(
    /\bhow many days (?:are |is |were )?(?:there )?(?:left|remain\w*|remaining)(?: over)? /,
    /(?:in|of) (?:the|that|this) year(?: after| from| on)?\b/,
  ),
);

/** Which day of the year a date is. */
export const DAY_NUMBER = new RegExp(
  alternatives(
    /\b(?:what|which) (?:day number|number day|day) (?:of|in) the year\b/,
    /\b(?:what|which) day number\b|\bday of the year\b|\bwhat number day\b/,
  ),
);

/** "The 1st of the month is a Wednesday". */
export const TOLD_IN_MONTH = new RegExp(
  sequence(
    /\bthe /,
    ORDINAL_TEXT,
    /(?: of (?:this|the|a) month)? +(?:is|was|falls on|fell on|will be)(?: on)?(?: an?)? /,
    DAY,
    /\b/,
  ),
);

/** So many days in a row. */
export const RUN_OF_DAYS = new RegExp(
  alternatives(
    sequence(
      /\b(\d+) (?:[a-z]+ )?/,
      anyOf(
        /in a row|consecutive (?:days|nights|shifts)|(?:days|nights) running/,
        /(?:days|nights) in a row|days straight/,
      ),
      /\b/,
    ),
    /\b(\d+) consecutive [a-z]+\b/,
  ),
);

/** On which weekday something is done for the first time. */
export const FIRST_TIME = new RegExp(
  sequence(
    /\b(?:the |my )?(?:first|1st|start(?:s|ing|ed)?|begin(?:s|ning)?)/,
    /(?: (?:one|time|dose|pill|day))?(?: (?:is|was|on|from))*(?: an?)? /,
    DAY,
    /\b/,
  ),
);

/** Which day today, yesterday or tomorrow is. */
export const ASKED_SHIFT = new RegExp(
  sequence(
    /\b(?:what|which) (?:day|weekday)(?: of the week)? /,
    /(?:is|was|will be|is it|will it be|was it) (?:it )?/,
    NAMED,
    /\b/,
  ),
);

/** "The day after the day after Friday". */
export const CHAIN = new RegExp(
  sequence(
    /^\W*(?:(?:what|which|whats)(?: day)? (?:is|comes) )?/,
    /((?:(?:the )?(?:day )?(?:right |just )?(?:before|after)(?: of)? )+)/,
    DAY,
    /(?: is)?(?: (?:what|which)(?: day)?)?\W*$/,
  ),
);

/** How many days a part of a year has. */
export const HOW_MANY_DAYS = new RegExp(
  alternatives(
    sequence(
      /\bhow many days(?: in (?:total|all))?(?: (?:are|is|do|does|did|has|have|were))?/,
      /(?: there)?(?: in)?\b/,
    ),
    /\bnumber of days(?: (?:in|of))?\b/,
  ),
);

/** "The second quarter of 2024". */
export const QUARTER_OF_YEAR = new RegExp(
  sequence(
    String.raw`\b(?:the )?(first|second|third|fourth|last|1st|2nd|3rd|4th) (?:quarter|1/4) (?:of |in )?`,
    /(?:the year )?(\d{4})\b/,
  ),
);

/** "From the 3rd to the 9th". */
export const FROM_DAY_TO_DAY = new RegExp(
  sequence(
    /\bfrom (?:the )?(\d{1,2})(?:st|nd|rd|th) (?:of )?(?:to|until|till|through) (?:the )?/,
    /(\d{1,2})(?:st|nd|rd|th)?\b/,
  ),
);

/** The first day of a year. */
export const YEAR_BEGINS = new RegExp(
  alternatives(
    /\b(?:does |did |will )?(?:the year )?(\d{4}) (?:begins?|began|starts?|started)\b/,
    /\b(?:begin|beginning|start) of (?:the year )?(\d{4})\b/,
    /\b(?:first|1st) day of (?:the year )?(\d{4})\b/,
  ),
  'g',
);

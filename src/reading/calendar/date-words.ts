/** Words of dates that change what is asked: both ends counted, several dates, the last of nobody knows how many. */
import { alternatives, anyOf, sequence } from '../../regex.ts';

/** Both days at the ends are days: "first and last day both charged". */
export const BOTH_ENDS = new RegExp(
  alternatives(
    sequence(
      /\b(?:counting|including|include|includes|with|count|charged? for|pay for) /,
      /(?:both|(?:both )?(?:the )?first and (?:also )?(?:the )?last)(?: (?:days?|dates|ends))?(?: included)?\b/,
    ),
    /\bboth (?:the )?(?:days|dates|ends) (?:are |being )?(?:included|counted|inclusive|charged|paid|billed|count)\b/,
    sequence(
      /\b(?:the )?first and (?:the )?last (?:days? |dates? )?(?:are |is |being )?(?:both |also |each )?/,
      /(?:included|counted|charged|paid|billed|count|inclusive)\b/,
    ),
    /\bboth (?:days|dates|ends)\b|\binclusive(?:ly)?\b/,
  ),
);

/** "Not counting Sundays": some of the days between are none. */
export const SOME_LEFT_OUT = new RegExp(
  sequence(
    /\b(?:not (?:counting|including)|without(?: counting)?|except(?: for)?|excluding|leaving out|skipping)/,
    / /,
    /(?:the |any )?(?:weekends?|holidays?|(?:mon|tues|wednes|thurs|fri|satur|sun)days?)\b/,
  ),
);

/** "Which date between them is a Sunday": one of the days, and not how many. */
export const WHICH_BETWEEN =
  /\b(?:which|what) (?:dates?|days?)\b[^?]*\b(?:is|are|falls?) (?:on )?(?:an? )?[a-z]+days?\b/;

/** How many days are asked that are counted with both ends. */
export const ASKS_COUNT = new RegExp(
  alternatives(
    /\bhow many (?:days|nights)\b(?: old)?(?: (?:is|are|was|were) (?:that|it|there))?/,
    /\b(?:number of|total) days\b|\bdays (?:charged|billed|paid|hired?|in total|in all)\b/,
    /\bhow long\b(?=.*\bdays\b)/,
  ),
);

/** Words beside days that are counted, which change nothing. */
export const COUNT_BESIDE = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /days?|between|until|till|is|are|counting|first|last|begins?|starts?|ends?|charged/,
      /skip(?= (?:was |is )?hired?)|(?:and )?(?:also )?(?:the )?weekends?(?: too| included)?/,
    ),
    /\b/,
  ),
  'g',
);

/** "The next two due dates": several are asked, of which one is no answer. */
export const SEVERAL_DATES = new RegExp(
  alternatives(
    /(?<!\bbetween (?:the |my |our )?)\b(?:next|first|last|following) (?:[2-9]|1\d|few) (?:[a-z]+ ){0,2}dates\b/,
    /\bdates of (?:all|the (?:next|first|last) (?:[2-9]|1\d))\b|\ball (?:the |of the )?(?:[a-z]+ )?dates\b/,
  ),
);

/** "Every 4 weeks … the date of the last one?": how many there are is not told. */
export const LAST_OF_MANY = new RegExp(
  sequence(
    /\bevery (?:\d+ |other )?(?:days?|weeks?|months?|years?)\b.*/,
    /\b(?:when|date|day)\b[^.?!;]*\b(?:last|final)\b[^.?!;\d]*\W*$/,
  ),
);

/**
 * A time at which something begins, and what follows it: one duration or several, so many of the same length, with a
 * break between them, in another time zone. Asked is when it ends, or when a later one begins. Every number and every
 * telling word has its role.
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { reading, type Outcome } from '../reading.ts';
import { ORDINAL_TEXT, ordinalOf, scanOf, type Scan } from '../text/scan.ts';
import { valuesIn } from '../text/text.ts';
import { lengthsIn, type Length } from './durations.ts';
import { clocksIn } from './times.ts';

const ENDS = anyOf(
  /ends?|over|finish\w*|done|ready|dry|out|arrives?|arrived?|arrival|return\w*|back|lands?|landing/,
  /home|complete\w*|there/,
  /closes?|closing|stops?|through|free|served?|cooked|due|get in|reach\w*|expected?/,
);
/** Asked is when it ends. */
const ASKS_END = new RegExp(
  alternatives(
    `\\b(?:when|(?:at )?(?:what|which) (?:local |clock )?(?:time|hour))\\b[^.?!]*\\b${ENDS}\\b`,
    `\\b${ENDS} (?:time|hour)\\b`,
    `\\btime (?:of|for) (?:the )?(?:${ENDS}|break|end|pause|lunch)\\b`,
    `\\b${ENDS} (?:when|at what time|at)\\W*$`,
    /\b(?:clock )?time of (?:the )?(?:break|end|arrival|landing|return|finish)\b/,
    sequence(
      /\b(?:when|(?:at )?(?:what|which) (?:time|hour)) (?:is|comes|will be|does|do) /,
      /(?:the |my |our )?(?:break|pause|lunch|next one)\b/,
    ),
  ),
);
/** What makes it another question: a time that is wanted, or one before. */
const OTHERWISE = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /before|earlier|ago|minus|less|must|should|have to|has to|need to|latest|per|twice|of which|including|instead/,
      /late|early|fast|slow|by|until|till|from(?! _)|either|half of|except|not|sooner/,
      /delay\w*|longer|shorter|first|both/,
    ),
    /\b/,
  ),
);

const NO_BREAKS = new RegExp(
  alternatives(
    sequence(
      /,? ?\b(?:with )?(?:no|without(?: any)?) /,
      /(?:breaks?|pauses?|stops?|interruptions?|gaps?)(?: in between| between them)?\b/,
    ),
    /\bnon-?stop\b/,
  ),
  'g',
);
const EACH =
  /\b(?:each|every|a|an|1|one)(?: [a-z]+){1,2} (?:takes?|lasts?|is|of|has|goes on for|runs?(?: for)?)(?: about)? $/;
const BETWEEN = /\b(?:break|pause|rest|gap)s? (?:of )?$/;

/** "destination clocks are one hour behind ours" */
const ZONE = new RegExp(
  sequence(
    /,? ?\b(?:(?:and|but|where) )?(?:the )?/,
    anyOf(
      /destination|local|their|its|there|over there/,
      /(?:in|at) (?:that|this|the other) (?:country|city|place|island|town)/,
    ),
    /(?:'s)? ?(?:the )?(?:clocks?|time)?,? ?(?:is|are|it is|they are)? ?/,
    /(\d+) hours? (behind|ahead|earlier|later|back|forward)/,
    /(?: of)?(?: (?:ours|us|here|of ours|home|my city|my country))?\b/,
  ),
);

type Roles = { scan: Scan; low: string; lengths: readonly Length[] };

/** What takes the length that stands behind it. */
const TAKES = new RegExp(
  sequence(
    /\b(?:each|every|a|an|1|one) (?:[a-z]+ )?([a-z]+) /,
    /(?:takes?|lasts?|is|of|has|goes on for|runs?(?: for)?)(?: about)? $/,
  ),
);

/** The number of things of which each takes so long: "a full game has 9 rounds". */
const countOf = ({ scan, low }: Roles, length: Length): number | undefined => {
  const subject = TAKES.exec(low.slice(0, length.start))?.[1];
  if (subject === undefined) return undefined;
  const found = scan.take(new RegExp(`\\b(\\d{1,2}) (?:[a-z]+ )?${subject.replace(/s$/, '')}(?:e?s)?\\b`));
  scan.takeAll(new RegExp(`\\b${subject}\\b`, 'g'));
  return found ? Number(found[1]) : undefined;
};

const WORDS = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /minutes?|mins?|hours?|time|starts?|starting|begins?|day|morning|afternoon|evening|night|today|tonight/,
      /then|next|if|and|after|afterwards|there|local|again|another|total|full|1|one|same|each|every/,
    ),
    /\b/,
  ),
  'g',
);

/** When a later one of them begins. */
const LATER_ONE = new RegExp(
  sequence(
    /\b(?:when|(?:at )?what time) (?:does |do |will )?(?:begins?|starts?)? ?(?:the )?/,
    ORDINAL_TEXT,
    / [a-z]+(?: (?:begins?|starts?))?\W*$/,
  ),
);

/** The minutes from the start to the end, or to the beginning of a later one. */
const minutesOf = (roles: Roles, nth: number | undefined): number | undefined => {
  const { lengths, low, scan } = roles;
  const pauses = lengths.filter(
    (one) => BETWEEN.test(low.slice(0, one.start)) || /^ (?:break|pause|rest)s?\b/.test(low.slice(one.end)),
  );
  const each = lengths.filter((one) => !pauses.includes(one) && EACH.test(low.slice(0, one.start)));
  const between = pauses.length === 1 && /\bbetween\b/.test(low);
  if (each.length === 1 && lengths.length === 1 + pauses.length && (pauses.length === 0 || between)) {
    const count = nth === undefined ? countOf(roles, each[0]!) : nth - 1;
    if (count === undefined) return nth === undefined && pauses.length === 0 ? each[0]!.minutes : undefined;
    scan.takeAll(/\b(?:breaks?|pauses?|rests?|between)\b/g);
    const gaps = nth === undefined ? count - 1 : nth - 1;
    return count * each[0]!.minutes + gaps * (pauses[0]?.minutes ?? 0);
  }
  // "6 lessons of 40 minutes with 10 minutes between them"
  const [several] = lengths.filter((one) => !pauses.includes(one));
  const count =
    several && /^ ?(\d{1,2}) [a-z]+(?: [a-z]+)? (?:of|with|at|lasting)\b/.exec(low.slice(several.start))?.[1];
  if (between && nth === undefined && lengths.length === 2 && count !== undefined) {
    scan.takeAll(/\b(?:breaks?|pauses?|rests?|between)\b/g);
    return several!.minutes + (Number(count) - 1) * pauses[0]!.minutes;
  }
  if (nth !== undefined || each.length > 0 || between) return undefined;
  scan.takeAll(/\b(?:break|pause|lunch|rest)s?\b/g);
  // "20, 35 and 15 min": bare numbers before a unit.
  const bare = scan.takeAll(/\b([1-9]\d?)(?=,| and\b)/g).map((one) => Number(one[1]));
  if (bare.length > 0 && !/\d(?:, \d+)*,? and \d+ ?min/.test(low)) return undefined;
  const listed = scan.take(/\b(\d) [a-z]+(?: [a-z]+)?:/);
  if (listed && Number(listed[1]) !== bare.length + lengths.length) return undefined;
  return [...bare, ...lengths.map((one) => one.minutes)].reduce((sum, one) => sum + one, 0);
};

const blank = (text: string, { start, end }: { start: number; end: number }): string =>
  text.slice(0, start) + ' '.repeat(end - start) + text.slice(end);

export const readSchedule = (question: string): Outcome | undefined => {
  if (question.length > 260) return undefined;
  const zone = ZONE.exec(question);
  if (zone && /\b(?:here|home time|our time)\b/.test(question.replace(ZONE, ' '))) return undefined;
  const low = (zone ? question.replace(ZONE, ' ') : question).replace(NO_BREAKS, ' ');
  const later = LATER_ONE.exec(low);
  const clocks = clocksIn(low).filter((one) => !/:[6-9]\d$/.test(one.text));
  const [at] = clocks;
  if (clocks.length !== 1 || !at || !(later ? /\b(?:first|1st|begins?|starts?)\b/.test(low) : ASKS_END.test(low)))
    return undefined;
  const timeless = blank(low, at);
  const told = `${low.slice(0, at.start)}_${low.slice(at.end)}`;
  if (OTHERWISE.test(later ? told.replace(/\bfirst\b/, ' ') : told)) return undefined;
  const lengths = lengthsIn(timeless);
  const scan = scanOf(lengths.reduce(blank, timeless));
  const ago = lengths.some((one) => /^ (?:back|ago)\b/.test(low.slice(one.end)));
  if (lengths.length === 0 || ago || lengths.some((one) => one.minutes > 2880)) return undefined;
  if (later) {
    scan.take(new RegExp(`\\b${ORDINAL_TEXT}(?= [a-z]+(?: (?:begins?|starts?))?\\W*$)`));
    scan.take(/\bfirst\b/);
  }
  const nth = later ? ordinalOf(later[1]!) : undefined;
  const minutes = minutesOf({ scan, low, lengths }, nth);
  scan.takeAll(new RegExp(`\\b${ENDS}\\b`, 'g'));
  if (minutes === undefined || minutes === 0 || !scan.explained(WORDS)) return undefined;
  const shift = zone ? 60 * Number(zone[1]) * (/behind|earlier|back/.test(zone[2]!) ? -1 : 1) : 0;
  const uses = [...valuesIn(question), ...(question.match(/\d+/g) ?? []), '12', '24'];
  return reading({ type: 'clock', at: at.text, plus: minutes + shift }, uses, false);
};

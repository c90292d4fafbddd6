/** Reads clock times and durations: how long from one to another, what time after or before. */
import { reading, refusal, type Outcome, type Reader } from '../reading.ts';
import { numbersIn, type Text } from '../text/text.ts';
import { lengthsIn, readDurations, readUnitCount, type Length } from './durations.ts';
import { CROWD, HOURS, IN_12, IN_24, IN_FIGURES, MINUTES_TO, PART } from './time-words.ts';
import { toFullHour } from './full-hour.ts';
import { wrongClock } from './wrong-clock.ts';
import { endsFirst, leavesNumbers, leavesSteps, ASKS_REST, SHOWN_NOW } from './time-doubts.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';

export type Clock = {
  minutes: number;
  text: string;
  start: number;
  end: number;
  half: 'am' | 'pm' | undefined;
  plain: boolean;
};

const half = (am: string | undefined, part: string | undefined): 'am' | 'pm' | undefined => {
  if (am) return am.startsWith('a') ? 'am' : 'pm';
  if (part === undefined) return undefined;
  return part === 'morning' ? 'am' : 'pm';
};

/** What stands before a time of day, and not before a count. */
const BEFORE_TIME =
  /\b(?:at|after|before|from|until|till|to|by|is|was|since|about|around|between|starts?|leaves?|->|-) $/;

const clockOf = (hour: number, minute: number, part: 'am' | 'pm' | undefined): number => {
  const base = part !== undefined && hour === 12 ? 0 : hour;
  return (part === 'pm' && base < 12 ? base + 12 : base) * 60 + minute;
};

const PARTS_OF_HOUR: Readonly<Record<string, number>> = { half: 30, quarter: 15 };

/** "Half past midnight", "ten to noon". */
const BY_NOON = /\b(?:a )?(half|quarter|\d{1,2})(?: min(?:ute)?s?)? (past|after|to|before) (noon|midday|midnight)\b/g;

const minutesByNoon = ([, part = '', side = '', noon]: RegExpMatchArray): number | undefined => {
  const named = PARTS_OF_HOUR[part];
  const minutes = named ?? Number(part);
  if (minutes > 59 || (named === undefined && /after|before/.test(side))) return undefined;
  return ((noon === 'midnight' ? 24 : 12) * 60 + (/past|after/.test(side) ? minutes : -minutes)) % (24 * 60);
};

type Push = (
  match: RegExpMatchArray,
  hour: number,
  minute: number,
  part: 'am' | 'pm' | undefined,
  plain?: boolean,
) => void;

/** Hours without minutes beside another time, or two of them: "from 9 to 5", "starts at 8 and ends at 16:00". */
const BARE_HOURS: readonly RegExp[] = [
  /\b(?:from|between) (\d{1,2})(?= ?(?:to|until|till|and|-) \d{1,2}(?:\W|$)(?! ?(?:min|hour|%)))(?=.*\bhours?\b)/g,
  /(?<=\b(?:from|between) \d{1,2} ?(?:to|until|till|and|-) )(\d{1,2})(?=\W|$)(?! ?(?:min|hour|%|:))(?=.*\bhours?\b)/g,
  /(?<=\b(?:at|from) )(\d{1,2})(?=,? (?:and|to|until|till)\b[^.?]*\d{1,2}:\d\d)/g,
  /(?<=\d{1,2}:\d\d\b[^?]*\b(?:till|until|at|(?<!quarter |\d |minutes |mins )to) )(\d{1,2})(?=\W*$)/g,
];

/** "Half seven", "at seventeen fifty two". */
const saidTimes = (low: string, push: Push): void => {
  for (const pattern of BARE_HOURS)
    for (const match of low.matchAll(pattern)) push(match, Number(match[1]), 0, undefined);
  for (const match of low.matchAll(
    new RegExp(String.raw`\bhalf ${HOURS}\b(?! ?(?:hours?|min|%|of|and|or|as|the|past|:|\d))${PART}`, 'g'),
  ))
    if (BEFORE_TIME.test(low.slice(0, match.index)) || match[2] !== undefined || match[3] !== undefined)
      push(match, Number(match[1]), 30, half(match[2], match[3]));
  // "leaves at seventeen fifty two"
  for (const match of low.matchAll(
    /(?<=\b(?:at|by|from|until|till) )([01]?\d|2[0-3]) ([0-5]\d)\b(?! ?(?:[ap]\.?m\b|min|h\b|hours?|%|\d|[a-z]+s\b))/g,
  ))
    push(match, Number(match[1]), Number(match[2]), undefined, true);
};

/**
 * Clock times of a text: 9:40, 9.40 am, 10pm, half past six, quarter to 8, noon. Hours over 24 are kept, for the solver
 * to refuse.
 */
export const clocksIn = (low: string): Clock[] => {
  const out: Clock[] = [];
  const push = (
    match: RegExpMatchArray,
    hour: number,
    minute: number,
    part: 'am' | 'pm' | undefined,
    plain = false,
  ): void => {
    const start = match.index!;
    const end = start + match[0].length;
    if (out.some((one) => start < one.end && end > one.start)) return;
    const bad = hour > 24 || minute > 59;
    const minutes = clockOf(hour, minute, part);
    const text = bad
      ? `${hour}:${String(minute).padStart(2, '0')}`
      : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
    out.push({ minutes, text, start, end, half: part, plain });
  };
  for (const match of low.matchAll(/\b(\d{1,2}) ([0-5]\d) ?(a\.?m\b\.?|p\.?m\b\.?)/g))
    push(match, Number(match[1]), Number(match[2]), half(match[3], undefined), true);
  for (const match of low.matchAll(BY_NOON)) {
    const minutes = minutesByNoon(match);
    if (minutes !== undefined) push(match, Math.floor(minutes / 60), minutes % 60, undefined);
  }
  for (const match of low.matchAll(new RegExp(String.raw`\b(\d{1,2}):(\d\d)(?!\d|:\d)${PART}`, 'g')))
    push(match, Number(match[1]), Number(match[2]), half(match[3], match[4]), true);
  for (const match of low.matchAll(new RegExp(String.raw`\bhalf past ${HOURS}${PART}`, 'g')))
    push(match, Number(match[1]), 30, half(match[2], match[3]));
  saidTimes(low, push);
  for (const match of low.matchAll(new RegExp(String.raw`\b(?:a )?quarter past ${HOURS}${PART}`, 'g')))
    push(match, Number(match[1]), 15, half(match[2], match[3]));
  for (const match of low.matchAll(new RegExp(String.raw`\b(?:a )?quarter (?:to|before|till) ${HOURS}${PART}`, 'g')))
    push(match, (Number(match[1]) + 23) % 24, 45, half(match[2], match[3]));
  for (const match of low.matchAll(
    new RegExp(String.raw`\b(\d{1,2}) (?:min(?:ute)?s? )?past ${HOURS}\b(?! ?(?:min|hour|:))${PART}`, 'g'),
  ))
    push(match, Number(match[2]), Number(match[1]), half(match[3], match[4]));
  for (const match of low.matchAll(MINUTES_TO)) {
    if (Number(match[1]) < 30 && Number(match[1]) % 5 === 0)
      push(match, (Number(match[2]) + 23) % 24, 60 - Number(match[1]), half(match[3], match[4]));
  }
  for (const match of low.matchAll(/\b(\d{1,2})(?:[.h](\d\d))? ?(a\.?m\b\.?|p\.?m\b\.?)/g))
    push(match, Number(match[1]), Number(match[2] ?? 0), half(match[3], undefined), true);
  for (const match of low.matchAll(new RegExp(String.raw`\b(\d{1,2}) o'?\s?clock${PART}`, 'g')))
    push(match, Number(match[1]), 0, half(match[2], match[3]), true);
  for (const match of low.matchAll(
    new RegExp(
      sequence(
        /(?<![$£€] ?)\b(\d{1,2})[.h](\d\d)(?:\s?h\b)?/,
        /(?! ?(?:dollars?|cents?|euros?|pounds?|bucks?|km|m\b|kg|hours?|%|\d))/,
      ),
      'g',
    ),
  ))
    if (
      Number(match[1]) < 25 &&
      Number(match[2]) < 60 &&
      /\b(?:time|clock|o'clock|start|end|train|bus|leave|arriv|minutes|min)\b/.test(low) &&
      // "1h05" beside other durations is one of them, "at 14h05" a time.
      (!/^\d+h/.test(match[0]) || BEFORE_TIME.test(low.slice(0, match.index)))
    )
      push(match, Number(match[1]), Number(match[2]), undefined, true);
  for (const match of low.matchAll(/\b(\d{1,2}) (?:in the (morning|afternoon|evening)|at (night))\b/g))
    if (BEFORE_TIME.test(low.slice(0, match.index)))
      push(match, Number(match[1]), 0, half(undefined, match[2] ?? match[3]), true);
  for (const match of low.matchAll(/\b(?:12 )?(noon|midday|midnight)\b/g))
    if (!/(?:after|before)(?: the)? $/.test(low.slice(Math.max(0, match.index - 10), match.index)) || out.length === 0)
      push(match, match[1] === 'midnight' ? 0 : 12, 0, undefined);
  return out.sort((a, b) => a.start - b.start);
};

const ASKS_MINUTES = new RegExp(
  alternatives(
    /\bhow (?:many (?:more )?(?:minutes?|hours?|hrs)|many (?:more )?mins?|long|much time|much longer|late)\b/,
    /\b(?:hours|hrs)\W*$/,
    /\bminutes?\b.*\b(?:between|from|until|till|pass|elapsed?|to)\b|\belapsed\b|\bduration\b/,
    /\bruntime\b|\bminutes\s*\?|\bin minutes\b|\bnumber of minutes\b/,
    /\bmins? (?:from|between|until|till|late)\b/,
    /\b(?:minutes|mins?|hours|hrs|time) (?:left|remaining|to go)\b/,
  ),
);
const ASKS_CLOCK = new RegExp(
  alternatives(
    /\b(?:what|which) time\b|\bwhen\b|\bwhat is\b|\bwhat (?:did|does|will|would) the clock\b/,
    /\bclock (?:show|say|read)|\bfinish\b|\bend(?:s|ed)?\b|\barriv|\bover\b|=|\+|\bready\b|\bclose/,
    /\bstart\b|\btime (?:to|in|after)\b|\bminus\b|\bplus\b|\bback at\b|\bat ?\?|\bago\b|\b(?:add|subtract) \d+ min/,
    /\b(?:did|does|will|would) it (?:show|say|read)\b/,
  ),
);

/** The hours from one time to the next time that the clock shows the other. */
const hoursBetween = (low: string, from: string, to: string): Outcome | undefined => {
  const [a, b] = [from, to].map((one) => {
    const [hour, minute] = one.split(':').map(Number) as [number, number];
    return hour > 24 || minute > 59 ? undefined : 60 * hour + minute;
  });
  if (a === undefined || b === undefined) return undefined;
  const day = b <= a ? 1440 : 0;
  return reading({ type: 'value', expression: `(${b + day}-${a})/60` }, usesOf(low), false);
};

/** Both times with their halves of the day: "from 7 to 9 pm" is one evening. */
const between = (low: string, a: Clock, b: Clock): Outcome | undefined => {
  let [from, to] = [a, b];
  const swap = endsFirst(low, a, b);
  const now = SHOWN_NOW.test(low.slice(0, b.start)) || /^\s*now\b/.test(low.slice(b.end));
  const late = /\bhow (?:many (?:minutes|mins?) )?late\b|\binstead of\b|\bminutes\b.*\b(?:late|early)\b/.test(low);
  if (swap || ((now || late) && b.minutes < a.minutes)) [from, to] = [b, a];
  let [x, y] = [from.text, to.text];
  const shift = (clock: Clock, part: 'am' | 'pm'): string => {
    const hour = Math.floor(clock.minutes / 60);
    const minutes = part === 'pm' && hour < 12 ? clock.minutes + 720 : clock.minutes;
    return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
  };
  if (
    from.half === undefined &&
    to.half === 'pm' &&
    from.minutes < 720 &&
    from.minutes + 720 < to.minutes &&
    !/\bmorning|\bmidnight/.test(low)
  )
    x = shift(from, 'pm');
  if (to.half === undefined && from.half === 'pm' && to.minutes < 720 && to.minutes + 720 > from.minutes)
    y = shift(to, 'pm');
  const crosses = to.minutes < from.minutes;
  const twelve =
    crosses &&
    from.half === undefined &&
    to.half === undefined &&
    from.minutes <= 780 &&
    to.minutes < 720 &&
    !/\b(?:next|following) (?:day|morning)|night|midnight|overnight\b/.test(low);
  // 11:45 to 12:10 is plain; 10:50 to 1:20 may be noon or midnight passed: the shorter way, not sure.
  if (twelve) y = shift(to, 'pm');
  const hours =
    /\bhours? and min/.test(low) || (/\bhow long\b|\bhow much time\b/.test(low) && !/\bmin(?:ute)?s?\b/.test(low));
  if (
    /\bhow many (?:more |whole )?(?:hours|hrs)\b|\bin (?:hours|hrs)\b|\b(?:hours|hrs)\W*$/.test(low) &&
    !/\bmin(?:ute)?s?\b/.test(low)
  )
    return hoursBetween(low, x, y);
  const problem = { type: 'minutes' as const, from: x, to: y, ...(hours && { form: 'hours' as const }) };
  const impossible = /:[6-9]\d$|^(?:2[5-9]|[3-9]\d):/.test(from.text) || /:[6-9]\d$|^(?:2[5-9]|[3-9]\d):/.test(to.text);
  return reading(problem, usesOf(low), impossible || !(twelve && !late));
};

/** A time that is told in one way, to be written in another: "half past four in the afternoon as digits". */
const inDigits = (low: string, at: Clock): Outcome | undefined => {
  const halved = at.half !== undefined || /\b(?:noon|midday|midnight)\b/.test(low.slice(at.start, at.end));
  const rest = low.slice(0, at.start) + low.slice(at.end);
  if (
    /\b(?:after|before|later|earlier|until|till|ago|between|from|start\w*|end\w*|arriv\w*|minutes|hours)\b/.test(
      rest.replace(IN_24, ' ').replace(IN_12, ' '),
    )
  )
    return undefined;
  const uses = [...usesOf(low), '24', '12'];
  if (IN_24.test(rest) ? halved : IN_FIGURES.test(rest) && (halved || !/:/.test(low.slice(at.start, at.end))))
    return reading({ type: 'clock', at: at.text, plus: 0 }, uses, halved);
  return IN_12.test(rest) && !halved && (at.minutes >= 780 || low.startsWith('0', at.start))
    ? reading({ type: 'clock', at: at.text, plus: 0, form: '12' }, uses)
    : undefined;
};

const usesOf = (low: string): string[] => numbersIn(low).map((one) => one.value);

const PAUSE = new RegExp(
  sequence(
    /(?<!without (?:a |any )?|no )\b/,
    anyOf(
      /breaks?|pauses?|lunch|unpaid|rests?|minus|not counting|less/,
      /without (?!(?:a |any )?(?:break|pause|interruption|stopping))/,
    ),
    /\b/,
  ),
);
const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth'];

/** A time at work without its break; the third dose of every 6 hours. */
const repeated = (low: string, clocks: readonly Clock[], lengths: readonly Length[]): Outcome | undefined => {
  const [one] = lengths;
  const [from, to] = clocks;
  if (
    clocks.length === 2 &&
    lengths.length === 1 &&
    one &&
    from &&
    to &&
    PAUSE.test(low) &&
    to.minutes > from.minutes
  ) {
    const asked = low.slice(0, one.start) + low.slice(one.end);
    // "2 breaks, 20 minutes each": "2 breaks of 20 minutes" is one length already.
    const several = /\b(\d) (?:[a-z]+ )?(?:breaks|pauses|rests)\b/.exec(low);
    const alone = several && (several.index > one.start + 1 || several.index + several[0].length <= one.start);
    const apart = alone ? several : undefined;
    if (apart && !/^ (?:long )?(?:each|apiece)\b/.test(low.slice(one.end))) return undefined;
    const sum = `${to.minutes}-${from.minutes}-${apart ? `${apart[1]}*` : ''}${one.minutes}`;
    const [minutes, hours] = [/\bmin(?:ute)?s?\b/.test(asked), /\b(?:hours?|hrs)\b/.test(asked)];
    if (minutes === hours) return undefined;
    return reading({ type: 'value', expression: minutes ? sum : `(${sum})/60` }, usesOf(low), false);
  }
  const asked = new RegExp(
    String.raw`\b(${ORDINALS.join('|')})\b(?! (?:dose|one|pill|bus|train|shift|lesson)? ?(?:is |was |at )*(?:at )?\d)`,
  ).exec(low.slice(from?.end ?? 0))?.[1];
  if (
    clocks.length === 1 &&
    from &&
    one &&
    lengths.length === 1 &&
    /\b(?:every|each)\b/.test(low.slice(Math.max(0, one.start - 8), one.start))
  )
    return asked === undefined || !/\bfirst\b|\bstart/.test(low)
      ? undefined
      : reading({ type: 'clock', at: from.text, plus: ORDINALS.indexOf(asked) * one.minutes }, usesOf(low), false);
  return undefined;
};

export const readTimes: Reader = ({ low: told }: Text) => {
  // Beside an equation a time of day is told by the way.
  if (told.length > 500 || /[a-z\d)] ?= ?[-\d(]/.test(told)) return undefined;
  const counted = readUnitCount(told);
  if (counted) return counted;
  const low = /\b(?:each|every|per|one after)\b/.test(told)
    ? told
    : told.replace(CROWD, (found) => ' '.repeat(found.length));
  const found = readClocks(low);
  return found?.type === 'problem' ? { ...found, uses: [...found.uses, ...usesOf(told)] } : found;
};

const readClocks = (low: string): Outcome | undefined => {
  const clocks = clocksIn(
    low.replace(/\b(?:on (?:a|the) )?\(?(?:24|12)[ -]?(?:h|hour|hr)s?(?: clock| format| time)\)?/g, (found) =>
      ' '.repeat(found.length),
    ),
  );
  const lengths = lengthsIn(
    low.replace(/\b(?:24|12)[ -]?(?:h|hour|hr)s?(?= clock| format| time)/g, (found) => ' '.repeat(found.length)),
  ).filter((one) => !clocks.some((clock) => one.start < clock.end && one.end > clock.start));
  if (/\b(?:km|kilomet(?:re|er)s?|miles?|mph|speed)\b/.test(low)) return undefined;
  const unit = new RegExp(
    alternatives(
      /\bmin(?:ute)?s?\b|\bhours?\b|\bo'clock\b|\bclock\b|\btime\b|\d:\d\d|\b[ap]m\b|\d ?[ap]\.?m\b/,
      /\b(?:half|quarter) (?:past|to)\b|\d ?h ?\d|\d ?(?:hrs?|h)\b/,
    ),
  ).test(low);
  if (!unit) return undefined;
  const spans = clocks.length === 0 ? readDurations(low, lengths) : repeated(low, clocks, lengths);
  if (spans) return spans;
  if (clocks.length === 0) {
    const relative =
      /\b(?:what time|when)\b.*\b(?:after|later|before|in|finish|end|done|over|ready|start|leave|home)\b/.test(low);
    return lengths.length === 1 && relative && /\b(?:what time|when|o'clock|clock)\b/.test(low) && low.length < 160
      ? refusal('missing', 'the starting time is missing')
      : undefined;
  }
  if (clocks.length === 2 && lengths.length === 0) {
    if (leavesNumbers(low, clocks)) return undefined;
    if (ASKS_MINUTES.test(low) || /->|-|\bto\b|\buntil\b|\btill\b/.test(low))
      return between(low, clocks[0]!, clocks[1]!);
    return undefined;
  }
  if (clocks.length !== 1) return undefined;
  const [at] = clocks as [Clock];
  const full = lengths.length === 0 ? toFullHour(low, at) : undefined;
  if (full) return full;
  const written = lengths.length === 0 ? inDigits(low, at) : wrongClock(low, at, lengths);
  if (written) return written;
  if (lengths.length === 0) {
    const asks =
      /\b(?:when|what time)\b.*\b(?:end|finish|over|arrive|ready|start|begin)/.test(low) || ASKS_MINUTES.test(low);
    return asks && low.length < 200
      ? refusal(
          'missing',
          ASKS_MINUTES.test(low) && !/\bwhen\b|\bwhat time\b/.test(low)
            ? 'the second time is missing'
            : 'the length of it is missing',
        )
      : undefined;
  }
  if (/\bevery (?:\d|hour|other)|\b(?:breaks?|pauses?|rests?)\b[^.?]*\bbetween\b/.test(low)) return undefined;
  if (!ASKS_CLOCK.test(low) && !/\blatest\b|\bafter\b|\bbefore\b|\blater\b|\bearlier\b/.test(low)) return undefined;
  if (leavesSteps(low) || leavesNumbers(low, [...clocks, ...lengths]) || ASKS_REST.test(low)) return undefined;
  const back = mustLeave(low, at, lengths);
  const signs = lengths.map((one) => (back || backOf(low, one, at) ? -1 : 1));
  const plus = lengths.reduce((sum, one, i) => sum + signs[i]! * one.minutes, 0);
  return reading({ type: 'clock', at: at.text, plus }, usesOf(low), lengths.length === 1 || new Set(signs).size === 1);
};

/** "The meeting is at 10:30; I need 20 minutes and 35 minutes: when must I start?" All of it lies before the time. */
const mustLeave = (low: string, at: Clock, lengths: readonly Length[]): boolean => {
  const asked = /[^.?!;]*\?[^?]*$/.exec(low) ?? /[^.?!;]+$/.exec(low);
  return (
    asked !== null &&
    at.start < asked.index + asked[0].length &&
    /\b(?:must|should|latest|have to|has to|need to|needs to)\b/.test(asked[0]) &&
    new RegExp(
      sequence(
        /\b/,
        anyOf(
          /leave|start|begin|set off|set out|depart|get up|wake|go(?: in(?:to)?| out)?/,
          /be (?:made|put|started)|put/,
        ),
        /\b/,
      ),
    ).test(asked[0]) &&
    !new RegExp(
      sequence(
        /\b/,
        anyOf(
          sequence(
            anyOf(
              /(?:i|we|he|she|they|you) (?:starts?|started|begins?|began|leaves?|left|got up)|now|already|it is/,
              /it's/,
            ),
            / (?:at |now )?/,
          ),
        ),
        /$/,
      ),
    ).test(low.slice(0, at.start)) &&
    lengths.every((one) => !/^ (?:later|after)\b/.test(low.slice(one.end)))
  );
};

/** Words before a time by which something ends. */
const UNTIL = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /ends?|ended|finish(?:es|ed)?|arriv(?:es?|ed|ing)|over|be there|there (?:by|at)/,
      /(?:must|has to|have to|need to|needs to|should|want to|wants to) be/,
      /closes?|due|ready|back|done|stops?|stopped|until|till|by|out/,
    ),
    /\b[^.?\d]{0,24}$/,
  ),
);
const MEAL = /\b(?:lunch|dinner|supper|tea|breakfast|the meal|guests?|we eat|party)\b[^.?\d]{0,20}$/;
const STARTS = new RegExp(
  sequence(
    /\b(?:when|what time|at what time|which time|time)\b[^.?]*/,
    /\b(?:start|begin|began|leave|left|depart|set off|set out|go|put|get up|open|switch|turn|take off|get in)\w*/,
    /|(?<=[.,;:] ?)(?:it )?(?:starts?|began|begins?|started|starting time|start time|departure) ?(?:\?|at ?[_?]|:)\W*$/,
  ),
);
const ENDS = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /finish\w*|ends?|ended|over|arriv\w*|ready|done|back|home|closes?|comes?|there|lands?|landed|eat|expires?/,
      /runs? out|be|is|was|gets?/,
    ),
    /\b/,
  ),
);

/** The clause that asks for a time. */
const askedOf = (low: string): string =>
  [...low.matchAll(/\b(?:when|what time|which time|at what hour|what hour)\b[^.?!;]*/g)].at(-1)?.[0] ?? '';

/** Whether the time is asked at which somebody did something that is no ending: "when did I park?" */
const asksBeginning = (low: string): boolean =>
  /\b(?:do|did|does|must|should|shall|can|to|have|has|need|needs)\b/.test(askedOf(low)) && !ENDS.test(askedOf(low));

/** Whether a duration is counted back from the time. */
const backOf = (low: string, length: Length, at: Clock): boolean => {
  const after = low.slice(length.end, length.end + 20);
  if (
    /^ (?:away )?from\b/.test(after) &&
    /\b(?:subtract|take|deduct|go back)\s*$/.test(low.slice(Math.max(0, length.start - 12), length.start))
  )
    return true;
  if (/^[\s,]*(?:before|earlier|ago|prior|behind|fast\b|back\b(?! at))/.test(after)) return true;
  if (
    /^[\s,]*(?:after|later|from|past|on from|long\b(?! .*start))/.test(after) &&
    !/\b(?:start|begin|leave|depart|set off)\b[^.?]*\?/.test(low.slice(length.end))
  )
    return false;
  if (
    /(?:\bminus|-|\bsubtract|\btake(?: away)?|\bgo back|\bback)\s*$/.test(
      low.slice(Math.max(0, length.start - 12), length.start),
    ) &&
    !/\bback at\b/.test(low)
  )
    return true;
  const before = low.slice(0, at.start);
  const end = UNTIL.test(before);
  if (end && /^[\s,]*(?:left|to go|remaining)\b/.test(after)) return true;
  const asks = STARTS.test(low.slice(Math.min(at.end, length.end))) || asksBeginning(low);
  if (MEAL.test(before) && /\b(?:go(?:es)? in|put|shove|start cooking|switch|turn)\b/.test(askedOf(low))) return true;
  // "the bus is at 7:52, I need 18 min to walk there: when must I leave?"
  const leaves =
    at.start < length.start &&
    /\b(?:need|needs|takes?|walk|drive|journey|ride)\b/.test(low) &&
    /\b(?:latest|when|what time)\b[^?]*\b(?:leave|set off|get up|go out|start walking)\b/.test(low.slice(length.end));
  return leaves || (end && asks);
};

/** Reads clock times and durations: how long from one to another, what time after or before. */
import { reading, refusal, type Outcome, type Reader } from '../reading.ts';
import { numbersIn, type Text } from '../text/text.ts';
import { leavesNumbers, leavesParts, leavesSteps, severalOf } from './time-doubts.ts';
import { alternatives } from '../../regex.ts';

export type Clock = {
  minutes: number;
  text: string;
  start: number;
  end: number;
  half: 'am' | 'pm' | undefined;
  plain: boolean;
};

const PART = String.raw`\s*\(?(?:(a\.?m\.?|p\.?m\.?)(?![a-z])|(?:o'?clock )?(?:in the |at )?(morning|evening|afternoon|night|noon)\b)?\)?`;
const half = (am: string | undefined, part: string | undefined): 'am' | 'pm' | undefined => {
  if (am) return am.startsWith('a') ? 'am' : 'pm';
  if (part === undefined) return undefined;
  return part === 'morning' ? 'am' : 'pm';
};

const clockOf = (hour: number, minute: number, part: 'am' | 'pm' | undefined): number => {
  const base = part !== undefined && hour === 12 ? 0 : hour;
  return (part === 'pm' && base < 12 ? base + 12 : base) * 60 + minute;
};

const HOURS = String.raw`(\d{1,2})`;

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
  for (const match of low.matchAll(new RegExp(String.raw`\b(\d{1,2}):(\d\d)(?!\d|:)${PART}`, 'g')))
    push(match, Number(match[1]), Number(match[2]), half(match[3], match[4]), true);
  for (const match of low.matchAll(new RegExp(String.raw`\bhalf past ${HOURS}${PART}`, 'g')))
    push(match, Number(match[1]), 30, half(match[2], match[3]));
  for (const match of low.matchAll(new RegExp(String.raw`\b(?:a )?quarter past ${HOURS}${PART}`, 'g')))
    push(match, Number(match[1]), 15, half(match[2], match[3]));
  for (const match of low.matchAll(new RegExp(String.raw`\b(?:a )?quarter (?:to|before|till) ${HOURS}${PART}`, 'g')))
    push(match, (Number(match[1]) + 23) % 24, 45, half(match[2], match[3]));
  for (const match of low.matchAll(
    new RegExp(String.raw`\b(\d{1,2}) (?:min(?:ute)?s? )?past ${HOURS}\b(?! ?(?:min|hour|:))${PART}`, 'g'),
  ))
    push(match, Number(match[2]), Number(match[1]), half(match[3], match[4]));
  for (const match of low.matchAll(
    new RegExp(
      String.raw`(?<!from |between )\b(\d{1,2}) (?:min(?:ute)?s? )?to ${HOURS}\b(?! ?(?:min|hour|:))(?!\s*(?:a\.?m|p\.?m))${PART}`,
      'g',
    ),
  )) {
    if (Number(match[1]) < 30 && Number(match[1]) % 5 === 0)
      push(match, (Number(match[2]) + 23) % 24, 60 - Number(match[1]), half(match[3], match[4]));
  }
  for (const match of low.matchAll(/\b(\d{1,2})(?:[.h](\d\d))? ?(a\.?m\b\.?|p\.?m\b\.?)/g))
    push(match, Number(match[1]), Number(match[2] ?? 0), half(match[3], undefined), true);
  for (const match of low.matchAll(new RegExp(String.raw`\b(\d{1,2}) o'?\s?clock${PART}`, 'g')))
    push(match, Number(match[1]), 0, half(match[2], match[3]), true);
  for (const match of low.matchAll(
    /(?<![$£€] ?)\b(\d{1,2})[.h](\d\d)(?:\s?h\b)?(?! ?(?:dollars?|cents?|euros?|pounds?|bucks?|km|m\b|kg|hours?|%|\d))/g,
  ))
    if (
      Number(match[1]) < 25 &&
      Number(match[2]) < 60 &&
      /\b(?:time|clock|o'clock|start|end|train|bus|leave|arriv|minutes|min)\b/.test(low)
    )
      push(match, Number(match[1]), Number(match[2]), undefined, true);
  for (const match of low.matchAll(/\b(?:12 )?(noon|midday|midnight)\b/g))
    if (!/(?:after|before)(?: the)? $/.test(low.slice(Math.max(0, match.index - 10), match.index)) || out.length === 0)
      push(match, match[1] === 'midnight' ? 0 : 12, 0, undefined);
  return out.sort((a, b) => a.start - b.start);
};

type Length = { minutes: number; start: number; end: number; uses: string[] };

/** Durations: 45 minutes, 2 hours and 25 minutes, 3h40m, an hour and a half, half an hour. */
export const lengthsIn = (low: string): Length[] => {
  const out: Length[] = [];
  const push = (match: RegExpMatchArray, minutes: number): void => {
    const [start, end] = [match.index!, match.index! + match[0].length];
    if (out.some((one) => start < one.end && end > one.start)) return;
    const several = severalOf(low, start);
    const uses = low.slice(several.start, end).match(/\d+(?:\.\d+)?/g) ?? [];
    out.push({ minutes: several.count * minutes, start: several.start, end, uses });
  };
  const hour = String.raw`(?:hours?|hrs?|h)`;
  const minute = String.raw`(?:minutes?|mins?|m)`;
  for (const match of low.matchAll(
    new RegExp(String.raw`\b(\d+|an?) ?-?${hour}\b(?:,| and| &)? ?(\d+) ?${minute}\b`, 'g'),
  ))
    push(match, 60 * (Number(match[1]) || 1) + Number(match[2]));
  for (const match of low.matchAll(new RegExp(String.raw`\b(\d+) ?h ?(\d+) ?(?:m(?:in)?)?\b`, 'g')))
    push(match, 60 * Number(match[1]) + Number(match[2]));
  for (const match of low.matchAll(/\b(\d+) (?:hours?|hrs?) (?:and )?(\d{1,2})\b(?! ?(?:min|m\b|:|h|sec|past|to\b))/g))
    push(match, 60 * Number(match[1]) + Number(match[2]));
  for (const match of low.matchAll(/\b(\d+|an|one|another) (?:and a half hours?|hours? and a half|1\/2 hours?)\b/g))
    push(match, 60 * (Number(match[1]) || 1) + 30);
  for (const match of low.matchAll(/\b(\d+|an|one) hours? and (?:a quarter|15)\b/g))
    push(match, 60 * (Number(match[1]) || 1) + 15);
  for (const match of low.matchAll(
    /\b(?:(?:another )?half an hour|a half[- ]hour|half-hour|half hour|1\/2 (?:an )?hour)\b/g,
  ))
    push(match, 30);
  for (const match of low.matchAll(/\b(?:3 quarters of an hour|3\/4 (?:of an )?hour)\b/g)) push(match, 45);
  for (const match of low.matchAll(/\b(?:a )?quarter (?:of an )?hour\b/g)) push(match, 15);
  for (const match of low.matchAll(/\b(\d+)(\.\d+)? ?-?(?:hours?|hrs?|h)\b(?! ?\d)(?! (?:clock|24))/g)) {
    const value = 60 * Number(`${match[1]}${match[2] ?? ''}`);
    if (Number.isInteger(value)) push(match, value);
  }
  for (const match of low.matchAll(/\b(?:an|one|another) hour\b/g)) push(match, 60);
  for (const match of low.matchAll(/\b(\d+) ?-?(?:minutes?|mins?|min|m)\b(?! (?:past|to \d{1,2}(?!:\d)\b))/g))
    push(match, Number(match[1]));
  return out.sort((a, b) => a.start - b.start);
};

/** One duration in hours, as a fraction, with the numbers that it holds; undefined where there is none or several. */
export const hoursIn = (low: string): { hours: string; uses: string[] } | undefined => {
  const seconds = /\b(\d+) ?(?:s|secs?|seconds?)\b/.exec(low);
  const found = lengthsIn(low);
  if (seconds && found.length === 0) return { hours: `${seconds[1]}/3600`, uses: [seconds[1]!] };
  const [one] = found;
  if (!one || found.length > 1 || seconds) return undefined;
  return { hours: `${one.minutes}/60`, uses: one.uses };
};

const ASKS_MINUTES = new RegExp(
  alternatives(
    /\bhow (?:many minutes|many mins?|long|much time|late)\b/,
    /\bminutes?\b.*\b(?:between|from|until|till|pass|elapsed?|to)\b|\belapsed\b|\bduration\b/,
    /\bruntime\b|\bminutes\s*\?|\bin minutes\b|\bnumber of minutes\b/,
    /\bmins? (?:from|between|until|till|late)\b/,
  ),
);
const ASKS_CLOCK = new RegExp(
  alternatives(
    /\b(?:what|which) time\b|\bwhen\b|\bwhat is\b|\bwhat (?:did|does|will|would) the clock\b/,
    /\bclock (?:show|say|read)|\bfinish\b|\bend(?:s|ed)?\b|\barriv|\bover\b|=|\+|\bready\b|\bclose/,
    /\bstart\b|\bminus\b|\bplus\b|\bback at\b|\bat ?\?|\bago\b|\b(?:add|subtract) \d+ min|\b(?:did|does|will|would) it (?:show|say|read)\b/,
  ),
);

/** Both times with their halves of the day: "from 7 to 9 pm" is one evening. */
const between = (low: string, a: Clock, b: Clock): Outcome | undefined => {
  let [from, to] = [a, b];
  const swap = /\b(?:until|till|to)\b/.test(low.slice(0, a.start)) && /\bfrom\b/.test(low.slice(a.end, b.start));
  const now =
    /(?:\bit is|\bnow(?: it is| is)?|\bcurrently|\btime is)\s*(?:only |already |just )?$/.test(low.slice(0, b.start)) ||
    /^\s*now\b/.test(low.slice(b.end));
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
  const hours = /\bhow long\b|\bhow much time\b/.test(low) && !/\bmin(?:ute)?s?\b/.test(low);
  const problem = { type: 'minutes' as const, from: x, to: y, ...(hours && { form: 'hours' as const }) };
  const impossible = /:[6-9]\d$|^(?:2[5-9]|[3-9]\d):/.test(from.text) || /:[6-9]\d$|^(?:2[5-9]|[3-9]\d):/.test(to.text);
  return reading(problem, usesOf(low), impossible || !(twelve && !late));
};

const usesOf = (low: string): string[] => numbersIn(low).map((one) => one.value);

const PAUSE = /\b(?:break|pause|lunch|unpaid|rest|minus|not counting|without|less)\b/;
const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth'];

/** Durations added, in minutes or in hours and minutes; a time at work without its break; the third dose of every 6 hours. */
const onlySpans = (low: string, clocks: readonly Clock[], lengths: readonly Length[]): Outcome | undefined => {
  const minutes = (list: readonly Length[]): string => list.map((one) => `${one.minutes}`).join('+');
  if (
    clocks.length === 0 &&
    lengths.length >= 2 &&
    /\b(?:sum|total|altogether|in all|together|add(?:ed)?)\b/.test(low) &&
    !/\bevery\b/.test(low) &&
    /\bmin(?:ute)?s?\b/.test(low) &&
    !leavesParts(low) &&
    !leavesNumbers(low, lengths)
  )
    return reading({ type: 'value', expression: minutes(lengths) }, usesOf(low), false);
  const [one] = lengths;
  if (
    clocks.length === 0 &&
    lengths.length === 1 &&
    one &&
    /\bhours? and minutes?\b|\bhours? \+ minutes?\b/.test(low) &&
    one.minutes < 1440
  )
    return reading(
      {
        type: 'minutes',
        from: '0:00',
        to: `${Math.floor(one.minutes / 60)}:${String(one.minutes % 60).padStart(2, '0')}`,
        form: 'hours',
      },
      usesOf(low),
    );
  const [from, to] = clocks;
  if (
    clocks.length === 2 &&
    lengths.length === 1 &&
    one &&
    from &&
    to &&
    PAUSE.test(low) &&
    to.minutes > from.minutes &&
    /\bmin(?:ute)?s?\b/.test(low) &&
    !/\bhow many hours\b/.test(low)
  )
    return reading({ type: 'value', expression: `${to.minutes}-${from.minutes}-${one.minutes}` }, usesOf(low), false);
  const asked = new RegExp(
    String.raw`\b(${ORDINALS.join('|')})\b(?! (?:dose|one|pill|bus|train|shift|lesson)? ?(?:is |was |at )*(?:at )?\d)`,
  ).exec(low.slice(from?.end ?? 0))?.[1];
  if (
    clocks.length === 1 &&
    from &&
    one &&
    lengths.length === 1 &&
    /\bevery\b/.test(low.slice(Math.max(0, one.start - 8), one.start))
  )
    return asked === undefined || !/\bfirst\b|\bstart/.test(low)
      ? undefined
      : reading({ type: 'clock', at: from.text, plus: ORDINALS.indexOf(asked) * one.minutes }, usesOf(low), false);
  return undefined;
};

export const readTimes: Reader = ({ low }: Text) => {
  if (low.length > 500) return undefined;
  const clocks = clocksIn(
    low.replace(/\b(?:on (?:a|the) )?\(?(?:24|12)[ -]?(?:h|hour|hr)s?(?: clock| format| time)\)?/g, (found) =>
      ' '.repeat(found.length),
    ),
  );
  const lengths = lengthsIn(
    low.replace(/\b(?:24|12)[ -]?(?:h|hour|hr)s?(?= clock| format| time)/g, (found) => ' '.repeat(found.length)),
  ).filter((one) => !clocks.some((clock) => one.start < clock.end && one.end > clock.start));
  if (/\b(?:km|kilomet(?:re|er)s?|miles?|mph|speed)\b/.test(low)) return undefined;
  const unit =
    /\bmin(?:ute)?s?\b|\bhours?\b|\bo'clock\b|\bclock\b|\btime\b|\d:\d\d|\b[ap]m\b|\b(?:half|quarter) past\b|\d ?h ?\d|\d ?(?:hrs?|h)\b/.test(
      low,
    );
  if (!unit) return undefined;
  const spans = onlySpans(low, clocks, lengths);
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
  if (
    lengths.length === 0 &&
    /\b(?:24|military)[- ]?(?:h|hr|hour)?s?\b[^?]*\b(?:clock|format|time|notation|form|system)?\b/.test(low) &&
    at.half !== undefined
  )
    return reading({ type: 'clock', at: at.text, plus: 0 }, [...usesOf(low), '24']);
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
  if (/\bevery (?:\d|hour|other)/.test(low)) return undefined;
  if (!ASKS_CLOCK.test(low) && !/\blatest\b|\bafter\b|\bbefore\b|\blater\b|\bearlier\b/.test(low)) return undefined;
  if (leavesSteps(low) || leavesNumbers(low, [...clocks, ...lengths])) return undefined;
  const back = mustLeave(low, at, lengths);
  const signs = lengths.map((one) => (back || backOf(low, one, at) ? -1 : 1));
  const plus = lengths.reduce((sum, one, i) => sum + signs[i]! * one.minutes, 0);
  return reading({ type: 'clock', at: at.text, plus }, usesOf(low), lengths.length === 1 || new Set(signs).size === 1);
};

/** "The meeting is at 10:30; I need 20 minutes and 35 minutes: when must I start?" All of it lies before the time. */
const mustLeave = (low: string, at: Clock, lengths: readonly Length[]): boolean => {
  const asked = /[^.?!;]*\?[^?]*$/.exec(low);
  return (
    asked !== null &&
    at.start < asked.index + asked[0].length &&
    /\b(?:must|should|latest|have to|has to|need to|needs to)\b/.test(asked[0]) &&
    /\b(?:leave|start|begin|set off|set out|depart|get up|wake|go(?: in(?:to)?| out)?|be (?:made|put|started)|put)\b/.test(
      asked[0],
    ) &&
    !/\b(?:(?:starts?|started|begins?|began|leaves?|left|now|already|got up|it is|it's) (?:at |now )?)$/.test(
      low.slice(0, at.start),
    ) &&
    lengths.every((one) => !/^ (?:later|after)\b/.test(low.slice(one.end)))
  );
};

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
  const end =
    /\b(?:ends?|ended|finish(?:es|ed)?|arriv(?:es?|ed|ing)|over|be there|there (?:by|at)|(?:must|has to|have to|need to|needs to|should|want to|wants to) be|closes?|due|ready|back|done|stops?|stopped|until|till|by|out)\b[^.?\d]{0,24}$/.test(
      low.slice(0, at.start),
    );
  const asksStart =
    /\b(?:when|what time|at what time|which time|time)\b[^.?]*\b(?:start|begin|began|leave|left|depart|set off|set out|go|put|get up|open|switch|turn|take off|get in)\w*/.test(
      low.slice(Math.min(at.end, length.end)),
    );
  // "the bus is at 7:52, I need 18 min to walk there: when must I leave?"
  const leaves =
    at.start < length.start &&
    /\b(?:need|needs|takes?|walk|drive|journey|ride)\b/.test(low) &&
    /\b(?:latest|when|what time)\b[^?]*\b(?:leave|set off|get up|go out|start walking)\b/.test(low.slice(length.end));
  return leaves || (end && asksStart);
};

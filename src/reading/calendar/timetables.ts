/**
 * Reads clock times and durations word by word: timetables (every so many minutes, the next one, the last one before),
 * shifts in several parts, clocks that gain or lose, a chain of durations, the 12 and 24 hour clock, and durations that
 * are added or told in other units. No number and no telling word may be left. Two times or one duration are times.ts.
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';
import type { Problem } from '../../problem/formal/problem.ts';
import { reading, type Outcome, type Reader } from '../reading.ts';
import { ORDINAL_TEXT, ordinalOf, scanOf, type Scan } from '../text/scan.ts';
import { valuesIn } from '../text/text.ts';
import { lengthsIn, type Length } from './durations.ts';
import { readSchedule } from './schedules.ts';
import { readSessions } from './sessions.ts';
import { clocksIn, type Clock } from './times.ts';

const of = (problem: Problem, low: string): Outcome => reading(problem, [...valuesIn(low), '12', '24'], false);

type Told = { clocks: readonly Clock[]; lengths: readonly Length[]; scan: Scan };

const blank = (text: string, { start, end }: { start: number; end: number }): string =>
  text.slice(0, start) + ' '.repeat(end - start) + text.slice(end);

/** The times and durations of a question, and the question without them. */
const toldIn = (low: string): Told => {
  const clocks = clocksIn(low).filter((one) => !/:[6-9]\d$/.test(one.text));
  const times = clocks.reduce(blank, low);
  const lengths = lengthsIn(times);
  return { clocks, lengths, scan: scanOf(lengths.reduce(blank, times)) };
};

const WORDS = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /minutes?|hours?|time|first|starts?|starting|begins?|ends?|day|morning|afternoon|evening|night/,
      /today|tonight|then|next|last|if|late|early/,
    ),
    /\b/,
  ),
  'g',
);
const WHEN = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /when|what time|which time|what is the time|which (?:one|bus|train|tram|ferry)?/,
      /what (?:does|will|would) (?:it|the clock)/,
    ),
    /\b/,
  ),
);

type Form = (low: string) => Outcome | undefined;

const NOTATION = new RegExp(
  alternatives(
    sequence(
      /\b(?:as|in|on|to|into|using|for|with)? ?(?:a |the )?(24|12)[- ]?(?:h|hr|hour)s?/,
      /(?:[- ](?:clock|format|time|notation|system|form))?\b/,
    ),
    /\b(?:as|in|to|into) (military) time\b/,
  ),
);

/** "3:07 pm as 24h", "15:05 in the twelve-hour notation" */
const otherClock: Form = (low) => {
  const found = NOTATION.exec(low);
  if (!found) return undefined;
  const { clocks, lengths, scan } = toldIn(blank(low, { start: found.index, end: found.index + found[0].length }));
  const [at] = clocks;
  if (clocks.length !== 1 || !at || lengths.length > 0 || !scan.explained(WORDS)) return undefined;
  if (found[1] === '12') return of({ type: 'clock', at: at.text, plus: 0, form: '12' }, low);
  const told = at.half !== undefined || /noon|midday|midnight/.test(low) || at.minutes >= 780;
  return told ? of({ type: 'clock', at: at.text, plus: 0 }, low) : undefined;
};

const EVERY = /\b(?:every|each) $/;

/** One duration that is told as "every 12 minutes". */
const everyOf = (low: string, lengths: readonly Length[]): number | undefined => {
  const all = lengths.filter((one) => EVERY.test(low.slice(0, one.start)));
  return all.length === 1 && lengths.length === 1 ? all[0]!.minutes : undefined;
};

/** "1st pot at 5:55, one every 40 minutes, when is the 4th" */
const nthOfEvery: Form = (low) => {
  const { clocks, lengths, scan } = toldIn(low);
  const by = everyOf(low, lengths);
  const [at] = clocks;
  if (by === undefined || clocks.length !== 1 || !at || !WHEN.test(low)) return undefined;
  scan.take(/\b(?:every|each)\b/);
  scan.take(/\b(?:first|1st)\b(?: (?:one|bus|train))?/);
  const nth = scan.take(new RegExp(String.raw`\b${ORDINAL_TEXT}\b`));
  if (!nth || !scan.explained(WORDS) || !/\b(?:first|1st|starts?|starting|begins?|from)\b/.test(low)) return undefined;
  const place = ordinalOf(nth[1]!);
  return place > 1 ? of({ type: 'clock', at: at.text, plus: by * (place - 1) }, low) : undefined;
};

const LATER = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /turns? up|turned up|arrives?|arrived|gets? (?:there|to)|got (?:there|to)|comes?|reach(?:es|ed)?/,
      /at the stop|after|not before|can ?not be|shan't be|won't be|will not be|shall not be|it is|now/,
      /past|miss(?:es|ed)?/,
    ),
    /\b/,
  ),
);
const WITHOUT_NOT = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /shan't|won't|can't|cannot|can not|will not|shall not|not|before|after|now|next|first|last|which/,
      /catch|each|every|until|till|by/,
    ),
    /\b/,
  ),
  'g',
);

/** The first of a timetable at or after a time, or the last one before it. */
const ofTimetable: Form = (low) => {
  const { clocks, lengths, scan } = toldIn(low);
  if (!WHEN.test(low) && !/\bwhich\b/.test(low)) return undefined;
  const last = /\b(?:last|latest)\b/.test(low);
  const by = everyOf(low, lengths);
  const times = by === undefined ? clocks.slice(0, -1) : clocks.slice(0, 1);
  const limit = clocks.at(-1);
  if (!limit || times.length === 0 || (by === undefined ? times.length < 3 || lengths.length > 0 : clocks.length !== 2))
    return undefined;
  if (!scan.explained(new RegExp(`${WORDS.source}|${WITHOUT_NOT.source}`, 'g'))) return undefined;
  const between = low.slice(times.at(-1)!.end, limit.start);
  if (last ? !/\bbefore\b/.test(between) : !LATER.test(between)) return undefined;
  const all =
    by === undefined
      ? times.map((one) => one.minutes)
      : Array.from({ length: 400 }, (_, i) => times[0]!.minutes + i * by);
  if (all.some((one, i) => i > 0 && one <= all[i - 1]!) || all[0]! > limit.minutes) return undefined;
  const found = last ? all.findLast((one) => one < limit.minutes) : all.find((one) => one >= limit.minutes);
  if (found === undefined || (/\bmiss(?:es|ed)\b/.test(low) && all.includes(limit.minutes))) return undefined;
  return of({ type: 'clock', at: times[0]!.text, plus: found - times[0]!.minutes }, low);
};

const TOTAL = /\b(?:total|altogether|in all|how many|how long|worked|sum)\b/;

/** "08:45-12:20 and 13:05-17:30, total minutes worked" */
const inParts: Form = (low) => {
  const { clocks, lengths, scan } = toldIn(low);
  if (clocks.length !== 4 && clocks.length !== 6) return undefined;
  const spans = clocks.flatMap((one, i) => (i % 2 === 1 ? [[clocks[i - 1]!, one] as const] : []));
  const joined = spans.every(
    ([a, b]) =>
      /^ *(?:-|->|to|till|until|and)? *(?:to|till|until)? *$/.test(low.slice(a.end, b.start)) ||
      /\b(?:to|until|till|finish\w*|end\w*|out)\b/.test(low.slice(a.end, b.start)),
  );
  const rising = clocks.every((one, i) => i === 0 || one.minutes > clocks[i - 1]!.minutes);
  if (!joined || !rising || lengths.length > 0 || !TOTAL.test(low)) return undefined;
  scan.takeAll(
    /\b(?:in )?(?:total|altogether|all)\b|\bthen\b|\bafter (?:the |a )?(?:lunch|break)\b|\b(?:lunch|break)\b|\bsum\b/g,
  );
  if (
    !scan.explained(
      /\b(?:hours?|minutes?|morning|afternoon|today|day|monday|tuesday|wednesday|thursday|friday|until|till|again|starts?|ends?)\b/g,
    )
  )
    return undefined;
  const sum = spans.map(([a, b]) => `${b.minutes}-${a.minutes}`).join('+');
  const minutes = /\bmin(?:ute)?s?\b/.test(low);
  const hours = /\b(?:hours?|hrs?)\b/.test(low);
  if (minutes && !hours) return of({ type: 'value', expression: sum }, low);
  if (hours && !minutes) return of({ type: 'value', expression: `(${sum})/60` }, low);
  return of({ type: 'time-span', seconds: `(${sum})*60`, form: 'h min' }, low);
};

const GAINS = new RegExp(
  sequence(
    /\b(gains?|loses?|runs? (?:fast|slow) by|goes (?:fast|slow) by) (\d+) /,
    /(minutes?|mins?|seconds?|secs?) (?:every|each|per|an|a) (hour|day)\b/,
  ),
);

/** "gains 3 minutes every hour, set right at noon: what does it show when it is really 8 pm" */
const gaining: Form = (low) => {
  const found = GAINS.exec(low);
  if (!found) return undefined;
  const { clocks, lengths, scan } = toldIn(blank(low, { start: found.index, end: found.index + found[0].length }));
  const [set, real] = clocks;
  if (clocks.length !== 2 || lengths.length > 0 || !set || !real || real.minutes <= set.minutes) return undefined;
  if (!/\b(?:show|shows|say|says|read|reads|display)\b/.test(low) || !/\b(?:set|right|correct)\b/.test(low))
    return undefined;
  if (!scan.explained(/\b(?:same|day|right|correct|time|true|if|late|slow|fast|later)\b/g)) return undefined;
  const hours = (real.minutes - set.minutes) / (found[4] === 'hour' ? 60 : 1440);
  const drift = (hours * Number(found[2])) / (found[3]!.startsWith('s') ? 60 : 1);
  if (!Number.isInteger(drift)) return undefined;
  const sign = /lose|slow/.test(found[1]!) ? -1 : 1;
  return of({ type: 'clock', at: real.text, plus: sign * drift }, low);
};

const ENDING = new RegExp(
  alternatives(
    sequence(
      /\b(?:when|what time)\b[^.?!]*\b/,
      /(?:end|ends|over|finish\w*|done|ready|dry|whistle|out|arrive\w*|be there|leave|home|complete)\b/,
    ),
    /\b(?:final whistle|the end|finish\w*|ready|done|over|dry) (?:when|at what time|at)\b/,
  ),
);
const ADDS = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /then|another|more|adds?|plus|and|break|pause|lunch|rest|extra|after(?:wards| that)?|followed/,
      /second|first|needs?/,
    ),
    /\b/,
  ),
  'g',
);

/** A time and durations one after the other; a bare number among minutes is minutes too. */
const chain: Form = (low) => {
  const { clocks, lengths, scan } = toldIn(low);
  const [at] = clocks;
  if (clocks.length !== 1 || !at || lengths.length === 0 || !ENDING.test(low)) return undefined;
  if (
    /\b(?:before|earlier|ago|back|minus|less|must|should|have to|need to|latest|each|every|per|times|twice|between|of which|including|instead|late|early|fast|slow)\b/.test(
      low,
    )
  )
    return undefined;
  scan.takeAll(ADDS);
  const bare = scan.takeAll(/\b([1-5]?\d)\b(?! ?%)(?! (?!minutes|mins)[a-z]{2,}[^s]s\b)/g).map((one) => Number(one[1]));
  if (bare.length > 3 || bare.length + lengths.length < 2 || lengths.some((one) => one.minutes > 600)) return undefined;
  if (!scan.explained(WORDS)) return undefined;
  const plus = [...lengths.map((one) => one.minutes), ...bare].reduce((sum, one) => sum + one, 0);
  return of({ type: 'clock', at: at.text, plus }, low);
};

/** "It is 3:00 pm, in one hour it is …?" */
const inAWhile: Form = (low) => {
  const { clocks, lengths, scan } = toldIn(low);
  const [[at], [length]] = [clocks, lengths];
  if (
    clocks.length !== 1 ||
    lengths.length !== 1 ||
    !at ||
    !length ||
    !/\bin (?:about )?$/.test(low.slice(0, length.start))
  )
    return undefined;
  const tail = low.slice(length.end);
  if (
    !/^ ?,?(?: time| from now)? ?,?(?:it (?:is|will be|would be)|what(?: time)? (?:is|will) it(?: be)?)\b[^a-z]*$/.test(
      tail,
    )
  )
    return undefined;
  return scan.explained(/\btime\b/g) ? of({ type: 'clock', at: at.text, plus: length.minutes }, low) : undefined;
};

/** The time half way between two. */
const halfway: Form = (low) => {
  const { clocks, lengths, scan } = toldIn(low);
  const [a, b] = clocks;
  if (clocks.length !== 2 || !a || !b || lengths.length > 0 || b.minutes <= a.minutes) return undefined;
  if (!scan.take(/\b(?:half ?way|exactly in the middle|in the middle|midway|midpoint)\b(?: time| point)?/))
    return undefined;
  const half = (b.minutes - a.minutes) / 2;
  if (!scan.explained(/\b(?:time|between|point)\b/g) || !Number.isInteger(half)) return undefined;
  return of({ type: 'clock', at: a.text, plus: half }, low);
};

const SECONDS: readonly (readonly [RegExp, number])[] = [
  [/^(?:weeks?|wks?)$/, 604_800],
  [/^(?:days?|d)$/, 86_400],
  [/^(?:hours?|hrs?|h)$/, 3600],
  [/^(?:minutes?|mins?|m)$/, 60],
  [/^(?:seconds?|secs?|s)$/, 1],
];
const UNIT = '(?:weeks?|days?|hours?|hrs?|h|minutes?|mins?|min|m|seconds?|secs?|sec|s)';
const sizeOf = (unit: string): number => SECONDS.find(([pattern]) => pattern.test(unit))![1];
const PART = String.raw`\d+(?:\.\d+)? ?${UNIT}(?![a-z])`;
const WHOLE = new RegExp(String.raw`(?<![\w.:])(?:${PART})(?:(?:,? and |, | )?(?:${PART}))*`, 'g');

type Amount = { text: string; units: number; smallest: number; largest: number };

const amountOf = (text: string): Amount => {
  const parts = [...text.matchAll(new RegExp(String.raw`(\d+(?:\.\d+)?) ?(${UNIT})`, 'g'))];
  const sizes = parts.map((one) => sizeOf(one[2]!));
  return {
    text: parts.map((one, i) => `${one[1]}*${sizes[i]}`).join('+'),
    units: parts.length,
    smallest: Math.min(...sizes),
    largest: Math.max(...sizes),
  };
};

/** "2h 40 min and 1h 35 min" are two: a unit that is no smaller than the one before begins another. */
const apart = (text: string): string[] => {
  const out: string[] = [];
  let last = 0;
  for (const [part, unit] of text.matchAll(new RegExp(String.raw`\d+(?:\.\d+)? ?(${UNIT})(?![a-z])`, 'g'))) {
    const size = sizeOf(unit!);
    if (out.length === 0 || size >= last) out.push(part);
    else out[out.length - 1] += ` ${part}`;
    last = size;
  }
  return out;
};

/** What a duration is to be told in. */
const formOf = (low: string): { form: 'h min' | 'h min s' | 'min s' | 'd h' } | { size: number } | undefined => {
  if (/\bhours?, ?minutes?,? and seconds?\b|\bh(?:ours?)?[:,] ?m(?:in(?:ute)?s?)?[:,] ?s/.test(low))
    return { form: 'h min s' };
  if (/\b(?:hours?|hrs?|h) (?:and|&) (?:minutes?|mins?)\b/.test(low)) return { form: 'h min' };
  if (/\b(?:minutes?|mins?) (?:and|&) (?:seconds?|secs?)\b/.test(low)) return { form: 'min s' };
  if (/\bdays? (?:and|&) hours?\b/.test(low)) return { form: 'd h' };
  const unit =
    /\bhow many (?:whole |total )?(weeks|days|hours|minutes|mins|seconds|secs)\b|\b(?:in|into|to|as) (?:total )?(days|hours|minutes|mins|seconds|secs)\b|\btotal (minutes|hours|seconds)\b/.exec(
      low,
    );
  const name = unit?.[1] ?? unit?.[2] ?? unit?.[3];
  return name === undefined ? undefined : { size: sizeOf(name) };
};

const FORMS_SAID = new RegExp(
  alternatives(
    /\bhours?,? ?(?:minutes?)?,? (?:and|&) (?:minutes?|mins?|seconds?)\b/,
    /\b(?:minutes?|mins?) (?:and|&) (?:seconds?|secs?)\b|\bdays? (?:and|&) hours?\b/,
    /\bhow many (?:whole |total )?(?:weeks|days|hours|minutes|mins|seconds|secs)\b/,
    /\b(?:in|into|to|as) (?:total )?(?:days|hours|minutes|mins|seconds|secs)\b/,
    /\btotal (?:minutes|hours|seconds)\b/,
  ),
  'g',
);

/** Durations of hours, minutes and seconds: added, subtracted, taken several times, or told in other units. */
const durations: Form = (whole) => {
  const low = whole
    .replace(/\b(?:a|an|1) (?:whole|full|entire|single|complete)? ?(week|day|hour|minute)\b/g, '1 $1')
    .replace(/\bhalf an hour\b/g, '30 minutes')
    .replace(/\b(?:an|1) hour and a half\b|\b1 and a half hours\b/g, '90 minutes');
  if (
    /\d:\d|\b(?:am|pm|noon|midnight|o'?clock|today|tomorrow|km|mph|speed|cost|earn\w*|paid|pay)\b/.test(low) ||
    low.length > 160
  )
    return undefined;
  const found = [...low.matchAll(WHOLE)];
  if (found.length === 0 || found.length > 4) return undefined;
  const amounts = found.flatMap((one) => apart(one[0]).map(amountOf));
  let text = low;
  for (const one of found) text = blank(text, { start: one.index, end: one.index + one[0].length });
  const scan = scanOf(text);
  const wanted = formOf(text);
  scan.takeAll(FORMS_SAID);
  const minus = scan.take(/ - |\bminus\b|\bless\b|\btake away\b|\bsubtract\b/) !== undefined;
  const sum = scan.take(/\+|\b(?:plus|add(?:ed)?|sum|total|together|altogether|in all)\b/) !== undefined;
  const times = scan.take(/\b(\d{1,3}) (?!of\b)[a-z]+ (?:at|of|with|lasting|taking|that take)\b/);
  scan.takeAll(/\b(?:each|every|to|time|total|in total|add|together|there|altogether)\b/g);
  if (!scan.explained() || /[*/]/.test(text)) return undefined;
  if (times && (amounts.length !== 1 || /\bmeters?|metres?|km\b/.test(low))) return undefined;
  if (amounts.length > 1 && minus === sum) return undefined;
  if (amounts.length === 1 && !times && (minus || (sum && wanted === undefined))) return undefined;
  const seconds = amounts.map((one) => `(${one.text})`).join(minus ? '-' : '+');
  const all = times ? `${times[1]}*${seconds}` : seconds;
  return told(all, wanted, amounts, amounts.length > 1 || times !== undefined, low);
};

const told = (
  all: string,
  wanted: ReturnType<typeof formOf>,
  amounts: readonly Amount[],
  several: boolean,
  low: string,
): Outcome | undefined => {
  if (wanted === undefined) {
    if (!several) return undefined;
    const [smallest, largest] = [
      Math.min(...amounts.map((one) => one.smallest)),
      Math.max(...amounts.map((one) => one.largest)),
    ];
    // Of metres and minutes "m" is told by the hours or seconds beside it.
    if (amounts.every((one) => one.units < 2)) return undefined;
    const form = smallest === 1 ? (largest >= 3600 ? 'h min s' : 'min s') : 'h min';
    return of({ type: 'time-span', seconds: all, form }, low);
  }
  if ('form' in wanted) return of({ type: 'time-span', seconds: all, form: wanted.form }, low);
  const [one] = amounts;
  if (!several && one?.units === 1 && one.smallest === wanted.size) return undefined;
  return of({ type: 'value', expression: wanted.size === 1 ? all : `(${all})/${wanted.size}` }, low);
};

const THREE_PARTS = /(?<![\d:])(\d{1,2}):([0-5]\d):([0-5]\d)(?![\d:])/;

/** "1:52:30 in minutes": hours, minutes and seconds. */
const threeParts: Form = (low) => {
  const scan = scanOf(low);
  const found = scan.take(THREE_PARTS);
  scan.takeAll(/\bh(?:h|ours?)?:m(?:m|in(?:ute)?s?)?:s(?:s|ec(?:ond)?s?)?\b|\bhalf (?=marathon)|\btime\b/g);
  const wanted = found && formOf(scan.rest());
  if (!found || !wanted || 'form' in wanted) return undefined;
  scan.takeAll(FORMS_SAID);
  if (!scan.explained() || /\b(?:am|pm|km|miles?|pace|speed)\b/.test(low)) return undefined;
  const [, hours, minutes, seconds] = found.map(Number) as [number, number, number, number];
  return of({ type: 'value', expression: `(${hours}*3600+${minutes}*60+${seconds})/${wanted.size}` }, low);
};

const FORMS: readonly Form[] = [
  otherClock,
  nthOfEvery,
  ofTimetable,
  inParts,
  gaining,
  halfway,
  inAWhile,
  chain,
  readSchedule,
  threeParts,
  readSessions,
];

export const readTimetables: Reader = ({ low }) => {
  if (low.length > 350 || !/\d|\bnoon\b|\bmidnight\b|\bweek\b|\bday\b/.test(low)) return undefined;
  return FORMS.reduce<Outcome | undefined>((found, form) => found ?? form(low), undefined);
};

export const readSpans: Reader = ({ low }) => durations(low);

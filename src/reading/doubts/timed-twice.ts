/**
 * Times, days and speeds that are told twice and differ, each computed: weekdays of one month, a stay between two times
 * of day, the hours of a shift, a way at a steady speed; and what nobody reaches in time or catches up with. Only the
 * sentences that tell are looked at, so that a further time or way may be asked.
 */
import { MONTHS, WEEKDAYS } from '../../problem/solve/calendar.ts';
import { refusal, type Refusal } from '../reading.ts';
import { lengthsIn } from '../calendar/durations.ts';
import { clocksIn } from '../calendar/times.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';
import type { Doubt } from './said.ts';

const clash = (reason: string): Refusal => refusal('contradiction', reason);
const none = (reason: string): Refusal => refusal('no-solution', reason);
const near = (a: number, b: number): boolean => Math.abs(a - b) < 1e-9;

const SUPPOSED =
  /\b(?:suppose|supposing|assum\w+|imagine|true|false|claims?|says?|said|correct|mistake|wrong|really|possible)\b/;

/** The sentences that tell, without the one that asks. */
const tellingsOf = (low: string): string[] =>
  low
    .split(/(?<=[.;!?]) +/)
    .filter((one) => !/\?\W*$/.test(one) || /\b(?:if|when)\b[^?]*,/.test(one))
    .map((one) => one.trim());

const DAYS = anyOf(...WEEKDAYS.map((one) => one.toLowerCase()));
const MONTH = anyOf(...MONTHS.map((one) => one.toLowerCase()));
const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const ORDINAL = /(\d{1,2})(?:st|nd|rd|th)?/;

/** A day of a month beside its weekday, in the orders in which people say them. */
const PLACED: readonly RegExp[] = [
  new RegExp(
    sequence(
      /\b/,
      ORDINAL,
      / (?:of )?/,
      `(${MONTH})`,
      / (?:this year |of the same year |that year )?(?:is|was|falls on|fell on|will be|being),? (?:an? )?/,
      `(${DAYS})`,
    ),
    'g',
  ),
  new RegExp(
    sequence(/\b/, `(${MONTH})`, ' ', ORDINAL, /,? (?:is|was|falls on|fell on|will be|being) (?:an? )?/, `(${DAYS})`),
    'g',
  ),
  new RegExp(
    sequence(
      /\b/,
      `(${DAYS})`,
      /(?: of (?:that|the) same week)?,? (?:is |was |being |falls on )?(?:on )?(?:the )?/,
      ORDINAL,
      `(?: (?:of )?(${MONTH}))?`,
      /\b(?! ?(?:people|pupils|kids|hours|km|euros?|o'clock|am|pm|%|[:.]\d))/,
    ),
    'g',
  ),
  new RegExp(sequence(/\bthe /, ORDINAL, / (?:is|was|falls on|fell on) (?:on )?(?:an? )?/, `(${DAYS})`), 'g'),
];

type Placed = { day: number; month: number | undefined; weekday: number };

const placedIn = (told: string): Placed[] => {
  const out: Placed[] = [];
  let rest = told;
  for (const form of PLACED)
    rest = rest.replace(form, (whole: string, ...parts: unknown[]) => {
      const words = parts.filter((one): one is string => typeof one === 'string').slice(0, -1);
      const day = words.find((one) => /^\d+$/.test(one));
      const weekday = WEEKDAYS.findIndex((one) => words.includes(one.toLowerCase()));
      const month = MONTHS.findIndex((one) => words.includes(one.toLowerCase()));
      // "Tuesday 5 boxes" is no date.
      if (day === undefined || weekday < 0 || (month < 0 && !/\d(?:st|nd|rd|th)\b/.test(whole))) return whole;
      out.push({ day: Number(day), month: month < 0 ? undefined : month, weekday });
      return ' ; ';
    });
  return out;
};

/** The day of a year, where no leap day lies between the two. */
const dayOf = ({ day, month = 0 }: Placed): number =>
  LENGTHS.slice(0, month).reduce((total, one) => total + one, 0) + day;

/** "1 May is a Monday this year and 3 May is a Thursday." */
const weekdaysApart: Doubt = ({ low }) => {
  if (
    SUPPOSED.test(low) ||
    /\b(?:19|20)\d\d\b[^?]*\b(?:19|20)\d\d\b|\bnext (?:year|month)\b|\blast (?:year|month)\b/.test(low)
  )
    return undefined;
  const all = placedIn(low);
  const [first, ...more] = all;
  if (!first || more.length === 0) return undefined;
  for (const other of more) {
    const bare = first.month === undefined || other.month === undefined;
    const leap = !bare && first.month! < 2 !== other.month! < 2;
    if (leap || (bare && !/\bsame (?:week|month)\b|\b(?:that|this|the|a|one|1) month\b/.test(low))) continue;
    const days = bare ? other.day - first.day : dayOf(other) - dayOf(first);
    if ((((first.weekday + days - other.weekday) % 7) + 7) % 7 !== 0)
      return clash('the weekdays and the days that are told do not fit each other');
  }
  return undefined;
};

/** "The 31st of this month" where it is September. */
const dayOfThisMonth: Doubt = ({ low }) => {
  const months = [...low.matchAll(new RegExp(sequence(/\b/, MONTH, /\b/), 'g'))];
  const day = /\b(3[01])(?:st|th)? of (?:this|that|the same|the) month\b/.exec(low);
  if (months.length !== 1 || !day) return undefined;
  const at = MONTHS.findIndex((one) => one.toLowerCase() === months[0]![0]);
  return Number(day[1]) > LENGTHS[at]! + (at === 1 ? 1 : 0)
    ? refusal('invalid-input', `${MONTHS[at]} has no day ${day[1]}`)
    : undefined;
};

const HOUR_WORDS =
  /\b(?:at|from|in at|until|till|to|by|before) (\d{1,2})\b(?! ?(?::|\d|%|km|m\b|am|pm|hours?|minutes?|people|euros?))/g;

/** The times of day of a sentence in minutes; "at nine" only where no clock is told. */
const timesIn = (told: string): number[] => {
  const clocks = clocksIn(told).map((one) => one.minutes);
  return clocks.length > 0 ? clocks : [...told.matchAll(HOUR_WORDS)].map((one) => 60 * Number(one[1]));
};

const spansIn = (told: string): number[] => {
  const clocks = clocksIn(told);
  return lengthsIn(told)
    .filter((one) => !clocks.some((clock) => one.start < clock.end && one.end > clock.start))
    .filter(
      (one) =>
        !/(?:\/|\b(?:per|an?|each|every)) ?$/.test(told.slice(0, one.start)) &&
        !/^(?:an|1) hour/.test(told.slice(one.start)),
    )
    .map((one) => one.minutes);
};

const LEAVES = /\b(?:leaves?|left|departs?|departed|starts?|started|begins?|began|sets? off|sails?|clocked in|in at)\b/;
const ARRIVES =
  /\b(?:arriv\w+|gets? (?:in|there)|got (?:in|there)|came in|comes in|ends?|ended|finish\w*|docks|over|clocked out|out at)\b/;
const STEADY =
  /\b(?:exactly|non-?stop|without (?:any )?(?:stops?|stopping|break|a break)|constant\w*|stead\w+|throughout)\b/;
const BREAK = /\b(?:lunch|breaks?|pause|rest)\b/;

/** "It leaves at 13:00, arrives at 15:00 and takes exactly 90 minutes." */
const stayApart: Doubt = ({ low }) => {
  if (SUPPOSED.test(low) || /\b(?:ahead|behind|late|delay\w*|time difference)\b/.test(low)) return undefined;
  for (const told of tellingsOf(low)) {
    if (!LEAVES.test(told) || !ARRIVES.test(told) || !/\bexactly\b|\bnon-?stop\b/.test(told)) continue;
    const [times, spans] = [timesIn(told), spansIn(told)];
    if (times.length !== 2) continue;
    const apart = times[1]! - times[0]!;
    if (apart <= 0) continue;
    if (spans.length === 1 && !BREAK.test(told) && !/\b(?:different|other) time zone/.test(told) && spans[0] !== apart)
      return clash(`${spans[0]} minutes do not fit between times that are ${apart} minutes apart`);
    if (spans.length === 2 && BREAK.test(told) && /\bwork/.test(told) && spans[0]! + spans[1]! !== apart)
      return clash(`${spans[0]} and ${spans[1]} minutes do not make the ${apart} between the two times`);
  }
  return undefined;
};

/** "Can't leave before 16:00, it takes 50 minutes, has to be there by 16:40." */
const neverInTime: Doubt = ({ low }) => {
  const from =
    /\b(?:not|never) (?:be able to )?(?:leave|start|set off|go|get away|depart)(?: [a-z]+)? (?:before|until|till) /.exec(
      low,
    );
  const by =
    /\b(?:be|get|arrive|got to be|is due|must be|has to be|have to be)\b[^.?!\d]{0,24}\b(?:by|before|at|no later than|at the latest) (?=\d|half|quarter|noon)/.exec(
      low,
    );
  const clocks = clocksIn(low);
  const spans = spansIn(low);
  const after = (at: number): number | undefined => clocks.find((one) => one.start >= at)?.minutes;
  if (!from || !by || clocks.length !== 2 || spans.length !== 1) return undefined;
  const [start, end] = [after(from.index), after(by.index)];
  return start !== undefined && end !== undefined && end > start && start + spans[0]! > end
    ? none(`${spans[0]} minutes from then end after that time`)
    : undefined;
};

const WAY = /(?:km|kilomet(?:re|er)s?|miles?)/;
const SPEED = new RegExp(
  sequence(/\b(\d+(?:\.\d+)?) ?/, anyOf(sequence(WAY, / ?(?:\/ ?h|per hour|an? hour)/), /kph|mph/)),
  'g',
);
const DISTANCE = new RegExp(sequence(/\b(\d+(?:\.\d+)?) ?/, WAY, /\b(?! ?(?:\/|per|an? hour|p\/?h))/), 'g');

/** A way, a time and a steady speed of one drive. */
const driveApart: Doubt = ({ low }) => {
  if (SUPPOSED.test(low)) return undefined;
  for (const told of tellingsOf(low)) {
    if (
      !STEADY.test(told) ||
      /\b(?:then|after that|each|faster|slower|more|half|second|return|back|limit|give|km left|miles left|to go)\b/.test(
        told,
      )
    )
      continue;
    const [speed, ...speeds] = [...told.matchAll(SPEED)];
    const bare = told.replace(SPEED, ' ');
    const [way, ...ways] = [...bare.matchAll(DISTANCE)];
    const [times, spans] = [timesIn(bare), spansIn(bare)];
    if (!speed || !way || speeds.length > 0 || ways.length > 0) continue;
    const minutes =
      spans.length === 1 && times.length === 0
        ? spans[0]!
        : spans.length === 0 && times.length === 2
          ? times[1]! - times[0]!
          : 0;
    if (minutes > 0 && !near(Number(way[1]) * 60, Number(speed[1]) * minutes))
      return clash(
        `${minutes} minutes at ${speed[1]} an hour are ${(Number(speed[1]) * minutes) / 60}, and not ${way[1]}`,
      );
  }
  return undefined;
};

const AHEAD = new RegExp(
  alternatives(
    /\b(?:ahead|in front|head ?start|advantage|lead|before me|in front of)\b/,
    /\b(?:left|started|set off) [^.?!]*\b(?:earlier|before)\b/,
  ),
);
const CATCHES = /\b(?:catch(?:es)?|caught|overtakes?|overtook|reach(?:es)?) (?:up\b|him|her|it|them|the|me|us|with)?/;
const PACE = new RegExp(
  sequence(
    /\b(?:at|does|do|doing|with|drives?|drive|rides?|runs?|run|goes|go|going|a steady|walks?|off at|moves? at|flies at|follow\w* [a-z]+ (?:with|at)) (?:at |with |a |the |steady |constant |only )*(\d+(?:\.\d+)?)(?= ?(?:km|kph|mph|m\/s|m per|miles? (?:per|an)|met(?:re|er)s? (?:per|a)|[.,;]|and\b|$))/,
  ),
  'g',
);

/** Who follows is not faster than who is ahead. */
const neverCaught: Doubt = ({ low, asked }) => {
  if (
    !AHEAD.test(low) ||
    !CATCHES.test(asked) ||
    /\b(?:stops?|rests?|break|pause|towards?|turns?|speeds? up|faster)\b/.test(
      low.replace(/\b(?:never|neither|without) [a-z]* ?stops?\b/g, ' '),
    )
  )
    return undefined;
  const paces = [
    ...low
      .replace(
        /\b\d+(?:\.\d+)? ?(?:km|m|miles?|met(?:re|er)s?) (?:ahead|in front|head ?start|advantage|lead|before)/g,
        ' ; ',
      )
      .matchAll(PACE),
  ].map((one) => Number(one[1]));
  const [leader, follower] = paces;
  if (paces.length !== 2 || leader === undefined || follower === undefined) return undefined;
  const ahead = AHEAD.exec(low)!.index;
  // Of whom the head start is, is said before the second speed.
  if (ahead > low.lastIndexOf(String(follower))) return undefined;
  const mine = /\b(?:i|me|we)\b[^.?!;]*\b(?:ahead|in front|advantage|head start|lead)\b/.test(
    low.slice(0, ahead + 30).replace(/\b(?:ahead|in front) of (?:me|us)\b/g, 'ahead'),
  );
  return !mine && follower <= leader ? none('who follows is not faster, and never catches up') : undefined;
};

export const TIMED_TWICE: readonly Doubt[] = [
  weekdaysApart,
  dayOfThisMonth,
  stayApart,
  neverInTime,
  driveApart,
  neverCaught,
];

/**
 * Task family: days and hours. The weekday n days on or back, the days between two dates, the date after n days, the
 * time after or before a while, the time between two clock times. Weeks are taken out in small facts (7*10=70), months
 * and hours are walked one by one. Dates and times are checked by the way back (dates.ts); weekdays are not checked.
 */
import type { Random } from '../../random.ts';
import { writeQuestion } from '../question-kinds.ts';
import type { Difficulty, Family } from '../family.ts';
import { ASKS, clock, dateText, DAYS, MONTHS, duration, grade, monthLength, verify, type Kind } from './dates.ts';

/**
 * Weekdays: `from` is the index of the day, `by` the days. Dates: `from` and `to` are [month 0-11, day], `by` the days
 * between. Times: `from` and `to` are [minutes after midnight], `by` the minutes between.
 */
type Problem = { kind: Kind; from: number[]; by: number; to: number[]; leap: boolean };

/** The date n days on in the same year, or undefined when the year ends first. */
const later = ([month, day]: readonly number[], n: number, leap: boolean): number[] | undefined => {
  let [m, d] = [month!, day! + n];
  while (m < 12 && d > monthLength(m, leap)) d -= monthLength(m++, leap);
  return m < 12 ? [m, d] : undefined;
};

const make = (random: Random, difficulty: Difficulty): Problem => {
  const kind = random.pick<Kind>(
    difficulty === 1
      ? ['dayAfter', 'dayBefore', 'timeAfter', 'timeAfter', 'timeAfter', 'dateAfter', 'dateAfter']
      : ['dayAfter', 'dayBefore', 'timeAfter', 'timeBefore', 'timeBetween', 'dateAfter', 'between', 'between'],
  );
  const leap = random.chance(0.3);
  switch (kind) {
    case 'dayAfter':
    case 'dayBefore':
      return { kind, from: [random.int(0, 6)], by: random.int(2, [0, 30, 99, 365][difficulty]!), to: [], leap: false };
    case 'timeAfter':
    case 'timeBefore':
    case 'timeBetween': {
      const hours = random.int(difficulty === 1 ? 0 : 1, [0, 2, 5, 9][difficulty]!);
      const by = 60 * hours + 5 * random.int(hours === 0 ? 1 : 0, 11) + (difficulty === 3 ? random.int(0, 4) : 0);
      const start = difficulty === 3 ? random.int(0, 1439) : 5 * random.int(0, 287);
      const end = (start + by) % 1440;
      return kind === 'timeBefore'
        ? { kind, from: [end], by, to: [start], leap: false }
        : { kind, from: [start], by, to: [end], leap: false };
    }
    case 'dateAfter':
    case 'between':
      for (;;) {
        const month = random.int(0, 11);
        const from = [month, random.int(1, monthLength(month, leap))];
        const by = random.int(2, [0, 25, 60, 120][difficulty]!);
        const to = later(from, by, leap);
        if (to) return { kind, from, by, to, leap: leap && crosses({ from, to }) };
      }
  }
  kind satisfies never;
};

/** Whether the end of February lies between the two dates, so that the year matters. */
function crosses({ from, to }: { from: number[]; to: number[] }): boolean {
  return from[0]! <= 1 && to[0]! >= 2;
}

/** n less whole weeks, in facts of the seven times table. */
const weeks = (n: number): { lines: string[]; rest: number; count: number } => {
  const lines: string[] = [];
  let rest = n;
  for (const tens of [10, 1]) {
    const count = Math.floor(rest / (7 * tens)) * tens;
    if (count === 0) continue;
    lines.push(`7*${count}=${7 * count}`, `${rest}-${7 * count}=${rest - 7 * count}`);
    rest -= 7 * count;
  }
  return { lines, rest, count: (n - rest) / 7 };
};

const solveDay = ({ kind, from, by }: Problem): string[] => {
  const { lines, rest } = weeks(by);
  const sign = kind === 'dayAfter' ? 1 : -1;
  const walk = Array.from({ length: rest + 1 }, (_, i) => `${i} ${DAYS[(from[0]! + sign * i + 7) % 7]}`);
  return [`${DAYS[from[0]!]} ${sign > 0 ? '+' : '-'} ${by}`, ...lines, ...walk];
};

const solveDateAfter = ({ from, by, leap }: Problem): string[] => {
  let [month, day] = [from[0]!, from[1]! + by];
  const lines = [`${from[1]}+${by}=${day}`];
  for (; day > monthLength(month, leap); month++) {
    const length = monthLength(month, leap);
    lines.push(`${MONTHS[month]} ${length}: ${day}-${length}=${day - length}`);
    day -= length;
  }
  return [...lines, `${MONTHS[month]} ${monthLength(month, leap)}: ${day} fits`];
};

const solveBetween = ({ from, to, leap }: Problem): string[] => {
  if (from[0] === to[0])
    return [
      `${MONTHS[from[0]!]}: ${to[1]}-${from[1]}=${to[1]! - from[1]!}`,
      `check: ${from[1]}+${to[1]! - from[1]!}=${to[1]} yes`,
    ];
  const first = monthLength(from[0]!, leap);
  let sum = first - from[1]!;
  const lines = [`${MONTHS[from[0]!]} ${first}: ${first}-${from[1]}=${sum}`];
  for (let month = from[0]! + 1; month <= to[0]!; month++) {
    const days = month === to[0] ? to[1]! : monthLength(month, leap);
    lines.push(`${MONTHS[month]} ${days}: ${sum}+${days}=${(sum += days)}`);
  }
  return lines;
};

/** Walks whole hours from a time, then the minutes. */
const solveTime = ({ kind, from, by }: Problem): string[] => {
  const sign = kind === 'timeBefore' ? -1 : 1;
  const [hours, minutes] = [Math.floor(by / 60), by % 60];
  const at = (n: number) => clock(((n % 1440) + 1440) % 1440);
  const lines = [
    at(from[0]!),
    ...Array.from({ length: hours }, (_, i) => `${i + 1} h: ${at(from[0]! + sign * 60 * (i + 1))}`),
  ];
  if (minutes === 0) return lines;
  const minute = from[0]! % 60;
  const start = from[0]! + sign * 60 * hours;
  const moved = minute + sign * minutes;
  lines.push(`${minute}${sign < 0 ? '-' : '+'}${minutes}=${moved}`);
  if (moved >= 60) lines.push(`${moved}-60=${moved - 60}`);
  if (moved < 0) lines.push(`60${moved}=${60 + moved}`);
  return [...lines, `time: ${at(start + sign * minutes)}`];
};

const solveTimeBetween = ({ from, by, to }: Problem): string[] => {
  const [hours, minutes] = [Math.floor(by / 60), by % 60];
  const at = (n: number) => clock(n % 1440);
  const lines = [
    at(from[0]!),
    ...Array.from({ length: hours }, (_, i) => `${i + 1} h: ${at(from[0]! + 60 * (i + 1))}`),
  ];
  if (minutes === 0) return lines;
  lines.push(`${hours + 1} h: ${at(from[0]! + 60 * (hours + 1))} too late`);
  const [a, b] = [from[0]! % 60, to[0]! % 60];
  if (b > a) lines.push(`${b}-${a}=${minutes}`);
  else lines.push(`60-${a}=${60 - a}`, `${60 - a}+${b}=${minutes}`);
  return lines;
};

export const calendar: Family<Problem> = {
  name: 'calendar',
  about: 'weekdays, dates and clock times, forwards and back',
  phrasings: ['{question}'],
  make,
  key: ({ kind, from, by, to, leap }) =>
    ['between', 'dateAfter'].includes(kind)
      ? `${from} ${by}${leap ? ' leap' : ''} ${kind}`
      : `${kind} ${from} ${by} ${to}`,
  slots: (problem, random) => {
    const { kind, from, by, to, leap } = problem;
    const year = leap ? random.pick(['in a leap year', 'in a year with 366 days']) : 'in a year with 365 days';
    const slots: Record<string, string> = { by: `${by}` };
    switch (kind) {
      case 'dayAfter':
      case 'dayBefore':
        slots.day = DAYS[from[0]!]!;
        break;
      case 'dateAfter':
      case 'between':
        slots.from = dateText(from);
        slots.to = dateText(to) + (kind === 'between' && crosses(problem) ? ` ${year}` : '');
        if (kind === 'dateAfter' && crosses(problem)) slots.from += ` ${year}`;
        break;
      default:
        Object.assign(slots, { from: clock(from[0]!), to: clock(to[0]!), by: duration(by) });
    }
    return { question: writeQuestion(ASKS, kind, slots, random) };
  },
  gold: ({ kind, from, by, to }) => {
    switch (kind) {
      case 'dayAfter':
        return DAYS[(from[0]! + by) % 7]!;
      case 'dayBefore':
        return DAYS[(((from[0]! - by) % 7) + 7) % 7]!;
      case 'between':
        return `${by}`;
      case 'dateAfter':
        return dateText(to);
      case 'timeBetween':
        return duration(by);
      default:
        return clock(to[0]!);
    }
  },
  plan: ({ kind, by }) => {
    switch (kind) {
      case 'dayAfter':
      case 'dayBefore':
        return by < 7 ? 'walk the days' : 'take out whole weeks, walk the rest';
      case 'between':
        return 'rest of the first month, then month by month';
      case 'dateAfter':
        return 'add the days, take off whole months';
      case 'timeBetween':
        return 'walk the hours, then count the minutes';
      default:
        return 'walk the hours, then move the minutes';
    }
  },
  solve: (problem) => {
    switch (problem.kind) {
      case 'dayAfter':
      case 'dayBefore':
        return solveDay(problem).join('\n');
      case 'dateAfter':
        return solveDateAfter(problem).join('\n');
      case 'between':
        return solveBetween(problem).join('\n');
      case 'timeBetween':
        return solveTimeBetween(problem).join('\n');
      default:
        return solveTime(problem).join('\n');
    }
  },
  grade,
  verify: ({ question }, answer) => verify(question ?? '', answer),
};

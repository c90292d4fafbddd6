/**
 * Explanation by roles, for the kinds whose quantities say by their types what can be computed of them: a speed and a
 * time make a distance, two dates a number of days, a time and a duration another time. Every token is a quantity, a
 * word of a closed vocabulary that relates or asks, or a word that changes no question of any kind. Exactly the
 * quantities of one computation must be there, and the words must ask for what they make; else there is no explanation.
 */
import { unitsNamed } from '../../problem/solve/units.ts';
import type { Grammar } from '../grammar/grammar.ts';
import type { Token } from '../grammar/tokens.ts';
import { addRoleKinds, all, before, has, lexicon, type Item, type Kind } from '../grammar/role-words.ts';

/** Metres, litres or bytes of a unit, its name, and which of them. */
type Measure = { name: string; size: string; of: string };
type Rate = { n: string; unit: Measure; per: number };

const measureOf = (word: string): Measure | undefined => {
  const [unit] = unitsNamed(word).filter(({ dimension }) => /^(?:length|volume|data)$/.test(dimension));
  return unit && { name: unit.name, size: `${unit.factor.n}/${unit.factor.d}`, of: unit.dimension };
};

const SECONDS: Readonly<Record<string, number>> = Object.fromEntries([
  ...['h', 'hr', 'hour', 'hours', 'hrs'].map((one) => [one, 3600] as const),
  ...['minute', 'minutes', 'min', 'mins'].map((one) => [one, 60] as const),
  ...['s', 'sec', 'second', 'seconds', 'secs'].map((one) => [one, 1] as const),
]);

const addMotionTerminals = (grammar: Grammar): void => {
  const { rule } = grammar;
  grammar.terminal('MEASURE', ({ tokens }, at) => {
    const token = tokens[at];
    const unit = token?.kind === 'word' && token.text !== 'in' ? measureOf(token.text) : undefined;
    return unit ? [{ end: at + 1, value: unit }] : [];
  });
  grammar.terminal('TICK', ({ tokens }, at) => {
    const token = tokens[at];
    return token?.kind === 'word' && Object.hasOwn(SECONDS, token.text)
      ? [{ end: at + 1, value: SECONDS[token.text] }]
      : [];
  });
  rule('PACED', ['MEASURE:u (/|per|a|an|each|every) TICK:t', 'MEASURE:u in the TICK:t'], ({ u, t }) => ({
    unit: u,
    per: t,
  }));
  rule('PACED', ['(kmh|kph)'], () => ({ unit: measureOf('km'), per: 3600 }));
  rule('PACED', ['mph'], () => ({ unit: measureOf('mile'), per: 3600 }));
  rule('RATE', ['UNUM:n PACED:p'], ({ n, p }) => ({ n, ...(p as object) }));
  rule('WAY', ['UNUM:n [-] MEASURE:u'], ({ n, u }) => ({ n, unit: u }));
  rule('LASTING', ['MINUTES:d'], ({ d }) => 60 * Number(d));
  rule('LASTING', ['UNUM:n (seconds|second|secs|sec|s)'], ({ n }) =>
    /^\d+(?:\.\d+)?$/.test(String(n)) ? Number(n) : undefined,
  );
};

const SPEED_WORDS = lexicon(`
  FAR: how far, distance, how much distance;
  LONG: how long, how much time, time, duration, journey time, flight time;
  FAST: how fast, speed, average speed, avg speed, mean speed, pace;
  -: average, avg, mean, constant, steady, how, how many, if, when, will, would, could, which, might, should, than,
     who, why, it is, today, yesterday, this morning, morning, evening, afternoon, tonight, night, now, same, and, to, for
`);

/** One speed, one way and one time, of which two are told and the third is asked. */
const motion = (items: readonly Item[]): unknown => {
  const [rates, ways, times] = ['RATE', 'WAY', 'LASTING'].map((tag) => all(items, tag));
  if (rates!.length > 1 || ways!.length > 1 || times!.length > 1) return undefined;
  const [rate, way, time] = [
    rates![0]?.value as Rate,
    ways![0]?.value as { n: string; unit: Measure },
    times![0]?.value as number,
  ];
  const [paced, measures, ticks] = ['PACED', 'MEASURE', 'TICK'].map((tag) => [
    ...new Set(all(items, tag).map(({ value }) => JSON.stringify(value))),
  ]);
  if (paced!.length + measures!.length + ticks!.length > 1) return undefined;
  const unit = measures![0] === undefined ? undefined : (JSON.parse(measures![0]) as Measure);
  const tick = ticks![0] === undefined ? undefined : Number(ticks![0]);
  if (rate && way && !time) {
    if (unit || paced!.length > 0 || has(items, 'FAR') || rate.unit.of !== way.unit.of) return undefined;
    if (tick === undefined && !has(items, 'LONG')) return undefined;
    return {
      type: 'value',
      expression: `${way.n}*(${way.unit.size})*${rate.per}/(${rate.n}*(${rate.unit.size}))/${tick ?? 3600}`,
    };
  }
  if (rate && time && !way) {
    if (tick !== undefined || paced!.length > 0 || has(items, 'LONG')) return undefined;
    if ((!unit && !has(items, 'FAR')) || (unit && unit.of !== rate.unit.of)) return undefined;
    const to = unit ?? rate.unit;
    return { type: 'value', expression: `${rate.n}*(${rate.unit.size})*${time}/${rate.per}/(${to.size})` };
  }
  if (way && time && !rate) {
    if (unit || tick !== undefined || has(items, 'FAR', 'LONG')) return undefined;
    const to = paced![0] === undefined ? undefined : (JSON.parse(paced![0]) as { unit: Measure; per: number });
    if (!to && (!has(items, 'FAST') || !/^(?:km|mile)$/.test(way.unit.name))) return undefined;
    if (to && to.unit.of !== way.unit.of) return undefined;
    return {
      type: 'value',
      expression: `${way.n}*(${way.unit.size})*${to?.per ?? 3600}/${time}/(${(to?.unit ?? way.unit).size})`,
    };
  }
  // "72 km/h in m/s"
  if (!rate || way || time || paced!.length !== 1 || has(items, 'FAR', 'LONG')) return undefined;
  const to = JSON.parse(paced![0]!) as { unit: Measure; per: number };
  if (to.unit.of !== rate.unit.of || (to.unit.name === rate.unit.name && to.per === rate.per)) return undefined;
  return { type: 'value', expression: `${rate.n}*(${rate.unit.size})*${to.per}/${rate.per}/(${to.unit.size})` };
};

const ASKING = `how, how many, if, will, would, could, which, might, should, who, why, and, then, than, maybe`;

const TIME_WORDS = lexicon(`
  START: starts, start, started, starting, begins, begin, began, begun, beginning, leaves, leave, left, departs, depart,
     departed, sets off, set off, setting off, opens, opened, open, from, since, kicks off, kick - off, kickoff, goes in,
     went in, goes out, went out, put in, went on, goes on, pulls out, takes off, took off, clocked on, clocks on,
     clocked in, it is, now it is, the time is, now, boarded, fell asleep, went to bed, set out, sets out, put;
  END: ends, end, ended, ending, finishes, finish, finished, finishing, arrives, arrive, arrived, arrival, gets in,
     got in, get in, gets there, get there, got there, got here, closes, close, closed, closing, shuts, shut, over,
     comes out, come out, came out, till, until, to, home, back, done, ready, lands, land, wakes, woke, locked up,
     adjourned, reach, reaches, comes off, come off, take it off, take it out, end, wrap, off, out, free, there, due;
  BY: must be there, must be, have to be, has to be, need to be, needs to be, be there, be there at, by, be at;
  WHEN: when, what time, at what time, which time, what hour, at what hour, what does the clock show,
     what will the clock show, what clock time;
  LONG: how long, how much time, duration;
  MIN: minutes, mins, minute, min, how many minutes, how many mins, how many more minutes, how many more mins;
  HOUR: hours, hour, hrs, h;
  NEXT: next morning, next day, following morning, following day, the next morning, overnight;
  AFTER: later, after that, afterwards;
  OPEN: with a stop, with a break, with one stop, with stops, in another time zone, local time;
  PART: afternoon, evening, night, tonight, this evening, this afternoon;
  -: ${ASKING}, morning, the morning, in the morning, this morning, today, same, day,
     the same day, same day, same morning, long, total, altogether, in all, break, pass, between, start of,
     first, at the latest, time, long does it, does, later that day, expected
`);

type Time = { hour: number; minute: number; exact: boolean };
const two = (value: number): string => String(value).padStart(2, '0');
const textOf = ({ hour, minute }: Time): string => `${hour}:${two(minute)}`;
const minutesOf = ({ hour, minute }: Time): number => 60 * hour + minute;

/** The time between two times, in the unit that is asked for. */
const between = (items: readonly Item[], a: Item, b: Item): unknown => {
  let [from, to] = [a.value as Time, b.value as Time];
  // "The film is at 19:05. It is 18:47."
  const now = items.findLast((one) => one.at < b.at && one.at > a.at && one.tag === 'START');
  if (minutesOf(to) < minutesOf(from) && now !== undefined && /^(?:is|now)$/.test(String(now.value)))
    [from, to] = [to, from];
  // "It opens at nine. It is eight. How long till it closes?"
  const ask = items.find((one) => one.at > b.at && one.tag === 'MIN');
  const verb = items.find(
    (one) =>
      ask && one.at > ask.at && /^(?:START|END)$/.test(one.tag) && !/^(?:till|until|to|is)$/.test(String(one.value)),
  );
  const turned = now !== undefined || items.some((one) => one.at < a.at && /^(?:is|now)$/.test(String(one.value)));
  const [told] = items.filter((one) => /^(?:START|END)$/.test(one.tag) && !/^(?:is|now)$/.test(String(one.value)));
  if (turned && verb && told && verb.tag !== told.tag) return undefined;
  // "Arrived at 11:45, left at 9:15": the later one is told first.
  const [before1, before2] = [before(items, a.at, 'START', 'END'), before(items, b.at, 'START', 'END')];
  if (before1 === 'END' || (before2 === 'START' && before1 === 'START' && now === undefined)) return undefined;
  const [x, y] = [minutesOf(from), minutesOf(to)];
  if (y === x || (y < x && !(from.exact && to.exact && (has(items, 'NEXT') || x >= 1080)))) return undefined;
  // "from 7 to 9 pm" is one evening.
  if (from.exact !== to.exact && x < 720 !== y < 720) return undefined;
  const [minutes, hours] = [has(items, 'MIN'), has(items, 'HOUR')];
  if (minutes && !hours) return { type: 'minutes', from: textOf(from), to: textOf(to) };
  if (hours && !minutes) return { type: 'value', expression: `(${y < x ? y + 1440 : y}-${x})/60` };
  // "How long" alone names no unit: whether minutes or hours and minutes are wanted is not told.
  return minutes ? { type: 'minutes', from: textOf(from), to: textOf(to), form: 'hours' } : undefined;
};

/** "What time is it in Paris?": a time is asked for in a place. */
const inPlace = (tokens: readonly Token[], from: number): boolean =>
  tokens.some(({ text }, at) => at > from && text === 'in' && /^\p{Lu}\p{Ll}/u.test(tokens[at + 1]?.raw ?? ''));

/** A time and what lasts from it, or up to it. */
const clock = (items: readonly Item[], tokens: readonly Token[]): unknown => {
  if (has(items, 'OPEN')) return undefined;
  const [times, lengths] = [all(items, 'T'), all(items, 'MINUTES')];
  const [a, b, ...more] = times;
  if (!a || more.length > 0) return undefined;
  // "At ten past three this afternoon": of which half of the day is told apart from the time.
  if (has(items, 'PART') && times.some(({ value }) => !(value as Time).exact)) return undefined;
  const when = all(items, 'WHEN');
  if (b) return lengths.length === 0 && when.length === 0 ? between(items, a, b) : undefined;
  const [ask] = when;
  if (ask && has(items, 'START') && inPlace(tokens, ask.at)) return undefined;
  if (
    lengths.length === 0 ||
    lengths.length > 3 ||
    when.length !== 1 ||
    !ask ||
    has(items, 'MIN', 'HOUR', 'LONG', 'NEXT')
  )
    return undefined;
  const role = before(items, a.at, 'START', 'END', 'BY');
  const asked = items.filter(
    (one) => one.at > ask.at && /^(?:START|END|BY)$/.test(one.tag) && one.at < Math.max(a.at, ask.at + 9),
  );
  const verbs = asked.filter(({ value }) => !/^(?:is|now|from|to)$/.test(String(value))).map(({ tag }) => tag);
  const plus = lengths.reduce((sum, { value }) => sum + Number(value), 0);
  const at = textOf(a.value as Time);
  const starts = verbs.length > 0 && verbs.every((tag) => tag === 'START');
  const ends = verbs.every((tag) => tag === 'END');
  // "It was over 2 hours back": counted backwards.
  const back = items.some((one) => one.value === 'back' && one.at < ask.at);
  if (ask.at < a.at || back) return undefined;
  if (role === 'START' && ends) return { type: 'clock', at, plus };
  if (role === 'BY' && starts && !has(items, 'AFTER')) return { type: 'clock', at, plus: -plus };
  return undefined;
};

const DATE_WORDS = lexicon(`
  AFTER: after, later, past, on from, following, from now, hence, time;
  FROM: from, since;
  BEFORE: before, earlier, prior to, ahead of;
  DATE: what date, which date, date, the date, what is the date, on what date, on which date, due when, due date, due;
  DAYS: how many days, how many nights, how many sleeps, number of days, no . of days, days, nights, in days;
  WEEKDAY: weekday, day of the week, what day, which day, day of week, what weekday, which weekday, on what day,
     on which day, what day of the week, which day of the week, upon which weekday, upon what day;
  TODAY: today, it is, now;
  STAY: holiday, holidays, vacation, festival, camp, course, exhibition, fair, conference, retreat;
  TO: to, until, till, and, through;
  IN: in, after exactly;
  -: ${ASKING}, when, exactly, same, the same year, same year, between, day, born, last, start, starts, begins, start at,
     start on, end, ends, went, leap
`);

/** A date or a weekday and days from it, or two dates. */
const calendar = (items: readonly Item[]): unknown => {
  const [dates, spans] = [all(items, 'D'), all(items, 'SPAN')];
  // A weekday that stands right before its date says the same.
  const weekdays = all(items, 'WEEKDAYNAME').filter(
    ({ at }) => !dates.some((one) => one.at - at === 1 || one.at - at === 2),
  );
  const [a, b, ...more] = dates.map(({ value }) => String(value));
  const asks = ['DATE', 'DAYS', 'WEEKDAY'].filter((tag) => has(items, tag));
  if (more.length > 0 || asks.length !== 1 || spans.length > 1 || weekdays.length > 1) return undefined;
  const [ask] = asks;
  const afters = all(items, 'AFTER').length + all(items, 'FROM').length;
  const [after, earlier] = [afters === 1, has(items, 'BEFORE')];
  if (afters > 1) return undefined;
  if (a && b) {
    // Of a festival the last day counts too, as some say.
    if (has(items, 'STAY') && all(items, 'DAYS').some(({ value }) => !/^(?:nights|sleeps)$/.test(String(value))))
      return undefined;
    const order = a.replace(/^--/, '') < b.replace(/^--/, '') && a.startsWith('--') === b.startsWith('--');
    return ask === 'DAYS' &&
      spans.length + weekdays.length === 0 &&
      order &&
      !earlier &&
      (has(items, 'TO', 'TODAY') || after)
      ? { type: 'days', from: a, to: b }
      : undefined;
  }
  const [span] = spans;
  if (a) {
    if (weekdays.length > 0 || ask === 'DAYS') return undefined;
    if (ask === 'WEEKDAY')
      return span || after || earlier || a.startsWith('--') ? undefined : { type: 'weekday', of: a, plus: 0 };
    if (!span || after === earlier || has(items, 'TODAY')) return undefined;
    return { type: 'date', from: a, plus: (after ? 1 : -1) * Number(span.value), unit: 'days' };
  }
  const [weekday] = weekdays;
  if (!weekday || !span || ask !== 'WEEKDAY' || earlier) return undefined;
  const within = items.some((one) => one.tag === 'IN' && one.at === span.at - 1);
  const [today, ...again] = all(items, 'TODAY');
  return today && again.length === 0 && today.at < weekday.at && after !== within
    ? { type: 'weekday', of: weekday.value, plus: Number(span.value) }
    : undefined;
};

const KINDS: readonly Kind[] = [
  { words: SPEED_WORDS, quantities: ['RATE', 'PACED', 'WAY', 'LASTING', 'MEASURE', 'TICK'], build: motion },
  { words: TIME_WORDS, quantities: ['T', 'MINUTES'], build: clock },
  { words: DATE_WORDS, quantities: ['D', 'WEEKDAYNAME', 'SPAN'], build: calendar },
];

/** The whole question by the roles of its quantities. */
export const addQuantityRoles = (grammar: Grammar): void => {
  addMotionTerminals(grammar);
  grammar.rule('WEEKDAYNAME', ['[a|on|on a] WEEKDAY:w'], ({ w }) => w);
  addRoleKinds(grammar, 'TIMEROLES', KINDS);
};

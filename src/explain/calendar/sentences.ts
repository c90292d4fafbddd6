/** Dates, weekdays and clock times, for the reading by explanation. */
import { MONTHS, WEEKDAYS } from '../../problem/solve/calendar.ts';
import type { Grammar, Terminal, Values } from '../grammar/grammar.ts';

const monthOf = (word: string): number => {
  const at = MONTHS.findIndex((one) => {
    const low = one.toLowerCase();
    return low === word || (word.length === 3 && low.startsWith(word)) || (word === 'sept' && low === 'september');
  });
  return at + 1;
};
const weekdayOf = (word: string): string | undefined => {
  const at = WEEKDAYS.findIndex((one) => {
    const low = one.toLowerCase();
    return (
      low === word ||
      (word.length === 3 && low.startsWith(word)) ||
      (/^(?:tues|thurs|thur|weds)$/.test(word) && low.startsWith(word.slice(0, 3)))
    );
  });
  return WEEKDAYS[at];
};

const two = (value: number): string => String(value).padStart(2, '0');

/** "14 July 1998", "July 14, 1998", "the 14th of July", "2024-01-20". */
const date: Terminal = ({ tokens }, start) => {
  const first = tokens[start];
  if (first?.kind === 'date') return [{ end: start + 1, value: first.text }];
  let at = start;
  const dayAt = (from: number): { day: number; end: number } | undefined => {
    let end = from;
    if (tokens[end]?.text === 'the') end++;
    if (tokens[end]?.kind !== 'number' || !/^\d{1,2}$/.test(tokens[end]!.text)) return undefined;
    const day = Number(tokens[end++]!.text);
    if (tokens[end]?.glued && /^(?:st|nd|rd|th)$/.test(tokens[end]!.text)) end++;
    return day >= 1 && day <= 31 ? { day, end } : undefined;
  };
  const fits = (day: number, month: number, end: number): ReturnType<Terminal> => {
    const whole = `${two(month)}-${two(day)}`;
    const comma = tokens[end]?.text === ',' ? end + 1 : end;
    const year = tokens[comma];
    if (year?.kind === 'number' && /^[12]\d{3}$/.test(year.raw))
      return [{ end: comma + 1, value: `${year.text}-${whole}` }];
    // A number behind a date without a year is none of it.
    return tokens[end]?.kind === 'number' ? [] : [{ end, value: `--${whole}` }];
  };
  const day = dayAt(at);
  if (day) {
    at = day.end;
    if (tokens[at]?.text === 'of') at++;
    const month = monthOf(tokens[at]?.text ?? '');
    return tokens[at]?.kind === 'word' && month > 0 ? fits(day.day, month, at + 1) : [];
  }
  const month = first?.kind === 'word' ? monthOf(first.text) : 0;
  const next = month > 0 ? dayAt(start + 1) : undefined;
  return next ? fits(next.day, month, next.end) : [];
};

/** A time of a clock of 24 hours: "19:40", "8:20 pm", "8 am", "quarter to nine in the evening" is other rules'. */
const clock: Terminal = ({ tokens }, at) => {
  const token = tokens[at];
  let hour: number;
  let minute = 0;
  let end = at + 1;
  if (token?.kind === 'clock') [hour, minute] = token.text.split(':').map(Number) as [number, number];
  else if (token?.kind === 'number' && /^\d{1,2}(?:\.[0-5]\d)?$/.test(token.text)) {
    hour = Number(token.text.split('.')[0]);
    minute = Number(token.text.split('.')[1] ?? 0);
  } else if (token?.text === 'noon' || token?.text === 'midday')
    return [{ end, value: { hour: 12, minute: 0, exact: true } }];
  else if (token?.text === 'midnight') return [{ end, value: { hour: 0, minute: 0, exact: true } }];
  else return [];
  if (hour > 24 || minute > 59) return [];
  let half: string | undefined;
  const dotted = (letter: string): boolean =>
    tokens[end]?.text === letter && tokens[end + 1]?.text === '.' && tokens[end + 2]?.text === 'm';
  if (/^[ap]m$/.test(tokens[end]?.text ?? '')) half = tokens[end++]!.text[0];
  else if (dotted('a') || dotted('p')) {
    half = tokens[end]!.text;
    end += tokens[end + 3]?.text === '.' ? 4 : 3;
  } else if (tokens[end]?.text === 'in' && tokens[end + 1]?.text === 'the') {
    const part = tokens[end + 2]?.text;
    if (part === 'morning') half = 'a';
    if (part === 'afternoon' || part === 'evening') half = 'p';
    if (half) end += 3;
  }
  if (half !== undefined && (hour > 12 || hour === 0)) return [];
  if (half !== undefined) return [{ end, value: { hour: (hour % 12) + (half === 'p' ? 12 : 0), minute, exact: true } }];
  // A bare number is no time.
  if (token?.kind === 'number') return [];
  return [{ end, value: { hour, minute, exact: hour > 12 || hour === 0 || token.text.startsWith('0') } }];
};

type Time = { hour: number; minute: number; exact: boolean };

const addDurations = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('H', '(hours|hour|hrs|hr|h)');
  rule('M', '(minutes|minute|mins|min|m)');
  rule('DURATION', 'UNUM:n M', ({ n }) => Number(n));
  rule('DURATION', 'UNUM:n H', ({ n }) => 60 * Number(n));
  rule('DURATION', ['UNUM:n H [and|,] UNUM:m M', 'UNUM:n H UNUM:m'], ({ n, m }) =>
    /^\d+$/.test(String(m)) && Number(m) < 60 ? 60 * Number(n) + Number(m) : undefined,
  );
  rule('DURATION', ['(a|one|1) (hour|h)', 'an hour'], () => 60);
  rule('DURATION', ['half an hour', 'a half hour', 'half hour'], () => 30);
  rule('DURATION', ['[a] quarter of an hour'], () => 15);
  rule('DURATION', ['three [-] quarters of an hour'], () => 45);
  rule(
    'DURATION',
    ['(an|one|1) hour and [a] half', '(one|1) and [a] half hours', '[a] full hour and a half'],
    () => 90,
  );
  rule('DURATION', ['[a] quarter [-] hour'], () => 15);
  rule('DURATION', ['[a] half - [an] hour'], () => 30);
  rule('DURATION', ['[a] UNUM:n - (minute|min)'], ({ n }) => Number(n));
  rule('DURATION', ['[a] UNUM:n - hour'], ({ n }) => (/^(?:12|24)$/.test(String(n)) ? undefined : 60 * Number(n)));
  rule('DURATION', ['UNUM:n and (a|one) quarter H', 'UNUM:n H and (a|one) quarter'], ({ n }) =>
    Number.isInteger(Number(n)) ? 60 * Number(n) + 15 : undefined,
  );
  rule('DURATION', ['(an|one) hour and a quarter', '(one|1) and a quarter hours'], () => 75);
  rule('DURATION', ['UNUM:n and three [-] (quarter|quarters) [of an] H', 'UNUM:n H and three quarters'], ({ n }) =>
    Number.isInteger(Number(n)) ? 60 * Number(n) + 45 : undefined,
  );
  rule('DURATION', ['(an|one) hour and three quarters', '(one|1) and three quarter hours'], () => 105);
  rule('DURATION', ['UNUM:n and a half H', 'UNUM:n H and a half'], ({ n }) => 60 * Number(n) + 30);
  rule('DURATION', ['an hour and UNUM:m M'], ({ m }) => 60 + Number(m));
  rule('MINUTES', 'DURATION:d', ({ d }) =>
    Number.isInteger(d) && Number(d) > 0 && Number(d) < 10_000 ? d : undefined,
  );
};

const at = ({ hour, minute }: Time): string => `${hour}:${two(minute)}`;
const later = ({ t, d }: Values): unknown => ({ type: 'clock', at: at(t as Time), plus: d });
const earlier = ({ t, d }: Values): unknown => ({ type: 'clock', at: at(t as Time), plus: -Number(d) });
const minutes =
  (form: 'hours' | undefined) =>
  ({ a, b, n }: Values): unknown => {
    const [from, to] = [a as Time, b as Time];
    const [x, y] = [from.hour * 60 + from.minute, to.hour * 60 + to.minute];
    // "from 9 to 5": of which half of the day is not said.
    if (y <= x && n === undefined && !(from.exact && to.exact)) return undefined;
    return { type: 'minutes', from: at(from), to: at(to), ...(form && { form }) };
  };
const addTimesFirst = (grammar: Grammar): void => {
  const { rule } = grammar;
  grammar.terminal('CLOCK', clock);
  rule(
    'T',
    ["CLOCK:t [this morning|this evening|tonight|today|sharp|exactly|o ' clock|hrs|h]", 'at CLOCK:t'],
    ({ t }) => t,
  );
  rule(
    'WHATTIME',
    [
      `(what time|at what time|when) (is|will|does|do|would|should|did|was|are|can|could)
        [it|that|this|i|we|you|she|he|they|the FILL] [be|end|ends|finish|over|stop|done|get
        out|out|arrive|ready|get there|finished|land|conclude|close]`,
      '[ASK] [the] [finishing|finish|end|ending|arrival|closing] time',
      '(what time|when) [is it|is that|will that be|are we out|ends|does it end|does it finish|finish|end|ends when]',
      '(ends|finish|finishes|finished|done|over|end|out|ready) (when|at|at what time|what time)',
      `[at] what time (does|will|is|do) (it|that|the FILL) (end|finish|be over|over|stop|conclude|be
        ready|arrive|come out)`,
      '(finish|end|ends|arrival|arrives)',
    ],
    () => true,
  );
  rule(
    'EVENT',
    [
      `[the|a|my|our|it|we|i|he|she|they|this] [FILL]
        (starts|start|begins|begin|commences|leaves|leave|departs|opens|goes on|went
        on|started|began|left|kicks off|dep|is|set off|sets off) [at]`,
      'from',
      'it is [now]',
      'it is currently',
      '[if] [it is|the time is|its] [now]',
    ],
    () => true,
  );
  rule(
    'LASTS',
    [
      `[it|which|this|that|and] [is|will be] [lasts|last|lasting|takes|take|runs|run|running|goes
        on|comprises|lasted|took|works|work|is long|long] [for|is|exactly]`,
    ],
    () => true,
  );
  rule(
    'QUESTION',
    [
      '[ASK] T:t (plus|+|add) MINUTES:d [is|=|makes|gives]',
      '[ASK] [what] [time] [is|will it be|it is|is it] MINUTES:d (after|past|later than|from) T:t',
      `[ASK] (what time|when|what) (will it be|is it|it is|it will be|is it going to be) [in] MINUTES:d
        [later] ~ (if|when) it is [now] T:t [now]`,
      `[if] (it is|the time is|the clock says|the clock shows) [now|currently|just] T:t [now] ~ [then] what
        time (will it be|is it|will it show|it will be|it is|) (in|after) MINUTES:d [from now|later|time]`,
      '[if] (it is|the time is) [now|currently|just] T:t [now] ~ (in|after) MINUTES:d ~ what time [will it be|is it]',
      'MINUTES:d (after|later than) T:t [is|what|is what time]',
      'T:t [and|,] MINUTES:d later [is what time|~ what time]',
      'EVENT T:t ~ [and] LASTS MINUTES:d [long] ~ WHATTIME',
    ],
    later,
  );
  rule(
    'QUESTION',
    [
      '[ASK] T:t (minus|-|less) MINUTES:d [is|=]',
      '[ASK] [what] [time] [is|was it|it is|is it|it was] MINUTES:d (before|earlier than|ahead of) T:t',
      'MINUTES:d before T:t [is|what|is what time]',
    ],
    earlier,
  );
  rule('NEXTDAY', ['[on] [the] (next|following) (day|morning)', 'next day'], () => true);
};

const addTimesSecond = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule(
    'LEAVES',
    [
      `[i|we|you|he|she|they|it|the FILL|FILL] [is|am|are|was|were]
        (left|leave|leaves|start|starts|started|begin|began|begins|clocked in|in|depart|dep
        .|departs|departed|work|worked|open|opens|set off|went in|boarded|get on|got on) [home|work|at|from]`,
      '[my|the|a] FILL (is|was|runs|lasts|goes|ran|went)',
      'from',
    ],
    () => true,
  );
  rule(
    'ARRIVES',
    [
      `[and] [it|i|we|he|she|they] (arrives|arrive|arrived|arr .|gets in|got in|get
        in|end|ends|ended|finish|finishes|finished|out|clocked out|get there|got
        there|back|close|closes|stop|stopped|came out|came back|gets there|home) [at]`,
      'to',
      'till',
      'until',
      '-',
    ],
    () => true,
  );
  rule(
    'HOWMANYMIN',
    [
      `how many (minutes|mins) [is|are|was|were|did|does|do|am] [that|it|there|i|we] [sat there|take|last|in
        all|work|last for|travel|on the road]`,
      '[ASK] [journey time|the time|time|length|how long] [is that] in (minutes|mins)',
      '(minutes|mins)',
      'how long is (that|it) in (minutes|mins)',
    ],
    () => true,
  );
  rule(
    'QUESTION',
    [
      `[ASK] how many (minutes|mins) (is it|are there|are|is|pass|go by|it is|) (from|between) T:a
        (to|until|till|and|-) T:b [NEXTDAY:n]`,
      '[ASK] [the] [number of] (minutes|mins) (from|between) T:a (to|until|till|and|-) T:b [NEXTDAY:n]',
      '[LEAVES] T:a ~ [ARRIVES] T:b [NEXTDAY:n] ~ [so] HOWMANYMIN',
      'how many (minutes|mins) (until|till|to) T:b ~ (if|when) it is [now] T:a',
      '(if|when) it is [now] T:a ~ how many (minutes|mins) (until|till|to|are there until) T:b',
      'it is [now] T:a ~ how many (minutes|mins) (until|till|to|are there until) T:b',
    ],
    minutes(undefined),
  );
  rule('INHOURS', ['[~] [(tell me|answer|give me|give it|say)] [in] hours and (minutes|mins)'], () => true);
  rule(
    'QUESTION',
    [
      '[ASK] how long (is it|is|) (from|between) T:a (to|until|till|and|-) T:b [NEXTDAY:n] INHOURS',
      'how many hours and minutes (are there|is it|are|) (from|between) T:a (to|until|till|and|-) T:b [NEXTDAY:n]',
      '[LEAVES] T:a ~ [ARRIVES] T:b [NEXTDAY:n] ~ how long is (that|it) INHOURS',
    ],
    minutes('hours'),
  );
  rule(
    'QUESTION',
    ['[ASK] T:t (in|on|to|as) [the|a] (24|twenty four) [-] hour (clock|time|format|notation)'],
    ({ t }) => ({ type: 'clock', at: at(t as Time), plus: 0 }),
  );
};

const addTimes = (grammar: Grammar): void => {
  addTimesFirst(grammar);
  addTimesSecond(grammar);
};

const days = (n: unknown, by: number): number | undefined => (/^\d{1,5}$/.test(String(n)) ? Number(n) * by : undefined);
const weekday = ({ d }: Values): unknown =>
  String(d).startsWith('--') ? undefined : { type: 'weekday', of: d, plus: 0 };
const shift =
  (sign: 1 | -1) =>
  ({ w, s }: Values): unknown => ({ type: 'weekday', of: w, plus: sign * Number(s ?? 1) });
const moved =
  (sign: 1 | -1) =>
  ({ d, s }: Values): unknown => ({ type: 'date', from: d, plus: sign * Number(s), unit: 'days' });
const between = ({ a, b }: Values): unknown => ({ type: 'days', from: a, to: b });
const addDatesFirst = (grammar: Grammar): void => {
  const { rule } = grammar;
  grammar.terminal('DATE', date);
  grammar.terminal('WEEKDAY', ({ tokens }, at) => {
    const found = tokens[at]?.kind === 'word' ? weekdayOf(tokens[at]!.text) : undefined;
    return found === undefined ? [] : [{ end: at + 1, value: found }];
  });
  rule('SPAN', 'UNUM:n (days|day)', ({ n }) => days(n, 1));
  rule('SPAN', ['a day'], () => 1);
  rule('SPAN', 'UNUM:n (weeks|week)', ({ n }) => days(n, 7));
  rule('SPAN', 'a week', () => 7);
  rule('SPAN', ['a fortnight'], () => 14);
  rule(
    'WHATDAY',
    [
      `(what|which) (day|weekday) [of the week] [is it|it is|is that|will it be|it will be|is|was it|was
        that|will that be|would it be]`,
      '(what|which) day of [the] week',
      '[the] (day of the week|weekday)',
    ],
    () => true,
  );
  rule('ON', ['[on] D:d'], ({ d }) => d);
  rule('D', ['[the] DATE:d'], ({ d }) => d);
  rule(
    'QUESTION',
    [
      `[ASK] WHATDAY (is|was|does|did|will|would|were|are|) [it] [on|be] D:d [fall on|fall|be|on|land
        on|was|is|it was]`,
      'WHATDAY (does|did|will) D:d (fall on|fall|be|land on|be on)',
      '(on) (what|which) (day|weekday) [of the week] (does|did|was|is|will) D:d [fall|be|falls|land]',
      'D:d ~ [ASK] WHATDAY [is (that|it)|was (that|it)|of the week was (it|that)]',
      '[born|i was born|she was born|he was born|married] [on] D:d ~ WHATDAY [was (that|it)]',
      'ASK [the] (weekday|day of the week) (of|for|on) D:d',
      'what weekday is D:d',
    ],
    weekday,
  );
  rule('TODAYIS', ['[if] [it is|today is|if today is|today|its|today it is] WEEKDAY:w [today]'], ({ w }) => w);
  rule(
    'QUESTION',
    [
      `TODAYIS:w ~ [then|so|and] (what|which) (day|weekday) [of the week] [is it|will it be|it is|is|it will
        be|is it going to be|will be] (in|after|) SPAN:s [from now|from today|later|time]`,
      `(what|which) (day|weekday) [of the week] [is it|will it be|it is|is|it will be|comes] (in|after)
        SPAN:s ~ (if|when) [today is|it is] WEEKDAY:w [today]`,
      '(what|which) day [of the week] [is|comes|is it|it is] SPAN:s (after|from|later than) WEEKDAY:w',
      'SPAN:s (after|from) WEEKDAY:w [is] [what|which|~ what] [day] [is it|is that]',
      'WEEKDAY:w (plus|+) SPAN:s [is] [what] [day]',
      'TODAYIS:w ~ [then] in SPAN:s ~ (what|which) day [is it|will it be]',
    ],
    shift(1),
  );
  rule(
    'QUESTION',
    [
      '(what|which) day [of the week] [is|comes|is it] [the day] [right|just] after WEEKDAY:w',
      'TODAYIS:w ~ (what|which) day [is|will it be] [it] tomorrow',
    ],
    shift(1),
  );
  rule(
    'QUESTION',
    [
      '(what|which) day [of the week] [is|comes|is it] [the day] [right|just] before WEEKDAY:w',
      'TODAYIS:w ~ (what|which) day (is|was) [it] yesterday',
    ],
    shift(-1),
  );
};

const addDatesSecond = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule(
    'QUESTION',
    [
      'TODAYIS:w ~ [then|so|and] (what|which) (day|weekday) [of the week] (was it|was|was that) SPAN:s ago',
      '(what|which) day [of the week] [was|is|comes|was it|it was] SPAN:s (before|earlier than) WEEKDAY:w',
      'SPAN:s before WEEKDAY:w [is] [what|which|~ what] [day] [is it|was it]',
    ],
    shift(-1),
  );
  rule(
    'WHATDATE',
    [
      `(what|which) [is|will be|would be] [the] date [is it|is that|will it be|it is|comes|is|was it|will
        that be|do i get|falls]`,
      '[the] date',
      '(what|which) (day|date)',
      'when',
    ],
    () => true,
  );
  rule(
    'QUESTION',
    [
      '[ASK] WHATDATE [of|is] [exactly] SPAN:s (after|from|later than|past) D:d',
      `SPAN:s (after|from|past|later than) D:d [is] [(what|which) [date|day]|~ (what|which|give me the) date
        [is it|is that]|what date is that]`,
      '[ASK] D:d (plus|+|and|add) SPAN:s [later] [is|=|is what date|~ [what] date|is which date]',
      '(what|which) (date|day) (is|will it be|comes|it is) SPAN:s after D:d',
      `[my|the|our|this] FILL (is|was|dated|is dated|was issued|issued|bought|was bought)
        [dated|on|from|issued on] D:d ~ [the|it has to be done again exactly] [terms|payment terms|loan
        period] [are|is|of|for a loan period of] SPAN:s ~ (when is it due|when is that due|when is it due
        back|on what date is it due [back]|what is the due date|due when|due date)`,
    ],
    moved(1),
  );
  rule(
    'QUESTION',
    [
      '[ASK] WHATDATE [is|was|was it|it is] SPAN:s (before|earlier than|prior to) D:d',
      'SPAN:s (before|prior to) D:d [is|was] [(what|which) [date|day]|~ (what|which) date [is it|is that|was that]]',
      '[ASK] D:d (minus|-|less) SPAN:s [is|=]',
    ],
    moved(-1),
  );
  rule(
    'QUESTION',
    [
      `[ASK] how many (days|sleeps|nights) (is it|are there|are|lie|there are|do i have|pass|go by|is|)
        [from|between] [the] DATE:a (to|until|till|and|-|through) [the] DATE:b`,
      '[ASK] [the] [number of] days (from|between) [the] DATE:a (to|until|till|and|-) [the] DATE:b',
      `[if] (it is|today is|its) [the] DATE:a [today|now] ~ how many (days|sleeps) [is it|are there|are left]
        (until|till|to) [the] DATE:b`,
      'how many days (until|till|to) [the] DATE:b ~ (if|when) (it is|today is) [the] DATE:a [today]',
      'how many days (after|later than) [the] DATE:a is [the] DATE:b',
      'DATE:a (to|until|till) DATE:b ~ how many days [is that]',
    ],
    between,
  );
};

const addDates = (grammar: Grammar): void => {
  addDatesFirst(grammar);
  addDatesSecond(grammar);
};

export const addCalendarKinds = (grammar: Grammar): void => {
  addDurations(grammar);
  addTimes(grammar);
  addDates(grammar);
};

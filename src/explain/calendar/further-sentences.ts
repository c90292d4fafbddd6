/** Further ways of asking for dates and times, for the reading by explanation. */
import type { Grammar, Values } from '../grammar/grammar.ts';
import { isNumberWord } from '../grammar/terminals.ts';

type Time = { hour: number; minute: number; exact: boolean };
const two = (value: number): string => String(value).padStart(2, '0');
const at = ({ hour, minute }: Time): string => `${hour}:${two(minute)}`;
const moved =
  (sign: 1 | -1) =>
  ({ t, d }: Values): unknown => ({ type: 'clock', at: at(t as Time), plus: sign * Number(d) });

/** Times in words: "half past six in the evening", "a quarter to nine". */
export const addSpokenTimes = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('PARTOFDAY', ['in [the] morning', 'this morning', 'am', 'a . m .', 'before noon'], () => 'a');
  rule('PARTOFDAY', ['in [the] (afternoon|evening)', 'this (afternoon|evening)', 'pm', 'p . m .'], () => 'p');
  rule('PARTOFDAY', ['at night'], () => 'n');
  const spoken =
    (minute: number, before: boolean) =>
    ({ n, h, m }: Values): unknown => {
      const hour = Number(n);
      const minutes = m === undefined ? minute : Number(m);
      if (!/^\d+$/.test(String(n)) || hour < 1 || hour > 12 || minutes > 59 || minutes < 0) return undefined;
      // Eleven at night is before midnight, and twelve, one and two are not.
      const half = h === 'n' ? (hour === 12 || hour < 4 ? 'a' : hour < 7 ? undefined : 'p') : h;
      if (h !== undefined && half === undefined) return undefined;
      const base = half === undefined ? hour : (hour % 12) + (half === 'p' ? 12 : 0);
      const total = base * 60 + (before ? -minutes : minutes);
      return { hour: Math.floor((total + 1440) / 60) % 24, minute: (total + 1440) % 60, exact: h !== undefined };
    };
  rule('T', ['(half|haf) past UNUM:n [PARTOFDAY:h]'], spoken(30, false));
  rule('T', ['[a] (quarter|quater|qtr) past UNUM:n [PARTOFDAY:h]'], spoken(15, false));
  rule('T', ['[a] (quarter|quater|qtr) to UNUM:n [PARTOFDAY:h]'], spoken(15, true));
  rule('T', ['UNUM:m [minutes] past UNUM:n [PARTOFDAY:h]'], spoken(0, false));
  rule('T', ['UNUM:m [minutes] to UNUM:n [PARTOFDAY:h]'], spoken(0, true));
  rule('T', ["UNUM:n o ' clock [PARTOFDAY:h]", "UNUM:n (o'clock|oclock) [PARTOFDAY:h]"], spoken(0, false));
  // "Quartre to four in the afternoon" is not four.
  grammar.terminal('FREEHOUR', (context, start) => {
    const [word, before] = [context.tokens[start - 1]?.text ?? '', context.tokens[start - 2]];
    const parted = before?.kind === 'clock' || before?.kind === 'number' || /^(?:[ap]?m|\.)$/.test(before?.text ?? '');
    const part = /^(?:morning|afternoon|evening|night|noon|o'?clock|clock)$/.test(before?.text ?? '');
    const free =
      !/^(?:to|past|after|before|til|till|until)$/.test(word) || parted || part || isNumberWord(before?.text ?? '');
    return free ? grammar.fits(context, 'UNUM', start) : [];
  });
  rule('T', ['FREEHOUR:n PARTOFDAY:h', 'FREEHOUR:n \\( PARTOFDAY:h \\)'], spoken(0, false));
  // "10:00 (am)", "11:50 at night", "7 40 pm"
  const parted = ({ t, h }: Values): unknown => {
    const { hour, minute, exact } = t as Time;
    if (hour > 12) return h === 'a' || (h === 'n' && hour < 19) ? undefined : t;
    if (exact || hour === 0) return undefined;
    return spoken(minute, false)({ n: hour, h });
  };
  rule('T', ['CLOCK:t PARTOFDAY:h', 'CLOCK:t \\( PARTOFDAY:h \\)'], parted);
  rule('T', ['UNUM:n UNUM:m PARTOFDAY:h'], ({ n, m, h }) =>
    /^[1-5]\d$/.test(String(m)) ? spoken(0, false)({ n, m, h }) : undefined,
  );
};

/** An act that begins or ends at a time and lasts. */
const minutes = ({ a, b, n }: Values): unknown => {
  const [from, to] = [a as Time, b as Time];
  const later = to.hour * 60 + to.minute > from.hour * 60 + from.minute;
  if (!later && n === undefined && !(from.exact && to.exact)) return undefined;
  return { type: 'minutes', from: at(from), to: at(to) };
};
const addMoreTimesFirst = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule(
    'BEGINS',
    [
      `[i|we|you|he|she|they|it|the FILL|a FILL|my FILL|our FILL|FILL]
        (start|starts|started|begin|begins|began|leave|leaves|left|commence|commences|open|opens|depart|departs|go
        in|goes in|went in|goes on|put it in|kick off|kicks off|set off) [gaming|work|home|FILL] [at]`,
      'if (i|we) (start|begin|leave|go) [gaming|home] [at]',
      '(start|starts|dep|departure|from|started|begin) [:|.]',
    ],
    () => true,
  );
  rule(
    'NEEDS',
    [
      `[and|,|and it|it|which|that] [is|will] (goes|goes on|takes|take|lasts|last|runs [for]|run
        [for]|play|need|needs|lasting|goes on for|ran|lasted|took|walk for|work|work for|is|be) [exactly]`,
      '[and] the (walk|drive|ride|trip|film|lesson|meeting|game) (takes|lasts|is|runs)',
      '(duration|length|lasts|for|runs) [:|of|is]',
      'for',
      'is scheduled for',
    ],
    () => true,
  );
  rule(
    'ENDSWHEN',
    [
      `~ [at] (what time|when) (do|will|does|is|am|are|shall|should|can|did|was) (i|it|we|you|he|she|they|the
        FILL|my FILL) [be] [stop|end|finish|finished|over|arrive|there|done|home|out|ready|get there|come
        out|take it out|get out|back|getting there|leave]`,
      '~ (finish|end|arrival|ends|over|done|home|out|back) (at|when|time)',
      '~ (finish|arrival|end) [time]',
      '~ state the time of arrival',
      '~ when [is it] (over|finished|done|ready|out)',
      '~ (when|what time) [it is|is it] (finished|over)',
      '~ take it out at',
    ],
    () => true,
  );
  rule(
    'QUESTION',
    [
      '[if|when] BEGINS T:t ~ [and] NEEDS MINUTES:d [long] ENDSWHEN',
      'T:t (+|plus) MINUTES:d [\\( 24 h clock \\)]',
      'BEGINS T:t ~ [and] (arrives|gets in|ends|finishes|is over|will be over) MINUTES:d later ENDSWHEN',
      '[ASK] [the] time [that is|which is] MINUTES:d (after|later than|past) T:t',
      '[if] it is [now] T:t ~ (after|in) MINUTES:d ~ (what|which) time (is it|will it be|it is)',
      'T:t [now] ~ what [is the] time [will it be|is it|is] (in|after) MINUTES:d',
      '[now] [it] is [now] T:t ~ what time [will it be|is it|is|] (in|after) MINUTES:d',
      'what time (will it be|is it) in MINUTES:d (if|when) it is [now] T:t [now]',
    ],
    moved(1),
  );
  rule(
    'QUESTION',
    [
      '[ASK] [the] time [that is|which is] MINUTES:d (before|prior to|earlier than) T:t',
      `[clock on the wall|the clock|my clock|alarm log|it|the log] (says|shows|is) [now] T:t ~ what (did it
        show|time was it|was the time) MINUTES:d (ago|before that|before|earlier)`,
      `[a|the|my] FILL (ends|finishes|ended|finished|is over) [at] T:t ~ [it|and it|which]
        (is|was|lasts|lasted|took|takes|ran) MINUTES:d [long] ~ when did it (start|begin)`,
      `(i|we) (have to|must|need to) be (there|at FILL|in) [by|at] T:t ~ [and] it takes [me|us] MINUTES:d [to
        get there|to walk there] ~ (when|what time) (do|must|should|shall) (i|we) leave`,
    ],
    moved(-1),
  );
  rule('LATERDAY', ['[on] [the] (next|following) (day|morning)', 'next day'], () => true);
};

const addMoreTimesSecond = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule(
    'QUESTION',
    [
      `[ASK] how many (minutes|mins) (pass|elapse|lie|go by|are there|there are|is it) (between|from) T:a
        (and|to|until|till) T:b [LATERDAY:n|in the same morning|on the same day]`,
      `[ASK] [the] [number of] (minutes|mins) [elapsed|passed|that pass] (between|from) T:a
        (and|to|until|till) T:b [LATERDAY:n]`,
      `[i|we|she|he|the FILL|a FILL|FILL] (left|started|went to bed|got
        up|opened|opens|departs|leaves|goes|began|starts|ran from|begins|wake up|came in) [home|at] T:a ~
        [and] [i|we|it|she|he] (got here|arrived|arrives|closed|closes|shut|shuts|woke
        up|left|comes|came|ended|ends|go out|got there|finished|finishes|to|gets there) [at] T:b [LATERDAY:n]
        ~ [so] (how many minutes [is (that|it)|was (that|it)|between|did it take|is the travel|did i
        sleep|does it take|in total]|how long (is that|did it take|did i take|was that) in minutes|state its
        duration in minutes|runtime in minutes)`,
      '(from) T:a (to|until|till) T:b [LATERDAY:n] (is|makes) how many (minutes|mins)',
      'T:a -> T:b ~ (minutes|how many minutes)',
      'elapsed (min|minutes) between timestamps T:a and T:b',
      'FILL [is] [at] T:b ~ [and] [it is|its] T:a now ~ how many minutes (until|till|to) FILL',
      'now it is T:a ~ how many minutes (until|till|to) T:b',
    ],
    minutes,
  );
};

export const addMoreTimes = (grammar: Grammar): void => {
  addMoreTimesFirst(grammar);
  addMoreTimesSecond(grammar);
};

/** Dates that something falls on. */
const date =
  (sign: 1 | -1) =>
  ({ d, s }: Values): unknown => ({ type: 'date', from: d, plus: sign * Number(s), unit: 'days' });
const days = ({ a, b }: Values): unknown => ({ type: 'days', from: a, to: b });
const day =
  (plus: number) =>
  ({ w, s }: Values): unknown => ({ type: 'weekday', of: w, plus: plus * (s === undefined ? 1 : Number(s)) });
const addMoreDatesFirst = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule(
    'QUESTION',
    [
      '[ASK] (what|which) [will] [the] date [will it be|it is|is it|be] SPAN:s (after|from) [the] D:d',
      `[the|my|our|a] FILL (is|are|ends|comes|falls|was) [due|payable] SPAN:s after [the] D:d ~
        (what|which|on which|on what) (date|day) (is (that|it)|does it fall due|would that be|will that be|it
        is|is it due)`,
      `if i (order|start|leave|send it) on D:d [and] it takes SPAN:s ~ (when|what date|on which date) (does
        it come|will it come|does it arrive|is that|will it arrive)`,
      'the notice period of SPAN:s begins on D:d ~ on (what|which) date does it end',
      '[ASK] [the] date [of] the day after D:d',
      'ordered on D:d ~ SPAN:s later (it comes|it arrives) ~ (which|what) date is that',
    ],
    (values) => date(1)({ ...values, s: values.s ?? 1 }),
  );
  rule(
    'QUESTION',
    [
      '[ASK] [the] [date of] the day before D:d',
      `[the|my|our] FILL (is|are) [due|to be served] SPAN:s before D:d ~ (what|which|on which|on what)
        (date|day) (is (that|it)|would that be|is it due)`,
      'the FILL must be FILL SPAN:s before D:d ~ [please] state the date',
    ],
    (values) => date(-1)({ ...values, s: values.s ?? 1 }),
  );
  rule(
    'QUESTION',
    [
      `[ASK] how many days (it is|elapse|pass|are there|lie|there are|is it) (from|between) [the] DATE:a
        (to|until|till|and) [the] DATE:b`,
      '[delta|difference] [in] days [:|between|from] DATE:a (to|and) DATE:b',
      'FILL (runs|goes|lasts|is) from DATE:a (to|till|until) DATE:b ~ how many (days between|nights [is that])',
      '[my] FILL is [on] [the] DATE:b ~ [and] today is [the] DATE:a ~ how many days (till|until|to) FILL',
    ],
    days,
  );
  rule(
    'QUESTION',
    [
      '[ASK] [the] (weekday|day of week|day of the week) (of|for|from|on|,|:) D:d',
      '(weekday|day of week|day of the week) [of|,|:|for] D:d',
      '(which|what) day [of the week] (it was|was it|is it|it is) [on] D:d',
    ],
    ({ d }) => (String(d).startsWith('--') ? undefined : { type: 'weekday', of: d, plus: 0 }),
  );
  rule('YESTERDAYWAS', ['[if] yesterday was WEEKDAY:w'], ({ w }) => w);
  rule(
    'QUESTION',
    ['YESTERDAYWAS:w ~ [then] (what|which) day [of the week] is [it] today', 'YESTERDAYWAS:w ~ (what|which) is today'],
    day(1),
  );
  rule(
    'QUESTION',
    [
      'YESTERDAYWAS:w ~ [then] (what|which) [day] (is|will be) [it] tomorrow',
      '(what|which) day is [it] tomorrow (if|when) yesterday was WEEKDAY:w',
    ],
    (values) => day(2)(values),
  );
  rule(
    'QUESTION',
    [
      'TODAYIS:w ~ (what|which) is tomorrow',
      'what is the day after WEEKDAY:w',
      '(what|which) day (follows|is after|comes after) WEEKDAY:w',
    ],
    day(1),
  );
};

const addMoreDatesSecond = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('QUESTION', ['(what|which) day (was|is|comes) before WEEKDAY:w', 'what is the day before WEEKDAY:w'], day(-1));
  rule(
    'QUESTION',
    [
      '(what|which) day is [it] the day after tomorrow (if|when) today is WEEKDAY:w',
      'TODAYIS:w ~ (what|which) day is [it] the day after tomorrow',
    ],
    (values) => day(2)(values),
  );
  rule(
    'QUESTION',
    [
      `TODAYIS:w ~ (what|which) (day|weekday) [of the week] (is|will be|it is|will it be|it will be) [it]
        (in|after) SPAN:s [from now|time]`,
      'today we have WEEKDAY:w ~ (what|which) day [will be|is it|will it be] (in|after) SPAN:s',
      'TODAYIS:w ~ in SPAN:s ~ (what|which) day [of the week] (it is|is it|will it be)',
      `TODAYIS:w ~ [and] FILL in SPAN:s ~ (what|which) (day|weekday) (is that|will that be|will it be|is that
        going to be)`,
    ],
    day(1),
  );
};

export const addMoreDates = (grammar: Grammar): void => {
  addMoreDatesFirst(grammar);
  addMoreDatesSecond(grammar);
};

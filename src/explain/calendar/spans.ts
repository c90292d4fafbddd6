/** The calendar and the clock beside plain dates and times, for the reading by explanation. */
import { MONTHS } from '../../problem/solve/calendar.ts';
import type { Grammar, Values } from '../grammar/grammar.ts';

type Time = { hour: number; minute: number; exact: boolean };

const two = (value: number): string => String(value).padStart(2, '0');
const at = ({ hour, minute }: Time): string => `${hour}:${two(minute)}`;
const plain = (value: unknown): boolean => /^\d+$/.test(String(value));
const isYear = (value: unknown): boolean => /^[12]\d{3}$/.test(String(value));
const lengthOf = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

const addCalendar = (grammar: Grammar): void => {
  const { rule } = grammar;
  grammar.terminal('MONTHNAME', ({ tokens }, start) => {
    const word = tokens[start]?.text ?? '';
    const short = /^(?:jan|feb|apr|jun|jul|aug|sept?|oct|nov|dec)$/.test(word);
    const month =
      MONTHS.findIndex((one) => one.toLowerCase() === word || (short && one.toLowerCase().startsWith(word))) + 1;
    return month > 0 && tokens[start]?.kind === 'word' ? [{ end: start + 1, value: month }] : [];
  });
  rule('YEARNO', ['[the year] UNUM:y', 'in UNUM:y'], ({ y }) => (isYear(y) ? Number(y) : undefined));
  rule('PLACEDAY', 'last WEEKDAY:w', ({ w }) => ({ weekday: w, place: -1 }));
  rule('PLACEDAY', 'ORD:n WEEKDAY:w', ({ n, w }) => (Number(n) < 6 ? { weekday: w, place: n } : undefined));
  rule(
    'QUESTION',
    [
      '[ASK] (what|which) date is [the] PLACEDAY:p (of|in) MONTHNAME:m [of] YEARNO:y',
      '(when|what date) is [the] PLACEDAY:p (of|in) MONTHNAME:m [of] YEARNO:y',
      '[ASK|what is] [the] date of [the] PLACEDAY:p (of|in) MONTHNAME:m [of] YEARNO:y',
    ],
    ({ p, m, y }) => ({ type: 'nth-weekday', ...(p as object), year: y, month: m }),
  );
  const lastDay = ({ m, y }: Values): unknown => {
    const month = Number(m);
    if (month === 2 && y === undefined) return undefined;
    const day = two(lengthOf(Number(y ?? 2023), month));
    const from = y === undefined ? `--${two(month)}-${day}` : `${String(y)}-${two(month)}-${day}`;
    return { type: 'date', from, plus: 0, unit: 'days' };
  };
  rule(
    'QUESTION',
    [
      '[ASK] [(what|which) date is] [what is] [on] [the] (last|final) (day|date) (of|in|for) [the month of] ' +
        'MONTHNAME:m [of] [YEARNO:y] [is what date]',
      '[on] (when|what date|which date) (does|do|will|did) [the month of] MONTHNAME:m [YEARNO:y] (end|finish|stop) ' +
        '[on] [YEARNO:y]',
      '(the end|end) of MONTHNAME:m [YEARNO:y] ~ (what|which) date is (that|it)',
    ],
    lastDay,
  );
  rule('PLURALDAY', ['how many WEEKDAYS:w'], ({ w }) => w);
  grammar.terminal('WEEKDAYS', ({ tokens }, start) => {
    const name = /^([a-z]+day)s$/.exec(tokens[start]?.text ?? '')?.[1];
    const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
    return name !== undefined && days.includes(name)
      ? [{ end: start + 1, value: name[0]!.toUpperCase() + name.slice(1) }]
      : [];
  });
  rule(
    'QUESTION',
    ['PLURALDAY:w [are there|are|were there|does] [in] MONTHNAME:m [of] YEARNO:y [have]'],
    ({ w, m, y }) => {
      const [year, month] = [Number(y), Number(m)];
      const last = `${year}-${two(month)}-${lengthOf(year, month)}`;
      return { type: 'days', from: `${year}-${two(month)}-01`, to: last, only: w, both: true };
    },
  );
  rule(
    'QUESTION',
    [
      'how many days (are there in|are in|has|does|in|did) MONTHNAME:m [of] [YEARNO:y] [have|has|got]',
      '[ASK] [the] (number of|no . of|) days in MONTHNAME:m [of] [YEARNO:y]',
      '[in] MONTHNAME:m [of] [YEARNO:y] (has|have|had|~|contains) how many days [has it|does it have|are there]',
      'is it (28 or 29|30 or 31|31 or 30|29 or 28) days [that|in] MONTHNAME:m [of] [YEARNO:y] [has|have]',
    ],
    ({ m, y }) => {
      const [month, year] = [Number(m), Number(y ?? 2023)];
      if (month === 2 && y === undefined) return undefined;
      const next = month === 12 ? `${year + 1}-01` : `${year}-${two(month + 1)}`;
      return { type: 'days', from: `${year}-${two(month)}-01`, to: `${next}-01` };
    },
  );
};

const addDays = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('BORNIN', ['[i|she|he|someone|a man|a woman|my FILL] [was|were|is] born in UNUM:a'], ({ a }) => a);
  rule(
    'QUESTION',
    [
      'BORNIN:a ~ how old (will|is|was|am|would|are) (i|she|he|they) [be] in UNUM:b',
      'how old (will|is|was|would) (someone|somebody|a person) [be] in UNUM:b [who was] [~ if] born in UNUM:a',
    ],
    ({ a, b }) => (isYear(a) && isYear(b) ? { type: 'value', expression: `${String(b)}-${String(a)}` } : undefined),
  );
  rule(
    'QUESTION',
    [
      `[if] the ORD:a [of (the|a|this) month] is [on] [a] WEEKDAY:w ~ (what|which) (day|weekday) [of the week] is the
        ORD:b [of (the|that) month|of the same month]`,
    ],
    ({ a, b, w }) => ({ type: 'weekday', of: w, plus: Number(b) - Number(a) }),
  );
  rule(
    'QUESTION',
    ['[ASK|what is|whats] [the] [date of] [the] ORD:n day of UNUM:y', '(what|which) date is the ORD:n day of UNUM:y'],
    ({ n, y }) =>
      isYear(y) && Number(n) > 1 && Number(n) < 366
        ? { type: 'date', from: `${String(y)}-01-01`, plus: Number(n) - 1, unit: 'days' }
        : undefined,
  );
  const workdays = '(working|business) (days|day)';
  rule(
    'QUESTION',
    [
      `[ASK] (what|which) date is [it] UNUM:n ${workdays} after [WEEKDAY] D:d`,
      `UNUM:n ${workdays} after [WEEKDAY] D:d [is what date]`,
    ],
    ({ n, d }) =>
      plain(n) && !String(d).startsWith('--')
        ? { type: 'date', from: d, plus: Number(n), unit: 'workdays' }
        : undefined,
  );
  rule('QUESTION', [`how many ${workdays} [are there|are] from [WEEKDAY] D:a to [WEEKDAY] D:b`], ({ a, b }) =>
    String(a).startsWith('--') || String(b).startsWith('--')
      ? undefined
      : { type: 'days', from: a, to: b, only: 'workdays', both: true },
  );
  rule(
    'QUESTION',
    [
      '[the|a|my|our] FILL (starts|begins|started|began|runs) on [WEEKDAY] D:d ~ [and] ' +
        '(lasts|takes|runs for|goes on for) SPAN:s ~ (when|on what date|on which date|what date) does it ' +
        '(end|finish)',
      '[ASK] (what|which) date is [it] SPAN:s after [WEEKDAY] D:d',
    ],
    ({ d, s }) => ({ type: 'date', from: d, plus: Number(s), unit: 'days' }),
  );
};

const between = ({ a, b }: Values): unknown => {
  const [from, to] = [a as Time, b as Time];
  const rising = to.hour * 60 + to.minute > from.hour * 60 + from.minute;
  return rising || (from.exact && to.exact)
    ? { type: 'minutes', from: at(from), to: at(to), form: 'hours' }
    : undefined;
};

const addClock = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule(
    'QUESTION',
    [
      'how long is it (from|between) T:a (to|until|till|and) T:b',
      `[i|we|she|he|it|the FILL|a FILL|my FILL] (slept|worked|played|ran|runs|lasts|lasted|is open|was open|goes|went|
        drove) from T:a (to|until|till) T:b ~ how long (is|was) (that|it)`,
      `[the|a|my] FILL (starts|begins|leaves|opens|started|began|left|departs) at T:a [and]
        (ends|finishes|arrives|closes|
        ended|finished|arrived|gets in) at T:b ~ how long (is it|does it take|does it last|was it|did it take|did it
        last|is that|is it open)`,
    ],
    between,
  );
  rule('TWELVE', ['(in|on|to|as|into) [the|a] (12|twelve) [-] (hour|h|hr) [clock|time|format|notation]'], () => true);
  rule('QUESTION', ['[ASK|what is|whats|write|put|give] T:t TWELVE'], ({ t }) => ({
    type: 'clock',
    at: at(t as Time),
    plus: 0,
    form: '12',
  }));
  rule(
    'QUESTION',
    [
      `[the|a] FILL (goes|leaves|runs|rings|comes|is brewed|is made) every MINUTES:d ~ [the] first [one]
        [is|was|goes|leaves]
        at T:t ~ when is the ORD:n [one]`,
      `[the] first [FILL] (is|was|leaves|goes) at T:t ~ [and] [then] [there is|they go|it goes|they run|one goes] [one]
        every MINUTES:d ~ when (is|does) the ORD:n [one] [go|leave]`,
    ],
    ({ t, d, n }) =>
      Number(n) > 1 ? { type: 'clock', at: at(t as Time), plus: Number(d) * (Number(n) - 1) } : undefined,
  );
};

/** Seconds of durations: "7384 seconds in hours, minutes and seconds", "2 h 15 m 30 s in seconds". */
const addSpans = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('SECS', '(seconds|second|secs|sec|s)');
  rule('HMS', ['UNUM:h H [,|and] UNUM:m M [,|and] [and] UNUM:s SECS', 'UNUM:m M [,|and] UNUM:s SECS'], ({ h, m, s }) =>
    [h ?? '0', m, s].every(plain) ? `${String(h ?? 0)}*3600+${String(m)}*60+${String(s)}` : undefined,
  );
  rule(
    'QUESTION',
    [
      'how many seconds (is|are|are in|are there in) HMS:d',
      'HMS:d (in|to|into) seconds',
      '(convert|change) HMS:d (to|into) seconds',
    ],
    ({ d }) => ({ type: 'value', expression: d }),
  );
  rule('SECONDS', 'UNUM:n SECS', ({ n }) => (plain(n) ? n : undefined));
  const told =
    (form: string) =>
    ({ n }: Values): unknown => ({ type: 'time-span', seconds: n, form });
  rule(
    'QUESTION',
    [
      '[convert|change|what is|turn|express] SECONDS:n (in|to|into|as) hours [,] minutes [,] and seconds',
      '[FILL] [for] SECONDS:n ~ [say|tell me|write|give|put|what is] [that|it] (in|as|into) hours [,] ' +
        'minutes [,] and seconds',
    ],
    told('h min s'),
  );
  rule(
    'QUESTION',
    [
      '[convert|change|what is|turn|express] SECONDS:n (in|to|into|as) (minutes|mins) and (seconds|secs)',
      '[convert|change|express|turn|give] SECONDS:n ~ [say|tell me|write|give|put] [that|it] ' +
        '(in|as|into) minutes and seconds',
      'how many minutes and seconds (is|are|are in) SECONDS:n',
    ],
    told('min s'),
  );
  rule(
    'QUESTION',
    [
      'how many hours and minutes (is|are|are in) UNUM:n M',
      '[convert|change|what is|turn|express] UNUM:n M (in|to|into|as) hours and minutes',
    ],
    ({ n }) => (plain(n) ? { type: 'time-span', seconds: `${String(n)}*60`, form: 'h min' } : undefined),
  );
};

/** Years that have a day more, and how long a year is. */
const addLeap = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('ORNOT', ['[~] (or not|yes or no|true or false|or is it not)', ''], () => true);
  rule('CIVIL', ['[in (our|the) [\\( gregorian \\)|gregorian] calendar]', 'in the gregorian calendar'], () => true);
  rule(
    'QUESTION',
    [
      '(is|was|will|were) [the year] UNUM:y [be|going to be] [a] leap [year] CIVIL ORNOT',
      'UNUM:y ~ [is it|was it|will it be] [a] leap [year] CIVIL ORNOT',
      '[POLITE] (tell me|check|say|know) (if|whether) [the year] UNUM:y (is|was|will be) a leap year CIVIL ORNOT',
      '(does|did|will) [the year] UNUM:y have (29 days in february|366 days|a 29th of february) ORNOT',
      'is_leap \\( UNUM:y \\)',
      'is _ leap \\( UNUM:y \\)',
    ],
    ({ y }) => (isYear(y) ? { type: 'leap', ask: 'is', year: Number(y) } : undefined),
  );
  rule(
    'QUESTION',
    [
      `[ASK|what is|when is|which is|whats] [the] (next|first) leap year after UNUM:y
        [is|=|is (which|what) [one|year]]`,
      '(what|which) [year] is the (next|first) leap year after UNUM:y',
      'after UNUM:y ~ (what|which|when) is the (next|first) leap year',
    ],
    ({ y }) => (isYear(y) ? { type: 'leap', ask: 'next', year: Number(y) } : undefined),
  );
  rule('ENDSTOO', [
    '(counting|including|with) both [ends|years|of them]',
    'both [ends|years|of them] (included|counted|inclusive)',
    'inclusive',
    '(ends|both) (count|included)',
  ]);
  rule(
    'QUESTION',
    [
      `[ENDSTOO ~] how many leap years [are there|were there|are|fall|lie|do we have] (from|between) UNUM:a
        (to|through|until|till) UNUM:b [~ ENDSTOO]`,
      `[ENDSTOO ~] from UNUM:a (to|through|until|till) UNUM:b ~ [ENDSTOO ~] how many leap years
        [are there|were there|are there to be found] [~ ENDSTOO]`,
      '[ENDSTOO ~] how many leap years [are there|are] between UNUM:a and UNUM:b ~ ENDSTOO',
    ],
    ({ a, b }) => (isYear(a) && isYear(b) ? { type: 'leap', ask: 'count', year: Number(a), to: Number(b) } : undefined),
  );
  rule(
    'QUESTION',
    [
      'how many days (are there in|are in|has|does|in|did) [the year] UNUM:y [have|has|got]',
      '[ASK] [the] (number of|) days in [the year] UNUM:y',
    ],
    ({ y }) => (isYear(y) ? { type: 'days', from: `${String(y)}-01-01`, to: `${Number(y) + 1}-01-01` } : undefined),
  );
};

export const addCalendarWays = (grammar: Grammar): void => {
  addLeap(grammar);
  addCalendar(grammar);
  addDays(grammar);
  addClock(grammar);
  addSpans(grammar);
};

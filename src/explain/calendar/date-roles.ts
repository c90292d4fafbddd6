/**
 * Dates and weekdays by roles, for the reading by explanation: what is told and asked has a letter each, and the
 * letters in their order must be one of a closed list of sentences. Words that could change a date and have no letter
 * end it: a day that counts too, working days, a holiday.
 */
import { MONTHS } from '../../problem/solve/calendar.ts';
import type { Grammar, Terminal } from '../grammar/grammar.ts';
import { addRuled, all, has, type Item } from '../grammar/role-words.ts';

const two = (value: number): string => String(value).padStart(2, '0');

const NAMED: readonly (readonly [string, string])[] = [
  ["new year's day", '01-01'],
  ["new year's eve", '12-31'],
  ['christmas eve', '12-24'],
  ['christmas day', '12-25'],
  ['boxing day', '12-26'],
  ["valentine's day", '02-14'],
  ['halloween', '10-31'],
];

/** Dates with a day or a year in words, with dots, and days of the year that have a name. */
const addWordDates = (grammar: Grammar): void => {
  const { rule } = grammar;
  const ofWords =
    (name: string): Terminal =>
    (context, at) =>
      context.tokens[at]?.kind === 'word' ? grammar.fits(context, name, at) : [];
  grammar.terminal('SPOKENNUM', ofWords('UNUM'));
  // "nineteen seventy six", "twenty twenty eight", "two thousand and four"
  rule('YEARWORDS', 'SPOKENNUM:a SPOKENNUM:b', ({ a, b }) =>
    /^(?:1[5-9]|20)$/.test(String(a)) && /^[1-9]\d$/.test(String(b)) ? `${String(a)}${String(b)}` : undefined,
  );
  rule('YEARWORDS', 'SPOKENNUM:a', ({ a }) => (/^20[0-4]\d$/.test(String(a)) ? a : undefined));
  rule('YEARWORDS', '[the year] UNUM:a', ({ a }) => (/^[12]\d{3}$/.test(String(a)) ? a : undefined));
  rule('YEARNO', 'YEARWORDS:y', ({ y }) => Number(y));
  const dated = (day: number, month: number, year: unknown): string | undefined =>
    day < 1 || day > 31 ? undefined : `${year === undefined ? '-' : String(year)}-${two(month)}-${two(day)}`;
  rule('D', ['[the] ORD:n [day] [of] MONTHNAME:m [,|in|of] [YEARWORDS:y]'], ({ n, m, y }) =>
    dated(Number(n), Number(m), y),
  );
  rule('D', ['[the] UNUM:n [of] MONTHNAME:m [,|in|of] YEARWORDS:y', 'MONTHNAME:m UNUM:n [,|in|of] YEARWORDS:y'], (v) =>
    /^\d{1,2}$/.test(String(v.n)) ? dated(Number(v.n), Number(v.m), v.y) : undefined,
  );
  for (const [name, day] of NAMED) {
    const spelled = [name, name.replace("'", '')].join('|');
    rule('D', [`(${spelled}) [,|in|of|in the year] YEARWORDS:y`], ({ y }) => `${String(y)}-${day}`);
  }
  grammar.terminal('DOTTED', ({ tokens }, at) => {
    const [a, dot, year] = [tokens[at], tokens[at + 1], tokens[at + 2]];
    const day = /^([0-3]\d)\.([01]\d)$/.exec(a?.kind === 'number' ? a.raw : '');
    if (!day || dot?.text !== '.' || !dot.glued || !year?.glued || !/^[12]\d{3}$/.test(year.raw)) return [];
    // "04.05.2016" is of May here and of April there.
    const plain = Number(day[1]) > 12 && Number(day[2]) > 0 && Number(day[2]) <= MONTHS.length;
    return plain ? [{ end: at + 3, value: `${year.raw}-${day[2]}-${day[1]}` }] : [];
  });
  rule('D', ['[the] DOTTED:d'], ({ d }) => d);
};

/** How long: days, or months that keep the day. */
type Length = { n: number; unit: 'days' | 'months' };

const addLengths = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('SPAN', ['[one|a] fortnight'], () => 14);
  rule('SPAN', 'UNUM:n fortnights', ({ n }) => (/^\d$/.test(String(n)) ? 14 * Number(n) : undefined));
  rule('LENGTH', '[exactly] SPAN:s', ({ s }) => ({ n: Number(s), unit: 'days' }));
  rule('LENGTH', '[exactly] UNUM:n \\( UNUM:m \\) days', ({ n, m }) =>
    n === m && /^\d{1,4}$/.test(String(n)) ? { n: Number(n), unit: 'days' } : undefined,
  );
  rule('LENGTH', '[exactly] UNUM:n (months|month)', ({ n }) =>
    /^\d{1,3}$/.test(String(n)) ? { n: Number(n), unit: 'months' } : undefined,
  );
  const length = ({ s }: Record<string, unknown>): unknown => s;
  rule('CALLATER', ['[just|only] LENGTH:s (later|hence|afterwards|thereafter|on)'], length);
  rule(
    'CALLATER',
    ['LENGTH:s (after|from) (that|this|then|it|now|today|the beginning|the start|the date [of FILL])'],
    length,
  );
  rule('CALLATER', ['LENGTH:s (ahead|time)'], length);
  rule('CALLATER', ['[is|was] [on] the (next|following) day', '[that] comes next'], () => DAY);
  rule('CALLATER', ['[and] (plus|add|\\+) LENGTH:s [to (that|it|this)]'], length);
  rule('CALEARLIER', ['LENGTH:s (earlier|beforehand)', 'LENGTH:s (before|ahead of|b 4) (that|this|then|it)'], length);
  rule('CALIN', ['(in|within|after) [just|only] LENGTH:s [time|from now|from today]'], length);
  rule('CALAGO', ['LENGTH:s (ago|back)'], length);
  rule(
    'CALTERM',
    ['[for|terms|net|of|terms net|terms of|payment terms] LENGTH:s [loan|credit|net|rental|to pay]'],
    length,
  );
  rule(
    'CALAFTER',
    ['LENGTH:s (after|from|past|following|on from)', '[the] day [right|just|straight] (after|following)'],
    ({ s }) => s ?? DAY,
  );
  rule(
    'CALBEFORE',
    ['LENGTH:s (before|prior to|ahead of|earlier than)', '[the] day [right|just] before'],
    ({ s }) => s ?? DAY,
  );
  rule('CALNIGHTS', ['(stay|stays|stayed|staying|for|booked|book|spend|spending) [for] UNUM:n nights'], ({ n }) =>
    /^\d{1,2}$/.test(String(n)) ? { n: Number(n), unit: 'days' } : undefined,
  );
};
const DAY: Length = { n: 1, unit: 'days' };

const addAsks = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('CALDATEASK', [
    '(on|by|) (what|which) date',
    '[the] date (please|is what|is that)',
    'what (is|was|will be|would be) the (date|due date|deadline)',
    'date [?|!|.] END',
    '[give me|state|tell me|kindly state|find|need|want|give] the (date|due date|end date|deadline|termination date)',
    '[so] the (date|due date|deadline) (is|would be|will be)',
    'on what (day|date)',
    'put a date on',
    'what , day and month',
    'day and month',
    'where (you|do you|do i|do we) land',
  ]);
  rule('CALDUEASK', [
    '[and|so] (when|when is it|when is this|when is that|when are they) due [back]',
    'due [back] (when|by when)',
    '(when|what date|on what date|which date|on which date) (is|are) (it|that|they|this|the FILL) due [back]',
    'due date',
    'by (when|what date|which date) (must|should|do) (i|we|they) (pay|return it|bring it back|give it back)',
    '(when|on what date|on which date) must (i|we|they|it) (hand it in|bring it back|pay|return it|go back|be back)',
    'on which date must they hand it in',
  ]);
  rule('CALDAYASK', [
    '[on|upon|,] (what|which) (day of [the] week|weekday)',
    '[on|upon] (what|which) day',
    '[the] (weekday|day of the week|day of week)',
    'what (is|was|will it be|will be)',
    '(is|will be|was) (what|which) [day|weekday]',
  ]);
  rule('CALMANY', [
    '(how many|how much|number of) (days|nights|sleeps) [later|left|is it|are there|are left|lie|pass|is that]',
    'how many more (days|sleeps|nights)',
  ]);
  rule('CALREL', ['today', 'now'], () => 0);
  rule('CALREL', ['tomorrow'], () => 1);
  rule('CALREL', ['yesterday'], () => -1);
  rule('CALREL', ['[the] day after tomorrow'], () => 2);
  rule('CALREL', ['[the] day before yesterday'], () => -2);
};

type Fixed = { w: string; r: number };

const addFixed = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('CALFIXED', ['CALREL:r (is|was|will be|being|it is|it was|we have) [a] WEEKDAY:w [today]'], ({ r, w }) => ({
    w,
    r,
  }));
  rule('CALFIXED', ["(it is|its|todays|today's|today) [now] [a] WEEKDAY:w [today|now]"], ({ w }) => ({ w, r: 0 }));
  rule('CALFIXED', ['(it is|it was|it will be) [a] WEEKDAY:w CALREL:r'], ({ r, w }) => ({ w, r }));
  rule('CALFIXED', ['WEEKDAY:w (today|now)'], ({ w }) => ({ w, r: 0 }));
  rule(
    'CALNOWDATE',
    ["(it is|today is|its|todays|today's) [now|currently] D:d [today|now]", 'D:d today'],
    ({ d }) => d,
  );
  rule('CALNOWDATE', ['today , D:d'], ({ d }) => d);
  rule('CALSAME', ['D:d (is|was|falls|fell|lands|fall|being) [on] [a] WEEKDAY:w'], ({ d, w }) => ({ d, w }));
  rule('CALONDATE', ['[on] [a] [WEEKDAY] [,|the] [on] D:d'], ({ d }) => d);
  rule('CALIDLE', [
    '[of|in] (the|this|that) (same|very) (year|month)',
    '(this|that) (month|year)',
    'same year',
    '(remember that|although|since|as|,) UNUM (is|was) a leap year',
    'a leap year baby',
    '(on|at|in) its own',
    'what a (party|day|night|match|wedding)',
    '(kick|kicks|kicked|kicking|goes|go|went|set|sets) off',
    '[the] UNUM of us',
    'from one (to|until|till) the other',
    'the end of',
    'of the month',
    'when (i|we|she|he) was born',
    'going from the first to the second',
    '[those|these|the] two dates',
  ]);
  rule('CALSTOP', [
    '(counts|count|counted|counting|inclusive|included|includes|include|working|workdays|weekdays|business|holiday)',
    '(holidays|runs|run|lasts|last|lasted|open|opens|closed|stay|stayed|stays|valid|every|weekend|weekends)',
    '(day one|day zero|day 1|first day|last day|full|whole|both|skips|skipped|except|easter)',
    '(annual|sick|parental) leave',
    '(postponed|moved|rescheduled|shifted|extended|renewed|brought forward|put back)',
    '(valid|expires|expire|expiry|expired|rota|shift|shifts|row|others)',
  ]);
};

/** A letter for each role; the sentence is told by their order. */
const LETTERS: Readonly<Record<string, string>> = {
  CALONDATE: 'd',
  CALNOWDATE: 'n',
  CALSAME: 'x',
  CALFIXED: 'w',
  WEEKDAYNAME: 'v',
  CALIN: 'i',
  CALAGO: 'g',
  CALTERM: 's',
  CALAFTER: 'a',
  CALBEFORE: 'b',
  CALLATER: 'l',
  CALEARLIER: 'e',
  CALNIGHTS: 'm',
  CALDATEASK: 'A',
  CALDUEASK: 'U',
  CALDAYASK: 'K',
  CALMANY: 'H',
  CALREL: 'r',
};

const LATER = /^(?:[AU]ad|ad[AU]|[dn][AU][la]|[dn][la][AU]|[AU]d[la]|[AU]in|in[AU]|n[AU]i|ni[AU]|ds[U]|di[AU]|dUs)$/;
const EARLIER = /^(?:[AU]bd|bd[AU]|d[AU][eb]|d[eb][AU]|[AU]de|n[AU]g|ng[AU])$/;
const DAYS = /^(?:Hd{2}|d{2}H|dHd|H?dnH?|H?ndH?|nHd|Hnd|Hdn|dHn)$/;

const moved = (from: string, { n, unit }: Length, sign: 1 | -1): unknown =>
  unit === 'months' && Number(from.slice(-2)) > 28 ? undefined : { type: 'date', from, plus: sign * n, unit };

/** How many days apart two dates of one year are, where no leap day makes a difference. */
const apart = (a: string, b: string): number | undefined => {
  const [yearOfA, yearOfB] = [a, b].map((one) => (one.startsWith('--') ? undefined : one.slice(0, 4)));
  if (yearOfA !== undefined && yearOfB !== undefined && yearOfA !== yearOfB) return undefined;
  const year = yearOfA ?? yearOfB;
  const of = (years: string): number => {
    const [from, to] = [a, b].map((one) => Date.parse(`${years}-${one.slice(-5)}`)) as [number, number];
    return (to - from) / 86_400_000;
  };
  const [common, leap] = year === undefined ? [of('2023'), of('2024')] : [of(year), of(year)];
  return common === leap ? common : undefined;
};

/** A weekday that is told of a day, and another day that is asked. */
const weekdays = (text: string, items: readonly Item[]): unknown => {
  const [fixed] = all(items, 'CALFIXED').map(({ value }) => value as Fixed);
  const moves = items.filter(({ tag }) => /^(?:CALLATER|CALIN|CALAGO|CALEARLIER|CALNIGHTS)$/.test(tag));
  const [rel] = all(items, 'CALREL').map(({ value }) => Number(value));
  const [move] = moves.map(({ value }) => value as Length);
  if (move && (move.unit !== 'days' || moves.length > 1)) return undefined;
  if (fixed && rel !== undefined && /^(?:wK?rK?|K?rK?w)$/.test(text))
    return rel === fixed.r ? undefined : { type: 'weekday', of: fixed.w, plus: rel - fixed.r };
  if (fixed?.r === 0 && move) {
    if (/^(?:w[li]K|wK[li]|K[li]w)$/.test(text)) return { type: 'weekday', of: fixed.w, plus: move.n };
    if (/^(?:wgK|wKg|Kgw)$/.test(text)) return { type: 'weekday', of: fixed.w, plus: -move.n };
  }
  const [told] = all(items, 'WEEKDAYNAME').map(({ value }) => String(value));
  if (told !== undefined && move) {
    if (/^vlK$/.test(text)) return { type: 'weekday', of: told, plus: move.n };
    if (/^vmK$/.test(text)) return { type: 'weekday', of: told, plus: move.n };
    if (/^veK$/.test(text)) return { type: 'weekday', of: told, plus: -move.n };
  }
  const [same] = all(items, 'CALSAME').map(({ value }) => value as { d: string; w: string });
  const [date] = all(items, 'CALONDATE').map(({ value }) => String(value));
  if (same && date !== undefined && /^(?:xKd|xdK|Kdx|dKx)$/.test(text)) {
    const plus = apart(same.d, date);
    return plus === undefined || plus === 0 ? undefined : { type: 'weekday', of: same.w, plus };
  }
  return undefined;
};

const calendar = (items: readonly Item[]): unknown => {
  if (has(items, 'CALSTOP')) return undefined;
  // Who asks for a day twice asks for it once.
  const told = items.map(({ tag }) => LETTERS[tag] ?? '').join('');
  const text = told.replace(/(?<=K.*)K/g, '').replace(/(?<=A.*)A/g, '');
  const dates = items
    .filter(({ tag }) => tag === 'CALONDATE' || tag === 'CALNOWDATE')
    .map(({ value }) => String(value));
  const lengths = items.filter(({ tag }) =>
    /^(?:CALLATER|CALEARLIER|CALIN|CALTERM|CALAFTER|CALBEFORE|CALAGO)$/.test(tag),
  );
  const [from, to] = dates;
  if (lengths.length === 1 && dates.length === 1) {
    const length = lengths[0]!.value as Length;
    if (LATER.test(text)) return moved(from!, length, 1);
    if (EARLIER.test(text)) return moved(from!, length, -1);
    return undefined;
  }
  if (from !== undefined && to === undefined && lengths.length === 0 && /^(?:Kd|dK)$/.test(text))
    return from.startsWith('--') ? undefined : { type: 'weekday', of: from, plus: 0 };
  if (from !== undefined && to !== undefined && lengths.length === 0 && DAYS.test(text)) {
    const now = all(items, 'CALNOWDATE').map(({ value }) => String(value));
    const [first, last] = now.length === 1 && now[0] === to ? [to, from] : [from, to];
    const rising =
      first.replace(/^--/, '') < last.replace(/^--/, '') && first.startsWith('--') === last.startsWith('--');
    return rising ? { type: 'days', from: first, to: last } : undefined;
  }
  return weekdays(text, items);
};

/** Short questions that are one phrase. */
const addShort = (grammar: Grammar): void => {
  const { rule } = grammar;
  const asks = '[is|is it|is what|is _|is \\?|= \\?|= _|= what|will be|falls on]';
  rule('LEADIN', ['complete [this|the sentence] [:]', 'fill in [:]', 'finish the sentence [:]']);
  for (const [word, plus] of [
    ['after', 1],
    ['before', -1],
  ] as const) {
    rule(
      'QUESTION',
      [
        `[LEADIN] [the] day [right|just|straight|directly] ${word} [of] WEEKDAY:w ${asks}`,
        `(what|which) day [is|is it|comes|is coming] [right|just|straight|directly] ${word} WEEKDAY:w`,
        `what (day's|days) [right|just] ${word} WEEKDAY:w`,
        `[right|just] ${word} WEEKDAY:w [~] [comes|is] (what|which) [day] [is it|comes|is coming|is next|was it|is]`,
      ],
      ({ w }) => ({ type: 'weekday', of: w, plus }),
    );
    rule(
      'QUESTION',
      [
        `[LEADIN] [the] month [right|just|straight|directly] ${word} [of] MONTHNAME:m ${asks}`,
        `(what|which) month [is|is it|comes|is coming] [right|just|straight|directly] ${word} MONTHNAME:m`,
        `[right|just] ${word} MONTHNAME:m [~] [comes|is] (what|which) month [is it|comes|is coming|is next|was it|is]`,
      ],
      ({ m }) => ({ type: 'weekday', of: MONTHS[Number(m) - 1], plus }),
    );
    rule(
      'QUESTION',
      [
        `[LEADIN] [the] day [right|just|straight|directly] ${word} D:d ${asks}`,
        `what is the day [right|just|straight|directly] ${word} D:d`,
        `(what|which) (date|day) (is|comes|immediately|was) [right|just|straight|directly] ${word} D:d`,
      ],
      ({ d }) => ({ type: 'date', from: d, plus, unit: 'days' }),
    );
  }
  rule(
    'QUESTION',
    ['day [number|no .] UNUM:n (of|in) YEARNO:y [is|was|=|~] (which|what) date [is it|is that|was it]'],
    ({ n, y }) =>
      /^\d{1,3}$/.test(String(n)) && Number(n) > 1
        ? { type: 'date', from: `${String(y)}-01-01`, plus: Number(n) - 1, unit: 'days' }
        : undefined,
  );
};

export const addDateRoles = (grammar: Grammar): void => {
  addWordDates(grammar);
  addLengths(grammar);
  addAsks(grammar);
  addFixed(grammar);
  addShort(grammar);
  addRuled(grammar, {
    name: 'CALENDARROLES',
    into: 'ROLES',
    rules: [...Object.keys(LETTERS), 'CALIDLE', 'CALSTOP'],
    free:
      'if how when which what who where why then should would could must might may than start starts begin begins ' +
      'started began order ordered between until till begins back next time ends end finishes also so as first lies ' +
      'suppose assuming n w letter gave give it finally rather to on',
    build: calendar,
  });
};

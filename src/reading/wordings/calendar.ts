/** Wordings of dates and clock times. */
import { ASK, problem, type Intent, type Level, type Slots } from './intent.ts';
import { clockOf, clockText, dateOf, dateText } from './slots.ts';
import { WEEKDAYS } from '../../problem/solve/calendar.ts';
import type { Random } from '../../random.ts';

const dayOf = (text: string): string => WEEKDAYS.find((one) => one.toLowerCase() === text.toLowerCase()) ?? text;
const DAY = '[what day|which day|what weekday|which weekday|what day of the week|which day of the week]';

const weekday = (
  name: string,
  draw: Intent['draw'],
  plus: (v: Slots) => number,
  wordings: readonly string[],
): Intent => ({
  family: 'dates',
  name,
  wordings,
  draw,
  meaning: (v) =>
    problem({ type: 'weekday', of: v.date === undefined ? dayOf(v.weekday!) : dateOf(v.date), plus: plus(v) }),
});
const someDay = (random: Random): Slots => ({ weekday: random.pick(WEEKDAYS) });
const daysAway = (random: Random, level: Level): Slots => ({
  ...someDay(random),
  n: `${random.int(2, level === 0 ? 6 : 100)}`,
});
const dated = (random: Random): Slots => ({ date: dateText(random) });
const datedAway = (random: Random, level: Level): Slots => ({
  date: dateText(random),
  n: `${random.int(2, level === 0 ? 9 : 90)}`,
});

const shift = (
  name: string,
  plus: (v: Slots) => number,
  unit: 'days' | 'months' | 'years',
  wordings: readonly string[],
): Intent => ({
  family: 'dates',
  name,
  wordings,
  draw: (random, level) =>
    unit === 'days' ? datedAway(random, level) : { date: dateText(random), n: `${random.int(2, 9)}` },
  meaning: (v) => problem({ type: 'date', from: dateOf(v.date!), plus: plus(v), unit }),
});

const TODAY = '[today is|it is|today it is|if today is|suppose today is|given that today is|if it is]';

const DATES: readonly Intent[] = [
  weekday('weekday of date', dated, () => 0, [
    `${DAY} [is|was|will be|is it on|was it on|falls on|will it be on] {date}`,
    `${DAY} does {date} fall on`,
    `[on|] ${DAY} [was|is] {date}`,
    `[tell me|state|find|give|please state|kindly state|please find|what is|what was] the [weekday|day of the week|day] [of|for|on] {date}`,
    `{date} [is|was] [what day|which day of the week|which weekday|what weekday]`,
  ]),
  weekday('weekday after', daysAway, (v) => Number(v.n), [
    `${TODAY} {weekday}[.|,] ${DAY} [is it|will it be|it will be] in {n} days`,
    `${TODAY} {weekday}[.|,] ${DAY} [comes|is it|will it be|it will be] [{n} days later|after {n} days|{n} days from now|{n} days from today]`,
    `${DAY} [is|comes|will be] {n} days after {weekday}`,
    `${DAY} is it {n} days after {weekday}`,
  ]),
  weekday('weekday before', daysAway, (v) => -Number(v.n), [
    `${TODAY} {weekday}[.|,] ${DAY} was it {n} days ago`,
    `${DAY} [is|was|comes] {n} days before {weekday}`,
  ]),
  weekday('tomorrow', someDay, () => 1, [
    `${TODAY} {weekday}[.|,] [what is tomorrow|${DAY} is tomorrow|what day will it be tomorrow|what will tomorrow be]`,
    `${DAY} [comes|is] [right|] after {weekday}`,
  ]),
  weekday('yesterday', someDay, () => -1, [
    `${TODAY} {weekday}[.|,] [what was yesterday|${DAY} was yesterday|what day was it yesterday]`,
    `${DAY} [comes|is] [right|] before {weekday}`,
  ]),
  weekday('after yesterday', someDay, () => 1, [`yesterday was {weekday}[.|,] ${DAY} is [it today|today]`]),
  weekday('before tomorrow', someDay, () => -1, [`tomorrow is {weekday}[.|,] ${DAY} is [it today|today]`]),
  shift('days later', (v) => Number(v.n), 'days', [
    `[what|which] date [is|will be|comes|falls|was] {n} days after {date}`,
    `[what|which] date [is|will it be|do i get] [in {n} days from|{n} days from|{n} days after|{n} days later than] {date}`,
    `${TODAY} {date}[.|,] [what date is it|what date will it be|what will the date be|which date is|what is the date] in {n} days`,
    `add {n} days to {date}`,
    `{n} days after {date} [is what date|is which date|]`,
    `${ASK} date {n} days after {date}`,
    `[the order was placed|the letter was sent|the course starts|i bought it] on {date}[. it arrives|. it ends|. it is due] {n} days later[.|,] [on what date|on which date|what date] is that`,
    `the payment is due {n} days after {date}[.|,] on which date [does it fall due|is it due|is that]`,
  ]),
  shift('days before', (v) => -Number(v.n), 'days', [
    `[what|which] date [is|was|comes] {n} days before {date}`,
    `[subtract|take away] {n} days from {date}`,
    `${ASK} date {n} days [before|prior to] {date}`,
    `{n} days before {date} [is what date|was what date|]`,
    `what date is {n} days [earlier than|prior to] {date}`,
  ]),
  shift('weeks later', (v) => 7 * Number(v.n), 'days', [
    `[what|which] date is {n} weeks [after|from] {date}`,
    `what will the date be {n} weeks [after|from] {date}`,
    `${ASK} date {n} weeks after {date}`,
  ]),
  shift('weeks before', (v) => -7 * Number(v.n), 'days', [
    `[what|which] date [is|was] {n} weeks before {date}`,
    `${ASK} date {n} weeks [before|prior to] {date}`,
  ]),
  {
    family: 'dates',
    name: 'days between',
    draw: (random) => {
      const year = random.int(2000, 2029);
      const [date, date2] = [dateText(random, year, year), dateText(random, year + 1, year + 1)];
      return { date, date2 };
    },
    meaning: ({ date, date2 }) => problem({ type: 'days', from: dateOf(date!), to: dateOf(date2!) }),
    wordings: [
      `how many days [are there|are|lie|is it|pass|elapse|do we have|] [between {date} and|from {date} to|from {date} until|from {date} till] {date2}`,
      `${ASK} number of days [between {date} and|from {date} to|from {date} until] {date2}`,
      `[count|count up|please count] the days [from {date} to|between {date} and] {date2}`,
      `days between {date} and {date2}`,
      `[i was away|it runs|the sale runs|the course goes] from {date} [to|until|till] {date2}[.|,] how many days is [that|it]`,
    ],
  },
];

const twoClocks = (random: Random, level: Level): Slots => {
  for (;;) {
    const [clock, clock2] = [clockText(random), clockText(random)];
    const minutes = (text: string): number => {
      const [hour, minute] = clockOf(text).split(':').map(Number) as [number, number];
      return 60 * hour + minute;
    };
    const apart = minutes(clock2) - minutes(clock);
    const halves = [clock, clock2].filter((one) => one.endsWith('m')).length;
    if (apart > 0 && (level > 0 || apart <= 60) && halves !== 1) return { clock, clock2 };
  }
};
const clockAway = (random: Random, level: Level): Slots => ({
  clock: clockText(random),
  n: `${level === 0 ? 10 * random.int(1, 5) : 5 * random.int(1, 30)}`,
});
const clockHours = (random: Random): Slots => ({ clock: clockText(random), n: `${random.int(2, 9)}` });

const clock = (
  name: string,
  draw: Intent['draw'],
  plus: (v: Slots) => number,
  wordings: readonly string[],
): Intent => ({
  family: 'time',
  name,
  wordings,
  draw,
  meaning: (v) => problem({ type: 'clock', at: clockOf(v.clock!), plus: plus(v) }),
});

const EVENT =
  '[the meeting|the film|the lesson|my shift|the match|the show|the train ride|the class|the concert|the party|the movie|our appointment]';
const BEGINS = '[starts at|begins at|begins|commences at|starts|is at]';
const LASTS = '[lasts|takes|goes on for|runs for|is]';
const WHEN = '[when|at what time|what time|at which time]';
const TIME = '[what time|which time]';

const TIMES: readonly Intent[] = [
  {
    family: 'time',
    name: 'minutes between',
    draw: twoClocks,
    meaning: (v) => problem({ type: 'minutes', from: clockOf(v.clock!), to: clockOf(v.clock2!) }),
    wordings: [
      `how many minutes [are there|are|is it|pass|are there until|go by|] [between {clock} and|from {clock} to|from {clock} until|from {clock} till] {clock2}`,
      `${ASK} [number of|] minutes [between {clock} and|from {clock} to|from {clock} until] {clock2}`,
      `${EVENT} ${BEGINS} {clock} and [ends at|ends|finishes at|is over at] {clock2}[.|,] how many minutes [does it last|is that|is it|long is it]`,
      `[i left|i start|we leave|the bus goes|the train departs|i begin] at {clock} and [arrive|finish|get there|it arrives|come home] at {clock2}[.|,] how many minutes [is that|does it take|is the trip|was i on the way]`,
      `minutes [from {clock} to|between {clock} and] {clock2}`,
      `how long is it from {clock} to {clock2} in minutes`,
    ],
  },
  clock('minutes after', clockAway, (v) => Number(v.n), [
    `${TIME} [is it|will it be|is|it is] {n} minutes after {clock}`,
    `[it is|it is now|now it is|the clock shows] {clock}[.|,] ${TIME} will it be in {n} minutes`,
    `${EVENT} ${BEGINS} {clock} and ${LASTS} {n} minutes[.|,] ${WHEN} [does it end|does it finish|is it over|is it finished|will it end|does it conclude|it is finished]`,
    `[i put the cake in|i leave|we start|i set off|the bus leaves] at {clock} and [it takes|it needs|the trip takes|it lasts] {n} minutes[.|,] ${WHEN} [is it done|do i arrive|are we finished|do we get there|is it ready]`,
    `{clock} plus {n} minutes [is what time|]`,
    `add {n} minutes to {clock}`,
    `${ASK} time {n} minutes after {clock}`,
    `if [i start|i leave|it begins] at {clock} and it takes {n} minutes[,|] ${WHEN} [do i finish|am i there|does it end]`,
  ]),
  clock('minutes before', clockAway, (v) => -Number(v.n), [
    `${TIME} [is it|was it|is|was] {n} minutes before {clock}`,
    `[it is|it is now] {clock}[.|,] ${TIME} was it {n} minutes ago`,
    `{clock} minus {n} minutes [is what time|]`,
    `[subtract|take away] {n} minutes from {clock}`,
    `${ASK} time {n} minutes [before|prior to] {clock}`,
    `[i have to be|i must be|she must be] [at work|there|at school] at {clock} and [the trip takes|it takes|the way takes] {n} minutes[.|,] ${WHEN} [must i leave|do i have to leave|should i leave|do i need to leave]`,
  ]),
  clock('hours after', clockHours, (v) => 60 * Number(v.n), [
    `${TIME} [is it|will it be|is] {n} hours after {clock}`,
    `[it is|it is now] {clock}[.|,] ${TIME} will it be in {n} hours`,
    `[i start|my shift starts|i begin] at {clock} and [i work|it lasts] {n} hours[.|,] ${WHEN} [do i finish|does it end|am i done]`,
    `${EVENT} ${BEGINS} {clock} and ${LASTS} {n} hours[.|,] ${WHEN} does it end`,
  ]),
  clock('hours before', clockHours, (v) => -60 * Number(v.n), [
    `${TIME} [is it|was it] {n} hours before {clock}`,
    `[it is|it is now] {clock}[.|,] ${TIME} was it {n} hours ago`,
  ]),
];

export const CALENDAR_INTENTS: readonly Intent[] = [...DATES, ...TIMES];

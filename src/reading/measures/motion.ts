/**
 * What a question tells of motion and of other rates: speeds, distances (or litres, or bytes), times and clock times,
 * each with its place, and which of them is asked. What is taken is blanked, so that no number has two roles. It draws
 * no conclusion: scenarios are speeds.ts.
 */
import { unitsNamed } from '../../problem/solve/units.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { lengthsIn } from '../calendar/durations.ts';
import { clocksIn, type Clock } from '../calendar/times.ts';
import { scanOf } from '../text/scan.ts';

/** Units that something is measured in while time goes by. */
const UNIT = anyOf(
  /nautical miles?|km|kms|kilomet(?:re|er)s?|k|miles?|mi|met(?:re|er)s?|m|feet|foot|ft|yards?/,
  /centimet(?:re|er)s?|cm|millimet(?:re|er)s?|mm|lit(?:re|er)s?|l|millilit(?:re|er)s?|ml/,
  /megabytes?|mb|gigabytes?|gb|kilobytes?|megabits?/,
);
const PER_TIME = String.raw`(h|hr|hour|sec|second|s|min|minute)`;
const COUNT = String.raw`(?<![\d.:])(\d+(?:\.\d+)?|half an?|an?)`;
const BETWEEN = String.raw`(?: ?\/ ?| per (?:1 )?| an? | each | every | in (?:the |each |every )?)`;
const RATE = new RegExp(String.raw`${COUNT}[ -]?(${UNIT})\b${BETWEEN}${PER_TIME}\b`, 'g');
const NAMED_RATE = /(?<![\d.:])(\d+(?:\.\d+)?) ?(kmh|kph|mph|kmph|knots?)\b/g;
/** "80 an hour", "at 70": of a speed whose unit is told elsewhere. */
const UNITLESS = /(?<![\d.:])(\d+(?:\.\d+)?) (?:per|an?) (hour|minute|second)\b/g;
const BARE_SPEED =
  /(?<=\b(?:at|doing|does|do|goes|averages|other|the new|it is|with) )(\d+(?:\.\d+)?)\b(?! ?(?:%|:|[a-z]+s\b|am\b|pm\b|o'?clock))/g;
/** "6 min/km", "5:30 per mile": the time that one of them takes. */
const PACE = new RegExp(
  sequence(
    /(?<![\d.:])(?:(\d{1,2}):([0-5]\d)(?: ?min(?:ute)?s?)?|(\d+(?:\.\d+)?) ?(min(?:ute)?s?|sec(?:ond)?s?))/,
    / ?(?:\/|\bper\b|\ban?\b|\beach\b|\bevery\b|\bfor (?:each|every)\b) ?(?:1 )?/,
    /(km|kilomet(?:re|er)s?|k|miles?|mi)\b/,
  ),
  'g',
);
const PACE_ASKED = new RegExp(
  sequence(
    /\b(min(?:ute)?s?|sec(?:ond)?s?|hours?) ?(?:\/|per\b|an?\b|each\b|every\b|for (?:each|every|1|one)\b) ?/,
    /(km|kilomet(?:re|er)s?|k|miles?|mi)\b/,
  ),
);
/** "My pace per km": in minutes, where no unit of time is said. */
const PLAIN_PACE =
  /\bpace (?:per|for (?:each|every|1|one|a)|an?|each|every|\/) ?(?:single )?(km|kilomet(?:re|er)s?|k|miles?|mi)\b/;
/** "At the same speed" asks for none. */
const SAME_SPEED = new RegExp(
  sequence(
    /\b(?:at|with|keeping|going)(?: up)? (?:the |this |that |my |an? )?/,
    /(?:same|steady|constant|even|that|this) (?:speed|pace|rate)\b/,
  ),
  'g',
);
const AMOUNT = new RegExp(String.raw`${COUNT}[ -]?(${UNIT})\b(?! ?(?:/|per\b))`, 'g');
const SECONDS = /(?<![\d.])(\d+(?:\.\d+)?) ?-?(?:seconds?|secs?|s)\b/g;

/** A unit by its name, and how many of its kind's first unit it is, as an exact fraction in brackets. */
type Unit = { name: string; size: string; kind: string };
export type Speed = { value: string; unit: Unit; per: number; at: number };
export type Far = { value: string; unit: Unit; at: number };
/** Seconds, as an exact expression. */
export type Lasting = { seconds: string; at: number; end: number };
export type Told = {
  speeds: Speed[];
  fars: Far[];
  times: Lasting[];
  clocks: readonly Clock[];
  /** The question with blanks for what was taken. */
  left: string;
};

const SHORT: Readonly<Record<string, string>> = {
  k: 'km',
  kmh: 'km',
  kph: 'km',
  kmph: 'km',
  mph: 'mile',
  megabit: 'mbit',
  megabits: 'mbit',
};

const unitOf = (word: string): Unit | undefined => {
  const full = SHORT[word] ?? (/^(?:nautical|knot)/.test(word) ? 'nmi' : word);
  if (full === 'mbit') return { name: 'megabit', size: '125000', kind: 'data' };
  const [unit] = unitsNamed(full).filter(({ dimension }) => /^(?:length|volume|data)$/.test(dimension));
  return unit && { name: unit.name, size: `(${unit.factor.n}/${unit.factor.d})`, kind: unit.dimension };
};

const secondsOf = (word: string): number => {
  if (word.startsWith('h')) return 3600;
  return word.startsWith('m') ? 60 : 1;
};

const countOf = (text: string): string => {
  if (text.startsWith('half')) return '1/2';
  return /^\d/.test(text) ? text : '1';
};

/** Minutes and seconds that stand together are one time: "5 minutes and 30 seconds". */
const joined = (times: readonly Lasting[], low: string): Lasting[] => {
  const out: Lasting[] = [];
  for (const one of times.toSorted((a, b) => a.at - b.at)) {
    const last = out.at(-1);
    if (
      last &&
      last.seconds.endsWith('*60') &&
      !one.seconds.includes('*') &&
      /^,?(?: and)? ?$/.test(low.slice(last.end, one.at))
    )
      out[out.length - 1] = { seconds: `(${last.seconds}+${one.seconds})`, at: last.at, end: one.end };
    else out.push(one);
  }
  return out;
};

/** "15 minutes" told as a whole or decimal number of hours: "2.75 hours". */
const DECIMAL_HOURS = /(?<![\d.])(\d+\.\d+) ?-?(?:hours?|hrs?|h)\b/g;

const timesIn = (low: string, scan: ReturnType<typeof scanOf>): Lasting[] => {
  const found: Lasting[] = [];
  const add = (seconds: string, at: number, end: number): void => void found.push({ seconds, at, end });
  for (const one of scan.takeAll(DECIMAL_HOURS)) add(`${one[1]}*60*60`, one.index, one.index + one[0].length);
  for (const one of lengthsIn(scan.rest())) add(`${one.minutes}*60`, one.start, one.end);
  let rest = scan.rest();
  for (const { at, end } of found) rest = rest.slice(0, at) + ' '.repeat(end - at) + rest.slice(end);
  for (const one of rest.matchAll(SECONDS)) add(one[1]!, one.index, one.index + one[0].length);
  const day = /\ba day and a night\b/.exec(rest);
  if (day && !found.some(({ seconds }) => seconds === '1440*60')) add('1440*60', day.index, day.index + day[0].length);
  return joined(found, low);
};

/** Two of a kind that are told to be two are no amount, and neither is the one place where they start. */
const MOVERS = alternatives(
  /trains|cars|cyclists|people|robots|joggers|snails|dogs|ships|vehicles|girls|boys|kids|ppl|friends|buses/,
  /boats|planes|walkers|runners|hikers|lorries|trucks|vans|towns|drivers|bikes/,
);
const PAIR = new RegExp(
  alternatives(
    `\\b2 (?=(?:[a-z]+ )?(?:${MOVERS})\\b)`,
    /\b1 (?=(?:at|doing|going|does|goes|spot|place|point|corner|end)\b)/,
  ),
  'g',
);

/** Halves of hours as durations are read. Places in the question are those after this. */
export const withHalves = (low: string): string =>
  low
    .replace(/\b(\d+) and half\b(?! of)/g, '$1 and a half')
    .replace(/\b(\d+) 1\/2 (?=h)/g, '$1 and a half ')
    .replace(/\bhalf hour\b/g, 'half an hour');

export const toldIn = (asked: string): Told => {
  const low = withHalves(asked).replace(PAIR, (found) => ' '.repeat(found.length));
  const scan = scanOf(low);
  const speeds: Speed[] = [];
  for (const one of scan.takeAll(PACE)) {
    const [, minutes, seconds, count, word, of] = one;
    const unit = unitOf(of!);
    const lasting = minutes === undefined ? `${count}*${secondsOf(word!)}` : `${minutes}*60+${seconds}`;
    if (unit) speeds.push({ value: `1/(${lasting})`, unit, per: 1, at: one.index });
  }
  const clocks = clocksIn(scan.rest()).filter((one) => !/:[6-9]\d$/.test(one.text));
  for (const one of scan.takeAll(RATE)) {
    const unit = unitOf(one[2]!);
    if (unit) speeds.push({ value: countOf(one[1]!), unit, per: secondsOf(one[3]!), at: one.index });
  }
  for (const one of scan.takeAll(NAMED_RATE))
    speeds.push({ value: one[1]!, unit: unitOf(one[2]!)!, per: 3600, at: one.index });
  let text = scan.rest();
  for (const { start, end } of clocks) text = text.slice(0, start) + ' '.repeat(end - start) + text.slice(end);
  const rest = scanOf(text);
  const amounts = [...text.matchAll(AMOUNT)];
  const [named] = speeds;
  for (const one of rest.takeAll(UNITLESS)) {
    const word = named ? undefined : new RegExp(String.raw`\b(${UNIT})\b`).exec(text.replace(one[0], ' '))?.[1];
    const unit = named?.unit ?? (word === undefined ? undefined : unitOf(word));
    if (unit) speeds.push({ value: one[1]!, unit, per: secondsOf(one[2]!), at: one.index });
  }
  const fars = amounts.flatMap((one): Far[] => {
    const unit = unitOf(one[2]!);
    return unit && !(one[2]!.length === 1 && /^an?$/.test(one[1]!))
      ? [{ value: countOf(one[1]!), unit, at: one.index }]
      : [];
  });
  rest.takeAll(AMOUNT);
  if (named && speeds.length === 1)
    for (const one of rest.takeAll(BARE_SPEED))
      speeds.push({ value: one[1]!, unit: named.unit, per: named.per, at: one.index });
  const times = timesIn(low, rest);
  let left = rest.rest();
  for (const { at, end } of times) left = left.slice(0, at) + ' '.repeat(end - at) + left.slice(end);
  return paced({ speeds: speeds.toSorted((a, b) => a.at - b.at), fars, times, clocks, left }, low);
};

/** "2 ml every 5 seconds" is a speed: the amount and the time are no others. */
const paced = (told: Told, low: string): Told => {
  const { speeds, fars, times } = told;
  for (const time of times) {
    const before = /\b(?:every|each) $/.exec(low.slice(0, time.at));
    const far = before && fars.findLast(({ at }) => at < before.index);
    if (!before || !far || /\d/.test(low.slice(far.at, before.index).replace(/^\d+(?:\.\d+)?/, ''))) continue;
    return {
      ...told,
      speeds: [...speeds, { value: `${far.value}/(${time.seconds})`, unit: far.unit, per: 1, at: far.at }],
      fars: fars.filter((one) => one !== far),
      times: times.filter((one) => one !== time),
    };
  }
  return told;
};

export type Ask =
  | { what: 'time'; per: number }
  | { what: 'far'; unit: Unit | undefined }
  | { what: 'speed'; unit: Unit | undefined; per: number | undefined }
  | { what: 'pace'; unit: Unit; per: number }
  | { what: 'clock' };

const SPEED_UNIT = new RegExp(
  alternatives(
    sequence('(?<!\\d )', String.raw`\b(${UNIT})(?: ?\/ ?| (?:per|an?|each|every|in the|in an) )${PER_TIME}\b`),
    /\b(kmh|kph|mph|knots)\b/,
  ),
);
const TIME_UNIT = /\b(minutes?|mins?|minuts?|minuets|seconds?|secs?|secconds|hours?|hrs?)\b/;
const CLOCK_ASKED =
  /\b(?:what|which|clock|at what) (?:clock )?time\b|\bwhat o'?\s?clock\b|\bwhen (?:do|does|will|would|shall|am|is|are)\b|\btime of arrival\b/;

const clauseOf = (text: string): string => /[^.?!;]*\?[^?]*$|[^.?!;]*$/.exec(text.replace(/[.\s]+$/, ''))?.[0] ?? text;

/** What is asked, by the words that no amount took. */
export const askIn = ({ left: all, clocks }: Told): Ask | undefined => {
  const left = all.replace(SAME_SPEED, ' ');
  for (const part of [clauseOf(left), left]) {
    const unit = SPEED_UNIT.exec(part);
    const pace = PACE_ASKED.exec(part);
    const paced = pace === null ? undefined : unitOf(pace[2]!);
    if (pace && paced) return { what: 'pace', unit: paced, per: secondsOf(pace[1]!) };
    const bare = PLAIN_PACE.exec(part)?.[1];
    const bareUnit = bare === undefined ? undefined : unitOf(bare);
    if (bareUnit) return { what: 'pace', unit: bareUnit, per: 60 };
    const farOrLong = /\bhow (?:far|long)\b|\bhow many (?:minutes|mins|hours|seconds)\b/.test(part);
    if (unit && !farOrLong)
      return {
        what: 'speed',
        unit: unitOf((unit[1] ?? unit[3])!),
        per: unit[2] === undefined ? 3600 : secondsOf(unit[2]),
      };
    if (/\bspeed\b(?! of {2})|\bhow fast\b|\bpace\b|\bhow quick\b|\baverage\?/.test(part) && !farOrLong)
      return { what: 'speed', unit: undefined, per: undefined };
    const length = /\b(?:how long|(?<!what |which |clock )time|duration)\b/.test(part);
    const timed = TIME_UNIT.exec(part);
    const far = new RegExp(
      String.raw`\b(?:how far|distance|gap|how much (?:ground|distance)|how many|in|the)\b[^.?]*?\b(${UNIT})\b(?! ?(?:\/|per|an? h))`,
    ).exec(part);
    const counted = new RegExp(
      String.raw`\bhow many (?:more )?(?:(${UNIT})|(minutes?|mins?|minuts|seconds?|secconds|secs?|hours?|hrs?))\b`,
    ).exec(part);
    if (counted?.[2] !== undefined) return { what: 'time', per: secondsOf(counted[2]) };
    if (counted?.[1] !== undefined) return { what: 'far', unit: unitOf(counted[1]) };
    if (/\bhow far\b|\bdistance\b|\bgap\b|\bhow much (?:ground|distance)\b/.test(part))
      return { what: 'far', unit: far ? unitOf(far[1]!) : undefined };
    if (clocks.length > 0 && CLOCK_ASKED.test(part)) return { what: 'clock' };
    if (timed && (length || /\?\s*$|:\s*$|\b(?:in|to)\b/.test(part)))
      return { what: 'time', per: secondsOf(timed[1]!) };
    const plain = new RegExp(
      alternatives(
        String.raw`\b(?:in|of|many) (${UNIT})\b|^[\s,]*(${UNIT}) ?\?`,
        String.raw`^[\s,]*(${UNIT}) (?:done|covered|run|walked|travelled|traveled|driven|swum) by\b`,
      ),
    ).exec(part);
    if (plain) return { what: 'far', unit: unitOf((plain[1] ?? plain[2] ?? plain[3])!) };
    if (length || /\bhow much time\b|\bwhen (?:do|will|would) they\b|\b(?:what|which) time\b/.test(part))
      return { what: 'time', per: 3600 };
  }
  return undefined;
};

/** "Both at 15 km/h" tells two speeds. */
export const withBoth = (found: Told, low: string): Told => {
  const [speed] = found.speeds;
  const both =
    /\b(?:both|each)(?: (?:of (?:us|them)|going|doing|go|driv\w+|walk\w*|rid\w+|cycl\w+|travel\w*|mov\w+|run\w*))*(?: at)? $/;
  return speed && found.speeds.length === 1 && both.test(low.slice(0, speed.at))
    ? { ...found, speeds: [speed, speed] }
    : found;
};

/** Two clock times are the time from one to the other; one is no length. */
export const withSpan = (found: Told): Told | undefined => {
  const { clocks, times } = found;
  const [a, b] = clocks;
  if (clocks.length !== 2 || !a || !b || times.length > 0) return found;
  const minutes = b.minutes - a.minutes;
  if (minutes <= 0) return undefined;
  return { ...found, clocks: [], times: [{ seconds: `${minutes}*60`, at: a.start, end: b.end }] };
};

/** Of paces in minutes a time without a unit is one in minutes. */
export const inMinutes = (ask: Ask, speeds: readonly Speed[], low: string): Ask =>
  ask.what === 'time' &&
  ask.per === 3600 &&
  speeds.some(({ value }) => value.startsWith('1/(')) &&
  !/\b(?:hours?|hrs?)\b/.test(low)
    ? { ...ask, per: 60 }
    : ask;

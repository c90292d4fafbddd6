/**
 * Reads speed, distance and time: the distances, times and speeds that are told, one leg or two, and which of the three
 * is asked. Units must agree or be changed exactly; every number and every telling word has a role.
 */
import { unitsNamed } from '../../problem/solve/units.ts';
import { reading, refusal, type Outcome, type Reader } from '../reading.ts';
import { scanOf } from '../text/scan.ts';
import { numbersIn } from '../text/text.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { lengthsIn } from '../calendar/durations.ts';

const LENGTH = String.raw`(?:km|kms|kilomet(?:re|er)s?|k|miles?|mi|m|met(?:re|er)s?|feet|ft|yards?)`;
const PER = String.raw`(h|hr|hour|s|sec|second|min|minute)`;
const SPEED = new RegExp(
  anyOf(
    String.raw`(?<![\d.])(\d+(?:\.\d+)?) ?(${LENGTH}) ?(?:\/ ?|per |an? |each |every )${PER}\b`,
    String.raw`(?<![\d.])(\d+(?:\.\d+)?) ?(kmh|kph|mph|kmph)\b`,
  ),
  'g',
);
const DISTANCE = new RegExp(String.raw`(?<![\d.])(\d+(?:\.\d+)?)[ -]?(${LENGTH})\b`, 'g');
const CLOCKS =
  /\b(?:from |between |at )?(\d{1,2}):(\d\d)\b[^\d]{1,40}?\b(?:to|until|till|and|at|-)\b ?(?:at )?(\d{1,2}):(\d\d)\b/;

type Name = 'km' | 'mile' | 'm' | 'foot' | 'yard';
const unitOf = (word: string): Name => {
  if (/^(?:km|kilo|kph|k$)/.test(word)) return 'km';
  if (word.startsWith('mi') || word === 'mph') return 'mile';
  if (word.startsWith('f')) return 'foot';
  return word.startsWith('y') ? 'yard' : 'm';
};
/** A length unit in metres, as an exact fraction in brackets. */
const metres = (unit: Name): string => {
  const { n, d } = unitsNamed(unit)[0]!.factor;
  return `${n}/${d}`;
};
type Speed = { value: string; unit: Name; /** Seconds of its time. */ per: 1 | 60 | 3600 };
type Far = { value: string; unit: Name };
/** Of a time: seconds, as an exact expression. */
type Told = { speeds: Speed[]; fars: Far[]; times: string[]; left: string };

const secondsOf = (word: string): Speed['per'] => {
  if (word.startsWith('h')) return 3600;
  return word.startsWith('m') ? 60 : 1;
};

const toldIn = (low: string): Told | undefined => {
  const scan = scanOf(
    low
      .replace(/\b(\d+) and half\b(?! of)/g, '$1 and a half')
      .replace(/\b(\d+) 1\/2 (?=h)/g, '$1 and a half ')
      .replace(
        /\b2 (?=(?:[a-z]+ )?(?:trains|cars|cyclists|people|friends|buses|boats|planes|walkers|runners|hikers|lorries|trucks|drivers|bikes)\b)/g,
        '  ',
      ),
  );
  const speeds = scan
    .takeAll(SPEED)
    .map((one): Speed =>
      one[1] === undefined
        ? { value: one[4]!, unit: unitOf(one[5]!), per: 3600 }
        : { value: one[1], unit: unitOf(one[2]!), per: secondsOf(one[3]!) },
    );
  const clocks = scan.take(CLOCKS);
  const fars = scan
    .takeAll(new RegExp(`${DISTANCE.source}(?! ?(?:/|per\\b))`, 'g'))
    .flatMap((one): Far[] => [{ value: one[1]!, unit: unitOf(one[2]!) }]);
  const times: string[] = [];
  if (clocks) {
    const minutes = 60 * (Number(clocks[3]) - Number(clocks[1])) + Number(clocks[4]) - Number(clocks[2]);
    if (minutes <= 0) return undefined;
    times.push(`${minutes}*60`);
  }
  for (const one of scan.takeAll(/(?<![\d.])(\d+(?:\.\d+)?) ?-?(?:seconds?|secs?|s)\b/g)) times.push(one[1]!);
  let left = scan.rest();
  for (const one of lengthsIn(left).toReversed()) {
    times.unshift(`${one.minutes}*60`);
    left = left.slice(0, one.start) + ' '.repeat(one.end - one.start) + left.slice(one.end);
  }
  return { speeds, fars, times, left };
};

type Ask =
  | { what: 'time'; per: 1 | 60 | 3600 }
  | { what: 'far'; unit: Name | undefined }
  | { what: 'speed'; unit: Name | undefined; per: Speed['per'] | undefined };

const SPEED_UNIT = new RegExp(
  anyOf(
    String.raw`\b(?:in|is|as|many|to|what|of) (?:that in )?(?:the )?(km|kilomet(?:re|er)s?|miles?|m|met(?:re|er)s?|feet) ?(?:\/ ?|per |an? )${PER}\b`,
    String.raw`\b(kmh|kph|mph)\b`,
    String.raw`(?:^|[\s(])(km|m|miles) ?\/ ?(h|s|min)\b`,
  ),
);
const askIn = (text: string): Ask | undefined => {
  const asked = /[^.?!]*\?[^?]*$|[^.?!]*$/.exec(text.replace(/[.\s]+$/, ''))?.[0] ?? text;
  for (const part of [asked, text]) {
    const unit = SPEED_UNIT.exec(part);
    const speedUnit = unit && {
      unit: unitOf((unit[1] ?? unit[3] ?? unit[4])!),
      per: unit[3] === undefined ? secondsOf(unit[2] ?? unit[5]!) : (3600 as const),
    };
    if (speedUnit && !/\bhow (?:far|long)\b|\bhow many (?:minutes|hours|seconds)\b/.test(part))
      return { what: 'speed', ...speedUnit };
    if (/\bspeed\b|\bhow fast\b|\bpace\b|\bhow quick\b|\baverage\?/.test(part))
      return { what: 'speed', unit: undefined, per: undefined };
    if (/\bhow far\b|\bdistance\b|\bhow much (?:ground|distance)\b/.test(part)) return { what: 'far', unit: undefined };
    const count = new RegExp(String.raw`\bhow many (${LENGTH})\b(?! ?(?:\/|per|an? h|away are))`).exec(part);
    if (count) return { what: 'far', unit: unitOf(count[1]!) };
    const minutes =
      /\b(?:how many|in|number of) (minutes?|mins?|seconds?|secs?|hours?|hrs?)\b|\b(minutes|mins|hours|seconds) ?\?/.exec(
        part,
      );
    if (minutes) return { what: 'time', per: secondsOf((minutes[1] ?? minutes[2])!) };
    if (
      /\bhow (?:long|much time)\b|\b(?:what|which) time\b|\btime (?:taken|needed|does|is|will|to)\b|\btravel time\b|\bwhen (?:do|will|would) they\b/.test(
        part,
      )
    )
      return { what: 'time', per: 3600 };
  }
  return undefined;
};

const STRANGE = new RegExp(
  alternatives(
    sequence(
      /\b/,
      anyOf(
        /per litre|uses|fuel|petrol|faster than|slower than|return|back again|accelerat\w*|squared/,
        /standstill|from rest|late|early|ahead|behind|catch\w*|overtak\w*|wind|current|downstream/,
        /upstream|same direction|away from each other|opposite|stops? for|breaks? for|rest(?:s|ed)? for/,
        /half the|twice|double|laps?|rope|wire|deep|price|costs?|tank|wide|area/,
      ),
      /\b/,
    ),
    /[²³$£€]|\^/,
  ),
);
const BESIDE = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /if|suppose|during|broken|average|mean|fast|speed|slow|constant|steady|total|altogether|in all/,
      /whole|same|each|every|this|morning|afternoon|evening|today|yesterday|tomorrow|night|apart/,
      /towards|meet|equal|per|times?|then|after|another|more|first|second|next|later|last|thereafter/,
      /minutes?|hours?|seconds?|distance|start(?:s|ed)?|end|between|until|till|left|back|before|now/,
      /long|only|year|day|days?|week|off|break|both|other/,
    ),
    /\b/,
  ),
  'g',
);

/** Minutes and hours in the time that is asked for. */
const inTime = (seconds: string, per: 1 | 60 | 3600): string => (per === 1 ? seconds : `(${seconds})/${per}`);

const one = (told: Told, ask: Ask, uses: readonly string[]): Outcome | undefined => {
  const {
    speeds: [speed],
    fars: [far],
    times: [time],
  } = told;
  const value = (expression: string): Outcome => reading({ type: 'value', expression }, uses);
  if (ask.what === 'time' && speed && far && !time) {
    if (speed.unit === far.unit && speed.per === ask.per)
      return reading({ type: 'formula', formula: 'duration', given: [far.value, speed.value] }, uses);
    if (speed.unit === far.unit && speed.per === 3600 && ask.per === 60 && !far.value.includes('.'))
      return reading({ type: 'formula', formula: 'duration', given: [`${60 * Number(far.value)}`, speed.value] }, uses);
    const scale = speed.unit === far.unit ? '' : `*(${metres(far.unit)})/(${metres(speed.unit)})`;
    return value(inTime(`${far.value}${scale}/${speed.value}*${speed.per}`, ask.per));
  }
  if (ask.what === 'far' && speed && time && !far) {
    const whole = /^(\d+)\*60$/.exec(time)?.[1];
    const scaled =
      ask.unit !== undefined && ask.unit !== speed.unit ? `*(${metres(speed.unit)})/(${metres(ask.unit)})` : '';
    if (scaled === '' && whole !== undefined && speed.per !== 1)
      return reading(
        { type: 'formula', formula: 'distance', given: [speed.value, speed.per === 60 ? whole : `${whole}/60`] },
        uses,
      );
    return value(`${speed.value}*(${time})/${speed.per}${scaled}`);
  }
  if (ask.what === 'speed' && far && time && !speed) {
    const unit = ask.unit ?? far.unit;
    const seconds = /^\d+$/.test(time);
    const per = ask.per ?? (far.unit === 'm' || seconds ? (seconds ? 1 : undefined) : 3600);
    if (per === undefined || Number(time.replace(/\*60$/, '')) === 0)
      return per === undefined ? undefined : refusal('no-solution', 'division by zero has no result');
    const minutes = /^(\d+)\*60$/.exec(time)?.[1];
    if (unit === far.unit && per === 3600 && minutes !== undefined)
      return reading({ type: 'formula', formula: 'speed', given: [far.value, `${minutes}/60`] }, uses);
    const scale = unit === far.unit ? '' : `*(${metres(far.unit)})/(${metres(unit)})`;
    return value(`${far.value}${scale}*${per}/(${time})`);
  }
  return undefined;
};

/** Two legs one after the other, or two that come towards each other. */
const two = (told: Told, ask: Ask, uses: readonly string[], low: string): Outcome | undefined => {
  const { speeds, fars, times } = told;
  const value = (expression: string): Outcome => reading({ type: 'value', expression }, uses);
  const [a, b] = speeds;
  const units = new Set([...speeds, ...fars].map(({ unit }) => unit));
  if (units.size !== 1 || new Set(speeds.map(({ per }) => per)).size > 1) return undefined;
  const meets = /\b(?:towards?|meet|meets|head(?:s|ing)? for each other|approach\w*)\b/.test(low);
  const per = a?.per ?? 3600;
  if (meets)
    return a && b && fars.length === 1 && times.length === 0 && ask.what === 'time'
      ? value(inTime(`${fars[0]!.value}/(${a.value}+${b.value})*${per}`, ask.per))
      : undefined;
  if (a && b && times.length === 2 && fars.length === 0) {
    const total = `(${a.value}*${times[0]}+${b.value}*${times[1]})/${per}`;
    if (ask.what === 'far') return value(total);
    if (ask.what === 'speed') return value(`${total}*${per}/(${times.join('+')})`);
  }
  if (a && b && fars.length === 2 && times.length === 0) {
    const time = `(${fars[0]!.value}/${a.value}+${fars[1]!.value}/${b.value})`;
    if (ask.what === 'time') return value(inTime(`${time}*${per}`, ask.per));
    if (ask.what === 'speed') return value(`(${fars[0]!.value}+${fars[1]!.value})/${time}`);
  }
  if (speeds.length === 0 && fars.length === 2 && times.length === 2 && ask.what === 'speed')
    return value(`(${fars[0]!.value}+${fars[1]!.value})*3600/(${times.join('+')})`);
  // "3 metres in one hour: how many hours for 21 metres": as far in as long.
  if (
    speeds.length <= 1 &&
    fars.length + speeds.length === 2 &&
    ask.what === 'time' &&
    times.length === 1 &&
    speeds.length === 0
  )
    return value(inTime(`${fars[1]!.value}*(${times[0]})/${fars[0]!.value}`, ask.per));
  if (speeds.length === 0 && fars.length === 1 && times.length === 2 && ask.what === 'far')
    return value(`${fars[0]!.value}*(${times[1]})/(${times[0]})`);
  return undefined;
};

/** "72 km/h in m/s" */
const converted = (low: string, told: Told, uses: readonly string[]): Outcome | undefined => {
  const { speeds, fars, times } = told;
  const [speed] = speeds;
  if (!speed || speeds.length !== 1 || fars.length + times.length > 0) return undefined;
  const ask = askIn(low.replace(SPEED, ' '));
  if (ask?.what !== 'speed' || ask.unit === undefined || ask.per === undefined) return undefined;
  if (ask.unit === speed.unit && ask.per === speed.per) return undefined;
  const scan = scanOf(told.left);
  scan.takeAll(/\b(?:per|hour|second|minute|change|same|speed|equal|is|fast)\b/g);
  if (!scan.explained()) return undefined;
  const scale = ask.unit === speed.unit ? '' : `*(${metres(speed.unit)})/(${metres(ask.unit)})`;
  return reading({ type: 'value', expression: `${speed.value}${scale}*${ask.per}/${speed.per}` }, uses);
};

export const readSpeed: Reader = ({ low }) => {
  if (low.length > 300) return undefined;
  const accelerates = /\baccelerat\w*|\bper second squared\b|\bm\/s\^?2|\bm\/s²/.test(low) && /\d/.test(low);
  if (accelerates) return refusal('other-mathematics', 'this is motion with acceleration, which I do not compute');
  const told = toldIn(low);
  if (!told || STRANGE.test(low)) return undefined;
  const uses = numbersIn(low).map(({ value }) => value);
  const change = converted(low, told, uses);
  if (change) return change;
  const { speeds, fars, times, left } = told;
  const ask = askIn(left) ?? askIn(low.replace(SPEED, ' '));
  if (!ask || speeds.length + fars.length + times.length === 0) return undefined;
  const scan = scanOf(left);
  const kind =
    /\b(?:speed|fast|drive|drove|driving|walk\w*|run|ran|runs|cycl\w*|rid\w*|rode|travel\w*|train|bus|car|lorry|plane|boat|ship|goes|go|went|going|snail|tortoise|bike|van|truck|far|distance|kmh|mph|kph|cover\w*|journey|trip|fl[yie]\w*|flew|swim\w*|sail\w*|mov\w*|proceed\w*|km\/h|jog\w*|hike\w*|did|do)\b/.test(
      low,
    );
  if (!kind && speeds.length === 0 && !(ask.what === 'speed')) return undefined;
  if (!scan.explained(BESIDE)) return undefined;
  const legs = Math.max(speeds.length, fars.length, times.length);
  const found = legs > 1 ? two(told, ask, uses, low) : one(told, ask, uses);
  if (found) return found;
  const count = speeds.length + fars.length + times.length;
  const asks = ask.what === 'speed' && count === 1 && speeds.length === 0 && /\b(?:speed|fast)\b/.test(low);
  if (asks && low.length < 160)
    return refusal('missing', fars.length > 0 ? 'the time is missing' : 'the distance is missing');
  // "I drove for two hours. How many km?"
  const lacks =
    ask.what === 'far' &&
    count === 1 &&
    times.length === 1 &&
    kind &&
    /\b(?:drove|drive|driving|walked?|ran|run|cycled?|rode|travel\w*)\b/.test(low);
  return lacks && low.length < 160 ? refusal('missing', 'the speed is missing') : undefined;
};

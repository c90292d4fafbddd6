/** Reads speed, distance and time: two of them are told, the third is asked. Units must agree, or nothing is read. */
import { reading, refusal, type Outcome, type Reader } from '../reading.ts';
import { numbersIn } from '../text/text.ts';
import { hoursIn } from '../calendar/durations.ts';

const DISTANCE =
  /\b(\d+(?:\.\d+)?) ?(km|kilomet(?:re|er)s?|miles?|mi|m|metres?|meters?)\b(?! ?(?:\/|per\b|an hour|h\b))/;
const SPEED =
  /\b(\d+(?:\.\d+)?) ?(?:(km|kilomet(?:re|er)s?|miles?|m|metres?|meters?) ?(?:\/ ?|per |an? )(h|hr|hour|s|sec|second|min|minute)\b|(kmh|kph|mph|kmph)\b)/;

type Speed = { value: string; unit: string; per: 'hour' | 'minute' | 'second' };

const unitOf = (word: string): string => {
  if (/^(?:km|kilo|kph)/.test(word)) return 'km';
  return /^mi|^mph/.test(word) ? 'mile' : 'm';
};
const PER: Readonly<Record<string, Speed['per']>> = { h: 'hour', s: 'second', m: 'minute' };

const speedIn = (low: string): Speed | undefined => {
  const found = SPEED.exec(low);
  if (!found) return undefined;
  if (found[4] !== undefined) return { value: found[1]!, unit: unitOf(found[4]), per: 'hour' };
  return { value: found[1]!, unit: unitOf(found[2]!), per: PER[found[3]![0]!]! };
};

const ASKS_TIME =
  /\bhow (?:long|many (?:hours?|hrs?|minutes?|mins?))\b|\b(?:what|how much) time\b|\btime (?:taken|needed)\b|\bhours? (?:does|will|do)\b/;
const ASKS_FAR =
  /\bhow far\b|\b(?:what|which) distance\b|\bhow many (?:km|kilomet(?:re|er)s|miles?|met(?:re|er)s|m)\b|\bdistance (?:covered|travell?ed|do|does|did|will)\b|\bhow much distance\b/;
const ASKS_SPEED = /\bspeed\b|\bhow fast\b|\bpace\b|\bkm\/h\?|\bkmh\?|\bmph\?/;

/** `hours` as a decimal or a fraction; minutes where the speed is per minute. */
const inUnits = (hours: string, per: Speed['per']): string => {
  const [top = '0', below = '1'] = hours.split('/');
  const by = { hour: 1n, minute: 60n, second: 3600n }[per];
  return `${BigInt(top) * by}/${below}`;
};

const timeAsked = (
  low: string,
  far: string,
  unit: string,
  speed: Speed,
  uses: readonly string[],
): Outcome | undefined => {
  if (unit !== speed.unit) return undefined;
  const minutes = /\bhow many (?:minutes|mins)\b|\bin minutes\b/.test(low);
  const scale = { hour: 60, minute: 1, second: 1 / 60 }[speed.per];
  if (minutes && scale >= 1 && !far.includes('.'))
    return reading({ type: 'formula', formula: 'duration', given: [`${Number(far) * scale}`, speed.value] }, uses);
  return minutes ? undefined : reading({ type: 'formula', formula: 'duration', given: [far, speed.value] }, uses);
};

export const readSpeed: Reader = ({ low }) => {
  const speed = speedIn(low);
  const rest = speed ? low.replace(SPEED, (found) => ' '.repeat(found.length)) : low;
  const far = DISTANCE.exec(rest);
  const time = hoursIn(far ? rest.replace(DISTANCE, (found) => ' '.repeat(found.length)) : rest);
  const uses = numbersIn(low).map((one) => one.value);
  const count = (speed ? 1 : 0) + (far ? 1 : 0) + (time?.uses.length ?? 0);
  if (/\b(?:per litre|uses|fuel|towards|apart|both|faster than|return|back again|average of)\b/.test(low))
    return undefined;
  if (speed && far && !time && ASKS_TIME.test(low) && uses.length === count)
    return timeAsked(low, far[1]!, unitOf(far[2]!), speed, uses);
  if (speed && time && !far && ASKS_FAR.test(low) && uses.length === count)
    return reading(
      { type: 'formula', formula: 'distance', given: [speed.value, inUnits(time.hours, speed.per)] },
      uses,
    );
  if (far && time && !speed && ASKS_SPEED.test(low) && uses.length === count) {
    const unit = /\bm\/s\b|\bmet(?:re|er)s? per second\b/.test(low) ? 'second' : 'hour';
    const asked = /\bper minute\b|\bm\/min\b|\ba minute\b/.test(low) ? 'minute' : unit;
    if (unitOf(far[2]!) === 'm' && asked === 'hour') return undefined;
    return reading({ type: 'formula', formula: 'speed', given: [far[1]!, inUnits(time.hours, asked)] }, uses);
  }
  const asks =
    ASKS_SPEED.test(low) && /\b(?:speed|fast)\b/.test(low) && (far !== null) !== (time !== undefined) && !speed;
  return asks && low.length < 160
    ? refusal('missing', far ? 'the time is missing' : 'the distance is missing')
    : undefined;
};

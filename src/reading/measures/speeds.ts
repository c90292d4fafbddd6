/**
 * Reads speed, distance and time, and other rates: what motion.ts found in the question is put together by a scenario
 * (one way, several legs, meeting, drifting apart, catching up, a current, time saved). Units are changed exactly;
 * every number and every telling word has a role, or there is no reading.
 */
import { evaluateTree, parseExpression } from '../../problem/solve/expression.ts';
import { isWhole } from '../../problem/solve/rational.ts';
import { reading, refusal, type Outcome, type Reader } from '../reading.ts';
import { scanOf } from '../text/scan.ts';
import { numbersIn } from '../text/text.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { withoutStops } from './stops.ts';
import {
  askIn,
  inMinutes,
  toldIn,
  withBoth,
  withHalves,
  withSpan,
  type Ask,
  type Far,
  type Lasting,
  type Speed,
  type Told,
} from './motion.ts';

/** What a scenario works on. */
type Scene = Told & {
  ask: Ask;
  low: string;
  uses: readonly string[];
  /** Stops that count, as a term. */ stops?: string;
};

/** Base units in a second, and base units, as exact expressions. */
const rate = ({ value, unit, per }: Speed): string => `(${value})*${unit.size}/${per}`;
const amount = ({ value, unit }: Far): string => `(${value})*${unit.size}`;
const secondsOf = (times: readonly Lasting[]): string => times.map(({ seconds }) => seconds).join('+');

const valueOf = (expression: string): number | undefined => {
  const tree = parseExpression(expression);
  const value = tree && evaluateTree(tree);
  return value ? Number(value.n) / Number(value.d) : undefined;
};

/** An expression in base units and seconds, in the unit that is asked for. */
const told = (scene: Scene, what: Ask['what'], expression: string): Outcome | undefined => {
  const { ask, uses, speeds, fars, times } = scene;
  const value = (text: string): Outcome => reading({ type: 'value', expression: text }, uses);
  const [first] = [...speeds, ...fars];
  if (what === 'time' && scene.stops) return told({ ...scene, stops: '' }, 'time', `${expression}${scene.stops}`);
  if (ask.what === 'pace' && what === 'speed') return value(`${ask.unit.size}/((${expression})*${ask.per})`);
  if (ask.what === 'clock' && what === 'time') return atClock(scene, expression);
  if (ask.what !== what || !first) return undefined;
  if (ask.what === 'time') return value(ask.per === 1 ? expression : `(${expression})/${ask.per}`);
  if (ask.what === 'clock' || ask.what === 'pace') return undefined;
  const unit = ask.unit ?? first.unit;
  if (ask.what === 'far') return value(`(${expression})/${unit.size}`);
  const plain = times.length > 0 && times.every(({ seconds }) => /^\d+(?:\.\d+)?$/.test(seconds));
  const per =
    ask.per ?? speeds[0]?.per ?? (/^(?:km|mile|nmi)$/.test(unit.name) && !plain ? 3600 : plain ? 1 : undefined);
  return per === undefined ? undefined : value(`(${expression})*${per}/${unit.size}`);
};

/** So long after the one time that is told. */
const atClock = ({ clocks, uses }: Scene, expression: string): Outcome | undefined => {
  const tree = parseExpression(`(${expression})/60`);
  const minutes = tree && evaluateTree(tree);
  const at = clocks.at(-1);
  if (!minutes || !isWhole(minutes) || !at) return undefined;
  return reading({ type: 'clock', at: at.text, plus: Number(minutes.n) }, uses);
};

/** One way: of speed, distance and time two are told. The plainest keep the name of their formula. */
const oneWay = (scene: Scene): Outcome | undefined => {
  const { speeds, fars, times, ask, uses } = scene;
  const [[speed], [far], [time]] = [speeds, fars, times];
  if (speeds.length > 1 || fars.length > 1 || times.length > 1) return undefined;
  const formula = (name: 'distance' | 'duration' | 'speed', ...given: string[]): Outcome =>
    reading({ type: 'formula', formula: name, given }, uses);
  if (speed && far && !time) {
    if (Number(speed.value) === 0) return refusal('no-solution', 'what does not move never gets there');
    const whole = /^\d+(?:\.\d+)?$/.test(far.value + speed.value);
    const alike = speed.unit.name === far.unit.name && ask.what === 'time' && whole;
    if (alike && speed.per === ask.per) return formula('duration', far.value, speed.value);
    if (alike && speed.per === 3600 && ask.per === 60 && !far.value.includes('.'))
      return formula('duration', `${60 * Number(far.value)}`, speed.value);
    return told(scene, 'time', `(${amount(far)})/(${rate(speed)})`);
  }
  if (speed && time && !far) {
    const minutes = /^(\d+)\*60$/.exec(time.seconds)?.[1];
    const plain = ask.what === 'far' && (ask.unit === undefined || ask.unit.name === speed.unit.name);
    if (plain && minutes !== undefined && speed.per !== 1 && /^\d+(?:\.\d+)?$/.test(speed.value))
      return formula('distance', speed.value, speed.per === 60 ? minutes : `${minutes}/60`);
    return told(scene, 'far', `${rate(speed)}*(${time.seconds})`);
  }
  if (far && time && !speed) {
    if (valueOf(time.seconds) === 0) return refusal('no-solution', 'division by zero has no result');
    const minutes = /^(\d+)\*60$/.exec(time.seconds)?.[1];
    const hourly = ask.what === 'speed' && (ask.per ?? (far.unit.name === 'm' ? 0 : 3600)) === 3600;
    const alike = ask.what === 'speed' && (ask.unit ?? far.unit).name === far.unit.name;
    if (hourly && alike && minutes !== undefined && /^\d+(?:\.\d+)?$/.test(far.value))
      return formula('speed', far.value, `${minutes}/60`);
    return told(scene, 'speed', `(${amount(far)})/(${time.seconds})`);
  }
  return undefined;
};

const sumOf = (parts: readonly string[]): string => parts.join('+');

/** Two legs, one told by its time and one by its way: "60 mph for an hour, then 30 miles at 30 mph". */
const mixed = (scene: Scene): Outcome | undefined => {
  const { speeds, fars, times } = scene;
  const [far, time] = [fars[0]!, times[0]!];
  const [first, second] = speeds as [Speed, Speed];
  const [early, late] = far.at < time.at ? [far, time] : [time, far];
  // Each leg stands for itself: nothing of the second before all of the first.
  if (Math.max(first.at, early.at) > Math.min(second.at, late.at)) return undefined;
  const [timed, measured] = early === time ? [first, second] : [second, first];
  const way = `${rate(timed)}*(${time.seconds})+${amount(far)}`;
  const lasts = `${time.seconds}+(${amount(far)})/(${rate(measured)})`;
  return (
    told(scene, 'far', way) ??
    told(scene, 'time', lasts) ??
    told(scene, 'speed', `(${way})/(${lasts}${scene.stops ?? ''})`)
  );
};

/** Legs one after the other: each with two of speed, distance and time; or one rate carried over to another amount. */
const legs = (scene: Scene): Outcome | undefined => {
  const { speeds, fars, times } = scene;
  const [s, f, t] = [speeds.length, fars.length, times.length];
  const stops = scene.stops ?? '';
  if (s >= 2 && t === s && f === 0) {
    const way = sumOf(speeds.map((one, i) => `${rate(one)}*(${times[i]!.seconds})`));
    return told(scene, 'far', way) ?? told(scene, 'speed', `(${way})/(${secondsOf(times)}${stops})`);
  }
  if (s >= 2 && f === s && t === 0) {
    const time = sumOf(speeds.map((one, i) => `(${amount(fars[i]!)})/(${rate(one)})`));
    return told(scene, 'time', time) ?? told(scene, 'speed', `(${sumOf(fars.map(amount))})/(${time}${stops})`);
  }
  if (s === 2 && f === 1 && t === 1) return mixed(scene);
  if (s === 0 && f >= 2 && t === f) {
    const speed = told(scene, 'speed', `(${sumOf(fars.map(amount))})/(${secondsOf(times)}${stops})`);
    return speed;
  }
  const [[far, more], [time, later]] = [fars, times];
  // "10 minutes for 2 km, how long for 4": in the unit that is told.
  const minutes = time?.seconds.endsWith('*60') === true && !/\b(?:hours?|hrs?|h)\b/.test(scene.low);
  const shorter = minutes && scene.ask.what === 'time' ? { ...scene, ask: { ...scene.ask, per: 60 } } : scene;
  if (s === 0 && f === 2 && t === 1)
    return told(
      scene.ask.what === 'time' && scene.ask.per === 3600 ? shorter : scene,
      'time',
      `(${amount(more!)})*(${time!.seconds})/(${amount(far!)})`,
    );
  if (s === 0 && f === 1 && t === 2)
    return told(scene, 'far', `(${amount(far!)})*(${later!.seconds})/(${time!.seconds})`);
  return undefined;
};

/** There and back, or the same length again, at two speeds. */
const twice = (scene: Scene): Outcome | undefined => {
  const { speeds, fars, times } = scene;
  const [a, b] = speeds;
  const [first, ...others] = fars;
  if (speeds.length !== 2 || !a || !b || times.length > 0) return undefined;
  // "120 km, then 120 km: over the entire 240 km": the whole is told too.
  const sides = others.filter((one) => first && Number(one.value) === Number(first.value)).length;
  const wholes = others.filter((one) => first && Number(one.value) === 2 * Number(first.value)).length;
  if (sides > 1 || wholes > 1 || sides + wholes !== others.length) return undefined;
  const way = first ? amount(first) : '1';
  const time = `(${way})/(${rate(a)})+(${way})/(${rate(b)})`;
  return (first && told(scene, 'time', time)) ?? told(scene, 'speed', `2*(${way})/(${time}${scene.stops ?? ''})`);
};

/** Two that move towards each other. */
const meeting = (scene: Scene): Outcome | undefined => {
  const { speeds, fars, times, clocks } = scene;
  if (speeds.length === 1 && fars.length === 1 && /\b(?:the|one|1) of them\b/.test(scene.low))
    return refusal('missing', 'the speed of the other one is missing');
  if (speeds.length !== 2 || fars.length !== 1 || times.length > 0 || clocks.length > 1) return undefined;
  const one =
    /\bby the (faster|quicker|slower) (?:one|of)\b|\b(?:does|has) the (faster|quicker|slower) (?:one )?\w+/.exec(
      scene.low,
    );
  if (one && scene.ask.what === 'far') {
    const [slow, fast] = speeds.toSorted((a, b) => (valueOf(rate(a)) ?? 0) - (valueOf(rate(b)) ?? 0)) as [Speed, Speed];
    const own = (one[1] ?? one[2]) === 'slower' ? slow : fast;
    return told(scene, 'far', `(${amount(fars[0]!)})*(${rate(own)})/(${sumOf(speeds.map(rate))})`);
  }
  return told(scene, 'time', `(${amount(fars[0]!)})/(${sumOf(speeds.map(rate))})`);
};

/** Two that leave one place: in opposite directions, or in the same. */
const apart =
  (sign: '+' | '-') =>
  (scene: Scene): Outcome | undefined => {
    const { speeds, fars, times } = scene;
    if (speeds.length === 1 && times.length + fars.length === 1)
      return refusal('missing', 'the speed of the other one is missing');
    if (speeds.length !== 2) return undefined;
    const [a, b] = speeds as [Speed, Speed];
    const faster = (valueOf(rate(a)) ?? 0) >= (valueOf(rate(b)) ?? 0);
    const by = sign === '+' || faster ? `(${rate(a)}${sign}${rate(b)})` : `(${rate(b)}-${rate(a)})`;
    if (times.length === 1 && fars.length === 0) return told(scene, 'far', `${by}*(${times[0]!.seconds})`);
    return fars.length === 1 && times.length === 0 ? told(scene, 'time', `(${amount(fars[0]!)})/${by}`) : undefined;
  };

/** Who is said to catch up: the place of that one's speed. */
const chaserOf = ({ low, speeds, fars }: Scene): number | undefined => {
  const asked = new RegExp(
    sequence(
      /\b(?:do|does|will|did|must|can|before|until|when|takes?) /,
      /(?:the |my |his |her )?([a-z]+)\b[^?.,]*\b(?:catch\w*|overtake\w*|draws? level|reach\w*)/,
    ),
  ).exec(low)?.[1];
  const who = asked === 'me' ? 'i' : asked;
  const parts = speeds.map(({ at }, i) => low.slice(i === 0 ? 0 : speeds[i - 1]!.at, at));
  const named = parts.flatMap((part, i) => (who !== undefined && new RegExp(`\\b${who}\\b`).test(part) ? [i] : []));
  if (named.length === 1) return named[0];
  // Who starts later is behind.
  return fars.length === 0 ? 1 : undefined;
};

const catching = (scene: Scene): Outcome | undefined => {
  const { speeds, fars, times, clocks } = scene;
  const chaser = chaserOf(scene);
  if (speeds.length !== 2 || chaser === undefined) return undefined;
  const [fast, slow] = [speeds[chaser]!, speeds[1 - chaser]!];
  if ((valueOf(rate(fast)) ?? 0) <= (valueOf(rate(slow)) ?? 0))
    return refusal('no-solution', 'the one behind is no faster, so it never catches up');
  const by = `(${rate(fast)}-${rate(slow)})`;
  if (fars.length === 1 && times.length === 0) return told(scene, 'time', `(${amount(fars[0]!)})/${by}`);
  if (fars.length > 0) return undefined;
  const [a, b] = clocks;
  const start =
    times.length === 1 && clocks.length === 0
      ? times[0]!.seconds
      : a && b && clocks.length === 2 && times.length === 0 && b.minutes > a.minutes
        ? `${b.minutes - a.minutes}*60`
        : undefined;
  return start === undefined ? undefined : told(scene, 'time', `${rate(slow)}*(${start})/${by}`);
};

/** The same way at two speeds: how much time the faster one saves. */
const saved = (scene: Scene): Outcome | undefined => {
  const { speeds, fars, times } = scene;
  if (speeds.length !== 2 || fars.length !== 1 || times.length > 0) return undefined;
  const [slow, fast] = speeds.toSorted((a, b) => (valueOf(rate(a)) ?? 0) - (valueOf(rate(b)) ?? 0)) as [Speed, Speed];
  const way = amount(fars[0]!);
  return told(scene, 'time', `(${way})/(${rate(slow)})-(${way})/(${rate(fast)})`);
};

const FLOW = /\b(?:current|stream|river|wind|walkway|escalator|belt|tide)\b/;

/** A boat in a current, a walk on a moving walkway: two speeds that are added or subtracted. */
const flowing = (scene: Scene): Outcome | undefined => {
  const { speeds, fars, times, low } = scene;
  if (speeds.length !== 2 || fars.length !== 1 || times.length > 0) return undefined;
  // The part of the sentence that a speed stands in.
  const partOf = ({ at }: Speed): string =>
    `${/[^,.;]*$/.exec(low.slice(0, at))?.[0] ?? ''}${/^[^,.;]*?(?=,|;|\.\s| and |$)/.exec(low.slice(at))?.[0] ?? ''}`;
  const flows = speeds.filter(
    (one) =>
      FLOW.test(
        partOf(one)
          .split(/ and | but /)
          .at(-1)!,
      ) &&
      !/\bstill\b/.test(
        partOf(one)
          .split(/ and | but /)
          .at(-1)!,
      ),
  );
  const [flow] = flows;
  const own = speeds.find((one) => one !== flow);
  if (flows.length !== 1 || !flow || !own) return undefined;
  const [with_, against] = [`(${rate(own)}+${rate(flow)})`, `(${rate(own)}-${rate(flow)})`];
  const way = amount(fars[0]!);
  const up = /\b(?:upstream|against)\b/.test(low);
  const down =
    /\b(?:downstream|with the (?:current|stream|wind|flow)|in its direction|along on it|same direction|same way)\b/.test(
      low,
    );
  const back = /\b(?:back|both ways|there and back|round trip|return)\b/.test(low);
  const stuck = (valueOf(against) ?? 0) <= 0 && (up || back);
  if (stuck) return refusal('no-solution', 'the current is no slower, so it never gets there');
  if (back) return told(scene, 'time', `(${way})/${with_}+(${way})/${against}`);
  return up === down ? undefined : told(scene, 'time', `(${way})/${up ? against : with_}`);
};

/** A train of some length that passes something of some length. */
const passing = (scene: Scene): Outcome | undefined => {
  const { speeds, fars, times } = scene;
  return speeds.length === 1 && fars.length === 2 && times.length === 0
    ? told(scene, 'time', `(${sumOf(fars.map(amount))})/(${rate(speeds[0]!)})`)
    : undefined;
};

/** The rest of a way in the rest of a time. */
const remaining = (scene: Scene): Outcome | undefined => {
  const { speeds, fars, times } = scene;
  if (speeds.length > 0 || fars.length !== 2 || times.length !== 2) return undefined;
  const [far, done] = fars.toSorted((a, b) => Number(b.value) - Number(a.value)) as [Far, Far];
  const [time, spent] = times.toSorted((a, b) => valueOf(b.seconds)! - valueOf(a.seconds)!) as [Lasting, Lasting];
  return told(scene, 'speed', `(${amount(far)}-${amount(done)})/(${time.seconds}-(${spent.seconds}))`);
};

/** The speed of the second half of a way so that the whole has a mean speed. */
const balanced = (scene: Scene): Outcome | undefined => {
  const { speeds, fars, times, low } = scene;
  if (speeds.length !== 2 || times.length > 0 || scene.ask.what !== 'speed') return undefined;
  const mean = speeds.find(({ at }) => /\b(?:average|averages|mean)\b[^.?!,]{0,40}$/.test(low.slice(0, at)));
  const first = speeds.find((one) => one !== mean);
  const sizes = [...new Set(fars.map(({ value }) => Number(value)))].toSorted((a, b) => a - b);
  const halves = sizes.length < 2 || (sizes.length === 2 && sizes[1] === 2 * sizes[0]!);
  if (!mean || !first || !halves) return undefined;
  const rest = `2/(${rate(mean)})-1/(${rate(first)})`;
  if ((valueOf(rest) ?? 0) <= 0) return refusal('no-solution', 'all of the time is gone before the second half begins');
  return told(scene, 'speed', `1/(${rest})`);
};

/** Words that a scenario is known by and takes, and what it makes of what is told. */
type Scenario = { when: RegExp; words?: RegExp; read: (scene: Scene) => Outcome | undefined };

const SCENARIOS: readonly Scenario[] = [
  {
    when: /\b(?:still water|current|upstream|downstream|walkway|escalator|tide)\b/,
    words:
      /\b(?:still|current|upstream|downstream|walkway|with|against|back|both ways|together|same|direction|moving|straight|return)\b/g,
    read: flowing,
  },
  {
    when: /\b(?:fully|completely|entirely|whole train|tail|cross a|pass a)\b.*\b(?:bridge|tunnel|platform)\b|\b(?:bridge|tunnel|platform)\b.*\b(?:fully|completely|entirely|tail)\b/,
    words: /\b(?:long|fully|off|completely|entirely|whole)\b/g,
    read: passing,
  },
  {
    when: /\bopposite (?:directions?|ways)\b|\baway from each other\b/,
    words: /\b(?:opposite|away|each other|each|other|same|apart|moment|between)\b/g,
    read: apart('+'),
  },
  {
    when: /\b(?:catch\w*|overtak\w*|draws? level|catches up)\b/,
    words:
      /\b(?:catch\w*|overtak\w*|draws? level|same|later|after|behind|ahead|in front|front|start|starts|started|before|when|until|back|direction)\b/g,
    read: catching,
  },
  {
    when: /\bsame (?:direction|way)\b.*\b(?:gap|apart|ahead|between)\b|\b(?:gap|apart|ahead|between)\b.*\bsame (?:direction|way)\b/,
    words: /\b(?:same|direction|gap|apart|ahead|between|start|starts|after|each other)\b/g,
    read: apart('-'),
  },
  {
    when: /\b(?:towards?|meet|meets|head(?:s|ing)? (?:straight )?for each other|approach\w*)\b/,
    words: /\b(?:towards?|meet|meets|each other|each|other|apart|same|both|straight|another|faster|slower|quicker)\b/g,
    read: meeting,
  },
  {
    when: /\b(?:save|saves|saved|sooner|gains?|quicker|faster)\b/,
    words: /\b(?:save|saves|saved|sooner|gains?|quicker|faster|than|present|new|per|now|old|before|instead|of)\b/g,
    read: saved,
  },
  {
    when: /\bso (?:that )?(?:my |the |our |up )?[^?.]*\b(?:average|averages|mean)\b/,
    words:
      /\b(?:back|both|ways|half|other|rest|remaining|average|averages|same|first|second|together|whole|return|entire)\b/g,
    read: balanced,
  },
  {
    when: /\b(?:rest|remaining|remainder)\b/,
    words: /\b(?:rest|remaining|remainder|first|whole|takes?|of)\b/g,
    read: remaining,
  },
  {
    when: /\b(?:back|return\w*|both ways|there and back|down again|up and down|same way|then|second half|first half)\b/,
    words:
      /\b(?:back|returns?|both|ways|there|down|again|up|same|then|second|first|half|together|entire|whole|over)\b/g,
    read: (scene) => twice(scene) ?? legs(scene),
  },
];

/** Words of what no scenario takes into account. */
const STRANGE = new RegExp(
  alternatives(
    sequence(
      /\b/,
      anyOf(
        /uses|fuel|petrol|faster than|slower than|return|back again|accelerat\w*|squared/,
        /standstill|from rest|early|ahead|behind|catch\w*|overtak\w*|wind|current|downstream/,
        /upstream|same direction|away from each other|opposite|stops? for|breaks? for|rest(?:s|ed)? for/,
        /half the|twice|double|laps?|rope|wire|deep|price|costs?|area|limit|instead|cut|head start/,
      ),
      /\b/,
    ),
    /[²³$£€]|\^|\b(?:cubic|square)\b/,
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
      /long|only|year|day|days?|week|off|break|both|other|sum|change|time|gap|without|begin|round(?! trip)|lunch|loses/,
    ),
    /\b/,
  ),
  'g',
);
const NO_CHANGE =
  /\b(?:without|no|never|not) (?:chang\w+|stop\w*|paus\w*|a (?:break|stop))(?: (?:its|the|his|her) (?:speed|pace))?|\bdoes not count\b|\bnot counting [a-z]+ [a-z]+\b/g;
const MOVES = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /speed|fast|drive|drove|driving|walk\w*|run|ran|runs|cycl\w*|rid\w*|rode|travel\w*|train|bus|car|lorry/,
      /plane|boat|ship|goes|go|went|going|snail|tortoise|bike|van|truck|far|distance|kmh|mph|kph|cover\w*/,
      /journey|trip|fl[yie]\w*|flew|swim\w*|sail\w*|mov\w*|proceed\w*|km\/h|jog\w*|hike\w*|did|do/,
    ),
    /\b/,
  ),
);

/** "72 km/h in m/s" */
const converted = (scene: Scene): Outcome | undefined => {
  const { speeds, fars, times, clocks, ask, left } = scene;
  const [speed] = speeds;
  if (!speed || speeds.length !== 1 || fars.length + times.length + clocks.length > 0) return undefined;
  if (ask.what !== 'speed' || ask.unit === undefined || ask.per === undefined) return undefined;
  if (ask.unit.name === speed.unit.name && ask.per === speed.per) return undefined;
  const scan = scanOf(left);
  scan.takeAll(/\b(?:per|hour|second|minute|change|same|speed|equal|is|fast|every|each)\b/g);
  return scan.explained() ? told(scene, 'speed', rate(speed)) : undefined;
};

const alike = ({ speeds, fars, ask }: Scene): boolean => {
  const unit = ask.what === 'far' || ask.what === 'speed' || ask.what === 'pace' ? ask.unit : undefined;
  return new Set([...speeds, ...fars, ...(unit ? [{ unit }] : [])].map((one) => one.unit.kind)).size === 1;
};

/** What is asked where too little is told. */
const lacking = ({ speeds, fars, times, ask, low }: Scene, moves: boolean): Outcome | undefined => {
  const count = speeds.length + fars.length + times.length;
  if (low.length >= 160) return undefined;
  if (speeds.length === count && count > 0 && (ask.what === 'time' || ask.what === 'clock'))
    return refusal('missing', 'the distance is missing');
  if (count !== 1) return undefined;
  if (ask.what === 'speed' && speeds.length === 0 && /\b(?:speed|fast)\b/.test(low))
    return refusal('missing', fars.length > 0 ? 'the time is missing' : 'the distance is missing');
  // "I drove for two hours. How many km?"
  const drives = /\b(?:drove|drive|driving|walked?|ran|run|cycled?|rode|travel\w*)\b/.test(low);
  return ask.what === 'far' && times.length === 1 && moves && drives
    ? refusal('missing', 'the speed is missing')
    : undefined;
};

export const readSpeed: Reader = ({ low: asked }) => {
  const low = withHalves(asked);
  if (low.length > 300 || !/\d/.test(low)) return undefined;
  if (/\baccelerat\w*|\bper second squared\b|\bm\/s\^?2|\bm\/s²/.test(low))
    return refusal('other-mathematics', 'this is motion with acceleration, which I do not compute');
  if (
    /\bminus \d+(?:\.\d+)? (?:km|kilomet|m\b|met|miles?\b)/.test(low) &&
    /\bspeed\b|\bhow (?:far|fast|long)\b/.test(low)
  )
    return refusal('invalid-input', 'a distance is not less than nothing');
  const found = withBoth(toldIn(low), low);
  const ask = askIn(found);
  if (!ask || found.speeds.length + found.fars.length + found.times.length === 0) return undefined;
  const uses = numbersIn(low).map(({ value }) => value);
  const whole: Scene = { ...found, ask, low, uses };
  const change = converted(whole);
  if (change) return change;
  const moving = withoutStops(found, ask, low);
  if (!moving) return undefined;
  const scenario = SCENARIOS.find(({ when }) => when.test(moving.said));
  const spanned = scenario?.read === catching ? moving : withSpan(moving);
  if (!spanned || (ask.what !== 'clock' && spanned.clocks.length > 0)) return undefined;
  const { stops } = moving;
  const scene: Scene = { ...spanned, ask: inMinutes(ask, spanned.speeds, low), low, uses, stops };
  if (stops !== '' && scenario && scenario !== SCENARIOS.at(-1)) return undefined;
  if (!alike(scene) && scene.speeds.length + scene.fars.length > 0) return undefined;
  const plain = scene.left.replace(NO_CHANGE, ' ');
  const left = scenario?.words ? plain.replace(scenario.words, ' ') : plain;
  const moves = MOVES.test(low);
  if (STRANGE.test(left) || !scanOf(left).explained(BESIDE)) return undefined;
  if (!moves && scene.speeds.length === 0 && ask.what !== 'speed' && ask.what !== 'pace') return undefined;
  return (scenario ? scenario.read(scene) : undefined) ?? oneWay(scene) ?? legs(scene) ?? lacking(scene, moves);
};

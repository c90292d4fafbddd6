/**
 * Amounts that are told of names: "Sam is 8, Zoe is 10", "the hill way takes 9 minutes", "12 km by the bridge", "Kai came
 * 2nd". Each number of a text is an amount with one name beside it, and all are of one scale; else nothing is read. It
 * compares nothing.
 */
import { unitsNamed } from '../../problem/solve/units.ts';

/** What the numbers measure. `bare`: that is not told. */
export type Scale =
  | 'age'
  | 'born'
  | 'money'
  | 'mass'
  | 'length'
  | 'time'
  | 'speed'
  | 'place'
  | 'floor'
  | 'points'
  | 'count'
  | 'degrees'
  | 'percent'
  | 'volume'
  | 'data'
  | 'bare';
type Amount = { label: string; value: string; unit?: string; scale: Scale };
export type Amounts = {
  entries: readonly Amount[];
  scale: Scale;
  /** The words between a name and its number. */ verbs: string;
  /** What stands before the first name and behind the last amount. */ lead: string;
  tail: string;
};

type Token = { raw: string; low: string; start: number; end: number };

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));

const TOKEN = /\d+(?:\.\d+)?(?:st|nd|rd|th)?(?![\p{L}\p{N}])|km\/h|m\/s|°c|[\p{L}][\p{L}\p{N}_'-]*|[^\s]/giu;
const tokensOf = (text: string): Token[] =>
  [...text.matchAll(TOKEN)].map((one) => ({
    raw: one[0],
    low: one[0].toLowerCase(),
    start: one.index,
    end: one.index + one[0].length,
  }));

/** Words that may stand between a name and its number. */
const FILLER = set(
  'is are was were has have had got gets scored scores made makes earned earns ran run runs took takes take needs costs cost ' +
    'sells priced weighs weighed weigh measures measured lives live lived lasts lasted came comes come finished finishes does did do ' +
    'drives goes flies at for in on it a about only just exactly floor level number place position year born score time of aged age ' +
    "away sits ranked stands swam walked jumped reads holds collected : = ( - 's the am",
);
/** Words and signs between one name with its number and the next. */
const SEPARATOR = set(', ; . and or but while whereas & / ) then also');
const LEADING = set('by via through with on over using along taking');
const DETERMINER = set('the my our your his her their a an this that');
/** Words that are part of no name. */
const CLOSED = set(
  'who whose whom which what where when why how i he she it they we you him her them us me mine both each every all any some no not never ' +
    'so if because since as than there here this that these those is are was were be been being am do does did has have had will would can could ' +
    'should may might must one ones two other another same more most less least fewer fewest much many very too quite even still already now today ' +
    'first last second third fourth fifth sixth middle next before after ahead behind between among out from to up down into of in on at by for with and or but nor ' +
    'tell say name list put sort order rank give find please hi hello hey ok okay well yes no true false half double twice older younger oldest youngest ' +
    'taller shorter tallest shortest faster slower fastest slowest quicker quickest cheaper cheapest heavier lighter heaviest lightest higher lower highest ' +
    'lowest bigger smaller biggest smallest longer longest nearer closer nearest closest further farther better worse best worst sooner earlier later ' +
    'binary octal decimal hex hexadecimal base roman number numbers numeral percent fraction ' +
    'larger greater largest won lost wins warmer colder hotter cooler dearer eats ate gives gave loses buys bought sells sold uses used spends spent adds finds found ' +
    'drinks drank plays played pays paid saves saved keeps kept throws breaks broke sees saw reads sends sent picks picked',
);
const ORDINAL = set('first second third fourth fifth sixth seventh eighth ninth tenth');
const ORDINALS = [...ORDINAL];
const TAIL = set(
  'old tall long high heavy away deep wide far place position ) big large each-way straight years-old . of age',
);
const POINTS = set('points point goals goal marks mark runs votes vote wins medals pts score');
const TAKES_MORE = set('more less fewer times times-as further longer older younger taller or');

const DIFFERENCE =
  /^(?:earlier|later|sooner|more|less|fewer|before|after|ago|older|younger|longer|shorter|taller|faster|slower|heavier|lighter|higher|lower|cheaper|dearer|ahead|behind)$/;

const isNumber = ({ low }: Token): boolean => /^\d/.test(low);

/** An ordinal in words is a place only behind a verb of a race. */
const isOrdinal = (tokens: readonly Token[], at: number): boolean =>
  ORDINAL.has(tokens[at]!.low) &&
  /^(?:came|comes|finished|finishes|is|was|in|ranked|placed)$/.test(tokens[at - 1]?.low ?? '') &&
  !tokens.slice(Math.max(0, at - 4), at).some(({ low }) => /^(?:who|which|what)$/.test(low));

const scaleOfUnit = (word: string): Scale | undefined => {
  if (POINTS.has(word)) return 'points';
  const dimensions = new Set(unitsNamed(word).map((one) => one.dimension as string));
  if (dimensions.has('length')) return 'length';
  if (dimensions.has('money')) return dimensions.has('mass') ? 'mass' : 'money';
  if (dimensions.has('mass')) return 'mass';
  if (dimensions.has('time')) return 'time';
  if (dimensions.has('months')) return 'age';
  if (dimensions.has('volume')) return 'volume';
  if (dimensions.has('data')) return 'data';
  if (dimensions.has('temperature') || dimensions.has('angle')) return 'degrees';
  return undefined;
};

type Measure = { value: string; unit?: string; scale?: Scale; from: number; to: number };

/** The number at a place with its unit: where it begins and ends. */
const measureAt = (tokens: readonly Token[], at: number): Measure | undefined => {
  const one = tokens[at]!;
  const word = (i: number): string => tokens[i]?.low ?? '';
  const ordinal =
    /^(\d+)(?:st|nd|rd|th)$/.exec(one.low)?.[1] ??
    (ORDINAL.has(one.low) ? `${ORDINALS.indexOf(one.low) + 1}` : undefined);
  const tailed = (to: number): number => {
    let end = to;
    while (TAIL.has(word(end)) && word(end) !== '.') end++;
    return end;
  };
  if (ordinal !== undefined) {
    const floor = word(at + 1) === 'floor';
    return { value: ordinal, scale: floor ? 'floor' : 'place', from: at, to: tailed(floor ? at + 2 : at + 1) };
  }
  const currency = /^[$£€]$/.test(word(at - 1));
  const made = (to: number, scale?: Scale, unit?: string): Measure => ({
    value: one.raw,
    ...(scale !== undefined && { scale }),
    ...(unit !== undefined && { unit }),
    from: currency ? at - 1 : at,
    to: tailed(to),
  });
  if (currency) return made(at + 1, 'money');
  if (TAKES_MORE.has(word(at + 1)) && word(at + 1) !== 'or') return undefined;
  if (/^[%€£$]$/.test(word(at + 1))) return made(at + 2, word(at + 1) === '%' ? 'percent' : 'money');
  if (/^(?:percent)$/.test(word(at + 1))) return made(at + 2, 'percent');
  if (/^(?:km\/h|kmh|kph|mph|m\/s|knots)$/.test(word(at + 1))) return made(at + 2, 'speed', word(at + 1));
  const next = word(at + 1);
  if (next === '' || !/^[\p{L}°]/u.test(next) || (CLOSED.has(next) && next !== 'second') || FILLER.has(next))
    return made(at + 1);
  const scale = scaleOfUnit(next);
  const per = /^(?:per|an?|every|each)$/.test(word(at + 2))
    ? 3
    : word(at + 2) === 'in' && /^an?$/.test(word(at + 3))
      ? 4
      : 0;
  if (scale === 'length' && per > 0 && /^(?:hour|second|minute|day)$/.test(word(at + per)))
    return made(at + per + 1, 'speed', `${next}-${word(at + per)}`);
  if (scale !== undefined && (!DETERMINER.has(next) || next === 'm')) return made(at + 2, scale, next);
  // A thing that is counted; the word before a separator or the end belongs to the number.
  if (/^\p{L}{3,}s$/u.test(next) && !LEADING.has(next)) return made(at + 2, 'count', next);
  return made(at + 1);
};

/** The words of a name that end at a place, from the right to the left. */
const labelBefore = (
  tokens: readonly Token[],
  end: number,
  least: number,
): { label: string; start: number } | undefined => {
  let start = end;
  while (start > least && end - start < 3) {
    const { low, raw } = tokens[start - 1]!;
    const isName =
      /^[\p{L}]/u.test(low) &&
      ((!CLOSED.has(low) && !FILLER.has(low) && !LEADING.has(low) && !DETERMINER.has(low)) || /^[A-Z]$/.test(raw));
    if (!isName || isNumber(tokens[start - 1]!)) break;
    start--;
  }
  if (start === end) return undefined;
  const label = tokens
    .slice(start, end)
    .map(({ raw }) => raw)
    .join(' ')
    .replace(/'s$/, '');
  while (start > least && DETERMINER.has(tokens[start - 1]!.low)) start--;
  while (start > least && LEADING.has(tokens[start - 1]!.low)) start--;
  return { label, start };
};

type Read = { entries: Amount[]; from: number; to: number; verbs: string[] };
type Entry = { label: string; measure: Measure; verbs: readonly string[] };

/** What the verbs say of a number that has no unit. */
const scaleOfVerbs = (verbs: readonly string[]): Scale | undefined => {
  const said = (...words: string[]): boolean => words.some((one) => verbs.includes(one));
  if (said('born')) return 'born';
  if (said('floor', 'level')) return 'floor';
  if (said('cost', 'costs', 'priced')) return 'money';
  if (said('weighs', 'weighed', 'weigh')) return 'mass';
  if (said('aged', 'age')) return 'age';
  if (said('score', 'scored', 'scores')) return 'points';
  return said('place', 'position') ? 'place' : undefined;
};

const finished = (entries: readonly Entry[], from: number, to: number): Read | undefined => {
  const verbs = entries.flatMap((one) => one.verbs);
  const [first] = entries;
  const told = entries.map(({ measure, verbs: own }) => ({
    ...measure,
    scale:
      measure.scale === undefined || (measure.scale === 'time' && own.includes('aged'))
        ? (scaleOfVerbs(own) ?? measure.scale)
        : measure.scale,
  }));
  const unit = told[0]!.unit;
  const scale = told[0]!.scale ?? told.find((one) => one.scale !== undefined)?.scale ?? 'bare';
  if (first === undefined || told.some((one) => one.scale !== undefined && one.scale !== scale)) return undefined;
  if (scale === 'count' && new Set(told.flatMap((one) => one.unit ?? [])).size > 1) return undefined;
  if (scale === 'speed' && new Set(told.map((one) => one.unit ?? unit)).size > 1) return undefined;
  const made = told.map((one, i): Amount => {
    const own = one.unit ?? unit ?? told.find((other) => other.unit !== undefined)?.unit;
    return { label: entries[i]!.label, value: one.value, scale, ...(own !== undefined && { unit: own }) };
  });
  return { entries: made, from, to, verbs };
};

/** "Sam is 8, Zoe 10": each name before its number. */
const forward = (tokens: readonly Token[], measures: readonly Measure[]): Read | undefined => {
  const entries: Entry[] = [];
  let from = 0;
  let end = 0;
  for (const measure of measures) {
    let at = measure.from;
    while (at > end && FILLER.has(tokens[at - 1]!.low) && !/^[A-Z]$/.test(tokens[at - 1]!.raw)) at--;
    const verbs = tokens.slice(at, measure.from).map(({ low }) => low);
    const found = labelBefore(tokens, at, end);
    if (!found) return undefined;
    if (entries.length === 0) from = found.start;
    else if (tokens.slice(end, found.start).some(({ low }) => !SEPARATOR.has(low))) return undefined;
    entries.push({ label: found.label, measure, verbs });
    end = measure.to;
  }
  return finished(entries, from, end);
};

/** "12 km by the bridge or 9 km by the tunnel": each number before its name. */
const backward = (tokens: readonly Token[], measures: readonly Measure[]): Read | undefined => {
  const entries: Entry[] = [];
  let end = 0;
  for (const measure of measures) {
    if (entries.length > 0 && tokens.slice(end, measure.from).some(({ low }) => !SEPARATOR.has(low))) return undefined;
    let at = measure.to;
    const start = at;
    while (/^(?:by|via|through|along|over|with|using|on|for|in|at|the|a|my|taking)$/.test(tokens[at]?.low ?? '')) at++;
    let stop = at;
    while (stop < tokens.length && stop - at < 2 && labelBefore(tokens, stop + 1, stop)) stop++;
    if (at === start || stop === at) return undefined;
    entries.push({
      label: tokens
        .slice(at, stop)
        .map(({ raw }) => raw)
        .join(' '),
      measure,
      verbs: tokens.slice(start, at).map(({ low }) => low),
    });
    end = stop;
  }
  return finished(entries, measures[0]!.from, end);
};

/** Names without a word that all of them share: "the lake path" beside "the hill path" is "lake". */
const shortened = (labels: readonly string[]): readonly string[] => {
  const words = labels.map((one) => one.split(' '));
  if (words.some((one) => one.length < 2)) return labels;
  const last = words.every((one) => one.at(-1)!.toLowerCase() === words[0]!.at(-1)!.toLowerCase());
  const first = words.every((one) => one[0]!.toLowerCase() === words[0]![0]!.toLowerCase());
  if (last === first) return labels;
  return words.map((one) => (last ? one.slice(0, -1) : one.slice(1)).join(' '));
};

/** All numbers of a text as amounts of names. */
export const amountsIn = (whole: string): Amounts | undefined => {
  const text = whole.replace(/(?<=\p{L})'s (?=[$£€]?\d)/gu, ' is ');
  const tokens = tokensOf(text);
  const measures: Measure[] = [];
  for (let at = 0; at < tokens.length; at++) {
    if (!isNumber(tokens[at]!) && !isOrdinal(tokens, at)) continue;
    if ((measures.at(-1)?.to ?? 0) > at) return undefined;
    const measure = measureAt(tokens, at);
    // "5 days earlier", "2 cm taller" are differences.
    if (!measure || DIFFERENCE.test(tokens[measure.to]?.low ?? '')) return undefined;
    measures.push(measure);
  }
  if (measures.length < 2 || measures.length > 8) return undefined;
  const read = forward(tokens, measures) ?? backward(tokens, measures);
  if (!read) return undefined;
  const labels = shortened(read.entries.map(({ label }) => label));
  if (new Set(labels.map((one) => one.toLowerCase())).size < labels.length) return undefined;
  return {
    entries: read.entries.map((one, i) => ({ ...one, label: labels[i]! })),
    scale: read.entries[0]!.scale,
    verbs: read.verbs.join(' '),
    lead: text.slice(0, tokens[read.from]!.start),
    tail: text.slice(tokens[read.to - 1]!.end),
  };
};

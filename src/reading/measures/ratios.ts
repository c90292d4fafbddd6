/**
 * Reads ratios by the roles of their words: the parts with their names ("1 part cordial to 4 parts water", "cats and
 * dogs, 5 to 7"), the amount that is known (of one part, of all, or between two), and what is asked for. Where a number
 * or the part that is asked for has no role, there is no reading.
 */
import { singularOf } from '../../problem/solve/things.ts';
import { unitsNamed } from '../../problem/solve/units.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { factor, isCounted, isPerson } from '../roles/things.ts';
import { STOP, verbOf } from '../roles/words.ts';
import { readProportion } from './proportions.ts';
import { askedIn, countedIn, readScale, readScaled } from './scaling.ts';
import { reading, refusal, type Outcome, type Reader } from '../reading.ts';
import { comesOrGoes } from '../text/directions.ts';
import { numbersIn } from '../text/text.ts';

const N = String.raw`(\d+(?:\.\d+)?)`;
const UNIT = anyOf(
  /parts?|cups?|spoons?|tablespoons?|teaspoons?|tbsp|tsp|kg|kilos?|g|grams?|ml|l|litres?|liters?|buckets?|tins?|bags?/,
  /scoops?|measures?|shovels?|drops?|glasses?|units?|shares?|cans?|jugs?|pints?|bowls?|of/,
);
const NAME = String.raw`((?!to\b|and\b|for\b|of\b|in\b)[a-z]{2,}(?: (?!to\b|and\b|for\b|of\b|in\b|is\b|are\b)[a-z]{2,})?)`;
const PART = `${N}((?: ${UNIT}\\b){0,3})(?: ${NAME})?`;
const COLON = String.raw`\s*(?::|-to-|\b(?:in)?to(?: every)?\b|\b(?:for|per|with)(?: every| each)\b|\bper\b|-)\s*`;
/** Beside parts that are called parts: "one part with six parts water". */

type Part = { value: string; name: string; /** What it is measured in. */ unit?: string };
/** A ratio that is told: its parts, and where it stands. */
type Told = {
  parts: Part[];
  start: number;
  end: number;
  /** By its words no sum of money, time or score. */ named: boolean;
};

const BARE = new RegExp(
  `(?<![\\d:.])${N}${COLON}${N}(?:${COLON}${N})?(?:${COLON}${N})?(?![\\d:]|\\.\\d| ?(?:am|pm)\\b)`,
);
const LABELLED = new RegExp(`(?<![\\d:.])${PART}${COLON}${PART}(?:${COLON}${PART})?`);
/** "1 part cordial, 4 parts water": parts in any order of signs. */
const PARTS_OF = String.raw`${N} (parts?)(?: of)? ${NAME}`;
const IN_PARTS = new RegExp(
  `(?<![\\d:.])${PARTS_OF}(?:,| and| plus|,? to|,? with|) ${PARTS_OF}(?:(?:,| and| plus|,? and|,? to) ${PARTS_OF})?`,
);
/** "Dilute one part with six parts water" */
const DILUTED = new RegExp(`(?<![\\d:.])${N} (parts?)(?: ${NAME})? (?:with|in|into) ${PARTS_OF}`);
const EVERY = new RegExp(
  `\\bfor (?:every|each) ${PART},? (?:there (?:are|is) |i (?:use|need|add|take) |you (?:use|need|add|take) |we (?:use|need|add|take) |use |add |take )?${PART}`,
);
/** "Put in 12000, 18000 and 30000 and share the profit": what each of them counts for. */
const LISTED = new RegExp(`(?<![\\d.])${N}, ${N}(?:,? and|,) ${N}(?![\\d]|\\.\\d)`);
/** "half half", "50-50" is a ratio of one to one. */
const HALVES = /\b(?:half[- ](?:and[- ])?half|50[- :/]50)\b/;

/** Words up to the first that names nothing: "water by weight" is water. */
const trimmed = (name: string): string => {
  const words = name.split(' ');
  const stop = words.findIndex((one) => STOP.has(one) && !/^(?:i|me|ones?)$/.test(one));
  return (stop < 0 ? words : words.slice(0, stop)).join(' ');
};

const partsOf = (match: RegExpExecArray): Part[] => {
  const out: Part[] = [];
  for (let i = 1; i < match.length; i += 3)
    if (match[i] !== undefined)
      out.push({ value: match[i]!, unit: (match[i + 1] ?? '').trim(), name: trimmed(match[i + 2] ?? '') });
  return out;
};

/** The words that tell one part from the others: "red" and "blue" of red beads and blue ones. */
const keysOf = (parts: readonly Part[]): Set<string>[] => {
  // "Red beads and blue ones": what both are called tells none from the other.
  const ones = parts.some(({ name }) => / ones?$/.test(name));
  const words = parts.map(({ name, unit = '' }) =>
    [
      ...(ones ? name.replace(/ [a-z]+$/, '') : name).split(' '),
      ...unit.split(' ').filter((one) => !/^(?:of|parts?)$/.test(one)),
    ].map((one) => singularOf(one)),
  );
  return words.map(
    (mine, i) =>
      new Set(
        mine.filter((one) => one !== '' && one !== 'one' && !words.some((other, k) => k !== i && other.includes(one))),
      ),
  );
};

/** The parts that a text names. */
const namedIn = (text: string, parts: readonly Part[]): number[] => {
  const words = new Set((text.match(/[a-z]+/g) ?? []).flatMap((one) => [one, singularOf(one)]));
  if (
    !/\ba's\b|\b(?:for|does|will|to|has|did) a\b(?! [a-z])|\b(?:for|does|will|did) a (?:get|have|pay|receive)/.test(
      text,
    )
  )
    words.delete('a');
  return keysOf(parts).flatMap((keys, i) =>
    [...keys].some(
      (one) => words.has(one) || (/^(?:i|me)$/.test(one) && (words.has('i') || words.has('me') || words.has('my'))),
    )
      ? [i]
      : [],
  );
};

const toldIn = (low: string): Told | undefined => {
  for (const pattern of [EVERY, IN_PARTS, LABELLED, DILUTED]) {
    const found = pattern.exec(low);
    const parts = found && partsOf(found);
    if (parts && parts.length > 1 && parts.every((one) => one.name !== '' && !isVerb(one.name)))
      return { parts, start: found.index, end: found.index + found[0].length, named: true };
    // "1 part cement to 4 sand", "1 part water to 3"
    if (parts && parts.length > 1 && /\bparts?\b/.test(found[0]) && parts.some((one) => one.name !== ''))
      return { parts, start: found.index, end: found.index + found[0].length, named: true };
  }
  const found = BARE.exec(low) ?? (/\b(?:shar\w+|split|divid\w+)\b/.test(low) ? LISTED.exec(low) : undefined);
  if (!found) return undefined;
  const parts = found
    .slice(1)
    .filter((one) => one !== undefined)
    .map((value) => ({ value, name: '' }));
  return { parts, start: found.index, end: found.index + found[0].length, named: false };
};

const isVerb = (name: string): boolean =>
  name.split(' ').some((one) => verbOf(one) !== undefined || (STOP.has(one) && !/^ones?$/.test(one)));

const LISTS = (count: number): RegExp[] => {
  const word = String.raw`([a-z]{1,}(?:'s)?)`;
  const the = '(?:the |his |her |my |some |a )?';
  const and = String.raw`(?: and | & |, | to | ?: ?|/| versus | vs )`;
  const listed = Array.from({ length: count }, () => word);
  return [
    new RegExp(`\\b${the}${listed.join(`${and}${the}`)}\\b`, 'g'),
    ...(count > 2 ? [new RegExp(`\\b${listed.join(' ')}(?= \\d)`, 'g')] : []),
  ];
};
const NO_NAME = new RegExp(
  sequence(
    /^/,
    anyOf(
      /ratio|share|shares|shared|split|mix|mixed|part|parts|how|what|if|then|divide|divided|us|them|each|total|money/,
      /cut|mixes|are|is|to|in|the|it|they|people|pieces|two|three|make|makes|need|needs|so|but|given|taken|sum/,
    ),
    /$/,
  ),
);

/** Names of the parts that stand beside the ratio in its order: "Amit and Sunil", "sand to cement". */
const namesBeside = (low: string, told: Told): string[] | undefined => {
  const count = told.parts.length;
  const found = LISTS(count).flatMap((pattern) => {
    const out: { names: string[]; at: number }[] = [];
    for (let match = pattern.exec(low); match; match = pattern.exec(low)) {
      const names = match.slice(1).map((one) => one.replace(/'s$/, ''));
      pattern.lastIndex = match.index + match[0].indexOf(match[2]!, 1);
      const plain = names.every(
        (one) =>
          /^(?:i|me|he|she|him|her|[a-z])$/.test(one) ||
          (!STOP.has(one) &&
            !NO_NAME.test(one) &&
            (verbOf(one) === undefined || (/ to /.test(match[0]) && /[^s]s$/.test(one)))),
      );
      const clear = match.index >= told.end || match.index + match[0].length <= told.start;
      if (plain && clear && new Set(names).size === count) out.push({ names, at: match.index });
    }
    return out;
  });
  const near = (at: number): number => Math.min(Math.abs(at - told.end), Math.abs(told.start - at));
  return found.toSorted((a, b) => near(a.at) - near(b.at))[0]?.names;
};

const LARGER = /\b(?:larg|bigg|great|high)(?:er|est)\b|\b(?:the )?most\b|\bmore\b(?! than)/;
const SMALLER = /\b(?:small|less|low)(?:er|est)\b|\bless(?:er)? (?:part|share|one|half)\b|\b(?:the )?least\b/;

/** Which part is asked for, from 0; 'all' the whole, 'more' the difference. */
const soughtIn = (asked: string, low: string, parts: readonly Part[]): number | 'all' | 'more' | undefined => {
  const named = namedIn(asked, parts);
  if (named.length === 2 && /\bmore\b|\bdifference\b/.test(asked)) return 'more';
  const values = parts.map(({ value }) => Number(value));
  const size = (text: string): number | undefined => {
    const [up, down] = [LARGER.test(text), SMALLER.test(text)];
    if (up === down) return undefined;
    const value = up ? Math.max(...values) : Math.min(...values);
    return values.filter((one) => one === value).length === 1 ? values.indexOf(value) : undefined;
  };
  if (named.length === 1) {
    // "Jo gets the bigger bit": whose part is the larger one is told.
    const [i] = named as [number];
    const says = new RegExp(`\\b${parts[i]!.name} (?:gets?|has|have|takes?|will get|should get) the ([a-z]+)`).exec(
      low,
    )?.[1];
    const told = says === undefined ? undefined : size(says);
    return told !== undefined && told !== i ? undefined : i;
  }
  if (named.length > 1) return undefined;
  const gets = /\b(?:i|we) (?:gets?|have|take) the ((?:[a-z]+ )?[a-z]+)\b/.exec(
    low.slice(0, low.lastIndexOf(asked)),
  )?.[1];
  const bySize = size(asked) ?? (gets === undefined ? undefined : size(gets));
  if (bySize !== undefined && !/\bthan\b/.test(asked)) return bySize;
  const ordinal = /\b(first|second|third)\b/.exec(asked)?.[1];
  if (ordinal !== undefined) return ['first', 'second', 'third'].indexOf(ordinal);
  if (/\b(?:in all|altogether|in total|total|together|whole|entire)\b/.test(asked)) return 'all';
  // "One part with six parts water: how much squash": the one without a name.
  const unnamed = parts.flatMap(({ name }, i) => (name === '' ? [i] : []));
  if (unnamed.length === 1 && parts.length > 1 && /\bhow (?:much|many)\b/.test(asked)) return unnamed[0];
  if (/\beach\b/.test(asked) && values.every((one) => one === values[0])) return 0;
  return undefined;
};

const SPLITS =
  /\b(?:divid\w*|split\w*|shar(?:e|es|ed|ing)|distribut\w*|cut|mix\w*|made (?:up )?of|consists?|contains?)\b/;
const WHOLE = /\b(?:in all|altogether|in total|total|together|of them|all told|whole|both)\b/;

/** "Jack and Kate": the word stands between two parts' names. */
const joinsNames = (low: string, at: number, parts: readonly Part[]): boolean => {
  const [before, after] = [/([a-z]+) $/.exec(low.slice(0, at))?.[1], /^and ([a-z]+)/.exec(low.slice(at))?.[1]];
  return [before, after].every((one) => parts.some(({ name }) => name === one));
};

/** What the number beside the ratio is: of a part, of all of them, or how many more. */
const knownIn = (
  low: string,
  told: Told,
  parts: readonly Part[],
  at: number,
  value: string,
  asked: { text: string; at: number },
) => {
  const behind = low.slice(at + value.length);
  const clauseStart = Math.max(
    0,
    ...[...low.slice(0, at).matchAll(/[.,;?!]\s|\b(?:if|and|when|so|with)\b/g)]
      .filter((one) => one[0] !== 'and' || !joinsNames(low, one.index, parts))
      .map((one) => one.index + one[0].length),
  );
  // "10 cups of water's worth"
  const right = /^(?: [a-z]+){0,1}(?: of)? [a-z]+/.exec(behind)?.[0] ?? '';
  const next = namedIn(right, parts);
  const stop = /[.,;:?!](?:\s|$)|\b(?:how|what|which)\b|$/.exec(behind)!.index;
  const clause = low.slice(clauseStart, at + value.length + stop);
  const to = at + value.length + stop;
  const behindOnly = low.slice(at + value.length, at < told.start ? Math.min(to, told.start) : to);
  const apart = (clauseStart > told.start || to <= told.start + 1) && at < asked.at;
  const named = namedIn(apart ? clause : behindOnly, parts);
  if (new RegExp(`^(?: [$£€a-z]+){0,3} more\\b|^ more\\b`).test(behind) && /\bthan\b/.test(low))
    return named.length === 2 || parts.length === 2 ? ('more' as const) : undefined;
  if (next.length === 1 && named.length !== 1 && !WHOLE.test(clause)) return next[0]!;
  if (named.length === 1 && !WHOLE.test(clause)) return named[0]!;
  const ordinal = /\bof the (first|second|third)\b/.exec(behindOnly)?.[1];
  if (ordinal !== undefined) return ['first', 'second', 'third'].indexOf(ordinal);
  if (named.length === 0 || WHOLE.test(clause) || named.length === parts.length)
    return WHOLE.test(low) ||
      (parts.every(({ name }) => name !== '') && !/\b(?:more|fewer|less|each|every)\b/.test(low)) ||
      SPLITS.test(low) ||
      /\b(?:class|school|people|there (?:are|is))\b/.test(clause) ||
      (told.named && asked.at < at) ||
      /\bratio\b/.test(low)
      ? ('all' as const)
      : undefined;
  return undefined;
};

const SIMPLIFY = /\bsimplif\w+|\bsimplest\b|\blowest (?:terms|form)\b|\breduce\b|\bcancel\b/;
const FOREIGN = new RegExp(
  alternatives(
    /\b(?:o'clock|score[ds]?|won|lost|match|game|km\/h|mph|speed|dice|probab\w*|chance|odds|from \d+ to \d+)\b/,
    /\b(?:count|numbers?) from\b|\b(?:am|pm)\b|\btwice\b|\b(?:left|then|after|new ratio|becomes?|added?|removed?)\b|%/,
  ),
);

/** The words of what is asked, without those of the amount that is known: "of copper in a piece with 42 g of tin". */
const soughtText = (asked: { text: string; at: number }, known: { value: string; start: number }): string => {
  const at = known.start - asked.at;
  if (at <= 0) return asked.text;
  const link = asked.text
    .slice(0, at)
    .search(/\b(?:that|which|if|when|for|with|to go with|go with|from|containing|holding)\b[^.?!]*$/);
  return link > 0 ? asked.text.slice(0, link) : asked.text.replace(known.value, '');
};

const UNIT_NAMED = /\b(?:how many|in) ([a-z]+)\b/g;

/** What the answer is multiplied by where another unit is asked than the amount is told in; undefined: none ties them. */
const unitChange = (low: string, asked: string, end: number): string | undefined => {
  const from = singularOf(/^ ?([a-z]+)/.exec(low.slice(end))?.[1] ?? '');
  const wanted = [...asked.matchAll(UNIT_NAMED)]
    .map((one) => singularOf(one[1]!))
    .filter((one) => unitsNamed(one).length > 0);
  const [to] = wanted;
  if (to === undefined || unitsNamed(from).length === 0 || to === from) return '1';
  return factor(from, to);
};

/** An amount is asked of a ratio alone. */
const asksAmount = (low: string, asked: string, told: Told): boolean =>
  (told.named || SPLITS.test(low) || /\bratio\b|\bdilut\w+\b/.test(low)) &&
  /\bhow (?:much|many)\b|\b(?:share|part)\b/.test(asked) &&
  !/\b(?:ratio|fraction|percent\w*|proportion|scale|simpl\w+|parts? (?:of|is|are))\b/.test(asked) &&
  !/\ba quarter\b|\bhalf\b|\bthird\b/.test(low);

/** Two amounts are told of the parts and of all: they must fit the ratio. */
const twoKnown = (
  low: string,
  told: Told,
  parts: readonly Part[],
  numbers: readonly { value: string; start: number }[],
  asked: { text: string; at: number },
): Outcome | undefined => {
  const total = parts.reduce((sum, { value }) => sum + Number(value), 0);
  const sizes = numbers.map(({ value, start }) => {
    const of = knownIn(low, told, parts, start, value, asked);
    if (of === undefined || of === 'more') return undefined;
    return { of, one: Number(value) / (of === 'all' ? total : Number(parts[of]!.value)) };
  });
  const [a, b] = sizes;
  return a &&
    b &&
    a.of !== b.of &&
    Math.abs(a.one - b.one) > 1e-9 &&
    /\b(?:in all|all|total|altogether|whole)\b/.test(low)
    ? refusal('contradiction', 'the amounts do not fit the ratio')
    : undefined;
};

/** Things that are not to be broken do not come out whole in a ratio. */
const breaks = (low: string, known: { value: string; start: number }, parts: readonly Part[]): boolean => {
  const total = parts.reduce((sum, { value }) => sum + Number(value), 0);
  const thing = countedIn(low).find((one) => one.at === known.start)?.noun ?? '';
  return (
    (isCounted(thing) || thing === '') &&
    /\b(?:break\w*|whole|cut\w*|all of them)\b/.test(low) &&
    parts.some(({ value }) => !Number.isInteger((Number(known.value) * Number(value)) / total))
  );
};

const SHARERS =
  /^(?:[,.?]|$| (?:of us|of them)\b)|^ (?:parts|people|friends|brothers|sisters|partners|groups|piles|children|kids)/;

/** "Two friends share it 2:3": the number only counts the parts. */
const isIncidental = (low: string, one: { value: string; start: number }, parts: number): boolean =>
  Number(one.value) === parts && SHARERS.test(low.slice(one.start + one.value.length));

/** The value of a sum of parts. */
const sizeOf = (units: string): number =>
  units
    .replace(/[()]/g, '')
    .split('+')
    .reduce((sum, value) => sum + Number(value), 0);

/** Things that are counted and do not come out whole, and whether they are people or must not be cut. */
const comesBroken = (
  low: string,
  known: { value: string; start: number },
  parts: readonly Part[],
  by: number,
): 'people' | 'things' | undefined => {
  const thing = countedIn(low).find((one) => one.at === known.start)?.noun ?? '';
  const people = parts.every(({ name }) =>
    name.split(' ').some((one) => isPerson(singularOf(one)) && /s$|ren$|en$/.test(one)),
  );
  const counted = (isCounted(thing) || people) && /^\d+$/.test(known.value);
  if (!counted || Number.isInteger(Number((Number(known.value) * by).toFixed(9)))) return undefined;
  return /\b(?:whole|cut|broken)\b/.test(low) || isPerson(thing) || people ? 'people' : 'things';
};

/** A whole, a part or a difference, divided in a ratio. */
const readParts = (low: string, all: readonly string[]): Outcome | undefined => {
  const told = toldIn(low);
  if (!told) return undefined;
  if (told.parts.every(({ value }) => Number(value) === 0))
    return refusal('invalid-input', 'nothing can be shared in the ratio of nothing to nothing');
  if (
    told.parts.some(({ value }) => Number(value) === 0) ||
    (low.match(/\d ?: ?\d/g) ?? []).length > told.parts.length - 1
  )
    return undefined;
  const names = told.parts.every(({ name }) => name !== '')
    ? told.parts.map(({ name }) => name)
    : told.named
      ? undefined
      : namesBeside(low, told);
  const parts = told.parts.map((one, i) => (one.name !== '' ? one : { ...one, name: names?.[i] ?? '' }));
  if (parts.length === 2 && /\b(?:between|among) [a-z]+, [a-z]+,? and [a-z]+\b/.test(low))
    return refusal('missing', 'the share of the third one is missing');
  const asked = askedIn(low);
  const spare = numbersIn(low).filter((one) => one.start < told.start || one.start >= told.end);
  const numbers = spare.filter((one) => !isIncidental(low, one, parts.length));
  const [known] = numbers;
  if (numbers.length === 0 && asksAmount(low, asked.text, told))
    return refusal('missing', 'how much there is of them is missing');
  const both = numbers.length === 2 ? twoKnown(low, told, parts, numbers, asked) : undefined;
  if (numbers.length !== 1 || known === undefined) return both;
  const says =
    told.named ||
    /\bratio\b|\bproportion\b|\bparts?\b/.test(low) ||
    SPLITS.test(low) ||
    /\b(?:as|is|are) \d|\bof the (?:first|second)\b/.test(low) ||
    /\d ?: ?\d/.test(low) ||
    parts.every((one) => one.name !== '');
  if (!says) return undefined;
  const of = knownIn(low, told, parts, known.start, known.value, asked);
  const sought = soughtIn(soughtText(asked, known), low, parts);
  const scale = unitChange(low, asked.text, known.start + known.value.length);
  if (of === 'all' && sought === undefined && breaks(low, known, parts))
    return refusal('no-solution', 'it does not come out whole');
  if (of === undefined || sought === undefined || of === sought || scale === undefined) return undefined;
  const sum = `(${parts.map(({ value }) => value).join('+')})`;
  const sizes = parts.map(({ value }) => Number(value));
  const [a, b] = sizes[0]! > sizes[1]! ? [parts[0]!, parts[1]!] : [parts[1]!, parts[0]!];
  const units = (one: number | 'all' | 'more'): string =>
    one === 'all' ? sum : one === 'more' ? `(${a.value}-${b.value})` : parts[one]!.value;
  if (sought !== 'more' && of !== 'more') {
    const broken = comesBroken(low, known, parts, sizeOf(units(sought)) / sizeOf(units(of)));
    if (broken) return broken === 'people' ? refusal('no-solution', 'it does not come out whole') : undefined;
  }
  if (of === 'all' && typeof sought === 'number' && scale === '1')
    return reading(
      {
        type: 'formula',
        formula: 'ratio-share',
        given: [known.value, `${sought + 1}`, ...parts.map(({ value }) => value)],
      },
      all,
      told.named || /\bratio\b/.test(low),
    );
  if ((of === 'more' || sought === 'more') && a.value === b.value) return undefined;
  return reading(
    { type: 'value', expression: `${known.value}*${units(sought)}/${units(of)}${scale === '1' ? '' : `*${scale}`}` },
    all,
    false,
  );
};

/** One form of what is told: "one part" is 1 part, titles are no names, "the ratio" is spelled. */
const plain = (low: string): string =>
  low
    .replace(HALVES, '1:1')
    .replace(/\b(?:mrs?|ms|miss|dr|aunt|auntie|uncle)\.? (?=[a-z])/g, '')
    .replace(/\b(?:one|a) (?=(?:parts?|cups?|scoops?|spoons?|measures?|shovels?|buckets?|tins?|litres?) )/g, '1 ')
    .replace(/\bone (?=of [a-z]+)(?!of (?:the|them|my|us|those|these)\b)/g, '1 ')
    .replace(/\b(for|to) (every|each) one (?=[a-z])/g, '$1 $2 1 ')
    .replace(/\bratoi\b|\braito\b/g, 'ratio')
    .replace(/\b(?:i|me|he|she|[a-z]+) (?:am|is|gets?|has|have|takes?) the \d+(?=[,.;?]|$)/g, ' ')
    .replace(/\bmake (?:this |it )?simple\b|\bmost simple\b/g, 'simplify');

/** "Start 07:30, 95 min job": a time of day is no ratio. */
const TIMED = /^(?!.*\bratio\b).*(?<![\d:])(?:0\d|1\d|2[0-3]):[0-5]\d\b.*\b\d+ ?(?:minutes?|mins?|hours?|hrs?)\b/;

export const readRatio: Reader = (text) => {
  if (text.low.length > 400 || TIMED.test(text.low)) return undefined;
  const low = plain(text.low);
  const all = numbersIn(text.low.replace(/(\d) ?: ?(?=\d)/g, '$1 : ')).map((one) => one.value);
  if (/(?<![\d)] ?)-\d+(?:\.\d+)? ?: ?\d|\d ?: ?-\d/.test(low) && /\b(?:ratio|divid\w+|split|share)\b/.test(low))
    return refusal('invalid-input', 'a side of a ratio is above zero');
  const scale = readScale(low, all);
  if (scale) return scale;
  const bare = BARE.exec(low);
  if (bare && SIMPLIFY.test(low)) {
    const parts = bare.slice(1).filter((one) => one !== undefined);
    if (all.length === parts.length) return reading({ type: 'formula', formula: 'simplest-ratio', given: parts }, all);
  }
  const proportion = readProportion(low, all);
  if (proportion) return proportion;
  // "3 in the cab, 1 gets out, 2 get in" tells of coming and going, and of no proportion.
  const scaled = comesOrGoes(text) ? undefined : readScaled(low, all);
  return FOREIGN.test(low) ? scaled : (readParts(low, all) ?? scaled);
};

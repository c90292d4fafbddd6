/**
 * Reads ratios by the roles of their words: the parts with their names ("1 part cordial to 4 parts water", "cats and
 * dogs, 5 to 7"), the amount that is known (of one part, of all, or between two), and what is asked for. Where a number
 * or the part that is asked for has no role, there is no reading.
 */
import { singularOf } from '../../problem/solve/things.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { factor, isCounted, isPerson } from '../roles/things.ts';
import { SORTS, STOP, verbOf } from '../roles/words.ts';
import { reading, refusal, type Outcome, type Reader } from '../reading.ts';
import { numbersIn } from '../text/text.ts';

const N = String.raw`(\d+(?:\.\d+)?)`;
const UNIT = anyOf(
  /parts?|cups?|spoons?|tablespoons?|teaspoons?|tbsp|tsp|kg|kilos?|g|grams?|ml|l|litres?|liters?|buckets?|tins?|bags?/,
  /scoops?|measures?|shovels?|drops?|glasses?|units?|shares?|cans?|jugs?|pints?|bowls?|of/,
);
const NAME = String.raw`((?!to\b|and\b|for\b|of\b|in\b)[a-z]{2,}(?: (?!to\b|and\b|for\b|of\b|in\b|is\b|are\b)[a-z]{2,})?)`;
const PART = `${N}(?: ${UNIT}){0,3}(?: ${NAME})?`;
const COLON = String.raw`\s*(?::|-to-|\bto(?: every)?\b|\bfor (?:every|each)\b|-)\s*`;

type Part = { value: string; name: string };
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
const PARTS_OF = String.raw`${N} parts?(?: of)? ${NAME}`;
const IN_PARTS = new RegExp(
  `(?<![\\d:.])${PARTS_OF}(?:,| and| plus|,? to|,? with|) ${PARTS_OF}(?:(?:,| and| plus|,? and|,? to) ${PARTS_OF})?`,
);
const EVERY = new RegExp(
  `\\bfor (?:every|each) ${PART},? (?:there (?:are|is) |i (?:use|need|add|take) |you (?:use|need|add|take) |we (?:use|need|add|take) |use |add |take )?${PART}`,
);
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
  for (let i = 1; i < match.length; i += 2)
    if (match[i] !== undefined) out.push({ value: match[i]!, name: trimmed(match[i + 1] ?? '') });
  return out;
};

/** The words that tell one part from the others: "red" and "blue" of red beads and blue ones. */
const keysOf = (parts: readonly Part[]): Set<string>[] => {
  const words = parts.map(({ name }) => name.split(' ').map((one) => singularOf(one)));
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
  for (const pattern of [EVERY, IN_PARTS, LABELLED]) {
    const found = pattern.exec(low);
    const parts = found && partsOf(found);
    if (parts && parts.length > 1 && parts.every((one) => one.name !== '' && !isVerb(one.name)))
      return { parts, start: found.index, end: found.index + found[0].length, named: true };
    // "1 part cement to 4 sand", "1 part water to 3"
    if (parts && parts.length > 1 && /\bparts?\b/.test(found[0]) && parts.some((one) => one.name !== ''))
      return { parts, start: found.index, end: found.index + found[0].length, named: true };
  }
  const found = BARE.exec(low);
  if (!found) return undefined;
  const parts = found
    .slice(1)
    .filter((one) => one !== undefined)
    .map((value) => ({ value, name: '' }));
  return { parts, start: found.index, end: found.index + found[0].length, named: false };
};

const isVerb = (name: string): boolean => name.split(' ').some((one) => verbOf(one) !== undefined || STOP.has(one));

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
          (!STOP.has(one) && !NO_NAME.test(one) && verbOf(one) === undefined),
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
const SMALLER = /\b(?:small|less|low)(?:er|est)\b|\b(?:the )?least\b/;

/** The clause that asks. */
const askedIn = (low: string): { text: string; at: number } => {
  const marks = [
    ...low.matchAll(/\b(?:how (?:many|much)|what|whats|which|find|calculate|work out|give me|state|so how)\b/g),
  ];
  const last = marks.at(-1);
  if (last) return { text: low.slice(last.index), at: last.index };
  const at = Math.max(low.lastIndexOf(', '), low.lastIndexOf('. '), low.lastIndexOf('? ', low.length - 3)) + 1;
  return { text: low.slice(at), at };
};

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
  if (/\b(?:in all|altogether|in total|total|together|whole)\b/.test(asked)) return 'all';
  if (/\beach\b/.test(asked) && values.every((one) => one === values[0])) return 0;
  return undefined;
};

const SPLITS =
  /\b(?:divid\w*|split\w*|shar(?:e|es|ed|ing)|distribut\w*|cut|mix\w*|made (?:up )?of|consists?|contains?)\b/;
const WHOLE = /\b(?:in all|altogether|in total|total|together|of them|all told|whole|both)\b/;

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
    ...[...low.slice(0, at).matchAll(/[.,;?!]\s|\b(?:if|and|when|so|with)\b/g)].map((one) => one.index + one[0].length),
  );
  const stop = /[.,;?!](?:\s|$)|\b(?:how|what|which)\b|$/.exec(behind)!.index;
  const clause = low.slice(clauseStart, at + value.length + stop);
  const to = at + value.length + stop;
  const behindOnly = low.slice(at + value.length, at < told.start ? Math.min(to, told.start) : to);
  const apart = (clauseStart > told.start || to <= told.start + 1) && at < asked.at;
  const named = namedIn(apart ? clause : behindOnly, parts);
  if (new RegExp(`^(?: [$£€a-z]+){0,3} more\\b|^ more\\b`).test(behind) && /\bthan\b/.test(low))
    return named.length === 2 || parts.length === 2 ? ('more' as const) : undefined;
  if (named.length === 1 && !WHOLE.test(clause)) return named[0]!;
  const ordinal = /\bof the (first|second|third)\b/.exec(behindOnly)?.[1];
  if (ordinal !== undefined) return ['first', 'second', 'third'].indexOf(ordinal);
  if (named.length === 0 || WHOLE.test(clause) || named.length === parts.length)
    return WHOLE.test(low) ||
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

/** A whole, a part or a difference, divided in a ratio. */
const readParts = (low: string, all: readonly string[]): Outcome | undefined => {
  const told = toldIn(low);
  if (!told || told.parts.some(({ value }) => Number(value) === 0)) return undefined;
  const names = told.parts.every(({ name }) => name !== '')
    ? told.parts.map(({ name }) => name)
    : namesBeside(low, told);
  const parts = told.parts.map(({ value, name }, i) => ({ value, name: name !== '' ? name : (names?.[i] ?? '') }));
  const asked = askedIn(low);
  const spare = numbersIn(low).filter((one) => one.start < told.start || one.start >= told.end);
  const incidental = (one: { value: string; start: number }): boolean =>
    Number(one.value) === parts.length &&
    /^(?:[,.?]|$| (?:of us|of them)\b)|^ (?:parts|people|friends|brothers|sisters|partners|groups|piles|children|kids)/.test(
      low.slice(one.start + one.value.length),
    );
  const numbers = spare.filter((one) => !incidental(one));
  const [known] = numbers;
  if (numbers.length !== 1 || known === undefined) return undefined;
  const says =
    told.named ||
    /\bratio\b|\bproportion\b|\bparts?\b/.test(low) ||
    SPLITS.test(low) ||
    /\b(?:as|is|are) \d|\bof the (?:first|second)\b/.test(low) ||
    /\d ?: ?\d/.test(low) ||
    parts.every((one) => one.name !== '');
  if (!says) return undefined;
  const of = knownIn(low, told, parts, known.start, known.value, asked);
  const sought = soughtIn(asked.text.replace(known.value, ''), low, parts);
  if (of === undefined || sought === undefined || of === sought) return undefined;
  const sum = `(${parts.map(({ value }) => value).join('+')})`;
  const sizes = parts.map(({ value }) => Number(value));
  const [a, b] = sizes[0]! > sizes[1]! ? [parts[0]!, parts[1]!] : [parts[1]!, parts[0]!];
  const units = (one: number | 'all' | 'more'): string =>
    one === 'all' ? sum : one === 'more' ? `(${a.value}-${b.value})` : parts[one]!.value;
  const [share, whole] = [units(sought), units(of)].map((one) =>
    one
      .replace(/[()]/g, '')
      .split('+')
      .reduce((sum, value) => sum + Number(value), 0),
  ) as [number, number];
  const thing = countedIn(low).find((one) => one.at === known.start)?.noun ?? '';
  if (
    sought !== 'more' &&
    of !== 'more' &&
    isCounted(thing) &&
    !Number.isInteger((Number(known.value) * share) / whole) &&
    /^\d+$/.test(known.value)
  )
    return /\b(?:whole|cut|broken)\b/.test(low) || isPerson(thing)
      ? refusal('no-solution', 'it does not come out whole')
      : undefined;
  if (of === 'all' && typeof sought === 'number')
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
  return reading({ type: 'value', expression: `${known.value}*${units(sought)}/${units(of)}` }, all, false);
};

const LENGTHS: Readonly<Record<string, number>> = { mm: 1, cm: 10, m: 1000, km: 1_000_000 };
const LENGTH = String.raw`(mm|millimet(?:re|er)s?|cm|centimet(?:re|er)s?|m|met(?:re|er)s?|km|kilomet(?:re|er)s?|kms)`;
const unitOf = (word: string): string =>
  word.startsWith('mil') || word === 'mm' ? 'mm' : word.startsWith('c') ? 'cm' : word.startsWith('k') ? 'km' : 'm';

/** A map or a plan of a scale: "1:50000, two churches are 6 cm apart; how many km?" */
const readScale = (low: string, all: readonly string[]): Outcome | undefined => {
  if (!/\b(?:scale|map|plan|model|drawing|blueprint|atlas)\b/.test(low)) return undefined;
  const told = /(?<![\d:.])1 ?(?::|to|in) ?(\d+)(?![\d:])/.exec(low);
  const stands = new RegExp(
    `\\b${N} ?${LENGTH} (?:on [a-z ]+ )?(?:to|is|equals?|stands? for|represents?|means|shows|=|corresponds to|for) ?` +
      `(?:in reality )?${N} ?${LENGTH}\\b`,
  ).exec(low);
  const from = stands ? stands.index + stands[0].length : told ? told.index + told[0].length : -1;
  if (from < 0) return undefined;
  const start = (stands ?? told)!.index;
  const size = (n: string, unit: string): number => Number(n) * LENGTHS[unitOf(unit)]!;
  if (stands && told && size(stands[3]!, stands[4]!) !== size(stands[1]!, stands[2]!) * Number(told[1]))
    return refusal('contradiction', 'it tells two scales');
  const spare = numbersIn(low).filter((one) => one.start < start || one.start >= from);
  const others = spare.filter(
    (one) => !(one.value === '2' && /^ (?:[a-z]+ )?[a-z]+s\b/.test(low.slice(one.start + 1)) && spare.length > 1),
  );
  const [known] = others;
  const unit = known && new RegExp(`^ ?-?${LENGTH}\\b`).exec(low.slice(known.start + known.value.length))?.[1];
  if (others.length !== 1 || !known || unit === undefined) return undefined;
  const rest = `${low.slice(0, known.start)} ${low.slice(known.start + known.value.length + unit.length + 1)}`;
  const asked = new RegExp(`\\b(?:how many|in|as) ${LENGTH}\\b`, 'g');
  const units = [...new Set([...rest.slice(0).matchAll(asked)].map((one) => unitOf(one[1]!)))];
  if (units.length !== 1) return undefined;
  const [to] = units as [string];
  const given = unitOf(unit);
  const [a, b, c, d] = stands
    ? [stands[1]!, unitOf(stands[2]!), stands[3]!, unitOf(stands[4]!)]
    : ['1', 'mm', told![1]!, 'mm'];
  const [paper, ground] = [Number(a) * LENGTHS[b]!, Number(c) * LENGTHS[d]!];
  if (!(ground > paper)) return undefined;
  // On paper a length is asked or told in cm or mm; of what is real in m or km.
  const asks = low.slice(Math.max(0, low.search(/\b(?:how|what)\b/)));
  const onPaper = /\bon (?:the |this |a |my |that )?(?:map|plan|drawing|model|paper|blueprint)\b/.test(asks);
  const real = /\b(?:real|really|actual|actually|reality|true|in real life|on the ground|apart)\b/.test(asks);
  const shrinks = /^(?:m|km)$/.test(given) && /^(?:cm|mm)$/.test(to) && !real;
  if (!shrinks && onPaper && !real && /^(?:cm|mm)$/.test(to) === false) return undefined;
  if (!shrinks && /^(?:m|km)$/.test(given)) return undefined;
  const [top, below] = shrinks
    ? [paper * LENGTHS[given]!, ground * LENGTHS[to]!]
    : [ground * LENGTHS[given]!, paper * LENGTHS[to]!];
  const uses = [...all, ...(told ? [told[1]!, '1'] : [])];
  return reading({ type: 'value', expression: `${known.value}*${top}/${below}` }, uses, false);
};

/** Where more hands need less time no proportion holds. */
const inverse = (a: string, b: string): boolean =>
  /^(?:hour|day|minute|week|second|month)$/.test(b) &&
  (isPerson(a) || /^(?:tap|pump|machine|printer|pipe|painter|builder|robot|server|cook|oven|horse|cow)$/.test(a));

const LINKS = new RegExp(
  sequence(
    String.raw`\b`,
    anyOf(
      alternatives(
        /for|cost|costs|cover|covers|covered|makes?|made|needs?|needed|requires?|required|takes?|took/,
        /uses?|used(?: up)?|buys?|gives?/,
      ),
      alternatives(
        /go(?:es)? into|weighs?|weighed|serves?|feeds?|fills?|filled|produces?|produced|pulls?|lasts?/,
        /print|prints|eat|eats|drinks?/,
      ),
      alternatives(
        /calls? for|wants?|bakes?|paints?|paid|pay|per|yields?|hold|holds|are|is|were|was|earns?|earned/,
        /run on|burns?|got me|set me back/,
      ),
    ),
    String.raw`\b`,
  ),
);
const NO_SCALING = new RegExp(
  alternatives(
    sequence(
      /\b/,
      anyOf(
        /left|more|fewer|less|than|total|altogether|in all|change|each|every|gave|gives|then|rest/,
        /remaining|both|still|away|another/,
      ),
      /\b/,
    ),
    alternatives(
      sequence(
        /\b/,
        anyOf(
          /already|lost|sold|broke|twice|half|off|discount|first|second|third|ago|old|average|mean|bigger/,
          /smaller|save|cheaper/,
        ),
        /\b/,
      ),
      /%/,
    ),
  ),
);

/** Cents and whole money in one question are not told apart here. */
const MIXED_MONEY = /^(?=.*(?:\bcents?\b|\bpence\b|\d ?p\b)).*(?:[$£€]|\b(?:dollars?|euros?|pounds?|quid)\b)/;

type Counted = { value: string; noun: string; at: number; end: number };

/** Numbers with the noun behind them; "money" for sums of money. */
const countedIn = (low: string): Counted[] =>
  numbersIn(low).map(({ value, start, end }) => {
    const behind = low.slice(end);
    const money =
      /^ ?(?:[$£€]|euros?|dollars?|pounds?|cents?|pence|p\b|quid|bucks)/.test(behind) ||
      /[$£€] ?$/.test(low.slice(0, start));
    const word = /^ ?((?!of\b)[a-z]+)(?: of)?(?: (?!the\b|a\b)([a-z]+))?/.exec(behind);
    const [, one = '', second = ''] = word ?? [];
    const first = SORTS.has(one) && second !== '' ? second : one;
    const of = / ?[a-z]+ of /.test(behind.slice(0, first.length + 6));
    const noun = money
      ? 'money'
      : STOP.has(first) || verbOf(first) !== undefined
        ? ''
        : singularOf(of && second !== '' && !STOP.has(second) ? first : first);
    return { value, noun, at: start, end };
  });

/** "3 pallets used 42 metres of wrap. How many metres for 8?" */
const readScaled = (low: string, all: readonly string[]): Outcome | undefined => {
  if (NO_SCALING.test(low) || MIXED_MONEY.test(low)) return undefined;
  const found = countedIn(low);
  const [x, y, z] = found;
  if (found.length !== 3 || !x || !y || !z) return undefined;
  const asked = askedIn(low).text;
  if (!/^(?:how (?:many|much)|what|whats)\b/.test(asked)) return undefined;
  const want =
    /^how (?:many|much) ([a-z]+)(?: of)?(?: ([a-z]+))?/
      .exec(asked)
      ?.slice(1)
      .filter((one) => one !== undefined && !STOP.has(one) && verbOf(one) === undefined)
      .map((one) => singularOf(one!)) ?? [];
  const money =
    /\b(?:cost|costs|price|pay|paid|pounds?|euros?|dollars?|money|spend|owe|charge)\b/.test(asked) ||
    (/\bhow much\b|^what\b/.test(asked) && want.length === 0);
  const priced = money && /[$£€]|\b(?:cost|costs|paid|pay|price|euros?|dollars?|pounds?|cents?)\b/.test(low);
  const between = low.slice(x.end, y.at);
  if (!LINKS.test(between) || /[.;?!]\s/.test(between)) return undefined;
  // The last number is of the same thing as one of the first two, and the other thing is asked for.
  const same = (one: Counted, other: Counted): boolean =>
    other.noun === one.noun || other.noun === '' || /^(?:same|such|one)$/.test(other.noun);
  const asks = (one: Counted): boolean =>
    want.length > 0
      ? one.noun !== '' &&
        (want.some((name) => name === one.noun || factor(one.noun, name) === '1') ||
          new RegExp(`^ ?[a-z]+ (?:of )?${want.at(-1)}s?\\b`).test(low.slice(one.end)))
      : priced && (one.noun === 'money' || one.noun === '');
  if (x.noun === '' || x.noun === y.noun) return undefined;
  const forward = asks(y) && !asks(x) && same(x, z) && !(want.length > 0 && z.noun === y.noun);
  const back = asks(x) && !asks(y) && same(y, z) && (z.noun !== '' || want.length > 0);
  if (forward === back || inverse(x.noun, y.noun) || inverse(y.noun, x.noun)) return undefined;
  const [base, other] = forward ? [x, y] : [y, x];
  return reading({ type: 'value', expression: `${other.value}/${base.value}*${z.value}` }, all, false);
};

export const readRatio: Reader = (text) => {
  if (text.low.length > 400) return undefined;
  const low = text.low.replace(HALVES, '1:1');
  const all = numbersIn(text.low.replace(/(\d) ?: ?(?=\d)/g, '$1 : ')).map((one) => one.value);
  const scale = readScale(low, all);
  if (scale) return scale;
  const bare = BARE.exec(low);
  if (bare && SIMPLIFY.test(low)) {
    const parts = bare.slice(1).filter((one) => one !== undefined);
    if (all.length === parts.length) return reading({ type: 'formula', formula: 'simplest-ratio', given: parts }, all);
  }
  if (FOREIGN.test(low)) return readScaled(low, all);
  return readParts(low, all) ?? readScaled(low, all);
};

/**
 * Reads what grows in proportion: a map or model of a scale, and one amount of a pair from the other ("3 pallets used 42
 * metres, how many for 8", "serves 8 and takes 360 g; there are 14 of us"). Where more of one needs less of the other
 * the product is fixed. A number without a role ends the reading.
 */
import { singularOf } from '../../problem/solve/things.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { reading, refusal, type Outcome } from '../reading.ts';
import { factor, isPerson } from '../roles/things.ts';
import { SORTS, STOP, verbOf } from '../roles/words.ts';
import { numbersIn } from '../text/text.ts';

const N = String.raw`(\d+(?:\.\d+)?)`;

/** The clause that asks. */
export const askedIn = (low: string): { text: string; at: number } => {
  const marks = [
    ...low.matchAll(/\b(?:how (?:many|much)|what|whats|which|find|calculate|work out|give me|state|so how)\b/g),
  ];
  const last = marks.at(-1);
  // "Lilies, how many?", "the smaller part is how much?": the words before belong to it.
  const bare = last && /^(?:how (?:many|much)|what|which)(?: is (?:that|it|his|hers))?\W*$/.test(low.slice(last.index));
  if (last && !bare) return { text: low.slice(last.index), at: last.index };
  if (last) {
    const start = Math.max(0, ...['. ', '; ', '? ', ': '].map((one) => low.lastIndexOf(one, last.index - 1) + 1));
    const comma = low.lastIndexOf(', ', last.index - 3) + 1;
    const from = Math.max(start, comma);
    return { text: low.slice(from), at: from };
  }
  const at =
    Math.max(...[', ', '. ', ': ', '; '].map((one) => low.lastIndexOf(one)), low.lastIndexOf('? ', low.length - 3)) + 1;
  return { text: low.slice(at), at };
};

const LENGTHS: Readonly<Record<string, number>> = { mm: 1, cm: 10, m: 1000, km: 1_000_000 };
const LENGTH = String.raw`(mm|millimet(?:re|er)s?|cm|centimet(?:re|er)s?|m|met(?:re|er)s?|km|kilomet(?:re|er)s?|kms)`;
const unitOf = (word: string): string =>
  word.startsWith('mil') || word === 'mm' ? 'mm' : word.startsWith('c') ? 'cm' : word.startsWith('k') ? 'km' : 'm';

/** A map or a plan of a scale: "1:50000, two churches are 6 cm apart; how many km?" */
export const readScale = (low: string, all: readonly string[]): Outcome | undefined => {
  if (!/\b(?:scale|map|plan|model|drawing|blueprint|atlas|replica|miniature|build (?:at|in|it))\b/.test(low))
    return undefined;
  const told = /(?<![\d:.])1 ?(?::|to|in) ?(\d+)(?![\d:])/.exec(low);
  const stands = new RegExp(
    `\\b${N} ?${LENGTH} (?:on [a-z ]+ )?(?:to|is|equals?|stands? for|represents?|means|shows|=|corresponds to|for) ?` +
      `(?:in reality )?${N} ?${LENGTH}\\b`,
  ).exec(low);
  const from = stands ? stands.index + stands[0].length : told ? told.index + told[0].length : -1;
  const apart = /\bmap\b/.test(low) && /\d ?(?:cm|mm|inch\w*|centimet\w+)\b/.test(low) && numbersIn(low).length < 3;
  if (
    from < 0 &&
    apart &&
    /\b(?:how (?:far|long|many km|many kilomet\w+)|distance)\b/.test(low) &&
    /\breal\w*\b|\bon the ground\b/.test(low)
  )
    return refusal('missing', 'the scale of the map is missing');
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
  const given = unitOf(unit);
  // "1 cm is 5 km. How far is 7 cm?": in the unit of the ground.
  if (units.length === 0 && stands && given === unitOf(stands[2]!)) units.push(unitOf(stands[4]!));
  if (units.length !== 1) return undefined;
  const [to] = units as [string];
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
export const inverse = (a: string, b: string): boolean =>
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
        /run on|burns?|got me|set me back|finish(?:es|ed)?|builds?|built|digs?|dug|treats?|takes my|in(?=\W*$)/,
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

export type Counted = { value: string; noun: string; at: number; end: number };

/** Numbers with the noun behind them; "money" for sums of money. */
export const countedIn = (low: string): Counted[] =>
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

/** "6 painters finish it in 10 days, how many days do 4 need": the product of hands and time is fixed. */
const ofWork = (x: Counted, y: Counted, z: Counted, low: string): string | undefined => {
  if (!inverse(x.noun, y.noun) || z.noun !== x.noun) return undefined;
  const time = new RegExp(String.raw`\bhow (?:many ${y.noun}s|long)\b`).test(low);
  return time && /\b(?:finish\w*|needs?|takes?|done|do|build|paint|dig|completed?|last|manage|empty|fill)\b/.test(low)
    ? `${x.value}*${y.value}/${z.value}`
    : undefined;
};

/** "3 pallets used 42 metres of wrap. How many metres for 8?" */
export const readScaled = (low: string, all: readonly string[]): Outcome | undefined => {
  if (NO_SCALING.test(low) || MIXED_MONEY.test(low)) return undefined;
  const found = countedIn(low);
  const [x, y, z] = found;
  if (found.length !== 3 || !x || !y || !z) return undefined;
  const asked = askedIn(low).text;
  if (!/^ ?(?:how (?:many|much|long)|what|whats)\b/.test(asked)) return undefined;
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
  const plain =
    /^ ?[a-z]+(?: of [a-z]+)? (?!and\b|or\b|plus\b|with\b|then\b)[a-z]+s (?:an? |my |the |our )?(?:[a-z]+ )?$/.test(
      between,
    );
  if (!(LINKS.test(between) || plain) || /[.;?!]\s/.test(between)) return undefined;
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
  const fixedWork = ofWork(x, y, z, low);
  if (fixedWork) return reading({ type: 'value', expression: fixedWork }, all, false);
  // "What would 250 km need?": the other thing than the one it is asked of.
  const needs = want.length === 0 && /\b(?:need|take|use|require|burn|cost|weigh|make)\b/.test(asked) && !priced;
  if (needs && z.noun !== '' && (z.noun === x.noun) !== (z.noun === y.noun)) {
    if (inverse(x.noun, y.noun) || inverse(y.noun, x.noun)) return undefined;
    const [known, sought] = z.noun === x.noun ? [x, y] : [y, x];
    return reading({ type: 'value', expression: `${sought.value}*${z.value}/${known.value}` }, all, false);
  }
  const forward = asks(y) && !asks(x) && same(x, z) && !(want.length > 0 && z.noun === y.noun);
  const back = asks(x) && !asks(y) && same(y, z) && (z.noun !== '' || want.length > 0);
  if (forward === back || inverse(x.noun, y.noun) || inverse(y.noun, x.noun)) return undefined;
  const [base, other] = forward ? [x, y] : [y, x];
  return reading({ type: 'value', expression: `${other.value}/${base.value}*${z.value}` }, all, false);
};

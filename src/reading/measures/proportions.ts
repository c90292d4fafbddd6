/**
 * Reads further plain forms of ratios by the roles of their numbers: a proportion with one unknown ("x : 12 = 5 : 4"), the
 * ratio of two counted things, equal shares, a recipe for more people, a picture that keeps its shape. Every number has
 * a role, or there is no reading.
 */
import { singularOf } from '../../problem/solve/things.ts';
import { reading, refusal, type Outcome } from '../reading.ts';
import { factor, isPerson } from '../roles/things.ts';
import { STOP } from '../roles/words.ts';
import { scanOf } from '../text/scan.ts';
import { numbersIn } from '../text/text.ts';
import { askedIn, countedIn, type Counted } from './scaling.ts';

const TERM = String.raw`(\d+(?:\.\d+)?|[a-z?_]|unknown|what)`;
const COLON = String.raw` ?(?::|\bis to\b|\bto\b) ?`;
const PROPORTION = new RegExp(
  String.raw`(?<![\w.:])${TERM}${COLON}${TERM} ?(?:=|::|\bas\b|\bequals\b|\bis (?:the same as|equal to)\b) ?${TERM}${COLON}${TERM}(?![\w:])`,
);

/** Two equal ratios with one unknown. */
const equation = (low: string, all: readonly string[]): Outcome | undefined => {
  const found = PROPORTION.exec(low);
  const terms = found?.slice(1) as [string, string, string, string] | undefined;
  if (!terms) return undefined;
  const known = terms.filter((one) => /^\d/.test(one));
  const at = terms.findIndex((one) => !/^\d/.test(one));
  if (known.length !== 3 || numbersIn(low.replace(found![0], ' ')).length > 0) return undefined;
  const [a, b, c, d] = terms;
  const expression = [`${b}*${c}/${d}`, `${a}*${d}/${c}`, `${a}*${d}/${b}`, `${b}*${c}/${a}`][at]!;
  return reading({ type: 'value', expression }, [...all, ...known]);
};

const RATIO_ASKED = /\bratio\b|\blowest terms\b|\bsimplest\b|\bsimplif\w*|\bmost simple\b|\breduced?\b/;
const PAIR = /\b([a-z]{3,})(?: to |:| : |-to-| and | versus | vs )(?:the |my |our )?([a-z]{3,})\b/g;

/** Both amounts as numbers of one unit; undefined where no factor ties their units. */
const alike = (a: Counted, b: Counted): [string, string] | undefined => {
  if (a.noun === b.noun) return [a.value, b.value];
  const [down, up] = [factor(a.noun, b.noun), factor(b.noun, a.noun)];
  const times = (value: string, by: string): string => `${Number((Number(value) * Number(by)).toFixed(6))}`;
  if (down !== undefined && /^\d+$/.test(down)) return [times(a.value, down), b.value];
  return up !== undefined && /^\d+$/.test(up) ? [a.value, times(b.value, up)] : undefined;
};

/** The ratio of two things that are counted or measured, in lowest terms. */
const ratioOf = (low: string, all: readonly string[]): Outcome | undefined => {
  const counted = countedIn(low);
  const [a, b] = counted;
  if (!RATIO_ASKED.test(low) || counted.length !== 2 || !a || !b || a.noun === '' || b.noun === '') return undefined;
  const scan = scanOf(low);
  scan.takeAll(
    /\d+(?:\.\d+)?|\b(?:hours?|minutes?|seconds?|days?|weeks?|months?|years?|same|share|whole|class|each side)\b/g,
  );
  if (!scan.explained(/\b(?:multiple|common|first|total|today|second)\b/g)) return undefined;
  const given = (first: Counted, second: Counted): Outcome | undefined => {
    const pair =
      first.noun === second.noun || factor(first.noun, second.noun) !== undefined
        ? alike(first, second)
        : [first.value, second.value];
    return pair && reading({ type: 'formula', formula: 'simplest-ratio', given: pair }, all);
  };
  // "Simplify 45 minutes : 2 hours"
  if (new RegExp(String.raw`^ ?[a-z]+ ?(?::|to|;) ?$`).test(low.slice(a.end, b.at)))
    return factor(a.noun, b.noun) === undefined ? undefined : given(a, b);
  const asked = askedIn(low).text;
  for (const [, one = '', other = ''] of [...low.matchAll(PAIR)].toReversed()) {
    const [x, y] = [singularOf(one), singularOf(other)];
    if (x === a.noun && y === b.noun && !/\bto\b.*\d/.test(asked)) return given(a, b);
    if (x === b.noun && y === a.noun) return given(b, a);
  }
  return undefined;
};

const EQUAL =
  /\b(?:equal(?:ly)?|even(?:ly)?|fair(?:ly)?|(?:the )?same (?:for (?:both|each|all|every\w*)|each|amount|number)|each gets? the same|alike)\b/;
const SHARES = /\b(?:shar(?:e|es|ed|ing)|split\w*|divid\w*|between|among|same for|hand(?:ed)? out|give out|deal)\b/;

/** "Share 10 sweets between 2 kids, the same each". */
const equalShare = (low: string, all: readonly string[]): Outcome | undefined => {
  if (!EQUAL.test(low) || !SHARES.test(low) || all.length !== 2) return undefined;
  if (/\b(?:left|over|remain\w*|ratio|then|more|less|after|cost|price|change|already)\b|[:%]/.test(low))
    return undefined;
  const counted = countedIn(low);
  const isPeople = ({ noun, at, end }: Counted): boolean =>
    isPerson(noun) ||
    /^ (?:of us|of them|ways|friends|sisters|brothers|families|groups|teams)\b/.test(low.slice(end)) ||
    /\b(?:we are|there are|us|them|between|among|amongst) (?:the |my |our |all )?$/.test(low.slice(0, at));
  const people = counted.filter(isPeople);
  const [person] = people;
  const things = counted.find((one) => one !== person);
  if (people.length !== 1 || !person || !things || !/^\d+$/.test(person.value)) return undefined;
  const fits = Number(things.value) % Number(person.value) === 0 || things.noun === 'money';
  return fits && Number(person.value) > 0
    ? reading({ type: 'value', expression: `${things.value}/${person.value}` }, all, false)
    : undefined;
};

const RECIPE = /\b(?:recipe|serves?|serving|portions?|feeds?|bak(?:e|ing)|cook(?:ing)?|card|pancakes?|cake|dough)\b/;
const MADE_FOR =
  /\b(?:serves?|feeds?|is (?:meant )?for|was for|are for|enough for|made for|for|of|serving|(?:makes|gives|yields) (?:enough for )?) (\d+)\b/;
const WANTED =
  /\b(?:there (?:are|will be|is)|there'll be|(?:baking|cooking|making it|make it|needed|need it|now|it|them|enough) for|we (?:are|will be)|i (?:have|have got|expect|need)|got|for) (?:about )?(\d+)\b(?= (?:of us|people|ppl|persons?|guests?|servings?|portions?|kids|children|friends|[a-z]+ [a-z]+s\b)|[.,?;]|$| tonight| instead| now| today)/g;

/** A recipe for some people, made for others: the amount of one of its ingredients. */
const recipe = (low: string, all: readonly string[]): Outcome | undefined => {
  if (all.length === 2 && RECIPE.test(low) && !MADE_FOR.test(low) && /\bhow (?:much|many)\b/.test(low)) {
    const [want, ...more] = [...low.matchAll(new RegExp(WANTED.source, 'g'))];
    const needs =
      /\b(?:needs?|takes?|calls for|uses?|wants?) \d/.test(low) && !/\b(?:each|per|every|for one)\b/.test(low);
    return want && more.length === 0 && needs ? refusal('missing', 'how many the recipe is for is missing') : undefined;
  }
  if (
    !RECIPE.test(low) ||
    all.length < 3 ||
    /\b(?:each|every|left|more|less|twice|half as|double|already|cost|price)\b|%/.test(low)
  )
    return undefined;
  const base = MADE_FOR.exec(low);
  if (!base) return undefined;
  const from = base.index + base[0].length;
  const wanted = [...low.matchAll(WANTED)].filter((one) => one.index + one[0].length > from);
  const [want] = wanted;
  if (wanted.length !== 1 || !want) return undefined;
  const [baseAt, wantAt] = [base.index + base[0].lastIndexOf(base[1]!), want.index + want[0].lastIndexOf(want[1]!)];
  const counted = countedIn(low);
  const ingredients = counted.filter(({ at }) => at !== baseAt && at !== wantAt);
  if (baseAt === wantAt || ingredients.length !== counted.length - 2 || ingredients.length === 0) return undefined;
  const last = Math.max(
    low.lastIndexOf('how '),
    low.lastIndexOf('what '),
    low.replace(/\W+$/, '').search(/[^.,;?!]*$/),
  );
  const asked = low.slice(Math.max(0, last));
  const words = new Set((asked.match(/[a-z]+/g) ?? []).map((one) => singularOf(one)));
  const fits = ingredients.filter(({ end, noun }) => {
    const behind = (/^(?: [a-z]+){0,4}/.exec(low.slice(end))?.[0] ?? '').trim().split(' ');
    const names = [
      noun,
      ...behind.slice(0, behind.indexOf('and') < 0 ? 3 : behind.indexOf('and')).map((one) => singularOf(one)),
    ];
    return names.some(
      (one) => one.length > 1 && words.has(one) && !STOP.has(one) && !/^(?:gram|ml|kg|litre|cup|spoon)$/.test(one),
    );
  });
  const [amount] = fits.length === 0 && ingredients.length === 1 ? ingredients : fits;
  if (fits.length > 1 || !amount) return undefined;
  return reading({ type: 'value', expression: `${amount.value}*${want[1]}/${base[1]}` }, all, false);
};

const SIZE = /(?<![\d.])(\d+(?:\.\d+)?) ?(?:cm|mm|m|px|pixels|inches|in)? (wide|high|tall|long|deep)\b/g;
const SIDES: Readonly<Record<string, string>> = {
  high: 'h',
  tall: 'h',
  height: 'h',
  hight: 'h',
  wide: 'w',
  width: 'w',
  widht: 'w',
  long: 'l',
  length: 'l',
  deep: 'd',
  depth: 'd',
};

/** A picture that is enlarged or reduced in both directions alike. */
const samePicture = (low: string, all: readonly string[]): Outcome | undefined => {
  const sizes = [...low.matchAll(SIZE)];
  const [a, b, c] = sizes;
  if (all.length !== 3 || !a || !b || !c || sizes.length !== 3) return undefined;
  if (
    !/\b(?:distort\w*|proportion\w*|same shape|scal\w+|enlarg\w*|resiz\w*|shrink\w*|similar|blow\w* up|blown up|aspect)\b/.test(
      low,
    )
  )
    return undefined;
  const asked = low.slice(c.index + c[0].length);
  const words = (asked.match(/\b(?:high|tall|height|hight|wide|width|widht|long|length|deep|depth)\b/g) ?? []).map(
    (one) => SIDES[one]!,
  );
  const [x, y, z] = [a, b, c].map((one) => SIDES[one[2]!]!) as [string, string, string];
  const [want] = words;
  if (want === undefined || new Set(words).size !== 1 || want === z || x === y) return undefined;
  if (z === x && want === y) return reading({ type: 'value', expression: `${b[1]}*${c[1]}/${a[1]}` }, all, false);
  return z === y && want === x
    ? reading({ type: 'value', expression: `${a[1]}*${c[1]}/${b[1]}` }, all, false)
    : undefined;
};

/** The plain forms of a proportion, in turn. */
export const readProportion = (low: string, all: readonly string[]): Outcome | undefined =>
  equation(low, all) ?? ratioOf(low, all) ?? recipe(low, all) ?? equalShare(low, all) ?? samePicture(low, all);

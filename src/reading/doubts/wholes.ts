/**
 * A whole and its parts, computed: shares of one thing that are more than it, sorts that exclude each other and make
 * more or less than all of them, members of two groups, full boxes and what they hold, a bill and its lines, a purse and
 * what is bought from it. Told only where the words say that the parts exclude each other, or that they are all.
 */
import { unitsNamed } from '../../problem/solve/units.ts';
import { refusal, type Refusal } from '../reading.ts';
import { numbersIn } from '../text/text.ts';
import { alternatives, sequence } from '../../regex.ts';
import { missing, type Doubt } from './said.ts';

const clash = (reason: string): Refusal => refusal('contradiction', reason);
const near = (a: number, b: number): boolean => Math.abs(a - b) < 1e-9;
const sum = (values: readonly number[]): number => values.reduce((total, one) => total + one, 0);
const round = (value: number): number => Math.round(value * 1000) / 1000;

/** How many of the second unit the first one is; undefined where they measure different things. */
const scaleOf = (from: string, to: string): number | undefined => {
  for (const a of unitsNamed(from))
    for (const b of unitsNamed(to))
      if (a.dimension === b.dimension && a.dimension !== 'temperature')
        return Number(a.factor.n * b.factor.d) / Number(a.factor.d * b.factor.n);
  return undefined;
};

/** What only supposes its facts, or asks whether they hold. */
const SUPPOSED =
  /\b(?:suppose|supposing|assum\w+|imagine|true|is that (?:right|possible)|false|mistake|wrong|correct|really|claims?|reckons?|says?|said|possible)\b/;

/** The sentences before the one that asks; of a single sentence what stands before the word that asks. */
const tellingsOf = (low: string, facts: string): string => {
  const end = Math.max(facts.lastIndexOf('. '), facts.lastIndexOf('? '), facts.lastIndexOf('! '));
  return end > 0 && /\d/.test(low.slice(0, end)) ? low.slice(0, end + 1) : facts;
};

/** That the parts which are told are all there are. */
const ALL_TOLD = new RegExp(
  alternatives(
    /\b(?:nobody|no ?one|nothing) (?:else|more|other)\b|\bno others?\b|\bno other [a-z]+\b|\bnone else\b/,
    /\bthat is (?:all|everything|everybody|everyone|the lot)\b|\bnothing (?:was |is )?(?:over or short|missing)\b/,
    /\b(?:only|just|solely|nothing but|consists? of|made up of) [a-z]+ and [a-z]+(?=[.,;:!?]| (?:in|on|there|here)\b)/,
    /\b(?:everyone|everybody|every [a-z]+|each(?: [a-z]+| of (?:them|us))?)\b[^.?!,;:]{0,24}\b(?:exactly|just|only) (?:1|one|a single)\b/,
    /\bexactly \d+ [a-z]+: \d/,
    /\bthe (?:others?|rest) (?:are|is|were|was)(?: all)? [a-z]+,/,
  ),
);

/** That nobody and nothing is in two parts at once. */
const APART = new RegExp(
  alternatives(
    /\b(?:nobody|no ?one|none|nothing|no [a-z]+)\b[^.?!,;]*\b(?:both|two|2|twice)\b|\bnot both\b|\bno overlap\b/,
    /\beach (?:of |in |has )?(?:just |only |exactly )?(?:1|one) [a-z]+(?: only)?\b|\bof (?:1|one) [a-z]+ only\b/,
    /\b(?:exactly|only|just) (?:1|one|a single) [a-z]+\b/,
  ),
);

/** Words by which a number is no part of the whole that is told: rates, comparisons, later changes, parts of parts. */
const OTHER_NUMBERS = new RegExp(
  alternatives(
    /%|\bper ?cent\b|\bper\b|\btwice\b|\btimes\b|\bmore\b|\bfewer\b|\bless\b|\banother\b|\bthen\b|\blater\b|\bdozen\b/,
    /\b\d+ (?:years?|days?|weeks?|months?|hours?|minutes?|km|cm|mm|m|kg|g|litres?|miles?|metres?|o'clock|am|pm)\b/,
    /\bof (?:them|these|those|whom|which|the (?:boys|girls|men|women|rest))\b|\b(?:costs?|gave|sold|lost|ate|left|came|joined|bought)\b/,
    /\beach (?:has|have|holds?|costs?|weighs?|gets?)\b|\btook\b|\bleaves?\b|\d:\d|\bratio\b|\bhalf\b|\bthird\b|\bquarter\b/,
  ),
);

const IDLE = new RegExp(
  alternatives(
    /\b(?:exactly|only|just) (?:1|one|a single) [a-z]+/,
    /\beach (?:of |in |has )?(?:1|one) [a-z]+/,
    /\bof (?:1|one) [a-z]+ only/,
    /\b(?:all|both|the) \d+ of (?:us|them)\b/,
    /^\W*\d+ of us\b/,
  ),
  'g',
);

/** Sorts of one whole that exclude each other and come to more than it, or do not come to it where they are all. */
const sortsApart: Doubt = ({ low, facts }) => {
  const told = tellingsOf(low, facts);
  if (SUPPOSED.test(low) || (!ALL_TOLD.test(told) && !APART.test(told))) return undefined;
  const rest = told.replace(IDLE, ' ');
  if (
    OTHER_NUMBERS.test(rest.replace(ALL_TOLD, ' ')) ||
    /\beach\b/.test(rest.replace(ALL_TOLD, ' ')) ||
    /[€$£]|\d\.\d|\d\/\d/.test(told)
  )
    return undefined;
  const [whole, ...parts] = numbersIn(rest).map((one) => Number(one.value));
  if (whole === undefined || parts.length < 2 || parts.length > 6 || parts.some((one) => one < 0)) return undefined;
  if (parts.some((one) => one > whole) || !/^(?:[^.?!]*[.?!:;,]|[^,]*$)/.test(rest)) return undefined;
  const all = sum(parts);
  const colon = /\b(?:exactly )?\d+ (?:different )?[a-z]+: \d/.test(told);
  const complete = ALL_TOLD.test(told) && (colon || parts.length === 2 || /\bexactly (?:1|one)\b/.test(told));
  if (all > whole) return clash(`the parts are ${all} together, and there are ${whole}`);
  return complete && all < whole && !/\b(?:others?|rest|who are not|nothing but)\b/.test(rest.replace(ALL_TOLD, ' '))
    ? clash(`the parts are ${all} together, and not ${whole}`)
    : undefined;
};

const FRACTION_WORDS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:a |1 |one )?half\b/g, '1/2'],
  [/\b(?:a|1|one) third\b/g, '1/3'],
  [/\b(?:a|1|one) quarter\b/g, '1/4'],
  [/\b(?:a|1|one) fifth\b/g, '1/5'],
  [/\b(\d) thirds\b/g, '$1/3'],
  [/\b(\d) quarters\b/g, '$1/4'],
  [/\b(\d) fifths\b/g, '$1/5'],
  [/\b(\d) (?:sixths|6ths)\b/g, '$1/6'],
  [/\b(\d) (?:eighths|8ths)\b/g, '$1/8'],
  [/\b(\d) tenths\b/g, '$1/10'],
];

/** Shares of what is left, of several things, or one after the other. */
const NOT_OF_ONE = new RegExp(
  alternatives(
    /\bof (?:the |what(?:ever)? )?(?:is |was |had )?(?:rest|remain\w*|left|remainder|those|these|them|the other|that|it(?! (?:is )?left))\b/,
    /\b(?:then|after|each|every|another|second one|other (?:cake|pizza|pie|one)|cups?|spoons?|hours?|as (?:many|much)|times|more than|less than|than)\b/,
    /\b(?:pizzas|cakes|pies|loaves|bars|books|bottles|tanks|both classes)\b|[+*=]/,
    // A level falls by what is taken.
    /\d\/\d+ (?:full|empty)\b/,
  ),
);

const ONE_WHOLE = new RegExp(
  sequence(
    /(?:\d\/\d+|\d ?%|\bper ?cent) (?:of )?(?:the|my|our|his|her|a|1|this|that|its) (?:whole |entire |same |1 )?/,
    /(?![a-z]*[^s]s\b|lit(?:re|er)|kilo|hour|met(?:re|er)|cup|mile|pound|pint|minute|day|year|number|height|size|way|time)[a-z]+/,
  ),
);
const OF_ONE = /^\W*(?:out )?of (?:the|my|our|a|1|one) (?:whole |big |large )?[a-z]+,? [^.?!]*\d\/\d/;

/** Shares of one and the same thing that are more than all of it, or less where they are all. */
const sharesApart: Doubt = ({ low, facts }) => {
  const told = FRACTION_WORDS.reduce((text, [words, sign]) => text.replace(words, sign), tellingsOf(low, facts));
  if (SUPPOSED.test(low)) return undefined;
  const percents = [...told.matchAll(/\b(\d+(?:\.\d+)?) ?(?:%|per ?cent\b)/g)].map((one) => Number(one[1]));
  const alone = told.match(/(?:%|per ?cent)[^.?!%]*?\b(?:just|only|nothing but)\b(?! \d)/g)?.length ?? 0;
  if (percents.length >= 2 && alone >= percents.length - 1 && sum(percents) > 100)
    return clash(`the shares together are ${sum(percents)} percent`);
  const shares = [...told.matchAll(/(?<![\d/.])(\d{1,2})\/(\d{1,2})(?![\d/.])/g)].map(
    (one) => Number(one[1]) / Number(one[2]),
  );
  if (shares.length < 2 || shares.length > 5 || shares.some((one) => !(one > 0 && one < 1))) return undefined;
  const others = numbersIn(told.replace(/\d+\/\d+/g, ' ')).filter((one) => Number(one.value) > 1);
  if (others.length > 0 || NOT_OF_ONE.test(told) || (!ONE_WHOLE.test(told) && !OF_ONE.test(told))) return undefined;
  if (sum(shares) > 1 + 1e-9) return clash('the shares together are more than the whole');
  const rest = /\b(?:left|over|remain\w*|uneaten|unread)\b/.test(told);
  return ALL_TOLD.test(told) && rest && sum(shares) < 1 - 1e-9
    ? clash('the shares and the rest are less than the whole')
    : undefined;
};

const BOTH = /\b(\d+) (?:of (?:them|these|those) )?(?:[a-z]+ ){0,3}?both\b/;
const NEITHER = /\b(\d+) (?:of (?:them|these|those) )?(?:[a-z]+ ){0,3}?(?:neither|none)\b/;
const COVERS_ALL =
  /\b(?:each|every|everyone|everybody|all|at least|none|nobody|no ?one|neither|only|just|nothing|or both|without)\b/;

/** Two groups that share members, in one whole. */
const groupsApart: Doubt = ({ low, asked, facts, numbers }) => {
  if (SUPPOSED.test(low) || /%|\bper ?cent\b|\d[./]\d/.test(low)) return undefined;
  const [both, neither] = [BOTH.exec(facts), NEITHER.exec(facts)];
  const found = numbersIn(facts).map((one) => Number(one.value));
  if (both && neither && found.length === 5) {
    const rest = numbersIn(facts.replace(both[0], ' ').replace(neither[0], ' ')).map((one) => Number(one.value));
    const [whole, a, b] = rest;
    const all = a! + b! - Number(both[1]) + Number(neither[1]);
    return rest.length === 3 && whole! > a! && whole! > b! && all !== whole
      ? clash(`that makes ${all}, and not ${whole}`)
      : undefined;
  }
  const [whole, a, b] = found;
  return numbers.length === 3 &&
    found.length === 3 &&
    whole! > a! &&
    whole! > b! &&
    /^how many\b[^?]*\bboth\b/.test(asked) &&
    !COVERS_ALL.test(low)
    ? missing('how many are in neither of the two is not told')
    : undefined;
};

const CONTAINER = '(box|bag|pack|packet|case|crate|carton|tray|bus|van|row|shelf|basket|jar|tin|sack|bunch|bottle|can)';
const PLURALS =
  '(?:boxes|bags|packs|packets|cases|crates|cartons|trays|buses|vans|rows|shelves|baskets|jars|tins|sacks|bunches|bottles|cans)';
const COUNTED = new RegExp(sequence(/\b(\d+) (?:full |equal |whole |identical )?/, PLURALS, /\b/), 'g');
const NOTHING_LOOSE =
  /\b(?:nothing|none|no [a-z]+) (?:is |are |was |were )?(?:loose|over|left over|besides|extra|single|spare)\b|\ball (?:of (?:it|them) )?(?:packed|poured|put|filled|bottled|bagged|divided|split)\b|\bnothing else\b/;

/** Full containers, what one holds, and a sum that is not theirs. */
const containersApart: Doubt = ({ low, facts }) => {
  if (!NOTHING_LOOSE.test(low) || SUPPOSED.test(low)) return undefined;
  const told = tellingsOf(low, facts);
  const size =
    new RegExp(
      sequence(
        /\b(?:a|an|1|each|every|one) /,
        CONTAINER,
        / (?:holds?|has|contains?|takes?) (?:exactly )?(\d+(?:\.\d+)?) ?([a-z]+)/,
      ),
    )
      .exec(told)
      ?.slice(2) ?? new RegExp(sequence(PLURALS, / of (?:exactly )?(\d+(?:\.\d+)?) ?([a-z]+)/)).exec(told)?.slice(1);
  const count = [...told.matchAll(COUNTED)].find((one) => one[1] !== size?.[0]);
  if (!count || !size) return undefined;
  const others = [...told.matchAll(/\b(\d+(?:\.\d+)?) ?([a-z]+)/g)].filter(
    (one) => one.index !== count.index && !(one[1] === size[0] && one[2] === size[1]),
  );
  const [total] = others;
  if (others.length !== 1 || !total) return undefined;
  const scale = total[2] === size[1] ? 1 : scaleOf(total[2]!, size[1]!);
  if (scale === undefined) return undefined;
  const [all, real] = [Number(total[1]) * scale, Number(count[1]) * Number(size[0])];
  return near(all, real) ? undefined : clash(`${count[1]} of ${size[0]} are ${round(real)}, and not ${round(all)}`);
};

const AMOUNT = String.raw`(?:[€$£] ?)?(\d+(?:\.\d+)?)`;
const COINS = /(?: ?(?:euros?|dollars?|pounds?|quid|bucks|cents?|pence|p|[€$£]))?/;

/** The lines of a bill with nothing else on it, and another total. */
const billApart: Doubt = ({ low, facts }) => {
  const told = tellingsOf(low, facts)
    .split(/(?<=[.?!]) /)
    .find((one) => /\b(?:total|bill)\b/.test(one) && /\d/.test(one));
  if (
    told === undefined ||
    !ALL_TOLD.test(told) ||
    SUPPOSED.test(told) ||
    /%|\beach\b|\bper\b|\bchange\b|\btimes\b|\bdiscount\b/.test(told)
  )
    return undefined;
  const total =
    new RegExp(sequence(/\btotal(?: on the bill| of the bill)?(?: is| was| of| comes to|:)? /, AMOUNT)).exec(told) ??
    new RegExp(sequence(/\bbill (?:is|was|of|came to|comes to) (?:exactly )?/, AMOUNT)).exec(told) ??
    new RegExp(sequence('\\b', AMOUNT, COINS, /[ -](?:bill|total)\b/)).exec(told);
  if (!total) return undefined;
  const lines = numbersIn(told.replace(total[0], ' ; ').replace(IDLE, ' ')).map((one) => Number(one.value));
  const all = sum(lines);
  return lines.length >= 2 &&
    lines.length <= 6 &&
    !near(all, Number(total[1])) &&
    lines.every((one) => one < Number(total[1]))
    ? clash(`these are ${round(all)} together, and not ${total[1]}`)
    : undefined;
};

const OWES =
  /\b(?:owe[sd]?|debt|short|lent|card|credit|still need|how much more|found|earn\w*|got another|more money|parents?|mum|pays? back)\b/;

/** More is bought than there is money for, and the change is asked. */
const purseApart: Doubt = ({ low, facts, asked }) => {
  const had = new RegExp(
    sequence(
      /\b(?:had|have|has|took|with) (?:only |just |exactly )?/,
      AMOUNT,
      / ?(?:euros?|dollars?|pounds?|quid|bucks)\b/,
    ),
  ).exec(facts);
  const own = facts.replace(/\b(?:no|not|nothing|never|did not|didnt|without) (?:any )?[a-z]*(?: [a-z]+)?\b/g, ' ');
  if (!had || OWES.test(own) || /\bborrow(?!ed nothing)/.test(own) || !/\b(?:change|left|over)\b/.test(asked))
    return undefined;
  const prices = [
    ...facts
      .slice(had.index + had[0].length)
      .matchAll(new RegExp(sequence(/\bfor /, AMOUNT, /(?![\d.%])(?! (?:people|days|weeks|of))/), 'g')),
  ].map((one) => Number(one[1]));
  const all = sum(prices);
  return prices.length > 0 &&
    numbersIn(facts).length === prices.length + 1 &&
    /\b(?:bought|buy|buys|buying|paid|spent|got)\b/.test(facts) &&
    !/\beach\b|\bapiece\b|\bper\b|\bif\b/.test(low) &&
    all > Number(had[1])
    ? clash(`${round(all)} can't be paid from ${had[1]}`)
    : undefined;
};

/** "2 m and 30 cm, in other words 203 cm". */
const saidAgain: Doubt = ({ low }) => {
  const found =
    /\b(\d+) ?([a-z]+)(?:,| and)? (\d+) ?([a-z]+),? (?:in other words|that is|that is to say|i\.e\.|or in other words|so|meaning|which is|so exactly),? (\d+(?:\.\d+)?) ?([a-z]+)/.exec(
      low,
    );
  if (!found || SUPPOSED.test(low)) return undefined;
  const [large, small] = [scaleOf(found[2]!, found[6]!), scaleOf(found[4]!, found[6]!)];
  if (large === undefined || small === undefined || large === small) return undefined;
  const real = Number(found[1]) * large + Number(found[3]) * small;
  return Math.abs(real - Number(found[5])) > 1e-6 * real
    ? clash(`that is ${round(real)} ${found[6]}, and not ${found[5]}`)
    : undefined;
};

export const WHOLES: readonly Doubt[] = [
  groupsApart,
  sortsApart,
  sharesApart,
  containersApart,
  billApart,
  purseApart,
  saidAgain,
];

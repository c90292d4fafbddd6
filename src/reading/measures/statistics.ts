/**
 * Reads the mean, the median, the mode and the range of listed numbers, and questions that turn a mean around: a
 * missing value, a mean after one more value, a sum. Each number has a role (data, count, mean, total); where one has
 * none, or two lists fit, there is no reading.
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { STOP } from '../roles/words.ts';
import { tokensOf, type Token } from '../roles/tokens.ts';
import { reading, refusal, type Outcome, type Reader } from '../reading.ts';
import { numbersIn, type Found } from '../text/text.ts';

const MEAN =
  /\b(?<!\bi )(?:av[ae]r[ae]ges?|avrage|averag(?:ed|ing)|avg|mean)\b(?! (?:by|that|to|it)\b)|\bmeans? value\b/;
const MOST = anyOf(
  /highest|largest|biggest|greatest|hottest|warmest|longest|tallest|heaviest|best|maximum|max|top|most/,
);
const LEAST = anyOf(/lowest|smallest|least|coldest|coolest|shortest|lightest|worst|minimum|min|bottom|fewest/);
const WORDS: Readonly<Record<'mean' | 'median' | 'mode' | 'range', RegExp>> = {
  mean: MEAN,
  median: /\bmedi?an\b|\bmiddle (?:value|score|number|one|figure)\b(?=.*\b(?:order|sorted|size|rank)|.*$)/,
  mode: new RegExp(
    alternatives(
      /\bmode\b|\bmodal\b|\bmost (?:common|frequent|often|frequently|popular|repeated)\b/,
      /\b(?:comes? up|appears?|appeared|occurs?|occurred|shows? up|turns? up|came up|repeats?) (?:the )?most\b/,
      /\bthe most of\b/,
    ),
  ),
  range: new RegExp(
    alternatives(
      /\brange\b|\bspread\b/,
      sequence(
        /\b(?:difference|gap|far apart|far is it|span)\b.{0,20}\b(?:between|from|are)\b[^\d]{0,12}?\b/,
        `(?:${MOST}|${LEAST})`,
        String.raw`\b[^\d]{0,30}\b(?:${MOST}|${LEAST})\b`,
      ),
    ),
  ),
};
type Statistic = keyof typeof WORDS;

/** What is asked: the one statistic that the words name. */
const statisticOf = (low: string): Statistic | undefined => {
  const named = (Object.keys(WORDS) as Statistic[]).filter((one) => WORDS[one].test(low));
  return named.length === 1 ? named[0] : undefined;
};

/** Signs and words between the items of a list. */
const BETWEEN = /^(?:,|;|\/|and|then|or|plus|-|\+|;|&)$/;
/** Words that end a list: what stands behind them has another role. */
const ENDS = new RegExp(
  sequence(
    /^/,
    anyOf(
      alternatives(
        /[.?!:(]|is|are|was|were|has|have|had|of|if|so|but|what|whats|which|how|find|add|adds|added/,
        /adding|next|needs?|must/,
      ),
      /average|averages|mean|median|mode|range|total|each|per|more|another|other|after|before|without|remove|removes/,
      /removed|drop|dropped|new|to|get|gets|got|scores?|for|than|from|with|last|first|only|need|should|want|wants|be/,
      /joins?|leaves?|make|makes|over|it|feels?|seems?|like/,
    ),
    /$/,
  ),
);

type Item = { at: number; value: string; noun: string };

/** The runs of numbers that stand side by side, with what is said of each. */
const runsOf = (tokens: readonly Token[]): Item[][] => {
  const runs: Item[][] = [];
  let last = -1;
  for (const [at, { number }] of tokens.entries()) {
    if (number === undefined) continue;
    const gap = tokens.slice(last + 1, at).map(({ text }) => text);
    const word = tokens[at + 1]?.text ?? '';
    const noun = /^[a-z]{2,}$/.test(word) && !STOP.has(word) && !BETWEEN.test(word) ? word : '';
    const value = tokens[at - 1]?.text === '-' && !/\d/.test(tokens[at - 2]?.text ?? '') ? `-${number}` : number;
    const before = runs.at(-1)?.at(-1);
    // "8 and 10 in 2 rounds": how many they are.
    const counts = /^(?:in|over|for|from)$/.test(gap.join(' ')) && noun !== '' && Number(value) === runs.at(-1)?.length;
    const light =
      before !== undefined &&
      !counts &&
      gap.length <= 6 &&
      !gap.some((one) => ENDS.test(one)) &&
      (gap.every((one) => BETWEEN.test(one)) ||
        gap.some((one) => /^(?:,|;|and|then|\/)$/.test(one)) ||
        (/^(?:on|in|at)$/.test(gap[0]!) && gap.length < 4) ||
        (gap.length < 5 && gap.some((one) => /^(?:mon|tues|wednes|thurs|fri|satur|sun)day$/.test(one)))) &&
      (before.noun === '' || noun === '' || before.noun === noun || before.noun.replace(/s$/, '') === noun);
    if (light) runs.at(-1)!.push({ at, value, noun });
    else runs.push([{ at, value, noun }]);
    last = at;
  }
  return runs;
};

/** "5 games: 2, 0, 3" is no list of four: a count before the items of which only it names a thing. */
const withoutCount = (run: readonly Item[]): readonly Item[] => {
  const [first, ...rest] = run;
  const counts = first !== undefined && first.noun !== '' && rest.length > 1 && rest.every(({ noun }) => noun === '');
  return counts && Number(first.value) === rest.length ? rest : run;
};

const ORDINALS = ['', 'first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];
const N = String.raw`(-?\d+(?:\.\d+)?)`;
const LINK = String.raw`(?: ?[$£€])? ?`;
const AVERAGE = '(?:average|avg|mean)';

/** A mean that is told, and of how many. */
type Told = { mean: string; count?: string };

const TOLD: readonly { words: RegExp; mean: number; count?: number }[] = [
  // "The average of 5 tests is 80"
  {
    words: new RegExp(
      sequence(
        AVERAGE,
        `(?: [a-z]+){0,3} (?:of|for|over|in|after) (?:the |my |his |her |these |all )?${N}`,
        '(?: [a-z]+){0,4}? ',
        `(?:is|was|are|=|equals|comes to|came to|of)(?: exactly| about)?${LINK}${N}`,
      ),
    ),
    count: 1,
    mean: 2,
  },
  // "5 boys have an average height of 150", "5 boys average 150"
  {
    words: new RegExp(
      sequence(
        `${N} [a-z]+(?: [a-z]+)? (?:(?:have|has|had|with|at|weigh|got|scored) (?:an? )?(?:average|mean)(?: [a-z]+)?(?: of)?|average[sd]?)`,
        LINK,
        N,
      ),
    ),
    count: 1,
    mean: 2,
  },
  // "my average is 52", "averages 80", "a mean of 12", "an average of 80"
  {
    words: new RegExp(
      sequence(
        /\b(?:averages?|averag(?:ed|ing)|avg|mean)/,
        sequence(
          /(?: (?!of\b)[a-z]+){0,4}?(?: (?:is|was|of|at|to|be|equals|=|are|reach|comes to|to be))?/,
          /(?: exactly| about| a)?/,
        ),
        LINK,
        N,
      ),
    ),
    mean: 1,
  },
  { words: new RegExp(sequence(N, /(?: [a-z]+)? (?:on average|as (?:an?|the|my) average|average)\b/)), mean: 1 },
];

const toldIn = (low: string): Told | undefined => {
  for (const { words, mean, count } of TOLD) {
    const found = words.exec(low);
    if (found) return { mean: found[mean]!, ...(count !== undefined && { count: found[count]! }) };
  }
  return undefined;
};

const REMOVED =
  /\b(?:remov\w*|strik\w*|struck|thr[eo]wn? (?:out|away)|discard\w*|cross\w* out|without|drop\w*|leav\w*|left out|taken? (?:out|away)|excluding|except)\b/;
const MORE_COMES = new RegExp(
  alternatives(
    /\b(?:new|next|another|one more|1 more|further|joins?|joined|added?|adds|adding|after|extra|then)\b/,
    /\b(?:fourth|fifth|sixth|seventh|eighth|ninth|tenth|third|last|final|other|missing|remaining|unknown)\b/,
    /\b(?:\d+(?:th|rd|nd))\b/,
  ),
);
/** What a mean after one more asks for. */
const ASKS_MEAN =
  /\b(?:what|find|calculate|whats|how)\b[^?.]*\b(?:average|avg|mean)\b[^?.]*$|\b(?:new|overall) (?:average|avg|mean)\b|^\W*(?:the |our |their )?(?:average|avg|mean)\b/;

const sum = (values: readonly string[]): string => values.map((one, i) => (i === 0 ? one : `+${one}`)).join('');

const derived = (expression: string, uses: readonly string[]): Outcome =>
  reading({ type: 'value', expression }, uses, false);

/** A mean is told and one value of the list is not: "in four days my average is 52; 50, 47 and 55, and the fourth?" */
const missingValue = (
  told: Told,
  list: readonly string[],
  rest: readonly string[],
  low: string,
): Outcome | undefined => {
  const all = list.length + 1;
  const counts = rest.filter((one) => one !== told.mean);
  const fits = counts.every((one) => Number(one) === all || Number(one) === list.length || Number(one) === 1);
  const says = counts.includes(`${all}`) || new RegExp(String.raw`\b(?:${ORDINALS[all] ?? 'x'}|${all}th)\b`).test(low);
  if (!fits || REMOVED.test(low) || !(says || MORE_COMES.test(low))) return undefined;
  if (told.count !== undefined && Number(told.count) !== all && Number(told.count) !== list.length) return undefined;
  const asked = low.slice(Math.max(0, low.search(/\b(?:what|how|which|find)\b/)));
  // "4 scores average 7. Next she gets 9, 8": the mean after them is asked.
  if (/\b(?:new|now)\b[^?]*\baverage\b/.test(asked)) return undefined;
  return derived(`${all}*${told.mean}-(${sum(list)})`, [...list, ...rest, `${all}`]);
};

/** Two or three numbers without a list: a count, a mean, and one more value. */
const turned = (low: string, all: readonly string[]): Outcome | undefined => {
  const told = toldIn(low);
  if (!told) return undefined;
  const singles = all.length > 3 ? all.filter((one) => one !== '1') : all;
  // "The mean of the four left", "of the five": the count after the change.
  const counted = REMOVED.test(low) ? -1 : 1;
  const first = Number(singles[0]);
  const plain = singles.length > 3 && Number(singles.at(-1)) === first + counted ? singles.slice(0, -1) : singles;
  const others = plain.filter((_, i) => i !== plain.indexOf(told.mean));
  // "After 9 innings his average was 38. He made 78": count, mean and one more in their order.
  const ordered = others.length === 2 && plain[0] === others[0] && plain[1] === told.mean ? others[0] : undefined;
  const count = told.count ?? (others.length === 1 ? others[0] : ordered);
  const asked =
    low
      .replace(/[?!.\s]+$/, '')
      .split(/[.!?;]\s|,\s(?=what|how|find|whats)/)
      .at(-1) ?? low;
  if (count === undefined || !/^\d+$/.test(count) || Number(count) < 2) return undefined;
  if (
    all.length === 2 &&
    /\b(?:sum|total|altogether|all together|in all|add(?:s|ed)? up|come to|make what|what for the|over the whole)\b/.test(
      asked,
    )
  )
    return MORE_COMES.test(low.replace(/\bthen\b|\bafter\b/g, '')) && !/\btotal\b/.test(low)
      ? undefined
      : derived(`${count}*${told.mean}`, all);
  if (others.length !== 2) return undefined;
  const [value] = others.filter((_, i) => i !== others.indexOf(count));
  if (value === undefined) return undefined;
  if (REMOVED.test(low))
    return /\b(?:average|mean)\b/.test(asked)
      ? derived(`(${count}*${told.mean}-${value})/(${count}-1)`, all)
      : undefined;
  if (!MORE_COMES.test(low) || !ASKS_MEAN.test(asked)) return undefined;
  return derived(`(${count}*${told.mean}+${value})/(${count}+1)`, all);
};

/** Two groups, each with how many it has and its mean; the mean of all, or of those that are left of a bigger group. */
const combined = (low: string, all: readonly string[]): Outcome | undefined => {
  const numbers = numbersIn(low);
  if (numbers.length < 4 || numbers.length > 5 || all.length !== numbers.length) return undefined;
  const [n, a, m, b, rest] = numbers as [Found, Found, Found, Found, Found | undefined];
  const isCount = ({ value }: Found): boolean => /^[1-9]\d{0,3}$/.test(value);
  const joins = (from: Found, to: Found): boolean => {
    const text = low.slice(from.end, to.start);
    return (
      text.length < 60 &&
      /\b(?:averag\w*|mean|are|is|was|were|at|scored?|got|weigh\w*|earn\w*)\b/.test(text) &&
      !/[.;?!] /.test(text)
    );
  };
  if (!isCount(n) || !isCount(m)) return undefined;
  const sum = Number(n.value) + Number(m.value);
  const difference = Number(n.value) - Number(m.value);
  const ofAll = rest === undefined ? COMBINED.test(low.slice(b.end)) : Number(rest.value) === sum;
  if (joins(n, a) && joins(m, b) && ofAll && !/\b(?:first|last|joins?|joined|next|then)\b/.test(low))
    return derived(`(${n.value}*${a.value}+${m.value}*${b.value})/(${n.value}+${m.value})`, all);
  // "The mean of 15 matches is 84, of the first ten 81: of the last five?"
  const last =
    rest === undefined ? /\b(?:last|other|remaining|rest)\b/.test(low.slice(b.end)) : Number(rest.value) === difference;
  return last &&
    difference > 0 &&
    /\b(?:first|other|of them|of these)\b/.test(low.slice(a.end, b.start)) &&
    /\b(?:last|other|remaining|rest)\b/.test(low.slice(b.end))
    ? derived(`(${n.value}*${a.value}-${m.value}*${b.value})/(${n.value}-${m.value})`, all)
    : undefined;
};
const COMBINED = /\b(?:all|both|whole|overall|together|combined|everyone|class|altogether|entire)\b/;

/** "Five bags weigh 1.2 kg on average, four of them 4.7 together. And the fifth?" */
const lastOfTotal = (low: string, all: readonly string[], told: Told | undefined): Outcome | undefined => {
  if (!told || all.length !== 4) return undefined;
  const [n, mean, m, sum] = all as [string, string, string, string];
  if (
    mean !== told.mean ||
    Number(m) !== Number(n) - 1 ||
    !/\b(?:together|in total|in all|altogether|adds? up|sum)\b/.test(low)
  )
    return undefined;
  const asked = low.slice(low.lastIndexOf(sum) + sum.length);
  return new RegExp(String.raw`\b(?:${ORDINALS[Number(n)] ?? 'x'}|${n}th|last|other|missing)\b`).test(asked)
    ? derived(`${n}*${mean}-${sum}`, all)
    : undefined;
};

const EXTREME = new RegExp(`\\b(?:the|your|my|his|her|their) (?:(${MOST})|(${LEAST}))\\b`);

/** "The lowest one gets thrown out before they average": the list without its smallest or largest. */
const withoutExtreme = (low: string, list: readonly string[], all: readonly string[]): Outcome | undefined => {
  const found = EXTREME.exec(low);
  if (!found || list.length < 3 || list.length !== all.length || !REMOVED.test(low)) return undefined;
  if (
    /\b(?:both|and the|two|2|most and|highest and|lowest and)\b[^.?]*\b(?:highest|lowest|best|worst)\b.*\b(?:highest|lowest|best|worst)\b/.test(
      low,
    )
  )
    return undefined;
  const values = list.map(Number);
  const out = found[1] === undefined ? Math.min(...values) : Math.max(...values);
  const kept = list.filter((_, i) => i !== values.indexOf(out));
  return reading({ type: 'formula', formula: 'average', given: kept }, all, false);
};

/** "Five deliveries weigh 415 kg in total. How much on average?": the total is told. */
const ofTotal = (low: string, all: readonly string[]): Outcome | undefined => {
  const [x, y] = all.map(Number);
  if (all.length !== 2 || x === undefined || y === undefined || /\bnext\b/.test(low)) return undefined;
  const plain = low.replace(/,? then\W*$/, '');
  if (!/\b(?:in total|total|altogether|in all|together|sum|adds? up|over|per|in|for)\b/.test(low)) return undefined;
  if (toldIn(low) || MORE_COMES.test(plain)) return undefined;
  const told = /\b(?:in total|total|altogether|in all|together|sum)\b/.test(low);
  if (told) return reading({ type: 'value', expression: `${Math.max(x, y)}/${Math.min(x, y)}` }, all, false);
  // "I drove 840 km in 7 days. What is that on average per day?"
  const span = new RegExp(
    `${N}${LINK}[a-z]+[^.?]*? (?:in|over|for|during|on|within) (?:the |these |those )?${N} ([a-z]+?)s?\\b`,
  ).exec(low);
  if (!span || !new RegExp(String.raw`\b(?:an?|per|each|every) ${span[3]}\b`).test(low)) return undefined;
  return derived(`${span[1]}/${span[2]}`, all);
};

const ofList = (statistic: Statistic, list: readonly string[], uses: readonly string[]): Outcome => {
  switch (statistic) {
    case 'mean':
      return reading({ type: 'formula', formula: 'average', given: [...list] }, uses);
    case 'median':
      return reading({ type: 'pick', which: 'median', rank: 1, numbers: [...list] }, uses);
    case 'mode':
    case 'range':
      return reading({ type: 'formula', formula: statistic, given: [...list] }, uses);
    default:
      return statistic satisfies never;
  }
};

const OTHER = new RegExp(
  alternatives(
    /\bspeed\b|\bkm\/h\b|\bmph\b|\bweighted\b|\bgeometric\b|\bharmonic\b|\bstandard deviation\b|\bvariance\b/,
    /\bmoving average\b|\btwice\b|\bhalf (?:of|as|the|that)\b|\b\d+ times\b|\b\d+ more than\b|%|\bper cent\b/,
    /\b(?:hours?|minutes?)\b.*\bbetween\b|\bfunction\b|\bf\(x\)/,
  ),
);

/** Why a list with a word in it has no mean. */
export const NO_NUMBER = 'one of what is to be averaged is no number';
/** A number that nobody knows. */
const UNKNOWN =
  /\b(?:forgotten|forgot|illegible|smudged|(?:do|can) not (?:know|remember|recall|read)|still to come|not (?:yet )?(?:known|told|in yet))\b/;
/** Between numbers of a list a word in their place: "4, 7, blue and 12". */
const STRANGE_ITEM = /\d, (?!then\b|and\b|or\b|plus\b|also\b|again\b|half\b|minus\b)[a-z]{3,}(?:,| and| or) (?:-?\d)/;

/** "Minus 4" is a number below zero where none stands before it; "plus 6" is 6. */
const signedList = (low: string): string =>
  low.replace(/(?<!\d )(?<!\d ?°c? )\b(?:minus|negative) (?=\d)/g, '-').replace(/(?<!\d )\bplus (?=\d)/g, '');

export const readStatistics: Reader = ({ low: typed }) => {
  const low = signedList(typed);
  const statistic = statisticOf(low);
  if (statistic === undefined || low.length > 400 || OTHER.test(low)) return undefined;
  const all = numbersIn(low).map((one) => one.value);
  const runs = runsOf(tokensOf(low)).map(withoutCount);
  const longest = Math.max(0, ...runs.map((one) => one.length));
  const lists = runs.filter((one) => one.length === longest);
  const list = longest >= 2 && lists.length === 1 ? lists[0]!.map(({ value }) => value) : [];
  const rest = [...all];
  for (const one of list) if (rest.includes(one)) rest.splice(rest.indexOf(one), 1);
  if (statistic !== 'mean') {
    const plain = list.length > 2 && rest.every((one) => Number(one) === list.length);
    return plain && !REMOVED.test(low) ? ofList(statistic, list, all) : undefined;
  }
  const told = toldIn(low);
  if (list.length >= 2 && UNKNOWN.test(low)) return refusal('missing', 'one of the numbers is not told');
  if (list.length >= 1 && STRANGE_ITEM.test(low)) return refusal('invalid-input', NO_NUMBER);
  const kept = withoutExtreme(low, list, all) ?? combined(low, all);
  if (kept) return kept;
  const counts = rest.every((one) => Number(one) === list.length);
  const changes =
    /\b(?:needs?(?! (?:the|a|an|to know|their|its) )|must|should|so that|raise|next|want\w*|missing)\b/.test(low) ||
    REMOVED.test(low);
  if (list.length >= 2 && told && rest.includes(told.mean)) {
    const missing = missingValue(told, list, rest, low);
    if (missing) return missing;
  }
  if (list.length >= 2 && counts && !changes && !/\b(?:sum|total)\b/.test(low.split(/[.;?!] /).at(-1) ?? ''))
    return ofList('mean', list, all);
  const added = new RegExp(
    sequence(/\b(?:add|adds|added|adding|joins?|another|then|next|further)\b[^.?]{0,30}?/, N),
  ).exec(low);
  if (
    list.length >= 2 &&
    added &&
    rest.length === 1 &&
    rest[0] === added[1] &&
    ASKS_MEAN.test(low) &&
    !REMOVED.test(low)
  )
    return ofList('mean', [...list, added[1]!], all);
  if (list.length > 2) return undefined;
  const other = lastOfTotal(low, all, told) ?? turned(low, all) ?? ofTotal(low, all);
  if (other) return other;
  // Amounts told one by one: each has its own words, and the question counts none of them.
  return all.length < 2 && !told ? refusal('missing', 'the numbers to average are missing') : undefined;
};

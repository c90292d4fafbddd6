/**
 * Reads the mean, the median, the mode and the range of listed numbers, and questions that turn a mean around: a
 * missing value, a mean after one more value, a sum. Each number has a role (data, count, mean, total); where one has
 * none, or two lists fit, there is no reading.
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { STOP } from '../roles/words.ts';
import { tokensOf, type Token } from '../roles/tokens.ts';
import { reading, refusal, type Outcome, type Reader } from '../reading.ts';
import { numbersIn } from '../text/text.ts';

const MEAN = /\b(?:av[ae]r[ae]ges?|avrage|averag(?:ed|ing)|avg|mean)\b(?! (?:by|that|to|it)\b)|\bmeans? value\b/;
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
      /joins?|leaves?|make|makes|over/,
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
    const light =
      before !== undefined &&
      gap.length <= 6 &&
      !gap.some((one) => ENDS.test(one)) &&
      (gap.every((one) => BETWEEN.test(one)) ||
        gap.some((one) => /^(?:,|;|and|then|\/)$/.test(one)) ||
        (/^(?:on|in|at)$/.test(gap[0]!) && gap.length < 4)) &&
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

const REMOVED = /\b(?:remov\w*|without|drop\w*|leav\w*|left out|taken? (?:out|away)|excluding|except)\b/;
const MORE_COMES = new RegExp(
  alternatives(
    /\b(?:new|next|another|one more|1 more|further|joins?|joined|added?|adds|adding|after|extra|then)\b/,
    /\b(?:fourth|fifth|sixth|seventh|eighth|ninth|tenth|third|last|final|other|missing|remaining|unknown)\b/,
    /\b(?:\d+(?:th|rd|nd))\b/,
  ),
);
/** What a mean after one more asks for. */
const ASKS_MEAN =
  /\b(?:what|find|calculate|whats|how)\b[^?.]*\b(?:average|avg|mean)\b[^?.]*$|\b(?:new|overall) (?:average|avg|mean)\b/;

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
  const plain = all.length > 3 ? all.filter((one) => one !== '1') : all;
  const others = plain.filter((_, i) => i !== plain.indexOf(told.mean));
  const count = told.count ?? (others.length === 1 ? others[0] : undefined);
  const asked =
    low
      .replace(/[?!.\s]+$/, '')
      .split(/[.!?;]\s|,\s(?=what|how|find|whats)/)
      .at(-1) ?? low;
  if (count === undefined || !/^\d+$/.test(count) || Number(count) < 2) return undefined;
  if (all.length === 2 && /\b(?:sum|total|altogether|all together|in all|add(?:s|ed)? up)\b/.test(asked))
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

/** "12 girls average 150 and 8 boys average 160": the mean of all. */
const combined = (low: string, all: readonly string[]): Outcome | undefined => {
  if (all.length !== 4 || !/\b(?:all|whole|overall|together|combined|everyone|class|altogether)\b/.test(low))
    return undefined;
  const pair = new RegExp(
    `${N} (?:[a-z]+ ){1,4}?(?:average[sd]?|have an average [a-z]* ?of|with an average of|averaging|scored an average of)${LINK}${N}`,
    'g',
  );
  const pairs = [...low.matchAll(pair)];
  if (pairs.length !== 2) return undefined;
  const [[, n, a], [, m, b]] = pairs as unknown as [[string, string, string], [string, string, string]];
  return derived(`(${n}*${a}+${m}*${b})/(${n}+${m})`, all);
};

/** "Five deliveries weigh 415 kg in total. How much on average?": the total is told. */
const ofTotal = (low: string, all: readonly string[]): Outcome | undefined => {
  const [x, y] = all.map(Number);
  if (all.length !== 2 || x === undefined || y === undefined || /\bnext\b/.test(low)) return undefined;
  if (!/\b(?:in total|total|altogether|in all|together|sum|adds? up|over|per|in|for)\b/.test(low)) return undefined;
  if (toldIn(low) || MORE_COMES.test(low)) return undefined;
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

export const readStatistics: Reader = ({ low }) => {
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
  const counts = rest.every((one) => Number(one) === list.length);
  const changes = /\b(?:needs?|must|should|so that|raise|next|want\w*|missing)\b/.test(low) || REMOVED.test(low);
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
  const other = combined(low, all) ?? turned(low, all) ?? ofTotal(low, all);
  if (other) return other;
  // Amounts told one by one: each has its own words, and the question counts none of them.
  return all.length < 2 && !told ? refusal('missing', 'the numbers to average are missing') : undefined;
};

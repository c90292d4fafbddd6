/**
 * Reads word problems of one to three steps: what someone has, gets and loses; groups of equal size; comparisons;
 * sharing. Each rule says when it applies; where no rule applies, or a number is left over, there is no reading.
 * Readings of stories are never sure: the words of a story leave room.
 */
import type { Problem } from '../../problem/formal/problem.ts';
import { isClass } from '../../problem/solve/things.ts';
import { reading, refusal, type Outcome, type Reader } from '../reading.ts';
import { askedPeople, isMoney, partsOf, type Mention } from './parts.ts';
import { amountsOf, groupsOf, owned, relevant, sameThing, signed, type Amount, type Story } from './amounts.ts';
import {
  ASKS_EACH,
  COMPARE,
  distance,
  EQUALLY,
  found,
  LEFT,
  n,
  NEED,
  RISKY,
  START,
  TIMES,
  TOTAL,
  value,
  type Found,
  type Rule,
} from './rule.ts';
import { combined, threeStep, TIME } from './three.ts';
import { oneFact } from '../doubts/refusals.ts';
import { readAllBut, saysTwice } from './all-but.ts';
import { putBack, withSteps } from './steps.ts';
import { multiplying, RELATION, relating } from './relations.ts';
import { halved, mixesKinds, ofTheDay, oneKind, toldEach, unitPrice } from './kinds.ts';
import { numbersIn, valuesIn, type Text } from '../text/text.ts';
import { alternatives, sequence } from '../../regex.ts';

/** 36 shared among 9: how many each. 60 books on 5 shelves: how many on each. */
const sharing: Rule = ({ mentions, asked, low }) => {
  if (mentions.length !== 2) return undefined;
  const [a, b] = mentions as [Mention, Mention];
  const each = ASKS_EACH.test(asked.text);
  const equal = EQUALLY.test(low);
  if (!each || a.each !== b.each || (a.each && !equal)) {
    if (!(each && equal)) return undefined;
  }
  if (!equal && !/\b(?:in|on|at|to|for|into|go|get|gets|does|did|per|on to|have|has|cost)\b/.test(asked.text))
    return undefined;
  if (TOTAL.test(asked.text)) return undefined;
  const [big, small] = value(a) >= value(b) ? [a, b] : [b, a];
  if (sameThing(a, b.head) && a.head !== '' && !equal) return undefined;
  const whole = !isMoney(big.head) && !isMoney(asked.head) && /\b(?:none|left over|cut|whole|exactly)\b/.test(low);
  return found('sharing', `${n(big)}/${n(small)}`, [a, b], whole);
};

/** 96 tests, 12 tests a day: how many days. 54 sweets in bags of 6: how many bags. */
const grouping: Rule = ({ mentions, asked, low }) => {
  if (mentions.length !== 2) return undefined;
  const [a, b] = mentions as [Mention, Mention];
  const per = [a, b].filter((one) => one.each);
  const packed =
    /\b(?:into|in|on) (?:[a-z]+ )?[a-z]+s of (?:size )?\d/.test(low) ||
    /\b(?:pieces?|parts?|lengths?|portions?|slices?|groups?|rows?|bags?|box(?:es)?|packs?|packages?|teams?|piles?|stacks?|sets?|cases?|bunches|packets?|cartons?|trays?|bundles?|crates?|jars?) of (?:size )?\d/.test(
      low,
    ) ||
    /\b(?:holds?|contains?|fits?|seats?|carr(?:y|ies)|takes?|in each|at a time|with \d+ (?:\w+ )?(?:in|on|per|to)|needs?|can hold|each)\b/.test(
      asked.facts,
    );
  if (per.length !== 1 && !packed) return undefined;
  if (ASKS_EACH.test(asked.text) || isMoney(asked.head)) return undefined;
  const unit = per.length === 1 ? per[0]! : value(a) < value(b) ? a : b;
  const whole = unit === a ? b : a;
  if (asked.head === '' || sameThing(unit, asked.head) || sameThing(whole, asked.head)) return undefined;
  const same =
    /^(?:seat|person|people|passenger)$/.test(unit.head) ||
    unit.head === whole.head ||
    unit.head === '' ||
    whole.head === '' ||
    (isMoney(unit.head) && isMoney(whole.head)) ||
    sameThing(whole, unit.head) ||
    sameThing(unit, whole.head);
  if (!same || value(whole) < value(unit)) return undefined;
  const asksContainer =
    new RegExp(`\\b${asked.head}`).test(asked.facts) ||
    /\b(?:many|much) (?:trips?|groups?|rows?|bags?|boxes|packs?|packages?|teams?|days?|weeks?|hours?|times|pages|vases|shelves|cages|people|friends|jars|tables|buses|cars|months)\b/.test(
      asked.text,
    ) ||
    /\bhow long\b/.test(asked.text);
  return asksContainer ? found('grouping', `${n(whole)}/${n(unit)}`, [a, b]) : undefined;
};

/** How many more, the difference, how many are still needed. */
const comparing: Rule = ({ mentions, asked, low }) => {
  const compares = COMPARE.test(asked.text);
  const needs =
    mentions.length === 2 &&
    NEED.test(asked.text) &&
    (/\bhow (?:many|much) more\b|\bstill\b|\bshort\b/.test(asked.text) || /\balready\b/.test(asked.facts));
  if (!compares && !needs) return undefined;
  if (mentions.length === 3 && needs) {
    const [a, b, c] = mentions as [Mention, Mention, Mention];
    const mine = mentions.filter((one) => sameThing(one, asked.head));
    if (mine.length === 2 && mentions.some((one) => one.head !== '' && !sameThing(one, asked.head)))
      return found('needs one', distance(mine[0]!, mine[1]!), mentions);
    if (/\b(?:will|are) (?:the |there )/.test(asked.text) || TIME.test(a.head)) return undefined;
    return a.each || b.each || c.each
      ? undefined
      : found(
          'needs',
          value(a) > value(b) + value(c) ? `${n(a)}-(${n(b)}+${n(c)})` : `${n(c)}-(${n(a)}+${n(b)})`,
          mentions,
        );
  }
  const pool = mentions.length > 2 ? mentions.filter((one) => sameThing(one, asked.head)) : mentions;
  if (pool.length !== 2 || pool.some((one) => one.each) || EQUALLY.test(asked.text)) return undefined;
  const [a, b] = pool as [Mention, Mention];
  if (RELATION.test(asked.facts) && /\bthan\b/.test(asked.facts)) return undefined;
  if (TIMES.test(low)) return undefined;
  return mentions.length === 2 ? found('difference', distance(a, b), [a, b]) : undefined;
};

const SPOILT = new RegExp(
  sequence(
    /\b(\d+) (?:of them |of these |of those )?(?:were |are |was |is |have |had |got )?/,
    /(?:broke|broken|died|dead|lost|missing|gone|bad|rotten|cracked|spoiled|spoilt|eaten|melted)\b/,
  ),
);

/** 3 boxes of 12 eggs, 5 broke: how many are left, of what the boxes hold. */
const spoilt: Rule = (story) => {
  const { mentions, asked } = story;
  const [, lost] = SPOILT.exec(asked.facts) ?? [];
  const [group] = groupsOf(story);
  if (mentions.length !== 3 || lost === undefined || !group || group.parts.length !== 2) return undefined;
  const rest = mentions.filter((one) => !group.parts.includes(one));
  if (rest.length !== 1 || n(rest[0]!) !== lost || rest[0]!.head !== '' || !LEFT.test(asked.text)) return undefined;
  return found('spoilt', `${group.value}-${lost}`, mentions, true);
};

/** Groups of equal size: how many in all, what do they cost. */
const product: Rule = (story) => {
  const { mentions, asked, low } = story;
  if (mentions.length === 1) {
    // "How many legs have 4 dogs, 4 each" keeps one number in the question.
    const inside = numbersIn(asked.text);
    const [a] = mentions as [Mention];
    const [one] = inside;
    const sameUnit = one && a.head !== '' && new RegExp(`\\b${one.value} (?:[a-z]+ )?${a.head}`).test(asked.text);
    if (sameUnit && a.each && Number(one.value) > value(a))
      return { expression: `${one.value}/${n(a)}`, uses: [a], rule: 'grouping asked' };
    if (
      inside.length !== 1 ||
      !(a.each || /\b(?:one|a|an|1) [a-z]+ (?:costs?|weighs?|holds?|has|is|takes?|needs)\b/.test(asked.facts))
    )
      return undefined;
    // "A bus holds 40 people. How many buses do 130 people need?" asks for holders, not for what they hold.
    const holder = /\b(?:an?|one|1|each|every) ([a-z]+) (?:holds?|has room for|fits?|seats?|takes?|carries)\b/.exec(
      asked.facts,
    )?.[1];
    if (holder !== undefined && asked.head !== '' && holder.startsWith(asked.head))
      return Number(inside[0]!.value) >= value(a)
        ? { expression: `${inside[0]!.value}/${n(a)}`, uses: [a], rule: 'grouping asked', whole: true }
        : undefined;
    if (sameThing(a, asked.head) && !isMoney(a.head) && asked.head !== '' && /\bhow many\b/.test(asked.text) === false)
      return undefined;
    return { expression: `${n(a)}*${inside[0]!.value}`, uses: [a], rule: 'product asked' };
  }
  if (mentions.length !== 2) return undefined;
  const rate = mentions.find((one) => one.each);
  if (rate && /\bhow (?:long|many (?:hours|days|minutes|weeks))\b/.test(asked.text) && !TIME.test(rate.head)) {
    const other = mentions.find((one) => one !== rate)!;
    const same = other.head === rate.head || sameThing(other, rate.head) || rate.head === '';
    return same ? found('rate', `${n(other)}/${n(rate)}`, mentions) : undefined;
  }
  const groups = groupsOf(story);
  if (groups.length === 0 && rate && !EQUALLY.test(low) && !ASKS_EACH.test(asked.text)) {
    const other = mentions.find((one) => one !== rate)!;
    const far = /\bhow far\b/.test(asked.text) && /^(?:mile|kilomet(?:er|re)|km|met(?:er|re)|foot)$/.test(rate.head);
    const asks = far || sameThing(rate, asked.head) || (isMoney(rate.head) && /\bhow much\b/.test(asked.text));
    const counted = asks && !sameThing(other, asked.head) && other.head !== rate.head && !other.each;
    return counted ? found('product each', `${n(rate)}*${n(other)}`, mentions) : undefined;
  }
  if (groups.length !== 1) return undefined;
  if (SPOILT.test(asked.facts)) return undefined;
  if (
    /\bchange\b/.test(asked.text) ||
    (/\bhow many (?:buses|cars|vans|trips|tables|boats|boxes|bags)\b/.test(asked.text) &&
      !mentions.some((one) => sameThing(one, asked.head))) ||
    /\bleft ?over\b/.test(low)
  )
    return undefined;
  const [group] = groups as [(typeof groups)[number]];
  if (ASKS_EACH.test(asked.text) && !TOTAL.test(asked.text)) return undefined;
  const unit = group.parts.find((one) => one.head === group.head)!;
  if (EQUALLY.test(low) && !TOTAL.test(asked.text) && !(unit.each && sameThing(unit, asked.head))) return undefined;
  const container = group.parts.find((one) => one !== unit);
  if (
    asked.head !== '' &&
    container &&
    sameThing(container, asked.head) &&
    !sameThing(unit, asked.head) &&
    !isMoney(asked.head)
  )
    return undefined;
  return found('product', group.value, mentions);
};

const STATES = /\b(?:now|left|remain\w*|ended|currently|in the end|then had|at the end)\b/;

/** Had 14, now has 9: what was the change. Some, then 5 more, now 12: what was there at first. */
const inverse: Rule = ({ mentions, asked, low }) => {
  if (mentions.length !== 2) return undefined;
  const [a, b] = mentions as [Mention, Mention];
  const some = /\b(?:some|several|a few|many|a number of|a bunch of|certain number)\b/.test(asked.facts);
  const ends =
    b.change === 'result' ||
    (STATES.test(asked.facts.slice(Math.max(0, b.start - 45), b.start + b.value.length + 20)) && b.change === 'has') ||
    /\bthen (?:\w+ )?(?:has|had|have)\b/.test(asked.facts.slice(Math.max(0, b.start - 30), b.start)) ||
    /\b(?:left|remain\w*)\b/.test(b.clause);
  if (START.test(asked.text) && (some || ends)) {
    if (a.change === 'loss') return found('start', `${n(b)}+${n(a)}`, mentions);
    return a.change === 'gain' || a.more ? found('start', `${n(b)}-${n(a)}`, mentions) : undefined;
  }
  const asksChange =
    /\bdid (?:[a-z.']+ ){1,4}(?:give|lose|eat|sell|spend|use|buy|get|find|receive|pick|add|take|throw|break|make|plant|collect|donate|catch|put|earn|bake|win|remove)\b|\bwere (?:eaten|sold|lost|used|taken|added|broken|removed|given)\b|\b(?:has|have) (?:\w+ )?(?:been )?(?:eaten|sold|lost|used|taken|given|spent|read|added|broken)\b/.test(
      asked.text,
    );
  const states =
    a.change === 'has' &&
    b.change === 'has' &&
    !a.each &&
    !b.each &&
    /\b(?:now|then|later|end)\b/.test(asked.facts.slice(a.start));
  if (
    states &&
    /\b(?:did|were|came|come|joined|was)\b/.test(asked.text) &&
    !COMPARE.test(asked.text) &&
    !TOTAL.test(asked.text)
  )
    return found('change', distance(a, b), mentions);
  if (asksChange && ends && !TOTAL.test(asked.text) && low.length > 0) return found('change', distance(a, b), mentions);
  return undefined;
};

/** Start ± changes, or everything together. */
const balance: Rule = (story) => {
  const { mentions, asked } = story;
  if (mentions.length < 2 || mentions.length > 5) return undefined;
  if (ASKS_EACH.test(asked.text) || COMPARE.test(asked.text) || START.test(asked.text)) return undefined;
  if (EQUALLY.test(asked.facts) && !/\bshared? (?:with|his|her)\b/.test(asked.facts)) return undefined;
  const all = amountsOf(story);
  if (all.some((one) => one.parts.length === 1 && one.at.each) || all.length === 0) return undefined;
  const amounts = owned(relevant(all, asked), story);
  if (!amounts || amounts.length < 2) return undefined;
  if (/\b(?:torn|cracked|missed|spots|spotted|wanted)\b/.test(asked.facts)) return undefined;
  const losses = amounts.filter((one) => one.sign < 0).length;
  if (mentions.some((one) => one.change === 'result')) return undefined;
  const left = LEFT.test(asked.text);
  const total = TOTAL.test(asked.text);
  const spare = mentions.filter((one) => !amounts.some((amount) => amount.parts.includes(one)));
  if (spare.length > 0 && losses === 0 && !total) return undefined;
  const rule = spare.length > 0 ? 'balance with others' : losses > 0 ? 'balance' : 'sum';
  if (rule === 'sum' && (mixesKinds(story) || unaddable(story))) return undefined;
  const lost = losses > 0 && !left && amounts[0]!.change === 'loss' ? asksLosses(story, amounts) : undefined;
  if (lost) return lost;
  if (total && !left && amounts.every((one) => one.change === 'loss'))
    return { rule: 'sum of losses', expression: amounts.map((one) => one.value).join('+'), uses: mentions };
  if (losses > 0 && total && !left && /\bdid\b/.test(asked.text)) return undefined;
  if (losses > 0 && amounts[0]!.change === 'loss' && !left) return undefined;
  if (
    losses === 0 &&
    left &&
    !total &&
    !amounts.slice(1).some((one) => one.change === 'gain' || one.at.more || one.change === 'loss')
  )
    return undefined;
  if (losses === 0 && !total && !left) return plainSum(story, amounts, rule);
  const money = /\bhow much\b/.test(asked.text) && mentions.some((one) => isMoney(one.head));
  return { rule, expression: signed(amounts), uses: mentions, whole: losses > 0 && !money };
};

/** Coins of several kinds and their money, rows and columns, what is needed: a plain sum is another question's. */
const unaddable = ({ mentions, asked }: Story): boolean =>
  (/\bmoney\b/.test(asked.text) && mentions.some((one) => /^(?:quarter|dime|nickel|penny)$/.test(one.head))) ||
  mentions.some((one) => one.head === 'column') ||
  (NEED.test(asked.text) && !TOTAL.test(asked.text)) ||
  /\b(?:taxes|how many [a-z]+ can (?:he|she|i|you|they) buy)\b/.test(asked.text);

/** "How many did he sell in all": the losses alone, added. */
const asksLosses = ({ asked, mentions }: Story, amounts: readonly Amount[]): Found | undefined => {
  const verb =
    /\b(?:did|does|has|have) (?:[a-z.']+ ){1,4}?(give|sell|eat|spend|use|lose|pay|take|read|cut|drop|throw|donate|send|walk|run|mail|drink)/.exec(
      asked.text,
    );
  if (!verb) return undefined;
  const every = amounts.every((one) => one.change === 'loss');
  return every
    ? { rule: 'sum of losses', expression: amounts.map((one) => one.value).join('+'), uses: mentions }
    : undefined;
};

/** No word says how: added where all are of one kind and come to one owner. */
const plainSum = ({ asked, mentions }: Story, amounts: readonly Amount[], rule: string): Found | undefined => {
  if (/\bfor every\b|\btotal of\b|\bcombined\b/.test(asked.facts)) return undefined;
  if (mentions.length === 2 && /\b(?:the rest|the others?|remaining)\b/.test(asked.facts))
    return found('the rest', distance(mentions[0]!, mentions[1]!), mentions);
  const changes =
    /\bdid\b[^?]*\b(?:grow|get|use|give|sharpen|lose|sell|eat|spend|miss|break|add|change|melt)\b|\bhow (?:much|many) (?:of|is|are) (?:them |it )?(?:left|missing)\b/;
  if (changes.test(asked.text) && mentions.slice(1).some((one) => one.change === 'has')) return undefined;
  const same = amounts.every(
    (one) => one.head === amounts[0]!.head || one.head === '' || (isMoney(one.head) && isMoney(amounts[0]!.head)),
  );
  const gains = amounts
    .slice(1)
    .every((one) => one.change === 'gain' || one.at.more || one.change === amounts[0]!.change);
  if (amounts.reduce((sum, one) => sum + one.parts.length, 0) < mentions.length) return undefined;
  const did =
    /\bdid\b/.test(asked.text) &&
    !/\b(?:spend|pay|cost|grow|pick|find|collect|make|bake|have|get|score|earn|buy|sell|use|see|eat|catch|travel|drive|walk|run|do|take)\b/.test(
      asked.text,
    );
  const worth = amounts.some((one) => one.parts.some((part) => part.each));
  if (did || worth || /\btimes\b|\bmiss\b|\badd\b|\bcut\b|\bhow (?:tall|long|old)\b/.test(asked.text)) return undefined;
  const plainly =
    amounts.slice(1).every((one) => one.at.more || one.change === 'gain') ||
    (amounts[0]!.head !== '' && amounts.every((one) => one.head === amounts[0]!.head));
  if (!plainly && !isClass(asked.head) && !/\b(?:spend|cost|pay|owe)\b/.test(asked.text)) return undefined;
  if (!gains || (!same && !isClass(asked.head) && !/\b(?:spend|cost|pay|owe)\b/.test(asked.text))) return undefined;
  return { rule: `plain ${rule}`, expression: signed(amounts), uses: mentions };
};

const CHANGE = /\bchange\b(?! of| in)|\b(?:get|gets|receive|receives|have|has) back\b/;

/** Paid with 20, costs 13: the change. */
const change: Rule = (story) => {
  const { asked, mentions } = story;
  if (!CHANGE.test(asked.text) || mentions.length < 2) return undefined;
  const amounts = amountsOf(story);
  const paid = amounts.find(
    (one) =>
      /\b(?:pays?|paid|gives?|gave|hands?|with a|with|note|bill|has|had|have|budget|tender\w*|banknote)\b/.test(
        one.at.clause,
      ) &&
      one.parts.length === 1 &&
      !/\bcosts?|price\b/.test(one.at.clause),
  );
  const rest = amounts.filter((one) => one !== paid);
  if (!paid || rest.length === 0 || rest.some((one) => one.parts.length === 1 && one.at.each)) return undefined;
  const [other] = rest;
  const swapped = rest.length === 1 && other!.parts.length === 1 && Number(other!.value) > Number(paid.value);
  const expression = swapped
    ? `${other!.value}-${paid.value}`
    : `${paid.value}-(${rest.map((one) => one.value).join('+')})`;
  return {
    rule: 'change',
    expression,
    uses: mentions,
    whole: false,
  };
};

const RULES: readonly Rule[] = [
  halved,
  unitPrice,
  change,
  toldEach,
  oneKind,
  spoilt,
  threeStep,
  inverse,
  relating,
  multiplying,
  comparing,
  sharing,
  grouping,
  product,
  balance,
];

/** Of the rules, tried in this order, the first that applies. */
const storyOf = (text: Text): (Found & { numbers: readonly string[] }) | undefined => {
  const parts = partsOf(text);
  if (!parts || parts.mentions.length === 0 || parts.mentions.length > 6) return undefined;
  const inside = valuesIn(parts.asked.text);
  const priced = /\bhow many (?:[$£€] ?)?(\d+(?:\.\d+)?) (?:dollar|euro|pound|cent)s? [a-z]+/.exec(
    parts.asked.text,
  )?.[1];
  if (priced !== undefined && inside.length === 1 && parts.mentions.length === 2) {
    const [a, b] = parts.mentions as [Mention, Mention];
    const base = combined({ ...parts, low: text.low, people: [] }, a, b);
    return {
      rule: 'three: priced',
      expression: `(${base})/${priced}`,
      uses: parts.mentions,
      numbers: [n(a), n(b), priced],
    };
  }
  const mentions = ofTheDay(parts.mentions, parts.asked.text, parts.asked.facts);
  const story: Story = { ...parts, mentions, low: text.low, people: askedPeople(text, parts.asked) };
  for (const rule of RULES) {
    const result = rule(story);
    if (!result) continue;
    if (inside.length > 0 && !result.rule.endsWith(' asked')) return undefined;
    return { ...result, numbers: [...parts.mentions.map(n), ...inside] };
  }
  return undefined;
};

const FOREIGN = new RegExp(
  alternatives(
    /\bfills?\b.*\bfills?\b|\b(?:both|working) together\b.*\b(?:hours?|days?|minutes?)\b|%/,
    /\bper ?cent|\bprobab|\bfraction|\baverage\b|\bmean\b|\b\d+\/\d+\b|\bsquare\b|\barea\b/,
    /\bperimeter\b|\bo'clock\b|\b\d{1,2}:\d\d\b|\bspeed\b|\bmph\b|\bkm\/h\b/,
    /\b(?:half|third|quarter) of\b|\bdoz\b|\bonce\b|\bto be (?:sure|certain)\b|\bguaranteed?\b/,
  ),
);

const quantityNames = (numbers: readonly string[]): [string, string][] => numbers.map((one, i) => [`q${i + 1}`, one]);

/** An amount that is named and not told: "900 minus travel". */
const UNTOLD = /\d (?:minus|less|plus) (?:the |my |his |her |our )?[a-z]{3,}\b(?! \d)/;

/** A doubling or a halving that the expression knows nothing of. */
const forgets = ({ low }: Text, expression: string): boolean =>
  (/\b(?:twice|double[sd]?|half|halves|halved)\b/.test(low) && !/2|0\.5/.test(expression)) ||
  (/\b(?:thrice|triple[sd]?)\b/.test(low) && !expression.includes('3')) ||
  (/\b(?:an?|1|per|each|every) week\b|\bweekly\b/.test(low) &&
    /\b(?:daily|(?:an?|per|each|every) day)\b/.test(low) &&
    !/7/.test(expression));

/** A longer story, after its first steps are done. */
const steppedStory = (text: Text): ReturnType<typeof storyOf> => {
  const stepped = withSteps(text);
  const found = stepped && storyOf(stepped.text);
  if (!stepped || !found || ![...stepped.steps.keys()].every((one) => found.expression.includes(one))) return undefined;
  const numbers = [...found.numbers.filter((one) => !stepped.steps.has(one)), ...stepped.uses];
  return { ...found, rule: 'product', expression: putBack(found.expression, stepped.steps), numbers };
};

export const readStory: Reader = (text): Outcome | undefined => {
  if (text.low.length > 700 || FOREIGN.test(text.low)) return undefined;
  if (UNTOLD.test(text.low)) return refusal('missing', 'a number is missing: it is not told');
  const second = oneFact(text);
  if (second) return second;
  const rest = readAllBut(text);
  const story = rest ? { ...rest, rule: 'all but', whole: true } : (storyOf(text) ?? steppedStory(text));
  if (!story || forgets(text, story.expression)) return undefined;
  const [, part, all] = /\b(\d+) of (?:my|your|his|her|our|their|the|these|those) (\d+)\b/.exec(text.low) ?? [];
  if (part !== undefined && Number(part) > Number(all))
    return refusal('contradiction', `it takes ${part} of ${all}, which are too few`);
  if (saysTwice(text)) return refusal('contradiction', 'it tells two numbers of one thing');
  const quantities = quantityNames(
    story.numbers.filter((one) => new RegExp(`(?<![\\d.])${one.replace('.', '\\.')}(?![\\d.])`).test(story.expression)),
  );
  const problem: Problem = {
    type: 'story',
    quantities,
    expression: story.expression,
    ...(story.whole && { whole: true }),
  };
  // "in one day", "one pencil costs", "two cables, 18 m and 27 m" count nothing further.
  const counts = /\b(\d+) [a-z]+, \d/.exec(text.low)?.[1];
  const uses = [...story.numbers, '1', ...(counts === undefined ? [] : [counts])];
  return { ...reading(problem, uses, false), chance: RISKY.has(story.rule) ? 0.65 : 0.8 };
};

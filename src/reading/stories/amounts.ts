/**
 * The amounts of a word problem with their signs: numbers that belong together are multiplied (3 rows of 8), what comes
 * is added and what goes is taken away. Which amounts count for the question is told here too.
 */
import { isClass } from '../../problem/solve/things.ts';
import { isMoney, type Asked, type Mention } from './parts.ts';
import { anyOf, sequence } from '../../regex.ts';

export type Story = { mentions: readonly Mention[]; asked: Asked; low: string; people: readonly string[] };

export const sameThing = (a: Mention, head: string): boolean =>
  head !== '' && (a.head === head || a.words.includes(head) || (isMoney(a.head) && isMoney(head)));

/** Words after a number that name no thing. */
const NO_THING = new RegExp(
  sequence(
    /^/,
    anyOf(
      /the|than|was|were|is|are|has|have|had|did|does|do|how|many|much|old|what|which|who|on|in|at|of/,
      /for|and|her|his|their|my|if|it|this|that|he|she|they|there|made|year|years|more|fewer|less|now/,
      /number|cost|long|tall|to|an|be|will|would|total|altogether|a|all|both|together/,
    ),
    /$/,
  ),
);

/** Words that name somebody or something, to tell who is meant. */
export const contentOf = (text: string): string[] =>
  (text.match(/[a-z]{2,}/g) ?? []).filter((word) => !NO_THING.test(word));

/** What stands between a count of things and what each holds or costs. */
const HOLDS = new RegExp(
  sequence(
    /^ (?:[a-z'-]+ ){0,2}?(?:[a-z'-]+) /,
    anyOf(
      /of|with|at|for|holding|containing|having|that (?:each )?(?:have|has|hold|cost|contain)/,
      /each (?:with|holding|containing|having|costing)/,
      /and each (?:\w+ )?(?:has|had|have|holds?|contains?|cost)|costing/,
      /which (?:each )?(?:cost|have|hold)|weighing/,
    ),
    /(?: a| about| only| exactly)? [$£€]? ?$/,
  ),
);

/** Cents, groups and rates: "3 rows of 8", "7 in each", "45 per hour for 6 hours", "4 at 3 dollars". */
export const groupsOf = (story: Story): { value: string; parts: Mention[]; at: Mention; head: string }[] => {
  const { mentions, asked } = story;
  const out: { value: string; parts: Mention[]; at: Mention; head: string }[] = [];
  const used = new Set<Mention>();
  const near = (a: Mention, b: Mention): string => asked.facts.slice(a.start + a.value.length, b.start);
  for (const [i, a] of mentions.entries()) {
    const b = mentions[i + 1];
    if (!b || used.has(a) || (isMoney(a.head) && isMoney(b.head))) continue;
    const between = near(a, b);
    const priced = /^ (?:at|for|costing) (?:only )?[$£€]? ?$/.test(between) && isMoney(b.head);
    const plainly =
      priced ||
      (/^ (?:at|for|costing) (?:only )?[$£€]? ?$/.test(between) &&
        /^ ?(?:[$£€]|[a-z]+)? ?(?:each|apiece|a piece)/.test(asked.facts.slice(b.start + b.value.length)));
    const rows = plainly || HOLDS.test(between);
    const inEach =
      (/,\s*(?:each (?:\w+ )?(?:has|holds|with|contains|costs?|had) ?)?$/.test(between) ||
        /\b(?:with|there (?:are|were)|and|which has|having|holds?|has|had|cost|for)\s[$£€]? ?$/.test(between) ||
        (/[.;]\s/.test(between) && a.head !== '' && b.clause.includes(a.head))) &&
      b.each &&
      !a.each;
    const rate = a.each && !b.each && /\b(?:for|in|over|during|after|at) (?:the next )?$/.test(between);
    const swapped = a.each && !b.each && a.head !== '' && !sameThing(b, a.head);
    if (rows && !a.each) {
      out.push({ value: `${a.value}*${b.value}`, parts: [a, b], at: a, head: b.head });
      used.add(a).add(b);
    } else if (inEach && !sameThing(a, b.head)) {
      out.push({ value: `${a.value}*${b.value}`, parts: [a, b], at: a, head: b.head });
      used.add(a).add(b);
    } else if (rate || swapped) {
      out.push({ value: `${a.value}*${b.value}`, parts: [a, b], at: a, head: a.head });
      used.add(a).add(b);
    }
  }
  return out;
};

export type Amount = {
  sign: 1 | -1;
  value: string;
  parts: Mention[];
  head: string;
  words: string[];
  change: Mention['change'];
  at: Mention;
};

/** Each amount with its sign: what is there or comes is added, what goes is taken away. */
export const amountsOf = (story: Story): Amount[] => {
  const groups = groupsOf(story);
  const grouped = new Set(groups.flatMap((one) => one.parts));
  const single: Amount[] = story.mentions
    .filter((one) => !grouped.has(one))
    .map((one) => ({
      sign: 1,
      value: one.value,
      parts: [one],
      head: one.head,
      words: one.words,
      change: one.change,
      at: one,
    }));
  const joined: Amount[] = groups.map((one) => ({
    sign: 1,
    value: `${one.value}`,
    parts: one.parts,
    head: one.head,
    words: one.parts.flatMap((part) => part.words),
    change: one.at.change,
    at: one.at,
  }));
  const all = [...single, ...joined].sort((a, b) => a.at.start - b.at.start);
  return all.map((one, i) => ({ ...one, sign: i > 0 && signOf(story, one) === -1 ? -1 : 1 }));
};

export const signOf = ({ asked, low }: Story, { at, change, head }: Amount): 1 | -1 => {
  if (
    isMoney(at.head) &&
    /\b(?:buys?|bought|pays?|paid|costs?)\b/.test(at.clause) &&
    /\b(?:left|stays?|remains?)\b/.test(asked.text)
  )
    return -1;
  // "35 were answered; how many remain?": whatever was done to them.
  if (
    at.change === 'has' &&
    /\b(?:were|was|are|have been|has been) [a-z]+ed\b/.test(at.clause) &&
    /\bremain|\bleft\b|\bun[a-z]+ed\b/.test(asked.text) &&
    !/\b(?:added|joined|planted|delivered|received|returned)\b/.test(at.clause)
  )
    return -1;
  const others = /\d of (?:his|her|their|my|([a-z]+) ?'s)\b/.exec(at.clause);
  if (
    others &&
    (at.owner === '') === false &&
    change === 'gain' &&
    (others[1] === undefined || contentOf(asked.text).includes(others[1]))
  )
    return -1;
  if (others && /\bborrow/.test(at.clause)) return -1;
  const part = /\d (?:[a-z-]+ ){0,2}?of (?:them|the|those|these|which)\b/.test(at.clause);
  if (part && !/\b(?:each|every|in all)\b/.test(at.clause)) return -1;
  const spent =
    isMoney(head) &&
    /^(?:bought|buys?|purchased|purchases?|cost|costs|ordered|got|gets)$/.test(at.verb) &&
    /\b(?:left|remain\w*|change|over|balance)\b/.test(asked.text);
  if (spent) return -1;
  if (change !== 'loss') return 1;
  // "His dad gave him 7": the one who is asked about receives.
  const clause = at.clause;
  const given =
    /\b(?:gave|gives|give|handed|sent|sends|lends?|lent|paid|pays|brought|passed|left) (?:him|her|me|them|us|[a-z]+) (?:another |an extra |the other )?(?:[$£€] ?)?\d/.exec(
      clause,
    );
  if (given) {
    const receiver = / (him|her|me|them|us|[a-z]+) (?:another |an extra |the other )?(?:[$£€] ?)?\d/.exec(
      given[0],
    )![1]!;
    const giver = clause.slice(0, given.index).trim().split(' ').at(-1) ?? '';
    const who = contentOf(asked.text);
    if (who.includes(giver)) return -1;
    if (/^(?:he|she|they|i|we)$/.test(giver) && !who.includes(receiver)) return -1;
    if (/^(?:him|her|me|them|us)$/.test(receiver) || who.includes(receiver)) return 1;
    return -1;
  }
  return low.length > 0 ? -1 : 1;
};

export const signed = (amounts: readonly Amount[]): string =>
  amounts.map((one, i) => `${one.sign < 0 ? '-' : i > 0 ? '+' : ''}${one.value}`).join('');

/** Amounts of the thing that is asked about; all of them where it is a name for all. */
export const relevant = (amounts: readonly Amount[], asked: Asked): readonly Amount[] => {
  if (asked.head === '' || isClass(asked.head)) return amounts;
  const adjective = asked.words.length > 1 ? asked.words[0]! : '';
  const exact =
    adjective === ''
      ? []
      : amounts.filter(
          (one) => one.words.includes(adjective) || one.parts.some((part) => part.words.includes(adjective)),
        );
  const same = amounts.filter(
    (one) =>
      one.head === asked.head ||
      one.words.includes(asked.head) ||
      one.head === '' ||
      one.head.endsWith('-') ||
      (isMoney(one.head) && isMoney(asked.head)),
  );
  const named = amounts.filter((one) => one.head === asked.head || one.words.includes(asked.head));
  if (named.length === 1 && same.length === 1 && amounts.length > 1 && amounts.every((one) => one.head !== ''))
    return named;
  if (exact.length >= 2) return amounts.filter((one) => exact.includes(one) || one.head === '');
  return same.length >= 2 && same.some((one) => one.head === asked.head) ? same : amounts;
};

/**
 * Amounts of the one person that is asked about, where others have amounts of their own; undefined when too little
 * remains.
 */
export const owned = (amounts: readonly Amount[], { asked, people }: Story): readonly Amount[] | undefined => {
  const [who] = people;
  if (people.length !== 1 || who === undefined || /\bthey\b|\btogether\b|\bboth\b/.test(asked.text)) return amounts;
  const mine = amounts.filter((one) => one.at.owner === who || one.at.owner === '');
  const others = amounts.filter((one) => !mine.includes(one));
  if (others.length === 0 || !mine.some((one) => one.at.owner === who)) return amounts;
  if (others.every((one) => one.change !== 'has')) return amounts;
  return mine.length >= 2 ? mine : undefined;
};

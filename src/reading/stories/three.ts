/** Rules of word problems with three numbers: two amounts together or apart, and an equal number that counts them. */
import { isClass } from '../../problem/solve/things.ts';
import { groupsOf, sameThing, signOf, type Story } from './amounts.ts';
import { isMoney, type Mention } from './parts.ts';
import { ASKS_EACH, EQUALLY, found, n, TIMES, TOTAL, value, type Found, type Rule } from './rule.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';

const CAPACITY = new RegExp(
  alternatives(
    /\b(?:groups?|rows?|teams?|bags?|boxes|packs?|packages?|stacks?|piles?|sets?|cases?|bunches) of (?:size )?\d/,
    /\bcan (?:only )?(?:hold|fit|carry|contain|seat|take|make|finish|do|read|clean|wash)\b/,
    /\bat a time\b|\bcould (?:only )?(?:hold|fit|carry)\b|\b(?:holds?|fits?|seats?|contains?) \d/,
  ),
);
export const TIME = /^(?:minute|hour|day|week|second|month|year)$/;

/** What a container takes: "boxes of 6", "holds 6", "6 at a time". */
const holds = ({ value: count, clause }: Mention): boolean =>
  CAPACITY.test(clause) &&
  new RegExp(
    `(?:of(?: size)?|holds?|fits?|seats?|contains?|hold|fit|carry|contain|seat|take|make|finish|do|read|clean|wash)(?: only| about| up to| exactly)? ${count}\\b|\\b${count}\\b[^.,]*at a time`,
  ).test(clause);

/** One amount shared or put into groups: how many in each. */
const shareOut = ({ mentions, asked, people, low }: Story): Found | undefined => {
  const story = { mentions, asked, people, low };
  const groups = mentions.findLast(
    (one) =>
      /\b(?:into|among|between|for|with|to|of|on|are|were|are there|equally to)\s*(?:the |her |his |their )?$/.test(
        asked.facts.slice(0, one.start),
      ) && GROUPS.test(asked.facts.slice(one.start).split(/[.,;]/)[0]!),
  );
  const each = /\b(?:each|every|one)(?: of the)? ([a-z]+)/.exec(asked.text)?.[1];
  const named =
    each === undefined
      ? undefined
      : mentions.find((one) => one.words.includes(each) || one.head === each.replace(/e?s$/, ''));
  const by = groups ?? named;
  if (!by) return undefined;
  const [a, b] = mentions.filter((one) => one !== by) as [Mention, Mention];
  const shared = [a, b].filter((one) => sameThing(one, asked.head));
  if (shared.length === 1 && a.head !== b.head && b.head !== '')
    return found('three: one shared', `${n(shared[0]!)}/${n(by)}`, mentions);
  return found('three: shared', `(${combined(story, a, b)})/${n(by)}`, mentions);
};

const GROUPS = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /groups?|teams?|friends?|people|kids|children|students?|rows?|bags?|boxes|tables?|classes|days/,
      /shelves|vases|piles?|stacks?|jars?|trays?|persons?|cages?|pages?|baskets?/,
    ),
    /\b/,
  ),
);

/** 9 tables with 4 women and 3 men at each. */
const sets = ({ mentions, asked }: Story): Found | undefined => {
  const [first, second, third] = mentions as [Mention, Mention, Mention];
  const between = asked.facts.slice(second.start + second.value.length, third.start);
  const linked = /\b(?:with|has|had|have|were|are|each)\b/.test(asked.facts.slice(first.start, second.start));
  const fits =
    third.each && !third.more && !first.each && /^ [a-z ]+ and $/.test(between) && TOTAL.test(asked.text) && linked;
  return fits ? found('three: sets', `${n(first)}*(${n(second)}+${n(third)})`, mentions) : undefined;
};

type Parts = { unit: Mention; a: Mention; b: Mention };

/** 24 bottles a crate, 7 crates, 5 bottles broken: the same thing once more beside the sets. */
const setsAndMore = ({ mentions, asked }: Story, { unit, a, b }: Parts): Found | undefined => {
  const extra = [a, b].find((one) => one.head !== '' && one.head === unit.head);
  const count = a === extra ? b : a;
  if (!extra || count.head === unit.head || isMoney(unit.head) || TIME.test(unit.head)) return undefined;
  if (asked.head !== '' && asked.head !== unit.head) return undefined;
  const product = `${n(unit)}*${n(count)}`;
  const takes =
    [extra, unit].some((one) => one.change === 'loss') ||
    /\b(?:broken|damaged|left|remain\w*|intact|gone|used|missing)\b/.test(`${extra.clause} ${asked.text}`);
  if (extra === a && takes) return found('three: less sets', `${n(extra)}-${product}`, mentions);
  return found('three: sets and more', `${product}${takes ? '-' : '+'}${n(extra)}`, mentions);
};

/** Two unlike things are put together only where the question has a name for both. */
const together = (story: Story, { unit, a, b }: Parts): boolean => {
  const { asked } = story;
  const container = groupsOf(story)
    .find((group) => group.parts.includes(unit))
    ?.parts.find((one) => one !== unit);
  const other = a === container ? b : a;
  const apart =
    container !== undefined && other.head !== '' && other.head !== container.head && !CAPACITY.test(other.clause);
  if (apart && !unit.each && !sameThing(other, unit.head)) return false;
  const unlike = a.head !== '' && b.head !== '' && a.head !== b.head && !(isMoney(a.head) && isMoney(b.head));
  return !unlike || isClass(asked.head) || NAMES_BOTH.test(`${asked.text} ${asked.facts.slice(-60)}`);
};

const NAMES_BOTH =
  /\b(?:total|all|both|altogether|bill|pieces?|bouquets?|spend|earn|cost|rest|vases?|groups?|teams?|flowers?)\b/;
const HOW_LONG = /\bhow long\b|\bhow much (?:longer|time)\b|\bhow many (?:more )?(?:minutes|hours|days|weeks)\b/;

/** Two amounts that are put together or taken apart, then counted by an equal number: 5 × (3 + 4), (50 − 8) ÷ 6. */
export const threeStep: Rule = (story) => {
  const { mentions, asked, low } = story;
  if (mentions.length !== 3 || TIMES.test(asked.facts) || /\bthan\b/.test(low)) return undefined;
  const per = mentions.filter((one) => one.each || new RegExp(`\\b${one.value} dollar [a-z]+`).test(low) || holds(one));
  const found3 = sets(story);
  if (found3) return found3;
  const asksEach = ASKS_EACH.test(asked.text) && !/\beach other\b/.test(asked.text);
  if (asksEach) return EQUALLY.test(low) || /\b(?:same|equal)\b|\binto \d/.test(low) ? shareOut(story) : undefined;
  const [unit] = per;
  if (!unit || per.length !== 1) return undefined;
  const [a, b] = mentions.filter((one) => one !== unit) as [Mention, Mention];
  const base = combined(story, a, b);
  if (HOW_LONG.test(asked.text)) {
    const time = TIME.test(unit.head);
    return found(`three: ${time ? 'time' : 'rate'}`, time ? `${n(unit)}*(${base})` : `(${base})/${n(unit)}`, mentions);
  }
  const more = setsAndMore(story, { unit, a, b });
  if (more) return more;
  return together(story, { unit, a, b }) ? counted(story, { unit, a, b }, base) : undefined;
};

/** 5 × (3 + 4) where what is asked is counted by the unit, (50 − 8) ÷ 6 where it is what holds the unit. */
const counted = ({ mentions, asked }: Story, { unit, a, b }: Parts, base: string): Found | undefined => {
  const product = found('three: product', `${n(unit)}*(${base})`, mentions);
  if (/\bscore\b/.test(asked.text) && unit.head === 'point') return product;
  if (/\benough\b|\bshould\b/.test(`${asked.facts} ${asked.text}`) && unit.head === '') return undefined;
  const spends = /\bhow much\b|\bmoney\b|\bbill\b|\bcost\b|\bspend\b|\bearn\b|\bpay\b/.test(asked.text);
  const money = isMoney(unit.head) && (spends || isMoney(asked.head));
  const isCounted = unit.head !== '' && sameThing(unit, asked.head) && !sameThing(a, asked.head);
  const named = /\b(?:pieces?|points?|lives|minutes|problems|hours)\b/.test(asked.text);
  if (money || isCounted || (named && unit.words.some((word) => asked.text.includes(word)))) return product;
  if (/\bhow much\b/.test(asked.text)) return undefined;
  if (asked.head !== '' && (sameThing(a, asked.head) || sameThing(b, asked.head))) return undefined;
  return found('three: grouped', `(${base})/${n(unit)}`, mentions);
};

/** Two amounts: what goes, is not there, or is "all but" is taken from the first; else both are added. */
export const combined = (story: Story, a: Mention, b: Mention): string => {
  const { asked, low } = story;
  if (/^costs?$/.test(a.verb) && b.change === 'has' && value(a) > value(b)) return `${n(a)}-${n(b)}`;
  const loss =
    signOf(story, { sign: 1, value: n(b), parts: [b], head: b.head, words: b.words, change: b.change, at: b }) === -1;
  const gone =
    b.change === 'result' ||
    /\b(?:all but|did n ?'?t|did not|were not|was not|n't|only|without|except|tired|already)\b/.test(b.clause) ||
    /\b(?:the rest|left over|left|remaining|remainder|others? were|everyone else)\b/.test(asked.facts.slice(b.start)) ||
    /\ball but\b/.test(low) ||
    /\d (?:[a-z]+ )?of (?:them|the|those|these|his|her|their)\b/.test(b.clause) ||
    /\b(?:left|rest|remaining)\b/.test(asked.text);
  if (/\b(?:still|finish|more)\b/.test(asked.text) && /\bneed/.test(asked.facts) && value(b) > value(a))
    return `${n(b)}-${n(a)}`;
  if (!gone && a.change === 'loss') return `${n(a)}+${n(b)}`;
  return (loss || gone) && value(a) >= value(b) ? `${n(a)}-${n(b)}` : `${n(a)}+${n(b)}`;
};

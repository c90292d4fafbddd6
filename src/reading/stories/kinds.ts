/**
 * Rules of word problems for a question about one kind among several: numbers that count other things don't count. "21
 * dogs and 12 cats; 6 dogs are taken away; how many dogs are there now?"
 */
import { anyOf, sequence } from '../../regex.ts';
import { isClass } from '../../problem/solve/things.ts';
import { amountsOf, groupsOf, type Story } from './amounts.ts';
import { isMoney, type Mention } from './parts.ts';
import { ASKS_EACH, COMPARE, EQUALLY, found, n, START, TOTAL, value, type Rule } from './rule.ts';

/**
 * Whether a number counts the kind that is asked about: 'other' where it counts another one, 'open' where it says no
 * kind.
 */
const kindOf = (one: Mention, words: readonly string[]): 'same' | 'other' | 'open' => {
  if (one.head === '' || one.head.endsWith('-')) return 'open';
  const head = words.at(-1)!;
  const [mine, told] = [words.slice(0, -1), one.words.slice(0, -1)];
  if (one.head !== head) return one.words.length === 1 && words.includes(one.head) ? 'open' : 'other';
  if (mine.length === 0 || told.length === 0) return mine.length === told.length ? 'same' : 'open';
  return mine.some((word) => told.includes(word)) ? 'same' : 'other';
};

/** What a number does to what there was, told by who gave and who got. */
const signIn = (story: Story, one: Mention): number =>
  /\b(?:his|her|my|their|our) [a-z]+ borrow/.test(one.clause) || /\bborrow[a-z]* .*\bfrom\b/.test(one.clause)
    ? -1
    : (amountsOf(story).find((amount) => amount.parts.length === 1 && amount.parts.includes(one))?.sign ?? 1);

const LEAVES = /\b(?:left|over|remain\w*|to go|rest)\b/;
const NEEDS = /\bneed|\bmore\b.*\b(?:add|get|put)\b/;

/** One kind among several: what there was of it, and what came and went of it. */
export const oneKind: Rule = (story) => {
  const { mentions, asked } = story;
  const { words, head, text, facts } = asked;
  if (mentions.length < 2 || mentions.length > 6 || head === '' || isClass(head)) return undefined;
  if (COMPARE.test(text) && !NEEDS.test(text)) return undefined;
  if (START.test(text) || ASKS_EACH.test(text) || EQUALLY.test(facts)) return undefined;
  // "how many apples and pears": two kinds are asked about.
  if (/\b(?:and|or|than)\b/.test(text) || /\b(?:times|twice|double|half|than|some|rest)\b/.test(facts))
    return undefined;
  const kinds = mentions.map((one) => ({ one, kind: kindOf(one, words) }));
  if (kinds.some(({ kind }) => kind === 'open') || !kinds.some(({ kind }) => kind === 'other')) return undefined;
  const mine = kinds.filter(({ kind }) => kind === 'same').map(({ one }) => one);
  if (mine.some((one) => one.each || one.change === 'result') || mine.length === 0 || mine.length > 2) return undefined;
  const rates = kinds.filter(({ one, kind }) => kind === 'other' && one.each);
  if (rates.length > 0 && !(/^(?:hour|day|minute|mile|week)$/.test(head) && mine.length === 2 && TOTAL.test(text)))
    return undefined;
  if (rates.length === 0 && groupsOf(story).length > 0) return undefined;
  const [first, second] = mine as [Mention, Mention | undefined];
  if (second === undefined) {
    // Only a plain "how many are there" of what is plainly told.
    const plain =
      /^how (?:many|much) [a-z ]+(?:are|were|is|was) there(?: now)?\W*$|^how many [a-z ]+ (?:does|did) [a-z]+ have(?: now)?\W*$/.test(
        text.trim(),
      );
    return plain && first.change === 'has' && !first.more ? found('told', n(first), mentions) : undefined;
  }
  if (NEEDS.test(text) && value(first) > value(second))
    return found('needs of one kind', `${n(first)}-${n(second)}`, mentions);
  if (signIn(story, second) < 0 || (LEAVES.test(text) && !second.more && second.change !== 'has'))
    return value(first) >= value(second) ? found('one kind', `${n(first)}-${n(second)}`, mentions) : undefined;
  const grows =
    second.more || second.change === 'gain' || /\b(?:more|another|joined?|added|plant)\b/.test(second.clause);
  if (grows && signIn(story, first) > 0) return found('one kind', `${n(first)}+${n(second)}`, mentions);
  if (TOTAL.test(text) && first.change === second.change && !isMoney(head))
    return found('one kind', `${n(first)}+${n(second)}`, mentions);
  return undefined;
};

/** A number of another kind than the one that is asked about: it may not be added. */
export const mixesKinds = ({ mentions, asked }: Story): boolean =>
  asked.head !== '' &&
  !isClass(asked.head) &&
  !/\b(?:and|or)\b/.test(asked.text) &&
  mentions.some((one) => kindOf(one, asked.words) === 'same') &&
  mentions.some((one) => kindOf(one, asked.words) === 'other' && !one.each);

/** "10 jars with 7 nuts each: how many nuts are in one jar?" It was told. */
export const toldEach: Rule = ({ mentions, asked }) => {
  const asksOne =
    ASKS_EACH.test(asked.text) || /\b(?:in|on) (?:1|one|each|every)(?: of the)? [a-z]+\W*$/.test(asked.text);
  if (mentions.length !== 2 || !asksOne || TOTAL.test(asked.text)) return undefined;
  const [unit] = mentions.filter((one) => one.each);
  const [other] = mentions.filter((one) => one !== unit);
  if (!unit || !other || other.each || unit.head === '' || other.head === '' || unit.head === other.head)
    return undefined;
  if (unit.head !== asked.head || EQUALLY.test(asked.facts) || isMoney(unit.head)) return undefined;
  return found('told each', n(unit), mentions);
};

const DAYS = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|june|july/,
      /august|september|october|november|december|morning|afternoon|evening/,
    ),
    /\b/,
  ),
);

/** Without the numbers of other days than the one that is asked about. */
export const ofTheDay = (mentions: readonly Mention[], text: string, facts: string): readonly Mention[] => {
  const day = DAYS.exec(text)?.[0];
  if (day === undefined) return mentions;
  const near = (one: Mention): string | undefined =>
    DAYS.exec(facts.slice(one.start, one.start + 40).split(/[.;,]| and /)[0]!)?.[0];
  const kept = mentions.filter((one) => near(one) === undefined || near(one) === day);
  return kept.some((one) => near(one) === day) ? kept : mentions;
};

/** "12 crayons, gives half of them away": half of what there was is left, and half is gone. */
export const halved: Rule = ({ mentions, low }) =>
  mentions.length === 1 &&
  /\b(?:gives?|gave|eats?|ate|sells?|sold|loses?|lost|uses?|used|spends?|spent|keeps?|kept) (?:away )?(?:exactly )?half\b/.test(
    low,
  )
    ? found('halved', `${n(mentions[0]!)}/2`, mentions)
    : undefined;

/** "3 for 12 quid, what is one?" */
export const unitPrice: Rule = ({ mentions, asked, low }) => {
  const match = /\b(\d+)(?: [a-z]+)? (?:for|cost|costs|are) [$£€]? ?(\d+(?:\.\d+)?)/.exec(low);
  const asks =
    /\b(?:what|how much) (?:is|does|are|would|for) (?:one|1|each|just one|a single one)(?: (?:of them|cost))?\W*$/.test(
      asked.text.trim(),
    );
  if (!match || mentions.length !== 2 || !asks) return undefined;
  return found('unit price', `${match[2]}/${match[1]}`, mentions);
};

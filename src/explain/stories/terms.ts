/**
 * The numbers of a story by the roles of their words, for the reading by explanation: what each counts, and what is
 * done with it; two that are so many of each are one. The clause that asks is kept apart.
 */
import type { Item } from '../grammar/role-words.ts';
import { COMMON, isUnit, stemOf, valueOf } from '../grammar/named-things.ts';
import { isBoundary, type Token } from '../grammar/tokens.ts';

type Tag = 'HAVE' | 'GAIN' | 'LOSS';
/** A number of the story: what it counts, and what is done with it. */
export type Term = {
  text: string;
  value: number;
  /** The words of what is counted. */ thing: ReadonlySet<string>;
  /** The words of the groups, where it is so many in each. */ groups: ReadonlySet<string>;
  tag: Tag | undefined;
  at: number;
  end: number;
  product: boolean;
};
export type Story = {
  tokens: readonly Token[];
  items: readonly Item[];
  /** Items outside of the clause that asks. */ told: readonly Item[];
  asked: readonly Item[];
  ask: { from: number; to: number };
};

export const tagged = (items: readonly Item[], ...tags: readonly string[]): boolean =>
  items.some(({ tag }) => tags.includes(tag));
const isStop = (token: Token | undefined): boolean =>
  token === undefined || (token.kind === 'sign' && /^(?:[.;!?\n]|\.\.\.)$/.test(token.text));
const isMoney = (text: string | undefined): boolean =>
  /^(?:[£$€]|euros?|dollars?|pounds?|quid|bucks?|cents?|pence|p|usd|eur|coins)$/.test(text ?? '');

/** The clause that asks: from "how many" to the end of its clause; else what stands behind the last number. */
export const askOf = (items: readonly Item[], tokens: readonly Token[]): { from: number; to: number } | undefined => {
  const many = items.filter(({ tag }) => tag === 'MANY');
  const numbers = items.filter(({ tag }) => tag === 'UNUM');
  const last = numbers.at(-1);
  if (!last) return undefined;
  const [ask, more] = many;
  if (more && !(many.length === 2 && more.at - ask!.end < 2)) return undefined;
  if (ask) {
    let to = ask.end;
    while (to < tokens.length && !isStop(tokens[to]) && !(/^(?:if|when|,)$/.test(tokens[to]!.text) && to > ask.end))
      to++;
    const behind = numbers.some(({ at }) => at >= to);
    // Behind the question nothing may be told but where it stands first.
    if (behind && ask.at > (numbers[0]?.at ?? 0)) return undefined;
    return { from: ask.at, to: behind ? to : tokens.length };
  }
  if (items[0]!.tag === 'CHANGE' && items[0]!.at === 0) return { from: 0, to: 1 };
  let from = last.end;
  while (from < tokens.length && !isBoundary(tokens[from])) from++;
  return { from, to: tokens.length };
};

/** What a number counts: the words behind it that have no role. */
export const thingAt = (
  { items, tokens }: Pick<Story, 'items' | 'tokens'>,
  at: number,
): { words: Set<string>; end: number } => {
  const words = new Set<string>();
  let end = at;
  for (let taken = 0; end < tokens.length && taken < 3; end++) {
    const { text, kind } = tokens[end]!;
    const role = items.find((item) => item.at <= end && end < item.end)?.tag;
    if (text === 'of' && taken === 0 && /^(?:us|you)$/.test(tokens[end + 1]?.text ?? ''))
      return { words: new Set(['people']), end: end + 2 };
    if (/^(?:of|the|my|our|his|her|its|their|these|those|them|us|more|full)$/.test(text) && taken === 0) continue;
    if (kind === 'sign' && isMoney(text)) words.add('money');
    else if (kind !== 'word' || (role !== undefined && !/^(?:CHANGE)$/.test(role))) break;
    else if (isMoney(text)) words.add('money');
    else if (COMMON.has(text) && !/^(?:people|persons?|kids|things|items)$/.test(text)) break;
    else words.add(/^(?:people|persons?|passengers?)$/.test(text) ? 'people' : stemOf(text));
    taken++;
  }
  return { words, end };
};

export const meets = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => [...a].some((one) => b.has(one));

const CLAUSE = /^(?:,|and|but|then|;|\.|!|\?|\n|:|-|\.\.\.|n|&)$/;

/** The clause around a token, within a sentence. */
export const clauseAt = (tokens: readonly Token[], at: number, end: number): { from: number; to: number } => {
  let from = at;
  while (from > 0 && !CLAUSE.test(tokens[from - 1]!.text)) from--;
  let to = end;
  while (to < tokens.length && !CLAUSE.test(tokens[to]!.text)) to++;
  return { from, to };
};

const VERBS: Readonly<Record<string, Tag>> = { HAVE: 'HAVE', GAIN: 'GAIN', LOSS: 'LOSS', BUY: 'GAIN', SPEND: 'LOSS' };

/**
 * What is done with a number, by the verb of its clause: the last one before it, else the first behind it. `false`
 * where that can't be told.
 */
const verbOf = (
  story: Story,
  term: { at: number; last: number; end: number; first: boolean; each: boolean },
): Tag | undefined | false => {
  const { tokens } = story;
  const { first } = term;
  const { from, to } = clauseAt(tokens, term.at, term.end);
  const verbs = story.told.filter(
    (item) =>
      item.at >= from &&
      item.at < to &&
      tokens[item.at - 1]?.text !== 'to' &&
      (Object.hasOwn(VERBS, item.tag) || /^(?:TAKE|GIVEN|DONE)$/.test(item.tag)),
  );
  const plain = verbs.filter(({ tag }) => tag !== 'HAVE');
  const before = verbs.findLast((item) => item.at < term.last);
  const behind = plain.find((item) => item.at >= term.end) ?? verbs.find((item) => item.at >= term.end);
  const verb = before ?? behind;
  if (!verb) return undefined;
  // "There were 9 that flew off": the verb behind says more.
  if (before?.tag === 'HAVE' && plain.some((item) => item.at >= term.end)) return false;
  const word = String(verb.value);
  // "17 got borrowed"
  if (/^(?:got|get|gets)$/.test(word) && verb === behind) return false;
  switch (verb.tag) {
    case 'TAKE': {
      const away = tokens.slice(term.end, to).some(({ text }) => /^(?:out|away|off)$/.test(text));
      return (away || term.each) && !first ? 'LOSS' : false;
    }
    case 'GIVEN': {
      const mine =
        tokens.slice(0, verb.at).some(({ text }) => text === 'i') &&
        !tokens.slice(0, verb.at).some(({ text }) => /^(?:he|she)$/.test(text));
      return mine && !first ? 'GAIN' : false;
    }
    case 'DONE':
      return !first && tagged(story.asked, 'LEFT') ? 'LOSS' : 'HAVE';
    case 'BUY': {
      const price =
        /^(?:for|at)$/.test(tokens[term.last - 1]?.text ?? '') ||
        isMoney(tokens[term.at - 1]?.text) ||
        isMoney(tokens[term.end]?.text) ||
        isMoney(tokens[term.end - 1]?.text);
      if (first) return price && word !== 'got' && word !== 'get' ? 'LOSS' : 'HAVE';
      return price && !/^(?:got|get)$/.test(word) ? 'LOSS' : 'GAIN';
    }
    default:
      return VERBS[verb.tag];
  }
};

const number = (item: Item): number => Number(item.value);

const EACH_SIGN = /^(?:of|with|at|x|for|in|by|hold|holds|holding|containing|has|have|,|:|having)$/;

/** Two numbers of which the second is so many of each of the first; `used`: the words "each" in it. */
const groupOf = (
  story: Story,
  a: Item,
  b: Item,
  c: Item | undefined,
): { used: number; thing: Set<string>; groups: Set<string>; end: number } | undefined => {
  const { tokens, told } = story;
  const [own, other] = [thingAt(story, a.end), thingAt(story, b.end)];
  const gap = tokens.slice(own.end, b.at).map(({ text }) => text);
  if (gap.some((text) => /^(?:[.;!?\n]|\.\.\.)$/.test(text) && text !== '.')) return undefined;
  const limit = c?.at ?? tokens.length;
  let to = other.end;
  while (to < limit && !CLAUSE.test(tokens[to]!.text)) to++;
  const eachBehind = told.filter(({ tag, at }) => tag === 'EACH' && at >= b.end && at <= other.end + 1);
  const eachBetween = told.filter(({ tag, at }) => tag === 'EACH' && at >= a.end && at < b.at);
  const eachBefore = told.filter(({ tag, at }) => tag === 'EACH' && at < a.at && at >= a.at - 4);
  const used = [eachBehind, eachBetween, eachBefore].filter((list) => list.length > 0).length;
  const link = gap.at(-1) ?? '';
  const made = (): { used: number; thing: Set<string>; groups: Set<string>; end: number } => ({
    used,
    thing: other.words,
    groups: own.words,
    end: Math.max(other.end, ...eachBehind.map(({ end }) => end)),
  });
  if (used > 1 || (!Number.isInteger(number(a)) && !tokens.slice(a.end, own.end).some(({ text }) => isUnit(text))))
    return undefined;
  // "3 rows of 8", "2 pens at 3"
  if (gap.length === 1 && /^(?:of|x)$/.test(link) && own.words.size > 0 && used < 1) return made();
  if (gap.length === 1 && link === 'at' && own.words.size > 0) return made();
  if (
    used === 1 &&
    eachBefore.length === 0 &&
    gap.length <= 6 &&
    (gap.length === 0 ||
      EACH_SIGN.test(link) ||
      eachBetween.length > 0 ||
      story.told.some(({ at, end }) => at >= own.end && end === b.at))
  )
    return made();
  if (eachBefore.length === 1 && gap.some((text) => /^(?:has|have|had|holds?|contains?|gets?|needs?)$/.test(text)))
    return made();
  return undefined;
};

/** The terms of a story: numbers alone or groups, each with what is done with it. */
export const termsOf = (story: Story): { terms: Term[]; each: number } | undefined => {
  const numbers = story.told.filter(({ tag }) => tag === 'UNUM');
  const terms: Term[] = [];
  let each = 0;
  for (let i = 0; i < numbers.length; i++) {
    const [a, b] = [numbers[i]!, numbers[i + 1]];
    const group = b && groupOf(story, a, b, numbers[i + 2]);
    const own = thingAt(story, a.end);
    const base = group
      ? {
          text: `${valueOf(a)}*${valueOf(b!)}`,
          value: number(a) * number(b!),
          thing: group.thing,
          groups: group.groups,
          end: group.end,
          product: true,
        }
      : {
          text: valueOf(a),
          value: number(a),
          thing: own.words,
          groups: new Set<string>(),
          end: own.end,
          product: false,
        };
    if (isMoney(story.tokens[(group ? b! : a).at - 1]?.text)) base.thing = new Set([...base.thing, 'money']);
    const verb = verbOf(story, {
      at: a.at,
      last: group ? b!.at : a.at,
      end: group ? b!.end : a.end,
      first: terms.length === 0,
      each: group !== undefined && group.used > 0,
    });
    if (verb === false && !tagged(story.asked, 'CHANGE')) return undefined;
    const before = terms.at(-1);
    const joined =
      before !== undefined &&
      story.tokens.slice(before.end, a.at).some(({ text }) => /^(?:and|,|&|n|plus)$/.test(text)) &&
      !story.tokens.slice(before.end, a.at).some((token) => isStop(token));
    terms.push({ ...base, tag: (verb === false ? undefined : verb) ?? (joined ? before.tag : undefined), at: a.at });
    if (group) {
      each += group.used;
      i++;
    }
  }
  return { terms, each };
};

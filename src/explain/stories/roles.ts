/**
 * Stories of one stock, of groups of one size, of sharing and of change, by the roles of their words, for the reading
 * by explanation. Every number is had, got, lost, or is so many of each of another number; what is counted is the same
 * thing all along. A verb that is in no list, or a word that may turn the story, and there is no explanation.
 */
import { addRoleKinds, type Item, type Kind } from '../grammar/role-words.ts';
import { COMMON, stemOf, valueOf } from '../grammar/named-things.ts';
import type { Grammar } from '../grammar/grammar.ts';
import { askOf, clauseAt, meets, tagged, termsOf, thingAt, type Story, type Term } from './terms.ts';
import { STORY_WORDS } from './words.ts';
import type { Token } from '../grammar/tokens.ts';

const value = (expression: string): unknown => ({ type: 'story', quantities: [], expression });

/** All that is counted is one thing, told by its words or not at all; the question counts the same. */
const oneThing = (story: Story, terms: readonly Term[]): boolean => {
  const named = terms.filter(({ thing }) => thing.size > 0);
  const first = terms[0]!.thing;
  if (first.size > 0 && !named.every(({ thing }) => meets(thing, first))) return false;
  const asked = askedThing(story);
  return asked.size === 0 || named.some(({ thing }) => meets(thing, asked)) || (first.size === 0 && named.length === 0);
};

/** What the question counts. */
const askedThing = (story: Story): Set<string> => {
  const many = story.asked.find(({ tag }) => tag === 'MANY');
  const tag = many ?? story.asked.find((item) => item.tag === 'TOTAL');
  return tag ? thingAt(story, tag.end).words : new Set();
};

const TURNING = ['SHARE', 'AMONG', 'EQUALLY', 'FEWER', 'THAN', 'OLDER', 'YOUNGER', 'CHANGE', 'NEED', 'PACK'];

/** "And a monitor": something of which no number is told. */
const hasMore = ({ told, tokens }: Story): boolean =>
  tokens.some(
    ({ text }, i) =>
      /^(?:and|,|plus)$/.test(text) &&
      /^(?:an?|some)$/.test(tokens[i + 1]?.text ?? '') &&
      !told.some(({ at }) => at === i + 1),
  );

/** What is left of a stock, or how large it is now. */
const stock = (story: Story, terms: readonly Term[]): unknown => {
  const [first, ...rest] = terms;
  if (!first || rest.length === 0 || tagged(story.items, ...TURNING, 'TOTAL')) return undefined;
  if (
    tagged(story.told, 'LEFT') ||
    story.told.some(({ tag, at }) => tag === 'MORE' && !terms.some((term) => at >= term.at && at <= term.end + 1))
  )
    return undefined;
  if (tagged(story.asked, 'MORE')) return undefined;
  const bare = first.tag === undefined;
  if ((bare && first.thing.size === 0) || hasMore(story)) return undefined;
  if (!bare && first.tag !== 'HAVE' && !(first.tag === 'GAIN' && first.at < 6)) return undefined;
  if (!rest.every(({ tag }) => tag === 'GAIN' || tag === 'LOSS')) return undefined;
  const lost = rest.some(({ tag }) => tag === 'LOSS');
  const more = (term: Term): boolean => story.tokens.slice(term.at, term.end + 1).some(({ text }) => text === 'more');
  if (rest.some((term) => term.tag === 'LOSS' && more(term))) return undefined;
  const left = tagged(story.asked, 'LEFT');
  if (left && !lost) return undefined;
  if (!oneThing(story, terms)) return undefined;
  // What the last one did is asked, not the stock: "how many did he eat?"
  if (
    tagged(story.asked, 'LOSS', 'GAIN', 'SPEND', 'BUY', 'EACH', 'TAKE') &&
    !(left && !tagged(story.asked, 'LOSS', 'EACH', 'SPEND'))
  )
    return undefined;
  const total = rest.reduce((sum, { tag, value: n }) => (tag === 'GAIN' ? sum + n : sum - n), first.value);
  if (total < 0) return undefined;
  return value([first.text, ...rest.map(({ tag, text }) => `${tag === 'GAIN' ? '+' : '-'}${text}`)].join(''));
};

/** All parts together. */
const sum = (story: Story, terms: readonly Term[]): unknown => {
  if (terms.length < 2 || tagged(story.items, ...TURNING, 'LEFT', 'MORE') || tagged(story.told, 'NOW'))
    return undefined;
  const tags = new Set(terms.map(({ tag }) => tag));
  const mixed = tags.has('LOSS') && tags.size > 1;
  if (mixed || (tags.size > 1 && !tagged(story.asked, 'TOTAL'))) return undefined;
  const asked = askedThing(story);
  const named = terms.filter(({ thing }) => thing.size > 0);
  if (named.length === 0 && tags.has(undefined)) return undefined;
  if (!named.every(({ thing }) => meets(thing, named[0]!.thing))) return undefined;
  const same = named.length > 0 && named.every(({ thing }) => meets(thing, asked));
  const spent = tags.has('LOSS') && !tagged(story.asked, 'TOTAL');
  if (spent || (!same && (asked.size > 0 || !tagged(story.asked, 'TOTAL')))) return undefined;
  if (tagged(story.asked, 'EACH', 'LOSS') && !tags.has('LOSS')) return undefined;
  if (hasMore(story)) return undefined;
  return value(terms.map(({ text }) => text).join('+'));
};

/** One number of groups of one size. */
const groups = (story: Story, [term, ...more]: readonly Term[]): unknown => {
  if (!term?.product || more.length > 0 || tagged(story.items, ...TURNING, 'LEFT', 'MORE', 'LOSS')) return undefined;
  if (tagged(story.asked, 'EACH') || hasMore(story)) return undefined;
  const asked = askedThing(story);
  if (asked.size > 0 && meets(asked, term.groups) && !meets(asked, term.thing)) return undefined;
  const money =
    story.tokens.slice(story.ask.from, story.ask.to).some(({ text }) => text === 'much') ||
    tagged(story.asked, 'SPEND');
  const fits = asked.size > 0 ? meets(asked, term.thing) || money : tagged(story.asked, 'TOTAL', 'NOW') || money;
  return fits ? value(term.text) : undefined;
};

const PAID = /^(?:pay|pays|paid|paying|with|gave|gives|give|hand|hands|handed|handing|from|of|out)$/;

/** Change of what was paid: the price is money, and the larger number was given. */
const change = (story: Story, terms: readonly Term[]): unknown => {
  if (tagged(story.told, 'LEFT', 'SHARE', 'AMONG', 'MORE', 'THAN', 'EACH') !== tagged(story.told, 'EACH'))
    return undefined;
  if (tagged(story.asked, 'MORE')) return undefined;
  const [a, b, ...more] = terms;
  if (!a || !b || more.length > 0 || a.value === b.value) return undefined;
  const [paid, price] = a.value > b.value ? [a, b] : [b, a];
  const given =
    story.tokens.slice(Math.max(0, paid.at - 4), paid.at).some(({ text }) => PAID.test(text)) ||
    story.tokens.slice(paid.end - 1, paid.end + 1).some(({ text }) => text === 'note');
  const things = [...price.thing].some((word) => word !== 'money');
  if (paid.product || !given || (things && !price.thing.has('money')) || hasMore(story)) return undefined;
  return value(`${paid.text}-${price.text}`);
};

/** So many shared by so many. */
const shared = (story: Story, terms: readonly Term[]): unknown => {
  const [a, b, ...more] = terms;
  if (
    !a ||
    !b ||
    more.length > 0 ||
    a.product ||
    b.product ||
    tagged(story.told, 'LEFT', 'LOSS', 'GAIN', 'MORE', 'THAN', 'CHANGE', 'NEED') ||
    tagged(story.asked, 'LEFT', 'MORE', 'CHANGE', 'TOTAL')
  )
    return undefined;
  if (
    !tagged(story.items, 'EACH') &&
    !/^(?:does|do|will)$/.test(story.tokens[story.ask.from]?.text ?? '') &&
    !tagged(story.items, 'EQUALLY')
  )
    return undefined;
  const led = (term: Term, words: RegExp): boolean => {
    let i = term.at - 1;
    while (/^(?:the|my|our|of|all|his|her|their)$/.test(story.tokens[i]?.text ?? '')) i--;
    return words.test(story.tokens[i]?.text ?? '');
  };
  const among = (term: Term): boolean =>
    led(term, /^(?:between|among|amongst|by)$/) ||
    (led(term, /^for$/) && term.thing.size > 0 && !term.thing.has('money'));
  const subject =
    a.thing.size > 0 && story.told.some(({ tag, at }) => tag === 'SHARE' && at >= a.end && at <= a.end + 1);
  const [whole, by] =
    among(b) && !among(a) && !subject ? [a, b] : (among(a) || subject) && !among(b) ? [b, a] : [undefined, undefined];
  if (!whole || !by || by.value === 0) return undefined;
  if (!tagged(story.items, 'SHARE', 'EACH')) return undefined;
  const money = whole.thing.has('money') || whole.text.includes('.');
  const each = whole.value / by.value;
  return Number.isInteger(each) || money ? value(`${whole.text}/${by.text}`) : undefined;
};

/** How many more one is than the other, or is needed. */
const apart = (story: Story, terms: readonly Term[]): unknown => {
  const [a, b, ...more] = terms;
  if (!a || !b || more.length > 0 || a.product || b.product) return undefined;
  if (tagged(story.items, 'SHARE', 'AMONG', 'EACH', 'TOTAL', 'LEFT', 'LOSS', 'CHANGE', 'NOW', 'PACK', 'EQUALLY'))
    return undefined;
  if (tagged(story.told, 'MORE', 'FEWER', 'THAN', 'OLDER', 'YOUNGER')) return undefined;
  const asks =
    tagged(story.asked, 'MORE', 'FEWER', 'OLDER', 'YOUNGER') ||
    story.asked.some(({ value: word }) => /^(?:short|missing)$/.test(String(word)));
  const needs = tagged(story.items, 'NEED') || story.told.some(({ value: word }) => /^costs?$/.test(String(word)));
  const have = [a, b].every(({ tag }) => tag === 'HAVE' || tag === undefined);
  if (!asks || a.value === b.value || (!have && !needs)) return undefined;
  if (a.thing.size > 0 && b.thing.size > 0 && !meets(a.thing, b.thing)) return undefined;
  const [x, y] = a.value > b.value ? [a, b] : [b, a];
  return value(`${x.text}-${y.text}`);
};

/** "Eva has 5 more than Anna": the one that is compared is asked for. */
const compared = (story: Story, terms: readonly Term[]): unknown => {
  const [a, b, ...more] = terms;
  if (!a || !b || more.length > 0 || a.product || b.product) return undefined;
  if (
    tagged(
      story.items,
      'SHARE',
      'AMONG',
      'EACH',
      'TOTAL',
      'LEFT',
      'LOSS',
      'GAIN',
      'CHANGE',
      'PACK',
      'EQUALLY',
      'BUY',
      'TAKE',
      'NEED',
    )
  )
    return undefined;
  const { tokens } = story;
  const signs = story.told.filter(({ tag }) => /^(?:MORE|FEWER|OLDER|YOUNGER)$/.test(tag));
  const [sign] = signs;
  const than = story.told.filter(({ tag }) => tag === 'THAN');
  if (!sign || signs.length > 1 || than.length > 1 || tagged(story.asked, 'MORE', 'FEWER', 'OLDER', 'YOUNGER', 'THAN'))
    return undefined;
  const beside = (term: Term): boolean => sign.at > term.at && sign.at <= term.end + 2;
  const [by, base] = beside(b) ? [b, a] : beside(a) ? [a, b] : [undefined, undefined];
  if (!by || !base) return undefined;
  const other =
    than[0] &&
    tokens
      .slice(than[0].end, than[0].end + 3)
      .find(({ text }) => !/^(?:the|my|his|her|mr|mrs|ms|miss|our)$/.test(text));
  const clause = clauseAt(tokens, base.at, base.end);
  const me = (text: string): string => (/^(?:me|i|my)$/.test(text) ? 'i' : stemOf(text));
  const owner = tokens.slice(clause.from, base.at).map(({ text }) => me(text));
  const ask = tokens.slice(story.ask.from, story.ask.to).map(({ text }) => me(text));
  if (/^(?:MORE|FEWER)$/.test(sign.tag) && !other) return undefined;
  // The other one's number is told, and the other one is not asked for.
  if (other && ((!owner.includes(me(other.text)) && me(other.text) !== 'i') || ask.includes(me(other.text))))
    return undefined;
  if (!other && owner.some((word) => word.length > 2 && ask.includes(word) && !COMMON.has(word))) return undefined;
  const up = sign.tag === 'MORE' || sign.tag === 'OLDER';
  if (!up && by.value > base.value) return undefined;
  return value(`${base.text}${up ? '+' : '-'}${by.text}`);
};

/** So many of one for each of the other: "how many patients per nurse?", "how much is that per egg?" */
const perOne = (story: Story, terms: readonly Term[]): unknown => {
  const [a, b, ...more] = terms;
  const each = story.asked.find(({ tag }) => tag === 'EACH');
  if (!a || !b || !each || more.length > 0 || a.product || b.product) return undefined;
  if (
    tagged(story.told, 'LEFT', 'LOSS', 'GAIN', 'MORE', 'THAN', 'CHANGE', 'NEED') ||
    tagged(story.asked, 'LEFT', 'MORE', 'CHANGE')
  )
    return undefined;
  const one = thingAt(story, each.end).words;
  const [by, whole] =
    meets(b.thing, one) && !meets(a.thing, one)
      ? [b, a]
      : meets(a.thing, one) && !meets(b.thing, one)
        ? [a, b]
        : [undefined, undefined];
  if (!by || !whole || by.value === 0) return undefined;
  const asked = askedThing(story);
  const money = whole.thing.has('money') || whole.text.includes('.') || whole.tag === 'LOSS';
  if (!(meets(whole.thing, asked) || (asked.size === 0 && money))) return undefined;
  return Number.isInteger(whole.value / by.value) || money ? value(`${whole.text}/${by.text}`) : undefined;
};

const UNIT_OF = /^(?:day|week|hour|month|year|minute)s?$/;

/** So many in each day, and for how many days: "2 tins a day; how many for five days?" */
const paced = (items: readonly Item[], tokens: readonly Token[]): unknown => {
  const numbers = items.filter(({ tag }) => tag === 'UNUM');
  const [a, b] = numbers;
  const each = items.filter(({ tag }) => tag === 'EACH');
  if (!a || !b || numbers.length > 2 || each.length !== 1 || !tagged(items, 'MANY', 'TOTAL')) return undefined;
  if (
    tagged(
      items,
      'LEFT',
      'MORE',
      'FEWER',
      'THAN',
      'NEED',
      'SHARE',
      'AMONG',
      'CHANGE',
      'EQUALLY',
      'PACK',
      'GIVEN',
      'TAKE',
      'LOSS',
    ) &&
    !tagged(items, 'LOSS')
  )
    return undefined;
  if (tagged(items, 'LEFT', 'MORE', 'FEWER', 'THAN', 'NEED', 'SHARE', 'AMONG', 'CHANGE', 'EQUALLY', 'PACK'))
    return undefined;
  const [rate] = each;
  const word = String(rate!.value);
  const unit = UNIT_OF.test(word) ? word : (tokens[rate!.end]?.text ?? '');
  if (!UNIT_OF.test(unit)) return undefined;
  const other = numbers.find(({ end }) => stemOf(tokens[end]?.text ?? '') === stemOf(unit));
  const own = numbers.find((one) => one !== other);
  if (!other || !own || rate!.at < own.end || rate!.at > own.end + 4 || (other.at > own.at && other.at < rate!.at))
    return undefined;
  const ask = items.find(({ tag }) => tag === 'MANY' || tag === 'TOTAL')!;
  return UNIT_OF.test(tokens[ask.end]?.text ?? '') ? undefined : value(`${valueOf(own)}*${valueOf(other)}`);
};

const story = (items: readonly Item[], tokens: readonly Token[]): unknown => {
  if (tagged(items, 'BAD') || tokens.length > 120) return undefined;
  const pace = paced(items, tokens);
  if (pace !== undefined) return pace;
  const ask = askOf(items, tokens);
  if (!ask) return undefined;
  const inAsk = ({ at }: Item): boolean => at >= ask.from && at < ask.to;
  const whole: Story = { tokens, items, ask, told: items.filter((item) => !inAsk(item)), asked: items.filter(inAsk) };
  if (whole.asked.some(({ tag }) => tag === 'UNUM')) return undefined;
  if (!tagged(whole.asked, 'MANY', 'LEFT', 'TOTAL', 'NOW', 'CHANGE', 'EACH')) return undefined;
  const found = termsOf(whole);
  if (!found) return undefined;
  const { terms, each } = found;
  const eachTold = whole.told.filter(({ tag }) => tag === 'EACH').length;
  const isShared =
    shared(whole, terms) ?? (eachTold === 0 || tagged(whole.told, 'EQUALLY') ? perOne(whole, terms) : undefined);
  if (isShared !== undefined) return isShared;
  if (eachTold !== each) return undefined;
  if (tagged(whole.asked, 'CHANGE')) return change(whole, terms);
  return (
    compared(whole, terms) ?? apart(whole, terms) ?? groups(whole, terms) ?? stock(whole, terms) ?? sum(whole, terms)
  );
};

const KINDS: readonly Kind[] = [{ words: STORY_WORDS, quantities: ['UNUM'], build: story }];

/** Adds stories by roles. */
export const addStoryRoles = (grammar: Grammar): void => addRoleKinds(grammar, 'STORYROLES', KINDS);

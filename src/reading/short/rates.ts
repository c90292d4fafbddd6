/**
 * So much of each: a rate times what it is told for, everything divided by it, a price times a count, and a whole that
 * is shared.
 */
import { factor, inUnit, isCounted, isPerson, sameHead } from '../roles/things.ts';
import { PERIODS } from '../roles/words.ts';
import { exactly, isMoney, own, sum, tells, type Made, type Story, type Term } from './terms.ts';

const BUYS = /\bhow many (?:can|could|do) (?:i|we|you|he|she|they) (?:buy|get|afford)\b/;
/** Whether the question asks for what a rate is told for: "trips", "how many weeks", "how long". */
export const asksPer = ({ ask }: Story, rate: Term): boolean => {
  const { thing } = ask;
  if (thing.head === '') {
    if (BUYS.test(ask.text)) return isMoney(rate) || rate.thing.head === '';
    const long = /\bhow long\b|\bwhen\b/.test(ask.text);
    return long && rate.per !== undefined && PERIODS.has(rate.per.head) && !PERIODS.has(rate.thing.head);
  }
  if (exactly(thing, rate.thing)) return false;
  if (rate.per === undefined)
    return !isMoney(rate)
      ? thing.head !== 'money' && !exactly(thing, rate.thing) && isCounted(thing.head)
      : isCounted(thing.head);
  return sameHead(rate.per.head, thing.head) || (PERIODS.has(rate.per.head) && PERIODS.has(thing.head));
};

const rounded = ({ ask, low }: Story): 'up' | 'down' | undefined => {
  if (BUYS.test(ask.text)) return 'down';
  if (!isCounted(ask.thing.head)) return undefined;
  if (/\b(?:can|could|afford|full|whole|complete|possible)\b/.test(ask.text)) return 'down';
  return /\b(?:need|needs|needed|required?|must|have to|has to|least|minimum|enough|fewest|smallest|take|takes)\b/.test(
    `${ask.text} ${low}`,
  )
    ? 'up'
    : undefined;
};

/** A rate and another figure: so much of each, or so many of it in all. */
export const byRate = (a: Term, b: Term, story: Story): Made | undefined => {
  if (a.apart !== undefined || b.apart !== undefined) return undefined;
  const [rate, other] = a.rate && !b.rate ? [a, b] : b.rate && !a.rate ? [b, a] : [undefined, undefined];
  const { ask } = story;
  if (rate === undefined || other === undefined || (other.among && !other.asked) || rate.among) return undefined;
  const alike = exactly(other.thing, rate.thing) || (tells(other.thing, rate.thing) && !PERIODS.has(other.thing.head));
  const bare = other.thing.head === '' || rate.thing.head === '';
  const both = ask.kind === 'each' && ask.per !== undefined && rate.per !== undefined && exactly(ask.per, rate.per);
  if (/\b(?:left|change|remain\w*|profit|gain|than)\b/.test(ask.text)) return undefined;
  if (asksPer(story, rate)) {
    if (
      !(alike || (bare && (rate.per === undefined || !counts(other, rate))) || (BUYS.test(ask.text) && isMoney(other)))
    )
      return undefined;
    const by = rate.per === undefined ? '1' : (factor(rate.per.head, ask.thing.head) ?? '1');
    if (Number(other.size) < Number(rate.size) && isCounted(ask.thing.head)) return undefined;
    const converted = inUnit(other.told, other.thing, rate.thing) ?? other.told;
    const left = { ...other, told: converted };
    return {
      expression: `${sum(left, '/', rate)}${by === '1' ? '' : `*${by.includes('/') ? `(${by})` : by}`}`,
      round: rounded(story),
      thing: ask.thing,
    };
  }
  if (both || alike || ask.kind === 'difference' || ask.kind === 'need' || ask.kind === 'start') return undefined;
  if (!counts(other, rate)) return undefined;
  if (!fitsAsk(rate, other, story)) return undefined;
  const times = rate.per === undefined ? other.told : (inUnit(other.told, other.thing, rate.per) ?? other.told);
  if (times.includes('/') && PERIODS.has(rate.per?.head ?? '')) return undefined;
  return { expression: sum({ ...other, told: times }, '*', rate), thing: rate.thing };
};

/** Whether a figure counts what a rate is told for. */
export const counts = (other: Term, rate: Term): boolean => {
  if (other.rate) return false;
  if (rate.per === undefined && rate.soft && other.thing.head === '')
    return other.clause === rate.clause && !other.more;
  if (rate.per === undefined)
    return other.thing.head !== '' && !exactly(other.thing, rate.thing) && other.thing.head !== 'money';
  if (tells(other.thing, rate.per)) return true;
  if (other.thing.of !== undefined && other.thing.of === rate.per.head) return true;
  if (other.thing.head === 'time') return !PERIODS.has(rate.per.head);
  if (other.thing.head === '' && rate.soft && isMoney(rate)) return !other.more && other.asked;
  if (other.thing.head === '') return !other.more && !rate.soft && !own(other) && other.way === 0;
  return isPerson(other.thing.head) && /^(?:person|head|one)$/.test(rate.per.head);
};

/** Whether the question may ask for so much of each. */
const fitsAsk = (rate: Term, other: Term, { ask }: Story): boolean => {
  if (exactly(ask.thing, other.thing) && !exactly(ask.thing, rate.thing) && !isMoney(rate)) return false;
  if (ask.money) return isMoney(rate) || rate.thing.head === '';
  if (ask.thing.head === '') return true;
  if (rate.thing.head === '' || exactly(ask.thing, rate.thing) || sameHead(rate.thing.head, ask.thing.head))
    return true;
  return isMoney(rate) ? false : !rate.soft && isCounted(rate.thing.head) === isCounted(ask.thing.head);
};

/** "Item costs 4, buy 6, total": a price, and how many are bought. */
export const byCount = (a: Term, b: Term, { ask }: Story): Made | undefined => {
  const [price, count] = a.verb === 'costs' && b.verb === 'buys' ? [a, b] : [undefined, undefined];
  if (price === undefined || count === undefined || !isMoney(price) || isMoney(count) || count.rate) return undefined;
  if (count.thing.head !== '' && !price.before.includes(count.thing.head)) return undefined;
  return ask.money || ask.kind === 'total' ? { expression: sum(count, '*', price), thing: price.thing } : undefined;
};

const SHARES =
  /\b(?:split|splits|share|shared|sharing|shares (?:it|them|his|her|the|out|equally|evenly)|divide|divides|divided|dividing|between|among|amongst|equal|equally|evenly|same)\b/;

/** A whole and how many get a part of it. */
export const byShare = (a: Term, b: Term, story: Story): Made | undefined => {
  const { ask, low } = story;
  if (a.rate && b.rate) return undefined;
  const shared = SHARES.test(low);
  if (ask.kind !== 'each' && !shared) return undefined;
  if (/\b(?:more|fewer|less|than|left|change|remain\w*)\b/.test(ask.text) || ask.kind === 'difference')
    return undefined;
  const takers = [a, b].filter((one) => takes(one, story, one === a ? b : a));
  const [count] = takers;
  if (takers.length !== 1 || count === undefined) return undefined;
  const whole = count === a ? b : a;
  if ((whole.rate && !(whole.soft && isMoney(whole))) || (count.rate && !count.soft)) return undefined;
  if (
    whole.size < count.size &&
    !(isMoney(whole) && count.thing.head !== '') &&
    (isCounted(whole.thing.head) || whole.thing.head === '')
  )
    return undefined;
  if (
    ask.per !== undefined &&
    count.thing.head !== '' &&
    !tells(count.thing, ask.per) &&
    count.thing.of !== ask.per.head &&
    !sameHead(count.thing.head, ask.per.head)
  )
    return undefined;
  if (ask.thing.head !== '' && exactly(count.thing, ask.thing) && !exactly(whole.thing, ask.thing)) return undefined;
  const converted =
    ask.per !== undefined && !isCounted(ask.per.head) && !isCounted(count.thing.head)
      ? (inUnit(count.told, count.thing, ask.per) ?? count.told)
      : count.told;
  return { expression: sum(whole, '/', { ...count, told: converted }), thing: whole.thing };
};

/** Whether a figure counts those among whom the other is shared, or what a price is asked of. */
const takes = (one: Term, { ask, low }: Story, other: Term): boolean => {
  if (isMoney(one)) return false;
  if (ask.per !== undefined && one.thing.head !== '') {
    if (tells(one.thing, ask.per) || one.thing.of === ask.per.head) return true;
    if (other.thing.head !== '' && tells(other.thing, ask.per)) return false;
  }
  if (
    new RegExp(
      String.raw`\b(?:between|among|amongst|into|by|with|for|over)(?: the| us| my| our| his| her| their| all)? ${one.value.replace('.', '\\.')}\b`,
    ).test(low) &&
    (SHARES.test(low) || ask.kind === 'each')
  )
    return !isMoney(one);
  if (isMoney(other)) return one.thing.head !== '' || ask.per === undefined;
  if (isPerson(one.thing.head)) return !isPerson(other.thing.head);
  return (
    ask.thing.head !== '' && exactly(other.thing, ask.thing) && !exactly(one.thing, ask.thing) && one.thing.head !== ''
  );
};

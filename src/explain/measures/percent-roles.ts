/**
 * Averages and percentages by the roles of their words, for the reading by explanation. Every number is part of the
 * one computation; what is asked for is told by words of a closed list, and a thing that is asked for by its name was
 * named before, so that the other part of a whole is never taken for it.
 */
import { addRoleKinds, all, has, lexicon, type Item, type Kind } from '../grammar/role-words.ts';
import { isUnit, newlyNamed, valueOf, valueOfUnit } from '../grammar/named-things.ts';
import type { Grammar } from '../grammar/grammar.ts';
import type { Token } from '../grammar/tokens.ts';

const formula = (name: string, ...given: readonly string[]): unknown => ({ type: 'formula', formula: name, given });

const AVERAGE_WORDS = lexicon(`
  AVG: average, averages, averaged, avg, avrage, avarage, averge, mean, arithmetic mean, on average, in average;
  MEDIAN: median, medain, meidan, middle number, middle value, middle one, number in the middle, value in the middle;
  MODE: mode, modal, most common, most frequent, most often, most of, most commonly;
  RANGE: range;
  BAD: weighted, geometric, harmonic, trimmed, moving, rolling, standard, deviation, variance, drop, dropped, drops,
     remove, removed, cancel, strike, struck, joins, joined, joining, leaves, left, quartile, interquartile,
     percentile,
     estimated, cumulative, word, words, speed, moves, replace, gone;
  TOTAL: total, in total, altogether, sum, add up to, in all, combined, all together;
  NEED: need, must, have to, has to, should, get, got, score, what is the, how many on the, to get;
  LAST: last, first;
  DAY: monday, tuesday, wednesday, thursday, friday, saturday, sunday, mon, tue, tues, wed, thu, thur, thurs, fri,
     sat,
     sun, morning, evening, noon, night, january, february, march, april, june, july, august, september, october,
     november, december;
  -: i mean, per day, per week, per month, per game, per hour, per trip, per night, per person, per run, per test,
     per match, a day, a week, a game, each day, each week, each game, each time, each month, week, weeks, this week,
     day, days, daily, weekly, monthly, yesterday, today, this month, month, last week, last few, who, why, which,
     how, how much, how many, how old, would, could, might, as, then, also, if, start, sold, her, whole, all,
     than, so that, so,
     them, of them, both, _, one, round scores, half year, when, other, age, old, tall, far, long, [, ], {, },
     \\(, \\), /, order, in order,
     put them in order, exactly, same, to the, places, year, this year
`);

/** Words that may stand between two numbers of one list. */
const BETWEEN = /^(?:,|and|&|then|;|\/|on|an?|\n|£|\$|€|°|\))$/;

/** The numbers of one list: those with nothing but signs, units and days between them. */
const listed = (numbers: readonly Item[], days: readonly Item[], tokens: readonly Token[]): Item[][] => {
  const lists: Item[][] = [];
  for (const number of numbers) {
    const last = lists.at(-1);
    const from = last?.at(-1)?.end ?? 0;
    const joined = tokens
      .slice(from, number.at)
      .every(({ text }, i) => BETWEEN.test(text) || isUnit(text) || days.some(({ at }) => at === from + i));
    if (last && joined) last.push(number);
    else lists.push([number]);
  }
  return lists;
};

/** What one more number must be for an average of all: "60, 70 and 80 so far; what on the fourth for 75?" */
const needed = (items: readonly Item[], numbers: readonly string[], singles: readonly string[]): unknown => {
  const [most, count] = [Math.max(...all(items, 'ORD').map(({ value }) => Number(value))), numbers.length + 1];
  const told = singles.filter((one) => one !== String(count) && one !== String(count - 1));
  if (most !== count || told.length !== 1 || !has(items, 'NEED') || has(items, 'TOTAL')) return undefined;
  return { type: 'value', expression: `${count}*${told[0]}-(${numbers.join('+')})` };
};

/** An average and a count for a sum, or a sum and a count for an average. */
const spread = (items: readonly Item[], tokens: readonly Token[]): unknown => {
  const [a, b, ...more] = all(items, 'DATA');
  if (!a || !b || more.length > 0 || has(items, 'ORD', 'LAST', 'NEED', 'DAY')) return undefined;
  const [x, y] = [valueOf(a), valueOf(b)];
  const asked = newlyNamed(tokens, b.end);
  if (!has(items, 'TOTAL')) return undefined;
  const inAsk = (tag: string): boolean => all(items, tag).some(({ at }) => at >= asked.from);
  const count = /^[1-9]\d*$/;
  if (inAsk('TOTAL') && !inAsk('AVG') && count.test(x) && all(items, 'AVG').some(({ at }) => at < asked.from))
    return { type: 'value', expression: `${x}*${y}` };
  const total = all(items, 'TOTAL')[0]!;
  const near = total.at - b.end >= 0 && total.at - b.end < 3;
  return inAsk('AVG') && !inAsk('TOTAL') && near && count.test(x)
    ? { type: 'value', expression: `${y}/${x}` }
    : undefined;
};

/** One list of numbers, and the average, the median, the mode or the range of it. */
const average = (items: readonly Item[], tokens: readonly Token[]): unknown => {
  const asks = ['AVG', 'MEDIAN', 'MODE', 'RANGE'].filter((tag) => has(items, tag));
  if (asks.length !== 1 || has(items, 'BAD')) return undefined;
  const [ask] = asks;
  const units = new Set(all(items, 'UNITED').map(({ value }) => valueOfUnit(String(value))));
  if (units.size > 1) return undefined;
  const lists = listed(all(items, 'DATA'), all(items, 'DAY'), tokens);
  const data = lists.filter((list) => list.length > 1);
  if (data.length === 0 && ask === 'AVG') return spread(items, tokens);
  if (data.length !== 1) return undefined;
  const end = data[0]!.at(-1)!.end;
  // "12, 15 and banana"
  if (/^(?:and|or|,)$/.test(tokens[end]?.text ?? '') && /^(?:an?|some|one|[b-z]|x)$/.test(tokens[end + 1]?.text ?? ''))
    return undefined;
  if (tokens[end]?.text === 'and' && !/^(?:tell|i|give|say|what|it|my|so)$/.test(tokens[end + 1]?.text ?? ''))
    return undefined;
  const numbers = data[0]!.map(valueOf);
  const singles = lists.filter((list) => list.length === 1).map((list) => valueOf(list[0]!));
  if (ask === 'AVG' && has(items, 'ORD')) return needed(items, numbers, singles);
  // "My three marks": how many there are, told before them.
  if (!singles.every((one) => one === String(numbers.length)) || has(items, 'ORD', 'TOTAL')) return undefined;
  if (has(items, 'LAST') && singles.length === 0) return undefined;
  if (ask === 'MEDIAN') return { type: 'pick', which: 'median', rank: 1, numbers };
  return formula(ask === 'AVG' ? 'average' : ask === 'MODE' ? 'mode' : 'range', ...numbers);
};

const PERCENT_WORDS = lexicon(`
  WHATP: what percent, what percentage, what %, which percentage, which percent, how many percent, how many per cent,
     in percent, in per cent, as a percentage, as percentage, percentage, percent, what per cent, %, in percentage,
     how many percents, as a percent, how much percent, how much percentage;
  OUT: out of;
  OF: of;
  FROM: from;
  TO: to;
  WAS: was, were, used to, had, last week, last month, last year;
  NOW: now, today, this week, this month, this year, currently;
  UP: more, up, raise, raised, raising, rise, rises, rose, risen, increase, increases, increased, increasing,
     incraese,
     increse, goes up, went up, go up, gone up, on top, dearer, bump, gain, gained, growth, grew, grown, climbed,
     profit;
  TAX: vat, tax, sales tax;
  TIP: tip;
  DOWN: off, discount, cheaper, reduced, reduction, reduce, down, knocked off, knock off, less, drop, drops, dropped,
     fell, fall, fallen, decrease, decreased, decreases, lower, lowered, takes off, taken off, come down, came down,
     cut, saving;
  PAY: pay, paying, pays, new, final, sale price, end up paying, gross, revised, to be paid, in total, in all,
     altogether, total, what does it become, becomes, become, including;
  ORIGINAL: original, originally, whole, total class;
  BAD: list, listed at, save, saved, points, halves, half, split, again, compound, interest, paid, back to, both,
     further, another, markup, margin, still, wrong, failed, unsold, compared;
  -: who, why, when, which, how, how much, what, would, could, might, should, will, if, as, by, than, year, month,
     week,
     a month, a week, a year, per month, per week, a day, exactly, same, it is, then, at, dollars, euros, pounds,
     quid,
     dollar, euro, kg, g, km, ml, cents, pence, $, £, €, whole, yesterday, [, ], \\(, \\), change, plus, add, added,
     put, grams, gram, miles, hours, minutes, hour, speed, area, expect, order, so far, when will, units, pound,
     _, left a, january, february, april, june, july, august,
     september, october, november, december, rate, bought, sold, them, share
`);

/** Whether one word stands right before a number, articles aside. */
const leads = (tokens: readonly Token[], at: number, pattern: RegExp): boolean => {
  let i = at - 1;
  while (/^(?:the|a|an|my|our|all|£|\$|€|these|those|its|his|her|their|about)$/.test(tokens[i]?.text ?? '')) i--;
  return pattern.test(tokens[i]?.text ?? '');
};

/** A whole and a rate of it: what the rate makes, or the whole that is more or less by it. */
const ofRate = (items: readonly Item[], tokens: readonly Token[], cent: Item, whole: Item): unknown => {
  const [p, n] = [valueOf(cent), valueOf(whole)];
  const [up, down, tax] = [has(items, 'UP'), has(items, 'DOWN'), has(items, 'TAX', 'TIP')];
  if (has(items, 'WHATP', 'OUT') || (down && (up || tax))) return undefined;
  const asked = newlyNamed(tokens, Math.max(cent.end, whole.end));
  const pays = all(items, 'PAY').some(({ at }) => at >= asked.from);
  const nows = all(items, 'NOW').some(({ at }) => at >= asked.from);
  const past = tokens.slice(asked.from).some(({ text }) => /^(?:was|did|were|had)$/.test(text));
  const first = items[0];
  const told = asked.from >= tokens.length && !tokens.some(({ text }) => /^(?:how|what|which|much)$/.test(text));
  // "Put 850 up by 12 %"
  if (told && first?.at === 0 && /^(?:UP|DOWN)$/.test(first.tag) && !(up && down))
    return formula(down ? 'percent-less' : 'percent-more', p, n);
  if ((up || down) && has(items, 'ORIGINAL')) return undefined;
  if (up || down || (tax && pays)) {
    const cost = tokens.slice(asked.from).some(({ text }) => /^(?:costs?|price)$/.test(text));
    if (past || (!pays && !nows && !(cost && down))) return undefined;
    // "How much is taken off?"
    if (tokens.slice(asked.from).some(({ text }) => /^(?:off|discount|reduction|increase|rise|vat|tax)$/.test(text)))
      return undefined;
    return formula(down ? 'percent-less' : 'percent-more', p, n);
  }
  const tied = /^(?:of|from)$/.test(tokens[cent.end]?.text ?? '');
  // "30 % of my class is 9 pupils. How many are there in all?"
  const wholly = tokens.slice(asked.from).some(({ text }) => /^(?:whole|total|altogether|all|entire)$/.test(text));
  if (tied && wholly && asked.names.length === 0 && whole.at > cent.end + 2 && !tax)
    return leads(tokens, whole.at, /^(?:is|are|was|were|=|makes)$/) ? formula('percent-whole', n, p) : undefined;
  if (asked.names.length > 0 || pays || wholly) return undefined;
  if (tax)
    return items.some(({ tag, at }) => /^T(?:AX|IP)$/.test(tag) && at >= asked.from)
      ? formula('percent-of', p, n)
      : undefined;
  const pronoun = /^(?:it|them|these|those|that|the|this|my|our)$/.test(tokens[cent.end + 1]?.text ?? '');
  if (!tied || nows) return undefined;
  // "15 % of the 240 seats", "240 seats, 15 % of them"
  const behind = whole.at > cent.end && whole.at <= cent.end + 4;
  // "50 % of 7 guests" are no guests.
  const counted = tokens.some(({ text }, i) => text === 'many' && tokens[i - 1]?.text === 'how' && i > 0);
  if (counted && (Number(p) * Number(n)) % 100 !== 0 && !isUnit(tokens[whole.end]?.text ?? '')) return undefined;
  return behind || (pronoun && whole.at < cent.at) ? formula('percent-of', p, n) : undefined;
};

/** Two numbers: a part of a whole, or what it was and what it is now, in percent. */
const rate = (items: readonly Item[], tokens: readonly Token[], a: Item, b: Item): unknown => {
  const [up, down] = [has(items, 'UP'), has(items, 'DOWN')];
  if (has(items, 'TAX', 'TIP', 'PAY') || (up && down)) return undefined;
  const [x, y] = [valueOf(a), valueOf(b)];
  const told = leads(tokens, a.at, /^from$/) && leads(tokens, b.at, /^to$/);
  const was = all(items, 'WAS').some(({ at }) => at < b.at);
  const now = all(items, 'NOW').some(({ at }) => at >= a.end && at <= b.end + 4);
  const nowFirst = all(items, 'NOW').some(({ at }) => at < a.at);
  if (up || down || told) {
    if (!(told || (was && now && !nowFirst)) || Number(x) === Number(y) || Number(x) === 0) return undefined;
    if ((up && Number(y) < Number(x)) || (down && Number(y) > Number(x))) return undefined;
    return formula(Number(y) > Number(x) ? 'percent-change' : 'percent-drop', y, x);
  }
  const asked = newlyNamed(tokens, b.end);
  if (asked.names.length > 0 || now) return undefined;
  const ties = (one: Item): boolean =>
    tokens[one.end]?.text === 'of' || (tokens[one.end]?.text === 'out' && tokens[one.end + 1]?.text === 'of');
  if (tokens.slice(a.end, b.at).filter(({ text }) => text === 'of').length === 1 && b.at - a.end < 8) {
    const whole = leads(tokens, b.at, /^of$/);
    return whole && Number(x) <= Number(y) ? formula('percent-rate', x, y) : undefined;
  }
  // "480 parcels, 12 of them damaged", "Of 640 ballots, 16 were invalid"
  const them = ties(b) && /^(?:them|these|those|which|whom|it)$/.test(tokens[b.end + 1]?.text ?? '');
  const led = leads(tokens, a.at, /^of$/);
  return (them || led) && Number(y) <= Number(x) ? formula('percent-rate', y, x) : undefined;
};

const percent = (items: readonly Item[], tokens: readonly Token[]): unknown => {
  const [cents, numbers] = [all(items, 'CENT'), all(items, 'UNUM')];
  if (has(items, 'BAD')) return undefined;
  const [cent, number, other] = [cents[0], numbers[0], numbers[1]];
  const [part] = all(items, 'FRACT');
  if (part) {
    const alone = cents.length + numbers.length === 0 && all(items, 'FRACT').length === 1 && has(items, 'WHATP');
    const plain = !has(items, 'UP', 'DOWN', 'TAX', 'TIP', 'PAY', 'OUT');
    return alone && plain ? formula('percent-rate', ...valueOf(part).split('/')) : undefined;
  }
  if (cent && cents.length === 1 && number && numbers.length === 1) return ofRate(items, tokens, cent, number);
  if (cents.length > 0 || numbers.length !== 2 || !has(items, 'WHATP')) return undefined;
  return rate(items, tokens, number!, other!);
};

const KINDS: readonly Kind[] = [
  { words: AVERAGE_WORDS, quantities: ['ORD', 'DATA', 'UNITED'], build: average },
  { words: PERCENT_WORDS, quantities: ['CENT', 'FRACT', 'UNUM', 'UNITED'], build: percent },
];

/** Adds averages and percentages by roles. */
export const addPercentRoles = (grammar: Grammar): void => {
  grammar.terminal('UNITED', ({ tokens }, at) => {
    const { text, kind } = tokens[at]!;
    return kind !== 'quote' && isUnit(text) && text !== 'second' ? [{ end: at + 1, value: text }] : [];
  });
  // "Which one", "the most common one" are no numbers.
  grammar.terminal('DATA', (context, at) =>
    context.tokens[at]!.text === 'one' && context.tokens[at - 1]?.kind === 'word'
      ? []
      : grammar.fits(context, 'NUM', at),
  );
  addRoleKinds(grammar, 'MEASUREROLES', KINDS);
};

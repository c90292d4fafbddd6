/**
 * Ratios and the rule of three by the roles of their words, for the reading by explanation. What each number counts is
 * the words behind it; two numbers of one thing and one of another leave only what is asked. Two things that are named
 * by the same words, or a word that may turn the question, and there is no explanation.
 */
import { addRoleKinds, all, has, lexicon, type Item, type Kind } from '../grammar/role-words.ts';
import { COMMON, isUnit, stemOf, valueOf, valueOfUnit } from '../grammar/named-things.ts';
import type { Grammar } from '../grammar/grammar.ts';
import { isBoundary, type Token } from '../grammar/tokens.ts';
import { comesAndGoes } from './coming.ts';

const RATE_WORDS = lexicon(`
  EACH: each, every, per, apiece, a piece, for every, in each, in every, on each, to each, for each, to every;
  ASK: how many, how much, number of, what, how long, how far;
  TOTAL: total, in total, altogether, in all, all together;
  BAD: half, left, rest, remaining, more, less, than, bigger, larger, smaller, ratio, share, shared, sharing,
     split, twice,
     double, other, another, without, except, not, no, gave, gives, sold, lost, ate, average, speed, percent, %,
     discount,
     off, extra, change, plus, minus, add, added, faster, slower, together, minimum, at least, at most, free, first,
     second, then, after, before, already, empty, cm, mm, scale, between, equally, both, waste, broken, remain,
     difference;
  -: if, would, could, should, must, may, might, will, who, when, which, one, exactly, same, whole, order, km, m,
     metre,
     metres, meter, meters, kg, g, gram, grams, ml, litre, litres, liter, liters, pound, pounds, euro, euros, dollar,
     dollars, cents, pence, miles, mile, ounces, also, as, take, takes, full, do, now, start, at the same rate,
     at that rate,
     rate, ago, hour, hours, minute, minutes, day, days, week, weeks, month, months, year, years, expect, unit,
     equal, all,
     today, place, going, way, pair, pairs, found, bought, $, £, €, _, ways, word, words, letters, letter, dozen,
     number,
     numbers, there
`);

const SKIP = /^(?:of|the|a|an|my|our|his|her|their|full|whole|more|big|small|large|single|one|each|every|per|in|for)$/;
const PEOPLE = /^(?:people|ppl|persons?|us|we|guests?|servings?|serves|portions?|persones|them)$/;
const VERB = new Set(
  (
    'takes take need needs makes make has have holds hold costs cost gives give feeds feed eat eats use ' +
    'uses yield yields ' +
    'contains contain fit fits gets get wants want requires require lasts last do does reads read runs run ' +
    'goes go come ' +
    'comes are is was were says will weighs weigh weighing equals equal works work treats treat covers ' +
    'cover buy buys ' +
    'bought saves save earns earn writes write drinks drink carries carry serves paid pay sits sit worth'
  ).split(' '),
);

/** What a number counts: up to three words behind it, verbs and small words left out. */
const thingAt = (tokens: readonly Token[], at: number): { words: Set<string>; end: number } => {
  const words = new Set<string>();
  let end = at;
  for (let taken = 0; taken < 3 && end < tokens.length; end++) {
    const { text, kind } = tokens[end]!;
    if (SKIP.test(text) && taken > 0 && text !== 'of') break;
    if (SKIP.test(text) && text !== 'each' && text !== 'every' && text !== 'per' && text !== 'in' && text !== 'for')
      continue;
    if (PEOPLE.test(text)) {
      words.add('people');
      end++;
      break;
    }
    if (kind === 'number' || isBoundary(tokens[end]) || kind === 'sign' || VERB.has(text)) break;
    if (isUnit(text)) words.add(valueOfUnit(text));
    else if (COMMON.has(text)) break;
    else words.add(stemOf(text));
    taken++;
  }
  return { words, end };
};

type Counted = { value: string; words: Set<string>; at: number; end: number };

const without = (a: ReadonlySet<string>, b: ReadonlySet<string>): Set<string> =>
  new Set([...a].filter((one) => !b.has(one)));
const meets = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => [...a].some((one) => b.has(one));

/** Each number with what it counts; "each" and "a box" count one. */
const countedOf = (items: readonly Item[], tokens: readonly Token[]): Counted[] => {
  const found: Counted[] = [];
  for (const { tag, value, at, end } of items) {
    if (tag === 'UNUM') found.push({ value: String(value), ...thingAt(tokens, end), at });
    // "£3" counts pounds.
    if (tag === 'UNUM' && /^[£$€]$/.test(tokens[at - 1]?.text ?? '')) found.at(-1)!.words.add(valueOfUnit('£'));
  }
  return found;
};

const FOR = /^(?:for|per|every|each|to|=|in)$/;
const ASKED = /^(?:how|what|number)$/;

/** "4 people need 6 eggs; how many eggs for 10 people?" */
const three = (items: readonly Item[], tokens: readonly Token[], counted: readonly Counted[]): unknown => {
  const asks = all(items, 'ASK').filter(({ at }) => ASKED.test(tokens[at]!.text));
  const ask = asks.at(-1);
  if (!ask || asks.length > 1) return undefined;
  const asked = thingAt(tokens, ask.end);
  // "How much" alone asks for money.
  if (asked.words.size === 0 && tokens[ask.end - 1]?.text === 'much') asked.words.add(valueOfUnit('£'));
  const clause = (at: number): number => tokens.findIndex((token, i) => i >= at && isBoundary(token));
  const end = clause(ask.at) < 0 ? tokens.length : clause(ask.at);
  const inAsk = counted.filter(({ at }) => at > ask.at && at < end);
  const z = inAsk.length === 1 ? inAsk[0]! : counted.at(-1)!;
  const others = counted.filter((one) => one !== z);
  const [a, b] = others as [Counted, Counted];
  // The two are told in one sentence, and one for the other.
  const gap = tokens.slice(a.end, b.at);
  const after = tokens.slice(b.end, b.end + 1);
  if (gap.some(({ kind, text }) => kind === 'sign' && /^(?:[.;!?\n]|\.\.\.)$/.test(text))) return undefined;
  if (![...gap, ...after].some(({ text }) => FOR.test(text) || VERB.has(text))) return undefined;
  const [onlyA, onlyB] = [without(a.words, b.words), without(b.words, a.words)];
  const [likeA, likeB] = [meets(z.words, onlyA), meets(z.words, onlyB)];
  if (asked.words.size === 0) return undefined;
  const [askA, askB] = [meets(asked.words, onlyA), meets(asked.words, onlyB)];
  // "How many eggs for 15?": what is not said of it is the other thing.
  const forA = likeA || (z.words.size === 0 && askB && !askA);
  const forB = likeB || (z.words.size === 0 && askA && !askB);
  if (forA === forB || (forA ? !askB || askA : !askA || askB)) return undefined;
  const [x, y] = forA ? [a, b] : [b, a];
  // More people need less time.
  if ([x, y].some(({ words }) => /day|hour|minute|week|month|year|second/.test([...words].join(' ')))) return undefined;
  return { type: 'value', expression: `${y.value}*${z.value}/${x.value}` };
};

const threeOf = (items: readonly Item[], tokens: readonly Token[]): unknown => {
  if (has(items, 'BAD', 'TOTAL') || comesAndGoes(tokens)) return undefined;
  const counted = countedOf(items, tokens);
  return counted.length === 3 ? three(items, tokens, counted) : undefined;
};

const RATIO_WORDS = lexicon(`
  RATIO: ratio, ratoi, raito, proportion, ratios;
  SIMPLIFY: simplify, simplified, simplest, simplest form, most simple, lowest terms, reduce, cancel, make simple,
     make it simple, smallest whole numbers, simplest whole numbers;
  SPLIT: share, shared, shares, sharing, split, splits, divide, divided, dividing, devide, apportioned,
     distributed, get split;
  BIGGER: bigger, larger, biggest, largest, greater, bigest;
  SMALLER: smaller, smallest, lesser;
  PART: part, bit, portion, amount;
  EACH: each, every, per;
  ASK: how many, how much, what, state, find, which, give, whats, number of, tell;
  TOTAL: total, in total, altogether, all together, in all, together, whole, entire;
  BAD: difference, than, left, percent, remaining, twice, double, other, of them, extra, without, except, scale,
     map, age, more, less,
     parts more, changes, becomes, after, before, first, plus, added, minus, half, third;
  -: if, would, could, should, must, may, might, will, who, when, one, exactly, same, order, kg, g, gram, grams,
     ml, litre,
     litres, liter, liters, pound, pounds, euro, euros, dollar, dollars, cents, as, take, now, all, in the, to,
     its, number,
     numbers, $, £, €, _, fully, in its, both, between, then, also, way, as far as possible, found, terms, form,
     equal,
     start, minutes, hours, going
`);

const isShareName = (token: Token | undefined): boolean =>
  token?.kind === 'word' && (!COMMON.has(token.text) || /^(?:me|i|my|us)$/.test(token.text)) && !isUnit(token.text);

const isUpper = ({ raw }: Token): boolean => raw !== raw.toLowerCase();

/** "Tim and Zara", "boys to girls": the names of the two sides, in the order of the ratio. */
const sidesOf = (tokens: readonly Token[], to: number): [string, string] | undefined => {
  for (let at = to - 2; at > 0; at--) {
    if (!/^(?:and|to|&|:)$/.test(tokens[at]!.text)) continue;
    let right = at + 1;
    while (/^(?:my|the|mr|mrs|ms|miss)$/.test(tokens[right]?.text ?? '')) right++;
    const [a, b] = [tokens[at - 1], tokens[right]];
    if (isShareName(a) && isShareName(b) && a!.text !== b!.text) return [a!.text, b!.text];
  }
  return undefined;
};

const ratio = (items: readonly Item[], tokens: readonly Token[]): unknown => {
  const [ratios, numbers] = [all(items, 'RATIO2'), all(items, 'UNUM')];
  const [parts] = ratios;
  if (has(items, 'BAD') || !parts || ratios.length > 1) return undefined;
  const [x, y] = parts.value as [string, string];
  if (numbers.length === 0) {
    const plain = !has(items, 'SPLIT', 'BIGGER', 'SMALLER', 'EACH', 'TOTAL', 'PART');
    return has(items, 'SIMPLIFY') && plain ? { type: 'formula', formula: 'simplest-ratio', given: [x, y] } : undefined;
  }
  // A third name has a share too.
  if (
    tokens.some(
      ({ text }, i) =>
        text === ',' && isShareName(tokens[i - 1]) && isShareName(tokens[i + 1]) && isUpper(tokens[i + 1]!),
    )
  )
    return undefined;
  const [whole] = numbers;
  if (numbers.length > 1 || !whole || has(items, 'SIMPLIFY')) return undefined;
  const last = Math.max(parts.end, whole.end);
  const n = valueOf(whole);
  const share = (place: string): unknown => ({ type: 'formula', formula: 'ratio-share', given: [n, place, x, y] });
  if (has(items, 'EACH')) return x === y && has(items, 'SPLIT') ? share('1') : undefined;
  const [bigger, smaller] = [has(items, 'BIGGER'), has(items, 'SMALLER')];
  if (bigger !== smaller) {
    const size = items.find(({ tag }) => /^(?:BIGGER|SMALLER)$/.test(tag))!;
    if (x === y || size.at < last || !(has(items, 'PART') || has(items, 'SPLIT'))) return undefined;
    if (!has(items, 'SPLIT', 'RATIO')) return undefined;
    return share(Number(x) > Number(y) === bigger ? '1' : '2');
  }
  if (bigger) return undefined;
  // By the name of a side: "boys to girls 3:4, 12 boys" or "12 in all".
  const sides = sidesOf(tokens, parts.at) ?? (has(items, 'SPLIT') ? sidesOf(tokens, tokens.length) : undefined);
  const ask = all(items, 'ASK').findLast(({ at }) => at >= last);
  if (!sides || !ask) return undefined;
  const stems = sides.map((one) => (/^(?:me|i|my|us)$/.test(one) ? 'i' : stemOf(one))) as [string, string];
  if (stems[0] === stems[1]) return undefined;
  const within = (from: number, to: number): number[] =>
    [0, 1].filter((side) =>
      tokens.slice(from, to).some(({ text }) => (/^(?:me|i|my)$/.test(text) ? 'i' : stemOf(text)) === stems[side]),
    );
  const asked = within(ask.at, tokens.length);
  // "Ann gets 60": told of one of them, and not of all.
  const gets = tokens.slice(Math.max(0, whole.at - 3), whole.at);
  if (
    gets.some(({ text }) => /^(?:gets?|got|has|had|receives?|received|takes?|took)$/.test(text)) &&
    within(whole.at - 3, whole.at).length > 0
  )
    return undefined;
  const counts = within(whole.end, Math.min(whole.end + 2, ask.at)).filter(
    () => whole.at > parts.end || whole.end + 2 < parts.at,
  );
  const split = has(items, 'SPLIT') || has(items, 'TOTAL');
  if (asked.length === 1 && counts.length === 0 && split) return share(String(asked[0]! + 1));
  if (split && !has(items, 'TOTAL')) return undefined;
  if (counts.length !== 1) return undefined;
  const [own, other] = counts[0] === 0 ? [x, y] : [y, x];
  if (asked.length === 1 && asked[0] !== counts[0] && !has(items, 'TOTAL'))
    return { type: 'value', expression: `${n}*${other}/${own}` };
  return asked.length === 0 && has(items, 'TOTAL')
    ? { type: 'value', expression: `${n}*(${x}+${y})/${own}` }
    : undefined;
};

const SIZES: Readonly<Record<string, number>> = { mm: 1, cm: 10, m: 1000, km: 1_000_000 };

const MAP_WORDS = lexicon(`
  SCALE: scale, map, plan, drawing, drawn, model, paper;
  REAL: really, real, reality, in reality, real life, real world, ground, actual, on the ground, apart;
  BAD: half, twice, model be, will it be, on the map be, on paper be, area, square, than, more, less, other;
  -: if, would, could, will, how many, how much, how far, how long, what, which, one, is, who, when, as, whole,
     exactly,
     distance, length, place, between, it is, both, in the, two, 2, may, long, tall, wide, same, order, _,
     measured, now, might
`);

/** A length on a map of a scale, in reality. */
const onMap = (items: readonly Item[], tokens: readonly Token[]): unknown => {
  const [scales, sizes, units] = ['ONETO', 'MEASURED', 'MEASURE'].map((tag) => all(items, tag));
  if (has(items, 'BAD') || !has(items, 'SCALE') || scales!.length !== 1 || sizes!.length !== 1 || units!.length !== 1)
    return undefined;
  if (!all(items, 'UNUM').every((one) => valueOf(one) === '2' && one.at < sizes![0]!.at)) return undefined;
  const { n, unit } = sizes![0]!.value as { n: string; unit: string };
  const to = (units![0]!.value as { name: string }).name;
  const [from, wanted] = [SIZES[unit], SIZES[to]];
  if (from === undefined || wanted === undefined || from > 10 || units![0]!.at < sizes![0]!.at) return undefined;
  const real = has(items, 'REAL') || wanted >= 1000;
  // "A 3 m van at 1 to 20: how long is the model?"
  const asks = tokens.findLastIndex(({ text }, i) => i < units![0]!.at && /^(?:how|what|which)$/.test(text));
  const model = tokens
    .slice(Math.max(sizes![0]!.end, asks))
    .some(({ text }) => /^(?:model|map|plan|paper|drawing)$/.test(text));
  return real && !model ? { type: 'value', expression: `${n}*${valueOf(scales![0]!)}*${from}/${wanted}` } : undefined;
};

const KINDS: readonly Kind[] = [
  { words: RATE_WORDS, quantities: ['UNUM'], build: threeOf },
  { words: RATIO_WORDS, quantities: ['RATIO2', 'UNUM'], build: ratio },
  { words: MAP_WORDS, quantities: ['ONETO', 'MEASURED', 'UNUM', 'MEASURE'], build: onMap },
];

/** Adds ratios and the rule of three by roles. */
export const addRateRoles = (grammar: Grammar): void => {
  grammar.rule('ONETO', ['(1|one) (:|to) UNUM:k'], ({ k }) => (Number(k) >= 10 ? k : undefined));
  addRoleKinds(grammar, 'RATEROLES', KINDS);
};

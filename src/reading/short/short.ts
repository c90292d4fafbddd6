/**
 * Reads short stories by the roles of their figures: two of them make one sum (ways.ts), and of three or four a rate
 * is multiplied first, and what comes and goes is added in its order. It answers only where every figure has its
 * place and no word tells of a step that was not made.
 */
import { anyOf, sequence } from '../../regex.ts';
import type { Problem } from '../../problem/formal/problem.ts';
import { reading, type Reader } from '../reading.ts';
import { valuesIn } from '../text/text.ts';
import { solve } from '../../problem/solve/solve.ts';
import { singularOf } from '../../problem/solve/things.ts';
import { unitsNamed } from '../../problem/solve/units.ts';
import { inUnit, isCounted } from '../roles/things.ts';
import { PERIODS, periodsIn } from '../roles/words.ts';
import { askOf, type Ask } from './asked.ts';
import { figuresOf, type Figure } from './figures.ts';
import { asksPer, counts } from './rates.ts';
import { asksNew, signOf, type Made, type Story, type Term } from './terms.ts';
import { together } from './ways.ts';

/** Words of steps that are not made here. */
const STEPS = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /twice|thrice|double|doubles|doubled|triple\w*|treble\w*|half|halve[sd]?|halves|thirds?|quarters?|fifths?|sixths?|eighths?|tenths?|percent|per cent/,
      /percentage|percentages|instead|since|unpaid|outstanding|faster|slower|average|mean|median|ratio|except|perimeter|area|square|volume|probability|chance|fraction|speed|mph|o'clock|am|pm|remainder of/,
      /free|discount|tax|vat|interest|tip|deposit|voucher|coupon|refund|both ways|each way|there and back|return|round trip/,
      /(?:every|each|per) \d+|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]* (?:to|till|until|through) (?:mon|tue|wed|thu|fri|sat|sun)[a-z]*|how many times|per \w+ (?:per|a|each) |squared|born|cubed|digits?|consecutive|angle|degrees/,
    ),
    /\b|%|\d ?: ?\d|[=*^]|\d ?\/ ?\d/,
  ),
);

const termOf = (one: Figure): Term => ({ ...one, told: one.value, size: Number(one.value), made: false });

const made = (a: Term, b: Term, one: Made, lead: Term): Term => ({
  ...lead,
  told: one.expression,
  size: value(one.expression),
  thing: one.thing,
  rate: false,
  per: undefined,
  soft: false,
  made: true,
  order: Math.max(a.order, b.order),
});

const value = (expression: string): number => {
  const numbers = expression.match(/\d+(?:\.\d+)?/g)?.map(Number) ?? [];
  return /^[\d.]+\*[\d.]+$/.test(expression)
    ? numbers[0]! * numbers[1]!
    : /^[\d.]+-[\d.]+$/.test(expression)
      ? numbers[0]! - numbers[1]!
      : numbers.reduce((x, y) => x + y, 0);
};

const asTotal = (story: Story): Story => ({
  ...story,
  ask: { ...story.ask, kind: 'plain', text: 'how many', thing: { head: '', sorts: [] }, money: false },
});

/** Terms with a rate and the count before or behind it as one. */
const multiplied = (terms: readonly Term[], story: Story): Term[] | undefined => {
  const rates = terms.filter((one) => one.rate);
  const twin = terms.findIndex((one) => one.sibling);
  if (twin > 0) {
    const [first, second] = [terms[twin - 1]!, terms[twin]!];
    const both: Term = { ...first, told: `${first.told}+${second.told}`, size: first.size + second.size };
    return [...terms.slice(0, twin - 1), both, ...terms.slice(twin + 1)];
  }
  for (const rate of rates) {
    const close = terms.find((one) => counts(one, rate) && one.order === rate.order - 1 && one.clause === rate.clause);
    const all = terms.filter((one) => counts(one, rate) && Math.abs(one.order - rate.order) < 3);
    const near = close !== undefined && rates.length > 1 ? [close] : all;
    if (near.length > 1 && near.some((one) => one.thing.head === near[0]!.thing.head && one !== near[0]))
      return undefined;
    // "340 last year, 25 more this year, each gets 2": which of them are counted is not clear.
    const rival = terms.some(
      (one) => !one.rate && one.thing.head === '' && one.order < rate.order && !near.includes(one),
    );
    if (rival) return undefined;
    const before = near.findLast((one) => one.order < rate.order) ?? near.find((one) => one.order > rate.order);
    if (before === undefined) continue;
    const product = together(before, rate, asTotal(story));
    if (product?.way !== 'rate' || product.expression.includes('/')) continue;
    const lead = rate.verb === undefined || rate.verb === 'has' || rate.verb === 'costs' ? before : rate;
    const joined = made(before, rate, product, { ...lead, among: false });
    return [...terms.filter((one) => one !== rate && one !== before), joined].toSorted((a, b) => a.order - b.order);
  }
  return undefined;
};

/** What comes and goes, one after the other. */
const chained = (terms: readonly Term[], story: Story): Made | undefined => {
  const { ask } = story;
  if (terms.some((one) => one.rate)) return undefined;
  if (ask.kind !== 'left' && ask.kind !== 'plain' && ask.kind !== 'total' && ask.kind !== 'change') return undefined;
  let [total, ...rest] = terms as [Term, ...Term[]];
  for (const one of rest) {
    const step = together(total, one, { ...story, ask: ask.kind === 'change' ? ask : { ...ask, kind: ask.kind } });
    if (!step || !/^(?:change|total|payment)$/.test(step.way) || !step.expression.startsWith(total.told))
      return undefined;
    if (step.way === 'total' && ask.kind !== 'total') return undefined;
    if (step.way === 'change' && signOf(one, story) === undefined) return undefined;
    total = made(total, one, step, { ...total, verb: 'has', among: false, more: false, way: 0 });
  }
  return { expression: total.told, thing: total.thing };
};

const MORE_STEPS =
  /\b(?:first|every other|further|again|owes?|lent|lends?|borrow\w*|rents?|already|wrong|over|both|pairs?|alone|at once|earns?)\b/;
/** Words that take from a figure without a number. */
const SILENT = /\b(?:not|never|nobody|none|empty|without|or|together|combined)\b|n't\b/;

/** A figure of which no word tells what it is or does. */
const unclear = (terms: readonly Term[], story: Story): boolean =>
  terms.some((one) => !one.rate && one.thing.head === '' && !one.asked && signOf(one, story) === undefined);

const SPAN =
  /\b(?:in|for|per|over|a|each|every|one|1|next) ?(?:a|an|the|one|whole|full|1)? ?(week|year|month|day|hour|fortnight)\b(?!s)/;
/** "500 a month: how much a year?" */
const overSpan = (rate: Term, { ask }: Story): Made | undefined => {
  const span = SPAN.exec(ask.text)?.[1];
  if (span === undefined || !rate.rate || rate.per === undefined || !PERIODS.has(rate.per.head)) return undefined;
  const times = periodsIn(span, rate.per.head);
  const paid = rate.thing.head === 'money';
  if (
    times === undefined ||
    times === 1 ||
    (paid && span === 'day') ||
    !/\bhow|\bwhat|\bcost|\bpay|\bin a|\ba year|\bper/.test(ask.text)
  )
    return undefined;
  return { expression: `${times}*${rate.told}`, thing: rate.thing };
};

/** What is paid with, less all that it costs. */
const paidLess = (terms: readonly Term[]): Made | undefined => {
  if (terms.some((one) => one.rate || one.thing.head !== 'money')) return undefined;
  const notes = terms.filter(
    (one) =>
      !one.made && /\b(?:with|pays?|paid|gives?|gave|hands?|handed|from|out of)\b(?: [a-z]+){0,3}$/.test(one.before),
  );
  const [note] = notes;
  if (notes.length !== 1 || note === undefined) return undefined;
  const costs = terms.filter((one) => one !== note);
  return { expression: `${note.told}-(${costs.map(({ told }) => told).join('+')})`, thing: note.thing };
};

/** "A theatre has 24 rows": a rate only where theatres are counted or asked for. */
const hardened = (one: Term, all: readonly Term[], story: Story): Term =>
  one.rate &&
  one.soft &&
  one.per !== undefined &&
  !all.some((other) => other !== one && counts(other, one)) &&
  !asksPer(story, one)
    ? { ...one, rate: false, soft: false, per: undefined }
    : one;

const composed = (terms: readonly Term[], story: Story, depth = 0): Made | undefined => {
  if (depth === 0 && terms.length > 1)
    return composed(
      terms.map((one) => hardened(one, terms, story)),
      story,
      1,
    );
  if (terms.length === 1) return overSpan(terms[0]!, story);
  if (terms.length === 2) return together(terms[0]!, terms[1]!, story);
  if (terms.length < 2 || terms.length > 5 || depth > 4) return undefined;
  const { kind } = story.ask;
  if (
    depth === 1 &&
    (/^(?:gain|difference|need|start)$/.test(kind) ||
      (kind === 'plain' && asksNew(story)) ||
      terms.some((one) => one.value === '1' || one.apart !== undefined) ||
      MORE_STEPS.test(story.low) ||
      unclear(terms, story) ||
      SILENT.test(story.low))
  )
    return undefined;
  const fewer = multiplied(terms, story);
  if (!fewer && kind === 'change') return paidLess(terms);
  if (fewer) return composed(fewer, story, depth + 1);
  return chained(terms, story);
};

/** The sum in the unit that is asked for; undefined where it is another measure. */
const inAskedUnit = ({ expression, thing }: Made, ask: Ask): string | undefined => {
  const unit = /\bin ([a-z]+)$/.exec(ask.text)?.[1];
  const asked = unit !== undefined && unitsNamed(unit).length > 0 ? { head: singularOf(unit), sorts: [] } : ask.thing;
  const measured =
    asked.head !== '' &&
    thing.head !== '' &&
    !isCounted(asked.head) &&
    !isCounted(thing.head) &&
    asked.head !== 'money' &&
    thing.head !== 'money';
  if (!measured || asked.head === thing.head) return expression;
  return inUnit(/[-+]/.test(expression) ? `(${expression})` : expression, thing, asked);
};

/** Cents and whole money in one story, or asked for in the other. */
const mixesCents = (figures: readonly Figure[], asked: string): boolean => {
  const money = figures.filter(({ thing }) => thing.head === 'money');
  const cents = money.filter((one) => one.cents).length;
  const asks = /\b(?:cents?|pence|p)\b/.test(asked);
  const whole = /\b(?:dollars?|euros?|pounds?|rupees)\b|[$£€]/.test(asked);
  return (cents > 0 && cents < money.length) || (asks && cents === 0) || (whole && cents > 0);
};

/** Spans of the clock, money in two parts, and words of which no sum is made. */
const BEYOND =
  /\b(?:each of them|noon|midnight|columns?|of [a-z]+ ?['’]s|['’]s [a-z]+ (?:gives?|gave|hands?|handed)|between \d|(?:what|which|how many) numbers?|every (?:few|couple|so often)|all but|all except|captain|of each|unknown|some more|log|date|(?:a|the|two|which|2) numbers?|number was|below zero|add|added|fewest|greatest|next (?:spring|year|summer)|to the cent|exactly|nobody|without (?:cutting|rest)|some of|(?:gave|lost|took|ate|sold|got|bought|found|had) (?:some|several|a few|lots)|the same (?:on|again|amount|number)|of wh(?:om|ich)|sevens|twos|threes|fours|fives|sixes|eights|nines|tens|elevens|twelves|midway|go into|ago|home again|pool|in all directions)\b|\d [a-z]+ and (?:i|me)\b|(?<![\d ]) ?-\d|\b(?:19|20)\d\d\b|\bfrom \d+ (?:till|until|to) \d|\d (?:euros?|pounds?|dollars?|[$£€]) \d/;

/** "And a slice of cake": its price is not told. */
const UNPRICED =
  /\d (?:plus|and) an? [a-z]+(?: [a-z]+){0,3}(?=[,.;?]|$)|\d [a-z]+ and an? [a-z]+ (?:come|cost|are|make)\b|\b(?:an?|1) [a-z]+ and \d+ [a-z]+ (?:come|cost|are|make)\b/;
/** Money of two countries. */
const TWO_MONEYS = /\b(?:dollars?|bucks)\b|\$/;
const OTHER_MONEY = /\b(?:euros?|pounds?|quid|francs?|rupees)\b|[€£]/;

const FACTORS: Readonly<Record<string, string>> = { twice: '2', double: '2', thrice: '3', triple: '3', treble: '3' };
const PARTS: Readonly<Record<string, string>> = {
  half: '2',
  third: '3',
  quarter: '4',
  fourth: '4',
  fifth: '5',
  sixth: '6',
  eighth: '8',
  tenth: '10',
};
const AS = '(?:as|that|the|what|my|his|her|their|its|our|mine|this)';

/** Factors and parts as numbers: "twice as many" is 2 times as many, "half of them" 2 parts of them. */
const withFactors = (low: string): string =>
  low
    .replace(/\ban? (tenner|fiver)\b/g, (_, one: string) => (one === 'tenner' ? '10 pounds' : '5 pounds'))
    .replace(
      new RegExp(String.raw`\b(twice|double|thrice|triple|treble)(?= ${AS}\b)`, 'g'),
      (_, one: string) => `${FACTORS[one]} times`,
    )
    .replace(
      new RegExp(
        String.raw`\b(?:an? |1 |one )?(half|third|quarter|fourth|fifth|sixth|eighth|tenth)(?: of)?(?= (?:as (?:many|much|old|long)(?! (?:of )?[a-z]* ?again)|that\b|what\b))`,
        'g',
      ),
      (_, one: string) => `${PARTS[one]} parts`,
    )
    .replace(
      new RegExp(
        String.raw`\b(?:an? |1 |one )?(half|third|quarter|fourth|fifth|sixth|eighth|tenth)(?: of (?=them|these|those|it|the|my|his|her|their|our)| (?=were|are|was|is|flew|went|got|left|came|melted|died|broke|sold))`,
        'g',
      ),
      (_, one: string) => `${PARTS[one]} parts of them `,
    );

/** "His father gives Sam 2 more. How many has Sam?": what is given away here comes to the one who is asked for. */
const goesToAsked = (low: string, asked: string): boolean => {
  const to = /\b(?:gives?|gave|hands?|handed|sends?|sent|lends?|lent|buys?|bought) ([a-z]+) \d/.exec(low)?.[1];
  return to !== undefined && new RegExp(`\\b${to}\\b`).test(asked);
};

/** Of three figures and more it was right in three of four; of two in nineteen of twenty (docs/results/words.md). */
const MOST = 2;

/** Things that are counted, and a share of them that is no whole number. */
const comesBroken = ({ thing, round }: Made, expression: string): boolean => {
  if (round !== undefined || !expression.includes('/') || !isCounted(thing.head)) return false;
  const solution = solve({ type: 'value', expression });
  return solution.type === 'answer' && !/^\d+$/.test(solution.answer);
};

export const readShort: Reader = (text) => {
  if (BEYOND.test(text.low)) return undefined;
  const low = withFactors(text.low.replace(/(?<![\d.])\.(?=\d)/g, '0.'));
  if (low.length > 320) return undefined;
  const found = askOf(low);
  if (!found || STEPS.test(low)) return undefined;
  const { sentences, ask } = found;
  const figures = figuresOf(sentences, ask.sentence);
  const story: Story = { ask, low };
  if (figures.some((one) => one.value === '1' && one.thing.head === '')) return undefined;
  if ((ask.money || ask.kind === 'change') && UNPRICED.test(low)) return undefined;
  if (mixesCents(figures, ask.text) || (TWO_MONEYS.test(low) && OTHER_MONEY.test(low))) return undefined;
  const asksRate = /\b(?:in|on|for|to) (?:each|every)\b/.test(ask.text) && figures.some(({ rate }) => rate);
  if (figures.length > MOST || asksRate || goesToAsked(low, ask.text)) return undefined;
  const sum = composed(figures.map(termOf), story);
  const expression = sum && inAskedUnit(sum, ask);
  if (!sum || expression === undefined || expression.startsWith('-')) return undefined;
  if (comesBroken(sum, expression)) return undefined;
  const numbers = valuesIn(low);
  const quantities = numbers
    .filter((one) => new RegExp(`(?<![\\d.])${one.replace('.', '\\.')}(?![\\d.])`).test(expression))
    .map((one, i): [string, string] => [`q${i + 1}`, one]);
  const problem: Problem = { type: 'story', quantities, expression, ...(sum.round && { round: sum.round }) };
  return { ...reading(problem, [...numbers, '1'], false), chance: 0.7 };
};

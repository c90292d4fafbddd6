/**
 * Reads short stories of one or two figures by the roles of these: two make one sum (ways.ts), one is a rate over a
 * span. It answers only where each figure has its place and no word tells of a step that was not made.
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
import type { Made, Story, Term } from './terms.ts';
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

/** "A theatre has 24 rows": a rate only where theatres are counted or asked for. */
const hardened = (one: Term, all: readonly Term[], story: Story): Term =>
  one.rate &&
  one.soft &&
  one.per !== undefined &&
  !all.some((other) => other !== one && counts(other, one)) &&
  !asksPer(story, one)
    ? { ...one, rate: false, soft: false, per: undefined }
    : one;

/** The sum of one rate over a span, or of two terms. */
const composed = (terms: readonly Term[], story: Story): Made | undefined => {
  if (terms.length === 1) return overSpan(terms[0]!, story);
  const [a, b] = terms.map((one) => hardened(one, terms, story));
  return a && b && together(a, b, story);
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
  /\b(?:already\b.*\buntil (?:i|we|he|she|they) can (?:buy|afford)|each of them|noon|midnight|columns?|of [a-z]+ ?['’]s|['’]s [a-z]+ (?:gives?|gave|hands?|handed)|between \d|(?:what|which|how many) numbers?|every (?:few|couple|so often)|all but|all except|captain|of each|unknown|some more|log|date|(?:a|the|two|which|2) numbers?|number was|below zero|add|added|fewest|greatest|next (?:spring|year|summer)|to the cent|exactly|nobody|without (?:cutting|rest)|some of|(?:gave|lost|took|ate|sold|got|bought|found|had) (?:some|several|a few|lots)|the same (?:on|again|amount|number)|of wh(?:om|ich)|sevens|twos|threes|fours|fives|sixes|eights|nines|tens|elevens|twelves|midway|go into|ago|home again|pool|in all directions)\b|\d [a-z]+ and (?:i|me)\b|(?<![\d ]) ?-\d|\b(?:19|20)\d\d\b|\bfrom \d+ (?:till|until|to) \d|\d (?:euros?|pounds?|dollars?|[$£€]) \d/;

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

/** Longer stories were read wrongly in one of four (docs/results/words.md). */
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
  if (low.length > 320 || /\b(?:in|on|at) which (?:turn|round|trip|day)\b/.test(low)) return undefined;
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
  const terms = figures.map((one): Term => ({ ...one, told: one.value, size: Number(one.value) }));
  const sum = composed(terms, story);
  const expression = sum && inAskedUnit(sum, ask);
  if (!sum || expression === undefined || expression.startsWith('-')) return undefined;
  if (comesBroken(sum, expression)) return undefined;
  // "How many pears and apples?" asks for both.
  if (/\bhow many [a-z]{3,} and [a-z]{3,}\b/.test(ask.text) && !expression.includes('+')) return undefined;
  const numbers = valuesIn(low);
  const quantities = numbers
    .filter((one) => new RegExp(`(?<![\\d.])${one.replace('.', '\\.')}(?![\\d.])`).test(expression))
    .map((one, i): [string, string] => [`q${i + 1}`, one]);
  const problem: Problem = { type: 'story', quantities, expression, ...(sum.round && { round: sum.round }) };
  return { ...reading(problem, [...numbers, '1'], false), chance: 0.7 };
};

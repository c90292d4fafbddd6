/**
 * Fractions by the roles of their words, for the reading by explanation: fractions in figures and in words with what
 * joins them, a part of a number, the whole of a part, what is left of one, and other forms of one number.
 */
import { addRoleKinds, all, has, lexicon, type Item, type Kind } from '../grammar/role-words.ts';
import { newlyNamed, valueOf } from '../grammar/named-things.ts';
import type { Fit, Grammar, Terminal } from '../grammar/grammar.ts';
import type { Token } from '../grammar/tokens.ts';

const BELOW: Readonly<Record<string, number>> = Object.fromEntries(
  (
    'half halves 2;third thirds 3;quarter quarters quaters 4;fourth fourths 4;fifth fifths 5;sixth sixths 6;' +
    'seventh sevenths 7;eighth eighths 8;ninth ninths 9;tenth tenths 10;eleventh elevenths 11;twelfth twelfths 12;' +
    'sixteenth sixteenths 16;twentieth twentieths 20;hundredth hundredths 100'
  )
    .split(';')
    .flatMap((line) => {
      const words = line.split(' ');
      return words.slice(0, -1).map((word) => [word, Number(words.at(-1))] as const);
    }),
);

/** A fraction in figures or in words, with a whole number before it too: "3/8", "a third", "two and a half". */
const fractionAt =
  (grammar: Grammar): Terminal =>
  (context, at) => {
    const { tokens } = context;
    const below = (i: number): number | undefined =>
      Object.hasOwn(BELOW, tokens[i]?.text ?? '') ? BELOW[tokens[i]!.text] : undefined;
    const simple = (i: number): { end: number; top: number; bottom: number } | undefined => {
      const [figure] = grammar.fits(context, 'FRACT', i);
      if (figure) {
        const [top, bottom] = String(figure.value).split('/').map(Number) as [number, number];
        return Number.isInteger(top) && Number.isInteger(bottom) && bottom > 0
          ? { end: figure.end, top, bottom }
          : undefined;
      }
      const word = tokens[i]?.text ?? '';
      if (/^(?:half|halves)$/.test(word)) return { end: i + 1, top: 1, bottom: 2 };
      const count = /^an?$/.test(word) ? { end: i + 1, value: '1' } : grammar.fits(context, 'UNUM', i)[0];
      const under = count && below(count.end);
      if (!count || under === undefined || !/^[1-9]\d?$/.test(String(count.value))) return undefined;
      const plural = tokens[count.end]!.text.endsWith('s') || tokens[count.end]!.text === 'halves';
      return plural === Number(count.value) > 1
        ? { end: count.end + 1, top: Number(count.value), bottom: under }
        : undefined;
    };
    const made = (end: number, top: number, bottom: number): readonly Fit[] => [{ end, value: `${top}/${bottom}` }];
    const [whole] = grammar.fits(context, 'UNUM', at);
    if (whole && /^\d{1,4}$/.test(String(whole.value))) {
      const joined = tokens[whole.end]?.text === 'and' ? whole.end + 1 : whole.end;
      const part = simple(joined);
      const figures = tokens[joined]?.kind === 'number';
      if (part && part.top < part.bottom && (joined > whole.end ? !figures : figures))
        return made(part.end, Number(whole.value) * part.bottom + part.top, part.bottom);
    }
    const part = simple(at);
    return part ? made(part.end, part.top, part.bottom) : [];
  };

const FRACTION_WORDS = lexicon(`
  PLUS: plus, +, added to, and then, add to;
  AND: and;
  MINUS: minus, -, take away, less, subtract, taken from, cut off, used, spent, poured out, gave away;
  FROM: from;
  TIMES: times, *, multiplied by, x;
  BY: by;
  OVER: divided by, ÷, over;
  OF: of;
  PRONOUN: it, that, this, them, those, that bit, the recipe;
  TOGETHER: together, altogether, in total, total, sum, makes, make, add, in all, added, equals, equal, combined;
  SIMPLIFY: simplify, simplified, simplfy, simplest, simplest form, lowest, lowest terms, lowest form, reduce,
     reduced,
     cancel, cancel down, smallest, smallest form, shortest form, simplest terms, reduced form, make simple,
     make it simple,
     lowest fraction, most simple, irreducible;
  FRACQ: what fraction, which fraction, fraction eaten, wich fracton, what part, as a fraction, as fraction,
     like fraction, like a fraction, as an exact fraction, a fraction, fraction, to fraction, into a fraction;
  IMPROPER: improper fraction, improper, mixed number, an improper fraction;
  DECIMAL: decimal, as decimal, as a decimal, a decimal, decimals, in decimals, decimal number;
  LEFT: left, left over, remains, remain, remaining, rest, remainder, over for, stays, leftover;
  BIGGER: bigger, larger, greater, more, biggest, largest, greatest;
  SMALLER: smaller, less than, smallest of, lesser;
  WHOLE: whole, in total, entire, in all, total, altogether, original;
  CENT: percent, percentage, %, per cent;
  BAD: each, every, twice, double, than, only, except, still, recipe for, per, speed, unsold, empty, failed,
     average, cost,
     costs, price, rest to, reciprocal, between, midway, square, hour, minute, day, week, month, year, itself,
     a number,
     some number, what number, series, for ever, forever, infinity;
  -: if, how, how many, how much, which, what, who, would, could, might, will, then, exactly, may, also, cups,
     cup, km,
     m, cm, kg, g, ml, litre, litres, liter, metre, metres, meter, meters, mile, miles, inch, inches, feet, pound,
     pounds,
     tons, hours, minutes, days, _, [, ], as far as possible, as far as it, goes, as, making only, only making,
     only want, right down, fully, not a float,
     no decimals, whats, when, yesterday, today, got, in, us, order, one, terms, form, down, its, dollars, euros,
     units,
     number, take, a cake, same, ate, sold, gave, bought, now, both, place, again, way
`);

type Told = { fractions: readonly Item[]; numbers: readonly Item[] };

const plain = (items: readonly Item[], ...but: readonly string[]): boolean =>
  !['PLUS', 'MINUS', 'TIMES', 'OVER', 'LEFT', 'BIGGER', 'SMALLER', 'CENT', 'FROM', 'BY', 'WHOLE', 'TOGETHER', 'DECIMAL']
    .filter((tag) => !but.includes(tag))
    .some((tag) => has(items, tag));

const SIGNS: Readonly<Record<string, string>> = { PLUS: '+', AND: '+', MINUS: '-', TIMES: '*', OF: '*', OVER: '/' };

/** Terms one after another with one sign between each two, or a verb before them: "take a third from a half". */
const joined = (items: readonly Item[], { fractions, numbers }: Told, tokens: readonly Token[]): unknown => {
  const terms = [...fractions, ...numbers].sort((x, y) => x.at - y.at);
  const [first, second] = terms;
  if (!first || !second || fractions.length === 0 || has(items, 'BIGGER', 'SMALLER', 'WHOLE', 'CENT')) return undefined;
  if (tokens.some(({ text: sign }) => sign === '(')) return undefined;
  const text = (one: Item): string => `(${valueOf(one)})`;
  const between = terms
    .slice(1)
    .map((next, i) =>
      items.filter(
        ({ at, tag }) => at >= terms[i]!.end && at < next.at && !/^(?:PARTS|ACOUNT|SIMPLIFY|FRACQ)$/.test(tag),
      ),
    );
  const had = has(items, 'LEFT') && terms.length === 2 && between[0]!.some(({ tag }) => tag === 'MINUS');
  if (had && !has(items, 'PLUS', 'TIMES', 'OVER', 'OF', 'FROM', 'BY', 'PRONOUN', 'TOGETHER'))
    return { type: 'value', expression: `${text(first)}-${text(second)}` };
  if (has(items, 'LEFT')) return undefined;
  const verb = tokens
    .slice(0, first.at)
    .find(({ text: word }) => /^(?:subtract|divide|multiply|take|times|deduct)$/.test(word));
  if (verb) {
    const tag = between[0]!.length === 1 && terms.length === 2 ? between[0]![0]!.tag : undefined;
    if (verb.text === 'multiply')
      return tag === 'BY' ? { type: 'value', expression: `${text(first)}*${text(second)}` } : undefined;
    if (verb.text === 'divide')
      return tag === 'BY' ? { type: 'value', expression: `${text(first)}/${text(second)}` } : undefined;
    if (tag === 'FROM') return { type: 'value', expression: `${text(second)}-${text(first)}` };
    if (verb.text !== 'take') return undefined;
  }
  const signs: string[] = [];
  for (const [i, next] of terms.slice(1).entries()) {
    const [sign, more] = between[i]!;
    const gap = tokens.slice(terms[i]!.end, next.at);
    const comma = !sign && gap.length > 0 && gap.every(({ text: word }) => word === ',');
    if (more || gap.length > 4 || (!sign && !comma)) return undefined;
    if (sign && (sign.tag === 'FROM' || sign.tag === 'BY' || SIGNS[sign.tag] === undefined)) return undefined;
    // "Half of a half" is in one piece; "half of a cake and a third of it" is not.
    if (sign?.tag === 'OF' && next.at !== sign.end) return undefined;
    signs.push(sign?.tag ?? 'AND');
  }
  const sums = signs.every((one) => one === 'AND' || one === 'PLUS');
  if (signs.includes('AND') && (!sums || !has(items, 'TOGETHER'))) return undefined;
  if (tokens.slice(0, first.at).some(({ text: word }) => /^(?:product|difference|quotient|of)$/.test(word)) && !sums)
    return undefined;
  if (has(items, 'TOGETHER') && new Set(signs).size > 1 && !sums) return undefined;
  return {
    type: 'value',
    expression: terms.map((one, i) => (i === 0 ? text(one) : `${SIGNS[signs[i - 1]!]!}${text(one)}`)).join(''),
  };
};

/** One number in another form. */
const reshaped = (items: readonly Item[], { fractions, numbers }: Told): unknown => {
  const [fraction, second] = fractions;
  if (has(items, 'OF', 'AND') && !has(items, 'SIMPLIFY')) return undefined;
  if (fraction && !second && numbers.length === 0) {
    if (has(items, 'DECIMAL'))
      return plain(items, 'DECIMAL') && !has(items, 'FRACQ', 'SIMPLIFY')
        ? { type: 'value', expression: valueOf(fraction) }
        : undefined;
    return plain(items) && has(items, 'SIMPLIFY', 'IMPROPER')
      ? { type: 'value', expression: valueOf(fraction) }
      : undefined;
  }
  const [number] = numbers;
  const decimal = number && fractions.length === 0 && numbers.length === 1 && valueOf(number).includes('.');
  return decimal && has(items, 'FRACQ') && plain(items)
    ? { type: 'formula', formula: 'as-fraction', given: [valueOf(number)] }
    : undefined;
};

/** A part of a number, or the number that has such a part. */
const ofNumber = (items: readonly Item[], { fractions, numbers }: Told, tokens: readonly Token[]): unknown => {
  const [fraction] = fractions;
  const [number] = numbers;
  if (!fraction || !number || fractions.length > 1 || numbers.length > 1 || has(items, 'FRACQ', 'SIMPLIFY', 'DECIMAL'))
    return undefined;
  if (tokens[fraction.end]?.text !== 'of' || has(items, 'LEFT', 'BIGGER', 'SMALLER', 'PLUS', 'TIMES', 'OVER', 'CENT'))
    return undefined;
  const asked = newlyNamed(tokens, Math.max(fraction.end, number.end));
  if (asked.names.length > 0) return undefined;
  const wholly = items.some(({ tag, at }) => tag === 'WHOLE' && at >= asked.from);
  const direct =
    number.at > fraction.end &&
    number.at <= fraction.end + 5 &&
    !tokens.slice(fraction.end, number.at).some(({ kind, text }) => kind === 'sign' && !/^[£$€]$/.test(text));
  const is = tokens
    .slice(fraction.end, number.at)
    .some(({ text }) => /^(?:is|are|was|were|has|have|=|makes)$/.test(text));
  if (direct && !is && !wholly) {
    const value = valueOf(fraction).split('/').map(Number) as [number, number];
    const counted = tokens.some(({ text }, i) => text === 'many' && tokens[i - 1]?.text === 'how');
    if (counted && (Number(valueOf(number)) * value[0]) % value[1] !== 0) return undefined;
    return { type: 'formula', formula: 'fraction-of', given: [valueOf(fraction), valueOf(number)] };
  }
  return wholly && is && number.at > fraction.end
    ? { type: 'value', expression: `${valueOf(number)}/(${valueOf(fraction)})` }
    : undefined;
};

/** The sum of two fractions as one. */
const summed = (fractions: readonly Item[]): string => {
  const [[a = 0, b = 1], [c = 0, d = 1]] = fractions.map((one) => valueOf(one).split('/').map(Number)) as [
    number[],
    number[],
  ];
  return `${a * d + c * b}/${b * d}`;
};

/** What is left of one, or which fraction a part of a whole number is. */
const ofOne = (items: readonly Item[], { fractions, numbers }: Told, tokens: readonly Token[]): unknown => {
  if (!has(items, 'FRACQ') || has(items, 'DECIMAL', 'CENT', 'BIGGER', 'SMALLER', 'PLUS', 'TIMES', 'OVER'))
    return undefined;
  const last = [...fractions, ...numbers].sort((a, b) => a.at - b.at).at(-1)!;
  const asked = newlyNamed(tokens, last.end);
  const left = all(items, 'LEFT');
  if (fractions.length > 1 && numbers.length === 0 && left.length > 0 && left.every(({ at }) => at >= asked.from)) {
    const parts = fractions.every(
      ({ end }) =>
        !/^(?:it|that|this|them|what|the)$/.test(tokens[end + 1]?.text ?? '') ||
        tokens[end]?.text !== 'of' ||
        /^the$/.test(tokens[end + 1]?.text ?? ''),
    );
    const rest = fractions.some(({ end }) => /^(?:rest|remainder|remaining)$/.test(tokens[end + 2]?.text ?? ''));
    const sum = fractions.reduce(
      (before, one) =>
        before +
        valueOf(one)
          .split('/')
          .map(Number)
          .reduce((x, y) => x / y),
      0,
    );
    const again = items.some(({ tag, at }) => tag === 'PRONOUN' && at < asked.from);
    if (sum > 1 || again) return undefined;
    return parts && !rest
      ? { type: 'value', expression: `1-${fractions.map((one) => `(${valueOf(one)})`).join('-')}` }
      : undefined;
  }
  if (left.length > 0) return undefined;
  if (fractions.length === 2 && numbers.length === 0) {
    const [first, second] = fractions;
    const pronoun =
      tokens[second!.end]?.text === 'of' && /^(?:it|that|this|them)$/.test(tokens[second!.end + 1]?.text ?? '');
    if (!pronoun) return undefined;
    // "1/4 of the bag in the morning and 1/4 of it in the evening": it is the bag.
    const whole =
      tokens[first!.end]?.text === 'of' &&
      /^(?:the|my|our|his|her|their|this)$/.test(tokens[first!.end + 1]?.text ?? '');
    const further = tokens.slice(first!.end, second!.at).some(({ text }) => /^(?:and|then|another)$/.test(text));
    if (whole)
      return further && asked.names.length === 0
        ? { type: 'formula', formula: 'as-fraction', given: [summed(fractions)] }
        : undefined;
    return { type: 'value', expression: fractions.map((one) => `(${valueOf(one)})`).join('*') };
  }
  const [a, b, more] = numbers;
  if (!a || !b || more || fractions.length > 0 || asked.names.length > 0) return undefined;
  const [x, y] = [valueOf(a), valueOf(b)];
  if (!/^\d+$/.test(x + y) || has(items, 'MINUS', 'FROM', 'TOGETHER')) return undefined;
  const tied = tokens[a.end]?.text === 'of' && b.at <= a.end + 4;
  const out = tokens[a.end]?.text === 'out' && tokens[a.end + 1]?.text === 'of';
  const eaten =
    tokens.slice(asked.from).some(({ text }) => /^(?:eat|eaten|ate)$/.test(text)) ||
    tokens.at(-1)?.text === 'eaten' ||
    tokens.at(-2)?.text === 'eaten';
  if (
    eaten &&
    Number(y) < Number(x) &&
    !has(items, 'OF') &&
    tokens.slice(a.end, b.at).some(({ text }) => /^(?:ate|eat|took|had)$/.test(text))
  )
    return { type: 'formula', formula: 'as-fraction', given: [`${y}/${x}`] };
  if (tied || out)
    return Number(x) <= Number(y) ? { type: 'formula', formula: 'as-fraction', given: [`${x}/${y}`] } : undefined;
  return undefined;
};

const compared = (items: readonly Item[], { fractions, numbers }: Told): unknown => {
  const [larger, smaller] = [has(items, 'BIGGER'), has(items, 'SMALLER')];
  if (fractions.length !== 2 || numbers.length > 0 || larger === smaller || !plain(items, 'BIGGER', 'SMALLER'))
    return undefined;
  if (has(items, 'OF', 'FRACQ', 'SIMPLIFY', 'LEFT')) return undefined;
  return { type: 'pick', which: larger ? 'largest' : 'smallest', rank: 1, numbers: fractions.map(valueOf) };
};

const fraction = (items: readonly Item[], tokens: readonly Token[]): unknown => {
  if (has(items, 'BAD') || tokens.some(({ text }) => text === '...')) return undefined;
  // "It was 3/8 full, I used a third of it": of the vessel, or of what was in it.
  const said = tokens.map(({ text }) => text).join(' ');
  if (/\bfull\b.* of it\b/.test(said)) return undefined;
  const told = { fractions: all(items, 'PARTS'), numbers: all(items, 'ACOUNT') };
  if (told.fractions.length + told.numbers.length === 0) return undefined;
  return (
    compared(items, told) ??
    reshaped(items, told) ??
    ofNumber(items, told, tokens) ??
    ofOne(items, told, tokens) ??
    joined(items, told, tokens)
  );
};

const KINDS: readonly Kind[] = [{ words: FRACTION_WORDS, quantities: ['PARTS', 'ACOUNT'], build: fraction }];

/** Adds fractions by roles. */
export const addFractionRoles = (grammar: Grammar): void => {
  grammar.terminal('PARTS', fractionAt(grammar));
  grammar.terminal('ACOUNT', (context, at) =>
    context.tokens[at]!.text === 'one' ? [] : grammar.fits(context, 'UNUM', at),
  );
  addRoleKinds(grammar, 'FRACTIONROLES', KINDS);
};

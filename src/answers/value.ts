/**
 * What an answer says, as data: quantities with units, lists, tuples, sets, intervals, equations, relations, ratios,
 * numbers in
 * a base, times, dates, matrices, expressions, words. Reading only: same.ts says which of them are the same.
 * What no form fits stays words, and words are compared by their letters.
 */
import { readExpression, type Expression } from './algebra.ts';
import { dateOf, timeOf, type Moment } from './moments.ts';
import {
  exactNumber,
  maybeDecimalComma,
  numberWords,
  plus,
  showRational,
  times,
  toNumber,
  type Rational,
} from './rational.ts';
import { expandSigns, inBrackets, matrixOf, splitTop, splitWords, type Brackets } from './structure.ts';
import { MOST, tidy } from './tidy.ts';
import { leadingCurrency, noUnit, readMultiplier, readUnit, factorOf, type Unit } from './units.ts';
import { toLatex } from './latex.ts';

export type Interval = { low: Value; high: Value; lowOpen: boolean; highOpen: boolean };

export type Value =
  | {
      type: 'quantity';
      number: Expression;
      unit: Unit;
      /** Digits after the first that is not 0, of a decimal. */ digits?: number;
      /** It was worked out here: 3·4, 2 h 30 min. */
      computed?: true;
    }
  | { type: 'list'; brackets: Brackets; items: readonly Value[] }
  | { type: 'intervals'; parts: readonly Interval[] }
  | { type: 'named'; name: string; value: Value; equation?: Expression | undefined }
  | { type: 'equation'; difference: Expression }
  | { type: 'relation'; marks: readonly string[]; sides: readonly Value[] }
  | { type: 'ratio'; parts: readonly Value[] }
  | { type: 'base'; digits: string; base: number }
  | Moment
  | { type: 'matrix'; rows: readonly (readonly Value[])[] }
  | { type: 'words'; text: string; cased: string }
  /** Two readings of one text: "1,22" as a decimal and as a list. */
  | { type: 'either'; first: Value; second: Value };

/** Brackets within brackets that are looked into. */
const DEEPEST = 6;
const MOST_ITEMS = 60;

const rationalExpression = (value: Rational): Expression => ({
  exact: value,
  values: [[toNumber(value), 0]],
  variables: [],
  text: showRational(value),
});

/** Significant digits of a decimal that may be rounded; 0 for whole numbers. */
const digitsOf = (text: string): number =>
  /^[+-]?\d*[.]\d+$/.test(text) ? text.replace(/^[+-]?0*\.?0*|\./g, '').length : 0;

const quantity = (number: Expression, unit: Unit, text = ''): Value => {
  const digits = digitsOf(text);
  return { type: 'quantity', number, unit, ...(digits > 0 && { digits }) };
};

const FORMULA = /^(?:\(?[A-Z][a-z]?\)?(?:_?\{?\d+\}?)?){1,8}$/;

const words = (text: string): Value => {
  const plain = (FORMULA.test(text) ? text.replaceAll('_', '') : text)
    .replace(/[{}$]/g, '')
    .replace(/\s+/g, ' ')
    .replace(/^["'([]+|["')\]]+$/g, '')
    .trim();
  return { type: 'words', text: plain.toLowerCase().replace(/^(?:an?|the) (?=\S)/, ''), cased: plain };
};

/** A number, then a multiplier and a unit: '5 million dollars', '12 km/h', '28%'. */
const numberWithUnit = (text: string): Value | undefined => {
  const money = leadingCurrency(text.replace(/^([+-]) ?(?=[$€£¥₹₽])/, ''));
  const minus = money && text.startsWith('-');
  const body = money ? `${minus ? '-' : ''}${money.rest}` : text;
  const head =
    /^[+-]? ?(?:\d[\d.,' _]*|\.\d+)(?:(?<=\d)(?: (?:and )?\d+)? ?\/ ?\d[\d,]*)?(?:e[+-]?\d{1,3}(?![a-z\d])| ?\* ?10 ?\^ ?\{?-?\d+\}?)?/i
      .exec(body)?.[0]
      .trimEnd()
      .replace(/[.,']$/, '');
  if (head === undefined) return undefined;
  const value = exactNumber(head);
  if (value === undefined) return undefined;
  const after = body.slice(head.length);
  const multiplier = readMultiplier(after.trimStart());
  const rest = multiplier ? multiplier.rest : after;
  const short = multiplier === undefined && money ? /^ ?([kKmMbB])(?:n|ln)?$/.exec(rest)?.[1] : undefined;
  const factor = short ? ({ k: 1000n, m: 1000000n, b: 1000000000n }[short.toLowerCase()] ?? 1n) : multiplier?.factor;
  const unit = short ? noUnit : readUnit(rest, multiplier !== undefined || /^\s/.test(rest));
  if (
    unit === undefined ||
    (money && unit.dimension !== '' && unit.dimension !== money.unit.dimension && !unit.dimension.startsWith('usd'))
  )
    return undefined;
  const number = rationalExpression(factor === undefined ? value : times(value, factorOf(factor)));
  const whole = money ? { ...money.unit, words: unit.words } : unit;
  return quantity(number, whole, factor === undefined ? head.replaceAll(',', '') : '');
};

/** 2 hours 30 minutes, 5 feet and 3 inches: one quantity in the unit of the first. */
const sumOfUnits = (text: string): Value | undefined => {
  const parts = text.split(/,? and |, | (?=\d)/);
  if (parts.length < 2 || parts.length > 4) return undefined;
  let total: Rational | undefined;
  let first: Unit | undefined;
  let last = Infinity;
  for (const part of parts) {
    const one = numberWithUnit(part.trim());
    if (
      one?.type !== 'quantity' ||
      !one.number.exact ||
      !/^(?:time|length|mass|month|volume|usd|angle)$/.test(one.unit.dimension) ||
      one.unit.words.length > 0
    )
      return undefined;
    if (first && (one.unit.dimension !== first.dimension || one.unit.size >= last)) return undefined;
    first ??= one.unit;
    last = one.unit.size;
    const ratio = last / first.size;
    const back = Math.round(1 / ratio);
    if (Math.abs(back * ratio - 1) > 1e-9) return undefined;
    const share: Rational = times(one.number.exact, [1n, BigInt(back)]);
    total = total ? plus(total, share) : share;
  }
  return total && first && { type: 'quantity', number: rationalExpression(total), unit: first, computed: true };
};

/** An expression and a unit after it: '12π cm', '\frac{270}{7} degrees'. */
const expressionWithUnit = (text: string): Value | undefined => {
  const match =
    /^(.*[\d})π°])( ?)((?:[%°]|\p{L}[\p{L}\p{M}.'-]*(?:\^ ?\{?[1-9]\}?)?)(?:[ /]+(?:per )?[\p{L}\p{M}°][\p{L}\p{M}.'-]*(?:\^ ?\{?[1-9]\}?)?)*)$/u.exec(
      text,
    );
  if (!match) return undefined;
  const [, head, space, tail] = match as unknown as [string, string, string, string];
  const unit = readUnit(tail, space !== '');
  if (unit === undefined || (space === '' && unit.dimension === '')) return undefined;
  const number = expression(head.trim());
  return number && quantity(number, unit);
};

const FUNCTIONS =
  'sin|cos|tan|cot|sec|csc|sinh|cosh|tanh|arcsin|arccos|arctan|log|ln|exp|sqrt|pi|max|min|theta|alpha|beta|' +
  'gamma|lambda|phi|omega|sigma|rho|tau|mu|delta|epsilon|cbrt';
const NAME = new RegExp(`^(?:${FUNCTIONS})$`, 'i');

/** Whether a text is mathematics and not words: numbers, operators, single letters, names of functions. */
const looksMath = (text: string): boolean => {
  if (!/[\d\\+*^/√π!|]|^-?[A-Za-z]$|[A-Za-z)] ?[-+] ?[A-Za-z(]|^[A-Za-z](?:\([A-Za-z]\)|')$|^(?:pi|e|i)$|∞/.test(text))
    return false;
  if (
    /^[A-Z](?:-[A-Z]){2,}$/.test(text) ||
    /^\d[\d./]*(?:-\d[\d./]*)+$/.test(text) ||
    /^\d+ -\d/.test(text) ||
    /[#@?"…;]/.test(text) ||
    (FORMULA.test(text) && /\d/.test(text) && /[A-Z].*[A-Z]|[A-Z][a-z]/.test(text)) ||
    // A letter and a digit behind it, without a mark between, is a label or a formula: A1, H2O, 0x1F.
    /[A-Za-z]\d/.test(text.replace(/\\[A-Za-z]+|[_^]\{[^{}]*\}|(?:sqrt|log|sin|cos|tan|pi)(?=\d)/g, ' '))
  )
    return false;
  return [...text.replace(/\\[A-Za-z]+|π/g, ' ').matchAll(/[\p{L}\p{M}]+/gu)].every(
    ({ 0: run, index }) =>
      run.length === 1 ||
      NAME.test(run) ||
      (run.length <= 3 &&
        /^[a-z]+$|^[A-Z]+$/.test(run) &&
        /[\d+*/^()_=-]/.test(`${text[index - 1] ?? ''}${text[index + run.length] ?? ''}`)),
  );
};

const spoken = (text: string): string =>
  text
    .replace(/(?<=\d) x (?=\d)/g, ' * ')
    .replace(/ (?:plus) /g, ' + ')
    .replace(/ minus /g, ' - ')
    .replace(/ times /g, ' * ')
    .replace(/ (?:divided by|over) /g, ' / ')
    .replace(/(?<=[\d)A-Za-z]) squared$/, '^2')
    .replace(/(?<=[\d)A-Za-z]) cubed$/, '^3')
    .replace(/\bsquare root of ([\d.]+)/g, 'sqrt($1)')
    .replace(/\bfactorial$/, '!');

const expression = (text: string): Expression | undefined => {
  const said = spoken(text);
  return looksMath(said) ? readExpression(toLatex(said)) : undefined;
};

const BASES: Readonly<Record<string, number>> = {
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  sixteen: 16,
  binary: 2,
  octal: 8,
  decimal: 10,
  hexadecimal: 16,
};

/** 52_8, 4210_{5}, 10 base 2, 1A in hexadecimal. */
const baseOf = (text: string): Value | undefined => {
  const match = /^\(?([\dA-Fa-f]+)\)? ?(?:_ ?\{? ?|,? (?:in |to )?(?:the )?base[- ])([a-z]+|\d+) ?\}?$/.exec(text);
  const base = match && (BASES[match[2]!] ?? Number(match[2]));
  return match && base && base >= 2 && base <= 36
    ? { type: 'base', digits: match[1]!.toLowerCase().replace(/^0+(?=.)/, ''), base }
    : undefined;
};

/** 3:4, 7:32, 1:2:3. Two digits after the colon may be a clock as well (moments.ts). */
const ratioOf = (text: string, depth: number): Value | undefined => {
  const parts = text.split(/ ?: ?/);
  if (
    parts.length < 2 ||
    parts.length > 6 ||
    !parts.every((part) => /^[\d.,/]+$|^[\d\\a-z{}^π ]{1,20}$/.test(part.trim()) && /\d/.test(part))
  )
    return undefined;
  const values = parts.map((part) => valueIn(part.trim(), true, depth + 1));
  return values.every((value) => value.type === 'quantity') ? { type: 'ratio', parts: values } : undefined;
};

const isNumber = (value: Value): value is Value & { type: 'quantity' } =>
  value.type === 'quantity' && value.number.variables.length === 0;

/**
 * [0,1), (2,∞): brackets that only an interval has. Plain pairs in ( ) or [ ] stay lists, which same.ts may take for
 * intervals.
 */
const intervalOf = (brackets: Brackets, items: readonly Value[]): Value | undefined => {
  const [low, high] = items;
  if (items.length !== 2 || low === undefined || high === undefined || brackets === '' || brackets === '{}')
    return undefined;
  const infinite = [low, high].some((one) => isNumber(one) && !Number.isFinite(one.number.values[0]?.[0] ?? 0));
  if (brackets !== '[)' && brackets !== '(]' && !(infinite && isNumber(low) && isNumber(high))) return undefined;
  return { type: 'intervals', parts: [{ low, high, lowOpen: brackets[0] === '(', highOpen: brackets[1] === ')' }] };
};

/** A union of intervals: (0,9) ∪ (9,36). */
const unionOf = (text: string, math: boolean, depth: number): Value | undefined => {
  const pieces = text.split(/ ?∪ ?| U (?=[([])/);
  if (pieces.length < 2 || pieces.length > MOST_ITEMS) return undefined;
  const parts = pieces.map((piece) => asIntervals(valueIn(piece.trim(), math, depth + 1)));
  return parts.every((part) => part !== undefined) ? { type: 'intervals', parts: parts.flat() } : undefined;
};

/** A value as intervals, where it can be one: [a,b] and (a,b) are lists otherwise. */
export const asIntervals = (value: Value): readonly Interval[] | undefined => {
  if (value.type === 'intervals') return value.parts;
  if (value.type !== 'list' || value.items.length !== 2 || (value.brackets !== '()' && value.brackets !== '[]'))
    return undefined;
  const [low, high] = value.items as [Value, Value];
  return isNumber(low) && isNumber(high)
    ? [{ low, high, lowOpen: value.brackets === '()', highOpen: value.brackets === '()' }]
    : undefined;
};

const NAME_LIKE = new RegExp(
  "^(?:[A-Za-zΑ-ω][\\w']*(?:_?\\{[\\w', +-]*\\})?(?:\\^\\{?-1\\}?)?(?:\\([\\w, ]*\\))?|" +
    '\\([A-Za-z](?:_?\\{?\\w*\\}?)?(?:, ?[A-Za-z](?:_?\\{?\\w*\\}?)?)+\\)|\\\\[a-z]+(?:_?\\{\\w*\\})?|' +
    "[\\p{L}][\\p{L}\\p{M}' .-]{0,40}|[A-Za-z_{}\\d]+ ?: ?[A-Za-z_{}\\d]+)$",
  'u',
);

const INFINITY = (sign: 1 | -1): Value => ({
  type: 'quantity',
  number: { values: [[sign * Infinity, 0]], variables: [], text: `${sign}inf` },
  unit: noUnit,
});

/** a ≤ x ≤ b, x > 5: the interval of x, under its name. */
const boundsOf = (marks: readonly string[], sides: readonly Value[], texts: readonly string[]): Value | undefined => {
  const turned = (mark: string): string => ({ '<': '>', '>': '<', '≤': '≥', '≥': '≤' })[mark] ?? mark;
  const at = texts.findIndex(
    (text, i) => NAME_LIKE.test(text) && !(isNumber(sides[i]!) && sides[i]!.type === 'quantity'),
  );
  if (at < 0 || marks.some((mark) => !'<>≤≥'.includes(mark)) || sides.some((side, i) => i !== at && !isNumber(side)))
    return undefined;
  let [low, high, lowOpen, highOpen] = [INFINITY(-1), INFINITY(1), true, true];
  for (const [i, mark] of marks.entries()) {
    if (at !== i && at !== i + 1) return undefined;
    const [other, seen] = at === i ? [sides[i + 1]!, mark] : [sides[i]!, turned(mark)];
    if (seen === '<' || seen === '≤') [high, highOpen] = [other, seen === '<'];
    else [low, lowOpen] = [other, seen === '>'];
  }
  return {
    type: 'named',
    name: nameOf(texts[at]!),
    value: { type: 'intervals', parts: [{ low, high, lowOpen, highOpen }] },
  };
};

const nameOf = (text: string): string => text.replace(/[\s{}_\\]/g, '').replace(/^the/i, '');

/** x = 3, y = 2x + 1, a ≤ x < b, x ∈ [0, 1], 1 + 1 = 2. */
const relationOf = (text: string, math: boolean, depth: number): Value | undefined => {
  const { parts, marks } = splitTop(text, /^(?:[<>≤≥≠≡∈=])/);
  if (marks.length === 0 || marks.length > 6 || parts.some((part) => part.trim() === '')) return undefined;
  const texts = parts.map((part) => part.trim());
  const sides = texts.map((part) => valueIn(part, math, depth + 1));
  if (marks.every((mark) => mark === '=')) return equalityOf(texts, sides);
  if (marks.length === 1 && marks[0] === '∈')
    return NAME_LIKE.test(texts[0]!) ? { type: 'named', name: nameOf(texts[0]!), value: sides[1]! } : undefined;
  return boundsOf(marks, sides, texts) ?? { type: 'relation', marks, sides };
};

const equalityOf = (texts: readonly string[], sides: readonly Value[]): Value | undefined => {
  const [first, last] = [sides[0]!, sides.at(-1)!];
  if (isNumber(first) && isNumber(last) && sides.every(isNumber)) return { ...last, computed: true };
  const difference = texts.length === 2 ? expression(`(${texts[0]})-(${texts[1]})`) : undefined;
  if (NAME_LIKE.test(texts[0]!) && !isNumber(first))
    return { type: 'named', name: nameOf(texts[0]!), value: last, equation: difference };
  if (NAME_LIKE.test(texts.at(-1)!) && !isNumber(last) && texts.length === 2)
    return { type: 'named', name: nameOf(texts.at(-1)!), value: first, equation: difference };
  return difference ? { type: 'equation', difference } : undefined;
};

/** What stands before a colon and a space names what follows: 'x: 3', 'Total: $18'. */
const labelled = (text: string, math: boolean, depth: number): Value | undefined => {
  const match = /^([\p{L}][\p{L}\p{M}\w' .-]{0,40}?) ?: (.+)$/u.exec(text);
  return match ? { type: 'named', name: nameOf(match[1]!), value: valueIn(match[2]!, math, depth + 1) } : undefined;
};

/** From a list of texts to a list of values, flat where a ± gave two. */
const listOf = (parts: readonly string[], brackets: Brackets, math: boolean, depth: number): Value => {
  const items = parts.flatMap((part) => {
    const value = valueIn(part, math, depth + 1);
    return value.type === 'list' && value.brackets === '' && /[±∓]/.test(part) ? value.items : [value];
  });
  return intervalOf(brackets, items) ?? { type: 'list', brackets, items };
};

/** What is one thing: no separators at the top. */
const oneThing = (text: string, math: boolean, depth: number): Value | undefined => {
  const exact = exactNumber(text);
  if (exact) return quantity(rationalExpression(exact), noUnit, text);
  return (
    numberWithUnit(text) ??
    baseOf(text) ??
    relationOf(text, math, depth) ??
    ratioOf(text, depth) ??
    labelled(text, math, depth)
  );
};

const bracketed = (text: string, math: boolean, depth: number): Value | undefined => {
  const found = inBrackets(text, math);
  if (!found) return undefined;
  const { brackets, inside } = found;
  const parts = splitWords(inside, true);
  if (parts.length > MOST_ITEMS) return undefined;
  if (parts.length > 1 || brackets === '{}' || brackets === '[]')
    return listOf(parts.length === 1 && parts[0] === '' ? [] : parts, brackets, math, depth);
  return brackets === '()' || brackets === '' ? valueIn(inside, math, depth + 1) : undefined;
};

/** A typeset fraction of whole numbers in front as people type it: '1\frac{1}{2} cups' → '1 1/2 cups'. */
const typedFraction = (text: string): string =>
  text.replace(
    /^([-+]? ?\d*) ?\\frac ?(?:\{(\d+)\}|(\d)) ?(?:\{(\d+)\}|(\d))(?= ?[%°]?$| \p{L}{2})/u,
    (_, whole: string, a: string | undefined, b: string | undefined, c: string | undefined, d: string | undefined) =>
      `${whole.trim()}${/\d/.test(whole) ? ' ' : ''}${a ?? b}/${c ?? d}`,
  );

const valueIn = (typed: string, math: boolean, depth: number): Value => {
  const text = typedFraction(typed);
  if (depth > DEEPEST || text.length > MOST) return words(text);
  if (maybeDecimalComma(text)) {
    return {
      type: 'either',
      first: listOf(text.split(','), '', math, depth),
      second: quantity(rationalExpression(exactNumber(text)!), noUnit),
    };
  }
  const spelled = /^[a-z -]+$/i.test(text) ? numberWords(text) : undefined;
  if (spelled !== undefined) return quantity(rationalExpression([BigInt(spelled), 1n]), noUnit);
  const moment = timeOf(text) ?? dateOf(text);
  if (moment) return moment;
  const found =
    oneThing(exactNumber(text) ? text : '', math, depth) ?? matrixValue(text, depth) ?? unionOf(text, math, depth);
  if (found) return found;
  if (/[±∓]/.test(text)) {
    const both = expandSigns(text);
    if (both) return listOf(both, '', math, depth);
  }
  const sum = /\d/.test(text) ? sumOfUnits(text) : undefined;
  if (sum) return sum;
  const parts = splitWords(text, false);
  if (parts.length > 1 && parts.length <= MOST_ITEMS) return named(listOf(parts, '', math, depth));
  return (
    bracketed(text, math, depth) ??
    oneThing(text, math, depth) ??
    plainExpression(text) ??
    expressionWithUnit(text) ??
    words(text)
  );
};

const plainExpression = (text: string): Value | undefined => {
  const read = expression(text);
  return (
    read && { type: 'quantity', number: read, unit: noUnit, ...(read.variables.length === 0 && { computed: true }) }
  );
};

const matrixValue = (text: string, depth: number): Value | undefined => {
  const rows = matrixOf(text);
  return rows && { type: 'matrix', rows: rows.map((row) => row.map((cell) => valueIn(cell, true, depth + 1))) };
};

/** 'a = 4, -8, -10' gives one name to all: the name is of the list. */
const named = (value: Value): Value => {
  if (value.type !== 'list' || value.brackets !== '' || value.items.length < 2) return value;
  const [first, ...rest] = value.items;
  if (first?.type !== 'named' || rest.some((one) => one.type === 'named' || one.type === 'equation')) return value;
  return { type: 'named', name: first.name, value: { ...value, items: [first.value, ...rest] } };
};

/** An answer as it was read: what it says, and its letters without wrapping and spaces. */
export type ReadText = { value: Value; text: string; squashed: string };

const seen = new Map<string, ReadText>();
const REMEMBERED = 4000;
/** Longer answers are whole texts: compared letter by letter, wrapping and all. */
const LETTERS_ONLY = 4000;

/** What an answer says. The same text is read once; never throws. */
export const readText = (answer: string): ReadText => {
  const known = seen.get(answer);
  if (known) return known;
  if (answer.length > LETTERS_ONLY) {
    const whole = answer.trim();
    return { value: { type: 'words', text: whole, cased: whole }, text: whole, squashed: whole };
  }
  const { text, math } = tidy(answer);
  const value = text.length > MOST ? words(text) : valueIn(text, math, 0);
  const read: ReadText = { value, text, squashed: text.replace(/(?<!\d) | (?!\d)/g, '') };
  if (seen.size >= REMEMBERED) seen.clear();
  if (answer.length <= MOST) seen.set(answer, read);
  return read;
};

/** Whether a part of it was worked out here, so that its value is not what was written. */
export const isComputed = (value: Value): boolean => {
  switch (value.type) {
    case 'quantity':
      return value.computed === true;
    case 'list':
      return value.items.some(isComputed);
    case 'named':
      return isComputed(value.value);
    case 'either':
      return isComputed(value.first);
    default:
      return false;
  }
};

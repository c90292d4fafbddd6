/**
 * The formal language of problems: one JSON type for each kind of question that exact code can answer. `print.ts`
 * writes it as one line of text, and `parse.ts` reads that; `solve/` computes; `read/` finds problems in questions.
 * A problem holds what a question says and nothing that follows from it. Numbers are texts ('12', '-0.5', '3/4'), so
 * that none loses a digit.
 */
import { z } from 'zod';
import { FORMULA_NAMES } from './formula-names.ts';

/** Exact: a whole number, a decimal or a fraction. */
const NUMBER = /^-?\d+(?:\.\d+)?(?:\/\d+)?$/;
const number = z.string().max(2000).regex(NUMBER);
const name = z.string().min(1).max(200);
const text = z.string().min(1).max(4000);
const names = z.array(name).max(500);
const numbers = z.array(number).max(500);
/** yyyy-mm-dd; `--mm-dd` where the question has no year. It may be no date of the calendar: the solver says so. */
const date = z.string().regex(/^(?:\d{1,4}-|--)\d\d-\d\d$/);
/** h:mm on a clock of 24 hours; it may be no time. */
const clock = z.string().regex(/^\d{1,2}:\d\d$/);

/**
 * A clue of an order: one stands before another (by so many places); at one of some places, or at none of them (1 is
 * the first, -1 the last, 0 the middle); so many places apart; between two others; level with another.
 */
const clue = z.union([
  z.strictObject({ before: name, after: name, by: z.int().min(1).max(50).optional() }),
  z.strictObject({
    name,
    places: z.array(z.int().min(-50).max(50)).min(1).max(9),
    not: z.boolean().optional(),
  }),
  z.strictObject({ apart: z.tuple([name, name]), by: z.int().min(1).max(50) }),
  z.strictObject({ between: z.tuple([name, name]), name }),
  z.strictObject({ level: z.tuple([name, name]) }),
]);

/**
 * Which of an order is asked: `first` stands highest, `list` is all of them from the first to the last, `where` the
 * place of one, `next` who stands so many places after one (before it, when negative), `between` who stands between
 * two, `ahead` and `behind` how many stand there, `holds` whether a clue is so.
 */
const place = z.union([
  z.strictObject({ type: z.enum(['first', 'last', 'middle', 'list', 'list-reversed']) }),
  z.strictObject({ type: z.literal('place'), place: z.int().min(-99).max(99) }),
  z.strictObject({ type: z.literal('compare'), names: z.tuple([name, name]), want: z.enum(['first', 'last']) }),
  z.strictObject({ type: z.enum(['where', 'ahead', 'behind']), name }),
  z.strictObject({ type: z.literal('next'), name, by: z.int().min(-50).max(50) }),
  z.strictObject({ type: z.literal('between'), names: z.tuple([name, name]) }),
  z.strictObject({ type: z.literal('holds'), clue }),
]);

const claim = z.strictObject({ who: name, says: text });

/** What is asked of whole numbers: what they share, or of one of them what it is and what divides it. */
export const divisorAsk = z.enum([
  'gcd',
  'lcm',
  'remainder',
  'prime',
  'factors',
  'divisors',
  'all-divisors',
  'divisible',
  'even',
  'odd',
  'parity',
  'next-prime',
  'previous-prime',
  'largest-prime',
  'smallest-prime',
  'divisor-sum',
  'primes-between',
  'count-primes',
  'coprime',
]);

/** How the sides of a claim are said to stand to each other. */
export const claimRelation = z.enum(['equals', 'differs-from', 'exceeds', 'is-below', 'reaches', 'is-within']);

export const problemSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('value'), expression: text }),
  /** Linear equations; `whole`: only a whole solution counts. `amount`: letters stand for amounts that have names. */
  z.strictObject({
    type: z.literal('solve'),
    unknowns: z.array(name).min(1).max(6),
    equations: z.array(text).min(1).max(6),
    whole: z.boolean().optional(),
    amount: z.boolean().optional(),
  }),
  z.strictObject({ type: z.literal('make'), target: number, numbers, all: z.boolean() }),
  /** `?` stands for a missing term; without one, the term at `at` (from 1) or the next is asked. */
  z.strictObject({
    type: z.literal('sequence'),
    terms: z.array(z.union([number, z.literal('?')])).max(200),
    at: z.int().min(1).max(1000).optional(),
    /** How many of the next terms are asked; one where it is not said. */
    count: z.int().min(2).max(10).optional(),
  }),
  /**
   * A row of letters; one letter alone goes on as the alphabet. `?` and `at` as in a sequence. Of groups (AB, BC) each
   * place goes on by itself.
   */
  z.strictObject({
    type: z.literal('letters'),
    terms: z
      .array(z.string().regex(/^(?:[A-Za-z]{1,6}|\?)$/))
      .min(1)
      .max(52),
    at: z.int().min(1).max(1000).optional(),
  }),
  /** A row of things that comes again in the same order. `?` and `at` as in a sequence. */
  z.strictObject({
    type: z.literal('pattern'),
    terms: z.array(name).min(2).max(100),
    at: z.int().min(1).max(1000).optional(),
  }),
  /**
   * A sequence whose rule is told: what becomes of a term x ("x+3"), or a sequence by its name. `term` is the term at
   * `at`, `sum` and `list` are of the first `at`, `place` is where the number `at` stands, `has` whether it comes up.
   */
  z.strictObject({
    type: z.literal('term'),
    rule: z.string().min(1).max(60),
    first: z.array(number).max(2),
    ask: z.enum(['term', 'sum', 'list', 'place', 'has']),
    at: z.int().min(1).max(1_000_000),
  }),
  z.strictObject({ type: z.literal('count-letters'), what: name, text }),
  z.strictObject({ type: z.literal('count-words'), text }),
  /** Of one word: its letter at a place (from the end when negative), the word read backwards, whether both are one. */
  z.strictObject({
    type: z.literal('spelling'),
    ask: z.enum(['letter', 'backwards', 'palindrome']),
    text: name,
    at: z.int().min(-99).max(99).optional(),
  }),
  /** `also`: these count too; `less`: how many more than of that one; `not`: all others are counted. */
  z.strictObject({
    type: z.literal('count-item'),
    item: name,
    items: names,
    also: names.optional(),
    less: name.optional(),
    not: z.literal(true).optional(),
  }),
  z.strictObject({ type: z.literal('count-numbers'), that: text, numbers }),
  /**
   * Items with a property: 'all', 'different', 'commonest' (how often that one stands), 'palindrome', 'starts with t', 'not starts with t', 'ends with t', 'contains t', '4 letters', '> 4
   * letters'.
   */
  z.strictObject({ type: z.literal('count-texts'), that: name, items: names }),
  /** `of`: a class of things ('fruit'); `counted` says how many there are of each thing. */
  z.strictObject({ type: z.literal('count-things'), of: name, counted: z.array(z.tuple([number, name])).max(200) }),
  z.strictObject({
    type: z.literal('sort'),
    /**
     * `calendar`: weekdays from Monday, or months from January. `amount`: with units of one dimension.
     * `roman`: numerals by what they are worth.
     */
    by: z.enum(['value', 'alphabet', 'length', 'calendar', 'amount', 'date', 'clock', 'roman']),
    order: z.enum(['ascending', 'descending']),
    items: names,
    /** Names that stand for the items. */
    labels: names.optional(),
    /** Only the one at this place, from the end when negative, 0 the middle. */
    at: z.int().min(-99).max(99).optional(),
    /** Only so many from the first on. */
    first: z.int().min(1).max(99).optional(),
    /** The place of this item. */
    where: name.optional(),
    /** `distinct`: equal items stand once; `joined`: letters or figures, told as one word. */
    form: z.enum(['distinct', 'joined']).optional(),
  }),
  /** One of a list of numbers: the largest, the second smallest, the median. */
  z.strictObject({ type: z.literal('pick'), which: z.enum(['largest', 'smallest', 'median']), rank: z.int(), numbers }),
  /** The weekday so many days from a date or a weekday; of a month, the one so many months on. */
  z.strictObject({ type: z.literal('weekday'), of: z.union([date, name]), plus: z.int() }),
  z.strictObject({
    type: z.literal('date'),
    from: date,
    plus: z.int(),
    /** `workdays`: from Monday to Friday. */
    unit: z.enum(['days', 'months', 'years', 'workdays']),
    form: z.enum(['iso', 'us']).optional(),
  }),
  /** `only`: the days of one weekday, or the workdays. `both`: the first and the last day are counted too. */
  z.strictObject({
    type: z.literal('days'),
    from: date,
    to: date,
    only: name.optional(),
    both: z.literal(true).optional(),
  }),
  /** The date of the nth of a weekday in a month; -1 is the last one. */
  z.strictObject({
    type: z.literal('nth-weekday'),
    weekday: name,
    place: z.int().min(-1).max(5),
    year: z.int().min(1).max(9999),
    month: z.int().min(1).max(12),
  }),
  /** Whether a year is a leap year, the next or the last one from it, or how many there are up to another one. */
  z.strictObject({
    type: z.literal('leap'),
    ask: z.enum(['is', 'next', 'previous', 'count']),
    year: z.int().min(1).max(9999),
    to: z.int().min(1).max(9999).optional(),
  }),
  /** The minutes from one time to the next; `hours`: told in hours and minutes. */
  z.strictObject({ type: z.literal('minutes'), from: clock, to: clock, form: z.literal('hours').optional() }),
  /** `form` 12: with am or pm. */
  z.strictObject({ type: z.literal('clock'), at: clock, plus: z.int(), form: z.literal('12').optional() }),
  /** Seconds, told in the units of `form` from the largest down: "h min s". */
  z.strictObject({ type: z.literal('time-span'), seconds: text, form: z.enum(['h min', 'h min s', 'min s', 'd h']) }),
  /** `count`: how many digits, ones or zeros the result has. */
  z.strictObject({
    type: z.literal('base'),
    value: name,
    from: z.int(),
    to: z.int(),
    count: z.enum(['digits', 'ones', 'zeros']).optional(),
  }),
  /** `count`: how many letters the numeral has. */
  z.strictObject({ type: z.literal('roman'), value: number, count: z.literal('letters').optional() }),
  /** `valid`: whether it is a numeral at all. */
  z.strictObject({ type: z.literal('unroman'), value: name, valid: z.literal(true).optional() }),
  z.strictObject({
    type: z.literal('divisors'),
    ask: divisorAsk,
    numbers,
  }),
  z.strictObject({ type: z.literal('order'), names, clues: z.array(clue).max(200), ask: place }),
  /** `via`: the way must pass there; `avoid`: it must not; `ways` asks how many ways pass no place twice, `passed` which one place lies between on the
   * shortest way. */
  z.strictObject({
    type: z.literal('path'),
    edges: z.array(z.strictObject({ from: name, to: name, length: number, oneWay: z.boolean() })).max(500),
    from: name,
    to: name,
    ask: z.enum(['length', 'route', 'hops', 'reach', 'ways', 'passed']),
    via: name.optional(),
    avoid: z.array(name).max(20).optional(),
  }),
  /** `form`: the value as 1 or 0; or for how many of all assignments to its names it is true. */
  z.strictObject({ type: z.literal('truth'), expression: text, form: z.enum(['bit', 'count']).optional() }),
  /**
   * `says` and `facts` are expressions over names: a name is true when that person tells the truth. Of `suspects` exactly
   * one did it (or holds it): `did_NAME` is true of that one.
   */
  z.strictObject({
    type: z.literal('liars'),
    names,
    suspects: names.optional(),
    facts: z.array(text).max(50),
    says: z.array(claim).max(50),
    ask: z.union([
      z.strictObject({ type: z.literal('honest'), name }),
      z.strictObject({ type: z.literal('lies'), name }),
      /** Which of two kinds somebody is of: how the honest ones are called, and the liars. */
      z.strictObject({ type: z.literal('kind'), name, honest: name, liar: name }),
      /** Whether an expression holds in every case. */
      z.strictObject({ type: z.literal('follows'), name: text }),
      z.strictObject({ type: z.enum(['liar', 'truthful', 'culprit']) }),
    ]),
  }),
  /** Steps of a walk on a plane; the question is whether it ends where it began. */
  z.strictObject({ type: z.literal('walk'), steps: z.array(text).max(200) }),
  /** An everyday formula by its name (solve/formulas.ts) and the numbers that it takes, in their order. */
  z.strictObject({ type: z.literal('formula'), formula: z.enum(FORMULA_NAMES), given: numbers }),
  /** Amounts with their units, in another unit. */
  z.strictObject({
    type: z.literal('convert'),
    amounts: z
      .array(z.tuple([number, name]))
      .min(1)
      .max(6),
    to: name,
  }),
  /**
   * Whether what is said of two sides is so. Each side is the line of a problem, or else a name: `gcd 12, 18`,
   * `value 6`, `Monday`.
   */
  z.strictObject({
    type: z.literal('claim'),
    left: text,
    relation: claimRelation,
    right: text,
    /** Told as true or false instead of yes or no. */
    truth: z.boolean().optional(),
  }),
  /** A sum whose numbers are written in a code: a base from 2 to 36, or `roman`. `15_8` is one of another code. */
  z.strictObject({ type: z.literal('coded'), from: name, to: name, expression: text }),
  /** A word problem: named quantities and an expression over them. */
  z.strictObject({
    type: z.literal('story'),
    quantities: z.array(z.tuple([name, number])).max(20),
    expression: text,
    whole: z.boolean().optional(),
    /** Things that can't be split: the next whole number, as for buses, or the one before, as for full boxes. */
    round: z.enum(['up', 'down']).optional(),
  }),
]);

export type Problem = z.infer<typeof problemSchema>;
export type ProblemOf<T extends Problem['type']> = Extract<Problem, { type: T }>;
export type Place = z.infer<typeof place>;
export type Clue = z.infer<typeof clue>;

/**
 * When two answers are the same: the one relation of votes and grades. By value where both are read (exact fractions,
 * expressions
 * at fixed points, units by size), in any order where order does not matter, by their letters otherwise.
 *
 * A unit may be missing from one of the two; two units that measure different things, two names, two words are
 * different. So the
 * relation is reflexive and symmetric, yet "5" is the same as "5 km" and as "5 miles": `groupAnswers` makes groups of
 * it in which all agree.
 */
import { proportional, realValue, sameExpression } from './algebra.ts';
import { ratioOfUnits } from './units.ts';
import { asIntervals, isComputed, readText, type Interval, type ReadText, type Value } from './value.ts';

export type SameOptions = {
  /** Several answers must stand in the same order. Default: only where brackets say so. */
  ordered?: boolean | undefined;
  /** The question: one that asks for an order (sort, rank, in what order) makes order matter. */
  question?: string | undefined;
  /**
   * What is written counts, not what it comes to: 3·4 is not 12, and 1 hour is not 60 minutes, though 1/2 is 0.5. For
   * questions that ask for the computation or the expression itself. Default: what the question asks for.
   */
  asWritten?: boolean | undefined;
};

type Strict = { ordered: boolean; asWritten: boolean };

const ORDER = new RegExp(
  '\\b(?:sort(?:ed)?|order|ordered|arrange|rank(?:ed)?|ascending|descending|increasing|decreasing|sequence|' +
    'smallest to (?:largest|greatest|biggest)|largest to smallest|alphabetical(?:ly)?|chronological(?:ly)?|' +
    'next \\w+ (?:terms|numbers)|respectively|coordinates?)\\b|排序|顺序|並べ|tri(?:e|er|ez)\\b|ordre|sortier|' +
    'reihenfolge|orden[ae]|порядк|ترتيب|مرتب|क्रम',
  'i',
);

/** Whether a question asks for several things in an order. */
const asksForOrder = (question: string): boolean => ORDER.test(question.slice(0, 20_000));

const EXPRESSION = new RegExp(
  '\\b(?:expression|arithmetic operations|operators|parenthes[ei]s|us(?:e|ing) (?:(?:only|each|all|every|of|' +
    'the|these|those|given|following|four) )*numbers?|(?:obtain|make|reach|get|hit) (?:the )?(?:number |' +
    'target )?\\d+ (?:from|using|with|out of))\\b',
  'i',
);

/** Whether a question asks for an expression and not for its value. */
const asksForExpression = (question: string): boolean => EXPRESSION.test(question.slice(0, 20_000));

const strictOf = ({ ordered, asWritten, question }: SameOptions): Strict => ({
  ordered: ordered ?? (question !== undefined && asksForOrder(question)),
  asWritten: asWritten ?? (question !== undefined && asksForExpression(question)),
});

/** A decimal of at least this many digits may be the rounded value of a number that is no such decimal. */
const ROUNDED = 6;

/** 0.333333 and 1/3: the decimal is the other, correctly rounded. */
const rounds = (a: Value & { type: 'quantity' }, b: Value & { type: 'quantity' }): boolean => {
  if (a.digits === undefined || a.digits < ROUNDED || (b.digits ?? 0) > 0) return false;
  const [x, y] = [realValue(a.number), realValue(b.number)];
  if (x === undefined || y === undefined || x === 0 || Number.isInteger(y)) return false;
  const step = 10 ** (Math.floor(Math.log10(Math.abs(x))) - a.digits + 1);
  return Math.abs(x - y) <= step * 0.500001;
};

const sameQuantity = (a: Value & { type: 'quantity' }, b: Value & { type: 'quantity' }, strict: Strict): boolean => {
  const ratio = ratioOfUnits(a.unit, b.unit);
  if (strict.asWritten) return ratio === 1 && sameExpression(a.number, b.number);
  if (ratio === 1) {
    if (sameExpression(a.number, b.number) || rounds(a, b) || rounds(b, a)) return true;
  }
  return byValue(a, b, ratio);
};

/** Units that are plain numbers: 10 % is 0.1, 90° is π/2. */
const PURE = new Set(['share', 'angle']);

/** 1 hour and 60 minutes, 50 % and 1/2, 90° and π/2. */
const byValue = (
  a: Value & { type: 'quantity' },
  b: Value & { type: 'quantity' },
  ratio: number | undefined,
): boolean => {
  const [x, y] = [realValue(a.number), realValue(b.number)];
  if (x === undefined || y === undefined) return false;
  const near = (one: number, other: number): boolean =>
    one === other || Math.abs(one - other) <= 1e-9 * Math.max(Math.abs(one), Math.abs(other));
  const [pureA, pureB] = [PURE.has(a.unit.dimension), PURE.has(b.unit.dimension)];
  if (pureA !== pureB && a.unit.words.length + b.unit.words.length === 0) {
    const bare = pureA ? b.unit : a.unit;
    return bare.dimension === '' && near(x * (pureA ? a.unit.size : 1), y * (pureB ? b.unit.size : 1));
  }
  return ratio !== undefined && ratio !== 1 && near(x * ratio, y);
};

/** Every item of one has its own partner in the other. */
const matched = (a: readonly Value[], b: readonly Value[], strict: Strict): boolean => {
  const left = [...b];
  return (
    a.length === b.length &&
    a.every((one) => {
      const at = left.findIndex((other) => same(one, other, strict));
      if (at >= 0) left.splice(at, 1);
      return at >= 0;
    })
  );
};

type List = Value & { type: 'list' };

const inOrder = (a: readonly Value[], b: readonly Value[], strict: Strict): boolean =>
  a.length === b.length && a.every((one, i) => same(one, b[i]!, strict));

const withNames = (items: readonly Value[]): boolean =>
  items.every((one) => one.type === 'named') &&
  new Set(items.map((one) => one.type === 'named' && one.name)).size === items.length;

/** Solutions that are listed twice count once, in sets and in lists of tuples; a plain list keeps what it repeats. */
const once = (list: List, strict: Strict): List => {
  if (list.brackets !== '{}' && !list.items.every((one) => one.type === 'list')) return list;
  return {
    ...list,
    items: list.items.filter((one, i) => !list.items.slice(0, i).some((other) => same(other, one, strict))),
  };
};

/** ( ) and [ ] are in order; { } is a set; without brackets order is free unless it was asked for. */
const sameList = (first: List, second: List, strict: Strict): boolean => {
  const [a, b] = [once(first, strict), once(second, strict)];
  if (a.items.length !== b.items.length) return false;
  if (withNames(a.items) && withNames(b.items)) return matched(a.items, b.items, strict);
  const [x, y] = [a.brackets, b.brackets];
  if (x !== y && x !== '' && y !== '' && (x === '{}' || y === '{}' || a.items.length === 2)) return false;
  const set = x === '{}' || y === '{}' || (x === '' && y === '' && !strict.ordered);
  return set ? matched(a.items, b.items, strict) : inOrder(a.items, b.items, strict);
};

const sameIntervals = (a: readonly Interval[], b: readonly Interval[], strict: Strict): boolean => {
  const left = [...b];
  return (
    a.length === b.length &&
    a.every((one) => {
      const at = left.findIndex(
        (other) =>
          one.lowOpen === other.lowOpen &&
          one.highOpen === other.highOpen &&
          same(one.low, other.low, strict) &&
          same(one.high, other.high, strict),
      );
      if (at >= 0) left.splice(at, 1);
      return at >= 0;
    })
  );
};

type Named = Value & { type: 'named' };

const isPlainName = (name: string): boolean => name.length <= 2 || /^[A-Za-z]\w?'?$|\(/.test(name);

/** Two names must be one; 'x = 3' is also '3'. Names in words (Total, Area) may differ in nothing but case. */
const sameNamed = (a: Named, b: Named, strict: Strict): boolean => {
  if (
    a.equation &&
    b.equation &&
    proportional(a.equation, b.equation) &&
    a.equation.variables.join() === b.equation.variables.join()
  )
    return true;
  const names =
    isPlainName(a.name) && isPlainName(b.name) ? a.name === b.name : a.name.toLowerCase() === b.name.toLowerCase();
  return names && same(a.value, b.value, strict);
};

/** A list whose items all have names against one without: 'x = 3 or x = 5' and '3, 5'. */
const unnamed = (value: Value): Value => {
  if (value.type === 'named') return unnamed(value.value);
  return value.type === 'list' && value.brackets === '' && value.items.every((one) => one.type === 'named')
    ? { ...value, items: value.items.map(unnamed) }
    : value;
};

/**
 * Mixed upper and lower case tells Na from NA and Co from CO; words of other lengths, and no or ok, have no such
 * twins.
 */
const sameWords = (a: Value & { type: 'words' }, b: Value & { type: 'words' }): boolean => {
  if (a.text !== b.text || a.text === '') return false;
  if (a.cased === b.cased || a.cased.length > 2 || /^(?:no|ok|si|ja|so|us|up|am|pm|it)$/.test(a.text)) return true;
  return a.cased.length === 2
    ? !(/^[A-Z][a-z]$/.test(a.cased) && /^[A-Z]{2}$/.test(b.cased)) &&
        !(/^[A-Z][a-z]$/.test(b.cased) && /^[A-Z]{2}$/.test(a.cased))
    : false;
};

const turned: Readonly<Record<string, string>> = { '<': '>', '>': '<', '≤': '≥', '≥': '≤' };

const sameRelation = (a: Value & { type: 'relation' }, b: Value & { type: 'relation' }, strict: Strict): boolean => {
  const straight = a.marks.join() === b.marks.join() && inOrder(a.sides, b.sides, strict);
  return (
    straight ||
    (a.marks
      .toReversed()
      .map((mark) => turned[mark] ?? mark)
      .join() === b.marks.join() &&
      inOrder(a.sides.toReversed(), b.sides, strict))
  );
};

/** 3:4 and 6:8 and 3/4; ratios of more than two by their parts over the first. */
const sameRatio = (a: Value & { type: 'ratio' }, b: Value): boolean => {
  const numbers = (value: Value): number[] | undefined => {
    if (value.type !== 'ratio') return undefined;
    const found = value.parts.map((part) => (part.type === 'quantity' ? realValue(part.number) : undefined));
    return found.every((one) => one !== undefined) ? found : undefined;
  };
  const x = numbers(a);
  if (!x) return false;
  if (b.type === 'quantity') {
    const y = realValue(b.number);
    return (
      x.length === 2 &&
      y !== undefined &&
      b.unit.dimension === '' &&
      b.unit.words.length === 0 &&
      Math.abs(x[0]! / x[1]! - y) <= 1e-9 * Math.abs(y)
    );
  }
  const y = numbers(b);
  return (
    y !== undefined &&
    x.length === y.length &&
    x.every((one, i) => Math.abs(one * y[0]! - y[i]! * x[0]!) <= 1e-9 * Math.abs(one * y[0]!))
  );
};

const sameTime = (a: Value & { type: 'time' }, b: Value & { type: 'time' }): boolean =>
  a.seconds === b.seconds || (!(a.half && b.half) && (a.seconds - b.seconds) % 43200 === 0);

const sameMatrix = (a: Value & { type: 'matrix' }, b: Value & { type: 'matrix' }, strict: Strict): boolean =>
  a.rows.length === b.rows.length && a.rows.every((row, i) => inOrder(row, b.rows[i]!, strict));

/** A matrix of one column or row is a vector: (1, 2). */
const vector = (value: Value): Value => {
  if (value.type !== 'matrix') return value;
  if (value.rows.every((row) => row.length === 1))
    return { type: 'list', brackets: '()', items: value.rows.map((row) => row[0]!) };
  return value.rows.length === 1 ? { type: 'list', brackets: '()', items: value.rows[0]! } : value;
};

const sameDate = (a: string, b: string): boolean =>
  a === b || (a.startsWith('?') !== b.startsWith('?') && a.replace(/^[^-]*/, '') === b.replace(/^[^-]*/, ''));

const sameKind = (a: Value, b: Value, strict: Strict): boolean => {
  if (a.type === 'quantity' && b.type === 'quantity') return sameQuantity(a, b, strict);
  if (a.type === 'list' && b.type === 'list') return sameList(a, b, strict);
  if (a.type === 'named' && b.type === 'named') return sameNamed(a, b, strict);
  if (a.type === 'equation' && b.type === 'equation') return proportional(a.difference, b.difference);
  if (a.type === 'relation' && b.type === 'relation') return sameRelation(a, b, strict);
  if (a.type === 'ratio' && b.type === 'ratio') return sameRatio(a, b);
  if (a.type === 'base' && b.type === 'base') return a.base === b.base && a.digits === b.digits;
  if (a.type === 'time' && b.type === 'time') return sameTime(a, b);
  if (a.type === 'date' && b.type === 'date') return sameDate(a.text, b.text);
  if (a.type === 'matrix' && b.type === 'matrix') return sameMatrix(a, b, strict);
  if (a.type === 'words' && b.type === 'words') return sameWords(a, b);
  const [x, y] = [asIntervals(a), asIntervals(b)];
  return x !== undefined && y !== undefined && sameIntervals(x, y, strict);
};

const same = (a: Value, b: Value, strict: Strict): boolean => {
  // Two texts with two readings each are compared as the first: '1,2' is not '2,1', whatever the comma means.
  if (a.type === 'either' && b.type === 'either') return same(a.first, b.first, { ...strict, ordered: true });
  if (a.type === 'either') return same(a.first, b, strict) || same(a.second, b, strict);
  if (b.type === 'either') return same(b, a, strict);
  if (a.type === b.type) return sameKind(a, b, strict);
  if (a.type === 'named' && b.type === 'equation')
    return a.equation !== undefined && proportional(a.equation, b.difference);
  if (b.type === 'named' && a.type === 'equation') return same(b, a, strict);
  if (a.type === 'named' || b.type === 'named')
    return a.type === 'named' ? same(a.value, unnamed(b), strict) : same(unnamed(a), (b as Named).value, strict);
  if (a.type === 'ratio') return sameRatio(a, b);
  if (b.type === 'ratio') return sameRatio(b, a);
  if (a.type === 'list' && b.type === 'list') return false;
  if (a.type === 'matrix' || b.type === 'matrix') {
    const [x, y] = [vector(a), vector(b)];
    return x.type === 'list' && y.type === 'list' && sameList(x, y, strict);
  }
  return sameKind(unnamed(a), unnamed(b), strict);
};

/**
 * Whether two answers say the same. Symmetric; true for equal texts; never throws; bounded in time for any text.
 *
 * @example sameAnswer('\\frac{1}{2}', '0.5') // true
 * @example sameAnswer('12 hours', '12 minutes') // false
 * @example sameAnswer('x = 3 or x = 5', '5, 3') // true
 */
export const sameAnswer = (a: string, b: string, options: SameOptions = {}): boolean => {
  if (a.trim() === b.trim()) return a.trim() !== '';
  return sameRead(readText(a), readText(b), strictOf(options));
};

/**
 * `sameAnswer` as the families of task/ grade: in order, and as written, so that no reward is had for 25*7 in place
 * of 175.
 */
export const sameWritten = (a: string, b: string): boolean => sameAnswer(a, b, { ordered: true, asWritten: true });

const sameRead = (a: ReadText, b: ReadText, strict: Strict): boolean => {
  const [text, other] = [a.squashed, b.squashed];
  // Digits of base 16 are written in either case.
  const equal = text !== '' && (text === other || (HEX.test(text) && text.toLowerCase() === other.toLowerCase()));
  if (equal && text.length < 300) return true;
  const [x, y] = [a.value, b.value];
  if (strict.asWritten && (isComputed(x) || isComputed(y))) return false;
  if (same(x, y, strict)) return true;
  const [left, right] = [unnamed(x), unnamed(y)];
  return (left !== x) !== (right !== y) && same(left, right, strict);
};

const HEX = /^[\da-f]*\d[\da-f]*$/i;

/** From '12 hours' to '12': what says more comes first. */
const says = (value: Value): number => {
  switch (value.type) {
    case 'quantity':
      return (value.unit.dimension === '' ? 0 : 2) + value.unit.words.length;
    case 'named':
      return 1 + says(value.value);
    case 'list':
      return (value.brackets === '' ? 0 : 1) + value.items.reduce((sum, one) => sum + says(one), 0);
    default:
      return 0;
  }
};

/**
 * A form that equal keys prove equal: answers with one key are the same, answers with two may still be (a unit less,
 * another way to write an expression), which `sameAnswer` says.
 */
export const answerKey = (answer: string): string => {
  const { value, text } = readText(answer);
  if (value.type === 'quantity' && value.number.exact && !value.computed) {
    const { dimension, size, words } = value.unit;
    return `${value.number.text}|${dimension}${size === 1 ? '' : `*${size}`}|${words.join(' ')}`;
  }
  return value.type === 'words' && value.cased.length > 2 ? `w|${value.text}` : `t|${text}`;
};

/**
 * The group of each answer, numbered in order of first appearance: answers of a group are all the same, pair by pair.
 * An
 * answer that fits several groups (5 beside 5 km and 5 miles) goes to the larger. Answers with one key are compared
 * once.
 * The order of `answers` decides nothing but the numbers. '' is in no group: -1.
 */
export const groupAnswers = (answers: readonly string[], options: SameOptions = {}): number[] => {
  const strict = strictOf(options);
  const byKey = Map.groupBy(answers.keys(), (index) =>
    answers[index]!.trim() === '' ? '' : answerKey(answers[index]!),
  );
  byKey.delete('');
  const entries = [...byKey].map(([key, indices]) => {
    const read = readText(answers[indices[0]!]!);
    return { key, indices, read, says: says(read.value) };
  });
  entries.sort((a, b) => b.says - a.says || b.indices.length - a.indices.length || (a.key < b.key ? -1 : 1));
  const groups: { reads: ReadText[]; indices: number[] }[] = [];
  for (const { read, indices } of entries) {
    const fits = groups.filter((group) => group.reads.every((other) => sameRead(read, other, strict)));
    const largest = fits.toSorted((a, b) => b.indices.length - a.indices.length)[0];
    if (largest) {
      largest.reads.push(read);
      largest.indices.push(...indices);
    } else groups.push({ reads: [read], indices: [...indices] });
  }
  const first = (indices: readonly number[]): number =>
    indices.reduce((least, index) => Math.min(least, index), Infinity);
  const numbers = answers.map(() => -1);
  groups
    .toSorted((a, b) => first(a.indices) - first(b.indices))
    .forEach(({ indices }, number) => indices.forEach((index) => (numbers[index] = number)));
  return numbers;
};

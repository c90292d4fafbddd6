/**
 * What a question claims of a row of numbers, computed: the step by which it is said to go, a number that is said to
 * stand in it, an item beyond its end. A claim that the row does not keep is told, and nothing is continued.
 */
import { refusal, type Refusal } from '../reading.ts';
import { ORDINALS } from '../text/text.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { missing, when, type Doubt } from './said.ts';

const LIST = /(?<![\d.,/:-])-?\d+(?:\.\d+)?(?:(?:, ?|,? and |; ?| )-?\d+(?:\.\d+)?){2,}(?![\d:/%]|\.\d)/g;

/** The longest row of at least three numbers. */
const rowIn = (low: string): { values: number[]; start: number; end: number } | undefined => {
  let best: { values: number[]; start: number; end: number } | undefined;
  for (const found of low.matchAll(LIST)) {
    const values = found[0].match(/-?\d+(?:\.\d+)?/g)!.map(Number);
    if (!best || values.length > best.values.length)
      best = { values, start: found.index, end: found.index + found[0].length };
  }
  return best;
};

const CHANGING_STEP =
  /\b(?:gap|step|difference|jump|increase|distance)s?\b[^.;]{0,20}\b(?:goes|go|grows?|growing|gets?|getting|increas\w+|rises?)\b|\badd \d+,? (?:then )?add \d+/;

const ALWAYS =
  /\b(?:each|every|always|constant\w*|same|steadily|throughout|regular\w*|one before|previous|preceding|equal|next)\b/;

const UP = anyOf(
  /add(?:s|ed|ing)?/,
  /plus/,
  /(?:goes|go|going|climbs?|rises?|counts?|steps?|moves?) up/,
  /increas\w+/,
  /ris(?:es|ing)/,
  /grow(?:s|ing)/,
);
const DOWN = anyOf(
  /subtract\w*/,
  /take away/,
  /(?:goes|go|going|counts?|steps?) down/,
  /decreas\w+/,
  /falls?/,
  /drops?/,
  /minus/,
  /shrinks?/,
);

const AFTER = anyOf(/(?: (?:by|in|exactly|just|always|steps of|up|down|another|a|an|of))*/);

/** The step that words tell: what is added each time, or undefined. */
const stepOf = (rest: string): number | undefined => {
  const up =
    new RegExp(sequence(/\b/, UP, AFTER, / (\d+(?:\.\d+)?)(?! ?(?:st|nd|rd|th)\b)/)).exec(rest) ??
    /\b(\d+(?:\.\d+)?) (?:is |are |gets? |being )?(?:more than|added|bigger than|greater than|larger than|higher than|more each|more every|more (?:at|in))\b/.exec(
      rest,
    ) ??
    /\b(?:always|each time|every time|exactly) (\d+(?:\.\d+)?) more\b/.exec(rest) ??
    /\b(?:common |constant )?(?:difference|step|gap|increase)(?: size)? (?:is |of |= ?|always )*(\d+(?:\.\d+)?)/.exec(
      rest,
    );
  const down =
    new RegExp(sequence(/\b/, DOWN, AFTER, / (\d+(?:\.\d+)?)/)).exec(rest) ??
    /\b(\d+(?:\.\d+)?) (?:is |are )?(?:less than|subtracted|smaller than|lower than|taken away|less each|less every)\b/.exec(
      rest,
    );
  if (up && down) return undefined;
  return up ? Number(up[1]) : down ? -Number(down[1]) : undefined;
};

const FACTORS: readonly (readonly [RegExp, number])[] = [
  [/\b(?:double[sd]?|doubling|twice|2 times)\b/, 2],
  [/\b(?:triple[sd]?|tripling|thrice|3 times)\b/, 3],
  [/\b(?:halve[sd]?|halving|half)\b/, 0.5],
];

const contradiction = (reason: string): Refusal => refusal('contradiction', reason);

const near = (a: number, b: number): boolean => Math.abs(a - b) < 1e-9;

/** A row that does not keep the rule which it is said to follow. */
const brokenRule: Doubt = ({ low }) => {
  const row = rowIn(low);
  if (!row) return undefined;
  const rest = `${low.slice(0, row.start)} ; ${low.slice(row.end)}`;
  if (
    !ALWAYS.test(rest) ||
    /\b(?:then|alternat\w*|first|except|but (?:one|1)|wrong|mistake|odd one|does not fit|error|swapped|missing|blank|sum|sort|order|average|mean|is it|does it|true|make|obtain|reach|hit|calculation|expression|game|use|using|count down)\b|_/.test(
      rest,
    )
  )
    return undefined;
  // "The gap goes up by 1", "add 2, add 3": no step that stays (numbers/ruled-sequences.ts).
  if (CHANGING_STEP.test(rest)) return undefined;
  const { values } = row;
  const pairs = values.slice(1).map((value, i) => [values[i]!, value] as const);
  const listed = low.slice(row.start, row.end).includes(',');
  const same =
    listed &&
    /\b(?:same|constant|equal|fixed|regular) (?:number|amount|difference|step|gap|value)s?\b|\barithmetic (?:sequence|progression|series)\b/.test(
      rest,
    );
  const factor = FACTORS.find(([words]) => words.test(rest))?.[1];
  const times = /\b(?:multipl\w+|times) (?:it |each (?:one|number|term) )?by (\d+)\b/.exec(rest);
  const ratio = times ? Number(times[1]) : factor;
  const step = stepOf(rest);
  if (ratio !== undefined && step !== undefined) return undefined;
  if (ratio !== undefined && /\b(?:each|every|one before|previous|preceding|always)\b/.test(rest))
    return pairs.every(([a, b]) => near(b, a * ratio))
      ? undefined
      : contradiction(`the row does not go on by a factor of ${ratio} throughout`);
  if (step !== undefined)
    return pairs.every(([a, b]) => near(b - a, step))
      ? undefined
      : contradiction(`the row does not go on by ${step} throughout`);
  const [first] = pairs;
  return same && first && !pairs.every(([a, b]) => near(b - a, first[1] - first[0]))
    ? contradiction('the steps of the row are not the same')
    : undefined;
};

/** "In which position do we find 35?" of a row that never comes to it. */
const notInRow: Doubt = ({ low }) => {
  const row = rowIn(low);
  const asked =
    /\b(?:which|what) (?:position|place|term(?: number)?|number in the (?:row|sequence)|step)\b[^?\d]*\b(?:is|has|find|finds?|equals?|gives?|holds?|reach\w*|have|value|contains?|does)\b[^?\d]*(\d+)\W*$/.exec(
      low,
    );
  const where = asked ?? /\bwhere in (?:the|this) (?:row|list|sequence) (?:is|do we find|comes) (\d+)\W*$/.exec(low);
  if (!row || !where || where.index < row.end) return undefined;
  const { values } = row;
  const step = values[1]! - values[0]!;
  if (step === 0 || !values.every((value, i) => value === values[0]! + i * step)) return undefined;
  const places = (Number(where[1]) - values[0]!) / step;
  return Number.isInteger(places) && places >= 0
    ? undefined
    : refusal('no-solution', `${where[1]} never comes in this row`);
};

const endless = when(
  'no-solution',
  'it goes on without end, so there is no last one',
  new RegExp(
    alternatives(
      sequence(
        /\b(?:very )?(?:last|largest|biggest|greatest|highest|final) /,
        anyOf(
          /number|prime(?: number)?|integer|even number|odd number|term|one/,
          /of (?:all (?:the )?(?:whole |natural |prime |even |odd )?numbers?|all|them)/,
        ),
        /\b(?: (?:is|of all|there is|that exists|at all|ever|in the world))*\W*$/,
      ),
    ),
  ),
  new RegExp(
    alternatives(
      sequence(
        /\b/,
        anyOf(
          /below|under|less than|smaller than|up to|between|from|until|till|before|with|using|digits?/,
          /divid\w+|factor/,
        ),
        /\b/,
      ),
      /\bsort\w*|\border\w*|\bof these\b|\blist\b|:/,
    ),
  ),
);

/** No bound is given, and the numbers go on: only where no numbers are told, or where it is said that they go on. */
const noLast: Doubt = (said) => {
  const { low, numbers } = said;
  const on = /\b(?:for ?ever|without (?:an )?end|endlessly|never (?:stop|end)\w*|on and on|infinite\w*)\b/.test(low);
  if (numbers.length > 0 && !on) return undefined;
  if (
    numbers.length === 0 &&
    !/\b(?:prime|integer|even|odd|whole numbers?|natural numbers?|of all)\b/.test(low) &&
    !/\b(?:largest|biggest|greatest|highest) number (?:there is|at all|ever|that exists)\W*$/.test(low)
  )
    return undefined;
  if (numbers.length === 0 && /\b(?:smallest|least) (?:positive )?(?:fraction|real|decimal)\b/.test(low))
    return undefined;
  return endless(said);
};

const smallestFraction = when(
  'no-solution',
  'half of it would be smaller still, so there is no smallest one',
  new RegExp(
    sequence(
      /\bsmallest (?:positive |possible )*/,
      anyOf(/fraction|real number|decimal(?: number)?/, /number (?:greater|bigger|larger|above|more) than (?:0|zero)/),
      /\b(?! (?:of|in|from|among))/,
    ),
  ),
  /\b\d+ ?\/ ?\d|, \d|:/,
);

const place = (word: string): number | undefined => {
  const at = ORDINALS.indexOf(word) + 1;
  return at > 0 ? at : /^\d/.test(word) ? Number.parseInt(word, 10) : undefined;
};

const ITEM = new RegExp(
  sequence(
    String.raw`\b(${ORDINALS.slice(2).join('|')}|\d+(?:st|nd|rd|th)) `,
    sequence(
      /(?:number|item|word|name|one|value|entry|element|thing|letter|colou?r|place|month|day)\b/,
      /(?: (?:in|of|on|from)) (?:the )?(?:list |row )?:? ?/,
    ),
    /([a-z\d.]+(?:, ?[a-z\d.]+)+(?:,? and [a-z\d.]+)?|[a-z\d.]+ and [a-z\d.]+)\W*$/,
  ),
);

/** The sixth of four: items of a list, numbers or words. */
const beyondEnd: Doubt = ({ low }) => {
  const found = ITEM.exec(low);
  if (!found) return undefined;
  const at = place(found[1]!);
  const count = found[2]!.split(/, ?(?:and )?| and /).length;
  return at !== undefined && count >= 2 && at > count
    ? refusal('no-solution', `there are only ${count} of them, and no number ${at}`)
    : undefined;
};

/** One term and no rule, however the place is named. */
const oneTermAlone: Doubt = ({ low, numbers }) =>
  numbers.length === 1 &&
  /\b(?:starts?|begins?|beginning|starting|first (?:term|number)|at (?:place|position) (?:1|one)|opens?)\b/.test(low) &&
  /\b(?:[a-z]+(?:tieth|teenth|th)|\d+(?:st|nd|rd|th)|second|third|next|place [a-z]+) (?:term|number|one|value|entry)\b|\b(?:term|place|position) (?:number )?(?:\d+|[a-z]+ty|[a-z]+teen)\b/.test(
    low,
  ) &&
  !/\b(?:add\w*|difference|ratio|doubl\w*|tripl\w*|halv\w*|increas\w*|decreas\w*|steps?|each|every|times|rule|by|square\w*|prime\w*|even|odd|fibonacci|multiples?|previous|minus|plus|more|less|counting|alphabet|month|week)\b/.test(
    low,
  )
    ? missing('one term is not enough to see a rule: the others are missing')
    : undefined;

/** "First number 11. What's number six?" */
const firstAlone = when(
  'missing',
  'one term is not enough to see a rule: the others are missing',
  new RegExp(
    alternatives(
      sequence(
        /^\W*(?:the )?(?:first|1st) (?:number|term)(?: is)? \d+[.,;:]? (?:what is|whats) (?:the )?/,
        /(?:number|term|place) \d+\W*$/,
      ),
      sequence(
        /\b(?:row|list|series)(?: of numbers)? (?:begins|starts) (?:with|at) \d+[.,;] (?:what is|whats)/,
        / the [a-z]+(?:th|st|nd|rd)\W*$/,
      ),
    ),
  ),
);

/** "Sort 7, 3, 9 upwards, which is the sixth?" */
const placeBeyond: Doubt = ({ low }) => {
  const row = rowIn(low);
  const asked = new RegExp(
    String.raw`\b(?:which|what)(?: (?:one|1))? (?:is|comes) (?:the )?(${ORDINALS.slice(3).join('|')}|\d+th)\W*$`,
  ).exec(low);
  const at = asked && place(asked[1]!);
  return row && at && asked.index >= row.end && at > row.values.length && /\b(?:sort|order|rank|arrange|list)/.test(low)
    ? refusal('no-solution', `there are only ${row.values.length} of them, and no number ${at}`)
    : undefined;
};

export const ROWS: readonly Doubt[] = [
  brokenRule,
  notInRow,
  noLast,
  smallestFraction,
  beyondEnd,
  oneTermAlone,
  firstAlone,
  placeBeyond,
];

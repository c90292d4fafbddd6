/**
 * Sequences that are shown and whose rule is told besides: "7, 11, 15, 19 and so on in steps of four, the 20th?",
 * "each term is twice the one before, plus one". What is told must hold for the terms that are shown, and is then no
 * more needed. Also terms that are told by their places, and the first term beyond a bound.
 */
import {
  add,
  compare,
  divide,
  multiply,
  readNumber,
  same,
  subtract,
  type Rational,
} from '../../problem/solve/rational.ts';
import { solveSequence } from '../../problem/solve/sequence.ts';
import { anyOf, sequence } from '../../regex.ts';
import { ruleOf } from './listed-sequences.ts';
import { reading, refusal, type Outcome, type Reader } from '../reading.ts';
import { ORDINAL_TEXT, ordinalOf, scanOf, type Scan } from '../text/scan.ts';
import { valuesIn } from '../text/text.ts';

type Terms = readonly Rational[];

const exact = (text: string): Rational => readNumber(text)!;
const differences = (terms: Terms): Rational[] => terms.slice(1).map((one, k) => subtract(one, terms[k]!));
const all = (values: Terms, value: Rational): boolean => values.every((one) => same(one, value));

const TIME =
  /(?: (?:each|every)(?: (?:time|step|week|day|row|term|level|one|round|month|year))?| always| throughout| at a time)?/
    .source;
const FACTORS: Readonly<Record<string, string>> = { twice: '2', double: '2', doubles: '2', triple: '3', triples: '3' };

/** What is told of the rule, and whether terms follow it. */
const RULES: readonly (readonly [RegExp, (terms: Terms, told: readonly (string | undefined)[]) => boolean])[] = [
  [
    new RegExp(
      sequence(
        /\b(?:so )?(?:the |with the )?(?:gap|step|difference|jump|increase|distance)s? (?:between them )?/,
        `(?:(?:always|each time|every time) )?(?:goes|go|going|grows?|growing|gets?|getting|increases?|increasing|rises?) `,
        `(?:up |bigger |larger )?by (\\d+)${TIME}`,
      ),
    ),
    (terms, [by]) => all(differences(differences(terms)), exact(by!)),
  ],
  [
    /\(?\b(?:always )?(?:add|adding|\+|plus) ?(\d+),? (?:then )?(?:add|adding|\+|plus) ?(\d+)(?:,? (?:then )?(?:add|adding|\+|plus) ?(\d+))?(?:,? and so on)?\)?/,
    (terms, told) => told.every((one, k) => one === undefined || same(subtract(terms[k + 1]!, terms[k]!), exact(one))),
  ],
  [
    new RegExp(
      sequence(
        /\b(?:each|every) (?:time|term|number|one|step)(?:,| is| comes from| you| one| 1| i| we| it)* /,
        /(twice|doubles?|triples?|\d+ times)(?: (?:as much as|as many as))?/,
        /(?: (?:the|what|one|it|that|number|term|value|was|came|comes?|previous|last|before|earlier))*/,
        /(?:,? (?:and )?(?:then )?(?:(plus|adds?|and adds?|minus|removes?|subtracts?|takes? away|takes? off|less) )(\d+))?/,
      ),
    ),
    (terms, [factor, sign, by]) => {
      const times = exact(FACTORS[factor!] ?? factor!.replace(/\D/g, ''));
      const plus = exact(by === undefined ? '0' : /^(?:plus|and add|add)/.test(sign!) ? by : `-${by}`);
      return terms.slice(1).every((one, k) => same(one, add(multiply(terms[k]!, times), plus)));
    },
  ],
  [
    /\b(?:(?:they are|it is|those are|these are|so) )?(?:the )?(?:perfect )?squares?(?: numbers?)?(?: like)?\b/,
    (terms) => terms.every((one, k) => same(one, exact(`${(k + 1) ** 2}`))),
  ],
  [
    new RegExp(
      sequence(
        /\(?\b(?:always )?(?:in |by )?(?:equal |even )?/,
        /(?:steps of|always plus|up by|going up by|goes up by|add(?:ing)?|adds|\+) ?(\d+)s?/,
        `${TIME}\\)?`,
      ),
    ),
    (terms, [by]) => all(differences(terms), exact(by!)),
  ],
  [
    new RegExp(`\\(?(?:\\b(?:always )?(?:down by|going down by|goes down by) |\\balways minus )(\\d+)${TIME}\\)?`),
    (terms, [by]) => all(differences(terms), exact(`-${by}`)),
  ],
  [
    /(?:\b(?:minus|less) |\(-)(\d+) (?:each|every) (?:time|step|one)\b/,
    (terms, [by]) => all(differences(terms), exact(`-${by}`)),
  ],
  [/\(?(?:\+|\bplus) ?(\d+) (?:each|every) (?:time|step|one)\)?/, (terms, [by]) => all(differences(terms), exact(by!))],
  [/\bby (\d+)s\b/, (terms, [by]) => all(differences(terms), exact(by!))],
];

const SHOWN =
  /-?\d+(?:\.\d+)?(?:(?: ?[,;] ?(?:and |then )?| and | then |(?: ?[,;])? then | )-?\d+(?:\.\d+)?){2,}(?!\d|:\d)/;
/** "4 in the first, then 7, then 10" */
const IN_ROWS = /(\d+) in the (?:first|1st)(?: one| row)?(?=,? (?:then|and))/;

const GOES_ON = new RegExp(
  anyOf(
    /(?:and (?:it )?)?(?:keeps|it keeps|keep) (?:going|on|growing|rising)(?: up| down| on)? (?:the same|like (?:that|this)|in the same way)(?: way)?/,
    /(?:and )?(?:it )?(?:goes|go|going|carries|continu\w+) (?:on )?(?:like (?:that|this)|in the same (?:way|manner)|the same way|the same|so)/,
    /continuing in the same (?:manner|way)|and so on|in the same way|and on/,
  ),
  'g',
);

const PLACE = new RegExp(
  sequence(
    /\b(?:the )?/,
    ORDINAL_TEXT,
    /(?: (?!(?:below|above|under|over|that|which|greater|less|bigger|smaller)\b)(?:term|number|one|row|level|figure|value|[a-z]+))?/,
  ),
);
const LABEL = /\b(?:row|level|table|step|week|day|round|house|floor|line|position|place|number|stage) (\d+)\b/;
const BOUND = new RegExp(
  sequence(
    /\bfirst (?:term|number|one|value)?(?: ?(?:that|which) is| to be| that (?:goes|falls|drops|gets))? ?/,
    /(below|under|less than|smaller than|above|over|greater than|more than|bigger than) (\d+)/,
  ),
);
/** Words of a row of numbers that are left and tell nothing. */
const BESIDES =
  /\b(?:next|term|terms|number|numbers|first|series|sequence|begin|begins|start|starts|starting|each|every|previous|before|after|one|level|levels|points|row|rows|week|weekly|weeks|same|always|so|days?)\b/g;

const uses = (low: string): string[] => [...valuesIn(low), ...(low.match(/\d+(?:\.\d+)?/g) ?? [])];

/** The first term of the sequence beyond a bound. */
const beyond = (terms: readonly string[], [, side, text]: RegExpExecArray): Outcome | undefined => {
  const under = /^(?:below|under|less|smaller)/.test(side!);
  for (let at = 1; at <= 60; at++) {
    const solved = at <= terms.length ? undefined : solveSequence({ type: 'sequence', terms: [...terms], at });
    const value = at <= terms.length ? terms[at - 1]! : solved?.type === 'answer' ? solved.answer : undefined;
    const size = value === undefined ? undefined : readNumber(value);
    if (size === undefined) return undefined;
    const sign = compare(size, exact(text!));
    if (under ? sign < 0 : sign > 0)
      return at <= terms.length
        ? undefined
        : reading({ type: 'sequence', terms: [...terms], at }, [...terms, text!], false);
  }
  return undefined;
};

/** "In which position does 30 stand?", "index of the term equal to 100" */
const PLACE_OF = new RegExp(
  anyOf(
    /\b(?:at |in )?(?:which|what) (?:place|position|term|index)(?: (?:is|does|do|has|would))? (?:exactly )?(?:the )?(?:number )?(\d+)\b(?: (?:at|stands?|comes?|appears?|occurs?|in))?/,
    /\b(?:index|position|place) of (?:the )?(?:(?:term|number|value) )?(?:equal to |that is |which is )?(\d+)\b/,
  ),
);

const askedOf = (scan: Scan, terms: readonly string[], low: string): Outcome | undefined => {
  const bound = scan.take(BOUND);
  if (bound) return scan.explained(BESIDES) ? beyond(terms, bound) : undefined;
  const value = scan.take(PLACE_OF);
  const rule = value && ruleOf(terms);
  if (value) {
    if (rule === undefined || !scan.explained(BESIDES)) return undefined;
    const at = Number(value[1] ?? value[2]);
    return reading({ type: 'term', rule, first: [terms[0]!], ask: 'place', at }, uses(low), false);
  }
  const label = scan.take(LABEL);
  const place = label ? undefined : scan.take(PLACE);
  const at = label ? Number(label[1]) : place ? ordinalOf(place[1]!) : undefined;
  const one = scan.take(
    /\b(?:continue|go on|carry on)(?: (?:with|by))?(?: just| only)? 1 (?:more )?(?:number|term|step)\b/,
  );
  const next = one !== undefined || /\bnext\b|\bfollows?\b|\bthen\W*$|_/.test(scan.rest());
  if ((at === undefined) === !next || !scan.explained(BESIDES)) return undefined;
  if (at !== undefined && (at <= terms.length || at > 500)) return undefined;
  return reading({ type: 'sequence', terms: [...terms], ...(at !== undefined && { at }) }, uses(low), false);
};

const readShown = (low: string): Outcome | undefined => {
  const rows = IN_ROWS.test(low) ? low.replace(IN_ROWS, '$1') : low;
  const scan = scanOf(rows.replace(/\blevels? \d+ to \d+\b/, ' '));
  const shown = scan.take(SHOWN);
  if (!shown) return undefined;
  const terms = shown[0].match(/-?\d+(?:\.\d+)?/g)!;
  const values = terms.map(exact);
  let told = false;
  for (const [pattern, holds] of RULES)
    for (let found = scan.take(pattern); found; found = scan.take(pattern)) {
      told = true;
      if (!holds(values, found.slice(1)))
        return /\b(?:next|terms?|sequence|series|pattern|continues?)\b/.test(low)
          ? refusal('contradiction', 'the terms do not follow the rule that is told')
          : undefined;
    }
  told = scan.takeAll(GOES_ON).length > 0 || told;
  return told || BOUND.test(rows) ? askedOf(scan, terms, low) : undefined;
};

/** "An arithmetic progression has third term 14 and seventh term 30": both terms tell the step. */
const ARITHMETIC =
  /\b(?:arithmetic (?:progression|sequence|series)|(?:by|adds?|goes up) the same (?:amount|number)?(?: at)? ?(?:each|every) (?:step|time))\b/;
const TERM = new RegExp(`\\b(?:the |its |with |a )*${ORDINAL_TEXT} term (?:is |of |= ?|being )?(-?\\d+)\\b`, 'g');
const readPlaced = (low: string): Outcome | undefined => {
  const scan = scanOf(low);
  if (!scan.take(ARITHMETIC)) return undefined;
  const told = scan.takeAll(TERM).map((one): [number, string] => [ordinalOf(one[1]!), one[2]!]);
  const asked = scan.take(new RegExp(`\\b(?:the |its )?${ORDINAL_TEXT} (?:term|number|one)\\b`));
  if (!asked || !scan.explained(BESIDES)) return undefined;
  if (told.length === 1) return refusal('missing', 'the step or another term is missing');
  const [[i, a], [j, b]] = told as [[number, string], [number, string]];
  if (told.length !== 2 || i === j) return undefined;
  const step = divide(subtract(exact(b), exact(a)), exact(`${j - i}`));
  if (!step || step.n === 0n) return undefined;
  const at = ordinalOf(asked[1]!);
  return reading({ type: 'value', expression: `${a}+(${at}-${i})*(${b}-${a})/(${j}-${i})` }, uses(low), false);
};

export const readRuledSequence: Reader = ({ low }) => {
  if (low.length > 300 || !/\d/.test(low) || /[=*^%]|\d:\d/.test(low)) return undefined;
  return readPlaced(low) ?? readShown(low);
};

/**
 * What speaks against a reading of a word problem, whichever reader made it: words that ask for a step which the
 * expression does not take, and answers that cannot be meant. A reading with a doubt is dropped: a decline is better
 * than the answer to another question. Each cue was measured on training rows of GSM8K and MAWPS (docs/results/words.md).
 */
import { alternatives } from '../../regex.ts';
import { COMPARE, LEFT, TOTAL } from './story-rule.ts';
import { isClass } from '../solve/things.ts';
import { numbersIn, valuesIn } from './text.ts';

/** A story as the cues look at it. `low`: the question in small letters, numbers as digits. */
type Claim = {
  low: string;
  /** The sentence that asks, and all before it. */
  asked: string;
  facts: string;
  expression: string;
  /** Numbers of the expression, repeated ones too. */
  numbers: readonly string[];
  answer: string;
};
type Cue = { cue: string; doubts: (claim: Claim) => boolean };

const count = (text: string, words: RegExp): number => [...text.matchAll(new RegExp(words.source, 'g'))].length;
const has = ({ numbers }: Claim, ...constants: readonly string[]): boolean =>
  constants.some((one) => numbers.some((number) => Number(number) === Number(one)));
const repeats = ({ numbers }: Claim): boolean => new Set(numbers).size < numbers.length;

const MEASURED = new RegExp(
  alternatives(
    /[$£€]|\b(?:dollars?|euros?|pounds?|cents?|average|mean|cost|price|pay|paid|money|miles?|hours?|kg|kilo\w*|grams?)\b/,
    /\b(?:lit(?:er|re)s?|met(?:er|re)s?|feet|foot|inch(?:es)?|yards?|cups?|gallons?|minutes?|seconds?|ounces?|tons?|weeks?|years?|days?|months?)\b/,
    /\b(?:centimet(?:er|re)s?|acres?|quarts?|pints?|(?:tea|table)spoons?|cm|km|mm|ml|lbs?|oz|degrees?|percent|points?)\b/,
  ),
);

/** Periods in days, roughly; a rate by one of them and a span in another need a number between. */
const PERIODS = ['second', 'minute', 'hour', 'day', 'week', 'month', 'year'] as const;
const PERIOD = PERIODS.join('|');
const RATE = new RegExp(
  String.raw`\b(?:per|every|each|an?|1) (${PERIOD}|morning|night|evening|afternoon|weekday|weekend)\b(?! ?(?:ago|later|earlier|before|after))|\b(dai|week|month|year|hour)ly\b`,
);
const SPANS = new RegExp(String.raw`\b\d+(?:\.\d+)?[ -](${PERIOD})s?\b`, 'g');
const periodOf = (word: string): string => {
  if (/^(?:morning|night|evening|afternoon|dai)$/.test(word)) return 'day';
  return word;
};
const FACTORS = ['7', '4', '5', '12', '52', '365', '60', '24', '30', '31', '3600'];

const unconverted = (claim: Claim): boolean => {
  const rate = RATE.exec(claim.low);
  if (!rate) return false;
  const by = periodOf(rate[1] ?? rate[2]!);
  const spans = [...claim.low.matchAll(SPANS)].map((one) => one[1]!);
  const asks = new RegExp(String.raw`\bhow many (${PERIOD})s\b`).exec(claim.asked)?.[1];
  const all = [...spans, ...(asks === undefined ? [] : [asks])];
  const constants = claim.numbers.filter((one) => !valuesIn(claim.low).includes(one));
  return all.length > 0 && !all.includes(by) && !constants.some((one) => FACTORS.includes(String(Number(one))));
};

const MEASURES: readonly (readonly [RegExp, RegExp, string])[] = [
  [/\bhow many (?:[a-z]+ )?hours?\b/, /\bminutes?\b/, '60'],
  [/\bhow many (?:[a-z]+ )?minutes?\b/, /\b\d+ (?:hours?|seconds?)\b/, '60'],
  [/\bhow many (?:[a-z]+ )?ounces?\b/, /\b(?:pounds?|gallons?|cups?)\b/, '16'],
  [/\bhow many (?:[a-z]+ )?pounds?\b/, /\bounces?\b/, '16'],
  [/\bhow many (?:[a-z]+ )?feet\b/, /\b(?:inch(?:es)?|yards?)\b/, '12'],
  [/\bhow many (?:[a-z]+ )?inch(?:es)?\b/, /\b(?:feet|foot|yards?)\b/, '12'],
  [/\bhow many (?:[a-z]+ )?(?:dollars?|euros?|pounds)\b/, /\b(?:cents?|quarters?|dimes?|nickels?|pennies)\b/, '100'],
  [/\bhow much\b/, /\b(?:quarters|dimes?|nickels?|penn(?:y|ies))\b/, '100'],
  [/\bhow (?:much|many)\b/, /\b\d+ cents?\b.*(?:\$|\bdollars?\b)|(?:\$|\bdollars?\b).*\b\d+ cents?\b/, '100'],
  [/\bhow many (?:quarters|dimes|nickels|pennies)\b/, /[$]|\bdollars?\b/, '100'],
];

const NAMES_EACH =
  /\b(?:[a-z]+, )+(?:and )?[a-z]+,? (?:each|both|all) (?!(?:of )?(?:the|them)\b)|\b[a-z]+ and [a-z]+ (?:each|both) (?:[a-z]+ )|\bboth of them\b|\beach of the \d/;
const SPREAD = /\b(?:equally|evenly|split|divid\w+|share[sd]?|each|sharing)\b/;
const KNOWN = /\b(?:legs|wheels|tires|wings|eyes|ears|paws|feet|sides|fingers|toes|shoes|socks|letters)\b/;
const WEEKDAYS = /\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b/;
const TIMES_AS =
  /\b(\d+(?:\.\d+)?) times (?:as|more|less|the|that|greater|larger|longer|bigger|older|fewer|shorter|what|her|his)\b/;
const COMPARED =
  /\b\d+(?:\.\d+)? ?(?:[a-z]+ ){0,3}?(?:more|fewer|less|older|younger|taller|longer|shorter|heavier|lighter|higher|lower|bigger|smaller)\b(?: [a-z']+){0,4} than\b/;
const ALL = /\b(?:altogether|in all|in total|total|together|combined|sum)\b/;

const PAIRED: readonly (readonly [RegExp, RegExp])[] = [
  [/\d ?(?:kilometers?|kilometres?|km)\b/, /\d ?(?:meters?|metres?|m)\b/],
  [/\d ?(?:meters?|metres?|m)\b/, /\d ?(?:centi|milli)met(?:er|re)s?\b|\d ?cm\b/],
  [/\d ?(?:kilograms?|kilos?|kgs?)\b/, /\d ?grams?\b/],
  [/\d[- ]years?\b|\bper year\b|\ba year\b/, /\d[- ]months?\b|\bper month\b|\ba month\b/],
  [/\d[- ](?:feet|foot)\b/, /\d[- ]inch(?:es)?\b|\d[- ]yards?\b/],
  [/\d[- ]pounds?\b/, /\d[- ]ounces?\b/],
  [/\d[- ]gallons?\b/, /\d[- ](?:quarts?|cups?|ounces?|pints?)\b/],
  [/\d[- ]hours?\b/, /\d[- ]minutes?\b/],
  [/\d[- ]weeks?\b/, /\d[- ]days?\b/],
];

/** What a number counts: money, a span, something else, or '' where no word tells. */
const kindOf = (low: string, start: number, end: number): string => {
  const after = low.slice(end);
  if (
    /[$£€] ?$/.test(low.slice(Math.max(0, start - 2), start)) ||
    /^ ?(?:more |less )?(?:[$£€]|dollars?|euros?|cents?|bucks)/.test(after)
  )
    return 'money';
  const span = new RegExp(String.raw`^[ -](?:more |other )?(${PERIOD})s?\b`).exec(after)?.[1];
  if (span !== undefined) return span;
  return /^ (?!on|for|and|each|of|to|in|more|less|from|at|with|were|was|are|is|left|later|but|because|times|then|the|that|who|which|when|after|before)[a-z]{3,}/.test(
    after,
  )
    ? 'thing'
    : '';
};

/** What each number of the question counts; '' also where one value counts several things. */
const kindsIn = (low: string): Map<string, string> => {
  const kinds = new Map<string, string>();
  for (const { value, start, end } of numbersIn(low)) {
    const kind = kindOf(low, start, end);
    kinds.set(value, (kinds.get(value) ?? kind) === kind ? kind : '');
  }
  return kinds;
};

/** Parts between the signs + and - of one level. */
const termsOf = (expression: string): string[][] => {
  const groups = [...expression.matchAll(/\(([^()]*)\)/g)].map((one) => one[1]!.split(/[-+]/));
  const outer = expression.replace(/\(([^()]*)\)/g, (_, inside: string) => inside.replace(/[-+].*/, ''));
  return [...groups, outer.split(/[-+]/)].filter((one) => one.length > 1);
};

/** The kind of a term: of money where one of its numbers is, else of its only number. */
const kindOfTerm = (term: string, kinds: ReadonlyMap<string, string>): string => {
  const found = (term.match(/\d+(?:\.\d+)?/g) ?? []).map((one) => kinds.get(one) ?? '');
  if (found.includes('money')) return 'money';
  if (found.length === 1) return found[0]!;
  return found.every((one) => one === 'thing') ? 'thing' : '';
};

const mixed = ({ low, expression }: Claim): boolean => {
  const kinds = kindsIn(low);
  return termsOf(expression).some((terms) => {
    const told = new Set(terms.map((one) => kindOfTerm(one, kinds)));
    told.delete('');
    return told.size > 1;
  });
};

const CUES: readonly Cue[] = [
  {
    cue: 'a count that is negative',
    doubts: ({ answer }) => answer.startsWith('-'),
  },
  {
    cue: 'a count that is no whole number',
    doubts: ({ low, asked, answer }) =>
      /[/.]/.test(answer) &&
      !/\d\.\d/.test(low) &&
      (!MEASURED.test(low) ||
        /\bhow many (?!(?:[a-z]+ )?(?:dollars|euros|pounds|miles|hours|kg|kilo|grams|lit|met|feet|inch|yards|cups|gallons|minutes|ounces|tons|weeks|years|days|points|acres|cm|km|quarts|pints|seconds|of|more|less))/.test(
          asked,
        )),
  },
  {
    cue: 'a doubling or halving that is not done',
    doubts: ({ low, numbers }) =>
      count(low, /\b(?:twice|double[sd]?|(?<!first |second )half|halves|halved)\b(?! an? hour)/) >
      numbers.filter((one) => Number(one) === 2 || Number(one) === 0.5).length,
  },
  {
    cue: 'a fraction that is not taken',
    doubts: ({ low, expression }) =>
      /\b(?:a|an|1|2|3|4)[ -](?:thirds?|quarters?|fourths?|fifths?|sixths?|eighths?|tenths?)\b(?! (?:day|bus|week|time|and \d+ (?:dimes|nickels)))|\d\/\d/.test(
        low,
      ) && !/[/.]/.test(expression),
  },
  {
    cue: 'times as many, not multiplied',
    doubts: (claim) => {
      const told = [...claim.low.matchAll(new RegExp(TIMES_AS.source, 'g'))].map((one) => one[1]!);
      return (
        told.some((one) => !has(claim, one)) ||
        (told.length > 0 && ALL.test(claim.asked) && !repeats(claim) && !/\+1\)|1\+/.test(claim.expression))
      );
    },
  },
  {
    cue: 'times as many, and the smaller asked',
    doubts: ({ low, asked, expression }) =>
      /\btimes (?:as|more|less|longer|shorter|fewer)\b/.test(low) &&
      /^[\d.]+\*[\d.]+$/.test(expression) &&
      (!/\?/.test(asked) || /\b(?:shorter|less|fewer)\b/.test(low)),
  },
  {
    cue: 'a comparison and a total of both',
    doubts: (claim) =>
      COMPARED.test(claim.facts) &&
      !COMPARE.test(claim.asked) &&
      ALL.test(claim.low) &&
      !repeats(claim) &&
      !/\/2/.test(claim.expression),
  },
  {
    cue: 'two comparisons, or one beside a doubling',
    doubts: ({ facts, low, expression }) => {
      const steps =
        count(facts, COMPARED) +
        count(low, TIMES_AS) +
        count(low, /\b(?:twice|double|half) (?:as|the|of|that|his|her)\b/);
      return (
        steps -
          (COMPARED.test(facts) &&
          TIMES_AS.test(low) &&
          count(low, TIMES_AS) === 1 &&
          count(facts, COMPARED) === 1 &&
          /times (?:more|fewer|less)/.test(low)
            ? 1
            : 0) >
          1 && count(expression, /[-+*/]/) < steps + 1
      );
    },
  },
  {
    cue: 'a rate by one period and a span in another',
    doubts: unconverted,
  },
  {
    cue: 'a measure that is not converted',
    doubts: (claim) =>
      MEASURES.some(
        ([asks, told, by]) =>
          asks.test(claim.asked) &&
          told.test(claim.facts) &&
          !has(claim, by, '0.01', '0.1', '0.25', '25', '5', '36', '3', '4', '128', '8'),
      ),
  },
  {
    cue: 'shared among somebody and others',
    doubts: ({ low, expression }) =>
      /\b(?:(?:her|him|my|your|them|our)sel(?:f|ves)|(?:he|she|i|they|we) and (?:his|her|my|their|\d+) (?:\d+ )?(?:other |of )?(?:friends?|players?|others|brothers?|sisters?|siblings|cousins))\b/.test(
        low,
      ) &&
      SPREAD.test(low) &&
      /\//.test(expression) &&
      !/1/.test(expression.replace(/\d\d+/g, '')),
  },
  {
    cue: 'several who each have it',
    doubts: ({ facts, expression }) => NAMES_EACH.test(facts) && !/\*2|2\*/.test(expression),
  },
  {
    cue: 'days of the week that are not counted',
    doubts: ({ low }) =>
      count(low, WEEKDAYS) > 1 &&
      /\b(?:each|every|both|(?:from )?\w+day (?:to|through|and|thru|until) \w+day|per|daily|week(?:ly|day|end)?)\b/.test(
        low,
      ) &&
      /\bweek|\d hours?\b|\b(?:each|every) (?:day|time|night|morning)\b|\bboth\b/.test(low) &&
      !/\d\.\d/.test(low),
  },
  {
    cue: 'parts of things that everybody knows',
    doubts: ({ asked, facts }) => {
      const known = KNOWN.exec(asked)?.[0];
      return (
        known !== undefined &&
        !new RegExp(String.raw`\b\d+ (?:[a-z]+ )?(?:${known}|${known.slice(0, -1)})\b|feet`).test(facts)
      );
    },
  },
  {
    cue: 'a gift, a tax or a discount',
    doubts: ({ low }) =>
      /\b(?:buy \d+,? get \d+|free|taxe?s?|tip of|discounted|coupons?|promotion|refund\w*|interest|profit|class has a budget|net|commission|salary|sale price|half[- ]price|deposit|consecutive|reduced|ratio|respectively)\b|\d ?%|\bper ?cent|\d:\d/.test(
        low,
      ),
  },
  {
    cue: 'a way there and back, or twice the same',
    doubts: ({ low, expression }) =>
      /\b(?:same way|each way|both (?:ways|sides|directions)|round trip|(?:and|then|way) back|back home|(?:the|that) same amount|as did|that amount|the same (?:number|amount))\b/.test(
        low,
      ) &&
      !/\*2|2\*|-/.test(expression) &&
      !SPREAD.test(low),
  },
  {
    cue: 'ages at another time',
    doubts: ({ low }) =>
      /\b(?:old|older|younger|ages?)\b/.test(low) &&
      /\b(?:ago|next year|last year|in \d+ years|years? (?:from now|later)|turned|will be)\b/.test(low),
  },
  {
    cue: 'money, spans and things added to each other',
    doubts: mixed,
  },
  {
    cue: 'a whole told, and multiplied by how it is parted',
    doubts: ({ low, facts, expression }) =>
      (TIMES_AS.test(low) || /\b(?:twice|double|half)\b/.test(low)) &&
      /\b(?:combined|together|in total|in all|total of|altogether|sum of|filled with|both of)\b/.test(facts) &&
      /^[\d.]+[*+][\d.]+(?:\*[\d.]+)?$/.test(expression),
  },
  {
    cue: 'one of two multiplied, and both asked',
    doubts: ({ low, asked, expression }) =>
      (TIMES_AS.test(low) || /\d times\b|\b(?:twice|double)\b/.test(low)) &&
      /^[\d.]+\*[\d.]+$/.test(expression) &&
      (/\b(?:they|both|in the|are there|were there|children|total|altogether|combined|collectively|spen[dt]|until|for)\b/.test(
        asked,
      ) ||
        !/\bhow\b/.test(asked)),
  },
  {
    cue: 'what there was is not what is taken from',
    doubts: ({ low, expression, numbers }) => {
      if (!/^[\d.]+(?:[-+][\d.]+){2,}$/.test(expression) || !expression.includes('-')) return false;
      const first = Number(numbers[0]);
      return (
        /^[\d.]+-/.test(expression) &&
        numbers.slice(1).some((one) => Number(one) > first) &&
        !/\b(?:had|has|have|were|was|made|baked)(?: only)? [\d.]+/.test(
          low.slice(0, low.indexOf(numbers[0]!) + numbers[0]!.length),
        )
      );
    },
  },
  {
    cue: 'a sum of all, where a word speaks of another step',
    doubts: ({ low, numbers, expression }) =>
      /^[\d.]+(?:\+[\d.]+){2,}$/.test(expression) &&
      /\b(?:each|per|every|times|twice|worth|already|goal|needs? (?!the total)|wants?|still|less|fewer|back|half|left|remain\w*|already|over|threw|ago|cost (?:of|for)|than|if)\b/.test(
        low,
      ) &&
      numbers.length > 2,
  },
  {
    cue: 'a sum, where a need is asked',
    doubts: ({ asked, low, expression }) =>
      /^[-\d.+*]+$/.test(expression) &&
      expression.includes('+') &&
      !expression.includes('-') &&
      /\b(?:how (?:many|much) (?:[a-z]+ )?(?:more|less)|(?:still|need|needs|lack)\b)/.test(asked) &&
      /\b(?:has|have|already|had)\b/.test(low),
  },
  {
    cue: 'an amount that is not told',
    doubts: ({ facts, expression }) =>
      /\bsome (?:of|more|bags|other)\b|\ba (?:certain|number of)\b/.test(facts) && count(expression, /[-+*/]/) > 1,
  },
  {
    cue: 'two measures of one kind',
    doubts: (claim) =>
      PAIRED.some(([a, b]) => a.test(claim.low) && b.test(claim.low)) &&
      claim.numbers.every((one) => valuesIn(claim.low).includes(one)),
  },
  {
    cue: 'counted in another unit than is asked',
    doubts: (claim) => {
      const asked = /\bhow many (?!(?:does|has|was|is)\b)([a-z]{3,})s\b/.exec(claim.asked)?.[1];
      if (asked === undefined || !/^[\d.]+(?:[-+][\d.]+)+$/.test(claim.expression) || isClass(asked)) return false;
      return !new RegExp(String.raw`\b\d+(?:\.\d+)? (?:[a-z'-]+ ){0,4}?${asked}|\b${asked}[a-z]*\b[^.]*\d`).test(
        claim.low,
      );
    },
  },
  {
    cue: 'whose amount is the larger one',
    doubts: ({ low }) =>
      /\b([a-z]+) (?:has|have|had|owns?|weighs|is|got|ate|made|sold|caught|earned) (?:about )?\d+ times\b.*\b\1 (?:has|have|had|owns?|weighs|is|got|ate|made|sold|caught|earned) \d+(?! times)/.test(
        low,
      ) ||
      /\b([a-z]+) (?:has|have|had|owns?|weighs|is) \d+(?! times)[^.]*\.[^.]*\b(?:\1|it|he|she) (?:has|have|had|owns?|weighs|is) \d+ times\b/.test(
        low,
      ),
  },
  {
    cue: 'a whole added to its parts',
    doubts: ({ facts, numbers, expression }) => {
      const values = numbers.map(Number);
      const most = Math.max(...values);
      return (
        /^[\d.]+(?:\+[\d.]+){2,}$/.test(expression) &&
        values.length > 2 &&
        2 * most >= values.reduce((sum, one) => sum + one, 0) &&
        /\b(?:total|there (?:are|were)|goal|interviewed|if)\b/.test(facts)
      );
    },
  },
  {
    cue: 'a quotient that is small or no decimal',
    doubts: ({ low, asked, answer, expression }) =>
      /\bhow many\b/.test(asked) && expression.includes('/') && answer.includes('/') && !/\d\.\d/.test(low),
  },
  {
    cue: 'shared with others',
    doubts: ({ low, expression }) =>
      expression.includes('/') &&
      /\bwith (?:his|her|my|their) \d+ (?:siblings|friends|brothers|sisters|cousins)\b/.test(low),
  },
  {
    cue: 'a long story of several steps',
    doubts: ({ low, expression }) => (low.match(/[a-z]+/g) ?? []).length > 62 && count(expression, /[-+*/]/) > 0,
  },
  {
    cue: 'a number of the story that is not used',
    doubts: (claim) =>
      (claim.low.match(/[a-z]+/g) ?? []).length > 36 &&
      valuesIn(claim.low).some((one) => Number(one) !== 1 && !claim.numbers.includes(one)),
  },
  {
    cue: 'several that are told by their order',
    doubts: ({ low }) =>
      count(
        low,
        /\b(?:the|his|her|their) (?:first|second|third|fourth|fifth|last|1st|2nd|3rd)\b(?! (?:level|round|half|table|stop|day|week))/,
      ) > 1,
  },
  {
    cue: 'a total that is told, and added',
    doubts: ({ facts, asked, expression }) =>
      /\b(?:total of|in total|in all|altogether|together|total)\b/.test(facts.replace(/\bin (?:total|all), $/, '')) &&
      !TOTAL.test(asked) &&
      /^[\d.]+\+[\d.]+$/.test(expression),
  },
  {
    cue: 'a product that no word tells',
    doubts: ({ low, expression }) =>
      expression.includes('*') &&
      !/\b(?:each|every|per|times|twice|weigh\w*|double|half|apiece|a piece|rows?|packs?|of|an?|at|for|if|costs?|in|triple|any|all|with|holds?|has)\b/.test(
        low.replace(/\b(?:an?|in|of) (?:bank|his|her|the)\b/g, ''),
      ),
  },
  {
    cue: 'what was spent or used, added to what was there',
    doubts: ({ asked, facts, expression }) =>
      /^[\d.]+\+[\d.]+$/.test(expression) &&
      (/\b(?:start|begin|first|original\w*)\b/.test(asked)
        ? /\b(?:gave (?:him|her|them|me|us)|got|more|bought|found|added|received)\b/.test(facts) &&
          !/\b(?:away|lost|sold|spent|used|ate)\b/.test(facts)
        : /\b(?:over|use)\b/.test(asked) && /\b(?:only|was|made it back)\b/.test(facts)),
  },
  {
    cue: 'a sum in front of a product',
    doubts: ({ expression, low }) =>
      /(?:^|[-+])[\d.]+\+[\d.]+\*[\d.]+$/.test(expression) &&
      /\b(?:each|every)\b[^.]*\b(?:has|holds?|had|contains?|costs?)\b/.test(low) &&
      !/\btimes\b/.test(low),
  },
  {
    cue: 'a quotient of what was there and what goes',
    doubts: ({ asked, expression }) =>
      LEFT.test(asked) && expression.includes('/') && !expression.includes('-') && /\bleft\b/.test(asked),
  },
];

const lastQuestion = (low: string): number => {
  const mark = low.lastIndexOf('?');
  const before = low.slice(0, mark < 0 ? low.length : mark);
  return Math.max(before.lastIndexOf('. '), before.lastIndexOf('? '), before.lastIndexOf('! ')) + 1;
};

const claimOf = (low: string, expression: string, answer: string): Claim => {
  const at = lastQuestion(low);
  // "If Ann ate 3, how many are left?" tells something before it asks.
  const how = /\b(?:how|what|which|find|calculate)\b/.exec(low.slice(at))?.index ?? 0;
  return {
    low,
    asked: low.slice(at + how),
    facts: low.slice(0, at + how),
    expression,
    numbers: expression.match(/\d+(?:\.\d+)?/g) ?? [],
    answer,
  };
};

/** All cues that speak against it, for measuring them. */
export const doubtsOf = (low: string, expression: string, answer: string): string[] => {
  const claim = claimOf(low, expression, answer);
  return CUES.filter((one) => one.doubts(claim)).map((one) => one.cue);
};

/** The first cue against a story's expression and answer; undefined where none speaks against it. */
export const doubtOf = (low: string, expression: string, answer: string): string | undefined => {
  const claim = claimOf(low, expression, answer);
  return CUES.find((one) => one.doubts(claim))?.cue;
};

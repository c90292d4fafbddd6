/**
 * What speaks against a reading of a word problem, whichever reader made it: words that ask for a step which the
 * expression does not take, and answers that cannot be meant. A reading with a doubt is dropped: a decline is better
 * than the answer to another question. Each cue was measured on training rows of GSM8K and MAWPS
 * (docs/results/words.md).
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { isClass } from '../../problem/solve/things.ts';
import { COMPARE, TOTAL } from './rule.ts';
import { has, mixed, paired, unconverted, unmeasured, type Claim } from './units.ts';
import { valuesIn } from '../text/text.ts';

/** A difference of what is there and what is taken, as it stands: only then is more taken than there is. */
const TAKES =
  /\b(?:took|takes?|taken|gave|gives?|given|ate|eats?|eaten|lost|loses?|sold|sells?|used|spent|drank|got off|gets? off|left|leave|broke|removed|flew|died|popped|went|stole|paid|pays?|bought|threw|cut|worked)\b/;
export const takesMore = (low: string, expression: string): boolean =>
  /^\s*\d+(?:\.\d+)?(?: ?[-+] ?\d+(?:\.\d+)?)+\s*$/.test(expression) && TAKES.test(low) && !/\b(?:for|at) \d/.test(low);

type Cue = { cue: string; doubts: (claim: Claim) => boolean };

const count = (text: string, words: RegExp): number => [...text.matchAll(new RegExp(words.source, 'g'))].length;
const repeats = ({ numbers }: Claim): boolean => new Set(numbers).size < numbers.length;

const MEASURED = new RegExp(
  alternatives(
    alternatives(
      /[$£€]/,
      sequence(
        /\b/,
        anyOf(
          /dollars?|euros?|pounds?|cents?|average|mean|cost|price|pay|paid|money|miles?|hours?|kg|kilo\w*/,
          /grams?/,
        ),
        /\b/,
      ),
    ),
    sequence(
      /\b/,
      anyOf(
        /lit(?:er|re)s?|met(?:er|re)s?|feet|foot|inch(?:es)?|yards?|cups?|gallons?|minutes?|seconds?/,
        /ounces?|tons?|weeks?|years?|days?|months?/,
      ),
      /\b/,
    ),
    sequence(
      /\b/,
      anyOf(
        /centimet(?:er|re)s?|acres?|quarts?|pints?|(?:tea|table)spoons?|cm|km|mm|ml|lbs?|oz|degrees?/,
        /percent|points?/,
      ),
      /\b/,
    ),
  ),
);

const NAMES_EACH = new RegExp(
  alternatives(
    /\b(?:[a-z]+, )+(?:and )?[a-z]+,? (?:each|both|all) (?!(?:of )?(?:the|them)\b)/,
    /\b[a-z]+ and [a-z]+ (?:each|both) (?:[a-z]+ )|\bboth of them\b|\beach of the \d/,
  ),
);
const SPREAD = /\b(?:equally|evenly|split|divid\w+|share[sd]?|each|sharing)\b/;
const KNOWN = /\b(?:legs|wheels|tires|wings|eyes|ears|paws|feet|sides|fingers|toes|shoes|socks|letters)\b/;
const WEEKDAYS = /\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b/;
const TIMES_AS =
  /\b(\d+(?:\.\d+)?) times (?:as|more|less|the|that|greater|larger|longer|bigger|older|fewer|shorter|what|her|his)\b/;
const COMPARED = new RegExp(
  sequence(
    /\b\d+(?:\.\d+)? ?(?:[a-z]+ ){0,3}?/,
    anyOf(/more|fewer|less|older|younger|taller|longer|shorter|heavier|lighter|higher|lower|bigger|smaller/),
    /\b(?: [a-z']+){0,4} than\b/,
  ),
);
const ALL = /\b(?:altogether|in all|in total|total|together|combined|sum)\b/;

const COLOURS = /^(?:red|blue|green|yellow|white|black|brown|pink|purple|orange|gr[ae]y)$/;

const NUMBER_COLOUR = /\b(\d+) (?:[a-z]+ )?(red|blue|green|yellow|white|black|brown|pink|purple|orange|gr[ae]y)\b/g;
const OPPOSITE =
  /^(?:short|tall|long|big|small|large|little|new|old|sweet|salty|hot|cold|full|empty|wide|narrow|thick|thin)$/;

/** An amount that is there and has no number. */
const UNTOLD =
  /\b(?:some|loads of|lots of|several|a few|a couple of|so much|a bunch of|plenty of)\b(?! (?:time|friends))/;

const CUES: readonly Cue[] = [
  {
    cue: 'two things are asked for together',
    doubts: ({ facts, asked, expression }) => {
      const [, one, other] = /\bhow many ([a-z]{3,}) and ([a-z]{3,})\b/.exec(asked) ?? [];
      const told = (name: string): boolean => facts.includes(name.replace(/s$/, ''));
      return one !== undefined && told(one) && told(other!) && !expression.includes('+');
    },
  },
  {
    cue: 'in which turn, which is a whole number',
    doubts: ({ low, answer }) =>
      /[/.]/.test(answer) && /\b(?:in|on|at) which (?:turn|day|week|round|trip|hour)\b/.test(low),
  },
  {
    cue: 'an amount that is not told',
    doubts: ({ facts, asked }) =>
      UNTOLD.test(facts) &&
      /\b(?:left|remain\w*|now|still|stays?)\b/.test(asked) &&
      !/\b(?:at first|start|begin|before|did|were)\b/.test(asked),
  },
  {
    cue: 'another sort than is asked',
    doubts: ({ low, asked, expression }) => {
      const [, sort = '', thing = ''] = /\bhow many (?:of the )?([a-z]+)(?: ([a-z]+))?\b/.exec(asked) ?? [];
      if (/\b(?:and|or|than)\b/.test(asked)) return false;
      const used = (value: string): boolean => new RegExp(`(?<![\\w.])${value}(?![\\d.])`).test(expression);
      if (COLOURS.test(sort))
        return [...low.matchAll(NUMBER_COLOUR)].some(([, value = '', told = '']) => told !== sort && used(value));
      return (
        OPPOSITE.test(sort) &&
        [...low.matchAll(new RegExp(String.raw`\b(\d+) ([a-z]+) ${thing}\b`, 'g'))].some(
          ([, value = '', told = '']) => OPPOSITE.test(told) && told !== sort && used(value),
        )
      );
    },
  },
  {
    cue: 'chances and angles',
    doubts: ({ low }) =>
      /\b(?:degrees|angle|hypotenuse|dice|chance|probab\w*|odds|how likely|(?:how many|many different) (?:different )?ways|choose \d+ (?:[a-z]+ )?(?:out of|from))\b/.test(
        low,
      ) && !/\b(?:warmer|colder|temperature|celsius|fahrenheit)\b/.test(low),
  },
  {
    cue: 'a count that is negative',
    doubts: ({ answer, expression }) => answer.startsWith('-') || expression.startsWith('-'),
  },
  {
    cue: 'a count that is no whole number',
    doubts: ({ low, asked, answer }) =>
      /[/.]/.test(answer) &&
      !/\d\.\d/.test(low) &&
      !/\bhow many\b[^?]*\b(?:each|every|apiece|average|mean|fraction|per)\b/.test(asked) &&
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
    doubts: unmeasured,
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
    doubts: ({ low, expression }) =>
      /\b(?:buy \d+,? get \d+|free|taxe?s?|tip of|discounted|coupons?|promotion|refund\w*|interest|profit|class has a budget|net|commission|salary|sale price|half[- ]price|deposit|consecutive|reduced|ratio|respectively)\b|\d ?%|\bper ?cent|\d:\d/.test(
        // A share that is taken of what there was.
        /\(1-\d/.test(expression) ? low.replace(/\d ?%/, '') : low,
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
      (/\b(?:they|both|in the|are there|were there|children|total|altogether|combined|collectively|were (?:[a-z]+ed|broken)|be [a-z]+ed|the trip|did (?:mr|mrs|ms|uncle|aunt)|spen[dt]|until|for)\b/.test(
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
    cue: 'two measures of one kind',
    doubts: paired,
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
      /\b([a-z]+) [a-z]+ (?:about )?\d+ times (?:as|more)\b.*\b\1 [a-z]+ \d+(?! times)/.test(low) ||
      /\b([a-z]+) [a-z]+ \d+(?! times)[^.]*\.[^.]*\b(?:\1|it|he|she) (?:has|have|had|owns?|weighs|is) \d+ times\b/.test(
        low,
      ),
  },
  {
    cue: 'a trebling that is not done',
    doubts: (claim) =>
      /\b(?:thrice|triple[sd]?)\b/.test(claim.low) &&
      count(claim.low, /\b(?:thrice|triple[sd]?)\b/) > claim.numbers.filter((one) => one === '3').length,
  },
  {
    cue: 'a sum where the rest is asked',
    doubts: ({ low, expression }) =>
      /^[\d.]+(?:\+[\d.]+)+$/.test(expression) && /\bthe (?:rest|remaining|others?)\b/.test(low),
  },
  {
    cue: 'a year or a month that is not counted',
    doubts: (claim) =>
      /\b(?:in|for|by the end of|per|each|every|of) (?:an?|1|the|each|every) (?:year|month|week|day)\b/.test(
        claim.asked,
      ) &&
      claim.numbers.every((one) => valuesIn(claim.low).includes(one)) &&
      !/\b\d+ (?:times )?(?:in |per |an? |each |every )+(?:year|month|week|day)\b/.test(claim.facts) &&
      !/\b(?:each|every|per|an?) (?:year|month|week|day)\b/.test(claim.facts),
  },
  {
    cue: 'more than before, and both asked',
    doubts: ({ facts, asked, low, expression }) =>
      /^[\d.]+\+[\d.]+$/.test(expression) &&
      (COMPARED.test(facts) || /\b\d+ more [^.]*\bthan\b/.test(facts)) &&
      /\b(?:yesterday|morning|monday|(?:fri|satur|sun)day|first)\b/.test(low) &&
      !/\b(?:today|yesterday|afternoon|evening|on|second|night)\b/.test(asked),
  },
  {
    cue: 'a part and a total, compared',
    doubts: ({ facts, asked, expression }) =>
      COMPARE.test(asked) && /\btotal\b/.test(facts) && /^[\d.]+-[\d.]+$/.test(expression) && /\bthan\b/.test(asked),
  },
  {
    cue: 'a quotient where a total is asked',
    doubts: ({ asked, expression }) =>
      /^[\d.]+\/[\d.]+$/.test(expression) && /\b(?:altogether|combined|both)\b/.test(asked),
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

/** Cues about units and steps in which every number has its thing: a reading by roles has settled them. */
const SETTLED: ReadonlySet<string> = new Set([
  'money, spans and things added to each other',
  'a way there and back, or twice the same',
  'a whole added to its parts',
]);

/**
 * The first cue against a story's expression and answer; undefined where none speaks against it. `byRoles`: every
 * number and every telling word was given a role.
 */
export const doubtOf = (low: string, expression: string, answer: string, byRoles = false): string | undefined => {
  const claim = claimOf(low, expression, answer);
  return CUES.find((one) => !(byRoles && SETTLED.has(one.cue)) && one.doubts(claim))?.cue;
};

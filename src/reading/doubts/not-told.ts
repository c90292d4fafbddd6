/**
 * Questions in which a datum is missing, although they have numbers that could be put together: the target
 * of a game, a number of a list, somebody of whom nothing is told. Looked at before any
 * reader; what plainly has nothing to work with is refusals.ts.
 */
import { numbersIn } from '../text/text.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { tornNumeral } from '../numbers/romans.ts';
import { COMPARATIVE, missing, when, type Doubt, type Said } from './said.ts';

/** A question that ends in the middle: "lcm of 12 and", "which is bigger, 5 or?" */
const DANGLING = when(
  'missing',
  'it ends before it says with what',
  new RegExp(
    alternatives(
      sequence(
        /(?:\d|\b[a-hj-z]),? (?:and|or|plus|minus|divided by|multiplied by|than|to the power of|mod)/,
        /[\s?.!…]*$/,
      ),
      /^\W*(?:(?:what|how much) is )?\d+ times[\s?.!…]*$/,
      /^\W*(?:convert|change|turn|express)\b.*\b(?:to|into|in|from)[\s?.!…]*$/,
      /\bratio (?:of )?\d+ (?:to|:)[\s?.!…]*$/,
    ),
  ),
  /\b(?:true|false|not)\b|\bspell|\bletters?\b/,
);

/** "I had loads of eggs, sold 12: how many left?" */

/** Only changes are told: "5 got off and 9 got on: how many on board now?" */

/** "24 rows of seats, 57 empty: how many are taken?": what one row holds is not told. */
const UNSURE = anyOf(
  sequence(
    /(?:i |we )?/,
    anyOf(
      /forgot|forget|do not (?:know|remember|recall|see)|did not (?:see|catch|note|write down|hear)/,
      /can not (?:remember|read|recall|see|find)|have(?: no)? no idea|lost (?:the|my|track)/,
    ),
  ),
  /(?:i am )?not sure|no idea|unknown|nobody (?:knows|said|told|has (?:measured|counted))/,
  /not (?:told|given|known|stated|specified|legible|readable)|unreadable|smudged|illegible/,
  /got (?:wet|cut off)|is missing|torn off/,
);

/** "I don't remember which base": said to be unknown, and needed. */
const saidUnknown: Doubt = ({ low, asked }) => {
  if (
    /\b(?:base|bases)\b/.test(low) &&
    new RegExp(`\\b${UNSURE}\\b[^.?!]*\\bbase\\b|\\bbase\\b[^.?!]*\\b${UNSURE}\\b`).test(low)
  )
    return missing('the base is missing');
  if (/\b(?:in|to|from) (?:the )?base(?: (?:my|that|he|she|i|you|we|they|of my|his|her)\b|\W*$)/.test(low))
    return missing('the base is missing');
  if (!new RegExp(`\\b${UNSURE}\\b`).test(low) || /\bunknown\b[^.?!]*=|=[^.?!]*\bunknown\b/.test(low)) return undefined;
  if (
    low.length > 200 ||
    !/\b(?:average|mean|total|sum|altogether|how (?:many|much|far|long)|add|when|what (?:time|date|day))\b/.test(asked)
  )
    return undefined;
  const amount = new RegExp(
    anyOf(
      /how (?:many|much|long|far|old)/,
      sequence(
        /the /,
        /(?:price|number|amount|time|date|rest|other|last|first|second|third|exact|rate|distance|length)/,
      ),
      /(?:for |about )?(?:the )?(?:mon|tues|wednes|thurs|fri|satur|sun)day/,
    ),
  );
  const told = anyOf(
    /distance|length|price|amount|third|second|last|rest|number(?: of [a-z]+)?|how (?:many|much|far|long)[a-z ]{0,30}/,
    /[a-z]+ to [a-z]+(?: [a-z]+)?/,
  );
  return new RegExp(`\\b${UNSURE} ${amount.source}\\b`).test(low) ||
    new RegExp(`\\b${told} (?:is |was |i |we |are )*${UNSURE}\\b`).test(low)
    ? missing('a number that it needs is said to be unknown')
    : undefined;
};

/** "60 and 70, my average over all 3 tests". */
const fewerThanSaid: Doubt = ({ low, asked }) => {
  if (
    !/\b(?:average|mean)\b/.test(asked) ||
    /\b(?:times|twice|half|more|fewer|less|double|on average)\b/.test(low) ||
    /\d [a-z]+ averaged? [$£€]?\d[^?]*\d(?:st|nd|rd|th)\b/.test(low) ||
    /\b(?:average|mean|total|sum)\b[^.?!]*\b(?:is|was|of|are) \d|\baveraged? \d/.test(
      low.slice(0, low.length - asked.length),
    )
  )
    return undefined;
  const said =
    /\b(?:of|over|for|across|from) (?:all |the |my |these |those |all of )*([2-9]|1\d)(?: (tests?|marks?|numbers?|days?|scores?|exams?|values?|results?|grades?|of them|of these|games?|rounds?|shifts?|weeks?|months?|readings?))?\W*$/.exec(
      asked,
    );
  if (!said) return undefined;
  const told = low.slice(0, low.length - asked.length) + asked.slice(0, said.index);
  const others = numbersIn(told.replace(/\bfirst \d+\b/g, ' ')).length;
  const count = Number(said[1]);
  return others >= 2 &&
    others < count &&
    !/\b(?:each|per|every|same|all|both) (?:day|week|month|test|game)?\b/.test(low.slice(0, low.length - asked.length))
    ? missing(`only ${others} of the ${count} numbers are told`)
    : undefined;
};

const MAKE = /\b(?:make|reach|get|hit|obtain|build|form|arrive at|come to)\b/;

const CARDS = /\b(?:numbers|cards|tiles|dice|digits|countdown)\b/;

const NO_TARGET = 'the number to be made is missing';

const AIMS = /\b(?:make|reach|get|hit|do|obtain) (?:to )?(?:it|that|there|the target|the number|the total)\b/;

const TARGET = new RegExp(
  alternatives(
    sequence(
      sequence(
        /\b(?:make|get|reach|hit|obtain|target|total|to|is|write|need|goal) (?:number |is |of |= ?|: ?)?/,
        /\d+(?!,|\d| and \d)/,
      ),
      /\b/,
    ),
    /=|->|\btarget\b[^.?!]*\d/,
  ),
);

const ANY_TARGET = /\bmake an? (?:number|total|sum)\b[^?]*\b(?:with|from|out of|using) \d/;

const SUPERLATIVE = /\b(?:largest|biggest|smallest|greatest|highest|lowest|\d-digit|even|odd)\b/;

const AIM_THEN_LIST =
  /\b(?:make|reach|get|hit|obtain) the (?:target|number|total)\b[^?\d]*\d+(?:, ?\d+)+(?:,? and \d+)?\W*$/;

const BARE_GAME = /^\W*(?:countdown|numbers (?:game|round))\b[^a-z]*(?:solve|do|work) (?:it|this|that)(?: out)?\W*$/;

const FROM_CARDS = sequence(
  /\b(?:with|from|out of|using|on|and|by) (?:only )?(?:the|my|these|those|our|his|her) (?:[2-9] )?/,
  /(?:numbers|cards|tiles|dice|digits|ones)\b/,
);

/** A numbers game without its target or without its numbers. */
const noGame: Doubt = ({ low, numbers }) => {
  if (ANY_TARGET.test(low) && !SUPERLATIVE.test(low)) return missing(NO_TARGET);
  const lists = low.replace(/\b(?:numbers|cards|tiles)\b[^.?!a-z]*/g, 'numbers ');
  if (numbers.length >= 3 && CARDS.test(low) && AIMS.test(low) && !TARGET.test(lists)) return missing(NO_TARGET);
  if (AIM_THEN_LIST.test(low) || BARE_GAME.test(low)) return missing(NO_TARGET);
  return (numbers.length === 1 || /\bthe [2-9] (?:numbers|cards|tiles|dice|digits)\b/.test(low)) &&
    numbers.length <= 2 &&
    MAKE.test(low) &&
    new RegExp(FROM_CARDS).test(low) &&
    !/\bdigits? of\b/.test(low)
    ? missing('the numbers to make it from are missing')
    : undefined;
};

const ORDINAL = /\b(?:\d+(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\b/;

/** One term and no rule. */
const oneTerm: Doubt = ({ low, numbers }) => {
  if (numbers.length !== 1) return undefined;
  if (
    /^\W*(?:(?:the )?(?:sequence|series|pattern|row|list|next(?: number| term)?|continue|complete|fill in)\W+)?-?\d+(?:\.\d+)?(?:\s*,?\s*(?:\?|_+|\.\.\.|…|x\b))+\W*$/.test(
      low,
    )
  )
    return missing('one term is not enough to see a rule: the others are missing');
  return /\b(?:sequence|series|pattern|progression)\b/.test(low) &&
    /\b(?:begins?|beginning|starts?|starting|first term)\b/.test(low) &&
    (ORDINAL.test(low) || /\bnext\b|\bcontinue\b/.test(low)) &&
    !new RegExp(
      sequence(
        /\b/,
        anyOf(
          /difference|ratio|add|adding|double|doubles|doubling|doubled|increas\w+|steps? of|each|every|rule/,
          /times|halv\w+|by \d|multipl\w+|primes?|even|odd|squares?|fibonacci/,
        ),
        /\b/,
      ),
    ).test(low)
    ? missing('one term is not enough to see a rule: the others are missing')
    : undefined;
};

const LISTS = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /sort|order|put|rank|arrange|longest|shortest|biggest|smallest|largest|add|sum|total|average|mean/,
      /median|gcd|lcm|divisor|multiple|more|bigger|heavier|longer/,
    ),
    /\b/,
  ),
);

const UNNAMED = new RegExp(
  alternatives(
    sequence(
      /(?:\d|\d [a-z]+),? (?:and|plus|or) (?:(?:the|that|my|some|an?) )?/,
      /(?:other|unknown|secret|missing|lucky|favou?rite|remaining|mystery)(?: (?:1|[a-z]+))?/,
      /(?=[.,;:?!]|$| in order)/,
    ),
    sequence(
      /\d,? (?:and|plus|or) (?:the|that|my|his|her|our) (?:[a-z]+ )?/,
      /(?:1|one|last|number|bill|mark|amount|figure|value|price|score|result)/,
      /(?=[.,;:?!]|$| (?:i|he|she|we|they|that|which|from|for|in order)\b)[^\d]*$/,
    ),
    sequence(
      /\d,? (?:and|plus) (?:1|one) /,
      anyOf(/(?:i|we|he|she) (?:can not|could not|do not|did not|forgot|lost|wrote)|that|which|more|from|for/),
      /\b[^\d]*$/,
    ),
  ),
);

/** "Longest first: 1.2 m, 95 cm and the other one", "7, 8 and one that I can't read". */
const unnamedItem: Doubt = ({ low }) =>
  LISTS.test(low) &&
  UNNAMED.test(low) &&
  !/\bthan the other\b|\b(?:and|plus) the (?:bigg|larg|small|high|low|great|long|short)/.test(low)
    ? missing('one of the numbers is not told')
    : undefined;

const LITTLE = new Set([
  'the',
  'one',
  'it',
  'he',
  'she',
  'they',
  'them',
  'who',
  'which',
  'that',
  'two',
  'these',
  'those',
  'me',
  'i',
  'you',
  'we',
  'us',
  'all',
  'each',
  'other',
]);

const ASKED_OF: readonly RegExp[] = [
  new RegExp(
    sequence(
      /\bwhere (?:does|do|is|would|will|did) (?:the |my )?([a-z]+)(?: one)? /,
      /(?:come|stand|rank|finish|fit|go|end up|sit|place)\b/,
    ),
  ),
  /\bhow (?:does|do|did) (?:the |my )?([a-z]+)(?: one)? (?:rank|compare|do|fare|place)\b/,
  /\bwhere is (?:the |my )?([a-z]+)(?: one)? in (?:the |this )?(?:order|row|list|ranking)\b/,
  /\bis (?:the |my )?[a-z]+(?: one)? [a-z]+(?:er|ier) than (?:the |my )?([a-z]+)\W*$/,
  /\bis (?:the |my )?([a-z]+)(?: one)? [a-z]+(?:er|ier) than (?:the |my )?[a-z]+\W*$/,
  /\bwhat about (?:the |my )?([a-z]+)(?: one)?\W*$/,
  /\b(?:which|what) (?:place|position|rank) (?:did|does|is|was|has) (?:the |my )?([a-z]+)\b/,
  /\b(?:did|does|was|is) (?:the |my )?([a-z]+) (?:finish|come|arrive|end) (?:before|after|first|last|second|third)\b/,
];

/** Somebody asked about in a comparison of whom nothing is told. */
const stranger: Doubt = ({ low }) => {
  for (const words of ASKED_OF) {
    const found = words.exec(low);
    if (!found) continue;
    const facts = low.slice(0, found.index);
    const name = found[1]!;
    if (!COMPARATIVE.test(facts) || LITTLE.has(name) || /\d/.test(facts)) continue;
    if (!new RegExp(`\\b${name}\\b`).test(facts)) return missing(`nothing is told of ${name}`);
  }
  const group = new RegExp(
    sequence(
      /\bwho is the [a-z]+est (?:in|of|on) (?:my|our|the) /,
      /(?:class|family|team|group|school|office|world|street|town|course|house)\b/,
    ),
  ).exec(low);
  return group &&
    COMPARATIVE.test(low.slice(0, group.index)) &&
    (low.slice(0, group.index).match(COMPARATIVE) ?? []).length > 0 &&
    !/[,;.].*\bthan\b.*\bthan\b/.test(low)
    ? missing('too few of them are told of')
    : undefined;
};

/** "One of them is lying, Mia or Leo": nothing is said by which to tell. */
const noStatement: Doubt = ({ low, asked, numbers }: Said) =>
  numbers.filter((one) => one > 2).length === 0 &&
  new RegExp(
    sequence(
      /\b(?:1|one|either|somebody|someone|who|which)\b[^?]*\b/,
      /(?:is lying|lied|lies|is fibbing|fibs|fibbed|is the liar|is a liar|did it|broke|took|ate)\b/,
    ),
  ).test(low) &&
  (/\b[a-z]+ or (?:my |the )?[a-z]+\b/.test(low) || low.length < 60) &&
  /\bwho|which\b/.test(asked) &&
  /\b(?:lying|lied|lies|liar|fib\w*)\b/.test(low) &&
  !/\b(?:says?|said|claims?|tells?|told|states?|honest|always|never|truth|:)\b/.test(low)
    ? missing('too little is said to tell who is right')
    : undefined;

/** p or q with p true; a and b with a true: the other one is open. */
const openTruth: Doubt = ({ low }) => {
  const pair = /\b([a-z]) (and|or) ([a-z])\b/.exec(low);
  if (!pair || /\d/.test(low)) return undefined;
  const [, a, operator, b] = pair;
  const truth = (name: string): boolean | undefined => {
    const found = new RegExp(`\\b${name} (?:=|is|holds|:)? ?(true|false|holds|not true)\\b`).exec(
      low.replace(pair[0], ' '),
    );
    if (!found) return new RegExp(`\\b${name} holds\\b`).test(low.replace(pair[0], ' ')) ? true : undefined;
    return found[1] === 'true' || found[1] === 'holds';
  };
  const [x, y] = [truth(a!), truth(b!)];
  if ((x === undefined) === (y === undefined)) return undefined;
  const known = x ?? y!;
  const open = x === undefined ? a! : b!;
  const asksPair = new RegExp(`\\b(?:is|value of|what is|does|about) (?:\\(?)${pair[0]}\\b`).test(low);
  if (asksPair && (operator === 'and') === known) return missing(`the value of ${open} is missing`);
  const asksOpen = new RegExp(`\\bis ${open} (?:true|false)\\b[^.]*\\?|\\bwhat (?:is|about) ${open}\\b`).test(low);
  return asksOpen && operator === 'or' && known && new RegExp(`${pair[0]} (?:holds|is true|= ?true)`).test(low)
    ? missing(`nothing that is told decides ${open}`)
    : undefined;
};

/** "The blue car is faster than the red one: how fast is it?" A comparison alone gives no measure. */
const TEXTS = new RegExp(
  anyOf(
    /titles?|names?|surname|headline|text|essay|letter|message|e-?mail|document|article|poem|song/,
    /paragraph|page|report|story|file/,
  ),
);

const noText = when(
  'missing',
  'the text to count in is missing',
  new RegExp(
    sequence(
      sequence(
        /\b/,
        anyOf(
          /how many (?:[a-z]'?s|letters|words|vowels|consonants|characters|times)/,
          /count the (?:letters|words|vowels|[a-z]'?s)/,
        ),
        /\b[^?:"]*/,
      ),
      String.raw`\b(?:in|of|has|have) (?:the|my|this|that|our|his|her|your) (?:[a-z]+ )?${TEXTS.source}`,
      /(?: of (?:the|my|this|that|our|his|her) [a-z]+)?\W*$/,
    ),
  ),
  /["']\S.*["']|:/,
);

/** "a shirt is 20 and there's a discount": of how much is not told. */

/** "So much per mile", "every now and then", "needs a while". */

/** "I think of a number, multiply it by 4 and add 6": what comes of it is not told. */

/** 3/4 of the class are girls: how many are in the class is not told. */

/** 3 books and a note of 50: what one costs is not told, and the change is asked. */

/** "I have five marks, four of them are 3, 4, 2 and 5": the average of all is asked. */
const someOfThem: Doubt = ({ low, asked }) => {
  const found = /\b(\d{1,2}) [a-z]+,?(?: and| but|;|:)? (\d{1,2}) of (?:them|these|those) (?:are|were|is) /.exec(low);
  return found && /\b(?:average|mean|total|sum)\b/.test(asked) && Number(found[2]) < Number(found[1])
    ? missing(`only ${found[2]} of the ${found[1]} numbers are told`)
    : undefined;
};

/** Some by their measures, one by a comparison: its place among the others is open. */
const halfMeasured: Doubt = ({ low, numbers }) =>
  numbers.length >= 2 &&
  /\b(?:sort|order|rank|arrange|put)\b/.test(low) &&
  new RegExp(`\\b(?:and|but) [a-z]+ is ${COMPARATIVE.source} than [a-z]+\\W*$`).test(low)
    ? missing('the measure of one of them is missing')
    : undefined;

const noLengths: Doubt = ({ low, numbers }) =>
  numbers.length === 0 &&
  new RegExp(
    sequence(
      /\bwhich (?:way|road|route|path|one) is (?:the )?/,
      /(?:shorter|quicker|longer|faster|shortest|quickest|longest|fastest)\b/,
    ),
  ).test(low) &&
  /\b(?:via|through|by|past|over|along)\b/.test(low)
    ? missing('the lengths of the ways are missing')
    : undefined;

const otherBase = when(
  'missing',
  'the base is missing',
  /\bnot (?:in )?(?:decimal|base 10)\b[^?]*\bin decimal\b/,
  /\bbase [2-9]\b|\bbinary|hex|octal/,
);

const twoUnknowns = when(
  'missing',
  'a second fact is missing: two things are unknown',
  /\bwhat (?:times|plus|minus|divided by) what\b/,
);

export const NOT_TOLD: readonly Doubt[] = [
  twoUnknowns,
  someOfThem,
  halfMeasured,
  noLengths,
  otherBase,
  DANGLING,
  saidUnknown,
  fewerThanSaid,
  noGame,
  oneTerm,
  unnamedItem,
  stranger,
  noStatement,
  openTruth,
  noText,
  (said) => (tornNumeral(said) ? missing('a part of the numeral is missing') : undefined),
];

/**
 * Questions in which a datum is missing, although they have numbers that could be put together: how many there were at
 * the beginning, what one of a row holds, the target of a game, somebody of whom nothing is told. Looked at before any
 * reader; what plainly has nothing to work with is refusals.ts.
 */
import { refusal, type Refusal } from '../reading.ts';
import { numbersIn } from '../text/text.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { when, type Doubt, type Said } from './said.ts';

const missing = (reason: string): Refusal => refusal('missing', reason);

/** A question that ends in the middle: "lcm of 12 and", "which is bigger, 5 or?" */
const DANGLING = when(
  'missing',
  'it ends before it says with what',
  /(?:\d|\b[a-hj-z]),? (?:and|or|plus|minus|divided by|multiplied by|than|to the power of|mod)[\s?.!…]*$|^\W*(?:(?:what|how much) is )?\d+ times[\s?.!…]*$|^\W*(?:convert|change|turn|express)\b.*\b(?:to|into|in|from)[\s?.!…]*$|\bratio (?:of )?\d+ (?:to|:)[\s?.!…]*$/,
  /\b(?:true|false|not)\b|\bspell|\bletters?\b/,
);

const VAGUE = anyOf(
  /some|several|loads(?: of)?|lots(?: of)?|a lot of|plenty(?: of)?|many|a few|a bunch of|heaps of|a pile of|piles of|a load of/,
  /a couple of dozen or so|an unknown number of|a certain number of|a number of|a good many|tons of|a stack of|my (?!\d)/,
);
const START = new RegExp(
  sequence(
    /\b(?:had|have|has|having|got|start(?:ed|s)? (?:out )?with|began with|there (?:were|was|are)|bought|baked|made|picked|brought|collected|came with|opened with) /,
    VAGUE,
    /\s?(?!time|more|fewer|to\b)[a-z]+/,
  ),
);
const END_ASKED =
  /\b(?:left|remain\w*|still (?:have|has|there)|now|over|go(?:es)? back|on board|in the (?:end|basket|house|box|shop)|uneaten|unsold)\b/;
const CHANGES =
  /\b(?:sold|ate|eats?|gave|gives?|lost|loses?|used|uses?|took|takes?|spent|got off|got on|left|broke|threw|drank|gone|went|came|joined|checked out|handed|posted|delivered|added|bought|burst|died)\b/;
const END_TOLD =
  /\b(?:now (?:has|have|there)|has|have|had|there (?:are|were)|are|were|with) (?:only )?(?:-?\d+)(?: [a-z]+){0,3} (?:left|remain\w*|now|over|still)\b|\b\d+(?: [a-z]+){0,2} (?:were|was|are|is|remain\w*|left)(?: left| over)?\b|\bleft with \d|\bremain(?:s|ed|ing)? \d|\bleaving \d|\bnow\b[^.?!]*\d[^?]*\?/;

/** "I had loads of eggs, sold 12: how many left?" */
const noBeginning: Doubt = ({ facts, asked, numbers }) =>
  START.test(facts) &&
  CHANGES.test(facts.replace(START, ' ')) &&
  END_ASKED.test(asked) &&
  !END_TOLD.test(facts) &&
  numbers.length <= 3 &&
  !/\b(?:at first|to begin|to start|begin with|start with|originally|initially|did (?:he|she|they|i|we) have|before|more|fewer|than|each|sold|eaten|given)\b/.test(
    asked,
  ) &&
  !/\b(?:initially|originally|at first|in total|total of|altogether)\b/.test(facts)
    ? missing('how many there were at the beginning is missing')
    : undefined;

/** Only changes are told: "5 got off and 9 got on: how many on board now?" */
const onlyChanges: Doubt = ({ low, facts, asked, numbers }) => {
  if (
    numbers.length < 1 ||
    numbers.length > 3 ||
    !/\b(?:now|left|on board|on (?:it|the bus|the train)|go(?:es)? back|remain\w*|still)\b/.test(asked)
  )
    return undefined;
  if (
    /\b(?:had|have|has|there|were|was|with|start\w*|began|begins?|empty|carr\w+|full|holds?|total|out of|of (?:them|these)|come in|packages?|scored|gathered|bought|baked|made|picked|found|got \d|ha[ds]n't)\b|\b\d+ (?:people|passengers|guests|kids)? ?(?:on|in|aboard)\b/.test(
      facts,
    )
  )
    return undefined;
  const [first] = numbersIn(low);
  if (!first || first.start > facts.length) return undefined;
  const before = /\b(?:did|sold|delivered|gave away|handed out|lent out|posted|dropped off)(?: [a-z]+)? $/.test(
    low.slice(0, first.start),
  );
  const after = /^ (?:[a-z]+ ){0,2}(?:got|get|gets) (?:off|on)\b|^ (?:[a-z]+ ){0,2}checked out\b/.test(
    low.slice(first.end),
  );
  return before || after ? missing('how many there were at the beginning is missing') : undefined;
};

const HOLDERS =
  'rows|boxes|bags|packs|packets|crates|cartons|shelves|buses|trays|cases|bunches|sacks|baskets|tins|jars|sheets|teams|coaches|vans|columns|stacks|bundles|piles|lengths|rolls';
const UNIT_TOLD =
  /\b(?:each|every|per|apiece|in (?:a|1|one) |a (?:row|box|bag|pack|crate|tray|case|bunch|basket)|holds?|contain\w*|with \d|of \d|in all|altogether|\d+ [a-z]+ in|seats \d|fits? \d|takes? \d|by \d|long|empty (?:rows|boxes|bags))\b/;

/** "24 rows of seats, 57 empty: how many are taken?": what one row holds is not told. */
const noUnit: Doubt = ({ low, facts, asked, numbers }) => {
  const found = new RegExp(`\\b(\\d+) (?:[a-z]+ )?(${HOLDERS}) of (?!\\d|the same|equal)([a-z]+)\\b`).exec(facts);
  if (/\b(?:twice|half|double|times)\b/.test(low)) return undefined;
  if (!found || UNIT_TOLD.test(facts.replace(found[0], ' ')) || numbers.length > 2) return undefined;
  const [, , holder, thing] = found;
  const other = numbersIn(low.replace(found[0], ' '))[0];
  if (other && new RegExp(`^ (?:more |other |[a-z]+ )?${holder}\\b`).test(low.replace(found[0], ' ').slice(other.end)))
    return undefined;
  return new RegExp(`\\bhow many (?:single |empty |full )?${thing!.replace(/s$/, '')}s?\\b`).test(asked) &&
    !/\bhow many (?:more |fewer )?(?:rows|boxes|bags|packs)\b/.test(asked)
    ? missing(`how many ${thing} one of the ${holder} holds is missing`)
    : undefined;
};

const UNSURE = anyOf(
  /(?:i |we )?(?:forgot|forget|do not (?:know|remember|recall|see)|did not (?:see|catch|note|write down|hear)|can not (?:remember|read|recall|see|find)|have(?: no)? no idea|lost (?:the|my|track))/,
  /(?:i am )?not sure|no idea|unknown|nobody (?:knows|said|told|has (?:measured|counted))|not (?:told|given|known|stated|specified|legible|readable)|unreadable|smudged|illegible|got (?:wet|cut off)|is missing|torn off/,
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
  const amount =
    /(?:how (?:many|much|long|far|old)|the (?:price|number|amount|time|date|rest|other|last|first|second|third|exact|rate|distance|length)|(?:for |about )?(?:the )?(?:mon|tues|wednes|thurs|fri|satur|sun)day)/;
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
    /\b(?:times|twice|half|more|fewer|less|double)\b/.test(low) ||
    /\b(?:average|mean|total|sum)\b[^.?!]*\b(?:is|was|of|are) \d/.test(low.slice(0, low.length - asked.length))
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
const TARGET =
  /\b(?:make|get|reach|hit|obtain|target|total|to|is) (?:number |is |of |= ?|: ?)?\d+(?!,|\d| and)\b|=|->|\btarget\b[^.?!]*\d/;
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
    !/\b(?:difference|ratio|add|adding|double|doubles|doubling|doubled|increas\w+|steps? of|each|every|rule|times|halv\w+|by \d|multipl\w+|primes?|even|odd|squares?|fibonacci)\b/.test(
      low,
    )
    ? missing('one term is not enough to see a rule: the others are missing')
    : undefined;
};

const LISTS =
  /\b(?:sort|order|put|rank|arrange|longest|shortest|biggest|smallest|largest|add|sum|total|average|mean|median|gcd|lcm|divisor|multiple|more|bigger|heavier|longer)\b/;
const UNNAMED = new RegExp(
  alternatives(
    /(?:\d|\d [a-z]+),? (?:and|plus|or) (?:(?:the|that|my|some|an?) )?(?:other|unknown|secret|missing|lucky|favou?rite|remaining|mystery)(?: (?:1|[a-z]+))?(?=[.,;:?!]|$| in order)/,
    /\d,? (?:and|plus|or) (?:the|that|my|his|her|our) (?:[a-z]+ )?(?:1|one|last|number|bill|mark|amount|figure|value|price|score|result)(?=[.,;:?!]|$| (?:i|he|she|we|they|that|which|from|for|in order)\b)[^\d]*$/,
    /\d,? (?:and|plus) (?:1|one) (?:(?:i|we|he|she) (?:can not|could not|do not|did not|forgot|lost|wrote)|that|which|more|from|for)\b[^\d]*$/,
  ),
);

/** "Longest first: 1.2 m, 95 cm and the other one", "7, 8 and one that I can't read". */
const unnamedItem: Doubt = ({ low }) =>
  LISTS.test(low) &&
  UNNAMED.test(low) &&
  !/\bthan the other\b|\b(?:and|plus) the (?:bigg|larg|small|high|low|great|long|short)/.test(low)
    ? missing('one of the numbers is not told')
    : undefined;

const COMPARATIVE =
  /\b(?:taller|older|younger|faster|slower|heavier|lighter|bigger|smaller|shorter|longer|richer|dearer|cheaper|stronger|higher|lower|further|nearer|colder|warmer|hotter|louder|ahead|behind|before|after|above|below|more|less)\b/;
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
  /\bwhere (?:does|do|is|would|will|did) (?:the |my )?([a-z]+)(?: one)? (?:come|stand|rank|finish|fit|go|end up|sit|place)\b/,
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
  const group =
    /\bwho is the [a-z]+est (?:in|of|on) (?:my|our|the) (?:class|family|team|group|school|office|world|street|town|course|house)\b/.exec(
      low,
    );
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
  /\b(?:1|one|either|somebody|someone|who|which)\b[^?]*\b(?:is lying|lied|lies|is the liar|is a liar|did it|broke|took|ate)\b/.test(
    low,
  ) &&
  (/\b[a-z]+ or (?:my |the )?[a-z]+\b/.test(low) || low.length < 60) &&
  /\bwho|which\b/.test(asked) &&
  /\b(?:lying|lied|lies|liar)\b/.test(low) &&
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
const noMeasure: Doubt = ({ facts, asked, numbers }) =>
  numbers.length === 0 &&
  new RegExp(`${COMPARATIVE.source} than\\b`).test(facts) &&
  /^how (?:old|tall|fast|heavy|long|big|rich|far|high|much) (?!(?:more|less|[a-z]+er)\b)/.test(asked)
    ? missing('only a comparison is told, and no measure')
    : undefined;

const TEXTS =
  /(?:titles?|names?|surname|headline|text|essay|letter|message|e-?mail|document|article|poem|song|paragraph|page|report|story|file)/;
const noText = when(
  'missing',
  'the text to count in is missing',
  new RegExp(
    sequence(
      /\b(?:how many (?:[a-z]'?s|letters|words|vowels|consonants|characters|times)|count the (?:letters|words|vowels|[a-z]'?s))\b[^?:"]*/,
      String.raw`\b(?:in|of|has|have) (?:the|my|this|that|our|his|her|your) (?:[a-z]+ )?${TEXTS.source}`,
      /(?: of (?:the|my|this|that|our|his|her) [a-z]+)?\W*$/,
    ),
  ),
  /["']\S.*["']|:/,
);

/** "a shirt is 20 and there's a discount": of how much is not told. */
const noRate: Doubt = ({ low, numbers, asked }) =>
  numbers.length <= 1 &&
  /\b(?:a|the|some|with|plus|my|staff|student|and|his|her|get|gets) (?:[a-z]+ )?(?:discount|tip|tax|vat|surcharge|bonus|raise|service charge|commission|reduction)\b/.test(
    low,
  ) &&
  !/%|\bper ?cent\b|\bhalf\b|\bfree\b|\bhow (?:big|many)\b/.test(low) &&
  /\b(?:how much|what)\b[^?]*\b(?:pay|cost|price|total|owe|get|earn|come to)\b|\b(?:new|final) price\b/.test(low) &&
  asked.length < 80
    ? missing('how much of it is taken off or added is missing')
    : undefined;

/** "So much per mile", "every now and then", "needs a while". */
const UNMEASURED = when(
  'missing',
  'an amount in it is not told',
  new RegExp(
    alternatives(
      /\bso (?:much|many) (?:per|for each|an?|every|each)\b|\bplus something\b|\bsomething (?:plus|times|minus)\b|\bevery now and then\b|\bnow and then\b/,
      /\bneeds? (?:a while|some time|a bit|ages)\b|\btakes? (?:a while|some time|a bit|ages)\b/,
      /\b(?:\d+|plus|minus|times) (?:and |times )?(?:however|how ?ever) (?:many|much)\b|\bwhatever (?:it|the [a-z]+|he|she|they)\b/,
    ),
  ),
  /\bhow (?:many|much) (?:is|was) (?:the )?something\b|\bis so much\b|=|\bwhat is (?:the )?something\b|^.{200}/,
);

const RESULT =
  /\b(?:gets?|got|is|gives?|makes?|results?|equals?|answer|ends? up|leaves?|comes? to|have|becomes?|reach\w*) (?:is |of |to |with |at |now |as )?-?\d|=/;

/** "I think of a number, multiply it by 4 and add 6": what comes of it is not told. */
const noResult: Doubt = ({ low }) =>
  /\bth(?:ink|inking|ought) of a number\b|\b(?:take|took|pick|picked|choose|chose) a number\b/.test(low) &&
  /\b(?:what|which) (?:is|was) (?:my|his|her|the|it|their)\b/.test(low) &&
  !RESULT.test(low)
    ? missing('what comes of it is missing')
    : undefined;

/** 3/4 of the class are girls: how many are in the class is not told. */
const shareOfUnknown: Doubt = ({ low, facts, asked, numbers }) => {
  const share =
    /\b(?:\d{1,2} ?\/ ?\d{1,2}|half|a (?:third|quarter|fifth)|\d (?:thirds|quarters|fifths)) of (?:the|my|our|his|her|all|these) ([a-z]+)\b/.exec(
      facts,
    );
  if (!share || numbers.length > 2 || !/^how many\b/.test(asked)) return undefined;
  const left = numbersIn(low.replace(share[0], ' ')).length;
  return left === 0 && !/\b(?:twice|dozen|hundred|as many)\b/.test(low)
    ? missing('how many there are in all is missing')
    : undefined;
};

/** 3 books and a note of 50: what one costs is not told, and the change is asked. */
const changeOfCount: Doubt = ({ low, asked, numbers }) =>
  numbers.length === 2 &&
  /\bchange\b/.test(asked) &&
  /\b(?:buys?|bought|gets?|got|takes?|took|orders?|ordered|for) \d+ (?!euros?|dollars?|pounds?|cents?|quid|bucks|pence)[a-z]+/.test(
    low,
  ) &&
  !/\b(?:each|apiece|costs?|cost|at \d|for \d+ (?:euros?|dollars?|pounds?|quid)|worth|price of \d)\b|\d\.\d\d/.test(low)
    ? missing('the price of one is missing')
    : undefined;

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
  /\bwhich (?:way|road|route|path|one) is (?:the )?(?:shorter|quicker|longer|faster|shortest|quickest|longest|fastest)\b/.test(
    low,
  ) &&
  /\b(?:via|through|by|past|over|along)\b/.test(low)
    ? missing('the lengths of the ways are missing')
    : undefined;

const otherBase = when(
  'missing',
  'the base is missing',
  /\bnot (?:in )?(?:decimal|base 10)\b[^?]*\bin decimal\b/,
  /\bbase [2-9]\b|\bbinary|hex|octal/,
);

export const NOT_TOLD: readonly Doubt[] = [
  noResult,
  shareOfUnknown,
  changeOfCount,
  someOfThem,
  halfMeasured,
  noLengths,
  otherBase,
  DANGLING,
  noBeginning,
  onlyChanges,
  noUnit,
  saidUnknown,
  fewerThanSaid,
  noGame,
  oneTerm,
  unnamedItem,
  stranger,
  noStatement,
  openTruth,
  noRate,
  noMeasure,
  noText,
  UNMEASURED,
];

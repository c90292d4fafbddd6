/**
 * Further questions that only look like the kinds: powers and roots of an unknown, factorials, choices, decibels, falls
 * and throws, interest that is charged each month, and what no computation decides: opinions, general knowledge, the
 * time of a sunset. Told by words that no question of the kinds has.
 */
import { refusal } from '../reading.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { when, type Doubt } from './said.ts';

const OTHER = 'other-mathematics';

const powers = when(
  OTHER,
  'an unknown power or a quadratic equation needs mathematics that I do not do',
  new RegExp(
    alternatives(
      /\b\d+ (?:to the power(?: of)?|raised to(?: the power(?: of)?)?|\^) ?(?:an? )?[a-z]\b(?! ?(?:th|st))[^?]*(?:=|\bis\b|\bequals?\b|\bgives?\b|\bmakes?\b)/,
      /(?<![a-z\d])\d+ ?\^ ?[a-z]\b[^?]*(?:=|\bis\b)/,
      /\b(?:powers?|exponents?|factorials?|roots?) (?:is |are |being )?(?:al+owed|permitted|may be used|okay?|fine)\b/,
      /\b(?:exclamation mark|factorial) (?:thing|sign|trick)\b|\buse (?:the )?(?:factorial|exclamation mark)/,
      /(?<![a-z\d])([a-z]) ?(?::|to) ?\d+ ?(?:=|::|is as|as) ?\d+ ?(?::|to) ?\1(?![a-z\d])|(?<![a-z\d])\d+ ?: ?([a-z]) ?(?:=|::|as) ?\2 ?: ?\d+/,
      /\b(?:button|key)\b[^?]*\blog\b|\blog (?:button|key)\b|\b(?:marked|labelled) log\b/,
      /\b(?:x|n) (?:over|\/) ?ln ?\(?(?:x|n)\b|\bprime number theorem\b|\bestimate the number of primes\b/,
      /\b1 ?\+ ?1\/2 ?\+ ?1\/3\b[^?]*\b(?:pass(?:es)?|exceeds?|reach\w*|over|above)\b|\bharmonic (?:series|numbers?)\b/,
    ),
  ),
);

const quadratics = when(
  OTHER,
  'this is a quadratic equation, and I solve linear ones',
  new RegExp(
    alternatives(
      /(?<![a-z\d'])(?!a\b)[a-z] ?(?:squared|\^ ?2|²) ?(?:is|equals|=|makes|gives|comes to) ?\d+(?:\.\d+)?\W*(?:$|[.,;?]? ?(?:what|find|solve)\b)/,
      /\b(?:2 )?(?:positive |whole )*(?:numbers|integers) (?:that |which |who )?(?:multiply to|multiply together to|have (?:a|the) product(?: of)?|with (?:a |the )?product(?: of)?|whose product is) \d+,? (?:and|but) (?:that |which |whose )?(?:add(?: up)? to|sum(?: up)? to|(?:a |the |have a )?sum(?: is| of)?|have (?:a|the) sum(?: of)?|together (?:make|are)) \d+/,
      /\b(?:2 )?(?:positive |whole )*(?:numbers|integers) (?:that |which |who )?(?:add(?: up)? to|sum(?: up)? to|have (?:a|the) sum(?: of)?|with (?:a |the )?sum(?: of)?|whose sum is) \d+,? (?:and|but) (?:that |which |whose )?(?:multiply to|multiply together to|(?:a |the |have a )?product(?: is| of)?|have (?:a|the) product(?: of)?) \d+/,
    ),
  ),
);

const choices = when(
  OTHER,
  'this asks for a number of arrangements or choices (combinatorics)',
  new RegExp(
    alternatives(
      /\bhow many different (?!(?:letters?|words?|numbers?|digits|colou?rs|items|values|names|things|kinds|days|ones|vowels|animals|fruits?)\b)[a-z]+ (?:could|can|would|might) (?:that|there|it|this|we|i|you|he|she|they|one|the [a-z]+)\b/,
      /\b(?:picks?|chooses?|selects?|takes?) \d+ (?:different|of (?:them|the))\b[^?]*\bhow many (?:different |possible )?[a-z]+ (?:are possible|could|can)\b/,
      /\bhow many (?:possible )?(?:pizzas|sandwiches|menus|meals|outfits|combos|hands|teams|line-?ups|bouquets|sundaes) (?:could|can|are possible|might)\b[^?]*\b(?:be|make|order|build)?\b/,
    ),
  ),
  /\b(?:sold|made|each|cost|costs|need|left|per)\b/,
);

const physics = when(
  OTHER,
  'this is a calculation of physics, which I do not do',
  new RegExp(
    alternatives(
      /\b\d+ ?(?:db|decibels?)\b/,
      /\bthrows? (?:a|the|my) (?:ball|stone|rock|coin|key)s? (?:straight )?(?:up|upwards?|into the air)\b/,
      /\b(?:stone|ball|rock|coin|apple|egg|key|pebble)s? (?:fell|falls?|dropped|drops?|is dropped|was dropped)\b[^?]*\b(?:deep|high|seconds?|how (?:fast|long|far)|splash)\b/,
      /\b(?:i|we|he|she) (?:drop|dropped|let) (?:a|the|my) (?:stone|ball|rock|coin|apple|egg|pebble)\b[^?]*\b(?:seconds|how (?:fast|long|high|deep|far)|land|lands)\b/,
      /\bg ?= ?9\.8|\b9\.81\b|\bsoap film\b|\bsound (?:level|pressure)\b|\bterminal velocity\b|\bair resistance\b/,
    ),
  ),
  /\b(?:costs?|euros?|dollars?|price|bounces?)\b/,
);

const money = when(
  OTHER,
  'this is interest or a loan over time, which I do not compute',
  new RegExp(
    alternatives(
      /\binterest\b[^?]*\b(?:added |paid |charged |compound\w* )?continuous(?:ly)?\b|\bcontinuous(?:ly)? (?:added|compound\w*|paid)\b/,
      /\b(?:interest|bank|savings|deposit)\b[^?]*\b(?:how (?:many|long)|when|how soon)\b[^?]*\b(?:money|savings|deposit|capital|balance|it)\b[^?]*\b(?:doubled?|tripled?|twice as much)\b/,
      /\b(?:loan|mortgage|credit)\b[^?]*% (?:a|per|each) (?:year|annum)[^?]*\b(?:equal|same|fixed) (?:monthly|montly|yearly|annual)? ?(?:instal+ments?|payments?|rates?)\b/,
      /\b(?:loan|mortgage)\b[^?]*%[^?]*\bcharged monthly\b/,
    ),
  ),
  /\b(?:no interest|interest[- ]free|simple interest)\b/,
);

/** What is in books or in the sky, or is only of this day. */
const knowledge = when(
  OTHER,
  'this is a fact of the world, and I only compute from what is told',
  new RegExp(
    alternatives(
      /\b(?:sun|moon) (?:set|rise|go down|come up)s?\b(?![^?]*\b\d+ (?:minutes|hours) (?:before|after|later|earlier))|\bsun(?:set|rise)\b (?:in|at|on|today|tonight|tomorrow)/,
      /\b(?:when|what date|which day|what day)\b[^?]{0,12}\b(?:easter|ramadan|diwali|passover|chinese new year|the next full moon)\b/,
      /\b(?:fastest|next|cheapest|quickest|last|first) (?:train|flight|bus|ferry|plane) (?:from|to) [^?\d]*\b(?:today|tonight|tomorrow|now|this (?:morning|afternoon|evening|week))\b/,
      /\bwhat date is it(?: today)?(?: where you| there| over there)?\b(?=[^?]*\b(?:where you|for you|your)\b)/,
      /\b(?:will|would) (?:they|it|the|my|our)[^?]*\bbe worth (?:next|in (?:a|ten|\d+) years?|tomorrow|by)\b/,
      /\bhow many per ?cent (?:sure|certain)\b|\bhow (?:sure|certain) (?:are|r) you\b/,
      /\b(?:top|leader|bottom) of the (?:league|table|charts)\b(?=[^?]*\b(?:tonight|now|today|currently|this (?:week|season))\b)/,
      /\b(?:in )?(?:which|what) year\b[^?\d]*\b(?:was|did|were)\b[^?\d]*\b(?:born|die|died|invented|discovered|built|founded|begin|end)\b/,
      /\b(?:going by|according to|from) your (?:feeling|gut|experience|opinion)\b|\b(?:next|this) year\b[^?\d]*\bfeeling\b/,
      /\bhow long (?:will|do|does)\b[^?\d]*\b(?:wait|queue|delay)\b[^?\d]*\b(?:tomorrow|today|tonight|this (?:morning|evening|week)|right now)\b/,
      /\bshares? (?:have )?(?:gone|go|went) up by (?:next|tomorrow)\b|\bwill\b[^?]*\bshares\b[^?]*\b(?:next|by|tomorrow)\b[^?]*\b(?:gone up|rise|be worth)\b/,
    ),
  ),
  /\b(?:born in|since|age[ds]?|years? (?:old|later|ago)|sets? at \d|rises? at \d|says?|said|reads?|carved|plaque|inscri\w+)\b|\d:\d\d/,
);

const ANIMALS = anyOf(
  /cheetah|lion|tiger|horse|dog|cat|elephant|whale|shark|snail|tortoise|ostrich|giraffe|human|person|falcon|rabbit|hare|mouse|bear|camel/,
);

/** How fast a cheetah runs, which of two mountains is higher: no figure is told and nobody is known by his own. */
const general: Doubt = ({ low, text, numbers }) => {
  if (numbers.length > 0 || /\b(?:my|our|his|her|their|than|this|that)\b/.test(low)) return undefined;
  const animal = new RegExp(
    sequence(
      /\bhow (?:fast|tall|heavy|old|big|long|far|high) (?:can|does|do|is|are|could|will) (?:an? |the (?:average |largest |biggest )?)?/,
      ANIMALS,
      /s?\b/,
    ),
  ).test(low);
  const place =
    /\b(?:Mount|Mont|Lake|River|Cape|Tower|Island|Ocean|Sea|Desert)\b/.test(text) &&
    /\bwhich\b[^?]*\b[a-z]+er\b|\bhow (?:high|long|deep|tall|far|big)\b/.test(low) &&
    /\bor\b|\bhow\b/.test(low);
  const best =
    /\bwhat(?: is|'s)? (?:the )?(?:best|ideal|perfect|right|optimal) (?:ratio|amount|age|time|size|speed|price|number|temperature|way|percentage|share)\b(?! for [a-z]+ [a-z]+)(?! (?:to|from) [a-z]+ to\b)/.test(
      low,
    ) && !/\b(?:buy|cheapest|train|bus)\b/.test(low);
  return animal || place || best
    ? refusal(OTHER, 'this is general knowledge or judgement, and I only compute from what is told')
    : undefined;
};

const FORMAL =
  /\b(?:and|or|not|if|all|every|some|both|xor|implies|divisible|prime|even|odd|equals?|greater|less|more|fewer|before|after|longer|shorter|[a-z]*er than|p|q|r|true or|liar|lies|says|letters?|word|leap|days?|month|year|numerals?|palindrome|vowels?|square|multiple|factor|half|twice)\b|[=<>+*/]|\d/;

/** "True or false: pineapple belongs on pizza." */
export const verdict: Doubt = ({ low }) => {
  const found =
    /^\W*(?:(?:true or false|yes or no|is it true(?: or false)?|i wonder,? is it true)(?: that)?[:,;-]? )([^?.!;:]+)[?.!]*\W*$/.exec(
      low,
    );
  if (!found) return undefined;
  const better =
    /\b(?:better|nicer|best|nicest|happier|prettier|worse|tastier|more (?:fun|beautiful|interesting)|belongs?|should|deserves?|tastes?|ought)\b/.test(
      found[1]!,
    );
  return better || (!FORMAL.test(found[1]!) && found[1]!.split(' ').length >= 3)
    ? refusal(OTHER, 'this is a matter of opinion or of general knowledge, and nothing is told to decide it by')
    : undefined;
};

const teamLead = when(
  OTHER,
  'who is best at it is a matter of judgement, which no computation decides',
  /\bwho (?:would|should|could) (?:make|be|become) (?:the |a )?(?:best|better|good|right|ideal) [a-z]+/,
);

export const BEYOND_KINDS: readonly Doubt[] = [
  powers,
  quadratics,
  choices,
  physics,
  money,
  knowledge,
  general,
  teamLead,
];

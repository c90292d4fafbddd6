/**
 * Questions whose answer stands in books and is computed from nothing that is told: who was the first of something, how
 * far two towns are apart, how many live in a country, what a litre of oil weighs, what something was worth on a day.
 * And amounts that grow without steps, instalments of a loan, orders in which people may stand.
 */
import { unitsNamed } from '../../problem/solve/units.ts';
import { refusal, type Refusal } from '../reading.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { when, type Doubt, type Said } from './said.ts';

const OTHER = 'other-mathematics';
const fact = (): Refusal => refusal(OTHER, 'this is a fact of the world, and I only compute from what is told');

/** One sentence that asks, beside greetings and idle words: nothing is told that an answer could follow from. */
const tellsNothing = ({ low, numbers }: Said): boolean => {
  const sentences = low.split(/[.!?;]+ /).filter((one) => one.trim().length > 0);
  const telling = sentences.filter((one) =>
    /\b(?:is|are|was|were|has|have|had|than|costs?|weighs?|lives?|before|after)\b/.test(one),
  );
  return numbers.length <= 2 && telling.length <= 1 && low.length < 200;
};

/** A name of two words, a title, or that real people are meant. */
const REAL = new RegExp(
  alternatives(
    /\b(?:in real life|in history|of all time|in the world|ever)\b/,
    /\b(?:president|king|queen|emperor|empress|duke|duchess|prince|princess|pope|prime minister|chancellor|tsar|sultan|pharaoh|caliph|bishop|saint)\b/,
    /\b(?:presenter|inventor|author|composer|painter|architect|discoverer|founder|director|writer|poet|astronaut|explorer|philosopher|scientist)\b/,
    /\b(?:olympics?|olympic games|world cup|world record|nobel|oscars?|eurovision|grand prix|wimbledon|tour de france|super bowl|premier league)\b/,
    /\b(?:napoleon|caesar|cleopatra|shakespeare|einstein|newton|mozart|beethoven|churchill|lincoln|gandhi|columbus)\b/,
  ),
);

/** "Who was the first presenter of the show", "who finished third at the Olympics". */
const whoWas: Doubt = (said) => {
  const { low } = said;
  if (
    !/^\W*(?:[a-z ,]{0,24}\b)?who(?:se|m)? (?:is|was|were|won|wrote|invented|discovered|painted|composed|founded|built|finished|came|ruled|became|designed|directed|sang|played|has|had|lost|scored)\b/.test(
      low,
    )
  )
    return undefined;
  return REAL.test(low) && tellsNothing(said) && !/\b(?:lies?|liar|truth|says?)\b/.test(low) ? fact() : undefined;
};

/** "Who was taller, Napoleon or the Duke of X?", "…: Michael Jordan or LeBron James?" */
const whoOfTwo: Doubt = (said) => {
  const { text, low, numbers } = said;
  const compares = /\b(?:who|which)\b[^?]*\b(?:[a-z]+er|more [a-z]+)\b[^?]*[,:] [^?]* or [^?]*\?/.test(low);
  const names = /\p{Lu}\p{Ll}+ \p{Lu}[\p{L}]+ or \p{Lu}[\p{L}]+ \p{Lu}\p{L}+/u.test(text);
  return compares && numbers.length === 0 && (REAL.test(low) || names) && tellsNothing(said) && !/\bthan\b/.test(low)
    ? fact()
    : undefined;
};

const OF_PLACES =
  /\b(?:populations?|(?:number|amount) of (?:people|inhabitants|residents)|inhabitants|gdp|land area|surface area of the countries|height above sea level)\b|\b(?:by|according to) (?:size of )?(?:area|age of the cities)\b(?= ?[:,] ?[a-z])/;

/** "Sort by number of inhabitants: Lima, Quito", "more people live in X than in Y". */
const peopleOf: Doubt = ({ text, low, numbers }) => {
  if (numbers.length > 1 || /\d{2,}/.test(low)) return undefined;
  const sorts =
    OF_PLACES.test(low) && /\b(?:sort|order|put|rank|arrange|list|largest|biggest|smallest|most|least)\b/.test(low);
  const names = (text.match(/(?<![.!?:] |^)\p{Lu}\p{Ll}+/gu) ?? []).length >= 2 || /: ?[a-z]+(?:, ?[a-z]+)+/.test(low);
  const compares =
    /\b(?:live|lives|living) (?:more|fewer|less) (?:people|inhabitants)\b|\b(?:more|fewer) (?:people|inhabitants) (?:who )?(?:live |living )?in\b[^?.]*\bthan in\b|\b(?:larger|bigger|smaller|higher) population than\b/.test(
      low,
    );
  return (sorts && names) || (compares && /\b(?:is|are|do|does|true|which|who)\b/.test(low) && !/[.!] /.test(low))
    ? fact()
    : undefined;
};

/** "How many miles is it by rail from X to Y?" and nothing else. */
const farApart: Doubt = ({ text, low, numbers }) => {
  if (numbers.length > 0 || !/\bhow (?:far|long|many (?:km|kms|kilomet(?:re|er)s|miles|hours))\b/.test(low))
    return undefined;
  const towns =
    /\b(?:from|between) (?!my\b|here\b|the\b|home\b)(\p{Lu}\p{L}{3,}(?: \p{Lu}\p{L}+)?) (?:to|and) (?!the\b)(\p{Lu}\p{L}{3,})/u.test(
      text,
    );
  const way = /\bby (?:road|rail|train|car|plane|air|sea|ship|boat|bus|motorway)\b/.test(low);
  const told = low.replace(/[^.?!]*\bhow (?:far|long|many)\b[^.?!]*[.?!]?/, '');
  return towns && way && !/\b(?:to|between|road|joins?|link)\b/.test(told) ? fact() : undefined;
};

/** What something was worth on a day of the past, in money that is named. */
const worthThen = when(
  OTHER,
  'this is a fact of the world, and I only compute from what is told',
  new RegExp(
    alternatives(
      /\bhow (?:many|much)\b[^?]*\b(?:worth|cost|fetch|sell for)\b[^?]*\bon the (?:day|morning|date)\b/,
      /\bwhat (?:was|did)\b[^?]*\b(?:worth|cost)\b[^?]*\bon the (?:day|morning|date) (?:when |that |of )?/,
      /\bhow (?:many|much)\b[^?]*\b(?:ounces?|barrels?|grams?|kilos?) of (?:gold|silver|oil) (?:was |were |be )?(?:worth|cost)\b[^?]*\b(?:when|in (?:1[89]|20)\d\d|born)\b/,
    ),
  ),
  /\d{2,}(?!\d\d)|\d\.\d/,
);

const SUBSTANCE =
  /^(?!water\b)(?:(?:olive|sunflower|motor|vegetable|engine|cooking) )?(?:oil|milk|honey|flour|sugar|rice|salt|petrol|gold|iron|lead|sand|mercury|butter|cream|cement|concrete|wood|oak|steel|copper|silver|alcohol|diesel|snow|ice|air|syrup|cocoa|oats|wine|beer)\b/;

/** What a measure of some stuff weighs. */
const densityOf: Doubt = ({ low, numbers }) => {
  const found =
    /\bhow (?:many|much) ?([a-z]+)? (?:weighs?|does|do|is|are|has|in|are in|is in) (?:there )?(?:in )?(?:an?|1|one|\d+) ([a-z]+)(?: met(?:re|er)s?)? of ([a-z ]+?)(?: weigh)?(?=[.,;?!]|$)/.exec(
      low,
    );
  if (!found || numbers.length > 1 || !/\bweigh/.test(low) || !SUBSTANCE.test(found[3]!)) return undefined;
  const dims = (word: string | undefined): readonly string[] => unitsNamed(word ?? '').map((one) => one.dimension);
  const asksMass = found[1] === undefined || found[1] === 'weighs' || dims(found[1]).includes('mass');
  return asksMass &&
    dims(found[2]).includes('volume') &&
    !/\b(?:density|per litre|weighs? \d+ ?(?:g|kg|grams))\b/.test(low)
    ? fact()
    : undefined;
};

/** What is true of stuff and stars. */
const natureIs = when(
  OTHER,
  'this is a fact of nature, and I only compute from what is told',
  new RegExp(
    sequence(
      /\b(?:true or false|is it true|true that|does|do|is|are|correct)\b[^?]*\b/,
      anyOf(
        /(?:melts?|boils?|freezes?|conducts?|rusts?|floats?|dissolves?|burns?) (?:at|in|on|better|faster|hotter|sooner|when)\b/,
        /(?:lays? eggs|is a mammal|is a planet|orbits?|is poisonous|is edible|is extinct|can fly)\b/,
      ),
    ),
  ),
  /\b(?:all|every|each|if|at \d|says?|lies?)\b/,
);

/** A share of growth and when it is the double; the instalment of a loan with interest; orders of people. */
const beyond = when(
  OTHER,
  'this is mathematics that I do not do',
  new RegExp(
    alternatives(
      /\bcontinuous(?:ly)?\b[^?]*\d ?(?:%|per ?cent)/,
      /\d ?(?:%|per ?cent)[^?]*\b(?:when|after|how (?:many|long)|till|until)\b[^?.]*\b(?:has|have|had|is|are|be|been)\b[^?.]*\b(?:doubled|tripled|halved)\b/,
      /\b(?:when|after how (?:many|long)|how (?:many|long))\b[^?]*\b(?:doubled|tripled|halved)\b[^?]*\d ?(?:%|per ?cent)/,
      sequence(
        /\b(?:loan|mortgage|credit)\b[^?]*(?:%|\bper ?cent\b)[^?]*\b(?:equal (?:monthly |yearly |annual )?(?:instal?lments?|payments?|repayments?|rates?)|paid off in|amorti[sz]\w*)\b/,
      ),
      /\bhow many (?:different |possible |distinct )+(?:orders?|ways|arrangements|line-?ups|seatings?|rows|queues)\b[^?]*\b(?:can|could|may|stand|sit|are there|possible)\b/,
      /\b(?:in )?how many (?:different )?(?:orders|arrangements|line-?ups|seatings)\b[^?]*\b(?:can|could|may) (?:they|we|the|\d)/,
    ),
  ),
  /\b(?:from [a-z]\w* to|get|go|travel|reach|roads?|routes?|paths?)\b|\bhas been (?:doubled|halved)\b|\bsimple interest\b/,
);

/** What stands in no sentence but the one that asks, and is private to nobody. */
const alone = (said: Said): boolean =>
  said.numbers.length === 0 &&
  tellsNothing(said) &&
  !/["“:;]|[.!?] \S/.test(said.text) &&
  !/\b(?:my|our|your|his|her|their|its|i|we|he|she|they|me|us|this|that|these|those|here|there|above|below|word|letters?|name)\b/.test(
    said.low,
  );

/** "How long is the Danube", "which is heavier, an elephant or a whale". */
const thingsOfWorld: Doubt = (said) => {
  const { text, low } = said;
  if (!alone(said)) return undefined;
  const NAME = String.raw`\p{Lu}[\p{L}]+(?: \p{Lu}[\p{L}]+)?`;
  const size =
    new RegExp(
      String.raw`^\W*(?:And |So |Please )?How (?:long|high|deep|wide|tall|big|large|far|old|heavy) (?:is|are|was) the ${NAME}\W*$`,
      'iu',
    ).test(text) && /\bthe \p{Lu}/u.test(text);
  const has =
    new RegExp(String.raw`\bhow many [a-z]+ (?:does|do|has) the (?:${NAME})(?: have| has| got)?\W*$`, 'iu').test(
      text,
    ) && /\bthe \p{Lu}/u.test(text);
  const two =
    /\bwhich (?:[a-z]+ )?(?:is|lives|runs|weighs|grows|flies|swims) (?:[a-z]+er|more [a-z]+|longer),? (?:an? [a-z]+ or an? [a-z]+)\W*$/.test(
      low,
    ) ||
    (/\bwhich (?:[a-z]+ )?is [a-z]+er,/.test(low) &&
      /, (?:the )?\p{Lu}\p{L}+ or (?:the )?\p{Lu}\p{L}+\W*$/u.test(text) &&
      /\b(?:river|mountain|lake|country|city|planet|sea|island|animal|building|tower|bridge)\b/.test(low));
  const priced =
    /\bhow much (?:is|does|do|are)\b[^?]*\bin [a-z]+ (?:today|now|nowadays|these days|currently|at the moment)\W*$/.test(
      low,
    );
  return size || has || two || priced ? fact() : undefined;
};

export const KNOWN_ELSEWHERE: readonly Doubt[] = [
  whoWas,
  thingsOfWorld,
  whoOfTwo,
  peopleOf,
  farApart,
  worthThen,
  densityOf,
  natureIs,
  beyond,
];

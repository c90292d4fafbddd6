/**
 * What is asked needs one figure that the question does not tell: what is covered or was never measured, an amount that
 * somebody used, the age where things are counted, the speed of the other one, the amount of a recipe, one of those who
 * are compared. Looked at before any reader, which would compute with the figures that are there.
 */
import { unitsNamed } from '../../problem/solve/units.ts';
import { numbersIn } from '../text/text.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { missing, when, type Doubt } from './said.ts';

const COVER = anyOf(
  /moss|stain|stains|frost|ice|snow|mud|rust|dirt|ivy|paint|plaster|ink|coffee|tea|juice|sticker|tape|glue|thumb|finger|crack|fog|sand|lichen|smudge|blot|hole|tear|scratch\w*/,
);

/** "And then the moss covers the rest", "and then there is a coffee stain". */
const covered = when(
  'missing',
  'a part of what is given can not be read',
  new RegExp(
    alternatives(
      sequence(
        /\b/,
        COVER,
        / (?:now |just |partly )?(?:covers?|covered|hides?|hid|has taken|took|ate|has eaten|blots? out|is over|sits on|runs through|has worn) (?:the |my |some |part |most |its |all )/,
      ),
      sequence(
        /\b(?:then|and|but|where|after that|there)(?: it| there)?(?: is| comes| are| was)? (?:just |only )?(?:an? |the |some )?(?:[a-z]+ )?(?:stains?|smudge|blot|hole|tear|rip|crack|scratch\w*|sticker|gap)(?:[.,;]| (?:on|over|instead|where|in the)\b)/,
      ),
      sequence(
        /\b(?:after that|the rest|the last [a-z\d ]+|the next [a-z ]+)\b[^.?!]{0,24}\b(?:has|have|is|are|was|were) (?:gone|lost|taken|broken off|worn|illegible|unreadable|missing|covered|chipped)/,
      ),
    ),
  ),
  /\b(?:how many|area|litres|square|cost|price|remove|clean)\b|=/,
);

const NEVER_KNOWN = anyOf(
  /(?:nobody|no ?one|none of us)(?: here| there| else| of us)? (?:knows?|rem[em]+bers?|recalls?|noted|wrote|told|measured|counted(?! twice)|timed|can (?:say|tell|remember)|could say|has any idea)/,
  /(?:i|we|he|she|they) (?:have |has |had )?never (?:timed|measured|counted|weighed|asked|noted|checked|looked|learned|found out|knew|told)/,
  /(?:i|we|he|she|they) (?:do|did|does|have|has) not (?:know|remember|recall|tell me|tell us|say|note|time|measure|count|weigh|ask|counted|measured|timed)/,
  /(?:i|we|he|she) (?:forgot(?! (?:to|my|our|his|her|the calculator|where|why))|forget(?! (?:to|how))|never asked|no longer know|can not remember|can not recall|could not read)/,
  /(?:is|are|was|were) (?:still )?(?:unknown|not known|anybody's guess|a secret(?! number)|not (?:yet )?measured)/,
  /(?:won't|will not|would not|did not|does not|refuses to|never) (?:tell|say|told|said|told us|told me)(?: (?:its|his|her|their|me|us|the) ?[a-z]*)?/,
);
/** What is told all the same, or is asked for because of it. */
const KNOWN_ANYWAY = new RegExp(
  alternatives(
    /\b(?:but|only) (?:i |we |he |she |they )?(?:know|knows|remember|was told|said|do know)\b|\b(?:and|or|not) [pqr]\b|\b(?:true|false|liar|lies|truth|knights?|knaves?)\b/,
    /\b(?:how to|why|whether|if (?:it|that|this) is|what to do|i do not know (?:what|how|which|who|when|where))\b|=/,
    /\b(?:altogether|in total|in all|total|sum|together|average|mean) (?:is|was|of|it is|they|comes?|are) ?[a-z ]{0,12}\d|\bif\b|\b(?:makes?|gives?|equals?|leaves?)\b[^.?!]*\d/,
  ),
);

const untold: Doubt = ({ low }) => {
  const found = new RegExp(sequence(/(?:^|[^a-z])/, NEVER_KNOWN)).exec(low);
  if (!found || KNOWN_ANYWAY.test(low) || low.length > 220) return undefined;
  const before = low.slice(0, found.index);
  const last = Math.max(low.lastIndexOf('. '), low.lastIndexOf('! '));
  const within = /[a-z\d]\W*$/.test(before) && (last < 0 || found.index < last);
  const thing =
    /\b(?:to|and|the|its|his|her|their|of|for|in|base|time|weight|age|price|length|number|one|\w+),? ?$/.test(before) ||
    /\b(?:base|age|weight|height|price|length|speed|distance)\b/.test(
      low.slice(found.index, found.index + found[0].length + 30),
    );
  return within && thing && !/[.?!]\W*$/.test(before)
    ? missing('a figure that it needs is said to be unknown')
    : undefined;
};

/** "I take away what I used for rolls", "plus whatever the bay had". */
const whatWas = when(
  'missing',
  'an amount in it is not told',
  new RegExp(
    sequence(
      /\b(?:take away|takes? off|subtract|minus|less|plus|add|adds?|added|without|deduct|and(?= whate)) (?:what|whatever|whatev\w*|as much as|the amount) (?:that |which )?(?:i|we|he|she|they|my|the|bay|somebody|someone|[a-z]+) (?:[a-z]+ )?/,
      /(?:used|had|has|ate|spent|took|needed|gave|got|sold|drank|paid|bought|brought|found|made|wants?|likes?|\d had)\b/,
    ),
  ),
  /\b(?:used|had|has|ate|spent|took|needed|gave|got|sold|drank|paid|bought) (?:was |were |is )?\d|=/,
);

const AGES =
  /\b(?:years?|age|ages|aged|old|older|oldest|elder|younger|youngest|born|birth\w*|turn(?:s|ed)?|twice|half|times|teen\w*|generation|grade)\b/;

/** Things are counted, and the age of somebody is asked. */
const ageOfCounts: Doubt = ({ facts, asked, numbers }) => {
  const asks = /^how old (?:is|am|are|was|were) (?:the |my |our |his |her )?([a-z]+)/.exec(asked);
  return asks &&
    numbers.length >= 1 &&
    !AGES.test(facts) &&
    /\b\d+ [a-z]{3,}s\b|\b\d+ sheep\b/.test(facts) &&
    !/\b(?:is|am|i am|turned) \d+\b/.test(facts)
    ? missing('no age is told')
    : undefined;
};

const FRACTION = /(?<![\d/.])\d{1,2}\/\d{1,2}(?![\d/.])/g;
const PERCENT = /\b\d+(?:\.\d+)? ?(?:%|per ?cent\b)/g;

/** "How much is 2/3 of my savings?" */
const partOfUntold: Doubt = ({ low }) => {
  const found =
    /^\W*(?:so )?(?:how (?:much|many) (?:is|are|would be|makes?)|what is|calculate|work out|tell me|give me) (?:exactly )?(?:(\d{1,2}\/\d{1,2})|\d+(?:\.\d+)? ?(?:%|per ?cent)|half|a (?:third|quarter|fifth)|\d (?:thirds|quarters|fifths)) of (?:my|our|his|her|their|the) (?:[a-z]+ )?([a-z]+)\W*$/.exec(
      low,
    );
  if (!found || unitsNamed(found[2]!).length > 0) return undefined;
  const rest = low.replace(FRACTION, ' ').replace(PERCENT, ' ');
  return numbersIn(rest).length === 0 &&
    !/^(?:number|hour|minute|day|week|year|century|circle|dozen|hundred|time|way|whole|square|clock|alphabet|result|sum)$/.test(
      found[2]!,
    )
    ? missing('what the share is of is missing')
    : undefined;
};

/** A speed of one of two that move, and where both are is asked. */
const otherSpeed: Doubt = ({ low, numbers }) =>
  /\b(?:opposite directions?|opposite ways?|towards? each other|apart|toward one another|meet)\b/.test(low) &&
  /\b(?:1|one) (?:of them|train|car|of the [a-z]+|does|goes|drives|at)\b[^.?!]*\d ?(?:km|mph|kph|miles|m\/s)/.test(
    low,
  ) &&
  (low.match(/\d+(?:\.\d+)? ?(?:km\/h|kph|mph|(?:km|miles) (?:per|an) hour|m\/s)/g)?.length ?? 0) === 1 &&
  !/\b(?:other|second|both|each|same speed|twice|half|faster|slower|stands?|still|parked)\b/.test(
    low.replace(/\beach other\b/g, ' '),
  ) &&
  numbers.length <= 4
    ? missing('the speed of the other one is missing')
    : undefined;

/** A recipe for so many, others who eat, and an ingredient whose amount is not told. */
const untoldIngredient: Doubt = ({ low, facts, asked }) => {
  const found =
    /^how (?:much|many) (?:of )?(?:the )?([a-z]+)\b[^?]*\b(?:need|take|use|want|buy|put|do i|should)\b/.exec(asked);
  if (!found || !/\b(?:recipe|cook\w*|serves?|portions?|guests?|people|persons?)\b/.test(low)) return undefined;
  const thing = found[1]!.replace(/e?s$/, '');
  const measured =
    /\d ?(?:g|grams?|kg|kilos?|ml|l|lit(?:re|er)s?|cups?|spoons?|tbsp|tsp|oz|ounces?|pounds?|eggs)\b|\b(?:each|per|every|an?) (?:person|head|guest|one|portion)\b/;
  return !new RegExp(`\\b${thing}`).test(facts) &&
    !measured.test(low) &&
    /\bfor (?:a )?\d+\b|\bserves? \d+\b/.test(facts) &&
    numbersIn(facts).length <= 2
    ? missing(`how much ${found[1]} the recipe takes is missing`)
    : undefined;
};

/** Shared among three, and the ratio of two of them. */
const shareOfThree: Doubt = ({ text, low }) => {
  const sharers =
    /\b(?:between|among|amongst|to|for) ((?:[A-Z][\p{L}']+|me|us)(?:, (?:[A-Z][\p{L}']+|me))+,? (?:and|&) (?:[A-Z][\p{L}']+|me))\b/u.exec(
      text,
    );
  const names = sharers?.[1]!.split(/, (?:and )?| (?:and|&) /) ?? [];
  const ratio = /\b\d+(?: ?: ?\d+| to \d+)(?!\d| ?: ?\d| to \d)/.exec(low);
  const terms = low.match(/\b\d+ ?: ?\d+ ?: ?\d+\b|\b\d+ to \d+ to \d+\b/);
  return names.length === 3 &&
    ratio &&
    !terms &&
    numbersIn(low).length <= 3 &&
    !/\b(?:equal|same|rest|twice|half|as much|third)\b/.test(low) &&
    /\b(?:split|share|shared|divide|divided)\b/.test(low)
    ? missing('the share of the third one is missing')
    : undefined;
};

/** "Which of A, B and C is the heaviest", where nothing is told of C. */
export const uncompared: Doubt = ({ low }) => {
  const found =
    /\b(?:which|who)(?: one)? (?:of|among|out of) (?:the )?([a-z\d]+(?:, [a-z\d]+)*,? (?:and|or) [a-z\d]+) (?:is|was|has|weighs|came|finished|costs) (?:the )?(?:[a-z]+est|most|least|first|last)\b/.exec(
      low,
    ) ??
    /\b(?:which|who)(?: one)? (?:is|was) (?:the )?[a-z]+est(?: one)?(?: of|:|,|-)? ([a-z\d]+(?:, [a-z\d]+)+,? (?:and|or) [a-z\d]+)\W*$/.exec(
      low,
    );
  if (!found) return undefined;
  const rest = low.replace(found[0], ' ');
  const names = found[1]!.split(/, (?:and |or )?| (?:and|or) /).filter((one) => one !== '');
  const told = names.filter((one) => new RegExp(`\\b${one}\\b`).test(rest));
  return names.length >= 3 &&
    told.length >= 2 &&
    told.length < names.length &&
    /\bthan\b|\bbeat\b|\bbefore\b|\bafter\b/.test(rest)
    ? missing(`nothing is told of ${names.find((one) => !told.includes(one))}`)
    : undefined;
};

const BEATS = new RegExp(
  sequence(
    /(?:^|[.,;:!] |\band |\bbut )([a-z]+) (?:is |was |has |also |came |came in |got in |finished )?/,
    /(outsold|outran|outscored|beat|ahead of|before|more [a-z]+ than|[a-z]{2,}er than) ([a-z]+)/,
    /(?= (?:too|as well|also)\b|[.,;!?]| (?:and|but)\b)/,
  ),
  'g',
);
const ASKS_TOP = /\b(?:won|most|first|winner|top|[a-z]+est)\b/;
const ASKS_LOW = /\b(?:last|least|fewest|worst|shortest|youngest|slowest|smallest|lightest)\b/;
const LEVEL = /\b(?:not|or|ties?|tied|same|level|second|both)\b/;

/** Two beat the same third one, and the first of all is asked. */
const openTop: Doubt = ({ low, asked, numbers }) => {
  if (numbers.length > 0 || !/\bwho\b|\bwhich\b/.test(asked) || !ASKS_TOP.test(asked) || ASKS_LOW.test(asked))
    return undefined;
  const pairs = [...low.matchAll(BEATS)];
  const relations = new Set(pairs.map((one) => one[2]));
  const below = new Set(pairs.map((one) => one[3]));
  const tops = new Set(pairs.map((one) => one[1]).filter((one) => !below.has(one)));
  const level = LEVEL.test(low.replace(/\b(?:nobody|no ?one|none) (?:is |was )?tied\b|\bno ties\b/g, ' '));
  return pairs.length === 2 && relations.size === 1 && tops.size === 2 && below.size === 1 && !level
    ? missing(`nothing tells which of ${[...tops].join(' and ')} is first`)
    : undefined;
};

/** "plus __ and I have to write the result", "5/8 plus /3". */
const blankOperand: Doubt = ({ low }) =>
  (/\d ?(?:\+|-|\*|x|\/|plus|minus|times) ?_+(?! ?=)(?!_)/.test(low) &&
    !/_ ?(?:=|is|makes|gives|equals)|= ?\d/.test(low) &&
    /\b(?:result|answer|what is|how much|work out|sum)\b/.test(low)) ||
  /\b(?:plus|minus|times|\+|-|and) \/ ?\d+\b(?! ?\d)/.test(low)
    ? missing('one of the numbers is left out')
    : undefined;

/** Four of five parcels have a weight, and the place of the fifth is asked. */
const oneOfSeveral: Doubt = ({ low }) => {
  const found = /\b(\d) ([a-z]+)s,? (?:of which )?(\d) (?:of them )?(?:are|weigh|cost|have|measure) \d+/.exec(low);
  return found &&
    Number(found[1]) === Number(found[3]) + 1 &&
    /\b(?:place|position|rank|sort|order|total|average|sum|heaviest|lightest)\b/.test(low) &&
    /\b(?:fifth|fourth|third|sixth|last|other|all)\b/.test(low) &&
    !/\b(?:total|sum|average|mean) (?:is|was|of) \d/.test(low)
    ? missing('one of them is not told')
    : undefined;
};

/** "A bit less than Cat": no figure to sort by. */
const ROUGH = /\b(?:a (?:bit|little|tad|touch)|slightly|somewhat|much|a lot) (?:less|more|[a-z]+er) than [a-z]+/;
const RANKS = /\b(?:sort|rank|order|arrange|put)\b/;

const roughly: Doubt = ({ low }) =>
  ROUGH.test(low) &&
  RANKS.test(low) &&
  /\d[^?]*\d/.test(low) &&
  !/\bthan (?:all|everyone|everybody|anyone|both|the others)\b/.test(low)
    ? missing('one of the figures is only told roughly')
    : undefined;

/** "Our trip is in 2 weeks. How many days is the trip?": when it begins is told, and not how long it lasts. */
const lasting = when(
  'missing',
  'how long it lasts is missing',
  new RegExp(
    sequence(
      /\b(?:is|are|starts?|begins?|opens?|leaves?) in \d+ [a-z]+ ?[.!;,] (?:and )?how (?:many [a-z]+|long) /,
      /(?:is|are|does|do|will) (?:the|our|my|his|her) [a-z]+(?: (?:be|last|take|go on))?\W*$/,
    ),
  ),
);

/** "Her year of birth in Roman numerals. She lived to be 82": the year itself is not told. */
const yearUntold: Doubt = ({ low, numbers }) =>
  /\broman\b/.test(low) &&
  /\b(?:birth ?year|year of (?:[a-z]+ )?(?:birth|death)|year (?:in which )?(?:i|he|she|they|we|it) (?:was|were) (?:born|built|made))\b/.test(
    low,
  ) &&
  /\b(?:lived to|aged?|old|turned|turns)\b/.test(low) &&
  numbers.length === 1 &&
  numbers[0]! < 130
    ? missing('the year is missing')
    : undefined;

/** "6 feet and some inches": a part of the amount is not told. */
const someOfUnit = when(
  'missing',
  'a part of the amount is not told',
  /\b\d+ ?(?:feet|foot|ft|hours?|hrs?|minutes?|mins?|pounds?|lbs?|kilos?|kg|met(?:re|er)s?|m|lit(?:re|er)s?|l|days?|weeks?|euros?|dollars?|stone|miles?) (?:and )?(?:some|several|a few|a couple of|a bit of|so many) (?:inches|minutes|seconds|ounces|grams?|g|cm|mm|centimet(?:re|er)s|millilit(?:re|er)s|ml|hours|days|pence|cents|pounds|yards)\b/,
);

/** "In it there is a window that must not be painted": how large it is, is not told. */
const openingUntold: Doubt = ({ low, asked, numbers }) =>
  numbers.length === 2 &&
  /\bsquare|\barea\b|m²/.test(asked) &&
  /\b(?:there is|there are|has|have|with) (?:an?|1|one|2|two|some) (?:[a-z]+ )?(?:windows?|doors?|doorway|hearth|fireplace|pillar|hatch|pond)\b[^.?!]*\b(?:not|left out|bare|excluded|unpainted|uncovered|free)\b/.test(
    low,
  )
    ? missing('how large the part is that is left out is missing')
    : undefined;

export const ONE_UNTOLD: readonly Doubt[] = [
  openingUntold,
  lasting,
  yearUntold,
  someOfUnit,
  covered,
  untold,
  whatWas,
  ageOfCounts,
  partOfUntold,
  otherSpeed,
  untoldIngredient,
  shareOfThree,
  openTop,
  blankOperand,
  oneOfSeveral,
  roughly,
];

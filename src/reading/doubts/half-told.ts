/**
 * Questions in which one figure stands behind words: what somebody sent, forgot or has not measured, the second thing
 * without its price, the value before a rise, the scale of a map, all of a row by its first few. Looked at before any
 * reader, which would put together what is told.
 */
import { unitsNamed } from '../../problem/solve/units.ts';
import { lengthsIn } from '../calendar/durations.ts';
import { clocksIn } from '../calendar/times.ts';
import { alternatives, sequence } from '../../regex.ts';
import { numbersIn } from '../text/text.ts';
import { missing, when, type Doubt } from './said.ts';

const SUMS = /\b(?:total|sum|add|altogether|average|mean|plus|pay|owe)\b|\+/;
const SENT = new RegExp(
  sequence(
    /\d(?:,| and|,? ?\+| plus)+ (?:the|that|my|whatev\w*|what(?! do| did| is)|her|his) (?:[a-z]+ ){0,2}(?:\d+ )?/,
    /(?:i |we |he |she )?(?:sent|gave|had|told|said|wrote|noted|mentioned|owes?)\b(?!.*\d)/,
  ),
);

/** "412 + 88 + the figure that she sent", "45, 62 and whatever the other had". */
const figureElsewhere: Doubt = ({ low }) =>
  SUMS.test(low) && SENT.test(low) ? missing('one of the numbers is not told') : undefined;

const LOST = new RegExp(
  alternatives(
    sequence(
      /\b(?:mark|score|price|length|amount|figure|name|result|weight|height|distance)s? (?:that |which )?/,
      /(?:i|we|he|she) (?:have |has |had )?(?:forgot(?:ten)?|lost|mislaid|can not (?:recall|remember|read|make out))\b/,
    ),
    /\b(?:i|we) have not (?:measured|counted|weighed|timed)\b/,
    /\b(?:told you|know|said|heard) nothing (?:else )?(?:about|of) (?:them|it|the other|[a-z]+ or)\b/,
    /\b(?:average|mark|grade|score|result) (?:that )?i want\b(?!.*\d)/,
    /\b(?:march|april|may|june|july|[a-z]+day|the (?:last|third|fourth|other)(?: one)?),? (?:is )?still to come\b/,
    /\b(?:tile|card|number)s? (?:that is |which is |lying )?(?:face|upside) down\b/,
  ),
);
/** A sum that is told gives the figure. */
const TOLD_SUM =
  /\b(?:total|sum|average|mean|area|perimeter|altogether|together|in all)(?: (?:is|was|of|are|=|makes?))? (?:[€$£] ?)?\d|\d+(?: [a-z]+)? (?:in all|in total|altogether|together)\b|\b(?:add up to|come to|make) \d/;
const lost = when(
  'missing',
  'a figure that it needs is not told',
  LOST,
  new RegExp(alternatives(TOLD_SUM, /\bbut i (?:know|remember)\b|\b(?:made up|makes|gives|of them)\b|^.{230}|=/)),
);

/** "One is 12 and the other is even", "one is bigger than the other": no second figure. */
const otherByWords = when(
  'missing',
  'one of the two is told by too little',
  new RegExp(
    alternatives(
      sequence(
        /\b2 numbers\b[^?]*\bone is \d+,? and the other(?: one)? is (?:an? )?/,
        /(?:even|odd|bigger|larger|greater|smaller|prime|unknown|secret)\b/,
      ),
      sequence(
        /\b(?:sum of )?2 numbers\b[^?]*\bone (?:of them )?is (?:bigger|larger|greater|smaller|more) than the other\b/,
        /(?! by| \d)/,
      ),
      sequence(
        /\b(?:1|one|an?) [a-z]+ of \d+ [a-z]+ and (?:an? )?(?:second|other|another),? /,
        /(?:longer|shorter|bigger|smaller|heavier|wider)\b/,
      ),
    ),
  ),
  new RegExp(
    alternatives(
      TOLD_SUM,
      /\b(?:times|twice|double|difference|consecutive|product)\b|\bby \d|\d (?:more|less|longer|shorter)\b/,
    ),
  ),
);

/** A word of nine letters that does not stand there. */
const unknownWord = when(
  'missing',
  'the word itself is missing',
  /\b(?:a|my|one|1|some) word (?:with|of|that has|which has) \d+ letters\b[^?]*\b(?:how many|how often)\b/,
  /["'“‘«]|:/,
);

const TOTALS = /\b(?:total|altogether|in all|change|pay|owe|cost|come to|spend)\b/;

/** Two things are bought, one of them has a price. */
const onePriced: Doubt = ({ low }) => {
  const found = /\b(?:an?|1|\d+) ([a-z]+) and (?:an?|some|1|\d+) ([a-z]+)\b(?! (?:at|for|cost\w*|is|are|which)\b)/.exec(
    low,
  );
  if (!found || !TOTALS.test(low) || /\b(?:both|together|same|half|twice|left|each of)\b/.test(low)) return undefined;
  const priced = (thing: string): boolean =>
    new RegExp(String.raw`\b${thing.replace(/s$/, '')}s? (?:is|are|was|were|costs?|at) (?:[€$£] ?)?\d`).test(low);
  const [, a, b] = found;
  const [known, other] = priced(a!) ? [a!, b!] : [b!, a!];
  const times = low.match(new RegExp(String.raw`\b${other.replace(/s$/, '')}`, 'g'))?.length ?? 0;
  return priced(known) && times === 1 && !priced(other) ? missing(`the price of the ${other} is missing`) : undefined;
};

/** Rose to a figure, and by how many percent is asked. */
const riseWithoutBefore: Doubt = ({ low, asked, numbers }) =>
  numbers.length === 1 &&
  /\b(?:up|rose|risen|raised|increased|grew|grown|fell|down|dropped|cut|climbed|reduced) (?:now )?to (?:[€$£] ?)?\d/.test(
    low,
  ) &&
  /\b(?:how many|what) (?:per ?cent\w*|%)|\bhow much in per ?cent\b|\bby what per ?cent\w*/.test(low) &&
  asked.length < 80
    ? missing('what it was before is missing')
    : undefined;

/** What came in, and how much that is for each one: of how many is not told. */
const perHead: Doubt = ({ low, numbers }) =>
  numbers.length === 1 &&
  /\b(?:per|for each|for every|by) (?:customer|head|person|guest|visitor|pupil|member|child|buyer|client|family)\b/.test(
    low,
  ) &&
  /\baverage\b|\bhow much\b/.test(low) &&
  !/\d[^.?!]*\b(?:per|for each|each|every)\b[^.?!]*$/.test(low.replace(/[^.?!]*\?\W*$/, '')) &&
  low.length < 120 &&
  /^[^?]*[.;!,][^?]*\b(?:per|for each|for every)\b/.test(low)
    ? missing('of how many is missing')
    : undefined;

/** Born on a day without its year, and the age is asked. */
const noBirthYear: Doubt = ({ low }) =>
  /\bborn (?:on )?(?:the )?[^.?!]*\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\b/.test(
    low,
  ) &&
  /\bhow old\b/.test(low) &&
  !/\b(?:1[5-9]|20)\d\d\b|\b\d+ years\b|\bolder\b|\byounger\b/.test(low)
    ? missing('the year of birth is missing')
    : undefined;

/** A departure and nothing of how long it takes; what is told lies before. */
const noArrival: Doubt = ({ low }) => {
  if (!/\bwhen (?:do|does|will) (?:we|it|i|he|she|they|the [a-z]+) (?:land|arrive|get there|be there)\b/.test(low))
    return undefined;
  const before = /\b\d+ (?:minutes|mins?|hours?) (?:before|earlier)\b/g;
  const rest = low.replace(before, ' ');
  return before.test(low) && clocksIn(low).length === 1 && lengthsIn(rest).length === 0
    ? missing('how long it takes is missing')
    : undefined;
};

const RESULT =
  /\b(?:is|are|gives?|makes?|gets?|got|have|equals?|leaves?|comes? to|becomes?|result(?:s in)?|with) -?\d|=|\bend up (?:with|at) \d/;
/** "I multiply 15 with a number": which one is not told, nor what comes of it. */
const someNumber: Doubt = ({ low, numbers }) =>
  numbers.length <= 3 &&
  new RegExp(
    alternatives(
      /\b(?:multiply|multiplied|add|added|divide|subtract) \d+ (?:with|by|to|from|and) (?:a|some|another) number\b/,
      /\b(?:take|takes|took) the number (?:on|from|in) (?:the|my|that) [a-z]+\b/,
    ),
  ).test(low) &&
  /\b(?:how much|what)\b[^?]*\b(?:result|come|comes|get|makes?|total|left)\b/.test(low) &&
  !RESULT.test(low)
    ? missing('the number itself is missing')
    : undefined;

/** Rises by the same amount each time, of which one term is told. */
const stepNotTold: Doubt = ({ low, numbers }) =>
  numbers.length === 1 &&
  /\b(?:by|with) the same (?:amount|number|step)\b/.test(low) &&
  /\b(?:what|which|how many|how much)\b/.test(low) &&
  low.length < 180
    ? missing('by how much it changes each time is missing')
    : undefined;

/** A length on a map without its scale. */
const noScale: Doubt = ({ low, numbers }) =>
  numbers.length <= 2 &&
  /\b(?:on|in) (?:the|my|our|this) (?:map|plan|chart)\b/.test(low) &&
  /\b\d+(?:\.\d+)? ?(?:cm|mm|centimet\w+|millimet\w+|inch\w*)\b/.test(low) &&
  /\breal(?:ity| life)?\b|\bhow far\b|\bhow many (?:km|kilomet\w+|miles|met\w+)\b/.test(low) &&
  !/\bscale\b|\b1 ?: ?\d|\b(?:represents?|stands? for|equals?|corresponds?|per|each|every)\b|=|\bis \d+ ?(?:km|m|miles)\b/.test(
    low,
  )
    ? missing('the scale of the map is missing')
    : undefined;

/** Split equally among all of us: how many we are is not told. */
const noSharers = when(
  'missing',
  'among how many it is shared is missing',
  new RegExp(
    sequence(
      /\b(?:split|share|divide)\b[^.?!\d]*\b(?:between|among|amongst) /,
      /(?:all of us|us all|everyone|everybody|the (?:whole )?(?:family|class|team|group)|my friends|the kids)\b/,
    ),
  ),
  /\b(?:we are|there are|of us are|family of|class of|team of|group of) \d|\d[^?]*\b\d|\b(?:me and|and me|and i)\b/,
);

/** Of several that are counted only the first ones are told. */
const firstFew: Doubt = ({ low }) => {
  const count =
    /(?<!\d )\b([3-9]) (?:[a-z]+ )?(naps|numbers|marks|tests|exams?|days|laps|rounds|trips|games|calls|visits)\b/.exec(
      low,
    );
  if (!count || /\b(?:each|every|same|twice|double|more|less|rest|others?|then \d)\b/.test(low)) return undefined;
  const told = low.match(/\b(?:first|second|third|fourth|fifth)\b[^,.;?\d]{0,20}\d/g)?.length ?? 0;
  const mean = /\b(?:average|mean) (?:of|over|for)[^.?!]*\b(?:is|was) \d/.test(low);
  const asks = mean ? /\b(?:last|third|fourth|fifth)\b[^?]*\?/ : /\b(?:total|all|altogether|sum|average)\b/;
  return told >= 2 && told < Number(count[1]) - (mean ? 1 : 0) && asks.test(low) && numbersIn(low).length <= told + 3
    ? missing(`only ${told} of the ${count[1]} are told`)
    : undefined;
};

/** "3 of my 4 kids scored 12, 15 and 18": the mean of all. */
const someOfAll: Doubt = ({ low }) => {
  const found = new RegExp(
    sequence(
      /\b(\d) of (?:my|the|our|his|her) (\d+) [a-z]+ (?:scored|had|got|have|are|were|weigh\w*|ran) /,
      /\d+(?:(?:, ?|,? and )\d+)+/,
    ),
  ).exec(low);
  return found && Number(found[1]) < Number(found[2]) && /\b(?:average|mean|total|sum) of (?:all|the|them)\b/.test(low)
    ? missing(`only ${found[1]} of the ${found[2]} are told`)
    : undefined;
};

/** Shares alone, and a count of things is asked. */
const sharesAlone: Doubt = ({ low, asked }) => {
  const bare = low.replace(/\b\d+(?:\.\d+)? ?(?:%|per ?cent\b)/g, ' ');
  return bare !== low &&
    numbersIn(bare).length === 0 &&
    /\bhow many\b/.test(asked) &&
    !/\bhow many (?:per ?cent|%|times|percentage|points)\b/.test(asked) &&
    !/\b(?:hundred|thousand|dozen|hours? in|minutes|degrees|day|hour|year)\b/.test(low) &&
    low.length < 160
    ? missing('what the shares are of is missing')
    : undefined;
};

/** One figure of a list by a measure that one of its items lacks: "desk 120, chair 45, lamp, shelf 80". */
const bareItem: Doubt = ({ low }) => {
  if (!/\b(?:sort|order|rank|arrange|put)\b/.test(low)) return undefined;
  const list = /:\s*([^:?!]+?)[.?!\s]*$/.exec(low)?.[1];
  const items = list?.split(/, ?(?:and )?| and /) ?? [];
  const withFigure = items.filter((one) =>
    /^(?:the |an? )?[a-z]+(?: [a-z]+)? (?:is |at |for |costs |[€$£] ?)?\d/.test(one),
  );
  const bare = items.filter((one) => /^(?:the |an? )?[a-z]+$/.test(one));
  return items.length >= 4 && bare.length === 1 && withFigure.length === items.length - 1
    ? missing(`nothing is told to rank ${bare[0]} by`)
    : undefined;
};

/** "Put me, tom and lucy in order": of one no measure is told. */
const unmeasuredName: Doubt = ({ low }) => {
  const found = /\b(?:put|sort|rank|order|arrange) ([a-z]+(?:, [a-z]+)*,? and [a-z]+) (?:in order|by|from)\b/.exec(low);
  if (!found || /\bthan\b|\bbetween\b|\bhalf\b|\btwice\b/.test(low)) return undefined;
  const names = found[1]!.split(/, (?:and )?| and /).map((one) => (one === 'me' ? '(?:i|my [a-z]+)' : one));
  const rest = low.replace(found[0], ' ');
  const told = names.filter((one) =>
    new RegExp(String.raw`\b${one} (?:is|am|was|has|weighs?|costs?|ran|scored) (?:about )?\d`).test(rest),
  );
  return names.length >= 3 && told.length === names.length - 1 ? missing('one of them has no measure') : undefined;
};

/** "A roll of cable in metres", "weighs 300, what is that in pounds". */
const noUnit: Doubt = ({ low, numbers }) => {
  if (numbers.length !== 1) return undefined;
  const rolls = /\b\d+ (?:rolls?|bags?|sacks?|reels?|coils?|bundles?|bottles?|buckets?) of [a-z]+ in ([a-z]+)\W*$/.exec(
    low,
  );
  const bare =
    /\b(?:weighs|wieghs|measures|says|is|reads) \d+(?:\.\d+)?[,.;] [^\d]*\bwhat is (?:that|it) in ([a-z]+)\W*$/.exec(
      low,
    );
  const unit = (rolls ?? bare)?.[1];
  if (unit === undefined || !unitsNamed(unit).some((one) => /^(?:length|mass|volume|area)$/.test(one.dimension)))
    return undefined;
  return missing(rolls ? 'how much of it one holds is missing' : 'the unit of the number is missing');
};

const oneOff = when(
  'missing',
  'a figure that it needs is not told',
  new RegExp(
    alternatives(
      /\bmedian of (?:my |the |these )?\d+ numbers is \d+[^\d]*\b(?:mean|average|sum)\b[^\d]*$/,
      /\b(?:what|which) place did i\b[^?]*\?(?!.*\d)/,
      /\btowards? each other\b(?![^?]*\b\d+ ?(?:km|miles?|m|kilomet\w+)(?! ?\/| an| per| h))[^?]*\b(?:meet|pass)\b/,
      /\bneed more\b[^\d?]*\bhow many more\b/,
      /\b(?:home|back|leave|leaving|return\w*)\b[^.?!\d]*\b(?:a while|some time|a bit) later\b/,
      /\b(?:recipe|cake|dish|soup|dough|pie) (?:needs|takes|wants) \d+ ?(?:g|grams|ml|eggs)[^?\d]*\bfor \d+\b[^?\d]*\bhow (?:much|many)\b/,
    ),
  ),
  /\b(?:apart|distance|faster|slower|finished|beat)\b|\bfor \d+ (?:people|persons)?[^?]*\bfor \d+/,
);

export const HALF_TOLD: readonly Doubt[] = [
  figureElsewhere,
  lost,
  otherByWords,
  unknownWord,
  onePriced,
  riseWithoutBefore,
  perHead,
  noBirthYear,
  noArrival,
  someNumber,
  stepNotTold,
  noScale,
  noSharers,
  firstFew,
  someOfAll,
  sharesAlone,
  bareItem,
  unmeasuredName,
  noUnit,
  oneOff,
];

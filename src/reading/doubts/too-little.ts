/**
 * Questions that lack one datum although they have numbers of their kind: a side, a road's length, a fare, a price, a
 * measure of one of those that are sorted, the stuff whose weight is asked of its volume. Looked at before any reader:
 * what is told could be put together, and would answer another question.
 */
import { unitsNamed } from '../../problem/solve/units.ts';
import { numbersIn } from '../text/text.ts';
import { alternatives, sequence } from '../../regex.ts';
import { missing, when, type Doubt } from './said.ts';

const dimensionsOf = (word: string): ReadonlySet<string> => new Set(unitsNamed(word).map((one) => one.dimension));

/** "One rectangle has 9 cm of length": one measure, and what needs two. */
const oneSide: Doubt = ({ low }) => {
  const rest = low.replace(/\b1 (?=rectang|room|field|garden|floor|wall|box|tank|table|carpet|plot|side\b)/g, '');
  const values = numbersIn(rest).length;
  const flat = /\b(?:rectang\w+|room|floor|field|carpet|plot|lawn|yard|garden|wall|terrace|patio|playground)\b/.test(
    rest,
  );
  const solid = /\b(?:tank|aquarium|box|pool|pond|crate|container|trough)\b/.test(rest);
  if (
    /\b(?:square (?!met|feet|ft|cm|m\b|km)|circle|circular|round|twice|half|times|same|cube|each|diameter|radius|as (?:long|wide)|more|longer|shorter|wider|per|costs?|perimeter (?:of|is))\b/.test(
      rest,
    )
  )
    return undefined;
  const length = /\b(?:long|wide|deep|high|tall|length|width|depth|height|side|side of)\b|\bby \d/.test(rest);
  if (!length || rest.length > 160) return undefined;
  if (
    flat &&
    values === 1 &&
    /\b(?:area|perimeter|fence|fencing|square met\w+|sq(?:uare)? ?(?:m|ft|feet)|around|border|edge|floor space|how big)\b/.test(
      rest,
    ) &&
    !/\barea (?:of|is) \d/.test(rest)
  )
    return missing('the other side is missing');
  return solid &&
    values > 0 &&
    values < 3 &&
    /\b(?:volume|lit(?:re|er)s?|hold|cubic|water|capacity|fits?)\b/.test(rest) &&
    !/\d ?(?:lit(?:re|er)s?|l|cubic|square|minutes?|hours?)\b/.test(rest)
    ? missing('a side of it is missing')
    : undefined;
};

/** What the one number measures. */
const dimensionsTold = (told: RegExpExecArray | null): ReadonlySet<string> => dimensionsOf(told?.[1] ?? '');

/** Asked in one measure of another that it follows from only with a further datum. */
const otherMeasure: Doubt = ({ low, numbers }) => {
  if (numbers.length !== 1 || low.length > 140) return undefined;
  const told = /\b\d+(?:\.\d+)? ?([a-z]+)\b/.exec(low);
  if (dimensionsTold(told).has('volume') && /\bweighs?\b|\bhow heavy\b/.test(low))
    return missing('how heavy a given volume of it is, is missing');
  const square = /\b(?:how many|in) (?:square|sq\.?) ?(?:met\w+|feet|ft|m|cm|km|miles|inches|yards)\b/.test(low);
  const asked = /\bhow many ([a-z]+)\b/.exec(low) ?? /\b(?:in|into|to) ([a-z]+)\W*$/.exec(low);
  const from = dimensionsTold(told);
  if (square && from.has('length') && /\b(?:long|wide|deep|floor|room|wall|carpet|garden|field|plot|lawn)\b/.test(low))
    return missing('the other side is missing');
  const to = dimensionsOf(asked?.[1] ?? '');
  const pair = (a: string, b: string): boolean => (from.has(a) && to.has(b)) || (from.has(b) && to.has(a));
  if (pair('mass', 'volume')) return missing('how heavy a given volume of it is, is missing');
  if (
    pair('time', 'length') &&
    !/\bhalf an? [a-z]+ (?:an?|per|each|every) /.test(low) &&
    /\b(?:dr[oi]ve|drove|driven|driving|walk\w*|r[au]n|running|cycl\w*|r[oi]de|rode|fl[ey]w?|sail\w*|swim|swam|travel\w*|went|on the road|journey|trip)\b/.test(
      low,
    )
  )
    return missing('the speed is missing');
  return undefined;
};

/** "Convert 12 to inches": of what unit is not told. */
const noUnitTold: Doubt = ({ low }) => {
  if (
    /\bno units?\b|\bwithout (?:a |any )?units?\b|\bunit (?:is )?(?:not|missing|unknown)\b|\bdid not (?:say|write|give) (?:the|which|any) unit\b/.test(
      low,
    ) &&
    /\d/.test(low)
  )
    return missing('the unit of the number is missing');
  const found =
    /^\W*(?:please |can you |could you |kindly )*(?:convert|change|turn|express|put) (?:me )?(-?\d+(?:\.\d+)?) (?:to|into|in|as) ([a-z]+)\W*$/.exec(
      low,
    );
  if (!found) return undefined;
  const dimensions = dimensionsOf(found[2]!);
  return ['length', 'mass', 'volume', 'area'].some((one) => dimensions.has(one))
    ? missing(`the unit of ${found[1]} is missing`)
    : undefined;
};

const RATE = new RegExp(
  alternatives(
    sequence(
      /\b\d+(?:\.\d+)? ?(?:euros?|dollars?|pounds?|p|cents?|quid|francs?|£|€|\$)? ?(?:for |per |an? |each |every |for each |for every )+/,
      /(km|kilomet(?:re|er)|mile|hour|day|minute|person|page|ride|kilo|head|night|week|month)\b/,
    ),
  ),
);

/** A fixed sum and a rate, and how far it went or how long it took is asked: what was paid is not told. */
const noTotal: Doubt = ({ low, asked, numbers }) => {
  const each =
    /\b(?:each|every) ([a-z]+) (?:is|costs?|was) (?:[€$£] ?)?\d|\d (?:(?:euros?|dollars?|pounds?) )?(?:per|for each|for every|a|each) ([a-z]+)\b/.exec(
      low,
    );
  const thing = each?.[1] ?? each?.[2];
  if (
    thing !== undefined &&
    numbers.length === 2 &&
    /\b(?:entry|entrance|admission|basic|base|fixed|flat|standing|call-?out|up front|sign-?up|to come|to start|starting|deposit) ?/.test(
      low,
    ) &&
    new RegExp(String.raw`\bhow many ${thing}s?\b`).test(asked) &&
    !/\b(?:paid|pay|bill|total|came to|spent|altogether|have|budget|afford)\b/.test(low)
  )
    return missing('what was paid in all is missing');
  const rate = RATE.exec(low);
  if (!rate || numbers.length > 2 || low.length > 200) return undefined;
  const unit = rate[1]!.replace(/ilomet(?:re|er)/, 'm');
  const asks =
    (/^(?:km|mile)$/.test(unit) && /\bhow (?:far|many (?:km|kilomet\w+|miles))\b|\bwhat distance\b/.test(asked)) ||
    (/^(?:hour|day|minute|night|week|month)$/.test(unit) &&
      new RegExp(String.raw`\bhow (?:long|many ${unit}s)\b`).test(asked)) ||
    new RegExp(String.raw`\bhow many ${unit === 'person' ? '(?:people|persons)' : `${unit}s`}\b`).test(asked);
  return asks &&
    !/\b(?:paid|pay|cost me|bill|total|came to|spent|altogether|earned|have|had|budget|afford|speed|uses?|km\/h|litres?|gallons?)\b/.test(
      low,
    ) &&
    /\b(?:euros?|dollars?|pounds?|cab|taxi|fare|fee|charges?|up front|basic|standing|start|flag|costs?|p\b|quid)\b|[€$£]/.test(
      low,
    ) &&
    !/\bsav(?:e|es|ed|ing)\b/.test(low)
    ? missing('what was paid in all is missing')
    : undefined;
};

/** "Milk for 1.20 and bread": one of the things has no price. */
const itemWithoutPrice: Doubt = ({ low, asked }) => {
  if (!/\b(?:change|total|altogether|in all|pay|cost|spend|come to|owe)\b/.test(asked)) return undefined;
  const found = new RegExp(
    sequence(
      /\b(?:bought|buy|got|took|ordered|had|have)\b[^.?!]*\b(?:for|at|costs?) (?:[€$£] ?)?\d+(?:\.\d+)?(?: ?(?:euros?|dollars?|pounds?|p|cents?|quid|€|£))?,? and (?:also )?(?:a |an |some |the |my )?([a-z]+)(?:,| paid| and paid|\.|\?| with)/,
    ),
  ).exec(low);
  const priced =
    found ??
    /^\W*(?:an? |my )?[a-z]+ (?:is |at |for |costs? )?(?:[€$£] ?)?\d+(?:\.\d\d)?,? and (?:an?|some) ([a-z]+)(?:,| paid| and paid|\.)/.exec(
      low,
    );
  return priced &&
    !/^(?:paid|pay|gave|give|got|handed|used|had|then|a|one|two|another|that|change|i|he|she|we|they|sold|half)$/.test(
      priced[1]!,
    )
    ? missing(`the price of the ${priced[1]} is missing`)
    : undefined;
};

const LEG =
  /\b(?:from )?([a-z]+) ?(?:to|-|–|and) ?(?:the )?([a-z]+)(?: (?:road|lane|street|square|park))?(?: (?:is|are|it is|takes?|has|costs?|:|=|in))* ?:?=? ?\d/g;

/** A way to a place of which nothing is told. */
const unknownPlace: Doubt = ({ low }) => {
  const asks =
    /\b(?:how (?:far|long|many (?:km|miles|minutes|metres))|shortest|quickest|fastest|distance|route|way|drive|trip|get)\b[^?.]*?\bfrom (?:the )?([a-z]+)(?: [a-z]+)? to (?:the )?([a-z]+)\b[^?.]*\??\W*(?:please|thanks|only|pls)?\W*$/.exec(
      low,
    );
  if (!asks) return undefined;
  const facts = low.slice(0, asks.index + asks[0].search(/\bfrom\b/));
  const told = [...facts.matchAll(LEG)];
  if (told.length < 2) return undefined;
  const unknown = [asks[1]!, asks[2]!].find((one) => !new RegExp(String.raw`\b${one}\b`).test(facts));
  const known = [asks[1]!, asks[2]!].some((one) => new RegExp(String.raw`\b${one}\b`).test(facts));
  return unknown !== undefined &&
    known &&
    !/^(?:there|here|home|start|finish|end|it|one|work|school|me|you|us)$/.test(unknown)
    ? missing(`nothing is told of a way to ${unknown}`)
    : undefined;
};

/** "There is also a direct road": a road without its length, and the shortest way is asked. */
const unmeasuredRoad: Doubt = ({ low }) =>
  low
    .split(/[.?!;]\s/)
    .some(
      (one) =>
        /\bthere (?:is|was) (?:also |another |a |an |one |1 )+(?:[a-z]+ )?(?:road|way|path|route|street|track|shortcut|short cut|bridge|ferry)\b/.test(
          one,
        ) && !/\d/.test(one.replace(/\b1 (?:direct|other|more|road|way)/g, ' ')),
    ) &&
  (low.match(/\b\d+(?:\.\d+)? ?(?:km|m|miles?|minutes?|min|kilomet(?:re|er)s?|met(?:re|er)s?)\b/g) ?? []).length >= 1 &&
  /\b(?:shortest|quickest|fastest|how (?:far|long))\b/.test(low)
    ? missing('the length of one of the roads is missing')
    : undefined;

/** "Take 3/8 inch off the board's width, what width is left": of how wide is not told. */
const nothingToTakeFrom: Doubt = ({ low, asked, numbers }) =>
  numbers.length <= 2 &&
  (low.match(/\d+(?: ?\/ ?\d+|\.\d+)?/g) ?? []).length === 1 &&
  /\b(?:take|took|cut|saw|sawed|plane|planed|trim|trimmed|shave|shaved|knock|remove|removed|pour|poured|drain|drained|drank|scoop\w*)\b[^?]*\d[^?]*\b(?:off|from|out of) (?:the|my|his|her|our|that|this|a)\b/.test(
    low,
  ) &&
  /\b(?:left|remain\w*|now|over|new|still)\b/.test(asked) &&
  !/\bhalf\b|\bthird\b|\bdozen\b|\bpair\b|\bfull\b/.test(low)
    ? missing('how much there was at the beginning is missing')
    : undefined;

/** A map's scale without a length on the map. */
const noMapLength: Doubt = ({ low, numbers }) =>
  /\bscale\b/.test(low) &&
  /\b1 ?(?::|to|in) ?\d{2,}\b/.test(low) &&
  numbers.length === 2 &&
  /\bhow (?:far|long|many|big|wide)\b|\bdistance\b/.test(low) &&
  !/\d ?(?:cm|mm|inch\w*|centimet\w+)\b/.test(low)
    ? missing('the length on the map is missing')
    : undefined;

const SORTS = /\b(?:sort|order|rank|arrange|put|line up|list)\b/;

/** Sorted by a measure that one of them lacks. */
const unmeasuredItem: Doubt = ({ text, low }) => {
  if (
    !SORTS.test(low) ||
    !/\b(?:oldest|youngest|age|tallest|shortest|height|heaviest|lightest|weight|size|biggest|smallest|longest|price|cheapest|dearest|fastest|slowest|score|points)\b/.test(
      low,
    )
  )
    return undefined;
  const measured = [
    ...text.matchAll(
      /(?<![\p{L}])(\p{Lu}\p{L}+)(?: (?:is|was|has|weighs|costs|got|runs|scored|measures))?:? (?:about |only )?\d/gu,
    ),
  ].map((one) => one[1]!);
  const listed =
    /(?<![\p{L}])(\p{Lu}\p{L}+(?:, \p{Lu}\p{L}+)*,? and \p{Lu}\p{L}+)(?! (?:is|are|was|has|weigh))/u
      .exec(text)?.[1]
      ?.split(/, (?:and )?| and /) ?? [];
  const bare = [...text.matchAll(/(?:, |and )(\p{Lu}\p{L}+)(?=[.?!]|$)/gu)].map((one) => one[1]!);
  const lacking = [...listed, ...bare].find((name) => !measured.includes(name));
  const numberless =
    lacking !== undefined &&
    new RegExp(String.raw`\b${lacking}\b[^.,;]*\b(?:than|half|twice|as|same|between)\b`).test(text);
  return measured.length >= 2 && lacking !== undefined && !numberless && !/\bthan\b|\btwice\b|\bhalf\b/.test(low)
    ? missing(`nothing is told to rank ${lacking} by`)
    : undefined;
};

/** A mean over more than are told, and one single number is asked. */
const severalUnknown: Doubt = ({ low, asked }) => {
  const mean =
    /\b\d+ [a-z ]{0,24}on average\b|\b(?:averag(?:e|es|ed|ing)|mean)(?: (?:of|is|was|are|score of|price of))* \d+/.test(
      low,
    );
  const of =
    /\b(?:over|in|for|of|across|from) (?:my |our |the |all |his |her |these |those )*(\d{1,2}) (?:[a-z]+ )?(?:games|tests|days|numbers|marks|matches|weeks|shifts|trips|rounds|months|scores|exams|people|children|kids|runs)\b/.exec(
      low,
    ) ?? /\b(\d{1,2}) (?:numbers|marks|tests|games|scores|days|exams|matches)\b/.exec(low);
  if (!mean || !of) return undefined;
  if (
    /\bwhat are (?:the|these|those|they)\b|\bwhich (?:numbers|are they)\b|\bwhat were (?:the|they)\b/.test(asked) &&
    numbersIn(low).length <= 2
  )
    return missing('many numbers have that average: the others are missing');
  const told =
    /\b(?:the )?(?:first|other|last|others) (?:\d+ )?(?:[a-z]+ )?(?:were|was|are|is|scored|had|:)* ?:? ?(\d+(?:(?:, ?|,? and )\d+)*)/.exec(
      low,
    );
  if (
    !told ||
    !/\b(?:fifth|fourth|third|last|sixth|seventh|final|other|(?:week|day|test|game|round|month|match) \d+|\d(?:th|rd|nd))\b/.test(
      asked,
    )
  )
    return undefined;
  const values = numbersIn(told[1]!).length;
  return values < Number(of[1]) - 1 && values > 0 && !/\b(?:same|equal|each|all|must|needs?|record|beat)\b/.test(low)
    ? missing(`of the ${of[1]} only ${values} are told`)
    : undefined;
};

/** Rose by a share, and the number itself is asked. */
const shareOfUntold: Doubt = ({ low, asked, numbers }) =>
  numbers.length === 1 &&
  /\b\d+(?:\.\d+)? ?(?:%|per ?cent\b)/.test(low) &&
  /\b(?:up|down|rose|fell|grew|increased|decreased|dropped|more|fewer|less|climbed|sank)\b/.test(low) &&
  /\bhow (?:many|much)\b/.test(asked) &&
  !/\bhow (?:many|much) (?:per ?cent|%|more|less|fewer)\b/.test(asked) &&
  low.length < 160
    ? missing('the number of which it is a share is missing')
    : undefined;

/** "He had a third and the dog had a piece as well". */
const vaguePiece: Doubt = ({ low, asked }) =>
  /\b(?:\d+ ?\/ ?\d+|half|a (?:third|quarter|fifth)|\d (?:thirds|quarters|fifths))\b/.test(low) &&
  /\b(?:had|ate|took|got|drank|used|has|eats) (?:a|some|another|a small|a big) (?:piece|bit|slice|bite|sip|little|part|portion|more|of it)\b/.test(
    low,
  ) &&
  /\b(?:left|remain\w*|over)\b/.test(asked) &&
  !/\b(?:slices?|pieces?) (?:of|is|are|were) (?:an? |the )?\d|\bcut into \d|\bequal\b/.test(low)
    ? missing('how much one of them took is missing')
    : undefined;

const noBase = when(
  'missing',
  'the base is missing',
  new RegExp(
    alternatives(
      /\bnot (?:written )?(?:in )?(?:decimal|base (?:10|ten))\b[^?]*\b(?:decimal|base (?:10|ten)|our (?:numbers|system))\b/,
      /\b(?:from|in|of|to) base(?= (?:to|into|as|in|and)\b|\W*$)/,
      /\bin (?:some|another|a different|an unknown|a certain) base\b/,
    ),
  ),
  /\bbase (?:[2-9]|1[1-6])\b|\bbinary|hex|octal/,
);

const CARDS_UNTOLD = when(
  'missing',
  'the numbers to make it from are missing',
  /\b(?:make|get|reach|hit) \d+\b[^\d]*\b(?:you know (?:the|which) (?:numbers|cards)|(?:with|from|using) (?:the|my|our|these|those) (?:usual |same |given )?(?:numbers|cards|tiles))\b[^\d]*$/,
);

/** A beginning, and when it ends or comes is asked. */
const noArrival: Doubt = ({ low, asked, numbers }) =>
  numbers.length <= 2 &&
  low.length < 120 &&
  /\b(?:left|leaves|departed|departs|started|starts|set off|began|begins|sent|posted)\b[^?]*\b\d{1,2}(?::\d\d)?\b/.test(
    low,
  ) &&
  (low.match(/\b\d{1,2}(?::\d\d)?\b/g) ?? []).length === 1 &&
  /\b(?:when|what time)\b[^?]*\b(?:get|gets|reach\w*|arriv\w*|come|comes|there|here|end|ends|finish\w*|over|out|off|back|home|done)\b/.test(
    asked,
  ) &&
  !/\b(?:takes?|took|lasts?|long|hours?|minutes?|min|later|days?|weeks?|after|for|half|quarter)\b/.test(
    low.replace(/\b(?:half|quarter) (?:past|to)\b/g, ' '),
  )
    ? missing('how long it takes is missing')
    : undefined;

/** "How many consonants does the second word have": of no text. */
const noWord = when(
  'missing',
  'the text to count in is missing',
  /\bhow many (?:letters|consonants|vowels|syllables|characters|[a-z]'?s) (?:does|has|are in|is in|do) (?:the )?(?:first|second|third|fourth|fifth|last|next|longest|shortest) (?:word|name|line|sentence)\b[^"':\d]*$/,
  /["':]|\b(?:of|in) (?:the (?:words|sentence|list)|this|these)\b/,
);

/** A note is handed over, and the price is not told. */
const noPrice: Doubt = ({ low, asked, numbers }) =>
  numbers.length + (low.match(/\b(?:tenner|fiver)\b/g) ?? []).length === 1 &&
  low.length < 120 &&
  /\b(?:paid|pays?|gave|gives?|handed|hands?|with an?|note)\b/.test(low) &&
  /\b(?:change|(?:get|gets|give|given|got) back)\b/.test(asked) &&
  !/\b(?:half|twice|double|third|each|dozen)\b/.test(low)
    ? missing('the price is missing')
    : undefined;

/** "15 on the bus, some get off and 6 get on": how many is not told. */
const someChange: Doubt = ({ low, asked, numbers }) =>
  numbers.length <= 2 &&
  low.length < 160 &&
  /\b(?:some|a few|several)(?: (?:of (?:them|us|the [a-z]+)|more|people|passengers|kids|children|guests))? (?:get|gets|got|go|goes|went|leave|left|come|came|join|joined|ran|flew|fell|broke|were (?:eaten|sold|taken|given)|are (?:eaten|sold|taken|given)) ?(?:off|on|out|in|away|home)?\b/.test(
    low,
  ) &&
  /\bhow many\b/.test(asked) &&
  !/\bhow many (?:[a-z]+ )?(?:left|got|get|went|came|come|joined|flew|were|ran|fell|broke)\b(?! (?:on|in|over)\b)/.test(
    asked,
  ) &&
  !/\b(?:now (?:there are|has|have)|left with|remain\w*|are left|were left|still (?:has|have)|ended|in total|altogether)\b[^?]*\d|\d [a-z]* ?(?:are|were|is) left\b/.test(
    low,
  )
    ? missing('how many came or went is missing')
    : undefined;

/** "One number plus some other number is 25." */
const twoNumbers = when(
  'missing',
  'a second fact is missing: two things are unknown',
  /\b(?:an?|one|1) number (?:plus|minus|times|and) (?:another|some other|a second|a different|one other) (?:number|one)\b/,
  /\b(?:difference|product|twice|more than|less than|same|equal)\b/,
);

/** "Get to the number on the card with 2, 5 and 8." */
const targetElsewhere = when(
  'missing',
  'the number to be made is missing',
  /\b(?:make|reach|get(?: to)?|hit|obtain) the (?:number|target|total|sum)(?: number)? (?:on|from|in|of) (?:the|my|your|his|her|that)\b/,
);

/** "Then I walk on to the park", "Q to R a bit further": a leg without its length. */
const legUntold: Doubt = ({ low }) => {
  if (!/\b(?:how (?:far|long|many)|shortest|quickest|fastest)\b/.test(low)) return undefined;
  if (
    /\b[a-z]+ to [a-z]+(?: is)? (?:a bit|some|somewhat|much|a little|a good deal|slightly|far) (?:further|farther|longer|more|distance|way)\b/.test(
      low,
    )
  )
    return missing('the length of one of the ways is missing');
  const on =
    /\b(?:then|and)(?: (?:i|we|he|she|they))?(?: (?:go|goes|walk|walks|drive|drives|carry|ride|rides|continue|cycle))* on to (?:the )?([a-z]+)\b(?![^.?!]*\d)/.exec(
      low,
    );
  return on && new RegExp(String.raw`\bto (?:the )?${on[1]!}\b`).test(low.slice(on.index + on[0].length))
    ? missing(`the way to ${on[1]} is missing`)
    : undefined;
};

/** A ratio in which something is split, and one's own share is asked. */
const ratioAlone: Doubt = ({ low, asked }) =>
  /\b(?:split|shared?|divided?)\b/.test(low) &&
  /\b\d+ ?(?::|to) ?\d+\b/.test(low) &&
  (low.match(/\d+/g) ?? []).length === 2 &&
  low.length < 120 &&
  /\b(?:my|your|his|her|their|the (?:bigger|smaller|larger)) (?:share|part|half)\b|\bhow (?:much|many)\b/.test(asked) &&
  !/\b(?:more|percent|fraction|simplest|each (?:get|for))\b|%/.test(low)
    ? missing('the whole that is shared is missing')
    : undefined;

/** A recipe for some people, and how much of one thing others need. */
const noPortion: Doubt = ({ low, asked, numbers }) =>
  numbers.length === 2 &&
  /\b(?:recipe|makes|serves|enough|is for|feeds)\b/.test(low) &&
  /\bhow (?:much|many) (?:[a-z]+ ){0,2}(?:do|does|will|would|should|must|for)\b/.test(asked) &&
  !/\d ?(?:g|kg|ml|l|grams?|cups?|eggs?|spoons?|lit(?:re|er)s?|ounces?|oz|tea ?spoons?|table ?spoons?|slices?|pieces?)\b/.test(
    low,
  ) &&
  /\bfor (?:\d+) (?:people|persons|servings|portions|guests|kids|children)\b|\bserves \d+\b/.test(low)
    ? missing('how much the recipe takes is missing')
    : undefined;

/** "Somebody here is lying. Is it Bo?", "Zoe says either Tom or Ida did it. Who did it?" */
const noClue = when(
  'missing',
  'too little is said to tell who it is',
  new RegExp(
    alternatives(
      /^\W*(?:somebody|someone|one of (?:them|us|you|the [a-z]+))(?: here)? (?:is lying|lies|lied|did it|is a liar)[.,;!]? (?:is|was|did) (?:it )?[a-z]+(?: lie| do it)?\W*$/,
      /^\W*[a-z]+ says (?:that )?(?:either )?[a-z]+ or [a-z]+ did it[.,;!]? who (?:did it|was it)\W*$/,
    ),
  ),
);

/** "200 kroner into pounds": at what rate is not told. */
const noRate: Doubt = ({ low, numbers }) => {
  const money = String.raw`(?:us )?(?:dollars?|euros?|pounds?|rupees?|yen|francs?|kron(?:or|er|e)|zloty|lira|pesos?)`;
  const found =
    new RegExp(String.raw`\b(?:exchange|change|convert|turn) \d+ (${money}) (?:in|into|to) (${money})\W*$`).exec(
      low.replace(/ (?:please|pls)\W*$/, ''),
    ) ?? new RegExp(String.raw`\bhow many (${money}) (?:are|is|do i get for|make) \d+ (${money})\W*$`).exec(low);
  return found && numbers.length === 1 && found[1] !== found[2]
    ? missing('the rate of exchange is missing')
    : undefined;
};

export const TOO_LITTLE: readonly Doubt[] = [
  oneSide,
  otherMeasure,
  noUnitTold,
  noTotal,
  itemWithoutPrice,
  unknownPlace,
  unmeasuredRoad,
  nothingToTakeFrom,
  noMapLength,
  unmeasuredItem,
  severalUnknown,
  shareOfUntold,
  vaguePiece,
  noBase,
  CARDS_UNTOLD,
  noArrival,
  noPrice,
  someChange,
  twoNumbers,
  targetElsewhere,
  legUntold,
  ratioAlone,
  noWord,
  noPortion,
  noClue,
  noRate,
];

/**
 * Something is named that the answer needs, and its figure is nowhere told: an operand ("minus the stamps"), one of a
 * list ("8, 9 and the last judge"), an amount that came or went ("brought a load too"), one price, one period, a text
 * that does not follow, a base or a result that is kept back. What is told elsewhere beside the same noun is no lack.
 */
import { unitsNamed } from '../../problem/solve/units.ts';
import { lengthsIn } from '../calendar/durations.ts';
import { numbersIn } from '../text/text.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { missing, when, type Doubt } from './said.ts';

/** What stands for a figure that was told or computed before, or that is the unknown itself. */
const NO_NOUN =
  /^(?:results?|same|lot|total|answer|smaller|larger|bigger|sum|difference|product|quotient|double|half|rest|remainder|number|numbers|first|second|third|last|other|others|two|three|whole|thing|original|digits?|square|cube|value|figure|one|ones|term|terms|constant|unknown|third|next|middle|tax|vat|rate|percent|discount|previous|former|latter|following|letters?|words?|units?|tens|hundreds|sign|brackets?|fractions?|outcome|amount|quantity|age|difference|minutes?|hours?|days?|weeks?|months?|years?)$/;

/** Whether a figure stands beside a noun somewhere. */
const toldOf = (noun: string, low: string): boolean => {
  const stem = noun.replace(/(?:ies|e?s)$/, '');
  const word = String.raw`\b${stem}[a-z]*\b`;
  return new RegExp(
    alternatives(
      String.raw`\d(?:[\d.,]*)(?:[- ]?(?:euros?|dollars?|pounds?|cents?|quid|%|[a-z]+))? (?:[a-z]+ ){0,3}?${word}`,
      String.raw`${word}[^.;?!\d]{0,40}\d`,
      String.raw`\b(?:an?|one|no|half|twice|double|both|each|every|dozen) (?:[a-z]+ ){0,2}${word}`,
    ),
  ).test(low);
};

const OPERATION =
  /\b(?:plus|minus|take away|takes? away|took away|subtract|subtracting|deduct|add|adding|add on|less)\b/;

/** "48 + 3*15 minus the stamps", "take away the number of coins in my pocket". */
const operandNotTold: Doubt = ({ low, numbers }) => {
  if (numbers.length === 0) return undefined;
  for (const found of low.matchAll(
    new RegExp(
      sequence(
        OPERATION,
        / (?:the |my |his |her |our |their )(?:number of |amount of |price of (?:the |my )?|cost of (?:the |my )?|sum of my )?/,
        /((?:[a-z]+ ){0,2}?)([a-z]+)(?=[.,;?!]|$| (?:and|from|in|on|at|that|which|what|then|of my|i)\b)/,
      ),
      'g',
    ),
  )) {
    const phrase = `${found[1]}${found[2]}`.trim();
    if (phrase.split(' ').some((one) => NO_NOUN.test(one)) || unitsNamed(found[2]!).length > 0) continue;
    // It is what is asked for, or a story tells later what it was.
    const rest = `${low.slice(0, found.index)} ; ${low.slice(found.index + found[0].length)}`;
    if (toldOf(found[2]!, rest) || !/\d/.test(low.slice(0, found.index))) continue;
    const asks = /\b(?:what|how much|how many|have you got|result|total|compute|calculate)\b/.test(low);
    const figures =
      /\d ?[-+*/] ?\d|\b(?:what is|calculate|compute|take) \d/.test(low) || /\bnumber of\b/.test(found[0]);
    if (asks && figures) return missing(`how much ${found[2]} is, is not told`);
  }
  return undefined;
};

const OF_LIST =
  /\b(?:add(?: up)?|average|mean|median|sum|gcd|lcm|hcf|gcf|greatest common (?:divisor|factor)|highest common factor|least common multiple|product|total|largest|smallest)(?: of)?:? /;

/** "Average of 8, 9 and the last judge", "the gcd of 48 and the number he wrote down". */
const itemNotTold: Doubt = ({ low }) => {
  const found = new RegExp(
    sequence(
      OF_LIST,
      /(?:the (?:numbers|marks) )?(?:-?\d+(?:\.\d+)?(?:, ?| ?;)? ?)+(?:and|plus) (?:then )?(?:the|my|his|her|our|that|whatever|what|some other|another) /,
      /((?:[a-z]+ ?)+)(?=[.,;?!]|$)/,
    ),
  ).exec(low);
  if (
    !found ||
    /\d/.test(low.slice(found.index + found[0].length).replace(/[^?.!]*\b(?:digits?|of us|of the)\b[^?.!]*/, ''))
  )
    return undefined;
  const words = found[1]!.trim().split(' ');
  return /^(?:sum|product|difference|double|half|square|result|same|value|average|mean|next|first|second|third|smallest|largest|opposite|inverse|number it|numbers?$|answer|reciprocal)/.test(
    words.join(' '),
  )
    ? undefined
    : missing('one of the list is named, and its number is not told');
};

/** "6 feet and some inches", "a pound and a few pence". */
const someMore: Doubt = ({ low }) => {
  const found =
    /\b(?:\d+(?:\.\d+)?|an?) ([a-z]+) and (?:some|a few|several|so many|a number of|an unknown number of|a couple of) ([a-z]+)\b/.exec(
      low,
    );
  return found &&
    [found[1]!, found[2]!].every((one) => unitsNamed(one).some((unit) => unit.dimension !== 'count')) &&
    /\b(?:how|what|turn|convert|express|change|write|total)\b/.test(low)
    ? missing(`how many ${found[2]} is not told`)
    : undefined;
};

/** "3 kg and a bit", of which the exact grams are asked. */
const andABit: Doubt = ({ low }) => {
  const found =
    /\b\d+(?:\.\d+)? ([a-z]+) and (?:a bit(?: more)?|a little(?: more)?|something|then some|some more|a half-full one)(?=[.,;?!]|$| how| what| in\b)/.exec(
      low,
    );
  return found && unitsNamed(found[1]!).length > 0 && !/\b(?:about|roughly|approximately|at least|around)\b/.test(low)
    ? missing('how much more it is, is not told')
    : undefined;
};

/** "I don't know which base it is in", "one sign is rubbed out". */
const notLegible = when(
  'missing',
  'a part of the number is not told',
  new RegExp(
    alternatives(
      /\b(?:which|what) base (?:it|this|that) (?:is|was)(?: written)?(?: in)?\W*$/,
      /\b(?:1|one|a|the last|the first|another) (?:letter|sign|digit|figure|numeral|character)\b[^.?!]{0,24}\b(?:rubbed (?:out|off)|worn (?:off|away)|unreadable|illegible|smudged|scratched (?:out|off)|faded|broken off|torn off|missing|hidden|covered)\b/,
    ),
  ),
  /\b(?:possible|possibilities|could it be|can it be|sum|multiple|divisible|equation|sequence|pattern|next|average|total|if)\b|[+*=]|__|\d, ?\d/,
);

/** "Apples, pears and the rest of the usual stuff: how many items?" */
const restOfList: Doubt = ({ low, asked, numbers }) =>
  /\b(?:and|plus)(?: all)? (?:the rest of (?:the |my |our )?(?:usual|stuff|things|shopping|other)|the usual(?: stuff| things| bits)?|various other|(?:some|several|a few|many) (?:other|more) (?:things|bits|stuff|items)|other stuff|so on|etc|whatnot)\b/.test(
    low,
  ) &&
  numbers.length === 0 &&
  /\bhow many\b/.test(asked) &&
  !/\b(?:next|sequence|pattern|term)\b/.test(low)
    ? missing('not all of the list is told')
    : undefined;

const LOAD =
  /(load|batch|delivery|lot|bunch|heap|pile|handful|group|crowd|class|busload|shipment|coachload|party|team|family|couple of [a-z]+)/;
const CHANGED =
  /\b(?:brought|brings?|got|gets|bought|buys?|took|takes?|sold|ate|added|adds?|delivered|picked up|came|comes?|arrived|gave|lost|dropped off|loaded|put in|fetched|baked|joined|left)\b/;

/** "Then the second lorry brought a load too": an amount came or went, and how large it was is not told. */
const loadNotTold: Doubt = ({ low, facts, asked, numbers }) => {
  if (numbers.length === 0 || !/\bhow many\b/.test(asked) || /\b(?:loads|batches|groups|classes|times)\b/.test(asked))
    return undefined;
  const load =
    new RegExp(
      sequence(
        CHANGED,
        / (?:in |on |out |off |round |along )?(?:an?|another|1 more|a whole|a further|a second|the next)(?: whole| big| small| full| school| second| new| further)* /,
        LOAD,
        /\b(?! (?:of|with|containing|carrying|holding) (?:\d|an?\b|them|these|those|the \d)| ?,? ?\d| size)/,
      ),
    ).exec(facts) ??
    new RegExp(
      sequence(
        /\b(?:an?|another|1 more|a whole)(?: whole| big| small| full| school| second| new)* /,
        LOAD,
        /(?: of [a-z]+)? /,
        CHANGED,
        /(?: in| on| by| along)?(?:,| and|\.|$)/,
      ),
    ).exec(facts);
  if (!load) return undefined;
  const noun = load[1]!;
  const rest = `${low.slice(0, load.index)} ; ${low.slice(load.index + load[0].length)}`;
  return /^(?:lot|couple)/.test(noun) ||
    new RegExp(
      String.raw`\b(?:each|every|1|one|an?) (?:[a-z]+ )?${noun}\b[^.?!]*\d|\d[^.?!,]*\b(?:per|in (?:a|each|every|1)|to (?:a|the)) ${noun}\b|${noun}(?:e?s) of \d|\b(?:size|number) of (?:the|that|this) ${noun}`,
    ).test(rest)
    ? undefined
    : missing('how large that was is not told');
};

/** "17, 4, 23, and Milo has one too. Which is the second largest of the four?" */
const oneHasToo: Doubt = ({ low, asked }) => {
  const all =
    /\b(?:of|for|over) (?:the|all|us|them|these|our|all of the|all the|us all)? ?(\d+)\b/.exec(asked) ??
    /\ball (\d+)\b/.exec(asked);
  const list = /(?<![\d.:])(\d+(?:\.\d+)?(?:(?:, ?|,? and )\d+(?:\.\d+)?)+)(?![\d.:])/.exec(
    low.slice(0, low.length - asked.length),
  );
  if (!all || !list) return undefined;
  const count = numbersIn(list[1]!).length;
  const some = new RegExp(
    String.raw`\bin ${count} of (?:them|these|those|the)\b|\b(?:has|had|got|gets|drew|threw|wrote|picked) (?:one|1|his|hers|a number|something)(?: too| as well| also)\b|\b(?:also|too) (?:has|had|got|drew) (?:one|1)\b`,
  ).test(low);
  return some &&
    Number(all[1]) > count &&
    Number(all[1]) <= count + 3 &&
    /\b(?:average|mean|largest|smallest|highest|lowest|biggest|sum|total|order|median|best|worst)\b/.test(asked)
    ? missing(`of the ${all[1]} only ${count} are told`)
    : undefined;
};

/** One beeps every 12 seconds, another one regularly too: when both do again. */
const onePeriod: Doubt = ({ low, asked }) => {
  const again =
    /\b(?:together|at the same time|both|coincide)\b[^?]*\b(?:again|next)\b|\b(?:again|next)\b[^?]*\b(?:together|at the same time|both)\b/.test(
      asked,
    );
  const periods =
    low.match(
      /\bevery (?:other )?(?:\d+ ?)?[a-z]+|\b\d+ ?[- ](?:minute|second|hour|day)s? (?:interval|period|cycle|apart)/g,
    ) ?? [];
  const rest = low.replace(/\b[a-z]+ [12]\b(?! (?:minutes?|seconds?|sec|min|hours?|days?))/g, ' ');
  const told = lengthsIn(rest).length + (rest.match(/\bevery (?:day|week|hour|minute|second)\b/g)?.length ?? 0);
  return again &&
    periods.length === 1 &&
    told <= 1 &&
    /\b(?:too|as well|also|regularly|at (?:its|his|her) own)\b/.test(low)
    ? missing('how often the other one does it is not told')
    : undefined;
};

/** "Count the words in the following sentence for me:" and nothing follows. */
const nothingFollows: Doubt = ({ low, numbers }) =>
  /:\s*["']*\s*$/.test(low) &&
  /\b(?:count|sort|order|put|rank|arrange|convert|add|reverse|how many|which)\b/.test(low) &&
  numbers.length === 0 &&
  low.length < 160 &&
  !/["'].+["']/.test(low)
    ? missing('what should follow is missing')
    : undefined;

const BEYOND_TEXT = new RegExp(
  alternatives(
    sequence(
      /\b(?:word|sentence|text|name|line|title|numeral|paragraph)s? (?:(?:that is|thats|which is|that i(?: have)?|that stands|which stands|i(?: have)?|that he|that she|he|she) )?/,
      /(?:printed|written|engraved|carved|painted|sewn|tattooed|stuck|saw|wrote|read|thought of|have in mind|on my|on the back of my|in my head)\b/,
    ),
  ),
);

/** "The letter r in the word that is printed on my mug." */
const textNotTold: Doubt = ({ text, low, numbers }) =>
  BEYOND_TEXT.test(low) &&
  /\bhow (?:many|often)\b|\bcount\b/.test(low) &&
  /\b(?:letters?|vowels?|consonants?|words?|times)\b/.test(low) &&
  numbers.length === 0 &&
  !/["“:]|'[^']{2,}'(?!s)|\b[A-Z]{3,}\b/.test(text.replace(/\b\w+'\w+\b/g, ' '))
    ? missing('the text itself is not told')
    : undefined;

/** "Turn the 12 in column C into centimetres": of what unit it is. */
const unitOfCell = when(
  'missing',
  'the unit of the number is not told',
  /\b(?:turn|convert|change|put|express) (?:the |that |this )?(?:number )?\d+(?:\.\d+)? (?:in|from|on|of) (?:column|cell|row|line|field|box|my|the|page) ?(?:[a-z]?\d*\b|[a-z]+)? ?(?:in|in ?to|to) [a-z]+\W*$/,
  /\b(?:binary|hex\w*|octal|decimal|roman|words|fraction|percent\w*|base)\b/,
);

/** "It is not in base ten", "in a base of my own choosing". */
const baseKeptBack = when(
  'missing',
  'the base of the number is not told',
  /\b(?:is|it is|written|not written) not (?:in )?(?:base (?:ten|10)|decimal)\b|\bin (?:a|some|any) base (?:of (?:my|his|her|their|our) own|that i (?:chose|made up|picked|like|forgot)|i (?:chose|made up|picked|like|forgot)|nobody|unknown|bigger|larger|above)\b|\b(?:a|some|any) (?:secret|unknown|strange|odd) base\b/,
  /\b(?:which|what) base\b/,
);

/** "I double it and add 9, and the result makes me happy." */
const resultKeptBack: Doubt = ({ low }) =>
  /\b(?:think|thinking|thought) of a (?:[a-z]+ )?number\b|\bi have a (?:secret )?number\b/.test(low) &&
  /\b(?:result|answer|outcome|what (?:i get|comes out)|number i get)\b (?:is|was|makes|pleases|looks|surprises|gives|i)(?![^.?!]*\d)[^.?!]*[.?!,]/.test(
    low,
  ) &&
  !/\b(?:equals?|as|same|itself|original|again|times|double|twice|half|more|less)\b[^.?!]*[.?!]/.test(
    /\b(?:result|answer|outcome)\b.*/.exec(low)?.[0] ?? '',
  ) &&
  /\b(?:what|which)\b[^?]*\bnumber\b/.test(low)
    ? missing('what comes of it is not told')
    : undefined;

/** "Together we are 31. How old is my sister?" */
const agesTogether: Doubt = ({ low, asked }) =>
  /\btogether (?:we are |they are |are |have )?\d+(?: years)?\b|\b(?:we|they) are together \d+\b|\b(?:are|is) \d+ years old together\b|\bages? (?:add up to|sum up to|are together|total) \d+\b/.test(
    low,
  ) &&
  /\bhow old\b/.test(asked) &&
  !/\b(?:older|younger|elder|twice|double|triple|times|half|third|as old|difference|same age|twins?|apart|ago|when|between)\b/.test(
    low,
  ) &&
  !/\b(?:i am|he is|she is|my (?:brother|mother|father|wife|husband) is|is) (?:only |just |already )?\d+\b/.test(low)
    ? missing('their ages are told together only')
    : undefined;

/** "The number after 7? It is from a sequence of my nephew's", "then whatever I fancy". */
const noRule: Doubt = ({ low, numbers }) => {
  const free =
    /\b(?:whatever|anything|any number|what) (?:i|he|she|they|we) (?:fancy|like|want|feel like|please|wish)\b|\b(?:at random|no rule|without (?:a|any) rule)\b/;
  if (
    /\b(?:sequence|series|row|list|pattern|numbers?)\b/.test(low) &&
    free.test(low) &&
    /\b(?:what|which|next|number)\b/.test(low) &&
    numbers.length >= 1 &&
    !/\bhow many\b/.test(low) &&
    /\b(?:next|after|then|follows?|\d+(?:st|nd|rd|th)|third|fourth|fifth)\b/.test(low)
  )
    return missing('there is no rule by which it goes on');
  const values = numbers.filter((one) => one >= 0);
  const rule =
    /\b(?:add\w*|plus|times|steps?|odd|even|primes?|squares?|doubl\w*|multipl\w*|difference|minus|halv\w*|count\w*|whole|natural|fibonacci|starts?|begins?|goes|up|down)\b|[+*/-]\d/;
  return values.length === 1 &&
    /\b(?:sequence|series|pattern)\b/.test(low) &&
    /\b(?:after|next|follows?|comes)\b/.test(low) &&
    !rule.test(low) &&
    low.length < 140
    ? missing('the other terms of the sequence are missing')
    : undefined;
};

/** Her year of birth, of whom only the age is told. */
const yearNotTold: Doubt = ({ low, numbers }) =>
  /\b(?:year of (?:birth|death)|birth ?year|year (?:she|he|it|they|i|we) (?:was|were) (?:born|built|founded|opened)|date of birth)\b/.test(
    low,
  ) &&
  /\broman\b/.test(low) &&
  numbers.length === 1 &&
  numbers[0]! < 130 &&
  /\b(?:lived|lives|old|aged?|years|turned|became)\b|\b(?:he|she|i|they) (?:is|was|am|are) \d/.test(low)
    ? missing('the year itself is not told')
    : undefined;

/** "Two more that I did not catch", "one I could not hear". */
const notCaught = when(
  'missing',
  'one of the numbers is not told',
  /\b(?:that|which|one|ones|numbers?|digits?|values?|mark|card) (?:i|we|he|she) (?:did not|could not|can not|do not|forgot to|failed to)(?: quite| really)? (?:catch|hear|read|note|write down|make out|remember|recall|see)\b/,
  /\bnot (?:\d|matter)\b|\b(?:all the same|anyway|nevertheless|but (?:it|they) (?:was|were|is|are))\b/,
);

/** "Some of the nurses sing. Nina is a nurse. Does she sing?" */
const someOfThem: Doubt = ({ low, numbers }) =>
  /(?:^|[.!] )(?:only )?(?:some|a few|many|most|several|half)(?: of)?(?: the| my| our| these)? [a-z]+\b[^.?!]*[.!]/.test(
    low,
  ) &&
  /[.!] [^.?!]{2,60}? (?:is|works as|belongs to|lives in) (?:my|an?|one of|the|our|also|among) ?[^.?!]*[.!] ?(?:so )?(?:does|is|has|can|do|will|did)\b/.test(
    low,
  ) &&
  !/\b(?:all|every|each|no|none|nobody|everyone|everybody|only those|if|unless|not)\b/.test(low) &&
  !/\bmust\b|\bcertain(?:ly)?\b|\bfor sure\b|\bfollow/.test(low) &&
  new Set(numbers).size <= 1
    ? missing('of some of them alone nothing follows for one')
    : undefined;

/** "Honey is somewhere on the same shelf: what stands in the middle?" */
const somewhere: Doubt = ({ low, asked }) =>
  /\b(?:is|stands|sits|lives|was|comes) (?:just )?(?:somewhere|anywhere) (?:on|in(?! front| between)|along|there|else|near|around)\b/.test(
    low,
  ) &&
  /\b(?:middle|first|last|leftmost|rightmost|next to|between|left|right|second|third|top|bottom)\b/.test(asked) &&
  new RegExp(sequence(/\b/, anyOf(/left|right|before|after|above|below|behind|next/), /\b/)).test(low)
    ? missing('where one of them stands is not told')
    : undefined;

/** Which way has fewer metres, of roads whose lengths are not told. */
const noLengths: Doubt = ({ low, numbers }) =>
  numbers.length === 0 &&
  /\b(?:fewer|fewest|less|least|shorter|shortest|more|most) (?:metres|meters|km|kilomet(?:re|er)s|miles|yards|minutes)\b|\b(?:shorter|shortest|quicker|quickest) in (?:metres|meters|km|kilomet(?:re|er)s|miles|minutes)\b/.test(
    low,
  ) &&
  (low.match(/\b[a-z]\w* ?(?:-|->|to|and) ?(?:the )?[a-z]\w*/g)?.length ?? 0) >= 3 &&
  /\b(?:roads?|ways?|paths?|routes?|map|tracks?|corridors?|lanes?)\b/.test(low)
    ? missing('how long the roads are is not told')
    : undefined;

export const NAMED_NOT_TOLD: readonly Doubt[] = [
  operandNotTold,
  itemNotTold,
  someMore,
  andABit,
  notLegible,
  restOfList,
  loadNotTold,
  oneHasToo,
  onePeriod,
  nothingFollows,
  textNotTold,
  unitOfCell,
  baseKeptBack,
  resultKeptBack,
  agesTogether,
  noRule,
  yearNotTold,
  notCaught,
  someOfThem,
  somewhere,
  noLengths,
];

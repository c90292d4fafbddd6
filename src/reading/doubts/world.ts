/**
 * What no computation from the question decides: facts of the world, prices to come, matters of taste, physics, and
 * growth to a level. Told by the words themselves, and looked at before any reader, since such questions have numbers
 * that could be put together.
 */
import { refusal } from '../reading.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { when, type Doubt } from './said.ts';

const OTHER = 'other-mathematics';

/** The time of day in a place that is named, and not as a number of hours from here. */
const timeThere = when(
  OTHER,
  'what time it is there now is a fact of the world, and I only compute from what is told',
  new RegExp(
    sequence(
      anyOf(/\bwhat(?:'s| is)?(?: the)? time\b/, /\bwhats the time\b/, /\b(?:current|local) time\b/, /\btime now\b/),
      /(?: (?:is it|it is|now|right|just|at the moment|currently|'s it))*/,
      sequence(
        / (?:in|over in|down in|here in) /,
        /(?!the (?:afternoon|morning|evening)|\d|an? |half|hours|minutes|24|12|total|words)[a-z]+/,
      ),
    ),
  ),
  // Where a clock time is told, the difference of hours is what is missing.
  new RegExp(
    alternatives(
      /\d|\b(?:hours? (?:ahead|behind)|after|later|if|when|noon|midday|midnight|o'?clock)\b/,
      /\b(?:half|quarter) (?:past|to)\b/,
    ),
  ),
);

const CURRENCY = new RegExp(
  sequence(
    /(?:us |canadian |australian )?/,
    anyOf(/dollars?|euros?|pounds?|rupees?|yen|francs?|rubles?|pesos?|kron(?:or|er|e)|bitcoins?|yuan|lira/, /zloty/),
  ),
);

/** One money in another, of today. */
const exchange = when(
  OTHER,
  'a rate of exchange is a fact of the day, which is not told',
  new RegExp(
    alternatives(
      sequence(
        /\b/,
        CURRENCY,
        /\b[^?.!]* (?:in|to|into|for|are|is|make) [^?.!]*/,
        CURRENCY,
        /\b[^?.!]*\b/,
        /(?:today|now|this (?:minute|moment)|currently|at the moment)\b/,
      ),
      sequence(
        /\b(?:today|now|currently|right now|at the moment)\b[^?.!]*\b/,
        CURRENCY,
        /\b[^?.!]* (?:in|to|into|for|are) [^?.!]*/,
        CURRENCY,
      ),
      sequence(
        /\bhow (?:many|much) [^?.!\d]*/,
        CURRENCY,
        /\b[^?.!]* (?:will|would) [^?.!]*(?:next|in \d+|in an?) (?:year|month|week|years|months|weeks)/,
      ),
    ),
  ),
  /\b(?:rate|1 [a-z]+ (?:is|=|costs|buys)|worth \d|at \d|per)\b|=/,
);

/** What will be: prices, weather and winners of another time. */
const future = when(
  OTHER,
  'what will be is not told, and no computation foresees it',
  new RegExp(
    alternatives(
      sequence(
        sequence(
          /\bwhat will (?:the |a |an |my |our )?(?:price of )?[^?.!\d]{0,40}\b/,
          /(?:cost|be worth|be priced|sell for|be)\b[^?.!]*\b/,
        ),
        anyOf(
          /(?:in|by) (?:the year )?(?:19|20|21)\d\d/,
          /next (?:year|month|week|summer|winter|season)/,
          /tomorrow/,
          /in (?:a|1|\d+|some|ten|a few) years?'?(?: time)?/,
        ),
      ),
      sequence(
        /\bwho (?:will|is going to) /,
        anyOf(/win|be elected|become/, /be (?:the )?(?:next )?(?:president|king|queen|champion|winner|prime minister)/),
        /\b/,
      ),
      sequence(
        /\b(?:is|are|will) (?:the |my )?(?:stocks?|shares?|price|market|euro|dollar|gold|bitcoin) /,
        /(?:go|going|be going|rise|fall)\b/,
      ),
      /\b(?:predict|forecast|foresee)\b[^?.!]*\b(?:price|weather|result|winner|share|market|rate|score)s?\b/,
      sequence(
        /\bhow many (?:goals|points|people|visitors|customers|sales|votes) will\b[^?.!\d]*\b/,
        anyOf(/tomorrow|next (?:match|game|week|month|year|season)/, /on (?:mon|tues|wednes|thurs|fri|satur|sun)day/),
        /\b/,
      ),
    ),
  ),
  new RegExp(
    alternatives(
      sequence(
        /\b/,
        anyOf(
          /%|per ?cent|every|each|per|rises?|increases?|falls?|grows?|goes up|older|old|age|date|day/,
          /weekday|doubles?|(?:mon|tues|wednes|thurs|fri|satur|sun)day/,
        ),
        /\b/,
      ),
      /%/,
    ),
  ),
);

const ABILITY = anyOf(
  /singer|footballer|player|painter|artist|musician|writer|poet|actor|actress|cook|chef|teacher|team|band/,
  /president|king|queen|leader|driver|dancer|film|movie|book|song|game|dog|pet|person|boyfriend|girlfriend|drink/,
  /colou?r|season|city|town|country|language|food|dish|flavou?r|name|joke|dancer|athlete|boxer|goalkeeper|composer/,
);

/** Who or what is better, more beautiful, tastier: by no measure that is told. */
const tasteful = when(
  OTHER,
  'which one is better is a matter of taste, and nothing is told to measure it by',
  new RegExp(
    alternatives(
      sequence(
        /\b(?:who|which|what)\b[^.?!]*\b(?:better|best|greater|greatest|worse|worst|finer|finest|nicer|nicest) /,
        ABILITY,
        /s?\b/,
      ),
      sequence(
        /\b(?:better|best|greatest|worst|finest|nicest) /,
        ABILITY,
        /s?\b[^.?!]*\b(?:first|last|to worst|to best)\b/,
      ),
      sequence(
        /^\W*(?:who|which)(?: of (?:them|these|the 2))? (?:is|was|were|are) (?:the )?/,
        /(?![^.!?]* [ivxlcdm]{2,} or [ivxlcdm]+\b)(?:better|greater|best|greatest|nicer|funnier|prettier|cooler|tastier|lovelier)\b[^.?!]*\bor\b/,
      ),
      sequence(
        /\b/,
        anyOf(/prettier|nicer|lovelier|luckier|cooler|funnier|uglier|tastier|more (?:beautiful|interesting|fun)/),
        / (?:number|one|colou?r|name|word|letter)\b/,
      ),
      /\btastes? (?:better|nicer|worse|best)\b/,
      sequence(
        /\bis (?:the |my )?(?:[a-z]+ )?/,
        /(?:nicer|tastier|prettier|funnier|more (?:fun|beautiful|interesting|delicious|boring)) than\b/,
      ),
      /\b(?:number|letter|colou?r|name|word) is (?:the )?(?:most beautiful|nicest|prettiest|luckiest|coolest)\b/,
      sequence(
        /\b(?:which|who) of (?:my|the|our|these|those) [a-z]+ is (?:the )?/,
        /(?:nicest|kindest|prettiest|funniest|coolest|best|most (?:beautiful|fun|interesting))\b/,
      ),
      /\b(?:sort|rank|order)\b[^?.!]*\bby how (?:catchy|nice|good|funny|beautiful|tasty|cool|boring)\b/,
      sequence(
        /\bhow many (?:of [^?.!:]*)?(?:are|is) /,
        /(?:tasty|nice|beautiful|pretty|funny|boring|delicious|interesting|yummy|cool)\b(?!.*\d)/,
      ),
      sequence(
        /^\W*(?:so |and |hey |hello |hi )*should (?:i|we) /,
        /(?:take|use|choose|pick|go|have|wear|eat|order|get|do|learn|study|read|watch)\b/,
      ),
      sequence(
        /\b(?:best|worst|nicest|prettiest|greatest|most (?:beautiful|talented|famous|interesting))/,
        / [a-z]+ (?:first|last)\b(?![^.?!]*\d)/,
      ),
    ),
  ),
  new RegExp(
    alternatives(
      sequence(
        /\b/,
        anyOf(
          /score[ds]?|points?|price[ds]?|grade|marks?|rating|rated|costs?|per|cheaper|faster|votes?/,
          /seconds?|votes|average/,
        ),
        /\b/,
      ),
      /\b(?:roman|numerals?)\b|\b(?:nicer|prettier|better|funnier|cooler) than [a-z]+[,.;]/,
      /\b(?:deal|offer|buy|value|odds|(?<!all )time|result|than nothing|place|position)\b/,
    ),
  ),
);

/** Who is the better player of two is no matter of what they scored. */
const betterAt = when(
  OTHER,
  'who is better at it is a matter of judgement, which no computation decides',
  new RegExp(sequence(/\bwho (?:is|was|were) (?:the )?(?:better|best|greater|greatest|finer) /, ABILITY, /\b/)),
  /\b(?:by|according to|in terms of|points|counts|means|if)\b/,
);

/** Longer stories have best friends and better days. */
const better: Doubt = (said) => (said.numbers.length <= 2 ? tasteful(said) : undefined);

/** Physics: acceleration, falls, decay, sound. */
const physics = when(
  OTHER,
  'this is a calculation of physics, which I do not do',
  new RegExp(
    alternatives(
      /\bper second squared\b|\b(?:m|metres?|meters?) ?\/ ?s ?(?:\^ ?2|2\b|squared)/,
      /\bper (?:second|sec) per (?:second|sec)\b/,
      /\baccelerat(?:es?|ed|ing|ion)\b|\bdecelerat\w+|\bfrom (?:rest|a standstill)\b/,
      /\bdecibels?\b|\bhalf[- ]?li(?:fe|ves)\b|\bradioactiv\w+|\bfree fall\b|\bgravity\b/,
      sequence(
        /\b(?:falls?|drops?|dropped|thrown|throw)\b[^?]*\b/,
        /(?:hits? the (?:ground|floor|water)|reach(?:es)? the ground|land)\b/,
      ),
      /\b\d*t ?\^ ?[2-9]\b[^?]*\b(?:metres?|meters?|m) per (?:second|sec|s)\b/,
    ),
  ),
);

/** When something that doubles, or grows by a share, reaches a level; interest on interest for years. */
const growth = when(
  OTHER,
  'the time in which a growing amount reaches a level needs a logarithm, which I do not compute',
  new RegExp(
    alternatives(
      sequence(
        sequence(
          /\b/,
          anyOf(
            /doubles?|triples?|halves/,
            /(?:grows?|rises?|increases?|shrinks?|falls?) (?:by )?\d+(?:\.\d+)? ?(?:%|per ?cent)/,
          ),
          /(?: [a-z]+ly| in number)? (?:every|each|a|per|in) /,
        ),
        /[^?]*\b(?:when|how long|how many|after (?:exactly )?how (?:many|long)|how soon)\b[^?]*\b/,
        /(?:reach\w*|hit|pass(?:es)?|exceed\w*|get to|become|are there|there be|is it|has it|until)\b/,
      ),
    ),
  ),
);

/** Endless sums and the value that a row comes near to. */
const endless = when(
  OTHER,
  'this goes on without end: a limit is asked for, which I do not compute',
  new RegExp(
    alternatives(
      sequence(
        /\d ?\/ ?\d[^?]*\b/,
        anyOf(
          sequence(
            /(?:keep|keeps|go|goes|going|went|continu\w+|carry|and so) [^?.!]{0,16}/,
            /(?:for ?ever|without (?:an )?end|endlessly|on and on)/,
          ),
          /for ?ever(?: and ever)?|without end|never (?:stop\w*|ends?)|endlessly|ad infinitum/,
        ),
      ),
      /\b(?:add|sum|total)\w*\b[^?]*\d[^?]*\b(?:for ?ever|without (?:an )?end|endlessly|ad infinitum|never stop\w*)\b/,
      sequence(
        /\bsum of all (?:natural|whole|positive|even|odd|prime) numbers\b/,
        /(?! (?:on|in|of|from|up|below|between|less|until|to|under))/,
      ),
      /\d[^?]*\b(?:gets?|comes?|come|getting|get) (?:closer and closer|closer|nearer|ever closer) to\b/,
    ),
  ),
  /\b(?:last|largest|biggest|greatest|highest) (?:number|term|one)\b/,
);

/** Roots and powers that are to be used, squares of an unknown in words, numbers with i. */
const beyondLinear = when(
  OTHER,
  'this is algebra beyond linear equations',
  new RegExp(
    alternatives(
      sequence(
        /\b(?:a|the|some|my|what|which) (?:positive |whole )?number squared\b[^?]*\b/,
        /(?:plus|minus|less|more|add|makes?|gives?|is|equals?)\b[^?]*\d/,
      ),
      sequence(
        /\b(?:x|number|it) (?:squared|cubed)\b[^?]*(?:\bplus\b|\bminus\b|[-+])[^?]*/,
        /(?:=|\bis\b|\bequals?\b|\bmakes?\b|\bgives?\b)/,
      ),
      /\b(?:a|which|what|the) number (?:times|multiplied by) itself\b[^?]*\d/,
      /\bmultipl(?:y|ied) (?:it |a number )?by itself\b[^?]*\b(?:plus|minus|add|get)\b/,
      /\b(?:square )?roots? (?:is |are |being )?allowed\b|\bwith roots\b/,
      /(?<![\d.a-z])\d+ ?[-+] ?\d*i\b(?! ?(?:[a-z]|'))/,
      /\bproduct of (?:2|two) consecutive\b/,
      /\b\d+ ?(?:m|cm|metres?)? ?(?:longer|wider) than (?:it is )?(?:wide|long|broad)\b[^?]*\barea\b[^?]*\d/,
      /\barea\b[^?]*\d[^?]*\b(?:longer|wider) than (?:it is )?(?:wide|long|broad)\b/,
      /\b(?:volume|surface)(?: area)? of an? (?:[a-z]+ )?(?:cone|sphere|pyramid|ball|hemisphere|torus)\b/,
      /\be to the power of\b|\by' ?=|\b[a-z]''|\b\d+ to the power of \d*\.\d/,
    ),
  ),
);

/** Numbers of choices, totals and pairings that must be counted up. */
const choices = when(
  OTHER,
  'this asks for a number of arrangements or choices (combinatorics)',
  new RegExp(
    alternatives(
      sequence(
        /\bhow many (?:different |possible |distinct )+(?:\d+[- ](?:letter|digit) )?/,
        sequence(
          anyOf(
            /totals?|sums?|results?|values?|choices|selections|words|numbers|codes|outcomes|passwords|menus/,
            /outfits|pin codes?|handshakes|flags/,
          ),
          /\b[^?]*\b/,
        ),
        /(?:can|could|possible|are there|be)\b/,
      ),
      /\bhow many (?:teams|groups|pairs|committees|choices|outcomes|selections|codes|words|orders) are possible\b/,
      /\b(?:how many|number of) possible (?:choices|selections|outcomes|results|orders|teams|pairs|codes|hands)\b/,
      sequence(
        /\bhow many (?:different |distinct )?\d+[- ](?:letter|digit) (?:words|codes|numbers|pins?)/,
        /\b[^?]*\b(?:can|could|different|distinct|possible)\b/,
      ),
      sequence(
        /\b(?:each|every|everyone|everybody)(?: team| player| one| of them)? /,
        /(?:plays?|meets?|faces?|shakes? hands with) /,
        /(?:each other|every other|all (?:the )?others?|everyone else|each|every(?:one|body)?)\b/,
      ),
      /\bhow many (?:shortest |different |possible )*(?:routes|ways|paths|walks)\b[^?]*\b(?:corner|grid|blocks)\b/,
      /\b(?:grid|blocks)\b[^?]*\bhow many (?:shortest |different |possible )*(?:routes|ways|paths|walks)\b/,
      /\bround[- ]robin\b|\bhow many (?:subsets|anagrams|permutations|combinations)\b/,
    ),
  ),
);

const spread = when(
  OTHER,
  'this is statistics beyond an average, which I do not compute',
  new RegExp(
    alternatives(
      /\bstd\.? ?dev\w*|\bst\.? ?dev\w*|\b(?:mean|median) absolute deviation\b|\bsample (?:variance|deviation)\b/,
      /\bdeviation of\b/,
    ),
  ),
);

const underCurve = when(
  OTHER,
  'this is calculus, which I do not compute',
  new RegExp(
    alternatives(
      /\bas the crow flies\b/,
      /\barea (?:under|below|beneath|between|enclosed by)\b[^?]*(?:\^|\bx\b|\bcurve\b|\bparabola\b|\bgraph\b)/,
      /\bmaximi[sz]e\b|\bminimi[sz]e\b|\bslope of [a-z] ?=[^?]*\^|\btends? to\W*$|\b(?:minimum|maximum) of x ?\^/,
    ),
  ),
);

/** "The tax for 2031", "what is the capital": facts that stand in books. */
const bookFact: Doubt = ({ low, numbers }) =>
  numbers.length === 0 &&
  new RegExp(
    alternatives(
      /\bhow many (?:people|inhabitants|countries|states|cities|islands|bones|species|languages|planets) (?:are there |live |exist )?(?:in|on|of|does|do|has|are|live)\b(?!.*\b(?:my|our|the (?:room|class|bus|line|queue|list|hall|office|team|house)|this|that|each|row)\b)/,
      /\bhow many (?:stars|planets|atoms|ants|fish|grains of sand) (?:are there|exist)(?: (?:in|on) [a-z ]+)?\W*$/,
      /\bhow long does light (?:take|need)\b/,
      /\bpopulation of (?!the (?:village|class|school|farm))[a-z]+\W*$/,
      /\bhow (?:far|long|high|tall|deep|old|heavy|big) (?:is|are|was) (?:the )?(?:moon|sun|earth|eiffel tower|everest|mount [a-z]+|nile|amazon|thames|rhine|atlantic|pacific|titanic|universe|mars|great wall)\b/,
    ),
  ).test(low)
    ? refusal(OTHER, 'this is a fact of the world, and I only compute from what is told')
    : undefined;

export const WORLD: readonly Doubt[] = [
  timeThere,
  exchange,
  future,
  better,
  betterAt,
  physics,
  growth,
  endless,
  beyondLinear,
  choices,
  spread,
  underCurve,
  bookFact,
];

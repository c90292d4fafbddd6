/**
 * Questions of other mathematics, and questions where a number is plainly missing: said in one line, with the true
 * reason. Looked at after the readers found nothing to compute.
 */
import { refusal, type Refusal } from '../reading.ts';
import { numbersIn, type Text } from '../text/text.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { tellsByWords } from './told-by-words.ts';

const OTHER: readonly (readonly [RegExp, string])[] = [
  [
    /\bprobability\b|\bhow likely\b|\bchances? (?:of|that|to)\b|\bodds\b|\blikelihood\b/,
    'this is a probability, and I compute no probabilities',
  ],
  [
    /\bsqrt\b|\bsquare root\b|\bcube root\b|√|\broot of\b/,
    'a root is asked for, and I compute with + - * / and whole powers only',
  ],
  [
    new RegExp(
      alternatives(
        alternatives(
          /\blog(?= ?(?:\(|\d|of|base|_|x\b))|\blogarithm\w*|\bln\b|\bsin(?:e)?\b|\bcos(?:ine)?\b/,
          /\btan(?:gent)?\b|\bderivative\b/,
        ),
        /\bdeterminant\b|\bmatri(?:x|ces)\b|\beigen\w*|\bintegral\b|\bdifferentiate\b|\bintegrate\b|∫/,
      ),
    ),
    'this is a function that I do not compute',
  ],
  [/\blim(?:it)?\b|\binfinity\b|\binfinite\b|∞/, 'a limit is asked for, which I do not compute'],
  [
    new RegExp(
      alternatives(
        /\bhow many (?:different )?(?:ways|arrangements|combinations|orders|permutations)\b/,
        /\bin how many\b.*\bways\b|\bc\(\d+ ?, ?\d+\)|\bp\(\d+ ?, ?\d+\)|\bchoose\b.*\bways\b/,
        /\b\d+ choose \d+|\bbinomial\b|\bpermutations?\b|\bcombinations\b|\bhandshakes?\b|\bfactorial\b/,
        /\b\d+!/,
      ),
    ),
    'this asks for a number of arrangements or choices (combinatorics)',
  ],
  [
    /(?!(?<=\d ?|in |to )(?:m|ft)\^)(?<!\b[cdkm])[a-z]\s*\^\s*[2-9]|[a-z]²|\bsquared\b.*=|\bquadratic\b|\bparabola\b|\bpolynomial/,
    'this is not a linear equation: I solve linear ones',
  ],
  [
    new RegExp(
      alternatives(
        sequence(
          /\b/,
          anyOf(/angle|diagonal|hypotenuse of|inscribed|circumscribed/, /sphere|cone|pyramid|polygon|hemisphere/),
          /\b/,
        ),
        /\b(?:penta|hexa|octa|deca)gon/,
        /\bdegrees?\b(?!.*\b(?:cold|warm|hot|celsius|fahrenheit|outside|oven|temperature)\w*)/,
      ),
    ),
    'this is geometry, which I do not compute',
  ],
  [
    /\b(?:interest|savings|compound\w*)\b.*\bdoubled?s?\b|\bmortgage\b|\binterest on interest\b|\bvolatility\b|\bfair premium\b/,
    'this is growth to a level or a price of risk, which I do not compute',
  ],
  [
    /\bcompound interest\b|\bcompound(?:s|ed|ing)\b/,
    'this is interest on interest, which I compute only year by year at a yearly rate',
  ],
  [
    /\b(?:weight|mass|weighs?|heavy)\b.*\b(?:steel|iron|copper|brass|lead|gold|oak|concrete|aluminium|aluminum)\b.*\b(?:diameter|radius|thick|wide|across|by)\b/,
    'this needs the density of a material, which no question of mine tells',
  ],
  [
    /\b(?:both|all) together\b.*\bhours?\b|\bwork(?:ing)? together\b|\bfills?\b.*\bfills?\b|\btogether\b.*\bhow long\b/,
    'this is about rates of work, which I do not compute',
  ],
];

/** What no text can tell: facts of today, and what somebody likes or feels. */
const NOT_TOLD: readonly (readonly [RegExp, string])[] = [
  [
    new RegExp(
      alternatives(
        sequence(
          /\b/,
          anyOf(
            /weather|forecast|will it (?:rain|snow|be)|is it (?:raining|snowing|cold|hot|sunny)|stocks/,
            /stock (?:price|market)|share price|exchange rate|bitcoin|crypto|news|traffic|headlines/,
          ),
          /\b/,
        ),
        sequence(
          /\b(?:right now|at the moment|currently|current|today'?s?|tonight|tomorrow)\b[^?]*\b/,
          /(?:price|weather|temperature|degrees|score|rate|open|population|president|minister)\b/,
        ),
        sequence(
          /\b(?:price|weather|temperature|degrees|score|rate|population|president|prime minister)\b[^?]*\b/,
          /(?:right now|at the moment|currently|today|tonight|tomorrow|this (?:week|morning|evening|year))/,
          /\b/,
        ),
        sequence(
          /\bwho (?:won|is winning|will win|is the (?:president|king|queen|prime minister))\b/,
          /(?!.*\b(?:before|after|behind|ahead)\b)/,
        ),
      ),
    ),
    'this is a fact of the world that the question does not tell',
  ],
  [
    new RegExp(
      alternatives(
        alternatives(
          /\bwhat do (?:you|u) think\b|\bdo (?:you|u) (?:like|think|prefer|believe|feel|want)\b/,
          /\bin your opinion\b|\byour (?:favou?rite|opinion)\b/,
        ),
        alternatives(
          /\bhow (?:are|r) (?:you|u|your day)\b|\bhow is it going\b|\bwhat(?: is|s) up\b|\blucky number\b/,
          /\bshould i (?:buy|marry|go|take|choose|eat|get)\b|\b(?:tell|know) (?:me )?a joke\b/,
          /\bdo (?:you|u) know (?:me|him|her)\b/,
        ),
        /\b(?:prettier|nicer|nicest|prettiest|funniest|more beautiful|more fun|the best (?:age|number|colou?r))\b/,
      ),
    ),
    'this asks for an opinion or a feeling, which no computation gives',
  ],
  [
    /\b(?:who|what|how old) are (?:you|u)\W*$|\byour (?:age|name)\b/,
    'this asks about me, and I only know how to compute',
  ],
];

/** A question that can't be computed from what it says. */
export const notComputable = ({ low }: Text): Refusal | undefined => {
  const found = low.length < 300 ? NOT_TOLD.find(([pattern]) => pattern.test(low)) : undefined;
  return found && refusal('missing', found[1]);
};

/** The reason to decline a question that no reader understood; undefined when nothing is known about it. */
export const otherMathematics = ({ low }: Text): Refusal | undefined => {
  const found = OTHER.find(([pattern]) => pattern.test(low));
  return found && refusal('other-mathematics', found[1]);
};

const ASKS = new RegExp(
  alternatives(
    /\?|\bhow (?:many|much|long|far|old|often)\b|\bwhat is\b|\bcalculate\b|\bfind\b|\bwork out\b/,
    /\bmake\b|\bwhats\b|\bcompute\b|\bdetermine\b/,
  ),
);
const UNSAID = new RegExp(
  alternatives(
    sequence(
      /\b/,
      anyOf(
        /some|several|a few|a certain|a number of|an unknown number|certain number|(?<!how )many/,
        /a bunch of|a lot of|lots of|enough/,
      ),
      /\b/,
    ),
    /\bhow many (?:ppl|people|do)? ?you think\b|\bminus (?:the )?[a-z]+\b/,
    /\b(?:my|your|his|her) (?:lucky|secret|favou?rite) number\b|\bthe other (?:number|one)\b/,
    /\banother number\b/,
    sequence(
      /\b(?:i )?/,
      anyOf(/forgot|don't remember|do not (?:know|remember)|never said|did not say|lost the|can not remember/),
      /\b/,
    ),
  ),
);

/** "Which one is the biggest", "does it weigh more than": of what, is not said. */
const COMPARES = new RegExp(
  anyOf(
    new RegExp(
      String.raw`\b(?:which|what|who)(?: (?:one|number|item|person|of (?:them|these|those|us)|of (?:my|the|our) [a-z]+))?` +
        String.raw` (?:is|are|was|comes?|weighs?|costs?) (?:the |my )?` +
        String.raw`(?:big|small|larg|great|high|low|tall|short|old|young|fast|slow|heav|light|long|cheap|dear|near|far|clos)` +
        String.raw`[a-z]*(?:est|er)(?: (?:one|number|item|person|of (?:them|these|those|us)))?\W*$`,
    ),
    /\bdoes [a-z ]+ [a-z]+ (?:more|less) than\b/,
  ),
);

/** Questions of the kinds that give nothing to work with: each with what is missing. */
const EMPTY: readonly (readonly [RegExp, number, string])[] = [
  [
    new RegExp(
      alternatives(
        /\b(?:what|which) (?:time|day|date|weekday)\b/,
        sequence(
          /\bhow (?:many (?:days|minutes|hours|weeks)|long) /,
          /(?:till|until|since|is it|was|does|did|from|left|have)\b/,
        ),
      ),
    ),
    1,
    'the time or the date to count from is missing',
  ],
  [COMPARES, 0, 'what is to be compared is missing'],
  [
    new RegExp(
      sequence(
        /^\W*(?:(?:can|could|would) you |i (?:want|need) (?:you )?to )?/,
        /(?:sort|order|put|arrange|rank|list|line up|make|alphabeti[sz]e)\b[^\d]*\b/,
        anyOf(
          /order|alphabet\w*|asc|desc|size|age|height|weight|price|biggest|smallest|highest|lowest|first/,
          /sorted|for me|list|names|words|numbers|friends|toys/,
        ),
        /\b[^\d]*$/,
      ),
    ),
    0,
    'what is to be sorted is missing',
  ],
  [
    new RegExp(
      alternatives(
        /\b(?:says?|claims?|tells?)\b[^?]*\b(?:right|true|truth|lying|lies|liar|honest|trust)\b[^?]*\?/,
        /\bwho is lying\b|\bis (?:it|that|this) (?:true|right|a lie)\b/,
        /^is (?:my |the )?[a-z]+ (?:lying|a liar|honest)\W*$/,
      ),
    ),
    0,
    'too little is said to tell who is right',
  ],
  [/\b(?:count|how many)\b|\bhow often\b/, 0, 'what is to be counted does not stand in it'],
  [
    /\bhow (?:far|long)\b|\bhow do (?:i|we|you) (?:get|go) to\b|\bshortest\b|\bdistance\b/,
    1,
    'the lengths of the ways are missing',
  ],
  [/\b(?:next|follows|comes after|coming after|continue)\b/, 2, 'the terms of the sequence are missing'],
  [/\b(?:the|an|some|my|this|that) (?:other|unknown|secret|certain) base\b|\banother base\b/, 1, 'the base is missing'],
  [/\b(?:fewest|shortest|quickest|fastest) [a-z]+ from [a-z]+ to [a-z]+/, 0, 'what joins the places is missing'],
  [/\bin (?:binary|hex|hexadecimal|roman|octal|base)\b|\b(?:binary|roman)\b/, 0, 'the number is missing'],
  [/\bwhat (?:number|is it|are they)\b|\bguess\b/, 0, 'nothing is told of the number'],
  [/\bhow much\b|\bwhat (?:do|does|is|will) [^.?]*\b(?:pay|cost|price|owe|get|earn)\b/, 1, 'a number is missing'],
];

/** "Two numbers make 10": one fact of two unknowns. */
const ONE_FACT = new RegExp(
  alternatives(
    /\b(?:2|two) numbers\b[^?]*\b(?:make|add up to|sum|together|have the sum|are)\b[^?]*\d/,
    sequence(
      /\b(?:\d+|an?|one|two) [a-z]+ and (?:\d+|an?|one|two) [a-z]+ /,
      /(?:cost|costs|are|is|come to|comes to|make)\b[^?]*\d[^?]*\b(?:how much|what)\b/,
    ),
  ),
);

/** Two unknown things and one fact of them. */
export const oneFact = ({ low }: Text): Refusal | undefined =>
  ONE_FACT.test(low) && numbersIn(low).length <= 3
    ? refusal('missing', 'a second fact is missing: two things are unknown')
    : undefined;

/** What a question lacks that has the words of a kind and nothing to compute with; the last thing that is tried. */
export const nothingToWorkWith = (text: Text): Refusal | undefined => {
  const { low } = text;
  if (low.length > 200 || tellsByWords(text)) return undefined;
  const numbers = numbersIn(low).length;
  const second = oneFact(text);
  if (second) return second;
  const found = EMPTY.find(([words, most]) => numbers <= most && words.test(low));
  return found && refusal('missing', found[2]);
};

const FACTOR = /\b(?:twice|thrice|double|triple|half|third|quarter|dozen)\b/g;

/** A sum or a story in which one number is not told. */
export const missingNumber = (text: Text): Refusal | undefined => {
  const { low } = text;
  const bare =
    /^\W*(?:please |kindly |can you |could you )*(?:sort|order|arrange|rank|make|build|convert|count)\b(?: (?:these|this|the|those|numbers?|words?|names?|list|it|them|items|\d+|please|in order|for me|target))*\W*$/.test(
      low,
    );
  if (bare) return refusal('missing', 'what to do it with is missing');
  const numbers = numbersIn(low);
  if (/\bcomes? (?:next )?after -?\d+\W*$/.test(low) && numbers.length === 1)
    return refusal('missing', 'one term is not enough to see a rule: the others are missing');
  if (!ASKS.test(low) || low.length > 400 || /\bdivisors?\b|\bprimes?\b|\bnumbers divide\b/.test(low)) return undefined;
  if (tellsByWords(text)) return undefined;
  const sum =
    /\b(?:plus|minus|times|divided by|multiplied by|add|subtract|sum|product|difference|remainder|mod|gcd|lcm|hcf)\b|[-+*/]/.test(
      low,
    );
  if (numbers.length === 1 && sum && !/\b(?:twice|double|square|cube|fahrenheit|celsius)\b/.test(low))
    return refusal('missing', 'the second number is missing');
  const story = /\bhow (?:many|much|old|long|far)\b|\bleft\b|\btotal\b|\baltogether\b|\bchange\b|\bcost\b|\bpay\b/.test(
    low,
  );
  // "twice as many" is told, although no figure says it.
  const factors = low.match(FACTOR)?.length ?? 0;
  if (story && factors === 0 && UNSAID.test(low) && numbers.length <= 3)
    return refusal('missing', 'a number is missing: it is not told');
  if (story && numbers.length + factors === 1)
    return refusal('missing', 'a number is missing: one alone does not give it');
  if (story && numbers.length === 0 && /\b(?:my|your|the|his|her|our|their|i|we|you|he|she|they)\b/.test(low))
    return refusal('missing', 'the numbers are missing');
  return undefined;
};

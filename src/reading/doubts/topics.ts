/**
 * Mathematics beside the kinds, told by its own words: chance, trigonometry, calculus, statistics, arrangements,
 * proofs; and ranks by taste. A question with such a word is declined before it is read, so that its numbers are not
 * added.
 */
import { readLogarithm } from '../numbers/functions.ts';
import { refusal } from '../reading.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { when, type Doubt } from './said.ts';

const OTHER = 'other-mathematics';

const chance = when(
  OTHER,
  'this is a probability, and I compute no probabilities',
  new RegExp(
    alternatives(
      sequence(
        /\b(?:what|find|calculate|compute|give|how big|how high|how much)\b[^.?!]*\b/,
        /(?:probabilit(?:y|ies)|chances?|odds|likelihood)\b/,
      ),
      /\bhow (?:likely|probable|unlikely)\b|\bprob(?:ability)? (?:of|that|to)\b/,
      /^\W*(?:chances?|odds|probability|likelihood) (?:of|that|to|i)\b/,
      /\bp\((?:a|b|x|heads?|tails?|red|blue|win|both|at least)\b/,
      /\bexpected (?:value|number of (?:throws|rolls|flips|tosses))\b/,
      sequence(
        /\b(?:rolling|roll|throw|throwing|toss|tossing|flip|flipping|drawing|draw)\b[^.?!]*\b/,
        /(?:chances?|odds|probability|likely)\b/,
      ),
    ),
  ),
  /\b(?:a|another|last|second|1) chance to\b/,
);

const lottery = when(
  OTHER,
  'what a lottery draws is chance, and follows no rule',
  new RegExp(
    alternatives(
      /\b(?:lottery|lotto|raffle|roulette)\b[^?]*\b(?:next|will come|will be|predict)\b/,
      /\b(?:next|predict)\b[^?]*\b(?:lottery|lotto|raffle|roulette)\b/,
    ),
  ),
);

const constants = when(
  OTHER,
  'a constant of mathematics is asked for, which I do not compute',
  new RegExp(
    alternatives(
      /\bgolden ratio\b|\b(?:what|give|list|write)\b[^?.]*\b(?:digits|decimals|places) of (?:pi|e)\b/,
      /\bpi to \d|\beuler'?s number\b/,
    ),
  ),
);

const advice = when(
  OTHER,
  'this asks for advice, which no computation gives',
  /^\W*(?:so |and )?should (?:i|we) (?:put|buy|invest|sell|bet|marry|quit|move|choose)\b/,
);

const sights = when(
  OTHER,
  'which way is the most beautiful is a matter of taste',
  new RegExp(
    sequence(
      /\b(?:most (?:beautiful|scenic|interesting|romantic)|nicest|prettiest|loveliest) /,
      /(?:route|way|road|path|walk|drive)\b/,
    ),
  ),
);

const trigonometry = when(
  OTHER,
  'an angle is to be computed with, and I do no trigonometry',
  new RegExp(
    alternatives(
      /\b(?:sin|cos|tan|cot|sec|csc|arcsin|arccos|arctan|sinh|cosh|tanh)(?: ?\(|\^| ?-?\d| of \d| x\b| pi\b|²)/,
      /\b(?:sine|cosine|tangent) (?:of|rule|law)\b|\buse (?:the )?(?:sine|cosine|sin|cos|tan)\b|\btrig(?:onometry)?\b/,
      /\b(?:law|rule) of (?:sines|cosines)\b/,
      /\bhypotenuse\b[^?]*(?:(?<!right[- ])\bangle\b|\bdegrees?\b|°)/,
      /(?<!right[- ])\bangle\b[^?]*\bhypotenuse\b/,
      sequence(
        /\b(?:ladder|slope|ramp|roof|hill|tower|tree|building|pole|mast|kite|shadow|cliff|wire|road|stairs?)\b/,
        /[^?]*\d ?(?:degrees?|deg\b|°)/,
      ),
      /\bangle of (?:elevation|depression|inclination)\b|\bradians?\b/,
    ),
  ),
  /\b(?:celsius|fahrenheit|oven|temperature|sum of (?:the )?angles|third angle|other angle)\b/,
);

/** One that comes out whole is answered. */
const logarithm: Doubt = (said) => (readLogarithm(said.low)?.type === 'problem' ? undefined : anyLogarithm(said));

const anyLogarithm = when(
  OTHER,
  'a logarithm is asked for, and I compute none',
  new RegExp(
    alternatives(
      /\blog(?: ?|_)\d+ ?\(|\blog(?:_|10 ?)\d|\blog ?(?:\(|_|base ?\d|to (?:the )?base)/,
      /\blog (?:of )?\d+(?! ?(?:hours?|h\b|min|steps|days|in\b|entries|miles|km))/,
      /\blogarithms?\b|\bln ?\(|\bln ?\d|\bnatural log/,
    ),
  ),
);

const calculus = when(
  OTHER,
  'this is calculus, which I do not compute',
  new RegExp(
    alternatives(
      /\bderivatives?\b|\bdifferentiat(?:e|ion|ing)\b|\bintegral\b|\bintegrat(?:e|ion|ing)\b|∫/,
      /\bd[yf] ?\/ ?dx\b|\bd\/dx\b|\bf'\(x\)/,
      /\bslope of the (?:curve|tangent)\b|\bgradient (?:at|of the (?:curve|tangent))\b/,
      /\bstationary points?\b|\barea under (?:the|a) curve\b/,
      /\bconverges?\b|\bdiverges?\b|\blim ?(?:\(|of|as|x|n|_)/,
      /\blimit\b[^?]*(?:\binfinity\b|\bapproach|\btends\b|->|\bgoes to\b)/,
      /\b(?:goes|go|tends?|to|towards?|approach(?:es)?|until|till) (?:to )?infinity\b/,
      /\bcontinu\w+ (?:without end|for ?ever|endlessly)\b|[+/]\s*\d.*\b(?:for ?ever|without end|endlessly)\b/,
      /\b(?:sum|series|add(?:ed)? up) to infinity\b|\binfinite (?:sum|series)\b|\bpower series\b/,
      /\b(?:taylor|maclaurin) (?:series|expansion|polynomial)\b/,
      /\bdifferential equation\b|\bpartial fractions?\b|\bcompounded continuously\b|\bcontinuous(?:ly)? compound/,
    ),
  ),
);

const statistics = when(
  OTHER,
  'this is statistics beyond an average, which I do not compute',
  new RegExp(
    alternatives(
      /\bstandard deviations?\b|\bstd\.? ?(?:dev(?:iation)?)?\b(?= of| for|\W*\d)|\bst\.? ?dev\b/,
      /\bvariance\b|\bcorrelation\b|\bregression\b/,
      /\bquartiles?\b|\bpercentiles?\b|\binter-?quartile\b|\biqr\b|\bz-?scores?\b|\bconfidence interval\b|\bp-?value\b/,
      /\bnormal(?:ly)? distribut|\bmean absolute deviation\b|\bgeometric mean\b|\bharmonic mean\b/,
      /\bskew(?:ness)?\b|\bchi-?squared?\b/,
    ),
  ),
);

const arrangements = when(
  OTHER,
  'this asks for a number of arrangements or choices (combinatorics)',
  new RegExp(
    alternatives(
      sequence(
        /\b(?:how|in how) many (?:[a-z]+ )?(?:different |distinct |possible )?/,
        anyOf(
          /ways|arrangements|combinations|orderings|permutations|anagrams|passwords|codes|handshakes/,
          /pairings|subsets/,
        ),
        /\b/,
      ),
      sequence(
        /\bnumber of (?:different |possible |distinct )?/,
        /(?:ways|arrangements|combinations|permutations|anagrams|subsets|handshakes)\b/,
      ),
      sequence(
        /\bhow many (?:different|distinct|possible) (?:[a-z\d-]+ )?/,
        /(?:orders|teams|committees|groups|numbers|words|pairs|plates|seatings)\b[^?]*\b/,
        /(?:can|could|are (?:there|possible)|be (?:made|formed|chosen|picked))\b/,
      ),
      sequence(
        /\bhow many (?:different )?(?:teams|groups|committees|pairs|hands|subsets) of \d+\b[^?]*\b/,
        /(?:from|out of|among|of) \d+/,
      ),
      /\b\d+ choose \d+|\bbinomial\b|\b\d+ ?[cp] ?\d+ ?=/,
    ),
  ),
  new RegExp(
    alternatives(
      /\bletters\b[^?]*\bdifferent letters\b/,
      /\b(?:walk|routes?|paths?|drive|travel|outfits?|wear|meals?|menus?)\b|\b(?:go|get|way) from\b/,
    ),
  ),
);

const algebra = when(
  OTHER,
  'this is algebra beyond linear equations',
  new RegExp(
    alternatives(
      sequence(
        /\b(?:multiply|inverse|rank|trace|transpose|product|determinant) (?:of )?(?:the |these |two |2 )?/,
        /matri(?:x|ces)\b/,
      ),
      /\bdeterminant\b|\beigen\w*|\bdot product\b|\bcross product\b|\bcomplex (?:number|root|conjugate)/,
      /\bimaginary\b/,
      /\bfactori[sz]e (?:the )?(?:polynomial|quadratic|expression|x)|\bquadratic formula\b/,
      /\bdiscriminant\b|\bcubic (?:equation|polynomial|function)\b/,
      /\bexpand (?:the )?(?:brackets|\()|\bcomplete the square\b|\binequality\b|\bvertex of\b|\bparabola\b/,
    ),
  ),
);

const PROOF = new RegExp(
  alternatives(
    /\bproof (?:that|of)\b|\bprove (?:that|there|why)\b|^\W*prove\b/,
    /^\W*(?:please )?show that (?:the|there|for|if|every|all|no)\b/,
  ),
);
const MATHEMATICAL = new RegExp(
  alternatives(
    sequence(
      /\b/,
      anyOf(
        /numbers?|primes?|sums?|even|odd|infinite\w*|irrational|rational|equals?|theorem|roots?|divisible/,
        /triangles?|squares?|integers?|angles?/,
      ),
      /\b/,
    ),
    /[=\d]/,
  ),
);

const proof: Doubt = ({ low }) =>
  PROOF.test(low) && MATHEMATICAL.test(low) ? refusal(OTHER, 'a proof is asked for, and I only compute') : undefined;

const bits = when(
  OTHER,
  'this is arithmetic of machine words, which I do not compute',
  new RegExp(
    alternatives(
      /\b(?:2|two|1|one)(?:'?s|s'|')? complement\b|\bbitwise\b/,
      /^(?![^?]*\b(?:true|false|truth)\b)[^?]*\bxor\b[^?]*\b(?:binary|0b|0x|[2-9]|\d\d)/,
      /\bieee ?754\b|\bfloating[- ]point\b/,
    ),
  ),
);

const science = when(
  OTHER,
  'this is a calculation of physics or chemistry, which I do not do',
  new RegExp(
    alternatives(
      /\bmolar mass\b|\bhow many moles\b|\bmolarity\b|\bph of\b|\bhalf-?life\b|\bkinetic energy\b/,
      /\bmomentum\b|\bwavelength\b/,
      /\b(?:what|find|calculate)\b[^?.]*\b(?:voltage|resistance|acceleration|joules|newtons|watts|amps|atoms)\b/,
      /\bbalance (?:the|this) (?:chemical )?equation\b/,
    ),
  ),
);

const loans = when(
  OTHER,
  'this is a loan or an investment over time, which I do not compute',
  /\bamorti[sz]|\bnet present value\b|\bnpv\b|\birr\b(?= of)|\bannuity\b|\bapr\b|\bemi\b|\b(?:loan|mortgage)\b[^?]*\b(?:re)?pa(?:id|y\w*)\b[^?]*\bevery month\b/,
);

const RANKS = /\b(?:sort|rank|order|put|arrange|list|line up|grade)\b/;
const TASTE = new RegExp(
  anyOf(
    sequence(
      /(?:the )?/,
      anyOf(
        /best|nicest|worst|favou?rite|loveliest|coolest|funniest|tastiest|prettiest|most beautiful/,
        /most fun|most interesting|kindest/,
      ),
    ),
    sequence(
      /(?:the )?(?:most|least) /,
      /(?:beautiful|interesting|boring|exciting|important|delicious|annoying|likeable|popular|talented)/,
    ),
  ),
);

/** "Sort these from best to worst": by taste, of which nothing is told. */
const taste: Doubt = ({ low }) =>
  RANKS.test(low) &&
  new RegExp(`\\b(?:from |by |in order of |according to )?(?:${TASTE.source}) (?:to|down to|first|last|until)\\b`).test(
    low,
  ) &&
  !/\b(?:score|points?|price|grade|mark|rating|rated)\b|\d/.test(low)
    ? refusal(OTHER, 'which one is better is a matter of taste, and nothing is told to measure it by')
    : undefined;

const preference = when(
  OTHER,
  'which one is better is a matter of taste, and nothing is told to measure it by',
  new RegExp(
    alternatives(
      sequence(
        /\b(?:sort|rank|order|arrange|put|list)\b[^?.]*\bby (?:how )?/,
        anyOf(
          /nice|good|fun|funny|kind|beautiful|pretty|cool|interesting|popular|tasty|taste|beauty|niceness/,
          /kindness|quality/,
        ),
        /\b/,
      ),
    ),
  ),
  /\d/,
);

const BELIEF = when(
  OTHER,
  'this is a question of belief or judgement, which no computation decides',
  new RegExp(
    alternatives(
      sequence(
        /\bis it true that\b[^?]*\b/,
        anyOf(
          /free will|god|gods|love|soul|heaven|hell|life|luck|ghosts?|aliens?|fate|destiny|afterlife|karma/,
          /magic/,
        ),
        /\b/,
      ),
      /\bwhich (?:politician|party|religion|president|philosopher)\b[^?]*\b(?:right|truth|honest|liar|lying)\b/,
      /\bwhich [a-z]+ (?:emperor|king|queen)\b[^?]*\b(?:best|worst|greatest)\b[^?]*\b[ivx]+ to [ivx]+\b/,
    ),
  ),
  /\b(?:says|said|claims)\b/,
);

const PRIVATE = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /my|your|our|his|her|their/,
      sequence(
        /the /,
        anyOf(
          /wedding|meeting|party|exam|deadline|invoice|delivery|order|parcel|letter|course|lesson/,
          /appointment|holiday|holidays|trip|birthday|rent|project|contract|lease|event|tournament|concert/,
          /game|match|term/,
        ),
      ),
    ),
    /\b/,
  ),
);

/** "What date did the Titanic sink": a fact of history, which is no date to be counted to. */
const history: Doubt = ({ low, numbers }) =>
  numbers.length === 0 &&
  new RegExp(
    sequence(
      /\b(?:what|which) (?:date|day|weekday|day of the week)\b (?:did|was|were) /,
      /(?!it\b|i\b|we\b|he\b|she\b|they\b|you\b|today|yesterday|that\b|this\b|a\b)/,
    ),
  ).test(low) &&
  !PRIVATE.test(low) &&
  !/day\b[^?]*day\b|\b(?:before|after|yesterday|tomorrow|ago|from now)\b/.test(low) &&
  low.length < 120
    ? refusal(OTHER, 'this is a fact of history, and I only compute from what is told')
    : undefined;

export const TOPICS: readonly Doubt[] = [
  chance,
  lottery,
  constants,
  advice,
  sights,
  trigonometry,
  logarithm,
  calculus,
  statistics,
  arrangements,
  algebra,
  proof,
  bits,
  science,
  loans,
  taste,
  preference,
  BELIEF,
  history,
];

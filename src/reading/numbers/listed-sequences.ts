/**
 * Reads sequences whose terms are listed, word by word: labels beside the terms ("on Monday", "week two"), what is said
 * of the rule ("always four more"), and what is asked (the next one, the 20th, the gap, where 35 stands, the sum of the
 * first 12). What is said of the rule must be true of the terms. A telling word without a role ends the reading.
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { readNumber, same, subtract, divide, type Rational } from '../../problem/solve/rational.ts';
import { reading, refusal, type Outcome, type Reader, type Refusal } from '../reading.ts';
import { ORDINAL_TEXT, ordinalOf, scanOf, type Scan } from '../text/scan.ts';
import { valuesIn } from '../text/text.ts';
import { withoutLabels } from './sequence-labels.ts';
import { readSequence } from './sequences.ts';
import { BEFORE, counted, EACH, stepsIn, type Step } from './told-sequences.ts';

const TERM = String.raw`-?\d+(?:\.\d+)?(?:\/\d+)?`;
const HOLE = String.raw`_+(?: ?\?)?|\?+|\[[a-z ?_]*\]|\((?:[a-z]+ ?)?\)|\b(?:a|the) (?:blank|gap|hole)\b|\bblank\b|\bsomething\b`;
const JOIN = String.raw`(?: ?(?:,|;|->|\.\.\.?|\band\b|\bthen\b|\bto\b(?= \d)) ?)+| `;
const RUN = new RegExp(
  String.raw`(?<![\w.£$€+*/(-])(?:${HOLE}|${TERM})(?:(?:${JOIN})(?:${HOLE}|${TERM})(?!\w|:\d| ?[+*/=%]))+`,
  'g',
);

/** "[2, 4, 6, ?]" */
const BRACKETED = /\[([^\][]*\d[^\][]*)\]/g;

type Listed = {
  terms: string[];
  gap: boolean;
  /** It ends in dots or in a hole: it goes on. */ open: boolean;
  start: number;
  end: number;
};

/** The longest run of terms, with at most one gap among them. */
const listIn = (low: string): Listed | undefined => {
  const runs = [...low.matchAll(RUN)].map((match): Listed => {
    const parts = [...match[0].matchAll(new RegExp(`${HOLE}|${TERM}`, 'g'))].map((one) =>
      /\d/.test(one[0]) ? one[0] : '?',
    );
    const end = match.index + match[0].length;
    const open = parts.at(-1) === '?' || /^[ ,]*(?:\.\.\.|and then\W*$|then\W*$)/.test(low.slice(end));
    while (parts.length > 0 && parts.at(-1) === '?') parts.pop();
    return { terms: parts, gap: parts.includes('?'), open, start: match.index, end };
  });
  const best = runs.toSorted((a, b) => b.terms.length - a.terms.length)[0];
  if (!best || best.terms.filter((one) => one === '?').length > 1) return undefined;
  return best.terms.length - (best.gap ? 1 : 0) >= 3 ? best : undefined;
};

const LABELLED = String.raw`(?:term|number|one|element|member|entry|value|place|position|spot|figure|house|rung|day|week|row|step|level|shape)`;
const NTH: readonly RegExp[] = [
  new RegExp(String.raw`\b${ORDINAL_TEXT} ${LABELLED}\b`),
  new RegExp(String.raw`\b(?:term|number|position|place)(?: number)? (\d+)\b`),
  new RegExp(String.raw`\b(?:of|for) the ${ORDINAL_TEXT} [a-z]+\b`),
  new RegExp(
    String.raw`\b(?:(?:the|a|in|on|at|number) )*${ORDINAL_TEXT}(?: (?:1\b|(?!(?:of|and|but|then)\b)[a-z]+))?(?=\W*$)`,
  ),
];
/** The place of one is spoken of in words that are none of these. */
const ANY_ORDINAL = new RegExp(String.raw`\b${ORDINAL_TEXT}\b`);
const ZERO_BASED = /\b(?:at )?index (\d+)\b/;
const FROM_ZERO = new RegExp(
  alternatives(
    sequence(
      /\b(?:(?:if|when|with|and) )?(?:the )?(?:index(?:ing|es|ed)?|counting) /,
      /(?:starts?|begins?|from|starting|is)(?: at| from)? 0\b/,
    ),
    /\b0-based\b|\bzero-based\b/,
  ),
);
/** Not in a rule: "double the one before". */
const PREVIOUS = new RegExp(
  sequence(
    /(?<!\b(?:double|twice|triple|half|third|than|times|of|as|from|to|plus|minus|on) (?:the |that )?)/,
    /\b(?:number|term|one|what|value|which)(?: (?:number|one|term))?/,
    /(?: (?:comes?|came|goes|stood|stands|is|was))?(?: just| right)? before\b/,
  ),
);
/** Numbers that say nothing of the terms. */
const ASIDE = new RegExp(
  alternatives(
    /\bon 1 side\b|\boff-by-1\b|\bin \d+ (?:secs?|seconds?|minutes?|mins?)(?= (?:flat|lol|haha)|\W*$)/,
    /\b(?:(?:with|by|for|and|must|to|put|give|add|write|just|only) )*1 more(?: (?:term|number|step|one|time))?\b(?! than)/,
    /\b(?:with|by|just|only) 1 (?:term|number|step)\b/,
    /\b1 [a-z]+(?:'s| is| was) (?=(?:missing|unreadable|illegible|smudged|gone|hidden|torn|blank|unclear|blurred|faded)\b)/,
    /\b(?:i |we |you |she |he |they |let us |let's )?(?:am |is |are )?count(?:s|ing)?(?: up| down| on| back(?:wards)?| along| with me)*\b/,
    /\bof (?:that|the) same week\b|\bdaily\b/,
  ),
  'g',
);
const PLACE_OF = new RegExp(
  alternatives(
    sequence(
      /\b(?:which|what) (?:term|position|place|number term)(?: number)?/,
      /(?: (?:in|of) (?:it|the sequence|\s*;\s*))?/,
      /(?:,? ?is| do we (?:find|get)| will be| has the value| equals| holds)? (\d+)\b/,
    ),
    sequence(
      /\b(?:in|at) (?:which|what) (?:position|place) (?:do|does|would|will|can|is) /,
      /(?:we |you |i |one )?(?:find |get |have |see )?(\d+)(?: (?:come|stand|appear|occur|be)s?)?\b/,
    ),
  ),
);
const SUM = /\b(?:sum|total) of (?:the |its )?first (\d+)(?: (?:terms|numbers|ones))?(?: of| in)?\b/;

const NEXT = new RegExp(
  alternatives(
    sequence(
      /\b(?:the )?(?:very )?(?:next|following|subsequent)/,
      /(?: (?:one|number|term|value|triangle|[a-z]{3,}))?\b(?: 1\b)?/,
    ),
    sequence(
      /\b(?:comes?|coming|goes|go|follows?|following|stands?) /,
      /(?:next|then|after(?:wards)?|after (?:that|this|these|those|it))\b/,
    ),
    /\bcontinues?\b|\bwhat then\b|\bthen what\b|\bfollows?\b/,
    /\bafter (?:that|this|these|those|it|them)\b|\bcomes? after(?: the last(?: one)?)?\b|\bcarry on\b/,
    /\bwhat comes\b|\bfollowed by\b|\bfollows?\b|\b(?:and |is |one |number |comes? )*(?:then|after)(?=\W*$)/,
  ),
  'g',
);
const MISSING = new RegExp(
  alternatives(
    sequence(
      /\b(?:is |are |has been |was )?(?:the )?/,
      anyOf(/missing|omitted|left out|lacking|lacks|lost|illegible|smudged|hidden|gap|hole|blank/, /question mark/),
      /(?: (?:one|number|term|value))?\b/,
    ),
    /\bgoes (?:in )?(?:there|the gap|the blank|here|in between)\b|\b(?:belongs|fits)\b/,
  ),
  'g',
);
const GOES_ON = new RegExp(
  sequence(
    /\b/,
    anyOf(
      sequence(
        /if (?:that|this|it|the pattern|the rule)? ?/,
        /(?:keeps? (?:up|going|on)|continues?|goes on|carries on)/,
        /(?: (?:like (?:that|this)|in (?:that|this|the same) way))?/,
      ),
      /keeping (?:the|to the|up the|this) (?:pattern|rule)|and so on/,
      /in (?:just )?(?:that|this|the same) (?:way|manner)|(?:on )?the same (?:pattern|way)|so on|etc/,
      /i (?:carry|keep|go) on|if i|if we|if you|if they/,
    ),
    /\b/,
  ),
  'g',
);
const KIND = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /arithmetic|geometric|sequence|series|progression|pattern|number|first|then|each|every|time|times/,
      /if|in|next|starts?|starting|begins?|goes|go|up|down|on|by|same|again|before|last|all|always|one/,
      /what|one|after/,
    ),
    /\b/,
  ),
  'g',
);

/** "He must put one more", "help her with one number": the next one is asked for. */
const ONE_MORE =
  /\b(?:with|by|just|only) 1 (?:more )?(?:term|number|step|one)\b|\b(?:put|give|add|write|say|name|tell) (?:(?:me|us|just|only) )*1 (?:more|number)\b/;

/** Said of the rule without a number: equal steps, or equal factors. */
const EVENLY = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /by (?:exactly )?the same (?:number|amount|step|value)(?: (?:each|every) (?:time|step|one))?/,
      /(?:in|with) equal steps|evenly|steadily/,
      /(?:an )?arithmetic(?: (?:sequence|progression|series|one))?/,
    ),
    /\b/,
  ),
);
const INTERLEAVED = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /2 (?:series|sequences|patterns|lists)(?: (?:appear|seem) to be)?(?: interleaved| mixed| in 1)*/,
      /interleaved|alternating/,
    ),
    /\b/,
  ),
  'g',
);

const numbersOf = (terms: readonly string[]): readonly Rational[] =>
  terms.map(readNumber).filter((one) => one !== undefined);

/** The equal step or the equal factor of terms, where they have one. */
const evenOf = (terms: readonly string[]): { step?: Rational; factor?: Rational } => {
  const values = numbersOf(terms);
  const pairs = values.slice(1).map((one, i) => [values[i]!, one] as const);
  const steps = pairs.map(([a, b]) => subtract(b, a));
  const factors = pairs.map(([a, b]) => divide(b, a));
  const [step, factor] = [steps[0], factors[0]];
  return {
    ...(step && steps.every((one) => same(one, step)) && { step }),
    ...(factor && factors.every((one) => one && same(one, factor)) && { factor }),
  };
};

/** Whether one step leads from each term to the next. */
const follows = ({ sign, by }: Step, terms: readonly string[]): boolean => {
  const { step, factor } = evenOf(terms);
  const size = readNumber(sign === '-' ? `-${by}` : by);
  if (!size) return false;
  if (sign === '+' || sign === '-') return step !== undefined && same(step, size);
  const wanted = sign === '*' ? size : divide({ n: 1n, d: 1n }, size);
  return factor !== undefined && wanted !== undefined && same(factor, wanted);
};

/** Terms as a rule of one step. */
export const ruleOf = (terms: readonly string[]): string | undefined => {
  const text = ({ n, d }: Rational): string => (d === 1n ? `${n}` : `${n}/${d}`);
  const { step, factor } = evenOf(terms);
  if (step) return `x+(${text(step)})`;
  return factor && `x*(${text(factor)})`;
};

type Told = { scan: Scan; listed: Listed; at: number | undefined; steps: readonly Step[]; evenly: boolean };

/** The terms of a question and what is said of their rule, taken out of its words. */
const toldIn = (whole: string): Told | undefined => {
  const unlabelled = withoutLabels(
    counted(whole)
      .replace(BRACKETED, ' $1 ')
      .replace(/\.\.\.?/g, ' ... ')
      .replace(/\bthen (?:a|an) (blank|gap)\b/g, ', $1,'),
  );
  const listed = listIn(unlabelled.low);
  if (!listed) return undefined;
  const { low } = unlabelled;
  const scan = scanOf(low.slice(0, listed.start) + ' ; '.padEnd(listed.end - listed.start) + low.slice(listed.end));
  const evenly = scan.take(EVENLY) !== undefined;
  // Where it starts and what stood last are told again.
  const [first = '', last = ''] = [listed.terms[0], listed.terms.at(-1)];
  scan.take(
    new RegExp(
      String.raw`(?<!\b(?:index(?:ing|es|ed)?|counting) )\b(?:(?:starts?|starting|begins?|beginning)(?: off)? (?:at|from|with|on|by)|from) ${first}(?![\d.])`,
    ),
  );
  scan.take(new RegExp(String.raw`\b(?:after|is|follows) ${last}(?=[\s?]*(?:$|followed))`));
  return { scan, listed, at: unlabelled.at, steps: [], evenly };
};

/** What is said of the rule is not so: "four more each time: 3, 7, 12". */
export const contradictsTerms = (low: string): Refusal | undefined => {
  // In the numbers game each number is used once, which is no rule of terms.
  if (/\bonce\b|\bnone twice\b|\btiles?\b/.test(low)) return undefined;
  if (low.length > 250 || !/\b(?:each|every|always|same|step)\b/.test(low)) return undefined;
  // A step that changes is read in ruled-sequences.ts.
  if (/\b(?:gap|step|difference|jump)s?\b[^.;]{0,20}\b(?:goes|grows?|gets?|increas\w+|rises?)\b/.test(low))
    return undefined;
  const told = toldIn(low);
  if (!told || told.listed.gap) return undefined;
  const { listed, scan, evenly } = told;
  const steps = stepsIn(scan);
  const [step, second] = steps;
  const clash = refusal('contradiction', 'the terms do not follow the rule that is told');
  if (evenly && steps.length === 0 && /\bsame\b|\bequal\b/.test(low))
    return evenOf(listed.terms).step === undefined ? clash : undefined;
  if (!step || second || !/\b(?:each|every|always)\b/.test(low)) return undefined;
  return follows(step, listed.terms) ? undefined : clash;
};

type Ask = { type: 'next' | 'previous' | 'gap' } | { type: 'term' | 'sum' | 'place'; at: number };

const askedIn = (scan: Scan, { listed, at }: Told): Ask | undefined => {
  const sum = scan.take(SUM);
  if (sum) return { type: 'sum', at: Number(sum[1]) };
  const place = scan.take(PLACE_OF);
  if (place) return { type: 'place', at: Number(place[1] ?? place[2]) };
  const fromZero = scan.take(FROM_ZERO) !== undefined;
  const index = scan.take(ZERO_BASED);
  if (index) return fromZero ? { type: 'term', at: Number(index[1]) + 1 } : undefined;
  if (at !== undefined) return { type: 'term', at };
  for (const pattern of NTH) {
    const nth = scan.take(pattern);
    if (nth) return { type: 'term', at: /^\d+$/.test(nth[1]!) ? Number(nth[1]) : ordinalOf(nth[1]!) };
  }
  if (listed.gap) return { type: 'gap' };
  if (scan.take(PREVIOUS)) return { type: 'previous' };
  const nth = ANY_ORDINAL.exec(scan.rest())?.[1];
  if (nth !== undefined && ordinalOf(nth) > listed.terms.length) return undefined;
  const open = listed.open && !/\b(?:what|which|how|who|when|where)\b/.test(scan.rest());
  return open || scan.has(new RegExp(NEXT, '')) || scan.has(ONE_MORE) ? { type: 'next' } : undefined;
};

export const readListedSequence: Reader = ({ low }) => {
  if (low.length > 300) return undefined;
  const told = toldIn(low);
  if (!told) return undefined;
  const { scan, listed } = told;
  const uses = valuesIn(low);
  const ask = askedIn(scan, told);
  if (!ask) return undefined;
  scan.takeAll(ASIDE);
  scan.takeAll(GOES_ON);
  scan.takeAll(NEXT);
  if (listed.gap) scan.takeAll(MISSING);
  const steps = stepsIn(scan);
  scan.takeAll(EACH);
  scan.takeAll(BEFORE);
  scan.takeAll(INTERLEAVED);
  if (!scan.explained(KIND) || !agree(steps, listed)) return undefined;
  return problemOf(ask, listed, uses);
};

/** What is told of the rule fits the terms; several steps take turns. */
const agree = (steps: readonly Step[], listed: Listed): boolean => {
  if (steps.length === 0) return true;
  if (listed.gap) return false;
  if (steps.length === 1) return follows(steps[0]!, listed.terms);
  const values = numbersOf(listed.terms);
  const sizes = steps.map(({ sign, by }) => readNumber(sign === '-' ? `-${by}` : by));
  return (
    steps.every(({ sign }) => sign === '+' || sign === '-') &&
    values.slice(1).every((one, i) => sizes.some((size) => size && same(subtract(one, values[i]!), size)))
  );
};

const problemOf = (ask: Ask, listed: Listed, uses: readonly string[]): Outcome | undefined => {
  const { terms } = listed;
  if (ask.type === 'gap') return reading({ type: 'sequence', terms }, uses, false);
  if (listed.gap) return undefined;
  if (!('at' in ask)) {
    const row = ask.type === 'previous' ? ['?', ...terms] : terms;
    return reading({ type: 'sequence', terms: row }, uses, false);
  }
  if (ask.type === 'term') {
    if (ask.at <= terms.length || ask.at > 1000) return undefined;
    return reading({ type: 'sequence', terms, at: ask.at }, uses, false);
  }
  const rule = ruleOf(terms);
  if (rule === undefined || ask.at < 1) return undefined;
  return reading({ type: 'term', rule, first: [terms[0]!], ask: ask.type, at: ask.at }, uses, false);
};

/** The reader by sentences, where this one says nothing. */
export const readOtherSequence: Reader = (text) =>
  readListedSequence(text) === undefined && !asksPrevious(text.low) ? readSequence(text) : undefined;

const asksPrevious = (low: string): boolean => PREVIOUS.test(low) && !/\bafter\b|_|\?.*\d/.test(low);

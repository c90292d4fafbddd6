/**
 * Reads sequences whose rule is told in words ("starts at 5 and adds 3 each time, what is the 10th"), and those that
 * have a name ("the 20th even number", "the sum of the first 10 primes"). Every number and every telling word must be
 * the start, a step, or what is asked; otherwise it is not read.
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { reading, refusal, type Outcome, type Reader } from '../reading.ts';
import { ORDINAL_TEXT, ordinalOf, scanOf, type Scan } from '../text/scan.ts';
import { valuesIn } from '../text/text.ts';

const N = String.raw`(-?\d+(?:\.\d+)?(?:\/\d+)?)`;
const MONEY = String.raw`[£$€]? ?`;
const words = (source: string): RegExp => new RegExp(String.raw`\b(?:${source})\b`);
const TERM = '(?:term|number|one|element|member|entry|figure|value|row|place|position|spot|[a-z]{3,})';

/** Where it starts. One group: the number. */
const STARTS: readonly RegExp[] = [
  new RegExp(
    String.raw`\b(?:the )?(?:first|1st|initial|opening|starting) (?:ever )?(?:[a-z]+ )?(?:(?:of|in) (?:an?|the|my|this) (?:[a-z]+ )?[a-z]+ )?(?:is|was|are|equals|=|:|has|had|of|at|says|said|shows|reads|holds|costs?|bears|carries|gets|got|gives|gave)? ?${MONEY}${N}\b(?! ?%)`,
  ),
  new RegExp(
    String.raw`\b(?:starts?|started|starting|begins?|beginning|began|commences?|commencing|opens?)(?: off| out| life)?(?: from| at| with| on| by| as| in at)?(?: the number| number)? ${MONEY}${N}\b`,
  ),
  new RegExp(
    String.raw`\b(?:counts?|counting|goes|going|go|works?|working) (?:up |down |on |back(?:wards?)? )*from ${N}\b`,
  ),
  new RegExp(
    String.raw`${MONEY}${N} (?:[a-z]+ )?(?:in|on|for|at|during) (?:the |my |his |her |our )?(?:first|1st) [a-z]+\b`,
  ),
  new RegExp(String.raw`\b[a-z]+ 1 (?:has|is|was|costs?|had|gets|holds|:|=) ${MONEY}${N}\b`),
  new RegExp(String.raw`\bfrom ${N}\b`),
  new RegExp(
    String.raw`\b(?:is|was|takes?|takes|have|has) (?:already )?${MONEY}${N}(?= (?:cm|mm|m|kg|g|km|litres?|pages|tall|high|long)\b)`,
  ),
];

export type Step = { sign: '+' | '-' | '*' | '/'; by: string; at: number; than: boolean };

const THAN = String.raw`( than)?`;
/** Steps, by sign; one group holds the number, another whether "than" stands behind. */
const STEPS: readonly (readonly ['+' | '-' | '*' | '/', RegExp, string?])[] = [
  ['*', new RegExp(String.raw`\b(?:common )?ratio(?: is| of| =| being)? ${N}\b`, 'g')],
  [
    '*',
    new RegExp(
      String.raw`\b(?:is |are )?(?:multipl(?:y|ied|ies|ying)(?: it| that| the [a-z]+(?: [a-z]+)?)? by|times) ${N}\b`,
      'g',
    ),
  ],
  ['*', new RegExp(String.raw`\b${N} times(?: as [a-z]+ as| the| bigger than| that of)?\b`, 'g')],
  ['*', /\b(?:doubl(?:es?|ed|ing)|twice)\b()/g, '2'],
  ['*', /\b(?:tripl(?:es?|ed|ing)|trebl(?:es?|ed|ing)|thrice)\b()/g, '3'],
  ['*', /\bquadrupl(?:es?|ed|ing)\b()/g, '4'],
  ['/', /\b(?:halv(?:es?|ed|ing)|(?:is )?half)\b()/g, '2'],
  ['/', new RegExp(String.raw`\b(?:is )?divid(?:e|ed|es|ing)(?: it| that)? by ${N}\b`, 'g')],
  [
    '-',
    new RegExp(
      String.raw`\b(?:subtract|take|takes|taking|subtracts|subtracted|subtracting|minus|less|knock off|lose|loses|losing|drops?|dropping|falls?|falling|decreas(?:es?|ing)|reduc(?:es?|ed|ing)|goes down|go down|going down|down|shrinks?)(?: away)?(?: by| in)? ${MONEY}${N}\b`,
      'g',
    ),
  ],
  [
    '-',
    new RegExp(
      String.raw`\b${N} (?:[a-z]+ )?(?:less|fewer|smaller|lower|shorter|is (?:taken|subtracted)|are taken|taken away|down)\b${THAN}`,
      'g',
    ),
  ],
  ['+', new RegExp(String.raw`\b(?:common )?difference(?: is| of| =| being)? ${N}\b`, 'g')],
  [
    '+',
    new RegExp(
      String.raw`\b(?:add|adds|adding|added|plus|gains?|gaining|jumps?|grows?|growing|climbs?|climbing|ris(?:es?|ing)|increas(?:es?|ing|ed)|goes up|going up|go up|up|steps?|saves?|on)(?: on| up| by| of| in)* ${MONEY}${N}\b(?: (?:more|extra|further|bigger|higher)\b${THAN})?`,
      'g',
    ),
  ],
  [
    '+',
    new RegExp(
      String.raw`${MONEY}${N} (?:[a-z]+ )?(?:more|bigger|greater|larger|higher|taller|longer|extra|(?:is|are) added|up)\b${THAN}`,
      'g',
    ),
  ],
];

export const EACH = new RegExp(
  alternatives(
    sequence(
      /\b(?:each|every|any) (?:single )?/,
      /(?:time|new|next|further|following|subsequent|other|later|extra)? ?/,
      /(?:one|term|number|step|[a-z]{3,})?\b(?: after(?:wards)?)?/,
    ),
    /\b(?:each|every) (?:one )?(?:after|of them)\b|\b(?:per|a) (?:week|day|month|year|step|row)\b/,
  ),
  'g',
);
export const BEFORE = new RegExp(
  sequence(
    /\b(?:than |as |of |to )?(?:the |that |its )?/,
    /(?:(?:one|number|term|value|week|day|row|month|year|[a-z]+) )?(?:just |right |immediately )?/,
    /(?:before|in front|preceding|previous|last|prior)/,
    /(?: (?:it|that|this|one|term|number|value|week|day|row|month|year))?\b/,
  ),
  'g',
);

/** "starts at 1 and keeps doubling": what says that the step is done over and over. */
const OVER =
  /\b(?:keeps?|keep on|again and again|always|constant(?:ly)?|repeatedly|arithmetic|geometric|progression|common)\b/;

/** What is asked: the place of a term, or how many terms, of which something is asked. */
const ASKS: readonly (readonly [RegExp, 'term' | 'sum' | 'list'])[] = [
  [new RegExp(String.raw`\b(?:sum|total) of (?:the |its |all (?:the )?)?first (\d+)(?: ${TERM})?\b`), 'sum'],
  [new RegExp(String.raw`\b(?:add|adding) (?:up |together )*(?:the |its )?first (\d+)(?: ${TERM})?\b`), 'sum'],
  [
    new RegExp(String.raw`\b(?:list|write|give|name|what are|show|state|say)\b[^.?!\d]{0,30}\bfirst (\d+) ${TERM}\b`),
    'list',
  ],
  [new RegExp(String.raw`\b${ORDINAL_TEXT} (?:and last )?${TERM}\b`), 'term'],
  [new RegExp(String.raw`\b(?:the|number|in|on|at) ${ORDINAL_TEXT}(?: 1)?(?=\W*$)`), 'term'],
  [
    new RegExp(
      sequence(
        /\b/,
        anyOf(
          /term|number|row|week|day|month|year|step|position|place|rung|level|round|stage|pattern|shape/,
          /picture|floor|shelf|layer|lap|house|seat|hour|stop/,
        ),
        /s? (?:number |no\.? )?(\d+)\b/,
      ),
    ),
    'term',
  ],
];

const AFTER =
  /\bafter (?:another )?(\d+) (weeks|days|months|years|hours|minutes|steps|times|moves|rounds|turns|jumps)\b/;

type Asked = { ask: 'term' | 'sum' | 'list'; at: number };

const askedIn = (scan: Scan): Asked | undefined => {
  const later = scan.take(AFTER);
  if (later) return { ask: 'term', at: Number(later[1]) + 1 };
  for (const [pattern, ask] of ASKS) {
    const found = scan.take(pattern);
    if (found) return { ask, at: /^\d+$/.test(found[1]!) ? Number(found[1]) : ordinalOf(found[1]!) };
  }
  return undefined;
};

/** "3 less than double the one before": what is done to the term first stands behind "than". */
const inOrder = (steps: readonly Step[]): readonly Step[] => {
  const [a, b] = steps;
  const turned = a && b && a.than && (a.sign === '+' || a.sign === '-') && (b.sign === '*' || b.sign === '/');
  return turned ? [b, a] : steps;
};

export const stepsIn = (scan: Scan): readonly Step[] => {
  const found: Step[] = [];
  for (const [sign, pattern, by] of STEPS)
    for (const match of scan.takeAll(pattern)) {
      const number = by ?? match[1]!;
      found.push({ sign, by: number, at: match.index, than: match[2] !== undefined && match[2] !== '' });
    }
  return inOrder(found.sort((a, b) => a.at - b.at));
};

const ruleOf = (steps: readonly Step[]): string =>
  steps.reduce((rule, { sign, by }, i) => `${i > 0 && rule.length > 1 ? `(${rule})` : rule}${sign}${by}`, 'x');

const KIND_WORDS = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /first|next|one|number|times?|total|sum|if|begins?|starts?|starting|same|then|in|up|down|before/,
      /each|every|all|whole/,
    ),
    /\b/,
  ),
  'g',
);

const CONTEXT = words('sequence|series|progression|pattern|number|term|list|count|counting|each|every|keep|keeps');

const NAMED_STEPS: Readonly<Record<string, number>> = Object.fromEntries([
  ...'twos threes fours fives sixes sevens eights nines tens elevens twelves'.split(' ').map((one, i) => [one, i + 2]),
  ['twenties', 20],
  ['fifties', 50],
  ['hundreds', 100],
]) as Record<string, number>;
const IN_STEPS = new RegExp(
  String.raw`\b(?:in|by) (?:(${Object.keys(NAMED_STEPS).join('|')})|(\d+)'?s)\b(?: (?:each time|all the time))?`,
  'g',
);
const COUNTED_BY = new RegExp(
  sequence(
    /\b(count(?:s|ed|ing)?|going|go|goes|run(?:s|ning)?)( up| on| down| back(?:wards)?)*/,
    /\b([^.?!:]*?)\beach time by (\d+)/,
  ),
);

/** "counting in sevens from 4": a step by the name of its number. */
export const counted = (low: string): string =>
  low
    .replace(
      IN_STEPS,
      (_, name: string | undefined, digits: string) => `each time by ${NAMED_STEPS[name ?? ''] ?? digits}`,
    )
    .replace(COUNTED_BY, (found, verb: string, way: string | undefined, middle: string, by: string) => {
      const down = /\b(?:down|back(?:wards)?)\b/.test(found) || /down|back/.test(way ?? '');
      return `${verb}${middle} each time ${down ? 'subtract' : 'add'} ${by} :`;
    });

const SUM_OF_TWO = new RegExp(
  sequence(
    /\b(?:the )?sum of the /,
    /(?:2 (?:(?:numbers|terms) )?(?:before|previous|preceding)|(?:previous|preceding|last) 2)/,
    /(?: it| that| (?:numbers|terms|ones))*\b/,
  ),
);

/** "starts 3, 7 and every number is the sum of the two before it" */
const likeFibonacci = (low: string): Outcome | undefined => {
  const scan = scanOf(low);
  if (!scan.take(SUM_OF_TWO)) return undefined;
  const start = scan.take(new RegExp(String.raw`${N}(?:,| and|, and) ${N}(?=[ .;,])`));
  const asked = askedIn(scan);
  if (!start || !asked) return undefined;
  scan.takeAll(EACH);
  if (!scan.explained(KIND_WORDS)) return undefined;
  return reading({ type: 'term', rule: 'x+y', first: [start[1]!, start[2]!], ...asked }, valuesIn(low), false);
};

export const readToldSequence: Reader = ({ low: whole }) => {
  if (whole.length > 300 || !/\d/.test(whole)) return undefined;
  const low = counted(whole);
  const uses = valuesIn(whole);
  const named = readNamed(low, uses) ?? likeFibonacci(low);
  if (named) return named;
  if (!CONTEXT.test(low) || /[%=]|\d ?[*^]/.test(low)) return undefined;
  const scan = scanOf(low);
  let start: string | undefined;
  for (const pattern of STARTS) if ((start ??= scan.take(pattern)?.[1]) !== undefined) break;
  const asked = askedIn(scan);
  if (start === undefined || !asked || asked.at < 1) return undefined;
  const over = OVER.test(low);
  const each = scan.has(new RegExp(EACH, ''));
  const steps = stepsIn(scan);
  scan.takeAll(EACH);
  scan.takeAll(BEFORE);
  if (steps.length === 0)
    return !/\d/.test(scan.rest()) && words('sequence|series|progression|starts?|begins?').test(low) && low.length < 80
      ? refusal('missing', 'the rule is missing: one term alone does not show it')
      : undefined;
  if (steps.length > 2 || !(each || over) || !scan.explained(KIND_WORDS)) return undefined;
  if (steps.some(({ sign, by }) => Number(by) === 0 && sign !== '+')) return undefined;
  return reading({ type: 'term', rule: ruleOf(steps), first: [start], ...asked }, uses, false);
};

const NAMED: readonly (readonly [RegExp, { rule: string; first: string[] }])[] = [
  [/^(?:positive )?even$/, { rule: 'x+2', first: ['2'] }],
  [/^(?:positive )?odd$/, { rule: 'x+2', first: ['1'] }],
  [/^(?:whole|natural|counting|positive(?: whole)?)$/, { rule: 'x+1', first: ['1'] }],
  [/^prime$/, { rule: 'primes', first: [] }],
  [/^(?:perfect )?square$/, { rule: 'squares', first: [] }],
  [/^(?:perfect )?cube$/, { rule: 'cubes', first: [] }],
  [/^triang(?:le|ular)$/, { rule: 'triangular', first: [] }],
  [/^fibonacci$/, { rule: 'fibonacci', first: [] }],
];
const NAMES = String.raw`(?:positive )?(?:even|odd|whole|natural|counting|positive(?: whole)?|prime|(?:perfect )?(?:square|cube)|triang(?:le|ular)|fibonacci)`;
const NUMBERS = String.raw`(?: (?:numbers?|integers?)|s)`;
const IN_NAMED = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /in the fibonacci (?:sequence|series)/,
      sequence(
        /(?:with|if|where) (?:the )?(?:sequence|series)? ?(?:starts?|starting|begins?) (?:with |at )?1/,
        /(?:,| and)? 1/,
      ),
      /starting (?:at|with|from) 2|(?:if )?2 (?:is|being) the first(?: one)?/,
    ),
    /\b/,
  ),
);

/** "the 20th even number", "the first five multiples of 6", "the sum of the first 10 odd numbers", "1 to 50" */
const readNamed = (low: string, uses: readonly string[]): Outcome | undefined => {
  const scan = scanOf(low);
  scan.take(IN_NAMED);
  const sum =
    scan.take(/\b(?:sum|total) of(?: all)?\b|\b(?:add|adding)(?: up| together)*(?: all)?\b|\btotal\b/) !== undefined;
  const nth = scan.take(
    new RegExp(String.raw`\b${ORDINAL_TEXT} (?:(${NAMES})${NUMBERS}?|(?:smallest )?(?:positive )?multiple of (\d+))\b`),
  );
  const many = nth
    ? undefined
    : scan.take(new RegExp(String.raw`\bfirst (\d+) (?:(${NAMES})${NUMBERS}|multiples of (\d+))\b`));
  const range =
    nth || many
      ? undefined
      : scan.take(
          /\b(?:(even|odd|whole|natural|counting) )?(?:numbers|integers) (?:from |between )?(\d+) (?:to|up to|through|and) (\d+)(?:,? \(?(?:with )?(?:both )?(?:ends |the ends |1 and \d+ )?(?:included|inclusive|counted|both included)\)?)?\b/,
        );
  const ended = scan.explained(/\b(?:if|first|up|all|together|the|number)\b/g);
  if (!ended) return undefined;
  if (range) {
    const [, kind, from, to] = range;
    const step = kind === 'even' || kind === 'odd' ? 2 : 1;
    const [a, b] = [Number(from), Number(to)];
    const first = step === 2 && (a % 2 === 0) !== (kind === 'even') ? a + 1 : a;
    const count = Math.floor((b - first) / step) + 1;
    if (!sum || count < 1 || /\bbetween\b/.test(low)) return undefined;
    return reading({ type: 'term', rule: `x+${step}`, first: [`${first}`], ask: 'sum', at: count }, uses, false);
  }
  const found = nth ?? many;
  if (!found) return undefined;
  const name = found[2];
  const sort = name === undefined ? undefined : NAMED.find(([pattern]) => pattern.test(name))?.[1];
  const told = found[3] === undefined ? sort : { rule: `x+${found[3]}`, first: [found[3]] };
  if (!told) return undefined;
  const at = nth ? ordinalOf(found[1]!) : Number(found[1]);
  if (at < 1 || (nth && sum)) return undefined;
  const ask = nth ? 'term' : sum ? 'sum' : 'list';
  return reading({ type: 'term', ...told, ask, at }, [...uses, '1', '2'], false);
};

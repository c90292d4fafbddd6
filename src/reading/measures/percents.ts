/**
 * Reads percentages by the roles of their words: rates, amounts, what goes up or down, what is asked (the share, the
 * part, the new amount, the one before, the rest). Every number has a role; a telling word without one ends the
 * reading.
 */
import { reading, refusal, type Outcome, type Reader } from '../reading.ts';
import { scanOf, type Scan } from '../text/scan.ts';
import { numbersIn, type Text } from '../text/text.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { sharedOf } from './shares.ts';

const N = String.raw`(\d+(?:\.\d+)?)`;
const RATE = new RegExp(String.raw`(?<![\d.])${N} ?(?:%|percent\b|per ?cent\b|pct\b|percentage points?\b)`, 'g');
const ASKS = /(?:\b(?:percent|per ?cent|percentage|pct)\b|%)/;

const word = (...parts: readonly RegExp[]): RegExp => new RegExp(sequence(/\b/, anyOf(...parts), /\b/), 'g');
const DOWN = word(
  new RegExp(
    alternatives(
      /off|discount(?:ed|s)?|reductions?|reduced?|cheaper|less|lower(?:ed)?|rebate|knock(?:ed|ing)? off/,
      /taken off|takes? off/,
    ),
  ),
  new RegExp(
    alternatives(
      /decreas(?:e|ed|es|ing)|dropp?(?:ed|s)?|fell|falls?|fallen|loses?|lost|loss|shr[aiu]nk|minus|down/,
      /declined?|cut|marked down|in the sale/,
    ),
  ),
  /deducted?|depreciat(?:es|ed|ion)|saved?|sale|docks?|docked|lighter|shorter|smaller/,
);
const UP = word(
  new RegExp(
    alternatives(
      /tip(?:s|ped|ping)?|vat|tax(?:es)?|gst|interest|increas(?:e|ed|es|ing)|rais(?:e|ed|es|ing)/,
      /rise[sn]?|rose|more|extra|added?/,
    ),
  ),
  new RegExp(
    alternatives(
      /adds?|adding|on top|mark-?ups?|marked up|service(?: charge)?|surcharge|dearer|up|gr[eo]w(?:n|s)?/,
      /growth|gratuity|plus|bonus|commission/,
    ),
  ),
  /gains?|gained|heavier|higher|bigger|larger|longer|taller|profit|pay rise|fee|putting (?:it |them |the [a-z]+ )?up/,
);
const CHANGE = word(/chang(?:e|ed|es)|went|gone|goes|go|moved|improve(?:d|ment)?|differ(?:ence|s)?/);
/** What is left of the whole. */
const REST = word(/not|rest|remaining|remains?|left|others?|without|n't/);
const TOTAL = word(
  new RegExp(
    alternatives(
      /total|altogether|in all|pay|paying|comes? to|cost|costs|price|prices|now|new|final|end up|bill/,
      /becomes?|have to pay|charged?/,
    ),
  ),
  /earn|get|salary|wage|worth|grand total|all together|owe|spend|make it|makes?|all in|today|then/,
);

const PART_NOUN = anyOf(
  alternatives(
    /tip|discount|vat|tax|gst|interest|commission|deposit|savings?|bonus|increase|raise|reduction/,
    /rise|service(?: charge)?|fee|gratuity/,
  ),
  /mark-?up|surcharge|cut|drop|decrease/,
);
const PART_ASKED = new RegExp(
  anyOf(
    sequence(
      sequence(
        /\b(?:how much|what|which)(?: (?:is|are|was|will|would|money))*(?: be)?/,
        /(?: the| my| in| your| our| their| an?| amount| of| size)* /,
      ),
      PART_NOUN,
      /\b/,
    ),
    sequence(
      /\bhow (?:much|many)(?: [a-z]+)? (?:do|does|did|will|would|can|should|must) /,
      /(?:i|you|we|he|she|they|it|one) /,
      /(?:save|tip|earn in interest|get off|leave|lose|gain|put aside|go up)\b/,
    ),
    sequence(
      /\b(?:what|how much)(?:'?s| is| would be)?(?: an?| the| my)? \d+(?:\.\d+)? ?(?:%|percent|per ?cent) /,
      PART_NOUN,
      /\b/,
    ),
    /\bby how much\b|\bhow much (?:cheaper|dearer|more|less)\b/,
  ),
);
/** The amount before a change is asked. */
const BEFORE = new RegExp(
  anyOf(
    sequence(
      /\b/,
      anyOf(
        /original(?:ly)?|initial(?:ly)?|pre-?(?:sale|tax|vat)|previous(?:ly)?|full|normal|regular|usual/,
        /old|starting|net/,
      ),
      /(?: (?:price|cost|amount|value|salary|pay|wage|bill|rent|weight|number|total|one|size|length))?/,
      /\b/,
    ),
    sequence(
      /\b(?:before|without|excluding|ex|exclusive of)(?: (?:the|any|that|this|it|they|a))?/,
      '(?:',
      sequence(
        / /,
        anyOf(
          /vat|tax|tip|discount|sale|reduction|increase|rise|raise|change|was|cut|drop|pay|price|went/,
          /dropped|service/,
        ),
      ),
      ')*',
      /\b/,
    ),
    /\bused to (?:be|cost|earn|pay|weigh)\b|\bto begin with\b|\bat first\b|\bstart(?:ed)? (?:with|at|from|out)\b/,
  ),
);
const ASKS_BEFORE = new RegExp(
  anyOf(
    sequence(/\b(?:what|how much|how many|find|work out|calculate|give|which)\b[^.?]*?/, BEFORE),
    sequence(BEFORE, / ?(?:price|cost|amount)? ?\?/),
  ),
);

const usesOf = (low: string): string[] => numbersIn(low).map((one) => one.value);
const formula = (
  name: Parameters<typeof make>[0],
  given: readonly string[],
  uses: readonly string[],
  sure = true,
): Outcome => make(name, given, uses, sure);
const make = (
  name:
    | 'percent-of'
    | 'percent-rate'
    | 'percent-change'
    | 'percent-drop'
    | 'percent-more'
    | 'percent-less'
    | 'percent-whole',
  given: readonly string[],
  uses: readonly string[],
  sure: boolean,
): Outcome => reading({ type: 'formula', formula: name, given: [...given] }, uses, sure);

const NEUTRAL = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /days?|weeks?|months?|years?|year|first|last|today|yesterday|this (?:month|year|week)|hours?/,
      /morning|score|square|each (?=month|year|week)|lunch|total|all|in all|each (?=of)|equals?|only/,
      /before|after|now|pairs?|half(?= the (?:day|game))|a half\b|begin|starts?|end(?:ed)?|correct/,
      /wrong|right|true|early|late|missing|break|broken|even|then|same|back|reverse|missing|delayed/,
      /first|shared?/,
    ),
    /\b/,
  ),
  'g',
);

/** A change from one amount to another, asked in percent. */
const changeAsked = (low: string, uses: readonly string[]): Outcome | undefined => {
  const [a, b] = numbersIn(low);
  if (!a || !b || uses.length !== 2) return undefined;
  const scan = scanOf(low);
  const downs = scan.takeAll(DOWN).length;
  const ups = scan.takeAll(UP).length;
  if (downs + ups + scan.takeAll(CHANGE).length === 0) return undefined;
  const [before, mid, after] = [low.slice(0, a.start), low.slice(a.end, b.start), low.slice(b.end)];
  if (/\bby (?:[$£€] ?)?$/.test(before) && /\b(?:from|on|of) (?:[$£€] ?)?$/.test(mid))
    return formula('percent-rate', [a.value, b.value], uses);
  if (/\bby (?:[$£€] ?)?$/.test(before) || /\bby (?:[$£€] ?)?$/.test(mid)) return undefined;
  const now = /\b(?:now|today|this year|currently|sold)\b[^\d]{0,12}$/;
  const was = /\b(?:was|were|used to|before|last year|from|bought|originally|previously|paid)\b[^\d]{0,20}$/;
  const turned =
    (now.test(before) && !/\bto (?:[$£€] ?)?$/.test(mid)) ||
    (/\bfrom (?:[$£€] ?)?$/.test(mid) && !/\bfrom\b/.test(before)) ||
    (was.test(mid) && /\bnow\b/.test(before)) ||
    (/\bto (?:[$£€] ?)?$/.test(before) && /\bfrom\b/.test(mid)) ||
    (!was.test(before) && /\b(?:before|last (?:year|month|week))\b/.test(after) && !now.test(mid));
  const [from, to] = turned ? [b, a] : [a, b];
  scan.takeAll(
    /\b(?:now|was|were|used to be|before|after|last|this|year|month|week|today|yesterday|from|to|difference)\b/g,
  );
  scan.takeAll(/\d+(?:\.\d+)?/g);
  scan.takeAll(new RegExp(ASKS.source, 'g'));
  if (!scan.explained(NEUTRAL)) return undefined;
  const falls = Number(to.value) < Number(from.value);
  // "What is the increase" from 50 down to 40 is asked of something else.
  if ((falls && downs === 0 && ups > 0) || (!falls && ups === 0 && downs > 0)) return undefined;
  const joined = /\bfrom\b|\bto (?:[$£€] ?)?$|\bnow\b|\bused to\b|\bwas\b/.test(low);
  return formula(falls ? 'percent-drop' : 'percent-change', [to.value, from.value], uses, joined);
};

/** Which share one number is of another. */
const shareAsked = (low: string, uses: readonly string[]): Outcome | undefined => {
  const scan = scanOf(low);
  scan.takeAll(new RegExp(ASKS.source, 'g'));
  if (uses.length === 1) {
    // "0.35 as a percentage": words of asking alone.
    const rest = scan.rest().replace(/\d+(?:\.\d+)?/, ' ');
    const plain = (rest.match(/[a-z]+/g) ?? []).every((one) =>
      /^(?:what|is|as|a|an|in|to|into|convert|express|write|the|number|decimal|change|turn|give|put|for|me|it|would|be|how|much|many|you|do|can|of|percentage|form|whats|equals?)$/.test(
        one,
      ),
    );
    return plain ? formula('percent-rate', [uses[0]!, '1'], uses) : undefined;
  }
  const shared = sharedOf(low, ASKS);
  if (!shared) return undefined;
  scan.takeAll(/\d+(?:\.\d+)?/g);
  if (!scan.explained(NEUTRAL)) return undefined;
  return formula('percent-rate', [shared.part, shared.whole], uses, shared.sure);
};

/** "12 is 30 % of what", "a jacket is 60 after 25 % off, what was it before". */
const wholeAsked = (low: string, rate: string, amount: string, uses: readonly string[]): Outcome | undefined => {
  const ofWhat = new RegExp(
    anyOf(
      sequence(
        /(?:%|percent|per ?cent|pct)(?: exactly)? of (?:what|which|how (?:much|many)|(?:a|some|my|an unknown|a certain|the)(?: [a-z]+)? (?:number|amount|value))/,
      ),
      /\b(?:what|which) number (?:is|has|does) [^?]*\d ?(?:%|percent|per ?cent) of\b|\bis that percent of\b/,
      /\b(?:what|which) (?:number|amount|value)(?: is it| is that)?,? if\b[^?]*\d ?(?:%|percent|per ?cent) of it\b/,
    ),
  );
  if (ofWhat.test(low)) return formula('percent-whole', [amount, rate], uses);
  const told = new RegExp(
    sequence(BEFORE, String.raw`(?: (?:is|was|of|at|for|costs?|:|=))* ?[$£€]? ?${amount.replace('.', '\\.')}(?![\d.])`),
  );
  if (!ASKS_BEFORE.test(low) || told.test(low)) return undefined;
  const scan = scanOf(low);
  const downs = scan.takeAll(DOWN).length;
  const ups = scan.takeAll(UP).length;
  if (downs > 0 === ups > 0) return undefined;
  scan.takeAll(RATE);
  scan.takeAll(new RegExp(BEFORE.source, 'g'));
  scan.takeAll(TOTAL);
  scan.takeAll(/\d+(?:\.\d+)?|\bafter\b|\bincluding\b|\bis\b|\bwithout\b/g);
  if (!scan.explained(NEUTRAL)) return undefined;
  return reading({ type: 'value', expression: `${amount}*100/(100${downs > 0 ? '-' : '+'}${rate})` }, uses);
};

/** What is said of the words of one rate and one amount. */
type Said = { downs: number; ups: number; rest: boolean; total: boolean; part: boolean; of: boolean };

const saidOf = (scan: Scan, low: string): Said => {
  const part = PART_ASKED.test(low);
  const of =
    /(?:%|percent|per ?cent|pct) (?:of|from|on|out of|off of) /.test(low) ||
    /(?:%|percent|per ?cent) (?:are|were|have|had|is|was|like|play|wear|chose|voted|said|passed|failed)\b/.test(low);
  const rest = scan.takeAll(REST).length > 0;
  const downs = scan.takeAll(DOWN).length;
  const ups = scan.takeAll(UP).length;
  const total = scan.takeAll(TOTAL).length > 0;
  scan.takeAll(new RegExp(PART_NOUN, 'g'));
  return { downs, ups, rest, total, part, of };
};

const STEM = /(?:ing|ed|es|s)$/;
const PLAIN = new RegExp(
  sequence(
    /^/,
    anyOf(
      /how|many|much|is|are|was|were|that|it|this|of|them|the|a|in|there|do|does|did|have|has|had|be/,
      /will|would|people|men|i|we|you|they|say|said|question|class|group|number|amount|what|total|to/,
      /for|with|by|at|on|say/,
    ),
    /$/,
  ),
);

/** "30 % are empty, how many are taken": what is asked is not what the rate is told of. */
const asksOther = (low: string): boolean => {
  const asked = /\bhow many\b[^.?!]*/.exec(low);
  if (!asked) return false;
  const rateAt = low.search(RATE);
  if (rateAt > asked.index) return false;
  const told = new Set((low.slice(0, asked.index).match(/[a-z]+/g) ?? []).map((one) => one.replace(STEM, '')));
  const words = (asked[0].match(/[a-z]+/g) ?? []).filter((one) => !PLAIN.test(one));
  return words.some((one) => !told.has(one.replace(STEM, '')));
};

/** One rate and one amount: the part, the rest, or the amount after a change. */
const partAsked = (low: string, rate: string, amount: string, uses: readonly string[]): Outcome | undefined => {
  const scan = scanOf(low);
  scan.takeAll(RATE);
  scan.takeAll(/\d+(?:\.\d+)?/g);
  const signed = new RegExp(
    String.raw`${N} ?([-+]|\bminus|\bplus|\bless) ?(?:an? |another )?\d+(?:\.\d+)? ?(?:%|percent|per ?cent)`,
  ).exec(low);
  const said = saidOf(scan, low);
  if (!scan.explained(NEUTRAL)) return undefined;
  if (signed)
    return formula(/^(?:-|minus|less)$/.test(signed[2]!) ? 'percent-less' : 'percent-more', [rate, amount], uses);
  if (said.part && !(said.downs > 0 && said.ups > 0 && /\btip\b/.test(low)))
    return formula('percent-of', [rate, amount], uses);
  if (said.rest && said.ups === 0) return formula('percent-less', [rate, amount], uses, said.downs > 0);
  if (said.rest) return undefined;
  const direct = new RegExp(
    String.raw`(?:%|percent|per ?cent|pct) (?:of|from|out of) (?:the |a |an |my |our |all )?[$£€]? ?${amount.replace('.', '\\.')}(?![\d.])`,
  );
  if (direct.test(low) && said.downs + said.ups === 0 && !asksOther(low))
    return formula('percent-of', [rate, amount], uses);
  // "20 % VAT on 150" is the tax; with "total" or "pay" it is both.
  const on = new RegExp(sequence(/(?:%|percent|per ?cent|pct) /, PART_NOUN, / (?:on|of|for|from) /)).test(low);
  if (on && !said.total) return formula('percent-of', [rate, amount], uses);
  if (said.downs > 0 && said.ups > 0) return undefined;
  if (said.ups > 0) return formula('percent-more', [rate, amount], uses);
  if (said.downs > 0) return formula('percent-less', [rate, amount], uses);
  if (said.of && asksOther(low)) return undefined;
  if (said.of) return formula('percent-of', [rate, amount], uses, direct.test(low));
  return undefined;
};

/** Two rates one after the other: "10 % off, then another 5 % off". */
const chained = (
  low: string,
  rates: readonly RegExpExecArray[],
  amount: string,
  uses: readonly string[],
): Outcome | undefined => {
  if (!/\b(?:then|further|another|followed|again|after that|on top|next|later|extra)\b/.test(low) || rates.length !== 2)
    return undefined;
  if (ASKS_BEFORE.test(low)) return undefined;
  const cut = low.search(/,? (?:and |but )?(?:then|followed|after that|later|next|again|another|a further|an extra)\b/);
  if (cut < 0) return undefined;
  const whole = scanOf(low);
  for (const roles of [RATE, DOWN, UP, TOTAL, CHANGE]) whole.takeAll(roles);
  whole.takeAll(/\d+(?:\.\d+)?|\b(?:then|further|another|again|after|extra|next|later|more|followed|final|first)\b/g);
  if (!whole.explained(NEUTRAL)) return undefined;
  const factors: string[] = [];
  let last: string | undefined;
  for (const [from, to] of [
    [0, cut],
    [cut, low.length],
  ] as const) {
    const clause = low.slice(from, to);
    const own = rates.filter((one) => one.index >= from && one.index < to);
    const [down, up] = [clause.match(DOWN), clause.replace(/\b(?:extra|a further|more)\b/g, ' ').match(UP)];
    const sign: string | undefined = down && !up ? '-' : up && !down ? '+' : !down && !up ? last : undefined;
    if (own.length !== 1 || sign === undefined) return undefined;
    last = sign;
    factors.push(`(100${sign}${own[0]![1]})/100`);
  }
  return reading({ type: 'value', expression: [amount, ...factors].join('*') }, uses);
};

const MISSING = 'the amount that the percentage is of is missing';

export const readPercent: Reader = ({ low: typed }: Text): Outcome | undefined => {
  if (!/%|\bper ?cent|\bpercentage\b|\bpct\b/.test(typed)) return undefined;
  const low = typed.replace(/\bper cent\b/g, 'percent');
  const uses = usesOf(low);
  const rates = [...low.matchAll(RATE)];
  const amounts = usesOf(low.replace(RATE, (found) => ' '.repeat(found.length)));
  const [rate] = rates.map((one) => one[1]!);
  const [amount] = amounts;
  if (rates.length === 0)
    return uses.length > 2 || uses.length === 0 ? undefined : (changeAsked(low, uses) ?? shareAsked(low, uses));
  if (rates.length === 1 && amounts.length === 1) {
    if (ASKS.test(low.replace(RATE, ' '))) return undefined;
    if (/\b(?:per (?:year|month|annum)|each year|every year|years|compound\w*|annually)\b/.test(low)) return undefined;
    return (
      wholeAsked(low, rate!, amount!, uses) ??
      (ASKS_BEFORE.test(low) && !/\b(?:full|normal|regular|usual|old|original)\b/.test(low)
        ? undefined
        : partAsked(low, rate!, amount!, uses))
    );
  }
  if (rates.length === 2 && amounts.length === 1) return chained(low, rates, amount!, uses);
  if (rates.length === 1 && amounts.length === 0) return alone(low, rate!, uses);
  return undefined;
};

/** A rate without an amount: written in another form, or something is missing. */
const alone = (low: string, rate: string, uses: readonly string[]): Outcome | undefined => {
  const form =
    /\b(?:as|in|to|into) (?:an? |its )?(?:simplest |simplified )?(decimal|fraction)\b|\bwhat (decimal|fraction) is\b/.exec(
      low,
    );
  if (form && !/\bof (?:the|a|my|them)\b/.test(low))
    return (form[1] ?? form[2]) === 'decimal'
      ? reading({ type: 'value', expression: `${rate}/100` }, uses)
      : reading({ type: 'formula', formula: 'as-fraction', given: [`${rate}/100`] }, uses);
  const asks =
    new RegExp(String.raw`${RATE.source} ?(?:${DOWN.source}|${UP.source})`).test(low) ||
    /\bhow (?:much|many)\b/.test(low);
  return asks ? refusal('missing', MISSING) : undefined;
};

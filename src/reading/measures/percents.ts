/**
 * Reads percentages by the roles of their words: rates, amounts, what goes up or down, what is asked (the share, the
 * part, the new amount, the one before, the rest). Every number has a role; a telling word without one ends the
 * reading.
 */
import { reading, refusal, type Outcome, type Reader } from '../reading.ts';
import { scanOf, type Scan } from '../text/scan.ts';
import { numbersIn, type Text } from '../text/text.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { percentBefore } from './percent-before.ts';
import { asksOther, readPercentSteps, withoutUnitPrice } from './percent-steps.ts';
import { readShareOf } from './share-roles.ts';
import { sharedAmounts, sharedOf } from './shares.ts';

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
      /adds?|adding|on top|mark-?ups?|marked up|service(?: charge)?|surcharge|dearer|(?<!\bend |\bends |\bended |\bcame )up|gr[eo]w(?:n|s)?/,
      /growth|gratuity|plus|bonus|commission/,
    ),
  ),
  /gains?|gained|heavier|higher|bigger|larger|longer|taller|profit|pay rise|fee|putting (?:it |them |the [a-z]+ )?up/,
);
const CHANGE = word(/chang(?:e|ed|es)|went|gone|goes|go|moved|improve(?:d|ment)?|differ(?:ence|s)?/);
/** What is left of the whole. */
const REST = word(/not|rest|still|remaining|remains?|left|others?|without|n't/);
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
    sequence(/\bhow many [a-z]+ (?:is|are|was|were|makes?|would be) (?:the|that|my|this|her|his) /, PART_NOUN, /\b/),
    /\bby how much\b|\bhow much (?:cheaper|dearer|more|less)\b/,
    sequence(/[.?!,;] (?:(?:the|so|my) )*/, PART_NOUN, /(?: in [a-z]+)? ?\?/),
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
    sequence(/\b(?:what|how much|how many|find|work (?:out|back)|calculate|give|which)\b[^.?]*?/, BEFORE),
    sequence(BEFORE, / ?(?:price|cost|amount)? ?\?/),
    sequence(BEFORE, /[^.?]*\b(?:what|how much) ?\?/),
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
): Outcome =>
  name === 'percent-less' && Number(given[0]) > 100
    ? refusal('invalid-input', 'nothing is reduced by more than all of it')
    : reading({ type: 'formula', formula: name, given: [...given] }, uses, sure);

const NEUTRAL = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /days?|weeks?|months?|years?|year|first|last|today|yesterday|this (?:month|year|week)|hours?/,
      /morning|score|square|each (?=month|year|week)|lunch|total|all|in all|each (?=of)|equals?|only/,
      /before|after|now|pairs?|half(?= the (?:day|game))|a half\b|begin|starts?|end(?:ed)?|correct/,
      /wrong|right|true|early|late|missing|break|broken|even|then|same|back|reverse|missing|delayed/,
      /first|shared?|if|end(?= up)|during|suppose|january|february|march|april|june|july|august|september|october/,
      /november|december|do not (?:judge|laugh|mind|worry|ask|hate|tell)|till|night|evening|afternoon|quarter(?= \d)/,
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
  // "8 of 10 shots went in", "out of 56 patients 42 went home": a share, and no change.
  if (/^ (?:out )?of (?:the |my |our |all )?$/.test(mid) || /\bout of (?:the |my |our |all )?$/.test(before))
    return undefined;
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
  const joined =
    /\blast (?:year|month|week)\b.*\bthis\b|\bfrom\b|\btoday\b|\bto (?:[$£€] ?)?$|\bnow\b|\bused to\b|\bwas\b/.test(
      low,
    );
  return formula(falls ? 'percent-drop' : 'percent-change', [to.value, from.value], uses, joined);
};

const BAD = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /fail(?:ed|s)?|miss(?:ed|es)?|lost|died?|broken?|broke|absent|empty|unsold|unused|unread|wrong|rotten|dead|damaged/,
      /faulty|invalid|rejected|spoil(?:ed|t)|cancelled|late|not|n't|didn|without|unfinished|unpaid|unanswered|left over/,
    ),
    /\b/,
  ),
);
const GOOD = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /came up|pass(?:ed|es)?|works?|worked|surviv\w+|arriv\w+|present|sold|used|read|right|correct|good|valid|turned up/,
      /sprouted|germinated|hatched|succeeded|hit|scored|paid|answered|attended|on time|full|taken|finished|live[ds]?/,
    ),
    /\b/,
  ),
);

/** Whether the share of the others is asked, by opposite words where it is told and asked; undefined: by strange ones. */
const asksOpposite = (low: string): boolean | undefined => {
  const at = low.search(/\b(?:what|which|how many|how much|the) (?:percent|percentage|per ?cent|pct|%)|\bpercentage\b/);
  const told = low.slice(0, at);
  const end = low.slice(at).search(/[?]|$/);
  const asked = low.slice(at, at + end).replace(/\b(?:what|which) (?:percentage|percent) (?:of|is|was)?/, ' ');
  if (!/\d.*\d/.test(told)) return false;
  const [badTold, badAsked, goodTold, goodAsked] = [BAD.test(told), BAD.test(asked), GOOD.test(told), GOOD.test(asked)];
  if (badAsked && !badTold) return goodTold ? true : undefined;
  if (goodAsked && !goodTold) return badTold ? true : undefined;
  if (/\b(?:left|remain\w*|rest|others?|still)\b/.test(asked) && !/\b(?:left|remain\w*|still)\b/.test(told))
    return undefined;
  return false;
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
  const opposite = asksOpposite(low);
  if (opposite === undefined) return undefined;
  if (opposite) scan.takeAll(REST);
  scan.takeAll(/\d+(?:\.\d+)?/g);
  if (!scan.explained(NEUTRAL)) return undefined;
  if (opposite)
    return reading({ type: 'value', expression: `100*(${shared.whole}-${shared.part})/${shared.whole}` }, uses);
  return formula('percent-rate', [shared.part, shared.whole], uses, shared.sure);
};

/** How many there are of all is asked. */
const WHOLE_ASKED = new RegExp(
  anyOf(
    /\bhow (?:many|much|big|large|long)\b[^?]*\b(?:whole|total|altogether|in all|entire|full|all told|all together)\b/,
    /\b(?:what|how much) (?:is|was) (?:the|my|our|his|her|their) (?:whole|total|full|entire)\b/,
    /\bhow (?:big|large) (?:is|was)\b|\bhow many (?:[a-z]+ )?(?:are|were) (?:there )?in (?:the|my|our)\b/,
  ),
);
/** "30 % of my class is 9 kids, how many in all": the amount is of the part, and the whole is asked. */
const isPartTold = (low: string, amount: string): boolean => {
  const value = amount.replace('.', '\\.');
  const part = new RegExp(
    anyOf(
      String.raw`(?:%|percent) of (?:the|my|our|his|her|their|all|its) ?[a-z ]{0,24}? (?:is|are|was|were|makes?|comes? to|amounts? to|equals) (?:exactly )?[$£€]? ?${value}\b`,
      String.raw`(?:%|percent) of [^.?;]*[.;,] ?(?:and )?(?:that|this|which|these|they|those) (?:is|are|was|were|makes|comes to|amounts to) (?:exactly |about )?[$£€]? ?${value}\b`,
      String.raw`\b${value} (?:[a-z]+ ){0,3}?(?:is|are|was|were|make|makes)(?: up)? (?:just |only |exactly )?\d+(?:\.\d+)? ?(?:%|percent) of (?:the|my|our|his|her|their|all)\b`,
    ),
  );
  if (!part.test(low) || /\b(?:rest|remain\w*|others?|left)\b/.test(low)) return false;
  return WHOLE_ASKED.test(low);
};

/** "12 is 30 % of what", "a jacket is 60 after 25 % off, what was it before". */
const wholeAsked = (low: string, rate: string, amount: string, uses: readonly string[]): Outcome | undefined => {
  const ofWhat = new RegExp(
    anyOf(
      sequence(
        /(?:%|percent|per ?cent|pct)(?: exactly)? of (?:what|which|how (?:much|many)|(?:a|some|my|an unknown|a certain|the)(?: [a-z]+)? (?:number|amount|value))/,
      ),
      /(?:%|percent) of ?\?\W*$/,
      /\b(?:what|which) number (?:is|has|does) [^?]*\d ?(?:%|percent|per ?cent) of\b|\bis that percent of\b/,
      /\b(?:what|which) (?:number|amount|value)(?: is it| is that)?,? if\b[^?]*\d ?(?:%|percent|per ?cent) of it\b/,
    ),
  );
  if (ofWhat.test(low) || isPartTold(low, amount)) return formula('percent-whole', [amount, rate], uses);
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

/** Whether how much there is of a stuff is asked: "how much sugar", "the sugar in it". */
const namesAsked = (low: string, stuff: string): boolean =>
  new RegExp(
    String.raw`\bhow much (?:pure )?${stuff}\b|\bhow many [a-z]+ (?:of )?(?:pure )?${stuff}\b|\bthe (?:pure )?${stuff} (?:in (?:it|this|that|there)|alone)\b`,
  ).test(low);

/** One rate and one amount: the part, the rest, or the amount after a change. */
const partAsked = (low: string, rate: string, amount: string, uses: readonly string[]): Outcome | undefined => {
  const scan = scanOf(low.replace(/\bsale (?=price\b)/g, ' '));
  scan.takeAll(RATE);
  scan.takeAll(/\d+(?:\.\d+)?/g);
  const signed = new RegExp(
    String.raw`${N} ?([-+]|\bminus|\bplus|\bless) ?(?:an? |another )?\d+(?:\.\d+)? ?(?:%|percent|per ?cent)`,
  ).exec(low);
  const said = saidOf(scan, low.replace(/\bsale price\b/g, 'price'));
  if (!scan.explained(NEUTRAL)) return undefined;
  if (signed)
    return formula(/^(?:-|minus|less)$/.test(signed[2]!) ? 'percent-less' : 'percent-more', [rate, amount], uses);
  if (low.includes('how many') && /\bhow many [a-z]+ (?:is|are|was|were) (?:that|this|it)\b/.test(low))
    return said.of ? formula('percent-of', [rate, amount], uses) : undefined;
  if (said.part && !(said.downs > 0 && said.ups > 0 && /\btip\b/.test(low)))
    return formula('percent-of', [rate, amount], uses);
  const stillTold = /\bstill\b[^.;?]*\d ?(?:%|percent)|(?:%|percent)[^.;?]*\bstill\b/.test(low);
  if (said.rest && stillTold) return undefined;
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
  // "5 percent sugar syrup, 600 grams of it: how much sugar".
  const stuff = /(?:%|percent) (?!of\b|off\b|on\b|in\b|is\b|are\b)([a-z]{3,})\b/.exec(low)?.[1];
  if (stuff !== undefined && said.downs + said.ups === 0 && namesAsked(low, stuff))
    return formula('percent-of', [rate, amount], uses);
  if (said.downs > 0 && said.ups > 0) return undefined;
  if (said.ups > 0) return formula('percent-more', [rate, amount], uses);
  if (said.downs > 0) return formula('percent-less', [rate, amount], uses);
  if (said.of && asksOther(low)) return undefined;
  if (said.of) return formula('percent-of', [rate, amount], uses);
  return undefined;
};

/** From one rate to another, in percentage points. */
const points = (low: string, [a, b]: readonly string[]): Outcome | undefined => {
  if (!/\bfrom\b[^.?]*\bto\b|\bbetween\b|\bnow\b|\bthen\b|\bwas\b/.test(low)) return undefined;
  const [high, low_] = Number(a) > Number(b) ? [a, b] : [b, a];
  return reading({ type: 'value', expression: `${high}-${low_}` }, [a!, b!]);
};

/** "What percent of an hour is a 15 minute break": both in one unit. */
const shareOfUnit = (low: string, uses: readonly string[]): Outcome | undefined => {
  const shared = /\b(?:what|which|how many) (?:percent|percentage|%)|\bas a percentage of\b/.test(low)
    ? sharedAmounts(low)
    : undefined;
  if (!shared) return undefined;
  const rest = low.replace(/\d+(?:\.\d+)?/g, ' ');
  const strange = (rest.match(/[a-z]+/g) ?? []).some((one) =>
    /^(?:each|every|not|left|twice|half|then|more|less)$/.test(one),
  );
  return strange ? undefined : reading({ type: 'value', expression: `100*(${shared.part})/(${shared.whole})` }, uses);
};

const LEFT = /\b(?:left|remain\w*|rest|others?|else|still)\b/;
const USED = /\b(?:used?|uses|lost?|lose|drop\w*|drain\w*|gone|spent|eaten|sold|went)\b/;

/** What one rate leaves of all: "90 % passed, what percent failed", "full, now at 30 %, how many percent did I use". */
const complement = (low: string, rates: readonly string[], uses: readonly string[]): Outcome | undefined => {
  const others = rates.filter((one) => Number(one) !== 100);
  const [rate] = others;
  const at = low.search(/\b(?:by )?(?:how (?:many|much)|what|which) ?(?:percent\w*|%)?[^?.]*(?:[?.]|$)\W*$/);
  if (others.length !== 1 || rate === undefined || at < 0 || Number(rate) > 100) return undefined;
  const [told, asked] = [low.slice(0, at), low.slice(at)];
  const full = rates.length === 2 || /\bfull(?:y charged)?\b/.test(told);
  if (
    /\d/.test(asked) ||
    rates.length > 2 ||
    /\bnot\b|n't\b|\b(?:each|every|per|of (?:them|those|these|which))\b/.test(low)
  )
    return undefined;
  const inPercent = /percent|%/.test(asked);
  const [used, left] = [USED.test(told), LEFT.test(told)];
  const answer = (): Outcome => reading({ type: 'value', expression: `100-${rate}` }, uses);
  if (full && (inPercent || /\bhow much\b/.test(asked))) {
    if (!used && USED.test(asked) && !LEFT.test(asked)) return answer();
    return used && !left && LEFT.test(asked) && !USED.test(asked) ? answer() : undefined;
  }
  if (!inPercent || rates.length !== 1) return undefined;
  if (LEFT.test(asked) && !left) return answer();
  const [badTold, badAsked, goodTold, goodAsked] = [BAD.test(told), BAD.test(asked), GOOD.test(told), GOOD.test(asked)];
  return (badAsked && !badTold && goodTold) || (goodAsked && !goodTold && badTold) ? answer() : undefined;
};

const MISSING = 'the amount that the percentage is of is missing';

/** "Which is more, 3 eighths or 40 %?" compares two amounts, and none grows. */
const COMPARES =
  /\b(?:which|what) (?:one )?is (?:the )?(?:more|less|bigger|larger|greater|smaller|higher|lower)\b.*\bor\b/;

export const readPercent: Reader = ({ low: typed }: Text): Outcome | undefined => {
  if (!/%|\bper ?cent|\bpercentage\b|\bpct\b/.test(typed)) return undefined;
  const low = withoutUnitPrice(typed.replace(/\bper cent\b/g, 'percent'));
  if (COMPARES.test(low)) return undefined;
  const uses = usesOf(low);
  const rates = [...low.matchAll(RATE)];
  const amounts = usesOf(low.replace(RATE, (found) => ' '.repeat(found.length)));
  const [rate] = rates.map((one) => one[1]!);
  const [amount] = amounts;
  if (rates.length === 0)
    return uses.length > 2 || uses.length === 0
      ? undefined
      : (shareOfUnit(low, uses) ?? changeAsked(low, uses) ?? shareAsked(low, uses));
  if (rates.length === 1 && amounts.length === 1) {
    if (ASKS.test(low.replace(RATE, ' '))) return undefined;
    if (/\b(?:per (?:year|month|annum)|each year|every year|years|compound\w*|annually)\b/.test(low)) return undefined;
    const [at] = rates;
    const share = { value: `${rate!}/100`, start: at!.index, end: at!.index + at![0].length };
    return (
      percentBefore(low, rate!, amount!, uses) ??
      wholeAsked(low, rate!, amount!, uses) ??
      (ASKS_BEFORE.test(low) && !/\b(?:full|normal|regular|usual|old|original)\b/.test(low)
        ? undefined
        : (partAsked(low, rate!, amount!, uses) ?? readShareOf(low, share, 'rate')))
    );
  }
  const rest =
    amounts.length === 0
      ? complement(
          low,
          rates.map((one) => one[1]!),
          uses,
        )
      : undefined;
  if (rest) return rest;
  if (rates.length === 2 && amounts.length === 0 && /\bpercentage points?\b/.test(low)) return points(low, uses);
  if (rates.length >= 2) return readPercentSteps(low);
  if (rates.length === 1 && amounts.length === 2) return readPercentSteps(low);
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

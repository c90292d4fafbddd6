/**
 * Reads one amount that several rates act upon, one after the other: "250, 20 % off, then a further 10 % off", "720
 * pupils, 55 % are girls, of the girls 25 % play", "2000 at 5 % a year for 3 years". Each rate has one effect, told by
 * the words of its own clause; a rate without one, or with two, ends the reading.
 */
import { reading, type Outcome } from '../reading.ts';
import { scanOf } from '../text/scan.ts';
import { numbersIn } from '../text/text.ts';
import { anyOf, sequence } from '../../regex.ts';

const RATE = /(?<![\d.])(\d+(?:\.\d+)?) ?(?:%|percent\b|pct\b)/g;

const FALLS = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /off|discount\w*|reduc\w+|cheaper|lower(?:ed|s|ing)?|rebate|knocked|decreas\w+|drop\w*|f[ae]ll\w*|los[te]s?|shr[aiu]nk\w*/,
      /cut|declin\w+|minus|less|depreciat\w+|dock\w*|cuts|down/,
    ),
    /\b/,
  ),
);
const RISES = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /rais\w+|r[io]se[sn]?|increas\w+|up|gr[eo]w\w*|gains?|gained|on top|more|added|adds?|plus|vat|tax|tip|surcharge/,
      /interest|dearer|higher|mark-?up|service(?: charge)?|climb\w*|jump\w*/,
    ),
    /\b/,
  ),
);
/** Words of a further rate that tell no direction. */
const AGAIN = /\b(?:a further|another|an? (?:extra|additional)|further|extra|again|once more)\b/g;
/** A part of those that are told before. */
const PART = new RegExp(
  anyOf(
    /\bof (?:them|these|those|which|whom|the [a-z]+|its|those who [a-z]+)(?: [a-z]+){0,2},? *\d/,
    /\d ?(?:%|percent) of (?:them|these|those|which|whom|the [a-z]+|it)\b/,
    sequence(
      /\d ?(?:%|percent) (?:of (?:them|those|these|the [a-z]+) )?/,
      anyOf(
        /are|were|is|was|have|had|like|play|wear|chose|voted|said|say|answer(?:ed)?|passed|failed|came|come|use|want(?:ed)?/,
        /live|speak|own|work|go|went|can|could|bought|took|did|do|replied|joined|signed|stayed|left|turned|showed|would/,
      ),
      /\b/,
    ),
  ),
);
const NOT = /\b(?:not|n't|without|never)\b/;
const BOUNDARY = /[.;?!]\s|,\s(?=(?:then|and|but|of|after|followed|plus)\b)|\b(?:then|followed by|after that|later)\b/;
/** `and` parts clauses that hold a rate each. */
const AND = /\band\b/;

type Step = { at: number; rate: string; clause: string };

/** The clause of each rate; undefined where two share one. */
const stepsOf = (low: string): Step[] | undefined => {
  const rates = [...low.matchAll(RATE)];
  const cuts = [...low.matchAll(new RegExp(BOUNDARY.source, 'g'))].map((one) => one.index + 1);
  const steps: Step[] = [];
  for (const [i, one] of rates.entries()) {
    const [before, next] = [rates[i - 1]?.index ?? -1, rates[i + 1]?.index ?? Infinity];
    const from = Math.max(0, ...cuts.filter((cut) => cut <= one.index));
    const to = Math.min(low.length, ...cuts.filter((cut) => cut > one.index));
    const shared = before >= from || next < to;
    if (!shared) {
      steps.push({ at: one.index, rate: one[1]!, clause: low.slice(from, to) });
      continue;
    }
    // "Up 10 % in March and down 10 % in April": two halves of a clause.
    const text = low.slice(from, to);
    const and = AND.exec(text);
    if (!and) return undefined;
    const cut = from + and.index;
    if (rates.filter((other) => other.index >= from && other.index < to).length !== 2) return undefined;
    const [a, b] = one.index < cut ? [from, cut] : [cut, to];
    if (rates.filter((other) => other.index >= a && other.index < b).length !== 1) return undefined;
    steps.push({ at: one.index, rate: one[1]!, clause: low.slice(a, b) });
  }
  return steps;
};

type Effect = '-' | '+' | 'part';

const effectOf = ({ clause }: Step, before: Effect | undefined): Effect | undefined => {
  const plain = clause
    .replace(AGAIN, ' ')
    .replace(/\b(?:lower|higher|reduced|raised|new) (?=price|amount|rent|value|one)/g, ' ');
  if (PART.test(plain)) return 'part';
  const [down, up] = [FALLS.test(plain), RISES.test(plain)];
  if (down !== up) return down ? '-' : '+';
  return down || before === 'part' ? undefined : before;
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
export const asksOther = (low: string): boolean => {
  const asked = /\bhow many\b[^.?!]*/.exec(low);
  if (!asked) return false;
  const rateAt = low.search(RATE);
  if (rateAt > asked.index) return false;
  const told = new Set((low.slice(0, asked.index).match(/[a-z]+/g) ?? []).map((one) => one.replace(STEM, '')));
  const words = (asked[0].match(/[a-z]+/g) ?? []).filter((one) => !PLAIN.test(one));
  return words.some((one) => !told.has(one.replace(STEM, '')));
};

const SMOOTH = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|may|june|july|august/,
      /september|october|november|december|days?|weeks?|months?|years?|today|yesterday|tomorrow|first|last|then|now|after/,
      /further|another|additional|extra|again|next|later|followed|end|start(?:ing|ed|s)?|till|total|altogether|same|each/,
      /percent(?:age)?|both|together|before|original(?:ly)?|lower|higher|more|less|not|begin|began|morning|evening|plus|added|back|left/,
      /true|false|right|wrong|if|suppose|during|only|others?|all|half(?= term)/,
    ),
    /\b/,
  ),
  'g',
);

/** Words that ask for something else than the amount after all steps. */
const OTHER_ASKED =
  /\b(?:how much (?:more|less|cheaper|interest|money is saved)|save[ds]?|savings?|difference|tip|discount|by how)\b/;
const ASKS_BEFORE =
  /\b(?:what|how much|how many)\b[^.?]*\b(?:originally|before|at first|initially|original price|used to)\b/;

const factor = (effect: Effect, rate: string): string =>
  effect === 'part' ? `*${rate}/100` : `*(100${effect}${rate})/100`;

/** "By how many percent over both": the whole change of several rates. */
const overAll = (low: string, steps: readonly Step[], effects: readonly Effect[]): Outcome | undefined => {
  const asked =
    /\b(?:by )?(?:what|how many|how much|which) (?:percentage|percent|%)[^?]*|\bby how (?:much|many)[^?]*/.exec(low);
  if (!asked || steps.length < 2 || effects.includes('part') || numbersIn(low).length !== steps.length)
    return undefined;
  const [down, up] = [
    /\b(?:down|loss|lost|lower|less|fall\w*|drop\w*|decrease)\b/,
    /\b(?:up|gain\w*|higher|more|rise\w*|increase)\b/,
  ].map((one) => one.test(asked[0])) as [boolean, boolean];
  const after = steps.reduce((all, { rate }, i) => (all * (100 + Number(`${effects[i]}${rate}`))) / 100, 1);
  if ((down && !up && after >= 1) || (up && !down && after <= 1)) return undefined;
  const product = steps.map(({ rate }, i) => factor(effects[i]!, rate)).join('');
  const expression = after < 1 ? `100-100${product}` : `100${product}-100`;
  return reading(
    { type: 'value', expression },
    numbersIn(low).map((one) => one.value),
  );
};

/** "2000 at 5 % a year, for 3 years": interest that stays in the account. */
const compound = (low: string, rate: string): Outcome | undefined => {
  const years =
    /\b(?:after|for|in|over|at the end of) (?:the )?(\d+) (?:full |whole )?years?\b|\b(\d+) years? (?:later|on)\b/.exec(
      low,
    );
  const yearly = /\b(?:a|per|each|every|the) year\b|\bper annum\b|\byearly\b|\bannual(?:ly)?\b|\bonce a year\b/.test(
    low,
  );
  const stays =
    /\bcompound\w*\b|\b(?:left|leave|stays?|stay|kept|remains?) (?:there|in)\b|\badded (?:once|to|every|each)\b/.test(
      low,
    );
  const numbers = numbersIn(low).map((one) => one.value);
  if (!years || !yearly || numbers.length !== 3 || /\bsimple\b|\bwithout compound/.test(low)) return undefined;
  const count = (years[1] ?? years[2])!;
  const [principal] = numbers.filter((one) => one !== rate && one !== count);
  if (principal === undefined || !/^\d{1,2}$/.test(count) || !(stays || count === '1')) return undefined;
  if (/\b(?:month|quarter|day|week)\w*\b|\bhow much interest\b|\bwithdr\w+|\bdeposits?\b/.test(low)) return undefined;
  const sign = /\b(?:loses?|depreciat\w+|falls?|drops?)\b/.test(low) ? '-' : '+';
  return reading({ type: 'value', expression: `${principal}*((100${sign}${rate})/100)^${count}` }, numbers);
};

/** An amount and what rates make of it, or what they make of any amount. */
export const readPercentSteps = (low: string): Outcome | undefined => {
  const steps = stepsOf(low);
  const [first] = steps ?? [];
  if (!steps || !first) return undefined;
  if (steps.length === 1) return compound(low, first.rate);
  const effects: Effect[] = [];
  for (const step of steps) {
    const effect = effectOf(step, effects.at(-1));
    if (effect === undefined) return undefined;
    effects.push(effect);
  }
  const scan = scanOf(low);
  scan.takeAll(RATE);
  for (const words of [FALLS, RISES]) scan.takeAll(new RegExp(words.source, 'g'));
  const rest = numbersIn(scan.rest());
  scan.takeAll(/\d+(?:\.\d+)?/g);
  if (!scan.explained(SMOOTH)) return undefined;
  const all = overAll(low, steps, effects);
  if (all) return all;
  const [amount] = rest.filter((one, i) => !(one.value === '1' && i > 0));
  if (rest.length > 2 || amount === undefined || OTHER_ASKED.test(low) || ASKS_BEFORE.test(low)) return undefined;
  const sort = new Set(effects.map((one) => (one === 'part' ? 'part' : 'change')));
  if (sort.size !== 1) return undefined;
  const uses = numbersIn(low).map((one) => one.value);
  const product = steps.map(({ rate }, i) => factor(effects[i]!, rate));
  if (sort.has('change')) {
    if (/\bhow (?:many|long|old)\b/.test(low)) return undefined;
    return reading({ type: 'value', expression: `${amount.value}${product.join('')}` }, uses);
  }
  const asked = /\bhow many\b[^?]*/.exec(low)?.[0];
  if (
    asked === undefined ||
    steps.some(({ clause }) => NOT.test(clause)) ||
    asksOther(low.replace(/\b(?:not|one)\b/g, ' '))
  )
    return undefined;
  if (NOT.test(asked)) product[product.length - 1] = factor('-', steps.at(-1)!.rate);
  else if (/\b(?:left|rest|others?|remain\w*|only)\b/.test(asked)) return undefined;
  return reading({ type: 'value', expression: `${amount.value}${product.join('')}` }, uses);
};

const UNIT =
  /(?:an?|per) (?:lit(?:er|re)|kilo|kg|piece|unit|pack|month|night|ticket|met(?:er|re)|box|bag|cup|loaf|bottle|share|copy)/
    .source;
const PRICED_BY = new RegExp(
  sequence(
    `(?<=\\d(?: (?:euros?|dollars?|pounds?|pence|p))?|\\b(?:new|old) (?:price|cost)) ${UNIT}\\b`,
    /(?=[, ]+(?:now|and|then|but|is|was|went|goes|up|down|minus|plus|it|less|reduced|with)\b|\W*$)/,
  ),
  'g',
);
/** "1.50 a litre, now up 4 %": what it is the price of changes nothing. */
export const withoutUnitPrice = (low: string): string => low.replace(PRICED_BY, '');

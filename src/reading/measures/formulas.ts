/**
 * Reads everyday formulas: percent, fractions, averages, areas, speeds, ratios, change. A question is read by its roles:
 * which formula its words name, and which number plays which part. Every number must play one, or there is no reading.
 */
import type { FormulaName } from '../../problem/formal/formula-names.ts';
import { reading, refusal, type Outcome, type Reader } from '../reading.ts';
import { readChange } from './change.ts';
import { readRatio } from './ratios.ts';
import { readShape } from './shapes.ts';
import { readSpeed } from './speeds.ts';
import { readStatistics } from './statistics.ts';
import { numbersIn, type Text } from '../text/text.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';

/** One rule of percent: a pattern over the tolerant text, and which groups are the numbers of which formula. */
type Rule = { words: RegExp; formula: FormulaName; takes: readonly number[] };

const N = String.raw`(\d+(?:\.\d+)?)`;
const RATE = String.raw`(?<![\d.])${N} ?(?:%|percent\b|per ?cent\b|pct\b)`;
const MONEY = String.raw`[$£€]? ?`;
const THING = String.raw`(?: (?:euros?|dollars?|pounds?|bucks?|points?|questions?|marks?|people|students?|kg|g|km|m|[a-z]+))?`;
const OFF = anyOf(
  /off|discount|reduction|reduced|cheaper|less|lower|sale|rebate|knocked off|taken off|decrease[sd]?|drops?|fell|falls|loses?/,
);
const UP = anyOf(
  /tip|vat|tax|interest|increase[sd]?|rais(?:e[sd]?|ing)|rise[sn]?|rose|more|extra|added|on top|markup|service|surcharge|dearer|goes? up|went up|growth|grows?|gratuity/,
);

const PERCENT: readonly Rule[] = [
  {
    words: new RegExp(
      sequence(N, THING, String.raw` (?:is|are|makes?|equals?) ${RATE} of (?:what|which|how (?:much|many)|a number)`),
    ),
    formula: 'percent-whole',
    takes: [1, 2],
  },
  {
    words: new RegExp(
      sequence(RATE, String.raw` of (?:what|which|a|some|my)[^\d?]*(?:is|are|makes?|equals?) ${MONEY}`, N),
    ),
    formula: 'percent-whole',
    takes: [2, 1],
  },
  {
    words: new RegExp(sequence(RATE, String.raw` (?:of|from|on|out of) (?:the |a |an |my )?${MONEY}`, N)),
    formula: 'percent-of',
    takes: [1, 2],
  },
  {
    words: new RegExp(
      sequence(
        /\b(?:what|which|how many|how much|as a|in|the) (?:is the )?(?:percent|per ?cent|percentage|%)[^\d]*/,
        N,
        /[^\d]*(?:of|from|out of|in|\/|over)[^\d]{0,20}?/,
        N,
      ),
    ),
    formula: 'percent-rate',
    takes: [1, 2],
  },
  {
    words: new RegExp(
      sequence(
        N,
        THING,
        /(?: (?:were|are|is|was|right|correct|points))? ?(?:of|from|out of|\/) (?:the |a total of |my |our |his |her |their |all |these )?/,
        N,
        String.raw`[^\d]*(?:percent|per ?cent|percentage|%)`,
      ),
    ),
    formula: 'percent-rate',
    takes: [1, 2],
  },
];

/** A change from one amount to another, asked in percent: "from 40 to 50, what is the increase in percent". */
const CHANGE = new RegExp(
  sequence(/\bfrom [^\d]{0,20}/, N, /[^\d]{1,30}?\bto\b[^\d]{0,20}/, N, /[^?]*(?:percent|per ?cent|percentage|%)/),
);
const CHANGE_ASKED_FIRST = new RegExp(
  sequence(/(?:percent|per ?cent|percentage|%)[^\d]*\bfrom [^\d]{0,20}/, N, /[^\d]{1,30}?\bto\b[^\d]{0,20}/, N),
);

const usesOf = (low: string): string[] => numbersIn(low).map((one) => one.value);

const changeOf = (low: string, uses: readonly string[]): Outcome | undefined => {
  const found = CHANGE.exec(low) ?? CHANGE_ASKED_FIRST.exec(low);
  if (!found || uses.length !== 2) return undefined;
  const [, before = '', after = ''] = found;
  const down = Number(after) < Number(before);
  return reading({ type: 'formula', formula: down ? 'percent-drop' : 'percent-change', given: [after, before] }, uses);
};

/** One rate and one amount: what is paid after a discount, with a tip, or how much the discount is. */
const raised = (low: string, uses: readonly string[]): Outcome | undefined => {
  const rate = new RegExp(RATE).exec(low)?.[1];
  const whole = uses.find((one) => one !== rate) ?? (uses.length === 2 ? rate : undefined);
  if (rate === undefined || whole === undefined || uses.length !== 2) return undefined;
  const asksPart = new RegExp(
    alternatives(
      /\b(?:how (?:much|many)|what|which) (?:is|are|was|will be|would be|do i|should i|money)? ?(?:the |my |in )?(?:tip|discount|tax|vat|interest|commission|deposit|saving|save)\b/,
      /\bhow (?:much|many) (?:[a-z]+ )?(?:do|does|did|will|would|can) (?:i|you|we|he|she|they) (?:save|tip|earn in interest|get off)\b/,
      /\bhow much (?:tip|vat|tax|discount)\b/,
      /\b(?:what|how much)(?:'?s| is| would be) (?:an? |the )?\d+(?:\.\d+)? ?(?:%|per ?cent) (?:tip|vat|tax|interest|commission|deposit|discount|gratuity) (?:on|of|for|from)\b/,
    ),
  ).test(low);
  const off = new RegExp(String.raw`\b${OFF}\b`).test(low);
  const up = new RegExp(String.raw`\b${UP}\b`).test(low);
  const shares = /\b(?:are|is|were|was|have|wear|like|of them|of the|of all)\b/.test(low) && !off && !up;
  if (asksPart || (shares && /\bhow many\b/.test(low)))
    return reading({ type: 'formula', formula: 'percent-of', given: [rate, whole] }, uses, asksPart);
  if (off === up || /\b(?:before|originally|original price|was it)\b/.test(low)) return undefined;
  return reading({ type: 'formula', formula: off ? 'percent-less' : 'percent-more', given: [rate, whole] }, uses);
};

const readPercent = ({ low }: Text): Outcome | undefined => {
  if (!/%|\bper ?cent|\bpercentage\b|\bpct\b/.test(low)) return undefined;
  const uses = usesOf(low);
  if (uses.length === 2) {
    const changed = changeOf(low, uses);
    if (changed) return changed;
    const discounted = new RegExp(String.raw`\b(?:${OFF}|${UP})\b`).test(low) && new RegExp(RATE).test(low);
    const [rule, match] = firstMatch(low);
    if (
      rule &&
      match &&
      !(discounted && rule.formula === 'percent-of' && !/^[^\d]*\b(?:is|of|find|calculate)?\b/.test(low))
    )
      return discounted && rule.formula === 'percent-of' && /\b(?:pay|price|cost|total|now|bill)\b/.test(low)
        ? raised(low, uses)
        : reading({ type: 'formula', formula: rule.formula, given: rule.takes.map((i) => match[i]!) }, uses);
    return raised(low, uses);
  }
  const asksPrice = uses.length === 1 && new RegExp(`${RATE} ?(?:${OFF}|${UP})`).test(low);
  return asksPrice ? refusal('missing', 'the amount that the percentage is of is missing') : undefined;
};

const firstMatch = (low: string): [Rule, RegExpExecArray] | [undefined, undefined] => {
  for (const rule of PERCENT) {
    const match = rule.words.exec(low);
    if (match) return [rule, match];
  }
  return [undefined, undefined];
};

const PARTS: Readonly<Record<string, number>> = {
  half: 2,
  halves: 2,
  third: 3,
  quarter: 4,
  fourth: 4,
  fifth: 5,
  sixth: 6,
  seventh: 7,
  eighth: 8,
  ninth: 9,
  tenth: 10,
};
const PART = Object.keys(PARTS).join('|');

/** "three quarters of 96", "2/5 of 45 kg", "half of a third of 60": fractions one after the other, then the whole. */
const readFraction = ({ low }: Text): Outcome | undefined => {
  const uses = usesOf(low);
  const one = String.raw`(?:(\d+) ?\/ ?(\d+)(?:ths?|rds?)?|(?:(\d+)|an?|1|the)?[ -]?(${PART})s?)(?: (?:of|from))? (?:the |a |an |my )?`;
  const found = new RegExp(
    String.raw`(?<![\d./])((?:${one})+)(?<=\b(?:of|from) (?:the |a |an |my )?)${MONEY}${N}`,
  ).exec(low);
  if (!found) return undefined;
  const parts = [...found[1]!.matchAll(new RegExp(one, 'g'))].map((match): [number, number] =>
    match[4] === undefined ? [Number(match[1]), Number(match[2])] : [Number(match[3] ?? 1), PARTS[match[4]]!],
  );
  const inside = numbersIn(found[0]).length;
  if (uses.length !== inside || /\b(?:then|plus|minus|add|take away|more|less|left|rest|remain\w*|other)\b/.test(low))
    return undefined;
  const [top, below] = parts.reduce(([a, b], [c, d]) => [a * c, b * d], [1, 1]);
  if (below === 0) return refusal('no-solution', 'division by zero has no result');
  return reading({ type: 'formula', formula: 'fraction-of', given: [`${top}/${below}`, found.at(-1)!] }, uses);
};

export const readFormula: Reader = (text) => {
  const statistics = readStatistics(text);
  if (statistics?.type === 'problem') return statistics;
  if (text.low.length > 400 || /\bsquare root\b|\bnext\b|\bsequence\b|\bbinary\b|\broman\b/.test(text.low))
    return undefined;
  return (
    readPercent(text) ??
    readShape(text) ??
    readSpeed(text) ??
    statistics ??
    readRatio(text) ??
    readChange(text) ??
    readFraction(text)
  );
};

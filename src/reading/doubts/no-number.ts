/**
 * Tokens that are not what they stand for: numbers with two points or with letters in them, places that are no whole
 * number, digits that base sixteen lacks, amounts below zero of things that are counted, notes that no bank prints, a word among
 * truth values, a unit that nobody knows. Each is looked for as a token, whatever words stand around it.
 */
import { refusal, type Refusal } from '../reading.ts';
import { fromRoman } from '../../problem/solve/numerals.ts';
import { unitsNamed } from '../../problem/solve/units.ts';
import { numbersIn } from '../text/text.ts';
import { alternatives } from '../../regex.ts';
import { when, type Doubt } from './said.ts';

const WHY = 'invalid-input';
const invalid = (reason: string): Refusal => refusal(WHY, reason);

const ASKS_VALID = /\b(?:valid|possible|exists?|allowed|correct|mistake|what is wrong|can it be)\b/;
const SUMS =
  /\b(?:add|sum|plus|minus|times|subtract|multiply|divide|average|mean|total|round|double|half of|calculate|compute)\b|[+*]/;
const NO_SUM = /\b(?:version|release|date|born|chapter|section|ip|address|day|due|v\d|python|node|update)\b/;

/** 12.5.3, 1O7: no numbers. */
const badFigures: Doubt = ({ low }) => {
  if (ASKS_VALID.test(low)) return undefined;
  const points = /(?<![\w.])\d{1,4}\.\d{1,4}\.\d{1,4}(?![\w.]|\.\d)/.exec(low);
  const date = points && /^\d{1,2}\.\d{1,2}\.(?:\d{2}|\d{4})$/.test(points[0]);
  if (points && !date && SUMS.test(low) && !NO_SUM.test(low)) return invalid(`${points[0]} is no number`);
  const letters = /(?<![\w])[1-9]\d*o\d+\w*/.exec(low) ?? /\b(?:decimal )?number (\d+[g-wyz#]\d+)\b/.exec(low);
  return letters && !/\b(?:hex\w*|base|octal|code|plate|password|flat|room|serial)\b/.test(low)
    ? invalid(`${letters[1] ?? letters[0]} is no number`)
    : undefined;
};

/** A sign where one of the numbers of a list should stand. */
const signInList = when(
  WHY,
  'what stands there is no number',
  /\d(?:,| and|, and|,? or) (?:#|[&%$~](?=[.;?!]))(?=[\s.,;?!]|$)|\b\d+#(?=[\s,.;])/,
  /\b(?:key|button|sign|symbol|letter|character|hashtag|password|code|operator|operation)s?\b/,
);

const BETWEEN_TIMES = /\b(?:from|between|at) (\d{1,2}):(\d\d) (?:to|until|till|and) (\d{1,2}):(\d\d)\b/;
const badTimes: Doubt = ({ low }) => {
  const found = BETWEEN_TIMES.exec(low);
  if (!found || ASKS_VALID.test(low)) return undefined;
  const [, h, m, hours, minutes] = found;
  const bad = [
    [h, m],
    [hours, minutes],
  ].find(([hour, minute]) => Number(hour) > 24 || Number(minute) > 59);
  return bad ? invalid(`there is no time ${bad[0]}:${bad[1]} on a clock`) : undefined;
};

/** G4 as a number in base sixteen. */
const badHex: Doubt = ({ text, low }) => {
  if (!/\bhex(?:adecimal)?\b/.test(low) || ASKS_VALID.test(low)) return undefined;
  const found = /(?<![\p{L}\p{N}#])#?((?=[0-9A-Z]*\d)[0-9A-F]*[G-Z][0-9A-Z]*)(?![\p{L}\p{N}])/u.exec(text);
  return found &&
    found[1]!.length <= 8 &&
    !/^0X|^\d+(?:KM|KG|CM|MM|ML|L|G|M|K|MB|GB|KB|ST|ND|RD|TH)$/.test(found[1]!.replace(/^(\d)G$/, '$1?'))
    ? invalid(`a number in base sixteen has no digit ${/[G-Z]/.exec(found[1]!)![0]}`)
    : undefined;
};

/** The 2.5th term, the minus fourth member. */
const badPlace = when(
  WHY,
  'a place in a row is a whole number from 1 on',
  new RegExp(
    alternatives(
      /\b\d+\.\d+ ?(?:st|nd|rd|th)\b(?! of)/,
      /\b(?:the )?(?:minus|negative) (?:first|second|third|fourth|fifth|sixth|seventh|tenth|\d+(?:st|nd|rd|th)) (?:member|term|element|number|place)\b/,
      /\bterm (?:number )?(?:-|minus )\d|\bthe (?:-\d+|0)(?:st|nd|rd|th) (?:member|term|element|number)\b/,
    ),
  ),
);

const DIVISIBILITY =
  /\b(?:prime factors?|prime factori[sz]ation|divisors?|gcd|lcm|hcf|greatest common (?:divisor|factor)|least common multiple|common (?:divisor|factor|multiple))s?\b[^?]*?\b(?:of|for|between) [^?]*?(?<![\d.])(\d+\.\d+)(?![\d.])/;
const badFactor: Doubt = ({ low }) => {
  const found = DIVISIBILITY.exec(low);
  return found && !Number.isInteger(Number(found[1])) && !/\bas a fraction|\bcents|[€$£]/.test(low)
    ? invalid(`${found[1]} is no whole number, and only whole numbers have divisors`)
    : undefined;
};

const BELOW_ZERO = when(
  WHY,
  'a length, a price or a count is never negative',
  new RegExp(
    alternatives(
      /\b[a-z]+ (?:to|and|-) [a-z]+,?(?: is|:| =)? (?:-|minus )\d+(?:\.\d+)? ?(?:km|m|miles?|kilomet\w+|met(?:re|er)s?|minutes?)\b/,
      /\b(?:then|and|but|where|first|later) (?:-|minus )\d+ (?:[a-z]+ )?(?:got|get|gets|came|come|comes|left|leave|joined|join|were|are|arrived?|enter\w*|boarded?)\b/,
      /\b(?:ratio|proportion)(?: of)? ?(?:-|minus )\d+ ?(?::|to)|\b(?:ratio|proportion)\b[^?]*\d ?(?::|to) ?(?:-|minus )\d/,
    ),
  ),
  /\b(?:temperature|degrees|below|floors?|altitude|sea level|coordinate|axis|balance|account|sequence|equation|number line|points?)\b/,
);

const NOTES: ReadonlySet<number> = new Set([1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]);
const badNote: Doubt = ({ low }) => {
  const found =
    /\b(?:a|1|an|his|her|my|one) (\d+)[- ](?:euro|pound|dollar|quid)[- ](?:note|bill|banknote)\b(?! (?:for|of|between))/.exec(
      low,
    );
  return found &&
    !NOTES.has(Number(found[1])) &&
    /\b(?:pa(?:id|ys?|ying)|change|gave|gives?|hands?|handed|with)\b/.test(low) &&
    !/\bnote for\b/.test(low)
    ? invalid(`there is no note of ${found[1]}`)
    : undefined;
};

/** Marked down by more than all of it. */
const overReduced: Doubt = ({ low }) => {
  const found =
    /\b(?:marked down|reduced|cut|lowered|discounted|price (?:fell|dropped)|discount of)(?: by)? (\d+(?:\.\d+)?) ?(?:%|per ?cent)/.exec(
      low,
    ) ?? /\b(\d+(?:\.\d+)?) ?(?:%|per ?cent) (?:off|discount|reduction)\b/.exec(low);
  return found && Number(found[1]) > 100 ? invalid('no price is reduced by more than all of it') : undefined;
};

const TRUTH = /^(?:true|false|and|or|not|xor|nand|nor|\(|\)|t|f)$/;
/** "true AND maybe AND true", "1 AND 7 OR 0" of truth values. */
const noTruthValue: Doubt = ({ low }) => {
  const digits = /\b\d+ (?:and|or|xor) \d+ (?:and|or|xor) \d+\b/.exec(low);
  if (digits && /\btruth values?\b|\b0 or 1\b|\bboolean\b/.test(low)) {
    const bad = numbersIn(digits[0]).find((one) => one.value !== '0' && one.value !== '1');
    if (bad) return invalid(`${bad.value} is no truth value`);
  }
  const tokens = low
    .replace(/^\W*(?:please |evaluate|compute|what is|calculate|work out|simplify|the value of|[:\s])+/, '')
    .replace(/[=?.!\s]+$/, '')
    .replace(/([()])/g, ' $1 ')
    .split(/\s+/)
    .filter((one) => one !== '');
  const strange = tokens.filter((one) => !TRUTH.test(one));
  return tokens.length >= 3 &&
    strange.length === 1 &&
    /^(?!gives?$|equals?$|makes?$|please$|result$|then$|when$|is$)[a-z]{3,}$/.test(strange[0]!) &&
    tokens.some((one) => one === 'true' || one === 'false') &&
    /\b(?:and|or|xor)\b/.test(low) &&
    /^\W*(?:please )?(?:evaluate|compute|calculate|what|simplify|true|false|not|\()/.test(low)
    ? invalid(`"${strange[0]}" is no truth value`)
    : undefined;
};

const COUNTED =
  /^(?:box|bag|bottle|glass|cup|people|book|film|lesson|night|round|lap|times|dozen|score|step|hundred|thousand|million|episode|song|game|match|shift|trip|page|class|period|semester|term|school|working|work|full|whole|half|quarter|third|leap|normal|different|consecutive|calendar|more|less|fortnight|decade|centur|tray|pack|crate|carton|case|jar|tin|can|row|table|hour|minute|second|day|week|month|year|bar|piece|slice|portion|roll|sheet|tablespoon|teaspoon|spoon|movie|session|workout|meeting|chapter|metre|meter|mile|yard|feet|foot|inch|gram|kilo|litre|liter|pound|ounce|stone|ton|gallon|pint|quart|acre|hectare|square|cubic|football|olympic|standard|large|small|big|movie|bowl|mug|jug|bucket|barrel|keg|sack|basket|handful|pinch)(?:e?s|ies)?$/;
/** "How many minutes in 3 blorps and 20 seconds". */
const strangeUnit: Doubt = ({ low }) => {
  const found =
    /\bhow many ([a-z]+) (?:are |is )?(?:there )?(?:in|make up|make|are|is) \d+(?:\.\d+)? ([a-z]{4,})(?: and \d| of [a-z]+\W*$)/.exec(
      low,
    );
  return found &&
    unitsNamed(found[1]!).some((one) => one.dimension !== 'count') &&
    unitsNamed(found[2]!).length === 0 &&
    !COUNTED.test(found[2]!)
    ? invalid(`${found[2]} is no unit that I know`)
    : undefined;
};

/** -5 kelvin; a Roman numeral of bad form as the argument of a function; a seven on a die of six. */
const badValue: Doubt = ({ text, low }) => {
  if (
    /(?:^|\s)(?:-|minus )\d+(?:\.\d+)? ?(?:kelvin|k)\b/.test(low) &&
    /\b(?:kelvin|celsius|fahrenheit)\b/.test(low) &&
    /\b(?:convert|in|to|what is)\b/.test(low) &&
    !/\d ?(?:-|minus) ?\d/.test(low)
  )
    return invalid('no temperature is below absolute zero');
  const roman = /roman\w*\( ?["']?([A-Za-z]{2,})["']? ?\)/i.exec(text);
  if (roman && /[IVXLCDM]{2}/.test(roman[1]!) && fromRoman(roman[1]!) === undefined)
    return invalid(`${roman[1]} is no valid Roman numeral`);
  const die = /\b(?:six|6)[- ]sided (?:die|dice)\b|\b(?:ordinary|normal|standard|real) (?:die|dice)\b/.test(low);
  const rolls = /\b(?:got|rolled|threw|shows?|showed|were)[: ]+(\d+(?:(?:, ?|,? and )\d+){1,})/.exec(low);
  const bad =
    die && rolls ? numbersIn(rolls[1]!).find((one) => Number(one.value) > 6 || Number(one.value) < 1) : undefined;
  return bad ? invalid(`a die has no face with ${bad.value}`) : undefined;
};

export const NO_NUMBERS: readonly Doubt[] = [
  badFigures,
  signInList,
  badTimes,
  badHex,
  badPlace,
  badFactor,
  BELOW_ZERO,
  badNote,
  overReduced,
  noTruthValue,
  strangeUnit,
  badValue,
];

/**
 * Further questions that nothing solves or whose input is none, each computed: a place beyond the list, a term that the
 * row never has, parts of whole people, a mean speed that no return makes, a temperature below absolute zero, a clock of
 * twelve hours at seventeen. Looked at before any reader.
 */
import { refusal, type Refusal } from '../reading.ts';
import { unitsNamed } from '../../problem/solve/units.ts';
import { fromRoman } from '../../problem/solve/numerals.ts';
import { numbersIn } from '../text/text.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { when, type Doubt } from './said.ts';

const none = (reason: string): Refusal => refusal('no-solution', reason);
const invalid = (reason: string): Refusal => refusal('invalid-input', reason);

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];
const LIST = /(?<![\d.])-?\d+(?:\.\d+)?(?:(?:, ?|,? and )-?\d+(?:\.\d+)?){2,}/;

/** The sixth of four numbers; what comes after the last one of a sorted list. */
const beyondList: Doubt = ({ low }) => {
  if (
    !/\b(?:sort\w*|order\w*|arrange\w*|rank\w*|ascending|descending)\b/.test(low) ||
    /\bnext\b|\brow goes on\b/.test(low)
  )
    return undefined;
  const list = LIST.exec(low);
  if (!list) return undefined;
  const count = numbersIn(list[0]).length;
  const rest = low.replace(list[0], ' ');
  const place =
    /\b(?:tell me|give me|which is|what is|name|say) the ([a-z]+|\d+(?:st|nd|rd|th)) (?:one|number|of them|1)\b/.exec(
      rest,
    )?.[1];
  const at = place === undefined ? 0 : ORDINALS.indexOf(place) + 1 || Number.parseInt(place, 10);
  if (at > count) return none(`there are only ${count} numbers`);
  const rising = /\b(?:small\w*|low\w*) (?:to|first|up)\b|\bascending\b|\brising\b/.test(rest);
  const falling = /\b(?:larg\w*|big\w*|high\w*|great\w*) (?:to|first|down)\b|\bdescending\b|\bfalling\b/.test(rest);
  const beyond =
    /\bafter the (?:largest|biggest|highest|greatest)\b/.test(rest) && !falling
      ? rising
      : /\bafter the (?:smallest|lowest)\b/.test(rest) && falling;
  return beyond ? none('nothing comes after the last one') : undefined;
};

/** "Which term of 5, 9, 13 is 100": an arithmetic row that never has it. */
const neverATerm: Doubt = ({ low }) => {
  if (!/\b(?:which|what) (?:term|member|number in the row)\b|\bat (?:which|what) (?:place|position)\b/.test(low))
    return undefined;
  const list = LIST.exec(low);
  const terms = list ? numbersIn(list[0]).map((one) => Number(one.value)) : [];
  const step = terms[1]! - terms[0]!;
  if (!list || step === 0 || terms.some((one, i) => i > 0 && one - terms[i - 1]! !== step)) return undefined;
  const target = /\b(?:is equal to|equal to|equals|is|say|exactly|reads?|be) (-?\d+)\W*$/.exec(low)?.[1];
  if (target === undefined) return undefined;
  const place = (Number(target) - terms[0]!) / step;
  return Number.isInteger(place) && place >= 0 ? undefined : none(`${target} is no term of this row`);
};

const PEOPLE = anyOf(
  /pupils|guests|employees|people|children|kids|students|players|members|teachers|staff|men|women|workers|patients/,
  /scouts|passengers|eggs|marbles|puppies/,
);
const WHOLE = /\b(?:whole (?:people|persons|ones|numbers)|divisible|uncut|nobody (?:is )?split|no halves)\b/;

/** An exact part of people that is no whole number. */
const partOfPeople: Doubt = ({ low }) => {
  if (!WHOLE.test(low) || !/\b(?:exactly|precisely)\b/.test(low)) return undefined;
  const count = new RegExp(sequence(/\b(\d+) (?:[a-z]+ )?/, PEOPLE, /\b/)).exec(low);
  const percent = /\b(\d+(?:\.\d+)?) ?(?:%|per ?cent\b)/.exec(low);
  const words: readonly (readonly [RegExp, number])[] = [
    [/\b(?:half)\b/, 2],
    [/\b(?:a|1|one) third\b/, 3],
    [/\b(?:a|1|one) quarter\b/, 4],
    [/\b(?:a|1|one) fifth\b/, 5],
  ];
  const by = percent ? 100 / Number(percent[1]) : words.find(([word]) => word.test(low))?.[1];
  if (!count || by === undefined) return undefined;
  const part = Number(count[1]) / by;
  return Math.abs(part - Math.round(part)) > 1e-9 ? none(`that part of ${count[1]} is no whole number`) : undefined;
};

/** Two who have a sum in whole things, and a difference of the other parity. */
const sumAndMore: Doubt = ({ low }) => {
  if (!/\b(?:whole|unbroken|uncut|divisible)\b/.test(low) || !/\b(?:2|two|both)\b/.test(low)) return undefined;
  const more = /\b(\d+) (?:[a-z]+ )?more than the other\b/.exec(low);
  const sum = numbersIn(low.replace(more?.[0] ?? '', ' '))
    .map((one) => Number(one.value))
    .filter((one) => one > 2);
  return more && sum.length === 1 && (sum[0]! - Number(more[1])) % 2 !== 0
    ? none(`two whole numbers that differ by ${more[1]} never make ${sum[0]}`)
    : undefined;
};

/** Tickets or stamps of two prices that never make a sum. */
const neverPaid: Doubt = ({ low }) => {
  const found =
    /\btickets? (\d+), (?:[a-z]+ )?tickets? (\d+)\b[^?]*\b(?:precisely|exactly) (\d+)\b/.exec(low) ??
    /\bhow many (\d+)[- ](?:euro|dollar|pound|cent|p) (?:stamps|coins|notes)\b[^?]*\b(?:spend|make|pay) (?:exactly )?(\d+)(?: exactly)?\b/.exec(
      low,
    );
  if (!found || !/\bexactly|precisely\b/.test(low)) return undefined;
  const values = found.slice(1).map(Number);
  const sum = values.pop()!;
  const reached = new Set([0]);
  for (let at = 1; at <= Math.min(sum, 10_000); at++)
    if (values.some((one) => one > 0 && reached.has(at - one))) reached.add(at);
  return reached.has(sum) ? undefined : none(`${values.join(' and ')} never make ${sum}`);
};

/** A mean speed for there and back of twice the speed there, or more. */
const neverThatFast: Doubt = ({ low }) => {
  if (!/\baverage\b/.test(low) || !/\bhow fast\b|\b(?:at )?what speed\b/.test(low)) return undefined;
  const there = /\bback\b|\bboth ways\b|\bup and down\b|\bdown the same\b|\bhalf\b/.test(low);
  const halves = /\bfirst (\d+) (?:km|miles)\b[^?]*\bother \1 (?:km|miles)\b/.test(low);
  const speeds = [...low.matchAll(/\b(\d+(?:\.\d+)?) ?(?:km\/h|kph|mph|(?:km|miles) an hour)/g)].map((one) =>
    Number(one[1]),
  );
  const [first, mean] = speeds;
  return (there || halves) && speeds.length === 2 && mean! >= 2 * first!
    ? none('no speed for the second half makes that average')
    : undefined;
};

/** A boat against a current that is as fast, a pen that no sides make. */
const beyondReach: Doubt = ({ low }) => {
  const current = /\bcurrent(?:'s| is| runs at| of| flows at)* (\d+(?:\.\d+)?)/.exec(low);
  const still = /\b(\d+(?:\.\d+)?) ?(?:km\/h|mph|knots|km an hour)? in still water/.exec(low);
  if (current && still && /\bupstream\b|\bagainst\b/.test(low) && Number(current[1]) >= Number(still[1]))
    return none('the boat never gets upstream');
  if (/\b(?:stays at|speed (?:is|of)|drives at|goes at|moves at) 0 ?(?:km|miles|m\b|mph)/.test(low))
    return none('at a speed of zero nothing arrives');
  const fence = /\b(\d+) ?m of (?:fence|fencing|hurdle|rope)\b/.exec(low);
  const area = /\bexactly (\d+) square\b/.exec(low);
  if (fence && area && /\bwhole[- ]met/.test(low) && /\brectang/.test(low)) {
    const half = Number(fence[1]) / 2;
    for (let side = 1; side < half; side++) if (side * (half - side) === Number(area[1])) return undefined;
    return none('no whole sides have that area and that perimeter');
  }
  return undefined;
};

/** A number of so many digits in base two that is above what they can say. */
const tooFewDigits: Doubt = ({ low }) => {
  const found =
    /\b(?:binary|base 2)\b[^?]*\b(\d+) digits\b[^?]*\b(?:bigger|greater|more|larger|above|over)(?: than)? (\d+)\b/.exec(
      low,
    );
  return found && Number(found[2]) >= 2 ** Number(found[1]) - 1
    ? none(`${found[1]} digits in base two say ${2 ** Number(found[1]) - 1} at most`)
    : undefined;
};

const noLeapYear: Doubt = ({ low }) => {
  const found = /\byear between (\d{4}) and (\d{4})\b[^?]*\b29(?:th)?(?: of)? february\b/.exec(low);
  if (!found) return undefined;
  for (let year = Number(found[1]); year <= Number(found[2]); year++)
    if (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)) return undefined;
  return none('none of these years has a 29 February');
};

const COLD = /(?:(?<![\d\w] ?)-|\bminus )(\d+(?:\.\d+)?) ?(?:degrees? )?(kelvin|k|celsius|c|fahrenheit|f)\b/;
/** Below absolute zero. */
const tooCold: Doubt = ({ low }) => {
  const found = COLD.exec(low);
  if (!found || !/\b(?:convert|fahrenheit|celsius|kelvin|temperature|thermometer|degrees)\b/.test(low))
    return undefined;
  const least = found[2]!.startsWith('k') ? 0 : found[2]!.startsWith('c') ? 273.15 : 459.67;
  return Number(found[1]) > least ? invalid('no temperature is below absolute zero') : undefined;
};

const NO_CLOCK = when(
  'invalid-input',
  'there is no such time or date',
  new RegExp(
    alternatives(
      /(?<![\d:.])(?:1[3-9]|2\d)(?::\d\d| ?o'clock)? ?(?:am|a\.m\.)(?![a-z])/,
      /\b(?:half past|quarter past|quarter to) (?:2[5-9]|[3-9]\d)\b/,
      /\bday (?:3[2-9]|[4-9]\d)(?: of|,) month \d|\bmonth (?:1[3-9]|[2-9]\d),? (?:of )?(?:19|20)\d\d/,
    ),
  ),
  /\b(?:valid|possible|mistake|can it be)\b/,
);

const NEGATIVE = when(
  'invalid-input',
  'a length, a price or a count is never negative',
  new RegExp(
    alternatives(
      sequence(
        /\b(?:is|are|was|costs?|made|measures|weighs|lenght|length|width|widht|height|hight|walked|drove) /,
        /(?:-|minus )\d+(?:\.\d+)? ?(?:kilomet\w+|km|miles?|met(?:re|er)s?|cm|kg|euros?|dollars?|pounds?)\b/,
      ),
      /\b(?:lenght|length|width|widht|height|hight|depth|side)s? (?:is |of )?(?:-|minus )\d/,
      /\bterm number (?:-|minus )\d|\bminus (?:first|second|third|fourth|fifth|\d+(?:st|nd|rd|th)) (?:member|term|element)\b/,
    ),
  ),
  /\b(?:temperature|degrees|below|floor|altitude|sea level|coordinate|axis|balance|account|sequence|equation|value|profit)\b/,
);

/** "3.4.5 each": a number with two points. */
const TWO_POINTS = when(
  'invalid-input',
  'a number has one decimal point at most',
  /(?:\b(?:at|costs?|of|is|plus|times|for)|[€$£+*]) ?\d{1,3}\.\d{1,2}\.\d(?:\d(?!\d))?(?![\d.])/,
  /\b(?:version|release|date|born|chapter|section|ip|day|due)\b/,
);

const FUNCTIONS =
  /\b(?:arithmetic mean|mean|average|median|sum|greatest common divisor|least common multiple|highest common factor|gcd|lcm|hcf)(?: of)?:? ((?:-?[\w.]+, ?)*-?[\w.]+,? (?:and|or) -?[\w.]+)\W*$/;
const SORTED = /\b(?:sort|order|rank|arrange|ascending|descending|smallest|largest)\b[^:]*:\s*(.+?)[.?!\s]*$/;
const PLAIN = /^-?\d+(?:\.\d+)?$/;
const ODD = /^(?:[a-z]{4,}|\d+[a-z#]\d+|\d*[a-z]\d*|\d+[#$&]|[a-z]{3,}ty)$/;

/** A word, or figures with letters in them, among numbers that are to be sorted or put together. */
const wordInList: Doubt = ({ low }) => {
  if (/\b(?:hex\w*|binary|base|roman|numerals?|letters?|words|alphabet\w*|unknown)\b(?! o\))/.test(low))
    return undefined;
  const list = FUNCTIONS.exec(low)?.[1] ?? SORTED.exec(low)?.[1];
  const items = (list ?? '')
    .replace(/\([^)]*\)/g, '')
    .split(/, ?(?:and )?| (?:and|or) /)
    .map((one) => one.trim().replace(/\.$/, ''))
    .filter((one) => one !== '');
  const strange = items.filter((one) => !PLAIN.test(one));
  if (items.length < 2 || strange.length === 0 || items.length - strange.length < Math.max(1, strange.length))
    return undefined;
  const known = (one: string): boolean =>
    /^(?:infinity|zero|nothing|itself|half|dozen|double|another|something|twice|that|this|[a-z]|pi)$/.test(one) ||
    unitsNamed(one.replace(/^\d+/, '')).length > 0 ||
    fromRoman(one.toUpperCase()) !== undefined ||
    /^(?:\d+(?:st|nd|rd|th|k|m|am|pm|p|h|s)|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundred|thousand|million)$/.test(
      one,
    );
  return strange.every((one) => ODD.test(one) && !known(one)) ? invalid(`"${strange[0]}" is no number`) : undefined;
};

const NO_DIGIT = when(
  'invalid-input',
  'a number in base sixteen has no such digit',
  new RegExp(
    alternatives(
      /\bhex(?:adecimal)?(?: number| value| code)?:? (?=[a-z]*\d)[\da-f]*[g-z][\da-z]*\b/,
      /\b0x[\da-f]*[g-wyz][\da-z]*\b/,
    ),
  ),
);

const NO_FRACTION = when(
  'invalid-input',
  'what stands there is no number',
  /\bfractions?\b[^?]*\b\d+ ?\/ ?(?!hour|day|week|litre|second|minute|month|year|kg|half|metre)[a-z]{4,}\b/,
);

/** "How many inches is 7 glorps". */
const strangeUnit: Doubt = ({ low, numbers }) => {
  const found = /\bhow many ([a-z]+) (?:is|are) \d+(?:\.\d+)? ([a-z]{4,})\W*$/.exec(low);
  return found &&
    numbers.length === 1 &&
    unitsNamed(found[1]!).some((one) => one.dimension !== 'count') &&
    unitsNamed(found[2]!).length === 0 &&
    !/^(?:box|bag|bottle|cup|people|book|film|lesson|night|rounds?|laps?|times|dozens?|scores?|steps?|hundred|thousand)/.test(
      found[2]!,
    )
    ? invalid(`${found[2]} is no unit that I know`)
    : undefined;
};

const sixthOfFour: Doubt = ({ low }) => {
  const found = /\bthere are (\d+) [a-z]+:[^?]*\bwho\b[^?]*\b(\d+)(?:st|nd|rd|th)\b/.exec(low);
  return found && Number(found[2]) > Number(found[1]) ? invalid(`there are only ${found[1]}`) : undefined;
};

const JUDGEMENT = when(
  'other-mathematics',
  'this is a question of taste or judgement, which no computation decides',
  new RegExp(
    alternatives(
      /\b(?:which|what|would|who)\b[^?]*\b(?:nicest|prettiest|loveliest|nicer|prettier|lovelier|most fun|most beautiful)\b/,
      /\b(?:fair price|morally|ethical(?:ly)?|too much to ask)\b/,
      /\b(?:inches|litres|kilos|grams|pounds|metres|ounces|cups) of (?:patience|love|courage|luck|happiness|wisdom|joy)\b/,
      /^\W*should (?:i|we) (?:spend|keep|sell|paint|give|call|leave|stay|borrow|lend)\b/,
    ),
  ),
  /\b(?:nicer|prettier|lovelier) than [a-z]+[.,;]|\bcheap(?:er|est)\b|\b(?:score[ds]?|points?|votes?|rating|marks?)\b/,
);

const BEYOND = when(
  'other-mathematics',
  'this is mathematics that I do not do',
  new RegExp(
    alternatives(
      /\bspanning trees?\b|\bnecklaces\b[^?]*\b(?:rotations?|reflections?|distinct)\b/,
      /\b(?:shuffling|rearranging|permuting) (?:all )?the letters\b/,
      sequence(
        /\bhow many (?:\d+-bit |\d+-digit )?(?:binary )?(?:strings|numbers|words|codes)(?: of length \d+)? /,
        /(?:have|contain|with|has) (?:exactly|at least|at most) \d+ (?:ones|zeros|1s|0s|1's|0's)\b/,
      ),
      /\bsignifican(?:t|ce)\b[^?]*\b(?:model|test|level)\b|\bmixed-effects\b|\blogistic(?:ally)?\b/,
      /\brandom\b[^?]*\bexpected\b|\bexpected\b[^?]*\brandom\b|\basymptotic\w*|\bprovably\b/,
      /\b(?:with proof|,? proven)\W*$/,
      /\bfor (?:all|every) (?:real|integer|natural|complex)\b[^?]*\bthere (?:is|exists?)\b/,
      /\bevery even number\b[^?]*\bsum of 2 primes\b|\balways a prime between\b/,
      /\bmultipl(?:y|ied) a (?:positive |whole )?number by itself\b[^?]*\badd\b/,
      /\bnumber,? times itself\b[^?]*\b(?:added|plus|and)\b[^?]*\d/,
    ),
  ),
);

const NOW = when(
  'other-mathematics',
  'this is a fact of the day, and I only compute from what is told',
  new RegExp(
    alternatives(
      /\bthis (?:very )?(?:minute|moment)(?:'s\b|\W*$)/,
      /\bwith the traffic as\b|\btraffic (?:right )?now\b|\btodays? (?:bitcoin|share|stock|gold|oil)\b/,
      /\bat today's (?:rate|price)\b|\bby today's roads\b|\btoday's average temperature\b/,
      /\bwhich hour is it (?:now )?in\b/,
      /\bnext (?:pope|comet|eclipse|president)\b/,
    ),
  ),
  /\b(?:lying|lies|liar|truth)\b/,
);

export const NONE_SUCH: readonly Doubt[] = [
  JUDGEMENT,
  BEYOND,
  NOW,
  beyondList,
  neverATerm,
  partOfPeople,
  sumAndMore,
  neverPaid,
  neverThatFast,
  beyondReach,
  tooFewDigits,
  noLeapYear,
  tooCold,
  NO_CLOCK,
  NEGATIVE,
  TWO_POINTS,
  wordInList,
  NO_DIGIT,
  NO_FRACTION,
  strangeUnit,
  sixthOfFour,
];

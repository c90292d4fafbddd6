/**
 * What is given and is not what it is said to be: a date or a time that does not exist, digits outside a base, a
 * numeral of bad form, a length below zero, measures of different kinds, an expression that is
 * none.
 */
import { refusal, type Refusal } from '../reading.ts';
import { solveWeekday } from '../../problem/solve/calendar.ts';
import { fromRoman } from '../../problem/solve/numerals.ts';
import { unitsNamed } from '../../problem/solve/units.ts';
import { datesIn } from '../calendar/dates.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { when, type Doubt, type Said } from './said.ts';

const WHY = 'invalid-input';
const invalid = (reason: string): Refusal => refusal(WHY, reason);

/** What asks whether something exists: then that it does not is the answer. */
const ASKS_VALID = /\b(?:valid|exists?|real|possible|leap|allowed|correct|is there|are there)\b/;

/** A date that no calendar has, wherever it stands. Without a year only where the month is never that long. */
const noDate: Doubt = ({ low }) => {
  if (ASKS_VALID.test(low)) return undefined;
  const numeric = /\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b/g;
  for (const [whole, a, b] of low.matchAll(numeric)) {
    const [one, two] = [Number(a), Number(b)];
    if ((one > 12 && two > 12) || one > 31 || two > 31 || one === 0 || two === 0)
      return invalid(`there is no date ${whole}`);
  }
  for (const { date, start, end } of datesIn(low)) {
    if (date.startsWith('us:')) continue;
    const stands = low.slice(start, end);
    const bare = date.startsWith('--');
    if (bare && /^(?:may|mar|march|dec|sun|jan)\b/.test(stands) && !/\d(?:st|nd|rd|th)\b/.test(stands)) continue;
    const solution = solveWeekday({ type: 'weekday', of: bare ? `2024${date.slice(1)}` : date, plus: 0 });
    if (solution.type === 'none' && solution.why === WHY) return invalid(solution.reason);
  }
  return undefined;
};

const TIME_WORDS = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /time|clock|minutes?|mins?|hours?|hrs?|bus|train|flight|plane|meeting|alarm|shift|clocked|o'clock/,
      /log|start\w*|end\w*|leaves?|arriv\w*|depart\w*|lesson|class|film|movie|until|till|when/,
    ),
    /\b/,
  ),
);
const NO_TIME = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /ratio|score[ds]?|odds|split|share[sd]?|scale|proportion|won|lost|beat|seconds?|secs?|song|track/,
      /video|psalm|verse|mm:ss|divided?/,
    ),
    /\b/,
  ),
);

/** 25:70, 8:60, 24:30. */
const noTime: Doubt = ({ low }) => {
  if (ASKS_VALID.test(low) || NO_TIME.test(low)) return undefined;
  for (const [whole, hour, minute] of low.matchAll(/(?<![\d:])(\d{1,2}):(\d{2})(?![\d:])/g)) {
    const bad = Number(hour) > 24 || Number(minute) > 59 || (hour === '24' && minute !== '00');
    if (bad && (TIME_WORDS.test(low) || /^\W*\d+:\d+ ?[-+]|\bplus\b|\bminus\b|\badd\b/.test(low)))
      return invalid(`there is no time ${whole} on a clock`);
  }
  return undefined;
};

const OVER_ZERO = when(
  'no-solution',
  'division by zero has no result',
  new RegExp(
    alternatives(
      sequence(
        /\bdivid(?:ed?|ing)(?: up)? (?:-?\d+(?:\.\d+)? )?(?:by|with|through|into|among|between|over) /,
        /(?:exactly )?/,
        /(?:0(?![.\d])|nought|nil|nobody|no (?:one|people|children|friends|groups)\b|nothing\b)/,
      ),
      sequence(
        /\b(?:shared?|split) (?:[a-z\d]+ ){0,4}?(?:between|among|with|into|by) (?:exactly )?/,
        /(?:0(?![.\d])|nobody|no (?:one|people|children|friends|groups)\b)/,
      ),
      /\d ?(?:\/|÷|:) ?0(?![.\d:/xob])(?!\d)(?! ?[-+*/^(])|\bmod(?:ulo|ulus)? ?\(?0(?![.\d])/,
      /\d ?% ?0(?![.\d])|\b(?:over|on) 0(?![.\d])/,
      /\bremainder\b[^?.]*\b(?:by|with) (?:0(?![.\d])|nought|zero|nothing)/,
      /\bhow (?:many times|often) does 0 (?:go|fit) into\b/,
      /\bhow (?:many|often) 0'?s? (?:go|fit|are) (?:in|into|in to)\b/,
    ),
  ),
  /\bnothing (?:left|more|else|over|is left|remains)\b|\bdate\b|\b\d{1,2}\/0\d?\/\d/,
);

const ROMAN_CUES = new RegExp(
  alternatives(
    /\broman\b|\bnumerals?\b|\b(?:which|what) (?:number|year|date|value)\b/,
    sequence(
      /\b/,
      anyOf(
        /stone|sign|plaque|wall|clock|watch|cornerstone|chapter|monument|grave|tomb\w*|credits|carved/,
        /engraved|inscri\w+/,
      ),
      /\b/,
    ),
    /\breads [a-z]+,/,
  ),
);
const ASKING = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /what|which|is|the|value|of|number|does|mean|means|stand|stands|for|in|decimal|digits|normal/,
      /numbers?|as|a|an|to|convert|please|tell|me|read|write|how|much|roman|numerals?|arabic|it|be/,
      /would|that|ordinary|figures?|equals?|translate/,
    ),
    /\b/,
  ),
  'gi',
);

const NUMERIC = /\b(?:roman|numerals?|numbers?|year|value|decimal|digits)\b|=/;
/** Words in capitals that have the letters of numerals and are none. */
const NO_NUMERALS =
  /^(?:OK|DVD|CD|MD|DC|DIM|MIX|MILD|LCM|LCD|ID|IM|ILL|CIVIC|VIVID|LID|DID|MM|CM|ML|CL|DL|DM|MDX|XL|XXL|LL)$/;

/** Whether a word is meant as a numeral: by what is asked, or because nothing else is. */
const meantAsNumeral = (word: string, { text, low }: Said): boolean => {
  const signs = word.replace(/[^IVXLCDM]/g, '').length;
  const alone =
    text
      .replace(word, '')
      .replace(ASKING, '')
      .replace(/[^\p{L}\p{N}]/gu, '') === '';
  const cued = ROMAN_CUES.test(low);
  if (signs === word.length) return cued || (alone && (/^[IVX]+$/.test(word) || NUMERIC.test(low)));
  const turned = new RegExp(`\\b${word}\\b[^?]* (?:in|as|to|into) (?:a )?roman\\b`, 'i').test(text);
  return (cued && signs >= 2 && signs * 3 >= word.length * 2) || (turned && alone);
};

/** A word in capitals that is meant as a Roman numeral and has the form of none. */
const noNumeral: Doubt = (said) => {
  const { text, low } = said;
  if (
    /\b(?:valid|exist|correct|letters?(?! by letter)|words?|count|spell|(?<!can )not)\b/.test(
      low.replace(/\bletter by letter\b/g, ' '),
    )
  )
    return undefined;
  // A number in figures is to be written: what stands beside it is somebody's try.
  if (/\b\d+,? (?:in|as|into) (?:a |an )?roman\b/.test(low)) return undefined;
  for (const [word] of text.matchAll(/(?<![\p{L}\p{N}'])[A-Z]{2,12}(?![\p{L}\p{N}'-])/gu)) {
    if (fromRoman(word) !== undefined || !meantAsNumeral(word, said)) continue;
    // Whether it is one is what is asked.
    if (/\bvalid\b/.test(low)) continue;
    if (!NO_NUMERALS.test(word) || /\broman\b/.test(low)) return invalid(`${word} is no valid Roman numeral`);
  }
  return undefined;
};

const AMOUNT = /(?<![\p{L}\p{N}.])(\d+(?:\.\d+)?) ?([a-z]+)\b/gu;
const dimensions = (word: string): Set<string> => new Set(unitsNamed(word).map((one) => one.dimension));

/** Kilograms beside metres in one list, or added to each other. */
const mixedMeasures: Doubt = ({ low }) => {
  const sorts = new RegExp(
    alternatives(
      sequence(
        /\b(?:sort|order|rank|arrange|put)\b[^.?!]*\b/,
        anyOf(
          /order|lightest|heaviest|longest|shortest|smallest|largest|biggest|ascending|descending|asc|desc/,
          /size|from/,
        ),
        /\b/,
      ),
      sequence(
        /\bwhich (?:is|one is|weighs|of these is) (?:the )?/,
        /(?:heavi|light|long|short|big|small|larg|more|less)\w*/,
      ),
    ),
  ).test(low);
  const adds =
    /\d ?[a-z]+ (?:plus|minus|and|\+|-) \d+(?:\.\d+)? ?[a-z]+(?: |\W*$)/.test(low) &&
    /\bplus\b|\bminus\b|\+|\badd\b|\bsum\b|\bsubtract\b/.test(low);
  const one =
    /^\W*(?:what is |convert |how much is |express |give )?\d+(?:\.\d+)? ?([a-z]+) (?:in|to|into|as) ([a-z]+)\W*$/.exec(
      low,
    );
  if (one) {
    const [from, to] = [dimensions(one[1]!), dimensions(one[2]!)];
    if (from.size > 0 && to.size > 0 && ![...from].some((dimension) => to.has(dimension)))
      return refusal('invalid-input', `${one[1]} and ${one[2]} measure different things: one can't become the other`);
  }
  if (!sorts && !adds) return undefined;
  // "3h 25m + 1h 50m" are hours and minutes.
  if (/\d ?h(?:ours?|rs?)? ?\d+ ?m(?:in\w*)?\b/.test(low)) return undefined;
  const units = [...low.matchAll(AMOUNT)]
    .map((one) => dimensions(one[2]!))
    .filter((one) => one.size > 0 && !one.has('count'));
  const [first, ...rest] = units;
  if (!first || rest.length === 0) return undefined;
  const numbers = [...low.matchAll(AMOUNT)].length;
  const physical = units.every((one) => !one.has('money') || one.has('mass'));
  const strange = rest.find((one) => ![...one].some((dimension) => first.has(dimension)));
  return strange && physical && units.length === numbers && units.length <= 5
    ? invalid(`measures of different kinds (${[...first][0]} and ${[...strange][0]}) can't be put together`)
    : undefined;
};

const MEASURE = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /lengths?|widths?|height|sides?|radius|diameter|distance|edge|perimeter|area|weight|mass|volume/,
      /speed|depth/,
    ),
    /(?: [a-z]+)? (?:of |is |are |= ?|: ?)?(?:-|minus )\d/,
  ),
);
const NEGATIVE_THINGS = sequence(
  /(?<![\d)\]a-z] ?)(?:-|minus )\d+(?:\.\d+)? ?/,
  /(?:cm|mm|m|km|kg|metres?|meters?|kilos?|lit(?:er|re)s?|people|children|kids|guests|friends|apples|eggs|boxes)\b/,
);

const NEGATIVE = when(
  WHY,
  'a length, a weight or a count is never negative',
  new RegExp(
    alternatives(
      MEASURE,
      NEGATIVE_THINGS,
      /\b(?:bill|price|ticket|fare|wage)s? (?:of|is|was) (?:-|minus )\d/,
      sequence(
        /\b(?:rope|board|plank|stick|wire|pipe|ribbon|string|beam|rod|wall|line|fence|side|box)s? /,
        /(?:of|is|measures|with) (?:-|minus )\d+(?:\.\d+)? ?(?:m|cm|mm|km|met\w+|kg|g)\b/,
      ),
      /\b(?:is|are|was|measures) (?:-|minus )\d+(?:\.\d+)? ?(?:m|cm|mm|km|met\w+|feet|foot|inch\w*) (?:long|wide|high|deep|tall|across|by)\b/,
    ),
  ),
  /\b(?:temperature|degrees|below|floor|altitude|sea level|coordinate|axis|balance|account|sequence|equation)\b/,
);

/** Words that ask for the value of an expression. */
const CALCULATES = new RegExp(
  sequence(
    /^/,
    '(?:',
    sequence(
      /\W*/,
      anyOf(
        /what|whats|is|calc|calculate|compute|evaluate|work|out|solve|simplify|the|value|of|result/,
        /expression|answer|to|sum|how|much|please|find|equals?|give|me|tell|do|for|a|an/,
      ),
      /\b/,
    ),
    ')*',
    /\W*?(?=[\d(+*/-])/,
  ),
);

/** Two signs side by side, open brackets: nothing that has a value. */
const noExpression: Doubt = ({ low }) => {
  const rest = low
    .replace(CALCULATES, '')
    .replace(/[=?.!\s]+$/, '')
    .replace(/^[:\s]+/, '');
  if (!/^[\d\s.()+*/^-]+$/.test(rest) || !/\d/.test(rest) || rest.length > 80) return undefined;
  const tight = rest.replace(/\s+/g, ' ').replace(/\*\*/g, '^');
  const depth = [...tight].reduce(
    (open, one) => (open < 0 ? open : open + (one === '(' ? 1 : one === ')' ? -1 : 0)),
    0,
  );
  const clash = /[-+*/^] ?[*/^]|[*/^+-] ?\)|\( ?[*/^]|\( ?\)|\+ ?\+(?! ?\d)|^[*/^]/.test(tight);
  return depth !== 0 || clash ? invalid(`"${rest}" is no well-formed expression`) : undefined;
};

/** "true and or not", "not and false". */
const noTruthExpression: Doubt = ({ low }) => {
  const asks = low.replace(/[=?.!\s]+$/, '').replace(/^is (.*) (?:true|false)$/, '$1');
  const rest = asks.replace(
    /^(?:what|whats|is|evaluate|compute|the|value|of|result|:|\s)+(?=\b(?:true|false|not|and|or|xor)\b)/,
    '',
  );
  if (!/^(?:(?:true|false|and|or|xor|not)\b\s*)+$/.test(rest) || !/\b(?:true|false)\b/.test(rest)) return undefined;
  const tokens = rest.split(/\s+/).filter((one) => one !== '');
  let operand = true;
  for (const token of tokens) {
    if (token === 'not') {
      if (!operand) return invalid(`"${rest}" is no well-formed expression`);
      continue;
    }
    const isValue = token === 'true' || token === 'false';
    if (isValue !== operand) return invalid(`"${rest}" is no well-formed expression`);
    operand = !isValue;
  }
  return operand ? invalid(`"${rest}" ends with nothing to work on`) : undefined;
};

/** Signs where numbers should stand: "31 with 5, 6 and &%". */
const noNumber = when(
  WHY,
  'what stands there is no number',
  new RegExp(
    alternatives(
      /(?:\d,? (?:and|or|,) ?|, ?)[&%$#@*~]{2,}|\b(?:and|plus|minus|times|,) ?(?:nan|undefined|null)\b/,
      /\b(?:nan|undefined|null) ?(?:,|and|plus|\+)/,
    ),
  ),
  /\b(?:from|my|our|to|for|her|his) nan\b/,
);

/** Digits that the base has not, where the words say that the number is written in it. */
const noDigits: Doubt = ({ low }) => {
  const named: readonly (readonly [RegExp, number])[] = [
    [
      /(?<!\b(?:write|express|convert|put|turn|show) )(?<![\d.])(\d+)(?:,)? (?:in|as) (?:a )?binary\b[^?]*\b(?:decimal|normal|base[- ]10|ordinary)\b/,
      2,
    ],
    [/\bbinary (?:number |numeral |value |digits? )?(\d+)\b(?! (?:to|in|into) binary)/, 2],
    [/\boctal (?:number |numeral |value )?(\d+)\b(?! (?:to|in|into) octal)/, 8],
    [
      /(?<!\b(?:write|express|convert|put|turn|show) )(?<![\d.])(\d+)(?:,)? (?:in|as) octal\b[^?]*\b(?:decimal|normal|base[- ]10|ordinary)\b/,
      8,
    ],
  ];
  for (const [words, base] of named) {
    const digits = words.exec(low)?.[1];
    const high = [...(digits ?? '')].find((one) => Number(one) >= base);
    if (digits !== undefined && digits.length > 1 && high !== undefined)
      return invalid(`a number in base ${base} has no digit ${high}`);
  }
  return undefined;
};

/** "make 20 from 5, banana and 4", "3 plus apple". */
const wordForNumber: Doubt = ({ low }) => {
  const item =
    /\b(?:make|get|reach|sort|add|average of|sum of)\b[^?]*\b\d+, ?([a-z]{4,})(?:,| and| or) \d+\b/.exec(low) ??
    /^\W*(?:what is |how much is |calculate |compute )?\d+ (?:plus|minus|times|\+|-|\*) ([a-z]{4,})\W*$/.exec(low);
  const known = new RegExp(
    sequence(
      /^/,
      anyOf(
        /infinity|itself|something|what|another|some|that|this|zero|nothing|half|double|dozen|percent/,
        /shipping|delivery|interest|fees?|extra|change|then|plus|minus|times|only|also|each|unknown/,
        /postage|one|hundred|thousand|million/,
      ),
      /$/,
    ),
  );
  return item && !known.test(item[1]!) && unitsNamed(item[1]!).length === 0
    ? invalid(`"${item[1]}" is no number`)
    : undefined;
};

const noList = when(
  WHY,
  'the list is empty',
  /\bempty (?:list|set|array|row|sequence)\b|\b(?:of|in|from) ?(?:\[ ?\]|\{ ?\}|\( ?\))/,
  /\bnon-?empty\b|\bhow many\b/,
);

const BASES = when(
  WHY,
  'a base is a whole number from 2 on',
  /\b(?:in|to|into|from) base[- ]?(?:0|1|-\d+|minus \d+)(?![\d.])|\bbase (?:0|1)(?![\d.])/,
  /\b(?:area|height|triangle|pyramid|radius)\b/,
);

/** The 32nd of January, the eighth day of a week, the thirtieth letter of the alphabet. */
const noPlace: Doubt = ({ low }) => {
  const found = new RegExp(
    sequence(
      /\b(\d+)(?:st|nd|rd|th) (day|month|hour|letter) of (?:the |a |an )?/,
      /(week|year|day|january|april|june|(?:english |latin )?alphabet)\b/,
    ),
  ).exec(low);
  const limits: Readonly<Record<string, number>> = {
    'day week': 7,
    'month year': 12,
    'day year': 366,
    'hour day': 24,
    'letter alphabet': 26,
  };
  if (!found) return undefined;
  const [, place, part, whole] = found;
  const limit = limits[`${part} ${whole!.replace(/^(?:english|latin) /, '')}`];
  return limit !== undefined && Number(place) > limit
    ? invalid(`there is no ${part} ${place} of the ${whole}`)
    : undefined;
};

export const INVALID: readonly Doubt[] = [
  noDate,
  noTime,
  OVER_ZERO,
  noNumeral,
  mixedMeasures,
  NEGATIVE,
  noExpression,
  noTruthExpression,
  noNumber,
  noList,
  noDigits,
  wordForNumber,
  BASES,
  noPlace,
];

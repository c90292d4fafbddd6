/**
 * What is demanded and nothing has, each computed: a number between bounds, whole lengths, notes and packs, an average
 * of whole numbers, a mark beyond the highest, a day in a span of dates, a word of so many letters, a place in a row.
 */
import { refusal, type Refusal } from '../reading.ts';
import { unitsNamed } from '../../problem/solve/units.ts';
import { WEEKDAYS, solveDays, solveWeekday } from '../../problem/solve/calendar.ts';
import { datesIn } from '../calendar/dates.ts';
import { lengthsIn } from '../calendar/durations.ts';
import { clocksIn } from '../calendar/times.ts';
import { numbersIn } from '../text/text.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { soughtIn } from './number-conditions.ts';
import { when, type Doubt } from './said.ts';
import { reaches } from './whole-answers.ts';

const none = (reason: string): Refusal => refusal('no-solution', reason);

const SEARCH_LIMIT = 100_000;

/** "The number between 25 and 29 that 6 divides", "a certain number is divisible by 6 and leaves 1 by 2". */
const noSuchNumber: Doubt = ({ text, low }) => {
  const singular = /\b(?:number|integer|prime|multiple|numeral|figure)\b(?! of (?!\d))/.test(low);
  if (!singular || /\bhow (?:many|much|often)\b|\bnot\b|\bor\b|\bsums?\b|\bis there\b|\bare there\b|\btrue\b/.test(low))
    return undefined;
  if (!/\b(?:find|name|state|give|which|what|write|search|need|tell|looking for)\b/.test(low)) return undefined;
  const { conditions, from, to, rest, bounded } = soughtIn(text, low);
  if (numbersIn(rest).some((one) => Number(one.value) !== 1) || conditions.length + (bounded ? 1 : 0) < 2) {
    const crossing = bounded && conditions.length === 0 && from > to && numbersIn(rest).length === 0;
    if (!crossing || /\b(?:far|by|much)\b/.test(low)) return undefined;
    return from > to + 1
      ? refusal('contradiction', `nothing is above ${from - 1} and below ${to + 1}`)
      : /\b(?:whole|integer|natural)\b/.test(low)
        ? none(`no whole number lies between ${to} and ${from}`)
        : undefined;
  }
  for (let n = from; n <= Math.min(to, from + SEARCH_LIMIT); n++)
    if (conditions.every((fits) => fits(n))) return undefined;
  // What is told of a number can't be true; what is looked for may not be there.
  const told =
    !/\b(?:find|name|state|give|looking for|search|need|smallest|least|lowest)\b/.test(low) &&
    /^[^?]*\b(?:an?|my|the|1) (?:certain |whole |natural |secret )*(?:number|integer)\b[^?.]*\b(?:is|has|leaves)\b/.test(
      low,
    );
  const alone = conditions.length >= 2 && (told || !bounded);
  return alone && told
    ? refusal('contradiction', 'no number is all that is told of it')
    : none('no number is all that is asked of it');
};

/** The day of a week is none of a span of dates. */
const noSuchDay: Doubt = ({ low }) => {
  const dates = datesIn(low).filter((one) => /^\d{4}-/.test(one.date));
  const [from, to] = dates;
  const day = WEEKDAYS.find((one) => new RegExp(String.raw`\b(?:an? |the )?${one.toLowerCase()}\b`).test(low));
  if (dates.length !== 2 || !from || !to || day === undefined) return undefined;
  if (
    !/\b(?:which|what) (?:date|day)\b/.test(low) ||
    !/\b(?:between|from|to|until|and)\b/.test(low.slice(from.end, to.start))
  )
    return undefined;
  if (
    WEEKDAYS.some((one) => one !== day && low.includes(one.toLowerCase())) ||
    !/\b(?:is|falls? on|was) an? [a-z]+day\b/.test(low)
  )
    return undefined;
  const apart = solveDays({ type: 'days', from: from.date, to: to.date });
  const length = apart.type === 'answer' ? Number(apart.answer) : NaN;
  if (!(length >= 0 && length < 6)) return undefined;
  for (let plus = 0; plus <= length; plus++) {
    const one = solveWeekday({ type: 'weekday', of: from.date, plus });
    if (one.type !== 'answer' || one.answer === day) return undefined;
  }
  return none(`no day of these is a ${day}`);
};

/** "The smallest number larger than every number." */
const beyondAll = when(
  'no-solution',
  'no number is larger than all numbers',
  /\b(?:number|integer)\b[^.?!]*\b(?:larger|bigger|greater|higher|more) than (?:every|all|any)(?: other)? (?:whole |natural )?numbers?(?: there (?:is|are)| of all)?\W*$/,
  /\bof (?:the|these|this)\b|\bin (?:the|this)\b|:/,
);

/** "Which month of 2025 has six Mondays?" */
const sixthOfMonth = when(
  'no-solution',
  'no month has a weekday six times',
  /\b(?:month|january|february|march|april|may|june|july|august|september|october|november|december)\b[^?]*\b(?:has|have|had|with|contains?) (?:exactly )?(?:[6-9]|six|seven) (?:mon|tues|wednes|thurs|fri|satur|sun)days\b/,
  /\bhow many\b|\btogether\b|\bmonths\b/,
);

/** Two or more whole numbers with an average whose sum is not whole. */
const averageOfWhole: Doubt = ({ low, numbers }) => {
  const found =
    /\b(\d+) (?:different |positive )*(?:whole numbers|integers|natural numbers)\b[^?]*\b(?:average|mean)(?: is| of| was|:)* (\d+\.\d+)\b/.exec(
      low,
    );
  if (!found || numbers.length > 3 || /\b(?:about|roughly|rounded|nearest)\b/.test(low)) return undefined;
  const sum = Number(found[1]) * Number(found[2]);
  return Math.abs(sum - Math.round(sum)) > 1e-9
    ? none(`${found[1]} whole numbers would have the sum ${Number(sum.toFixed(6))}`)
    : undefined;
};

/** The marks so far, and an average that the highest mark does not reach any more. */
const neverThatAverage: Doubt = ({ low, asked }) => {
  const highest =
    /\b(?:from )?0 (?:to|and|through) (\d+)\b/.exec(low) ??
    /\b(?:out of|at most|maximum (?:is|of)|highest (?:mark|score) is|no more than) (\d+)\b/.exec(low);
  const aim = /\b(?:average|mean) (?:of |is |be )?(?:exactly |at least )?(\d+(?:\.\d+)?)\b/.exec(asked);
  if (!highest || !aim || !/\bwhat\b|\bhow (?:many|much|well|high)\b/.test(asked)) return undefined;
  const list = /(?<![\d.])(\d+(?:\.\d+)?(?:(?:, ?|,? and |, and )\d+(?:\.\d+)?){1,6})(?![\d.])/.exec(
    low.replace(highest[0], ' ; ').replace(/\b1 [a-z]+/g, ' ; '),
  );
  if (!list) return undefined;
  const marks = numbersIn(list[1]!).map((one) => Number(one.value));
  const needed = Number(aim[1]) * (marks.length + 1) - marks.reduce((sum, one) => sum + one, 0);
  const more =
    /\b(?:1|one|the|a) (?:[a-z]+ )?(?:more|last|final|next|to go|left)\b|\bfourth|\bnext (?:one|test)|\blast (?:one|test)/.test(
      low,
    );
  return more && marks.every((one) => one <= Number(highest[1])) && needed > Number(highest[1])
    ? none(`that would take ${Number(needed.toFixed(3))}, and ${highest[1]} is the most`)
    : undefined;
};

/** A mean of nothing: "we played 0 games". */
const meanOfNone = when(
  'no-solution',
  'there is no average of nothing',
  /\b(?:average|mean|per (?:game|match|test|day|person))\b[^?]*\b(?:played|in|of|over|had|took|wrote|after) (?:0|zero|no) (?:games?|matche?s?|tests?|days?|rounds?|people|lessons?|runs?|trips?)\b/,
  /\bno (?:games?|days?) (?:off|missed)\b/,
);

const EXACT = /\b(?:exactly|precisely|no more no less|nothing more|to the (?:cent|penny))\b/;

/** Notes, planks and packs of one or two sizes that never make an exact sum. */
const neverExact: Doubt = ({ low }) => {
  if (!EXACT.test(low) || !/\bhow many\b/.test(low)) return undefined;
  if (/\b(?:at least|at most|left|each (?:child|person)|per|other|half|cut in)\b/.test(low)) return undefined;
  const uncut = new RegExp(
    alternatives(
      /\b(?:no|without|never|not) (?:any )?(?:saw\w*|cut\w*|gaps?|overlaps?|break\w*|change|bend\w*|splitt?\w*)\b/,
      /\bonly\b|\bno more,? no less\b|\bwhole\b|\b0\.00\b/,
    ),
  );
  if (!uncut.test(low)) return undefined;
  const measures = [...low.matchAll(/(?<![\d.])(\d+(?:\.\d+)?)[- ]?([a-z]+)/g)].flatMap((one) => {
    const unit = unitsNamed(one[2]!)[0];
    return unit && unit.dimension !== 'count' && unit.dimension !== 'time'
      ? [{ value: (Number(one[1]) * Number(unit.factor.n)) / Number(unit.factor.d), unit: unit.dimension }]
      : [];
  });
  const [size, sum] = measures;
  if (numbersIn(low).length === 2 && measures.length === 2 && size!.unit === sum!.unit) {
    const [small, large] = [size!.value, sum!.value].toSorted((a, b) => a - b) as [number, number];
    const count = large / small;
    return small > 0 && large > small && Math.abs(count - Math.round(count)) > 1e-9
      ? none('no whole number of them makes that')
      : undefined;
  }
  const values = numbersIn(low).map((one) => Number(one.value));
  const free = values.length === 2 && values[0] === 0 && values[1]! > 0 && /\beach|\bapiece|\bcosts?\b/.test(low);
  return free ? none('what costs nothing never makes that') : notesNeverMake(low);
};

const notesNeverMake = (low: string): Refusal | undefined => {
  const list =
    /\b(\d+) (?:[a-z]+ )?(?:notes?|coins?|bills?)?,? ?(?:and|or) (\d+) (?:[a-z]+ )?(?:notes?|coins?|bills?)\b/.exec(
      low,
    );
  const sum = /\b(?:exactly|precisely) (?:[€$£] ?)?(\d+)\b/.exec(low);
  if (!list || !sum || numbersIn(low).length !== 3) return undefined;
  const [a, b, all] = [list[1], list[2], sum[1]].map(Number) as [number, number, number];
  if (a < 1 || b < 1 || all > SEARCH_LIMIT) return undefined;
  for (let k = 0; k * a <= all; k++) if ((all - k * a) % b === 0) return undefined;
  return none(`${a} and ${b} never make ${all}`);
};

const WHOLE_ONES =
  /\b(?:only|just|make|bake|cook|fill|build)\b[^.?!]*\b(?:whole|full|complete|entire) [a-z]+\b|\bwhole [a-z]+ only\b/;
const ALL_USED =
  /\b(?:no|none of the|not a single|not one) [a-z]+ (?:is |are |was |be |being )?(?:left|over|remain\w*|wasted)\b|\bnothing (?:is |was )?(?:left|over|remains)\b|\b(?:use|uses|using|used) (?:up )?all\b|\ball (?:of (?:them|it)|the [a-z]+) (?:are |is |must be |get )?used\b/;

/** Whole cakes of so many eggs each, and no egg is to be left. */
const allUsed: Doubt = ({ low, asked }) => {
  if (!WHOLE_ONES.test(low) || !ALL_USED.test(low) || !/\bhow many\b/.test(asked)) return undefined;
  const each =
    /\b(?:each|every|1|one|an?)(?: [a-z]+){1,2} (?:needs?|takes?|uses?|holds?|gets?|wants?|has|requires?) (?:exactly )?(\d+)\b/.exec(
      low,
    ) ?? /\b(\d+) (?:[a-z]+ )?(?:each|per|for (?:each|every|one|1))\b/.exec(low);
  const others = each
    ? numbersIn(low.replace(each[0], ' ; '))
        .map((one) => Number(one.value))
        .filter((one) => one > 1)
    : [];
  const [stock] = others;
  return each && others.length === 1 && Number.isInteger(stock) && stock! % Number(each[1]) !== 0
    ? none(`${stock} can't be used up by whole ones that take ${each[1]}`)
    : undefined;
};

const UNCUT_THINGS =
  /\b(?:chairs|people|children|pupils|students|kids|books|coins|marbles|tables|seats|beds|cars|horses|cows|hens|dogs|cats|eggs|tickets|members|players|guests|lamps|boxes)\b/;

/** Things that nobody halves, their sum and a difference of the other parity. */
const sumAndMore: Doubt = ({ low, asked }) => {
  const more = /\b(?:exactly )?(\d+) (?:[a-z]+ )?(?:more|fewer|less)(?: [a-z]+)? than\b/.exec(low);
  const sum =
    /\b(\d+) ([a-z]+)(?: [a-z]+){0,3} (?:between (?:them|the 2|the two)|together|altogether|in all|in total)\b/.exec(
      low,
    );
  const exact = /\bexactly\b|\bwhole\b|\bno [a-z]+ (?:is|are) (?:broken|shared|cut|split|halved)\b/.test(low);
  if (!more || !sum || !exact || more[1] === sum[1] || !UNCUT_THINGS.test(`${sum[2]} ${asked}`)) return undefined;
  const others = numbersIn(low).filter((one) => Number(one.value) > 2 && one.value !== more[1] && one.value !== sum[1]);
  return others.length === 0 && (Number(sum[1]) - Number(more[1])) % 2 !== 0
    ? none(`two whole counts that differ by ${more[1]} never make ${sum[1]}`)
    : undefined;
};

/** A rectangle with whole sides and a perimeter that is odd. */
const oddPerimeter: Doubt = ({ low, numbers }) => {
  const whole = /\b(?:whole|integer|natural)\b/.test(low) && /\b(?:sides?|lengths?|long|wide)\b/.test(low);
  const perimeter = /\bperimeter (?:of |is |be |must be |should be |= ?)*(\d+)\b/.exec(low);
  return whole && perimeter && numbers.length === 1 && /\brectang/.test(low) && Number(perimeter[1]) % 2 !== 0
    ? none(`whole sides make an even perimeter, and ${perimeter[1]} is odd`)
    : undefined;
};

/** "A fraction with 6 at the bottom and a whole number on top that is 1/4." */
const noSuchTop: Doubt = ({ low }) => {
  const bottom =
    /\b(\d+) (?:at|on|in|as|for) (?:the |its )?(?:bottom|denominator)\b|\b(?:bottom|denominator) (?:of |is |being )?(\d+)\b/.exec(
      low,
    );
  const same = /(?<![\d/])(\d+) ?\/ ?(\d+)(?![\d/])/.exec(low);
  if (!bottom || !same || !/\bwhole\b|\binteger\b/.test(low) || !/\bfraction\b/.test(low) || numbersIn(low).length > 3)
    return undefined;
  const top = (Number(bottom[1] ?? bottom[2]) * Number(same[1])) / Number(same[2]);
  return /\b(?:same|equal|equals|worth|is|write|as)\b/.test(low) && !Number.isInteger(top)
    ? none(`${top} would stand on top, which is not whole`)
    : undefined;
};

/** "In which base is 17 written 22?" */
const noSuchBase: Doubt = ({ low }) => {
  const found =
    /\b(?:which|what) base\b[^?]*\b(?:decimal (?:number )?|number |is )(\d+)\b[^?]*\b(?:written|writes?|looks?|spelled|read|becomes?|noted)(?: like| as| down as)? (\d+)\b/.exec(
      low,
    );
  if (!found) return undefined;
  const digits = [...found[2]!].map(Number);
  for (let base = Math.max(...digits) + 1; base <= Number(found[1]) + 1; base++)
    if (base > 1 && digits.reduce((value, digit) => value * base + digit, 0) === Number(found[1])) return undefined;
  return none(`in no base is ${found[1]} written ${found[2]}`);
};

/** "Which word of 'the cat sat' has seven letters?" */
const noSuchWord: Doubt = ({ low }) => {
  const quoted = /"([^"]{3,200})"/.exec(low)?.[1] ?? /'([^']{3,200})'/.exec(low)?.[1];
  const length = /\b(?:which|what) word\b[^?]*\b(?:has|with|of|having) (?:exactly |just )?(\d+) letters\b/.exec(
    low.replace(/"[^"]*"|'[^']*'/g, ' '),
  );
  if (quoted === undefined || !length || /\bat (?:least|most)\b|\bmore than\b/.test(low)) return undefined;
  const words = quoted.match(/[\p{L}]+/gu) ?? [];
  return words.length >= 2 && !words.some((one) => one.length === Number(length[1]))
    ? none(`no word of it has ${length[1]} letters`)
    : undefined;
};

/** "Exactly three before him and three behind him" in a row of five. */
const noSuchPlace: Doubt = ({ low }) => {
  const row =
    /\b(\d+) (?:runners|people|children|kids|friends|horses|cars|riders|pupils|students|players|books|houses|boys|girls|men|women|swimmers|drivers)\b/.exec(
      low,
    );
  const places =
    /\b(?:exactly|just) (\d+) (?:[a-z]+ )?(?:before|in front of|ahead of|left of|to the left of|above)(?: (?:him|her|it|them|[a-z]+))? and (?:exactly |just )?(\d+) (?:[a-z]+ )?(?:behind|after|right of|to the right of|below)\b/.exec(
      low,
    );
  return row && places && Number(places[1]) + Number(places[2]) + 1 !== Number(row[1]) && /\bwh(?:o|ich)\b/.test(low)
    ? none(`that takes ${Number(places[1]) + Number(places[2]) + 1}, and there are ${row[1]}`)
    : undefined;
};

/** The first bus and its ride end after the time by which one must be there. */
const everyOneTooLate: Doubt = ({ low }) => {
  const due = /\b(?:by|before|no later than|at the latest at|latest) (?:at )?(?=\d{1,2}:\d\d)/.exec(low);
  const clocks = clocksIn(low);
  const lengths = lengthsIn(low).filter((one) => !clocks.some((c) => one.start < c.end && one.end > c.start));
  if (!due || lengths.length !== 1 || clocks.length < 3 || !/\b(?:leave|leaves|depart\w*|go|goes|run|runs)\b/.test(low))
    return undefined;
  const limit = clocks.find((one) => one.start >= due.index && one.start <= due.index + due[0].length + 3);
  const starts = clocks.filter((one) => one !== limit);
  return limit &&
    /\b(?:which|what|when|latest|last)\b/.test(low) &&
    starts.every((one) => one.minutes + lengths[0]!.minutes > limit.minutes && one.minutes <= limit.minutes)
    ? none('every one of them is there too late')
    : undefined;
};

/** Letters in equal steps, and a next one beyond Z. */
const beyondZ: Doubt = ({ text, low }) => {
  if (
    !/\b(?:may|do|can|must|does) not (?:begin|start|go|wrap)\b|\bwithout (?:beginning|starting|going|wrapping)\b|\bno wrapp?ing\b|\balphabet (?:ends|stops)\b/.test(
      low,
    )
  )
    return undefined;
  const list = /(?<![\p{L}\p{N}])(?:[A-Za-z], ?){2,}(?:and )?[A-Za-z](?![\p{L}\p{N}'])/u.exec(text)?.[0];
  const codes = (list?.match(/\b[A-Za-z]\b/g) ?? []).map((one) => one.toUpperCase().charCodeAt(0));
  const step = codes.length > 2 ? codes[1]! - codes[0]! : 0;
  const even = codes.every((one, i) => i === 0 || one - codes[i - 1]! === step);
  return step > 0 && even && codes.at(-1)! + step > 90 && /\b(?:after|next|follows?)\b/.test(low)
    ? none('the alphabet ends before')
    : undefined;
};

/** "Divided by 6 minus 6, the 6 minus 6 first", a ratio of nothing to nothing, two laps and twice the first speed. */
const nothingToDivideBy: Doubt = ({ low }) => {
  if (/\bratio(?: of)? 0 ?(?::|to) ?0\b/.test(low)) return none('a ratio of nothing to nothing shares nothing');
  const zero = /\bdivided by \(?(\d+) minus (\d+)\b/.exec(low);
  if (zero && zero[1] === zero[2] && /\b(?:first|brackets?|parenthes[ei]s)\b/.test(low))
    return none('division by zero has no result');
  const halves = /\b(?:2|both|two) (?:equal |same )?(?:laps|legs|halves|rounds|parts|stretches|stages|ways)\b/.test(
    low,
  );
  const speeds = [...low.matchAll(/\b(\d+(?:\.\d+)?) ?(?:km\/h|kph|mph|(?:km|miles) (?:an|per) hour)/g)].map((one) =>
    Number(one[1]),
  );
  // The other speed is asked for, and the second one that is told is the mean of both.
  const asks =
    /\bhow fast (?:must|do|does|should|would|have|has|need)\b|\b(?:what|which) speed (?:in|on|for|must|do|does|should|gives?)\b/.test(
      low,
    );
  const mean = /\b(?:average|mean)\b[^?!]*?\d+(?:\.\d+)? ?(?:km\/h|kph|mph|(?:km|miles) (?:an|per) hour)[^\d]*$/.test(
    low,
  );
  return halves && speeds.length === 2 && speeds[1]! >= 2 * speeds[0]! && asks && mean
    ? none('no speed of the second half makes that average')
    : undefined;
};

/** Who follows at the same speed as who is ahead: "both always at 15 km/h". */
const sameSpeed: Doubt = ({ low, asked }) =>
  /\bboth\b[^.?!]*\b\d+(?:\.\d+)? ?(?:km\/h|kph|mph|km an hour|m\/s|miles (?:an|per) hour)|\bthe same speed\b|\bequally fast\b/.test(
    low,
  ) &&
  /\b(?:ahead|in front|head ?start|lead)\b/.test(low) &&
  new RegExp(sequence(/\b/, anyOf(/catch(?:es)?|overtakes?|reach(?:es)?|caught|draws? level/), /\b/)).test(asked) &&
  !/\b(?:towards?|opposite|stops?|turns?|rests?|faster|slower)\b/.test(low)
    ? none('both are equally fast: the distance between them stays')
    : undefined;

/** Pairs of an odd number of which none is left over; the eighth letter of five; 5000 in Roman numerals. */
const beyondCount: Doubt = ({ low, numbers }) => {
  const pairs =
    /\b(\d+) (?:gloves|socks|shoes|boots|mittens|dancers|people|children|players|skaters|earrings|stockings)\b/.exec(
      low,
    );
  if (
    pairs &&
    numbers.length === 1 &&
    Number(pairs[1]) % 2 !== 0 &&
    // "Can I …?" is answered with no.
    !/(?<!\bhow many pairs )\b(?:can|could|do|does|will|would) (?:i|we|they|you|she|he|it|\d+|the|all)\b|\bis it possible\b/.test(
      low,
    ) &&
    /\bpairs?\b/.test(low) &&
    /\b(?:none|no ?one|nobody|nothing|not one|without (?:one|any)|no [a-z]+)\b[^.?!]*\b(?:left|over|alone|remain\w*|out)\b/.test(
      low,
    )
  )
    return none(`${pairs[1]} never make pairs`);
  const place =
    /\b(\d+)(?:st|nd|rd|th) (letter|digit|page|floor|word|member)s? (?:of|in|on) (?:an?|the|my|this|that|1) [a-z]+ (?:with|of|that has|which has|having) (?:only |just |exactly )?(\d+) \2s?\b/.exec(
      low,
    );
  if (place && Number(place[1]) > Number(place[3])) return none(`there are only ${place[3]}`);
  const [value] = numbers;
  const roman =
    /\b(?:in|as|into|to|with|using) (?:a )?(?:standard |plain |ordinary |normal |classic |usual )?roman\b/.test(low);
  return roman &&
    numbers.length === 1 &&
    value! > 3999 &&
    /\b(?:write|convert|express|put|give|turn|show)\b/.test(low) &&
    !/\b(?:overlines?|vinculum|bars?|with lines?)\b/.test(low)
    ? none('standard Roman numerals end at 3999')
    : undefined;
};

const PLURALS = ['ones', 'twos', 'threes', 'fours', 'fives', 'sixes', 'sevens', 'eights', 'nines', 'tens'];

/** "Two fives, each used once, and I want 24." */
const repeatedNeverMake: Doubt = ({ low }) => {
  const found = new RegExp(
    sequence(/\b([2-5]) /, '(', alternatives(...PLURALS.map((one) => new RegExp(one)), /\d+s/), ')', /\b/),
  ).exec(low);
  const target =
    /\b(?:want|make|get|reach|need|give|hit|obtain|form)s? (?:exactly |the number |to (?:make|get|reach) )?(\d+)\b(?! (?:[a-z]+s\b|\d))/.exec(
      low,
    );
  if (
    !found ||
    !target ||
    !/\bonce\b|\bno other\b|\bnothing else\b|\bonly\b/.test(low) ||
    !/[-+*/]|\b(?:signs?|operations?|plus|minus|add|multiply)\b/.test(low)
  )
    return undefined;
  const at = PLURALS.indexOf(found[2]!);
  const digit = at < 0 ? Number(found[2]!.replace(/s$/, '')) : at + 1;
  const others = numbersIn(low.replace(found[0], ' ; ').replace(target[0], ' ; '));
  if (
    others.length > 0 ||
    /\b(?:powers?|roots?|factorials?|concatenat\w*|side by side|brackets only|digits)\b/.test(low)
  )
    return undefined;
  const values = Array.from({ length: Number(found[1]) }, () => digit);
  return reaches(values, Number(target[1]), ['+', '-', '*', '/'], true) ||
    reaches(values, Number(target[1]), ['+', '-', '*', '/'], false)
    ? undefined
    : none(`${found[1]} times ${digit} never make ${target[1]}: every way was tried`);
};

const CLOSED_MAP =
  /\b(?:nothing|no|none) (?:more|else|others?|other roads?|other ways?)\b|\bonly (?:these|those|the) (?:2|two|3|three|\d+)? ?(?:roads?|ways?|paths?)?\b|\bthat is all\b|\ball the roads\b/;

/** Two places of a map of which all roads are told, and no road leads across. */
const noWayAcross: Doubt = ({ low, asked }) => {
  if (!CLOSED_MAP.test(low)) return undefined;
  if (/^(?:can|could|is|does)\b|\byes or no\b|\bis there\b|\bcan (?:one|you|i|we)\b/.test(asked)) return undefined;
  const goal = /\bfrom (?:the )?([a-z]\w*) to (?:the )?([a-z]\w*)\b/.exec(asked);
  if (!goal || !/\b(?:way|route|path|road|get|how far|distance|km|metres|walk|drive)\b/.test(asked)) return undefined;
  const facts = low.slice(0, low.length - asked.length);
  const groups: Set<string>[] = [];
  const joined = [
    ...facts.matchAll(
      /(?<![a-z])(?:from |between )?(?:the )?([a-z]\w*) ?(?:-|->|to|and|with) ?(?:the )?([a-z]\w*)(?![a-z])/g,
    ),
  ];
  const places = new Set(joined.flatMap((one) => [one[1]!, one[2]!]));
  if (
    !goal.slice(1).every((one) => places.has(one!)) ||
    /\b(?:goes|leads|on to|then|further|bridge|ferry)\b/.test(facts)
  )
    return undefined;
  for (const [, a, b] of joined) {
    const met = groups.filter((one) => one.has(a!) || one.has(b!));
    for (const one of met) groups.splice(groups.indexOf(one), 1);
    groups.push(new Set([a!, b!, ...met.flatMap((one) => [...one])]));
  }
  return groups.some((one) => one.has(goal[1]!) && one.has(goal[2]!))
    ? undefined
    : none(`no road leads from ${goal[1]} to ${goal[2]}`);
};

export const NONE_FITS: readonly Doubt[] = [
  noSuchNumber,
  noSuchDay,
  beyondAll,
  sixthOfMonth,
  averageOfWhole,
  neverThatAverage,
  meanOfNone,
  neverExact,
  allUsed,
  sumAndMore,
  oddPerimeter,
  noSuchTop,
  noSuchBase,
  noSuchWord,
  noSuchPlace,
  everyOneTooLate,
  beyondZ,
  nothingToDivideBy,
  sameSpeed,
  repeatedNeverMake,
  beyondCount,
  noWayAcross,
];

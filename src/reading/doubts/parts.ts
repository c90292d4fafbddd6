/**
 * Facts that are told twice and differ, each computed: a whole and its parts, a mean and its sum, a ratio and its
 * counts, a speed and its way, an age and who is younger, a figure and its area. Contradictions of the first kind are
 * contradictions.ts; these take the numbers by the words beside them.
 */
import { refusal, type Refusal } from '../reading.ts';
import { lengthsIn } from '../calendar/durations.ts';
import { clocksIn } from '../calendar/times.ts';
import { sequence } from '../../regex.ts';
import type { Doubt } from './said.ts';

const clash = (reason: string): Refusal => refusal('contradiction', reason);
const N = String.raw`(\d+(?:\.\d+)?)`;
const near = (a: number, b: number): boolean => Math.abs(a - b) < 1e-9;

/** What is only supposed, asked about or changed later is no fact. */
const SUPPOSED =
  /\b(?:if|suppose|supposing|assum\w+|imagine|true or false|is it true|claims?|says?|said|correct|mistake|wrong|really)\b/;

/** Count, mean and sum of one list. */
const meanAndSum: Doubt = ({ low }) => {
  const mean = new RegExp(
    sequence(
      /\b(?:mean|average|averag(?:es?|ed|ing))(?: [a-z]+)?(?: (?:of|is|was|are|at|=))* /,
      N,
      /\b(?! (?:of|numbers|games|tests|marks)\b)/,
    ),
  ).exec(low);
  const sum =
    new RegExp(sequence(/\b(?:sum|total|adds? up)(?: [a-z]+)?(?: (?:of|is|was|to|comes|are|=))* /, N)).exec(low) ??
    new RegExp(sequence(/\b/, N, / (?:[a-z]+ )?(?:in total|in all|altogether|together|all told|in sum)\b/)).exec(low);
  // "The mean of five scores is 8, the scores add up to 45."
  const counted = new RegExp(sequence(/\b(?:mean|average) of (?:the |my |our )?(\d{1,3}) [a-z]+ (?:is|was) /, N)).exec(
    low,
  );
  if (counted && sum && !SUPPOSED.test(low) && !/\b(?:more|left|without|new|another)\b/.test(low)) {
    const total = Number(counted[1]) * Number(counted[2]);
    return near(total, Number(sum[1]))
      ? undefined
      : clash(`${counted[1]} with a mean of ${counted[2]} have a sum of ${total}, and not ${sum[1]}`);
  }
  if (!mean || !sum || mean.index === sum.index) return undefined;
  const rest = low.replace(mean[0], ' ; ').replace(sum[0], ' ; ');
  const count = /\b(\d{1,3}) (?:[a-z]+ )?[a-z]+s?\b/.exec(rest);
  if (!count || sum.index > low.lastIndexOf('?') || SUPPOSED.test(low)) return undefined;
  if (
    /\b(?:then|before that|previous|other|more|left|excluding|without|last|another|new|each of)\b/.test(
      low.slice(0, Math.max(mean.index, sum.index) + 30),
    )
  )
    return undefined;
  const [m, s, c] = [Number(mean[1]), Number(sum[1]), Number(count[1])];
  return c > 1 && !near(m * c, s) ? clash(`${c} with a mean of ${m} have a sum of ${m * c}, and not ${s}`) : undefined;
};

/** "boys to girls is 2 to 3, and there are 10 boys and 12 girls". */
const ratioAndCounts: Doubt = ({ low }) => {
  const ratio =
    new RegExp(
      sequence(
        /\b([a-z]+) (?:to|and) ([a-z]+)(?: (?:is|are|was|as|in|the|a|ratio|of|at|mix|like))* /,
        N,
        / ?(?:to|:) ?/,
        N,
      ),
    ).exec(low) ?? undefined;
  const other = new RegExp(
    sequence(/\bratio (?:of )?(?:the )?([a-z]+) (?:to|and) (?:the )?([a-z]+) (?:is|was|of|=) ?/, N, / ?(?:to|:) ?/, N),
  ).exec(low);
  const found = other ?? ratio;
  if (!found || SUPPOSED.test(low)) return undefined;
  const [whole, p, q, a, b] = found as unknown as [string, string, string, string, string];
  const rest = low.replace(whole, ' ; ');
  const stem = (word: string): string => word.replace(/s$/, '');
  const counted = (word: string): number | undefined => {
    const one = new RegExp(String.raw`\b(\d+(?:\.\d+)?) (?:[a-z]+ )?(?:of )?${stem(word)}`).exec(rest);
    return one ? Number(one[1]) : undefined;
  };
  const [x, y] = [counted(p), counted(q)];
  if (/\b(?:more|left|join\w*|later|then|now|new|another|leave|come|came)\b/.test(rest)) return undefined;
  if (x !== undefined && y !== undefined && !near(x * Number(b), y * Number(a)))
    return clash(`${x} to ${y} is not ${a} to ${b}`);
  const total =
    new RegExp(sequence(N, / [a-z]+ (?:together|altogether|in all|in total)\b/)).exec(rest) ??
    new RegExp(sequence(/\b(?:together|altogether|in all|in total|total)\b[^.?!\d]*/, N)).exec(rest);
  const known = x ?? y;
  if (total && known !== undefined && (x === undefined) !== (y === undefined) && /\b(?:the rest|rest)\b/.test(rest)) {
    const part = x === undefined ? Number(b) : Number(a);
    const sum = (known / part) * (Number(a) + Number(b));
    return near(sum, Number(total[1]))
      ? undefined
      : clash(`at ${a} to ${b} that is ${sum} together, and not ${total[1]}`);
  }
  return undefined;
};

const KM = /(?:km|kilomet(?:re|er)s?|miles?)/;

/** A way, a time and a speed of one drive. */
const wayTimeSpeed: Doubt = ({ low, asked }) => {
  if (
    SUPPOSED.test(low.replace(/\bsays?,? the [a-z]+\b|\bsays? [a-z]+,/g, ' ')) ||
    /\b(?:then|after|another|more|rest|first|second|than|back|part|break|pause|stops?\b(?<!non-?stop)|return|half|each|every|other|limit|allowed|late|longer|sooner|slower|faster)\b/.test(
      low.replace(/\b(?:without|no) (?:a |any )?(?:stops?|breaks?|pause)\b|\bnon-?stop\b/g, ' '),
    )
  )
    return undefined;
  const ways = [...low.matchAll(new RegExp(sequence(N, ' ?', KM, /\b(?! ?(?:\/|per\b|an? hour|p\/?h))/), 'g'))];
  const speeds = [
    ...low.matchAll(
      new RegExp(
        sequence(N, / ?(?:(?:km|kilomet(?:re|er)s?|miles?) ?(?:\/|per|an?) ?(?:h\b|hour)|kph\b|mph\b|km\/h\b)/),
        'g',
      ),
    ),
  ];
  if (ways.length !== 1 || speeds.length !== 1) return undefined;
  const clocks = clocksIn(low);
  const lengths = lengthsIn(low).filter(
    (one) =>
      !clocks.some((clock) => one.start < clock.end && one.end > clock.start) &&
      !/\b(?:per|an?) $/.test(low.slice(0, one.start)) &&
      !/\/ ?h/.test(low.slice(one.start - 1, one.end)) &&
      !new RegExp(sequence(KM, / (?:per |an? )?$/)).test(low.slice(0, one.start)),
  );
  const minutes =
    clocks.length === 2 && lengths.length === 0
      ? clocks[1]!.minutes - clocks[0]!.minutes
      : clocks.length === 0 && lengths.length === 1
        ? lengths[0]!.minutes
        : undefined;
  if (
    minutes === undefined ||
    minutes <= 0 ||
    /\b(?:km|miles) (?:left|to go)\b/.test(low) ||
    !/\b(?:average|averaged|constant|steady|even|exactly|at|speed|non-?stop)\b/.test(low)
  )
    return undefined;
  const [way, speed] = [Number(ways[0]![1]), Number(speeds[0]![1])];
  // The number that is asked about is no fact.
  if (asked.includes(ways[0]![0]) || asked.includes(speeds[0]![0])) return undefined;
  return near(way * 60, speed * minutes)
    ? undefined
    : clash(`${minutes} minutes at ${speed} an hour are ${(speed * minutes) / 60}, and not ${way}`);
};

const KIN = /(?:brother|sister|sibling|cousin|son|daughter|friend|twin|colleague)/;

/** "He is 10, his younger sister is 12." */
const agesApart: Doubt = ({ low }) => {
  const found = new RegExp(
    sequence(
      /\b(?:is|am|turned|are) (\d{1,3})(?: years old)?\b[^?\d]*\b(?:his|her|my|the|their|whose) (?:only )?(younger|older|elder|little|big|twin) /,
      KIN,
      /,?(?: [a-z]+)? (?:is|turned) (?:already |only )?(\d{1,3})\b(?! (?:years? )?(?:younger|older)| times| year)/,
    ),
  ).exec(low);
  if (!found || SUPPOSED.test(low)) return undefined;
  const [mine, other] = [Number(found[1]), Number(found[3])];
  const fits = /younger|little/.test(found[2]!) ? other < mine : found[2] === 'twin' ? other === mine : other > mine;
  return fits ? undefined : clash(`${other} is not ${found[2]} than ${mine}`);
};

/** Two counts of the same things, both of all of them. */
const twoCounts: Doubt = ({ low }) => {
  const found =
    /\b(?:have|has|are|own|owns|keep|keeps|got) (?:only |exactly )?(\d+) ([a-z]{3,}s)\b[^?]*\ball (?:of )?(?:my |her |his |the |our |their |these |those )?(\d+) (?:of (?:my|her|his|the|our|their|them|those|these)(?: ([a-z]+s))?|([a-z]+s))\b/.exec(
      low,
    );
  if (
    !found ||
    SUPPOSED.test(low) ||
    /\b(?:more|bought|got|then|now|new|another|later|gave|lost|sold|born|join\w*|costs?|each|gives?|needs?)\b/.test(
      found[0],
    )
  )
    return undefined;
  const thing = found[4] ?? found[5] ?? found[2];
  return thing === found[2] && found[1] !== found[3]
    ? clash(`${found[1]} and ${found[3]} ${found[2]} can't both be all of them`)
    : undefined;
};

/** "The committee of seven consists solely of A, B, C, D and E." */
const namesAndCount: Doubt = ({ text, low }) => {
  const found =
    /\b(?:consists?|is made up|made up|composed|comprises?)\b (?:only |solely |just |exclusively |entirely )?(?:of )?(?:only |solely |just |exclusively |entirely )?((?:[A-Z][\p{L}'.]*(?: [A-Z][\p{L}']*)?(?:, ?|,? and |,? & ))+[A-Z][\p{L}'.]*)/u.exec(
      text,
    );
  if (!found || !/\b(?:solely|only|just|exclusively|entirely|nobody else|no ?one else)\b/.test(low)) return undefined;
  const names = found[1]!.split(/, ?(?:and )?|,? and |,? & /).length;
  const band = Object.entries({ duo: 2, trio: 3, quartet: 4, quintet: 5 }).find(([word]) => low.includes(word));
  const count = /\b(\d{1,2})\b/.exec(low.slice(0, found.index + 1)) ?? (band && ['', `${band[1]}`]);
  return count && Number(count[1]) !== names ? clash(`${names} are named, and not ${count[1]}`) : undefined;
};

const PAIRS: readonly (readonly [string, string])[] = [
  ['on', 'off'],
  ['open', 'closed'],
  ['open', 'shut'],
  ['full', 'empty'],
  ['occupied', 'free'],
  ['taken', 'free'],
  ['odd', 'even'],
  ['passed', 'failed'],
  ['present', 'absent'],
  ['sold', 'unsold'],
  ['married', 'unmarried'],
  ['awake', 'asleep'],
  ['ripe', 'unripe'],
  ['good', 'bad'],
  ['broken', 'whole'],
  ['broken', 'intact'],
  ['alive', 'dead'],
  ['read', 'unread'],
  ['paid', 'unpaid'],
  ['men', 'women'],
  ['boys', 'girls'],
  ['gents', 'ladies'],
  ['male', 'female'],
];

/** A whole of which two states that exclude each other take more. */
const statesOverWhole: Doubt = ({ low }) => {
  if (SUPPOSED.test(low) || /\b(?:then|later|after|more|another|of the rest|times|twice|each)\b/.test(low))
    return undefined;
  for (const [a, b] of PAIRS) {
    const found = new RegExp(
      String.raw`\b(\d+) ([a-z]+s|people|children|staff)\b[^?]*?\b(\d+) (?:of (?:them|these) )?(?:are |were |is |was |have |has )?${a}\b[^?]*?\b(\d+) (?:of (?:them|these) )?(?:are |were |is |was |have |has )?${b}\b`,
    ).exec(low);
    if (!found) continue;
    const [whole, x, y] = [Number(found[1]), Number(found[3]), Number(found[4])];
    if (whole > x && whole > y && x + y > whole)
      return clash(`${x} and ${y} are more than the ${whole} that there are`);
  }
  return undefined;
};

const NOBODY_ELSE =
  /\b(?:nobody (?:works|does|is|has|takes|plays) both|(?:are|is) all (?:of )?the|nobody else|no ?one else|nothing else|no others?|no (?:kids|children|adults|women|men)\b|and that is (?:all|everybody|everyone)|nothing (?:is )?left|nobody (?:on|does|in) neither|the whole (?:team|group|class|staff) is)/;

/** Two parts that are all of a whole, and don't come to it. */
const partsNotWhole: Doubt = ({ low, asked }) => {
  if (!NOBODY_ELSE.test(low) || SUPPOSED.test(low)) return undefined;
  if (
    /%|\bper ?cent\b|\b(?:more|twice|half|times|then|later|another|ratio|each one|euros?|pounds?|dollars?|km)\b|\d (?:days?|hours?|weeks?)\b/.test(
      low.replace(/\beach [a-z]+ takes? \d+ [a-z]+/g, ' '),
    )
  )
    return undefined;
  const facts = low.slice(0, low.length - asked.length).replace(/\beach [a-z]+ [a-z]+ \d+ [a-z]+/g, ' ');
  const values = (facts.match(/\b\d+\b/g) ?? []).map(Number).filter((one) => one > 0);
  if (values.length !== 3) return undefined;
  const whole = Math.max(...values);
  const [first, , last] = values as [number, number, number];
  const stated =
    /\b(?:in all|whole|altogether|in total|we (?:are|were)|there (?:are|were)|are all|split|of (?:the|our)|have)\b/.test(
      facts,
    ) && !/\b(?:ate|gave|lost|sold|left over|took|takes|bought)\b/.test(facts);
  const beforeLast = facts.slice(0, facts.lastIndexOf(String(last)));
  const lastIsWhole =
    /\b(?:whole|in all|total|altogether)\b[^.?!]*$|\b(?:those|these) $/.test(beforeLast) ||
    /^\d* (?:are|is) all\b/.test(facts.slice(beforeLast.length));
  const named = lastIsWhole ? last : first === whole ? first : undefined;
  if (!stated || named === undefined) return undefined;
  const parts = values.reduce((sum, one) => sum + one, 0) - named;
  return parts === named ? undefined : clash(`the parts are ${parts} together, and not ${named}`);
};

/** Percentages of one whole of which nobody is in two: more than all, or not all where nobody is in none. */
const percentsApart: Doubt = ({ low }) => {
  const over =
    /\b(1[0-9]\d|[2-9]\d\d)(?:\.\d+)? ?(?:%|per ?cent) of (?:the |all |my |our |these |those )?(?:[a-z]+ )?(?:class|people|pupils|students|guests|eggs|members|children|kids|voters|staff|workers|customers|cats|dogs|cars|pages|trees|cake|pizza)\b[^.?!]*\b(?:are|were|is|was|came|voted|have|had|like|likes|ate|passed|wear)\b/.exec(
      low,
    );
  if (over && Number(over[1]) > 100 && !SUPPOSED.test(low)) return clash(`${over[1]} % are more than all of them`);
  const exclusive = /\b(?:nobody|no ?one|none|no [a-z]+)\b[^.?!,;]*\b(?:both|2 colou?rs|two|twice)\b/.test(low);
  const sorts =
    /(?:%|per ?cent)[^.?!,%]*\b(?:girls|men|for|yes|male)\b[^.?!%]*(?:%|per ?cent)[^.?!,%]*\b(?:boys|women|against|no|female)\b|(?:%|per ?cent)[^.?!,%]*\b(?:boys|women|against|female)\b[^.?!%]*(?:%|per ?cent)[^.?!,%]*\b(?:girls|men|for|male)\b/.test(
      low,
    ) && !/\beach\b|\bof (?:the )?(?:boys|girls|men|women)\b/.test(low);
  if (
    (!exclusive && !sorts) ||
    SUPPOSED.test(low) ||
    /\b(?:of the rest|remaining|off|discount|tax|more|increase)\b/.test(low)
  )
    return undefined;
  const values = [...low.matchAll(/\b(\d+(?:\.\d+)?) ?(?:%|per ?cent\b)/g)].map((one) => Number(one[1]));
  if (values.length < 2) return undefined;
  const sum = values.reduce((total, one) => total + one, 0);
  const all = /\b(?:nobody|no ?one|none)\b[^.?!,;]*\bneither\b/.test(low);
  return sum > 100 || (all && sum !== 100) ? clash(`the percentages are ${sum} together`) : undefined;
};

/** Pieces of one length that are longer than it. */
const piecesOverLength: Doubt = ({ low }) => {
  const found = new RegExp(
    sequence(
      /\b(?:cut|saw|sawed|divided?|split) (?:a|an|the|my|1) /,
      N,
      / ?(m|metres?|meters?|cm)\b[^?]*?\binto\b[^?]*?/,
      N,
      / ?(m|metres?|meters?|cm)\b[^?]*?\band\b[^?]*?/,
      N,
      / ?(m|metres?|meters?|cm)\b/,
    ),
  ).exec(low);
  if (!found || SUPPOSED.test(low)) return undefined;
  const long = (at: number): number => Number(found[at]) * (found[at + 1]!.startsWith('c') ? 1 : 100);
  return long(3) + long(5) > long(1) + 1e-9 ? clash('the pieces together are longer than the whole') : undefined;
};

/** A rectangle or a square with sides and an area that is not theirs; a triangle with too large angles. */
const figures: Doubt = ({ low }) => {
  if (SUPPOSED.test(low)) return undefined;
  const area =
    new RegExp(sequence(/\b(?:an |its |the |whose )?area (?:of |is |= ?|exactly |measures )*/, N)).exec(low) ??
    new RegExp(sequence(/\b(?:covers|covering|measures) /, N, / (?:square|sq)/)).exec(low);
  const square = new RegExp(
    sequence(
      /\bsquare\b(?! ?(?:cm|m\b|met|ft|feet|km|inch))[^.?!]*\bsides? (?:of |is |are |length |exactly |measures? )*/,
      N,
    ),
  ).exec(low);
  if (
    area &&
    square &&
    !/\b(?:rectangle|triangle|circle|tiles)\b/.test(low) &&
    !near(Number(square[1]) ** 2, Number(area[1]))
  )
    return clash(`a square with sides of ${square[1]} has no area of ${area[1]}`);
  const sides = new RegExp(
    sequence(
      /\brectang\w+\b[^.?!]*\b(?:sides?|long|measur\w+|of) (?:of |are )?/,
      N,
      / ?(?:m|cm|km)? ?(?:and|by|x|\*) /,
      N,
    ),
  ).exec(low);
  if (area && sides && !near(Number(sides[1]) * Number(sides[2]), Number(area[1])))
    return clash(`a rectangle of ${sides[1]} by ${sides[2]} has no area of ${area[1]}`);
  const two = new RegExp(
    sequence(
      /\b(?:a|the|this|my) square (?:[a-z]+ )?(?:has|with) (?:one side (?:of )?|a side of |1 side (?:of )?|sides (?:of )?)/,
      N,
      /[^.?!\d]*\b(?:and|another)\b[^.?!\d]*/,
      N,
    ),
  ).exec(low);
  if (two && /\bsides?\b/.test(two[0]) && !/\barea|perimeter\b/.test(two[0]) && two[1] !== two[2])
    return clash('the sides of a square are equal');
  const angles =
    /\btriangle\b[^.?!]*\bangles?\b[^.?!\d]*(\d+)(?:°| degrees)?,? (?:and )?(\d+)(?:°| degrees)?,? and (\d+)/.exec(low);
  if (angles && Number(angles[1]) + Number(angles[2]) + Number(angles[3]) !== 180)
    return clash('the angles of a triangle are 180 degrees together');
  return /\btriangle\b[^.?!]*\b(?:2|3|two|three) right angles\b/.test(low)
    ? clash('a triangle has one right angle at most')
    : undefined;
};

/** One unknown told by two multiples of it that differ; a bound that a value breaks. */
const unknownApart: Doubt = ({ low }) => {
  const factors: Readonly<Record<string, number>> = { double: 2, twice: 2, triple: 3, thrice: 3, half: 0.5 };
  const all = [
    ...low.matchAll(
      new RegExp(
        sequence(
          /\b(double|twice|triple|thrice|half|(\d+) times) (?:of )?(my|the|this|a certain|her|his|that) number (?:is|gives?|makes?|equals?|=) /,
          N,
        ),
        'g',
      ),
    ),
  ].map((one) => Number(one[4]) / (one[2] === undefined ? factors[one[1]!]! : Number(one[2])));
  if (all.length >= 2 && all.some((one) => !near(one, all[0]!))) return clash('the two facts give different numbers');
  const equal =
    /\b2 (?:equal|identical) (?:whole )?numbers\b[^?\d]*(\d+)[^?\d]*\b(?:1|one) (?:of them )?(?:is|was) (\d+)/.exec(
      low,
    );
  if (equal && !near(Number(equal[1]), 2 * Number(equal[2])))
    return clash(`two equal numbers of ${equal[2]} do not make ${equal[1]}`);
  const bound = new RegExp(
    sequence(
      /\b([a-z]) (?:is |must be )?(bigger|greater|larger|more|smaller|less|lower|higher|above|below|>|<)(?: than)? ?/,
      N,
      /\b/,
    ),
  ).exec(low);
  if (!bound) return undefined;
  const value = new RegExp(sequence(String.raw`\b${bound[1]!} ?(?:=|is|equals) ?`, N, /(?! ?[-+*/a-z^=])/)).exec(low);
  // "x = 3. Is x > 5?" asks whether the bound holds, and so does an expression of comparisons.
  if (
    !value ||
    /&&|\|\||\d\)? or \(?[a-z]\b/.test(low) ||
    SUPPOSED.test(low) ||
    /\bis [a-z] ?(?:[<>]|(?:bigger|greater|larger|smaller|less) than)[^.]*\?/.test(low)
  )
    return undefined;
  const over = /big|great|larg|more|high|above|>/.test(bound[2]!);
  const [limit, is] = [Number(bound[3]), Number(value[1])];
  return (over ? is > limit : is < limit) ? undefined : clash(`${bound[1]} can't be ${is} under that bound`);
};

/** The smallest of a list above one of its numbers, the largest below one. */
const extremeApart: Doubt = ({ low }) => {
  const found = new RegExp(
    sequence(
      /\b(minimum|smallest|lowest|least|maximum|largest|biggest|highest)(?: (?:number|value|one))?(?: (?:of|in) (?:the|my|a|this) [a-z]+)? is /,
      N,
      /\b[^?]*\b(?:1|one) of (?:its|the|my|their) (?:numbers|values|others?|entries) is /,
      N,
    ),
  ).exec(low);
  if (!found || SUPPOSED.test(low)) return undefined;
  const small = /min|small|low|least/.test(found[1]!);
  const [extreme, one] = [Number(found[2]), Number(found[3])];
  return (small ? one < extreme : one > extreme)
    ? clash(`${one} is ${small ? 'below' : 'above'} the ${found[1]}`)
    : undefined;
};

/** Count, price and what was paid, of which nothing else was bought. */
const paidApart: Doubt = ({ low }) => {
  if (!/\bnothing (?:else|more)\b|\bno (?:fees?|extras?|tip|tax)\b|\bexactly that\b/.test(low) || SUPPOSED.test(low))
    return undefined;
  const found = new RegExp(
    sequence(
      /\b(?:bought|buy|took|ordered|got) (\d+) [a-z]+ (?:at|for) (?:[€$£] ?)?/,
      N,
      /(?: [a-z]+)? (?:each|apiece|a piece|per [a-z]+)\b[^?]*\bpaid (?:[€$£] ?)?/,
      N,
    ),
  ).exec(low);
  return found && !near(Number(found[1]) * Number(found[2]), Number(found[3]))
    ? clash(`${found[1]} at ${found[2]} are ${Number(found[1]) * Number(found[2])}, and not ${found[3]}`)
    : undefined;
};

/** The same road in both directions with two lengths. */
const roadApart: Doubt = ({ low }) => {
  if (
    !/\b(?:(?:same|only|one|1) (?:road|path|way|street|track|line|route)|equal|same length|both directions)\b/.test(low)
  )
    return undefined;
  const found = new RegExp(
    sequence(
      /\b(?:between|from) ([a-z]+) (?:and|to) ([a-z]+)\b[^?\d]*/,
      N,
      / ?(?:km|miles?|m)\b[^?]*?\b(?:between|from) ([a-z]+) (?:and|to) ([a-z]+)\b[^?\d]*/,
      N,
    ),
  ).exec(low);
  if (!found) return undefined;
  const [, a, b, x, c, d, y] = found;
  return ((a === c && b === d) || (a === d && b === c)) && x !== y
    ? clash(`one road has two lengths, ${x} and ${y}`)
    : undefined;
};

/** A scale and a length that does not follow it. */
const scaleApart: Doubt = ({ low }) => {
  const scale = /\b1 ?(?::|to|in) ?(\d+)\b/.exec(low);
  const line = new RegExp(
    sequence(
      /\b(?:line|distance|way|road|wall|stretch)? ?(?:of )?/,
      N,
      / ?cm\b[^?.]*\b(?:are|represents?|stands? for|means?|is really|corresponds? to|is) (?:really |exactly )?/,
      N,
      / ?(m|km|metres?|meters?|kilomet(?:re|er)s?)\b/,
    ),
  ).exec(low);
  if (!scale || !line || SUPPOSED.test(low)) return undefined;
  const metres = (Number(line[1]) * Number(scale[1])) / 100;
  const told = Number(line[2]) * (line[3]!.startsWith('k') ? 1000 : 1);
  return near(metres, told) ? undefined : clash(`at 1:${scale[1]}, ${line[1]} cm are ${metres} m, and not ${told} m`);
};

export const PARTS_APART: readonly Doubt[] = [
  meanAndSum,
  ratioAndCounts,
  wayTimeSpeed,
  agesApart,
  twoCounts,
  namesAndCount,
  statesOverWhole,
  partsNotWhole,
  percentsApart,
  piecesOverLength,
  figures,
  unknownApart,
  extremeApart,
  paidApart,
  roadApart,
  scaleApart,
];

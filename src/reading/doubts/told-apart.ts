/**
 * Facts of one thing that exclude each other: two prices of one piece, two counts of two unknown numbers, a mean beyond
 * its least and largest, a stay and its times, shares of one whole, a result and what it is made of, an order and its
 * years, what all are and one of them is not. Each is computed, and told only where nothing could lie between the two.
 */
import { refusal, type Refusal } from '../reading.ts';
import { unitsNamed } from '../../problem/solve/units.ts';
import { lengthsIn } from '../calendar/durations.ts';
import { clocksIn } from '../calendar/times.ts';
import { numbersIn } from '../text/text.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';
import type { Doubt } from './said.ts';

const clash = (reason: string): Refusal => refusal('contradiction', reason);
const near = (a: number, b: number): boolean => Math.abs(a - b) < 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));

/** What only supposes its facts, or asks whether they hold. */
const SUPPOSED =
  /\b(?:suppose|supposing|assum\w+|imagine|is (?:that|it|this) (?:right|possible|true)|true or false|mistake|wrong|correct|really|claims?|reckons?|says?|said|how (?:can|could) (?:that|this|it))\b/;

/** That one piece always has the same measure: nothing is cheaper by the dozen. */
const STEADY =
  /\b(?:same (?:price|size|prices|kind|weight|bucket|[a-z]+s)|all (?:the )?same|each the same|identical|equal(?:ly)?|always|no (?:deals?|discounts?|offers?|reductions?)|no (?:fees?|extras?|tips?)|nothing else|without (?:any )?(?:discount|reduction|offer)|fixed|constant)\b/;
const VALUE = String.raw`(?:[€$£] ?)?(\d+(?:\.\d+)?)`;
const COSTS =
  /(?: [a-z]+){0,3}? (?:costs?|comes? to|is|are|weighs?|holds?|makes?|take|takes|had|has|for|at|of)(?: (?:exactly|always|only|just|together|in all|all together|a total of))* /;

/** "3 pies cost 6.60, all the same price, and 1 pie costs 2.50." */
const pieceApart: Doubt = ({ low }) => {
  if (
    !STEADY.test(low) ||
    SUPPOSED.test(low) ||
    /\b(?:per ?cent|deposit|delivery|shipping|then|later|now|last year)\b|%/.test(low)
  )
    return undefined;
  const one = new RegExp(
    sequence(/\b(?:1|one|each|every|a single|a) (?:same |such |full )?([a-z]+?)s?/, COSTS, VALUE),
  ).exec(low);
  if (!one) return undefined;
  const rest = `${low.slice(0, one.index)} ; ${low.slice(one.index + one[0].length)}`;
  const inverted = new RegExp(
    sequence(/\bpaid (?:exactly )?/, VALUE, /(?: [a-z]+)? for (?:exactly )?(\d+) (?:[a-z]+ )?/, one[1]!, /e?s?\b/),
  ).exec(rest);
  const many =
    new RegExp(sequence(/\b(\d+) (?:[a-z]+ ){0,2}?/, one[1]!, /e?s?\b/, COSTS, VALUE)).exec(rest) ??
    (inverted ? Object.assign([...inverted], { 1: inverted[2]!, 2: inverted[1]!, index: rest.length }) : null);
  if (!many || Number(many[1]) < 2) return undefined;
  const [count, whole, piece] = [many[1], many[2], one[2]].map(Number) as [number, number, number];
  const [a, b] = [tail(rest, many), tail(low, one)].map((word) => unitsNamed(word)[0]?.dimension);
  if (a !== undefined && b !== undefined && a !== b) return undefined;
  return near(count * piece, whole)
    ? undefined
    : clash(`${count} of ${piece} are ${Number((count * piece).toFixed(6))}, and not ${whole}`);
};

/** The word behind a figure. */
const tail = (low: string, found: { 0?: string; index: number }): string =>
  /^ ?([a-z]+)/.exec(low.slice(found.index + (found[0]?.length ?? 0)))?.[1] ?? '';

/** Two purchases of the same things, of which one is the double of the other and its price is not. */
const purchasesApart: Doubt = ({ low }) => {
  if (!STEADY.test(low) || SUPPOSED.test(low)) return undefined;
  const bought = [
    ...low.matchAll(
      new RegExp(
        sequence(
          /\b(\d+) ([a-z]+?)s? (?:and|plus|with) (\d+) ([a-z]+?)s?(?: (?:together|in all))?/,
          /(?: (?:for|cost|costs|is|are|makes?|came to|comes to|at|paid))+ (?:exactly )?/,
          VALUE,
        ),
        'g',
      ),
    ),
  ];
  const paidFirst = [
    ...low.matchAll(
      new RegExp(
        sequence(
          /\b(?:paid|pays|spent|spends) /,
          VALUE,
          /(?: [a-z]+)? (?:for|on) (\d+) ([a-z]+?)s? (?:and|plus|with) (\d+) ([a-z]+?)s?\b/,
        ),
        'g',
      ),
    ),
  ].map(([whole, sum, a, one, b, other]) => [whole, a, one, b, other, sum]);
  const [first, second] = bought.length === 2 ? bought : paidFirst;
  if (!first || !second || first[2] !== second[2] || first[4] !== second[4]) return undefined;
  const [a, b, c] = [first[1], first[3], first[5]].map(Number) as [number, number, number];
  const [d, e, f] = [second[1], second[3], second[5]].map(Number) as [number, number, number];
  return near(a * e, b * d) && !near(a * f, c * d)
    ? clash('the same things at the same prices have two sums')
    : undefined;
};

/** Two numbers whose one sum is two numbers; two values of one letter by sums. */
const sumsApart: Doubt = ({ low }) => {
  if (SUPPOSED.test(low) || /\bor\b/.test(low)) return undefined;
  const sums = [
    ...low.matchAll(
      /\b(?:same )?(?:2 |two )?(?:numbers|they|of them)(?: together)?(?: also)? (?:make|makes|add up to|sum to|are|give|have (?:the|a) sum(?: of)?)(?: together)?(?: also)? (\d+)\b/g,
    ),
  ].map((one) => one[1]);
  if (/\bsame\b/.test(low) && /\b(?:2|two) numbers\b/.test(low) && sums.length === 2 && sums[0] !== sums[1])
    return clash(`the same two have the sums ${sums.join(' and ')}`);
  return lettersApart(low) ?? proportional(low);
};

/** "A is equal to 12 + 5 and A is equal to 30 - 11." */
const lettersApart = (low: string): Refusal | undefined => {
  if (/\b(?:between|from|curve|if|when|then|now|first|later|roots?|solutions?|points?)\b|\^/.test(low))
    return undefined;
  const values = new Map<string, number>();
  for (const [, letter, a, sign, b] of low.matchAll(
    /(?:^|[.;:,!] |\b(?:and|that|same|but|also|with|exercise,) )([a-z]) ?(?:is(?: equal to)?|equals|=) ?(-?\d+(?:\.\d+)?)(?: ?([-+*/]|plus|minus|times) ?(\d+(?:\.\d+)?))?(?=[.,;!?]|$| (?:and|but|how|what|which|in|also)\b)/g,
  )) {
    const value = sign === undefined ? Number(a) : combined(Number(a), sign, Number(b));
    const known = values.get(letter!);
    if (known !== undefined && !near(known, value)) return clash(`${letter} is ${known} and ${value}`);
    values.set(letter!, value);
  }
  for (const [, times, letter, product] of low.matchAll(
    /(?<![\d.+*/-] ?|[a-z])(\d{1,3})([a-z]) (?:is|equals|=) (\d+(?:\.\d+)?)(?=[.,;!?]|$| (?:and|but|what|how)\b)/g,
  )) {
    const known = values.get(letter!);
    if (known !== undefined && !near(known * Number(times), Number(product)))
      return clash(`${letter} is ${known}, and ${times} of it are not ${product}`);
  }
  return undefined;
};

/** "x + y = 12 and also 2x + 2y = 30": said of the same two. */
const proportional = (low: string): Refusal | undefined => {
  const lines = [...low.matchAll(/(?<![a-z\d.])(\d*)([a-z]) ?([-+]) ?(\d*)([a-z]) ?= ?(\d+)\b(?! ?[-+*/])/g)];
  const [first, second] = lines;
  if (lines.length !== 2 || first![2] !== second![2] || first![5] !== second![5] || !/\b(?:also|same)\b/.test(low))
    return undefined;
  const row = (one: RegExpMatchArray): [number, number, number] => [
    Number(one[1] || 1),
    Number(one[4] || 1) * (one[3] === '-' ? -1 : 1),
    Number(one[6]),
  ];
  const [[a, b, c], [d, e, f]] = [row(first!), row(second!)];
  return near(a * e, b * d) && !near(a * f, c * d) ? clash('the same sum has two values') : undefined;
};

const combined = (a: number, sign: string, b: number): number => {
  if (sign === '+' || sign === 'plus') return a + b;
  if (sign === '-' || sign === 'minus') return a - b;
  return sign === '/' ? a / b : a * b;
};

const LEAST =
  /\b(?:smallest|lowest|least|lightest|shortest|youngest|cheapest|minimum|worst)\b[^\d.?!]*?(\d+(?:\.\d+)?)/;
const LARGEST =
  /\b(?:largest|biggest|highest|greatest|heaviest|longest|oldest|tallest|dearest|maximum|best)\b[^\d?!.]*?(\d+(?:\.\d+)?)/;
const MEAN = /\b(?:average|mean)\b[^\d?!]*?(\d+(?:\.\d+)?)/;

/** A mean below the least or above the largest. */
const meanApart: Doubt = ({ low, facts }) => {
  if (SUPPOSED.test(low) || /\b(?:without|other|rest|next|then|new|another|of (?:all )?the other)\b/.test(facts))
    return undefined;
  const told = facts
    .replace(/\bof (?:the |all )?(?:four|five|six|\d+) (?:is|was)\b/g, ' is ')
    .replace(/\b(?:mean|average) of (?:the |all )*\d+\b/g, 'mean ');
  const mean = MEAN.exec(told);
  if (!mean) return undefined;
  const rest = told.replace(mean[0], ' ; ').replace(/\bof (?:the |my |our )?\d+ /g, 'of ');
  const [least, largest] = [LEAST.exec(rest), LARGEST.exec(rest)];
  const value = Number(mean[1]);
  if (largest && value > Number(largest[1])) return clash(`no average is above the largest, ${largest[1]}`);
  return least && value < Number(least[1]) ? clash(`no average is below the least, ${least[1]}`) : undefined;
};

const UNBROKEN =
  /\b(?:no|without (?:a |any )?) ?(?:break|breaks|pause|pauses|interruption|interval|stops?)\b|\bnon-?stop\b|\bexactly\b|\bwhole hours?\b|\bfull hours?\b/;

/** "We open at 10:00 and shut at 14:00, and that's 6 hours without a break." */
const stayApart: Doubt = ({ low: whole }) => {
  const low = whole.replace(/\b(\d+) (?:whole|full|entire) (?=hours?|minutes?)/g, 'exactly $1 ');
  if (
    !UNBROKEN.test(low) ||
    SUPPOSED.test(low) ||
    /\b(?:next|following) day\b|\bovernight\b|\btime zones?\b|\bclocks? (?:go|went|change)/.test(low)
  )
    return undefined;
  const clocks = clocksIn(low);
  const lengths = lengthsIn(low).filter(
    (one) => !clocks.some((clock) => one.start < clock.end && one.end > clock.start),
  );
  const [from, to] = clocks;
  if (clocks.length !== 2 || lengths.length !== 1 || !from || !to) return undefined;
  const between = low.slice(from.end, to.start);
  const opens = /\b(?:open|opens|began|begins?|starts?|started|from|left|leaves?|works?)\b[^.?!]{0,16}$/.test(
    low.slice(0, from.start),
  );
  const closes =
    /\b(?:shuts?|closes?|closed|finish\w*|ends?|ended|until|till|to|arriv\w*|over|stops?|stopped)\b[^.?!]{0,12}$/.test(
      between,
    );
  const [stay, apart] = [lengths[0]!.minutes, (to.minutes - from.minutes + 1440) % 1440];
  const told = /\b(?:that is|thats|and thats|lasts?|lasted|took|takes|ran|runs|for|in all|makes)\b/.test(
    low.slice(0, lengths[0]!.start).slice(-40),
  );
  return opens && closes && told && stay !== apart && stay !== apart - 720 && stay !== apart + 720
    ? clash(`between the two times lie ${apart} minutes, and not ${stay}`)
    : undefined;
};

/** "The rope is 2 m 40 cm long, and the same rope is 260 cm long." */
const lengthsApart: Doubt = ({ low }) => {
  if (SUPPOSED.test(low) || !/\b(?:the same|that very|this very|that same|the very same)\b/.test(low)) return undefined;
  const measured = [
    ...low.matchAll(
      /\bis (?:exactly |also |just |only )*(\d+(?:\.\d+)?) ?([a-z]+)(?: (?:and )?(\d+(?:\.\d+)?) ?([a-z]+))?/g,
    ),
  ].flatMap((one) => {
    const [big, small] = [unitsNamed(one[2]!)[0], one[4] === undefined ? undefined : unitsNamed(one[4])[0]];
    if (!big || big.dimension === 'count' || big.dimension === 'temperature') return [];
    const value = (Number(one[1]) * Number(big.factor.n)) / Number(big.factor.d);
    const more =
      small?.dimension === big.dimension ? (Number(one[3]) * Number(small.factor.n)) / Number(small.factor.d) : 0;
    const sort = /^ ?(long|wide|high|tall|deep|thick|broad)\b/.exec(low.slice(one.index + one[0].length))?.[1];
    return [{ dimension: big.dimension, value: value + more, sort }];
  });
  const [a, b] = measured;
  if (a?.sort !== undefined && b?.sort !== undefined && a.sort !== b.sort) return undefined;
  return measured.length === 2 && a!.dimension === b!.dimension && !near(a!.value, b!.value)
    ? clash('one thing has two different measures')
    : undefined;
};

const FRACTIONS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:an? |1 |one )?half\b/g, '1/2'],
  [/\b(?:an?|1|one|another) third\b/g, '1/3'],
  [/\b(?:an?|1|one|another) quarter\b/g, '1/4'],
  [/\b(?:an?|1|one|another) fifth\b/g, '1/5'],
  [/\b(\d) (?:thirds)\b/g, '$1/3'],
  [/\b(\d) (?:quarters)\b/g, '$1/4'],
  [/\b(\d) (?:fifths)\b/g, '$1/5'],
];
/** Nobody and nothing stands in two of the parts. */
const EXCLUDES = new RegExp(
  alternatives(
    /\b(?:nobody|no ?one|none|nothing|no [a-z]+) (?:is |are |was |has |shares?|shared?|gets? |takes? )(?:both|2|two|a piece|any|twice|in two)?/,
    /\b(?:each|every|everyone|everybody)\b[^.?!,;]*\b(?:either\b|(?:exactly|only|just) (?:1|one)\b|one of the (?:2|two)\b)/,
    /\bcounted as (?:exactly )?(?:1|one)\b|\bnot both\b|\bno overlap\b/,
  ),
);
const OF_PARTS =
  /\b(?:rest|remain\w*|then|after|what is left|of (?:them|those|these|the (?:boys|girls|men|women|others?)) (?:are|have|is|like|wear))\b/;

/** Exclusive shares of one whole that are more than it. */
const sharesApart: Doubt = ({ low, facts }) => {
  if (!EXCLUDES.test(low) || SUPPOSED.test(low)) return undefined;
  const end = Math.max(facts.lastIndexOf('. '), 0);
  const told = FRACTIONS.reduce(
    (text, [words, sign]) => text.replace(words, sign),
    end > 0 ? low.slice(0, end) : facts,
  );
  if (OF_PARTS.test(told)) return undefined;
  const fractions = [...told.matchAll(/(?<![\d/.])(\d{1,2})\/(\d{1,2})(?![\d/.])/g)].map(
    (one) => Number(one[1]) / Number(one[2]),
  );
  const percents = [...told.matchAll(/\b(\d+(?:\.\d+)?) ?(?:%|per ?cent\b)/g)].map((one) => Number(one[1]) / 100);
  const shares = fractions.length >= 2 ? fractions : percents;
  const sum = shares.reduce((all, one) => all + one, 0);
  return shares.length >= 2 && shares.every((one) => one < 1 && one > 0) && sum > 1 + 1e-9
    ? clash('the shares together are more than the whole')
    : undefined;
};

/** "Divided wholly in the ratio 1 to 1; the first got 70 of the 100." */
const ratioApart: Doubt = ({ low }) => {
  const ratio = /\b(?:ratio|proportion)(?: of)? (\d+) ?(?::|to) ?(\d+)\b/.exec(low);
  if (!ratio || SUPPOSED.test(low) || !/\b(?:divided|split|shared)\b/.test(low)) return undefined;
  const values = numbersIn(low.replace(ratio[0], ' ; '))
    .map((one) => Number(one.value))
    .filter((one) => one > 2);
  const got = /\b(?:received|got|gets|gets|took|has|had)\b (?:exactly )?(?:[€$£] ?)?(\d+(?:\.\d+)?)\b/.exec(
    low.slice(ratio.index),
  );
  const [whole, share] = values;
  const [a, b] = [Number(ratio[1]), Number(ratio[2])];
  if (values.length !== 2 || !got || Number(got[1]) !== share || whole! <= share! || a + b === 0) return undefined;
  if (!/\b(?:sum|total|whole|wholly|all of|between|among)\b/.test(low.slice(0, ratio.index))) return undefined;
  return [a, b].some((part) => near((whole! * part) / (a + b), share!))
    ? undefined
    : clash(`${share} is no share of ${whole} in the ratio ${a} to ${b}`);
};

/** A steady speed, a time and a way that are not each other's: "2 hours at constantly 100 km/h and made 300 km". */
const wayApart: Doubt = ({ low, facts }) => {
  if (
    SUPPOSED.test(low) ||
    !/\b(?:constant(?:ly)?|steady|steadily|always|all the time|even(?:ly)?|the whole (?:way|time))\b/.test(facts)
  )
    return undefined;
  const told = facts;
  const time = /\b(\d+(?:\.\d+)?) (?:whole |full )?(?:hours?|h)\b/.exec(told);
  const speed =
    /\b(\d+(?:\.\d+)?) ?(km|miles?) ?(?:\/ ?h|per hour|an hour|h\b)|\b(\d+(?:\.\d+)?) ?(mph|kph|kmh)\b/.exec(told);
  const rest = speed ? told.replace(speed[0], ' ; ') : told;
  const way =
    /\b(?:made|covered|did|drove|rolled|went|travelled|ran|came|was|rode)\b[^.;\d]*?(\d+(?:\.\d+)?) ?(?:km|miles?)\b(?! ?(?:\/|per|an))/.exec(
      rest,
    );
  if (
    !time ||
    !speed ||
    !way ||
    numbersIn(rest.replace(time[0], ' ; ').replace(/\bin (?:these|those) 2 hours\b/g, ' ')).length !== 1
  )
    return undefined;
  const [hours, pace] = [Number(time[1]), Number(speed[1] ?? speed[3])];
  return near(hours * pace, Number(way[1]))
    ? undefined
    : clash(`${hours} hours at ${pace} are ${hours * pace}, and not ${way[1]}`);
};

/** More is taken out of a full box than it holds. */
const beyondFull: Doubt = ({ low }) => {
  const holds =
    /\b(?:holds?|fits?|takes?|contains?|has room for) (?:exactly )?(\d+) [a-z]+(?: and (?:no|not 1|not one) more)?\b/.exec(
      low,
    );
  const taken =
    /\b(?:took|take|takes|taken|remove[ds]?|sold|used|drank|ate|pulled) (?:out )?(\d+)(?: [a-z]+)? (?:out of|from|of) (?:1|one|a|the|this|that) (?:single )?full\b/.exec(
      low,
    );
  return holds &&
    taken &&
    /\b(?:without (?:re)?fill\w*|no more|not refilled|never refilled|no refills?)\b/.test(low) &&
    Number(taken[1]) > Number(holds[1])
    ? clash(`${taken[1]} can't be taken out of ${holds[1]}`)
    : undefined;
};

const ORDERED =
  /\b([a-z]+) (?:was|is|came|joined|arrived|clocked in|got in|started|left|finished|moved in|arrives|comes|got up|signed) ?(?:[a-z]+ )?before (?:mr |ms |mrs |miss |dr )?([a-z]+)\b|\b([a-z]+) before (?:mr |ms |mrs |miss |dr )?([a-z]+)\b/g;

/** An order told by "before" that goes around, or that its years turn. */
const orderApart: Doubt = ({ low }) => {
  if (SUPPOSED.test(low) || /\b(?:if|not|or|then|again|next day|other day)\b/.test(low)) return undefined;
  const plain = low.replace(/\b(?:mr|ms|mrs|miss|dr)\.? /g, '');
  const next = new Map<string, string[]>();
  for (const [, a, b, c, d] of plain.matchAll(ORDERED)) next.set(a ?? c!, [...(next.get(a ?? c!) ?? []), b ?? d!]);
  const follows = (from: string, seen: readonly string[] = []): string[] =>
    (next.get(from) ?? []).flatMap((one) => (seen.includes(one) ? [one] : [one, ...follows(one, [...seen, one])]));
  if (next.size < 2) return undefined;
  if ([...next.keys()].some((one) => follows(one).includes(one))) return clash('the order goes around in a circle');
  const years = new Map(
    [
      ...plain.matchAll(/\b([a-z]+) (?:was |is |has been )?(?:[a-z]+ed |born |came |made )?in ((?:1[5-9]|20)\d\d)\b/g),
    ].map((one) => [one[1]!, Number(one[2])]),
  );
  for (const [a, year] of years)
    for (const b of follows(a))
      if ((years.get(b) ?? Infinity) < year) return clash(`${a} comes before ${b}, and its year is later`);
  return undefined;
};

const COLOURS = 'black|white|brown|red|blue|green|yellow|grey|gray|pink|orange|purple';

/** What all of a place are or have, and one of them is or has not. */
const memberApart: Doubt = ({ low: whole }) => {
  const low = whole.replace(/,? true or false\b/g, '');
  if (SUPPOSED.test(low) || /\b(?:except|but one|apart from|not all|if|almost|usually|most|some)\b/.test(low))
    return undefined;
  const facts = low.replace(/[^.?!]*\?\W*$/, (asked) => (/[,;]/.test(asked) ? asked.replace(/[,;.][^,;.]*$/, '') : ''));
  const colour = new RegExp(
    sequence(
      /\b(?:all|every|each)(?: of)?(?: the| my| our)? ([a-z]+?)s?\b[^.?!;]*? (?:are|is) /,
      `(${COLOURS})`,
      /(?: all over| and nothing else| through and through)?\b/,
    ),
  ).exec(facts);
  if (colour) {
    const after = facts.slice(colour.index + colour[0].length);
    const other = new RegExp(sequence(/\b(?:is|its|it is|it's) /, `(?!${colour[2]}\\b)(${COLOURS})`, /\b/)).exec(after);
    const denied = new RegExp(`\\b(?:no|not) ${colour[2]}\\b`).test(after);
    if (
      new RegExp(`\\b${colour[1]}`).test(after) &&
      (denied || other) &&
      (denied || /\ball over\b|\bonly\b|\bnothing else\b/.test(low))
    )
      return clash(`one of those that all are ${colour[2]} is said not to be`);
  }
  const wears =
    /\b(?:everyone|everybody|every [a-z]+|all (?:the |my )?[a-z]+)\b[^.?!]*? (wears?|has|have|owns?|carr(?:y|ies)|drinks?|speaks?) (?:an? |the )?([a-z]+)\b/.exec(
      facts,
    );
  if (!wears) return undefined;
  const stem = wears[1]!.replace(/(?:ies|y|s)$/, '').replace(/^ha$/, 'ha');
  const after = facts.slice(wears.index + wears[0].length);
  return new RegExp(
    String.raw`\b(?:is|does|has|do) (?:not|no) ?(?:${stem}[a-z]* )?(?:an? |any |the )?${wears[2]}\b`,
  ).test(after) && /\b(?:works?|lives?|is|belongs|one of)\b/.test(after)
    ? clash('one of them has not what all of them have')
    : undefined;
};

/** "Every one of the numbers must be used, and the 2 must not be used"; ascending with the largest first. */
const demandsApart: Doubt = ({ low }) => {
  const every =
    /\b(?:every|each|all)(?: one)?(?: of)?(?: the| these| them| four| five| six| \d+)*(?: numbers?)?\b[^.?!]*\b(?:must|has to|have to|is to|are to) be used\b/.test(
      low,
    );
  if (every && /\b(?:the )?\d+ (?:must|may|can|is to|should) not be used\b|\bwithout (?:using )?the \d+\b/.test(low))
    return clash('all are to be used, and one is not');
  const up =
    /\b(?:from (?:the )?(?:smallest|lowest|least) to|ascending|smallest first|increasing|in rising order)\b/.test(low);
  const down = /\b(?:from (?:the )?(?:largest|biggest|highest) to|descending|largest first|decreasing)\b/.test(low);
  const [first, last] = [
    /\b(\d+(?:\.\d+)?) (?:stands|is|comes|goes) (?:the )?first\b/,
    /\b(\d+(?:\.\d+)?) (?:stands|is|comes|goes) (?:the )?last\b/,
  ].map((one) => one.exec(low)?.[1]);
  const values = numbersIn(low).map((one) => Number(one.value));
  if (
    up === down ||
    (first === undefined && last === undefined) ||
    !/\b(?:so that|such (?:a way )?that|in such a way)\b/.test(low)
  )
    return undefined;
  const [head, end] = up ? [Math.min(...values), Math.max(...values)] : [Math.max(...values), Math.min(...values)];
  return (first !== undefined && Number(first) !== head) || (last !== undefined && Number(last) !== end)
    ? clash('in that order another one stands there')
    : undefined;
};

/** "The Farm is joined to exactly one other place": and two roads of the list end there. */
const roadsApart: Doubt = ({ low }) => {
  const one = new RegExp(
    sequence(
      /\b(?:the )?([a-z]\w*) (?:is|has) (?:only )?/,
      anyOf(/joined|connected|linked|(?:a |1 |one )?roads?/),
      /(?: by (?:a )?roads?)? to (?:exactly|only|just) (?:1|one)\b/,
    ),
  ).exec(low);
  if (!one) return undefined;
  const place = one[1]!;
  const links = [...low.matchAll(/\b([a-z]\w*) ?(?:-|->|to) ?([a-z]\w*)\b/g)].filter(
    (link) => link.index > one.index + one[0].length - 3 && (link[1] === place || link[2] === place),
  );
  return new Set(links.map((link) => [link[1], link[2]].toSorted().join('-'))).size > 1
    ? clash(`more than one road ends at ${place}`)
    : undefined;
};

/** An islander who calls himself a liar, where all lie always or never. */
const selfLiar: Doubt = ({ low }) =>
  /\b(?:always|never)\b[^.?!]*\b(?:lies?|speaks? the truth|tells? the truth|truth)\b/.test(low) &&
  /\b(?:says?|said|declares?|claims?|states?|announces?|tells (?:us|me))[:,]? ?["']? ?(?:that )?(?:i am|i'm|im|he is|she is) (?:a )?(?:liar|lying|always lying)\b/.test(
    low,
  ) &&
  !/\b(?:we|both|or i am|and (?:i|he|she) (?:is|am))\b/.test(low.replace(/\b(?:either|or)\b[^.?!]*\?/g, ''))
    ? clash('who says that he lies can be neither a liar nor honest')
    : undefined;

export const TOLD_APART: readonly Doubt[] = [
  pieceApart,
  purchasesApart,
  sumsApart,
  meanApart,
  stayApart,
  lengthsApart,
  sharesApart,
  ratioApart,
  wayApart,
  beyondFull,
  orderApart,
  memberApart,
  demandsApart,
  roadsApart,
  selfLiar,
];

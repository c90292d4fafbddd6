/**
 * Questions whose facts can't all be true: parts greater than their whole, two values for one thing, times and dates
 * that do not fit what is told of them, liars who say that they lie. Each doubt computes what it claims.
 */
import { refusal } from '../reading.ts';
import { WEEKDAYS, solveDays, solveWeekday } from '../../problem/solve/calendar.ts';
import { lengthsIn } from '../calendar/durations.ts';
import { clocksIn } from '../calendar/times.ts';
import { datesIn } from '../calendar/dates.ts';
import { numbersIn, type Found } from '../text/text.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { when, type Doubt, type Said } from './said.ts';

const WHY = 'contradiction';
const NUMBER = String.raw`(\d+(?:\.\d+)?)`;

/** What says that nothing is in two parts at once. */
const EXCLUSIVE = new RegExp(
  alternatives(
    /\b(?:nobody|no ?one|none|nothing|no [a-z]+|not 1)\b[^.?!,;]*\bboth\b|\bnot both\b|\bno overlap\b|\bno others?\b(?! [a-z])|\b(?:no|none of any) other (?:colou?r|kind|sort|type|flavou?r)s?\b|\bnothing else\b/,
    /\b(?:each|everybody|everyone|every [a-z]+)(?! of)[^.?!,;]{0,16}\b(?:had|has|gave|cast|got) (?:1|one|a single)\b/,
    /\beach\b[^.?!,;]{0,24}\b(?:exactly|only|just) (?:1|one|a single)\b|\b(?:exactly|only|just) (?:1|one|a single) (?:vote|answer|choice|thing|drink|meal|side|each)\b/,
    /\b(?:nobody|no ?one) (?:voted|chose|answered|ordered|picked|counted) (?:twice|both)\b/,
  ),
);

/** A whole of people in two sorts of which nobody is both. */
const HALVES = new RegExp(
  sequence(
    /\d+ (?:pupils|students|children|kids|people|members|guests|players|teachers|employees|workers|visitors|babies)\b[^.?!]*[.,:;]?[^.?!]*/,
    /\d+ (?:of them )?(?:are |were )?(?:boys|girls|men|women|male|female|adults)\b[^.?!]*\d+ (?:of them )?(?:are |were )?(?:boys|girls|men|women|male|female|children)\b/,
  ),
);

/** Of a whole of people or things, exclusive parts that are more than it. */
const partsOverWhole: Doubt = ({ low, facts, asked }) => {
  if (
    (!EXCLUSIVE.test(low) && !HALVES.test(facts)) ||
    /%|\bper ?cent\b|\b(?:per|twice|times|more than|fewer than|ratio|another|then|days?|weeks?)\b/.test(facts)
  )
    return undefined;
  const found = numbersIn(
    low.replace(/\b(?:exactly|only|just) 1\b|\b1 (?:vote|answer|choice|thing|drink|meal|each)\b/g, ' '),
  )
    .filter((one) => !asked.startsWith(low.slice(one.start)))
    .map((one) => Number(one.value));
  const [whole, ...parts] = found;
  const distinct = [...new Set(parts)].filter((one) => one !== whole);
  if (whole === undefined || distinct.length < 2 || distinct.length > 4 || distinct.some((one) => one > whole))
    return undefined;
  const sum = distinct.reduce((total, one) => total + one, 0);
  return sum > whole ? refusal(WHY, `the parts are ${sum}, more than the whole of ${whole}`) : undefined;
};

/** "Of 20 children 25 are girls". */
const partOfFewer: Doubt = ({ low }) => {
  const found = new RegExp(
    alternatives(
      sequence(
        /\b(?:out )?of (?:the |my |our |these |those )?/,
        NUMBER,
        / (?:[a-z]+s|people|children|men|women),? /,
        NUMBER,
        / (?:are|were|have|had|wear|wore|like|speak|play|voted|passed|failed|came)\b/,
      ),
      sequence(
        /\b(?:there (?:are|were)|have|has|had|bought|invited|sold|counted) (?:only |exactly )?/,
        NUMBER,
        / [a-z ]{3,20}[,.;]? (?:and )?/,
        NUMBER,
        / of (?:them|these|those|whom|which)\b/,
      ),
    ),
  ).exec(low);
  if (!found) return undefined;
  const [whole, part] = [Number(found[1] ?? found[3]), Number(found[2] ?? found[4])];
  return part > whole ? refusal(WHY, `${part} of them are more than the ${whole} that there are`) : undefined;
};

const ONE_THING =
  /\bsame\b|\b(?:the|a|1|our|my) (?:1 |whole |entire |single )?(?:pizza|cake|pie|money|land|tank|book|bottle|job|work|field|class|salary|garden|bar|loaf|juice|milk|water|budget|jug|melon|watermelon|tart|quiche|lasagne|rope|ribbon|votes?)\b/;

/** Shares of one thing that are more than all of it. */
const sharesOverAll: Doubt = ({ low, facts, asked }) => {
  if (
    !/\b(?:left|remain\w*|no answer|neither|others?|the rest|nothing|abstain\w*|undecided|uneaten|unused|not|abstain\w*)\b/.test(
      asked,
    )
  )
    return undefined;
  if (
    /\b(?:of (?:the|what)(?: was| is)? (?:rest|remain\w*|left)|of what|remainder|another|each of|of the other|more than 1|overlap|both)\b/.test(
      facts,
    )
  )
    return undefined;
  const fractions = [...facts.matchAll(/\b(\d{1,2}) ?\/ ?(\d{1,2})\b(?! ?\/)/g)].map(
    (one) => Number(one[1]) / Number(one[2]),
  );
  const percents = [...facts.matchAll(/\b(\d+(?:\.\d+)?) ?(?:%|per ?cent\b)/g)].map((one) => Number(one[1]) / 100);
  const [list] = [fractions, percents].filter((one) => one.length >= 2);
  if (
    /\b(?:each|every|their|boxes|times|then|after)\b/.test(
      facts
        .replace(EXCLUSIVE, ' ')
        .replace(/\beach (?:respondent|person|one|voter|pupil|student|of (?:them|us))\b/g, ' '),
    )
  )
    return undefined;
  if (list === fractions && !ONE_THING.test(facts)) return undefined;
  if (list === percents && !EXCLUSIVE.test(facts) && !/\b(?:voted|said|answered|chose|prefer\w*)\b/.test(facts))
    return undefined;
  if (!list || list.some((one) => one > 1) || /\b(?:discount|off|tax|interest|increase|raise)\b/.test(low))
    return undefined;
  const sum = list.reduce((total, one) => total + one, 0);
  return sum > 1.000001 ? refusal(WHY, 'the shares together are more than the whole') : undefined;
};

const TAKEN = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /took|take|takes|taken|gave|give|gives|given|ate|eat|eats|eaten|lost|lose|loses|sold|sell|sells|paid|pay|pays|spent|spend/,
      /used|drank|checked out|got off|get off|broke|removed|threw|flew|died|popped|went home|left|leave|drove away|stolen|stole/,
    ),
    /\b/,
  ),
);
const ADDED =
  /\b(?:got on|bought|buys|added|adds|came|comes|found|arrived|joined|won|earned|received|gets|got (?:another|\d)|borrow\w*|more|put in|made|baked)\b/;
const NOTHING_ADDED = new RegExp(
  alternatives(
    /\b(?:no ?one|nobody|nothing|none|no [a-z]+)\b[^.,;?!]*\b(?:got on|came|arrived|joined|gave|was added|were added|added|else)\b/,
    /\b(?:added|got|bought|received|put in|earned|won) (?:none|nothing|no [a-z]+|no more)\b|\bwithout adding\b|\b(?:did not|never) (?:add|get|buy|receive|put)\b/,
  ),
);

/** More is taken away than is there. */
const takenOverHad: Doubt = ({ low, facts, asked, numbers }) => {
  const [had, taken] = numbers;
  if (numbers.length !== 2 || had === undefined || taken === undefined || taken <= had || had < 0) return undefined;
  const [first, second] = numbersIn(low) as [Found, Found];
  const before = low.slice(0, first.start);
  const between = low.slice(first.end, second.start);
  const after = low.slice(second.end, second.end + 22);
  const having =
    /\b(?:had|have|has|there (?:were|was|are|is)|with|only|started|holds?|contains?|contained|own(?:s|ed)?)\b[^.,;]{0,24}$/.test(
      before,
    ) || /^ (?:[a-z]+ ){0,3}(?:this morning|on board|in (?:the|my)|at first)\b/.test(low.slice(first.end));
  const takes =
    new RegExp(`${TAKEN.source} (?:away |out |off |back |exactly |up |cash |from (?:it|them) )*$`).test(between) ||
    new RegExp(`^(?: [a-z]+){0,4} ${TAKEN.source}`).test(after);
  if (!having || !takes || second.start > low.length - asked.length) return undefined;
  const added = facts.replace(NOTHING_ADDED, ' ');
  if (
    ADDED.test(added) ||
    /\b(?:each|per|every|times|twice|half|%|need|short|owes?|debt|more|difference|fewer)\b/.test(`${added} ${asked}`)
  )
    return undefined;
  if (!/\b(?:left|now|remain\w*|still|in (?:the|my|his|her)|have|has|pocket|change)\b/.test(asked)) return undefined;
  return refusal(WHY, `${taken} can't be taken from ${had}`);
};

/** "Tom has 7 marbles and he has 9 marbles"; two results of one runner with one run each. */
const twoValues: Doubt = ({ text, low }) => {
  const says =
    /\b([a-z]+) (?:has|have|is|weighs|costs?|was|owns) (?:exactly )?(\d+(?:\.\d+)?) ([a-z]+)(?: old| tall| long)?[,;.]? (?:and|but)(?: also)? (?:\1|he|she|it|they|the same [a-z]+) (?:also |only )?(?:has|have|is|weighs|costs?|was|owns) (?:exactly )?(\d+(?:\.\d+)?) \3\b/.exec(
      low,
    );
  if (
    says &&
    Number(says[2]) !== Number(says[4]) &&
    !/\b(?:before|then|now|later|next|at first|in (?:the|his|her)|more)\b/.test(says[0])
  )
    return refusal(WHY, `${says[2]} and ${says[4]} ${says[3]} can't both be true of one thing`);
  if (
    !/\b(?:only |just |exactly )?(?:1|one|a single) (?:run|try|attempt|throw|jump|turn|race|score|time|result|vote|go)\b|\bonce each\b|\beach (?:ran|jumped|tried|threw|played) (?:only )?once\b/.test(
      low,
    )
  )
    return undefined;
  const values = new Map<string, string>();
  for (const [, name, value] of text.matchAll(
    /\b(\p{L}{2,}):? (\d+(?:\.\d+)?)(?= ?(?:s|sec|seconds|m|cm|min|points|pts)\b|[,;.]|$)/gu,
  )) {
    const known = values.get(name!);
    if (known !== undefined && known !== value)
      return refusal(WHY, `${name} has two different results, ${known} and ${value}`);
    values.set(name!, value!);
  }
  return undefined;
};

/** "x = 3 and x = 5": two values of one letter. */
const twoOfLetter: Doubt = ({ low }) => {
  const found = /\b([a-z]) ?= ?(-?\d+(?:\.\d+)?) and \1 ?= ?(-?\d+(?:\.\d+)?)(?! ?[-+*/a-z=])/.exec(low);
  return found && Number(found[2]) !== Number(found[3])
    ? refusal(WHY, `${found[1]} can't be ${found[2]} and ${found[3]}`)
    : undefined;
};

/** All are below a bound, and their mean or one speed is above it. */
const overBound: Doubt = ({ low }) => {
  const bound =
    /\b(?:each|all|every(?:one|body)?|none|nobody|no ?one)\b[^.?!]*?\b(younger|less|under|below|fewer|shorter|lighter|smaller|cheaper|at most|older|more|over|above|taller|heavier|at least)\b(?: than)? (\d+(?:\.\d+)?)\b/.exec(
      low,
    );
  const mean = /\b(?:mean|average)(?: [a-z]+){0,2} (?:is|was|of|are|=|comes? to) (\d+(?:\.\d+)?)\b/.exec(low);
  if (bound && mean) {
    const none = /^(?:none|nobody|no)/.test(bound[0]);
    const upper =
      /^(?:younger|less|under|below|fewer|shorter|lighter|smaller|cheaper|at most)$/.test(bound[1]!) !== none;
    const [limit, value] = [Number(bound[2]), Number(mean[1])];
    if (upper ? value > limit : value < limit)
      return refusal(WHY, `a mean of ${value} does not fit the bound of ${limit}`);
  }
  const never =
    /\b(?:never|at no time|not once|did not(?: ever)?|without)\b[^.?!\d]*\b(?:exceed\w*|over|above|faster than|more than|beyond|passed|reached)\b[^.?!\d]* ?(\d+(?:\.\d+)?) ?(?:km|mph|miles|kph|k)/.exec(
      low,
    );
  const went =
    /\b(\d+(?:\.\d+)?) ?(?:km|kilomet(?:re|er)s?|miles?)\b(?! ?(?:\/|per|an) ?h)[^.?!]*\bin (?:exactly |just |only )?(\d+(?:\.\d+)?|an?) ?(?:h|hours?|hrs?)\b/.exec(
      low,
    );
  if (never && went && Number(went[1]) / (Number(went[2]) || 1) > Number(never[1]))
    return refusal(WHY, `the distance needs a speed above the ${never[1]} that was never exceeded`);
  return undefined;
};

const PARTS =
  /\b(?:(?<!without (?:a |any )?|no )breaks?|pause|interval|advert\w*|ads|lunch|(?<!non-?)stops?|delay\w*|wait\w*|each|of which|including|time zone|hours? (?:ahead|behind))\b/;

const UNBROKEN = /\b(?:straight|without (?:a |any )?(?:break|pause|interruption|stopping)|uninterrupted|non-?stop)\b/;
const STAYS = /\b(?:last(?:ed|s)?|ride was|was|took|takes|ran|runs)\b/;
const ASKS_STAY = /\bhow long\b|\bduration\b|\bhow many (?:minutes|hours)\b|\bhow much time\b/;

/** Two times of one day, and a stay between them that does not fit. */
const stayOverTimes: Doubt = ({ low, asked }) => {
  const unbroken =
    UNBROKEN.test(low) && /\b(?:end(?:s|ed)?|finish\w*|arriv\w*|got there|over|until|till|to)\b/.test(low);
  if ((!unbroken && !ASKS_STAY.test(asked)) || PARTS.test(low) || /\b(?:next|following) day\b|\bovernight\b/.test(low))
    return undefined;
  const clocks = clocksIn(low);
  const lengths = lengthsIn(low).filter(
    (one) => !clocks.some((clock) => one.start < clock.end && one.end > clock.start),
  );
  const [from, to] = clocks;
  if (clocks.length !== 2 || lengths.length !== 1 || !from || !to || to.minutes <= from.minutes) return undefined;
  const [stay, apart] = [lengths[0]!.minutes, to.minutes - from.minutes];
  return (unbroken && STAYS.test(low) ? stay !== apart : STAYS.test(low) && stay > apart)
    ? refusal(WHY, `${stay} minutes do not fit between the two times`)
    : undefined;
};

const DAY_NAMES = WEEKDAYS.map((one) => one.toLowerCase()).join('|');
const value = (solution: ReturnType<typeof solveDays>): string | undefined =>
  solution.type === 'answer' ? solution.answer : undefined;

/** "Monday, 1 January 2025", which was a Wednesday; a stay of 10 days between two dates that are two apart. */
const datesApart: Doubt = ({ low }) => {
  const dates = datesIn(low).filter((one) => /^\d{4}-/.test(one.date));
  if (dates.length === 0) return undefined;
  if (
    !/\b(?:if|suppose|assum\w+|true|correct|right|check|really|claims?|says?|said|is it|was it|mistake|wrong)\b/.test(
      low,
    )
  )
    for (const { date, start, end } of dates) {
      const beside =
        new RegExp(`\\b(${DAY_NAMES}),? (?:the )?$`).exec(low.slice(0, start))?.[1] ??
        new RegExp(`^,? \\(?(${DAY_NAMES})\\b\\)?`).exec(low.slice(end))?.[1];
      const real = value(solveWeekday({ type: 'weekday', of: date, plus: 0 }));
      if (
        beside !== undefined &&
        real !== undefined &&
        real.toLowerCase() !== beside &&
        !/[^,]\?/.test(low.slice(end, end + 1))
      )
        return refusal(WHY, `${date} is a ${real}, and no ${WEEKDAYS.find((one) => one.toLowerCase() === beside)}`);
    }
  const [from, to] = dates;
  const stay =
    /\b(?:exactly|for|gone|away|stay(?:ed|s|ing)?|lasts?|lasted|takes?|took)\b[^.?!\d]*\b(\d+) (?:full |whole )?(days|nights|weeks)\b/.exec(
      low,
    );
  if (
    dates.length !== 2 ||
    !from ||
    !to ||
    !stay ||
    !/\b(?:back|return\w*|home|end(?:s|ed)?|until|till|finish\w*)\b/.test(low)
  )
    return undefined;
  const apart = Number(value(solveDays({ type: 'days', from: from.date, to: to.date })));
  const told = Number(stay[1]) * (stay[2] === 'weeks' ? 7 : 1);
  return Number.isFinite(apart) &&
    Math.abs(apart - told) > 1 &&
    !/\bafter (?:that|which)\b|\bhow (?:many|long)\b|\bthen\b/.test(low)
    ? refusal(WHY, `the dates are ${apart} days apart, and not ${told}`)
    : undefined;
};

const SELF = when(
  WHY,
  'who says that he lies can be neither a liar nor honest',
  new RegExp(
    alternatives(
      /\b(?:says?|said|claims?|tells us|states?)[:,]? ['"]?(?:that )?(?:i am|i'm|i) (?:a liar|lying|lie|not telling the truth|not honest)\b(?:(?! (?:about|when|to my|on)\b)[^?.!]{0,20})/,
      /\b(?:says?|claims?) (?:that )?(?:he|she) (?:himself|herself)? ?(?:is (?:lying|a liar)|lies)\b/,
      /\bthis (?:sentence|statement|claim) is (?:false|a lie|not true|wrong)\b/,
    ),
  ),
  /\bor\b[^?.!]*\b(?:is|are) (?:a )?(?:liars?|honest|truth)|\b(?:am a liar|lie) (?:or|and|if)\b|\b(?:says?|claims?) (?:that )?(?:he|she) (?:is|lies)\b.*\b(?:he|she) (?:is|lies)\b/,
);

const HONEST =
  /\b([a-z]+) (?:never (?:lies|lie|lied)|always (?:tells?|speaks?|says?) (?:the )?truth|is (?:always )?(?:honest|truthful)|only tells the truth|is a truth-?teller)\b/g;
const DENIES = /\b(?:not|never|no|isn't|doesn't|false|wrong|broken|closed|off|out|liar|lies|lying|dead|empty)\b/;

/** Two who never lie say yes and no of one thing. */
const honestBoth: Doubt = ({ low }) => {
  const honest = new Set([...low.matchAll(HONEST)].map((one) => one[1]!));
  if (
    /\b(?:both|neither|all|everyone|everybody) (?:of them )?(?:always )?(?:tells?|lies|lie|are|is) (?:the truth|honest|truthful)?/.test(
      low,
    ) &&
    /\btruth|honest|neither (?:of them )?lies?\b/.test(low)
  )
    for (const one of low.matchAll(/\b([a-z]+) says?\b/g)) honest.add(one[1]!);
  const two =
    /\b(?:both )?([a-z]+) and ([a-z]+) (?:both )?(?:never lie|always tell the truth|are (?:both )?(?:always )?honest|only tell the truth)\b/.exec(
      low,
    ) ?? /\bneither ([a-z]+) nor ([a-z]+) (?:ever )?lies?\b/.exec(low);
  if (two) for (const one of two.slice(1, 3)) honest.add(one);
  if (honest.size < 2) return undefined;
  const claims = [
    ...low.matchAll(
      /\b([a-z]+) (?:says?|claims?|insists?)[:,]? ([^.?!;]+?)(?=[.?!;]|,? (?:and|but) [a-z]+ (?:says?|claims?|insists?)|$)/g,
    ),
  ].filter((one) => honest.has(one[1]!));
  if (claims.length === 1 && /\b([a-z]+) (?:is a liar|lies|is lying)\b/.test(claims[0]![2]!)) {
    const accused = /\b([a-z]+) (?:is a liar|lies|is lying)\b/.exec(claims[0]![2]!)![1]!;
    return honest.has(accused) ? refusal(WHY, `${accused} is said to be honest and to be a liar`) : undefined;
  }
  const [one, other] = claims;
  if (claims.length !== 2 || !one || !other || one[1] === other[1]) return undefined;
  const words = (claim: string): string[] => claim.match(/[a-z]{4,}/g) ?? [];
  const shared =
    /\b(?:it|so|the same|that)\b/.test(other[2]!) || words(other[2]!).some((word) => words(one[2]!).includes(word));
  return shared && DENIES.test(one[2]!) !== DENIES.test(other[2]!)
    ? refusal(WHY, 'two who never lie say the opposite of each other')
    : undefined;
};

/** "1 pen costs 2 euros; I bought exactly 5 and nothing else and paid 13". */
const priceApart: Doubt = ({ low, numbers }: Said) => {
  if (
    !/\bnothing else\b|\bno (?:fees?|extras?|tip|tax)\b/.test(low) ||
    !/\bpaid\b/.test(low) ||
    !/\b(?:costs?|price|each)\b/.test(low)
  )
    return undefined;
  const [price, count, paid] = numbers.filter((one, i) => !(one === 1 && i === 0 && numbers.length === 4));
  if (price === undefined || count === undefined || paid === undefined || numbers.length > 4) return undefined;
  return price * count !== paid && /\b(?:exactly|only|just)\b/.test(low)
    ? refusal(WHY, `${count} at ${price} are ${price * count}, and not ${paid}`)
    : undefined;
};

const RELATION = new RegExp(
  sequence(
    /\b([a-z]+)(?: (?:is|was|finished|came|arrived|comes|stands|ranks|weighs|costs))?/,
    / ([a-z]+er than|more than|less than|before|after|beats?|behind|ahead of|senior to) (?:the |mr |ms |mrs |a )?([a-z]+)\b/,
  ),
  'g',
);

/** Comparisons of one sort that go around in a circle. */
const circle: Doubt = ({ low, numbers }) => {
  if (numbers.length > 0) return undefined;
  const over = new Map<string, Set<string>>();
  for (const [, a, relation, b] of low.matchAll(RELATION)) {
    const key = `${relation!.replace(/s$/, '')}:${a}`;
    over.set(key, (over.get(key) ?? new Set()).add(`${relation!.replace(/s$/, '')}:${b}`));
  }
  const reaches = (from: string, goal: string, seen: Set<string>): boolean =>
    [...(over.get(from) ?? [])].some((next) => {
      if (next === goal) return true;
      if (seen.has(next)) return false;
      seen.add(next);
      return reaches(next, goal, seen);
    });
  if (/\b(?:if|says?|said|claims?|not|or|then|again|later|race 2|first race|at first)\b/.test(low)) return undefined;
  return [...over.keys()].some((one) => reaches(one, one, new Set()))
    ? refusal(WHY, 'the comparisons go around in a circle')
    : undefined;
};

/** Had, spent and has, of which nothing else came or went. */
const balanceApart: Doubt = ({ low }) => {
  const found =
    /\b(?:had|have) (?:only )?(\d+)\b[^.?!]*?\b(?:spent|paid|gave away|lost|sold|ate) (\d+)\b.*?\bnow\b[^.?!\d]*\b(?:have|has|there are) (?:only )?(\d+)\b/.exec(
      low,
    );
  if (!found || !(NOTHING_ADDED.test(low) || /\bnothing (?:else|extra|more)\b/.test(low))) return undefined;
  const [had, spent, now] = found.slice(1, 4).map(Number) as [number, number, number];
  return had - spent !== now ? refusal(WHY, `${had} less ${spent} is ${had - spent}, and not ${now}`) : undefined;
};

/** A square whose area is not that of its side; a way that its speed does not make. */
const measuresApart: Doubt = ({ low }) => {
  const side = /\bsquare\b(?! ?(?:cm|m|met|ft|feet|km))[^.?!]*\bsides? (?:of |is |are |length )*(\d+(?:\.\d+)?)/.exec(
    low,
  );
  const area = /\barea (?:of |is |= ?)*(\d+(?:\.\d+)?)/.exec(low);
  if (
    side &&
    area &&
    !/\b(?:rectangle|triangle|circle|each|tiles?)\b/.test(low) &&
    Number(side[1]) ** 2 !== Number(area[1])
  )
    return refusal(WHY, `a square with sides of ${side[1]} has no area of ${area[1]}`);
  const way =
    /\b(\d+) ?(?:km|miles?)\b[^.?!]*\bin (?:exactly )?(\d+) ?(?:hours?|h)\b[^.?!]*\bat (?:a |an )?(?:constant |steady |even )?(?:speed of )?(\d+) ?(?:km|miles?|mph|kph)/.exec(
      low,
    );
  return way && Number(way[1]) !== Number(way[2]) * Number(way[3])
    ? refusal(WHY, `${way[2]} hours at ${way[3]} are ${Number(way[2]) * Number(way[3])}, and not ${way[1]}`)
    : undefined;
};

export const CONTRADICTIONS: readonly Doubt[] = [
  circle,
  balanceApart,
  measuresApart,
  SELF,
  honestBoth,
  partsOverWhole,
  partOfFewer,
  sharesOverAll,
  takenOverHad,
  twoValues,
  twoOfLetter,
  overBound,
  stayOverTimes,
  datesApart,
  priceApart,
];

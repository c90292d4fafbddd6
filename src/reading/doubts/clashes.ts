/**
 * Times, dates, comparisons and liars that contradict themselves: a stay that does not fit between two times, a weekday
 * that a date is not, a circle of comparisons, two honest people who disagree.
 */
import { refusal } from '../reading.ts';
import { WEEKDAYS, solveDays, solveWeekday } from '../../problem/solve/calendar.ts';
import { lengthsIn } from '../calendar/durations.ts';
import { clocksIn } from '../calendar/times.ts';
import { datesIn } from '../calendar/dates.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { when, type Doubt } from './said.ts';

const WHY = 'contradiction';

const PARTS = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /(?<!without (?:a |any )?|no )breaks?|pause|interval|advert\w*|ads|lunch|(?<!non-?)stops?/,
      /delay\w*|wait\w*|each|of which|including|time zone|hours? (?:ahead|behind)/,
    ),
    /\b/,
  ),
);

const UNBROKEN =
  /\b(?:straight|without (?:a |any )?(?:break|pauses?|pause|interruption|stopping)|uninterrupted|non-?stop)\b/;

const STAYS = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /last(?:ed|s)?|ride was|was|took|takes|ran|runs|continues|continued|goes on|went on|worked|played/,
      /walked|drove|slept/,
    ),
    /\b/,
  ),
);
const NO_PAUSE = /\b(?:without|no) (?:a |any )?(?:breaks?|pauses?|intervals?|interruptions?|stops?|stopping)\b/g;

const ASKS_STAY = /\bhow long\b|\bduration\b|\bhow many (?:minutes|hours)\b|\bhow much time\b/;

const stayOverTimes: Doubt = ({ low, asked }) => {
  const unbroken =
    UNBROKEN.test(low) && /\b(?:end(?:s|ed|ing)?|finish\w*|arriv\w*|got there|over|until|till|to)\b/.test(low);
  if (
    (!unbroken && !ASKS_STAY.test(asked)) ||
    PARTS.test(low.replace(NO_PAUSE, ' ')) ||
    /\b(?:next|following) day\b|\bovernight\b/.test(low)
  )
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
        new RegExp(`\\b(${DAY_NAMES}),? (?:it (?:was|is) |which (?:was|is) )?(?:the )?$`).exec(
          low.slice(0, start),
        )?.[1] ?? new RegExp(`^,? \\(?(${DAY_NAMES})\\b\\)?`).exec(low.slice(end))?.[1];
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
  const stay = new RegExp(
    sequence(
      /\b(?:exactly|for|gone|away|stay(?:ed|s|ing)?|lasts?|lasted|takes?|took)\b[^.?!\d]*\b(\d+) /,
      /(?:full |whole )?(days|nights|weeks)\b/,
    ),
  ).exec(low);
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
      sequence(
        /\b(?:says?|said|claims?|tells us|states?)(?: to (?:me|us|you))?[:,]? ['"]?(?:that )?(?:i am|i'm|i) /,
        /(?:a liar|lying|lie|not telling the truth|not honest)\b/,
        /(?:(?! (?:about|when|to my|on)\b)[^?.!]{0,20})/,
      ),
      /\b(?:says?|claims?) (?:that )?(?:he|she) (?:himself|herself)? ?(?:is (?:lying|a liar)|lies)\b/,
      /\bwhat is (?:written|printed|said) (?:on|in) this [a-z]+ is (?:false|untrue|a lie|not true)\b/,
      /\bthis (?:sentence|statement|claim) is (?:false|a lie|not true|wrong)\b/,
    ),
  ),
  new RegExp(
    alternatives(
      /\bor\b[^?.!]*\b(?:is|are) (?:a )?(?:liars?|honest|truth)|\b(?:am a liar|lie) (?:or|and|if)\b/,
      /\b(?:says?|claims?) (?:that )?(?:he|she) (?:is|lies)\b.*\b(?:he|she) (?:is|lies)\b/,
    ),
  ),
);

const HONEST = new RegExp(
  sequence(
    /\b([a-z]+) /,
    anyOf(
      /never (?:lies|lie|lied)|always (?:tells?|speaks?|says?) (?:the )?truth/,
      /is (?:always )?(?:honest|truthful)|only tells the truth|is a truth-?teller/,
    ),
    /\b/,
  ),
  'g',
);

const DENIES = /\b(?:not|never|no|isn't|doesn't|false|wrong|broken|closed|off|out|liar|lies|lying|dead|empty)\b/;

const honestBoth: Doubt = ({ low }) => {
  const honest = new Set([...low.matchAll(HONEST)].map((one) => one[1]!));
  if (
    new RegExp(
      sequence(
        /\b(?:both|neither|all|everyone|everybody) (?:of them )?(?:always )?(?:tells?|lies|lie|are|is) /,
        /(?:the truth|honest|truthful)?/,
      ),
    ).test(low) &&
    /\btruth|honest|neither (?:of them )?lies?\b/.test(low)
  )
    for (const one of low.matchAll(/\b([a-z]+) says?\b/g)) honest.add(one[1]!);
  const two =
    new RegExp(
      sequence(
        /\b(?:both )?([a-z]+) and ([a-z]+) (?:both )?/,
        /(?:never lie|always tell the truth|are (?:both )?(?:always )?honest|only tell the truth)\b/,
      ),
    ).exec(low) ?? /\bneither ([a-z]+) nor ([a-z]+) (?:ever )?lies?\b/.exec(low);
  if (two) for (const one of two.slice(1, 3)) honest.add(one);
  if (honest.size < 2) return undefined;
  const claims = [
    ...low.matchAll(
      new RegExp(
        sequence(
          /\b([a-z]+) (?:says?|claims?|insists?)[:,]? ([^.?!;]+?)/,
          /(?=[.?!;]|,? (?:and|but) [a-z]+ (?:says?|claims?|insists?)|$)/,
        ),
        'g',
      ),
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

/** Relations and their opposites: "A is older than B" is "B is younger than A". */
const OPPOSITES: readonly (readonly [string, string])[] = [
  ['older', 'younger'],
  ['taller', 'shorter'],
  ['bigger', 'smaller'],
  ['larger', 'littler'],
  ['heavier', 'lighter'],
  ['faster', 'slower'],
  ['richer', 'poorer'],
  ['higher', 'lower'],
  ['hotter', 'colder'],
  ['more', 'less'],
  ['before', 'after'],
  ['ahead', 'behind'],
  ['left', 'right'],
  ['north', 'south'],
  ['east', 'west'],
  ['above', 'below'],
];

const RELATION = new RegExp(
  sequence(
    /(?<=^|[.,;:!?] |\b(?:and|but|that|while|the|mr|ms|mrs|dr) )([a-z]+|\d+)/,
    /(?: (?:is|was|finished|came|came in|got in|arrived|comes|stands|sits|lies|ranks|weighs|costs))?/,
    sequence(
      / (?:the |to the )?/,
      '(',
      alternatives(
        /[a-z]+er than|more than|less than|before|after|beats?|behind|ahead of|senior to/,
        /(?:left|right|north|south|east|west) of|above|below/,
      ),
      ')',
    ),
    sequence(
      / (?:the |mr |ms |mrs |dr )?([a-z]+|\d+)/,
      /(?=[.,;:!?]|$| (?:and|but|while|who|which|what|where|all|just|in the same)\b)/,
    ),
  ),
  'g',
);

/** Who stands before whom, by the name of the relation: of two opposite ones the first. */
const relationsIn = (low: string): { key: string; from: string; to: string }[] =>
  [...low.matchAll(RELATION)].map(([, a, words, b]) => {
    const relation = words!.replace(/ (?:than|of|to)$/, '').replace(/s$/, '');
    const turned = OPPOSITES.find((one) => one[1] === relation);
    return turned ? { key: turned[0], from: b!, to: a! } : { key: relation, from: a!, to: b! };
  });

const circle: Doubt = ({ low }) => {
  // Numbers may only be names: "the 9 came before the 12".
  if (/\d/.test(low.replace(/\bthe \d+\b/g, ' '))) return undefined;
  if (/\b(?:if|says?|said|claims?|not|or|then|again|later|race 2|first race|at first)\b/.test(low)) return undefined;
  const over = new Map<string, Set<string>>();
  for (const { key, from, to } of relationsIn(low)) {
    const at = `${key}:${from}`;
    over.set(at, (over.get(at) ?? new Set()).add(`${key}:${to}`));
  }
  const reaches = (from: string, goal: string, seen: Set<string>): boolean =>
    [...(over.get(from) ?? [])].some((next) => {
      if (next === goal) return true;
      if (seen.has(next)) return false;
      seen.add(next);
      return reaches(next, goal, seen);
    });
  return [...over.keys()].some((one) => reaches(one, one, new Set()))
    ? refusal(WHY, 'the comparisons go around in a circle')
    : undefined;
};

const CLOSED_ROW =
  /\b(?:nobody else|no ?one else|no others?|only (?:these|those|the \d|them|\d)|that is all|in a row of \d)\b/;

/** Who stands beyond the last one, where there is nobody else. */
const beyondLast: Doubt = ({ low }) => {
  const asks =
    /\bwho(?: else)? (?:is|was|stands|sits|comes?|came|finished)(?: directly| immediately)? (?:the |to the )?([a-z]+)(?: (?:than|of|to))? (?:the )?([a-z]+)\W*$/.exec(
      low,
    );
  if (!asks || !CLOSED_ROW.test(low) || /\bnot\b|\bor\b|\d/.test(low)) return undefined;
  const [, word, name] = asks;
  const turned = OPPOSITES.find((one) => one[1] === word);
  const key = turned ? turned[0] : word!;
  const told = relationsIn(low.slice(0, asks.index)).filter((one) => one.key === key);
  const beyond = told.some((one) => (turned ? one.from === name : one.to === name));
  const known = told.some((one) => one.from === name || one.to === name);
  return known && !beyond ? refusal('no-solution', `nobody is ${word} of ${name}`) : undefined;
};

const DAY_WORDS: readonly (readonly [string, number])[] = [
  ['the day after tomorrow', 2],
  ['the day before yesterday', -2],
  ['tomorrow', 1],
  ['yesterday', -1],
  ['today', 0],
];

const SUPPOSED = /\b(?:if|suppose|supposing|assum\w+|imagine|says?|said|claims?|true|correct|mistake|wrong|really)\b/;

const weekdayAt = (name: string): number => WEEKDAYS.findIndex((one) => one.toLowerCase() === name);

/** "It is Tuesday today and tomorrow is Friday", "Tuesday the 5th and Friday the 9th" of one month. */
const weekdaysApart: Doubt = ({ low, asked }) => {
  if (SUPPOSED.test(low)) return undefined;
  const facts = low.slice(0, Math.max(0, low.length - asked.length));
  const today = new Set<number>();
  let rest = facts;
  for (const [word, plus] of DAY_WORDS) {
    const found =
      new RegExp(`\\b${word}(?:'s| is| was| will be| it is| it was)? (?:a )?(${DAY_NAMES})\\b`).exec(rest) ??
      new RegExp(`\\b(?:is |was )?(?:a )?(${DAY_NAMES}) ${word}\\b`).exec(rest);
    if (!found) continue;
    today.add((weekdayAt(found[1]!) - plus + 7) % 7);
    rest = rest.replace(found[0], ' ; ');
  }
  if (today.size > 1) return refusal(WHY, 'the weekdays that are told do not follow each other');
  const placed = [
    ...low.matchAll(
      new RegExp(
        `\\b(${DAY_NAMES}),? (?:the )?(\\d{1,2})(?:st|nd|rd|th)\\b(?! (?:of )?[a-z]*(?:uary|arch|pril|ay\\b|une|uly|gust|ber))`,
        'g',
      ),
    ),
  ];
  const starts = new Set(placed.map((one) => (((weekdayAt(one[1]!) - Number(one[2])) % 7) + 7) % 7));
  return starts.size > 1 && /\b(?:same month|1 month|one month|that month|this month|the month|a month)\b/.test(low)
    ? refusal(WHY, 'these weekdays and days do not fall into one month')
    : undefined;
};

/** "1 May 2024 was a Sunday." */
const dateWas: Doubt = ({ low, asked }) => {
  if (SUPPOSED.test(low)) return undefined;
  const facts = low.slice(0, Math.max(0, low.length - asked.length));
  for (const { date, end } of datesIn(facts).filter((one) => /^\d{4}-/.test(one.date))) {
    const beside = new RegExp(
      `^,? (?:is|was|falls on|fell on|will be|will fall on) (?:on )?(?:a )?(${DAY_NAMES})\\b`,
    ).exec(facts.slice(end))?.[1];
    const real = value(solveWeekday({ type: 'weekday', of: date, plus: 0 }))?.toLowerCase();
    if (beside !== undefined && real !== undefined && real !== beside)
      return refusal(WHY, `${date} is a ${real}, and no ${beside}`);
  }
  return undefined;
};

/** "It began at 8, ended at 9 and took 2 hours." */
const hoursApart: Doubt = ({ low }) => {
  if (SUPPOSED.test(low) || PARTS.test(low.replace(NO_PAUSE, ' '))) return undefined;
  const found =
    /\b(?:began|begins?|starts?|started|from|left|leaves) (?:at )?(\d{1,2})(?::(\d\d))?\b[^?]*?\b(?:ended|ends?|finish\w*|stopped|stops|was over|is over|arriv\w*|until|till|to) (?:at )?(\d{1,2})(?::(\d\d))?\b(?! ?(?:hours?|minutes?|min))/.exec(
      low,
    );
  if (
    !found ||
    !/\b(?:lasts?|lasted|took|takes|ran|runs|continues|continued|goes on|went on|exactly|worked|played|walked|drove|slept)\b/.test(
      low,
    )
  )
    return undefined;
  const rest = low.replace(found[0].slice(found[0].search(/\d/)), ' ; ');
  const all = lengthsIn(low).filter(
    (one) => !clocksIn(low).some((clock) => one.start < clock.end && one.end > clock.start),
  );
  const lengths = lengthsIn(rest);
  if (all.length !== 1 || lengths.length > 1) return undefined;
  const apart = Number(found[3]) * 60 + Number(found[4] ?? 0) - Number(found[1]) * 60 - Number(found[2] ?? 0);
  const [stay] = all;
  const fits = [apart, apart + 720, apart + 1440].includes(stay!.minutes);
  return fits || /\b(?:how (?:late|early)|wait|delay|after)\b/.test(low)
    ? undefined
    : refusal(WHY, `${stay!.minutes} minutes do not fit between the two times`);
};

export const CLASHES: readonly Doubt[] = [
  circle,
  beyondLast,
  SELF,
  honestBoth,
  stayOverTimes,
  hoursApart,
  datesApart,
  dateWas,
  weekdaysApart,
];

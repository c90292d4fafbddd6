/**
 * Wordings of word problems where the question decides: one body of facts, several questions about it, so that a number
 * that is told may count for one question and not for the next. Sums of one to three steps.
 */
import { problem, type Intent, type Level, type Slots } from './intent.ts';
import { PEOPLE } from './names.ts';
import type { Random } from '../../random.ts';

/** Facts, and questions with what each comes to. */
type Body = { name: string; facts: readonly string[]; asks: readonly (readonly [string, (v: Slots) => string])[] };

const PAIRS: readonly (readonly [string, string])[] = [
  ['apples', 'oranges'],
  ['red cards', 'blue cards'],
  ['pens', 'pencils'],
  ['sweet cookies', 'salty cookies'],
  ['roses', 'tulips'],
  ['dogs', 'cats'],
  ['bottle caps', 'stickers'],
  ['short trees', 'tall trees'],
  ['green marbles', 'yellow marbles'],
  ['books', 'magazines'],
  ['ducks', 'geese'],
  ['cars', 'trucks'],
  ['tomatoes', 'potatoes'],
  ['boys', 'girls'],
  ['plates', 'cups'],
];
const HOLDERS = 'boxes bags shelves baskets trays groups packs rows jars tanks rooms'.split(' ');

const LOSES = '[gave away|sold|ate|lost|threw away|used|gave {q}|broke|donated]';
const GETS = '[bought|found|got|picked|received|collected|made]';
const SHE = '[{p}|she|he]';
const HOW = '[how many|what number of]';

const BODIES: readonly Body[] = [
  {
    name: 'two kinds, one changes',
    facts: [
      `{p} had {a} {thing} and {b} {thing2}. ${SHE} ${LOSES} {c} {thing}.`,
      `there [are|were] {a} {thing} and {b} {thing2} [here|in the shop|in the park|at the farm|on the table]. {c} {thing} [are taken away|were removed|were sold|went missing].`,
    ],
    asks: [
      [`${HOW} {thing} [are left|does {p} have left|remain|are there now]`, (v) => `${v.a}-${v.c}`],
      [`${HOW} {thing2} [are there|does {p} have|are there now|are left]`, (v) => `${v.b}`],
      [
        `${HOW} {thing} and {thing2} [were there|did {p} have] [altogether|in total] [at first|in the beginning|to start with]`,
        (v) => `${v.a}+${v.b}`,
      ],
      [`${HOW} [things|pieces] are left in [total|all]`, (v) => `${v.a}+${v.b}-${v.c}`],
    ],
  },
  {
    name: 'two kinds, one grows',
    facts: [
      `{p} had {b} {thing} and {a} {thing2}. ${SHE} ${GETS} {c} more {thing}.`,
      `there [are|were] {b} {thing} and {a} {thing2} [here|in the park|at the farm|on the fence|in the room]. {c} more {thing} [come|came|are brought|will be added|joined them].`,
    ],
    asks: [
      [`${HOW} {thing} [are there now|does {p} have now|are there|will there be]`, (v) => `${v.b}+${v.c}`],
      [`${HOW} {thing2} are there`, (v) => `${v.a}`],
      [`${HOW} [things|pieces] are there in [total|all] now`, (v) => `${v.b}+${v.a}+${v.c}`],
    ],
  },
  {
    name: 'compare kinds',
    facts: [
      `{p} has {a} {thing} and {b} {thing2}.`,
      `[in the shop|on the farm|in the class] there are {a} {thing} and {b} {thing2}.`,
      `{p} [counted|saw|picked|bought] {a} {thing} and {b} {thing2}.`,
    ],
    asks: [
      [`how many more {thing} than {thing2} [are there|does {p} have|did {p} count]`, (v) => `${v.a}-${v.b}`],
      [`how many fewer {thing2} than {thing} [are there|does {p} have]`, (v) => `${v.a}-${v.b}`],
      [
        `${HOW} [{thing} and {thing2} are there|things does {p} have] [altogether|in total|in all]`,
        (v) => `${v.a}+${v.b}`,
      ],
    ],
  },
  {
    name: 'unknown start',
    facts: [
      `{p} had some {thing}. ${SHE} ${LOSES} {b} [of them|]. now [she|he|{p}] has {c} [left|{thing}|].`,
      `after [giving|selling] {b} {thing} to {q}, {p} has {c} [left|{thing} left].`,
    ],
    asks: [[`${HOW} {thing} did {p} have [at first|before|to start with|in the beginning]`, (v) => `${v.b}+${v.c}`]],
  },
  {
    name: 'unknown start, gained',
    facts: [
      `{p} had some {thing}. ${SHE} ${GETS} {b} more. now [she|he|{p}] has {a} {thing}.`,
      `{p} ${GETS} {b} more {thing} and has {a} now.`,
    ],
    asks: [[`${HOW} {thing} did {p} have [at first|before|to start with|in the beginning]`, (v) => `${v.a}-${v.b}`]],
  },
  {
    name: 'unknown change',
    facts: [
      `{p} had {a} {thing}. ${SHE} ${LOSES} some [of them|]. now [she|he|{p}] has {b} [left|{thing}|].`,
      `there were {a} {thing} [on the table|in the box]. some were [eaten|taken|sold]. now there are {b} [left|].`,
    ],
    asks: [
      [
        `${HOW} {thing} [did {p} give away|were taken|did {p} lose|are gone|did {p} sell|were eaten]`,
        (v) => `${v.a}-${v.b}`,
      ],
    ],
  },
  {
    name: 'unknown gain',
    facts: [`{p} had {b} {thing}. ${SHE} ${GETS} some more. now [she|he|{p}] has {a} [{thing}|].`],
    asks: [[`${HOW} {thing} did {p} [buy|get|find|receive|collect]`, (v) => `${v.a}-${v.b}`]],
  },
  {
    name: 'need',
    facts: [
      `the recipe [calls for|wants] {a} cups of flour and {c} cups of sugar. {p} [already put in|has already added] {b} cups of flour.`,
    ],
    asks: [[`how many [more|] cups of flour does {p} [still|] need [to add|to get|]`, (v) => `${v.a}-${v.b}`]],
  },
  {
    name: 'owners',
    facts: [
      `{p} has {a} {thing}. {q} has {b} {thing} [fewer|less] than {p}.`,
      `{q} has {b} {thing} fewer than {p}. {p} has {a}.`,
    ],
    asks: [
      [`${HOW} {thing} does {q} have`, (v) => `${v.a}-${v.b}`],
      [`${HOW} {thing} do they have [together|altogether|in total]`, (v) => `${v.a}+${v.a}-${v.b}`],
    ],
  },
  {
    name: 'reference is more',
    facts: [`{p} has {a} {thing}. [that is|this is|he has|she has] {b} more than {q} [has|].`],
    asks: [
      [`${HOW} {thing} does {q} have`, (v) => `${v.a}-${v.b}`],
      [`${HOW} {thing} do they have [together|altogether]`, (v) => `${v.a}+${v.a}-${v.b}`],
    ],
  },
  {
    name: 'sets',
    facts: [
      `there are {b} {holder} with {c} {thing} [each|in each|in every one].`,
      `{p} has {b} {holder}. [each of them|every one of them|each] [holds|has] {c} {thing}.`,
      `{p} put {c} {thing} in each of {b} {holder}.`,
    ],
    asks: [
      [`${HOW} {thing} [are there|are that|does {p} have] [altogether|in total|in all]`, (v) => `${v.b}*${v.c}`],
      [`${HOW} {holder} are there`, (v) => `${v.b}`],
      [`${HOW} {thing} are in [each|one] [of the {holder}|]`, (v) => `${v.c}`],
    ],
  },
  {
    name: 'price less discount',
    facts: [
      `each [ticket|shirt|pack|book] costs {a} [dollars|euro]. there is a discount of {b} [dollars|euro] on each.`,
    ],
    asks: [
      [`how much [do you pay|does one cost now|is one|do you have to pay] for each`, (v) => `${v.a}-${v.b}`],
      [`how much do {c} [tickets|shirts|packs|books] cost`, (v) => `${v.c}*(${v.a}-${v.b})`],
    ],
  },
  {
    name: 'money',
    facts: [`{p} had {a} [dollars|euro] and spent {b} [dollars|euro] on a book and {c} on a pen.`],
    asks: [
      [`how much [money|] [does {p} have left|is left]`, (v) => `${v.a}-${v.b}-${v.c}`],
      [`how much did {p} spend [in total|altogether]`, (v) => `${v.b}+${v.c}`],
      [`how much more did the [book|first thing] cost than the [pen|second]`, (v) => `${v.b}-${v.c}`],
    ],
  },
  {
    name: 'days',
    facts: [
      `{p} reads {b} pages [a day|every day|each day]. [the|one] book has {d} pages.`,
      `{p} [bakes|makes|packs] {b} {thing} a day and has to make {d} {thing}.`,
    ],
    asks: [[`how many days does [{p}|it] [need|take]`, (v) => `${v.d}/${v.b}`]],
  },
  {
    name: 'share the rest',
    facts: [
      `{p} had {e} {thing} and [kept|ate] {c}. the rest was [shared|divided] [equally|] among {b} [friends|children|people].`,
    ],
    asks: [[`${HOW} {thing} did each [friend|child|person|of them] get`, (v) => `(${v.e}-${v.c})/${v.b}`]],
  },
  {
    name: 'bus',
    facts: [`there were {a} [people|children] on the bus. [at the next stop|then] {b} got off and {c} got on.`],
    asks: [
      [`how many [people|children] are on the bus now`, (v) => `${v.a}-${v.b}+${v.c}`],
      [`how many more [people|children] got off than got on`, (v) => `${v.b}-${v.c}`],
    ],
  },
  {
    name: 'per hour',
    facts: [
      `{p} earns {b} [dollars|euro] [an hour|per hour|each hour]. [she|he] worked {c} hours on monday and {f} hours on tuesday.`,
    ],
    asks: [
      [`how much did {p} earn [in total|altogether]`, (v) => `${v.b}*(${v.c}+${v.f})`],
      [`how many hours did {p} work [in total|altogether]`, (v) => `${v.c}+${v.f}`],
      [`how much did {p} earn on monday`, (v) => `${v.b}*${v.c}`],
    ],
  },
];

const draw = (random: Random, level: Level): Slots => {
  const high = [9, 30, 90][level]!;
  const [thing, thing2] = random.pick(PAIRS);
  const [p, q] = random.sample(PEOPLE, 2) as [string, string];
  // c < b < a, so that every difference of the questions is above zero.
  const c = random.int(1, high);
  const b = c + random.int(1, high);
  const a = b + c + random.int(1, high);
  const f = random.int(1, 12);
  return {
    p,
    q,
    thing,
    thing2,
    holder: random.pick(HOLDERS),
    a: `${a}`,
    b: `${b}`,
    c: `${c}`,
    d: `${b * random.int(2, 9)}`,
    e: `${c + b * random.int(2, 9)}`,
    f: `${f}`,
  };
};

const meaningOf =
  (expression: (v: Slots) => string): Intent['meaning'] =>
  (v) => {
    const text = expression(v);
    if (text.includes('undefined')) return undefined;
    const numbers = [...new Set(text.match(/\d+/g))];
    return problem({ type: 'story', quantities: numbers.map((one, i) => [`q${i + 1}`, one]), expression: text });
  };

export const BODY_INTENTS: readonly Intent[] = BODIES.flatMap(({ name, facts, asks }) =>
  asks.map(([ask, expression], i): Intent => ({
    family: 'stories',
    name: `${name} ${i}`,
    wordings: facts.map((one) => `${one} ${ask}`),
    draw,
    meaning: meaningOf(expression),
  })),
);

/**
 * Wordings of word problems of one and two steps: two-sentence stories about having, getting, losing, groups and
 * sharing.
 */
import { most, problem, type Intent, type Level, type Slots } from './intent.ts';
import { PEOPLE } from './names.ts';
import type { Random } from '../../random.ts';

const THINGS =
  'apples pens books eggs cards coins shells stickers oranges balls cups cakes stamps toys sweets cookies marbles pencils balloons flowers plates candles biscuits tickets boxes buttons shirts bottles chairs photos'.split(
    ' ',
  );
const HOLDERS = 'bags boxes shelves plates tables baskets rows jars trays drawers'.split(' ');

const story = (
  name: string,
  draw: Intent['draw'],
  expression: (v: Slots) => string,
  wordings: readonly string[],
): Intent => ({
  family: 'stories',
  name,
  wordings,
  draw,
  meaning: (v) => {
    const text = expression(v);
    const used = new Set(text.match(/\d+(?:\.\d+)?/g));
    const names = [v.a, v.b, v.c].filter((one) => one !== undefined && used.has(one)) as string[];
    const unique = [...new Set(names)];
    return problem({ type: 'story', quantities: unique.map((one, i) => [`q${i + 1}`, one]), expression: text });
  },
});

const drawing =
  (numbers: (random: Random, level: Level) => { a: number; b: number; c?: number }): Intent['draw'] =>
  (random, level) => {
    const { a, b, c } = numbers(random, level);
    const [p, q] = random.sample(PEOPLE, 2) as [string, string];
    const [thing, thing2] = [random.pick(THINGS), random.pick(HOLDERS)];
    return { p, q, thing, thing2, a: `${a}`, b: `${b}`, ...(c !== undefined && { c: `${c}` }) };
  };

const more = drawing((r, level) => ({ a: r.int(1, most(level)), b: r.int(1, most(level)) }));
const fewer = drawing((r, level) => {
  const b = r.int(1, most(level));
  return { a: b + r.int(1, most(level)), b };
});
const groups = drawing((r, level) => ({ a: r.int(2, level === 0 ? 5 : 20), b: r.int(2, level === 0 ? 5 : 15) }));
const shares = drawing((r, level) => {
  const b = r.int(2, level === 0 ? 4 : 12);
  return { a: b * r.int(2, level === 0 ? 4 : 20), b };
});
const threeDown = drawing((r, level) => {
  const [b, c] = [r.int(1, most(level)), r.int(1, most(level))];
  return { a: b + c + r.int(1, most(level)), b, c };
});
const threeUp = drawing((r, level) => {
  const [a, c] = [r.int(2, most(level)), r.int(1, most(level))];
  return { a, b: r.int(1, a), c };
});
const withMore = drawing((r) => ({ a: r.int(2, 12), b: r.int(2, 12), c: r.int(1, 30) }));

const HAS = '[{p} has|{p} had|there were|there are|i have|i had|we have|we had|in the shop are]';
const NOW =
  '[how many {thing} does {p} have now|how many {thing} are there now|how many does {p} have now|how many {thing} do i have now|how many are there now|how many {thing} are there in total|how many {thing} has {p} now|how many {thing} now]';
const LEFT =
  '[how many {thing} are left|how many are left|how many {thing} does {p} have left|how many {thing} remain|how many {thing} are still there|how many {thing} are left now|how many left|how many {thing} stay|how many {thing} do i still have]';
const TOTAL =
  '[how many {thing} is that altogether|how many {thing} are there in total|how many {thing} are there altogether|how many {thing} in all|how many {thing} are that in total|what is the total number of {thing}]';

export const STORY_INTENTS: readonly Intent[] = [
  story('gain', more, (v) => `${v.a}+${v.b}`, [
    `${HAS} {a} {thing}[.|,| and] [{p} buys {b} more|{p} gets {b} more|{p} finds {b} more|then {b} more come|{b} more are added|i get {b} more|my friend gives me {b} more|{q} brings {b} more|somebody gives us {b} more][.|,] ${NOW}`,
    `[if|] {p} has {a} {thing} and {q} has {b} {thing}[,|.] how many {thing} do they have [together|altogether|in total]`,
    `{p} has {a} red {thing} and {b} blue {thing}[.|,] how many {thing} [does {p} have|has {p}] [in total|altogether|]`,
    `[{p} sold|we sold|i made|{p} counted|{p} ate] {a} {thing} in the morning and {b} in the afternoon[.|,] [how many {thing} in total|how many {thing} is that altogether|how many all day]`,
    `${HAS} {a} {thing} in one box and {b} {thing} in another box[.|,] ${TOTAL}`,
  ]),
  story('loss', fewer, (v) => `${v.a}-${v.b}`, [
    `${HAS} {a} {thing}[.|,| and] [{p} gives {b} to {q}|{p} loses {b}|{p} eats {b}|{p} sells {b}|{b} are sold|{b} are taken away|{p} gave {b} of them away|i give away {b}|{b} are broken|{q} takes {b} of them|{p} used {b}|{b} get lost][.|,] ${LEFT}`,
    `[from|out of] {a} {thing} {b} are [sold|broken|gone|taken][.|,] ${LEFT}`,
    `${HAS} {a} {thing} and [ate|sold|lost|gave away] {b}[.|,] ${LEFT}`,
  ]),
  story('compare', fewer, (v) => `${v.a}-${v.b}`, [
    `{p} has {a} {thing} and {q} has {b} [{thing}|][.|,] how many more {thing} does {p} have [than {q}|]`,
    `{p} has {a} {thing}[.|,] {q} has {b} [{thing}|][.|,] how many [fewer|less] {thing} does {q} have [than {p}|]`,
    `{p} is {a} years old and {q} is {b} [years old|][.|,] how many years [older is {p}|younger is {q}]`,
  ]),
  story('more than', more, (v) => `${v.a}+${v.b}`, [
    `{p} has {a} {thing}[.|,] {q} has {b} [{thing}|] more [than {p}|than him|than her|][.|,] how many {thing} does {q} have`,
    `{p} is {a} years old[.|,] {q} is {b} years older [than {p}|][.|,] how old is {q}`,
  ]),
  story('fewer than', fewer, (v) => `${v.a}-${v.b}`, [
    `{p} has {a} {thing}[.|,] {q} has {b} [{thing} fewer|fewer {thing}|fewer] than {p}[.|,] how many {thing} does {q} have`,
    `{p} is {a} years old[.|,] {q} is {b} years younger [than {p}|][.|,] how old is {q}`,
  ]),
  story('groups', groups, (v) => `${v.a}*${v.b}`, [
    `there are {a} {thing2} with {b} {thing} [each|in each|on each][.|,] [${TOTAL}|how many {thing} are there]`,
    `{p} has {a} {thing2}[.|,] [each has|each holds|there are] {b} {thing} [in each|][.|,] ${TOTAL}`,
    `{p} [buys|bought|packs|fills] {a} {thing2} of {b} {thing} [each|][.|,] ${TOTAL}`,
    `[each of|] {a} {thing2} [has|have|hold] {b} {thing} [each|][.|,] ${TOTAL}`,
  ]),
  story('price', groups, (v) => `${v.a}*${v.b}`, [
    `one [ticket|pen|book|cake|bottle] costs {a} [euro|dollars|pounds][.|,] [how much do|what do|how much cost] {b} [tickets|pens|books|cakes|bottles] [cost|]`,
    `{p} buys {a} {thing} [for|at] {b} [euro|dollars|pounds] each[.|,] how much does {p} [pay|spend] [in total|altogether|]`,
    `[if|] {a} {thing} cost {b} [euro|dollars] each[,|.] what is the total [price|cost]`,
  ]),
  story(
    'wages',
    groups,
    (v) => `${v.a}*${v.b}`,
    ['day', 'week', 'hour'].map(
      (period) =>
        `{p} [earns|saves|gets] {a} [euro|dollars] [${period === 'hour' ? 'an' : 'a'}|per|every] ${period}[.|,] how much [does {p} earn|does {p} have|is that|will {p} have] [after|in] {b} ${period}s`,
    ),
  ),

  story('share', shares, (v) => `${v.a}/${v.b}`, [
    `{a} {thing} are [shared|divided|split] [equally|evenly] [among|between] {b} [children|friends|people|kids][.|,] how many [{thing}|] does each [child|friend|person|one|kid|of them] get`,
    `{p} [shares|divides|splits] {a} {thing} [equally|evenly] among {b} [children|friends|people|kids][.|,] how many {thing} does each [one|child|friend|of them] get`,
    `[i have|we have|{p} has] {a} {thing} for {b} [children|friends|people][.|,] how many {thing} does [each|every] [one|child|friend|person] get [if it is fair|]`,
  ]),
  story('pack', shares, (v) => `${v.a}/${v.b}`, [
    `{p} [packs|puts|packed|put] {a} {thing} into {thing2} of {b}[.|,] how many {thing2} [does {p} need|are needed|did {p} fill|are there]`,
    `{a} {thing} are [packed|put] in {thing2} of {b}[.|,] how many {thing2} are [needed|there|that]`,
    `[{thing2} hold|each of the {thing2} holds] {b} {thing}[.|,] how many {thing2} are needed for {a} {thing}`,
  ]),
  story('two losses', threeDown, (v) => `${v.a}-${v.b}-${v.c}`, [
    `${HAS} {a} {thing}[.|,] {p} [gives|sells|gave|sold] {b} to {q} and [loses|eats|lost|ate] {c}[.|,] ${LEFT}`,
    `${HAS} {a} {thing}[.|,] {b} are [sold|broken|lost] and {c} are [given away|thrown away|used][.|,] ${LEFT}`,
  ]),
  story('loss and gain', threeUp, (v) => `${v.a}-${v.b}+${v.c}`, [
    `${HAS} {a} {thing}[.|,] {p} [gives|sells|gave|sold] {b} to {q} and [then|] [buys|finds|gets|bought|found|got] {c} more[.|,] ${NOW}`,
    `there are {a} people [in|on] the bus[.|,] [at the stop|at the station|] {b} get off and {c} get on[.|,] how many people are [on the bus now|now on the bus|there now]`,
    `[in the bus are|on the bus are] {a} [persons|people][.|,] {b} [go out|get out|get off] and {c} [come in|get in|get on][.|,] how many [persons|people] are [now in the bus|in the bus now|there now]`,
  ]),
  story('groups and more', withMore, (v) => `${v.a}*${v.b}+${v.c}`, [
    `{p} has {a} {thing2} with {b} {thing} each and {c} more {thing}[.|,] ${TOTAL}`,
    `there are {a} {thing2} of {b} {thing} and {c} {thing} more[.|,] ${TOTAL}`,
  ]),
  story('all but', fewer, (v) => `${v.b}`, [
    `[a farmer had|{p} had|there were] {a} [sheep|cows|hens|fish][.|,] all but {b} [died|ran away|were sold|escaped][.|,] how many [are left|sheep are left|were left|remain]`,
  ]),
  story(
    'change',
    drawing((r) => {
      const b = r.int(1, 40);
      return { a: [5, 10, 20, 50, 100].find((one) => one > b)!, b };
    }),
    (v) => `${v.a}-${v.b}`,
    [
      `{p} pays with a {a} [euro|dollar|pound] note for something that costs {b} [euro|dollars|pounds][.|,] how much change does {p} get`,
      `[it costs|the bill is] {b} [dollars|euro|pounds] and [i pay with|i give] {a} [dollars|euro|pounds][.|,] how much change [do i get|is that]`,
    ],
  ),
];

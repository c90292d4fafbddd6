/**
 * Wordings of questions beside the kinds: a datum is missing, nothing solves it, it contradicts itself, what is given
 * is none, or it is other mathematics. Each with the reason to decline. None of them has an answer that the solvers
 * could give.
 */
import { ASK, refuse, WHAT, type Intent, type Level } from './intent.ts';
import { clockText, dateText } from './slots.ts';
import { PEOPLE } from './names.ts';
import type { Random } from '../../random.ts';
import type { Why } from '../../problem/solve/solution.ts';

const near = (family: string, why: Why, name: string, draw: Intent['draw'], wordings: readonly string[]): Intent => ({
  family,
  name: `near ${name}`,
  wordings,
  draw,
  meaning: refuse(why),
});

const none = (): Record<string, string> => ({});
const number = (random: Random): Record<string, string> => ({ a: `${random.int(2, 90)}`, b: `${random.int(2, 90)}` });
const people = (random: Random): Record<string, string> => {
  const [p, q, r] = random.sample(PEOPLE, 3) as [string, string, string];
  return { p, q, r, a: `${random.int(2, 40)}`, b: `${random.int(2, 40)}` };
};
const things = (random: Random, level: Level): Record<string, string> => ({
  ...people(random),
  thing: random.pick(['apples', 'pens', 'cards', 'sweets', 'books', 'eggs', 'marbles', 'tickets', 'chairs']),
  a: `${random.int(2, level === 0 ? 9 : 60)}`,
});

const MINE =
  '[my lucky number|my age|your favourite number|the other number|the amount from last month|a secret number|the number on my desk|whatever he said]';

export const NEAR_INTENTS: readonly Intent[] = [
  near('arithmetic', 'missing', 'sum of one', number, [
    `${WHAT} {a} [plus|minus|times|divided by] [${MINE}|]`,
    `[how much|what] is {a} [plus|minus|times|divided by] [${MINE}|]`,
    `[add|subtract] {a} [and|from|to] ${MINE}`,
    `{a} [plus|minus|times] ${MINE}`,
    `multiply {a} by ${MINE}`,
  ]),
  near('arithmetic', 'no-solution', 'by zero', number, [
    `${WHAT} {a} divided by [0|zero|nothing]`,
    `divide {a} by [0|zero]`,
    `{a} / 0`,
    `[how much|what] is {a} divided by [0|zero]`,
  ]),
  near('arithmetic', 'other-mathematics', 'functions', number, [
    `${ASK} [square root|cube root|logarithm|sine|cosine|factorial] of {a}`,
    `[how much|what] is the [square root|cube root|factorial|sine] [of|from] {a}`,
    `[sqrt|log|sin|cos]({a})`,
    `${ASK} [derivative|integral] of x^2`,
    `[what is|how big is] the [probability|chance] [of rolling a 6|that it rains|of getting heads] {a} times in a row`,
    `in how many ways can {a} people sit in a row`,
  ]),
  near('linear', 'missing', 'two unknowns', number, [
    `[x + y|a + b|x - y|2x + y] = {a}. [what is|find|how much is] [x|a]`,
    `two numbers [add up to|have the sum|make together] {a}. [what are they|which are the two numbers|find them|what is the bigger one]`,
    `i [think of|am thinking of] a number. what is it`,
    `[two mugs and a plate|a pen and a book|a shirt and two socks] cost {a} [euro|dollars|pounds] together. [what does the first one cost|what is the price of one|how much is each of them]`,
    `${WHAT} x`,
    `what number am i thinking of`,
  ]),
  near('linear', 'other-mathematics', 'quadratic', number, [
    `solve x^2 = {a}`,
    `[solve|find x in] x^2 + {a}x = {b}`,
    `a number times itself is {a}. what is [it|the number]`,
    `solve x² - {a} = 0`,
  ]),
  near(
    'linear',
    'no-solution',
    'no number',
    (random) => ({ a: `${random.int(2, 9)}`, b: `${random.int(10, 40)}`, x: random.pick([...'xynt']) }),
    [`solve {a}{x} + 1 = {a}{x} + {b}`, `[for which|for what] {x} is {x} + {a} = {x}`, `solve {x} = {x} + {b}`],
  ),
  near(
    'linear',
    'no-solution',
    'no whole number',
    (random) => {
      const a = random.int(2, 9);
      return { a: `${a}`, b: `${a * random.int(1, 9) + random.int(1, a - 1)}`, x: random.pick([...'xynt']) };
    },
    [
      `[find|give me|what is] [a whole number|an integer|the whole number] {x} [with|such that|so that|for which] {a}{x} = {b}`,
      `solve {a}{x} = {b} in whole numbers`,
      `which whole number times {a} is {b}`,
    ],
  ),
  near('countdown', 'missing', 'no target', number, [
    `[make|build|reach] [the target|a number|it] [with|from|using] {a}, {b} and 5`,
    `[make|reach|get] {a} [with the cards|from my numbers|using the numbers|with cards]`,
    `[i have|given] the numbers {a}, {b} and 3. [reach the target|what must i write to reach the target]`,
  ]),
  near('countdown', 'no-solution', 'out of reach', (random) => ({ n: `${random.int(400, 999)}` }), [
    `[make|get|reach|obtain] {n} [from|using|with] 1, 2 and 3`,
    `use 1, 1 and 2 to [get|make|reach] {n}`,
  ]),
  near('sequences', 'missing', 'one term', number, [
    `what [comes|number comes] after {a}`,
    `[continue|carry on] the sequence [that begins with|beginning with|starting at] {a}`,
    `[what|which] number comes next`,
    `what is the next [number|one] in [the sequence|my list|the row]`,
  ]),
  near('counting', 'missing', 'no word', none, [
    `how many [letters|vowels|words] [are there|are in it|does it have|are in my name|has my name|are in the word|are in the text|are in the attached letter|are in this file]`,
    `count the [letters|words|vowels|items]`,
    `how many [a|e]'s are in [the word|my name|it]`,
    `how often does it appear in the list`,
  ]),
  near('sorting', 'missing', 'no list', none, [
    `[sort|order|arrange] [my list|the numbers|these words|them|the names|these|the following names|it] [in ascending order|alphabetically|from small to big|for me|]`,
    `[which|what] [number|one] is the [biggest|smallest|largest]`,
    `which [is|one is] [bigger|smaller]`,
    `sort [the people|my friends|the boxes] by [age|height|weight]`,
  ]),
  near('dates', 'missing', 'no date', (random) => ({ a: `${random.int(2, 28)}` }), [
    `what [date|day] is [it|] [in {a} days|{a} days from now|in {a} days from today|today|tomorrow|{a} days after my birthday]`,
    `[what|which] [day of the week|weekday|day] is [my birthday|the {a}th|the deadline|our wedding day]`,
    `how many days [are there until|until|are left until] [my birthday|the deadline|the holidays|summer]`,
    `how many days have passed since [we met|our wedding|the start]`,
  ]),
  near(
    'dates',
    'invalid-input',
    'no such date',
    (random) => ({
      date: random.pick([
        '30 February 2024',
        '31 April 2023',
        '31 June 2022',
        '29 February 2023',
        '31 September 2025',
        'February 30, 2021',
        'November 31, 2020',
        '2023-02-30',
        '2024-13-05',
      ]),
    }),
    [
      `[what day|which weekday|what day of the week|which day] [is|was|will be] {date}`,
      `[tell me|state|what is] the [weekday|day of the week] of {date}`,
      `what date is 5 days after {date}`,
    ],
  ),
  near('time', 'missing', 'no length', (random) => ({ clock: clockText(random), date: dateText(random) }), [
    `[the meeting|the film|the lesson|my shift] [starts|begins] at {clock}. [when|at what time] does it [end|finish]`,
    `[i start|i leave|we begin] at {clock}[.|,] when [am i done|do i arrive|are we finished]`,
    `how many minutes [are there|is it] [from {clock} to|between {clock} and] [lunch|the end|dinner|closing time]`,
    `what time [is it|will it be] in 20 minutes`,
    `how long [does the film last|is it until dinner|till dinner|does it take]`,
    `when [does it start|will it be ready|is it over]`,
  ]),
  near('time', 'invalid-input', 'no such time', (random) => ({ n: `${random.int(5, 50)}`, bad: '' }), [
    `what time is it {n} minutes after [25:10|26:30|9:75|12:60|31:00|10:99]`,
    `how many minutes [from 9:00 to|between 9:00 and] [9:75|25:30|10:61|12:99]`,
    `add {n} minutes to [25:10|9:75|13:60]`,
  ]),
  near('bases', 'invalid-input', 'no such digit', none, [
    `[convert|change|turn] [the binary number|binary] [102|1201|1312|2001] [to|into] decimal`,
    `[convert|change] [hexadecimal|hex] [3G|XYZ|1H2|G7] [to|into] decimal`,
    `[convert|change] [octal|the octal number] [89|98|181|908] [to|into] decimal`,
    `what is [binary|the binary number] [123|210|1021] in decimal`,
  ]),
  near('bases', 'missing', 'no number', none, [
    `[convert|change|write|turn] [it|my number|the number|this] [to|into|in] [binary|hexadecimal|decimal|base 7]`,
    `what is it in [binary|hexadecimal]`,
  ]),
  near('roman', 'invalid-input', 'no numeral', none, [
    `what [number|year] is [the roman numeral|] [IIX|VV|IIII|IC|XXXX|VX|LL|MMMM|IM|XIIII|CCCC]`,
    `[convert|translate] [the roman numeral|] [IIX|VV|IIII|IC|XXXX|VX|LL|IM|CCCC] [to|into] a number`,
    `what does the roman numeral [IIX|VV|ABC|IVX|XM] mean`,
  ]),
  near('roman', 'no-solution', 'not written', none, [
    `[write|convert] [0|zero|-5|-12|2.5|half|4500|10000] in roman numerals`,
    `how do you write [0|zero|-3|5000|1.5] in roman numerals`,
  ]),
  near('roman', 'missing', 'no number', none, [
    `[write|convert] [my age|the year|this year|the number|it] [in|to] roman numerals`,
    `what is it in roman numerals`,
  ]),
  near('gcd', 'missing', 'one number', number, [
    `${ASK} [greatest common divisor|gcd|least common multiple|lcm|highest common factor] of {a} [and|]`,
    `${ASK} remainder of {a}`,
    `what is left over when you divide {a}`,
    `[gcd|lcm]({a})`,
    `${ASK} [greatest common divisor|least common multiple] of [my two numbers|the two numbers|them]`,
  ]),
  near('gcd', 'no-solution', 'by zero', number, [
    `${ASK} remainder [of|when] {a} [divided by 0|is divided by 0|divided by zero]`,
    `{a} mod 0`,
  ]),
  near('order', 'missing', 'open order', people, [
    `{p} is [taller|older|faster] than {q}. {r} is [taller|older|faster] than {q}. who is the [tallest|oldest|fastest]`,
    `{p} is older than {q}. how old is {p}`,
    `{p} is taller than {q}. who is taller, {p} or {r}`,
    `{p} arrived before {q}. who arrived last of {p}, {q} and {r}`,
    `who is the [tallest|oldest|fastest]`,
  ]),
  near('order', 'contradiction', 'circle', people, [
    `{p} is older than {q}. {q} is older than {p}. who is older`,
    `{p} is taller than {q}. {q} is taller than {r}. {r} is taller than {p}. who is [the|] tallest`,
    `{p} finished before {q}, {q} before {r} and {r} before {p}. who won`,
  ]),
  near('paths', 'missing', 'no map', number, [
    `how far is it from here to [the station|town|the warehouse|school]`,
    `what is the shortest way to [the station|school|church|work]`,
    `[from|the road from] Arden to Bly is {a} km. how far is it from Arden to Corley`,
  ]),
  near('paths', 'no-solution', 'not joined', number, [
    `[from|] Arden to Bly is {a} km[.|,| and] Corley to Dunmore is {b} km. what is the shortest [way|distance|route] from Arden to Dunmore`,
    `A-B {a}, C-D {b}. shortest [way|path|distance] from A to D`,
  ]),
  near('truth', 'missing', 'open', people, [
    `{p} says [that|] {q} [lies|is a liar]. [who is the liar|does {q} lie|does {p} tell the truth]`,
    `is it true`,
    `{p} says something. is it true`,
    `who is lying`,
  ]),
  near('truth', 'contradiction', 'self', people, [
    `{p} says[:| that] [he himself lies|i am lying|she herself is lying|i am a liar]. [does {p} tell the truth|is {p} a liar|is it true]`,
  ]),
  near('stories', 'missing', 'some', things, [
    `{p} [has|had] [some|a few|several] {thing} and [gives|gave|loses] {a} [away|to {q}|of them]. how many [{thing} are left|{thing} does {p} have left|are left]`,
    `{p} has {a} {thing}. {q} has more [{thing}|]. how many [{thing}|] does {q} have`,
    `{p} buys {a} {thing}. how much does {p} pay`,
    `[{p}|my father|my dad] is older than [{q}|me]. how old is [he|she]`,
    `[a shirt|a bag|a ticket] costs {a} [euro|dollars] and there is a discount. what do i pay`,
    `{p} works {a} hours. how much does {p} earn`,
    `{a} children share [the|some] {thing} equally. how many does each get`,
    `{p} had {a} {thing} and ate some. how many are left`,
    `how many {thing} does {p} have`,
  ]),
  near(
    'stories',
    'contradiction',
    'too many',
    (random, level) => {
      const v = things(random, level);
      return { ...v, b: `${Number(v.a) + random.int(1, 20)}` };
    },
    [
      `{p} has {a} {thing} and [eats|gives away|sells|loses] {b} [of them|]. how many are left`,
      `{p} has {a} {thing}, and {p} has {b} {thing}. how many {thing} does {p} have exactly`,
    ],
  ),
  near('stories', 'other-mathematics', 'geometry', number, [
    `[a room|a garden|a rectangle] is {a} m [long|] [and|by] {b} m [wide|]. what is [the diagonal|its diagonal]`,
    `${ASK} [area|circumference|volume] of a [circle|ball|sphere] [with|of] radius {a}`,
    `${ASK} [hypotenuse|angle] of a triangle with sides {a} and {b}`,
  ]),
];

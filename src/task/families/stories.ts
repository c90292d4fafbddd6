/**
 * Story data of the word family (word.ts): the numbers that are drawn, the wordings, the steps of the solution.
 * The numbers keep each step small: one digit times two digits, sums and differences of about two digits.
 */
import type { Random } from '../../random.ts';
import type { Difficulty } from '../family.ts';

/** One line of the thought: `label: x sign y = value`. The label may hold slots. */
export type Step = { label: string; x: number; sign: '+' | '-' | '*' | '/'; y: number; value: number };

type Story = {
  kind: string;
  levels: readonly Difficulty[];
  plan: string;
  draw(random: Random, difficulty: Difficulty): number[];
  wordings: readonly string[];
  steps(numbers: readonly number[]): Step[];
};

const plus = (label: string, x: number, y: number): Step => ({ label, x, sign: '+', y, value: x + y });
const minus = (label: string, x: number, y: number): Step => ({ label, x, sign: '-', y, value: x - y });
const times = (label: string, x: number, y: number): Step => ({ label, x, sign: '*', y, value: x * y });
const over = (label: string, x: number, y: number): Step => ({ label, x, sign: '/', y, value: x / y });

/** Continues from the value of the last step. */
const chain = (first: Step, ...next: ((value: number) => Step)[]): Step[] => {
  const steps = [first];
  for (const step of next) steps.push(step(steps.at(-1)!.value));
  return steps;
};

export const STORIES: readonly Story[] = [
  {
    kind: 'packs',
    levels: [1, 2],
    plan: 'multiply for the total, then subtract',
    draw: (random, d) => {
      const [a, b] = [random.int(2, 9), random.int(3, d === 1 ? 9 : 15)];
      return [a, b, random.int(2, Math.min(a * b - 1, 50))];
    },
    wordings: [
      '{A} has {a} boxes of {b} {thing} and gives {c} {thing} to {B}. How many {thing} are left?',
      'There are {b} {thing} in each of {a} bags. {A} takes {c} of them. How many {thing} stay in the bags?',
      '{A} fills {a} bags with {b} {thing} each, then uses {c}. How many {thing} remain?',
      '{a} boxes hold {b} {thing} each. {c} {thing} are sold. How many are left?',
    ],
    steps: ([a, b, c]) => chain(times('{thing}', a!, b!), (all) => minus('left', all, c!)),
  },
  {
    kind: 'change',
    levels: [1, 2],
    plan: 'multiply for the cost, then subtract',
    draw: (random, d) => {
      const [a, b] = [random.int(2, 9), random.int(2, d === 1 ? 9 : 11)];
      return [a, b, 10 * random.int(Math.floor((a * b) / 10) + 1, Math.floor((a * b) / 10) + 4)];
    },
    wordings: [
      '{A} buys {a} {thing} at {b} dollars each and pays with {c} dollars. How much change does {A} get?',
      '{A} has {c} dollars and buys {a} {thing} for {b} dollars each. How much money is left?',
      'Each of {a} {thing} costs {b} dollars. {A} hands over {c} dollars. How many dollars come back?',
      'At the shop {A} spends {b} dollars on each of {a} {thing}. {A} had {c} dollars. How many dollars remain?',
    ],
    steps: ([a, b, c]) => chain(times('cost', a!, b!), (cost) => minus('left', c!, cost)),
  },
  {
    kind: 'bus',
    levels: [1],
    plan: 'subtract, then add',
    draw: (random) => {
      const a = random.int(12, 60);
      return [a, random.int(2, a - 4), random.int(2, 30)];
    },
    wordings: [
      'A bus has {a} people. {b} get off and {c} get on. How many people are on the bus now?',
      'There are {a} {thing} in a basket. {A} takes out {b} and puts in {c}. How many {thing} are in it now?',
      '{A} had {a} {thing}, lost {b} and then found {c}. How many {thing} does {A} have?',
      '{A} has {a} dollars, spends {b} dollars and then gets {c} dollars. How many dollars does {A} have?',
    ],
    steps: ([a, b, c]) => chain(minus('after', a!, b!), (rest) => plus('now', rest, c!)),
  },
  {
    kind: 'older',
    levels: [1],
    plan: 'add the gap, then add the years',
    draw: (random) => [random.int(4, 50), random.int(2, 19), random.int(2, 20)],
    wordings: [
      '{A} is {a} years old. {B} is {b} years older. How old will {B} be in {c} years?',
      '{B} is {b} years older than {A}, who is {a}. What age will {B} be in {c} years?',
      '{A} is {a}. {A} is {b} years younger than {B}. How old is {B} in {c} years?',
    ],
    steps: ([a, b, c]) => chain(plus('{B}', a!, b!), (age) => plus('later', age, c!)),
  },
  {
    kind: 'twice',
    levels: [1, 2],
    plan: 'multiply for the second, then add both',
    draw: (random, d) => [random.int(2, d === 1 ? 12 : 25), random.int(2, d === 1 ? 5 : 8)],
    wordings: [
      '{A} has {a} {thing}. {B} has {b} times as many. How many {thing} do they have together?',
      '{B} has {b} times as many {thing} as {A}. {A} has {a}. How many {thing} are there in all?',
      '{A} found {a} {thing} and {B} found {b} times that number. How many did both find?',
    ],
    steps: ([a, b]) => chain(times('{B}', a!, b!), (other) => plus('both', a!, other)),
  },
  {
    kind: 'share',
    levels: [1, 2],
    plan: 'add for the total, then divide',
    draw: (random, d) => {
      const [c, each] = [random.int(2, 9), random.int(2, d === 1 ? 10 : 12)];
      const a = random.int(1, c * each - 1);
      return [a, c * each - a, c];
    },
    wordings: [
      '{A} has {a} {thing} and {B} has {b}. They share them equally among {c} friends. How many does each friend get?',
      '{A} puts {a} {thing} and {b} more into {c} equal groups. How many {thing} are in each group?',
      'A box of {a} {thing} and a box of {b} {thing} are shared by {c} children. How many {thing} for each child?',
      '{A} picks {a} {thing} and then {b} more, and packs them in bags of {c}. How many bags are filled?',
    ],
    steps: ([a, b, c]) => chain(plus('total', a!, b!), (all) => over('each', all, c!)),
  },
  {
    kind: 'profit',
    levels: [1, 2],
    plan: 'subtract for the gain on one, then multiply',
    draw: (random, d) => {
      const b = random.int(2, d === 1 ? 15 : 40);
      return [random.int(2, 9), b, b + random.int(2, d === 1 ? 9 : 15)];
    },
    wordings: [
      '{A} buys {a} {thing} for {b} dollars each and sells them for {c} dollars each. How much does {A} gain?',
      'A shop pays {b} dollars for each of {a} {thing} and sells each for {c} dollars. What is the profit in dollars?',
      '{A} sells {a} {thing} at {c} dollars each. Each one cost {b} dollars. How many dollars does {A} make?',
    ],
    steps: ([a, b, c]) => chain(minus('gain', c!, b!), (gain) => times('all', gain, a!)),
  },
  {
    kind: 'basket',
    levels: [2],
    plan: 'multiply for each cost, then add',
    draw: (random) => [random.int(2, 9), random.int(2, 11), random.int(2, 9), random.int(2, 11)],
    wordings: [
      '{A} buys {a} {thing} at {b} dollars each and {c} bags at {d} dollars each. What does {A} pay?',
      'How much do {a} {thing} at {b} dollars each and {c} hats at {d} dollars each cost together?',
      '{A} pays {b} dollars for each of {a} {thing}, and {B} pays {d} dollars for each of {c} books. How much do both pay?',
      'A farm has {a} rows of {b} trees and {c} rows of {d} trees. How many trees is that in all?',
    ],
    steps: ([a, b, c, d]) => {
      const [first, second] = [times('first', a!, b!), times('second', c!, d!)];
      return [first, second, plus('total', first.value, second.value)];
    },
  },
  {
    kind: 'trip',
    levels: [2, 3],
    plan: 'multiply for each part, then add',
    draw: (random, d) => [
      random.int(2, 6),
      10 * random.int(1, 9),
      random.int(2, d === 2 ? 4 : 9),
      10 * random.int(1, 9),
    ],
    wordings: [
      '{A} drives {a} hours at {b} km per hour and {c} hours at {d} km per hour. How many km in all?',
      'A train goes {b} km each hour for {a} hours, then {d} km each hour for {c} hours. How far does it go?',
      '{A} rides for {a} hours at {b} km an hour, rests, then rides {c} hours at {d} km an hour. How many km is that?',
    ],
    steps: ([a, b, c, d]) => {
      const [first, second] = [times('first', a!, b!), times('second', c!, d!)];
      return [first, second, plus('total', first.value, second.value)];
    },
  },
  {
    kind: 'wages',
    levels: [2, 3],
    plan: 'multiply for a day, multiply for all days, subtract',
    draw: (random, d) => {
      const [a, b, c] = [random.int(4, 12), random.int(2, d === 2 ? 5 : 8), random.int(2, d === 2 ? 4 : 6)];
      return [a, b, c, random.int(5, Math.min(a * b * c - 1, 60))];
    },
    wordings: [
      '{A} earns {a} dollars an hour and works {b} hours a day for {c} days, then spends {d} dollars. How many dollars are left?',
      '{A} works {c} days, {b} hours each day, for {a} dollars an hour. After paying {d} dollars, how much does {A} have?',
      'For {c} days {A} works {b} hours a day at {a} dollars per hour. {A} gives {d} dollars to {B}. How much is left?',
    ],
    steps: ([a, b, c, d]) =>
      chain(
        times('day', a!, b!),
        (day) => times('all', day, c!),
        (all) => minus('left', all, d!),
      ),
  },
  {
    kind: 'saving',
    levels: [2],
    plan: 'subtract for what is missing, then divide',
    draw: (random) => {
      const [a, b] = [random.int(5, 80), random.int(2, 9)];
      return [a, b, a + b * random.int(2, 12)];
    },
    wordings: [
      '{A} has {a} dollars and saves {b} dollars a week. How many weeks until {A} has {c} dollars?',
      'A bike costs {c} dollars. {A} has {a} dollars and adds {b} dollars every week. How many weeks does it take?',
      '{A} wants {c} {thing}. {A} has {a} and gets {b} more each day. How many days does it take?',
    ],
    steps: ([a, b, c]) => chain(minus('missing', c!, a!), (missing) => over('time', missing, b!)),
  },
  {
    kind: 'half',
    levels: [2],
    plan: 'halve, then add, then subtract',
    draw: (random) => {
      const [half, b] = [random.int(3, 49), random.int(2, 40)];
      return [2 * half, b, random.int(1, Math.min(half + b - 1, 40))];
    },
    wordings: [
      '{A} has {a} {thing}, gives half of them to {B}, buys {b} more and then loses {c}. How many {thing} does {A} have?',
      'Half of {a} {thing} are sold. Then {b} new ones come in and {c} break. How many {thing} are there now?',
      '{A} had {a} dollars and spent half. Then {A} earned {b} dollars and paid {c} dollars. How many dollars are left?',
    ],
    steps: ([a, b, c]) =>
      chain(
        over('half', a!, 2),
        (half) => plus('more', half, b!),
        (sum) => minus('now', sum, c!),
      ),
  },
  {
    kind: 'rows',
    levels: [2, 3],
    plan: 'multiply, then add, then subtract',
    draw: (random, d) => {
      const [a, b, c] = [random.int(2, 9), random.int(3, d === 2 ? 12 : 20), random.int(2, 30)];
      return [a, b, c, random.int(3, Math.min(a * b + c - 1, 90))];
    },
    wordings: [
      'A hall has {a} rows of {b} chairs and {c} more chairs. {d} people sit down. How many chairs are free?',
      '{A} packs {a} boxes with {b} {thing} each and has {c} more. Then {A} sells {d}. How many {thing} are left?',
      'There are {c} {thing} on a table and {a} bags with {b} {thing} each. {d} are taken. How many {thing} remain?',
    ],
    steps: ([a, b, c, d]) =>
      chain(
        times('rows', a!, b!),
        (all) => plus('more', all, c!),
        (sum) => minus('left', sum, d!),
      ),
  },
  {
    kind: 'legs',
    levels: [2],
    plan: 'multiply for each kind, then add',
    draw: (random) => [random.int(2, 24), random.int(2, 40)],
    wordings: [
      'A farm has {a} cows and {b} ducks. How many legs do they have together?',
      'There are {b} birds and {a} dogs in a park. How many legs is that?',
      '{A} counts {a} cars with 4 wheels and {b} bikes with 2 wheels. How many wheels are there?',
    ],
    steps: ([a, b]) => {
      const [four, two] = [times('first', a!, 4), times('second', b!, 2)];
      return [four, two, plus('total', four.value, two.value)];
    },
  },
  {
    kind: 'money',
    levels: [3],
    plan: 'multiply for each cost, add, subtract from the money',
    draw: (random) => {
      const [b, c, d, e] = [random.int(2, 7), random.int(2, 9), random.int(2, 7), random.int(2, 9)];
      return [b * c + d * e + random.int(3, 60), b, c, d, e];
    },
    wordings: [
      '{A} has {a} dollars and buys {b} {thing} at {c} dollars each and {d} bags at {e} dollars each. How many dollars are left?',
      '{A} takes {a} dollars to the market, buys {b} {thing} for {c} dollars each and {d} hats for {e} dollars each. How much remains?',
      'With {a} dollars {A} pays for {b} {thing} at {c} dollars each and {d} lamps at {e} dollars each. What is the change?',
    ],
    steps: ([a, b, c, d, e]) => {
      const [first, second] = [times('first', b!, c!), times('second', d!, e!)];
      return [first, second, ...chain(plus('cost', first.value, second.value), (cost) => minus('left', a!, cost))];
    },
  },
  {
    kind: 'family',
    levels: [3],
    plan: 'find the second, the third, then add all',
    draw: (random) => {
      const [a, b] = [random.int(3, 20), random.int(2, 4)];
      return [a, b, random.int(1, Math.min(a * b - 1, 30))];
    },
    wordings: [
      '{A} has {a} {thing}. {B} has {b} times as many, and {C} has {c} fewer than {B}. How many {thing} are there in all?',
      '{B} has {b} times as many {thing} as {A}, who has {a}. {C} has {c} fewer than {B}. How many do the three have together?',
      '{A} reads {a} pages, {B} reads {b} times as many, {C} reads {c} fewer than {B}. How many pages do all three read?',
    ],
    steps: ([a, b, c]) => {
      const second = times('{B}', a!, b!);
      const third = minus('{C}', second.value, c!);
      return [second, third, ...chain(plus('two', a!, second.value), (two) => plus('all', two, third.value))];
    },
  },
  {
    kind: 'reading',
    levels: [3],
    plan: 'multiply for the part done, subtract, divide the rest',
    draw: (random) => {
      const [b, c, d] = [random.int(3, 18), random.int(2, 5), random.int(3, 9)];
      return [b * c + d * random.int(2, 12), b, c, d];
    },
    wordings: [
      'A book has {a} pages. {A} reads {b} pages a day for {c} days, then {d} pages a day. How many more days does {A} need?',
      '{A} must pack {a} {thing}. {A} packs {b} an hour for {c} hours, then {d} an hour. How many hours are still needed?',
      'From {a} m of rope {A} cuts {c} pieces of {b} m. The rest is cut into pieces of {d} m. How many pieces of {d} m are there?',
    ],
    steps: ([a, b, c, d]) =>
      chain(
        times('done', b!, c!),
        (done) => minus('rest', a!, done),
        (rest) => over('need', rest, d!),
      ),
  },
  {
    kind: 'factory',
    levels: [3],
    plan: 'multiply for the total, divide into boxes, subtract',
    draw: (random) => {
      const [c, k, b] = [random.int(2, 9), random.int(1, 4), random.int(2, 6)];
      return [c * k, b, c, random.int(1, k * b - 1)];
    },
    wordings: [
      'A shop makes {a} {thing} an hour for {b} hours and packs them in boxes of {c}. {d} boxes are sold. How many boxes are left?',
      '{A} makes {a} {thing} a day for {b} days, puts {c} in each box and gives away {d} boxes. How many boxes does {A} keep?',
      'In {b} days {A} picks {a} {thing} a day. They go into bags of {c}, and {d} bags are sold. How many bags remain?',
    ],
    steps: ([a, b, c, d]) =>
      chain(
        times('total', a!, b!),
        (all) => over('boxes', all, c!),
        (boxes) => minus('left', boxes, d!),
      ),
  },
  {
    kind: 'ages',
    levels: [3],
    plan: 'subtract the gap, multiply, add the years',
    draw: (random) => {
      const a = random.int(6, 30);
      return [a, random.int(1, a - 2), random.int(2, 4), random.int(2, 20)];
    },
    wordings: [
      '{A} is {a} years old. {B} is {b} years younger, and {C} is {c} times as old as {B}. How old will {C} be in {d} years?',
      '{C} is {c} times as old as {B}. {B} is {b} years younger than {A}, who is {a}. What age will {C} be in {d} years?',
      '{B} is {b} years younger than {A}. {A} is {a} and {C} is {c} times the age of {B}. How old is {C} in {d} years?',
    ],
    steps: ([a, b, c, d]) =>
      chain(
        minus('{B}', a!, b!),
        (age) => times('{C}', age, c!),
        (old) => plus('later', old, d!),
      ),
  },
];

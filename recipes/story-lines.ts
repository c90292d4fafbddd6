/**
 * Questions made from the bodies of word problems, for the reading model: facts, at times a sentence that nothing asks
 * about, one question, people and things drawn, in one of the voices. Also words swapped in people's own stories, so that
 * a story is not known by its things. A pure function of its randomness.
 */
import type { Random } from '../src/random.ts';
import { treeOf } from '../src/reading/wordings/make.ts';
import { PEOPLE } from '../src/reading/wordings/names.ts';
import { writeTemplate } from '../src/reading/wordings/template.ts';
import { inVoice, VOICES } from '../src/reading/wordings/voices.ts';
import { inWords } from '../src/reading/wordings/slots.ts';
import { ASIDES, STORY_BODIES } from './story-bodies.ts';

const pairs = (text: string): [string, string][] =>
  text.split(' ').map((one): [string, string] => {
    const [many = '', single] = one.replaceAll('_', ' ').split('/');
    return [many, single ?? many.replace(/s$/, '')];
  });

const THINGS = pairs(
  'apples pears oranges lemons plums bananas eggs rolls cakes muffins/muffin biscuits cookies sweets/sweet candies/candy chocolates pens pencils crayons erasers stickers stamps cards coins marbles buttons beads shells stones balls toys/toy dolls puzzles games books magazines comics letters photos pictures postcards tickets cups plates glasses/glass bottles candles flowers roses tulips plants seeds trees nails screws bricks tiles chairs shirts socks hats gloves towels balloons ribbons bags keys/key lamps batteries/battery sandwiches/sandwich pizzas/pizza potatoes/potato tomatoes/tomato onions carrots melons nuts fish/fish hens ducks rabbits sheep/sheep cows',
);
const BOXES = pairs(
  'boxes/box bags baskets shelves/shelf trays/tray jars crates packs packets bowls drawers rows tables cartons tins piles',
);
const COLORS = 'red blue green yellow white black brown big small new old'.split(' ');
const DAYS = 'monday tuesday wednesday thursday friday saturday sunday'.split(' ');
const MONTHS = 'january february march april june july august october november december'.split(' ');

/** Words that stand for people, in place of a name. */
const SOMEBODY =
  'my brother|my sister|a farmer|the teacher|a baker|a man|my mother|my friend|a shop|the girl|a boy|our neighbour|grandma'.split(
    '|',
  );

const slotsOf = (random: Random): Record<string, string> => {
  const [one, two, three] = random.sample(THINGS, 3) as [string, string][] as [string, string][];
  const [boxes, boxes2] = random.sample(BOXES, 2) as [string, string][];
  const [p, q, r] = random.sample(PEOPLE, 3) as [string, string, string];
  const [color, color2, color3] = random.sample(COLORS, 3) as [string, string, string];
  const [day, day2, day3] = random.sample(DAYS, 3) as [string, string, string];
  const [month, month2] = random.sample(MONTHS, 2) as [string, string];
  const person = random.next();
  return {
    p: person < 0.16 ? random.pick(SOMEBODY) : p,
    q,
    r,
    things: one![0],
    thing: one![1],
    things2: two![0],
    thing2: two![1],
    things3: three![0],
    boxes: boxes![0],
    box1: boxes![1],
    boxes2: boxes2![0],
    color,
    color2,
    color3,
    day,
    day2,
    day3,
    month,
    month2,
  };
};

/** Numbers that stand for nothing else in a sum, all of them different. */
const numbersOf = (random: Random): Record<string, string> => {
  const pool = Array.from({ length: 88 }, (_, i) => `${i + 11}`).filter((one) => !/^(?:12|24|30|60)$/.test(one));
  const [a, b, c, d, x] = random.sample(pool, 5) as string[];
  const style = random.next();
  const spelled = (one: string): string =>
    style < 0.12 ? inWords(Number(one)) : style < 0.22 ? `${one}.${random.int(1, 9)}5` : one;
  return { a: spelled(a!), b: b!, c: c!, d: d!, x: x! };
};

const first = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A question and the sum of it over the numbers as the question has them. */
export const storyLine = (random: Random): { question: string; sum: string } => {
  const body = random.pick(STORY_BODIES);
  const [ask, sum] = random.pick(body.asks);
  const values: Record<string, string> = { ...slotsOf(random), ...numbersOf(random) };
  const say = (wording: string): string =>
    writeTemplate(treeOf(wording), random, (name) => {
      const value = values[name];
      if (value === undefined) throw new Error(`no value is drawn for the slot {${name}} of "${wording}"`);
      return value;
    });
  const facts = say(random.pick(body.facts));
  const aside = random.chance(0.15) ? say(random.pick(ASIDES)) : '';
  const asked = say(ask);
  const shape = random.next();
  const between = asked.startsWith('.') || /[.]$/.test(facts) ? '' : '.';
  const whole =
    shape < 0.07 && !asked.includes('.')
      ? `${asked} if ${facts}`
      : shape < 0.5
        ? `${aside} ${facts}${between} ${asked}`
        : `${facts}${between} ${aside} ${asked}`;
  const text = whole.replace(/\s+/g, ' ').replaceAll(' .', '.').trim();
  const question = random.chance(0.5) ? `${first(text)}?` : inVoice(text, random.pick(VOICES), random, false);
  const plain: Record<string, string> = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, plainNumber(value)]),
  );
  return { question, sum: sum.replace(/[a-d]/g, (name) => plain[name]!) };
};

const WORDED = new Map(Array.from({ length: 100 }, (_, i) => [inWords(i), `${i}`]));
const plainNumber = (text: string): string => WORDED.get(text) ?? text;

const SINGLES = new Map(THINGS.map(([many, one]) => [many, one]));

/** The same story about other things; and at times with a sentence that nothing asks about before its question. */
export const swapped = (question: string, random: Random): string => {
  const words = new Set(question.toLowerCase().match(/[a-z]+/g));
  let text = question;
  if (random.chance(0.6)) {
    const told = [...SINGLES].filter(([many]) => words.has(many) && many !== 'fish' && many !== 'sheep');
    const others = random.sample(
      THINGS.filter(([many]) => !words.has(many) && !/^(?:fish|sheep)$/.test(many)),
      told.length,
    );
    for (const [i, [many, one]] of told.entries())
      text = text
        .replaceAll(new RegExp(`\\b${many}\\b`, 'gi'), others[i]![0])
        .replaceAll(new RegExp(`\\b${one}\\b`, 'gi'), others[i]![1]);
  }
  if (!random.chance(0.08)) return text;
  const values = { ...slotsOf(random), ...numbersOf(random) };
  const aside = first(
    writeTemplate(treeOf(random.pick(ASIDES)), random, (name) => values[name as keyof typeof values]!),
  );
  return text.replace(/ (?=[^.?!]*\?\s*$)/, ` ${aside} `);
};

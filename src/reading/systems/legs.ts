/**
 * Two kinds of animals or vehicles of which the heads and the legs (or wheels) are counted: "30 chickens and rabbits
 * with 84 legs, how many rabbits?". How many legs each has is known of all.
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { reading, type Reader } from '../reading.ts';
import { valuesIn } from '../text/text.ts';

const LEGS: Readonly<Record<string, number>> = {
  chicken: 2,
  hen: 2,
  duck: 2,
  goose: 2,
  geese: 2,
  turkey: 2,
  bird: 2,
  ostrich: 2,
  parrot: 2,
  rabbit: 4,
  cow: 4,
  sheep: 4,
  goat: 4,
  pig: 4,
  horse: 4,
  dog: 4,
  cat: 4,
  donkey: 4,
  cattle: 4,
  spider: 8,
};
const WHEELS: Readonly<Record<string, number>> = {
  bicycle: 2,
  bike: 2,
  scooter: 2,
  motorbike: 2,
  motorcycle: 2,
  tricycle: 3,
  trike: 3,
  car: 4,
};

const namesOf = (table: Readonly<Record<string, number>>): string => Object.keys(table).join('|');
const HEADS = /(?:heads?|animals|creatures|vehicles|in all|altogether|in total|together|of them|birds and beasts)/
  .source;
/** One that is not whole, or further kinds, and it is another riddle. */
const OTHERWISE =
  /\b(?:missing|lost|lame|broken|spare|humans?|farmers?|people|riders?|except|three-legged|wings?|eyes)\b/;

const read = (low: string, table: Readonly<Record<string, number>>, parts: string): [string, string[]] | undefined => {
  const kind = new RegExp(`\\b(${namesOf(table)})(?:s|es)?\\b`, 'g');
  const kinds = [...new Set([...low.matchAll(kind)].map((one) => one[1]!))];
  const legs = new RegExp(`\\b(\\d+) (?:${parts})\\b(?! each)`).exec(low)?.[1];
  const heads = new RegExp(
    alternatives(
      sequence(
        /\b(\d+) /,
        anyOf(HEADS, sequence(`(?:${namesOf(table)})s?,? (?:and|or) (?:\\d+ )?`, `(?:${namesOf(table)})s?\\b`)),
      ),
      `\\b${HEADS}[^.?\\d]{0,12} (\\d+)\\b(?! (?:${parts}))`,
    ),
  ).exec(low);
  const asked = new RegExp(
    `\\b(?:how many(?: of them are)?|number of|how many are)(?: the)? (${namesOf(table)})(?:s|es)?\\b`,
  ).exec(low)?.[1];
  const count = heads?.[1] ?? heads?.[2];
  const [a, b] = kinds;
  if (kinds.length !== 2 || legs === undefined || count === undefined || asked === undefined) return undefined;
  if (table[a!] === table[b!]) return undefined;
  return [asked === a ? 'x' : 'y', [`x+y=${count}`, `${table[a!]}*x+${table[b!]}*y=${legs}`]];
};

export const readLegs: Reader = ({ low }) => {
  if (low.length > 260 || OTHERWISE.test(low)) return undefined;
  const found = read(low, LEGS, 'legs|feet|paws') ?? read(low, WHEELS, 'wheels|tyres|tires');
  if (!found) return undefined;
  const numbers = valuesIn(low);
  const [asked, equations] = found;
  const problem = { type: 'solve' as const, unknowns: [asked], equations, whole: true, amount: true };
  // "Each with 4 legs" tells what is known.
  return {
    ...reading(
      problem,
      [...equations.flatMap((one) => one.match(/\d+/g) ?? []), ...numbers.filter((one) => one === '1')],
      false,
    ),
    chance: 0.69,
  };
};

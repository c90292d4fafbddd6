/** What comparatives and superlatives say: along which dimension, and towards which end of it. */
import { anyOf, sequence } from '../../regex.ts';

/** `sign`: 1 where more of it stands first. */
export type Sense = { dimension: string; sign: 1 | -1 };

const DIMENSIONS: Readonly<Record<string, readonly [string, string]>> = {
  size: ['tall high long big large wide deep great thick huge', 'short low small narrow shallow thin tiny little'],
  age: ['old senior', 'young new recent junior'],
  weight: ['heavy', 'light'],
  speed: ['fast quick speedy', 'slow'],
  hardness: ['hard tough', 'soft'],
  price: ['dear pricey costly expensive', 'cheap affordable'],
  position: ['early soon', 'late'],
  amount: [
    'many much rich strong good hot warm loud bright busy clever smart sweet far popular',
    'few poor weak bad cold cool quiet dark easy near close',
  ],
};

const IRREGULAR: Readonly<Record<string, string>> = {
  more: 'many',
  most: 'many',
  max: 'many',
  maximum: 'many',
  less: 'few',
  least: 'few',
  fewer: 'few',
  fewest: 'few',
  min: 'few',
  minimum: 'few',
  better: 'good',
  best: 'good',
  worse: 'bad',
  worst: 'bad',
  elder: 'old',
  eldest: 'old',
  further: 'far',
  farther: 'far',
  furthest: 'far',
  farthest: 'far',
  littler: 'little',
  littlest: 'little',
};

const known = (stem: string): Sense | undefined => {
  for (const [dimension, [plus, minus]] of Object.entries(DIMENSIONS)) {
    if (` ${plus} `.includes(` ${stem} `)) return { dimension, sign: 1 };
    if (` ${minus} `.includes(` ${stem} `)) return { dimension, sign: -1 };
  }
  return undefined;
};

const stemOf = (word: string): string => {
  const irregular = IRREGULAR[word];
  if (irregular) return irregular;
  const stem = word.replace(/(?:er|est)$/, '');
  const forms = [
    word,
    stem,
    `${stem}e`,
    stem.replace(/i$/, 'y'),
    stem.replace(/(.)\1$/, '$1'),
    stem.replace(/i$/, 'ey'),
  ];
  return forms.find((form) => known(form)) ?? stem;
};

/** Whether a word is a degree of an adjective of the table. */
export const isKnownDegree = (word: string): boolean => known(stemOf(word.toLowerCase())) !== undefined;

/** The sense of "tall", "taller" or "tallest"; of an adjective that is not in the table a dimension of its own. */
export const senseOf = (word: string, less = false): Sense => {
  const stem = stemOf(word.toLowerCase());
  const { dimension, sign } = known(stem) ?? { dimension: stem, sign: 1 };
  return { dimension, sign: less ? (-sign as 1 | -1) : sign };
};

/** Words in -er and -est that compare nothing. */
export const NO_COMPARISON = new RegExp(
  sequence(
    /^/,
    anyOf(
      /rather|other|another|either|neither|whether|under|over|after|never|ever|together|number|order/,
      /her|their|per|remember|consider|answer|letter|river|tower|water|paper|server|runner|teacher/,
      /brother|sister|mother|father|member|winner|user|however|further more|guest|test|rest|west|forest/,
      /interest|honest|request|contest|nest|chest|quest|latest news/,
    ),
    /$/,
  ),
  'i',
);

/** Dimensions that one order may mix: places, speed and a score go together in a race. */
const RACE = new Set(['position', 'speed', 'amount', 'size']);

/** Whether what is asked may be answered from comparisons along these dimensions. */
export const answersFor = (asked: string | undefined, told: ReadonlySet<string>): boolean => {
  if (asked === undefined || told.size === 0 || told.has(asked) || asked === 'amount') return true;
  if (told.size > 1) return false;
  const [one] = told;
  if (one === 'amount') return true;
  return one === 'position' ? RACE.has(asked) || asked === 'age' : one === 'age' && asked === 'size';
};

/** Whether comparisons along these dimensions make one order. */
export const oneOrder = (told: ReadonlySet<string>): boolean =>
  told.size <= 1 || [...told].every((one) => one === 'position' || one === 'speed');

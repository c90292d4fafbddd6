/** Wordings of orders, ways and truth. */
import { problem, type Intent, type Slots } from './intent.ts';
import type { Random } from '../../random.ts';
import type { Clue, Place } from '../../problem/formal/problem.ts';

export const PEOPLE =
  'Ana Ben Cara Dan Emil Fay Gus Hana Ivan Jill Karl Lena Mark Nina Omar Petra Ruth Sven Tara Uwe Vera Walt Yara Zoe'.split(
    ' ',
  );
const PLACES = 'Arden Bly Corley Dunmore Elm Farside Glen Holt Ister Kirk Lom Marsh Norden Oakley Pike'.split(' ');

/** Adjectives: more, most, the opposite's more and most. */
const SCALES: readonly (readonly [more: string, most: string, less: string, least: string])[] = [
  ['taller', 'tallest', 'shorter', 'shortest'],
  ['older', 'oldest', 'younger', 'youngest'],
  ['heavier', 'heaviest', 'lighter', 'lightest'],
  ['faster', 'fastest', 'slower', 'slowest'],
  ['bigger', 'biggest', 'smaller', 'smallest'],
];

const three = (random: Random): Slots => {
  const [p, q, r] = random.sample(PEOPLE, 3) as [string, string, string];
  return { p, q, r };
};
const two = (random: Random): Slots => {
  const [p, q] = random.sample(PEOPLE, 2) as [string, string];
  return { p, q };
};

const order = (name: string, clues: (v: Slots) => Clue[], ask: Place, wordings: readonly string[]): Intent => {
  const pairs = wordings.every((one) => !one.includes('{r}'));
  return {
    family: 'order',
    name,
    wordings,
    draw: pairs ? two : three,
    meaning: (v) => {
      const names = [v.p, v.q, v.r].filter((one) => one !== undefined);
      if (new Set(names).size < names.length) return undefined;
      return problem({ type: 'order', names, clues: clues(v), ask });
    },
  };
};

const chain = (v: Slots): Clue[] => [
  { before: v.p!, after: v.q! },
  { before: v.q!, after: v.r! },
];
const pair = (v: Slots): Clue[] => [{ before: v.p!, after: v.q! }];
const WHO = '[who is|who would be|tell me who is|which one is|kindly state who is|say who is]';

const FACTS = (more: string, less: string): string =>
  `[if|suppose|we know that|] [{p} is ${more} than {q}|{q} is ${less} than {p}][, and | and |. |, ][{q} is ${more} than {r}|{r} is ${less} than {q}][.|,|?]`;

const SCALED: readonly Intent[] = SCALES.flatMap(([more, most, less, least]): Intent[] => [
  order(`${most} of three`, chain, { type: 'first' }, [
    `${FACTS(more, less)} ${WHO} [the|] ${most} [of them|of the three|]`,
  ]),
  order(`${least} of three`, chain, { type: 'last' }, [
    `${FACTS(more, less)} ${WHO} [the|] ${least} [of them|of the three|]`,
  ]),
  order(`middle by ${more}`, chain, { type: 'middle' }, [`${FACTS(more, less)} ${WHO} in the middle`]),
  order(`${more} of two`, pair, { type: 'first' }, [
    `[if|] [{p} is ${more} than {q}|{q} is ${less} than {p}][.|,] ${WHO} ${more}`,
    `[{p} is ${more} than {q}|{q} is ${less} than {p}][.|,] ${WHO} the ${most}`,
  ]),
  order(`${less} of two`, pair, { type: 'last' }, [
    `[if|] [{p} is ${more} than {q}|{q} is ${less} than {p}][.|,] ${WHO} ${less}`,
  ]),
]);

const RACE =
  '[{p} finished before {q}|{p} came in before {q}|{p} arrived before {q}|{p} was ahead of {q}|{p} beat {q}|{q} finished after {p}|{q} came after {p}|{q} was behind {p}][, and | and |. |, ][{q} finished before {r}|{q} came in before {r}|{q} arrived before {r}|{q} beat {r}|{r} finished after {q}|{r} came after {q}|{r} was behind {q}][.|,]';
const RACES: readonly Intent[] = [
  order('race first', chain, { type: 'first' }, [
    `${RACE} [who won|who was first|who came first|who is the winner|who finished first|who arrived first]`,
  ]),
  order('race last', chain, { type: 'last' }, [
    `${RACE} [who was last|who came last|who finished last|who is last|who came in last]`,
  ]),
  order('race second', chain, { type: 'place', place: 2 }, [
    `${RACE} [who was second|who came second|who finished second]`,
  ]),
  order('row', chain, { type: 'first' }, [
    `[in a queue,|in a line,|in a row,|] {p} stands [in front of|before] {q} and {q} stands [in front of|before] {r}[.|,] who [stands|is] [first|at the front]`,
  ]),
];

const lengths = (random: Random): Slots => {
  const [place, place2, place3] = random.sample(PLACES, 3) as [string, string, string];
  const [a, b] = [random.int(2, 15), random.int(2, 15)];
  return { place, place2, place3, a: `${a}`, b: `${b}`, c: `${a + b + random.int(-3, 12)}` };
};
const UNIT = '[km|miles|minutes|kilometres]';
const TRIANGLE = `[from {place} to {place2} is {a} ${UNIT}|from {place} to {place2} it is {a} ${UNIT}|{place} to {place2} is {a} ${UNIT}|the road from {place} to {place2} is {a} ${UNIT} long|between {place} and {place2} is {a} ${UNIT}][, |. |; ][from {place2} to {place3} is {b} ${UNIT}|from {place2} to {place3} it is {b} ${UNIT}|{place2} to {place3} is {b} ${UNIT}|the road from {place2} to {place3} is {b} ${UNIT} long|between {place2} and {place3} is {b} ${UNIT}][, and |. |, |; ][from {place} to {place3} is {c} ${UNIT}|from {place} directly to {place3} it is {c} ${UNIT}|{place} to {place3} is {c} ${UNIT}|between {place} and {place3} is {c} ${UNIT}]`;

const path = (
  name: string,
  ask: 'length' | 'route' | 'hops',
  draw: Intent['draw'],
  wordings: readonly string[],
): Intent => ({
  family: 'paths',
  name,
  wordings,
  draw,
  meaning: (v) => {
    const [from, middle, to] = [v.place!, v.place2!, v.place3!];
    if (new Set([from, middle, to]).size < 3) return undefined;
    const edge = (a: string, b: string, length: string) => ({ from: a, to: b, length, oneWay: false });
    const edges = [edge(from, middle, v.a ?? '1'), edge(middle, to, v.b ?? '1')];
    if (v.c !== undefined) edges.push(edge(from, to, v.c));
    return problem({ type: 'path', edges, from, to, ask });
  },
});

const PATHS: readonly Intent[] = [
  path('shortest length', 'length', lengths, [
    `${TRIANGLE}. [what is the shortest distance|how long is the shortest way|how far is it at least|what is the length of the shortest route|how long is the shortest route|state the length of the shortest route] from {place} to {place3}`,
    `{place}-{place2} {a}, {place2}-{place3} {b}, {place}-{place3} {c}. [shortest distance|shortest way in total|length of the shortest path] from {place} to {place3}`,
  ]),
  path('shortest route', 'route', lengths, [
    `${TRIANGLE}. [what is the shortest route|which is the shortest route|give the shortest route|name the shortest route|write the shortest route] from {place} to {place3}`,
  ]),
  path(
    'chain',
    'length',
    (random) => {
      const { place, place2, place3, a, b } = lengths(random);
      return { place: place!, place2: place2!, place3: place3!, a: a!, b: b! };
    },
    [
      `[from {place} to {place2} is {a} ${UNIT}|between {place} and {place2} is {a} ${UNIT}|{place} to {place2} is {a} ${UNIT}][, and |. |, ][from {place2} to {place3} is {b} ${UNIT}|between {place2} and {place3} is {b} ${UNIT}|{place2} to {place3} is {b} ${UNIT}]. [how far is it|how long is the way|what is the distance] from {place} to {place3}`,
    ],
  ),
];

const truthText = (random: Random): Slots => {
  const leaf = (): string => `${random.chance(0.3) ? 'not ' : ''}${random.pick(['true', 'false'])}`;
  const inner = `${leaf()} ${random.pick(['and', 'or'])} ${leaf()}`;
  return {
    truth: random.pick([leaf(), inner, `(${inner}) ${random.pick(['and', 'or'])} ${leaf()}`, `not (${inner})`]),
  };
};

const says = (name: string, wordings: readonly string[], meaning: Intent['meaning'], draw = two): Intent => ({
  family: 'truth',
  name,
  wordings,
  draw,
  meaning,
});
const LIES = '[always lies|is a liar|lies always|only tells lies|never tells the truth]';
const HONEST = '[always tells the truth|is truthful|always says the truth|never lies]';
const CALLS_LIAR =
  '[says that {q} lies|says {q} lies|says that {q} is a liar|says {q} is a liar|claims that {q} is lying]';
const CALLS_HONEST =
  '[says that {q} tells the truth|says {q} tells the truth|says that {q} is honest|claims that {q} tells the truth]';
const DOES = '[does {q} tell the truth|is {q} telling the truth|is {q} truthful|does {q} say the truth|is {q} honest]';

const TRUTH: readonly Intent[] = [
  {
    family: 'truth',
    name: 'boolean',
    draw: truthText,
    meaning: ({ truth }) => {
      const expression = truth!.replace(/^"|"$/g, '');
      const open = (expression.match(/\(/g) ?? []).length;
      return open === (expression.match(/\)/g) ?? []).length ? problem({ type: 'truth', expression }) : undefined;
    },
    wordings: [
      `[what is|evaluate|please evaluate|what is the value of|work out|what do you get for|what does this give:|calculate|kindly evaluate|tell me the value of] {truth}`,
      `is {truth} [true or false|true]`,
      `[is it true or false:|true or false:|is this true or false:] {truth}`,
      `{truth} [=|is what|gives what|is it true or false|equals]`,
    ],
  },
  ...(
    [
      [LIES, CALLS_LIAR, 'not p', 'not q'],
      [LIES, CALLS_HONEST, 'not p', 'q'],
      [HONEST, CALLS_LIAR, 'p', 'not q'],
      [HONEST, CALLS_HONEST, 'p', 'q'],
    ] as const
  ).map(([is, calls, fact, says_], i) =>
    says(`liar ${i}`, [`{p} ${is}[. {p}|, and {p}| and| but] ${calls}[.|,] ${DOES}`], ({ p, q }) =>
      p === q
        ? undefined
        : problem({
            type: 'liars',
            names: [p!, q!],
            facts: [fact.replace('p', p!)],
            says: [{ who: p!, says: says_.replace('q', q!) }],
            ask: { type: 'honest', name: q! },
          }),
    ),
  ),
];

export const NAME_INTENTS: readonly Intent[] = [...SCALED, ...RACES, ...PATHS, ...TRUTH];

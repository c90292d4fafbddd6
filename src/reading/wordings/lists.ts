/** Wordings of sorting, counting and the numbers game. */
import { most, problem, ASK, type Intent, type Level, type Slots } from './intent.ts';
import { joined, numbersOf, unquoted, wordsOf } from './slots.ts';
import type { Random } from '../../random.ts';
import type { Problem } from '../../problem/formal/problem.ts';

const WORDS =
  'apple pear banana cherry mango grape lemon plum fig kiwi melon peach table chair lamp window door garden house river mountain cloud rain snow winter summer school pencil paper letter button ribbon hammer nail screw bucket rope candle bottle spoon fork plate kettle oven carpet pillow blanket zebra horse donkey rabbit tiger monkey eagle pigeon salmon turtle violin trumpet guitar drum invoice order ticket market baker doctor teacher farmer sailor'.split(
    ' ',
  );
const PEOPLE =
  'Adams Baker Clark Davis Evans Fisher Green Harris Irving Jones Khan Lopez Miller Novak Olsen Parker Quinn Rossi Smith Turner Vogel Walker Young'.split(
    ' ',
  );
const SENTENCES =
  'the shop is closed on sunday|i like my little dog|she sells sea shells|we went to the beach today|my sister has a red bike|please send the form back|the train was late again|he never eats his soup|all orders must be paid first|the quick brown fox jumps'.split(
    '|',
  );

/** Numbers without repetition, so that every order of them is one list. */
const distinct = (random: Random, count: number, high: number): string[] =>
  random
    .sample(
      Array.from({ length: high }, (_, i) => i + 1),
      count,
    )
    .map(String);
const numberList = (random: Random, level: Level): string =>
  joined(distinct(random, level === 0 ? 3 : random.int(3, 6), most(level) + 3), random);
const wordList = (random: Random, level: Level): string =>
  joined(random.sample(random.chance(0.8) ? WORDS : PEOPLE, level === 0 ? 3 : random.int(3, 6)), random);

type Sort = Extract<Problem, { type: 'sort' }>;
const sort = (name: string, by: Sort['by'], order: Sort['order'], wordings: readonly string[]): Intent => ({
  family: 'sorting',
  name,
  wordings,
  draw: (random, level): Slots => {
    if (by === 'value') return { list: numberList(random, level) };
    if (by === 'alphabet') return { words: wordList(random, level) };
    const items = Object.values(Object.fromEntries(random.shuffle(WORDS).map((one) => [one.length, one]))).slice(0, 4);
    return { words: joined(random.shuffle(items), random) };
  },
  meaning: ({ list, words }) => {
    const items = list === undefined ? wordsOf(words!) : numbersOf(list);
    return items.length > 1 ? problem({ type: 'sort', by, order, items }) : undefined;
  },
});

const PUT =
  '[sort|order|arrange|put|list|rank|please sort|please put|please arrange|kindly arrange|i need to sort|can you sort|can you put|could you order|write|line up]';
const THESE = '[the numbers|these numbers:|the following numbers:|the following:|these:|the prices|the figures|]';
const UPWARDS =
  '[in ascending order|in increasing order|from smallest to largest|from smallest to biggest|from low to high|from lowest to highest|smallest first|lowest first|from small to big|ascending|starting with the smallest|from the smallest to the biggest|so that they go up]';
const DOWNWARDS =
  '[in descending order|in decreasing order|from largest to smallest|from biggest to smallest|from high to low|from highest to lowest|biggest first|highest first|largest first|descending|starting with the biggest|from big to small|from the biggest to the smallest]';
const ALPHABET =
  '[in alphabetical order|alphabetically|in abc order|by alphabet|from a to z|by the alphabet|in the order of the alphabet]';
const NAMES = '[the words|these words:|the following words:|the names|these names:|the following names:|]';

const SORTING: readonly Intent[] = [
  sort('ascending', 'value', 'ascending', [
    `${PUT} ${THESE} {list} ${UPWARDS}`,
    `${PUT} [these|the numbers|these numbers|the following numbers] ${UPWARDS}: {list}`,
    `{list}[ -|.|,|:] [sort|put|order|arrange] [them|these] ${UPWARDS}`,
    `${UPWARDS}[ please|]: {list}`,
    `what is {list} ${UPWARDS}`,
  ]),
  sort('descending', 'value', 'descending', [
    `${PUT} ${THESE} {list} ${DOWNWARDS}`,
    `${PUT} [these|the numbers|these numbers|the following numbers] ${DOWNWARDS}: {list}`,
    `{list}[ -|.|,|:] [sort|put|order|arrange] [them|these] ${DOWNWARDS}`,
    `${DOWNWARDS}[ please|]: {list}`,
  ]),
  sort('alphabet', 'alphabet', 'ascending', [
    `${PUT} ${NAMES} {words} ${ALPHABET}`,
    `${PUT} [these|these words|the names|the following words|the words] ${ALPHABET}: {words}`,
    `${ALPHABET}[ please|]: {words}`,
    `{words}[.| -|:] [sort|put|order] [them|these] ${ALPHABET}`,
    `how is the alphabet order of {words}`,
  ]),
  sort('reverse alphabet', 'alphabet', 'descending', [
    `${PUT} ${NAMES} {words} [in reverse alphabetical order|from z to a|in reverse alphabetical order, z first]`,
    `${PUT} [these words|the names|these] [in reverse alphabetical order|from z to a]: {words}`,
  ]),
  sort('length', 'length', 'ascending', [
    `${PUT} ${NAMES} {words} [from shortest to longest|by length, shortest first]`,
    `${PUT} [these words|the words|these] from shortest to longest: {words}`,
  ]),
  ...(
    [
      ['largest', 'largest', 1, '[largest|biggest|greatest|highest|maximum]'],
      ['smallest', 'smallest', 1, '[smallest|lowest|least|minimum|littlest]'],
      ['second largest', 'largest', 2, '[second largest|second biggest|second highest|2nd largest]'],
      ['second smallest', 'smallest', 2, '[second smallest|second lowest|2nd smallest]'],
    ] as const
  ).map(([name, which, rank, word]): Intent => ({
    family: 'sorting',
    name,
    draw: (random, level) => ({ list: numberList(random, level) }),
    meaning: ({ list }) => problem({ type: 'pick', which, rank, numbers: numbersOf(list!) }),
    wordings: [
      `[which|what] [number|one|figure|of these|of these numbers|] is [the|] ${word}[:|,|?| of| out of|] {list}`,
      `${ASK} ${word} [number|value|one|figure|] [of|in|from|out of|among] ${THESE} {list}`,
      `which of {list} is [the|] ${word}`,
      `which of these [numbers|figures|] is [the|] ${word}: {list}`,
      `{list}[,|.|:| -] which [one|number|] is [the|] ${word}`,
      `${word} [number|one|] [of|in|out of|from] {list}`,
    ],
  })),
  {
    family: 'sorting',
    name: 'median',
    draw: (random) => ({ list: joined(distinct(random, random.pick([3, 5, 7]), 90), random) }),
    meaning: ({ list }) => problem({ type: 'pick', which: 'median', rank: 1, numbers: numbersOf(list!) }),
    wordings: [
      `${ASK} median [of|for] ${THESE} {list}`,
      `median of {list}`,
      `which number is in the middle when {list} are sorted`,
    ],
  },
];

const letters = (what: 'letters' | 'vowels' | 'consonants', word: string): Intent => ({
  family: 'counting',
  name: what,
  draw: (random, level) => {
    const one = random.pick(WORDS.filter((w) => (level === 0 ? w.length <= 5 : w.length >= 4)));
    return { quoted: random.chance(0.6) ? `"${one}"` : one };
  },
  meaning: ({ quoted }) => problem({ type: 'count-letters', what, text: unquoted(quoted!) }),
  wordings: [
    `how many ${word} [are there|are|do you see|can you find|do we have|have we] in [the word|] {quoted}`,
    `how many ${word} [does|has|are in] [the word|] {quoted} [have|has|got|contain|]`,
    `[count|count up|please count|kindly count|tell me how many|give me the number of|kindly indicate the number of] [the|] ${word} [in|of] [the word|] {quoted}`,
    `${ASK} number of ${word} in [the word|] {quoted}`,
    `in [the word|] {quoted}[,|] how many ${word} [are there|do you see|do we have|are written]`,
    `how many ${word} [are there|] in the word {quoted} [altogether|in total|]`,
  ],
});

const repeated = (random: Random): string => {
  const [one, ...rest] = random.sample(WORDS, 4) as [string, ...string[]];
  const items = [...Array.from({ length: random.int(2, 4) }, () => one), ...rest];
  return random.shuffle(items).join(', ');
};

const COUNTING: readonly Intent[] = [
  letters('letters', '[letters|characters]'),
  letters('vowels', 'vowels'),
  letters('consonants', 'consonants'),
  {
    family: 'counting',
    name: 'letter',
    draw: (random) => {
      const word = random.pick(WORDS);
      return { letter: random.pick([...word]), quoted: random.chance(0.6) ? `"${word}"` : word };
    },
    meaning: ({ letter, quoted }) =>
      problem({ type: 'count-letters', what: unquoted(letter!), text: unquoted(quoted!) }),
    wordings: [
      `how many times does the letter {letter} [appear|occur|come up|show up|stand] in [the word|] {quoted}`,
      `how many [times is the letter {letter}|{letter}'s are|{letter}'s are there|letters {letter} are|times do you see {letter}|times do you find the letter {letter}] in [the word|] {quoted}`,
      `count the [letter {letter}|{letter}'s|letters {letter}] in [the word|] {quoted}`,
      `how often [does|do you see|do you find] [the letter|] {letter} [appear|occur|] in [the word|] {quoted}`,
      `in [the word|] {quoted}[,|] how [often|many times] [does|do you see] the letter {letter} [appear|occur|come|]`,
      `number of {letter}'s in {quoted}`,
    ],
  },
  {
    family: 'counting',
    name: 'words',
    draw: (random) => ({ sentence: `"${random.pick(SENTENCES)}"` }),
    meaning: ({ sentence }) => problem({ type: 'count-words', text: unquoted(sentence!) }),
    wordings: [
      `how many words [are there|are|does it have|do you count|have we] in [the sentence|this sentence:|the phrase|] {sentence}`,
      `[count|please count|kindly count|tell me the number of] [the|] words in [the sentence|] {sentence}`,
      `how many words [does|has] [the sentence|] {sentence} [have|contain|got|]`,
      `{sentence}[ -|.|,|] how many words [is that|are that|are there|does it have]`,
    ],
  },
  {
    family: 'counting',
    name: 'item',
    draw: (random) => {
      const items = repeated(random);
      return {
        items,
        word: items.split(', ').find((one, i, all) => all.indexOf(one) < i || all.lastIndexOf(one) > i)!,
      };
    },
    meaning: ({ items, word }) => problem({ type: 'count-item', item: word!, items: wordsOf(items!) }),
    wordings: [
      `how many times does [the word|] {word} [appear|occur|come up|come|show up|stand] in [the list|this list:|here:|the following list:|] {items}`,
      `how [often|many times] is {word} [in|written in|on|listed in] [the list|this list]: {items}`,
      `count how [often|many times] {word} [appears|comes up|occurs][: | in | in this list: ]{items}`,
      `in the list {items}[,|] how [often|many times] does {word} [appear|occur|come up]`,
    ],
  },
  ...(
    [
      ['even', 'even'],
      ['odd', 'odd'],
    ] as const
  ).map(([that]): Intent => ({
    family: 'counting',
    name: `numbers ${that}`,
    draw: (random, level) => ({ list: numberList(random, level) }),
    meaning: ({ list }) => problem({ type: 'count-numbers', that, numbers: numbersOf(list!) }),
    wordings: [
      `how many [of these numbers are ${that}|${that} numbers are there|${that} numbers are in this list|are ${that}|${that} numbers do you see]: {list}`,
      `how many ${that} numbers [are there|are|] [in|among] {list}`,
      `count [the|] ${that} numbers[: | in | in this list: ]{list}`,
      `how many of {list} are ${that}`,
    ],
  })),
  ...(['greater than', 'less than'] as const).map((that): Intent => ({
    family: 'counting',
    name: `numbers ${that}`,
    draw: (random, level) => ({ list: numberList(random, level), n: `${random.int(2, most(level))}` }),
    meaning: ({ list, n }) =>
      problem({
        type: 'count-numbers',
        that: `${that === 'greater than' ? '>' : '<'} ${n}`,
        numbers: numbersOf(list!),
      }),
    wordings:
      that === 'greater than'
        ? [
            `how many [of these numbers|numbers|] are [greater than|bigger than|larger than|more than|above|over] {n}[:| in| in this list:] {list}`,
            `how many numbers [greater|bigger|larger|higher] than {n} are [in this list|there|in the list]: {list}`,
          ]
        : [
            `how many [of these numbers|numbers|] are [less than|smaller than|lower than|below|under] {n}[:| in| in this list:] {list}`,
            `how many numbers [less|smaller|lower] than {n} are [in this list|there|in the list]: {list}`,
          ],
  })),
];

/** A target that the numbers reach. */
const reachable = (random: Random, level: Level): { n: string; list: string } => {
  for (;;) {
    const numbers = distinct(random, level === 0 ? 2 : random.int(3, 4), level === 0 ? 9 : 12).map(Number);
    let target = numbers[0]!;
    for (const one of numbers.slice(1)) {
      const ways = [
        target + one,
        target * one,
        ...(target > one ? [target - one] : []),
        ...(target % one === 0 ? [target / one] : []),
      ];
      target = random.pick(ways);
    }
    if (target > 1 && target < 500 && !numbers.includes(target))
      return { n: `${target}`, list: joined(random.shuffle(numbers).map(String), random) };
  }
};

const GET = '[make|get|reach|obtain|build|form|hit|produce|come to|arrive at|receive]';
const WITH =
  '[from|using|with|out of|with the numbers|from the numbers|using the numbers|by using|using only|using just]';

const make = (name: string, all: boolean, wordings: readonly string[]): Intent => ({
  family: 'countdown',
  name,
  wordings,
  draw: reachable,
  meaning: ({ n, list }) => problem({ type: 'make', target: n!, numbers: numbersOf(list!), all }),
});

const COUNTDOWN: readonly Intent[] = [
  make('make', false, [
    `${GET} {n} ${WITH} {list}`,
    `[how can i|how do i|how do you|how would you|can you|could you|how to|is it possible to|please|kindly|i have to|can i|i need to|help me] ${GET} {n} ${WITH} {list}`,
    `[i have|you have|we have|given|here are|there are] the numbers {list}[,|.|:] [how do i|can you|please|how can i|how to|now|] ${GET} {n} [with them|from them|out of them|]`,
    `use {list} to ${GET} {n}`,
    `target {n}[,|:|.] numbers {list}`,
    `[the target is|my target is|i must reach|the goal is] {n} and [i have|the numbers are|i am given|we have] {list}`,
    `{n} from {list}`,
    `${WITH} {list}[,|] ${GET} {n}`,
    `is there a way [of getting|of arriving at|to get|to make|to reach] {n} ${WITH} {list}`,
  ]),
  make('make once', false, [
    `${GET} {n} ${WITH} {list}[. use|, use|, using] each [number|] [at most once|no more than once|only once at most]`,
    `[please|kindly|] ${GET} {n} ${WITH} {list}, each [at most once|no more than once]`,
  ]),
  make('make all', true, [
    `${GET} {n} ${WITH} all of [the numbers|] {list}`,
    `${GET} {n} ${WITH} {list}[. use|, use|, using] [all of them|every number|every number exactly once|each number exactly once|all the numbers]`,
    `[use|combine] all of {list} to ${GET} {n}`,
  ]),
];

export const LIST_INTENTS: readonly Intent[] = [...SORTING, ...COUNTING, ...COUNTDOWN];

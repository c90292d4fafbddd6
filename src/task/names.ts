/** Shared lists of people, things and words that questions are about: short and common, about one token each. Data only. */

export const PEOPLE: readonly string[] = [
  'Ann',
  'Ben',
  'Sara',
  'Tom',
  'Mia',
  'Omar',
  'Lina',
  'Sam',
  'Nora',
  'Ali',
  'Eva',
  'Max',
  'Rosa',
  'Leo',
  'Zara',
  'Dan',
];

/** Countable things, plural, that can be bought, packed, given away and shared. */
export const THINGS: readonly string[] = [
  'apples',
  'pens',
  'books',
  'eggs',
  'cards',
  'coins',
  'shells',
  'stickers',
  'oranges',
  'balls',
  'cups',
  'cakes',
  'stamps',
  'toys',
];

export const PLACES: readonly string[] = ['shop', 'market', 'school', 'park', 'farm', 'station', 'library', 'beach'];

/** Foods measured by weight. */
export const FOODS: readonly string[] = ['flour', 'sugar', 'rice', 'butter', 'cheese', 'oats'];

/** Words to put in alphabetical order or to count, in alphabetical order here. */
export const WORDS: readonly string[] = [
  'ant',
  'ball',
  'bird',
  'boat',
  'cat',
  'cup',
  'dog',
  'door',
  'duck',
  'egg',
  'fish',
  'fox',
  'goat',
  'hat',
  'horse',
  'ink',
  'jar',
  'key',
  'lamp',
  'lion',
  'moon',
  'nest',
  'owl',
  'pen',
  'pig',
  'queen',
  'ring',
  'rose',
  'ship',
  'star',
  'tree',
  'van',
  'wolf',
  'yard',
  'zebra',
];

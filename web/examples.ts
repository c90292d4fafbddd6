/** Example questions for the start page. */
import { t } from './language.ts';

type Example = { kind: string; question: string };

/** For the embedded model, which was not trained on them. */
export const EXAMPLES: readonly Example[] = [
  { kind: t('Countdown'), question: 'Using 3, 7, 25 and 50, each at most once, make 128.' },
  { kind: t('Roman numerals'), question: 'What is MCMXCIV as a number?' },
  { kind: t('Equation'), question: 'Given that 9(k+24)=279, find k.' },
  { kind: t('Calendar'), question: 'It is April 9. How many days must I wait until July 11?' },
  {
    kind: t('Logic'),
    question:
      'If Wes, Finn and Sue each always lie or never lie, Wes says Finn and Sue both lie, Finn says Wes and I both lie, Sue says Finn and Wes both lie, then who tells the truth?',
  },
  {
    kind: t('Shortest path'),
    question: 'With roads L-A, E-L, C-L, E-C, how do I get from C to A the shortest way?',
  },
  {
    kind: t('Word problem'),
    question:
      'Sam takes 55 dollars to the market, buys 4 cakes for 4 dollars each and 5 hats for 6 dollars each. How much remains?',
  },
];

/** Example questions for a model of the reader: each can be checked or voted on. */
export const GENERAL: readonly Example[] = [
  {
    kind: t('Mathematics'),
    question: t('A train leaves at 9:40 and arrives at 13:15. How many minutes does it travel?'),
  },
  {
    kind: t('Code'),
    question: t('Write a JavaScript function that returns the longest word of a sentence, with three tests.'),
  },
  {
    kind: t('Logic'),
    question: t('All bloops are razzies and some razzies are lazzies. Are some bloops surely lazzies?'),
  },
  { kind: t('Data'), question: t('Turn “Ann, 34, Oslo; Bo, 29, Rome” into a JSON array with name, age and city.') },
  { kind: t('Language'), question: t('Explain the difference between “affect” and “effect” with one example each.') },
];

/** What the model that comes with Mizan can and can't do. */
export const HONEST = t(
  'The model that comes with Mizan has 1.3 million parameters and was trained on fifteen kinds of small puzzles in English. It draws several answers, checks and weighs them, and shows you how. Everything else it declines.',
);

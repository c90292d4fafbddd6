/** Example questions for the start page. */
import { t } from './language.ts';

type Example = { kind: string; question: string };

/** For Mizan without a model: short questions as people ask them, each of which is read, computed and checked. */
export const EXAMPLES: readonly Example[] = [
  { kind: t('Percentages'), question: 'What is 15 % of 80?' },
  { kind: t('Prices'), question: 'A jacket costs 80 euros and is 15 % off. What do I pay?' },
  { kind: t('Calendar'), question: 'How many days are there from 9 April to 11 July 2027?' },
  { kind: t('Times'), question: 'How many minutes are there from 9:40 to 13:15?' },
  { kind: t('Equation'), question: 'Solve 3x + 5 = 20.' },
  { kind: t('Number game'), question: 'Using 3, 7, 25 and 50, each at most once, make 128.' },
  {
    kind: t('Shortest path'),
    question: 'With roads L-A, E-L, C-L, E-C, how do I get from C to A the shortest way?',
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

/** What Mizan without a model can and can't do. */
export const HONEST = t(
  'Without a model of yours, Mizan reads questions with numbers in plain English, computes the answer exactly and checks it. Where it can’t read one, a very small model may draw several answers and weigh them. Everything else is declined.',
);

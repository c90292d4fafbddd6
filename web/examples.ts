/**
 * Example questions for the start page. The embedded model was not trained on them and answers them; test/page.test.ts
 * asks it.
 */

type Example = { kind: string; question: string };

export const EXAMPLES: readonly Example[] = [
  { kind: 'Countdown', question: 'Using 3, 7, 25 and 50, each at most once, make 128.' },
  { kind: 'Roman numerals', question: 'What is MCMXCIV as a number?' },
  { kind: 'Equation', question: 'Given that 9(k+24)=279, find k.' },
  { kind: 'Calendar', question: 'It is April 9. How many days must I wait until July 11?' },
  {
    kind: 'Logic',
    question:
      'If Wes, Finn and Sue each always lie or never lie, Wes says Finn and Sue both lie, Finn says Wes and I both lie, Sue says Finn and Wes both lie, then who tells the truth?',
  },
  { kind: 'Shortest path', question: 'With roads L-A, E-L, C-L, E-C, how do I get from C to A the shortest way?' },
  {
    kind: 'Word problem',
    question:
      'Sam takes 55 dollars to the market, buys 4 cakes for 4 dollars each and 5 hats for 6 dollars each. How much remains?',
  },
];

/** What the model that comes with Mizan can and can't do. */
export const HONEST =
  'The model that comes with Mizan has 1.3 million parameters and was trained on fifteen kinds of small puzzles in English. It draws several answers, checks and weighs them, and shows you how. Everything else it declines.';

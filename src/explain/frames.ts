/**
 * Frames: the numbers and the words of a kind in their roles, among words that change no question. Less than an
 * explanation, since how the words are joined is not looked at; what is read and fits no frame is doubtful.
 */
import type { Grammar, Values } from './grammar/grammar.ts';
import { anything } from './grammar/terminals.ts';

type Build = (values: Values) => unknown;

/** The parts in any order, free words around and between. */
const frame = (grammar: Grammar, free: string, parts: readonly (readonly string[])[], build: Build): void => {
  for (const order of parts)
    grammar.rule('FRAME', `${free} ${order.map((part) => `${part} ${free}`).join(' ')}`, build);
};

const both = (a: string, b: string): string[][] => [
  [a, b],
  [b, a],
];

const QUESTION_WORDS =
  'which how who where why then if when start starts begin begins may might would could should than';

const addNumberFrames = (grammar: Grammar): void => {
  grammar.terminal('ANY', anything(QUESTION_WORDS));
  frame(grammar, 'ANY', both('LIST:l', 'GCD:g'), ({ l, g }) => ({ type: 'divisors', ask: g, numbers: l }));
  frame(grammar, 'ANY', [['EXPR:e']], ({ e }) =>
    /^-?\(?-?[\d.]+(?:\/[\d.]+)?\)?$/.test(String(e)) ? undefined : { type: 'value', expression: e },
  );
  frame(grammar, 'ANY', [['EQ:e'], ['EQ:e', 'LETTER:v'], ['LETTER:v', 'EQ:e']], ({ e, v }) => {
    const { text, letters } = e as { text: string; letters: string[] };
    return letters.length === 1 && (v === undefined || v === letters[0])
      ? { type: 'solve', unknowns: letters, equations: [text] }
      : undefined;
  });
};

const addListFrames = (grammar: Grammar): void => {
  frame(grammar, 'ANY', both('LIST:l', 'MEAN'), ({ l }) => ({ type: 'formula', formula: 'average', given: l }));
};

const addMeasureFrames = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('PERCENTOF', 'CENT:p of [the|my|his|her|our|a] [FILL] MONEY:n', ({ p, n }) => [p, n]);
  frame(grammar, 'ANY', [['PERCENTOF:x']], ({ x }) => ({ type: 'formula', formula: 'percent-of', given: x }));
  rule('PARTOF', 'PART:p [the|my|his|her|our] [FILL] UNUM:n', ({ p, n }) => [p, n]);
  frame(grammar, 'ANY', [['PARTOF:x']], ({ x }) => ({ type: 'formula', formula: 'fraction-of', given: x }));
  rule('WANTED', ['(in|to|into) UNITS:t', 'how (many|much) UNITS:t'], ({ t }) => t);
  frame(grammar, 'ANY', both('AMOUNT:a', 'WANTED:t'), ({ a, t }) => ({ type: 'convert', amounts: a, to: t }));
};

const addCalendarFrames = (grammar: Grammar): void => {
  const { rule } = grammar;
  grammar.terminal('ANYDAY', anything(`${QUESTION_WORDS} week leap year`));
  rule('DAYWORD', ['(weekday|day of the week|what day|which day)'], () => true);
  frame(grammar, 'ANYDAY', both('D:d', 'DAYWORD'), ({ d }) =>
    String(d).startsWith('--') ? undefined : { type: 'weekday', of: d, plus: 0 },
  );
  grammar.terminal('ANYDAYS', anything(`${QUESTION_WORDS} until till between next`));
  rule('HOWMANYDAYS', ['how many (days|sleeps|nights)', 'number of days', 'days'], () => true);
  for (const order of [
    ['D:a', 'D:b', 'HOWMANYDAYS'],
    ['HOWMANYDAYS', 'D:a', 'D:b'],
  ])
    frame(grammar, 'ANYDAYS', [order], ({ a, b }) => ({ type: 'days', from: a, to: b }));
};

/** Puts the frames of all kinds into a grammar. */
export const addFrames = (grammar: Grammar): void => {
  addNumberFrames(grammar);
  addListFrames(grammar);
  addMeasureFrames(grammar);
  addCalendarFrames(grammar);
};

/**
 * Frames: the numbers and the words of a kind in their roles, among words that change no question. Less than an
 * explanation, since how the words are joined is not looked at; what is read and fits no frame is doubtful.
 */
import type { Grammar, Values } from './grammar.ts';
import { anything } from './terminals.ts';

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
  const { rule } = grammar;
  grammar.terminal('ANY', anything(QUESTION_WORDS));
  grammar.terminal('ANYROMAN', anything(`${QUESTION_WORDS} roman romans numeral numerals letters year`));
  grammar.terminal('ANYPLAIN', anything(`${QUESTION_WORDS} roman numeral numerals arabic year digits`));
  rule('ROMANWORD', ['(roman|romans)'], () => true);
  frame(grammar, 'ANYROMAN', both('UNUM:n', 'ROMANWORD'), ({ n }) =>
    /^[1-9]\d{0,3}$/.test(String(n)) ? { type: 'roman', value: n } : undefined,
  );
  frame(grammar, 'ANYPLAIN', [['ROMAN:r']], ({ r }) =>
    String(r).length > 1 ? { type: 'unroman', value: r } : undefined,
  );
  frame(grammar, 'ANY', both('LIST:l', 'GCD:g'), ({ l, g }) => ({ type: 'divisors', ask: g, numbers: l }));
  grammar.terminal('ANYNEXT', anything(`${QUESTION_WORDS} next after before now each every same`));
  rule(
    'NEXTWORD',
    [
      `(next|follows|following|continue|continues|comes after|coming after|come after|after that|goes
        on|carries on|and then)`,
    ],
    () => true,
  );
  frame(grammar, 'ANYNEXT', both('TERMS:l', 'NEXTWORD'), ({ l }) => ({ type: 'sequence', terms: l }));
  frame(grammar, 'ANY', both('GAPS:l', '(missing|blank|gap)'), ({ l }) =>
    (l as string[]).filter((one) => one === '?').length === 1 ? { type: 'sequence', terms: l } : undefined,
  );
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

const addBaseFrames = (grammar: Grammar): void => {
  const { rule } = grammar;
  grammar.terminal('ANYBASE', anything(`${QUESTION_WORDS} digits`));
  rule(
    'TOBASE',
    [
      '(to|into|in|as) [a|an|the] BASE:b NOTATION',
      'PLAIN',
      'BASE:b (equivalent|value)',
      '(to|into|in|as) [a|an|the] PLAIN',
    ],
    ({ b }) => b ?? 10,
  );
  rule('OFBASE', ['BASE:b NOTATION'], ({ b }) => b);
  const based: Build = ({ d, f, t }) => {
    const [from, to] = [Number(f ?? 10), Number(t)];
    const text = String(d).toUpperCase();
    const valid = [...text].every((one) => Number.parseInt(one, 36) < from);
    return valid && from !== to ? { type: 'base', value: text, from, to } : undefined;
  };
  frame(
    grammar,
    'ANYBASE',
    [
      ['OFBASE:f', 'DIGITS2:d', 'TOBASE:t'],
      ['DIGITS2:d', 'OFBASE:f', 'TOBASE:t'],
      ['DIGITS2:d', 'TOBASE:f', 'TOBASE:t'],
      ['TOBASE:t', 'DIGITS2:d', 'OFBASE:f'],
      ['OFBASE:f', 'TOBASE:t', 'DIGITS2:d'],
    ],
    based,
  );
  frame(
    grammar,
    'ANYBASE',
    [
      ['UNUM:d', 'TOBASE:t'],
      ['TOBASE:t', 'UNUM:d'],
    ],
    (values) =>
      // "1010 in binary" may be of either base.
      values.t === 10 || !/^\d+$/.test(String(values.d)) || /^[01]+$/.test(String(values.d))
        ? undefined
        : based(values),
  );
};

const addListFrames = (grammar: Grammar): void => {
  const { rule } = grammar;
  grammar.terminal('ANYSORT', anything(`${QUESTION_WORDS} order ordered sort sorted again`));
  frame(grammar, 'ANYSORT', both('LIST:l', 'UPWARD:o'), ({ l, o }) => ({
    type: 'sort',
    by: 'value',
    order: o,
    items: l,
  }));
  frame(
    grammar,
    'ANYSORT',
    [
      [': NAMES:l .', 'ALPHA2:o'],
      ['ALPHA2:o', ': NAMES:l'],
      [': NAMES:l ?', 'ALPHA2:o'],
    ],
    ({ l, o }) => ({
      type: 'sort',
      by: 'alphabet',
      order: o,
      items: l,
    }),
  );
  frame(grammar, 'ANY', both('LIST:l', 'MEAN'), ({ l }) => ({ type: 'formula', formula: 'average', given: l }));
  frame(grammar, 'ANY', both('LIST:l', 'RANKED:r'), ({ l, r }) => ({ type: 'pick', ...(r as object), numbers: l }));
  rule(
    'TARGETWORD',
    [
      `(make|get|reach|hit|target|obtain|need|arrive at|build|form|making|reaching|get to|goal)
        [is|:|=|of|to] [the] [number|exactly]`,
    ],
    () => true,
  );
  grammar.terminal(
    'ANYMAKE',
    anything(
      `${QUESTION_WORDS} plus minus times divide divided add subtract multiply ` +
        'each every more than most used once only',
    ),
  );
  rule('AIM', 'TARGETWORD UNUM:t', ({ t }) => t);
  frame(grammar, 'ANYMAKE', both('LIST:l', 'AIM:t'), ({ l, t }) => ({
    type: 'make',
    target: t,
    numbers: l,
    all: false,
  }));
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
  addBaseFrames(grammar);
  addListFrames(grammar);
  addMeasureFrames(grammar);
  addCalendarFrames(grammar);
};

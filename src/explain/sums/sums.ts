/** Sums in signs and in words, for the reading by explanation: precedence of signs, and steps one after another. */
import type { Context, Fit, Grammar, Terminal, Values } from '../grammar/grammar.ts';

/** `a op b op c` as a text, from the left; every length. */
const chain =
  (grammar: Grammar, operand: string, operator: string): Terminal =>
  (context, at) => {
    const all: Fit[] = [];
    let ways = [...grammar.fits(context, operand, at)];
    for (let count = 0; ways.length > 0 && count < 40; count++) {
      all.push(...ways);
      ways = ways.flatMap(({ end, value }) =>
        grammar
          .fits(context, operator, end)
          .flatMap((sign) =>
            grammar
              .fits(context, operand, sign.end)
              .map((next) => ({ end: next.end, value: `${String(value)}${String(sign.value)}${String(next.value)}` })),
          ),
      );
    }
    return all;
  };

const isSimple = (text: string): boolean => /^-?[\d.]+$|^\([^()]*\)$/.test(text);

type Step = { sign: string; by: string; loose: boolean };

/** Steps that follow a sum, each of what came before it. */
const stepped =
  (grammar: Grammar): Terminal =>
  (context: Context, at: number) => {
    const all: Fit[] = [];
    let ways = [...grammar.fits(context, 'SUM', at)];
    for (let count = 0; ways.length > 0 && count < 8; count++) {
      all.push(...ways);
      ways = ways.flatMap(({ end, value }) =>
        grammar.fits(context, 'STEP', end).flatMap((next): Fit[] => {
          const { sign, by, loose } = next.value as Step;
          // "3 + 4, times 5": of the 4 or of all of it is not said.
          if (loose && /[*/]/.test(sign) && !isSimple(String(value))) return [];
          return [{ end: next.end, value: `(${String(value)})${sign}${by}` }];
        }),
      );
    }
    return all;
  };

/** The list of a function of numbers: "the sum of 3, 4 and 5". */
const joined = (sign: string) => (values: Readonly<Record<string, unknown>>) =>
  `(${(values.l as string[]).map((one) => (one.startsWith('-') ? `(${one})` : one)).join(sign)})`;

/** A sign of division; a slash inside of a fraction is none where a word divides too: "3/4 divided by 1/2". */
const slash: Terminal = ({ tokens, words }, at) => {
  if (tokens[at]?.text !== '/') return [];
  const inside = tokens[at]!.glued && tokens[at + 1]?.kind === 'number' && tokens[at + 1]!.glued;
  return inside && DIVIDES.some((one) => words.has(one)) ? [] : [{ end: at + 1, value: '/' }];
};
const DIVIDES = ['divided', 'divide', 'dividing', 'over', 'reciprocal'];

const addFactors = (grammar: Grammar): void => {
  const { rule } = grammar;
  grammar.terminal('SLASH', slash);
  grammar.terminal('WHOLEFRACT', (context, at) =>
    DIVIDES.some((one) => context.words.has(one))
      ? grammar.fits(context, 'FRACT', at).map(({ end, value }) => ({ end, value: `(${String(value)})` }))
      : [],
  );
  rule('ATOM', 'WHOLEFRACT:n', ({ n }) => n);
  rule('ATOM', 'UNUM:n', ({ n }) => n);
  rule('ATOM', '\\( SUM:s \\)', ({ s }) => `(${String(s)})`);
  rule(
    'ATOM',
    ['in brackets SUM:s close [the] (bracket|brackets)', 'open [the] bracket SUM:s close [the] bracket'],
    ({ s }) => `(${String(s)})`,
  );
  rule('FACTOR', 'ATOM:n', ({ n }) => n);
  rule('FACTOR', ['- ATOM:n', '(minus|negative) ATOM:n'], ({ n }) => `(-${String(n)})`);
  rule(
    'FACTOR',
    ['ATOM:n ^ ATOM:p', 'ATOM:n * * ATOM:p', 'ATOM:n [raised] to the power [of] ATOM:p', 'ATOM:n to the ORD:p [power]'],
    ({ n, p }) => `(${String(n)}^${String(p)})`,
  );
  rule('FACTOR', ['ATOM:n squared', 'the square of ATOM:n'], ({ n }) => `(${String(n)}^2)`);
  rule('FACTOR', ['half of ATOM:n', 'half ATOM:n', 'the half (of|from) ATOM:n'], ({ n }) => `(${String(n)}/2)`);
  rule('FACTOR', ['(double|twice) ATOM:n', 'ATOM:n doubled'], ({ n }) => `(2*${String(n)})`);
  rule('FACTOR', ['(triple|treble) ATOM:n', 'ATOM:n (tripled|is tripled)'], ({ n }) => `(3*${String(n)})`);
  rule('FACTOR', ['a third of ATOM:n'], ({ n }) => `(${String(n)}/3)`);
  rule('FACTOR', ['a quarter of ATOM:n'], ({ n }) => `(${String(n)}/4)`);
  rule('FACTOR', ['ATOM:n cubed', 'the cube of ATOM:n'], ({ n }) => `(${String(n)}^3)`);
  rule('FACTOR', '[the] (sum|total) of [the numbers] LIST:l', joined('+'));
  rule('FACTOR', '[the] product of [the numbers] LIST:l', joined('*'));
  rule('FACTOR', '[the] difference (between|of) NUM:a and NUM:b', ({ a, b }) =>
    Number(a) >= Number(b) ? `(${String(a)}-(${String(b)}))` : undefined,
  );
  rule('FACTOR', '[the] quotient of NUM:a (and|by) NUM:b', ({ a, b }) => `(${String(a)}/(${String(b)}))`);
};

const addOperators = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('TIMES', ['(*|x|times|multiply|timesed by|multiplied (by|with)|multiply by)'], () => '*');
  rule('TIMES', ['(SLASH|over|divided by|divide by|divided (between|among|with|on|into|in|through))', ':'], () => '/');
  rule('PLUS', ['+', 'plus', 'add', 'added to', 'and then plus'], () => '+');
  rule('PLUS', ['(-|minus|take away|less|takeaway|subtract|take off)'], () => '-');
  grammar.terminal('TERM', chain(grammar, 'FACTOR', 'TIMES'));
  grammar.terminal('SUM', chain(grammar, 'TERM', 'PLUS'));
};

const addStepsFirst = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('THEN', [
    '[,] [and] (then|afterwards|next|after that|after)',
    '[,] and then [you|i|we]',
    '. (then|next|now)',
    '[,] (then|and) after that',
  ]);
  const step = (sign: string, words: string): void => {
    rule('STEP', `THEN [you|i] (${words}) [another|it|that|the result] [by|with] FACTOR:n`, ({ n }) => ({
      sign,
      by: n,
      loose: false,
    }));
    rule('STEP', `, [and] (${words}) FACTOR:n`, ({ n }) => ({ sign, by: n, loose: true }));
    rule('STEP', `, [and] [we|you|i] (${words}) [another|it|that|the result] [by|with] FACTOR:n`, ({ n }) => ({
      sign,
      by: n,
      loose: true,
    }));
  };
  step('+', 'more|plus|add|added to|increased by|add on|and add|bung|chuck on|put on');
  step(
    '-',
    `deduct|subtract|remove|minus|take away|takeaway|less|subtract|reduced by|decreased by|diminished by|take
      off|knock off|lose`,
  );
  step('*', 'times|multiply|multiplied|multiply by|multiplied by|times by|multiply it by|timesed by');
  step('/', 'divide|divided|divide by|divided by|divide it by|split by');
  rule(
    'STEP',
    ['[,|and|,  and] (deduct|subtract|take|take away|remove) FACTOR:n from (it|that|the result|the total)'],
    ({ n }) => ({ sign: '-', by: n, loose: false }),
  );
  rule(
    'STEP',
    ['[,|and|, and] [then] add FACTOR:n to (it|that|the result|the total)', '[,|and|, and] add FACTOR:n [more]'],
    ({ n }) => ({ sign: '+', by: n, loose: false }),
  );
  rule('STEP', 'THEN (double it|times it by two)', () => ({ sign: '*', by: '2', loose: false }));
  rule('STEP', 'THEN (halve it|half it)', () => ({ sign: '/', by: '2', loose: false }));
  rule(
    'STEP',
    ['THEN (add|bung|chuck|stick) [on] another FACTOR:n on top', 'THEN (add|bung|chuck|stick) FACTOR:n on [top]'],
    ({ n }) => ({ sign: '+', by: n, loose: false }),
  );
  rule('STEP', ['[and] (increased|raised) by FACTOR:n'], ({ n }) => ({ sign: '+', by: n, loose: true }));
  rule('STEP', ['[and] (reduced|decreased|diminished|lowered) by FACTOR:n'], ({ n }) => ({
    sign: '-',
    by: n,
    loose: true,
  }));
  grammar.terminal('EXPR', stepped(grammar));
  rule('EXPR2', 'EXPR:e', ({ e }) => e);
};

const addStepsSecond = (grammar: Grammar): void => {
  const { rule } = grammar;
  const paired = (source: string, build: (a: string, b: string) => string): void => {
    rule('PAIR', source, ({ a, b }) => build(String(a), String(b)));
  };
  paired('(add|adding|plus) FACTOR:a (to|and|plus|with) TERM:b', (a, b) => `(${a}+${b})`);
  // "Subtract 5 from 3 times 4" may end at the 3 or go on: both are tried, and differ.
  paired('(subtract|subtracting|take|taking|minus) FACTOR:a [away|off] from TERM:b', (a, b) => `(${b}-${a})`);
  paired(
    '(knock|knocking|deduct|deducting|remove|removing|subtracted) FACTOR:a [off|from|away from] FACTOR:b',
    (a, b) => `(${b}-${a})`,
  );
  paired(
    'from FACTOR:b (take|subtract|deduct|remove|i take|you take|we take|take away) [away] FACTOR:a',
    (a, b) => `(${b}-${a})`,
  );
  paired('FACTOR:a (subtracted|deducted|taken|taken away) from FACTOR:b', (a, b) => `(${b}-${a})`);
  paired('FACTOR:a (is|to be) added to FACTOR:b', (a, b) => `(${a}+${b})`);
  paired(
    'how many times (does|is|will|can) FACTOR:a (go into|in|fit into|fit in|be taken from) FACTOR:b',
    (a, b) => `(${b}/${a})`,
  );
  paired('by what amount does FACTOR:a exceed FACTOR:b', (a, b) => `(${a}-${b})`);
  paired('(multiply|multiplying|times) FACTOR:a (by|and|with|times) FACTOR:b', (a, b) => `(${a}*${b})`);
  paired('(divide|dividing|split) FACTOR:a (by|into) FACTOR:b', (a, b) => `(${a}/${b})`);
  rule('FACTOR', 'PAIR:p', ({ p }) => p);
  rule(
    'EXPR2',
    [
      `(add|add up|add together|sum|sum up|total|total up) [up] [all] [these|the|those]
        [numbers|figures|values] [for me] [up] [together] ~ LIST:l [up|together]`,
      'LIST:l (added together|added up|altogether|in total|all together|summed)',
    ],
    joined('+'),
  );
  rule('EXPR2', ['multiply [together] LIST:l [together]'], joined('*'));
};

const addSteps = (grammar: Grammar): void => {
  addStepsFirst(grammar);
  addStepsSecond(grammar);
};

const isSum = ({ e }: Values): unknown =>
  /^-?\(?-?[\d.]+\)?$/.test(String(e)) ? undefined : { type: 'value', expression: e };

/** Sums that are asked for in a whole sentence. */
const addSentences = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('GIVES', [
    '~ (what|how much) (does|will|would|did) (that|it|this|the sum) (come to|make|give|equal|add up to|be|total)',
    `~ (state|give|find|what is|tell me|report|i need|need) the [grand]
      (total|sum|value|answer|result|outcome|product)`,
    '~ (total|sum|in total|altogether|how much|how many|where do (you|i) end up)',
    '~ (which|what) number (do|will|would) (i|you|we) (get|have|receive|reach)',
    'makes',
    'is',
    'will be',
  ]);
  rule(
    'QUESTION',
    [
      '(sum|tot|total|add|tot up|count|reckon) [up] [for me] EXPR2:e',
      '(if|when) (i|you|we|one) EXPR2:e ~ [what|how much|which number] [is it|is left|do (you|i) end up with]',
      '(if|when) (i|you|we|one) EXPR2:e ~ GIVES',
      `[ASK] [the] (value|result|answer|outcome) (of|from|to|for) [the] [expression|sum|calculation] [:]
        EXPR2:e [GIVES]`,
      '(what|which) (number|figure|value|result) (is|results from|comes of|do i get from|do i get if i) EXPR2:e',
      'what [is] [the] [result] (makes|gives|equals|make|give|of) EXPR2:e',
      `how (many|much) (is|are|make|makes|do|does|will be|would be|gives) EXPR2:e [make|equal|give|come to|in
        total|together]`,
      'EXPR2:e ~ how (many|much) (is|are) (that|it|left|there) [left|in total]',
      '[ASK] [the] EXPR2:e (is|are) (needed|wanted|required|asked for)',
    ],
    isSum,
  );
};

export const addSums = (grammar: Grammar): void => {
  addSentences(grammar);
  addFactors(grammar);
  addOperators(grammar);
  addSteps(grammar);
  const { rule } = grammar;
  const value = ({ e }: Readonly<Record<string, unknown>>): unknown =>
    /^-?\(?-?[\d.]+\)?$/.test(String(e)) ? undefined : { type: 'value', expression: e };
  rule('OFIT', [
    '[the] (value|result|answer|outcome) [of|to|for] [the (sum|expression|calculation|following)] [:]',
    'the following [expression|sum|calculation] [, PHRASE] [:]',
    'the (sum|expression|calculation) [:]',
    'this [one|sum] [for me] [:|,]',
  ]);
  rule('PHRASE', ['giving only the final value', 'giving the final value', 'and give only the final value']);
  rule('GIVES', [
    '~ = [?|_|what]',
    `~ [and|,|so] (is|equals|equal|makes|make|gives|comes to|comes out at|equal to|equals to|is equal
      to|results in|that is|it is|is it) [what|how much|to what]`,
    `~ (what|whats|what is that|what is it|what do [i|we|you] get|what we at|what does that (make|come
      to|give|equal)|how much is (that|it)|what have i got|where am i|what am i at|what are we at|what does it
      make)`,
    'comes to',
    'together',
  ]);
  rule(
    'QUESTION',
    [
      '[ASK] [:] [OFIT] [:] EXPR2:e [GIVES]',
      'what [do|does|would|will] [you get (if|when) you] EXPR2:e [GIVES]',
      '(if|when|suppose) (i|you|we) EXPR2:e ~ [what|how much] (do|will|would) (i|you|we) (get|have) [what]',
      'what (do|will|would|can) (i|you|we) get (if|when|from|for|with) [(i|you|we) [do]] EXPR2:e',
      'how much (do|does|will|would|make|is) EXPR2:e [make|give|equal|come to|get]',
      'what (do|does|would|will) EXPR2:e (make|give|equal|come to|get|total|add up to)',
      '[ASK] (what|how much) EXPR2:e (is|makes|make|comes to|equals|gives|would be|come to|are)',
    ],
    value,
  );
};

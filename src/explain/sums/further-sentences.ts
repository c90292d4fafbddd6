/** Sums that begin with a number and go on step by step, and equations among words, for the reading by explanation. */
import type { Grammar, Values } from '../grammar/grammar.ts';

const sum = ({ e }: Values): unknown =>
  /^-?\(?-?[\d.]+\)?$/.test(String(e)) ? undefined : { type: 'value', expression: e };

type Equation = { text: string; letters: string[] };
const solved = ({ e, v }: Values): unknown => {
  const { text, letters } = e as Equation;
  return letters.length === 1 && (v === undefined || v === letters[0])
    ? { type: 'solve', unknowns: letters, equations: [text] }
    : undefined;
};

/** Sums that begin with a number and go on step by step; equations among words. */
export const addMoreNumbers = (grammar: Grammar): void => {
  const { rule } = grammar;
  // Where a word may take one number or all that follows, both are given, so that neither counts.
  rule('FACTOR', ['half of SUM:s', 'half SUM:s'], ({ s }) => `((${String(s)})/2)`);
  rule('FACTOR', ['(double|twice) SUM:s'], ({ s }) => `(2*(${String(s)}))`);
  rule('FACTOR', ['(triple|treble) SUM:s'], ({ s }) => `(3*(${String(s)}))`);
  rule('FACTOR', ['[the] sum of NUM:a and TERM:t'], ({ a, t }) => `((${String(a)})+${String(t)})`);
  rule('FACTOR', ['[the] product of NUM:a and SUM:t'], ({ a, t }) => `((${String(a)})*(${String(t)}))`);
  rule('FACTOR', ['[the] difference (between|of) NUM:a and SUM:t'], ({ a, t }) => `((${String(a)})-(${String(t)}))`);
  rule('FACTOR', ['the square of SUM:s'], ({ s }) => `((${String(s)})^2)`);
  rule('FACTOR', ['the cube of SUM:s'], ({ s }) => `((${String(s)})^3)`);
  rule('FACTOR', '(take|start with|begin with|start at) ATOM:n', ({ n }) => n);
  rule('STEP', ['[,|and|, and] [then] double (it|that|what is left)'], () => ({ sign: '*', by: '2', loose: false }));
  rule('STEP', ['[,|and|, and] [then] triple (it|that|what is left)'], () => ({ sign: '*', by: '3', loose: false }));
  rule('STEP', ['[,|and|, and] [then] halve (it|that|what is left)'], () => ({ sign: '/', by: '2', loose: false }));
  rule(
    'QUESTION',
    [
      '[POLITE] (calculate|compute|work out|tell) me EXPR2:e',
      '[ASK] [me] [the] value of EXPR2:e [GIVES]',
      'FILL : EXPR2:e [GIVES]',
    ],
    sum,
  );
  rule(
    'QUESTION',
    [
      '[POLITE] solve [this|it|the following] [equation] for LETTER:v [:] EQ:e',
      '[ASK] [the] value of LETTER:v ~ EQ:e',
      'FILL [says|:] EQ:e [FILL] ~ [ASK] [what is|solve for|find] [the value of] LETTER:v',
      'FILL EQ:e ~ what is LETTER:v',
    ],
    solved,
  );
  rule(
    'QUESTION',
    [
      `[SEQ] TERMS:l DOTS ~ [and] (what|which) [number|term|one] (comes|follows|is|goes) (after|right
        after|next after) NUM:n`,
      'FILL [:] TERMS:l DOTS ~ (what|which) [number|term|one] (comes|follows|is) [right] after NUM:n',
    ],
    ({ l, n }) => ((l as string[]).at(-1) === n ? { type: 'sequence', terms: l } : undefined),
  );
  rule('MISSING', ['what (belongs|goes|fits) in the (hole|space|empty space)', 'the (hole|empty space)']);
  rule(
    'QUESTION',
    ['(continue|extend) [the|this] [pattern|sequence|series|row] [for me] [:] TERMS:l DOTS'],
    ({ l }) => ({
      type: 'sequence',
      terms: l,
    }),
  );
  rule(
    'QUESTION',
    [
      `[ASK] [the] (largest|biggest|greatest|highest) [whole] number (what|that|which|to|dividing) [can]
        [divides|divide|dividing] both WHOLES:l [exactly|evenly]`,
    ],
    ({ l }) => ({ type: 'divisors', ask: 'gcd', numbers: l }),
  );
};

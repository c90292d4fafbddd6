/**
 * Claims, for the reading by explanation: two sides that are sums, shares, amounts or numerals, and the words between
 * them. What makes a sentence a claim is a word before it, a word behind it, or the place of its verb.
 */
import { printProblem } from '../../problem/formal/print.ts';
import { problemSchema } from '../../problem/formal/problem.ts';
import { unitsNamed, unitsTogether } from '../../problem/solve/units.ts';
import type { Grammar, Values } from '../grammar/grammar.ts';

/** A side: the line of a problem; an amount or a percentage also by what it is measured in. */
type Side = { line: string; unit?: string; amount?: string; percent?: true };

const lineOf = (problem: unknown): string | undefined => {
  const found = problemSchema.safeParse(problem);
  return found.success ? printProblem(found.data) : undefined;
};
const side = (problem: unknown): Side | undefined => {
  const line = lineOf(problem);
  return line === undefined ? undefined : { line };
};

const addSides = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('CSIDE', ['EXPR2:e', '[the] (result|value) of EXPR2:e'], ({ e }) =>
    side({ type: 'value', expression: String(e) }),
  );
  rule('CSIDE', 'UNUM:a \\: UNUM:b', ({ a, b }) =>
    Number(b) > 0 ? side({ type: 'value', expression: `${String(a)}/${String(b)}` }) : undefined,
  );
  rule('CSIDE', 'FRACT:f', ({ f }) => side({ type: 'value', expression: String(f) }));
  rule('CSIDE', 'CENT:p of MONEY:n', ({ p, n }) => side({ type: 'formula', formula: 'percent-of', given: [p, n] }));
  rule('CSIDE', 'PART:f UNUM:n', ({ f, n }) => side({ type: 'formula', formula: 'fraction-of', given: [f, n] }));
  rule('CSIDE', '[roman] [numeral] ROMAN:r', ({ r }) =>
    String(r).length > 1 ? side({ type: 'unroman', value: r }) : undefined,
  );
  rule('CSIDE', '[the] [square] root of UNUM:n', ({ n }) => {
    const root = Math.sqrt(Number(n));
    return Number.isSafeInteger(root) ? side({ type: 'value', expression: `${root}` }) : undefined;
  });
  rule('CSIDE', 'CENT:p', ({ p }) => ({ line: `value ${String(p)}/100`, percent: true }));
  rule('CSIDE', '[the] GCD:g of LIST:l', ({ g, l }) => side({ type: 'divisors', ask: g, numbers: l }));
  rule('CSIDE', 'AMOUNT:a', ({ a }) => {
    const amounts = a as readonly (readonly [string, string])[];
    const [one, ...more] = amounts;
    return one && more.length === 0 ? { line: `value ${one[0]}`, amount: one[0], unit: one[1] } : undefined;
  });
};

/** Two sides with a relation, as a problem. Amounts are compared in the unit of the second. */
const claim = ({ l, r, s }: Values): unknown => {
  const [left, right] = [l as Side, s as Side];
  if (left.unit !== undefined || right.unit !== undefined) {
    const { unit: from, amount } = left;
    if (from === undefined || amount === undefined || right.unit === undefined) return undefined;
    const alike = unitsNamed(from)[0]?.name === unitsNamed(right.unit)[0]?.name;
    if (alike || !unitsTogether(from, right.unit)) return undefined;
    const line = lineOf({ type: 'convert', amounts: [[amount, from]], to: right.unit });
    return line === undefined ? undefined : { type: 'claim', left: line, relation: r, right: right.line };
  }
  // What is said of two plain numbers is a truth value, and a percentage is no count.
  const whole = (one: Side): boolean => /^value -?\d+$/.test(one.line);
  const plain = (one: Side): boolean => /^value -?[\d.]+$/.test(one.line);
  if (whole(left) && whole(right)) return undefined;
  if (left.percent !== right.percent && (plain(left) || plain(right))) return undefined;
  return { type: 'claim', left: left.line, relation: r, right: right.line };
};

const addRelations = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('SURELY', ['[really|exactly|actually|indeed|just]'], () => true);
  const relation = (name: string, sources: readonly string[]): void => {
    rule('CREL', sources, () => name);
  };
  relation('equals', [
    '(is|are|was) SURELY',
    '(=|equals|equal|makes|make|gives|give|comes to|come to|comes out (at|as|to)) SURELY',
    '[is|are] SURELY (equal to|the same (as|number as|thing as|amount as)|as much as|worth)',
    '(stands for|means|mean|amounts to|adds up to|add up to|totals|leaves)',
  ]);
  relation('exceeds', ['[is] SURELY (more|greater|bigger|larger|higher|longer|heavier) than', 'exceeds', 'exceed']);
  relation('is-below', ['[is] SURELY (less|smaller|lower|shorter|lighter) than']);
  relation('reaches', ['[is] at least']);
  relation('is-within', ['[is] at most']);
  /** Where the verb stands before the sides: "is 37 * 28 really 1036". */
  rule('CREL2', ['(really|exactly|actually|indeed)', ''], () => 'equals');
  rule(
    'CREL2',
    ['SURELY (equal to|[the] same (as|number as|thing as|amount as|ratio as|fraction as)|as much as|worth|=)'],
    () => 'equals',
  );
  rule('CREL2', ['SURELY (more|greater|bigger|larger|higher|longer|heavier) than'], () => 'exceeds');
  rule('CREL2', ['SURELY (less|smaller|lower|shorter|lighter) than'], () => 'is-below');
  rule('CREL2', ['at least'], () => 'reaches');
  rule('CREL2', ['at most'], () => 'is-within');
  rule(
    'CREL3',
    ['SURELY (equal|make|give|come to|come out (at|as|to)|mean|amount to|add up to|total|stand for) SURELY'],
    () => 'equals',
  );
  rule('CREL3', ['exceed'], () => 'exceeds');
};

export const addClaims = (grammar: Grammar): void => {
  const { rule } = grammar;
  addSides(grammar);
  addRelations(grammar);
  rule('STATED', 'CSIDE:l CREL:r CSIDE:s', claim);
  rule('CASKED', ['(is|are|was) CSIDE:l CREL2:r CSIDE:s', '(does|do|would|will) CSIDE:l CREL3:r CSIDE:s'], claim);
  rule('TRULY', ['(true|right|correct|the case|so|a fact)'], () => true);
  rule('CLEAD', [
    'is (true|correct|right) that',
    'is it [really] TRULY (that|to say [that]|if i say [that])',
    '(am i|are we) (right|correct) (that|in saying [that]|in thinking [that]|to say [that]|to think [that])',
    '[POLITE] (check|confirm|verify) [for me] (that|:|if|whether)',
  ]);
  rule('CTRAIL', [
    '~ (is|was|are) (that|this|it|he|she|they) TRULY [or (not|wrong)]',
    ', (right|correct|true|yes)',
    '~ (correct or not|right or wrong|yes or no|is it)',
  ]);
  rule('CSAYS', ['[FILL] (says|said|claims|claimed|thinks|reckons|insists|wrote|told me) [that|:]']);
  // That somebody doubts it changes nothing of what is claimed.
  rule('CDOUBT', [
    '[but] [my|our|a|the] FILL (says|said|thinks|swears|reckons|insists|claims) [that] (no|yes|so|not|otherwise)',
    `[but] [my|our|a|the] FILL (says|said|thinks|swears|reckons|insists|claims) [that] it (is|was)
      [not] [wrong|right|so]`,
    '[but] (i|we|he|she|they) [do] (get|got|make it|have) (something|anything) (else|different) [FILL]',
    '[but] i (do not|can not) (believe|trust) (it|this|that|him|her)',
  ]);
  rule('CTAIL', ['[~ (yes or no|y / n|or not|right or wrong)] [~ CDOUBT]'], () => true);
  rule(
    'CPAIR',
    ['(is|are) CSIDE:l and CSIDE:s [both] [exactly|really] [the] (same|equal) [number|fraction|amount|thing]'],
    (v) => claim({ ...v, r: 'equals' }),
  );
  rule(
    'QUESTION',
    ['CLEAD STATED:x CTAIL', '[CSAYS] STATED:x CTRAIL CTAIL', 'CASKED:x CTAIL', 'CPAIR:x CTAIL'],
    ({ x }) => x,
  );
  rule(
    'QUESTION',
    [
      '(true or false|t or f) [~] STATED:x [~ CDOUBT]',
      '[CSAYS] STATED:x ~ (true or false|t or f) [~ CDOUBT]',
      'is this true or false [~] STATED:x [~ CDOUBT]',
    ],
    ({ x }) => ({ ...(x as object), truth: true }),
  );
};

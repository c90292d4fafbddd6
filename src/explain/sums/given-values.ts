/** Expressions in letters whose values are told, for the reading by explanation: "if x = 5 what is 2x + 1". */
import type { Fit, Grammar, Terminal, Values } from '../grammar/grammar.ts';
import type { Token } from '../grammar/tokens.ts';

/** What an expression is made of: letters stand alone, and a product without a sign has its `*`. */
type Parts = readonly string[];

const SIGN_WORDS: Readonly<Record<string, string>> = { plus: '+', minus: '-', times: '*' };
const POWERS: Readonly<Record<string, string>> = { squared: '2', cubed: '3' };

const isLetters = ({ kind, text }: Token): boolean => kind === 'word' && /^[b-z]$|^a$|^[a-z]{2}$/.test(text);
const closes = (part: string | undefined): boolean => part !== undefined && !/^[-+*/^(]$/.test(part);

/** The longest expression from here that holds a letter. Two letters side by side are a product. */
const expression: Terminal = ({ tokens }, at): readonly Fit[] => {
  const parts: string[] = [];
  let depth = 0;
  let fit: Fit | undefined;
  for (let end = at; end < Math.min(tokens.length, at + 40); end++) {
    const token = tokens[end]!;
    const text = SIGN_WORDS[token.text] ?? token.text;
    const beside = closes(parts.at(-1));
    if (token.kind === 'number') {
      if (beside) break;
      parts.push(text);
    } else if (beside && POWERS[text] !== undefined) parts.push('^', POWERS[text]);
    else if (isLetters(token)) {
      if (beside && !token.glued) break;
      parts.push(...(beside ? ['*'] : []), ...[...text].flatMap((letter, i) => (i === 0 ? [letter] : ['*', letter])));
    } else if (text === '(') {
      if (beside && !token.glued) break;
      parts.push(...(beside ? ['*'] : []), '(');
      depth++;
    } else if (text === ')') {
      if (!beside || depth === 0) break;
      depth--;
      parts.push(')');
    } else if (/^[-+*/^]$/.test(text)) {
      if (!beside && !(text === '-' && (parts.length === 0 || parts.at(-1) === '('))) break;
      parts.push(text);
    } else break;
    const whole = closes(parts.at(-1)) && depth === 0;
    if (whole && parts.some((part) => /^[a-z]$/.test(part))) fit = { end: end + 1, value: [...parts] };
  }
  return fit ? [fit] : [];
};

type Told = readonly (readonly [letter: string, value: string])[];

/** The sum with values for letters: each letter has one value, and each value is needed. */
const withValues = (parts: Parts, told: Told): unknown => {
  const values = new Map(told);
  const letters = new Set(parts.filter((part) => /^[a-z]$/.test(part)));
  if (values.size !== told.length || values.size !== letters.size || parts.length < 2) return undefined;
  if ([...letters].some((letter) => !values.has(letter))) return undefined;
  const text = (part: string): string => {
    const value = values.get(part) ?? part;
    return /^-.|\//.test(value) && part !== '/' ? `(${value})` : value;
  };
  return { type: 'value', expression: parts.map(text).join('') };
};

export const addGivenValues = (grammar: Grammar): void => {
  const { rule } = grammar;
  grammar.terminal('POLYNOMIAL', expression);
  rule('LET', '[let] LETTER:v (=|is|equals|be|: =) NUM:n', ({ v, n }) => [[v, n]]);
  rule('LETS', 'LET:a', ({ a }) => a);
  rule('LETS', '[both] LET:a [,|;] [and] LETS:b', ({ a, b }) => [...(a as Told), ...(b as Told)]);
  rule('WORTHOF', ['[the] (value|result) of', 'the expression', '[the] value of the expression'], () => true);
  const build = ({ e, l }: Values): unknown => withValues(e as Parts, l as Told);
  rule(
    'QUESTION',
    [
      `[if|when|given|given that|for|with|where|suppose|say|assume] LETS:l ~ [then|and] [what is|find|calculate|work
        out|evaluate|compute|how much is|what does|whats|so what is|give me|tell me] [WORTHOF] POLYNOMIAL:e
        [=|is|equals|equal|make|come to|worth|be] [what|?|_]`,
      'LETS:l ~ print \\( POLYNOMIAL:e \\)',
      `[what is|find|calculate|work out|evaluate|compute|how much is|whats|give me|tell me] [WORTHOF] POLYNOMIAL:e [~]
        (if|when|for|with|where|given|given that|at|using) LETS:l`,
    ],
    build,
  );
  const called = ({ f, g, v, e, n }: Values): unknown =>
    f === g ? withValues(e as Parts, [[String(v), String(n)]]) : undefined;
  rule(
    'QUESTION',
    [
      `[if|given|given that|let|suppose] [the function] LETTER:f \\( LETTER:v \\) = POLYNOMIAL:e ~ [then|and] [what is|find|
        calculate|work out|evaluate|compute|how much is|whats|so what is|give me] [the value of] LETTER:g \\( NUM:n \\)
        [=] [what|?|_]`,
      `[what is|find|calculate|work out|evaluate] LETTER:g \\( NUM:n \\) (if|when|for|where|given|given that) LETTER:f \\(
        LETTER:v \\) = POLYNOMIAL:e`,
    ],
    called,
  );
};

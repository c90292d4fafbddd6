/** Operands of a sum that is told in words, with signs between them by precedence, for the reading by explanation. */
import { prefixed } from './step-words.ts';

export type Part = { tag: string; value: string; at: number; end: number };

export class Unclear extends Error {}

const WORDS_OF_FUNCTIONS: Readonly<Record<string, string>> = {
  SUM: '+',
  PRODUCT: '*',
  DIFFERENCE: '-',
  QUOTIENT: '/',
};

export type State = {
  readonly parts: readonly Part[];
  at: number;
  /** What came before; undefined at the start and on the other side of an equation. */
  so: string | undefined;
  letter: string | undefined;
  /** An unknown is in it. */
  unknown: boolean;
  /** Where what it comes to ended. */
  from: number;
};

export const peek = ({ parts, at }: State, ahead = 0): Part | undefined => parts[at + ahead];
export const is = (state: State, ...tags: readonly string[]): boolean => tags.includes(peek(state)?.tag ?? '');
export const said = (state: State, pattern: RegExp): boolean => pattern.test(peek(state)?.value ?? '');

export const take = (state: State, ...tags: readonly string[]): Part | undefined => {
  const part = peek(state);
  if (!part || !tags.includes(part.tag)) return undefined;
  state.at++;
  return part;
};

export const skip = (state: State, words: RegExp): void => {
  while (/^(?:ASK|STOP)$/.test(peek(state)?.tag ?? '') && words.test(peek(state)!.value)) state.at++;
};

export const unknown = (state: State, name: string): string => {
  const letter = /^[a-z]$/.test(name) ? name : undefined;
  if (letter && state.letter && letter !== state.letter) throw new Unclear();
  state.letter ??= letter;
  state.unknown = true;
  return 'x';
};

/** What a pronoun stands for: what came before, else the unknown. */
const pronoun = (state: State): string => (state.so === undefined ? unknown(state, '') : `(${state.so})`);

export const primary = (state: State): string | undefined => {
  const start = state.at;
  skip(state, /^(?:the|a|an|number|numbers|result|value|of)$/);
  const part = peek(state);
  const made = ((): string | undefined => {
    switch (part?.tag) {
      case 'N': {
        state.at++;
        const plural = take(state, 'PLURAL');
        // "3x": the letter touches.
        const letter = is(state, 'X') && peek(state)!.at === part.end && /^[a-z]$/.test(peek(state)!.value);
        if (letter) return `(${part.value}*${unknown(state, state.parts[state.at++]!.value)})`;
        return plural ? `(${part.value}*${plural.value})` : part.value;
      }
      case 'X':
        state.at++;
        return unknown(state, part.value);
      case 'NUMBER':
        state.at++;
        return part.value === 'itself' && state.so !== undefined ? `(${state.so})` : unknown(state, '');
      case 'IT':
        state.at++;
        return pronoun(state);
      case '(': {
        state.at++;
        const inner = sum(state);
        if (!inner || !take(state, ')')) throw new Unclear();
        return `(${inner})`;
      }
      case 'PRE': {
        state.at++;
        const of = primary(state);
        return of && prefixed(part.value, of);
      }
      case 'SUM':
      case 'PRODUCT':
      case 'DIFFERENCE':
      case 'QUOTIENT':
        state.at++;
        return listed(state, part.tag);
      default:
        return undefined;
    }
  })();
  if (made === undefined) {
    state.at = start;
    return undefined;
  }
  let text = made;
  for (;;) {
    const post = take(state, 'POST');
    if (post) text = `(${text}^${post.value === 'squared' ? 2 : 3})`;
    else if (is(state, '^')) {
      state.at++;
      const power = primary(state);
      if (!power) throw new Unclear();
      text = `(${text}^${power})`;
    } else return text;
  }
};

/** "The sum of 3, 4 and 5", "the difference of 9 and 4". */
const listed = (state: State, tag: string): string => {
  const terms: string[] = [];
  for (;;) {
    const term = product(state);
    if (!term) throw new Unclear();
    terms.push(term);
    const before = state.at;
    if (take(state, 'STOP')) take(state, 'AND');
    else if (!take(state, 'AND') && !(tag === 'QUOTIENT' && take(state, 'BY'))) break;
    if (!is(state, 'N', 'X', 'NUMBER', 'PRE', '(', 'SUM', 'PRODUCT', 'DIFFERENCE', 'QUOTIENT', 'ASK')) {
      state.at = before;
      break;
    }
    // The next of a list, and not the beginning of what comes after it.
    if (is(state, 'ASK') && !said(state, /^(?:the|a)$/)) {
      state.at = before;
      break;
    }
  }
  if (terms.length < 2 || (/^(?:DIFFERENCE|QUOTIENT)$/.test(tag) && terms.length > 2)) throw new Unclear();
  return `(${terms.join(WORDS_OF_FUNCTIONS[tag])})`;
};

export const product = (state: State): string | undefined => {
  let text = primary(state);
  if (text === undefined) return undefined;
  // "Seven times it"
  if (is(state, 'MULTIPLY') && said(state, /^times (?:it|that|this)$/) && /^[\d.]+$/.test(text)) {
    state.at++;
    if (is(state, 'BY')) throw new Unclear();
    text = `${text}*${pronoun(state)}`;
  }
  while (is(state, '*', '/')) {
    const { tag } = state.parts[state.at++]!;
    const by = primary(state);
    if (!by) throw new Unclear();
    text = `${text}${tag}${by}`;
  }
  return text;
};

/** Products with signs between them, and what is said the other way round: "5 less than 3 times 4". */
export const sum = (state: State): string | undefined => {
  let text = product(state);
  if (text === undefined) return undefined;
  for (;;) {
    const more = is(state, 'MORE') && said(state, /^more$/) && peek(state, 1)?.value === 'than';
    if (is(state, '+', '-')) {
      const { tag } = state.parts[state.at++]!;
      const by = product(state);
      if (!by) {
        state.at--;
        return text;
      }
      text = `${text}${tag}${by}`;
    } else if (is(state, 'BACK', 'ABOVE', 'ONTO') || more) {
      const { tag } = state.parts[state.at++]!;
      if (more) state.at++;
      const other = sum(state);
      if (!other) throw new Unclear();
      text = tag === 'BACK' ? `${other}-(${text})` : `${other}+(${text})`;
    } else return text;
  }
};

export const operand = (state: State): string => {
  const text = sum(state);
  if (text === undefined) throw new Unclear();
  return text;
};

export const unclear = (): never => {
  throw new Unclear();
};

export const productOr = (state: State): string => product(state) ?? unclear();

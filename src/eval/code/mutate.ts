/**
 * Single-token mutations of a source: one operator, number, boolean or method name becomes a neighbour of it. What is
 * mutated are programs whose tests are known, so that a bug is made whose mending can be judged.
 */
import { tokensOf } from './tokens.ts';

/** `at` is the place in the reference; `source` the whole mutated text. */
export type Mutation = { at: number; from: string; to: string; source: string };

const SWAPS: Readonly<Record<string, readonly string[]>> = {
  '===': ['!=='],
  '!==': ['==='],
  '==': ['!='],
  '!=': ['=='],
  '<=': ['<', '>='],
  '>=': ['>', '<='],
  '<': ['<=', '>'],
  '>': ['>=', '<'],
  '&&': ['||'],
  '||': ['&&'],
  '??': ['||'],
  '+': ['-'],
  '-': ['+'],
  '*': ['+', '/'],
  '/': ['*'],
  '%': ['*', '/'],
  '+=': ['-='],
  '-=': ['+='],
  '*=': ['+='],
  '++': ['--'],
  '--': ['++'],
};

const WORDS: Readonly<Record<string, readonly string[]>> = {
  true: ['false'],
  false: ['true'],
  min: ['max'],
  max: ['min'],
  floor: ['ceil'],
  ceil: ['floor'],
  push: ['unshift'],
  unshift: ['push'],
  some: ['every'],
  every: ['some'],
  shift: ['pop'],
  pop: ['shift'],
};

/** Marks that are also written in types stand between spaces where they are operators. */
const SPACED = new Set(['<', '>', '*', '/', '%', '+', '-', '&&', '||']);

/** Every mutation of a source, in the order of their places. */
export const mutationsOf = (source: string): Mutation[] => {
  const tokens = tokensOf(source);
  return tokens.flatMap(({ kind, text, at }, i) => {
    const spaced = tokens[i - 1]?.kind === 'space' && tokens[i + 1]?.kind === 'space';
    const others = (): readonly string[] => {
      if (kind === 'mark') return SPACED.has(text) && !spaced ? [] : (SWAPS[text] ?? []);
      if (kind === 'word') return Object.hasOwn(WORDS, text) ? WORDS[text]! : [];
      if (kind === 'number' && /^\d+$/.test(text))
        return [String(Number(text) + 1), ...(text === '0' ? [] : [String(Number(text) - 1)])];
      return [];
    };
    return others().map((to) => ({
      at,
      from: text,
      to,
      source: source.slice(0, at) + to + source.slice(at + text.length),
    }));
  });
};

/** What explanations by roles share: units, the clause that asks, and whether it names something not told before. */
import { unitsNamed } from '../../problem/solve/units.ts';
import type { Item } from './role-words.ts';
import { isNumberWord } from './terminals.ts';
import { isBoundary, tokensOf, type Token } from './tokens.ts';

export const valueOf = ({ value }: Item): string => String(value);

/** A word or sign of a unit; "in" and "a" are none. */
export const isUnit = (text: string): boolean =>
  !/^(?:in|a|i)$/.test(text) && (unitsNamed(text).length > 0 || /^[£$€°]$/.test(text));

/** The unit that a word names; money of any currency is its sign. */
export const valueOfUnit = (text: string): string => unitsNamed(text)[0]?.name ?? text;

const ASKS = /^(?:how|what|which|who|whats|give|tell|find|state|express|as|in|calculate|work|say|name|report)$/;
export const COMMON = new Set(
  `how many much what which who whats is are was were will would be do does did has have had the a an of in on at
  to for from it that this they them i me my we us our you your he she his her there here please as by and so now
  then give tell find state express calculate work out say name report get got makes make come comes can could
  should percent percentage per cent number amount value answer result about exactly long far fast big large
  altogether total all with if or these those one each gets take today yet people persons kids things items
  rate share whole entire new lowest terms simplest form simplified fraction decimal same`.split(/\s+/),
);

/** The beginning of a word, by which its forms are the same: "invalid", "bulbs". */
export const stemOf = (word: string): string =>
  word
    .replace(/^won$/, 'win')
    .replace(/(?<=..)(?:ies|ied|es|ed|ing|(?<!s)s|ly|y|e)$/, '')
    .slice(0, 6);

/** Where the clause that asks begins, behind the last number, and the words in it that were not told before. */
export const newlyNamed = (tokens: readonly Token[], from: number): { from: number; names: readonly string[] } => {
  let ask = -1;
  for (let at = from; at < tokens.length; at++) {
    const { text } = tokens[at]!;
    if (
      ASKS.test(text) &&
      !(text === 'as' && tokens[at + 1]?.text !== 'a') &&
      !(text === 'in' && ask < 0 && at === from)
    ) {
      ask = at;
      break;
    }
    if (isBoundary(tokens[at]) && at + 1 < tokens.length && !/^[,]$/.test(text)) {
      ask = at + 1;
      break;
    }
  }
  if (ask < 0) return { from: tokens.length, names: [] };
  const told = new Set(tokens.slice(0, ask).map(({ text }) => stemOf(text)));
  const names = tokens
    .slice(ask)
    .filter(({ kind, text }) => kind === 'word' && !COMMON.has(text) && !isUnit(text) && !told.has(stemOf(text)))
    .map(({ text }) => text);
  return { from: ask, names };
};

/** What is asked of money says nothing of another part of it. */
const PAID = new Set(
  'price cost costs pay pays paid money sale final reduced discount discounted save saved saving tip tax vat bill'.split(
    ' ',
  ),
);

/**
 * Whether a question asks for something that it has not told of: "30 % of the 90 seats are empty, how many are taken?"
 * Which part is meant follows from what the words mean, and not from their roles.
 */
export const asksAnew = (question: string): boolean => {
  const tokens = tokensOf(question);
  if (!tokens) return true;
  const last = tokens.findLastIndex(({ kind, text }) => kind === 'number' || isNumberWord(text));
  return newlyNamed(tokens, last + 1).names.some((name) => !PAID.has(name));
};

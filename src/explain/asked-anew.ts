/**
 * Whether a question asks for something that it has not told of: "30 % of the 90 seats are empty, how many are taken?"
 * Which part is meant follows from what the words mean, and not from their roles: no explanation may count as a check.
 */
import { isNumberWord } from './terminals.ts';
import { isBoundary, tokensOf, type Token } from './tokens.ts';

/** Words that ask, point or join, money and measures: they name nothing new. */
const PLAIN = new Set(
  `how many much what which is are was were be been do does did will would can could has have had get gets got i we you
  he she it they them there that this these those the a an my our your his her its their of in on at to for from by
  with per and or so then now exactly please percent percentage per cent part fraction number amount total altogether
  all sum price cost costs pay paid pays euros euro dollars dollar pounds pound cents pence money new sale final value
  as if out off each one ones me us about whats thats answer work calculate find tell give come comes makes make
  up equal equals say simplest form lowest terms decimal whole thanks thank bill reduced discounted save saved saving
  discount tip tax vat interest`.split(/\s+/),
);

const stem = (word: string): string => word.replace(/'s$/, '').replace(/(?:ies|es|s|ed|ing)$/, '');

const asksFrom = (tokens: readonly Token[]): number => {
  const word = tokens.findLastIndex(({ kind, text }) => kind === 'word' && /^(?:how|what|which)$/.test(text));
  if (word >= 0) return word;
  const sign = tokens.slice(0, -1).findLastIndex((token) => isBoundary(token));
  return sign + 1;
};

/** A clause that asks, has no number of its own, and holds a word that stands nowhere before. */
export const asksAnew = (question: string): boolean => {
  const tokens = tokensOf(question);
  if (!tokens) return true;
  const from = asksFrom(tokens);
  const asked = tokens.slice(from);
  if (from === 0 || asked.some(({ kind, text }) => kind === 'number' || isNumberWord(text))) return false;
  const told = new Set(tokens.slice(0, from).map(({ text }) => stem(text)));
  return asked.some(({ kind, text }) => kind === 'word' && !PLAIN.has(text) && !told.has(stem(text)));
};

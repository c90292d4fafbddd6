/** What a story tells, as data: amounts, rates and parts, each with what its verb does and whose it is. */
import type { Thing, Token } from './tokens.ts';
import type { Said } from './verbs.ts';
import type { Verb } from './words.ts';

export type Amount = {
  type: 'amount' | 'rate';
  /** A number, or a sum in brackets. */
  value: string;
  thing: Thing;
  /** Of a rate: what it is told for each of. Undefined: of what was counted before. */
  per?: Thing;
  /** "2 each a day": told for a second thing too. */
  also?: Thing | undefined;
  /** Of a rate that was made of others: those. */
  parts?: readonly Fact[];
  verb: Verb | undefined;
  /** The verb as it stands. */
  word: string;
  /** Whose it is, and to whom it goes; '' when nobody is named. */
  owner: string;
  receiver: string;
  sentence: number;
  clause: number;
  /** "5 more", "another 5". */
  more: boolean;
  /** What there is at the end: "now has 9", "9 are left". */
  result: boolean;
  /** Told in the question. */
  asked: boolean;
  /** "5 of them", "8 of the eggs". */
  among: boolean;
  /** What some of them are: "6 of them were new". */
  state: boolean;
  /** "10 stickers on a page". */
  maybe?: Thing;
  /** What stands before the verb: "coaches seat 48 each". */
  subject?: Thing;
  /** Its place among the facts. */
  order: number;
  /** The words before it in its clause. */
  before: string;
  after: string;
};
/** A share of what there is, or of an amount that is told: "a third of the 90 sweets". */
export type Part = {
  type: 'part';
  ratio: string;
  of: 'all' | 'rest';
  whole: string | undefined;
  thing: Thing;
  clause: number;
  /** Its place among the facts. */
  order: number;
  owner: string;
  verb: Verb | undefined;
  word: string;
  sentence: number;
  asked: boolean;
};
export type Fact = Amount | Part;
/** What was read, and the telling words that a fact explains, by their place. */
export type Told = {
  facts: Fact[];
  explained: Set<Token>;
  /** What was met that no reading takes: two numbers side by side, a verb beyond the vocabulary. */
  strange: string | undefined;
};

export type Context = { names: ReadonlySet<string>; sentence: number; clause: number; asked: boolean };
export type Clause = {
  tokens: readonly Token[];
  /** The verbs of the clause, or the last one of the clause before. */
  verbs: readonly Said[];
  owner: string;
  each: Thing | undefined;
};

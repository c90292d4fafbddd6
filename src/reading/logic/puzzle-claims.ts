/**
 * What somebody says in a puzzle of liars, as a formula: who lies, how many do, who is of the same kind, who did it,
 * where it is, or a sum. People are signs (`§0`, see puzzle-words.ts). A claim with a word that has no role is not
 * read.
 */

import { HOLDER } from './puzzle-words.ts';

export type Speech = {
  names: readonly string[];
  /** Who speaks, as a number of `names`. */ self?: number;
  /** Reported in the words of another: "she did not" is of who speaks. */ reported?: boolean;
};

const words = (text: string): string[] =>
  text
    .replace(/["'.!?;:]+/g, ' ')
    .replace(/,/g, ' , ')
    .split(/\s+/)
    .filter((one) => one !== '');

/** Words that say nothing beside a verb: forms of "to be", articles, adverbs. */
const SKIP = new Set(
  'is are am was were be being been a an the always only all now just really actually ever known to man woman person boy girl one ones of kind who that people both completely totally habitual every time single speaks'.split(
    ' ',
  ),
);
const NEGATE = new Set(['not', 'never', 'no', "isn't", "aren't"]);
const LIES = new Set(
  'lie;lies;lied;lying;liar;liars;knave;knaves;fib;fibs;fibbing;fibber;untruthful;dishonest;faulty;false;wrong;tells lies;tell lies;telling lies;says lies;untrue;an untruth;broken'.split(
    ';',
  ),
);
const HONEST = new Set(
  'tells truth;tell truth;told truth;telling truth;speak truth;truth;speaking truth;says truth;say truth;saying truth;truthful;honest;knight;knights;truth-teller;truth-tellers;truth teller;truthteller;truthtellers;true;right;correct;trustworthy;truth speaker;tells truths'.split(
    ';',
  ),
);

/** Whether words say that somebody lies (false) or does not (true); undefined where they say something else. */
export const honesty = (told: readonly string[]): boolean | undefined => {
  let turned = false;
  const core: string[] = [];
  for (const word of told) {
    if (NEGATE.has(word)) turned = !turned;
    else if ((word === 'does' || word === 'do' || word === 'did') && told.includes('not')) continue;
    else if (!SKIP.has(word)) core.push(word);
  }
  const text = core.join(' ');
  if (LIES.has(text)) return turned;
  return HONEST.has(text) ? !turned : undefined;
};

const SIGN = /^§(\d)$/;
const personAt = (word: string | undefined, { names, self, reported }: Speech): number | undefined => {
  const sign = SIGN.exec(word ?? '');
  if (sign) return Number(sign[1]);
  if (/^(?:i|me|myself|mine)$/.test(word ?? '')) return self;
  if (reported && /^(?:he|she|they|him|her|himself|herself)$/.test(word ?? '')) return self;
  return word === 'other' && names.length === 2 && self !== undefined ? 1 - self : undefined;
};

type Group = { who: number[]; count: 'all' | 'none' | 'some' | number; rest: string[] };

const everybody = ({ names }: Speech): number[] => names.map((_, i) => i);

/** "we both", "neither of us", "exactly 1 of us", "A and I", "A": who is spoken of, and the words behind. */
const groupOf = (told: readonly string[], speech: Speech): Group | undefined => {
  const text = told.join(' ');
  const all = everybody(speech);
  const us = '(?:us(?: (?:\\d|here|all))?|these statements|the statements|the labels|these labels|them)';
  const counted = new RegExp(
    `^(at least |exactly |only |just )?(\\d|one|both|all(?: \\d)?|neither|none) of ${us} (.*)$`,
  ).exec(text);
  if (counted) {
    const [, how, many, rest] = counted as unknown as [string, string | undefined, string, string];
    const behind = rest.split(' ');
    if (/^(?:both|all)/.test(many))
      return many === 'both' && all.length !== 2 ? undefined : { who: all, count: 'all', rest: behind };
    if (many === 'neither' || many === 'none')
      return many === 'neither' && all.length !== 2 ? undefined : { who: all, count: 'none', rest: behind };
    if (how === 'at least ') return /^(?:1|one)$/.test(many) ? { who: all, count: 'some', rest: behind } : undefined;
    return how === undefined ? undefined : { who: all, count: many === 'one' ? 1 : Number(many), rest: behind };
  }
  if (told[0] === 'both' && told[2] === 'and') return groupOf(told.slice(1), speech);
  if (/^(?:we|all)$/.test(told[0]!)) {
    const rest = told.slice(1).filter((one) => one !== 'both' && one !== 'all');
    if (told.includes('both') && all.length !== 2) return undefined;
    // "We" of three may be two of them.
    return all.length > 2 && !told.includes('all') ? undefined : { who: all, count: 'all', rest };
  }
  const start = /^(?:the|that)$/.test(told[0]!) ? 1 : 0;
  const first = personAt(told[start], speech);
  if (first === undefined) return undefined;
  const next = told[start + 1] === 'one' || told[start + 1] === 'guard' ? start + 2 : start + 1;
  if (told[next] === 'and') {
    const second = personAt(told[next + 1], speech);
    if (second !== undefined)
      return { who: [first, second], count: 'all', rest: told.slice(next + 2).filter((one) => one !== 'both') };
  }
  return { who: [first], count: 'all', rest: told.slice(next) };
};

const ofGroup = ({ who, count }: Group, honest: boolean, names: readonly string[]): string | undefined => {
  const one = (i: number, truth: boolean): string => (truth ? names[i]! : `not ${names[i]!}`);
  const every = (truth: boolean): string => `(${who.map((i) => one(i, truth)).join(' and ')})`;
  if (count === 'all') return every(honest);
  if (count === 'none') return every(!honest);
  if (count === 'some') return `not ${every(!honest)}`;
  return count > names.length ? undefined : `liars = ${honest ? names.length - count : count}`;
};

const DEEDS =
  'did|broke|took|stole|ate|nicked|hid|dropped|smashed|opened|lost|killed|wrote|drew|spilled|spilt|cracked|ordered|cheated|scratched|painted|burnt|burned|finished|drank|borrowed|moved|left|cut|tore|kicked|won|knocked|pinched|let|made';
const DEED = new RegExp(`^(?:${DEEDS})$`);
const NEAR = new RegExp(`^(?:in|inside|behind|the|under|one|at|${HOLDER})$`);
const HERE = /^(?:here|mine|me|this|inside)$/;
/** Words of what was done, or of what lies where: no number, no other person, nothing that turns the sense. */
const plainObject = (told: readonly string[]): boolean =>
  told.length <= 6 &&
  told.every((one) => !SIGN.test(one) && !/^(?:not|never|no|or|if|unless|but|and|,|\d+)$/.test(one));

/** Who did it, or where it is: `did_NAME`. */
const deed = (told: readonly string[], speech: Speech): string | undefined => {
  const { names, self } = speech;
  const did = (i: number | undefined, so: boolean): string | undefined =>
    i === undefined ? undefined : `${so ? '' : 'not '}did_${names[i]!}`;
  const start = told[0] === 'that' ? 1 : 0;
  const rest = told.slice(start);
  // "it was Lily", "it wasn't me", "not me", "was not me"
  const it =
    /^(?:(?:it|the (?:thief|culprit)) (?:was|is)|was|is)? ?(not )?(§\d|me|i|him|her)(?: who .*| that .*)?$/.exec(
      rest.join(' '),
    );
  if (it && rest.length > 1) return did(personAt(it[2], speech), it[1] === undefined);
  const who = personAt(rest[0], speech);
  if (who !== undefined) {
    const turned = /^(?:did|have|has)$/.test(rest[1] ?? '') && /^(?:not|never)$/.test(rest[2] ?? '');
    if (turned)
      return rest.length === 3 || (rest.length > 3 && plainObject(rest.slice(4))) ? did(who, false) : undefined;
    if (rest[1] === 'never' && DEED.test(rest[2] ?? '') && plainObject(rest.slice(3))) return did(who, false);
    if (/^(?:is|am|was)$/.test(rest[1] ?? '')) {
      const last = rest.slice(2).join(' ');
      if (/^(?:guilty|the (?:thief|culprit|one|one who did it))$/.test(last)) return did(who, true);
      if (/^(?:innocent|not guilty|not the (?:thief|culprit|one))$/.test(last)) return did(who, false);
      return undefined;
    }
    return DEED.test(rest[1] ?? '') && plainObject(rest.slice(2)) ? did(who, true) : undefined;
  }
  return placed(rest, speech, self, did);
};

/** "the prize is in here", "gold is not in §0", "it is in the §1", "this box is empty". */
const placed = (
  told: readonly string[],
  speech: Speech,
  self: number | undefined,
  did: (i: number | undefined, so: boolean) => string | undefined,
): string | undefined => {
  const text = told.join(' ');
  const empty =
    /^(?:this (?:${HOLDER}|one)|i am|here) (?:is )?(not )?empty$/.exec(text) ??
    /^(?:this (?:${HOLDER}|one)|i) (?:am |is )?(not )?empty$/.exec(text);
  if (empty) return did(self, empty[1] !== undefined);
  const holds =
    /^(?:this (?:${HOLDER}|one)|i) (does not |do not )?(?:has|have|holds?|contains?|hides?) (?:the )?\w+$/.exec(text);
  if (holds) return did(self, holds[1] === undefined);
  const at = told.findIndex((one) => /^(?:is|lies|sits)$/.test(one));
  if (at < 1 || at > 3 || told.slice(0, at).some((one) => SIGN.test(one))) return undefined;
  const so = told[at + 1] !== 'not';
  const where = told.slice(so ? at + 1 : at + 2).filter((one) => !NEAR.test(one));
  if (where.length !== 1) return undefined;
  return did(HERE.test(where[0]!) ? self : personAt(where[0], speech), so);
};

/** "2 + 2 = 5", "2 plus 2 is 5" */
const sumOf = (text: string): string | undefined => {
  const plain = text
    .replace(/\bplus\b/g, '+')
    .replace(/\b(?:minus|take away)\b/g, '-')
    .replace(/\btimes\b/g, '*')
    .replace(/(?<=\d) and (?=\d+ (?:is|are|make))/g, ' + ')
    .replace(/\bis (?:greater|more|bigger) than\b/g, '>')
    .replace(/\bis (?:less|smaller) than\b/g, '<')
    .replace(/(?<=\d) (?:is|are|makes?|equals|gives) (?=\d)/g, ' = ')
    .trim();
  return /^[-+*\d\s]+[=<>][-+*\d\s]+$/.test(plain) && /\d/.test(plain)
    ? `(${plain.replaceAll(/\s+/g, ' ').trim()})`
    : undefined;
};

const simple = (text: string, speech: Speech): string | undefined => {
  const sum = sumOf(text);
  if (sum !== undefined) return sum;
  const told = words(text);
  if (told[0] === 'that') told.shift();
  if (told.length === 0) return undefined;
  if (/^(?:he|she|they) (?:himself|herself) /.test(told.join(' '))) told.splice(1, 1);
  const group = groupOf(told, speech);
  if (group) {
    const honest = honesty(group.rest);
    if (honest !== undefined) return ofGroup(group, honest, speech.names);
    const pair = group.who.length === 2 ? group.who.map((i) => speech.names[i]!) : undefined;
    const rest = group.rest.filter((one) => !SKIP.has(one) && !/^(?:kinds?|types?|sorts?)$/.test(one)).join(' ');
    if (pair && /^(?:same|alike|not different)$/.test(rest)) return `(${pair[0]} iff ${pair[1]})`;
    if (pair && /^(?:different|not same|not alike|opposite)$/.test(rest)) return `(${pair[0]} xor ${pair[1]})`;
  }
  return deed(told, speech);
};

/** What is said, as a formula; undefined where a word of it has no role. */
export const claimOf = (text: string, speech: Speech): string | undefined => {
  const plain = text
    .trim()
    .replace(/[.!?;,]+$/, '')
    .trim();
  const whole = simple(plain, speech);
  if (whole !== undefined) return whole;
  const conditional = /^if (.+?),? (?:then )?(?=§|i |we )(.+)$/.exec(plain);
  if (conditional) {
    const [a, b] = [claimOf(conditional[1]!.replace(/,? then$/, ''), speech), claimOf(conditional[2]!, speech)];
    return a === undefined || b === undefined ? undefined : `((${a}) implies (${b}))`;
  }
  for (const [pattern, sign] of [
    [/,? or (?:else )?/g, 'or'],
    [/,? (?:and|but) /g, 'and'],
  ] as const)
    for (const match of plain.matchAll(pattern)) {
      const first = plain.slice(0, match.index).replace(/^either /, '');
      const second = plain.slice(match.index + match[0].length);
      const [a, b] = [claimOf(first, speech), claimOf(second, speech)];
      if (a !== undefined && b !== undefined) return `((${a}) ${sign} (${b}))`;
    }
  return undefined;
};

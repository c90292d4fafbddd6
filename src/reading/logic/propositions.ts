/**
 * Clauses of everyday words as propositions, told apart by their content words: "it rains", "did it rain?" and "it was
 * raining" are one, "it is not raining" is its negation. A clause with a word that may change more than that is no
 * proposition.
 */

import type { ProblemOf } from '../../problem/formal/problem.ts';

export type Proposition = { words: ReadonlySet<string>; not: boolean };

/** Words that carry nothing of what is said. */
const EMPTY = new Set(
  (
    'the a an is are was were be been being am do does did has have had get gets got will would shall should it he she they we i ' +
    'you his her its their our my your him them us this that these those there here then so also now right today always of to at in on ' +
    'for with by and really actually indeed still just me yes ever such himself can could too along true over all-over again'
  ).split(' '),
);
/** Words that say more than a proposition does. */
const CHANGING = new Set(
  (
    'or if unless either some most many few several often sometimes usually rarely seldom may might maybe perhaps probably ' +
    'only except without than before after until when while because although more less every each both neither nor who which what how ' +
    'why where says said thinks believes knows wants likely possible'
  ).split(' '),
);
const NEGATIVE = new Set([
  'not',
  'never',
  'no',
  "isn't",
  "wasn't",
  "doesn't",
  "didn't",
  "hasn't",
  "won't",
  "aren't",
  'cannot',
  'nobody',
  'nothing',
  'false',
]);
/** "Nobody is at home": not somebody. */
const TURNED: Readonly<Record<string, string>> = {
  nobody: 'somebody',
  nothing: 'something',
  someone: 'somebody',
  anybody: 'somebody',
  anyone: 'somebody',
  anything: 'something',
};

const IRREGULAR: Readonly<Record<string, string>> = Object.fromEntries(
  (
    'won=win;went=go;gone=go;goes=go;came=come;ran=run;fell=fall;rose=rise;left=leave;lost=lose;ate=eat;took=take;broke=break;' +
    'broken=break;sold=sell;bought=buy;paid=pay;made=make;met=meet;slept=sleep;sang=sing;rang=ring;began=begin;drank=drink;drove=drive;' +
    'flew=fly;froze=freeze;gave=give;grew=grow;kept=keep;knew=know;led=lead;said=say;saw=see;sent=send;shone=shine;spoke=speak;stood=stand;' +
    'swam=swim;taught=teach;told=tell;thought=think;wore=wear;worn=wear;wrote=write;red=red;children=child;men=man;women=woman;people=person;' +
    'mice=mouse;eaten=eat;fallen=fall;seen=see;done=do;taken=take;given=give;known=know;driven=drive;written=write;spoken=speak;stolen=steal;stole=steal;geese=goose;stays=stay;lit=light;agreed=agree;shut=close;closed=close'
  )
    .split(';')
    .map((pair) => pair.split('=') as [string, string]),
);

/** One form for all endings of a word: "rains", "rained" and "raining" are "rain". */
export const stem = (word: string): string => {
  const plain = word.replace(/'s?$/, '');
  const known = IRREGULAR[plain];
  if (known !== undefined) return stemmed(known);
  return stemmed(plain);
};
const stemmed = (word: string): string => {
  if (word.length < 4) return word;
  let base = word
    .replace(/(?<=\w{2})(?:ies|ied)$/, 'y')
    .replace(/(?<=ss|sh|ch|x)es$/, '')
    .replace(/(?<=[a-z]{2,})(?:ing|ed)$/, '')
    .replace(/(?<![us])s$/, '');
  if (/([bdgklmnprt])\1$/.test(base) && base !== word) base = base.slice(0, -1);
  return (base.length > 3 ? base.replace(/e$/, '') : base).replace(/(.)\1/g, '$1');
};

/** Words that are the opposite of another one. */
const OPPOSITES: Readonly<Record<string, string>> = Object.fromEntries(
  'open=close;off=on;down=up;dry=wet;awake=asleep;dead=alive;absent=present;empty=full;guilty=innocent;dark=light;unlock=lock'
    .split(';')
    .map((pair) => pair.split('=').map(stem) as [string, string]),
);

/** Words of a state that has an opposite; "on" is said by its place alone. */
export const STATES: ReadonlySet<string> = new Set(Object.values(OPPOSITES).filter((one) => one !== 'on'));

/** What a clause says; undefined where it holds a word that says more. */
export const propositionOf = (clause: string): Proposition | undefined => {
  let not = false;
  const words = new Set<string>();
  for (const raw of clause
    .toLowerCase()
    .replace(/\bno ?one\b/g, 'nobody')
    .match(/[\p{L}\p{N}]+(?:'[\p{L}]+)?/gu) ?? []) {
    if (CHANGING.has(raw)) return undefined;
    if (NEGATIVE.has(raw)) not = !not;
    if ((NEGATIVE.has(raw) && !Object.hasOwn(TURNED, raw)) || EMPTY.has(raw)) continue;
    const one = stem(TURNED[raw] ?? raw);
    const opposite = OPPOSITES[one];
    if (opposite !== undefined) not = !not;
    words.add(opposite ?? one);
  }
  return words.size === 0 ? undefined : { words, not };
};

const within = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => [...a].every((one) => b.has(one));

/** Which of several propositions one is; undefined where it is none of them, or may be two. */
export const findAmong = (one: Proposition, all: readonly Proposition[]): number | undefined => {
  const same = all.flatMap((other, i) => (within(one.words, other.words) && within(other.words, one.words) ? [i] : []));
  if (same.length === 1) return same[0];
  const near = all.flatMap((other, i) => (within(one.words, other.words) || within(other.words, one.words) ? [i] : []));
  return near.length === 1 ? near[0] : undefined;
};

export const isNegative = (word: string): boolean => NEGATIVE.has(word);

/** The propositions of a question, each with the name that formulas call it by. */
export type Scene = { propositions: Proposition[]; names: string[] };

export const nameOf = (one: Proposition): string => `it_${[...one.words].join('_')}`.replace(/[^\p{L}\p{N}_]/gu, '');

/** Whether what is asked is so, wherever the facts are. */
export const problemOf = (scene: Scene, facts: readonly string[], ask: string): ProblemOf<'liars'> => {
  const lies = ask.startsWith('not ');
  return {
    type: 'liars',
    names: scene.names,
    facts: [...facts],
    says: [],
    ask: { type: lies ? 'lies' : 'honest', name: lies ? ask.slice(4) : ask },
  };
};

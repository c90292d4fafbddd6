/**
 * Reads what follows from rules: "if it rains, the match is cancelled", "all cats purr", "a bus goes only if it has
 * fuel", and what somebody says who always lies or never does. Clauses become propositions (propositions.ts); all cases
 * that fit are tried by the solver of liars. A sentence that is neither a rule nor a fact about them must be idle.
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';
import type { ProblemOf } from '../../problem/formal/problem.ts';
import { solveLiars } from '../../problem/solve/logic.ts';
import { reading, type Reader } from '../reading.ts';
import { numbersIn } from '../text/text.ts';
import { findAmong, isNegative, nameOf, problemOf, propositionOf, stem, type Scene } from './propositions.ts';
import { askedOf, clean, conditional, general, sentencesOf, type Sentence } from './rule-sentences.ts';
import { readCategories } from './categories.ts';
import { readWitness } from './witness.ts';

const TRIGGER = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /if|whenever|when|all|every|each|any|no|only if|lies?|false|untrue|wrong|(?:is|not) (?:true|right|correct)|liar|honest|truth|(?:is|was) known to|implies/,
      /without exception/,
    ),
    /\b/,
  ),
);
const OTHER = new RegExp(
  alternatives(
    /\bhow (?:many|much|long|far|old)\b|\b(?:what|which|who|where)\b[^.]*\?|[=<>+*^]/,
    /\b(?:average|percent|sum|minutes|hours|km|euros?|dollars?|divisible|multiple|prime|even|odd)\b/,
    /\b(?:true|false) (?:and|or|xor)\b|\bsome\b/,
  ),
);

/** A clause as a formula over the propositions that rules speak of. */
const known = (clause: string, { propositions, names }: Scene): string | undefined => {
  const one = propositionOf(clause);
  if (!one) return undefined;
  const at = findAmong(one, propositions);
  if (at === undefined) return undefined;
  return one.not === propositions[at]!.not ? names[at]! : `not ${names[at]!}`;
};

/** The same of a clause of a rule, which is added where it is new. */
const added = (clause: string, scene: Scene): string | undefined => {
  const one = propositionOf(clause);
  if (!one) return undefined;
  if (findAmong(one, scene.propositions) === undefined) {
    scene.propositions.push({ words: one.words, not: false });
    scene.names.push(nameOf(one));
  }
  return known(clause, scene);
};

const COLOURS = new Set('red blue green yellow black white brown pink orange purple grey gray'.split(' '));
/** What is black is not white. */
const otherColour = (clause: string, { propositions, names }: Scene): string | undefined => {
  const colours = (clause.match(/[a-z]+/g) ?? []).filter((one) => COLOURS.has(one)).map(stem);
  const at = propositions.findIndex(({ words }) => [...words].some((one) => COLOURED.has(one)));
  if (colours.length !== 1 || at < 0 || propositions[at]!.words.has(colours[0]!)) return undefined;
  return /\b(?:not|never|no)\b/.test(clause) ? undefined : `not ${names[at]!}`;
};
const COLOURED = new Set([...COLOURS].map(stem));

/** Facts with "and" or "but": each of them. */
const factsIn = (sentence: string, scene: Scene): string[] | undefined => {
  const text = clean(sentence);
  const one = (part: string): string | undefined => known(part, scene) ?? otherColour(part, scene);
  const whole = one(text);
  if (whole !== undefined && !/ (?:and|but) /.test(text)) return [whole];
  const parts = text.split(/,? (?:and|but) /);
  const found = parts.map(one);
  if (whole !== undefined && found.some((part) => part === undefined)) return [whole];
  return parts.length > 1 && found.every((one): one is string => one !== undefined) ? found : undefined;
};

/** Nothing in it may change what follows. */
const isIdle = (sentence: string, { propositions }: Scene): boolean => {
  const words = (sentence.match(/[\p{L}]+/gu) ?? []).map((one) => stem(one));
  return (
    !/\b(?:if|all|no|not|never|only|unless|every|some|except|or|either|most)\b|\d/.test(sentence) &&
    !words.some((one) => propositions.some((other) => other.words.has(one)))
  );
};

/** "Do roses need water?" asks of one that is a rose. */
const ofClass = (clause: string, { propositions, names }: Scene, facts: string[]): string | undefined => {
  const one = propositionOf(clause);
  if (!one) return undefined;
  const fits: [number, number][] = [];
  for (const [i, a] of propositions.entries())
    for (const [j, b] of propositions.entries())
      if (
        i !== j &&
        a.words.size + b.words.size === one.words.size &&
        // "Is every tree an oak?" is not of one that is an oak.
        [...one.words].every((word, at) => (at < a.words.size ? a : b).words.has(word))
      )
        fits.push([i, j]);
  const asked = fits.filter(([i]) => facts.some((fact) => fact.startsWith(`${names[i]!} implies`)));
  if (asked.length !== 1) return undefined;
  const [subject, what] = asked[0]!;
  facts.push(names[subject]!);
  return one.not ? `not ${names[what]!}` : names[what]!;
};

/** "If a member has a key": of whoever is one. */
const INDEFINITE = /^(?:an?|any|every|some|anyone|anybody|someone|somebody) ?[a-z]*/;

/** Rules with "if", and rules about all of a class. */
const readRules = (sentences: readonly Sentence[]): ProblemOf<'liars'> | undefined => {
  const scene: Scene = { propositions: [], names: [] };
  const facts: string[] = [];
  const rest: string[] = [];
  const subjects: string[] = [];
  for (const { text, question } of sentences) {
    const rules = question ? undefined : conditional(text);
    const every = question || rules ? undefined : general(text);
    if (rules)
      for (const { given, so } of rules) {
        const all = given.map((one) => added(one, scene));
        const what = added(so.replace(/^always /, ''), scene);
        if (what === undefined || all.some((one) => one === undefined)) return undefined;
        facts.push(`(${all.join(' and ')}) implies ${what}`);
        const anybody = INDEFINITE.exec(given[0]!);
        if (anybody) subjects.push(anybody[0]);
      }
    else if (every) {
      const [of, is] = [added(every.of, scene), added(every.is, scene)];
      if (of === undefined || is === undefined) return undefined;
      facts.push(`${of} implies ${every.not ? `not (${is})` : is}`);
      subjects.push(every.of);
    } else rest.push(question ? `${text}?` : text);
  }
  if (facts.length === 0) return undefined;
  let ask: string | undefined;
  let certain = false;
  for (const sentence of rest) {
    const asked = sentence.endsWith('?') || sentence === rest.at(-1) ? askedOf(sentence.replace(/\?$/, '')) : undefined;
    if (asked) {
      if (ask !== undefined) return undefined;
      const about = ofOne(asked.clause.replace(/\b(?:every|each|all|any)(?: of)? /, ''), rest, scene, subjects);
      ask = known(about, scene) ?? ofClass(about, scene, facts);
      ({ certain } = asked);
      if (ask === undefined) return undefined;
      continue;
    }
    const told = factsIn(ofOne(sentence, rest, scene, subjects), scene);
    if (told) facts.push(...told);
    else if (!isIdle(sentence, scene)) return undefined;
  }
  if (ask === undefined || scene.names.length > 8) return undefined;
  const problem = problemOf(scene, facts, ask);
  // What does not follow is answered with no, where it is asked whether it follows.
  return certain ? { ...problem, ask: { type: 'follows', name: ask } } : problem;
};

/** "Is Tom a cat" of Tom: the name of whom the facts speak is no part of what is said of them. */
const ofOne = (
  clause: string,
  rest: readonly string[],
  { propositions }: Scene,
  subjects: readonly string[],
): string => {
  if (subjects.length === 0) return clause;
  const words = clause.match(/[\p{L}\p{N}]+/gu) ?? [];
  const shared = words.filter(
    (one) =>
      rest.filter((text) => new RegExp(`(?<![\\p{L}\\p{N}])${one}(?![\\p{L}\\p{N}])`, 'iu').test(text)).length > 1 &&
      !isNegative(one.toLowerCase()) &&
      !propositions.some((other) => other.words.has(stem(one.toLowerCase()))),
  );
  return words.filter((one) => !shared.includes(one)).join(' ');
};

/** "Is Mrs Finch to be fined?" is of whoever the rule is of: names with a title are nobody else's. */
const withoutNames = (text: string): string =>
  text
    .replace(/(?: of)? ?\b(?:Mr|Mrs|Ms|Miss|Dr)\.? \p{Lu}\p{L}+(?:'s)?,?/gu, ' he')
    .replace(/ he being .{1,20},/g, ' he');

/** Letters that stand for statements or classes: "A implies B", "every A is a B". */
const withLetters = (text: string): string => {
  const letters = new Set(text.match(/(?<![\p{L}'])[B-HJ-Z](?![\p{L}'])/gu));
  if (letters.size === 0) return text;
  return text.replace(
    /(?<![\p{L}'])([B-HJ-Z]|(?<=\b(?:every|each|all|no|any|if|then|is|not|implies|an?|and|or) )A|A(?= (?:is|implies|then|and|or|true|holds)\b|[,.?;]))(?![\p{L}'])/gu,
    (_, letter: string) => `statement${letter.toLowerCase()}`,
  );
};

const QUESTION = /(?: so| then)? (?=(?:is|are|does|do|did|has|can|will) \S+ \S)/g;
/** A rule, a fact and a question without a sign between them: every way to part them that is understood. */
const runOn = (text: string): ProblemOf<'liars'> | undefined => {
  if (/[.?!;:"].*\p{L}/su.test(text) || !/^(?:if|when|whenever|all|every|each|no) /.test(text)) return undefined;
  const plain = text.replace(/[.?!]+\s*$/, '').replace(/,? (?:yes or no|yes\/no|y\/n)$/, '');
  const found = new Map<string, ProblemOf<'liars'>>();
  for (const ask of plain.matchAll(QUESTION)) {
    const told = plain.slice(0, ask.index);
    const asked = { text: plain.slice(ask.index + ask[0].length), question: true };
    for (const gap of told.matchAll(/,? (?:and )?/g)) {
      const parts = [told.slice(0, gap.index), told.slice(gap.index + gap[0].length)];
      if (parts.some((one) => one.split(' ').length < 3)) continue;
      const problem = readRules([...parts.map((one) => ({ text: one, question: false })), asked]);
      if (problem && solveLiars(problem).type === 'answer')
        found.set(JSON.stringify(problem.ask) + problem.facts.join(), problem);
    }
  }
  const answers = new Set([...found.values()].map((one) => (solveLiars(one) as { answer: string }).answer));
  return answers.size === 1 ? [...found.values()][0] : undefined;
};

/** Words of which no rule of readRules and no witness speaks. */
const asRules = (low: string, plain: string): ProblemOf<'liars'> | undefined => {
  if (!TRIGGER.test(low) || OTHER.test(low.replace(/\btrue or false\W*$/, ''))) return undefined;
  const sentences = sentencesOf(plain);
  return readWitness(plain) ?? (sentences.length < 2 ? undefined : readRules(sentences)) ?? runOn(plain);
};

export const readFollows: Reader = ({ text, low }) => {
  if (low.length > 600) return undefined;
  const plain = withLetters(withoutNames(text)).toLowerCase().replace(/\s+/g, ' ').trim();
  const problem = readCategories(plain) ?? asRules(low, plain);
  if (problem?.type !== 'liars') return problem;
  return reading(
    problem,
    numbersIn(low).map((one) => one.value),
    false,
  );
};

/**
 * Reads what follows from rules: "if it rains, the match is cancelled", "all cats purr", "a bus goes only if it has
 * fuel", and what somebody says who always lies or never does. Clauses become propositions (propositions.ts); all cases
 * that fit are tried by the solver of liars. A sentence that is neither a rule nor a fact about them must be idle.
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';
import type { ProblemOf } from '../../problem/formal/problem.ts';
import { reading, type Reader } from '../reading.ts';
import { numbersIn } from '../text/text.ts';
import { findAmong, propositionOf, stem, type Proposition } from './propositions.ts';

type Rule = { given: readonly string[]; so: string };

const TRIGGER = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /if|whenever|when|all|every|each|any|no|only if|always lies|never lies|(?:is|was) known to/,
      /always tells?|without exception/,
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

const clean = (text: string): string =>
  text
    .replace(
      /^(?:and|but|so|then|now|also|well|ok|right now|today|we say|i (?:see|know) that|we know that|it is known that|depot rule|rule|the (?:rule|by-law|law) (?:is|says|provides|states) that|house rule)[,:]? +/i,
      '',
    )
    .replace(/^["' ]+|["' ]+$/g, '')
    .trim();

/** "If A, (then) B", "B if A", "A only if B", "whenever A, B". */
const conditional = (sentence: string): Rule[] | undefined => {
  const text = clean(sentence)
    .replace(/["']/g, '')
    .replace(/,? and it is always so$/, '');
  const unless = /\bunless\b/.test(text);
  if (unless) return undefined;
  const inner = /^(.+?) only (.+?),? if (.+)$/.exec(text);
  const only =
    /^(.+?),? only (?:if|when) (.+)$/.exec(text) ?? (inner ? ['', `${inner[1]} ${inner[2]}`, inner[3]!] : null);
  if (only) return conditions(only[2]!).map((one) => ({ given: [only[1]!], so: one }));
  const front =
    /^(?:if|when(?:ever)?|every time|each time|in case) (.+?)(?:, ?(?:then )?| then )(?:always )?(.+)$/.exec(text);
  if (front) return [{ given: conditions(front[1]!), so: front[2]! }];
  const parted = /^(?:if|when(?:ever)?) (.+)$/.exec(text);
  // "If it rains I am at home": parted before the one word that can begin a clause.
  const starts = parted
    ? [
        ...parted[1]!.matchAll(
          /(?<!\b(?:in|on|at|to|of|by|for|with|is|are|from|than|and|or)) (?=(?:i|we|you|he|she|they|it|the|my|our|your|his|her|there) )/g,
        ),
      ]
    : [];
  if (parted && starts.length === 1)
    return [{ given: conditions(parted[1]!.slice(0, starts[0]!.index)), so: parted[1]!.slice(starts[0]!.index + 1) }];
  if (parted) return undefined;
  const back = /^(.+?),? (?:if|whenever) (.+)$/.exec(text);
  return back && !/\bonly\b/.test(back[1]!) ? [{ given: conditions(back[2]!), so: back[1]! }] : undefined;
};

/** "It has fuel and a driver" is two conditions. */
const conditions = (text: string): string[] => text.split(/,? and (?!so\b)/);

/** "all cats purr", "every entry that is posted is approved", "no fish can fly". */
const general = (sentence: string): { of: string; is: string; not: boolean } | undefined => {
  const text = clean(sentence);
  const verbs =
    'is|are|was|were|has|have|wears?|wore|can|must|will|voted|purrs?|barks?|swims?|fl(?:y|ies)|eats?|lives?|likes?|plays?|sleeps?|drinks?|runs?|needs?|gets?|goes|go|got|lays?|sings?|works?|pays?|costs?|starts?|ends?|comes?|contains?|makes?|grows?|shines?|closes?|opens?|passes|passed|failed|speaks?|knows?|owns?|love[sd]?|keeps?|stays?|stayed|carry|carries|rolls?|melts?';
  const all = new RegExp(`^(?:all(?: of)?(?: the| my| our)?|every|each|any|the) (.+?) (${verbs})((?: .+)?)$`).exec(
    text,
  );
  if (all && !text.startsWith('the ')) return { of: all[1]!, is: `${all[2]!}${all[3]!}`, not: false };
  const none = new RegExp(`^(?:no|none of the) (.+?) (${verbs})((?: .+)?)$`).exec(text);
  return none ? { of: none[1]!, is: `${none[2]!}${none[3]!}`, not: true } : undefined;
};

const SPEAKS = new RegExp(
  sequence(
    /^(?:and |now )?(.{1,30}?) (?:is )?(?:just )?/,
    anyOf(
      /says?|said|states?|stated|claims?|tells? (?:me|us|you)/,
      /(?:has |have )?(?:just )?told (?:me|us|you)|is (?:telling|saying)|swears?|insists?/,
    ),
    /(?: (?:me|us|you))?(?: that)?[,:]? ?["']?(.+?)["']?$/,
  ),
);
const LIES = new RegExp(
  sequence(
    /^(.{1,40}?) /,
    anyOf(
      /always lies|lies always|never tells the truth|only (?:ever )?(?:lies|tells lies)/,
      /is (?:always )?(?:a )?(?:known |habitual |compulsive )?(?:liar|lying)(?: always)?/,
      /is known to (?:always )?lie(?: always)?/,
    ),
    /(?:,? (?:always|every single time|every time|without exception|lol))*$/,
  ),
);
const HONEST = new RegExp(
  sequence(
    /^(.{1,40}?) /,
    anyOf(
      /never lies|always (?:tells|speaks|says) (?:the )?truth/,
      /(?:tells|speaks) (?:only |always )?the truth(?: always)?|is (?:always honest|honest always)/,
      /is known to (?:always )?(?:tell the truth|never lie)/,
    ),
    /(?:,? (?:always|every single time|every time|without exception))*$/,
  ),
);

/** "If all cats are animals and Tom is a cat, is Tom an animal?": a rule of a class, a fact and the question. */
const PARTED = new RegExp(
  sequence(
    /^(?:(?:so|ok|suppose|given(?: that)?|assume|we know(?: that)?) )*(?:if )?/,
    /((?:all|every|each|no) [^,.;?!]+?)(?:,? and |, )/,
    /((?!(?:is|are|does|do|can|has|have)\b)[^,.;?!]+?),? (?:then )?/,
    /((?:is|are|does|do|can|has|have|must|will) [^,.;?!]+\?*)$/,
  ),
);
const parted = (text: string): string => text.replace(PARTED, '$1. $2. $3');

/** The sentences of a text: quotes stay whole. */
const sentencesOf = (told: string): { text: string; question: boolean }[] =>
  (parted(told).match(/(?:"[^"]*"|[^.?!;"])+[.?!;]*/g) ?? [])
    .map((one) => ({ text: one.replace(/[.?!;]+\s*$/, '').trim(), question: /\?\s*$/.test(one) }))
    .filter((one) => /[\p{L}]/u.test(one.text));

const ASKING = new RegExp(
  sequence(
    /^(?:so,? |then,? |and |now |hence,? |therefore,? )*/,
    '(',
    alternatives(
      /is it (?:true|certain|sure|right|so) that |does it follow (?:for certain |for sure )?that /,
      /can (?:we|i|you) (?:be sure|conclude|say for sure) that |must it be (?:true )?that /,
    ),
    ')?',
    /((?:is|are|am|was|were|did|does|do|has|have|will|can|must|should|shall)\b.+)$/,
  ),
);

/** The question as a clause, and whether it asks what is certain. */
const askedOf = (sentence: string): { clause: string; certain: boolean } | undefined => {
  const text = sentence
    .replace(/,? (?:yes or no|y\/n|true or false)$/, '')
    .replace(/,? being .{1,20},/, '')
    .trim();
  const led =
    /^(?:so,? |then,? |and |now )*(is it (?:really )?(?:true|certain|sure|right|so) that|does it follow(?: for certain| for sure| necessarily)? that|can (?:we|i|you) (?:be sure|conclude|say for sure) that|must it be (?:true )?that) (.+)$/.exec(
      text,
    );
  if (led) return { clause: led[2]!, certain: !/^is it (?:really )?(?:true|right|so)/.test(led[1]!) };
  const plain = ASKING.exec(text);
  return plain ? { clause: plain[2]!, certain: false } : undefined;
};

type Scene = { propositions: Proposition[]; names: string[] };

const nameOf = (one: Proposition): string => `it_${[...one.words].join('_')}`.replace(/[^\p{L}\p{N}_]/gu, '');

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

/** Facts with "and" or "but": each of them. */
const factsIn = (sentence: string, scene: Scene): string[] | undefined => {
  const text = clean(sentence);
  const whole = known(text, scene);
  if (whole !== undefined) return [whole];
  const parts = text.split(/,? (?:and|but) /);
  const found = parts.map((one) => known(one, scene));
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
        [...one.words].every((word) => a.words.has(word) || b.words.has(word))
      )
        fits.push([i, j]);
  const asked = fits.filter(([i]) => facts.some((fact) => fact.startsWith(`${names[i]!} implies`)));
  if (asked.length !== 1) return undefined;
  const [subject, what] = asked[0]!;
  facts.push(names[subject]!);
  return one.not ? `not ${names[what]!}` : names[what]!;
};

const problemOf = (scene: Scene, facts: readonly string[], ask: string): ProblemOf<'liars'> => {
  const lies = ask.startsWith('not ');
  return {
    type: 'liars',
    names: scene.names,
    facts: [...facts],
    says: [],
    ask: { type: lies ? 'lies' : 'honest', name: lies ? ask.slice(4) : ask },
  };
};

/** Rules with "if", and rules about all of a class. */
const readRules = (sentences: readonly { text: string; question: boolean }[]): ProblemOf<'liars'> | undefined => {
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
      const about = ofOne(asked.clause, rest, scene, subjects);
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
      !propositions.some((other) => other.words.has(stem(one.toLowerCase()))),
  );
  return words.filter((one) => !shared.includes(one)).join(' ');
};

/** Somebody who always lies, or never does, says something: is it so? */
const readWitness = (sentences: readonly { text: string; question: boolean }[]): ProblemOf<'liars'> | undefined => {
  let lies: boolean | undefined;
  let claim: string | undefined;
  let ask: string | undefined;
  for (const { text, question } of sentences) {
    const plain = clean(text);
    if (LIES.test(plain) || HONEST.test(plain)) {
      if (lies !== undefined) return undefined;
      lies = LIES.test(plain);
      continue;
    }
    const said = SPEAKS.exec(plain);
    if (said && !question) {
      if (claim !== undefined) return undefined;
      claim = said[2]!;
      continue;
    }
    const asked = askedOf(text);
    if (asked && ask === undefined) ask = asked.clause;
    else if (!/^(?:lol|haha|y\/n|yes or no)$/.test(plain)) return undefined;
  }
  if (lies === undefined || claim === undefined || ask === undefined) return undefined;
  const told = propositionOf(claim);
  const what = propositionOf(ask);
  if (!told || !what || [...told.words].some((one) => /^(?:lie|liar|ly|truth|honest|knight|knave)$/.test(one)))
    return undefined;
  // "Is it broken?" after "the forklift is not broken": the rest of the subject is "it".
  const scene: Scene = { propositions: [{ words: told.words, not: false }], names: [nameOf(told)] };
  const rest = [...what.words].filter((one) => !told.words.has(one));
  const named = sentences[0]!.text.toLowerCase();
  if (rest.some((one) => !named.includes(one))) return undefined;
  const name = scene.names[0]!;
  if ([...told.words].some((one) => !what.words.has(one)) && !/\b(?:it|he|she|they|there)\b/.test(ask))
    return undefined;
  const so = told.not ? `not ${name}` : name;
  return problemOf(scene, [lies ? (told.not ? name : `not ${name}`) : so], what.not ? `not ${name}` : name);
};

/** "Is Mrs Finch to be fined?" is of whoever the rule is of: names with a title are nobody else's. */
const withoutNames = (text: string): string =>
  text
    .replace(/(?: of)? ?\b(?:Mr|Mrs|Ms|Miss|Dr)\.? \p{Lu}\p{L}+(?:'s)?,?/gu, ' he')
    .replace(/ he being .{1,20},/g, ' he');

export const readFollows: Reader = ({ text, low }) => {
  if (low.length > 600 || !TRIGGER.test(low) || OTHER.test(low)) return undefined;
  const sentences = sentencesOf(withoutNames(text).toLowerCase().replace(/\s+/g, ' '));
  if (sentences.length < 2) return undefined;
  const problem = readWitness(sentences) ?? readRules(sentences);
  return (
    problem &&
    reading(
      problem,
      numbersIn(low).map((one) => one.value),
      false,
    )
  );
};

/**
 * What is so of all things of a kind, and of one thing, for the reading by explanation: "All cats have tails. Momo is a
 * cat. Does Momo have a tail?" The telling words of the fact and those of the question are two halves of the rule, and
 * none is left over. What follows is told only forwards, or backwards from what is denied.
 */
import type { ProblemOf } from '../../problem/formal/problem.ts';
import { isLoaded } from '../grammar/asking.ts';
import { opened } from './tellers.ts';
import { answer, DENIED, SMALL, stem } from './rules.ts';
import { timesSaid, type Token } from '../grammar/tokens.ts';

type Liars = ProblemOf<'liars'>;
/** The stems of the telling words in their order, and whether the sentence denies them. */
type Said = { words: readonly string[]; denied: boolean };

const VERBS = /^(?:is|are|was|were|has|have|had|does|do|did|can|will|gets?|got|must|wears?|eats?|likes?|plays?|owns?)$/;
const PRONOUN = /^(?:he|she|it|they|his|her|its|their|one)$/;
/** Words that make less, more or another thing of a rule. */
const HALF = new RegExp(
  '^(?:only|most|some|many|few|almost|nearly|sometimes|usually|often|mostly|but|except|unless|or|either|both|might|may|' +
    'could|should|perhaps|probably|other|than|if|when|whenever|until|before|after|which|who|whose|why|how|what)$',
);

const normal = (word: string): string => stem(word.replace(/(?<=[a-z]{2})ies$/, 'y'));

const saidOf = (tokens: readonly Token[]): Said | undefined => {
  const words: string[] = [];
  let denied = false;
  for (const { kind, text } of tokens) {
    if (kind === 'sign') {
      if (/^[,"']$/.test(text)) continue;
      return undefined;
    }
    if (HALF.test(text)) return undefined;
    if (DENIED.test(text)) {
      if (denied) return undefined;
      denied = true;
    } else if (!SMALL.has(text)) words.push(normal(text));
  }
  return { words, denied };
};

const sentencesOf = (tokens: readonly Token[]): Token[][] => {
  const found: Token[][] = [[]];
  for (const [at, token] of tokens.entries()) {
    const titled = token.text === '.' && /^(?:mr|mrs|ms|dr)$/.test(tokens[at - 1]?.text ?? '');
    if (titled) continue;
    if (token.kind === 'sign' && /^(?:[.;!?\n]|\.\.\.)$/.test(token.text)) found.push([]);
    else found.at(-1)!.push(token);
  }
  return found.filter((one) => one.length > 0);
};

const textOf = (tokens: readonly Token[]): string => tokens.map(({ text }) => text).join(' ');

/** "All my cats …", "No fish in my tank …": the words behind the one that makes it a rule. */
const ruleOf = (sentence: readonly Token[]): Said | undefined => {
  const lead = /^(?:rule|note|remember|here is a rule|our rule is)$/.test(
    textOf(sentence.slice(0, -1)).split(' :')[0] ?? '',
  );
  const colon = sentence.findIndex(({ text }) => text === ':');
  const body = lead && colon > 0 ? sentence.slice(colon + 1) : sentence;
  const first = body[0]?.text ?? '';
  if (!/^(?:all|every|each|any|no|everybody|everyone)$/.test(first)) return undefined;
  const said = saidOf(body.slice(1));
  if (!said || body.slice(1).some(({ text }) => /^(?:all|every|each|no|everybody|everyone|,)$/.test(text)))
    return undefined;
  return first === 'no' ? (said.denied ? undefined : { ...said, denied: true }) : said;
};

const QUESTION = /^(?:is|are|was|were|does|do|did|has|have|will|can)$/;

/** What is asked, and the words that lead to it. */
const askOf = (sentence: readonly Token[]): Token[] | undefined => {
  let plain = sentence.filter(({ text }) => text !== ',');
  while (/^(?:so|then|now|and|ok|therefore)$/.test(plain[0]?.text ?? '')) plain = plain.slice(1);
  const tail = /(?: yes or no| true or false| y \/ n| or not)$/.exec(textOf(plain))?.[0];
  if (tail) plain = plain.slice(0, -tail.trim().split(' ').length);
  const lead = /^is it (?:really )?true that /.exec(textOf(plain))?.[0];
  if (lead) return plain.slice(lead.trim().split(' ').length);
  return QUESTION.test(plain[0]?.text ?? '') ? plain.slice(1) : undefined;
};

const idle = (sentence: readonly Token[]): boolean =>
  sentence.length < 12 &&
  sentence.every(({ kind, text }) => kind === 'sign' || (!isLoaded(text) && !DENIED.test(text) && !HALF.test(text)));

/** The subject of a fact: the words before its verb. */
const subjectOf = (fact: readonly Token[], rule: Said): readonly string[] | undefined => {
  const verb = fact.findIndex(({ text }, at) => at > 0 && (VERBS.test(text) || DENIED.test(text)));
  const other = fact.findIndex(({ text }, at) => at > 0 && rule.words.includes(normal(text)));
  const at = verb > 0 ? verb : other;
  const words = at < 1 ? [] : fact.slice(0, at).map(({ text }) => text);
  return words.length > 0 && words.length < 4 ? words : undefined;
};

const within = (some: readonly string[], words: readonly string[]): boolean => some.every((one) => words.includes(one));

/** Where the words of a part lie in the rule: before all words of another part. */
const ahead = (part: readonly string[], other: readonly string[], rule: readonly string[]): boolean =>
  Math.max(...part.map((one) => rule.lastIndexOf(one))) < Math.min(...other.map((one) => rule.indexOf(one)));

const follows = (rule: Said, fact: readonly Token[], asked: readonly Token[]): Liars | undefined => {
  const subject = subjectOf(fact, rule);
  if (!subject) return undefined;
  const names = subject.filter((word) => !/^(?:the|my|our|this|that|a|mr|mrs|ms|dr)$/.test(word));
  const again = asked.map(({ text }) => text);
  const same = names.every((word) => again.includes(word)) || PRONOUN.test(again[0] ?? '');
  // "My cat is black": the name is a word of the rule, so that it tells something of its own.
  if (names.length === 0 || !same) return undefined;
  const own = new Set(names.map(normal).filter((word) => !rule.words.includes(word)));
  const classes = names.map(normal).filter((word) => rule.words.includes(word));
  if (own.size === 0) return undefined;
  const [said, ask] = [saidOf(fact), saidOf(asked)].map(
    (one) => one && { ...one, words: one.words.filter((word) => !own.has(word) && !classes.includes(word)) },
  );
  if (!said || !ask || said.words.length === 0 || ask.words.length === 0) return undefined;
  const [from, to] = [said.words, ask.words];
  if (!within(from, rule.words) || !within(to, rule.words) || from.some((one) => to.includes(one))) return undefined;
  const left = rule.words.filter((one) => !from.includes(one) && !to.includes(one) && !classes.includes(one));
  // Who wears a vest has one on.
  const worn = fact.concat(asked).some(({ text }) => /^(?:got|has|have|hasn'?t|had)$/.test(text));
  if (left.some((one) => !(one === 'wear' && worn))) return undefined;
  // Forwards: it is one of them. Backwards: it is not as they are.
  if (ahead(from, to, rule.words)) return said.denied ? undefined : answer(rule.denied === ask.denied, ask.words);
  if (ahead(to, from, rule.words)) return said.denied === rule.denied ? undefined : answer(ask.denied, ask.words);
  return undefined;
};

/** What follows of one thing from what is so of all; undefined where it is told otherwise. */
export const classesOf = (all: readonly Token[]): Liars | undefined => {
  if (all.length > 50 || !/\b(?:all|every|each|any|no|everybody|everyone)\b/.test(textOf(all))) return undefined;
  if (timesSaid(all, 'lie') + timesSaid(all, 'truth') > 0) return undefined;
  const sentences = sentencesOf(opened(all));
  const at = sentences.findLastIndex((one) => askOf(one) !== undefined);
  const asked = at < 0 ? undefined : askOf(sentences[at]!);
  if (!asked || !sentences.slice(at + 1).every((one) => idle(one) || textOf(one) === 'yes or no')) return undefined;
  const told = sentences.slice(0, at);
  if (told.length === 1) {
    // "All cats have tails and Momo is a cat"
    const cut = told[0]!.findIndex(({ text }, i) => text === 'and' && i > 2);
    if (cut > 0)
      told.splice(
        0,
        1,
        told[0]!.slice(0, cut).filter(({ text }) => text !== ','),
        told[0]!.slice(cut + 1),
      );
  }
  // Of my cats it is told, and of no other one.
  const mine = /\b(?:my|our|his|her|their|your|this|these|those)\b/;
  const rules = told.filter((one) => ruleOf(one) !== undefined);
  const facts = told.filter((one) => !rules.includes(one) && !idle(one));
  const [rule] = rules.map(ruleOf);
  const plain = facts.length > 0 ? facts : told.filter((one) => !rules.includes(one));
  if (mine.test(rules.map(textOf).join(' ')) && !mine.test([...plain, asked].map(textOf).join(' '))) return undefined;
  return rules.length === 1 && rule && plain.length === 1 ? follows(rule, plain[0]!, asked) : undefined;
};

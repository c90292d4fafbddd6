/**
 * What follows from a rule and a fact, and what is so if somebody always lies or never does, for the reading by
 * explanation. Sentences are compared by the beginnings of their telling words and by whether they are denied; one
 * that is neither a rule, a fact nor the question, and there is no explanation.
 */
import type { ProblemOf } from '../../problem/formal/problem.ts';
import { alternatives } from '../../regex.ts';
import { isLoaded } from '../grammar/asking.ts';
import { tokensOf, type Token } from '../grammar/tokens.ts';

type Liars = ProblemOf<'liars'>;

export const SMALL = new Set(
  (
    'it is was are were am be been being will would shall do does did has have had get gets got getting the ' +
    'a an my our his ' +
    'her its their your i we he she they you to of on in at then so that this those these really true today ' +
    'now always ' +
    'there one just for will with by who which indeed every all each any also going go goes must me us him ' +
    'them know ' +
    'for certain yes or say please if'
  ).split(' '),
);
export const DENIED = /^(?:not|no|never|nobody|(?:has|have|was|had|were|would|should|must)n'?t)$/;

export const stem = (word: string): string => {
  const irregular: Readonly<Record<string, string>> = {
    won: 'win',
    came: 'come',
    stayed: 'stay',
    went: 'go',
    ate: 'eat',
    broke: 'break',
    broken: 'break',
    eaten: 'eat',
    paid: 'pay',
    left: 'leave',
    slept: 'sleep',
    made: 'make',
    said: 'say',
  };
  const plain = Object.hasOwn(irregular, word) ? irregular[word]! : word;
  return plain
    .replace(/'s$/, '')
    .replace(/(?<=...)(?:ings?|ed|es|s|e)$/, '')
    .replace(/([bdglmnprt])\1$/, '$1');
};

type Said = {
  words: ReadonlySet<string>;
  denied: boolean;
  /** Stems of words that could tell another case apart: a day, a number, another one. */
  loaded: ReadonlySet<string>;
  /** Who or what is told of by a pronoun alone. */
  brief: boolean;
};

const saidOf = (tokens: readonly Token[]): Said | undefined => {
  if (tokens.some(({ kind }) => kind === 'sign')) return undefined;
  const words = new Set<string>();
  const loaded = new Set<string>();
  let denied = false;
  for (const { text } of tokens) {
    if (DENIED.test(text)) {
      if (denied) return undefined;
      denied = true;
    } else if (!SMALL.has(text)) {
      words.add(stem(text));
      if (isLoaded(text)) loaded.add(stem(text));
    }
  }
  const brief = tokens.slice(0, 3).some(({ text }) => /^(?:i|we|he|she|it|they|you)$/.test(text));
  return words.size === 0 ? undefined : { words, denied, loaded, brief };
};

const same = (a: Said, b: Said): boolean =>
  a.words.size === b.words.size && [...a.words].every((one) => b.words.has(one));
const covers = (a: Said, b: Said): boolean => [...b.words].every((one) => a.words.has(one));

const parts = (tokens: readonly Token[], at: (token: Token, i: number) => boolean): Token[][] => {
  const found: Token[][] = [[]];
  for (const [i, token] of tokens.entries()) {
    if (at(token, i)) found.push([]);
    else found.at(-1)!.push(token);
  }
  return found.filter((one) => one.length > 0);
};

const text = (tokens: readonly Token[]): string => tokens.map(({ text: word }) => word).join(' ');

const question = (tokens: readonly Token[]): Said | undefined => {
  const colon = tokens.findIndex(({ text: word }) => word === ':');
  const led =
    colon > 0 && /^(?:(?:i|we|just) )?(?:wonder|wondering|ask|tell me|question|so)$/.test(text(tokens.slice(0, colon)));
  let plain = (led ? tokens.slice(colon + 1) : tokens).filter(({ kind }) => kind !== 'sign');
  while (/^(?:so|then|now|and|ok)$/.test(plain[0]?.text ?? '')) plain = plain.slice(1);
  if (/^is it (?:really )?true that\b/.test(text(plain)))
    plain = plain.slice(text(plain).startsWith('is it really') ? 5 : 4);
  else if (!/^(?:is|are|was|were|does|do|did|will|has|have)$/.test(plain[0]?.text ?? '')) return undefined;
  if (/\b(?:yes or no|for certain|follow|know|sure|might|could|can|who|which|what|how|why)\b/.test(text(plain))) {
    if (!text(plain).endsWith(' yes or no')) return undefined;
    plain = plain.slice(0, -3);
  }
  return saidOf(plain);
};

/** What follows of the thing that is asked, which is named by its telling words. */
export const answer = (yes: boolean, words: Iterable<string>): Liars => {
  const name = ['it', ...words].join('_').replace(/[^\p{L}\p{N}_]/gu, '');
  return { type: 'liars', names: [name], facts: [yes ? name : `not ${name}`], says: [], ask: { type: 'honest', name } };
};

/** "If P then Q. P. Q?" and "If P then Q. Not Q. P?" */
const followed = (sentences: readonly Token[][], ask: Said): Liars | undefined => {
  const rules: { from: Said; to: Said }[] = [];
  const facts: Said[] = [];
  for (const sentence of sentences) {
    const start = sentence.findIndex(({ text: word }) => !/^(?:our|rule|is|:|the|and|,)$/.test(word));
    const lead = /^(?:if|when|whenever)$/.test(sentence[0]!.text)
      ? 0
      : /^(?:our|the) rule is : if\b/.test(text(sentence))
        ? 4
        : -1;
    if (lead >= 0) {
      const rest = sentence.slice(lead + 1);
      if (/\b(?:only|unless|might|may|usually|sometimes|often|or|either|and)\b/.test(text(rest))) return undefined;
      const halves = parts(rest, ({ text: word }) => word === ',' || word === 'then');
      const split = halves.length === 2 ? halves : halves.length === 1 ? [rest] : [];
      let [a, b] = split;
      // "If it rains I get wet"
      if (a && !b) {
        const at = rest.findIndex(({ text: word }, i) => i > 1 && /^(?:i|we|the|it|he|she|they|my)$/.test(word));
        if (at < 0 || rest.slice(at + 1).some(({ text: word }) => /^(?:i|we|it|they)$/.test(word))) return undefined;
        [a, b] = [rest.slice(0, at), rest.slice(at)];
      }
      const [from, to] = [a && saidOf(a), b && saidOf(b)];
      if (!from || !to) return undefined;
      rules.push({ from, to });
      continue;
    }
    if (start < 0) return undefined;
    const fact = saidOf(sentence);
    if (!fact) return undefined;
    facts.push(fact);
  }
  if (rules.length === 0 || facts.length !== 1) return undefined;
  const [fact] = facts as [Said];
  // Forwards along the rules, or one step back.
  let now: Said = fact;
  for (let step = 0; step <= rules.length; step++) {
    if (step > 0 && (same(now, ask) || again(ask, now, fact))) return answer(now.denied === ask.denied, ask.words);
    const at = now;
    const next = rules.find(({ from, to }) => again(at, from, to) && from.denied === at.denied);
    if (!next) break;
    now = next.to;
  }
  const [only] = rules as [{ from: Said; to: Said }];
  const back =
    rules.length === 1 &&
    again(fact, only.to, only.from) &&
    fact.denied !== only.to.denied &&
    again(ask, only.from, only.to);
  return back ? answer(rules[0]!.from.denied !== ask.denied, ask.words) : undefined;
};

/**
 * A part of a half, told again in fewer words: behind a noun it may begin with a pronoun ("my wife laughs": "she is
 * laughing"), and behind a pronoun it may end earlier ("I come to the house": "I did not come").
 */
const partOf = (said: Said, half: Said): boolean => {
  const [all, some] = [[...half.words], [...said.words]];
  if (!said.brief || some.length >= all.length || [...half.loaded].some((word) => !said.words.has(word))) return false;
  const kept = half.brief ? all.slice(0, some.length) : all.slice(-some.length);
  return kept.every((word, at) => word === some[at]);
};

const again = (said: Said, half: Said, other: Said): boolean =>
  same(said, half) || (partOf(said, half) && ![...said.words].some((word) => other.words.has(word)));

const MANNER = new RegExp(
  `^(?:${alternatives(
    /(?:only |always |ever )*(?:lies|lie)(?: always| all the time| every time)?|never (?:tells|speaks|told) the truth/,
    /is (?:known to lie|a (?:notorious |known )?liar|always lying)/,
  )})$`,
);
const HONESTLY =
  /^(?:only |always |ever )*(?:tells?|speaks?) (?:only |always |nothing but )*the truth(?: always)?$|^never lies$|^is always honest$/;

/** Of two things that are said together one may be a lie, and of all or some another case. */
const PARTS =
  /^(?:and|or|if|but|all|every|each|some|any|both|only|either|neither|none|unless|thinks?|believes?|knows?)$/;

const OFTEN =
  /^(?:sometimes|often|usually|mostly|rarely|seldom|hardly|perhaps|maybe|if|when|and|or|but|one|either|except|least|other|half|without|unless|not)$/;

/** Where what somebody says begins: behind "says", "told me that", "is telling". */
const SAYS = /^(?:says?|said|claims|claimed|states|stated|tells|told|telling|swears|insists|announces)$/;

/** "Pat always lies. Pat says it is raining. Is it raining?" */
const claimed = (sentences: readonly Token[][], ask: Said, pointed: boolean): Liars | undefined => {
  const words = sentences.flat().filter(({ kind, text: word }) => kind !== 'sign' && !/^(?:just|now|lol)$/.test(word));
  const lead = words.findIndex(({ text: word }) => /^(?:always|never|lies|only|tells|speaks|is|who|that)$/.test(word));
  const say = words.findIndex(
    ({ text: word }, at) => at > lead + 1 && SAYS.test(word) && words[at + 1]?.text !== 'the',
  );
  const told = words.findIndex(({ text: word }, at) => at > lead + 1 && /^says?|said|told|claims$/.test(word));
  const at = say < 0 ? told : say;
  if (lead < 1 || lead > 4 || at < 0) return undefined;
  const who = words.slice(0, lead).map(({ text: word }) => word);
  if (who.some((word) => DENIED.test(word) || OFTEN.test(word))) return undefined;
  // What stands between the manner and the speech is who speaks.
  const between = words.slice(lead, at).map(({ text: word }) => word);
  const speaker = between.findLastIndex((word) => /^(?:he|she|it|they)$/.test(word) || who.includes(word));
  const tail = between.slice(speaker < 0 ? between.length : speaker);
  if (
    speaker >= 0 &&
    tail.some((word) => !/^(?:he|she|it|they|has|is|was|the|my|now)$/.test(word) && !who.includes(word))
  )
    return undefined;
  const said0 = between.slice(0, speaker < 0 ? between.length : speaker);
  const manner0 = said0
    .filter((word) => !/^(?:who|that|the|my|and|a)$/.test(word) || word === 'the')
    .join(' ')
    .replace(/ (?:always|without exception|every single time|every time|the)$/, '')
    .replace(/ the$/, '');
  const truth = MANNER.test(manner0) ? false : HONESTLY.test(manner0) ? true : undefined;
  if (truth === undefined) return undefined;
  const names = new Set(who);
  const body = words.slice(at + 1).filter(({ text: word }, i) => !(i < 2 && /^(?:that|me|us|you)$/.test(word)));
  const said = saidOf(body.filter(({ text: word }) => !names.has(word)));
  const asked: Said = { ...ask, words: new Set([...ask.words].filter((word) => !who.map(stem).includes(word))) };
  if (!said || body.some(({ text: word }) => SAYS.test(word) || PARTS.test(word))) return undefined;
  // "He did not break the cup": "did he break it?"
  const short = pointed && asked.words.size > 0 && covers(said, asked) && said.loaded.size === 0;
  if (!same(said, asked) && !short) return undefined;
  return answer((said.denied === asked.denied) === truth, asked.words);
};

const VERDICT =
  /^is (?:a )?(false|untrue|wrong|lie|not true|not right|true|correct|right)(?: sentence| statement| claim)?$/;
const OF_WHAT =
  /^(?:(?:the|this|my|his|her) (?:sentence|statement|claim|report|note|message|rumour|rumor|news|story)(?: that| says)?|it is (?:a )?(false|untrue|wrong|lie|not true|true|correct|right) that)(?= )/;

/** "The sentence 'the door is open' is false", "it is not true that the door is open": of one thing that is said. */
const stated = (sentence: readonly Token[], ask: Said): Liars | undefined => {
  const words = sentence.filter(({ kind }) => kind !== 'sign');
  const lead = OF_WHAT.exec(text(words));
  const first = lead ? lead[0].split(' ').length : 0;
  const end = words.findLastIndex(({ text: word }) => word === 'is');
  const behind = VERDICT.exec(text(words.slice(Math.max(end, 0))));
  const verdict = lead?.[1] ?? behind?.[1];
  if (verdict === undefined || (lead?.[1] !== undefined && behind)) return undefined;
  const body = words.slice(first, lead?.[1] === undefined ? end : undefined);
  const said = saidOf(body);
  if (
    !said ||
    body.some(({ text: word }) => SAYS.test(word) || PARTS.test(word) || (OFTEN.test(word) && word !== 'not'))
  )
    return undefined;
  if (!same(said, ask)) return undefined;
  return answer((said.denied === ask.denied) === /^(?:true|correct|right)$/.test(verdict), ask.words);
};

const beside = (tokens: readonly Token[]): boolean =>
  /^(?:\(? ?)?(?:say )?(?:yes or no|true or false|yes|y \/ n)(?: ?\))?$/.test(text(tokens)) ||
  (tokens.length < 10 &&
    tokens.every(({ kind, text: word }) => kind === 'sign' || (!isLoaded(word) && !DENIED.test(word))));

/** What follows; undefined where a sentence is none of these. */
export const rulesOf = (all: readonly Token[]): Liars | undefined => {
  const tokens = all.flatMap((token): Token[] =>
    token.kind === 'quote' ? (tokensOf(token.text) ?? []).filter(({ text: word }) => !/^[.!?]$/.test(word)) : [token],
  );
  if (tokens.length > 60) return undefined;
  const plain = text(tokens);
  if (
    !/\b(?:if|when|whenever|always|never|lie|lies|truth|false|untrue|true|wrong|right|correct)\b/.test(plain) ||
    /\b(?:liars?|knights?|knaves?|both|either)\b/.test(plain)
  )
    return undefined;
  const sentences = parts(tokens, ({ kind, text: word }) => kind === 'sign' && /^(?:[.;!?\n]|\.\.\.)$/.test(word));
  // Behind the question stand words that say nothing of it.
  let last = sentences.pop();
  while (last && question(last) === undefined && sentences.length > 1 && beside(last)) last = sentences.pop();
  const ask = last && question(last);
  if (!ask || sentences.length < 1 || sentences.length > 4) return undefined;
  const pointed = /^(?:it|one|them|there|that|so)$/.test(last!.findLast(({ kind }) => kind !== 'sign')?.text ?? '');
  return (
    (sentences.length > 1 ? followed(sentences, ask) : stated(sentences[0]!, ask)) ?? claimed(sentences, ask, pointed)
  );
};

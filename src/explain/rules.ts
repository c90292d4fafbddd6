/**
 * What follows from a rule and a fact, and what is so if somebody always lies or never does, for the reading by
 * explanation. Sentences are compared by the beginnings of their telling words and by whether they are denied; one
 * that is neither a rule, a fact nor the question, and there is no explanation.
 */
import type { ProblemOf } from '../problem/formal/problem.ts';
import { alternatives } from '../regex.ts';
import { tokensOf, type Token } from './tokens.ts';

type Liars = ProblemOf<'liars'>;

const SMALL = new Set(
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
const DENIED = /^(?:not|no|never|nobody|hasnt|havent|wasnt)$/;

const stem = (word: string): string => {
  const irregular: Readonly<Record<string, string>> = {
    won: 'win',
    came: 'come',
    stayed: 'stay',
    went: 'go',
    ate: 'eat',
    broke: 'break',
    broken: 'break',
  };
  const plain = Object.hasOwn(irregular, word) ? irregular[word]! : word;
  return plain
    .replace(/'s$/, '')
    .replace(/(?<=...)(?:ings?|ed|es|s|e)$/, '')
    .replace(/([bdglmnprt])\1$/, '$1');
};

type Said = { words: ReadonlySet<string>; denied: boolean };

const saidOf = (tokens: readonly Token[]): Said | undefined => {
  if (tokens.some(({ kind }) => kind === 'sign')) return undefined;
  const words = new Set<string>();
  let denied = false;
  for (const { text } of tokens) {
    if (DENIED.test(text)) {
      if (denied) return undefined;
      denied = true;
    } else if (!SMALL.has(text)) words.add(stem(text));
  }
  return words.size === 0 ? undefined : { words, denied };
};

const same = (a: Said, b: Said): boolean =>
  a.words.size === b.words.size && [...a.words].every((one) => b.words.has(one));
const covers = (a: Said, b: Said): boolean => [...b.words].every((one) => a.words.has(one));

const LIES = new RegExp(
  `^(?:${alternatives(
    /(?:always )?(?:lies|lie)(?: always| without exception)?|never (?:tells|speaks) the truth/,
    /is (?:known to lie(?: without exception)?|a liar|always lying)/,
  )})$`,
);

/** "Always lies", "never lies" of one who then says something. */
const manner = (said: string): boolean | undefined => {
  if (LIES.test(said)) return false;
  if (/^(?:always )?(?:tells|speaks) (?:always )?the truth(?: always)?$|^never lies$|^is always honest$/.test(said))
    return true;
  return undefined;
};

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
  let plain = tokens.filter(({ kind }) => kind !== 'sign');
  while (/^(?:so|then|now|and|ok)$/.test(plain[0]?.text ?? '')) plain = plain.slice(1);
  if (/^is it (?:really )?true that\b/.test(text(plain)))
    plain = plain.slice(text(plain).startsWith('is it really') ? 5 : 4);
  else if (!/^(?:is|are|was|were|does|do|did|will|has|have)$/.test(plain[0]?.text ?? '')) return undefined;
  if (/\b(?:yes or no|for certain|follow|know|sure|might|could|can|who|which|what|how|why)\b/.test(text(plain))) {
    if (!text(plain).endsWith(' yes or no')) return undefined;
  }
  return saidOf(plain);
};

const answer = (yes: boolean): Liars => ({
  type: 'liars',
  names: ['it'],
  facts: [yes ? 'it' : 'not it'],
  says: [],
  ask: { type: 'honest', name: 'it' },
});

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
  const known = (said: Said, one: Said): boolean | undefined =>
    same(said, one) ? said.denied === one.denied : undefined;
  // Forwards along the rules, or one step back.
  let now: Said = fact;
  for (let step = 0; step <= rules.length; step++) {
    if (step > 0 && same(now, ask)) return answer(now.denied === ask.denied);
    const next = rules.find(
      ({ from }) =>
        known(from, now) === true ||
        (covers(now, from) && from.denied === now.denied && now.words.size === from.words.size),
    );
    if (!next) break;
    now = next.to;
  }
  const back = rules.length === 1 && known(rules[0]!.to, fact) === false && same(rules[0]!.from, ask);
  return back ? answer(rules[0]!.from.denied !== ask.denied) : undefined;
};

/** "Pat always lies. Pat says it is raining. Is it raining?" */
const claimed = (sentences: readonly Token[][], ask: Said): Liars | undefined => {
  const [first, second, ...more] = sentences;
  if (!first || !second || more.length > 0) return undefined;
  const lead = first.findIndex(({ text: word }) => /^(?:always|never|lies|tells|speaks|is)$/.test(word));
  if (lead < 1 || lead > 3) return undefined;
  const truth = manner(text(first.slice(lead).filter(({ kind }) => kind !== 'sign')));
  const say = second.findIndex(({ text: word }) => /^(?:says|said|claims|states|tells)$/.test(word));
  if (truth === undefined || say < 1) return undefined;
  const who = second
    .slice(0, say)
    .map(({ text: word }) => word)
    .filter((word) => !/^(?:now|the|,|my)$/.test(word));
  const told = first.slice(0, lead).map(({ text: word }) => word);
  if (who.length !== 1 || !(told.includes(who[0]!) || /^(?:he|she)$/.test(who[0]!))) return undefined;
  const body = second.slice(say + 1).filter(({ text: word }) => !/^(?:that|:|,|me|us)$/.test(word));
  const said = saidOf(body.filter(({ text: word }) => word !== who[0] && !told.includes(word)));
  const asked: Said = {
    words: new Set([...ask.words].filter((word) => !told.map(stem).includes(word))),
    denied: ask.denied,
  };
  if (!said || !same(said, asked)) return undefined;
  return answer((said.denied === asked.denied) === truth);
};

/** What follows; undefined where a sentence is none of these. */
export const rulesOf = (all: readonly Token[]): Liars | undefined => {
  const tokens = all.flatMap((token): Token[] =>
    token.kind === 'quote' ? (tokensOf(token.text) ?? []).filter(({ text: word }) => !/^[.!?]$/.test(word)) : [token],
  );
  if (tokens.length > 60) return undefined;
  const plain = text(tokens);
  if (
    !/\b(?:if|when|whenever|always|never|lie|lies)\b/.test(plain) ||
    /\b(?:liars?|knights?|knaves?|both|either)\b/.test(plain)
  )
    return undefined;
  const sentences = parts(tokens, ({ kind, text: word }) => kind === 'sign' && /^(?:[.;!?\n]|\.\.\.)$/.test(word));
  let last = sentences.pop();
  if (last && /^(?:yes or no|true or false)$/.test(text(last))) last = sentences.pop();
  const ask = last && question(last);
  if (!ask || sentences.length < 2 || sentences.length > 4) return undefined;
  return followed(sentences, ask) ?? claimed(sentences, ask);
};

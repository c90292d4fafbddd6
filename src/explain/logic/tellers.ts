/**
 * Who lies and who tells the truth, and what follows from rules, for the reading by explanation. Each sentence says
 * something of somebody, tells a rule or a fact, says how many lie, or asks; a sentence that does none of these, and
 * there is no explanation. What is said of the world is compared by the beginnings of its words.
 */
import type { ProblemOf } from '../../problem/formal/problem.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { isNumberWord } from '../grammar/terminals.ts';
import { tokensOf, type Token } from '../grammar/tokens.ts';

type Liars = ProblemOf<'liars'>;

/** The words of a question with what stands in quotes opened. */
export const opened = (tokens: readonly Token[]): Token[] =>
  tokens.flatMap((token, at): Token[] => {
    if (token.kind !== 'quote') return token.text === '"' || token.text === "'" ? [] : [token];
    const inner = tokensOf(token.text) ?? [];
    const plain = inner.filter(({ text }, i) => !(i === inner.length - 1 && /^[.!,]$/.test(text)));
    // A sentence that is quoted ends with its quote, where another one begins.
    const next = tokens[at + 1];
    const ends = next?.kind === 'word' && /^\p{Lu}/u.test(next.raw);
    return ends ? [...plain, { kind: 'sign', text: '.', raw: '.', glued: true }] : plain;
  });

const words = (tokens: readonly Token[]): string[] => tokens.map(({ text }) => text);

const TITLE = /^(?:mr|mrs|ms|miss|dr|agent|guard|villager)$/;
const NO_NAME = new Set(
  (
    'the a an one each every everyone everybody who which what both either neither all some they we he she ' +
    'it i you is are ' +
    'does do did says said say claims claim states state that of them two three if so and or not now on in ' +
    'island knights ' +
    'knaves knight knave liar liars honest people person always never exactly only just at least most there ' +
    'here then ok ' +
    'suppose known truth lies lie lying truthful tells tell telling says replies insists adds our my his ' +
    'her this us me ' +
    'other others first second third guards children kids friends boys girls inhabitants villagers people whether'
  ).split(' '),
);

const SAY =
  /^(?:says|said|claims|claimed|states|stated|replies|replied|insists|declares|reports|tells|told|answers|adds|say)$/;

/** A name at a place: one word, or a title and one. */
const nameAt = (tokens: readonly Token[], at: number): { name: string; end: number } | undefined => {
  const start = /^(?:the)$/.test(tokens[at]?.text ?? '') && TITLE.test(tokens[at + 1]?.text ?? '') ? at + 1 : at;
  const token = tokens[start];
  if (token?.kind !== 'word') return undefined;
  const next = tokens[start + 1];
  if (TITLE.test(token.text) && next?.kind === 'word' && (next.text.length === 1 || !NO_NAME.has(next.text)))
    return { name: next.text, end: start + 2 };
  if (token.text.length === 1)
    return token.raw !== token.text || !/^[ai]$/.test(token.text) ? { name: token.text, end: start + 1 } : undefined;
  if (NO_NAME.has(token.text) || isNumberWord(token.text)) return undefined;
  // "U2"
  return next?.kind === 'number' && next.glued
    ? { name: `${token.text}${next.text}`, end: start + 2 }
    : { name: token.text, end: start + 1 };
};

const BE = /(?:is|are|am|was|were) (?:always |really |all |both )*/;

const HONEST = new RegExp(
  `^(?:${alternatives(
    sequence(
      BE,
      anyOf(
        /(?:an )?honest (?:man|woman|person|one)(?: always)?|known to (?:tell|speak) the truth/,
        /honest|truthful|(?:a )?truth ?(?:- )?tellers?|(?:a |the )?knights?|true|right|a saint/,
        /(?:telling|saying) (?:me |us )?(?:the )?truth|an honest (?:person|one)/,
      ),
    ),
    sequence(
      /(?:both |all |always |only )*(?:tells?|speaks?|says?|told|telling|speaking) /,
      /(?:always |only )*(?:the |teh )?truth(?: always)?/,
    ),
    /never lies?(?: at all)?|always (?:honest|truthful)|(?:does|do|did) (?:not|never) lie/,
  )})$`,
);
const LIAR = new RegExp(
  `^(?:${alternatives(
    sequence(
      BE,
      anyOf(
        /(?:a |the )?(?:liars?|knaves?)|lying|fibbing|dishonest|untruthful|false|a big liar|an always liar/,
        /not telling (?:the )?truth|not honest|not truthful|not a knight/,
      ),
    ),
    /(?:both |all |always )*(?:lies|lie|lied)(?: always| without exception)?|always lying/,
    /never (?:tells?|speaks?|says?) (?:the )?truth|(?:does|do|did) not (?:tell|speak|say) (?:the )?truth/,
  )})$`,
);

const kindOf = (text: string): boolean | undefined => (HONEST.test(text) ? true : LIAR.test(text) ? false : undefined);

const SAME_KIND = /^(?:are|is) (?:of )?(?:the |both the )?same (?:kind|type|sort)$/;
const OTHER_KIND = /^(?:are|is) (?:of )?(?:different|opposite) (?:kinds?|types?|sorts?)$/;

const SMALL = 'zero one two three four five six seven eight nine ten'.split(' ');

/** What somebody says of the others and of himself, as an expression over names. */
const saidOf = (given: readonly Token[], who: string): string | undefined => {
  // "Me and Jo" are Jo and I.
  const [first0, and, other, ...more] = given;
  const swapped = /^(?:me|i|myself)$/.test(first0?.text ?? '') && and?.text === 'and' && other && nameAt(given, 2);
  const tokens = swapped && swapped.end === 3 ? [other, and, first0!, ...more] : given;
  const whole = oneSaid(tokens, who);
  if (whole !== undefined) return whole;
  // "Jo lies, and I am honest" says two things.
  const at = tokens.findIndex(({ text }) => text === 'and');
  if (at < 2 || tokens.slice(at + 1).some(({ text }) => text === 'and')) return undefined;
  const before = tokens.slice(0, tokens[at - 1]!.text === ',' ? at - 1 : at);
  const [a, b] = [oneSaid(before, who), oneSaid(tokens.slice(at + 1), who)];
  return a === undefined || b === undefined || /ALL|NONE|liars/.test(a + b) ? undefined : `(${a} and ${b})`;
};

const oneSaid = (tokens: readonly Token[], who: string): string | undefined => {
  const text = words(tokens)
    .join(' ')
    .replace(/^that /, '')
    .replace(/ ,/g, '')
    .replace(/[ .!]+$/, '');
  const low = text.split(' ');
  const first = tokens[0]?.text === 'that' ? 1 : 0;
  const own = /^i (.*)$/.exec(text);
  const truth = own && kindOf(own[1]!.replace(/^am /, 'is '));
  if (truth !== undefined && truth !== null) return truth ? who : `not ${who}`;
  const figures = text.replaceAll(/[a-z]+/g, (word) => (SMALL.includes(word) ? String(SMALL.indexOf(word)) : word));
  const sums = /^(\d+) (?:\+|plus|and) (\d+) (?:=|is|are|equals|makes|make) (\d+)$/.exec(figures);
  if (sums)
    return Number(sums[1]) + Number(sums[2]) === Number(sums[3]) ? `(${who} or not ${who})` : `(${who} and not ${who})`;
  const both = /^(?:we|both of us|we two)(?: are)?(?: both)? (.*)$/.exec(text);
  if (both) {
    const rest = both[1]!.replace(/^are /, '');
    const one = kindOf(rest) ?? kindOf(`are ${rest}`);
    if (one !== undefined && / both | both$|^both|^we two/.test(` ${text} `)) return one ? '(ALL)' : '(NONE)';
  }
  if (/^(?:at least one|one or both) of us(?: two)? (?:is a (?:liar|knave)|lies|is lying)$/.test(text))
    return '(not ALL)';
  if (/^(?:exactly|only|just) one of us(?: two)? (?:is a (?:liar|knave)|lies|is lying)$/.test(text)) return 'liars = 1';
  const a = nameAt(tokens, first);
  if (!a) return undefined;
  const rest = low.slice(a.end - first).join(' ');
  const pair = /^and (?:i|me|myself) (.*)$/.exec(rest);
  if (pair) {
    if (SAME_KIND.test(pair[1]!)) return `(${a.name} iff ${who})`;
    if (OTHER_KIND.test(pair[1]!)) return `not (${a.name} iff ${who})`;
    const one = kindOf(pair[1]!);
    return one === undefined ? undefined : one ? `(${a.name} and ${who})` : `(not ${a.name} and not ${who})`;
  }
  if (rest.startsWith('and ')) {
    const b = nameAt(tokens, a.end + 1);
    const after = b && low.slice(b.end - first).join(' ');
    const one = after === undefined ? undefined : kindOf(after);
    if (!b || after === undefined) return undefined;
    if (SAME_KIND.test(after)) return `(${a.name} iff ${b.name})`;
    return one === undefined ? undefined : one ? `(${a.name} and ${b.name})` : `(not ${a.name} and not ${b.name})`;
  }
  const one = kindOf(rest);
  return one === undefined ? undefined : one ? a.name : `not ${a.name}`;
};

type Told = {
  names: string[];
  facts: string[];
  says: { who: string; says: string }[];
  ask?: Liars['ask'];
  liars?: number;
  /** One of two is a liar, and the other one is not. */
  pair?: boolean;
};

/** Sentences that tell what people are like there, and of nobody by name. */
const GENERAL = new RegExp(
  `^(?:so |ok |now |remember |well )?(?:${alternatives(
    /(?:on|in) (?:an?|the|this|some) (?:certain )?(?:island|village|town|land|planet).*/,
    sequence(
      anyOf(
        /everyone|everybody|each|every|all|people|they|knights?|knaves?|liars?|honest people|honest person/,
        /an? (?:knight|knave|liar|honest person)|(?:the )?(?:two|three|four) .*/,
      ),
      /.*(?:either|always|never|knights?|knaves?|liars?).*/,
    ),
    /(?:island|land|village) of .*|(?:liars|liar|knights and knaves|logic) (?:puzzle|riddle|chain).*/,
    /.*(?:either|each|every).* (?:always|never|lie|lies|honest).*/,
    /(?:two|three|four|five|[2-5]) (?:children|natives|guards|people|friends|kids|robots|islanders|brothers|sisters|men)/,
    /(?:a |here is a |another )?(?:riddle|puzzle|question|brainteaser)(?: from \w+| for you| time)?/,
    /(?:exactly |only )?one name|\w+ says nothing/,
  )})$`,
);
const ONE_LIES = new RegExp(
  sequence(
    /^(?:exactly |only |just )?one of (?:them|the two|these two|the \w+|us|my \w+|\w+ and \w+|em)?.*/,
    /(?:is a liar|is lying|is the liar|always lies|lies|is a knave|is fibbing)/,
  ),
);
const ONE_TRUE = new RegExp(
  sequence(
    /^(?:exactly |only |just )?one of .*/,
    /(?:tells the truth|is telling the truth|is honest|is truthful|speaks the truth)$/,
  ),
);

/** Words that make less of what is told of all. */
const LIMITED = /\b(?:exactly|only|just|except|half|unless|sometimes|least|other (?!always))\b/;

/** Of two people one is of this kind and the other one of that. */
const OTHER_LIES = new RegExp(
  sequence(
    /^(?:exactly |only |just )?one (?:of .* )?(?:is|tells|always|never|lies|speaks).*(?: and|,) (?:the )?(?:other|second)/,
    /(?: one)? (?:is|tells|always|never|lies|speaks|does)/,
  ),
);

const WHO = /^(?:so |now |then |and |ok |okay )*(?:who|which|whos|what)\b/;

const WHO_OF = new RegExp(
  sequence(
    /^(?:tell me |say )?(?:who|which|what)(?: one)?(?: from these (?:two|three))?/,
    /(?: of (?:them|the two|the three|these two|these three|these|us|my \w+|the \w+))?(?: of the (?:two|three))? /,
  ),
);

const asked = (tokens: readonly Token[], names: readonly string[], kinds: boolean): Liars['ask'] | undefined => {
  const text = words(tokens)
    .join(' ')
    .replace(/^(?:so|now|then|and|ok) (?:, )?/, '')
    .replace(/[ ?.!]+$/, '')
    .replace(/ ,? ?(?:yes or no|y \/ n|right|or not)$/, '');
  const found = names.filter(
    (name) =>
      text.split(' ').includes(name) ||
      text
        .replace(/(\w) (\d)/g, '$1$2')
        .split(' ')
        .includes(name),
  );
  const verb = text.replace(WHO_OF, '').replace(/^(?:person|one|guard|guy|man) /, '');
  if (WHO.test(`${text} `)) {
    const kind =
      /^(?:what|which) (?:kind |type )?is (\S+)(?: ,? ?(?:a )?knight or (?:a )?knave| ,? ?(?:a )?knave or (?:a )?knight)?$/;
    const of = kind.exec(text.replace(/ (?:mr|mrs|ms|dr) /, ' '))?.[1];
    if (of !== undefined && found.length === 1 && of === found[0] && kinds)
      return { type: 'kind', name: of, honest: 'knight', liar: 'knave' };
    if (found.length > 0) return undefined;
    const bare = verb
      .replace(/^is (?:the )?(?:only )?(?:honest|truthful)(?: one)?$/, 'is honest')
      .replace(/^is the (?:liar|knave) here$/, 'is the liar')
      .replace(/^(?:is the )?(?:truth - teller|truth teller|honest one|truthful one|knight)$/, 'is honest')
      .replace(/^(?:guard |door |one )?can (?:i|we|you|one) (?:trust|believe)$/, 'is honest');
    const one = kindOf(bare);
    return one === undefined ? undefined : { type: one ? 'truthful' : 'liar' };
  }
  const does =
    /^(?:is|does|do|did|can|are) (?:the )?(?:mr |mrs |ms |miss |dr |agent |villager |guard )?(\S+(?: \d+)?) (.*)$/.exec(
      text,
    );
  if (!does || found.length !== 1) return undefined;
  const name = does[1]!.replace(' ', '');
  if (name !== found[0]) return undefined;
  const rest = does[2]!;
  const one = kindOf(rest) ?? kindOf(`is ${rest}`) ?? kindOf(`is a ${rest}`);
  return one === undefined ? undefined : { type: one ? 'honest' : 'lies', name };
};

/** Sentences, parted at signs; what a colon or a comma leads to stays with who says it. */
const sentencesOf = (tokens: readonly Token[]): Token[][] => {
  const found: Token[][] = [];
  let now: Token[] = [];
  const next = (at: number): boolean => {
    const name = nameAt(tokens, at);
    return (
      name !== undefined &&
      (SAY.test(tokens[name.end]?.text ?? '') || (tokens[name.end]?.text === ':' && now.length > 2))
    );
  };
  for (const [at, token] of tokens.entries()) {
    const titled = token.text === '.' && TITLE.test(tokens[at - 1]?.text ?? '');
    const joins = /^(?:,|and|while|but)$/.test(token.text) && next(at + 1);
    const begins =
      now.length > 2 &&
      next(at) &&
      !/^(?:that|:|,|and)$/.test(tokens[at - 1]!.text) &&
      at > 0 &&
      !SAY.test(tokens[at - 1]!.text);
    const asks =
      now.length > 2 &&
      /^(?:who|which|whos|so|is|does)$/.test(token.text) &&
      (/^(?:who|whos)$/.test(token.text) || tokens[at - 1]!.text === ',') &&
      !/^(?:knights|people|those)$/.test(tokens[at - 1]!.text);
    if (titled) continue;
    if ((token.kind === 'sign' && /^(?:[.;!?\n]|\.\.\.)$/.test(token.text)) || joins || begins || asks) {
      if (now.length > 0) found.push(now);
      now = begins || asks ? [token] : [];
      continue;
    }
    now.push(token);
  }
  if (now.length > 0) found.push(now);
  return found;
};

/** The puzzle of what was told; undefined where its names or its question fit none. */
const puzzleOf = (told: Told, asks: readonly Token[][], text: string): Liars | undefined => {
  const names = [...told.names];
  for (const { says } of told.says)
    for (const [word] of says.matchAll(/[\p{L}][\p{L}\d']*/gu))
      if (!/^(?:not|and|or|iff|ALL|NONE|liars)$/.test(word) && !names.includes(word)) names.push(word);
  if (names.length < 1 || names.length > 8 || asks.length !== 1 || told.says.length === 0) return undefined;
  if (told.liars !== undefined && names.length !== 2 && !/\b(?:exactly|only|just) one\b/.test(text)) return undefined;
  if (told.pair && names.length !== 2) return undefined;
  const ask = asked(asks[0]!, names, /\bknights?\b/.test(text) && /\bknaves?\b/.test(text));
  if (!ask) return undefined;
  const fill = (says: string): string | undefined => {
    if (!/ALL|NONE/.test(says)) return says;
    return names.length === 2
      ? says
          .replace('(ALL)', `(${names.join(' and ')})`)
          .replace('(NONE)', `(${names.map((one) => `not ${one}`).join(' and ')})`)
          .replace('ALL', `(${names.join(' and ')})`)
      : undefined;
  };
  const says = told.says.map((one) => ({ who: one.who, says: fill(one.says) }));
  if (says.some((one) => one.says === undefined)) return undefined;
  const facts = [...told.facts, ...(told.liars === undefined ? [] : ['liars = 1'])];
  return { type: 'liars', names, facts, says: says as Liars['says'], ask };
};

/** The puzzle that a question tells; undefined where a sentence of it does nothing. */
export const tellersOf = (all: readonly Token[]): Liars | undefined => {
  const tokens = opened(all);
  const text = words(tokens).join(' ');
  if (!/\b(?:liars?|lies|lie|lying|truth|knaves?|knights?|honest|fibbing)\b/.test(text) || tokens.length > 140)
    return undefined;
  const sentences = sentencesOf(tokens);
  const told: Told = { names: [], facts: [], says: [] };
  const name = (one: string): string => {
    if (!told.names.includes(one)) told.names.push(one);
    return one;
  };
  const asks: Token[][] = [];
  for (const sentence of sentences) {
    const plain = words(sentence)
      .join(' ')
      .replace(/[ ,:]+$/, '');
    const known = /^(?:we know|i know|we are told|it is known|you know) (?:that )?/.exec(plain)?.[0];
    const lead0 = known === undefined ? 0 : known.trim().split(' ').length;
    const who = nameAt(sentence, lead0);
    const rest = who && sentence.slice(who.end);
    const speech = rest && (SAY.test(rest[0]?.text ?? '') || rest[0]?.text === ':');
    if (who && speech) {
      const lead = rest.findIndex(({ text: word }) => !SAY.test(word) && !/^(?:that|:|,|me|us|always)$/.test(word));
      const body = words(rest).join(' ');
      const fact = kindOf(body);
      if (fact !== undefined) {
        told.facts.push(fact ? name(who.name) : `not ${name(who.name)}`);
        continue;
      }
      const said = lead < 0 ? undefined : saidOf(rest.slice(lead), name(who.name));
      if (said === undefined) return undefined;
      told.says.push({ who: who.name, says: said });
      continue;
    }
    if (OTHER_LIES.test(plain) && !/\b(?:except|not|unless|never never|half|sometimes)\b/.test(plain)) {
      told.liars = 1;
      told.pair = true;
      continue;
    }
    if (ONE_LIES.test(plain) && !ONE_TRUE.test(plain.split(' and ')[0]!)) {
      told.liars = 1;
      continue;
    }
    const fact =
      who &&
      kindOf(
        words(rest!)
          .join(' ')
          .replace(/[ ,:]+$/, ''),
      );
    if (who && fact !== undefined) {
      told.facts.push(fact ? name(who.name) : `not ${name(who.name)}`);
      continue;
    }
    if (WHO.test(`${plain} `) || /^(?:so |now |then |and )*,? ?(?:is|does|do|can) /.test(plain)) {
      asks.push(sentence);
      continue;
    }
    if (GENERAL.test(plain) && !LIMITED.test(plain)) continue;
    return undefined;
  }
  return puzzleOf(told, asks, text);
};

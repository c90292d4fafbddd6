/**
 * Words with roles, for the kinds whose parts stand in any order: a closed vocabulary as text, the roles of all tokens
 * of a question, and questions to them. A token is a quantity, a word of the vocabulary, or a word that changes no
 * question of any kind; where one is none of these the question has no roles.
 */
import { isLoaded } from './asking.ts';
import { isIdle } from './idle-words.ts';
import type { Context, Grammar } from './grammar.ts';
import { isNumberWord } from './terminals.ts';
import type { Token } from './tokens.ts';

/** A quantity or a word with a role, in the order of the question. */
export type Item = { tag: string; value: unknown; at: number; /** Behind its last token. */ end: number };
export type Lexicon = ReadonlyMap<string, string>;
export type Kind = {
  words: Lexicon;
  /** Rules of the grammar that are quantities, the most telling first. */
  quantities: readonly string[];
  build: (items: readonly Item[], tokens: readonly Token[]) => unknown;
};

/** "TAG: word, two words; TAG: …" as a map from words to tags. */
export const lexicon = (text: string): Lexicon =>
  new Map(
    text
      .trim()
      .split(/\s*;\s*/)
      .flatMap((line) => {
        const [tag = '', words = ''] = line.split(':');
        return words.split(',').map((one) => [one.trim().replaceAll(/\s+/g, ' '), tag.trim()] as const);
      }),
  );

const LONGEST_PHRASE = 6;

/** The roles of all tokens; undefined where one has none. */
const rolesOf = (grammar: Grammar, context: Context, { words, quantities }: Kind): readonly Item[] | undefined => {
  const { tokens } = context;
  const items: Item[] = [];
  let at = 0;
  const phrase = (): number | undefined => {
    for (let length = Math.min(LONGEST_PHRASE, tokens.length - at); length > 0; length--) {
      const run = tokens.slice(at, at + length);
      if (run.some(({ kind }) => kind === 'quote')) continue;
      const tag = words.get(run.map(({ text }) => text).join(' '));
      if (tag === undefined) continue;
      if (tag !== '-') items.push({ tag, value: run.at(-1)!.text, at, end: at + length });
      return at + length;
    }
    return undefined;
  };
  while (at < tokens.length) {
    let end: number | undefined;
    for (const name of quantities) {
      const fits = grammar.fits(context, name, at);
      const longest = fits.reduce<(typeof fits)[number] | undefined>(
        (a, b) => (a && a.end >= b.end ? a : b),
        undefined,
      );
      if (!longest) continue;
      items.push({ tag: name, value: longest.value, at, end: longest.end });
      end = longest.end;
      break;
    }
    end ??= phrase();
    if (end === undefined) {
      const { kind, text } = tokens[at]!;
      const plain =
        (kind === 'word' &&
          (text.length > 1 || text === 'a' || text === 'i') &&
          !isLoaded(text) &&
          !isNumberWord(text)) ||
        (kind === 'sign' && /^(?:[.,:;!?"'\n()=]|\.\.\.|-)$/.test(text));
      if (!plain) return undefined;
      end = at + 1;
    }
    at = end;
  }
  return items;
};

export const all = (items: readonly Item[], tag: string): readonly Item[] => items.filter((one) => one.tag === tag);
export const has = (items: readonly Item[], ...tags: readonly string[]): boolean =>
  items.some((one) => tags.includes(one.tag));
/** The last word before a quantity that says what it is. */
export const before = (items: readonly Item[], at: number, ...tags: readonly string[]): string | undefined =>
  items.findLast((one) => one.at < at && tags.includes(one.tag))?.tag;

/** A kind whose roles are rules of the grammar: the longest rule that fits has the tokens. */
export type RuledKind = {
  name: string;
  rules: readonly string[];
  /** Words that may change a question of another kind, but none of this one. */
  free?: string;
  /** Where all words beside the roles are of the closed vocabulary of idle-words.ts, no room is left. */
  closed?: boolean;
  /** `ROLES`: how the words are joined was looked at. */
  into?: 'ROLES' | 'RULED';
  /** What is made of the roles; undefined where they make no problem. */
  build: (items: readonly Item[], tokens: readonly Token[]) => unknown;
};

const SIGNS = /^(?:[.,:;!?"'\n()=#~[\]{}]|==|\.\.\.|->|-|_)$/;

/** A number in front of the question that only counts it: "3.", "Q7:", "Exercise 3b)". */
export const labelOf = (tokens: readonly Token[]): number => {
  const [a, b, c] = tokens;
  if (a?.kind === 'number' && /^[.)]$/.test(b?.text ?? '') && b!.glued && !c?.glued) return 2;
  if (!/^(?:q|question|exercise|problem|task|no|nr|item|ex|puzzle)$/.test(a?.text ?? '') || b?.kind !== 'number')
    return 0;
  const end = c?.kind === 'word' && c.text.length === 1 ? 3 : 2;
  return /^[.):-]$/.test(tokens[end]?.text ?? '') ? end + 1 : 0;
};

/** Free in questions of some kinds, though a place or a condition may be meant. */
const LEAVES_ROOM = new Set('only start starts begin begins may total together'.split(' '));

/** The roles, and whether a word of no closed vocabulary stands among them. */
type Roles = { items: readonly Item[]; open: boolean };

/** The roles of all tokens by rules; undefined where one has none. */
const ruledRoles = (
  grammar: Grammar,
  context: Context,
  rules: readonly string[],
  free: ReadonlySet<string>,
): Roles | undefined => {
  const { tokens } = context;
  const items: Item[] = [];
  let open = false;
  let at = labelOf(context.tokens);
  while (at < tokens.length) {
    let best: Item | undefined;
    let end = at;
    for (const tag of [...rules, 'ASIDE'])
      for (const fit of grammar.fits(context, tag, at))
        if (fit.end > end) {
          best = { tag, value: fit.value, at, end: fit.end };
          end = fit.end;
        }
    if (best) {
      if (best.tag !== 'ASIDE') items.push(best);
    } else {
      const { kind, text } = tokens[at]!;
      const plain =
        (kind === 'word' &&
          (free.has(text) || (/^(?:[ai]|..+)$/.test(text) && !isLoaded(text) && !isNumberWord(text)))) ||
        (kind === 'sign' && SIGNS.test(text));
      if (!plain) return undefined;
      open ||= LEAVES_ROOM.has(text) || !(free.has(text) || isIdle(tokens, at));
      end = at + 1;
    }
    at = end;
  }
  return { items, open };
};

/** What people say beside a question of any kind, though its words could tell something elsewhere. */
export const addAsides = (grammar: Grammar): void => {
  grammar.rule('ASIDE', [
    '(this|that|the|which|every|any|no|another|each|quick|easy|last|old|new|a hard|famous|only|other) one [of (us|them|these)]',
    '(i|we|you|they) [just|really|still] (do|did|can|could|was|am|are|were) not [really|quite] (get|know|understand|see|sure|do|trust|remember|recall|figure|work) ' +
      '[it|the rule|the pattern|this|that|them|how|why|what|out|me|my] [eyes|calculator|at all|for the life of me|any more]',
    '[bet] you do not know',
    '(will|does|do|would|did|can) not (believe|trust) (me|us|it|him|her|them)',
    'do not (mess|get|know|understand|trust|forget|worry|ask) [it|this|that|them|up|me] [up|why]',
    '(both|all|two) of us',
    '(must|has to) be (correct|right|exact)',
    'it has to be right',
    '(no|not) (idea|rush|hurry|problem|joke|fun|sure|bad|good at this)',
    ', but (which|what|how|i)',
    '(before|after) (lunch|dinner|tea|school|work|supper|i sign it|bed)',
    '(first|last) (page|thing|try)',
    'one (for|question|of (the|these|those))',
    '(are|were) both (stuck|lost|puzzled|curious|confused|unsure|wondering)',
    '(no|any|not a) (bother|trouble)',
    'number one',
    '(i|we|you|he|she|they) (could|would|might) [you] [like|use|do]',
    'would you (be so (kind|good)|mind|say|know)',
    '(could|would|can|will) (you|i|we|someone|somebody|anybody|anyone)',
    '(as|so) (a|an|the|my|for|that)',
    '(i|we) (would|should|could) (like|be|have|love|need)',
    'more or less',
    '(i am|may i|might i)',
    'there is',
    'all (right|the best|day|week|over)',
    'at (all|last)',
    '(she|he|they) (says|said|thinks) [i|we] am [wrong|right]',
    '(today|tonight|tomorrow|yesterday|this morning|this evening|this afternoon)',
    '(the|of|a) (kids|children)',
    'what (should|would|must|might|could) (i|we|she|he|they|you|the artist)',
  ]);
};

/** The whole question by the roles of its words, in any order. */
export const addRuled = (grammar: Grammar, kind: RuledKind): void => {
  const { name, rules, free = '', closed = false, into = 'RULED', build } = kind;
  const words = new Set(free.split(/\s+/));
  grammar.terminal(name, (context, at) => {
    const roles = at === 0 ? ruledRoles(grammar, context, rules, words) : undefined;
    const value = roles && build(roles.items, context.tokens);
    if (value === undefined) return [];
    return [{ end: context.tokens.length, value, ...((roles!.open || !closed) && { open: true }) }];
  });
  grammar.rule(into, `${name}:x`, ({ x }) => x);
};

/** Adds kinds that are explained by the roles of their words, as ways of the rule `ROLES`. */
export const addRoleKinds = (grammar: Grammar, name: string, kinds: readonly Kind[]): void => {
  for (const [i, kind] of kinds.entries()) {
    grammar.terminal(`${name}${i}`, (context, at) => {
      const items = at === 0 ? rolesOf(grammar, context, kind) : undefined;
      const value = items && kind.build(items, context.tokens);
      return value === undefined ? [] : [{ end: context.tokens.length, value, open: true }];
    });
    grammar.rule('ROLES', `${name}${i}:x`, ({ x }) => x);
  }
};

/**
 * A second reading of a question, by explanation: every token has a role from a closed vocabulary of its kind, and the
 * formal problem follows from the roles by a typed grammar. It shares no pattern with the readers. Where one word has
 * no role there is no explanation; where two differ neither counts.
 */
import type { Problem } from '../problem/formal/problem.ts';
import { solve } from '../problem/solve/solve.ts';
import type { Answered } from '../problem/solve/solution.ts';
import { alternatives, anyOf, sequence } from '../regex.ts';
import { fromRoman } from '../problem/solve/numerals.ts';
import { namesOf } from '../problem/formal/names-of.ts';
import { addAsking, greets, IDLE_CLAUSES, isLoaded, parts } from './grammar/asking.ts';
import { classesOf } from './logic/classes.ts';
import { contextOf, createGrammar, type Context, type Grammar } from './grammar/grammar.ts';
import { gameOf } from './unknowns/game.ts';
import { addKinds } from './kinds.ts';
import { lineAskedOf } from './orders/lines.ts';
import { ranksOf } from './orders/ranks.ts';
import { roadsOf, type NumberAt } from './roads/roads.ts';
import { changeOf } from './measures/change.ts';
import { percentsOf } from './measures/percents.ts';
import { rateOf } from './measures/rates.ts';
import { portionsOf, proportionOf, shareOf } from './measures/shares.ts';
import { leftOverOf } from './logic/left-over.ts';
import { quantifiedOf } from './logic/quantified.ts';
import { rulesOf } from './logic/rules.ts';
import { isPlainlyTold, stepsOf, type LongestAt } from './sums/steps.ts';
import { tellersOf } from './logic/tellers.ts';
import { addTerminals, isNumberWord } from './grammar/terminals.ts';
import { isBoundary, tokensOf, type Token } from './grammar/tokens.ts';

export type Explained = {
  problem: Problem;
  solution: Answered;
  /** Clauses beside the question were idle by their words alone: none of them can change a question of any kind. */
  open: boolean;
  /** What is asked was found among words that change no question, not in a sentence of the grammar. */
  loose: boolean;
  /** Loose by its order alone: every word beside the roles is of a closed vocabulary of words that change nothing. */
  closed: boolean;
};

let made: Grammar | undefined;
const grammarOf = (): Grammar => {
  if (made) return made;
  made = createGrammar();
  addTerminals(made);
  addAsking(made);
  addKinds(made);
  return made;
};

type Idle = 'idle' | 'open' | 'telling';

const LABEL = new RegExp(
  alternatives(
    /^(?:(?:homework|exam|test) )?(?:q|question|exercise|problem|task|no|nr|item|ex) ?\d+(?: [a-f])?(?: \))?$/,
    /^(?:\d+ ?\)|q\)?|[a-d] ?\))$/,
  ),
);

/** Words of two letters; other pairs of letters ("AB, BC, CD") tell something. */
const TWO_LETTERS = new Set(
  (
    'ad ah am an as at be by do eh er ex go ha he hi hm if in is it lo ma me mm mr ms mt my no of oh ok on or ox pa ' +
    'cs pi pm so st to tv uh uk um up us vs we ya ye yo dr id pc ps re nt im et al ad hq qa hr pe cd dj dm'
  ).split(' '),
);

/** What a clause beside the question is: of a closed list, of words that change no question, or one that tells. */
const idleness = (clause: readonly Token[]): Idle => {
  if (clause.length === 0) return 'idle';
  const words = clause.map(({ text }) => text).join(' ');
  if (IDLE_CLAUSES.has(words) || LABEL.test(words)) return 'idle';
  const plain = clause.every(
    ({ kind, text }) =>
      (kind === 'word' &&
        /^(?:[ai]|..+)$/.test(text) &&
        !isLoaded(text) &&
        !isNumberWord(text) &&
        (text.length !== 2 || TWO_LETTERS.has(text)) &&
        // "A treasure costs XL gold": a numeral tells.
        (text.length < 2 || text === 'mix' || fromRoman(text) === undefined)) ||
      (kind === 'sign' && /^[()"'/]$/.test(text)),
  );
  return plain ? 'open' : 'telling';
};

const worse = (a: Idle, b: Idle): Idle => (a === 'telling' || b === 'telling' ? 'telling' : a === 'open' ? a : b);

/** The clauses between the signs. */
const idlenessOf = (tokens: readonly Token[]): Idle => {
  let all: Idle = 'idle';
  let clause: Token[] = [];
  for (const token of [...tokens, undefined]) {
    if (isBoundary(token)) {
      all = worse(all, idleness(clause));
      clause = [];
    } else clause.push(token!);
  }
  return all;
};

const textOf = (tokens: readonly Token[]): string => tokens.map(({ text }) => text).join(' ');

/** What stands beside a question. `weak`: parted from it by a sign that also parts the items of a list. */
type Beside = { idle: Idle; weak: boolean };

const isWeak = (token: Token | undefined): boolean => token?.text === ',' || token?.text === '\n';

/** Where a question may begin, and how idle what stands before is. */
const beginnings = (tokens: readonly Token[]): Map<number, Beside> => {
  const found = new Map<number, Beside>();
  for (let at = 0; at < tokens.length; at++) {
    const numbered = at === 2 && tokens[0]?.kind === 'number' && tokens[1]?.text === '.';
    if (numbered) found.set(at, { idle: 'idle', weak: false });
    else if (at === 0 || isBoundary(tokens[at - 1])) {
      const before = idlenessOf(tokens.slice(0, at));
      if (before === 'telling') {
        if (at > 2) break;
        continue;
      }
      found.set(at, { idle: before, weak: isWeak(tokens[at - 1]) });
    } else if (greets(textOf(tokens.slice(0, at)))) found.set(at, { idle: 'idle', weak: false });
  }
  return found;
};

/** How idle what stands behind a question is. */
const ending = (tokens: readonly Token[], end: number): Beside => {
  if (end === tokens.length) return { idle: 'idle', weak: false };
  // "1:2 = 5:?" asks for what stands at the sign.
  if (tokens[end]?.text === ':' && tokens[end + 1]?.text === '?') return { idle: 'telling', weak: false };
  if (isBoundary(tokens[end]) || tokens[end]?.text === '(')
    return { idle: idlenessOf(tokens.slice(end)), weak: isWeak(tokens[end]) };
  for (let cut = end + 1; cut <= Math.min(tokens.length, end + 5); cut++)
    if ((cut === tokens.length || isBoundary(tokens[cut])) && parts(textOf(tokens.slice(end, cut))))
      return { idle: idlenessOf(tokens.slice(cut)), weak: false };
  return { idle: 'telling', weak: false };
};

/** Problems of lists: words behind a comma may be one more item. */
const LISTED = /^(?:sort|pick|sequence|make|divisors|count-(?:item|numbers|things)|order|path|formula|value)$/;

/** Who says a name of the problem beside the question tells something of it. */
const namesBeside = (problem: Problem, tokens: readonly Token[]): boolean => {
  const words = new Set(namesOf(problem).flatMap((name) => name.toLowerCase().split(/[_ ]/)));
  return tokens.some(({ kind, text }) => kind === 'word' && words.has(text));
};

type Found = Omit<Explained, 'solution'>;

/** The longest number from a token on. */
const numbersOf = (tokens: readonly Token[]): NumberAt => {
  const context = contextOf(tokens);
  return (at) => {
    const all = grammarOf().fits(context, 'UNUM', at);
    const last = all.at(-1);
    return last && { end: last.end, value: String(last.value) };
  };
};

/**
 * Kinds whose sentences stand in any order: explained by the roles of their words, not by one sentence of a grammar.
 */
const BY_ROLES = [roadsOf, ranksOf, tellersOf, rulesOf, classesOf, quantifiedOf, leftOverOf, lineAskedOf];
/**
 * Kinds whose words may be joined in another way too: that they come to the same is a check, that they differ is none.
 */
const JOINED_LOOSELY = [stepsOf, proportionOf, rateOf, shareOf, portionsOf, percentsOf, changeOf, gameOf];

/** The longest fit of a rule from a token on. */
const longestOf = (tokens: readonly Token[]): LongestAt => {
  const context = contextOf(tokens);
  return (name, at) => grammarOf().fits(context, name, at).at(-1);
};

const strict = (value: unknown, open = true): Found => ({
  problem: value as Problem,
  open,
  loose: false,
  closed: false,
});
const loosely = (value: unknown, closed: boolean): Found => ({
  problem: value as Problem,
  open: true,
  loose: true,
  closed,
});

/** One sentence of the grammar, with idle clauses beside it. */
const bySentences = (tokens: readonly Token[], context: Context): Found[] => {
  const found: Found[] = [];
  for (const [at, before] of beginnings(tokens))
    for (const { end, value, open } of grammarOf().fits(context, 'QUESTION', at)) {
      const after = ending(tokens, end);
      if (after.idle === 'telling') continue;
      const problem = value as Problem;
      const opinion = problem.type === 'truth' && problem.expression === 'true or false';
      // "True or false: …" leads to what is asked.
      if (opinion && tokens.length - end > 1) continue;
      const beside = [before, after].filter(({ idle }) => idle === 'open');
      if (LISTED.test(problem.type) && beside.some(({ weak }) => weak)) continue;
      // Before what anybody says it asks whether that is so.
      if (beside.length > 0 && opinion) continue;
      if (beside.length > 0 && namesBeside(problem, [...tokens.slice(0, at), ...tokens.slice(end)])) continue;
      found.push(strict(problem, open === true || beside.length > 0));
    }
  return found;
};

/** Roles of which each word of the question has one. */
const byRoles = (tokens: readonly Token[], context: Context): Found[] => {
  const found = BY_ROLES.flatMap((read) => {
    const problem = read(tokens, numbersOf);
    return problem ? [strict(problem)] : [];
  });
  return found.length > 0
    ? found
    : grammarOf()
        .fits(context, 'ROLES', 0)
        .map(({ value }) => strict(value));
};

/** Roles among words of a closed vocabulary, or frames of a kind among any words. */
const byFrames = (tokens: readonly Token[], context: Context): Found[] => {
  const ruled = grammarOf()
    .fits(context, 'RULED', 0)
    .map(({ value, open }) => loosely(value, open !== true));
  const frames = grammarOf()
    .fits(context, 'FRAME', 0)
    .filter(({ end }) => end === tokens.length)
    .map(({ value }) => loosely(value, false));
  const found = [...ruled, ...frames];
  // A frame of a sum or an equation is as good as steps where no word of asking is unknown.
  const sums = found.length > 0 && found.every(({ problem }) => /^(?:value|solve)$/.test(problem.type));
  return sums && isPlainlyTold(tokens, longestOf) ? found.map((one) => ({ ...one, closed: true })) : found;
};

/** All explanations of a question: by sentences of the grammar, else by roles, else by the frame of a kind. */
const explanations = (question: string): Found[] => {
  const tokens = tokensOf(question);
  if (!tokens || tokens.length === 0) return [];
  // The grammar is made before the first context, which has a place for each of its parts.
  const grammar = grammarOf();
  const context = contextOf(tokens);
  let found = bySentences(tokens, context);
  if (found.length === 0) found = byRoles(tokens, context);
  // A story leaves room; a plain share or rate that comes to the same does not.
  if (found.every(({ problem }) => problem.type === 'story'))
    for (const read of JOINED_LOOSELY) {
      const problem = read(tokens, longestOf);
      if (!problem) continue;
      found = [loosely(problem, true), ...found];
      break;
    }
  if (found.length === 0) found = byFrames(tokens, context);
  return grammar.spent(context) ? [] : found;
};

/** Sums and truth values are quoted as often as not: "What is 'not true and false'?" */
const unquoted = (question: string): string | undefined => {
  const [quote, inside] = ['["\'`“”‘’]', '[^"\'`“”‘’]*'];
  const plain = question.replace(
    new RegExp(`${quote}(${inside}(?:\\d|true|false|\\b(?:not|and|or|then|implies)\\b|->)${inside})${quote}`, 'gi'),
    ' $1 ',
  );
  return plain === question ? undefined : plain;
};

/** "Two dollars eighty" is one amount, and no two numbers. */
const CURRENCY = anyOf(/euros?|dollars?|pounds?|quid|bucks/);
const SPLIT_PRICE = new RegExp(
  alternatives(
    sequence(/\d\s*/, CURRENCY, /\s+\d\d\b(?! ?(?:cents?|pence|p\b))/),
    sequence(/\b/, CURRENCY, / (?:ten|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)\b(?! (?:cents?|pence))/),
  ),
  'i',
);

/** "In my friend group Ann is taller than Bo": of whom it is told. */
const AMONG = new RegExp(
  sequence(
    /\b(?:in|of|among) (?:my|our|the|a) (?:(?:friend|family|work|school) )?/,
    /(?:group|class|family|team|office|gang|crew|choir|club),? (?=\p{Lu})/u,
  ),
  'gu',
);

/** "3/4 / 2/5", "6 ÷ 1/2": of bars the widest divides what is beside it. */
const WIDE_BAR = new RegExp(
  sequence(/(?<![\w/.*×^)] {0,2})(\d+\/\d+|\d+(?=\s+[/÷]\s+\d+\/\d))/, /\s+[/÷]\s+(\d+(?:\/\d+)?)(?!\s*[\w/÷.*×^(])/),
  'g',
);

const ASKS_WHETHER = /^\W*(?:so |and )?(?:is|are|was|were|does|do|did)\b/i;

const MORE_WORDS = new RegExp(
  sequence(
    /^["']?(?:, ["']?[\p{L}-]{2,}["']?)*,? (?:and|&|plus) ["']?[\p{L}-]{2,}["']?/u,
    /(?=\W*$|,? (?:all |al)?together|,? in )/,
  ),
  'u',
);

/** "Count the p's in pepper, puppy and apple": a word that others follow is not all of the text. */
const isOneOfSeveral = (word: string, question: string): boolean => {
  const low = question.toLowerCase();
  const at = /^[\p{L}-]+$/u.test(word) ? low.indexOf(word.toLowerCase()) : -1;
  const after = at < 0 ? '' : low.slice(at + word.length);
  return MORE_WORDS.test(after);
};

/** What a question means, if all of its words have a role; undefined where none fits or two that differ do. */
export const explain = (question: string): Explained | undefined => {
  let found: Explained | undefined;
  // "1:2 == 5:?" asks for what stands at the sign.
  if (/\d!\s*[-+*/^)]/.test(question) || SPLIT_PRICE.test(question) || /\d\s*:\s*\?+\s*$/.test(question))
    return undefined;
  const told = explanations(question.replace(AMONG, '').replace(WIDE_BAR, '($1)/($2)'));
  const plain = told.length === 0 ? unquoted(question) : undefined;
  for (const one of plain === undefined ? told : explanations(plain)) {
    // "Are 1, 5 and 9 in order?" asks for no list.
    if (one.problem.type === 'sort' && one.problem.at === undefined && ASKS_WHETHER.test(question)) return undefined;
    if (one.problem.type === 'count-letters' && isOneOfSeveral(one.problem.text, question)) return undefined;
    const solution = solve(one.problem);
    if (solution.type !== 'answer') return undefined;
    if (found === undefined) found = { ...one, solution };
    else if (found.solution.answer.toLowerCase() !== solution.answer.toLowerCase()) return undefined;
    else if (!one.open || (!found.closed && one.closed)) found = { ...one, solution };
  }
  return found;
};

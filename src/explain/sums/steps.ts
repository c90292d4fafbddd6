/**
 * Sums and riddles that are told step by step, among words of asking, for the reading by explanation: "half of 930,
 * then knock 68 off it", "treble my number, add nine and you've got sixty". Every number, sign and verb has its place
 * in one expression; every other word of such a clause is a word of asking. Agreement with it counts, a difference
 * says nothing: steps without a pronoun may be meant in two ways.
 */
import type { Problem } from '../../problem/formal/problem.ts';
import { IDLE_CLAUSES, isLoaded } from '../grammar/asking.ts';
import { labelOf } from '../grammar/role-words.ts';
import type { Fit } from '../grammar/grammar.ts';
import type { Part } from './step-operands.ts';
import { parseSteps } from './step-parts.ts';
import { ASK_WORDS, ASKS_FOR, MENDABLE, pluralOf, STEP_WORDS } from './step-words.ts';
import { isNumberWord } from '../grammar/terminals.ts';
import { isBoundary, type Token } from '../grammar/tokens.ts';

/** The longest fit of a rule of the grammar from a token on. */
export type LongestAt = (name: string, at: number) => Fit | undefined;

const LONGEST_PHRASE = 5;
const KNOWN = new Set([...ASK_WORDS, ...[...STEP_WORDS.keys()].flatMap((phrase) => phrase.split(' '))]);
const BLANK = /^(?:_|□|▢|☐|⬜|▯)$/;
const SIGN = /^[-+*/=x]$/;

const phraseAt = (tokens: readonly Token[], at: number): Part | undefined => {
  for (let length = Math.min(LONGEST_PHRASE, tokens.length - at); length > 0; length--) {
    const run = tokens.slice(at, at + length);
    if (run.some(({ kind }) => kind !== 'word' && kind !== 'sign')) continue;
    const text = run.map((one) => one.text).join(' ');
    const tag = STEP_WORDS.get(text);
    // "Times that number" is no "times that".
    const cut =
      /^(?:that|this|the|same)$/.test(run.at(-1)!.text) && /^(?:number|same)$/.test(tokens[at + length]?.text ?? '');
    if (tag !== undefined && !cut) return { tag, value: text, at, end: at + length };
  }
  return undefined;
};

/** A letter or a blank that stands for the unknown: beside a sign, or a letter that is named alone. */
const unknownAt = (tokens: readonly Token[], at: number): string | undefined => {
  const { kind, text } = tokens[at]!;
  const [before, after] = [tokens[at - 1]?.text ?? '', tokens[at + 1]?.text ?? ''];
  if (kind === 'word' && /^[b-hj-z]$/.test(text)) {
    const [left, right] = [tokens[at - 1], tokens[at + 1]];
    const times = (left?.kind === 'number' || before === ')') && (right?.kind === 'number' || after === '(');
    // "Me n my mate"
    const joins = text === 'n' && left?.kind === 'word' && right?.kind === 'word' && !/^(?:is|what)$/.test(before);
    return (text === 'x' && times) || joins ? undefined : text;
  }
  if (BLANK.test(text)) return '_';
  const signed = SIGN.test(before) && (before !== 'x' || tokens[at - 2]?.kind === 'number');
  return text === '?' && (SIGN.test(after) || (signed && before !== '=')) ? '_' : undefined;
};

const numberAt = (tokens: readonly Token[], at: number, longest: LongestAt): Part | undefined => {
  const token = tokens[at]!;
  const text = tokens[at + 1]?.text ?? '';
  const before = tokens[at - 1];
  // A sign that touches its number, with nothing that it could join before.
  const sign = /^(?:-|minus|negative)$/.test(token.text);
  const times = before?.text === 'x' && tokens[at - 2]?.kind === 'number';
  if (sign && (before === undefined || times || /^(?:[-+*/(=:,;.?!\n]|is|from|by|to)$/.test(before.text))) {
    const found = longest('UNUM', at + 1);
    if (found && (token.text !== '-' || tokens[at + 1]!.glued))
      return { tag: 'N', value: `(-${String(found.value)})`, at, end: found.end };
  }
  const found = longest('UNUM', at);
  if (!found || /^(?:st|nd|rd|th)$/.test(tokens[found.end]?.text ?? '')) return undefined;
  // "One" and "a hundred" as words of asking: "this one", "which one".
  if (token.text === 'one' && (/^(?:this|that|which|the|quick|easy)$/.test(before?.text ?? '') || text === 'is'))
    return undefined;
  return { tag: 'N', value: String(found.value), at, end: found.end };
};

/** What is left of a word of sums or asking without one of its letters. */
const LACKING = new Map<string, string[]>();
for (const word of MENDABLE)
  for (let i = 0; i < word.length; i++) {
    const less = word.slice(0, i) + word.slice(i + 1);
    if (less.length > 4) LACKING.set(less, [...new Set([...(LACKING.get(less) ?? []), word])]);
  }

/** Words that differ from another one by two letters that stand the wrong way round, or by one letter twice. */
const slips = (word: string): string[] => {
  const found: string[] = [];
  for (let i = 0; i < word.length; i++) {
    const [a, b] = [word[i]!, word[i + 1]];
    if (b !== undefined && a !== b) found.push(word.slice(0, i) + b + a + word.slice(i + 2));
    if (a === b) found.push(word.slice(0, i) + word.slice(i + 1));
    else found.push(word.slice(0, i) + a + word.slice(i));
  }
  found.push(...(LACKING.get(word) ?? []));
  return found;
};

/** A slip of the pen in a word of sums or of asking, set right. */
const mend = (token: Token): Token => {
  const { kind, text } = token;
  const plain = text.replace(/'(?:ve|d|ll|re)$/, '');
  if (plain !== text) return { ...token, text: plain };
  if (kind !== 'word' || text.length < 4 || KNOWN.has(text) || isNumberWord(text)) return token;
  const right = new Set(slips(text).filter((one) => MENDABLE.has(one)));
  return right.size === 1 ? { ...token, text: [...right][0]! } : token;
};

/** The parts of a question, its clauses each with what they hold; undefined where a word has no role. */
const partsOf = (tokens: readonly Token[], longest: LongestAt): Part[] | undefined => {
  const parts: Part[] = [];
  let at = labelOf(tokens);
  while (at < tokens.length) {
    const { kind, text } = tokens[at]!;
    // A kiss at the end of a letter.
    if (text === 'x' && at === tokens.length - 1 && parts.at(-1)?.tag === 'ASIDE') break;
    if (at === 0 || isBoundary(tokens[at - 1])) {
      const end = tokens.findIndex((token, i) => i > at && isBoundary(token));
      const clause = tokens.slice(at, end < 0 ? tokens.length : end);
      if (IDLE_CLAUSES.has(clause.map((one) => one.text).join(' '))) {
        at += clause.length;
        continue;
      }
    }
    // "Double it again", "minus 7 again": one more step, and nothing of its own.
    if (text === 'again' && /^(?:ONCE|N|IT|MORE|POST|ASIDE)$/.test(parts.at(-1)?.tag ?? '')) {
      at++;
      continue;
    }
    const name = unknownAt(tokens, at);
    const number = numberAt(tokens, at, longest);
    const plural = pluralOf(text);
    const phrase = phraseAt(tokens, at);
    const aside = number ? undefined : longest('ASIDE', at);
    if (aside && aside.end - at >= 3 && aside.end > (phrase?.end ?? 0)) {
      at = aside.end;
      continue;
    }
    const equation = longest('EQ', at);
    if (equation) {
      const { text: line, letters } = equation.value as { text: string; letters: string[] };
      if (letters.length !== 1) return undefined;
      parts.push({ tag: 'EQ', value: `${letters[0]!} ${line}`, at, end: equation.end });
    } else if (name !== undefined) parts.push({ tag: 'X', value: name, at, end: at + 1 });
    else if (number) parts.push(number);
    else if (plural !== undefined) parts.push({ tag: 'PLURAL', value: plural, at, end: at + 1 });
    else if (text === 'x' && kind === 'word') parts.push({ tag: '*', value: 'x', at, end: at + 1 });
    else if (phrase) parts.push(phrase);
    else if (text === '(' || text === ')') parts.push({ tag: text, value: text, at, end: at + 1 });
    else if (isBoundary(tokens[at]) || /^["'!]$/.test(text)) parts.push({ tag: 'STOP', value: text, at, end: at + 1 });
    else if (ASK_WORDS.has(text) || text === 'one') parts.push({ tag: 'ASK', value: text, at, end: at + 1 });
    else if (kind === 'word' && text.length > 1 && text !== 'again' && !isLoaded(text) && !isNumberWord(text))
      parts.push({ tag: 'ASIDE', value: text, at, end: at + 1 });
    else return undefined;
    at = parts.at(-1)!.end;
  }
  return parts;
};

const isRole = ({ tag }: Part): boolean => !/^(?:STOP|ASK|ASIDE|THEN|AND|WHEN|BY|TO|FROM|EQUALS|IT|MORE)$/.test(tag);

/** "Put" and "take" without a number or an unknown are verbs of an aside. */
const HOLDS = /^(?:N|X|NUMBER|EQ|ONCE|PRE|PLURAL|[-+*/])$/;

/**
 * The parts without asides: clauses of words that tell nothing, and what comes before the words of asking of a clause.
 * Undefined where an aside asks, or stands among numbers.
 */
const withoutAsides = (parts: readonly Part[]): Part[] | undefined => {
  const kept: Part[] = [];
  for (let from = 0; from < parts.length;) {
    let to = from;
    while (to < parts.length && parts[to]!.tag !== 'STOP') to++;
    const clause = parts.slice(from, to);
    const asides = clause.filter(({ tag }) => tag === 'ASIDE');
    if (asides.length > 0) {
      const first = clause.some(({ tag }) => HOLDS.test(tag)) ? clause.findIndex((one) => isRole(one)) : -1;
      const last = clause.findLastIndex(({ tag }) => tag === 'ASIDE');
      const asks = clause.some(
        ({ value }, i) =>
          ASKS_FOR.test(value) && !/^(?:is|are|want|need)$/.test(value) && clause[i - 1]?.value !== 'not',
      );
      if (first < 0) {
        if (asks) return undefined;
      } else {
        // "My lad says he thought of a number": words of asking stand between.
        const lead = clause[first - 1];
        const thought = /^(?:think|thought|thinking)$/.test(clause[first - 2]?.value ?? '');
        const bound = /^(?:of|for|in|to|as|with)$/.test(lead?.value ?? '') && !thought;
        if (last > first || !lead || lead.tag === 'ASIDE' || bound) return undefined;
        // "How many points do I add …"
        const counted = last === 2 && clause[0]!.value === 'how' && /^(?:many|much)$/.test(clause[1]!.value);
        if (!counted && clause.slice(0, last).some(({ value }) => ASKS_FOR.test(value))) return undefined;
        kept.push(...clause.slice(last + 1));
      }
    } else kept.push(...clause);
    if (to < parts.length) kept.push(parts[to]!);
    from = to + 1;
  }
  return kept;
};

/** An equation in signs among words of asking. */
const equationOf = (parts: readonly Part[]): Problem | undefined => {
  const [equation, more] = parts.filter(({ tag }) => tag === 'EQ');
  if (!equation || more) return undefined;
  const [letter, text] = equation.value.split(' ') as [string, string];
  const rest = parts.filter((one) => isRole(one) && one !== equation && one.tag !== 'START');
  return rest.every(({ tag, value }) => (tag === 'X' && value === letter) || tag === 'NUMBER')
    ? { type: 'solve', unknowns: [letter], equations: [text] }
    : undefined;
};

/** Whether all words of a question are those of sums and of asking, but for clauses that tell nothing. */
export const isPlainlyTold = (
  tokens: readonly Token[],
  longestOf: (tokens: readonly Token[]) => LongestAt,
): boolean => {
  const mended = tokens.map((token) => mend(token));
  const parts = partsOf(mended, longestOf(mended));
  return parts !== undefined && withoutAsides(parts) !== undefined;
};

/** A question that is told in steps, as one sum or as an equation. */
export const stepsOf = (
  tokens: readonly Token[],
  longestOf: (tokens: readonly Token[]) => LongestAt,
): Problem | undefined => {
  if (tokens.length > 90) return undefined;
  const mended = tokens.map((token) => mend(token));
  const parts = partsOf(mended, longestOf(mended));
  if (!parts || !parts.some(({ tag }) => tag === 'N' || tag === 'EQ')) return undefined;
  const equation = equationOf(parts);
  if (equation) return equation;
  const told = withoutAsides(parts);
  return told && parseSteps(told);
};

/**
 * A story as words: sentences, their clauses, and what a thing is called after its number. Words only; what they do is
 * in facts.ts.
 */
import { singularOf } from '../../problem/solve/things.ts';
import { isMoneyWord, SORTS, STOP, verbOf } from './words.ts';

export type Token = { text: string; /** Of a number: its digits. */ number?: string };

/** A thing that is counted or measured: "small boxes of nails" is box, small, of nail. Head '': not named. */
export type Thing = { head: string; sorts: readonly string[]; of?: string };

export type Named = { thing: Thing; end: number; /** "5 more". */ more: boolean; /** "5 of them". */ among: boolean };

/** The words and signs of a text; a sign of money stands behind its number. */
export const tokensOf = (low: string): Token[] => {
  const out: Token[] = [];
  const weighs = !/£/.test(low) && /\b(?:weigh|heavy|a pound\b|per pound|pounds of|lbs?\b)/.test(low);
  const source = (weighs ? low.replace(/\bpounds?\b/g, 'lbs') : low)
    .replace(/[’]/g, "'")
    .replace(/ 's\b/g, "'s")
    .replace(/([$£€]) ?(\d+(?:\.\d+)?)/g, '$2 $1 ')
    .replace(/\bper ?cents?\b/g, '%')
    .replace(/(?<=\d)-(?=[a-z]{2})/g, ' ')
    .replace(/\bhow (?:many|much) (?:is|are|was) left\b/g, 'how many are left');
  for (const [text] of source.matchAll(/\d+(?:\.\d+)?|[$£€%]|[\p{L}][\p{L}'-]*|[.,;:?!()/+=*-]/gu))
    out.push(/^\d/.test(text) ? { text, number: text } : { text });
  return out;
};

/** Sentences without their end; the questions have their mark. */
export const sentencesOf = (tokens: readonly Token[]): Token[][] => {
  const out: Token[][] = [];
  let now: Token[] = [];
  for (const token of tokens) {
    if (/^[.?!;]$/.test(token.text)) {
      if (now.length > 0) out.push(token.text === '?' ? [...now, token] : now);
      now = [];
    } else now.push(token);
  }
  if (now.length > 0) out.push(now);
  return out;
};

/** Nouns that the vocabulary of verbs has too: after a number they are things. */
const BOTH = new Set(
  (
    'plants prints drinks plays walks files runs orders stacks packs bottles cuts drops loads drives saves scores ' +
    'works fits seats trains watches pack bottle plant print drink play walk file run order stack cut drop load drive ' +
    'score seat train bill notes posts post seeds pots saws feeds passes pass answers answer reads sees burns swims rides ' +
    'laps hikes visits'
  ).split(' '),
);

/** Whether a word of this place is a verb of the vocabulary, and no thing after a number. */
export const isVerbAt = (tokens: readonly Token[], i: number): boolean => {
  const { text } = tokens[i]!;
  const before = tokens[i - 1];
  // "Got tired and left", "6 left early"; "6 are left" and "6 left over" only say what there is.
  if (text === 'left') {
    const after = tokens[i + 1]?.text ?? '';
    return /^(?:and|then|who|they|he|she|of)$/.test(before?.text ?? '')
      ? after !== 'over'
      : before !== undefined &&
          !/^(?:is|are|was|were|has|have|be|what)$/.test(before.text) &&
          /^(?:early|the|for|at|home|after|before|to|because)$/.test(after);
  }
  if (verbOf(text) === undefined) return false;
  if (BOTH.has(text) && before !== undefined && (before.number !== undefined || SORTS.has(before.text))) return false;
  if (BOTH.has(text) && /^(?:a|an|the|of|on|for|with|each|every|per|his|her|my|many|one)$/.test(before?.text ?? ''))
    return false;
  return true;
};

const isWord = (token: Token | undefined): token is Token => token !== undefined && /^\p{L}/u.test(token.text);
const PARTITIVE = /^(?:the|his|her|my|our|their|these|those|them|it|which|whom|all|us|you)$/;

/** The one of a thing's name: "money" for every currency. */
const headOf = (word: string): string =>
  isMoneyWord(word) || isMoneyWord(singularOf(word)) ? 'money' : singularOf(word);

/** The thing that stands after place `from`, and where it ends. */
export const thingAt = (tokens: readonly Token[], from: number): Named => {
  let i = from;
  let more = false;
  let among = false;
  const sorts: string[] = [];
  const words: string[] = [];
  if (tokens[i]?.text === 'more' && tokens[i + 1]?.text !== 'than') {
    more = true;
    i++;
  }
  if (tokens[i]?.text === 'of' && PARTITIVE.test(tokens[i + 1]?.text ?? '')) {
    among = true;
    i += 2;
    if (/^(?:us|you)$/.test(tokens[i - 1]!.text))
      return { thing: { head: 'person', sorts }, end: i, more, among: false };
    if (/^(?:them|it|which|whom)$/.test(tokens[i - 1]!.text))
      return { thing: { head: '', sorts }, end: i, more, among };
  }
  for (; i < tokens.length && words.length < 4; i++) {
    const { text, number } = tokens[i]!;
    if (/^[$£€]$/.test(text)) return { thing: { head: 'money', sorts }, end: i + 1, more, among };
    if (number !== undefined || !isWord(tokens[i])) break;
    if (text === 'more' || text === 'extra' || text === 'additional') {
      if (tokens[i + 1]?.text === 'than') break;
      more = true;
      continue;
    }
    const sort = SORTS.has(text) && text !== 'of';
    const follows = isWord(tokens[i + 1]) && !STOP.has(tokens[i + 1]!.text) && !isVerbAt(tokens, i + 1);
    if (sort && (words.length === 0 || follows)) {
      if (!/^(?:of|his|her|their|my|our|your|its|these|those|other|others|free|further|such)$/.test(text))
        sorts.push(text);
      continue;
    }
    if (text.endsWith("'s")) continue;
    if (STOP.has(text) || (isVerbAt(tokens, i) && (words.length > 0 || !BOTH.has(text)))) break;
    if (text.endsWith('ly') && text.length > 5) break;
    words.push(text);
  }
  const last = words.at(-1);
  const head = last === undefined || /^(?:ones?|others?)$/.test(last) ? '' : headOf(last);
  const thing: Thing = { head, sorts: [...sorts, ...words.slice(0, -1)] };
  const inner = tokens[i]?.text === 'of' && head !== '' ? tokens[i + 1] : undefined;
  if (isWord(inner) && !STOP.has(inner.text) && !SORTS.has(inner.text) && !PARTITIVE.test(inner.text)) {
    const held = thingAt(tokens, i + 1);
    if (held.thing.head !== '') return { thing: { ...thing, of: held.thing.head }, end: held.end, more, among };
  }
  return { thing, end: i, more, among };
};

const SPLITS = /^(?:,|and|but|then|while|so|when|after|which|who|because|where|if|:)$/;

/** A sentence as clauses: a new one begins where a verb of its own follows. */
export const clausesOf = (sentence: readonly Token[]): Token[][] => {
  const out: Token[][] = [];
  let now: Token[] = [];
  const hasVerb = (tokens: readonly Token[]): boolean => tokens.some((_, i) => isVerbAt(tokens, i));
  for (let i = 0; i < sentence.length; i++) {
    const token = sentence[i]!;
    if (SPLITS.test(token.text) && now.length > 0) {
      const rest = sentence.slice(i + 1);
      const to = rest.findIndex((one) => SPLITS.test(one.text));
      const next = to < 0 ? rest : rest.slice(0, to);
      const leaves = next.length === 1 && next[0]!.text === 'left';
      if (leaves) {
        now.push(token);
        continue;
      }
      if (hasVerb(now) ? hasVerb(next) : token.text === ',' || token.text === ':') {
        out.push(now);
        now = [token];
        continue;
      }
    }
    now.push(token);
  }
  if (now.length > 0) out.push(now);
  return out;
};

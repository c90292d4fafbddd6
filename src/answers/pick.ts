/**
 * The number that a sentence states, when it holds several: after its last "=", the one of the last computation, the
 * one that
 * the question did not give, the one that no preposition introduces. No choice that is a guess: then there is none.
 */
import { exactNumber, showRational } from './rational.ts';
import { readMultiplier, readUnit } from './units.ts';

/** A number of a text with its place; `value` is its exact value as text. */
export type Picked = { start: number; end: number; value: string };

const NUMBER = new RegExp(
  '(?<![\\p{Script=Latin}\\p{Script=Greek}\\p{Script=Cyrillic}\\d_^\\\\])(?:[-+](?=[\\d$€£¥₹.]))?(?:\\\\?[$€£' +
    '¥₹] ?)?(?:\\d{1,3}(?:[ ,]\\d{3})+(?!\\d)(?:\\.\\d+)?|\\d+ \\d+/\\d+|\\d+(?:[.,]\\d+)?(?: ?/ ?\\d+)?|' +
    '\\.\\d+)(?:e[+-]?\\d{1,3})?(?: ?(?:\\\\?%|°C|°F|°|€|£|₽|₹))?',
  'giu',
);
const CLOCK = /^:\d\d(?: ?[ap]\.?m\b\.?)?/i;

/** Numbers of a sentence; not those of list marks, ordinals (1st), names (x_1) or steps. */
export const numbersIn = (text: string): Picked[] =>
  [...text.matchAll(NUMBER)].flatMap(({ 0: whole, index }) => {
    const after = text.slice(index + whole.length, index + whole.length + 12);
    const clock = CLOCK.exec(after)?.[0] ?? '';
    if (/^\s*$/.test(text.slice(0, index)) && /^\d+$/.test(whole) && /^[.)]\s+\S/.test(after)) return []; // the number of a list item
    if (
      /^(?:st|nd|rd|th)\b/.test(after) ||
      (clock === '' && /^[a-zA-Z](?![\p{L}])/u.test(after) && !/^[kKmMgLsh%]/.test(after))
    )
      return [];
    if (
      /(?:step|part|question|problem|case|equation|figure|option|number|#) ?$/i.test(
        text.slice(Math.max(0, index - 10), index),
      )
    )
      return [];
    const start =
      index + (/^[-+]/.test(whole) && /[\d)]\s*$|\p{L}$/u.test(text.slice(Math.max(0, index - 3), index)) ? 1 : 0);
    const body = text.slice(start, index + whole.length);
    const exact = clock === '' ? exactNumber(body.replace(/[\\$€£¥₹%°₽CF]/g, '').trim()) : undefined;
    return clock === '' && exact === undefined
      ? []
      : [{ start, end: index + whole.length + clock.length, value: exact ? showRational(exact) : body + clock }];
  });

/** The number with a multiplier or a unit that follows it, so that 12 hours is no 12 minutes. */
export const withUnit = (text: string, one: Picked): Picked => {
  const after = text.slice(one.end, one.end + 40);
  const word = /^( ?)(\p{L}[\p{L}\p{M}]*)([²³]?)/u.exec(after);
  if (!word) return one;
  const multiplier = readMultiplier(`${word[2]!}`);
  if (multiplier && multiplier.rest === '') return { ...one, end: one.end + word[0].length };
  const unit = readUnit(word[2]!, word[1] !== '');
  const letter = word[2]!.length === 1;
  return unit && unit.dimension !== '' && !letter && !/^(?:in|an|as|at|mi|a)$/i.test(word[2]!)
    ? { ...one, end: one.end + word[0].length }
    : one;
};

const PREPOSITION = new RegExp(
  '(?:\\b(?:in|for|after|over|from|of|per|at|by|with|during|within|than|every|each|on|all|his|her|their|' +
    'another|first|last|next|other|these|those|if|when|since|until|between|out of|into|among|across|about the|' +
    'the|to|pour|dans|après|in|nach|für|mit|von|bei|en|por|después de|para|con|de|за|через|после|из|на|для|в|с|' +
    'по)|[在每过過]) ?[$€£]?$',
  'i',
);

/** The same behind a number, where a language puts it there: '1日に', '4周内'. */
const POSTPOSED =
  /^ ?(?:個|个|か|ヶ)?(?:日|天|周|週間|小时|時間|分钟|分|年|月|人)(?:に|で|あたり|につき|後|间|間で|内|后|里|中)/;

/** The last results of computations before a place, newest first: what follows "=". */
const computed = (before: string): string[] =>
  [...before.matchAll(/=\s*\\?[$€£]?\s*(-?\d[\d,]*(?:\.\d+)?)/g)].slice(-1).flatMap((found) => {
    const exact = exactNumber(found[1]!);
    return exact ? [showRational(exact)] : [];
  });

const distinct = (list: readonly Picked[]): Picked[] => [...new Map(list.map((one) => [one.value, one])).values()];

const WORDS = 'one two three four five six seven eight nine ten eleven twelve'.split(' ');

/** Values that a question gives, in digits or in words. */
export const given = (question: string): Set<string> => {
  const words = question.toLowerCase().match(/[a-z]+/g) ?? [];
  return new Set([
    ...numbersIn(question).map((one) => one.value),
    ...words.flatMap((word) => (WORDS.includes(word) ? [String(WORDS.indexOf(word) + 1)] : [])),
  ]);
};

/** 'on the 18th floor', when 18 is what was computed last. */
const ordinal = (sentence: string, before: string): Picked | undefined => {
  const found = [...sentence.matchAll(/\b(\d+)(?:st|nd|rd|th)\b/g)];
  const [only] = found;
  return found.length === 1 && only && computed(before).includes(only[1]!)
    ? { start: only.index, end: only.index + only[1]!.length, value: only[1]! }
    : undefined;
};

/** The text after the last "=" of a sentence that is an equality, with its place. */
export const afterEquals = (sentence: string): { at: number; text: string } | undefined => {
  const at = Math.max(...[...sentence.matchAll(/(?<![<>!=≤≥:])=(?!=)/g)].map((found) => found.index), -1);
  return at < 0 ? undefined : { at: at + 1, text: sentence.slice(at + 1) };
};

/**
 * The number that a sentence states, or undefined when there is none or no reason to prefer one. `before` is the
 * reply up to
 * the sentence, `question` what was asked.
 */
export const statedNumber = (sentence: string, before: string, question: string): Picked | undefined => {
  const clause = mainClause(sentence);
  const inClause = clause > 0 ? numberOf(sentence.slice(clause), before, question) : undefined;
  return inClause
    ? { ...inClause, start: inClause.start + clause, end: inClause.end + clause }
    : numberOf(sentence, before, question);
};

/** Where the main clause begins: after the last ", so", after an opening "Since …,". 0 when there is but one clause. */
const mainClause = (sentence: string): number => {
  const so = [
    ...sentence.matchAll(
      new RegExp(
        ',? (?:i\\.e\\.,?|that is,|so|therefore|thus|hence|which (?:means(?: that)?|is|equals|totals|comes to)|' +
          'meaning(?: that)?) (?=[\\p{L}$\\d])',
        'giu',
      ),
    ),
  ].at(-1);
  if (so) return so.index + so[0].length;
  const opening =
    /^[\s*_]*(?:since|as|because|if|when|after|given|with|at|for|to|in|by|assuming|having|adding|out of)\b[^=]*?, (?=\p{L})/iu.exec(
      sentence,
    );
  return opening ? opening[0].length : 0;
};

const numberOf = (sentence: string, before: string, question: string): Picked | undefined => {
  const equal = afterEquals(sentence);
  if (equal) {
    const first = numbersIn(equal.text)[0];
    if (!first || !/^[\s\\$€£¥₹({\-+*_]*$/.test(equal.text.slice(0, first.start))) return undefined;
    return { start: first.start + equal.at, end: first.end + equal.at, value: first.value };
  }
  const found = numbersIn(sentence);
  const values = distinct(found);
  if (values.length === 0) return ordinal(sentence, before);
  if (values.length === 1) return values[0];
  const equated = [
    ...sentence.matchAll(/\b(?:is|equals)(?: (?:equal to|exactly|about|only|just|approximately))? [-$€£]?(?=[\d.])/g),
  ];
  const [only] = equated;
  const after =
    only && equated.length === 1
      ? values.find((one) => one.start >= only.index && one.start <= only.index + only[0].length)
      : undefined;
  if (after) return after;
  const fresh = values.filter((one) => !given(question).has(one.value));
  const last = computed(before);
  const result = values.filter((one) => last.includes(one.value));
  if (result.length === 1) return result[0];
  if (question !== '' && fresh.length === 1) return fresh[0];
  const pool = fresh.length > 1 ? fresh : values;
  const free = pool.filter(
    (one) =>
      !PREPOSITION.test(sentence.slice(Math.max(0, one.start - 14), one.start)) &&
      !POSTPOSED.test(sentence.slice(one.end, one.end + 8)),
  );
  return free.length === 1 ? free[0] : undefined;
};

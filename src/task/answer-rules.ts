/**
 * Two plausibility checks for any question. The names, letters and units of an answer must occur in its question. The
 * answer must be of the kind that the question names: a number, a date, a time, a list.
 * Both are `Verify`s that can only fail an answer. An answer that passes them may still be wrong.
 */
import type { Verdict, Verify } from '../types.ts';

/** Words that an answer may hold when its question does not. */
const FREE = new Set(
  (
    'yes no true false am pm the a an and or is are of to in at on by from it none nobody both all x ' +
    'monday tuesday wednesday thursday friday saturday sunday january february march april may june july ' +
    'august september october november december ' +
    'days day hours hour minutes minute min h weeks week months years km m cm mm kg g l ml cl path way remainder prime not possible'
  ).split(' '),
);

const plain = (text: string): string => text.toLowerCase().normalize('NFKC');
const MOST = 300;

const failed = (reason: string): Verdict => ({ pass: false, reason });

/** Numerals of other bases and Roman numerals are allowed without being in the question. */
const NUMERAL = /^(?:[ivxlcdm]+|0x[\da-f]+|[\da-f]*\d[\da-f]*)$/;

/** Fails an answer with a word that is neither in its question nor among the words that any answer may hold. */
export const verifyGrounded: Verify = (question, answer) => {
  if (answer.length > MOST || question.length > 20_000) return undefined;
  const text = plain(question);
  const hex = /\bhex|base ?-?\s?1[1-6]|\broman\b/.test(text);
  for (const word of plain(answer).match(/[\p{L}][\p{L}\p{N}'-]*/gu) ?? []) {
    if (FREE.has(word) || text.includes(word) || NUMERAL.test(word) || (hex && /^[a-f]+$/.test(word))) continue;
    if (text.includes(word.replace(/s$/, ''))) continue;
    return failed(`"${word}" does not stand in the question`);
  }
  return undefined;
};

const HAS_NUMBER = /\d|\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|none|no)\b/;

/** Kinds that a question names without doubt, and what an answer of that kind must look like. */
const KINDS: readonly (readonly [RegExp, RegExp, string])[] = [
  [/\bhow (?:many|much|old|long|far|tall|often)\b/, HAS_NUMBER, 'a number'],
  [
    /\b(?:what|which) (?:day of the week|weekday)\b/,
    /\b(?:mon|tues?|wednes|thurs?|fri|satur|sun)(?:day)?\b/,
    'a weekday',
  ],
  [/\b(?:what|which) date\b|\bon (?:what|which) date\b/, /\d/, 'a date'],
  [/\bwhat time\b|\bat what time\b/, /\d|\bnoon\b|\bmidnight\b/, 'a time'],
  [/^\s*who\b|\bwho is\b|\bwho are\b/, /\p{L}/u, 'a name'],
];

/** Fails an answer that is not of the kind that the question names. */
export const verifyKind: Verify = (question, answer) => {
  if (question.length > 20_000) return undefined;
  const text = plain(question);
  const given = plain(answer);
  const kinds = KINDS.filter(([asks]) => asks.test(text));
  const [kind] = kinds;
  return kinds.length === 1 && kind && !kind[1].test(given) ? failed(`the question asks for ${kind[2]}`) : undefined;
};

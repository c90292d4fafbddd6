/**
 * Whether an answer of one kind is what a question asks for: a name where it asks for a number, a time where it counts
 * things, a share where it asks for the rest. Readers look for words of their kind, which stand in many stories.
 */
import type { Problem } from '../formal/problem.ts';

const COUNTED =
  /\bhow (?:many|much|far|fast|old)\b|\b(?:calculate|what (?:is|was|will be|would be) (?:the|their|his|her) (?:total|combined|sum|price|cost|average))\b/;
const STORY = /[.!?,;] .*\b(?:how (?:many|much|long|far|fast|big|old)|what|calculate|which)\b/;
/** Words of a step that no formula and no list takes. */
const STEPS =
  /\b(?:twice|thrice|half|double[sd]?|tripled?|third|\d+ times|times as|rest|remain\w*|remainder|each|left|fewer|more than|less than|per (?!cent)|% (?:more|larger|fewer|less|are|were|is)|others?)\b/;

type Misfit = { kinds: readonly Problem['type'][]; when: (asked: string, low: string) => boolean };

const MISFITS: readonly Misfit[] = [
  // "What is their combined age?" asks for no name, and "half" is nobody's.
  {
    kinds: ['order'],
    when: (asked, low) =>
      COUNTED.test(asked) && /\d/.test(low) && !/\b(?:people|places?|ahead|behind|before|after|in front) /.test(asked),
  },
  { kinds: ['clock'], when: (asked) => /\bhow (?:many|much)\b/.test(asked) },
  {
    kinds: ['minutes'],
    when: (asked, low) =>
      /\bhow many (?!(?:[a-z]+ )?(?:min|hour|hr|h\b|sec))|\bhow much (?!time|longer|later|earlier|sooner|of (?:an|the) hour)|\b(?:bill|cost|price)\b/.test(
        asked,
      ) ||
      (/\b(?:every|each) (?:day|night|morning|episode)\b|\bper hour\b/.test(low) && !/\bper hour\?/.test(asked)),
  },
  {
    kinds: ['base'],
    when: (asked, low) =>
      /\bhow (?:many|much)\b|\bamount\b/.test(asked) && !/\b(?:base|binary|hex\w*|octal|decimal|bits?)\b/.test(low),
  },
  {
    kinds: ['count-words', 'count-letters'],
    when: (asked, low) =>
      /\bhow (?:many (?!\d|words?|letters?|times|characters?|vowels?|consonants?|['"“])|much)/.test(asked) &&
      (low.match(/\d+/g) ?? []).length > 1,
  },
  {
    kinds: ['count-item'],
    when: (_, low) => /\d/.test(low) && (STEPS.test(low) || /\b(?:total|pack|has \d+)\b/.test(low)) && STORY.test(low),
  },
  {
    kinds: ['count-things'],
    when: (asked, low) =>
      STEPS.test(low) ||
      /%|\b(?:legs|wheels|third|missing|wrong|mistakes)\b/.test(low) ||
      /\bhow many [a-z]+ (?:legs|wheels|eyes)\b/.test(asked),
  },
  // A share of an amount, where what is not of it is asked, or a further step follows.
  {
    kinds: ['formula'],
    when: (asked, low) =>
      /%|\bper ?cent/.test(low) &&
      (low.match(/[a-z]+/g) ?? []).length > 14 &&
      (STEPS.test(low) || /\b(?:both|total|in all|altogether|save[ds]?|people)\b/.test(asked)),
  },
  {
    kinds: ['path'],
    when: (asked) =>
      /\bhow (?:many|much) (?!(?:[a-z]+ )?(?:rides?|routes?|transfers?|stops?|steps?|edges?|roads?|hops?|links?|rooms?|bridges?|tunnels?|connections?|lines?|doors?|moves?|legs?|stations?|stretch|segments?|trains?|changes?|flights?|streets?|trails?))/.test(
        asked,
      ),
  },
  { kinds: ['days'], when: (asked, low) => /\b(?:half|old)\b/.test(asked) || /\bschool days\b/.test(low) },
  {
    kinds: ['value'],
    when: (asked, low) =>
      /\bmin(?:ute)?s?\b/.test(low) &&
      /[.,] .*\bhow\b/.test(low) &&
      (STEPS.test(low) || /\b(?:every|\d+[- ]min(?:ute)?[- ][a-z]+s|songs|took|if)\b/.test(low)) &&
      COUNTED.test(asked),
  },
  { kinds: ['divisors'], when: (_, low) => /\bpeople\b|\bhalf\b/.test(low) },
];

/** Whether what is asked cannot be answered by a problem of this kind. `low`: the question in small letters. */
export const misfits = (kind: Problem['type'], low: string): boolean => {
  const asked = /[^.?!]*\?[^?]*$/.exec(low)?.[0] ?? low;
  return MISFITS.some((one) => one.kinds.includes(kind) && one.when(asked, low));
};

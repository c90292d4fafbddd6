/**
 * One amount told by another: "Tom is 6 years older than Priya", "4 fewer pears", "twice as many as Ben", "a third of
 * them". The known amount belongs to the one who is compared or to the one it is compared with; the other one, or both
 * together, are asked for.
 */
import { anyOf, sequence } from '../../regex.ts';
import type { Made, Story, Term } from './terms.ts';

const EMPTY = new RegExp(
  sequence(
    /^/,
    anyOf(
      /the|a|an|is|are|am|was|were|be|has|have|had|do|does|did|will|would|of|in|on|at|to|for|by|with|from|and|so|then|that|which|who|it|there/,
      /how|what|whats|what's|many|much|old|tall|long|heavy|high|far|more|less|fewer|than|as|only|just|now|get|gets|got|cost|costs|age|price/,
      /s|number|one|ones|make|makes|made|weigh|weighs|year|years|today|big|deep|wide|much|did|all|also|about/,
    ),
    /$/,
  ),
);
const SAME: Readonly<Record<string, string>> = {
  me: 'i',
  my: 'i',
  mine: 'i',
  we: 'i',
  our: 'i',
  ours: 'i',
  us: 'i',
  him: 'he',
  his: 'he',
  her: 'she',
  hers: 'she',
  their: 'they',
  them: 'they',
  theirs: 'they',
  your: 'you',
  yours: 'you',
  mum: 'mum',
  "i'm": 'i',
  "i've": 'i',
};

/** The words of a text that may name somebody or something. */
const namesOf = (text: string): string[] =>
  (text.match(/[\p{L}']+/gu) ?? [])
    .map((word) => SAME[word] ?? word.replace(/'s$/, '').replace(/(?<=[a-z]{3})s$/, ''))
    .map((word) => SAME[word] ?? word)
    .filter((word) => !EMPTY.test(word));
const meet = (a: readonly string[], b: readonly string[]): boolean => a.some((word) => b.includes(word));

const TOTAL =
  /\b(?:together|altogether|in all|in total|total|combined|both|all told|between (?:them|us)|the (?:pair|two|2))\b/;

const applied = (sign: '+' | '-' | '*' | '/', base: string, by: string, back: boolean): string => {
  const turned = back ? ({ '+': '-', '-': '+', '*': '/', '/': '*' } as const)[sign] : sign;
  return `${/[-+]/.test(base) && /[*/]/.test(turned) ? `(${base})` : base}${turned}${by}`;
};

/** Whether the known amount is that of the one who is compared ("a hat at 15 is 3 cheaper than a belt"). */
const ofSubject = (known: Term, by: Term): boolean | undefined => {
  const of = namesOf(by.from);
  const subject = namesOf(by.before);
  const before = known.order < by.order;
  if (/\bthat\b|\bthis\b/.test(by.from)) return false;
  if (before && known.clause === by.clause && known.sentence === by.sentence) {
    const between = by.before.slice(known.before.length + known.value.length);
    // "15 slats, four more than me"; "14, which is 3 fewer than Dev".
    if (of.length > 0 && !meet(of, namesOf(known.before))) return !/\band (?!that|it)/.test(between) || undefined;
  }
  if (
    before &&
    /^(?:[,:]? ?(?:and )?(?:that|this|which|it)(?:'s| is| was| are| were)?(?: only| just)?)$/.test(by.before.trim())
  )
    return of.length > 0;
  if (before && by.before.replace(/^[ ,]+/, '') === '' && of.length > 0)
    return !meet(of, namesOf(`${known.before} ${known.after}`));
  if (of.length > 0 && meet(of, namesOf(`${known.before} ${known.after}`)))
    return meet(subject, namesOf(known.before)) ? undefined : false;
  if (subject.length > 0 && meet(subject, namesOf(`${known.before} ${known.after}`)) && of.length > 0) return true;
  return of.length === 0 ? false : undefined;
};

/** A part of what there is: "a third of them were red", "a quarter flew off". */
const byPart = (whole: Term, part: Term, { ask }: Story): Made | undefined => {
  if (whole.order > part.order || whole.rate) return undefined;
  if (/\b(?:left|remain\w*|rest|others?|still|not|over|now|keep|keeps|stay|stayed|stays)\b|n't\b/.test(ask.text))
    return { expression: `${whole.told}-${whole.told}/${part.value}`, thing: whole.thing };
  return ask.kind === 'plain' || ask.kind === 'left'
    ? { expression: `${whole.told}/${part.value}`, thing: whole.thing }
    : undefined;
};

/** The amount that a comparison leads to. */
export const byRelation = (a: Term, b: Term, story: Story): Made | undefined => {
  const [known, by] = a.apart === undefined ? [a, b] : [b, a];
  const { ask } = story;
  if (by.apart === undefined || known.apart !== undefined || known.rate) return undefined;
  if (/^(?:difference|need|change|gain|each)$/.test(ask.kind)) return undefined;
  const facts = story.low.replace(ask.text, ' ');
  if (TOTAL.test(facts) || /\b(?:often|fast|quick(?:ly)?|again|rest)\b/.test(facts) || /\bat$/.test(by.before))
    return undefined;
  if (by.among) return by.apart === '/' ? byPart(known, by, story) : undefined;
  const subject = ofSubject(known, by);
  if (subject === undefined) return undefined;
  const other = applied(by.apart, known.told, by.value, subject);
  if (TOTAL.test(ask.text))
    return { expression: `${known.told}+${/[-+]/.test(other) ? `(${other})` : other}`, thing: known.thing };
  if (ask.kind === 'left')
    return /\bnow\b/.test(ask.text) && !/\bleft\b/.test(ask.text)
      ? { expression: other, thing: known.thing }
      : undefined;
  const asked = namesOf(ask.text).filter((word) => word !== ask.thing.head);
  if (
    known.thing.head !== '' &&
    by.thing.head !== '' &&
    known.thing.head !== by.thing.head &&
    ask.thing.head !== '' &&
    ask.thing.head !== by.thing.head
  )
    return undefined;
  if (
    /^(?:gets|loses|gives)$/.test(by.verb ?? '') &&
    /\b(?:came|joined|arrived|left|got off|got on)\b/.test(`${by.before} ${by.after}`)
  )
    return undefined;
  const knownNames = namesOf(`${known.before} ${known.after}`).filter((word) => word !== ask.thing.head);
  const unknownNames = namesOf(subject ? by.from : `${by.before} ${by.after.replace(by.from, ' ')}`);
  const pronoun =
    asked.some((word) => /^(?:he|she)$/.test(word)) && unknownNames.some((word) => !/^(?:i|you)$/.test(word));
  const named = ask.thing.head !== '' && ask.thing.head === by.thing.head && by.thing.head !== known.thing.head;
  if (asked.length > 0 && !meet(asked, unknownNames) && !pronoun && !named) return undefined;
  if (asked.length === 0 && ask.thing.head === '' && unknownNames.length === 0) return undefined;
  const onlyKnown =
    meet(
      asked,
      knownNames.filter((word) => !unknownNames.includes(word)),
    ) && !meet(asked, unknownNames);
  if (onlyKnown) return undefined;
  return { expression: other, thing: known.thing };
};

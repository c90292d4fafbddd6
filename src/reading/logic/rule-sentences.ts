/**
 * Sentences of everyday logic: what is a rule ("if it rains, …", "all cats purr"), what is asked, and the words around
 * both that say nothing. It knows no propositions.
 */
import { alternatives, sequence } from '../../regex.ts';

type Rule = { given: readonly string[]; so: string };
export type Sentence = { text: string; question: boolean };

export const clean = (text: string): string =>
  text
    .replace(
      /^(?:and|but|so|then|now|also|well|ok|right now|today|therefore|here|in fact|we say|i (?:see|know) that|we know that|it is known that|depot rule|rule|the (?:rule|by-law|law) (?:is|says|provides|states) that|house rule|listen(?: to this)?|i (?:told|promised) (?:the |my )?[a-z]+ ?:?)[,:]? +/i,
      '',
    )
    .replace(/^["' ]+|["' ]+$/g, '')
    .replace(/,? (?:always|every time|without exception|as a rule|no exceptions)$/, '')
    .trim();

/** "If A, (then) B", "B if A", "A only if B", "whenever A, B". */
export const conditional = (sentence: string): Rule[] | undefined => {
  const text = clean(sentence)
    .replace(/["']/g, '')
    .replace(/,? and it is always so$/, '');
  const unless = /\bunless\b/.test(text);
  if (unless) return undefined;
  const inner = /^(.+?) only (.+?),? if (.+)$/.exec(text);
  const only =
    /^(.+?),? only (?:if|when) (.+)$/.exec(text) ?? (inner ? ['', `${inner[1]} ${inner[2]}`, inner[3]!] : null);
  if (only) return conditions(only[2]!).map((one) => ({ given: [only[1]!], so: one }));
  const front =
    /^(?:if|when(?:ever)?|every time|each time|in case) (.+?)(?:, ?(?:then )?| then )(?:always )?(.+)$/.exec(text);
  if (front) return [{ given: conditions(front[1]!), so: front[2]! }];
  const parted = /^(?:if|when(?:ever)?) (.+)$/.exec(text);
  // "If it rains I am at home": parted before the one word that can begin a clause.
  const starts = parted
    ? [
        ...parted[1]!.matchAll(
          /(?<=\S+ \S+)(?<!\b(?:in|on|at|to|of|by|for|with|is|are|from|than|and|or)) (?=(?:i|we|you|he|she|they|it|the|my|our|your|his|her|there) )/g,
        ),
      ]
    : [];
  const rains = /^(?:if|when(?:ever)?) (it [a-z]+s) ([\p{L}]+ (?:is|are|was|were|gets?|closes|opens|stays?) .+)$/u.exec(
    text,
  );
  if (rains) return [{ given: [rains[1]!], so: rains[2]! }];
  const implied = /^(.+?) implies (?:that )?(.+)$/.exec(text);
  if (implied) return [{ given: [implied[1]!], so: implied[2]! }];
  if (parted && starts.length > 0)
    return [{ given: conditions(parted[1]!.slice(0, starts[0]!.index)), so: parted[1]!.slice(starts[0]!.index + 1) }];
  if (parted) return undefined;
  const back = /^(.+?),? (?:if|when(?:ever)?|every time) (.+)$/.exec(text);
  return back && !/\bonly\b/.test(back[1]!) ? [{ given: conditions(back[2]!), so: back[1]! }] : undefined;
};

/** "It has fuel and a driver" is two conditions. */
const conditions = (text: string): string[] => text.split(/,? and (?!so\b)/);

/** Verbs of what is so of all of a class. */
export const VERBS =
  'is|are|was|were|has|have|wears?|wore|can|must|opens?|needs?|will|voted|purrs?|barks?|swims?|fl(?:y|ies)|eats?|lives?|likes?|plays?|sleeps?|drinks?|runs?|needs?|gets?|goes|go|got|lays?|sings?|works?|pays?|costs?|starts?|ends?|comes?|contains?|makes?|grows?|shines?|closes?|opens?|passes|passed|failed|speaks?|knows?|owns?|love[sd]?|keeps?|stays?|stayed|carry|carries|rolls?|melts?';

/** "all cats purr", "every entry that is posted is approved", "no fish can fly". */
export const general = (sentence: string): { of: string; is: string; not: boolean } | undefined => {
  const text = clean(sentence);
  const all = new RegExp(`^(?:all(?: of)?(?: the| my| our)?|every|each|any|the) (.+?) (${VERBS})((?: .+)?)$`).exec(
    text,
  );
  if (all && !text.startsWith('the ')) return { of: all[1]!, is: `${all[2]!}${all[3]!}`, not: false };
  const none = new RegExp(`^(?:no|none of the) (.+?) (${VERBS})((?: .+)?)$`).exec(text);
  if (none) return { of: none[1]!, is: `${none[2]!}${none[3]!}`, not: true };
  const plain =
    /^(all(?: of)?|every|each|no) (?:(?:the|my|our|these|those) )?(\w+) (?!(?:in|on|of|at|who|that|which|with|from|and|or|but)\b)(\w+(?: .+)?)$/.exec(
      text,
    );
  return plain ? { of: plain[2]!, is: plain[3]!, not: plain[1] === 'no' } : undefined;
};

/** "If all cats are animals and Tom is a cat, is Tom an animal?": a rule of a class, a fact and the question. */
const PARTED = new RegExp(
  sequence(
    /^(?:(?:so|ok|suppose|given(?: that)?|assume|we know(?: that)?) )*(?:if )?/,
    /((?:all|every|each|no) [^,.;?!]+?)(?:,? and |, )/,
    /((?!(?:is|are|does|do|can|has|have)\b)[^,.;?!]+?),? (?:then )?/,
    /((?:is|are|does|do|can|has|have|must|will) [^,.;?!]+\?*)$/,
  ),
);
const parted = (text: string): string => text.replace(PARTED, '$1. $2. $3');

/** "…, and whenever Horst comes, …": each rule is a sentence. */
const RULES = /,? (?:and|but) (?=(?:all|every|each|no|if|when|whenever) )/g;
/** "All cats have tails, Momo is a cat." */
const TOLD_BESIDE =
  /^((?:all|every|each|no) [^,.;?!]+?),? (?:and |but )?(?<=, (?:and |but )?)((?!(?:is|are|does|do|can|has|have|then|so)\b)[^,.;?!]+? (?:is|are|has|was) [^,.;?!]+)$/;

/** The sentences of a text: quotes stay whole. */
export const sentencesOf = (told: string): Sentence[] =>
  (parted(told.replace(/(?<=[.?!])" (?=\p{L})/gu, '". ')).match(/(?:"[^"]*"|[^.?!;"])+[.?!;]*/g) ?? [])
    .flatMap((one) => {
      const end = /[.?!;]*\s*$/.exec(one)![0];
      const parts = one.slice(0, one.length - end.length).split(RULES);
      return parts.map((part, i) => part.trim() + (i === parts.length - 1 ? end : '.'));
    })
    .flatMap((one) => {
      const beside = /\?\s*$/.test(one) ? null : TOLD_BESIDE.exec(one.replace(/[.!;]+\s*$/, '').trim());
      return beside ? [`${beside[1]}.`, `${beside[2]}.`] : [one];
    })
    .map((one) => ({ text: one.replace(/[.?!;]+\s*$/, '').trim(), question: /\?\s*$/.test(one) }))
    .filter((one) => /[\p{L}]/u.test(one.text) && !IDLE_END.test(one.text));
const IDLE_END =
  /^(?:yes or no|y\/n|true or false|right or wrong|now listen(?: to this)?|listen|please|thanks|lol|haha)$/;

const ASKING = new RegExp(
  sequence(
    /^(?:so,? |then,? |and |now |hence,? |therefore,? )*/,
    '(',
    alternatives(
      /is it (?:true|certain|sure|right|so) that |does it follow (?:for certain |for sure )?that /,
      /can (?:we|i|you) (?:be (?:sure|certain)|conclude|know|say for sure) that |must it be (?:true )?that /,
    ),
    ')?',
    /((?:is|are|am|was|were|did|does|do|has|have|will|can|must|should|shall)\b.+)$/,
  ),
);

/** "…, am I correct?" asks whether the rest is so. */
const TAG =
  /,? (?:am i (?:correct|right)|is that (?:right|correct|so|true)|right|correct|(?:is|does|must|has|do|are|will|would)(?: not|n't)? (?:it|he|she|they)(?: not)?)$/;
const LEAD =
  /^(?:(?:and|so|then|now|but),? )?(?:from (?:this|that|these)(?: facts?)?(?: alone)?|i (?:was )?wonder(?:ing|ed)?|tell me|given (?:this|that)|based on (?:this|that)|question|i want to know|do you know)(?: whether| if)?[,:]? (?=\S)/;

/** The question as a clause, and whether it asks what is certain. */
export const askedOf = (sentence: string): { clause: string; certain: boolean } | undefined => {
  const tagged = TAG.exec(sentence);
  const text = sentence
    .replace(TAG, '')
    .replace(LEAD, '')
    .replace(/^[^:"]{1,40}[:,] (?=(?:is|are|am|was|were|did|does|do|has|have|will|can|must|should)\b)/, '')
    .replace(/,? -? ?(?:yes or no|yes\/no|y\/n|true or false)$/, '')
    .replace(/^"([^"]+)"$/, '$1')
    .replace(/,? being .{1,20},/, '')
    .trim();
  const led =
    /^(?:so,? |then,? |and |now )*(is it (?:really )?(?:true|certain|sure|right|so) that|does it follow(?: for certain| for sure| necessarily)? that|does (?:that|this|it) (?:prove|mean|show)(?: for sure| for certain)?(?: that)?|can (?:we|i|you) (?:be (?:sure|certain)|conclude|know|say for sure) that|must it be (?:true )?that) (.+)$/.exec(
      text,
    );
  if (led) return { clause: led[2]!, certain: !/^is it (?:really )?(?:true|right|so)/.test(led[1]!) };
  const plain = ASKING.exec(text);
  if (plain) return { clause: plain[2]!, certain: false };
  return tagged || /(?:true or false|yes or no|yes\/no|y\/n)$/.test(sentence)
    ? { clause: text.replace(/^(?:so|then|and),? /, '').replace(/ -$/, ''), certain: false }
    : undefined;
};

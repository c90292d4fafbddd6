/**
 * Reads whether a number comes up in a sequence: "1, 4, 7, 10 and so on: does 22 come up?", "I count in threes from 3.
 * Will I say 25?". The question is taken out; what is left must be a sequence as the other readers read them, and it
 * must be said that it goes on.
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { reading, refusal, type Outcome, type Reader } from '../reading.ts';
import { valuesIn, type Text } from '../text/text.ts';
import { readListedSequence, ruleOf } from './listed-sequences.ts';
import { readRuledSequence } from './ruled-sequences.ts';
import { readToldSequence } from './told-sequences.ts';

const THE_ROW = sequence(
  / (?:in|on|of|among|along|to|with|for) /,
  anyOf(
    /it|them|these|those/,
    sequence(
      /(?:the|this|that|these|those|my|our|his|her|their) (?:same )?(?:[a-z]+ )?/,
      /(?:row|list|sequence|series|pattern|numbers?|ones|count|counting|line|street|side|wall|road|terms|progression)/,
    ),
  ),
);
/** "12", "the number 12", "house 12", "locker number 12", "a 12". */
const NUMBER = sequence(
  /(?:an? |the )?(?:(?!not\b|more\b|less\b|next\b|first\b|last\b|number\b)[a-z]+ )?(?:number |no )?/,
  /(\d+)(?![\d.,/:]\d|(?:st|nd|rd|th)\b)/,
);
const EVER = /(?: (?:ever|also|too|eventually|sometime|at some point|really|actually))?/.source;
const COMES = anyOf(
  /(?:come|turn|show|pop|crop)s? up|appears?|occurs?|exists?|belongs?|fits?(?: in)?|gets? (?:said|used|a turn)/,
  /(?:be )?(?:one|part|a term|a member|an element|a number|included|in|there|on the list|in the list|in there)/,
);
const ONE_OF = anyOf(
  /one|1|part|a term|a member|an element|a number|included|among|in|on|there|on the list|in the list|used/,
);
const OR_NOT = /(?:,? ?\(?(?:yes or no|yes\/no|or not|y\/n)\)?)?/.source;

/** The question itself, by the number. */
const COMES_UP = new RegExp(
  sequence(
    /(?:^|(?<=[.,;:!?] *)|\b(?:so|and|but|then) )/,
    anyOf(
      sequence('(?:does|do|will|would|can|could) ', NUMBER, EVER, ' ', COMES, `(?:${THE_ROW})?`),
      sequence('(?:is|are|was) ', NUMBER, EVER, ' ', ONE_OF, `(?:${THE_ROW}| (?:it|them|these|those|this|there))?`),
      sequence('(?:is|will|would) ', NUMBER, THE_ROW),
      sequence(
        /(?:do|does|will|would|can|could|am|are) (?:i|we|you|he|she|it|they|one|1|the [a-z]+|my [a-z]+)/,
        EVER,
        / (?:hit|say|land on|write|call|name|meet|come across|come to|touch|include|contain|find|see|count|step on) /,
        NUMBER,
        `(?:${THE_ROW})?`,
      ),
      sequence(/(?:is there|are there|will there be|would there be|will there ever be) /, NUMBER, `(?:${THE_ROW})?`),
    ),
    OR_NOT,
    anyOf(
      /\W*(?=$|[.!?;])/,
      sequence(/ (?:in |of )?(?:the |this |a )?(?:number )?(?:sequence|pattern|row|series|progression)?/, /:? ?(?=\d)/),
    ),
  ),
);
/** Where the row lies. */
const PLACES = new RegExp(
  sequence(
    /\b(?:on|along|up|down|in|at) (?:the|our|my|this|that|1) (?:(?:left|right|other|same|far)(?:[- ]hand)? )?/,
    /(?:side|street|road|wall|stairs?|staircase|corridor|hall|ladder|shelf|line|left|right)\b(?: of the [a-z]+)?/,
  ),
  'g',
);
/** "Odd house numbers": said of what is shown besides. */
const OF_KIND = /\b(odd|even) (?=[a-z])/g;
/** It is said that the sequence goes on. */
const GOES_ON = new RegExp(
  alternatives(
    /\.\.\./,
    sequence(
      /\b/,
      anyOf(
        /and so on|and on|etc|always|each|every|steps?|more|less|pattern|sequence|will|keeps?/,
        /keep on|going|count\w*|[a-z]+ing|by \d+s?/,
      ),
      /\b/,
    ),
  ),
);
/** A question about a place instead. */
const ELSE = /\b(?:what|which|how|when|where|who|until|till|before|after|between|first|last|both|either|or)\b/;

const asText = (low: string): Text => ({ text: low, low });

/** The rule of what is left, with its first term. */
const ruleIn = (whole: string): { rule: string; first: string[] } | undefined => {
  const values = valuesIn(whole);
  const rest = whole
    .replace(PLACES, ' ')
    .replace(OF_KIND, (told, kind: string) =>
      values.length > 2 && values.every((one) => Number(one) % 2 === (kind === 'odd' ? 1 : 0)) ? ' ' : told,
    );
  const shown = asText(`${rest.trim().replace(/[\s,;:.!?]+$/, '')}. what is the next number?`);
  const found = readRuledSequence(shown) ?? readListedSequence(shown);
  if (found?.type === 'problem' && found.problem.type === 'sequence') {
    const { terms, at, count } = found.problem;
    const rule = at === undefined && count === undefined && !terms.includes('?') ? ruleOf(terms) : undefined;
    return rule === undefined ? undefined : { rule, first: [terms[0]!] };
  }
  const told = readToldSequence(asText(`${rest.trim().replace(/[\s,;:.!?]+$/, '')}. what is the 9th number?`));
  return told?.type === 'problem' && told.problem.type === 'term' && told.problem.ask === 'term'
    ? { rule: told.problem.rule, first: told.problem.first }
    : undefined;
};

export const readInSequence: Reader = ({ low }): Outcome | undefined => {
  if (low.length > 300) return undefined;
  const asked = COMES_UP.exec(low);
  const at = asked?.slice(1).find((one) => one !== undefined);
  if (!asked || at === undefined || Number(at) < 1 || Number(at) > 1_000_000) return undefined;
  const rest = `${low.slice(0, asked.index)} ; ${low.slice(asked.index + asked[0].length)}`.replace(
    /\b(?:please )?(?:answer |say )?(?:just |only )?(?:yes or no|yes\/no)\b/,
    ' ',
  );
  const found = ELSE.test(rest) ? undefined : ruleIn(rest);
  if (!found) return undefined;
  if (!GOES_ON.test(`${rest} ${/\bwill\b/.exec(asked[0])?.[0] ?? ''}`) && !valuesIn(rest).includes(at))
    return refusal('missing', 'it is not told how the numbers go on');
  return reading({ type: 'term', ...found, ask: 'has', at: Number(at) }, [...valuesIn(low), at], false);
};

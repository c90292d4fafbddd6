/**
 * Reads one share (a fraction or a rate) and one amount by what the question says of them: the part, the rest, or the
 * whole. The words of what is asked are held against those of what is told. Where the asked clause brings a word that
 * neither was told nor tells the rest, there is no reading.
 */
import { singularOf } from '../../problem/solve/things.ts';
import { isPerson } from '../roles/things.ts';
import { reading, refusal, type Outcome } from '../reading.ts';
import { scanOf } from '../text/scan.ts';
import { numbersIn } from '../text/text.ts';
import { anyOf, sequence } from '../../regex.ts';

/** A share as it stands in the text, and its value as an expression. */
export type Share = { value: string; start: number; end: number };

const REST = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /left|remain\w*|rest|others?|still|not|n't|without|unsold|unread|unused|unpaid|unfilled|unmown|unpainted|uneaten/,
      /over|yet|to go|to do/,
    ),
    /\b/,
  ),
  'g',
);
/** Pairs of words of which one is true of a thing that the other is not true of. */
const OPPOSITES: readonly (readonly [RegExp, RegExp])[] = [
  [/\bfull\b|\boccupied\b|\btaken\b|\bin use\b|\bbooked\b/, /\bempty\b|\bfree\b|\bvacant\b|\bunoccupied\b/],
  [/\bboys?\b|\bmen\b|\bmales?\b/, /\bgirls?\b|\bwomen\b|\bfemales?\b/],
  [/\bpassed\b|\bpass\b/, /\bfail(?:ed|s)?\b/],
  [/\bpresent\b|\bcame\b|\battended\b/, /\babsent\b|\bmissing\b|\bstayed away\b/],
  [/\badults?\b|\bgrown-ups?\b/, /\bchild(?:ren)?\b|\bkids?\b/],
  [/\bsold\b/, /\bunsold\b/],
  [/\b(?:used|spent|eaten|drunk|read|mown|painted|gone)\b/, /\b(?:unused|unspent|uneaten|unread|unmown|unpainted)\b/],
];
const WHOLE =
  /\b(?:whole|total|altogether|in all|entire|all told|all together|when (?:it is )?full|to begin with|at (?:the )?(?:start|first))\b/;
const PLAIN = new Set(
  (
    'how many much is are was were that it this of them the a an in there do does did have has had be will would i we ' +
    'you he she they what total to for with by at on and so then now get gets got my our his her their its tell me give ' +
    'find part please altogether whole all exactly said these those been metre metres square km kg litre litres liter ' +
    'liters euros euro dollars dollar pounds pound pence cents cm m g grams ml money amount number can could may must ' +
    'think mean come comes make makes go goes not one ones still left over remain remains remaining rest other others ' +
    'empty yet only just up out hours minutes days inside go see if'
  ).split(' '),
);
const stem = (word: string): string => singularOf(word).replace(/(?:ing|ed|en|es|s|e)$/, '');

/** The last clause that asks. */
const askedAt = (low: string): number => {
  const marks = [
    ...low.matchAll(/\b(?:how (?:many|much|big|long|large|far)|what|which|tell me|give me|find|work out)\b/g),
  ];
  const last = marks.at(-1);
  if (last) return last.index;
  const end = low.replace(/[?!.\s]+$/, '').length;
  return Math.max(0, ...['. ', '; ', '? ', '! ', ', '].map((one) => low.lastIndexOf(one, end - 1) + 1));
};

const SMOOTH = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /morning|today|yesterday|day|days|week|month|year|night|evening|only|total|all|altogether|together|in all|square/,
      /first|last|already|now|same|end|start(?:ed)?|before|after|then|true|right|wrong|even|whole|entire|each (?=of)/,
      /exactly|january|february|march|april|june|july|august|september|october|november|december|half(?=-time)|weekend/,
      /monday|tuesday|wednesday|thursday|friday|saturday|sunday/,
    ),
    /\b/,
  ),
  'g',
);

const wordsIn = (text: string): string[] => text.match(/[a-z]+/g) ?? [];

/** Whether the amount counts the part alone: "and there were 36 children", of two fifths who were children. */
const isOfPart = (low: string, share: Share, amount: { start: number; end: number }): boolean => {
  const between = low.slice(share.end, amount.start);
  if (amount.start < share.end) return false;
  if (/^ of [^.,;]{1,40} (?:is|are|was|were|makes?|comes? to|amounts? to|equals) (?:exactly )?[$£€]? ?$/.test(between))
    return true;
  if (
    /[.,;] ?(?:and )?(?:that|this|which|these|they|those)(?: part)? (?:is|are|was|were|makes|comes to) (?:exactly |about )?[$£€]? ?$/.test(
      between,
    )
  )
    return true;
  const noun = /^ ?([a-z]+)/.exec(low.slice(amount.end))?.[1];
  const predicate = /\b(?:are|were|is|was)\b ([a-z ]{3,})/.exec(between)?.[1];
  return (
    noun !== undefined &&
    predicate !== undefined &&
    wordsIn(predicate).map(stem).includes(stem(noun)) &&
    /\bthere (?:are|were)\b|,|\band\b/.test(between)
  );
};

const whole = (value: string): string => (value.startsWith('(') ? value : `(${value})`);

/** A number that is sought is the whole of its part: an equation. "Half as many" compares: a story. */
const OTHER_KINDS =
  /\band an? (?:half|third|quarter|fifth|tenth)\b|\b(?:knocked|taken|chopped) off\b|\b(?:an?|my|the|some|this|that|what|which) number\b|\bas (?:many|much)\b/;

/** The part, the rest or the whole. `low`: the question; every other number than the share's is the amount. */
export const readShareOf = (low: string, share: Share, kind: 'fraction' | 'rate'): Outcome | undefined => {
  const spare = numbersIn(low).filter(({ start }) => start < share.start || start >= share.end);
  const [amount] = spare;
  if (spare.length !== 1 || amount === undefined || low.length > 220 || OTHER_KINDS.test(low)) return undefined;
  const at = askedAt(low);
  if (amount.start >= at || share.start >= at) return undefined;
  const [told, asked] = [low.slice(0, at), low.slice(at)];
  const scan = scanOf(`${low.slice(0, share.start)}${' '.repeat(share.end - share.start)}${low.slice(share.end)}`);
  scan.takeAll(/\d+(?:\.\d+)?/g);
  const resting = new RegExp(REST.source).test(asked);
  const restTold = new RegExp(REST.source).test(told.replace(/\b(?:left|over) (?=the|my|our|at|for|home)/g, ' '));
  scan.takeAll(REST);
  scan.takeAll(/\b(?:full|empty|free|more|missing)\b/g);
  if (!scan.explained(SMOOTH) || /\b(?:each|every|per|then|than|twice|double)\b/.test(told)) return undefined;
  const uses = numbersIn(low).map((one) => one.value);
  const value = (expression: string): Outcome => reading({ type: 'value', expression }, uses, false);
  const [s, n] = [whole(share.value), amount.value];
  if (isOfPart(low, share, amount)) {
    if (restTold || resting || !WHOLE.test(asked)) return undefined;
    return value(`${n}/${s}`);
  }
  if (WHOLE.test(asked)) return undefined;
  const noun = singularOf(/^ ?([a-z]+)/.exec(low.slice(amount.end))?.[1] ?? '');
  const [a = 1, b = 100] = share.value.split('/').map(Number);
  const broken = isPerson(noun) && /^\d+$/.test(n) && (Number(n) * a) % b !== 0;
  const part = (): Outcome =>
    broken
      ? refusal('no-solution', 'it does not come out whole')
      : reading(
          {
            type: 'formula',
            formula: kind === 'rate' ? 'percent-of' : 'fraction-of',
            given: [kind === 'rate' ? share.value.replace('/100', '') : share.value, n],
          },
          uses,
          false,
        );
  const rest = (): Outcome => (broken ? refusal('no-solution', 'it does not come out whole') : value(`${n}*(1-${s})`));
  for (const [one, other] of OPPOSITES) {
    const [x, y] = [one.test(told) && !other.test(told), other.test(told) && !one.test(told)];
    if ((x && other.test(asked) && !one.test(asked)) || (y && one.test(asked) && !other.test(asked)))
      return restTold || (resting && !other.test(asked)) ? undefined : rest();
  }
  const known = new Set(wordsIn(told).map(stem));
  const strange = wordsIn(asked).filter((one) => !PLAIN.has(one) && !known.has(stem(one)));
  if (resting) return restTold ? undefined : rest();
  if (restTold) return undefined;
  if (/\bhow (?:many|much)(?: [a-z]+)? (?:is|are|was|were) (?:that|this|it)\b/.test(asked)) return part();
  return strange.length === 0 ? part() : undefined;
};

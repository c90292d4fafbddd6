/**
 * Reads a part of things by the state that it is in: "I bought 60 eggs, 5 percent came broken. How many are broken?" What is
 * asked has the words of what is told of the part, or denies them, or has their opposite. Both clauses have nothing else.
 */
import { singularOf } from '../../problem/solve/things.ts';
import { anyOf, sequence } from '../../regex.ts';
import { reading, type Outcome } from '../reading.ts';
import { scanOf } from '../text/scan.ts';
import { numbersIn } from '../text/text.ts';
import { PART, PARTS } from '../text/fraction-words.ts';

const BE = anyOf(
  /is|are|was|were|come|comes|came|arrive|arrives|arrived|turn out|turned out|get|gets|got|have|has|had|do|did|will be|be|been|went|go|goes/,
);
/** "5 percent", "3/4", "a third", "3 sevenths" */
const SHARE = new RegExp(
  sequence(
    /^(?:and |but |only |about )?/,
    `(?:(\\d+(?:\\.\\d+)?) ?(?:%|percent)|(\\d+)/(\\d+)|(?:(\\d+)|an?|one|exactly an?)? ?(${PART})s?)`,
    /(?= )/,
  ),
);
const OF_THEM = /^ of (?:them|these|those|it|the [a-z]+|my [a-z]+|our [a-z]+|all [a-z]+)\b/;
const STATE = new RegExp(`^ ((?:(?:${BE}) )?[a-z]+(?: [a-z]+){0,2})$`);
const ASKED = new RegExp(
  sequence(
    /^(?:and |so |now )?how many (?:of (?:them|these|those|the [a-z]+) )?/,
    `(?:([a-z]+) )?((?:(?:${BE}) ?)?(?:(?:there|still) )?)((?:not )?[a-z]+(?: [a-z]+){0,2})$`,
  ),
);
/** Words that turn a state into another amount than the part: no state has them. */
const TURNING =
  /^(?:more|less|fewer|than|each|every|left|over|off|discount|cheaper|up|down|to|into|other|others|rest|remain\w*|both|together|altogether|total|all|cost|pay|days?|weeks?|months?|years?|hours?|minutes?|some|per|for|from|interest|tax|vat|tip|again|then|extra|new|now|before|after|first|last|still|grown|risen|increase\w*|decrease\w*|rise|rose|fell|fall|added|it|this|that|there|they|i|you|we|he|she)$/;
const BAD =
  /^(?:broken|cracked|damaged|bad|rotten|dead|faulty|chipped|spoiled|ruined|mouldy|torn|bent|missing|burnt|sour|dented|scratched|smashed|defective|wet|dirty|empty|late|sick|ill|absent)$/;
const GOOD =
  /^(?:good|fine|ok|okay|whole|intact|usable|unbroken|undamaged|alive|fresh|working|clean|healthy|well|sound)$/;

const FILLING = new RegExp(`^(?:${BE}|early|already|completely|totally|really|just)$`);
const words = (text: string): string[] => text.match(/[a-z]+/g) ?? [];
const stem = (word: string): string => singularOf(word).replace(/(?:ing|ed|en|e|s)$/, '');
const core = (state: string): string[] => words(state).filter((one) => !FILLING.test(one) && one !== 'not');

/** What is told before, with one number of things. */
const wholeOf = (told: string): { amount: string; noun: string } | undefined => {
  const [one, ...more] = numbersIn(told);
  const noun = one && /^ (?:[a-z]+ )?([a-z]+)/.exec(told.slice(one.end));
  const scan = scanOf(told.replace(/\d+(?:\.\d+)?/, ' '));
  return one &&
    noun &&
    more.length === 0 &&
    /^\d+$/.test(one.value) &&
    scan.explained(/\b(?:morning|today|yesterday|days?|week|new|first)\b/g)
    ? { amount: one.value, noun: noun[0] }
    : undefined;
};

/** The part where the asked state is the told one, the rest where it is the other one. */
const sideOf = (told: string, asked: string): 'part' | 'rest' | undefined => {
  const [a, b] = [core(told), core(asked)];
  if (a.length === 0 || b.length === 0) return undefined;
  if (b.every((one) => a.some((other) => stem(other) === stem(one))))
    return /\bnot\b/.test(asked) === /\bnot\b/.test(told) ? 'part' : 'rest';
  const opposite =
    a.length === 1 && b.length === 1 && BAD.test(a[0]!) && GOOD.test(b[0]!) && !/\bnot\b/.test(asked + told);
  return opposite ? 'rest' : undefined;
};

/** Undefined where a word of the part or of what is asked has no place. */
export const readToldState = (typed: string): Outcome | undefined => {
  if (typed.length > 180 || !/\bhow many\b/.test(typed)) return undefined;
  const low = typed
    .replace(/\bper cent\b/g, 'percent')
    .replace(/[\s.?!]+$/, '')
    .replace(
      new RegExp(String.raw`^(?:out )?of (?:the |my |our |these |those )?(\d+ [a-z]+),? (?=\d|an? (?:${PART})|half)`),
      '$1, ',
    );
  const parts = low
    .split(/ ?[.;,!?] ?(?:and (?=\d|an? ))?| and (?=\d+(?:\.\d+)? ?(?:%|percent))/)
    .filter((one) => one !== '');
  const [before, part, ask, ...more] = parts;
  if (before === undefined || part === undefined || ask === undefined || more.length > 0) return undefined;
  const whole = wholeOf(before);
  const share = SHARE.exec(part);
  const rest = share && part.slice(share[0].length).replace(OF_THEM, '');
  const state = rest ? STATE.exec(rest)?.[1] : undefined;
  const asked = ASKED.exec(ask);
  if (!whole || !share || state === undefined || !asked) return undefined;
  const noun = asked[1];
  const known = noun === undefined || words(whole.noun).some((one) => stem(one) === stem(noun));
  // "How many are broken": the first word may be the state.
  const said = known ? asked[3]! : `${noun} ${asked[2]}${asked[3]}`;
  const turns = core(state).some((one) => TURNING.test(one));
  const side =
    turns && !/^ ?(?:left|went|came) (?:early|late|home)$/.test(` ${state}`) ? undefined : sideOf(state, said);
  if (side === undefined) return undefined;
  const uses = numbersIn(typed).map(({ value }) => value);
  const [, percent, top, below, count = '1', name] = share;
  const fraction = name === undefined ? `${top}/${below}` : `${count}/${PARTS[name]}`;
  const value = percent === undefined ? fraction : `${percent}/100`;
  if (value.endsWith('/0') || Number(value.split('/')[0]) > Number(value.split('/')[1])) return undefined;
  if (side === 'rest') return reading({ type: 'value', expression: `${whole.amount}*(1-${value})` }, uses, false);
  return percent === undefined
    ? reading({ type: 'formula', formula: 'fraction-of', given: [value, whole.amount] }, uses, false)
    : reading({ type: 'formula', formula: 'percent-of', given: [percent, whole.amount] }, uses, false);
};

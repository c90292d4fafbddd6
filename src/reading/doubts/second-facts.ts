/**
 * Questions of two things of which one fact is told, and places behind the last one of a
 * row that is told whole.
 */
import { anyOf, sequence } from '../../regex.ts';
import { refusal } from '../reading.ts';
import { ORDINAL_TEXT, ordinalOf } from '../text/scan.ts';
import { missing, type Doubt } from './said.ts';

const TOGETHER = /(?:altogether|in all|in total|together|all told|total)/.source;

/** "I have roses and tulips, 40 flowers altogether. How many roses?" */
const TWO_KINDS = new RegExp(
  sequence(
    /\b(?!\d)([a-z]{3,}) and (?!\d)([a-z]{3,}),? /,
    `(?:[a-z ]{0,20})?\\d+ [a-z]+(?: ${TOGETHER})?[^\\d?]*\\bhow many (?:of (?:them|these) are )?(?:\\1|\\2)\\b[^\\d]*$`,
  ),
);
const RELATED =
  /\b(?:half|twice|double|third|quarter|equal\w*|same|each|every|as many|more|fewer|less|times|legs|wheels|heads|percent|ratio)\b|%|:/;
const oneFactOfTwo: Doubt = ({ low, numbers }) =>
  numbers.length === 1 && TWO_KINDS.test(low) && !RELATED.test(low)
    ? missing('how many of the one or the other there are is missing')
    : undefined;

const ROUNDS = /\b(?:every|each) (\d+) (?:seconds?|minutes?|mins?|hours?|days?|weeks?)\b/g;
/** "Two lights blinked together. One blinks every 6 seconds. When do they blink together again?" */
const oneRoundOfTwo: Doubt = ({ low, numbers }) => {
  const rounds = [...low.matchAll(ROUNDS)];
  if (
    rounds.length !== 1 ||
    (low.match(/\b(?:every|each)\b/g) ?? []).length > 1 ||
    !/\b(?:together|at the same time|both)\b[^.?]*\bagain\b|\bagain\b[^.?]*\btogether\b/.test(low)
  )
    return undefined;
  const others = numbers.filter((one) => one > 2 && one !== Number(rounds[0]![1]));
  return others.length === 0 && /\b(?:2|two|both|other|another)\b/.test(low) && /\b(?:when|how|what|after)\b/.test(low)
    ? missing('how often the other one comes is missing')
    : undefined;
};

const ROW = new RegExp(
  sequence(
    /\b(?:in|was|is) (?:the |this )?order:? ((?:[a-z]+, )+(?:and )?(?!and\b|nobody|no\b|that\b|then\b|so\b)[a-z]+)\b/,
    /[^?]*\b(?:who|which|what)\b[^?]*\b(?:came|comes?|was|is|finished|stood|stands|in) (?:in )?(?:the )?/,
    ORDINAL_TEXT,
    anyOf(/\W*$/, /(?: (?:place|one))?\W*$/),
  ),
);
/** "… finished in the order Kim, Lou, Max. Who came sixth?" */
const behindTheRow: Doubt = ({ low }) => {
  const found = ROW.exec(low);
  const names = found?.[1]!.split(/, (?:and )?/) ?? [];
  return found && names.length >= 3 && ordinalOf(found[2]!) > names.length
    ? refusal('no-solution', `there are only ${names.length} of them`)
    : undefined;
};

export const SECOND_FACTS: readonly Doubt[] = [oneFactOfTwo, oneRoundOfTwo, behindTheRow];

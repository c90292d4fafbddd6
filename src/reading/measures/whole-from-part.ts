/** A part of a thing is told with its size, and the whole is asked: "a third of my load is 8 pallets, the full load?". */
import { anyOf, sequence } from '../../regex.ts';
import { reading, type Outcome } from '../reading.ts';
import { scanOf } from '../text/scan.ts';
import { valuesIn } from '../text/text.ts';

const NAMED: Readonly<Record<string, string>> = {
  half: '1/2',
  third: '1/3',
  quarter: '1/4',
  fifth: '1/5',
  sixth: '1/6',
};
const PART =
  /(?:(?:a|an|one|1) )?(half|third|quarter|fifth|sixth|(?:\d+ )(?:third|quarter|fifth|sixth|eighth|tenth)s|\d+\/\d+|\d+(?:\.\d+)?(?: ?%| percent))/
    .source;
const TOLD = new RegExp(
  sequence(
    `\\b(?:if )?${PART} of (?:my|the|a|an|our|his|her|their|this|that|its) (?!numbers?\\b)([a-z]+)(?: [a-z]+)?`,
    / (?:is|are|was|were|weighs?|costs?|makes?|comes? to|=|takes?|holds?|measures?|equals?) /,
    /(?:only |exactly |just )?(\d+(?:\.\d+)?)\b(?! ?(?:%|percent|of\b|\/))/,
  ),
);
const ASKED = new RegExp(
  sequence(
    /\b(?:how (?:many|much|long|far|big|heavy)|what|which|give|find|size|length|weight|cost|price)\b[^?.]*\b/,
    anyOf(
      /the (?:full|whole|entire|total|complete) /,
      /all of (?:it|the )/,
      /(?:in|for) (?:all|total)/,
      /(?:full|whole|entire|total) /,
    ),
    /|\b(?:the |my )?(?:full|whole|entire|total|complete) [a-z]+[,:]? (?:is |are |has |weighs |costs )?(?:how (?:many|much|long)|what)/,
  ),
);
const BESIDES = /\b(?:if|half|third|thirds|quarter|quarters|total|fifth|sixth|all|minutes?|hours?|days?|total)\b/g;
const BELOW: Readonly<Record<string, string>> = {
  third: '3',
  quarter: '4',
  fifth: '5',
  sixth: '6',
  eighth: '8',
  tenth: '10',
};

const fractionOf = (text: string): string | undefined => {
  if (Object.hasOwn(NAMED, text)) return NAMED[text];
  const named = /^(\d+) ([a-z]+)s$/.exec(text);
  if (named) return `${named[1]}/${BELOW[named[2]!]}`;
  const percent = /^(\d+(?:\.\d+)?) ?(?:%|percent)$/.exec(text)?.[1];
  return percent === undefined ? text : `${percent}/100`;
};

export const readWholeFromPart = (low: string): Outcome | undefined => {
  if (low.length > 200) return undefined;
  const scan = scanOf(low);
  const told = scan.take(TOLD);
  if (!told || !scan.has(ASKED)) return undefined;
  scan.take(ASKED);
  const fraction = fractionOf(told[1]!);
  if (fraction === undefined || !scan.explained(BESIDES)) return undefined;
  const [top = '1', below = '1'] = fraction.split('/');
  if (Number(top) <= 0 || Number(top) >= Number(below)) return undefined;
  return reading({ type: 'value', expression: `${told[3]}*${below}/${top}` }, [...valuesIn(low), top, below], false);
};

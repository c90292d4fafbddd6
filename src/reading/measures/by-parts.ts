/**
 * Reads an amount that changes by a part of itself: "60 increased by a third", "a shirt of 40 euros was reduced by a
 * quarter". The part is one of the amount and no number that is taken off it. One amount, one part and one change are
 * read, and the amount after the change is asked; a telling word besides them ends the reading.
 */
import { reading, type Reader } from '../reading.ts';
import { scanOf } from '../text/scan.ts';
import { numbersIn } from '../text/text.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';

const PARTS = 'half third quarter fifth sixth seventh eighth ninth tenth'.split(' ');

const DOWN = anyOf(
  /reduc(?:e|es|ed|ing)|decreas(?:e|es|ed|ing)|lower(?:s|ed|ing)?|drop(?:s|ped)?|f[ae]lls?|fallen|shr[aiu]nks?|cuts?/,
  /discounted|marked down|(?:went|goes|gone|go|brought|came|is|are|was) down|declin(?:e|es|ed)|sh?ortened/,
);
const UP = anyOf(
  /increas(?:e|es|ed|ing)|rais(?:e|es|ed|ing)|ris(?:e|es|en)|rose|gr[eo]w(?:s|n)?|lengthened|enlarged?/,
  /marked up|(?:went|goes|gone|go|put|is|are|was) up/,
);
const BY = sequence(
  /\b(?:by|with) (?:exactly |about )?(?:(an?|\d) )?/,
  `(${PARTS.join('|')})s?`,
  /(?: of (?:its|the|their) (?:own )?(?:price|value|size|length|weight|cost|amount|number|height))?/,
  /(?=\W*(?:$|[.,;?!]|\b(?:what|how|in the|today|now|this|last|and|is|comes?|makes?)\b))/,
);
const CHANGE = new RegExp(sequence(String.raw`\b(?:(`, DOWN, ')|(', UP, String.raw`))\b([^.?!;]{0,30}?) ?`, BY));

/** Words that ask for another amount than the one after the change, or change it once more. */
const OTHER = new RegExp(
  alternatives(
    sequence(
      /\b/,
      anyOf(
        /original\w*|initial\w*|before|used to|by how (?:much|many)|save[sd]?|savings?|discount/,
        /difference|how (?:much|many) (?:more|less|fewer|cheaper|dearer)|again|then|twice|after that|each/,
        /every|per|off|years?|months?|weeks?|days?/,
      ),
      /\b/,
    ),
    /%/,
  ),
);

/** Whether an amount is told to change by a part of itself. */
export const changesByPart = (low: string): boolean => CHANGE.test(low);

export const readChangeByPart: Reader = ({ low }) => {
  const scan = scanOf(low);
  const change = scan.take(CHANGE);
  if (!change || OTHER.test(low) || low.length > 200) return undefined;
  const [, down, , between = '', count = 'a', part = ''] = change;
  const amounts = numbersIn(`${scan.rest()} ; ${between}`);
  const [amount] = amounts;
  if (!amount || amounts.length !== 1 || Number(amount.value) <= 1) return undefined;
  const rest = `${scan.rest()} `.replace(amount.value, ' ');
  if (!scanOf(rest).explained()) return undefined;
  const top = /^\d$/.test(count) ? count : '1';
  const whole = amount.value;
  return reading(
    {
      type: 'value',
      expression: `${whole}${down === undefined ? '+' : '-'}${whole}*${top}/${PARTS.indexOf(part) + 2}`,
    },
    numbersIn(low).map((one) => one.value),
    false,
  );
};

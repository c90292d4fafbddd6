/**
 * Amounts of which parts are told one after the other: "had 350, spent 1/5 of it and 2/7 of the 350, what is left",
 * "a third of our 48 staff cycle, half of those are in accounts", "a tank is 180 l when it is 3/4 full", a recipe that
 * is doubled, a ribbon that is cut. Of what each part is a part must be said.
 */
import { anyOf, sequence } from '../../regex.ts';
import { reading, type Outcome } from '../reading.ts';
import { valuesIn } from '../text/text.ts';

const BELOW = 'half third quarter fifth sixth seventh eighth ninth tenth'.split(' ');
const NAMED = new RegExp(String.raw`\b(?:(\d|an?|one|1) )?(${BELOW.join('|')})s?\b(?=(?: of)? )`, 'g');
/** Fractions in figures; those of words too. */
const inFigures = (low: string): string =>
  low
    .replace(NAMED, (_, top: string | undefined, name: string) => {
      const count = /^\d$/.test(top ?? '') ? top! : '1';
      return `${count}/${BELOW.indexOf(name) + 2}`;
    })
    .replace(/(\d)k\b/g, '$1');

const PART = String.raw`(\d+\/\d+)`;
const N = String.raw`(?<![\d/.])(\d+(?:\.\d+)?)(?![\d/])`;
const value = (expression: string, low: string, fractions: readonly string[]): Outcome =>
  reading({ type: 'value', expression }, [...valuesIn(low), ...fractions.flatMap((one) => one.split('/'))], false);

const OTHER =
  /\b(?:each|every|more|less|fewer|twice|than|percent|before|at first|originally|per|average|both|not|if)\b|%|\d ?: ?\d/;
const LEFT = /\b(?:left|remain\w*|to go|still|over)\b/;
const SPENT = anyOf(
  /spen[dt]|used?|gave|gives?|sold|ate|eat|did|do|done|ran|walked|read|drank|paid|pays?|lost|cut|planted|painted/,
  /cycled|drove|cooked|needed|took|takes?/,
);

/** Two parts of one amount, or the second of the rest. */
const spent = (low: string): Outcome | undefined => {
  const found = new RegExp(
    sequence(
      `^[^\\d]*?\\b(?:had|have|has|target|goal|of|with|is|got|budget|owns?)(?: [a-z]+)? ?[$£€]?${N}[^\\d]*?`,
      `\\b${SPENT}(?: about)? ${PART} of (?:it|that|this|them|the money|the whole|the total)\\b[^\\d/]*?`,
      `(?<![\\d/])${PART} of (?:[$£€]? ?(?:the |my )?[$£€]?${N}|(the whole|the total|the original)|(the rest|the remainder|what (?:was|is) left))\\b`,
    ),
  ).exec(low);
  if (!found) return undefined;
  const [all, amount = '', first = '', second = '', again, , rest] = found;
  const asked = low.slice(all.length);
  if (/\d/.test(asked) || !LEFT.test(asked) || OTHER.test(low) || (again !== undefined && again !== amount))
    return undefined;
  const sum = rest === undefined ? `${amount}*(1-${first}-${second})` : `${amount}*(1-${first})*(1-${second})`;
  return value(sum, low, [first, second]);
};

/** A part of a part of what is counted. */
const nested = (low: string): Outcome | undefined => {
  const found = new RegExp(
    sequence(
      `^[^\\d]*?${PART} of (?:the |our |my |his |her |their |all |these )*${N} ([a-z]+)\\b([^\\d.?]*?)`,
      `[,.;]? (?:and |but )?${PART} of (?:those|them|these)\\b([^\\d.?]*)[.?,;] ?(how many [^\\d]*)$`,
    ),
  ).exec(low);
  if (!found || OTHER.test(low)) return undefined;
  const [, first = '', amount = '', , before = '', second = '', after = '', asked = ''] = found;
  const last = /([a-z]{3,})\W*$/.exec(asked)?.[1];
  if (last === undefined || LEFT.test(asked) || !new RegExp(`\\b${last}\\b`).test(after) || before.includes(last))
    return undefined;
  return value(`${amount}*${first}*${second}`, low, [first, second]);
};

/** What is in it where it is filled to one part, from what is in it at another part. */
const filled = (low: string): Outcome | undefined => {
  const holds = /(?:,|=|\s|is|are|means|holds|has|contains|it|there|that)*/.source;
  const found =
    new RegExp(`${PART} full${holds} ${N} ?[a-z]+\\b([^\\d]*)(?:${PART} full)?([^\\d]*)$`).exec(low) ?? undefined;
  if (!found || OTHER.test(low.replace(/\bif\b/, ''))) return undefined;
  const [, part = '', amount = '', between = '', other, rest = ''] = found;
  const asked = `${between} ${rest}`;
  if (LEFT.test(asked) || /\b(?:add|need|missing|lack|fill|out|used?)\b/.test(asked)) return undefined;
  if (other !== undefined) return value(`${amount}/(${part})*${other}`, low, [part, other]);
  return /\b(?:when|if|is it) (?:it is )?full\b|\bfull tank\b|\bcapacity\b|\bhold\b/.test(asked)
    ? value(`${amount}/(${part})`, low, [part])
    : undefined;
};

const TIMES: Readonly<Record<string, string>> = {
  double: '2',
  doubled: '2',
  doubling: '2',
  twice: '2',
  triple: '3',
  half: '1/2',
};
const MEASURE = anyOf(
  /cups?|teaspoons?|tablespoons?|tsp|tbsp|litres?|liters?|kg|pounds?|lbs?|met(?:re|er)s?|m|l|pints?|yards?|feet/,
);
const MIXED = String.raw`(?<![\d/.])(?:(\d+) )?(\d+\/\d+)(?:st|nd|rd|th)?`;

/** A recipe that is doubled, and a length that is cut in equal pieces. */
const scaled = (low: string): Outcome | undefined => {
  const numbers = low.match(/\d+/g) ?? [];
  const recipe = new RegExp(
    sequence(
      `${MIXED} ${MEASURE}\\b[^\\d]*?\\b(?:make|making|do|want|bake|cook|double|triple|i am|i'm)[^\\d]*?`,
      /\b(double|doubling|triple|half)\b[^\d]*(?:how (?:much|many)|what)[^\d]*$/,
    ),
  ).exec(low.replace(/\bhalf\b(?= [a-z]+ ?\?*$)/, 'half'));
  if (
    recipe &&
    numbers.length === (recipe[1] === undefined ? 2 : 3) &&
    !/\b(?:left|more|less|not|per|each)\b/.test(low)
  ) {
    const amount = recipe[1] === undefined ? recipe[2]! : `(${recipe[1]}+${recipe[2]})`;
    return value(`${amount}*${TIMES[recipe[3]!]}`, low, [recipe[2]!, ...(recipe[1] ? [recipe[1]] : []), '1', '2', '3']);
  }
  const cut = new RegExp(
    sequence(
      `${MIXED} (?:of (?:a|1) )?${MEASURE}\\b[^\\d]*\\b(?:cut|split|divide|divided|saw|tear)[^\\d]*? (?:in|into) (\\d+) (?:equal |same |even )*(?:pieces?|parts?|bits|strips)\\b`,
      /[^\d]*\b(?:one|each|1|a|every) (?:piece|part|bit|strip)\b[^\d]*$/,
    ),
  ).exec(low);
  if (
    !cut ||
    !/\b(?:how|what|which|length|fraction)\b/.test(cut[0]) ||
    /\b(?:left|more|less|not|per|two|both)\b/.test(low)
  )
    return undefined;
  const amount = cut[1] === undefined ? cut[2]! : `(${cut[1]}+${cut[2]})`;
  return value(`${amount}/${cut[3]}`, low, [cut[2]!, ...(cut[1] ? [cut[1]] : []), '1']);
};

export const readSpentParts = (typed: string): Outcome | undefined => {
  if (typed.length > 220 || !/\//.test(inFigures(typed))) return undefined;
  const low = inFigures(typed);
  return spent(low) ?? nested(low) ?? filled(low) ?? scaled(typed);
};

/**
 * What is written in no form that has a value, wherever it stands in a question: signs without a number between them,
 * an equation without a side, truth values without an operand, a ratio of signs, digits that a base has not, minutes
 * that no clock has, lengths and counts below zero.
 */
import { refusal, type Refusal } from '../reading.ts';
import { unitsNamed } from '../../problem/solve/units.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { when, type Doubt } from './said.ts';

const invalid = (reason: string): Refusal => refusal('invalid-input', reason);

const ABOUT_SIGNS =
  /\b(?:operators?|operation|signs?|symbols?|missing|blank|gap|insert|replace|code|python|regex|valid|mistake|possible)\b|\?\?|_|<<|>>|\.\.|->/;

/** "7 + * 3 /", "5x 7 = + 22 =": a run of figures and signs of which two signs stand side by side. */
const signsAlone: Doubt = ({ low }) => {
  if (ABOUT_SIGNS.test(low)) return undefined;
  for (const [run] of low.matchAll(
    /(?<![\w.])\(?-?\d[\d\s.()a-z+*/=^-]*?(?:[+*/=^-]\s*)+(?=[a-z]{2}|[,;?!]|$)|(?<![\w.])[\d(][\d\s.()+*/=^-]{3,}/g,
  )) {
    const tight = run.trim().replace(/\s+/g, ' ').replace(/\*\*/g, '^').replace(/\/\//g, '/');
    if (
      !/\d/.test(tight) ||
      /[a-z]{2}/.test(tight) ||
      (/^\d+(?:\.\d+)? ?[-/:]|\d{1,2}\/\d{1,2}\/\d/.test(tight) && !/[+*=]/.test(tight))
    )
      continue;
    const clash = /[-+*/^] ?[*/^](?! ?$)|= ?[*/+](?! ?\d+\W*$)|[+*/] ?=(?! ?=)|[*/^] \+ /.test(tight);
    const twice = /=[^=]*[+*/][^=]*=\s*$/.test(tight) && /= ?[+*/]/.test(tight);
    if (clash || twice) return invalid(`"${tight}" is no well-formed expression`);
  }
  return undefined;
};

/** "Evaluate to true or false: true AND OR NOT." */
const truthAlone: Doubt = ({ text }) => {
  const found =
    /(?:^|: ?|\b(?:evaluate|compute|of|is) )((?:(?:true|false|AND|OR|NOT|XOR)\b[\s()]*){2,})[.?!]?\s*$/i.exec(
      text.replace(/["']/g, ''),
    )?.[1];
  if (
    found === undefined ||
    !/\b(?:AND|OR|NOT|XOR)\b/.test(found.replace(/true or false\W*$/i, '')) ||
    /^true or false\W*$/i.test(found.trim())
  )
    return undefined;
  const tokens = found
    .toLowerCase()
    .replace(/[()]/g, ' ')
    .split(/\s+/)
    .filter((one) => one !== '');
  let operand = true;
  for (const token of tokens) {
    if (token === 'not') {
      if (!operand) return invalid(`"${found.trim()}" is no well-formed expression`);
      continue;
    }
    const isValue = token === 'true' || token === 'false';
    if (isValue !== operand) return invalid(`"${found.trim()}" is no well-formed expression`);
    operand = !isValue;
  }
  return operand ? invalid(`"${found.trim()}" ends with nothing to work on`) : undefined;
};

const oddRatio = when(
  'invalid-input',
  'a ratio is two numbers with one sign between them',
  /\b(?:ratio|proportion)(?: of)? (?:\d+ ?(?::[;,./]|;[:]|::|:\?|\/:) ?\d*|\d+ ?: ?(?:and|between|among|,|\.|$)|: ?\d+)/,
  /\b(?:what|find|which) (?:is )?(?:the )?(?:ratio|missing)\b/,
);

const BASES: readonly (readonly [RegExp, number])[] = [
  [/\bbinary\b/, 2],
  [/\b(?:ternary|base[- ](?:3|three))\b/, 3],
  [/\bbase[- ](?:4|four)\b/, 4],
  [/\bbase[- ](?:5|five)\b/, 5],
  [/\bbase[- ](?:6|six)\b/, 6],
  [/\bbase[- ](?:7|seven)\b/, 7],
  [/\b(?:octal|base[- ](?:8|eight))\b/, 8],
  [/\bbase[- ](?:9|nine)\b/, 9],
];
const WRITTEN_IN =
  /\b(\d{2,})\b[^.?!\d]{0,24}?\b(?:is |was |stands |it is |its )?(?:given|written|noted|typed|stored|printed|meant|recorded|coded|told|expressed)?(?: down)? ?in (?:the )?((?:base[- ])?[a-z\d]+)\b(?! (?:turns?|turned|to|into))/;

/** "The code is 785 and is given in octal." */
const digitsOfBase: Doubt = ({ low }) => {
  const found = WRITTEN_IN.exec(low);
  if (
    !found ||
    !/\b(?:given|written|noted|typed|stored|printed|meant|recorded|coded|told|expressed|already)\b/.test(found[0])
  )
    return undefined;
  if (
    !/\b(?:ordinary|normal|plain|decimal|base (?:ten|10)|usual|everyday)\b/.test(
      low.slice(found.index + found[0].length),
    )
  )
    return undefined;
  const base = BASES.find(([words]) => words.test(found[2]!))?.[1];
  const high = base === undefined ? undefined : [...found[1]!].find((one) => Number(one) >= base);
  return high === undefined ? undefined : invalid(`a number in base ${base} has no digit ${high}`);
};

const AT_TIME =
  /\b(?:left|leaves?|leaving|set off|sets off|departed|departs|got (?:there|here|in|home|back)|arriv\w+|started|starts|began|begins|ended|ends|from|until|till|opens?|opened|closed?|closes|shuts?|landed|lands) (?:at )?(\d{1,2}):(\d{2})\b/g;

/** "It left at 10:70." */
const noSuchMinute: Doubt = ({ low }) => {
  if (
    /\b(?:ratio|score|psalm|verse|chapter|video|song|goals?|won|lost|minutes and seconds|mm:ss|lap|stopwatch)\b/.test(
      low,
    )
  )
    return undefined;
  const bad = [...low.matchAll(AT_TIME)].find((one) => Number(one[2]) > 59 || Number(one[1]) > 24);
  return bad ? invalid(`there is no time ${bad[1]}:${bad[2]} on a clock`) : undefined;
};

const MAY_BE_BELOW =
  /\b(?:temperature|degrees?|celsius|fahrenheit|below|floors?|altitude|sea level|depth|coordinates?|axis|balance|account|overdrawn|sequence|equation|number line|points?|profit|loss|value|change|vector|velocity|displacement|position|charge|score)\b/;

/** "A rectangle is -4 m long", "each crate contains -6 bottles". */
const belowZero: Doubt = ({ low }) => {
  if (MAY_BE_BELOW.test(low)) return undefined;
  const long = new RegExp(
    sequence(
      /\b(?:is|are|was|were|sides?(?: of)?|length(?: of)?|width(?: of)?|height(?: of)?|radius(?: of)?|measures?|and|by) (?:-|minus )\d+(?:\.\d+)? ?/,
      anyOf(/m|cm|mm|km|metres?|meters?|centimet(?:re|er)s?|inch(?:es)?|feet|foot|ft|yards?/),
      anyOf(
        / (?:long|wide|high|tall|deep|broad|thick)\b/,
        /\b(?=[^?]*\b(?:area|perimeter|volume|rectangle|square|circle|room|garden)\b)/,
      ),
    ),
  ).test(low);
  const holds =
    /\b(?:contains?|holds?|weighs?|costs?|delivered|bought|baked|picked|planted|sold|there (?:are|were)|has|have) (?:exactly )?(?:-|minus )\d+(?:\.\d+)? (?:of )?([a-z]{3,})\b/.exec(
      low,
    );
  const counted =
    holds !== null &&
    !/\b(?:less|more|owe\w*|debt)\b/.test(low) &&
    (unitsNamed(holds[1]!).length === 0 || /\b(?:weighs?|costs?)\b/.test(holds[0]));
  // "A rectangle is -3 by 5": a dash between words and numbers has a space behind it.
  const sided =
    /\b(?:area|perimeter|volume|surface|diameter|circumference)\b/.test(low) &&
    /\b(?:rectang\w+|squares?|box|circles?|triangles?|cuboid|cube|room|garden|field|lawn|floor|wall)\b/.test(low) &&
    /(?<=[a-z*,:=] |^)(?:-|minus )\d+(?:\.\d+)?(?! ?[-+*/=]? ?\d+ ?=)/.test(low);
  return long || counted || sided ? invalid('a length, a price or a count is never negative') : undefined;
};

const oddEquation = when(
  'invalid-input',
  'this is no well-formed equation',
  new RegExp(
    alternatives(
      /\b(?:solve|equation)\b[^?]*?\d*[a-z] \d+ ?= ?[-+*/] ?\d+ ?=/,
      /\b(?:solve|equation)\b[^?]*?\d*[a-z] ?[-+*/] ?= ?\d+ ?=/,
      /\b(?:solve|equation)\b[^?]*? = ?= ?\d/,
    ),
  ),
);

/** "Simplify 6/apple": a word over or under the line. */
const oddFraction: Doubt = ({ low }) => {
  const found = /\b(?:simplify|reduce|lowest terms|shorten|as a decimal)\b/.test(low)
    ? (/(?<![\w/])\d+ ?\/ ?([a-z]{3,})\b/.exec(low) ?? /(?<![\w/])([a-z]{3,}) ?\/ ?\d+(?![\w/])/.exec(low))
    : null;
  return found && unitsNamed(found[1]!).length === 0 ? invalid(`"${found[1]}" is no number`) : undefined;
};

export const MALFORMED: readonly Doubt[] = [
  oddEquation,
  signsAlone,
  truthAlone,
  oddRatio,
  oddFraction,
  digitsOfBase,
  noSuchMinute,
  belowZero,
];

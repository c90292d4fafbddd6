/** Reads questions about number bases and Roman numerals. */
import { fromRoman } from '../../problem/solve/numerals.ts';
import { reading, refusal, type Outcome, type Reader } from '../reading.ts';
import { valuesIn, type Text } from '../text/text.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';

const NAMED: readonly (readonly [RegExp, number])[] = [
  [
    new RegExp(
      alternatives(
        alternatives(
          /\bbinary\b|(?<!\b(?:the|an?|my|his|her|our|your|their|this|that|each|one|1) (?:[a-z]+ )?)\bbin\b(?=[ :=]*[01]{3,}|\W*(?:\?|$))/,
          /\b(?:only|just) (?:the )?(?:digits |numbers )?0'?s? and 1'?s?\b|\b0'?s and 1'?s\b/,
        ),
        /\b1'?s and 0'?s\b|\bzeros and ones\b|\bones and zeros\b|\bbits\b/,
      ),
      'g',
    ),
    2,
  ],
  [/\boctal\b|\boct\b/g, 8],
  [/\bhex[aie]?-?decimal\b|\bhexa\b|\bhex\b/g, 16],
  [
    new RegExp(
      alternatives(
        /\b(?:decimal|denary|dec)\b/,
        /\b(?:normal|ordinary|regular|everyday|usual|plain|standard|common) (?:numbers?|digits?|counting|form)\b/,
        alternatives(
          /\b(?:normal|ordinary|regular) one\b/,
          /(?<=\b(?:to|into|in|as) (?:a )?)(?:normal|regular|ordinary)\b(?! (?:number|digit|count|form))/,
        ),
      ),
      'g',
    ),
    10,
  ],
];

export type Mention = { base: number; start: number; end: number };

export const mentionsOf = (low: string): Mention[] => {
  const out: Mention[] = [];
  for (const [pattern, base] of NAMED)
    for (const match of low.matchAll(pattern))
      out.push({ base, start: match.index, end: match.index + match[0].length });
  for (const match of low.matchAll(/\bbase[- ](\d{1,2})\b|\bradix[- ](\d{1,2})\b|\b(\d{1,2})-base\b/g))
    out.push({
      base: Number(match[1] ?? match[2] ?? match[3]),
      start: match.index,
      end: match.index + match[0].length,
    });
  return out.sort((a, b) => a.start - b.start);
};

const PREFIXES: Readonly<Record<string, number>> = { x: 16, b: 2, o: 8 };
/** Words between a base and its number. */
const LINK =
  /^[\s,:('"]*(?:(?:number|numeral|numbers|code|value|digits|form|notation|string)\s*)?(?:is |of )?[\s:'"(]*$/;

/** Tokens that may be the number: with a digit, or capitals A-F in a question about hexadecimal numbers. */
export const candidates = (
  { text, low }: Text,
  mentions: readonly Mention[],
): { value: string; start: number; end: number }[] => {
  const inside = (at: number): boolean => mentions.some((one) => at >= one.start && at < one.end);
  const hex = mentions.some((one) => one.base === 16);
  return [...text.matchAll(/(?<![\w.])-?\d*\.?[\dA-Za-z]+(?![\w])/g)]
    .filter(({ 0: word, index }) => !inside(index) && (/\d/.test(word) || (hex && /^[A-F]+$/.test(word))))
    .filter(({ 0: word }) => !/^\d+(?:st|nd|rd|th|s|bit|-bit)$/i.test(word))
    .map(({ 0: value, index }) => ({ value, start: index, end: index + value.length }))
    .filter(({ value }) => /^-?(?:\d+\.)?[\da-zA-Z]+$/.test(value) && low.length > 0);
};

export const readBase: Reader = (question) => {
  const stripped = question.low.replace(
    /\b(?:we |they |you |it |that |which )?(?:only |just )?uses? (?:only |just )?(?:the )?digits? [\d, and]+/g,
    (found) => ' '.repeat(found.length),
  );
  const low = stripped;
  const text = [...question.text].map((one, i) => (low[i] === ' ' && question.low[i] !== ' ' ? ' ' : one)).join('');
  const mentions = mentionsOf(low);
  const literal = /\b0([xbo])([\da-z]+)\b/.exec(low);
  if ((mentions.length === 0 && !literal) || /\btriangle\b|\bheight\b/.test(low)) return undefined;
  if (/two'?s complement|floating|ieee|signed/.test(low))
    return refusal(
      'other-mathematics',
      "two's complement is a code for negative numbers, and I only change the base of whole numbers",
    );
  if (literal) {
    if (/\b0[xbo][\da-z]+\b.*(?:\d|[-+*/])/.test(low)) return undefined;
    const from = PREFIXES[literal[1]!]!;
    const to = mentions.find((one) => one.base !== from)?.base ?? 10;
    return reading({ type: 'base', value: literal[2]!.toUpperCase(), from, to }, [], true);
  }
  const found = candidates({ text, low }, mentions);
  const named = mentions.some((one) => one.base !== 10);
  if (found.length === 0) {
    const asks = /\b(?:convert|write|express|what|how|turn|change|translate|my|represent)\b/.test(low);
    return named && asks && low.length < 120 ? refusal('missing', 'the number to convert is missing') : undefined;
  }
  // "A creature with three fingers writes 212": what counts things is not the number.
  const alone =
    found.length > 1
      ? found.filter(
          (one) => !/^ (?!is\b)[a-z]{3,}s\b/.test(low.slice(one.end)) || /^ (?:was|is|has)\b/.test(low.slice(one.end)),
        )
      : found;
  // One number told twice: "chmod 755 is octal, so what is 755 in decimal".
  if (alone.length === 0 || alone.some((one) => one.value !== alone[0]!.value)) return undefined;
  const chosen = chooseBase(low, alone.at(-1)!, mentions);
  return chosen?.type === 'problem' ? { ...chosen, uses: valuesIn(question.low) } : chosen;
};

const chooseBase = (
  low: string,
  number: { value: string; start: number; end: number },
  mentions: readonly Mention[],
): Outcome | undefined => {
  const { value, start, end } = number;
  const before = (one: Mention): string => low.slice(Math.max(0, one.start - 24), one.start);
  /** Asked for in a sentence of its own: "What would that be in decimal?" */
  const askedLater = (one: Mention): boolean =>
    one.start > end && /[.;!?]/.test(low.slice(end, one.start)) && /\bin (?:the )?$/.test(before(one));
  /** "initialised with the hexadecimal value 2A" */
  const names = (one: Mention): boolean =>
    /\bwith (?:the |an? )?$/.test(before(one)) && one.end <= start && LINK.test(low.slice(one.end, start));
  const isTarget = (one: Mention): boolean =>
    askedLater(one) ||
    (!names(one) &&
      /(?:\b(?:to|into|as|becomes?|using|with)|->|=)(?: (?:an?|the|its|our|just|only))* ?(?:ordinary |normal |usual )?$/.test(
        before(one),
      ));
  const isSource = (one: Mention): boolean =>
    /\bfrom (?:the )?$/.test(before(one)) ||
    /\b(?:if|since|when|because|and) (?:(?:it|this|that) is|its) (?:written )?(?:in )?$/.test(before(one)) ||
    (/\bin (?:the )?$/.test(before(one)) && /^(?: (?:system|code|form))? (?:to|into)\b/.test(low.slice(one.end))) ||
    (one.end <= start && LINK.test(low.slice(one.end, start))) ||
    (one.start >= end && /^[\s,('"]*(?:(?:is|was|written|given|number|the|a) )*$/.test(low.slice(end, one.start)));
  const digits = value.replace(/^-/, '');
  if (/\b(?:secret|some|unknown|another|certain|other) base\b/.test(low))
    return refusal('missing', 'the base is missing');
  const sources = mentions.filter((one) => isSource(one) && !isTarget(one));
  const bases = [...new Set(mentions.map((one) => one.base))];
  const make = (from: number, to: number): Outcome | undefined =>
    from === to ? undefined : reading({ type: 'base', value: value.toUpperCase(), from, to }, valuesIn(low));
  if (bases.length > 2) return undefined;
  if (bases.length === 1) {
    const [base] = bases as [number];
    if (base === 10) {
      if (/[a-f]/i.test(digits)) return make(16, 10);
      return /^[01]{4,}$/.test(digits) ? make(2, 10) : undefined;
    }
    if (/[a-z]/i.test(digits)) return make(base, 10);
    const nounOf = mentions.some((one) =>
      /^\s*(?:number |value |form |code |representation |notation |equivalent )?(?:of|for)\s/.test(low.slice(one.end)),
    );
    const writes =
      /\b(?:write|writes|written|express|show|spell|say)\b/.test(low.slice(0, start)) &&
      !/\b(?:decimal|normal|convert)\b/.test(low);
    if (writes && ![...digits.toLowerCase()].every((one) => parseInt(one, 36) < base)) return make(10, base);
    const writtenIn = new RegExp(
      `^\\s*(?:is |stands |written |given )*(?:in|as) (?:the )?(?:binary|octal|hex|hexadecimal|base)`,
    ).test(low.slice(end));
    const plain =
      /\b(?:normally|for (?:us|you and me)|in our (?:numbers|system|way)|in normal|ordinary|usual|regular|as a (?:normal|plain|real) number|decoded?)\b/.test(
        low,
      );
    const means = /^\s*in (?:the )?(?:binary|octal|hex|hexadecimal)(?: system)? (?:means?|stands for)\b/.test(
      low.slice(end),
    );
    if (means || (writtenIn && plain)) return make(base, 10);
    return sources.length > 0 && !nounOf ? make(base, 10) : make(10, base);
  }
  const source = sources.length > 0 ? sources[0]! : mentions.find((one) => !isTarget(one) && one.start > start);
  const from = source?.base ?? mentions.find((one) => !isTarget(one))?.base;
  const to = bases.find((one) => one !== from);
  const fits = (base: number): boolean => [...digits.toLowerCase()].every((one) => parseInt(one, 36) < base);
  const told = mentions.some(isTarget);
  if (from !== undefined && to !== undefined && sources.length === 0 && !told && !fits(from) && fits(to))
    return make(to, from);
  return from === undefined || to === undefined ? undefined : make(from, to);
};

const ROMAN_WORD =
  /\broman\b|\bromans\b|\bnumerals?\b|\b(?:in|of) (?:ancient |old )?rome\b(?=.*\b(?:number|write|wrote|numeral)|\b.*\d)/;
/** Small-letter words of Roman letters that are words. */
const WORDS = new Set([
  'mix',
  'civil',
  'did',
  'dim',
  'lid',
  'mild',
  'mill',
  'dill',
  'vivid',
  'livid',
  'mid',
  'mic',
  'mi',
  'di',
  'mm',
  'cm',
  'ml',
  'dl',
  'cl',
  'cd',
  'id',
  'ill',
  'i',
  'm',
  'd',
  'c',
  'l',
  'v',
  'x',
  'dm',
  'lcm',
  'md',
  'mi',
  'vi',
]);

/** Roman numerals, well-formed or not, as they stand in the text. */
const romanTokens = ({ text }: Text): string[] => {
  const mention = ROMAN_WORD.test(text.toLowerCase());
  const capitals = [...text.matchAll(/(?<![\w'])[IVXLCDM]+(?![\w'])/g)]
    .map((one) => one[0])
    .filter(
      (one) =>
        one.length > 1 ||
        ((mention || /\bin (?:normal |ordinary |our )?(?:numbers|digits|figures)\b/.test(text)) && one !== 'I') ||
        /["'(]I["')]|\bnumeral I\b/.test(text),
    );
  if (capitals.length > 0) return capitals;
  return [...text.matchAll(/(?<![\w'])[ivxlcdm]+(?![\w'])/g)]
    .map((one) => one[0])
    .filter(
      (one) =>
        (!WORDS.has(one) && one.length > 1 && (mention || (one.length > 2 && fromRoman(one) !== undefined))) ||
        (mention && one.length === 1 && /^[vx]$/.test(one) && !/\d/.test(text)),
    );
};

const DECODES = new RegExp(
  alternatives(
    sequence(
      /\b/,
      anyOf(
        /how much|decode|value|number|digits?|year|stand|mean|super bowl|figure|arabic|translate|convert/,
        alternatives(
          /made|built|founded|printed|integer|int|numbers|digits|says?|read|date|worth|decimal|chapter/,
          /volume|king|louis|film|clock/,
        ),
      ),
      /\b/,
    ),
    /=|->/,
  ),
);

/** "M C M X C I X": letters that are spelt out. */
const joined = ({ text, low }: Text): Text => {
  const spelt = /(?<![\w'])(?:[IVXLCDM] ){2,}[IVXLCDM](?![\w'])/gi;
  const whole = (one: string): string => one.replace(spelt, (found) => found.replaceAll(' ', ''));
  return { text: whole(text), low: whole(low) };
};

/** What comes after or before a number is another number. */
const BESIDE = /\b(?:next|after|following|tomorrow|before|previous|plus|then)\b/;

export const readRoman: Reader = (spoken) => {
  const question = joined(spoken);
  const { low } = question;
  const mention = ROMAN_WORD.test(low);
  const tokens = [...new Set(romanTokens(question))];
  const numbers = valuesIn(low);
  const ordinals = low.match(/\b\d+(?=s\b|st\b|nd\b|rd\b|th\b)/g) ?? [];
  if (tokens.length === 1 && numbers.length === 0) {
    const [value] = tokens as [string];
    const bare = low.replace(/[^a-z]/g, '').length < value.length + 8;
    if (!mention && !DECODES.test(low) && !bare) return undefined;
    if (!mention && fromRoman(value) === undefined && (value.length < 3 || !/\b(?:number|decode|value)\b|=/.test(low)))
      return undefined;
    if (/[+*/]|\b(?:plus|minus|times|add|subtract)\b/.test(low) || BESIDE.test(low)) return undefined;
    return reading({ type: 'unroman', value: value.toUpperCase() }, []);
  }
  if (!mention || !/\broman\b|\bromans\b|\b(?:in|of) (?:ancient |old )?rome\b/.test(low)) return undefined;
  if (tokens.length > 0) return undefined;
  if (/\b(?:half|third|quarter)\b|\d\/\d/.test(low))
    return refusal('no-solution', 'Roman numerals write whole numbers only');
  if (/\b(?:minus|negative) \d+\b/.test(low) && numbers.length === 1)
    return refusal('no-solution', 'there are no negative Roman numerals');
  const all = [...new Set([...numbers, ...ordinals])];
  if (all.length === 1 && !/[+*]|\b(?:plus|minus|times|add|subtract)\b/.test(low))
    return reading({ type: 'roman', value: all[0]! }, all);
  if (all.length > 1) return undefined;
  if (/\bzero\b|\bnought\b|\bnothing\b/.test(low)) return reading({ type: 'roman', value: '0' }, []);
  return low.length < 160 ? refusal('missing', 'the number is missing') : undefined;
};

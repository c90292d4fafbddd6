/**
 * Reads what stands beside a number or a letter ("what comes after 99", "the letter before M", "the next odd number
 * after 9", "which number is between 8 and 10"), and rows of letters ("A, C, E, then?"). Every word of the question is
 * one of these questions' or there is no reading.
 */
import { anyOf, sequence } from '../../regex.ts';
import { reading, type Outcome, type Reader } from '../reading.ts';
import { ORDINAL_TEXT, ordinalOf } from '../text/scan.ts';
import { valuesIn } from '../text/text.ts';

/** Words that say nothing of what is asked. */
const FILL = new Set(
  (
    'a an and as at be by can come comes coming could do does find fits follow following follows for give go goes got ' +
    'here i in is it its just know letter letters like line me must name need next number numbers of on one ought pattern please row say see sequence series ' +
    'should so stands tell that the them then there these this those to us was we what whats which will with would write you complete continue continues ' +
    'ok immediately directly straight right whole integer very quickly counting count order when if only exactly value term'
  ).split(' '),
);
const explained = (rest: string, besides: ReadonlySet<string> = FILL): boolean =>
  !/[\d+*/=<>%^]/.test(rest) && (rest.match(/[\p{L}']+/gu) ?? []).every((one) => besides.has(one) || FILL.has(one));

const TO = sequence(/(?:(?:the )?(?:letter|number|one|that) )?(?:(?:just|right|directly|straight|immediately) )?/);
const AFTER = new RegExp(
  sequence(/\b(?:comes? |is |goes |stands? |that )*/, TO, /(?:after|follow(?:s|ing)(?: on from)?|beyond|succeeds)\b/),
);
const BEFORE = new RegExp(sequence(/\b(?:comes? |is |goes |stands? |that )*/, TO, /(?:before|precedes|preceding)\b/));

const KINDS: readonly (readonly [RegExp, (n: number) => { before: number; after: number } | undefined])[] = [
  [/\beven\b/, (n) => ({ before: n % 2 === 0 ? n - 2 : n - 1, after: n % 2 === 0 ? n + 2 : n + 1 })],
  [/\bodd\b/, (n) => ({ before: n % 2 === 0 ? n - 1 : n - 2, after: n % 2 === 0 ? n + 1 : n + 2 })],
  [
    /\b(?:perfect )?square\b/,
    (n) => {
      const root = Math.floor(Math.sqrt(n));
      return { before: (root * root === n ? root - 1 : root) ** 2, after: (root + 1) ** 2 };
    },
  ],
];
const COUNTED = /\b(?:numbers?|integer|count(?:ing)?)\b/;
const MULTIPLE = /\b(?:multiple of|number (?:divisible by|in the) )\s*(\d+)(?: times table)?\b/;

/** "what number comes after 99", "the next even number after 10", "the first multiple of 5 after 23" */
const besideNumber = (low: string): Outcome | undefined => {
  const uses = valuesIn(low);
  const after = AFTER.test(low);
  if (after === BEFORE.test(low)) return undefined;
  const multiple = MULTIPLE.exec(low)?.[1];
  const kinds = KINDS.filter(([words]) => words.test(low));
  const [text, ...more] = multiple === undefined ? uses : uses.filter((one) => one !== multiple);
  if (text === undefined || more.length > 0 || !/^-?\d{1,15}$/.test(text) || kinds.length > (multiple ? 0 : 1))
    return undefined;
  if (!new RegExp(sequence(after ? AFTER.source : BEFORE.source, / (?:the )?(?:number )?/, text, /\b/)).test(low))
    return undefined;
  const rest = low
    .replace(MULTIPLE, ' ')
    .replace(after ? AFTER : BEFORE, ' ')
    .replace(/-?\d+/, ' ')
    .replace(/\b(?:perfect |square|even|odd|first|last|closest|nearest|previous)\b/g, ' ');
  if (!explained(rest)) return undefined;
  const n = Number(text);
  const of = (value: number): Outcome => {
    const by = value - n;
    return reading({ type: 'value', expression: `${n}${by < 0 ? '-' : '+'}${Math.abs(by)}` }, uses);
  };
  if (multiple !== undefined) {
    const by = Number(multiple);
    if (by < 1) return undefined;
    return of(after ? (Math.floor(n / by) + 1) * by : (Math.ceil(n / by) - 1) * by);
  }
  const [kind] = kinds;
  // "What comes after 7?" may be asked of a sequence.
  if (kind === undefined) return COUNTED.test(low) ? of(after ? n + 1 : n - 1) : undefined;
  const found = n < 0 ? undefined : kind[1](n);
  return found && of(after ? found.after : found.before);
};

/** "which number is between 8 and 10": the one whole number there. */
const BETWEEN = /\b(?:in )?between (-?\d+) (?:and|to) (-?\d+)\b/;
const betweenNumbers = (low: string): Outcome | undefined => {
  const found = BETWEEN.exec(low);
  if (!found || Math.abs(Number(found[1]) - Number(found[2])) !== 2) return undefined;
  if (!/\b(?:what|which|whole|number)\b/.test(low) || /\bmany\b|\bdifference\b|\brandom\b/.test(low)) return undefined;
  const rest = low.replace(BETWEEN, ' ').replace(/\b(?:lies|sits|stands|comes|middle)\b/g, ' ');
  return explained(rest)
    ? reading({ type: 'value', expression: `(${found[1]}+${found[2]})/2` }, valuesIn(low))
    : undefined;
};

/** A single letter that is no word of its own. */
const LETTER = String.raw`(?<![\p{L}\p{N}'])["']?([a-z])["']?(?![\p{L}\p{N}']|\.[a-z])`;
const SAID = new RegExp(sequence(/\bletter\b/, '|', /\balphabet\b/));
const BESIDE = sequence(/(?: (?:the )?letter)? /, LETTER);
const AFTER_LETTER = new RegExp(sequence(AFTER.source, BESIDE), 'u');
const BEFORE_LETTER = new RegExp(sequence(BEFORE.source, BESIDE), 'u');
const BETWEEN_LETTERS = new RegExp(sequence(/\bbetween/, BESIDE, / and/, BESIDE), 'u');
const NTH_LETTER = new RegExp(sequence(/\b/, ORDINAL_TEXT, / letter (?:of|in) the (?:english )?alphabet\b/));
const ALPHABET = new Set('alphabet english'.split(' '));

/** "what letter comes after V", "the 5th letter of the alphabet" */
const besideLetter = (text: string, low: string): Outcome | undefined => {
  if (!SAID.test(low) || low.length > 100) return undefined;
  const capital = /(?<![\w'])[A-HJ-Z](?![\w'])/.test(text);
  const read = (terms: string[], found: RegExp, at?: number): Outcome | undefined =>
    explained(low.replace(found, ' '), ALPHABET)
      ? reading(
          {
            type: 'letters',
            terms: terms.map((one) => (capital ? one.toUpperCase() : one)),
            ...(at !== undefined && { at }),
          },
          valuesIn(low),
        )
      : undefined;
  const nth = NTH_LETTER.exec(low);
  if (nth) return ordinalOf(nth[1]!) <= 26 ? read(['A'], NTH_LETTER, ordinalOf(nth[1]!)) : undefined;
  const between = BETWEEN_LETTERS.exec(low);
  if (between) return read([between[1]!, '?', between[2]!], BETWEEN_LETTERS);
  const [after, before] = [AFTER_LETTER.exec(low), BEFORE_LETTER.exec(low)];
  if (after && !before) return read([after[1]!], AFTER_LETTER);
  return before && !after ? read(['?', before[1]!], BEFORE_LETTER) : undefined;
};

const ITEM = String.raw`(?:[A-Za-z]|_+|\?|\[ ?\])`;
const ROW = new RegExp(
  String.raw`(?<![\w'])${ITEM}(?:(?: ?(?:,|;|->|-|\.\.\.) ?(?:and |then )?| (?:and |then )?)${ITEM}(?![\w']))+`,
  'g',
);
const ROW_WORDS = new Set(
  'letter alphabet missing gap blank fill hole out after before keep keeps going pattern up down'.split(' '),
);

/** "The 7th letter of this row", "counting A as the first". */
const NTH_OF_ROW = new RegExp(
  sequence(
    /\b(?:the )?/,
    ORDINAL_TEXT,
    / (?:letter|one|1|term|place)\b(?: (?:of|in) (?:it|(?:the|this|that) (?:row|line|sequence|series|pattern)))?/,
  ),
);
const FIRST_OF_ROW = /,? ?\b(?:counting|with|where|if) [a-z] (?:as|is|being) the (?:first|1st)(?: one| 1| letter)?/;

/** "A, C, E, then?", "a b _ d" */
const rowOfLetters = (text: string, low: string): Outcome | undefined => {
  if (low.length > 160) return undefined;
  const rows = [...text.matchAll(ROW)];
  const [row] = rows;
  if (rows.length !== 1 || !row) return undefined;
  const terms = (row[0].match(new RegExp(ITEM, 'g')) ?? []).map((one) => (/[a-z]/i.test(one) ? one : '?'));
  while (terms.at(-1) === '?') terms.pop();
  const known = terms.filter((one) => one !== '?');
  if (known.length < 3 || new Set(known.map((one) => one.toLowerCase())).size !== known.length) return undefined;
  if (terms.filter((one) => one === '?').length > 1) return undefined;
  const around = low.slice(0, row.index) + ' ; ' + low.slice(row.index + row[0].length);
  const nth = NTH_OF_ROW.exec(around.replace(FIRST_OF_ROW, ' '));
  const rest = around
    .replace(FIRST_OF_ROW, ' ')
    .replace(NTH_OF_ROW, ' ')
    .replace(/\band so on\b(?: in the same (?:way|manner))?|\.\.\./g, ' ');
  if (/\d/.test(rest)) return undefined;
  if (nth) {
    const at = ordinalOf(nth[1]!);
    const later = at > terms.length && !terms.includes('?') && explained(rest, ROW_WORDS);
    return later ? reading({ type: 'letters', terms, at }, valuesIn(low)) : undefined;
  }
  const asks =
    terms.includes('?') ||
    /[?_]|\.\.\./.test(row[0]) ||
    /\b(?:next|then|follows?|continues?|after|what|which|missing)\b|\.\.\./.test(around);
  if (!asks || !explained(rest, ROW_WORDS)) return undefined;
  return reading({ type: 'letters', terms }, []);
};

/** What is asked here has no more words than these. */
const CUE = anyOf(/after/, /before/, /follow/, /between/, /precede/, /beyond/, /succeeds/);

export const readBeside: Reader = ({ text, low }) => {
  if (low.length > 160) return undefined;
  const row = rowOfLetters(text, low);
  if (row) return row;
  if (!new RegExp(`\\b(?:${CUE})`).test(low) && !/\balphabet\b/.test(low)) return undefined;
  return besideLetter(text, low) ?? betweenNumbers(low) ?? besideNumber(low);
};

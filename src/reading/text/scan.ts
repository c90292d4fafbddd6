/**
 * A question from which a reader takes one role after the other. What is taken is blanked, so that no word has two
 * roles; what is left at the end must be words that change no question. It guarantees that a reading which ends with
 * `explained()` has passed over no number and over no telling word.
 */

/** Words that change a question wherever they stand. A reader takes those of its kind before it asks what is left. */
const TELLING: ReadonlySet<string> = new Set(
  `not no never none neither nor except without unless besides instead only half halves double doubles twice thrice
  triple quarter third thirds more less fewer most least greater larger bigger higher smaller lower longer shorter older
  younger taller earlier later sooner each every either any another others rest remaining remain remains left remainder
  change plus minus times multiply multiplied divide divided divides add added adds adding subtract subtracted sum total
  altogether together combined difference product average mean median percent percentage discount extra first last next
  previous second before after ago until till since between during yesterday tomorrow today noon midday midnight monday
  tuesday wednesday thursday friday saturday sunday january february march april june july august september october
  november december weekday weekdays weekend weekends business working days day weeks week months month years year hours
  hour minutes minute seconds morning afternoon evening night leap rounded round nearest digit digits even odd prime
  primes square squares squared cube cubes power negative opposite reverse reversed backwards ascending descending binary
  hex octal base roman share shared split equal equally same per apart distinct different unique wrong mistake correct
  true false lies slow fast speed gains loses delayed delay late early broken missing ahead behind begin begins start
  starts starting end ends ending common multiple multiples factor factors divisor divisors divisible inclusive exclusive
  skip skips pause break lunch dozen pair pairs score fortnight decade century if suppose unless forwards back`.split(
    /\s+/,
  ),
);

export type Scan = {
  /** The first place where a pattern stands; it is blanked. */
  take(pattern: RegExp): RegExpExecArray | undefined;
  /** All places where a pattern stands; they are blanked. `pattern` is global. */
  takeAll(pattern: RegExp): RegExpExecArray[];
  /** Whether a pattern stands in what is left. */
  has(pattern: RegExp): boolean;
  /** What is left, with blanks where words were taken. */
  rest(): string;
  /** No number and no telling word is left but those of `besides`. */
  explained(besides?: RegExp): boolean;
};

export const scanOf = (low: string): Scan => {
  let text = low;
  const blank = (match: RegExpExecArray): void => {
    text = text.slice(0, match.index) + ' '.repeat(match[0].length) + text.slice(match.index + match[0].length);
  };
  return {
    take(pattern) {
      const match = pattern.exec(text);
      if (!match) return undefined;
      blank(match);
      return match;
    },
    takeAll(pattern) {
      const found = [...text.matchAll(pattern)];
      for (const match of found) blank(match);
      return found;
    },
    has: (pattern) => pattern.test(text),
    rest: () => text,
    explained(besides) {
      const left = besides ? text.replace(besides, ' ') : text;
      return !/\d/.test(left) && !(left.match(/[a-z]+/g) ?? []).some((word) => TELLING.has(word));
    },
  };
};

const ONES = 'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth'.split(' ');
const TEENS = 'fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth'.split(' ');
const TENS = 'twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth hundredth'.split(' ');
const WORDS: readonly string[] = [...ONES, ...TEENS];

/** An ordinal in words or figures: "third", "21st", "20 first", "hundredth". One group: pass it to `ordinalOf`. */
export const ORDINAL_TEXT = String.raw`(\d+(?:st|nd|rd|th)|(?:[2-9]0[- ])?(?:${WORDS.join('|')})|(?:${TENS.join('|')}))`;

export const ordinalOf = (text: string): number => {
  if (/^\d+[a-z]/.test(text)) return Number.parseInt(text, 10);
  const tens = TENS.indexOf(text);
  if (tens >= 0) return 10 * (tens + 2);
  const [, ten = '0', one = ''] = /^(?:(\d0)[- ])?([a-z]+)$/.exec(text) ?? [];
  return Number(ten) + WORDS.indexOf(one) + 1;
};

/**
 * Slips of typing and of spelling put right: a word of small letters that is no word becomes the one telling word that
 * is a slip away (a letter left out, put in, changed, doubled, or two swapped). Names, items of lists, quoted words and
 * words that a question asks about stay as they are, and so does everything that two telling words are equally near.
 */
import { sequence } from '../../regex.ts';
import { isThing } from '../../problem/solve/things.ts';
import { EVERYDAY, TELLING } from './vocabulary.ts';

/** "takes" is a form of "take" and no slip. */
export const isForm = (a: string, b: string): boolean => {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return long.startsWith(short) && /^[sdrny]$/.test(long.slice(short.length));
};

const ROWS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'];

/** Keys that lie side by side, in a row or in two. */
const areNeighbours = (a: string, b: string): boolean => {
  const place = (key: string): [number, number] => {
    const row = ROWS.findIndex((one) => one.includes(key));
    return [row, (ROWS[row]?.indexOf(key) ?? 9) + row / 2];
  };
  const [[row, at], [other, to]] = [place(a), place(b)];
  return Math.abs(row - other) <= 1 && Math.abs(at - to) <= 1;
};

const isVowel = (letter: string): boolean => 'aeiouy'.includes(letter);
/** Letters that sound alike in some words: "devide", "kilometer", "perimiter", "bisness". */
const soundAlike = (a: string, b: string): boolean =>
  (isVowel(a) && isVowel(b)) || /^(?:cs|sc|ck|kc|sz|zs|fv|vf|dt|td|mn|nm)$/.test(a + b) || areNeighbours(a, b);

const LETTERS = [...'abcdefghijklmnopqrstuvwxyz'];
const ALIKE = new Set(LETTERS.flatMap((a) => LETTERS.filter((b) => soundAlike(a, b)).map((b) => a + b)));
const areAlike = (a: string, b: string): boolean => ALIKE.has(a + b);

/** One bit for each letter of a word. */
const bitsOf = (word: string): number => {
  let bits = 0;
  for (let k = 0; k < word.length; k++) bits |= 1 << (word.charCodeAt(k) - 97);
  return bits;
};
/** How many letters only one of two words has: one slip makes at most two, and two that cost 2.5 at most three. */
const unlike = (a: number, b: number): number => {
  let count = 0;
  for (let rest = a ^ b; rest !== 0; rest &= rest - 1) count++;
  return count;
};

/** What a slip costs: swapped and doubled letters least, strange ones most; at most `most`, else undefined. */
const costOf = (typed: string, meant: string, most: number): number | undefined => {
  const [rows, columns] = [typed.length, meant.length];
  if (Math.abs(rows - columns) > 2) return undefined;
  let [older, before]: [number[], number[]] = [[], Array.from({ length: columns + 1 }, (_, j) => 2 * j)];
  for (let i = 1; i <= rows; i++) {
    const row = [2 * i];
    const letter = typed[i - 1]!;
    for (let j = 1; j <= columns; j++) {
      const wanted = meant[j - 1]!;
      const changed = letter === wanted ? 0 : areAlike(letter, wanted) ? 1.5 : 2;
      const more = letter === typed[i - 2] || letter === wanted ? 1 : 1.5;
      const less = wanted === meant[j - 2] ? 1 : 1.5;
      let best = Math.min(before[j - 1]! + changed, before[j]! + more, row[j - 1]! + less);
      if (i > 1 && j > 1 && letter === meant[j - 2] && typed[i - 2] === wanted)
        best = Math.min(best, older[j - 2]! + 1);
      row.push(best);
    }
    // Two swapped letters cost more in the row between them.
    if (Math.min(...row, ...before) > most) return undefined;
    [older, before] = [before, row];
  }
  const cost = before[columns]! + (typed[0] === meant[0] ? 0 : 1);
  return cost <= most ? cost : undefined;
};

/** Forms of a known word: "sharing", "subtracts", "boxes". */
const STEM = /(?:s|es|ed|d|ing|ly|er|est|'s)$/;
export const isKnown = (word: string): boolean => {
  if (TELLING.has(word) || EVERYDAY.has(word) || isThing(word)) return true;
  if (!STEM.test(word) || word.length < 5) return false;
  const stem = word.replace(STEM, '');
  // "sharing" is of "share", but "minuts" is not of "minute".
  const silent = /(?:e[sdr]|est|ing)$/.test(word);
  return (silent ? [stem, `${stem}e`] : [stem]).some(
    (one) => one.length > 2 && (TELLING.has(one) || EVERYDAY.has(one)),
  );
};

const BY_LENGTH = new Map<number, { word: string; bits: number }[]>();
for (const word of TELLING)
  BY_LENGTH.set(word.length, [...(BY_LENGTH.get(word.length) ?? []), { word, bits: bitsOf(word) }]);

const found = new Map<string, string | undefined>();

/** The telling word that is meant beyond doubt; undefined for a word that is one, or that is near none or several. */
const meantBy = (word: string): string | undefined => {
  if (word.length < 4 || word.length > 15 || isKnown(word)) return undefined;
  if (found.has(word)) return found.get(word);
  // The longer a word, the more of it may be wrong.
  const most = word.length < 5 ? 1 : word.length < 6 ? 1.5 : word.length < 8 ? 2 : 2.5;
  const typedBits = bitsOf(word);
  let [best, least, next]: [string | undefined, number, number] = [undefined, Infinity, Infinity];
  for (let length = word.length - 2; length <= word.length + 2; length++)
    for (const { word: one, bits } of BY_LENGTH.get(length) ?? []) {
      if (unlike(typedBits, bits) > 3) continue;
      const cost = costOf(word, one, most);
      if (cost === undefined || isForm(word, one)) continue;
      if (cost < least) [best, least, next] = [one, cost, least];
      else next = Math.min(next, cost);
    }
  const meant = next - least >= 0.5 ? best : undefined;
  if (found.size > 5000) found.clear();
  found.set(word, meant);
  return meant;
};

/** Words of two and three letters that are none, and slips that another rule would miss. */
const SHORT: Readonly<Record<string, string>> = Object.fromEntries(
  `teh=the hte=the adn=and nad=and hwo=how hwat=what waht=what wat=what whta=what wich=which whitch=which taht=that
  haf=half thne=then thier=their ther=there mnay=many mny=many mutch=much ofen=often
  wehn=when whne=when numbre=number tiem=time tims=times tird=third lenght=length heigth=height widht=width
  frist=first nekst=next wek=week yera=year tre=true flase=false prim=prime betwen=between bigest=biggest
  alfabetical=alphabetical alfabetic=alphabetical alphabetic=alphabetical alfabetically=alphabetically
  smalest=smallest minuets=minutes minuts=minutes neded=needed multiplie=multiply whatts=what's syas=says sayd=said
  pluss=plus quik=quick minuss=minus compooter=computer mor=more meny=many shair=share saym=same
  nothin=nothing anythin=anything dos=does`
    .split(/\s+/)
    .map((pair) => pair.split('=') as [string, string]),
);

/** A question about the letters of words, or their order: its words are looked at as they are typed. */
const ABOUT_WORDS = /\b(?:letters?|vowels?|consonants?|spell(?:ed|s|ing)?|alphabet\w*|rhymes?|palindrome|anagram)\b/i;

/** Before a word that is asked about: "in the word recieve", "spell wendesday". */
const ASKED_BEFORE = /\b(?:word|words|in|of|does|do|spell|has|have|is|letters|called|named|mr|mrs|and|or)\s+$/i;

/** Whether a word stands in quotes, in a list, or as the word that is asked about. */
const isNamed = (text: string, at: number, word: string): boolean => {
  const [before, after] = [text.slice(0, at), text.slice(at + word.length)];
  if (/["'([{<]$/.test(before) || /^["')\]}>]/.test(after)) return true;
  if ((before.match(/"/g)?.length ?? 0) % 2 === 1) return true;
  // One word between signs is an item; so is the last one, behind "and".
  return (
    (/(?:[,;:]|,? (?:and|or)|^)\s*$/.test(before) && /^\s*(?:[,;]|(?:and|or)\b)/.test(after)) ||
    (/,[^.?!]*(?:,|\b(?:and|or))\s*$/.test(before) && /^\s*(?:[.?!;]|$)/.test(after))
  );
};

const COMPARED = new RegExp(
  sequence(
    '\\b((?:tall|old|young|fast|slow|heavi|light|small|larg|bigg|great|short|long|cheap|strong|high|low',
    '|rich|deep|wid|near|earli|lat|warm|cold|bright|dark)er|more|less|fewer) ',
    /(?:then|tan|thn|thean)(?= [^\s,.;])/,
  ),
  'gi',
);
/** Words that exist, typed for another one: which is told by their neighbours. */
const MISTAKEN: readonly (readonly [RegExp, string])[] = [
  [COMPARED, '$1 than'],
  [/\bhow may(?= (?!i\b|we\b|one\b|you\b|it\b)[a-z]+)/gi, 'how many'],
  [/\bwitch(?= (?:one|is|number|day|date|word|letter|team|person|way|name)\b)/gi, 'which'],
  [
    /\b(away|far|days?|hours?|minutes?|path|route|way|hops|get|go|subtract(?:ed)? \S+|take \S+|minus \S+) form(?= )/gi,
    '$1 from',
  ],
  [/\bfro(?= (?:the|a|each|all|\d))(?<!\band fro)/gi, 'for'],
  [/\b(is it|are|is) their(?= (?:in|a|any|are|left|on|between)\b)/gi, '$1 there'],
];

/** Another word of the question that is meant, but for a swap or a doubled letter: "the houes" beside "house". */
const likeAnother = (word: string, words: readonly string[]): string | undefined => {
  if (word.length < 5 || isKnown(word) || words.filter((one) => one === word).length > 1) return undefined;
  const near = [...new Set(words)].filter(
    (one) => one !== word && !isForm(word, one) && costOf(word, one, 1) !== undefined,
  );
  return near.length === 1 && near[0]!.length > 4 ? near[0] : undefined;
};

/** Words that are listed behind a colon without any sign: "alphabetically: pear fig apple". */
const BARE_ROW = /:\s+(?:[a-z]+ +){2,}[a-z]+\s*[.?!]?\s*$/i;

/** The text with the slips put right that leave no doubt. */
export const spelled = (typed: string): string => {
  let text = typed;
  for (const [pattern, meant] of MISTAKEN) text = text.replace(pattern, meant);
  const words = text.toLowerCase().match(/[\p{L}]+/gu) ?? [];
  const about = ABOUT_WORDS.test(text);
  const row = about ? BARE_ROW.exec(text) : null;
  const inRow = (at: number): boolean => row !== null && at > row.index;
  return text.replace(/(?<![\p{L}\p{N}'@#_])[A-Z]?[a-z]{2,}(?![\p{L}\p{N}@_])/gu, (word, at: number) => {
    const low = word.toLowerCase();
    // A capital is a name's unless a sentence begins with it.
    if (low !== word && !/(?:^|[.?!:]\s+|\n)$/.test(text.slice(0, at))) return word;
    const meant = Object.hasOwn(SHORT, low)
      ? SHORT[low]
      : ((about ? undefined : likeAnother(low, words)) ?? meantBy(low));
    if (meant === undefined || inRow(at) || isNamed(text, at, word)) return word;
    // "forrty-nine" is a number; other words with a hyphen may be names.
    if (text.slice(0, at).endsWith('-') || text[at + word.length] === '-')
      return /(?:ty|een|one|two|three|four|five|six|seven|eight|nine)$/.test(meant) ? meant : word;
    if (about && ASKED_BEFORE.test(text.slice(0, at)) && meant.length > 4) return word;
    // What comes twice is no slip but a name or a thing, unless it begins like the word that is meant.
    if (low.length < 6 && words.filter((one) => one === low).length > 1 && low[0] !== meant[0]) return word;
    return low === word ? meant : `${meant[0]!.toUpperCase()}${meant.slice(1)}`;
  });
};

/**
 * Slots of wordings: what each may hold as a pattern, how values of it are drawn and spelled, and how the spelling is
 * read back. The first letters of a slot's name say what it holds: `a`, `b2` are numbers, `list` is a list of numbers,
 * `p` and
 * `q` are people.
 */
import type { Random } from '../../random.ts';
import { MONTHS, WEEKDAYS } from '../../problem/solve/calendar.ts';
import { datesIn } from '../calendar/dates.ts';

const NUMBER = String.raw`-?\d+(?:\.\d+)?`;
const JOIN = String.raw`(?:\s*,\s*(?:and |or )?|\s+and\s+|\s+or\s+|\s+)`;
const WORD = String.raw`\p{L}[\p{L}'-]*`.replaceAll('\\p{L}', 'a-z').replace('a-z[', '[a-z][');
const MONTH = MONTHS.map((one) => one.toLowerCase()).join('|');

/** The pattern of each kind of slot, in small letters. */
const KINDS: Readonly<Record<string, string>> = {
  number: NUMBER,
  list: `${NUMBER}(?:${JOIN}${NUMBER})+`,
  /** A sequence: its end may be dots. */
  terms: String.raw`${NUMBER}(?:(?:\s*,\s*|\s+|\s+and\s+)${NUMBER}){2,}(?:\s*,?\s*\.\.\.)?`,
  gap: String.raw`(?:(?:${NUMBER}|_+|\?)(?:\s*,\s*|\s+))+(?:${NUMBER}|_+|\?)`,
  words: String.raw`${WORD}(?:(?:\s*,\s*(?:and )?|\s+and\s+)${WORD})+`,
  word: WORD,
  quoted: String.raw`"[^"]+"|'[^']+'|[a-z]{3,}`,
  sentence: String.raw`"[^"]+"|'[^']+'`,
  items: String.raw`${WORD}(?:(?:\s*,\s*(?:and )?|\s+and\s+)${WORD})+`,
  letter: `"?[a-z]"?`,
  variable: '[a-z]',
  equation: String.raw`[-+*/().\da-z\s]+=[-+*/().\da-z\s]+`,
  sum: String.raw`[-+*/^().\d\s]*\d[-+*/^().\d\s]*`,
  date: String.raw`\d{4}-\d\d-\d\d|(?:the )?\d{1,2}(?:st|nd|rd|th)?(?: of)? (?:${MONTH}),? \d{4}|(?:${MONTH}) \d{1,2}(?:st|nd|rd|th)?,? \d{4}`,
  clock: String.raw`\d{1,2}:\d\d(?: ?[ap]\.?m\.?)?`,
  weekday: WEEKDAYS.map((one) => one.toLowerCase()).join('|'),
  numeral: '[ivxlcdm]+',
  digits: '[01]{2,}',
  hex: '(?=[0-9a-f]*[a-f])[0-9a-f]+',
  octal: '[0-7]{2,}',
  name: String.raw`[a-z][a-z]+`,
  thing: String.raw`[a-z]+(?: [a-z]+)?`,
  truth: String.raw`[("]*(?:not |\()*(?:true|false)(?:\)*\s+(?:and|or)\s+(?:not |\()*(?:true|false))*[)"]*`,
};

const NAMES: Readonly<Record<string, string>> = {
  a: 'number',
  b: 'number',
  c: 'number',
  d: 'number',
  e: 'number',
  f: 'number',
  n: 'number',
  x: 'variable',
  p: 'name',
  q: 'name',
  r: 'name',
  s: 'name',
  thing: 'thing',
  holder: 'name',
  place: 'name',
};

/** The pattern of a slot, by its name without digits. */
export const slotPattern = (slot: string): string => {
  const name = slot.replace(/\d+$/, '');
  const pattern = KINDS[NAMES[name] ?? name];
  if (pattern === undefined) throw new Error(`no wording may have the slot {${slot}}`);
  return pattern;
};

const ONES =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');

/** A number from 0 to 99 in words. */
export const inWords = (value: number): string => {
  if (value < 20) return ONES[value]!;
  const rest = value % 10;
  return `${TENS[Math.floor(value / 10) - 2]}${rest === 0 ? '' : `-${ONES[rest]}`}`;
};

/** Numbers joined as people do. */
export const joined = (items: readonly string[], random: Random, and = 'and'): string => {
  const style = random.int(0, 3);
  if (style === 0) return items.join(', ');
  if (style === 1 && items.every((one) => !one.includes(' '))) return items.join(' ');
  return `${items.slice(0, -1).join(', ')}${style === 2 ? '' : ','} ${and} ${items.at(-1)}`;
};

/** The numbers of a list as it is spelled. */
export const numbersOf = (text: string): string[] => text.match(new RegExp(NUMBER, 'g')) ?? [];
export const wordsOf = (text: string): string[] => text.split(/\s*,\s*(?:and )?|\s+and\s+/).filter((one) => one !== '');
export const unquoted = (text: string): string => text.replace(/^["']|["']$/g, '');

/** A date between two years, spelled in one of the usual ways. */
export const dateText = (random: Random, from = 1990, to = 2030): string => {
  const at = new Date(Date.UTC(random.int(from, to), random.int(0, 11), random.int(1, 28)));
  const [year, month, day] = [at.getUTCFullYear(), MONTHS[at.getUTCMonth()]!, at.getUTCDate()];
  const ordinal = `${day}${day % 10 === 1 && day !== 11 ? 'st' : day % 10 === 2 && day !== 12 ? 'nd' : day % 10 === 3 && day !== 13 ? 'rd' : 'th'}`;
  return random.pick([
    `${day} ${month} ${year}`,
    `${month} ${day}, ${year}`,
    `${ordinal} ${month} ${year}`,
    `the ${ordinal} of ${month} ${year}`,
    `${month} ${ordinal}, ${year}`,
    at.toISOString().slice(0, 10),
  ]);
};

/** The date of a spelling, yyyy-mm-dd. */
export const dateOf = (text: string): string => datesIn(text.toLowerCase())[0]?.date ?? text;

export const clockText = (random: Random): string => {
  const [hour, minute] = [random.int(0, 23), 5 * random.int(0, 11)];
  const two = String(minute).padStart(2, '0');
  if (random.chance(0.3) && hour > 0) return `${((hour + 11) % 12) + 1}:${two} ${hour < 12 ? 'am' : 'pm'}`;
  return `${hour}:${two}`;
};

/** A clock time of a spelling, on a clock of 24 hours. */
export const clockOf = (text: string): string => {
  const [, hour, minute, half] = /^(\d{1,2}):(\d\d) ?([ap])?/.exec(text) ?? [];
  const base = half === undefined ? Number(hour) : (Number(hour) % 12) + (half === 'p' ? 12 : 0);
  return `${base}:${minute}`;
};

/**
 * Names in orders: proper names, letters, things ("the red box", "van 3"), and "me". One name may be told in several
 * spellings ("Aunt Sue" and "Sue", "the red box" and "red"). It compares nothing.
 */
import { Scanner, word } from './scanner.ts';
import { readPlace } from './order-places.ts';
import { readRelation } from './order-relations.ts';
import { isKnownDegree, NO_COMPARISON } from './order-senses.ts';

const list = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/** Words before a name that belong to it. */
const TITLES = list(
  'aunt auntie uncle grandma grandpa granny mr mrs miss ms dr sir lady prof professor captain big task job box car team ' +
    'house tree river lake mount mountain cousin brother sister tower truck van parcel file room candidate player runner ' +
    'contract flat shop ward book person student pupil child driver train bus ship boat horse island city town road crate ' +
    'building bottle bag tank level floor suspect item product package server option doctor nurse king queen saint st',
);
const ADJECTIVES = list(
  'red blue green yellow black white brown pink orange purple grey gray silver gold golden beige little old new big small ' +
    'tall short long wooden plastic metal glass striped spotted second-hand electric upper lower',
);
const IDLE_ADJECTIVES = word(
  "little|poor|good old|dear(?: old)?|lovely|that|this|these|those|both|other|actual|said|'s",
);
const DETERMINERS = word('the|an?|my|our|your|his|her|their|its|one|each|every');

/** Words that are no part of a name: verbs, small words, and what people say between. */
const NO_NAME = list(
  'is are was were be been being am has have had having do does did done doing got get gets getting will would can could ' +
    'should may might must came come comes coming went go goes going finished finish finishes finishing arrived arrive ' +
    'arrives ran run runs running stood stand stands standing sat sit sits sitting lives live lived lies lay placed place ' +
    'places parked park parks cost costs weigh weighs weighed earn earns earned make makes made scored score scores sell ' +
    'sells sold eats eat ate drinks reads read works work worked swims swam joined join joins started start starts started ' +
    'opened open opens closed began begin begins jumps jumped drove drives drive rode rides ride crossed hangs hang hung ' +
    'takes take took taking lasts lasted plays play played paid pay pays served serve signed built born hired bought ' +
    'published released promoted painted posted ranks rank ranked looks look looked seems feels feel felt stays stay ' +
    'grows grew reached reach reaches left landed lands appears appeared clocked called queue queues queued line lines ' +
    'that which who whom whose what where when how why than then as so and or but nor if because since while whereas though ' +
    'although yet however not no never nobody none nothing everyone everybody anyone anybody someone somebody all both ' +
    'neither either each every any some he she they it him them we you us there here this these those the of in on at to ' +
    'from for by with without about into onto over out up down off too also even still only just exactly directly right ' +
    'immediately straight much far more less fewer most least a an very quite bit even lot today yesterday tomorrow now ' +
    'one ones please lol tell me first second third fourth fifth last next before after ahead behind front above below between ' +
    'under beside near top bottom middle same old tall order list sort give name say put write show ' +
    'yes true false its his her their our your my',
);

/** Who speaks, as one name. */
const SELF = word('me|myself|i');

const isAcronym = (one: string): boolean => /^\p{Lu}{2,}\d*$/u.test(one);
/** "oldest", "taller": a degree, not a name. */
const isDegree = (one: string): boolean =>
  /^[a-z]{2,}(?:er|est)$/i.test(one) && !NO_COMPARISON.test(one) && isKnownDegree(one);
const isProper = (one: string): boolean => /^\p{Lu}/u.test(one) || /^\d+$/.test(one);
const WORD = /[\p{L}\p{N}_]+(?:[-&'][\p{L}\p{N}_]+)*\.?(?=[^\p{L}\p{N}_]|$)/uy;
const cleaned = (one: string): string => one.replace(/'s$|\.$/g, '');

/** "Mr.": the full stop of a title belongs to it; any other ends the sentence and stays. */
const wordOf = (scan: Scanner): string | undefined => {
  const found = scan.peek(WORD)?.[0];
  if (found === undefined) return undefined;
  return found.endsWith('.') && !TITLES.has(found.slice(0, -1).toLowerCase()) ? found.slice(0, -1) : found;
};

const nothingMore = (scan: Scanner): boolean =>
  scan.attempt(() => readRelation(scan, '')) !== undefined || scan.attempt(() => readPlace(scan)) !== undefined;

/** Whether a phrase of order begins here; the place stays. */
const phraseHere = (scan: Scanner): boolean => {
  const start = scan.at;
  const found = nothingMore(scan);
  scan.at = start;
  return found;
};

/** A word of a name that goes on: capitals after capitals, anything short after small letters. */
const continues = (scan: Scanner, one: string, words: readonly string[]): boolean => {
  const last = words.at(-1)!;
  const low = one.toLowerCase();
  if (one === '1' && ADJECTIVES.has(last.toLowerCase())) return false;
  if (/^\d+$/.test(one) || /^\p{Lu}$/u.test(one)) return true;
  if (NO_NAME.has(low) || phraseHere(scan)) return false;
  if (TITLES.has(last.toLowerCase().replace(/\.$/, ''))) return true;
  if (isProper(words[0]!) && !ADJECTIVES.has(words[0]!.toLowerCase())) return isProper(one);
  return words.length < 3 && !isProper(one);
};

/** "… and Will weighs less than Tom": a name, where a verb of its own follows. */
const WILL = /Will(?= (?:is|was|has|had|came|ran|got|sat|stands|\p{Ll}{3,}(?:s|ed)) )/uy;

/** The name at the scanner's place; undefined when there is none. `me` is the one who speaks. */
export const readName = (scan: Scanner): string | undefined =>
  scan.attempt(() => {
    if (scan.take(SELF)) return 'me';
    const letter = scan.peek(/A(?![\p{L}\p{N}_])(?! [a-z]{3,} (?:is|was|and|are)\b)/uy);
    if (!letter) while (scan.take(IDLE_ADJECTIVES) ?? scan.take(DETERMINERS));
    const first = wordOf(scan);
    if (first === undefined) return undefined;
    const alone = /^\p{Lu}$/u.test(first) || isAcronym(first);
    const will = scan.peek(WILL) !== undefined;
    if (!alone && !will && NO_NAME.has(cleaned(first).toLowerCase())) return undefined;
    if (!alone && (isDegree(first) || (!isProper(first) && phraseHere(scan)))) return undefined;
    scan.take(WORD);
    const words = [cleaned(first)];
    if (first.endsWith("'s")) return words[0];
    scan.at -= first.endsWith('.') || !scan.text.slice(0, scan.at).endsWith('.') ? 0 : 1;
    for (let next = wordOf(scan); next !== undefined && continues(scan, next, words); next = wordOf(scan)) {
      if (scan.text[scan.at] !== ' ') break;
      scan.take(WORD);
      if (scan.text.slice(0, scan.at).endsWith('.') && !next.endsWith('.')) scan.at--;
      words.push(cleaned(next));
      if (next.endsWith("'s")) break;
    }
    scan.take(word('ones?(?! (?:of|is the)\\b)|1(?! [a-z]+s\\b)'));
    return words.join(' ');
  });

/** A name that took a verb with it ("saw hangs"), without it: only where a relation follows. */
export const withoutVerb = (name: string): string | undefined => {
  const words = name.split(' ');
  return words.length > 1 && /^\p{Ll}+(?:s|ed)$/u.test(words.at(-1)!) ? words.slice(0, -1).join(' ') : undefined;
};

const keysOf = (name: string): string[] => name.toLowerCase().split(/[ .]+/).filter(Boolean);

/**
 * Every spelling of a name as one of them: of "red box", "blue box" and "red" the last is the first. The shortest
 * spelling is shown. Undefined where a short spelling may be one of two.
 */
export const unifier = (names: readonly string[]): ((name: string) => string) | undefined => {
  const unique = [...new Map(names.map((name) => [name.toLowerCase(), name])).values()];
  const shown = new Map<string, string>();
  const byLength = unique.toSorted((a, b) => keysOf(a).length - keysOf(b).length);
  for (const name of byLength) {
    const keys = keysOf(name);
    const inside = byLength.filter(
      (other) => keysOf(other).length < keys.length && keysOf(other).every((key) => keys.includes(key)),
    );
    const shared = (key: string): boolean =>
      byLength.filter((other) => keysOf(other).length > 1 && keysOf(other).includes(key)).length > 1;
    // "box" alone is no short spelling of "red box" beside a "blue box".
    const short = inside.filter((other) => !keysOf(other).every(shared));
    if (short.length > 1) return undefined;
    shown.set(name.toLowerCase(), short[0] === undefined ? name : (shown.get(short[0].toLowerCase()) ?? short[0]));
  }
  return (name) => shown.get(name.toLowerCase()) ?? name;
};

/**
 * Names of places on a map: "A", "the post office", "Mill Rd", "ward 1". A name ends at any word of a closed list:
 * verbs, small words, units and words of roads. It joins nothing.
 */
import { anyOf, sequence } from '../../regex.ts';
import { Scanner, word } from './scanner.ts';

const list = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/** Words that are no part of a name. */
export const NO_PLACE = list(
  'is are was were be am has have had do does did can could may might must should will would get gets go goes going gone ' +
    'walk walks drive drives ride rides run runs fly flies travel travels take takes took cost costs measure measures need ' +
    'needs lead leads open opens join joins joined connect connects connected connecting link links linked linking meet meets ' +
    'touch touches border borders adjoin adjoins reach reaches follow follows stop stops stopping call calls visit visits ' +
    'passes knows know tied wired attached adjacent beside alongside opposite next near continue continues crosses ' +
    'it its there here this that these those they them you we i he she one ones another others other any some all each both ' +
    'either neither every no not only just also too then so and or but if when while from to of in on at by via with without ' +
    'through over past into onto between for than as until till up down out off towards about around per what which who how ' +
    'where why whose far long much many short shortest quick quickest fast fastest cheap cheapest best least most fewest ' +
    'minimum min max shorter quicker faster cheaper direct directly straight distance dist length time total way ways route ' +
    'routes path paths road roads edge edges trail trails track tracks tunnel tunnels ferry ferries flight flights ' +
    'bridges corridors line lines streets stairs connection connections map graph network ' +
    'km kilometre kilometres kilometer kilometers m metre metres meter meters mile miles mi minute minutes mins hour hours hr ' +
    'hrs h s sec seconds day days ms cm block blocks step steps hop hops euro euros pound pounds dollar dollars pence eur ' +
    'usd gbp long away apart again more less same please thanks give tell list name write show say find state me my our your ' +
    'his her their a an the yes true closed blocked shut exactly always never back first last end start starting finish ' +
    'third second first another exist exists go way two-way one-way journey trip transfer transfers seems unknown dont nobody measured known amounts comes totals hop jump sail sails pass passing crossing crossings rides rail including included without claims really mins minuts few possible stretch stretches train trains buses bus tram boat ferry',
);
/** Kinds of places before a name of their own: "island Kos", "village A". */
const KIND = new RegExp(
  sequence(
    anyOf(
      /[Tt]own|[Cc]ity|[Vv]illage|[Nn]ode|[Vv]ertex|[Pp]oint|[Pp]lace|[Ii]slands?|[Ww]arehouse/u,
      /[Ss]tation|[Ss]top|[Ss]erver|[Rr]outer|[Cc]amp|[Bb]ase/u,
    ),
    /(?= (?:\p{Lu}|[a-z](?![\p{L}])))/u,
  ),
  'uy',
);
const DETERMINER = word('the|an?|my|our|your|his|her|their|both');
const WORD = /[\p{L}\p{N}_]+(?:'[\p{L}]+)?/uy;
const PROPER = /^\p{Lu}/u;
const AFTER = new RegExp(
  sequence(
    /^/,
    anyOf(
      /rd|st|road|street|station|avenue|ave|lane|square|park|floor|bridge|house|hill|office|room|hall/,
      /gate|town|school|centre|center/,
    ),
    /$/,
  ),
  'i',
);

/** A letter or a word of capitals is a name whatever it says. */
const isName = (one: string): boolean =>
  /^\p{Lu}\d*$/u.test(one) ||
  /^(?:Second|First|Third)$/.test(one) ||
  /^[b-z]\d*$/.test(one) ||
  !NO_PLACE.has(one.toLowerCase());

const goesOn = (scan: Scanner, next: string, words: readonly string[]): boolean => {
  if (scan.text[scan.at] !== ' ' || words.length >= 3) return false;
  const [first] = words as [string];
  if (/^\d+$/.test(next))
    return (
      isNumbered(words.at(-1)!, scan.whole) && !scan.peek(/\d+ ?(?:km|m|min|minutes?|miles?|h|hours?|s)(?![\p{L}])/uy)
    );
  if (AFTER.test(next) && !/^(?:hall|hill|park|house|school|office|room|gate)$/.test(next)) return true;
  if (/^\p{Lu}$/u.test(next) || /^[b-z]$/.test(next)) return LETTERED.test(words.at(-1)!);
  if (NO_PLACE.has(next.toLowerCase())) return false;
  if (PROPER.test(first) && first.length > 1) return PROPER.test(next);
  return !PROPER.test(next) && first.length > 1 && !/^\d/.test(first);
};

/** Nouns whose number belongs to the name: those that have two numbers in the text. */
const isNumbered = (one: string, text: string): boolean => {
  if (!/^\p{L}{3,}$/u.test(one)) return false;
  const found = text.matchAll(new RegExp(`(?<![\\p{L}])${one.replace(/s$/, '')}s? (\\d+)`, 'giu'));
  return NUMBERED.test(one) && new Set([...found].map((match) => match[1])).size > 1;
};
const NUMBERED = new RegExp(
  sequence(
    /^/,
    anyOf(
      /ward|room|node|gate|zone|platform|level|floor|block|vertex|router|server|terminal|sector|area/,
      /lab|aisles?|cabin|tent|cell|site|shaft|bay|bed|dock|pier|stone|box|desk|pole|hole|deck|tower/,
      /field|pond|ride|hangar|pump|well|exit|entrance|stall|shelf|row|square|chamber|hall|building/,
      /house|station|stop|hut|camp|island|house|door/,
    ),
    /$/,
  ),
  'i',
);
/** Nouns whose letter belongs to the name. */
const LETTERED = new RegExp(
  sequence(
    /^/,
    anyOf(
      /ward|room|node|gate|zone|platform|level|block|house|hall|point|station|stop|base|cave|hut|farm/,
      /shop|office|town|city|village|island/,
    ),
    /$/,
  ),
  'i',
);

/** "a - b", "a to b": the letter, not the article. */
const LETTER_A =
  /A(?![\p{L}\p{N}_'])|a(?= ?(?:-|>|to |and |is |has |connects |joins |leads |goes |touches |or |[,.?=:()]|\d|$))/uy;
/** Beside a dash any word is a name but these. */
const JOINING = /^(?:to|from|and|or|is|are|was|the|of|in|on|at|with|by|then|it|this|that|how|what|which|if)$/i;

/**
 * The place at the scanner's position. Numbers are places only where `numbers` says so; `free`: beside a dash, where
 * nearly any word may be one.
 */
export const readPlaceName = (scan: Scanner, numbers = false, free = false): string | undefined =>
  scan.attempt(() => {
    if (!scan.peek(LETTER_A)) while (scan.take(DETERMINER));
    scan.take(KIND);
    const first = scan.peek(WORD)?.[0];
    if (first === undefined || (/^\d/.test(first) && !(numbers && /^\d{1,3}$/.test(first)))) return undefined;
    if (first === 'a' ? !scan.peek(LETTER_A) : free ? JOINING.test(first) : !isName(first)) return undefined;
    scan.take(WORD);
    const words = [first];
    for (
      let next = scan.peek(WORD)?.[0];
      next !== undefined && goesOn(scan, next, words);
      next = scan.peek(WORD)?.[0]
    ) {
      scan.take(WORD);
      words.push(next);
    }
    // "aisles 2 and 3"
    return words.join(' ').replace(/^aisles (?=\d)/i, 'aisle ');
  });

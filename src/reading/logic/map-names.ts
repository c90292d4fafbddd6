/**
 * Finds the places of a map by exclusion: whatever is no word of roads, ways, measures or everyday grammar is a name.
 * Text becomes tokens in which each place is one, so that links can be read by the roles of words (map-scan.ts).
 */
import { anyOf, sequence } from '../../regex.ts';
import { NO_PLACE } from './map-places.ts';

/** Words of maps and of everyday grammar that name no place, beside those of map-places.ts. */
const COMMON = new Set(
  (
    'am been being let lets like drive driving walking ride riding pass passes passing crossing crosses amounts comes totals till untill hop hops jump jumps sail sails ' +
    'bus buses train trains tram trams ferry ferries car bike bicycle boat plane metro subway underground foot rail coach lorry van cab taxi ' +
    'street bridge corridor door doors stair link edge step stop flight passage passages footpath footpaths walkway walkways lane lanes pipe pipes cable cables wire wires ' +
    'route segment segments leg legs hop stretch stretches section sections track tunnel thread threads portal portals crossing gates lift lifts ladder ladders ' +
    'minutes minute mins min hour hours km kms metre metres meter meters mile miles cm mm ms euro euros dollar dollars pounds pence block blocks unit units ' +
    'city cities towns villages islands rooms places stations nodes points vertices people friends names ' +
    'times walking travel travelling travelled distances lengths costs fares weights weighted undirected directed latency tickets ticket price prices ' +
    'exactly about roughly only just still today now currently always everywhere anywhere both either way ways one-way two-way open closed blocked shut flooded ' +
    'have has had got gets want wants need needs must should would could can will shall may might do does did please kindly tell give show list name find work out ' +
    'quickest fastest shortest cheapest fewest least most minimum maximum smallest lowest best better possible total long short far near close quick fast slow cheap ' +
    'first last next then after before during while when where which what who whom how why whether if because since though although but however yes no not never ' +
    'all any each every some many much more less few several other another others same different equal everything nothing nobody somebody anyone someone everyone ' +
    'on off up down in out over under past through via by along across around towards from to into onto at of for with without between among and or nor as than that ' +
    'is are was were be it its this these those there here they them he she you your we us our i me my mine his her their the a an one ones two three four five six ' +
    'seven eight nine ten straight direct directly nonstop non-stop again also too even really actually simply further away apart long wide ' +
    'connect connects connected connecting join joins joined joining link links linked linking lead leads leading go goes going run runs running meet meets ' +
    'touch touches border borders adjoin adjoins neighbour neighbours neighbor know knows known friend beside opposite adjacent attached tied wired cross ' +
    'take takes taking took cost costing last lasts measure measures measured reach reaches reaching get getting travelled start starts starting end ends ending finish ' +
    'stop stops stopping visit visiting visits arrive arriving arrives leave leaves leaving come coming use uses using used avoid avoiding choose change changes changing ' +
    'map maps network graph plan layout diagram following follows follow given above below marked municipal possible courier exist exists existing ' +
    'minutes answer number numbers question thanks thank hello hi dear ok okay well so'
  ).split(/\s+/),
);

export type MapToken = {
  type: 'place' | 'number' | 'word' | 'sign';
  /** In small letters; of a place its name as it was first written. */ text: string;
  unit?: string;
};

const UNITS = new RegExp(
  sequence(
    /^/,
    anyOf(
      /km|kms|kilomet(?:re|er)s?|m|met(?:re|er)s?|miles?|mi|min(?:ute)?s?|hours?|hrs?|h|sec(?:ond)?s?|s/,
      /ms|cm|days?|blocks?|steps?|stops?|euros?|pounds?|dollars?|eur|usd|gbp|pence|p|credits?|coins?/,
      /points?|tokens?|paces|feet|ft|yards?/,
    ),
    /$/,
  ),
);
const PATTERN = /<->|<-->|-+>|=>|(?<![\p{L}\p{N}-])\p{L}-\p{Ll}{3,}|[\p{L}\p{N}_]+(?:'\p{L}+)?(?:\.\d+)?|[^\s]/gu;
const KINDS = new Set(
  'station street road stop house town city village island room node point vertex place warehouse port'.split(' '),
);
/** Nouns whose number belongs to the name. */
const NUMBERED = new RegExp(
  sequence(
    /^/,
    anyOf(
      /ward|room|node|gate|zone|platform|level|floor|block|vertex|router|server|terminal|sector|area/,
      /lab|aisles?|cabin|tent|cell|site|shaft|station|stop|hut|camp|island|house|door|bay|bed|dock|pier/,
      /stone|box|desk|pole|hole|deck|tower|field|pond|ride|hangar|chamber|hall|building|stall|shelf/,
      /cave|village|town|city|planet|base|unit|point/,
    ),
    /s?$/,
  ),
);

type Raw = { raw: string; low: string; start: number; end: number };
const rawTokens = (text: string): Raw[] =>
  [...text.matchAll(PATTERN)].map((one) => ({
    raw: one[0],
    low: one[0].toLowerCase(),
    start: one.index,
    end: one.index + one[0].length,
  }));

/** Words of roads and of grammar that are places where they stand as ends of links, twice at least. */
const AMBIGUOUS = new RegExp(
  sequence(
    /^/,
    anyOf(
      /pass|till|lifts?|line|bridge|tunnel|stop|station|stairs|street|corridor|exit|block|point|track/,
      /port|bus stop|stage|start|finish|end|gate|lane|back|ferry|metro|boat|street|places?|room|block/,
      /down|camp|door/,
    ),
    /$/,
  ),
);
const JOINS_BEHIND =
  '(?= ?(?:to|is|are|was|[,.;:?)(-]|->|>|\\d|and|takes|opens|leads|connects|joins|links|goes|by|in|$))';
const isEnd = (text: string, word: string): boolean =>
  [
    ...text.matchAll(
      new RegExp(
        `(?:\\b(?:to|from|between|and|via|until|beside|past|quickest|shortest|fastest|straight)|[-:,.?>]|^) ?(?:the |my |our )?${word}(?![\\p{L}])${JOINS_BEHIND}`,
        'giu',
      ),
    ),
  ].length > 1;

const isWord = ({ raw }: Raw): boolean => /^[\p{L}_]/u.test(raw);
const isNumber = ({ raw }: Raw): boolean => /^\d+(?:\.\d+)?$/.test(raw);

/** A single capital, or a small letter but "a" and "i" beside a word or sign that joins. */
const isLetterName = (tokens: readonly Raw[], at: number): boolean => {
  const { raw } = tokens[at]!;
  if (!/^\p{L}\d*$/u.test(raw)) return false;
  if (/^\p{Lu}\d*$/u.test(raw) && raw !== 'I' && raw !== 'A') return true;
  if (raw === 'I' || raw === 'i')
    return /^(?:-|->|to)$/.test(tokens[at + 1]?.low ?? '') && tokens[at + 1]!.low !== 'to';
  if (raw !== 'A' && raw !== 'a') return !UNITS.test(raw) || !isNumber(tokens[at - 1] ?? ({ raw: '' } as Raw));
  const [before, after] = [tokens[at - 1]?.low ?? '', tokens[at + 1]?.low ?? '.'];
  const joins =
    /^(?:-|->|-->|=>|>|<->|to|and|is|has|have|connects|joins|leads|goes|links|touches|or|[,.?=:()]|\d+|until|till)$/;
  return (
    joins.test(after) ||
    (/^(?:to|from|between|-|->|and|via|at|in)$/.test(before) && !/^\p{Ll}{2,}/u.test(tokens[at + 1]?.raw ?? ''))
  );
};

const named = (tokens: readonly Raw[], at: number, ends: ReadonlySet<string>): boolean => {
  const one = tokens[at]!;
  if (!isWord(one)) return false;
  if (ends.has(one.low)) return true;
  if (one.low.length === 1 || /^\p{L}\d+$/u.test(one.raw)) return isLetterName(tokens, at);
  return !COMMON.has(one.low) && !NO_PLACE.has(one.low);
};

export type Names = { names: string[]; tokensOf: (text: string) => MapToken[] };

/** Numbers of a noun: "ward 1", "ward 2" are two places, "shop 4" a length. */
const numbersOf = (tokens: readonly Raw[]): Map<string, Set<string>> => {
  const found = new Map<string, Set<string>>();
  const subjects = new Set<string>();
  for (const [i, one] of tokens.entries()) {
    const next = tokens[i + 1];
    if (
      next === undefined ||
      !NUMBERED.test(one.low) ||
      !/^\d{1,3}$/.test(next.raw) ||
      UNITS.test(tokens[i + 2]?.low ?? '')
    )
      continue;
    const noun = one.low.replace(/s$/, '');
    found.set(noun, (found.get(noun) ?? new Set()).add(next.raw));
    if (/^(?:to|-|->|and|connects|leads|joins|is|has|opens|links)$/.test(tokens[i + 2]?.low ?? '')) subjects.add(noun);
  }
  // "station 10, park to station 4" are lengths: no numbered one begins a link.
  for (const noun of found.keys()) if (!subjects.has(noun)) found.delete(noun);
  return found;
};

/** The places of a text, and how any part of it is cut into tokens. `numbers`: bare numbers are places too. */
export const namesIn = (text: string, numbers: boolean): Names => {
  const all = rawTokens(text);
  const numbered = numbersOf(all);
  const ends = new Set(all.flatMap(({ low }) => (AMBIGUOUS.test(low) && isEnd(text, low) ? [low] : [])));
  const spelled = new Map<string, string>();
  /** "From stone 1 to stone 2, from 2 to 3": the noun is said once. */
  const nounOf = (number: string): string | undefined => {
    const [noun] = numbered.size === 1 ? [...numbered.keys()] : [];
    return noun === undefined ? undefined : `${noun} ${number}`;
  };
  const read = (tokens: readonly Raw[], at: number): { end: number; name: string } | undefined => {
    if (numbers && isNumber(tokens[at]!) && /^\d{1,3}$/.test(tokens[at]!.raw) && !UNITS.test(tokens[at + 1]?.low ?? ''))
      return { end: at + 1, name: nounOf(tokens[at]!.raw) ?? tokens[at]!.raw };
    const nounAt = (i: number): boolean =>
      (numbered.get(tokens[i]?.low.replace(/s$/, '') ?? '')?.size ?? 0) > 1 &&
      /^\d{1,3}$/.test(tokens[i + 1]?.raw ?? '');
    if (nounAt(at)) return { end: at + 2, name: `${tokens[at]!.raw.replace(/s$/, '')} ${tokens[at + 1]!.raw}` };
    if (!named(tokens, at, ends)) return undefined;
    let end = at + 1;
    const letter = tokens[at]!.raw.length === 1;
    while (
      end < tokens.length &&
      end < at + 3 &&
      !letter &&
      isWord(tokens[end]!) &&
      tokens[end]!.start === tokens[end - 1]!.end + 1
    ) {
      const kind =
        KINDS.has(tokens[end]!.low) ||
        /^(?:rd|st|floor|gate|office|hall|shop|square|hill|park)$/.test(tokens[end]!.low);
      if (!kind && (tokens[end]!.raw.length === 1 || !named(tokens, end, ends) || ends.has(tokens[end]!.low))) break;
      if (nounAt(end)) break;
      end++;
    }
    return {
      end,
      name: tokens
        .slice(at, end)
        .map(({ raw }) => raw)
        .join(' '),
    };
  };
  const keyOf = (name: string): string => {
    const low = name.toLowerCase();
    const words = low.split(' ');
    // "Aoki station" is Aoki where that is named alone.
    if (words.length > 1 && KINDS.has(words.at(-1)!) && spelled.has(words.slice(0, -1).join(' ')))
      return words.slice(0, -1).join(' ');
    return low;
  };
  const cut = (part: string, collect: boolean): MapToken[] => {
    const tokens = rawTokens(part);
    const out: MapToken[] = [];
    for (let at = 0; at < tokens.length;) {
      const found = read(tokens, at);
      if (found) {
        const key = keyOf(found.name);
        if (collect && !spelled.has(key)) spelled.set(key, found.name);
        out.push({ type: 'place', text: spelled.get(key) ?? found.name });
        at = found.end;
        continue;
      }
      const one = tokens[at]!;
      const next = tokens[at + 1];
      if (isNumber(one)) {
        const unit = next && UNITS.test(next.low) ? next.low : undefined;
        out.push({ type: 'number', text: one.raw, ...(unit !== undefined && { unit }) });
        at += unit === undefined ? 1 : 2;
        continue;
      }
      out.push({ type: isWord(one) ? 'word' : 'sign', text: one.low });
      at++;
    }
    return out;
  };
  cut(text, true);
  return { names: [...spelled.values()], tokensOf: (part) => cut(part, false) };
};

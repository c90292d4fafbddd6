/**
 * Reads maps: the links that are told (map-links.ts), and the way that is asked for (map-asks.ts). It splits a question
 * into what is told and what is asked, and reads nothing where a part of either is not understood.
 */
import type { ProblemOf } from '../../problem/formal/problem.ts';
import { isOnlyWay } from '../../problem/solve/path.ts';
import { reading, refusal, type Outcome, type Reader } from '../reading.ts';
import { endsOf, linkNounOf, termsOf } from './map-asks.ts';
import { leavesDoubt, readLinksOf, type Link, type Told } from './map-links.ts';
import { namesIn } from './map-names.ts';
import { leavesWords, scanLinks } from './map-scan.ts';
import { unifier } from './order-names.ts';
import { asText, numbersIn, type Text } from '../text/text.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';

type Edge = ProblemOf<'path'>['edges'][number];

const TRIGGER = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /road|edge|link|path|route|way|map|connect|join|lead|door|bridge|ferr|flight|tunnel|corridor/,
      /metro|station|tram|boat|trip|line|trail|track|graph|knows|opens?|steps?|stops?|hops?|moves?|walk/,
      /get (?:from|to)|rides?|bus|train|fly|drive|how do i|go from|neighbou?r|next to|how far|how long/,
      /shortest|quickest|fastest|cheapest|distance|dist|km|miles|latency|pipe|minimum|fewest/,
    ),
    /\w*/,
  ),
);
const ARROWS = /[\p{L}\d] ?-> ?[\p{L}\d].*[\p{L}\d] ?-> ?[\p{L}\d]/u;
const OTHER = new RegExp(
  alternatives(
    /\b\d{1,2}:\d\d\b|\bthan\b|\bsort\b|\bbinary\b|\broman\b|\btrue\b|\bl(?:ies|iar)\b|\bweekday\b|\bdate\b|\bbase\b/,
    /[*^]|\balphabet|\bspeed\b|\bper hour\b|\bkm\/h\b|\bmph\b|\bpercent\b/,
  ),
);

/** What begins a question within a sentence. */
const ASK = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /how (?:many|long|far|much|do|can|would|should|did|i)|after how|what(?: is| are| would|'s)?|which|whats/,
      /(?:the )?(?:shortest|quickest|fastest|cheapest|fewest|least|minimum|minimal|best|smallest)|(?<!\d ?)min(?! ?\d)/,
      alternatives(
        /can (?:i|we|you|one|he|she|they|somebody|someone|anyone|a [a-z]+)|(?:could|may) (?:i|we|you|one)/,
        /is it possible|is there (?:a|any) (?:way|route|path)/,
      ),
      alternatives(
        /(?:kindly |please )?(?:give|find|determine|state|name|list|show|tell|write|calculate|compute)/,
        /dist ?\(|distance|dist/,
      ),
      alternatives(
        /i (?:want|need|enter|must|have to|would like|live|get on|get in|start)/,
        /(?:i|we|you) (?:am|are) (?:now |here |currently |standing |waiting |starting )*(?:in|at|on|by)/,
        /need the|without using|avoiding|in (?:how many|which)|(?:getting|going|route|(?<!-)way) from/,
        /through which|(?:number of )?(?:hops|steps|edges|links) from|am i allowed|are \p{Lu}\p{L}* and \p{Lu}\p{L}*/u,
      ),
    ),
    /(?![\p{L}])/u,
  ),
  'iu',
);
/** Two places with a sign, or a word that joins them with a length: told even within a question. */
const LINKED = /[\p{L}\p{N}]\s?(?:<->|-+>|-|>)\s?[\p{L}\p{N}].*[\p{L}\p{N}]\s?(?:<->|-+>|-|>)\s?[\p{L}\p{N}]/u;

/** Nothing is told by these. */
const IDLE = new RegExp(
  alternatives(
    alternatives(
      /\b(?:and )?(?:there (?:is|are) )?no (?:other|more)(?: [a-z]+)?(?: (?:exists?|roads|ways|links))?/,
      /,? ?\band no more\b|,? ?\bno others?\b/,
    ),
    alternatives(
      /,? ?(?:and )?\bthat(?:'s| is|s) (?:all|it)\b[^.;?!]*/,
      /\b(?:i )?count each (?:hop|edge|step|road)\b|\bonly these\b|\bjust (?:on )?these paths\b/,
    ),
    /,? ?\b(?:and )?each (?:link|road|edge|line|hop|step|street|arrow) (?:is|counts as|takes|means) (?:one|1) (?:stop|hop|step|edge|road)\b/,
    /\b(?:using|on|along|with) (?:only |just )?(?:these|those)(?: [a-z]+)?\b|\bjust (?:these|those)\b|\bnothing else\b/,
  ),
  'i',
);
const BOTH_WAYS = new RegExp(
  sequence(
    /,? ?\(?\b(?:all |in |always |go |going |each )*/,
    anyOf(
      sequence(
        /(?:both|either) (?:ways?|directions?)/,
        /(?: (?:always|cost the same|are possible|take the same(?: time)?|ok|allowed|works?))?/,
      ),
      /(?:two|2)[- ]way|bidirectional|undirected/,
    ),
    /\b\)?/,
  ),
  'gi',
);

type Parts = { told: string[]; asks: string[] };

/** "What is the shortest way if A-B is 3 …": told behind "if", a colon, or a comma before links. */
const toldWithin = (ask: string): [string, string] => {
  const at = ask.search(/,? ?\b(?:if|when|given(?: that)?|knowing that|where the)\b/i);
  if (
    at > 0 &&
    (LINKED.test(ask.slice(at)) ||
      /\d/.test(ask.slice(at)) ||
      /\b(?:closed|blocked|shut|joins?|joined|connects?|connected|links?|linked|leads?|roads? (?:are|is))\b/.test(
        ask.slice(at),
      ))
  )
    return [ask.slice(0, at), ask.slice(at).replace(/^,? ?(?:if|when|given(?: that)?|knowing that) /i, '')];
  const comma = ask.indexOf(',');
  if (comma > 0 && LINKED.test(ask.slice(comma))) {
    const back = ask.slice(comma).search(/\. |,? (?:write|list|name|give) /);
    const end = back > 0 ? comma + back : ask.length;
    return [`${ask.slice(0, comma)} ${ask.slice(end)}`, ask.slice(comma, end)];
  }
  return [ask, ''];
};

const partsOf = (text: string): Parts => {
  const parts: Parts = { told: [], asks: [] };
  const segments = text.split(/(?<=[.?!;])\s+|;|(?<=\?)/u).filter((one) => one.trim() !== '');
  for (const [i, whole] of segments.entries()) {
    // "Give the shortest route from P to S: P-Q 3" asks before the colon.
    const colon = /^([^:]*[\p{L}\d)]\??): (.*)$/su.exec(whole);
    const asking = colon && ASK.test(colon[1]!) && /[\p{L}\d]/u.test(colon[2]!) ? colon : undefined;
    const segment = asking ? asking[1]! : whole;
    if (asking) parts.told.push(asking[2]!);
    const telling = /\d/.test(segment) && !/\?\s*$/.test(segment) ? /^(?:and )?the distance\b|^a direct\b/i : /^$/;
    const found = telling.test(segment) ? null : ASK.exec(segment);
    const questioned = /\?\s*$/.test(segment);
    if (!found && !(questioned && (!/\d/.test(segment) || segments.length > 1) && i > 0)) {
      parts.told.push(segment);
      continue;
    }
    const at = found && found.index > 0 && toldBefore(segment.slice(0, found.index)) ? found.index : 0;
    if (at > 0) parts.told.push(segment.slice(0, at));
    const [ask, told] = toldWithin(segment.slice(at));
    // "Only two links exist: …", "the only way is", "Fewest stops:" before a list is no question of its own.
    parts.asks.push(ask);
    if (told !== '') parts.told.push(told);
  }
  return parts;
};

/** Whether links are told before the question of one sentence. */
const toldBefore = (text: string): boolean => {
  const told: Told = { links: [], closed: [], unread: [] };
  readLinksOf(text, told, { directed: false, numbers: false, whole: text });
  if (told.links.length > 1 || told.links.some((link) => link.length !== undefined)) return true;
  const scanned: Told = { links: [], closed: [], unread: [] };
  scanLinks(namesIn(text, false).tokensOf(text), scanned, false);
  return scanned.links.some((link) => link.length !== undefined);
};

/** "A--2--B--3--C": lengths within a chain, each behind its link. */
const CHAIN = /(?<![\p{L}\p{N}-])\p{L}+(?: ?-+ ?\(?\d+(?:\.\d+)?\)? ?-+>? ?\p{L}+)+(?![\p{L}\p{N}-])/gu;
const linksOfChain = (chain: string): string => {
  const parts = chain.split(/ ?-+>? ?/).map((one) => one.replace(/[()]/g, ''));
  return parts.flatMap((one, i) => (i % 2 === 1 ? [`${parts[i - 1]}-${parts[i + 1]} ${one}`] : [])).join(', ');
};

/** Lines of code as words: "dist(X, Y) = 3", "shortest_path", "A->C = ?". */
const uncoded = (text: string): string =>
  text
    .replace(
      /\b(?:dist|distance|d|w|weight|cost|len|length)\( ?([\p{L}\d]+) ?, ?([\p{L}\d]+) ?\) ?(?:=|is) ?(?=\d)/giu,
      '$1-$2 ',
    )
    .replace(CHAIN, linksOfChain)
    .replace(/\b(shortest|cheapest|quickest|fastest)_(path|route|way)\b/gi, '$1 $2')
    .replace(/[,;.] *([\p{L}\d]+) ?(?:->|-|to) ?([\p{L}\d]+) ?= ?\?\s*$/u, '. How far is it from $1 to $2?');

/** "PQ = 7", "P Q 6" lines, and brackets around a length: with a dash. */
const plainly = (whole: string): string => {
  const text = uncoded(whole);
  const spaced = text.match(/(?<=^|[,;:.] )[\p{L}\d]+ [\p{L}\d]+ \d+(?=\s*(?:[,;.]|$))/gu) ?? [];
  const letters = text.match(/\b\p{Lu}\p{Lu} ?[=:] ?\d/gu) ?? [];
  let plain = text;
  if (letters.length >= 2) plain = plain.replace(/\b(\p{Lu})(\p{Lu}) ?[=:] ?(?=\d)/gu, '$1-$2 ');
  if (spaced.length >= 2 && !/ (?:to|-|and) /.test(spaced.join(' ')))
    plain = plain.replace(/(?<=^|[,;:.] )([\p{L}\d]+) ([\p{L}\d]+) (\d+)(?=\s*(?:[,;.]|$))/gu, '$1-$2 $3');
  return (
    plain
      .replace(/↔/g, ' <-> ')
      .replace(/,? (?:and )?never back\b/gi, '')
      // "10 m because of the racks"
      .replace(/ because of (?:the |a |all the )?[\p{L}]+(?=[,.;]| and\b|$)/giu, '')
      .replace(/(?<=[\p{L}])'s (?=(?:joined|connected|linked|next))/gu, ' is ')
      .replace(/\b(?:aisle|ward|room|node|gate)s (\d+) and (\d+)\b/giu, (found: string, a: string, b: string) => {
        const noun = found.split('s ')[0]!;
        return `${noun} ${a} and ${noun} ${b}`;
      })
  );
};

/** One unit for all lengths; undefined where they differ. */
const sameUnit = (links: readonly Link[]): ReadonlySet<string> | undefined => {
  const plain = (unit: string): string =>
    unit
      .replace(/^(?:min|minute)s?$/, 'min')
      .replace(/^(?:h|hr|hour)s?$/, 'h')
      .replace(/^(?:km|kilomet(?:re|er)s?)$/, 'km')
      .replace(/^(?:m|met(?:re|er)s?)$/, 'm')
      .replace(/(?<=\w{2})s$/, '');
  const units = new Set(links.flatMap((one) => (one.unit === undefined ? [] : [plain(one.unit)])));
  return units.size > 1 ? undefined : units;
};

const UNKNOWN_LENGTH = new RegExp(
  alternatives(
    /\bnobody (?:has )?(?:measured|knows)\b|\bunknown\b|\bnot known\b|\bforgot(?:ten)? (?:how|the)\b/,
    /\b(?:do not|don't|dont|no) (?:know|idea)\b/,
  ),
);

/** Links that have a name of their own are told and asked as roads. */
const asRoads = (question: Text): Text => {
  const noun = linkNounOf(question.low);
  return noun === undefined
    ? question
    : asText(
        question.text.replace(
          new RegExp(`(\\bhow many (?:of \\w+ )?|(?:^|[.;,] ?))${noun}(?= ?:|\\b)`, 'gi'),
          '$1roads',
        ),
      );
};

export const readMap: Reader = (question): Outcome | undefined => {
  const { text, low } = asRoads(question);
  if (low.length > 1500 || !(TRIGGER.test(low) || ARROWS.test(low))) return undefined;
  if (/\b(?:straight[- ]line|euclid\w*|as the crow flies)\b|\(\s*-?\d+\s*,\s*-?\d+\s*\)\s*(?:to|and)\s*\(/.test(low))
    return refusal('other-mathematics', 'this is geometry, and I find ways along roads');
  if (OTHER.test(low)) return undefined;
  const undirected = new RegExp(BOTH_WAYS.source, 'i').test(text);
  const directed =
    /\b(?:directed|(?:one|1)[- ]way|(?:only )?in (?:one|1) direction(?: only)?|arrows?)\b/.test(low) &&
    !undirected &&
    !onlyOne(low);
  const plain = plainly(text.replace(BOTH_WAYS, ' ').replace(new RegExp(IDLE.source, 'gi'), ' '));
  const { told: segments, asks } = partsOf(plain);
  const told: Told = { links: [], closed: [], unread: [] };
  const numbered =
    /(?<![\p{L}\d.])\d+ ?(?:-|->|to|and) ?\d/u.test(segments.join(' ')) && !/\d ?(?:km|min|m|miles)\b/.test(low);
  const context = { directed, numbers: numbered, whole: segments.join(' ') };
  for (const segment of segments) readLinksOf(segment, told, context);
  const first = mapOf(low, asks.join(' , '), told, { text: segments.join(' '), complete: IDLE.test(text) });
  if (first?.type === 'problem') return first;
  const places = namesIn(plain, numbered);
  const scanned: Told = { links: [], closed: [], unread: [] };
  for (const segment of segments) scanLinks(places.tokensOf(segment), scanned, directed);
  if (
    leavesWords(
      scanned,
      scanned.links.flatMap((link) => [link.from, link.to]),
    )
  )
    return first;
  const spelled = asks.map((ask) =>
    places
      .tokensOf(ask)
      .map((one) => one.text + (one.unit === undefined ? '' : ` ${one.unit}`))
      .join(' '),
  );
  const second = mapOf(
    low,
    spelled.join(' , '),
    { ...scanned, unread: [] },
    { text: segments.join(' '), complete: IDLE.test(text) },
  );
  return second?.type === 'problem' ? second : (first ?? second);
};

/** One link alone is said to be one-way: the links say it themselves. */
const onlyOne = (low: string): boolean => /\bis (?:one|1)[- ]way\b/.test(low) && !/\ball\b|\bstreets\b/.test(low);

const noRoads = (low: string): Outcome | undefined =>
  /\b(?:shortest|quickest|fastest) (?:way|route|path)\b/.test(low) && low.length < 160
    ? refusal('missing', 'the places and the roads are missing')
    : undefined;

/** "Which way is fewer metres?" of roads without a length. */
const MEASURED =
  /\b(?:fewer|fewest|less|least|most|more) (?:km|kilomet(?:re|er)s|met(?:re|er)s|miles|minutes|mins|hours|seconds)\b/i;

const CLOSING =
  /\b(?:is|are|was|been|it's|its|now) (?:now |currently |still |all )?(?:closed|blocked|shut|down|cancell?ed|out of (?:order|service|use)|flooded|offline|suspended|not running|unusable)\b/;

const mapOf = (
  low: string,
  ask: string,
  told: Told,
  { text, complete }: { text: string; complete: boolean },
): Outcome | undefined => {
  if (told.links.length === 0) return noRoads(low);
  if (UNKNOWN_LENGTH.test(low)) return refusal('missing', 'the length of one road is missing');
  const one = unifier([...told.links.flatMap((link) => [link.from, link.to]), ...told.closed]);
  if (!one || ask.trim() === '') return undefined;
  const all = told.links.map((link) => ({ ...link, from: one(link.from), to: one(link.to) }));
  const names = [...new Set(all.flatMap((link) => [link.from, link.to]))];
  if (leavesDoubt(told, names)) return undefined;
  const links = openLinks(all);
  const asking = inFull(ask, names);
  const weighted = links.some((link) => link.length !== undefined);
  const units = sameUnit(links);
  if (!units) return undefined;
  const terms = termsOf(plainAsk(asking.toLowerCase()), weighted, new Set(links.flatMap((link) => link.unit ?? [])));
  if (!weighted && terms === 'route' && MEASURED.test(asking))
    return refusal('missing', 'the lengths of the roads are missing');
  const ends = terms && endsOf(asking, names);
  if (!terms || !ends) return undefined;
  if ('stranger' in ends) return refusal(complete ? 'no-solution' : 'missing', `no road to ${ends.stranger} is told`);
  const whole = all.length === 1 && all[0]!.from === ends.from && all[0]!.to === ends.to;
  if (all.length < 2 && weighted && !whole && !/\bshortest|path|way\b/.test(low)) return undefined;
  const open = links.filter((link) => link.length === undefined);
  if (weighted && open.length > 0 && terms !== 'hops' && terms !== 'reach')
    return refusal('missing', `the length of ${open[0]!.from} to ${open[0]!.to} is missing`);
  const edges = links.map((link): Edge => ({
    from: link.from,
    to: link.to,
    length: (terms === 'hops' ? undefined : link.length) ?? '1',
    oneWay: link.oneWay,
  }));
  const avoid = [...told.closed.map(one), ...(ends.avoid ?? [])].filter((name) => names.includes(name));
  // "It's shut", "dist2 is down": what is closed was not read.
  if (CLOSING.test(low) && avoid.length === 0 && !told.links.some((link) => link.closed)) return undefined;
  const uses = [
    ...numbersIn(`${claimsIn(ask.toLowerCase())} ${text.toLowerCase()}`).map((number) => number.value),
    ...names,
    '1',
    ...(/\bincluding (?:the|both|all) 2\b/.test(low) ? ['2'] : []),
  ];
  const problem: ProblemOf<'path'> = { type: 'path', edges, ...ends, ask: terms };
  // Of several ways one must be meant.
  if (terms === 'passed' && !isOnlyWay(problem) && !/\b(?:shortest|quickest|fastest|cheapest|fewest|least)\b/.test(low))
    return undefined;
  return reading({ ...problem, ...(avoid.length > 0 && { avoid }) }, uses, weighted || units.size === 0);
};

/** "From red to green" of a map whose places are the red, the blue and the green castle. */
const inFull = (ask: string, names: readonly string[]): string => {
  const parts = names.map((name) => name.split(' '));
  if (parts.some((one) => one.length !== 2)) return ask;
  const [first, last] = parts[0]!.map((one) => one.toLowerCase()) as [string, string];
  const bare = (at: 0 | 1): string => parts.map((one) => one[at]!.replace(/[^\p{L}\p{N}]/gu, '.')).join('|');
  if (parts.every((one) => one[1]!.toLowerCase() === last))
    return ask.replace(new RegExp(`(?<![\\p{L}])(?:${bare(0)})(?![\\p{L}])(?! ${last})`, 'giu'), `$& ${last}`);
  // "From B to C" of a map whose places are cave A, cave B and cave C.
  if (parts.every((one) => one[0]!.toLowerCase() === first && /^(?:\p{Lu}|\d+)$/u.test(one[1]!)))
    return ask.replace(
      new RegExp(`(?<=\\b(?:from|to|and|between|at|in) )(?:${bare(1)})(?![\\p{L}\\d])`, 'gu'),
      `${first} $&`,
    );
  return ask;
};

/** "Say all the places" asks for the way, and not for a way through all of them. */
const plainAsk = (ask: string): string =>
  ask.replace(
    /\b(list|name|say|write|tell|give|show)(?: me)?(?: down)? (?:all (?:of )?(?:the )?|every |each )(?:places?|stops?|towns?|stations?|rooms?|cities|points?)\b/g,
    '$1 the places',
  );

/** What somebody says the answer is: told, and no part of the map. */
const claimsIn = (ask: string): string =>
  (ask.match(/\b(?:claims?|says|said|thinks|thought|believes|guess)\b[^.?!,]*/g) ?? []).join(' ');

/** Links that are not closed; one that is told twice stands once, with its length. */
const openLinks = (links: readonly Link[]): Link[] => {
  const same = (a: Link, b: Link): boolean =>
    (a.from === b.from && a.to === b.to) || (!a.oneWay && a.from === b.to && a.to === b.from);
  const open = links.filter((link) => !link.closed && !links.some((other) => other.closed && same(link, other)));
  return open.filter(
    (link) =>
      link.length !== undefined ||
      !open.some((other) => other !== link && other.length !== undefined && same(link, other)),
  );
};

/** Reads what is asked of a map: from where to where, through or past which place, and in which terms. */
import type { ProblemOf } from '../../problem/formal/problem.ts';
import { readPlaceName } from './map-places.ts';
import { Scanner } from './scanner.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';

type Ask = ProblemOf<'path'>['ask'];
export type MapAsk = { ask: Ask; from: string; to: string; via?: string; avoid?: string[] };

const LIST = new RegExp(
  alternatives(
    alternatives(
      /\b(?:list|name|naming|write|spell out) (?:me )?(?:down )?(?:the|all|every|each|them)\b/,
      /\bgive (?:me )?(?:the )?(?:stops|route|way|path|stations|cities|places|order|a way|directions)\b/,
    ),
    sequence(
      /\b(?:which|what) /,
      /(?:cities|stops|stations|rooms|places|towns|streets|villages|way|route|roads?|order)\b/,
      /(?! (?:is|are) the (?:distance|length))/,
    ),
    alternatives(
      /\bsay (?:all )?(?:the )?(?:places|stops|towns|stations|rooms)\b|\blist me the\b|\broom by room\b/,
      /\bin (?:what|which) order\b|\bin order\b|\bdirections\b|\bwrite the\b/,
      /\bshow (?:me )?(?:the|a) (?:way|route|path)\b|\bthrough which\b|\bvia which\b/,
    ),
  ),
);
const STEPS = anyOf(
  /stops|hops|steps|bridges|flights|moves|roads|edges|rides|tunnels|doors|lines|links|jumps|corridors|trains/,
  alternatives(
    /legs|streets|tracks|trails|ferries|ferry rides|ferry trips|bus rides|train rides|connections/,
    /buses|transfers|changes/,
  ),
  /crossings|bus(?:es)?|walks|hauls|introductions|segments|handshakes|sections|stretches|trips|paths|stations|rooms/,
);
const MANY_STEPS = new RegExp(
  sequence(/\bhow many (?:of (?:these|those|the) )?(?:different )?(?:\w+ )?/, `(${STEPS})`, /\b/),
);
const FEWEST = new RegExp(
  sequence(
    /\b(?:min(?:imum|imal)?|fewest|least|smallest|lowest) (?:number of |count of |possible )?(?:[a-z]+ )?/,
    anyOf(`(?:${STEPS})`, /hop count|number/),
    /\b|\bhop count\b|\bnumber of /,
    `(?:${STEPS})`,
  ),
);
const NUMBER = new RegExp(
  alternatives(
    alternatives(
      /\bhow (?:long|far|much|many)\b|\b(?:the )?length of\b|\bdistance\b|\bdist\b|\bin total\b/,
      /\btotal\b|\bwhat (?:is|are) the (?:length|time|cost|distance|fare|price)\b/,
    ),
    alternatives(
      /\bcost\b/,
      sequence(
        /\b(?:shortest|quickest|fastest|cheapest|minimum|minimal|least|lowest) (?:[a-z]+ )?/,
        /(?:time|length|distance|cost|price|fare|pipe|km|miles|minutes)\b/,
      ),
      /\bhow long\b|\bin (?:km|minutes|metres|meters|miles)\b/,
    ),
    /\bfastest (?:i|we|you|one) can\b|\blatency\b(?! ms)/,
  ),
);
const ROUTE = new RegExp(
  alternatives(
    alternatives(
      /\broute\b|\bpath\b|\bchain\b/,
      sequence(
        /\bhow (?:do|can|would|should|did|to) ?(?:i|we|you|one|he|she)? ?/,
        /(?:get|go|reach|walk|drive|travel)\b/,
      ),
      /\bhow i (?:go|get)\b/,
    ),
    alternatives(
      /\b(?:what|which) (?:is|are|would be) the (?:[a-z]+ )?way\b|\bwhich way\b|\bwhat way\b/,
      /\bthe way\b|\bbest way\b|\bmy way\b|\ba way\b|\bshow\b/,
    ),
  ),
);
const BARE = /\b(?:shortest|quickest|fastest|cheapest|fewest|least|minimum|minimal|min|best|smallest|nearest|lowest)\b/;
const REACH = new RegExp(
  alternatives(
    sequence(
      /^\W*(?:so,? |and |but )?/u,
      anyOf(
        /can|could|may|is it possible|am i (?:able|allowed)|is there (?:a|any|some) (?:way|route|path|road|connection)/u,
        /do (?:they|the)|(?:is|are) (?:[\p{L}]+ (?:and [\p{L}]+ )?)?(?:reachable|connected)/u,
      ),
      /\b/u,
    ),
    /\bis it possible\b|, (?:can|could|may) (?:i|we|you|one)\b/u,
    sequence(
      /\bcan (?:i|we|you|one|he|she|they|somebody|someone|a [a-z]+) /u,
      /(?:walk|go|get|drive|reach|travel|still|fly|ride|sail)\b/u,
    ),
  ),
  'u',
);

const ONE_PLACE = /(?!(?:way|route|road|path|line|order|direction|[a-z]*[^s]s)\b)[a-z]+/.source;
/** One place is asked that lies on the way: "which town do I pass?", "what station is between?" */
const PASSED = new RegExp(
  alternatives(
    sequence(
      `\\b(?:which|what)(?: one)? ${ONE_PLACE} (?:do|does|will|would|must|should|did|can|am|is|are) `,
      /(?:[a-z]+ ){1,4}?(?:pass|passes|passing|cross|visit|go through|come through|going through|go past|going past|come past)\b/,
    ),
    sequence(
      `\\b(?:which|what)(?: one)? ${ONE_PLACE} (?:is|lies|comes|stands|must be)(?: passed)? `,
      /(?:on (?:the|my|our|your|his|her|its) way|in between|between|passed|halfway)\b/,
    ),
    `\\b(?:through|past|via) (?:which|what)(?: one)? ${ONE_PLACE} (?:do|does|will|would|must|should|did|can)\\b`,
  ),
);

/** In which terms the answer is asked. `unit`: of the lengths that are told. */
export const termsOf = (low: string, weighted: boolean, units: ReadonlySet<string>): Ask | undefined => {
  const list = LIST.test(low);
  if (REACH.test(low) && !/\bhow\b|\bwhich\b|\bwhat\b|\bshortest\b/.test(low)) return 'reach';
  if (PASSED.test(low))
    return /\b(?:longest|included|including|counting|how|not|without|avoid\w*)\b/.test(low) ? undefined : 'passed';
  if (/\bhow many paths\b/.test(low)) return undefined;
  if (/\bhow many (?:different |other |possible )?(?:ways|routes|paths)\b/.test(low))
    return weighted ? undefined : 'ways';
  if (
    /\bnot counting\b|\bpass through\b.*\bhow many\b|\bhow many\b.*\b(?:in between|pass through|between)\b(?! [\p{L}]+ and)|\bthrough how many\b/u.test(
      low,
    )
  )
    return undefined;
  if (
    /\b(?:longest|second|third|twice|return|round trip|there and back|back again|all (?:the )?(?:places|towns|stops|cities)|every (?:place|town|stop|city)|average|difference|longer|save[sd]?|faster than|shorter than)\b/.test(
      low,
    )
  )
    return undefined;
  const few = /\bas few ([a-z]+) as (?:possible|i can|you can)\b/.test(low);
  if (few && !list) return /\bhow many\b/.test(low) ? 'hops' : 'route';
  const bare = new RegExp(`(?:^|[,.] ?)(?:number of )?(?:${STEPS}) from\\b`).test(low);
  if (bare && !weighted && !list) return 'hops';
  const steps = MANY_STEPS.exec(low)?.[1];
  if (steps !== undefined && !list) {
    if (weighted && (units.has(steps) || units.has(steps.replace(/s$/, '')))) return 'length';
    return /^(?:stations|rooms)$/.test(steps) && !/\bafter how many\b|\bfrom\b/.test(low) ? undefined : 'hops';
  }
  if (list) return 'route';
  const least = /\b(?:min(?:imum|imal)?|fewest|least|smallest|lowest) (?:number of )?([a-z]+)\b/.exec(low)?.[1];
  if (least !== undefined && weighted && (units.has(least) || units.has(least.replace(/s$/, '')))) return 'length';
  if (FEWEST.test(low))
    return /\b(?:route|way|path)\b(?! to ride)/.test(low) && !/\bnumber of|count\b/.test(low) ? 'route' : 'hops';
  if (NUMBER.test(low)) return weighted ? 'length' : 'hops';
  if (ROUTE.test(low)) return 'route';
  if (!BARE.test(low)) return weighted && /\?\s*$/.test(low) ? 'length' : undefined;
  // "A-B 5, A-C 1: shortest way A to B?" tells lengths of nothing: the places are asked.
  if (weighted && !(units.size === 0 && /\bway\b/.test(low))) return 'length';
  return /\b(?:shortest|quickest|fastest) way\b|\bway\b/.test(low)
    ? 'route'
    : /\bfewest|least|min/.test(low)
      ? 'hops'
      : 'route';
};

const PLACES =
  /^(?:houses|towns|cities|villages|stations|rooms|places|points|nodes|vertices|islands|stops|caves|people|friends|castles|trees|doors|minutes|hours|km|miles|metres)$/;
/** What the links of a map are called there: "aisles: door-bread", "it runs from the hole to the kitchen". */
export const linkNounOf = (low: string): string | undefined => {
  const noun = /\bhow many (?:of (?:these|those|the) )?([a-z]{3,}s)\b/.exec(low)?.[1];
  if (noun === undefined || PLACES.test(noun)) return undefined;
  const told = low.slice(0, low.lastIndexOf(`how many`));
  return new RegExp(`(?:^|[.;,] ?)(?:our |my |the )?${noun} ?:|\\b${noun} from\\b`).test(told) ? noun : undefined;
};

type Found = { name: string; start: number; end: number; role: Role };
type Role = 'from' | 'to' | 'via' | 'avoid' | 'any';

const KINDS =
  '(?:(?:the|my|our|a|vertex|node|station|point|room|town|city|village|island|place|stop|house|warehouse|server|in|at) )*';
const BEFORE: readonly (readonly [Role, RegExp])[] = [
  [
    'avoid',
    new RegExp(
      String.raw`(?:\b(?:without|avoid|avoids|avoiding|not|never|except|bypassing|skipping|excluding)(?: (?:pass|passing|going|go|to|using|use|visit|visiting|crossing|cross|touching|stopping|stop|through|via|by|over|at|in))*) ${KINDS}$`,
    ),
  ],
  [
    'via',
    new RegExp(
      String.raw`\b(?:through|via|by way of|passing(?: through| by)?|going (?:through|past|over|via)|past|over|stopping (?:at|in|off at)|visiting|stop (?:at|in)|by|go(?:es)? (?:through|past)) ${KINDS}$`,
    ),
  ],
  [
    'to',
    new RegExp(
      String.raw`(?:\b(?:to|reach(?:es|ing)?|into|until|till|towards|be in|am in|am at|visit|arrive (?:in|at)|end(?:s|ing)? (?:at|in)|ends up (?:at|in))|->|-|,) ?${KINDS}$`,
    ),
  ],
  [
    'from',
    new RegExp(
      String.raw`\b(?:from|in|at|start(?:ing|s)?|leav(?:e|es|ing)|between|am|enter|dist|distance)\(? ?${KINDS}$`,
    ),
  ],
];

const roleOf = (before: string): Role => BEFORE.find(([, pattern]) => pattern.test(before))?.[0] ?? 'any';

/** The known places of a text, with the role that the words before them give. */
const placesIn = (ask: string, names: readonly string[]): Found[] => {
  const low = ask.toLowerCase();
  const found: Found[] = [];
  for (const name of names.toSorted((a, b) => b.length - a.length)) {
    const plain = name.toLowerCase().replace(/[^\p{L}\p{N} ]/gu, '.');
    for (const match of low.matchAll(new RegExp(String.raw`(?<![\p{L}\p{N}'])${plain}(?![\p{L}\p{N}'])`, 'gu'))) {
      const [start, end] = [match.index, match.index + match[0].length];
      if (found.some((one) => start < one.end && end > one.start)) continue;
      if (
        name.toLowerCase() === 'a' &&
        ask[start] !== 'A' &&
        !/\b(?:to|from|and|in|at|between|via|town|city|village|node|point|place|station) $/.test(low.slice(0, start)) &&
        !/^ ?(?:to|-|and) ?[\p{L}](?![\p{L}])/u.test(low.slice(end))
      )
        continue;
      if (/^\d+$/.test(name) && /\b(?:the|of) $/.test(low.slice(0, start))) continue;
      found.push({ name, start, end, role: roleOf(low.slice(Math.max(0, start - 50), start)) });
    }
  }
  return found.sort((a, b) => a.start - b.start);
};

/** A place of the question that the map does not have. */
const strangerIn = (ask: string, known: readonly Found[]): string | undefined => {
  for (const match of ask.matchAll(/\b(?:from|to|reach|until|till)\s+(?=\S)/gi)) {
    const start = match.index + match[0].length;
    if (known.some((one) => start <= one.start && one.start - start < 14)) continue;
    const scan = new Scanner(ask, start);
    const name = readPlaceName(scan);
    if (
      name !== undefined &&
      !/^(?:it|be|do|use|push|know|move|bring|carry|send|make|see|choose|pick|catch)\b/i.test(name)
    )
      return name;
  }
  return undefined;
};

/** "How long is A to B to C": from the first to the last through the one between. */
const throughOf = (ask: string, rest: readonly Found[]): Omit<MapAsk, 'ask'> | undefined => {
  const [a, b, c] = rest as [Found?, Found?, Found?];
  if (!a || !b || !c || rest.length !== 3 || new Set(rest.map((one) => one.name)).size < 3) return undefined;
  const joined = (one: Found, other: Found): boolean =>
    /^,? ?(?:to|->|-|then(?: to)?|and (?:then )?(?:on )?to) ?(?:the )?$/i.test(ask.slice(one.end, other.start));
  return joined(a, b) && joined(b, c) ? { from: a.name, to: c.name, via: b.name } : undefined;
};

/** From where to where, of the places that links have. */
export const endsOf = (
  ask: string,
  names: readonly string[],
): Omit<MapAsk, 'ask'> | { stranger: string } | undefined => {
  const found = placesIn(ask, names);
  const avoid = [...new Set(found.filter((one) => one.role === 'avoid').map((one) => one.name))];
  const rest = found.filter((one) => one.role !== 'avoid');
  const through = throughOf(ask, rest);
  if (through) return through;
  const between = /\bbetween\b/i.test(ask);
  const unique = rest.filter((one, i) => rest.findIndex((other) => other.name === one.name) === i);
  const vias = unique.filter((one) => one.role === 'via' && unique.length > 2);
  const ends = unique.filter((one) => !vias.includes(one));
  if (vias.length > 1) return undefined;
  const home = names.find((name) => /^(?:home|house)$/i.test(name));
  if (ends.length === 1 && found.length === 1 && home !== undefined && ends[0]!.role === 'to' && ends[0]!.name !== home)
    return { from: home, to: ends[0]!.name };
  if (ends.length < 2) {
    const stranger = strangerIn(ask, found);
    return stranger === undefined ? undefined : { stranger };
  }
  if (
    ends.length > 2 ||
    (avoid.length === 0 &&
      /\b(?:not|n't|without|avoid\w*|except|unless)\b(?! (?:visiting|passing|going) (?:any|a|the same))/i.test(ask))
  )
    return undefined;
  const role = (name: string): Role => {
    const roles = rest.filter((one) => one.name === name).map((one) => one.role);
    return roles.find((one) => one === 'from') ?? roles.find((one) => one === 'to') ?? 'any';
  };
  const [first, second] = ends.map((one) => one.name) as [string, string];
  const turned = !between && role(second) === 'from' && role(first) !== 'from';
  const [from, to] = turned ? [second, first] : [first, second];
  return { from, to, ...(vias[0] && { via: vias[0].name }), ...(avoid.length > 0 && { avoid }) };
};

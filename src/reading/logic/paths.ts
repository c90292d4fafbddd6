/** Reads shortest ways: edges with or without lengths, and from where to where. */
import type { ProblemOf } from '../../problem/formal/problem.ts';
import { reading, refusal, type Outcome, type Reader } from '../reading.ts';
import { numbersIn, type Text } from '../text/text.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';

type Edge = ProblemOf<'path'>['edges'][number];

const TRIGGER = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /roads?|edges|links|shortest|quickest|fastest|fewest|minimum|min|least|best|cheapest|shorter/,
      /nearest/,
      sequence(
        /how /,
        anyOf(
          /far|long/,
          /many (?:stops|hops|steps|bridges|flights|moves|roads|edges|rides|changes|tunnels|doors|lines|links|jumps)/,
        ),
      ),
      /distance|dist|path|route|way|get (?:from|to)|rooms do|hop count|directions?/,
    ),
    /\b/,
  ),
);
const GROUND = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /roads?|edges?|links?|streets?|bridges?|corridors?|flights?|tracks?|trails?|tunnels?|pipes?/,
      /lines?|doors?|paths?|ways?|routes?|map|graph|network|km|miles?|metres?|meters?|min(?:ute)?s?/,
      /shortest|distance|dist|hops?|latency|stops?|trip|train|tram|bus|directed|undirected|far|walk/,
      /drive|joins?|connect\w*|cost|ferry|ferries|cable|cables|stairs|passages?|ladders?|go/,
    ),
    /\b/,
  ),
);

const PLACE = String.raw`(?:(?:town|city|village|point|node|place|island|warehouse|station|room|house) (?=\p{L}\b))?(?:(?:the|my|our|a|an|your|their) (?=\p{L})(?!(?:to|and|is|until|till)\b))?([\p{L}][\p{L}\p{N}_']*|\d{1,2})(?![\p{L}\p{N}_])(?: (?:st\b\.?|street|rd|road|house|station|town|city|village|avenue|ave))?`;
const NOT_PLACE = new Set(
  (
    'it is are was takes take from to and the an of in on by with way shortest distance how far long min ' +
    'minutes km one between there you i we get go goes for if at that than then so only no other what total ' +
    'path route direct straight or each roads road links edges route: cost get quick fast back well need ' +
    'want how many up close next due equal according thanks his her its'
  ).split(' '),
);

const LENGTH = String.raw`(?:\s*(?:,?\s*(?:it )?(?:is|its|are|takes|took|costs?|measures|of|has length|with length|of length|length|weight|weighs|needs)\s*(?:only |about |just )?|=|:|\()?\s*(\d+(?:\.\d+)?))`;

type Candidate = { from: string; to: string; length: string | undefined; oneWay: boolean; start: number; end: number };

/** All "A to B 4", "A-B 2", "from A to B it is 4", "between A and B is 3" of a text. */
const linksIn = (low: string, text: string, directed: boolean): Candidate[] => {
  const out: Candidate[] = [];
  const push = (match: RegExpMatchArray, a: number, sign: string, b: number, length: string | undefined): void => {
    const [start, end] = [match.index!, match.index! + match[0].length];
    const [from, to] = [match[a]!, match[b]!];
    if (NOT_PLACE.has(from) || NOT_PLACE.has(to) || from === to) return;
    if (out.some((one) => start < one.end - 0 && end > one.start)) return;
    out.push({
      from: cut(text, match, from),
      to: cut(text, match, to),
      length,
      oneWay: directed || sign === '->',
      start,
      end,
    });
  };
  const cutUnit = String.raw`(?:\s*(?:km|kilomet(?:re|er)s?|miles?|mi|m|metres?|meters?|min(?:ute)?s?|h|hours?|hrs?|ms)\b)?\)?`;
  const forms: readonly (readonly [string, string])[] = [
    [
      String.raw`\bfrom ${PLACE}(?: straight| directly| direct| over)? to ${PLACE}(?: straight| directly| direct)?${LENGTH}${cutUnit}`,
      'to',
    ],
    [String.raw`\bbetween ${PLACE} and ${PLACE}${LENGTH}${cutUnit}`, 'to'],
    [String.raw`(?<![\p{L}\p{N}])${PLACE}\s*(?:->|→)\s*${PLACE}${LENGTH}?${cutUnit}`, '->'],
    [String.raw`(?<![\p{L}\p{N}-])${PLACE}\s?(?:--|-|–|<->|↔)\s?${PLACE}${LENGTH}?${cutUnit}(?![\p{L}])`, '-'],
    [String.raw`(?<![\p{L}\p{N}])${PLACE} (?:to|and|til|till|until) ${PLACE}${LENGTH}${cutUnit}`, 'to'],
    [
      String.raw`\b(?:joins?|connects?|links?|runs?(?: from)?|goes(?: from)?|leads?(?: from)?|go)\s+${PLACE} (?:to|with|and) ${PLACE}()`,
      'to',
    ],
    [
      String.raw`\b${PLACE} (?:is )?(?:connects?|connected|joined|linked|leads|goes)(?: directly)? (?:to|with) ${PLACE}${LENGTH}?${cutUnit}`,
      'to',
    ],
    [String.raw`\b${PLACE} (?:straight|directly|direct) to ${PLACE}${LENGTH}${cutUnit}`, 'to'],
    [String.raw`\((?:\s*)${PLACE}\s*,\s*${PLACE}\s*\)()`, 'to'],
  ];
  for (const [form, sign] of forms)
    for (const match of low.matchAll(new RegExp(form, 'gu')))
      push(match, 1, sign, 2, match[3] === '' ? undefined : match[3]);
  return out.sort((a, b) => a.start - b.start);
};

/** A name with the capitals that it has in the question. */
const cut = (text: string, match: RegExpMatchArray, name: string): string => {
  const at = match[0].indexOf(name);
  const start = match.index! + at;
  const found = text.slice(start, start + name.length);
  return found.toLowerCase() === name ? found : name;
};

/** From where to where: the pair that is asked about. */
const queryIn = (low: string, text: string, edges: readonly Candidate[]): { from: string; to: string } | undefined => {
  const places = new Map(edges.flatMap((one) => [one.from, one.to]).map((name) => [name.toLowerCase(), name]));
  const known = (name: string | undefined): string | undefined => (name === undefined ? undefined : places.get(name));
  const free = [...low];
  for (const edge of edges)
    for (let i = edge.start; i < edge.end; i++)
      free[i] = edge.length === undefined && !/[-]/.test(low.slice(edge.start, edge.end)) ? free[i]! : ' ';
  const rest = free.join('').replace(/\bst\b\.?|\bstreet\b/g, '  ');
  const name = String.raw`(?:(?:the|my|our|island|town|city|place|point|node|station|room|house|village|server|stop) )*([\p{L}\p{N}_']+)`;
  const forms = [
    String.raw`\bfrom ${name}(?: [a-z]+){0,3}? (?:to|till|until) ${name}`,
    String.raw`\bbetween ${name} and ${name}`,
    String.raw`\b(?:dist|distance|shortest|path) ([a-z]) ([a-z])\b`,
    String.raw`\bdist(?:ance)?\s*\(\s*${name}\s*,\s*${name}\s*\)`,
    String.raw`\b(?:start(?:s|ing)?|begin(?:s|ning)?|is|am|are|leave|leaves) (?:at|in|from) ${name}[^.?]*?\b(?:end(?:s|ing)?|finish(?:ing)?|reach(?:es)?|go(?:ing)? to|get to|arrive|want|to|cheese)\b[^.?]*?\b(?:at|in|to|reach|is)? ?${name}`,
    String.raw`\b(?:to|reach) ${name} from ${name}`,
    String.raw`\b${name}\s*(?:to|->|→)\s*${name}`,
    String.raw`\b([\p{L}\p{N}_']+)\s?-\s?([\p{L}\p{N}_']+)\b`,
  ];
  for (const [i, form] of forms.entries())
    for (const match of rest.matchAll(new RegExp(form, 'gu'))) {
      const [a, b] = i === 5 ? [match[2], match[1]] : [match[1], match[2]];
      const [from, to] = [known(a), known(b)];
      if (from !== undefined && to !== undefined && from !== to) return { from, to };
    }
  const to = new RegExp(String.raw`\b(?:get|go|walk|drive|travel|ride) to ${name}`, 'u').exec(rest);
  const goal = known(to?.[1]);
  const start = text.length > 0 ? known(/\b(?:my|our) (house|home)\b/.exec(low)?.[1]) : undefined;
  return goal !== undefined && start !== undefined && goal !== start ? { from: start, to: goal } : undefined;
};

const HOPS = new RegExp(
  alternatives(
    sequence(
      /\bhow many (?:\w+ )?/,
      anyOf(
        /stops|hops|steps|bridges|flights|moves|roads|edges|rides|tunnels|doors|lines|links|jumps/,
        /corridors|trains|legs/,
      ),
      /\b/,
    ),
    sequence(
      /\b(?:min(?:imum)?|fewest|least|smallest|lowest) (?:number of )?/,
      anyOf(/hop count|hops|stops|bridges|flights|edges|moves|steps/),
      /\b/,
    ),
    /\bhop count\b|\bnumber of (?:hops|edges|bridges|flights|steps|stops)\b/,
  ),
);
const ROUTE = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /route|which way|what way|which (?:rooms|places|stops|stations|towns|streets|rooms)/,
      /path(?! length| cost)|rooms do you|best path|write the (?:stops|places|route)|directions/,
      /how do (?:i|you|we) (?:get|go|walk|drive)|list the|name the|in order|go from/,
      /give the shortest path|show the way|which road/,
    ),
    /\b/,
  ),
);
const LONG = new RegExp(
  sequence(
    /\b/u,
    anyOf(
      /how (?:long|far|much|many (?:km|minutes|mins|miles|metres|meters|hours))|length|distance|dist/u,
      /cost|total|in total|minimum|min\b|time|km\?|shortest [\p{L}-]+ (?:to|cost)|fastest i can|latency/u,
    ),
    /\b/u,
  ),
  'u',
);

const askOf = (low: string, weighted: boolean): 'length' | 'route' | 'hops' => {
  const route = ROUTE.test(low);
  const unit = /\bhow many (steps|stops|hops|moves|jumps|links|doors|lines)\b/.exec(low)?.[1];
  if (weighted && unit !== undefined && new RegExp(`\\d ${unit}\\b`).test(low)) return 'length';
  if (HOPS.test(low) && !(route && !/\bhow many\b|\bnumber of\b|\bcount\b/.test(low))) return 'hops';
  const long = LONG.test(low.replace(/\blatency ms\b|\blengths? in\b|\bminutes?\b|\bwith lengths\b/g, ' '));
  if (route && !long) return 'route';
  if (
    route &&
    /\b(?:route|write the|in order|rooms do|which way|path from)\b/.test(low) &&
    !/\bhow (?:long|far)|\blength of|\bdistance\b/.test(low)
  )
    return 'route';
  return weighted ? 'length' : 'hops';
};

export const readPath: Reader = ({ text, low }: Text) => {
  if (low.length > 1500 || !TRIGGER.test(low)) return undefined;
  if (/\b(?:straight[- ]line|euclid\w*|as the crow flies)\b|\(\s*-?\d+\s*,\s*-?\d+\s*\)\s*(?:to|and)\s*\(/.test(low))
    return refusal('other-mathematics', 'this is geometry, and I find ways along roads');
  if (!GROUND.test(low) || /\b\d{1,2}:\d\d\b|\bweekday|\bdate\b|\bthan\b|\bsort\b|\bbinary\b|\bbase\b/.test(low))
    return undefined;
  const directed = /\b(?:directed|(?:one|1)[- ]way|arrows?)\b/.test(low) && !/\bundirected\b/.test(low);
  const links = linksIn(low, text, directed);
  const weighted = links.filter((one) => one.length !== undefined);
  const used = weighted.length > 0 ? weighted : links;
  if (used.length === 0)
    return /\b(?:shortest|quickest|fastest) (?:way|route|path)\b/.test(low) && low.length < 160
      ? refusal('missing', 'the places and the roads are missing')
      : undefined;
  if (/\bnobody (?:has )?(?:measured|knows)\b|\bunknown\b|\bnot known\b|\bforgot(?:ten)? (?:how|the)\b/.test(low))
    return refusal('missing', 'the length of one road is missing');
  const query = queryIn(low, text, used);
  if (!query) return undefined;
  const edges = used
    .filter((one) => weighted.length > 0 || !isQuery(one, query, low, used))
    .map((one): Edge => ({ from: one.from, to: one.to, length: one.length ?? '1', oneWay: one.oneWay }));
  return pathOf(low, edges, query, weighted.length > 0);
};

/** Without lengths, the asked pair may have been read as a road: "from A to B" where roads are written "A-B". */
const isQuery = (
  one: Candidate,
  query: { from: string; to: string },
  low: string,
  all: readonly Candidate[],
): boolean => {
  const same = one.from === query.from && one.to === query.to;
  const written = low.slice(one.start, one.end);
  return same && !/-/.test(written) && all.some((other) => /-/.test(low.slice(other.start, other.end)));
};

const pathOf = (
  low: string,
  edges: Edge[],
  query: { from: string; to: string },
  weighted: boolean,
): Outcome | undefined => {
  const names = new Map<string, string>();
  const unify = (name: string): string => {
    const key = name.toLowerCase();
    if (!names.has(key)) names.set(key, name);
    return names.get(key)!;
  };
  const unique = edges.map((one) => ({ ...one, from: unify(one.from), to: unify(one.to) }));
  const ask = askOf(low, weighted);
  const via = /\b(?:through|via|by way of|passing|past)\b/.test(low);
  const numbers = numbersIn(low).map((one) => one.value);
  const inside = new Set(unique.flatMap((one) => [one.length, one.from, one.to]));
  const spare = numbers.filter((one) => !inside.has(one));
  if (unique.length < 1 || (unique.length < 2 && !/\bshortest|path|way\b/.test(low))) return undefined;
  return reading(
    { type: 'path', edges: unique, from: unify(query.from), to: unify(query.to), ask },
    [...inside],
    spare.length === 0 && !(via && unique.length > 2),
  );
};

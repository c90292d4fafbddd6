/**
 * What is asked of a map, for the reading by explanation: from where to where, past which place, and as what. Words
 * that carry nothing are those that no question of any kind turns on.
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';
import type { ProblemOf } from '../../problem/formal/problem.ts';
import { isLoaded } from '../grammar/asking.ts';
import type { Link } from './links.ts';
import { LICENSED, set, STEP, UNITS, type Part } from './words.ts';
import { isNumberWord } from '../grammar/terminals.ts';

type Ask = ProblemOf<'path'>['ask'];
type Ends = { from: string; to: string };
type Asked = Ends & { ask: Ask; via?: string; avoid: string[] };
type Map = {
  names: readonly string[];
  one: (name: string) => string;
  weighted: boolean;
  units: ReadonlySet<string>;
  direct: Link | undefined;
  /** Words that led to the links where they were told: "aisles: A-B", "it runs from A to B". */
  leads: ReadonlySet<string>;
};

const FROM = set(
  'from in at leaving leave start starting starts enter entering on boarding out between of am stands stand sits ' +
    'sit lives live',
);
const TO = set('to reach reaches reaching into until till towards want wants meet visit arrive for get , - -> the and');
const VIA = set('via through past over');
const AVOID = set('avoid avoiding without');

const textOf = (parts: readonly Part[]): string => parts.map(({ text }) => text.toLowerCase()).join(' ');

const COUNTED = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /how (?:many|few)|number of|as few|in how few|after how many/,
      /(?:fewest|least|smallest|lowest|minimum|min|minimal)(?! how\b)(?: possible)?(?: number of| amount of)?/,
    ),
    / ([a-z]+)(?: ([a-z]+))?/,
  ),
);
const LISTS = new RegExp(
  alternatives(
    /\b(?:which|what) (?:places|stops|stations|rooms|towns|way|route|path|road|roads|cities|sequence|order)\b/,
    sequence(
      /\b(?:name|list|give|write|tell|show|say|state)(?: me| us)?(?: down)?(?: the| all| all the| every| each| a)?/,
      /(?: whole| full| best| shortest| quickest| fastest)? /,
      /(?:places|stops|stations|rooms|towns|route|way|path|order|cities|names|directions|points|nodes)\b/,
    ),
    /\bevery (?:place|stop|station|room|town|city|point|node)\b/,
    /\bin order\b|\b(?:room|stop|place|town) by (?:room|stop|place|town)\b|\balong what\b/,
  ),
);
const LENGTH_OF = new RegExp(
  sequence(
    /\b(?:length|cost|weight|time|price) of (?:the|a) (?:[a-z]+ )?(?:[a-z]+ )?/,
    /(?:path|route|way|trip|walk|journey)\b/,
  ),
);
const AMOUNT = set(
  'km metres meters kilometres kilometers minutes time distance length cost total weight nautical centimetres',
);
const MEASURED = new RegExp(
  alternatives(
    /\bhow (?:long|far|much)\b|\b(?:distance|length|total|cost|time)\b/,
    /\b(?:minutes|hours|km|miles|metres|kilometres)\b|\bin meters\b/,
  ),
);
const ROUTE = new RegExp(
  alternatives(
    /\b(?:route|way|path)\b/,
    sequence(/\bhow (?:do|can|should|would|to) ?(?:i|we|you|he|she|one)? ?/, /(?:get|go|walk|drive|travel|reach)\b/),
  ),
);

/** One place is asked, of those on the way: its noun is of no list of ways and stands in the singular. */
const BETWEEN = new RegExp(
  sequence(
    /\b(?:which|what) (?:one )?(?!(?:way|route|path|road|line|order|direction|distance|length|time|is|are|the)\b)(?![a-z]*[^s]s\b)[a-z]+ /,
    anyOf(
      /(?:do|does|will|must|should|did|can|would) (?:[a-z]+ ){1,4}?(?:pass|cross|visit|(?:go|come) (?:through|past))\b.*/,
      /(?:is|lies|comes|stands) (?:on (?:the|my|our|its|your|his|her) way|in between|between|halfway)\b.*/,
      /(?:do|does|will|must|should|did|can|would) (?:[a-z]+ ){1,3}?(?:pass|go|come|walk|drive|travel|run|ride)\b.*/,
    ),
    /$/,
  ),
);
const ONE_PASSED = (low: string): boolean =>
  BETWEEN.test(low) &&
  /\b(?:pass|cross|visit|past|through|between|halfway|on (?:the|my|our|its|your|his|her) way)\b/.test(low);

/** As what the answer is asked for. */
const termOf = (low: string, { weighted, units, leads }: Map, bare: boolean): Ask | undefined => {
  const counted = COUNTED.exec(low);
  const nouns = counted ? [counted[1], counted[2]].filter((one) => one !== undefined) : [];
  const lists = LISTS.test(low);
  // "Which way is fewer metres?" of roads without a length.
  if (
    !weighted &&
    /\b(?:fewer|fewest|less|least|most|more) (?:km|kilomet(?:re|er)s|met(?:re|er)s|miles|minutes|mins|hours)\b/.test(
      low,
    )
  )
    return undefined;
  if (ONE_PASSED(low))
    return /\b(?:longest|included|including|counting|how|not|without|avoiding)\b/.test(low) ? undefined : 'passed';
  if (
    /\bhow many (?:different |other |possible )?(?:ways|routes|paths)\b/.test(low) ||
    /\bpass through\b|\bin between\b|\bnot counting\b/.test(low)
  )
    return undefined;
  if (LENGTH_OF.test(low)) return weighted ? 'length' : 'hops';
  if (lists || (/\bhow (?:do|can|should|would|to|could) /.test(low) && !/\bhow (?:many|few|long|far|much)\b/.test(low)))
    return 'route';
  if (nouns.length > 0 && !(/\b(?:route|way|path)\b/.test(low) && !/\bhow (?:many|few)\b|number of/.test(low))) {
    const measured = (one: string): boolean => units.has(UNITS.get(one) ?? '') || (UNITS.has(one) && !STEP.test(one));
    if (weighted && nouns.some((one) => measured(one!) || AMOUNT.has(one!))) return 'length';
    if (nouns.some((one) => STEP.test(one!) || leads.has(one!))) return 'hops';
  }
  if (/\bhow (?:many|few)\b/.test(low)) return undefined;
  if (/^(?:so )?(?:can|could|is it possible|is there (?:a|any))\b/.test(low) && !/\bhow\b|\bwhich\b|\bwhat\b/.test(low))
    return 'reach';
  if (MEASURED.test(low)) return weighted ? 'length' : undefined;
  if (bare) return weighted ? 'length' : undefined;
  if (/(?:^|[,.] ?)(?:shortest|quickest|fastest) (?:way|route|path)\b/.test(low) && weighted) return undefined;
  if (ROUTE.test(low)) return 'route';
  if (/^(?:hops?|steps?|stops?|edges?|links?|flights?|roads?|rides?|moves?|jumps?|doors?) (?:from|between)\b/.test(low))
    return 'hops';
  if (/\b(?:shortest|quickest|fastest|cheapest|minimum|min)\b/.test(low) && weighted) return 'length';
  return undefined;
};

type Placed = { name: string; role: 'from' | 'to' | 'via' | 'avoid' | 'any' };

const placedIn = (parts: readonly Part[], { names, one }: Map): Placed[] | undefined => {
  const found: Placed[] = [];
  for (const [i, part] of parts.entries()) {
    if (part.role !== 'P') continue;
    const called = one(part.text);
    const near = names.filter((other) => part.text.toLowerCase().split(' ').includes(other.toLowerCase()));
    const name = !names.includes(called) && near.length === 1 ? near[0]! : called;
    if (!names.includes(name)) {
      // A word of no list that is no place of the map says nothing; a name with a capital does.
      if (/^\p{Lu}/u.test(part.text) || part.text.length === 1) return undefined;
      continue;
    }
    let before = i - 1;
    while (
      /^(?:the|my|our|a|place|room|node|town|station|straight|just|only|point|city|village|island)$/.test(
        parts[before]?.text.toLowerCase() ?? '',
      )
    )
      before--;
    const word = parts[before]?.text.toLowerCase() ?? '';
    const led = parts.slice(Math.max(0, before - 2), before + 1).map(({ text }) => text.toLowerCase());
    const role = led.some((text) => AVOID.has(text))
      ? 'avoid'
      : VIA.has(word)
        ? 'via'
        : FROM.has(word) &&
            !(
              /^(?:in|at)$/.test(word) &&
              /^(?:be|arrive|end|am|arriving|i)$/.test(parts[before - 1]?.text ?? '') &&
              /\btill?\b|until/.test(textOf(parts))
            )
          ? 'from'
          : TO.has(word)
            ? 'to'
            : 'any';
    found.push({ name, role });
  }
  return found;
};

/** Words that may not stand in a question about ways, unless they are part of one. */
const isPlain = ({ role, text }: Part, i: number, all: readonly Part[]): boolean =>
  (role !== 'N' || (text === '2' && /^(?:the|both|all)$/.test(all[i - 1]?.text ?? ''))) &&
  (role === 'P' ||
    role === 't' ||
    text === 'one' ||
    LICENSED.has(text) ||
    /^[^\p{L}\d]+$/u.test(text) ||
    AVOID.has(text) ||
    (!isLoaded(text) && !isNumberWord(text)));

const endsOf = (asked: readonly Placed[], told: readonly Placed[], names: readonly string[]): Ends | undefined => {
  const pick = (role: Placed['role'], from: readonly Placed[]): string[] => [
    ...new Set(from.filter((one) => one.role === role).map(({ name }) => name)),
  ];
  const ends = [...new Set(asked.filter(({ role }) => role !== 'via' && role !== 'avoid').map(({ name }) => name))];
  if (ends.length > 2) return undefined;
  if (ends.length === 2) {
    const [a, b] = ends as [string, string];
    const from = pick('from', asked);
    return from.includes(b) && !from.includes(a) ? { from: b, to: a } : { from: a, to: b };
  }
  const starts = pick('from', told);
  const targets = pick('to', told);
  if (ends.length === 1) {
    const [end] = ends as [string];
    const home = names.find((one) => /^(?:home|me|my place|house)$/i.test(one));
    const start = starts.length === 1 ? starts[0] : starts.length === 0 ? home : undefined;
    if (pick('from', asked).includes(end) && targets.length === 1) return { from: end, to: targets[0]! };
    return start === undefined || start === end ? undefined : { from: start, to: end };
  }
  return starts.length === 1 && targets.length === 1 ? { from: starts[0]!, to: targets[0]! } : undefined;
};

/** From where to where and as what; undefined where a word of what is asked may turn it. */
export const wayAsked = (asks: readonly Part[][], intents: readonly Part[][], map: Map): Asked | undefined => {
  const all = asks.flat();
  if (!all.every(isPlain) || !intents.flat().every(isPlain)) return undefined;
  const asked = placedIn(all, map);
  const told = placedIn(intents.flat(), map);
  if (!asked || !told) return undefined;
  const bare = all.every(
    ({ role, text }) => /^[Ptf,]$/.test(role) || /^(?:via|through|the|my|dist|distance|so|by|min)$/.test(text),
  );
  const low = textOf(all).replace(/ \(| \)|one-way /g, '');
  const ask = termOf(low, map, bare);
  const ends = endsOf(asked, told, map.names) ?? (asked.length === 0 ? map.direct : undefined);
  if (ask === undefined || !ends) return undefined;
  const via = [...new Set(asked.filter(({ role }) => role === 'via').map(({ name }) => name))];
  const avoid = [...new Set([...asked, ...told].filter(({ role }) => role === 'avoid').map(({ name }) => name))];
  if (via.length > 1 || (/\b(?:without|avoid|avoiding|not)\b/.test(low) && avoid.length === 0)) return undefined;
  return { from: ends.from, to: ends.to, ask, avoid, ...(via[0] !== undefined && { via: via[0] }) };
};

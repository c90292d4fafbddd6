/** What is asked of an order, for the reading by explanation: a place, all of it, who of two, or whether a clue holds. */
import type { Place } from '../../problem/formal/problem.ts';
import { isLoaded } from '../grammar/asking.ts';
import { adjective, LICENSED, type Bit } from './words.ts';

type Asked = {
  place: Place;
  scale: string | undefined;
  /** Its words fit any scale: "the first", "the top". */ free: boolean;
};
/** Who is better at a craft is no matter of what was counted. */
const JUDGED =
  /\b(?:better|best|worse|worst) (?:player|singer|composer|writer|painter|actor|dancer|cook|band|song|film)\b/;
type One = (name: string) => string | undefined;

const made = (place: Place, scale?: string, free = false): Asked => ({ place, scale, free });

/** "tallest to shortest", "from the oldest", "cheap to expensive", "in descending order". */
const listed = (bits: readonly Bit[], low: string): Asked | undefined => {
  const asks =
    /\b(?:order|rank|ranking|sort|list|arrange|put|line up|all|names|them|everyone)\b/.test(low) ||
    /^(?:from|youngest|oldest|tallest)/.test(low);
  const sides =
    /\b(left|front|top|first|right|back|bottom|last) (?:down |up |on )?to (?:the )?(?:right|back|bottom|last|left|front|top|first)\b/.exec(
      low,
    )?.[1];
  if (sides) return made({ type: /^(?:left|front|top|first)$/.test(sides) ? 'list' : 'list-reversed' }, 'row');
  const ends = bits.filter(({ role }) => role === 'S');
  if (
    ends.length === 0 &&
    /\b(?:which|what) order\b|\bin (?:the )?(?:right |correct )?order\b/.test(low) &&
    !/\bto\b|ascending|descending/.test(low)
  )
    return made({ type: 'list' }, 'row');
  const [first, second] = ends;
  const to = /\bto\b|\bup\b|\bfirst\b|\bstart|\bfrom\b|\bbegin|\bdown\b/.test(low);
  if (first && to && (asks || second)) {
    const sorted = ends.filter(({ text }) => text !== 'first');
    const lead = sorted[0] ?? first;
    if (Math.abs(lead.place ?? 0) !== 1 || ends.length > 2) return undefined;
    return made({ type: lead.place === 1 ? 'list' : 'list-reversed' }, lead.scale, lead.scale === 'row');
  }
  const words = /\b([a-z]+?)(?:er)? to (?:the )?([a-z]+?)(?:er)?\b(?=[^a-z]|$)/.exec(low);
  if (asks && words) {
    const [a, b] = [adjective(words[1]!), adjective(words[2]!)];
    if (a.scale === b.scale && a.more !== b.more) return made({ type: a.more ? 'list' : 'list-reversed' }, a.scale);
  }
  const direction = /\b(ascending|descending)\b/.exec(low)?.[1];
  if (direction) return made({ type: direction === 'descending' ? 'list' : 'list-reversed' });
  return undefined;
};

const placeOf = (place: number): Place => {
  if (place === 0) return { type: 'middle' };
  if (Math.abs(place) === 1) return { type: place === 1 ? 'first' : 'last' };
  return { type: 'place', place };
};

/** Whether a relation holds: "is A taller than B?" */
const held = (bits: readonly Bit[], names: readonly string[]): Asked | undefined => {
  const relation = bits.find(({ role }) => role === 'R');
  if (!relation || names.length !== 2) return undefined;
  const [a, b] = relation.more ? [names[0]!, names[1]!] : [names[1]!, names[0]!];
  return made({ type: 'holds', clue: { before: a, after: b, ...(relation.side && { by: 1 }) } }, relation.scale);
};

/** The question of an order; undefined where a word of it may turn it. */
export const askedOf = (bits: readonly Bit[], one: One, count: number): Asked | undefined => {
  if (bits.some(({ role, text }) => role === 'u' || (role === '' && isLoaded(text) && !LICENSED.has(text))))
    return undefined;
  const low = bits.map(({ text }) => text.toLowerCase()).join(' ');
  if (/\b(?:not|except|difference|much|how old|how tall)\b/.test(low) || JUDGED.test(low)) return undefined;
  const spelled = bits.filter(({ role }) => role === 'P').map(({ text }) => one(text));
  if (spelled.some((name) => name === undefined)) return undefined;
  const names = spelled as string[];
  const letters = bits.map(({ role }) => role).join('');
  const relation = bits.find(({ role }) => role === 'R');
  const places = bits.filter(({ role }) => role === 'S');
  const higher = bits.find(({ role }) => role === 'C');
  if (relation && places.length === 0 && !higher) {
    if (/\bhow many\b/.test(low))
      return names.length === 1 && !relation.side
        ? made({ type: relation.more ? 'ahead' : 'behind', name: names[0]! }, relation.scale)
        : undefined;
    if (
      /PRP/.test(letters) &&
      /^(?:so )?(?:is|are|was|did|does|do|can|tell|say|could)\b|\bwhether\b|\btrue\b/.test(low)
    )
      return held(bits, names);
    if (names.length === 1 && relation.side && /^(?:so )?(?:and )?(?:who|which|what)\b/.test(low))
      return made({ type: 'next', name: names[0]!, by: relation.more ? -1 : 1 }, relation.scale);
    return undefined;
  }
  if (relation) return undefined;
  if (letters.includes('B') && names.length === 2) return made({ type: 'between', names: [names[0]!, names[1]!] });
  if (higher && places.length === 0) {
    const want = higher.more ? 'first' : 'last';
    if (names.length === 2 && /&/.test(letters))
      return made({ type: 'compare', names: [names[0]!, names[1]!], want }, higher.scale);
    return names.length === 0 && count === 2 ? made({ type: want }, higher.scale) : undefined;
  }
  if (higher) return undefined;
  if (places.length > 0 && names.length === 0) {
    const list = listed(bits, low);
    if (list && (!/\b(?:who|which)\b/.test(low) || list.place.type !== 'list')) return list;
    if (list && /\b(?:which|what|right|correct|finishing|in|whole) order\b|\border (?:them|the|from)\b/.test(low))
      return list;
  }
  if (/\bfrom\b|\bup\b|\bdown\b/.test(low) && places.length > 0 && !/\b(?:who|which|what)\b/.test(low))
    return undefined;
  if (
    names.length === 1 &&
    places.length === 0 &&
    /\b(?:what|which) (?:place|position|rank|seat|spot|number)\b|\bwhere\b/.test(low)
  )
    return made({ type: 'where', name: names[0]! }, 'row', true);
  // "Is it true that Ada came last?"
  if (
    names.length === 1 &&
    places.length === 1 &&
    !/\b(?:who|which|what|as|tall)\b/.test(low) &&
    /^(?:so )?(?:is|was|did|does)\b/.test(low) &&
    /^P*S|^PS/.test(letters.replace(/[^PS]/g, ''))
  )
    return made({ type: 'holds', clue: { name: names[0]!, places: [places[0]!.place!] } }, places[0]!.scale);
  if (names.length > 0 && names.length < count) return undefined;
  if (places.length === 1)
    return made(
      placeOf(places[0]!.place!),
      places[0]!.scale,
      places[0]!.place === 0 || (count === 2 && places[0]!.scale === 'row'),
    );
  return places.length === 0 ? listed(bits, low) : undefined;
};

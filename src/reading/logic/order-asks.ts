/** Reads what is asked of an order: one of its places, a list, who is next to whom, or whether something holds. */
import { alternatives, anyOf, sequence } from '../../regex.ts';
import type { Place } from '../../problem/formal/problem.ts';
import { oneClue } from './order-clauses.ts';
import { readName } from './order-names.ts';
import { ORDINAL, placeIn } from './order-places.ts';
import { hasRelation, readRelation } from './order-relations.ts';
import { NO_COMPARISON, senseOf } from './order-senses.ts';
import { Scanner } from './scanner.ts';

/** `stranger`: somebody who is asked about and of whom nothing was told. */
export type Asked =
  | { type: 'ask'; place: Place; dimension?: string; unsure?: boolean }
  | { type: 'stranger'; name: string };

type Names = { names: readonly string[]; one: (name: string) => string };

const STARTS = new RegExp(
  sequence(
    /^/,
    anyOf(
      /who|whose|whom|which|what|where|how|name|list|order|rank|sort|arrange|put|give|write|tell|show/,
      /find|line|state|identify|pick|choose|can you|could you|is|are|was|were|does|did|do|has|have/,
      /i need|i want|the order/,
    ),
    /\b/,
  ),
  'i',
);

/** Whether a text begins like a question or a request. */
export const beginsAsk = (text: string): boolean => STARTS.test(text);

/** Whether a text without a verb may be one: "fastest one?", "oldest to youngest". */
export const mayAsk = (text: string): boolean =>
  placeIn(text) !== undefined || /\bin order\b|\b(?:who|which|what)\b|[a-z]+est\b/i.test(text);

const known = ({ names, one }: Names, name: string | undefined): string | undefined => {
  if (name === undefined) return undefined;
  const shown = one(name);
  return names.find((other) => other.toLowerCase() === shown.toLowerCase());
};

/** The names of an order in a text, in the order in which they stand. */
const namesIn = (text: string, all: Names): string[] => {
  const found: { name: string; at: number }[] = [];
  for (const match of text.matchAll(/(?<![\p{L}\p{N}_'])[\p{L}\d]/gu)) {
    if (found.some((one) => one.at > match.index)) continue;
    const scan = new Scanner(text, match.index);
    const name = known(all, readName(scan));
    if (name !== undefined && !found.some((one) => one.name === name)) found.push({ name, at: scan.at });
  }
  return found.map((one) => one.name);
};

const DOWN = /^(?:top|first|left|front|most|best|head|start)$/;
const ENDING = '(?:[a-z]+est|top|first|left|front|most|best|bottom|last|right|back|least|worst|head|start|end)';
const LIST_ENDS = new RegExp(
  String.raw`\b(?:from )?(?:the )?(?:(most|least) [a-z]+|(${ENDING}))(?: [a-z]+)? (?:to|until|till|down to|up to|through to|-) (?:the )?(?:(?:most|least) [a-z]+|${ENDING})\b`,
);
const LIST_FROM = new RegExp(
  String.raw`\b(?:(?:from|with|by) (?:the )?(${ENDING})(?: (?:one|first|up|down|upwards|downwards|on|onwards))?(?! (?:of|in)\b)|(${ENDING}) (?:one |thing )?(?:first|at the (?:top|front|start)|comes first|on top)|the (${ENDING}) first)\b`,
);
const LISTS = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /in (?:the )?(?:right |correct )?order|(?:ascending|descending|decreasing|increasing) order/,
      /order (?:them|these|the|all|from|by|of)|list|rank|sort|arrange|line up|put|write|order\b/,
    ),
  ),
);

const listOf = (low: string, dimensions: ReadonlySet<string>): Asked | undefined => {
  const made = (down: boolean, dimension?: string): Asked => ({
    type: 'ask',
    place: { type: down ? 'list' : 'list-reversed' },
    ...(dimension !== undefined && { dimension }),
  });
  const upTo =
    /\b(lower|small|short|slow|young|light|weak|cheap|low|few|big|tall|fast|old|heavy|high|long|front|left|top)(?:er)? to (?:the )?(?:[a-z]+)\b/.exec(
      low,
    );
  const ends = LIST_ENDS.exec(low);
  const sense = (one: string): Asked => {
    if (/est$|^(?:most|least|best|worst)$/.test(one)) {
      const { sign, dimension } = senseOf(one);
      return made(sign === 1, dimension);
    }
    return made(DOWN.test(one));
  };
  if (ends) return ends[1] === undefined ? sense(ends[2]!) : made(ends[1] === 'most');
  const from = new RegExp(`\\b(?:${ORDINAL}|last)(?: [a-z]+)? from\\b`).test(low) ? null : LIST_FROM.exec(low);
  const start = from?.[1] ?? from?.[2] ?? from?.[3];
  if (
    start !== undefined &&
    start !== 'first' &&
    (LISTS.test(low) || /\b(?:give|them|all|who|everyone|first|from)\b/.test(low))
  )
    return sense(start);
  if (upTo && LISTS.test(low)) return DOWN.test(upTo[1]!) ? made(true) : made(senseOf(upTo[1]!).sign === 1);
  const direction = /\b(ascending|descending|decreasing|increasing) order\b/.exec(low)?.[1];
  if (direction !== undefined) return made(direction.startsWith('de'));
  if (/\b(?:put|list|write|give|what is|say|tell|show|name|in)\b.*\border\b|^order\b|\bqueue from\b/.test(low))
    return { ...made(true), ...(!dimensions.has('position') && { unsure: true }) } as Asked;
  return undefined;
};

/** "Is Sam shorter than Vic?", "did Ann finish before Bob, yes or no?" */
const holdsOf = (text: string, all: Names): Asked | undefined => {
  const plain = text
    .replace(/,?\s*(?:yes or no|y\/n|true or false|right|correct)\s*[?.!]*\s*$/i, '')
    .replace(/^(?:so|then|and|now)\b,? /i, '')
    .replace(/[?.!\s]+$/, '');
  const said =
    /^(?:is it (?:true|so|right|correct|the case)(?: to say)?(?: that)?|(?:is|are|was|were|does|did|do|has|have|will|would)) (.+)$/i.exec(
      plain,
    )?.[1] ?? /^true or false:? (?:that )?(.+)$/i.exec(text.replace(/[?.!\s]+$/, ''))?.[1];
  if (said === undefined) return undefined;
  const found = oneClue(said);
  if (!found) return undefined;
  for (const name of found.told.names) if (known(all, name) === undefined) return { type: 'stranger', name };
  const { clue } = found;
  const one = (name: string): string => known(all, name)!;
  const dimension = [...found.told.dimensions][0];
  const place = ((): Place | undefined => {
    if ('before' in clue) return { type: 'holds', clue: { ...clue, before: one(clue.before), after: one(clue.after) } };
    if ('places' in clue) return { type: 'holds', clue: { ...clue, name: one(clue.name) } };
    if ('apart' in clue) return { type: 'holds', clue: { ...clue, apart: [one(clue.apart[0]), one(clue.apart[1])] } };
    if ('between' in clue)
      return { type: 'holds', clue: { name: one(clue.name), between: [one(clue.between[0]), one(clue.between[1])] } };
    return undefined;
  })();
  return place && { type: 'ask', place, ...(dimension !== undefined && { dimension }) };
};

/** Which end a comparative, a superlative or a word of place wants. */
const wantedIn = (low: string): { sign: 1 | -1; dimension?: string } | undefined => {
  for (const [one] of low.matchAll(/\b[a-z]+\b/g)) {
    if (/^(?:first|sooner|earlier|ahead|won|win|wins|left|front|top)$/.test(one)) return { sign: 1 };
    if (/^(?:later|last|behind|right|bottom)$/.test(one)) return { sign: -1 };
    if (NO_COMPARISON.test(one)) continue;
    if (/^(?:[a-z]{2,}er|[a-z]+est|more|less|fewer|most|least|best|worst)$/.test(one)) return senseOf(one);
  }
  return undefined;
};

/** "who is older, Ann or Bob?", "the taller of Ann and Bob" */
const pairOf = (text: string, all: Names): Asked | undefined => {
  const scan = (source: string): string | undefined => {
    const reader = new Scanner(source);
    const name = readName(reader);
    return name !== undefined && /^[\s?.!]*$/.test(reader.rest) ? name : undefined;
  };
  const or = /^(.*?)([^,:;-]*?) or ([^,;]*?)(?:[,-] ?(who.*|which.*))?[?.!\s]*$/i.exec(text);
  const of = /\b(?:of|between|out of|from) ([^,;]+?) and ([^,;?]+?)[?.!\s]*$/i.exec(text);
  const sides = ((): [string, string] | undefined => {
    if (or) {
      const before = or[2]!.trim().split(/\s+/);
      const b = scan(or[3]!);
      const firsts = before.flatMap((_, i) => scan(before.slice(i).join(' ')) ?? []).toReversed();
      const a = firsts.find((name) => known(all, name) !== undefined) ?? firsts[0];
      if (a !== undefined && b !== undefined) return [a, b];
    }
    const [a, b] = of ? [scan(of[1]!), scan(of[2]!)] : [];
    return a !== undefined && b !== undefined ? [a, b] : undefined;
  })();
  if (!sides) return undefined;
  const [a, b] = sides.map((name) => known(all, name));
  if (a === undefined && b === undefined) return undefined;
  if (a === undefined || b === undefined) return { type: 'stranger', name: a === undefined ? sides[0] : sides[1] };
  if (/\bin between\b|\bbetween\b/i.test(text)) return undefined;
  const wanted = wantedIn(text.toLowerCase());
  if (!wanted || a === b) return undefined;
  const place: Place = { type: 'compare', names: [a, b], want: wanted.sign === 1 ? 'first' : 'last' };
  return { type: 'ask', place, ...(wanted.dimension !== undefined && { dimension: wanted.dimension }) };
};

/** "who is just behind Ann?", "who stands between Ann and Bob?", "how many finished before Cy?" */
const besideOf = (text: string, all: Names): Asked | undefined => {
  for (const match of text.matchAll(/(?<![\p{L}\p{N}_])[\p{L}\d]/gu)) {
    const scan = new Scanner(text, match.index);
    const relation = readRelation(scan, '');
    if (!relation || relation.type === 'level') continue;
    const before = text.slice(0, match.index).toLowerCase();
    const name = readName(scan);
    if (name === undefined) continue;
    const first = known(all, name);
    if (first === undefined) return { type: 'stranger', name };
    if (relation.type === 'between') {
      if (!scan.take(/and(?![\p{L}])/iuy)) return undefined;
      const other = readName(scan);
      const second = known(all, other);
      if (second === undefined) return other === undefined ? undefined : { type: 'stranger', name: other };
      return { type: 'ask', place: { type: 'between', names: [first, second] }, dimension: 'position' };
    }
    if (relation.type === 'apart') return undefined;
    const { sign, dimension } = relation.sense;
    const tail = scan.rest.replace(/^[\s?.!]+$/, '');
    const counts = /\bhow many\b/.test(before);
    if (counts) {
      if (tail !== '' && !/^\s*(?:in|finish|did|are|on|at)\b/i.test(tail)) return undefined;
      return { type: 'ask', place: { type: sign === 1 ? 'ahead' : 'behind', name: first }, dimension };
    }
    const rest = besideRest(tail, first, sign, all);
    if (rest) return { ...rest, dimension } as Asked;
    if (tail !== '' && !/^\s*(?:in|on|at)\b/i.test(tail)) return undefined;
    if (relation.by === undefined && dimension !== 'position') return undefined;
    const place: Place = { type: 'next', name: first, by: -sign * (relation.by ?? 1) };
    return { type: 'ask', place, dimension, ...(relation.by === undefined && { unsure: true }) };
  }
  return undefined;
};

/** "older than Ann but younger than Bob": who stands between them. */
const besideRest = (tail: string, first: string, sign: number, all: Names): Asked | undefined => {
  const more = /^\s*,?\s*(?:but|and|yet)\s+(.+)$/i.exec(tail)?.[1];
  if (more === undefined) return undefined;
  const scan = new Scanner(more);
  const relation = readRelation(scan, '');
  const second = known(all, readName(scan));
  if (relation?.type !== 'before' || second === undefined || relation.sense.sign === sign) return undefined;
  return { type: 'ask', place: { type: 'between', names: [first, second] } };
};

const DANGER = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /not|n't|except|apart from|other than|besides|without|unless|difference|by how/,
      /how (?:old|tall|far|long|fast|heavy)/,
    ),
    /\b/,
  ),
  'i',
);
const WHERE = new RegExp(
  alternatives(
    /\b(?:what|which) (?:place|position|rank|spot|number)\b|\bwhere (?:in|does|did|do|is|was|will)\b/,
    /\bhow (?:did|does) (?:the )?.* (?:rank|place|finish|come)\b/,
    /\bin (?:what|which) (?:place|position)\b/,
  ),
  'i',
);

/** What is asked, of the names that were told. */
export const readAsk = (text: string, all: Names, dimensions: ReadonlySet<string>): Asked | undefined => {
  const low = text.toLowerCase();
  if (DANGER.test(low.replace(/\bnot (?:quite )?(?:as|so)\b/g, ''))) return undefined;
  const holds = holdsOf(text, all);
  if (holds) return holds;
  const named = namesIn(text, all);
  const list = listOf(low, dimensions);
  if (list && named.length < 2) return list;
  const pair = pairOf(text, all);
  if (pair) return pair;
  if (WHERE.test(low)) {
    const [name] = named;
    if (named.length === 1) return { type: 'ask', place: { type: 'where', name: name! } };
    const stranger =
      /\b(?:does|did|do|is|was|will) (?:the )?([\p{L}\p{N}_ ]+?)(?: one)? (?:come|rank|place|finish|stand|sit|fit|go)\b/iu.exec(
        text,
      )?.[1];
    return stranger === undefined ? undefined : { type: 'stranger', name: stranger };
  }
  if (hasRelation(text)) return besideOf(text, all);
  const found = placeIn(text);
  if (found && /\bhow many\b|\bhow much\b/.test(low)) return undefined;
  if (found) {
    const [place] = found.phrase.places as [number];
    if (found.phrase.places.length > 1 || placeIn(found.after))
      return secondPlace(found.after, place, found.phrase.dimension);
    return asked(place, found.phrase.dimension);
  }
  const wanted = wantedIn(low);
  if (wanted && all.names.length === 2) return asked(wanted.sign, wanted.dimension);
  return list;
};

const asked = (place: number, dimension: string | undefined): Asked => {
  const where: Place =
    place === 0
      ? { type: 'middle' }
      : Math.abs(place) === 1
        ? { type: place === 1 ? 'first' : 'last' }
        : { type: 'place', place };
  return { type: 'ask', place: where, ...(dimension !== undefined && { dimension }) };
};

/** "who came first in the queue at the front", "second from the top of the list": another phrase that says the same. */
const secondPlace = (after: string, place: number, dimension: string | undefined): Asked | undefined => {
  const other = placeIn(after)?.phrase;
  if (!other || other.places.length > 1) return undefined;
  const [again] = other.places as [number];
  if (again === place) return asked(place, dimension ?? other.dimension);
  // "in the middle by height, longest …": two different places are two questions.
  return undefined;
};

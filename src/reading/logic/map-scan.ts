/**
 * Reads links of a map from tokens in which each place is one: who is joined to whom, how long, one-way or closed.
 * Words that carry nothing are passed over; any other word, and any number that is no length, is left and makes doubt.
 */
import { alternatives, sequence } from '../../regex.ts';
import type { Told } from './map-links.ts';
import type { MapToken } from './map-names.ts';

const set = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/));

/** Between two places of a link. */
const TO = set('to with into onto until till untill towards - -> --> => > <-> / beside opposite on by');
const VERB = set(
  'is are connects connect connected joins join joined leads lead goes go runs run links link linked opens open meets touches borders adjoins neighbours knows know ' +
    'next adjacent attached tied wired has have had gives flies fly sails crosses can get walk drive ride hop jump travel beside opposite friend friends also only directly direct straight ' +
    'door doors road path tunnel bridge link corridor passage flight bus train ferry line track trail stairs a an the you we i one it both then on over up down back out through ' +
    'takes through take there and nonstop way another',
);
const STRONG = set(
  'connects connect connected joins join joined leads lead goes go runs run links link linked opens open meets touches borders adjoins neighbours knows know next adjacent ' +
    'attached tied wired flies fly sails crosses walk drive ride hop jump travel beside opposite friend friends get door doors road path tunnel bridge link corridor passage flight bus train ferry line',
);
const JOINED = set('joined connected linked neighbours neighbors adjacent friends');
/** May stand between a link and its length, or beside it. */
const NEAR = set(
  'is are has have it = : takes took take costs cost measures needs lasts totals amounts comes to of in at about only just another exactly a an the that which ( ) , long away directly direct straight ' +
    'by car bus bike foot train boat ferry tram on walk drive journey ride road distance length going nonstop through there be will would $ € £ each way minutes for us me you and',
);
/** Words that say nothing of a link. */
const IDLE = set(
  'the a an there is are also road roads path paths way ways route routes street streets bus buses train trains tram trams ferry ferries flight flights line lines tunnel tunnels bridge bridges ' +
    'corridor corridors door doors link links edge edges connection connections track tracks trail trails footpath footpaths stairs passage passages following these those exist exists existing map ' +
    'plan network graph and or so ok my our in this that one another from it goes go runs run you can i we be here direct possible walking travel times time distances distance lengths length costs cost ' +
    'fares weighted undirected given , . : ; ( ) - both ways two-way bidirectional marked only them they all have has join joins joining link linking connect connects connecting between hop walk drive ' +
    'ride get take takes for by on of with then too where are legs courier pipes pipe threads thread segments municipal runs direct lines metro as follows its go walks islands towns km minutes min m weights weight ms',
);
const CLOSED = set('closed blocked shut flooded broken unusable impassable cancelled canceled');

type State = { tokens: readonly MapToken[]; at: number; told: Told; directed: boolean };

const isPlace = (one: MapToken | undefined): boolean => one?.type === 'place';

/** The next place, if only words of `between` stand before it. */
const nextPlace = (
  { tokens }: State,
  from: number,
  between: ReadonlySet<string>,
): { at: number; words: string[] } | undefined => {
  const words: string[] = [];
  for (let at = from; at < tokens.length; at++) {
    const one = tokens[at]!;
    if (one.type === 'place') return { at, words };
    if (one.type === 'number' || !between.has(one.text)) return undefined;
    words.push(one.text);
  }
  return undefined;
};

/** The length behind a link, before the next place begins. */
const lengthAt = ({ tokens }: State, from: number): { end: number; length: string; unit?: string } | undefined => {
  for (let at = from; at < tokens.length; at++) {
    const one = tokens[at]!;
    if (one.type === 'number') {
      // "…, 3 km from A to B": the length of the next link.
      const follows = /^(?:from|between)$/.test(tokens[at + 1]?.text ?? '') && tokens[at - 1]?.text !== 'is';
      return follows ? undefined : { end: at + 1, length: one.text, ...(one.unit !== undefined && { unit: one.unit }) };
    }
    if (one.type === 'place' || !NEAR.has(one.text)) return undefined;
    // A comma parts links, unless the length follows it at once.
    if (
      one.text === ',' &&
      !(tokens[at + 1]?.type === 'number' || /^(?:it|is|that|which|takes)$/.test(tokens[at + 1]?.text ?? ''))
    )
      return undefined;
    if (one.text === 'and' || (one.text === 'to' && at > from && !/^(?:amounts|comes)$/.test(tokens[at - 1]!.text)))
      return undefined;
  }
  return undefined;
};

const link = (state: State, from: number, to: number, oneWay: boolean): void => {
  const [a, b] = [state.tokens[from]!.text, state.tokens[to]!.text];
  state.told.links.push({ from: a, to: b, oneWay: oneWay || state.directed });
};

/** Length, closure and one-way of the last link; gives where it ends. */
const finish = (state: State, from: number): number => {
  const last = state.told.links.at(-1)!;
  let at = from;
  const length = lengthAt(state, at);
  if (length) {
    last.length = length.length;
    if (length.unit !== undefined) last.unit = length.unit;
    at = length.end;
    while (
      at < state.tokens.length &&
      state.tokens[at]!.type !== 'place' &&
      /^(?:long|away|directly|direct|straight|on|foot|by|car|bus|train|walk|drive|\))$/.test(state.tokens[at]!.text)
    )
      at++;
  }
  const [one, two, three] = [0, 1, 2].map((i) => state.tokens[at + i]?.text ?? '') as [string, string, string];
  if (/^(?:is|are)$/.test(one) && CLOSED.has(two)) {
    last.closed = true;
    at += 2;
  } else if ((one === '(' || one === 'is') && two === 'closed') {
    last.closed = true;
    at += 2;
  }
  if (/^(?:one|1)$/.test(one) && two === '-' && three === 'way') {
    last.oneWay = true;
    at += 3;
  }
  return at;
};

/** "A to B", "A - B - C", "A connects to B and C (4) or D": from the place at hand. */
const fromHere = (state: State): boolean => {
  const { tokens } = state;
  const first = state.at;
  const next = nextPlace(state, first + 1, new Set([...TO, ...VERB]));
  if (!next || next.words.length === 0) return false;
  const { words } = next;
  if (
    words.every((one) => one === 'and') ||
    (!words.some((one) => TO.has(one)) && !words.some((one) => STRONG.has(one)))
  )
    return false;
  if (words[0] === 'and' || words.at(-1) === 'and') return false;
  // "a corridor joins A to B": of these two.
  const arrow = words.length === 1 && /^(?:-+>|=>|>)$/.test(words[0]!);
  const dash = words.length === 1 && /^(?:-|->|-->|=>|>|<->|\/)$/.test(words[0]!);
  link(state, first, next.at, arrow);
  let at = finish(state, next.at + 1);
  let previous = next.at;
  if (dash)
    for (;;) {
      const more = tokens[at]?.text === words[0] && isPlace(tokens[at + 1]) ? at + 1 : undefined;
      if (more === undefined) break;
      link(state, previous, more, arrow);
      at = finish(state, more + 1);
      previous = more;
    }
  else at = others(state, first, at);
  state.at = at;
  return true;
};

/** "… and C, or to D in 3 minutes": more places from the same one. */
const others = (state: State, first: number, from: number): number => {
  const { tokens } = state;
  let at = from;
  for (;;) {
    let here = at;
    while (/^(?:,|and|or|&|also|then|\+)$/.test(tokens[here]?.text ?? '') && tokens[here]!.type !== 'place') here++;
    if (here === at) return at;
    while (
      /^(?:to|with|into|onto|on|the|also|a|bus|train|ferry|flight|road|path|door|another)$/.test(
        tokens[here]?.text ?? '',
      ) &&
      tokens[here]!.type !== 'place'
    )
      here++;
    if (!isPlace(tokens[here])) return at;
    // The place begins a link of its own.
    const own = nextPlace(state, here + 1, new Set([...TO, ...VERB]));
    const joins =
      own &&
      own.words.length > 0 &&
      own.words.some((one) => TO.has(one) || STRONG.has(one)) &&
      own.words[0] !== 'and' &&
      !/^(?:\.|;)$/.test(own.words[0]!);
    const again = own && own.words.at(-1) === 'and' ? false : joins;
    if (again) return at;
    const apart =
      tokens[here + 1]?.text === 'and' &&
      isPlace(tokens[here + 2]) &&
      /^(?:are|is)$/.test(tokens[here + 3]?.text ?? '');
    if (apart) return at;
    link(state, first, here, false);
    at = finish(state, here + 1);
  }
};

/** "between A and B, B and C", and "joins A and B, B and C": pairs. */
const pairs = (state: State): boolean => {
  const { tokens } = state;
  let at = state.at;
  let count = 0;
  for (;;) {
    let here = at;
    if (count > 0)
      while (/^(?:,|and|also|as|well|;)$/.test(tokens[here]?.text ?? '') && tokens[here]!.type !== 'place') here++;
    while (/^(?:between|the|:|a|from|road|one)$/.test(tokens[here]?.text ?? '') && tokens[here]!.type !== 'place')
      here++;
    if (!isPlace(tokens[here]) || !/^(?:and|to|with|&)$/.test(tokens[here + 1]?.text ?? '')) break;
    const second = tokens[here + 2]?.text === 'the' ? here + 3 : here + 2;
    if (!isPlace(tokens[second])) break;
    const verb = tokens[second + 1];
    if (
      verb?.type === 'word' &&
      /^(?:to|connects|goes|leads|joins)$/.test(verb.text) &&
      lengthAt(state, second + 1) === undefined
    )
      break;
    link(state, here, second, false);
    at = finish(state, second + 1);
    count++;
  }
  if (count > 0) state.at = at;
  return count > 0;
};

/** "A and B are joined (by a road)", "A and B are 5 km apart". */
const together = (state: State): boolean => {
  const { tokens, at } = state;
  const second = tokens[at + 2]?.text === 'the' ? at + 3 : at + 2;
  if (tokens[at + 1]?.text !== 'and' || !isPlace(tokens[second])) return false;
  let here = second + 1;
  const bare = state.told.links.length > 0 && /^by$/.test(tokens[here]?.text ?? '');
  while (/^(?:are|is|both|also|directly|by)$/.test(tokens[here]?.text ?? '')) here++;
  if (tokens[here]?.type === 'number' && here > second + 1) {
    link(state, at, second, false);
    state.at = finish(state, second + 1);
    while (tokens[state.at]?.text === 'apart') state.at++;
    return true;
  }
  if (
    !JOINED.has(tokens[here]?.text ?? '') &&
    !(tokens[here]?.text === 'next' && tokens[here + 1]?.text === 'to') &&
    !bare
  )
    return false;
  link(state, at, second, false);
  if (!bare) here++;
  while (
    here < tokens.length &&
    tokens[here]!.type === 'word' &&
    /^(?:to|each|other|by|a|an|one|road|train|bus|ferry|boat|tram|bridge|corridor|tunnel|path|directly|with|rail|plane|flight|door)$/.test(
      tokens[here]!.text,
    )
  )
    here++;
  state.at = finish(state, here);
  return true;
};

/** "4 km from A to B", "5 minutes between A and B". */
const lengthFirst = (state: State): boolean => {
  const { tokens, at } = state;
  const number = tokens[at]!;
  let here = at + 1;
  while (
    /^(?:long|walk|drive|journey|ride|road|path|going|straight|directly|runs|leads|goes|away|more|to|bus|train|get|it|takes|direct|by|on|foot)$/.test(
      tokens[here]?.text ?? '',
    ) &&
    tokens[here]!.type === 'word'
  )
    here++;
  if (!/^(?:from|between)$/.test(tokens[here]?.text ?? '')) return false;
  here++;
  if (tokens[here]?.text === 'the') here++;
  const next = isPlace(tokens[here])
    ? nextPlace(state, here + 1, set('straight directly direct on over to and the until till'))
    : undefined;
  if (!next || !next.words.some((one) => /^(?:to|and|until|till)$/.test(one))) return false;
  link(state, here, next.at, false);
  const last = state.told.links.at(-1)!;
  last.length = number.text;
  if (number.unit !== undefined) last.unit = number.unit;
  state.at = next.at + 1;
  return true;
};

/** "B is 4 km from A". */
const farFrom = (state: State): boolean => {
  const { tokens, at } = state;
  let here = at + 1;
  while (/^(?:is|lies|about|exactly|only)$/.test(tokens[here]?.text ?? '')) here++;
  const number = tokens[here];
  if (here === at + 1 || number?.type !== 'number') return false;
  here++;
  while (/^(?:away|long|walk|drive)$/.test(tokens[here]?.text ?? '')) here++;
  if (tokens[here]?.text !== 'from') return false;
  const next = nextPlace(state, here + 1, set('the my our'));
  if (!next) return false;
  link(state, next.at, at, false);
  const last = state.told.links.at(-1)!;
  last.length = number.text;
  if (number.unit !== undefined) last.unit = number.unit;
  state.at = next.at + 1;
  return true;
};

/** "stops at A, B, C", "the line goes A, B, C": one after another. */
const chain = (state: State, whole: boolean): boolean => {
  const { tokens } = state;
  const places: number[] = [state.at];
  let at = state.at + 1;
  for (;;) {
    let here = at;
    while (/^(?:,|and|then|the|in|on|to)$/.test(tokens[here]?.text ?? '') && tokens[here]!.type !== 'place') here++;
    if (here === at || !isPlace(tokens[here])) break;
    places.push(here);
    at = here + 1;
  }
  if (places.length < 3 || !whole) return false;
  for (let i = 1; i < places.length; i++) link(state, places[i - 1]!, places[i]!, false);
  while (/^(?:in|this|that|order)$/.test(tokens[at]?.text ?? '')) at++;
  state.at = at;
  return true;
};

const CHAINED = new RegExp(
  alternatives(
    /(?:^|\b)(?:stops?|calls?|stopping|calling) at (?:the )?$/,
    sequence(
      /\b(?:line|bus|train|tram|route)(?: \d+)? (?:goes|runs|is|visits|passes|passes through|serves) /,
      /(?:the )?$/,
    ),
    /\b(?:stops|stations)(?: (?:on|of|along)[a-z ]*(?: \d+)?)? (?:are|is|:) ?(?:the )?$/,
    /\bin (?:this|that) order : ?$/,
  ),
);

/** Whether a text that is linked holds a word without a role, or one that is not linked speaks of a place. */
export const leavesWords = ({ unread }: Told, names: readonly string[]): boolean => {
  const known = new Set(names.map((name) => name.toLowerCase()));
  return unread.some(({ linked, words }) => {
    if (linked) return words.length > 0;
    const timed = words.some((one) => /^\d/.test(one)) && words.some((one) => /^(?:each|every|per|takes?)$/.test(one));
    return timed || (words.some((one) => known.has(one.toLowerCase())) && !isList(words, known));
  });
};

/** "Five islands, P, Q, R, S and T": nothing but a count, a kind and the places. */
const isList = (words: readonly string[], known: ReadonlySet<string>): boolean => {
  const others = words.filter((one) => !known.has(one.toLowerCase()));
  return others.every((one) =>
    /^(?:\d+|islands|towns|cities|villages|stations|places|rooms|points|stops|called|named|houses|nodes|vertices)$/.test(
      one,
    ),
  );
};

/** Links of one text that asks nothing. */
export const scanLinks = (tokens: readonly MapToken[], told: Told, directed: boolean): void => {
  const state: State = { tokens, at: 0, told, directed };
  const count = told.links.length + told.closed.length;
  const words: string[] = [];
  while (state.at < tokens.length) {
    const one = tokens[state.at]!;
    const before = told.links.length;
    if (one.type === 'place') {
      const led =
        tokens
          .slice(0, state.at)
          .map(({ text }) => text)
          .join(' ') + (state.at > 0 ? ' ' : '');
      const paired =
        /\b(?:between|joins?|joining|links?|linking|connects?|connecting|exist|run|runs|are|ways|road|flights?) (?:the )?$|: ?$/.test(
          led,
        ) && /^(?:and|&)$/.test(tokens[state.at + 1]?.text ?? '');
      if (
        chain(state, CHAINED.test(led)) ||
        farFrom(state) ||
        together(state) ||
        (paired && pairs(state)) ||
        (/\bbetween (?:the )?$/.test(led) && pairs(state)) ||
        fromHere(state)
      )
        continue;
      told.links.length = before;
      if (/^(?:is|are)$/.test(tokens[state.at + 1]?.text ?? '') && CLOSED.has(tokens[state.at + 2]?.text ?? '')) {
        told.closed.push(one.text);
        state.at += 3;
        continue;
      }
      // "The frog can hop from …": who goes is no place.
      if (told.links.length > count || /^[\p{Lu}\d]/u.test(one.text) || tokens.length < 4) words.push(one.text);
    } else if (one.type === 'number') {
      if (lengthFirst(state)) continue;
      words.push(one.text);
    } else if (!IDLE.has(one.text)) words.push(one.text);
    state.at++;
  }
  told.unread.push({
    linked: told.links.length + told.closed.length > count,
    words: words.filter((one) => /[\p{L}\d]/u.test(one)),
  });
};

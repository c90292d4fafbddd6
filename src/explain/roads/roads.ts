/**
 * Maps, for the reading by explanation: every token is a place, a length, a joining word or a word that carries nothing,
 * and links follow from the order of these roles. A place is a word of no closed list that is joined to another one.
 * Every sentence is told in known forms, asks, says who is where, or speaks of no place; else there is no explanation.
 */
import type { ProblemOf } from '../../problem/formal/problem.ts';
import { isOnlyWay } from '../../problem/solve/path.ts';
import { isLoaded } from '../grammar/asking.ts';
import { wayAsked } from './asks.ts';
import { isRoad, parseLinks, type Told } from './links.ts';
import {
  ASIDE,
  ASKS,
  EITHER,
  EMPTY,
  INTENT,
  KINDS,
  LICENSED,
  NAMES_TOO,
  OTHERWISE,
  ROLES,
  UNITS,
  type Part,
} from './words.ts';
import { isNumberWord } from '../grammar/terminals.ts';
import { timesSaid, type Token } from '../grammar/tokens.ts';

/** A number in figures or words from a token on: where it ends, and its value. */
export type NumberAt = (at: number) => { end: number; value: string } | undefined;

const isEnd = (token: Token | undefined): boolean =>
  token === undefined || (token.kind === 'sign' && /^(?:[.;!?\n]|\.\.\.)$/.test(token.text));

const withoutAsides = (tokens: readonly Token[]): Token[] => {
  const out: Token[] = [];
  for (let at = 0; at < tokens.length;) {
    const aside = ASIDE.find((words) => words.every((word, i) => tokens[at + i]?.text === word));
    // "Nodes A to D" are no link; "bus 9" no length.
    const next = tokens[at + 1]?.text === 'are' ? at + 2 : at + 1;
    const range =
      /^(?:nodes|towns|points|vertices|stations|places|villages)$/.test(tokens[at]!.text) &&
      tokens[next + 1]?.text === 'to' &&
      tokens[next]?.text.length === 1 &&
      tokens[next + 2]?.text.length === 1;
    const line = /^(?:tram|bus|line|train|metro)$/.test(tokens[at]!.text) && tokens[at + 1]?.kind === 'number';
    // "X-ray" is a name, and no way from X to ray.
    const [letter, dash, rest] = tokens.slice(at, at + 3);
    const compound =
      /^\p{Lu}$/u.test(letter!.raw) &&
      dash?.text === '-' &&
      dash.glued &&
      rest?.glued &&
      /^\p{Ll}{2,}$/u.test(rest.raw);
    if (aside) at += aside.length;
    else if (compound) {
      out.push({ ...letter!, text: `${letter!.text}-${rest!.text}`, raw: `${letter!.raw}-${rest!.raw}` });
      at += 3;
    } else if (range) at = next + 3;
    else if (line) {
      out.push(tokens[at]!);
      at += 2;
    } else out.push(tokens[at++]!);
  }
  return out;
};

type Cut = {
  tokens: readonly Token[];
  numberAt: NumberAt;
  /** Bare numbers are places. */ numbers: boolean;
  /** Words that are places of the map; undefined while they are looked for. */ places: ReadonlySet<string> | undefined;
};

const isUpper = ({ raw }: Token): boolean => raw !== raw.toLowerCase();

/** A letter that names a place; "a" and "i" are words as often. */
const isLetter = (tokens: readonly Token[], at: number): boolean => {
  const token = tokens[at]!;
  const next = tokens[at + 1];
  if (token.text === 'i') return false;
  if (token.text !== 'a') return !(UNITS.has(token.text) && tokens[at - 1]?.kind === 'number');
  const joins =
    /^(?:-|->|>|to|with|and|is|has|connects|joins|links|leads|touches|goes|runs|borders|meets|adjoins|or|[,=:])$/;
  if (!isUpper(token)) return (joins.test(next?.text ?? '') || isEnd(next)) && next?.text !== ',';
  return !isEnd(tokens[at - 1]) || joins.test(next?.text ?? '') || next?.kind === 'number';
};

/** A word that may name a place: of no list, or a letter. */
const isName = ({ tokens, places }: Cut, at: number): boolean => {
  const token = tokens[at];
  if (token?.kind !== 'word') return false;
  const { text } = token;
  if (places?.has(text)) return true;
  if (text === 'place') return tokens[at - 1]?.text === 'my';
  if (text.length === 1) return isLetter(tokens, at) && (places === undefined || isUpper(token));
  if (isNumberWord(text)) return false;
  const dashed = [tokens[at - 1], tokens[at + 1]].some((one) => /^(?:-|->|<->)$/.test(one?.text ?? ''));
  if (dashed && places === undefined && !/^(?:one|two|both|non|way|either)$/.test(text)) return true;
  if (UNITS.has(text)) return false;
  if (EITHER.has(text)) {
    const before = /^(?:the|my|our)$/.test(tokens[at - 1]?.text ?? '') ? tokens[at - 2] : tokens[at - 1];
    return places === undefined && /^(?:to|from|and|or)$/.test(before?.text ?? '');
  }
  const free = !isLoaded(text) || NAMES_TOO.has(text);
  return places === undefined && !ROLES.has(text) && !EMPTY.has(text) && !INTENT.has(text) && free;
};

/** Where a name ends that begins at a token, and how it is written. */
const nameAt = (cut: Cut, at: number, to: number): { end: number; text: string } | undefined => {
  const { tokens, places } = cut;
  const [token, next] = [tokens[at]!, tokens[at + 1]];
  const numbered = next?.kind === 'number' && /^\d{1,3}$/.test(next.text) && !UNITS.has(tokens[at + 2]?.text ?? '');
  const lettered =
    next?.kind === 'word' &&
    next.text.length === 1 &&
    isLetter(tokens, at + 1) &&
    at + 1 < to &&
    !(tokens[at + 2]?.glued && tokens[at + 2]!.kind === 'number');
  const several = tokens.filter(
    ({ kind }, i) => kind === 'number' && tokens[i - 1]?.text === token.text && !UNITS.has(tokens[i + 1]?.text ?? ''),
  );
  const always = several.length === tokens.filter(({ text }) => text === token.text).length;
  if (KINDS.has(token.text) && ((numbered && always && new Set(several.map((one) => one.text)).size > 1) || lettered))
    return { end: at + 2, text: `${token.raw}${next!.glued ? '' : ' '}${next!.raw}` };
  if (numbered && next!.glued && token.kind === 'word') return { end: at + 2, text: token.raw + next!.raw };
  if (!isName(cut, at)) return undefined;
  let end = at + 1;
  let text = token.raw;
  while (
    end < to &&
    end < at + 3 &&
    token.text.length > 1 &&
    tokens[end]!.kind === 'word' &&
    tokens[end]!.text.length > 1
  ) {
    const word = tokens[end]!;
    const both = isUpper(token) && isUpper(word) && !isEnd(tokens[at - 1]);
    const named = isName(cut, end) || (KINDS.has(word.text) && isUpper(word));
    if (
      !named ||
      !(both || timesSaid(tokens, `${text.toLowerCase()} ${word.text}`) > 1 || (places?.has(word.text) ?? false))
    )
      break;
    text += ` ${word.raw}`;
    end++;
  }
  return { end, text };
};

/** A part of the tokens as places, lengths with their unit, and words with their role. */
const partsOf = (cut: Cut, from: number, to: number): Part[] => {
  const { tokens, numberAt, numbers, places } = cut;
  const parts: Part[] = [];
  for (let at = from; at < to;) {
    const token = tokens[at]!;
    const [one, two, three] = tokens.slice(at, at + 3).map(({ text }) => text) as [string, string?, string?];
    if (/^(?:one|1)$/.test(one) && (two === 'way' || (two === '-' && three === 'way'))) {
      parts.push({ role: 'w', text: 'one-way' });
      at += two === 'way' ? 2 : 3;
      continue;
    }
    // "AB = 7"
    if (/^\p{Lu}{2}$/u.test(token.raw) && /^[=:]$/.test(two ?? '') && tokens[at + 2]?.kind === 'number') {
      const [a, b] = [...token.raw] as [string, string];
      parts.push({ role: 'P', text: a }, { role: '-', text: '-' }, { role: 'P', text: b });
      at += 2;
      continue;
    }
    const name = nameAt(cut, at, to);
    if (name) {
      parts.push({ role: 'P', text: name.text });
      at = name.end;
      continue;
    }
    const verb = /^(?:must|can|does|could|should|would|do)$/.test(tokens[at - 1]?.text ?? '');
    const pronoun =
      one === 'one' &&
      (verb ||
        tokens[at - 1]?.text === 'another' ||
        /^(?:from|straight|between|direct|can|leads|goes|to)$/.test(two ?? ''));
    const number = one === 'a' || pronoun ? undefined : numberAt(at);
    if (number !== undefined && number.end <= to) {
      const next = tokens[number.end]?.text === 'nautical' ? number.end + 1 : number.end;
      const unit = UNITS.get(tokens[next]?.text ?? '') ?? '';
      const bracketed = tokens[at - 1]?.text === '(' && tokens[number.end]?.text === ')';
      const bare = numbers && unit === '' && !bracketed && /^\d{1,3}$/.test(number.value);
      parts.push(bare ? { role: 'P', text: number.value } : { role: 'N', text: number.value, unit });
      at = unit === '' || bare ? number.end : next + 1;
      continue;
    }
    const role = ROLES.get(one) ?? (EMPTY.has(one) || (places && (!isLoaded(one) || NAMES_TOO.has(one))) ? '' : 'u');
    parts.push({ role: roleHere(role, tokens, at), text: one });
    at++;
  }
  return parts;
};

/** "There is", "then from A" carry nothing; "from there", "then to" go on; "runs to" is no line of stops. */
const roleHere = (role: string, tokens: readonly Token[], at: number): string => {
  const next = tokens[at + 1]?.text ?? '';
  if (role === 'r' && tokens[at]!.text === 'there') return tokens[at - 1]?.text === 'from' ? 'r' : '';
  if (role === 'r') return /^(?:to|on|into)$/.test(next) ? 'r' : '';
  if (role === 'c' && /^(?:runs|goes|passes)$/.test(tokens[at]!.text)) {
    const line = tokens.slice(Math.max(0, at - 3), at).some(({ text }) => /^(?:line|metro|tram|bus|train)$/.test(text));
    return line && !/^(?:from|to|between|straight|direct|directly)$/.test(next) ? 'c' : '';
  }
  if (role === 'c' && /^(?:stops|stations)$/.test(tokens[at]!.text)) return /^(?:at|are|:)$/.test(next) ? 'c' : '';
  if (role === '-' && tokens[at]!.text === '/') return 'u';
  if (
    role === 'u' &&
    /^(?:first|second|third|fourth)$/.test(tokens[at]!.text) &&
    /^(?:joins|links|connects|goes|leads|runs)$/.test(next)
  )
    return '';
  return role;
};

const MOST_PLACES = 24;

/** "ward A" and "A", "Bell Square" and "Bell" are one place where only one name holds the other. */
const unify = (names: readonly string[]): ((name: string) => string) => {
  const low = [...new Set(names.map((one) => one.toLowerCase()))];
  const longest = (one: string): string => {
    const wider = low.filter(
      (other) => other !== one && one.split(' ').every((word) => other.split(' ').includes(word)),
    );
    return wider.length === 1 ? wider[0]! : one;
  };
  const first = new Map<string, string>();
  const letters = names.some((name) => name.length === 1);
  for (const name of names) {
    const key = longest(name.toLowerCase());
    // Where others are letters alone, "village A" is A.
    const bare = letters && KINDS.has(name.split(' ')[0]!.toLowerCase()) ? name.replace(/^\S+ /, '') : name;
    if (!first.has(key)) first.set(key, bare);
  }
  return (name) => first.get(longest(name.toLowerCase())) ?? name;
};

type Sentence = { from: number; to: number; question: boolean };
const sentencesOf = (tokens: readonly Token[]): Sentence[] => {
  const found: Sentence[] = [];
  let from = 0;
  for (let at = 0; at <= tokens.length; at++) {
    if (!isEnd(tokens[at])) continue;
    if (at > from) found.push({ from, to: at, question: tokens[at]?.text === '?' });
    from = at + 1;
  }
  return found;
};

/** Where within a sentence a question begins; -1: nowhere. */
const askFrom = (parts: readonly Part[]): number =>
  parts.findIndex(({ role, text }, i) => {
    const low = text.toLowerCase();
    if (!ASKS.has(low) || (role === 'P' && i > 0)) return false;
    const before = parts[i - 1]?.text ?? '';
    if (low === 'is') return i === 0;
    if (/^(?:cost|length|price|weight)$/.test(low)) return i === 0 && parts[1]?.text === 'of';
    if (low === 'through') return /^(?:which|how)$/.test(parts[i + 1]?.text ?? '');
    return (
      !/^(?:can|could|least|best|distance)$/.test(low) ||
      i === 0 ||
      !/^(?:you|we|i|at|it|one|they|only|the)$/.test(before)
    );
  });

const isTelling = (parts: readonly Part[]): boolean => parts.filter(({ role }) => role === 'P').length > 1;
const wants = (parts: readonly Part[]): boolean => parts.some(({ text }) => INTENT.has(text));

/** Behind which part of a question links are told: "… if A-B is 3", "… to D: A-B 3". */
const toldFrom = (ask: readonly Part[]): number =>
  ask.findIndex(
    ({ text }, i) => i > 1 && (text === ':' || /^(?:if|given|when|where)$/.test(text)) && isTelling(ask.slice(i)),
  );

/** The telling and the asking half of a sentence. */
const halves = (parts: readonly Part[], question: boolean): { told: Part[][]; ask: Part[] | undefined } => {
  const start = askFrom(parts);
  if (start < 0 && !question) return { told: [[...parts]], ask: undefined };
  const at = Math.max(0, start);
  const ask = parts.slice(at);
  const behind = toldFrom(ask);
  if (behind < 0) return { told: at > 0 ? [parts.slice(0, at)] : [], ask };
  return { told: [...(at > 0 ? [parts.slice(0, at)] : []), ask.slice(behind + 1)], ask: ask.slice(0, behind) };
};

/** Where names stand that are joined to others. */
const JOINED = new RegExp(
  [
    '(?<=f)P|P(?=[,&]*(?:t+|jt|x)P)|P(?=jP(?![t&]P))|(?<=(?:[jt]|^)[tf]*)P(?=N?[->])|P(?=[->]P)|(?<=[->])P',
    '(?<=P[,&]*j?t)P(?!P)|(?<=Pj)P|(?<=j[,]?)P(?=[&t]P)|(?<=j,?P[&t])P',
    '(?<=b)P|(?<=bP&)P|P(?=&P(?:[,&]+P&P)*j)|(?<=P&)P(?=(?:[,&]+P&P)*j|N)|P(?=&PN)',
    '(?<=cP(?:[,&]+P)*[,&]+)P|(?<=c)P(?=[,&])|(?<=r)P|P(?=N[ft])',
    '(?<=P[jt]+PN(?:[,&]+t?PN)*[,&]+t?)P(?=N)|(?<=P[jt]+P(?:[,&]+t?P)*[,&]+t?)P(?!P|N)',
  ].join('|'),
  'g',
);

const placesOf = (cut: Cut, sentences: readonly Sentence[]): Set<string> => {
  const found = new Set<string>();
  for (const { from, to, question } of sentences)
    for (const told of halves(partsOf(cut, from, to), question).told) {
      // Candidates of no list between places say nothing: they are dropped one by one where they touch no role.
      const parts = told.filter(({ role }) => role !== '');
      const letters = parts.map(({ role }) => role).join('');
      for (const { index } of letters.matchAll(JOINED))
        for (const word of parts[index]!.text.toLowerCase().split(' ')) found.add(word);
    }
  return found;
};

type Scene = {
  told: Told;
  asks: Part[][];
  intents: Part[][];
  /** The last place that was named. */ last?: Part;
  /** Words that lead to links. */ leads: ReadonlySet<string>;
};

/** "Roads in km: …", "My husband swears by Dorn: …": what leads to links, and the links. */
const withoutLead = (parts: readonly Part[]): [Part[], Part[]] => {
  const colon = parts.findIndex(({ text }) => text === ':');
  const lead = parts.slice(0, Math.max(0, colon));
  const plain = lead.every(
    ({ role, text, unit }) =>
      (role !== 'u' || UNITS.has(text) || LICENSED.has(text)) && (role !== 'N' || (unit === '' && text.length < 3)),
  );
  return plain && isTelling(parts.slice(colon + 1)) && !/t.*N|[->]/.test(lead.map(({ role }) => role).join(''))
    ? [lead.some(({ role }) => role === 'P') ? lead : [], parts.slice(colon + 1)]
    : [[], [...parts]];
};

/** "It has doors to the hall" tells of the place that was named last. */
const withPronoun = (parts: readonly Part[], last: Part | undefined): Part[] =>
  last && /^(?:it|which|this)$/.test(parts[0]?.text ?? '') && /^j?tP/.test(parts.map(({ role }) => role).join(''))
    ? [last, ...parts.slice(1)]
    : [...parts];

const sort = (parts: readonly Part[], question: boolean, scene: Scene): boolean => {
  const { told, ask } = halves(parts, question);
  const asked = [...(ask ?? [])];
  for (const [i, whole] of told.entries()) {
    const [lead, bare] = withoutLead(whole);
    const part = withPronoun(bare, scene.last);
    if (lead.length > 0) scene.intents.push(lead);
    if (!part.some(({ role }) => role === 'P' || role === 'N')) {
      if (ask !== undefined && part.some(({ role }) => role === 'u')) return false;
      continue;
    }
    // "Five islands, P, Q, R, S and T": only what they are called.
    const roles = part.map(({ role }) => role).join('');
    if (ask === undefined && /^N[,:]*P(?:[,&]+P)+$/.test(roles)) continue;
    const telling = isTelling(part) || part.some(({ role }) => role === 'x');
    const before = scene.told.links.length;
    if (telling && !wants(part) && parseLinks(part, scene.told)) {
      // "From A to C, which way?"
      const [link, other] = scene.told.links.slice(before);
      if (
        ask === undefined ||
        i > 0 ||
        other ||
        link?.length !== undefined ||
        link?.there ||
        part.find(({ role }) => role !== '')?.role !== 'f'
      )
        continue;
      scene.told.links.length = before;
      asked.push(...part);
      continue;
    }
    if (i > 0 || ask === undefined ? wants(part) : false) asked.push(...part);
    else if (telling && !wants(part) && (!part.some(({ role }) => role === 'f') || isRoad(part))) return false;
    else scene.intents.push(part);
  }
  const places = parts.filter(({ role }) => role === 'P');
  if (places.length > 0) scene.last = places.at(-1)!;
  if (ask) scene.asks.push(asked);
  else if (asked.length > 0) scene.intents.push(asked);
  return true;
};

const problemOf = (scene: Scene): ProblemOf<'path'> | undefined => {
  const { links, closed } = scene.told;
  if (links.length === 0 || links.length > 40) return undefined;
  const one = unify(links.flatMap(({ from, to }) => [from, to]));
  const all = links.map((link) => ({ ...link, from: one(link.from), to: one(link.to) }));
  const names = [...new Set(all.flatMap(({ from, to }) => [from, to]))];
  if (names.length > MOST_PLACES || all.some(({ from, to }) => from === to)) return undefined;
  const measured = all.filter(({ length }) => length !== undefined);
  const units = new Set(measured.flatMap(({ unit }) => (unit ? [unit] : [])));
  if (units.size > 1) return undefined;
  const direct = all.find(({ direct }) => direct);
  const { leads } = scene;
  const asked = wayAsked(scene.asks, scene.intents, {
    names,
    one,
    weighted: measured.length > 0,
    units,
    direct,
    leads,
  });
  if (!asked || asked.from === asked.to) return undefined;
  const inSteps = asked.ask === 'hops' || asked.ask === 'reach';
  // "My crab goes from P to C": a road without a length, from where to where is asked, is the journey.
  const journey = (link: (typeof all)[number]): boolean =>
    measured.length > 0 &&
    !link.there &&
    !link.shut &&
    link.length === undefined &&
    link.from === asked.from &&
    link.to === asked.to &&
    !inSteps;
  const roads = all.filter((link) => !journey(link));
  if (!inSteps && measured.length > 0 && roads.some(({ length, shut }) => !shut && length === undefined))
    return undefined;
  const key = ({ from, to }: { from: string; to: string }): string => [from, to].sort().join('|');
  if (
    roads.some((a, i) =>
      roads.some((b, k) => k < i && !a.shut && !b.shut && a.length !== b.length && key(a) === key(b)),
    )
  )
    return undefined;
  const avoid = [...new Set([...closed.map(one), ...asked.avoid])];
  if ([...avoid, asked.from, asked.to, asked.via ?? asked.to].some((name) => !names.includes(name))) return undefined;
  const open = roads.filter((road) => !road.shut && !roads.some((other) => other.shut && key(other) === key(road)));
  const edges = open.map(({ from, to, length, oneWay }) => ({
    from,
    to,
    length: (asked.ask === 'hops' ? undefined : length) ?? '1',
    oneWay,
  }));
  const { via } = asked;
  const problem: ProblemOf<'path'> = {
    type: 'path',
    edges,
    from: asked.from,
    to: asked.to,
    ask: asked.ask,
    ...(via !== undefined && { via }),
    ...(avoid.length > 0 && { avoid }),
  };
  const least = scene.asks
    .flat()
    .some(({ text }) => /^(?:shortest|quickest|fastest|cheapest|fewest|least)$/.test(text));
  return asked.ask === 'passed' && !least && !isOnlyWay(problem) ? undefined : problem;
};

/** The map that a question tells and the way that it asks for; undefined where one word of it has no role. */
export const roadsOf = (
  all: readonly Token[],
  numbersOf: (tokens: readonly Token[]) => NumberAt,
): ProblemOf<'path'> | undefined => {
  const tokens = withoutAsides(all);
  const plain = tokens.map(({ text }) => text).join(' ');
  if (OTHERWISE.test(plain)) return undefined;
  // Bare numbers are places where nothing else is joined.
  const numbers = /(?:^|[^\d.] )\d+ (?:-|->|to|with|and) \d+(?! (?:km|m|min|minutes|miles|=))/.test(plain);
  const cut = { tokens, numberAt: numbersOf(tokens), numbers };
  const sentences = sentencesOf(tokens);
  const places = placesOf({ ...cut, places: undefined }, sentences);
  if (places.size < 2) return undefined;
  const leads = new Set(
    tokens.flatMap(({ kind, text }, at) =>
      kind === 'word' &&
      /^(?:from|:)$/.test(tokens[at + 1]?.text ?? '') &&
      !KINDS.has(text.replace(/s$/, '')) &&
      !UNITS.has(text)
        ? [text]
        : [],
    ),
  );
  const scene: Scene = { told: { links: [], closed: [] }, asks: [], intents: [], leads };
  for (const { from, to, question } of sentences) {
    if (!sort(partsOf({ ...cut, places }, from, to), question, scene)) return undefined;
  }
  const directed = /\b(?:one - way|one way|1 - way|directed|arrows?)\b/.test(plain);
  if (directed && !scene.told.links.some(({ oneWay }) => oneWay))
    for (const link of scene.told.links) link.oneWay = true;
  return scene.asks.length === 0 ? undefined : problemOf(scene);
};

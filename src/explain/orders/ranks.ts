/**
 * Orders of people and things, for the reading by explanation: every token is a name, a relation, a place in the order,
 * a joining word or a word that carries nothing, and clues follow from the order of these roles. A name is a word of no
 * list that stands beside a relation or a place. One word without a role, or two scales, and there is no explanation.
 */
import type { Clue, Place, ProblemOf } from '../../problem/formal/problem.ts';
import { greets, isLoaded } from '../grammar/asking.ts';
import { askedOf } from './asks.ts';
import { isEnd, placeAt, relationAt, smooth, textAt, type Found } from './parts.ts';
import { isOfOne, unify, withNames } from './names.ts';
import { comparative, EMPTY, isIdle, sameScale, superlative, VERBS, type Bit } from './words.ts';
import type { NumberAt } from '../roads/roads.ts';
import { isNumberWord } from '../grammar/terminals.ts';
import { timesSaid, type Token } from '../grammar/tokens.ts';

type Cut = { tokens: readonly Token[]; names: ReadonlySet<string> | undefined };
const TITLES = new Set('aunt uncle mr mrs miss ms dr cousin'.split(' '));
const FEATURES = new Set('mountain mount lake city town village river island planet runner player horse'.split(' '));
const DETERMINERS = /^(?:the|my|our|a|an|his|her|their|its)$/;

const isName = ({ tokens, names }: Cut, at: number): boolean => {
  const token = tokens[at];
  if (token?.kind !== 'word') return false;
  const { text, raw } = token;
  if (names) return (names.has(text) || names.has(text.replace(/'s$/, ''))) && !(text === 'a' && raw === 'a');
  if (text.length === 1) return text !== 'i' && raw !== 'n' && (text !== 'a' || raw === 'A') && raw !== 's';
  return !EMPTY.has(text) && !VERBS.has(text) && !isNumberWord(text) && !isLoaded(text);
};

const nameAt = (cut: Cut, at: number, to: number): Found | undefined => {
  const { tokens, names } = cut;
  const led = DETERMINERS.test(textAt(tokens, at - 1));
  if (tokens[at]?.kind === 'number' && led && names === undefined && !isName(cut, at + 1))
    return { end: at + 1, bit: { role: 'P', text: tokens[at]!.raw } };
  const next = tokens[at + 1];
  if (
    next?.kind === 'number' &&
    tokens[at]!.kind === 'word' &&
    at + 1 < to &&
    /^(?:lot|table|number|place|letter|unit)$/.test(textAt(tokens, at))
  )
    return { end: at + 2, bit: { role: 'P', text: `${tokens[at]!.raw} ${next.raw}` } };
  if (!isName(cut, at))
    return names?.has(textAt(tokens, at)) && led
      ? { end: at + 1, bit: { role: 'P', text: tokens[at]!.raw } }
      : undefined;
  const titled = TITLES.has(textAt(tokens, at)) && at + 1 < to && isName(cut, at + 1);
  let end = titled ? at + 2 : at + 1;
  let text = titled ? `${tokens[at]!.raw} ${next!.raw}` : tokens[at]!.raw;
  const upper = (i: number): boolean => tokens[i]!.raw !== tokens[i]!.text;
  const numbers = tokens.filter(({ kind }, i) => kind === 'number' && textAt(tokens, i - 1) === tokens[at]!.text);
  const labelled = new Set(numbers.map((one) => one.text)).size > 1;
  if (/^\p{Lu}$/u.test(tokens[end]?.raw ?? '') && text.length > 1 && end < to) text += ` ${tokens[end++]!.raw}`;
  while (
    end < to &&
    end < at + 3 &&
    isName(cut, end) &&
    ((led && timesSaid(tokens, `${text.toLowerCase()} ${textAt(tokens, end)}`) > 1) ||
      (led ? !upper(at) || upper(end) : upper(at) && upper(end))) &&
    !comparative(textAt(tokens, end))
  )
    text += ` ${tokens[end++]!.raw}`;
  if (tokens[end]?.kind === 'number' && labelled && end < to) text += ` ${tokens[end++]!.raw}`;
  // "BMW's quicker than": is.
  if (relationAt(tokens, end)) text = text.replace(/'s$/, '');
  if (led) text = text.replace(/^\p{Ll}+ (?=\p{Lu}\p{L})/u, '');
  // "Mountain Alba" is Alba.
  if (/^[A-Z][a-z]+ \p{Lu}\p{Ll}/u.test(text) && FEATURES.has(text.split(' ')[0]!.toLowerCase()))
    text = text.replace(/^\S+ /, '');
  // "The blue one": who it is stands before "one".
  if (textAt(tokens, end) === 'one') end++;
  return { end, bit: { role: 'P', text } };
};

const bitsOf = (cut: Cut, from: number, to: number): Bit[] => {
  const { tokens } = cut;
  const bits: Bit[] = [];
  for (let at = from; at < to;) {
    const { text, kind } = tokens[at]!;
    const found = relationAt(tokens, at) ?? placeAt(tokens, at);
    if (found && found.end <= to) {
      bits.push(found.bit);
      at = found.end;
      continue;
    }
    if (/^(?:next|beside|alongside)$/.test(text) && (text !== 'next' || textAt(tokens, at + 1) === 'to')) {
      bits.push({ role: 'N', text });
      at += text === 'next' ? 2 : 1;
      continue;
    }
    const compared = comparative(text);
    const known =
      compared !== undefined &&
      (/^(?:scale|row)/.test(compared.scale) ||
        tokens.some((one, i) => one.text === text && textAt(tokens, i + 1) === 'than'));
    const sense = known ? compared : undefined;
    const name = nameAt(cut, at, to);
    if (sense && !name) bits.push({ role: 'C', text, scale: sense.scale, more: sense.more });
    else if (name) {
      bits.push(name.bit);
      at = name.end;
      continue;
    } else if (text === 'between') bits.push({ role: 'B', text });
    else if (kind === 'sign') bits.push({ role: /^[,:]$/.test(text) ? ',' : /^["()]$/.test(text) ? '' : 'u', text });
    else if (/^(?:and|but|while|whereas|or|n)$/.test(text)) bits.push({ role: '&', text });
    else if (/^(?:who|which)$/.test(text)) bits.push({ role: 'w', text });
    else if (text === 'then') bits.push({ role: 'h', text });
    else if (kind === 'number' || isNumberWord(text)) bits.push({ role: text === 'one' ? '' : 'n', text });
    else bits.push({ role: EMPTY.has(text) || VERBS.has(text) || isIdle(text) ? '' : 'u', text });
    at++;
  }
  return bits;
};

type Told = {
  clues: Clue[];
  scales: Set<string>;
  names: string[];
  /** How many there are said to be. */ counts: number[];
};

const lettersOf = (bits: readonly Bit[]): string => bits.map(({ role }) => role).join('');
const FORMS =
  /(?<subject>P)(?:(?<lists>(?:[,&]*hP)+)|(?<first>R)(?<object>P)|(?<at>S)|N(?<beside>P)|B(?<a>P)&(?<b>P))|(?<lead>S)(?<who>P)|(?<chain>R)(?<next>P)|[,&wh]+(?<again>R)(?<more>P)|[,&]+(?<also>S)/y;

/** The clues of a sentence that tells; false where its roles make no form. */
const tell = (all: readonly Bit[], told: Told): boolean => {
  told.counts.push(...all.filter(({ role }) => role === 'n').map(({ text }) => countOf(text)));
  const bits = all.filter(({ role }) => role !== '' && role !== 'n');
  const letters = lettersOf(bits);
  if (/[uC]/.test(letters)) return false;
  const own: Told = { clues: [], scales: new Set(), names: [], counts: [] };
  let subject: string | undefined;
  let last: string | undefined;
  for (let at = 0; at < letters.length;) {
    FORMS.lastIndex = at;
    const match = FORMS.exec(letters);
    if (!match) {
      if (!/[,&h]/.test(letters[at]!)) return false;
      at++;
      continue;
    }
    const here = bits.slice(at, at + match[0].length);
    const names = here.filter(({ role }) => role === 'P').map(({ text }) => text);
    const relation = here.find(({ role }) => role === 'R');
    const place = here.find(({ role }) => role === 'S');
    if (match.groups!.lists) {
      for (const [i, name] of names.slice(1).entries()) own.clues.push({ before: names[i]!, after: name });
      own.scales.add('row');
    } else if (relation) {
      const relative = match.groups!.again !== undefined && here.some(({ role }) => role === 'w');
      const chained = match.groups!.chain !== undefined;
      // Only signs go on without a word between: "a > b > c".
      if (chained && !/^[<>]$/.test(relation.text)) return false;
      const first = chained ? last : match.groups!.again === undefined ? names[0] : relative ? last : subject;
      if (first === undefined) return false;
      const [a, b] = relation.more ? [first, names.at(-1)!] : [names.at(-1)!, first];
      own.clues.push({ before: a, after: b, ...(relation.side && { by: 1 }) });
      // "Costs more than this but less than that" is of the cost twice.
      const before = [...own.scales].at(-1);
      own.scales.add(relation.scale === 'more' && before?.startsWith('scale') ? before : relation.scale!);
      if (match.groups!.again === undefined) subject = first;
    } else if (place) {
      const who = names[0] ?? subject;
      if (who === undefined) return false;
      own.clues.push({ name: who, places: [place.place!] });
      own.scales.add(place.scale!);
      subject = who;
    } else if (match.groups!.beside) own.clues.push({ apart: [names[0]!, names[1]!], by: 1 });
    else own.clues.push({ name: names[0]!, between: [names[1]!, names[2]!] });
    own.names.push(...names);
    last = names.at(-1) ?? last;
    at += match[0].length;
  }
  if (own.clues.length === 0) return false;
  told.clues.push(...own.clues);
  told.names.push(...own.names);
  for (const scale of own.scales) told.scales.add(scale);
  return true;
};

const ASKS =
  /^(?:who|which|what|whats|how|is|are|was|did|does|do|name|list|order|rank|sort|put|arrange|give|tell|write|find|where|can|could|say|show|whose|need|want|output)$/;
/** Where a question begins: at a word that asks, but for "who is taller than Bob" behind a name. */
const askFrom = (bits: readonly Bit[], question: boolean): number => {
  const found = bits.findIndex(({ text, role }, i) => {
    if (!ASKS.test(text.toLowerCase()) || role === 'P') return false;
    if (role === 'w') {
      const rest = lettersOf(bits.slice(i + 1));
      return i === 0 || question || !rest.startsWith('R');
    }
    return (
      i === 0 ||
      (/^[,&h]$/.test(bits[i - 1]!.role) && !/^(?:is|are|was|did|does|do|can)$/.test(text)) ||
      /^(?:what|how)$/.test(text) ||
      (question && /^[,]$/.test(bits[i - 1]!.role)) ||
      (bits[i - 1]!.text === 'so' && /^(?:is|are|was|did|does|do)$/.test(text)) ||
      (/^(?:need|want)$/.test(text) && /^(?:i|we)$/i.test(bits[i - 1]!.text))
    );
  });
  return found < 0 && question ? 0 : found;
};

const sentencesOf = (tokens: readonly Token[]): { from: number; to: number; question: boolean }[] => {
  const found: { from: number; to: number; question: boolean }[] = [];
  let from = 0;
  for (let at = 0; at <= tokens.length; at++) {
    if (!isEnd(tokens[at])) continue;
    if (at > from) found.push({ from, to: at, question: textAt(tokens, at) === '?' });
    from = at + 1;
  }
  return found;
};

/** Names that stand beside a relation or a place, or in a list with "then". Verbs stand between: "Rex weighs more than". */
const namesOf = (cut: Cut, sentences: ReturnType<typeof sentencesOf>): Set<string> => {
  const found = new Set<string>();
  for (const { from, to, question } of sentences) {
    const all = bitsOf(cut, from, to);
    const at = askFrom(all, question);
    const told = all.filter(({ role }) => role !== '');
    const letters = lettersOf(told);
    const places = at < 0 ? '|(?<!P)P(?=P*S)' : '';
    const pattern = new RegExp(
      `(?<!P)P(?=P*[RN])|(?<=[RN])P|(?<!P)P(?=P*BP&P)|(?<=B)P|(?<=BP&)P|P(?=[,&]*hP)|(?<=hP?)P${places}`,
      'g',
    );
    const listed = /^(?:[,&]*SP){2,}$/.test(letters) ? [...letters.matchAll(/P/g)] : [];
    for (const { index: at1 } of [...letters.matchAll(pattern), ...listed]) {
      // "In the lunch line Ola is in front": the name is the one with a capital.
      let index = at1;
      while (
        letters[index + 1] === 'P' &&
        told[index]!.text === told[index]!.text.toLowerCase() &&
        told[index + 1]!.text !== told[index + 1]!.text.toLowerCase()
      )
        index++;
      const words = told[index]!.text.toLowerCase().split(' ');
      for (const word of words) if (words.length === 1 || (!/^\d+$/.test(word) && !greets(word))) found.add(word);
    }
  }
  return found;
};

/** "Training times: …" */
const withoutLead = (bits: readonly Bit[]): readonly Bit[] => {
  const colon = bits.findIndex(({ text }) => text === ':');
  return colon > 0 && !/[PRSNB]/.test(lettersOf(bits.slice(0, colon))) ? bits.slice(colon + 1) : bits;
};

/** A name of nobody that was told of: with a capital, or before "one". */
const isStranger = (token: Token, before: Token, next: Token | undefined, names: ReadonlySet<string>): boolean => {
  const { kind, text, raw } = token;
  if (kind !== 'word' || names.has(text) || EMPTY.has(text) || VERBS.has(text) || ASKS.test(text)) return false;
  if (next?.text === 'one' && /^(?:the|a)$/.test(before.text))
    return !comparative(text) && !superlative(text) && !isLoaded(text);
  return (
    raw !== text &&
    text.length > 1 &&
    before.kind === 'word' &&
    !superlative(text) &&
    !comparative(text) &&
    !isLoaded(text)
  );
};

/** A name of nobody that was told of, in a list of names: "of nina, yara and dan". */
const isListedStranger = (tokens: readonly Token[], at: number, names: ReadonlySet<string>): boolean => {
  const [name, joins, here, next] = [at - 2, at - 1, at, at + 1].map((i) => textAt(tokens, i)) as [
    string,
    string,
    string,
    string,
  ];
  if (!names.has(name) || !/^(?:,|and|or)$/.test(joins) || tokens[at]?.kind !== 'word') return false;
  if (names.has(here) || EMPTY.has(here) || VERBS.has(here) || ASKS.test(here) || comparative(here)) return false;
  return isEnd(tokens[at + 1]) || /^(?:,|and|or|is|was|are)$/.test(next);
};

/** Behind which part of a question clues are told: "… if A is taller than B", "tallest first: A is taller than B". */
const toldFrom = (ask: readonly Bit[]): number => {
  const telling = (i: number): boolean => /PRP/.test(lettersOf(ask.slice(i)).replace(/[^PRSNB,&]/g, ''));
  const colon = ask.findIndex(({ text }, i) => i > 0 && text === ':' && telling(i));
  if (colon > 0 && !/[PR]/.test(lettersOf(ask.slice(0, colon)))) return colon;
  return ask.findIndex(
    ({ text, role }, i) => i > 1 && (role === ',' || /^(?:if|when|given)$/.test(text)) && telling(i),
  );
};

/** Whether all that is compared is of one scale. */
const ofOneScale = (tokens: readonly Token[], told: Told, asked: NonNullable<ReturnType<typeof askedOf>>): boolean => {
  const born = tokens.some(({ text }) => text === 'born');
  const racing = tokens.some(({ text }) => /^(?:race|won|win|wins|finish|finished|finishes)$/.test(text));
  const scales = [...told.scales, ...(asked.scale === undefined ? [] : [asked.scale])];
  return scales.every(
    (scale) =>
      sameScale(scale, scales[0]!) ||
      (racing && /^(?:row|scale 2)$/.test(scale) && /^(?:row|scale 2)$/.test(scales[0]!)) ||
      (born && /^(?:row|scale 1)$/.test(scale) && /^(?:row|scale 1)$/.test(scales[0]!)) ||
      (asked.free && scale === asked.scale),
  );
};

/** The order that a question tells, and what it asks of it. */
export const ranksOf = (
  given: readonly Token[],
  _numbersOf: (tokens: readonly Token[]) => NumberAt,
): ProblemOf<'order'> | undefined => {
  const tokens = smooth(given);
  const sentences = sentencesOf(tokens);
  const names = namesOf({ tokens, names: undefined }, sentences);
  if (names.size === 0) return undefined;
  const told: Told = { clues: [], scales: new Set(), names: [], counts: [] };
  const asks: Bit[][] = [];
  for (const { from, to, question } of sentences) {
    for (let i = from + 1; i < to; i++)
      if (isStranger(tokens[i]!, tokens[i - 1]!, tokens[i + 1], names) || isListedStranger(tokens, i, names))
        return undefined;
    const bits = bitsOf({ tokens, names }, from, to);
    // "Dan ran too" tells of one more who has no place.
    const [lead, verb] = [tokens[from]!, textAt(tokens, from + 1)];
    const someone = /^\p{Lu}\p{Ll}/u.test(lead.raw) && (VERBS.has(verb) || /^(?:also|too)$/.test(verb));
    if (
      someone &&
      !/[RSNB]/.test(lettersOf(bits)) &&
      isStranger(lead, { ...lead, kind: 'word', text: '' }, undefined, names)
    )
      return undefined;
    const first = bits.filter(({ role, text }) => role !== '' || ASKS.test(text));
    const start = askFrom(first, question);
    const at = start < 0 || first.length === 0 ? start : bits.indexOf(first[start]!);
    const before = withoutLead(at < 0 ? bits : bits.slice(0, at));
    const letters = lettersOf(before);
    const alone = question && at > 0 && /S/.test(letters) && !/[PRNB]/.test(lettersOf(bits));
    if ((at < 0 && /S/.test(letters) && !/[PRNB]/.test(letters)) || alone) {
      asks.push(bits);
      continue;
    }
    if (/[RSNB]|hP/.test(letters)) {
      if (!tell(before, told)) return undefined;
    } else if (
      before.some(({ text }) => /^(?:not|except|without|unless|same|equal|nobody|tied|either)$/.test(text)) ||
      (/[uC]/.test(letters) && /P/.test(letters))
    )
      return undefined;
    else {
      told.names.push(...before.filter(({ role }) => role === 'P').map(({ text }) => text));
      told.counts.push(...before.filter(({ role }) => role === 'n').map(({ text }) => countOf(text)));
    }
    if (at >= 0) {
      // "Who is tallest if A is taller than B?"
      const ask = bits.slice(at);
      const behind = toldFrom(ask);
      if (behind > 0 && !tell(ask.slice(behind + 1), told)) return undefined;
      const plain = behind > 0 ? ask.slice(0, behind) : ask;
      told.counts.push(...plain.filter(({ role }) => role === 'n').map(({ text }) => countOf(text)));
      asks.push(
        plain.filter(
          ({ role }, i) => role !== 'n' && !(role === 'P' && /^(?:which|what)$/.test(plain[i - 1]?.text ?? '')),
        ),
      );
    }
  }
  if (asks.length === 0 || told.clues.length === 0) return undefined;
  const one = unify(told.names);
  // "Which truck is lightest?" where all are trucks.
  const isClass = ({ role, text }: Bit): boolean =>
    role === 'P' &&
    one(text) === undefined &&
    told.names.filter((name) => name.toLowerCase().split(' ').includes(text.toLowerCase())).length > 1;
  const asking = asks.flat().filter((bit) => !isClass(bit));
  const asked = askedOf(asking, one, new Set(told.names.map(one)).size);
  if (!asked) return undefined;
  if (!ofOneScale(tokens, told, asked)) return undefined;
  const clues = told.clues.map((clue) => withNames(clue, (name) => one(name)!));
  const all = [...new Set(told.names.map((name) => one(name)!))];
  if (all.length < 2 || all.length > 12 || clues.some(isOfOne) || told.counts.some((count) => count !== all.length))
    return undefined;
  const ask: Place = asked.place;
  return { type: 'order', names: all, clues, ask };
};

const COUNTS = 'zero one two three four five six seven eight nine ten'.split(' ');
const countOf = (text: string): number => (/^\d+$/.test(text) ? Number(text) : COUNTS.indexOf(text));

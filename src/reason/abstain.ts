/**
 * Out-of-domain detection: whether a question looks like those a model was trained on, and the text that declines it.
 * It compares word shapes and pairs of neighbouring words with those of training questions. It does not understand the
 * question: a foreign one made of familiar phrases can pass, and an unusual wording of a familiar one can fail.
 */
import { unreadReason } from './nearest-kind.ts';
import { oneSlip, shapeOf, type Unit } from './question-shape.ts';

/** Plain JSON, made by fitDomain. */
export type Domain = {
  type: 'domain';
  version: 1;
  /** Word → the words seen right after it, joined by spaces. '^' opens a question, '$' ends it. */
  after: Record<string, string>;
  /** Contexts in which any name may occur: 'word>' before it, '<word' after it. */
  open: string[];
  /** Whether questions without a number, a symbol or a list are usual. */
  bare: boolean;
  /** Units of the longest training question. */
  longest: number;
  /** Highest foreignness that still counts as known. */
  threshold: number;
};

export type DomainOptions = { threshold?: number };

export type Familiarity = {
  known: boolean;
  /** Foreignness: 0 is a question as trained, 1 has nothing familiar. */
  score: number;
  unknownWords: string[];
  reason: string;
  /** What can be asked instead, in a sentence or two; '' where there is no more to say. */
  advice: string;
};

/** Chosen by measurement over held-out wordings and out-of-domain questions: see abstain.test.ts. */
const THRESHOLD = 0.2;
/** Distinct names in one context that make it open to other names. */
const OPEN = 4;
/** Weight of an unseen pair relative to an unknown word. */
const PAIR_WEIGHT = 0.5;
/** Weight of a word that is one typing slip away from a known one. */
const SLIP_COST = 0.25;
/** Added for a question without a number, a symbol or a list when training questions have one. */
const BARE_COST = 0.15;
/** Share of bare training questions below which bareness is strange. */
const BARE_SHARE = 0.01;
/** How much longer than the longest training question one may be. */
const STRETCH = 1.3;
const SLACK = 5;

const isBare = (units: readonly Unit[]): boolean => !units.some(({ text }) => text.startsWith('<') || text === ',');

const texts = (units: readonly Unit[]): string[] => ['^', ...units.map((unit) => unit.text), '$'];

/** Fits the familiarity model to questions of the domain: a few thousand that cover every kind and wording. */
export const fitDomain = (questions: readonly string[], { threshold = THRESHOLD }: DomainOptions = {}): Domain => {
  if (questions.length === 0) throw new RangeError('fitDomain needs questions of the domain, and got none');
  const after = new Map<string, Set<string>>();
  const names = new Map<string, Set<string>>();
  const add = (map: Map<string, Set<string>>, key: string, value: string) => {
    const set = map.get(key);
    if (set) set.add(value);
    else map.set(key, new Set([value]));
  };
  const shapes = questions.map(shapeOf);
  const lowercase = new Set(
    shapes
      .flat()
      .filter((unit) => !unit.name)
      .map((unit) => unit.text),
  );
  const capitalised = shapes.flat().filter((unit) => unit.name && !unit.start);
  const proper = new Set(capitalised.map((unit) => unit.text).filter((text) => !lowercase.has(text)));
  for (const units of shapes) {
    const line = texts(units);
    for (let i = 0; i + 1 < line.length; i++) add(after, line[i]!, line[i + 1]!);
    units.forEach((unit, i) => {
      if (!proper.has(unit.text)) return;
      add(names, `${line[i]}>`, unit.text);
      add(names, `<${line[i + 2]}`, unit.text);
    });
  }
  const longest = Math.max(...shapes.map((units) => units.length));
  return {
    type: 'domain',
    version: 1,
    longest,
    threshold,
    bare: shapes.filter(isBare).length > BARE_SHARE * shapes.length,
    after: Object.fromEntries([...after].sort().map(([word, next]) => [word, [...next].sort().join(' ')])),
    open: [...names]
      .filter(([, set]) => set.size >= OPEN)
      .map(([context]) => context)
      .sort(),
  };
};

type Index = { words: Set<string>; pairs: Set<string>; open: Set<string> };
const indexes = new WeakMap<Domain, Index>();

const indexOf = (domain: Domain): Index => {
  const known = indexes.get(domain);
  if (known) return known;
  const words = new Set<string>();
  const pairs = new Set<string>();
  for (const [word, next] of Object.entries(domain.after)) {
    words.add(word);
    for (const unit of next.split(' ')) {
      words.add(unit);
      pairs.add(`${word} ${unit}`);
    }
  }
  const index = { words, pairs, open: new Set(domain.open) };
  indexes.set(domain, index);
  return index;
};

/** The known word that is one typing slip away; short words have too many neighbours to tell. */
const nearest = (words: ReadonlySet<string>, text: string): string | undefined =>
  text.length < 3 ? undefined : [...words].find((word) => word.length >= 4 && oneSlip(word, text));

/** How familiar a question is. Pure; the first call with a domain indexes it. */
export const familiarity = (domain: Domain, question: string): Familiarity => {
  const { words, pairs, open } = indexOf(domain);
  const units = shapeOf(question);
  if (units.length === 0)
    return { known: false, score: 1, unknownWords: [], reason: 'there is no question in it', advice: '' };
  const limit = Math.ceil(domain.longest * STRETCH) + SLACK;
  if (units.length > limit) {
    const reason = `it is longer (${units.length} words) than what I have learnt to read (${limit})`;
    return { known: false, score: 1, unknownWords: [], reason, advice: '' };
  }
  const raw = texts(units);
  const line = [...raw];
  const unknownWords: string[] = [];
  let cost = 0;
  units.forEach((unit, i) => {
    if (words.has(unit.text)) return;
    const slip = unit.text.startsWith('<') ? undefined : nearest(words, unit.text);
    if (unit.name && open.has(`${raw[i]}>`) && open.has(`<${raw[i + 2]}`)) line[i + 1] = '<name>';
    else if (slip !== undefined) {
      line[i + 1] = slip;
      cost += SLIP_COST;
    } else {
      unknownWords.push(unit.text);
      cost += 1;
    }
  });
  let unseen = 0;
  for (let i = 0; i + 1 < line.length; i++) {
    const [a, b] = [line[i]!, line[i + 1]!];
    if (a === '<name>' || b === '<name>') continue;
    if (!pairs.has(`${a} ${b}`)) unseen++;
  }
  const strange = !domain.bare && isBare(units) ? BARE_COST : 0;
  const score = Math.min(1, strange + (cost + PAIR_WEIGHT * unseen) / (units.length * (1 + PAIR_WEIGHT)));
  const known = score <= domain.threshold;
  if (known) return { known, score, unknownWords, reason: 'it looks like the questions I have learnt', advice: '' };
  return { known, score, unknownWords, ...unreadReason(question, unknownWords) };
};

/** What a model can do, in words for users, from one line about each of its families. */
export const describeAbilities = (abouts: readonly string[]): string =>
  abouts.length === 0
    ? 'It lies outside what I have learnt.'
    : `What I have learnt: ${abouts.map((about) => about.trim().replace(/[.]$/, '')).join('; ')}.`;

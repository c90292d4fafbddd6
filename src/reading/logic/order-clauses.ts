/**
 * Reads what is told of an order, clause by clause and word by word: a name, words that do no more than join, a
 * relation or a place, and the names after it. Every word of a clause must have its role; one that has none makes the
 * whole sentence unread.
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';
import type { Clue } from '../../problem/formal/problem.ts';
import { readName, withoutVerb } from './order-names.ts';
import { readPlace } from './order-places.ts';
import { hasRelation, readRelation, type Relation } from './order-relations.ts';
import { Scanner, word } from './scanner.ts';

export type Told = {
  clues: Clue[];
  names: string[];
  dimensions: Set<string>;
  /** The subject of the clause before, the last name, and the relation that a shortened clause takes up. */
  subject?: string;
  last?: string;
  relation?: Relation;
  /** The subject that a clause of the same sentence may leave out. */
  elided?: string | undefined;
  /** Nothing was asked so far: "who" asks. */
  asking?: boolean;
};

const SEPARATOR = /\s*(?:[,()"]|-(?= )|\.\.\.)\s*/uy;
const CONJUNCTION = word(
  'and|but|so|also|then|while|whilst|whereas|yet|though|although|if|since|because|given(?: that)?|suppose|supposing|imagine|say|' +
    'assume|assuming|we (?:also )?know(?: that)?|i (?:also )?know(?: that)?|it is known that|that|well|ok|okay|now|meanwhile|however|finally|likewise|' +
    'similarly|in turn|settle this|as for|lol|for example|or|here is the thing|there is|there was|note that|plus|oh',
);
/** "In my queue", "of four houses", "on the wall" before a clause. */
const SETTING = new RegExp(
  sequence(
    /(?:[Ii]n|[Oo]n|[Aa]t|[Oo]f|[Ff]or|[Ff]rom|[Aa]mong|[Dd]uring|[Aa]round|[Aa]long|[Ww]ithin) /u,
    /(?:(?:the|an?|my|our|this|\d+|three|four|five|six) )?(?:final |long |same |local |old )?/u,
    /(?!front|top|the end)\p{Ll}[\p{Ll}\d' ]{1,24}?(?:,|(?= (?:\p{Lu}|the |my )))/u,
  ),
  'uy',
);

const FILLER = word(
  'is|are|was|were|be|been|has|have|had|got|gets|does|did|do|will|would|came|come|comes|in|out|finished|finish|finishes|arrived|arrive|' +
    'arrives|ran|run|runs|stood|stand|stands|standing|sat|sit|sits|sitting|seated|lives|live|lived|placed|parked|hangs|' +
    'cost|costs|priced|weighs?|weighed|earns?|earned|makes?|made|scored?|scores|sells?|sold|took|takes?|lasts?|lasted|' +
    'plays?|played|paid|served|signed|built|born|hired|bought|published|released|promoted|joined|joins|started|starts|start|' +
    'opened|opens|began|begins|works?|worked|here|there|jumps?|jumped|drives?|drove|swims?|swam|rides?|crossed|reached|reaches|landed|' +
    'clocked|queued|turned|showed|checked|logged|to be|also|both|actually|clearly|always|just|ranked?|ranks|up|down|they|' +
    "'s|were|being|lies|lay|located|situated|the|a|an|on|at|of|this|that|it|still|really|definitely|obviously",
);
const NEGATION = word("not|never|n't");
const WHO = word('who|which|that');
const PRONOUN = word('he|she|it|they|this one|that one|the latter');
const NOBODY = word(
  'nobody(?: else)?|no ?one(?: else)?|none(?: of (?:them|the others))?|nothing|no (?:other )?[a-z]+(?= (?:is|was|came|finished|arrived|stands|scored))',
);
const EVERYBODY = word(
  '(?:everyone|everybody|anyone|anybody|everything|anything)(?: else)?(?: in .*)?|all (?:of )?(?:the )?(?:others?|rest)(?: [a-z]+)?|all|the others?|the rest|(?:any|each|every|all) of them|(?:any|each|every) (?:of the )?others?(?: [a-z]+)?',
);
const COUNT = word(
  String.raw`(?:there (?:is|are|was|were) )?(?:exactly |only |just )?(\d+|one) (?:(?:other )?(?:people|persons?|runners?|others|of them|children|kids|students|pupils|cars|houses|players|racers|drivers|boys|girls|men|women|places?|spots?|seats?|books?|things?|boxes))`,
);
const EXCEPT = word('except(?: for)?|but|apart from|other than');
/** Words after the last name that say nothing: where and when it was. */
const TAIL = new RegExp(
  alternatives(
    sequence(
      /(?:in|on|at|for|from|by|during|to|through|across|over|of (?=all|the|them|\d)) ?/u,
      /(?:(?:the|a|an|my|our|this|that|their|his|her|last|every|each) )?[\p{L}\d'-]+/u,
      '(?:',
      sequence(
        / /u,
        anyOf(
          /race|class|queue|line|row|street|shelf|list|team|family|year|week|morning|final|score|points?/u,
          /house|day/u,
        ),
      ),
      ')?',
      /(?![\p{L}])/u,
    ),
    /by \d+(?:\.\d+)? [\p{L}]+(?![\p{L}])/u,
    sequence(
      anyOf(
        /too|also|today|yesterday|though|as well|obviously|anyway|either|again|overall|dear|mate|here/u,
        /this (?:year|week|morning|time)|last (?:year|week|night|time)|respectively|lol|haha|ok|okay/u,
        /in that order|without ties|home|in|it|so far|now|exactly|and so on|does|do|did|is|was|has|are/u,
      ),
      /(?![\p{L}])/u,
    ),
  ),
  'iuy',
);

/** Names after a relation: one, or several with "and". Stops before a name that begins the next clause. */
const readNames = (scan: Scanner): string[] => {
  const names: string[] = [];
  const both = scan.take(word('both|either|neither')) !== undefined;
  const first = readName(scan);
  if (first === undefined) return names;
  names.push(first);
  for (;;) {
    const next = scan.attempt(() => {
      if (!scan.take(/\s*(?:,\s*(?:and|or|nor)?|and|or|nor|&)(?![\p{L}])/iuy)) return undefined;
      const name = readName(scan);
      if (name === undefined) return undefined;
      const ends = scan.done || scan.peek(/\s*(?:,|and(?![\p{L}])|but(?![\p{L}])|or(?![\p{L}]))/iuy) !== undefined;
      return ends ? name : undefined;
    });
    if (next === undefined) break;
    names.push(next);
    if (both && names.length === 2) break;
  }
  return names;
};

const addName = (told: Told, name: string): void => {
  if (!told.names.includes(name)) told.names.push(name);
  told.last = name;
};

/** Everybody else stands on one side of a name, but for one. */
const againstAll = (scan: Scanner, told: Told, name: string, sign: number): boolean => {
  const but = scan.take(EXCEPT) ? readName(scan) : undefined;
  if (but !== undefined) {
    addName(told, but);
    told.clues.push({ name: but, places: [sign] });
  }
  told.clues.push({ name, places: [but === undefined ? sign : 2 * sign] });
  return true;
};

type Subject = { type: 'name'; name: string } | { type: 'nobody' } | { type: 'all' } | { type: 'count'; count: number };

const relate = (told: Told, relation: Relation, a: string, b: string, negative: boolean): boolean => {
  addName(told, a);
  addName(told, b);
  if (a.toLowerCase() === b.toLowerCase()) return false;
  if (relation.type === 'apart') {
    if (negative) return false;
    told.clues.push({ apart: [a, b], by: relation.by });
    told.dimensions.add('position');
    return true;
  }
  if (relation.type === 'between') return false;
  told.dimensions.add(relation.sense.dimension);
  const forward = relation.sense.sign === 1;
  if (relation.type === 'level') {
    // "Not as tall as Bob": Bob is taller.
    if (negative) told.clues.push(forward ? { before: b, after: a } : { before: a, after: b });
    else told.clues.push({ level: [a, b] });
    return true;
  }
  // "Not taller" may be level; "not before" is after.
  if (negative && (relation.by !== undefined || relation.sense.dimension !== 'position')) return false;
  const [before, after] = forward === negative ? [b, a] : [a, b];
  told.clues.push({ before, after, ...(relation.by !== undefined && { by: relation.by }) });
  return true;
};

/** What a relation says of the subject, with the names that follow it. */
const objects = (scan: Scanner, told: Told, subject: Subject, relation: Relation, negative: boolean): boolean => {
  if (relation.type === 'between') {
    const [a, b, ...more] = readNames(scan);
    if (a === undefined || b === undefined || more.length > 0 || negative) return false;
    addName(told, a);
    addName(told, b);
    told.dimensions.add('position');
    if (subject.type === 'count') told.clues.push({ apart: [a, b], by: subject.count + 1 });
    else if (subject.type === 'name') {
      addName(told, subject.name);
      told.clues.push({ name: subject.name, between: [a, b] });
    } else if (subject.type === 'nobody') told.clues.push({ apart: [a, b], by: 1 });
    else return false;
    return true;
  }
  const sign = relation.type === 'before' ? relation.sense.sign : 1;
  if (scan.take(EVERYBODY)) {
    if (subject.type !== 'name' || relation.type !== 'before' || negative) return false;
    told.dimensions.add(relation.sense.dimension);
    addName(told, subject.name);
    return againstAll(scan, told, subject.name, sign);
  }
  const pronoun = scan.peek(/(?:him|her|it|them|his|hers|theirs)(?![\p{L}])(?! [\p{L}]{3,})/iuy);
  const names = pronoun && told.last !== undefined && scan.take(/\S+/y) ? [told.last] : readNames(scan);
  if (names.length === 0) return false;
  if (subject.type === 'name') {
    told.relation = relation;
    return names.every((name) => relate(told, relation, subject.name, name, negative));
  }
  const [name] = names;
  if (relation.type !== 'before' || relation.by !== undefined || names.length > 1 || negative) return false;
  told.dimensions.add(relation.sense.dimension);
  addName(told, name!);
  if (subject.type === 'all') return againstAll(scan, told, name!, -sign);
  const count = subject.type === 'nobody' ? 0 : subject.count;
  told.clues.push({ name: name!, places: [sign * (count + 1)] });
  return true;
};

/** The subject of a clause; undefined where it has none of its own. */
const subjectOf = (scan: Scanner, told: Told): Subject | undefined => {
  const counted = scan.attempt(() => scan.take(COUNT))?.[1];
  if (counted !== undefined) return { type: 'count', count: Number(counted) || 1 };
  if (scan.take(NOBODY)) return { type: 'nobody' };
  if (scan.peek(EVERYBODY) && !scan.peek(/the others? [a-z]/iuy) && scan.take(EVERYBODY)) return { type: 'all' };
  if (scan.take(PRONOUN)) return told.subject === undefined ? undefined : { type: 'name', name: told.subject };
  const only = scan.take(word('only'));
  const name = readName(scan);
  if (name === undefined || only) return undefined;
  return { type: 'name', name };
};

/** "The second is Ann", "the tallest is Bob": the place before the name. */
const placedFirst = (scan: Scanner, told: Told): boolean | undefined =>
  scan.attempt(() => {
    scan.take(word('the'));
    const place = readPlace(scan);
    if (!place) return undefined;
    scan.take(/(?:one|person|child|house|place|box|runner)(?![\p{L}])/iuy);
    if (!scan.take(word('is|was|goes to|went to|belongs to|place is|:|comes|came'))) return undefined;
    if (scan.take(NEGATION)) place.not = !place.not;
    const name = readName(scan);
    if (name === undefined) return undefined;
    addName(told, name);
    told.subject = name;
    if (place.dimension !== undefined) told.dimensions.add(place.dimension);
    told.clues.push({ name, places: place.places, ...(place.not && { not: true }) });
    return true;
  });

const addPlace = (scan: Scanner, told: Told, name: string, negative: boolean): boolean => {
  const place = readPlace(scan);
  if (!place) return false;
  addName(told, name);
  if (place.dimension !== undefined) told.dimensions.add(place.dimension);
  const not = (place.not ?? false) !== negative;
  told.clues.push({ name, places: place.places, ...(not && { not: true }) });
  scan.take(word('place|position|one|of (?:all|them(?: all)?|the (?:three|four|five|lot|\\d))|overall|among them'));
  return true;
};

/** "Even less than": less of what was compared before. */
const taken = (relation: Relation | undefined, told: Told): Relation | undefined => {
  if (relation?.type !== 'before' || relation.sense.dimension !== 'amount' || told.relation?.type !== 'before')
    return relation;
  const { dimension } = told.relation.sense;
  return /^(?:size|price|weight)$/.test(dimension)
    ? { ...relation, sense: { ...relation.sense, dimension } }
    : relation;
};

/** Relations and places of one subject: "is older than A but younger than B, and comes third". */
const predicates = (scan: Scanner, told: Told, subject: Subject, own = true, denied = false): boolean => {
  let found = false;
  let negative = denied;
  let strange = 0;
  const start = scan.at;
  for (;;) {
    const relation = taken(readRelation(scan, scan.text.slice(start, scan.at)), told);
    if (relation) {
      if (!objects(scan, told, subject, relation, negative)) return false;
      [found, negative, strange] = [true, false, 0];
    } else if (subject.type === 'name' && addPlace(scan, told, subject.name, negative))
      [found, negative, strange] = [true, false, 0];
    else if (scan.take(NEGATION)) negative = true;
    else if (found) {
      while (scan.take(TAIL));
      const more = scan.attempt(() => {
        scan.take(SEPARATOR);
        if (!scan.take(word('and|but|yet|or|though|nor'))) return undefined;
        while (scan.take(FILLER) ?? scan.take(PRONOUN));
        const starts = scan.peek(NEGATION) !== undefined || startsPhrase(scan);
        return starts ? true : undefined;
      });
      if (!more) return true;
    } else if (scan.take(FILLER)) continue;
    else if (own && subject.type === 'name' && strange < 5 && takeStrange(scan)) strange++;
    else return false;
  }
};

const TELLING = new RegExp(
  sequence(
    /^/,
    anyOf(
      /who|which|that|what|whom|where|when|why|how|not|never|no|nobody|none|nothing|and|or|nor|but|if/,
      /than|as|so|he|she|it|they|him|them|everyone|everybody|anyone|all|both|each|every|any|either/,
      /neither|more|less|fewer|most|least|same|only|while|whereas|though|because|since|until|unless/,
      /except|i|me|we|us|you/,
    ),
    /$/,
  ),
  'i',
);
/**
 * A word in small letters that joins nothing and compares nothing: what was done ("crossed the line", "to the party").
 */
const takeStrange = (scan: Scanner): boolean => {
  const found = scan.peek(/\p{Ll}+(?![\p{L}\p{N}_'])/uy)?.[0];
  return found !== undefined && !TELLING.test(found) && scan.take(/\p{Ll}+/uy) !== undefined;
};

const startsPhrase = (scan: Scanner): boolean => {
  const start = scan.at;
  const found = readRelation(scan, '') !== undefined || readPlace(scan) !== undefined;
  scan.at = start;
  return found;
};

/** "B to C", "Bo than Cy", "Di, Eve": a clause that takes up the relation before it. */
const shortened = (scan: Scanner, told: Told, name: string): boolean => {
  if (!told.relation) return false;
  while (scan.take(FILLER));
  if (!scan.take(word('to|than|of'))) return false;
  const names = readNames(scan);
  return names.length > 0 && names.every((other) => relate(told, told.relation!, name, other, false));
};

/** ", Ola did": what was said not to be so of another. */
const instead = (scan: Scanner, told: Told, name: string): boolean => {
  const last = told.clues.at(-1);
  if (!last || !('places' in last) || !last.not || !scan.take(word('did|does|is|was'))) return false;
  addName(told, name);
  told.clues.push({ name, places: last.places });
  return true;
};

/** ", who is taller than Cy": of the name before it. */
const relative = (scan: Scanner, told: Told): boolean | undefined =>
  scan.attempt(() => {
    if (told.last === undefined || !scan.take(WHO) || !hasRelation(scan.rest) || told.asking) return undefined;
    const name = told.last;
    return predicates(scan, told, { type: 'name', name }) ? true : undefined;
  });

/** "Gina, who is older than Hal, is younger than Ian" */
const aside = (scan: Scanner, told: Told, subject: Subject & { type: 'name' }): boolean => {
  if (!scan.take(SEPARATOR) || !scan.take(WHO) || !predicates(scan, told, subject)) return false;
  if (!scan.take(SEPARATOR) || !predicates(scan, told, subject)) return false;
  told.subject = told.elided = subject.name;
  return true;
};

/** "Sam likes football": of no order. */
const HABIT = new RegExp(
  sequence(
    /(?:likes?|loves?|hates?|wears?|plays?|owns?|enjoys?|supports?|speaks?|collects?) /u,
    /(?:a |the |his |her )?\p{Ll}+(?: \p{Ll}+)?(?=\s*(?:[,.;?]|and\b|but\b|$))/u,
  ),
  'uy',
);

/** "Both Ann and Bea are taller than Cy", "neither Tim nor Sue is as tall as Ann": of each of them. */
const several = (scan: Scanner, told: Told): boolean | undefined =>
  scan.attempt(() => {
    const lead = scan.take(word('both|neither'))?.[0].toLowerCase();
    const names: string[] = [];
    for (;;) {
      const name = readName(scan);
      if (name === undefined) return undefined;
      names.push(name);
      if (!scan.take(/\s*(?:,\s*(?:and|nor|or)?|and|nor|or|&)(?![\p{L}])/iuy)) break;
    }
    if (
      names.length < 2 ||
      !scan.peek(word('is|are|was|were|do|did|have|has|both|finished|came|arrived|ran|stand|sit'))
    )
      return undefined;
    const start = scan.at;
    let end: number | undefined;
    for (const name of names) {
      scan.at = start;
      if (!predicates(scan, told, { type: 'name', name }, true, lead === 'neither')) return undefined;
      end ??= scan.at;
      if (scan.at !== end) return undefined;
    }
    return true;
  });

const clause = (scan: Scanner, told: Told, then: boolean): boolean => {
  if (placedFirst(scan, told) ?? several(scan, told)) return true;
  const start = scan.at;
  const own = scan.attempt(() => subjectOf(scan, told));
  const subject = own ?? (told.elided === undefined ? undefined : { type: 'name' as const, name: told.elided });
  if (!subject) return false;
  if (own?.type === 'name' && scan.take(HABIT)) return true;
  const after = scan.at;
  const state = { clues: [...told.clues], names: [...told.names], last: told.last };
  const undo = (): void => {
    told.clues = [...state.clues];
    told.names = [...state.names];
    if (state.last !== undefined) told.last = state.last;
    scan.at = after;
  };
  const readAs = (name: Subject): boolean => {
    undo();
    if (!predicates(scan, told, name, own !== undefined)) return false;
    if (name.type === 'name') told.subject = told.elided = name.name;
    return true;
  };
  if (subject.type === 'name') {
    const verb = own ? withoutVerb(subject.name) : undefined;
    if (verb !== undefined && startsPhrase(scan) && readAs({ type: 'name', name: verb })) return true;
    if (readAs(subject)) return true;
    undo();
    if (own && aside(scan, told, subject)) return true;
    undo();
    if (own && (instead(scan, told, subject.name) || shortened(scan, told, subject.name))) {
      told.subject = subject.name;
      return true;
    }
    undo();
    if (own && then && told.subject !== undefined && (scan.done || scan.peek(SEPARATOR) || scan.peek(word('and')))) {
      const before = told.subject;
      told.subject = subject.name;
      return relate(told, { type: 'before', sense: { dimension: 'position', sign: 1 } }, before, subject.name, false);
    }
  } else if (readAs(subject)) return true;
  undo();
  scan.at = start;
  return false;
};

/** Reads one clause for "is it so?": undefined when it is more or less than one clue. */
export const oneClue = (text: string): { clue: Clue; told: Told } | undefined => {
  const told: Told = { clues: [], names: [], dimensions: new Set() };
  const scan = new Scanner(text);
  if (!clause(scan, told, false)) return undefined;
  while (scan.take(TAIL) ?? scan.take(SEPARATOR));
  return scan.done && told.clues.length === 1 ? { clue: told.clues[0]!, told } : undefined;
};

/**
 * Reads the clauses of a sentence into `told`. Returns what is left from the first clause that is none; '' where all
 * was read.
 */
export const readClauses = (sentence: string, told: Told): string => {
  const scan = new Scanner(sentence);
  told.elided = undefined;
  for (;;) {
    let then = false;
    let start = scan.at;
    for (;;) {
      start = scan.at;
      const lead = scan.take(SEPARATOR) ?? scan.take(CONJUNCTION);
      if (lead) then ||= /then/i.test(lead[0]);
      else if (!scan.take(SETTING)) break;
    }
    if (scan.done) return '';
    if (relative(scan, told)) continue;
    if (!clause(scan, told, then)) return sentence.slice(start).trim();
    while (scan.take(TAIL));
    if (scan.at === start) return scan.rest.trim();
  }
};

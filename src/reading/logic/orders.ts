/** Reads orders from comparisons: who is taller, who finished before whom, what stands left of what. */
import type { Clue, Place } from '../../problem/formal/problem.ts';
import { reading, refusal, type Outcome, type Reader } from '../reading.ts';
import { LEADS, nameAfter, nameBefore, withoutNoun } from './order-names.ts';
import { strangerIn } from './strangers.ts';
import { numbersIn } from '../text/text.ts';
import { anyOf, sequence } from '../../regex.ts';

type Sense = { dimension: string; sign: 1 | -1 };

const DIMENSIONS: Readonly<Record<string, readonly [string, string]>> = {
  size: ['tall high long big large wide deep great thick', 'short low small narrow shallow thin tiny little'],
  age: ['old', 'young new recent'],
  weight: ['heavy', 'light'],
  speed: ['fast quick', 'slow'],
  hardness: ['hard', 'soft'],
  price: ['dear pricey costly expensive', 'cheap'],
  amount: [
    'many much rich strong good hot warm loud bright busy clever smart sweet far popular',
    'few poor weak bad cold cool quiet dark easy near close',
  ],
};

const IRREGULAR: Readonly<Record<string, string>> = {
  more: 'many',
  most: 'many',
  less: 'few',
  least: 'few',
  fewer: 'few',
  fewest: 'few',
  better: 'good',
  best: 'good',
  worse: 'bad',
  worst: 'bad',
  elder: 'old',
  eldest: 'old',
  further: 'far',
  farther: 'far',
  furthest: 'far',
  farthest: 'far',
  littler: 'little',
  littlest: 'little',
};

const stemOf = (word: string): string => {
  const known = IRREGULAR[word];
  if (known) return known;
  const stem = word.replace(/(?:er|est)$/, '');
  const forms = [stem, `${stem}e`, stem.replace(/i$/, 'y'), stem.replace(/(.)\1$/, '$1')];
  for (const [plus, minus] of Object.values(DIMENSIONS))
    for (const form of forms) if (` ${plus} ${minus} `.includes(` ${form} `)) return form;
  return stem;
};

/** What a comparative or superlative says; a stem of its own for adjectives that are not in the table. */
const senseOf = (word: string, turn: 'more' | 'less' | undefined): Sense => {
  const stem = stemOf(word);
  const flip = turn === 'less' ? -1 : 1;
  for (const [dimension, [plus, minus]] of Object.entries(DIMENSIONS)) {
    if (` ${plus} `.includes(` ${stem} `)) return { dimension, sign: flip as 1 | -1 };
    if (` ${minus} `.includes(` ${stem} `)) return { dimension, sign: -flip as 1 | -1 };
  }
  return { dimension: stem, sign: flip as 1 | -1 };
};

const POSITIONS: readonly (readonly [RegExp, 1 | -1])[] = [
  [
    new RegExp(
      sequence(
        /\b(?:just |right |immediately |directly |straight )?/,
        anyOf(
          /before|ahead of|in front of|above|over|on top of|earlier than|sooner than|higher than/,
          /upstairs from|beats?|beat|defeated|outran|outranks?|outscored?|to the left of|left of|north of/,
        ),
        /\b/,
      ),
    ),
    1,
  ],
  [
    new RegExp(
      sequence(
        /\b(?:just |right |immediately |directly |straight )?/,
        anyOf(
          /after|behind|below|under|underneath|beneath|later than|lower than|to the right of|right of/,
          /lost to|south of/,
        ),
        /\b/,
      ),
    ),
    -1,
  ],
];

type Comparison = { before: string; after: string; dimension: string };

const TURNS: Readonly<Record<string, 'more' | 'less'>> = { more: 'more', less: 'less', fewer: 'less' };
const COMPARATIVE = /\b(?:(more|less|fewer)\s+)?([a-z]+er|more|less|fewer|worse)\b(?:\s+[a-z]+){0,3}?\s+than\b/;
const NOT_AS = /\bnot (?:quite |nearly )?(?:as|so) ([a-z]+) as\b/;

/** One comparison in a clause, with the subject of the clause before when it has none. */
const comparisonIn = (
  clause: string,
  subject: string | undefined,
): { found: Comparison; subject: string } | undefined => {
  const low = clause.toLowerCase();
  const make = (start: number, end: number, sense: Sense): { found: Comparison; subject: string } | undefined => {
    const left = nameBefore(clause.slice(0, start)) ?? subject;
    const right = nameAfter(clause.slice(end));
    if (left === undefined || right === undefined || left.toLowerCase() === right.toLowerCase()) return undefined;
    const [before, after] = sense.sign === 1 ? [left, right] : [right, left];
    return { found: { before, after, dimension: sense.dimension }, subject: left };
  };
  const notAs = NOT_AS.exec(low);
  if (notAs) {
    const sense = senseOf(notAs[1]!, undefined);
    return make(notAs.index, notAs.index + notAs[0].length, { ...sense, sign: -sense.sign as 1 | -1 });
  }
  if (/\bnot\b|n't\b/.test(low)) return undefined;
  const position = POSITIONS.map(([pattern, sign]) => ({ match: pattern.exec(low), sign })).find((one) => one.match);
  const match = COMPARATIVE.exec(low);
  if (
    match &&
    /(?:er|more|less|fewer|worse)$/.test(match[2]!) &&
    (!position?.match || !position.match[0].endsWith('than'))
  ) {
    const turn = TURNS[match[1] ?? ''];
    const bare = /^(?:more|less|fewer)$/.test(match[2]!);
    const after = bare ? /\b(?:more|less|fewer)\s+(expensive|popular|recent|costly)\b/.exec(match[0]) : null;
    const sense = after ? senseOf(after[1]!, match[2] === 'more' ? 'more' : 'less') : senseOf(match[2]!, turn);
    const verb = bare ? /\b(cost|weigh)s?\b/.exec(low.slice(0, match.index))?.[1] : undefined;
    const costs = verb === undefined ? sense.dimension : { cost: 'price', weigh: 'weight' }[verb]!;
    return make(match.index, match.index + match[0].length, { ...sense, dimension: costs });
  }
  if (position?.match)
    return make(position.match.index, position.match.index + position.match[0].length, {
      dimension: 'position',
      sign: position.sign,
    });
  return undefined;
};

const clausesOf = (text: string): string[] =>
  text
    .split(/[.;?!,:]\s+|\s+-\s+|,\s*|[.;?!]$|\s+\b(?:and|but|while|whereas|yet|though|whilst)\b\s+/i)
    .filter((one) => one.trim() !== '');

const ORDINALS: Readonly<Record<string, number>> = {
  first: 1,
  '1st': 1,
  second: 2,
  '2nd': 2,
  third: 3,
  '3rd': 3,
  fourth: 4,
  '4th': 4,
  fifth: 5,
  '5th': 5,
};
const ORDINAL = Object.keys(ORDINALS).join('|');

/** What is asked, as a place in the order from the highest. */
const placeIn = (low: string, dimensions: ReadonlySet<string>): { place: number; middle: boolean } | undefined => {
  if (/\bin the middle\b|\bmiddle (?:one|child|place|position|height)\b|\bin between\b|\bmiddle\b/.test(low))
    return { place: 0, middle: true };
  const rank = new RegExp(
    String.raw`\b(?:(${ORDINAL})[- ])?(?:(most|least)[- ](expensive|popular|recent|costly)|([a-z]+est|most|least|best|worst))\b(?!\s*(?:first|to\b))`,
  ).exec(
    low.replace(
      /\b(?:guest|test|rest|west|forest|interest|honest|request|contest|nest|chest|quest|best friend|latest news)\b/g,
      ' ',
    ),
  );
  if (rank) {
    const sense =
      rank[3] !== undefined ? senseOf(rank[3], rank[2] === 'most' ? 'more' : 'less') : senseOf(rank[4]!, undefined);
    const place = ORDINALS[rank[1] ?? ''] ?? 1;
    return { place: sense.sign * place, middle: false };
  }
  const from = new RegExp(
    String.raw`\b(${ORDINAL})(?: place)? from (?:the )?(top|front|left|bottom|back|right|end)\b`,
  ).exec(low);
  if (from) return { place: (/top|front|left/.test(from[2]!) ? 1 : -1) * ORDINALS[from[1]!]!, middle: false };
  const toLast = new RegExp(String.raw`\b(?:(${ORDINAL})[- ])(?:to|from)?[- ]?(?:the )?last\b`).exec(low);
  if (toLast) return { place: -ORDINALS[toLast[1]!]!, middle: false };
  if (
    /\b(?:wins?|won|winner|first|leftmost|front|topmost|top|in the lead|leads|ahead of (?:everyone|all)|max|maximum)\b/.test(
      low,
    )
  )
    return { place: 1, middle: false };
  if (/\b(?:last|rightmost|bottom|loser|lost|back|final|min|minimum)\b/.test(low)) return { place: -1, middle: false };
  const nth = new RegExp(String.raw`\b(${ORDINAL})\b`).exec(low);
  if (nth) return { place: ORDINALS[nth[1]!]!, middle: false };
  return dimensions.size === 0 ? undefined : undefined;
};

const asPlace = ({ place, middle }: { place: number; middle: boolean }): Place => {
  if (middle) return { type: 'middle' };
  if (place === 1 || place === -1) return { type: place === 1 ? 'first' : 'last' };
  return { type: 'place', place };
};

const LISTS = /\b(?:in order|order (?:them|these|the|from|is)|list|rank|sort|arrange|order\b)/;

const askOf = (
  question: string,
  low: string,
  names: readonly string[],
  dimensions: ReadonlySet<string>,
  from: Sense | undefined,
): Place | undefined => {
  const list = /\bfrom (?:the )?(?:most |least )?([a-z]+) to (?:the )?(?:most |least )?([a-z]+)\b/.exec(low);
  if (list && (/(?:est|first|last|top|bottom|left|right|front|back|most|least)$/.test(list[1]!) || LISTS.test(low))) {
    const down =
      /^(?:top|first|left|front)$/.test(list[1]!) ||
      (list[1]!.endsWith('est') && senseOf(list[1]!, undefined).sign === 1);
    const most = /\bfrom (?:the )?most\b/.test(list[0]);
    const least = /\bfrom (?:the )?least\b/.test(list[0]);
    return { type: (down || most) && !least ? 'list' : 'list-reversed' };
  }
  const leading =
    /\b([a-z]+est|most|least) (?:\w+ )?(?:one )?first\b/.exec(low) ??
    /\b(?:start|begin)(?:ing)? with the ([a-z]+est)\b/.exec(low) ??
    /\border from (?:the )?([a-z]+est)\b(?! to)/.exec(low);
  if (leading && LISTS.test(low))
    return { type: senseOf(leading[1]!, undefined).sign === 1 ? 'list' : 'list-reversed' };
  const pair =
    /\b(?:who|which|what)\b[^?]*?\b([a-z]+er|more|less|fewer|first|sooner|earlier|later)\b[^?]*?\s*,?\s+([\p{L}\p{N}]+) or ([\p{L}\p{N}]+)\s*\??\s*$/iu.exec(
      question,
    );
  const known = (one: string): string | undefined => names.find((name) => name.toLowerCase() === one.toLowerCase());
  if (pair && known(pair[2]!) && known(pair[3]!)) {
    const sign = /^first|sooner|earlier$/.test(pair[1]!)
      ? 1
      : pair[1] === 'later'
        ? -1
        : senseOf(pair[1]!.toLowerCase(), undefined).sign;
    return { type: 'compare', names: [known(pair[2]!)!, known(pair[3]!)!], want: sign === 1 ? 'first' : 'last' };
  }
  const comparative = /\b(?:who|which|what)\b[^?]*\b([a-z]{2,}er|more|less|fewer)\b(?! than)/.exec(low);
  if (
    comparative &&
    names.length === 2 &&
    !/^(?:other|her|number|over|after|under|ever|order|river|letter|answer|water)$/.test(comparative[1]!)
  ) {
    const sign = senseOf(comparative[1]!, undefined).sign;
    return { type: sign === 1 ? 'first' : 'last' };
  }
  const place = placeIn(low, dimensions);
  if (place) return asPlace(place);
  return from && LISTS.test(low) ? { type: 'list' } : undefined;
};

/** A > B, bolt < nut < plate. */
const chains = (text: string): { clues: Clue[]; rest: string } => {
  const clues: Clue[] = [];
  const name = String.raw`[\p{L}][\p{L}\p{N}_]*`;
  const rest = text.replace(new RegExp(`(?<![\\w<>-])${name}(?:\\s*[<>]\\s*${name})+(?![\\w])`, 'gu'), (found) => {
    const parts = found.split(/\s*([<>])\s*/);
    for (let i = 1; i < parts.length; i += 2) {
      const [a, sign, b] = [parts[i - 1]!, parts[i]!, parts[i + 1]!];
      clues.push(sign === '>' ? { before: a, after: b } : { before: b, after: a });
    }
    return ' ';
  });
  return { clues, rest };
};

/** Every spelling of a name as its first. */
const unify = (clues: readonly Clue[]): { clues: Clue[]; names: string[] } => {
  const names = new Map<string, string>();
  const one = (name: string): string => {
    const key = name.toLowerCase().split(' ').at(-1)!;
    const known = names.get(key);
    const same =
      known !== undefined &&
      (known.toLowerCase() === name.toLowerCase() || !known.includes(' ') || !name.includes(' '));
    if (same) return known;
    names.set(known === undefined ? key : name.toLowerCase(), name);
    return name;
  };
  const all = clues.flatMap((clue) => ('before' in clue ? [clue.before, clue.after] : [clue.name]));
  // The shorter spelling first: "Task P" and "P" are P.
  for (const name of all) if (!name.includes(' ')) one(name);
  const out = clues.map((clue): Clue =>
    'before' in clue
      ? { ...clue, before: one(clue.before), after: one(clue.after) }
      : { ...clue, name: one(clue.name) },
  );
  const order = out.flatMap((clue) => ('before' in clue ? [clue.before, clue.after] : [clue.name]));
  return { clues: out, names: [...new Set(order)] };
};

/** "The owl is the second from the left", "Eve finished last": a name and its place. */
const placeClue = (clause: string): Clue | undefined => {
  const match =
    /^\s*(?:the |and |but )*([\p{L}\p{N}_]+) (?:is|are|was|were|finished|came|stands?|ranks?) (?:the |in )?([a-z -]+)$/iu.exec(
      clause.trim().replace(/[.]$/, ''),
    );
  if (!match || /\bthan\b|\bof\b/.test(match[2]!) || LEADS.has(match[1]!.toLowerCase())) return undefined;
  const place = placeIn(match[2]!.toLowerCase(), new Set());
  const fits =
    /(?:est|most|least|first|second|third|fourth|fifth|last|left|right|leftmost|rightmost|top|bottom|expensive)$/.test(
      match[2]!.toLowerCase(),
    );
  return place && !place.middle && fits ? { name: match[1]!, place: place.place } : undefined;
};

/** Names that a text lists: "three birds: a quail, an owl, and a crow". */
const listedNames = (text: string): string[] => {
  const list =
    /\b(?:there (?:are|were)|sells|has|have|had) (?:three|five|seven|four|six|\d+) [\p{L} ]+: ([^.:]+)\./iu.exec(
      text,
    )?.[1];
  return list === undefined
    ? []
    : list
        .split(/,\s*(?:and )?|\s+and\s+/)
        .map((one) => one.trim().replace(/^(?:an?|the) /i, ''))
        .filter((one) => /^[\p{L}_]+$/u.test(one));
};

const ASKING =
  /\b(?:who|which|what|whose|order|list|rank|arrange|sort|put|name|largest|biggest|smallest|first|last|max|min|lightest|heaviest|fastest|slowest|tell)\b|\?/i;

export const readOrder: Reader = (question) => {
  const text = withoutNoun(question.text);
  const low = text.toLowerCase();
  if (
    low.length > 1500 ||
    !/\bthan\b|\b(?:before|after|ahead of|behind|above|below|on top of|under|underneath|beneath|left of|right of|beat|outranks?|outscored?)\b|[\p{L}\p{N}]\s*[<>]\s*[\p{L}]|\bnot (?:quite |nearly )?(?:as|so) [a-z]+ as\b|\b(?:left|right)most\b|\bfinished\b|from the (?:left|right|top)\b/u.test(
      low,
    )
  )
    return undefined;
  if (
    /\bhow (?:old|tall|heavy|fast|long|far|much) (?:is|was|does|did)\b/.test(low) &&
    /\b(?:older|younger|taller|shorter|heavier|lighter|faster|slower|longer|bigger|smaller|more|less) than\b/.test(
      low,
    ) &&
    numbersIn(low).length === 0
  )
    return refusal('missing', 'no number is told');
  if (
    /\bhow many\b|\bwhat number of\b|\bhow (?:old|much|tall|long|far)\b|\b\d{1,2}:\d\d\b|\bdays?\b.*\b(?:after|before)\b|\bnumbers?\b.*\bthan\b|\b\d+ (?:more|less|fewer) than\b|\balphabet|->/.test(
      low,
    ) ||
    numbersIn(low).length > 3
  )
    return undefined;
  if (/\b(?:liar|lies|lying|truth|knight|knave)\b/.test(low)) return undefined;
  const { clues: symbolic, rest } = chains(text);
  const found: Comparison[] = [];
  const asks: string[] = [];
  /** Clauses that begin like a question. */
  const questions: string[] = [];
  const places: Clue[] = [];
  let subject: string | undefined;
  for (const sentence of rest.split(/(?<=[.;?!])\s+/)) {
    for (const clause of clausesOf(sentence)) {
      const asked =
        /^\s*(?:and |so |then |now |ok |please |tell me |say )*(?:who|whose|which|what|whos|order|list|put|rank|arrange|sort|name|(?:the )?[a-z]+est [a-z]+\?*$)\b/i.test(
          clause,
        );
      const place = asked ? undefined : placeClue(clause);
      if (place) {
        places.push(place);
        continue;
      }
      const one =
        asked && !/\bif\b/i.test(clause) && !/^\s*(?:put|order|list|rank)\b.*\bthan\b/i.test(clause)
          ? undefined
          : comparisonIn(clause, subject);
      if (one) {
        found.push(one.found);
        subject = one.subject;
        if (/\b(?:who|which|what)\b/i.test(clause) && /\bif\b/i.test(clause)) asks.push(clause.split(/\bif\b/i)[0]!);
      } else if (asked) questions.push(clause);
      else if (ASKING.test(clause)) asks.push(clause);
    }
  }
  return orderOf(text, low, [...symbolic, ...places], found, questions.length > 0 ? questions : asks);
};

const orderOf = (
  text: string,
  low: string,
  symbolic: readonly Clue[],
  found: readonly Comparison[],
  asks: readonly string[],
): Outcome | undefined => {
  const listed = listedNames(text);
  const all = unify([...symbolic, ...found.map(({ before, after }) => ({ before, after }))]);
  if (all.clues.length === 0 || all.names.length < 2) return undefined;
  for (const name of listed)
    if (!all.names.some((one) => one.toLowerCase() === name.toLowerCase())) all.names.push(name);
  const dimensions = new Set(found.map((one) => one.dimension));
  const ask = asks.join(' , ');
  const askText = ask.trim() === '' ? text : ask;
  const place = askOf(
    askText,
    askText.toLowerCase(),
    all.names,
    dimensions,
    symbolic.length > 0 || found.length > 0 ? { dimension: '', sign: 1 } : undefined,
  );
  const stranger = strangerIn(text.split(/(?<=[.;!])\s+/).at(-1)!, all.names);
  if (stranger !== undefined && symbolic.length + found.length > 0)
    return refusal('missing', `nothing is said of ${stranger}`);
  if (!place) return undefined;
  // A comparison that was not understood must not be dropped in silence.
  const comparing = (low.match(/\bthan\b/g) ?? []).length;
  const read = found.filter((one) => one.dimension !== 'position').length;
  const named = new Set([...dimensions].map((one) => one));
  if (comparing > read && symbolic.length === 0 && comparing > found.length) return undefined;
  const odd = all.names.some((name) => /^(?:that|this|one|two|of|it|them|height|older|younger)$/i.test(name));
  if (odd || named.size > 1) return undefined;
  const shown = all.names.map((name) =>
    name.replace(/^[a-z]/, (letter) => (/\p{Lu}/u.test(text.replace(/^\W*\p{Lu}/u, '')) ? letter : letter)),
  );
  return reading(
    { type: 'order', names: shown, clues: all.clues, ask: place },
    numbersIn(low).map((one) => one.value),
  );
};

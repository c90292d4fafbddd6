/**
 * Reads orders from what is told: who is taller, who finished just behind whom, who is neither first nor last. Each
 * sentence is read word by word (order-clauses.ts); one that tells of the order and is not understood leaves the whole
 * question unread.
 */
import type { Clue, ProblemOf } from '../../problem/formal/problem.ts';
import { solve } from '../../problem/solve/solve.ts';
import { reading, refusal, type Outcome, type Reader } from '../reading.ts';
import { beginsAsk, mayAsk, readAsk } from './order-asks.ts';
import { readClauses, type Told } from './order-clauses.ts';
import { readName, unifier } from './order-names.ts';
import { placeIn } from './order-places.ts';
import { hasRelation } from './order-relations.ts';
import { answersFor, oneOrder } from './order-senses.ts';
import { everybodyIn, rowsIn } from './order-rows.ts';
import { shownNames } from './order-shown.ts';
import { Scanner } from './scanner.ts';
import { strangerIn } from './strangers.ts';
import { numbersIn } from '../text/text.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';

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

/** "The Fiat's faster", "BMW's quicker": "is". */
const APOSTROPHE = new RegExp(
  sequence(
    /(?<=[\p{L}\p{N}])'s /u,
    '(?=',
    sequence(
      /(?:just|even|right|directly|much|a bit|the|not|in|at|on|also|still|way)?\s*/u,
      anyOf(
        /[a-z]+er|[a-z]+est|more|less|as|first|last|second|third|before|after|ahead|behind|above|below/u,
        /next|left|right|between|in front|on top/u,
      ),
      /\b/u,
    ),
    ')',
  ),
  'giu',
);

/** One form for what is told: signs, contractions, and the words of puzzles that say nothing. */
const plainly = (text: string): string =>
  text
    .replace(APOSTROPHE, ' is ')
    .replace(
      /(?<=[\p{L}]{2})(?<!\b(?:wa|doe|get|run|look))s(?= (?:heavier|lighter|taller|older|faster|slower|younger|bigger|smaller) than)/giu,
      ' is',
    )
    .replace(/\b(Mr|Mrs|Ms|Dr|St)\. (?=\p{Lu})/gu, '$1 ')
    // Nobody else is one of the order: "nobody else ran", "everyone is on own floor".
    .replace(
      /[,;]? ?(?:and )?\b(?:nobody|no ?one) else (?:ran|raced|finished|was there|is there|took part|came|competed)\b[.,]?/gi,
      '. ',
    )
    .replace(/\bevery(?:one|body) (?:is|lives) on (?:(?:his|her|their|its|an?) )?own floor\.?/gi, ' ')
    .replace(/\b(?:obviously|according to (?:our|my|the) (?:notes|records|list))\b,?/gi, ' ')
    .replace(/\bthe baby of (?:the|all) (?:family|lot|group|three|four|five|\d|them)\b/gi, 'the youngest of them')
    // "Per stands behind nobody", "nobody is behind Jo"
    .replace(
      /\b(?:is|stands?|sits?|comes?|waits?|walks?) (?:right )?(?:behind|after) (?:nobody|no ?one)(?: else)?\b/gi,
      'is first',
    )
    .replace(
      /\b(?:is|stands?|sits?|comes?|waits?|walks?) (?:right )?(?:before|in front of|ahead of) (?:nobody|no ?one)(?: else)?\b/gi,
      'is last',
    )
    .replace(/\bgot in (?=before|after)/gi, 'came in ')
    .replace(/\s+-\s+/g, ', ')
    .replace(/;/g, '. ')
    .replace(/\b(?:in |on |at |to )?(?:the )?same (?:race|class|queue|team|school|exam|test|game)\b/gi, ' ')
    .replace(
      /\b(?:for fun|with no ties|without (?:any )?ties|no ties|and nobody tied|all (?:are )?different)\b,?/gi,
      ' ',
    )
    .replace(/\s+/g, ' ');

/** Names that a sentence lists: "three birds: a quail, an owl, and a crow", "P, Q, R and S queue". */
const listedNames = (sentence: string): string[] => {
  const run =
    /(?:^|: ?|(?:are|were|has|sells|of|have|had|children|runners|cars|friends) )((?:(?:an?|the) )?[\p{L}\p{N}_]+(?: [\p{L}\p{N}_]+)?(?:, (?:(?:an?|the) )?[\p{L}\p{N}_]+(?: [\p{L}\p{N}_]+)?)+,? (?:and|&) (?:(?:an?|the) )?[\p{L}\p{N}_]+|(?:\p{Lu}[\p{L}\p{N}_]*)(?:, \p{Lu}[\p{L}\p{N}_]*)* (?:and|&) \p{Lu}[\p{L}\p{N}_]*)(?= (?:are|were|is|queue|stand|ran|run|race|raced|live|compare|sit|have|took|take|finish|finished|wait|line)|\W*$|[.,:])/u.exec(
      sentence,
    )?.[1];
  if (run === undefined) return [];
  const parts = run.split(/,\s*(?:and )?|\s+(?:and|&)\s+/);
  const names = parts.map((part) => {
    const scan = new Scanner(part);
    const name = readName(scan);
    return scan.done ? name : undefined;
  });
  return names.every((name) => name !== undefined) ? (names as string[]) : [];
};

/** Words that tell something of an order: a sentence with one of them must be understood. */
const CUE = new RegExp(
  alternatives(
    /\bthan\b/,
    sequence(
      /\b/,
      anyOf(
        /before|after|ahead|behind|above|below|between|beside|next to|left|right|front|top|bottom|last/,
        /first|second|third|middle|nobody|no one|not|never|neither|won|beat|wins|tallest|oldest|youngest/,
        /same|equal|tied?|also|too/,
      ),
      /\b/,
    ),
  ),
  'i',
);

const isIdle = (sentence: string, names: readonly string[]): boolean =>
  !CUE.test(sentence) &&
  !names.some((name) => new RegExp(String.raw`(?<![\p{L}\p{N}])${escaped(name)}(?![\p{L}\p{N}])`, 'iu').test(sentence));

const escaped = (name: string): string => name.replace(/[^\p{L}\p{N} ]/gu, '.');

type Sorted = { told: Told; asks: string[]; idle: string[] };

/** "Who is tallest if A is taller than B": what is told begins at "if". */
const splitAsk = (text: string): [string, string] => {
  const at = text.search(/,? ?\b(?:if|when|given that|knowing that|provided|considering that)\b/i);
  return at > 0 && hasRelation(text.slice(at)) ? [text.slice(0, at), text.slice(at)] : [text, ''];
};

const LEADS = new RegExp(
  sequence(
    /^/,
    '(?:',
    alternatives(
      /[\s,]/,
      sequence(
        anyOf(
          /and|so|then|now|ok|okay|well|please|but|tell me|say|quick|hey|therefore|question/,
          /based on (?:this|that)|from this|lol|i want to know|do you know|can you (?:tell|say)(?: me)?/,
          /could you (?:tell|say)(?: me)?/,
        ),
        /\b,?/,
      ),
    ),
    ')+',
  ),
  'i',
);

/** A sentence that asks, or the end of one: false where it is neither asked nor told in a known way. */
const sortSentence = (sentence: string, sorted: Sorted, depth = 0): boolean => {
  const { told, asks, idle } = sorted;
  const text = sentence.replace(LEADS, '').trim();
  if (text.replace(/[\s,.?!]/g, '') === '' || depth > 4) return depth <= 4;
  const question = /\?\s*$/.test(sentence);
  if (beginsAsk(text) && !isRelative(text, sorted)) {
    const [ask, tail] = splitAsk(text);
    // "Put these in order: …, Ruth is older than Omar" tells behind the request.
    asks.push(ask);
    return tail === '' || sortSentence(tail.replace(/\?\s*$/, ''), sorted, depth + 1);
  }
  const among = /^(?:[Oo]f|[Aa]mong|[Bb]etween|[Oo]ut of) (\p{Lu}[^,]*(?:, [^,]+)*,? and \p{Lu}[\p{L}]*), (.+)$/u.exec(
    text,
  );
  const members = among ? listedNames(among[1]!) : [];
  if (members.length > 0) {
    told.names.push(...members);
    return sortSentence(among![2]!, sorted, depth + 1);
  }
  const snapshot = { clues: [...told.clues], names: [...told.names] };
  const left = readClauses(text.replace(/[.?!\s]+$/, ''), told);
  if (left === '') {
    // "Which is tallest: A is taller than B, B than C?" tells before the sign.
    if (question && told.clues.length > snapshot.clues.length && (snapshot.clues.length > 0 || asks.length === 0)) {
      told.clues = snapshot.clues;
      asks.push(`is ${text}`);
    }
    return true;
  }
  const rest = left.replace(LEADS, '');
  if (left !== text.replace(/[.?!\s]+$/, '').trim() && (beginsAsk(rest) || mayAsk(rest)) && !hasRelation(rest)) {
    asks.push(rest);
    return true;
  }
  if (left !== text && beginsAsk(rest)) return sortSentence(question ? `${rest}?` : rest, sorted, depth + 1);
  told.clues = snapshot.clues;
  told.names = snapshot.names;
  if (!hasRelation(text) && mayAsk(text) && placeIn(text)) {
    asks.push(text);
    return true;
  }
  if (mayAsk(text) && !hasRelation(text) && /\b(?:to|order|one|er)\b/i.test(text)) {
    asks.push(text);
    return true;
  }
  const names = listedNames(text);
  if (names.length >= 2 && !hasRelation(text)) {
    for (const name of names) told.names.push(name);
    return true;
  }
  idle.push(text);
  return true;
};

/** ", who is taller than Bob" belongs to the name before it. */
const isRelative = (text: string, { told }: Sorted): boolean =>
  told.last !== undefined &&
  /^(?:who|which) (?:is|was|came|finished)\b[^?]*\bthan\b/i.test(text) &&
  !text.endsWith('?');

const TRIGGER = new RegExp(
  alternatives(
    /\bthan\b|\b(?:before|after|ahead of|behind|above|below|on top of|under|underneath|beneath|left of|right of)\b/,
    /\b(?:beats?|beaten|outranks?|outscored?|in front of|next to|between|nobody|followed by|lost to|outran|defeated)\b/,
    /\b(?:senior|junior|superior|inferior) to\b|[\p{L}\p{N}]\s*[<>]\s*[\p{L}]|\b(?:as|so) [a-z]+ as\b/u,
    alternatives(
      /\b(?:left|right)most\b|\bis (?:not )?the (?:[a-z]+ )?[a-z]+est\b/,
      /\b(?:finished|came|is|are|was|stands|arrived)\b[^.]* (?:first|second|third|last|middle)\b/,
      /from the (?:left|right|top)\b/,
    ),
  ),
  'u',
);
/** Questions of other kinds: amounts, times, numbers, liars. */
const OTHER = new RegExp(
  alternatives(
    /\bwhat number of\b|\bhow much\b|\b\d{1,2}:\d\d\b|\bdays?\b.*\b(?:after|before)\b|\bnumbers?\b.*\bthan\b/,
    alternatives(
      /\balphabet|->|[=*+^]|[a-z]\s*[<>]\s*[a-z]+ \d/,
      sequence(
        /\b/,
        anyOf(
          /liars?|lies(?! (?:under|on|above|below|beneath|between|to the|next|north|south|behind|in front))/,
          /lying|truth|knight|knave/,
        ),
        /\b/,
      ),
      /\b\d+ (?:more|less|fewer) (?:[a-z]+ )?than\b/,
    ),
    sequence(
      /\bhow many /,
      '(?!',
      sequence(
        anyOf(
          /people|persons?|runners?|of them|children|others?|cars?|players?|students?|pupils?|are|is|were/,
          /stand|finished|came/,
        ),
        /\b/,
      ),
      ')',
    ),
    /\bwhat (?:day|month|year|date|time)\b|\bweekday\b/,
  ),
  'u',
);

/** Whether something is asked in a sentence of its own. */
const asksBefore = (text: string): boolean =>
  text.split(/(?<=[.?!])\s+/).filter((one) => beginsAsk(one.replace(LEADS, ''))).length > 0;

const AMOUNTS = /\bhow (?:old|tall|heavy|fast|long|far|much) (?:is|was|does|did)\b/;

/** What only says how places are counted, and a question that no sign parts from what is told. */
const withoutLegend = (text: string): string =>
  text
    .replace(
      /\b(?:if )?(?:rank|place|position|number|no\.?) (?:1|one) (?:is|means) (?:the )?(?:best|top|fastest|highest|first|winner),? /gi,
      '',
    )
    .replace(
      /\b(?:the )?(?:most|highest|best)(?: [a-z]+)? (?:is|means|gets|=) (?:the )?(?:1st|first)(?: place| rank)?,? (?=(?:who|which|what)\b)/gi,
      '',
    )
    .replace(/\b(?:counting|counted|looking|seen) from (?:the )?(?:left|top|front),? (?=[a-z])/gi, '')
    .replace(
      /\b(?:so )?(?:in|of|among) (?:my|our|the|a) (?:(?:friend|family|work|school) )?(?:group|class|family|team|office|gang|crew|choir|club),? (?=\p{Lu})/gu,
      '',
    )
    .replace(/,? one after (?:another|the other)\b/gi, '')
    .replace(
      /(?<=^|\. )(?:the )?\d+ \p{Ll}+ (?:go|sit|stand|come|live|park|are (?:put|placed|standing))\b[^.:,]*\. (?=\p{Lu})/gu,
      '',
    )
    // "Dave's desk is to the left of Sue's"
    .replace(/(\p{Lu}\p{L}+)'s (?:desk|house|seat|room|car|table|tent|locker|office|stall|boat|flat)\b/gu, '$1')
    .replace(/(\p{Lu}\p{L}+)'s(?= (?:is|and|but)\b|[.,;])(?=[^?]*\bwhose\b)/gu, '$1')
    .replace(
      /\bwhose (?:desk|house|seat|room|car|table|tent|locker|office|stall|boat|flat) (?=is|was|stands)/gi,
      'who ',
    )
    .replace(/(?<=[\p{L}]) (?=is \p{L}+ \p{L}{2,}er than (?:the )?\p{L}+\W*$)/u, '. ');

export const readOrder: Reader = (question) => {
  const text = plainly(withoutLegend(question.text));
  const low = text.toLowerCase();
  if (low.length > 1500) return undefined;
  const everybody = everybodyIn(text);
  const row = rowsIn(everybody.rest);
  if (row.clues.length === 0 && !TRIGGER.test(low)) return undefined;
  if (AMOUNTS.test(low) && /[a-z]+er than\b/.test(low) && numbersIn(low).length === 0)
    return refusal('missing', 'no number is told');
  if (OTHER.test(low) || numbersIn(low).length > 8) return undefined;
  const { clues, rest } = chains(row.rest);
  const sorted: Sorted = {
    told: {
      clues: [...row.clues, ...clues],
      names: [...everybody.names, ...row.names],
      dimensions: new Set(row.clues.length > 0 ? ['position'] : []),
      asking: !asksBefore(rest),
    },
    asks: [],
    idle: [],
  };
  for (const sentence of rest.split(/(?<=[.?!])\s+|(?<=[\p{L}?]):\s+|(?<=[\p{L}\p{N}])[?!](?=\s*\p{L})/u))
    if (!sortSentence(sentence, sorted)) return undefined;
  // "Who lost?" of two.
  if (sorted.told.names.length === 2)
    sorted.asks = sorted.asks.map((ask) => ask.replace(/\bwho lost\b/i, 'who came last'));
  return orderOf(text, low, sorted);
};

const namesOfClue = (clue: Clue): readonly string[] => {
  if ('before' in clue) return [clue.before, clue.after];
  if ('places' in clue) return [clue.name];
  if ('apart' in clue) return clue.apart;
  return 'between' in clue ? [clue.name, ...clue.between] : clue.level;
};

const withNames = (clue: Clue, one: (name: string) => string): Clue => {
  if ('before' in clue) return { ...clue, before: one(clue.before), after: one(clue.after) };
  if ('places' in clue) return { ...clue, name: one(clue.name) };
  if ('apart' in clue) return { ...clue, apart: [one(clue.apart[0]), one(clue.apart[1])] };
  if ('between' in clue) return { name: one(clue.name), between: [one(clue.between[0]), one(clue.between[1])] };
  return { level: [one(clue.level[0]), one(clue.level[1])] };
};

const COUNTED = new RegExp(
  sequence(
    /\b(?:of|all|the|for)? ?(?:the )?(\d|two|three|four|five|six|seven) (?:[a-z]+ )?/,
    anyOf(
      /children|runners|people|cars|friends|boys|girls|brothers|sisters|players|students|pupils|houses/,
      /books|boxes|teams|horses|racers|swimmers|kids|men|women|dogs|cats|siblings|trees|towers|rivers/,
      /cities|drivers|candidates|birds|trucks|vehicles|golfers|fruits/,
    ),
    /\b/,
  ),
  'i',
);
const NUMBERS: Readonly<Record<string, number>> = { two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7 };

const orderOf = (text: string, low: string, { told, asks, idle }: Sorted): Outcome | undefined => {
  const spelled = [...told.clues.flatMap(namesOfClue), ...told.names];
  const one = unifier(spelled);
  if (!one) return undefined;
  const clues = told.clues.map((clue) => withNames(clue, one));
  const names = [...new Set(spelled.map(one))];
  if (clues.length === 0 || names.length < 2 || asks.length === 0) return undefined;
  if (idle.some((sentence) => !isIdle(sentence, names))) return undefined;
  if (!oneOrder(told.dimensions)) return undefined;
  const stranger = strangerIn(asks.join(' , '), names);
  if (stranger !== undefined) return refusal('missing', `nothing is said of ${stranger}`);
  if (asks.length > 1) asks.splice(0, asks.length, ...mainAsks(asks));
  const found = readAsk(asks.join(' , '), { names, one }, told.dimensions);
  if (!found) return undefined;
  if (found.type === 'stranger') return refusal('missing', `nothing is said of ${found.name}`);
  if (!answersFor(found.dimension, told.dimensions)) return undefined;
  if (
    /\b(?:in my|in the|of my|of all) (?:whole )?(?:class|school|family|town|village|world|country)\b/.test(
      asks.join(' ').toLowerCase(),
    )
  )
    return refusal('missing', 'nothing is said of the others');
  const counted = COUNTED.exec(idle.join(' ') + text)?.[1];
  const count = counted === undefined ? 0 : (NUMBERS[counted.toLowerCase()] ?? Number(counted));
  // Where some are not named, what is told may still settle it: then it holds wherever the others stand.
  const others = Array.from({ length: Math.max(0, count - names.length) }, (_, i) => `unnamed_${i + 1}`);
  const plain = shownNames(names);
  const spelling = (name: string): string => shown(plain(name), text);
  const problem: ProblemOf<'order'> = {
    type: 'order',
    names: [...names.map(spelling), ...others],
    clues: clues.map((clue) => withNames(clue, spelling)),
    ask: withShown(found.place, names, spelling),
  };
  if (others.length > 0) {
    const solution = solve(problem);
    if (solution.type === 'none' || solution.answer.includes('unnamed_'))
      return refusal('missing', `only ${names.length} of the ${count} are named`);
  }
  return reading(
    problem,
    numbersIn(low).map((number) => number.value),
    found.unsure !== true,
  );
};

/** Of "who came first? I want to know who" the one that asks most. */
const mainAsks = (asks: readonly string[]): string[] => {
  const strong = asks.filter((ask) => placeIn(ask) !== undefined || hasRelation(ask) || /\border\b|\bor\b/i.test(ask));
  return strong.length === 1 ? strong : [...asks];
};

/** Who speaks is "me" in the answer, or "I" where only that stands in the question. */
const shown = (name: string, text: string): string =>
  name === 'me' && !/\bme\b/i.test(text) && /\bI\b/.test(text) ? 'I' : name;

const withShown = <P extends { type: string }>(
  place: P,
  names: readonly string[],
  spelling: (name: string) => string,
): P =>
  JSON.parse(
    JSON.stringify(place, (key, value: unknown) =>
      key !== 'type' && key !== 'want' && typeof value === 'string' && names.includes(value) ? spelling(value) : value,
    ),
  ) as P;

/**
 * Reads counts over a list by the roles of words: the question ("how many said yes", "count the 7s", "how many
 * different people came") is cut out, what is left must be a list with at most a few leading words. Of the words of the
 * question one names what is counted, and all others must be words that people count with.
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { numberTest } from '../../problem/solve/lists.ts';
import { readNumber } from '../../problem/solve/rational.ts';
import { unitsNamed } from '../../problem/solve/units.ts';
import { belongs, isClass, isThing } from '../../problem/solve/things.ts';
import { reading, type Outcome, type Reader } from '../reading.ts';
import { numbersIn, type Text } from '../text/text.ts';

const QUESTION = new RegExp(
  sequence(
    '(?:',
    sequence(
      anyOf(
        /please|kindly|can you|could you|would you|tell me|say|report|state|indicate|give me|just|so|and/,
        /now|i need|need|show|find/,
      ),
      /[ ,:]*/,
    ),
    ')*',
    /\b/,
    '(',
    alternatives(
      /how many(?: times)?|how often|how much|(?:the )?number of|(?:the )?count of|count(?: up)?/,
      /tally(?: for me)?|# ?of|which amount of/,
    ),
    ')',
    /\b([^.?!:;\n]*)/,
  ),
  'i',
);
/** Words that people count with. */
const COUNTING = new Set(
  (
    'times time does do did is are was were be it say says said there here i we you u he she they have has had got get am can could in on of the a an this that these those ' +
    'list row word words item items name names entry entries marked called written appear appears occur occurs come comes came up show shows turn turns find see my our your me for please ' +
    "altogether total all ordering making getting count number how often many so far today now pls from made out them it's its sold voted voting chose picked answered want wants " +
    "need number digit figure letter colour color ones one please many much pieces piece sorts sort kinds kind types type following below above then that's is total with lot bunch set again mentioned " +
    'left right does do i us exactly just only which what who person people if listed in each column line sheet board'
  ).split(' '),
);
const DIFFERENT = /\b(?:different|diffrent|diferent|distinct|unique)\b/;
const DIGIT_NAMES = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

const singular = (word: string): string => {
  const low = word.toLowerCase().replace(/'s$|'$/, '');
  return low.length > 2 && /[^s]s$/.test(low) ? low.slice(0, -1) : /^[a-z0-9]s$/.test(low) ? low[0]! : low;
};

/** Words before the first item: "the sheet reads", "on the trolley there are". */
const LEADS =
  /^(?:.*?\b(?:reads?|says|goes|written|invited|contains?|includes?|holds?|shows?|lists?|saw|bought|sold|packed|ordered|scanned|came in as|has|have|had|got|are|is|were|was|of|at|from|in|to|on|among|here|today|now|row|list|morning|log|order|slips|results|so far|for me|yesterday|:))\s*:?\s+/i;
/** Words that no list of things has. */
const NO_ITEM = new RegExp(
  sequence(
    /^/,
    anyOf(
      /i|we|you|she|he|it|they|his|her|my|our|with|for|was|were|is|are|had|has|have|will|would|there|so/,
      /but|sold|used|total|how|many|what|of|in|on|at|to|reads?|goes|that|this|than|not|each|every|more/,
      /less|from|if|because|when|which|who|please|today|yesterday|list|row|numbers|words|items/,
      /following/,
    ),
    /$/,
  ),
  'i',
);

const cut = (part: string): string[] =>
  part
    .split(/\s*[,;/|]\s*(?:and )?|\s+and\s+|\s+plus\s+/)
    .map((one) =>
      one
        .trim()
        .replace(/^([^:]*) (?:on|in|at) (?:the|my|our|this|that) [^:]*$/, '$1')
        .replace(/^["'([]+|["'.!?)\]]+$/g, '')
        .replace(/^(?:the|an?|some)\s+/i, '')
        .trim(),
    )
    .filter((one) => one !== '');

const plausible = (items: readonly string[], least: number): boolean =>
  items.length >= least &&
  items.every(
    (one) => one.split(/\s+/).length <= 3 && !one.includes(':') && !one.split(/\s+/).some((word) => NO_ITEM.test(word)),
  );

/** "two stalks of", "a head of": a measure of an item, and no lead of a list. */
const MEASURE = new RegExp(
  sequence(
    /\b(?:\d+|an?|one) /u,
    /(?!(?:list|row|set|series|string|sequence|mix|mixture|total|lot|line|run|number|choice)\b)/u,
    /[\p{L}-]+ of\s*$/u,
  ),
  'iu',
);

/** Whether words before a list are its lead: none of them is an item of the list. */
const isLead = (lead: string): boolean =>
  !MEASURE.test(lead) &&
  !lead
    .split(/[,;]|\band\b/)
    .slice(0, -1)
    .some((one) =>
      isThing((/(?:\d+|an?|one|some) (?:[\p{L}-]+ )*?([\p{L}-]+)\s*$/iu.exec(one)?.[1] ?? '').toLowerCase()),
    );

/** A list without the words before it; as it is where one of these is an item. */
const withoutLead = (text: string): string => {
  const lead = LEADS.exec(text)?.[0];
  return lead === undefined || !isLead(lead) ? text : text.slice(lead.length);
};

/** The items of a text, and whether they stand apart by signs. */
const itemsOf = (text: string): string[] | undefined => {
  const row = /^[^,]+, ((?:\S+ ){3,}\S+)$/.exec(text)?.[1];
  const tries = [
    text,
    text.replace(/^[^:]*:\s*/, ''),
    withoutLead(text),
    ...(row === undefined || row.includes(',') ? [] : [row]),
  ];
  let led = text;
  for (let i = 0; i < 6; i++) {
    const shorter = withoutLead(led);
    if (shorter === led) break;
    led = shorter;
    tries.push(led);
  }
  for (const one of tries) {
    const bare = one.trim();
    if (/,|;|\/| and /.test(bare)) {
      const items = cut(bare);
      if (plausible(items, 3)) return items;
      continue;
    }
    const words = bare.split(/\s+/).filter((word) => word !== '');
    const repeated = new Set(words.map((word) => word.toLowerCase())).size < words.length;
    if (
      words.length >= 3 &&
      (repeated || words.every((word) => isThing(word.toLowerCase()))) &&
      plausible(words, 3) &&
      !/["']/.test(bare)
    )
      return words;
  }
  return undefined;
};

type Asked = { words: string[]; different: boolean; all: string };

const askedOf = (rest: string): Asked => {
  const words = (rest.toLowerCase().match(/[\p{L}\p{N}]+(?:'[\p{L}]*)?/gu) ?? []).filter((one) => !COUNTING.has(one));
  return { words: words.filter((one) => !DIFFERENT.test(one)), different: DIFFERENT.test(rest), all: rest };
};

/** "begin with T", "end in a", "contain the letter e", "have 4 letters", "longer than 4 letters"; several by "and". */
const propertyOf = (rest: string): string | undefined => {
  const low = rest.toLowerCase();
  const letter = String.raw`(?:with|in|by|on)? ?(?:the |an? )?(?:letter )?["']?([a-z])["']?(?![a-z])`;
  const tests: readonly (readonly [RegExp | string, (found: string) => string])[] = [
    [String.raw`\b(?:begin|start)s?(?:ning|ing)? ${letter}`, (one) => `starts with ${one}`],
    [String.raw`\bend(?:s|ing)? ${letter}`, (one) => `ends with ${one}`],
    [
      /\b(?:contain|have|has|with|include|hold)(?:s|ing)? (?:the |an? )(?:letter )?["']?([a-z])["']?(?: in (?:it|them))?(?![a-z])/,
      (one) => `contains ${one}`,
    ],
    [/\b(?:more than|longer than|over) (\d+) letters\b/, (one) => `> ${one} letters`],
    [/\b(?:less than|fewer than|shorter than|under) (\d+) letters\b/, (one) => `< ${one} letters`],
    [/\b(?:have|has|with|of|are) (?:exactly )?(\d+) letters\b/, (one) => `${one} letters`],
  ];
  const found = tests.flatMap(([pattern, name]) => {
    const one = new RegExp(pattern).exec(low)?.[1];
    return one === undefined ? [] : [name(one)];
  });
  if (found.length > 1 && (!/\band\b/.test(low) || /\bor\b/.test(low))) return undefined;
  return found.length === 0 ? undefined : found.join(' and ');
};

/** Which item is counted: one of the list, the last word of each, or its first letter where all are letters. */
const countedItem = (word: string, items: readonly string[]): { item: string; items: string[] } | undefined => {
  const wanted = singular(word);
  const lows = items.map((one) => one.toLowerCase().replace(/\s+again$/, ''));
  if (lows.some((one) => singular(one) === wanted || one === word))
    return { item: wanted, items: lows.map((one) => (singular(one) === wanted ? wanted : one)) };
  const pairs = lows.map((one) => one.split(/\s+/));
  // "4 soups, 3 salads" are amounts.
  if (pairs.every((one) => one.length === 2 && !/^[1-9]/.test(one[0]!))) {
    const last = pairs.map((one) => one[1]!);
    if (last.some((one) => singular(one) === wanted))
      return { item: wanted, items: last.map((one) => (singular(one) === wanted ? wanted : one)) };
  }
  const letters = lows.every((one) => one.length === 1 && /[a-z]/.test(one)) && word.length > 2;
  return letters && lows.includes(word[0]!) ? { item: word[0]!, items: lows } : undefined;
};

const digitOf = (word: string): string | undefined => {
  const one = singular(word);
  const at = DIGIT_NAMES.findIndex(
    (name) => one === name || one === `${name}e` || word === `${name}es` || word === `${name}s`,
  );
  return at >= 0 ? `${at}` : /^\d$/.test(one) ? one : undefined;
};

const overList = (asked: Asked, items: readonly string[], uses: readonly string[]): Outcome | undefined => {
  const texts = (that: string): Outcome =>
    reading({ type: 'count-texts', that, items: items.map((one) => one.replace(/\s+again$/i, '')) }, uses);
  if (asked.different && isClass(asked.words.join(' '))) {
    const inside = items.map((one) => belongs(one.toLowerCase(), asked.words.join(' ')));
    if (inside.some((one) => one === false) || (inside.includes(undefined) && inside.includes(true))) return undefined;
  }
  if (asked.different)
    return asked.words.length <= 2 && !asked.words.some((one) => countedItem(one, items))
      ? texts('different')
      : undefined;
  const property = propertyOf(asked.all);
  if (property !== undefined) return texts(property);
  const { words } = asked;
  if (words.length === 0) return /\bhow (?:many|often)\b.*\b(?:are|is)\b/.test(asked.all) ? undefined : texts('all');
  if (words.some((one) => unitsNamed(one).length > 0)) return undefined;
  const hits = words.flatMap((one) => countedItem(one, items) ?? []);
  if (hits.length === 1 && words.length === 1) return reading({ type: 'count-item', ...hits[0]! }, uses);
  const of = words.join(' ');
  if (hits.length === 0 && words.length <= 2 && isClass(of)) {
    const things = items.map((one) => one.toLowerCase());
    if (things.every((one) => belongs(one, of) !== undefined) && !things.some((one) => /^\d/.test(one)))
      return reading({ type: 'count-things', of, counted: things.map((one) => ['1', one]) }, uses);
  }
  return undefined;
};

const CHANGES = new RegExp(
  alternatives(
    sequence(
      /\b/,
      anyOf(
        /each|every|per|gave|give|gives|eat|ate|lost|buys?|more than|fewer|away|broke|took|half|twice/,
        /except|without|besides|not|letters? (?:in|of|are)|vowels?|consonants?|words in|outfits|ways/,
        /combinations?|next|sequence|even|odd|prime|bigger|larger|greater|smaller|over \d|above|below/,
        /under|exceed|missing|ripped|torn|attached (?!is)|left/,
      ),
      /\b/,
    ),
    /[<>]/,
  ),
);

/** A digit in a number, or in several. */
const inDigits = (asked: Asked, text: string): Outcome | undefined => {
  const digit = asked.words.length === 1 ? digitOf(asked.words[0]!) : undefined;
  const numbers = text.match(/\d+/g) ?? [];
  if (
    digit === undefined ||
    numbers.length === 0 ||
    !/^[^\d]*\d+(?:(?:\s*,\s*|\s+and\s+|\s+|,\s*and\s+)\d+)*[^\d]*$/.test(text)
  )
    return undefined;
  if (numbers.length === 1 ? numbers[0]!.length < 3 : !/\bdigit\b/.test(asked.all)) return undefined;
  return reading({ type: 'count-letters', what: digit, text: numbers.join(' ') }, [...numbers, digit]);
};

/** "How many numbers from 1 to 50 are even", "all two-digit multiples of 9", "write out 1 to 80: how often 7?" */
const RANGE =
  /\b(?:from )?(\d{1,3})(?: (?:to|up to|until|till|through) |(?<=between \d{1,3}) and )(\d{1,3})\b(?:,? (?:both )?(?:included|inclusive|including both)\b)?/;
/** Both ends count, in other words: "counting both ends", "10 and 50 included", "both inclusive", "ends included". */
const WITH_ENDS = new RegExp(
  sequence(
    /,? ?(?:\(|\b)(?<!\bnot )/,
    anyOf(
      /(?:counting|including|with) (?:both(?: of them| ends| numbers| end points)?|the (?:ends|end points|ends too))(?: (?:included|counted))?/,
      /(?:both|the)(?: (?:ends|end points|numbers|limits|of them))? (?:are |being )?(?:included|inclusive|counted|counting|count)/,
      /(?:ends|end points|limits|bounds) (?:included|inclusive|counted)/,
      /\d+ and \d+ (?:are |both )?(?:included|inclusive|counted|too)/,
    ),
    /\b\)?/,
  ),
);
const WITHOUT_ENDS =
  /,? ?\b(?:not (?:counting|including)|without|excluding|leaving out) (?:those|these|the)(?: (?:2|ends|numbers|end points|2 numbers|2 ends))?(?: themselves)?\b|\b(?:strictly|exclusive)\b/;
/** What numbers are counted by: "even", "divisible by 4 and also by 6", "multiples of 3 but not of 2". */
const testsIn = (rest: string): string[] => {
  const tests: string[] = [];
  for (const word of ['even', 'odd', 'prime']) if (new RegExp(`\\b${word}s?\\b`).test(rest)) tests.push(word);
  const multiple = /\b(?:multiples? of|divisible by|divided (?:exactly |evenly )?by|in the) (\d+)/g;
  const further = /^,? (?:and|but)(?: also)?( not)? (?:by|of|multiples of|divisible by) (\d+)/;
  for (const found of rest.matchAll(multiple)) {
    if (
      /\b(?:not|and also|and) (?:multiples? of|divisible by) \d+$/.test(rest.slice(0, found.index) + found[0]) &&
      tests.length > 0
    )
      continue;
    tests.push(`multiple of ${found[1]}`);
    const more = further.exec(rest.slice(found.index + found[0].length));
    if (more) tests.push(`${more[1] === undefined ? '' : 'not '}multiple of ${more[2]}`);
  }
  const has = /\b(?:contain|have|has|with|include|hold)(?:s|ing)? (?:the |an? )?(?:digit |figure |number )?(\d)\b/.exec(
    rest,
  );
  if (has) tests.push(`has digit ${has[1]}`);
  const ends = /\bend(?:s|ing)? (?:in|with|on) (?:the |an? )?(?:digit )?(\d)\b/.exec(rest);
  if (ends) tests.push(`ends in ${ends[1]}`);
  return tests;
};

const inRange = (question: string): Outcome | undefined => {
  const low = question.replace(WITH_ENDS, ' included');
  const ended = low !== question;
  if (!/\bhow (?:many|often)\b|\bnumber of\b|\bcount\b/.test(low)) return undefined;
  const told = RANGE.exec(low);
  const places = /\b(\d)[- ]digit\b/.exec(low);
  const size = places ? Number(places[1]) : 0;
  if (!told && !(size === 1 || size === 2)) return undefined;
  const [from, to] = told ? [Number(told[1]), Number(told[2])] : [size === 1 ? 1 : 10, size === 1 ? 9 : 99];
  if (to - from > 499 || to <= from) return undefined;
  const open = WITHOUT_ENDS.test(low);
  const within = Array.from({ length: to - from + 1 }, (_, i) => `${from + i}`);
  const numbers = open ? within.slice(1, -1) : within;
  const rest = low
    .replace(told ? RANGE : /\b\d[- ]digit\b/, ' ')
    .replace(WITHOUT_ENDS, ' ')
    .replace(/ included\b/, ' ');
  const uses = [...numbersIn(question).map((one) => one.value), `${from}`, `${to}`, `${size}`];
  const written = /\b(?:digit|figure|number) (\d)\b|\bthe (\d)\b|\b(\d)s\b/.exec(rest);
  const often = /\bhow (?:often|many times)\b|\bhow many \ds\b/.test(rest) && written;
  if (often)
    return reading(
      { type: 'count-letters', what: (written[1] ?? written[2] ?? written[3])!, text: numbers.join(' ') },
      uses,
    );
  if (
    !/\bnumbers?\b|\bmultiples\b|\bprimes?\b|\bintegers?\b|\bsquares?\b/.test(rest) ||
    /\b(?:sum|average|neither|both|or|squares?|cubes?|not (?!(?:by|of|multiples of|divisible by) \d))\b/.test(rest)
  )
    return undefined;
  const tests = testsIn(rest);
  const figures = numbersIn(rest).length;
  const taken = tests.filter((one) => /\d/.test(one)).length;
  if (figures !== taken) return undefined;
  const said = open || ended || !/\bbetween\b/.test(low) || /\binclu(?:ded|sive|ding)\b/.test(low);
  if (tests.length === 0)
    return said &&
      /\b(?:how many|count)(?: all)?(?: the)? (?:whole |natural )?(?:numbers|integers)(?: (?:are|is|do|can|you|there|lie|we|i|in|of them))*\W*(?:between)?\W*(?:count\w*)?\W*$/.test(
        rest,
      )
      ? counted(numbers, 'any', uses)
      : undefined;
  // Between two numbers one of which counts: whether the ends belong to it is not told.
  const test = numberTest(tests.join(' and '))!;
  if (!said && [from, to].some((one) => test(readNumber(`${one}`)!))) return undefined;
  return counted(numbers, tests.join(' and '), uses);
};

const counted = (numbers: readonly string[], that: string, uses: readonly string[]): Outcome =>
  numbers.length === 0
    ? reading({ type: 'value', expression: '0' }, uses)
    : reading({ type: 'count-numbers', that, numbers: [...numbers] }, uses);

/** "Different letters in a word", "len("a b") with the space included". */
const inWord = ({ text, low }: Text): Outcome | undefined => {
  if (/\b(?:different|distinct|unique) letters\b/.test(low)) {
    const word =
      /\bword\s+["']?(\p{L}+)["']?/iu.exec(text)?.[1] ??
      /["'](\p{L}+)["']/u.exec(text)?.[1] ??
      /\b(?:in|of|does|has)\s+["']?(\p{L}{3,})["']?(?: (?:have|has|got|contain))?\W*$/iu.exec(text)?.[1];
    return word === undefined || /^(?:it|the|does|have)$/i.test(word)
      ? undefined
      : reading({ type: 'count-letters', what: 'different letters', text: word }, []);
  }
  const spaced =
    /\blen(?:gth)? ?\(? ?["']([^"']+)["'] ?\)?.*\bspaces? (?:included|counts?|too|as well)|(?<!not )\b(?:including|counting|with) (?:the )?spaces?\b.*["']([^"']+)["']|["']([^"']+)["'].*(?<!not )\b(?:including|counting|with) (?:the )?spaces?\b/.exec(
      low,
    );
  const quoted = spaced?.slice(1).find((one) => one !== undefined);
  if (quoted !== undefined && /\bcharacters?\b|\blen\b|\blength\b/.test(low))
    return reading({ type: 'count-letters', what: 'signs with spaces', text: quoted }, []);
  const named =
    /^(?:the )?(?:number of )?(letters|vowels|consonants) (?:in|of) (?:the word )?["']?(\p{L}{2,})["']?\W*$/iu.exec(
      text,
    );
  return named ? reading({ type: 'count-letters', what: named[1]!.toLowerCase(), text: named[2]! }, []) : undefined;
};

/** How often a word stands in a sentence that is told. */
const inSentence = ({ text, low }: Text): Outcome | undefined => {
  if (!/\bhow (?:often|many times)\b|\b(?:number|count) of\b/.test(low)) return undefined;
  const word = /\bthe word ["']?(\p{L}+)["']?/iu.exec(text) ?? /\b(?:number|count) of ["'](\p{L}+)["']/iu.exec(text);
  const sentence =
    /\bif i say ["']?([^"'?.]{8,})["']?[?.]?$/iu.exec(text)?.[1] ??
    /(?:sentence|phrase|line)(?: (?:is|goes|reads))?: ["']?([^"'?.]{8,})["']?[?.]/iu.exec(text)?.[1] ??
    /^["']?([^"'?.:]{8,}?)["']? - /u.exec(text)?.[1];
  if (!word || sentence === undefined) return undefined;
  const items = sentence.match(/[\p{L}\p{N}']+/gu) ?? [];
  return items.length < 4
    ? undefined
    : reading({ type: 'count-item', item: word[1]!.toLowerCase(), items: items.map((one) => one.toLowerCase()) }, []);
};

/** The last question of a text, with what stands before and after it. */
const questionIn = (text: string): { asked: string; before: string; after: string } | undefined => {
  const found = [...text.matchAll(new RegExp(QUESTION.source, 'gi'))].at(-1);
  if (!found) return undefined;
  const [whole, lead, rest] = found as unknown as [string, string, string];
  // "how many zeros are in 100200": what is counted in stands behind "in".
  const list =
    /^(.*?)\b(?:in|among|from|of|out of)\b (?=[^,]*(?:,|\d{3}| and ))(?!(?:the|these|this|those|my|list)\b[^,\d]*$)/.exec(
      rest,
    );
  const asked = list ? list[1]! : rest;
  const tail = list ? rest.slice(list[0].length) : '';
  return {
    asked: `${lead}${asked}`,
    before: text.slice(0, found.index),
    after: `${tail} ${text.slice(found.index + whole.length)}`,
  };
};

/** "how many of these are animals dog table horse": a class, and behind it the things. */
const classThenThings = (asked: Asked): Outcome | undefined => {
  const [of, ...things] = asked.words;
  if (of === undefined || !isClass(of) || things.length < 3 || !things.every((one) => isThing(one))) return undefined;
  if (!things.every((one) => belongs(one, of) !== undefined)) return undefined;
  return reading({ type: 'count-things', of, counted: things.map((one) => ['1', one]) }, []);
};

export const readTally: Reader = (question) => {
  const { low } = question;
  if (low.length > 800) return undefined;
  const word = inWord(question) ?? inSentence(question) ?? inRange(low);
  if (word) return word;
  const letter = /\bletter ([a-z])\b/.exec(low)?.[1];
  const only = /(?:,| -)? (?:just|only) the (\p{L}+)\W*$/iu.exec(question.text);
  const text = (only ? question.text.slice(0, only.index) : question.text)
    .replace(/,? (?:and )?not how many\b.*$/i, '?')
    .replace(/,? where [A-Z] (?:means|is|stands for) \p{L}+/u, '')
    .replace(/\b(begin|start|end)(s?) with it\b/i, letter === undefined ? '$&' : `$1$2 with ${letter}`);
  const found = questionIn(text);
  if (
    !found ||
    CHANGES.test(text.toLowerCase().replace(/\bhow many times\b|\b(?:more|less|fewer) than (?=\d+ letters\b)/g, ' '))
  )
    return undefined;
  const rest = `${found.before} . ${found.after}`;
  const uses = numbersIn(low).map((one) => one.value);
  const told = askedOf(found.asked.replace(/, ?[^,]*(?:crossword|please|game|class|homework).*$/i, ''));
  const asked = only ? { ...told, words: [only[1]!.toLowerCase()] } : told;
  const direct = inDigits(asked, rest) ?? classThenThings(asked);
  if (direct) return direct;
  const pieces = rest
    .split(/(?<!\d)[.](?!\d)|[?!]| - |\n/)
    .map((one) => one.replace(/^[ :,]+|[ :,]+$/g, '').trim())
    .filter((one) => /[\p{L}\p{N}]/u.test(one));
  const lists = pieces.map(itemsOf);
  const at = lists.findIndex((one) => one !== undefined);
  if (at < 0 || lists.filter((one) => one !== undefined).length > 1) return undefined;
  const items = lists[at]!;
  const names = (one: string): boolean =>
    items.some((item) => one.toLowerCase().split(/\W+/).includes(item.toLowerCase()));
  if (pieces.some((one, i) => i !== at && (/\d/.test(one) || names(one)))) return undefined;
  // All of a list is counted only where nothing else is told.
  if (
    asked.words.length === 0 &&
    !asked.different &&
    propertyOf(asked.all) === undefined &&
    (pieces.length > 1 || /\d/.test(pieces[0]!))
  )
    return undefined;
  return overList(asked, items, uses);
};

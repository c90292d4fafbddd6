/** Reads sorting of numbers and words, and the largest, the second smallest or the median of a list. */
import { reading, refusal, type Reader } from '../reading.ts';
import { numbersIn, type Text } from '../text/text.ts';
import { MONTHS, WEEKDAYS } from '../../problem/solve/calendar.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { readWordPick } from './word-pick.ts';

const SORTS = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /sort(?:ed|ing)?|order(?:ed|ing)?|arrang(?:e|ed|ing)|rank(?:ed|ing)?|ascending|descending|asc/,
      /desc|alphabetical(?:ly)?|alphabetic|alphabetize|lexicographic(?:al|ally)?|abc|dictionary|line up/,
      /organi[sz]e|a to z|a-z|z to a|z-a|increasing|decreasing|go (?:up|down)/,
      /from (?:small|big|large|low|high|great|least|most|short|long|cold|hot|cheap|light|heav|young|old)/,
    ),
  ),
);
const UP = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /asc|ascending|increasing/,
      /smallest (?:one |number )?(?:to|first|->|up|till|until|at (?:the )?(?:start|front|beginning))/,
      /(?:starting|beginning|start|begin) (?:with|from|at) the (?:small|low|least|cheap|light|short|young|cold)\w*/,
      /small(?:er|est)? (?:to|2|->) (?:big|large|great|high)\w*/,
      /low(?:est|er)?(?: number| one| price)?[ -]*(?:to|2|->|till|until)[ -]*(?:high|big|large)\w*/,
      /least to (?:great|most|large|big)\w*|littlest (?:to|first)|lowest (?:\w+ )?first|least first/,
      /coldest (?:\w+ )?first|cheapest (?:\w+ )?first|lightest (?:\w+ )?first|shortest (?:\w+ )?first/,
      /youngest (?:\w+ )?first/,
      /shortest (?:\w+ )?to|(?:lowest|smallest|least|cheapest) (?:\w+ )?(?:on|at the) top/,
      /from (?:the )?(?:small|low|least|few|cheap|light|short|young|cold|little|tiny|early|slow)\w*/,
      /going up|go up|upwards?|small to big|little to big|smallest\b.*\bfirst|lowest\b.*\bfirst/,
      /min to max|smallest comes first|in order of size/,
    ),
    /\b/,
  ),
);
const DOWN = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /desc|descending|decreasing|biggest (?:\w+ )?(?:to|first|->|down)/,
      /largest (?:\w+ )?(?:to|first|->|down)|highest (?:\w+ )?(?:to|first|goes first|->|down)/,
      /greatest (?:\w+ )?(?:to|first)|most (?:to|first)|hottest (?:to|first)|dearest first/,
      /most expensive first|heaviest (?:to|first)|longest (?:to|first)|oldest (?:to|first)/,
      /big(?:ger)? to (?:small|little)\w*|high[ -]*to[ -]*low\w*|large to small\w*/,
      /from (?:the )?(?:big|large|high|great|most|expensive|heav|long|old|hot|warm|late|fast|top)\w*/,
      /(?:starting|beginning|start|begin) (?:with|from|at) the (?:big|high|large|great|most|heav|long|old|hot|warm)\w*/,
      alternatives(
        /first the (?:big|large|high|great)\w*|big(?:gest)? first|going down|go down|downwards?/,
        /max to min|reverse order|largest\b.*\bfirst|biggest\b.*\bfirst/,
      ),
      /highest\b.*\bfirst|(?:highest|biggest|largest|most|best|oldest|heaviest) (?:\w+ )?(?:on|at the|up) top/,
    ),
    /\b/,
  ),
);
const ALPHABET = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /alphabetical(?:ly)?|alphabetic|alphabetize|alphabet|lexicographic(?:al|ally)?|dictionary|abc/,
      /a to z|a-z|z to a|z-a|lexical|a b c/,
    ),
    /\b/,
  ),
);
const REVERSE =
  /\b(?:z to a|z-a|reverse|reversed|backwards?|back to front|descending|desc|from z|starting (?:from|with) z)\b/;
const LENGTH = /\b(?:shortest|longest|by length|length)\b/;

/** Words that are no items of a list even when they stand among them. */
const STOP = new Set(
  (
    'the a an and or these those this that words word names name items item numbers number list following in ' +
    'into order sort please arrange put alphabetical alphabetically me for to from of my our your is are it ' +
    'them by what which how would can could you i we on at with right correct like so ok'
  ).split(' '),
);

const ITEM = String.raw`[\p{L}\p{N}][\p{L}\p{N}'’-]*(?: [\p{L}\p{N}][\p{L}\p{N}'’-]*){0,2}`;

/** The list of words: after a colon, in brackets, or the longest run with commas. */
const wordsOf = ({ text }: Text): string[] => {
  const bracket = /[{[(]([^{}[\]()]+)[}\])]/.exec(text)?.[1];
  const quoted = [...text.matchAll(/"([^"]{1,30})"/g)].map((one) => one[1]!);
  if (bracket?.includes(',')) return splitItems(bracket);
  if (quoted.length >= 2) return quoted;
  const tails = text
    .split(/:\s+|:(?=\w)|\n/)
    .slice(1)
    .filter((one) => one.trim() !== '');
  const colon = tails
    .at(-1)
    ?.replace(/[.?!]+\s*$/, '')
    .replace(/\s*\.\s.*$/, '')
    .replace(/\s*\((?=[^)]*$).*$/, '');
  if (colon !== undefined) {
    const items = splitItems(colon);
    if (items.length >= 2) return items;
    const spaced = colon.trim().split(/\s+/);
    if (spaced.length >= 2 && !spaced.some((one) => /[^\p{L}\p{N}'’-]/u.test(one))) return spaced;
  }
  const runs =
    text.match(
      new RegExp(
        `${ITEM}(?:\\s*,\\s*(?:and |or )?${ITEM})+(?:,?\\s+(?:and|or|&)\\s+${ITEM})?|${ITEM}\\s+(?:and|&)\\s+${ITEM}`,
        'gu',
      ),
    ) ?? [];
  const best = runs.toSorted((a, b) => b.split(',').length - a.split(',').length)[0];
  if (best === undefined) return [];
  return trimEnds(splitItems(best));
};

const splitItems = (text: string): string[] =>
  text
    .split(/\s*[,;/]\s*(?:and |or )?|\s+(?:and|&|or)\s+/)
    .map((one) =>
      one
        .trim()
        .replace(/^(?:and|or) /, '')
        .replace(/[.?!"']+$/, '')
        .replace(/^["']+/, ''),
    )
    .filter((one) => one !== '');

/** Words that begin what stands behind a list: how to sort it, or a clause of its own. */
const BEHIND = new RegExp(
  sequence(
    /^/,
    anyOf(
      /i|i'?m|we|you|she|he|they|it|if|because|since|so|as|when|thanks?|thx|please|pls|plz|idk|dont|in/,
      /by|into|from|with|for|on|at|to|according|using|and|or|alphabetical(?:ly)?|alphabetic|abc/,
      /ascending|descending|backwards?|reversed?|what|which|how|like|order(?:ed)?|sort(?:ed)?|z|a|the/,
      /first|last|shortest|longest|is|are|going/,
    ),
    /$/,
  ),
  'i',
);

/** The first and the last item of a run stand beside other words: the last one ends where these begin. */
const trimEnds = (all: readonly string[]): string[] => {
  // "…, going by their letters": a clause of its own behind the list.
  const items = /^(?:going|using|according|starting|counting)$/i.test(all.at(-1) ?? '') ? all.slice(0, -1) : all;
  return items.map((item, i) => {
    const words = item.split(' ');
    if (words.length === 1) return item;
    if (i === 0) return words.at(-1)!;
    if (i === items.length - 1) {
      const end = words.findIndex((one, at) => at > 0 && BEHIND.test(one));
      return words.slice(0, end < 0 ? words.length : end).join(' ');
    }
    return item;
  });
};

/** What says how to sort, and whom to ask for it, around the words that are sorted. */
const ORDERING = new RegExp(
  alternatives(
    sequence(
      /,? ?\b(?:in|by|into|from|according to|following|with|using) (?:the |a |an )?(?:reversed? )?/,
      /(?:order of (?:the )?)?/,
      /(?:alphabetical(?:ly)?|alphabetic|alphabet|abc|a-?b-?c|dictionary|lexicographic(?:al)?|letters?)/,
      /(?: order(?:ing)?)?\b/,
    ),
    alternatives(
      /,? ?\b(?:reverse )?alphabetically\b|,? ?\bfrom [az] (?:to|until|till|through) [az]\b/,
      /,? ?\bz first\b|,? ?\ba first\b|\balphabet order(?: of)?\b|\balphabetize\b/,
    ),
    alternatives(
      sequence(
        /,? ?\bfrom (?:the )?(?:shortest|longest)(?: word| name)? (?:to|until|till)(?: the)? /,
        /(?:longest|shortest)(?: word| name)?\b/,
      ),
      /,? ?\b(?:by|according to|in order of|in the order of) (?:their |the )?length\b/,
      /,? ?\b(?:shortest|longest)(?: word| name)? first\b/,
    ),
    sequence(
      /\b(?:and )?(?:sort|order|arrange|put|list|rank|write) (?:them|these|those|it|me|for me)\b/,
      /(?! (?:words|names|items))/,
    ),
  ),
  'gi',
);

/** Who is asked and what to do, before the words. */
const ASKED = new RegExp(
  sequence(
    /^/,
    anyOf(
      /(?:can|could|would|will) (?:you|i)|i (?:need|want|have|would like) (?:to|you to)/,
      /how (?:is|are|do i|do you|would you|can i)|what is|tell me|show me|give me|help me|let us|the/,
      /(?:sort|order|arrange|put|list|rank|line up|write|organi[sz]e)(?: up| out| down)?|these|those/,
      /this|following|words?|names?|surnames?|items?|list|order|of|for|in|here|are|like/,
    ),
    /(?:\s+|\s*:\s*)/,
  ),
  'i',
);

/** The question without what says how to sort. Empty where nothing else is there. */
const withoutOrdering = (text: string): string => {
  // Behind a colon stand the words alone: what looks like an order there may be one of them.
  const tail = /:\s+((?:[^\s:]+[\s,]+)+[^\s:]+)$/.exec(text)?.[1];
  let rest = tail ?? text;
  for (let i = 0; i < 12; i++) {
    const shorter = rest
      .replace(ORDERING, ' ')
      .replace(tail === undefined ? ASKED : /^$/, '')
      .replace(/\s+/g, ' ')
      .replace(/^[\s,.:;-]+|[\s,:;-]+(?=[.?!]*$)/g, '');
    if (shorter === rest) break;
    rest = shorter;
  }
  return rest;
};

/** Words without commas: "order for grape apple mango banana like alphabetically". */
const bareWords = ({ text, low }: Text): string[] => {
  const before = /^((?:[\p{L}'-]+ ){2,}[\p{L}'-]+)\s*(?:<-+|->|[-:.;])\s/u.exec(text)?.[1]?.split(' ');
  if (before && before.length >= 3 && !before.some((one) => STOP.has(one.toLowerCase()))) return before;
  const after = /\b(?:for|sort|put|arrange|order|words|names|of|these)\b:? ((?:[\p{L}'-]+ ){2,}[\p{L}'-]+)/iu.exec(
    text,
  );
  const words = after?.[1]!.split(' ') ?? [];
  const first = words.findIndex((one) => !STOP.has(one.toLowerCase()));
  const rest = first < 0 ? [] : words.slice(first);
  const end = rest.findIndex((one) => STOP.has(one.toLowerCase()) || ALPHABET.test(one.toLowerCase()));
  const items = end < 0 ? rest : rest.slice(0, end);
  return items.length >= 3 && low.length < 200 ? items : [];
};

const PICK = new RegExp(
  sequence(
    String.raw`\b(?:(second|third|fourth|2nd|3rd|4th|fifth|5th)[- ])?(largest|biggest|highest|greatest|dearest|tallest|longest|oldest|heaviest|smallest|cheapest|shortest|youngest|lightest|`,
    /lowest|least|littlest|maximum|minimum|max|min|median|(?:number |value )?in the middle|middle /,
    String.raw`(?:number|value|one))\b`,
  ),
);
const RANKS: Readonly<Record<string, number>> = {
  second: 2,
  third: 3,
  fourth: 4,
  fifth: 5,
  '2nd': 2,
  '3rd': 3,
  '4th': 4,
  '5th': 5,
};

/** Words that choose among the numbers before they are compared: which ones they leave is not for these readers. */
const FILTERS = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /primes?|odd|even|squares?|cubes?|perfect|positive|negative|divisible|multiples?|factors?/,
      /palindromes?|composite|digits?|sum|product|difference|average|mean|except|without|excluding/,
      /not counting|ignoring/,
    ),
    /\b/,
  ),
);

/** "which is smaller, 3 or 8?" */
const OF_TWO = new RegExp(
  sequence(
    /(?:\b(?:which|what)(?: (?:number|one))?(?: is| are)?(?: the)? |^\W*(?:the )?)/,
    /(bigger|larger|greater|higher|more|smaller|lower|less)(?: (?:one|1|number))?\W+(?:is it )?/,
    /(-?\d+(?:\.\d+)?) or (-?\d+(?:\.\d+)?)\W*$/,
  ),
);

export const readPick: Reader = ({ low }) => {
  const two = OF_TWO.exec(low);
  if (two && numbersIn(low.replace(/\b([a-z]+er) 1\b/, '$1')).length === 2)
    return reading(
      {
        type: 'pick',
        which: /^(?:bigger|larger|greater|higher|more)$/.test(two[1]!) ? 'largest' : 'smallest',
        rank: 1,
        numbers: [two[2]!, two[3]!],
      },
      [two[2]!, two[3]!, ...(/\b[a-z]+er 1\b/.test(low) ? ['1'] : [])],
    );
  if (low.length > 500 || FILTERS.test(low)) return undefined;
  // "The largest and the smallest" are two.
  if (
    /\b(?:largest|biggest|highest|greatest)\b.*\band (?:the )?(?:smallest|lowest|least)\b|\b(?:smallest|lowest|least)\b.*\band (?:the )?(?:largest|biggest|highest|greatest)\b/.test(
      low,
    )
  )
    return undefined;
  const middle = /\bmedian\b|\bin the middle\b|\bmiddle (?:number|value|one)\b/.test(low);
  const match = middle ? /\b()(median|middle)\b/.exec(low) : PICK.exec(low);
  if (
    !match ||
    (SORTS.test(low) && !middle) ||
    /\b(?:common|multiple|divisor|divides?|dividing|factor|target|make|first|to the|to [a-z]+est|to (?:small|big|larg|low|high|least|great)\w*|than|how many)\b|[=^<>]/.test(
      low,
    )
  )
    return undefined;
  const numbers = numbersIn(low).map((one) => one.value);
  const list = /-?\d+(?:\.\d+)?(?:\s*(?:,|\band\b|\bor\b|\s)\s*(?:and |or )?-?\d+(?:\.\d+)?)+/.exec(low);
  if (numbers.length < 2 || !list || numbersIn(list[0]).length !== numbers.length) return undefined;
  const which = /^(?:largest|biggest|highest|greatest|dearest|tallest|longest|oldest|heaviest|max)/.test(match[2]!)
    ? 'largest'
    : 'smallest';
  return reading(
    { type: 'pick', which: middle ? 'median' : which, rank: RANKS[match[1] ?? ''] ?? 1, numbers },
    numbers,
  );
};

/** One unit behind every number says nothing of their order: "12 mm 6 mm 10 mm". */
const withoutUnit = (low: string): string => {
  const units = [...low.matchAll(/\d ([a-z]{1,6})\b/g)].map((one) => one[1]!);
  const numbers = numbersIn(low).length;
  return units.length >= 3 && units.length === numbers && new Set(units).size === 1
    ? low.replace(/(?<=\d) [a-z]{1,6}\b/g, '')
    : low;
};

const CALENDAR = [...WEEKDAYS, ...MONTHS].map((one) => one.toLowerCase());

/** Weekdays or months as they come in the week or the year. */
const readCalendarSort = ({ text, low }: Text): ReturnType<Reader> => {
  const items = [...text.matchAll(/\p{L}+/gu)]
    .map((one) => one[0])
    .filter((one) => CALENDAR.includes(one.toLowerCase()));
  const starts =
    /\b(?:week|year) (?:starts|begins)(?: on| with)? ([a-z]+)|\b(?:start|beginn|begin)\w*(?: on| with| from) ([a-z]+)/.exec(
      low,
    );
  const start = starts?.[1] ?? starts?.[2];
  if (start !== undefined && start !== 'monday' && start !== 'january') return undefined;
  const list =
    start === undefined ? items : items.filter((one, i) => !(one.toLowerCase() === start && i === items.length - 1));
  const months = list.filter((one) => CALENDAR.indexOf(one.toLowerCase()) >= 7).length;
  if (list.length < 3 || new Set(list).size < list.length || (months > 0 && months < list.length)) return undefined;
  if (
    !/\b(?:sort|order|list|arrange|put|rank|come|calendar)\b/.test(low) ||
    ALPHABET.test(low) ||
    /\d|\bhow many\b/.test(low)
  )
    return undefined;
  return reading({ type: 'sort', by: 'calendar', order: 'ascending', items: list }, []);
};

/** "Sort b, c, a": letters have one order. */
const readLetterSort = ({ text, low }: Text): ReturnType<Reader> => {
  const list =
    /^\W*(?:please )?(?:sort|order|arrange|put)\b[^,]*?\b([a-z](?:,? (?:and )?[a-z]\b){2,})(?: in order)?\W*$/i.exec(
      text,
    )?.[1];
  const items = list?.match(/\b[a-z]\b/gi) ?? [];
  return items.length < 3 || /\b(?:reverse|descending|z)\b/.test(low.replace(list ?? '', '').toLowerCase())
    ? undefined
    : reading({ type: 'sort', by: 'alphabet', order: 'ascending', items }, []);
};

/** "5 July": the numbers of dates are not what is sorted. */
const DATED = /\b\d{1,2}(?:st|nd|rd|th)? (?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b/g;

export const readSort: Reader = (question) => {
  if ((question.low.match(DATED) ?? []).length > 1) return undefined;
  // Which letter goes on a row is no sorting.
  if (/\bletters?\b/.test(question.low) && /\bcomes? (?:after|next|before)\b/.test(question.low)) return undefined;
  const calendar = readCalendarSort(question) ?? readLetterSort(question) ?? readWordPick(question);
  if (calendar) return calendar;
  const low = withoutUnit(question.low);
  // Without a measure it is not told whether the fast ones have the large numbers.
  if (/\b(?:fastest|quickest|slowest)\b/.test(low) && !/\b(?:times?|sec\w*|min\w*|hours?|speeds?|km|mph)\b/.test(low))
    return undefined;
  if (FILTERS.test(low) && /\d/.test(low)) return undefined;
  if (low.length > 1500 || !(SORTS.test(low) || UP.test(low) || DOWN.test(low) || ALPHABET.test(low))) return undefined;
  if (
    /\bmiddle\b|\bmedian\b|(?<!by )\bhow many|\b(?:taller|older|younger|faster|heavier|cheaper) than\b|\bwho\b|[=^]|<(?!-)|(?<!-)>/.test(
      low,
    )
  )
    return undefined;
  const alphabet = ALPHABET.test(low);
  const raw = question.raw ?? question.text;
  const typed = { text: raw, low: raw.toLowerCase() };
  const numbers = alphabet ? numbersIn(typed.low) : numbersIn(low);
  const fractions = low.match(/(?<![\d/])-?\d+\/\d+(?![\d/])/g) ?? [];
  if (alphabet && numbers.length === 0) {
    const rest = withoutOrdering(raw);
    if (!/\p{L}/u.test(rest)) return refusal('missing', 'the words are missing');
    const cleaned = wordsOf({ text: rest, low: rest.toLowerCase() });
    const found = cleaned.length >= 2 && cleaned.every((one) => !one.includes(' ')) ? cleaned : wordsOf(typed);
    const items = found.length >= 2 ? found : bareWords(typed);
    if (items.length < 2)
      return low.length < 160 && /\b(?:words|names|list)\b/.test(low)
        ? refusal('missing', 'the words are missing')
        : undefined;
    return reading(
      { type: 'sort', by: 'alphabet', order: REVERSE.test(low) ? 'descending' : 'ascending', items },
      numbersIn(low).map((one) => one.value),
      items.every((one) => !one.includes(' ') && !STOP.has(one.toLowerCase())),
    );
  }
  if (numbers.length >= 2 || fractions.length >= 2) {
    const items = fractions.length >= 2 ? fractions : numbers.map((one) => one.value);
    return sortNumbers(
      low,
      items,
      numbers.map((one) => one.value),
    );
  }
  if (LENGTH.test(low) && /\bwords?\b|shortest|longest|letters/.test(low) && numbers.length === 0) {
    const items = wordsOf({ text: withoutOrdering(raw), low: withoutOrdering(low) });
    const down = /\blongest\b.*\b(?:first|to)\b|\b(?:starting|beginning) with the longest|from (?:the )?longest/.test(
      low,
    );
    if (items.length >= 3)
      return reading({ type: 'sort', by: 'length', order: down ? 'descending' : 'ascending', items }, []);
  }
  if (numbers.length === 0 && /\bnumbers?\b/.test(low) && low.length < 160)
    return refusal('missing', 'the numbers are missing');
  if (/\b(?:height|age|weight|size|price|speed|length)\b/.test(low) && low.length < 160)
    return refusal(
      'missing',
      `what to sort by is missing: no ${/\b(height|age|weight|size|price|speed|length)\b/.exec(low)![1]} is given`,
    );
  return undefined;
};

const sortNumbers = (low: string, items: readonly string[], uses: readonly string[]): ReturnType<Reader> => {
  // Dates and times are no lists of numbers.
  if (/\d-\d{1,2}-\d|\d{1,2}:\d\d/.test(low)) return undefined;
  const list = /(?:-?\d+(?:\.\d+)?(?:\/\d+)?(?:\s*(?:,|;|\band\b|&|\s)\s*(?:and )?)?)+/g;
  const longest = Math.max(0, ...[...low.matchAll(list)].map((one) => numbersIn(one[0].replaceAll('/', ' ')).length));
  const stray = /(?<=[,:]\s*)\b([a-z]|nan|null|none|undefined)\b(?=\s*[,.?]|\s*$| and)/.exec(low)?.[1];
  if (stray !== undefined)
    return refusal(
      stray.length > 1 ? 'invalid-input' : 'missing',
      stray.length > 1 ? `"${stray}" is not a number` : `the value of ${stray} is missing`,
    );
  if (longest < numbersIn(low.replaceAll('/', ' ')).length) return undefined;
  const down = DOWN.test(low);
  const up = UP.test(low);
  if (
    up &&
    down &&
    !/\b(?:smallest|lowest|small|low|least|coldest|youngest|cheapest)\b.*\b(?:to|first|till)\b/.test(low)
  ) {
    const firstDown = low.search(DOWN);
    return reading(
      { type: 'sort', by: 'value', order: firstDown < low.search(UP) ? 'descending' : 'ascending', items: [...items] },
      uses,
      false,
    );
  }
  return reading(
    { type: 'sort', by: 'value', order: down && !up ? 'descending' : 'ascending', items: [...items] },
    uses,
    true,
  );
};

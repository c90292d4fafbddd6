/**
 * Reads counting: letters of a word, words of a sentence, how often an item stands in a list, numbers with a property,
 * things of a class.
 */
import { unitsNamed } from '../../problem/solve/units.ts';
import { belongs, isClass } from '../../problem/solve/things.ts';
import { numberTest } from '../../problem/solve/lists.ts';
import { countedThings } from './counted.ts';
import { reading, refusal, type Outcome, type Reader } from '../reading.ts';
import { saysTwice } from '../stories/all-but.ts';
import { numbersIn, type Text } from '../text/text.ts';
import { alternatives, sequence } from '../../regex.ts';

const HOW_MANY = new RegExp(
  alternatives(
    /\bhow (?:many|often)\b|\bcount\b|\bnumber of\b|# ?of\b|\boccurrences?\b|\btotal\b|\blen\b/,
    /\blength of\b|\btimes does\b|\bhow much\b/,
  ),
);

/** A word that the question speaks about: quoted, after "word", or after in/of at the end. */
const wordAfter = ({ text }: Text, pattern: RegExp): string | undefined => {
  const quoted = [...text.matchAll(/"([^"]+)"|(?<=\s|^|\()'([^']+)'(?=[\s?.,!)]|$)/g)]
    .map((one) => (one[1] ?? one[2])!)
    .filter((one) => one.replace(/[^\p{L}\p{N}]/gu, '').length > 1);
  if (quoted.length > 0) return quoted.toSorted((a, b) => b.length - a.length)[0];
  const match = pattern.exec(text);
  return match?.[1];
};

const LETTER_KINDS: Readonly<Record<string, string>> = {
  letter: 'letters',
  letters: 'letters',
  vowel: 'vowels',
  vowels: 'vowels',
  consonant: 'consonants',
  consonants: 'consonants',
  character: 'characters',
  characters: 'characters',
  digit: 'digits',
  digits: 'digits',
};
const UNKNOWN_WORD = new RegExp(
  alternatives(
    /\bword (?:that |which )?(?:i'?m|im|i am|i|you|we|she|he)\b/,
    /\bword (?:thats|that(?: i|')s|that was|which is|printed|painted|written) (?!["':])/,
    /\b(?:my|your|his|her) (?:name|word|surname|street|password|pocket)\b/,
    /\bthe word (?:on|i|you|that|from)\b|\bsome word\b|\bsecret word\b/,
  ),
);

/** The letter that is to be counted, in one of its groups. */
const LETTER = new RegExp(
  alternatives(
    /(?:\b(?:letters?|character)s? )?["']([a-z0-9])["'](?:'?s)?(?![a-z])/,
    /\b(?:letters?|character) ([a-z])\b/,
    /\b([a-z])(?:'s|s')(?= (?:are |is |do |does |in |there |you |can |have |has |inside)|\?)/,
    /\bthe letter ([a-z]) /,
    /\bletters? (?:are|is) (?:an? )?([a-z])\b/,
    /\bhow many letters? ([a-z]) /,
    /\bhow many ([b-hj-z]) (?:are|is|do|does) (?:there|you|it)\b/,
    /\bhow many ([a-z])s? (?:are |is |do |does )?(?:there |you (?:see|find|have) )?(?:in|inside)\b/,
    /\bmany ([a-z])s (?=are|in|do)|\bthe ([a-z]) (?:appear|occur|come|is)/,
    /\b(?:letters?|character) ([a-z]) (?:appear|occur|come|show|stand|turn|written)/,
    /\bhow (?:often|many times) (?:do you (?:see|find)|is|does) (?:an? |the )?([a-z])(?=\W*$)/,
    /\b([a-hj-z]) (?:appears?|occurs?|comes? up|shows? up) in\b/,
    sequence(
      /\b(?:count|number of|how often|how many times|how many)\b/,
      /(?: (?:do|can|does|did|you|see|find|is|the|letters?|of|there|are|times))* (?:an? )?([b-hj-z])\b/,
      /(?= (?:in|is|are|do|have|appear|occur|we|you)\b)/,
    ),
    /\b(?:an|the) ([aeiou])(?= (?:in|appear|occur)\b)/,
    /[#] ?(?:of )?(?:the )?(?:letter )?([a-z])(?:'?s)? in\b/,
  ),
);

/** "letters in the word cat", "vowels in education", "len("interface")", "r's in strawberry". */
const readLetters = (question: Text): Outcome | undefined => {
  const { text, low: told } = question;
  // "how many a s in banana"
  const low = told.replace(/\b(many|count|of) ([a-z]) s (?=in\b|are\b)/, "$1 $2's ");
  if (/\b[a-z]'?s? (?:and|or|plus) [a-z]'?s? (?:are|is|in|does|do)\b/.test(low)) return undefined;
  if (/\bbetween (?:the )?\d+(?:st|nd|rd|th)?\b/.test(low)) return undefined;
  if (/\bspaces? (?:included|counts?)\b|(?<!not )\b(?:including|with|counting) (?:the )?spaces?\b/.test(low))
    return undefined;
  const length = /\blen(?:gth)?\s*\(\s*["']?([^"')]+)["']?\s*\)/i.exec(text);
  if (length) return reading({ type: 'count-letters', what: 'characters', text: length[1]! }, []);
  const IN =
    /\b(?:word|name|spell(?:ing)?|spelled|in|inside|of|does|has|have|is in|contains?)\s+(?:the )?(?:word |name )?([\p{L}'-]+)(?=\s*(?:[?.!,;)]|$|have\b|has\b|contain|got\b|got$|please\b|lol\b|in it|like\b|when\b|altogether\b|total\b|then\b))/iu;
  const one = LETTER.exec(low);
  const letter = one?.slice(1).find((part) => part !== undefined);
  const kind =
    /\b(vowels?|consonants?)\b/.exec(low)?.[1] ??
    /\b(letters?|characters?|digits?)\b/.exec(low.replace(/"[^"]*"/g, ' '))?.[1];
  if (letter === undefined && kind === undefined) return undefined;
  if (kind !== undefined && letter === undefined && !/\b(?:word|name|spell|spelled|in|does|has|have|of)\b/.test(low))
    return undefined;
  if (UNKNOWN_WORD.test(low) && !/:\s*"?[a-z]+"?\W*$/.test(low)) return refusal('missing', 'the word is missing');
  if (letter === undefined && numbersIn(low).length > 0 && kind !== 'digits' && kind !== 'digit') return undefined;
  const word =
    wordAfter(question, IN) ??
    lastWordAfter(text, /\b(?:in|inside|of|word|name)\s+(?:the (?:word |name )?)?([\p{L}'-]+)/giu);
  if (word === undefined)
    return /\bword\b/.test(low) && low.length < 120 ? refusal('missing', 'the word is missing') : undefined;
  if (
    /^(?:text|file|letter|sentence|document|book|page|list|word|message|email|name)$/i.test(word) &&
    !/["']|\bword \w+\W*$/.test(low)
  )
    return refusal('missing', `the ${word.toLowerCase()} is missing`);
  if (/^(?:the|a|an|this|that|it|alphabet|word|my|your|english|there|total|all)$/i.test(word))
    return /alphabet/i.test(low) ? undefined : refusal('missing', 'the word is missing');
  if (word.length === 1 || /^(?:letters|vowels|consonants)$/i.test(word)) return undefined;
  // "Normal digits please" asks for no digits of a word.
  if (letter === undefined && /^digits?$/.test(kind!) && !/\d/.test(word)) return undefined;
  const what = letter ?? LETTER_KINDS[kind!]!;
  return reading(
    { type: 'count-letters', what, text: word },
    numbersIn(low).map((found) => found.value),
    true,
  );
};

const lastWordAfter = (text: string, pattern: RegExp): string | undefined => [...text.matchAll(pattern)].at(-1)?.[1];

const readWords = (question: Text): Outcome | undefined => {
  const { text, low } = question;
  const bare =
    /\bhow many words (?:are|is) (?:there )?in (?!(?:the|this|that|a|an|my|your|it|these)\b)([a-z']+(?: [a-z']+){2,})\W*$/i.exec(
      text,
    )?.[1];
  if (bare !== undefined) return reading({ type: 'count-words', text: bare }, []);
  if (!/\bwords\b/.test(low) || !HOW_MANY.test(low)) return undefined;
  const quoted = /"([^"]+)"/.exec(text)?.[1] ?? /'([^']{8,})'/.exec(text)?.[1];
  const colon = /(?:sentence|phrase|line|text|this|following|words?|it)\b[^:]*:\s*([^:]+)$/i.exec(text)?.[1];
  const sentence = quoted ?? colon;
  if (
    sentence !== undefined &&
    /\s/.test(sentence.trim()) &&
    /\bwords:|\b(?:sentence|phrase|line|text|words (?:there|are|does|do|in|has|make|can)|title|message)\b/.test(low)
  ) {
    if (/,/.test(sentence) && sentence.split(',').length >= 4) return undefined;
    return reading(
      { type: 'count-words', text: sentence },
      numbersIn(low).map((one) => one.value),
    );
  }
  return undefined;
};

/** "even", "odd", "greater than 10", "> 10", "prime", "multiples of 3", as the solver reads them. */
const propertyOf = (low: string): string | undefined => {
  const out: string[] = [];
  const bounds: readonly (readonly [RegExp, string])[] = [
    [
      /(?:\b(?:greater|bigger|larger|more|higher|over|above|exceed\w*)\b(?: than)?|(?<!-)>(?!=)) ?(-?\d+)(?! or equal)/g,
      '>',
    ],
    [/(?:\b(?:less|smaller|lower|fewer|under|below)\b(?: than)?|<(?!=)) ?(-?\d+)(?! or equal)/g, '<'],
    [/(?:>=|\bat least) ?(-?\d+)/g, '>='],
    [/(?:<=|\bat most) ?(-?\d+)/g, '<='],
  ];
  for (const word of ['even', 'odd', 'prime', 'negative', 'positive'])
    if (new RegExp(`\\b${word}s?\\b`).test(low)) out.push(word);
  for (const [pattern, sign] of bounds) for (const match of low.matchAll(pattern)) out.push(`${sign} ${match[1]}`);
  for (const match of low.matchAll(
    /\b(?:multiples? of|divisible by|divided (?:exactly |evenly )?by|in the) (\d+)(?: times table)?/g,
  ))
    out.push(`multiple of ${match[1]}`);
  const ends = /\bend(?:s|ing)? (?:in|with|on) (\d)(?: or (\d))?/.exec(low);
  if (ends) out.push(`ends in ${[ends[1], ends[2]].filter((one) => one !== undefined).join(' ')}`);
  return out.length > 0 && out.every((one) => numberTest(one)) ? out.join(' and ') : undefined;
};

/** "Ana (12), Ben (30)": values of names as a list of numbers. */
const valuesAlone = (low: string): string => {
  const named = /\b[a-z]+ ?(?:\((\d+)\)|: ?(\d+)(?=[,;]|$))/g;
  return (low.match(named) ?? []).length < 3 ? low : low.replace(named, (_, a: string, b: string) => a ?? b);
};

const readNumbers = ({ low: told }: Text): Outcome | undefined => {
  const low = valuesAlone(told);
  const bits = /\b(?:how many|count|number of)[^\d]{0,12}([01])(?:'?s| bits?)?\b.*\b([01]{3,})\b/.exec(low);
  if (bits && !/,/.test(low))
    return reading({ type: 'count-letters', what: bits[1]!, text: bits[2]! }, [bits[1]!, bits[2]!]);
  const figure =
    /\b(?:how many|count|number of|how often|how many times)[^\d]{0,30}?(?:digit |number |figure )?(\d)(?:'?s)?\b[^\d]{1,40}?\b(\d{4,})\b/.exec(
      low,
    );
  if (figure && /\bdigit|figure|'s\b/.test(low))
    return reading({ type: 'count-letters', what: figure[1]!, text: figure[2]! }, [figure[1]!, figure[2]!]);
  if (/\bhow many\b.*\bhow many\b/.test(low)) return undefined;
  const that = propertyOf(low);
  if (that === undefined || !/\bhow many\b|\bcount\b|\bnumber of\b|\bhow much\b/.test(low)) return undefined;
  const bound = that.match(/-?\d+/g) ?? [];
  const all = numbersIn(low).map((one) => one.value);
  const numbers = [...all];
  for (const one of bound) {
    const at = numbers.indexOf(one);
    const list = /-?\d+(?:\s*(?:,|\band\b)\s*(?:and )?-?\d+){2,}/.exec(low)?.[0];
    const inList = list ? numbersIn(list).filter((found) => found.value === one).length : 0;
    const count = numbers.filter((found) => found === one).length;
    if (at >= 0 && count > inList) numbers.splice(at, 1);
  }
  const runs = low.match(/-?\d+(?:\.\d+)?(?:(?:\s*(?:,|\band\b|\bor\b|;)\s*|\s+)(?:and )?-?\d+(?:\.\d+)?)+/g) ?? [];
  const longest = Math.max(0, ...runs.map((run) => numbersIn(run).length));
  if (numbers.length >= 2 && longest < numbers.length) return undefined;
  if (numbers.length < 2)
    return /\b(?:list|these|following)\b/.test(low) && low.length < 120
      ? refusal('missing', 'the list is missing')
      : undefined;
  if (/\b(?:between|from) -?\d+ (?:and|to) -?\d+\b/.test(low) && numbers.length <= 3) return undefined;
  return reading({ type: 'count-numbers', that, numbers }, all);
};

/** "how often does X appear in A, B, C", "blues in red blue blue". */
const readItem = (question: Text): Outcome | undefined => {
  const { text, low } = question;
  if (!HOW_MANY.test(low)) return undefined;
  const patterns = [
    /\bhow (?:often|many times) (?:does|do|did|is written|is|has|can you (?:see|find|read)|will|(?:do )?you (?:see|find))? ?(?:the )?(?:word |number |name |item |colou?r |letter )?"?'?([\p{L}\p{N}-]+)'?"? ?(?:appear|occur|come|there|show|stand|written|listed|turn|is|in\b|said|mentioned|repeat)/iu,
    /\bcount (?:how (?:often|many times) )?(?:the )?(?:number of |all )?(?:times )?(?:the )?(?:word |name |item )?"?'?([\p{L}\p{N}-]+)'?"? (?:is|are|in|appears|occurs|stands|comes)\b/iu,
    /\boccurrences? of (?:the )?(?:word |number )?"?'?([\p{L}\p{N}-]+)/iu,
    /\b(?:number of|how many) (?:times )?"?'?([\p{L}\p{N}-]+?)'?s?'?"? (?:are |is |were |do |did )?(?:there |you (?:see|find|count) |i (?:have|got) |we (?:have|got) )?(?:in|on|among)\b/iu,
    /\b(?:count|number of|how many) (?:the |of )?"?'?([\p{L}\p{N}-]+)'?"?(?:'?s)?\b/iu,
  ];
  const items = listOf(question);
  if (items.length < 3) return undefined;
  for (const pattern of patterns) {
    const found = pattern.exec(text)?.[1];
    if (found === undefined) continue;
    const same = (a: string): string => a.toLowerCase().replace(/(?<=\w{2})s$/, '');
    if (!items.some((one) => same(one) === same(found)) || unitsNamed(found).length > 0) continue;
    return reading(
      { type: 'count-item', item: found, items },
      numbersIn(low).map((one) => one.value),
    );
  }
  return undefined;
};

/**
 * The list of a question: brackets, after a colon, or the longest run of single words with commas; or repeated bare
 * words.
 */
const listOf = ({ text }: Text): string[] => {
  const bracket = /[[{(]([^[\]{}()]+)[\]})]/.exec(text)?.[1];
  const cut = (part: string): string[] =>
    part
      .split(/\s*[,;]\s*(?:and )?|\s+and\s+/)
      .map((one) =>
        one
          .trim()
          .replace(/[.?!"']+$/g, '')
          .replace(/^["']+/, ''),
      )
      .filter((one) => one !== '');
  if (bracket?.includes(',')) return cut(bracket);
  const run = (
    text.match(/[\p{L}\p{N}'-]+(?:\s*,\s*(?:and )?[\p{L}\p{N}'-]+)+(?:,? and [\p{L}\p{N}'-]+)?/gu) ?? []
  ).toSorted((a, b) => b.split(',').length - a.split(',').length)[0];
  // "tea, flat white, latte": the run breaks off within a list.
  const whole = run !== undefined && !/^ \p{L}+ ?,/u.test(text.slice(text.indexOf(run) + run.length));
  if (run && !whole) return [];
  if (run && run.split(',').length >= 3) return cut(run);
  const words = text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [];
  const tally = new Map<string, number>();
  for (const word of words) tally.set(word, (tally.get(word) ?? 0) + 1);
  const repeated = new Set([...tally].filter(([, count]) => count > 1).map(([word]) => word));
  const first = words.findIndex((word) => repeated.has(word));
  const bare =
    /\bin ((?:[\p{L}\p{N}]+ ){3,}?[\p{L}\p{N}]+)(?= (?:what|how|count|number)|[?.!]|$)/iu.exec(text)?.[1] ??
    /:\s*((?:[\p{L}\p{N}]+ ){2,}[\p{L}\p{N}]+)\s*[?.!]?$/u.exec(text)?.[1] ??
    /^((?:[\p{L}\p{N}]+ ){3,}?[\p{L}\p{N}]+),? (?=how|what|count|number)/iu.exec(text)?.[1];
  const items = bare?.split(/\s+/) ?? [];
  const isList =
    first >= 0 &&
    new Set(items).size < items.length &&
    !items.some((one) =>
      /^(?:the|a|an|and|of|in|on|to|she|he|it|they|his|her|with|for|was|were|is|are|had|has|will|would)$/i.test(one),
    );
  return isList ? items : [];
};

const readThings = (question: Text): Outcome | undefined => {
  const { low } = question;
  if (saysTwice(question)) return refusal('contradiction', 'it tells two numbers of one thing');
  const asked =
    /\bhow many (?:different )?((?:pieces? of |musical |things to |writing )?[\p{L}]+)\b/iu.exec(low)?.[1] ??
    /\b(?:count|number of|tell me) (?:the |all (?:the )?|of )?((?:pieces? of |musical )?[\p{L}]+)/iu.exec(low)?.[1] ??
    /\b([\p{L}]+) (?:in )?total\b/iu.exec(low)?.[1];
  const things = countedThings(
    low.replace(/\bhow many [^.?]*$/, (found) => (/\b(?:if|when|given)\b.*\d/.test(found) ? found : '')),
  );
  if (asked === undefined || things.length < 2) return undefined;
  const name = asked.trim() === 'things to' ? 'things to wear' : asked;
  const of = /\bthings? to wear|wearable|clothes?\b/.test(low) ? 'clothes' : name;
  if (!isClass(of) || /\d+ [a-z]+ (?:of|with) \d/.test(low)) return undefined;
  if (
    /\b(?:each|every|per|left|gave|give|gives|eat|ate|lost|sold|buys?|bought|more|fewer|times|away|broke|took)\b/.test(
      low,
    )
  )
    return undefined;
  const known = things.filter(([, thing]) => belongs(thing, of) !== undefined);
  const counted =
    known.length === things.length
      ? things
      : things.filter(
          ([, thing]) =>
            belongs(thing, of) !== undefined ||
            !/^(?:pair|lot|few|bit|moment|second|minute|question|number)s?$/.test(thing),
        );
  return reading(
    { type: 'count-things', of, counted: counted.map(([n, thing]) => [n, thing]) },
    numbersIn(low).map((one) => one.value),
    true,
  );
};

export const readCounting: Reader = (question) => {
  const { low } = question;
  if (
    low.length > 1500 ||
    !HOW_MANY.test(
      low.replace(
        /(?<!\b(?:would|can|could|will) )\b(?:i|we|you|she|he) count\b|\b(?:[a-z]+est|maximum|minimum|least|middle|median|last|next|second|third) (?:[a-z]+ )?number of\b/g,
        ' ',
      ),
    )
  )
    return undefined;
  if (/\b(?:next|sequence|ways|arrangements?|permutations?|combinations?)\b/.test(low)) return undefined;
  if (/\b(?:attached|enclosed)\b/.test(low)) return refusal('missing', 'what is attached is missing');
  if (/\bcount (?:the |up )?(?:items|things|words|numbers|entries)(?: in (?:the|this|my) list)?\W*$/.test(low))
    return refusal('missing', 'the list is missing');
  const among = /\bhow (?:often|many times)\b/.test(low) && (low.match(/,/g) ?? []).length >= 2;
  const item = among && !/\bletter [a-z]\b/.test(low) ? readItem(question) : undefined;
  return (
    item ??
    readLetters(question) ??
    readNumbers(question) ??
    readWords(question) ??
    readItem(question) ??
    readThings(question)
  );
};

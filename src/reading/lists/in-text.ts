/**
 * Reads counts within one text that a question shows, in quotes, in capitals, behind a colon or after "the word": its
 * words, its letters, how often a word, a letter, a pair of letters or a figure stands in it. The text is cut out
 * first; of the words around it those that tell more ("reversed", "different") must be ones that it knows.
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { reading, type Outcome, type Reader } from '../reading.ts';
import { numbersIn, type Text } from '../text/text.ts';

type Shown = { shown: string; rest: string; /** What stands in further quotes. */ marked: string[] };

const QUOTED = /"([^"]{1,400})"|(?<![\p{L}\p{N}])'([^']{1,400})'(?![\p{L}\p{N}])/gu;
const ASKS =
  /\b(?:how (?:many|often)|number of|count|^(?:letters|vowels|consonants) in|tally|total|length|(?:to|is|makes?) what number)\b/i;

const blank = (text: string, start: number, end: number): string => `${text.slice(0, start)} _ ${text.slice(end)}`;

/** Words that are no part of a text which is shown without quotes. */
const NO_PART = anyOf(
  /the|this|that|these|those|word|words|letters?|digits|numbers?|total|there|which|each|all|and|are|was|does|have|has|how/,
  /many|list|row|sentence|phrase|text|name|names|english|alphabet|following|your|our|his|her|its|when|with|without|for/,
  /lol|haha|everyone|everybody|asks?|asking|because|cause|since|thanks|thx|btw|right|now|today|again|then|mean|they|she/,
  /please|just|only|altogether|together|order|between|from|than|what|it|you|times|appear\w*|occur\w*|come|comes|every/,
);

const LAST_WORDS = new RegExp(
  `\\b(?:in|of) (?!${NO_PART}\\b)(\\p{Ll}{3,}(?: (?!${NO_PART}\\b)\\p{Ll}{3,}){1,5})(?=,? (?:all ?tog\\w+|altog\\w+|in total|total)\\b|[,?.!]|\\s*$)`,
  'u',
);

/** The text that is shown, and the question without it. */
const shownIn = ({ text, raw }: Text): Shown | undefined => {
  const typed = raw ?? text;
  const quotes = [...typed.matchAll(QUOTED)].map((match) => ({ body: (match[1] ?? match[2])!, match }));
  const longest = quotes.toSorted((a, b) => b.body.length - a.body.length)[0];
  if (
    longest &&
    (longest.body.length > 4 ||
      (longest.body.length > 1 && quotes.length === 1 && !/^(?:letters?|words?)$/.test(longest.body)))
  ) {
    const { match } = longest;
    const word = /\b(?:word|letter|pair|string) $/.test(typed.slice(0, match.index));
    const tail = /(?:\bin|:) ([a-z]{4,})\W*$/.exec(typed);
    if (!(word && tail && quotes.length === 1 && longest.body.length < 5)) {
      let rest = blank(typed, match.index, match.index + match[0].length);
      const marked = quotes.filter((one) => one !== longest).map(({ body }) => body.toLowerCase());
      for (const { body } of quotes)
        if (body !== longest.body) rest = rest.replace(new RegExp(`["']${body.replace(/\W/g, '.')}["']`), '@');
      return { shown: longest.body, rest: rest.toLowerCase(), marked };
    }
  }
  const told =
    /\b(?:goes|is|reads?|says?|slogan|motto|line|sentence|phrase|message|title|headline)(?: as follows)?: ([^":]{8,}?)(?:[.!?]|\s--?)\s+(?=\S)/iu.exec(
      typed,
    );
  if (told && !ASKS.test(told[1]!)) {
    const start = told.index + told[0].indexOf(told[1]!);
    return { shown: told[1]!, rest: blank(typed, start, start + told[1]!.length).toLowerCase(), marked: [] };
  }
  const ofWords = /\bwords\b/i.test(typed);
  for (const pattern of [
    // "in this sentence my daughter lives near the old harbour"
    /\b(?:in|of) (?:this|the following|the) (?:sentence|phrase|line|text)[,:]? (?!(?:are|is|do|does|have|has|there|that|i|you|it)\b)(\p{L}[\p{L}']*(?: [\p{L}']+){2,})\W*$/iu,
    // "count the words in this, it has to fit: the patient would like some water"
    /\b(?:count|how many)\b[^:"]{0,12}\bwords\b[^:"]*: (\p{L}[\p{L}']*(?: [\p{L}']+){2,})\W*$/iu,
    // "letters in strawberry blueberry tart"
    ...(ofWords ? [] : [LAST_WORDS]),
    // "abbaabab" behind "in", a word in capitals, a string before the question
    /\bthe word (?!thats?\b|which\b|printed\b|written\b|painted\b|you\b|she\b|they\b|from\b|above\b|below\b)([\p{L}-]{3,})\b/u,
    /\bword[ ,:]+([\p{Lu}]{3,})\b/u,
    /(?<![\p{L}'-])(\p{Lu}{5,})(?![\p{L}'-])/u,
    /^([\p{Ll}]{4,})[ ,:-]+(?=how many|count)/u,
    /\b(?:in|of) (?!words|letters|digits|numbers|total|there|which|these|those)(\p{Ll}{5,})\W*$/u,
  ]) {
    const found = pattern.exec(typed);
    if (!found) continue;
    const start = found.index + found[0].indexOf(found[1]!);
    let rest = blank(typed, start, start + found[1]!.length);
    for (const { body } of quotes) rest = rest.replace(new RegExp(`["']${body.replace(/\W/g, '.')}["']`), '@');
    return { shown: found[1]!, rest: rest.toLowerCase(), marked: quotes.map(({ body }) => body.toLowerCase()) };
  }
  return undefined;
};

const TELLING = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /reverse\w*|backwards?|longest|shortest|first|last|before|after|between|alphabet\w*|anagrams?|rearrange\w*/,
      /shuffl\w*/,
      /spaces?|punctuation|syllables?|twice|half|sum|average|more than|fewer|less|at least|most|least|only|each/,
      /sort|ways/,
      /even|odd|either|both|if|unless|plus|minus|upper ?case|lower ?case|rhym\w*|start|end|missing|double[ds]?/,
      /sense|mean/,
    ),
    /\b/,
  ),
);
const NOT_TOLD = new RegExp(
  alternatives(
    /\bnot (?:counting|including) capitals as different\b/,
    /\b(?:capitals?|case)(?: letters)? (?:do(?:es)? not matter|too|count(?:s)? (?:the same|too|as well))\b/,
    /[(,]? ?\b(?:just |only )?(?:the )?a,? e,? i,? o,? (?:and |or )?u\b(?: only)?(?:[,;]? (?:and )?(?:no )?y(?: (?:does not|do not|not) count(?:ed|ing|s)?)?)?\)?/,
    /,? (?:repeats|doubles) (?:as well|too|included)|,? (?:count )?every(?: single)? one(?: counted)?\b/,
    /,? (?:leaving out|without|not counting|ignoring|excluding|no) (?:the |any )?(?:spaces|punctuation|blanks)(?: (?:and|or) punctuation)?/,
    /\b(?:ignor(?:e|ing)|whatever the) case\b|\bdo not \w+ (?:me|why)\b|\bdouble or more\b/,
  ),
  'g',
);

const NAMES = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const KINDS: readonly (readonly [RegExp, string])[] = [
  [/\bvow(?:els?|les?)\b/, 'vowels'],
  [/\bconsonants?\b/, 'consonants'],
  [/\b(?:letters?|characters?)\b/, 'letters'],
];
/** One letter that is named: "the letter n", "letter Ns", "an e", "many e are", "e's". */
const LETTER = new RegExp(
  alternatives(
    /\bletters? ([a-z])(?:'?s)?\b(?! (?:word|code))/,
    /\b(?:many|often|times)(?: (?:does|do|is|the|an?))* ([b-hj-z])(?:'?s)?(?= (?:are|is|do|does|in|can|appear|occur|show|come|there|_)|\W*$)/,
    /\b(?:many|often)(?: (?:does|do|is|the))* ([a-z])'s\b/,
    /\b(?:many|the) (a|i)(?:'?s)? (?:are|is|in|does|do|appear|occur)\b/,
    /\bevery ([a-z])\b|\bletters? (?:are|is) (?:an? )?([a-z])\b/,
    /\bcharacter ([a-z])\b/,
  ),
);

const words = (text: string): string[] =>
  (text.match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu) ?? []).map((one) => one.toLowerCase());

/** Words of a shown text by their first or last letter. */
const byEdge = (rest: string, shown: string): Outcome | undefined => {
  const found =
    /\b(begin|start|end)(?:s|ning|ing)? (?:with|by|in|on) (?:the |an? )?(?:letter )?["']?([a-z])["']?(?![a-z'])/.exec(
      rest,
    );
  if (!found || !/\bwords?\b/.test(rest)) return undefined;
  const letter = found[2]!;
  const not = /\b(?:not|n't) (?:\w+ )?$/.test(rest.slice(0, found.index));
  const other = rest.replace(found[0], ' ').replace(/\bnot\b/, not ? ' ' : 'not');
  if (TELLING.test(other) || /\bnot\b|n't\b/.test(other)) return undefined;
  return reading(
    {
      type: 'count-texts',
      that: `${not ? 'not ' : ''}${found[1] === 'end' ? 'ends' : 'starts'} with ${letter}`,
      items: words(shown),
    },
    [],
  );
};

const STRUCK = new RegExp(
  alternatives(
    /\b(?:strike|cross|take|rub|leave|cut)s? (?:out|off|away) (?:every|all(?: the)?|each|the)/,
    /\b(?:remove|delete|drop|erase)s? (?:every|all(?: the)?|each|the)/,
  ),
);

/** What is counted in the text. */
const countedIn = ({ shown, rest, marked }: Shown): Outcome | undefined => {
  const edge = byEdge(rest, shown);
  if (edge) return edge;
  const single = /^[\p{L}'-]+$/u.test(shown.trim());
  const plain = rest.replace(NOT_TOLD, ' ');
  const letters = (what: string): Outcome => reading({ type: 'count-letters', what, text: shown }, []);
  if (
    single &&
    /\bletters?\b/.test(rest) &&
    /\b(?:double or more|at least (?:2|two) times|(?:appear|occur|come up|stand|there)s? more than once|repeated|twice or more)\b/.test(
      rest,
    )
  )
    return letters('repeated letters');
  if (single && STRUCK.test(plain)) {
    const letter = LETTER.exec(plain.slice(STRUCK.exec(plain)!.index))
      ?.slice(1)
      .find((one) => one !== undefined);
    return letter !== undefined && /\b(?:remain|left|stay|over)\b/.test(plain) && /\bletters\b/.test(plain)
      ? letters(`letters but ${letter}`)
      : undefined;
  }
  const others = /\b(?:that|which|who) are not (?:an? |the )?(?:letter )?([a-z])'?s?\b(?!')/.exec(plain);
  if (others && single && /\bletters\b/.test(plain)) return letters(`letters but ${others[1]}`);
  if (TELLING.test(plain) || /\bnot\b|n't\b|\bdifferent\b|\bdistinct\b|\bwithout\b|\bexcept\b|\b\d/.test(plain))
    return undefined;
  const [mark] = marked;
  if (marked.length > 1) return undefined;
  if (mark !== undefined && !single && /\bword\b|\btimes\b|\boften\b/.test(plain) && /^[\p{L}'-]{2,}$/u.test(mark))
    return reading({ type: 'count-item', item: mark, items: words(shown) }, []);
  if (mark !== undefined && /^[\p{L}]{1,4}$/u.test(mark))
    return single || mark.length === 1 ? letters(mark) : undefined;
  if (
    /\b(?:how many|number of|count (?:the|of|up)?|total) ?(?:the )?words\b|\bword count\b|\bwords\b[^?]*\bhow many\b/.test(
      plain,
    )
  )
    return single ? undefined : reading({ type: 'count-words', text: shown }, []);
  const letter = LETTER.exec(plain)
    ?.slice(1)
    .find((one) => one !== undefined);
  if (letter !== undefined) return letters(letter);
  const kind = KINDS.find(([pattern]) => pattern.test(plain))?.[1];
  return kind === undefined ? undefined : letters(kind);
};

const FIGURES = /(?<![\w.,])\d{3,}(?:[ -]\d{2,})*(?![\w]|[.,]\d)/g;
/** How often a figure stands in a number that is written out. */
const figuresIn = (low: string): Outcome | undefined => {
  const runs = [...low.matchAll(FIGURES)];
  const [run] = runs;
  if (!run || runs.length > 1 || TELLING.test(low)) return undefined;
  const rest = blank(low, run.index, run.index + run[0].length).replace(
    /\b1 (?=(?:finds?|sees?|counts?|gets?|can|may)\b)/,
    ' ',
  );
  const all = numbersIn(rest).map(({ value }) => value);
  const named = NAMES.flatMap((name, i) =>
    new RegExp(`\\b${name}(?:s|es|'s)\\b|\\b${name}$`).test(rest) || (i === 1 && /\bones\b/.test(rest)) ? [`${i}`] : [],
  );
  const marked =
    /\b(?:digit|figure|number)s? ["']?(\d)(?:'?s)?\b|\b(\d)'?s\b|\b(?:often|times)[^\d.?]{0,24} (\d)\b/.exec(rest);
  const wanted = [...new Set([...named, ...(marked ? [marked.slice(1).find((one) => one !== undefined)!] : [])])];
  if (
    wanted.length !== 1 ||
    all.some((one) => one !== wanted[0]) ||
    /\bnot\b|n't\b|\b(?:decimal|hex|octal|base)\b/.test(rest)
  )
    return undefined;
  if (/\bin binary\b|\bbits? (?:in|does|of)\b/.test(rest)) return undefined;
  return reading(
    { type: 'count-letters', what: wanted[0]!, text: run[0] },
    numbersIn(low).map(({ value }) => value),
  );
};

/** Two letters, or two questions. */
const TWO = /\b[a-z]'?s? (?:and|or|plus) (?:the )?[a-z]'?s? (?:are|is|in|does|do)\b|\bhow many\b.*\bhow many\b/;

export const readInText: Reader = (question) => {
  const { low } = question;
  if (low.length > 500 || !ASKS.test(low) || TWO.test(low)) return undefined;
  // "how many a s in banana"
  const shown = shownIn({
    ...question,
    raw: (question.raw ?? question.text).replace(/\b(many|count|of) ([a-z]) s (?=in\b|are\b)/i, "$1 $2's "),
  });
  const found = (shown && ASKS.test(shown.rest) ? countedIn(shown) : undefined) ?? (shown ? undefined : figuresIn(low));
  return found?.type === 'problem'
    ? { ...found, uses: [...found.uses, ...numbersIn(low).map(({ value }) => value)] }
    : found;
};

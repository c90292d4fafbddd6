/**
 * A question in a tolerant form: digits of any script, one kind of minus, × and quote, number words as digits, chat
 * spellings in full. `text` keeps the capitals, `low` is the same in small letters, at the same positions, so that
 * names are cut from `text` where patterns match in `low`. It understands nothing.
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { withoutManner } from './manner.ts';
import { spelled } from './spelling.ts';

export type Text = { text: string; low: string; /** With the spelling of words as it was typed. */ raw?: string };

/** The value of a decimal digit of any script: blocks of ten begin at a digit whose predecessor is none. */
const digitValue = (digit: string): string => {
  let code = digit.codePointAt(0)!;
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - 1))) {
    code--;
    value++;
  }
  return String(value);
};

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const FRACTIONS: Readonly<Record<string, string>> = { '½': '1/2', '¼': '1/4', '¾': '3/4', '⅓': '1/3', '⅔': '2/3' };

/** 1e3 as 1000, 2.5e-2 as 0.025. */
const scientific = (_: string, digits: string, exponent: string): string => {
  const [whole = '', part = ''] = digits.split('.');
  const by = Number(exponent);
  const all = whole + part;
  const at = whole.length + by;
  if (at <= 0) return `0.${'0'.repeat(-at)}${all}`;
  return at >= all.length ? `${all}${'0'.repeat(at - all.length)}` : `${all.slice(0, at)}.${all.slice(at)}`;
};

/** A line that asks, after lines that tell. */
const ASKS_LINE = new RegExp(
  alternatives(
    /\?/,
    sequence(
      /^/,
      anyOf(
        /what|how|which|who|when|need|give|find|calculate|tell|answer|total|length|minutes|hours|is|are/,
        /can|sum|please/,
      ),
      /\b/,
    ),
  ),
  'i',
);

/** "SEND 3 BOXES STOP REPLY": the full stops of a telegram. */
const telegram = (text: string): string => (/\p{Ll}/u.test(text) ? text : text.replace(/\s+STOP(?= |$)/g, '.'));

/** "3/4 / 2/5": a bar with spaces stands between fractions whose own bars have none. */
const FRACTIONS_APART =
  /(?<![\d/.*)^] ?)(?=\d+\/\d|\d+ +\/ +\d+\/\d)(\d+(?:\/\d+)?) +\/ +(\d+(?:\/\d+)?)(?! ?[/\d.*^])/g;

const signs = (text: string): string =>
  telegram(text)
    .replace(/[⁰¹²³⁴-⁹]+/g, (run) => `^${[...run].map((one) => SUPERSCRIPTS.indexOf(one)).join('')}`)
    .replace(/(\d?)([½¼¾⅓⅔])/g, (_, whole: string, one: string) =>
      whole ? `${whole}+${FRACTIONS[one]}` : FRACTIONS[one]!,
    )
    // 1011₂ is written in base 2.
    .replace(
      /([\dA-Fa-f]+)([₀-₉]+)/g,
      (_, digits: string, base: string) =>
        `${digits} base ${[...base].map((one) => '₀₁₂₃₄₅₆₇₈₉'.indexOf(one)).join('')}`,
    )
    .replace(
      /(?<![\w.])(\d{1,6}(?:\.\d{1,6})?)[eE]([+-]?\d{1,2})(?![\w.])(?=\s*(?:[-+*/×÷]|$|[?=]))/g,
      (found, digits: string, exponent: string) =>
        // 3E8 is a hexadecimal number where these are spoken of.
        /\bhex/i.test(text) ? found : scientific(found, digits, exponent),
    )
    .normalize('NFKC')
    .replace(/(?![0-9])\p{Nd}/gu, digitValue)
    .replace(/[−‒–—―﹣]/g, '-')
    .replace(/[×✕✖⋅·∙]/g, '*')
    .replace(/[÷∕]/g, '/')
    .replace(FRACTIONS_APART, '($1) / ($2)')
    .replace(/[‘’ʼ`´]/g, "'")
    .replace(/[“”„«»]/g, '"')
    .replace(/[→⟶⇒➔]/g, '->')
    .replace(/…/g, '...')
    // "2 plus 2 is...?"
    .replace(/\b(is|are|makes?|equals?|gives?) ?\.{2,} ?\?*\s*$/i, '$1?')
    .replace(/[\u200b-\u200f\u2060\ufeff]/g, '')
    // A line after a list of points begins a sentence.
    .replace(/(\n\s*[-*•] [^\n]*?)[ \t]*\n(?=\s*\p{L})/gu, '$1. ')
    .replace(/^\s*[-*•] (?=[^\n]*\n\s*[-*•] )/, '')
    .replace(/:[ \t]*\n\s*[-*•]\s+/g, ': ')
    .replace(/(?<=[^\s,;:.])[ \t]*\n\s*[-*•]\s+/g, ', ')
    .replace(/(?<=[^\s.,:;?!])[ \t]*[\r\n]+[ \t]*(?=(\S[^\n]*))/g, (_, next: string) =>
      ASKS_LINE.test(next) ? '. ' : ', ',
    )
    .replace(/[ \t\r\n\u00a0]+/g, ' ');

/** Spellings of chats and contractions, in full. */
const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/\b(what|who|where|when|how|that|it|there|here|he|she)'s\b/gi, '$1 is'],
  [/\b(what|who|how|where|when|there)s\b/gi, '$1 is'],
  [/\b(what|who|how|they|we|you)'re\b/gi, '$1 are'],
  [/\bwhat'll\b/gi, 'what will'],
  // 5'11", 98.6F to C, 300g flour, 30 mpg
  [/(?<![\w.'"])(\d{1,2}) ?['′’] ?(\d{1,2}(?:\.\d+)?) ?(?:["″”]|''|′′)/g, '$1 feet $2 inches'],
  [/(?<![\w.])(\d+(?:\.\d+)?)(?=[fck] (?:to|in|into|as) (?:degrees )?(?:[cfk]|celsius|fahrenheit|kelvin)\b)/gi, '$1 '],
  // Not a figure of another base: "3g in hex".
  [
    /(?<!\b(?:hex|base|octal|binary)[^?!]*)(?<![\p{L}\p{N}.])(\d+(?:\.\d+)?)g(?=[\s,.;?!]|$)(?![^?!]*\b(?:hex|base|octal|binary))/gu,
    '$1 g',
  ],
  [/(?<=\d ?)mpg\b/gi, ' miles per gallon'],
  [/\b(i|we|they|you)'ve\b/gi, '$1 have'],
  [/\b(?:i'm|im)\b/gi, 'I am'],
  [/\b(?:wats|wuts|wots|wotz|whatz)\b/gi, 'what is'],
  [/\b(?:wat|wut|wot)\b/gi, 'what'],
  [/\b(?:wit|wiv)(?= (?:the |numbers? )?\d)/gi, 'with'],
  [/(?<=\d) an (?=\d)/gi, ' and '],
  [/\bnxt\b/gi, 'next'],
  [/\bbtwn?\b/gi, 'between'],
  [
    /\bmore (tall|old|young|fast|slow|light|small|short|long|cheap|strong|high|low|rich|weak|quick|cold|warm)\b/gi,
    '$1er',
  ],
  [
    /\bmost (tall|old|young|fast|slow|light|small|short|long|cheap|strong|high|low|rich|weak|quick|cold|warm)\b/gi,
    '$1est',
  ],
  [/\bmore big\b/gi, 'bigger'],
  [/\bmost big\b/gi, 'biggest'],
  [/\bmore heavy\b/gi, 'heavier'],
  [/\bmost heavy\b/gi, 'heaviest'],
  [/\b([a-z]{3,}er) as (?=[A-Z]|the |my )/g, '$1 than '],
  [
    new RegExp(
      sequence(
        /\b/,
        '(',
        sequence(
          anyOf(
            /tall|old|young|fast|slow|light|small|short|long|cheap|strong|high|low|hard|soft|bigg|heavi|hott/,
            /dear|near|rich/,
          ),
          /er/,
        ),
        ')',
        / as (?=[a-z]+\b)/,
      ),
      'g',
    ),
    '$1 than ',
  ],
  [/\b([a-z]{3,}er|more|less) then (?=\d)/g, '$1 than '],
  [/\bleft from\b/gi, 'left of'],
  [/\bright from\b/gi, 'right of'],
  [
    new RegExp(
      sequence(
        /\bits/,
        '(?=',
        sequence(
          / /,
          anyOf(
            /\d|a? ?(?:mon|tues|wednes|thurs|fri|satur|sun)day\b/,
            sequence(
              anyOf(
                /one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen/,
                /seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|half(?= (?:past|an?)\b)/,
                /quarter(?= (?:past|to)\b)|noon/,
              ),
              /\b/,
            ),
          ),
        ),
        ')',
      ),
      'gi',
    ),
    'it is',
  ],
  [/\b(?:hw|hwo)\b(?= (?:many|much|long|old))/gi, 'how'],
  [/\balfabet/gi, 'alphabet'],
  [/\b(?:pls|plz|plse|pleez)\b/gi, 'please'],
  [/(?<=[a-z] |^)(?<!\bletters? |\bthe |\ban? |\bmany )u(?= [a-z]{2,})/g, 'you'],
  [/\bur\b/gi, 'your'],
  [/\bb4\b/gi, 'before'],
  [/\band so forth\b/gi, 'and so on'],
  [/\b(?:2gether|togetha|togehter)\b/gi, 'together'],
  [/\b(?:wots|wats|wuts|watz)\b/gi, 'what is'],
  [/\bnex\b/gi, 'next'],
  [/\b(?:tomoro|tomorow|tomorro|2morro)\b/gi, 'tomorrow'],
  [/\b(?:munday|mondy|monda)\b/gi, 'Monday'],
  [/\bhow 2 (?=[a-z])/gi, 'how to '],
  [/\bi (?:do not|don't|dont) (?:understand|know|get it|see)\b(?! (?:if|whether))/gi, ''],
  [/(?:[,.;-] ?|^)i mean\b,?(?! (?:of|value|that|it|to)\b)/gi, ''],
  // "Four weddings to put in order"
  [/^[a-z\d]+ [a-z]+ to (?=(?:put|sort|arrange|rank)\b)/i, ''],
  [/\bsoonest\b/gi, 'earliest'],
  [/\b([a-z]+est) 1st\b/gi, '$1 first'],
  [/\bby how many letters(?: (?:they|it) (?:have|has))?\b/gi, 'by length'],
  [/\b(?:the )?leap day (?:of|in) (\d{4})\b/gi, '29 February $1'],
  [/\((?:the )?\d+ is (?:a |in )?(?:decimal|base 10)(?: number)?\)/gi, '(from decimal)'],
  [/\bsum of (\d+) to (\d+)\b/gi, 'sum of the numbers from $1 to $2'],
  [/^\W*ratio (\d+ ?: ?\d+),? (?:total|sum|whole) (\d+(?:\.\d+)?)\W*$/i, 'divide $2 in the ratio $1'],
  [/\bgonna\b/gi, 'going to'],
  [/\bgotta\b/gi, 'got to'],
  [/\bwanna\b/gi, 'want to'],
  [/\bdunno\b/gi, 'do not know'],
  [/\bcuz\b|\bcoz\b|'cause\b/gi, 'because'],
  [/\bthx\b|\bthnx\b/gi, 'thanks'],
  [/\b2morrow\b|\btmrw\b|\btmr\b|\b2moro\b/gi, 'tomorrow'],
  [/\bw\/(?= ?\w)/gi, 'with '],
  [/\bconsole\.log(?=\()/gi, 'print'],
  [/\bem\b/g, 'them'],
  [/'em\b/gi, 'them'],
  [/\bbtw\b/gi, 'by the way'],
  [/\bromens\b/gi, 'romans'],
  [/\b(?:wensday|wenesday|wednsday|wendsday|wednsday|wedensday)\b/gi, 'wednesday'],
  [/\b(?:tusday|tuseday|tuesdy)\b/gi, 'tuesday'],
  [/\b(?:thrusday|thurday|thersday)\b/gi, 'thursday'],
  [/\b(?:saterday|satuday|saturdy)\b/gi, 'saturday'],
  [/\b(?:febuary|feburary|febrary|febuari)\b/gi, 'february'],
  [/\b(?:quater|qaurter|quator)\b/gi, 'quarter'],
  [/\bninteen\b/gi, 'nineteen'],
  [/\bfou?rteen\b|\bforteen\b/gi, 'fourteen'],
  [/\bfiveteen\b|\bfiftheen\b/gi, 'fifteen'],
  [/\b(?:eigthteen|eightteen|eigteen)\b/gi, 'eighteen'],
  [/\btwelf\b|\btwelv\b/gi, 'twelve'],
  [/\bninty\b/gi, 'ninety'],
  [/\bfourty\b/gi, 'forty'],
  [/(?<=[a-z\d,])(?<!\bletters?|\bmany|\bcount|\bthe) n (?=[a-z\d])(?! n [=+*/<>-])/g, ' and '],
  [/(?<=[a-z])(?<!\bletters?|\bmany|\bcount|\bthe) r (?=[a-z])(?!(?:be|is|and|or|xor|implies|iff) )/g, ' are '],
  [/(?<=[a-z]) & (?=[a-z])/gi, ' and '],
  [/\bdoesnt\b/gi, 'does not'],
  [/\b(do|does|did|is|are|was|were|would|could|should|has|have|had)n['o]?t\b/gi, '$1 not'],
  [/\bcan't\b|\bcannot\b|\bcant\b/gi, 'can not'],
];

const UNITS: Readonly<Record<string, number>> = {
  zero: 0,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  thirteen: 13,
  fourteen: 14,
  fifteen: 15,
  sixteen: 16,
  seventeen: 17,
  eighteen: 18,
  nineteen: 19,
};
const TENS: Readonly<Record<string, number>> = {
  twenty: 20,
  thirty: 30,
  forty: 40,
  fourty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
};
const SCALES: Readonly<Record<string, number>> = { hundred: 100, thousand: 1000, million: 1_000_000 };

const NUMERAL = [...Object.keys(UNITS), ...Object.keys(TENS), ...Object.keys(SCALES)].join('|');
/** Number words side by side; `a hundred`, `one hundred and five`. */
const NUMERALS = new RegExp(
  `\\b(?:a (?=hundred|thousand|million))?(?:${NUMERAL})(?:(?:[ -]|,? and (?=(?:${NUMERAL})\\b)(?<=(?:hundred|thousand|million),? and ))(?:${NUMERAL}))*\\b`,
  'gi',
);

/** Groups of words that make one number each: "three four" is two numbers. */
const numbersOf = (words: readonly string[]): number[] => {
  const out: number[] = [];
  let total = 0;
  let group = 0;
  let last = Infinity;
  let open = false;
  const close = (): void => {
    if (open) out.push(total + group);
    [total, group, last, open] = [0, 0, Infinity, false];
  };
  for (const word of words) {
    const value = UNITS[word] ?? TENS[word] ?? SCALES[word]!;
    if (SCALES[word]) {
      const by = group === 0 ? 1 : group;
      if (value >= 1000) {
        total += by * value;
        group = 0;
      } else group = by * value;
      last = value;
      open = true;
      continue;
    }
    const fits = TENS[word] ? last >= 100 : last >= 100 || (last >= 20 && value < 10 && value > 0);
    if (open && !fits) close();
    group += value;
    last = value;
    open = true;
  }
  close();
  return out;
};

/** "one" is often no number: which one, one of them, one another. */
const PRONOUN_BEFORE = new RegExp(
  sequence(
    /\b/,
    anyOf(
      alternatives(
        /which|next|quick|missing|blank|correct|this|that|the|each|every|any|no|last|first|right|wrong/,
        /other|another|only/,
      ),
      alternatives(
        /\d(?:st|nd|rd|th)|price of|cost of/,
        sequence(
          /(?:small|larg|bigg|great|old|young|tall|short|fast|slow|high|low|long|heavi|light|cheap)/,
          /(?:e|er)?st/,
        ),
      ),
      /second|third|fourth|fifth|sixth/,
      alternatives(
        /the (?!numbers?\b|digits?\b|figure\b|value\b|next\b|number\b)[a-z]{3,}|new|easy|hard|tricky/,
        /simple|ok|random|fun|some|is|clever|wise|frequent|common|popular|smart|dear|bright|young|old/,
      ),
    ),
    / $/,
  ),
  'i',
);
const PRONOUN_AFTER = new RegExp(
  alternatives(
    /^(?:-way|'s\b)/,
    sequence(
      /^ /,
      anyOf(
        /of (?!the \d)|another\b|who\b|that\b|is\b|comes\b|to the\b|should\b|goes\b|please\b|for you\b/,
        /way\b(?! ?\d)|every\b|formula\b|solution\b|expression\b|answer\b|example\b|equation\b/,
        /calculation\b|use\b|(?:may|can|could|might) [a-z]/,
        /(?:number|term|value|figure) (?:is|was|has|fell|got|went|has been|has gone) (?:away|missing|lost|hidden|gone|out|smudged|rubbed)\b/,
      ),
    ),
  ),
  'i',
);

/** "How does one write 2", "if one adds": anybody. */
const PERSON_BEFORE = /(?:\b(?:does|do|can|could|should|may|must|would|will|did|when|if|how) |, )$/i;
const PERSON_AFTER =
  /^ (?:say|write|spell|find|express|calculate|convert|obtain|decompose|compute|reach|arrive|solve|multiply|divide|add|subtract|read|adds|writes|finds|obtains|decomposes|multiplies|divides|subtracts|computes|arrives|solves|doubles|triples|halves|converts)\b/i;

/** "Six take away one is": a number all the same. */
const OPERATOR_BEFORE = /\b(?:plus|minus|times|take away|divided by|multiplied by) $/i;

const numberWords = (text: string): string =>
  text.replace(NUMERALS, (found, at: number) => {
    if (/^one$/i.test(found)) {
      const before = text.slice(Math.max(0, at - 20), at);
      const after = text.slice(at + found.length, at + found.length + 14);
      const operand = OPERATOR_BEFORE.test(before) && /^ is\b/i.test(after);
      if (PERSON_BEFORE.test(before) && PERSON_AFTER.test(after)) return found;
      if (!operand && (PRONOUN_BEFORE.test(before) || PRONOUN_AFTER.test(after))) return found;
      // "43 in one box and 33 in another"
      if (/^ [a-z]+\b[^.?!]{0,50}\b(?:another|the other|in the second|the next)\b/i.test(text.slice(at + found.length)))
        return found;
    }
    const words = found
      .toLowerCase()
      .replace(/^a /, '')
      .split(/[ -]|,? and /)
      .filter((one) => one !== '' && one !== 'and');
    return numbersOf(words).join(' ');
  });

/** "12mm", "75min": a unit that is glued to its number. Units of one letter may be digits of a base, and stay. */
const UNIT_BESIDE = new RegExp(
  sequence(
    /(?<![\p{L}\p{N}.])(\d+(?:\.\d+)?)/u,
    /(mm|cm|km|kg|mg|ml|cl|kmh|kph|mph|mins?|hrs?|secs?|lbs?|oz|ft|gb|mb|eur|usd|euros?)/u,
    /(?![\p{L}\p{N}])/u,
  ),
  'giu',
);

const SPLIT_PRICE = new RegExp(
  sequence(
    /(?<![\d.])(\d{1,5}) (euros?|dollars?|pounds?|quid|bucks) (\d\d)/,
    /(?= (?:each|apiece|a|per|for|and|in|the|how|what|on|at|from|to|total|altogether|all)\b|\s*(?:[,;?]|\.(?!\d)|$))/,
  ),
  'gi',
);

const LONGEST = 4000;

/** Whether a question is too long to be read here. */
export const tooLong = (question: string): boolean => question.length > LONGEST;

const lower = (text: string): string => {
  const low = text.toLowerCase();
  return low.length === text.length
    ? low
    : [...text].map((one) => (one.toLowerCase().length === one.length ? one.toLowerCase() : one)).join('');
};

/** From text that is already normal. */
export const asText = (text: string): Text => ({ text, low: lower(text) });

/** The tolerant form of a question. `joined`: 1,000 is a thousand (else two numbers). */
export const readText = (question: string, joined = true): Text => {
  const typed = withoutManner(spelled(signs(question).trim()));
  let text = typed;
  const unknown = /\dn\b|\bn ?[-=+*/]|[-=+*/] ?n\b|\b(?:and|for|[Ff]ind|is|of|,) n\b/.test(text);
  for (const [pattern, full] of SPELLINGS) if (!(unknown && full === ' and ')) text = text.replace(pattern, full);
  text = text
    .replace(/\bhalf a dozen\b/gi, '6')
    .replace(/\b(?:a|one) dozen\b/gi, '12')
    .replace(/(?<![\w.])(\d+\.\d+|\w+) dozen\b/gi, (whole, count: string) => {
      const value = /^\d+(?:\.\d+)?$/.test(count) ? Number(count) : UNITS[count.toLowerCase()];
      return value === undefined ? whole : `${Number((12 * value).toFixed(6))}`;
    });
  text = text
    .replace(/\bdozen\b/gi, '12')
    // "2.5 million"
    .replace(
      /(?<![\w.,/])(\d+(?:\.\d{1,6})?) (hundred|thousand|million)\b(?! and\b)(?! (?:\d|hundred|thousand|million))/gi,
      (_, n: string, scale: string) => `${Number((Number(n) * SCALES[scale.toLowerCase()]!).toFixed(3))}`,
    );
  // "8 less 4!" is said loudly; "5!" alone is a factorial, and so is the last one of "5! / 3!".
  if ((text.match(/\d+/g) ?? []).length > 1 && !/\d! ?[-+*/]/.test(text)) text = text.replace(/(?<=\d)!+\s*$/, '.');
  if (joined)
    text = text.replace(
      /(?<![\d,.[({]|\w)(?:\d{1,3}(?:(?:,000)+|,\d{3})|\d{1,2}(?:,\d{3}){2,})(?!\d|,\S|\.\d+[.,]?\d*,|\.\d+\.\d)/g,
      (whole) => whole.replaceAll(',', ''),
    );
  text = numberWords(text)
    .replace(/(?<![\d.])(\d+) point (\d+)\b(?! (?:\d|and a))/gi, '$1.$2')
    .replace(UNIT_BESIDE, '$1 $2')
    // "12 euro 50", "two dollars eighty each"
    .replace(SPLIT_PRICE, '$1.$3 $2');
  return { ...asText(text), raw: typed };
};

/** A number in a text. `value` has its sign when the sign is its own ("-3", not "5-3"). */
export type Found = { value: string; start: number; end: number };

/** The numbers of a text in their order; ordinals (4th) and parts of words (N1) are none. */
export const numbersIn = (low: string): Found[] => {
  const out: Found[] = [];
  for (const match of low.matchAll(
    /(?<![\p{L}\p{N}_.])(?<!\d:)(\d+(?:\.\d+)?)(?!\d)(?![\p{L}\p{N}_]*[\p{L}_])(?!:\d)/gu,
  )) {
    const start = match.index;
    const before = low.slice(0, start);
    const negative = /(?:^|[^\p{L}\p{N})\s])\s*-$|\p{L}{2,}\s+-$/u.test(before) && !/\d\s*-$/.test(before);
    out.push({
      value: negative ? `-${match[1]}` : match[1]!,
      start: negative ? start - 1 : start,
      end: start + match[0].length,
    });
  }
  return out;
};

export const valuesIn = (low: string): string[] => numbersIn(low).map((one) => one.value);

/** "first" to "twelfth", in their order. */
export const ORDINALS = [
  'first',
  'second',
  'third',
  'fourth',
  'fifth',
  'sixth',
  'seventh',
  'eighth',
  'ninth',
  'tenth',
  'eleventh',
  'twelfth',
];

/**
 * Words that change what a question asks and that a reader of its kind does not take into account. A reading that
 * overlooks one is dropped: the numbers may all be used and the answer still be to another question.
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';

/** Names of the readers that a rule is for; all of them where it names none. */
type Rule = { words: RegExp; readers?: readonly string[]; but?: readonly string[] };

const NUMBER = String.raw`\d+(?:\.\d+)?`;

const RULES: readonly Rule[] = [
  // The base of a logarithm is none that a number is written in.
  { words: /\blog(?:arithm)?\b/, readers: ['base', 'coded', 'bits'] },
  // "How many even digits between 1 and 20": the ends of a range, and nothing that is shared out.
  {
    words:
      /\bhow many (?:[a-z]+ )?(?:digits|numbers|integers|multiples|primes|squares|cubes|factors|palindromes)\b[^?]*\bbetween \d+ and \d+\b/,
    readers: ['formula', 'arithmetic', 'story', 'short', 'roles', 'bare'],
  },
  // "AB, BC, CD, ?": what looks like a numeral stands in a row of letters, of which the others are none.
  {
    words:
      /(?:^|[\s:"'])(?=[^?]*\b(?![ivxlcdm]+\b)[a-z]{2,3}\s*,)(?:[a-z]{2,3}\s*,\s*){2,}(?:[a-z]{2,3}|\?|_|and|next|then|\.\.)/,
    readers: ['coded', 'roman', 'romans'],
  },
  // A volume in litres of sides in centimetres.
  { words: /\b(?:cm|mm|m|met(?:er|re)s?)\b.*\blit(?:er|re)s?\b/, readers: ['arithmetic', 'story'] },
  // The numbers game is played with all four signs.
  {
    words: new RegExp(
      alternatives(
        sequence(
          /\b/,
          anyOf(
            /plus|minus|times|addition|subtraction|multiplication|division|adding|subtracting|multiplying/,
            /dividing|\+|-|\*/,
          ),
          '(?:',
          sequence(
            / (?:and|or) /,
            anyOf(
              /plus|minus|times|addition|subtraction|multiplication|division|adding|subtracting|multiplying/,
              /dividing|\+|-|\*/,
            ),
          ),
          ')?',
          /(?: signs?)? only\b/,
        ),
        sequence(
          /\bonly (?:use |using |with |by )?/,
          anyOf(
            /plus|minus|times|addition|subtraction|multiplication|division|adding|subtracting|multiplying/,
            /dividing/,
          ),
          /\b/,
        ),
        sequence(
          /\b(?:no|without) /,
          anyOf(
            /division|multiplication|dividing|multiplying|subtraction|subtracting|addition|adding|minus|plus/,
            /times|brackets/,
          ),
          /\b/,
        ),
      ),
    ),
    readers: ['make'],
  },
  // "Count in fives: 5, 10, 15", "count backwards: 5, 4, 3" goes on and counts nothing.
  {
    words: new RegExp(
      sequence(
        /\bcount(?:s|ing|ed)? /,
        anyOf(
          /(?:down|backwards?|along)\b/,
          /(?:up |down |on |back(?:wards)? )*(?:in|by) (?:\d+s?|(?:two|three|four|five|seven|eight|nine|ten|eleven|twelve)s|sixes|twenties|hundreds)\b/,
        ),
      ),
    ),
    readers: ['counting', 'listed', 'tally', 'in-text', 'selected'],
  },
  // "What number comes after 93, 86, 79, going down" continues them.
  { words: /\bwhat number (?:comes|goes) (?:after|next)\b/, readers: ['sort', 'pick'] },
  // A number thought of is an unknown of equations, and no story.
  {
    words: /\b(?:think|thought|thinking) of (?:a|some) number\b|\bwhat is my number\b/,
    readers: ['story'],
  },
  // "who is not the oldest", "what isn't 2 + 2", "words that do not contain a"
  {
    words: new RegExp(
      alternatives(
        sequence(
          /\b(?:is|are|does|do|was|who|which|what|that) ?(?:not|n't)\b/,
          '(?!',
          sequence(
            / /,
            anyOf(
              /(?:quite |nearly )?(?:as|so) |understand|know|get|remember|see|trust|think|believe|mind|care/,
              /mess|worry|forget|bother|hurry|laugh|sure|certain|able/,
            ),
          ),
          ')',
        ),
        /\b(?:isn|aren|doesn|don|wasn)'?t\b(?! (?:sure|certain|able|know|help))/,
      ),
    ),
    but: [
      'coded',
      'listed',
      'in-text',
      'truth',
      'divisors',
      'make',
      'story',
      'years',
      'told-dates',
      'dates',
      'times',
      'order',
      'path',
      'formula',
    ],
  },
  // "The highest wins but pays the second highest", "is he right that mint comes before mink"
  {
    words:
      /\b[a-z]+est\b.*\b(?:second|third) [a-z]+est\b|\b(?:is (?:he|she|it|that) right|yes or no)\b|\bby (?:last name|surname)\b/,
    readers: ['sort', 'pick', 'ranked'],
  },
  { words: /\bnot the (?:\w+est|first|last|most|least)\b/, but: ['order'] },
  // "Are 1, 5 and 9 in order?"
  {
    words: /^(?:so |and )?(?:is|are|was|were)\b[^?]*\b(?:sorted|order|ordered|ascending|descending)\b/,
    readers: ['sort', 'pick', 'ranked', 'ordered', 'typed'],
  },
  // "is 7 greater than 9?", "does 2 + 2 equal 5?"
  {
    words: /^(?:is|are|does|do)\b[^?]*\b(?:greater|more|less|bigger|smaller|larger|higher|lower|equals?|same)\b/,
    readers: ['arithmetic', 'story', 'sequence', 'equation'],
  },
  // "50 plus 10 percent": of what?
  {
    words: new RegExp(
      String.raw`(?:\bplus|\bminus|[-+]|\boff|\bdiscount|\btax)\s*${NUMBER}\s*(?:%|per ?cent\b)|(?:%|per ?cent)[^.?]*\b(?:tax|discount|off)\b`,
    ),
    readers: ['arithmetic', 'story'],
  },
  {
    words: new RegExp(
      String.raw`\b(?:square|cube|half|double|twice|root)(?: of)? ${NUMBER} (?:plus|minus|times|divided)\b(?! (?:by )?(?:the )?(?:square|cube|half|double|twice|root)\b)`,
    ),
    readers: ['arithmetic'],
  },
  {
    words: /\binteger division\b|\bas a whole number\b|\bround(?:ed)?\b(?! (?:the|a|my|our|this)\b)|\bin words\b/,
    readers: ['arithmetic'],
  },
  { words: /\baverage\b.*\b(?:times|plus|minus)\b/, readers: ['arithmetic', 'story', 'pick'] },
  { words: /\b(?:as a whole|snail|well)\b/, readers: ['story'] },
  { words: /\b(?:sum|total|product|add(?:ed)?)\b/, readers: ['sequence'] },
  // "gcd of 12 and 18 plus 1", "1994 in roman numerals backwards"
  {
    words: new RegExp(
      String.raw`\b(?:plus|minus|times|multiplied by) (?:the |${NUMBER})|\bbackwards?\b|\breversed\b|\bthen add\b|\badd them\b|\bduplicates?\b|(?<!by |by the )\bnumber of letters\b|\bhow many (?:letters|symbols|characters|signs)\b|\b(?:and|then) give me the\b`,
    ),
    readers: ['divisors', 'pick', 'sort', 'roman', 'base'],
  },
  {
    words: new RegExp(
      sequence(
        /\b/,
        anyOf(
          /different|distinct|unique|capitals?|uppercase|lowercase|without|besides|except|apart from/,
          /other than|both/,
        ),
        /\b/,
      ),
    ),
    readers: ['counting'],
  },
  { words: /\b(?:different|distinct|unique)\b/, readers: ['selected'] },
  {
    words: new RegExp(
      alternatives(
        /\bhow many (?:full |whole |more )?(?:months|years|weeks)\b|\b(?:months|years|weeks) between\b/,
        /\b(?:business|working|week) ?days\b/,
      ),
    ),
    readers: ['dates'],
  },
  { words: /\bcounts? as (?:the )?(?:day (?:1|one)|first|1st)\b|\bboth (?:days|ends) count\b/, readers: ['dates'] },
  // "how many 1s are in 77 in binary"
  { words: /\bhow many (?:1|0|one|zero|digit|bit)'?s?\b/, readers: ['base', 'roman'] },
  { words: /\bhow many (?:binary )?(?:digits|bits)\b.*\b(?:binary|hex\w*|octal|base)\b/, readers: ['counting'] },
  { words: /\bvalid\b/, readers: ['roman'] },
  { words: /\b(?:most|fewest|least) (?:letters|symbols|signs)\b/, readers: ['roman', 'romans'] },
  { words: /\b(?:hours?,?|minutes?|days?),? (?:and|&) (?:minutes?|seconds?|hours?)\b/, readers: ['units'] },
  // A quarter of a year is no fourth of its number.
  { words: /\b(?:quarter|half|1\/4|1\/2) (?:of )?(?:the year )?[12]\d{3}\b/, readers: ['formula'] },
  // "which number is divisible by both 4 and 6, the smallest one" looks for none of the two.
  {
    words: /\b(?:divisible|divided|divides?|multiples?|factors?|divisors?|primes?)\b/,
    readers: ['sort', 'pick', 'selected', 'typed'],
  },
  { words: /\b(?:divisors|factors) of (?:the number )?\d/, readers: ['story', 'bare', 'roles'] },
  { words: /\blog(?:arithm)?\b/, readers: ['base'] },
  { words: /\b(?:shortest|longest)\b[^?]*\b(?:to|first|longest|shortest)\b/, readers: ['counting'] },
  { words: /\b(?:just|only) the [a-z]+\W*$/, readers: ['counting', 'selected'] },
  // A part that is told as a fraction, and rates of rates.
  {
    words: new RegExp(
      alternatives(
        /\b(?:third|quarter|half|fifth) (?:full|empty)\b|\beach\b[^.]*\bper\b|\bper\b.*\bper\b/,
        /\bpieces of \d.*\beach piece\b|\beach (?:an?|every) (?:day|week|hour|month)\b/,
      ),
    ),
    readers: ['story'],
  },
  // "1h55 in minutes" is no hour.
  {
    words: /\d ?h ?\d\d\b|\bhours? (?:and )?\d+\b(?! ?(?:min|m\b|sec|s\b))|\band (?:a quarter|3 quarters)\b/,
    readers: ['units'],
  },
  // A mean that is to be reached is no target of the numbers game.
  { words: /\b(?:avg|average|mean)\b/, readers: ['make'] },
  // A ratio is asked, and no number of things.
  {
    words: /\b(?:lowest terms|simplest (?:form|ratio|terms))\b|\bwhat is (?:the )?(?:new )?ratio\b/,
    readers: ['story', 'related', 'roles', 'arithmetic'],
  },
  // "Juice to water 2 to 3" is a ratio, and no amounts.
  {
    words: /\b[a-z]+ to [a-z]+,? (?:is |are |as )?\d+ to \d+\b/,
    readers: ['story', 'related', 'roles', 'short', 'clauses'],
  },
  // "7:3. I use half of it. How much cotton stays?"
  { words: /\d ?: ?\d.*\b(?:half|third|quarter) of (?:it|that|the (?:mix\w*|blend|paint|drink|dough))\b/ },
  // Two questions in one.
  {
    words: /\bhow (?:many|much)\b[^?.]*[a-z] and how (?:many|much)\b/,
    readers: ['story', 'roles', 'short', 'clauses', 'related'],
  },
  { words: /\?.*\b(?:also|and) (?:what|how|who|which|when)\b|[\d)] and what(?:'s| is)\b/ },
];

/** Whether the reading of `reader` overlooks a word of the question, in lower case. */
export const overlooks = (reader: string, low: string): boolean =>
  low.length < 2000 &&
  RULES.some(
    ({ words, readers, but }) =>
      (readers === undefined || readers.includes(reader)) && !but?.includes(reader) && words.test(low),
  );

/**
 * Ways of saying a sum that name its numbers in another order than they are computed in ("how many times does 6 go
 * into 54", "with 18 added", "and 16 remains"), turned into the words that said-words.ts has roles for. Every number
 * stays; no word is passed over.
 */
/** "5 fives": what each of these words stands for. */
const PLURALS: ReadonlyMap<string, number> = new Map(
  [
    ...'two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen'.split(
      ' ',
    ),
    ...'eighteen nineteen'.split(' '),
  ]
    .map((one, i): [string, number] => [one === 'six' ? 'sixes' : `${one}s`, i + 2])
    .concat(
      'twenties thirties forties fifties sixties seventies eighties nineties'
        .split(' ')
        .map((one, i) => [one, 10 * i + 20]),
    ),
);
const TWO = String.raw`(\d+(?:\.\d+)?)`;

const ITS: Readonly<Record<string, string>> = {
  double: 'twice itself',
  half: 'half of itself',
  triple: 'thrice itself',
  square: 'itself squared',
};

const POWERS = 'zeroth first second third fourth fifth sixth seventh eighth ninth tenth'.split(' ');

type Turn = readonly [pattern: RegExp, by: string | ((...found: string[]) => string)];

const pattern = (...parts: readonly string[]): RegExp => new RegExp(parts.join(''), 'g');
const text = String.raw;

const PARTS =
  '(?:a |one )?(?:half|third|quarter|fifth|tenth)|twice|double|triple|(?:1 )?(?:half|third|quarter|fifth|tenth)';
const NEEDS = '(?:do|does|did|must|should|shall|would|will|can|could|has|have|need|is|to)';

/** What is looked for stands in the middle or is called an amount: "how much do I take from 9 to get 5". */
const SOUGHT: readonly Turn[] = [
  // "what is 8 half of?"
  [pattern(text`\bwhat(?: number)? is ${TWO} (${PARTS}) of(?=\W*$)`), '$2 of what number is $1'],
  [pattern(text`${TWO} is (${PARTS}) (?:of )?(?:what|which)(?: number)?(?=\W*$)`), '$2 of what number is $1'],
  // "how much must be added to 5 to make 12", "how much xp do i add to 13 to get 20"
  [
    pattern(
      text`\bhow (?:much|many)(?: more)?(?: [a-z]+)?(?= (?:${NEEDS} )+(?:(?:i|you|we|one) )?(?:(?:have|need|must|should) )?(?:to )?(?:be )?`,
      text`(?:add|added|subtract|subtracted|take|taken|remove|removed|put|deduct|deducted)(?: away| off| on)?(?: to| from| onto)? ${TWO}\b)`,
    ),
    'what number',
  ],
  // "which number must I to 8 add"
  [
    pattern(text`\b(i|you|we|one)(?: (?:have|need))?(?: to)? (to|from) ${TWO} (add|subtract|take away|take)\b`),
    '$1 $4 $2 $3',
  ],
  // "how much more do I need to get from 5 to 12", "how far is it from 5 to 12"
  [
    pattern(
      text`\bhow (?:much|many|far)(?: more| is it)?(?: (?:${NEEDS}|i|you|we|one|it|takes?|get|go|reach|jump|climb|count|bring|me|us))* from ${TWO} (?:up |down )?to ${TWO}(?=\W*$)`,
    ),
    (_, a, b) => (Number(a) <= Number(b) ? `how much is ${b} minus ${a}` : `how much is ${a} minus ${b}`),
  ],
  // "I have 5 and want 12, how many more do I need"
  [
    pattern(
      text`\bi (?:have|am (?:on|at))(?: got)? ${TWO}(?: [a-z]+)?,? (?:and|but)(?: i)? (?:want|need|must have)(?: to (?:have|get|reach))? ${TWO}(?: [a-z]+)?`,
      text`[,.?]? (?:so )?how (?:many|much) more(?: [a-z]+)?(?: (?:do|must|should|will|is|are))*(?: (?:i|that|it))?(?: (?:need|get|have|buy|find))?(?: to)?(?: get| have)?(?=\W*$)`,
    ),
    'how much is $2 minus $1',
  ],
  [
    /\b(?:half ?way|mid ?way|exactly in the middle|right in the middle|in the middle) (?:between|of|from) (?=-?\d)/g,
    'the mean of ',
  ],
  [/\bthe mean of (\d+(?:\.\d+)?) to (?=\d)/g, 'the mean of $1 and '],
];

/** Functions of a program: "sum([5, 9])", "pow(2, 3)". */
const CALLS: readonly Turn[] = [
  [/\bsum ?\( ?\[? ?(-?\d+(?:\.\d+)?(?: ?, ?-?\d+(?:\.\d+)?)+) ?\]? ?\)/g, ' the sum of $1 '],
  [pattern(text`\b(?:pow|power) ?\( ?${TWO} ?, ?${TWO} ?\)`), ' $1 ^ $2 '],
  [pattern(text`\b(?:add|plus) ?\( ?${TWO} ?, ?${TWO} ?\)`), ' $1 + $2 '],
  [pattern(text`\b(?:sub|subtract|minus) ?\( ?${TWO} ?, ?${TWO} ?\)`), ' $1 - $2 '],
  [pattern(text`\b(?:mul|mult|multiply|times) ?\( ?${TWO} ?, ?${TWO} ?\)`), ' $1 * $2 '],
  [pattern(text`\b(?:div|divide) ?\( ?${TWO} ?, ?${TWO} ?\)`), ' $1 / $2 '],
];

/** Comparisons, shares and what is done with a number, put into the order of the sum. */
const TURNS: readonly Turn[] = [
  // "By how much is 80 bigger than 60?"
  [
    pattern(
      text`\bby (?:how much|what|how many) (?:is|does|are) ${TWO} (?:exceed |beat |(?:is )?(more|bigger|greater|larger|`,
      text`higher|longer|less|smaller|lower|shorter) than )${TWO}`,
    ),
    (_, a, more, b) =>
      /^(?:less|smaller|lower|shorter)$/.test(more ?? '')
        ? `how much is ${b} minus ${a}`
        : `how much is ${a} minus ${b}`,
  ],
  // "with 18 added", "with 11 knocked off"
  [
    pattern(
      text`,? (?:but |and )?with (?:an? |another )?${TWO} (?:more |extra )?(?:added|put|tacked)(?: on(?: top)?)?\b`,
    ),
    ' plus $1',
  ],
  [
    pattern(
      text`,? (?:but |and )?with (?:an? |another )?${TWO} (?:then )?`,
      text`(?:knocked|taken|chopped|lopped|docked|subtracted|removed|deducted)(?: off| away)?\b`,
    ),
    ' minus $1',
  ],
  [/\bis by (\d+(?:\.\d+)?) (?=(?:more|greater|bigger|larger|higher|less|smaller|lower) than\b)/g, 'is $1 '],
  [/\bnegative (?=\d)/g, '-'],
  // "add 9 to if I want 21"
  [
    pattern(
      text`,? \bif (?:i|you|we) (?:want|need|am|are)(?: to (?:get|have|reach|make|end up with|end up at))?`,
      text`(?: a total of)? (?=\d+(?:\.\d+)?\W*$)`,
    ),
    ', equals ',
  ],
  // "taken 6 times", "take it 5 times"
  [
    pattern(text`\b(?:take|takes|took|taking) (it|that|this) ${TWO} times\b(?! (?:as|the|bigger))`),
    'multiply $1 by $2',
  ],
  [pattern(text`,? (?:is |was )?taken ${TWO} times\b`), ' times $1'],
  // "split evenly 16 ways", "into 7 equal parts"
  [pattern(text`\b(split|divided?|shared?)(?: out| up)?(?: evenly| equally| fairly)? ${TWO} ways\b`), '$1 by $2'],
  [pattern(text`\binto ${TWO} equal (?:parts|shares|pieces|portions|lots|groups|bits)\b`), 'by $1'],
  [/\bhow (?:large|big|much) is (?:each|every|1) (?:part|share|piece|portion|bit)\b/g, 'what is it'],
  // "and 16 remains", "exactly 29 stays"
  [
    pattern(
      text`\b(?:and|so that|in order that|that|until)(?: exactly| just| only| precisely)? ${TWO} `,
      text`(?:remains?|stays?|(?:is|are|was|were) left(?: over)?|comes? out|came out)\b`,
    ),
    ', equals $1',
  ],
];

/** Divisions, multiples and powers. */
const OTHERS: readonly Turn[] = [
  // "how many times does 6 go into 54", "how many sevens are in 63"
  [
    pattern(text`\bhow (?:many times|often) (?:does|do|can|will|is) ${TWO} (?:go(?:es)? |fit |be )?in(?:to)? ${TWO}`),
    ' $2 / $1 ',
  ],
  [
    pattern(text`\bhow many ${TWO}(?:'?s| s)? (?:are (?:there )?in|go into|fit (?:in|into)|make up|make) ${TWO}\b`),
    ' $2 / $1 ',
  ],
  [
    pattern(
      text`\bhow many (?:times )?(${[...PLURALS.keys()].join('|')}) (?:are (?:there )?in|go into|fit (?:in|into)|make up|make|in) ${TWO}\b`,
    ),
    (_, name, all) => ` ${all} / ${PLURALS.get(name ?? '')!} `,
  ],
  // "5 fives"
  [
    pattern(text`(?<=\d )(?:lots of )?(${[...PLURALS.keys()].join('|')})\b`),
    (_, name) => `* ${PLURALS.get(name ?? '')!}`,
  ],
  [pattern(text`\bhow much (?:more|bigger|greater|larger|higher) is ${TWO} than ${TWO}`), 'how much is $1 minus $2'],
  [pattern(text`\bhow much (?:less|smaller|lower) is ${TWO} than ${TWO}`), 'how much is $2 minus $1'],
  [/\bits (?:own )?(double|half|triple|square)\b/g, (_, name) => ITS[name ?? '']!],
  // "2 to the 10", "3 to the 4th power"
  [/(?<=\d) (?:raised )?to the (\d+)(?:st|nd|rd|th)?(?: power)?\b/g, ' ^ $1 '],
  [
    pattern(text`(?<=\d) (?:raised )?to the (${POWERS.slice(2).join('|')})(?: power)?\b`),
    (_, name) => ` ^ ${POWERS.indexOf(name ?? '')}`,
  ],
  // "and from that result I take 5"
  [
    pattern(
      text`\b(?:from|to) (?:this|that|it|which|the (?:result|answer|total)|this result|that result|that number|`,
      text`this number),? (?:i |you |we |then )*(?=(?:minus|subtract|take|deduct|remove|add)\b)`,
    ),
    '',
  ],
];

const RECKONS = /\b(?:times|plus|minus|multipl|divid)/;
const THEN_MORE = /(?<=\d),?(?: and)?(?: then)? (\d+(?:\.\d+)?) more\b(?! than)/g;
const AND_MORE = /(?<=\d) and (\d+(?:\.\d+)?) more\b(?! than)/g;
const WHO_AM_I = /\b(?:what|who|which number|what number) am i\b/;
const ME = /\b(to|by|from|multiply|double|treble|triple|halve|square|divide|take|times) me\b/g;

const turnedBy = ([found, by]: Turn, low: string): string =>
  typeof by === 'string' ? low.replace(found, by) : low.replace(found, by);

/** The question with its sum in the order of its signs. */
export const reordered = (low: string): string => {
  let turned = low;
  for (const one of SOUGHT) turned = turnedBy(one, turned);
  for (const one of CALLS) turned = turnedBy(one, turned);
  for (const one of TURNS) turned = turnedBy(one, turned);
  // "9 cubed is what I am": who speaks is the number.
  if (WHO_AM_I.test(low)) turned = turned.replace(ME, '$1 this number');
  for (const one of OTHERS) turned = turnedBy(one, turned);
  // "8 times 8 and then 8 more" reckons; "I ate 3 and then 4 more" is a story.
  return turned.replace(RECKONS.test(low) ? THEN_MORE : AND_MORE, ' plus $1 ');
};

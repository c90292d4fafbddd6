/**
 * Ways of saying a sum that name its numbers in another order than they are computed in ("how many times does 6 go
 * into 54", "with 18 added", "and 16 remains"), turned into the words that said-words.ts has roles for. Every number
 * stays; no word is passed over.
 */
import { sequence } from '../../regex.ts';

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

/** "By how much is 80 bigger than 60?" */
const BY_HOW_MUCH = new RegExp(
  sequence(
    `\\bby (?:how much|what|how many) (?:is|does|are) ${TWO} (?:exceed |beat |(?:is )?(more|bigger|greater|larger|higher|`,
    `longer|less|smaller|lower|shorter) than )${TWO}`,
  ),
  'g',
);

/** What names its numbers in another order than they stand: "how many times does 6 go into 54", "5 fives". */
export const reordered = (low: string): string =>
  low
    .replace(
      new RegExp(
        String.raw`\bhow (?:many times|often) (?:does|do|can|will|is) ${TWO} (?:go(?:es)? |fit |be )?in(?:to)? ${TWO}`,
        'g',
      ),
      ' $2 / $1 ',
    )
    .replace(
      new RegExp(
        String.raw`\bhow many ${TWO}(?:'?s| s)? (?:are (?:there )?in|go into|fit (?:in|into)|make up|make) ${TWO}\b`,
        'g',
      ),
      ' $2 / $1 ',
    )
    .replace(
      new RegExp(String.raw`(?<=\d )(?:lots of )?(${[...PLURALS.keys()].join('|')})\b`, 'g'),
      (_, name: string) => `* ${PLURALS.get(name)!}`,
    )
    .replace(
      new RegExp(String.raw`\bhow much (?:more|bigger|greater|larger|higher) is ${TWO} than ${TWO}`, 'g'),
      'how much is $1 minus $2',
    )
    .replace(
      new RegExp(String.raw`\bhow much (?:less|smaller|lower) is ${TWO} than ${TWO}`, 'g'),
      'how much is $2 minus $1',
    )
    .replace(BY_HOW_MUCH, (_, a: string, more: string, b: string) =>
      /^(?:less|smaller|lower|shorter)$/.test(more) ? `how much is ${b} minus ${a}` : `how much is ${a} minus ${b}`,
    )
    // "with 18 added", "with 11 knocked off"
    .replace(
      new RegExp(
        String.raw`,? (?:but |and )?with (?:an? |another )?${TWO} (?:more |extra )?(?:added|put|tacked)(?: on(?: top)?)?\b`,
        'g',
      ),
      ' plus $1',
    )
    .replace(
      new RegExp(
        String.raw`,? (?:but |and )?with (?:an? |another )?${TWO} (?:then )?(?:knocked|taken|chopped|lopped|docked|subtracted|removed|deducted)(?: off| away)?\b`,
        'g',
      ),
      ' minus $1',
    )
    .replace(/\bis by (\d+(?:\.\d+)?) (?=(?:more|greater|bigger|larger|higher|less|smaller|lower) than\b)/g, 'is $1 ')
    .replace(/\bnegative (?=\d)/g, '-')
    // "9 cubed is what I am": who speaks is the number.
    .replace(
      /\b(to|by|from|multiply|double|treble|triple|halve|square|divide|take|times) me\b/g,
      (found, verb: string) => (/\b(?:what|who|which number) am i\b/.test(low) ? `${verb} this number` : found),
    )
    // "add 9 to if I want 21"
    .replace(
      /,? \bif (?:i|you|we) (?:want|need|am|are)(?: to (?:get|have|reach|make|end up with|end up at))?(?: a total of)? (?=\d+(?:\.\d+)?\W*$)/,
      ', equals ',
    )
    // "taken 6 times", "take it 5 times"
    .replace(
      new RegExp(String.raw`\b(?:take|takes|took|taking) (it|that|this) ${TWO} times\b(?! (?:as|the|bigger))`, 'g'),
      'multiply $1 by $2',
    )
    .replace(new RegExp(String.raw`,? (?:is |was )?taken ${TWO} times\b`, 'g'), ' times $1')
    // "split evenly 16 ways", "into 7 equal parts"
    .replace(
      new RegExp(String.raw`\b(split|divided?|shared?)(?: out| up)?(?: evenly| equally| fairly)? ${TWO} ways\b`, 'g'),
      '$1 by $2',
    )
    .replace(
      new RegExp(String.raw`\binto ${TWO} equal (?:parts|shares|pieces|portions|lots|groups|bits)\b`, 'g'),
      'by $1',
    )
    .replace(/\bhow (?:large|big|much) is (?:each|every|1) (?:part|share|piece|portion|bit)\b/g, 'what is it')
    // "and 16 remains", "exactly 29 stays"
    .replace(
      new RegExp(
        String.raw`\b(?:and|so that|in order that|that|until)(?: exactly| just| only| precisely)? ${TWO} (?:remains?|stays?|(?:is|are|was|were) left(?: over)?|comes? out|came out)\b`,
        'g',
      ),
      ', equals $1',
    )
    .replace(/\bits (?:own )?(double|half|triple|square)\b/g, (_, name: string) => ITS[name]!)
    // "2 to the 10", "3 to the 4th power"
    .replace(/(?<=\d) (?:raised )?to the (\d+)(?:st|nd|rd|th)?(?: power)?\b/g, ' ^ $1 ')
    .replace(
      new RegExp(`(?<=\\d) (?:raised )?to the (${POWERS.slice(2).join('|')})(?: power)?\\b`, 'g'),
      (_, name: string) => ` ^ ${POWERS.indexOf(name)}`,
    )
    // "and from that result I take 5"
    .replace(
      /\b(?:from|to) (?:this|that|it|which|the (?:result|answer|total)|this result|that result|that number|this number),? (?:i |you |we |then )*(?=(?:minus|subtract|take|deduct|remove|add)\b)/g,
      '',
    )
    .replace(
      // "8 times 8 and then 8 more" reckons; "I ate 3 and then 4 more" is a story.
      /\b(?:times|plus|minus|multipl|divid)/.test(low)
        ? /(?<=\d),?(?: and)?(?: then)? (\d+(?:\.\d+)?) more\b(?! than)/g
        : /(?<=\d) and (\d+(?:\.\d+)?) more\b(?! than)/g,
      ' plus $1 ',
    );

const POWERS = 'zeroth first second third fourth fifth sixth seventh eighth ninth tenth'.split(' ');

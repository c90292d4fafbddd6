/** Reads the numbers game: make a target from given numbers with the four operations. */
import { reading, refusal, type Outcome, type Reader } from '../reading.ts';
import { numbersIn, type Found } from '../text/text.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';

const ALL = new RegExp(
  alternatives(
    alternatives(
      /\bbetween\b/,
      sequence(
        /\b(?:use|using|used)? ?all (?:of )?/,
        /(?:them|the \d+|\d+|the numbers|these|those|the cards|cards|numbers|used)\b/,
      ),
    ),
    /\ball (?:of )?them\b|\ball used\b|\bmust (?:all )?(?:use|be used)\b(?! (?:at most|no more))/,
    /\bevery (?:number|one|card|single)\b/,
    /\b(?:each|every)(?: \w+)? (?:exactly |just |only )?once\b(?! at most)|\bnone (?:left|over)\b/,
    /\bexactly once\b|\bonce and once only\b|\bus(?:e|ing) (?:each|every|both|all)\b(?! (?:at most|no more))/,
    /\bevery 1 (?:of (?:them|these|those)|used)\b|\bevery (?:digit|figure|tile|shirt|one) (?:is |gets |being )?used\b/,
    /\b(?:game of 24|24 game|24-game)\b/,
    /\bevery (?:tile|die|card|figure|counter|piece|coin)\b|\b(?:all|each) (?:must|have to|has to|should|need to|in use|in play)\b/,
    /\ball (?:\d+ )?(?:of (?:them|these|those) )?(?:must|have|has|are|should|need|in use|in play|appear)\b|\bwhole \d+\b/,
    /\bconsume all\b|\bwith all (?:of )?(?:them|\d+)\b|\bonce each\b(?! at most)|\beach (?:of the \d+ )?once\b(?! at most)/,
  ),
);
const AT_MOST = new RegExp(
  alternatives(
    /\b(?:at most|no more than|not more than|maximum|up to|only) (?:once|one time|1 time|a single time)\b/,
    /\bnone (?:may|can|must|to)\b|\bnone twice\b|\bno (?:number|card) twice\b|\bneed ?n[o']t use\b/,
    alternatives(
      /\b(?:can|may|need|could) (?:be )?(?:left|not|unused)\b[^.]*\b(?:used?|out|over)?\b|\bsome of\b/,
      /\bnot (?:all|every)\b|\bsome or all\b|\bor left out\b|\b(?:can|may|could) (?:skip|omit|drop|leave)\b/,
      /\b(?:allowed|permitted|fine|ok|okay) (?:to )?(?:not (?:to )?use|leave|skip|omit|drop)\b/,
    ),
    alternatives(
      /\bnot (?:have|need) to (?:use|play)\b|\b(?:maximum|max) (?:one|1|once)\b/,
      /\b(?:once|one time|1 time|time) (?:maximum|max|at (?:the )?most)\b|\bwithout repeating\b/,
    ),
    alternatives(
      /\bnot (?:obligatory|necessary|required|needed|compulsory)\b|\bneed not\b|\bnot have to use\b/,
      /\b(?:do not|not) (?:need|have) to\b|\bonce at most\b|\bany of\b/,
    ),
  ),
);

const VERBS =
  'make|makes|making|hits|write|writing|needed|needs|wants|wanted|land on|lands on|landing on|get|getting|reach|reaching|hit|hitting|obtain|obtaining|build|form|construct|create|' +
  'do|receive|produce|give|gives|giving|arrive at|arriving at|arrive to|get to|getting to|come to|comes to|come up with|end up with|equal|equals|equal to|' +
  'equals to|equalling|result in|total|score|achieve|for';
const TARGETS: readonly RegExp[] = [
  /\btarget(?: (?:number|value|today|now|is|was|of|equals?|:|=|being|to reach|for|today is))*\s*[:=]?\s*(-?\d+)/,
  new RegExp(
    sequence(
      /\b/,
      anyOf(/output|goal|aim|total|result|answer|needed|wanted|want|need|should be|must be/),
      String.raw`(?: `,
      anyOf(
        /number|value|is|was|of|required|wanted|needed|to (?:be|get|make|reach|have)|being|should be|must be|be|:|=/,
      ),
      String.raw`)*\s*[:=]?\s*(-?\d+)`,
    ),
  ),
  new RegExp(
    `\\b(?:${VERBS})(?: (?:to|the|a|number|target|total|of|exactly|out|up|at|me|us|value|result|sum|the number|that)){0,4} (-?\\d+)\\b(?! *(?:,|and|,? or) *-?\\d)(?! *-?\\d)`,
  ),
  /\b(?:comes? (?:out )?(?:at|to|as)|equal(?:s|ling)? (?:to )?|equal to|is|are|gives?) (-?\d+)\b(?! *(?:,|and) *-?\d)/,
  /\b(?:the|a) (?:number|value|result|total) (-?\d+)\b(?! *(?:,|and) *-?\d)/,
  new RegExp(
    sequence(
      /^\W*(?:\w+:? ){0,3}?(-?\d+) (?:from|out of|using|with|by using) [[({]?(?:the )?/,
      /(?:numbers |digits |cards |just |only )*[:\s[({]*-?\d/,
    ),
  ),
  /\b(?:work|figure|find) (?:out )?(?:how to )?(?:make )?(-?\d+) (?:from|out of|using|with)\b/,
  /(?:->|=>|=|→)\s*(-?\d+)\s*\??/,
];

const TRIGGER = new RegExp(
  alternatives(
    sequence(
      /\b/,
      anyOf(
        alternatives(
          /make|makes|making|made|get|getting|need|needed|with|hits|write|goal|reach|reaching|hit|hitting/,
          /obtain|obtaining|building/,
        ),
        /construct|figures|build|form|create|target|game of 24|24 game|24-game|combine|expression/,
        /calculation|sum|countdown|cards?|equation|operations?|ops|from|using|use|nums|produce|arrive/,
        /come to|comes? out|out of|receive|required|arriving|numbers/,
      ),
      /\b/,
    ),
    /->/,
  ),
);
const SUPPORT = new RegExp(
  alternatives(
    sequence(
      /\b/,
      anyOf(
        /using|use|from|with|out of|target|numbers?|nums|inputs?|cards?|combine|operations?|ops/,
        alternatives(
          /how (?:do|can|would|could) (?:i|you|we|u) (?:make|get)|expression|calculation|each|once|game/,
          /countdown|digits?|tiles?|only|app|got/,
        ),
      ),
      /\b/,
    ),
    /->/,
  ),
);

/** Stretches of two or more numbers side by side: "3, 5, 7 and 2", "{2, 4}", "4 5 9 1". */
const listsOf = (low: string, numbers: readonly Found[]): Found[][] => {
  const out: Found[][] = [];
  for (const one of numbers) {
    const last = out.at(-1)?.at(-1);
    const between = last ? low.slice(last.end, one.start) : '';
    const joined =
      last &&
      /^(?:\s*(?:,|;|&|\+|\band\b|\bor\b|\bthe\b|\ban?\b|\bplus\b|\balso\b)\s*)*(?:(?<=\s)(?:card|tile|number|die)\s+)?$|^\s+$/.test(
        between.replace(/\s+/g, ' '),
      );
    if (joined) out.at(-1)!.push(one);
    else out.push([one]);
  }
  return out;
};

const targetOf = (low: string, numbers: readonly Found[]): Found | undefined => {
  if (/\b(?:game of 24|24 game|24-game|make 24 game)\b/.test(low)) {
    const at = low.search(/\b24\b/);
    return { value: '24', start: at, end: at + 2 };
  }
  for (const pattern of TARGETS) {
    const match = pattern.exec(low);
    if (!match) continue;
    const end = match.index + match[0].length;
    const found = numbers.find((one) => one.value === match[1] && one.start >= match.index && one.end <= end + 1);
    if (found) return found;
  }
  return undefined;
};

/** Words of the game, whoever tells it. */
const CUES = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /operations?|tiles?|cards?|countdown|numbers round|once|one time|1 time|twice|disposal|arrive at/,
      /expression|from|using|out of|reuse|puzzle|game|goal|target|plus, minus|every 1/,
    ),
    /\b/,
  ),
);

/** The one number beside the one list: "869 from 25, 75, 100, 3, 7, 9". */
const soleTarget = (low: string, numbers: readonly Found[]): Found | undefined => {
  const lists = listsOf(low, numbers);
  const [single, ...more] = lists.filter((one) => one.length === 1);
  return lists.length === 2 && more.length === 0 && single && lists.some((one) => one.length >= 3) && CUES.test(low)
    ? single[0]
    : undefined;
};

/** What only the game is spoken of with, in whatever words. */
const GAME = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /once|twice|us(?:e|es|ed|ing|able)|cards?|tiles?|dice|die|digits|operations?|brackets|signs|arithmetic|countdown/,
      /repeat\w*|reus\w+|skip|consume|spend(?:ing)?|lay|laid|expression|game|puzzle|target|objective|programme|show me|possible/,
      /adding,? (?:taking|subtracting)|add,? subtract|how (?:can|could|do|does|did|would) (?:i|you|we|they|one)|each number/,
    ),
    /\b/,
  ),
);
/** What stands right before the number that is to be made, or right behind it. */
const AIM_BEFORE = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /mak(?:e|es|ing)|made|get|gets|getting|reach|hit|into|end(?:s|ed)? (?:on|at|up (?:on|at|with))|land(?:s|ing)? (?:on|at)/,
      /leads? to|comes? to|arriv(?:e|es|ing) (?:at|to)|wants?|wanted|wanting|needs?|needed|required|objective(?: is)?|target(?: is)?/,
      /asks? (?:me |us )?for|hand over|gives?|declare|the number|goal|supposedly|into|and|total(?:s|ling)?|be|board and/,
    ),
    /(?: (?:the|a|number|total|of|exactly|is|to|me|for|it|out|result|value))*[ :=,]*$/,
  ),
);
const AIM_BEHIND =
  /^[ ,:]*(?:is (?:possible|the (?:target|goal|aim|objective|result))|was (?:the )?(?:target|goal)|underneath|from (?:some|all|these|them)|between them|as (?:the )?(?:target|goal|result))/;

/** One list and one number beside it that is aimed at: "11, 4 and 2, how could they land on 26 …?" */
const openTarget = (low: string, numbers: readonly Found[]): Found | undefined => {
  const lists = withoutCount(low, listsOf(low, numbers));
  const [single, ...more] = lists.filter((one) => one.length === 1);
  const found = single?.[0];
  const again = more.every(([one]) => one!.value === found?.value);
  if (lists.length - more.length !== 2 || !again || !found || !GAME.test(low)) return undefined;
  return AIM_BEFORE.test(low.slice(0, found.start)) || AIM_BEHIND.test(low.slice(found.end)) ? found : undefined;
};

/** A number that stands in no list. */
const isSole = (one: Found, low: string, numbers: readonly Found[]): boolean =>
  listsOf(low, numbers).some((list) => list.length === 1 && list[0]!.start === one.start);

/** "i want 9 and i have 2 3 3", "can 1 4 5 make 20?" */
const BARE = new RegExp(
  sequence(
    /^\W*/,
    anyOf(
      sequence(
        /i (?:want|need|must have) \d+ (?:and|but) (?:i )?have(?: (?:got|only|just))? \d+/,
        /(?:[ ,]+(?:and )?\d+)+/,
      ),
      /can (?:you make )?\d+(?:[ ,]+(?:and )?\d+)+ (?:make|give|be made into|come to) \d+/,
    ),
    /\W*$/,
  ),
);

/** Four numbers and more side by side. */
const LONG_LIST = /\d+(?:(?:, ?| | and |, and )\d+){3,}/;

const FOREIGN = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /binary|hex|roman|base|sort|order|next|sequence|sum of|product of|change|price(?! stickers)|cost|\d+ minutes?/,
      /\d+ hours?|\d+ days?|remainder|gcd|lcm|multiple|divisor|true|false|word|letters?|plus \d|times \d|minus \d/,
    ),
    /\b/,
  ),
);

/** What is told of the players and of the time that it took: "been staring at it for an hour". */
const TALK = new RegExp(
  alternatives(
    sequence(
      /\b(?:we|i|he|she|they)?(?:'ve| have|'s| has)? ?(?:been )?/,
      /(?:at it|at this|staring at (?:it|this)|stuck(?: on (?:it|this))?)(?: for)? /,
      /(?:ages|hours|days|\d+ (?:minutes|hours|days|mins)|(?:an?|1|half an) (?:hour|day|minute))\b/,
    ),
    alternatives(
      /\bfor (?:an?|1|\d+|half an) (?:hours?|minutes?|mins?|days?)(?: now)?\b|\bclass \d+[a-z]?\b/,
      /\bd(?:4|6|8|10|12|20)\b/,
    ),
    /\(the \d+ is from [^)]*\)/,
  ),
  'g',
);
const withoutTalk = (low: string): string => low.replace(TALK, (found) => ' '.repeat(found.length));

/** Numbers that count what is given, and how often each may be used: "all 4", "not 2 times", "the 4 numbers". */
const COUNTS: readonly RegExp[] = [
  new RegExp(
    sequence(
      /\b(?:these|those|the|your|my|all|all the|given|following|any of the) \d+ /,
      /(?=(?:given |following )?(?:numbers|cards|digits|tiles|dice|figures))/,
    ),
    'g',
  ),
  /\ball \d+\b(?! ?,? ?\d)(?! and \d)/g,
  /\b[123](?= (?:single )?(?:operations?|steps?|calculations?)\b)/g,
  /\b\d+ times?\b|\b(?:only|not|at most) (?:once|\d+ times?)\b/g,
  /\b4(?= (?:(?:usual|basic|normal|arithmetic|standard) )*operations?\b| basic)/g,
  /\b\d+(?= (?:numbers|cards|digits|tiles|dice)\s*(?::|,|are)? ?\d)/g,
  // "can't use one twice", "in one sum"
  /\b1(?= (?:of them )?(?:twice|more than once|again|2 times)\b)/g,
  /\b(?:in|as|into) 1(?= (?:sum|expression|calculation|equation|go|line)\b)/g,
  /\b(?:every|any|each|no) 1(?= )/g,
  // "how can one build", "show me one", "one asks me for 40"
  /\b(?:can|could|does|do|show me|may|must) 1\b(?! ?,? ?\d)(?! (?:and|or) \d)|\b1(?= (?:gives|asks|hands|shows|wants|can|could|may|must)\b)/g,
  /\b(?:usual|basic|standard|ordinary|elementary|normal) 4\b/g,
  /\bthe (?=numbers (?:are )?\d+(?:,|\s| and))/g,
];
const withoutCounts = (low: string): string =>
  COUNTS.reduce((text, one) => text.replace(one, (found) => found.replace(/\d/g, ' ')), low)
    .replace(/\b(?:nums?|numbers) ?= ?\[/g, 'numbers [')
    .replace(/\btarget ?= ?/g, 'target ');

const COUNTED =
  /^ (?:numbers?|cards?|tiles?|dice|digits?|figures?|of them|fours|fives|sixes|threes|small|large|goats|players)\b/;

/** Without the number that only says how many there are: "our 4 on the bench wear 2, 4, 9 and 11". */
const withoutCount = (text: string, lists: Found[][]): Found[][] => {
  const [long, ...more] = lists.filter((one) => one.length >= 2);
  if (!long || more.length > 0) return lists;
  const counts = ([one]: Found[]): boolean =>
    Number(one!.value) === long.length &&
    (COUNTED.test(text.slice(one!.end)) ||
      /\b(?:the|our|my|your|these|those|all|of|like|have|are|got|given|with)\s*$/.test(text.slice(0, one!.start)));
  return lists.filter((one) => one.length > 1 || !counts(one));
};

/** "From the numbers 8, 5 and Q": a letter among the numbers. */
const LETTER_AMONG =
  /\b(?:numbers?|cards?|tiles?|digits?|figures|from|with|using) (?:\d+(?:,| and|, and) )+(?!a\b|i\b|u\b|x\b)[a-z](?![a-z']| ?[-+*/=])/;

export const readMake: Reader = ({ low }) => {
  const plain = TRIGGER.test(low) && (SUPPORT.test(low) || LONG_LIST.test(low));
  if (low.length > 400 || !(BARE.test(low) || plain || GAME.test(low))) return undefined;
  if (/\b(?:comes?|goes|follows?) (?:after|next)\b/.test(low)) return undefined;
  const text = withoutCounts(withoutTalk(low));
  if (FOREIGN.test(text)) return undefined;
  if (LETTER_AMONG.test(text)) return refusal('invalid-input', 'one of the numbers is a letter');
  const numbers = numbersIn(text);
  const target = targetOf(text, numbers) ?? soleTarget(text, numbers) ?? openTarget(text, numbers);
  const game =
    /\b(?:target|game of 24|24 game|countdown|each (?:at most |only )?once|at most once|no more than once)\b/.test(low);
  if (target === undefined) {
    return game && numbers.length >= 2 && /\b(?:make|reach|get|hit|build|target)\b/.test(low)
      ? refusal('missing', 'the target is missing')
      : undefined;
  }
  const rest = numbers.filter(
    (one) =>
      one.start !== target.start &&
      !(one.value === target.value && isSole(one, text, numbers)) &&
      !(one.value === '24' && /\b(?:game of 24|24 game|24-game)\b/.test(low)),
  );
  const found = choose(text, low, target, withoutCount(text, listsOf(text, rest)), game);
  return found?.type === 'problem' ? { ...found, uses: numbersIn(low).map((one) => one.value) } : found;
};

const choose = (low: string, whole: string, target: Found, lists: Found[][], game: boolean): Outcome | undefined => {
  const long = lists.filter((one) => one.length >= 2);
  if (lists.length === 0)
    return (game || /\b(?:from|using|with|out of) (?:these|the|those|my|some|given|following)? ?numbers\b/.test(low)) &&
      /\b(?:numbers?|cards?|digits?)\b/.test(low)
      ? refusal('missing', 'the numbers are missing')
      : undefined;
  if (long.length !== 1 || lists.length !== 1) return undefined;
  const strong =
    game ||
    BARE.test(low) ||
    /\b(?:arrive|operations?|tiles?|cards?|value)\b/.test(low) ||
    GAME.test(low) ||
    /\b(?:mak|writ|using|goal|land on|reach|hit|get|obtain|build|form|construct|creat|combin|expression|calculation|target|produc|need|requir|want|all used|with the numbers)|->|\bfrom\b|\bout of\b/.test(
      low,
    );
  if (!strong || /\b(?:average|mean|percent)\b|%/.test(low)) return undefined;
  const numbers = long[0]!.map((one) => one.value);
  const all = ALL.test(whole) && !AT_MOST.test(whole.replace(/\bno more than once each\b/g, ''));
  return reading({ type: 'make', target: target.value, numbers, all }, [...numbers, target.value]);
};

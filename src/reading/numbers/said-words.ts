/**
 * The words of sums and equations that are told: a closed vocabulary, each word with its role. "ok so think of a
 * number, triple it, take off 8, u get 52" is an unknown, two steps and a result. A word without a role is kept as
 * `odd`, so that the parser (said.ts) can refuse to overlook it.
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';

type Infix = '+' | '-' | '*' | '/' | '^' | /** b - a */ 'from' | /** b + a */ 'more';
export type Verb = 'add' | 'subtract' | 'multiply' | 'divide' | 'raise' | 'lower' | 'take';
/** What is done to one number: "double it", "is squared". */
export type Change = '*2' | '*3' | '*4' | '/2' | '^2' | '^3';

export type SaidToken =
  | { role: 'number'; value: string }
  | { role: 'unknown'; name: string; told: string }
  | { role: 'it' }
  | { role: 'infix'; sign: Infix; typed: boolean }
  | { role: 'part'; factor: string }
  | { role: 'of'; what: '+' | '-' | '*' | '/' | 'mean' }
  | { role: 'verb'; verb: Verb }
  | { role: 'change'; by: Change }
  | { role: 'again' }
  | { role: 'equals' }
  | { role: 'ask'; /** "what is": after an operation it is the unknown. */ is: boolean }
  | { role: 'itself' }
  /** "exceeds 19 by 6", "added together" after a list. */
  | { role: 'exceeds' }
  | { role: 'joined'; sign: '+' | '*' }
  | { role: 'open' | 'close' }
  | { role: 'and' | 'comma' | 'stop' | 'then' }
  | { role: 'link'; word: string }
  | { role: 'odd'; word: string };

const NOUN = sequence(
  anyOf(/numbers?|integer|no\.?|value|figure|amount|quantity/, /price|cost|age|weight|length|score/),
  '(?![a-z])',
);
const HOLDER = String.raw`(?:my|your|his|her|their|our|the|this|that|an?|some|any|one|what|which|same)`;
const SORT = anyOf(
  /certain|secret|unknown|mystery|same|original|starting|start|first|initial|whole|positive|natural|lucky|mystery/,
);
const UNKNOWN = sequence(
  anyOf(
    sequence(`(?:${HOLDER} )+(?:(?:${SORT}) )*`, NOUN, `(?! (?:of\\b|\\d))`),
    sequence(`(?:(?:${SORT}) )+`, NOUN),
    /(?:the|my|your) (?:original|unknown)(?: one)?/,
    /what (?:i|you|we|he|she) (?:started|began|start|begin) with/,
    /number(?! ?(?:\d|of\b))/,
  ),
  sequence(
    String.raw`(?: (?:that |which )?(?:i(?:'m| am)?|you|he(?: is)?|she(?: is)?|we)(?: have| had)? `,
    anyOf(/thinking of|thought of|in mind|chose|picked|choose|pick|have in mind|started with/),
    ')?',
  ),
  /(?: (?:between|from) \d+ (?:and|to) \d+)?/,
  /(?: (?:that|which),?(?= (?:when|if|is|gives|makes|has been|was|can|should|must|i|you|we)\b))?/,
);
const OTHER_UNKNOWN = anyOf(
  /(?:another|a second|the other|a different|some other) (?:unknown |secret )?(?:number|integer|one)/,
  /(?:my|your|his|her) other number/,
);
const IT = anyOf(
  sequence(
    /(?:the|this|that|your|my|their) /,
    anyOf(/result|answer|total|sum|product|difference|quotient|outcome|lot|whole thing|whole lot/),
  ),
  /what(?:ever)? (?:you|i|we|u) (?:get|have|got|now have)|what(?:ever)? (?:is|was) left/,
  /what remains|all (?:of )?(?:that|this|it)/,
  /it all|it|that|this|them|these|those/,
);

const BE = /(?:(?:is|are|was|were|gets?|got|being|be|has been) )?(?:then |now )?/;
const ON = /(?: on top| on| up| together| in| to the pile| extra)?/;

type Entry = readonly [RegExp, (found: RegExpExecArray) => SaidToken | undefined];
const word = (...parts: readonly (RegExp | string)[]): RegExp =>
  new RegExp(sequence(anyOf(alternatives(...parts)), '(?![a-z0-9])'), 'y');
const infix = (sign: Infix, typed = false): SaidToken => ({ role: 'infix', sign, typed });
const verb = (name: Verb): SaidToken => ({ role: 'verb', verb: name });
const change = (by: Change): SaidToken => ({ role: 'change', by });

/** Words that ask, greet or fill: they change nothing. */
const FILLERS = word(
  /so|ok(?:ay)?|um+|uh+|er+|well|now|right|please|thanks?|ta|cheers|hey|hi|hello|yo|like/,
  /just|only|really|actually|quickly|quick|again\?|lol|mate|pls|thx/,
  /can|could|would|will|shall|should|must|do|does|did|have|has|had|may|might|to|for|in/,
  /me|us|i|im|you|u|we|they|he|she|my|your|the|an?|some|another|an extra|extra|further/,
  /also/,
  /am|are|be|been|if|when|suppose|say|let|lets|let's/,
  /start(?:s|ed|ing)?(?: off)?(?: with| from| at)?|begin(?: with)?|began with|with|here/,
  /there|out|up|whole|exactly/,
  /think(?:s|ing)?(?: of| about)?|thought(?: of)?|pick(?:s|ed)?|choose|chose|got|imagine/,
  /in (?:my|your|his|her) (?:head|mind)|secretly|finally|lastly|first|afterwards/,
  /after(?: that)?|next|which|at the end|end up|straight|guess|report|kindly/,
  /work(?:ing|ed)? out|calculate|compute|find|determine|solve|evaluate|tell|show|give me/,
  /figure out|know|need|want|trying|state|need to know|question|sum|problem|answer|value/,
  /calculation|the following|following|as|by how|same/,
  /of|then|number sum|on top|back|away|off|over|too|more/,
);

const PART_WORDS: readonly string[] =
  'half third quarter fifth sixth seventh eighth ninth tenth eleventh twelfth'.split(' ');

/** From the longest phrases to single words. */
const ENTRIES: readonly Entry[] = [
  [word(/what(?:ever)? (?:is|was) left(?! ?(?:[?.!]|$))/), () => ({ role: 'it' })],
  [word(/(?:the |a |one )?half(?: of| from)?|1\/2 of/), () => ({ role: 'part', factor: '1/2' })],
  [word(/(?:the |a |one )third(?: of)?|1\/3 of/), () => ({ role: 'part', factor: '1/3' })],
  [word(/(?:the |a |one )(?:quarter|fourth)(?: of)?|1\/4 of/), () => ({ role: 'part', factor: '1/4' })],
  [word(/(?:the |a |one )fifth of/), () => ({ role: 'part', factor: '1/5' })],
  [word(/(?:the |a |one )tenth of/), () => ({ role: 'part', factor: '1/10' })],
  [
    word(sequence(/(\d+|an?|one) /, anyOf(...PART_WORDS.map((one) => new RegExp(`(?:${one})`))), /s?(?: of)?/)),
    ([found]) => {
      const [count = '', name = ''] = found.replace(/ of$/, '').split(/[ ]/);
      const below = PART_WORDS.indexOf(name.replace(/s$/, '').replace(/^halve$/, 'half')) + 2;
      return { role: 'part', factor: `${/^\d/.test(count) ? count : 1}/${below}` };
    },
  ],
  [word(/\d+\/\d+ of/), ([found]) => ({ role: 'part', factor: found.replace(' of', '') })],
  [
    /\d+(?:\.\d+)? ?(?:%|percent\b|per ?cent\b) of\b/y,
    ([found]) => ({ role: 'part', factor: `${Number.parseFloat(found)}/100` }),
  ],
  [/\d+(?:\.\d+)?(?!\d|:\d|[a-wyz]|x[a-z])/y, ([value]) => ({ role: 'number', value })],
  [
    word(
      sequence(
        /what (?:number |value |figure )?(?:is|was|are|were|would|will|do|does|did|could|should|must|can)/,
        /(?: (?:be|it|that|this|they|i|you|we|the answer|the result|the total))*/,
        /(?: (?:get|have|be|come to|equal|make|end up with|left with))?(?= ?[?.,!]| ?$| (?:if|when|after))/,
      ),
    ),
    ([found]) => ({ role: 'ask', is: /^what (?:is|was)$/.test(found) }),
  ],
  [
    word(
      /what (?:was|is|are|were)|what (?:number|value) (?:is|was) (?:it|that|this)/,
      sequence(
        /what (?:do|does|will|would|did|am|are|have) (?:i|you|we|u|it|that|this|they) /,
        anyOf(/get|have|be|come to|got|make|makes|equal|end up with|left with|at/),
      ),
      /what we at|what have i got|what comes out|where (?:do|did) (?:i|you|we) end up|what is left over/,
      sequence(
        /how (?:much|many)(?: (?:is|are|does|do|will|would|makes?)(?: (?:it|that|this|i|we|you|they))?)?/,
        /(?: (?:get|have|make|come to|left))?/,
      ),
      /who|whats|which one|what makes|what gives/,
    ),
    ([found]) => ({ role: 'ask', is: /^what (?:is|was)$/.test(found) }),
  ],
  [
    word(
      sequence(BE, /(?:added|put)(?: on)?(?: to| onto)/),
      /together with|increased by|raised by|upped by|put together with/,
      sequence(BE, /added on to/),
    ),
    () => infix('+'),
  ],
  [
    word(
      sequence(BE, anyOf(/subtracted|taken(?: away)?|took(?: away)?|deducted|removed|knocked off/), / from/),
      /(?:less|fewer|smaller|lower) than/,
    ),
    () => infix('from'),
  ],
  [word(/(?:more|greater|bigger|larger|higher) than/), () => infix('more')],
  [
    word(sequence(BE, anyOf(/decreased|reduced|lowered|diminished/), / by/), /less(?: a deduction of)?(?! than)/),
    () => infix('-'),
  ],
  [word(sequence(BE, /(?:multiplied|timesed) (?:by|with)/), /times by|lots of|groups of/), () => infix('*')],
  [
    word(
      sequence(
        BE,
        anyOf(/divided|split|shared/),
        / (?:by|into|between|among|amongst|with|on|in|through)(?! (?:half|2 halves))/,
      ),
      /over/,
    ),
    () => infix('/'),
  ],
  [word(/(?:raised )?to the power(?: of)?|raised to/), () => infix('^')],
  [word(/plus|and another|and then another/), () => infix('+')],
  [word(/by (?:what amount|how much)(?: (?:does|do|is))?/), () => ({ role: 'ask', is: false })],
  [word(/exceeds?/), () => ({ role: 'exceeds' })],
  [
    word(
      /how old (?:am i|i am|is (?:he|she)|are you)|what (?:figure|number|value) results(?: when| if)?/,
      /left(?: over)?(?= ?(?:[?.!]|$))/,
    ),
    () => ({ role: 'ask', is: false }),
  ],
  [
    word(
      /(?:all )?(?:added|summed|totalled|totaled)(?: up)?(?: all)? together/,
      /(?:all )?added up|together|altogether|all together|in total|in all/,
    ),
    ([told]) =>
      /^(?:all )?(?:added|summed|total)/.test(told) ? { role: 'joined', sign: '+' } : { role: 'ask', is: false },
  ],
  [word(/(?:all )?multiplied together/), () => ({ role: 'joined', sign: '*' })],
  [word(/itself/), () => ({ role: 'itself' })],
  [word(/(?:is|was|are|were|gets?)(?: then)? (?:added|put on)/), () => infix('+')],
  [word(/(?:is|was|are|were|gets?)(?: then)? (?:subtracted|taken (?:away|off)|deducted|removed)/), () => infix('from')],
  [word(/minus/), () => infix('-')],
  [word(/(?<!\d )times(?= (?:it|that|this|them|the (?:result|number|answer)|by)\b)/), () => verb('multiply')],
  [word(/times/), () => infix('*')],
  [/\+/y, () => infix('+', true)],
  [/-/y, () => infix('-', true)],
  [/\*\*|\^/y, () => infix('^', true)],
  [/\*|×/y, () => infix('*', true)],
  [/x(?= ?[\d(])/y, () => infix('*', true)],
  [/\/|÷/y, () => infix('/', true)],
  [/\(/y, () => ({ role: 'open' })],
  [/\)/y, () => ({ role: 'close' })],
  [word(/twice/), () => ({ role: 'part', factor: '2' })],
  [word(/thrice/), () => ({ role: 'part', factor: '3' })],
  [word(/(?:the )?(?:sum|total|aggregate)(?: total)? of/), () => ({ role: 'of', what: '+' })],
  [word(/(?:the )?product of/), () => ({ role: 'of', what: '*' })],
  [word(/(?:the )?(?:difference|gap) (?:between|of)/), () => ({ role: 'of', what: '-' })],
  [word(/(?:the )?quotient of/), () => ({ role: 'of', what: '/' })],
  [word(/(?:the )?(?:average|mean) of/), () => ({ role: 'of', what: 'mean' })],
  [word(sequence(BE, /(?:doubled?|doubles|doubling)(?:(?: it| that)? again)?/)), () => change('*2')],
  [word(sequence(BE, /(?:tripled?|triples|tripling|trebled?)(?:(?: it| that)? again)?/)), () => change('*3')],
  [word(sequence(BE, /quadrupled?(?:(?: it| that)? again)?/)), () => change('*4')],
  [word(sequence(BE, /(?:halved?|halves|halving|cut in half)(?:(?: it| that)? again)?/)), () => change('/2')],
  [word(sequence(BE, /(?:squared|square)(?: it)?/)), () => change('^2')],
  [word(sequence(BE, /(?:cubed|cube)(?: it)?/)), () => change('^3')],
  [word(/once more|1 more time|and again|again/), () => ({ role: 'again' })],
  [
    word(
      sequence(
        /(?:(?:is|are|its|it is|this is|that is) )?/,
        anyOf(/the same (?:number |result |amount )?as|equal to|as much as|identical to/),
      ),
      /equals?|equalling/,
    ),
    () => ({ role: 'equals' }),
  ],
  [
    word(
      sequence(/add(?:s|ed|ing)?|adds/, ON),
      /(?:stick|bung|chuck|whack|pop|throw|tack|slap|pile|put)(?: on| in)?|(?:count|ring|tot|sum)(?:ing|s)? up/,
    ),
    () => verb('add'),
  ],
  [
    word(
      /subtract(?:s|ed|ing)?|tak(?:e|es|ing) ?(?:away|off)|took (?:away|off)/,
      /deduct(?:s|ed|ing)?|remov(?:e|es|ed|ing)|knock(?:s|ed|ing)? off|knock|took|takes/,
      /taking/,
    ),
    () => verb('subtract'),
  ],
  [word(/take/), () => verb('take')],
  [word(/multipl(?:y|ies|ied|ying)|timesing|timesed/), () => verb('multiply')],
  [word(/divid(?:e|es|ed|ing)|split(?:s|ting)?|shar(?:e|es|ed|ing)(?: out)?/), () => verb('divide')],
  [word(/increas(?:e|es|ed|ing)|rais(?:e|es|ed|ing)/), () => verb('raise')],
  [word(/decreas(?:e|es|ed|ing)|reduc(?:e|es|ed|ing)|lower(?:s|ed|ing)?/), () => verb('lower')],
  [
    word(
      /(?:the )?(?:result|answer)(?= (?:of )?\d)/,
      sequence(
        /(?:the )?(?:result|answer|total|outcome) /,
        /(?:is|was|comes? (?:out )?(?:to|at|as)|equals?|will be|would be)(?: exactly)?/,
      ),
      sequence(
        /(?:i|you|we|u|he|she|they)(?: will| would| then| now|'ll)? /,
        anyOf(
          /get|have|got|end up with|ended up with|end up at|end on|arrive at|reach|obtain|am left with/,
          /are left with|finish with|finish on/,
        ),
        /(?: to)?/,
      ),
      /gives?(?: (?:me|you|us))?|giving|gave|makes?(?: it)?|making/,
      /leaves?(?: (?:me|you|us))?(?: with)?|leaving|left with|comes? (?:out )?(?:to|at|as)/,
      /came (?:out )?(?:to|at)|to (?:get|make|give|reach|have|become|obtain)|results? in/,
      /totals?|amounts? to|becomes?/,
      /ends? up (?:with|as|at|on)|ended up (?:with|as|at|on)|to be|so that it is/,
      /(?:it )?(?:stays?|remains?)|(?:gets?|got)(?= (?:a |exactly )?-?\d)|is|was|are|were/,
    ),
    () => ({ role: 'equals' }),
  ],
  [/=/y, () => ({ role: 'equals' })],
  [word(/something|some amount/), ([told]) => ({ role: 'unknown', name: 's', told })],
  [word(OTHER_UNKNOWN), ([told]) => ({ role: 'unknown', name: 'y', told })],
  [word(UNKNOWN), ([told]) => ({ role: 'unknown', name: 'x', told })],
  [word(IT), () => ({ role: 'it' })],
  [word(/what(?! ?(?:$|[?.,!]))/), ([told]) => ({ role: 'unknown', name: 'x', told })],
  [word(/what/), () => ({ role: 'ask', is: false })],
  [word(/and then|then|after that|afterwards|next/), () => ({ role: 'then' })],
  [word(/and|but|&/), () => ({ role: 'and' })],
  [/[,:]/y, () => ({ role: 'comma' })],
  [/[.;!?]+/y, () => ({ role: 'stop' })],
  [word(/on top of/), () => ({ role: 'link', word: 'to' })],
  [word(/on top/), () => undefined],
  [word(/to|from|by|with|into|onto|off|on|between|among|out of/), ([found]) => ({ role: 'link', word: found })],
  [FILLERS, () => undefined],
  [/["'_…()]|\.\.\.+/y, () => undefined],
];

const PLURALS = [
  'twos',
  'threes',
  'fours',
  'fives',
  'sixes',
  'sevens',
  'eights',
  'nines',
  'tens',
  'elevens',
  'twelves',
];
/** "a number between 1 and 10" */
export const RANGE = /\bnumber (?:between|from) (\d+) (?:and|to) (\d+)/;
const TWO = String.raw`(\d+(?:\.\d+)?)`;

const ITS: Readonly<Record<string, string>> = {
  double: 'twice itself',
  half: 'half of itself',
  triple: 'thrice itself',
  square: 'itself squared',
};

/** What names its numbers in another order than they stand: "how many times does 6 go into 54", "5 fives". */
const reordered = (low: string): string =>
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
      new RegExp(String.raw`(?<=\d )(?:lots of )?(${PLURALS.join('|')})\b`, 'g'),
      (_, name: string) => `* ${PLURALS.indexOf(name) + 2}`,
    )
    .replace(
      new RegExp(String.raw`\bhow much (?:more|bigger|greater|larger|higher) is ${TWO} than ${TWO}`, 'g'),
      'how much is $1 minus $2',
    )
    .replace(
      new RegExp(String.raw`\bhow much (?:less|smaller|lower) is ${TWO} than ${TWO}`, 'g'),
      'how much is $2 minus $1',
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

/** The words of a text with their roles; a word or sign without one is odd. */
export const saidTokens = (text: string): SaidToken[] => {
  const low = reordered(text);
  const out: SaidToken[] = [];
  for (let at = 0; at < low.length && out.length < 400;) {
    if (/\s/.test(low[at]!)) {
      at++;
      continue;
    }
    let length = 0;
    for (const [pattern, make] of ENTRIES) {
      pattern.lastIndex = at;
      const found = pattern.exec(low);
      if (!found || found[0] === '') continue;
      const token = make(found);
      if (token) out.push(token);
      length = found[0].length;
      break;
    }
    if (length === 0) {
      const odd = /[a-z0-9'_.-]+|\S/uy;
      odd.lastIndex = at;
      const found = odd.exec(low)![0];
      out.push({ role: 'odd', word: found });
      length = found.length;
    }
    at += length;
  }
  return out;
};

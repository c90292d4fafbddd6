/**
 * The words of sums and equations that are told: a closed vocabulary, each word with its role. "ok so think of a
 * number, triple it, take off 8, u get 52" is an unknown, two steps and a result. A word without a role is kept as
 * `odd`, so that the parser (said.ts) can refuse to overlook it.
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { reordered } from './said-order.ts';

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
  | { role: 'equals'; /** "the same as": what follows may be done to the unknown anew. */ same?: true }
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
/** Numbers that belong to something: none of them is told. */
const OWNED = sequence(
  anyOf(/house|door|locker|shirt|jersey|route|room|flat|member|head|lucky|favou?rite|bus|ticket/, /page|magic|hidden/),
  / (?:number|count)/,
);
const UNKNOWN = sequence(
  anyOf(
    sequence(`(?:${HOLDER} )+(?:(?:${SORT}) )*`, NOUN, `(?! (?:of\\b|\\d))`),
    sequence(`(?:(?:${SORT}) )+`, NOUN),
    sequence(`(?:${HOLDER} )`, OWNED, /(?! (?:of\b|\d))/),
    /(?:the|my|your|his|her|our) (?:original|unknown|secret)(?: one)?(?! [a-z]*(?:number|figure|value))/,
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
  /it all|it|that|this|them|these|those|everything/,
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
  /me|us|i|im|one|you|u|we|they|he|she|my|your|the|an?|some|another|an extra|extra|further/,
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
  /at the (?:very )?(?:start|beginning)|later(?: on)?/,
  /of|then|number sum|on top|back|away|off|over|too|more/,
);

const PART_WORDS: readonly string[] =
  'half third quarter fifth sixth seventh eighth ninth tenth eleventh twelfth'.split(' ');

/** From the longest phrases to single words. */
const ENTRIES: readonly Entry[] = [
  [
    word(
      /what (?:you|i|we|one)(?:'?d| would| will| do)? (?:get|obtain)(?: (?:(?:by|from)(?= [a-z]+ing\b)|if you|when you|if i|when i))/,
    ),
    () => ({ role: 'ask', is: false }),
  ],
  [word(/on (?:my|our) behalf|in (?:digits|figures|1 go)|from the (?:start|beginning)/), () => undefined],
  [word(/what(?:ever)? (?:is|was) left(?: over)?(?! ?(?:[?.!]|$))/), () => ({ role: 'it' })],
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
      /together with|(?:increased|raised|upped|augmented|enlarged|boosted|topped up) by|put together with/,
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
    word(
      sequence(BE, anyOf(/decreased|reduced|lowered|diminished|lessened|cut|shortened/), / by/),
      /less(?: a deduction of)?(?! than)/,
    ),
    () => infix('-'),
  ],
  [word(sequence(BE, /(?:multiplied|timesed) (?:by|with|for)/), /times by|lots of|groups of/), () => infix('*')],
  [
    word(
      sequence(
        BE,
        anyOf(/divided|split|shared/),
        / (?:by|into|between|among|amongst|with|on|in|through|to|for)(?! (?:half|2 halves))/,
      ),
      /over/,
    ),
    () => infix('/'),
  ],
  [word(/(?:raised )?to the power(?: of)?|raised to/), () => infix('^')],
  [word(/plus|and another|and then another/), () => infix('+')],
  [word(/by (?:what amount|how much)(?: (?:does|do|is))?/), () => ({ role: 'ask', is: false })],
  [word(/exceeds?|(?:is|are) by how much (?:more|bigger|greater|larger|higher) than/), () => ({ role: 'exceeds' })],
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
  [word(/(?:is|was|are|were|gets?|being)(?: then)? (?:added|put)(?: on| on top)?/), () => infix('+')],
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
  [word(/(?:the )?(?:difference|diff|gap) (?:between|of|from)/), () => ({ role: 'of', what: '-' })],
  [word(/(?:the )?quotient of/), () => ({ role: 'of', what: '/' })],
  [word(/(?:the )?(?:average|mean) of/), () => ({ role: 'of', what: 'mean' })],
  [word(sequence(BE, /(?:doubled?|doubles|doubling)(?:(?: it| that)? again)?/)), () => change('*2')],
  [
    word(sequence(BE, /(?:tripp?led?|tripp?les|tripp?ling|trebled?|trebles|trebling)(?:(?: it| that)? again)?/)),
    () => change('*3'),
  ],
  [word(sequence(BE, /quadrupled?(?:(?: it| that)? again)?/)), () => change('*4')],
  [word(sequence(BE, /(?:halved?|halves|halving|cut in half)(?:(?: it| that)? again)?/)), () => change('/2')],
  [word(sequence(BE, /(?:squared|square|squaring)(?: it)?/)), () => change('^2')],
  [word(sequence(BE, /(?:cubed|cube|cubing)(?: it)?/)), () => change('^3')],
  [word(/once more|1 more time|and again|again/), () => ({ role: 'again' })],
  [
    word(
      sequence(
        /(?:(?:is|are|its|it is|this is|that is) )?/,
        anyOf(/the same (?:number |result |amount )?(?:as|like)|equal to|as much as|identical to/),
      ),
      /(?:gets?|comes? out|have|has|gives?)(?: at| to| as)? the same (?:number |result |amount |thing )?(?:as|like)(?: when| if)?/,
      /equals?|equalling/,
    ),
    ([told]) => ({ role: 'equals', ...(told.includes('same') && { same: true as const }) }),
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
      /(?:lop|chop|shav|strip|trim|whip|hack|slic|cross|peel|pull)(?:s|e|es|ped|med|ed|ping|ming|ing)? off|dock(?:s|ed|ing)?/,
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
        /(?:i|you|we|u|he|she|they|one)(?: will| would| then| now|'ll)? /,
        anyOf(
          /get|have|got|end up with|ended up with|end up at|end on|arrive at|reach|obtains?|finds|gets|am left with/,
          /(?:are|was|were|is|am) left (?:with|holding)|finish(?:ed)? (?:with|on|at)|land(?:ed|s)? (?:on|at|up on)/,
          /(?:am|are|is|was) (?:now )?(?:on|at|up to|down to)|keep|kept|arrived? at|wind up (?:with|at|on)|wound up (?:with|at|on)/,
        ),
        /(?: to)?/,
      ),
      /gives?(?: (?:me|you|us))?|giving|gave|makes?(?: it)?|making/,
      /leaves?(?: (?:me|you|us))?(?: with)?|leaving|left (?:with|holding)|comes? (?:out )?(?:to|at|as)/,
      /(?:and )?out (?:comes?|came|pops?|popped)(?: (?:an?|the number))?(?= -?\d)|lands? (?:on|at|me on|you on)|ending (?:up )?(?:at|on|with)/,
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
  [
    word(/what(?= -?\d[\d.]*(?:,| and| plus| minus| times| less| over| divided)\b)/),
    () => ({ role: 'ask', is: false }),
  ],
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

/** "a number between 1 and 10" */
export const RANGE = /\bnumber (?:between|from) (\d+) (?:and|to) (\d+)/;

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

/**
 * What a short story asks for, in whatever form it asks: "how many buttons are left", "Buttons?", "and now?", "price
 * for one". The words before it are the facts. No question is found where its last words do not ask.
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { apart } from '../roles/question.ts';
import { isCounted } from '../roles/things.ts';
import { sentencesOf, thingAt, tokensOf, type Thing, type Token } from '../roles/tokens.ts';
import { PERIODS, STOP } from '../roles/words.ts';

type Kind = 'plain' | 'left' | 'total' | 'each' | 'need' | 'difference' | 'start' | 'change' | 'gain';
export type Ask = {
  kind: Kind;
  /** What is counted or measured; head '' where it is not named. */
  thing: Thing;
  /** Of a share or a price: of what. */
  per: Thing | undefined;
  /** A sum of money is asked for. */
  money: boolean;
  text: string;
  sentence: number;
};

const OPENS =
  /^(?:how|what|what's|whats|which|find|calculate|give|tell|determine|state|compute|work|total|price|cost|change|rest)$/;

/** The last words of a text that ask without a question word. */
const TAIL = new RegExp(
  sequence(
    /^(?:so |and |then |but |, )*/,
    anyOf(
      /(?:my |the |her |his |our |your |their )?(?:total|sum|change|rest|remainder|balance|difference|price|cost|profit|bill)\b.*/,
      /(?:how many |what is |what |whats |is |are )?(?:left|remaining|now|altogether|in all|in total|together|each|apiece)(?: over| now| altogether)?/,
      /(?:the )?(?:price|cost) (?:for|of|per) .*/,
      /(?:so )?(?:now )?(?:that|this|it|we|they|i|there|he|she|you)(?: now)? (?:is|are|am|makes?|have|has|comes? to|costs?)(?: now)?/,
      /(?:in (?:all|total)|altogether|all together|together)? ?(?:that|this|it|which) (?:is|makes|comes to|leaves|costs).*/,
      /(?:i|we|he|she|they) (?:have|has|pay|owe|get|got|need|take|keep) ?(?:now|left|back)?/,
    ),
    /$/,
  ),
);

const wordsOf = (tokens: readonly Token[]): string => tokens.map(({ text }) => text).join(' ');

/** Sentences with the question as one of them, by its place; undefined where none asks. */
const splitAsk = (low: string): { sentences: Token[][]; at: number } | undefined => {
  const sentences = apart(sentencesOf(tokensOf(low)));
  const asks = (one: readonly Token[]): boolean =>
    /\bhow (?:many|much|long|old|far|tall|high|heavy|big|deep|wide)\b|\b(?:what|whats|what's)\b|\bnumber of\b/.test(
      wordsOf(one),
    );
  const found = sentences.findLastIndex(asks);
  if (found >= 0) return { sentences, at: found };
  const last = sentences.at(-1);
  if (last === undefined) return undefined;
  const marked = last.at(-1)?.text === '?';
  const plain = last.filter(({ text }) => text !== '?');
  const free = (tokens: readonly Token[]): boolean =>
    tokens.length > 0 && tokens.length < 9 && tokens.every(({ number }) => number === undefined || number === '1');
  if (free(plain) && sentences.length > 1 && (marked || TAIL.test(wordsOf(plain))))
    return { sentences, at: sentences.length - 1 };
  // "1 log makes 4 planks. 3 logs?"
  if (marked && sentences.length > 1 && plain.length < 5 && plain[0]?.number !== undefined)
    return { sentences, at: sentences.length - 1 };
  const comma = plain.findLastIndex(({ text }) => /^(?:,|:|-)$/.test(text));
  const cut = (from: number): { sentences: Token[][]; at: number } => ({
    sentences: [...sentences.slice(0, -1), plain.slice(0, from), plain.slice(from)],
    at: sentences.length,
  });
  const behind = plain.slice(comma + 1);
  if (comma > 0 && free(behind) && (marked || TAIL.test(wordsOf(behind)))) return cut(comma + 1);
  for (let from = 2; from < plain.length; from++) {
    const rest = plain.slice(from);
    if (free(rest) && plain.slice(0, from).some(({ number }) => number !== undefined) && TAIL.test(wordsOf(rest)))
      return cut(from);
  }
  return undefined;
};

const LEFT = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /left|leaves?|remain|remains|remaining|remainder|still|stay|stays|spare|rest|keep|keeps|over|leftover|unsold|unused|to go/,
      /end up with|ended up with|other|others|without|not|good|free|empty|open|usable|intact|fine|whole|okay|ok|now|after/,
      /take home|gone|to spare/,
    ),
    /\b/,
  ),
);
const KINDS: readonly (readonly [Kind, RegExp])[] = [
  [
    'change',
    /\bchange\b|\b(?:get|gets|give|gives|given?|receive|hand|owe)\b.*\bback\b|\bback (?:do|does|did|will)\b|\bmoney back\b/,
  ],
  ['gain', /\b(?:profit|gain|earnings after|surplus|margin)\b/],
  [
    'difference',
    new RegExp(
      alternatives(
        /\b(?:more|fewer|less|longer|older|younger|heavier|taller|cheaper|dearer|further|farther|faster|bigger)\b.*\bthan\b/,
        /\bdifference\b|\bby how (?:much|many)\b|\bhow (?:much|many) (?:\w+ )?(?:cheaper|dearer|older|younger|taller|longer|heavier|fewer|warmer|colder|faster|slower|higher|lower)\b/,
        /(?<!to )\bsav(?:e|ing|ings)\b|\b(?:lead|margin|gap|apart|rise|growth|drop)\b/,
      ),
    ),
  ],
  [
    'need',
    new RegExp(
      alternatives(
        /\bhow (?:many|much) (?:more|further|other|extra)\b/,
        /\b(?:short|missing|lacks?|lacking)\b|\bstill (?:need|needs|to|has to|have to|must)\b|\bto go\b|\bmore (?:do|does|to)\b/,
      ),
    ),
  ],
  [
    'start',
    /\bat first\b|\bto (?:start|begin) with\b|\boriginal\w*|\binitially\b|\bat the (?:start|beginning|outset)\b|\b(?:start|begin) with\b|\bbefore\b|\bstart out\b|\bbefore that\b/,
  ],
  [
    'each',
    /\b(?:each|every|apiece|per|a piece|share|part)\b|\b(?:one|single)\b|(?<![\d.])1(?![\d.])|\b(?:a|an) (?:day|week|month|hour|head|kid|child|person|box|bag|pack|row|shelf|minute|year|night|kilo|litre|team|group)\W*$|\bdaily|monthly|weekly\b/,
  ],
  [
    'total',
    /\b(?:altogether|in all|in total|total|all together|together|combined|sum|both|overall|all told|everyone|everybody|everything)\b/,
  ],
  ['left', LEFT],
];

const MONEY = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /cost|costs|pay|pays|paid|spend|spent|price|owe|owes|owed|charge|earn|earns|earned|money|change|worth|bill|due/,
      /dollars?|euros?|pounds?|cents?|pence|quid|rupees?|bucks?|profit|revenue|income|rent|takings|fare|expensive|damage/,
      /save|savings|wages?|fee|invoice/,
    ),
    /\b|[$£€]/,
  ),
);

const NO_NOUN = new RegExp(
  sequence(
    /^/,
    anyOf(
      /total|sum|number|amount|price|cost|change|rest|difference|profit|bill|balance|remainder|share|part|answer|gap|rise/,
      /length|distance|weight|height|width|intact|whole|good|occupied|usable|unsold|unread|spare|gone|missing|ones|count/,
      /takings|fare|wages?|fee|invoice|damage|revenue|income|rent|earnings|saving|savings|growth|drop|gain|result|lot/,
      /how|what|what's|whats|many|much|each|left|now|before|after|still|pay|pays|paid|need|get|go|gets|free|empty/,
      /mine|his|hers|theirs|yours|ours|me|him|her|us|them|you|i|he|she|they|we|one|single|daily|weekly|monthly/,
    ),
    /$/,
  ),
);

/** The thing that a question names. */
const thingOf = (tokens: readonly Token[]): Thing => {
  const nothing: Thing = { head: '', sorts: [] };
  const many = tokens.findIndex(({ text }, i) => text === 'how' && /^(?:many|much)$/.test(tokens[i + 1]?.text ?? ''));
  if (many >= 0) {
    let from = many + 2;
    while (
      /^(?:more|fewer|less|other|further|full|whole|of|the|these|those|them|complete|good|extra|such|all|my|his|her|our)$/.test(
        tokens[from]?.text ?? '',
      )
    )
      from++;
    const { thing } = thingAt(tokens, from);
    return NO_NOUN.test(thing.head) ? nothing : thing;
  }
  const of = tokens.findIndex(
    ({ text }, i) => text === 'of' && /^(?:number|amount|total|count)$/.test(tokens[i - 1]?.text ?? ''),
  );
  const isNoun = ({ text, number }: Token): boolean =>
    number === undefined && /^\p{L}{2,}/u.test(text) && !STOP.has(text) && !NO_NOUN.test(text) && !OPENS.test(text);
  const first = of >= 0 ? of + 1 : tokens.findIndex(isNoun);
  if (first < 0) return nothing;
  const before = tokens[first - 1]?.text ?? '';
  // "In the web?", "for the party": a place, and no thing that is counted.
  const of1 = tokens
    .slice(0, first)
    .some(({ text }) => /^(?:in|on|at|for|with|by|from|per|each|every|a|an|1)$/.test(text));
  if (of < 0 && (of1 || /^(?:per|each|every)$/.test(before))) return nothing;
  const { thing } = thingAt(tokens, first);
  return NO_NOUN.test(thing.head) ? nothing : thing;
};

/** What a share or a price is of: "each girl", "per litre", "one hat", "a day". */
const perOf = (tokens: readonly Token[]): Thing | undefined => {
  const at = tokens.findIndex(
    ({ text }, i) =>
      /^(?:each|every|per|1|single)$/.test(text) ||
      (/^(?:a|an)$/.test(text) && i > 0 && !/^(?:is|was|what|whats|what's)$/.test(tokens[i - 1]!.text)),
  );
  if (at < 0) {
    const daily = tokens.find(({ text }) => /^(?:daily|weekly|monthly|hourly|yearly)$/.test(text))?.text;
    return daily === undefined ? undefined : { head: daily === 'daily' ? 'day' : daily.replace(/ly$/, ''), sorts: [] };
  }
  const of = tokens[at + 1]?.text === 'of' ? at + 2 : at + 1;
  const from = /^(?:the|us|them|my|our|his|her|their)$/.test(tokens[of]?.text ?? '') ? of + 1 : of;
  const { thing } = thingAt(tokens, from);
  return thing.head === '' || NO_NOUN.test(thing.head) ? undefined : thing;
};

/** The sentences of a story, and what it asks for. */
export const askOf = (low: string): { sentences: Token[][]; ask: Ask } | undefined => {
  const split = splitAsk(low);
  if (!split) return undefined;
  const { sentences, at } = split;
  const tokens = sentences[at]!.filter(({ text }) => text !== '?');
  const text = wordsOf(tokens);
  // "3 at 2 euros each" asks for no share.
  const asked = text.replace(
    /\d[\d.]*(?: [^ ]+){0,2} (?:each|apiece|a piece|per [a-z]+)\b|\b(?:each|apiece) (?=total|altogether|in)/g,
    ' ',
  );
  const kind = KINDS.find(([, words]) => words.test(asked))?.[0] ?? 'plain';
  const measured = /\bhow (?:long|old|far|tall|high|deep|wide|heavy|big)\b/.test(text);
  const thing = measured || tokens[0]?.number !== undefined ? { head: '', sorts: [] } : thingOf(tokens);
  const counts = /\bhow many\b/.test(text);
  const money =
    !measured &&
    (thing.head === 'money' || ((thing.head === '' || !isCounted(thing.head) || !counts) && MONEY.test(text)));
  return {
    sentences,
    ask: {
      kind,
      thing: money && !PERIODS.has(thing.head) ? { head: 'money', sorts: [] } : thing,
      per: kind === 'each' ? perOf(tokens) : undefined,
      money,
      text,
      sentence: at,
    },
  };
};

/**
 * What a story asks for: the thing, and whether what is left, all together, a share of each, a number of groups or a
 * price.
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { thingAt, type Thing, type Token } from './tokens.ts';
import { isMoneyWord } from './words.ts';

type Kind = 'plain' | 'left' | 'total' | 'each' | 'need' | 'difference' | 'start' | 'change' | 'profit';
export type Question = {
  kind: Kind;
  /** What is counted or measured; head '' where it is not named. */
  thing: Thing;
  /** Of a share: what each of them is. */
  per: Thing | undefined;
  /** "how many doctors and nurses": the second. */
  and: Thing | undefined;
  /** A sum of money is asked for. */
  money: boolean;
  /** The words of the question. */
  text: string;
  /** What was done: "did she sell", "must he pay". */
  verb: string;
  /** Of whom it is asked; '' where of nobody. */
  owner: string;
  /** What is asked about is all that no number tells: "Noor got the rest. What did Noor get?" */
  rest: boolean;
  /** What is shared: all, or what somebody left of it. */
  shares: 'all' | 'rest';
  sentence: number;
};

const OPENS = /^(?:how|what|whats|which|find|calculate|work|give|tell|determine|state|compute)$/;
const isAsk = (tokens: readonly Token[], i: number): boolean => {
  const [a, b] = [tokens[i]?.text ?? '', tokens[i + 1]?.text ?? ''];
  if (a === 'how') return /^(?:many|much|long|old|far|tall|high|heavy|big|deep|wide)$/.test(b);
  return (
    a === 'what' && /^(?:is|are|do|does|did|will|was|were|would|must|should|number|total|change|s|fraction)$/.test(b)
  );
};

/** Sentences in which a question that stands behind a comma, or before "if", stands alone. */
export const apart = (sentences: readonly (readonly Token[])[]): Token[][] =>
  sentences.flatMap((sentence) => {
    const at = sentence.findIndex((_, i) => isAsk(sentence, i));
    if (at < 0) return [[...sentence]];
    let to = at;
    while (to > 0 && /^(?:,|and|so|then|but|:|-)$/.test(sentence[to - 1]!.text)) to--;
    const front = sentence.slice(0, to);
    const ask = sentence.slice(at);
    const condition = ask.findIndex(
      ({ text }, i) =>
        i > 2 &&
        (/^(?:if|when|given|after)$/.test(text) ||
          (text === ',' && ask.slice(i).some((one) => one.number !== undefined))),
    );
    const after =
      condition > 0 && ask.slice(condition).some((one) => one.number !== undefined) ? ask.slice(condition + 1) : [];
    const own = after.length > 0 ? ask.slice(0, condition) : ask;
    const leads =
      front.some(({ text, number }) => number !== undefined || /^\p{L}{3,}$/u.test(text)) &&
      !(front.length < 5 && front.every((one) => one.number === undefined));
    return [...(leads ? [front] : []), ...(after.length > 0 ? [after] : []), own];
  });

const LEFT = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /left|remain|remains|remaining|still|now|stay|stays|over|rest|yet|keep|keeps/,
      /end up with|at the end|in the end|does that leave|will be there/,
    ),
    /\b/,
  ),
);
const TOTAL = /\b(?:altogether|in all|in total|total|all together|together|combined|sum|both|overall)\b/;
const NEED = new RegExp(
  alternatives(
    /\bhow (?:many|much) (?:more|further|other)\b(?!.*\bthan\b)/,
    /\b(?:more|still|missing|short|to go|lacks?)\b.*\b(?:need|needs|go|missing|short)\b/,
    /\bstill (?:need|needs|missing|has to|have to|must|to )\b/,
    /\b(?:is|are|am|does|will) (?:\w+ )?(?:missing|short)\b/,
    /\bleft to (?:go|read|save|do|pay|walk|drive)\b/,
  ),
);
const DIFFERENCE =
  /\b(?:more|fewer|less|longer|older|younger|heavier|taller|cheaper|further|farther)\b.*\bthan\b|\bdifference\b/;
const START = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /at first|to start with|to begin with|in the beginning|originally|initially/,
      /at the (?:start|beginning)|start with|before/,
    ),
    /\b/,
  ),
);
const EACH = new RegExp(
  alternatives(
    /\b(?:each|every|apiece|per)\b|\b(?:does|did|will|can|must|should) (?:one|1)\b/,
    /\bmy share\b|\b(?:is|cost of|price of|for) (?:one|1)\b/,
  ),
);
const MONEY = new RegExp(
  alternatives(
    /\b(?:cost|costs|pay|pays|paid|spend|spent|price|owe|owes|charge|earn|earns|earned|money|change|worth|bill|due)\b/,
    /\b(?:dollars?|euros?|cents?|profit|take in|revenue|income|rent)\b|[$£€]/,
  ),
);
const DOES = new RegExp(
  sequence(
    /\b(?:did|does|do|has|have|will|must|should|would|can) (?:the |his |her |my |all )?(?:[a-z']+ ){0,3}?/,
    '(give|sell|sold|eat|eaten|spend|spent|use|used|lose|lost|pay|read|cut|throw|donate|send|drink|earn|buy|get|make',
    String.raw`|save|drive|walk|run|take)\b`,
  ),
);

const measure = (text: string): Thing | undefined => {
  if (/\bhow (?:long|far|tall|high|deep|wide|heavy|old)\b/.test(text)) return { head: '', sorts: [] };
  return undefined;
};

const kindOf = (text: string, each: boolean): Kind => {
  if (/\bprofit\b|\bgain\b/.test(text)) return 'profit';
  if (
    new RegExp(
      alternatives(
        /\bchange\b/,
        /\b(?:get|gets|give|given?|receive|receives|return|returns) (?:\w+ )?(?:back|to (?:him|her|me|them))\b/,
        /\bmoney back\b/,
      ),
    ).test(text)
  )
    return 'change';
  if (DIFFERENCE.test(text)) return 'difference';
  if (NEED.test(text)) return 'need';
  if (START.test(text)) return 'start';
  if (each) return 'each';
  if (TOTAL.test(text))
    return LEFT.test(text.replace(/\bin the end\b/, '')) && /\bleft|remain/.test(text) ? 'left' : 'total';
  return LEFT.test(text) ? 'left' : 'plain';
};

const OF_THE_REST = new RegExp(
  alternatives(
    sequence(
      /\b([a-z]+) /,
      anyOf(
        /got|gets|has|had|took|takes|ate|keeps|kept|received|receives|is|are|was|were|went to|goes to/,
        /paid|pays/,
      ),
      / (?:the (?:rest|others|remaining \w+|remainder)|what(?:ever)? (?:was|is) left)\b/,
    ),
    sequence(
      /\b(?:the (?:rest|others|remainder)|all the others|the remaining [a-z]+) /,
      /(?:is|are|was|were|went|goes|go|got|came|went to) (?:by |to |for |on |in )?/,
      /(?:the |his |her |my )?([a-z]+)\b/,
    ),
  ),
);

/** Whether what nobody counted is asked for. */
const asksRest = (low: string, text: string): boolean => {
  const found = OF_THE_REST.exec(low);
  const word = found?.[1] ?? found?.[2];
  return (
    (word !== undefined &&
      new RegExp(`\\b${word}\\b`).test(text) &&
      !/\b(?:more|than|total|altogether|each)\b/.test(text)) ||
    /\b(?:the (?:rest|others|remaining))\b/.test(text)
  );
};

/** The question among the sentences, which stand apart. */
export const questionOf = (
  sentences: readonly (readonly Token[])[],
  low: string,
  names: ReadonlySet<string>,
): Question | undefined => {
  let at = sentences.findLastIndex((one) => isAsk(one, 0) || one.some((_, i) => isAsk(one, i)));
  if (at < 0) {
    const last = sentences.at(-1) ?? [];
    const tail = last.map((one) => one.text).join(' ');
    const short = last.length <= 7 && last.every((one) => one.number === undefined);
    if (!short || !(LEFT.test(tail) || TOTAL.test(tail) || /\bchange\b/.test(tail) || OPENS.test(last[0]?.text ?? '')))
      return undefined;
    at = sentences.length - 1;
  }
  const tokens = sentences[at]!;
  const text = tokens.map((one) => one.text).join(' ');
  const from = Math.max(
    0,
    tokens.findIndex((_, i) => isAsk(tokens, i)),
  );
  const [, second] = tokens.slice(from);
  const counts = tokens[from]?.text === 'how' && /^(?:many|much)$/.test(second?.text ?? '');
  let begin = from + 2;
  while (
    /^(?:more|fewer|less|other|further|full|whole|of|the|these|those|them|complete)$/.test(tokens[begin]?.text ?? '')
  )
    begin++;
  const named = counts ? thingAt(tokens, begin) : undefined;
  const of = /\b(?:number|amount|total|sum) (?:number )?of (?:the |all )?/.exec(text);
  const inner = !counts && of ? thingAt(tokens, tokens.findLastIndex((one) => one.text === 'of') + 1) : undefined;
  // "Leeks left?"
  const bare = !counts && !isAsk(tokens, from) && !OPENS.test(tokens[0]?.text ?? '') ? thingAt(tokens, 0) : undefined;
  const found = named ?? inner ?? (bare && bare.thing.head !== '' ? bare : undefined);
  const other = found && tokens[found.end]?.text === 'and' ? thingAt(tokens, found.end + 1).thing : undefined;
  const thing: Thing =
    measure(text) ?? (found && found.thing.head !== '' ? found.thing : { head: '', sorts: found?.thing.sorts ?? [] });
  const money =
    thing.head === 'money' ||
    ((thing.head === '' || !counts) && MONEY.test(text)) ||
    (second?.text === 'much' &&
      thing.head === '' &&
      /[$£€]|\b(?:euros?|dollars?|cents?|costs?)\b/.test(low) &&
      !measure(text));
  const eachAt = tokens.findIndex(
    (one) =>
      /^(?:each|every|per)$/.test(one.text) ||
      (one.number === '1' &&
        /^(?:does|did|will|can|must|of|for|is|cost)$/.test(tokens[tokens.indexOf(one) - 1]?.text ?? '')) ||
      one.text === 'one',
  );
  const each = EACH.test(text) || /\b(?:one|1) (?:cost|get|gets|costs|weigh|weighs)\b/.test(text);
  const perThing = each && eachAt >= 0 ? thingAt(tokens, eachAt + 1).thing : undefined;
  const verb = DOES.exec(text)?.[1] ?? '';
  return {
    kind: kindOf(text, each),
    thing: money && !isMoneyWord(thing.head) && thing.head === '' ? { head: 'money', sorts: [] } : thing,
    and: other && other.head !== '' ? other : undefined,
    per: perThing && perThing.head !== '' ? perThing : undefined,
    money: money || thing.head === 'money',
    text,
    verb,
    owner: tokens.find((one) => /^(?:i|we|he|she|they|it)$/.test(one.text) || names.has(one.text))?.text ?? '',
    rest: asksRest(low, text),
    shares: /\bthe (?:rest|remaining|remainder|others)\b/.test(low) ? 'rest' : 'all',
    sentence: at,
  };
};

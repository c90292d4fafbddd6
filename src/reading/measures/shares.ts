/** Reads averages of listed numbers, ratios (simplest form, shares of a whole), and the change of a payment. */
import { reading, refusal, type Outcome, type Reader } from '../reading.ts';
import { longestList } from '../text/lists.ts';
import { numbersIn, type Text } from '../text/text.ts';

/** The last clause, in which something is asked. */
const askedPart = (low: string): string =>
  low
    .replace(/[?!.\s]+$/, '')
    .split(/[.!?;]\s|,\s/)
    .at(-1) ?? low;

/** "The mean of 4 ages is 35. What is their sum?" */
const sumOfAverage = (low: string, all: readonly string[]): Outcome | undefined => {
  const told = /\b(?:average|avg|mean)\b[^.?]*?\b(?:is|was|of|=|are)\b ?(\d+(?:\.\d+)?)(?!.*\b(?:average|avg|mean)\b)/;
  const means = all.length === 2 && told.test(low) && !/\b(?:next|new|without|joins?|leaves?|more)\b/.test(low);
  return means ? reading({ type: 'value', expression: all.join('*') }, all, false) : undefined;
};

export const readAverage: Reader = ({ low }) => {
  if (
    !/\baverage\b|\bavg\b|\bmean\b(?! (?:by|that))|\bmeans? value\b/.test(low) ||
    /\bspeed\b|\bmedian\b|\bmode\b/.test(low)
  )
    return undefined;
  const all = numbersIn(low).map((one) => one.value);
  const list = longestList(low);
  if (/\b(?:sum|total|altogether|all together|add(?:s|ed)? up)\b/.test(askedPart(low))) return sumOfAverage(low, all);
  // "Five deliveries weigh 415 kg in total. How much on average?": the total is told.
  const [x, y] = all.map(Number);
  if (
    all.length === 2 &&
    x !== undefined &&
    y !== undefined &&
    /\b(?:in total|total|altogether|in all|together|sum)\b/.test(low) &&
    !/\bnext\b/.test(low)
  )
    return reading({ type: 'value', expression: `${Math.max(x, y)}/${Math.min(x, y)}` }, all, false);
  if (list.length < 2) {
    // Amounts told one by one: each has its own words, and the question counts none of them.
    return all.length < 2 ? refusal('missing', 'the numbers to average are missing') : undefined;
  }
  const spare = all.length - list.length;
  const count = all.filter((one) => !list.includes(one));
  const counts = spare === 1 && count.length <= 1 && (count.length === 0 || Number(count[0]) === list.length);
  if (spare > 0 && !counts) return undefined;
  if (/\b(?:needs?|must|should|so that|raise|next|remov|drop|add(?:ed)?)\b/.test(low)) return undefined;
  return reading({ type: 'formula', formula: 'average', given: list }, all);
};

const RATIO = /(?<![\d:.])(\d+(?:\.\d+)?)\s*(?::|to|-)\s*(\d+(?:\.\d+)?)(?:\s*(?::|to|-)\s*(\d+(?:\.\d+)?))?(?!\d|:\d)/;

const shareAsked = (low: string, parts: readonly number[]): number | undefined => {
  const larger = /\b(?:larg|bigg|great|high)(?:er|est)\b|\bthe most\b/.test(low);
  const smaller = /\b(?:small|less|low)(?:er|est)?\b|\bthe least\b/.test(low);
  if (larger !== smaller) return parts.indexOf(larger ? Math.max(...parts) : Math.min(...parts)) + 1;
  const ordinal = /\b(first|second|third) (?:one|part|person|share|gets?|child|number)\b/.exec(low)?.[1];
  return ordinal === undefined ? undefined : ['first', 'second', 'third'].indexOf(ordinal) + 1;
};

/** Names before a ratio, in its order: "Ann and Ben share 60 in the ratio 2:3. How much does Ben get?" */
const namedShare = ({ text, low }: Text): number | undefined => {
  const names = /\b(\p{Lu}\p{Ll}+)(?:, (\p{Lu}\p{Ll}+))? and (\p{Lu}\p{Ll}+)\b/u.exec(text);
  if (!names) return undefined;
  const order = [names[1], names[2], names[3]].filter((one) => one !== undefined).map((one) => one.toLowerCase());
  const asked = order.filter((one) =>
    new RegExp(String.raw`\b(?:does|will|is|did|for|has|of) ${one}\b|\b${one}(?:'s| gets?| receives?)\b`).test(
      low.slice(low.search(/\bratio\b|\d ?: ?\d/)),
    ),
  );
  return asked.length === 1 ? order.indexOf(asked[0]!) + 1 : undefined;
};

/** Nouns right behind their numbers. */
const counted = (low: string): { value: string; noun: string }[] =>
  [
    ...low.matchAll(
      /(\d+(?:\.\d+)?) ?((?:cups?|spoons?|kg|g|ml|l|litres?|grams?|parts?|tins?|bags?|eggs?|[a-z]+)(?: of)? ?(?:[a-z]+)?)/g,
    ),
  ].map((one) => ({
    value: one[1]!,
    noun: one[2]!
      .replace(/\b(?:of|to|and|for|need|needs|makes?|is|are|if|then|with|every|per|how|what|can|do)\b.*$/, '')
      .trim(),
  }));

/** "3 cups flour to 5 cups milk. With 12 cups flour, how many cups milk?" */
const readProportion = (low: string, all: readonly string[]): Outcome | undefined => {
  if (
    all.length !== 3 ||
    !/\bhow (?:many|much)\b/.test(low) ||
    /\b(?:left|more than|total|altogether|change|each|gave|ate|km|miles?|hours?)\b/.test(low)
  )
    return undefined;
  const [a, b, c] = counted(low);
  const ask = /\bhow (?:many|much) ([a-z]+(?: of)?(?: [a-z]+)?)/.exec(low)?.[1];
  if (!a || !b || !c || ask === undefined) return undefined;
  const last = (text: string): string => text.split(' ').at(-1)!.replace(/s$/, '');
  const same = (one: string, other: string): boolean => last(one) === last(other);
  const per = /\b(?:for every|for each|to|per|needs?|makes?|serves?|with|for)\b/.test(
    low.slice(low.indexOf(a.noun), low.indexOf(b.value, low.indexOf(a.noun))),
  );
  if (!per || same(a.noun, b.noun)) return undefined;
  if (same(c.noun, a.noun) && same(ask, b.noun))
    return reading({ type: 'value', expression: `${c.value}*${b.value}/${a.value}` }, all, false);
  if (same(c.noun, b.noun) && same(ask, a.noun))
    return reading({ type: 'value', expression: `${c.value}*${a.value}/${b.value}` }, all, false);
  return undefined;
};

export const readRatio: Reader = (question) => {
  const { low } = question;
  const all = numbersIn(low.replace(/(\d) ?: ?(?=\d)/g, '$1 : ')).map((one) => one.value);
  const proportion = readProportion(low, all);
  if (proportion) return proportion;
  const found = RATIO.exec(low);
  const says = /\bratio\b|\bproportion\b/.test(low);
  if (!found || !(says || /\bsimplify\b|\bsimplest\b/.test(low) || /\d ?: ?\d/.test(low))) return undefined;
  const parts = found.slice(1).filter((one) => one !== undefined);
  if (/\bsimplif\w+|\bsimplest\b|\blowest terms\b|\breduce\b|\bcancel\b/.test(low) && all.length === parts.length)
    return reading({ type: 'formula', formula: 'simplest-ratio', given: parts }, all);
  if (!says || all.length !== parts.length + 1) return undefined;
  const whole = all.find((one, i) => !parts.includes(one) || all.indexOf(one) !== i);
  const splits = /\b(?:divid|split|shar|distribut|cut)\w*\b/.test(low);
  const which = shareAsked(low, parts.map(Number)) ?? namedShare(question);
  if (whole === undefined || !splits || which === undefined) return undefined;
  return reading({ type: 'formula', formula: 'ratio-share', given: [whole, `${which}`, ...parts] }, all);
};

const NOTES: readonly (readonly [RegExp, string])[] = [
  [/\b(?:a )?(?:tenner|10er)\b/g, '10'],
  [/\b(?:a )?fiver\b/g, '5'],
  [/\b(?:a )?twenty\b/g, '20'],
];

const PAYS =
  /\b(?:pa(?:y|ys|id|ying) (?:with|using|by)|giv(?:e|es|ing)|gave|hand(?:s|ed)?(?: over)?|with) (?:him |her |them |the [a-z]+ |a |an |my )?(?:note of |bill of )?[$£€]? ?(\d+(?:\.\d+)?)/;

/** One price and one payment: what comes back. */
export const readChange: Reader = ({ low }) => {
  if (!/\bchange\b|\b(?:get|give[ns]?|come[s]?|money) back\b/.test(low)) return undefined;
  let text = low;
  for (const [words, value] of NOTES) text = text.replace(words, value);
  const all = numbersIn(text).map((one) => one.value);
  const paid =
    PAYS.exec(text)?.[1] ?? /\bchange (?:from|out of) (?:a |an |my )?[$£€]? ?(\d+(?:\.\d+)?)/.exec(text)?.[1];
  if (all.length !== 2 || paid === undefined) return undefined;
  const price = all[0] === paid ? all[1]! : all[0]!;
  return /\b(?:each|per|a piece|apiece|percent)\b|%/.test(low)
    ? undefined
    : reading(
        { type: 'formula', formula: 'change', given: [paid, price] },
        numbersIn(low).map((one) => one.value),
      );
};

/**
 * Reads amounts that are told without a question: "split 84 pounds between 7 people", "3 boxes with 12 eggs each minus
 * 5 broken ones". The whole text is one such form, from its first word to its last: what has a word more is not read.
 */
import { reading, type Reader } from '../reading.ts';
import { valuesIn } from '../text/text.ts';

const N = String.raw`[$£€]? ?(\d+(?:\.\d+)?)`;
const THING = String.raw`(?!each\b|more\b|less\b|half\b|percent\b|and\b|or\b)[a-z-]+(?: (?:of )?[a-z-]+)?`;
const EVENLY = '(?: (?:equally|evenly|fairly))?';

const SHARE = new RegExp(
  String.raw`^\W*(?:(?:please|can you|could you|i (?:want|need|have) to|we (?:want|need|have) to|how (?:do|would|can|should) (?:i|we|you)) )*(?:split|divide|share)(?: out| up)?${EVENLY} (?:the |these |my |our )?${N}(?: ${THING})??${EVENLY} (?:between|among|amongst) (\d+) (?:[a-z-]+ )?[a-z-]+${EVENLY}\W*$`,
);
const PACKS = new RegExp(
  String.raw`^\W*(\d+) [a-z-]+ (?:with|of|containing|holding) (\d+) [a-z-]+ (?:each|in each|apiece),? (minus|less|without|plus|and) (\d+)(?: (?:[a-z-]+ )?([a-z-]+))?\W*$`,
);

const story = (numbers: readonly string[], expression: string): ReturnType<Reader> =>
  reading({ type: 'story', quantities: numbers.map((one, i) => [`q${i + 1}`, one]), expression }, numbers, false);

/** A word of money, or a sign, that stands beside a number and is the same throughout. */
const UNIT = String.raw`(?:[$£€]|(?:zl|kr|chf|usd|eur|gbp|rs|lei|lira|rand|naira|dirhams?|pesos?|reais|rupees?|euros?|dollars?|pounds?|bucks|quid|cents?|pence|p)\b)`;
const MONEY_SUM = new RegExp(
  String.raw`^\W*(?:what(?: is|'s|s)? |how much is |calculate |work out )?${UNIT}? ?(\d+(?:\.\d+)?) ?${UNIT}? ?([-+]|plus|minus|and|less|take away|takeaway) ?${UNIT}? ?(\d+(?:\.\d+)?) ?${UNIT}?[\s=_?.,:]*${UNIT}?[\s=_?.,:]*(?:(?:is|makes) what|change|total|altogether|in total)?\W*$`,
);
/** "£0.99 + £0.01", "4 zl + 6 zl =": both in one money, which is told at least twice. */
const moneySum: Reader = ({ low }) => {
  const found = MONEY_SUM.exec(low);
  if (!found) return undefined;
  const units = low.match(new RegExp(UNIT, 'g')) ?? [];
  const one = (unit: string): string => unit.replace(/(?<=...)s$/, '');
  if (units.length < 2 || units.some((unit) => one(unit) !== one(units[0]!))) return undefined;
  const [, a = '', sign = '', b = ''] = found;
  return story([a, b], `${a}${/^(?:-|minus|less|take ?away)$/.test(sign) ? '-' : '+'}${b}`);
};

const PRICE = String.raw`(?:unit )?(?:price|cost|item costs|one costs|each costs|1 costs|costs)(?: is| each| of one)?\s*[:=]? ?`;
const COUNT = String.raw`(?:qty|quantity|amount|number|count|how many|buy|bought|buying|i buy|times|units|pcs)(?: is)?\s*[:=x]? ?`;
const PRICE_COUNT = new RegExp(
  String.raw`^\W*${PRICE}${N} ?${UNIT}?[\s,;.]*(?:and )?${COUNT}(\d+)[\s,;.]*(?:and )?(?:what is |what's |find |= ?)?(?:the )?(?:total(?: cost| price)?|cost|sum|altogether|how much|bill)\W*$`,
);
/** "price=3 qty=4 total?" */
const priceTimes: Reader = ({ low }) => {
  const [, price, count] = PRICE_COUNT.exec(low) ?? [];
  return price === undefined || count === undefined ? undefined : story([price, count], `${count}*${price}`);
};

const ITEM = String.raw`(?:a |an |the |one |1 |some )?(?!total|change|each|and\b)[a-z]+(?: (?!is|costs|was|for|total|each)[a-z]+)?(?: is| costs| for| was| at|:| =)? ?[$£€]? ?\d+(?:\.\d+)? ?${UNIT}?`;
const ASKS_ALL = String.raw`(?:(?:what is|what's|whats|how much is|so|give me|find)? ?(?:the |my )?(?:total|sum|altogether|in all|in total|all together|both|bill)(?: cost| price)?|how much (?:is that|for both|altogether|in total|in all|do i pay|for all|all together|together)(?: in total| altogether)?|what do i pay)`;
const ITEMS = new RegExp(
  String.raw`^\W*(?:i (?:buy|bought|got) |if |buy )?(${ITEM}(?:(?:,|;| and|, and| plus| \+|\.) ${ITEM})+)[\s,;:.=-]*(?:and )?${ASKS_ALL}\W*$`,
);
/** "bread 1.50 and milk 1.20 total": things with their prices. */
const itemsAdded: Reader = ({ low }) => {
  const [, list] = ITEMS.exec(low) ?? [];
  if (list === undefined || /\b(?:off|each|per|paid|change|discount|more|less|older|km|kg|cm|left|away)\b|%/.test(low))
    return undefined;
  const prices = valuesIn(list);
  const money = /[$£€]|\d\.\d\d|\b(?:costs?|euros?|dollars?|pounds?|price|pay|bill|quid)\b/.test(low);
  return money && prices.length > 1 ? story(prices, prices.join('+')) : undefined;
};

const COINS =
  /^\W*how many (\d+) ?-?(?:p|c|cent|cents|pence|penny)(?: coins?| pieces?| stamps?)? (?:make|are in|are there in|in|do i need (?:for|to make)|to make|for|is|equal) ?(?:up )?(?:[$£€] ?(\d+(?:\.\d+)?)|(\d+(?:\.\d+)?) (?:pounds?|euros?|dollars?))\W*$/;
/** "how many 10p coins make £1" */
const coinsIn: Reader = ({ low }) => {
  const found = COINS.exec(low);
  const whole = found?.[2] ?? found?.[3];
  if (!found || whole === undefined || (Number(whole) * 100) % Number(found[1]) !== 0) return undefined;
  return story([found[1]!, whole], `${whole}*100/${found[1]}`);
};

const GOT = String.raw`(?:with|if|when|and)? ?(?:i|we|she|he|they|you)?(?: have|'ve|ve| has|'s)?(?: only| just)? ?(?:got|have|has|with|only have|only got)?(?: only| just)? ?${N} ?${UNIT}?`;
const BUYS = String.raw`(?:buy|get|afford|pay for)`;
const AFFORD: readonly (readonly [pattern: RegExp, order: 'pm' | 'npm' | 'mp' | 'mnp'])[] = [
  [
    new RegExp(
      String.raw`^\W*can (?:i|we|she|he|they) ${BUYS} (?:a |an |the |one )?${N} ?-?${UNIT}? [a-z]+(?: [a-z]+)?,? ${GOT}\W*$`,
    ),
    'pm',
  ],
  [
    new RegExp(
      String.raw`^\W*can (?:i|we|she|he|they) ${BUYS} (\d+) [a-z]+(?: [a-z]+)? (?:at|for|costing) ${N} ?${UNIT}?(?: each| apiece)?,? ${GOT}\W*$`,
    ),
    'npm',
  ],
  [
    new RegExp(
      String.raw`^\W*is ${N} ?${UNIT}? enough (?:for|to buy|to get) (?:a |an |the |one )?${N} ?-?${UNIT}? [a-z]+(?: [a-z]+)?\W*$`,
    ),
    'mp',
  ],
  [
    new RegExp(
      String.raw`^\W*is ${N} ?${UNIT}? enough (?:for|to buy|to get) (\d+) ${N} ?-?${UNIT}? [a-z]+(?: [a-z]+)?\W*$`,
    ),
    'mnp',
  ],
  [
    new RegExp(
      String.raw`^\W*(?:is|do i have enough with|would) ${N} ?${UNIT}?(?: be)?(?: enough)? (?:for|to buy|to get) (\d+) [a-z]+(?: [a-z]+)? at ${N} ?${UNIT}?(?: each| apiece)?\W*$`,
    ),
    'mnp',
  ],
];
/** "can i buy a $7 comic if i only have $5": what it costs, held against what there is. */
const affords: Reader = ({ low }) => {
  if (low.includes('%') || /\b(?:p|cents?|pence)\b/.test(low)) return undefined;
  for (const [pattern, order] of AFFORD) {
    const found = pattern.exec(low)?.slice(1);
    if (!found) continue;
    const at = (key: string): string => found[order.indexOf(key)] ?? '1';
    const cost = order.includes('n') ? `${at('n')}*${at('p')}` : at('p');
    return reading({ type: 'claim', left: `value ${cost}`, relation: 'is-within', right: at('m') }, found, false);
  }
  return undefined;
};

const FORMS: readonly Reader[] = [moneySum, priceTimes, itemsAdded, coinsIn, affords];

const readForm: Reader = (text) => {
  for (const form of FORMS) {
    const found = form(text);
    if (found) return found;
  }
  return undefined;
};

export const readBare: Reader = (text) => {
  const { low } = text;
  if (low.length > 120) return undefined;
  const form = readForm(text);
  if (form) return form;
  const share = SHARE.exec(low);
  if (share) {
    const [, whole = '', parts = ''] = share;
    return Number(parts) < 2 || /\bratio\b/.test(low) ? undefined : story([whole, parts], `${whole}/${parts}`);
  }
  const packs = PACKS.exec(low);
  if (!packs) return undefined;
  const [, count = '', each = '', sign = '', other = '', what = ''] = packs;
  // "and 5 boxes" are more packs; "and 5 loose ones", "and 5 extra eggs" are more of what is in them.
  if (sign === 'and' && !/\b(?:loose|extra|single|more|spare|other)\b/.test(low)) return undefined;
  if (/^(?:box|pack|packet|bag|carton|crate|case|tray|tin|jar)(?:s|es)?$/.test(what)) return undefined;
  const up = sign === 'plus' || sign === 'and';
  return story([count, each, other], `${count}*${each}${up ? '+' : '-'}${other}`);
};

/**
 * Reads amounts that are told without a question: "split 84 pounds between 7 people", "3 boxes with 12 eggs each minus
 * 5 broken ones". The whole text is one such form, from its first word to its last: what has a word more is not read.
 */
import { reading, type Reader } from '../reading.ts';

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

export const readBare: Reader = ({ low }) => {
  if (low.length > 120) return undefined;
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

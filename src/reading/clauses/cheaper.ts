/** The better of two offers: "12 donuts for 9 or 5 donuts for 4: the price of one donut in the cheaper deal". */
import { NUMBER } from './words.ts';

const LOT = String.raw`(?:packs? of |bags? of |boxe?s? of )?(${NUMBER})(?: ([a-z]+))?(?: packs?)? (?:for|at|costs?) (${NUMBER})(?: money)?`;
const OFFERS = new RegExp(
  String.raw`(?:^|[ :,.])(?:(?:[a-z]+ )?(?:come|comes|sold|available) in )?(?:1 )?${LOT},? (?:or|and|against|vs) (?:1 )?(?:in )?${LOT}\b(.*)$`,
);
const ASKS_PRICE =
  /\bprice (?:of|for|per) (?:one |1 |single )?([a-z]+)\b[^?]*\b(?:cheaper|better|best|lower)\b|\b(?:cheaper|better|best|lower)\b[^?]*\bprice (?:of|for|per) (?:one |1 )?([a-z]+)/;
const ASKS_COUNT = /\banswer with number of [a-z]+\b/;
const OTHER = /\b(?:more|less|difference|save|saving|off|free|total|not|second|third|dearer|expensive|left)\b|%/;

/** The price of one, or how many there are, of the offer that is cheaper by the piece. */
export const cheaperOf = (words: string): string | undefined => {
  if (!/\b(?:cheaper|better deal|best deal|better offer|lower unit price)\b/.test(words) || OTHER.test(words))
    return undefined;
  const found = OFFERS.exec(words);
  if (!found) return undefined;
  const [, count = '', , price = '', other = '', , cost = '', rest = ''] = found;
  const before = words.slice(0, found.index);
  if (
    /\d/.test(before) ||
    /\d/.test(rest.replace(/\b1\b/g, '')) ||
    [count, price, other, cost].some((one) => one.startsWith('('))
  )
    return undefined;
  const [first, second] = [Number(price) / Number(count), Number(cost) / Number(other)];
  if (first === second) return undefined;
  if (ASKS_COUNT.test(rest)) return first < second ? count : other;
  if (!ASKS_PRICE.test(rest)) return undefined;
  const sum = first < second ? `${price}/${count}` : `${cost}/${other}`;
  return /\bin cent\b/.test(rest) ? `${sum}*100` : sum;
};

/**
 * Reads the numbers of a range by what they are: "how many even numbers between 1 and 20", "multiples of 3 under 20".
 * Every word of the question has its place. Whether the ends of "between" belong to it is not always said: then the
 * answer, which counts them, is not sure.
 */
import { sequence, anyOf } from '../../regex.ts';
import { reading, type Outcome, type Reader } from '../reading.ts';

const SORT = anyOf(
  /(?:positive |whole |natural )*(even|odd)(?: (?:positive|whole|natural))?(?: (?:numbers|integers|ones))?/,
  /(?:positive |whole |natural )*(?:multiples of|(?:numbers|integers) (?:that (?:are|can be) )?(?:(?:evenly |exactly )?divisible by|divided (?:evenly |exactly )?by)|(?:numbers|integers) in the) (\d{1,4})(?: times table)?/,
);
const RANGE = anyOf(
  /(between|from|in between|strictly between) (\d{1,7}) (?:and|to|up to|through|till) (\d{1,7})/,
  /(under|below|less than|smaller than|lower than|up to|until|not above|at most) (\d{1,7})/,
);
const ENDS =
  /(?:,? ?\(?(inclusive|including both(?: ends)?|both (?:ends )?(?:included|inclusive)|both ends count(?:ed)?|exclusive|not (?:counting|including) the ends|without the ends)\)?)?/;

const QUESTION = new RegExp(
  sequence(
    /^\W*(?:please |can you |could you )?/,
    anyOf(
      /(how many|count(?: all)?(?: the)?|(?:what is )?the (?:total )?number of)/,
      /(?:what (?:are|is)|which are|list|name|give me|tell me|show me|find|write down)(?: all)?(?: of)?(?: the)?/,
      /(?:all )?(?:the )?(?=multiples|even|odd)/,
    ),
    / ?/,
    SORT,
    /(?: (?:are|lie|exist|do you find|can you find|stand|come|that are|which are|there are)(?: there)?)?(?: in the range)? /,
    RANGE,
    ENDS,
    /(?: (?:are there|are there in all|in all|in total|altogether))?\W*$/,
  ),
);

const MOST_LISTED = 60;
const MOST_COUNTED = 500;

/** The first and the last number of the range, and whether its ends are told. */
const rangeOf = (words: readonly (string | undefined)[], typed: string | undefined): [number, number, boolean] => {
  const [join, from, to, below, limit] = words;
  const without = typed !== undefined && /exclusive|not|without/.test(typed);
  if (below !== undefined) return [1, Number(limit) - (/up|until|not|most/.test(below) && !without ? 0 : 1), true];
  const strict = without || join!.startsWith('strictly');
  const [a, b] = [Number(from), Number(to)];
  return [strict ? a + 1 : a, strict ? b - 1 : b, strict || typed !== undefined || join === 'from'];
};

export const readInRange: Reader = ({ low }): Outcome | undefined => {
  const found = low.length > 150 ? null : QUESTION.exec(low);
  if (!found) return undefined;
  const [, counts, parity, of, ...rest] = found;
  const [first, last, told] = rangeOf(rest.slice(0, 5), rest[5]);
  const by = of === undefined ? 2 : Number(of);
  if (by === 0 || first > last) return undefined;
  const uses = (low.match(/\d+/g) ?? []).map(String);
  const is = (n: number): boolean => n % by === (parity === 'odd' ? 1 : 0);
  // An end that is itself one makes the difference.
  const sure = told || !(is(first) || is(last));
  const that = parity ?? `multiple of ${by}`;
  if (last - first < MOST_COUNTED) {
    const all = Array.from({ length: last - first + 1 }, (_, i) => first + i);
    if (counts !== undefined) return reading({ type: 'count-numbers', that, numbers: all.map(String) }, uses, sure);
    const items = all.filter(is).map(String);
    if (items.length === 0 || items.length > MOST_LISTED) return undefined;
    return reading({ type: 'sort', by: 'value', order: 'ascending', items }, uses, sure);
  }
  if (counts === undefined) return undefined;
  const upTo = (n: number): number => Math.floor((n + (parity === 'odd' ? 1 : 0)) / by);
  return reading({ type: 'value', expression: `${upTo(last)}-${upTo(first - 1)}` }, uses, sure);
};

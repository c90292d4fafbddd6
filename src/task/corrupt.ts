/**
 * Makes wrong answers from right ones. One digit of one number in a reference solution is changed, or one yes becomes
 * no; later lines follow from the change. A critic trains on these beside the mistakes that its model makes itself.
 */
import type { Random } from '../random.ts';
import type { Item } from '../types.ts';
import type { WorkedAnswer } from './critique.ts';

const MARK = /=-?\d+|\b(?:yes|no)\b/g;

/** The number with another digit in one place, mostly one more or one less, as real slips are. */
const changeDigit = (digits: string, random: Random): string => {
  const place = random.int(0, digits.length - 1);
  const digit = Number(digits[place]);
  const other = random.chance(0.6) ? (digit + random.pick([1, 9])) % 10 : random.int(0, 9);
  return `${digits.slice(0, place)}${other}${digits.slice(place + 1)}`;
};

/** A wrong answer to the item; undefined when the draw found nothing to change or the answer stayed right. */
export const corruptAnswer = ({ thought, gold }: Item, random: Random): WorkedAnswer | undefined => {
  const lines = thought.split('\n');
  const at = random.int(0, lines.length - 1);
  const line = lines[at]!;
  const marks = [...line.matchAll(MARK)];
  if (marks.length === 0) return undefined;
  const { 0: mark, index } = random.pick(marks);
  const digits = /\d+$/.exec(mark)?.[0];
  const put =
    digits === undefined
      ? mark === 'yes'
        ? 'no'
        : 'yes'
      : `${mark.slice(0, mark.length - digits.length)}${changeDigit(digits, random)}`;
  if (put === mark) return undefined;
  const carried = digits !== undefined && digits.length > 1 && random.chance(0.8);
  const rest = lines
    .slice(at + 1)
    .map((line) =>
      carried ? line.replaceAll(new RegExp(`(?<!\\d)${digits}(?!\\d)`, 'g'), put.slice(-digits.length)) : line,
    );
  const corrupted = [...lines.slice(0, at), line.slice(0, index) + put + line.slice(index + mark.length), ...rest].join(
    '\n',
  );
  const last = /\d+$/.exec(corrupted)?.[0];
  return {
    thought: corrupted,
    answer:
      last !== undefined && last !== gold
        ? last
        : /^\d+$/.test(gold)
          ? String(Number(gold) + random.pick([1, 2, 10]))
          : gold.replace(/\d+/, (number) => String(Number(number) + 1)),
  };
};

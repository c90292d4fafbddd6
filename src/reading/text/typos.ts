/**
 * Slips that `spelled` leaves, put right where a question is not read as it stands: any word of small letters that no
 * reader knows becomes the telling word that is one slip away. Words of lists and names stay as they are where no such
 * word is near.
 */
import { isForm, isKnown } from './spelling.ts';
import { asText, type Text } from './text.ts';
import { TELLING } from './vocabulary.ts';

const sameLetters = (a: string, b: string): boolean => [...a].sort().join('') === [...b].sort().join('');

const slips = (a: string, b: string): boolean => {
  if (Math.abs(a.length - b.length) > 1 || a === b) return false;
  let i = 0;
  while (i < a.length && i < b.length && a[i] === b[i]) i++;
  const [x, y] = [a.slice(i), b.slice(i)];
  if (x.slice(1) === y.slice(1) && a.length > 3) return true;
  if (x[0] === y[1] && x[1] === y[0] && x.slice(2) === y.slice(2)) return true;
  return a.length > 3 && (x.slice(1) === y || x === y.slice(1));
};

/** Words that turn a question: a slip in one of them changes what is asked. */
const CORE = new Set(
  'what when where which who how many much before after start ends end between until does did'.split(' '),
);

/**
 * The text with its slips put right, or undefined when it has none. `core`: only those of words that turn a question.
 */
export const withoutTypos = ({ text }: Text, core: boolean): Text | undefined => {
  let changed = false;
  const fixed = text.replace(/(?<![\p{L}'"])[a-z]{3,}(?![\p{L}'"])/gu, (word) => {
    if (isKnown(word)) return word;
    const near = [...(core ? CORE : TELLING)].filter(
      (one) => slips(word, one) && !isForm(word, one) && (!core || sameLetters(word, one)),
    );
    if (near.length === 0) return word;
    const best =
      near.find((one) => sameLetters(word, one)) ??
      (near.length === 1 ? near[0] : near.find((one) => one[0] === word[0]));
    if (best === undefined) return word;
    changed = true;
    return best;
  });
  return changed ? asText(fixed) : undefined;
};

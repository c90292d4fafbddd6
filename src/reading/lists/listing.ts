/**
 * Finds the one list of a question: items between signs or "and", a run of numbers, or a run of bare words in which some
 * come again. It gives the items and the text around them. What stands right before the first item and right behind the
 * last one is parted from it by how many words the items between have.
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';

export type Listing = { items: string[]; before: string; after: string };

/** Words that are no item and no part of one. */
const NO_ITEM = new RegExp(
  sequence(
    /^/,
    anyOf(
      /i|we|you|she|he|it|they|his|her|my|our|your|their|its|me|us|them|with|for|was|were|is|are|be|had|has|have|will/,
      /would|there|so|but|how|many|what|which|who|when|where|if|because|of|in|on|at|to|from|by|as|than|then|that|this/,
      /these|those|not|each|every|more|less|please|today|yesterday|read|reads|say|says|said|goes|went|came|got|did|do/,
      /does|count|tell|give|number|list|words|items|following|only|just|whats|hmm|also|and|or|rolled|scanned|reading/,
      /the|an?|how'?s|still|until|after|before|while|can|could/,
    ),
    /$/,
  ),
  'i',
);
const wordsOf = (text: string): string[] => text.split(/\s+/).filter((one) => one !== '');
const bare = (text: string): string =>
  text
    .trim()
    .replace(/^["'([{]+|["')\]}]+$/g, '')
    .replace(/^(?:the|an?|some|another) /i, '')
    .trim();
const isItem = (text: string): boolean => {
  const words = wordsOf(text);
  return (
    words.length > 0 &&
    words.length <= 3 &&
    !words.some((one) => one !== 'A' && NO_ITEM.test(one)) &&
    !/[:=?!"]/.test(text)
  );
};

const SEPARATOR = /\s*[,;|]\s*(?:and |or )?|\s+(?:and|&)\s+|\s+\/\s+/g;
/** Where a list can't go on. */
const BREAK = /(?<!\d)\.(?!\d)\s*|(?<=\d)\.(?=\s|$)|[?!:()[\]{}]\s*|\s-{1,2}\s|\n|"/g;

type Span = { start: number; end: number };
const spansOf = (text: string, pattern: RegExp, from: Span): Span[] => {
  const out: Span[] = [];
  let start = from.start;
  for (const match of text.slice(from.start, from.end).matchAll(pattern)) {
    out.push({ start, end: from.start + match.index });
    start = from.start + match.index + match[0].length;
  }
  return [...out, { start, end: from.end }];
};

/** The last or first words of a piece that make an item like the others. */
const edgeOf = (text: string, piece: Span, size: number, last: boolean): Span | undefined => {
  const words = [...text.slice(piece.start, piece.end).matchAll(/\S+/g)];
  const plain = words.map(([one]) => one);
  for (let count = Math.min(size, words.length); count > 0; count--) {
    const chosen = last ? plain.slice(-count) : plain.slice(0, count);
    if (!isItem(bare(chosen.join(' ')))) continue;
    const first = words[last ? words.length - count : 0]!;
    const end = words[last ? words.length - 1 : count - 1]!;
    return { start: piece.start + first.index, end: piece.start + end.index + end[0].length };
  }
  return undefined;
};

/** Items with signs between them. */
const separated = (text: string): Listing | undefined => {
  let best: { spans: Span[]; size: number } | undefined;
  for (const clause of spansOf(text, BREAK, { start: 0, end: text.length })) {
    const pieces = spansOf(text, SEPARATOR, clause);
    const good = pieces.map(({ start, end }) => isItem(bare(text.slice(start, end))));
    for (let i = 0; i < pieces.length; i++) {
      let j = i;
      while (j + 1 < pieces.length && good[j + 1]) j++;
      // The piece before may end with an item, the piece behind begin with one.
      const middle = pieces.slice(good[i] ? i : i + 1, j + 1);
      const size = Math.max(
        1,
        ...middle.slice(0, -1).map(({ start, end }) => wordsOf(bare(text.slice(start, end))).length),
      );
      const spans: (Span | undefined)[] = [...middle];
      if (!good[i]) spans.unshift(edgeOf(text, pieces[i]!, size, true));
      if (j + 1 < pieces.length) {
        const next = edgeOf(text, pieces[j + 1]!, size, false);
        if (next) spans.push(next);
      }
      const found = spans.filter((one) => one !== undefined);
      if (found.length > (best?.spans.length ?? 2)) best = { spans: found, size };
      i = Math.max(i, j);
    }
  }
  if (!best) return undefined;
  const items = best.spans.map(({ start, end }) => bare(text.slice(start, end)));
  return { items, before: text.slice(0, best.spans[0]!.start), after: text.slice(best.spans.at(-1)!.end) };
};

const NUMBERS = /(?<![\w.,-])-?\d+(?:\.\d+)?(?:[ ,]+(?:(?:and|or) )?-?\d+(?:\.\d+)?){2,}(?![\w]|[.,]\d)/g;

/** "n1 n2 n3": letters and figures in one. */
const CODES = /(?<![\p{L}\d])\p{L}+\d+(?: \p{L}+\d+){2,}(?![\p{L}\d])/gu;

/** A run of numbers or codes, or of words some of which come again. */
const unseparated = (text: string): Listing | undefined => {
  const found = [...text.matchAll(NUMBERS), ...text.matchAll(CODES)];
  const runs: { items: string[]; start: number; end: number }[] = found.map((match) => ({
    items: match[0].split(/[ ,]+(?:(?:and|or) )?/),
    start: match.index,
    end: match.index + match[0].length,
  }));
  let run: RegExpMatchArray[] = [];
  const close = (): void => {
    const items = run.map(([one]) => one);
    const lows = items.map((one) => one.toLowerCase());
    const first = lows.findIndex((one, i) => lows.lastIndexOf(one) > i);
    const [from, to] = [run[Math.max(first, 0)], run.at(-1)];
    if (first >= 0 && items.length - first >= 4 && new Set(lows.slice(first)).size < items.length - first)
      runs.push({ items: items.slice(first), start: from!.index!, end: to!.index! + to![0].length });
    run = [];
  };
  for (const match of text.matchAll(/[\p{L}\p{N}'-]+|[^\s]/gu)) {
    if (/[\p{L}\p{N}]/u.test(match[0]) && !NO_ITEM.test(match[0])) run.push(match);
    else close();
  }
  close();
  const best = runs.toSorted((a, b) => b.items.length - a.items.length)[0];
  return best && { items: best.items, before: text.slice(0, best.start), after: text.slice(best.end) };
};

/** Words that can't stand behind a list without a sign: the last item goes on. */
const GOES_ON = new RegExp(
  alternatives(/^\s+(?:of|in|on|with|and|or)\b(?! (?:the|my|our|this|that|it|what|how|so|tell|count|then)\b)/, /^-\w/),
);

export const listingOf = (text: string): Listing | undefined => {
  const found = [separated(text), unseparated(text)].filter((one) => one !== undefined);
  const best = found.toSorted((a, b) => b.items.length - a.items.length)[0];
  return best === undefined || best.items.length < 3 || GOES_ON.test(best.after) ? undefined : best;
};

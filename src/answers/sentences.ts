/** Sentences and lines of a reply with their places, mathematics kept whole. One pass. */

export type Span = { start: number; end: number; text: string };

const ENDS = '.!?。！？।؟…';
const ABBREVIATED =
  /(?:\b(?:e\.g|i\.e|etc|vs|mr|mrs|ms|dr|st|approx|no|fig|eq|ca|z\.b|bzw|d\.h|p\.m|a\.m|u\.s|cf|pp|vol)|\b[A-Z])$/i;

/**
 * Whether the mark at `i` ends a sentence: a point followed by a space or the end, not after an abbreviation or a
 * list number.
 */
const endsAt = (text: string, i: number, lists: boolean): boolean => {
  const mark = text[i]!;
  if (!ENDS.includes(mark) || text[i - 1] === '\\') return false;
  if ('。！？।؟'.includes(mark)) return true;
  const next = text[i + 1];
  if (next !== undefined && !/[\s"'*_)\]<$\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(next))
    return false;
  if (mark !== '.') return true;
  const before = text.slice(Math.max(0, i - 8), i);
  if (lists && /(?:^|\n)[\s*_>#-]*\d{1,2}$/.test(before)) return false;
  return (
    !ABBREVIATED.test(before) ||
    (/\b[A-Z]$/.test(before) &&
      /^\s+[A-Z]|^\s*$/.test(text.slice(i + 1, i + 4)) &&
      !/\b[A-Z]\.[A-Z]$/.test(before) &&
      next !== undefined)
  );
};

/** The place of the dollar that closes the one at `i`, when what stands between is no end of a sentence; else `i`. */
const afterMath = (text: string, i: number): number => {
  const inside = /^\$[^$\n]{0,200}\$/.exec(text.slice(i, i + 202))?.[0];
  return inside === undefined || /[.!?]\s/.test(inside) ? i : i + inside.length - 1;
};

/**
 * Cuts text into sentences; a newline ends one as well. `lists`: "2." at the start of a line is the number of an
 * item.
 */
export const sentencesOf = (text: string, { lists = true }: { lists?: boolean } = {}): Span[] => {
  const spans: Span[] = [];
  let start = 0;
  const push = (end: number): void => {
    const piece = text.slice(start, end);
    const lead = piece.length - piece.trimStart().length;
    const body = piece.trim();
    if (body !== '') spans.push({ start: start + lead, end: start + lead + body.length, text: body });
    start = end;
  };
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '$') i = afterMath(text, i);
    if (text[i] === '\n') push(i);
    else if (endsAt(text, i, lists)) {
      let end = i + 1;
      while (end < text.length && /["'*_)\]$]/.test(text[end]!)) end++;
      push(end);
    }
  }
  push(text.length);
  return spans;
};

/** Whether a sentence is finished: it ends in a mark, a closing bracket or emphasis. */
export const isFinished = (sentence: string): boolean => /[.!?。！？।؟…"'*_)\]$}`]\s*$/.test(sentence);
export const isQuestion = (sentence: string): boolean => /[?？؟]["'*_)\]\s]*$/.test(sentence);

/** The lines of a text that hold anything. */
export const linesOf = (text: string): Span[] => {
  const spans: Span[] = [];
  let start = 0;
  for (const line of text.split('\n')) {
    const body = line.trim();
    const lead = line.length - line.trimStart().length;
    if (body !== '') spans.push({ start: start + lead, end: start + lead + body.length, text: body });
    start += line.length + 1;
  }
  return spans;
};

/**
 * Texts of MCP servers as models and people may read them: nothing in them is hidden, and none is longer than it may
 * be. Pure.
 *
 * Descriptions and results are written by strangers. Characters that are not seen can carry instructions past a person
 * (tags of Unicode, variation selectors) or change what a terminal shows (escape sequences, marks of direction).
 */
import { cutText } from '../tools/define.ts';

/** Controls, formats, line and paragraph separators, and everything else that Unicode calls ignorable. */
const HIDDEN = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800\ufff9-\ufffb]/gu;

/** Joiners inside a word of Persian or Hindi, or inside an emoji, and the mark that makes a character an emoji. */
const isOrdinary = (c: string, at: number, text: string): boolean => {
  const before = /[\p{L}\p{M}\p{Extended_Pictographic}\ufe0f]$/u.test(text.slice(Math.max(0, at - 2), at));
  if (c === '\ufe0f') return before;
  return (
    (c === '\u200c' || c === '\u200d') &&
    before &&
    /^[\p{L}\p{Extended_Pictographic}]/u.test(text.slice(at + 1, at + 3))
  );
};

/** A text with every hidden character written out, as `\u{e0041}`. Line ends, tabs and joiners inside words stay. */
export const plainText = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .toWellFormed()
    .replace(HIDDEN, (c, at: number, whole: string) =>
      isOrdinary(c, at, whole) ? c : `\\u{${c.codePointAt(0)!.toString(16)}}`,
    );

/** The same on one line, at most `most` characters. */
export const plainLine = (text: string, most = 200): string => {
  const line = plainText(cutText(text, most * 2))
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > most ? `${cutText(line, most - 1)}…` : line;
};

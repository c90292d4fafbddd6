/**
 * Characters of many scripts as the ASCII that reads the same, one code unit for one code unit, so that a position in
 * the
 * result is a position in the text. Digits: Arabic-Indic, Persian, Devanagari, Bengali, Thai, full-width. Marks:
 * full-width
 * forms, Arabic and CJK commas, Arabic decimal and percent signs, minus signs, quotes, and every width of space.
 */

/** First digits of the scripts whose ten digits stand in a row. */
const ZEROS = [0x0660, 0x06f0, 0x0966, 0x09e6, 0x0e50];

const MARKS: Readonly<Record<string, string>> = {
  '٫': '.',
  '٬': ',',
  '،': ',',
  '؛': ';',
  '؟': '?',
  '٪': '%',
  '、': ',',
  '−': '-',
  '–': '-',
  '‐': '-',
  '‑': '-',
  '‒': '-',
  '﹣': '-',
  '“': '"',
  '”': '"',
  '„': '"',
  '«': '"',
  '»': '"',
  '「': '"',
  '」': '"',
  '『': '"',
  '』': '"',
  '‘': "'",
  '’': "'",
  '‛': "'",
  '′': "'",
  '\u00a0': ' ',
  '\u2002': ' ',
  '\u2003': ' ',
  '\u2007': ' ',
  '\u2009': ' ',
  '\u200a': ' ',
  '\u202f': ' ',
  '\u3000': ' ',
  '\u205f': ' ',
  '\u200b': ' ',
  '\u200c': ' ',
  '\u200d': ' ',
  '\u200e': ' ',
  '\u200f': ' ',
  '\u2060': ' ',
  '\ufeff': ' ',
  '\r': ' ',
  '\t': ' ',
  '∶': ':',
  '⁄': '/',
  '∕': '/',
  '＄': '$',
  '【': '[',
  '】': ']',
  '﹪': '%',
};

const FOREIGN = /[^\n\x20-\x7e]/g;

const plain = (character: string): string => {
  const mark = MARKS[character];
  if (mark !== undefined) return mark;
  const code = character.charCodeAt(0);
  if (code > 0xff00 && code < 0xff5f) return String.fromCharCode(code - 0xfee0);
  const zero = ZEROS.find((first) => code >= first && code <= first + 9);
  return zero === undefined ? character : String(code - zero);
};

/** The text with digits and marks of other scripts in ASCII. Same length as `text`; letters stay as they are. */
export const toPlain = (text: string): string => text.replace(FOREIGN, plain);

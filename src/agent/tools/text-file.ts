/**
 * Files as text and back: encoding, byte order mark and line ends are found out, and what was not changed is written
 * back byte for byte. Also what a file is that is no text. Pure functions of bytes.
 */
import { refusal, type Refusal } from './work-folder.ts';

type Encoding = 'UTF-8' | 'UTF-16LE' | 'UTF-16BE' | 'Latin-1';

/** A text without its byte order mark, line ends as they lie. `lineEnd` is the one that most lines have. */
export type TextFile = { text: string; encoding: Encoding; mark: boolean; lineEnd: '\n' | '\r\n' };

export const NEW_TEXT: TextFile = { text: '', encoding: 'UTF-8', mark: false, lineEnd: '\n' };

const startsWith = (bytes: Uint8Array, start: readonly number[]): boolean =>
  start.every((byte, i) => bytes[i] === byte);

const swapped = (bytes: Uint8Array): Buffer => Buffer.from(bytes.subarray(0, bytes.length & ~1)).swap16();

const countOf = (text: string, part: string): number => {
  let count = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) count++;
  return count;
};

const lineEndOf = (text: string): '\n' | '\r\n' => {
  const both = countOf(text, '\r\n');
  return both > countOf(text, '\n') - both ? '\r\n' : '\n';
};

const decode = (bytes: Uint8Array): Omit<TextFile, 'lineEnd'> | undefined => {
  if (startsWith(bytes, [0xff, 0xfe]))
    return { text: Buffer.from(bytes.subarray(2)).toString('utf16le'), encoding: 'UTF-16LE', mark: true };
  if (startsWith(bytes, [0xfe, 0xff]))
    return { text: swapped(bytes.subarray(2)).toString('utf16le'), encoding: 'UTF-16BE', mark: true };
  if (bytes.subarray(0, 8192).includes(0)) return undefined;
  const mark = startsWith(bytes, [0xef, 0xbb, 0xbf]);
  const content = mark ? bytes.subarray(3) : bytes;
  try {
    return {
      text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content),
      encoding: 'UTF-8',
      mark,
    };
  } catch {
    return { text: Buffer.from(bytes).toString('latin1'), encoding: 'Latin-1', mark: false };
  }
};

/**
 * The text of a whole file; undefined when it is none (it holds a zero byte, and no mark says UTF-16). Bytes that are
 * not UTF-8 are read as Latin-1, in which every byte is a character and comes back as itself.
 */
export const readText = (bytes: Uint8Array): TextFile | undefined => {
  const found = decode(bytes);
  return found && { ...found, lineEnd: lineEndOf(found.text) };
};

/** The bytes of a text in a file's encoding, with its mark; refused where the encoding lacks a character. */
export const writeText = ({ encoding, mark }: TextFile, text: string): Uint8Array | Refusal => {
  const marked = mark ? `\ufeff${text}` : text;
  switch (encoding) {
    case 'UTF-8':
      return Buffer.from(marked, 'utf8');
    case 'UTF-16LE':
      return Buffer.from(marked, 'utf16le');
    case 'UTF-16BE':
      return swapped(Buffer.from(marked, 'utf16le'));
    case 'Latin-1': {
      const foreign = [...text].find((c) => c.codePointAt(0)! > 0xff);
      return foreign === undefined
        ? Buffer.from(text, 'latin1')
        : refusal(`the file is in Latin-1, which has no "${foreign}"; write it without that character.`);
    }
    default:
      return encoding satisfies never;
  }
};

const IMAGES: readonly { kind: string; start: readonly number[] }[] = [
  { kind: 'PNG', start: [0x89, 0x50, 0x4e, 0x47] },
  { kind: 'JPEG', start: [0xff, 0xd8, 0xff] },
  { kind: 'GIF', start: [0x47, 0x49, 0x46, 0x38] },
  { kind: 'BMP', start: [0x42, 0x4d] },
];

const isWebp = (bytes: Buffer): boolean =>
  bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP';

/** The kind of an image by its first bytes, and its size in pixels where the format says it there. */
export const imageKind = (bytes: Buffer): string | undefined => {
  const kind = IMAGES.find(({ start }) => startsWith(bytes, start))?.kind ?? (isWebp(bytes) ? 'WebP' : undefined);
  if (kind === 'BMP' && !bytes.includes(0)) return undefined; // a text may begin with BM
  if (kind === 'PNG' && bytes.length >= 24)
    return `PNG image, ${bytes.readUInt32BE(16)} × ${bytes.readUInt32BE(20)} pixels`;
  if (kind === 'GIF' && bytes.length >= 10)
    return `GIF image, ${bytes.readUInt16LE(6)} × ${bytes.readUInt16LE(8)} pixels`;
  return kind && `${kind} image`;
};

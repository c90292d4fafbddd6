/**
 * Reads pictures and files that the reader attaches: checked and made small enough to send. Whatever can't be read is
 * refused in a sentence; nothing is dropped in silence.
 */
import type { Attachment } from './attachments.ts';
import { bytes } from './format.ts';
import { t } from './language.ts';

/** Files beyond it are refused before they are read. */
const MOST_BYTES = 100e6;
/** Text files beyond it are refused: no model that runs at home reads a million tokens. */
const MOST_TEXT = 4e6;
/** A picture is scaled down to this, in pixels of its longer side: what open vision models look at is no larger. */
const SIDE = 1568;
/** A small picture in a form that every server takes is sent as it is. */
const AS_IT_IS = 1e6;
/** Pasted text that is longer becomes a file: a text field of megabytes is slow, and so is a question of them. */
export const LONG_PASTE = 12_000;

type Read = Attachment | { refused: string };

const dataUrl = (blob: Blob): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error ?? new Error('unreadable'));
    reader.readAsDataURL(blob);
  });

const readImage = async (file: Blob, name: string): Promise<Read> => {
  let picture: ImageBitmap;
  try {
    picture = await createImageBitmap(file);
  } catch {
    return { refused: t('{name} is not a picture that this browser can read. Use PNG, JPEG or WebP.', { name }) };
  }
  const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
  let blob = file;
  if (scale < 1 || file.size > AS_IT_IS || !/^image\/(?:png|jpeg|webp)$/.test(file.type)) {
    const canvas = new OffscreenCanvas(
      Math.max(1, Math.round(picture.width * scale)),
      Math.max(1, Math.round(picture.height * scale)),
    );
    const pen = canvas.getContext('2d')!;
    pen.fillStyle = 'white';
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.85 });
  }
  picture.close();
  return { id: crypto.randomUUID(), name, kind: 'image', data: await dataUrl(blob), size: blob.size };
};

/** Text of UTF-8, or of UTF-16 with its mark; undefined for anything else. */
const decoded = (content: ArrayBuffer): string | undefined => {
  const [first, second] = new Uint8Array(content, 0, Math.min(2, content.byteLength));
  const marks: Readonly<Record<string, string>> = { '255,254': 'utf-16le', '254,255': 'utf-16be' };
  try {
    const text = new TextDecoder(marks[`${first},${second}`] ?? 'utf-8', { fatal: true }).decode(content);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
};

/** A text as a file: what a long paste becomes. */
export const textAttachment = (name: string, text: string): Read =>
  text.length > MOST_TEXT
    ? { refused: t('{name} is too long to be read by a model: {size}.', { name, size: bytes(text.length) }) }
    : { id: crypto.randomUUID(), name, kind: 'text', data: text, size: text.length };

/** Reads a file that the reader chose, dropped or pasted. Never throws. */
export const readFile = async (file: File): Promise<Read> => {
  const name = file.name || t('a picture');
  if (file.size > MOST_BYTES) return { refused: t('{name} is too large: {size}.', { name, size: bytes(file.size) }) };
  try {
    if (file.type === 'application/pdf' || /\.pdf$/i.test(name))
      return {
        refused: t('PDF can’t be read here: {name}. Copy its text, or attach pictures of its pages.', { name }),
      };
    if (file.type.startsWith('image/') && file.type !== 'image/svg+xml') return await readImage(file, name);
    if (file.size > MOST_TEXT * 4)
      return { refused: t('{name} is too long to be read by a model: {size}.', { name, size: bytes(file.size) }) };
    const text = decoded(await file.arrayBuffer());
    if (text === undefined)
      return { refused: t('{name} is neither text nor a picture. Attach what it says as text.', { name }) };
    return textAttachment(name, text);
  } catch {
    return { refused: t('{name} could not be read.', { name }) };
  }
};

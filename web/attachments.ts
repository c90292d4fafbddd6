/**
 * Pictures and texts that are attached to a question, and what a model is told of them. Pure; read-file.ts reads files.
 */
import type { Part } from './api.ts';

export type Attachment = {
  id: string;
  name: string;
  kind: 'image' | 'text';
  /** A data URL for a picture, the text itself for a text. */
  data: string;
  /** Bytes, or characters of a text. */
  size: number;
};

/** A fence that the text does not hold. */
const fenceFor = (text: string): string => {
  const longest = (text.match(/`{3,}/g) ?? []).reduce((most, ticks) => Math.max(most, ticks.length), 2);
  return '`'.repeat(longest + 1);
};

/** What a model is told: the question, its text files as fenced blocks, its pictures as parts. */
export const contentOf = (question: string, attachments: readonly Attachment[] = []): string | Part[] => {
  const texts = attachments
    .filter(({ kind }) => kind === 'text')
    .map(({ name, data }) => `${name}\n${fenceFor(data)}\n${data}\n${fenceFor(data)}`);
  const text = [question, ...texts].filter((item) => item !== '').join('\n\n');
  const pictures = attachments.filter(({ kind }) => kind === 'image');
  if (pictures.length === 0) return text;
  return [
    ...(text === '' ? [] : [{ type: 'text' as const, text }]),
    ...pictures.map(({ data }) => ({ type: 'image_url' as const, image_url: { url: data } })),
  ];
};

/** A rough count of the tokens of a text: four bytes of UTF-8 a token. It says nothing exact. */
export const roughTokens = (text: string): number => Math.ceil(new TextEncoder().encode(text).length / 4);

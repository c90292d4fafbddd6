/**
 * The answer inside a finished reply: what takes part in the vote. It reads text; it does not judge it.
 * A reply that did not end by itself has no answer here, whatever it holds: half a number is a wrong number.
 */
import type { Reply } from '../types.ts';

/** The inside of the last \boxed{...}, braces balanced. */
const boxed = (text: string): string | undefined => {
  const start = text.lastIndexOf('\\boxed{');
  if (start < 0) return undefined;
  let depth = 0;
  for (let i = start + 6; i < text.length; i++) {
    if (text[i] === '{') depth++;
    if (text[i] === '}' && --depth === 0) return text.slice(start + 7, i).trim();
  }
  return undefined;
};

const MARKER = /\banswer(?:\s+is|\s*[:=])|^####/gim;

/** What follows the last "answer is", "answer:" or "####", to the end of its sentence or line. */
const stated = (text: string): string | undefined => {
  const marker = [...text.matchAll(MARKER)].at(-1);
  if (!marker) return undefined;
  const line = text.slice(marker.index + marker[0].length).replace(/^[\s:*]+/, '').split('\n')[0]!;
  const sentence = line.split(/[.!] +(?=[A-Z])/)[0]!.trim().replace(/\*+$/, '').trim();
  return sentence.replace(/[.!*]+$/, '').trim() || undefined;
};

/** The answer that a text declares; undefined when it declares none. */
export const declaredAnswer = (text: string): string | undefined => boxed(text) ?? stated(text);

const SHORT = 200;

/**
 * The answer of a reply, '' when it has none. First what its content declares, then a short content itself, then the
 * last short line of a long one; a reply without content may declare its answer in its reasoning.
 */
export const extractAnswer = (reply: Pick<Reply, 'content' | 'reasoning' | 'finish'>): string => {
  if (reply.finish !== 'stop') return '';
  const content = reply.content.trim();
  if (content === '') return declaredAnswer(reply.reasoning) ?? '';
  const declared = declaredAnswer(content);
  if (declared !== undefined) return declared;
  if (content.length <= SHORT) return content;
  const line = content.split('\n').at(-1)!.trim();
  return line.length <= SHORT ? line : content;
};

/**
 * Splits a finished text at its <think> tags into thoughts and answer. Streams are split in provider/ while they are
 * read.
 */

export type Thoughts = {
  reasoning: string;
  content: string;
  /** The thoughts never ended: the text was cut off and has no answer. */
  open: boolean;
};

/**
 * Reads `<think>…</think>rest`. A text with the end tag alone (the template opened it) is thoughts up to there; one
 * without tags is all content. Answer tags (`<answer>…</answer>`) around the rest are taken off.
 */
export const readThoughts = (text: string): Thoughts => {
  const end = text.lastIndexOf('</think>');
  const start = text.indexOf('<think>');
  if (end < 0 && start >= 0) return { reasoning: text.slice(start + 7).trim(), content: '', open: true };
  const reasoning = end < 0 ? '' : text.slice(start >= 0 && start < end ? start + 7 : 0, end).trim();
  const rest = (end < 0 ? text : text.slice(end + 8)).trim();
  const tagged = /^<answer>([\s\S]*?)(?:<\/answer>)?$/.exec(rest);
  return { reasoning, content: (tagged?.[1] ?? rest).trim(), open: false };
};

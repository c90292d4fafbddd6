/**
 * A plain text that may grow very long, such as a thought of 32,000 tokens. What is added goes into the last of several
 * blocks, so that the browser lays out that block again and not the whole text. It is no markdown (markdown.ts).
 */
import { h } from './dom.ts';

/** Characters of a block before the next one begins, at a line end; without line ends at the second. */
const BLOCK = 4000;
const LONGEST_BLOCK = 16_000;

export type LongText = { element: HTMLElement; update(text: string): void };

/** Where the next block may begin in `text`, after `from`; -1 when nowhere. */
const breakAfter = (text: string, from: number): number => {
  const line = text.indexOf('\n', from + BLOCK);
  if (line >= 0 && line - from < LONGEST_BLOCK) return line + 1;
  return text.length - from > LONGEST_BLOCK ? from + LONGEST_BLOCK : -1;
};

/** `element` gets the blocks; its style keeps white space. */
export const createLongText = (element: HTMLElement): LongText => {
  let shown = '';
  /** Where the last block begins in `shown`. */
  let start = 0;
  let last: Text | undefined;
  const open = (): Text => {
    last = document.createTextNode('');
    element.append(h('div', {}, last));
    return last;
  };
  return {
    element,
    update(text) {
      if (text === shown) return;
      if (!text.startsWith(shown)) {
        element.replaceChildren();
        [shown, start, last] = ['', 0, undefined];
      }
      let node = last ?? open();
      let at = shown.length;
      for (let end = breakAfter(text, start); end >= 0; end = breakAfter(text, start)) {
        node.appendData(text.slice(at, Math.max(at, end)));
        at = Math.max(at, end);
        start = at;
        node = open();
      }
      node.appendData(text.slice(at));
      shown = text;
    },
  };
};

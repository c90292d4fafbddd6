/**
 * Colours code with highlight.js, which is loaded when the first block needs it. What it gives is HTML of spans; it
 * passes the purifier like everything else. Code that it does not know, or that is very long, stays as it is.
 */

/** Characters; longer code is left alone, since colouring blocks the page. */
const LONGEST = 60_000;

/** `purified` makes elements of HTML and leaves out everything but spans with classes. */
export const colour = async (
  code: HTMLElement,
  language: string,
  purified: (html: string) => DocumentFragment,
): Promise<void> => {
  const text = code.textContent ?? '';
  if (language === '' || text.length > LONGEST || code.dataset.coloured !== undefined) return;
  code.dataset.coloured = '';
  const { default: highlighter } = await import('highlight');
  if (!highlighter.getLanguage(language)) return;
  const { value } = highlighter.highlight(text, { language, ignoreIllegals: true });
  code.replaceChildren(purified(value));
};

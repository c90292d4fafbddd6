/**
 * The code in a reply, and the tests in a text, by their usual spellings. It reads; it runs nothing and judges nothing.
 */

/** The first complete logical line of `text`: ends at a newline outside brackets and strings. */
const logicalLine = (text: string): string => {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (c === '\n' && depth <= 0) return text.slice(0, i);
    if (c === '#' && depth <= 0) return text.slice(0, i);
    if ('([{'.includes(c)) depth++;
    if (')]}'.includes(c)) depth--;
    if (c !== '"' && c !== "'") continue;
    const quote = text.startsWith(c.repeat(3), i) ? c.repeat(3) : c;
    let end = i + quote.length;
    while (end < text.length && !text.startsWith(quote, end)) end += text[end] === '\\' ? 2 : 1;
    i = end + quote.length - 1;
  }
  return text;
};

/**
 * A function whose head stands in the question, completed by a reply that holds its body (as models without chat do).
 * What follows the body at the margin is left out: it is further text, not the function.
 */
export const completeFunction = (head: string, body: string): string => {
  const end = body.search(/\n(?=[A-Za-z_#@])/);
  return head + (end < 0 ? body : body.slice(0, end));
};

/** Python's assert statements in a text that use the function of this name, in order, each as one logical line. */
export const readAsserts = (text: string, name: string): string[] =>
  text
    .split(/\bassert\s/)
    .slice(1)
    .map((part) => `assert ${logicalLine(part.trimStart()).trim()}`)
    .filter((line) => line.includes(name) && line.length <= 1000);

/**
 * Goes through a text from the left: what stands next is taken by a pattern or it stays. Capitals are kept for names,
 * patterns ignore them. It understands nothing.
 */

/** A pattern of whole words for `Scanner.take`. */
export const word = (source: string): RegExp => new RegExp(`(?:${source})(?![\\p{L}\\p{N}_])`, 'yiu');

export class Scanner {
  readonly text: string;
  /** All of what the text is a part of. */
  readonly whole: string;
  at: number;

  constructor(text: string, at = 0, whole = text) {
    this.text = text;
    this.at = at;
    this.whole = whole;
  }

  get rest(): string {
    return this.text.slice(this.at);
  }

  get done(): boolean {
    return this.rest.trim() === '';
  }

  /** What a sticky pattern matches after spaces; the place moves behind it. */
  take(pattern: RegExp): RegExpExecArray | undefined {
    const found = this.peek(pattern);
    if (found) this.at = found.index + found[0].length;
    return found;
  }

  /** The same, and the place stays. */
  peek(pattern: RegExp): RegExpExecArray | undefined {
    let start = this.at;
    while (this.text[start] === ' ') start++;
    pattern.lastIndex = start;
    return pattern.exec(this.text) ?? undefined;
  }

  /** What `read` makes of what stands next; where it makes nothing, the place stays. */
  attempt<T>(read: (scan: Scanner) => T | undefined): T | undefined {
    const start = this.at;
    const found = read(this);
    if (found === undefined) this.at = start;
    return found;
  }
}

/** HTML as plain text for a model: headings, lists, tables, links and code stay recognisable, everything else goes. */
import { Parser } from 'htmlparser2';

const HIDDEN = new Set('script style noscript template svg iframe object head title select button'.split(' '));
const BLOCKS = new Set(
  'address article aside blockquote body dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody tfoot thead tr ul'.split(
    ' ',
  ),
);
/** Blocks with an empty line around them. */
const APART = new Set('p h1 h2 h3 h4 h5 h6 pre table blockquote ul ol'.split(' '));

/** Deeper pages are made to keep a reader busy: the parser's time grows with the square of the depth. */
const DEEPEST = 2000;
const CHUNK = 16_384;

/** Lines of text that grow at the end; only the last one is looked at. */
const page = () => {
  const lines: string[] = [];
  let current = '';
  return {
    add(text: string): void {
      current += text;
    },
    /** White space is one space, and none at the beginning of a line. */
    addFlat(text: string): void {
      const flat = text.replace(/[\s\u00a0]+/g, ' ');
      current += current === '' || current.endsWith(' ') ? flat.trimStart() : flat;
    },
    /** Ends the line, and leaves an empty one when `apart`. */
    end(apart: boolean): void {
      if (current.trim() !== '') lines.push(current.trimEnd());
      current = '';
      if (apart && lines.length > 0 && lines.at(-1) !== '') lines.push('');
    },
    addLines(text: string): void {
      const [first, ...rest] = text.split('\n');
      current += first!;
      for (const line of rest) {
        lines.push(current.trimEnd());
        current = line;
      }
    },
    isAtStart: (): boolean => current === '',
    text(): string {
      return [...lines, current]
        .join('\n')
        .replace(/\n{3,}/g, '\n\n')
        .trim();
    },
  };
};

const absolute = (link: string | undefined, base: string): string | undefined =>
  link !== undefined && !/^(?:#|javascript:|data:)/i.test(link) && URL.canParse(link, base)
    ? new URL(link, base).href
    : undefined;

/** The title and the text of a page. Addresses of links are made absolute; `base` is the page's own. */
export const htmlToText = (html: string, base: string): { title: string; text: string } => {
  const out = page();
  let title = '';
  let [hidden, pre, depth] = [0, 0, 0];
  let inTitle = false;
  const links: (string | undefined)[] = [];
  const parser = new Parser({
    onopentag(name, attributes) {
      depth++;
      if (name === 'title') inTitle = true;
      if (HIDDEN.has(name)) hidden++;
      if (hidden > 0) return;
      if (BLOCKS.has(name)) out.end(APART.has(name));
      if (/^h[1-6]$/.test(name)) out.add(`${'#'.repeat(Number(name[1]))} `);
      if (name === 'li') out.add('- ');
      if (name === 'br') out.end(false);
      if (name === 'pre') pre++;
      if ((name === 'td' || name === 'th') && !out.isAtStart()) out.add(' | ');
      if (name === 'img' && attributes['alt']) out.add(`[image: ${attributes['alt']}]`);
      if (name === 'a') links.push(absolute(attributes['href'], base));
    },
    ontext(part) {
      if (inTitle && title.length < 300) title += part;
      if (hidden > 0) return;
      if (pre > 0) out.addLines(part);
      else out.addFlat(part);
    },
    onclosetag(name) {
      depth--;
      if (name === 'title') inTitle = false;
      if (HIDDEN.has(name)) hidden = Math.max(0, hidden - 1);
      if (hidden > 0) return;
      if (name === 'a') {
        const link = links.pop();
        if (link !== undefined) out.add(` (${link})`);
      }
      if (name === 'pre') pre = Math.max(0, pre - 1);
      if (BLOCKS.has(name)) out.end(APART.has(name));
    },
  });
  for (let at = 0; at < html.length && depth < DEEPEST; at += CHUNK) parser.write(html.slice(at, at + CHUNK));
  if (depth < DEEPEST) parser.end();
  return { title: title.replace(/\s+/g, ' ').trim(), text: out.text() };
};

/**
 * Markdown and mathematics as elements. What a model writes is not trusted: HTML beyond a few harmless tags is shown as
 * text, all of it passes DOMPurify, links open outside and without a referrer, and images become links, so that an
 * answer can't make the browser fetch anything.
 */
import DOMPurify, { type Config } from 'dompurify';
import katex from 'katex';
import { Marked, type MarkedExtension, type Token, type TokenizerAndRendererExtension } from 'marked';
import { colour } from './colour.ts';
import { h } from './dom.ts';
import { directionOf } from './direction.ts';
import { icon } from './icons.ts';
import { t } from './language.ts';
import { canRun, createRunner } from './run-code.ts';

const escape = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

/**
 * TeX between delimiters. `$` counts only when it hugs its contents and no digit follows, so that prices stay prices.
 */
const mathRule = (
  name: string,
  level: 'block' | 'inline',
  pattern: RegExp,
  start: RegExp,
): TokenizerAndRendererExtension => ({
  name,
  level,
  start: (source) => {
    const at = source.search(start);
    return at < 0 ? undefined : at;
  },
  tokenizer(source) {
    const found = pattern.exec(source);
    return found
      ? {
          type: name,
          raw: found[0],
          tex: (found[1] ?? found[2] ?? '').trim(),
          display: level === 'block' || /^(?:\$\$|\\\[)/.test(found[0]),
        }
      : undefined;
  },
  renderer: ({ tex, display }) => `<span class="math${display ? ' display' : ''}">${escape(String(tex))}</span>`,
});

/** `\boxed{…}` outside of mathematics, as models end their answers; words in the box stay words. */
const boxed: TokenizerAndRendererExtension = {
  name: 'boxed',
  level: 'inline',
  start: (source) => {
    const at = source.indexOf('\\boxed{');
    return at < 0 ? undefined : at;
  },
  tokenizer(source) {
    const found = /^\\boxed\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}/.exec(source);
    if (!found) return undefined;
    const inside = found[1]!.trim();
    const words = /\p{L}{2,}/u.test(inside) && !/[\\^_]/.test(inside);
    return { type: 'boxed', raw: found[0], tex: words ? `\\boxed{\\text{${inside}}}` : `\\boxed{${inside}}` };
  },
  renderer: ({ tex }) => `<span class="math">${escape(String(tex))}</span>`,
};

const HARMLESS = /^<\/?(?:b|strong|i|em|u|s|del|sub|sup|kbd|mark|small|br|hr|details|summary)\s*\/?>$/i;

const rules: MarkedExtension = {
  gfm: true,
  extensions: [
    boxed,
    mathRule('mathBlock', 'block', /^(?:\$\$([\s\S]+?)\$\$|\\\[([\s\S]+?)\\\])[^\S\n]*(?:\n|$)/, /\$\$|\\\[/),
    mathRule('mathInline', 'inline', /^(?:\$\$([^$]+?)\$\$|\\\[([\s\S]+?)\\\])/, /\$\$|\\\[/),
    mathRule(
      'mathText',
      'inline',
      /^(?:\$(?![\s$])((?:\\[\s\S]|[^$\\\n])*?[^\s\\$])\$(?!\d)|\\\(([\s\S]+?)\\\))/,
      /\$|\\\(/,
    ),
  ],
  renderer: {
    html: ({ text }) => (HARMLESS.test(text.trim()) ? text : escape(text)),
    checkbox: ({ checked }) => `<span class="task${checked ? ' checked' : ''}"></span> `,
    image: ({ href, text }) => `<a href="${escape(href)}">${escape(text || href)}</a>`,
  },
};

const marked = new Marked(rules);

const purifier = DOMPurify(window);
const ALLOWED: Config & { RETURN_DOM_FRAGMENT: true } = {
  ALLOWED_TAGS: [
    'p',
    'br',
    'hr',
    'h1',
    'h2',
    'h3',
    'h4',
    'h5',
    'h6',
    'ul',
    'ol',
    'li',
    'blockquote',
    'pre',
    'code',
    'table',
    'thead',
    'tbody',
    'tr',
    'th',
    'td',
    'a',
    'b',
    'strong',
    'i',
    'em',
    'u',
    's',
    'del',
    'sub',
    'sup',
    'kbd',
    'mark',
    'small',
    'span',
    'details',
    'summary',
  ],
  ALLOWED_ATTR: ['href', 'title', 'class', 'start', 'align'],
  ALLOWED_URI_REGEXP: /^(?:https?:|mailto:)/i,
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  RETURN_DOM_FRAGMENT: true,
};

const copyButton = (text: () => string): HTMLButtonElement => {
  const label = h('span', {}, t('Copy'));
  const button = h(
    'button',
    {
      type: 'button',
      class: 'copy-code',
      on: {
        click: () => {
          void navigator.clipboard.writeText(text()).then(
            () => {
              label.textContent = t('Copied');
            },
            () => {
              label.textContent = t('Press Ctrl+C');
            },
          );
          setTimeout(() => {
            label.textContent = t('Copy');
          }, 2000);
        },
      },
    },
    icon('copy'),
    label,
  );
  return button;
};

const languageOf = (code: Element | null): string => /\blanguage-([\w+#.-]+)/.exec(code?.className ?? '')?.[1] ?? '';

const spansOf = (html: string): DocumentFragment =>
  purifier.sanitize(html, { ALLOWED_TAGS: ['span'], ALLOWED_ATTR: ['class'], RETURN_DOM_FRAGMENT: true });

const finishCode = (pre: HTMLPreElement): void => {
  const code = pre.querySelector('code');
  const language = languageOf(code);
  pre.setAttribute('dir', 'ltr');
  pre.setAttribute('tabindex', '0');
  const runner = canRun(language) ? createRunner(() => code?.textContent ?? '') : undefined;
  const figure = h(
    'figure',
    { class: 'code', dir: 'ltr' },
    h(
      'figcaption',
      {},
      h('span', { class: 'language' }, language),
      runner?.button,
      copyButton(() => code?.textContent ?? ''),
    ),
  );
  pre.replaceWith(figure);
  figure.append(pre);
  if (runner) figure.append(runner.output);
};

const finishMath = (element: HTMLElement): void => {
  const tex = element.textContent ?? '';
  element.setAttribute('dir', 'ltr');
  katex.render(tex, element, {
    displayMode: element.classList.contains('display'),
    throwOnError: false,
    trust: false,
    strict: 'ignore',
    maxSize: 20,
    maxExpand: 200,
    errorColor: 'currentColor',
  });
};

/** The elements of one block of markdown. */
const blockElement = (token: Token): HTMLElement => {
  const html = marked.parser([token]);
  const block = h('div', { class: 'block' }, purifier.sanitize(html, ALLOWED));
  for (const link of block.querySelectorAll('a')) {
    if (!link.getAttribute('href')) link.removeAttribute('href');
    link.target = '_blank';
    link.rel = 'noopener noreferrer nofollow';
  }
  for (const task of block.querySelectorAll('.task')) {
    const checked = task.classList.contains('checked');
    const label = checked ? t('done') : t('not done');
    task.replaceWith(h('input', { type: 'checkbox', checked, disabled: true, 'aria-label': label }));
  }
  const prose = [...block.childNodes]
    .filter((childNode) => !(childNode instanceof HTMLPreElement))
    .map((item) => item.textContent)
    .join(' ');
  const direction = directionOf(prose.replace(/\\[a-z]+/gi, ''));
  if (direction) block.setAttribute('dir', direction);
  for (const inner of block.querySelectorAll('p, li, td, th, h1, h2, h3, h4, h5, h6, summary'))
    inner.setAttribute('dir', 'auto');
  for (const pre of block.querySelectorAll('pre')) finishCode(pre);
  for (const math of block.querySelectorAll<HTMLElement>('.math')) finishMath(math);
  for (const table of block.querySelectorAll('table')) {
    const frame = h('div', { class: 'table', tabindex: '0', role: 'group', 'aria-label': t('Table') });
    table.replaceWith(frame);
    frame.append(table);
  }
  return block;
};

export type MarkdownView = { element: HTMLElement; update(text: string, live: boolean): void };

const isShown = (token: Token): boolean => token.type !== 'space' && token.type !== 'def';

/**
 * A view of a text that may still grow. While it does, only its end is read again. Blocks that did not change keep
 * their elements (and a reader's selection). When the text is complete everything is drawn once more, since a late
 * definition may change earlier links.
 */
export const createMarkdown = (): MarkdownView => {
  const element = h('div', { class: 'prose' });
  let drawn: string[] = [];
  let last = '';
  let wasLive = false;
  /** The beginning of `last` whose blocks nothing that follows can change: its length, and how many blocks it has. */
  let settled = { length: 0, blocks: 0 };

  /** Settles all blocks but the last two. A text whose blocks are not told as they stand in it is not settled. */
  const settle = (text: string, tokens: readonly Token[]): void => {
    const open = tokens.filter(isShown).at(-2);
    let { length, blocks } = settled;
    for (const token of open ? tokens : []) {
      if (token === open) break;
      if (!text.startsWith(token.raw, length)) return;
      length += token.raw.length;
      if (isShown(token)) blocks++;
    }
    settled = { length, blocks };
  };
  return {
    element,
    update(text, live) {
      if (text === last && live === wasLive) return;
      if (!live || !text.startsWith(last)) settled = { length: 0, blocks: 0 };
      const from = settled.blocks;
      const tokens = marked.lexer(text.slice(settled.length));
      if (live) settle(text, tokens);
      const keep = live || !wasLive || !/^\s*\[[^\]]+\]:/m.test(text) ? drawn : [];
      const blocks = tokens.filter(isShown);
      blocks.forEach((token, i) => {
        const old = element.children[from + i];
        if (keep[from + i] === token.raw && old) return;
        const made = blockElement(token);
        if (old) old.replaceWith(made);
        else element.append(made);
      });
      // Code that still grows is coloured when its block is complete.
      const growing = live ? element.children[from + blocks.length - 1] : undefined;
      for (const block of [...element.children].slice(from))
        for (const code of block.querySelectorAll<HTMLElement>('figure.code code'))
          if (block !== growing) void colour(code, languageOf(code), spansOf).catch(() => {});
      while (element.children.length > from + blocks.length) element.lastElementChild!.remove();
      drawn = [...drawn.slice(0, from), ...blocks.map((token) => token.raw)];
      last = text;
      wasLive = live;
    },
  };
};

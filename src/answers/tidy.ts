/**
 * An answer without its wrapping: emphasis, dollar signs, \( \), boxes, \text, spacing commands, "the answer is", a
 * final
 * mark. What it says stays; how it was typeset goes. Every pattern is linear, and the text is cut at MOST first.
 */
import { toPlain } from './scripts.ts';

/** Longer answers are compared letter by letter: no short answer is that long, and none may cost time. */
export const MOST = 1000;

/** `math`: it stood between dollars or in a box, or holds LaTeX, where {1,2} is a group and not a set. */
/** Stands for the end of a row of a matrix. */
export const ROW_END = '\u0002';

export type Tidy = { text: string; math: boolean };

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺';
const SUBSCRIPTS = '₀₁₂₃₄₅₆₇₈₉';
const FRACTIONS: Readonly<Record<string, string>> = {
  '½': '1/2',
  '⅓': '1/3',
  '⅔': '2/3',
  '¼': '1/4',
  '¾': '3/4',
  '⅕': '1/5',
  '⅖': '2/5',
  '⅗': '3/5',
  '⅘': '4/5',
  '⅙': '1/6',
  '⅚': '5/6',
  '⅛': '1/8',
  '⅜': '3/8',
  '⅝': '5/8',
  '⅞': '7/8',
};

const raised = (text: string, from: string, mark: string): string =>
  text.replace(
    new RegExp(`[${from}]+`, 'g'),
    (run) =>
      `${mark}{${[...run].map((one) => (from.indexOf(one) < 10 ? from.indexOf(one) : one === '⁻' ? '-' : '+')).join('')}}`,
  );

/** Characters that one keyboard types and LaTeX names. */
const symbols = (text: string): string =>
  raised(raised(text, SUPERSCRIPTS, '^'), SUBSCRIPTS, '_')
    .replace(
      / ?\\(?:pmod|bmod|mod)(?![a-z]) ?(?:\{([^{}]*)\})?| ?\((?=mod \w+\))(mod [^()]*)\)/g,
      (_, modulus?: string, spoken?: string) => ` ${spoken ?? `mod ${modulus ?? ''}`}`,
    )
    .replace(
      /\\(angle|triangle|overline|overrightarrow|widehat)(?![a-z]) ?(?:\{([^{}]*)\})?/g,
      (_, kind: string, of?: string) =>
        /\d/.test(of ?? '') ? `\\${kind}{${of}}` : `${/^(?:angle|triangle)$/.test(kind) ? `${kind} ` : ' '}${of ?? ''}`,
    )
    .replace(
      /(\d?)([½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])/g,
      (_, digit: string, mark: string) => `${digit === '' ? '' : `${digit} `}${FRACTIONS[mark]}`,
    )
    .replace(/\\(?:leqslant|leq|le)(?![a-z])|≤|⩽|<=/g, '≤')
    .replace(/\\(?:geqslant|geq|ge)(?![a-z])|≥|⩾|>=/g, '≥')
    .replace(/\\(?:neq|ne)(?![a-z])|≠|!=/g, '≠')
    .replace(/\\lt(?![a-z])/g, '<')
    .replace(/\\gt(?![a-z])/g, '>')
    .replace(/\\in(?![a-z])|∈/g, '∈')
    .replace(/\\cup(?![a-z])|∪/g, '∪')
    .replace(/\\(?:approx|approxeq|simeq|thickapprox)(?![a-z])|≈|≃|≅|\\cong(?![a-z])/g, '≈')
    .replace(/\\pm(?![a-z])|±|\+\/-/g, '±')
    .replace(/\\mp(?![a-z])|∓/g, '∓')
    .replace(/\\infty(?![a-z])|∞/g, '∞')
    .replace(/\\(?:times|cdot|ast)(?![a-z])|[×·⋅∙✕✖]/g, '*')
    .replace(/\\div(?![a-z])|÷/g, '/')
    .replace(/\\pi(?![a-z])|π/g, 'π ')
    .replace(/\^ ?\{? ?\\circ ?\}?|\\degree(?![a-z])|\\circ(?![a-z])|º/g, '°')
    .replace(/\\(?:ldots|dots|cdots)(?![a-z])/g, '…')
    .replace(/\\equiv(?![a-z])/g, '≡');

/** Commands that only set type. The braces of \text{...} go with them. */
const typesetting = (text: string): string =>
  text
    .replace(/,\s*\\!\s*(?=\d{3})/g, ',')
    .replace(/(?<!\\)\\+(?=[a-zA-Z()[\]$%{}!,;:&#])/g, '\\')
    .replace(/\\(?:left|right|big|Big|bigg|Bigg|bigl|bigr|Bigl|Bigr|middle)(?![a-z])\s?\.?/g, '')
    .replace(/\\(?:displaystyle|textstyle|limits|nolimits|boldsymbol|bf|rm|it|mathstrut|strut)(?![a-z])/g, '')
    .replace(/\\(?:quad|qquad|enspace|thinspace|hfill|hspace\{[^{}]*\}|,|;|:|!| |>)/g, (space) =>
      space === '\\!' ? '' : ' ',
    )
    .replace(/\\(?:[dtc]frac)(?![a-z])/g, '\\frac')
    .replace(/~/g, ' ')
    .replace(/\\"/g, '"')
    .replace(/\{ ?, ?\}/g, ',')
    .replace(/\\[$€£]/g, '$')
    .replace(/\\([%#&])/g, '$1')
    .replace(/\\lbrace(?![a-z])/g, '\\{')
    .replace(/\\rbrace(?![a-z])/g, '\\}')
    .replace(/\\langle(?![a-z])/g, '(')
    .replace(/\\rangle(?![a-z])/g, ')')
    .replace(/\\lvert(?![a-z])|\\rvert(?![a-z])|\\vert(?![a-z])/g, '|');

const WORDS_IN = new RegExp(
  '\\\\(?:text|textbf|textit|textrm|textsf|texttt|mbox|hbox|mathrm|mathbf|mathsf|mathit|operatorname|emph|' +
    'boldsymbol|bm)\\*?(?: ?\\{([^{}]*)\\}| ([A-Za-z]))',
  'g',
);

/** \text{ cm} → ' cm ', \mathrm{E} → E; sin and other functions keep their name. */
const unworded = (text: string): string => {
  let out = text;
  for (let pass = 0, before = ''; pass < 3 && before !== out; pass++) {
    before = out;
    out = out.replace(WORDS_IN, (whole: string, inside: string | undefined, letter: string | undefined) => {
      const words = inside ?? letter ?? '';
      return /^\\(?:math|oper|bold|bm)/.test(whole) && words.trim().length === 1
        ? words
        : /^\\oper|^\\mathrm/.test(whole) && /^[a-z]{2,}$/.test(words)
          ? ` ${words} `
          : ` ${words.trim()} `;
    });
  }
  return out;
};

const LEAD = new RegExp(
  '^(?:(?:so|thus|hence|therefore),? )?(?:the |my |our )?(?:(?:final|correct|right|best|exact) )?(?:answer|' +
    'solution|result)(?: is| would be| should be|:|=| =)[: ]*',
  'i',
);
const ABOUT = new RegExp(
  '^(?:≈|~|∼|\\\\sim(?![a-z])|=(?!=)|:|about |approximately |approx\\.? |roughly |around |circa |ca\\. |' +
    'env(?:iron|\\.) |etwa |ungefähr |aproximadamente |около |примерно |约|約|大约|तक़रीबन |लगभग |حوالي |تقريبا |' +
    'تقریبا |حدود )\\s*',
  'i',
);

/** Boxes around parts of it: '$\boxed{28}$ pct'. */
const unbox = (text: string): string => {
  let out = text;
  for (let guard = 0; guard < 8; guard++) {
    const start = /\\(?:boxed|fbox|framebox) ?\{/.exec(out);
    if (!start) return out;
    let [depth, end] = [0, -1];
    for (let i = start.index + start[0].length - 1; i < out.length && end < 0; i++) {
      if (out[i] === '{') depth++;
      else if (out[i] === '}' && --depth === 0) end = i;
    }
    if (end < 0) return out;
    out = `${out.slice(0, start.index)}${out.slice(start.index + start[0].length, end)}${out.slice(end + 1)}`;
  }
  return out;
};

/** One layer of wrapping off. */
const peel = (text: string): string =>
  text
    .replace(LEAD, '')
    .replace(ABOUT, '')
    .replace(/^\\\((.*)\\\)$/s, '$1')
    .replace(/^\\\[(.*)\\\]$/s, '$1')
    .replace(/^\$\$(.*)\$\$$/s, '$1')
    .replace(/^\$([^$]*)\$$/, '$1')
    .replace(/^(\*{1,3}|_{1,3}|`{1,3}|["'])([^]*)\1$/, '$2')
    .replace(/^(?:[-*•>] +|#{1,6} +)/, '')
    .replace(/(?<=\S)\s*(?:(?<![.?,;:。])[.?,;:。।？]+|(?<=\p{L}{2}\S{0,2})[!！]+|\\+)$/u, '')
    .trim();

const WRAPPED = /^[*"'`_]*\s*(?:\$|\\\(|\\\[|\\boxed|\\fbox)/;

/** Takes the wrapping off. `math` is true for what stood in dollars, \( \) or a box, and for any LaTeX command. */
export const tidy = (answer: string): Tidy => {
  let text = toPlain(answer.length > 4 * MOST ? answer.slice(0, 4 * MOST) : answer).trim();
  let math = (WRAPPED.test(text) && !/^\$ ?\d[\d.,]*(?: |$)/.test(text)) || /\\[a-zA-Z]/.test(text);
  // Rows of a matrix end with two backslashes, which would be taken for an escaped command below.
  if (/matrix\}|array\}/.test(text) && !text.includes('\\\\begin')) text = text.replace(/\\\\/g, ROW_END);
  text = unbox(typesetting(text))
    .replace(/(?<![\w)])\*\*(?=\S)([^*]+)(?<=\S)\*\*(?![\w(])/g, '$1')
    .replace(/^(?:(?!°)[\p{So}\uFE0F→➡\s])+|(?:(?!°)[\p{So}\uFE0F✓✔\s])+$/gu, '');
  for (let pass = 0, before = ''; pass < 8 && before !== text; pass++) {
    before = text;
    text = peel(text.trim());
  }
  // Dollars around parts of it: '$28$ %', '$21,16$ or $11$'. One that stands before a number is a currency.
  if ((text.match(/\$/g)?.length ?? 0) > 1) {
    text = text.replace(/\$([^$]*)\$/g, (_, inside: string) => ` ${inside} `);
    math ||= /\\/.test(text);
  }
  text = symbols(unworded(text.replace(/\\[()[\]]/g, ' ')))
    .replace(/[^\S\u0002]+/g, ' ')
    .replace(/(?<=\w) \^/g, '^')
    .trim();
  for (let pass = 0, before = ''; pass < 4 && before !== text; pass++) {
    before = text;
    text = peel(text);
  }
  // An exact value and its decimals: the exact value is the answer.
  text = text
    .replace(
      new RegExp(
        '(?<=\\S) ?(?:≈|\\(≈|\\(approximately |\\(about |, or (?:about|approximately) |, approximately |' +
          'which is (?:about|approximately) ).*$',
        'is',
      ),
      '',
    )
    .trim();
  return { text, math };
};

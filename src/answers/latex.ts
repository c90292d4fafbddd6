/**
 * Plain or mixed mathematics as LaTeX that the Compute Engine reads rightly: sqrt(3)/2, 2pi, x^10, x_1, √3,
 * \binom{5}{2}.
 */

/** Where the bracket that opens at `from` closes, or -1. */
const closeOf = (text: string, from: number): number => {
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    if (text[i] === '(') depth++;
    else if (text[i] === ')' && --depth === 0) return i;
  }
  return -1;
};

/** sqrt(...) → \sqrt{...}, ^(...) → ^{...}: from the right, so that inner ones are done first. */
const braced = (text: string): string => {
  let out = text;
  for (let guard = 0; guard < 40; guard++) {
    const found = [...out.matchAll(/(?:(?<![\\A-Za-z])sqrt|√) ?\(|\\sqrt ?\(|\^ ?\(/g)].at(-1);
    if (!found) return out;
    const open = found.index + found[0].length - 1;
    const close = closeOf(out, open);
    if (close < 0) return out;
    out = `${out.slice(0, found.index)}${found[0].startsWith('^') ? '^' : '\\sqrt'}{${out.slice(open + 1, close)}}${out.slice(close + 1)}`;
  }
  return out;
};

const FUNCTIONS = new RegExp(
  '(?<![\\\\A-Za-z])(arcsin|arccos|arctan|sinh|cosh|tanh|sin|cos|tan|cot|sec|csc|log|ln|exp|max|min|theta|' +
    'alpha|beta|gamma|lambda|phi|omega|sigma|rho|tau|mu|delta|epsilon)(?![A-Za-z])',
  'g',
);

/** A name with an index becomes one symbol: the engine takes x_1 + x_2 for a subscript of a sum. */
const indexed = (text: string): string =>
  text.replace(
    /(\\[a-zA-Z]+|[A-Za-z]) ?_ ?(?:\{ ?([A-Za-z\d, ]{1,12}) ?\}|([A-Za-z\d]))/g,
    (whole: string, name: string, group: string | undefined, one: string | undefined) =>
      /^\\(?:log|sum|prod|lim|max|min|int)$/.test(name)
        ? whole
        : `\\mathrm{${name.replace('\\', '')}ix${(group ?? one ?? '').replace(/[, ]/g, '')}}`,
  );

/** sin^{-1} is the inverse function, not the reciprocal. */
const inverses = (text: string): string => text.replace(/\\(sin|cos|tan)\s*\^\s*\{?\s*-\s*1\s*\}?/g, '\\arc$1 ');

export const toLatex = (text: string): string =>
  indexed(
    inverses(braced(text))
      .replace(/√ ?(\d+|[a-z])/g, '\\sqrt{$1}')
      .replace(/(?<![\\A-Za-z])sqrt ?(\d+)/g, '\\sqrt{$1}')
      .replace(/(?<![\\A-Za-z])pi(?![A-Za-z])/gi, '\\pi ')
      .replace(/π/g, '\\pi ')
      .replace(FUNCTIONS, '\\$1 ')
      .replace(/∞/g, '\\infty ')
      .replace(/\*\*/g, '^')
      .replace(/\*/g, '\\cdot ')
      .replace(/°/g, '^{\\circ}')
      .replace(/(?<!\\)%/g, '\\%')
      .replace(/\^ ?(-?\d{2,}|-\d|-[a-z])/g, '^{$1}')
      .replace(/\\(?:d|t)?binom ?\{([^{}]*)\} ?\{([^{}]*)\}/g, '\\mathrm{Binomial}($1,$2)')
      .replace(/\\frac ?(\d)(\d)/g, '\\frac{$1}{$2}')
      .replace(/\\frac ?(\d) ?\{/g, '\\frac{$1}{'),
  );

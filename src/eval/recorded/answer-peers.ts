/**
 * Two published graders of mathematical answers, written anew from their descriptions, to stand beside Mizan's in
 * tables:
 * `is_equiv` of MATH (arXiv 2103.03874: normalise the text, then compare strings) and the grader of PRM800K (arXiv
 * 2305.20050: the same, then tuples part by part, then equality by a computer algebra system, for which Mizan's
 * reader of
 * expressions stands in here). And the reading that goes with them: the last box.
 */
import { readExpression, sameExpression } from '../../answers/algebra.ts';

/**
 * The inside of the last \boxed or \fbox; where there is none, what follows "answer is", the last piece of
 * mathematics, or all.
 */
export const lastBox = (text: string): string => {
  const start = Math.max(text.lastIndexOf('\\boxed{'), text.lastIndexOf('\\fbox{'));
  let depth = 0;
  for (let i = start < 0 ? text.length : text.indexOf('{', start); i < text.length; i++) {
    if (text[i] === '{') depth++;
    else if (text[i] === '}' && --depth === 0) return text.slice(text.indexOf('{', start) + 1, i);
  }
  const said = /answer is:? *([^\n]*?)\.?(?:\n|$)/i.exec(text)?.[1];
  return said?.replace(/^\$|\$$/g, '') ?? [...text.matchAll(/\$([^$]+)\$/g)].at(-1)?.[1] ?? text;
};

/** \frac12 → \frac{1}{2}, \sqrt3 → \sqrt{3}, a/b of whole numbers → \frac{a}{b}. */
const braced = (text: string): string =>
  text
    .replace(/\\frac(\d)(\d)/g, '\\frac{$1}{$2}')
    .replace(/\\frac(\d)\{/g, '\\frac{$1}{')
    .replace(/\\sqrt(\w)/g, '\\sqrt{$1}')
    .replace(/^(-?\d+)\/(-?\d+)$/, '\\frac{$1}{$2}');

/** The normal form of MATH's is_equiv. */
const mathNormal = (answer: string): string => {
  let text = answer
    .replaceAll('\n', '')
    .replaceAll('\\!', '')
    .replaceAll('\\\\', '\\')
    .replace(/\\[td]frac/g, '\\frac')
    .replace(/\\(?:left|right)(?![a-z])/g, '')
    .replace(/\^\{?\\circ\}?/g, '')
    .replaceAll('\\$', '')
    .replace(/\\text\{ [^{}]*\}$/, '')
    .replace(/\\?%/g, '')
    .replace(/(^|[ {])\./g, '$10.')
    .trim();
  const sides = text.split('=');
  if (sides.length === 2 && sides[0]!.trim().length <= 2) text = sides[1]!;
  text = braced(text.replace(/\s/g, ''));
  return text === '0.5' ? '\\frac{1}{2}' : text;
};

export const isEquiv = (gold: string, given: string): boolean => mathNormal(gold) === mathNormal(given);

const parts = (text: string): string[] => {
  const inside = /^[([](.*)[)\]]$/.exec(text)?.[1];
  return inside?.includes(',') ? inside.split(',') : [text];
};

/** Where the grader does not call the algebra system: unknown words, powers of groups, more than two letters. */
const mayEvaluate = (text: string): boolean =>
  !/\^\{|\^\(|\^\d+\^|\^\d\d+/.test(text) && new Set(text.replace(/\\[a-z]+/g, '').match(/[a-zA-Z]/g)).size <= 2;

/** Units and thousands marks go before it compares, as its own normal form has it. */
const prmNormal = (answer: string): string =>
  mathNormal(answer)
    .replace(/\\text\{([^{}]*)\}/g, '$1')
    .replace(/(?<=\d),(?=\d{3}(?!\d))/g, '')
    .replace(
      new RegExp(
        '(?<=\\d)(?:degrees?|cm|centimeters?|meters?|miles?|seconds?|minutes?|hours?|days?|weeks?|months?|' +
          'years?|feet|foot|inch(?:es)?|yards?|units?|dollars?|cents?)(?:\\^\\{?\\d\\}?)?$',
        'i',
      ),
      '',
    )
    .toLowerCase();

export const prmGrade = (gold: string, given: string): boolean => {
  if (isEquiv(gold, given)) return true;
  const [a, b] = [prmNormal(gold), prmNormal(given)];
  if (a === b) return true;
  const [x, y] = [parts(a), parts(b)];
  if (x.length !== y.length || (x.length > 1 && (a[0] !== b[0] || a.at(-1) !== b.at(-1)))) return false;
  return x.every((one, i) => {
    const other = y[i]!;
    if (one === other) return true;
    // Fractions must be in lowest terms, and a whole number must be written as one.
    if (/^-?\\frac\{\d+\}\{\d+\}$/.test(one) && /^-?\\frac\{\d+\}\{\d+\}$/.test(other)) return false;
    if (/^-?\d+$/.test(one) !== /^-?\d+$/.test(other) || !mayEvaluate(one) || !mayEvaluate(other)) return false;
    const [left, right] = [readExpression(one), readExpression(other)];
    return left !== undefined && right !== undefined && sameExpression(left, right);
  });
};

/**
 * The shape of a question: its words in lower case, with numbers, letters, expressions and quotations replaced by
 * classes, so that two questions of one kind have nearly the same shape. abstain.ts compares these shapes.
 */

/** One unit of a shape. `name` marks a capitalised word; at the `start` of a sentence that says little. */
export type Unit = { text: string; name: boolean; start: boolean };

const PIECE = /"[^"\n]{1,60}"|“[^”\n]{1,60}”|\\[a-z]+|\d+(?:[.,]\d+)*|\p{L}[\p{L}\p{M}]*(?:['’-]\p{L}+)*|[^\s]/giu;
const OPERATORS = '+-−–*/×·÷()';

const CONTRACTED = /\b(what|who|where|how|when|that|it|there)['’]s\b/gi;

/** The kind of a piece inside an expression, or undefined for a word. */
const kindOf = (piece: string): string | undefined => {
  if (/^\d/.test(piece)) return 'n';
  if (OPERATORS.includes(piece)) return '+';
  if (piece === ',' || piece === ';') return ',';
  if (piece === '=' || piece === '^' || piece === '%' || piece === '_') return piece;
  if (piece === '<' || piece === '>' || piece === '≤' || piece === '≥') return '<';
  if (/^[b-hj-z]$/i.test(piece) || piece === 'A') return 'l';
  return undefined;
};

/** Letters with joins (A-B), capitals (XIV, ABC): symbols rather than words. */
const isCode = (piece: string): boolean => /^(?:[A-Z]+-)+[A-Z]+$/.test(piece) || /^[A-Z]{2,}$/.test(piece);

/**
 * The units of a question. A run of numbers, letters and operators becomes one unit that names the kinds it holds:
 * "3x + 5 = 11" is <+=ln>, "4, 8, 15" is <,n>.
 * A mark that ends a sentence or a clause with a colon is '.', and none stands at the end of the question.
 */
export const shapeOf = (question: string): Unit[] => {
  const units: Unit[] = [];
  let run = new Set<string>();
  let start = true;
  const flush = (): void => {
    const kinds = [...run].sort().join('');
    if (/[^,+]/.test(kinds)) {
      units.push({ text: `<${kinds}>`, name: false, start });
      start = false;
    } else if (kinds === ',') units.push({ text: ',', name: false, start: false });
    run = new Set();
  };
  const spelled = question.normalize('NFC').replace(CONTRACTED, '$1 is');
  for (const [piece] of spelled.matchAll(PIECE)) {
    const kind = kindOf(piece) ?? (isCode(piece) ? 'c' : undefined);
    if (kind !== undefined) {
      run.add(kind);
      continue;
    }
    flush();
    if (/^[.?!:]$/.test(piece)) {
      if (!start) units.push({ text: '.', name: false, start: false });
      start = true;
      continue;
    }
    if (/^['’"“”‘]$/.test(piece)) continue;
    const quoted = /^["“]/.test(piece);
    const text = quoted ? '<q>' : piece.toLowerCase().replaceAll('’', "'");
    units.push({ text, name: !quoted && /^\p{Lu}\p{Ll}/u.test(piece), start });
    start = false;
  }
  flush();
  return units.at(-1)?.text === '.' ? units.slice(0, -1) : units;
};

/** Whether two words differ by one typing slip: a letter more, less, other, or two neighbours swapped. */
export const oneSlip = (a: string, b: string): boolean => {
  if (a === b) return true;
  if (Math.abs(a.length - b.length) > 1) return false;
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  const [restA, restB] = [a.slice(i), b.slice(i)];
  return (
    restA.slice(1) === restB ||
    restA === restB.slice(1) ||
    restA.slice(1) === restB.slice(1) ||
    (restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2))
  );
};

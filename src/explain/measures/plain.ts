/**
 * More plain questions of measures that are explained word by word: the mode and the range of a list, the smaller or
 * larger share of a ratio, one part from another, and a map's scale. Names of parts must be the same word where they
 * are told and asked, so that no share is taken for another.
 */
import { isLoaded } from '../grammar/asking.ts';
import type { Grammar, Terminal } from '../grammar/grammar.ts';
import { isNumberWord, word } from '../grammar/terminals.ts';
import type { Token } from '../grammar/tokens.ts';

const formula = (name: string, ...given: readonly string[]): unknown => ({ type: 'formula', formula: name, given });

const GRAMMAR_WORDS = new Set(
  'the a an of in is are was to for and or i me my we us our it its this that how what much many do does get'.split(
    ' ',
  ),
);
const isName = ({ kind, text }: Token): boolean =>
  kind === 'word' && text.length > 1 && !isLoaded(text) && !isNumberWord(text) && !GRAMMAR_WORDS.has(text);

/** What a part of a ratio is called: one word, as it stands. */
const name: Terminal = word(isName);

const addSpreads = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('MODAL', ['[the|their] (mode|modal value|most (common|frequent) (number|value|score|one))'], () => 'mode');
  rule('MODAL', ['[the|their] range'], () => 'range');
  rule(
    'QUESTION',
    [
      '[ASK] MODAL:w (of|for|in) [these|the|my|our|those|this] [numbers|values|scores|list|data|marks] [:] LIST:l',
      '[numbers|scores|marks|values|the numbers (are|:)] [:] LIST:l [UNITWORD] ~ [ASK] MODAL:w',
      '[the|my|our|these] FILL (is|are|was|were|:) LIST:l [UNITWORD] ~ [ASK] MODAL:w',
      '[ASK] MODAL:w of [the|these|my|our] FILL [:|,] LIST:l',
    ],
    ({ w, l }) => formula(String(w), ...(l as string[])),
  );
};

/** Which of two shares is asked for, as its place; undefined where both are as large. */
const placeOf = (which: string, [a, b]: readonly string[]): string | undefined => {
  const larger = Number(a) > Number(b) ? '1' : '2';
  if (Number(a) === Number(b)) return undefined;
  return which === 'more' ? larger : larger === '1' ? '2' : '1';
};

const addShares = (grammar: Grammar): void => {
  const { rule } = grammar;
  grammar.terminal('PARTNAME', name);
  rule('SIZED', ['[the] (larger|bigger|greater|largest|biggest) (share|part|amount)'], () => 'more');
  rule('SIZED', ['[the] (smaller|lesser|smallest) (share|part|amount)'], () => 'less');
  rule('SHARING', ['[POLITE] (split|share|divide|sharing|splitting|dividing)', 'i (split|share|divide)'], () => true);
  rule('SHARED', ['[is|are] (shared|split|divided)'], () => true);
  rule('INRATIO', ['in [the|a] ratio [of] RATIO2:r', 'RATIO2:r', 'as RATIO2:r'], ({ r }) => r);
  rule(
    'QUESTION',
    [
      'SHARING MONEY:n [PARTNAME] INRATIO:r ~ [ASK|how much is|and state|state] SIZED:w',
      'MONEY:n [PARTNAME] SHARED INRATIO:r ~ [ASK|how much is] SIZED:w',
    ],
    ({ n, r, w }) => {
      const parts = r as string[];
      const place = placeOf(String(w), parts);
      return place === undefined ? undefined : formula('ratio-share', String(n), place, ...parts);
    },
  );
  rule(
    'QUESTION',
    [
      `PARTNAME:a and PARTNAME:b (share|split|divide|are sharing) MONEY:n [PARTNAME] INRATIO:r ~ how (much|many)
        [PARTNAME] (does|will) PARTNAME:c (get|receive|have)`,
      `PARTNAME:a and PARTNAME:b (share|split|divide) [a] FILL of MONEY:n [PARTNAME] INRATIO:r ~ how (much|many)
        [PARTNAME] (does|will) PARTNAME:c (get|receive|have)`,
    ],
    ({ a, b, c, n, r }) =>
      a !== b && (c === a || c === b)
        ? formula('ratio-share', String(n), c === a ? '1' : '2', ...(r as string[]))
        : undefined,
  );
  const other = ({ a, b, c, d, n, r }: Readonly<Record<string, unknown>>): unknown => {
    const [x, y] = r as [string, string];
    if (a === b || c === d || !(c === a || c === b) || !(d === a || d === b)) return undefined;
    return { type: 'value', expression: c === a ? `${String(n)}*${y}/${x}` : `${String(n)}*${x}/${y}` };
  };
  rule(
    'QUESTION',
    [
      `[the] ratio of PARTNAME:a to PARTNAME:b is RATIO2:r ~ [if] there are UNUM:n PARTNAME:c ~ how many
        PARTNAME:d [are there]`,
      `the ratio of PARTNAME:a to PARTNAME:b is RATIO2:r ~ how many PARTNAME:d are there if there are UNUM:n
        PARTNAME:c`,
    ],
    other,
  );
};

const SIZES: Readonly<Record<string, number>> = { mm: 1, cm: 10, m: 1000, km: 1_000_000 };

const addScales = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('MAPUNIT', ['mm', 'millimetres'], () => 'mm');
  rule('MAPUNIT', ['cm', '(centimetres|centimeters)'], () => 'cm');
  rule('MAPUNIT', ['m', '(metres|meters)'], () => 'm');
  rule('MAPUNIT', ['km', '(kilometres|kilometers)'], () => 'km');
  rule(
    'SCALE',
    ['[of] [a|the] scale [of|is] 1 : UNUM:k', 'of scale 1 : UNUM:k', 'with [a] scale 1 : UNUM:k'],
    ({ k }) => k,
  );
  rule('ONMAP', ['[on] [a|the|this] (map|plan|drawing)'], () => true);
  rule('REALLY', ['(really|in reality|in real life|on the ground|apart [are they] [in reality|really])'], () => true);
  rule(
    'QUESTION',
    [
      `ONMAP [at|with|drawn at|has] SCALE:k [,] [two] FILL (are|lie) UNUM:n MAPUNIT:u [apart|long] ~
        (how many MAPUNIT:t [is that|are they] [REALLY]|what is the (actual|real) distance in MAPUNIT:t)`,
    ],
    ({ k, n, u, t }) => {
      const [from, to] = [SIZES[String(u)]!, SIZES[String(t)]!];
      return to > from ? { type: 'value', expression: `${String(n)}*${String(k)}*${from}/${to}` } : undefined;
    },
  );
};

/** Adds the ways of these kinds. */
export const addPlainMeasures = (grammar: Grammar): void => {
  addSpreads(grammar);
  addShares(grammar);
  addScales(grammar);
};

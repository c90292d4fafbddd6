/** Sums and comparisons of written numbers, and counts over lists and quoted texts, for the reading by explanation. */
import type { Grammar, Values } from '../grammar/grammar.ts';
import { fromRoman } from '../../problem/solve/numerals.ts';
import { word } from '../grammar/terminals.ts';

type Coded = { digits: string; base: number };
type Sum = { parts: readonly Coded[]; sign: string };

const isCoded = ({ digits, base }: Coded): boolean => [...digits].every((one) => Number.parseInt(one, 36) < base);

/** A sum of numbers of which one at least has a base of its own; in the base that is told, or the one they share. */
const summed = ({ e, t }: Values): unknown => {
  const { parts, sign } = e as Sum;
  const bases = [...new Set(parts.map(({ base }) => base))];
  const main = bases[0]!;
  const to = t ?? (bases.length === 1 ? main : undefined);
  if (to === undefined || !parts.every(isCoded) || bases.every((base) => base === 10)) return undefined;
  // "The binary numbers 1011 and 110": figures beside others of a base may be of that base too.
  const mayShare = ({ digits, base }: Coded): boolean =>
    base === 10 && digits.length > 1 && bases.some((one) => one !== 10 && isCoded({ digits, base: one }));
  if (parts.some(mayShare)) return undefined;
  const texts = parts.map(({ digits, base }) => (base === main ? digits : `${digits}_${base}`));
  return { type: 'coded', from: `${main}`, to: String(to), expression: texts.join(sign).toUpperCase() };
};

const addBaseSums = (grammar: Grammar): void => {
  const { rule } = grammar;
  const sum =
    (sign: string, turned = false) =>
    ({ a, b }: Values): Sum => ({
      parts: (turned ? [b, a] : [a, b]) as Coded[],
      sign,
    });
  rule(
    'CSUM',
    ['CODED:a (plus|+|added to) CODED:b', '(add|adding) CODED:a (and|to) CODED:b', 'sum of CODED:a and CODED:b'],
    sum('+'),
  );
  rule('CSUM', ['CODED:a (minus|-|less|take away) CODED:b'], sum('-'));
  rule('CSUM', ['(subtract|subtracting|take) CODED:a [away] from CODED:b'], sum('-', true));
  rule(
    'CSUM',
    [
      'CODED:a (times|multiplied by|*) CODED:b',
      '(multiply|multiplying) CODED:a by CODED:b',
      'product of CODED:a and CODED:b',
    ],
    sum('*'),
  );
  rule(
    'CRESULT',
    [
      '[and] [give|write|answer|state|report|i want|i need] [me] [the|your] [result|answer|total|sum|difference|' +
        'product|it] (in|as) TARGET:t',
      '[the] TARGET:t (result|answer)',
    ],
    ({ t }) => t,
  );
  rule(
    'QUESTION',
    [
      '[ASK|what is|need|the] CSUM:e [=|is|equals] [?] ~ CRESULT:t',
      '[ASK|what is|need|the] CSUM:e [=|is|equals] [what]',
    ],
    summed,
  );
};

const addRomanSteps = (grammar: Grammar): void => {
  const { rule } = grammar;
  const sum =
    (sign: string, turned = false) =>
    ({ a, b }: Values): string =>
      turned ? `${String(b)}${sign}${String(a)}` : `${String(a)}${sign}${String(b)}`;
  rule(
    'ROMANSUM',
    ['ROMAN:a (divided by|divided through|/) ROMAN:b', '(divide|dividing) ROMAN:a by ROMAN:b'],
    sum('/'),
  );
  rule('ROMANSUM', ['(multiply|multiplying) ROMAN:a by ROMAN:b', '[the] product of ROMAN:a and ROMAN:b'], sum('*'));
  rule('ROMANSUM', ['[the] difference (between|of) ROMAN:a and ROMAN:b'], ({ a, b }) =>
    (fromRoman(String(a)) ?? 0) < (fromRoman(String(b)) ?? 0)
      ? `${String(b)}-${String(a)}`
      : `${String(a)}-${String(b)}`,
  );
  rule('ROMANSUM', ['half [of] ROMAN:a'], ({ a }) => `${String(a)}/2_10`);
  rule('ROMANSUM', ['(twice|double|doubling) ROMAN:a'], ({ a }) => `${String(a)}*2_10`);
  rule('JUST', ['[right|directly|straight|immediately|just]']);
  rule(
    'NEXTROMAN',
    [
      '(what|which) [roman] [number|numeral|one] (comes|is|follows|stands) JUST after ROMAN:a',
      '[the] (next|following) [roman] (number|numeral) after ROMAN:a',
    ],
    ({ a }) => `${String(a)}+1_10`,
  );
  rule(
    'NEXTROMAN',
    ['(what|which) [roman] [number|numeral|one] (comes|is|stands) JUST before ROMAN:a'],
    ({ a }) => `${String(a)}-1_10`,
  );
  rule('ASROMAN', [
    '~ [the|your] [answer|result] [in|as] [a] roman [numeral|numerals] [too|again|as well]',
    '~ [give|write|answer|state] [me] [the|your] [answer|result|it] (in|as) [a] roman [numeral|numerals]',
  ]);
  const coded =
    (to: string) =>
    ({ e }: Values): unknown => ({ type: 'coded', from: 'roman', to, expression: e });
  rule(
    'QUESTION',
    ['[ASK|what is|how much is] [the] ROMANSUM:e ASROMAN', '[ASK] NEXTROMAN:e [ASROMAN]'],
    coded('roman'),
  );
  rule(
    'QUESTION',
    [
      '[ASK|what is|how much is] [the] ROMANSUM:e ~ [give|write|answer|state] [me] [the|your] [answer|result|it] ' +
        'ORDINARY',
      'NEXTROMAN:e [~] ORDINARY',
    ],
    coded('10'),
  );
  rule(
    'WHICHROMAN',
    [
      '(which|what) [one|numeral|number|roman numeral|of these] is [the] (bigger|larger|greater|higher|biggest|' +
        'largest|greatest|highest) [one|numeral|number]',
    ],
    () => '>',
  );
  rule(
    'WHICHROMAN',
    [
      '(which|what) [one|numeral|number|roman numeral|of these] is [the] (smaller|lower|smallest|lowest) [one|' +
        'numeral|number]',
    ],
    () => '<',
  );
  rule('QUESTION', ['WHICHROMAN:s [,|:|?|of] ROMAN:a (or|and) ROMAN:b [ASROMAN]'], ({ s, a, b }) => ({
    type: 'coded',
    from: 'roman',
    to: 'roman',
    expression: `${String(a)} ${String(s)} ${String(b)}`,
  }));
};

const plainly = (one: string): string => (one.length > 3 && /[^s]s$/.test(one) ? one.slice(0, -1) : one);

const addListCounts = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('TEST', ['at least NUM:n', 'NUM:n or (more|above|over|higher)'], ({ n }) => `>= ${String(n)}`);
  rule('TEST', ['at most NUM:n', 'NUM:n or (less|below|under|lower|fewer)'], ({ n }) => `<= ${String(n)}`);
  grammar.terminal(
    'THING',
    word(
      ({ kind, text }) =>
        kind === 'word' &&
        text.length > 2 &&
        !/^(?:are|were|was|different|distinct|unique|the|these|those|them|times|words|letters|even|odd|prime|negative|below|above|over|under)$/.test(
          text,
        ),
    ),
  );
  rule('INLIST', [
    '(are|were|is|was) (there|these|they|that|here|in it|in there|on it|on there|on the list|in the list|listed)',
    '(did|do|have) (i|we|they|you) (see|count|have|got|get|find|sell|pack)',
    '(are|were) (in|on) (the|this|my|our) FILL',
    '',
  ]);
  rule(
    'QUESTION',
    [
      'ITEMS:l ~ [so|and|now] (how many|the number of|number of|count the|count) THING:i INLIST',
      'how many THING:i [are|were] [there] [in|on|among] [this|the|my|our] [list|FILL] [:|?] ITEMS:l',
    ],
    ({ l, i }) => {
      const items = (l as string[]).map((one) => plainly(one.toLowerCase()));
      const item = plainly(String(i));
      return items.includes(item) ? { type: 'count-item', item, items } : undefined;
    },
  );
  rule(
    'QUESTION',
    [
      'NAMES:l ~ [so|and|now] how many (different|distinct|unique) [ones|FILL] INLIST',
      'how many (different|distinct|unique) (ones|FILL) [are|were] [there] [in|on|among] [this|the|my|our] [list|' +
        'row] [:|?] NAMES:l',
    ],
    ({ l }) => ({ type: 'count-texts', that: 'different', items: (l as string[]).map((one) => one.toLowerCase()) }),
  );
  const wordsOf = (text: unknown): string[] =>
    (String(text).match(/\p{L}[\p{L}'’-]*/gu) ?? []).map((one) => one.toLowerCase());
  rule(
    'QUESTION',
    [
      'how many (times|) (does|is) [the] [word] QUOTE:i (appear|used|occur|come up|come|there|appears) in [:] ' +
        '[the] [sentence|line|phrase] [:] QUOTE:q',
      'how often (does|is) [the] [word] QUOTE:i (appear|used|occur|come up|come) in [:] [the] [sentence|line|' +
        'phrase] [:] QUOTE:q',
      '[in] QUOTE:q ~ how (many times|often) (does|is) [the] [word] QUOTE:i (appear|used|occur|come up|come)',
    ],
    ({ i, q }) =>
      /^\p{L}{2,}$/u.test(String(i)) && wordsOf(q).length > 1 && String(q).length > String(i).length
        ? { type: 'count-item', item: String(i).toLowerCase(), items: wordsOf(q) }
        : undefined,
  );
  rule(
    'QUESTION',
    [
      '[in] QUOTE:q ~ how many [of the] words (start|begin) with [the] [letter] LETTERS:c',
      'how many [of the] words (start|begin) with [the] [letter] LETTERS:c in [:] [the] [sentence|line|phrase] ' +
        '[:] QUOTE:q',
      'how many words in QUOTE:q (start|begin) with [the] [letter] LETTERS:c',
    ],
    ({ q, c }) => ({ type: 'count-texts', that: `starts with ${String(c)}`, items: wordsOf(q) }),
  );
};

export const addCodedKinds = (grammar: Grammar): void => {
  addBaseSums(grammar);
  addRomanSteps(grammar);
  addListCounts(grammar);
};

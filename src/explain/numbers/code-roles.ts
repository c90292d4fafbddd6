/** Numerals of other bases and of the Romans by roles, for the reading by explanation. */
import type { Grammar } from '../grammar/grammar.ts';
import type { Token } from '../grammar/tokens.ts';
import { addRuled, all, has, type Item } from '../grammar/role-words.ts';

type Digits = { digits: string; base?: number };

const FREE =
  'many itself which how who if might would could should may must year years day today morning night when old date will then ' +
  'word number as means mean once exactly out up';

const addRomanWords = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('RNUMERAL', 'ROMAN:r', ({ r }) => (r === 'I' ? undefined : r));
  rule('RVALUE', ['[the] UNUM:n', '[the] ORD:n'], ({ n }) =>
    /^[1-9]\d{0,3}$/.test(String(n)) ? String(n) : undefined,
  );
  rule('RWORD', [
    '[a|the|in|old] (roman|romans|latin) [numerals|numeral|number|numbers|figures|digits|notation|letters|form|' +
      'style|way]',
    '(toroman|roman)',
    '(in|of) [ancient|old] rome',
    '(same sort of|these|romans|old|roman) letters',
    'keep it roman',
    'like (a roman|the romans)',
  ]);
  rule('RCOUNT', ['[how many] (letters|characters|symbols|signs) [long]', 'how long']);
  rule('RPLAIN', [
    '[in|to|as|with|into] [a|an|our|the] (normal|ordinary|regular|arabic|everyday|usual|modern|plain|proper|decimal|' +
      'people) [arabic|modern] (numbers|number|digits|digit|figures|numerals|numeral|int|integer|way|decimal|output|' +
      'count)',
    '(in|as|to) [an|a] (digits|numbers|figures|int|integer|number|decimal|arabic)',
    '(decimal|int|integer|arabic) [output|equivalent]',
  ]);
  rule('RSUM', 'ROMANSUM:e', ({ e }) => e);
  rule(
    'RSUM',
    ['take ROMAN:a away from ROMAN:b', 'ROMAN:a (from|off) ROMAN:b'],
    ({ a, b }) => `${String(b)}-${String(a)}`,
  );
  rule('RMORE', ['(bigger|larger|greater|higher|biggest|largest|greatest|highest|more)'], () => '>');
  rule('RMORE', ['(smaller|lower|smallest|lowest|less)'], () => '<');
  rule('RIDLE', ['and (the|give)', 'the same as', '(answer|result|sum) (as|in)']);
};

/** A numeral to a number, a number to a numeral, or a sum of numerals. */
const roman = (items: readonly Item[]): unknown => {
  const [numerals, values, sums, more] = ['RNUMERAL', 'RVALUE', 'RSUM', 'RMORE'].map((tag) => all(items, tag));
  const [word, plain] = [has(items, 'RWORD'), has(items, 'RPLAIN')];
  const to = plain && !word ? '10' : 'roman';
  if (has(items, 'RCOUNT'))
    return values!.length === 1 && numerals!.length + sums!.length + more!.length === 0 && word
      ? { type: 'roman', value: values![0]!.value, count: 'letters' }
      : undefined;
  if (values!.length === 0 && sums!.length === 1 && numerals!.length === 0 && more!.length === 0)
    return word && plain ? undefined : { type: 'coded', from: 'roman', to, expression: sums![0]!.value };
  if (sums!.length > 0) return undefined;
  const [a, b, c] = numerals!.map(({ value }) => String(value));
  if (a !== undefined && b !== undefined && c === undefined && values!.length === 0) {
    const signs = new Set(more!.map(({ value }) => value));
    return signs.size === 1
      ? { type: 'coded', from: 'roman', to, expression: `${a} ${String([...signs][0])} ${b}` }
      : undefined;
  }
  if (b !== undefined || more!.length > 0) return undefined;
  if (a !== undefined)
    return values!.length === 0 && (a.length > 1 || word || plain) ? { type: 'unroman', value: a } : undefined;
  const [n, ...others] = values!.map(({ value }) => value);
  return n !== undefined && others.every((one) => one === n) && word ? { type: 'roman', value: n } : undefined;
};

const addBaseDigits = (grammar: Grammar): void => {
  grammar.terminal('BDIGITS', (context, at) => {
    const { tokens } = context;
    const [token] = [tokens[at]];
    if (!token) return [];
    const prefixed = grammar.fits(context, 'PREFIXED', at);
    if (prefixed.length > 0) return prefixed;
    const plain = grammar
      .fits(context, 'DIGITS2', at)
      .filter(
        ({ value }) =>
          /\d/.test(String(value)) ||
          (token.raw === token.raw.toUpperCase() && token.raw !== 'A') ||
          token.kind === 'quote',
      )
      .map(({ end, value }) => ({ end, value: { digits: String(value) } }));
    if (plain.length > 0) return plain;
    // "A" is a digit behind the name of its base, elsewhere an article.
    if (token.raw === 'A' && (tokens[at - 1]?.text ?? '').startsWith('hex'))
      return [{ end: at + 1, value: { digits: 'A' } }];
    let [end, digits] = [at, ''];
    for (; /^(?:one|zero)$/.test(tokens[end]?.text ?? ''); end++) digits += tokens[end]!.text === 'one' ? '1' : '0';
    if (digits.length > 2) return [{ end, value: { digits } }];
    return grammar
      .fits(context, 'UNUM', at)
      .filter(({ value }) => token.kind === 'word' && /^\d+$/.test(String(value)))
      .map(({ end: last, value }) => ({ end: last, value: { digits: String(value), base: 10 } }));
  });
};

/** What is said around a number and its base. */
const addBasePhrases = ({ rule }: Grammar): void => {
  rule(
    'BNAME',
    [
      '[a|an|the|our] [normal|plain|ordinary|everyday|usual|decimal] BASE:b [-] [system|form|scale|equivalent|representation|value|number|' +
        'numbers|digits|code|notation|numeral|string|integer|int|figure|format|please|arithmetic|way|years] [system]',
    ],
    ({ b }) => b,
  );
  rule(
    'BNAME',
    [
      '[a|an|the|our|usual|people|in] (normal|ordinary|regular|everyday|usual|people) [old] ' +
        '(number|numbers|digits|figures|counting|count|system|value|decimal|numeral|way|folk|people)',
    ],
    () => 10,
  );
  rule(
    'BTO',
    [
      '(to|into|->|in to|=|onto) BNAME:b',
      '[the] BASE:b equivalent',
      'the BASE:b (for|of|equivalent of|representation of|value of)',
    ],
    ({ b }) => b,
  );
  rule('BIN', ['(in|as|by|using|for|with|as in|back in|to base) BNAME:b'], ({ b }) => b);
  rule(
    'BIS',
    [
      '(is|are|it is|which is|that is|being|from|written in|written by|its|is in|it is in|is written in|says it is|' +
        'is written by|are in|this is|in old|is a|if it is|it is a|this is in|reads in|know that it is|number in) ' +
        'BNAME:b',
    ],
    ({ b }) => b,
  );
  rule('BBARE', ['[the] [value|number] BNAME:b'], ({ b }) => b);
  rule(
    'BIN',
    [
      '(with|in|using|of|by|only|just) [just|only] (0 s|0s|zeros|zeroes|noughts|0) and (1 s|1s|ones|1)',
      '(with|in|using|of|by|only|just) [just|only] (1 s|1s|ones|1) and (0 s|0s|zeros|zeroes|noughts|0)',
    ],
    () => 2,
  );
  rule('BIN', ['(in|to|into|as) (normal|ordinary|regular|everyday) (END|\\?|.)'], () => 10);
  rule(
    'BUS',
    ['(for|to|of) (us|the rest of us|you or i|normal people|us normal people)', '(normally|for us)'],
    () => 10,
  );
  rule('BWRITE', [
    '(write|writes|written|express|convert|converted|turn|put|say|render|pass|passed|spell|printed|look|looks|' +
      'look like|translate|represent|change|bring|need|want|give|get)',
  ]);
  rule('BWHAT', [
    '(what|which) [ordinary|normal|is the|is|would|does] (number|value|digits|that|it|be|mean)',
    'how (much|many)',
    '(what|whats|which)',
  ]);
};

/** How many digits, ones or zeros a number has in a base. */
const addBaseCounts = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('BCOUNT', ['[how many] (ones|1 s|1s) [are|there]', 'how many of the bits'], () => 'ones');
  rule('BCOUNT', ['[how many] (zeros|zeroes|0s|0 s)'], () => 'zeros');
  rule('BCOUNT', ['how many [binary] (digits|bits|places)'], () => 'digits');
  rule('BSIGN', ['(add|plus|+|sum|added|adding|total)'], () => '+');
  rule('BSIGN', ['(minus|-|less)'], () => '-');
  rule('BSIGN', ['(times|multiplied by|multiply|product|*)'], () => '*');
  rule('BBOTH', [
    '(both|each) (being|in)',
    'without leading zeros',
    'no leading zeros',
    'both',
    'too',
    'as well',
    'also',
    '[leave|give|keep|want|write] [the|your|me] (answer|sum|result|product|difference|reply|it)',
  ]);
};

const fits = (digits: string, base: number): boolean => [...digits].every((one) => Number.parseInt(one, 36) < base);

/** A sum of two rows of digits of one base. */
const summed = (items: readonly Item[], rows: readonly Item[]): unknown => {
  const signs = [...new Set(all(items, 'BSIGN').map(({ value }) => value))];
  const bases = items.filter(({ tag }) => /^B(?:TO|IN|IS|BARE|US)$/.test(tag)).map(({ value }) => Number(value));
  const told = [...new Set(bases.filter((one) => one !== 10))];
  const digits = rows.map(({ value }) => (value as Digits).digits.toUpperCase());
  const [base] = told;
  if (signs.length !== 1 || told.length !== 1 || has(items, 'BCOUNT') || !digits.every((one) => fits(one, base!)))
    return undefined;
  if (rows.some(({ value }) => (value as Digits).base !== undefined && (value as Digits).base !== base))
    return undefined;
  const to = bases.includes(10) ? 10 : base;
  return { type: 'coded', from: String(base), to: String(to), expression: digits.join(String(signs[0])) };
};

/** One row of digits and one or two bases, of which one says what it is written in. */
const based = (items: readonly Item[], tokens: readonly Token[]): unknown => {
  // "755, and the 755 is octal": told twice.
  const told = all(items, 'BDIGITS');
  const digitsOf = (one: Item): string => (one.value as Digits).digits;
  const twice = told.length === 2 && digitsOf(told[0]!) === digitsOf(told[1]!);
  const rows = twice ? told.slice(1) : told;
  // "In base 3 and in base 4" asks for two.
  const parts = tokens.some(({ text }) => /^(?:red|green|blue)$/.test(text));
  if (parts && told.some((row) => digitsOf(row).length > 2)) return undefined;
  const several = items.some(
    ({ tag, at }) =>
      /^B(?:TO|IN|IS|BARE)$/.test(tag) &&
      /^(?:and|or)$/.test(tokens[at - 1]?.text ?? '') &&
      items.some((one) => one.end === at - 1 && /^B(?:TO|IN|IS|BARE)$/.test(one.tag)),
  );
  if (several) return undefined;
  if (rows.length === 2) return summed(items, rows);
  if (all(items, 'BSIGN').some(({ value }) => !(twice && value === '-'))) return undefined;
  const count = items.find(({ tag }) => tag === 'BCOUNT')?.value;
  const found = turned(items, rows, count === undefined);
  return count === undefined || found === undefined ? found : { ...(found as object), count };
};

const turned = (items: readonly Item[], rows: readonly Item[], whole: boolean): unknown => {
  const named = items.filter(({ tag }) => /^B(?:TO|IN|IS|BARE|US)$/.test(tag));
  const row = rows[0];
  if (!row || rows.length !== 1 || named.length > 2) return undefined;
  const { digits: raw, base } = row.value as Digits;
  const digits = raw.toUpperCase();
  const turn = (from: number, to: number): unknown =>
    from !== to && fits(digits, from) ? { type: 'base', value: digits, from, to } : undefined;
  const [a, b] = named.map(({ tag, value, at }) => ({ tag, base: Number(value), at }));
  if (base !== undefined && !(base === 10 && b !== undefined)) {
    const others = named.filter(({ value }) => value !== base);
    if (others.length === 0)
      return base !== 10 && (named.length > 0 || has(items, 'BWHAT')) && !a ? turn(base, 10) : undefined;
    return others.length === 1 ? turn(base, Number(others[0]!.value)) : undefined;
  }
  if (!a) return undefined;
  const beside = (one: { at: number; tag: string }): boolean => {
    const [i, j] = [items.findIndex((x) => x.at === one.at), items.indexOf(row)];
    return Math.abs(i - j) === 1 && Math.abs(one.at - row.at) < 4;
  };
  if (!b) {
    if (a.base === 10) return undefined;
    if (a.tag === 'BTO' || !whole) return turn(10, a.base);
    if (a.tag === 'BIS') return has(items, 'BWHAT') && !has(items, 'BWRITE') ? turn(a.base, 10) : undefined;
    if (a.tag === 'BBARE' && !fits(digits, a.base)) return /^\d+$/.test(digits) ? turn(10, a.base) : undefined;
    if (a.tag === 'BBARE')
      return a.at < row.at && beside(a) && has(items, 'BWHAT') && !has(items, 'BWRITE') ? turn(a.base, 10) : undefined;
    if (a.tag !== 'BIN' || !/^\d+$/.test(digits)) return undefined;
    return !fits(digits, a.base) || has(items, 'BWRITE') ? turn(10, a.base) : undefined;
  }
  if (a.base === b.base) return undefined;
  const target = (one: { tag: string }): boolean => one.tag === 'BTO' || one.tag === 'BUS';
  if (target(a) !== target(b)) return target(a) ? turn(b.base, a.base) : turn(a.base, b.base);
  if ((a.tag === 'BIS') !== (b.tag === 'BIS')) return a.tag === 'BIS' ? turn(a.base, b.base) : turn(b.base, a.base);
  // Told before the digits, or right behind them.
  if (a.at < row.at !== b.at < row.at || (a.at > row.at && beside(a))) return turn(a.base, b.base);
  return beside(b) && b.tag === 'BBARE' && a.tag !== 'BBARE' ? turn(b.base, a.base) : undefined;
};

export const addCodeRoles = (grammar: Grammar): void => {
  addRomanWords(grammar);
  addBaseDigits(grammar);
  addBasePhrases(grammar);
  addBaseCounts(grammar);
  addRuled(grammar, {
    name: 'ROMANROLES',
    closed: true,
    rules: ['RNUMERAL', 'RVALUE', 'RSUM', 'RWORD', 'RPLAIN', 'RMORE', 'RCOUNT', 'RIDLE'],
    free: `${FREE} whose roman romans numeral numerals`,
    build: roman,
  });
  addRuled(grammar, {
    name: 'BASEROLES',
    closed: true,
    rules: ['BDIGITS', 'BTO', 'BIN', 'BIS', 'BBARE', 'BUS', 'BWRITE', 'BWHAT', 'BCOUNT', 'BSIGN', 'BBOTH'],
    free: `${FREE} only just leading places digit digits`,
    build: based,
  });
};

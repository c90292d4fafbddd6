/** Counts by roles, for the reading by explanation: letters of a word, items of a list, numbers with a property. */
import type { Grammar, Terminal } from '../grammar/grammar.ts';
import type { Token } from '../grammar/tokens.ts';
import { addRuled, all, has, type Item } from '../grammar/role-words.ts';
import { isNumberWord, listOf } from '../grammar/terminals.ts';

const addLetterWords = (grammar: Grammar): void => {
  const { rule } = grammar;
  const isLetter = (one: unknown): boolean => /^\p{L}$/u.test(String(one));
  rule('LQUOTE', ['[the] [word|string|text|sentence] QUOTE:w'], ({ w }) => (isLetter(w) ? undefined : w));
  rule('LWHAT', ['[of] QUOTE:w'], ({ w }) => (isLetter(w) ? String(w).toLowerCase() : undefined));
  rule('LWHAT', ['len'], () => 'characters');
  rule('LNUMBER', ['[the] [number|string|code] DIGITS:w'], ({ w }) => {
    const digits = String(w).replaceAll(',', '');
    return digits.length > 3 ? digits : undefined;
  });
  rule('LIDLE', [
    '(come|comes|came|turn|turns|turned|show|shows|showed|crop|crops|pop|pops) up',
    '(all|in) lower case',
  ]);
  rule(
    'LWORD',
    [
      '[the|my] [favourite] (word|name) ONEWORD:w',
      'in [the] [word] ONEWORD:w',
      'of [the] word ONEWORD:w',
      '(has|does|is) ONEWORD:w [got|have]',
    ],
    ({ w }) => w,
  );
  rule('LWHAT', ['(vowels|vowel)'], () => 'vowels');
  rule('LWHAT', ['(consonants|consonant)'], () => 'consonants');
  rule('LWHAT', ['(letters|characters|letter count)'], () => 'letters');
  rule(
    'LWHAT',
    [
      '(letter|letters) [is|are] LETTERS:c',
      '(of|times|times does|often does|often is) [the] LETTERS:c',
      '(are|is) LETTERS:c END',
    ],
    ({ c }) => c,
  );
  rule('LMANY', '[how] many LETTERS:c [s]', ({ c }) => c);
  rule('LAEIOU', [
    '[\\(] [reckoning|counting|if] [only] a [,] e [,] i [,] o [,] [and] (u|you) [only|are vowels] [\\)]',
    'a e i o (u|you) only',
    '[and] counting repeats',
    'all lower case',
  ]);
  rule('LASK', [
    'how (many|often) [times]',
    '(number|count|tally|amount) [of] [times]',
    '(number|count|tally) of',
    'count [up] [the]',
    'how many times',
    'len',
  ]);
  // "How many ways", "how many words".
  grammar.terminal('LTHING', (context, at) => {
    const { kind, text = '' } = context.tokens[at] ?? {};
    const counted =
      /^(?:vowels?|consonants?|letters?|characters?|times|zeros|zeroes|noughts|ones|(.)\1?(?:'s|s)?)$/.test(text);
    const joins = /^(?:of|are|is|the|do|does|did|has|have|had|there|would|will|can|in|a|an|different)$/.test(text);
    const other = kind === 'word' && !counted && !joins;
    return other ? [{ end: at + 1, value: true }] : [];
  });
  rule('LOTHER', '(how many|number of|count [of] [the]) LTHING');
  rule('LDIGIT', ['[the] (digit|number|figure) UNUM:n', 'UNUM:n s'], ({ n }) => n);
  rule('LDIGIT', '(zeros|zeroes|noughts)', () => '0');
  rule('LDIGIT', 'ones', () => '1');
};

/** Words that tell of a list or count it: no items without a sign between. */
const NO_ITEMS = new Set(
  (
    'count come comes came turn turns up here there says say reads read goes go went lists shows show appear appears ' +
    'occur occurs how many often'
  ).split(' '),
);

const addListWords = (grammar: Grammar): void => {
  const { rule } = grammar;
  const item: Terminal = (context, at) => {
    const token = context.tokens[at];
    return token?.kind === 'word' && token.text.length > 1 && !isNumberWord(token.text) && !NO_ITEMS.has(token.text)
      ? grammar.fits(context, 'ITEM', at)
      : [];
  };
  grammar.terminal('CITEMS', listOf(item, 3));
  rule('CNAMES', 'NAMES:l', ({ l }) => l);
  grammar.terminal('CTHING', (context, at) => {
    const { tokens } = context;
    const count = /^(?:an?|the)$/.test(tokens[at]?.text ?? '')
      ? [{ end: at + 1, value: '1' }]
      : grammar.fits(context, 'UNUM', at);
    return count.flatMap(({ end, value }) =>
      grammar.fits(context, 'ITEM', end).flatMap((one) => {
        const thing = { end: one.end, value: [String(value), String(one.value).toLowerCase()] };
        const second = grammar.fits(context, 'ITEM', one.end)[0];
        return second && /^[,.?\n]|^and$/.test(tokens[second.end]?.text ?? '.')
          ? [{ end: second.end, value: [String(value), `${String(one.value)} ${String(second.value)}`.toLowerCase()] }]
          : [thing];
      }),
    );
  });
  grammar.terminal(
    'CTHINGS',
    listOf((context, at) => grammar.fits(context, 'CTHING', at), 2),
  );
  rule(
    'CCOUNT',
    [
      '[so] how many of (these|them|those|the following) are [THING:i]',
      '[so] how many are [THING:i]',
      'how many (sorts|kinds|types|pieces) of THING:i',
      '(no|tally) of [the] THING:i',
      'count the THING:i [ones]',
      'just the THING:i',
      '[so] how (many|often) [times] [is|does|do|did|of|are|has|say] [the|there|it say] [word|different] [THING:i|QUOTE:i]',
      '(number|no .|count|tally) [of] [the] [entries marked] [THING:i|QUOTE:i]',
      'count (how often|the|only the) [THING:i|QUOTE:i]',
      'THING:i only [, how many]',
      'how often [THING:i]',
    ],
    ({ i }) => (i === undefined ? '' : String(i).toLowerCase()),
  );
  rule('CIDLE', [
    '(come|comes|came|turn|turns|turned|show|shows|showed|crop|crops|pop|pops) up',
    '(altogether|all told|in all|all together|in total)',
    '(am|are|is|was) (i|we|they|you) (making|ordering|selling|packing|buying|sending)',
    'as',
  ]);
  rule(
    'CRANGE',
    ['(from|between) UNUM:a (to|and|until|till|up to) UNUM:b [, both included|both included|inclusive|, inclusive]'],
    ({ a, b }) => {
      const [from, to] = [Number(a), Number(b)];
      if (!(from < to && to - from < 1000)) return undefined;
      return Array.from({ length: to - from + 1 }, (_, i) => String(from + i));
    },
  );
};

/** What is counted of a list of numbers, and what of it is different. */
const addListTests = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('CDIFF', [
    'how many (different|distinct|unique) [kinds of|sorts of] [THING] [is that|are there|did i see|came]',
  ]);
  rule('CTEST', 'TEST:t', ({ t }) => t);
  rule('CTEST', ['below zero', 'less than zero'], () => '< 0');
  rule(
    'CTEST',
    ['[can be] [exactly] (divisible by|multiples of|divided exactly by|a multiple of) UNUM:n [exactly]'],
    ({ n }) => `multiple of ${String(n)}`,
  );
  rule('CTEST', ['UNUM:n or (more|over|above|higher)'], ({ n }) => `>= ${String(n)}`);
  rule(
    'CNUMASK',
    [
      'how (many|often) [times] [is|are|does] UNUM:n [s]',
      '(occurrences|number|count) of UNUM:n [s]',
      'count [how often] [the] UNUM:n [s]',
    ],
    ({ n }) => n,
  );
  rule(
    'CLETTERS',
    [
      '[with|of|have|has|having|are|contain|made of|spelled with] [exactly|just|only] UNUM:n letters [long|in them]',
      '[exactly] UNUM:n - letter [words|names|ones|word]',
    ],
    ({ n }) => `${String(n)} letters`,
  );
  rule('CLETTERS', '(more than|longer than|over) UNUM:n letters', ({ n }) => `> ${String(n)} letters`);
  rule('CLETTERS', '(less than|fewer than|shorter than|under) UNUM:n letters', ({ n }) => `< ${String(n)} letters`);
  rule('CNUMBERS', ['LIST:l', '\\[ LIST:l \\]'], ({ l }) => l);
};

const singular = (one: string): string =>
  /(?:x|ss|ch|sh|z)es$/.test(one) ? one.slice(0, -2) : one.length > 3 && /[^s]s$/.test(one) ? one.slice(0, -1) : one;

const letters = (items: readonly Item[], tokens: readonly Token[]): unknown => {
  const [quotes, words] = ['LQUOTE', 'LWORD'].map((tag) => all(items, tag));
  const whats = items.filter(({ tag }) => tag === 'LWHAT' || tag === 'LMANY');
  const asks = has(items, 'LASK', 'LMANY') || whats.some(({ value }) => value === 'letters' || value === 'characters');
  const [numbers, digits] = ['LNUMBER', 'LDIGIT'].map((tag) => all(items, tag));
  if (numbers!.length === 1 && digits!.length === 1)
    return quotes!.length + whats.length === 0 && has(items, 'LASK')
      ? { type: 'count-letters', what: String(digits![0]!.value), text: numbers![0]!.value }
      : undefined;
  if (numbers!.length + digits!.length > 0) return undefined;
  if (has(items, 'LOTHER') || !asks) return undefined;
  const texts = [...quotes!, ...words!].map(({ value }) => String(value));
  const sorts = [...new Set(whats.map(({ value }) => String(value)))];
  const [text, other] = texts;
  if (text === undefined || other !== undefined) return undefined;
  // "In banana and apple": of two words.
  const end = [...quotes!, ...words!][0]!.end;
  if (
    /^(?:and|or|&|\+)$/.test(tokens[end]?.text ?? '') &&
    tokens[end + 1]?.kind !== 'sign' &&
    tokens[end + 1]?.text !== 'how'
  )
    return undefined;
  if (/\b(?:have|has|had) to\b/.test(tokens.map(({ text }) => text).join(' '))) return undefined;
  const [a, b, ...more] = sorts;
  if (a === undefined || more.length > 0) return undefined;
  // "How many letters are s": of the two, the one letter is asked for.
  const what =
    b === undefined ? a : a === 'letters' && b.length === 1 ? b : b === 'letters' && a.length === 1 ? a : undefined;
  if (what === undefined || (what.length > 1 && !/^\S+$/.test(text))) return undefined;
  return { type: 'count-letters', what, text };
};

/** "How many items is that", and nothing that only some of them are. */
const asksAll = (asks: readonly Item[], tokens: readonly Token[]): boolean => {
  const tail = tokens.slice(asks.at(-1)!.end);
  const end = tail.findIndex(({ kind }) => kind === 'sign');
  const words = tail.slice(0, end < 0 ? tail.length : end).map(({ text }) => text);
  return words.every((one) =>
    /^(?:things|items|entries|names|guests|is|are|that|this|it|there|these|those|them|of|on|in|my|the|our|list|here|do|have|i|we|got)$/.test(
      one,
    ),
  );
};

/** No word beside a list is one more item of it. */
const isWhole = ({ at, end }: Item, tokens: readonly Token[]): boolean => {
  const [before, after, next] = [tokens[at - 1], tokens[end], tokens[end + 1]];
  if (/^(?:,|and|or|&)$/.test(before?.text ?? '') || /^(?:and|or|&|plus|with)$/.test(after?.text ?? '')) return false;
  return after?.text !== ',' || next?.kind !== 'word' || /^(?:how|what|so|which|count|that|this)$/.test(next.text);
};

/** "How many of these have exactly four letters?" */
const byLetters = (items: readonly Item[], tokens: readonly Token[]): unknown => {
  const [lists, that] = [all(items, 'CNAMES'), all(items, 'CLETTERS')];
  const counts = tokens.some(({ text }) => /^(?:many|count|number|tally)$/.test(text));
  const other = has(items, 'CTHINGS', 'CRANGE', 'CTEST', 'CDIFF', 'CITEMS', 'CNUMBERS');
  const not = tokens.some(({ text }) => /^(?:not|except|without|both|or|longest|first|last)$/.test(text));
  return lists.length === 1 && that.length === 1 && counts && !other && !not && isWhole(lists[0]!, tokens)
    ? { type: 'count-texts', that: that[0]!.value, items: lists[0]!.value }
    : undefined;
};

const tally = (items: readonly Item[], tokens: readonly Token[]): unknown => {
  if (has(items, 'CLETTERS')) return byLetters(items, tokens);
  const things = all(items, 'CTHINGS');
  const numbers = items.filter(({ tag }) => tag === 'CNUMBERS' || tag === 'CRANGE');
  const lists = items.filter(({ tag }) => tag === 'CITEMS' || tag === 'CNAMES');
  const [asks, tests] = ['CCOUNT', 'CTEST'].map((tag) => all(items, tag));
  if (lists.length + numbers.length + things.length !== 1) return undefined;
  // What is shared or made up is not counted.
  if (tokens.some(({ text }) => /^(?:identical|equal|alike|share|shared|divide|divided|possible)$/.test(text)))
    return undefined;
  const told = asks!.map(({ value }) => singular(String(value))).filter((one) => !/^(?:for|me|us|it)?$/.test(one));
  const [figure, ...figures] = all(items, 'CNUMASK').map(({ value }) => String(value));
  if (figure !== undefined) {
    const list = numbers[0]?.value as string[] | undefined;
    return list?.includes(figure) && figures.length + told.length + tests!.length === 0
      ? { type: 'count-item', item: figure, items: list }
      : undefined;
  }
  if (numbers.length === 1)
    return tests!.length === 1 &&
      asks!.length > 0 &&
      told.every((one) => /^(?:number|value|item|one|reading|score|are|them|amount)/.test(one))
      ? { type: 'count-numbers', that: tests![0]!.value, numbers: numbers[0]!.value }
      : undefined;
  if (tests!.length > 0) return undefined;
  if (lists.length === 1) {
    const texts = (lists[0]!.value as string[]).map((one) => one.toLowerCase());
    if (has(items, 'CDIFF'))
      // Where words stand without signs between them it is not sure which of them are items.
      return told.length === 0 && lists[0]!.tag === 'CNAMES'
        ? { type: 'count-texts', that: 'different', items: texts }
        : undefined;
    const plain = texts.map(singular);
    if (told.every((one) => /^(?:thing|item|entry|name|guest)$/.test(one)) && asks!.length > 0)
      return lists[0]!.tag === 'CNAMES' && isWhole(lists[0]!, tokens) && asksAll(asks!, tokens)
        ? { type: 'count-texts', that: 'all', items: texts }
        : undefined;
    const found = [...new Set(told.filter((one) => plain.includes(one)))];
    if (told.length === 1 && found.length === 0 && !/^(?:thing|item|object|one|word|of|time)$/.test(told[0]!))
      return new Set(texts).size < texts.length
        ? undefined
        : { type: 'count-things', of: told[0], counted: texts.map((one) => ['1', one]) };
    return found.length === 1 && told.length === 1 ? { type: 'count-item', item: found[0], items: plain } : undefined;
  }
  if (told.length !== 1 || has(items, 'CDIFF')) return undefined;
  if (tokens.some(({ text }) => /^(?:can|could|will|who|without|with)$/.test(text))) return undefined;
  return { type: 'count-things', of: told[0]!.replace(/^(?:object|item)$/, 'thing'), counted: things[0]!.value };
};

/** Words of a text: in quotes, or all that stands behind a colon. */
const addWordCounts = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('WCOUNT', ['how many words', '(number|count) of words', 'count [up] [the|all the] words', 'words']);
  rule('WTEXT', 'QUOTE:q', ({ q }) => q);
  grammar.terminal('WREST', ({ tokens }, at) => {
    const rest = tokens.slice(at + 1);
    const plain = [tokens[at]!, ...rest].every(
      ({ kind, text, parted }, i) =>
        !parted && (kind === 'word' || (kind === 'sign' && (i === 0 || i === rest.length || /^[,']$/.test(text)))),
    );
    return tokens[at]?.text === ':' && plain && rest.length > 1
      ? [{ end: tokens.length, value: rest.map(({ raw }) => raw).join(' ') }]
      : [];
  });
  addRuled(grammar, {
    name: 'WORDROLES',
    closed: true,
    rules: ['WCOUNT', 'WTEXT', 'WREST'],
    free: 'which how if would should could count',
    build: (items) => {
      const texts = items.filter(({ tag }) => tag !== 'WCOUNT');
      return texts.length === 1 && has(items, 'WCOUNT') ? { type: 'count-words', text: texts[0]!.value } : undefined;
    },
  });
};

/** Figures of one number: "how many digits does 5072 have", "my code is 4417. How many digits is that?" */
const addDigitCounts = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('FNUMBER', ['[the] [number|code|pin] [is] DIGITS:w'], ({ w }) => String(w).replaceAll(',', ''));
  rule('FASK', [
    '(how many|number of|count [up] the|count of) (digits|figures) [does|has|have|is|are|in|of|there] [it|that|this]',
    '(digits|figures) (long|does|is|are)',
  ]);
  addRuled(grammar, {
    name: 'FIGUREROLES',
    closed: true,
    rules: ['FNUMBER', 'FASK'],
    free: 'count how many',
    build: (items, tokens) => {
      const numbers = all(items, 'FNUMBER');
      return numbers.length === 1 &&
        all(items, 'FASK').length === 1 &&
        !tokens.some(({ text }) => text === 'significant')
        ? { type: 'count-letters', what: 'digits', text: numbers[0]!.value }
        : undefined;
    },
  });
};

export const addCountingRoles = (grammar: Grammar): void => {
  addDigitCounts(grammar);
  addLetterWords(grammar);
  addListWords(grammar);
  addListTests(grammar);
  addWordCounts(grammar);
  addRuled(grammar, {
    name: 'LETTERROLES',
    closed: true,
    rules: ['LQUOTE', 'LWORD', 'LWHAT', 'LMANY', 'LAEIOU', 'LASK', 'LOTHER', 'LNUMBER', 'LDIGIT', 'LIDLE'],
    free: 'many which how if would should might could count counting word letter letters may must',
    build: letters,
  });
  addRuled(grammar, {
    name: 'TALLYROLES',
    closed: true,
    rules: [
      'CNAMES',
      'CITEMS',
      'CRANGE',
      'CNUMBERS',
      'CIDLE',
      'CTHINGS',
      'CDIFF',
      'CCOUNT',
      'CNUMASK',
      'CTEST',
      'CLETTERS',
    ],
    free: 'many which how if would should might could list count morning today order times total together number',
    build: tally,
  });
};

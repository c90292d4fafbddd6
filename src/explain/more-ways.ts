/** Further ways of asking for numbers, truth and measures, for the reading by explanation. */
import type { Grammar, Values } from './grammar.ts';

const sum = ({ e }: Values): unknown =>
  /^-?\(?-?[\d.]+\)?$/.test(String(e)) ? undefined : { type: 'value', expression: e };

type Equation = { text: string; letters: string[] };
const solved = ({ e, v }: Values): unknown => {
  const { text, letters } = e as Equation;
  return letters.length === 1 && (v === undefined || v === letters[0])
    ? { type: 'solve', unknowns: letters, equations: [text] }
    : undefined;
};

/** Sums that begin with a number and go on step by step; equations among words. */
export const addMoreNumbers = (grammar: Grammar): void => {
  const { rule } = grammar;
  // Where a word may take one number or all that follows, both are given, so that neither counts.
  rule('FACTOR', ['half of SUM:s', 'half SUM:s'], ({ s }) => `((${String(s)})/2)`);
  rule('FACTOR', ['(double|twice) SUM:s'], ({ s }) => `(2*(${String(s)}))`);
  rule('FACTOR', ['(triple|treble) SUM:s'], ({ s }) => `(3*(${String(s)}))`);
  rule('FACTOR', ['[the] sum of NUM:a and TERM:t'], ({ a, t }) => `((${String(a)})+${String(t)})`);
  rule('FACTOR', ['[the] product of NUM:a and SUM:t'], ({ a, t }) => `((${String(a)})*(${String(t)}))`);
  rule('FACTOR', ['[the] difference (between|of) NUM:a and SUM:t'], ({ a, t }) => `((${String(a)})-(${String(t)}))`);
  rule('FACTOR', ['the square of SUM:s'], ({ s }) => `((${String(s)})^2)`);
  rule('FACTOR', ['the cube of SUM:s'], ({ s }) => `((${String(s)})^3)`);
  rule('FACTOR', '(take|start with|begin with|start at) ATOM:n', ({ n }) => n);
  rule('STEP', ['[,|and|, and] [then] double (it|that|what is left)'], () => ({ sign: '*', by: '2', loose: false }));
  rule('STEP', ['[,|and|, and] [then] triple (it|that|what is left)'], () => ({ sign: '*', by: '3', loose: false }));
  rule('STEP', ['[,|and|, and] [then] halve (it|that|what is left)'], () => ({ sign: '/', by: '2', loose: false }));
  rule(
    'QUESTION',
    [
      '[POLITE] (calculate|compute|work out|tell) me EXPR2:e',
      '[ASK] [me] [the] value of EXPR2:e [GIVES]',
      'FILL : EXPR2:e [GIVES]',
    ],
    sum,
  );
  rule(
    'QUESTION',
    [
      '[POLITE] solve [this|it|the following] [equation] for LETTER:v [:] EQ:e',
      '[ASK] [the] value of LETTER:v ~ EQ:e',
      'FILL [says|:] EQ:e [FILL] ~ [ASK] [what is|solve for|find] [the value of] LETTER:v',
      'FILL EQ:e ~ what is LETTER:v',
    ],
    solved,
  );
  rule(
    'QUESTION',
    [
      `[SEQ] TERMS:l DOTS ~ [and] (what|which) [number|term|one] (comes|follows|is|goes) (after|right
        after|next after) NUM:n`,
      'FILL [:] TERMS:l DOTS ~ (what|which) [number|term|one] (comes|follows|is) [right] after NUM:n',
    ],
    ({ l, n }) => ((l as string[]).at(-1) === n ? { type: 'sequence', terms: l } : undefined),
  );
  rule('MISSING', ['what (belongs|goes|fits) in the (hole|space|empty space)', 'the (hole|empty space)']);
  rule(
    'QUESTION',
    ['(continue|extend) [the|this] [pattern|sequence|series|row] [for me] [:] TERMS:l DOTS'],
    ({ l }) => ({
      type: 'sequence',
      terms: l,
    }),
  );
  rule(
    'QUESTION',
    [
      `[ASK] [the] (largest|biggest|greatest|highest) [whole] number (what|that|which|to|dividing) [can]
        [divides|divide|dividing] both WHOLES:l [exactly|evenly]`,
    ],
    ({ l }) => ({ type: 'divisors', ask: 'gcd', numbers: l }),
  );
};

/** Bases and Roman numerals among words. */
export const addMoreCodes = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('WRITEIT', [
    '[~] (how|what) (do|does|would|is|can|should) (i|we|you|it|that) (write|say|be|look like|look|type) [it|that|this]',
  ]);
  const both = ({ c, t }: Values): unknown => {
    const { digits, base } = c as { digits: string; base: number };
    const text = digits.toUpperCase();
    const valid = [...text].every((one) => Number.parseInt(one, 36) < base);
    return valid && base !== t ? { type: 'base', value: text, from: base, to: t } : undefined;
  };
  rule(
    'QUESTION',
    [
      '[i|we] [need|want|have] CODED:c (written|expressed|converted|turned|translated) INTO TARGET:t',
      '[FILL] [have|has|got|says|shows] [the number] CODED:c WRITEIT INTO TARGET:t',
      '[FILL] CODED:c ~ (and|i|we) (need|want|wants|needs) [it|that] INTO TARGET:t',
    ],
    both,
  );
  rule(
    'QUESTION',
    ['FILL [in] [the year] UNUM:n (as|in|to|into) ROMANS2', '[ASK] [the] ROMANS2 for [the] [year|number|age] UNUM:n'],
    ({ n }) => (/^[1-9]\d{0,3}$/.test(String(n)) ? { type: 'roman', value: n } : undefined),
  );
  rule(
    'QUESTION',
    [
      'what means [the] [roman] [number|numeral] ROMAN:r',
      '(convert|change|turn) ROMAN:r (->|to|into) [a|an] (int|integer|number|arabic)',
      '[there is|the|a|on the] FILL ROMAN:r [FILL] ~ [FILL] (want to know|which|what) [is] [the|that] (year|number)',
      'ROMAN:r (->|=) (int|integer|?)',
    ],
    ({ r }) => ({ type: 'unroman', value: r }),
  );
};

/** Truth values in quotes, and who lies. */
export const addMoreTruth = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule(
    'QUESTION',
    [
      'is [the|this] [statement|expression|claim] TEXPR:e (true|correct) [or (false|not)]',
      '[in python|in logic|in code] [,] what does TEXPR:e (evaluate|come|reduce) (to|out as)',
      'TEXPR:e ~ (evaluate|evaluate it|evaluate this)',
      'true or false [:|?] TEXPR:e',
      '[ASK] [the] (result|output|value) (of|for) TEXPR:e',
    ],
    ({ e }) =>
      /\b[a-z]\b/.test(String(e)) || !/ (?:and|or|xor) |not |[<>=]/.test(String(e))
        ? undefined
        : { type: 'truth', expression: e },
  );
  rule(
    'TRUTHFUL',
    [
      '(is|are) (telling the truth|truthful|honest|a truth teller|a knight|a truth - teller)',
      '(tells|tell|always tells|speaks) [always] the truth',
      'never lies',
    ],
    () => true,
  );
  rule(
    'LYING',
    ['(is|are) (lying|a liar|the liar|a knave)', '[always] (lies|lie)', 'lies always', 'never tells the truth'],
    () => true,
  );
  rule('FACT', ['PERSON:p TRUTHFUL'], ({ p }) => ({ fact: p }));
  rule('FACT', ['PERSON:p LYING'], ({ p }) => ({ fact: `not ${String(p)}` }));
  rule('SAYING', ['(says|states|claims) [that] [,|:]']);
  rule('CLAIM', 'PERSON:p SAYING PERSON:q TRUTHFUL', ({ p, q }) => ({ who: p, says: q }));
  rule('CLAIM', 'PERSON:p SAYING PERSON:q LYING', ({ p, q }) => ({ who: p, says: `not ${String(q)}` }));
  rule('TOLD', ['FACT:a', 'CLAIM:a'], ({ a }) => [a]);
  rule('TOLD2', 'TOLD:a', ({ a }) => a);
  rule('TOLD2', 'TOLD:a [,|;|.|and|, and|\n] TOLD2:b', ({ a, b }) => [...(a as unknown[]), ...(b as unknown[])]);
  rule('ALWAYS', [
    `(everyone|everybody|each (person|of them)|people|they) [here] [either] (always|all) (tells the truth or
      always lies|lies or always tells the truth|tell the truth or always lie|lie or always tell the truth)`,
  ]);
  rule(
    'WHOASKED',
    '[so|now] (does|is|do) PERSON:p (tell the truth|telling the truth|honest|truthful|tell truth)',
    ({ p }) => ({ type: 'honest', name: p }),
  );
  rule('WHOASKED', '[so|now] (is|does) PERSON:p (lying|a liar|lie)', ({ p }) => ({ type: 'lies', name: p }));
  rule('QUESTION', ['[ALWAYS ~] TOLD2:s ~ WHOASKED:x [~ ALWAYS]'], ({ s, x }) => {
    const told = s as { fact?: string; who?: string; says?: string }[];
    const words = (text: string): string[] => text.split(' ').filter((one) => one !== 'not' && one !== '');
    const names = [
      ...new Set(told.flatMap((one) => [...words(one.fact ?? ''), ...words(one.who ?? ''), ...words(one.says ?? '')])),
    ];
    const low = new Map(names.map((one) => [one.toLowerCase(), one]));
    const ask = x as { type: string; name: string };
    const name = low.get(ask.name.toLowerCase());
    // Names of two words, or of two spellings, are not told apart here.
    if (name === undefined || low.size !== names.length || told.every((one) => one.fact === undefined))
      return undefined;
    return {
      type: 'liars',
      names,
      facts: told.flatMap(({ fact }) => (fact === undefined ? [] : [fact])),
      says: told.flatMap(({ who, says }) => (who === undefined || says === undefined ? [] : [{ who, says }])),
      ask: { type: ask.type, name },
    };
  });
};

const formula = (name: string, ...given: readonly unknown[]): unknown => ({ type: 'formula', formula: name, given });

/** Prices, shares and ways among words. */
export const addMoreMeasures = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('NEWPRICE', [
    '[ASK|what is|whats] [the] [new|final|sale|reduced] price [now]',
    'what (do|must|will|would) i [have to] pay',
    'how much (is it|does it cost|do i pay|is that) [now]',
    '[the] new price',
  ]);
  rule('COSTS', ['(costs|cost|was|is|at)']);
  rule(
    'QUESTION',
    [
      `[the|a|my] FILL COSTS MONEY:n ~ [and] [now|there is|tag says|it is|with|it has|has|it got] CENT:p [of]
        (off|discount|reduction|cheaper) ~ NEWPRICE`,
      'CENT:p off [a] [FILL] MONEY:n ~ NEWPRICE',
    ],
    ({ p, n }) => formula('percent-less', p, n),
  );
  rule('POINTS', '[points|marks|questions]');
  rule(
    'QUESTION',
    [
      `[i|we|she|he] [FILL] UNUM:a POINTS (out of|from|of) UNUM:b [POINTS] ~ (what|how much|how many|which)
        (percent|percentage|%) is (that|it)`,
      '[i|we|she|he] [FILL] UNUM:a POINTS out of UNUM:b [POINTS] ~ what is that (as a percentage|in percent|in %)',
    ],
    ({ a, b }) => formula('percent-rate', a, b),
  );
  rule(
    'QUESTION',
    [
      `[the|a|my] FILL (went up|rose|increased|goes up|has risen|climbed) from MONEY:a to MONEY:b [FILL] ~
        [so] by (what|how many|how much|which) (percent|percentage|%) [did it (go up|rise|increase)|is that]`,
    ],
    ({ a, b }) => formula('percent-change', b, a),
  );
  rule('KMH', ['(km / h|kmh|kph|km per hour|kilometres per hour|miles per hour|mph|m / s)']);
  rule(
    'QUESTION',
    [
      `[ASK] [FILL] [at|with] [a|steady] UNUM:v KMH for HOURS:t ~ how far [do i get|is that|did i go|does it
        go|do i come|will i get]`,
      'how far (do|does|will) (i|you|it|she|he) (go|get|drive|travel) in HOURS:t at UNUM:v KMH',
    ],
    ({ v, t }) => formula('distance', v, t),
  );
  rule(
    'QUESTION',
    ['[FILL] FAR:d in HOURS:t ~ [ASK] [the|my|its] [average|avg] speed [in KMH]', '[FILL] FAR:d in HOURS:t ~ how fast'],
    ({ d, t }) => formula('speed', d, t),
  );
  rule('RATIOED', ['in [the|a] ratio [of] RATIO2:r'], ({ r }) => r);
  rule(
    'GREATER',
    ['[ASK|what is] [the] (bigger|larger|greater) (share|part)', 'how much is the (bigger|larger) (share|part)'],
    () => 'more',
  );
  rule('QUESTION', ['(split|share|divide) MONEY:n [sweets|coins] RATIOED:r ~ GREATER'], ({ n, r }) => {
    const [a, b] = (r as string[]).map(Number) as [number, number];
    return a === b ? undefined : formula('ratio-share', n, a > b ? '1' : '2', String(a), String(b));
  });
};

/** Orders by what people weigh, earn, score. */

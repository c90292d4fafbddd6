/** Sequences, divisors, bases and Roman numerals, for the reading by explanation. */
import { fromRoman as valueOfRoman } from '../../problem/solve/numerals.ts';
import type { Grammar, Values } from '../grammar/grammar.ts';
import { word } from '../grammar/terminals.ts';

const next = ({ l }: Values): unknown => ({ type: 'sequence', terms: l });
const gap = ({ l }: Values): unknown =>
  (l as string[]).filter((one) => one === '?').length === 1 ? { type: 'sequence', terms: l } : undefined;
const addSequencesFirst = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule(
    'SEQ',
    [
      `[the|this|a|my|following|given|number|arithmetic|geometric|these]
        (sequence|series|pattern|progression|row|list|terms|numbers|seq) [(of numbers|which begins|that
        begins|that starts|beginning|starting|goes|is|with|that goes|is as follows|given by|runs|reads)] [:|,]`,
      'the following [numbers|sequence|series|terms] [:]',
      '[it|this|that|they] (goes|go|runs)',
    ],
    () => true,
  );
  rule('DOTS', ['[~] [and so on|etc|\\_|\\?|blank|then]'], () => true);
  rule(
    'NEXT',
    [
      `(what|which) [number|one|term|value] [is] [the] [number|one|term|value] (comes|come|is|goes|would
        come|will come|is coming|should come|must come|it comes|to come) (next|after that|then|after|the next)
        [in line|here]`,
      '(what|which) [number|one|term|value] (follows|should follow|must follow|will follow|would follow|continues)',
      '(what|which) number (must|should|will) [to] come',
      `[ASK] [the] (next|following) [number|one|term|value|element|elem|entry|figure|item|member|in line]
        [in|of] [the|this] [sequence|series|pattern|row|progression|list]`,
      '[and|then] (next|then what|what next|what now|whats next|what then|and then what|then|what is it next)',
      '(what|which) (number|one|term) (follows|continues|comes after) [it|this|that|them|these|the sequence]',
      '(what|which) [one|number|term] is next [in line]',
      '[please] continue [it|this|the pattern|the sequence|the series] [by one|with one term|with one number]',
      'what is the (one|number|term) after (that|those|these)',
      'how does it (continue|go on)',
      'what [number] comes after [that|those|these|this]',
      'what comes then',
    ],
    () => true,
  );
  rule(
    'QUESTION',
    [
      '[SEQ] TERMS:l DOTS ~ [ASK] NEXT',
      '[ASK] NEXT [in|for|of|after] [:] [SEQ] [~] TERMS:l DOTS',
      'what (comes|goes|follows|number comes|number follows|is) [next|right] after [the numbers] TERMS:l',
      'what (comes|goes|is) next [after|in|:|,] [SEQ] TERMS:l',
      '(continue|extend|complete) [SEQ] [~] TERMS:l [by one [more] [term|number]|with one [more] [term|number]] [...]',
      'what [number] (continues|follows) [SEQ] TERMS:l',
      'FILL [~] TERMS:l DOTS ~ [ASK] NEXT',
    ],
    next,
  );
  rule(
    'MISSING',
    [
      '[ASK] [the] [missing|hidden|blank] (number|term|one|value|gap|blank) [missing|in the gap|in the blank]',
      '(fill in|complete|fill) [the|in the] (gap|blank|blank one|missing number|missing term|missing one|space)',
      `(what|which) (number|one|term|value) [is|goes|fits|belongs] [missing|here|there|in the gap|in the
        blank|the gap|in there|the blank]`,
      'what (is missing|goes in the gap|goes in the blank|fits|belongs in the gap|goes there|goes in there)',
      'i need the missing (number|term|one)',
      'find the (missing|gap)',
      'what is the blank',
    ],
    () => true,
  );
  rule(
    'QUESTION',
    ['[SEQ] GAPS:l [~] [MISSING]', 'MISSING [in|:|,|of] [SEQ] [~] GAPS:l', 'FILL [:] GAPS:l ~ MISSING'],
    gap,
  );
  rule('NTH', ['ORD:n (term|number|member|element|one|value|entry)', '(term|number) [number] UNUM:n'], ({ n }) =>
    Number(n),
  );
};

const addSequencesSecond = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule(
    'QUESTION',
    [
      `[the first terms of] [SEQ] TERMS:l [are|is|, ...] DOTS [and continues in the same manner] ~ ASK [the]
        NTH:n [of [the|this] (sequence|series|it)]`,
      '[ASK] [the] NTH:n (of|in) [SEQ] [~] TERMS:l DOTS [and (continues in the same (manner|way)|so on)]',
      'the first [few] terms of [SEQ] are TERMS:l DOTS ~ [ASK] [the] NTH:n',
      '[SEQ] TERMS:l DOTS ~ (what|which) [number|one] (is|would be|will be) [the] NTH:n',
    ],
    ({ l, n }) => (Number(n) > (l as string[]).length ? { type: 'sequence', terms: l, at: Number(n) } : undefined),
  );
};

const addSequences = (grammar: Grammar): void => {
  addSequencesFirst(grammar);
  addSequencesSecond(grammar);
};

const addDivisors = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule(
    'GCD',
    [
      '(gcd|hcf|gcf|g c d)',
      '(greatest|highest|biggest|largest) common (divisor|factor|denominator|measure)',
      '[common] greatest common divisor',
    ],
    () => 'gcd',
  );
  rule('GCD', ['lcm', 'l c m', '(least|lowest|smallest) common (multiple|multiples)'], () => 'lcm');
  rule(
    'NUMBERS',
    ['[the|these|those|both] [two|three] [whole] [numbers|values] LIST:l', '[both|all] [of] LIST:l', '\\( LIST:l \\)'],
    ({ l }) => l,
  );
  rule(
    'QUESTION',
    [
      '[ASK] [the] GCD:g [of|for|between|from|:|is|,] [~] NUMBERS:l [is|=|is what|equals] [what|?]',
      'NUMBERS:l ~ [ASK] [the|their] GCD:g [of them|of these|of these numbers]',
      '[for|given] NUMBERS:l ~ ASK [the|their] GCD:g',
    ],
    ({ g, l }) => ({ type: 'divisors', ask: g, numbers: l }),
  );
  rule('WHOLES', ['[the] [numbers] LIST:l', 'both UNUM:a and UNUM:b'], ({ l, a, b }) => l ?? [a, b]);
  rule(
    'QUESTION',
    [
      `[ASK] [the] (largest|biggest|greatest|highest) [whole|positive] (number|integer) (that|which) [can]
        (divides|divide|goes into|fits into|goes evenly into|divides evenly into|divides exactly)
        [evenly|exactly] [both|all|each of] [of] WHOLES:l [evenly|exactly|with no remainder|without
        remainder|without a remainder|with nothing left over|leaving no remainder]`,
    ],
    ({ l }) => ({ type: 'divisors', ask: 'gcd', numbers: l }),
  );
  rule(
    'QUESTION',
    [
      `[ASK] [the] (smallest|least|lowest|first) [whole|positive] (number|integer) (that|which|into which)
        [both|all [of]] WHOLES:l [all|both] (go into|divide|divide into|fit into|go evenly into|divide
        evenly|go in|goes into|divides) [evenly|exactly|without remainder|with no remainder]`,
      `[ASK] [the] (smallest|least|lowest|first) [whole|positive] (number|integer) [that is|which is|that]
        [exactly|evenly] (divisible by|a multiple of|can be divided by) [both|all|each] [of] WHOLES:l`,
    ],
    ({ l }) => ({ type: 'divisors', ask: 'lcm', numbers: l }),
  );
  const rest = ({ a, b }: Values): unknown => ({ type: 'divisors', ask: 'remainder', numbers: [a, b] });
  rule(
    'QUESTION',
    [
      `[ASK] [the] remainder (of|when|if|for|after|from|in|left when|obtained when|you get when|that is left
        when) [you] [divide|dividing] UNUM:a [is|gets|are] (divided by|by|/|mod|over|modulo|divide by|into|on)
        UNUM:b`,
      `(what|whats|how much) [is|remainder|remains|is the] [left] [over|remainder|rest|left over]
        (when|if|after) [(i|you|we)] (divide|dividing|divided) UNUM:a (by|with|into) UNUM:b`,
      `what [is] [left over|left|remains|the remainder|remainder] [is there] (when|if|after) UNUM:a is
        (divided|shared) by UNUM:b`,
      '[ASK] UNUM:a (mod|modulo|modulus|%) UNUM:b [equals|=]',
      `UNUM:a (divided by|/|over) UNUM:b ~ [ASK] [just|only] [the] (remainder|whats the remainder|what is the
        remainder|what remainder|what is left over|remainder is)`,
      '(divide|dividing) UNUM:a by UNUM:b ~ [ASK] [the|what|what is the] (remainder|is left over|is left|remains)',
      `(what|which) remainder (does|do) (UNUM:a|you get when UNUM:a) (leave|give|have|is) (when|if|on|) [it
        is|you divide it|division|divided] by UNUM:b`,
      'UNUM:a (divided|divide) by UNUM:b (leaves|gives) (what|which) remainder',
      `(if|when) (i|you|we) divide UNUM:a by UNUM:b ~ (what|how much|how many) (is|are) [the] (left
        over|left|remainder|remains)`,
    ],
    rest,
  );
};

const digits = (value: unknown, from: number): string | undefined => {
  const text = String(value).toUpperCase();
  return [...text].every((one) => Number.parseInt(one, 36) < from) ? text : undefined;
};
// Digits of a base: letters of hexadecimal may stand apart from the figures in front of them ("2A").
const glued = (one: { text: string; kind: string; glued: boolean } | undefined): boolean =>
  one !== undefined && one.glued && /^[\da-f]+$/.test(one.text) && (one.kind === 'number' || one.kind === 'word');
const based = (value: unknown, from: number, to: number): unknown => {
  const text = digits(value, from);
  return text === undefined || from === to ? undefined : { type: 'base', value: text, from, to };
};
const both = ({ c, t }: Values): unknown => {
  const { digits: d, base } = c as { digits: string; base: number };
  return based(d, base, t as number);
};
const addBasesFirst = (grammar: Grammar): void => {
  const { rule } = grammar;
  grammar.terminal(
    'CODE',
    word(
      ({ kind, text }) => kind === 'number' || (kind === 'word' && /^[a-f]+$/.test(text)),
      ({ raw }) => raw,
    ),
  );
  rule('BASE', ['(binary|bin|base two|base 2)'], () => 2);
  rule('BASE', ['(octal|oct|base eight|base 8)'], () => 8);
  rule('BASE', ['(decimal|denary|base ten|base 10|dec)'], () => 10);
  rule('BASE', ['(hex|hexadecimal|base sixteen|base 16)'], () => 16);
  rule('BASE', 'base UNUM:n', ({ n }) => (Number(n) > 1 && Number(n) < 37 ? Number(n) : undefined));
  rule(
    'NOTATION',
    [
      `[number|numbers|notation|form|system|digits|code|value|representation|numeral|format|numeral
        system|number system]`,
    ],
    () => true,
  );
  rule(
    'PLAIN',
    [
      `[a|an] (normal|ordinary|regular|everyday|usual) [base ten|decimal]
        (number|numbers|digits|figures|counting|value)`,
    ],
    () => true,
  );
  rule(
    'INTO',
    ['(in|to|into|as|as a|as an|in the|to a|in a|into the|to the|in to|=|is what in|is what|into a)'],
    () => true,
  );
  grammar.terminal('DIGITS2', ({ tokens }, at) => {
    const first = tokens[at];
    if (!first || !/^[\da-f]+$/.test(first.text) || (first.kind !== 'number' && first.kind !== 'word')) return [];
    let end = at + 1;
    let text = first.text;
    while (glued(tokens[end])) text += tokens[end++]!.text;
    return tokens[end]?.glued && tokens[end]?.kind === 'word' ? [] : [{ end, value: text }];
  });
  // "0x3F" is 0, x, 3, F in tokens.
  grammar.terminal('PREFIXED', ({ tokens }, at) => {
    const bases: Readonly<Record<string, number>> = { x: 16, b: 2, o: 8 };
    const raw = (from: number): { text: string; end: number } => {
      let end = from;
      let text = '';
      while (tokens[end] && (end === from || tokens[end]!.glued) && tokens[end]!.kind !== 'sign')
        text += tokens[end++]!.text;
      return { text, end };
    };
    const { text, end } = raw(at);
    const match = /^0([xbo])([\da-f]+)$/.exec(text);
    return match ? [{ end, value: { digits: match[2], base: bases[match[1]!] } }] : [];
  });
  rule(
    'CODED',
    [
      '[the] BASE:b NOTATION DIGITS2:d',
      '[the] [number|value] DIGITS2:d (in|from) [the] BASE:b NOTATION',
      '[the] [number|value] DIGITS2:d \\( [in|that is|this is|it is] BASE:b NOTATION \\)',
      '[the] DIGITS2:d BASE:b',
      'DIGITS2:d , [(in|that is)] BASE:b NOTATION ,',
      '[a|the] number [that is|which is] written [in] BASE:b [as] DIGITS2:d',
      '[the] [number|value] DIGITS2:d [which|that] is [in] BASE:b',
    ],
    ({ b, d }) => ({ digits: d, base: b }),
  );
};

const addBasesSecond = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('CODED', 'PREFIXED:p', ({ p }) => p);
  rule('CODED', ['[the] [normal|ordinary|regular] [number] UNUM:d'], ({ d }) =>
    /^\d+$/.test(String(d)) ? { digits: d, base: 10 } : undefined,
  );
  rule('TARGET', ['[a|an|the] BASE:b NOTATION'], ({ b }) => b);
  rule('TARGET', 'PLAIN', () => 10);
  rule(
    'TURN',
    [
      `[POLITE]
        (convert|change|turn|write|express|translate|put|give|show|render|transform|represent|rewrite) [me|for
        me] [please]`,
      '[ASK] [what is]',
      'what (does|is|would)',
      'how (do|would|can|to) (i|you|we|one) (write|say|express|put)',
      'how is',
      'need',
      'what number is',
    ],
    () => true,
  );
  rule(
    'QUESTION',
    [
      '[TURN] CODED:c ~ INTO TARGET:t [is what|is|=|equals] [what|_]',
      'CODED:c ~ (what|whats|what is|how much|which) (is|would|does) [it|that|this] [be|make] [INTO] TARGET:t',
      '[ASK] [the] TARGET:t (for|of|equivalent of|value of|:) CODED:c',
      '[POLITE] (convert|change|turn|write) (INTO TARGET:t) [:] CODED:c',
      'CODED:c = _ \\( TARGET:t \\)',
      'what does CODED:c (make|equal|come to|look like|become|mean) INTO TARGET:t',
      'INTO TARGET:t ~ [what is|write|give] CODED:c',
      'CODED:c (convert|converted|turned|change) [it] (to|into) TARGET:t',
      `FILL (wrote|says|gave|has|reads|shows) CODED:c (and|,) (wants it|want it|needs it|asks for it|i need
        it|what is it|what is that|whats that) [INTO] TARGET:t`,
    ],
    both,
  );
};

/** Beside a base without "in" or "to" a number may be of that base, where its digits allow it. */
const beside = ({ c, t }: Values): unknown => {
  const { digits: d, base } = c as { digits: string; base: number };
  return base === 10 && digits(d, t as number) !== undefined ? undefined : both({ c, t });
};

const addToldBases = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('QUESTION', ['[TURN] CODED:c ~ TARGET:t [is what|is|=|equals] [what|_]', 'CODED:c \\( TARGET:t \\)'], beside);
  rule(
    'ISBASE',
    [
      `[and|but|which|,] (it is|that is|this is|which is|is|in|its|written in|it is in|it is written
        in|it is a|which is written in|that is in|is in|is written in|a) [the] BASE:b NOTATION
        [obviously|of course|i think|apparently]`,
    ],
    ({ b }) => b,
  );
  rule('WHATISIT', [
    `~ [so] (what|which) [number] (is|would|does|will) (that|it|this|that number) [be|mean] [normally|for
      us|in (normal|ordinary|regular|usual|our|real) (numbers|digits|figures)|really]`,
    '~ [so] (what|which) number [is|does it show|would] [that|it|this] [be|normally]',
    '~ (what is|give me|i need) the (normal|ordinary|decimal|regular|real|usual) (number|value)',
    '~ how (much|many) is (it|that) [for us|normally]',
  ]);
  rule(
    'QUESTION',
    [
      'DIGITS2:d ISBASE:b WHATISIT',
      'the (number|code|value) [is|was|reads] DIGITS2:d ~ ISBASE:b WHATISIT',
      `[my|the|a|our|an old|his|her] FILL (says|said|shows|reads|prints|displays|has|writes|gives|is marked) DIGITS2:d ~
        ISBASE:b WHATISIT`,
    ],
    ({ d, b }) => based(d, b as number, 10),
  );
  rule(
    'QUESTION',
    ['(int|parseint) \\( CALLED:d , UNUM:b \\)', '(int|parseint) \\( DIGITS2:d , UNUM:b \\)'],
    ({ d, b }) => based(d, Number(b), 10),
  );
  rule('CALLED', 'QUOTE:q', ({ q }) => (/^[\da-f]+$/i.test(String(q)) ? q : undefined));
  rule('QUESTION', ['bin \\( UNUM:d \\)', '\\( UNUM:d \\) . tostring \\( 2 \\)'], ({ d }) => based(d, 10, 2));
  rule('QUESTION', ['hex \\( UNUM:d \\)', '\\( UNUM:d \\) . tostring \\( 16 \\)'], ({ d }) => based(d, 10, 16));
  rule('QUESTION', ['oct \\( UNUM:d \\)', '\\( UNUM:d \\) . tostring \\( 8 \\)'], ({ d }) => based(d, 10, 8));
  rule('COUNTED', ['how many (ones|1s)'], () => 'ones');
  rule('COUNTED', ['how many zeros'], () => 'zeros');
  rule('COUNTED', ['how many [binary] (digits|bits)'], () => 'digits');
  const counted = ({ d, b, n }: Values): unknown =>
    /^\d+$/.test(String(d)) ? { type: 'base', value: d, from: 10, to: b ?? 2, count: n } : undefined;
  rule(
    'QUESTION',
    [
      'COUNTED:n (does|would) UNUM:d (have|take|need) in BASE:b',
      'COUNTED:n (are|are there) in UNUM:d [when] [written] in BASE:b',
      'COUNTED:n (do you need|do i need|does it take|are needed) to (write|store|represent) UNUM:d [in BASE:b]',
      'COUNTED:n does UNUM:d (need|take)',
    ],
    counted,
  );
};

const addBases = (grammar: Grammar): void => {
  addToldBases(grammar);
  addBasesFirst(grammar);
  addBasesSecond(grammar);
};

const toRoman = ({ n }: Values): unknown =>
  /^[1-9]\d{0,3}$/.test(String(n)) ? { type: 'roman', value: n } : undefined;
const fromRoman = ({ r }: Values): unknown => ({ type: 'unroman', value: r });
const addRomanFirst = (grammar: Grammar): void => {
  const { rule } = grammar;
  grammar.terminal('ROMAN', ({ tokens }, at) => {
    const token = tokens[at];
    if (token?.kind !== 'word' && token?.kind !== 'quote') return [];
    // "A cup in ml": a unit that is asked for.
    if (/^(?:[cdm]l|[cdm]?m)$/.test(token.raw) && /^(?:in|to|into|many|as)$/.test(tokens[at - 1]?.text ?? ''))
      return [];
    const isUpper = token.raw === token.raw.toUpperCase();
    return valueOfRoman(token.text) !== undefined && (isUpper || token.text.length > 1)
      ? [{ end: at + 1, value: token.text.toUpperCase() }]
      : [];
  });
  rule(
    'ROMANS',
    [
      '[a|the] [roman|romans] (numerals|numeral|number|numbers|figures|digits|notation|letters)',
      'roman',
      '[the] [old] roman (way|style|system|numeral system|form)',
    ],
    () => true,
  );
  rule(
    'ROMANS2',
    ['[a|the] (roman|romans) [numerals|numeral|number|numbers|figures|digits|notation|letters|form|style]'],
    () => true,
  );
  rule(
    'ORDINARY',
    [
      `(in|to|into|as|with) [a|an|our|the]
        (normal|ordinary|regular|arabic|everyday|usual|modern|plain|decimal)
        [number|numbers|numerals|numeral|digits|figures|notation|form|number system]`,
      '(in|to|as|into) (digits|figures|numbers|a number|decimal|arabic)',
    ],
    () => true,
  );
  rule(
    'QUESTION',
    [
      `[POLITE] (write|convert|change|turn|express|put|give|show|render|say|translate) [me|out|down] [the]
        [number|year|year of] UNUM:n [(in|as|to|into|with|using)] ROMANS2`,
      '[ASK] [what is] [the] [number|year] UNUM:n (in|as|to|into|with|written in|using) ROMANS2',
      '[ASK] [the] ROMANS2 [for|of|:|equivalent of] [the] [number|year] UNUM:n',
      'UNUM:n (roman|in roman|to roman|as roman|in latin numerals)',
      `how (do|would|did|to|is|should|can) (i|you|we|one|the romans|romans|a roman) [have]
        (write|express|say|put|written) [the] [number|year] UNUM:n [in ROMANS2]`,
      'how is UNUM:n written (in|as|with) ROMANS2',
      'UNUM:n ~ (in|as) ROMANS2 [please|is what]',
      'FILL [and] (want|need) [the] [number] UNUM:n (in|as) ROMANS2',
      '(i need|need|could i have|can i have|may i have|can i get) [the] [number|year] UNUM:n (in|as) ROMANS2',
      '[FILL] [for] [chapter] UNUM:n ~ [ASK] [the] [roman] (numeral|roman numeral|roman numerals)',
    ],
    toRoman,
  );
  rule(
    'WHATNUM',
    [
      `(what|which) (number|year|value|figure|numeral|numbers) (is|does|are|was|would) (that|this|it|these)
        [be|mean|stand for|represent] [ORDINARY]`,
      `(what|whats|what is|how much) (is|does) (that|this|it) [mean|stand for|in numbers|represent|as a
        number|be] [ORDINARY]`,
      '(what|which) (number|year)',
      '(what|which) is (that|this|it) [ORDINARY]',
      'what number',
      'what year is (that|it|this)',
      'is what [number|year] [ORDINARY]',
      'is (number|which number|which year) what',
    ],
    () => true,
  );
};

const addRomanSecond = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule(
    'QUESTION',
    [
      `[POLITE] (write|convert|change|turn|express|put|give|show|render|translate|read) [me] [the] [roman]
        [numeral|number|year] ROMAN:r [ORDINARY]`,
      `[ASK] [the] [roman] [numeral|number|value of|value of the numeral] ROMAN:r [ORDINARY|from roman|in
        roman numerals]`,
      '(what|which) (number|year|value) (is|does) [the] [roman] [numeral] ROMAN:r [stand for|mean|represent|ORDINARY]',
      'what does [the] [roman] [numeral] ROMAN:r (mean|stand for|equal|represent|come to) [ORDINARY]',
      '[roman] [numeral] ROMAN:r ~ WHATNUM',
      'ROMAN:r (is|=|equals|means) [what|which|what number|which number] [number]',
      'ROMAN:r ORDINARY',
      `[the] FILL (says|reads|said|shows|has|ends with|ended with|end with|with|is
        marked|marked|bears|finishes with) ROMAN:r [carved|on it|carved on it|written on it] ~ WHATNUM`,
      `[there is|theres] FILL (with|that says|saying|reading|marked) ROMAN:r [carved|on it|carved on
        it|written on it] ~ WHATNUM`,
      'FILL ROMAN:r [is] [number|which number|what number|which|~ WHATNUM] [what]',
      'ROMAN:r',
    ],
    fromRoman,
  );
};

const addRoman = (grammar: Grammar): void => {
  addRomanFirst(grammar);
  addRomanSecond(grammar);
};

export const addNumberKinds = (grammar: Grammar): void => {
  addSequences(grammar);
  addDivisors(grammar);
  addBases(grammar);
  addRoman(grammar);
};

/** Sequences whose rule is told, primes and factors, sums of Roman numerals, for the reading by explanation. */
import type { Grammar, Values } from '../grammar/grammar.ts';

type Step = { rule: string };

const plain = (value: unknown): boolean => /^\d+$/.test(String(value));

const addSteps = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule(
    'TOLDSTART',
    [
      `[the|a|my|this|our] [number] (sequence|series|pattern|list|row|progression) (starts|begins|start|begin)
        (at|with|from|on) [the number] NUM:a`,
      `[the|its] first (term|number) [of (a|an|the) [arithmetic|geometric] (sequence|series|progression)]
        (is|=|was) NUM:a`,
      '(start|starting|begin|starts|begins|i start|we start|you start) (at|with|from|on) [the number] NUM:a',
      'an (arithmetic|number) (sequence|series|progression) (starts|begins) (at|with) NUM:a',
    ],
    ({ a }) => a,
  );
  rule('EACHTIME', ['(each|every) (time|step)', 'over and over', 'again and again']);
  rule('ONEBEFORE', [
    'than the (one|number|term) before [it]',
    'than the (previous|last|preceding) [one|number|term]',
    'than the one in front',
  ]);
  rule('EACHONE', ['(each|every) [next|following|further|new|later] (one|term|number)', 'the next one [always]']);
  rule(
    'TOLDSTEP',
    [
      `(adds|add|adding|goes up by|go up by|going up by|going up in|goes up in|increases by|rises by|rising by|
        increase by|grows by|climbs by) UNUM:s EACHTIME`,
      'EACHONE is UNUM:s (more|bigger|greater|larger|higher) [ONEBEFORE]',
      'EACHTIME (add|you add|i add|we add) UNUM:s',
      'the common difference (is|=) UNUM:s',
      '(rises|increases|goes up) by UNUM:s at each step',
    ],
    ({ s }) => (plain(s) ? { rule: `x+${String(s)}` } : undefined),
  );
  rule(
    'TOLDSTEP',
    [
      `(subtracts|subtract|subtracting|goes down by|go down by|going down by|falls by|drops by|decreases by)
        UNUM:s EACHTIME`,
      'EACHONE is UNUM:s (less|fewer|smaller|lower) [ONEBEFORE]',
    ],
    ({ s }) => (plain(s) ? { rule: `x-${String(s)}` } : undefined),
  );
  rule(
    'TOLDSTEP',
    [
      '(doubles|double|doubling) [it] EACHTIME',
      'EACHONE is (double|twice) the (one|number|term) before [it]',
      'EACHONE is (double|twice) the (previous|last|preceding) [one|number|term]',
      'keep doubling',
    ],
    () => ({ rule: 'x*2' }),
  );
  rule('TOLDSTEP', ['(triples|triple|tripling) [it] EACHTIME'], () => ({ rule: 'x*3' }));
  rule(
    'TOLDSTEP',
    [
      '(multiplies|multiply|multiplying) by UNUM:s EACHTIME',
      'the common ratio (is|=) UNUM:s',
      'EACHONE is UNUM:s times the (one|number|term) before [it]',
    ],
    ({ s }) => (plain(s) ? { rule: `x*${String(s)}` } : undefined),
  );
  rule(
    'ASKNTH',
    [
      `[ASK|what is|which is|give|find|state] [the|its] NTH:n [of [the|this]
        (sequence|series|list|pattern|row|it)|in the (sequence|list|row|pattern)]`,
      '(which|what) number is [the] NTH:n',
    ],
    ({ n }) => n,
  );
  rule(
    'QUESTION',
    ['TOLDSTART:a ~ [and|then] [it] TOLDSTEP:s ~ ASKNTH:n', 'ASKNTH:n ~ [if] TOLDSTART:a ~ [and] TOLDSTEP:s'],
    ({ a, s, n }) =>
      Number(n) > 0 ? { type: 'term', rule: (s as Step).rule, first: [a], ask: 'term', at: Number(n) } : undefined,
  );
};

const addNamed = (grammar: Grammar): void => {
  const { rule } = grammar;
  const named: readonly (readonly [string, string, readonly string[]])[] = [
    ['even', 'x+2', ['2']],
    ['odd', 'x+2', ['1']],
    ['prime', 'primes', []],
    ['square', 'squares', []],
    ['cube', 'cubes', []],
    ['triangular', 'triangular', []],
  ];
  for (const [word, told, first] of named) {
    rule('QUESTION', [`[ASK|what is|whats] [the] ORD:n ${word} number`], ({ n }) => ({
      type: 'term',
      rule: told,
      first,
      ask: 'term',
      at: n,
    }));
    rule('QUESTION', [`[ASK|what is|whats] [the] sum of [the] first UNUM:n ${word} numbers`], ({ n }) =>
      plain(n) ? { type: 'term', rule: told, first, ask: 'sum', at: Number(n) } : undefined,
    );
  }
  rule('QUESTION', ['[ASK|what is|whats] [the] ORD:n multiple of UNUM:m'], ({ n, m }) =>
    plain(m) ? { type: 'term', rule: `x+${String(m)}`, first: [m], ask: 'term', at: n } : undefined,
  );
};

const one =
  (ask: string) =>
  ({ n }: Values): unknown =>
    plain(n) ? { type: 'divisors', ask, numbers: [n] } : undefined;

const addFactors = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('YESNO', ['or not', 'yes or no', '~ yes or no', 'or isnt it', 'or is it not', '~ just yes or no']);
  rule('PRIMENO', ['[a] prime', 'a prime number', '[a] prime number']);
  rule('WHETHER', ['(check|decide|say|tell me|know|determine) (whether|if)', 'i (want|need) to know (whether|if)']);
  rule(
    'QUESTION',
    ['is [the number] UNUM:n PRIMENO [YESNO]', '[POLITE] WHETHER [the number] UNUM:n is PRIMENO'],
    one('prime'),
  );
  rule('QUESTION', ['is [the number] UNUM:n even [YESNO]'], one('even'));
  rule('QUESTION', ['is [the number] UNUM:n odd [YESNO]'], one('odd'));
  rule('QUESTION', ['is [the number] UNUM:n (even or odd|odd or even|an even or an odd number)'], one('parity'));
  rule('EXACTLY', [
    '(evenly|exactly)',
    '(without|with no) [a|any] remainder',
    'with nothing left over',
    'without rest',
  ]);
  rule(
    'QUESTION',
    [
      'is UNUM:a [EXACTLY] (divisible by|a multiple of) UNUM:b [EXACTLY] [YESNO]',
      'is UNUM:b a (factor|divisor) of UNUM:a [YESNO]',
      `does UNUM:b (divide|go into|go evenly into|divide evenly into|fit into|go exactly into) UNUM:a [EXACTLY]
        [YESNO]`,
      '(can|could) UNUM:a be [EXACTLY] divided [EXACTLY] by UNUM:b [EXACTLY] [YESNO]',
      '(can|could) (i|you|we|one) divide UNUM:a by UNUM:b [EXACTLY] [YESNO]',
    ],
    ({ a, b }) => (plain(a) && plain(b) ? { type: 'divisors', ask: 'divisible', numbers: [a, b] } : undefined),
  );
  rule('FACTORS', '(factors|divisors)');
  rule(
    'QUESTION',
    ['how many FACTORS (does|has) [the number] UNUM:n [have|got]', '[ASK|what is] [the] number of FACTORS of UNUM:n'],
    one('divisors'),
  );
  rule(
    'QUESTION',
    [
      '(list|name|give|find|write|what are|give me|tell me) [down|out] [all] [of] [the] FACTORS of UNUM:n',
      '(which|what) numbers divide UNUM:n [EXACTLY]',
    ],
    one('all-divisors'),
  );
  rule(
    'QUESTION',
    [
      '[ASK|what is|what are] [the] prime (factorisation|factorization|factors|decomposition) of UNUM:n',
      '(factorise|factorize) UNUM:n into (primes|prime factors)',
      '(write|express) UNUM:n as a product of (primes|prime factors|prime numbers)',
    ],
    one('factors'),
  );
};

const addPrimes = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule(
    'QUESTION',
    [
      `[ASK|what is|which is|whats] [the] (first|next|smallest) prime [number] (after|above|greater than|larger
        than|bigger than|that is bigger than|that is greater than|following) UNUM:n`,
      'what [is the] prime [number] (comes|comes next|is next) after UNUM:n',
      '[ASK|what is|which is] [the] first number after UNUM:n that is [a] prime',
    ],
    one('next-prime'),
  );
  rule(
    'QUESTION',
    [
      `[ASK|what is|which is|whats] [the] (largest|biggest|greatest|last|highest) prime [number] (below|under|less
        than|smaller than|before) UNUM:n`,
    ],
    one('previous-prime'),
  );
  rule(
    'QUESTION',
    ['[ASK|what is|whats] [the] (largest|biggest|greatest|highest) prime (factor|divisor) of UNUM:n'],
    one('largest-prime'),
  );
  rule(
    'QUESTION',
    ['[ASK|what is|whats] [the] (smallest|lowest|least) prime (factor|divisor) of UNUM:n'],
    one('smallest-prime'),
  );
};

const addRomanSums = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('ROMANSIGN', ['(plus|+|added to)'], () => '+');
  rule('ROMANSIGN', ['(minus|-|take away|less)'], () => '-');
  rule('ROMANSIGN', ['(times|multiplied by)'], () => '*');
  rule('ROMANSUM', 'ROMAN:a ROMANSIGN:s ROMAN:b', ({ a, s, b }) => `${String(a)}${String(s)}${String(b)}`);
  rule('ROMANSUM', '(add|sum of) ROMAN:a (and|to) ROMAN:b', ({ a, b }) => `${String(a)}+${String(b)}`);
  rule('ROMANSUM', '(subtract|take) ROMAN:a [away] from ROMAN:b', ({ a, b }) => `${String(b)}-${String(a)}`);
  rule('INROMAN', [
    '~ [give|write|answer] [the answer|it] (in|as) [a] roman [numerals|numeral]',
    '(in|as) [a] roman [numerals|numeral]',
  ]);
  const coded =
    (to: string) =>
    ({ e }: Values): unknown => ({ type: 'coded', from: 'roman', to, expression: e });
  rule('QUESTION', ['[ASK|what is|whats] ROMANSUM:e [=|is|equals] [INROMAN]'], coded('roman'));
  rule('QUESTION', ['[ASK|what is|whats] ROMANSUM:e [~] ORDINARY'], coded('10'));
};

export const addNumberFacts = (grammar: Grammar): void => {
  addSteps(grammar);
  addNamed(grammar);
  addFactors(grammar);
  addPrimes(grammar);
  addRomanSums(grammar);
};

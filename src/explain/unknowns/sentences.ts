/** Equations in signs, numbers that somebody thinks of, and the numbers game, for the reading by explanation. */
import type { Grammar, Values } from '../grammar/grammar.ts';

type Equation = { text: string; letters: string[] };

const addEquations = (grammar: Grammar): void => {
  const { rule } = grammar;
  const solved =
    (whole = false) =>
    ({ e, v }: Values): unknown => {
      const { text, letters } = e as Equation;
      if (letters.length !== 1 || (v !== undefined && v !== letters[0])) return undefined;
      return { type: 'solve', unknowns: letters, equations: [text], ...(whole && { whole }) };
    };
  rule(
    'EQUATION',
    ['[the] [following] [linear] equation [:]', 'this [equation|one] [:]', 'the following [:]'],
    () => true,
  );
  rule(
    'VALUEOF',
    [
      'the (number|letter|variable|unknown|value) [for]',
      'the value (of|for) [the] [(variable|unknown|letter)]',
      '[the] value of',
      '[the] [missing] number',
      '[the] unknown',
      'the solution for',
      'x',
    ],
    () => true,
  );
  rule(
    'QUESTION',
    [
      `[ASK] [solve] [EQUATION] [~] EQ:e [~] [(then|so|what is|find|solve for|and|now|,|for)] [LETTER:v
        (=|is|equals)] [what|?|_]`,
      '[POLITE] solve [for LETTER:v] [in|:|if|when|,] [EQUATION] [~] EQ:e [for LETTER:v] [~]',
      `[ASK] [VALUEOF] LETTER:v ~ [is it] (if|when|given|given that|in|from|such that|for which|so
        that|where|that makes|that solves|for|so) [EQUATION] [we have] EQ:e`,
      '[ASK] [VALUEOF] LETTER:v [:] EQ:e',
      `[if|when|given|given that|suppose|solve|for] [EQUATION] EQ:e ~ [then] [and] (ASK|what is|what
        does|solve for|find|so|then what is|how much is) [VALUEOF] LETTER:v [equal|be|then]`,
      `(what|which) (number|value) (is|does|of) LETTER:v [have|is|satisfies|solves|fits|makes] [~]
        (if|when|given that|in|,|) EQ:e`,
      'EQ:e ~ (what|how much|which number|whats) [is] [the value of] LETTER:v [then|even|equal to]',
      'EQ:e ~ (find|get|need|i need|calculate|determine|compute|work out) [the value of] LETTER:v',
      'let EQ:e ~ (find|what is|determine|compute|calculate|then) [the value of] LETTER:v',
      '(for|at|with) (what|which) [value of] LETTER:v (is|does|do we have|holds) EQ:e [true|hold]',
      `[ASK] [the] (number|value) LETTER:v (for which|such that|so that|that makes|with|where|if|when) [it
        holds that] EQ:e [true|hold|holds]`,
      '[ASK] [the] value of LETTER:v that makes EQ:e true',
      'how (big|large|much) is LETTER:v (when|if) EQ:e',
      'EQ:e ~ LETTER:v (equals|=|is) (what|how much) [?]',
      'given EQ:e ~ LETTER:v [equals what|is what]',
      'EQ:e ~ LETTER:v (is|=|equals|equal) [what]',
      'EQ:e ~ (solve|solve it|solve this|find LETTER:v|solve for LETTER:v|LETTER:v) [~ what is it]',
      '[what|which] [value of] LETTER:v (makes|satisfies|solves|fits) [EQUATION] EQ:e [true]',
      'if EQ:e ~ LETTER:v (is|=|equals) [what]',
    ],
    solved(),
  );
};

/** A riddle of one number: what is done to it, in turn, and what comes of it. */
const acts = (so: string, act2: unknown): string => String(act2).replace('#', so);
const riddle = ({ s, r }: Values): unknown => ({
  type: 'solve',
  unknowns: ['x'],
  equations: [`${String(s)}=${String(r)}`],
});
const addRiddlesFirst = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('SOMEONE', [
    'i',
    'you',
    'someone',
    'somebody',
    'he',
    'she',
    'we',
    'my (friend|brother|sister|son|daughter|mum|dad|teacher|lad|kid)',
  ]);
  rule('THINKS', [
    `SOMEONE (think|thinks|thought|am thinking|is
      thinking|pick|picked|picks|choose|chose|chooses|took|take|takes|have|has) [of|up] (a|one|some)
      [secret|certain|whole] number`,
    '(thinking|think) of (a|one) number',
    '(take|pick|choose) a number',
    'a [certain|secret|mystery] number',
    'there is a [certain|secret|mystery] number',
  ]);
  rule('AGAIN', ['~ [and|then|and then|when|if|after that|next] [i|he|she|you|we] [then|and]']);
  const act = (words: string, build: (n: string) => (x: string) => string): void => {
    rule('ACT', words, ({ n }) => build(String(n))('#'));
  };
  rule('IT', [
    'it',
    'this',
    'that',
    'this number',
    'the number',
    'the result',
    'the answer',
    'that number',
    'what i get',
  ]);
  act('(double|doubled|doubles|doubling) [IT]', () => (x) => `(2*${x})`);
  act('(triple|tripled|triples|tripling) [IT]', () => (x) => `(3*${x})`);
  act('(halve|halved|halves|half|halving) [IT]', () => (x) => `(${x}/2)`);
  act('(multiply|multiplied|multiplies|times|timesed|multiplying) [IT] [by|with] UNUM:n', (n) => (x) => `(${x}*${n})`);
  act('(is|gets|was) (multiplied|timesed) by UNUM:n', (n) => (x) => `(${x}*${n})`);
  act('(divide|divided|divides|dividing) [IT] by UNUM:n', (n) => (x) => `(${x}/${n})`);
  act('(add|added|adds|adding|plus|put on|put) [on] UNUM:n [to IT|more|on|on top]', (n) => (x) => `(${x}+${n})`);
  act(
    `(subtract|subtracted|subtracts|take|took|takes|minus|subtracting|take off|took off|takes off|take
      away|took away|takes away|lose) [away|off] UNUM:n [from IT|off|away|off it]`,
    (n) => (x) => `(${x}-${n})`,
  );
  act('(treble|trebled|trebles) [IT]', () => (x) => `(3*${x})`);
  act('(multiply|multiplied|times|timesed) [IT] (by|with|for) UNUM:n', (n) => (x) => `(${x}*${n})`);
  act('(remove|removed|knock off|knocked off|deduct) UNUM:n [from IT]', (n) => (x) => `(${x}-${n})`);
  act('increased by UNUM:n', (n) => (x) => `(${x}+${n})`);
  act('(decreased|reduced|diminished) by UNUM:n', (n) => (x) => `(${x}-${n})`);
  rule('ACTS', 'AGAIN ACT:a', ({ a }) => acts('x', a));
  rule('ACTS2', ['AGAIN ACT:a AGAIN ACT:b'], ({ a, b }) => acts(acts('x', a), b));
  rule('ACTS3', ['AGAIN ACT:a AGAIN ACT:b AGAIN ACT:c'], ({ a, b, c }) => acts(acts(acts('x', a), b), c));
  rule('DONE', ['ACTS:s', 'ACTS2:s', 'ACTS3:s'], ({ s }) => s);
  rule(
    'COMES',
    [
      `~ [and|to] [i|you|he|she|we] [now|then|end up with|finally] (get|got|gets|have|has|is|end up with|ends
        up with|ended up with|end at|reach|=|equals|make|makes|made|is left with|the result is|the answer
        is|it is|it makes|it gives|gives|result is|you get|i get|that gives|that makes|giving) [back|up with]
        NUM:r`,
      '~ (the result|the answer|the outcome|this|it) (is|was|comes to|equals|gives|makes) NUM:r',
    ],
    ({ r }) => r,
  );
};

const addRiddlesSecond = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('WHICH', [
    `~ (what|which|so what|and what|whats) (is|was|number|number is|did|am) [it|my number|the number|his
      number|her number|that number|this number|number|i think of|did i think of|i start with|did i start
      with|was it|is it|is that|am i thinking of|was the number|the original number|my starting number|the
      secret number]`,
    '~ (find|work out|tell me|determine|guess) (it|the number|my number|his number|her number|that number|this number)',
    '~ (what|which) number (is|was) (it|that|this)',
  ]);
  rule(
    'BARE',
    [
      '[a] [certain|some|unknown] number',
      'my number',
      'a number',
      'some number',
      'something',
      'what',
      'which number',
      'what number',
      'x',
    ],
    () => true,
  );
  rule('RELATED', ['BARE (plus|increased by|added to|and|+) UNUM:n'], ({ n }) => `(x+${String(n)})`);
  rule(
    'RELATED',
    ['BARE (minus|decreased by|reduced by|less|take away|-) UNUM:n', 'UNUM:n less than BARE'],
    ({ n }) => `(x-${String(n)})`,
  );
  rule('RELATED', ['BARE (times|multiplied by) UNUM:n', 'UNUM:n times BARE'], ({ n }) => `(x*${String(n)})`);
  rule('RELATED', ['BARE divided by UNUM:n'], ({ n }) => `(x/${String(n)})`);
  rule(
    'RELATED',
    ['UNUM:n (plus|+) BARE', 'the sum of BARE and UNUM:n', 'UNUM:n more than BARE'],
    ({ n }) => `(x+${String(n)})`,
  );
  rule('RELATED', ['(twice|double) BARE', '(2|two) times BARE'], () => '(2*x)');
  rule('RELATED', ['(half|half of) BARE'], () => '(x/2)');
  rule('RELATED', ['(triple) BARE'], () => '(3*x)');
  rule(
    'RELATED2',
    ['RELATED:s (plus|increased by) UNUM:n', 'RELATED:s , increased by UNUM:n'],
    ({ s, n }) => `(${String(s)}+${String(n)})`,
  );
  rule(
    'RELATED2',
    ['RELATED:s (minus|decreased by|less|reduced by) UNUM:n', 'RELATED:s , less UNUM:n ,'],
    ({ s, n }) => `(${String(s)}-${String(n)})`,
  );
  rule('RELATED2', ['RELATED:s'], ({ s }) => s);
  rule('EQUALS', ['(is|equals|makes|gives|=|comes to|is equal to|makes together|amounts to|make)'], () => true);
  rule(
    'QUESTION',
    [
      '[if] RELATED2:s EQUALS NUM:r WHICH',
      '[if] RELATED2:s EQUALS NUM:r ~ [number]',
      'RELATED2:s EQUALS NUM:r ~ (kindly name|name|state|find|guess) (the number|my number|it)',
    ],
    ({ s, r }) => ({
      type: 'solve',
      unknowns: ['x'],
      equations: [`${String(s)}=${String(r)}`],
    }),
  );
  rule('QUESTION', ['THINKS DONE:s COMES:r WHICH', '(if|when) (i|you) DONE:s COMES:r WHICH'], riddle);
};

const addRiddlesThird = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule(
    'QUESTION',
    ['(what|which) [number] (plus|add) UNUM:n (makes|is|gives|equals|make|=|comes to) NUM:r'],
    ({ n, r }) => ({ type: 'solve', unknowns: ['x'], equations: [`x+${String(n)}=${String(r)}`] }),
  );
  rule(
    'QUESTION',
    ['(what|which) [number] (minus|take away|less) UNUM:n (makes|is|gives|equals|leaves|=) NUM:r'],
    ({ n, r }) => ({ type: 'solve', unknowns: ['x'], equations: [`x-${String(n)}=${String(r)}`] }),
  );
  rule(
    'QUESTION',
    ['(what|which) [number] (times|multiplied by) UNUM:n (makes|is|gives|equals|=) NUM:r'],
    ({ n, r }) => ({ type: 'solve', unknowns: ['x'], equations: [`x*${String(n)}=${String(r)}`] }),
  );
};

const addRiddles = (grammar: Grammar): void => {
  addRiddlesFirst(grammar);
  addRiddlesSecond(grammar);
  addRiddlesThird(grammar);
};

/** The numbers game: a target, numbers, and whether all of them must be used. */
const made = ({ t, l, c, d, every }: Values): unknown => ({
  type: 'make',
  target: t,
  numbers: l,
  all: c === true || d === true || every === true,
});
const addGameFirst = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule(
    'CARDS',
    [
      `[(all|each) of] [the|these|those|only|my|just] [(numbers|cards|tiles|digits|number|values|figures)]
        [are|:|were] LIST:l`,
    ],
    ({ l }) => l,
  );
  rule('OPERATION', [
    '+',
    '-',
    '*',
    '/',
    'x',
    'plus',
    'minus',
    'times',
    'divide',
    'divided',
    'divided by',
    'add',
    'take away',
    'subtract',
    'multiply',
    'addition',
    'subtraction',
    'multiplication',
    'division',
    'adding',
    'subtracting',
    'multiplying',
    'dividing',
  ]);
  rule('OPERATIONS', [
    `[only|just|with|using|use|i can|you can|you may|you may use|can use|together with|and|the] [the]
      [4|four] [basic|usual|normal|arithmetic|standard|simple] (operations|maths|operators|signs|arithmetic)
      [only|allowed|are allowed]`,
    `[only|just|with|using|use|i can|you can|you may|you may use|i can use|can use|operations|only use|by]
      [:] \\( OPERATION [,|and|or|/] OPERATION [,|and|or|/] [OPERATION] [,|and|or|, and|, or|/] [OPERATION]
      \\) [only|allowed|are allowed|are all allowed|is fine|is ok]`,
    `[only|just|with|using|use|i can|you can|you may|you may use|i can use|can use|operations|only use|by]
      [:] OPERATION [,|and|or|/] OPERATION [,|and|or|/] [OPERATION] [,|and|or|, and|, or|/] [OPERATION]
      [only|allowed|are allowed|are all allowed|is fine|is ok]`,
    'any (operations|operation|signs)',
    'brackets [are] (allowed|ok|fine)',
  ]);
  rule('EACH', [
    `(use|using|with) (each|every) [one|number|card|tile|of them|of these] [may|can|must|only|no more than|at
      most|just|to] [be] [used] [only|at most|no more than|just|exactly] (once|one time) [at
      most|each|only|max|at maximum]`,
    `(each|every) [one|number|card|tile|of them|of these|of which] [may|can|must|only|no more than|at
      most|just|to] [be] [used] [only|at most|no more than|just] (once|one time) [at most|each|only|max|at
      maximum]`,
    'no (number|card|tile) (twice|more than once|is used twice|can be used twice|may be used twice|reused|used twice)',
    '(no repeats|no repetition|no reuse|without repeats|without repeating|no repeating|no doubles|no number repeated)',
    '[but] [i|you] (can not|must not|may not) use (a|any|one|the same) (number|card|one) (twice|more than once)',
    '(no more than|at most|only|max) once [each]',
    'once each [at most|max]',
  ]);
};

const addGameSecond = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('SOME', [
    `[but|and] [i|you|we|one] (do not|need not|does not) [have|need] [to] [use] (them all|all of them|all
      numbers|every number|all the numbers|all|every one|every card|them all)`,
    `(not (every|all)) [of] [the|them] [numbers|number|card|cards] (need|needs|need to|has to|have to|must)
      [appear|be used|to appear|to be used]`,
    '[not all [of them] (must|need|have to) be used]',
    '[but] [you|i] (can|may) leave [some|numbers|some numbers|any|some of them] out',
    '[and] [you|i] (can|may) leave out [some|any|numbers|some numbers]',
    'use (what|whatever|which|any|as many as|some|those) [ones|of them] [you|i] (need|like|want)',
  ]);
  rule('ALLUSED', [
    `[but|and] [i|you|we|she|he] [must|have to|has to|need to|should] (use|using|used) (all|each|every
      one|every) [4|four|3|three|5|five|6|six] [of] [them|the numbers|these|number|numbers|those|it]
      [exactly|just] [once|one time]`,
    `[all|every|each] [of] [them|number|one|the numbers|numbers|these] (must|have to|has to|need to|should)
      be used [exactly] [once|one time]`,
    '(using|with|use) (every one of them|all of them|them all|every number) [used] [exactly|just] [once|one time]',
    '(all|every number) [of them] used [exactly] [once|one time]',
    '(each|every number|each number|each one|all) exactly once',
    '(use|using) [all of] (them|the numbers) all [once]',
  ]);
  rule(
    'TERMS2',
    [
      '~ EACH',
      '~ OPERATIONS',
      '~ SOME',
      '~ [and] EACH',
      `~ (show me how|show me it|show me|show it|write the sum|write it down|write the expression|any way
        that works|any way|any solution|any answer|is it possible|can you|how|how do you do it|what is the
        sum)`,
    ],
    () => false,
  );
  rule('TERMS2', ['~ ALLUSED'], () => true);
  rule('CONDITIONS', '', () => false);
  rule('CONDITIONS', 'TERMS2:a', ({ a }) => a);
  rule('CONDITIONS', 'TERMS2:a TERMS2:b', ({ a, b }) => Boolean(a) || Boolean(b));
  rule('CONDITIONS', 'TERMS2:a TERMS2:b TERMS2:c', ({ a, b, c }) => Boolean(a) || Boolean(b) || Boolean(c));
  rule('MAKE', [
    `[POLITE] (make|get|reach|build|form|obtain|hit|produce|create|get to|make up) [me] [to] [the]
      [number|target|value|exactly|total|up to]`,
    `[ASK] [an|the|a|one] (expression|sum|calculation|formula|way|ways|combination|equation) [equal to|that
      equals|equals|that makes|that gives|to make|to get|for|to reach|which makes|making|whose value is|with
      value|with the value|of value]`,
    '(can|could|do) (you|i) (make|get|reach|build|hit|have) [to] [the number]',
    'i want [to make|to get] [the number]',
    '(how|is it possible|is there a way) to (make|get|reach|hit|build) [the] [number]',
    'is there (a|any) way to (make|get|reach|hit|build)',
    'target [number] [is|:|=]',
    '[the] (target|number|goal) (is|:)',
    '[i|you|we] (got|have|need|want|must|should) [to] (hit|make|get|reach|arrive at|obtain) [exactly]',
    '(i|you|we) (need|want) [the] [number]',
    '(i|you|we) (must|should) (reach|make|get|hit|arrive at)',
    '(is there a way of|find a way of|a way of) (making|reaching|getting|arriving at)',
    `(combine|put) (them|these) [together] (so it|so that it|to|so they) (comes
      to|gives|make|makes|get|reach|equal|equals)`,
    'combine them to (make|get|reach|obtain|give)',
    '[the] (target|goal) [number] (is|=|:) [to make]',
    '(output|result|answer) [:|=|should be]',
    '(you|i) (can|could|may) (make|get|reach|hit)',
    'how (do|can|could) (i|you|we) (arrive at|obtain|form|build|hit)',
    '(can|could) (they|these|you|i|we) (make|give|get|hit|reach)',
    '(to|and) (make|get|reach|hit|obtain|build|give|form) [the] [number]',
    '[and] [i|we|you] need',
  ]);
};

const addGameThird = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule(
    'USING',
    [
      `(by means of|by using|using only|using just|with only|combining|made of|made from|with the help
        of|from|with|using|out of|use|by using|of|given|only with|just with|only from|having)`,
    ],
    () => true,
  );
  rule(
    'QUESTION',
    [
      'MAKE UNUM:t [~] (USING [~] CARDS:l) CONDITIONS:c',
      'MAKE UNUM:t ~ [my|the] (numbers|cards|tiles|number) [are|were|is] [:] LIST:l CONDITIONS:c',
      '[so] USING [~] CARDS:l CONDITIONS:d ~ MAKE UNUM:t CONDITIONS:c',
      '[the] [my] (numbers|cards|tiles) [are|were|is] [:] LIST:l CONDITIONS:d ~ MAKE UNUM:t CONDITIONS:c',
      '[i|we|you] have [the] [numbers|cards|tiles] LIST:l CONDITIONS:d ~ MAKE UNUM:t CONDITIONS:c',
      'LIST:l CONDITIONS:d ~ MAKE UNUM:t CONDITIONS:c',
      '[how [do|can] i] (make|get) UNUM:t ~ [numbers] LIST:l CONDITIONS:c',
      'UNUM:t (from|with|using|out of) CARDS:l CONDITIONS:c',
      `(use|combine|take|with|using) CARDS:l CONDITIONS:d [~] [to|and]
        (make|get|reach|obtain|hit|build|give|get to|form|to make|to get) [the number] [exactly] UNUM:t
        CONDITIONS:c`,
      '(can|could) CARDS:l (make|give|get|reach|be combined to make) UNUM:t CONDITIONS:c',
      `[i|we|you] (have|got|am given|was given|have got) [the] [numbers|cards|tiles|number] [:] LIST:l
        CONDITIONS:d ~ [and] MAKE UNUM:t CONDITIONS:c`,
      'FILL [numbers|cards|tiles] [:] LIST:l CONDITIONS:d ~ [and] MAKE UNUM:t CONDITIONS:c',
      `MAKE UNUM:t ~ (you may use|you can use|i have|you have|i am given|given|i got|i have got) [the]
        [numbers|cards|number] [:] LIST:l CONDITIONS:c`,
    ],
    made,
  );
  rule(
    'QUESTION',
    [
      `MAKE UNUM:t [~] (from|with|using|out of|use|by using) (all of|all|every one of|each of) [the]
        [numbers] [~] LIST:l CONDITIONS:c`,
      `(use|using|with) (all of|all|every one of) [the|these] [numbers] [~] LIST:l CONDITIONS:d ~ MAKE UNUM:t
        CONDITIONS:c`,
      '(she|he|i|you|we) (has|have) to use all [of] LIST:l to (get|make|reach) UNUM:t CONDITIONS:c',
    ],
    (values) => made({ ...values, every: true }),
  );
};

const addGame = (grammar: Grammar): void => {
  addGameFirst(grammar);
  addGameSecond(grammar);
  addGameThird(grammar);
};

const addBraces = (grammar: Grammar): void => {
  grammar.rule('CARDS', ['[the] [numbers|cards|inputs] [:] (\\[|{) LIST:l (\\]|})'], ({ l }) => l);
};

export const addUnknowns = (grammar: Grammar): void => {
  addBraces(grammar);
  addEquations(grammar);
  addRiddles(grammar);
  addGame(grammar);
};

/**
 * The verifier for number games: make a target from given numbers, as in the game of 24 and in countdown, in any
 * wording. It reads numbers, target and rules from the question and checks an expression exactly, in rational
 * arithmetic.
 *
 * When the question has a rule that the verifier does not know, it gives no verdict: an answer passes only when every
 * rule was checked. Four numbers with target 24 must all be used once, as the game is played.
 */
import type { Verdict, Verify } from '../types.ts';
import { evaluate, rational, same, show, type Rational } from '../problem/expression.ts';
import { alternatives, anyOf, sequence } from '../regex.ts';

type Sign = '+' | '-' | '*' | '/';

export type NumberGame = {
  numbers: number[];
  target: number;
  /** Every number must be used once; or each at most once; undefined when the question leaves it open. */
  all: boolean | undefined;
  signs: ReadonlySet<Sign>;
};

const LONGEST = 4000;

/** Permissions that don't affect the check. They are removed before the rules are read. */
const HARMLESS = [
  new RegExp(
    sequence(
      /(?:you )?(?:can|may|could|are allowed to|are free to) (?:also |freely )?/,
      /(?:use|add|insert|include) (?:any )?(?:round )?(?:parentheses|brackets)[^.\n]*/,
    ),
    'g',
  ),
  new RegExp(
    sequence(
      /(?:parentheses|brackets)(?: \(\))? (?:are|is|can be|may be) (?:also )?/,
      /(?:allowed|used|permitted|ok|okay|fine)[^.\n]*/,
    ),
    'g',
  ),
  /(?:,|and|with|plus|as well as) ?(?:\(?optional(?:ly)?\)? )?(?:parentheses|brackets)/g,
  /without (?:reusing|repeating|using) (?:a|any|the same)? ?numbers?(?: (?:twice|more than once|again))?/g,
  /(?:no|not|never|cannot|can't|don't|do not|must not|may not)[^.\n]{0,40}(?:more than once|twice|repeated?|reused?)/g,
  /in any order(?: you like)?/g,
];

/** Words of rules that this verifier does not know. */
const UNKNOWN_RULE = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /without|except|avoid|factorials?|square roots?|sqrt|roots?|powers?|exponents?|exponentiation/,
      /concatenat\w*|modulo|remainder|order|twice|thrice|as (?:many|often)|more than once|repeat\w*/,
      /reus\w*|how many|number of ways|smallest|largest|fewest|closest|nearest|parenthes\w*|brackets?/,
      /integers? only|whole numbers?|negative|fractions?|at least|exactly (?:two|three|one|2|3|1)/,
      /cannot|can't|don't|do not|must not|may not|not allowed|never|consecutive|left to right|mean/,
      /average|median|mode|range|sequence|series|pattern|next|missing|unknown|divisible|multiples?/,
      /factors?|primes?|ratio|percent|probability|permutations?|sort|solve for/,
    ),
    /\b/,
  ),
);

const AT_MOST = new RegExp(
  alternatives(
    /at most once|not more than once|no more than once/,
    sequence(
      String.raw`(?:any|some)(?: or all| subset)? of (?:them\b|(?:the |these |those |my )*(?:given |available `,
      String.raw`)?(?:numbers|cards|digits))`,
    ),
    sequence(
      anyOf(
        /need not|needn't|don't need to|do not need to|don't have to|do not have to|not necessary to/,
        /not have to/,
      ),
      / use (?:all|every)/,
    ),
    /not all (?:of )?(?:the )?(?:numbers )?(?:need|have)|up to once/,
  ),
);
const ALL = new RegExp(
  alternatives(
    /exactly once/,
    sequence(
      /(?:each|every)(?: (?:of )?(?:the |these |given )*(?:number|card|digit|one|integer|value)s?)?,? /,
      anyOf(/must be |has to be |should be |is |being |used |only /),
      String.raw`*(?:used )?(?:only |just )?once`,
    ),
    /use (?:each|every|all)\b|using (?:each|every|all)\b/,
    sequence(
      String.raw`all (?:of )?(?:the |these |those |them\b|my )?(?:four|five|six|three|4|5|6|3)? ?(?:given `,
      String.raw`)?(?:numbers|cards|digits|of them)`,
    ),
    /once each|one time each/,
  ),
);
/** "May be used once" permits; it does not require. */
const PERMITTED = /\b(?:may|can|could)(?: only)? (?:use|be used)\b[^.\n]*\bonce\b[^.\n]*/g;
const GAME = /\bgame of 24\b|\b24 (?:game|puzzle|points?)\b|算24|24点/;

const TARGET = [
  new RegExp(
    sequence(
      /\b/,
      anyOf(
        /obtain|make|makes|making|get|gets|getting|reach|reaches|equal(?: to)?|equals|equalling|equaling/,
        /form|forms|produce|produces|create|creates|yield|yields|give|gives|hit|build|total|totals/,
        /totalling|evaluates? to|evaluating to|comes? (?:out )?(?:to|at)/,
        /result(?:s)? (?:in|is|of|to|(?:must|should|has to|shall) be)|the result|adds? up to|arrive at/,
        /is equal to|target(?: number| value)?(?: is| of|:| =)?|value(?: is| of|:)/,
      ),
      String.raw`\s*(?:is |be |a |an |exactly |the )*(?:(?:number|target|value|result|total|answer|sum)(?: of| is)? `,
      String.raw`)?(-?\d{1,6})\b(?!\s*[,;]?\s*(?:and )?\d)`,
    ),
    'g',
  ),
  /\bgame of (\d{1,4})\b/g,
  /\b(\d{1,4})[- ](?:game|puzzle|points?)\b/g,
  /=\s*(\d{1,6})\s*(?:$|[.?!\n])/g,
];

/** Words that distinguish such a puzzle from a question that merely has a list and a total. */
const INTENT = new RegExp(
  alternatives(
    /\b(?:expression|equation|formula|operat(?:ions?|ors?)|arithmetic|countdown|signs)\b/,
    /\btarget(?: number| value)?(?: is| of|:| =)?\s*\d/,
    /[-+*/](?:\s*(?:,|and|or|, and|, or)?\s*[-+*/])+/,
  ),
);
const TAKES = /\b(?:use|using|with|from|out of|combine|combining|given|cards?|the numbers)\b/;
const MAKES =
  /\b(?:obtain|make|get|reach|form|produce|create|hit|build)(?: (?:the|a|to|number|target|value|exactly))* \d/;

const NUMBER_LIST = new RegExp(
  sequence(
    /(?<![\d.\w/*+-])\d{1,5}(?:(?:\s*[,;]\s*(?:and\s+)?|\s+and\s+|[ \t]+|\s+&\s+)\d{1,5}){1,9}/,
    /(?![\d\w]|\.\d|\s*[-+*/=×÷])/,
  ),
  'g',
);

const readList = (text: string): number[] => (text.match(/\d+/g) ?? []).map(Number);

/** The list of numbers to use: the last one after "Input:" (worked examples come before it), else the only one. */
const readNumbers = (text: string): number[] | undefined => {
  const inputs = [...text.matchAll(/^\s*(?:input|numbers|cards)\s*[:=]\s*\[?([\d,; \t]+?)\]?\s*$/gm)].map(
    (found) => found[1]!,
  );
  const last = inputs.at(-1);
  if (last !== undefined) return readList(last);
  const lists = new Set([...text.matchAll(NUMBER_LIST)].map(([list]) => readList(list).join(' ')));
  return lists.size === 1 ? readList([...lists][0]!) : undefined;
};

const readTarget = (text: string): number | undefined => {
  for (const pattern of TARGET) {
    const found = new Set([...text.matchAll(pattern)].map((match) => Number(match[1])));
    if (found.size === 1) return [...found][0];
    if (found.size > 1) return undefined;
  }
  return undefined;
};

const WORDS: readonly (readonly [Sign, RegExp])[] = [
  ['+', /\badd(?:ition|ing)?\b|\bplus\b/],
  ['-', /\bsubtract(?:ion|ing)?\b|\bminus\b/],
  ['*', /\bmultipl(?:y|ication|ying)\b|\btimes\b/],
  ['/', /\bdivi(?:de|sion|ding)\b/],
];

/** The operators that the question allows, named by word or listed as signs; all four when it names none. */
const readSigns = (text: string): Set<Sign> => {
  const rows = [...text.matchAll(/[-+*/](?:\s*(?:,|and|or|, and|, or)?\s*[-+*/])+/g)].map(([row]) => row).join('');
  const named = WORDS.filter(([sign, words]) => rows.includes(sign) || words.test(text)).map(([sign]) => sign);
  const four =
    /\b(?:four|4|basic|standard|elementary|usual|any(?: of the)?(?: four)?) (?:basic |standard )?(?:arithmetic(?:al)? |math(?:ematical)? )?(?:operations?|operators?)\b/;
  return new Set(named.length === 0 || (named.length === 1 && four.test(text)) ? ['+', '-', '*', '/'] : named);
};

/** Removes worked examples (an input line with its steps and answer): their numbers and words are not rules. */
const withoutExamples = (text: string): string => {
  const last = text.lastIndexOf('\ninput:');
  const first = text.indexOf('\ninput:');
  return first < 0 || first === last ? text : text.slice(0, first) + text.slice(last);
};

/** The puzzle that a question poses; undefined when it poses none or has an unknown rule. */
export const readNumberGame = (question: string): NumberGame | undefined => {
  if (question.length > LONGEST) return undefined;
  const plain = question
    .toLowerCase()
    .replace(/[−–—]/g, '-')
    .replace(/[×·∗]|\\times\b|\\cdot\b/g, '*')
    .replace(/[÷]|\\div\b/g, '/')
    .replace(/[’]/g, "'")
    .replace(/[*_`$]{2,}|\$/g, '');
  const text = withoutExamples(`\n${plain}`);
  const rules = HARMLESS.reduce((left, pattern) => left.replace(pattern, ' '), text);
  const atMost = AT_MOST.test(text);
  if (UNKNOWN_RULE.test(atMost ? rules.replace(new RegExp(AT_MOST, 'g'), ' ') : rules)) return undefined;
  if (/\b\d{1,3},\d{3}\b/.test(text)) return undefined; // thousands, or two numbers of a list
  if (!GAME.test(text) && !INTENT.test(text) && !(TAKES.test(text) && MAKES.test(text))) return undefined;
  const numbers = readNumbers(text);
  const target = readTarget(text);
  if (!numbers || target === undefined || numbers.length < 3 || numbers.length > 10) return undefined;
  const game24 = GAME.test(text) || (numbers.length === 4 && target === 24);
  const demands = game24 || ALL.test(text.replace(PERMITTED, ' '));
  return { numbers, target, all: atMost ? false : demands || undefined, signs: readSigns(text) };
};

/** An answer's text as a plain expression: LaTeX and Markdown written out. */
const inPlain = (answer: string): string =>
  answer
    .replace(/\\(?:dfrac|tfrac|frac)\s*\{([^{}]*)\}\s*\{([^{}]*)\}/g, '(($1)/($2))')
    .replace(/\\(?:boxed|text|mathrm)\s*\{([^{}]*)\}/g, '$1')
    .replace(/\\(?:times|cdot|ast)\b|[×·∗]/g, '*')
    .replace(/\\div\b|[÷∕]/g, '/')
    .replace(/\\(?:left|right)\b|\\[()[\],;! ]|\$|`|^\s*(?:final )?(?:answer|expression|solution)\s*[:=]/gi, ' ')
    .replace(/[−–—]/g, '-')
    .replace(/[[{]/g, '(')
    .replace(/[\]}]/g, ')')
    .replace(/(?<=[\d)])\s*x\s*(?=[\d(])/gi, '*')
    .replace(/\s+(?:equals|is equal to|is)\s+/gi, '=')
    .replace(/^[\s*]*\*\*(?!\*)|\*\*[\s*]*$/g, '')
    .replace(/[.\s!]+$/, '')
    .trim();

const NO_SOLUTION = new RegExp(
  alternatives(
    /^(?:none|impossible|n\/a|no)$/,
    /\b(?:no|not any) (?:valid |possible )?(?:solution|answer|expression|way|combination)\b/,
    /\b(?:not possible|impossible|can(?:no|')t be done|unsolvable|cannot)\b/,
  ),
  'i',
);

/** The fault in the numbers that an expression uses, and the numbers left over. */
const misuse = ({ numbers }: NumberGame, used: readonly number[]): { fault?: string; left: number[] } => {
  const free = [...numbers];
  for (const number of used) {
    const at = free.indexOf(number);
    if (at < 0)
      return { fault: numbers.includes(number) ? `${number} is used too often` : `${number} is not given`, left: free };
    free.splice(at, 1);
  }
  return { left: free };
};

/**
 * Whether any expression reaches the target, by exhaustive search; undefined for more than five numbers or an open
 * rule.
 */
export const solvable = ({ numbers, target, all, signs }: NumberGame): boolean | undefined => {
  if (numbers.length > 5 || all === undefined) return undefined;
  const goal = rational(target);
  const seen = new Set<string>();
  const reach = (values: readonly Rational[]): boolean => {
    const key = values.map(show).sort().join(' ');
    if (seen.has(key)) return false;
    seen.add(key);
    if (all ? values.length === 1 && same(values[0]!, goal) : values.some((value) => same(value, goal))) return true;
    for (const [i, a] of values.entries()) {
      for (const [j, b] of values.entries()) {
        if (i === j) continue;
        const rest = values.filter((_, k) => k !== i && k !== j);
        for (const sign of signs) {
          if (sign === '/' && b.n === 0n) continue;
          if ((sign === '+' || sign === '*') && i > j) continue;
          if (reach([...rest, apply(sign, a, b)])) return true;
        }
      }
    }
    return false;
  };
  return reach(numbers.map((number) => rational(number)));
};

const apply = (sign: Sign, a: Rational, b: Rational): Rational => {
  switch (sign) {
    case '+':
      return rational(a.n * b.d + b.n * a.d, a.d * b.d);
    case '-':
      return rational(a.n * b.d - b.n * a.d, a.d * b.d);
    case '*':
      return rational(a.n * b.n, a.d * b.d);
    default:
      return rational(a.n * b.d, a.d * b.n);
  }
};

/** The verdict on one answer to a puzzle; undefined when the answer can't be read. */
export const checkNumberGame = (game: NumberGame, answer: string): Verdict | undefined => {
  const text = inPlain(answer);
  if (NO_SOLUTION.test(text) && !/\d\s*[-+*/]/.test(text)) {
    const can = solvable(game);
    if (can === undefined) return undefined;
    return can
      ? { pass: false, reason: 'there is a solution' }
      : { pass: true, reason: 'all expressions were tried: none gives the target' };
  }
  const sides = text.split('=').map((side) => ({ text: side.trim(), read: evaluate(side) }));
  if (sides.some(({ read }) => read === undefined)) return unreadable(text);
  if (!sides.some(({ read }) => read!.numbers.length > 1))
    return { pass: false, reason: 'a number alone is no expression' };
  const goal = rational(game.target);
  const wrong = sides.find(({ read }) => !same(read!.value, goal));
  if (wrong) return { pass: false, reason: `${wrong.text} is ${show(wrong.read!.value)}` };
  const longest = sides.reduce((best, side) => (side.read!.numbers.length > best.read!.numbers.length ? side : best));
  const { fault = foreignSign(game, longest.text), left } = misuse(game, longest.read!.numbers);
  if (fault !== undefined) return { pass: false, reason: fault };
  if (left.length === 0 || game.all === false) return { pass: true, reason: `${longest.text}=${game.target}` };
  if (game.all === undefined) return undefined; // whether all must be used was not said
  return { pass: false, reason: `${left.join(' and ')} ${left.length > 1 ? 'are' : 'is'} not used` };
};

/**
 * Whether an unreadable answer fails: digits and signs without a value do; words or unbalanced brackets may be misread.
 */
const unreadable = (text: string): Verdict | undefined => {
  if (!/^[\d+\-*/()=\s.]+$/.test(text) || !/\d\s*[-+*/]/.test(text)) return undefined;
  const decimal = /\d*\.\d+/.exec(text)?.[0];
  if (decimal !== undefined) return { pass: false, reason: `${decimal} is not given` };
  const balanced = text.split('(').length === text.split(')').length;
  return balanced ? { pass: false, reason: `${text} has no value` } : undefined;
};

const foreignSign = ({ signs }: NumberGame, expression: string): string | undefined => {
  const used = expression.match(/[-+*/]/g) ?? [];
  const written = /\d\s*\(|\)\s*[\d(]/.test(expression) ? [...used, '*'] : used;
  const foreign = written.find((sign) => !signs.has(sign as Sign));
  return foreign === undefined ? undefined : `${foreign} is not allowed`;
};

/** The verifier. Undefined when the question is not such a puzzle or the answer can't be read. */
export const verifyNumberGame: Verify = (question, answer) => {
  const game = readNumberGame(question);
  return game && checkNumberGame(game, answer);
};

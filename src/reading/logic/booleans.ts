/**
 * Reads boolean expressions word by word: what is given of names ("p is true", "fridge on = true"), one expression, and
 * whether its truth or its falsehood is asked. Every other word must be one that people ask with; where one is left, or
 * where words such as "either" leave two meanings, nothing is read.
 */
import { sequence } from '../../regex.ts';
import { givensOf, type Given } from './boolean-givens.ts';
import { spelledOut } from './boolean-words.ts';
import { parseFormula, namesOf } from '../../problem/solve/logic.ts';
import type { ProblemOf } from '../../problem/formal/problem.ts';
import { reading, type Reader } from '../reading.ts';
import { numbersIn } from '../text/text.ts';

const OPERATORS: Readonly<Record<string, string>> = {
  and: 'and',
  '&': 'and',
  '&&': 'and',
  '∧': 'and',
  or: 'or',
  '|': 'or',
  '||': 'or',
  '∨': 'or',
  xor: 'xor',
  '⊕': 'xor',
  implies: 'implies',
  '->': 'implies',
  '=>': 'implies',
  '⇒': 'implies',
  iff: 'iff',
  '<->': 'iff',
  not: 'not',
  '!': 'not',
  '~': 'not',
  '¬': 'not',
  '(': '(',
  ')': ')',
};
const VALUES: Readonly<Record<string, string>> = { true: 'true', t: 'true', false: 'false', f: 'false' };

/** Words that ask, lead or part, and change nothing. */
const IDLE = new Set(
  (
    'what is are was the value truth of result evaluate evaluates evaluated to calculate compute work out find give gives giving given me tell ' +
    'state determine whether whats does do you i we get come comes as expression statement formula following this that it so then ' +
    'please pls here in python javascript logic boolean code for when if let suppose assume where with and be have has its would will ' +
    'equal equals simplify answer solve output outcome mean hi hello thanks need by say now if ok return returns print prints make makes ' +
    'conjunction disjunction negation sum correct right just only whole also go going be quick hey there hmm lol come expression: am told know assess judge decide check ' +
    'program variable variables flag flags called sign sentence claim conclude still about nah using which given should must appear stands there my our sheet ' +
    'cell output outputs input inputs at becomes become consider material implication clause called decide say can could a an for from put puts out gate ' +
    'mind tables table value values one single two both each them they these those expressions shows show see how logically logically-speaking written'
  ).split(' '),
);

type Token = { text: string; raw: string };
const tokensOf = (text: string): Token[] =>
  (text.match(/<->|<=>|->|=>|<=|>=|!=|==|:=|&&|\|\||[\p{L}][\p{L}\p{N}_]*|\d+(?:\.\d+)?|[^\s]/gu) ?? []).map((raw) => ({
    text: raw.toLowerCase(),
    raw,
  }));

const joined = (text: string, givens: readonly Given[]): string => {
  let plain = text;
  for (const { name } of givens)
    if (name.includes('_')) plain = plain.replace(new RegExp(`\\b${name.replaceAll('_', '\\s+')}\\b`, 'gi'), name);
  return plain;
};

type Run = { start: number; end: number; text: string };

/** The runs of tokens that can be an expression. */
const runsOf = (tokens: readonly Token[], names: ReadonlySet<string>): Run[] => {
  const runs: Run[] = [];
  let start = -1;
  const part = ({ text }: Token): string | undefined => {
    if (names.has(text)) return text;
    if (Object.hasOwn(OPERATORS, text)) return OPERATORS[text];
    if (/^(?:true|false|t|f)$/.test(text)) return VALUES[text];
    return /^(?:\d+(?:\.\d+)?|[<>=+*/^-]|<=|>=|==|!=)$/.test(text) ? text : undefined;
  };
  for (let at = 0; at <= tokens.length; at++) {
    const one = tokens[at] && part(tokens[at]!);
    if (one !== undefined && start < 0) start = at;
    if (one === undefined && start >= 0) {
      runs.push({
        start,
        end: at,
        text: tokens
          .slice(start, at)
          .map(part as (one: Token) => string)
          .join(' '),
      });
      start = -1;
    }
  }
  return runs;
};

/** An expression at the end of a run or at its start, without the words that lead to it. */
const trimmed = (run: Run): Run | undefined => {
  const parts = run.text.split(' ');
  let [from, to] = [0, parts.length];
  while (from < to && /^(?:and|or|xor|implies|iff|=|\)|-)$/.test(parts[from]!)) from++;
  while (to > from && /^(?:and|or|xor|implies|iff|not|=|\(|->|-)$/.test(parts[to - 1]!)) to--;
  const text = parts.slice(from, to).join(' ');
  return text !== '' && parseFormula(text) ? { start: run.start + from, end: run.start + to, text } : undefined;
};

/**
 * "True or false", "is it true that", "state whether … is true or false": the question and no part of the expression.
 */
const ASKED: readonly RegExp[] = [
  new RegExp(
    sequence(
      /\b(?:is|are) (?:it|this|that|the following)(?: (?:statement|expression|conjunction))? /,
      /(?:true|right|correct)(?: or (?:false|not|wrong))?(?: that)?\b ?:?/,
    ),
    'g',
  ),
  // With an operator behind it it is the start of the expression.
  /(?:^|[.?!;:,] ?)(?:true|t) or (?:false|f)(?! ?(?:(?:and|or|xor|implies|iff)\b|[&|∧∨⊕]|=>|->|<->)) ?[:,?-]?(?= |$)/g,
  new RegExp(
    sequence(
      /(?<![(!&|~]|\b(?:and|or|xor|not)),? ?\b/,
      /(?:is|comes out(?: as)?|evaluates? to|come out(?: as)?|as|be|is it|is that)? ?(?:being )?/,
      /(?:true or false|true or not|true\/false)[?.!\s]*$/,
    ),
    'g',
  ),
  // "T or F: 5 > 3", "true/false: 7 < 9", "5 == 6 true or nah"
  /^\W*(?:t|true|right|yes) ?(?:\/|or) ?(?:f|false|not|wrong|no) ?[:,?-]/g,
  /(?<=[\d)])(?:,| is it| -)? (?:true|right|correct|yes) or (?:nah|no|nope|what|wrong)\b[.?!]*$/g,
  /\b(?:is|as|being)(?: either)? true or false\b/g,
  /\bneed 1 or 0\b/g,
];

/** Whether the falsehood is asked: "is not true false?" */
const falsehood = (text: string): { text: string; turned: boolean } => {
  const found = /^((?:so |then )?(?:is|are|would|does) .+?) (then )?(be )?(true|false)\W*$/.exec(text.trim());
  if (!found || /\b(?:and|or|xor|not|implies)$/.test(found[1]!)) return { text, turned: false };
  const bare = found[1]!.replace(/^(?:so |then )?(?:is|are|would|does) /, '');
  return { text: bare, turned: found[4] === 'false' };
};

type Part = { text: string; turned: boolean; told: boolean };

/** The expression of one sentence; undefined where a word of it has no role, null where there is none. */
const partOf = (sentence: string, names: ReadonlySet<string>): Part | null | undefined => {
  const told = /^(?:if |given |suppose |let )*(.+?) (?:is |are |holds|be )(?:true)?$/.exec(sentence);
  const asserted = told !== null && !/^(?:is|are|what|does|so is)\b/.test(sentence);
  const { text: asked, turned } = asserted ? { text: told[1]!, turned: false } : falsehood(sentence);
  const tokens = tokensOf(asked);
  const runs = runsOf(tokens, names).flatMap((run) => trimmed(run) ?? []);
  const whole = runs.filter((run) => /\b(?:and|or|xor|not|implies|iff)\b|[<>=]/.test(run.text) || runs.length === 1);
  if (whole.length > 1) return undefined;
  const run = whole[0];
  const others = tokens.filter((_, i) => !run || i < run.start || i >= run.end);
  if (others.some((one) => !IDLE.has(one.text) && !/^[,=:()"'-]$/.test(one.text))) return undefined;
  if (run && others.some((one) => /^[()]$/.test(one.text))) return undefined;
  return run ? { text: run.text, turned, told: asserted } : null;
};

/** Letters that stand beside an operator: names, whether a value of theirs is told or not. */
const lettersIn = (text: string, some: boolean): string[] =>
  [
    ...text.matchAll(
      /(?<![\p{L}\p{N}_'])(?:not |[!(~¬] ?)?([A-Zp-z])(?= ?(?:and|or|xor|implies|[&|∧∨)]|->)(?![\p{L}]))|(?<=\b(?:and|or|xor|not|implies) |[&|∧∨(!] ?)([A-Zp-z])(?![\p{L}\p{N}_'])/giu,
    ),
  ]
    .map((one) => (one[1] ?? one[2])!)
    .filter((one) => some || one === one.toUpperCase() || /[p-z]/.test(one))
    .filter((one) => !/^[atf]$/.test(one) && !/^[TF]$/.test(one));

/** What names of which too little is told come to: the solver says what is missing. */
const openNames = (parts: readonly Part[], givens: readonly Given[]): ReturnType<Reader> => {
  const asked = parts.filter((one) => !one.told);
  const facts = [
    ...parts.filter((one) => one.told).map((one) => one.text),
    ...givens.map(({ name, value }) => (value === 'true' ? name.toLowerCase() : `not ${name.toLowerCase()}`)),
  ];
  const [ask] = asked;
  if (asked.length !== 1 || !ask || !/^[a-z]$/.test(ask.text) || facts.length === 0) return undefined;
  const names = [
    ...new Set([...facts, ask.text].flatMap((one) => (parseFormula(one) ? namesOf(parseFormula(one)!) : []))),
  ];
  return reading(
    { type: 'liars', names, facts, says: [], ask: { type: ask.turned ? 'lies' : 'honest', name: ask.text } },
    [],
  );
};

/** The expression with the values that are told. */
const filledOf = (expression: string, givens: readonly Given[]): string => {
  let filled = expression;
  for (const { name, value } of givens)
    filled = filled.replace(new RegExp(`(?<![\\p{L}_'])${name}(?![\\p{L}_'])`, 'giu'), value);
  return filled;
};

const sentencesOf = (text: string, names: ReadonlySet<string>, bits: boolean): string[] => {
  const spelled = spelledOut(text);
  let plain = bits ? bitsIn(spelled) : spelled;
  for (const pattern of ASKED) {
    const without = plain.replace(pattern, ' ; ');
    // "True or false?" alone is the expression.
    if (/\b(?:true|false|t|f)\b|\d/.test(without) || [...names].some((name) => without.includes(name))) plain = without;
  }
  return plain
    .split(/[.?!](?: |$)|;|: |, and (?=[a-z] (?:holds|is)\b)/)
    .map((one) => one.replace(/^[ ,]+|,? (?:and)?[ ,]*$/g, '').trim())
    .filter((one) => one !== '');
};

/** "1 for true and 0 for false": how the values are written. */
const CODED =
  /,? ?\(?\b(?:(?:using|with|taking|where|write|writing|when|here) )?1 ?(?:for|as|=|is|means|meaning|stands for) true,? ?(?:and )?0 ?(?:for|as|=|is|means|meaning|stands for) false\)?[,.:]?/i;
/** "I need 1 or 0": how the value is to be written. */
const IN_BITS =
  /,? ?\b(?:(?:i )?(?:need|want)|as|either|is it|is that|does it put out|output|put out|give|answer) (?:a )?1 or (?:a )?0\b/i;
const LOGIC = /\b(?:AND|OR|XOR|NOT|NAND|NOR)\b|&&|\|\||[∧∨⊕¬]|\b(?:xor|nand|nor|gate|logic|logical|boolean)\b/;

/** 1 and 0 beside an operator are truth values where logic is spoken of. */
const bitsIn = (text: string): string =>
  text.replace(
    /(?<![\d)] ?[<>=+*/^-]+ ?)(?<![\p{L}\p{N}_.])([01])(?![\d.\p{L}_])(?! ?[<>=+*/^-]+ ?[\d(])/gu,
    (_, bit: string) => (bit === '1' ? 'true' : 'false'),
  );

const COUNTS = new RegExp(
  sequence(
    /\b(?:for |in )?(?:how many|count|number of)(?: of)?(?: the| all)?(?: \d)?(?: possible)? /,
    /(?:assignments?|rows|lines|combinations|cases|ways|valuations)\b/,
    /(?:(?: to| of| for| in| that)? (?:the |a |its )?(?:truth table|table|truth values|values|inputs|[p-z](?:(?:,| and|, and) [p-z])*(?! (?:or|and|xor|implies)\b))\b)*/,
  ),
);

/** "How many rows of the truth table of p and q are true?" */
const readCount = (low: string): ReturnType<Reader> => {
  if (!COUNTS.test(low) || !/\b(?:true|false|satisf\w+|hold)\b/.test(low)) return undefined;
  const rest = spelledOut(low.replace(COUNTS, ' ; ').replace(/\((?:inclusive|exclusive)\)/, ' '));
  const names = new Set(lettersIn(rest, true));
  const tokens = tokensOf(rest.replace(/\b(?:true|false)\b/g, ';'));
  const runs = runsOf(tokens, names).flatMap((run) => trimmed(run) ?? []);
  const whole = runs.filter((run) => /\b(?:and|or|xor|not|implies|iff)\b/.test(run.text));
  const [run] = whole;
  if (!run || whole.length > 1 || /\bexclusive\b/.test(low)) return undefined;
  const others = tokens.filter((_, i) => i < run.start || i >= run.end);
  if (
    others.some(
      ({ text }) =>
        !IDLE.has(text) && !/^[;,.?:]$|^(?:make|satisfy|satisfies|satisfying|hold|holds|there|out)$/.test(text),
    )
  )
    return undefined;
  const expression = /\bfalse\b/.test(low) ? `not (${run.text})` : run.text;
  return reading(
    { type: 'truth', expression, form: 'count' },
    numbersIn(low).map((one) => one.value),
  );
};

/** "x = 4. Is x > 3?": yes or no. */
const asClaim = (expression: string): ProblemOf<'claim'> | undefined => {
  const [, a, sign, b] = /^(-?\d+(?:\.\d+)?) ?(<=|>=|==|!=|=|<|>) ?(-?\d+(?:\.\d+)?)$/.exec(expression) ?? [];
  if (a === undefined || b === undefined) return undefined;
  const relation =
    ({ '<': 'is-below', '>': 'exceeds', '<=': 'is-within', '>=': 'reaches', '!=': 'differs-from' } as const)[sign!] ??
    'equals';
  return { type: 'claim', left: `value ${a}`, relation, right: `value ${b}` };
};

/** "6 % 2" within a comparison: what stays. */
const REMAINDER = /(?<![\d.\w])(\(?)(\d{1,9}) ?(?:%|\bmod\b) ?(\d{1,6})(\)?)(?= ?(?:[<>]|[!=]=))/g;
const withRemainders = (text: string): string =>
  text.replace(REMAINDER, (found, open: string, a: string, b: string, close: string) =>
    Number(b) === 0 ? found : `${close === '' ? open : ''}${Number(a) % Number(b)}${open === '' ? close : ''}`,
  );

/** "7 is even or 9 is odd": whether a number is so, where several such are joined. */
const PARITY = /\b(\d{1,9}) is (not )?(?:an? )?(even|odd)(?: number)?\b/g;
const withParities = (text: string): string =>
  (text.match(PARITY) ?? []).length < 2
    ? text
    : text.replace(PARITY, (_, n: string, not: string | undefined, kind: string) =>
        String(((Number(n) % 2 === 0) === (kind === 'even')) !== (not !== undefined)),
      );

/** Whether a claim is one of several that are joined: "7 is even or 9 is odd". */
export const joinsParities = (low: string): boolean =>
  (low.match(PARITY) ?? []).length > 1 && /\b(?:and|or|xor)\b/.test(low);

export const readExpression: Reader = ({ text: typed }) => {
  const whole = withParities(typed);
  const all = whole.toLowerCase();
  if (all.length > 400 || !/\b(?:true|false|t|f|and|or|not|xor|nand|nor|bool|implies)\b|[&|!¬∧∨<>=]/.test(all))
    return undefined;
  if (/\b(?:says|said|liar|lies|claims|either|unless|brackets|only if)\b/.test(all)) return undefined;
  const counted = readCount(all);
  if (counted) return counted;
  const coded = CODED.test(all) || IN_BITS.test(all);
  const text = coded ? whole.replace(CODED, ' ').replace(IN_BITS, ' ') : whole;
  const low = text.toLowerCase();
  const bits = coded || (LOGIC.test(text) && /(?<![\d.])[01](?![\d.])/.test(low) && !/[<>]|[!=]=/.test(low));
  const { givens, rest: open } = givensOf(text);
  // A comparison is one only of numbers.
  const numeric = givens.filter(({ value }) => /\d/.test(value));
  const rest = withRemainders(numeric.length === 0 ? open : filledOf(open, numeric));
  const known = new Set(givens.map(({ name }) => name.toLowerCase()));
  if (known.size !== givens.length) return undefined;
  const some = givens.length > 0;
  const names = new Set([
    ...known,
    ...(some || /\b(?:true|holds)\b/.test(low) ? lettersIn(rest, some) : []).map((one) => one.toLowerCase()),
  ]);
  const found: Part[] = [];
  for (const sentence of sentencesOf(joined(rest, givens).toLowerCase(), names, bits)) {
    const part = partOf(sentence, names);
    if (part === undefined) return undefined;
    if (part && !found.some((one) => one.text === part.text && !one.told)) found.push(part);
  }
  if (found.length !== 1 || found[0]!.told || /^[a-z]$/.test(found[0]!.text)) return openNames(found, givens);
  const [{ text: expression, turned }] = found as [Part];
  if (!/\b(?:and|or|xor|not|implies|iff)\b|[<>=]/.test(expression)) return undefined;
  // A sum is no truth value, and "3 > 2" is one only where truth is spoken of.
  if (
    !/\b(?:true|false|and|or|not|xor)\b|[<>!=]=/.test(expression) &&
    !some &&
    !/\b(?:true|false|t ?(?:\/|or) ?f)\b/.test(low)
  )
    return undefined;
  const filled = filledOf(expression, givens);
  const formula = parseFormula(filled);
  if (!formula || (namesOf(formula).length > 0 && givens.length === 0)) return undefined;
  const uses = numbersIn(typed.toLowerCase()).map((one) => one.value);
  const claim =
    /^\W*(?:(?:so|then|and) )?is\b|[.;,:] ?is\b/.test(low) && !/\b(?:true|false)\b/.test(low)
      ? asClaim(filled)
      : undefined;
  if (claim && !turned) return reading(claim, uses);
  const inBits = bits && !/\b(?:true|false)\b/.test(low);
  return reading(
    { type: 'truth', expression: turned ? `not (${filled})` : filled, ...(inBits && { form: 'bit' as const }) },
    uses,
  );
};

/**
 * Reads boolean expressions word by word: what is given of names ("p is true", "fridge on = true"), one expression, and
 * whether its truth or its falsehood is asked. Every other word must be one that people ask with; where one is left, or
 * where words such as "either" leave two meanings, nothing is read.
 */
import { sequence } from '../../regex.ts';
import { parseFormula, namesOf } from '../../problem/solve/logic.ts';
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
const VALUES: Readonly<Record<string, string>> = {
  true: 'true',
  t: 'true',
  false: 'false',
  f: 'false',
  '1': 'true',
  '0': 'false',
};

/** Words that ask, lead or part, and change nothing. */
const IDLE = new Set(
  (
    'what is are was the value truth of result evaluate evaluates evaluated to calculate compute work out find give gives giving given me tell ' +
    'state determine whether whats does do you i we get come comes as expression statement formula following this that it so then ' +
    'please pls here in python javascript logic boolean code for when if let suppose assume where with and be have has its would will ' +
    'equal equals simplify answer solve output outcome mean hi hello thanks need by say now if ok return returns print prints make makes ' +
    'conjunction disjunction negation sum correct right just only whole also go going be quick hey there hmm lol come expression: am told know assess judge decide check ' +
    'program variable variables flag flags called sign sentence claim conclude still'
  ).split(' '),
);

type Token = { text: string; raw: string };
const tokensOf = (text: string): Token[] =>
  (text.match(/<->|<=>|->|=>|<=|>=|!=|==|:=|&&|\|\||[\p{L}][\p{L}\p{N}_]*|\d+(?:\.\d+)?|[^\s]/gu) ?? []).map((raw) => ({
    text: raw.toLowerCase(),
    raw,
  }));

type Given = { name: string; value: string };

/** Names that are given a value, and the text without them. Names of several words are joined. */
const givensOf = (text: string): { givens: Given[]; rest: string } => {
  const givens: Given[] = [];
  const take = (name: string, value: string): string => {
    givens.push({ name: name.trim().replace(/\s+/g, '_'), value: VALUES[value.toLowerCase()]! });
    return ' ; ';
  };
  const value = '(true|false|T|F|1|0)';
  let rest = text
    // "fridge on = true" on a line of its own
    .replace(
      new RegExp(`(?<=^|[,;.\\n] ?)((?:[a-z]+ ){1,2}[a-z]+) ?(?:=|:) ?${value}(?= ?(?:[,;.\\n]|$))`, 'gi'),
      (_, name: string, told: string) => take(name, told),
    )
    .replace(
      new RegExp(
        `(?<![\\p{L}\\p{N}_])(?:(?:let|if|suppose|given|when|where|with|for|say|assume|that|and) )*(?<!\\b(?:or|xor|implies|iff|not|neither|nor)\\s+)(?<!(?<!true|false|[,;TF01])\\s+and\\s+)([A-Za-z])\\s*(?:=|==|:=|:|is|be|equals|being)\\s*(?:always )?${value}(?![\\p{L}\\p{N}_])(?! (?:or|xor) (?:false|true)\\b)`,
        'giu',
      ),
      (_, name: string, told: string) => take(name, told),
    );
  // "Let P be true and Q false"
  if (givens.length > 0)
    rest = rest.replace(
      /;\s*(?:and|,)\s+([A-Za-z]) (true|false)(?![\p{L}])(?! or\b)/giu,
      (_, name: string, told: string) => take(name, told),
    );
  return { givens, rest };
};

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

const spelled = (low: string): string =>
  low
    .replace(/["'“”`]/g, ' ')
    .replace(/\b(?:is )?(?:greater|bigger|larger|more|higher) than\b/g, '>')
    .replace(/\b(?:is )?(?:less|smaller|lower|fewer) than\b/g, '<')
    .replace(/(?<=\d )(?:equals|is equal to|is)(?= \d)/g, '=')
    .replace(/(?<=\d )plus(?= \d)/g, '+')
    .replace(/(?<=\d )minus(?= \d)/g, '-')
    .replace(/(?<=\d )times(?= \d)/g, '*')
    .replace(/\b(and|or|xor) of (\w+) (?:and|with) (\w+)\b/g, '($2 $1 $3)')
    .replace(/\bexclusive[- ]or\b/g, 'xor')
    .replace(/\bif and only if\b/g, 'iff')
    .replace(/\bneither (\w+) nor (\w+)\b/g, '(not $1 and not $2)')
    .replace(/(\([^()]*\)|\b\w+) nand (\([^()]*\)|\w+)/g, 'not ($1 and $2)')
    .replace(/(\([^()]*\)|\b\w+) nor (\([^()]*\)|\w+)/g, 'not ($1 or $2)')
    .replace(/\bif (\w|true|false) then (\w|true|false)\b/g, '($1 implies $2)')
    .replace(/\bboth (?=\w+ and )/g, '')
    .replace(/, (?=(?:and|or|xor)\b)/g, ' ');

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
    filled = filled.replace(new RegExp(`(?<![\\p{L}_])${name.toLowerCase()}(?![\\p{L}_])`, 'gu'), value);
  return filled;
};

const sentencesOf = (text: string, names: ReadonlySet<string>): string[] => {
  let plain = spelled(text);
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

export const readExpression: Reader = ({ text, low }) => {
  if (low.length > 400 || !/\b(?:true|false|t|f|and|or|not|xor)\b|[&|!¬∧∨<>=]/.test(low)) return undefined;
  if (/\b(?:says?|liar|lies|claims|either|unless|brackets|only if)\b/.test(low)) return undefined;
  const { givens, rest } = givensOf(text);
  const known = new Set(givens.map(({ name }) => name.toLowerCase()));
  if (known.size !== givens.length) return undefined;
  const some = givens.length > 0;
  const names = new Set([
    ...known,
    ...(some || /\b(?:true|holds)\b/.test(low) ? lettersIn(rest, some) : []).map((one) => one.toLowerCase()),
  ]);
  const found: Part[] = [];
  for (const sentence of sentencesOf(joined(rest, givens).toLowerCase(), names)) {
    const part = partOf(sentence, names);
    if (part === undefined) return undefined;
    if (part && !found.some((one) => one.text === part.text && !one.told)) found.push(part);
  }
  if (found.length !== 1 || found[0]!.told || /^[a-z]$/.test(found[0]!.text)) return openNames(found, givens);
  const [{ text: expression, turned }] = found as [Part];
  if (!/\b(?:and|or|xor|not|implies|iff)\b|[<>=]/.test(expression)) return undefined;
  // A sum is no truth value, and "3 > 2" is one only where truth is spoken of.
  if (!/\b(?:true|false|and|or|not|xor)\b/.test(expression) && givens.length === 0 && !/\b(?:true|false)\b/.test(low))
    return undefined;
  const filled = filledOf(expression, givens);
  const formula = parseFormula(filled);
  if (!formula || (namesOf(formula).length > 0 && givens.length === 0)) return undefined;
  return reading(
    { type: 'truth', expression: turned ? `not (${filled})` : filled },
    numbersIn(low).map((one) => one.value),
  );
};

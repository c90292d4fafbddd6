/**
 * Reads what is asked of written numbers, Roman or of a base, by the roles of words: a sum of two or more, the one
 * beside, half or twice, the larger one, an order, and the plain change of one into another code. Each number, each name of
 * a code and each word of a step must have its place; a word that tells more ("backwards", "prime") has none.
 */
import { alternatives } from '../../regex.ts';
import { fromRoman } from '../../problem/solve/numerals.ts';
import { reading, type Outcome, type Reader } from '../reading.ts';
import { valuesIn } from '../text/text.ts';
import { codedTokens, type Code, type CodedToken, type NumberToken } from './coded-tokens.ts';
import { codesOf, fits } from './coded-roles.ts';

const wordsOf = (source: string): ReadonlySet<string> => new Set(source.split(' '));

/** Words that tell more than this reader takes. */
const TELLING = wordsOf(
  'log logarithm true false fell rest cut reverse reversed backwards backward ' +
    'flip flips flipping flipped complement signed unsigned float floating fraction ' +
    'palindrome palindromic prime primes squared cube root power ' +
    'average mean median valid invalid allowed every except ' +
    'without possible different distinct combinations combination strings most fewest why ' +
    'missing unknown gone rotted faded illegible worn whether percent percentage bytes byte memory remainder ' +
    'density random pattern shift xor factor multiple divisor gcd lcm common mod modulo ratio capitals ' +
    'triple triples tripled quadruple thrice cost costs',
);

/** "Not" that turns what is asked: not that of somebody who does not know, nor "is not 11". */
const DENIED = new RegExp(
  alternatives(
    /\b(?<!\b(?:do|does|did|can|could|will|would) )not\b(?! (?:\d|(?:in |as )?(?:normal|ordinary|arabic|decimal|usual|modern|roman|binary|hex)\b))/,
    /\bmeans [01]\b/,
  ),
);

type Sign = '+' | '-' | '*' | '/';
const STEPS: Readonly<Record<string, Sign>> = Object.fromEntries(
  (
    [
      ['+', '+ plus add adds added adding sum total totals altogether together combined combine'],
      ['-', '- minus subtract subtracts subtracted subtracting deduct difference take takes taking away less remove'],
      ['*', '* × times multiply multiplies multiplied multiplying product'],
      ['/', '/ ÷ divide divides divided dividing split shared'],
    ] as const
  ).flatMap(([sign, words]) => words.split(' ').map((word) => [word, sign])),
);
/** What becomes of an amount in a story: "I have X apples and eat IV". */
const LESSENS = wordsOf('eat eats ate lose loses lost give gives gave spend spends spent sell sells sold drop drops');
const HAS = /\b(?:have|has|had|own|owns|start|starts|began|got)\b/;

const HIGH = wordsOf('bigger larger greater higher biggest largest greatest highest maximum max');
const LOW = wordsOf('smaller lower lesser smallest lowest least minimum min');
const SORTS = wordsOf('sort sorted order ordered arrange arranged rank');

const between = (tokens: readonly CodedToken[], start: number, end: number): readonly CodedToken[] =>
  tokens.filter((one) => one.start >= start && one.end <= end);
const textOf = (tokens: readonly CodedToken[]): string => tokens.map(({ text }) => text).join(' ');
const signsIn = (tokens: readonly CodedToken[]): Sign[] => [
  ...new Set(
    tokens.flatMap(({ kind, text }) =>
      kind === 'code' || kind === 'number' || !Object.hasOwn(STEPS, text) ? [] : STEPS[text]!,
    ),
  ),
];

/** Signs that turn one number alone into another. */
const signsOfOne = (tokens: readonly CodedToken[]): Sign[] =>
  signsIn(
    tokens.filter(
      ({ text }) => !/^(?:takes?|taking|totals?|together|altogether|less|away|remove|shared|split|-)$/.test(text),
    ),
  );

type Asked = {
  low: string;
  /** Without the names of codes. */
  masked: string;
  tokens: readonly CodedToken[];
  numbers: readonly NumberToken[];
  /** The code of each number, and the one of the answer where it is told. */
  from: readonly Code[];
  to: Code | undefined;
};

const valueOf = (number: NumberToken, code: Code): number | undefined =>
  code === 'roman' ? fromRoman(number.text) : fits(number.text, code) ? Number.parseInt(number.text, code) : undefined;

/** The problem of an expression over numbers; the answer in their code where none is told and they share one. */
const coded = (
  { low, numbers, from, to }: Asked,
  expression: (texts: readonly string[]) => string,
  plain = false,
): Outcome | undefined => {
  const codes = [...new Set(from)];
  const main = codes.includes('roman') ? 'roman' : codes[0]!;
  const target = to ?? (plain ? 10 : codes.length === 1 ? main : undefined);
  if (target === undefined) return undefined;
  const texts = numbers.map(({ text }, i) => (from[i] === main ? text : `${text}_${from[i]}`));
  return reading(
    { type: 'coded', from: `${main}`, to: `${target}`, expression: expression(texts) },
    valuesIn(low),
    false,
  );
};

const COUNTS_WHAT = /\bhow (?:many|much|old|long|far)\b|\bwhat age\b|\bby how\b/;
const APART = new RegExp(
  alternatives(
    /\bdifference\b|\bapart\b|\bby how (?:many|much)\b/,
    /\bhow (?:old|long|many years|many [a-z]+ (?:after|before|later|earlier|between))\b|\bwhat age\b/,
  ),
);
const FROM_TO = /\b(?:from|begun|began|born|birth|built|started|opened)\b/;

/** The signs between the numbers, and whether their order turns. */
const stepsOf = ({ low, tokens, numbers, from }: Asked): { signs: Sign[]; turned: boolean } | undefined => {
  const [first, last] = [numbers[0]!, numbers.at(-1)!];
  const head = between(tokens, 0, first.start);
  const tail = between(tokens, last.end, low.length);
  const gaps = numbers.slice(1).map((one, i) => between(tokens, numbers[i]!.end, one.start));
  const inGaps = gaps.map(signsIn);
  const around = [...new Set([...signsIn(head), ...signsIn(tail)])];
  if (inGaps.some((one) => one.length > 1)) return undefined;
  // "XL minus XII", "take X, add V"
  if (inGaps.every((one) => one.length === 1)) {
    const signs = inGaps.map(([one]) => one!);
    const idle = around.every(
      (one) => signs.every((sign) => sign === one) || (one === '+' && /\btotal|together\b/.test(textOf(tail))),
    );
    const taken = /\b(?:subtract|take|deduct|remove) *$/.test(textOf(head)) && /\bfrom\b/.test(textOf(gaps[0]!));
    return idle || /^(?:begin|start)/.test(low) ? { signs, turned: taken } : undefined;
  }
  if (inGaps.some((one) => one.length > 0)) return undefined;
  if (around.length === 1) {
    const [sign] = around as [Sign];
    if (sign !== '-') return { signs: gaps.map(() => sign), turned: false };
    if (gaps.length !== 1) return undefined;
    const taken =
      /\b(?:subtract|subtracting|take|taking|deduct|remove)\b/.test(textOf(head)) && /\bfrom\b/.test(textOf(gaps[0]!));
    if (taken) return { signs: ['-'], turned: true };
  } else if (around.length > 1) return undefined;
  if (gaps.length !== 1) return undefined;
  const lessens = gaps[0]!.some(({ text }) => LESSENS.has(text)) && HAS.test(textOf(head));
  if (lessens) return { signs: ['-'], turned: false };
  if (!APART.test(low) && !(COUNTS_WHAT.test(low) && FROM_TO.test(low)) && around.length === 0) return undefined;
  const [a, b] = numbers.map((one, i) => valueOf(one, from[i]!)) as [number | undefined, number | undefined];
  return a === undefined || b === undefined ? undefined : { signs: ['-'], turned: a < b };
};

const sumOf = (asked: Asked): Outcome | undefined => {
  const found = stepsOf(asked);
  if (!found) return undefined;
  const { signs, turned } = found;
  const plain = COUNTS_WHAT.test(asked.low) && asked.from.every((one) => one === 'roman');
  return coded(
    asked,
    (texts) =>
      turned
        ? `${texts[1]}-${texts[0]}`
        : texts.reduce((all, text, i) =>
            i < 2 || '*/'.includes(signs[i - 1]!) === '*/'.includes(signs[i - 2]!)
              ? `${all}${signs[i - 1]}${text}`
              : `(${all})${signs[i - 1]}${text}`,
          ),
    plain,
  );
};

/** The larger of two, an order, or one end of it. */
const rankOf = (asked: Asked): Outcome | undefined => {
  const { low, tokens, numbers, from } = asked;
  const words = tokens.filter(({ kind }) => kind === 'word').map(({ text }) => text);
  const most = /\b(?:which|what)(?: (?:one|of them))? (?:is|stands for|means) (more|less)(?=\W*(?:$|[?.]))/.exec(
    low,
  )?.[1];
  const [high, down] = [
    most === 'more' || words.some((one) => HIGH.has(one)),
    most === 'less' || words.some((one) => LOW.has(one)),
  ];
  const sorts =
    words.some((one) => SORTS.has(one)) || /\b(?:smallest|biggest|largest|lowest|highest) first\b/.test(low);
  const roman = from.every((one) => one === 'roman');
  if (signsIn(tokens.filter(({ text }) => most === undefined || text !== 'less')).length > 0) return undefined;
  const items = numbers.map(({ text }) => text);
  if (sorts && roman && numbers.length > 2) {
    const rises =
      /\b(?:smallest|lowest|least)\b.*?\b(?:first|to)\b|\bascending\b|\bincreasing\b|\bsmall to\b|\blow to\b/.test(low);
    const falls =
      /\b(?:biggest|largest|highest|greatest)\b.*?\b(?:first|to)\b|\bdescending\b|\bdecreasing\b|\b(?:big|large|high) to\b/.test(
        low,
      );
    if (rises === falls && rises) return undefined;
    return reading(
      { type: 'sort', by: 'roman', order: falls ? 'descending' : 'ascending', items },
      valuesIn(low),
      false,
    );
  }
  if (sorts || high === down) return undefined;
  if (numbers.length === 2) {
    const holds = /^\W*(?:is|are)\b/.test(low) && /\bthan\b/.test(low);
    const sign = high ? '>' : '<';
    if (holds) return coded({ ...asked, to: from[0] }, ([a, b]) => `${a} ${sign} ${b} ?`);
    // The larger one is told as it is written.
    const codes = [...new Set(from)];
    const to = asked.to ?? (codes.includes('roman') ? 'roman' : codes[0]);
    return /\bthan\b/.test(low) ? undefined : coded({ ...asked, to }, ([a, b]) => `${a} ${sign} ${b}`);
  }
  return roman && (asked.to === undefined || asked.to === 'roman')
    ? reading({ type: 'sort', by: 'roman', order: 'ascending', items, at: high ? -1 : 1 }, valuesIn(low), false)
    : undefined;
};

const NEXT = new RegExp(
  alternatives(
    /\b(?:comes?|came|follows?|is|stands?|goes|one|number|numeral|section|places?)\b[^.?,;]*?\b(?:right |directly |straight |immediately |just )?(?:after|next|following)\b/,
    /\bfollows\b|\bnext (?:numeral|number|one|page)\b|\bafter (?:it|that|this)\b|\bcount(?:s|ing)? up\b/,
  ),
);
const PREVIOUS = new RegExp(
  alternatives(
    /\b(?:comes?|came|is|stands?|one|number|numeral|places?)\b[^.?,;]*?\b(?:right |directly |just )?before\b/,
    /\bprecedes\b|\bprevious\b|\bcount(?:s|ing)? down\b|\bbefore (?:it|that|this)\b/,
  ),
);

/** The one after, before, half or twice of a number; `by` where it is told by how many. */
const besideOf = (asked: Asked, by: string | undefined): Outcome | undefined => {
  const { from } = asked;
  const low = asked.masked.replace(/\bcount(?:s|ing)? (?:up|down)(?= in\b)/, 'count');
  const half = /\bhalf (?:of )?(?!past)/.test(low);
  const twice = /\b(?:twice|double|doubled)\b/.test(low);
  const triple = /\b(?:triple|tripled|thrice)\b/.test(low);
  const [next, previous] = [NEXT.test(low), PREVIOUS.test(low)];
  if ([half, twice, triple, next || previous].filter(Boolean).length !== 1 || (next && previous)) return undefined;
  if (!(next || previous) && by !== undefined) return undefined;
  const ten = (text: string): string => (from[0] === 10 ? text : `${text}_10`);
  const to = asked.to ?? from[0]!;
  return coded({ ...asked, to }, ([one]) =>
    half
      ? `${one}/${ten('2')}`
      : twice
        ? `${one}*${ten('2')}`
        : triple
          ? `${one}*${ten('3')}`
          : `${one}${next ? '+' : '-'}${ten(by ?? '1')}`,
  );
};

/** What comes then is another number than the one that is told. */
const THEN = /\b(?:tomorrow|yesterday|then what|older|younger|previous|following|next|successor|predecessor)\b/;
const LETTERS =
  /\bhow many (?:[a-z]+ )?(?:letters|symbols|characters|signs|strokes)\b|\bnumber of (?:letters|symbols|characters)\b/;

const COUNTS: readonly (readonly [RegExp, 'digits' | 'ones' | 'zeros'])[] = [
  [/\b(?:how many|number of)\b[^.?]*\b(?:1s|1'?s|ones|1-bits|set bits)\b|\bbits (?:are )?(?:set|on)\b/, 'ones'],
  [/\b(?:how many|number of)\b[^.?]*\b(?:0s|0'?s|zero(?:e)?s)\b/, 'zeros'],
  [/\b(?:how many|number of) (?:binary |hex(?:adecimal)? |octal )?(?:digits|bits|places)\b/, 'digits'],
];

const changeOf = (asked: Asked): Outcome | undefined => {
  const { low, numbers, from, to } = asked;
  const [number] = numbers as [NumberToken];
  const code = from[0]!;
  const target = to ?? (code === 10 ? undefined : 10);
  if (target === undefined || target === code) return undefined;
  const uses = valuesIn(low);
  if (LETTERS.test(low))
    return code === 10 && target === 'roman'
      ? reading({ type: 'roman', value: number.text, count: 'letters' }, uses, false)
      : undefined;
  // "What does XML stand for?" asks of an abbreviation.
  if (code === 'roman' && fromRoman(number.text) === undefined && /^\W*what does [a-z]+ stand for\W*$/.test(low))
    return undefined;
  if (code === 'roman')
    return target === 10 ? reading({ type: 'unroman', value: number.text }, uses) : coded(asked, ([one]) => one!);
  if (target === 'roman')
    return code === 10 ? reading({ type: 'roman', value: number.text }, uses) : coded(asked, ([one]) => one!);
  const count = COUNTS.find(([words]) => words.test(low))?.[1];
  const counts = /\bhow many (?:of |1|0|ones|zeros|zeroes|digits|bits)|\bnumber of (?:ones|zeros|digits|bits)/.test(
    low,
  );
  if (counts && (count === undefined || (count !== 'digits' && target !== 2))) return undefined;
  return reading({ type: 'base', value: number.text, from: code, to: target, ...(counts && count && { count }) }, uses);
};

/** Numbers that only count the others, or bound what may be: "those two", "the one two after it", "from 0 to 255". */
const isIdle = (number: NumberToken, low: string, count: number): boolean => {
  if (number.code !== undefined) return false;
  const [before, after] = [low.slice(0, number.start), low.slice(number.end)];
  return (
    (Number(number.text) === count && count > 1 && /\b(?:the|those|these|all|of|both) $/.test(before)) ||
    (/\b(?:the|those|these|what|which) $/.test(before) && /^ digits\b/.test(after)) ||
    (number.text === '1' && /(?:\bas|'s) $/.test(before)) ||
    (number.text === '1' && /\bon $/.test(before) && /^ (?:hand|side|line|page|card|screen)\b/.test(after)) ||
    (number.text === '1' && /\bthe $/.test(before) && /^ (?:\d|[a-z]+ (?:after|before)\b)/.test(after)) ||
    (/\bfrom (?:0 to )?$/.test(before) && /\bvalues? from 0 to \d+/.test(low))
  );
};

/** What somebody holds a number for: "says it is 6", "is really 6". */
const BELIEVED = new RegExp(
  alternatives(
    /\b(?:really|actually|says?|said|thinks?|thought|claims?|claimed|reckons?|believes?|guess(?:es|ed)?)(?: that)?(?: it| that| this)?(?: is| was| means?| equals?)?(?: really| actually)? $/,
    /\bis not $/,
  ),
);

/** Beside a sign of a sum. */
const isTerm = ({ start, end }: NumberToken, low: string): boolean =>
  /(?:[-+*/]|\b(?:plus|minus|times)) *$/.test(low.slice(0, start)) ||
  /^ *(?:[-+*/]|(?:plus|minus|times)\b)/.test(low.slice(end));

/** The numbers that something is asked of: without those that count, bound, repeat or are only believed. */
const operandsOf = (all: readonly NumberToken[], low: string, codes: readonly Code[]): NumberToken[] => {
  const operands = all.filter((one) => one.code !== undefined).length;
  const used = all.filter(
    (one) =>
      !isIdle(one, low, operands > 1 ? operands : all.length - 1) &&
      !(
        one.code === undefined &&
        all.length > 1 &&
        (BELIEVED.test(low.slice(0, one.start)) || (codes.includes(Number(one.text)) && !isTerm(one, low)))
      ),
  );
  const decimal = used.filter((one) => one.code === undefined);
  const romans = used.filter((one) => one.code === 'roman');
  // "49 in Roman numerals, I think it is IL"
  if (decimal.length === 1 && romans.length > 0 && romans.every((one) => fromRoman(one.text) === undefined))
    return decimal;
  // One number told twice is one: where its code is told.
  const joined =
    used.length === 2 && /[-+*/]|\b(?:plus|and|minus|times|by|from|to)\b/.test(low.slice(used[0]!.end, used[1]!.start));
  if (used.length === 2 && used[0]!.text === used[1]!.text && used[0]!.code !== 'roman' && !joined) return [used[1]!];
  return used;
};

/** "twenty-four places before", "the one two after it": how far beside. */
const DISTANCE =
  /^ (?:(?:places?|numbers?|pages?|clauses?|chapters?|sections?|steps?|positions?|further) )?(?:after|before|on|further|later|earlier|back|more)\b/;

/** What the answer is not, and what it does not have anyhow: "Not XXXX!", "without leading zeros". */
const NO_MATTER =
  /[,.;]? ?\b(?:and |but |so )?not ["']?[ivxlcdm]+["']?(?=[!.?]*\s*$)|\bwith(?:out|out any| no) (?:the )?leading (?:0s?|zero(?:e?s)?)\b/g;

/** The number between two that are two apart. */
const betweenOf = (asked: Asked): Outcome | undefined => {
  const { numbers, from, masked } = asked;
  if (numbers.length !== 2 || !/\bbetween\b/.test(masked) || signsIn(asked.tokens).length > 0) return undefined;
  const [a, b] = numbers.map((one, i) => valueOf(one, from[i]!));
  if (a === undefined || b === undefined || Math.abs(a - b) !== 2 || !/\b(?:what|which)\b/.test(masked))
    return undefined;
  return coded(asked, ([x, y]) => `(${x}+${y})/${from[0] === 10 ? '2' : '2_10'}`);
};

export const readCoded: Reader = (typed) => {
  const low = typed.low.replace(NO_MATTER, (found) => ' '.repeat(found.length));
  const question = { low, text: [...typed.text].map((one, i) => (low[i] === ' ' ? ' ' : one)).join('') };
  if (low.length > 350) return undefined;
  const tokens = codedTokens(question);
  if (!tokens) return undefined;
  // "What does 1001 mean" asks of no mean.
  const means = /\bdo(?:es)?\b[^.?!]*\bmean\b/.test(low);
  const telling = ({ kind, text }: CodedToken): boolean =>
    kind === 'word' && TELLING.has(text) && !(means && text === 'mean');
  if (DENIED.test(low) || tokens.some(telling)) return undefined;
  const all = tokens.filter((one): one is NumberToken => one.kind === 'number' && !one.nth);
  const names = tokens.flatMap((one) => (one.kind === 'code' ? [one.code] : []));
  const used = operandsOf(all, low, names);
  const far = used.filter(
    (one) =>
      one.code === undefined &&
      (DISTANCE.test(low.slice(one.end)) || /\bcount(?:s|ing)? (?:up|down|on) by $/.test(low.slice(0, one.start))),
  );
  const by = used.length === 2 && far.length === 1 ? far[0] : undefined;
  const numbers = by ? used.filter((one) => one !== by) : used;
  if (numbers.length === 0 || /(?:^|[\s(])-\d/.test(low)) return undefined;
  const codes = codesOf(low, tokens, numbers);
  if (!codes) return undefined;
  // Words of the names of codes are no words of steps.
  const masked = tokens.reduce(
    (rest, { kind, start, end }) =>
      kind === 'code' ? rest.slice(0, start) + ' '.repeat(end - start) + rest.slice(end) : rest,
    low,
  );
  const asked: Asked = { low, masked, tokens, numbers, ...codes };
  if (numbers.length > 1) return rankOf(asked) ?? betweenOf(asked) ?? sumOf(asked);
  const beside = besideOf(asked, by?.text);
  if (beside || by) return beside;
  if (signsOfOne(tokens).length > 0 || THEN.test(masked) || NEXT.test(masked) || PREVIOUS.test(masked))
    return undefined;
  return changeOf(asked);
};

/**
 * Reads sums in signs (`8 + 4*9 = ?`) and in words (`multiply 23 by 9 and then take away 7`), with percentages and
 * averages. Words are read by a small grammar over tokens; whatever the grammar does not know must be a word of
 * politeness or of asking.
 */
import { solve } from '../../problem/solve/solve.ts';
import { reading, refusal, type Outcome, type Reader } from '../reading.ts';
import { longestList } from '../text/lists.ts';
import { sumsAlone } from './asides.ts';
import { readSaid } from './said.ts';
import { saidTokens } from './said-words.ts';
import { valuesIn } from '../text/text.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';

/** The one stretch of signs and numbers in a text: `45 - 3*(4+6)`. */
const stretch = (low: string): string | undefined => {
  const text = low
    .replaceAll('**', '^')
    .replace(/(?<=[\d)])\s*x\s*(?=[\d(])/g, '*')
    .replace(/(?<=\d)\s*,\s*(?=\d{3}\b)/g, '');
  const found = [...text.matchAll(/[-+(]*\s*\d[-+*/^().\d\s]*/g)]
    .map((one) => one[0].trim().replace(/(?<=[\d)])[-+*/^.(\s]+$/, ''))
    .filter((one) => /\d/.test(one));
  const sums = found.filter(
    (one) => /\d\s*\)*\s*[-+*/^]|\)\s*\(|\d\s*\(|^-?\(/.test(one) && /[-+*/^(]/.test(one.slice(1)),
  );
  const [sum] = sums;
  if (sums.length !== 1 || sum === undefined) return undefined;
  // Numbers beside the sum that it holds too tell the story of it: "5 cartons of 30, so 5 x 30".
  const inside: readonly string[] = sum.match(/\d+(?:\.\d+)?/g) ?? [];
  const beside = found.filter((one) => one !== sum);
  return beside.every((one) => inside.includes(one.trim())) ? sum : undefined;
};

const FOREIGN = new RegExp(
  alternatives(
    sequence(
      /\b/,
      anyOf(
        /sqrt|square root|root|log|ln|sin|cos|tan|integral|derivative|limit|lim|factorial|probability/,
        /binary|hex|roman|prime|divisors?|mod|modulo|remainder|the rest|next|sequence|pattern|series|sort/,
        /order|hours?|minutes?|o'clock|days?|weeks?|months?|letters?|even|odd|vowels?|largest|smallest/,
        /rounded|round|nearest|true|false|target|countdown|game|gcd|lcm|hcf|gcf|divider|factor|multiple|prob/,
      ),
      /\b/,
    ),
    /\d!/,
  ),
);

/** A sum in signs with nothing else that could be part of the question. */
const inSigns = (low: string): Outcome | undefined => {
  const sign = stretch(low);
  if (sign === undefined || FOREIGN.test(low)) return undefined;
  if (/\d\s+\.?\d|\d\.\s+\d/.test(sign)) return undefined;
  if (/[a-z]\s*[=+*/^]|[+*/^]\s*[a-z]\b/.test(low.replace(sign, '').replace(/\bx\b/g, ''))) return undefined;
  if (/[+*/^]\s*[*/^]|[-+]\s*[*/^]|\+\s*\+/.test(sign))
    return refusal('invalid-input', 'the expression is malformed: two operators stand side by side');
  const words = saidTokens(low.replaceAll(/[-+*/^().\d]+/g, ' '));
  // "48 + 3 * 15 minus the stamps": what is taken is not told.
  if (
    /\b(?:minus|plus|less|times|without) (?:the|my|our|his|her|what|all|some|any) (?!sum|result|product|total|rest|same|number|brackets?|sign|answer|\d)/.test(
      low,
    )
  )
    return undefined;
  // What is done to the sum beside its signs: "(19 + 6) squared", "half of 3 + 4".
  if (words.some(({ role }) => role === 'change' || role === 'part')) return undefined;
  // "1 minus 1/3": a number stands beside the signs, with what is done with it.
  if (words.some(({ role }) => role === 'infix') && valuesIn(low.replace(sign, ' ')).length > 0) return undefined;
  const strange = words.flatMap((one) =>
    one.role === 'odd' && /[a-z]/.test(one.word) && one.word !== 'x' ? [one.word] : [],
  );
  if (strange.length > 6 && !/\bso\b|[:=]/.test(low)) return undefined;
  const expression = sign.replaceAll(/\s+/g, '');
  return reading(
    { type: 'value', expression },
    valuesIn(low).map((one) => one),
    strange.length <= 3,
  );
};

/** What is asked of a list that stands elsewhere: "I added up 19, 46 and 8 by hand. What is the sum?" */
const LIST_ASKED: readonly (readonly [RegExp, string])[] = [
  [
    new RegExp(
      alternatives(
        /\b(?:sum|total|altogether|all together|in all|foot this|foot the|column)\b/,
        /\b(?:add|count|tot|sum)(?:s|ed|ing)? (?:them|these|those|it|all)?(?: all)? ?(?:up|together)\b/,
      ),
    ),
    '+',
  ],
  [/\b(?:product|multipl(?:y|ied|ying) (?:them|these|those|it|all))\b/, '*'],
];

const ofList = (low: string): Outcome | undefined => {
  const all = valuesIn(low);
  // "Mon 37, Tue 48": each number has one word before it.
  const labelled = (low.match(/(?:^|[,;.]|\band) ?[a-z]+\.?:? \d+(?:\.\d+)?(?=\s*(?:[,;.]|and\b|$))/g) ?? []).length;
  // "48 flat whites, 37 lattes and 19 mochas": each number has its noun behind it.
  const nouned = (
    low.match(/\d+(?:\.\d+)?(?: [a-z]+){1,2}(?=,| and\b|[.;]| (?:before|after|in|on|at|this|today)\b)/g) ?? []
  ).length;
  const counted =
    Number(all[0]) === all.length - 1 && all.length >= 4 && /^\D*\d+ [a-z]+/.test(low) ? all.slice(1) : undefined;
  const whole = (labelled >= 3 && labelled >= all.length - 1) || (nouned >= 3 && nouned === all.length);
  const listed = whole ? all : longestList(low);
  const list = counted && /\d(?:,| and)? then \d/.test(low) ? counted : listed;
  const asks = LIST_ASKED.filter(([words]) => words.test(low));
  if (list.length < 3 || (list.length !== all.length && list !== counted) || asks.length !== 1 || /[+*/^=<>]/.test(low))
    return undefined;
  if (/\b(?:each|every|twice|half|double|times|minus|left|gave|(?<!any )more|than)\b/.test(low)) return undefined;
  return reading(
    { type: 'value', expression: list.map((one) => (one.startsWith('-') ? `(${one})` : one)).join(asks[0]![1]) },
    all,
    false,
  );
};

/** "a half plus a third" */
const PARTS_ALONE =
  /\b(?:half|third|quarter|fifth|sixth|eighth|tenth)\b.*\b(?:half|third|quarter|fifth|sixth|eighth|tenth)\b/;

/** "the sum of the first 10 numbers" */
const FIRST_NUMBERS = new RegExp(
  sequence(
    /\b(?:sum|total|add(?:ing)?(?: up| together)?)(?: of)?(?: all)?(?: of)?(?: the)? first (\d+) /,
    sequence(
      /(?:(?:positive|natural|whole|counting) )*(even |odd )?(?:(?:positive|natural|whole|counting) )*/,
      /(?:numbers|integers)\b/,
    ),
  ),
);
const firstNumbers = (low: string): Outcome | undefined => {
  const found = FIRST_NUMBERS.exec(low);
  if (!found || valuesIn(low).length !== 1 || /\b(?:square|cube|prime|average|mean)\w*/.test(low)) return undefined;
  const [, n = '', sort = ''] = found;
  const sums: Readonly<Record<string, string>> = { 'even ': `${n}*(${n}+1)`, 'odd ': `${n}^2`, '': `${n}*(${n}+1)/2` };
  return reading({ type: 'value', expression: sums[sort]! }, valuesIn(low));
};

/** What says nothing of a sum: "into one number", "the order of operations". */
const TALK =
  /\b(?:in|into|as) 1 (?:number|sum|figure|total|amount|go)\b|\border of (?:the )?operations?\b|,? \(?\bwhere \^ (?:means|is|stands for) (?:to the )?power(?: of)?\)?|\((?:the |with )?(?:spaces?|commas?)\b[^)\d]*\)|\b(?:sign included|with its sign)\b/g;

/** A last sentence that says the sum again with all numbers: "17 pallets of 48 and 23 loose. 17 times 48 plus 23". */
const lastSentence = (low: string): [string] | undefined => {
  const last = /[.!?;]\s+([^.!?;:]+[.!?]?)$/.exec(low)?.[1];
  if (last === undefined || FOREIGN.test(low)) return undefined;
  const said = new Set(valuesIn(last));
  return valuesIn(low).every((one) => said.has(one)) ? [last] : undefined;
};

/** "Next I add 13" goes on with the sum. */
const NEXT_STEP = /\bnext,? (?=(?:i|you|we|add|subtract|take|multiply|divide|double|halve|triple|times)\b)/g;

/** "23 456 + 6 544": a space between thousands, where every number of more than three digits has one. */
const GROUPED = /(?<![\d.,] ?)\d{1,3}(?: \d{3})+(?![\d.,]| \d)/g;
const withoutSpaces = (low: string): string =>
  /\d{4}/.test(low) || !/\d \d{3} ?(?:[-+*/]|(?:minus|plus|times|divided|multiplied)\b)/.test(low)
    ? low
    : low.replace(GROUPED, (found) => found.replaceAll(' ', ''));

/** The whole root of a number, where it has one. */
const wholeRoot = (n: number, cube: boolean): number | undefined => {
  const root = Math.round(cube ? Math.cbrt(n) : Math.sqrt(n));
  return root ** (cube ? 3 : 2) === n ? root : undefined;
};

/** The root of a square or a cube is a whole number, written as such. */
const rooted = (low: string): string =>
  low.replace(
    /\b(?:the )?(?:positive |principal )?(?:(square|cube) root (?:of|from)|sqrt|cbrt) ?\(? ?(\d{1,12}) ?\)?|√ ?\(? ?(\d{1,12}) ?\)?/g,
    (found, kind: string | undefined, n: string | undefined, other: string | undefined) => {
      const root = wholeRoot(Number(n ?? other), kind === 'cube' || found.startsWith('cbrt'));
      return root === undefined ? found : ` 1 * ${root} `;
    },
  );

/** Factorials, absolute values and numbers of a program within a sum of signs: "5! / 3!", "|-5| + 2", "0b1101 * 3". */
const written = (low: string): string =>
  low
    .replace(
      /(?<![\w.!])(\d{1,2})!(?= ?[-+*/^)]| (?:plus|minus|times|divided by|over)\b)|(?<=[-+*/(] ?|\b(?:plus|minus|times|by|over) )(\d{1,2})!(?!\d)/g,
      (found, one?: string, other?: string) => {
        const n = Number(one ?? other);
        return n > 20 ? found : `(1*${Array.from({ length: n }, (_, i) => BigInt(i + 1)).reduce((a, b) => a * b, 1n)})`;
      },
    )
    .replace(/(?<!\|)\| ?-? ?(\d+(?:\.\d+)?) ?\|(?!\|)/g, '(1*$1)')
    .replace(
      /\b0(?:b[01]{1,32}|x[\da-f]{1,8})\b(?= ?[-+*/]| (?:plus|minus|times|divided by)\b)/g,
      (found) => `${Number(found)}`,
    );

/** "12 squared plus 5 squared, and then the square root of that sum" */
const ROOT_OF_IT =
  /[,;.]? (?:and )?(?:then )?(?:(?:take|find|draw|what is|give me) )?(?:the )?square root of (?:that|the|this|it)(?: (?:sum|total|result|number|answer))?\W*$/;
const rootOfAll = (low: string, typed: string): Outcome | undefined => {
  const found = ROOT_OF_IT.exec(low);
  const sum = found && readSum(low.slice(0, found.index), typed);
  if (sum?.type !== 'problem' || sum.problem.type !== 'value') return undefined;
  const solved = solve(sum.problem);
  const root =
    solved.type === 'answer' && /^\d+$/.test(solved.answer) ? wholeRoot(Number(solved.answer), false) : undefined;
  return root === undefined ? undefined : { ...sum, problem: { type: 'value', expression: `1*${root}` }, sure: false };
};

export const readArithmetic: Reader = ({ low: typed }) => {
  const low = rooted(written(withoutSpaces(typed.replace(TALK, ' ').replace(NEXT_STEP, 'then '))));
  const found = rootOfAll(low, typed) ?? readSum(low, typed);
  if (found) return found;
  for (const sum of [...(lastSentence(low) ?? []), ...sumsAlone(low)]) {
    const alone = readSum(sum, typed);
    if (alone) return alone;
  }
  return undefined;
};

const readSum = (low: string, typed: string): Outcome | undefined => {
  const uses = valuesIn(typed);
  const found = readOne(low);
  return found?.type === 'problem' ? { ...found, uses } : found;
};

const readOne = (low: string): Outcome | undefined => {
  if (low.length > 1500) {
    const long = stretch(low);
    return long && low.length - long.length < 60
      ? reading({ type: 'value', expression: long.replaceAll(/\s+/g, '') }, valuesIn(low))
      : undefined;
  }
  const first = firstNumbers(low);
  if (first) return first;
  const signs = inSigns(low);
  if (signs) return signs;
  const listed = FOREIGN.test(low) ? undefined : ofList(low);
  if (listed) return listed;
  if (FOREIGN.test(low) || !(/\d/.test(low) || PARTS_ALONE.test(low))) return undefined;
  // "5 times a plus 36": a is an unknown here, no article.
  if (
    /(?:\b(?:times|plus|minus|by)|[-+*/]) a\b(?! (?:half|third|quarter|fifth|sixth|eighth|tenth|dozen|hundred|thousand|million)\b)|\ba (?:plus|minus|times|divided)\b/.test(
      low,
    )
  )
    return undefined;
  const said = readSaid(low);
  if (said?.type === 'value' && said.odd <= 8)
    return reading({ type: 'value', expression: said.expression }, valuesIn(low), said.odd <= 3);
  return undefined;
};

/**
 * Reads sums in signs (`8 + 4*9 = ?`) and in words (`multiply 23 by 9 and then take away 7`), with percentages and
 * averages. Words are read by a small grammar over tokens; whatever the grammar does not know must be a word of
 * politeness or of asking.
 */
import { reading, refusal, type Outcome, type Reader } from '../reading.ts';
import { longestList } from '../text/lists.ts';
import { sumOf, tokenise } from './sum-grammar.ts';
import { valuesIn } from '../text/text.ts';
import { alternatives, anyOf, sequence } from '../../regex.ts';

/** Words that may stand around a sum and say nothing about it. */
const AROUND = new Set(
  (
    'a an the is are was what which how much many do does did you we i me my us they it its get got gets ' +
    'give gives given find work out calculate compute evaluate figure solve tell show ' +
    'please thanks thank kindly result results value total answer sum equals equal make makes makeing number ' +
    'numbers expression following of for to in at if then and so now ok okay hey hi hello yo bro bruh lol ' +
    'help need needs want know quick one just come comes can could would will should be this that here as up ' +
    'when from with class everyone anybody somebody someone sir madam miss teacher ' +
    'left stays remains over ' +
    "let lets like say says said all together altogether on by exactly again let's homework hw question " +
    'problem sum? maths math exercise task calculator calc calc? dead forgot quickly right real quick ? ! ' +
    'end where do-you brackets first remember tomorrow due state write down simplify determine ascertain ' +
    'settle mate arguing friend friends mum mom dad boss customer till today be-nice dear ' +
    'have has had been am going trying try stuck idk ngl uh um well really too no not sure think bit ' +
    'computer quickly correct check exact whole plain me, thx cheers ta result? might come? asked asks ask ' +
    'my. stuck. ' +
    'figure figures results quantity amount deduct put start begin tot reckon ring sums total: whats comes? makes? cost till going to-do after before? head mind. brain only also see us, name there sorry excuse hope good morning afternoon evening day hello, day, wondering wonder possible possibly'
  ).split(' '),
);

/** DIFF(a;b) is the distance of a and b: the larger first. */
const settleDifferences = (expression: string): string =>
  expression.replace(/DIFF\(([^;]*);([^;]*)\)/g, (_, a: string, b: string) =>
    `(${[a, b].toSorted((x, y) => size(y) - size(x)).join(')-(')})`.replace(/^\((.*)\)$/s, '(($1))'),
  );

/** A rough value, to order two terms. */
const size = (text: string): number => {
  const powers = /^\(?(-?\d+(?:\.\d+)?)\)?\^(\d+)$/.exec(text);
  if (powers) return Number(powers[1]) ** Number(powers[2]);
  return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : NaN;
};

/** The one stretch of signs and numbers in a text: `45 - 3*(4+6)`. */
const stretch = (low: string): string | undefined => {
  const text = low.replace(/(?<=[\d)])\s*x\s*(?=[\d(])/g, '*').replace(/(?<=\d)\s*,\s*(?=\d{3}\b)/g, '');
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
  if (/[a-z]\s*[=+*/^]|[+*/^]\s*[a-z]\b/.test(low.replace(sign, '').replace(/\bx\b/g, ''))) return undefined;
  const rest = low.replaceAll(/[-+*/^().\d]+/g, ' ').match(/[a-z']+/g) ?? [];
  if (/[+*/^]\s*[*/^]|[-+]\s*[*/^]|\+\s*\+/.test(sign))
    return refusal('invalid-input', 'the expression is malformed: two operators stand side by side');
  const strange = rest.filter(
    (word) => !AROUND.has(word) && !/^(?:plus|minus|times|result|x|evalu\w*|calcul\w*)$/.test(word),
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
    /\b(?:sum|total|(?:add|count|tot|sum)(?:s|ed|ing)? (?:them|these|those|it|all)?(?: all)? ?(?:up|together)|altogether)\b/,
    '+',
  ],
  [/\b(?:product|multipl(?:y|ied|ying) (?:them|these|those|it|all))\b/, '*'],
];

const ofList = (low: string): Outcome | undefined => {
  const all = valuesIn(low);
  // "Mon 37, Tue 48": each number has one word before it.
  const labelled = (low.match(/(?:^|[,;.]|\band) ?[a-z]+\.?:? \d+(?:\.\d+)?(?=\s*(?:[,;.]|and\b|$))/g) ?? []).length;
  const list = labelled >= 3 && labelled >= all.length - 1 ? all : longestList(low);
  const asks = LIST_ASKED.filter(([words]) => words.test(low));
  if (list.length < 3 || list.length !== all.length || asks.length !== 1 || /[+*/^=<>]/.test(low)) return undefined;
  if (/\b(?:each|every|twice|half|double|times|minus|left|gave|(?<!any )more|than)\b/.test(low)) return undefined;
  return reading(
    { type: 'value', expression: list.map((one) => (one.startsWith('-') ? `(${one})` : one)).join(asks[0]![1]) },
    all,
    false,
  );
};

export const readArithmetic: Reader = ({ low }) => {
  if (low.length > 1500) {
    const long = stretch(low);
    return long && low.length - long.length < 60
      ? reading({ type: 'value', expression: long.replaceAll(/\s+/g, '') }, valuesIn(low))
      : undefined;
  }
  const signs = inSigns(low);
  if (signs) return signs;
  const listed = FOREIGN.test(low) ? undefined : ofList(low);
  if (listed) return listed;
  if (FOREIGN.test(low) || !/\d/.test(low)) return undefined;
  // "5 times a plus 36": a is an unknown here, no article.
  if (/(?:\b(?:times|plus|minus|by)|[-+*/]) a\b|\ba (?:plus|minus|times|divided)\b/.test(low)) return undefined;
  const tokens = tokenise(low);
  const found = tokens && sumOf(tokens, AROUND);
  if (!found || found.strange > 8 || /^-?[\d.]+$/.test(found.expression)) return undefined;
  const expression = settleDifferences(found.expression);
  if (expression.includes('DIFF') || expression.includes('NaN')) return undefined;
  return reading({ type: 'value', expression }, valuesIn(low), found.strange <= 3);
};

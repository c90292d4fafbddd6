/**
 * The numbers game told in any order, for the reading by explanation: one list, one other number, and what is said of
 * using them. Every word that may change the game has its place: numbers that are only counted, signs of which all
 * four must be named, negations before "twice". Where anything is said of all numbers, all must be used.
 */
import type { Problem } from '../../problem/formal/problem.ts';
import { isLoaded } from '../grammar/asking.ts';
import type { LongestAt } from '../sums/steps.ts';
import { isNumberWord } from '../grammar/terminals.ts';
import { isBoundary, type Token } from '../grammar/tokens.ts';

/** Words that may change another question; here each is of the game, or tells how it came up. */
const GAME_WORDS = new Set(
  `each every all any some both or once twice only most max maximum more than exactly out left over leave skip
  skipping repeat repeating repeated repeats reuse reusing repetition time times may might can could should would
  must if when then which how who but and without start plus minus add adding addition subtract subtracting
  subtraction multiply multiplying multiplication divide dividing divided division take taking away operations
  equal equals number numbers sum total today morning evening night week day one same whole another lot last next
  impossible maybe wrong true said found digit digits between during now also hour hours room word round either
  better target of am as combined usual primes gave working works slow fast monday tuesday wednesday thursday
  friday saturday sunday stays altogether`.split(/\s+/),
);

const SIGNS: readonly (readonly [RegExp, number])[] = [
  [/^(?:\+|plus|add|adding|addition|adds)$/, 0],
  [/^(?:-|minus|subtract|subtracting|subtraction|taking|takeaway)$/, 1],
  [/^(?:\*|x|times|multiply|multiplying|multiplication)$/, 2],
  [/^(?:\/|divide|divided|dividing|division)$/, 3],
];

const NOT = /^(?:no|not|none|never|without|cannot|.+n't|mustnt|neednt|dont|cant)$/;
const COUNTED: ReadonlySet<string> = new Set(
  `usual basic normal ordinary standard simple operations signs operators numbers cards tiles of must have has need
  are goats dice digits primes fours fives to and`.split(/\s+/),
);
const TIMES = /^(?:time|times|go)$/;

type Number = { at: number; end: number; value: string };

/** A number that is no number of the game: "one time", "all four of them", "the four operations". */
const isCount = (tokens: readonly Token[], { at, end }: Number): boolean => {
  const before = tokens[at - 1]?.text ?? '';
  // "Class 6B"
  if (tokens[end]?.glued && tokens[end]!.kind === 'word') return true;
  const [after, later] = [tokens[end]?.text ?? '', tokens[end + 1]?.text ?? ''];
  if (tokens[at]!.text === 'one')
    return (
      TIMES.test(after) ||
      /^(?:each|every|no|any|which|that|this|can|using|solution|me|show|find|use|the|only|for|just|not|a|repeat)$/.test(
        before,
      ) ||
      /^(?:of|gives|asks|makes|build|has|may|must|can|way|solution|each|once|twice)$/.test(after)
    );
  if (TIMES.test(after) && /^(?:two|2|one|1|three)$/.test(tokens[at]!.text)) return true;
  if (/^(?:all|whole)$/.test(before) || (before === 'the' && /^(?:all|whole|of)$/.test(tokens[at - 2]?.text ?? '')))
    return true;
  const signs = /^(?:operations|signs|ops|operators)$/;
  return /^(?:four|4)$/.test(tokens[at]!.text) && (signs.test(after) || (COUNTED.has(after) && signs.test(later)));
};

const numbersOf = (tokens: readonly Token[], longest: LongestAt): Number[] => {
  const found: Number[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const fit = longest('UNUM', at);
    if (!fit) continue;
    found.push({ at, end: fit.end, value: String(fit.value) });
    at = fit.end - 1;
  }
  return found;
};

/** Whether one number of a list follows another: a sign, "and" or nothing between them, an article too. */
const follows = (tokens: readonly Token[], a: Number, b: Number): boolean =>
  tokens.slice(a.end, b.at).every(({ text }) => /^(?:,|;|and|&|a|an|n)$/.test(text)) && b.at - a.end < 4;

/** The one list of the game and its target. */
const partsOf = (
  tokens: readonly Token[],
  numbers: readonly Number[],
): { list: Number[]; target: Number } | undefined => {
  const runs: Number[][] = [];
  for (const one of numbers) {
    const last = runs.at(-1)?.at(-1);
    if (last && follows(tokens, last, one)) runs.at(-1)!.push(one);
    else runs.push([one]);
  }
  const lists = runs.filter(({ length }) => length > 1);
  const [list, more] = lists;
  if (!list || more) return undefined;
  const singles = runs.flatMap((run) => (run.length === 1 ? run : []));
  const others = singles.filter(({ value }, i) => singles.findIndex((one) => one.value === value) === i);
  // "Three cards" that are all of them; "three of them" need not be.
  const targets = others.filter(
    ({ value, at, end }) =>
      others.length === 1 ||
      tokens[at]!.kind !== 'word' ||
      value !== String(list.length) ||
      !/^(?:numbers|cards|tiles|goats|dice|digits|figures|primes|\p{L}+s)$/u.test(tokens[end]?.text ?? ''),
  );
  return targets.length === 1 ? { list, target: targets[0]! } : undefined;
};

const CAP = /^(?:most|max|maximum|only|than|no|not)$/;

/** What is said of using the numbers: all of them, some of them, none twice; undefined where that is not clear. */
const useOf = (words: readonly string[]): 'all' | 'some' | undefined => {
  let [all, some] = [false, false];
  for (const [i, word] of words.entries()) {
    const before = words.slice(Math.max(0, i - 9), i);
    const from = before.findLastIndex((one) => /^(?:[.;:!?\n]|but|and|\.\.\.)$/.test(one));
    const clause = before.slice(from + 1);
    const denied = clause.some((one) => NOT.test(one));
    if (
      /^(?:twice|reuse|reusing|repeat|repeating|repeated)$/.test(word) &&
      !denied &&
      !/^(?:no|not)$/.test(before.at(-1) ?? '')
    )
      return undefined;
    if (word === 'than' && !(words[i - 1] === 'more' && /^(?:once|one)$/.test(words[i + 1] ?? '') && denied))
      return undefined;
    if (word === 'without' && !/^(?:repeat|repeating|using|reuse|reusing|repetition|repeats)$/.test(words[i + 1] ?? ''))
      return undefined;
    const capped = words.slice(Math.max(0, i - 6), i + 6).some((one) => CAP.test(one));
    // "309 each" is said of something else.
    const often = words.slice(Math.max(0, i - 6), i + 8).some((one) => /^(?:once|twice|times?|usable)$/.test(one));
    if (word === 'each' && !often) return undefined;
    if (word === 'every' && capped) continue;
    if (/^(?:all|every|whole|lot|both)$/.test(word)) {
      if (word === 'all' && /^(?:permitted|allowed|the operations|night|day|morning)$/.test(words[i + 1] ?? ''))
        continue;
      if (denied) some = true;
      else all = true;
    }
    // "Each once" and "exactly once" are said of all; "each at most once" is not.
    if (
      /^(?:exactly|once)$/.test(word) &&
      !capped &&
      clause.concat(words.slice(i)).some((one) => /^(?:each|every)$/.test(one))
    )
      all = true;
    if (/^(?:skip|leave|leftover|leftovers)$/.test(word) && !denied) some = true;
    if (word === 'left' && /^(?:out|over)$/.test(words[i + 1] ?? '')) some = true;
    if (word === 'some' || (word === 'or' && words[i + 1] === 'not')) some = true;
  }
  return all && !some ? 'all' : 'some';
};

/** "Using three of them": how many, not which. */
const isSomeOf = (tokens: readonly Token[], at: number, end: number): boolean =>
  /^(?:use|uses|using|exactly|only|just)$/.test(tokens[at - 1]?.text ?? '') && tokens[end]?.text === 'of';

/** What may be denied: that a number comes twice, that all are needed, and that somebody knows. */
const DENIED: ReadonlySet<string> = new Set(
  `twice again repeat repeats repeating repeated repetition reuse reusing doubles all every need needed have obligatory
  necessary required know see find get got remember mind idea sure better compulsory used than believe
  crack do work solve`.split(/\s+/),
);

const isDenied = (tokens: readonly Token[], at: number): boolean => {
  for (let i = at + 1; i < tokens.length && i < at + 8 && !isBoundary(tokens[i]); i++)
    if (DENIED.has(tokens[i]!.text)) return true;
  return false;
};

/** The game that a question tells of. */
export const gameOf = (
  tokens: readonly Token[],
  longestOf: (tokens: readonly Token[]) => LongestAt,
): Problem | undefined => {
  const numbers = numbersOf(tokens, longestOf(tokens)).filter((one) => !isCount(tokens, one));
  if (
    tokens.some(({ text }) => /^(?:using|uses?)$/.test(text)) &&
    numbers.some(({ at, end }) => isSomeOf(tokens, at, end))
  )
    return undefined;
  const parts = numbers.length > 2 ? partsOf(tokens, numbers) : undefined;
  if (!parts) return undefined;
  const inNumber = new Set(numbers.flatMap(({ at, end }) => tokens.slice(at, end).map((_, i) => at + i)));
  const signs = new Set<number>();
  for (const [at, { text, kind }] of tokens.entries()) {
    if (inNumber.has(at)) continue;
    const sign = SIGNS.find(([pattern]) => pattern.test(text));
    const short = text === '/' && tokens[at - 1]?.text === 'w';
    if (sign && !short && !(text === 'times' && /^(?:two|2|one|1|three)$/.test(tokens[at - 1]?.text ?? '')))
      signs.add(sign[1]);
    const plain =
      sign !== undefined ||
      isBoundary(tokens[at]) ||
      (kind === 'sign' && /^[!"'()[\]/&-]$/.test(text)) ||
      (kind === 'word' &&
        (GAME_WORDS.has(text) || isNumberWord(text) || (NOT.test(text) ? isDenied(tokens, at) : !isLoaded(text))));
    if (!plain) return undefined;
  }
  // A lone dash is none of the four.
  const dash = signs.size === 1 && signs.has(1) && !tokens.some(({ text }) => /^(?:minus|subtract)/.test(text));
  if (signs.size > 0 && signs.size < 4 && !dash) return undefined;
  const words = tokens.map(({ text }) => text);
  if (!words.some((text) => ASKS.has(text)) || words.some((text) => OTHER.has(text))) return undefined;
  const use = useOf(words);
  if (!use) return undefined;
  const { list, target } = parts;
  return { type: 'make', target: target.value, numbers: list.map(({ value }) => value), all: use === 'all' };
};

/** What is asked of numbers in a game. */
const ASKS: ReadonlySet<string> = new Set(
  `target's make makes made get reach hit hits obtain build form arrive arriving combine combined target goal
  objective want wants wanted need become turned sum calculation result output game from with using possible like
  asks asked answer into be`.split(/\s+/),
);
/** What is asked of numbers in other questions. */
const OTHER: ReadonlySet<string> = new Set(
  `ways closest nearest fewest sort average mean median largest smallest biggest next sequence ratio percent %
  share factor factors multiple multiples divisible digits`.split(/\s+/),
);

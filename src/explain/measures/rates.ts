/**
 * One rate applied to another amount, for the reading by explanation: two amounts that are told of each other, a third
 * one of the kind of one of them, and a question for the other. Units are converted; what is counted is the words
 * behind its number. Two kinds that share their words, or a word that may turn it, and there is no explanation.
 */
import type { Problem } from '../../problem/formal/problem.ts';
import { unitsNamed } from '../../problem/solve/units.ts';
import { isLoaded } from '../grammar/asking.ts';
import { COMMON, isUnit, stemOf } from '../grammar/named-things.ts';
import type { LongestAt } from '../sums/steps.ts';
import { isNumberWord } from '../grammar/terminals.ts';
import { isBoundary, type Token } from '../grammar/tokens.ts';
import { comesAndGoes } from './coming.ts';

/** Words that may change another question, and none of a rate. */
const FREE = new Set(
  `how many much long far which who what each every per same if when then might could would should take takes one
  all number unit units order both whole way also do need speed exactly as found place go going start returned
  right today now finally starts begin pair equal am pm expect there yes will together`.split(/\s+/),
);
/** What is no rate: posts and gaps, cuts, what is done side by side, ages, parts and scales of more than one kind. */
const TURNS: ReadonlySet<string> = new Set(
  `post posts pole poles tree trees lamp lamps saw saws sawn sawing cut cuts cutting log logs stair stairs floor
  floors chime chimes strike strikes dry dries drying boil boils boiled bake bakes baked toast orchestra
  symphony musician musicians age old year years pregnant square cubic area volume together both apart towards
  stream upstream downstream current still back return average rest least change`.split(/\s+/),
);

const WORKERS: ReadonlySet<string> = new Set(
  `workers painters builders machines pumps pipes taps labourers masons gardeners cleaners pickers printers
  robots diggers men women`.split(/\s+/),
);

type Told = {
  n: string;
  implied: boolean;
  words: Set<string>;
  size: string;
  unit: boolean;
  time: boolean;
  at: number;
  end: number;
};

const unitAt = (text: string): { dimension: string; name: string; size: string } | undefined => {
  if (!isUnit(text)) return undefined;
  if (/^[£$€]$/.test(text)) return { dimension: 'money', name: text, size: '1' };
  const [unit] = unitsNamed(text);
  return unit && { dimension: unit.dimension, name: unit.name, size: `${unit.factor.n}/${unit.factor.d}` };
};

const SMALL = /^(?:of|the|a|an|my|our|his|her|their|full|more|big|small|such|them|whole|same|-)$/;

/** What is counted from a token on: a unit and up to three words. */
const thingAt = (tokens: readonly Token[], from: number): Omit<Told, 'n' | 'at' | 'implied'> => {
  const words = new Set<string>();
  let [size, unit, time, end] = ['1', false, false, from];
  for (let taken = 0; taken < 4 && end < tokens.length; end++) {
    const { text, kind } = tokens[end]!;
    if (SMALL.test(text) && (taken === 0 || text === 'of')) continue;
    if (/^(?:people|ppl|persons?|us|guests?|servings?|portions?|serves)$/.test(text)) {
      words.add('people');
      end++;
      break;
    }
    const measured = kind === 'number' || isBoundary(tokens[end]) ? undefined : unitAt(text);
    if (measured && !unit && words.size === 0) {
      [size, unit] = [measured.size, true];
      time = measured.dimension === 'time';
      words.add(`unit ${measured.dimension}`).add(`name ${measured.name}`);
    } else if (kind !== 'word' || COMMON.has(text) || isLoaded(text) || isNumberWord(text) || VERB.has(text)) break;
    else words.add(stemOf(text));
    taken++;
  }
  return { words, size, unit, time, end };
};

const VERB = new Set(
  `takes take needs need makes make has have holds hold costs cost gives give feeds feed eat eats use uses used yield
  yields contains contain fit fits gets get wants want requires require lasts last do does reads read runs run goes go
  come comes are is was were says will weighs weigh equals equal works work treats covers cover buy buys bought earn
  earns writes write drinks drink carry carries paid pay serves walk walks swim swims drive drives ride cycles make made
  moves move travels drips drip types type prints print produces produce fills fill counting paint paints finish`.split(
    /\s+/,
  ),
);

const toldOf = (tokens: readonly Token[], longest: LongestAt): Told[] => {
  const found: Told[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const { text } = tokens[at]!;
    const before = tokens[at - 1]?.text ?? '';
    const money = /^[£$€]$/.test(before);
    const fit = longest('UNUM', at);
    if (fit && !(text === 'one' && /^(?:which|this|that|the|how|much|costs?)$/.test(before) && before !== 'costs')) {
      const thing = thingAt(tokens, fit.end);
      if (money) thing.words.add('unit money');
      // "The recipe for 4"
      if (thing.words.size === 0 && /^(?:for|serves|feeds)$/.test(before)) thing.words.add('people');
      found.push({ n: String(fit.value), implied: false, at, ...thing, unit: thing.unit || money });
      at = Math.max(fit.end, thing.end) - 1;
    } else if (/^(?:a|an|each|every|per|\/)$/.test(text)) {
      const thing = thingAt(tokens, at + 1);
      // "Each box", "an hour": one of what is told of.
      const again = [...thing.words].some((word) => tokens.filter((one) => stemOf(one.text) === word).length > 1);
      const counts = text !== 'a' && text !== 'an' ? thing.words.size > 0 : thing.unit || again;
      if (counts && !/^(?:how|many|much|what|as)$/.test(before)) {
        found.push({ n: '1', implied: true, at, ...thing });
        at = thing.end - 1;
      }
    }
  }
  return found;
};

const meets = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => [...a].some((one) => b.has(one));
const without = (a: ReadonlySet<string>, b: ReadonlySet<string>): Set<string> =>
  new Set([...a].filter((one) => !b.has(one)));

/** What is asked for: behind "how many", or in the last clause. */
const askedOf = (
  tokens: readonly Token[],
  last: number,
): { words: Set<string>; size: string | undefined; from: number; to: number } | undefined => {
  const hows = tokens.flatMap(({ text }, i) => (text === 'how' ? [i] : []));
  if (hows.length > 1) return undefined;
  const [how] = hows;
  const clauseEnd = (from: number): number => {
    const end = tokens.findIndex(
      (token, i) => i >= from && (isBoundary(token) || (i > from + 2 && /^(?:if|when)$/.test(token.text))),
    );
    return end < 0 ? tokens.length : end;
  };
  if (how === undefined) {
    // "What would 250 km need?"
    const what = tokens.findLastIndex(({ text }) => text === 'what');
    if (what >= 0 && what < last) return { words: new Set(), size: undefined, from: what, to: clauseEnd(what) };
    // "…: eggs?", "flour in grams?"
    const from = tokens.findIndex((token, i) => i >= last && isBoundary(token)) + 1;
    if (from === 0 || from >= tokens.length) return undefined;
    const words = new Set<string>();
    let size: string | undefined;
    for (const { text, kind } of tokens.slice(from)) {
      const unit = kind === 'word' || kind === 'sign' ? unitAt(text) : undefined;
      if (unit) {
        words.add(`unit ${unit.dimension}`).add(`name ${unit.name}`);
        size = unit.size;
      } else if (kind === 'word' && !COMMON.has(text)) words.add(stemOf(text));
    }
    return words.size > 0 ? { words, size, from, to: tokens.length } : undefined;
  }
  const kind = tokens[how + 1]?.text ?? '';
  const to = clauseEnd(how);
  if (kind === 'far') return { words: new Set(['unit length']), size: undefined, from: how, to };
  if (kind === 'long') return { words: new Set(['unit time']), size: undefined, from: how, to };
  if (!/^(?:many|much)$/.test(kind)) return undefined;
  const thing = thingAt(tokens, how + 2);
  // "How many pears and apples?"
  if (tokens[thing.end]?.text === 'and') return undefined;
  return { words: thing.words, size: thing.unit ? thing.size : undefined, from: how, to };
};

/** Whether every word has its place: of the rate, of its things, or one that changes no question. */
const isClosed = (tokens: readonly Token[]): boolean =>
  tokens.every(
    ({ text, kind }, i) =>
      !TURNS.has(text) &&
      (kind === 'number' ||
        isBoundary(tokens[i]) ||
        (kind === 'sign' && /^[£$€=!"'()/-]$/.test(text)) ||
        (kind === 'word' && (FREE.has(text) || isNumberWord(text) || isUnit(text) || !isLoaded(text)))),
  );

/** Where the three are: two told of each other in one sentence, and the third one in the question, last or first. */
const rolesOf = (
  tokens: readonly Token[],
  told: readonly Told[],
  asked: { words: ReadonlySet<string>; from: number; to: number },
): { x: Told; y: Told; z: Told } | undefined => {
  const within = told.filter(({ at }) => at >= asked.from && at < asked.to);
  if (within.length > 1) return undefined;
  for (const z of within.length === 1 ? within : [told[2]!, told[0]!]) {
    // "Each box" is told of; "in an hour" may be asked of.
    if (z.implied && !z.unit) continue;
    const [a, b] = told.filter((one) => one !== z) as [Told, Told];
    const gap = tokens.slice(a.end, b.at);
    if (gap.length > 7 || gap.some(({ text }) => /^(?:[.;!?\n]|how|what)$/.test(text))) continue;
    const [onlyA, onlyB] = [without(a.words, b.words), without(b.words, a.words)];
    const [likeA, likeB] = [meets(z.words, onlyA), meets(z.words, onlyB)];
    const [askA, askB] = [meets(asked.words, onlyA), meets(asked.words, onlyB)];
    const bare = asked.words.size === 0;
    const forA = likeA || (z.words.size === 0 && askB && !askA);
    const forB = likeB || (z.words.size === 0 && askA && !askB);
    if (forA === forB || (!bare && (forA ? askA || !askB : askB || !askA))) continue;
    return forA ? { x: a, y: b, z } : { x: b, y: a, z };
  }
  return undefined;
};

/** The other amount for the third one. */
export const rateOf = (
  tokens: readonly Token[],
  longestOf: (tokens: readonly Token[]) => LongestAt,
): Problem | undefined => {
  if (tokens.length > 60 || !isClosed(tokens) || comesAndGoes(tokens)) return undefined;
  const told = toldOf(tokens, longestOf(tokens));
  const asked = told.length === 3 ? askedOf(tokens, told.at(-1)!.end) : undefined;
  const roles = asked && rolesOf(tokens, told, asked);
  if (!roles) return undefined;
  const { x, y, z } = roles;
  const zSize = z.words.size === 0 ? x.size : z.size;
  if (z.unit !== x.unit && z.words.size > 0) return undefined;
  // More hands need less time: that is left to the readers.
  if ((x.time || y.time) && tokens.some(({ text }) => WORKERS.has(text))) return undefined;
  if (y.time && !x.unit && !y.implied) return undefined;
  const to = asked.size ?? y.size;
  const plain = (Number(y.n) * Number(z.n)) / Number(x.n);
  if (!y.unit && zSize === x.size && !Number.isInteger(Math.round(plain * 1e9) / 1e9)) return undefined;
  return {
    type: 'value',
    expression: `(${y.n}*(${y.size}))*(${z.n}*(${zSize}))/((${x.n}*(${x.size}))*(${to}))`,
  };
};

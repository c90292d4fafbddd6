/**
 * Steps of a sum as an expression, for the reading by explanation: an operand or a verb with two of them, then verbs and
 * signs that go on from what came before, then what it comes to.
 */
import type { Problem } from '../../problem/formal/problem.ts';
import { once } from './step-words.ts';
import {
  is,
  operand,
  type Part,
  peek,
  primary,
  product,
  productOr,
  said,
  skip,
  type State,
  sum,
  take,
  Unclear,
  unclear,
  unknown,
} from './step-operands.ts';

/** How much a separator parts: "3 + 4, times 5" may be meant in two ways, "3 + 4, then times 5" not. */
type Gap = 'none' | 'weak' | 'strong';

const isSimple = (text: string): boolean => /^[\d.x]+$|^\([^()]*\)$/.test(text);

/** "A number and a quarter of itself make 85" */
const andMore = (state: State, text: string): string => {
  const start = state.at;
  if (!take(state, 'AND')) return text;
  const by = product(state);
  if (by !== undefined && (is(state, 'TOGETHER') || said(state, /^(?:make|make together|give|come to|total)$/)))
    return `${text}+${by}`;
  state.at = start;
  return text;
};

/** What a sum begins with, and a verb that joins two operands: "subtract 15 from 8", "add 3 to 4". */
const opening = (state: State): string | undefined => {
  const verb = take(state, 'ADD', 'TAKE', 'MULTIPLY', 'DIVIDE', 'ONCE', 'FROM', 'START') ?? bareVerb(state);
  if (!verb && take(state, 'BACK')) return `${operand(state)}-(${unknown(state, '')})`;
  if (!verb) {
    const text = sum(state);
    return text === undefined ? undefined : andMore(state, text);
  }
  switch (verb.tag) {
    case 'START':
      return sum(state);
    case 'ONCE': {
      const text = /\b(?:it|that|result)$/.test(verb.value) ? unknown(state, '') : operand(state);
      return once(verb.value, text);
    }
    case 'FROM': {
      const from = operand(state);
      skip(state, /^(?:,|i|you|we)$/);
      if (!take(state, 'TAKE', '-')) throw new Unclear();
      take(state, 'AWAY');
      return `(${from})-(${operand(state)})`;
    }
    case 'ADD':
    case '+': {
      // "What do I add to 13 to get 20?"
      if (take(state, 'TO')) return `${operand(state)}+${unknown(state, '')}`;
      const a = operand(state);
      take(state, 'MORE');
      if (/^puts?$/.test(verb.value)) return a;
      if (take(state, 'TO') || take(state, 'AND') || (is(state, 'BY') && said(state, /^with$/) && take(state, 'BY')))
        return `${operand(state)}+(${a})`;
      throw new Unclear();
    }
    case 'TAKE': {
      if (take(state, 'FROM')) return `${operand(state)}-${unknown(state, '')}`;
      let a = operand(state);
      if (is(state, 'AND') && peek(state, 1)?.tag === 'N' && peek(state, 2)?.tag === 'FROM') {
        state.at++;
        a = `(${a})+${operand(state)}`;
      }
      take(state, 'AWAY');
      if (take(state, 'FROM'))
        return is(state, 'N', 'NUMBER', 'IT', 'X', 'PRE', 'SUM', 'PRODUCT', 'ASK', '(')
          ? `(${operand(state)})-(${a})`
          : unclear();
      // "Take 36, …" begins with it.
      return /^(?:take|takes|took|i take|you take|we take|taking)$/.test(verb.value) ? a : unclear();
    }
    default: {
      const it = /\b(?:it|that|result)$/.test(verb.value);
      const a = it ? unknown(state, '') : operand(state);
      const by = take(state, 'BY', 'AND');
      if (!by) throw new Unclear();
      const b = operand(state);
      return verb.tag === 'DIVIDE' ? `(${a})/(${b})` : `(${a})*(${b})`;
    }
  }
};

/** "Add", "multiply" and "take away" are signs between operands and verbs before them. */
const bareVerb = (state: State): Part | undefined => {
  const part = peek(state);
  if (!part || !/^(?:add|multiply|times|take away|double|triple|treble|minus|halve)$/.test(part.value))
    return undefined;
  if (part.tag === 'PRE') return undefined;
  state.at++;
  const tag = { add: 'ADD', multiply: 'MULTIPLY', times: 'MULTIPLY' }[part.value] ?? 'TAKE';
  return { ...part, tag };
};

/** The verb or sign of the next step. */
const stepping = (state: State): Part | undefined => {
  const part = peek(state);
  if (!part) return undefined;
  if (part.value === 'add' || part.value === 'and add') return { ...part, tag: 'ADD' };
  if (/^(?:take away|takeaway)$/.test(part.value)) return { ...part, tag: 'TAKE' };
  if (part.value === 'multiply') return { ...part, tag: 'MULTIPLY' };
  return part;
};

const IT_SAID = /\b(?:it|that|this|result|answer|left|total|everything)$/;

/** What came before, so many times or divided. */
const scaled = (state: State, part: Part, gap: Gap): string => {
  const so = state.so!;
  const it = IT_SAID.test(part.value) || take(state, 'IT') !== undefined;
  take(state, 'BY');
  const by = primary(state);
  if (!by || (gap !== 'strong' && !it && !isSimple(so))) return unclear();
  return `(${so})${part.tag === 'MULTIPLY' ? '*' : '/'}(${by})`;
};

/** One step on from what came before; false where no step begins here. */
const step = (state: State, gap: Gap): boolean => {
  const part = stepping(state);
  const { so } = state;
  if (!part || so === undefined) return false;
  const whole = `(${so})`;
  switch (part.tag) {
    case '+':
    case '-': {
      state.at++;
      const by = product(state);
      if (!by) return unclear();
      take(state, 'MORE');
      state.so = `${whole}${part.tag}${by}`;
      return true;
    }
    case '*':
    case '/': {
      state.at++;
      const by = primary(state);
      if (!by || (gap !== 'strong' && !isSimple(so))) return unclear();
      state.so = `${whole}${part.tag}${by}`;
      return true;
    }
    case 'ADD':
    case 'TAKE':
      state.at++;
      state.so = joined(state, part, whole);
      return true;
    case 'MULTIPLY':
    case 'DIVIDE':
      state.at++;
      state.so = scaled(state, part, gap);
      return true;
    case 'PRE':
    case 'ONCE': {
      if (part.tag === 'PRE' && !/^(?:double|triple|treble)$/.test(part.value)) return false;
      state.at++;
      take(state, 'IT');
      state.so = once(part.value, whole);
      return true;
    }
    case 'FROM': {
      // "From that result minus 95"
      const verb = stepping({ ...state, at: state.at + 2 });
      if (peek(state, 1)?.tag !== 'IT' || !/^(?:TAKE|-)$/.test(verb?.tag ?? '')) return false;
      state.at += 3;
      state.so = `${whole}-${productOr(state)}`;
      return true;
    }
    case 'N': {
      // "Then 4 was added"
      const verb = peek(state, 1);
      if (/^(?:is|was|are|gets) (?:added|taken|deducted|subtracted|removed)/.test(verb?.value ?? '')) {
        state.at += 2;
        if (is(state, 'TO', 'FROM')) return unclear();
        state.so = `${whole}${verb!.tag === 'ADD' ? '+' : '-'}${part.value}`;
        return true;
      }
      if (peek(state, 1)?.tag !== 'MORE' || gap === 'none') return false;
      state.at += 2;
      state.so = `${whole}+${part.value}`;
      return true;
    }
    case 'ONTO':
    case 'BACK': {
      state.at++;
      const other = operand(state);
      state.so = part.tag === 'ONTO' ? `${other}+${whole}` : `${other}-${whole}`;
      return true;
    }
    default:
      return false;
  }
};

/** Something added to what came before or taken from it, or what came before from something. */
const joined = (state: State, part: Part, whole: string): string => {
  const sign = part.tag === 'ADD' ? '+' : '-';
  const start = state.at;
  // "Take that from 100", "is added to 90", "add to it 64".
  const it = take(state, 'IT');
  take(state, 'AWAY');
  if (part.tag === 'TAKE' && it && take(state, 'FROM')) return `(${operand(state)})-${whole}`;
  if (it) state.at = start;
  const to = take(state, ...(part.tag === 'ADD' ? ['TO'] : ['FROM']));
  if (to && is(state, 'IT', 'NUMBER')) {
    state.at++;
    return `${whole}${sign}${productOr(state)}`;
  }
  if (to) return part.tag === 'ADD' ? `${operand(state)}+${whole}` : `(${operand(state)})-${whole}`;
  take(state, 'MORE');
  const by = productOr(state);
  take(state, 'AWAY');
  while (take(state, 'MORE')) continue;
  if (take(state, ...(part.tag === 'ADD' ? ['TO'] : ['FROM']))) {
    const other = take(state, 'IT', 'NUMBER');
    if (!other && part.tag === 'ADD') return unclear();
  }
  return `${whole}${sign}${by}`;
};

const STRONG = /^(?:[.;!?\n]|\.\.\.)$/;

/** Words of asking and signs up to the next part with a role. */
const gapAt = (state: State): Gap => {
  let gap: Gap = 'none';
  for (; peek(state); state.at++) {
    const { tag, value } = peek(state)!;
    if (tag === 'THEN' || tag === 'WHEN' || (tag === 'STOP' && STRONG.test(value))) gap = 'strong';
    else if (tag === 'STOP' || tag === 'AND') gap = gap === 'none' ? 'weak' : gap;
    else if (tag !== 'ASK' && tag !== 'WHEN') break;
  }
  return gap;
};

const OPERAND = ['N', 'X', 'NUMBER', 'PRE', '(', 'SUM', 'PRODUCT', 'DIFFERENCE', 'QUOTIENT'];
const VERBS = ['ADD', 'TAKE', 'MULTIPLY', 'DIVIDE', 'ONCE'];

/** A list that is added up: its numbers alone, with what says so. */
const addedUp = (parts: readonly Part[]): { text: string; rest: readonly Part[] } | undefined => {
  const first = parts.findIndex(({ tag }) => tag === 'N');
  const terms: string[] = [];
  let at = first;
  while (parts[at]?.tag === 'N') {
    terms.push(parts[at]!.value);
    let next = at + 1;
    while (/^(?:STOP|AND|THEN)$/.test(parts[next]?.tag ?? '') && !/^[?!]$/.test(parts[next]!.value)) next++;
    if (next === at + 1 || parts[next]?.tag !== 'N') {
      at++;
      break;
    }
    at = next;
  }
  const before = parts.slice(0, first);
  const bare = before.every(
    ({ tag, value }) =>
      /^(?:ASK|STOP|SUMUP|TOGETHER|WHEN|AND|EQUALS|IT)$/.test(tag) || /^add(?:ed|ing)?$|^i add$/.test(value),
  );
  const rest = parts.slice(at);
  const marked =
    before.some(({ tag, value }) => tag === 'SUMUP' || tag === 'TOGETHER' || /^add(?:ed|ing)?$|^i add$/.test(value)) ||
    rest.some(({ tag, value }) => tag === 'TOGETHER' || /^makes?$/.test(value)) ||
    before.some(({ value }) => value === 'making');
  return bare && marked && terms.length > 1 ? { text: terms.join('+'), rest } : undefined;
};

/** Behind the sum only words of asking may stand, and the name of what is asked for. */
const onlyAsks = (state: State): boolean =>
  state.parts
    .slice(state.at)
    .every(
      ({ tag, value }) =>
        /^(?:STOP|ASK|AND|THEN|WHEN|EQUALS|IT|TOGETHER|TO|BY|NUMBER)$/.test(tag) ||
        (tag === 'X' && (value === '_' || value === state.letter)) ||
        (tag === 'FROM' && value === 'off'),
    );

const problemOf = (left: string, right: string | undefined, state: State): Problem | undefined => {
  if (state.unknown)
    return right === undefined ? undefined : { type: 'solve', unknowns: ['x'], equations: [`${left}=${right}`] };
  // "He says 17 times 6 is 112. What is it really?"
  const asked = state.parts
    .slice(0, state.at)
    .some(({ tag, value }, i) => i > state.from && tag === 'ASK' && /^(?:what|how)$/.test(value));
  if (right !== undefined && !(asked && /^\(?-?[\d.]+\)?$/.test(right))) return undefined;
  if (/^\(?-?[\d.]+\)?$/.test(left)) return undefined;
  return { type: 'value', expression: left };
};

/** "By how much does 9 exceed 4?" */
const exceeds = (state: State): Problem | undefined => {
  while (is(state, 'ASK', 'EQUALS')) state.at++;
  const a = product(state);
  if (!take(state, 'EXCEEDS', 'ABOVE')) return undefined;
  const b = product(state);
  return a && b && onlyAsks(state) ? problemOf(`(${a})-(${b})`, undefined, state) : undefined;
};

/** What a sum is said to come to; undefined where that is asked. */
const otherSide = (state: State): string | undefined => {
  while (
    is(state, 'EQUALS', 'TOGETHER') ||
    (is(state, 'ASK') && said(state, /^(?:back|exactly|just|only|to|at|in|on|up|with|now|the|a|again)$/))
  )
    state.at++;
  if (!is(state, ...OPERAND, ...VERBS, 'WHEN')) return undefined;
  take(state, 'WHEN');
  skip(state, /^(?:i|you|we|u|he|she)$/);
  state.so = undefined;
  const right = opening(state);
  state.from = state.at;
  return right ?? unclear();
};

const read = (parts: readonly Part[]): Problem | undefined => {
  const added = addedUp(parts);
  const state: State = {
    parts: added ? added.rest : parts,
    at: 0,
    so: added?.text,
    letter: undefined,
    unknown: false,
    from: 0,
  };
  const differs = parts.findIndex(({ tag }) => tag === 'BYHOW');
  if (differs >= 0) return exceeds({ ...state, at: differs + 1 });
  if (!added) {
    for (; ; state.at++) {
      gapAt(state);
      const part = peek(state);
      if (!part) return undefined;
      // "What do you get if …", "it goes: …"
      if (/^(?:EQUALS|IT|TOGETHER|AND|BY|TO)$/.test(part.tag) && !opens(state)) continue;
      // "I have number 560"
      if (part.value === 'number' && peek(state, 1)?.tag === 'N') continue;
      break;
    }
    state.so = opening(state);
    if (state.so === undefined) return undefined;
  }
  let right: string | undefined;
  let left: string | undefined;
  for (;;) {
    const between = gapAt(state);
    // "Then all of that divided by 3"
    const gap = peek(state, -1)?.tag === 'IT' ? 'strong' : between;
    if (!peek(state)) break;
    if (left === undefined && step(state, gap)) continue;
    if (left === undefined && gap === 'strong' && state.so === 'x' && is(state, 'NUMBER', 'PRE', 'IT', 'X', 'N')) {
      // "I think of a number. Half of it plus 6 …": told of the same unknown.
      const start = state.at;
      const again = sum(state);
      if (again !== undefined && again !== 'x' && again !== '(x)') {
        state.so = again;
        continue;
      }
      state.at = start;
    }
    const equals = is(state, 'EQUALS', 'IT', 'TOGETHER', 'NUMBER', 'X');
    if (!equals) break;
    if (left === undefined && is(state, 'EQUALS')) {
      const so = state.so;
      right = otherSide(state);
      if (right !== undefined) left = so;
      continue;
    }
    state.at++;
  }
  if (!onlyAsks(state)) return undefined;
  return problemOf(left ?? state.so!, right, state);
};

/** "It" and "is" at the beginning: "it plus 6 is 10", "double it and …". */
const opens = (state: State): boolean =>
  is(state, 'IT') && /^(?:it|this|that)$/.test(peek(state)!.value) && /^[-+*/]$/.test(peek(state, 1)?.tag ?? '');

export const parseSteps = (parts: readonly Part[]): Problem | undefined => {
  try {
    return read(parts);
  } catch (error) {
    if (error instanceof Unclear) return undefined;
    throw error;
  }
};

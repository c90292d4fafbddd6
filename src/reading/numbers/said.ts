/**
 * Sums and equations that are told in words, gone through token by token: "take 312, add 89 and then take away 150" is
 * a value, "think of a number, triple it, take off 8, u get 52" an equation. The words and their roles are
 * said-words.ts; a word without a role may stand before the first number and in clauses that hold no number, and
 * nowhere else.
 */
import { anyOf } from '../../regex.ts';
import {
  changed,
  isLink,
  isSeparator,
  items,
  join,
  peek,
  product,
  startsPlain,
  startsValue,
  sum,
  type Cursor,
  type Expr,
} from './said-values.ts';
import { saidTokens, type Change, type SaidToken, type Verb } from './said-words.ts';

/** What was told: an expression without an unknown, or equations with one. `odd`: words without a role beside it. */
export type Said =
  | { type: 'value'; expression: string; odd: number }
  | { type: 'solve'; equations: string[]; odd: number }
  /** Steps from an unknown whose result is not told. */
  | { type: 'open' };

/** "to it", "from 100", "by 4": the other side of a verb. */
const linked = (c: Cursor, ...words: readonly string[]): Expr | undefined => {
  if (!isLink(peek(c), ...words)) return undefined;
  c.at++;
  return startsValue(c) ? product(c) : undefined;
};

const SIGNS = { add: '+', subtract: '-', take: '-', multiply: '*', divide: '/', raise: '+', lower: '-' } as const;

const applied = (a: Expr, verb: Verb, all: readonly Expr[]): Expr => all.reduce((x, y) => join(x, SIGNS[verb], y), a);

/** One verb with its numbers, done to what came before where it names nothing else. */
const command = (c: Cursor, verb: Verb): Expr | undefined => {
  const { acc } = c;
  c.at++;
  if (verb === 'raise' || verb === 'lower' || verb === 'multiply' || verb === 'divide') return byCommand(c, verb);
  if (verb === 'take' && !acc && peek(c)?.role === 'unknown') {
    const unknown = product(c);
    // "take my number away from 20"
    const from = linked(c, 'from', 'off', 'out of');
    return unknown && from ? join(from, '-', unknown) : unknown;
  }
  // "add to it 64", "which number do I add to 25"
  const to = verb === 'add' ? linked(c, 'to', 'on', 'onto') : linked(c, 'from', 'off', 'out of');
  const asked = peek(c);
  // "9 take away what is 5"
  if (acc && !to && asked?.role === 'ask' && asked.is) {
    const unknown = product(c);
    return unknown && join(acc, SIGNS[verb], unknown);
  }
  const all = items(c);
  if (!all) return undefined;
  if (to) {
    if (all.length > 0) return applied(to, verb, all);
    return acc?.steps === 0 && acc.unknown ? join(to, SIGNS[verb], acc) : undefined;
  }
  const [first] = all;
  if (!first) return undefined;
  const other = verb === 'add' ? linked(c, 'to', 'on', 'onto', 'with') : linked(c, 'from', 'off', 'out of');
  if (other) return applied(other, verb, all);
  if (acc) return all.includes(acc) ? undefined : applied(acc, verb, all);
  // "take 5", "took a number": it is what is begun with.
  if (verb === 'take' || (verb === 'subtract' && first.unknown)) return all.length === 1 ? first : undefined;
  const [second] = all.slice(1);
  return verb === 'add' && second ? applied(first, verb, all.slice(1)) : undefined;
};

/** "multiply it by 3", "divide by 4", "increase 50 by 10", "multiply 4 and 5". */
const byCommand = (c: Cursor, verb: Verb): Expr | undefined => {
  const { acc } = c;
  const BY = verb === 'divide' ? ['by', 'between', 'among', 'into', 'with'] : ['by', 'with', 'to'];
  const all = isLink(peek(c), ...BY) ? [] : items(c);
  if (!all) return undefined;
  const by = linked(c, ...BY) ?? (all.length === 1 && all[0] === acc && startsValue(c) ? product(c) : undefined);
  const [first, second, ...more] = all;
  if (!by && c.by && !second) {
    const of = first ?? acc;
    return of && join(of, SIGNS[verb], c.by);
  }
  if (by) {
    if (second) return undefined;
    const from = first ?? acc;
    return from && join(from, SIGNS[verb], by);
  }
  if (first && second) return verb === 'multiply' ? applied(first, verb, [second, ...more]) : undefined;
  // "what do I multiply 6 by to get 54", "times it 3"
  if (first && acc && first !== acc) {
    if (acc.steps === 0 && acc.unknown && verb === 'multiply') return join(first, '*', acc);
    return verb === 'multiply' || verb === 'divide' ? join(acc, SIGNS[verb], first) : undefined;
  }
  return undefined;
};

/** Roles that say something of numbers. */
const isMath = ({ role }: SaidToken): boolean => /^(?:number|infix|part|of|verb|change|unknown|open)$/.test(role);
/** Words that no parser may overlook, wherever they stand. */
const WEIGHTY = new RegExp(
  anyOf(
    /^(?:each|every|per|both|not|n't|never|except|without|remainder|rem|digits?|consecutive)$/,
    /^(?:percent|%|times|least|most)$/,
    /^(?:squares?|root|prime|whichever|either|or|unless|average|mean|twice|half|change|rest|likely|chances?|dice|die)$/,
    /^(?:old|young|bigg|larg|small|great|less|low|high|tall|short|long|heavi|light|near|close)(?:e?st|er)$|^[$£€]$/,
  ),
);

const MEASURE = new RegExp(
  anyOf(
    /^(?:hours?|hrs?|h|minutes?|mins?|seconds?|secs?|s|days?|weeks?|months?|years?|km|m|cm|mm|miles?|metres?|meters?)$/,
    /^(?:feet|foot|ft|inch(?:es)?|yards?|kg|g|grams?|kilos?|pounds?|lbs?|oz|ounces?|litres?|liters?|l|ml)$/,
    /^(?:pence|p|cents?|euros?|dollars?|quid|bucks?)$/,
  ),
);

/** Without what is counted or measured right behind a number: "14 trays times 24 rolls". Undefined: units are mixed. */
const withoutUnits = (all: readonly SaidToken[]): { bare: SaidToken[]; units: boolean } | undefined => {
  const measures = new Set<string>();
  const out: SaidToken[] = [];
  for (const [i, token] of all.entries()) {
    const before = all[i - 1];
    if (
      token.role === 'odd' &&
      before?.role === 'number' &&
      /^[a-z]{1,14}$/.test(token.word) &&
      !WEIGHTY.test(token.word)
    ) {
      if (MEASURE.test(token.word)) measures.add(token.word.replace(/s$/, ''));
      continue;
    }
    out.push(token);
  }
  const units = out.length < all.length;
  // With things beside the numbers, only words of reckoning make a sum of them.
  const reckons = all.some(({ role }) => role === 'infix' || role === 'of' || role === 'joined');
  const takes = all.some((one) => one.role === 'verb' && one.verb === 'take');
  return measures.size > 1 || (units && (!reckons || (takes && !all.some(({ role }) => role === 'unknown'))))
    ? undefined
    : { bare: out, units };
};

/** The tokens without the words that stand before the first number, and without clauses that hold no number. */
const withoutOdd = (all: readonly SaidToken[]): { tokens: SaidToken[]; odd: number; units: boolean } | undefined => {
  const clauses: SaidToken[][] = [[]];
  const counted = withoutUnits(all);
  if (!counted) return undefined;
  for (const token of counted.bare) {
    clauses.at(-1)!.push(token);
    if (token.role === 'stop' || token.role === 'comma') clauses.push([]);
  }
  const tokens: SaidToken[] = [];
  let odd = 0;
  for (const clause of clauses) {
    const first = clause.findIndex(isMath);
    const words = clause.flatMap((token) => (token.role === 'odd' ? [token.word] : []));
    if (words.some((one) => WEIGHTY.test(one))) return undefined;
    odd += words.length;
    if (first < 0 || (words.length > 0 && clause.every((token) => !isMath(token) || token.role === 'unknown'))) {
      if (words.length === 0) tokens.push(...clause);
      else tokens.push(...clause.filter(({ role }) => role === 'unknown'), { role: 'stop' });
      continue;
    }
    const within = clause.slice(first).some(({ role }) => role === 'odd');
    if (within || clause.slice(0, first).filter(({ role }) => role === 'odd').length > 4) return undefined;
    tokens.push(
      ...clause.slice(0, first).filter(({ role }) => role !== 'odd' && role !== 'it'),
      ...clause.slice(first),
    );
  }
  return { tokens, odd, units: counted.units };
};

/** "Take 7. Multiply the number by 3": no unknown was brought up, so the number is what came before. */
const resolved = (tokens: readonly SaidToken[]): SaidToken[] => {
  const told = tokens.findIndex((one) => one.role === 'unknown');
  const known = tokens.findIndex((one) => one.role === 'number');
  const brought = tokens.some((one) => one.role === 'unknown' && !/^(?:the|this|that|number)\b/.test(one.told));
  if (told < 0 || brought || known > told || known < 0) return [...tokens];
  const equates = tokens.some((one) => one.role === 'equals');
  return tokens.map((one) => (one.role === 'unknown' && !equates ? { role: 'it' } : one));
};

/** "4 times my number plus something": what is not said is another unknown, where there is one. */
const named = (tokens: readonly SaidToken[]): SaidToken[] => {
  const beside = tokens.some((one) => one.role === 'unknown' && one.name === 'x');
  const whats = tokens.filter((one) => one.role === 'unknown' && one.told === 'what');
  return tokens.map((one) => {
    if (one.role !== 'unknown') return one;
    if (one.name === 's') return { ...one, name: beside ? 'y' : 'x' };
    return one.told === 'what' && one !== whats[0] ? { ...one, name: 'y' } : one;
  });
};

const isOpen = (tokens: readonly SaidToken[], low: string): boolean =>
  !tokens.some((one) => one.role === 'unknown') &&
  /\bwhat (?:is|was) it(?: (?:at the (?:start|beginning)|originally|before|to (?:begin|start)(?: with)?))?\W*$/.test(
    low,
  );

/** What a text tells; undefined where a word of it has no role or the words make no sum. */
export const readSaid = (low: string): Said | undefined => {
  const kept = withoutOdd(saidTokens(low));
  if (!kept) return undefined;
  const c: Cursor = {
    tokens: resolved(named(kept.tokens)),
    at: 0,
    acc: undefined,
    by: undefined,
    verb: undefined,
    taken: 0,
    recent: undefined,
    open: isOpen(kept.tokens, low),
    odd: kept.odd > 0 || kept.units,
  };
  const equations: string[] = [];
  let last: Change | undefined;
  while (c.at < c.tokens.length) {
    const token = peek(c)!;
    if (isSeparator(token) || token.role === 'ask') {
      c.at++;
      continue;
    }
    if (token.role === 'again') {
      c.at++;
      if (last && c.acc) c.acc = changed(c.acc, last);
      continue;
    }
    if (equations.length > 0) {
      // The question after what is told names the unknown and nothing else.
      if (token.role !== 'unknown' && token.role !== 'it' && token.role !== 'equals' && !isLink(token, 'to'))
        return undefined;
      if (token.role === 'equals' && peek(c, 1)?.role === 'number') return undefined;
      c.at++;
      continue;
    }
    const before: Expr | undefined = c.acc;
    last = token.role === 'change' ? token.by : last;
    if (token.role === 'equals') {
      c.at++;
      while (peek(c)?.role === 'comma' || peek(c)?.role === 'ask' || isLink(peek(c), 'to')) c.at++;
      if (!before) {
        // "is 7 plus …": asks
        continue;
      }
      const done = peek(c);
      const acts =
        token.same === true &&
        before.unknown &&
        (done?.role === 'verb' || (done?.role === 'change' && peek(c, 1)?.role === 'it'));
      if (!acts && (done?.role === 'it' || !startsValue(c))) continue;
      const right = acts ? again(c, done) : sum(c);
      if (!right || (!right.unknown && !before.unknown)) return undefined;
      equations.push(`${before.text}=${right.text}`);
      continue;
    }
    const next = step(c, token);
    if (next === 'skip') continue;
    if (!next) return undefined;
    c.acc = next;
  }
  const odd = kept.odd;
  if (equations.length > 0) return { type: 'solve', equations, odd };
  const done = c.acc;
  if (done?.unknown && done.steps > 0 && kept.odd === 0) return { type: 'open' };
  return done && !done.unknown && done.steps > 0 ? { type: 'value', expression: done.text, odd } : undefined;
};

/** "I get the same as when I add 12 to it": done to the unknown anew. */
const again = (c: Cursor, token: SaidToken): Expr | undefined => {
  const unknown = c.tokens.find((one) => one.role === 'unknown');
  if (unknown?.role !== 'unknown') return undefined;
  c.acc = { text: unknown.name, level: 2, unknown: true, steps: 0 };
  const right = step(c, token);
  return right === 'skip' ? undefined : right;
};

/** "19 by 6", after "exceeds", as the other side of an equation. */
const plusTokens = (a: Expr, b: Expr): SaidToken[] => [
  { role: 'number', value: a.text },
  { role: 'infix', sign: '+', typed: false },
  { role: 'number', value: b.text },
];

/** "What do 25, 17 and 4 make together": a list that is all there is, or one that is added or multiplied together. */
const wholeList = (c: Cursor): Expr | undefined => {
  const { at } = c;
  const all = items(c);
  const end = c.at;
  while (isSeparator(peek(c))) c.at++;
  if (peek(c)?.role !== 'joined') c.at = end;
  const next = peek(c);
  const [first, ...more] = all ?? [];
  if (first && more.length > 0 && next?.role === 'joined') {
    c.at++;
    return more.reduce((a, b) => join(a, next.sign, b), first);
  }
  const asks = c.tokens.some(({ role }, i) => (role === 'ask' || role === 'equals') && (i < at || i >= c.at));
  const rest = c.tokens.slice(c.at).every((one) => isSeparator(one) || /^(?:ask|equals|it)$/.test(one.role));
  const plain = c.tokens.slice(0, at).every((one) => isSeparator(one) || /^(?:ask|equals|it)$/.test(one.role));
  if (first && more.length > 0 && asks && rest && plain && !c.odd && [first, ...more].every((one) => one.steps === 0))
    return more.reduce((a, b) => join(a, '+', b), first);
  c.at = at;
  return undefined;
};

/** One step of what is told: what is there after it, `skip` where it only mentions what is there. */
const step = (c: Cursor, token: SaidToken): Expr | 'skip' | undefined => {
  const { acc } = c;
  if (token.role === 'verb') {
    c.verb = token.verb;
    return command(c, token.verb);
  }
  if (isLink(token, 'by') && acc && (c.verb === 'multiply' || c.verb === 'divide')) {
    const by = linked(c, 'by');
    return by && join(acc, SIGNS[c.verb], by);
  }
  if (isLink(token, 'by') && !acc && peek(c, 1)?.role === 'unknown') {
    c.at++;
    c.by = product(c);
    return 'skip';
  }
  if (token.role === 'change' && acc && !startsPlain(peek(c, 1))) {
    c.at++;
    if (peek(c)?.role === 'it') c.at++;
    return changed(acc, token.by);
  }
  // "I doubled it and added 6, what was it": nothing came before.
  if (token.role === 'change' && !acc && c.open && peek(c, 1)?.role === 'it') {
    c.at += 2;
    return changed({ text: 'x', level: 2, unknown: true, steps: 0 }, token.by);
  }
  if (token.role === 'infix' && acc) {
    c.at++;
    if (token.sign === 'from' || token.sign === 'more') return undefined;
    const right = token.sign === '+' || token.sign === '-' ? sum(c) : product(c);
    return right && join(acc, token.sign, right);
  }
  if (token.role === 'it' && (acc || !c.open)) {
    if (acc && peek(c, 1)?.role === 'infix') return sum(c);
    c.at++;
    return 'skip';
  }
  if (token.role === 'link' && ((!acc && token.word === 'from') || token.word === 'to' || !acc)) {
    c.at++;
    return 'skip';
  }
  if (token.role === 'exceeds' && acc) {
    c.at++;
    const than = startsValue(c) ? sum(c) : undefined;
    const by = linked(c, 'by');
    if (!than || (by && !acc.unknown)) return undefined;
    if (!by) return join(acc, '-', than);
    c.tokens = [...c.tokens.slice(0, c.at), { role: 'equals' }, ...plusTokens(than, by), ...c.tokens.slice(c.at)];
    return 'skip';
  }
  if (!startsValue(c)) return undefined;
  if (!acc || (acc.unknown && acc.steps === 0)) return (acc ? undefined : wholeList(c)) ?? sum(c);
  if (token.role === 'unknown') {
    const [before, after] = [peek(c, -1), peek(c, 1)];
    if (
      (!isSeparator(before) && before?.role !== 'ask') ||
      !(after === undefined || isSeparator(after) || after.role === 'equals')
    )
      return undefined;
    c.at++;
    return 'skip';
  }
  // A second value beside the first is told of it: "6 is added to it", "half of that".
  const { taken } = c;
  const next = sum(c);
  return c.taken > taken ? next : undefined;
};

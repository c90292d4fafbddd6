/**
 * Values that are told in words: numbers and unknowns with what binds to them ("half of 758", "the sum of 4 and 5",
 * "5 less than twice a number"). They are read from tokens with roles (said-words.ts), as an expression that knows how
 * tightly it binds.
 */
import { evaluateTree, parseExpression } from '../../problem/solve/expression.ts';
import { compare } from '../../problem/solve/rational.ts';
import type { Change, SaidToken, Verb } from './said-words.ts';

/** An expression as text; `level` says how tightly it binds: 0 sums, 1 products, 2 powers and single numbers. */
export type Expr = { text: string; level: 0 | 1 | 2; unknown: boolean; steps: number };

const single = (text: string, unknown = false): Expr => ({ text, level: 2, unknown, steps: 0 });
export const join = (a: Expr, sign: '+' | '-' | '*' | '/' | '^', b: Expr): Expr => {
  const level = sign === '^' ? 2 : sign === '*' || sign === '/' ? 1 : 0;
  const open = ({ text }: Expr): string => `(${text})`;
  const loose = sign === '^' ? a.level < 2 || /^-|\^/.test(a.text) : a.level < level;
  const tight = b.level < level || b.text.startsWith('-') || (/[-/^]/.test(sign) && b.level === level && b.steps > 0);
  return {
    text: `${loose ? open(a) : a.text}${sign}${tight ? open(b) : b.text}`,
    level,
    unknown: a.unknown || b.unknown,
    steps: a.steps + b.steps + 1,
  };
};
export const changed = (a: Expr, by: Change): Expr => {
  const [sign, number] = [by[0] as '*' | '/' | '^', single(by.slice(1))];
  return sign === '*' ? join(number, '*', a) : join(a, sign, number);
};
const partOf = (factor: string, a: Expr): Expr => {
  const [top = '1', below] = factor.split('/');
  const times = top === '1' ? a : join(single(top), '*', a);
  return below === undefined ? times : join(times, '/', single(below));
};

export type Cursor = {
  tokens: readonly SaidToken[];
  at: number;
  /** What the words before come to. */ acc: Expr | undefined;
  /** The last single number or unknown: what "itself" is. */ recent: Expr | undefined;
  /** "half of it plus 3 is 10, what is it?": there "it" is the unknown. */ open: boolean;
  /** "by what number": what a later verb takes. */ by: Expr | undefined;
  /** The last verb: "divide by 12, then by 3". */ verb: Verb | undefined;
  /** Words without a role stand beside it. */ odd: boolean;
  /** How many lists are open: "the product of the sum of 1 and 2 and ..." */ lists?: number;
  /** How often it was taken up by a word such as "it". */ taken: number;
};

export const peek = (c: Cursor, offset = 0): SaidToken | undefined => c.tokens[c.at + offset];
export const isLink = (token: SaidToken | undefined, ...words: readonly string[]): boolean =>
  token?.role === 'link' && words.includes(token.word);
export const isSeparator = (token: SaidToken | undefined): boolean =>
  token?.role === 'and' || token?.role === 'comma' || token?.role === 'stop' || token?.role === 'then';

/** Whether a value begins here: a number, an unknown, a phrase such as "half of". */
export const startsValue = (c: Cursor, offset = 0): boolean => {
  const token = peek(c, offset);
  switch (token?.role) {
    case 'number':
    case 'unknown':
    case 'part':
    case 'of':
    case 'open':
    case 'it':
    case 'itself':
      return true;
    case 'infix':
      return token.sign === '-' && peek(c, offset + 1)?.role === 'number';
    case 'change':
      return startsPlain(peek(c, offset + 1));
    default:
      return false;
  }
};
export const startsPlain = (token: SaidToken | undefined): boolean =>
  token?.role === 'number' ||
  token?.role === 'unknown' ||
  token?.role === 'of' ||
  token?.role === 'open' ||
  token?.role === 'itself' ||
  token?.role === 'part';

const atom = (c: Cursor): Expr | undefined => {
  const token = peek(c);
  if (!token) return undefined;
  c.at++;
  switch (token.role) {
    case 'number': {
      const number = single(token.value);
      if (!c.recent?.unknown) c.recent = number;
      return number;
    }
    case 'unknown':
      return (c.recent = single(token.name, true));
    case 'itself':
      return c.recent;
    case 'ask':
      if (!token.is) return undefined;
      c.tokens = [...c.tokens.slice(0, c.at), { role: 'equals' }, ...c.tokens.slice(c.at)];
      return single(c.tokens.some((one) => one.role === 'unknown') ? 'y' : 'x', true);
    case 'it':
      c.taken++;
      return c.acc ?? (c.open ? single('x', true) : undefined);
    case 'part': {
      // "a half plus a third": a part of nothing is a number.
      if ((!startsValue(c) || peek(c)?.role === 'infix') && token.factor.includes('/'))
        return { ...single(token.factor), level: 1, steps: 1 };
      const of = power(c);
      return of && partOf(token.factor, of);
    }
    case 'of':
      return listed(c, token.what);
    case 'change': {
      const of = power(c);
      return of && changed(of, token.by);
    }
    case 'open': {
      const inner = sum(c);
      if (peek(c)?.role !== 'close') return undefined;
      c.at++;
      return inner;
    }
    case 'infix': {
      if (token.sign !== '-') return undefined;
      const of = power(c);
      return of && { ...of, text: of.level < 2 ? `-(${of.text})` : `-${of.text}` };
    }
    default:
      return undefined;
  }
};

const power = (c: Cursor): Expr | undefined => {
  let left = atom(c);
  for (let token = peek(c); left; token = peek(c)) {
    if (token?.role === 'infix' && token.sign === '^') {
      c.at++;
      const right = atom(c);
      left = right && join(left, '^', right);
    } else if (token?.role === 'change' && token.by.startsWith('^') && !startsValue(c)) {
      c.at++;
      left = changed(left, token.by);
    } else break;
  }
  return left;
};

export const product = (c: Cursor): Expr | undefined => {
  let left = power(c);
  for (let token = peek(c); left; token = peek(c)) {
    if (token?.role === 'infix' && (token.sign === '*' || token.sign === '/')) c.at++;
    else if (token?.role !== 'open') break;
    const sign = token.role === 'infix' && token.sign === '/' ? '/' : '*';
    const right = power(c);
    left = right && join(left, sign, right);
  }
  return left;
};

/** With "5 less than", "added to" and the like, which take all that follows. */
export const sum = (c: Cursor): Expr | undefined => {
  let left = product(c);
  const first = peek(c);
  if (left && first?.role === 'change' && !first.by.startsWith('^') && left.steps === 0 && !startsValue(c)) {
    left = changed(left, first.by);
    c.at++;
  }
  for (let token = peek(c); left; token = peek(c)) {
    const beside = left.unknown ? andMakes(c) : undefined;
    if (beside) {
      left = join(left, '+', beside);
      continue;
    }
    if (token?.role !== 'infix') break;
    if (token.sign === '+' || token.sign === '-') {
      c.at++;
      const right = startsValue(c) || peek(c)?.role === 'ask' ? product(c) : before(c);
      left = right && join(left, token.sign, right);
    } else if (token.sign === 'from' || token.sign === 'more') {
      c.at++;
      const right = startsValue(c) ? sum(c) : before(c);
      left = right && join(right, token.sign === 'from' ? '-' : '+', left);
    } else break;
  }
  return left;
};

/** "then 5 is subtracted": from what came before. */
const before = (c: Cursor): Expr | undefined => {
  c.taken++;
  return c.acc;
};

/** "a number and 12 make 40", "a number and its half are 18" */
const andMakes = (c: Cursor): Expr | undefined => {
  if (peek(c)?.role !== 'and' || !startsValue(c, 1)) return undefined;
  const { at } = c;
  c.at++;
  const right = product(c);
  if (right && (peek(c)?.role === 'equals' || peek(c)?.role === 'ask')) return right;
  c.at = at;
  return undefined;
};

export const items = (c: Cursor): Expr[] | undefined => {
  const out: Expr[] = [];
  while (startsValue(c)) {
    const one = product(c);
    if (!one) return undefined;
    out.push(one);
    const before = c.at;
    while (peek(c)?.role === 'comma' || peek(c)?.role === 'and') c.at++;
    // A list within a list has two items where another list follows.
    if ((c.lists ?? 0) > 1 && out.length === 2 && peek(c)?.role === 'of') {
      c.at = before;
      break;
    }
    const told = peek(c)?.role === 'it' && peek(c, 1)?.role === 'equals';
    if (c.at === before || !startsValue(c) || peek(c)?.role === 'infix' || told) {
      c.at = before;
      break;
    }
  }
  return out;
};

const valueOf = ({ text }: Expr) => {
  const tree = parseExpression(text);
  return tree && evaluateTree(tree);
};

/** Of two numbers the larger first: a difference is none below zero. */
const difference = (a: Expr, b: Expr): Expr | undefined => {
  if (a.unknown || b.unknown) return join(a, '-', b);
  const [x, y] = [valueOf(a), valueOf(b)];
  return x && y && (compare(x, y) < 0 ? join(b, '-', a) : join(a, '-', b));
};

/** The last of a list takes what follows it: "the sum of 12 and 18 divided by 5" may be meant otherwise. */
const isLoose = (all: readonly Expr[], c: Cursor): boolean => {
  const sign = peek(c, -2);
  return (
    all.at(-1)!.level === 1 && all.slice(0, -1).every((one) => one.steps === 0) && sign?.role === 'infix' && !sign.typed
  );
};

const listed = (c: Cursor, what: '+' | '-' | '*' | '/' | 'mean'): Expr | undefined => {
  c.lists = (c.lists ?? 0) + 1;
  const all = items(c);
  c.lists--;
  if (all && all.length > 1 && isLoose(all, c)) return undefined;
  const [first, second, ...more] = all ?? [];
  if (!all || !first || !second || ((what === '-' || what === '/') && more.length > 0)) return undefined;
  if (what === '-') return closed(difference(first, second));
  if (what !== 'mean') return closed([second, ...more].reduce((a, b) => join(a, what, b), first));
  return join(
    [second, ...more].reduce((a, b) => join(a, '+', b), first),
    '/',
    single(`${all.length}`),
  );
};
const closed = (a: Expr | undefined): Expr | undefined => a && { ...a, text: `(${a.text})`, level: 2 };

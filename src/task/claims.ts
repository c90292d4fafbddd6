/**
 * The arithmetic claims in a chain of thought, each with steps that check it. Sums and products are checked digit by
 * digit, differences and quotients by their inverse. The steps are training data for a critic (critique.ts).
 * Only arithmetic on whole numbers is read; other text is skipped.
 */

/**
 * A claim of one operation as the thought states it, the steps that check it (the last gives the right result), and
 * whether it holds.
 */
export type Claim = { text: string; steps: string; holds: boolean };

const digitsOf = (n: number): number[] => [...String(n)].reverse().map(Number);

/** a+b digit by digit from the right, with the carry: `7+6=13 4+8+1=13 1+1=2`. Whole numbers from 0. */
export const addByDigits = (a: number, b: number): string => {
  const [x, y] = [digitsOf(a), digitsOf(b)];
  let carry = 0;
  return Array.from({ length: Math.max(x.length, y.length) }, (_, i) => {
    const parts = [x[i], y[i], carry || undefined].filter((part) => part !== undefined);
    const total = parts.reduce((sum, part) => sum + part, 0);
    carry = Math.floor(total / 10);
    return parts.length === 1 ? `${total}` : `${parts.join('+')}=${total}`;
  }).join(' ');
};

const zerosOf = (n: number): number => (n === 0 ? 0 : String(n).length - String(n).replace(/0+$/, '').length);
const bare = (n: number): number => n / 10 ** zerosOf(n);

/**
 * a*b digit by digit where one side has one digit beside its zeros, else by the digits of b: `6*7=42 3*7+4=25`. Whole
 * numbers from 0.
 */
export const multiplyByDigits = (a: number, b: number): string => {
  const [many, single] = String(bare(a)).length >= String(bare(b)).length ? [bare(a), bare(b)] : [bare(b), bare(a)];
  if (String(single).length === 1) {
    let carry = 0;
    return digitsOf(many)
      .map((digit) => {
        const total = digit * single + carry;
        const text = `${digit}*${single}${carry > 0 ? `+${carry}` : ''}=${total}`;
        carry = Math.floor(total / 10);
        return text;
      })
      .join(' ');
  }
  const parts = digitsOf(single).flatMap((digit, i) => (digit === 0 ? [] : [digit * 10 ** i]));
  const products = parts.map((part) => many * part);
  const added = products.slice(1).map((product, i) =>
    addByDigits(
      products.slice(0, i + 1).reduce((sum, x) => sum + x, 0),
      product,
    ),
  );
  return [...parts.map((part, i) => `${multiplyByDigits(many, part)} ${products[i]}`), ...added].join(' ');
};

/** The check of `a op b = c` and whether it holds; undefined for negative terms and for division by 0. */
const checkOne = (a: number, op: string, b: number, c: number): { steps: string; holds: boolean } | undefined => {
  if (op === '-' && c < 0 && a >= b) return { steps: a === b ? `${a}=${b}` : `${a}>${b}`, holds: false };
  if (op === '-' && a < b)
    return c < 0
      ? { steps: `${addByDigits(a, -c)} ${a - c}`, holds: a - c === b }
      : { steps: `${a}<${b}`, holds: false };
  if ([a, b, c].some((x) => !Number.isSafeInteger(x) || x < 0)) return undefined;
  const shown = (steps: string, result: number) => (steps === '' ? `${result}` : `${steps} ${result}`);
  switch (op) {
    case '+':
      return { steps: shown(addByDigits(a, b), a + b), holds: a + b === c };
    case '*':
      return { steps: shown(a === 0 || b === 0 ? '' : multiplyByDigits(a, b), a * b), holds: a * b === c };
    case '-':
      return { steps: shown(addByDigits(c, b), c + b), holds: c + b === a };
    case '/':
      return b === 0 ? undefined : { steps: shown(c === 0 ? '' : multiplyByDigits(c, b), c * b), holds: c * b === a };
    default:
      return undefined;
  }
};

const SINGLE = /^(\d+) ?([+*/-]) ?(\d+)$/;
const CHAIN =
  /(?<![\w.)/-]|[\w)] ?[+*/-] ?)\d+(?: ?[+*/-] ?\d+)*(?: ?= ?-?\d+(?: ?[+*/-] ?\d+)*)+(?![\w./(]| ?[+*/-] ?[\w(])/g;

/** Terms of a sum with their signs: `36*10+36*9` → ['36*10', '+36*9']. */
const termsOf = (side: string): string[] => side.replaceAll(' ', '').match(/[+-]?\d+(?:[*/]\d+)*/g) ?? [];

/**
 * The claims of one link `left=right`: term by term when both sides have as many terms, else the single operation and
 * its result.
 */
const linkClaims = (left: string, right: string): Claim[] => {
  const claim = (from: string, to: string): Claim[] => {
    const parts = SINGLE.exec(from);
    const found =
      parts && /^-?\d+$/.test(to) ? checkOne(Number(parts[1]), parts[2]!, Number(parts[3]), Number(to)) : undefined;
    return found ? [{ text: `${from}=${to}`, ...found }] : [];
  };
  const [from, to] = [termsOf(left), termsOf(right)];
  const [runOn] = to.length > 1 ? claim(left.replaceAll(' ', ''), to[0]!) : [];
  if (runOn?.holds) return [runOn]; // 5*5=25+1=26 goes on from 25
  if (from.length === to.length && from.length > 1)
    return from.flatMap((term, i) => claim(term.replace(/^[+-]/, ''), to[i]!.replace(/^[+-]/, '')));
  return to.length === 1 ? claim(left.replaceAll(' ', ''), right.replaceAll(' ', '')) : [];
};

/**
 * The claims of one operation in a thought, in their order, each once. A chain `36*19=36*10+36*9=360+324=684` gives its
 * links where they can be read (36*10=360, 36*9=324), and its first side with its last where that is one operation
 * (36*19=684).
 */
export const claimsIn = (thought: string): Claim[] => {
  const found = new Map<string, Claim>();
  for (const [chain] of thought.matchAll(CHAIN)) {
    const sides = chain.split('=').map((side) => side.trim());
    const links = sides.slice(1).flatMap((right, i) => linkClaims(sides[i]!, right));
    const goesOn = sides
      .slice(0, -1)
      .some(
        (side, i) =>
          links.some(
            ({ text, holds }) => holds && text === `${side.replaceAll(' ', '')}=${termsOf(sides[i + 1]!)[0]}`,
          ) && termsOf(sides[i + 1]!).length > 1,
      );
    const whole = sides.length > 2 && !goesOn ? linkClaims(sides[0]!, sides.at(-1)!) : [];
    for (const claim of [...links, ...whole]) if (!found.has(claim.text)) found.set(claim.text, claim);
  }
  return [...found.values()];
};

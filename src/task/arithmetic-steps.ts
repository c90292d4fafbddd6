/**
 * Writes arithmetic as a chain of small steps for a tiny model: each `=` needs one small fact. The families build their
 * chains of thought from these functions. They write text only; they don't choose what to compute.
 *
 * These facts are written in one step: a sum or difference with one side below 100 or with one non-zero digit (300,
 * 2000); a product of one digit and at most two digits, with any trailing zeros (23*40); a quotient of one digit and
 * zeros (280/7=40). Everything else is split by place value, largest first. A chain begins with the problem and ends
 * in its result.
 */

const whole = (name: string, ...values: number[]) => {
  for (const value of values) {
    if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${name} needs integers >= 0, got ${value}`);
  }
};

/** The largest place of n: 347 → 300; 0 → 0. */
const lead = (n: number): number => {
  const unit = 10 ** (`${n}`.length - 1);
  return Math.floor(n / unit) * unit;
};

const onePlace = (n: number): boolean => lead(n) === n;

/** How many digits n has without its trailing zeros: 920 → 2; 0 → 1. */
const digits = (n: number): number => `${n}`.replace(/(?<=.)0+$/, '').length;

/** a+b, integers >= 0: `47+38=85`, `347+286=547+86=633`. */
export const addSteps = (a: number, b: number): string => {
  whole('addSteps', a, b);
  if (Math.min(a, b) < 100 || onePlace(a) || onePlace(b)) return `${a}+${b}=${a + b}`;
  return `${a}+${b}=${addSteps(a + lead(b), b - lead(b))}`;
};

/** a-b with a >= b >= 0: `85-38=47`, `633-286=433-86=347`. */
export const subSteps = (a: number, b: number): string => {
  whole('subSteps', a, b);
  if (a < b) throw new RangeError(`subSteps needs a >= b, got ${a}-${b}`);
  if (b < 100 || onePlace(b)) return `${a}-${b}=${a - b}`;
  return `${a}-${b}=${subSteps(a - lead(b), b - lead(b))}`;
};

const smallProduct = (a: number, b: number): boolean => {
  const [less, more] = [digits(a), digits(b)].sort();
  return less <= 1 && more <= 2;
};

/**
 * a*b, integers >= 0: `7*6=42`, `23*47=23*40+23*7=920+161=1020+61=1081`, `347*6=300*6+47*6=1800+282=2000+82=2082`.
 * Where a part needs several steps itself, the parts become a list: `123*45: 123*40=..., 123*5=..., 4920+615=5535`.
 */
export const mulSteps = (a: number, b: number): string => {
  whole('mulSteps', a, b);
  if (smallProduct(a, b)) return `${a}*${b}=${a * b}`;
  // Split b, except when b is the single digit: then a.
  const parts: [number, number][] =
    digits(b) > 1
      ? [
          [a, lead(b)],
          [a, b - lead(b)],
        ]
      : [
          [lead(a), b],
          [a - lead(a), b],
        ];
  const [first, second] = parts.map(([x, y]) => x * y);
  if (parts.every(([x, y]) => smallProduct(x, y))) {
    return `${a}*${b}=${parts.map(([x, y]) => `${x}*${y}`).join('+')}=${addSteps(first, second)}`;
  }
  return `${a}*${b}: ${parts.map(([x, y]) => mulSteps(x, y)).join(', ')}, ${addSteps(first, second)}`;
};

/** a/b where b divides a: `56/7=8`, `336/7=280/7+56/7=40+8=48`. Throws when b does not divide a. */
export const divSteps = (a: number, b: number): string => {
  whole('divSteps', a, b);
  if (b === 0 || a % b !== 0) throw new RangeError(`divSteps needs an exact quotient, got ${a}/${b}`);
  const places: number[] = [];
  for (let rest = a / b; rest > 0; rest -= lead(rest)) places.push(lead(rest));
  if (places.length < 2) return `${a}/${b}=${a / b}`;
  return `${a}/${b}=${places.map((q) => `${q * b}/${b}`).join('+')}=${places.join('+')}=${a / b}`;
};

/**
 * About how many tokens a text is: a digit, a word, a run of marks (a space before the last two is free), or a space.
 */
export const tokens = (text: string): number => text.match(/\d| ?[A-Za-z]+| ?[^\sA-Za-z\d]+|\s/g)?.length ?? 0;

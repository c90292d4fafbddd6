/**
 * Flags of the command line. Each flag is described once (type, range, help text) and is parsed, checked, defaulted and
 * listed from that description. main.ts finds the verbs.
 *
 * Every mistake is a `UsageError` that says what was given, what is allowed and, for a near miss, what was probably
 * meant.
 */
import { parseArgs } from 'node:util';
import { suggest } from '../../suggest.ts';
import { UsageError } from '../../usage-error.ts';

type Option =
  | { type: 'flag'; about: string }
  | { type: 'text'; about: string; value: string; default?: string }
  | { type: 'integer' | 'number'; about: string; value: string; min?: number; max?: number; default?: number }
  | { type: 'choice'; about: string; choices: readonly string[]; default?: string }
  /** May be given several times. */
  | { type: 'list'; about: string; value: string };

export type Options = Record<string, Option>;

type Plain<O extends Option> = O extends { type: 'flag' }
  ? boolean
  : O extends { type: 'integer' | 'number' }
    ? number
    : O extends { type: 'choice'; choices: readonly (infer C)[] }
      ? C
      : O extends { type: 'list' }
        ? readonly string[]
        : string;

/** The values of `parseOptions`. A flag is a boolean; an option without a default may be undefined. */
export type Values<S extends Options> = {
  [K in keyof S]: S[K] extends { type: 'flag' | 'list' } | { default: string | number }
    ? Plain<S[K]>
    : Plain<S[K]> | undefined;
};

const range = (option: { min?: number; max?: number }): string => {
  const { min, max } = option;
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  if (min !== undefined) return ` of at least ${min}`;
  return max === undefined ? '' : ` of at most ${max}`;
};

/** Reads decimal digits, which an underscore may group. '0x10', '1e3' for an integer, '' and ' 5' are mistakes. */
const readNumber = (name: string, option: Option & { type: 'integer' | 'number' }, text: string): number => {
  const pattern = option.type === 'integer' ? /^-?\d[\d_]*$/ : /^-?(\d[\d_]*(\.\d+)?|\.\d+)(e-?\d+)?$/i;
  const value = pattern.test(text) ? Number(text.replaceAll('_', '')) : NaN;
  const inside = value >= (option.min ?? -Infinity) && value <= (option.max ?? Infinity);
  const exact = option.type === 'number' || Number.isSafeInteger(value);
  if (Number.isFinite(value) && inside && exact) return value;
  const kind = option.type === 'integer' ? 'a whole number' : 'a number';
  throw new UsageError(`--${name} takes ${kind}${range(option)}, got "${text}"`);
};

const readChoice = (name: string, choices: readonly string[], text: string): string => {
  if (choices.includes(text)) return text;
  const meant = suggest(text, choices);
  throw new UsageError(
    `--${name} takes ${choices.join(', ')}; got "${text}"${meant ? `. Did you mean ${meant}?` : ''}`,
  );
};

const readValue = (
  name: string,
  option: Option,
  all: readonly (string | boolean)[],
): string | number | boolean | readonly string[] | undefined => {
  const given = all.at(-1);
  if (option.type === 'flag') return given === true;
  if (option.type === 'list') {
    if (all.includes('')) throw new UsageError(`--${name} needs a value: --${name} ${option.value}`);
    return all.map(String);
  }
  if (given === undefined) return option.default;
  const text = String(given);
  switch (option.type) {
    case 'text':
      if (text === '') throw new UsageError(`--${name} needs a value: --${name} ${option.value}`);
      return text;
    case 'choice':
      return readChoice(name, option.choices, text);
    case 'integer':
    case 'number':
      return readNumber(name, option, text);
    default:
      return option satisfies never;
  }
};

/** A flag as help shows it: '--n N', '--plan none|shared', '--json'. */
const signature = (name: string, option: Option): string => {
  switch (option.type) {
    case 'flag':
      return `--${name}`;
    case 'choice':
      return `--${name} ${option.choices.join('|')}`;
    case 'text':
    case 'integer':
    case 'number':
    case 'list':
      return `--${name} ${option.value}`;
    default:
      return option satisfies never;
  }
};

/**
 * Parses `args` by `options`. Words that are not flags, and everything after a bare `--`, are `positionals`. A negative
 * number after a flag is its value. Throws a `UsageError` on an unknown flag and on a missing or wrong value.
 */
export const parseOptions = <const S extends Options>(
  options: S,
  args: readonly string[],
): { values: Values<S>; positionals: string[] } => {
  const config = Object.fromEntries(
    Object.entries(options).map(([name, option]) => [
      name,
      { type: option.type === 'flag' ? ('boolean' as const) : ('string' as const) },
    ]),
  );
  const glued: string[] = []; // flag and value are joined, so that '-1' in '--temperature -1' is read as a value
  let literal = false;
  for (let i = 0; i < args.length; i++) {
    const [arg, after] = [args[i]!, args[i + 1]];
    literal ||= arg === '--';
    const option = arg.startsWith('--') && !literal ? options[arg.slice(2)] : undefined;
    if (option && option.type !== 'flag' && after !== undefined && !after.startsWith('--'))
      glued.push(`${arg}=${args[++i]}`);
    else glued.push(arg);
  }
  const { tokens, positionals } = parseArgs({
    args: glued,
    options: config,
    strict: false,
    tokens: true,
    allowPositionals: true,
  });
  const given = new Map<string, (string | boolean)[]>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    if (!option || !token.rawName.startsWith('--')) {
      const meant = suggest(token.name, Object.keys(options));
      const hint = meant
        ? `did you mean --${meant}?`
        : `known: ${Object.keys(options)
            .map((name) => `--${name}`)
            .join(', ')}`;
      throw new UsageError(`unknown option ${token.rawName}; ${hint} (text that begins with a dash goes after --)`);
    }
    if (option.type === 'flag' && token.value !== undefined)
      throw new UsageError(`--${token.name} takes no value, got "${token.value}"`);
    if (option.type !== 'flag' && !token.inlineValue) {
      throw new UsageError(`--${token.name} needs a value: ${signature(token.name, option)}`);
    }
    given.set(token.name, [...(given.get(token.name) ?? []), token.value ?? true]);
  }
  const values = Object.fromEntries(
    Object.entries(options).map(([name, option]) => [name, readValue(name, option, given.get(name) ?? [])]),
  );
  return { values: values as Values<S>, positionals };
};

/** The help text of the options, a line each, with defaults. */
export const describeOptions = (options: Options): string => {
  const rows = Object.entries(options).map(([name, option]) => ({ left: signature(name, option), option }));
  const width = Math.min(32, Math.max(...rows.map((row) => row.left.length)));
  return rows
    .map(({ left, option }) => {
      const standard =
        option.type === 'flag' || option.type === 'list' || option.default === undefined
          ? ''
          : ` (default ${option.default})`;
      const gap = left.length > width ? `\n  ${' '.repeat(width)}` : ' '.repeat(width - left.length);
      return `  ${left}${gap}  ${option.about}${standard}`;
    })
    .join('\n');
};

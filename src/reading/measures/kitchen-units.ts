/**
 * Reads changes of gallons, pints, cups and spoons, whose size is one thing in the US and another elsewhere. With the
 * country told there is one answer; two of them that stand in one ratio everywhere have one too; otherwise the question
 * is declined, and told which sizes there are.
 */
import { reading, refusal, type Outcome } from '../reading.ts';
import { evaluateTree, parseExpression } from '../../problem/solve/expression.ts';
import { unitsNamed } from '../../problem/solve/units.ts';

type System = 'us' | 'uk' | 'metric';
const KINDS: readonly (readonly [RegExp, string, Readonly<Partial<Record<System, string>>>])[] = [
  [/^(?:gallons?|gals?)$/, 'gallon', { us: '3785.411784', uk: '4546.09' }],
  [/^(?:quarts?|qts?)$/, 'quart', { us: '946.352946', uk: '1136.5225' }],
  [/^(?:pints?|pts?)$/, 'pint', { us: '473.176473', uk: '568.26125' }],
  [/^(?:fluid ounces?|fl oz|floz)$/, 'fluid ounce', { us: '29.5735295625', uk: '28.4130625' }],
  [/^cups?$/, 'cup', { us: '236.5882365', uk: '284.130625', metric: '250' }],
  [/^(?:tablespoons?|tbsps?|tbs)$/, 'tablespoon', { us: '14.78676478125', metric: '15' }],
  [/^(?:teaspoons?|tsps?)$/, 'teaspoon', { us: '4.92892159375', metric: '5' }],
];
const NAMES =
  'gallons?|gals?|quarts?|qts?|pints?|pts?|fluid ounces?|fl oz|floz|cups?|tablespoons?|tbsps?|tbs|teaspoons?|tsps?';
const SYSTEM = '(?:(us|u\\.s\\.|american|uk|british|imperial|metric) )?';
const UNIT = `${SYSTEM}(${NAMES}|ml|cl|dl|l|lit(?:re|er)s?|mill?ilit(?:re|er)s?)`;
const N = String.raw`(\d+(?:\.\d+)?|\d+\/\d+|an?|half an?)`;
const ASK = '(?:(?:what is|convert|change|turn|how much is|how much are) )?';
/** An amount before the unit that is asked for, and the other way round. */
const FORMS: readonly RegExp[] = [
  new RegExp(`^${ASK}${N} ${UNIT} (?:in|to|into|as|is how many|are how many|=(?: how many| \\?)?) ${UNIT}$`),
  new RegExp(
    `^(?:how many|how much) ${UNIT} (?:are|is|in|are in|are there in|is in|make|makes|equals?|to) ${N} ${UNIT}$`,
  ),
];

const systemOf = (word: string | undefined): System | undefined =>
  word === undefined ? undefined : /^(?:us|u\.s\.|american)$/.test(word) ? 'us' : word === 'metric' ? 'metric' : 'uk';

type Size = { name: string; ml: Readonly<Partial<Record<System, string>>> } | { name: string; ml: string };
const sizeOf = (word: string): Size | undefined => {
  const kind = KINDS.find(([pattern]) => pattern.test(word));
  if (kind) return { name: kind[1], ml: kind[2] };
  const [unit] = unitsNamed(word);
  return unit?.dimension === 'volume' ? { name: unit.name, ml: `(1000*${unit.factor.n}/${unit.factor.d})` } : undefined;
};

const sizeIn = (expression: string): number => {
  const tree = parseExpression(expression);
  const value = tree && evaluateTree(tree);
  return value ? Number(value.n) / Number(value.d) : Number.NaN;
};

const COUNTRIES: Readonly<Record<System, string>> = { us: 'in the US', uk: 'in Britain', metric: 'by metric measure' };

/** `plain`: without idle words and without the sign at its end. */
export const readKitchenUnits = (plain: string): Outcome | undefined => {
  const found = FORMS.map((form) => form.exec(plain)?.slice(1));
  const [forth, back] = found;
  const parts = forth ?? (back && [back[2], back[3], back[4], back[0], back[1]]);
  if (!parts) return undefined;
  const [count = '', system, unit = '', otherSystem, other = ''] = parts;
  const [from, to] = [sizeOf(unit), sizeOf(other)];
  if (!from || !to || from.name === to.name || (typeof from.ml === 'string' && typeof to.ml === 'string'))
    return undefined;
  const [a, b] = [systemOf(system), systemOf(otherSystem)];
  if (a !== undefined && b !== undefined && a !== b) return undefined;
  const told = a ?? b;
  const inSystem = ({ ml }: Size, one: System): string | undefined => (typeof ml === 'string' ? ml : ml[one]);
  const ratios = (told === undefined ? (['us', 'uk', 'metric'] as const) : [told]).flatMap((one) => {
    const [x, y] = [inSystem(from, one), inSystem(to, one)];
    return x === undefined || y === undefined ? [] : [{ one, x, y, ratio: sizeIn(x) / sizeIn(y) }];
  });
  const [first] = ratios;
  if (first === undefined) return refusal('missing', `which ${from.name} and which ${to.name} is meant is missing`);
  const value = count.startsWith('half') ? '1/2' : /^an?$/.test(count) ? '1' : count;
  const both = typeof from.ml !== 'string' && typeof to.ml !== 'string';
  const same = both && ratios.every(({ ratio }) => Math.abs(ratio - first.ratio) < 1e-9);
  if (told !== undefined || same) {
    const tree = parseExpression(`${value}*${first.x}/${first.y}`);
    const size = tree && evaluateTree(tree);
    if (!size) return undefined;
    const uses = plain.match(/\d+(?:\.\d+)?/g) ?? [];
    const text = `${size.n}/${size.d}`;
    return 100n % size.d === 0n
      ? reading({ type: 'value', expression: text }, uses)
      : reading({ type: 'formula', formula: 'rounded', given: [text, '0.01'] }, uses);
  }
  const many = typeof from.ml === 'string' ? to : from;
  const sizes = Object.entries(many.ml).map(
    ([one, ml]) => `${Number(Number(ml).toFixed(1))} ml ${COUNTRIES[one as System]}`,
  );
  return refusal('missing', `which ${many.name} is meant is missing: it is ${sizes.join(', ')}`);
};

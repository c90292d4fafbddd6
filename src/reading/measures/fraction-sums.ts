/**
 * Reads sums of fractions in words, signs and mixed numbers: "2 1/4 minus 7/8", "multiply three quarters by two ninths",
 * "the reciprocal of 7/12", "halfway between 2/3 and 4/5". Each word is a value, an operation or a word of asking; any
 * other ends the reading. Integers alone are the arithmetic reader's.
 */
import { evaluateTree, parseExpression } from '../../problem/solve/expression.ts';
import { singularOf } from '../../problem/solve/things.ts';
import { unitsNamed } from '../../problem/solve/units.ts';
import { verbOf } from '../roles/words.ts';
import { reading, refusal, type Outcome } from '../reading.ts';
import { partNamed } from '../text/fraction-words.ts';
import { numbersIn } from '../text/text.ts';

/** A value as an expression, or the letter of a word's role. */
type Piece = { kind: string; value?: string; /** It has a fraction's form. */ broken?: boolean };

const words = (text: string): readonly string[] => text.split(' ');
const ROLES: Readonly<Record<string, readonly string[]>> = {
  P: words('plus + added'),
  M: words('minus - less'),
  T: words('times * multiplied'),
  D: words('divided / over'),
  A: words('add adding'),
  S: words('subtract take subtracting taking deduct'),
  X: words('multiply multiplying'),
  Y: words('divide dividing'),
  b: words('by'),
  f: words('from off'),
  t: words('to'),
  '&': words('and , with'),
  G: words('sum total together altogether make makes'),
  C: words('difference'),
  Q: words('product'),
  R: words('reciprocal inverse'),
  H: words('halfway midway'),
  O: words('of'),
  '(': words('('),
  ')': words(')'),
};
const ROLE_OF = new Map(Object.entries(ROLES).flatMap(([kind, all]) => all.map((one) => [one, kind] as const)));

/** Words of asking, which change no value. */
const ASKING = new Set(
  words(
    `what is are was the a an find give me calculate compute work out evaluate write express as fraction fractions in its
    it lowest simplest terms term form single simplified simplify reduce reduced cancel down please i wonder comes come at
    do does you get when we let leave turn convert change mixed number numbers improper into proper decimal decimals
    exactly between that this which for us tell how much would be equals equal = ? . : ! ; - answer result up reckon lad
    mind mean whole lies lie if one can could would then so ok now need have got just only fully completely common vulgar
    seem forgotten what've divides
    value exact not rounded on my homework keep kept stay stays show give gives giving say state`.replace(/\s+/g, ' '),
  ),
);
const UNITS = new Set(
  words(
    'inch inches litre litres liter liters mile miles cup cups metre metres meter meters hour hours kg pint pints yard ' +
      'tablet tablets pizza pizzas cake cakes km cm teaspoon teaspoons tablespoon tablespoons spoon spoons pie pies',
  ),
);

const WHOLE = /^\d+(?:\.\d+)?$/;

/** The value that begins at a token, with how many tokens it takes. */
const valueAt = (
  tokens: readonly string[],
  at: number,
): { value: string; taken: number; broken: boolean } | undefined => {
  const [one, two, three] = tokens.slice(at, at + 3) as (string | undefined)[];
  if (one === undefined) return undefined;
  if (WHOLE.test(one)) {
    const below = partNamed(two);
    if (two === '/' && three !== undefined && WHOLE.test(three))
      return { value: `${one}/${three}`, taken: 3, broken: true };
    if (below !== undefined) return { value: `${one}/${below}`, taken: 2, broken: true };
    // "2 1/4", "2 and a half"
    const joined = two === 'and' ? 1 : 0;
    const next = tokens[at + 1 + joined] ?? '';
    const inner = WHOLE.test(next) || joined === 1 ? valueAt(tokens, at + 1 + joined) : undefined;
    const [top = 1, below2 = 1] = inner?.value.split('/').map(Number) ?? [];
    const mixed = joined === 0 || !WHOLE.test(next) || partNamed(tokens[at + 3]) !== undefined;
    if (inner?.broken && /^\d+\/\d+$/.test(inner.value) && !one.includes('.') && top < below2 && mixed)
      return { value: `(${one}+${inner.value})`, taken: 1 + joined + inner.taken, broken: true };
    return { value: one, taken: 1, broken: false };
  }
  const article = /^(?:an?|the)$/.test(one);
  const below = partNamed(article ? two : one);
  const named = article ? two : one;
  if (below === undefined || (!article && named !== 'half') || (one === 'the' && named !== 'half')) return undefined;
  return { value: `1/${below}`, taken: article ? 2 : 1, broken: true };
};

const piecesOf = (low: string): Piece[] | undefined => {
  const tokens = low
    .replace(/take[ns]? away/g, 'minus')
    .replace(/\b(?:1|one|a) (?=(?:single |simplified |proper |simple )*(?:fraction|decimal)\b)/g, '')
    .replace(/\bif (?:1|you|i|we) divides? it out\b|\bi mean\b/g, ' ')
    .replace(/\bhow (?:many|much) [a-z]+ (?:is (?:that|it|this)|do i have|are they|have i got)(?: in all)?/g, 'total')
    .replace(/,? and then\b|,? then\b/g, ' and')
    .replace(/\b(?:multiplied|timesed) by\b/g, 'times')
    .replace(/\bdivided by\b/g, 'over')
    .replace(/\badded to\b/g, 'plus')
    .match(/\d+(?:\.\d+)?|[a-z']+|[^\s]/g);
  if (!tokens || tokens.length > 45) return undefined;
  const pieces: Piece[] = [];
  for (let at = 0; at < tokens.length;) {
    const token = tokens[at]!;
    const found = valueAt(tokens, at);
    if (found) {
      pieces.push({ kind: 'V', value: found.value, broken: found.broken });
      at += found.taken;
      // "of an inch"
      const of = tokens[at] === 'of' ? (/^(?:an?|1|the)$/.test(tokens[at + 1] ?? '') ? 2 : 1) : 0;
      if (UNITS.has(tokens[at + of] ?? '')) at += of + 1;
      continue;
    }
    const minus = token === '-' && !(pieces.at(-1)?.kind === 'V' && /^\d/.test(tokens[at + 1] ?? ''));
    const role = minus ? undefined : ROLE_OF.get(token);
    if (role !== undefined) pieces.push({ kind: role });
    else if (!ASKING.has(token) && !UNITS.has(token)) return undefined;
    at++;
  }
  return pieces;
};

const SIGN: Readonly<Record<string, string>> = { P: '+', M: '-', T: '*', D: '/', O: '*' };

/** Forms of a sum by the roles of its pieces, with its expression over the values. */
const FORMS: readonly (readonly [RegExp, (values: readonly string[]) => string])[] = [
  [/^GO?V(?:&+V)+&?$|^AV(?:[&tP]+V)+G?&?$|^G?V(?:&+V)+&*G+&?$/, (all) => all.join('+')],
  [/^SVfV&?$/, ([a, b]) => `${b}-${a}`],
  [/^XV[b&T]V&?$|^QO?V&V&?$/, (all) => all.join('*')],
  [/^YVbV&?$/, ([a, b]) => `${a}/${b}`],
  [/^S?V(?:OV)+&?$/, (all) => all.join('*')],
  [/^RO?V&?$/, ([a]) => `1/(${a})`],
  [/^HV&V&?$/, ([a, b]) => `(${a}+${b})/2`],
];

const valueOf = (expression: string): { n: bigint; d: bigint } | undefined => {
  const tree = parseExpression(expression);
  return tree === undefined ? undefined : (evaluateTree(tree, new Map()) ?? undefined);
};

/** A fraction divides before anything else: "1/2 divided by 3/4". */
const whole = (value: string): string => (/^\d+(?:\.\d+)?$|^\(/.test(value) ? value : `(${value})`);

const expressionOf = (pieces: readonly Piece[]): string | undefined => {
  const kinds = pieces.map(({ kind }) => kind).join('');
  const values = pieces.flatMap(({ value }) => (value === undefined ? [] : [whole(value)]));
  const plain = kinds.replace(/^[&Gt]+(?=[V(])|(?<=[V)])[&t]+$/g, '');
  if (/^\(*V(?:\)*[PMTDO]\(*V)+\)*$/.test(plain)) {
    const from = kinds.length - kinds.replace(/^[&Gt]+(?=[V(])/, '').length;
    return pieces
      .slice(from, from + plain.length)
      .map(({ kind, value }) => (value === undefined ? (SIGN[kind] ?? kind) : whole(value)))
      .join('');
  }
  if (/^CV&V&?$/.test(kinds.replace('CO', 'C'))) {
    const [a, b] = values.map((one) => valueOf(one));
    if (!a || !b) return undefined;
    return a.n * b.d >= b.n * a.d ? `${values[0]}-${values[1]}` : `${values[1]}-${values[0]}`;
  }
  return FORMS.find(([form]) => form.test(kinds))?.[1](values);
};

const AS_FRACTION = /\bfraction\b|\bimproper\b|\blowest\b|\bsimplest\b|\bcancel|\bmixed\b|\breciprocal\b|\bsimplif/;

const TAKES =
  /^(?:plan(?:e|ed|ing)|shav(?:e|ed|ing)|saw(?:n|ed|ing)?|sand(?:ed|ing)|trim(?:s|med|ming)?|off|cutting|using|pouring|drinking)$/;
const isTaking = (word: string): boolean => TAKES.test(word) || /^(?:loses|gives|sells|pays)$/.test(verbOf(word) ?? '');
const TOTAL = /\b(?:total|altogether|in all|together|in total|combined)\b/;
const LEFT =
  /\b(?:left|remain\w*|still|over|how (?:thick|long|wide|high|much|heavy)[^?]*\b(?:then|now|is it)|is it now)\b/;
const STEPS =
  /\b(?:each|every|per|times|twice|double|half as|of (?:the|what|it|them|that|those)|than|rest|%|percent|full|note)\b|[*=]/;

/** Amounts with fractions in one unit that are put together, or taken from the first: "had 4 litres, used 1 2/3". */
export const readFractionStory = (low: string): Outcome | undefined => {
  if (low.length > 220 || STEPS.test(low)) return undefined;
  const tokens = low.match(/\d+(?:\.\d+)?|[a-z']+|[^\s]/g) ?? [];
  const found: { value: string; broken: boolean; words: string[]; unit: string }[] = [];
  let words: string[] = [];
  for (let at = 0; at < tokens.length;) {
    const value = valueAt(tokens, at);
    if (!value || (tokens[at + value.taken] === '/' && found.length > 0)) {
      if (value) return undefined;
      words.push(tokens[at]!);
      at++;
      continue;
    }
    at += value.taken;
    const of = tokens[at] === 'of' ? (/^(?:an?|1)$/.test(tokens[at + 1] ?? '') ? 2 : 1) : 0;
    found.push({ value: value.value, broken: value.broken, words, unit: singularOf(tokens[at + of] ?? '') });
    words = [];
  }
  if (found.length < 2 || found.length > 3 || !found.some(({ broken }) => broken)) return undefined;
  const units = new Set(found.flatMap(({ unit }) => (unitsNamed(unit).length > 0 || UNITS.has(unit) ? [unit] : [])));
  // "I took a third": a part of the amount, and no amount.
  if (units.size !== 1 || found.some(({ broken, unit }) => broken && !units.has(unit))) return undefined;
  const asked = words.join(' ');
  const signs = found.slice(1).map(({ words: said }) => (said.some(isTaking) ? '-' : '+'));
  const takes = signs.every((one) => one === '-');
  if (!takes && signs.includes('-')) return undefined;
  if (takes ? !LEFT.test(asked) || TOTAL.test(asked) : !TOTAL.test(asked) || LEFT.test(asked)) return undefined;
  const expression = found.map(({ value }, i) => `${i === 0 ? '' : signs[i - 1]}${whole(value)}`).join('');
  return reading(
    { type: 'value', expression },
    numbersIn(low).map((one) => one.value),
    false,
  );
};

/** Percentages, ratios, equations, and a number that is sought. */
const OTHER_KINDS =
  /%|\bpercent\b|\bratio\b|\d ?: ?\d|=.*[a-z]\b.*=|\b[xyz]\b|\bof (?:an?|my|some|this|that|which|what) number\b/;

/** A sum of fractions, or one written in another form. */
export const readFractionSum = (low: string): Outcome | undefined => {
  if (
    !/\/|\b(?:half|halves|third|quarter|fourth|fifth|sixth|seventh|eighth|ninth|tenth|[a-z]+fths?|[a-z]+ths?)s?\b/.test(
      low,
    )
  )
    return undefined;
  if (OTHER_KINDS.test(low)) return undefined;
  const pieces = piecesOf(low);
  const values = pieces?.filter(({ kind }) => kind === 'V') ?? [];
  if (!pieces || values.length === 0 || !values.some(({ broken }) => broken)) return undefined;
  const kinds = pieces.map(({ kind }) => kind).join('');
  const alone = values.length === 1 && /^[&Gt]*V[&t]*$/.test(kinds.replace(/[D&]+$/, ''));
  const turned = alone && /\bdecimal\b|\bdivid|\bimproper\b/.test(low) ? whole(values[0]!.value!) : undefined;
  const expression = turned ?? expressionOf(pieces);
  if (expression === undefined) return undefined;
  const uses = numbersIn(low).map((one) => one.value);
  if (/\/\(?0\)?(?![.\d])/.test(expression)) return refusal('no-solution', 'division by zero has no result');
  const found = valueOf(expression);
  if (!found) return undefined;
  return AS_FRACTION.test(low) && !/\bdecimal\b/.test(low)
    ? reading({ type: 'formula', formula: 'as-fraction', given: [`${found.n}/${found.d}`] }, uses)
    : reading({ type: 'value', expression }, uses);
};

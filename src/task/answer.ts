/**
 * When two answers are the same: numbers by value (fractions, decimals, thousands marks, a unit the other lacks),
 * assignments and lists by their parts, anything else by its letters. Used for grading and for grouping votes.
 * Not an extractor: it expects the answer alone, though it forgives wrapping ("The answer is **42**.").
 */

/** Longer answers are compared letter by letter: no answer of a task is that long, and none may cost time. */
const MOST = 1000;

/** Exact value of an integer, decimal, mixed number or fraction, as a reduced [numerator, denominator]. */
const rational = (text: string): [bigint, bigint] | undefined => {
  if (text.length > 60) return undefined;
  const plain = /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(text) ? text.replaceAll(',', '') : text;
  const match = /^([+-]?) ?(?:(\d+) (?=\d+ ?\/))?(\d*)(?:\.(\d+))?(?: ?\/ ?(\d+))?$/.exec(plain);
  if (!match) return undefined;
  const [, sign, whole = '0', digits, decimals = '', below = '1'] = match;
  if (digits === '' && decimals === '') return undefined;
  const d = 10n ** BigInt(decimals.length) * BigInt(below);
  if (d === 0n) return undefined;
  const size = BigInt(whole) * d + BigInt(digits + decimals);
  let [a, b] = [size, d];
  while (b) [a, b] = [b, a % b];
  return [(sign === '-' ? -size : size) / a, d / a];
};

/** Lower case, plain minus signs and spaces, and no wrapping: quotes, emphasis, dollars, \boxed, "the answer is", a final mark. */
const unwrap = (answer: string): string => {
  let text = answer.trim().toLowerCase().replace(/\s+/g, ' ').replace(/[−–]/g, '-');
  for (let before = ''; before !== text;) {
    before = text;
    text = text
      .replace(/^(?:the )?(?:final )?answer(?: is|:|=| =) ?/, '')
      .replace(/(?<![.!?,;])[.!?,;]+$/, '')
      .replace(/^\\\((.*)\\\)$/, '$1')
      .replace(/^\\boxed ?\{(.*)\}$/, '$1')
      .replace(/^\\text ?\{([^{}]*)\}$/, '$1')
      .replace(/^(\*{1,2}|["'`_$]{1,2})(.*)\1$/, '$2')
      .replace(/^\[([^[\]]*)\]$|^\{([^{}]*)\}$|^\(([^()]*,[^()]*)\)$/, '$1$2$3')
      .trim();
  }
  return text
    .replace(/ ?\\[dt]?frac ?\{(\d+)\} ?\{(\d+)\}/g, ' $1/$2')
    .replace(/\\([%$])/g, '$1')
    .trim();
};

/** '12 km/h' → ['12', 'km/h'], '5%' → ['5', '%'], '£3' → ['3', '£']; clock times (5 pm) are no quantities. */
const quantity = (text: string): [number: string, unit: string] | undefined => {
  const after = /^([+-]?[\d.,/ ]*\d)(?: ([a-z°µ%£€][a-z°²³/^]*\d?(?: [a-z]+)?)|([%°]))$/.exec(text);
  if (after && !/^[ap]m$/.test(after[2] ?? '')) return [after[1], after[2] ?? after[3]];
  const before = /^([£€$]) ?(\d[\d.,]*)$/.exec(text);
  return before ? [before[2], before[1]] : undefined;
};

const shown = ([n, d]: [bigint, bigint]): string => (d === 1n ? `${n}` : `${n}/${d}`);

/** One pass over text that is already unwrapped. */
const form = (text: string): string => {
  const value = rational(text) ?? rational(quantity(text)?.[0] ?? '');
  if (value) return shown(value);
  const list = text.split(/ ?[,;] ?(?:and )?| and /).filter((part) => part !== '');
  if (list.length > 1) {
    const parts = list.map(once).filter((part) => part !== '');
    return (parts.every((part) => /^[a-z]\w*=/.test(part)) ? parts.sort() : parts).join(', ');
  }
  const assigned = /^([a-z]\w*) ?[=:] ?(.+)$/.exec(list[0] ?? text);
  if (assigned) return `${assigned[1]}=${once(assigned[2])}`;
  const clock = /^(\d{1,2}(?::\d\d)?) ?([ap])\.?m$/.exec(text);
  if (clock) return `${clock[1]} ${clock[2]}m`;
  return text.replace(/^(?:an?|the) (?=\w)/, '');
};

const once = (text: string): string => form(unwrap(text));

/**
 * The form under which equal answers are equal strings; canonical(canonical(x)) is canonical(x). Units are left out, so
 * that '5' and '5 km' vote together. A list keeps its order, unless all its parts are assignments (x=3, y=4).
 */
export const canonical = (answer: string): string => {
  let text = answer.trim();
  if (text.length > MOST) return text;
  // Each pass takes off what the pass before laid bare ('the **the dog**'); a few settle any text.
  for (let pass = 0, before = ''; pass < 12 && before !== text; pass++) [before, text] = [text, once(text)];
  return text;
};

const unitOf = (answer: string): string =>
  answer.length > MOST ? '' : (quantity(unwrap(answer))?.[1].replace(/s$/, '') ?? '');

/** Whether two answers say the same. A unit may be missing from one; two different units are different answers. */
export const equivalent = (a: string, b: string): boolean => {
  if (canonical(a) !== canonical(b)) return false;
  const [one, other] = [unitOf(a), unitOf(b)];
  return one === '' || other === '' || one === other;
};

/** Shares of what there is: "half of them", "a third of the 90 sweets", "25 % of it", "a quarter off". */
import { partNamed } from '../text/fraction-words.ts';
import { thingAt, type Thing, type Token } from './tokens.ts';
import type { Clause, Context, Part, Told } from './told.ts';
import { verbFor } from './verbs.ts';

/** The words of a share from here: what it is, and where they end. */
const ratioAt = (tokens: readonly Token[], i: number): { ratio: string; end: number } | undefined => {
  const { text, number } = tokens[i]!;
  const [next, third] = [tokens[i + 1], tokens[i + 2]];
  const below = partNamed(next?.text);
  if (number !== undefined) {
    if (next?.text === '%') return { ratio: `${number}/100`, end: i + 2 };
    if (next?.text === '/' && third?.number !== undefined) return { ratio: `${number}/${third.number}`, end: i + 3 };
    const tied = next?.text === '-' ? partNamed(third?.text) : undefined;
    if (tied !== undefined) return { ratio: `${number}/${tied}`, end: i + 3 };
    return below === undefined ? undefined : { ratio: `${number}/${below}`, end: i + 2 };
  }
  if (/^(?:a|an|the)$/.test(text) && below !== undefined) return { ratio: `1/${below}`, end: i + 2 };
  return text === 'half' ? { ratio: '1/2', end: i + 1 } : undefined;
};

type Whole = { whole: string | undefined; of: Part['of']; thing: Thing; end: number };

/**
 * What a share is of: "of the 90 sweets", "of the rest", "of what was left"; undefined where that is not understood.
 */
const wholeAt = (tokens: readonly Token[], from: number, told: Told): Whole | undefined => {
  const nothing: Thing = { head: '', sorts: [] };
  if (!/^(?:of|the)$/.test(tokens[from]?.text ?? '')) return { whole: undefined, of: 'all', thing: nothing, end: from };
  let end = from + 1;
  while (/^(?:the|his|her|their|my|our|these|those|all|its)$/.test(tokens[end]?.text ?? '')) end++;
  const what = /^(?:what|whatever)$/.test(tokens[end]?.text ?? '');
  const rest = what
    ? tokens.findIndex((one, k) => k > end && k < end + 5 && /^(?:left|remained|remains)$/.test(one.text))
    : end;
  if (what && rest < 0) return undefined;
  if (what || /^(?:rest|remaining|remainder|others?|left)$/.test(tokens[end]?.text ?? '')) {
    for (const one of tokens.slice(end, rest + 1)) told.explained.add(one);
    return { whole: undefined, of: 'rest', thing: nothing, end: rest + 1 };
  }
  const whole = tokens[end]?.number;
  return whole === undefined
    ? { whole, of: 'all', ...thingAt(tokens, end) }
    : { whole, of: 'all', thing: nothing, end };
};

/** "half of them", "a third of the 90 sweets", "25 % of it", "3/4 of the rest", "a quarter off". */
export const partAt = (
  clause: Clause,
  i: number,
  told: Told,
  context: Context,
): { fact: Part; end: number } | undefined => {
  const { tokens } = clause;
  const { verb, word = '' } = verbFor(clause.verbs, i) ?? {};
  const found = ratioAt(tokens, i);
  if (!found) return undefined;
  const { ratio, end: from } = found;
  const next = tokens[from]?.text ?? '';
  // "half as many" and "half an hour" are no parts of what there is.
  if (/^(?:as|a|an|past|full|times)$/.test(next)) return undefined;
  const { clause: at, sentence, asked } = context;
  const place = { type: 'part', ratio, owner: '', clause: at, sentence, asked, order: told.facts.length } as const;
  const off = /^(?:off|discount|reduction|cheaper)$/.test(next);
  for (const one of tokens.slice(i, off ? from + 1 : from)) told.explained.add(one);
  // "a quarter off", "20 % discount": it goes from a price.
  if (off) {
    const thing: Thing = { head: 'money', sorts: [] };
    return { fact: { ...place, of: 'all', whole: undefined, thing, verb: 'loses', word: 'off' }, end: from + 1 };
  }
  const of = wholeAt(tokens, from, told);
  if (!of) return undefined;
  const { end, whole, thing } = of;
  const leaves = next === 'left' && !/^(?:is|are|was|were)$/.test(tokens[from + 1]?.text ?? '');
  return { fact: { ...place, of: of.of, whole, thing, verb: leaves ? 'loses' : verb, word }, end };
};

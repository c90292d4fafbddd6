/**
 * What follows for two classes from one sentence of them, for the reading by explanation: "Some cakes have nuts. Does
 * it follow that all cakes have nuts?" By the table of immediate inferences; what depends on whether a class is empty,
 * or on what people mean beside what they say, is not in it.
 */
import type { ProblemOf } from '../../problem/formal/problem.ts';
import { anyOf, sequence } from '../../regex.ts';
import { answer, SMALL, stem } from './rules.ts';
import type { Token } from '../grammar/tokens.ts';

type Quantity = 'all' | 'no' | 'some' | 'not-all';
type Classes = { quantity: Quantity; of: ReadonlySet<string>; is: ReadonlySet<string> };

/** "Premise conclusion": whether it follows with the classes as they are, and with the classes turned. */
const TABLE: Readonly<Record<string, readonly [straight?: boolean, turned?: boolean]>> = {
  'all all': [true, false],
  'no no': [true, true],
  'no all': [false, false],
  'some some': [true, true],
  'some all': [false, false],
  'some no': [false, false],
  'not-all all': [false, false],
  'not-all not-all': [true, false],
};

const SIGNS = /^(?:,|"|'|:)$/;
const VERB = /^(?:is|are|was|were|has|have|can)$/;
const OTHER = new RegExp(
  sequence(
    '^',
    anyOf(
      /not|no|never|only|most|many|few|and|or|but|if|other|than|who|which|that/,
      /unless|except|some|all|every|each|any|\d+/,
    ),
    '$',
  ),
);

const QUANTITIES: readonly (readonly [RegExp, Quantity])[] = [
  [/^not (?:all|every|each)(?: of)? /, 'not-all'],
  [/^(?:all|every|each)(?: single)?(?: of)? /, 'all'],
  [/^(?:no|none of) /, 'no'],
  [/^(?:some|at least one)(?: of)? /, 'some'],
];

const termOf = (words: readonly string[]): ReadonlySet<string> | undefined =>
  words.some((one) => OTHER.test(one))
    ? undefined
    : new Set(words.filter((one) => !SMALL.has(one) && one !== 'of').map((one) => stem(one.replace(/ves$/, 'f'))));

const classesIn = (text: string): Classes | undefined => {
  const found = QUANTITIES.find(([pattern]) => pattern.test(text));
  if (!found) return undefined;
  const words = text.replace(found[0], '').split(' ');
  const at = words.findIndex((one, i) => i > 0 && VERB.test(one));
  if (at < 0 || words.slice(at + 1).some((one) => VERB.test(one))) return undefined;
  // What cats have is another class than what cats are.
  const verb = /^(?:has|have)$/.test(words[at]!) ? ['have!'] : words[at] === 'can' ? ['can!'] : [];
  const [of, is] = [termOf(words.slice(0, at)), termOf(words.slice(at + 1))];
  if (!of || !is || of.size === 0 || is.size === 0) return undefined;
  return { quantity: found[1], of, is: new Set([...is, ...verb]) };
};

const LEAD = new RegExp(
  sequence(
    /^(?:so |then )?/,
    anyOf(
      /does (?:it|that|this) (?:then )?(?:follow|mean)(?: from (?:this|that))?(?: that)?/,
      /(?:can|may) (?:we|i|you|one) (?:be sure|be certain|conclude) that/,
      /is it (?:then )?(?:certain|sure) that/,
    ),
    / /,
  ),
);
const ASIDE =
  /^(?:only know this|know this|suppose|assume|given that|given|we know that|i know that|we only know that) (?=\S)/;
const IDLE =
  /^(?:yes or no|answer yes or no|answer with yes or no|that is all we know|that is all i know|only know this)$/;

const equal = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  a.size === b.size && [...a].every((one) => b.has(one));

/** Whether the conclusion follows; undefined where the table or a sentence says nothing of it. */
export const quantifiedOf = (all: readonly Token[]): ProblemOf<'liars'> | undefined => {
  if (all.length > 45) return undefined;
  const sentences = all
    .map(({ kind, text }) =>
      kind === 'sign' && /^(?:[.;!?\n]|\.\.\.)$/.test(text) ? '\n' : SIGNS.test(text) ? '' : text,
    )
    .filter((one) => one !== '')
    .join(' ')
    .split('\n')
    .map((one) => one.trim().replace(ASIDE, ''))
    .filter((one) => one !== '' && !IDLE.test(one));
  const [told, ask] = sentences as [string?, string?];
  if (told === undefined || ask === undefined || sentences.length > 2 || !LEAD.test(ask)) return undefined;
  const [premise, conclusion] = [classesIn(told), classesIn(ask.replace(LEAD, '').replace(/ yes or no$/, ''))];
  if (!premise || !conclusion || equal(premise.of, premise.is)) return undefined;
  const row = TABLE[`${premise.quantity} ${conclusion.quantity}`];
  const straight = equal(premise.of, conclusion.of) && equal(premise.is, conclusion.is);
  const turned = equal(premise.of, conclusion.is) && equal(premise.is, conclusion.of);
  const so = straight ? row?.[0] : turned ? row?.[1] : undefined;
  return so === undefined
    ? undefined
    : answer(
        so,
        [...premise.of, ...premise.is].map((one) => one.replace('!', '')),
      );
};

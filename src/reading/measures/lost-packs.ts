/**
 * Reads packs with so many things in each of which some packs go: "there are 5 boxes and each box has 3 balls, 2 boxes are
 * lost. How many balls are left?" What goes are packs, what is asked are things, and every word has a place in the form.
 */
import type { Problem } from '../../problem/formal/problem.ts';
import { singularOf } from '../../problem/solve/things.ts';
import { anyOf, sequence } from '../../regex.ts';

const N = String.raw`(\d+)`;
const THING = '((?:(?!are\\b|were\\b|in\\b|of\\b)[a-z]+ )?[a-z]+)';
const HAVE = '(?:(?:i|we|he|she|they|you|[a-z]+) (?:have|has|had|bought|buy|own|owns|got)|there (?:are|were)|here are)';
const HOLDS = '(?:has|have|had|holds?|contains?|held|contained|with)';
const EACH = `(?:with ${N} ${THING} (?:in )?(?:each|every one)|(?:and |with )?each(?: ([a-z]+)| one| of them)? ${HOLDS} ${N} ${THING})`;
const GONE = anyOf(
  /lost|stolen|broken|thrown away|given away|missing|sold|taken away|removed|destroyed|gone|damaged|eaten/,
);
const GIVE = anyOf(
  /lose|lost|loses|sell|sold|sells|give away|gave away|throw away|threw away|drop|dropped|break|broke|eat|ate|donate|donated/,
);
const WHOLE = new RegExp(
  sequence(
    `^${HAVE} ${N} ([a-z]+)[,.;]? ?${EACH}[,.;]? ?(?:and |but |then |now )*`,
    `(?:${N} (?:of the )?([a-z]+) (?:are|were|get|got|went) ${GONE}|(?:i|we|he|she|they|you|[a-z]+) ${GIVE} ${N} (?:of the )?([a-z]+))`,
    `[,.;]? ?(?:so )?how many ${THING} (?:are|is|were|do i have|do we have|does (?:he|she) have)(?: there)? (?:left|remaining|still there)$`,
  ),
);

/** `plain`: without idle words and without the sign at its end. */
export const readLostPacks = (plain: string): Problem | undefined => {
  const found = WHOLE.exec(plain);
  if (!found) return undefined;
  const [, packs = '', pack = '', a, thingA, named, b, thingB, goneA, packA, goneB, packB, asked = ''] = found;
  const [size, thing, gone, other] = [a ?? b ?? '', thingA ?? thingB ?? '', goneA ?? goneB ?? '', packA ?? packB ?? ''];
  const same = (one: string, two: string): boolean => singularOf(one) === singularOf(two);
  const last = (text: string): string => text.split(' ').at(-1)!;
  if (!same(pack, other) || (named !== undefined && !same(named, pack)) || same(pack, last(thing))) return undefined;
  if (!same(last(asked), last(thing)) || Number(gone) > Number(packs)) return undefined;
  if (asked.includes(' ') && asked !== thing) return undefined;
  return { type: 'value', expression: `(${packs}-${gone})*${size}` };
};

/**
 * What a critic is shown and what it is to write: two answers to one question, the claims of both, each checked by small steps,
 * and then the letter of the better one. Here the reference is made from the claims of a thought (recheck.ts and
 * the families), knowing which answer is right: training only. How a critic is asked and heard when nobody knows is
 * reason/critic.ts.
 */
import { equivalent } from './answer.ts';
import { familyNamed } from './index.ts';
import { readSlots } from './family.ts';
import { claimsIn, type Claim } from './recheck.ts';

/** One of the two answers. */
export type Side = { thought: string; answer: string };

/** Claims of one thought that are checked at the most: what a critic writes stays short. */
const MOST = 14;

/** The claims of a thought in their order, each text once: those the family knows, and sums. */
export const claimsOf = (family: string, question: string, thought: string): Claim[] => {
  const one = familyNamed(family);
  const slots = one.claims && readSlots(one, question);
  const own = new Map(slots ? one.claims!(slots, thought).map((claim) => [claim.text, claim]) : []);
  const found = new Map<string, Claim>();
  for (const line of thought.split('\n')) {
    for (const claim of [...(own.has(line) ? [own.get(line)!] : []), ...claimsIn(line)]) if (!found.has(claim.text)) found.set(claim.text, claim);
  }
  return [...found.values()];
};

const mark = (holds: boolean): string => (holds ? 'yes' : 'no');

/** One side's claims in their order, to the first that does not hold. */
const checkSide = (letter: string, claims: readonly Claim[]): { lines: string[]; holds: boolean } => {
  const wrong = claims.findIndex(({ holds }) => !holds);
  const shown = claims.slice(0, Math.min(MOST, wrong < 0 ? claims.length : wrong + 1));
  const holds = shown.every((claim) => claim.holds);
  return { lines: [...shown.map((claim) => `${claim.text}: ${claim.steps} ${mark(claim.holds)}`), `${letter} ${mark(holds)}`], holds };
};

/**
 * The reference critique: the family's other way to the answer where it has one, held against both; else the claims of A and
 * then of B, each to the first that does not hold. `found` is the letter that this speaks for; undefined when it speaks for none.
 */
export const critiqueOf = (family: string, question: string, a: Side, b: Side): { text: string; found: 'A' | 'B' | undefined } => {
  const one = familyNamed(family);
  const slots = one.again && readSlots(one, question);
  const again = slots && one.again!(slots);
  const [inA, inB] = again
    ? ([['A', a], ['B', b]] as const).map(([letter, { answer }]) => { const holds = equivalent(again.value, answer); return { lines: [`${letter} ${answer} ${mark(holds)}`], holds }; })
    : [checkSide('A', claimsOf(family, question, a.thought)), checkSide('B', claimsOf(family, question, b.thought))];
  return {
    text: [...(again ? [again.text] : []), ...inA!.lines, ...inB!.lines].join('\n'),
    found: inA!.holds === inB!.holds ? undefined : inA!.holds ? 'A' : 'B',
  };
};

/**
 * What a critic is shown and what it is to write: two answers to one question, the claims in which they differ, each checked by
 * small steps, and then the letter of the better one. Here the reference is made from the claims of a thought (recheck.ts and
 * the families), knowing which answer is right: training only. How a critic is asked and heard when nobody knows is
 * reason/critic.ts.
 */
import { equivalent } from './answer.ts';
import { familyNamed } from './index.ts';
import { readSlots } from './family.ts';
import { claimsIn, type Claim } from './recheck.ts';

/** One of the two answers. */
export type Side = { thought: string; answer: string };

/** Rounds of checking, a claim of each side in each: what a critic writes stays short. */
const ROUNDS = 8;

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

/** The letter whose answer is `value`, when only one is. */
const letterOf = (value: string, a: Side, b: Side): 'A' | 'B' | undefined => {
  const [inA, inB] = [a, b].map(({ answer }) => equivalent(value, answer));
  return inA === inB ? undefined : inA ? 'A' : 'B';
};

/**
 * The reference critique: the family's other way to the answer where it has one, else the claims in which the two differ, until
 * one does not hold. `found` is the letter that this speaks for; undefined when it speaks for none.
 */
export const critiqueOf = (family: string, question: string, a: Side, b: Side): { text: string; found: 'A' | 'B' | undefined } => {
  const one = familyNamed(family);
  const slots = one.again && readSlots(one, question);
  const again = slots && one.again!(slots);
  if (again) return { text: again.text, found: letterOf(again.value, a, b) };
  const [inA, inB] = [a, b].map(({ thought }) => claimsOf(family, question, thought)) as [Claim[], Claim[]];
  const without = (list: readonly Claim[], other: readonly Claim[]) => list.filter(({ text, holds }) => !other.some((claim) => claim.text === text && claim.holds === holds));
  const sides = [['A', without(inA, inB)], ['B', without(inB, inA)]] as const;
  const lines: string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const now = sides.flatMap(([letter, claims]) => (claims[round] ? [{ letter, ...claims[round] }] : []));
    if (now.length === 0) break;
    lines.push(...now.map(({ letter, text, steps, holds }) => `${letter} ${text}: ${steps} ${holds ? 'yes' : 'no'}`));
    const wrong = now.filter(({ holds }) => !holds);
    if (wrong.length > 0) return { text: lines.join('\n'), found: wrong.length > 1 ? undefined : wrong[0]!.letter === 'A' ? 'B' : 'A' };
  }
  return { text: lines.length > 0 ? lines.join('\n') : 'no claim differs', found: undefined };
};

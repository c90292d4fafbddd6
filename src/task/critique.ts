/**
 * Reference critiques, the training targets of a critic: an answer to a question, and the claims of its chain of
 * thought, each checked in small steps. The claims come from claims.ts and from the families. For training only;
 * reason/critic.ts asks a trained critic at serving time.
 */
import { sameWritten } from '../answers/same.ts';
import { familyNamed } from './registry.ts';
import { readSlots } from './family.ts';
import { claimsIn, type Claim } from './claims.ts';

/** A chain of thought and its answer. */
export type WorkedAnswer = { thought: string; answer: string };

/** Most claims of one thought that are checked, so that a critique stays short. */
const MOST = 14;
/** The critique of a thought without claims. */
const NOTHING = 'nothing to check';

/** The claims of a thought in their order, each text once: those the family knows, and sums. */
export const claimsOf = (family: string, question: string, thought: string): Claim[] => {
  const named = familyNamed(family);
  const slots = named.claims && readSlots(named, question);
  const ownClaims = slots ? named.claims!(slots, thought) : [];
  const found = new Map<string, Claim>();
  for (const line of thought.split('\n')) {
    for (const claim of [...ownClaims.filter(({ text }) => line.startsWith(text)), ...claimsIn(line)])
      if (!found.has(claim.text)) found.set(claim.text, claim);
  }
  return [...found.values()];
};

const mark = (holds: boolean): string => (holds ? 'yes' : 'no');

/**
 * The reference critique of one answer. Where the family has an alternative solution, the answer is compared with its
 * value. Else the claims of the thought are checked in their order, up to the first that does not hold. `holds`: no
 * mistake was found, which does not prove that the answer is right.
 */
export const critiqueOf = (
  family: string,
  question: string,
  { thought, answer }: WorkedAnswer,
): { text: string; holds: boolean } => {
  const named = familyNamed(family);
  const slots = named.alternateSolution && readSlots(named, question);
  const alternate = slots && named.alternateSolution!(slots);
  if (alternate) {
    const holds = sameWritten(alternate.value, answer);
    return { text: `${alternate.text}\n${answer}: ${alternate.value} ${mark(holds)}`, holds };
  }
  const claims = claimsOf(family, question, thought);
  const wrong = claims.findIndex(({ holds }) => !holds);
  const shown = claims.slice(0, Math.min(MOST, wrong < 0 ? claims.length : wrong + 1));
  return {
    text:
      shown.length === 0
        ? NOTHING
        : shown.map((claim) => `${claim.text}: ${claim.steps} ${mark(claim.holds)}`).join('\n'),
    holds: shown.every((claim) => claim.holds),
  };
};

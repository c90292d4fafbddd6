/**
 * Whether the check of a family may read a question: every number and every telling word in the slots of its template
 * has a place in what the family asks. A template matches each slot with any text, so "15 and 20 but not 5" fits where
 * two numbers belong; a check of such a question would check another one. Pure; the words of a family are drawn once.
 */
import { createRandom } from '../random.ts';
import type { AnyFamily, Difficulty } from './family.ts';

/** Words that change what is asked wherever they stand. */
const TELLING: ReadonlySet<string> = new Set(
  `not no never none neither nor except without unless ignoring excluding including besides but instead only half
  double twice thrice triple quarter more less fewer most least greater larger bigger higher smaller lower longer
  shorter older younger each every either another other others rest remaining left change plus minus times multiplied
  divided add added subtract subtracted sum total altogether together difference product average mean percent discount
  off extra first last next previous second third before after ago until till since between during tomorrow yesterday
  today weekday weekdays weekend working business rounded nearest even odd prime primes square squared cube cubed
  negative reverse reversed backwards unique distinct different than wrong actually true false minutes seconds hours
  days weeks months years inclusive exclusive`.split(/\s+/),
);

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[a-z]+/g) ?? [];

/** Items of each difficulty whose words a family is known by. */
const DRAWS = 60;

const known = new Map<string, ReadonlySet<string>>();

/** The telling words that a family writes itself. */
const tellingOf = (family: AnyFamily): ReadonlySet<string> => {
  let words = known.get(family.name);
  if (words === undefined) {
    const all = [...family.phrasings];
    for (const difficulty of [1, 2, 3] as const satisfies readonly Difficulty[])
      for (let index = 0; index < DRAWS; index++) {
        const random = createRandom(`telling/${family.name}/${difficulty}/${index}`);
        all.push(...Object.values(family.slots(family.make(random, difficulty), random)));
      }
    known.set(family.name, (words = new Set(all.flatMap(wordsOf).filter((one) => TELLING.has(one)))));
  }
  return words;
};

/** No telling word of the slots is foreign to the family. */
export const tellsNothingElse = (family: AnyFamily, slots: Readonly<Record<string, string>>): boolean => {
  const told = Object.values(slots)
    .flatMap(wordsOf)
    .filter((one) => TELLING.has(one));
  return told.every((one) => tellingOf(family).has(one));
};

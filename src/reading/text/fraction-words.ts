/** The names of fractions: "half", "third", "twentieth". */

/** How many of a part make the whole; "halve" is of "halves". */
export const PARTS: Readonly<Record<string, number>> = {
  half: 2,
  halve: 2,
  third: 3,
  quarter: 4,
  fourth: 4,
  fifth: 5,
  sixth: 6,
  seventh: 7,
  eighth: 8,
  ninth: 9,
  tenth: 10,
  eleventh: 11,
  twelfth: 12,
  fifteenth: 15,
  sixteenth: 16,
  twentieth: 20,
  hundredth: 100,
};

/** The names as a pattern's alternatives, in the singular. */
export const PART = Object.keys(PARTS).join('|');

/** How many of the part make the whole, from its name in the singular or plural; undefined for another word. */
export const partNamed = (word: string | undefined): number | undefined => {
  const name = word?.replace(/s$/, '') ?? '';
  return Object.hasOwn(PARTS, name) ? PARTS[name] : undefined;
};

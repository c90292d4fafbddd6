/** Roman numerals as the grammar of explanation takes them: in their one standard spelling. */

const PARTS: readonly (readonly [string, number])[] = [
  ['M', 1000],
  ['CM', 900],
  ['D', 500],
  ['CD', 400],
  ['C', 100],
  ['XC', 90],
  ['L', 50],
  ['XL', 40],
  ['X', 10],
  ['IX', 9],
  ['V', 5],
  ['IV', 4],
  ['I', 1],
];

const written = (value: number): string => {
  let rest = value;
  let text = '';
  for (const [sign, worth] of PARTS)
    while (rest >= worth) {
      text += sign;
      rest -= worth;
    }
  return text;
};

/** The value of a numeral in its standard spelling; undefined for any other word. */
export const parseRoman = (text: string): number | undefined => {
  const upper = text.toUpperCase();
  if (!/^[MDCLXVI]{1,15}$/.test(upper)) return undefined;
  let rest = upper;
  let value = 0;
  for (const [sign, worth] of PARTS)
    while (rest.startsWith(sign)) {
      rest = rest.slice(sign.length);
      value += worth;
    }
  return rest === '' && written(value) === upper ? value : undefined;
};

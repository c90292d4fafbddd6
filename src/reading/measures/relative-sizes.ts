/**
 * Reads a size that is told by that of another, which a clause of its own tells: "Bo is twice as tall as his son, who is 90
 * cm. How tall is Bo?", "my car, which is 4 m long, is half as long as the truck". Every word has a place in the form.
 */
import type { Problem } from '../../problem/formal/problem.ts';

const WHO = String.raw`((?:(?:the|an?|my|his|her|our|their|its) )?[\p{L}]+)`;
const N = String.raw`(\d+(?:\.\d+)?)`;
const UNIT = '(?: ?(?:mm|cm|m|km|kg|g|metres?|meters?|kilos?|years?(?: old)?|feet|inches|euros?|dollars?))?';
const TIMES = String.raw`(twice|double|half|thrice|${N} times)`;
const FIRST = new RegExp(
  `^${WHO} (?:is|was) ${TIMES} as ([a-z]+) as ${WHO}, (?:who|which|that) (?:is|was|weighs|measures) ${N}${UNIT}(?: ([a-z]+))?[.,;?] ?(?:so )?how ([a-z]+) (?:is|was) ${WHO}$`,
  'u',
);
const SECOND = new RegExp(
  `^${WHO}, (?:who|which|that) (?:is|was|weighs|measures) ${N}${UNIT}(?: ([a-z]+))?, (?:is|was) ${TIMES} as ([a-z]+) as ${WHO}[.,;?] ?(?:so )?how ([a-z]+) (?:is|was) ${WHO}$`,
  'u',
);
const FACTORS: Readonly<Record<string, string>> = { twice: '2', double: '2', half: '1/2', thrice: '3' };
const bare = (who: string): string => who.replace(/^(?:the|an?|my|his|her|our|their|its) /, '');

/** `plain`: without idle words and without the sign at its end. */
export const readRelativeSizes = (plain: string): Problem | undefined => {
  const first = FIRST.exec(plain);
  if (first) {
    const [, a = '', word = '', times, size, b = '', value = '', same = size, asked, who = ''] = first;
    const factor = times ?? FACTORS[word]!;
    if (size !== same || size !== asked || bare(a) === bare(b)) return undefined;
    return bare(who) === bare(a) ? { type: 'value', expression: `${value}*${factor}` } : undefined;
  }
  const second = SECOND.exec(plain);
  if (!second) return undefined;
  const [, a = '', value = '', said, word = '', times, size, b = '', asked, who = ''] = second;
  const factor = times ?? FACTORS[word]!;
  if (size !== (said ?? size) || size !== asked || bare(a) === bare(b)) return undefined;
  return bare(who) === bare(b) ? { type: 'value', expression: `${value}/(${factor})` } : undefined;
};

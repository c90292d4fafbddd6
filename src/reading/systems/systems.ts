/**
 * Unknown amounts of which as many facts are told: "a bat and a ball cost 1.10, the bat costs 1 more than the ball",
 * "2 pens and 3 books cost 13, 1 pen and 2 books cost 8". Clause by clause: each tells a fact, asks for one amount, or
 * says nothing; any other clause ends the reading. The facts are equations, which are solved exactly.
 */
import { anyOf, sequence } from '../../regex.ts';
import { solveEquations } from '../../problem/solve/value.ts';
import { reading, type Reader } from '../reading.ts';
import { valuesIn } from '../text/text.ts';
import { countsThings } from '../stories/whole-things.ts';
import { askedIn, factIn, type Asked, type Fact } from './facts.ts';

const IDLE = new RegExp(
  sequence(
    /^(?:(?:hi|hello|hey|ok|okay|so|well|please|thanks|thank you|homework of my (?:son|daughter)|riddle|quick one|(?:i am|i'm) bad (?:with|at) this)\b ?)*$/,
  ),
);

const LEAD = new RegExp(
  sequence(
    /^/,
    anyOf(
      /(?:in|at|on) (?:my|our|the|a) [a-z]+,? /,
      /(?:and|but|while|whereas|then|so|if|now|suppose|well|ok|hi|hello)\b,? ?/,
    ),
    '+',
  ),
);
const plain = (clause: string): string => clause.trim().replace(LEAD, '').replace(/,$/, '').trim();

const isIdle = (clause: string): boolean =>
  clause === '' ||
  IDLE.test(clause) ||
  /^all (?:[a-z]+ )?(?:weigh|cost) the same$|^different (?:weights?|ages?|prices?)$|^[23] (?!times\b)[a-z]+$/.test(
    clause,
  );

type Said = { facts: Fact[]; asked: Asked[] };

const add = (a: Said, b: Said): Said => ({ facts: [...a.facts, ...b.facts], asked: [...a.asked, ...b.asked] });

/** What a sentence says: one clause, or several joined by commas and "and". */
const saidIn = (sentence: string): Said | undefined => {
  const whole = plain(sentence);
  if (isIdle(whole)) return { facts: [], asked: [] };
  const asked = askedIn(whole);
  if (asked) return { facts: [], asked: [asked] };
  const fact = factIn(whole);
  if (fact) return { facts: [fact], asked: [] };
  for (const cut of whole.matchAll(/,? (?:and|while|but|whereas) |, /g)) {
    const first = plain(whole.slice(0, cut.index));
    const told = factIn(first);
    if (!told && !isIdle(first)) continue;
    const rest = saidIn(whole.slice(cut.index + cut[0].length));
    if (rest) return add({ facts: told ? [told] : [], asked: [] }, rest);
  }
  return undefined;
};

const stem = (word: string): string =>
  word
    .replace(/(?:ies|y)$/, 'i')
    .replace(/e*s$/, '')
    .replace(/e+$/, '');

/** The things by name: "coins" is the coin token, since it shares with it what the others have not. */
const createThings = (): { of(name: string): number | undefined; count(): number } => {
  const known: Set<string>[] = [];
  return {
    of(name) {
      const words = new Set(name.split(/[ -]/).map(stem));
      const shared = known.map((one) => [...words].filter((word) => one.has(word)).length);
      const most = Math.max(0, ...shared);
      const best = shared.flatMap((n, k) => (n === most ? [k] : []));
      if (most > 0 && best.length === 1 && (most === words.size || most === known[best[0]!]!.size)) return best[0];
      known.push(words);
      return known.length - 1;
    },
    count: () => known.length,
  };
};

const LETTERS = ['x', 'y', 'z'];

/** The equations of the facts and the letter that is asked for; undefined where things and facts don't match. */
const systemOf = ({
  facts,
  asked,
}: Said): { equations: string[]; letter: Asked | string; count: number } | undefined => {
  const things = createThings();
  const letter = (name: string): string => LETTERS[things.of(name)!] ?? '?';
  const equations: string[] = [];
  for (const one of [...facts].sort((a, b) => Number(a.type === 'all') - Number(b.type === 'all'))) {
    if (one.type === 'sum') {
      const terms = one.terms.map(({ times, thing }) => (times === '1' ? letter(thing) : `${times}*${letter(thing)}`));
      equations.push(`${terms.join('+')}=${one.value}`);
    } else if (one.type === 'relation') {
      const [a, b] = [one.a === undefined ? 'x' : letter(one.a), one.b === undefined ? 'y' : letter(one.b)];
      // "One" and "the other" go with each other, and with no names.
      if (a === b || (one.a === undefined && things.count() > (one.b === undefined ? 0 : 1))) return undefined;
      if ((one.a === undefined) !== (one.b === undefined)) return undefined;
      const plus = one.plus === '0' ? '' : one.plus.startsWith('-') ? one.plus : `+${one.plus}`;
      equations.push(`${a}=${one.times === '1' ? b : `${one.times}*${b}`}${plus}`);
    } else {
      const count = one.count ?? Math.max(2, things.count());
      if (things.count() > 0 && count !== things.count()) return undefined;
      equations.push(`${LETTERS.slice(0, count).join('+')}=${one.value}`);
    }
  }
  const count = Math.max(things.count(), 2);
  const [what] = asked;
  if (asked.length !== 1 || count > 3 || equations.length !== count || equations.some((one) => one.includes('?')))
    return undefined;
  if (what!.type !== 'thing') return count === 2 ? { equations, letter: what!, count } : undefined;
  const named = things.of(what!.thing)!;
  return named < count && things.count() === count ? { equations, letter: LETTERS[named]!, count } : undefined;
};

const MAY = new RegExp(
  anyOf(
    /\b(?:than|twice|double|half|times|triple|thrice|exceeds)\b/,
    /\b(?:an?|one|\d+) [a-z]+(?: [a-z]+)? and (?:an?|one|\d+) [a-z]+\b/,
  ),
);

/** "Me and my daughter … I'm 28 years older than her": pronouns as the one who is named beside me. */
const withNames = (low: string): string => {
  const others = [...new Set([...low.matchAll(/\bmy ([a-z]+)\b/g)].map((one) => one[1]!))];
  if (others.length !== 1 || !/\bme and my\b|\bmy [a-z]+ and (?:i|me)\b/.test(low)) return low;
  const other = others[0]!;
  return low
    .replace(/\bmy ([a-z]+) and (?:i|me)\b/g, `me and my ${other}`)
    .replace(/\b(?:i'm|i am)\b/g, 'me is')
    .replace(/\bam i\b/g, 'is me')
    .replace(/\bthan (?:her|him)\b/g, `than my ${other}`)
    .replace(/\b(?:she|he) (?=is|was|has)/g, `my ${other} `)
    .replace(/\b(is|was|does|has) (?:she|he)\b/g, `$1 my ${other}`);
};

export const readSystem: Reader = (text) => {
  const low = withNames(
    text.low.replace(/\b(short|long|small|big|large|heavy|light|tall|old|young) 1 (?=in [a-z]+\W*$)/, '$1 one '),
  );
  if (low.length > 320 || !MAY.test(low) || /\bper(?:cent)?\b|%/.test(low)) return undefined;
  const sentences = low
    .replace(/\bthey're\b/g, 'they are')
    .replace(
      /(?<=[a-z\d]) (?=how (?:old|many|much|heavy|long|tall)\b)(?<! for [a-z ]+ )(?<! (?:costs?|weighs?|is|gets?) )/g,
      '. ',
    )
    .split(/[.;?!:]+(?= |$)/)
    .filter((one) => one.trim() !== '');
  let said: Said = { facts: [], asked: [] };
  for (const sentence of sentences) {
    const found = saidIn(sentence);
    if (!found) return undefined;
    said = add(said, found);
  }
  const system = systemOf(said);
  if (!system) return undefined;
  const { equations, count } = system;
  const unknowns = LETTERS.slice(0, count);
  let { letter } = system;
  if (typeof letter !== 'string') {
    const sizes = solveEquations({ type: 'solve', unknowns, equations });
    const values =
      sizes.type === 'answer' ? [...sizes.answer.matchAll(/= (-?[\d./]+)/g)].map((one) => Number(one[1])) : [];
    if (values.length !== 2 || values.some((one) => Number.isNaN(one)) || values[0] === values[1]) return undefined;
    letter = values[0]! > values[1]! === (letter.type === 'larger') ? 'x' : 'y';
  }
  const whole = countsThings(low);
  const problem = { type: 'solve' as const, unknowns: [letter], equations, ...(whole && { whole }), amount: true };
  return { ...reading(problem, valuesIn(text.low), false), chance: 0.69 };
};

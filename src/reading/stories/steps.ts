/**
 * First steps of word problems of several steps: a phrase that is a product or a quotient by itself ("2 tablets three
 * times a day", "18 pages every day for 5 days", "18 pallets. Every pallet holds 40 cartons") becomes one number, and
 * what is left is read as a shorter story. The value of the step stands in its place, so that the rules can compare it.
 */
import { sequence } from '../../regex.ts';
import { asText, valuesIn, type Text } from '../text/text.ts';

type Step = {
  words: RegExp;
  /** The two numbers, the sign between them, and the words that stand for the whole. */
  make: (
    groups: readonly (string | undefined)[],
  ) => { a: string; sign: '*' | '/'; b: string; unit: string } | undefined;
};

const PERIOD = '(day|week|month|hour|night|evening|morning|minute|year)';
const MEASURE = '(cm|m|mm|km|metres?|meters?|inch(?:es)?|feet|ft|kg|g|l|ml|litres?|liters?)';
const singular = (word: string): string => word.replace(/(?<=..)(?:es|s)$/, '');

const STEPS: readonly Step[] = [
  {
    words: new RegExp(String.raw`\b(\d+) ([a-z]+) (\d+) times (?:a|per|every|each) ${PERIOD}\b`),
    make: ([a, unit, b, period]) => ({ a: a!, sign: '*', b: b!, unit: `${unit} every ${period}` }),
  },
  {
    words: new RegExp(String.raw`\b(\d+) ([a-z]+) (?:a|per|every|each) ${PERIOD}(?: of [a-z]+)? for (\d+) ([a-z]+)`),
    make: ([a, unit, period, b, periods]) =>
      singular(periods!) === period ? { a: a!, sign: '*', b: b!, unit: unit! } : undefined,
  },
  {
    words: new RegExp(
      String.raw`\b(\d+) ${MEASURE}(?: long)?(?: of)?(?: [a-z]+)?(?: [a-z]+){0,3}? into (?:equal )?(?:pieces|parts|lengths|strips) of (\d+) ${MEASURE}`,
    ),
    make: ([a, unit, b, other]) => (unit === other ? { a: a!, sign: '/', b: b!, unit: 'pieces' } : undefined),
  },
  {
    words: new RegExp(
      sequence(
        /\b(\d+) ((?:[a-z]+ )?[a-z]+)[.,;]? (?:and )?(?:each|every) ([a-z]+) /,
        /(?:holds?|has|have|contains?|needs?|gets?|costs?|weighs?|takes?|carries) (?:[$£€] ?)?(\d+) ?/,
        /([a-z$£€]+)/,
      ),
    ),
    make: ([a, noun, one, b, unit]) =>
      singular(noun!.split(' ').at(-1)!) === one ? { a: a!, sign: '*', b: b!, unit: unit! } : undefined,
  },
  {
    words: new RegExp(
      String.raw`\b(\d+) [a-z]+(?: of [a-z]+)?,? each (?:one |of them )?(?:is |weighs |costs |has )?(\d+) ${MEASURE}`,
    ),
    make: ([a, b, unit]) => ({ a: a!, sign: '*', b: b!, unit: unit! }),
  },
  {
    words: new RegExp(
      String.raw`\b(\d+) (?:shelves|planks|pieces|lengths|strips|boards|bags|sacks|bottles|cans|tins|ropes) of (\d+) ${MEASURE}`,
    ),
    make: ([a, b, unit]) => ({ a: a!, sign: '*', b: b!, unit: unit! }),
  },
  {
    words: /\b(\d+) for (?:each|every) ([a-z]+) and (?:saw|had|served|treated|visited|helped) (\d+) ([a-z]+)/,
    make: ([a, one, b, noun]) => (singular(noun!) === one ? { a: a!, sign: '*', b: b!, unit: '' } : undefined),
  },
  {
    words: /\b(\d+) (?:at|for|costing) [$£€] ?(\d+(?:\.\d+)?) each/,
    make: ([a, b]) => ({ a: a!, sign: '*', b: b!, unit: 'dollars' }),
  },
];

/**
 * The story with its first steps done, and what each number that was put in stands for; undefined without such a step.
 */
export const withSteps = ({
  low,
}: Text): { text: Text; steps: ReadonlyMap<string, string>; uses: readonly string[] } | undefined => {
  const steps = new Map<string, string>();
  const uses: string[] = [];
  let rest = low;
  for (const { words, make } of STEPS)
    for (let tries = 0; tries < 2; tries++) {
      const found = words.exec(rest);
      const step = found && make(found.slice(1));
      if (!found || !step) break;
      const value = step.sign === '*' ? Number(step.a) * Number(step.b) : Number(step.a) / Number(step.b);
      const written = `${Number(value.toFixed(6))}`;
      // A value that the story tells too could not be told from it.
      if (!Number.isFinite(value) || written.includes('.') || valuesIn(rest).includes(written)) break;
      steps.set(written, `(${step.a}${step.sign}${step.b})`);
      uses.push(step.a, step.b);
      rest = `${rest.slice(0, found.index).replace(/\ban? $/, '')}${written} ${step.unit}${rest.slice(found.index + found[0].length)}`;
    }
  return steps.size === 0 ? undefined : { text: asText(rest), steps, uses };
};

/** An expression with the steps in place of their values. */
export const putBack = (expression: string, steps: ReadonlyMap<string, string>): string =>
  expression.replace(/\d+(?:\.\d+)?/g, (one) => steps.get(one) ?? one);

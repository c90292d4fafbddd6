/**
 * Reads two ages of which one is told by the other today and their sum at another time: "Lea is twice as old as Max. In 5
 * years their ages sum to 40." Each clause fits one form, in any order; a clause without one ends the reading.
 */
import { reading, type Reader } from '../reading.ts';
import { valuesIn } from '../text/text.ts';

const N = String.raw`(\d+)`;
const NAME = String.raw`([\p{L}]+)`;
const TIMES: Readonly<Record<string, string>> = { twice: '2', double: '2', thrice: '3', half: '1/2' };
const AS_OLD = new RegExp(
  `^${NAME} is (?:now )?(twice|half|thrice|${N} times) as old as ${NAME}(?: is)?(?: now| today)?$`,
  'u',
);
const OLDER = new RegExp(`^${NAME} is (?:now )?${N} years? (older|younger) than ${NAME}(?: is)?(?: now| today)?$`, 'u');
const PAIR = String.raw`(?:they|both|their ages|(?:the )?(?:sum|total) of their ages|${NAME} and ${NAME})`;
const WILL =
  '(?: (?:will|would))?(?: (?:be|is|are|was|were|sum(?:s|med)?(?: up)? to|add(?:s|ed)? up to|total(?:s|led)?|come to))*';
const TOGETHER = '(?: (?:together|altogether|in total|combined))?';
const SUM = `${PAIR}${TOGETHER}${WILL}${TOGETHER} ${N}(?: years(?: old)?)?${TOGETHER}`;
const LATER = new RegExp(`^in ${N} years?(?: time| from now)?,? (?:together )?${SUM}$`, 'u');
const EARLIER = new RegExp(`^${N} years? ago,? (?:together )?${SUM}$`, 'u');
const ASKED = new RegExp(`^how old is ${NAME}(?: now| today)?$`, 'u');

type Told = {
  /** The first is so many times the second, and so much more. */
  relation?: { a: string; b: string; times: string; plus: number };
  sum?: { value: number; years: number; names: readonly string[] };
  asked?: string;
};

const toldBy = (clause: string): Told | undefined => {
  const asOld = AS_OLD.exec(clause);
  if (asOld) {
    const [, a = '', word = '', times, b = ''] = asOld;
    return { relation: { a, b, times: times ?? TIMES[word]!, plus: 0 } };
  }
  const older = OLDER.exec(clause);
  if (older) {
    const [, a = '', by = '', way, b = ''] = older;
    return { relation: { a, b, times: '1', plus: way === 'older' ? Number(by) : -Number(by) } };
  }
  for (const [pattern, sign] of [
    [LATER, 1],
    [EARLIER, -1],
  ] as const) {
    const [, years, a, b, value] = pattern.exec(clause) ?? [];
    if (years !== undefined)
      return {
        sum: {
          value: Number(value),
          years: sign * Number(years),
          names: a !== undefined && b !== undefined ? [a, b] : [],
        },
      };
  }
  const asked = ASKED.exec(clause)?.[1];
  return asked === undefined ? undefined : { asked };
};

export const readAgesThen: Reader = ({ low }) => {
  if (!/\bhow old\b/.test(low) || low.length > 220) return undefined;
  const clauses = low
    .replace(/[?.!\s]+$/, '')
    .split(/[.;?!] *|, and | and (?=in \d)/)
    .filter((one) => one !== '');
  const told = clauses.map((one) => toldBy(one.trim()));
  if (clauses.length !== 3 || told.some((one) => one === undefined)) return undefined;
  const { relation, sum, asked }: Told = Object.assign({}, ...told);
  if (!relation || !sum || asked === undefined || relation.a === relation.b) return undefined;
  const { a, b, times, plus } = relation;
  if (![a, b].includes(asked) || sum.names.some((one) => one !== a && one !== b)) return undefined;
  const today = sum.value - 2 * sum.years;
  const second = `(${today - plus})/(${times}+1)`;
  const more = plus < 0 ? `${plus}` : `+${plus}`;
  return reading({ type: 'value', expression: asked === b ? second : `${times}*${second}${more}` }, valuesIn(low));
};

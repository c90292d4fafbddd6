/**
 * Reads which of two things has more, where each is told by one amount: "which holds more, a bottle of 70 cl or a can of 500
 * ml?" The answer is the amount. Amounts that are the same have no answer.
 */
import type { Problem } from '../../problem/formal/problem.ts';
import { anyOf, sequence } from '../../regex.ts';
import { unitsNamed, unitsTogether } from '../../problem/solve/units.ts';

const MORE =
  /more|longer|heavier|bigger|larger|greater|taller|wider|higher|(?:the )?(?:most|longest|heaviest|biggest|largest|tallest)/;
const LESS = /less|shorter|lighter|smaller|lower|(?:the )?(?:least|shortest|lightest|smallest)/;
const SIZE = `(?:(${MORE.source})|(${LESS.source}))`;
const VERB = /(?:holds?|is|weighs?|lasts?|contains?|takes?|has|have|goes|measures?|runs?|are)/;
/** "A bottle of 70 cl", "the one with 500 ml", "a 2 kg bag", "1.5 m of rope" */
const THING = sequence(
  '(?:',
  anyOf(
    /the one (?:with|of|that (?:is|has|holds|weighs))|one (?:of|with)/,
    /(?:an?|the|one|1|my|this) [a-z]+(?: [a-z]+)?? (?:of|with|holding|weighing|that (?:is|holds|weighs|lasts|has))/,
    /an?|the|one/,
  ),
  ' )?',
  /(\d+(?:\.\d+)?|half an?) ?([a-z]+)(?: (?:of [a-z]+|long|[a-z]+))?/,
);
const ASKS: readonly RegExp[] = [
  new RegExp(
    `^(?:which|what)(?: one| of (?:them|these|the 2)| [a-z]+)? ${VERB.source} ${SIZE}(?: [a-z]+)?[,:]? ${THING} or ${THING}$`,
  ),
  new RegExp(`^${THING} or ${THING}[,:]? (?:which|what)(?: one)? ${VERB.source} ${SIZE}$`),
];

/** Of one unit how many of the other: undefined where they measure different things. */
const ratioOf = (a: string, b: string): number | undefined => {
  if (unitsNamed(a)[0]?.name === unitsNamed(b)[0]?.name) return 1;
  const pair = unitsTogether(a, b);
  if (!pair) return undefined;
  return Number(pair[0].factor.n * pair[1].factor.d) / Number(pair[0].factor.d * pair[1].factor.n);
};

const valueOf = (count: string): number => (count.startsWith('half') ? 0.5 : Number(count));

/** `plain`: without idle words. */
export const readComparedAmounts = (plain: string): Problem | undefined => {
  for (const [i, pattern] of ASKS.entries()) {
    const found = pattern.exec(plain);
    if (!found) continue;
    const [, a = '', b = '', c = '', d = '', e = '', f = ''] = found;
    const [more, x, xUnit, y, yUnit] = i === 0 ? [a, c, d, e, f] : [e, a, b, c, d];
    if (unitsNamed(xUnit).length === 0 || unitsNamed(yUnit).length === 0) return undefined;
    const ratio = ratioOf(xUnit, yUnit);
    if (ratio === undefined || valueOf(x) * ratio === valueOf(y)) return undefined;
    const items = [`${valueOf(x)} ${xUnit}`, `${valueOf(y)} ${yUnit}`];
    const labels = [`${x} ${xUnit}`, `${y} ${yUnit}`];
    return { type: 'sort', by: 'amount', order: more === '' ? 'ascending' : 'descending', items, labels, at: 1 };
  }
  return undefined;
};

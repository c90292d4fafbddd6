/**
 * Formal problems as one line of text each: `solve x: 4x-9=27`, `gcd 84, 126`, `make 24 from 3, 5, 7, 2`.
 * It is what people are shown as "understood as". `parse.ts` reads it back: `parseProblem(printProblem(p))` is p.
 * Names of other than letters, digits, `_` and `'` stand in JSON quotes. It computes nothing.
 */
import type { Clue, Place, Problem, ProblemOf } from './problem.ts';
import { SORT_WORDS } from './sort-words.ts';

const BARE = /^[\p{L}\p{N}_'.][\p{L}\p{N}_'.]*$/u;
const NUMERIC = /^-?\d+(?:\.\d+)?(?:\/\d+)?$/;

const quote = (name: string): string => (BARE.test(name) || NUMERIC.test(name) ? name : JSON.stringify(name));
const list = (names: readonly string[]): string => names.map(quote).join(', ');
/** " word value", or nothing where there is no value. */
const suffix = (word: string, value: string | undefined): string => (value ? ` ${word} ${value}` : '');
const amountsText = (amounts: readonly (readonly [string, string])[]): string =>
  amounts.map(([n, what]) => `${n} ${quote(what)}`).join(', ');
const signed = (count: number): string => `${count < 0 ? '-' : '+'} ${Math.abs(count)}`;

const clueText = (clue: Clue): string => {
  if ('before' in clue) return `${quote(clue.before)} > ${quote(clue.after)}${clue.by ? ` by ${clue.by}` : ''}`;
  if ('places' in clue) return `${quote(clue.name)} ${clue.not ? 'not-at' : 'at'} ${clue.places.join(' or ')}`;
  if ('apart' in clue) return `${quote(clue.apart[0])} <> ${quote(clue.apart[1])} by ${clue.by}`;
  if ('between' in clue) return `${quote(clue.name)} between ${clue.between.map(quote).join(' and ')}`;
  return `${quote(clue.level[0])} = ${quote(clue.level[1])}`;
};

const placeText = (ask: Place): string => {
  switch (ask.type) {
    case 'place':
      return `place ${ask.place}`;
    case 'compare':
      return `${ask.want} of ${list(ask.names)}`;
    case 'where':
    case 'ahead':
    case 'behind':
      return `${ask.type} ${quote(ask.name)}`;
    case 'next':
      return `next ${quote(ask.name)} ${ask.by}`;
    case 'between':
      return `between ${ask.names.map(quote).join(' and ')}`;
    case 'holds':
      return `whether ${clueText(ask.clue)}`;
    default:
      return ask.type;
  }
};

const countedBeside = ({ also, less, not }: ProblemOf<'count-item'>): string =>
  `${also ? `; also ${list(also)}` : ''}${less === undefined ? '' : `; less ${quote(less)}`}${not ? '; not' : ''}`;

const termsText = ({ type, at, terms }: ProblemOf<'letters' | 'pattern'>): string =>
  `${type} ${at === undefined ? '' : `term ${at} of `}${terms.map((one) => (one === '?' ? one : quote(one))).join(', ')}`;

const spellingText = ({ ask, at, text }: ProblemOf<'spelling'>): string =>
  `spelling ${ask} ${at === undefined ? '' : `${at} `}of ${JSON.stringify(text)}`;

const ofText = (problem: Problem & { type: `count-${string}` | 'spelling' }): string => {
  switch (problem.type) {
    case 'spelling':
      return spellingText(problem);
    case 'count-letters':
      return `count-letters ${quote(problem.what)} in ${JSON.stringify(problem.text)}`;
    case 'count-words':
      return `count-words ${JSON.stringify(problem.text)}`;
    case 'count-item':
      return `count-item ${quote(problem.item)} in ${list(problem.items)}${countedBeside(problem)}`;
    case 'count-numbers':
      return `count-numbers ${JSON.stringify(problem.that)} in ${list(problem.numbers)}`;
    case 'count-texts':
      return `count-texts ${JSON.stringify(problem.that)} in ${list(problem.items)}`;
    case 'count-things':
      return `count-things ${quote(problem.of)} in ${amountsText(problem.counted)}`;
    default:
      return problem satisfies never;
  }
};

const liarsText = ({ names, suspects, facts, says, ask }: Problem & { type: 'liars' }): string => {
  const parts = [
    ...(suspects === undefined ? [] : [`suspects ${list(suspects)}`]),
    ...facts.map((fact) => `fact ${fact}`),
    ...says.map((one) => `${quote(one.who)} says ${one.says}`),
  ];
  const name = 'name' in ask ? ` ${quote(ask.name)}` : '';
  const kinds = ask.type === 'kind' ? ` ${quote(ask.honest)} ${quote(ask.liar)}` : '';
  return `liars ${[list(names), ...parts].join('; ')}; ask ${ask.type}${name}${kinds}`;
};

const pathText = (problem: ProblemOf<'path'>): string => {
  const edges = problem.edges.map((e) => `${quote(e.from)} ${e.oneWay ? '->' : '--'} ${quote(e.to)} ${e.length}`);
  const via = problem.via === undefined ? '' : ` via ${quote(problem.via)}`;
  const avoid = problem.avoid === undefined ? '' : ` avoiding ${problem.avoid.map(quote).join(' ')}`;
  const ask = `ask ${problem.ask} ${quote(problem.from)} to ${quote(problem.to)}${via}${avoid}`;
  return `path ${[...edges, ask].join('; ')}`;
};

const sequenceAsk = ({ at, count }: ProblemOf<'sequence'>): string => {
  if (at !== undefined) return `term ${at} of `;
  return count === undefined ? '' : `next ${count} of `;
};

const sortText = ({ by, order, items, labels, at, first, where, form }: ProblemOf<'sort'>): string =>
  [
    `sort ${SORT_WORDS[`${by} ${order}`]} ${list(items)}`,
    ...(labels === undefined ? [] : [`of ${list(labels)}`]),
    ...(at === undefined ? [] : [`at ${at}`]),
    ...(first === undefined ? [] : [`first ${first}`]),
    ...(where === undefined ? [] : [`where ${quote(where)}`]),
    ...(form === undefined ? [] : [form]),
  ].join('; ');

const unknownsOf = ({ unknowns, whole, amount }: ProblemOf<'solve'>): string =>
  `${list(unknowns)}${whole ? ' whole' : ''}${amount ? ' amount' : ''}`;

/** One line without a newline. */
export const printProblem = (problem: Problem): string => {
  switch (problem.type) {
    case 'value':
      return `value ${problem.expression}`;
    case 'solve':
      return `solve ${unknownsOf(problem)}: ${problem.equations.join('; ')}`;
    case 'make':
      return `make ${problem.target} from ${problem.all ? 'all of ' : ''}${problem.numbers.join(', ')}`;
    case 'sequence':
      return `sequence ${sequenceAsk(problem)}${problem.terms.join(', ')}`;
    case 'letters':
    case 'pattern':
      return termsText(problem);
    case 'count-letters':
    case 'count-words':
    case 'count-item':
    case 'count-numbers':
    case 'count-texts':
    case 'count-things':
    case 'spelling':
      return ofText(problem);
    case 'sort':
      return sortText(problem);
    case 'pick':
      return `pick ${problem.which} ${problem.rank} of ${problem.numbers.join(', ')}`;
    case 'weekday':
      return `weekday ${problem.of} ${signed(problem.plus)}`;
    case 'date':
      return `date ${problem.from} ${signed(problem.plus)} ${problem.unit}${problem.form ? ` ${problem.form}` : ''}`;
    case 'days':
      return `days ${problem.from} to ${problem.to}${suffix('only', problem.only)}${problem.both ? ' both' : ''}`;
    case 'nth-weekday':
      return `nth-weekday ${problem.place} ${problem.weekday} ${problem.year} ${problem.month}`;
    case 'leap':
      return `leap ${problem.ask} ${problem.year}${problem.to === undefined ? '' : ` to ${problem.to}`}`;
    case 'term':
      return `term ${problem.ask} ${problem.at} of ${problem.rule}${suffix('from', problem.first.join(', '))}`;
    case 'formula':
      return `${problem.formula} ${problem.given.join(', ')}`;
    case 'convert':
      return `convert ${amountsText(problem.amounts)} to ${quote(problem.to)}`;
    case 'claim':
      return `claim ${problem.truth ? 'truth of ' : ''}${problem.left} <${problem.relation}> ${problem.right}`;
    case 'coded':
      return `coded ${problem.from} to ${problem.to}: ${problem.expression}`;
    case 'minutes':
      return `minutes ${problem.from} to ${problem.to}${problem.form ? ` ${problem.form}` : ''}`;
    case 'clock':
      return `clock ${problem.at} ${signed(problem.plus)}${problem.form ? ` as ${problem.form}` : ''}`;
    case 'time-span':
      return `time-span ${problem.seconds} as ${problem.form}`;
    case 'base':
      return `base ${quote(problem.value)} from ${problem.from} to ${problem.to}${suffix('count', problem.count)}`;
    case 'roman':
      return `roman ${problem.value}${suffix('count', problem.count)}`;
    case 'unroman':
      return `unroman ${quote(problem.value)}${problem.valid ? ' valid' : ''}`;
    case 'divisors':
      return `${problem.ask} ${problem.numbers.join(', ')}`;
    case 'order':
      return [`order ${list(problem.names)}`, ...problem.clues.map(clueText), `ask ${placeText(problem.ask)}`].join(
        '; ',
      );
    case 'path':
      return pathText(problem);
    case 'truth':
      return `truth ${problem.form === undefined ? '' : `<${problem.form}> `}${problem.expression}`;
    case 'liars':
      return liarsText(problem);
    case 'walk':
      return `walk ${problem.steps.join('; ')}`;
    case 'story': {
      const given = problem.quantities.map(([name, value]) => `${quote(name)} = ${value}`);
      const sum = `${problem.round ? `round ${problem.round} ` : ''}${problem.whole ? 'whole ' : ''}${problem.expression}`;
      return `story ${[...given, sum].join('; ')}`;
    }
    default:
      return problem satisfies never;
  }
};

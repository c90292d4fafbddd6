/**
 * Reads two or more that do one job each alone in a told time ("one pipe fills a pool in 6 hours, another in 3"), and
 * how long they take together. Each clause tells one time of the same job, and every word of the last clause asks or
 * names the job; a further word, another job or one that works against the rest ends the reading.
 */
import { evaluateTree, parseExpression } from '../../problem/solve/expression.ts';
import type { Problem } from '../../problem/formal/problem.ts';

const N = String.raw`(\d+(?:\.\d+)?)`;
const UNIT = '(seconds?|secs?|minutes?|mins?|min|hours?|hrs?|h|days?|weeks?)';
/** Verbs of a job that is finished at some time, in any form. */
const STEMS =
  'fill|paint|clean|mow|build|dig|finish|complete|weed|wash|plough|plow|plant|print|sort|tile|lay|load|unload|' +
  'pack|assemble|repair|rake|shovel|harvest|pick|type|copy|knit|sew|sweep|prune|decorate|polish|stack|drain|empty';
const VERB = `(?:can |could |alone )?(?:(${STEMS})(?:e?s|e?d|ed)?|(empties|emptied|tidies|dug|built|laid|does|do|did))`;
const THING = '(?:(?:an?|the|1|one|this|that|same|whole|entire|our|my|his|her) )*([a-z]+(?: [a-z]+)?)';
const WHO = String.raw`(?:the |an? |my |his |her |our )?(?!in\b|and\b|together\b)[a-z\d]+(?: (?!in\b|and\b|takes?\b|needs?\b|can\b|alone\b|together\b)[a-z]+)?`;
const ALONE = '(?: (?:alone|by (?:itself|himself|herself)|on (?:its|his|her) own))?';
const TIME = `${N}(?: ?${UNIT})?`;

/** "One pipe fills a pool in 6 hours". */
const DOES = new RegExp(`^${WHO}${ALONE} ${VERB} ${THING}${ALONE} in ${TIME}${ALONE}$`);
/** "Ann takes 4 hours to paint a fence". */
const TAKES = new RegExp(`^${WHO}${ALONE} (?:takes|needs|requires) ${TIME} to ${VERB} ${THING}${ALONE}$`);
/** "It takes one pump 4 hours to empty a tank". */
const IT_TAKES = new RegExp(`^it takes ${WHO}${ALONE} ${TIME} to ${VERB} ${THING}${ALONE}$`);
/** "Another in 3 hours", "Bob does it in 6", "the other takes 30 min": of the same job. */
const AGAIN = new RegExp(
  `^${WHO}${ALONE}(?: (?:takes|needs|would take|would need)| (?:can |could )?(?:do|does)(?: it| so| the same(?: job)?)? in| ` +
    `(?:can |could )?(?:${STEMS})(?:e?s)? (?:it|the same(?: [a-z]+)?) in| in)?,? ${TIME}${ALONE}$`,
);
/** "Two workers finish a job in 3 and 6 days". */
const BOTH = new RegExp(
  `^(?:2|two) [a-z]+ ${VERB} ${THING}${ALONE} in ${N}(?: ?${UNIT})? and ${N} ?${UNIT}(?: respectively| each)?${ALONE}$`,
);

const TOGETHER = /\b(?:together|jointly|both|combined|at (?:the same time|once)|simultaneously)\b/;
/** Words that ask how long, besides those of the job. */
const ASKING = new Set(
  (
    'how long much time many fast quickly quick soon what is are do does did will would it take takes need needs be for them ' +
    'they the both 2 two of if when working work works worked together jointly combined at same once simultaneously run running ' +
    'opened open and to a an in with all three 3 pipes taps workers people machines pumps on this that whole entire ' +
    'finish finished complete done until get by hours hour minutes minute mins min days day seconds weeks'
  ).split(' '),
);

const SECONDS: readonly (readonly [RegExp, number])[] = [
  [/^s/, 1],
  [/^m/, 60],
  [/^h/, 3600],
  [/^d/, 86400],
  [/^w/, 604800],
];
const secondsOf = (unit: string): number => SECONDS.find(([pattern]) => pattern.test(unit))![1];

type Job = { verb: string; thing: string };
type Told = { times: readonly { value: string; unit: string | undefined }[]; job?: Job };

/** What one clause tells. */
const toldBy = (clause: string): Told | undefined => {
  const both = BOTH.exec(clause);
  if (both) {
    const [, stem, other, thing = '', a = '', unit, b = '', last = ''] = both;
    return {
      times: [
        { value: a, unit: unit ?? last },
        { value: b, unit: last },
      ],
      job: { verb: stem ?? other ?? '', thing },
    };
  }
  const does = DOES.exec(clause);
  if (does) return { times: [{ value: does[4]!, unit: does[5] }], job: jobOf(does[1] ?? does[2], does[3]) };
  const takes = IT_TAKES.exec(clause) ?? TAKES.exec(clause);
  if (takes) return { times: [{ value: takes[1]!, unit: takes[2] }], job: jobOf(takes[3] ?? takes[4], takes[5]) };
  const again = AGAIN.exec(clause);
  return again ? { times: [{ value: again[1]!, unit: again[2] }] } : undefined;
};
const jobOf = (verb = '', thing = ''): Job => ({ verb: verb.replace(/^empt.*/, 'empty'), thing });

/** Whether every word of the last clause asks for the time of the same job. */
const asksOf = (clause: string, { verb, thing }: Job): boolean =>
  TOGETHER.test(clause) &&
  clause
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '')
    .every((word) => ASKING.has(word) || word.startsWith(verb) || thing.split(' ').includes(word) || word === 'job');

/** `plain`: without idle words and without the sign at its end. */
export const readWorkRates = (plain: string): Problem | undefined => {
  if (!TOGETHER.test(plain)) return undefined;
  const clauses = plain
    .replace(/^(?:if|when|suppose) /, '')
    .split(
      /[.;?!:]+ *|, *(?:and |but |while |whereas )?| (?:and|while|whereas|but) (?=(?:an? |the |my |his |her )?[a-z]+ )/,
    )
    .filter((one) => one !== '');
  const first = clauses.findIndex((one) => toldBy(one) === undefined);
  if (first < 1) return undefined;
  const told = clauses.slice(0, first).map((one) => toldBy(one)!);
  const [job, ...jobs] = told.flatMap((one) => (one.job ? [one.job] : []));
  const times = told.flatMap((one) => one.times);
  if (!job || told[0]!.job === undefined || times.length < 2) return undefined;
  if (jobs.some((one) => one.verb !== job.verb || (one.thing !== job.thing && one.thing !== 'it'))) return undefined;
  const asked = clauses.slice(first).join(' ');
  if (!asksOf(asked, job)) return undefined;
  const known = times.find((one) => one.unit !== undefined)?.unit;
  if (known === undefined) return undefined;
  const to = new RegExp(String.raw`\b(?:many|in) ${UNIT}\b`).exec(asked)?.[1] ?? known;
  const parts = times.map(({ value, unit = known }) => `1/(${value}*${secondsOf(unit)})`);
  const expression =
    secondsOf(to) === secondsOf(known) && times.every(({ unit = known }) => secondsOf(unit) === secondsOf(to))
      ? `1/(${times.map(({ value }) => `1/${value}`).join('+')})`
      : `1/(${parts.join('+')})/${secondsOf(to)}`;
  const tree = parseExpression(expression);
  return tree && evaluateTree(tree) ? { type: 'value', expression } : undefined;
};

/** Several do one thing alone, each in its time, and their time together is asked: no sum of the times. */
const EACH_IN =
  /\b[a-z]+s (?:an?|the|it|my|our|1) ?[^.?]*\bin \d+(?:\.\d+)? ?(?:seconds?|min\w*|hours?|h|days?)\b[^?]*\b(?:in|takes|needs) \d/;
const EACH_TAKES = /\b(?:takes|needs) [^.?,]*\d[^.?,]* to [a-z]+ (?:an?|the|it|my|our|1)\b[^?]*\d/;
const TIME_TOGETHER =
  /\bhow (?:long|fast|quickly|many (?:minutes|hours|days|mins))\b[^.?!]*\b(?:together|jointly)\b|\btogether\b[^.]*\bhow long\b|\bboth together\b/;

export const asksWorkTogether = (low: string): boolean =>
  TIME_TOGETHER.test(low) && (EACH_IN.test(low) || EACH_TAKES.test(low));

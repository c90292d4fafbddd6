/**
 * Reads puzzles whose last step is another one than the rest: what climbs by day and slips by night, what doubles each
 * day and is half as large the day before, and numbers that stand side by side and are added.
 */
import { anyOf, sequence } from '../../regex.ts';
import { reading, type Outcome, type Reader } from '../reading.ts';
import { valuesIn } from '../text/text.ts';

const LONG = String.raw`(\d+(?:\.\d+)?)(?:[- ]?(?:m|met(?:er|re)s?|cm|feet|foot|ft|yards?|inch(?:es)?|steps?|rungs?))`;
const BY_DAY = /(?: (?:up )?(?:(?:each|every|per|a|by|in the|during the|over the) (?:day|daytime|morning|hour)))/;
const CLIMBS = new RegExp(
  sequence(
    String.raw`\b(?:climbs?|crawls?|goes|moves?|creeps?|jumps?|gets?|hops?|leaps?)(?: up)? ${LONG}`,
    BY_DAY,
    String.raw`?,? ?(?:and |but )?(?:then )?(?:at night,? |(?:every|each) night,? )?(?:it )?(?:slips?|slides?|falls?|sinks?|drops?|goes)(?: back)?(?: down)? ${LONG}`,
  ),
);
const HEIGHT = new RegExp(
  `${LONG} (?:deep |high |tall )?(?:well|wall|pole|pit|hole|shaft|tree|post|tower|ladder|cliff|tube)\\b|\\b(?:well|wall|pole|pit|hole|shaft|tree|post|tower|ladder|cliff|tube)(?: (?:that|which))?(?: (?:is|of))? ${LONG}`,
);
const ASKS_OUT =
  /\b(?:when|how many days|how long|(?:on )?(?:which|what) day|after how many days)\b[^.?!]*\b(?:out|top|escape|reach(?:es)?|leaves?|free|there)\b/;

/** The day on which a climber is at the top: on the last day nothing slips. */
const climbing = (low: string): Outcome | undefined => {
  const steps = CLIMBS.exec(low);
  const height = HEIGHT.exec(low);
  const tall = height?.[1] ?? height?.[2];
  if (!steps || tall === undefined || !ASKS_OUT.test(low) || valuesIn(low).length !== 3) return undefined;
  const [top, up, down] = [Number(tall), Number(steps[1]), Number(steps[2])];
  if (up <= down || up >= top) return undefined;
  const expression = `(${tall}-${steps[1]})/(${steps[1]}-${steps[2]})+1`;
  return reading({ type: 'story', quantities: [], expression, round: 'up' }, [...valuesIn(low), '1'], false);
};

const PERIOD = /(?:day|night|hour|minute|week|month|year)s?/.source;
const DOUBLES = new RegExp(
  `\\bdoubl(?:es?|ing|ed)(?: (?:its|in) (?:size|area|number|surface|population))?(?: in (?:size|area|number))? (?:every|each|once a|per|a) (?:single )?${PERIOD}\\b`,
);
const WHOLE = anyOf(
  String.raw`(?:covers?|fills?|has covered|has filled)(?: up)?(?: the)?(?: (?:whole|entire|full))?(?: [a-z]+)?(?: completely| entirely| fully)? (?:on|after|in|by|at) (?:${PERIOD} )?(\d+)(?:st|nd|rd|th)?`,
  String.raw`(?:(?:it )?(?:takes|took|needs)|after|on|in) (?:${PERIOD} )?(\d+) ?(?:${PERIOD})?(?: for (?:it|them|the [a-z]+|the [a-z]+ [a-z]+) )? ?(?:to )?(?:cover|fill|for (?:it|them|the [a-z]+) to (?:cover|fill))[a-z]*(?: (?:the|whole|entire|full|all of))*`,
);
const PART = /\b(half|a quarter|quarter|an eighth|one quarter|1 quarter)\b/;

/** "It doubles every day and covers the lake on day 48. When was it half covered?" */
const doubling = (low: string): Outcome | undefined => {
  if (!DOUBLES.test(low)) return undefined;
  const whole = new RegExp(WHOLE).exec(low.replace(DOUBLES, ' '));
  const days = whole?.[1] ?? whole?.[2];
  const asked = /\b(?:when|how long|how many|(?:on )?(?:which|what) (?:day|night|hour|minute|week))\b[^.?!]*$/.exec(
    low.replace(/[?.! ]+$/, ''),
  )?.[0];
  const part = asked === undefined ? undefined : PART.exec(asked)?.[1];
  if (days === undefined || part === undefined || valuesIn(low).filter((one) => one !== '1').length > 1)
    return undefined;
  const back = part === 'half' ? 1 : part.endsWith('quarter') ? 2 : 3;
  return reading({ type: 'value', expression: `${days}-${back}` }, [days, '1', ...valuesIn(low)], false);
};

const CONSECUTIVE = new RegExp(
  sequence(
    /^\W*(?:the )?(?:sum|total) of (\d+) consecutive (even |odd )?(?:whole |positive |natural )*(?:integers|numbers) (?:is|equals|=|makes|comes to) (\d+)[.,;]? ?/,
    /(?:(?:find|what are|which are|name|give(?: me)?) (?:the|these|them|those)?(?: (?:numbers|integers|\d+ numbers))?(?: they)?|which (?:numbers|integers|ones)(?: are (?:they|these))?|what are (?:they|the (?:numbers|integers)))?\W*$/,
  ),
);

/** Numbers that follow each other and have a sum. */
const consecutive = (low: string): Outcome | undefined => {
  const found = CONSECUTIVE.exec(low);
  if (!found) return undefined;
  const [count, sum, step] = [Number(found[1]), Number(found[3]), found[2] === undefined ? 1 : 2];
  const first = (sum - (step * count * (count - 1)) / 2) / count;
  const fits = Number.isInteger(first) && (step === 1 || Math.abs(first % 2) === (found[2] === 'odd ' ? 1 : 0));
  if (!fits || count < 2 || count > 20) return undefined;
  const items = Array.from({ length: count }, (_, i) => `${first + step * i}`);
  return reading({ type: 'sort', by: 'value', order: 'ascending', items }, valuesIn(low), false);
};

export const readGrowing: Reader = ({ low }) =>
  low.length > 300 ? undefined : (climbing(low) ?? doubling(low) ?? consecutive(low));

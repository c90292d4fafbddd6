/**
 * Reads times in two places of which one is so many hours ahead: "Tokyo is 9 hours ahead of Accra. It is 19:30 in
 * Tokyo, what time is it in Accra?". It must be told in which place the time is, and in which place it is asked.
 */
import { alternatives, sequence } from '../../regex.ts';
import { reading, type Outcome, type Reader } from '../reading.ts';
import { valuesIn } from '../text/text.ts';
import { lengthsIn } from './durations.ts';
import { clocksIn } from './times.ts';

const PLACE = String.raw`((?!(?:it|the|time|clock|clocks|in)\b)[a-z]+(?: (?!(?:it|is|are|time|the|we)\b)[a-z]+)?)`;
const HOURS = /(?:always |exactly |just |about )?(\d{1,2}|an|one|half an) hours?(?: of time)?/.source;
const SIDE = '(ahead of|later than|in front of|in advance of|behind|earlier than|before|back from)';
/** "Tokyo is 9 hours ahead of Accra", "in Warsaw it is one hour later than in London". */
const RELATION = new RegExp(
  sequence(
    '\\b',
    PLACE,
    /,? (?:it |the (?:time|clock|clocks) |they |we )?(?:is|are|runs?|be|lies|goes) /,
    HOURS,
    ' ',
    SIDE,
    ' (?:in |the time in |the clocks? in )?',
    PLACE,
  ),
);
/** "9 hours ahead" of where one is. */
const OF_HERE = new RegExp(
  sequence(
    '\\b',
    PLACE,
    /,? (?:it |the (?:time|clock|clocks) |they )?(?:is|are|runs?|be|lies|goes) /,
    HOURS,
    ' (ahead|later|behind|earlier)(?: of)?(?: (?:us|me|here|our time|my time))?(?=\\W)',
  ),
);
const HERE = /\b(?:here|at home|our (?:time|clocks?)|my (?:time|clocks?)|where (?:i|we) (?:am|are|live))\b/;
const THERE = /\bthere\b(?! (?:is|are)\b)/;
const ASKS =
  /\b(?:what|which) (?:is the )?time\b|\btime is it\b|\bwhen\b(?! (?:it|in)\b)|\bwhat does (?:the|my|a) clock\b/;

type Side = { name: RegExp };

/** Which one of two places a clause speaks of. */
const placeIn = (clause: string, sides: readonly Side[]): number | undefined => {
  const found = sides.flatMap(({ name }, i) => (name.test(clause) ? [i] : []));
  return found.length === 1 ? found[0] : undefined;
};

const wordsOf = (place: string): RegExp => new RegExp(`\\b${place.trim()}(?:'s)?\\b`);

/** The two places, how many minutes the first is ahead, and the question without what tells it. */
const relationIn = (low: string): { sides: Side[]; ahead: number; rest: string } | undefined => {
  const two = RELATION.exec(low);
  const found = two ?? OF_HERE.exec(low);
  if (!found) return undefined;
  const [whole, place, hours, side, other] = found;
  const minutes = hours === 'half an' ? 30 : 60 * (/^\d/.test(hours!) ? Number(hours) : 1);
  const ahead = /^(?:behind|earlier|before|back)/.test(side!) ? -minutes : minutes;
  const first = place!.replace(/^(?:in|but|and|so|when|if|as|while|today|now) /, '');
  const second = other?.replace(/ (?:and|so|when|if|but|what|my|it|now|then|i|a|at)$/, '');
  const sides =
    second === undefined || /^(?:here|us|me|home)\b/.test(second)
      ? [{ name: new RegExp(alternatives(wordsOf(first), THERE)) }, { name: HERE }]
      : [{ name: wordsOf(first) }, { name: wordsOf(second) }];
  return { sides, ahead, rest: `${low.slice(0, found.index)} ; ${low.slice(found.index + whole.length)}` };
};

export const readZones: Reader = ({ low }): Outcome | undefined => {
  if (low.length > 300 || !/\bhours?\b/.test(low)) return undefined;
  const relation = relationIn(low);
  if (!relation) return undefined;
  const { sides, ahead, rest } = relation;
  const clocks = clocksIn(rest);
  const [at] = clocks;
  const cut = /(?<!\d)[.?!;]|[.?!;](?!\d)|,|\b(?:and|so|then) (?=what|when|which)|(?=\b(?:what|which) time\b)/g;
  const clauses = rest.split(cut).filter((one) => one !== undefined && one.trim() !== '');
  if (clocks.length !== 1 || !at || lengthsIn(rest).length > 0) return undefined;
  const asking = clauses.filter((one) => ASKS.test(one) && clocksIn(one).length === 0);
  const telling = clauses.filter((one) => clocksIn(one).length > 0);
  if (asking.length !== 1 || telling.length !== 1) return undefined;
  const [from, to] = [placeIn(telling[0]!, sides), placeIn(asking[0]!, sides)];
  if (from === undefined || to === undefined || from === to) return undefined;
  const rests = valuesIn(rest.slice(0, at.start) + rest.slice(at.end));
  if (rests.length > 0 || /\b(?:not|takes?|lasts?|flight|flies|flying|summer time|half)\b/.test(rest)) return undefined;
  return reading({ type: 'clock', at: at.text, plus: to === 0 ? ahead : -ahead }, valuesIn(low), false);
};

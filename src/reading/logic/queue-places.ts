/**
 * A place in a row of a known length, told from one end and asked from the other: "fifth from the front in a line of
 * twelve, where from the back?"; how long the row is when the place from both ends is told; and the place of one who
 * overtakes others.
 */
import { anyOf, sequence } from '../../regex.ts';
import { reading, type Outcome, type Reader } from '../reading.ts';
import { ORDINAL_TEXT, ordinalOf, scanOf } from '../text/scan.ts';
import { valuesIn } from '../text/text.ts';

const FRONT = anyOf(/front|start|beginning|head|top|left|first|best|highest|tallest/);
const BACK = anyOf(/back|end|rear|bottom|right|last|tail|worst|lowest|shortest|other (?:end|side)/);
const FROM =
  /(?: ?(?:place|position|one|in line|in the (?:queue|line|row)))?,? (?:(?:in|counting|counted|count|looking|seen) )?from (?:the )?(?:very )?/
    .source;
const TOLD = new RegExp(
  `\\b(?:the )?${ORDINAL_TEXT}${FROM}(?:(${FRONT})|(${BACK}))(?: (?:in|of) (?:the )?(?:line|queue|row|class))?\\b`,
  'g',
);
const ASKED = new RegExp(`(?:\\bcount(?:ed|ing)? )?\\bfrom (?:the )?(?:very )?(?:(${FRONT})|(${BACK}))\\b`);
const ASKS_PLACE = /\b(?:what|which|where|his|her|my|their|its|whose|place|position|how far)\b/;
const TOTAL = new RegExp(
  sequence(
    /\b(?:in|of|with|there (?:are|were)|has|have|holds)? ?(?:a )?(?:(?:queue|line|row|class|race|group|list) (?:of|with) )?(?:the )?/,
    /(\d+) (?:people|persons|children|kids|pupils|students|boys|girls|players|runners|men|women|cars|houses|books|chairs|of us|in all|others?|racers|guests|[a-z]+s)\b/,
  ),
);
/** "How many are behind him?" */
const BESIDE =
  /\bhow many(?: [a-z]+)? (?:are|stand|stands|is|were|stood|come|wait|there are)(?: (?:standing|waiting|there))? (?:(in front of|ahead of|before)|behind|after) (?:him|her|me|it|them|us|[a-z]+)\b/;
/** Words of such a row that are left and tell nothing. */
const BESIDES =
  /\b(?:first|last|place|position|line|row|queue|class|number|equally|no|two|height|tall|front|back|end|left|right|other|only)\b/g;

const opposite = (low: string, uses: string[]): Outcome | undefined => {
  const scan = scanOf(low.replace(/,? ?\bno (?:2|two)\b[^.?!,;]*/, ' '));
  const told = scan.takeAll(TOLD);
  if (told.length === 0 || told.length > 2) return undefined;
  const total = scan.take(TOTAL);
  const [one, other] = told;
  if (other) {
    if (total || (one![2] === undefined) === (other[2] === undefined)) return undefined;
    if (!/\bhow many\b/.test(low) || !scan.explained(BESIDES)) return undefined;
    return reading({ type: 'value', expression: `${ordinalOf(one![1]!)}+${ordinalOf(other[1]!)}-1` }, uses, false);
  }
  const beside = scan.take(BESIDE);
  if (beside) {
    const behind = (beside[1] === undefined) === (one![2] !== undefined);
    if ((behind && !total) || !scan.explained(BESIDES)) return undefined;
    const rest = behind ? `${total![1]}-${ordinalOf(one![1]!)}` : `${ordinalOf(one![1]!)}-1`;
    return reading({ type: 'value', expression: rest }, [...uses, '1'], false);
  }
  const asked = scan.take(ASKED);
  if (!total || !asked || (one![2] === undefined) === (asked[1] === undefined)) return undefined;
  if (!ASKS_PLACE.test(scan.rest()) || /\bhow many\b/.test(low) || !scan.explained(BESIDES)) return undefined;
  const [count, place] = [Number(total[1]), ordinalOf(one![1]!)];
  return place > count ? undefined : reading({ type: 'value', expression: `${count}-${place}+1` }, uses, false);
};

/** "Number 7 from the front" is the seventh. */
const NUMBERED = /\b(?:number|no\.?|place|position) (\d{1,2})(?= from the )/g;
const inPlaces = (low: string): string =>
  low.replace(
    NUMBERED,
    (_, place: string) =>
      `${place}${/(?<!1)1$/.test(place) ? 'st' : /(?<!1)2$/.test(place) ? 'nd' : /(?<!1)3$/.test(place) ? 'rd' : 'th'}`,
  );

/** One who overtakes somebody takes the place of that one. */
const START = new RegExp(
  `\\b(?:i|he|she|we|[a-z]+) (?:am|was|is|were|lay|ran) (?:in )?(?:the )?${ORDINAL_TEXT}(?: (?:place|position))?\\b`,
);
const PASSES =
  /\b(?:i|he|she|we|then|and) (?:then )?(?:overtake|overtakes|overtook|pass|passes|passed) (\d+)(?: (?:of (?:the )?)?(?:others?|more|people|persons?|runners?|riders?|cars?|drivers?|boats?|them|racers?|swimmers?))*/;
const PASSED =
  /\b(\d+|nobody|no one)(?: (?:of (?:the )?)?(?:others?|people|persons?|runners?|riders?|cars?|drivers?|of them|boats?|racers?|swimmers?))* (?:overtake|overtakes|overtook|pass|passes|passed) (?:me|him|her|us)\b/;
const TAKES = new RegExp(
  `\\b(?:you|i|he|she|[a-z]+) (?:just )?(?:overtakes?|overtook|pass|passes|passed) the (?:[a-z]+ )?(?:(?:who|that|which) )?(?:(?:is|was|runs|lies) )?(?:in |on )?(?:the )?${ORDINAL_TEXT} (?:place|position)\\b`,
);
const ASKS_NOW = /\b(?:what|which) (?:place|position|spot)\b|\bwhere (?:am|are|is) (?:i|you|he|she)\b/;
const IN_A_RACE = /\b(?:race|running|run|runner|lap|marathon|rally|regatta|swim|finish|place|position)\b/;

const BESIDE_RACE = /\b(?:before the end|at the end|in the end|end|place|position)\b/g;

const overtaking = (low: string): Outcome | undefined => {
  if (
    !ASKS_NOW.test(low) ||
    !IN_A_RACE.test(low) ||
    /\b(?:last|not|before that|if|lapped|half|twice|each)\b/.test(low.replace(/\bif you\b/, ''))
  )
    return undefined;
  const scan = scanOf(low);
  const taken = scan.take(TAKES);
  if (taken)
    return !scan.explained(BESIDE_RACE)
      ? undefined
      : reading({ type: 'value', expression: `${ordinalOf(taken[1]!)}` }, valuesIn(low), false);
  const start = scan.take(START);
  const ahead = scan.take(PASSES);
  const back = scan.take(PASSED);
  if (!start || (!ahead && !back) || !scan.explained(BESIDE_RACE)) return undefined;
  const fallen = back && /^\d/.test(back[1]!) ? `+${back[1]}` : '';
  const place = `${ordinalOf(start[1]!)}${ahead ? `-${ahead[1]}` : ''}${fallen}`;
  return reading({ type: 'value', expression: place }, valuesIn(low), false);
};

/** "Tom finished 3rd, 4 people behind him. How many ran?" */
const FINISHED = new RegExp(
  sequence(
    `^\\W*(?:in a (?:race|run|contest|match),? )?(?:i|[a-z]+) (?:finished|came|ended|ended up|came in|was|is|got|placed|stands|stood|is standing)(?: in)?(?: the)? ${ORDINAL_TEXT}(?: (?:place|position|in (?:a|the) (?:race|line|queue|run|contest)|in line))?`,
    /(?:,| and|\.|;|,? with)? ?(?:there (?:are|were) |had |has )?(?:only |exactly )?(\d+) (?:[a-z]+ )?(?:(?:finished|came|are|were|ran|stood|stand) )?(?:behind|after) (?:him|her|me|them|[a-z]+)[.,;?!]* /,
    /(?:so )?how many (?:[a-z]+ )?(?:ran|are there|were there|took part|are in (?:the )?[a-z]+|were in (?:the )?[a-z]+|raced|competed|finished|stand in (?:the )?[a-z]+)(?: (?:the race|in all|in total|altogether|in the (?:race|line|queue)))?\W*$/,
  ),
);
const finished = (low: string): Outcome | undefined => {
  const found = FINISHED.exec(low);
  if (!found || /\blast\b/.test(low)) return undefined;
  return reading({ type: 'value', expression: `${ordinalOf(found[1]!)}+${found[2]}` }, valuesIn(low), false);
};

export const readQueuePlaces: Reader = ({ low }) =>
  low.length > 220 ? undefined : (finished(low) ?? opposite(inPlaces(low), valuesIn(low)) ?? overtaking(low));

/**
 * Verbs that a small word turns: who "gets out" goes, who "gets in" comes, and what is "taken out" is less. Stories are
 * read with one plain verb in the place of each of them ("arrived", "departed", "added", "removed"), so that their
 * readers know of no such pairs. A pair whose way depends on where one stands ("put back", "brought out") stays.
 */
import { anyOf } from '../../regex.ts';
import { asText, type Text } from './text.ts';

/** Who does it comes or goes by its own: with "in" always, where that tells no place of what is done all along. */
const ENTERS = anyOf(
  /gets?|got|goes|go|went|comes?|came|steps?|stepped|climbs?|climbed|hops?|hopped|checks?|checked|logs?|logged|signs?|signed/,
  /squeez(?:es?|ed)|slips?|slipped|pil(?:es?|ed)|rush(?:es|ed)?|push(?:es|ed)? their way|crowds?|crowded|moves?|moved/,
  /pulls?|pulled|drops?|dropped|sneaks?|sneaked|snuck|clambers?|clambered|wanders?|wandered|join(?:s|ed)? back/,
);
/** The same of verbs that are done in a place too: "5 fish swim in the pond". */
const RUNS = anyOf(
  /walks?|walked|runs?|ran|fl(?:y|ies|ew)|swims?|swam|crawls?|crawled|jumps?|jumped|drives?|drove|rolls?|rolled/,
  /sails?|sailed|rides?|rode|waddles?|waddled|strolls?|strolled|march(?:es|ed)?|gallops?|galloped|floats?|floated/,
  /creeps?|crept|scurr(?:y|ies|ied)|trots?|trotted|slid(?:es?)?|flutters?|fluttered|hurr(?:y|ies|ied)|dash(?:es|ed)?/,
);
const DROPS = anyOf(/falls?|fell|runs?|ran|backs?|backed|breaks?|broke|wash(?:es|ed)|turns?|turned/);
/** Somebody does it to a number of things. */
const PUTS = anyOf(
  /takes?|took|puts?|throws?|threw|carr(?:y|ies|ied)|pulls?|pulled|lets?|moves?|moved|drops?|dropped|tosse?[sd]?|toss/,
  /pours?|poured|lifts?|lifted|pick(?:s|ed)?|loads?|loaded|sends?|sent|adds?|added|fill(?:s|ed)?|sort(?:s|ed)?|sets?/,
  /kick(?:s|ed)?|drives?|drove|lays?|laid|plac(?:es?|ed)|slid(?:es?)?|pack(?:s|ed)?|fish(?:es|ed)?|stack(?:s|ed)?/,
);
const GIVES = anyOf(/gives?|gave|hands?|handed|sends?|sent|throws?|threw|lends?|lent|rents?|rented|sells?|sold/);
const BRINGS = anyOf(/brings?|brought|carr(?:y|ies|ied)|pick(?:s|ed)?|lets?|leads?|led/);
const TAKES = anyOf(/takes?|took|throws?|threw|drops?|dropped|pours?|poured|toss(?:es|ed)?|lets?/);

const OUT = '(?:back )?(?:right |straight )?(?:out|off|away)(?! (?:of|off) \\d)(?: again)?';
const DOWN = '(?:back )?down';
const IN = '(?:right |straight |back )*(?:in|on|aboard|inside|into|onto)';
const INTO = '(?:back )?(?:into|onto|aboard|inside)';
/** What is counted in steps and units is a way and no one who goes it. */
const UNITS = anyOf(
  /km|m|cm|mm|miles?|met(?:re|er)s?|kilomet(?:re|er)s?|feet|yards?|steps?(?! (?:in|on|out|off|away|down|up|back|aboard|inside|into|onto)\b)|floors?|storeys?|stor(?:y|ies)|stairs?|rungs?|levels?/,
  /degrees?|minutes?|min|mins|hours?|h|seconds?|days?|weeks?|months?|years?|times?|percent|points?|am|pm|o/,
);
const AMOUNT = `(?<!\\b(?:group|party|family|team|crowd) of )\\b\\d+(?!\\.?\\d|[:/%])(?! ?(?:${UNITS})\\b)(?: (?:more|other|others|new|further|extra|additional|of (?:them|these|those|us|the|his|her|my|our)))*`;
/** Up to two words of what is counted. */
const THING = "(?: (?!(?:and|or|but|then|who|that|which|is|are|was|were|to|in|on|at|of|from|with)\\b)[a-z'-]+){0,2}?";
/** Nothing more is told of the place. */
const END =
  '(?=\\W*$|[,.;:?!]| (?:and|but|then|while|so|again|later|now|as well|too|at (?:the )?[a-z]+ (?:stop|station)|how|what)\\b)';
const MORE_THAN = '(?! than\\b)';

type Turn = readonly [pattern: RegExp, instead: string];
const turn = (words: string, instead: string): Turn => [new RegExp(words, 'gi'), instead];

const TURNS: readonly Turn[] = [
  // Who goes.
  turn(
    `(${AMOUNT}${THING}) (?:${ENTERS}|${RUNS}|${DROPS}) ${OUT}(?: of(?= ))?(?= (?:the|my|our|his|her|their|a|an|it|at)\\b)`,
    '$1 departed from',
  ),
  turn(`(${AMOUNT}${THING}) (?:${ENTERS}|${RUNS}|${DROPS}) (?:${OUT}|${DOWN})${END}`, '$1 departed'),
  turn(
    `(${AMOUNT}${THING}) (?:gets?|got|comes?|came|climbs?|climbed|jumps?|jumped|hops?|hopped|steps?|stepped) ${DOWN}\\b(?! to\\b)`,
    '$1 departed',
  ),
  // Who comes.
  turn(`(${AMOUNT}${THING}) ${ENTERS} ${IN}(?= (?:the|my|our|his|her|their|a|an|it|at)\\b)`, '$1 arrived in'),
  turn(`(${AMOUNT}${THING}) (?:${ENTERS}|${RUNS}) ${IN}${END}`, '$1 arrived'),
  turn(`(${AMOUNT}${THING}) ${RUNS} ${INTO}(?= (?:the|my|our|his|her|their|a|an|it)\\b)`, '$1 arrived in'),
  turn(
    `(${AMOUNT}${THING}) (?:comes?|came|climbs?|climbed|turns?|turned|shows?|showed|signs?|signed) up${END}`,
    '$1 arrived',
  ),
  turn(`(${AMOUNT}${THING}) (?:enter(?:s|ed)?|board(?:s|ed)?)\\b`, '$1 arrived'),
  turn(`(${AMOUNT}${THING}) alight(?:s|ed)?\\b`, '$1 departed'),
  // What is taken away, and what is put there.
  turn(`\\b(?:${PUTS}|${GIVES}) (?:out|off|away)(?: of)? (?=${AMOUNT})`, 'removed '),
  turn(
    `\\b(?:${PUTS}|${GIVES}) (${AMOUNT}${MORE_THAN}${THING}) (?:out|off|away)(?: of(?! \\d))?(?= (?:the|my|our|his|her|their|a|an|it)\\b)`,
    'removed $1 from',
  ),
  turn(`\\b(?:${PUTS}|${GIVES}) (${AMOUNT}${MORE_THAN}${THING}) (?:out|off|away)${END}`, 'removed $1'),
  // "Were put into 8 groups" divides them.
  turn(`(?<!\\b(?:is|are|was|were|be|been|being|get|got) )\\b${PUTS} (?:in|on|inside) (?=${AMOUNT})`, 'added '),
  turn(`\\b${PUTS} (${AMOUNT}${MORE_THAN}${THING}) (?:in|on|inside)${END}`, 'added $1'),
];

/** Pairs whose way nobody knows who does not know the place: "gave 4 more up", "brought 3 down". */
const UNCLEAR = new RegExp(
  anyOf(
    `\\b(?:${GIVES}) (?:in|on|up|back) ${AMOUNT}`,
    `\\b(?:${GIVES}) ${AMOUNT}${THING} (?:in|on|up|back)${END}`,
    `\\b(?:${BRINGS}) (?:out|away|off|down) ${AMOUNT}`,
    `\\b(?:${BRINGS}) ${AMOUNT}${THING} (?:out|away|off|down)${END}`,
    `\\b${TAKES} (?:up|back) ${AMOUNT}`,
    `\\b${TAKES} ${AMOUNT}${THING} (?:up|back|down)${END}`,
    `${AMOUNT}${THING} (?:slips?|slipped|drops?|dropped|swims?|swam|walks?|walked|runs?|ran|jumps?|jumped) up${END}`,
  ),
);

const TURNING = /\b(?:in|on|out|off|away|down|up|back|into|onto|aboard|inside)\b/;

/** The text with plain verbs for the pairs that say which way something goes; undefined where one says it to nobody. */
export const withDirections = (text: Text): Text | undefined => {
  if (!TURNING.test(text.low)) return text;
  const found = TURNS.reduce((told, [pattern, instead]) => told.replace(pattern, instead), text.text);
  const plain = found === text.text ? text : asText(found);
  return UNCLEAR.test(plain.low) ? undefined : plain;
};

/** "2 get in", "3 enter", "he took 4 out": a number of them comes or goes. */
export const comesOrGoes = (text: Text): boolean =>
  /\d(?: [a-z'-]+){0,5} (?:arrived|departed|enters?|entered|leaves?|departs?|alight(?:s|ed)?|board(?:s|ed)?)\b|\bremoved \d/.test(
    withDirections(text)?.low ?? text.low,
  );

/**
 * Whether an answer of one kind is what a question asks for: a name where it asks for a number, a time where it counts
 * things, a share where it asks for the rest. Readers look for words of their kind, which stand in many stories.
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { linkNounOf } from '../logic/map-asks.ts';
import { asksWorkTogether } from '../measures/work-rates.ts';
import type { Problem } from '../../problem/formal/problem.ts';

const COUNTED = new RegExp(
  alternatives(
    /\bhow (?:many|much|far|fast|old)\b/,
    sequence(
      /\b/,
      anyOf(
        /calculate/,
        /what (?:is|was|will be|would be) (?:the|their|his|her) (?:total|combined|sum|price|cost|average)/,
      ),
      /\b/,
    ),
  ),
);
const STORY = /[.!?,;] .*\b(?:how (?:many|much|long|far|fast|big|old)|what|calculate|which)\b/;
/** Words of a step that no formula and no list takes. */
const STEPS = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /twice|thrice|half|double[sd]?|tripled?|third|\d+ times|times as|rest|remain\w*|remainder|each/,
      /left|fewer|more than|less than|per (?!cent)|% (?:more|larger|fewer|less|are|were|is)|others?/,
    ),
    /\b/,
  ),
);

/** How a problem was read: whether by exact patterns alone. */
type Claim = { asked: string; low: string; problem: Problem; sure: boolean };
type Misfit = { kinds: readonly Problem['type'][]; when: (claim: Claim) => boolean };

const words = (low: string): number => (low.match(/[a-z]+/g) ?? []).length;
const PERCENT_UP = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /more|increas\w*|rais\w*|r[io]se|tax|tips?|up|higher|plus|gr[eo]w\w*|gain\w*|add\w*|vat|charge/,
      /surcharge|mark\w*|interest|larger|extra|on top/,
    ),
    /\b/,
  ),
);
const EARLIER = /\b(?:last (?:year|month|week)|before|take[- ]home|already|in the morning|original\w*|initially)\b/;
const SHAPES = /^(?:rectangle|box|square|triangle|circle)/;

/** A percentage or a shape in a story of which a further step, the rest or the whole before is asked. */
const furtherStep = ({ asked, low, problem, sure }: Claim): boolean => {
  if (problem.type !== 'formula') return false;
  const { formula } = problem;
  if (SHAPES.test(formula))
    return (
      (/\b\d+ times\b|\b(?:twice|half|quarter|third|rest|each (?!side|edge)|combined|eighth|similar|sq(?:uare)? ft total)\b/.test(
        low,
      ) &&
        words(low) > 12) ||
      (formula.endsWith('area') && /\bperimeter\b/.test(low)) ||
      /\bhow many (?:planks|gallons)\b|\bounces?\b/.test(low)
    );
  if (/^(?:distance|duration|speed)$/.test(formula))
    return (
      /\b(?:twice|half (?:the|that|as)|forth and back|back and forth|and (?:then )?back|head start|catch|than)\b/.test(
        low,
      ) || /\bmet(?:er|re)s per minute\b.*\?/.test(asked)
    );
  // Of a sure one every telling word was explained.
  if (!formula.startsWith('percent') || words(low) <= 14 || sure) return false;
  return (
    STEPS.test(low) ||
    /\b(?:both|total|in all|altogether|save[ds]?|people)\b/.test(asked) ||
    /\bannual|\b(?:dis|not )agree/.test(low) ||
    EARLIER.test(asked) ||
    (formula === 'percent-more' && !PERCENT_UP.test(low)) ||
    (formula === 'percent-of' && !sure)
  );
};

const MISFITS: readonly Misfit[] = [
  // "What is their combined age?" asks for no name, and "half" is nobody's.
  {
    kinds: ['order'],
    when: ({ asked, low, problem }) =>
      (problem.type === 'order' && problem.names.some((one) => /^(?:\d+|number)$/i.test(one))) ||
      (/\d/.test(low) &&
        (/\b(?:calculate|how (?:fast|old|much)|what (?:size|length)|(?:present|total|combined|minimum|age) (?:age|amount|number|difference))\b/.test(
          asked,
        ) ||
          (COUNTED.test(asked) && !/\b(?:people|places?|ahead|behind|before|after|in front) /.test(asked)))),
  },
  // Times of work are not added, and neither are the sides beside a right angle.
  {
    kinds: ['story', 'value'],
    when: ({ low, problem }) =>
      (asksWorkTogether(low) && 'expression' in problem && !problem.expression.startsWith('1/(')) ||
      (problem.type === 'story' && /\bhypotenuse\b/.test(low)),
  },
  // "Who is faster on average?" asks for a name.
  {
    kinds: ['value', 'formula', 'story'],
    when: ({ asked }) =>
      /\b(?:who|which of (?:them|the 2|these)) (?:is|was|are|were|has|had|walks?|runs?|drives?|rides?|does|did|goes|earns?|pays?|paid|gets?|got|moves?|swims?) (?:the )?(?:faster|slower|quicker|older|younger|taller|shorter|cheaper|heavier|lighter|longer|richer|more|less|better|fastest|slowest)\b/.test(
        asked,
      ) && !/\bhow\b|\bby what\b/.test(asked),
  },
  { kinds: ['clock'], when: ({ asked }) => /\bhow (?:many|much)\b/.test(asked) },
  {
    kinds: ['minutes'],
    when: ({ asked, low }) =>
      /\bhow many (?!(?:[a-z]+ )?(?:min|hour|hr|h\b|sec))|\bhow much (?!time|longer|later|earlier|sooner|of (?:an|the) hour)|\b(?:bill|cost|price)\b/.test(
        asked,
      ) ||
      (/\b(?:every|each) (?:day|night|morning|episode)\b|\bper hour\b/.test(low) && !/\bper hour\?/.test(asked)),
  },
  {
    kinds: ['base'],
    when: ({ asked, low }) =>
      /\bhow (?:many|much)\b|\bamount\b/.test(asked) &&
      !/\b(?:base|binary|hex\w*|octal|decimal|0[xbo][\da-f]+|\d bits?|in bits|bits? (?:string|number))\b/.test(low),
  },
  {
    kinds: ['count-words', 'count-letters'],
    when: ({ asked, low }) =>
      /\bhow (?:many (?!\d|words?|letters?|times|characters?|vowels?|consonants?|['"“])|much)/.test(asked) &&
      (low.match(/\d+/g) ?? []).length > 1,
  },
  {
    kinds: ['count-item'],
    when: ({ low }) =>
      /\d/.test(low) && (STEPS.test(low) || /\b(?:total|packs?|contains \d+|has \d+)\b/.test(low)) && STORY.test(low),
  },
  {
    kinds: ['count-things'],
    when: ({ asked, low }) =>
      STEPS.test(low) ||
      /%|\b(?:legs|wheels|third|missing|wrong|mistakes)\b/.test(low) ||
      /\bhow many [a-z]+ (?:legs|wheels|eyes)\b|\bhow many hours\b/.test(asked) ||
      /\b(?:has|have|with) (\d+) ([a-z]+)\b.*\b\d+ \2 in\b/.test(low),
  },
  { kinds: ['formula'], when: furtherStep },
  { kinds: ['formula'], when: ({ low }) => /\bi mean\b/.test(low) && !/\baverage\b|\bthe mean\b/.test(low) },
  // "Who was third of the four?" asks for no fraction.
  { kinds: ['formula'], when: ({ asked }) => /\bwho\b[^?]*\b(?:third|fourth|fifth)\b/.test(asked) },
  {
    kinds: ['path'],
    when: ({ asked, low }) =>
      linkNounOf(low) === undefined &&
      /\bhow (?:many|much) (?!(?:must|should|do i|of (?:these|those|the))\b|(?:[a-z]+ )?(?:rides?|routes?|transfers?|stops?|steps?|edges?|roads?|hops?|links?|rooms?|bridges?|tunnels?|connections?|lines?|doors?|moves?|legs?|stations?|stretch|segments?|trains?|changes?|flights?|streets?|trails?|km|kilomet\w+|miles?|met(?:re|er)s?|min(?:ute)?s?|mins|hours?|blocks?|ways|corridors?|paths?|ferries|buses|jumps?|time|crossings|walks|introductions|hop|it cost|will it|would it|does it|is it|is the))/.test(
        asked,
      ),
  },
  { kinds: ['days'], when: ({ asked, low }) => /\b(?:half|old)\b/.test(asked) || /\bschool days\b/.test(low) },
  {
    kinds: ['divisors'],
    when: ({ low, problem }) =>
      /\bhalf\b/.test(low) ||
      (/\bpeople\b/.test(low) && !/\b(?:between|among|amongst|into) \d+ people\b/.test(low)) ||
      (problem.type === 'divisors' &&
        problem.ask === 'remainder' &&
        (low.replace(/\^ ?\d+/g, '').match(/\d+/g) ?? []).length > 2),
  },
];

/** Whether what is asked cannot be answered by this problem. `low`: the question in small letters. */
export const misfits = (problem: Problem, low: string, sure: boolean): boolean => {
  const asked = /[^.?!]*\?[^?]*$/.exec(low)?.[0] ?? low;
  return MISFITS.some((one) => one.kinds.includes(problem.type) && one.when({ asked, low, problem, sure }));
};

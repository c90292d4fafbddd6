/**
 * Facts that deny each other by what everybody knows, each computed: who is younger and who older, born and died, there
 * before having left, the days of a month, a sum or a mean beside its numbers, a letter with two values.
 */
import { refusal, type Refusal } from '../reading.ts';
import { MONTHS } from '../../problem/solve/calendar.ts';
import { numbersIn } from '../text/text.ts';
import { clocksIn } from '../calendar/times.ts';
import type { Doubt } from './said.ts';

const clash = (reason: string): Refusal => refusal('contradiction', reason);
const SUPPOSED =
  /\b(?:if|suppose|supposing|assum\w+|imagine|true|false|claims?|says?|said|correct|mistake|wrong|really|right)\b/;
const near = (a: number, b: number): boolean => Math.abs(a - b) < 1e-9;

const SMALL_AND_LARGE: readonly (readonly [string, string])[] = [
  ['younger|youngest', 'older|elder|oldest|eldest'],
  ['smaller|smallest', 'bigger|larger|biggest|largest'],
  ['shorter|shortest', 'taller|longer|tallest|longest'],
  ['cheaper|cheapest', 'dearer|more expensive|dearest|most expensive'],
  ['lighter|lightest', 'heavier|heaviest'],
];

/** "The younger brother is 14, the older one 11." */
const comparedApart: Doubt = ({ low }) => {
  if (SUPPOSED.test(low) || /\b(?:times|more|less|than|twice|half)\b/.test(low)) return undefined;
  const valueOf = (words: string): { value: number; unit: string } | undefined => {
    const found = new RegExp(
      String.raw`\bthe (?:${words})(?: (?:one|1|[a-z]+))?,? ?(?:is|was|has|costs?|weighs?|measures?)? ?(?:[€$£] ?)?(\d+(?:\.\d+)?) ?([a-z]*)`,
    ).exec(low);
    return found ? { value: Number(found[1]), unit: found[2]! } : undefined;
  };
  for (const [small, large] of SMALL_AND_LARGE) {
    const [a, b] = [valueOf(small), valueOf(large)];
    if (!a || !b || a.value <= b.value) continue;
    if (a.unit === b.unit || a.unit === '' || b.unit === '' || /^(?:and|years?|the)$/.test(a.unit))
      return clash(`${a.value} is said to be the smaller one, and ${b.value} the larger`);
  }
  return undefined;
};

/** Born after having died; arrived on the same morning before having left. */
const endBeforeStart: Doubt = ({ low }) => {
  if (SUPPOSED.test(low)) return undefined;
  const life = /\bborn (?:in |on )?[^.?!\d]*(\d{4})\b[^?]*?\b(?:died|dead|death)\b[^.?!\d]*(\d{4})\b/.exec(low);
  if (life && Number(life[2]) < Number(life[1]) && !/\b(?:bc|bce)\b/.test(low))
    return clash(`nobody who was born in ${life[1]} dies in ${life[2]}`);
  const clocks = clocksIn(low);
  const [from, to] = clocks;
  return clocks.length === 2 &&
    from &&
    to &&
    to.minutes < from.minutes &&
    from.minutes < 720 &&
    /\bsame (?:morning|day)\b/.test(low) &&
    /\b(?:left|started|began|departed|set off)\b[^?]*\b(?:arrived|got there|ended|finished|was over|reached|back)\b/.test(
      low,
    ) &&
    from.half === undefined &&
    /\b[ap]\.?m\b/.test(low) === false
    ? clash('it ends before it begins')
    : undefined;
};

const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

/** "February 2023 had 29 days." */
const monthApart: Doubt = ({ low }) => {
  if (SUPPOSED.test(low)) return undefined;
  const names = MONTHS.map((one) => one.toLowerCase()).join('|');
  const found = new RegExp(
    String.raw`\b(${names})(?: (?:of )?(\d{4}))? (?:has|had|with|having) (?:exactly |only )?(\d{2}) days\b`,
  ).exec(low);
  if (found) {
    const at = MONTHS.findIndex((one) => one.toLowerCase() === found[1]);
    const days = Number(found[3]);
    const fits =
      days === LENGTHS[at] || (at === 1 && days === 29 && (found[2] === undefined || isLeap(Number(found[2]))));
    if (!fits) return clash(`${MONTHS[at]} ${found[2] ?? ''} has no ${days} days`.replace('  ', ' '));
  }
  const last =
    /\bmonth\b[^?]*\b(?:has|had|with) (\d{2}) days\b[^?]*\blast (?:day|one) (?:is|was) the (\d{2})(?:st|nd|rd|th)/.exec(
      low,
    );
  return last && last[1] !== last[2] ? clash(`a month of ${last[1]} days does not end on the ${last[2]}`) : undefined;
};

/** "The average of 2 and 8 is 6", "the sum is 12, the numbers are 4 and 9". */
const resultApart: Doubt = ({ low }) => {
  if (SUPPOSED.test(low) || /^(?:is|are|does|do)\b/.test(low)) return undefined;
  const of =
    /\b(average|mean|sum|product|total) of (\d+(?:(?:, ?|,? and )\d+)+) (?:is|was|equals?|comes to) (\d+(?:\.\d+)?)\b/.exec(
      low,
    );
  const are =
    /\b(average|mean|sum|product|total) (?:is|was|of) (\d+(?:\.\d+)?)\b[^?\d]*\b(?:numbers|addends|values|parts|two|2)\b[^?\d]*\b(?:are|were) (\d+(?:(?:, ?|,? and )\d+)+)(?= *[.;,!?])/.exec(
      low,
    ) ?? undefined;
  const [kind, list, told] = of ? [of[1]!, of[2]!, of[3]!] : are ? [are[1]!, are[3]!, are[2]!] : ['', '', ''];
  if (kind === '' || /\b(?:more|third|another|other|missing|unknown|also)\b/.test(low)) return undefined;
  const values = numbersIn(list).map((one) => Number(one.value));
  const sum = values.reduce((total, one) => total + one, 0);
  const real =
    kind === 'product'
      ? values.reduce((total, one) => total * one, 1)
      : /average|mean/.test(kind)
        ? sum / values.length
        : sum;
  return near(real, Number(told))
    ? undefined
    : clash(`the ${kind} of ${values.join(' and ')} is ${real}, and not ${told}`);
};

/** "From 3 pm to 5 pm is 3 hours." */
const spanApart: Doubt = ({ low }) => {
  const found = /\bfrom (\d{1,2}) ?(am|pm)? to (\d{1,2}) ?(am|pm)? (?:is|are|makes?) (?:exactly )?(\d+) hours\b/.exec(
    low,
  );
  if (!found || SUPPOSED.test(low)) return undefined;
  const apart = (Number(found[3]) - Number(found[1]) + 24) % 12;
  return apart !== Number(found[5]) % 12
    ? clash(`these times are ${apart} hours apart, and not ${found[5]}`)
    : undefined;
};

/** "x = 2, and also 3x = 9." */
const letterApart: Doubt = ({ low }) => {
  const value = /(?<![\d.\w*/+-] ?)([a-z]) ?= ?(-?\d+(?:\.\d+)?)(?= *(?:[,.;?]|and\b|but\b|$))/.exec(low);
  if (!value || SUPPOSED.test(low) || /\bor\b|\bbetween\b|\^/.test(low)) return undefined;
  const rest = low.replace(value[0], ' ; ');
  const other = new RegExp(
    String.raw`(?<![\w.+*/-] ?)(\d+)? ?\*? ?${value[1]!}(?: ?([-+]) ?(\d+))? ?= ?(-?\d+)(?= *(?:[,.;?]|and\b|so\b|$))`,
  ).exec(rest);
  if (!other) return undefined;
  const left =
    Number(other[1] ?? 1) * Number(value[2]) + (other[3] === undefined ? 0 : Number(`${other[2]}${other[3]}`));
  return near(left, Number(other[4]))
    ? undefined
    : clash(`with ${value[1]} = ${value[2]} the other equation does not hold`);
};

/** Two angles of a triangle that are 180 degrees or more. */
const anglesApart: Doubt = ({ low }) => {
  const found = /\btriangle\b[^?]*\b(?:2 )?angles\b[^?\d]*(\d+)(?:°| degrees)? and (\d+)/.exec(low);
  return found && !SUPPOSED.test(low) && Number(found[1]) + Number(found[2]) >= 180
    ? clash('two angles of a triangle are less than 180 degrees together')
    : undefined;
};

/** "Kim is the tallest. Lee is taller than Kim." */
const extremeBeaten: Doubt = ({ low }) => {
  if (SUPPOSED.test(low) || /\bnot\b|\bor\b|\?.*\?/.test(low)) return undefined;
  const found = /\b([a-z]+) is the ([a-z]{3,}?)est\b(?: of (?:all|them|us|the \d))?[.,;!]/.exec(low);
  if (!found) return undefined;
  const beaten = new RegExp(String.raw`\b([a-z]+) is (?:even )?${found[2]!}er than ${found[1]!}\b`).exec(low);
  return beaten ? clash(`${found[1]} can't be the ${found[2]}est`) : undefined;
};

export const TOLD_TWICE: readonly Doubt[] = [
  comparedApart,
  endBeforeStart,
  monthApart,
  resultApart,
  spanApart,
  letterApart,
  anglesApart,
  extremeBeaten,
];

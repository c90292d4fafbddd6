/**
 * Whether a candidate's answer says the same as an exact one: units, articles, case, list punctuation, date and clock
 * spellings do not matter. An expression (the numbers game) is evaluated instead. It solves nothing.
 */
import type { Problem } from '../problem/formal/problem.ts';
import { sameAnswer as saysTheSame } from '../answers/same.ts';
import { MONTHS } from '../problem/solve/calendar.ts';
import { evaluateTree, parseExpression } from '../problem/solve/expression.ts';
import { readNumber, same } from '../problem/solve/rational.ts';
import type { Answered } from '../problem/solve/solution.ts';
import { datesIn } from './calendar/dates.ts';
import { numbersIn, readText } from './text/text.ts';

const MOST = 400;

const plain = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[−–]/g, '-')
    .replace(/(?<=\d),(?=\d{3}\b)/g, '')
    .replace(/^(?:the )?answer(?: is|:)?\s*/, '')
    .replace(/\b(?:the|an?)\s+(?=\w)/g, '')
    .replace(/[.!\s]+$/, '')
    .trim();

const items = (text: string): string =>
  plain(text)
    .replace(/\s*(?:->|→|>|<|,|;|\||\n| - |\band then\b|\bthen\b|\band\b)\s*/g, ' ')
    .replace(/(?<=[\p{L}\d])-(?=\p{L})/gu, ' ')
    .replace(/["'[\](){}]/g, '')
    .replace(/\s+/g, ' ')
    .trim();

/** The only number of a text, with words and units around it left out. */
const onlyNumber = (text: string): string | undefined => {
  const low = readText(text).low.replace(/(?<=\d),(?=\d{3}\b)/g, '');
  const assigned = /^[a-z]\w* ?= ?(-?\d+(?:\.\d+)?(?:\/\d+)?)$/.exec(low);
  if (assigned) return assigned[1];
  const whole = /^[$£€]? ?(-?\d+(?:\.\d+)?(?:\/\d+)?)(?: ?[\p{L}%°²³/]+\.?)*$/u.exec(
    low.replace(/^(?:x|n|it|the number|number|answer) is /, ''),
  );
  if (whole) return whole[1];
  const found = numbersIn(low);
  return found.length === 1 ? found[0]!.value : undefined;
};

const sameNumber = (a: string, b: string): boolean => {
  const [x, y] = [a, b].map((one) => readNumber(onlyNumber(one) ?? one));
  if (x && y) return same(x, y);
  return saysTheSame(a, b);
};

/** hh:mm of "8:20 pm", "08:20", "20.20", "8 pm"; with the half of the day when it is said. */
const clock = (text: string): { minutes: number; half: boolean } | undefined => {
  const match = /\b(\d{1,2})(?:[:.h](\d\d))?\s*(?:(a|p)\.?m\b)?/.exec(text.toLowerCase());
  if (!match || (match[2] === undefined && match[3] === undefined)) return undefined;
  const hour = (Number(match[1]) % 12) + (match[3] === 'p' ? 12 : 0);
  return { minutes: (match[3] ? hour : Number(match[1])) * 60 + Number(match[2] ?? 0), half: match[3] !== undefined };
};

const sameClock = (answer: string, exact: string): boolean => {
  const [a, b] = [clock(answer), clock(exact)];
  if (!a || !b) return false;
  return a.minutes % 1440 === b.minutes % 1440 || (!a.half && a.minutes < 780 && a.minutes % 720 === b.minutes % 720);
};

const minutesOf = (text: string): number | undefined => {
  if (/^\d+$/.test(plain(text))) return Number(plain(text));
  const match = /^(?:(\d+) ?h(?:ours?|rs?)?)?(?:,? ?(?:and )?)?(?:(\d+) ?m(?:in(?:ute)?s?)?)?$/.exec(plain(text));
  return match && (match[1] ?? match[2]) !== undefined ? 60 * Number(match[1] ?? 0) + Number(match[2] ?? 0) : undefined;
};

/** Both as month and day, with the year where both have one. */
const sameDate = (answer: string, exact: string): boolean => {
  const one = (text: string): string | undefined => datesIn(text.toLowerCase())[0]?.date.replace('us:', '');
  const us = /^(\d\d)\/(\d\d)\/(\d{4})$/.exec(exact);
  const b = us ? `${us[3]}-${us[1]}-${us[2]}` : one(exact);
  const usAnswer = /^(\d\d?)\/(\d\d?)\/(\d{4})$/.exec(answer.trim());
  const a =
    usAnswer && us ? `${usAnswer[3]}-${usAnswer[1]!.padStart(2, '0')}-${usAnswer[2]!.padStart(2, '0')}` : one(answer);
  if (a === undefined || b === undefined) return false;
  return a === b || (a.slice(-5) === b.slice(-5) && (a.startsWith('--') || b.startsWith('--')));
};

/** "make 24": the answer's expression has the value and uses the numbers of the problem, none twice. */
export const makes = (problem: Problem & { type: 'make' }, answer: string): boolean | undefined => {
  const sides = answer.split('=').map((side) => side.trim());
  const text = sides.find((side) => /[-+*/×÷·−]/.test(side.slice(1))) ?? sides[0]!;
  const tree = parseExpression(text.replace(/x/g, '*').replace(/[.!]+$/, ''));
  const value = tree && evaluateTree(tree);
  const target = readNumber(problem.target);
  if (!value || !target) return undefined;
  const rest = [...problem.numbers];
  for (const used of text.match(/\d+(?:\.\d+)?/g) ?? []) {
    const at = rest.indexOf(used);
    if (at < 0) return false;
    rest.splice(at, 1);
  }
  return same(value, target) && (!problem.all || rest.length === 0);
};

const TRUE = /^(?:true|yes|truthful|tells the truth|honest|tells truth)$/;
const FALSE = /^(?:false|no|lies|liar|lying|not true|does not)$/;

const sameTruth = (answer: string, exact: string): boolean | undefined => {
  const [a, b] = [plain(answer), plain(exact)];
  if ((!TRUE.test(a) && !FALSE.test(a)) || a === b) return a === b;
  return TRUE.test(a) === TRUE.test(b);
};

const MONTH_NAMES = new RegExp(MONTHS.join('|'), 'i');

/** Whether the answer says what the solution says; undefined when it can't be told. */
export const sameAnswer = (problem: Problem, solution: Answered, answer: string): boolean | undefined => {
  const text = answer.trim();
  if (text === '' || text.length > MOST) return undefined;
  if (problem.type === 'make') return makes(problem, text);
  switch (solution.kind) {
    case 'number':
      if (problem.type === 'minutes' && minutesOf(text) !== undefined)
        return minutesOf(text) === minutesOf(solution.answer);
      return sameNumber(text, solution.answer);
    case 'assignment': {
      if (!solution.answer.includes(',')) return sameNumber(text, solution.answer.replace(/^.*= /, ''));
      return saysTheSame(text, solution.answer);
    }
    case 'time':
      return sameClock(text, solution.answer);
    case 'date':
      return MONTH_NAMES.test(text) || /\d/.test(text) ? sameDate(text, solution.answer) : false;
    case 'numeral':
      return plain(text).replace(/^0[xbo]/, '') === plain(solution.answer);
    case 'yes-no':
    case 'true-false':
      return sameTruth(text, solution.answer);
    default:
      return items(text) === items(solution.answer);
  }
};

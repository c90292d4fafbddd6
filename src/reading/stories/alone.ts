/**
 * What speaks against a story that is read by its sentences alone, where the readers by roles find none. On training
 * rows of long stories such readings were right in four of ten, and in nineteen of twenty of short ones: these words
 * and forms tell the two apart.
 */
import { unitsNamed } from '../../problem/solve/units.ts';
import { singularOf } from '../../problem/solve/things.ts';
import { alternatives } from '../../regex.ts';

/** Words of a step that sentences alone seldom take. */
const STEPS =
  /\b(?:every|twice|between(?! \d)|or|(?<!\d )back|others|needs|of the (?:rest|remainder)|ahead|except|such)\b/;

/** Less than so many words are a short story. */
const LONG = 42;
const SHORT = 24;

const TOTAL = /\b(?:altogether|in all|in total|total|all together|together|combined|sum|overall|all told)\b/;
const LACKS = /\b(?:short|missing|lack|lacking|lacks)\b/;
const GOES_OFF = new RegExp(
  alternatives(
    /\b\d+ (?:get |got |gets |step |stepped )?off\b(?! a\b)/,
    /\b\d+ (?:checked|went|walk(?:ed)?) (?:out|away)\b/,
  ),
);

/** "3 balls of 50 grams each … how many more balls": the balls are asked for, and grams would be told. */
const otherUnit = (facts: string, asked: string, expression: string): boolean => {
  const thing = /\bhow many (?:more |other |such |further )*([a-z]+)/.exec(asked)?.[1];
  if (thing === undefined || expression.includes('/')) return false;
  const name = singularOf(thing);
  const held = new RegExp(`\\b${name}s? (?:of|with|seating|holding|containing) (?:about )?\\d+ ([a-z]+)`).exec(
    facts,
  )?.[1];
  const bare = new RegExp(`\\b${name}s? (?:seating|holding|containing) \\d`).test(facts);
  return bare || (held !== undefined && (unitsNamed(held).length > 0 || singularOf(held) !== name));
};

/** Whether a story that only its sentences were read for is better left alone. */
export const readsLoosely = (low: string, expression: string): boolean => {
  const at = low.search(/\b(?:how (?:many|much|long|far)|what)\b[^?]*\??\s*$/);
  const [facts, asked] = at < 0 ? [low, low] : [low.slice(0, at), low.slice(at)];
  const words = (low.match(/[a-z]+/g) ?? []).length;
  const shape = expression.replace(/[\d.]+/g, 'n').replace(/[()]/g, '');
  return (
    words >= LONG ||
    STEPS.test(facts) ||
    (/\bhalf\b/.test(facts) && !/\/2|0\.5/.test(expression)) ||
    shape === 'n+n*n' ||
    (/^n(?:\+n){2,}$/.test(shape) && !TOTAL.test(asked)) ||
    (shape === 'n*n' && words >= SHORT) ||
    (LACKS.test(asked) && !expression.includes('-')) ||
    (GOES_OFF.test(facts) && !expression.includes('-')) ||
    otherUnit(facts, asked, expression)
  );
};

/**
 * Reads which one comes right before or after another in a row that is told as a list: "The tram stops in this order:
 * North, Centre, Park. Which stop comes just before Park?" Beside the list and the question only who gets on or off where
 * may be told.
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';
import type { Clue } from '../../problem/formal/problem.ts';
import { reading, type Reader } from '../reading.ts';
import { numbersIn } from '../text/text.ts';

const NAME = String.raw`(?:the )?[\p{L}\p{N}][\p{L}\p{N}'-]*(?: [\p{L}\p{N}][\p{L}\p{N}'-]*){0,2}`;
const NAMES = `(?<list>${NAME}(?:(?:, (?:and |then )?| - | and | then )${NAME}){2,})`;
const ORDERED = /(?:in (?:this|that|the following) order|one after (?:the other|another)|in order)/.source;
const WHAT = anyOf(
  /(?:tram|bus|train|metro|boat|ferry|lift|line|route|queue|parade|programme|coach|underground|subway|ship|tour)/,
  /[a-z]+ (?:line|route|queue|list)/,
);
const ROW: readonly RegExp[] = [
  new RegExp(
    `^(?:the|our|my|a|this) ${WHAT} (?:stops|calls|goes|halts|runs|is|visits|passes|makes its stops)[^:.,]*:? ?${NAMES}$`,
    'iu',
  ),
  new RegExp(`^[^:.]{0,60}?\\b${ORDERED}[^:.]{0,20}: ?${NAMES}$`, 'iu'),
  new RegExp(`^(?:the|our|my|a|this) ${WHAT} (?:stops|calls|halts) at ${NAMES},? (?:always )?${ORDERED}$`, 'iu'),
  new RegExp(
    `^(?:the|our|my) (?:[a-z]+ )?(?:stops|stations|halts|acts|floors|runners|order) (?:are|is|of the [a-z]+ are),? ${ORDERED}[,:]? ?${NAMES}$`,
    'iu',
  ),
];
const NEAR = /(?:just|right|straight|directly|immediately|next)/.source;
const ASK: readonly RegExp[] = [
  new RegExp(
    sequence(
      /^(?:so |and |then )?(?:which|what)(?: (?:one|[a-z]+))? (?:comes|is|stands|follows|do (?:i|we|you) (?:reach|pass|get to)|does (?:it|he|she) (?:reach|pass|get to))/,
      `(?: (?:the )?(?:one|[a-z]+ )?)? ?(?:${NEAR} )?(?:(?<before>before|ahead of)|(?<after>after|behind)) `,
      `(?<name>${NAME})$`,
    ),
    'iu',
  ),
  new RegExp(
    sequence(
      /^(?:what|which)(?: one)? is the (?:next |last |previous )?(?:stop|station|one|halt|place|name) /,
      `(?:${NEAR} )?(?:(?<before>before)|(?<after>after)) (?<name>${NAME})$`,
    ),
    'iu',
  ),
];
/** Who travels along: nothing of the row. */
const IDLE = new RegExp(
  alternatives(
    /^(?:i|we|he|she|[\p{L}]+|my [a-z]+) (?:get|gets|got|am getting|step|hop|climb)s? (?:on|in|off|out)(?: the [a-z]+)? at (?:the )?[\p{L}\p{N} ]+$/u,
    /^(?:i|we|he|she|[\p{L}]+|my [a-z]+) (?:boards?|starts?|begins?|am|is|waits?|live|lives) (?:here )?(?:at|in|near) (?:the )?[\p{L}\p{N} ]+$/u,
    /^(?:one name(?: only)?|please)$/,
  ),
  'iu',
);
const TURNED = /\b(?:back|backwards|return|reverse|other way|not|never|skips?|closed|except|without|if)\b/i;

const namesOf = (list: string): string[] =>
  list.split(/, (?:and |then )?| - | and | then /).map((one) => one.replace(/^the /i, '').trim());

export const readListedStops: Reader = ({ text, low }) => {
  if (low.length > 260 || TURNED.test(low) || !/\b(?:before|after|ahead of|behind)\b/.test(low)) return undefined;
  let names: string[] = [];
  let ask: { name: string; by: 1 | -1 } | undefined;
  for (const part of text.split(/(?<=[.?!;])\s+/)) {
    const sentence = part.replace(/[.?!;,\s]+$/, '').trim();
    if (sentence === '') continue;
    const row = ROW.map((pattern) => pattern.exec(sentence)?.groups?.['list']).find((one) => one !== undefined);
    const asked = ASK.map((pattern) => pattern.exec(sentence)?.groups).find((one) => one !== undefined);
    if (row !== undefined && names.length === 0) names = namesOf(row);
    else if (asked && ask === undefined)
      ask = { name: asked['name']!.replace(/^the /i, ''), by: asked['after'] === undefined ? -1 : 1 };
    else if (!IDLE.test(sentence)) return undefined;
  }
  const known = new Set(names.map((one) => one.toLowerCase()));
  const name = names.find((one) => one.toLowerCase() === ask?.name.toLowerCase());
  if (!ask || name === undefined || names.length < 3 || known.size < names.length) return undefined;
  const clues = names.slice(1).map((after, i): Clue => ({ before: names[i]!, after, by: 1 }));
  return reading(
    { type: 'order', names, clues, ask: { type: 'next', name, by: ask.by } },
    numbersIn(low).map((one) => one.value),
  );
};

/**
 * Reads whether a numeral that stands somewhere is a number: "On the stone is written MM. Is this the year 2000?" It is a
 * claim (claims.ts) whose two sides stand in two sentences.
 */
import { printProblem } from '../../problem/formal/print.ts';
import type { Problem } from '../../problem/formal/problem.ts';
import { sequence } from '../../regex.ts';

/** Words beside the numeral that tell more of it. */
const TELLING =
  /\b(?:if|unless|except|without|each|every|half|twice|double|plus|minus|times|before|after|than|or|not|next|broken|missing|upside|backwards|reversed)\b|[%=<>*/^+]/;

/** "Is this the year 2000?", of what stands somewhere. */
const IS_IT = new RegExp(
  sequence(
    /^(?:so |and )?(?:is|was|does|would) (?:this|that|it)(?: one)? (?:really |then |be |mean |stand for |say )?(?:the )?/,
    /(?:year |number |page |hour |chapter |century |part |figure )?(\d+)(?: ?o'clock)?(?:,? (?:yes or no|or not|yes or not|right))?\W*$/,
  ),
  'i',
);
const NUMERAL = /(?<![\w'])(?:[IVXLCDM]{2,}|[VXLCDM])(?![\w'])/g;

/** "On the stone is written MM. Is this the year 2000?" */
export const shownNumeral = (text: string): Problem | undefined => {
  const [shown = '', asked = '', ...more] = text
    .replace(/[,.;]? *\b(?:yes or no|or not)\W*$/i, '?')
    .split(/(?<=[.!;,:])\s+(?=(?:so |and )?(?:is|was|does|would)\b)/i);
  const number = IS_IT.exec(asked)?.[1];
  const [numeral, other] = shown.match(NUMERAL) ?? [];
  if (number === undefined || more.length > 0 || numeral === undefined || other !== undefined) return undefined;
  if (/\d|[?]/.test(shown) || TELLING.test(shown.toLowerCase())) return undefined;
  return {
    type: 'claim',
    left: printProblem({ type: 'unroman', value: numeral }),
    relation: 'equals',
    right: `value ${number}`,
  };
};

/**
 * A question that names two values of which one is the answer: "7 + 8 is 15 or 16?", "louis XIV, is that 14 or 16?",
 * "does 91 divided by 7 equal 13, or is it 17?". It gives the question without them. Whether its answer is one of the
 * two is for the caller to see: nothing else may be answered.
 */
import { anyOf, sequence } from '../regex.ts';

export type Choice = {
  /** The question without the two, in the ways in which it may be put. */ stems: readonly string[];
  values: readonly [string, string];
};

const VALUE = anyOf(
  /-?\d+(?:\.\d+)?(?:\/\d+)?/,
  /[IVXLCDM]{1,12}/,
  /[Mm]onday|[Tt]uesday|[Ww]ednesday|[Tt]hursday|[Ff]riday|[Ss]aturday|[Ss]unday/,
);
const SAYS = anyOf(
  /is|are|was|be|does|equals?|makes?|gives?|it|that|this|he|she|come(?:s|out)?(?: (?:out )?(?:to|as|at))?|the answer/,
  /then|now|meant to be|supposed to be/,
);
const TWO_VALUES = new RegExp(
  sequence(
    /(?:\s*(?:[,:;.]|\.\.\.|=|-))?/,
    sequence('(?:\\s+', SAYS, '\\b)*'),
    sequence(/\s+/, '(', VALUE, ')', /,?\s+or\s+/),
    /(?:(?:is|does) (?:it|that|this) (?:equal |make |give )?|is it |rather |more like |maybe |to |even )*/,
    sequence('(', VALUE, ')', /\s*(?=[?.!;,]|$)/),
  ),
  'u',
);
/** One of the two is chosen for what it is, or they are part of what is told. */
const COMPARED = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /which|than|between|either|neither|pick|choose|make|use|using|if|less|more|most|least|both|how many|chance|probability/,
      /(?:bigg|larg|great|high|small|low|long|short|old|young|fast|slow|clos|near|bett|cheap|heavi|light|earli|lat|tall)(?:er|est)/,
    ),
    /\b/,
  ),
  'i',
);
const ASKS =
  /^\W*(?:(?:and|so|ok|well|but|quick check|check)\W+)*(?:is|are|does|do|did|will|would|was|has|what is|what|so is)\b/i;

/** Undefined: no two values stand to be chosen from. */
export const choiceOf = (text: string): Choice | undefined => {
  if (text.length > 250) return undefined;
  const found = TWO_VALUES.exec(text);
  if (!found || found[1] === found[2]) return undefined;
  const front = text.slice(0, found.index).replace(ASKS, '').trim();
  const behind = text.slice(found.index + found[0].length).replace(/^[?.!,;\s]+/, '');
  // "Is it 56 or 54, 7 times 8?"
  const [before, after] = /[\p{L}\d]/u.test(front) ? [front, behind] : [behind.replace(/[?.!\s]+$/, ''), ''];
  if (before === '' || /\d|\?/.test(after) || COMPARED.test(`${front} ${behind}`)) return undefined;
  return {
    stems: [`what is ${before}?`, `${before}?`, `what number is ${before}?`, `what is ${before} as a number?`],
    values: [found[1]!, found[2]!],
  };
};

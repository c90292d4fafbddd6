/** The words in which amounts of unknown things are told and asked for. */
import { anyOf } from '../../regex.ts';

/** What a thing does with its amount: "cost", "weigh", "are", "make". */
export const VERB = anyOf(
  /costs?|cost|weighs?|weighed|are|is|was|were|makes?|made|takes?|took|takes up|needs?|have|has|had|comes? to|came to/,
  /totals?|totalled|totaled|adds? up to|added up to|adds? to|sums? to|measures?|holds?|contains?|equals?|gives?|give/,
  /pays?|paid|gets?|got|earns?|earned|owns?|owned|put in|puts in|scored?|scores|sold|sells|uses?|used|eats?|drinks?|lasts?/,
  /produces?|collected|collects|read|reads|walked|ran|drove|saved|saves|lifts?|carries|carry|run|runs|hold up/,
);

export const MORE = anyOf(
  /more|bigger|larger|greater|higher|heavier|older|taller|longer|dearer|wider|thicker|faster|richer|stronger|deeper/,
  /more expensive|costlier|pricier|further|farther|over/,
);
export const LESS = anyOf(
  /less|fewer|smaller|lower|lighter|younger|shorter|cheaper|narrower|thinner|slower|lesser|poorer|under/,
  /less expensive/,
);
export const MOST = anyOf(
  /bigger|larger|greater|higher|heavier|older|taller|longer|dearer|wider|more expensive|pricier|richer|faster/,
  /biggest|largest|greatest|highest|heaviest|oldest|tallest|longest|dearest|most expensive/,
);
export const LEAST = anyOf(
  /smaller|lesser|lower|lighter|younger|shorter|cheaper|narrower|smallest|lowest|lightest|youngest|shortest/,
  /cheapest|less expensive|poorer|slower/,
);

/** A number with the sign of its money, kept under a name. */
export const number = (name: string): string => String.raw`[$£€₹]? ?(?<${name}>\d+(?:\.\d+)?)(?: ?[$£€₹])?`;

/** "euros", "grams of cloth", "years old", "points": up to four words that follow a number and hold no other role. */
export const UNIT = String.raw`(?: (?!${anyOf(
  /and|together|altogether|in|than|both|each|per|when|if|while|but|for|on|every|how|what/,
  MORE,
  LESS,
)}\b)[a-z²³%]+){0,4}?`;

export const TOGETHER = anyOf(
  /together|put together|altogether|in total|in all|all together|combined|between them|in sum|both together/,
);

/** Words before a thing that name nothing. */
const BEFORE = anyOf(/the|a|an|my|his|her|our|their|your|each|such|same|that|this|one|1/);
/** A thing: one to three words behind its articles. */
const NOT_A_NAME = anyOf(
  VERB,
  TOGETHER,
  /and|plus|with|than|as|twice|double|half|triple|times|thrice|exactly|both|of|for|in|which|who|how|what|now|if|by/,
  /they|we|these|those|both|it|there|he|she|i|you|all|only|more|less|not|does|do|did|will|would|can/,
);
/** The words of a thing, kept under a name. */
export const thing = (name: string): string =>
  String.raw`(?:${BEFORE} )*(?<${name}>(?!${NOT_A_NAME}\b)[a-z]+(?:[ -](?!${NOT_A_NAME}\b)[a-z]+){0,2}?)`;

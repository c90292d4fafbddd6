/**
 * Another measure is asked for than the one that is told: the heights of three, and who is the oldest; the weight of a
 * bag, and how tall it is. Told only where no word of the asked measure stands among the facts.
 */
import { alternatives } from '../../regex.ts';
import { missing, type Doubt } from './said.ts';

type Measure = { name: string; asked: RegExp; told: RegExp; compared: RegExp };

const MEASURES: readonly Measure[] = [
  {
    name: 'height',
    asked: /\bhow tall\b|\b(?:average|mean) height\b|\b(?:tallest|shortest)\b|\bwho is (?:the )?(?:taller|shorter)\b/,
    told: /\b(?:tall\w*|short\w*|heights?|high\w*|cm|m|met(?:re|er)s?|centimet\w+|feet|foot|inch\w*|ft|long\w*)\b/,
    compared: /\b(?:taller|shorter)\b/,
  },
  {
    name: 'age',
    asked:
      /\bhow old\b|\b(?:average|mean) age\b|\b(?:oldest|youngest|eldest)\b|\bwho is (?:the )?(?:older|younger|elder)\b/,
    told: /\b(?:old\w*|young\w*|eld\w*|ages?|aged|years?|born|months?|birthday|twins?|senior|generation)\b/,
    compared: /\b(?:older|younger|elder)\b/,
  },
  {
    name: 'weight',
    asked:
      /\bhow heavy\b|\b(?:average|mean) weight\b|\b(?:heaviest|lightest)\b|\bwho (?:is (?:the )?)?(?:heavier|lighter|weighs more)\b/,
    told: /\b(?:heav\w*|light\w*|weigh\w*|kg|kilos?|kilograms?|grams?|g|pounds?|lbs?|tons?|tonnes?|stone|ounces?|oz)\b/,
    compared: /\b(?:heavier|lighter)\b/,
  },
  {
    name: 'speed',
    asked: /\b(?:average|mean) speed\b|\b(?:fastest|slowest)\b|\bwho is (?:the )?(?:faster|slower)\b/,
    told: /\b(?:fast\w*|slow\w*|speed|quick\w*|km|miles?|mph|seconds?|minutes?|hours?|before|after|ahead|behind|won|first|last|time|times|ran|race|finish\w*)\b/,
    compared: /\b(?:faster|slower|quicker)\b/,
  },
  {
    name: 'wealth',
    asked: /\b(?:richest|poorest)\b|\bwho is (?:the )?(?:richer|poorer)\b/,
    told: /\b(?:rich\w*|poor\w*|money|euros?|dollars?|pounds?|earns?|has|have|owns?|[€$£])\b/,
    compared: /\b(?:richer|poorer)\b/,
  },
];

const IDLE = /\bhow (?:tall|old|heavy) .*\b(?:in|per|than)\b/;

/** "Mr Todd is taller than Ms Kim. Who is the oldest?", "3 boxes are 19 kg: how tall is one?" */
const otherMeasure: Doubt = ({ low, facts, asked, numbers }) => {
  if (
    IDLE.test(asked) ||
    facts.trim() === '' ||
    /\b(?:same order|in that order|order of|if|lies?|liar|truth|says?)\b/.test(low)
  )
    return undefined;
  const wanted = MEASURES.find((one) => one.asked.test(asked));
  if (!wanted || wanted.told.test(facts)) return undefined;
  const compared = MEASURES.find((one) => one !== wanted && one.compared.test(facts));
  if (compared && numbers.filter((one) => one > 9).length === 0)
    return missing(`who is ahead by ${compared.name} is told, and nothing of the ${wanted.name}`);
  const units = new RegExp(
    alternatives(/\d ?(?:cm|m|km|kg|g|kilos?|grams?|met(?:re|er)s?|lit(?:re|er)s?|euros?|dollars?|pounds?|degrees?)\b/),
  );
  return numbers.length >= 2 && units.test(facts) && /\b(?:how (?:tall|old|heavy)|average|mean)\b/.test(asked)
    ? missing(`nothing is told of the ${wanted.name}`)
    : undefined;
};

/** "From the tallest to the shortest: Ana, Bruno, Carla", and nothing that could be compared. */
const namesAlone: Doubt = ({ text, low, numbers }) =>
  /\b(?:sort|order|put|rank|arrange|line up|list)\b/.test(low) &&
  /\b(?:tallest|oldest|youngest|eldest|heaviest|lightest|fastest|slowest|richest|strongest|by (?:height|age|weight|speed))\b/.test(
    low,
  ) &&
  /: ?(?:the )?\p{Lu}\p{L}+(?:,? (?:and )?\p{Lu}\p{L}+)+/u.test(text) &&
  numbers.filter((one) => one > 9).length === 0 &&
  !/\d ?(?:m|cm|kg|years?|s|seconds?)\b|\bthan\b|\b(?:before|after|ahead|behind|twice|planets?|mountains?|rivers?|presidents?|kings?|cities|countries)\b/.test(
    low,
  )
    ? missing('nothing is told by which they could be put in order')
    : undefined;

export const OTHER_MEASURE: readonly Doubt[] = [otherMeasure, namesAlone];

/**
 * Questions that count things: "how many eggs", "how many buses". Their answer is a whole number, whatever reader gave
 * it: a fraction of a bus says that the question was misread, or that it asks to round, which no reader does.
 * Measures, shares and averages may have parts.
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';

const COUNTS = /\bhow many\b(?!\s+times\b)/;

/** What may come in parts: measures of length, mass, volume, time and money, and what each one gets. */
const PARTS = new RegExp(
  alternatives(
    /\bhow many (?:[a-z]+ ){0,2}?(?:hours?|hrs|minutes?|mins?|seconds?|secs?|days?|weeks?|months?|years?|decades?)\b/,
    sequence(
      /\bhow many (?:[a-z]+ ){0,2}?/,
      anyOf(
        /miles?|kilomet(?:er|re)s?|km|met(?:er|re)s?|m|cm|mm|centimet(?:er|re)s?|feet|foot|ft|inch(?:es)?/,
        /yards?|acres?/,
      ),
      /\b/,
    ),
    /\bhow many (?:[a-z]+ ){0,2}?(?:kg|kilos?|kilograms?|grams?|g|pounds?|lbs?|ounces?|oz|tons?|tonnes?)\b/,
    sequence(
      /\bhow many (?:[a-z]+ ){0,2}?/,
      anyOf(/lit(?:er|re)s?|l|ml|millilit(?:er|re)s?|cups?|pints?|quarts?|gallons?|tablespoons?|teaspoons?/, /spoons?/),
      /\b/,
    ),
    sequence(
      /\bhow many (?:[a-z]+ ){0,2}?/,
      /(?:dollars?|euros?|cents?|per ?cents?|degrees?|points?|dozens?|servings?|portions?|calories)\b/,
    ),
    /\bhow many\b[^?]*\b(?:each|every|apiece|average|mean|fraction|per)\b/,
  ),
);

/** Whether an answer that is no whole number can't be meant. `low`: the question in small letters. */
export const countsThings = (low: string): boolean => COUNTS.test(low) && !PARTS.test(low);

/** What goes on day by day until it is done. */
const DAILY = /\b(?:a|per|every|each) (day|night|week|evening|month)\b/;
const DONE_AT_LAST =
  /\b(?:reads?|saves?|writes?|finish\w*|complet\w+|reach\w*|paints?|plants?|packs?|makes?|builds?|earns?|learns?|walks?|sews?|knits?|lays?|sorts?|types?|solves?|collects?|practi[sc]es?|does|do it take)\b/;
/** "How many days will it last", "how many full weeks": rounded down, or not rounded. */
const NOT_UP =
  /\b(?:last\w*|enough|suppl\w+|empty|run out|runs out|average|exactly|full|whole|complete days|left|remain\w*|eats?|drinks?|uses?|burns?|feeds?|half|decimals?|fractions?)\b/;

/** Days in which something is done are counted whole, up to the last one: a book of 330 pages at 20 a day takes 17. */
export const countsToTheLast = (low: string): boolean => {
  const [, unit] = DAILY.exec(low) ?? [];
  return (
    unit !== undefined && new RegExp(`\\bhow many ${unit}s\\b`).test(low) && DONE_AT_LAST.test(low) && !NOT_UP.test(low)
  );
};

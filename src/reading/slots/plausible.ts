/**
 * Whether the form that a model wrote fits the words of its question: "how many more" is a difference, "altogether"
 * none, a share is a quotient. It rules out; it never says that a form is right.
 */
import { otherMathematics } from '../doubts/refusals.ts';
import { unitsNamed } from '../../problem/solve/units.ts';
import { alternatives, sequence } from '../../regex.ts';
import { numbersIn, readText } from '../text/text.ts';

const ASKED = /\b(?:how|what|which|find|calculate|total)\b[^.?]*\??\W*$/;

const RULES: readonly { words: RegExp; unless: (form: string) => boolean }[] = [
  {
    words: new RegExp(
      alternatives(
        sequence(
          /\bhow (?:many|much) (?:[a-z]+ ){0,4}?(?:more|fewer|less|older|younger|taller|longer)/,
          /\b[^?]*\bthan\b/,
        ),
        /\bdifference\b/,
      ),
    ),
    unless: (form) => form.split('-').length === 2 && !/[+*/]/.test(form),
  },
  { words: /\b(?:altogether|in all|in total|total number|together)\b/, unless: (form) => /[+*]|Y/.test(form) },
  { words: /\b(?:left|remain\w*|still have)\b/, unless: (form) => /-/.test(form) || !/[-+*/]/.test(form) },
  {
    words: new RegExp(
      sequence(
        /\bhow many (?:more )?(?:[a-z]+ )*(?:did|were|was|had) (?:[a-z]+ )*/,
        /(?:die|died|lose|lost|sell|sold|eat|eaten|remove|removed|give away|break|broken)\b/,
      ),
    ),
    unless: (form) => /-/.test(form),
  },
  {
    words: /\b(?:at first|to start with|in the beginning|originally|before)\b/,
    unless: (form) => /[-+]/.test(form) && !/[*/]/.test(form),
  },
];
/** "Some … , a total of 60 …, how many": what was not told is a difference. */
const SOME = /\bsome\b/;

/** Two years: what lies between them may be asked, their sum and product never. */
const TWO_YEARS = /\b(?:1[5-9]|20)\d\d\b.*\b(?:1[5-9]|20)\d\d\b/;

/** Words of other kinds than stories: their numbers are no amounts. */
const NO_STORY = new RegExp(
  alternatives(
    /\b(?:progression|sequence|links? to|linked|connected|shortest|truth|lie[sd]?|liar|scale|equation|binary|roman)\b/,
    /\b(?:all|every|no) [a-z]+ (?:[a-z]+ )?(?:are|is)\b|\b[a-z] = |=|\b\d+ parts? (?:[a-z]+ )?(?:to|and)\b/,
    /\bhow far\b|\b(?:in|by) (?:the year )?20[3-9]\d\b|\bis it true\b|\byes or no\b|\bhow (?:r|are) (?:u|you)\b/,
  ),
);
/** What one of the things has, and how many things: both count. */
const EACH = /\b(?:each|every)\b/;

/** Two units of one measure ("1.5 litres", "250 ml"): a form does not convert. */
const twoUnits = (low: string): boolean => {
  const units = [...low.matchAll(/\b(?:\d+(?:\.\d+)? ?|how many )([a-z]+)\b/g)].flatMap((one) => unitsNamed(one[1]!));
  return units.some((a) =>
    units.some((b) => a.dimension === b.dimension && a.name !== b.name && a.dimension !== 'time'),
  );
};

/** Whether a story's form may be meant. `result`: what it comes to. */
export const plausibleStory = (question: string, form: string, result: string): boolean => {
  const read = readText(question);
  const { low } = read;
  if (otherMathematics(read) || new Set(form.match(/[QY][a-h]/g)).size < 2) return false;
  if (/\b(?:twice|double[sd]?|half|halves|halved)\b/.test(low) && !/2/.test(form)) return false;
  if (NO_STORY.test(low) || twoUnits(low)) return false;
  if (EACH.test(low) && numbersIn(low).length > new Set(form.match(/[QY][a-h]/g)).size) return false;
  // A share that never ends is no amount of money or of things.
  if (/\//.test(result) && !/\b(?:fraction|share|part|average|mean)\b/.test(low)) return false;
  const asked = ASKED.exec(low)?.[0] ?? low;
  const sum = form.replace(/^story /, '');
  if (result.startsWith('-') || (TWO_YEARS.test(low) && !/-/.test(sum))) return false;
  // Whole things stay whole, but for money, measures and averages.
  const parts = /[/.]/.test(result);
  if (
    parts &&
    !/[$£€]|\b(?:dollars?|euros?|pounds?|cents?|average|mean|cost|price|pay|miles?|hours?|kg|kilo\w*|lit(?:er|re)s?|met(?:er|re)s?|feet|cups?|gallons?|minutes?)\b/.test(
      low,
    )
  )
    return false;
  if (RULES.some(({ words, unless }) => words.test(asked) && !unless(sum))) return false;
  return !(SOME.test(low) && !/[-+]/.test(sum)) && !(SOME.test(low) && /\btotal\b/.test(low) && !/-/.test(sum));
};

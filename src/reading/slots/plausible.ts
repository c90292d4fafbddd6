/**
 * Whether the form that a model wrote fits the words of its question: "how many more" is a difference, "altogether"
 * none, a share is a quotient. It rules out; it never says that a form is right.
 */
import { otherMathematics } from '../doubts/refusals.ts';
import { readText } from '../text/text.ts';

const ASKED = /\b(?:how|what|which|find|calculate|total)\b[^.?]*\??\W*$/;

const RULES: readonly { words: RegExp; unless: (form: string) => boolean }[] = [
  {
    words:
      /\bhow (?:many|much) (?:[a-z]+ ){0,4}?(?:more|fewer|less|older|younger|taller|longer)\b[^?]*\bthan\b|\bdifference\b/,
    unless: (form) => form.split('-').length === 2 && !/[+*/]/.test(form),
  },
  { words: /\b(?:altogether|in all|in total|total number|together)\b/, unless: (form) => /[+*]|Y/.test(form) },
  { words: /\b(?:left|remain\w*|still have)\b/, unless: (form) => /-/.test(form) || !/[-+*/]/.test(form) },
  {
    words:
      /\bhow many (?:more )?(?:[a-z]+ )*(?:did|were|was|had) (?:[a-z]+ )*(?:die|died|lose|lost|sell|sold|eat|eaten|remove|removed|give away|break|broken)\b/,
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

/** Whether a story's form may be meant. `result`: what it comes to. */
export const plausibleStory = (question: string, form: string, result: string): boolean => {
  const read = readText(question);
  const { low } = read;
  if (otherMathematics(read) || new Set(form.match(/[QY][a-h]/g)).size < 2) return false;
  if (/\b(?:twice|double[sd]?|half|halves|halved)\b/.test(low) && !/2/.test(form)) return false;
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

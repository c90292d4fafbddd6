/**
 * Two tellings of which every other reading is wrong: "all but 9 died", where those that are named are left, and two
 * numbers told of one thing.
 */
import { anyOf, sequence } from '../../regex.ts';
import { numbersIn, type Text } from '../text/text.ts';

const ALL_BUT = /\ball (?:of them |of (?:the|his|her|my|our) [a-z]+ )?(?:but|except(?: for)?) (\d+)\b/;
const STAYS = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /left|remain\w*|still|alive|survive\w*|stay\w*|does (?:he|she) (?:still )?have/,
      /do (?:i|we|they) (?:still )?have|now/,
    ),
    /\b/,
  ),
);
const GOES =
  /\b(?:died?|dead|sold|sell|lost|lose|ran|run|escaped?|gone|broke\w*|eaten|ate|give\w*|gave|flew|left the|went)\b/;

/**
 * The numbers of the story and what it comes to; undefined where it says nothing of the kind or asks for something
 * else.
 */
export const readAllBut = ({ low }: Text): { expression: string; numbers: string[] } | undefined => {
  const match = ALL_BUT.exec(low);
  if (!match) return undefined;
  const numbers = numbersIn(low).map((one) => one.value);
  const [first] = numbers;
  if (numbers.length > 2 || first === undefined) return undefined;
  const asked = low.slice(low.lastIndexOf('how'));
  const keeps = STAYS.test(asked) && !/\bhow many (?:[a-z]+ )?(?:died|were (?:sold|eaten|lost)|ran)\b/.test(asked);
  if (keeps) return { expression: match[1]!, numbers };
  return numbers.length === 2 && GOES.test(asked) ? { expression: `${first}-${match[1]}`, numbers } : undefined;
};

/** "Sam has 7 pens, and Sam has 9 pens": two numbers of one thing at one time. */
export const saysTwice = ({ low }: Text): boolean => {
  const twice =
    /(?:^|[.:;,!] )(?:if )?([a-z]+) (has|owns|is) (\d+) ([a-z ]+?)(?:,|;|\.| and|, and) (?:and )?(?:\1|he|she|it|they) \2 (\d+) \4\b/.exec(
      low,
    );
  return twice !== null && twice[3] !== twice[5] && !/\b(?:more|other|another|red|blue|then|later)\b/.test(low);
};

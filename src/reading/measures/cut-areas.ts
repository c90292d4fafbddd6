/**
 * Areas of rectangles in one more step: what is left beside a square in it, what it costs by the square metre, how many
 * zones fit, a board of squares. Sides stand beside each other, and every number has a role.
 */
import { anyOf } from '../../regex.ts';
import { reading, type Outcome } from '../reading.ts';
import { numbersIn } from '../text/text.ts';

const N = String.raw`(\d+(?:\.\d+)?)`;
const U = String.raw`(?: ?(?:mm|cm|m|ft|feet|foot|yards?|metres?|meters?|centimetres?|inches))?`;
const SIDES = String.raw`${N}${U} ?(?:by|x|\*) ?${N}${U}`;
const ROOM = String.raw`(?:room|floor|rectangle|garden|plate|wall|lawn|field|plot|yard|carpet|rug|patio|sheet|dance floor|board|plank|stage)`;
const AREA_ASKED = new RegExp(
  String.raw`^\W*(?:an? |my |the )?(?:rectangular )?(?:${ROOM} (?:is |of )?)?${SIDES}(?: ${ROOM})?[,.]? (?:what is |whats )?(?:the )?area(?: in [a-z]+(?:\^2|²|2)?)?\W*$`,
);
const HOLE = new RegExp(
  String.raw`\b(?:(\d+) |an? )(?:square )?(?:square|pond|hole|patio|window|bed|pool|cut-?outs?)(?:s| [a-z]+)?(?: (?:of|with)(?: an?)?(?: side| sides)?(?: of)?| each) ${N}${U}(?! ?(?:by|x|\*))`,
);
const LEFT = /\b(?:left|remain\w*|rest|not covered|outside|without)\b/;
const PRICE = new RegExp(
  String.raw`(?:[$£€₹] ?)?${N} ?(?:[$£€₹]|euros?|dollars?|pounds?|rupees?)? (?:per|an?|each|every|for (?:every|each)|the) (?:square|sq) ?${anyOf(/met(?:re|er)|m|foot|ft|yard/)}\b|(?:[$£€₹] ?)?${N} ?(?:[$£€₹]|euros?|dollars?|pounds?)?(?: per |\/)m(?:\^2|²|2)`,
);
const COST = /\b(?:cost|costs|price|how much|total|pay|bill|charge)\b/;
const STRANGE =
  /\b(?:perimeter|around|fence|path|border wide|waste|percent|deep|high|height|volume|half|triangle|tiles?|circle|round|each side|more|less|left over)\b|%/;

export const readCutAreas = (low: string): Outcome | undefined => {
  if (low.length > 200) return undefined;
  const text = low.replace(/(?<=\bc?m)\^2/g, '²');
  const sides = [...text.matchAll(new RegExp(SIDES, 'g'))];
  const uses = [...numbersIn(low).map(({ value }) => value), '2'];
  const [first] = sides;
  if (sides.length !== 1 || !first) return undefined;
  const area = `${first[1]}*${first[2]}`;
  if (AREA_ASKED.test(text)) return reading({ type: 'value', expression: area }, uses);
  const rest = `${text.slice(0, first.index)} , ${text.slice(first.index + first[0].length)}`;
  const numbers = numbersIn(rest).map(({ value }) => value);
  const board = /\b(\d+) (?:by|x|\*) (\d+) squares\b/.exec(text);
  if (board) {
    const each = new RegExp(
      String.raw`\beach ${N}${U} (?:on a side|wide|on each side|by side)\b|\bsquares?(?: each)? (?:of|with) side ${N}`,
    ).exec(rest);
    const asks = /\barea\b/.test(rest) && /\bsquares\b/.test(rest) && !LEFT.test(rest);
    if (!each || numbers.length !== 1 || !asks || /\bborder\b(?<!no border)/.test(rest)) return undefined;
    return reading({ type: 'value', expression: `${area}*${numbers[0]}*${numbers[0]}` }, uses);
  }
  if (STRANGE.test(rest)) return undefined;
  const hole = HOLE.exec(rest);
  if (hole && LEFT.test(rest) && /\bsquare\b/.test(hole[0])) {
    const [, count = '1', side = ''] = hole;
    if (numbers.filter((one) => one !== count && one !== side).length > 0 || numbers.length > 2) return undefined;
    return reading({ type: 'value', expression: `${area}-${count}*${side}*${side}` }, uses);
  }
  const price = PRICE.exec(rest);
  if (price && COST.test(rest.replace(price[0], ' ')) && numbers.length === 1)
    return reading({ type: 'value', expression: `${area}*${price[1] ?? price[2]}` }, uses);
  return undefined;
};

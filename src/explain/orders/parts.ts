/** Relations and places of an order where they stand in a question, for the reading by explanation. */
import { adjective, comparative, RELATIONS, SIDE, superlative, type Bit } from './words.ts';
import type { Token } from '../grammar/tokens.ts';

export const isEnd = (token: Token | undefined): boolean =>
  token === undefined || (token.kind === 'sign' && /^(?:[.;!?\n]|\.\.\.)$/.test(token.text));
const ORDINALS = 'zeroth first second third fourth fifth sixth seventh eighth ninth tenth'.split(' ');
const ordinalAt = (tokens: readonly Token[], at: number): { n: number; end: number } | undefined => {
  const [one, next] = [tokens[at], tokens[at + 1]];
  const known = one?.kind === 'word' ? ORDINALS.indexOf(one.text) : -1;
  if (known > 0) return { n: known, end: at + 1 };
  const figure = one?.kind === 'number' && next?.glued === true && /^(?:st|nd|rd|th)$/.test(next.text);
  return figure ? { n: Number(one.text), end: at + 2 } : undefined;
};

const FRONT = /^(?:left|top|front|start|beginning|first|head)$/;
const BACK = /^(?:right|bottom|back|end|last|rear)$/;
export type Found = { end: number; bit: Bit };

export const textAt = (tokens: readonly Token[], at: number): string => tokens[at]?.text ?? '';
const skip = (tokens: readonly Token[], at: number): number =>
  /^(?:the|very|far)$/.test(textAt(tokens, at)) ? at + 1 : at;

/** "taller than", "less expensive than", "costs more than", "directly behind", "not as tall as". */
export const relationAt = (tokens: readonly Token[], at: number): Found | undefined => {
  const word = (i: number): string => textAt(tokens, at + i);
  const made = (count: number, scale: string, more: boolean, side = false): Found => ({
    end: at + count,
    bit: { role: 'R', text: word(0), scale, more, ...(side && { side }) },
  });
  const than = (i: number): number => {
    if (/^(?:than|then)$/.test(word(i))) return i + 1;
    // "Harder as tin", of a comparative that has no other sense.
    if (word(i) === 'as' && i === 1 && comparative(word(0)) && word(-1) !== 'as') return i + 1;
    return word(i) === 'in' && word(i + 2) === 'than' ? i + 3 : 0;
  };
  if (word(0) === 'not' && /^(?:as|so)$/.test(word(1)) && word(3) === 'as') {
    const { scale, more } = adjective(word(2));
    return made(4, scale, !more);
  }
  if (/^(?:more|less|fewer)$/.test(word(0))) {
    const more = word(0) === 'more';
    const bare = than(1);
    const before = [textAt(tokens, at - 1), textAt(tokens, at - 2)].join(' ');
    const verb = /cost|fetch|sold for/.test(before)
      ? 'dear'
      : /weigh/.test(before)
        ? 'heavy'
        : /earn|paid/.test(before)
          ? 'rich'
          : undefined;
    const scale = verb === undefined ? 'more' : adjective(verb).scale;
    if (bare > 0) return made(bare, scale, more);
    if (than(2) === 0) return undefined;
    if (/s$|^money$/.test(word(1))) return made(than(2), scale, more);
    if (word(1) === 'time') return made(than(2), adjective('long').scale, more);
    // "Gives more milk": of an adjective something is more, and of a thing it has more.
    const being = /^(?:is|are|was|were|be|been|am|s|even|much|far|bit|lot|slightly|the|looks|seems|feels|,)$/;
    const known = /^(?:scale|row)/.test(adjective(word(1)).scale);
    if (!known && !being.test(textAt(tokens, at - 1)) && !textAt(tokens, at - 1).endsWith("'s"))
      return made(than(2), scale, more);
    const sense = adjective(word(1));
    return made(than(2), sense.scale, sense.more === more);
  }
  const sense = comparative(word(0));
  if (sense && than(1) > 0) return made(than(1), sense.scale, sense.more);
  for (const side of SIDE.has(word(0)) ? [0, 1] : [0])
    for (const count of [4, 3, 2, 1]) {
      const phrase = tokens
        .slice(at + side, at + side + count)
        .map(({ text }) => text)
        .join(' ');
      const more = RELATIONS.get(phrase);
      // A sign tells of size, a phrase of a row.
      if (more !== undefined) return made(side + count, /^[<>]$/.test(phrase) ? 'size' : 'row', more, side > 0);
    }
  return undefined;
};

/** "first", "second tallest", "third from the left", "at the front", "seat 3". */
export const placeAt = (tokens: readonly Token[], at: number): Found | undefined => {
  const made = (end: number, place: number, scale = 'row'): Found => ({
    end,
    bit: { role: 'S', text: textAt(tokens, at), scale, place },
  });
  const nth = ordinalAt(tokens, at);
  const start = nth?.end ?? at;
  const sense = superlative(textAt(tokens, start));
  const waits = tokens.slice(Math.max(0, start - 4), start).map(({ text }) => text);
  // Who has been here the longest came first.
  if (textAt(tokens, start) === 'longest' && waits.includes('been') && /here|there/.test(waits.join(' ')))
    return made(start + 1, nth?.n ?? 1);
  if (sense) return made(start + 1, (sense.more ? 1 : -1) * (nth?.n ?? 1), sense.scale);
  if (/^(?:most|least)$/.test(textAt(tokens, start))) {
    const more = textAt(tokens, start) === 'most';
    const next = textAt(tokens, start + 1);
    const noun =
      /^(?:points|goals|marks|money|votes|medals|followers|stars|sales|tickets|cakes|coins|cards|of|in|)$|^[?.,]$/.test(
        next,
      );
    if (noun) {
      const verb = [1, 2, 3, 4].map((back) => textAt(tokens, at - back)).join(' ');
      const of =
        next === 'money' || /earn|paid/.test(verb)
          ? 'rich'
          : /weigh/.test(verb)
            ? 'heavy'
            : /cost/.test(verb)
              ? 'dear'
              : undefined;
      return made(start + 1, (more ? 1 : -1) * (nth?.n ?? 1), of === undefined ? 'more' : adjective(of).scale);
    }
    const { scale, more: up } = adjective(next);
    return made(start + 2, (up === more ? 1 : -1) * (nth?.n ?? 1), scale);
  }
  if (nth) {
    const from = skip(tokens, nth.end + 1);
    if (textAt(tokens, nth.end) === 'from' && (FRONT.test(textAt(tokens, from)) || BACK.test(textAt(tokens, from))))
      return made(from + 1, FRONT.test(textAt(tokens, from)) ? nth.n : -nth.n);
    if (/^(?:last|bottom)$/.test(textAt(tokens, nth.end))) return made(nth.end + 1, -nth.n);
    return made(nth.end, nth.n);
  }
  const word = textAt(tokens, at);
  const prize = ['gold', 'silver', 'bronze'].indexOf(textAt(tokens, at + 1));
  if (prize >= 0 && /^(?:won|wins|got|gets|takes|took)$/.test(word)) return made(at + 2, prize + 1);
  const medal = ['gold', 'silver', 'bronze'].indexOf(word);
  if (medal >= 0 && /^(?:medal|medallist|medalist|medals)$/.test(textAt(tokens, at + 1)))
    return made(at + 2, medal + 1);
  if (word === 'runner' && textAt(tokens, at + 1) === '-' && textAt(tokens, at + 2) === 'up') return made(at + 3, 2);
  // "At the bottom of" leads to a name; "who is bottom of these four" to none.
  if (/^(?:top|bottom)$/.test(word) && /^(?:is|was|came|finished)$/.test(textAt(tokens, at - 1)))
    return made(at + 1, word === 'top' ? 1 : -1);
  if (/^(?:won|wins|winner|leftmost|topmost)$/.test(word)) return made(at + 1, 1);
  if (/^(?:last|rightmost|loser|lost)$/.test(word)) return made(at + 1, -1);
  if (/^(?:middle|median)$/.test(word)) return made(at + 1, 0);
  // "Max?" alone; a Max of the story stands beside a relation.
  const alone = (isEnd(tokens[at - 1]) || /^(?:the|is)$/.test(textAt(tokens, at - 1))) && isEnd(tokens[at + 1]);
  if (alone && /^(?:max|maximum)$/.test(word)) return made(at + 1, 1, 'size');
  if (alone && /^(?:min|minimum)$/.test(word)) return made(at + 1, -1, 'size');
  const far = /^(?:at|on|in)$/.test(word) ? skip(tokens, skip(tokens, at + 1)) : at;
  if (far > at && textAt(tokens, far + 1) !== 'of') {
    if (/^(?:front|top|left|start|head)$/.test(textAt(tokens, far))) return made(far + 1, 1);
    if (/^(?:back|bottom|right|end|rear)$/.test(textAt(tokens, far))) return made(far + 1, -1);
  }
  return undefined;
};

/** What people say of an order that changes none. */
const SAID: readonly (readonly string[])[] = (
  'nobody else ran;nobody else took part;no one else ran;nobody else;without ties;without any ties;no ties;' +
  'there are no ties;there were no ties;there is nobody else;yes or no;yes / no;of the lot;among them;' +
  'as if i needed to ask'
)
  .split(';')
  .map((one) => one.split(' '))
  .sort((a, b) => b.length - a.length);

/** Without what people say beside it, and "second-best" in two words. */
export const smooth = (tokens: readonly Token[]): readonly Token[] => {
  const out: Token[] = [];
  for (let at = 0; at < tokens.length;) {
    const said = SAID.find((words) => words.every((word, i) => tokens[at + i]?.text === word));
    const dashed = tokens[at]!.text === '-' && ordinalAt(tokens, at - 1)?.end === at;
    if (said) {
      at += said.length;
      if (out.at(-1)?.text === ',' && isEnd(tokens[at])) out.pop();
    } else if (dashed) at++;
    else out.push(tokens[at++]!);
  }
  return out;
};

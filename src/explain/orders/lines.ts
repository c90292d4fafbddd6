/**
 * What comes right before or after one of a line that is told as a list, for the reading by explanation: "The tram stops
 * in this order: North, Centre, Park. Which stop comes just before Park?" Every word is one of the list, of the words
 * that lead to it, or of those that ask; a sentence of one who travels along tells nothing of the line.
 */
import type { ProblemOf } from '../../problem/formal/problem.ts';
import type { Token } from '../grammar/tokens.ts';

const LEADS =
  /^(?:the|our|my|a|this|tram|bus|train|metro|boat|ferry|lift|coach|subway|line|route|tour|queue|parade|stops?|stations?|calls?|goes|runs|halts|at|in|order|that|following|is|are|of|on|always|visits|passes|one|after|another|other|:|,)$/;
const ASKING =
  /^(?:so|and|then|which|what|is|the|one|stop|station|halt|place|name|next|last|previous|comes|stands|just|right|straight|directly|immediately|do|does|i|we|you|it|reach|pass|get|to)$/;
const TRAVELS = /^(?:get|gets|got|board|boards|start|starts|begin|begins|step|steps|hop|hops|am|wait|waits)$/;

const sentencesOf = (tokens: readonly Token[]): Token[][] => {
  const found: Token[][] = [[]];
  for (const token of tokens) {
    if (token.kind === 'sign' && /^[.;!?\n]$/.test(token.text)) found.push([]);
    else found.at(-1)!.push(token);
  }
  return found.filter((one) => one.length > 0);
};

/** The items between the signs of a list, behind the words that lead to it. */
const lineOf = (sentence: readonly Token[]): readonly string[] | undefined => {
  const words = sentence.map(({ text }) => text).join(' ');
  const ordered = /,? (?:always )?in (?:this|that|the following) order$|,? one after (?:the other|another)$/.exec(
    words,
  )?.[0];
  const end = sentence.length - (ordered === undefined ? 0 : ordered.trim().split(' ').length);
  const colon = sentence.findIndex(({ text }) => text === ':');
  let start = colon + 1;
  if (colon < 0) while (start < end && LEADS.test(sentence[start]!.text)) start++;
  const lead = sentence.slice(0, start);
  if (!lead.every(({ text }) => LEADS.test(text)) || !/\b(?:order|line|route|stops|goes|runs)\b/.test(words))
    return undefined;
  const items = sentence
    .slice(start, end)
    .map(({ text, raw }) => (/^(?:,|-|and|then)$/.test(text) ? '\n' : raw))
    .join(' ')
    .split('\n')
    .map((one) => one.trim().replace(/^the /i, ''))
    .filter((one) => one !== '');
  const plain = (one: string): boolean =>
    /^[\p{L}\p{N}']+(?: [\p{L}\p{N}']+){0,2}$/u.test(one) &&
    !/\b(?:but|not|never|no|except|without|only|if|skips?)\b/i.test(one);
  return items.length > 2 && items.every(plain) ? items : undefined;
};

/** The order with what is asked of it; undefined where a sentence has no role. */
export const lineAskedOf = (all: readonly Token[]): ProblemOf<'order'> | undefined => {
  if (all.length > 60 || !all.some(({ text }) => text === 'before' || text === 'after')) return undefined;
  let names: readonly string[] | undefined;
  let ask: { name: string; by: number } | undefined;
  for (const sentence of sentencesOf(all)) {
    const line: readonly string[] | undefined = names === undefined ? lineOf(sentence) : undefined;
    const plain = sentence.map(({ text }) => text);
    const near = plain.findLastIndex((one) => one === 'before' || one === 'after');
    if (line) names = line;
    else if (near > 0 && ask === undefined && plain.slice(0, near).every((one) => ASKING.test(one))) {
      const name = plain
        .slice(near + 1)
        .join(' ')
        .replace(/^the /, '');
      ask = { name, by: plain[near] === 'before' ? -1 : 1 };
    } else if (near >= 0 || sentence.length > 8 || !plain.some((one) => TRAVELS.test(one)) || !plain.includes('at'))
      return undefined;
  }
  const known = names?.map((one) => one.toLowerCase());
  const at = ask === undefined ? -1 : (known?.indexOf(ask.name) ?? -1);
  if (!names || !ask || at < 0 || new Set(known).size < names.length) return undefined;
  const clues = names.slice(1).map((after, i) => ({ before: names[i]!, after, by: 1 }));
  return { type: 'order', names: [...names], clues, ask: { type: 'next', name: names[at]!, by: ask.by } };
};

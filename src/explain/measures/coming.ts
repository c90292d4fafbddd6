/**
 * Numbers that come and go, for the reading by explanation: "1 gets out, 2 get in" tells what happens to a stock, and
 * no rate of one number for another, though the words of both are the same.
 */
import { isUnit } from '../grammar/named-things.ts';
import { isNumberWord } from '../grammar/terminals.ts';
import { isBoundary, type Token } from '../grammar/tokens.ts';

const WHITHER = /^(?:out|off|away|down|up|aboard|inside|back)$/;
/** These tell a place too: "4 boys in the class". */
const WITHIN = /^(?:in|on)$/;
const COMES =
  /^(?:enters?|entered|leaves?|boards?|boarded|alights?|alighted|arrives?|arrived|joins?|joined|vacated?|departs?|departed)$/;
const WORD = /^[a-z]+$/;

/** A number with a verb behind it, or behind what it counts, and where to. */
export const comesAndGoes = (tokens: readonly Token[]): boolean =>
  tokens.some(({ kind, text }, i) => {
    if (kind !== 'number' && !isNumberWord(text)) return false;
    const [one = '', two = '', three = ''] = [1, 2, 3].map((by) => tokens[i + by]?.text ?? '');
    if (COMES.test(one) || (WORD.test(one) && COMES.test(two))) return true;
    const turns = (verb: string, to: string, end: number): boolean =>
      WORD.test(verb) &&
      !isUnit(verb) &&
      (WHITHER.test(to) || (WITHIN.test(to) && (tokens[end] === undefined || isBoundary(tokens[end]))));
    return turns(one, two, i + 3) || (WORD.test(one) && !isUnit(one) && turns(two, three, i + 4));
  });

/**
 * Amounts that are told by an earlier one: "twice as many in the afternoon", "half as much", "5 fewer than on Friday",
 * "the same number again". The earlier one is the last amount, or that of the day or time which is named. An amount of
 * another person is read in related.ts.
 */
import { anyOf, sequence } from '../../regex.ts';
import { thingAt, type Token } from './tokens.ts';
import type { Amount, Clause, Context, Told } from './told.ts';
import { verbFor } from './verbs.ts';

const FACTORS: Readonly<Record<string, string>> = { twice: '*2', double: '*2', thrice: '*3', triple: '*3', half: '/2' };
const TIME = new RegExp(
  sequence(
    /^/,
    anyOf(
      /monday|tuesday|wednesday|thursday|friday|saturday|sunday|morning|afternoon|evening|night|noon|lunch|yesterday/,
      /today|week|month|year|january|february|march|april|june|july|august|september|october|november|december/,
      /before|first|second|third|weekend|spring|summer|autumn|winter/,
    ),
    /$/,
  ),
);
const FILLS =
  /^(?:as|than|that|the|on|in|at|of|he|she|it|they|we|i|did|do|had|sold|was|were|one|ones|day|previous|last|this)$/;

/** Where words that name the earlier amount end, and the time that they name. */
const targetAt = (
  tokens: readonly Token[],
  from: number,
  names: ReadonlySet<string>,
): { end: number; time: string | undefined } | undefined => {
  let time: string | undefined;
  let end = from;
  if (!/^(?:as|than)$/.test(tokens[from]?.text ?? '')) return { end, time };
  for (; end < tokens.length; end++) {
    const { text, number } = tokens[end]!;
    if (number !== undefined || /^[,:]$/.test(text) || text === 'and') break;
    if (TIME.test(text)) {
      time = text;
      continue;
    }
    if (names.has(text)) return undefined;
    if (!FILLS.test(text)) break;
  }
  return { end, time };
};

/** The time that an amount is told for: the next one behind it, else the last one before it. */
const timeOf = ({ before, after }: Amount): string | undefined => {
  const own = after.split(/ (?=\d|, |and )|^(?=\d|, |and )/)[0]!;
  const front = before.split(/\d+(?:\.\d+)?|,/).at(-1)!;
  return own.split(' ').find((one) => TIME.test(one)) ?? front.split(' ').findLast((one) => TIME.test(one));
};

/** The earlier amount that is meant: of a time that is named, else the last one. */
const earlier = (told: Told, time: string | undefined): Amount | undefined => {
  const amounts = told.facts.filter((one): one is Amount => one.type === 'amount' && !one.asked);
  if (time === undefined || /^(?:before|previous)$/.test(time)) return amounts.at(-1);
  const named = amounts.filter((one) => timeOf(one) === time);
  return named.length === 1 ? named[0] : undefined;
};

/** The words of a factor or a difference from here: what is done to the earlier amount, and where they end. */
const changeAt = (tokens: readonly Token[], i: number): { by: string; end: number; than: boolean } | undefined => {
  const [a, b, c] = [tokens[i], tokens[i + 1], tokens[i + 2]];
  const many = (at: number): boolean =>
    tokens[at]?.text === 'as' && /^(?:many|much|long|far)$/.test(tokens[at + 1]?.text ?? '');
  const factor = a && FACTORS[a.text];
  if (factor !== undefined) {
    if (many(i + 1)) return { by: factor, end: i + 3, than: false };
    const counted = /^(?:number|amount|many|much)$/.test(c?.text ?? '');
    // "Half that cost" is no amount of things.
    if (/^(?:that|this)$/.test(b?.text ?? ''))
      return counted || !/^\p{L}/u.test(c?.text ?? '') || /^(?:on|in|at|the|and|of)$/.test(c!.text)
        ? { by: factor, end: counted ? i + 3 : i + 2, than: false }
        : undefined;
    return undefined;
  }
  if (a?.number !== undefined && b?.text === 'times' && many(i + 2))
    return { by: `*${a.number}`, end: i + 4, than: false };
  if (a?.number === undefined) return undefined;
  let at = i + 1;
  while (at < i + 4 && /^\p{L}/u.test(tokens[at]?.text ?? '') && !/^(?:more|fewer|less)$/.test(tokens[at]!.text)) at++;
  const sign = { more: '+', fewer: '-', less: '-' }[tokens[at]?.text ?? ''];
  if (sign === undefined) return undefined;
  const than = tokens.findIndex(({ text }, k) => k > at && text === 'than');
  const clear = than > 0 && tokens.slice(at + 1, than).every(({ number }) => number === undefined) && than - at < 7;
  return clear ? { by: `${sign}${a.number}`, end: than, than: true } : undefined;
};

/** An amount that is told by an earlier one. */
export const relativeAt = (
  clause: Clause,
  i: number,
  told: Told,
  context: Context,
): { fact: Amount; end: number } | undefined => {
  const { tokens } = clause;
  const change = context.asked ? undefined : changeAt(tokens, i);
  if (!change) return undefined;
  const named = change.than ? undefined : thingAt(tokens, change.end);
  const target = targetAt(tokens, named?.end ?? change.end, context.names);
  if (!target) return undefined;
  const rest = tokens[target.end];
  // "than Ben", "as his sister", "than apples": the amount of somebody or something else.
  const other = tokens.slice(change.end, target.end + 1).some(({ text }) => text === 'than' || text === 'as');
  if (other && rest !== undefined && rest.number === undefined && !/^(?:,|:|and)$/.test(rest.text)) return undefined;
  const base = earlier(told, target.time);
  if (!base || (change.than && target.time === undefined && base.order !== told.facts.length - 1)) return undefined;
  if (named && named.thing.head !== '' && base.thing.head !== '' && named.thing.head !== base.thing.head)
    return undefined;
  for (const one of tokens.slice(i, target.end)) told.explained.add(one);
  const said = verbFor(clause.verbs, i);
  const fact: Amount = {
    ...base,
    value: `(${base.value}${change.by})`,
    verb: said?.verb ?? base.verb,
    word: said?.word ?? base.word,
    owner: clause.owner,
    receiver: '',
    sentence: context.sentence,
    clause: context.clause,
    order: told.facts.length,
    more: false,
    result: false,
    asked: false,
    among: false,
    state: false,
    before: tokens
      .slice(0, i)
      .map(({ text }) => text)
      .join(' '),
    after: tokens
      .slice(change.than ? i + 1 : change.end, change.than ? change.end : undefined)
      .map(({ text }) => text)
      .join(' '),
  };
  return { fact, end: Math.max(target.end, i + 1) };
};

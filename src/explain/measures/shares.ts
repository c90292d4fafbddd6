/**
 * Equal shares, proportions in signs and portions of one size, for the reading by explanation: plain questions of two
 * numbers, or of three and a gap, in which no other word may change what is asked.
 */
import type { Problem } from '../../problem/formal/problem.ts';
import { unitsNamed } from '../../problem/solve/units.ts';
import { isLoaded } from '../grammar/asking.ts';
import { isUnit } from '../grammar/named-things.ts';
import type { LongestAt } from '../sums/steps.ts';
import { isNumberWord } from '../grammar/terminals.ts';
import { isBoundary, type Token } from '../grammar/tokens.ts';

type Longest = (tokens: readonly Token[]) => LongestAt;

const SHARES =
  /^(?:share|shared|shares|sharing|split|splits|splitting|divide|divided|divides|dividing|dealt|distributed)$/;
const AMONG = /^(?:between|among|amongst|by|into)$/;
const EACH = /^(?:each|everyone|everybody|per|apiece|share|cut|i|one|every)$/;
const PEOPLE: ReadonlySet<string> = new Set(
  `of people ppl person persons friend friends kid kids children boy boys girl girls pupil pupils student
  students partner partners brother brothers sister sisters cousin cousins employee employees worker workers
  player players team teams classes families guest guests mate mates way ways us sibling siblings winner winners
  heir heirs neighbour neighbours neighbor neighbors member members men women colleague colleagues table tables
  bowl bowls plate plates bag bags boxes`.split(/\s+/),
);

/** Words of sharing that may change other questions. */
const FREE = new Set(
  `how many much what which who each every everyone share shared shares sharing split splits splitting divide
  divided divides dividing equal equally evenly fairly same between among one per if then when would should
  could must might all total found sum take takes number both altogether a get also will expect start dealt
  today tonight`.split(/\s+/),
);

const numbersOf = (tokens: readonly Token[], longest: LongestAt): { at: number; end: number; value: string }[] => {
  const found: { at: number; end: number; value: string }[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const fit = longest('UNUM', at);
    if (!fit) continue;
    const { text } = tokens[at]!;
    if (text !== 'one') found.push({ at, end: fit.end, value: String(fit.value) });
    at = fit.end - 1;
  }
  return found;
};

const isPlain = (tokens: readonly Token[], free: ReadonlySet<string>): boolean =>
  tokens.every(
    ({ kind, text }, i) =>
      kind === 'number' ||
      isBoundary(tokens[i]) ||
      (kind === 'sign' && /^[£$€!"'()]$/.test(text)) ||
      (kind === 'word' && (free.has(text) || isNumberWord(text) || isUnit(text) || !isLoaded(text))),
  );

/** "Share 24 plums equally between 6 boys. How many does each get?" */
export const shareOf = (tokens: readonly Token[], longestOf: Longest): Problem | undefined => {
  if (tokens.length > 45 || !isPlain(tokens, FREE)) return undefined;
  const words = tokens.map(({ text }) => text);
  const verb = words.findIndex((text) => SHARES.test(text));
  if (verb < 0 || !words.some((text) => EACH.test(text))) return undefined;
  const numbers = numbersOf(tokens, longestOf(tokens));
  if (numbers.length !== 2) return undefined;
  const heads = numbers.filter(({ at, end }) => {
    const next = words.slice(end, end + 2).find((text) => !/^(?:of|the|other)$/.test(text)) ?? '';
    return PEOPLE.has(next) && !(words[at - 1] === 'of' && !AMONG.test(words[at - 2] ?? ''));
  });
  const among = numbers.filter(
    ({ at }) =>
      AMONG.test(words[at - 1] ?? '') ||
      (/^(?:the|my|us)$/.test(words[at - 1] ?? '') && AMONG.test(words[at - 2] ?? '')),
  );
  const [head, more] = among.length > 0 ? among : heads;
  if (!head || more || !(heads.includes(head) || among.length > 0)) return undefined;
  const whole = numbers.find((one) => one !== head)!;
  // "Me and my 2 sisters", "with 3 friends": one more than are counted.
  const ours = words[head.end] === 'of' && /^(?:us|you)$/.test(words[head.end + 1] ?? '');
  const joined = words.slice(Math.max(0, head.at - 3), head.at).concat(words.slice(head.end, head.end + 3));
  if (!ours && (words.includes('with') || joined.some((text) => /^(?:and|&|plus|n|myself|me)$/.test(text))))
    return undefined;
  if (!/^\d+$/.test(head.value) || Number(head.value) < 2) return undefined;
  // "3 packs of 12": what is shared is told of alone.
  const counted =
    !words.slice(whole.end, whole.end + 3).some((text) => isUnit(text)) && !/[£$€]/.test(words[whole.at - 1] ?? '');
  const money =
    words.some((text) => isUnit(text)) || whole.value.includes('.') || /sum|bill|win|won|cost/.test(words.join(' '));
  if (counted && !money && Number(whole.value) % Number(head.value) !== 0) return undefined;
  // What each of them gets, and not how many of them there are.
  const sharers = words[head.end] ?? '';
  if (words.some((text, i) => text === 'many' && words[i + 1] === sharers)) return undefined;
  const ask = words.findLastIndex((text) => /^(?:how|what|whats|which)$/.test(text));
  if (ask >= 0 && words.slice(ask).some((text) => /^(?:left|remain|remains|over|people|boxes|bags)$/.test(text)))
    return undefined;
  return { type: 'value', expression: `${whole.value}/${head.value}` };
};

/** Words of asking for a gap. */
const ASKED = new Set(
  `find solve for if what is the whats give me value of missing number need proportion in determine calculate so =
  and _ ?`.split(/\s+/),
);

/** A letter or a gap of a proportion. */
const isGap = (token: Token | undefined): boolean =>
  token !== undefined && (/^[_?□▢]$/.test(token.text) || (token.kind === 'word' && /^[a-z]$/.test(token.text)));

/** "x : 12 = 5 : 3, x?" */
export const proportionOf = (tokens: readonly Token[]): Problem | undefined => {
  const at = tokens.findIndex(
    (_, i) =>
      /^[:/]$/.test(tokens[i + 1]?.text ?? '') &&
      /^(?:=|==|:|as)$/.test(tokens[i + 3]?.text ?? '') &&
      tokens[i + 5]?.text === tokens[i + 1]!.text,
  );
  if (at < 0) return undefined;
  const places = [0, 2, 4, 6].map((i) => tokens[at + i]);
  const gaps = places.filter((token) => isGap(token));
  const [gap] = gaps;
  if (!gap || gaps.length > 1 || places.some((token) => token !== gap && token?.kind !== 'number')) return undefined;
  const rest = [...tokens.slice(0, at), ...tokens.slice(at + 7)];
  const asks = rest.every((token) => isBoundary(token) || token.text === gap.text || ASKED.has(token.text));
  if (!asks) return undefined;
  const [a, b, c, d] = places.map((token) => (token === gap ? undefined : token!.text));
  const expression =
    a === undefined
      ? `${b}*${c}/${d}`
      : b === undefined
        ? `${a}*${d}/${c}`
        : c === undefined
          ? `${a}*${d}/${b}`
          : `${b}*${c}/${a}`;
  return { type: 'value', expression };
};

/** "How many 20 cent coins make 5 euros?" */
export const portionsOf = (tokens: readonly Token[], longestOf: Longest): Problem | undefined => {
  const how = tokens.findIndex(({ text }, i) => text === 'how' && tokens[i + 1]?.text === 'many');
  if (how < 0 || tokens.length > 30) return undefined;
  const numbers = numbersOf(tokens, longestOf(tokens));
  const [a, b, more] = numbers;
  const amounts = tokens.filter(({ text }) => /^(?:one|an?)$/.test(text)).length;
  if (!a || a.at !== how + 2 || more || (!b && amounts === 0)) return undefined;
  const one = b ?? numbersAt(tokens, a.end);
  if (!one) return undefined;
  const [small, large] = [a, one].map(({ at, end }) => {
    const sign = /^[£$€]$/.test(tokens[at - 1]?.text ?? '') ? tokens[at - 1]!.text : undefined;
    return unitsNamed(sign ?? tokens[end]?.text ?? '');
  });
  const x = small!.find(({ dimension }) => large!.some((other) => other.dimension === dimension));
  const y = large!.find(({ dimension }) => dimension === x?.dimension);
  if (!x || !y || !isPlain(tokens, PORTION)) return undefined;
  const value = ({ factor }: typeof x): number => Number(factor.n) / Number(factor.d);
  const count = (Number(one.value) * value(y)) / (Number(a.value) * value(x));
  if (Math.abs(count - Math.round(count)) > 1e-9) return undefined;
  const [of, to] = [x, y].map(({ factor }) => `${factor.n}/${factor.d}`);
  return { type: 'value', expression: `${one.value}*(${to})/(${a.value}*(${of}))` };
};

const PORTION = new Set(
  `how many make makes can could get from in are there of do need will out would to one a i full fill take`.split(
    /\s+/,
  ),
);

/** "One pound" behind the portions. */
const numbersAt = (tokens: readonly Token[], from: number): { at: number; end: number; value: string } | undefined => {
  const at = tokens.findIndex(({ text }, i) => i >= from && /^(?:one|an?)$/.test(text));
  return at < 0 ? undefined : { at, end: at + 1, value: '1' };
};

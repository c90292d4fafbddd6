/**
 * Parts that are told by name: "1 part stock with 4 parts water, 60 ml of stock", "cement and sand 1 to 4", "35 bottles
 * white to red as 3:2", "the biggest part of 180 as 2:3:4", "A : B = 2 : 3 and B : C = 4 : 5", "1920x1080 to width 640".
 */
import { singularOf } from '../../problem/solve/things.ts';
import { reading, type Outcome } from '../reading.ts';
import { numbersIn } from '../text/text.ts';

const N = String.raw`(\d+(?:\.\d+)?)`;
const same = (a: string, b: string): boolean => singularOf(a) === singularOf(b);

/** Two stuffs and their parts. */
const PAIRS: readonly (readonly [RegExp, (found: RegExpExecArray) => readonly string[]])[] = [
  [
    new RegExp(
      String.raw`\b${N} parts? (?:of )?([a-z]+),? (?:with|to|and|:|plus|for|per) ${N} parts? (?:of )?([a-z]+)`,
    ),
    ([, a = '', one = '', b = '', two = '']) => [one, two, a, b],
  ],
  [
    new RegExp(
      String.raw`\b([a-z]+) (?:and|to|:) ([a-z]+)(?: is| are| as| in)*(?: an?| the)?(?: ratio)?(?: is| of| in| as| =)* ${N} ?(?:to|:) ?${N}(?! ?:)`,
    ),
    ([, one = '', two = '', a = '', b = '']) => [one, two, a, b],
  ],
];
const TOTAL = /\b(?:total|altogether|in all|whole mix(?:ture)?|final (?:volume|mix))\b/;
const STRANGE =
  /\b(?:more|less|fewer|than|each|every|half|twice|difference|left|another|percent|then|added?|per|not)\b|%|[=+*]/;

/** One of two stuffs is told: the other one, or both. All of both is told: one of them. */
const pairAsked = (low: string): Outcome | undefined => {
  for (const [pattern, of] of PAIRS) {
    const found = pattern.exec(low);
    if (!found) continue;
    const [one = '', two = '', a = '', b = ''] = of(found);
    const rest = `${low.slice(0, found.index)} , ${low.slice(found.index + found[0].length)}`.replace(
      /\bsplitting\b/g,
      '',
    );
    const numbers = numbersIn(rest);
    const [known] = numbers;
    if (numbers.length !== 1 || !known || STRANGE.test(rest) || same(one, two)) continue;
    const after = rest.slice(known.end);
    const told =
      /^ ?(?:(?:ml|l|litres?|liters?|cups?|kg|g|grams?|bags?|buckets?|tins?|cans?|spoons?|scoops?) )?(?:of )?([a-z]+)/.exec(
        after,
      )?.[1] ?? '';
    const asked =
      /\b(?:how (?:many|much)|number of|amount of|total) ?([^?]*)\W*$/.exec(after)?.[0] ??
      after
        .split(/[.,;:?]/)
        .filter((part) => /[a-z]/.test(part))
        .at(-1) ??
      '';
    const names = (thing: string): boolean => asked.split(/[^a-z]+/).some((word) => word !== '' && same(word, thing));
    const uses = [...numbersIn(low).map(({ value }) => value), a, b];
    const ratio = (top: string, below: string): Outcome =>
      reading({ type: 'value', expression: `${known.value}*${top}/${below}` }, uses);
    const [asksOne, asksTwo, asksAll] = [names(one), names(two), TOTAL.test(asked)];
    if (same(told, one) || same(told, two)) {
      const [own, other] = same(told, one) ? [a, b] : [b, a];
      if (asksAll && !(same(told, one) ? asksTwo : asksOne)) return ratio(`(${a}+${b})`, own);
      const asksOther = same(told, one) ? asksTwo : asksOne;
      if (asksOther && !asksAll) return ratio(other, own);
    } else if (known.start < found.index && asksOne !== asksTwo && !asksAll)
      return ratio(asksOne ? a : b, `(${a}+${b})`);
  }
  return undefined;
};

const MANY = /\b(\d+)(?: ?: ?| to )(\d+)(?: ?: ?| to )(\d+)(?:(?: ?: ?| to )(\d+))?\b/;

/** The largest or the smallest of several parts, of a whole that is told. */
const extremePart = (low: string): Outcome | undefined => {
  const found = MANY.exec(low);
  const side =
    /\b(?:the )?(biggest|largest|greatest|smallest|least) (?:part|share|amount|portion|one)\b(?![^?]*\b(?:more|than|less|difference|and)\b)/.exec(
      low,
    );
  if (!found || !side || !/\b(?:ratio|as|proportion)\b/.test(low)) return undefined;
  const parts = found.slice(1).filter((one) => one !== undefined);
  const rest = numbersIn(low.replace(found[0], ' ')).filter(
    ({ value, end }) => !(value === `${parts.length}` && /^ [a-z]+/.test(low.slice(end))),
  );
  if (rest.length !== 1 || /\b(?:more|less|than|first|second|third|difference|left|each)\b/.test(low)) return undefined;
  const sizes = parts.map(Number);
  const part = /^(?:smallest|least)$/.test(side[1]!) ? Math.min(...sizes) : Math.max(...sizes);
  const told =
    /\b(?:biggest|largest|greatest|smallest|least) (?:part|share|amount|portion|one) (?:is|was|gets|=) [$£€]?\d/.test(
      low,
    );
  if (told || sizes.filter((one) => one === part).length > 1) return undefined;
  return reading({ type: 'value', expression: `${rest[0]!.value}*${part}/(${parts.join('+')})` }, [
    ...numbersIn(low).map(({ value }) => value),
    ...parts,
  ]);
};

const CHAIN =
  /\b([a-z]) ?: ?([a-z]) ?(?:=|is|as|are) ?(\d+) ?: ?(\d+)(?:,? and|,|;) ([a-z]) ?: ?([a-z]) ?(?:=|is|as|are) ?(\d+) ?: ?(\d+)\b(.*)$/;

/** Two ratios with a thing in common. */
const chained = (low: string): Outcome | undefined => {
  const [, a = '', b = '', p = '', q = '', c = '', d = '', r = '', s = '', rest = ''] = CHAIN.exec(low) ?? [];
  if (a === '' || b !== c || new Set([a, b, d]).size !== 3) return undefined;
  const uses = [...numbersIn(low).map(({ value }) => value), p, q, r, s];
  const ends = /\b([a-z]) ?: ?([a-z])\b/.exec(rest);
  if (ends && !/\d/.test(rest)) {
    const [top, below] = [`${Number(p) * Number(r)}`, `${Number(q) * Number(s)}`];
    if (ends[1] === a && ends[2] === d)
      return reading({ type: 'formula', formula: 'simplest-ratio', given: [top, below] }, [...uses, top, below]);
    return ends[1] === d && ends[2] === a
      ? reading({ type: 'formula', formula: 'simplest-ratio', given: [below, top] }, [...uses, top, below])
      : undefined;
  }
  const told = new RegExp(
    `^\\W*(?:if )?([a-z]) ?(?:=|is) ?${N}\\W+(?:then )?(?:find|what is|how much is|calculate)? ?([a-z])\\W*$`,
  ).exec(rest);
  if (!told) return undefined;
  const [, from = '', value = '', to = ''] = told;
  if (from === a && to === d) return reading({ type: 'value', expression: `${value}*${q}/${p}*${s}/${r}` }, uses);
  return from === d && to === a
    ? reading({ type: 'value', expression: `${value}*${p}/${q}*${r}/${s}` }, uses)
    : undefined;
};

/** A picture that keeps its shape. */
const scaled = (low: string): Outcome | undefined => {
  const found =
    /\b(\d+) ?(?:x|by|\*) ?(\d+)(?: (?:px|pixels|image|picture|photo|video|screen))* (?:down |up )?(?:to|at) (?:an? )?(width|height)(?: of)? (\d+)(?: (?:px|pixels))?,?(?: (?:keeping |with )?(?:the )?same (?:aspect )?ratio)?[.,;]? (?:what is )?(?:the )?(?:new )?(width|height)\W*$/.exec(
      low,
    );
  if (!found || found[3] === found[5] || numbersIn(low.slice(0, found.index)).length > 0) return undefined;
  const [, width = '', height = '', side = '', value = ''] = found;
  const expression = side === 'width' ? `${value}*${height}/${width}` : `${value}*${width}/${height}`;
  return reading({ type: 'value', expression }, [width, height, value]);
};

export const readToldParts = (typed: string): Outcome | undefined => {
  if (typed.length > 200) return undefined;
  const low = typed.replace(/\bone (?=(?:to|:) ?\d)/g, '1 ');
  return chained(low) ?? scaled(low) ?? extremePart(low) ?? pairAsked(low);
};

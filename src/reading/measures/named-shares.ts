/**
 * Shares of a whole by a ratio whose sides are named beside each other: "900 goes to Ann, Raj and Lee in the ratio 2:3:4,
 * how much more does Lee get than Ann?", "split 40 in the ratio 3:5, me 3 and her 5", "mix fuel:oil 50:1, total 10.2 l,
 * oil in ml?". One whole, one ratio, and one or two of its names are asked for.
 */
import { sequence } from '../../regex.ts';
import { reading, type Outcome } from '../reading.ts';
import { factor } from '../roles/things.ts';
import { valuesIn } from '../text/text.ts';

const RATIO = /(?<![\d:.])(\d+) ?: ?(\d+)(?: ?: ?(\d+))?(?![\d:.]\d)/;
const WORD = '(?!(?:and|to|in|the|of|for|with|by|ratio)\\b)[a-z]+';
const LIST = new RegExp(
  sequence(
    `(?:^|[.,] |\\b(?:to|between|among|by|for) )(${WORD})(?:, (${WORD}))?,? and (${WORD}),? `,
    /(?:(?:is|are|get) )?(?:(?:split|shared?|divided?)(?: [$£€]?\d+(?:\.\d+)?)?(?: [a-z]+){0,3} )?(?:in|by) (?:the |a )?ratio(?: of)? $/,
  ),
);
const LABELS = new RegExp(`\\b(${WORD}) ?: ?(${WORD})(?: ?: ?(${WORD}))?(?: is| are| ratio| in| the| of|,)* $`);
const OWN = /^[,;]? (?:i|me) (?:get )?(\d+) and (?:her|him|she|he|they|them) (?:gets? )?(\d+)\b/;
const OTHER = /\b(?:left|then|add(?:ed|s)?|twice|each|percent|before|after|already|used?|half|only|if|not)\b|%/;
const WHOLE = /\b(?:total|of|goes|split|share|shared|divide|divided|is|sum|mix|altogether|in all)\b/;

type Sides = { names: readonly string[]; rest: string };

/** The names of the sides, in the order of the ratio, and what is told behind them. */
const sidesOf = (before: string, sides: readonly string[], after: string): Sides | undefined => {
  const own = OWN.exec(after);
  if (own && sides.length === 2) {
    const [, mine, theirs] = own;
    const rest = after.slice(own[0].length);
    if (mine === theirs) return undefined;
    if (mine === sides[0] && theirs === sides[1]) return { names: ['i', 'her'], rest };
    return mine === sides[1] && theirs === sides[0] ? { names: ['her', 'i'], rest } : undefined;
  }
  const found = LIST.exec(before) ?? LABELS.exec(before);
  const names = found?.slice(1).filter((one) => one !== undefined) ?? [];
  return names.length === sides.length && new Set(names).size === names.length ? { names, rest: after } : undefined;
};

/** The side whose amount is told: "Ann gets 60", "60 kg of sand". */
const knownSide = (low: string, amount: string, names: readonly string[]): number | undefined | 'several' => {
  const value = String.raw`[$£€]?${amount.replace('.', '\\.')}(?![\d.]\d)`;
  const hits = names.flatMap((name, i) => {
    const gets = new RegExp(`\\b${name} (?:gets?|got|has|is|receives?|paid|pays?|weighs?|takes?|=) ${value}`);
    const of = new RegExp(`${value}(?: ?[a-z]+)?(?: of)? ${name}\\b(?! and|,)`);
    return gets.test(low) || of.test(low) ? [i] : [];
  });
  return hits.length > 1 ? 'several' : hits[0];
};

/** Whether an amount is one of all sides together: it stands beside the names, or is called a total. */
const isWhole = (before: string, rest: string, amount: string): boolean => {
  const clause = rest.split(/[.,;?] /).find((one) => new RegExp(`(?<![\\d.])${amount.replace('.', '\\.')}`).test(one));
  if (clause !== undefined) return /\b(?:total|altogether|in all|together|sum|whole)\b/.test(clause);
  return /\b(?:split|share|shared|divide|divided|goes|go|total|is|are|mix|left to)\b/.test(before);
};

export const readNamedShares = (low: string): Outcome | undefined => {
  const ratio = RATIO.exec(low);
  if (!ratio || low.length > 220) return undefined;
  const sides = ratio.slice(1).filter((one) => one !== undefined);
  const before = low.slice(0, ratio.index);
  const named = sidesOf(before, sides, low.slice(ratio.index + ratio[0].length));
  if (!named || OTHER.test(low)) return undefined;
  const { names, rest } = named;
  const told = [...before.matchAll(/(?<![\d.])\d+(?:\.\d+)?/g), ...rest.matchAll(/(?<![\d.])\d+(?:\.\d+)?/g)];
  const [whole] = told;
  // "2-stroke" is no amount.
  const wholes = told.filter((one) => !/^-[a-z]/.test(low.slice(low.indexOf(one[0]) + one[0].length)));
  if (!whole || wholes.length !== 1 || !WHOLE.test(low)) return undefined;
  const amount = wholes[0]![0];
  const known = knownSide(low, amount, names);
  if (known === 'several' || (known === undefined && !isWhole(before, rest, amount))) return undefined;
  const unit = new RegExp(`(?<![\\d.])${amount.replace('.', '\\.')} ?([a-z]+)`).exec(low)?.[1];
  // "Of each" would be another whole.
  const asked = /(?:[.?;] |, |\) ?)((?:how|what|which|find|give)?[^.?;\d]*)\W*$/.exec(low)?.[1] ?? '';
  const wanted = /\bin ([a-z]+)\W*$/.exec(asked)?.[1];
  const at = names.map((one, i) => ({ i, at: asked.search(new RegExp(`\\b${one}\\b`)) })).filter((one) => one.at >= 0);
  if (known !== undefined && at.some((one) => one.i === known)) return undefined;
  const total = known === undefined ? `(${sides.join('+')})` : sides[known]!;
  const uses = [...valuesIn(low), ...sides, amount, ...told.map((one) => one[0])];
  const times = wanted === undefined || unit === undefined ? undefined : factor(unit, wanted);
  const scale = times === undefined || times === '1' ? '' : `*${times.includes('/') ? `(${times})` : times}`;
  const value = (side: string): Outcome =>
    reading({ type: 'value', expression: `${amount}*${side}/${total}${scale}` }, uses, false);
  const [first, second] = at.toSorted((a, b) => a.at - b.at);
  if (first && second && at.length === 2 && /\b(?:more|less|fewer|difference)\b/.test(asked)) {
    const [a, b] = [sides[first.i]!, sides[second.i]!];
    const [more, fewer] = [Number(a) > Number(b), /\b(?:less|fewer)\b/.test(asked)];
    if (/\bdifference\b/.test(asked)) return value(more ? `(${a}-${b})` : `(${b}-${a})`);
    return more === fewer ? undefined : value(more ? `(${a}-${b})` : `(${b}-${a})`);
  }
  return first && at.length === 1 && !/\b(?:more|less|fewer|difference|than|ratio)\b/.test(asked)
    ? value(sides[first.i]!)
    : undefined;
};

/**
 * What fraction of one whole is used, eaten, full or left: fractions of it that go one after the other ("1/4 of the bag in
 * the morning and 1/4 of it in the evening"), a level that falls or rises ("was 3/4 full, I take out 1/4 of a tank"), and
 * equal slices of which some go. "It" is the whole, not the part before.
 */
import { alternatives, sequence } from '../../regex.ts';
import { evaluateTree, parseExpression } from '../../problem/solve/expression.ts';
import { singularOf } from '../../problem/solve/things.ts';
import { reading, refusal, type Outcome } from '../reading.ts';
import { PART, PARTS } from '../text/fraction-words.ts';
import { scanOf } from '../text/scan.ts';
import { numbersIn } from '../text/text.ts';

const FRACTION = String.raw`(?<![\w./])(?:(\d+) ?\/ ?(\d+)|(\d+|an?|one|another)[ -](${PART})s?|(half))(?![\w/])`;
const OWN = /(?:the|a|an|my|our|his|her|their|this|that|one|1|its) (?:whole |full |same )?/;

/** What people do with a whole until it is gone, by the word that is asked for too. */
const DOING: readonly (readonly string[])[] = [
  'eat eats ate eaten'.split(' '),
  'use uses used'.split(' '),
  'drink drinks drank drunk'.split(' '),
  'read reads'.split(' '),
  'paint paints painted'.split(' '),
  'spend spends spent'.split(' '),
  'take takes took taken'.split(' '),
  'give gives gave given'.split(' '),
  'sell sells sold'.split(' '),
  'cut cuts mow mows mowed mown'.split(' '),
  'walk walks walked'.split(' '),
  'do does did done finish finishes finished complete completed'.split(' '),
  'go goes went gone'.split(' '),
  'lose loses lost'.split(' '),
  'dig digs dug plant plants planted sow sowed sown'.split(' '),
  'toast toasts toasted bake bakes baked'.split(' '),
  'burn burns burned burnt fill fills filled cover covers covered'.split(' '),
  'wash washes washed clean cleans cleaned'.split(' '),
  'pour pours poured drain drains drained'.split(' '),
];
const CLASS = new Map(DOING.flatMap((all, i) => all.map((one) => [one, i] as const)));
/** Classes after which a thing is gone, of which any other may be asked. */
const GONE = new Set([0, 1, 2, 5, 6, 7, 8, 12, 13, 18].map(String));
const classesIn = (text: string): Set<string> =>
  new Set((text.match(/[a-z]+/g) ?? []).flatMap((one) => (CLASS.has(one) ? [String(CLASS.get(one))] : [])));

const LEFT = /\b(?:left|remain\w*|still (?:there|in)|uneaten|unused|unread|unpainted|to go|not)\b/;
const ASK = new RegExp(
  sequence(
    /(?:^|[.,;!?] ?)(?:and |so |now )*/,
    `((?:(?:what|which) (?:simplest )?(?:fraction|part|proportion)|how much)(?: of (?:it|${OWN.source}?[a-z]+))?\\b[^.?!]*|how full [^.?!]*)`,
    /\W*$/,
  ),
);
const TIMES =
  /\b(?:morning|evening|afternoon|night|today|yesterday|first|then|another|day|later|after|lunch|dinner|breakfast|week|monday|tuesday|wednesday|thursday|friday|saturday|sunday|before|noon|together|altogether|total|same|of it)\b/g;
const TOGETHER =
  /\b(?:is|was|makes?|are|comes? to) (?:that|it|this)\b|\b(?:together|altogether|in total|in all|total)\b/;

const lowest = (sum: string, uses: readonly string[]): Outcome | undefined => {
  const value = evaluateTree(parseExpression(sum)!);
  if (!value) return undefined;
  if (value.n < 0n || value.n > value.d) return refusal('contradiction', 'the parts are more than the whole');
  return reading({ type: 'formula', formula: 'as-fraction', given: [`${value.n}/${value.d}`] }, [
    ...uses,
    `${value.n}`,
    `${value.d}`,
  ]);
};

const valueOf = (one: RegExpMatchArray): string =>
  one[1] === undefined
    ? `${/^\d+$/.test(one[3] ?? '') ? one[3] : 1}/${PARTS[one[4] ?? 'half']}`
    : `${one[1]}/${one[2]}`;

type Piece = { value: string; of: string; before: string; start: number; end: number };
/** The fractions of what is told, each with the noun that it is of. */
const piecesIn = (told: string): Piece[] =>
  [...told.matchAll(new RegExp(FRACTION, 'g'))].map((one) => {
    const end = one.index + one[0].length;
    const of = new RegExp(`^ of (it|them|(?:${OWN.source})?(?:[a-z]+ of )?[a-z]+)\\b|^ (?:an? |the )?([a-z]+)\\b`).exec(
      told.slice(end),
    );
    const noun = /^ (full|empty)\b/.exec(told.slice(end))?.[1] ?? of?.[1] ?? '';
    return { value: valueOf(one), of: noun, before: told.slice(0, one.index), start: one.index, end };
  });

/** "The bag of flour" and "the bag", "it". */
const headOf = (noun: string): string =>
  singularOf(
    noun
      .replace(new RegExp(`^(?:${OWN.source})`), '')
      .replace(/ of .*$/, '')
      .trim(),
  );
const ofOneWhole = (pieces: readonly Piece[], asked: string): boolean => {
  const heads = new Set(pieces.flatMap(({ of }) => (/^(?:it|them|full|)$/.test(of) ? [] : [headOf(of)])));
  const named = new RegExp(`\\bof (?:${OWN.source})?([a-z]+)\\b`).exec(asked)?.[1];
  if (named !== undefined && named !== 'it') heads.add(singularOf(named));
  return heads.size === 1 && ![...heads].some((one) => /^(?:rest|remainder|remaining|what|that|money|time)$/.test(one));
};

const OTHER =
  /\b(?:each|every|more|less|fewer|twice|than|percent|half of it|both|if|per|rest|remainder|average|was left)\b|%/;
const IN = /\b(?:add(?:s|ed)?|put|pour(?:s|ed)? in|fill(?:s|ed)? in|top(?:s|ped)? up|refill(?:s|ed)?)\b/;
const OUT = new RegExp(
  alternatives(
    /\b(?:take|takes|took|pour|pours|poured|pump|pumps|pumped|draw|draws|drew) (?:out|off|away)\b/,
    /\b(?:use|uses|used|drink|drinks|drank|spill|spills|spilled|spilt|burn|burns|burned|burnt|eat|eats|ate|lose|loses|lost|drain|drains|drained|remove|removes|removed|sell|sells|sold|drove|leaks?|leaked|give|gave)\b/,
  ),
);

/** "The tank was 3/4 full. I use 1/4 of the tank." */
const level = (told: string, asked: string, uses: readonly string[]): Outcome | undefined => {
  const pieces = piecesIn(told);
  const [full, ...changes] = pieces;
  if (full?.of !== 'full' || changes.length === 0 || !/\bfull\b|\bleft\b|\bremain/.test(asked)) return undefined;
  const [only] = changes;
  // "Half of the fuel that was in it": of what was there.
  const inIt = /^ of (?:the [a-z]+|what|everything)(?: that)? (?:was|is) (?:left )?in (?:it|there)\b/;
  if (changes.length === 1 && inIt.test(told.slice(only!.end)) && OUT.test(told.slice(full.end, only!.start)))
    return lowest(`${full.value}*(1-${only!.value})`, uses);
  if (changes.some(({ of }) => of === '' || /^(?:full|empty|it)$/.test(of))) return undefined;
  // "A third of the water in it" is of what was there: only of the vessel itself a part is told.
  const vessel = /\b(?:the|my|our|a|his|her|this)? ?([a-z]+) (?:is|was) (?:about |only |just )?$/.exec(
    full.before,
  )?.[1];
  if (vessel === undefined || changes.some(({ of }) => headOf(of) !== singularOf(vessel))) return undefined;
  let sum = full.value;
  let from = full.end;
  for (const one of changes) {
    const between = told.slice(from, one.start);
    if (IN.test(between) === OUT.test(between)) return undefined;
    sum += IN.test(between) ? `+${one.value}` : `-${one.value}`;
    from = one.end;
  }
  return lowest(sum, uses);
};

/** Parts of one whole that go one after the other. */
const sumOf = (told: string, asked: string, uses: readonly string[]): Outcome | undefined => {
  const pieces = piecesIn(told);
  if (pieces.length < 2 || pieces.length > 4 || pieces.some(({ of }) => /^(?:full|empty)$/.test(of))) return undefined;
  if (pieces[0]!.of === '' || pieces[0]!.of === 'it' || !ofOneWhole(pieces, asked)) return undefined;
  const [done, wanted] = [classesIn(told), classesIn(asked.replace(/\b(?:have|has|had|did|do|does|is|was) /g, ' '))];
  if (done.size !== 1 || LEFT.test(told) || LEFT.test(asked)) return undefined;
  const sameDone =
    wanted.size > 0 &&
    [...wanted].every((one) => done.has(one) || (GONE.has(one) && [...done].every((two) => GONE.has(two))));
  if (!(wanted.size === 0 ? TOGETHER.test(asked) : sameDone)) return undefined;
  return lowest(pieces.map(({ value }) => value).join('+'), uses);
};

const SLICES = /(?:slices?|pieces?|parts?|bits?|squares?|wedges?|segments?|portions?|chunks?|strips?)/;
const EQUAL = /(?:(?:equal|even|equally big|identical|same-size|same) )*/;
/** "8 equal slices, 3 of them eaten" */
const slices = (told: string, asked: string, uses: readonly string[]): Outcome | undefined => {
  if (!/\b(?:fraction|part|proportion)\b/.test(asked)) return undefined;
  const all = new RegExp(
    `(?<![\\d./])(\\d+) ${EQUAL.source}${SLICES.source}\\b(?! (?:are|is|were|was|left|gone|eaten)\\b)`,
  ).exec(told);
  const cut = new RegExp(`(?:equal|even) ${SLICES.source}\\b`).exec(told);
  if (!all)
    return cut && !/\d/.test(told.slice(0, cut.index).replace(/\b1\b/g, ''))
      ? refusal('missing', 'how many slices there are is missing')
      : undefined;
  const rest = `${told.slice(0, all.index)} , ${told.slice(all.index + all[0].length)}`.replace(
    /^\W*(?:1|one|a) (?=[a-z])/,
    '',
  );
  const numbers = numbersIn(rest);
  const behind = rest.slice(all.index - 2);
  if (numbers.length === 0 && /\b(?:some|several|a few)\b/.test(behind))
    return refusal('missing', 'how many slices go is missing');
  const [count, ...more] = numbers;
  if (!count || more.length > 0 || count.start < all.index - 4 || /\b(?:another|some|half|each|every)\b/.test(rest))
    return undefined;
  const clause = rest.slice(all.index - 2);
  const [leftTold, leftAsked] = [LEFT.test(clause), LEFT.test(asked)];
  const [done, wanted] = [
    classesIn(clause),
    classesIn(asked.replace(/\b(?:have|has|had|did|do|does|is|was|been) /g, ' ')),
  ];
  const gone = [...done].every((one) => GONE.has(one));
  const same = wanted.size > 0 && [...wanted].every((one) => done.has(one) || (gone && GONE.has(one)));
  if (leftTold && done.size > 0) return undefined;
  let part: string | undefined;
  if (leftTold && leftAsked) part = count.value;
  else if (leftTold && wanted.size > 0 && [...wanted].every((one) => GONE.has(one))) part = `${all[1]}-${count.value}`;
  else if (!leftTold && leftAsked && done.size > 0 && gone && wanted.size === 0) part = `${all[1]}-${count.value}`;
  else if (
    !leftTold &&
    !leftAsked &&
    done.size > 0 &&
    (same || (wanted.size === 0 && /\bis (?:that|this)\b/.test(asked)))
  )
    part = count.value;
  return part === undefined ? undefined : lowest(`(${part})/${all[1]}`, uses);
};

/** Undefined where a number or a telling word has no place. */
export const readWholeParts = (low: string): Outcome | undefined => {
  const ask = low.length > 220 ? null : ASK.exec(low);
  const asked = ask?.[1];
  if (
    !ask ||
    asked === undefined ||
    /\d/.test(asked) ||
    !/\bfraction|\bpart\b|\bproportion|how full|how much of/.test(asked)
  )
    return undefined;
  const told = low.slice(0, ask.index);
  if (OTHER.test(told)) return undefined;
  const uses = [...numbersIn(low).map(({ value }) => value), ...(low.match(/\d+/g) ?? [])];
  const scan = scanOf(told);
  scan.takeAll(new RegExp(FRACTION, 'g'));
  const free = scan.explained(
    new RegExp(
      `${TIMES.source}|\\badded\\b|\\b(?:equal|even|same|left|remain(?:s|ed|ing)?)\\b|\\bsquares?\\b|\\d+`,
      'g',
    ),
  );
  if (!free) return undefined;
  const bare = !/\d/.test(scan.rest().replace(/\b1 (?=[a-z])/g, ''));
  return (bare ? (level(told, asked, uses) ?? sumOf(told, asked, uses)) : undefined) ?? slices(told, asked, uses);
};

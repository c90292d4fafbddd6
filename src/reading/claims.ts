/**
 * Reads claims: "is it true that 37 × 27 makes 999?", "my son says 12 % of 50 is 6, is he right?", "is 3/4 more than
 * 0.7". A claim is a question whose two sides are read by the readers of all kinds and compared. It is read only where
 * both sides are: a number, an amount with its unit, a numeral, a name of the calendar, or a question that has an
 * answer. What stands beside the claim must hold neither a number nor a word that tells something.
 */
import { printProblem } from '../problem/formal/print.ts';
import { joinsParities } from './logic/booleans.ts';
import type { Problem, ProblemOf } from '../problem/formal/problem.ts';
import { unitsNamed, unitsTogether } from '../problem/solve/units.ts';
import { alternatives, anyOf, sequence } from '../regex.ts';
import { shownNumeral } from './numbers/shown-numeral.ts';
import type { Text } from './text/text.ts';

type Relation = ProblemOf<'claim'>['relation'];
/** What a reader makes of one side as a question; undefined where it has no answer. */
export type ReadSide = (question: string) => Problem | undefined;

const CHECK_WORD = /true|correct|right|so|the case|accurate|a fact|valid|wrong|false|really so/;
const OPINION = sequence(
  /(?:i|we|he|she|they|my|our|his|her|their|the|a|an|this|some|someone|somebody|[a-z]+)(?: [a-z']+){0,3}? /,
  anyOf(
    /says?|said|claims?|claimed|thinks?|thought|reckons?|insists?|swears?|believes?|wrote|told me|tells me/,
    /(?:am|is|are) (?:sure|certain|convinced)|makes? out/,
  ),
  /(?: (?:that|to me|me))*/,
);

/** What stands before a claim and makes it one. */
const LEADS: readonly RegExp[] = [
  new RegExp(
    `^(?:(?:so|and|but) )?(?:is|was|would) it (?:be )?(?:really |actually )?(?:${CHECK_WORD.source}) (?:that|to say(?: that)?|if i say(?: that)?) `,
  ),
  new RegExp(
    sequence(
      /^(?:is|are) (?:it|this|that|the following)(?: statement| claim)? (?:true|correct|right)/,
      /(?: or (?:false|not|wrong|incorrect))? ?[:,?] ?/,
    ),
  ),
  new RegExp(
    sequence(
      /^(?:the )?/,
      anyOf(
        /true or false|t or f|t\/f|right or wrong|correct or not|yes or no|fact or fiction|fact check/,
        /fact-check/,
      ),
      / ?[:,?-]? ?/,
    ),
  ),
  new RegExp(
    sequence(
      /^(?:(?:can|could|would) you |please |i (?:want|need|would like) (?:you )?to |help me )*/,
      /(?:check|confirm|verify|see|tell me|know|say)(?: for me)?(?: this| it)?(?: for me)? ?/,
      /(?:that|whether|if|:|,)+ (?:it is true that )?/,
    ),
  ),
  new RegExp(
    sequence(
      /^(?:am i|was i|are we|is (?:he|she|it)) (?:right|correct|wrong)/,
      '(?:',
      sequence(
        / /,
        anyOf(
          /that|in (?:saying|thinking)(?: that)?|to (?:say|think)(?: that)?|if i say(?: that)?/,
          /when i say(?: that)?|,|:/,
        ),
      ),
      ')+',
      / /,
    ),
  ),
  /^(?:the |this )?(?:claim|statement|check)(?: is| to check)? ?: ?/,
];
/** What stands behind it. */
const TRAIL = new RegExp(
  sequence(
    /^(?:so |and |but |now )?/,
    anyOf(
      sequence(
        /(?:is|was|are|am) (?:that|this|it|he|she|they|i|we|my [a-z]+|the [a-z]+)(?: really| actually)? /,
        anyOf(CHECK_WORD),
        /(?: or (?:not|wrong|false|incorrect))?/,
      ),
      sequence(
        /(?:does|did|do) (?:he|she|they|i|we|my [a-z]+|that|it) /,
        /(?:have it right|get it right|add up|hold|check out|make sense|work out)/,
      ),
      alternatives(
        /(?:true|right|correct|yes|accurate)(?: or (?:not|false|wrong|no|incorrect))?|or not|innit/,
        /is it not|agree(?:d)?|do you agree|yes\/no|t\/f|true\/false/,
      ),
    ),
    /(?: please| then| there)?$/,
  ),
);
const SAYS_TRUTH = /\btrue or false\b|\bt or f\b|\bt\/f\b|\btrue\/false\b|\bfalse or true\b/;

/** Whether the answer is asked for as true or false. */
export const saysTruth = ({ low }: Text): boolean => SAYS_TRUTH.test(low);

const QUOTED = /^\W*is (?:the |this )?(?:statement|sentence|claim) "([^"]+)" true or false\W*$/i;
/** 'Is the statement "5 is odd" true or false?' as "True or false: 5 is odd". */
export const unquotedClaim = (question: string): string =>
  question
    .replace(/[“”]/g, '"')
    .replace(QUOTED, (whole, said: string) => (/\d/.test(said) ? `True or false: ${said}` : whole));

/** A clause beside the claim that holds one of these tells something of it. */
const TELLING = new RegExp(
  sequence(
    /\b/,
    anyOf(
      alternatives(
        /if|unless|except|without|ignoring|rounded|about|roughly|approximately|nearly|almost|each|every/,
        /half|twice|double/,
      ),
      /percent|per|squared|cubed|plus|minus|times|divided|which|what|how|who|when|where|why|than|or/,
    ),
    /\b|[%=<>*/^+]/,
  ),
);

const BE = /(?:is|are|was|were|be)/;
const REALLY = /(?: (?:really|actually|exactly|indeed|just|only|truly|always|simply|precisely))*/;
const after = (words: RegExp): RegExp => new RegExp(sequence(/(?<=\s)/, words, /(?=\s|$)/), 'g');

/** Words between the sides, from the most telling to the least. */
const RELATIONS: readonly (readonly [RegExp, Relation])[] = [
  [
    after(new RegExp(sequence(`(?:${BE.source} )?`, /(?:not (?:equal to|the same as)|different from|!=)/))),
    'differs-from',
  ],
  [after(new RegExp(sequence(`(?:${BE.source} )?`, /(?:at least|no less than|>=)/))), 'reaches'],
  [after(new RegExp(sequence(`(?:${BE.source} )?`, /(?:at most|no more than|<=)/))), 'is-within'],
  [
    after(
      new RegExp(
        sequence(
          `(?:${BE.source} )?`,
          REALLY,
          / ?(?:(?:more|greater|bigger|larger|higher|longer|heavier|faster) than|above|over|>)/,
        ),
      ),
    ),
    'exceeds',
  ],
  [/(?<=\s)exceeds?(?=\s)/g, 'exceeds'],
  [
    after(
      new RegExp(
        sequence(
          `(?:${BE.source} )?`,
          REALLY,
          / ?(?:(?:less|smaller|lower|fewer|shorter|lighter|slower) than|below|under|<)/,
        ),
      ),
    ),
    'is-below',
  ],
  [
    after(
      new RegExp(
        sequence(
          `(?:${BE.source} )?`,
          REALLY,
          sequence(
            / ?/,
            anyOf(
              /the same(?: number| thing| amount| value)? as|equal to|identical to|equivalent to/,
              /as (?:much|many|long|heavy) as|worth|==?/,
            ),
          ),
        ),
      ),
    ),
    'equals',
  ],
  [
    after(
      new RegExp(
        sequence(
          REALLY,
          sequence(
            / ?/,
            anyOf(
              /equals?|makes?|gives?(?: you| us| me)?|comes? (?:out )?(?:to|at|as)|amounts? to|adds? up to/,
              /totals?|means?|works? out (?:at|as|to)|stands? for|corresponds? to|solves?|leaves?/,
              /f(?:e|a)lls? on|lands? on|was on|is on/,
            ),
          ),
          REALLY,
        ),
      ),
    ),
    'equals',
  ],
  [after(new RegExp(sequence(BE, / not/))), 'differs-from'],
  [after(new RegExp(sequence(BE, REALLY))), 'equals'],
  [/(?<=\s)(?:really|actually|exactly|indeed)(?=\s)/g, 'equals'],
];

/** The sides that a claim may have, as they were typed. */
type Split = { left: string; relation: Relation; right: string; /** By a sign. */ signed?: boolean };

/** No side ends like this: what follows belongs to it. */
const OPEN_END = new RegExp(
  alternatives(
    sequence(
      /(?:^|\s)/,
      anyOf(
        /of|by|to|than|in|and|plus|times|minus|from|or|a|an|the|before|after|between|until|at|with|for|on/,
        /is|are|over|into|not|minus|factor|multiple|divisible|number/,
      ),
      /$/,
    ),
    /[-+*/^(,<>=:]$/,
  ),
);

/** "is 37*28 1036": the last number is the other side. */
const bareSplit = (text: string): Split | undefined => {
  const found =
    /(?<=\s)(?:an? )?[$£€]?-?\d+(?:\.\d+)?(?:\/\d+)?(?: ?%| ?(?!of\b|and\b|to\b|by\b|times\b|plus\b|minus\b)[a-z²³°]+)?$/i.exec(
      text,
    );
  const named =
    /(?<=\s)(?:on )?(?:an? )?(?:mon|tues|wednes|thurs|fri|satur|sun)day$/i.exec(text) ??
    /(?<=\s)[IVXLCDM]{2,}$/.exec(text);
  const unit = /(?<=\s)an? ([a-z]+)$/i.exec(text);
  const at = found?.index ?? named?.index ?? (unit && unitsNamed(unit[1]!).length > 0 ? unit.index : undefined);
  if (at === undefined) return undefined;
  const left = text.slice(0, at).trim();
  return left === '' || OPEN_END.test(left) ? undefined : { left, relation: 'equals', right: text.slice(at) };
};

const splitsOf = (text: string, inverted: boolean): Split[] => {
  const low = text.toLowerCase();
  const out: Split[] = [];
  for (const [words, relation] of RELATIONS)
    for (const found of low.matchAll(words)) {
      const [left, right] = [text.slice(0, found.index).trim(), text.slice(found.index + found[0].length).trim()];
      if (left !== '' && right !== '' && !OPEN_END.test(left))
        out.push({ left, relation, right, signed: /[<>=]/.test(found[0]) });
    }
  const bare = inverted ? bareSplit(text) : undefined;
  return bare ? [...out, bare] : out;
};

type Framed = { body: string; framed: boolean; truth: boolean };

/** What a side says: a number with what it is counted in, or a problem. */
type Side = { value: string; unit?: string; percent?: true } | { problem: Problem } | { name: string };

const DAY = /^(?:on )?(?:an? )?((?:mon|tues|wednes|thurs|fri|satur|sun)day)$/i;
const AMOUNT = new RegExp(
  sequence(
    /^(?:exactly |just |only |an? |the number )*?(an?|half an?|(?:[$£€] ?)?-?\d+(?:\.\d+)?(?:\/\d+)?)/,
    /(?: ?(%|percent\b|per ?cent\b)|[ -]?(square[ -][a-z]+|[a-z²³°]+))?((?: [a-z]+){0,2})$/,
  ),
  'i',
);
const AFTER_NUMBER = new RegExp(
  sequence(
    /^/,
    '(?:',
    sequence(
      / /,
      anyOf(
        /increase|decrease|rise|fall|drop|discount|rise|times|in total|in all|together|altogether|left/,
        /long|old|each|exactly|of it/,
      ),
    ),
    ')*',
    /$/,
  ),
);

const PARTS = ['half', 'third', 'quarter', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];
const PART = new RegExp(`^(?:(?:an? )|(\\d+) )?(half|halves|${PARTS.slice(1).join('|')})s?$`, 'i');

const literal = (text: string): Side | undefined => {
  const day = DAY.exec(text)?.[1];
  if (day !== undefined) return { name: day[0]!.toUpperCase() + day.slice(1).toLowerCase() };
  if (/^[IVXLCDM]{2,}$/.test(text)) return { problem: { type: 'unroman', value: text } };
  if (/^(?:true|false|prime|even|odd)$/i.test(text)) return undefined;
  const part = PART.exec(text);
  if (part)
    return { value: `${part[1] ?? 1}/${PARTS.indexOf(part[2]!.toLowerCase().replace(/^hal(?:f|ves)$/, 'half')) + 2}` };
  const found = AMOUNT.exec(text);
  if (!found || /\b(?:about|roughly|nearly)\b/.test(text)) return undefined;
  const [, count = '', percent, word, rest = ''] = found;
  if (!AFTER_NUMBER.test(rest)) return undefined;
  const value = /^half/i.test(count) ? '1/2' : /^an?$/i.test(count) ? '1' : count.replace(/^[$£€] ?/, '');
  if (percent !== undefined) return { value, percent: true };
  if (word === undefined) return /^an?$/i.test(count) ? undefined : { value };
  const unit = word.toLowerCase().replace(/^square[ -]/, 'square-');
  if (unitsNamed(unit).length > 0) return { value, unit };
  return /^an?$/i.test(count) ||
    !/^[a-z]+$/.test(unit) ||
    /^(?:of|or|plus|minus|times?|x|squared|cubed|degrees)$/.test(unit)
    ? undefined
    : { value };
};

const sideOf = (text: string, read: ReadSide): Side | undefined => {
  const plain = text
    .replace(/^(?:that|then|exactly|really|just|only) /i, '')
    .replace(/[\s.,;:!?]+$/, '')
    .trim();
  const found = literal(plain);
  if (found) return found;
  if (/^-?\(?-?[\d.]+\)?$/.test(plain)) return { value: plain.replace(/[()]/g, '') };
  for (const question of [`What is ${plain}?`, ...(/\d/.test(plain) ? [plain] : [])]) {
    const problem = read(question);
    if (problem) return { problem };
  }
  return undefined;
};

/** The side beside one that is told: asked for in its unit, as a weekday, as a numeral. */
const sideBeside = (text: string, other: Side, read: ReadSide): Side | undefined => {
  if ('name' in other) {
    const problem = read(`What day of the week is ${text}?`);
    return problem?.type === 'weekday' ? { problem } : undefined;
  }
  const side = sideOf(text, read);
  if (side && !('problem' in side && !/\d/.test(text)) && !('problem' in side && 'unit' in other)) return side;
  const counted = 'unit' in other && other.unit !== undefined ? read(`How many ${other.unit} is ${text}?`) : undefined;
  return counted ? { problem: counted } : side;
};

const PERCENTS = new Set(['percent-rate', 'percent-change', 'percent-drop']);
const lineOf = (side: Side, other: Side): string | undefined => {
  if ('name' in side) return side.name;
  if ('problem' in side) return printProblem(side.problem);
  if (side.percent !== undefined) {
    const counted = 'percent' in other && other.percent;
    const asked = 'problem' in other && other.problem.type === 'formula' && PERCENTS.has(other.problem.formula);
    return counted || asked ? `value ${side.value}` : `value ${side.value}/100`;
  }
  return `value ${side.value}`;
};

/** A claim of two amounts: the first one in the unit of the other. Undefined: they can't be compared. */
const amounts = (a: Side, b: Side): readonly [string, string] | undefined => {
  if (!('unit' in a) || !('unit' in b) || a.unit === undefined || b.unit === undefined) return undefined;
  const [x, y] = [unitsNamed(a.unit), unitsNamed(b.unit)];
  if (x.some((one) => y.some((two) => one.name === two.name))) return [`value ${a.value}`, `value ${b.value}`];
  if (!unitsTogether(a.unit, b.unit)) return undefined;
  return [`convert ${a.value} ${a.unit} to ${b.unit}`, `value ${b.value}`];
};

const claimOf = (
  { left, relation, right, signed }: Split,
  { framed, truth }: Framed,
  read: ReadSide,
): Problem | undefined => {
  const told = sideOf(right, read);
  const a = told && sideBeside(left, told, read);
  if (!a || !told) return undefined;
  const numeral = 'problem' in a && a.problem.type === 'roman' && 'problem' in told && told.problem.type === 'unroman';
  const b = numeral ? { name: right.trim() } : told;
  // "Is 12 7?" claims nothing; "3 > 5" and "it is true that 3 is more than 2" are truth values.
  const bare = 'value' in a && 'value' in b && a.unit === undefined && a.percent === b.percent;
  if (bare && !/[/.]/.test(a.value + b.value) && (signed || framed || relation === 'equals')) return undefined;
  if ('problem' in a && a.problem.type === 'make') return undefined;
  // Two numerals beside each other are a sum in a code.
  if ([a, b].every((one) => 'problem' in one && one.problem.type === 'unroman')) return undefined;
  const units = [a, b].map((one) => ('unit' in one ? one.unit : undefined));
  if (units.some((one) => one !== undefined) && [a, b].some((one) => 'percent' in one && one.percent)) return undefined;
  const both = units.every((one) => one !== undefined);
  const lines = both ? amounts(a, b) : [lineOf(a, b), lineOf(b, a)];
  const [one, other] = lines ?? [];
  return one === undefined || other === undefined
    ? undefined
    : { type: 'claim', left: one, relation, right: other, ...(truth && { truth }) };
};

/** "vowel" as "vowels"; a letter stays. */
const plural = (what: string): string => (/^[a-z]{3,}[^s\W]$/i.test(what) ? `${what}s` : what);

/** "are there 60 minutes in an hour", "does banana have 3 a's": how many there are is asked, and compared. */
const countOf = (text: string, truth: boolean, read: ReadSide): Problem | undefined => {
  const there = /^(?:are|is|were|was) there (?:really |exactly |only )?(\d+) (.+)$/i.exec(text);
  const has =
    /^(?:does |do |did )?(?:the (?:word|name) )?(.+?) (?:have|has|contains?|got) (?:exactly |only |just )*(\d+|a single|one) (.+)$/i.exec(
      text,
    );
  const [count, question] = there
    ? [there[1]!, `How many ${there[2]!.replace(/ in /, ' are there in ')}?`]
    : [has?.[2]?.replace(/^(?:a single|one)$/i, '1'), `How many ${plural(has?.[3] ?? '')} are there in ${has?.[1]}?`];
  const problem = count === undefined ? undefined : read(question);
  return problem && count !== undefined
    ? {
        type: 'claim',
        left: printProblem(problem),
        relation: 'equals',
        right: `value ${count}`,
        ...(truth && { truth }),
      }
    : undefined;
};

/** The claim alone: without the words that make it one and the clauses beside it. */
const bodyOf = (text: string): Framed | undefined => {
  const truth = SAYS_TRUTH.test(text.toLowerCase());
  let framed = false;
  const parts = text.split(/(?<=[.?!;:,])\s+(?=\S)/).map((one) => one.trim());
  const clean = (one: string): string => one.replace(/[\s.?!;:,]+$/, '').toLowerCase();
  const tells = (one: string): boolean => /\d|\b[IVXLCDM]{2,}\b/.test(one);
  while (parts.length > 1 && !tells(parts.at(-1)!)) {
    const last = clean(parts.pop()!);
    if (TRAIL.test(last)) framed = true;
    else if (TELLING.test(last)) return undefined;
  }
  while (parts.length > 1 && !tells(parts[0]!)) {
    const first = clean(parts.shift()!);
    if (LEADS.some((lead) => lead.test(`${first}:`) || lead.test(`${first} `))) framed = true;
    else if (TELLING.test(first)) return undefined;
  }
  let body = parts.join(' ').replace(/[\s.?!;:,]+$/, '');
  for (let i = 0; i < 3; i++) {
    const low = body.toLowerCase();
    const lead = LEADS.map((one) => one.exec(low)?.[0]).find((one) => one !== undefined);
    if (lead !== undefined) {
      framed = true;
      body = body.slice(lead.length).trim();
    }
    const opinion = new RegExp(`^${OPINION} (?=\\S)`).exec(body.toLowerCase())?.[0];
    if (opinion !== undefined && !/\d/.test(opinion)) body = body.slice(opinion.length).trim();
    const trail =
      /, (?:right|correct|true|yes|is it|or not)$|,? (?:innit|true or false|right or wrong|correct or not|yes or no|is that right)$/.exec(
        body.toLowerCase(),
      );
    if (trail) {
      framed = true;
      body = body.slice(0, trail.index);
    }
  }
  return body === '' ? undefined : { body, framed, truth };
};

const INVERTED =
  /^(?:so |and |but )?(?:is|are|was|were|does|do|did|would|will|can|is not|are not|does not) (?!(?:you|u|someone|anyone) )/i;
const ASKS = /\b(?:what|which|how|who|when|where|why|whose)\b/i;

/** The claim of a question as a problem; undefined where it makes none, or a side of it can't be read. */
export const readClaim = ({ text }: Text, read: ReadSide): Problem | undefined => {
  if (text.length > 300 || ASKS.test(text.replace(/\bwhat (?:i|he|she|they) (?:say|says|said)\b/gi, '')))
    return undefined;
  // "7 is even or 9 is odd" is a boolean expression.
  if (joinsParities(text.toLowerCase())) return undefined;
  const numeral = shownNumeral(text);
  if (numeral) return numeral;
  // "Would you mind solving 9 - 2k = 21?" asks for the unknown.
  if (/\bsolv(?:e|ing)\b/i.test(text)) return undefined;
  const found = bodyOf(text);
  if (!found || !/\d|\b[IVXLCDM]{2,}\b/.test(found.body)) return undefined;
  const { body, framed, truth } = found;
  if (/\b(?:about|roughly|approximately|approx|nearly|almost|close to|around)\b/i.test(body)) return undefined;
  const inverted = INVERTED.exec(body)?.[0];
  if (!framed && inverted === undefined) return undefined;
  const counted = countOf(body, truth, read);
  if (counted) return counted;
  for (const split of splitsOf(inverted === undefined ? body : body.slice(inverted.length), inverted !== undefined)) {
    const claim = claimOf(split, found, read);
    if (claim) return claim;
  }
  return undefined;
};

/** "He says 7 is 111. It is correct?" ends in what it asks. */
const WHETHER =
  /[.?!;,] ?(?:so |and )?(?:is (?:it|that|this|he|she)|(?:it|that|this|he|she) is) (?:correct|right|true|wrong|real|genuine|fake|old)\W*$/i;

/** Whether a question is framed as a claim, so that a bare value is no answer to it. */
export const isClaim = ({ text }: Text): boolean =>
  text.length <= 300 &&
  !joinsParities(text.toLowerCase()) &&
  ((!ASKS.test(text) && bodyOf(text)?.framed === true) || WHETHER.test(text));

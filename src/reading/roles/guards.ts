/**
 * What may be added: the sign of a term by its verb and by whose it is, and what keeps terms apart (another day, place,
 * person or kind of thing).
 */
import { anyOf, sequence } from '../../regex.ts';
import { unitsNamed } from '../../problem/solve/units.ts';
import type { Question } from './question.ts';
import type { State, Term } from './terms.ts';
import { inUnit, isCounted, ofSorts } from './things.ts';
import { PERIODS } from './words.ts';

const MINE = /^(?:i|we|me|us|my|our)$/;
const alike = (a: string, b: string): boolean =>
  a === b ||
  (MINE.test(a) && MINE.test(b)) ||
  (/^(?:he|she|him|her|they|them)$/.test(a) && !MINE.test(b)) ||
  (/^(?:he|she|him|her|they|them)$/.test(b) && !MINE.test(a));

/** Whose things are bought or borrowed by somebody else: "Sara bought 133 of Joan's cards". */
const takenFrom = ({ lead }: Term, owner: string): boolean =>
  lead.owner !== owner &&
  owner !== '' &&
  /^(?:borrow|borrows|borrowed|buy|buys|bought|take|takes|took)$/.test(lead.word) &&
  (lead.among || new RegExp(String.raw`\bfrom (?:${owner}|him|her|me|us|them)\b|\b${owner}'s\b`).test(lead.after));

/** Whether a term comes to the one whose amount is asked for, or goes from them. */
export const signOf = (term: Term, question: Question, owner: string): number => {
  const { verb, owner: who, receiver, word } = term.lead;
  const money = term.thing.head === 'money';
  if (takenFrom(term, owner)) return -1;
  // "Slugs had 17 of them": somebody else has them now.
  if (term.lead.among && question.kind === 'left' && (verb === 'has' || verb === 'gets') && term.lead.clause > 0)
    return -1;
  switch (verb) {
    case 'gives':
      if (receiver !== '' && owner !== '' && alike(receiver, owner) && !alike(who, owner)) return 1;
      return -1;
    case 'buys':
      return money ? -1 : 1;
    case 'sells':
      return money ? 1 : -1;
    case 'pays':
      return -1;
    case 'costs':
      return question.kind === 'plain' || question.kind === 'total' ? 1 : -1;
    case 'loses':
      return /^(?:take|takes|took)$/.test(word) && PERIODS.has(term.thing.head) ? 1 : -1;
    default:
      return 1;
  }
};

export const PRICED: ReadonlySet<string> = new Set(['buys', 'pays', 'costs']);

/** Terms of what is asked for, each in its unit, and those that count something else. */
export const parted = (state: State): { mine: (Term & { told: string })[]; others: Term[] } => {
  const { question, terms } = state;
  const target = question.money ? { head: 'money', sorts: [] } : question.thing;
  const mine: (Term & { told: string })[] = [];
  const others: Term[] = [];
  for (const term of terms) {
    const value = inUnit(term.value, term.thing, target);
    const fitting =
      value !== undefined && (question.money ? term.thing.head === 'money' : ofSorts(term.thing, target.sorts));
    if (fitting) mine.push({ ...term, told: value ?? term.value });
    else others.push(term);
  }
  return { mine, others };
};

/** What may stay beside the sum: another thing, by name, that nobody asks about. */
export const idle = (term: Term, question: Question, mine: readonly Term[]): boolean => {
  if (
    !isCounted(term.thing.head) ||
    term.facts.length > 1 ||
    question.and !== undefined ||
    term.lead.asked ||
    term.lead.maybe !== undefined
  )
    return false;
  if (question.money)
    return (
      mine.some(
        (one) => one.lead.sentence === term.lead.sentence && one.thing.head === 'money' && term.facts.length === 1,
      ) && /\b(?:for|costs?|paid)\b/.test(`${term.lead.after} ${term.lead.before}`)
    );
  if (term.thing.head === question.thing.head || question.thing.head === '')
    return question.thing.sorts.length > 0 && term.thing.sorts.length > 0;
  return question.thing.head !== '' && mine.length > 0 && mine.every((one) => one.thing.head === question.thing.head);
};

const TIMES_OF_DAY = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /today|yesterday|tomorrow|morning|afternoon|evening/,
      /(?:this|last|next) (?:week|month|year|night)/,
      /(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|june|july/,
      /august|september|october|november|december/,
    ),
    /\b/,
  ),
);
const PLACES = /\b(?:in|on|under) the ([a-z]+)\b/;

/** The question asks about one day, one place, one person or one use, and the story tells of several. */
export const narrows = (question: Question, mine: readonly Term[]): boolean => {
  const words = (one: Term): string => `${one.lead.before} ${one.lead.after}`;
  const day = TIMES_OF_DAY.exec(question.text)?.[0];
  if (day !== undefined && mine.some((one) => (TIMES_OF_DAY.exec(words(one))?.[0] ?? day) !== day)) return true;
  const place = PLACES.exec(question.text)?.[1];
  if (
    place !== undefined &&
    mine.some((one) => new RegExp(String.raw`\b(?:in|on|under) an? (?!${place})[a-z]+`).test(one.lead.after))
  )
    return true;
  if (
    /\b(?:spend|spent|pay|paid) (?:for|on) (?!it\b|them\b|all\b|everything\b|the (?:two|2|3)\b|both\b)/.test(
      question.text,
    ) &&
    mine.length > 1
  )
    return true;
  return false;
};

/** Amounts of one person, where several have some: undefined where that is not told apart. */
export const ownedBy = <T extends Term>(mine: readonly T[], question: Question): readonly T[] | undefined => {
  const named = [...new Set(mine.map((one) => one.lead.owner))];
  // "On Wednesday it was 20": nobody's.
  const owners = named.length > 1 ? named.filter((one) => one !== 'it') : named;
  if (owners.length < 2 || question.kind === 'total' || /\b(?:they|we|together)\b/.test(question.text)) return mine;
  const [first] = owners as [string];
  // "A farmer has 84 sheep. He sells …"
  if (first === '' && owners.length === 2 && /^(?:he|she|it|they)$/.test(owners[1]!)) return mine;
  const others = mine.filter((one) => one.lead.owner !== first && one.lead.owner !== '');
  const own = new Set(
    mine.filter((one) => one.lead.verb === 'has' || one.lead.verb === 'gets').map((one) => one.lead.owner),
  );
  const acts = others.every(
    (one) =>
      one.lead.verb === 'gives' ||
      (one.lead.verb === 'loses' && !own.has(one.lead.owner) && !one.lead.word.startsWith('return')) ||
      takenFrom(one, first),
  );
  const asks = question.owner === '' || alike(question.owner, first) || /^(?:he|she|it)$/.test(question.owner);
  return acts && asks ? mine : undefined;
};

/** What no sum adds: what some of them are, spans of different units, an amount told anew, a more than. */
const DAMAGE =
  /\b(?:broke|breaks?|broken|torn|tore|cracks?|cracked|rots?|rotted|damaged?|damages|smashed|wilted|melted)\b/;
export const unlike = (mine: readonly Term[], question: Question): boolean => {
  if (mine.some((one) => one.thing.head === '' && one.facts.length === 1)) return true;
  if (
    question.kind === 'plain' &&
    question.thing.head === '' &&
    !/\b(?:is|are|makes?) (?:that|it|there)\b/.test(question.text)
  )
    return true;
  if (mine.some(({ lead }) => lead.state || (lead.maybe !== undefined && question.text.includes(lead.maybe.head))))
    return true;
  if (
    mine.some(
      (one) =>
        one.lead.among &&
        one.facts.length === 1 &&
        (one.lead.verb === 'makes' ||
          (one.lead.verb === 'has' && (question.kind !== 'left' || /^(?:is|are|was|were)$/.test(one.lead.word)))),
    )
  )
    return true;
  if (new Set(mine.map((one) => one.thing.head)).size > 1 && question.thing.head === '') return true;
  if (mine.some((one) => one.lead.verb === 'makes' && /\bcan\b/.test(one.lead.before) && one.facts.length === 1))
    return true;
  if (mine.some((one) => one.thing.sorts.some((sort) => unitsNamed(sort).length > 0 && sort !== 'quarter')))
    return true;
  if (
    question.money &&
    mine.some(
      (one) =>
        one.facts.length === 1 &&
        (one.lead.verb === 'sells' || /\b(?:which|that) (?:\w+ )?(?:cost|costs)\b/.test(one.lead.before)) &&
        /\d/.test(one.lead.before),
    )
  )
    return true;
  if (
    question.kind !== 'total' &&
    DAMAGE.test(mine.map((one) => one.lead.word).join(' ')) &&
    !/\b(?:left|good|usable|intact|whole|remain|remains|not|over|ok|okay|fresh|fine|working|keep)\b/.test(question.text)
  )
    return true;
  const spans = new Set(mine.map((one) => one.thing.head).filter((head) => PERIODS.has(head)));
  if (spans.size > 1) return true;
  if (mine.some((one) => one.lead.more && one.lead.verb === 'has' && one.lead.owner !== '' && one.facts.length === 1))
    return true;
  const has = mine.filter(
    (one) => one.lead.verb === 'has' && one.facts.length === 1 && one.thing.sorts.length === 0 && one.lead.owner !== '',
  );
  return has.some((one, i) =>
    has
      .slice(0, i)
      .some(
        (other) =>
          other.lead.owner === one.lead.owner &&
          other.lead.clause !== one.lead.clause &&
          other.thing.head === one.thing.head,
      ),
  );
};

/**
 * Reads what comes before or after a weekday, a month, a year or a date: "which month follows March", "today is Monday,
 * what is the day after tomorrow", "Monday comes before ___". Each word has a role from a closed vocabulary; a question
 * with any other word or number is none of these, so that nothing is passed over.
 */
import { MONTHS, WEEKDAYS } from '../../problem/solve/calendar.ts';
import { sequence } from '../../regex.ts';
import { reading, type Outcome, type Reader } from '../reading.ts';
import { valuesIn } from '../text/text.ts';
import { datesIn } from './dates.ts';

type Unit = 'day' | 'month' | 'year';
type Role =
  | { role: 'name'; unit: Unit; text: string }
  /** One thing stands after (1) or before (-1) another. */
  | { role: 'rel'; sign: 1 | -1 }
  /** Days from today. */
  | { role: 'offset'; days: number }
  | { role: 'span'; count: number; unit: Unit }
  /** What stands behind a span and counts from now: "later", "ago". */
  | { role: 'from-now'; sign: 1 | -1 }
  | { role: 'step'; sign: 1 | -1 }
  | { role: 'noun'; unit: Unit; date: boolean }
  | { role: 'ask' | 'be' | 'in' | 'between' | 'and' | 'then' | 'now' | 'until' | 'clause' | 'idle' };
type Lexeme = readonly [pattern: RegExp, role: (match: RegExpExecArray) => Role];

const MONTH = MONTHS.map((one) => one.toLowerCase());
const DAY = WEEKDAYS.map((one) => one.toLowerCase());
const named = (names: readonly string[], text: string): string =>
  names.find((one) => one.toLowerCase().startsWith(text.slice(0, 3)))!;
const plain =
  (role: 'ask' | 'be' | 'in' | 'between' | 'and' | 'then' | 'now' | 'until' | 'clause' | 'idle') => (): Role => ({
    role,
  });

/** The words, the longest phrases first. Each pattern is sticky. */
const LEXEMES: readonly Lexeme[] = [
  [/(?:the )?day after tomorrow\b|overmorrow\b/y, () => ({ role: 'offset', days: 2 })],
  [/(?:the )?day before yesterday\b/y, () => ({ role: 'offset', days: -2 })],
  [/tomorrow(?:'s)?\b/y, () => ({ role: 'offset', days: 1 })],
  [/yesterday(?:'s)?\b/y, () => ({ role: 'offset', days: -1 })],
  [/today(?:'s)?\b/y, () => ({ role: 'offset', days: 0 })],
  [/(?:later|from now|from today|hence|on from (?:now|today)|further on)\b/y, () => ({ role: 'from-now', sign: 1 })],
  [/(?:ago|earlier)\b/y, () => ({ role: 'from-now', sign: -1 })],
  [
    /(\d+|an?) (?:full |whole )?(days?|weeks?|months?|years?)(?:'s?)?(?: time)?\b/y,
    ([, count, word]) => ({
      role: 'span',
      count: (/^\d/.test(count!) ? Number(count) : 1) * (word!.startsWith('week') ? 7 : 1),
      unit: word!.startsWith('month') ? 'month' : word!.startsWith('year') ? 'year' : 'day',
    }),
  ],
  [/followed by\b/y, () => ({ role: 'rel', sign: -1 })],
  [/preceded by\b/y, () => ({ role: 'rel', sign: 1 })],
  [/(?:after|follows|following|follow|succeeds?|past)\b/y, () => ({ role: 'rel', sign: 1 })],
  [/(?:before|precedes|preceding|precede|prior to|ahead of)\b/y, () => ({ role: 'rel', sign: -1 })],
  [/(?:from)\b/y, () => ({ role: 'rel', sign: 1 })],
  [/next(?: one)?\b/y, () => ({ role: 'step', sign: 1 })],
  [/(?:previous|last) (?=month|day|year)|the one before\b/y, () => ({ role: 'step', sign: -1 })],
  [/(?:plus|\+)/y, () => ({ role: 'rel', sign: 1 })],
  [/(?:minus|(?<=\s)-(?=\s?\d))/y, () => ({ role: 'rel', sign: -1 })],
  [
    new RegExp(String.raw`(?:(?:the )?year )?([12]\d{3})\b(?![-/.]\d)`, 'y'),
    ([, text]) => ({ role: 'name', unit: 'year', text: text! }),
  ],
  [
    new RegExp(String.raw`(${DAY.join('|')}|mon|tues?|weds?|thurs?|fri|sat|sun)\b`, 'y'),
    ([, text]) => ({ role: 'name', unit: 'day', text: named(WEEKDAYS, text!) }),
  ],
  [
    new RegExp(String.raw`(?:the month of )?(${MONTH.join('|')}|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b`, 'y'),
    ([, text]) => ({ role: 'name', unit: 'month', text: named(MONTHS, text!) }),
  ],
  [/(?:what|which|whats|name|tell|___*|\.\.+|…|(?<=[\s,]\s?)\?+)(?!\w)/y, plain('ask')],
  [/between\b/y, plain('between')],
  [/and\b|&/y, plain('and')],
  [/then\b/y, plain('then')],
  [
    /(?:until|till|til|to(?= (?:[a-z]+day|[12]\d{3}|january|february|march|april|may|june|july|august|september|october|november|december)\b))\b/y,
    plain('until'),
  ],
  [
    /(?:is|was|will be|are|were|be|it is|it was|it will be|it's|its|'s|we have|will it be|is it|was it)\b/y,
    plain('be'),
  ],
  [/(?:now|currently|at the moment|right now)\b/y, plain('now')],
  [/in\b/y, plain('in')],
  [
    /(?:week)?(day|date|month|year)(?: of (?:the )?(?:week|year))?\b/y,
    ([, word]) => ({
      role: 'noun',
      unit: word!.startsWith('month') ? 'month' : word!.startsWith('year') ? 'year' : 'day',
      date: word!.startsWith('date'),
    }),
  ],
  [
    /(?:the|on|me|of|so|it|comes?|came|coming|going|goes|straight|right|just|directly|immediately|exactly|called)\b/y,
    plain('idle'),
  ],
  [
    /(?:complete|fill in|does|do|did|will|would|that|there|this|a|i|we|to|say|give|know|please|english|blank)\b/y,
    plain('idle'),
  ],
  [/(?:if|when)\b|[.,:;?]/y, plain('clause')],
  [/[\s!"'()=-]+/y, plain('idle')],
];

/** The roles of all words; undefined where one has none. */
const rolesOf = (low: string): Role[] | undefined => {
  const out: Role[] = [];
  const [date] = datesIn(low).filter((one) => /^\d{4}-/.test(one.date));
  for (let at = 0; at < low.length;) {
    if (date?.start === at) {
      out.push({ role: 'name', unit: 'day', text: date.date });
      at = date.end;
      continue;
    }
    let end = at;
    for (const [pattern, role] of LEXEMES) {
      pattern.lastIndex = at;
      const match = pattern.exec(low);
      if (!match || match[0] === '') continue;
      out.push(role(match));
      end = at + match[0].length;
      break;
    }
    if (end === at) return undefined;
    at = end;
  }
  return out.filter(({ role }) => role !== 'idle');
};

type Name = Extract<Role, { role: 'name' }>;

const moved = ({ unit, text }: Name, plus: number, uses: string[]): Outcome => {
  if (unit === 'year')
    return reading({ type: 'value', expression: `${text}${plus < 0 ? '-' : '+'}${Math.abs(plus)}` }, uses);
  if (/^\d{4}-/.test(text)) return reading({ type: 'date', from: text, plus, unit: 'days' }, uses);
  return reading({ type: 'weekday', of: text, plus }, uses);
};

/** The one of two things that stands between them. */
const between = (roles: readonly Role[], names: readonly Name[], uses: string[]): Outcome | undefined => {
  const [a, b] = names;
  if (names.length !== 2 || !a || !b || a.unit !== b.unit || a.unit === 'year') return undefined;
  if (roles.some(({ role }) => /^(?:span|rel|offset|step|from-now|then)$/.test(role))) return undefined;
  const list = a.unit === 'day' ? WEEKDAYS : MONTHS;
  const apart = (list.indexOf(b.text) - list.indexOf(a.text) + list.length) % list.length;
  return apart === 2 && list.includes(a.text) ? moved(a, 1, uses) : undefined;
};

/** Where the named day stands from today, by the word beside it: "yesterday was Sunday", "Monday is today". */
const toldOffset = (roles: readonly Role[], at: number, offsets: readonly number[]): number | undefined => {
  const before = roles[at - 1]?.role === 'be' ? at - 2 : at - 1;
  const after = roles[at + 1]?.role === 'be' ? at + 2 : at + 1;
  if (offsets.includes(before) && (offsets.length > 1 || roles[at - 1]?.role === 'be')) return before;
  if (offsets.length > 1 && roles[at + 1]?.role === 'be' && offsets.includes(after)) return after;
  if (offsets.length < 2) return undefined;
  return [before, after].find((one) => offsets.includes(one));
};

/** "2 days after tomorrow", "3 days ago", "in a week", "the day before yesterday" as days from today each. */
const withPoints = (roles: readonly Role[]): Role[] => {
  const out: Role[] = [];
  for (let i = 0; i < roles.length; i++) {
    const [one, next, third] = [roles[i]!, roles[i + 1], roles[i + 2]];
    const point = (days: number, words: number): void => {
      out.push({ role: 'offset', days });
      i += words - 1;
    };
    if (one.role === 'span' && next?.role === 'rel' && third?.role === 'offset')
      point(third.days + next.sign * one.count, 3);
    else if (one.role === 'rel' && next?.role === 'offset') point(next.days + one.sign, 2);
    else if (one.role === 'span' && next?.role === 'from-now') point(next.sign * one.count, 2);
    else if (one.role === 'in' && next?.role === 'span') point(next.count, roles[i + 2]?.role === 'from-now' ? 3 : 2);
    else out.push(one);
  }
  return out;
};

/** How far the asked one lies from the named one; undefined where it is not told in one way. */
const wayOf = (roles: readonly Role[], at: number): number | undefined => {
  const find = (role: Role['role']): number[] => roles.flatMap((one, i) => (one.role === role ? [i] : []));
  const [rels, spans, steps, offsets] = [find('rel'), find('span'), find('step'), find('offset')];
  if (rels.length > 1 || spans.length > 1 || steps.length > 1 || offsets.length > 2 || find('from-now').length > 0)
    return undefined;
  const told = toldOffset(roles, at, offsets);
  const base = told === undefined ? 0 : (roles[told] as { days: number }).days;
  const free = offsets.filter((one) => one !== told);
  if (free.length > 1) return undefined;
  const span = spans[0] === undefined ? undefined : (roles[spans[0]] as { count: number });
  const [rel, step] = [rels[0], steps[0]];
  if (rel !== undefined) {
    const { sign } = roles[rel] as { sign: 1 | -1 };
    const turned = roles[rel - 1] === roles[at] || (roles[rel - 1]?.role === 'be' && roles[rel - 2] === roles[at]);
    if (free.length > 0) return undefined;
    // "Monday comes before ___" asks for what is after it; "Monday + 2 days" does not.
    return (turned && span === undefined ? -sign : sign * (span?.count ?? 1)) - base;
  }
  if (span !== undefined) return undefined;
  if (step !== undefined) return free.length > 0 ? undefined : (roles[step] as { sign: number }).sign - base;
  if (free[0] !== undefined) return (roles[free[0]] as { days: number }).days - base;
  // "Monday, then what day?"; "yesterday was Sunday, what day is it?"
  const behind = roles.slice(at + 1).map(({ role }) => role);
  if (told === undefined) return behind.includes('then') ? 1 : undefined;
  return base !== 0 && behind.includes('ask') ? -base : undefined;
};

const HOW_FAR = new RegExp(
  sequence(
    /\b(?:how many (?:more |full |whole )?(days|sleeps|nights|months|years)|number of (days|months|years))/,
    /(?: (?:are there|is it|is that|is there|are|is|do i have|do we have|passed|pass|have passed|left|there are|it is))*\b/,
  ),
);

/** How many days, months or years lie from one name to the next other: "today is Monday, how many days until Friday". */
const howFar = (low: string): Outcome | undefined => {
  const asked = HOW_FAR.exec(low);
  const roles = asked && rolesOf(low.replace(asked[0], ' ').replace(/\b(?:are )?left\b/, ' '));
  if (!roles || roles.some(({ role }) => /^(?:span|step|from-now|then|noun)$/.test(role))) return undefined;
  const names = roles.filter((one): one is Name => one.role === 'name');
  const [a, b] = names;
  const unit = { d: 'day', s: 'day', n: 'day', m: 'month', y: 'year' }[(asked[1] ?? asked[2])![0]!];
  if (names.length !== 2 || !a || !b || a.unit !== unit || b.unit !== unit || names.some(({ text }) => /-/.test(text)))
    return undefined;
  if (unit === 'year')
    return Number(b.text) > Number(a.text) && !roles.some(({ role }) => role === 'offset')
      ? reading({ type: 'value', expression: `${b.text}-${a.text}` }, valuesIn(low))
      : undefined;
  const target = roles.findIndex((one, i) => one.role === 'name' && roles[i - 1]?.role === 'until');
  const offsets = roles.filter((one) => one.role === 'offset');
  if (target < 0 || roles.filter(({ role }) => role === 'until').length !== 1 || offsets.some(({ days }) => days !== 0))
    return undefined;
  const list = unit === 'day' ? WEEKDAYS : MONTHS;
  const [from, to] = roles[target] === b ? [a, b] : [b, a];
  const apart = (list.indexOf(to.text) - list.indexOf(from.text) + list.length) % list.length;
  return apart === 0 ? undefined : reading({ type: 'value', expression: `${apart}` }, valuesIn(low), false);
};

/** "Wednesday, Thursday, ?" and "after Saturday and before Monday": the one that follows, or that stands between. */
const amongNames = (roles: readonly Role[], names: readonly Name[]): Outcome | undefined => {
  const [unit] = names.map((one) => one.unit);
  const list = unit === 'day' ? WEEKDAYS : MONTHS;
  const places = names.map(({ text }) => list.indexOf(text));
  if (unit === 'year' || places.includes(-1)) return undefined;
  const ways = roles.filter(({ role }) => !/^(?:ask|be|noun|then|clause)$/.test(role));
  const told = ways.map((one) => (one.role === 'rel' ? one.sign : one.role));
  if (names.length === 2 && told.join(' ') === '1 name and -1 name')
    return (places[1]! - places[0]! + list.length) % list.length === 2 ? moved(names[0]!, 1, []) : undefined;
  const inTurn = places.slice(1).every((one, i) => (one - places[i]! + list.length) % list.length === 1);
  const asked = roles.findLastIndex(({ role }) => role === 'ask' || role === 'then');
  return inTurn && ways.every(({ role }) => role === 'name') && asked > roles.indexOf(names.at(-1)!)
    ? moved(names.at(-1)!, 1, [])
    : undefined;
};

export const readNeighbours: Reader = ({ low }) => {
  if (low.length > 160) return undefined;
  const far = howFar(low);
  if (far) return far;
  const roles = rolesOf(low);
  if (!roles) return undefined;
  const names = roles.filter((one): one is Name => one.role === 'name');
  const uses = valuesIn(low);
  if (roles.some(({ role }) => role === 'between')) return between(roles, names, uses);
  const [name] = names;
  if (names.length > 1) return amongNames(roles, names);
  if (names.length !== 1 || !name || roles.some(({ role }) => role === 'and')) return undefined;
  const dated = /^\d{4}-/.test(name.text);
  const nouns = roles.filter((one): one is Extract<Role, { role: 'noun' }> => one.role === 'noun');
  if (nouns.some(({ unit, date }) => unit !== name.unit || date !== dated)) return undefined;
  if (dated && nouns.length === 0) return undefined;
  const spans = roles.filter((one): one is Extract<Role, { role: 'span' }> => one.role === 'span');
  if (spans.some(({ unit }) => unit !== name.unit)) return undefined;
  if (name.unit !== 'day' && roles.some(({ role }) => role === 'offset')) return undefined;
  const points = withPoints(roles);
  const way = wayOf(points, points.indexOf(name));
  // "The 90s" of one number alone, or a sum: a year is named as one.
  if (name.unit === 'year' && nouns.length === 0 && spans.length === 0) return undefined;
  return way === undefined ? undefined : moved(name, way, uses);
};

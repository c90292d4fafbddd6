/**
 * The formal language over slots, as a small model writes it: `gcd Ya`, `story Qa-Qb`, `clock Ta + Qa minutes`,
 * `decline missing`. With the slots of its question a form is a formal problem; the other way is for training. It is
 * read strictly: what is no form is nothing.
 */
import type { Problem } from '../../problem/formal/problem.ts';
import { problemSchema } from '../../problem/formal/problem.ts';
import { parseExpression } from '../../problem/solve/expression.ts';
import type { Why } from '../../problem/solve/solution.ts';

export type Slots = ReadonlyMap<string, string>;
export type Formed = { type: 'problem'; problem: Problem } | { type: 'decline'; why: Why };

/** Numbers that a form may hold though the question does not: a dozen, days of a week, minutes of an hour. */
export const CONSTANTS: readonly string[] = [
  '1',
  '2',
  '3',
  '4',
  '5',
  '6',
  '7',
  '8',
  '9',
  '10',
  '12',
  '24',
  '30',
  '60',
  '100',
  '1000',
];
const WHYS: readonly Why[] = ['missing', 'no-solution', 'other-mathematics', 'invalid-input', 'contradiction'];

const SLOT = /^[QYDTW][a-h]$/;

/** `Qa*Qb+3`: slots and constants by their values. Undefined where a slot is unknown or the sum is cut short. */
const expression = (text: string, slots: Slots): string | undefined => {
  let whole = true;
  const out = text.replace(/[A-Z][a-z]|\d+/g, (token) => {
    if (/^\d/.test(token)) return token;
    const value = slots.get(token);
    if (value === undefined) whole = false;
    const list = value?.split(', ');
    const sum = list && list.length > 1 ? `(${list.join('+')})` : value;
    return sum?.startsWith('-') ? `(${sum})` : (sum ?? '');
  });
  const sides = out.split('=');
  return whole && sides.length <= 2 && sides.every((one) => parseExpression(one, true)) ? out : undefined;
};

const numbers = (texts: readonly string[], slots: Slots): string[] | undefined => {
  const all = texts.map((one) => slots.get(one)?.split(', '));
  return all.every((one) => one !== undefined) ? all.flatMap((one) => one!) : undefined;
};

const raw = (form: string, slots: Slots): unknown => {
  const [head = '', ...rest] = form.trim().split(/\s+/);
  const at = (i: number): string | undefined => (SLOT.test(rest[i] ?? '') ? slots.get(rest[i]!) : undefined);
  const list = (from = 0): string[] | undefined => numbers(rest.slice(from), slots);
  const signed = (i: number, by = 1): number => (rest[i] === '-' ? -1 : 1) * Number(at(i + 1)) * by;
  switch (head) {
    case 'value':
      return { type: 'value', expression: expression(rest.join(''), slots) };
    case 'story': {
      const sum = expression(rest.join(''), slots);
      const used = new Set(rest.join('').match(/[A-Z][a-z]/g));
      const quantities = [...used]
        .flatMap((name) => (slots.get(name) ?? '').split(', '))
        .map((one, i) => [`q${i + 1}`, one]);
      return { type: 'story', quantities, expression: sum };
    }
    case 'solve':
      return { type: 'solve', unknowns: ['x'], equations: [expression(rest.join(''), slots)] };
    case 'make':
      return { type: 'make', target: at(0), numbers: list(rest[1] === 'all' ? 2 : 1), all: rest[1] === 'all' };
    case 'sequence':
      return { type: 'sequence', terms: list() };
    case 'largest':
    case 'smallest':
      return {
        type: 'pick',
        which: head,
        rank: Number(rest[1] ?? 1),
        numbers: list(0)?.slice(0) ?? numbers(rest.slice(0, 1), slots),
      };
    case 'median':
      return { type: 'pick', which: head, rank: 1, numbers: list() };
    case 'ascending':
    case 'descending':
      return { type: 'sort', by: 'value', order: head, items: list() };
    case 'count':
      return {
        type: 'count-numbers',
        that: rest[1] === undefined || rest.length === 2 ? rest[0] : `${rest[0]} ${at(1)}`,
        numbers: numbers(rest.slice(-1), slots),
      };
    case 'gcd':
    case 'lcm':
    case 'remainder':
      return { type: 'divisors', ask: head, numbers: list() };
    case 'weekday':
      return {
        type: 'weekday',
        of: at(0),
        plus: rest.length === 1 ? 0 : /^\d+$/.test(rest[2]!) ? (rest[1] === '-' ? -1 : 1) * Number(rest[2]) : signed(1),
      };
    case 'date':
      return rest[3] === 'weeks'
        ? { type: 'date', from: at(0), plus: signed(1, 7), unit: 'days' }
        : { type: 'date', from: at(0), plus: signed(1), unit: rest[3] };
    case 'days':
      return { type: 'days', from: at(0), to: at(1) };
    case 'minutes':
      return { type: 'minutes', from: at(0), to: at(1) };
    case 'clock':
      return { type: 'clock', at: at(0), plus: signed(1, rest[3] === 'hours' ? 60 : 1) };
    case 'base':
      return { type: 'base', value: at(0), from: 10, to: SLOT.test(rest[1] ?? '') ? Number(at(1)) : Number(rest[1]) };
    case 'unbase':
      return { type: 'base', value: at(0), from: Number(rest[1]), to: 10 };
    case 'roman':
      return { type: 'roman', value: at(0) };
    default:
      return undefined;
  }
};

/** What a form says of these slots, or undefined when it is none. */
export const readForm = (form: string, slots: Slots): Formed | undefined => {
  const decline = /^decline ([a-z-]+)$/.exec(form.trim());
  if (decline) return WHYS.includes(decline[1] as Why) ? { type: 'decline', why: decline[1] as Why } : undefined;
  const picked = /^(largest|smallest) (Y[a-h]) (\d)$/.exec(form.trim());
  const plain = picked ? raw(`${picked[1]} ${picked[2]}`, slots) : raw(form, slots);
  const parsed = problemSchema.safeParse(picked ? { ...(plain as object), rank: Number(picked[3]) } : plain);
  return parsed.success ? { type: 'problem', problem: parsed.data } : undefined;
};

/** The slot that holds a value, where only one of its kind does. */
const slotOf = (value: string, slots: Slots): string | undefined => {
  const found = [...slots].filter(([, one]) => one === value);
  return found.length === 1 ? found[0]![0] : undefined;
};
const listSlots = (values: readonly string[], slots: Slots): string | undefined => {
  const whole = slotOf(values.join(', '), slots);
  if (whole !== undefined && values.length > 1) return whole;
  const each = values.map((one) => slotOf(one, slots));
  return each.every((one) => one !== undefined) ? each.join(' ') : undefined;
};

/** An expression with its numbers as slots; constants stay. A list that is summed whole becomes its slot. */
export const slotExpression = (text: string, slots: Slots): string | undefined => {
  let sum = text;
  for (const [name, value] of slots) {
    const list = value.split(', ');
    if (list.length < 2) continue;
    const joined = list.join('+');
    if (sum === joined) sum = name;
    else sum = sum.replace(`(${joined})`, name);
  }
  let whole = true;
  const out = sum.replace(/(?<![A-Za-z])\d+(?:\.\d+)?/g, (one) => {
    const slot = slotOf(one, slots);
    if (slot !== undefined) return slot;
    // A value that is told twice stands for one of both, nobody knows which.
    if ([...slots.values()].includes(one)) whole = false;
    if (!CONSTANTS.includes(one)) whole = false;
    return one;
  });
  return whole ? out : undefined;
};

const sign = (count: number): string => (count < 0 ? '-' : '+');

/** The form of a problem over the slots of its question, for training; undefined where a part of it has no slot. */
export const writeForm = (problem: Problem, slots: Slots): string | undefined => {
  const text = formOf(problem, slots);
  return text === undefined || /undefined/.test(text) ? undefined : text;
};

const formOf = (problem: Problem, slots: Slots): string | undefined => {
  const list = (values: readonly string[]): string => `${listSlots(values, slots)}`;
  switch (problem.type) {
    case 'value':
    case 'story': {
      const sum = slotExpression(problem.expression, slots);
      return sum && `${problem.type} ${sum}`;
    }
    case 'solve': {
      const [equation] = problem.equations;
      const letter = problem.unknowns[0]!;
      const text = equation!.replaceAll(letter, 'x').replace(/(?<=\d)(?=x)/g, '*');
      const sum = problem.equations.length === 1 ? slotExpression(text, slots) : undefined;
      return sum && `solve ${sum}`;
    }
    case 'make':
      return `make ${slotOf(problem.target, slots)} ${problem.all ? 'all ' : ''}${list(problem.numbers)}`;
    case 'sequence':
      return problem.terms.includes('?') ? undefined : `sequence ${list(problem.terms)}`;
    case 'pick':
      return `${problem.which} ${list(problem.numbers)}${problem.rank > 1 ? ` ${problem.rank}` : ''}`;
    case 'sort':
      return problem.by === 'value' ? `${problem.order} ${list(problem.items)}` : undefined;
    case 'count-numbers': {
      const [, by, bound] = /^([<>]) (-?\d+)$/.exec(problem.that) ?? [];
      return by === undefined
        ? `count ${problem.that} ${list(problem.numbers)}`
        : `count ${by} ${slotOf(bound!, slots)} ${list(problem.numbers)}`;
    }
    case 'divisors':
      return `${problem.ask} ${list(problem.numbers)}`;
    case 'weekday': {
      const by = Math.abs(problem.plus);
      if (by === 0) return `weekday ${slotOf(problem.of, slots)}`;
      return `weekday ${slotOf(problem.of, slots)} ${sign(problem.plus)} ${slotOf(`${by}`, slots) ?? by}`;
    }
    case 'date': {
      const by = Math.abs(problem.plus);
      const days = slotOf(`${by}`, slots);
      const weeks = by % 7 === 0 ? slotOf(`${by / 7}`, slots) : undefined;
      const unit = days === undefined && weeks !== undefined ? 'weeks' : problem.unit;
      return `date ${slotOf(problem.from, slots)} ${sign(problem.plus)} ${days ?? weeks} ${unit}`;
    }
    case 'days':
    case 'minutes':
      return `${problem.type} ${slotOf(problem.from, slots)} ${slotOf(problem.to, slots)}`;
    case 'clock': {
      const by = Math.abs(problem.plus);
      const minutes = slotOf(`${by}`, slots);
      const hours = by % 60 === 0 ? slotOf(`${by / 60}`, slots) : undefined;
      return `clock ${slotOf(problem.at, slots)} ${sign(problem.plus)} ${minutes ?? hours} ${minutes === undefined ? 'hours' : 'minutes'}`;
    }
    case 'base':
      if (problem.from === 10) {
        const to = slotOf(`${problem.to}`, slots);
        return `base ${slotOf(problem.value, slots)} ${to ?? problem.to}`;
      }
      return problem.to === 10 ? `unbase ${slotOf(problem.value, slots)} ${problem.from}` : undefined;
    case 'roman':
      return `roman ${slotOf(problem.value, slots)}`;
    default:
      return undefined;
  }
};

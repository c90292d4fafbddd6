/**
 * The formal problem of a line that `print.ts` wrote, or that a model wrote. What is no problem is undefined.
 */
import { FORMULA_NAMES } from './formula-names.ts';
import { claimRelation, divisorAsk, problemSchema, type Clue, type Problem } from './problem.ts';
import { SORT_WORDS } from './sort-words.ts';

/** Splits at a separator outside of quotes, and trims. */
const split = (text: string, separator: string): string[] => {
  const parts: string[] = [''];
  for (const piece of text.match(/"(?:[^"\\]|\\.)*"|[^"]|"/gs) ?? []) {
    if (piece === separator) parts.push('');
    else parts[parts.length - 1] += piece;
  }
  return parts.map((part) => part.trim());
};

const unquote = (text: string): string => (text.startsWith('"') ? (JSON.parse(text) as string) : text);
const unlist = (text: string): string[] => (text === '' ? [] : split(text, ',').map(unquote));

/** Both sides of a claim, and the relation between them. */
const CLAIM_LINE = new RegExp(`^(truth of )?(.*) <(${claimRelation.options.join('|')})> (.*)$`);

/** Names and words of a phrase, quotes kept as one. */
const words = (text: string): string[] => text.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? [];
const plus = (sign: string | undefined, count: string | undefined): number => Number(`${sign}${count}`);

const parseClue = (text: string): Clue => {
  const [a = '', sign, b = '', , c = ''] = words(text);
  const [one, two] = [unquote(a), unquote(b)];
  if (sign === 'at' || sign === 'not-at') {
    const places = words(text)
      .slice(2)
      .flatMap((part) => (part === 'or' ? [] : [Number(part)]));
    return { name: one, places, ...(sign === 'not-at' && { not: true }) };
  }
  if (sign === '<>') return { apart: [one, two], by: Number(c) };
  if (sign === 'between') return { name: one, between: [two, unquote(c)] };
  if (sign === '=') return { level: [one, two] };
  return { before: one, after: two, ...(c !== '' && { by: Number(c) }) };
};

const parsePlace = (text: string): unknown => {
  const [type = '', second = '', third = '', fourth = ''] = words(text);
  if (type === 'place') return { type, place: Number(second) };
  if (type === 'where' || type === 'ahead' || type === 'behind') return { type, name: unquote(second) };
  if (type === 'next') return { type, name: unquote(second), by: Number(third) };
  if (type === 'between') return { type, names: [unquote(second), unquote(fourth)] };
  if (type === 'whether') return { type: 'holds', clue: parseClue(text.slice(type.length)) };
  if (second === 'of') return { type: 'compare', want: type, names: unlist(text.slice(`${type} of `.length)) };
  return { type };
};

/** "term 10 of 1, 3, 5", "next 2 of 1, 3, 5" */
const parseTerms = (type: string, rest: string): unknown => {
  const [, at, count, terms = ''] = /^(?:term (\d+) of |next (\d+) of )?(.*)$/.exec(rest) ?? [];
  const asks = { ...(at !== undefined && { at: Number(at) }), ...(count !== undefined && { count: Number(count) }) };
  return { type, terms: unlist(terms), ...asks };
};

/** `X in A, B` → [X, the rest]. */
const within = (text: string): [string, string] => {
  const [first = ''] = words(text);
  return [unquote(first), text.slice(first.length).replace(/^\s*in\s*/, '')];
};

const parseLiars = (rest: string): unknown => {
  const [people = '', ...parts] = split(rest, ';');
  const asked = words(parts.at(-1) ?? '');
  const suspects = parts.find((one) => one.startsWith('suspects '))?.slice('suspects '.length);
  const said = parts.slice(0, -1).filter((one) => !one.startsWith('suspects '));
  const [type, name, honest, liar] = asked.slice(1);
  return {
    type: 'liars',
    names: unlist(people),
    ...(suspects !== undefined && { suspects: unlist(suspects) }),
    facts: said.filter((one) => one.startsWith('fact ')).map((one) => one.slice(5)),
    says: said
      .filter((one) => !one.startsWith('fact '))
      .map((one) => {
        const [who = ''] = words(one);
        return { who: unquote(who), says: one.slice(who.length).replace(/^\s*says\s*/, '') };
      }),
    ask: {
      type,
      ...(name !== undefined && { name: unquote(name) }),
      ...(honest !== undefined && { honest: unquote(honest) }),
      ...(liar !== undefined && { liar: unquote(liar) }),
    },
  };
};

const parsePath = (rest: string): unknown => {
  const parts = split(rest, ';').map(words);
  const asked = parts.at(-1) ?? [];
  const [, ask, from = '', , to = ''] = asked;
  const [via, avoid] = [asked.indexOf('via'), asked.indexOf('avoiding')];
  return {
    type: 'path',
    edges: parts.slice(0, -1).map(([a = '', sign, b = '', length]) => ({
      from: unquote(a),
      to: unquote(b),
      length,
      oneWay: sign === '->',
    })),
    from: unquote(from),
    to: unquote(to),
    ask,
    ...(via > 0 && { via: unquote(asked[via + 1] ?? '') }),
    ...(avoid > 0 && { avoid: asked.slice(avoid + 1).map(unquote) }),
  };
};

const parseSort = (rest: string): unknown => {
  const [word = ''] = words(rest);
  const found = Object.entries(SORT_WORDS)
    .find(([, name]) => name === word)?.[0]
    .split(' ');
  const [items = '', ...more] = split(rest.slice(word.length), ';');
  const labels = more.find((one) => one.startsWith('of '));
  const at = more.find((one) => one.startsWith('at '));
  const first = more.find((one) => one.startsWith('first '));
  const where = more.find((one) => one.startsWith('where '));
  const form = more.find((one) => one === 'distinct' || one === 'joined');
  return {
    type: 'sort',
    by: found?.[0],
    order: found?.[1],
    items: unlist(items),
    ...(labels !== undefined && { labels: unlist(labels.slice(3)) }),
    ...(at !== undefined && { at: Number(at.slice(3)) }),
    ...(first !== undefined && { first: Number(first.slice(6)) }),
    ...(where !== undefined && { where: unquote(where.slice(6)) }),
    ...(form !== undefined && { form }),
  };
};

const parseCountItem = (item: string, tail: string): unknown => {
  const [items = '', ...more] = split(tail, ';');
  const also = more.find((one) => one.startsWith('also '));
  const less = more.find((one) => one.startsWith('less '));
  return {
    type: 'count-item',
    item,
    items: unlist(items),
    ...(also && { also: unlist(also.slice(5)) }),
    ...(less && { less: unquote(less.slice(5)) }),
    ...(more.includes('not') && { not: true }),
  };
};

const parseCount = (head: string, rest: string): unknown => {
  if (head === 'count-words') return { type: head, text: unquote(rest) };
  const [what, tail] = within(rest);
  if (head === 'count-letters') return { type: head, what, text: unquote(tail) };
  if (head === 'count-item') return parseCountItem(what, tail);
  if (head === 'count-texts') return { type: head, that: what, items: unlist(tail) };
  if (head === 'count-numbers') return { type: head, that: what, numbers: unlist(tail) };
  const counted = split(tail, ',').map((one) => {
    const [n = '', thing = ''] = words(one);
    return [n, unquote(thing)];
  });
  return { type: head, of: what, counted };
};

const parseStory = (rest: string): unknown => {
  const parts = split(rest, ';');
  const last = parts.at(-1) ?? '';
  const quantities = parts.slice(0, -1).map((one) => split(one, '=').map(unquote));
  const [, round, whole, expression] = /^(?:round (up|down) )?(whole )?(.*)$/.exec(last)!;
  return { type: 'story', quantities, expression, ...(whole && { whole: true }), ...(round && { round }) };
};

const parseSolve = (rest: string): unknown => {
  const [head = '', ...body] = split(rest, ':');
  const [, unknowns = '', whole, amount] = /^(.*?)( whole)?( amount)?$/.exec(head)!;
  return {
    type: 'solve',
    unknowns: unlist(unknowns),
    equations: split(body.join(':'), ';'),
    ...(whole && { whole: true }),
    ...(amount && { amount: true }),
  };
};

/** Dates and times. */
const rawCalendar = (head: string, rest: string): unknown => {
  const parts = words(rest);
  switch (head) {
    case 'weekday':
      return { type: head, of: parts[0], plus: plus(parts[1], parts[2]) };
    case 'date': {
      const [from, sign, count, unit, form] = parts;
      return { type: head, from, plus: plus(sign, count), unit, ...(form !== undefined && { form }) };
    }
    case 'days': {
      const only = parts.indexOf('only');
      return {
        type: head,
        from: parts[0],
        to: parts[2],
        ...(only > 0 && { only: parts[only + 1] }),
        ...(parts.at(-1) === 'both' && { both: true }),
      };
    }
    case 'minutes':
      return { type: head, from: parts[0], to: parts[2], ...(parts[3] !== undefined && { form: parts[3] }) };
    case 'clock':
      return { type: head, at: parts[0], plus: plus(parts[1], parts[2]), ...(parts[4] && { form: parts[4] }) };
    case 'leap':
      return { type: head, ask: parts[0], year: Number(parts[1]), ...(parts[3] && { to: Number(parts[3]) }) };
    case 'nth-weekday':
      return {
        type: head,
        place: Number(parts[0]),
        weekday: parts[1],
        year: Number(parts[2]),
        month: Number(parts[3]),
      };
    case 'time-span': {
      const [, seconds, form] = /^(.*) as (.*)$/.exec(rest) ?? [];
      return { type: head, seconds, form };
    }
    default:
      return undefined;
  }
};

const raw = (head: string, rest: string): unknown => {
  if (divisorAsk.safeParse(head).success) return { type: 'divisors', ask: head, numbers: unlist(rest) };
  const parts = words(rest);
  const calendar = rawCalendar(head, rest);
  if (calendar !== undefined) return calendar;
  if (head.startsWith('count-')) return parseCount(head, rest);
  switch (head) {
    case 'value':
      return { type: head, expression: rest };
    case 'truth': {
      const [, form, expression] = /^(?:<(bit|count)> )?(.*)$/s.exec(rest)!;
      return { type: head, expression, ...(form !== undefined && { form }) };
    }
    case 'solve':
      return parseSolve(rest);
    case 'make': {
      const [, target, all, numbers = ''] = /^(\S+) from (all of )?(.*)$/.exec(rest) ?? [];
      return { type: head, target, numbers: unlist(numbers), all: all !== undefined };
    }
    case 'sequence':
    case 'letters':
    case 'pattern':
      return parseTerms(head, rest);
    case 'spelling': {
      const [, ask, at, text = ''] = /^(\S+) (-?\d+ )?of (.*)$/s.exec(rest) ?? [];
      return { type: head, ask, text: unquote(text), ...(at !== undefined && { at: Number(at) }) };
    }
    case 'sort':
      return parseSort(rest);
    case 'pick':
      return { type: head, which: parts[0], rank: Number(parts[1]), numbers: unlist(parts.slice(3).join(' ')) };
    case 'base':
      return {
        type: head,
        value: unquote(parts[0] ?? ''),
        from: Number(parts[2]),
        to: Number(parts[4]),
        ...(parts[6] && { count: parts[6] }),
      };
    case 'roman':
      return { type: head, value: unquote(parts[0] ?? ''), ...(parts[2] && { count: parts[2] }) };
    case 'unroman':
      return { type: head, value: unquote(parts[0] ?? ''), ...(parts[1] === 'valid' && { valid: true }) };
    case 'order': {
      const [people = '', ...clues] = split(rest, ';');
      const ask = parsePlace((clues.at(-1) ?? '').replace(/^ask /, ''));
      return { type: head, names: unlist(people), clues: clues.slice(0, -1).map(parseClue), ask };
    }
    case 'path':
      return parsePath(rest);
    case 'liars':
      return parseLiars(rest);
    case 'walk':
      return { type: head, steps: split(rest, ';') };
    case 'story':
      return parseStory(rest);
    case 'term': {
      const [, ask, at, rule, first] = /^(\S+) (\d+) of (\S+)(?: from (.*))?$/.exec(rest) ?? [];
      return { type: head, ask, at: Number(at), rule, first: unlist(first ?? '') };
    }
    case 'convert': {
      const amounts = split(parts.slice(0, -2).join(' '), ',').map((one) => words(one).map(unquote));
      return { type: head, amounts, to: unquote(parts.at(-1) ?? '') };
    }
    case 'claim': {
      const [, truth, left, relation, right] = CLAIM_LINE.exec(rest) ?? [];
      return { type: head, left, relation, right, ...(truth !== undefined && { truth: true }) };
    }
    case 'coded': {
      const [, from, to, expression] = /^(\S+) to (\S+): (.*)$/.exec(rest) ?? [];
      return { type: head, from, to, expression };
    }
    default:
      return (FORMULA_NAMES as readonly string[]).includes(head)
        ? { type: 'formula', formula: head, given: unlist(rest) }
        : undefined;
  }
};

/** The problem of a line, or undefined when the line is none. Never throws. */
export const parseProblem = (line: string): Problem | undefined => {
  const text = line.trim();
  const head = /^[a-z-]+/.exec(text)?.[0] ?? '';
  try {
    return problemSchema.safeParse(raw(head, text.slice(head.length).trim())).data;
  } catch {
    return undefined;
  }
};

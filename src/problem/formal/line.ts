/**
 * Formal problems as one line of text each, and back: `solve x: 4x-9=27`, `gcd 84, 126`, `make 24 from 3, 5, 7, 2`.
 * It is what people are shown as "understood as", and what a model may write. `parseProblem(printProblem(p))` is p.
 * Names of other than letters, digits, `_` and `'` stand in JSON quotes. It computes nothing.
 */
import { FORMULA_NAMES } from './formula-names.ts';
import {
  claimRelation,
  divisorAsk,
  problemSchema,
  type Clue,
  type Place,
  type Problem,
  type ProblemOf,
} from './problem.ts';

const BARE = /^[\p{L}\p{N}_'.][\p{L}\p{N}_'.]*$/u;
const NUMERIC = /^-?\d+(?:\.\d+)?(?:\/\d+)?$/;

const quote = (name: string): string => (BARE.test(name) || NUMERIC.test(name) ? name : JSON.stringify(name));
const list = (names: readonly string[]): string => names.map(quote).join(', ');
/** " word value", or nothing where there is no value. */
const suffix = (word: string, value: string | undefined): string => (value ? ` ${word} ${value}` : '');
const amountsText = (amounts: readonly (readonly [string, string])[]): string =>
  amounts.map(([n, what]) => `${n} ${quote(what)}`).join(', ');
const signed = (count: number): string => `${count < 0 ? '-' : '+'} ${Math.abs(count)}`;

const clueText = (clue: Clue): string => {
  if ('before' in clue) return `${quote(clue.before)} > ${quote(clue.after)}${clue.by ? ` by ${clue.by}` : ''}`;
  if ('places' in clue) return `${quote(clue.name)} ${clue.not ? 'not-at' : 'at'} ${clue.places.join(' or ')}`;
  if ('apart' in clue) return `${quote(clue.apart[0])} <> ${quote(clue.apart[1])} by ${clue.by}`;
  if ('between' in clue) return `${quote(clue.name)} between ${clue.between.map(quote).join(' and ')}`;
  return `${quote(clue.level[0])} = ${quote(clue.level[1])}`;
};

const placeText = (ask: Place): string => {
  switch (ask.type) {
    case 'place':
      return `place ${ask.place}`;
    case 'compare':
      return `${ask.want} of ${list(ask.names)}`;
    case 'where':
    case 'ahead':
    case 'behind':
      return `${ask.type} ${quote(ask.name)}`;
    case 'next':
      return `next ${quote(ask.name)} ${ask.by}`;
    case 'between':
      return `between ${ask.names.map(quote).join(' and ')}`;
    case 'holds':
      return `whether ${clueText(ask.clue)}`;
    default:
      return ask.type;
  }
};

/** Words of `sort` for each order. */
const SORTS = {
  'value ascending': 'ascending',
  'value descending': 'descending',
  'alphabet ascending': 'alphabetical',
  'alphabet descending': 'reverse-alphabetical',
  'length ascending': 'shortest-first',
  'length descending': 'longest-first',
  'calendar ascending': 'calendar',
  'calendar descending': 'reverse-calendar',
  'amount ascending': 'amounts-up',
  'amount descending': 'amounts-down',
  'date ascending': 'dates-up',
  'date descending': 'dates-down',
  'clock ascending': 'times-up',
  'clock descending': 'times-down',
  'roman ascending': 'numerals-up',
  'roman descending': 'numerals-down',
} as const;

const countedBeside = ({ also, less, not }: ProblemOf<'count-item'>): string =>
  `${also ? `; also ${list(also)}` : ''}${less === undefined ? '' : `; less ${quote(less)}`}${not ? '; not' : ''}`;

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

const countText = (problem: Problem & { type: `count-${string}` }): string => {
  switch (problem.type) {
    case 'count-letters':
      return `count-letters ${quote(problem.what)} in ${JSON.stringify(problem.text)}`;
    case 'count-words':
      return `count-words ${JSON.stringify(problem.text)}`;
    case 'count-item':
      return `count-item ${quote(problem.item)} in ${list(problem.items)}${countedBeside(problem)}`;
    case 'count-numbers':
      return `count-numbers ${JSON.stringify(problem.that)} in ${list(problem.numbers)}`;
    case 'count-texts':
      return `count-texts ${JSON.stringify(problem.that)} in ${list(problem.items)}`;
    case 'count-things':
      return `count-things ${quote(problem.of)} in ${amountsText(problem.counted)}`;
    default:
      return problem satisfies never;
  }
};

const liarsText = ({ names, suspects, facts, says, ask }: Problem & { type: 'liars' }): string => {
  const parts = [
    ...(suspects === undefined ? [] : [`suspects ${list(suspects)}`]),
    ...facts.map((fact) => `fact ${fact}`),
    ...says.map((one) => `${quote(one.who)} says ${one.says}`),
  ];
  const name = 'name' in ask ? ` ${quote(ask.name)}` : '';
  const kinds = ask.type === 'kind' ? ` ${quote(ask.honest)} ${quote(ask.liar)}` : '';
  return `liars ${[list(names), ...parts].join('; ')}; ask ${ask.type}${name}${kinds}`;
};

const sequenceAsk = ({ at, count }: ProblemOf<'sequence'>): string => {
  if (at !== undefined) return `term ${at} of `;
  return count === undefined ? '' : `next ${count} of `;
};

const sortText = ({ by, order, items, labels, at, first, where, form }: ProblemOf<'sort'>): string =>
  [
    `sort ${SORTS[`${by} ${order}`]} ${list(items)}`,
    ...(labels === undefined ? [] : [`of ${list(labels)}`]),
    ...(at === undefined ? [] : [`at ${at}`]),
    ...(first === undefined ? [] : [`first ${first}`]),
    ...(where === undefined ? [] : [`where ${quote(where)}`]),
    ...(form === undefined ? [] : [form]),
  ].join('; ');

/** One line without a newline. */
export const printProblem = (problem: Problem): string => {
  switch (problem.type) {
    case 'value':
      return `value ${problem.expression}`;
    case 'solve':
      return `solve ${list(problem.unknowns)}${problem.whole ? ' whole' : ''}: ${problem.equations.join('; ')}`;
    case 'make':
      return `make ${problem.target} from ${problem.all ? 'all of ' : ''}${problem.numbers.join(', ')}`;
    case 'sequence':
      return `sequence ${sequenceAsk(problem)}${problem.terms.join(', ')}`;
    case 'count-letters':
    case 'count-words':
    case 'count-item':
    case 'count-numbers':
    case 'count-texts':
    case 'count-things':
      return countText(problem);
    case 'sort':
      return sortText(problem);
    case 'pick':
      return `pick ${problem.which} ${problem.rank} of ${problem.numbers.join(', ')}`;
    case 'weekday':
      return `weekday ${problem.of} ${signed(problem.plus)}`;
    case 'date':
      return `date ${problem.from} ${signed(problem.plus)} ${problem.unit}${problem.form ? ` ${problem.form}` : ''}`;
    case 'days':
      return `days ${problem.from} to ${problem.to}${suffix('only', problem.only)}${problem.both ? ' both' : ''}`;
    case 'nth-weekday':
      return `nth-weekday ${problem.place} ${problem.weekday} ${problem.year} ${problem.month}`;
    case 'leap':
      return `leap ${problem.ask} ${problem.year}${problem.to === undefined ? '' : ` to ${problem.to}`}`;
    case 'term':
      return `term ${problem.ask} ${problem.at} of ${problem.rule}${suffix('from', problem.first.join(', '))}`;
    case 'formula':
      return `${problem.formula} ${problem.given.join(', ')}`;
    case 'convert':
      return `convert ${amountsText(problem.amounts)} to ${quote(problem.to)}`;
    case 'claim':
      return `claim ${problem.truth ? 'truth of ' : ''}${problem.left} <${problem.relation}> ${problem.right}`;
    case 'coded':
      return `coded ${problem.from} to ${problem.to}: ${problem.expression}`;
    case 'minutes':
      return `minutes ${problem.from} to ${problem.to}${problem.form ? ` ${problem.form}` : ''}`;
    case 'clock':
      return `clock ${problem.at} ${signed(problem.plus)}${problem.form ? ` as ${problem.form}` : ''}`;
    case 'time-span':
      return `time-span ${problem.seconds} as ${problem.form}`;
    case 'base':
      return `base ${quote(problem.value)} from ${problem.from} to ${problem.to}${suffix('count', problem.count)}`;
    case 'roman':
      return `roman ${problem.value}${suffix('count', problem.count)}`;
    case 'unroman':
      return `unroman ${quote(problem.value)}${problem.valid ? ' valid' : ''}`;
    case 'divisors':
      return `${problem.ask} ${problem.numbers.join(', ')}`;
    case 'order':
      return [`order ${list(problem.names)}`, ...problem.clues.map(clueText), `ask ${placeText(problem.ask)}`].join(
        '; ',
      );
    case 'path': {
      const edges = problem.edges.map((e) => `${quote(e.from)} ${e.oneWay ? '->' : '--'} ${quote(e.to)} ${e.length}`);
      const via = problem.via === undefined ? '' : ` via ${quote(problem.via)}`;
      const avoid = problem.avoid === undefined ? '' : ` avoiding ${problem.avoid.map(quote).join(' ')}`;
      const ask = `ask ${problem.ask} ${quote(problem.from)} to ${quote(problem.to)}${via}${avoid}`;
      return `path ${[...edges, ask].join('; ')}`;
    }
    case 'truth':
      return `truth ${problem.expression}`;
    case 'liars':
      return liarsText(problem);
    case 'walk':
      return `walk ${problem.steps.join('; ')}`;
    case 'story': {
      const given = problem.quantities.map(([name, value]) => `${quote(name)} = ${value}`);
      const sum = `${problem.round ? `round ${problem.round} ` : ''}${problem.whole ? 'whole ' : ''}${problem.expression}`;
      return `story ${[...given, sum].join('; ')}`;
    }
    default:
      return problem satisfies never;
  }
};

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
  const found = Object.entries(SORTS)
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
  const whole = head.endsWith(' whole');
  return {
    type: 'solve',
    unknowns: unlist(whole ? head.slice(0, -6) : head),
    equations: split(body.join(':'), ';'),
    ...(whole && { whole }),
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
    case 'truth':
      return { type: head, expression: rest };
    case 'solve':
      return parseSolve(rest);
    case 'make': {
      const [, target, all, numbers = ''] = /^(\S+) from (all of )?(.*)$/.exec(rest) ?? [];
      return { type: head, target, numbers: unlist(numbers), all: all !== undefined };
    }
    case 'sequence': {
      const [, at, count, terms = ''] = /^(?:term (\d+) of |next (\d+) of )?(.*)$/.exec(rest) ?? [];
      const asks = {
        ...(at !== undefined && { at: Number(at) }),
        ...(count !== undefined && { count: Number(count) }),
      };
      return { type: head, terms: unlist(terms), ...asks };
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

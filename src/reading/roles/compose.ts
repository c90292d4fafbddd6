/**
 * From what a story tells to the one sum that answers it: what is asked decides which terms are added, divided or
 * compared. Where more than one sum is possible, or something is left over, none is made.
 */
import { alternatives } from '../../regex.ts';
import type { Amount, Fact, Part } from './told.ts';
import { idle, narrows, ownedBy, parted, PRICED, signOf, unlike } from './guards.ts';
import type { Question } from './question.ts';
import {
  asksFor,
  fits,
  resolve,
  signedSum,
  singles,
  withMaybe,
  withPer,
  withThings,
  type Composed,
  type State,
  type Term,
} from './terms.ts';
import { factor, grouped, inUnit, isCounted, isPerson, sameHead } from './things.ts';
import { PERIODS } from './words.ts';

const flat = (state: State): Composed | undefined => {
  const { question, parts } = state;
  const { mine: all, others } = parted(state);
  const mine = ownedBy(all, question);
  if (!mine || mine.length === 0 || state.rates.length > 0 || narrows(question, mine) || unlike(mine, question))
    return undefined;
  if (others.some((one) => !idle(one, question, mine))) return undefined;
  const owner = mine[0]!.lead.owner;
  const spends =
    question.money &&
    (question.kind === 'plain' || question.kind === 'total') &&
    /\b(?:cost|costs|pay|pays|paid|spend|spent|owe|owes|price|bill|charge|due|is that|is it)\b/.test(question.text);
  const onlyGone = mine.every((one) => signOf(one, question, owner) < 0);
  if (mine.some((one) => one.lead.result || (one.lead.verb === 'needs' && mine.length > 1))) return undefined;
  let signs = mine.map((one): number => signOf(one, question, owner));
  if (spends) {
    const reduced = mine.length === 1 && parts.some(({ word }) => word === 'off');
    if (!reduced && mine.some((one) => !PRICED.has(one.lead.verb ?? 'buys') && one.facts.length === 1))
      return undefined;
    if (mine.some((one) => /\bwith (?:an? )?$/.test(`${one.lead.before} `))) return undefined;
    signs = mine.map(() => 1);
  } else if (
    question.money &&
    question.kind !== 'left' &&
    mine.some((one) => PRICED.has(one.lead.verb ?? '')) &&
    mine.some((one) => !PRICED.has(one.lead.verb ?? ''))
  ) {
    return undefined;
  } else if (onlyGone) {
    if (question.kind === 'left') return undefined;
    signs = mine.map(() => 1);
  } else if (
    question.kind === 'total' &&
    signs.some((one) => one < 0) &&
    !/\b(?:now|left|have|has|are there)\b/.test(question.text)
  )
    return undefined;
  if (signs[0]! < 0) return undefined;
  if (question.kind === 'left' && mine.length < 2 && parts.length === 0) return undefined;
  if (mine.length === 1 && parts.length === 0 && mine[0]!.facts.length < 2) return undefined;
  const gain = signs.every((one) => one > 0);
  if (gain && parts.length === 0 && question.kind === 'left' && !/\bnow\b/.test(question.text)) return undefined;
  return inOrder(state, mine, signs);
};

/** All that no number tells: the first amount less the others, and less shares of it. */
const remainder = (state: State): Composed | undefined => {
  const { question, parts, rates } = state;
  const { mine, others } = parted(state);
  const [whole, ...rest] = mine;
  if (!whole || rates.length > 0 || rest.length + parts.length === 0) return undefined;
  if (others.some((one) => !idle(one, question, mine)) || mine.some(({ lead }) => lead.asked || lead.result))
    return undefined;
  if (
    parts.some(
      ({ order, of, whole: told }) =>
        order < whole.lead.order || (of === 'rest' && rest.length > 0) || told !== undefined,
    )
  )
    return undefined;
  if (rest.some(({ lead }) => lead.more || lead.verb === 'gets' || lead.verb === 'buys')) return undefined;
  let total = whole.told;
  for (const { ratio, of } of parts)
    total = of === 'rest' ? `${grouped(total)}*(1-${ratio})` : `${total}-${grouped(whole.told)}*${ratio}`;
  return {
    expression: `${total}${rest.map(({ told }) => `-${grouped(told)}`).join('')}`,
    used: new Set<Fact>([...[...mine, ...others].flatMap((one) => one.facts), ...parts]),
  };
};

/** Terms and parts one after the other, since "half of them" is of what there was until then. */
const inOrder = (
  state: State,
  mine: readonly (Term & { told: string })[],
  signs: readonly number[],
): Composed | undefined => {
  const used = new Set<Fact>(mine.flatMap((one) => one.facts));
  for (const one of state.terms)
    if (!mine.includes(one as Term & { told: string })) for (const fact of one.facts) used.add(fact);
  const { parts } = state;
  if (parts.length === 0) return { expression: signedSum(mine.map((one, i) => [signs[i]!, one.told])), used };
  let total = '';
  const steps = [
    ...mine.map((one, i) => ({ at: one.lead.order, one, sign: signs[i]!, part: undefined as Part | undefined })),
    ...parts.map((part) => ({ at: part.order, one: undefined, sign: 0, part })),
  ];
  const owners = new Set(mine.map((one) => one.lead.owner).filter((one) => one !== ''));
  const takers = mine.slice(1).every((one) => one.lead.verb === 'loses' || one.lead.verb === 'gives');
  for (const { one, sign, part } of steps.toSorted((a, b) => a.at - b.at)) {
    if (one) {
      const told = sign < 0 && /[-+]/.test(one.told) ? grouped(one.told) : one.told;
      total = total === '' ? one.told : `${total}${sign < 0 ? '-' : '+'}${told}`;
    } else if (part) {
      // "Half of her blue shirts and a third of her brown ones", "how many did he eat": no share of all that there was.
      if (total === '' || part.whole !== undefined || (part.thing.sorts.length > 0 && mine.length > 1))
        return undefined;
      if (
        state.question.kind !== 'left' &&
        /^(?:give|sell|sold|eat|eaten|spend|spent|use|used|lose|lost|read|drink|take)$/.test(state.question.verb)
      )
        return undefined;
      used.add(part);
      const goes = /^(?:loses|gives|sells|pays)$/.test(part.verb ?? '');
      const same =
        part.thing.head === '' ||
        mine.every((each) => each.thing.head === part.thing.head) ||
        (part.thing.head === 'money' && state.question.money);
      const { kind } = state.question;
      if (!goes || !same || !/^(?:left|plain|total)$/.test(kind) || (owners.size > 1 && !takers)) return undefined;
      total = `${grouped(total)}*(1-${part.ratio})`;
    }
  }
  return { expression: total, used };
};

/** A share: everything of the thing, divided by those who get it. */
const shared = (state: State): Composed | undefined => {
  const { question } = state;
  const countOf = (term: Term): boolean => (question.per ? fits(term, question.per) : isPerson(term.thing.head));
  const thing = question.money ? { head: 'money', sorts: [] } : question.thing;
  const counts = state.terms.filter((one) => countOf(one) && !(thing.head !== '' && one.thing.head === thing.head));
  const [count] = counts;
  // "How many must she read each day to finish": what is left to do is shared.
  if (count && PERIODS.has(count.thing.head) && /\b(?:need|needs|finish|complete|to go)\b/.test(question.text))
    return undefined;
  if (counts.length !== 1 || count === undefined || state.parts.length > 0 || state.rates.length > 0) return undefined;
  const rest = {
    ...state,
    terms: state.terms.filter((one) => one !== count),
    question: { ...question, kind: 'plain' as const },
  };
  const total =
    rest.terms.length === 1 ? only(rest) : flat({ ...rest, question: { ...rest.question, money: question.money } });
  if (total && /\+/.test(total.expression) && question.shares === 'rest') return undefined;
  return (
    total && {
      expression: `${grouped(total.expression)}/${grouped(count.value)}`,
      used: new Set([...total.used, ...count.facts]),
    }
  );
};

const only = ({ terms, question }: State): Composed | undefined => {
  const [one] = terms;
  const thing = question.money ? { head: 'money', sorts: [] } : question.thing;
  const value = one && inUnit(one.value, one.thing, thing);
  return one && value !== undefined ? { expression: value, used: new Set(one.facts) } : undefined;
};

const UP = /\b(?:need|needs|needed|required?|must|have to|has to|least|minimum|enough|fewest|smallest)\b/;
const DOWN = new RegExp(
  alternatives(
    /\b(?:full|whole|complete|completely)\b/,
    /\b(?:can|could) (?:\w+ ){0,2}?(?:make|fill|buy|pack|cut|bake|form|get|afford|build)\b/,
  ),
);

/** So many groups: everything divided by what one of them takes. */
const grouping = (state: State, low: string): Composed | undefined => {
  const { question, rates } = state;
  const [rate] = rates;
  if (rates.length !== 1 || rate === undefined || state.parts.length > 0 || question.and) return undefined;
  const rest = /\b(?:rest|remaining|remainder|others?)\b/.test(low);
  const target: Question = {
    ...question,
    ...(rest && { text: 'left' }),
    thing:
      rate.thing.head === ''
        ? state.terms.every((one) => isPerson(one.thing.head))
          ? { head: 'person', sorts: [] }
          : (state.terms[0]?.thing ?? rate.thing)
        : rate.thing,
    money: rate.thing.head === 'money',
    kind: rest || question.kind === 'left' || question.kind === 'change' ? 'left' : 'plain',
  };
  const inner: State = { ...state, rates: [], question: target };
  const needed = inner.terms.length === 1 ? only(inner) : (goal(inner) ?? flat(inner));
  if (!needed) return undefined;
  const by = factor(rate.per!.head, question.thing.head);
  const scale =
    by === undefined || by === '1' || sameHead(rate.per!.head, question.thing.head)
      ? ''
      : `*${by.includes('/') ? `(${by})` : by}`;
  const whole = isCounted(question.thing.head);
  const asks = `${question.text} ${low}`;
  const round = whole
    ? DOWN.test(question.text)
      ? 'down'
      : UP.test(asks) || /\bfor \d+\b/.test(low)
        ? 'up'
        : undefined
    : undefined;
  return {
    expression: `${grouped(needed.expression)}/${rate.value}${scale}`,
    ...(round && { round }),
    used: new Set([...needed.used, ...(rate.parts ?? [rate])]),
  };
};
/** What is needed less what there is. */
const goal = (state: State): Composed | undefined => {
  const { question } = state;
  const { mine, others } = parted(state);
  if (
    /\beach\b/.test(question.text) ||
    others.some((one) => !idle(one, question, mine)) ||
    mine.length < 2 ||
    state.parts.length > 0 ||
    state.rates.length > 0
  )
    return undefined;
  const goals = mine.filter(
    (one) =>
      one.lead.verb === 'needs' ||
      (question.money && one.lead.verb === 'costs') ||
      /\b(?:goal|target|aim|wants to|needs to|has to|have to|must|needs|plans to)\b/.test(one.lead.before),
  );
  const [whole] =
    goals.length === 1
      ? goals
      : mine.filter(
          (one) =>
            /\b(?:book|way|scarf|trip|route|puzzle|wall|order|road|trail|album|tank)\b/.test(one.lead.before) &&
            one.lead.verb === 'has',
        );
  if (whole === undefined || goals.length > 1) return undefined;
  const rest = mine.filter((one) => one !== whole);
  const sum = signedSum(
    rest.map((one) => [
      one.lead.verb === 'gives' || one.lead.verb === 'loses' || one.lead.verb === 'pays' ? -1 : 1,
      one.told,
    ]),
  );
  if (sum.startsWith('-')) return undefined;
  return {
    expression: `${whole.told}-${grouped(sum)}`,
    used: new Set([...mine, ...others].flatMap((one) => one.facts)),
  };
};

/** What is paid with, less what it costs. */
const change = (state: State): Composed | undefined => {
  const { mine, others } = parted({ ...state, question: { ...state.question, money: true } });
  const paid = mine.filter(
    (one) =>
      one.facts.length === 1 &&
      one.lead.verb !== 'costs' &&
      (/\b(?:with|gives?|gave|hands?|handed)\b[^.]*$/.test(one.lead.before) ||
        /^(?:note|bill)/.test(one.lead.after) ||
        one.lead.verb === 'has'),
  );
  const [note] = paid;
  if (paid.length !== 1 || note === undefined || mine.length < 2 || state.rates.length > 0 || state.parts.length > 0)
    return undefined;
  if (others.some((one) => !idle(one, { ...state.question, money: true }, mine))) return undefined;
  const costs = mine.filter((one) => one !== note);
  if (costs.some((one) => one.facts.length === 1 && !PRICED.has(one.lead.verb ?? 'buys'))) return undefined;
  return {
    expression: `${note.told}-${grouped(signedSum(costs.map((one) => [1, one.told])))}`,
    used: new Set([...mine, ...others].flatMap((one) => one.facts)),
  };
};

/** What there was before everything that happened. */
const start = (state: State): Composed | undefined => {
  const { mine, others } = parted(state);
  const ends = mine.filter((one) => one.lead.result);
  const [end] = ends;
  if (
    ends.length !== 1 ||
    end === undefined ||
    others.length > 0 ||
    state.rates.length > 0 ||
    state.parts.length > 0 ||
    mine.length < 2
  )
    return undefined;
  const rest = mine.filter((one) => one !== end);
  if (rest.some((one) => one.lead.verb === 'has' || one.lead.verb === undefined)) return undefined;
  const owner = end.lead.owner;
  return {
    expression: signedSum([
      [1, end.told],
      ...rest.map((one): readonly [number, string] => [-signOf(one, state.question, owner), one.told]),
    ]),
    used: new Set(mine.flatMap((one) => one.facts)),
  };
};

/** Two amounts that go with each other, and one of the question: "3 shirts cost 45, what do 5 cost". */
const proportion = (state: State): Composed | undefined => {
  const { question, terms } = state;
  if (terms.length !== 3 || state.rates.length > 0 || state.parts.length > 0) return undefined;
  const target = question.money ? { head: 'money', sorts: [] } : question.thing;
  const wanted = terms.filter((one) => one.facts.length === 1 && inUnit('1', one.thing, target) !== undefined);
  const [given] = wanted;
  const others = terms.filter((one) => one !== given);
  const [base, other] = [
    others.find((one) => one.lead.sentence === given?.lead.sentence),
    others.find((one) => one.lead.sentence !== given?.lead.sentence),
  ];
  if (wanted.length !== 1 || !given || !base || !other || given.lead.asked || given.thing.head === '') return undefined;
  const linked =
    /\b(?:costs?|for|makes?|needs?|takes?|uses?|buys?|gives?|goes|drives?|serves?|produces?|weighs?|bakes?)\b/.test(
      `${given.lead.before} ${given.lead.word} ${base.lead.after} ${given.lead.after}`,
    );
  const times = inUnit(other.value, other.thing, base.thing);
  if (!linked || times === undefined || other.thing.head === '') return undefined;
  const value = inUnit(given.value, given.thing, target)!;
  return {
    expression: `${grouped(value)}/${base.value}*${grouped(times)}`,
    used: new Set(terms.flatMap((one) => one.facts)),
  };
};

/** How much more of one than of the other. */
const difference = (state: State): Composed | undefined => {
  const { mine, others } = parted(state);
  if (mine.length !== 2 || others.length > 0 || state.rates.length > 0 || state.parts.length > 0) return undefined;
  const [a, b] = mine as [Term & { told: string }, Term & { told: string }];
  if (mine.some((one) => one.facts.length < 2) && mine.every((one) => one.facts.length < 2)) return undefined;
  return { expression: `${a.told}-${grouped(b.told)}`, used: new Set(mine.flatMap((one) => one.facts)) };
};

/** What is needed of what is told is no sum of it: "delivers 180, his friends 41 each; how many must he deliver?" */
const needsSome = ({ text }: Question, { terms }: State): boolean => terms.length > 1 && /\bneeds?\b/.test(text);

/** The way that a question asks for, over terms whose rates are multiplied. */
const answering = (first: State, low: string): Composed | undefined => {
  const { question } = first;
  const done = resolve(first);
  const state = done && singles(done);
  if (!state) return undefined;
  if (state.rates.length === 1) return asksFor(question, state.rates[0]!) ? grouping(state, low) : undefined;
  if (question.rest && /^(?:plain|left)$/.test(question.kind)) return remainder(state);
  switch (question.kind) {
    case 'need':
      return goal(state);
    case 'change':
      return change(state);
    case 'start':
      return start(state);
    case 'each':
      return shared(state);
    case 'difference':
      return difference(state);
    case 'left':
      return (question.money ? change(state) : undefined) ?? flat(state) ?? goal(state);
    case 'profit':
      return undefined;
    default:
      return proportion(state) ?? (needsSome(question, state) ? undefined : flat(state));
  }
};

/** The sum of a story; undefined where no way, or more than one, leads to it. */
export const compose = (told: readonly Fact[], asked: Question, low: string): Composed | undefined => {
  const paid = told.some(
    (one) => one.type !== 'part' && (one.thing.head === 'money' || (one.thing.head === '' && one.verb === 'earns')),
  );
  const question =
    paid && asked.thing.head === '' && /^(?:how much|what)/.test(asked.text)
      ? { ...asked, money: true, thing: { head: 'money', sorts: [] } }
      : asked;
  const facts = withPer(withMaybe(withThings(told, question)));
  if (!facts) return undefined;
  const all = facts.filter((one): one is Amount => one.type === 'amount');
  // "… in the three days" counts what was told, and tells nothing.
  const counts = (one: Amount): boolean =>
    one.asked &&
    Number(one.value) === all.length - 1 &&
    all.length > 2 &&
    /\b(?:the|all|these|those)$/.test(one.before) &&
    (PERIODS.has(one.thing.head) || isPerson(one.thing.head));
  // "… buys 5 pens. How much do the 5 pens cost?" tells them once.
  const amounts = all.filter(
    (one) =>
      !counts(one) &&
      !(
        one.asked &&
        all.some((other) => !other.asked && other.value === one.value && other.thing.head === one.thing.head)
      ),
  );
  const first: State = {
    terms: amounts.map((one) => ({ value: one.value, thing: one.thing, lead: one, facts: [one] })),
    rates: facts.filter((one): one is Amount => one.type === 'rate'),
    parts: facts.filter((one): one is Part => one.type === 'part'),
    question,
  };
  const composed = answering(first, low);
  const idleOnes = all.filter((one) => !amounts.includes(one));
  return composed && { ...composed, used: new Set([...composed.used, ...idleOnes]) };
};

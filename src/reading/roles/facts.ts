/**
 * What a story tells, number by number: amounts of a thing, rates (so many of one thing to each of another) and parts
 * of what there is ("half of them"), each with what its verb does. Which sum follows is in compose.ts.
 */
import { anyOf, sequence } from '../../regex.ts';
import { singularOf } from '../../problem/solve/things.ts';
import { partAt } from './parts.ts';
import { relativeAt } from './relative.ts';
import type { Amount, Clause, Context, Fact, Told } from './told.ts';
import { clausesOf, isVerbAt, thingAt, type Thing, type Token } from './tokens.ts';
import { isPerson } from './things.ts';
import { verbFor, verbsIn, type Said } from './verbs.ts';
import { PERIODS, periodOf, SORTS, STOP, TELLING, verbOf, type Verb } from './words.ts';

const PERSON = /^(?:i|we|he|she|they|it|you)$/;
const KIN = new RegExp(
  sequence(
    /^/,
    anyOf(
      /mother|mum|mom|father|dad|brother|sister|friend|friends|son|daughter|uncle|aunt/,
      /grandma|grandmother|grandfather|grandpa|grandson|granddaughter|cousin|teacher|wife/,
      /husband|boss|neighbour|neighbor|partner|colleague|sis|bro|boy|girl|man|woman/,
    ),
    /$/,
  ),
);

const ownerIn = (tokens: readonly Token[], names: ReadonlySet<string>): string =>
  tokens.findLast(({ text }) => PERSON.test(text) || KIN.test(text) || names.has(text))?.text ?? '';

const receiverIn = (tokens: readonly Token[], names: ReadonlySet<string>): string => {
  const to = tokens.findIndex(({ text }) => text === 'to');
  const behind = to < 0 ? tokens.slice(0, 3) : tokens.slice(to + 1, to + 4);
  return (
    behind.find(({ text }) => /^(?:me|us|him|her|them)$/.test(text) || KIN.test(text) || names.has(text))?.text ?? ''
  );
};

const isEach = (token: Token | undefined): boolean => /^(?:each|every|per)$/.test(token?.text ?? '');

/** "each pallet holds", "1 kilo costs", "a ticket costs", "tickets cost": what a number of the clause is told for. */
const eachSubject = (tokens: readonly Token[], { at, verb, word }: Said, told: Told): Thing | undefined => {
  const front = tokens.slice(0, Math.max(0, at));
  const each = front.findIndex(isEach);
  if (each >= 0) {
    told.explained.add(front[each]!);
    const of = front[each + 1]?.text === 'of';
    const from = of
      ? front.findIndex(
          (one, i) =>
            i > each && (one.number !== undefined || /^(?:the|his|her|my|our|their|these|those|them)$/.test(one.text)),
        ) + 1
      : each + 1;
    const other = front[from]?.text === 'other' ? from + 1 : from;
    if (other !== from) told.explained.add(front[from]!);
    const { thing } = thingAt(front, other);
    // "they each eat": as many as they are.
    return thing.head === '' ? { head: 'person', sorts: [] } : thing;
  }
  const holds =
    verb === 'costs' || /^(?:holds?|contains?|seats?|fits?|carr(?:y|ies)|weighs?|has|have|takes?|needs?)$/.test(word);
  if (!holds && !/^(?:is|are)$/.test(word)) return undefined;
  const [first] = front;
  if (first?.number === '1' && holds) return thingAt(front, 1).thing;
  const article = front.findIndex((one) => /^(?:a|an)$/.test(one.text));
  if (article >= 0 && article <= 1) {
    const { thing } = thingAt(front, article + 1);
    const somebody = isPerson(thing.head) || /(?:er|or|man|woman|ist)$/.test(thing.head);
    if (somebody && /^(?:has|have|had)$/.test(word)) return undefined;
    if (thing.head !== '' && (holds || /^(?:is|are)$/.test(word)))
      return { ...thing, sorts: [...thing.sorts, 'single'] };
  }
  if (verb !== 'costs' || front.some((one) => one.number !== undefined)) return undefined;
  const noun = front.findIndex((one) => !STOP.has(one.text) || one.text === 'the');
  if (noun < 0) return undefined;
  const { thing } = thingAt(front, front[noun]!.text === 'the' ? noun + 1 : noun);
  return thing.head === '' || PERSON.test(thing.head) ? undefined : { ...thing, sorts: [...thing.sorts, 'single'] };
};

/** What stands behind an amount and makes it a rate: "each", "per box", "a day", "in every row", "daily". */
const perBehind = (
  tokens: readonly Token[],
  end: number,
  told: Told,
): { per: Thing | undefined; end: number } | undefined => {
  let i = end;
  while (/^(?:in|on|at|to|for|with|from|on)$/.test(tokens[i]?.text ?? '') && isEach(tokens[i + 1])) i++;
  const token = tokens[i];
  if (token === undefined) return undefined;
  if (token.text === 'apiece') {
    told.explained.add(token);
    return { per: undefined, end: i + 1 };
  }
  if (isEach(token)) {
    told.explained.add(token);
    const { thing, end: to } = thingAt(tokens, i + 1);
    return { per: thing.head === '' || isVerbAt(tokens, i + 1) ? undefined : thing, end: to };
  }
  const daily = periodOf(token.text);
  if (daily !== undefined) {
    told.explained.add(token);
    return { per: { head: daily, sorts: [] }, end: i + 1 };
  }
  if (/^(?:a|an)$/.test(token.text)) {
    if (/^(?:piece|head)$/.test(tokens[i + 1]?.text ?? '')) return { per: undefined, end: i + 2 };
    const { thing, end: to } = thingAt(tokens, i + 1);
    if (thing.head !== '' && (PERIODS.has(thing.head) || MEASURED.test(thing.head))) return { per: thing, end: to };
  }
  return undefined;
};
const MEASURED = new RegExp(
  sequence(
    /^/,
    anyOf(
      /kilo|kg|kilogram|gram|g|litre|liter|l|metre|meter|m|km|mile|kilometre|kilometer|pound/,
      /box|bag|pack|packet|bottle|ticket|person|head|dozen|page|row|table|class|room|cup|game/,
      /ride|trip|visit|lesson|night|head|child|tin|jar|crate|tray|piece|ounce|gallon|carton/,
      /bunch|time|go|shift|set|plate|glass|square|turn|word|minute/,
    ),
    /$/,
  ),
);

/** "boxes of 6", "6 trays with 15 rolls": the number belongs to each of them. */
const heldBy = (tokens: readonly Token[], i: number): Thing | undefined => {
  const link = tokens[i - 1]?.text ?? '';
  const at = /^(?:only|about|exactly|up|size)$/.test(link) ? i - 2 : i - 1;
  if (!/^(?:of|with|containing|holding|having|by|seating|carrying|fitting)$/.test(tokens[at]?.text ?? ''))
    return undefined;
  const noun = tokens[at - 1]?.text ?? '';
  if (!/^\p{L}{3,}$/u.test(noun) || singularOf(noun) === noun || STOP.has(noun) || SORTS.has(noun)) return undefined;
  if (/^(?:instalments|hours|minutes|friends|children|people|kids)$/.test(noun)) return undefined;
  let from = at - 1;
  while (from > 0 && tokens[from - 1]!.number === undefined && !STOP.has(tokens[from - 1]!.text) && at - from < 3)
    from--;
  const { thing } = thingAt(tokens.slice(0, at), from);
  return thing.head === '' ? { head: singularOf(noun), sorts: [] } : thing;
};

const RESULT = /^(?:now|left|remain|remains|remained|remaining|over|still)$/;

/** "6 were torn", "8 of them are new": a number before a verb that only says what they are. */
const saysOnly = (i: number, named: { thing: Thing; end: number }, said: Said | undefined): boolean =>
  said !== undefined &&
  said.verb === 'has' &&
  said.at > i &&
  said.at <= named.end + 2 &&
  named.thing.head === '' &&
  /^(?:is|are|was|were|have|has|had)$/.test(said.word);

const LOST = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /broken|rotten|bad|missing|absent|ill|sick|gone|dead|damaged|faulty|defective|lost/,
      /empty|closed|cracked|rejected|spoiled|spoilt/,
    ),
    /\b/,
  ),
);

/** "on a page", "in one box": what the number may be told for, if pages or boxes are counted. */
const maybePer = (tokens: readonly Token[], end: number): Thing | undefined => {
  if (!/^(?:in|on|at|to|from)$/.test(tokens[end]?.text ?? '') || !/^(?:a|an|1|one)$/.test(tokens[end + 1]?.text ?? ''))
    return undefined;
  const { thing } = thingAt(tokens, end + 2);
  return thing.head === '' ? undefined : thing;
};

/** The noun before a verb; head '' where none is named. */
const subjectOf = (front: readonly Token[]): Thing => {
  const from = front.findIndex(
    ({ text, number }) => number === undefined && /^\p{L}/u.test(text) && !STOP.has(text) && !SORTS.has(text),
  );
  return from < 0 ? { head: '', sorts: [] } : thingAt(front, from).thing;
};

const amountAt = (clause: Clause, i: number, told: Told, context: Context): { fact: Amount; end: number } => {
  const { tokens } = clause;
  const said = verbFor(clause.verbs, i);
  const { word = '', at = -1 } = said ?? {};
  const named = thingAt(tokens, i + 1);
  const held = heldBy(tokens, i);
  const only = saysOnly(i, named, said);
  const verb: Verb | undefined =
    only &&
    LOST.test(
      tokens
        .slice(i)
        .map((one) => one.text)
        .join(' '),
    )
      ? 'loses'
      : said?.verb;
  const first = perBehind(tokens, named.end, told);
  const second = first && perBehind(tokens, first.end, told);
  const behind = second ?? first;
  const after = tokens.slice(named.end);
  const another = tokens[i - 1]?.text === 'another' || named.more;
  for (const one of [tokens[i - 1], ...tokens.slice(i + 1, named.end)])
    if (one && /^(?:another|more|extra|additional|others?)$/.test(one.text)) told.explained.add(one);
  const subject = i > at ? clause.each : undefined;
  const rate = held !== undefined || behind !== undefined || subject !== undefined;
  // "at 12 each", "a hat for 20": a price, where no unit says otherwise.
  const link = tokens[i - 1]?.text ?? '';
  const bought = said === undefined || said.verb === 'buys' || said.verb === 'sells';
  const priced =
    named.thing.head === '' &&
    (verb === 'pays' ||
      verb === 'costs' ||
      (link === 'at' && behind !== undefined) ||
      (bought && /^(?:at|for)$/.test(link)));
  const thing = priced ? { head: 'money', sorts: [] } : named.thing;
  const left = after.findIndex((one) => RESULT.test(one.text));
  const goes = tokens[at]?.text !== 'left' && !(verb === 'loses' || verb === 'gives');
  const result =
    goes &&
    ((left >= 0 && left < 4 && !/^(?:for|to|the|at|on)$/.test(after[left + 1]?.text ?? '')) ||
      tokens.slice(0, i).some((one) => /^(?:now|still|remain|remains|remaining|will)$/.test(one.text)));
  const maybe = rate ? undefined : maybePer(tokens, named.end);
  const receiver = said ? receiverIn(tokens.slice(said.at + 1), context.names) : '';
  const per = first?.per ?? (second ? undefined : (held ?? subject));
  const fact: Amount = {
    type: rate ? 'rate' : 'amount',
    value: tokens[i]!.number!,
    thing,
    ...(rate && per !== undefined && { per }),
    ...(second?.per && { also: second.per }),
    ...(maybe && { maybe }),
    ...(rate && per === undefined && said && { subject: subjectOf(tokens.slice(0, said.at)) }),
    verb,
    word,
    owner: clause.owner,
    receiver,
    sentence: context.sentence,
    clause: context.clause,
    order: told.facts.length,
    more: another,
    result,
    asked: context.asked,
    among: named.among,
    state: only && verb === 'has',
    before: tokens
      .slice(0, i)
      .map((one) => one.text)
      .join(' '),
    after: after.map((one) => one.text).join(' '),
  };
  return { fact, end: behind?.end ?? named.end };
};

/** "4 women and 3 men at each": what is said of the last is said of both. */
const spread = (facts: Fact[], from: number): void => {
  const mine = facts.slice(from);
  const last = mine.at(-1);
  if (last?.type !== 'rate' || mine.length < 3) return;
  const before = mine.at(-2)!;
  if (
    before.type === 'amount' &&
    before.clause === last.clause &&
    last.before.endsWith(`${before.after.split(' ')[0]}`) &&
    /^and \d/.test(before.after)
  )
    Object.assign(before, { type: 'rate', ...(last.per && { per: last.per }) });
};

/** A verb beyond the vocabulary beside a number: what it does is not known. */
const strangeVerb = (tokens: readonly Token[]): string | undefined => {
  if (!tokens.some((one) => one.number !== undefined)) return undefined;
  const found = tokens.findIndex(({ text }, i) => {
    const before = tokens[i - 1]?.text ?? '';
    return (
      /^[a-z]{3,}ed$/.test(text) &&
      !new RegExp(
        sequence(
          /^/,
          anyOf(
            /hundred|need|needed|seed|red|bed|speed|feed|weed|used|united|bored|tired|interested/,
            /called|named|supposed|allowed|colored|coloured|combined|mixed|baked|fried|salted/,
            /frozen|married/,
          ),
          /$/,
        ),
      ).test(text) &&
      verbOf(text) === undefined &&
      !TELLING.has(text) &&
      !STOP.has(text) &&
      !/^(?:a|an|the|of|his|her|my|their|our|some|and|other|more|\d.*)$/.test(before)
    );
  });
  return found < 0 ? undefined : `the verb ${tokens[found]!.text}`;
};

const readClause = (tokens: readonly Token[], before: Clause | undefined, context: Context, told: Told): Clause => {
  const found = verbsIn(tokens);
  const [first] = found;
  const last = before?.verbs.at(-1);
  const clause: Clause = {
    tokens,
    verbs: first ? found : last ? [{ ...last, at: -1 }] : [],
    owner: ownerIn(first ? tokens.slice(0, first.at) : [], context.names) || (before?.owner ?? ''),
    each: first ? eachSubject(tokens, first, told) : before?.each,
  };
  const from = told.facts.length;
  told.strange ??= strangeVerb(tokens);
  for (let i = 0; i < tokens.length;) {
    const relative = relativeAt(clause, i, told, context);
    if (relative) {
      told.facts.push(relative.fact);
      i = relative.end;
      continue;
    }
    const part = partAt(clause, i, told, context);
    if (part) {
      told.facts.push(part.fact);
      i = part.end;
      continue;
    }
    if (tokens[i]!.number === undefined) {
      i++;
      continue;
    }
    if (tokens[i + 1]?.number !== undefined) told.strange ??= 'two numbers side by side';
    // "1 kilo costs" is no number of kilos.
    if (i === 0 && clause.each !== undefined && tokens[0]!.number === '1' && first) {
      i++;
      continue;
    }
    const { fact, end } = amountAt(clause, i, told, context);
    told.facts.push(fact);
    i = Math.max(end, i + 1);
  }
  spread(told.facts, from);
  return clause;
};

/** Who "he", "she" and "they" are: the person named last, by name before by kin. */
const resolved = (owner: string, person: string): string => {
  if (/^(?:i|we|me|us)$/.test(owner)) return 'i';
  return /^(?:he|she|they|it|you)$/.test(owner) ? person || owner : owner;
};

/** The facts of sentences; `asked` tells those of the question. */
export const factsOf = (sentences: readonly (readonly Token[])[], asked: number, names: ReadonlySet<string>): Told => {
  const told: Told = { facts: [], explained: new Set(), strange: undefined };
  let owner = '';
  let person = '';
  let count = 0;
  for (const [i, sentence] of sentences.entries()) {
    let before: Clause | undefined;
    for (const tokens of clausesOf(sentence)) {
      const at = told.facts.length;
      before = readClause(tokens, before, { names, sentence: i, clause: count++, asked: i === asked }, told);
      const named = resolved(before.owner, person) || owner;
      if (names.has(named) || (named !== '' && person === '' && named !== 'i')) person = named;
      owner = named;
      before = { ...before, owner: named };
      for (const fact of told.facts.slice(at)) fact.owner = named;
    }
  }
  return told;
};

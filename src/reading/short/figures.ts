/**
 * The figures of a short story: every number with the thing it counts, what it is told for ("each", "a day", "per
 * box"), the verb it stands by and whether that brings or takes. Only what stands in the words; which sum follows is
 * in ways.ts.
 */
import { anyOf, sequence } from '../../regex.ts';
import { singularOf } from '../../problem/solve/things.ts';
import { unitsNamed } from '../../problem/solve/units.ts';
import { clausesOf, isVerbAt, thingAt, type Thing, type Token } from '../roles/tokens.ts';
import { verbsIn, type Said } from '../roles/verbs.ts';
import { isMoneyWord, PERIODS, periodOf, SORTS, STOP, verbOf, type Verb } from '../roles/words.ts';

export type Figure = {
  value: string;
  thing: Thing;
  /** Told for each of something: of what, where that is named. */
  rate: boolean;
  per: Thing | undefined;
  /** "10 on a page", "a box holds 6", "a pack of 6": a rate only where its other side is counted or asked for. */
  soft: boolean;
  verb: Verb | undefined;
  word: string;
  /** What the words behind a verb say: 1 for "in", "on", -1 for "off", "out". */
  way: -1 | 0 | 1;
  more: boolean;
  /** "5 more than", "3 fewer", "2 times as many", "a third of them": an amount told by another one. */
  apart: '+' | '-' | '*' | '/' | undefined;
  /** Whose amount a comparison starts from: "than Jo", "as my sister"; '' where nobody is named. */
  from: string;
  /** Of money: in cents or pence. */
  cents: boolean;
  /** "3 of them", "3 of my 20". */
  among: boolean;
  asked: boolean;
  sentence: number;
  clause: number;
  order: number;
  before: string;
  after: string;
};

const NOTHING: Thing = { head: '', sorts: [] };
const MONEY: Thing = { head: 'money', sorts: [] };
const IRREGULAR =
  /^(?:people|children|men|women|sheep|fish|mice|geese|feet|teeth|deer|dice|salmon|trout|kids|loaves|cod)$/;

const isWord = (token: Token | undefined): token is Token => token !== undefined && /^\p{L}/u.test(token.text);
const isPlural = (word: string): boolean =>
  IRREGULAR.test(word) || (/[^s]s$/.test(word) && word.length > 3 && singularOf(word) !== word);

type Counted = { thing: Thing; end: number; more: boolean; among: boolean };

const HIGHER =
  /^(?:more|older|taller|longer|heavier|higher|bigger|dearer|further|farther|faster|greater|deeper|wider|warmer|hotter|above|extra)$/;
const LOWER = /^(?:fewer|less|younger|shorter|lighter|lower|cheaper|smaller|slower|colder|cooler|below|under)$/;

/** What stands behind "than" or "as" of a comparison. */
const fromAt = (tokens: readonly Token[], at: number): string => {
  if (
    tokens[at + 1]?.text === 'times' &&
    /^(?:what|my|his|her|their|our|mine|the|that|this)$/.test(tokens[at + 2]?.text ?? '')
  )
    return wordsUpTo(tokens.slice(at + 2));
  const than = tokens.findIndex(
    ({ text }, i) =>
      i > at &&
      i < at + 9 &&
      /^(?:than|as)$/.test(text) &&
      !/^(?:many|much|old|tall|long|heavy|far|big|high|wide|deep)$/.test(tokens[i + 1]?.text ?? ''),
  );
  if (than < 0) return '';
  return wordsUpTo(tokens.slice(than + 1));
};

const wordsUpTo = (rest: readonly Token[]): string => {
  const stop = rest.findIndex(({ text }) => /^[,.:?]$|^(?:and|but|who|which)$/.test(text));
  return (stop < 0 ? rest : rest.slice(0, stop)).map(({ text }) => text).join(' ');
};

/** Whether a figure tells how far one amount is from another: "5 more than", "4 fewer pears", "3 years older". */
const apartAt = (tokens: readonly Token[], at: number): Figure['apart'] => {
  const behind = tokens.slice(at + 1, at + 5).map(({ text }) => text);
  const stop = behind.findIndex((text) => /^(?:[,.:]|\d.*|and|but)$/.test(text));
  const near = stop < 0 ? behind : behind.slice(0, stop);
  const by = near.findIndex((text) => HIGHER.test(text) || LOWER.test(text));
  if (behind[0] === 'parts') return '/';
  if (behind[0] === 'times')
    return /^(?:as|that|the|what|my|his|her|their|its|our|mine|this|more|bigger|longer|heavier|older|taller|higher)$/.test(
      behind[1] ?? '',
    )
      ? '*'
      : undefined;
  if (by < 0 || by > 2) return undefined;
  const word = near[by]!;
  if (LOWER.test(word)) return '-';
  if (/^(?:more|extra)$/.test(word))
    return tokens.slice(at + by + 2, at + by + 7).some(({ text }) => text === 'than') ? '+' : undefined;
  return '+';
};

/** What a number counts: the first noun in the plural behind it, a unit, or money. */
const countedAt = (tokens: readonly Token[], at: number): Counted => {
  const plain = thingAt(tokens, at + 1);
  const before = tokens[at - 1]?.text ?? '';
  const more = plain.more || before === 'another' || before === 'extra' || before === 'further';
  if (plain.among) return { ...plain, more };
  if (tokens[at + 1]?.text === 'of' && /^(?:us|you)$/.test(tokens[at + 2]?.text ?? '')) return { ...plain, more };
  if (plain.thing.head === 'money') return { thing: MONEY, end: plain.end, more, among: false };
  const sorts: string[] = [];
  for (let i = at + 1; i < Math.min(tokens.length, at + 6); i++) {
    const { text, number } = tokens[i]!;
    if (number !== undefined || !isWord(tokens[i])) break;
    if (/^(?:more|extra|other|others|further|additional|new|fewer|less)$/.test(text)) continue;
    if (text === 'times') return { thing: { head: 'time', sorts }, end: i + 1, more, among: false };
    const unit = unitsNamed(text).length > 0 && (text !== 'in' || !isWord(tokens[i + 1]));
    if (unit || isMoneyWord(text))
      return { thing: isMoneyWord(text) ? MONEY : { head: singularOf(text), sorts }, end: i + 1, more, among: false };
    if (STOP.has(text)) break;
    if (isPlural(text) && !(i > at + 1 && isVerbAt(tokens, i)))
      return withHeld(tokens, { thing: { head: singularOf(text), sorts }, end: i + 1, more, among: false });
    sorts.push(text);
  }
  const one = tokens[at]!.text === '1' || more === false;
  const compares = HIGHER.test(plain.thing.head) || LOWER.test(plain.thing.head);
  const adjacent = !compares && plain.end === at + 2 && !SORTS.has(tokens[at + 1]?.text ?? '');
  if (one && adjacent && plain.thing.head !== '' && verbOf(tokens[at + 1]!.text) === undefined)
    return withHeld(tokens, { thing: plain.thing, end: plain.end, more, among: false });
  return { thing: NOTHING, end: at + 1, more, among: false };
};

/** "bags of crisps": crisps are in them. */
const withHeld = (tokens: readonly Token[], counted: Counted): Counted => {
  const [of, next] = [tokens[counted.end], tokens[counted.end + 1]];
  if (of?.text !== 'of' || !isWord(next) || STOP.has(next.text)) return counted;
  const inner = thingAt(tokens, counted.end + 1);
  return inner.thing.head === ''
    ? counted
    : { ...counted, thing: { ...counted.thing, of: inner.thing.head }, end: inner.end };
};

const EACH = /^(?:each|every|per)$/;
const LINKS = /^(?:in|on|at|to|for|with|from|of|by)$/;

type Per = { per: Thing | undefined; soft: boolean };

const nounAt = (tokens: readonly Token[], from: number): Thing | undefined => {
  const skipped = /^(?:of|the|my|our|his|her|their|these|those|single|other|one|\d+)$/;
  let i = from;
  while (skipped.test(tokens[i]?.text ?? '')) i++;
  if (/^(?:us|them|you)$/.test(tokens[i]?.text ?? '')) return { head: 'person', sorts: [] };
  if (isVerbAtPlace(tokens, i)) return undefined;
  const { thing } = thingAt(tokens, i);
  return thing.head === '' ? undefined : thing;
};
const isVerbAtPlace = (tokens: readonly Token[], i: number): boolean =>
  tokens[i] !== undefined && isVerbAt(tokens, i) && verbOf(tokens[i]!.text) !== undefined;

/** What stands behind a figure and makes it a rate. */
const perBehind = (tokens: readonly Token[], end: number, counted: Thing): Per | undefined => {
  let i = end;
  // "5 pounds pocket money a week".
  while (
    counted.head === 'money' &&
    i < end + 2 &&
    isWord(tokens[i]) &&
    !STOP.has(tokens[i]!.text) &&
    /^(?:a|per|each|every)$/.test(tokens[i + 1]?.text ?? tokens[i + 2]?.text ?? '') &&
    verbOf(tokens[i]!.text) === undefined
  )
    i++;
  while (LINKS.test(tokens[i]?.text ?? '') && EACH.test(tokens[i + 1]?.text ?? '')) i++;
  const token = tokens[i];
  if (token === undefined) return undefined;
  if (token.text === 'apiece' || (token.text === 'a' && /^(?:piece|pop|go)$/.test(tokens[i + 1]?.text ?? '')))
    return { per: undefined, soft: false };
  if (EACH.test(token.text)) return { per: nounAt(tokens, i + 1), soft: false };
  if (token.text === '/' && isWord(tokens[i + 1])) return { per: nounAt(tokens, i + 1), soft: false };
  const daily = periodOf(token.text);
  if (daily !== undefined) return { per: { head: daily, sorts: [] }, soft: false };
  const link = /^(?:in|on|to|from|for)$/.test(token.text);
  const article = tokens[link ? i + 1 : i];
  if (article === undefined) return undefined;
  if (/^(?:a|an)$/.test(article.text) || (link && /^(?:1|the)$/.test(article.text) && token.text !== 'from')) {
    const noun = nounAt(tokens, (link ? i + 1 : i) + 1);
    if (noun === undefined || noun.head === counted.head) return undefined;
    if (article.text === 'the') return token.text === 'to' ? { per: noun, soft: true } : undefined;
    return { per: noun, soft: link && !PERIODS.has(noun.head) };
  }
  return article.text === 'the' && !link && counted.head === 'money'
    ? { per: nounAt(tokens, i + 1), soft: false }
    : undefined;
};

const HOLDS = new RegExp(
  sequence(
    /^/,
    anyOf(
      /is|are|was|were|costs?|cost|weighs?|weighed|holds?|held|takes?|took|needs?|needed|has|have|had|contains?|seats?|makes?|made/,
      /gives?|gave|lays?|laid|eats?|ate|uses?|used|burns?|burnt|gets?|got|feeds?|fits?|carry|carries|carried|earns?|charges?|charged/,
      /pays?|paid|brings?|brought|wants?|fills?|lasts?|sells?|drinks?|goes|does|did|serves?|produces?|covers?|grows?/,
      /sit|sits|stand|stands|lie|lies|there/,
    ),
    /$/,
  ),
);

/** Their number is the number of those in them. */
const CROWD =
  /^(?:class|group|team|party|crowd|choir|crew|flock|herd|staff|audience|total|set|collection|family|family's|gang|queue|number|year|village|school)$/;

/** What stands before a figure and makes it a rate: "each shelf carries 25", "a jumper takes 400", "in 1 box are 6". */
const perBefore = (tokens: readonly Token[], at: number, verbs: readonly Said[]): Per | undefined => {
  const front = tokens.slice(0, at);
  const each = front.findLastIndex(({ text }) => EACH.test(text));
  const many = front.findIndex(
    ({ number }, i) => i > each && i < each + 4 && number !== undefined && front[each + 1]?.text === 'of',
  );
  const joined = front
    .slice(many < 0 || each < 0 ? each : many + 1)
    .some(({ text, number }) => number !== undefined || /^(?:,|and|plus|but|:|then|a|an)$/.test(text));
  const alone = front.slice(each + 1).every(({ text }) => /^(?:of|the|my|our|his|her|their|these|those)$/.test(text));
  const inside = alone && each < front.length - 1;
  if (each >= 0 && !joined && !inside && front.length - each < 7) return { per: nounAt(front, each + 1), soft: false };
  // "boxes of 6", "packs with 12", "a pack of 6".
  const link = front.at(-1)?.text ?? '';
  const hold = /^(?:of|with|containing|holding|having|seating|by|at|@)$/.test(link) ? front.at(-2) : undefined;
  const whole = /^(?:\w+ )?(?:in all|in total|altogether|between them)\b/.test(
    tokens
      .slice(at + 1)
      .map(({ text }) => text)
      .join(' '),
  );
  if (whole) return undefined;
  if (
    isWord(hold) &&
    !STOP.has(hold.text) &&
    verbOf(hold.text) === undefined &&
    link !== 'at' &&
    !CROWD.test(hold.text)
  ) {
    const plural = isPlural(hold.text);
    return { per: { head: singularOf(hold.text), sorts: [] }, soft: !plural };
  }
  const article = front.findIndex(({ text }, i) => /^(?:a|an|1|the)$/.test(text) && i < 3);
  const bare = verbs.find(
    (verb) => verb.at > 0 && verb.at < 3 && /^(?:holds|costs?|seats|takes|weighs|needs|fits|is)$/.test(verb.word),
  );
  const plain =
    article < 0 &&
    bare !== undefined &&
    front.slice(0, bare.at).every((token) => isWord(token) && !STOP.has(token.text));
  const one = plain ? -1 : article;
  if ((one < 0 && !plain) || front.slice(one + 1).some(({ number }) => number !== undefined)) return undefined;
  const said = verbs.find((verb) => verb.at > one && verb.at < at);
  if (said === undefined || !HOLDS.test(said.word)) return undefined;
  const noun = nounAt(front.slice(0, said.at), one + 1) ?? nounAt(front.slice(said.at), 1);
  if (noun === undefined) return undefined;
  // "The rope was 50 m": what it is, and no rate.
  if (front[one]?.text === 'the' && /^(?:is|are|was|were|has|have|had)$/.test(said.word)) return undefined;
  if (
    plain &&
    said.word === 'is' &&
    tokens[at + 1] !== undefined &&
    !/^[$£€.]$/.test(tokens[at + 1]!.text) &&
    !isMoneyWord(tokens[at + 1]!.text)
  )
    return undefined;
  return { per: noun, soft: true };
};

const IN = /^(?:in|on|aboard|onto|into|up|over|back|along|together)$/;
const OFF = /^(?:off|out|away|down|overboard|home)$/;

/** Whether the words behind a figure say that it comes or goes: "3 more waddle in", "2 got off". */
const wayOf = (tokens: readonly Token[], start: number, end: number): -1 | 0 | 1 => {
  // "Traded away 7".
  if (/^(?:away|off)$/.test(tokens[start - 1]?.text ?? '')) return -1;
  const behind = tokens.slice(end, end + 4).map(({ text }) => text);
  const plain = behind.slice(0, 2).find((text) => /^(?:arrived|departed)$/.test(text));
  if (plain !== undefined) return plain === 'arrived' ? 1 : -1;
  const at = behind.findIndex((text) => IN.test(text) || OFF.test(text));
  const moves = (text: string): boolean =>
    /^[a-z]{3,}$/.test(text) && (verbOf(text) !== 'has' || /^s[ai]ts?$/.test(text)) && !STOP.has(text);
  if (at < 1 || !behind.slice(0, at).some(moves)) return 0;
  if (/^(?:sat|sits?|sitting)$/.test(behind[at - 1]!)) return 1;
  return OFF.test(behind[at]!) ? -1 : 1;
};

/** "1 head out of 7", "62 of 80 marks", "a third of them": some of what is told behind or before it. */
const amongAt = (tokens: readonly Token[], at: number, end: number): boolean => {
  const text = (from: number): string => tokens[from]?.text ?? '';
  if (text(at + 1) === 'parts') return text(at + 2) === 'of' && text(at + 3) === 'them';
  const of = text(at + 1) === 'of' ? at + 1 : text(end) === 'out' && text(end + 1) === 'of' ? end + 1 : -1;
  if (of < 0) return false;
  const from = /^(?:my|the|his|her|our|their|your|its|all)$/.test(text(of + 1)) ? of + 2 : of + 1;
  return tokens[from]?.number !== undefined;
};

/** "5 2-dollar coins": a count beside what each is worth; other numbers side by side are not understood. */
const worthAt = (tokens: readonly Token[], at: number): Partial<Figure> => {
  const [here, next] = [tokens[at]!, tokens[at + 1]];
  const money = (token: Token | undefined): boolean =>
    token !== undefined && (isMoneyWord(token.text) || /^(?:c|ct|p)$/.test(token.text));
  const coin: Thing = { head: 'coin', sorts: [] };
  if (next?.number !== undefined && money(tokens[at + 2])) return { thing: coin, rate: false, per: undefined };
  if (tokens[at - 1]?.number !== undefined && money(next) && here.number !== undefined)
    return { thing: MONEY, rate: true, per: coin, soft: false };
  return {};
};

const figureAt = (
  tokens: readonly Token[],
  at: number,
  verbs: readonly Said[],
  place: { sentence: number; clause: number; asked: boolean; order: number },
): Figure => {
  const counted = countedAt(tokens, at);
  const said = verbs.findLast((one) => one.at < at) ?? verbs.find((one) => one.at >= counted.end);
  const link = tokens[at - 1]?.text ?? '';
  const before = tokens.slice(0, at);
  const hit = /\b(?:hits?|bites?|stings?|attacks?|damages?)\b/.test(before.map(({ text }) => text).join(' '));
  const priced =
    !hit &&
    counted.thing.head === '' &&
    (said?.verb === 'costs' || said?.verb === 'pays' || /^(?:@|at|for)$/.test(link)) &&
    !/^(?:at|for)$/.test(tokens[counted.end]?.text ?? '');
  const thing = priced ? MONEY : counted.thing;
  const rest = tokens
    .slice(counted.end)
    .map(({ text }) => text)
    .join(' ');
  const behind =
    perBehind(tokens, counted.end, thing) ??
    (/^(?:[a-z]+ ){0,3}(?:in|on|at|to|into) 1$/.test(rest) ? { per: undefined, soft: false } : undefined);
  const counter = before.findLastIndex(({ number }) => number !== undefined);
  const single = before.slice(counter + 1).some(({ text }) => /^(?:a|an|and)$/.test(text));
  const plainly = counter >= 0 && !single && at - counter < 6 && !verbs.some((one) => one.at > counter && one.at < at);
  const atPrice =
    /^(?:at|@|for)$/.test(link) && thing.head === 'money' && plainly && (link !== 'for' || behind !== undefined)
      ? { per: undefined, soft: true }
      : undefined;
  const per = behind ?? perBefore(tokens, at, verbs) ?? atPrice;
  return {
    value: tokens[at]!.number!,
    thing,
    rate: per !== undefined,
    per: per?.per,
    soft: per?.soft ?? false,
    verb: hit ? 'loses' : said?.verb,
    word: hit ? '' : (said?.word ?? ''),
    way: wayOf(tokens, at, counted.end),
    more: counted.more,
    apart: apartAt(tokens, at),
    from: fromAt(tokens, at),
    cents: thing.head === 'money' && /^(?:cents?|c|p|pence|ct|penny|pennies)$/.test(tokens[at + 1]?.text ?? ''),
    among: counted.among || amongAt(tokens, at, counted.end),
    ...place,
    before: before.map(({ text }) => text).join(' '),
    after: tokens
      .slice(counted.end)
      .map(({ text }) => text)
      .join(' '),
    ...worthAt(tokens, at),
  };
};

/** The figures of all sentences; those of the question at `asked` say so. */
export const figuresOf = (sentences: readonly (readonly Token[])[], asked: number): Figure[] => {
  const out: Figure[] = [];
  let clause = 0;
  for (const [sentence, tokens] of sentences.entries())
    for (const part of clausesOf(tokens)) {
      const verbs = verbsIn(part).filter(
        ({ word, at }) => !/^loose$/.test(word) && !(word === 'hand' && part[at - 1]?.text === 'on'),
      );
      for (let at = 0; at < part.length; at++)
        if (part[at]!.number !== undefined)
          out.push(figureAt(part, at, verbs, { sentence, clause, asked: sentence === asked, order: out.length }));
      clause++;
    }
  return spread(out.filter((one) => !isOne(one, out)));
};

/** "4 buttons on the front and 2 on the cuffs", each: what is told of the first is told of the second. */
const spread = (figures: readonly Figure[]): Figure[] =>
  figures.map((one, i) => {
    const last = figures[i - 1];
    const tied = last?.rate === true && !last.soft && !one.rate && one.clause === last.clause;
    const same =
      (one.thing.head === '' && !/^(?:loose|extra|single|spare|odd|ones?)\b/.test(one.after)) ||
      one.thing.head === last?.thing.head;
    return tied &&
      same &&
      /^(?:[a-z]+ ){0,4}(?:and|plus) (?:\w+ )?$/.test(
        `${one.before} `.slice(last.before.length + last.value.length + 2),
      )
      ? { ...one, rate: true, per: last.per, soft: false }
      : one;
  });

/** "1 log makes 4", "for 1", "price of 1 mango": one of something is what the others are told for. */
const isOne = (figure: Figure, all: readonly Figure[]): boolean =>
  figure.value === '1' &&
  (figure.asked ||
    (figure.thing.head === '' && /\b(?:in|on|at|for|to)$/.test(figure.before) && figure.after === '') ||
    all.some(
      (one) =>
        one !== figure &&
        one.clause === figure.clause &&
        one.rate &&
        one.per?.head === figure.thing.head &&
        figure.thing.head !== '',
    ));

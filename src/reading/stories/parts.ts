/**
 * The parts of a word problem: each number with its unit, the verb before it, whether it counts "each", and the
 * question with what it asks for. Words only; which operation follows is decided in stories.ts.
 */
import { singularOf } from '../../problem/solve/things.ts';
import { numbersIn, type Text } from '../text/text.ts';
import { anyOf, sequence } from '../../regex.ts';

/** What a verb does to what its subject has. */
type Change = 'gain' | 'loss' | 'has' | 'result' | undefined;

export type Mention = {
  value: string;
  start: number;
  /** The words of the thing counted, its head last, singular; [] when none is named. */
  words: string[];
  head: string;
  change: Change;
  verb: string;
  /** Said of one of several: each, per, every, a piece. */
  each: boolean;
  /** "5 more", but not "5 more than". */
  more: boolean;
  clause: string;
  sentence: number;
  /** The person whose it is, in small letters; '' when nobody is named. */
  owner: string;
};

export type Asked = {
  text: string;
  words: string[];
  head: string;
  /** The whole story in small letters without the question. */
  facts: string;
};

const LOSS =
  'dispatch dispatched ship shipped issue issued withdraw withdrew withdrawn give gives gave given giving ' +
  'lose loses lost losing depart departs departed eat eats ate eaten eating sell sells sold selling spend spends spent spending ' +
  'use uses used using remove removes removed removing take takes took taken break breaks broke broken ' +
  'throw throws threw thrown donate donates donated drop drops dropped pay pays paid leave leaves left die ' +
  'dies died fall falls fell burn burned burnt delete deletes deleted drink drinks drank drunk return ' +
  'returns returned send sends sent mail mailed discard discarded cut cuts pop popped pops burst crash ' +
  'sink melt melted melts escape escaped flew fly flies ran jump swam peel peeled smash smashed steal ' +
  'stole stolen finish finished hand handed lend lends lent pulled subtract rot rotted rotten empty ' +
  'emptied leak leaked leaks leaking trade traded post posted pour poured borrowed-out read graded tear ' +
  'tore torn swap swapped gone spill spilled spilt spills crack cracked quit cancelled cancel popped ' +
  'archive archived retire retired reject rejected withdrew file filed away deduct deducted scrap scrapped share shared destroy destroyed eaten-up walk walked slaughter ' +
  'checked-out hid hide missing faulty absent spoiled spoilt defective damaged rejected expired sick stale ' +
  'bad';
const GAIN =
  'get gets got gotten getting serve serves served find finds found finding buy buys bought buying receive ' +
  'receives received pick picks picked picking add adds added adding collect collects collected earn earns ' +
  'earned win wins won make makes made making bake bakes baked baking gain gains gained gather gathers ' +
  'gathered plant plants planted grow grew grown join joins joined come comes came arrive arrives arrived ' +
  'score scores scored catch catches caught save saves saved build built write wrote place placed put puts ' +
  'download downloaded place purchased purchase deliver delivered deliveries born hatch hatched bring ' +
  'brings brought carry carried pack filled order ordered borrow borrows borrowed print printed draw drew ' +
  'sew sewed drive drove ran-on load loaded';
const HAS =
  'have has had having own owns owned is are was were start starts started begin begins began hold holds ' +
  'held contain contains contained keep keeps kept need needs needed want wants wanted cost costs weigh ' +
  "weighs weighed measure measures be see sees saw count counts counted there i've budget";

const VERBS = new Map<string, Exclude<Change, undefined>>();
for (const word of HAS.split(' ')) VERBS.set(word, 'has');
for (const word of GAIN.split(' ')) VERBS.set(word, 'gain');
for (const word of LOSS.split(' ')) VERBS.set(word, 'loss');

const STOP = new Set(
  (
    'went go goes going come comes came ride rode fit make made take took get gets them us him me last next ' +
    'a an the of in on at from to for with without and but or that which who whom whose if how what when ' +
    'where why then after before now today yesterday tomorrow altogether total each per every apiece more ' +
    'than fewer less other another into onto out off up down by as so because while his her their its my ' +
    'your our he she they it i we you this these those all both some any together away left over only just ' +
    'also too again back there here was were is are be been has have had do does did will would can could ' +
    'should may might must not no yes later ago during until till since about around between among across ' +
    "through behind under inside near one's equally evenly still already next same still remain remaining " +
    'remained remains already long wide tall high old deep thick minutes-late extra additional new'
  ).split(' '),
);
/** Words inside a counted thing that are no part of its name. */
const FILL = new Set(
  (
    'more other extra additional new whole full big small large little different of the his her their my ' +
    'your our these those such kinds types free'
  ).split(' '),
);

/** The words after a number up to the end of the thing counted. */
const unitAfter = (rest: string): string[] => {
  const out: string[] = [];
  // "cups of flour": of its cups, those of flour.
  const filled =
    /^ ?(?:more |other )?(cups?|bags?|spoons?|teaspoons?|pounds?|packs?|slices?|pieces?|bottles?|cans?|liters?|gallons?|pints?|scoops?|bars?|boxes) of (?!(?:the|them|his|her|their|my|these|those|it|all)\b)([a-z]+)/.exec(
      rest,
    );
  if (filled) return [filled[2]!, filled[1]!];
  for (const match of rest.matchAll(/^[ ]*([$£€])|([a-z][a-z'’-]*)|([^a-z ])/g)) {
    if (match[3] !== undefined) break;
    const word = match[2];
    if (word === undefined) continue;
    if (out.length === 0 && FILL.has(word)) continue;
    if (word.endsWith('ly') && word.length > 5) break;
    const sized = /^(?:tall|long|wide|high|old|deep|thick)$/.test(word) && out.length === 0;
    if (sized && /^[a-z]{3,}s\b/.test(rest.slice(match.index + match[0].length).trimStart())) {
      out.push(word);
      continue;
    }
    if (STOP.has(word) || (VERBS.has(word) && out.length > 0)) break;
    if (VERBS.has(word)) break;
    out.push(word);
    if (out.length === 5) break;
  }
  return out;
};

const MONEY = /^(?:dollar|euro|pound|buck|cent|quid|usd|eur|\$|£|€|money|penny|rupee|coin|pence|p|franc|yen)$/;
export const isMoney = (head: string): boolean => MONEY.test(head);

/** "4 old ones" counts what was named before. */
const singularWords = (words: readonly string[]): string[] =>
  /^(?:ones?|others?)$/.test(words.at(-1) ?? '') ? words.slice(0, -1).map((word) => `${word}-`) : plainSingular(words);

const plainSingular = (words: readonly string[]): string[] =>
  words.map((word, i) => (i === words.length - 1 ? singularOf(word) : word));

const EACH = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /each|per|every|apiece|a ?piece|for one|in one|at a time/,
      /one (?:of (?:them|these) )?(?:costs?|weighs?|holds?|has|takes?)/,
    ),
    /\b/,
  ),
);

/** "5 dollars a box", "12 tests a day". */
const A_UNIT = new RegExp(
  sequence(
    /^ ?(?:[a-z$£€-]+ ){1,3}?(?:a|an) /,
    anyOf(
      /day|week|month|year|hour|minute|night|pound|kilo|kg|person|box|bag|pack|packet|bottle|ticket/,
      /piece|metre|meter|litre|liter|dozen|time|page|row|table|class|room|cup|game|set|kilogram|gram/,
      /mile/,
    ),
    /\b(?! (?:of|had|has|with))/,
  ),
);

const CLAUSES = /[.;:?!]\s|,\s|\s(?:and|but|then|while|so|if|when|who|which)\s/g;

const clauseAround = (low: string, at: number): { text: string; start: number } => {
  let start = 0;
  let end = low.length;
  for (const match of low.matchAll(CLAUSES)) {
    if (match.index + match[0].length <= at) start = match.index + match[0].length;
    else if (match.index >= at && match.index < end) {
      end = match.index;
      break;
    }
  }
  return { text: low.slice(start, end), start };
};

/** The last verb before a place, in the same sentence. */
const verbBefore = (low: string, at: number): { verb: string; change: Change } => {
  const sentence = low
    .slice(0, at)
    .split(/[.;?!]\s/)
    .at(-1)!;
  const words = sentence.match(/[a-z']+/g) ?? [];
  for (let i = words.length - 1; i >= 0; i--) {
    const word = words[i]!;
    const change = VERBS.get(word);
    if (change === undefined) continue;
    const after = words.slice(i + 1, i + 3).join(' ');
    if (/^(?:got|get|gets|getting|ended up getting)$/.test(word) && /^(?:off|rid|away|lost)\b/.test(after))
      return { verb: word, change: 'loss' };
    if (/^(?:flew|ran|walked|walk|flies)$/.test(word) && /^(?:up|to|in|into|over)\b/.test(after))
      return { verb: word, change: 'gain' };
    return { verb: word, change };
  }
  return { verb: '', change: undefined };
};

/** A verb after the number, of the number as its subject: "29 are eaten", "5 bottles broken", "10 more join". */
const verbAfter = (clause: string): { verb: string; change: Change } | undefined => {
  const words = clause.match(/[a-z']+/g) ?? [];
  for (const word of words) {
    const change = VERBS.get(word);
    if (
      /\b(?:got|get|gets|go|goes|went|come|comes|came|step|steps|stepped|climb|climbed) (?:off|out|away|rid|lost|tired|home)\b/.test(
        clause,
      )
    )
      return { verb: word, change: 'loss' };
    if (
      /\b(?:swim|swims|swam|fly|flies|flew|run|runs|ran|walk|walks|walked|drive|drives|drove|hop|hopped|crawl|crawled|sail|sailed|roll|rolled) (?:away|off|home)\b/.test(
        clause,
      )
    )
      return { verb: word, change: 'loss' };
    if (/\b(?:got|get|gets|go|goes|went|step|steps|stepped|climb|climbed) (?:on|in|into|onto|aboard)\b/.test(clause))
      return { verb: word, change: 'gain' };
    if (/\b(?:flew|flies|ran|walked) (?:up |over )?(?:to|in|into)\b/.test(clause))
      return { verb: word, change: 'gain' };
    if (change === 'loss' || change === 'gain') return { verb: word, change };
  }
  return undefined;
};

/** "4 students left": people and animals leave; things are left. */
const leaves = (head: string, clause: string): boolean =>
  /^(?:student|people|person|kid|child|player|customer|passenger|girl|boy|man|woman|guest|bird|dog|cat|duck)$/.test(
    head,
  ) && /^\s*[a-z]+ left\b(?! (?:over|in|on))/.test(clause);

const PRICE = /[$£€] ?$/;

type Bounds = { from: number; to: number };

/** The text of the sentence around a number, without what stands beyond other numbers. */
const near = (low: string, found: { start: number; end: number }, bounds: Bounds): string => {
  const whole = low
    .slice(bounds.from, found.start)
    .split(/[.;?!]\s/)
    .at(-1)!;
  const listed =
    bounds.from > 0 &&
    /\beach\b[^,]*,/.test(whole) &&
    !/^\s*(?:in |on |at |for )?(?:each|every)\b/.test(whole.trimStart());
  const before = listed ? whole.slice(whole.lastIndexOf(',')) : whole;
  const after = low.slice(found.end, bounds.to).split(/[.;?!](?:\s|$)/)[0]!;
  return `${before} 0 ${after}`;
};

const mentionOf = (
  low: string,
  found: { value: string; start: number; end: number },
  sentence: number,
  bounds: Bounds,
): Mention => {
  const clause = clauseAround(low, found.start);
  const after = low.slice(found.end);
  const inClause = clause.text.slice(Math.max(0, found.end - clause.start));
  const before = clause.text.slice(0, Math.max(0, found.start - clause.start));
  const money = PRICE.test(low.slice(0, found.start)) || /^ ?[$£€]/.test(after);
  const words = money
    ? ['dollar']
    : singularWords(unitAfter(after.replace(/^ of (?:[a-z]+ ?'s|his|her|their|my) /, ' ')));
  const earlier = verbBefore(low, found.start);
  const plain = /^(?: [a-z'-]+){0,3} (arrived|departed)\b/.test(inClause);
  const later =
    plain ||
    before.trim() === '' ||
    /^(?:(?:if|then|another|the other|about|only|of (?:them|which)|(?:at|in) (?:the |a )?(?:next |first |second |bus |train )?(?:stop|station|door|market)),?\s*)*$/.test(
      before.trim(),
    )
      ? verbAfter(inClause)
      : undefined;
  const stated =
    /^\s*(?:[a-z'-]+ ){0,3}?(?:left|remain(?:ing|ed|s)?|to go|still)\b/.test(inClause) &&
    /\b(?:left|remain\w*)\b/.test(inClause) &&
    !/\bleft (?:the|for|to|on|early|home|in)\b/.test(inClause);
  const { verb, change } = later ?? earlier;
  const gone = stated && leaves(words.at(-1) ?? '', inClause);
  const state: Change = stated ? 'result' : change;
  const changed: Change = gone ? 'loss' : state;
  return {
    value: found.value,
    start: found.start,
    words,
    head: words.at(-1) ?? '',
    change: changed,
    verb,
    each: EACH.test(near(low, found, bounds)) || A_UNIT.test(after),
    more:
      /^\s*(?:[a-z'-]+ ){0,1}(?:more|additional|extra|new|other)\b(?! than)/.test(after) ||
      /\b(?:another|additional|extra|further)\s*$/.test(before),
    clause: clause.text,
    sentence,
    owner: '',
  };
};

const ASK = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /how (?:many|much|old|long|far|tall|high|heavy|wide|big)|what number of/,
      sequence(
        /what (?:is|was|will be|are|would be) (?:the |his |her |my |their |our )?/,
        anyOf(
          /total|number|amount|change|cost|price|difference|length|sum|weight|distance|height|score|share/,
          /final|age/,
        ),
      ),
      /what (?:is|was) the (?:closing|final|new|remaining) [a-z]+|what is one\b|how much stays/,
      sequence(
        /what (?:does|do|will|is|did|must|should) /,
        /(?:he|she|they|i|we|each [a-z]+|every [a-z]+|the [a-z]+) /,
        /(?:owe|pay|get|receive|earn|have to pay|get back|save)/,
      ),
      /(?:sum|add|total) (?:up )?(?:those|them|these)/,
      /what (?:would|will) (?:her|his|their|the|my|your) (?:score|total|bill|change|cost) be/,
      /what (?:change|length|is left|remains|do i pay|does he pay|is my share)/,
      sequence(
        anyOf(/find|calculate|give|state|determine|work out|tell me|compute/),
        / (?:the |me )?/,
        anyOf(/total|number|amount|change|cost|price|difference|how/),
      ),
    ),
    /\b/,
  ),
);

/** The clause that asks, and the rest. A last fragment ("Total bolts?", "Left?") asks too. */
const splitQuestion = ({ low }: Text): { ask: string; facts: string } | undefined => {
  const match = [...low.matchAll(new RegExp(ASK.source, 'g'))].at(-1);
  const sentences = low.split(/(?<=[.?!;])\s+/);
  if (match) {
    const before = low.slice(0, match.index);
    const from = low.slice(match.index);
    const end = /[?]|[.](?=\s|$)|,? (?:if|when|given that|provided)\s|;\s/.exec(from);
    const ask = end ? from.slice(0, end.index) : from;
    const rest = end ? from.slice(end.index + end[0].length) : '';
    return { ask, facts: `${before} . ${rest}`.trim() };
  }
  const last = sentences.at(-1) ?? '';
  if (
    /\b(?:present|current|now|total|left|remaining|altogether|in all|change|share|intact|together|final|balance|due|sum|remains|over)\b/.test(
      last,
    ) &&
    sentences.length > 1 &&
    !/\d/.test(last)
  )
    return { ask: last, facts: sentences.slice(0, -1).join(' ') };
  const tail =
    /[,.;?]\s*((?:what is |so )?(?:the |my |his |her )?(?:total|left|change|my share|share|remaining|what is left|how many left)\b[^.?,]*)[.?]*\s*$/.exec(
      low,
    );
  return tail ? { ask: tail[1]!, facts: low.slice(0, tail.index) } : undefined;
};

/** What "how many …" asks for. */
const askedThing = (ask: string): string[] => {
  const thing =
    /\b(?:how (?:many|much)|what number of|number of|amount of|total(?: number| amount)?(?: of)?)\s+(?:more |fewer |less |other |whole |of (?:the |his |her |their )?|the |new |extra |total |different )*([a-z][a-z' -]*)/.exec(
      ask,
    )?.[1] ?? '';
  return singularWords(unitAfter(` ${thing}`));
};

/** Words that begin a sentence with a capital and are no names. */
const NO_NAME = new RegExp(
  sequence(
    /^/,
    anyOf(
      /monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|may|june/,
      /july|august|september|october|november|december|how|there|if|each|the|she|he|they|it|we|you|i|on/,
      /in|at|after|then|now|today|yesterday|his|her|their|my|our|this|that|what|all|some|one|every/,
      /another|later|mr|mrs|ms|dr/,
    ),
    /$/,
  ),
  'i',
);

/** People's names of a text, in small letters: capitals inside a sentence, or at its start before a verb. */
const peopleIn = (text: string): Set<string> => {
  const inner = [...text.matchAll(/(?<=[a-z,\d] )\p{Lu}[\p{Ll}]+/gu)].map((one) => one[0]);
  const first = [
    ...text.matchAll(
      /(?:^|[.?!;] )(\p{Lu}\p{Ll}+) (?=(?:has|had|is|was|bought|found|gave|got|ate|picked|and|'s|sold|made|finds|gives|gets|wants|needs|starts|collects|[a-z]+ed)\b)/gu,
    ),
  ].map((one) => one[1]!);
  return new Set([...inner, ...first].filter((one) => !NO_NAME.test(one)).map((one) => one.toLowerCase()));
};

/** Whose each number is: the last person named before it, in its sentence or before. */
const withOwners = (mentions: readonly Mention[], facts: string, people: ReadonlySet<string>): Mention[] =>
  mentions.map((one) => {
    const before = facts.slice(0, one.start).match(/[a-z']+/g) ?? [];
    const sentence =
      facts
        .slice(0, one.start)
        .split(/[.;?!]\s/)
        .at(-1)!
        .match(/[a-z']+/g) ?? [];
    const subject = sentence.find((word) => people.has(word.replace(/'s$/, '')) && !word.endsWith("'s"));
    const inClause = (one.clause.match(/[a-z']+/g) ?? []).find((word) => people.has(word));
    const owner = inClause ?? subject ?? before.findLast((word) => people.has(word)) ?? '';
    return { ...one, owner };
  });

/** The people that a story asks about. */
export const askedPeople = (text: Text, asked: Asked): string[] => {
  const people = peopleIn(text.text);
  return (asked.text.match(/[a-z']+/g) ?? []).filter((word) => people.has(word));
};

/** The numbers of the facts as mentions, and the question. */
export const partsOf = (text: Text): { mentions: Mention[]; asked: Asked } | undefined => {
  const split = splitQuestion(text);
  if (!split) return undefined;
  const { ask } = split;
  const facts = split.facts
    .replace(/\bin (?:1|a|each|every) ([a-z]+) (?:there )?(?:are|is) (\d+)/g, 'each $1 has $2')
    .replace(/\b1 (book|bag|box|class|room|bus|page|pack|bottle|day) has\b/g, 'a $1 has')
    .replace(/\b(in|on) 1 day\b/g, '$1  a day')
    .replace(/\ba day\b(?= (?:they|he|she|it|we|i)\b)/g, '     ')
    .replace(
      /\beach of (?:the )?(\d+) ([a-z]+) (has|holds|contains|costs|gets) (\d+) ([a-z]+)/g,
      '$1 $2 with $4 $5 each',
    )
    .replace(/\b1 ([a-z]+)(?: of [a-z]+)? (costs?|weighs?|holds?|takes?|needs|contains?)\b/g, 'each $1 $2');
  let sentence = 0;
  const numbers = numbersIn(facts);
  const mentions = numbers.map((one, i) => {
    sentence = (facts.slice(0, one.start).match(/[.;?!]\s/g) ?? []).length;
    const bounds = { from: numbers[i - 1]?.end ?? 0, to: numbers[i + 1]?.start ?? facts.length };
    return mentionOf(facts, one, sentence, bounds);
  });
  // "Two cables, 18 m and 27 m": the first number counts the others.
  const [first, ...others] = mentions;
  const counts = first && others.length >= 2 && others.slice(0, Number(first.value)).length === Number(first.value);
  const listed = counts ? others.slice(0, Number(first.value)) : [];
  const isCount =
    listed.length >= 2 &&
    listed.every(
      (one) => one.head === listed[0]!.head && one.sentence === first!.sentence && one.clause.split(' ').length < 6,
    );
  if (isCount && first!.head !== listed[0]!.head) mentions.shift();
  const words = askedThing(ask);
  return {
    mentions: withOwners(mentions, facts, peopleIn(text.text)),
    asked: { text: ask, words, head: words.at(-1) ?? '', facts },
  };
};

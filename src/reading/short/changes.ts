/** What comes, goes and is counted together: changes, totals, and those that are left over from a whole. */
import { anyOf, sequence } from '../../regex.ts';
import { isClass, singularOf } from '../../problem/solve/things.ts';
import { isCounted, sameHead } from '../roles/things.ts';
import { PERIODS } from '../roles/words.ts';
import type { Ask } from './asked.ts';
import {
  asksNew,
  exactly,
  isMoney,
  NEGATED,
  own,
  signOf,
  sum,
  tells,
  WHOLE,
  type Made,
  type Story,
  type Term,
} from './terms.ts';

/** "There are 13 after somebody took 7. How many were there?": what there was before is asked for. */
const asksBack = ({ ask, low }: Story): boolean => {
  const facts = low.replace(ask.text, ' ');
  return (
    (/\b(?:were|was|had|did)\b/.test(ask.text) && /\b(?:now|after|left|remain\w*|still)\b/.test(facts)) ||
    (/\bnow\b/.test(facts) &&
      !/\bnow\b/.test(ask.text) &&
      /\b(?:last|yesterday|before|earlier|midnight|morning|had|was|were)\b/.test(ask.text))
  );
};

const LOST = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /broken|rotten|bad|missing|absent|ill|sick|gone|dead|damaged|faulty|defective|lost|empty|closed|cracked|rejected/,
      /spoiled|spoilt|burnt|mouldy|off|away|sold|taken|used|booked|stolen|eaten|torn|broke|injured|ruined|bust|flat|fail|failed/,
    ),
    /\b/,
  ),
);
const CLEARLY_LEFT =
  /\b(?:left|remain|remains|remaining|remainder|still|leaves?|spare|over|leftover|rest|other|others|not|good|without|keep|keeps|stay|stays|free|unsold|unused|intact|whole|fine|ok|okay)\b|n't\b/;

/** What there is, and what of it goes or what comes to it. */
export const byChange = (a: Term, b: Term, story: Story): Made | undefined => {
  const { ask } = story;
  if (a.rate || b.rate || (ask.kind !== 'left' && ask.kind !== 'plain' && ask.kind !== 'total')) return undefined;
  if (asksBack(story)) return undefined;
  if (a.thing.head !== '' && b.thing.head !== '' && !tells(a.thing, b.thing) && !tells(b.thing, a.thing))
    return undefined;
  if (ask.thing.head !== '' && ![a, b].some((one) => one.thing.head === '' || sameHead(one.thing.head, ask.thing.head)))
    return undefined;
  const [first, second] = [signOf(a, story), signOf(b, story)];
  // "Lost 3 of my 20": the whole stands behind.
  if (a.among && !b.among && b.size > a.size && (first === -1 || ask.kind === 'left'))
    return { expression: sum(b, '-', a), thing: b.thing };
  const left = CLEARLY_LEFT.test(ask.text);
  if (first === -1 || a.among) return undefined;
  const lost =
    second === -1 ||
    (left &&
      (LOST.test(b.after) ||
        (second === undefined && ask.kind === 'left' && /\b(?:left|remain\w*|still)\b/.test(ask.text))));
  if (lost) {
    const taken =
      /\b(?:did|were|was|have|has) (?:\w+ ){0,3}?(?:eat|eaten|lose|lost|give|given|sell|sold|spend|spent|use|used|break|broken|take|taken)\b/.test(
        ask.text,
      );
    if (taken && !/\b(?:left|not|still)\b/.test(ask.text)) return undefined;
    if (a.size < b.size || (ask.kind === 'total' && !left)) return undefined;
    if (ask.kind === 'plain' && asksNew(story)) return undefined;
    if (
      ask.kind === 'plain' &&
      !/\b(?:now|have|has|is|are|there|got|leaves?|what)\b/.test(ask.text) &&
      ask.thing.head === ''
    )
      return undefined;
    return { expression: sum(a, '-', b), thing: a.thing };
  }
  if (second !== 1 || (left && !/\b(?:now|altogether|still on)\b/.test(ask.text)) || asksNew(story)) return undefined;
  if (WHOLE.test(story.low.replace(ask.text, ' ')) || (b.more && elsewhere(a, b))) return undefined;
  if (!b.more && own(b) && b.verb === 'makes' && !(own(a) && a.verb === 'makes')) return undefined;
  return { expression: sum(a, '+', b), thing: a.thing };
};

/** "He used 9, I used 3 more": another one's amount, and nothing that comes to it. */
const elsewhere = (a: Term, b: Term): boolean => {
  const who = (one: Term): string | undefined => /\b(?:i|we|he|she|they|you)\b/.exec(one.before)?.[0];
  const [x, y] = [who(a), who(b)];
  return x !== undefined && y !== undefined && x !== y && !/^(?:i|we)$/.test(x + y);
};

/** What brothers and sisters are together, and the like. */
const GROUPS: Readonly<Record<string, RegExp>> = {
  sibling: /^(?:brother|sister)$/,
  grandchild: /^(?:grandson|granddaughter)$/,
  grandchildren: /^(?:grandson|granddaughter)$/,
  grandkid: /^(?:grandson|granddaughter)$/,
  child: /^(?:boy|girl|son|daughter)$/,
  children: /^(?:boy|girl|son|daughter)$/,
  kid: /^(?:boy|girl|son|daughter)$/,
  pupil: /^(?:boy|girl)$/,
  student: /^(?:boy|girl)$/,
  person: /^(?:man|woman|men|women|child|children|boy|girl|adult|kid|guest|lady|grown-up)$/,
  people: /^(?:man|woman|men|women|child|children|boy|girl|adult|kid|guest|lady|grown-up)$/,
  pet: /^(?:dog|cat|rabbit|hamster|bird|fish|goldfish|guinea|parrot|budgie|mouse|tortoise)$/,
};

/** What somebody pays or what all of it costs. */
const spends = ({ money, kind, text }: Ask): boolean =>
  money &&
  (kind === 'plain' || kind === 'total') &&
  /\b(?:pay|pays|paid|cost|costs|spend|spent|spends|owe|owes|bill|total|altogether|in all|come to)\b/.test(text);

/** Things that are counted together. */
export const byTotal = (a: Term, b: Term, story: Story): Made | undefined => {
  const { ask, low } = story;
  if (WHOLE.test(low.replace(ask.text, ' '))) return undefined;
  if (!ask.thing.sorts.every((sort) => [a, b].every((one) => one.thing.sorts.includes(sort)))) return undefined;
  if (
    spends(ask) &&
    [a, b].every((one) => !one.rate && isMoney(one) && /^(?:buys|costs|pays|has)$/.test(one.verb ?? 'has'))
  )
    return { expression: sum(a, '+', b), thing: a.thing };
  if (a.rate || b.rate || a.among || b.among || NEGATED.test(low)) return undefined;
  const signs = [a, b].map((one) => signOf(one, story));
  const gone = signs.filter((one) => one === -1).length;
  if (gone === 1 || (ask.kind !== 'total' && gone > 0)) return undefined;
  const same = exactly(a.thing, b.thing) || (a.thing.head === '') !== (b.thing.head === '') || tells(b.thing, a.thing);
  const kinds = a.thing.head !== '' && b.thing.head !== '' && isCounted(a.thing.head) && isCounted(b.thing.head);
  const classed =
    kinds &&
    ask.thing.head !== '' &&
    [a, b].every((one) => sameHead(one.thing.head, ask.thing.head) || isClass(ask.thing.head));
  if (PERIODS.has(a.thing.head) !== PERIODS.has(b.thing.head)) return undefined;
  const group = GROUPS[ask.thing.head];
  if (group !== undefined && group.test(a.thing.head) && group.test(b.thing.head) && parallel(a, b))
    return { expression: sum(a, '+', b), thing: ask.thing };
  if (ask.kind === 'total')
    return (same || kinds) &&
      (ask.thing.head === '' ||
        ask.money ||
        [a, b].some((one) => one.thing.head === '' || tells(one.thing, ask.thing)) ||
        classed ||
        kinds)
      ? { expression: sum(a, '+', b), thing: ask.thing }
      : undefined;
  if (ask.kind !== 'plain' || asksNew(story)) return undefined;
  const named =
    ask.thing.head !== '' &&
    (exactly(a.thing, ask.thing) || a.thing.head === '') &&
    (exactly(b.thing, ask.thing) || b.thing.head === '');
  const both = a.sentence === b.sentence && !ask.money;
  if (classed && !exactly(a.thing, b.thing) && parallel(a, b)) return { expression: sum(a, '+', b), thing: ask.thing };
  if (named && both && /^(?:how many|[a-z]+$)/.test(ask.text) && parallel(a, b))
    return { expression: sum(a, '+', b), thing: ask.thing };
  return undefined;
};

/** "8 pages last night and 3 this morning": one verb for both, and "and" between them. */
const parallel = (a: Term, b: Term): boolean => {
  const between = ` ${b.before} `.slice(a.before.length + a.value.length + (a.before === '' ? 1 : 2));
  return (
    a.sentence === b.sentence &&
    /^(?: [a-z'-]+){0,5} ?,?(?: and| plus| then|,| &)(?: (?:another|then|also|\w+(?:er|ma|pa|um|ad)))? $/.test(
      between.replace(/ ,/g, ','),
    ) &&
    !/\b(?:than|of (?:them|which|these)|but|or|only|is|are|was|were)\b/.test(between)
  );
};

const OPPOSITES: readonly (readonly [RegExp, RegExp])[] = [
  [/^(?:boy)$/, /^(?:girl)$/],
  [/^(?:man|men)$/, /^(?:woman|women)$/],
  [/^(?:adult|grown-up)$/, /^(?:child|children|kid)$/],
  [/^(?:son)$/, /^(?:daughter)$/],
  [/^(?:brother)$/, /^(?:sister)$/],
];
const REST =
  /\b(?:other|others|rest|remaining|not|without|un[a-z]{4,}ed|unsold|unread|unused|left|free|empty|spare|aren't|isn't|don't|didn't|haven't|weren't|hasn't|doesn't)\b/;
/** Some of a whole, and the others are asked for: "8 kids, 5 are boys. How many girls?" */
export const byRest = (a: Term, b: Term, story: Story): Made | undefined => {
  const { ask, low } = story;
  if (a.rate || b.rate || a.size <= b.size || a.apart || b.apart || (ask.kind !== 'plain' && ask.kind !== 'left'))
    return undefined;
  const facts = low.replace(ask.text, ' ');
  const said = /^(?:are|were|is|was) (?:all )?([a-z]+)/.exec(b.after)?.[1];
  const part1 = b.thing.head === '' && said !== undefined ? singularOf(said) : b.thing.head;
  const pair = OPPOSITES.find(
    ([x, y]) => (x.test(part1) && y.test(ask.thing.head)) || (y.test(part1) && x.test(ask.thing.head)),
  );
  if (pair && !isMoney(a) && !a.more && !pair.some((one) => one.test(a.thing.head)))
    return { expression: sum(a, '-', b), thing: ask.thing };
  const part =
    b.among ||
    (b.thing.head === '' &&
      a.thing.head !== '' &&
      /\b(?:is|are|was|were|have|has|had|did|do|got)\b/.test(`${b.before} ${b.after}`));
  const same = b.thing.head === '' || exactly(a.thing, b.thing);
  if (!part || !same || NEGATED.test(facts) || signOf(b, story) === 1) return undefined;
  if (!REST.test(ask.text) && !(b.among && asksNew(story))) return undefined;
  return { expression: sum(a, '-', b), thing: a.thing };
};

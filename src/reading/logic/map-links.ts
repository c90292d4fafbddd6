/**
 * Reads the links of a map from what is told, from the left to the right: "A-B 4", "from A to B it is 4 km", "the hall
 * connects to the kitchen and the library", "the road B-C is closed". Every name and every number must be part of a
 * link; a word that changes what a link says and is not understood makes the text unread.
 */
import { anyOf, sequence } from '../../regex.ts';
import { readPlaceName } from './map-places.ts';
import { Scanner, word } from './scanner.ts';

export type Link = { from: string; to: string; length?: string; unit?: string; oneWay: boolean; closed?: boolean };
export type Told = {
  links: Link[];
  /** Places that are closed. */ closed: string[];
  /** Of each text with a link: the words and numbers that no link took. Of the others, their words. */
  unread: { linked: boolean; words: string[] }[];
};

const DASH = /\s?(<->|<-->|-+>|=>|>|-+|\/)\s?/uy;
const UNIT =
  '(km|kilomet(?:re|er)s?|m|met(?:re|er)s?|miles?|mi|min(?:ute)?s?|hours?|hrs?|h|sec(?:ond)?s?|s|ms|cm|days?|blocks?|steps?|stops?|euros?|pounds?|dollars?|eur|usd|gbp|pence|p|credits?|coins?|points?|tokens?)';
const LENGTH = new RegExp(
  String.raw`\s*\(?(?:(?:,?\s*(?:it|that|which) )?(?:is|are|=|:|takes|took|costs?|measures?|needs|weighs|weight|of length|has length|with length|length|of|has a length of|at|in|for|is about|road|away|a distance of|distance)\s*)*\(?(?:about |only |just |another |exactly |a |roughly )?[$£€]?(\d+(?:\.\d+)?)(?!\s*(?:-|to)\s*\d)(?![\d.]*\p{L}{0,1}\d)(?:[ -]?${UNIT}(?![\p{L}\p{N}]))?(?: (?:long|away|apart|walk|drive|journey|ride|each way|one way|by (?:car|bus|bike|foot|train|boat)|on foot))?\)?`,
  'yiu',
);
const FIRST_LENGTH = new RegExp(
  String.raw`(?:an? )?[$£€]?(\d+(?:\.\d+)?)[ -]?${UNIT}?(?![\p{L}\p{N}])(?: (?:long|walk|drive|journey|ride|road|path|trip|track|trail|bridge|away|more))?`,
  'yiu',
);
const VERB = word(
  '(?:is |are |also |directly |then |both |only |now )*(?:connects?|connected|joined|linked|wired|tied|attached|leads?|opens?|goes|go|runs?|flies|fly|continues|joins?|links?|touches|borders|meets|adjoins|neighbou?rs|knows|reaches|follows|next|adjacent|beside|alongside|opposite|has (?:an? )?(?:direct )?(?:doors?|paths?|roads?|links?|bridges?|tunnels?|flights?|ways?|connections?|lines?|stairs)|you can (?:go|get|walk|drive|reach|fly|travel|ride|sail)|we can (?:go|get|walk|drive)|one can (?:go|get|walk|drive))(?: (?:directly|direct|straight|on|only|also|both|out|up|down|back))*(?: (?:to|with|onto|into|towards|by|and))?',
);
const NEEDS_TO = /(?:\bto|with|onto|into|towards)$/i;
const TRANSITIVE = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /joins?|links?|touches|borders|meets|adjoins|neighbou?rs|knows|reaches|follows|connects?|beside/,
      /alongside|opposite/,
    ),
    /$/,
  ),
  'i',
);
const JOINS = /\b(?:joins?|links?|connects?)$/i;
const TO = word('(?:straight |directly |direct |on |over |and back )*(?:to|til|till|until)');
const BETWEEN = word('between|in between');
const PAIR_VERB = word('joins?|joining|connects?|connecting|links?|linking|run|runs|go|goes|are|is|exist');
const CARRIER = word(
  '(?:(?:there )?(?:is|are|you|we|one|i) |can |also |only |take |catch |get |ride |the |an? |another |one |1 |direct |single )*(?:roads?|paths?|trails?|tracks?|streets?|bus(?:es)?|trains?|trams?|ferry|ferries|flights?|boats?|lines?|tunnels?|bridges?|corridors?|doors?|links?|ways?|edges?|arrows?|go|walk|drive|fly)(?: (?:leads?|goes|go|runs?|directly|direct|straight|flies|fly|that|which))*(?= to)',
);
const AND = /\s*(?:,\s*(?:and|or)?(?: also)?|and|or|&|\+)(?![\p{L}])/iuy;
const CLOSED = word(
  '(?:,? ?(?:which|that) )?(?:is|are|has been|was)(?: now| currently| still| today)? (?:closed|blocked|shut|flooded|out of (?:order|service|use)|under repair|broken|unusable|impassable|down|cancelled|canceled|washed away|not (?:usable|open|running))(?: (?:today|now|for repairs|off|down))?',
);
const ONE_WAY = word('(?:is |are )?\\(?(?:one[- ]way|1[- ]way)(?: (?:only|street|road))?\\)?');
const NUMBER = /\d/;

/** "A one-way street from A to B", "is one-way from A to B": of the link that follows. */
const LEADS_ONE_WAY = word(
  '(?:an? |the |is )*(?:one|1)[- ]way(?: (?:only|roads?|streets?|lanes?|bridges?|paths?|tracks?|doors?|tunnels?|links?))?(?: (?:leads?|goes|runs?))?(?= (?:from|between|to)\\b|: )',
);

type State = { scan: Scanner; told: Told; numbers: boolean; directed: boolean };

const place = ({ scan, numbers }: State): string | undefined => readPlaceName(scan, numbers);

const lengthHere = (scan: Scanner): { length: string; unit?: string } | undefined => {
  const found = scan.take(LENGTH);
  if (!found) return undefined;
  const unit = found[2]?.toLowerCase();
  return { length: found[1]!, ...(unit !== undefined && { unit }) };
};

const add = (
  state: State,
  from: string,
  to: string,
  oneWay: boolean,
  length?: { length: string; unit?: string },
): void => {
  if (from.toLowerCase() === to.toLowerCase()) return;
  state.told.links.push({ from, to, oneWay: oneWay || state.directed, ...length });
};

/** What may follow a link: a length, that it is closed, that it is one-way. */
const after = (state: State): void => {
  const { scan, told } = state;
  const link = told.links.at(-1);
  if (!link) return;
  const length = link.length === undefined ? lengthHere(scan) : undefined;
  if (length) Object.assign(link, length);
  if (scan.take(CLOSED)) link.closed = true;
  if (scan.take(ONE_WAY)) link.oneWay = true;
};

/** "A-B", "A - B - C", "a > b" */
const dashed = (state: State): boolean =>
  state.scan.attempt(() => {
    const { scan } = state;
    if (scan.peek(/(?:one|two|1|2)-(?:way|storey)/iuy)) return undefined;
    const first = readPlaceName(scan, true, true);
    if (first === undefined) return undefined;
    const rest: [string, boolean][] = [];
    for (;;) {
      const next = scan.attempt(() => {
        const dash = scan.take(DASH)?.[1];
        const name = dash === undefined ? undefined : readPlaceName(scan, true, true);
        return name === undefined ? undefined : ([name, /^(?:-+>|=>|>)$/.test(dash!)] as [string, boolean]);
      });
      if (!next) break;
      rest.push(next);
    }
    if (rest.length === 0) return undefined;
    let from = first;
    for (const [name, arrow] of rest) {
      add(state, from, name, arrow);
      from = name;
    }
    if (rest.length === 1) after(state);
    return true;
  }) === true;

/** More names of a list, none of which begins a link of its own. */
const more = (state: State): string[] => {
  const { scan } = state;
  const names: string[] = [];
  for (;;) {
    const next = scan.attempt(() => {
      if (!scan.take(AND)) return undefined;
      scan.take(word('(?:also |then )?(?:to|with|onto|into)'));
      const name = place(state);
      if (name === undefined) return undefined;
      return (scan.peek(TO) ??
        scan.peek(word('with')) ??
        scan.peek(VERB) ??
        scan.peek(/\s?-/uy) ??
        scan.peek(/ and (?=[^,.]* (?:are|both)\b)/uy))
        ? undefined
        : name;
    });
    if (next === undefined) return names;
    names.push(next);
  }
};

/** "(from) A (straight) to B (it is) 4 km" */
const fromTo = (state: State): boolean =>
  state.scan.attempt(() => {
    const { scan } = state;
    const led = scan.take(word('from')) !== undefined;
    const first = place(state);
    if (first === undefined) return undefined;
    const before = led
      ? scan.attempt(() => {
          const can = scan.take(VERB);
          return can && NEEDS_TO.test(can[0]) ? true : undefined;
        })
      : undefined;
    // "The church is joined with the market, and the market with the clinic."
    const gap = state.told.links.length > 0 && scan.take(word('with')) !== undefined;
    if (!before && !gap && !scan.take(TO)) return undefined;
    const second = place(state);
    if (second === undefined || second.toLowerCase() === first.toLowerCase()) return undefined;
    add(state, first, second, false);
    after(state);
    const others = state.told.links.at(-1)!.length === undefined ? more(state) : [];
    for (const name of others) add(state, first, name, false);
    return true;
  }) === true;

/** "between A and B, B and C" and "joins A to B, B to C". */
const pairs = (state: State): boolean =>
  state.scan.attempt(() => {
    const { scan } = state;
    const between = scan.take(BETWEEN) !== undefined;
    if (!between && !scan.take(PAIR_VERB)) return undefined;
    scan.take(/\s*:/uy);
    const separator = between ? word('and|to|&') : word('to|with|and');
    let count = 0;
    for (;;) {
      const found = scan.attempt(() => {
        if (count > 0) {
          if (!scan.take(AND)) return undefined;
          if (!between && !scan.peek(/[^,.;]* (?:to|with|and)(?![\p{L}])/uy)) return undefined;
          scan.take(BETWEEN);
        }
        const first = place(state);
        if (first === undefined || !scan.take(separator)) return undefined;
        const second = place(state);
        if (second === undefined || scan.peek(VERB)) return undefined;
        add(state, first, second, false);
        after(state);
        return true;
      });
      if (!found) break;
      count++;
    }
    return count > 0 ? true : undefined;
  }) === true;

/** "the hall connects to the kitchen and the library", "fridge beside the sink" */
const verbed = (state: State): boolean =>
  state.scan.attempt(() => {
    const { scan } = state;
    const subjects = [place(state)];
    if (subjects[0] === undefined) return undefined;
    const other = scan.attempt(() => {
      if (!scan.take(word('and|&'))) return undefined;
      const name = place(state);
      return name !== undefined && scan.peek(VERB) ? name : undefined;
    });
    if (other !== undefined) subjects.push(other);
    const verb = scan.take(VERB)?.[0];
    if (verb === undefined || (!NEEDS_TO.test(verb) && !TRANSITIVE.test(verb))) return undefined;
    const object = place(state);
    if (object === undefined || scan.peek(/\s?(?:-|>)/uy)) return undefined;
    // "A corridor joins the hall to the library": of these two.
    if (JOINS.test(verb) && scan.take(word('to|with'))) {
      const other = place(state);
      if (other === undefined) return undefined;
      add(state, object, other, false);
      after(state);
      return true;
    }
    const objects = [object];
    const start = state.told.links.length;
    for (const subject of subjects) add(state, subject!, object, false);
    after(state);
    if (state.told.links[start]?.length === undefined) objects.push(...more(state));
    for (const subject of subjects) for (const name of objects.slice(1)) add(state, subject!, name, false);
    return true;
  }) === true;

/** "A and B are joined", "A and B are 5 km apart" */
const together = (state: State): boolean =>
  state.scan.attempt(() => {
    const { scan } = state;
    const first = place(state);
    if (first === undefined || !scan.take(word('and|&'))) return undefined;
    const second = place(state);
    if (second === undefined) return undefined;
    const joined = scan.take(
      word(
        '(?:are|is) (?:directly |also )*(?:joined|connected|linked|neighbou?rs|adjacent|next to each other|friends)(?: (?:directly|by (?:a|one|1) [\\p{L}]+))?|know each other|border each other',
      ),
    );
    const length = joined ? undefined : scan.take(word('are')) && lengthHere(scan);
    if (!joined && !length) return undefined;
    add(state, first, second, false, length || undefined);
    after(state);
    return true;
  }) === true;

/** "4 km from A to B", "B is 4 km from A" */
const measured = (state: State): boolean =>
  state.scan.attempt(() => {
    const { scan } = state;
    const far = scan.attempt(() => {
      const name = place(state);
      return name !== undefined && scan.take(word('is|lies')) ? name : undefined;
    });
    const found = scan.take(FIRST_LENGTH);
    if (!found) return undefined;
    const unit = found[2]?.toLowerCase();
    const length = { length: found[1]!, ...(unit !== undefined && { unit }) };
    scan.take(word('(?:long )?(?:runs|goes|leads|connects|joins|links)'));
    if (far !== undefined) {
      const near = scan.take(word('(?:away )?from')) ? place(state) : undefined;
      if (near === undefined) return undefined;
      add(state, near, far, false, length);
      return true;
    }
    const lead = scan.take(word('from|between'))?.[0];
    const first = place(state);
    if (lead === undefined || first === undefined || !scan.take(word('(?:straight |directly )*(?:to|and)')))
      return undefined;
    const second = place(state);
    if (second === undefined) return undefined;
    add(state, first, second, false, length);
    return true;
  }) === true;

/** "stops at A, B, C" */
const chained = (state: State): boolean =>
  state.scan.attempt(() => {
    const { scan } = state;
    if (
      !scan.take(
        word(
          '(?:the )?(?:stations|stops)(?: (?:on|of|along) (?:the )?[\\p{L}]+(?: line)?)?(?: are|(?: in order)?(?=:))|(?:stops|calls|stopping|calling) at|visits|passes(?: through)?|goes through|has the (?:stops|stations)',
        ),
      )
    )
      return undefined;
    scan.take(/\s*:/uy);
    const names = [place(state)];
    if (names[0] === undefined) return undefined;
    for (;;) {
      const next = scan.attempt(() => (scan.take(AND) || scan.take(word('then')) ? place(state) : undefined));
      if (next === undefined) break;
      names.push(next);
    }
    if (names.length < 2) return undefined;
    for (let i = 1; i < names.length; i++) add(state, names[i - 1]!, names[i]!, false);
    scan.take(word('in (?:this|that) order'));
    return true;
  }) === true;

/** "(A, B)", "{A, B}" */
const bracketed = (state: State): boolean =>
  state.scan.attempt(() => {
    const { scan } = state;
    if (!scan.take(/[({]/uy)) return undefined;
    const first = readPlaceName(scan, true);
    if (first === undefined || !scan.take(/,/uy)) return undefined;
    const second = readPlaceName(scan, true);
    if (second === undefined) return undefined;
    const length = scan.take(/,/uy) && lengthHere(scan);
    if (!scan.take(/[)}]/uy)) return undefined;
    add(state, first, second, false, length || undefined);
    if (!length) after(state);
    return true;
  }) === true;

/** "A to B 5, then on to C 3": goes on from the last place. */
const onwards = (state: State): boolean =>
  state.scan.attempt(() => {
    const { scan, told } = state;
    const last = told.links.at(-1);
    if (
      !last ||
      !scan.take(
        word('(?:and )?(?:then|from there|there)(?: (?:you can|it is|on|you|go|another|\\d+ ?[a-z]+))*? (?:on )?to'),
      )
    )
      return undefined;
    const name = place(state);
    if (name === undefined) return undefined;
    add(state, last.to, name, false);
    after(state);
    return true;
  }) === true;

/** "the tunnel is closed": of a place. */
const closedPlace = (state: State): boolean =>
  state.scan.attempt(() => {
    const name = place(state);
    if (name === undefined || !state.scan.take(CLOSED)) return undefined;
    state.told.closed.push(name);
    return true;
  }) === true;

/** "From A roads lead to B (4) and C (2)", "from Ayr you can take a bus to Bute or a train to Cove" */
const fromBy = (state: State): boolean =>
  state.scan.attempt(() => {
    const { scan } = state;
    if (!scan.take(word('from'))) return undefined;
    const first = place(state);
    if (first === undefined) return undefined;
    let count = 0;
    for (;;) {
      const next = scan.attempt(() => {
        const joined = count === 0 ? scan.take(/\s*,/uy) : scan.take(AND);
        if (count > 0 && !joined) return undefined;
        const by = scan.take(CARRIER);
        if (count === 0 && !by) return undefined;
        if (!by && scan.peek(word('from'))) return undefined;
        scan.take(word('(?:and )?(?:on )?to'));
        return place(state);
      });
      if (next === undefined) break;
      add(state, first, next, false);
      after(state);
      count++;
    }
    return count > 0 ? true : undefined;
  }) === true;

const FORMS = [bracketed, measured, dashed, pairs, onwards, together, fromTo, fromBy, verbed, chained, closedPlace];

/** Words that change what a link says. */
const CHANGES = new RegExp(
  sequence(
    /^/,
    anyOf(
      /no|not|never|nobody|closed|blocked|shut|except|unless|without|twice|double|half|longer|shorter/,
      /slower|faster|than|each|every|unknown|cannot|avoid|only if|after|before|extra|plus|more|less/,
    ),
    /$/,
  ),
  'i',
);

/** One form at the scanner's place; links of one that fails are taken back. */
const readForm = (state: State, form: (state: State) => boolean): boolean => {
  const { links } = state.told;
  const count = links.length;
  const found = form(state);
  if (!found) links.length = count;
  return found;
};

/** Links of one text that asks nothing. */
export const readLinksOf = (
  text: string,
  told: Told,
  { directed, numbers, whole }: { directed: boolean; numbers: boolean; whole: string },
): void => {
  const scan = new Scanner(text, 0, whole);
  const state: State = { scan, told, numbers, directed };
  const count = told.links.length + told.closed.length;
  const words: string[] = [];
  while (!scan.done) {
    if (scan.take(LEADS_ONE_WAY)) {
      const start = told.links.length;
      if (!FORMS.some((form) => readForm(state, form))) continue;
      for (const link of told.links.slice(start)) link.oneWay = true;
      continue;
    }
    if (FORMS.some((form) => readForm(state, form))) continue;
    const skipped = scan.take(/[\p{L}\p{N}_']+|[^\p{L}\p{N}_\s]/uy)?.[0];
    if (skipped === undefined) break;
    if (/[\p{L}\d]/u.test(skipped)) words.push(skipped);
  }
  told.unread.push({ linked: told.links.length + told.closed.length > count, words });
};

/** Whether skipped words leave a doubt: a number, a word that changes something, or a name of the map. */
export const leavesDoubt = (told: Told, names: readonly string[]): boolean => {
  const known = new Set(names.map((name) => name.toLowerCase()));
  return told.unread.some(({ linked, words }) => {
    const named = words.some((one) => known.has(one.toLowerCase()) && one !== 'a' && one !== 'A');
    const timed =
      !linked && words.some((one) => NUMBER.test(one)) && words.some((one) => /^(?:each|every|per|takes?)$/i.test(one));
    return named || timed || (linked && words.some((one, i) => isNumber(one, words[i - 1]) || CHANGES.test(one)));
  });
};

/** A number that is no part of a name beside it ("bus 5", "1 from the zoo"). */
const isNumber = (one: string, before: string | undefined): boolean =>
  NUMBER.test(one) &&
  one !== '1' &&
  !/^(?:bus|tram|line|train|road|route|only|these|the|metro|map|bridge|tunnel|ferry|flight|path|corridor|door|trail|link)$/i.test(
    before ?? '',
  );

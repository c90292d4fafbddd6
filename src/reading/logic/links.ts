/**
 * Reads a map told in any words: "the hall connects to the kitchen and the library", "A–B, B–C", "Ferries run between:
 * - North and East". It goes through the text word by word. A closed vocabulary of joining words makes links of the
 * names beside them; every other word is passed over. A name that occurs outside of a link, or a clause with a joining
 * word and no link, means that something was not understood, and then nothing is read.
 */
import type { ProblemOf } from '../../problem/formal/problem.ts';
import { reading, type Outcome, type Reader } from '../reading.ts';
import { numbersIn, type Text } from '../text/text.ts';
import { alternatives } from '../../regex.ts';

type Edge = ProblemOf<'path'>['edges'][number];

type Kind =
  /** Between a name and the next: to, with, and symbols. */
  | 'to'
  /** A verb of joining: the name before it is joined to the names after it. */
  | 'verb'
  /** Joins the two names that follow it. */
  | 'pair'
  /** Joins each of the names that follow to the next: "stops at A, B, C". */
  | 'chain'
  | 'and'
  | 'comma'
  | 'end'
  | 'name'
  | 'number'
  | 'other';
type Token = { kind: Kind; word: string; low: string; start: number; oneWay?: boolean };

const VERBS = new Set(
  (
    'connects connect connected leads lead opens open goes go runs run joins joined linked links link touches borders ' +
    'knows know meets reaches flies fly follows adjoins neighbours neighbors leading going continues adjacent next attached ' +
    'wired tied friends door doors path paths road roads line flight ferry way'
  ).split(' '),
);
const PAIRS = new Set(
  'between joining joins join joined connecting connects connect linking links link edges edge ferries roads flights'.split(
    ' ',
  ),
);
const TO = new Set([
  'beside',
  'alongside',
  'opposite',
  'near',
  'to',
  'with',
  'onto',
  'into',
  '->',
  '--',
  '-',
  '<->',
  '/',
  'towards',
  'by',
]);
const AND = new Set(['and', '&', 'or', 'also', 'plus', 'then']);
/** Words that never are a place. */
const FILLERS = new Set(
  (
    'the a an is are was were be has have had there it its this that these those i we you he she they my our your his ' +
    'her their from in on at of for so no not only just both each one another other also direct directly straight ' +
    'edge edges graph map metro network line lines station stations stop stops town towns city cities village villages ' +
    'room rooms node nodes vertex vertices point points place places house road roads street streets bridge bridges door ' +
    'doors path paths tunnel tunnels ferry ferries flight flights track tracks trail trails link links connection ' +
    'connections following these every all some can could walk go goes drive get ride fly way ways ship ships train ' +
    'trains bus buses run runs which where who what how when if than more less km miles mile metres meters minutes min ' +
    'mins hours hour takes take long far cost costs length with and or to between but because via through same other ' +
    'building area plan diagram only side runs people person chain pair pairs island islands rope ropes pipe pipes cable cables computer computers ' +
    'server servers router routers corridor corridors ladder ladders staircase stairs leads connect connects connected ' +
    'joined linked joins join knows know back forth ways works nothing else together starts start ends end now here'
  ).split(' '),
);

/** Two words that make one name: "Ward 1", "Old Town", "bus station". */
const NUMBERED =
  /^(?:ward|room|node|gate|zone|platform|level|floor|block|hall|house|point|station|stop|vertex|town|city|island|server|router|door|camp|base|lab|office|area|sector|planet|cave|bay|pier|dock|terminal)$/;

/** Kinds of places that are names where nothing else names them: "the station", "my house". */
const PLACES =
  /^(?:station|corridor|room|house|town|village|city|island|bridge|tunnel|stop|harbour|people|computer|server|router)$/;
const OWN = /^(?:the|my|our|a|an|your|his|her)$/;

/** "the station", but not "the station A" nor "the tunnel from A to B". */
const isPlace = (tokens: readonly Token[], i: number): boolean => {
  const next = tokens[i + 1];
  return (
    PLACES.test(tokens[i]!.low) &&
    OWN.test(tokens[i - 1]?.low ?? '') &&
    !(next && (next.kind === 'name' || next.kind === 'number' || /^(?:from|between|of|joins?|joining)$/.test(next.low)))
  );
};

/** "a is next to b": the letter, not the article. */
const isLetterA = (tokens: readonly Token[], i: number): boolean => {
  const next = tokens[i + 1];
  return (
    tokens[i]!.low === 'a' &&
    (next === undefined ||
      /^(?:end|comma|and|to)$/.test(next.kind) ||
      /^(?:is|connects|joins|leads|goes|knows|touches|borders|meets|links|opens)$/.test(next.low))
  );
};

const kindOf = (low: string, word: string): Kind => {
  if (/^[.;:?!\n]$/.test(low)) return 'end';
  if (low === ',') return 'comma';
  if (AND.has(low)) return 'and';
  if (TO.has(low)) return 'to';
  if (/^(?:calls|stopping|calling|visits|passes)$/.test(low)) return 'chain';
  if (PAIRS.has(low) && !VERBS.has(low)) return 'pair';
  if (VERBS.has(low)) return 'verb';
  if (FILLERS.has(low) && !/^\p{Lu}$/u.test(word)) return 'other';
  if (/^\d/.test(low)) return 'number';
  return /^[\p{L}]/u.test(low) ? 'name' : 'other';
};

const tokensOf = (text: string): Token[] => {
  const out: Token[] = [];
  for (const match of text.matchAll(/<->|<-->|-+>|=>|[\p{L}\p{N}_']+|[.,;:?!()&/]|-+/gu)) {
    const word = match[0];
    const low = word.toLowerCase();
    const arrow = /^(?:-+>|=>)$/.test(word);
    const dashes = /^-+$|^<-+>$/.test(word);
    const plain = arrow || dashes ? '-' : low;
    out.push({ kind: kindOf(plain, word), word, low: plain, start: match.index, ...(arrow && { oneWay: true }) });
  }
  return out.map((one, i) => (isPlace(out, i) || isLetterA(out, i) ? { ...one, kind: 'name' } : one));
};

/** Names of two words become one; a bare number is a name where links join numbers. */
const withNames = (tokens: readonly Token[], numbered: boolean): Token[] => {
  const out: Token[] = [];
  for (const token of tokens) {
    const last = out.at(-1);
    const capital = (one: Token): boolean => /^\p{Lu}\p{Ll}/u.test(one.word);
    if (last && token.kind === 'number' && NUMBERED.test(last.low) && (last.kind === 'name' || last.kind === 'other')) {
      out[out.length - 1] = {
        ...last,
        kind: 'name',
        word: `${last.word} ${token.word}`,
        low: `${last.low} ${token.low}`,
      };
    } else if (
      last?.kind === 'name' &&
      token.kind === 'name' &&
      capital(last) === capital(token) &&
      token.start === last.start + last.word.length + 1
    ) {
      out[out.length - 1] = { ...last, word: `${last.word} ${token.word}`, low: `${last.low} ${token.low}` };
    } else if (token.kind === 'number' && numbered && /^\d{1,2}$/.test(token.word))
      out.push({ ...token, kind: 'name' });
    else out.push(token);
  }
  return out;
};

type Link = { from: string; to: string; oneWay: boolean; length?: string };
type Parsed = { links: Link[]; loose: string[] };

/** The links of one clause; `loose`: names that no link took. */
const linksOf = (tokens: readonly Token[], paired: boolean): Parsed => {
  const links: Link[] = [];
  const taken = new Set<number>();
  let subject: number | undefined;
  let last: number | undefined;
  /** What the next name is to: joined to the subject, the first or second of a pair, or nothing yet. */
  let open: 'none' | 'subject' | 'first' | 'second' | 'chain' = paired ? 'first' : 'none';
  let oneWay = false;
  const nextIs = (i: number, kinds: readonly Kind[]): boolean => {
    const after = tokens.slice(i + 1).find((one) => one.kind !== 'other');
    return after !== undefined && kinds.includes(after.kind);
  };
  const join = (a: number, b: number): void => {
    if (tokens[a]!.low === tokens[b]!.low) return;
    links.push({ from: tokens[a]!.low, to: tokens[b]!.low, oneWay });
    taken.add(a).add(b);
    oneWay = false;
  };
  for (const [i, token] of tokens.entries()) {
    if (token.low === 'from') [open, subject] = ['none', undefined];
    else if (token.kind === 'pair') open = 'first';
    else if (token.kind === 'chain' || (token.low === 'stops' && tokens[i + 1]?.low === 'at'))
      [open, last] = ['chain', undefined];
    else if (token.kind === 'verb') {
      if (last !== undefined) subject = last;
      const pair = PAIRS.has(token.low) && last === undefined;
      open = pair ? (tokens[i + 1]?.kind === 'name' ? 'first' : 'none') : 'subject';
    } else if (token.kind === 'to') {
      oneWay ||= token.oneWay === true;
      if (open === 'second') continue;
      if (last !== undefined && (open === 'none' || previousIs(tokens, i, last))) subject = last;
      if (subject !== undefined) open = 'subject';
    } else if (token.kind === 'name') {
      if (open === 'chain') {
        if (last !== undefined) join(last, i);
      } else if (open === 'first') {
        subject = i;
        open = 'second';
      } else if (open === 'second' && subject !== undefined) {
        join(subject, i);
        open = 'first';
      } else if (open === 'subject' && subject !== undefined && !(isListed(tokens, i) && nextIs(i, ['to', 'verb'])))
        join(subject, i);
      else if (open === 'subject') open = 'none';
      last = i;
    } else if (token.kind === 'number' && links.length > 0 && last !== undefined && tokens[i + 1]?.low !== 'from') {
      const link = links.at(-1)!;
      if (link.length === undefined) link.length = token.word;
    }
  }
  const loose = tokens.flatMap((one, i) => (one.kind === 'name' && !taken.has(i) ? [one.low] : []));
  return { links, loose };
};

/** Whether the token before `at`, fillers left out, is that name. */
const previousIs = (tokens: readonly Token[], at: number, name: number): boolean => {
  const before = tokens.slice(0, at).findLastIndex((one) => one.kind !== 'other');
  return before === name;
};
const isListed = (tokens: readonly Token[], at: number): boolean => {
  const before = tokens.slice(0, at).findLast((one) => one.kind !== 'other');
  return before?.kind === 'comma' || before?.kind === 'and';
};

/** The links of all clauses. A list that is announced as pairs ("between:") is pairs to its end. */
const linksOfAll = (clauses: readonly (readonly Token[])[]): Parsed[] => {
  let paired = false;
  return clauses.map((clause) => {
    const found = linksOf(clause, paired);
    paired ||= found.links.length === 0 && clause.findLast((one) => one.kind !== 'other')?.kind === 'pair';
    return found;
  });
};

const clausesOf = (tokens: readonly Token[]): Token[][] => {
  const out: Token[][] = [[]];
  for (const token of tokens) {
    if (token.kind === 'end') out.push([]);
    else out.at(-1)!.push(token);
  }
  return out.filter((one) => one.length > 0);
};

/** The sentence that asks, and the others. */
const ASKS = new RegExp(
  alternatives(
    /\bhow (?:many|long|far|do|can|would|should)\b|\bafter how\b|\bwhat(?: is| are)?\b|\bwhich\b|\bdo i\b/,
    /\b(?:short|quick|fast|few|least|fewest|minim)\w*\b|\bhop count\b/,
    /\bcan (?:i|we|you|one|he|she|they|somebody|someone|anyone|anybody|a [a-z]+)\b|\bcould (?:i|we|you|one)\b/,
    /\bis (?:it|there)\b|\bgive\b|\bfind\b|\b(?:name|list) the\b|\b(?:getting|going|route) from\b/,
    /\bi (?:want|need|enter)\b|\bi am (?:in|at)\b/,
  ),
  'i',
);

const splitAsk = (text: string): { told: string; ask: string } => {
  const bullets = text.replace(
    /(?:^|[:;,]|\w|\)) ?[-*•] (?=[\p{L}\d]+(?: [\p{L}\d]+)? (?:and|to|with)\b)/gu,
    (found) => `${found.replace(/[-*•] $/, '').trimEnd()}; `,
  );
  const parts = bullets.split(/(?<=[.?!;:])\s+|(?<=[\p{L}]\?)/u);
  const asks = parts.map(
    (one, i) => (i > 0 || parts.length === 1 || /[?]\s*$/.test(one)) && ASKS.test(one) && !/:\s*$/.test(one),
  );
  const ask = parts.filter((_, i) => asks[i]).join(' ');
  return { told: parts.filter((_, i) => !asks[i]).join(' '), ask };
};

const REACH =
  /^\W*(?:so,? )?(?:can|could|is|am|do) (?:i|we|you|one|he|she|it|there|they|somebody|a [a-z]+)\b|\bis it possible\b|, (?:can|could) (?:i|we|you|one)\b|\bcan (?:i|we|you|one) (?:walk|go|get|drive|reach|travel|still)\b/;
const COUNTS =
  /\bhow many\b|\bnumber of\b|\bfewest\b|\bleast\b|\bminimum\b|\bminimal\b|\blength of\b|\bhow (?:far|long)\b|\bdegrees? of\b|\bcount\b|\bhop\b/;
const ROUTE =
  /\b(?:route|way|path|chain)\b|\bhow (?:do|can|would|should) (?:i|we|you|one) (?:get|go|reach)\b|\bwhich (?:rooms|stations|stops|towns|places)\b|\bname the\b|\blist the\b|\bquickest\b|\bshortest\b/;

const askOf = (low: string): 'hops' | 'route' | 'reach' | undefined => {
  const route = ROUTE.test(low);
  if (REACH.test(low) && !/\bhow\b|\bwhich\b|\bwhat\b/.test(low)) return 'reach';
  if (
    /\bhow many (?:different |other )?(?:ways|routes|paths)\b|\bbetween\b.*\bnot counting\b|\bpass through\b|\bthrough how many\b/.test(
      low,
    )
  )
    return undefined;
  if (COUNTS.test(low) && !(route && /\bwhich\b|\bwhat (?:is )?the route\b/.test(low) && !/\bhow many\b/.test(low)))
    return 'hops';
  return route ? 'route' : undefined;
};

/** The two places of the question, of the names that links have: in the order from and to. */
const endsOf = (ask: string, names: ReadonlySet<string>): [string, string] | undefined => {
  const low = ` ${ask.toLowerCase()} `;
  const at: { name: string; start: number; role: 'from' | 'to' | 'any' }[] = [];
  for (const name of [...names].toSorted((a, b) => b.length - a.length))
    for (const match of low.matchAll(new RegExp(String.raw`(?<![\p{L}\p{N}])${name}(?![\p{L}\p{N}])`, 'gu'))) {
      if (at.some((one) => match.index >= one.start && match.index < one.start + one.name.length)) continue;
      if (name === 'a' && !/[^\p{L}]A[^\p{L}]/u.test(` ${ask} `) && !/\b(?:to|from|and|in|at|between) a\b/.test(low))
        continue;
      const before = low.slice(Math.max(0, match.index - 34), match.index);
      const from =
        /\b(?:from|in|at|start(?:ing|s)?|leav(?:e|es|ing)|between|am|enter) (?:(?:the|my|our|a|vertex|node|station|point|room|town|in|at|from|place|stop|house|of) )*$/.test(
          before,
        );
      const to =
        /(?:\b(?:to|reach(?:es|ing)?|into|until|till|towards|be in|am in|am at|visit|arrive (?:in|at))|->|-|–) ?(?:(?:the|my|our|a|vertex|node|station|point|room|town|place|stop|house) )*$/.test(
          before,
        );
      at.push({ name, start: match.index, role: to ? 'to' : from ? 'from' : 'any' });
    }
  at.sort((a, b) => a.start - b.start);
  const unique = [...new Set(at.map((one) => one.name))];
  if (unique.length !== 2) return undefined;
  const [first, second] = unique.map((name) => at.find((one) => one.name === name)!) as [
    (typeof at)[number],
    (typeof at)[number],
  ];
  if (first.role === 'to' && second.role === 'from') return [second.name, first.name];
  if (first.role === 'to' && second.role === 'any') return undefined;
  return [first.name, second.name];
};

const TRIGGER =
  /\b(?:road|edge|link|path|route|way|map|connect|join|lead|door|bridge|ferr|flight|tunnel|corridor|metro|station|tram|boat|trip|line|trail|track|graph|knows|opens?|steps?|stops?|hops?|moves?|walk|get (?:from|to)|rides?|neighbou?r|next to)\w*/;

/** Names as they stand in the question. */
const shown = (text: string, name: string): string => {
  const at = text.toLowerCase().indexOf(name);
  return at < 0 ? name : text.slice(at, at + name.length);
};

export const readLinks: Reader = ({ text, low }: Text): Outcome | undefined => {
  if (
    low.length > 1200 ||
    !TRIGGER.test(low) ||
    /\b\d{1,2}:\d\d\b|\bthan\b|\bsort\b|\bbinary\b|\broman\b|\btrue\b|\blies\b|[=+*^]/.test(low)
  )
    return undefined;
  const { told, ask } = splitAsk(text);
  const kind = askOf(ask.toLowerCase());
  if (told === '' || ask === '' || kind === undefined) return undefined;
  const numbered = /\d ?(?:-|–|to|and) ?\d|\(\d/.test(told) && !/[A-Z]-/.test(told);
  const pairs = told.replace(/\(\s*([\p{L}\d]+)\s*,\s*([\p{L}\d]+)\s*\)/gu, ' $1 - $2 ,');
  const parsed = linksOfAll(clausesOf(withNames(tokensOf(pairs), numbered)));
  const links = parsed.flatMap((one) => one.links);
  const names = new Set(links.flatMap((one) => [one.from, one.to]));
  if (links.length < 2 || parsed.some((one) => one.loose.some((name) => names.has(name) && one.links.length === 0)))
    return undefined;
  const ends = endsOf(ask, names);
  if (!ends) return undefined;
  const weighted = links.filter((one) => one.length !== undefined);
  if (weighted.length > 0) return undefined;
  const single = /\b(?:one|1)[- ]way\b/.test(low);
  const edges = links.map((one): Edge => ({
    from: shown(text, one.from),
    to: shown(text, one.to),
    length: '1',
    oneWay: (one.oneWay || single) && !/\bboth (?:ways|directions)\b/.test(low),
  }));
  const [from, to] = ends.map((name) => shown(text, name)) as [string, string];
  const uses = numbersIn(low).map((one) => one.value);
  return reading(
    { type: 'path', edges, from, to, ask: kind },
    uses,
    parsed.every((one) => one.loose.length === 0),
  );
};

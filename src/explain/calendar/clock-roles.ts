/**
 * Times of the clock by roles, for the reading by explanation: what is told and asked has a letter each, and the
 * letters in their order must be one of a closed list of sentences. A word that could change a time and has no letter
 * ends it: another time zone, a stop on the way.
 */
import type { Grammar, Values } from '../grammar/grammar.ts';
import { addRuled, all, has, type Item } from '../grammar/role-words.ts';
import type { Token } from '../grammar/tokens.ts';

type Time = { hour: number; minute: number; exact: boolean; day?: true };

const two = (value: number): string => String(value).padStart(2, '0');
const textOf = ({ hour, minute }: Time): string => `${hour}:${two(minute)}`;
const minutesOf = ({ hour, minute }: Time): number => 60 * hour + minute;

const addTold = (grammar: Grammar): void => {
  const { rule } = grammar;
  const time = ({ t }: Values): unknown => t;
  // "14:13" says that every time is told by a clock of 24 hours.
  grammar.terminal('DAYCLOCK', ({ tokens }, at) => {
    const token = tokens[at];
    const [hour, minute] = token?.kind === 'clock' ? (token.text.split(':').map(Number) as [number, number]) : [0, 0];
    return hour > 12 && hour < 24 && minute < 60
      ? [{ end: at + 1, value: { hour, minute, exact: true, day: true } }]
      : [];
  });
  rule('KTIME', ['[at|by|is|:] DAYCLOCK:t [sharp|exactly|prompt]'], time);
  rule('KUNTIL', ['(to|until|till|-) DAYCLOCK:t'], time);
  rule(
    'KNOW',
    ['[if] (it is|its|the time is|now it is|now is|now|right now|currently) [now|currently|just] T:t [now]'],
    time,
  );
  rule('KNOW', ['T:t (now|right now|o clock now)', 'the clock (is|says|shows) [now] T:t', 'now : T:t'], time);
  rule('KTIME', ['[at|by|is|:] T:t [sharp|exactly|prompt]'], time);
  rule('KFROM', ['(from|since) T:t'], time);
  rule('KUNTIL', ['(to|until|till|-) T:t'], time);
  rule('KBETWEEN', ['between T:a and T:b'], ({ a, b }) => [a, b]);
  const length = ({ d }: Values): unknown => d;
  rule('KLATER', ['MINUTES:d (later|after that|afterwards|from now|from then|hence|on)'], length);
  rule('KLATER', ['(in|after) [another] MINUTES:d [time|from now|more]', 'MINUTES:d more'], length);
  rule('KAFTER', ['MINUTES:d (after|past|later than|from)'], length);
  rule('KBEFORE', ['MINUTES:d (before|earlier than|prior to|ahead of)'], length);
  rule('KEARLIER', ['MINUTES:d (earlier|before that|before it|beforehand|before then|early|before)'], length);
  rule('KAGO', ['MINUTES:d (ago|back)'], length);
  rule(
    'KLATE',
    [
      'MINUTES:d (late|delayed|behind schedule|behind time|overdue)',
      '[has|is|was|got|with] [a] (delay|delayed|late|held up) [of|by|for] [about] MINUTES:d',
      '[a] MINUTES:d (delay|late)',
    ],
    length,
  );
  rule('KFAST', ['MINUTES:d (fast|in front|too fast|ahead)'], length);
  rule('KSLOW', ['MINUTES:d (slow|too slow|behind)'], length);
  rule('KEVERY', ['[[there is] one|and] [then] (every|each) MINUTES:d [after that|thereafter|from then on]'], length);
  rule('KGAINS', ['gains MINUTES:d (every|each|an|per|a) hour', 'gains MINUTES:d hourly'], length);
  rule('KLOSES', ['loses MINUTES:d (every|each|an|per|a) hour'], length);
  rule('KLENGTH', ['[for|exactly|only|just|about] MINUTES:d [long]'], length);
  rule('KEACH', ['UNUM:n (lessons|periods|classes|lectures|halves|rounds|sessions) of MINUTES:d [each]'], ({ n, d }) =>
    /^\d{1,2}$/.test(String(n)) ? Number(n) * Number(d) : undefined,
  );
  rule('KEACH', ['UNUM:n (breaks|pauses|intervals|rests) of MINUTES:d [each] [in between|between them|between]'], (v) =>
    /^\d{1,2}$/.test(String(v.n)) ? Number(v.n) * Number(v.d) : undefined,
  );
};

const STARTS = `starts|start|started|starting|begins|begin|began|beginning|begining|commences|commence|commenced|opens|
  opened|open|leaves|leave|left|leaving|leving|departs|depart|departed|departing|dep|boards|boarded|takes off|took off|
  sets off|set off|setting off|set out|kicks off|kick off|kicked off|kick - off|kickoff|goes in|went in|put in|
  goes out|went out|pulls out|pulled out|clock on|clocked on|clock in|clocked in|went on|goes on|goes up|went up|goes|
  gave|given|taken|put it in|put them in|gets going|got going|go in|go into|go out|shove it in|put in|wake up`;
const ENDS = `ends|end|ended|ending|finishes|finish|finished|finishing|arrives|arrive|arrived|arriving|gets in|got in|
  get in|gets there|get there|got there|got here|gets here|get here|comes|come|came|closes|close|closed|shuts|shut|over|
  comes out|come out|came out|get out|got out|gets out|back|done|ready|lands|land|landed|wakes up|woke up|
  got up|wrap|wraps up|wrap up|stops|stop|stopped|conclude|concludes|concluded|out|free|through|
  reach|reaches|reached|take it out|take them out`;

const addVerbs = (grammar: Grammar): void => {
  const { rule } = grammar;
  const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');
  rule('KSTART', [flat(`(${STARTS})`)], () => true);
  rule('KEND', [flat(`(${ENDS})`)], () => true);
  rule('KBED', ['(went to bed|fell asleep|go to bed|goes to bed|got to sleep|went to sleep|dozed off|dropped off)']);
  rule('KHOME', ['[get|gets|got|getting|am i|be|arrive|reach|are we|go] home [to bed]']);
  rule('KDUE', ['[is|was] (due|expected|scheduled|supposed to arrive|should arrive|should have arrived)'], () => true);
  rule('KTAKES', [
    `(takes|take|took|lasts|last|lasted|runs|ran|needs|need|wants|requires|is|goes on|went on|dragged on|stays|stay|
      bake|      bakes|cooks|cook) [me|us|him|her|it|you] [for|about|exactly]`.replaceAll(/\s+/g, ' '),
  ]);
  rule('KWAY', [
    `(walk|walking|walk there|drive|ride|journey|trip|way|commute|travel|get there|get to FILL|door to door|get ready|
      get home|getting there|getting ready|bike ride|bus ride|walk to FILL|drive to FILL)`.replaceAll(/\s+/g, ' '),
  ]);
};

const addAsked = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('KWHEN', [
    '[and|so|,] [at|by] (what|which) [clock] time',
    "[at] (what|which) (hour|hours|o'clock|o ' clock)",
    '[so|and] (when|whens)',
    '[the] [new|latest|finish|finishing|end|ending|arrival|departure] time [\\?|please|is|is \\?] END',
    '[the] (finish|arrival|end) time',
    '(how|what) is the time',
    '- time \\?',
    'which clock time',
    'clock time',
    'what (did|does|will|would) (the|that|my|this|it) [FILL] [clock] (show|say|read|display) [then|now]',
    'what (did|does|will|would) it (show|say|read|display)',
    'what the (clock|time) (will|would|did) (say|be|show|read)',
    'what (will be|is|will|was) the clock',
    'at \\? END',
    'when \\? END',
  ]);
  const leave =
    '(leave|set off|set out|get up|go|start|be off|start getting ready|leave home|leave the house|put it in)';
  rule('KLEAVE', [
    `[the|what is the] latest [time] (i|we|you|she|he|they) (can|could|may) ${leave}`,
    `[the|what is the] latest [time] (to|for FILL to) ${leave}`,
    `[at] (when|what time) (must|should|shall|do|does|can|need|ought) (i|we|you|she|he|they|one)
      [have to|need to|to] ${leave}`,
    `[at] what time (i|we|one) (must|should|have to|need to) ${leave}`,
  ]);
  rule('KREAL', ['[the|what is the|what is] (real|true|right|correct|actual) time', 'what time is it really']);
  rule('KNTH', ['[the|a] ORD:n [one]'], ({ n }) => Number(n));
  rule('KSET', ['[was|is] [set] (right|correct|correctly|accurate|exact|true) [time]']);
  rule('KMIN', [
    '[so|and] how many (minutes|mins|minuts|minuets|min) [is (that|it|this)|was (that|it)|more|left|till|until]',
    '[in|the] (minutes|mins)',
    'how many [more] (minutes|mins) have (i|we|you) [got] [left]',
    'how many (minutes|mins) (do|did) (i|we|you) have [left]',
    'how many more (minutes|mins)',
    '(minutes|mins|time) (left|remaining|to go)',
    'how many (minutes|mins) (are|is) (left|there left)',
    'how long [is|was] (that|it|) in (minutes|mins)',
  ]);
  rule('KLATEBY', [
    '[by] how many (minutes|mins) late (am i|is it|are we|was it|was i|is he|was he|is she|was she|were we)',
    'by how many (minutes|mins) (am i|is it|are we|was it|was i|is he|was he|is she|was she|were we) late',
  ]);
  rule('KHOURMIN', ['(how many|in|the|) hours and (minutes|mins)']);
  rule('KTO24', [
    `[in|on|to|as|into|by|using|per] [the|a|my|one of them|one of those] (24|twenty four|twenty - four) [-]
      (hour|hours|h|hr) [-] (clock|clocks|time|format|notation|style|way|system|form|time string|sort|kind)`.replaceAll(
      /\s+/g,
      ' ',
    ),
    '(in|on|to|as|into) [the|a] (24|twenty four|twenty - four) [-] (hour|h|hr)',
    'on [a|my|the] digital (clock|watch)',
    'with numbers',
    'write it w numbers',
  ]);
  rule('KTO12', [
    `(in|on|to|as|into|by|using) [the|a] (12|twelve) [-] (hour|hours|h|hr) [-]
      [clock|time|format|notation|style|way|system]`,
    'with (am|a . m .) (or|and|/) (pm|p . m .)',
    'am or pm',
    '(with|using) (am|pm)',
  ]);
  rule('KNEXT', ['[the|on the] (next|following) (morning|day)', 'overnight', 'after midnight']);
};

const addIdle = (grammar: Grammar): void => {
  const { rule } = grammar;
  rule('KIDLE', [
    '[on] the same (day|morning|evening)',
    'same (day|morning|evening)',
    '[later] that (day|morning|evening|afternoon)',
    '(in|of|during) the (morning|evening|afternoon|day)',
    '(in|on) [the|a] (oven|freezer|fridge|table|sofa|bath|gym)',
    'on the [FILL] clock',
    '(it is|he is|she is) my (first|last) (trip|day|week) [alone]',
    'after (lunch|dinner|work|school|tea)',
    '(quite|rather|a bit|a little) (boring|long|tired)',
    'my feet hurt already',
    'not (bad|long|far|sure)',
    '(no|without) (travel|break|breaks|stops|stop|pause|pauses|changes)',
    'back to back',
    'am i',
    '(a (fresh|new) one|one (tablet|pill|dose|bus|truck|train|tram|pot|ferry))',
    '[the|my|a] next (dose|one|tablet|pill|feed|check) [is]',
    'next is',
    '(the|my) last (lesson|class|period|dose|half|round|exam)',
    '(must|should|have to|has to|need to|ought to|shall)',
    'home from work',
    'of writing time',
    'at home',
    '[at|in] the stop',
    'morning (buses|bus)',
  ]);
  // A time is told in one place and asked for in another one.
  grammar.terminal('PLACENAME', ({ tokens }, at) => {
    const token = tokens[at];
    const named = token?.kind === 'word' && /^\p{Lu}\p{Ll}/u.test(token.raw);
    return named ? [{ end: at + 1, value: true }] : [];
  });
  rule('KSTOP', [
    '_',
    '(in|for) PLACENAME',
    'in (london|paris|new york|tokyo|berlin|sydney|perth|dubai|moscow|delhi|beijing|madrid|rome|lisbon|chicago)',
    '[with|and] [a] (stop|stops) (of|for|at|in)',
    '(zone|zones|timezone|local|gmt|utc|daylight|dst|summer time|winter|ahead of|behind)',
    '(pause|paused|pauses|break|breaks|interrupted|wait|waits|waited|waiting|cancelled|skip|skipped|changed)',
    '(together|each|both|other|another|twice|half of|times|return|again|stopover|layover|change|earlier|slower|faster)',
    '(extra|early|late|delay|spare|margin|buffer|moved|postponed|brought forward)',
  ]);
};

/** A letter for each role; the sentence is told by their order. */
const LETTERS: Readonly<Record<string, string>> = {
  KTO24: 'X',
  KTO12: 'Y',
  KBETWEEN: 'B',
  KNOW: 'n',
  KFROM: 'St',
  KUNTIL: 'Et',
  KTIME: 't',
  KEACH: 'd',
  KLATE: 'c',
  KFAST: 'f',
  KSLOW: 's',
  KEVERY: 'v',
  KGAINS: 'g',
  KAGO: 'k',
  KAFTER: 'a',
  KBEFORE: 'b',
  KLATER: 'l',
  KEARLIER: 'e',
  KLENGTH: 'd',
  KREAL: 'R',
  KLEAVE: 'P',
  KWHEN: 'W',
  KLATEBY: 'Q',
  KMIN: 'M',
  KHOURMIN: 'H',
  KNEXT: '',
  KBED: 'S',
  KSTART: 'S',
  KHOME: 'h',
  KEND: 'E',
  KDUE: 'D',
  KWAY: '',
  KNTH: 'o',
  KSET: '',
  KTAKES: '',
};

/** Sentences after which the time is later by what lasts, and before which it is earlier. */
const LATER: readonly RegExp[] = [
  // It is three. What time is it in an hour?
  /^(?:nWl|nlW|Wln|Wnl|nl|Wa[nt]|a[nt]W)$/,
  // It starts at three and lasts an hour. When is it over?
  /^S{0,2}tS?d{1,3}(?:W?E{1,2}|EW|WE?EW|W)$/,
  /^d{1,2}S{1,2}tWE$/,
  /^d{2}StWE$/,
  /^[SE]?tdhW?h$/,
  /^S?td(?:Wh|hW?)$/,
  // It is an hour late, or it comes an hour later.
  /^[SED]{0,2}t[SED]{0,2}c[ED]?WE{0,2}$/,
  /^S?[nt][SED]{0,2}l[SED]?W[SED]{0,2}$/,
];
const EARLIER: readonly RegExp[] = [
  /^(?:nWk|nkW|Wkn|n[SE]kW[SE]?|nkW[SE]?|Wb[nt]|b[nt]W)$/,
  // It ends at three and lasts an hour. When did it start?
  /^[ED]td(?:WS|SW?)$/,
  /^dE?tWS$/,
  /^[SE]?t[SED]{0,2}[eb][SED]{0,2}W[SED]{0,2}$/,
];

const sumOf = (items: readonly Item[], tags: RegExp): number =>
  items.reduce((sum, { tag, value }) => (tags.test(tag) ? sum + Number(value) : sum), 0);

const LENGTHS = /^K(?:EACH|LATE|FAST|SLOW|AGO|AFTER|BEFORE|LATER|EARLIER|LENGTH)$/;
const TIMES = /^K(?:NOW|TIME|FROM|UNTIL)$/;

/** How many minutes lie between two times. */
const between = (text: string, items: readonly Item[], times: readonly Time[]): unknown => {
  let [from, to] = times as [Time, Time];
  if (/^(?:[ESD]?tn[MH]|tn[MH]|[MH]Etn)$/.test(text)) [from, to] = [to, from];
  else if (
    !/^(?:S{0,2}tE{1,2}t[MH]E?|[SDE]?tnQ|[SD]tE?tQ|n[SED]?t[MH]|[MH](?:S?tE{1,2}t|B)|B[MH]|n[MH][SE]?t)$/.test(text)
  )
    return undefined;
  const [x, y] = [minutesOf(from), minutesOf(to)];
  const night = x >= 1080 && from.exact && (to.exact || has(items, 'KBED')) && y < 720;
  if (x === y || (y < x && !(has(items, 'KNEXT') && to.exact === from.exact) && !night)) return undefined;
  if (y > x && has(items, 'KNEXT')) return undefined;
  if (from.exact !== to.exact && x < 720 !== y < 720 && !night && !to.day) return undefined;
  return { type: 'minutes', from: textOf(from), to: textOf(to), ...(text.includes('H') && { form: 'hours' }) };
};

/** One every so often, the first of them at a time, and a later one that is asked for. */
const repeated = (text: string, items: readonly Item[], tokens: readonly Token[], time: Time): unknown => {
  const every = items.find(({ tag }) => tag === 'KEVERY')!;
  const told = items.find(({ tag }) => TIMES.test(tag))!;
  const later = all(items, 'KNTH').filter(({ value }) => Number(value) > 1);
  const first = all(items, 'KNTH').some(({ value }) => value === 1);
  if (!first || later.length !== 1 || !/^[vtSEWDo]+$/.test(text) || !/^[^v]*v[^v]*$/.test(text)) return undefined;
  const [asked] = later;
  // "The third last" is counted from the end.
  if (tokens[asked!.end]?.text === 'last' || tokens[asked!.end]?.text === 'but') return undefined;
  if (asked!.at < every.at || asked!.at < told.at || !/W/.test(text)) return undefined;
  return { type: 'clock', at: textOf(time), plus: Number(every.value) * (Number(asked!.value) - 1) };
};

/** A clock that goes wrong. */
const wrong = (text: string, items: readonly Item[], times: readonly Time[]): unknown => {
  const plain = text.replace(/[SEWR]+/g, '');
  const [time, real] = times as [Time, Time | undefined];
  const by = sumOf(items, /^K(?:FAST|SLOW|GAINS)$/);
  if (has(items, 'KREAL') && (!text.endsWith('R') || text.includes('W'))) return undefined;
  if (has(items, 'KREAL') && !real && /^(?:ft|tf)$/.test(plain)) return { type: 'clock', at: textOf(time), plus: -by };
  if (has(items, 'KREAL') && !real && /^(?:st|ts)$/.test(plain)) return { type: 'clock', at: textOf(time), plus: by };
  if (!real || !/^g[nt]{2}$/.test(plain) || !has(items, 'KSET') || !text.includes('W')) return undefined;
  const gone = (minutesOf(real) - minutesOf(time)) / 60;
  const plus = gone * by;
  return time.exact && real.exact && gone > 0 && Number.isInteger(plus)
    ? { type: 'clock', at: textOf(real), plus }
    : undefined;
};

/** "It leaves at one, and boarding closes an hour before. When do we land?": another thing is asked for. */
const asksOther = (items: readonly Item[], tokens: readonly Token[]): boolean => {
  const time = items.find(({ tag }) => TIMES.test(tag))!;
  const ask = items.find(({ tag, at }) => tag === 'KWHEN' && at > time.at);
  if (!ask) return false;
  const verbs = items.filter(({ tag }) => /^K(?:START|END|DUE|HOME)$/.test(tag));
  const stem = (one: Item): string => tokens[one.at]!.text.slice(0, 4);
  const told = new Set(verbs.filter(({ at }) => at > time.at && at < ask.at).map(stem));
  const asked = verbs.filter(({ at }) => at > ask.at).map(stem);
  return asked.length > 0 && !asked.some((one) => told.has(one));
};

/** "It came an hour late. When was it due?": what is told is late itself. */
const cameLate = (items: readonly Item[], tokens: readonly Token[]): boolean => {
  const time = items.find(({ tag }) => TIMES.test(tag))!;
  const past = items.some(
    ({ tag, at }) =>
      /^K(?:START|END)$/.test(tag) && at < time.at && /(?:ed|came|got|left|went)$/.test(tokens[at]!.text),
  );
  return past || tokens.some(({ text }) => text === 'should');
};

const clock = (items: readonly Item[], tokens: readonly Token[]): unknown => {
  if (has(items, 'KSTOP')) return undefined;
  const letters = items.map(({ tag }) => LETTERS[tag] ?? '').join('');
  const times = items.filter(({ tag }) => TIMES.test(tag)).map(({ value }) => value as Time);
  const pair = all(items, 'KBETWEEN')[0]?.value as Time[] | undefined;
  if (pair) return times.length === 0 ? between(letters.replace(/M{2,}/, 'M'), items, pair) : undefined;
  const [time] = times;
  if (!time || times.length > 2) return undefined;
  if (/^[SW]?[tn](?:W?X{1,2})$|^X[tn]$/.test(letters))
    return time.exact ? { type: 'clock', at: textOf(time), plus: 0 } : undefined;
  if (/^[tn]Y{1,2}$|^Y[tn]$/.test(letters))
    return time.exact ? { type: 'clock', at: textOf(time), plus: 0, form: '12' } : undefined;
  if (letters.includes('Y')) return undefined;
  const text = letters.replace(/X+/g, '').replace(/W{2,}/g, 'W').replace(/M{2,}/g, 'M');
  if (/[gfsR]/.test(text)) return wrong(text, items, times);
  if (times.length === 2) return between(text.replace(/h/g, 'E'), items, times);
  if (text.includes('v')) return repeated(text, items, tokens, time);
  const [at, by] = [textOf(time), sumOf(items, LENGTHS)];
  if (text.includes('P'))
    return (/^[SED]?td(?:PS?|hPS?)$/.test(text) && has(items, 'KWAY', 'KHOME')) || /^dE?tP$/.test(text)
      ? { type: 'clock', at, plus: -by }
      : undefined;
  const plain = text.replace(/o/g, '');
  if (plain !== text && all(items, 'KNTH').some(({ value }) => value !== 1)) return undefined;
  const [later, earlier] = [LATER, EARLIER].map((ways) => ways.some((way) => way.test(plain)));
  if (later === earlier) return undefined;
  if (plain.includes('c') && cameLate(items, tokens)) return undefined;
  if (/[elb]/.test(plain) && asksOther(items, tokens)) return undefined;
  return { type: 'clock', at, plus: later ? by : -by };
};

export const addClockRoles = (grammar: Grammar): void => {
  addTold(grammar);
  addVerbs(grammar);
  addAsked(grammar);
  addIdle(grammar);
  addRuled(grammar, {
    name: 'CLOCKROLES',
    into: 'ROLES',
    rules: [...Object.keys(LETTERS), 'KIDLE', 'KSTOP'],
    free:
      'if how which what who where why then would could might may than also so as n w it test tests to until till ' +
      'from on meant mean minute',
    build: clock,
  });
};

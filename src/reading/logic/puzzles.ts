/**
 * Reads puzzles of liars sentence by sentence: what each one says (puzzle-claims.ts), what is told of them, how many
 * lie, among whom the culprit is, and who or what is asked for. A sentence with a person, a number or a word of lies in
 * it that has no role is not read, and then nothing is.
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';
import type { ProblemOf } from '../../problem/formal/problem.ts';
import { reading, type Reader } from '../reading.ts';
import { numbersIn } from '../text/text.ts';
import { claimOf, honesty, type Speech } from './puzzle-claims.ts';
import { COLON_AFTER, peopleOf, SPEAKS_AFTER } from './puzzle-words.ts';

type Ask = ProblemOf<'liars'>['ask'];
type Told = {
  names: readonly string[];
  facts: string[];
  says: { who: string; says: string }[];
  /** Somebody of these did it; `all`: one of all who are named. */
  suspects: 'all' | undefined;
  ask: Ask | undefined;
  /** How many people there are said to be. */ count: number | undefined;
  /** Of whom it is told how many there are. */ counted: 'liar' | 'truthful' | undefined;
};

const TOPIC = new RegExp(
  alternatives(
    sequence(
      /\b/,
      anyOf(
        /liars?|lies?|lied|lying|truth(?:ful|fully)?|honest|knights?|knaves?|truth-?tellers?|faulty/,
        /fibb?(?:s|ing|er)?|untruthful|trust/,
      ),
      /\b/,
    ),
    /\b(?:statements?|lab(?:el|le)s?|signs?) (?:is|are) (?:true|false|right|correct)\b/,
  ),
);
const UNREADABLE =
  /\b(?:sometimes|normals?|spy|spies|random(?:ly)?|pets?|owns|alternat\w+|yesterday|tomorrow|monday|tuesday)\b/;

/** From `start` the next statement: what is quoted, or the words up to the end of the sentence. */
const quoted = (text: string): { claim: string; length: number } | undefined => {
  const found = /^"([^"]*)"|^'((?:[^']|(?<=[a-z])'(?=[a-z]))*)'/.exec(text);
  return found ? { claim: found[1] ?? found[2]!, length: found[0].length } : undefined;
};

/** Unquoted: the longest run of clauses that is a claim. */
const unquoted = (text: string, speech: Speech): { claim: string; length: number } | undefined => {
  const sentence = /^[^.;?!]*/.exec(text)![0].replace(/ (?:so )?(?:who|which|what) .*$/, '');
  const own = new RegExp(`(?:,|and|but) §${speech.self} (?!are|and)`);
  const ends = [
    sentence.length,
    ...[...sentence.matchAll(/,|(?: and| but| while) (?=§\d|i know|we know)/g)].map((one) => one.index).toReversed(),
  ];
  for (const end of ends) {
    // "Ed says Flo is the liar, and Ed is truthful": the second is told of Ed.
    if (own.test(sentence.slice(0, end))) continue;
    const claim = claimOf(sentence.slice(0, end), { ...speech, reported: true });
    if (claim !== undefined) return { claim, length: end };
  }
  return undefined;
};

/** "says always the truth" is no statement. */
const HABIT = new RegExp(
  sequence(
    /^ (?:(?:always|never|only) )*(?:is )?(?:says?|speaks?|tells?|telling|saying|told) /,
    /(?:(?:always|only|us|me) )*(?:the )?(?:truth|lies)\b/,
  ),
);

/** Takes the statements out of a text; what is left is told about the people. Undefined where one is not read. */
const withoutClaims = (text: string, told: Told): string | undefined => {
  let rest = '';
  let at = 0;
  while (at < text.length) {
    const sign = /^§(\d)/.exec(text.slice(at));
    const behind = sign ? text.slice(at + 2) : '';
    const opening = sign ? (SPEAKS_AFTER.exec(behind) ?? COLON_AFTER.exec(behind)) : null;
    if (!sign || !opening || HABIT.test(behind)) {
      rest += text[at];
      at++;
      continue;
    }
    const self = Number(sign[1]);
    const who = told.names[self]!;
    const from = at + 2 + opening[0].length;
    const silent = /^nothing\b/.exec(text.slice(from));
    if (silent) {
      at = from + silent[0].length;
      continue;
    }
    const quote = quoted(text.slice(from));
    const speech = { names: told.names, self };
    const found = quote
      ? { claim: claimOf(quote.claim, speech), length: quote.length }
      : unquoted(text.slice(from), speech);
    if (found?.claim === undefined) return undefined;
    told.says.push({ who, says: found.claim });
    rest += ' ; ';
    at = from + found.length;
  }
  return rest;
};

const GENERIC = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /knights|knaves|liars|truth-?tellers|a (?:knight|knave|liar|truth-?teller)|people|persons?/,
      /every(?:one|body)?|each|inhabitants?|resident|residents|islanders?|either|all of them|they/,
      /agents?|guards?|robots?/,
    ),
    /\b/,
  ),
);
const DEFINES = /\b(?:always|never|either|consistent|who|tells?|lies?|one or the other|or|and)\b/;

/** "knights always tell the truth", "everyone either always lies or never does": of no one of them. */
const isDefinition = (sentence: string): boolean =>
  GENERIC.test(sentence) &&
  DEFINES.test(sentence) &&
  !/\b(?:exactly|only (?:1|one)|at least|at most|1 of|2 of|3 of|one of)\b|\b(?:1|one)\b.*\b(?:other|1|one)\b/.test(
    sentence.replace('one or the other', ''),
  ) &&
  (!/§\d/.test(sentence) || /^(?:§\d,? (?:and )?)+(?:each|are each|both)?\b[^§]*(?:either|or)[^§]*$/.test(sentence));

const KINDS: readonly (readonly [RegExp, string, string])[] = [
  [/\bknights?\b|\bknaves?\b/, 'knight', 'knave'],
  [/\btruth-?tellers?\b/, 'truth-teller', 'liar'],
];

const LIE_WORDS =
  'lies?|lied|lying|liars?|knaves?|fib(?:s|bing)|faulty|false|wrong|untrue|broke the rule of honesty|dishonest';
const TRUE_WORDS =
  '(?:tells?|told|telling|speaks?|says?|say) (?:us |me )?(?:always )?(?:the )?truth|truthful|true|right|correct|honest|knights?|truth-?tellers?';
const SIGNS = '(?: §\\d(?:,? (?:(?:and|or) )?§\\d)*)?';
const PEOPLE_OF = `(?: of)?(?: (?:the|these|those|them|us|my|our|which))?(?: \\d)?(?: (?!and|or|but|is|are|has)[a-z]+){0,2}?${SIGNS}`;
const VERB = '(?: (?:is|are|was|were|always|only|ever|a|an|the|known|to|be|has))*';

/**
 * How many lie, from "exactly 1 of them lies", "only 1 of these statements is true", "1 lies and the other does not".
 */
const countsOf = (clause: string, people: number): string | undefined => {
  const number = (text: string | undefined): number => (text === 'one' ? 1 : Number(text));
  const other = new RegExp(
    `^(?:(?:exactly|only|just) )?(?:1|one)${PEOPLE_OF}${VERB} (?:${LIE_WORDS}|${TRUE_WORDS})(?: always)?,? (?:and |while |but )?(?:the )?(?:other|1|one)(?: (?:one|of them))?(?: (?:is|are|always|never|a|an|the|does|do|not))* ?(?:${LIE_WORDS}|${TRUE_WORDS}|does|do)?(?: not)?$`,
  );
  if (people === 2 && other.test(clause)) return 'liars = 1';
  if (people === 2 && /^§\d and §\d (?:are|is)(?: of)? (?:different|opposite) (?:kinds?|types?|sorts?)$/.test(clause))
    return 'liars = 1';
  const lies = new RegExp(
    `^(?:(?:exactly|only|just) )?(\\d|one)${PEOPLE_OF}${VERB} (?:${LIE_WORDS})(?: always)?$`,
  ).exec(clause);
  if (lies) return `liars = ${number(lies[1])}`;
  const honest = new RegExp(`^(?:(?:exactly|only|just) )?(\\d|one)${PEOPLE_OF}${VERB} (?:${TRUE_WORDS})$`).exec(clause);
  if (honest) return `liars = ${people - number(honest[1])}`;
  return undefined;
};

/** "1 of three broke the vase", "either §0 or §1 took it", "gold is in exactly 1 of them". */
const SUSPECTS: readonly RegExp[] = [
  new RegExp(
    sequence(
      /^(?:exactly |only |just )?(?:1|one)/,
      /(?: of (?:the|these|those|my|them|us)?(?: ?(?:\d|three|two))?(?: ?[a-z]+){0,2})? /,
      anyOf(
        /broke|took|stole|ate|nicked|hid|dropped|smashed|did|cheated|spilled|spilt|killed|opened|lost/,
        /drew|wrote|is the (?:thief|culprit)|is guilty|has the|holds the|contains the|hides the/,
      ),
      /\b(?: (?!and |or |but |who |which )[a-z]+){0,5}$/,
    ),
  ),
  new RegExp(
    sequence(
      /^(?:it was |so |and |and it was )?(?:either )?(?:§\d(?:, | or |, or ))+§\d/,
      '(?:',
      sequence(
        / (?:broke|took|stole|ate|nicked|did|hid|dropped|smashed)/,
        /(?: (?!and |or |but |who |which )[a-z]+){0,5}/,
      ),
      ')?',
      /$/,
    ),
  ),
  new RegExp(
    sequence(
      /^(?:somebody|someone|one of them|one person|1 of them|1)? ?/,
      /(?:broke|took|stole|ate|nicked|hid|smashed|dropped|spilled)\b/,
      /(?: (?!and |or |but |who |which )[a-z]+){0,5}$/,
    ),
  ),
  new RegExp(
    sequence(
      /^(?:the |a )?[a-z]+ is (?:hidden )?(?:in|behind|under) (?:exactly |only |just )?(?:1|one)/,
      /(?: of (?:the|them|these))?(?: ?(?:\d|[a-z]+)){0,2}$/,
    ),
  ),
  /^(?:exactly |only |just )?(?:1|one) (?:of them )?(?:has|holds|contains|hides) (?:the |a )?[a-z]+$/,
  /^(?:1|one|a single) (?:prize|treasure|toy|ring|coin|key)$/,
  new RegExp(
    sequence(
      /^(?:1|one) of (?:those|these|them|the)(?: \d| three)? (?:[a-z]+ )?(?:took|broke|did|stole|ate)\b/,
      /(?: (?!and |or |but |who |which )[a-z]+){0,5}$/,
    ),
  ),
];
const ONLY_ONE = new RegExp(
  sequence(
    /^/,
    anyOf(
      /not both|just (?:the )?(?:1|one)(?: of them)?|(?:1|one) of them only|only (?:1|one)(?: of them)?/,
      /but not both|and not both/,
    ),
    /$/,
  ),
);

const fact = (clause: string, told: Told): string | undefined => {
  const known =
    /^(?:(?:i|we) (?:also )?know (?:for sure )?(?:that )?|it is known that |suppose |given that |assume )?(§(\d)\b.*)$/.exec(
      clause,
    );
  if (!known) return undefined;
  return claimOf(
    known[1]!.replace(/,? i (?:swear|promise)$/, '').replace(/ (?:every single time|without exception)$/, ''),
    { names: told.names },
  );
};

const LOADED = new RegExp(
  alternatives(
    /§\d|\d/,
    sequence(
      /\b/,
      anyOf(
        /lies?|lied|lying|liars?|truth\w*|honest|knights?|knaves?|true|false|exactly|only|at least|both/,
        /not|never|either|neither|if|or|most|sometimes|one of|none|right|wrong/,
      ),
      /\b/,
    ),
  ),
);

/** Reads one clause that tells; false where it has a word that should have a role. */
const tells = (text: string, told: Told): boolean => {
  const clause = text
    .trim()
    .replace(/^(?:(?:and|but|so|also|now|while|here|ok|well|um|uh|hi|hey|yo|bro|lol|my [a-z]+ asks(?: me)?)[, ]+)+/, '')
    .replace(/[,:]+$/, '')
    .trim();
  if (clause === '' || ONLY_ONE.test(clause)) return true;
  const count = countsOf(clause, told.names.length);
  if (count !== undefined) {
    told.facts.push(count);
    told.counted ??= new RegExp(`\\b(?:${LIE_WORDS})\\b`).test(clause) ? 'liar' : 'truthful';
    return true;
  }
  if (SUSPECTS.some((one) => one.test(clause))) {
    told.suspects = 'all';
    return true;
  }
  const one = fact(clause, told);
  if (one !== undefined) {
    told.facts.push(one);
    return true;
  }
  const many =
    /^(?:on (?:the|an?) [a-z]+,? )?(?:there (?:are|is|live)|(?:we|i|you) (?:have|met|meet|see|know)|here are|are|live)?\s*(?:the )?(\d) (?:[a-z]+ )?(?:guards?|boxes|doors?|chests|people|kids|children|friends|lads|porters|brothers|sisters|sensors|islanders|inhabitants|suspects|caskets|jars)(?: at the [a-z]+)?(?:[,:]? §\d(?:, §\d)*,?(?: and)? §\d)?$/.exec(
      clause,
    );
  if (many) {
    told.count = Number(many[1]);
    return true;
  }
  // "Two puppets: …"
  const some =
    /^(?:(?:here|there) are |(?:i|we) (?:have|met|meet|see) )?([2-6]) (?!liars|knights|knaves|truths|lies|tell|of )[a-z]+$/.exec(
      clause,
    );
  if (some) {
    told.count = Number(some[1]);
    return true;
  }
  if (
    /^(?:an? |the |here is an? )?(?:liars?|knights? and knaves?|truth-?tellers? and liars?|logic) (?:puzzle|riddle|question|island|game)s?$/.test(
      clause,
    )
  )
    return true;
  if (/^(?:(?:only )?(?:these|those|the) \d|(?:§\d,? )+(?:and )?§\d)$/.test(clause)) return true;
  return isDefinition(clause) || !LOADED.test(clause);
};

const PERSON_WORDS = /^(?:who|which|what|whos|whose)\b|\b(?:who|which|whos)\b/;

/** What is asked, from the words of the question. */
const askOf = (text: string, told: Told, whole: string): Ask | undefined => {
  const clause = text
    .replace(/,? (?:if|given that|when|where) (?:every(?:one|body)|each|all|people)\b.*$/, '')
    .replace(/[?!."']+/g, ' ')
    .replace(/\b(?:yes or no|y\/n|please|tell me|and|so|then|exactly 1 name|1 name)\b[ ,:]*/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const named = [
    ...(told.names.length === 1 ? clause.replace(/\b(?:he|she|it)\b/, '§0') : clause).matchAll(/§(\d)/g),
  ].map((one) => told.names[Number(one[1])]!);
  const lying = new RegExp(`\\b(?:${LIE_WORDS}|lie)\\b`).test(clause);
  const honest = new RegExp(`\\b(?:${TRUE_WORDS}|trust|believe|tell truth|truths?)\\b`).test(clause);
  const kinds = KINDS.find(([pattern]) => pattern.test(whole));
  if (
    named.length === 1 &&
    (/^what (?:is|kind|type|sort)\b/.test(clause) || (lying && honest && /^is\b/.test(clause)))
  ) {
    if (!kinds) return undefined;
    return { type: 'kind', name: named[0]!, honest: kinds[1], liar: kinds[2] };
  }
  if (told.suspects !== undefined && !lying && !honest) {
    const asks =
      new RegExp(
        `^(?:who|which(?: (?:one|box|door|chest|of them|[a-z]+))?|whos|in which [a-z]+|(?:behind|under) which [a-z]+|where)\\b`,
      ).test(clause) || /^who$/.test(clause);
    if (asks && (named.length === 0 || named.length === told.names.length)) return { type: 'culprit' };
    const did = new RegExp(`^did §\\d [a-z ]+$|^is §\\d guilty$|^was it §\\d$`).test(clause);
    return did && named.length === 1 ? { type: 'honest', name: `did_${named[0]}` } : undefined;
  }
  if (told.counted !== undefined && /^(?:which one|who is it|which of (?:them|the \d)|who|which)$/.test(clause))
    return { type: told.counted };
  if (lying === honest) return undefined;
  if (PERSON_WORDS.test(clause)) {
    if (/\b(?:not|never|how many)\b/.test(clause)) return undefined;
    return named.length === 0 || named.length === told.names.length ? { type: lying ? 'liar' : 'truthful' } : undefined;
  }
  if (named.length === 1 && /^§\d (?:truthful|honest)$/.test(clause)) return { type: 'honest', name: named[0]! };
  if (named.length !== 1 || !/^(?:is|does|do|did|was|lies|tells|has|can i trust)\b/.test(clause)) return undefined;
  const words = clause
    .replace(/^(?:is|does|do|did|was) /, '')
    .replace(/§\d|\b(?:he|she)\b/, '')
    .trim()
    .split(' ');
  const truth = honesty(words.filter((one) => one !== ''));
  if (truth === undefined) return undefined;
  return { type: truth ? 'honest' : 'lies', name: named[0]! };
};

const ASKS = new RegExp(
  sequence(
    /(?:^|[,;:] ?|\b(?:so|and|then) )/,
    '(',
    sequence(
      /(?:who|which|whos|what|where|in which|is|does|did|can i|was|tell me who|tell me which)\b[^,;]*/,
      /(?:, (?:knight|knave|§\d|left|right)[^,;]*)?/,
    ),
    ')',
    /$/,
  ),
);

/** Splits a sentence into what is told and what is asked. */
const asked = (sentence: string, question: boolean): [string, string] => {
  const found = ASKS.exec(sentence.trim());
  if (found) return [sentence.trim().slice(0, found.index), found[1]!];
  return question ? ['', sentence] : [sentence, ''];
};

const readSentences = (rest: string, told: Told, whole: string): boolean => {
  const sentences = rest.match(/[^.?!;]+[.?!;]*/g) ?? [];
  for (const sentence of sentences) {
    const plain = sentence
      .replace(/[.?!;]+$/, '')
      .replace(/\s+/g, ' ')
      .trim();
    if (plain === '') continue;
    if (isDefinition(plain) && !sentence.endsWith('?')) continue;
    const [before, ask] = asked(plain, /\?\s*$/.test(sentence));
    if (ask !== '') {
      const found = askOf(ask, told, whole);
      if (!found || told.ask) return false;
      told.ask = found;
    }
    if (before !== '' && !tellsAll(before, told)) return false;
  }
  return true;
};

/** Reads what one sentence tells, as a whole or clause by clause. */
const tellsAll = (text: string, told: Told): boolean => {
  if (tells(text, told)) return true;
  for (const sign of [
    /: | - /,
    /,(?: and| but| while)? |,$| and (?=exactly|only|just|1 |one |§|[a-z]+ is (?:in|hidden|behind|under))|\band it was\b/,
  ]) {
    const parts = text.split(sign);
    if (parts.length > 1) return parts.every((one) => tellsAll(one, told));
  }
  return false;
};

/** "Ann always lies and says that …": what is told of somebody, and then what they say. */
const TOLD_AND_SAYS =
  /(?<![\p{L}])(\p{L}[\p{L}-]*) ((?:is|always|never|only|lies|tells|speaks)\b[^.,;:"?!]{0,40}?),? (?:and|but|,) (?=(?:he |she |they |\1 )?(?:also |now |then )?(?:says|claims|states|insists|swears|tells (?:me|us)|said|claimed)\b)(?:he |she |they |\1 )?/giu;
/** "Two neighbours, Ann and Bert: …": who is told of, without what they are. */
const PEOPLE = anyOf(
  /neighbou?rs|brothers|sisters|siblings|twins|cousins|friends|colleagues|girls|boys|kids|children|people|men|women/,
  /drivers|nurses|students|pupils|players|guards|workers|teachers|clerks|sailors|guests/,
);
const INTRODUCED = new RegExp(
  `(?<=^|[.] )(?:of )?(?:the )?(?:[2-6]|two|three|four) ${PEOPLE}(?: (?:in|of|at|from) (?:my|our|the|a) \\p{Ll}+)?,? (?=\\p{Lu}\\p{L}* and \\p{Lu}\\p{L}*(?:[:.]|, (?:exactly )?(?:one|1) always))`,
  'giu',
);
const ONE_LIES =
  /,? ?(?:exactly )?\b(?:one|1) always lies and the other (?:one )?(?:is always truthful|never lies|is honest)\b/g;
const inSentences = (text: string): string =>
  text.replace(ONE_LIES, '. Exactly one of them is a liar').replace(TOLD_AND_SAYS, '$1 $2. $1 ');

/** People who lie or do not, what they say, and what is asked of them. */
export const readPuzzle: Reader = (question) => {
  const found = readAsTold(question);
  const plain = found ? question.text : question.text.replace(INTRODUCED, '');
  return plain === question.text ? found : readAsTold({ ...question, text: plain });
};

const readAsTold: Reader = ({ text, low }) => {
  if (low.length > 1200 || !TOPIC.test(low) || UNREADABLE.test(low)) return undefined;
  const people = peopleOf(inSentences(text.replace(/\s+/g, ' ')));
  // "Ann, Ben or Tom hid it": one of whom nothing else is told.
  if (
    !people ||
    /\p{L}, §\d(?:, §\d)*,? or §\d [a-z]|§\d,? or (?!§)\p{L}+ (?:hid|broke|took|stole|ate|did)\b/u.test(people.text)
  )
    return undefined;
  const told: Told = {
    names: people.names,
    facts: [],
    says: [],
    suspects: undefined,
    ask: undefined,
    count: undefined,
    counted: undefined,
  };
  const plain = people.text
    .replace(/\b(?:exactly |only |just )?(?:1|one) name(?: only)?\b|\b(?:lol|haha)\b/g, ' ')
    .replace(/\s*[()]\s*/g, ' . ');
  const rest = withoutClaims(plain, told);
  if (rest === undefined) return undefined;
  // Whose deed it is must be known before the question is read.
  const deeds = told.says.some(({ says }) => /\bdid_/.test(says));
  if (deeds) told.suspects = 'all';
  if (!readSentences(rest, told, low) || !told.ask || told.says.length + told.facts.length === 0) return undefined;
  if (told.count !== undefined && told.count !== told.names.length) return undefined;
  if (told.suspects !== undefined && !deeds) return undefined;
  const problem: ProblemOf<'liars'> = {
    type: 'liars',
    names: [...told.names],
    ...(told.suspects !== undefined && { suspects: [...told.names] }),
    facts: told.facts,
    says: told.says,
    ask: told.ask,
  };
  return reading(
    problem,
    numbersIn(low).map((one) => one.value),
  );
};

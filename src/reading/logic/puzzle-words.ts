/**
 * The words of puzzles of liars: who speaks, what says that somebody lies or does not, and the text with each person as
 * one sign (`§0`), so that sentences can be read by the roles of their words. It decides nothing.
 */

/** Words that are nobody's name. */
const NO_NAME = new Set(
  (
    'i am is are was were be been both not no nor neither never who whom whose which what when where why how he she they it we you ' +
    'them us him her his our my your its their one ones two three four everyone everybody each every all any none nobody ' +
    'someone somebody person people other others another either or and but so if then that this these those there here ' +
    'the an of in on at to from by for with as than only exactly just always now today also too really actually do does ' +
    'did has have had can could may will would shall should must says say said states stated claims claimed tells told ' +
    'tell knows know known means thing things statement statements sentence sentences label labels sign claim claims ' +
    'truth truths lie lies lied lying liar liars knight knights knave knaves honest truthful true false island puzzle ' +
    'riddle question answer name names same different kind kinds type types least most us himself herself because while ' +
    'after before once whenever suppose given assume let ask asked asks reply replies box boxes door doors guard guards ' +
    'speaker speakers witness suspect suspects yes please thanks hi hello ok okay well right wrong inhabitants ' +
    'inhabitant child children kids kid lads lad men women man woman boys girls friends brothers sisters twins suppose ' +
    'fibbing fibs speaks speak broke took stole ate done someone me ever agents robots islanders residents persons sensors ' +
    'nothing none'
  ).split(/\s+/),
);

/** What may hold a label, or stand for a person: "the red box", "guard 2". */
export const HOLDER =
  'box|boxes|chest|door|casket|jar|drawer|guard|cup|envelope|bag|safe|crate|tin|sensor|agent|robot|twin|sister|brother|witness|porter|room|cave|pot|bin|locker|cupboard';
const TITLE =
  'mr|mrs|ms|miss|dr|aunt|uncle|captain|sir|lady|detective|professor|king|queen|nurse|sister|brother|farmer';
const SPEAKS =
  '(?:(?:also|then|just|has|had|now|only|always) )*(?:says?|said|states?|stated|claims?|claimed|reports?|reported|tells? (?:me|us|you)|told (?:me|us|you)|declares?|insists?|swears?|replies|answers|adds?|announces?|mutters|shouts|writes|reads|is (?:telling|saying)|are saying)(?= |:|,|"|$)';
const REFLEXIVE =
  '(?: (?:about|of) (?:both )?(?:him|her|it|them)sel(?:f|ves)(?: and(?: (?:his|her|their|the) [a-z]+)? §\\d)?)?';

export type People = {
  /** As the solver writes them: "_" joins words. */
  names: string[];
  /** The text in small letters, with `§0`, `§1`, … for people and boxes. */
  text: string;
};

const key = (name: string): string => name.trim().replace(/\s+/g, '_');

/** `A` is a name, `a` is none. */
const mayBeName = (word: string): boolean =>
  /^[\p{L}][\p{L}\p{N}_-]*$/u.test(word) &&
  (word.length > 1 || word !== 'a') &&
  (!NO_NAME.has(word.toLowerCase()) || word === 'A');

type Found = { name: string; /** Every way in which it may be written. */ pattern: string };

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', '\\s+');

/** One who is called by a title, by what is theirs ("the red box", "box 2"), or by a name alone. */
const nameOf = (text: string): Found | undefined => {
  const trimmed = text
    .trim()
    .replace(/^(?:the|an?|my|our|your) /i, '')
    .replace(/[’']s$/, '');
  const titled = new RegExp(`^(${TITLE})\\.? (\\p{L}[\\p{L}'-]*)$`, 'iu').exec(trimmed);
  if (titled && mayBeName(titled[2]!) && /^\p{Lu}/u.test(titled[2]!))
    return { name: trimmed, pattern: `(?:${escaped(titled[1]!)}\\.?\\s+)?${escaped(titled[2]!)}` };
  const numbered = new RegExp(`^(${HOLDER})(?: number| no\\.?)? (\\d|[A-Z])$`, 'i').exec(trimmed);
  if (numbered)
    return {
      name: `${numbered[1]!} ${numbered[2]!}`,
      pattern: `(?:the )?${numbered[1]!}(?: number| no\\.?)? ${numbered[2]!}`,
    };
  const described = new RegExp(`^(\\p{L}+) (${HOLDER})$`, 'iu').exec(trimmed);
  if (described && mayBeName(described[1]!))
    return { name: described[1]!, pattern: `(?:the )?${described[1]!}(?: (?:${HOLDER}|one))?` };
  return mayBeName(trimmed) ? { name: trimmed, pattern: escaped(trimmed) } : undefined;
};

const LABELLED = `(?:(?:the )?(?:label|sign|note|inscription|text|card) (?:on|of|at|in|over) )?`;
/** "Ann says", "Mr Alder states", "The red box reads", "box 1's label says", `Kim: "…"`. */
const SPEAKER = new RegExp(
  `${LABELLED}((?:(?:the|a|an|my|our) )?(?:(?:${TITLE})\\.? )?(?!(?:says?|said|states?|claims?)\\b)[\\p{L}][\\p{L}\\p{N}_-]*(?: (?:${HOLDER}))?(?: \\d| [A-Z])?)(?:'s)?(?: (?:label|sign|note|inscription|statement|card))?(?:, who [^,.]{1,60},)?(?: ${SPEAKS}|(?=:\\s*["']))`,
  'giu',
);

const add = (found: Found[], text: string): void => {
  const side = /^right$/i.test(text) && found.some(({ name }) => /^left$/i.test(name));
  const one = side ? { name: text, pattern: `(?:the )?right(?: (?:${HOLDER}|one))?` } : nameOf(text);
  if (one && !found.some((other) => ` ${other.name.toLowerCase()}`.endsWith(` ${one.name.toLowerCase()}`)))
    found.push(one);
};

/** What is said of somebody in a puzzle. */
const ABOUT =
  '(?:lies|lied|tells|told|never|always|did|broke|took|stole|ate|(?:is|was) (?:a |an |the |always |not |no )*(?:liar|lying|knight|knave|honest|truthful|telling|fibbing|known|guilty|innocent|faulty))(?![\\p{L}])';
const WORD = '\\p{L}[\\p{L}\\p{N}_]*';
/** People who are named before they speak, or of whom something is said. */
const NAMED: readonly RegExp[] = [
  new RegExp(`\\b(?:either|between) (${WORD}) (?:or|and) (${WORD})(?: or (${WORD}))?`, 'giu'),
  new RegExp(
    `\\b(?:of|people|guards|porters|kids|children|friends|suspects|brothers|sisters|twins|men|women|boys|girls|lads|doors|boxes|islanders|inhabitants|neighbours|colleagues)[,:]? (${WORD})(?:, (${WORD}))?(?:, (${WORD}))?,? and (${WORD})(?= |[.,;:?]|$)`,
    'giu',
  ),
  new RegExp(`(?:^|[.;] )(?:it was )?(?:either )?(${WORD})(?:, (${WORD}))?,? or (${WORD})(?= ${ABOUT})`, 'giu'),
  new RegExp(`\\b(?:himself|herself) and (?:(?:his|her) [a-z]+ )?(${WORD})`, 'giu'),
  new RegExp(`(?:^|[.;"'] ?)(${WORD}) and (${WORD}) each\\b`, 'giu'),
  new RegExp(`\\b(?:inhabitant|man|woman|boy|girl|guard|islander|person|witness) (?:named|called) (${WORD})`, 'giu'),
  // "says that Juan lies", "says B is a knave", "Gus and I are", "it was Lily"
  new RegExp(`(?:says?|states?|claims?|said|told us|reports?)(?: that)?[:,]? ?["']?(${WORD})(?= ${ABOUT})`, 'giu'),
  new RegExp(`["'] ?(${WORD})(?= ${ABOUT})`, 'giu'),
  new RegExp(`["' ](${WORD}) and (?:i|(${WORD})) (?:are|am)(?![\\p{L}])`, 'giu'),
  new RegExp(`\\b[Ii]t (?:was|is) (?:not )?(\\p{Lu}\\p{L}+)(?=["'.;,?!]|$)`, 'gu'),
  /\b(\p{Lu}[\p{L}\p{N}]*)(?= (?:is|are) (?:an? )?(?:knight|knave|liar|truth-?teller)(?![\p{L}]))/gu,
  new RegExp(`\\b(?:which|who)\\b[^?.!]*, (?:the )?(${WORD}) or (?:the )?(${WORD})\\W*$`, 'giu'),
  // "Dee is known to tell the truth", "Z is a knight"
  new RegExp(
    `(?:^|[.;,] (?:we know (?:that )?|i know (?:that )?|and )?|we know that |i know that )(${WORD})(?= (?:(?:is|are) (?:a |an |the |known )?(?:liar|knight|knave|honest|truthful|to|always)|always|never|lies|tells)(?![\\p{L}]))`,
    'giu',
  ),
];

/** The people of a puzzle, those who speak first. */
export const peopleOf = (text: string): People | undefined => {
  const found: Found[] = [];
  for (const match of text.matchAll(SPEAKER)) {
    const whole = match[1]!;
    const one = nameOf(whole);
    // "… and Ann says": words before a name are no part of it.
    if (one) add(found, whole);
    else add(found, whole.split(' ').at(-1)!);
  }
  for (const pattern of NAMED)
    for (const match of text.matchAll(pattern))
      for (const part of match.slice(1)) if (part !== undefined) add(found, part);
  if (found.length === 0 || found.length > 6) return undefined;
  let low = text.toLowerCase();
  const order = found.map((one, i) => ({ ...one, i })).toSorted((a, b) => b.name.length - a.name.length);
  for (const { name, pattern, i } of order) {
    const single = /^a$/i.test(name);
    const upper = new RegExp(
      `(?<![\\p{L}\\p{N}§_])${single ? 'A' : pattern}(?![\\p{L}\\p{N}_])`,
      single ? 'gu' : 'giu',
    );
    if (single) {
      // The article and the letter differ in the capitals alone.
      let out = '';
      let last = 0;
      for (const match of text.matchAll(upper)) {
        if (match.index === 0 || /[.?!] $/.test(text.slice(0, match.index))) {
          if (/^A (?:knight|knave|liar|person|man|truth)/.test(text.slice(match.index))) continue;
        }
        out += `${text.slice(last, match.index)}§${i}`;
        last = match.index + 1;
      }
      text = out + text.slice(last);
      low = text.toLowerCase();
    } else {
      text = text.replace(upper, `§${i}`);
      low = text.toLowerCase();
    }
  }
  const spelled = low.replace(
    /(§\d)'s (?=(?:telling|lying|a|the|always|not|fibbing|honest|guilty|innocent)(?![\p{L}]))/gu,
    '$1 is ',
  );
  return { names: found.map(({ name }) => key(name)), text: spelled };
};

export const SPEAKS_AFTER = new RegExp(
  `^'?s?(?: (?:label|sign|note|statement|card))?(?:, who [^,.]{1,60},)? ${SPEAKS}${REFLEXIVE}(?: that)?[:,]? ?(?:that )?`,
  'iu',
);
export const COLON_AFTER = /^'?s?(?: (?:label|sign|note|statement|card))?:\s*(?=["'])/i;

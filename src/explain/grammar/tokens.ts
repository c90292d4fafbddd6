/**
 * A question as tokens, for the reading by explanation: words in small letters, numbers, signs, clock times, dates and
 * what stands in quotes. It shares nothing with the readers' text, so that a slip there is no slip here.
 */

export type Token = {
  kind: 'word' | 'number' | 'sign' | 'clock' | 'date' | 'quote';
  text: string;
  /** As it was typed. */
  raw: string;
  /** Nothing stands between it and the token before. */
  glued: boolean;
  /** A word that says nothing stood behind it. */
  parted?: boolean;
  /** Nothing is glued to its end. */
  spaced?: boolean;
};

const SIGNS: readonly (readonly [RegExp, string])[] = [
  [/[−‒–—―﹣]/g, '-'],
  [/[×✕✖⋅·∙]/g, '*'],
  [/[÷∕]/g, '/'],
  [/[‘’ʼ`´]/g, "'"],
  [/[“”„«»]/g, '"'],
  [/[→⟶⇒➔]/g, '->'],
  [/…/g, '...'],
  [/½/g, ' 1/2'],
  [/¼/g, ' 1/4'],
  [/¾/g, ' 3/4'],
  [/[\u200b-\u200f\u2060\ufeff]/g, ''],
];
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

const plain = (question: string): string => {
  const raised = (run: string): string => `^${[...run].map((one) => SUPERSCRIPTS.indexOf(one)).join('')}`;
  // The full stops of a telegram.
  const typed = /[a-z]/.test(question) ? question : question.replace(/ STOP\b/g, ' .');
  let text = typed.replace(/[⁰¹²³⁴-⁹]+/g, raised);
  for (const [pattern, sign] of SIGNS) text = text.replace(pattern, sign);
  return text.normalize('NFKC').trim();
};

/** Spellings that stand for several words, or for another one. */
const SPELLED: Readonly<Record<string, string>> = Object.fromEntries(
  (
    "what's=what is;whats=what is;what're=what are;wats=what is;who's=who is;whos=who is;that's=that is;" +
    "thats=that is;it's=it is;i'm=i am;im=i am;i've=i have;ive=i have;how's=how is;where's=where is;when's=when is;whens=when is;let's=let us;" +
    "there's=there is;what'll=what will;i'd=i would;i'll=i will;he's=he is;she's=she is;they're=they are;" +
    "we're=we are;you're=you are;theyre=they are;wat=what;wot=what;wut=what;u=you;ur=your;r=are;gimme=give me;" +
    "lemme=let me;cant=can not;can't=can not;cannot=can not;don't=do not;dont=do not;doesn't=does not;" +
    "doesnt=does not;isn't=is not;isnt=is not;aren't=are not;didn't=did not;didnt=did not;won't=will not;" +
    "wasn't=was not;gonna=going to;wanna=want to;gotta=got to;thx=thanks;thnx=thanks;nxt=next;em=them;" +
    "'em=them;til=till;hw=homework;teh=the;taht=that;goin=going;nxet=next;wich=which;whcih=which;wihch=which;" +
    'waht=what;whta=what;hwat=what;hwo=how;ther=there;shud=should;shld=should;cud=could;meny=many;thes=these;' +
    'tho=though;b4=before;tmrw=tomorrow;btwn=between;btw=by the way'
  )
    .split(';')
    .map((pair) => pair.split('=') as [string, string]),
);

/** Words that say nothing wherever they stand. */
const EMPTY = new Set(
  (
    'please pls plz plse kindly um umm uh uhh uhm erm er hmm lol bruh omg haha lmao pleez ' +
    'plss plese plaese pleese pleas plase'
  ).split(' '),
);

/** Long words of asking and ordering, which are known with one slip too. */
const LONG_WORDS = (
  'alphabetical alphabetically alphabet ascending descending smallest biggest largest greatest highest longest ' +
  'shortest heaviest lightest fastest cheapest youngest number numbers numeral numerals binary decimal hexadecimal ' +
  'sequence pattern progression divided divisible multiple common vowels consonants normal digits different arithmetic ' +
  'spelling between together following greater bigger'
).split(' ');
const REAL = new Set('reminder numbed binaries'.split(' '));

/** Two letters swapped, one twice or not at all, or one vowel for another; never the first letter or the last. */
const isSlip = (word: string, full: string): boolean => {
  let from = 0;
  while (from < word.length && word[from] === full[from]) from++;
  let to = 0;
  while (to < word.length - from && to < full.length - from && word.at(-1 - to) === full.at(-1 - to)) to++;
  const [typed, meant] = [word.slice(from, word.length - to), full.slice(from, full.length - to)];
  if (from === 0 || to === 0) return false;
  if (typed.length === 2 && meant.length === 2) return typed[0] === meant[1] && typed[1] === meant[0];
  if (typed.length + meant.length === 1) return true;
  return typed.length === 1 && meant.length === 1 && (/[aeiouy]{2}/.test(typed + meant) || /nm|mn/.test(typed + meant));
};

const slips = new Map<string, string>();

/** The long word that a word is a slip of, or itself. */
const corrected = (word: string): string => {
  if (word.length < 5 || REAL.has(word)) return word;
  let found = slips.get(word);
  if (found === undefined) {
    const near = LONG_WORDS.includes(word) ? [] : LONG_WORDS.filter((full) => isSlip(word, full));
    found = near.length === 1 ? near[0]! : word;
    if (slips.size < 10_000) slips.set(word, found);
  }
  return found;
};

const PATTERN = new RegExp(
  [
    String.raw`(?<date>\b\d{4}-\d{2}-\d{2}\b)`,
    String.raw`(?<clock>(?<![\d:])\d{1,2}:\d{2}(?![\d:]|,\d{3}))`,
    String.raw`(?<number>\d{1,3}(?:,\d{3})+(?!\d|,\d)(?:\.\d+)?|\d+(?:\.\d+)?|(?<!\d)\.\d+)`,
    String.raw`(?<quote>"[^"\n]{1,300}"|(?<![\p{L}\d])'[^'\n]{1,300}'(?![\p{L}\d]))`,
    String.raw`(?<word>\p{L}+(?:'\p{L}+)*)`,
    String.raw`(?<sign>\.\.\.+|->|<=|>=|!=|==|_+|\n+|[^\s])`,
  ].join('|'),
  'gu',
);

const LONGEST = 400;

/** The tokens of a question; undefined for a long one. */
export const tokensOf = (question: string): Token[] | undefined => {
  const text = plain(question);
  if (text.length > 2 * LONGEST) return undefined;
  const tokens: Token[] = [];
  let end = -1;
  for (const match of text.matchAll(PATTERN)) {
    const raw = match[0];
    const [kind] = Object.entries(match.groups!).find(([, value]) => value !== undefined) as [Token['kind'], string];
    const glued = match.index === end;
    end = match.index + raw.length;
    const low = raw.toLowerCase();
    if (kind === 'word') {
      if (EMPTY.has(low)) {
        const last = tokens.at(-1);
        if (last) last.parted = true;
        continue;
      }
      // "R - S 3", "r1" and "u2" are names.
      const asked =
        /^(?:many|letter|letters)$/.test(tokens.at(-1)?.text ?? '') &&
        /^\s(?:in|are|is|does|do|s)\b/.test(text.slice(end));
      const named = low.length === 1 && (raw !== low || asked || /^\s?[-\d>=]/.test(text.slice(end)));
      const spelled = Object.hasOwn(SPELLED, low) && !named ? SPELLED[low]! : undefined;
      const full = spelled ?? corrected(low);
      for (const [i, word] of full.split(' ').entries())
        tokens.push({ kind, text: word, raw: spelled === undefined ? raw : word, glued: glued && i === 0 });
    } else if (kind === 'number') tokens.push({ kind, text: low.replaceAll(',', '').replace(/^\./, '0.'), raw, glued });
    else if (kind === 'quote') tokens.push({ kind, text: raw.slice(1, -1), raw, glued });
    else
      tokens.push({
        kind,
        text: /^_+$/.test(raw) ? '_' : raw.startsWith('\n') ? '\n' : low.replace(/^\.{3,}$/, '...'),
        raw,
        glued,
      });
  }
  for (const [i, token] of tokens.entries()) token.spaced = !(tokens[i + 1]?.glued ?? false);
  return tokens.length > LONGEST ? undefined : tokens;
};

/** Signs that part clauses. */
export const isBoundary = (token: Token | undefined): boolean =>
  token === undefined ||
  (token.kind === 'sign' &&
    (/^(?:[,.;:?\n]|\.\.\.)$/.test(token.text) ||
      (token.text === '!' && token.spaced !== false) ||
      (token.text === '-' && token.spaced === true)));

/** How often a question says a phrase. */
export const timesSaid = (tokens: readonly Token[], phrase: string): number =>
  tokens
    .map((one) => one.text)
    .join(' ')
    .split(phrase).length - 1;

/** Reads boolean expressions, and puzzles of people who always lie or never do. */
import { anyOf } from '../../regex.ts';
import { namesOf, parseFormula } from '../../problem/solve/logic.ts';
import { reading, refusal, type Outcome, type Reader } from '../reading.ts';
import { numbersIn, type Text } from '../text/text.ts';

const OPERATOR = /\b(?:and|or|not|xor|nand|nor|implies|iff)\b|[&|!¬∧∨]/i;
const VALUE = /\b(?:true|false)\b/i;

/** Names with a value: "a = false", "P is true", "let Q be false". */
const assignments = (text: string): { values: Map<string, string>; rest: string } => {
  const values = new Map<string, string>();
  const rest = text.replace(
    /\b(?:let |if |suppose |given |when |say )?([A-Za-z])\s*(?:=|:|is|be|equals)\s*(true|false|T|F|1|0)\b(?!\s*(?:or|and)\s+false\s*\?)/gi,
    (_, name: string, value: string) => {
      values.set(name, /^(?:true|t|1)$/i.test(value) ? 'true' : 'false');
      return ' ; ';
    },
  );
  return { values, rest };
};

const TOKEN = String.raw`(?:\btrue\b|\bfalse\b|\bnot\b|\band\b|\bor\b|\bxor\b|\bimplies\b|\biff\b|&&?|\|\|?|!|¬|~|∧|∨|[()]|\bT\b|\bF\b|<=|>=|==|!=|[<>=]|-?\d+(?:\s*[-+*/]\s*\d+)*)`;

/** The longest stretch of truth values and operators; with names of one letter where they have values. */
const stretchOf = (text: string, names: readonly string[]): string | undefined => {
  const name = names.length > 0 ? `|\\b(?:${names.join('|')})\\b` : '';
  const pattern = new RegExp(`(?:${TOKEN}${name})(?:\\s*(?:${TOKEN}${name}))*`, 'gi');
  const trim = (one: string): string =>
    one
      .trim()
      .replace(/^(?:(?:and|or|xor)\b\s*|[=&|]+\s*)+/i, '')
      .replace(/(?:\s*\b(?:and|or|not|xor)\b|\s*[=&|!(]+)+$/i, '');
  return [...text.matchAll(pattern)]
    .map((one) => trim(one[0]))
    .filter((one) => parseFormula(normal(one)) !== undefined)
    .toSorted((a, b) => b.length - a.length)[0];
};

const normal = (text: string): string => text.replace(/\bT\b/g, 'true').replace(/\bF\b/g, 'false');

const readBoolean = ({ text, low }: Text): Outcome | undefined => {
  const { values, rest } = assignments(text);
  const told = /^\s*(?:(?:is|are) (?:it|this|that|the following) )?true or false\s*[:,-]\s*/i.exec(rest)?.[0] ?? '';
  const bare = rest
    .slice(told.length)
    .replace(/\b(?:is (?:it )?)?true or false\s*[.?!]*\s*$/i, ' ')
    .replace(/\b(?:is|are) (?:the (?:statement|expression|following) )?(?=["(]?.*\btrue or false)/i, ' ')
    .replace(/,? ?true or false\?/gi, ' ')
    .replace(/\b(?:true|false) ?\/ ?(?:true|false)\b\??/gi, ' ');
  const cleaned = (/\b(?:[Tt]rue|[Ff]alse|TRUE|FALSE|[A-Z])\b|\d/.test(bare) ? bare : rest.slice(told.length))
    .replace(/["“”]/g, ' ')
    .replace(/\bboth\b|\beither\b/gi, ' ')
    .replace(/\bgreater than or equal to\b/gi, '>=')
    .replace(/\bless than or equal to\b/gi, '<=')
    .replace(/\b(?:is )?(?:greater|bigger|more|larger) than\b/gi, '>')
    .replace(/\b(?:is )?(?:less|smaller) than\b/gi, '<')
    .replace(/(?<=\d )(?:equals|is equal to|is)(?= \d)/gi, '=')
    .replace(/(?<=\d )plus(?= \d)/gi, '+')
    .replace(/(?<=\d )times(?= \d)/gi, '*')
    .replace(/(?<=\d )minus(?= \d)/gi, '-');
  const letters = [...new Set([...values.keys(), ...(values.size > 0 ? (cleaned.match(/\b[A-Z]\b/g) ?? []) : [])])];
  const spoken = cleaned.replace(/\bis it true that\b|\bis it (?:right|correct) that\b/gi, ' ');
  const found = stretchOf(spoken, letters);
  if (found === undefined) return undefined;
  const comparing = /[<>=]/.test(found) && /\d/.test(found);
  if (!OPERATOR.test(found) && !comparing && !(values.size > 0) && told === '') return undefined;
  if (!VALUE.test(normal(found)) && values.size === 0 && !comparing) return undefined;
  if (comparing && !/\btrue\b|\bfalse\b/.test(low)) return undefined;
  // "For which m is it true that m + 3 = 5" asks for m.
  if (comparing && /\b(?:for (?:which|what)|(?:what|which) (?:value|number)|find|solve|value of)\b/.test(low))
    return undefined;
  let expression = normal(found).replace(/\s+/g, ' ').trim();
  for (const [name, value] of values) expression = expression.replace(new RegExp(`\\b${name}\\b`, 'gi'), value);
  const formula = parseFormula(expression);
  if (
    !formula ||
    (told === '' && (expression.match(/\b(?:and|or|not|xor|implies|iff)\b|[&|!<>=]/gi) ?? []).length === 0)
  )
    return undefined;
  const other = (rest.replace(found, '').match(/\b(?:and|or|not)\b/gi) ?? []).length;
  return reading(
    { type: 'truth', expression },
    numbersIn(low).map((one) => one.value),
    namesOf(formula).length > 0 || other <= 1 || values.size > 0,
  );
};

const PEOPLE = /\b(?:liars?|lies?|lying|truth(?:ful|fully)?|honest|knights?|knaves?|tells? the truth|faulty)\b/;
const NAME = String.raw`(?:(?:sensor|agent|person|guard|robot|uncle|aunt|mr|mrs|miss)\s+)?([\p{L}][\p{L}\p{N}_]*)`;
const NOT_NAMES = new Set(
  (
    'i are is am both not was who which what he she they it everyone everybody each people person one all ' +
    'always never someone islander and or that if the a an is does do did says so statement sentence this ' +
    'there neither both nobody none island here puzzle liar knight knave agents them question exactly they ' +
    'we us our i me you guard guards everybody either only some two three truth lie lies true false the that'
  ).split(' '),
);
/** `A` is a name, `a` is none. */
const notName = (word: string): boolean => NOT_NAMES.has(word.toLowerCase()) && word !== 'A';
const LIES = anyOf(
  /lies|lie|lying|is lying|is a liar|is a knave|is not truthful|is not honest|is dishonest/,
  /are? liars?|always lies|is always lying|lies always|does not tell (?:the )?truth/,
  /never tells the truth|(?:is )?not telling the truth|tells lies|is faulty/,
  /are (?:both )?(?:liars|knaves|lying)|both lie|is the liar|fibs|is fibbing|a liar|a knave/,
);
const HONEST = anyOf(
  /tells? (?:the )?truth|is telling (?:the )?truth|is truthful|is honest|is a knight|is not lying/,
  /is no liar|is not a liar|never lies|always tells (?:the )?truth|truthful/,
  /are (?:both )?(?:knights|truthful|honest)|both tell the truth|is right|speaks the truth|a knight/,
  /is a truth-?teller|does not lie|is always honest|says the truth|is saying the truth|speaks true/,
);

const safe = (name: string): string => name.replaceAll(/\s+/g, '_');

/** What somebody says, as a formula over names; `self` is the one who says it. */
const claimOf = (claim: string, self: string, known: readonly string[]): string | undefined => {
  const low = claim
    .toLowerCase()
    .replace(/["']/g, '')
    .replace(/\bim\b/g, 'i am')
    .trim()
    .replace(/[.!?]+$/, '')
    .replace(/^(?:that|,|:)\s*/, '')
    .replace(/\bboth of us\b/, 'we both')
    .replace(/^we both are\b/, 'we are both')
    .replace(/^neither of us (?:is|are) (?:a )?(?:liars?|lying)$/, 'we both tell the truth')
    .replace(/^neither of us (?:tells the truth|is (?:honest|truthful))$/, 'we are both liars')
    .trim();
  const find = (name: string): string | undefined =>
    /^(?:i|me|myself)$/.test(name) ? self : known.find((one) => one.toLowerCase() === name);
  const parts = /^(.*?),? and (\d+ ?[-+*/] ?\d+ ?[=<>] ?\d+)$/.exec(low);
  if (parts) {
    const first = claimOf(parts[1]!, self, known);
    return first && `(${first}) and ${parts[2]}`;
  }
  const both =
    /^(?:both )?([\p{L}\p{N}_]+) and ([\p{L}\p{N}_]+) (?:are|is|both|am|r)?\s*(?:both )?(.*)$/u.exec(low) ??
    /^()()we (?:are|r)?\s*(?:both |all )?(.*)$/u.exec(low);
  if (both) {
    const who = both[1] === '' ? (known.length === 2 ? [...known] : undefined) : [find(both[1]!), find(both[2]!)];
    if (!who || who.some((one) => one === undefined)) return undefined;
    if (/^(?:alike|the same|of the same kind|same)/.test(both[3]!)) return `(${who[0]} iff ${who[1]})`;
    if (/^(?:different|not alike|not the same)/.test(both[3]!)) return `(${who[0]} xor ${who[1]})`;
    if (/^(?:liars?|knaves?|lying|lie|faulty)/.test(both[3]!)) return `(not ${who[0]} and not ${who[1]})`;
    return /^(?:knights?|truthful|honest|tell the truth|telling the truth)/.test(both[3]!)
      ? `(${who[0]} and ${who[1]})`
      : undefined;
  }
  const counted =
    /^(?:exactly |only )?(\d+|one|two) of us (?:is|are|lies?) ?(?:a |an )?(liars?|knaves?|lying|lies?|knights?|truthful|honest)?/.exec(
      low,
    );
  if (counted && /^(?:exactly|only|one|\d)/.test(low)) {
    const count = { one: 1, two: 2 }[counted[1]!] ?? Number(counted[1]);
    return `liars = ${/knight|truth|honest/.test(counted[2] ?? '') ? known.length - count : count}`;
  }
  if (/^at least (?:1|one) of us (?:is|lies)/.test(low)) return `not (${known.join(' and ')})`;
  const one = /^(?:the )?(?:sensor |agent |person |guard |robot )?([\p{L}\p{N}_]+) (.*)$/u.exec(low);
  const name = one ? find(one[1]!) : undefined;
  if (!one || name === undefined) return undefined;
  const rest = one[2]!.replace(/^(?:am|are)\b/, 'is');
  if (new RegExp(`^${LIES}$`).test(rest)) return `not ${name}`;
  return new RegExp(`^${HONEST}$`).test(rest) ? name : undefined;
};

/** The puzzle with its usual phrases in one form each, and with the speaker before every "says". */
const plainly = (text: string): string =>
  text
    .replace(/^\s*question:\s*/i, '')
    .replace(/\b(?:always )?(?:says?|speaks?) (?:only )?(?:the )?truth\b/gi, 'tells the truth')
    .replace(/\b(?:always )?(?:says?|tells?) (?:only )?lies\b/gi, 'lies')
    .replace(/\b(?:only|always) tells? lies\b/gi, 'lies')
    .replace(/\b(is|are) (liars?|knaves?|knights?)\b/gi, '$1 a $2')
    .replace(/\bis (?:an? )?(?:always )?honest (?:man|woman|person|boy|girl)(?: always)?\b/gi, 'is honest')
    .replace(/\bsays? (?=[\p{L}]+ (?:lies|is|tells|always|never)\b)/giu, 'says that ')
    // "Karl is a liar and says that ...": Karl says it.
    .replace(
      new RegExp(
        String.raw`(?<![\p{L}])([\p{L}][\p{L}\p{N}_]*) (${LIES}|${HONEST}),? (?:and|but|yet) (?:he |she |it )?(?=(?:says?|claims?|states?)\b)`,
        'giu',
      ),
      '$1 $2. $1 ',
    )
    .replace(/\s+/g, ' ');

/** People who are counted and named before they speak: "2 guards at the doors, red and blue". */
const peopleListed = (text: string): string[] => {
  const count = String.raw`\b(?:2|3|two|three) (?:[a-z]+ ){0,4}?`;
  const found =
    new RegExp(String.raw`${count}[a-z]+[,:] ([\p{L}]+)(?:, ([\p{L}]+))?,? and ([\p{L}]+)(?=[.;,]|$)`, 'iu').exec(
      text,
    ) ?? new RegExp(String.raw`${count}(\p{Lu}\p{Ll}+)(?:, (\p{Lu}\p{Ll}+))?,? and (\p{Lu}\p{Ll}+)\b`, 'u').exec(text);
  return found ? found.slice(1).filter((one): one is string => one !== undefined && !notName(one)) : [];
};

const readLiars = ({ text, low }: Text): Outcome | undefined => {
  if (!PEOPLE.test(low) || !/\bsays?\b|\bclaims?\b|\bsaid\b|\breports?\b|\bstates?\b|:\s*"|\btells\b/.test(low)) {
    return /\bthis (?:sentence|statement) is (?:false|a lie|not true)\b/.test(low)
      ? refusal('contradiction', 'the sentence contradicts itself')
      : undefined;
  }
  if (/\b(?:sometimes|normal|spy|random|pet|owns)\b/.test(low)) return undefined;
  const plain = plainly(text);
  const says: { who: string; says: string }[] = [];
  const names: string[] = [];
  const add = (name: string): string => {
    const known = names.find((one) => one.toLowerCase() === safe(name).toLowerCase());
    if (known === undefined) names.push(safe(name));
    return known ?? safe(name);
  };
  const statement = new RegExp(
    String.raw`(?<![\p{L}])${NAME}(?: (?:says?|claims?|said|reports?|states?|tells us)(?: that)?[:,]?|:(?=\s*"))\s*("[^"]*"|'[^']*'|[^.;,?!"]+?(?:\d[^.;,?!"]*)?(?=[.;,?!]|$|\s+and (?:who|[\p{L}]+ says)|\s+so\b))`,
    'giu',
  );
  const found = [...plain.matchAll(statement)].filter((one) => !notName(one[1]!));
  const quotedNames = (claim: string): string[] =>
    [
      ...claim.matchAll(
        new RegExp(
          String.raw`(?<![\p{L}])([\p{L}][\p{L}\p{N}_]*) (?=(?:and [\p{L}\p{N}]+ )?(?:${LIES}|${HONEST}|both|are|is|lies))`,
          'giu',
        ),
      ),
    ]
      .map((one) => one[1]!)
      .filter((one) => !notName(one));
  for (const one of found) add(one[1]!);
  for (const name of peopleListed(plain)) add(name);
  const spoken = found.map((one) => one[0]);
  let rest = plain;
  for (const part of spoken) rest = rest.replace(part, ' ; ');
  for (const one of found) for (const name of quotedNames(one[2]!.replace(/["']/g, ''))) add(name);
  const facts: string[] = [];
  const asking = /[^.;?!]*\?|\b(?:who|which|does|is|so does|so is|tell me|say)\b[^.;?!]*$/i.exec(rest)?.[0] ?? '';
  const told = rest.replace(asking, ' ');
  for (const match of told.matchAll(
    new RegExp(String.raw`(?<![\p{L}])${NAME}(?: ?,)? (${LIES}|${HONEST})(?=[\s.;,!]|$)`, 'giu'),
  )) {
    if (notName(match[1]!)) continue;
    const name = add(match[1]!);
    facts.push(new RegExp(`^${LIES}$`, 'i').test(match[2]!) ? `not ${name}` : name);
  }
  for (const one of found) {
    const who = add(one[1]!);
    const claim = claimOf(one[2]!, who, names);
    if (claim === undefined) return undefined;
    says.push({ who, says: claim });
  }
  if (says.length === 0) return undefined;
  const counted =
    /\b(?:exactly|only|just) (one|1|two|2|three|3)\b[^.;"]*\b(?:liars?|lies|faulty|lying|broke|knaves?|dishonest)/i.exec(
      told,
    ) ?? /\b(?:one|1) (?:of (?:them|the \w+|these \w+) )?(?:is|lies) (?:a |the )?(?:liar|lying|always)/i.exec(told);
  if (counted) facts.push(`liars = ${/two|2/i.test(counted[1] ?? '') ? 2 : /three|3/i.test(counted[1] ?? '') ? 3 : 1}`);
  const truthCount = /\b(?:exactly|only|just) (one|1|two|2)\b[^.;"]*\b(?:truth|honest|knights?)/i.exec(told);
  if (truthCount && !counted) facts.push(`liars = ${names.length - (/two|2/i.test(truthCount[1]!) ? 2 : 1)}`);
  const one =
    /\b(?:which one|who is it|which of (?:them|the \d|the two)|who)\W*$/i.test(asking) && (counted ?? truthCount);
  const ask = one
    ? { type: counted ? ('liar' as const) : ('truthful' as const) }
    : askLiars(asking === '' ? rest : asking, names);
  return (
    ask &&
    reading(
      { type: 'liars', names, facts, says, ask },
      numbersIn(low).map((one) => one.value),
    )
  );
};

const askLiars = (
  text: string,
  names: readonly string[],
): ({ type: 'honest' | 'lies'; name: string } | { type: 'liar' | 'truthful' }) | undefined => {
  const low = text.toLowerCase().replace(/^.*,(?=[^,]*\b(?:who|which|whos)\b)/s, '');
  const name = names.find((one) => new RegExp(`\\b${one.replaceAll('_', ' ').toLowerCase()}\\b`).test(low));
  const lying = /\b(?:lie|lies|lying|liars?|knaves?|faulty|dishonest|false)\b/.test(low);
  const honest = /\b(?:truth|truthful|honest|knights?|right|truths|trust|believe)\b/.test(low);
  if (/\b(?:who|which|whos)\b/.test(low)) {
    if (lying === honest) return undefined;
    return { type: lying ? 'liar' : 'truthful' };
  }
  if (name === undefined || (!lying && !honest)) return undefined;
  if (lying && honest) return undefined;
  return { type: lying ? 'lies' : 'honest', name };
};

/** One who always lies, or never does, says one thing; asked is whether it is so. */
const readWitness = ({ text, low }: Text): Outcome | undefined => {
  const said =
    /\b(?:says?|states?|claims?|tells? (?:me|us|you)|told (?:me|us)|said|swears?) (?:to (?:me|us) )?(?:that |, ?)?["']?([^."'?]+)/i.exec(
      text,
    )?.[1];
  const lies = new RegExp(
    String.raw`\b(?:always lies|lies without exception|never tells the truth|only (?:ever )?lies|(?:is )?a (?:known |habitual )?liar who always|known to (?:always )?lie|every(?:thing)? .{0,20} is (?:a lie|false)|always (?:a )?liar|is always lying)\b`,
  ).test(low);
  const honest =
    /\b(?:never lies|always tells the truth|only (?:ever )?tells the truth|known to (?:always )?tell the truth|is always honest)\b/.test(
      low,
    );
  const asked =
    /(?:^|[.!;,] ?)(?:so,? |then,? )?(is|was|are|were|does|did|has|have|can|will) (the |it |he |she |they |there |my |a )?([^?.!;]+)\??\s*$/i.exec(
      text,
    );
  if (said === undefined || lies === honest || !asked || /\b(?:who|which)\b/i.test(low)) return undefined;
  if ((low.match(/\b(?:says?|states?|claims?|said|told)\b/g) ?? []).length !== 1) return undefined;
  const content = (one: string): string[] =>
    (one.toLowerCase().match(/[a-z]+/g) ?? []).filter(
      (word) =>
        !/^(?:the|a|an|is|was|are|were|not|never|no|it|that|really|does|did|has|have|true|then|now|so)$/.test(word),
    );
  const [told, ask] = [content(said), content(`${asked[2] ?? ''}${asked[3]!}`)];
  const about = ask.includes('it') || /\bit\b/i.test(asked[2] ?? '');
  const rest = ask.filter((word) => word !== 'it');
  const same = rest.length > 0 && rest.every((word) => told.includes(word)) && (about || told.length === rest.length);
  if (!same || told.some((word) => /^(?:liars?|lies|lying|truth|honest|knights?|knaves?)$/.test(word)))
    return undefined;
  const negative = (one: string): boolean => /\b(?:not|never|no)\b|n't\b/i.test(one);
  // What is said is a second "person", who is honest when it is so.
  return reading(
    {
      type: 'liars',
      names: ['speaker', 'it'],
      facts: [lies ? 'not speaker' : 'speaker'],
      says: [{ who: 'speaker', says: negative(said) ? 'not it' : 'it' }],
      ask: { type: negative(asked[0]) ? 'lies' : 'honest', name: 'it' },
    },
    numbersIn(low).map((one) => one.value),
    false,
  );
};

export const readTruth: Reader = (question) => {
  if (question.low.length > 1500) return undefined;
  const witness = readWitness(question);
  if (witness) return witness;
  const liars = readLiars(question);
  if (liars) return liars;
  if (PEOPLE.test(question.low) && /\bsays?\b/.test(question.low)) return undefined;
  return readBoolean(question);
};

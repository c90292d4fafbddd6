/**
 * What follows and what does not: if, or and and with a part that is not told, and facts that deny each other. Each
 * clause is a set of its telling words and a sign; two clauses say the same where nearly all of their words agree.
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';
import { refusal } from '../reading.ts';
import { missing, type Doubt } from './said.ts';

type Clause = { words: ReadonlySet<string>; denied: boolean };

const IDLE = new Set(
  'a an the is are am was were be been being do does did has have had it its that this then so also still always indeed true holds hold fulfilled met given case fact both of them will would can must shall on in at to'.split(
    ' ',
  ),
);
const DENIAL = /\b(?:not|no|never|n't|false|untrue|does not|fails?)\b|!/;

const stem = (word: string): string => word.replace(/(?:ing|ed|es|s)$/, '').replace(/(.)\1$/, '$1');

const clauseOf = (text: string): Clause => ({
  denied: DENIAL.test(text),
  words: new Set(
    (text.replace(/n't\b/g, ' not').match(/[a-z\d']+/g) ?? [])
      .filter((word) => !IDLE.has(word) && !/^(?:not|no|never|false|untrue|fails?)$/.test(word))
      .map((word) => (word.length > 4 ? stem(word) : word)),
  ),
});

const same = (a: Clause, b: Clause): boolean => {
  if (a.words.size === 0 || b.words.size === 0) return false;
  const shared = [...a.words].filter((word) => b.words.has(word)).length;
  return shared / Math.max(a.words.size, b.words.size) >= 0.75;
};

const sentencesOf = (low: string): string[] =>
  low
    .split(/(?<=[.?!;])\s+|(?<=\bholds|\btrue|\bfalse),? (?:and|but) /)
    .map((one) => one.trim())
    .filter((one) => one !== '');

const IF = new RegExp(
  sequence(
    /^(?:we know that |suppose |rule: |it is known that )?(?:if|when|whenever|as soon as) (.+?)/,
    /(?:,(?: then)?| then) (.+)$/,
  ),
);
const ONLY_IF = /\bonly (?:if|when)\b|\bif and only if\b|\biff\b|\bexactly when\b|\bunless\b/;

/** Without a comma the second clause begins at its subject. */
const BARE_IF = new RegExp(
  sequence(
    /^(?:if|when|whenever) ((?:it|he|she|we|they|i|you|the [a-z]+|my [a-z]+|[a-z]+) .+?) /,
    /((?:it|he|she|we|they|i|you|the [a-z]+|my [a-z]+) .+)$/,
  ),
);

const conditionOf = (sentence: string): readonly [Clause, Clause] | undefined => {
  const plain = sentence.replace(/[.?!;]+$/, '');
  if (ONLY_IF.test(plain)) return undefined;
  const front =
    IF.exec(plain) ??
    BARE_IF.exec(plain) ??
    /^(.+?) implies (?:that )?(.+)$/.exec(plain) ??
    /^(.+?) ?(?:->|=>|⇒|→) ?(.+)$/.exec(plain);
  if (front) return [clauseOf(front[1]!), clauseOf(front[2]!)];
  const back = /^([^,]+?),? (?:if|whenever|when) (.+)$/.exec(plain);
  return back ? [clauseOf(back[2]!), clauseOf(back[1]!)] : undefined;
};

const ASKS = /^(?:and |so |now |then )?(?:is|are|am|was|were|do|does|did|has|have|can|will|what about)\b/;

/** The rule does not work backwards: the result tells nothing of the cause, nor a missing cause of the result. */
const notBackwards: Doubt = ({ low }) => {
  const sentences = sentencesOf(low);
  if (sentences.length !== 3 || /\d/.test(low)) return undefined;
  const [rule, fact, question] = sentences as [string, string, string];
  const condition = conditionOf(rule);
  if (!condition || !ASKS.test(question) || / or /.test(question)) return undefined;
  const [cause, result] = condition;
  const [told, asked] = [clauseOf(fact.replace(/^(?:and|but|now|today),? /, '')), clauseOf(question)];
  if (same(told, cause) && told.denied !== cause.denied && same(asked, result))
    return missing('the rule says nothing of what is when its condition does not hold');
  if (same(told, result) && told.denied === result.denied && same(asked, cause))
    return missing('the rule does not work backwards: something else could be the cause');
  return undefined;
};

const OR = new RegExp(
  sequence(
    /(?:^|[.:;,] ?|\bthat )/,
    /(?:i know (?:that )?|we know (?:that )?|at least (?:one|1) of |(?:one|1) of )?\(?(?:either )?/,
    /(?:the )?([a-z]+) ?(?:or|and|\|\||∨) ?(?:the )?([a-z]+)\)? ?/,
    /(?:is|are|=|holds?|must be|has to be)? ?(?:true|holds?|the case)/,
  ),
);

/** "p or q is true. Is p true?" */
const openOr: Doubt = ({ low }) => {
  if (/\d/.test(low) || low.length > 140) return undefined;
  const sentences = sentencesOf(low);
  const found = OR.exec(sentences[0] ?? '');
  if (!found) return undefined;
  const [whole, a, b] = found;
  const either = /\bor\b|\|\||∨|at least/.test(whole);
  const question = sentences.at(-1)!;
  const asked = [a!, b!].find((name) =>
    new RegExp(String.raw`\b(?:is|what about|does|and) (?:the )?${name}\b(?! (?:or|and)\b)`).test(question),
  );
  if (!either || asked === undefined || sentences.length > 3) return undefined;
  const other = asked === a ? b! : a!;
  const middle = sentences.length === 3 ? clauseOf(sentences[1]!) : undefined;
  if (middle === undefined)
    return sentences.length === 2 ? missing(`nothing that is told decides ${asked}`) : undefined;
  return middle.words.size === 1 && middle.words.has(other) && !middle.denied
    ? missing(`nothing that is told decides ${asked}`)
    : undefined;
};

/** "Either the red or the blue box has it. Is it in the red one?" */
const openPlace: Doubt = ({ low }) => {
  const found =
    /\b(?:either )?(?:in |on |under |behind )?the ([a-z]+) or (?:in |on |under |behind )?the ([a-z]+)(?: [a-z]+)? (?:has|holds|contains|hides|is|won|did)\b[^.?!]*[.;,!] (?:is|was|does|did) (?:it|the [a-z]+|he|she) (?:in |on |under |behind )?(?:the )?(\w+)[^.?!]*\?\W*$/.exec(
      low,
    );
  return found && (found[3] === found[1] || found[3] === found[2]) && (low.match(/[.!?]/g) ?? []).length <= 2
    ? missing('nothing that is told decides between the two')
    : undefined;
};

/** "The first condition is fulfilled. Are the first and the second both fulfilled?" */
const openAnd: Doubt = ({ low }) => {
  if (low.length > 160) return undefined;
  const sentences = sentencesOf(low);
  const asked =
    /\b(?:are|is|do|does|have|has) (?:both )?(?:the )?([a-z]+)(?: [a-z]+)? and (?:the )?([a-z]+)\b.*\b(?:both|true|fulfilled|met|hold|correct|satisfied|done)\b/.exec(
      sentences.at(-1) ?? '',
    );
  if (sentences.length !== 2 || !asked || / or |\bnot\b|\bsays?\b|\bif\b/.test(sentences[0]!)) return undefined;
  const [, a, b] = asked;
  const told = (name: string): boolean => new RegExp(String.raw`\b${name}\b`).test(sentences[0]!);
  const holds =
    /\b(?:is|holds) ?(?:true|fulfilled|met|correct|satisfied|done)?\b/.test(sentences[0]!) &&
    /\b(?:true|fulfilled|met|correct|satisfied|done|holds)\b/.test(sentences[0]!);
  return holds && told(a!) !== told(b!) && !/\bboth\b|\ball\b/.test(sentences[0]!)
    ? missing(`nothing is told of ${told(a!) ? `the ${b}` : `the ${a}`}`)
    : undefined;
};

const SPEAKS = new RegExp(
  sequence(
    /\b/,
    anyOf(
      /says?|said|claims?|thinks?|believes?|lies|liar|knave|tells?|told|truth|if|or|either|maybe/,
      /yesterday|then|now|later|was|first|but today/,
    ),
    /\b/,
  ),
);

/** A fact and its denial. */
const denied: Doubt = ({ low }) => {
  if (low.length > 200 || SPEAKS.test(low) || /\d/.test(low)) return undefined;
  const sentences = sentencesOf(
    low.replace(/ (?:and|but) (?=(?:[a-z]+ ){1,3}(?:is|does|are|do|has) (?:not|false|true)\b)/g, '. '),
  );
  if (sentences.length < 3 || !/\?\W*$/.test(low)) return undefined;
  const facts = sentences.slice(0, -1);
  const clauses = facts.map(clauseOf);
  const pair = (a: Clause, b: Clause): boolean =>
    a.denied !== b.denied && a.words.size === b.words.size && [...a.words].every((word) => b.words.has(word));
  if (clauses.some((a, i) => clauses.slice(i + 1).some((b) => a.words.size > 0 && pair(a, b))))
    return refusal('contradiction', 'a thing is said to be so and not to be so');
  const all = /^(?:all|every|each) ([a-z]+?)s? (?:are |is |can )?([a-z]+?)(?:s|es)?[.;!]$/.exec(facts[0] ?? '');
  const member = /^([a-z]+) is (?:an? )?([a-z]+?)s?[.;!]$/.exec(facts[1] ?? '');
  const denial = /^(?:but )?([a-z]+) (?:is|does|can) not (?:an? )?([a-z]+?)s?[.;!]$/.exec(facts[2] ?? '');
  return all && member && denial && member[1] === denial[1] && all[1] === member[2] && all[2] === denial[2]
    ? refusal('contradiction', `${member[1]} is said to be one of those that all do, and not to`)
    : undefined;
};

/** "I am a knave", said where everyone is a knight or a knave. */
const KNAVE = new RegExp(
  alternatives(
    sequence(
      /\b(?:says?|said|claims?|states?)[:,]? ?['"“‘]?(?:that )?i am (?:a |the )?(?:knave|liar)\b/,
      /(?! or\b| and\b)/,
    ),
    /\bi am (?:a |the )?knave['"”’.,]* (?:says?|said) /,
  ),
);

const selfKnave: Doubt = ({ low }) =>
  KNAVE.test(low) && !/\b(?:normal|spy|spies|sometimes|joker|if)\b/.test(low)
    ? refusal('contradiction', 'who says that he lies can be neither a liar nor honest')
    : undefined;

/** Who is said to lie by someone honest, and says something true. */
const trueLiar: Doubt = ({ low }) => {
  const liar =
    /\b([a-z]+) (?:always |never )?(?:tells? the truth|lies)\b[^.]*\. ?\1 says (?:that )?([a-z]+) (?:always )?(?:lies|is a liar)\b/.exec(
      low,
    );
  if (!liar || !new RegExp(String.raw`\b${liar[1]} (?:always tells? the truth|never lies)`).test(low)) return undefined;
  const sum = new RegExp(
    String.raw`\b${liar[2]} says[:,]? (?:that )?["']?(\d+) (?:and|plus|\+) (\d+) (?:is|are|make|makes|=|equals) (\d+)`,
  ).exec(low);
  return sum && Number(sum[1]) + Number(sum[2]) === Number(sum[3])
    ? refusal('contradiction', `${liar[2]} is said to lie always, and says something true`)
    : undefined;
};

/** All are honest, and one calls another a liar. */
const honestAccuses: Doubt = ({ low }) =>
  /\b(?:both|all(?: of them)?|everyone|everybody|all (?:two|three|2|3)) (?:of them )?(?:here )?(?:always )?(?:tells? the truth|speaks? the truth|never lies?|(?:are|is) (?:always )?honest)/.test(
    low,
  ) &&
  /(?:\bsays?\b|:)[^.?!]*\b[a-z]+ (?:lies|is lying|is a liar)\b/.test(low) &&
  !/\bif\b|\bor\b|\bone of\b|\b(?:says?|:)[^.?!]*\b(?:both|all|everyone|everybody)\b/.test(low)
    ? refusal('contradiction', 'all are said to be honest, and one calls another a liar')
    : undefined;

/** "At least one of the doors A and B is open. Is door A open?" */
const openOne: Doubt = ({ low }) => {
  const found =
    /^\W*(?:i know that |we know that )?at least (?:one|1) of (?:the )?(?:[a-z]+ )?([a-z]+) (?:and|or) (?:the )?([a-z]+) (?:is|are|has|did|was|won) (?:a |an |the )?([a-z]+)[.;,!] (?:is|has|did|was) (?:the )?(?:[a-z]+ )?([a-z]+) (?:a |an |the )?([a-z]+)\W*$/.exec(
      low,
    );
  return found && (found[4] === found[1] || found[4] === found[2]) && found[5] === found[3]
    ? missing(`nothing that is told decides ${found[4]}`)
    : undefined;
};

export const REASONING: readonly Doubt[] = [
  notBackwards,
  openOr,
  openPlace,
  openOne,
  openAnd,
  denied,
  selfKnave,
  trueLiar,
  honestAccuses,
];

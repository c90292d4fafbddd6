/**
 * Reads what follows from sentences of "all", "no", "some" and "not all": "Every judge is a lawyer. Does it follow that
 * every lawyer is a judge?", "No cab at our rank is green. Mine stands at our rank. Is my cab green?" A class is what its
 * words say together; each thing that is told of, and one that stands for any, is tried in every case by the solver of
 * liars. A sentence that is none of these leaves the question unread.
 */
import { alternatives } from '../../regex.ts';
import type { ProblemOf } from '../../problem/formal/problem.ts';
import { solveLiars } from '../../problem/solve/logic.ts';
import { refusal, type Refusal } from '../reading.ts';
import { stem } from './propositions.ts';
import { sentencesOf, VERBS } from './rule-sentences.ts';

type Liars = ProblemOf<'liars'>;
/** Words that hold together, or do not. */
type Said = { atoms: readonly string[]; not: boolean };
type Quantity = 'all' | 'no' | 'some' | 'not-all';
type General = { quantity: Quantity; of: readonly string[]; is: Said };
type Single = { subject: readonly string[]; is: Said };
type Statement = General | Single;

const QUANTIFIER = new RegExp(
  `^(?:${alternatives(
    /(?<notall>not (?:all|every|each)(?: of)?)|(?<all>all(?: of)?|every(?: single)?|each(?: of)?|any)|(?<no>no|none of|not (?:one|a single)(?: of)?)/,
    /(?<some>some(?: of)?|at least (?:one|1)(?: of)?|(?:one|1) of(?= (?:the|my|our|your|his|her|their|these|those)\b))/,
  )}) (?<rest>.+)$`,
);
/** Words that say less or more than that all, none or some are so. */
const OTHERWISE =
  /\b(?:only|most|many|few|several|half|almost|nearly|usually|often|sometimes|unless|except|but|or|if|when|than|and|other|else|who|which|that|likely|probably|perhaps|maybe|may|might|could|should|says?|said|lies(?! (?:in|on|at|under|behind|near|by)\b)|true|false)\b|(?<!\d:?)\d+(?!:?\d)/;
const SMALL = new Set(
  'a an the my our your his her its their this that these those there of also really indeed too be being been'.split(
    ' ',
  ),
);
const NEGATIVE = new Set([
  'not',
  'never',
  "isn't",
  "aren't",
  "wasn't",
  "doesn't",
  "don't",
  "can't",
  "hasn't",
  'cannot',
]);
const TO_BE = new Set('is are was were be'.split(' '));
/** Verbs that say where something is, as "to be" does. */
const PLACED = new Set('stands stand sits sit lies lie lives live hangs hang stays stay belongs belong'.split(' '));
const LEXICAL = new RegExp(`^(?:${VERBS}|stops?)$`);

const words = (text: string): string[] => text.match(/\d+:\d\d|[\p{L}]+(?:'[\p{L}]+)?/gu) ?? [];
/** One form for all endings of a word; words of three letters are taken as they are, with an s or without. */
const normal = (word: string): string =>
  /^[a-z]{3}s?$/.test(word) && !word.endsWith('ss')
    ? word.slice(0, 3)
    : stem(word.replace(/(?<=[a-z]{2})ves$/, 'f')) || word;
/** Words of any class: "things with lamps" are what has lamps. */
const ANY = /^(?:things?|ones|items?|objects?)$/;
/** "Platforms with a roof" are platforms that have one. */
const atomsOf = (told: readonly string[]): string[] => {
  const plain = told.filter((one) => !SMALL.has(one));
  const at = plain.indexOf('with');
  const having = at < 0 ? [] : [['have', ...plain.slice(at + 1).map(normal)].join('_')];
  const own = at < 0 ? plain : plain.slice(0, at);
  return [...own.filter((one) => own.length + having.length < 2 || !ANY.test(one)).map(normal), ...having];
};

/** What is said behind a subject, from its verb on. */
const predicateOf = (told: readonly string[]): Said | undefined => {
  const not = told.filter((one) => NEGATIVE.has(one)).length + (told.includes('no') ? 1 : 0);
  const plain = told.filter((one) => !NEGATIVE.has(one) && !/^(?:no|any|do|does|did)$/.test(one));
  const [verb, ...rest] = plain;
  if (verb === undefined || not > 1) return undefined;
  const of = (atoms: string[]): Said | undefined => (atoms.length === 0 ? undefined : { atoms, not: not === 1 });
  // "In the hall" is a place, and "a lawyer" a class: each word of both is one more thing that is so.
  if (TO_BE.has(verb) || (PLACED.has(verb) && rest.length > 0)) return of(atomsOf(rest));
  const phrase = [/^(?:has|have|had)$/.test(verb) ? 'have' : normal(verb), ...atomsOf(rest)];
  return of([phrase.join('_')]);
};

const isVerb = (word: string): boolean =>
  TO_BE.has(word) ||
  PLACED.has(word) ||
  /^(?:has|have|had|can|cannot|can't|must|does|do|did|doesn't|don't|isn't|aren't)$/.test(word) ||
  LEXICAL.test(word);

const generalOf = (text: string): General | undefined => {
  const found = QUANTIFIER.exec(text)?.groups;
  if (!found) return undefined;
  const { notall, all, no, rest } = found;
  const told = words(rest!);
  const at = told.findIndex((one, i) => i > 0 && isVerb(one));
  const is = at < 0 ? undefined : predicateOf(told.slice(at));
  const of = atomsOf(told.slice(0, Math.max(at, 0)));
  if (!is || of.length === 0) return undefined;
  // "All that glitters is not gold" may deny all of it or that it is so of all.
  if (is.not && !all && !notall && no !== undefined) return undefined;
  if (is.not && (all !== undefined || notall !== undefined)) return undefined;
  if (notall !== undefined) return { quantity: 'not-all', of, is };
  if (all !== undefined) return { quantity: 'all', of, is };
  return { quantity: no === undefined ? 'some' : 'no', of, is };
};

const singleOf = (text: string): Single | undefined => {
  const told = words(text);
  const at = told.findIndex((one, i) => i > 0 && isVerb(one));
  const is = at < 1 || at > 4 ? undefined : predicateOf(told.slice(at));
  return is && { subject: told.slice(0, at), is };
};

/** "Everybody who wears a hat is a cook." */
const WHOEVER =
  /^(?:every(?:body|one|thing)|all|all (?:people|those|things)|whoever|anyone|anybody),? (?:who |that |of those who )?(?<of>.+?) (?<is>(?:is|are|has|have|can|must|gets|pays|needs) .+)$/;
const whoeverOf = (text: string): General | undefined => {
  const found = WHOEVER.exec(text)?.groups;
  if (!found || !/^(?:whoever |[a-z ]+ (?:who|that) )/.test(text)) return undefined;
  const [of, is] = [predicateOf(words(found['of']!)), predicateOf(words(found['is']!))];
  return of && is && !of.not && !is.not ? { quantity: 'all', of: of.atoms, is } : undefined;
};

const statementOf = (text: string): Statement | undefined => whoeverOf(text) ?? generalOf(text) ?? singleOf(text);

const CERTAIN =
  /^(?:does (?:it|that) (?:then )?(?:(?:follow|mean|necessarily follow)(?: (?:from (?:this|that)|for (?:sure|certain)|necessarily|then))?(?: that)?|(?:prove|show)(?: that)?|imply(?: that)?)|(?:can|may) (?:we|i|you|one) (?:then )?(?:be (?:sure|certain)|conclude|say for (?:sure|certain)|know for (?:sure|certain)) that|is it (?:then )?(?:certain|sure|necessarily (?:true|so)) that|must it (?:then )?be (?:true|so) that) /;
const ASIDE =
  /^(?:and|so|then|now|but|well|ok|suppose|given(?: that)?|assume|let us say|let's say|i know that|we know that|we only know that|only know this|here is (?:what|all) (?:i|we) know|this is all (?:i|we) know|in (?:our|my|this|the|a) (?:story|tale|fairy tale|game|world|puzzle|riddle|land)|in this [a-z]+)[,:]? /;
const TAIL =
  /,? ?[-(]? ?(?:yes or no|yes\/no|y\/n|true or false|for sure|then|without (?:any )?exceptions?|always)\)?$/;
const IDLE =
  /^(?:yes or no|true or false|y\/n|(?:that is|that's) all (?:i|we|you) know|(?:we|i) know nothing (?:else|more)|nothing else is known|only know this|(?:answer )?(?:with )?(?:a )?yes or no(?: (?:will do|is enough|please))?)$/;

const stripped = (text: string): string => {
  let plain = text.replace(TAIL, '').trim();
  while (ASIDE.test(plain)) plain = plain.replace(ASIDE, '').trim();
  return plain;
};

/** No subject ends with one of these. */
const NO_END = /^(?:an?|the|my|our|your|his|her|their|this|that|not|no|in|on|at|of|from|with|under|by|near|for|to)$/;
/** A clause with its verb ahead of its subject: every place where the subject may end. */
const inverted = (text: string): Statement[] => {
  const found = /^(is|are|was|were|has|have|can|must|do|does|did|will) (.+)$/.exec(text);
  if (!found) return [];
  const verb = /^(?:do|does|did)$/.test(found[1]!) ? '' : `${found[1]!} `;
  const told = words(found[2]!);
  return told.slice(1).flatMap((_, i): Statement[] => {
    const subject = told.slice(0, i + 1).join(' ');
    const is = predicateOf(words(`${verb}${told.slice(i + 1).join(' ')}`));
    if (NO_END.test(told[i]!)) return [];
    const quantifier = QUANTIFIER.exec(`${subject} it`)?.groups;
    if (!is) return [];
    if (!quantifier) return [{ subject: words(subject), is }];
    const of = atomsOf(words(quantifier.rest!).slice(0, -1));
    const { notall, all, no } = quantifier;
    if (of.length === 0 || is.not || notall !== undefined) return [];
    return [{ quantity: all !== undefined ? 'all' : no === undefined ? 'some' : 'no', of, is }];
  });
};

const changes = (text: string): boolean => OTHERWISE.test(text.replace(/^(?:at least )?(?:one|1) (?:of )?/, ''));

type Told = {
  /** Of one place, where all is told of: every fact must be of its rules. */ scoped: boolean;
  generals: General[];
  singles: Single[];
  asked: Statement[];
  certain: boolean;
};

const toldBy = (plain: string): Told | undefined => {
  const told: Told = { scoped: /\bin this [a-z]+\b/.test(plain), generals: [], singles: [], asked: [], certain: false };
  const sentences = sentencesOf(plain.replace(/\b(true or false|yes or no): /g, '. '));
  for (const [i, { text, question }] of sentences.entries()) {
    const clause = stripped(text);
    if (clause === '' || IDLE.test(clause)) continue;
    const led = CERTAIN.exec(clause);
    const last = sentences.slice(i + 1).every((one) => IDLE.test(stripped(one.text)));
    if (led || question || (last && told.generals.length > 0)) {
      if (told.asked.length > 0 || !last) return undefined;
      told.certain = led !== null;
      const about = led
        ? clause.slice(led[0].length)
        : clause.replace(/^is it true that /, '').replace(/^can (.+?) be (?:one of )?/, 'is $1 ');
      const straight = changes(about) ? undefined : statementOf(about);
      told.asked = changes(about) ? [] : [...(straight ? [straight] : []), ...(led ? [] : inverted(about))];
      continue;
    }
    const whoever = whoeverOf(clause);
    if (changes(whoever ? clause.replace(/ (?:who|that) /, ' ') : clause)) return undefined;
    const general = whoever ?? generalOf(clause);
    const single = general ? undefined : singleOf(clause);
    if (general) told.generals.push(general);
    else if (single) told.singles.push(single);
    else return undefined;
  }
  return told.generals.length > 0 && told.asked.length > 0 ? told : undefined;
};

const isGeneral = (one: Statement): one is General => 'quantity' in one;

/** Of which of the things that are told of a subject speaks: "it", "mine" and "my cab" are one. */
const PRONOUN = /^(?:he|she|it|they|mine|ours|that one|this one)$/;
const meets = (a: readonly string[], b: readonly string[]): boolean => {
  const [x, y] = [a, b].map((one) => one.join(' ')) as [string, string];
  if (x === y || PRONOUN.test(x) || /^(?:it|he|she|they)$/.test(y)) return true;
  const owns = /^mine$/.test(y) ? /^my / : /^ours$/.test(y) ? /^our / : undefined;
  return owns?.test(x) === true;
};

class Cases {
  readonly facts: string[] = [];
  readonly names = new Set<string>();
  readonly generals: readonly General[];

  constructor(generals: readonly General[]) {
    this.generals = generals;
  }

  all(thing: string, atoms: readonly string[]): string {
    const names = atoms.map((one) => `${thing}_${one}`.replace(/[^\p{L}\p{N}_]/gu, ''));
    for (const name of names) this.names.add(name);
    return `(${names.join(' and ')})`;
  }

  so(thing: string, { atoms, not }: Said): string {
    return `${not ? 'not ' : ''}${this.all(thing, atoms)}`;
  }

  /** One more thing: what is told of all things holds for it. */
  thing(thing: string): void {
    for (const { quantity, of, is } of this.generals) {
      if (quantity === 'all') this.facts.push(`${this.all(thing, of)} implies ${this.so(thing, is)}`);
      if (quantity === 'no') this.facts.push(`not (${this.all(thing, of)} and ${this.so(thing, is)})`);
    }
  }

  /** One thing for each sentence of some. */
  witnesses(some: readonly General[]): string[] {
    return some.map(({ quantity, of, is }, i) => {
      const thing = `one${i}`;
      this.thing(thing);
      const so = quantity === 'not-all' ? `not ${this.so(thing, is)}` : this.so(thing, is);
      this.facts.push(this.all(thing, of), so);
      return thing;
    });
  }
}

const DENIED: Readonly<Record<Quantity, Quantity>> = { all: 'not-all', 'not-all': 'all', no: 'some', some: 'no' };
const MEANT: Partial<Record<Quantity, Quantity>> = { some: 'not-all', 'not-all': 'some' };
const isPartial = ({ quantity }: General): boolean => quantity === 'some' || quantity === 'not-all';

const problemOf = (cases: Cases, ask: string): Liars => ({
  type: 'liars',
  names: [...cases.names],
  facts: cases.facts,
  says: [],
  ask: { type: 'follows', name: ask },
});

/** The cases in which it is asked, and what must hold in all of them. */
const askedOf = ({ generals, singles, scoped }: Told, asked: Statement, inhabited: boolean): Liars | undefined => {
  const atoms = new Set(generals.flatMap(({ of, is }) => [...of, ...is.atoms]));
  const cases = new Cases(generals);
  if (!isGeneral(asked)) {
    const [first] = singles;
    if (!first || singles.some((one) => !meets(asked.subject, one.subject) && !meets(one.subject, asked.subject)))
      return undefined;
    const facts = scoped ? [asked, ...singles] : [asked];
    if (facts.some(({ is }) => is.atoms.some((one) => !atoms.has(one)))) return undefined;
    cases.thing('it');
    for (const { is } of singles) cases.facts.push(cases.so('it', is));
    // "The red box" is red, and a box.
    const own = new Set([asked, ...singles].flatMap(({ subject }) => atomsOf(subject)));
    for (const one of own) if (atoms.has(one)) cases.facts.push(cases.all('it', [one]));
    return problemOf(cases, cases.so('it', asked.is));
  }
  if (singles.length > 0) return undefined;
  const known = [...atoms];
  if (![...asked.of, ...asked.is.atoms].every((one) => known.includes(one))) return undefined;
  const extra = inhabited
    ? generals
        .filter((one) => !isPartial(one))
        .map((one): General => ({ ...one, quantity: 'some', is: { atoms: one.of, not: false } }))
    : [];
  const things = cases.witnesses([...generals.filter(isPartial), ...extra]);
  const { of, is, quantity } = asked;
  if (isPartial(asked)) {
    const sign = quantity === 'not-all' ? 'not ' : '';
    const so = (thing: string): string => `(${cases.all(thing, of)} and ${sign}(${cases.so(thing, is)}))`;
    return problemOf(cases, things.length === 0 ? 'false' : things.map(so).join(' or '));
  }
  cases.thing('any');
  const [a, b] = [cases.all('any', of), cases.so('any', is)];
  return problemOf(cases, quantity === 'all' ? `${a} implies ${b}` : `not (${a} and ${b})`);
};

const yes = (problem: Liars | undefined): boolean | undefined => {
  const solution = problem && solveLiars(problem);
  return solution?.type === 'answer' ? solution.answer === 'Yes' : undefined;
};
const turned = (problem: Liars): Liars => ({
  ...problem,
  ask: { type: 'follows', name: `not (${(problem.ask as { name: string }).name})` },
});

/** What the sentences make certain; a refusal where it may be so and may not, and nothing is asked of certainty. */
export const readCategories = (plain: string): Liars | Refusal | undefined => {
  if (!/\b(?:all|every(?:body|one|thing)?|whoever|any(?:body|one)|each|any|no|none|some|not)\b/.test(plain))
    return undefined;
  const told = toldBy(plain);
  if (!told) return undefined;
  const found = told.asked.flatMap((asked) => {
    const problem = askedOf(told, asked, false);
    return problem === undefined ? [] : [{ asked, problem }];
  });
  const [first] = found;
  if (!first || found.length > 1) return undefined;
  const { asked, problem } = first;
  const so = yes(problem);
  if (so === undefined) return undefined;
  if (isGeneral(asked)) {
    // Of a class that may be empty all and none is so: where that decides, nothing is said.
    const peopled = askedOf(told, asked, true);
    if (!peopled || yes(peopled) !== so) return undefined;
    // "Some are" and "not all are" are often said where both are meant.
    const meant = told.generals.some(({ quantity }) => isPartial(asked) && quantity === MEANT[asked.quantity]);
    if (!so && meant) return undefined;
    const denied = { ...asked, quantity: DENIED[asked.quantity] };
    if (so || told.certain || yes(askedOf(told, denied, true))) return problem.names.length > 0 ? problem : peopled;
    return refusal('missing', 'the sentences leave it open');
  }
  if (so || told.certain) return problem;
  // A thing of which it is certain that it is not so.
  return yes(turned(problem)) ? problem : undefined;
};

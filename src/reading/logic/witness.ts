/**
 * Reads what one witness says who always lies, or never does, and a sentence that is said to be false or true: is it so?
 * "Tom always lies. He says it is raining. Is it raining?", "It is not true that the lamp is on. Is the lamp on?"
 */
import { anyOf, sequence } from '../../regex.ts';
import type { ProblemOf } from '../../problem/formal/problem.ts';
import { nameOf, problemOf, propositionOf, type Scene } from './propositions.ts';
import { askedOf, clean, sentencesOf } from './rule-sentences.ts';

const SAYS = anyOf(
  /says?|said|states?|stated|claims?|claimed|tells? (?:me|us|you)|swears?|insists?|reports?/,
  /(?:has |have )?(?:just )?told (?:me|us|you)|is (?:telling|saying)(?: (?:me|us|you))?/,
);
const SPEAKS = new RegExp(
  sequence(
    /^(?:and |now |today )?(.{1,30}?) (?:also |now |just |then )?/,
    SAYS,
    /(?: (?:me|us|you))?(?: that)?[,:]? ?["']?(.+?)["'.]*$/,
  ),
);
const LIES = anyOf(
  /always (?:lies?|tells? lies)|lies? (?:always|all the time|about everything)|never (?:tells|speaks|says) (?:the |a )?(?:truth|true thing)/,
  /(?:only )?(?:ever )?(?:only )?(?:lies|tells lies)|never says anything true/,
  /is (?:always )?(?:a )?(?:known |habitual |compulsive |notorious )?(?:liar|lying)(?: always)?|is known to (?:always )?lie(?: always)?/,
);
const HONEST = anyOf(
  /never lies|never tells? (?:a lie|lies)|(?:always|only) (?:ever )?(?:tells|speaks|says) (?:only )?(?:the )?truth/,
  /(?:tells|speaks|says) (?:only |always )?the truth(?: always)?|only says true things/,
  /is (?:always )?(?:completely |perfectly )?(?:honest|truthful)(?: always)?|is known to (?:always )?(?:tell the truth|never lie)/,
);
const HABIT = anyOf(LIES, HONEST);
const ALWAYS =
  /(?:,? (?:always|every single time|every time|without exception|lol|(?:and )?(?:everything|all|anything) (?:he|she|it|they) says? is (?:a lie|lies|false|untrue|not true|wrong|true|the truth)))*$/;
const WHO =
  /^(?:imagine |suppose |picture |there is |there lives |i (?:meet|met|know) )?(.{1,40}?)(?:,? (?:who|that|which))? /;
const AT_TIMES =
  /\b(?:sometimes|often|usually|mostly|rarely|seldom|hardly|occasionally|perhaps|maybe|not (?:a|always))\b/;
const IS_LIAR = new RegExp(sequence(WHO, LIES, ALWAYS));
const IS_HONEST = new RegExp(sequence(WHO, /(?<!\b(?:never|not) )/, HONEST, ALWAYS));

/** Sentences that are told as one: "a liar says …", "Joe, who never lies, says …", "… and he says … so is …". */
const parted = (plain: string): string =>
  plain
    .replace(
      new RegExp(sequence('^((?:an?|the|this|our|my) )(?:known |habitual |notorious )?liar (?=', SAYS, '\\b)')),
      '$1man always lies. he ',
    )
    .replace(
      new RegExp(
        sequence(
          '^((?:an?|the|this|our|my) )(?:(?:always )?(?:honest|truthful) (?:man|woman|person|one|boy|girl)|truth-?teller) (?=',
          SAYS,
          '\\b)',
        ),
      ),
      '$1man never lies. he ',
    )
    .replace(
      new RegExp(sequence('^([^.,?!"]{1,30}?),? (?:who|that|which) (', HABIT, '),? (?=', SAYS, '\\b)')),
      '$1 $2. he ',
    )
    .replace(
      new RegExp(sequence('^([^.,?!"]{1,30}? ', HABIT, '),? (?:and|but) (?:now |today )?(?=[a-z]+ ', SAYS, '\\b)')),
      '$1. ',
    )
    .replace(new RegExp(sequence('^([^.,?!"]{1,30}? ', HABIT, '),? (?:and|but) (?=', SAYS, '\\b)')), '$1. he ')
    .replace(/,? (?:so|then) (?=(?:is|are|does|do|did|has|can|will|was) [^.?!"]+\??$)/, '. ');

const SAME =
  /^(?:is (?:he|she|it|this|that|they) (?:1|one|so|true|right)|is it so|is that (?:really )?(?:so|true|the case)|(?:does|has|is|did|do) (?:he|she|it|they)(?: (?:really )?(?:have|got|own)? ?(?:one|1|it|so|that|them|some))?|are they)$/;
const IDLE = /^(?:lol|haha|y\/n|yes or no)$/;

const UNTRUE = /(?:a )?(?:false|untrue|wrong|a lie|not (?:true|right|correct|so))/.source;
const TRUE = /(?:true|correct|right|a fact)/.source;
const THING = /(?:sentence|statement|claim|report|message|note|rumou?r|news|story|saying|line)/.source;
/** "The sentence X is false", "it is not true that X", "the claim that X is a lie", "X: that is false". */
const STATED: readonly RegExp[] = [
  new RegExp(
    `^(?:(?:the|this|his|her|my|one) )?(?:${THING}[,:]? )?["'](?<claim>[^"']+)["'],? (?:(?:this|that|it) )?is (?:(?<no>${UNTRUE})|${TRUE})(?: ${THING})?$`,
  ),
  new RegExp(
    `^(?:the|this|his|her|my) ${THING} (?:that|says) (?<claim>.+?),? (?:and (?:it|that) )?is (?:(?<no>${UNTRUE})|${TRUE})$`,
  ),
  new RegExp(`^(?:it|this) is (?:(?<no>${UNTRUE})|${TRUE}) that (?<claim>.+)$`),
  new RegExp(`^(?<claim>[^"'?]+)[:,-] ?(?:this|that) is (?:(?<no>${UNTRUE})|${TRUE})$`),
];
const statedIn = (told: string): { lies: boolean; claim: string } | undefined => {
  for (const pattern of STATED) {
    const found = pattern.exec(told)?.groups;
    if (found) return { lies: found['no'] !== undefined, claim: found['claim']! };
  }
  return undefined;
};

/** Somebody who always lies, or never does, says something: is it so? */
export const readWitness = (plain: string): ProblemOf<'liars'> | undefined => {
  let lies: boolean | undefined;
  let claim: string | undefined;
  let ask: string | undefined;
  const sentences = sentencesOf(parted(plain));
  for (const { text, question } of sentences) {
    const told = clean(text);
    const stated = question ? undefined : (statedIn(text) ?? statedIn(told));
    if (stated) {
      if (lies !== undefined || claim !== undefined) return undefined;
      ({ lies, claim } = stated);
      continue;
    }
    if (!question && (IS_LIAR.test(told) || IS_HONEST.test(told))) {
      if (lies !== undefined) return undefined;
      if (AT_TIMES.test(told)) return undefined;
      lies = IS_LIAR.test(told) && !IS_HONEST.test(told);
      continue;
    }
    const said = SPEAKS.exec(told);
    if (said && !question) {
      if (claim !== undefined) return undefined;
      claim = said[2]!;
      continue;
    }
    const asked = askedOf(text);
    if (asked && ask === undefined) ask = asked.clause;
    else if (!IDLE.test(told)) return undefined;
  }
  if (lies === undefined || claim === undefined || ask === undefined) return undefined;
  // What is not full may hold something.
  if ([/\bfull\b/, /\bempty\b/].some((one) => one.test(claim!) !== one.test(ask!))) return undefined;
  const told = propositionOf(claim);
  const what = SAME.test(ask) ? told && { words: told.words, not: false } : propositionOf(ask);
  if (!told || !what || [...told.words].some((one) => /^(?:lie|liar|ly|truth|honest|knight|knave)$/.test(one)))
    return undefined;
  // "Is it broken?" after "the forklift is not broken": the rest of the subject is "it".
  const scene: Scene = { propositions: [{ words: told.words, not: false }], names: [nameOf(told)] };
  const rest = [...what.words].filter((one) => !told.words.has(one));
  const named = sentences[0]!.text.toLowerCase();
  if (rest.some((one) => !named.includes(one))) return undefined;
  const name = scene.names[0]!;
  const missing = [...told.words].some((one) => !what.words.has(one));
  if (missing && !/\b(?:it|he|she|they|there)\b/.test(ask)) return undefined;
  const so = told.not ? `not ${name}` : name;
  const turned = told.not ? name : `not ${name}`;
  return problemOf(scene, [lies ? turned : so], what.not ? `not ${name}` : name);
};

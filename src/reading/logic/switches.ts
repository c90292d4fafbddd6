/**
 * One rule whose condition is put together with "and", "or" and "not", and the state of each of its parts: "the lamp is
 * on exactly when S1 and S2 are on, or S3 is off. S1 on, S2 off, S3 on. Lamp on?". Each sentence is the rule, a state,
 * the question, or idle; anything else ends the reading.
 */
import { alternatives, sequence } from '../../regex.ts';
import { reading, type Reader } from '../reading.ts';
import { numbersIn } from '../text/text.ts';
import { findAmong, nameOf, problemOf, propositionOf, STATES, type Scene } from './propositions.ts';

const JOINS = /(?:if and only if|exactly (?:when|if)|just when|only (?:if|when)|if|when|whenever)/.source;
const RULE = new RegExp(`^(?:(?:a|the|our|my) )?(.+?),? (${JOINS}) (.+)$`);
const RULE_FIRST = /^(?:if|when|whenever) (.+?)(?:, ?(?:then )?| then )(.+)$/;
const ONLY = /^(.+?) only (.+) (if|when) (.+)$/;

const VERB =
  /\b(?:is|are|has|have|was|does|do|passe?s?|agrees?|opens?|runs?|works?|buy|buys|set|on|off|high|low|open|hot|closed)\b/;

type Rule = { so: string; join: string; given: string };

const ruleIn = (sentence: string): Rule | undefined => {
  if (/\b(?:unless|before|after|until|while|some|most|may|might)\b/.test(sentence)) return undefined;
  const first = RULE_FIRST.exec(sentence);
  if (first) return { so: first[2]!, join: 'if', given: first[1]! };
  const only = ONLY.exec(sentence);
  if (only && !only[1]!.includes(' if ') && !/^(?:if|when)\b/.test(only[2]!))
    return { so: `${only[1]} ${only[2]}`, join: 'only if', given: only[4]! };
  const found = RULE.exec(sentence);
  return found ? { so: found[1]!, join: found[2]!, given: found[3]! } : undefined;
};

/** A clause as a formula over the propositions; a new one is added where the rule speaks. */
const atom = (clause: string, scene: Scene, add: boolean): string | undefined => {
  const one = propositionOf(clause.replace(/\b(?:both|either)\b/g, ' '));
  if (!one) return undefined;
  let at = findAmong(one, scene.propositions);
  if (at === undefined) {
    if (!add) return undefined;
    scene.propositions.push({ words: one.words, not: false });
    scene.names.push(nameOf(one));
    at = scene.names.length - 1;
  }
  const name = scene.names[at]!;
  // "Door and window both open": of the door nothing else is said than what both are.
  const known = scene.propositions[at]!.words;
  const beside = [...one.words].filter((word) => !known.has(word));
  if ([...beside, ...[...known].filter((word) => !one.words.has(word))].some((word) => STATES.has(word)))
    return undefined;
  return one.not === scene.propositions[at]!.not ? name : `not ${name}`;
};

/** "(S1 and S2) or not S3", "the light is on and the timer is set, or if humidity is high" as a formula. */
const conditionOf = (text: string, scene: Scene): string | undefined => {
  const plain = text.replace(/,? (and|or) (?:if|when) /g, ', $1 ').trim();
  const wide = /^(.+), or (.+)$/.exec(plain);
  if (wide && !/[()]/.test(plain)) {
    const [a, b] = [conditionOf(wide[1]!, scene), conditionOf(wide[2]!, scene)];
    return a && b ? `(${a}) or (${b})` : undefined;
  }
  // "The door or the window is open": what is said of the last one is said of each.
  const shared =
    /^(?!.*\b(?:is|are)\b.*\b(?:and|or)\b)(.+) (?:is|are) ([^()]+)$/.exec(plain) ??
    /^((?:(?!\b(?:is|are|has|have|not)\b).)+?)(?: both| all)? (open|closed|off|full|empty|hot|cold|set|ready|high|low|locked|wet|dry)$/.exec(
      plain,
    );
  if (shared && /\b(?:and|or)\b/.test(shared[1]!) && !/[()]/.test(plain))
    return conditionOf(shared[1]!.replace(/(?= (?:and|or) )|$/g, ` is ${shared[2]!}`), scene);
  const tokens = plain.match(/[()]|\b(?:and|or|not)\b|(?:(?!\b(?:and|or|not)\b)[^()])+/g) ?? [];
  const out: string[] = [];
  for (const [k, token] of tokens.entries()) {
    const word = token.trim().replace(/,$/, '');
    if (word === '') continue;
    if (/^(?:[()]|and|or)$/.test(word)) out.push(word);
    else if (word === 'not') {
      // "the oven is not hot": the denial belongs to its clause.
      const before = out.at(-1);
      if (before !== undefined && !/^(?:[()]|and|or|not)$/.test(before)) return undefined;
      out.push('not');
    } else {
      const next = tokens[k + 1]?.trim();
      if (next === 'not' && VERB.test(word)) {
        const rest = tokens[k + 2]?.trim() ?? '';
        const found = atom(`${word} not ${rest}`, scene, true);
        if (!found) return undefined;
        out.push(found);
        tokens[k + 1] = '';
        tokens[k + 2] = '';
        continue;
      }
      const found = atom(word, scene, true);
      if (!found) return undefined;
      out.push(found);
    }
  }
  return out.length === 0 ? undefined : out.join(' ');
};

const LEAD = /^(?:(?:and|but|so|now|then|suppose|say|please|right now|today|at the moment)[,:]? )+/;
const YES_NO = new RegExp(
  alternatives(
    /,? ?(?:-|\()?(?:yes or no|yes\/no|y\/n|true or false|right)\)?\W*$/,
    /^(?:please )?(?:say )?(?:yes or no|true or false|yes\/no):? /,
  ),
);
const ASKS = sequence(/^(?:so |then |and )?/, /(?:is|are|does|do|did|will|has|have|can|am) /);

const statesIn = (sentence: string, scene: Scene): string[] | undefined => {
  const parts = sentence.split(/,? (?:and|but) |, /).filter((one) => one.trim() !== '');
  const found = parts.map((one) => atom(one.replace(LEAD, ''), scene, false));
  return found.every((one): one is string => one !== undefined) ? found : undefined;
};

const isIdle = (sentence: string): boolean =>
  /^(?:please|thanks?|thank you|yes or no|yes\/no|y\/n|true or false|lol|ok)$/.test(sentence.trim());

/** "A on, B off": a capital that stands for a thing is no article. */
const LETTER = /(?<![\p{L}'])([A-Z])(?= (?:is|are|on|off|and|or|not|closed|open|high|low)\b|[,.;?)])/gu;

export const readSwitches: Reader = ({ text }) => {
  const low = text.replace(LETTER, 'unit$1').toLowerCase();
  if (
    low.length > 300 ||
    !new RegExp(`\\b${JOINS}\\b`).test(low) ||
    /\b(?:says|lies|liar|who|how|what|which|all|every|each|no one|nobody)\b|[=<>]/.test(low)
  )
    return undefined;
  const parts = low
    .replace(/(?<=[a-z])'s (?=(?:on|off|not|set|open|closed|high|low)\b)/g, ' is ')
    .split(/(?<=[.;?!])\s+/)
    .map((one) => ({ text: one.replace(/[.;?!]+$/, '').trim(), asks: one.endsWith('?') }))
    .filter(({ text }) => text !== '' && !isIdle(text));
  const scene: Scene = { propositions: [], names: [] };
  const rules = parts.filter(({ text, asks }) => !asks && new RegExp(`\\b${JOINS}\\b`).test(text));
  const rule = rules.length === 1 ? ruleIn(rules[0]!.text.replace(LEAD, '')) : undefined;
  if (!rule) return undefined;
  const given = conditionOf(rule.given, scene);
  const count = scene.names.length;
  const so = given && atom(rule.so, scene, true);
  if (!given || !so || scene.names.length !== count + 1 || count < 2 || count > 5) return undefined;
  const facts = /only|exactly|just/.test(rule.join) ? [`(${so}) implies (${given})`] : [];
  if (!rule.join.startsWith('only')) facts.push(`(${given}) implies (${so})`);
  let ask: string | undefined;
  for (const [k, { text, asks }] of parts.entries()) {
    if (text === rules[0]!.text) continue;
    const led = YES_NO.test(text);
    const plain = text.replace(YES_NO, '').replace(LEAD, '');
    if (asks || led || (k === parts.length - 1 && new RegExp(ASKS).test(plain))) {
      if (ask !== undefined) return undefined;
      ask = atom(plain.replace(new RegExp(ASKS), ''), scene, false);
      if (ask?.replace('not ', '') !== so.replace('not ', '')) return undefined;
      continue;
    }
    const states = statesIn(plain, scene);
    if (!states) return undefined;
    facts.push(...states);
  }
  if (ask === undefined) return undefined;
  return reading(
    problemOf(scene, facts, ask),
    numbersIn(low).map(({ value }) => value),
    false,
  );
};

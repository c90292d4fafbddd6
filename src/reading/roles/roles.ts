/**
 * Reads a word problem by the role of each of its words: amounts with their thing, rates, parts, verbs with what they
 * do, and the question with what it asks for. It answers only where every number and every telling word was understood.
 */
import { alternatives, anyOf, sequence } from '../../regex.ts';
import type { Problem } from '../../problem/formal/problem.ts';
import { isThing } from '../../problem/solve/things.ts';
import { reading, type Reader } from '../reading.ts';
import { valuesIn, type Text } from '../text/text.ts';
import { compose } from './compose.ts';
import { factsOf } from './facts.ts';
import type { Fact } from './told.ts';
import { apart, questionOf, type Question } from './question.ts';
import { clausesOf, sentencesOf, thingAt, tokensOf, type Token } from './tokens.ts';
import { verbsIn } from './verbs.ts';
import { SMOOTH, SORTS, STOP, TELLING, verbOf } from './words.ts';

const NO_NAME = new RegExp(
  sequence(
    /^/,
    anyOf(
      /how|what|there|if|each|the|she|he|they|it|we|you|i|on|in|at|after|then|now|his|her/,
      /their|my|our|this|that|all|some|one|every|another|mr|mrs|ms|dr|monday|tuesday/,
      /wednesday|thursday|friday|saturday|sunday|of|from|with|for|by|to|out|so|and|but|when|while|two|three|four|five/,
    ),
    /$/,
  ),
);

/** Names that were typed small: a word at the start of a clause before a verb, with nothing that makes it a thing. */
const bareNames = (low: string): string[] =>
  sentencesOf(tokensOf(low)).flatMap((sentence) =>
    clausesOf(sentence).flatMap((clause) => {
      const from = clause.findIndex(({ text }) => !/^(?:,|and|if|but|then|:|while|so)$/.test(text));
      const [word, next] = [clause[from]?.text ?? '', clause[from + 1]?.text ?? ''];
      const name =
        /^[a-z]{2,}[^s\d]$/.test(word) &&
        !STOP.has(word) &&
        verbOf(word) === undefined &&
        !SORTS.has(word) &&
        !isThing(word);
      return name &&
        new RegExp(
          sequence(
            /^/,
            anyOf(
              /has|had|is|gets|got|earns|saves|buys|bought|gives|gave|sells|sold|makes|made|finds/,
              /found|eats|ate|picks|picked/,
            ),
            /$/,
          ),
        ).test(next)
        ? [word]
        : [];
    }),
  );

/** Names of people: capitals inside a sentence, or at its start before a verb. */
const namesIn = ({ text, low }: Text): Set<string> => {
  const found = [...text.matchAll(/\p{Lu}\p{Ll}+/gu)].map((one) => one[0].toLowerCase());
  const starts = [...text.matchAll(/(?:^|[.?!;] )(\p{Lu}\p{Ll}+) (\p{Ll}+)/gu)];
  const plain = new Set(
    starts
      .filter(([, , next = '']) => verbOf(next) === undefined && next !== 'and')
      .map((one) => one[1]!.toLowerCase()),
  );
  const typed = new Set(found.filter((one) => !NO_NAME.test(one) && !plain.has(one)));
  return new Set([...typed, ...bareNames(low)]);
};

/** "The rest is put into boxes of 6": what is left goes on. */
const packs = (sentence: readonly Token[]): boolean =>
  sentence.some(({ text }) =>
    /^(?:put|puts|pack|packs|packed|shared?|shares|split|divided?|fill|fills|sorted|form|forms|make|makes)$/.test(text),
  );

/** A telling word of the facts that nothing explains. */
const unexplained = (
  sentences: readonly (readonly Token[])[],
  explained: ReadonlySet<Token>,
  question: Question,
): string | undefined => {
  for (const [i, sentence] of sentences.entries())
    for (const token of sentence) {
      const { text } = token;
      if (!TELLING.has(text) || explained.has(token) || SMOOTH.has(text)) continue;
      const next = sentence[sentence.indexOf(token) + 1]?.text ?? '';
      if (/^(?:second|third)$/.test(text) && /^(?:stop|station|day|night|week|hour|time|round|game)$/.test(next))
        continue;
      if (i === question.sentence) {
        if (
          new RegExp(
            sequence(
              /^/,
              anyOf(
                /twice|half|third|quarter|double|times|except|without|discount|not|no|off|other|others/,
                /another|%|average|mean/,
              ),
              /$/,
            ),
          ).test(text)
        )
          return text;
        continue;
      }
      const [before, own] = [sentence[sentence.indexOf(token) - 1]?.text ?? '', next];
      // "Flew off", "got off", "tip jar".
      if (text === 'off' && (verbOf(before) !== undefined || /^(?:cut|sawn|broke)$/.test(before))) continue;
      if (text === 'tip' && /^(?:jar|box|pot)$/.test(own)) continue;
      if (/^(?:need|needs|needed|want|wants)$/.test(text)) continue;
      if (/^(?:cost|costs)$/.test(text)) continue;
      if (
        /^(?:share|shares|shared|split|divide|divided|divides|equally|evenly|equal|same)$/.test(text) &&
        question.kind === 'each'
      )
        continue;
      if (/^(?:rest|remaining|remainder|others?)$/.test(text) && (question.kind === 'each' || packs(sentence)))
        continue;
      // "Of the remainder 30 withdrew": an amount like any other.
      const at = sentence.indexOf(token);
      if (
        /^(?:rest|remaining|remainder|others)$/.test(text) &&
        sentence[at - 2]?.text === 'of' &&
        sentence.slice(at - 4 < 0 ? 0 : at - 4, at + 3).some((one) => one.number !== undefined)
      )
        continue;
      if (/^(?:rest|remaining|remainder|others|left)$/.test(text) && question.rest) continue;
      if (text === 'already' && (question.kind === 'need' || question.kind === 'left')) continue;
      return text;
    }
  return undefined;
};

const FOREIGN = new RegExp(
  alternatives(
    /\b(?:probab\w*|perimeter|area|square|consecutive|digits?|ratio|speed|average|mean|median|angle)\b/,
    /\b(?:volume|fraction|mph|kmh|degrees|chance|ways|dice|o'clock)\b|\/ ?h\b/,
    /\d ?: ?\d|[=+*]|\d ?['"]|\d (?:\w+ )?(?:wide |long |tall )?by \d|\b(?:19|20)\d\d\b|\b\d+(?:st|nd|rd|th)\b/,
    /\ball (?:of them )?(?:but|except)\b|\b(?:in|on) (?:1|one)\W*$|\bone of (?:the|his|her|my|them|these|those)\b/,
  ),
);

/** "He gave a pack to his sister": a thing of the story comes or goes, and no number tells how many. */
const silentEvent = (sentences: readonly (readonly Token[])[], facts: readonly Fact[], asked: number): boolean => {
  const heads = new Set(facts.flatMap((one) => (one.type === 'part' ? [] : [one.thing.head, one.per?.head ?? ''])));
  return sentences.some(
    (sentence, i) =>
      i !== asked &&
      clausesOf(sentence).some((clause) => {
        if (clause.some((one) => one.number !== undefined)) return false;
        return verbsIn(clause).some(({ verb, at }) => {
          const article = clause.findIndex(
            (one, k) => k > at && k < at + 4 && /^(?:a|an|one|another|his|her|my|their|all)$/.test(one.text),
          );
          const thing = article < 0 ? '' : thingAt(clause, article + 1).thing.head;
          return thing !== '' && thing !== 'money' && heads.has(thing) && /^(?:gives|loses|sells|gets)$/.test(verb);
        });
      }),
  );
};

/** What a story comes to, by the roles of its words. */
const byRoles = (
  text: Text,
): { expression: string; round?: 'up' | 'down'; numbers: readonly string[]; question: Question } | undefined => {
  const { low } = text;
  if (low.length > 500 || FOREIGN.test(low)) return undefined;
  // Cents and whole money in one story are not told apart here.
  if (/\bcents?\b|\bpence\b|\d ?(?:c|p|ct)\b/.test(low) && /[$£€]|\b(?:dollars?|euros?|pounds?)\b/.test(low))
    return undefined;
  const sentences = apart(sentencesOf(tokensOf(low)));
  const question = questionOf(sentences, low, namesIn(text));
  if (!question || sentences.length > 9) return undefined;
  const { facts, explained, strange } = factsOf(sentences, question.sentence, namesIn(text));
  if (strange !== undefined || silentEvent(sentences, facts, question.sentence)) return undefined;
  if (facts.length < 2 || facts.length > 7) return undefined;
  if (unexplained(sentences, explained, question) !== undefined) return undefined;
  const composed = compose(facts, question, low);
  if (!composed || composed.expression.startsWith('-')) return undefined;
  const used = new Set([...composed.used].map((one) => one.order));
  if (facts.some((one) => !used.has(one.order))) return undefined;
  return {
    expression: composed.expression,
    ...(composed.round && { round: composed.round }),
    numbers: valuesIn(low),
    question,
  };
};

export const readRoles: Reader = (text) => {
  const found = byRoles(text);
  if (!found) return undefined;
  const { expression, round, numbers } = found;
  const quantities = numbers
    .filter((one) => new RegExp(`(?<![\\d.])${one.replace('.', '\\.')}(?![\\d.])`).test(expression))
    .map((one, i): [string, string] => [`q${i + 1}`, one]);
  const problem: Problem = { type: 'story', quantities, expression, ...(round && { round }) };
  return { ...reading(problem, [...numbers, '1'], false), chance: 0.7 };
};

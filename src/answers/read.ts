/**
 * The final answer of a reply: one ordered list of rules, each named, each with the place of what it read. It reads
 * what stands
 * there and judges nothing. A reply that asks back, refuses, is cut off or only plans has no answer, and so no vote.
 *
 *   tag → declaration after the last box → box → ####, heading, label, statement → option → yes or no → JSON → code →
 * short reply → last sentence → emphasis → last line
 *
 * Thoughts (<think> … </think> and their kin) are cut first. Digits of other scripts are read as digits.
 */
import type { AnswerSource, Finish } from '../types.ts';
import { boxed, boxesOf, cleaned, declarations, declaredValue, taggedSpan, type Found } from './declared.ts';
import {
  emphasised,
  jsonAnswer,
  lastLine,
  lastSentence,
  mostlyCode,
  optionIn,
  optionsOf,
  shortReply,
  yesOrNo,
  type Options,
} from './implicit.ts';
import { REFUSAL } from './languages.ts';
import { statedNumber, withUnit } from './pick.ts';
import { toPlain } from './scripts.ts';
import { withoutThoughts } from './thoughts.ts';

export type ReadOptions = {
  /** What was asked: its options (A) … (D), its numbers, its units. */
  question?: string | undefined;
};

/** A reply as text, or with what is known of how it ended. A reply that did not end by itself has no answer. */
export type Readable = string | { content: string; reasoning?: string | undefined; finish?: Finish | undefined };

export type ReadAnswer =
  | {
      type: 'answer';
      answer: string;
      /** Name of the rule. */ rule: string;
      /** Where it stands in the content (in the reasoning when that is all there is), in UTF-16 units. */ evidence: {
        start: number;
        end: number;
        text: string;
      };
    }
  | { type: 'none'; reason: string };

/** Longer replies are read from their end: the answer is there. Thoughts don't count. */
const MOST_READ = 24_000;
/** Of longer replies nothing before this is looked at. */
const MOST_KEPT = 4_000_000;
/** Longer runs of spaces are shortened to this. */
const MOST_SPACES = 40;

/** The end of a text without long runs of white space, and the way from a place in it to the place in the whole. */
const squeezed = (whole: string): { text: string; at: (place: number) => number } => {
  const cuts: { place: number; removed: number }[] = [];
  const parts: string[] = [];
  let [length, from, removed] = [0, 0, 0];
  for (const run of whole.matchAll(/\s{41,}/g)) {
    const keep = run.index + MOST_SPACES;
    parts.push(whole.slice(from, keep));
    length += keep - from;
    from = run.index + run[0].length;
    removed += from - keep;
    cuts.push({ place: length, removed });
  }
  parts.push(whole.slice(from));
  const joined = parts.join('');
  const offset = Math.max(0, joined.length - MOST_READ);
  const at = (place: number): number =>
    place + offset + (cuts.findLast((cut) => cut.place <= place + offset)?.removed ?? 0);
  return { text: joined.slice(offset), at };
};

const none = (reason: string): ReadAnswer => ({ type: 'none', reason });

type Context = {
  text: string;
  question: string;
  options: Options;
  /** The reply is known to have ended by itself. */ ended: boolean;
};

type Rule = { name: string; find(context: Context): Found | undefined };

/** The declared value, shortened to its number where it is a sentence: 'that Janet makes $18 every day'. */
const shortened = (found: Found, { text, question }: Context): Found => {
  // Words, not symbols: a long polynomial is a value as it stands.
  const words = found.answer.match(/\p{L}{2,}|\d+/gu)?.length ?? 0;
  const verb =
    words >= 3 &&
    /\b(?:is|are|was|were|has|have|had|will|makes?|made|gets?|got|needs?|costs?|earns?|receives?|takes?|pays?|left)\b/i.test(
      found.answer,
    );
  const sentence = /^\p{L}{2,} \p{L}{2,}.*\d.*\p{L}{2,}/u.test(found.answer) && words >= 5;
  const inHan = /^\p{Script=Han}{2,}\d[\d.,]*\p{Script=Han}{0,3}$/u.test(found.answer);
  if ((words <= 6 && !verb && !sentence && !inHan) || /\\|^[[({]|[=;^]|,.*,/.test(found.answer)) return found;
  const number = statedNumber(found.answer, text.slice(0, found.start), question);
  if (!number) return found;
  const whole = withUnit(found.answer, number);
  return { ...found, answer: found.answer.slice(whole.start, whole.end) };
};

/** Boxes, then what is declared after the last box, in the text or in its answer tag. */
const declaredIn = (context: Context): Found | undefined => {
  const { text } = context;
  const box = boxed(text);
  const all = declarations(text);
  const last = all.at(-1);
  const after =
    all.filter((one) => box && one.start >= box.end && /^(?:####|label|heading)$/.test(one.rule)).at(-1) ??
    all
      .filter(
        (one) =>
          box && one.start >= box.end && /final|correct/i.test(text.slice(Math.max(0, one.start - 30), one.start)),
      )
      .at(-1);
  if (box) return after && boxesOf(after.answer).boxes.length === 0 ? shortened(after, context) : box;
  // A statement in the same place as a label says the same with less around it.
  return last && shortened(last, context);
};

const tagged = (context: Context): Found | undefined => {
  const span = taggedSpan(context.text, context.ended);
  if (!span) return undefined;
  const inside = context.text.slice(span.start, span.end);
  const deeper = declaredIn({ ...context, text: inside });
  if (deeper)
    return { ...deeper, rule: `tag, ${deeper.rule}`, start: deeper.start + span.start, end: deeper.end + span.start };
  const whole = inside.trim();
  if (whole === '' || REFUSAL.test(whole)) return undefined;
  const single = whole.length <= 200 && !whole.includes('\n') ? (declaredValue(whole) ?? whole) : undefined;
  const sentence = single === undefined ? lastSentence(inside, context.question, true) : undefined;
  const found = { rule: 'tag', answer: single ?? sentence?.answer ?? whole, start: span.start, end: span.end };
  return single === undefined ? found : shortened(found, context);
};

/** The rules in order. The first that finds something decides. */
const RULES: readonly Rule[] = [
  { name: 'tag', find: tagged },
  { name: 'declared', find: declaredIn },
  { name: 'option', find: ({ text, options }) => optionIn(text, options) },
  { name: 'yes or no', find: ({ text, question }) => yesOrNo(text, question) },
  { name: 'json', find: ({ text }) => jsonAnswer(text) },
  { name: 'code', find: ({ text }) => mostlyCode(text) },
  { name: 'short', find: ({ text, question, ended }) => shortReply(text, question, ended) },
  { name: 'sentence', find: ({ text, question, ended }) => lastSentence(text, question, ended) },
  { name: 'emphasis', find: ({ text, ended }) => emphasised(text, ended) },
  { name: 'last line', find: ({ text, ended }) => lastLine(text, ended) },
];

/** Blanks what a model wrote past the end of its turn: '<|im_end|>', '<|im_start|>user …'. */
const ownTurn = (text: string): string => {
  const at = text.search(/<\|im_end\|>|<\|im_start\|>|<\|eot_id\|>|<\|endoftext\|>|<\/s>|<end_of_turn>/);
  return at <= 0 || text.slice(0, at).trim() === '' ? text : text.slice(0, at) + text.slice(at).replace(/[^\n]/g, ' ');
};

/** Whether braces stay open, or a tag of its own was never closed: the end is missing. */
const isCut = (answer: string): boolean =>
  /^<(?:answer|final_answer|result)>/.test(answer) ||
  (/\\[a-z]/.test(answer) && (answer.match(/(?<!\\)\{/g)?.length ?? 0) > (answer.match(/(?<!\\)\}/g)?.length ?? 0));

/** What the question asks in ("how many dozen") is no part of the number: '7 dozen' is 7 there. */
const inAskedUnit = (answer: string, question: string): string => {
  const match = /^([\d.,]+) (dozens?|hundreds?|thousands?|millions?|billions?|lakhs?|crores?)\b(?: of)?/i.exec(answer);
  if (!match) return answer;
  const name = match[2]!.toLowerCase().replace(/s$/, '');
  return new RegExp(`\\b(?:how many|in|number of) ${name}s?\\b`, 'i').test(question) ? match[1]! : answer;
};

/** The letter of the option that a declared text names, where the question offers options. */
const asOption = (found: Found, options: Options): string => {
  const text = found.answer.replace(/\\(?:text|math|bf)\w*\s*\{([^{}]*)\}/g, '$1').replace(/\\(?= )/g, '');
  const letter = optionIn(text, options, true)?.answer;
  if (letter !== undefined) return letter;
  return /^\(?([A-J])(?:\)|\.(?=\s)|:(?=\s))\s+\S/.exec(cleaned(text))?.[1] ?? found.answer;
};

/**
 * Reads the final answer of a reply. Pure; never throws; linear in the length of the reply.
 *
 * @param reply the text, or its content, reasoning and finish
 * @returns the answer as it was written, the rule that found it and where it stands; or why there is none
 * @example readAnswer('9 * 2 = 18.\nThe answer is **18**. To check: 18 / 2 = 9.') // { type: 'answer', answer: '18',
 * rule: 'statement', … }
 * @example readAnswer('Which of the two shops do you mean?') // { type: 'none', reason: 'no rule finds an answer' }
 */
export const readAnswer = (reply: Readable, { question = '' }: ReadOptions = {}): ReadAnswer => {
  const given = typeof reply === 'string' ? { content: reply } : reply;
  const { reasoning = '', finish } = given as { reasoning?: string; finish?: Finish };
  if (finish !== undefined && finish !== 'stop')
    return none(finish === 'length' ? 'the reply was cut off' : `the reply ended with ${finish}`);
  const thinks = given.content.trim() === '' && reasoning.trim() !== '';
  const source = thinks ? reasoning : given.content;
  const kept = Math.max(0, source.length - MOST_KEPT);
  const plain = toPlain(source.slice(kept));
  const cut = thinks ? plain : withoutThoughts(ownTurn(plain));
  if (cut === undefined) return none('the reply ends inside its thoughts');
  const { text: tail, at } = squeezed(cut);
  const text = tail.replace(/<<[^<>\n]{0,80}>>/g, (mark) => ' '.repeat(mark.length));
  if (text.trim() === '') return none('the reply is empty');
  if (boxesOf(text).open) return none('the reply ends inside a box');
  const context: Context = {
    text,
    question: toPlain(question.slice(0, 20_000)),
    options: optionsOf(question),
    ended: finish === 'stop',
  };
  for (const rule of thinks ? RULES.slice(0, 2) : RULES) {
    const found = rule.find(context);
    if (!found || found.answer.trim() === '') continue;
    if (isCut(found.answer)) return none('the reply breaks off');
    const answer = inAskedUnit(asOption(found, context.options), context.question);
    const [start, end] = [at(found.start) + kept, at(found.end) + kept];
    return { type: 'answer', answer, rule: found.rule, evidence: { start, end, text: source.slice(start, end) } };
  }
  return none(REFUSAL.test(text.slice(-600)) ? 'the reply gives no answer' : 'no rule finds an answer');
};

/** The answer alone, '' when there is none, and how it was found, for traces. */
export const answerAndSource = (reply: Readable, question?: string): { answer: string; read: AnswerSource } => {
  const found = readAnswer(reply, { question });
  if (found.type === 'none') return { answer: '', read: { reason: found.reason } };
  const { start, end } = found.evidence;
  return { answer: found.answer, read: { rule: found.rule, start, end } };
};

/** The answer alone, '' when there is none. */
export const answerText = (reply: Readable, question?: string): string => answerAndSource(reply, question).answer;

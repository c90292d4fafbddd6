/**
 * The answer inside a finished reply: what takes part in the vote. It reads text; it does not judge it.
 * A reply that did not end by itself has no answer here, whatever it holds: half a number is a wrong number.
 */
import type { Reply } from '../types.ts';

/** The inside of the last \boxed{...}, braces balanced. */
const boxed = (text: string): string | undefined => {
  const start = text.lastIndexOf('\\boxed{');
  if (start < 0) return undefined;
  let depth = 0;
  for (let i = start + 6; i < text.length; i++) {
    if (text[i] === '{') depth++;
    if (text[i] === '}' && --depth === 0) return text.slice(start + 7, i).trim();
  }
  return undefined;
};

const MARKER = /\banswer(?:\s+is|\s*[:=])|^####/gim;

/** What follows the last "answer is", "answer:" or "####", to the end of its sentence or line. */
const stated = (text: string): string | undefined => {
  const marker = [...text.matchAll(MARKER)].at(-1);
  if (!marker) return undefined;
  const line = text
    .slice(marker.index + marker[0].length)
    .replace(/^[\s:*]+/, '')
    .split('\n')[0]!;
  const sentence = line
    .split(/[.!] +(?=[A-Z])/)[0]!
    .trim()
    .replace(/\*+$/, '')
    .trim();
  return sentence.replace(/[.!*]+$/, '').trim() || undefined;
};

const inTags = (text: string): string | undefined => {
  const end = text.lastIndexOf('</answer>');
  const start = end < 0 ? -1 : text.lastIndexOf('<answer>', end);
  return start < 0 ? undefined : text.slice(start + '<answer>'.length, end).trim() || undefined;
};

/** The answer that a text declares, of one line or few words; undefined when it declares none. */
const declaredAnswer = (text: string): string | undefined => {
  const tagged = inTags(text);
  return boxed(tagged ?? text) ?? stated(tagged ?? text) ?? tagged;
};

const SHORT = 200;

/** JSON with its keys in order, so that equal objects are equal texts; undefined when the text is no object or list. */
const asJson = (text: string): string | undefined => {
  const inside = /^```(?:json)?\s*\n([\s\S]*?)\n?```$/.exec(text)?.[1] ?? text;
  if (!/^[{[]/.test(inside.trim())) return undefined;
  try {
    return JSON.stringify(JSON.parse(inside), (_, value: unknown) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
        : value,
    );
  } catch {
    return undefined;
  }
};

/** The code of a reply that is mostly one fenced block: ends of lines and empty lines don't count. */
const mostlyCode = (content: string): string | undefined => {
  const blocks = [...content.matchAll(/^```[^\n]*\n([\s\S]*?)^```/gm)].map((block) => block[1]!);
  const longest = blocks.toSorted((a, b) => b.length - a.length)[0] ?? '';
  if (longest.length * 2 < content.length) return undefined;
  return longest
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .join('\n');
};

/** The letters under which a question offers its choices: at least A and B, each at the start of a line or in a row. */
const choicesOf = (question: string): Set<string> => {
  const letters = [...question.matchAll(/(?:^|\s)\(?([A-J])[).:]\s*\S/gm)].map((found) => found[1]!);
  return new Set(letters.includes('A') && letters.includes('B') ? letters : []);
};

/** The letter that a text settles on, of those offered. */
const chosenLetter = (text: string, choices: ReadonlySet<string>): string | undefined => {
  const leading = /^\W*([A-J])(?:\b(?!['’])|$)/.exec(text)?.[1];
  const named = [...text.matchAll(/\b(?:answer|option|choice)\b(?:\s+is)?\W{0,4}([A-J])\b/gi)]
    .at(-1)?.[1]
    ?.toUpperCase();
  const alone = /(?:^|\n)\W*([A-J])\W*$/.exec(text)?.[1];
  return [named, alone, leading].find((letter) => letter !== undefined && choices.has(letter));
};

const CLOSING = /^(?:i )?(?:hope|let me|thanks?|good luck|enjoy|cheers|feel free|happy to|best)\b/i;

/** A last line that states a result: one of a few words, or an equation. A farewell, a question or an item of a list does not. */
const lastLine = (content: string): string | undefined => {
  const line = content.split('\n').at(-1)!.trim();
  if (line === '' || CLOSING.test(line) || /[!?:]$/.test(line) || /^(?:[-*•]|\d+[.)])\s|^```/.test(line))
    return undefined;
  const result = line.length <= 60 && line.split(/\s+/).length <= 5;
  return result || (line.length <= 100 && line.includes('=')) ? line : undefined;
};

/**
 * The answer of a reply, '' when it has none. First what its content declares (answer tags, a box, "the answer is"), where
 * `question` offers choices the letter; then JSON, a short content itself, code, and the last line when it states a result.
 * A text with none of these is an answer of its own as a whole: it agrees with no other, and only a judge can compare it.
 * A reply without content may declare its answer in its reasoning.
 */
export const extractAnswer = (reply: Pick<Reply, 'content' | 'reasoning' | 'finish'>, question = ''): string => {
  if (reply.finish !== 'stop') return '';
  const content = reply.content.trim();
  if (content === '') return declaredAnswer(reply.reasoning) ?? '';
  const declared = declaredAnswer(content);
  const choices = choicesOf(question);
  const letter = choices.size > 0 ? chosenLetter(declared ?? content, choices) : undefined;
  if (letter !== undefined) return letter;
  const json = asJson(content);
  if (json !== undefined) return json;
  if (declared !== undefined) return declared;
  if (content.length <= SHORT) return content;
  return mostlyCode(content) ?? lastLine(content) ?? content;
};

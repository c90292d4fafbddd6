/**
 * Question templates with {slots}. A template is filled to write a question, and matched to read the slots back from
 * one. Matching ignores case, repeated spaces and a missing final mark. Its time is linear in the question's length for
 * any input.
 */

const SLOT = /\{(\w+)\}/g;

/** Replaces every {slot}; throws on a slot without text. */
export const fill = (template: string, slots: Record<string, string>): string =>
  template.replace(SLOT, (_, name: string) => {
    const text = slots[name];
    if (text === undefined) throw new Error(`phrasing needs the slot {${name}}: "${template}"`);
    return text;
  });

/** A template as the literal texts around its slots: n slots have n + 1 texts. */
type Parts = { texts: readonly string[]; names: readonly string[] };

/** The longest question that is matched; a longer one fits no template. */
const LONGEST = 2000;

const tidy = (text: string): string =>
  text
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/[ .?!]+$/, '');
/** Lower case of the same length, so that indices stay valid. */
const lower = (text: string): string => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

const known = new Map<string, Parts>();

const partsOf = (template: string): Parts => {
  let parts = known.get(template);
  if (!parts) {
    const pieces = lower(tidy(template)).split(/\{\w+\}/);
    parts = { texts: pieces, names: [...template.matchAll(SLOT)].map((match) => match[1]!) };
    known.set(template, parts);
  }
  return parts;
};

/**
 * The slots with which `template` gives `question`, or undefined. Each slot matches as little as possible, at least one
 * character. A slot that occurs twice must match the same text twice.
 */
export const read = (template: string, question: string): Record<string, string> | undefined => {
  if (question.length > LONGEST) return undefined;
  const { texts, names } = partsOf(template);
  const text = tidy(question);
  const small = lower(text);
  const [first, last] = [texts[0]!, texts.at(-1)!];
  if (!small.startsWith(first) || !small.endsWith(last) || (names.length === 0 && small !== first)) return undefined;
  const end = text.length - last.length;
  const slots: Record<string, string> = {};
  let at = first.length;
  for (let i = 0; i < names.length; i++) {
    const next = i === names.length - 1 ? end : small.indexOf(texts[i + 1]!, at + 1);
    if (next <= at || next > end) return undefined;
    const value = text.slice(at, next).trim();
    if (value === '' || (slots[names[i]!] ?? value) !== value) return undefined;
    slots[names[i]!] = value;
    at = next + texts[i + 1]!.length;
  }
  return slots;
};

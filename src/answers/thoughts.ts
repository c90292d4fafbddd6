/**
 * Takes the thoughts out of a reply: what stands between <think> and </think> and the like says what was tried, not
 * what is answered.
 */

const PAIRS: readonly (readonly [open: string, close: string])[] = [
  ['<think>', '</think>'],
  ['<thinking>', '</thinking>'],
  ['<thought>', '</thought>'],
  ['<reasoning>', '</reasoning>'],
  ['<reflection>', '</reflection>'],
  ['<seed:think>', '</seed:think>'],
  ['[THINK]', '[/THINK]'],
  ['◁think▷', '◁/think▷'],
  ['<|begin_of_thought|>', '<|end_of_thought|>'],
  ['<scratchpad>', '</scratchpad>'],
  ['<|channel|>analysis<|message|>', '<|end|>'],
];

const blank = (text: string): string => text.replace(/[^\n]/g, ' ');

/** Everything between `open` and `close`, blanked; undefined when the text ends inside. One pass. */
const without = (text: string, open: string, close: string): string | undefined => {
  const parts: string[] = [];
  let from = 0;
  if (text.indexOf(close) >= 0 && (text.indexOf(open) < 0 || text.indexOf(open) > text.indexOf(close))) {
    from = text.indexOf(close) + close.length;
    parts.push(blank(text.slice(0, from)));
  }
  for (let start = text.indexOf(open, from); start >= 0; start = text.indexOf(open, from)) {
    const end = text.indexOf(close, start);
    if (end < 0) return undefined;
    parts.push(text.slice(from, start), blank(text.slice(start, end + close.length)));
    from = end + close.length;
  }
  return from === 0 ? text : [...parts, text.slice(from)].join('');
};

/**
 * The text with every thought blanked out, at the same length, so that places stay; undefined when it ends inside one.
 * A closing mark without an opening one ends a thought that began with the reply, as chat templates have it.
 */
export const withoutThoughts = (text: string): string | undefined => {
  let out: string | undefined = text;
  for (const [open, close] of PAIRS) out = out === undefined ? undefined : without(out, open, close);
  return out?.replace(/<\|(?!begin_of_box|end_of_box)[a-z_]{2,30}\|>/g, blank);
};

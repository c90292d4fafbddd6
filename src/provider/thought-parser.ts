/**
 * Parts the thoughts that a model writes into its answer from the answer, while they stream. It works on the text alone: any
 * cutting of a text into pieces gives the same sections. For models that are declared to write thoughts, or whose family is
 * known to; texts of others must not come here. gpt-oss has a form of its own (harmony.ts).
 *
 * - An opening marker counts at the start of the text or of a line outside of code, and the first one also within a line.
 * - A closing marker counts outside of code; when none does until the end, the last one inside of code was meant after all.
 * - A closing marker without an opening one: all before it was thought. What streamed already streamed as answer; the
 *   `result` is right.
 * - No closing marker: cut by length, it is all thought; ended by itself, text that the template opened was an answer, and
 *   so is what follows a marker within a line.
 * - Words before a thought stay in the answer. Markers of turns, and a wrapper around the answer, are taken out.
 */
import type { ThinkTags } from './config.ts';
import { createHarmonyParser } from './harmony.ts';
import type { Part, ThoughtParser } from './thoughts.ts';

/**
 * How a model writes thoughts: between markers; the same with the opening marker in its template; channels of Harmony.
 * `wrapped`: the answer may stand between `<answer>` tags.
 */
export type ThoughtForm = { type: 'markers'; opened: boolean; wrapped: boolean } | { type: 'harmony' };

/** Opening and closing markers by family: Qwen, DeepSeek and most; Granite, EXAONE; Magistral; Kimi; Seed-OSS; Cohere; Gemma 4. */
const MARKERS = [
  ['<think>', '</think>'],
  ['<thinking>', '</thinking>'],
  ['<thought>', '</thought>'],
  ['[THINK]', '[/THINK]'],
  ['◁think▷', '◁/think▷'],
  ['<seed:think>', '</seed:think>'],
  ['<|START_THINKING|>', '<|END_THINKING|>'],
  ['<|channel>thought', '<channel|>'],
] as const;
/** Markers of turns that some servers leave in the text. */
const NOISE = [
  '<|START_RESPONSE|>',
  '<|END_RESPONSE|>',
  '<|START_TEXT|>',
  '<|END_TEXT|>',
  '<turn|>',
  '<|channel>final',
];
const WRAPPER = ['<answer>', '</answer>'] as const;
const OPENERS: readonly string[] = MARKERS.map(([open]) => open);
const CLOSERS: readonly string[] = MARKERS.map(([, close]) => close);
/** A marker needs no more text than this to be known. */
const LONGEST_MARKER = 24;
const FIRST = new Set([...OPENERS, ...CLOSERS, ...NOISE, ...WRAPPER].map((marker) => marker[0]));

/** Families whose models write thoughts themselves. A server that parts the thoughts itself sends none, and nothing happens. */
const FAMILIES =
  /qwen-?3|qwq|deepseek-?r1|r1-distill|magistral|smollm-?3|k2-?think|glm-?[4-9]|minimax-?m|exaone|phi-?4.*reasoning|nemotron|hunyuan|seed-oss|thinking|reasoner|command-a-reasoning|command-r7b|gemma-?4|granite-?3\.[23]|openthinker|cogito|reasoning/i;
/** Families whose templates write the opening marker. */
const OPENED = /deepseek-?r1|r1-distill|qwq|thinking-2507|(next|vl|omni).*thinking|exaone-deep/i;
/** Families that wrap their answers. */
const WRAPPED = /k2-?think|hunyuan/i;
const HARMONY = /gpt-?oss|harmony/i;

/** How `model` writes thoughts into its answers; undefined when it does not. */
export const thoughtFormOf = (declared: ThinkTags, model: string): ThoughtForm | undefined => {
  if (declared === false) return undefined;
  const wrapped = WRAPPED.test(model);
  if (declared !== 'auto') return { type: 'markers', opened: declared === 'opened', wrapped };
  if (HARMONY.test(model)) return { type: 'harmony' };
  return FAMILIES.test(model) ? { type: 'markers', opened: OPENED.test(model), wrapped } : undefined;
};

/** Whether `text` may become one of `tags` by what follows. */
const mayBecome = (text: string, tags: readonly string[]): boolean =>
  tags.some((tag) => tag.length > text.length && tag.startsWith(text));

/** Where a text stands in Markdown, as far as code goes: fences by line, spans by the backtick before. */
const createCodeWatch = () => {
  let line = ''; // the current line, as long as it can matter
  let fence: string | undefined;
  let last = '';
  return {
    see(char: string): void {
      last = char;
      if (char === '\n') {
        line = '';
        return;
      }
      if (line.length < 8) line += char;
      const mark = /^ {0,3}(```|~~~)$/.exec(line)?.[1];
      if (mark !== undefined && (fence === undefined || fence === mark)) fence = fence === undefined ? mark : undefined;
    },
    inCode: () => fence !== undefined || last === '`',
    atLineStart: () => line.trim() === '',
    reset(): void {
      line = '';
      fence = undefined;
      last = '';
    },
  };
};

/** A parser for one reply. */
export const createThoughtParser = (form: ThoughtForm): ThoughtParser =>
  form.type === 'harmony' ? createHarmonyParser() : createMarkerParser(form);

/** The marker of `markers` that `text` begins with. */
const markerAt = (text: string, markers: readonly string[]): string | undefined =>
  markers.find((marker) => text.startsWith(marker));

const createMarkerParser = ({ opened, wrapped }: { opened: boolean; wrapped: boolean }): ThoughtParser => {
  let state: Part['section'] = opened ? 'think' : 'answer';
  let buffered = '';
  let reasoning = '';
  let content = '';
  let space = ''; // white space that is shown only when something follows it in its section
  let begun = false; // something of the present section was shown
  let explicit = false; // a marker was seen
  let wrapper = false; // the answer stands between tags
  let hidden: number | undefined; // in `reasoning`: where a closing marker inside of code stands
  let hiddenMarker = '';
  /** Text since a marker within a line, in case that no thought began there. */
  let inline: { before: string; reasoning: string; raw: string } | undefined;
  const code = createCodeWatch();

  const show = (parts: Part[], text: string): void => {
    for (const char of text) code.see(char);
    if (inline) inline.raw += text;
    const all = space + text;
    const shown = begun ? all : all.trimStart();
    const trimmed = shown.trimEnd();
    space = shown.slice(trimmed.length);
    if (trimmed === '') return;
    begun = true;
    if (state === 'think') reasoning += trimmed;
    else content += trimmed;
    const last = parts.at(-1);
    if (last?.section === state) last.text += trimmed;
    else parts.push({ section: state, text: trimmed });
  };
  const enter = (next: Part['section']): void => {
    // Between two thoughts, or two pieces of an answer with a thought between them, stands an empty line.
    begun = (next === 'think' ? reasoning : content) !== '';
    space = begun ? '\n\n' : '';
    state = next;
    explicit = true;
    hidden = undefined;
    inline = undefined;
    code.reset();
  };
  /** Takes a marker in; false when it is text. */
  const take = (parts: Part[], marker: string): boolean => {
    const closing = CLOSERS.includes(marker);
    if (closing && state === 'think' && code.inCode()) {
      show(parts, marker);
      hidden = reasoning.length;
      hiddenMarker = marker;
    } else if (closing && state === 'answer' && (explicit || code.inCode())) {
      return false; // the answer speaks of markers
    } else if (closing && state === 'answer') {
      reasoning = content;
      content = '';
      enter('answer');
    } else if (closing) {
      enter('answer');
    } else if (state === 'answer') {
      const within = !code.atLineStart();
      const before = space;
      enter('think');
      if (within) inline = { before, reasoning, raw: marker };
    } else if (reasoning !== '' || explicit) {
      return false; // an opening marker inside of thoughts
    } else {
      explicit = true; // the template and the model both opened
    }
    return true;
  };
  /** Takes out a marker of a turn or of the wrapper; false when it is text. */
  const drop = (marker: string): boolean => {
    if (NOISE.includes(marker)) return true;
    if (!wrapped || state === 'think') return false;
    if (marker === WRAPPER[0] && !begun) wrapper = true;
    else if (marker === WRAPPER[0] && space === '\n\n' && explicit) wrapper = true;
    else if (marker === WRAPPER[1] && wrapper) wrapper = false;
    else return false;
    return true;
  };
  /** Reads what is buffered, up to what may still become a marker. */
  const read = (parts: Part[], last: boolean): void => {
    let from = 0;
    let i = 0;
    const flush = (): void => {
      if (i > from) show(parts, buffered.slice(from, i));
      from = i;
    };
    while (i < buffered.length) {
      if (!FIRST.has(buffered[i]!)) {
        i++;
        continue;
      }
      flush();
      const rest = buffered.slice(i, i + LONGEST_MARKER);
      const opens = !code.inCode() && (code.atLineStart() || !explicit || state === 'think');
      const dropped = code.inCode() ? [] : wrapped ? [...NOISE, ...WRAPPER] : NOISE;
      const possible = [...(opens ? OPENERS : []), ...CLOSERS, ...dropped];
      const marker = markerAt(rest, possible);
      if (marker === undefined) {
        if (!last && mayBecome(rest, possible)) break;
        i++;
        continue;
      }
      i += marker.length;
      const known = OPENERS.includes(marker) || CLOSERS.includes(marker) ? take(parts, marker) : drop(marker);
      if (known) from = i;
      else flush();
    }
    if (i > from) show(parts, buffered.slice(from, i));
    buffered = buffered.slice(i);
  };
  const late = (parts: Part[], text: string, joint: string): void => {
    if (text === '') return;
    const joined = content === '' ? text.trimStart() : `${joint}${text}`;
    content += joined;
    parts.push({ section: 'answer', text: joined });
  };

  return {
    push(text) {
      const parts: Part[] = [];
      buffered += text;
      read(parts, false);
      return parts;
    },
    end(truncated) {
      const parts: Part[] = [];
      read(parts, true);
      if (state !== 'think') return parts;
      if (hidden !== undefined) {
        const answer = reasoning.slice(hidden).trim();
        reasoning = reasoning.slice(0, hidden - hiddenMarker.length).trimEnd();
        late(parts, answer, '\n\n');
      } else if (inline && !truncated) {
        reasoning = inline.reasoning;
        late(parts, inline.raw.trimEnd(), inline.before);
      } else if (!truncated && !explicit) {
        const answer = reasoning;
        reasoning = '';
        late(parts, answer, '\n\n');
      }
      return parts;
    },
    result: () => ({ reasoning, content }),
  };
};

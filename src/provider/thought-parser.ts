/**
 * Parts the thoughts that a model writes into its answer from the answer, while they stream. It works on the text
 * alone: any cutting of a text into pieces gives the same sections. For models that are declared to write thoughts, or
 * whose family is known to; texts of others must not come here. gpt-oss has a form of its own (harmony.ts).
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
import type { Part as AnyPart, ThoughtParser } from './thoughts.ts';
import { alternatives } from '../regex.ts';

type Part = Exclude<AnyPart, { section: 'call' }>;

/**
 * How a model writes thoughts: between markers; the same with the opening marker in its template; channels of Harmony.
 * `wrapped`: the answer may stand between `<answer>` or `<response>` tags.
 * `phrases`: the markers are sentences.
 */
export type ThoughtForm =
  | { type: 'markers'; opened: boolean; wrapped: boolean; phrases?: boolean }
  | { type: 'harmony' };

/**
 * Opening and closing markers by family: Qwen, DeepSeek and most; Granite, EXAONE; Magistral; Kimi; Seed-OSS; Cohere;
 * Gemma 4.
 */
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
const WRAPPER_OPENERS: readonly string[] = ['<answer>', '<response>'];
const WRAPPER_CLOSERS: readonly string[] = ['</answer>', '</response>'];
const WRAPPER = [...WRAPPER_OPENERS, ...WRAPPER_CLOSERS];
/** Granite 3.2 writes sentences. */
const PHRASES = [
  ['Here is my thought process:', 'Here is my response:'],
  ["Here's my thought process:", "Here's my response:"],
] as const;
const PHRASED = /granite-?3\.2/i;
const OPENERS: readonly string[] = MARKERS.map(([open]) => open);
const CLOSERS: readonly string[] = MARKERS.map(([, close]) => close);
const PHRASE_OPENERS: readonly string[] = PHRASES.map(([open]) => open);
const PHRASE_CLOSERS: readonly string[] = PHRASES.map(([, close]) => close);
/** A marker needs no more text than this to be known. */
const LONGEST_MARKER = 28;
const FIRST = new Set([...OPENERS, ...CLOSERS, ...NOISE, ...WRAPPER].map((marker) => marker[0]));

/**
 * Families whose models write thoughts themselves. A server that parts the thoughts itself sends none, and nothing
 * happens.
 */
const FAMILIES = new RegExp(
  alternatives(
    /qwen-?3|qwq|deepseek-?r1|r1-distill|magistral|smollm-?3|k2-?think|glm-?[4-9]|minimax-?m|exaone/,
    /phi-?4.*reasoning|nemotron|hunyuan|seed-oss|thinking|reasoner|command-a-reasoning|command-r7b/,
    /gemma-?4|granite-?3\.[23]|openthinker|cogito|reasoning/,
  ),
  'i',
);
/** Families whose templates write the opening marker. */
const OPENED = /deepseek-?r1|r1-distill|qwq|thinking-2507|(next|vl|omni).*thinking|exaone-deep/i;
/** Families that wrap their answers. */
const WRAPPED = /k2-?think|hunyuan|granite-?3\.[23]/i;
const HARMONY = /gpt-?oss|harmony/i;

/** How `model` writes thoughts into its answers; undefined when it does not. */
export const thoughtFormOf = (declared: ThinkTags, model: string): ThoughtForm | undefined => {
  if (declared === false) return undefined;
  const wrapped = WRAPPED.test(model);
  const phrases = PHRASED.test(model) ? { phrases: true } : {};
  if (declared !== 'auto') return { type: 'markers', opened: declared === 'opened', wrapped, ...phrases };
  if (HARMONY.test(model)) return { type: 'harmony' };
  return FAMILIES.test(model) ? { type: 'markers', opened: OPENED.test(model), wrapped, ...phrases } : undefined;
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

/** What a marker parser knows between two pieces of text. */
type MarkerState = {
  section: Part['section'];
  /** Text that may still become a marker. */
  buffered: string;
  reasoning: string;
  content: string;
  /** White space that is shown only when something follows it in its section. */
  space: string;
  /** Something of the present section was shown. */
  begun: boolean;
  /** A marker was seen. */
  explicit: boolean;
  /** The answer may stand between `<answer>` tags, and does just now. */
  wrapped: boolean;
  wrapper: boolean;
  phrases: boolean;
  /** A closing marker inside of code, and where it ends in `reasoning`. */
  hidden?: { marker: string; end: number } | undefined;
  /** Text since a marker within a line, in case that no thought began there. */
  inline?: { before: string; reasoning: string; raw: string } | undefined;
  code: ReturnType<typeof createCodeWatch>;
};

/** Puts text into the present section. */
const show = (state: MarkerState, parts: Part[], text: string): void => {
  for (const char of text) state.code.see(char);
  if (state.inline) state.inline.raw += text;
  const all = state.space + text;
  const shown = state.begun ? all : all.trimStart();
  const trimmed = shown.trimEnd();
  state.space = shown.slice(trimmed.length);
  if (trimmed === '') return;
  state.begun = true;
  if (state.section === 'think') state.reasoning += trimmed;
  else state.content += trimmed;
  const last = parts.at(-1);
  if (last?.section === state.section) last.text += trimmed;
  else parts.push({ section: state.section, text: trimmed });
};

const enter = (state: MarkerState, next: Part['section']): void => {
  // Between two thoughts, or two pieces of an answer with a thought between them, stands an empty line.
  state.begun = (next === 'think' ? state.reasoning : state.content) !== '';
  state.space = state.begun ? '\n\n' : '';
  state.section = next;
  state.explicit = true;
  state.hidden = undefined;
  state.inline = undefined;
  state.code.reset();
};

/** Takes a closing marker in; false when it is text. */
const takeClosing = (state: MarkerState, parts: Part[], marker: string): boolean => {
  const inCode = state.code.inCode();
  if (state.section === 'think' && inCode) {
    show(state, parts, marker);
    state.hidden = { marker, end: state.reasoning.length };
    return true;
  }
  if (state.section === 'answer') {
    if (state.explicit || inCode) return false; // the answer speaks of markers
    state.reasoning = state.content;
    state.content = '';
  }
  enter(state, 'answer');
  return true;
};

/** Takes an opening marker in; false when it is text. */
const takeOpening = (state: MarkerState, marker: string): boolean => {
  if (state.section === 'answer') {
    const within = !state.code.atLineStart();
    const before = state.space;
    enter(state, 'think');
    if (within) state.inline = { before, reasoning: state.reasoning, raw: marker };
    return true;
  }
  if (state.reasoning !== '' || state.explicit) return false; // an opening marker inside of thoughts
  state.explicit = true; // the template and the model both opened
  return true;
};

/** Takes out a marker of a turn or of the wrapper; false when it is text. */
const drop = (state: MarkerState, marker: string): boolean => {
  if (NOISE.includes(marker)) return true;
  if (!state.wrapped || state.section === 'think') return false;
  const atStart = !state.begun || (state.space === '\n\n' && state.explicit);
  if (WRAPPER_OPENERS.includes(marker) && atStart) state.wrapper = true;
  else if (WRAPPER_CLOSERS.includes(marker) && state.wrapper) state.wrapper = false;
  else return false;
  return true;
};

/** The markers that count at the present place. */
const possibleMarkers = ({ code, explicit, section, wrapped, phrases }: MarkerState): string[] => {
  const inCode = code.inCode();
  const opens = !inCode && (code.atLineStart() || !explicit || section === 'think');
  const sentences = phrases && code.atLineStart() ? [...PHRASE_OPENERS, ...PHRASE_CLOSERS] : [];
  return [
    ...sentences,
    ...(opens ? OPENERS : []),
    ...CLOSERS,
    ...(inCode ? [] : NOISE),
    ...(wrapped && !inCode ? WRAPPER : []),
  ];
};

const acceptMarker = (state: MarkerState, parts: Part[], marker: string): boolean => {
  if (CLOSERS.includes(marker) || PHRASE_CLOSERS.includes(marker)) return takeClosing(state, parts, marker);
  return OPENERS.includes(marker) || PHRASE_OPENERS.includes(marker) ? takeOpening(state, marker) : drop(state, marker);
};

/** Reads what is buffered, up to what may still become a marker. `last`: nothing follows. */
const read = (state: MarkerState, parts: Part[], last: boolean): void => {
  const { buffered } = state;
  let from = 0;
  let i = 0;
  const flush = (): void => {
    if (i > from) show(state, parts, buffered.slice(from, i));
    from = i;
  };
  while (i < buffered.length) {
    if (!FIRST.has(buffered[i]!) && !(state.phrases && buffered[i] === 'H')) {
      i++;
      continue;
    }
    flush();
    const rest = buffered.slice(i, i + LONGEST_MARKER);
    const possible = possibleMarkers(state);
    const marker = markerAt(rest, possible);
    if (marker === undefined) {
      if (!last && mayBecome(rest, possible)) break;
      i++;
      continue;
    }
    i += marker.length;
    if (acceptMarker(state, parts, marker)) from = i;
    else flush();
  }
  flush();
  state.buffered = buffered.slice(i);
};

/** Adds text to the answer that was taken for a thought before. */
const addLate = (state: MarkerState, parts: Part[], text: string, joint: string): void => {
  if (text === '') return;
  const joined = state.content === '' ? text.trimStart() : `${joint}${text}`;
  state.content += joined;
  parts.push({ section: 'answer', text: joined });
};

/** Decides what an unfinished thought was, once the text has ended. */
const settle = (state: MarkerState, parts: Part[], truncated: boolean): void => {
  const { hidden, inline, reasoning } = state;
  if (state.section !== 'think') return;
  if (hidden) {
    state.reasoning = reasoning.slice(0, hidden.end - hidden.marker.length).trimEnd();
    addLate(state, parts, reasoning.slice(hidden.end).trim(), '\n\n');
  } else if (inline && !truncated) {
    state.reasoning = inline.reasoning;
    addLate(state, parts, inline.raw.trimEnd(), inline.before);
  } else if (!truncated && !state.explicit) {
    state.reasoning = '';
    addLate(state, parts, reasoning, '\n\n');
  }
};

const createMarkerParser = ({
  opened,
  wrapped,
  phrases = false,
}: Exclude<ThoughtForm, { type: 'harmony' }>): ThoughtParser => {
  const state: MarkerState = {
    section: opened ? 'think' : 'answer',
    buffered: '',
    reasoning: '',
    content: '',
    space: '',
    begun: false,
    explicit: false,
    wrapped,
    wrapper: false,
    phrases,
    code: createCodeWatch(),
  };
  return {
    push(text) {
      const parts: Part[] = [];
      state.buffered += text;
      read(state, parts, false);
      return parts;
    },
    end(truncated) {
      const parts: Part[] = [];
      read(state, parts, true);
      settle(state, parts, truncated);
      return parts;
    },
    result: () => ({ reasoning: state.reasoning, content: state.content }),
  };
};

/**
 * Thoughts that a model writes into its answer, between tags, parted from the answer while they stream. It works on
 * the text alone: any cutting of a text into pieces gives the same sections. For models that are declared to do so, or
 * whose family is known to; text of others must not come here.
 *
 * - An opening tag counts at the start of the text or of a line outside of code.
 * - A closing tag counts outside of code; when none does until the end, the last one inside of code was meant after all.
 * - A closing tag without an opening one: all before it was thought. What streamed already streamed as answer; the
 *   `result` is right.
 * - No closing tag: cut by length, it is all thought; ended by itself, `opened` text was an answer, and is shown as one at the end.
 */
import type { Section } from '../types.ts';
import type { ThinkTags } from './config.ts';

type Part = { section: Extract<Section, 'think' | 'answer'>; text: string };

export type TagParser = {
  push(text: string): Part[];
  /** The text has ended; `truncated` when by a limit. To be called once. */
  end(truncated: boolean): Part[];
  /** The sections, once the text has ended. */
  result(): { reasoning: string; content: string };
};

const NAMES = ['<think>', '<thinking>', '<thought>', '[THINK]', '◁think▷'];
const OPENERS = NAMES;
const CLOSERS = NAMES.map((tag) => `${tag[0]}/${tag.slice(1)}`);
const FIRST = new Set(NAMES.map((tag) => tag[0]));

/** Families whose models write the tags themselves. A server that parts the thoughts itself sends none, and nothing happens. */
const FAMILIES =
  /qwen-?3|qwq|deepseek-?r1|r1-distill|magistral|smollm-?3|k2-?think|glm-?[4-9]|minimax-?m|exaone|phi-?4.*reasoning|nemotron|hunyuan|seed-oss|thinking|reasoner/i;

/** Whether and how `model` writes its thoughts into its answers. */
export const thinkTagsOf = (declared: ThinkTags, model: string): 'none' | 'written' | 'opened' =>
  declared === 'opened'
    ? 'opened'
    : declared === true || (declared === 'auto' && FAMILIES.test(model))
      ? 'written'
      : 'none';

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

/** A parser for one reply. `opened`: the template has written the opening tag, so the reply begins inside of it. */
export const createTagParser = (opened: boolean): TagParser => {
  let state: Part['section'] = opened ? 'think' : 'answer';
  let buffered = '';
  let reasoning = '';
  let content = '';
  let space = ''; // white space that is shown only when something follows it in its section
  let begun = false; // something of the present section was shown
  let explicit = false; // a tag was seen
  let hidden: number | undefined; // in `reasoning`: where a closing tag inside of code stands
  let hiddenTag = '';
  const code = createCodeWatch();

  const show = (parts: Part[], text: string): void => {
    for (const char of text) code.see(char);
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
    code.reset();
  };
  /** Reads what is held, up to what may still become a tag. */
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
      const rest = buffered.slice(i);
      const opens = code.atLineStart() && !code.inCode();
      const tag =
        (opens ? OPENERS : []).find((candidate) => rest.startsWith(candidate)) ??
        CLOSERS.find((candidate) => rest.startsWith(candidate));
      if (tag === undefined) {
        if (!last && (mayBecome(rest, CLOSERS) || (opens && mayBecome(rest, OPENERS)))) break;
        i++;
        continue;
      }
      const closing = tag[1] === '/';
      if (closing && state === 'think' && code.inCode()) {
        show(parts, tag);
        hidden = reasoning.length;
        hiddenTag = tag;
      } else if (closing && state === 'answer' && (explicit || code.inCode())) {
        show(parts, tag); // the answer speaks of tags
      } else if (closing && state === 'answer') {
        reasoning = content;
        content = '';
        enter('answer');
      } else if (closing || state === 'answer') {
        enter(closing ? 'answer' : 'think');
      } else if (reasoning !== '' || explicit) {
        show(parts, tag); // an opening tag inside of thoughts
      } else {
        explicit = true; // the template and the model both opened
      }
      i += tag.length;
      from = i;
    }
    if (i > from) show(parts, buffered.slice(from, i));
    buffered = buffered.slice(i);
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
      const late = (text: string): void => {
        if (text === '') return;
        const joined = content === '' ? text : `\n\n${text}`;
        content += joined;
        parts.push({ section: 'answer', text: joined });
      };
      if (hidden !== undefined) {
        late(reasoning.slice(hidden).trim());
        reasoning = reasoning.slice(0, hidden - hiddenTag.length).trimEnd();
      } else if (!truncated && !explicit) {
        late(reasoning);
        reasoning = '';
      }
      return parts;
    },
    result: () => ({ reasoning, content }),
  };
};

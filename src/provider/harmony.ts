/**
 * The channels of Harmony, the form in which gpt-oss writes: `<|channel|>analysis<|message|>...<|end|>` is thought,
 * `final` is the answer, `commentary` is said to the user. For servers that pass the text on as the model wrote it, also for
 * those that lose the markers and leave `analysis...assistantfinal...`. Source: openai/harmony, docs/format.md.
 */
import type { Part, ThoughtParser } from './thoughts.ts';

const MARKER = /<\|(start|channel|message|end|return|call|constrain)\|>/;
/** The longest marker is `<|constrain|>`. */
const LONGEST = 13;
/** What is left of the markers when a server drops them: at the start, and between thought and answer. */
const BARE_START = 'analysis';
const BARE_FINAL = 'assistantfinal';

/** How much of the end of `text` may be the beginning of `word`. */
const overlap = (text: string, word: string): number => {
  for (let length = Math.min(text.length, word.length - 1); length > 0; length--)
    if (word.startsWith(text.slice(-length))) return length;
  return 0;
};

/** Where a marker may begin at the end of `text`; its length when none does. */
const heldFrom = (text: string): number => {
  const at = text.lastIndexOf('<');
  return at >= 0 && text.length - at < LONGEST && !text.slice(at).includes('>') ? at : text.length;
};

const sectionOf = (channel: string): Part['section'] => (/^\s*analysis/.test(channel) ? 'think' : 'answer');

export const createHarmonyParser = (): ThoughtParser => {
  let buffered = '';
  let section: Part['section'] = 'answer';
  /** Between `<|channel|>` or `<|start|>` and `<|message|>`: the text is a header. */
  let header: string | undefined;
  let mode: 'unknown' | 'marked' | 'bare' = 'unknown';
  const texts = { think: '', answer: '' };

  const show = (parts: Part[], text: string): void => {
    const words = texts[section] === '' ? text.trimStart() : text;
    if (words === '') return;
    texts[section] += words;
    const last = parts.at(-1);
    if (last?.section === section) last.text += words;
    else parts.push({ section, text: words });
  };
  const mark = (name: string): void => {
    if (name === 'channel' || name === 'start') header = '';
    else if (name === 'message') {
      section = sectionOf(header ?? '');
      header = undefined;
    } else if (name !== 'constrain') header = undefined;
  };
  const text = (parts: Part[], words: string): void => {
    if (header === undefined) show(parts, words);
    else header += words;
  };
  const readMarked = (parts: Part[], last: boolean): void => {
    for (let found = MARKER.exec(buffered); found; found = MARKER.exec(buffered)) {
      text(parts, buffered.slice(0, found.index));
      buffered = buffered.slice(found.index + found[0].length);
      mark(found[1]!);
    }
    const until = last ? buffered.length : heldFrom(buffered);
    text(parts, buffered.slice(0, until));
    buffered = buffered.slice(until);
  };
  const readBare = (parts: Part[], last: boolean): void => {
    const at = section === 'think' ? buffered.indexOf(BARE_FINAL) : -1;
    if (at >= 0) {
      show(parts, buffered.slice(0, at));
      buffered = buffered.slice(at + BARE_FINAL.length);
      section = 'answer';
    }
    const keep = last || section === 'answer' ? 0 : overlap(buffered, BARE_FINAL);
    show(parts, buffered.slice(0, buffered.length - keep));
    buffered = buffered.slice(buffered.length - keep);
  };
  const read = (last: boolean): Part[] => {
    const parts: Part[] = [];
    if (mode === 'unknown') {
      const head = buffered.trimStart();
      if (!last && BARE_START.startsWith(head)) return parts;
      mode = head.startsWith(BARE_START) ? 'bare' : 'marked';
      if (mode === 'bare') {
        section = 'think';
        buffered = head.slice(BARE_START.length);
      }
    }
    if (mode === 'bare') readBare(parts, last);
    else readMarked(parts, last);
    return parts;
  };

  return {
    push: (more) => {
      buffered += more;
      return read(false);
    },
    end: () => read(true),
    result: () => ({ reasoning: texts.think.trim(), content: texts.answer }),
  };
};

/**
 * The channels of Harmony, the form in which gpt-oss writes: `<|channel|>analysis<|message|>...<|end|>` is thought,
 * `final` is the answer, `commentary` is said to the user, and what is written `to=functions.NAME` is a call of a tool. For
 * servers that pass the text on as the model wrote it, also for those that lose the markers and leave
 * `analysis...assistantfinal...`. Source: openai/harmony, docs/format.md.
 */
import type { Part, ThoughtParser } from './thoughts.ts';

const MARKER = /<\|(start|channel|message|end|return|call|constrain)\|>/;
/** The longest marker is `<|constrain|>`. */
const LONGEST = 13;
/** What is left of the markers when a server drops them: at the start, and before an answer or a call. */
const BARE_START = 'analysis';
const BARE_FINAL = 'assistantfinal';
const BARE_CALL = 'commentary to=functions.';
const BARE_NEXT_CALL = `assistant${BARE_CALL}`;
/** Longest name of a tool and what may stand between it and the arguments. */
const LONGEST_NAME = 200;

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

/** The tool that a header is addressed to: '' when it is none of the caller's functions. */
const recipientOf = (header: string): string | undefined => {
  const to = /\bto=([^\s<]+)/.exec(header)?.[1];
  if (to === undefined) return undefined;
  return to.startsWith('functions.') ? to.slice('functions.'.length) : '';
};

/** What is known between two pieces of text. */
type State = {
  buffered: string;
  section: Part['section'];
  /** Between `<|channel|>` or `<|start|>` and `<|message|>`: the text is a header. */
  header: string | undefined;
  mode: 'unknown' | 'marked' | 'bare';
  texts: { think: string; answer: string };
};

const enterCall = (state: State, parts: Part[], name: string): void => {
  state.section = 'call';
  parts.push({ section: 'call', name, text: '' });
};

const show = (state: State, parts: Part[], text: string): void => {
  const { section, texts } = state;
  if (section === 'call') {
    if (text !== '') parts.push({ section, text });
    return;
  }
  const words = texts[section] === '' ? text.trimStart() : text;
  if (words === '') return;
  texts[section] += words;
  const last = parts.at(-1);
  if (last?.section === section) last.text += words;
  else parts.push({ section, text: words });
};

/** The header is over: what follows is for whom it says. */
const enterMessage = (state: State, parts: Part[]): void => {
  const header = state.header ?? '';
  state.header = undefined;
  const tool = recipientOf(header);
  if (tool) return enterCall(state, parts, tool);
  // Tools of the model's maker, such as python and browser, are nothing that a caller could run: their input is
  // thought.
  state.section = tool === '' || /(?:^|\n)\s*analysis/.test(header) ? 'think' : 'answer';
};

const mark = (state: State, parts: Part[], name: string): void => {
  if (name === 'start') state.header = '';
  else if (name === 'channel') state.header = `${state.header ?? ''}\n`;
  else if (name === 'message') enterMessage(state, parts);
  else if (name !== 'constrain') state.header = undefined;
  else if (state.header !== undefined) state.header += ' ';
};

const readMarked = (state: State, parts: Part[], last: boolean): void => {
  const text = (words: string): void => {
    if (state.header === undefined) show(state, parts, words);
    else state.header += words;
  };
  for (let found = MARKER.exec(state.buffered); found; found = MARKER.exec(state.buffered)) {
    text(state.buffered.slice(0, found.index));
    state.buffered = state.buffered.slice(found.index + found[0].length);
    mark(state, parts, found[1]!);
  }
  const until = last ? state.buffered.length : heldFrom(state.buffered);
  text(state.buffered.slice(0, until));
  state.buffered = state.buffered.slice(until);
};

/** Takes the name of a bare call, up to its arguments. False while more of it is to come. */
const takeBareName = (state: State, parts: Part[], last: boolean): boolean => {
  const at = state.buffered.indexOf('{');
  if (at < 0 && !last && state.buffered.length < LONGEST_NAME) return false;
  const head = at < 0 ? state.buffered : state.buffered.slice(0, at);
  state.buffered = state.buffered.slice(head.length);
  state.header = undefined;
  enterCall(state, parts, head.trim().split(/\s+/)[0] ?? '');
  return true;
};

const readBare = (state: State, parts: Part[], last: boolean): void => {
  while (state.section !== 'answer') {
    if (state.header !== undefined && !takeBareName(state, parts, last)) return;
    const [final, call] = [BARE_FINAL, BARE_NEXT_CALL].map((word) => state.buffered.indexOf(word)) as [number, number];
    if (final < 0 && call < 0) break;
    const isCall = final < 0 || (call >= 0 && call < final);
    const at = isCall ? call : final;
    show(state, parts, state.buffered.slice(0, at));
    state.buffered = state.buffered.slice(at + (isCall ? BARE_NEXT_CALL : BARE_FINAL).length);
    if (isCall) state.header = '';
    else state.section = 'answer';
  }
  const { buffered } = state;
  const keep =
    last || state.section === 'answer' ? 0 : Math.max(overlap(buffered, BARE_FINAL), overlap(buffered, BARE_NEXT_CALL));
  show(state, parts, buffered.slice(0, buffered.length - keep));
  state.buffered = buffered.slice(buffered.length - keep);
};

/** Finds out whether the markers are there. False while it can not be known. */
const takeStart = (state: State, last: boolean): boolean => {
  const head = state.buffered.trimStart();
  if (!last && [BARE_START, BARE_CALL].some((word) => word.startsWith(head))) return false;
  const start = [BARE_START, BARE_CALL].find((word) => head.startsWith(word));
  state.mode = start === undefined ? 'marked' : 'bare';
  if (start === undefined) return true;
  state.section = 'think';
  if (start === BARE_CALL) state.header = '';
  state.buffered = head.slice(start.length);
  return true;
};

export const createHarmonyParser = (): ThoughtParser => {
  const state: State = {
    buffered: '',
    section: 'answer',
    header: undefined,
    mode: 'unknown',
    texts: { think: '', answer: '' },
  };
  const read = (last: boolean): Part[] => {
    const parts: Part[] = [];
    if (state.mode === 'unknown' && !takeStart(state, last)) return parts;
    (state.mode === 'bare' ? readBare : readMarked)(state, parts, last);
    return parts;
  };
  return {
    push: (more) => {
      state.buffered += more;
      return read(false);
    },
    end: () => read(true),
    result: () => ({ reasoning: state.texts.think.trim(), content: state.texts.answer }),
  };
};

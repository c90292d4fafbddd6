/**
 * Chat templates: renders conversations to token ids, splits a reply into its sections, and lays out training rows.
 *
 * A template never sees message texts. It renders placeholders, which are replaced afterwards, and only the
 * template's own words can become markers. So no message can forge a turn or a section.
 */
import { Template } from '@huggingface/jinja';
import { isObject } from '../json.ts';
import type { Message, Section } from '../types.ts';
import type { Decoder, Tokenizer } from './tokenizer.ts';

/**
 * Mizan's own template, as stored in tokenizer_config.json. Beyond the usual variables it reads `open` (the section
 * that the reply opens with) and `continue_final_message` (a trailing assistant message is left open).
 */
const chatTemplate = `{%- for message in messages -%}
{%- if message.role != 'assistant' -%}
<|{{ 'system' if message.role == 'system' else 'user' }}|>{{ message.content }}<|end|>
{%- else -%}
{%- set last = loop.last and continue_final_message -%}
{%- set written = 3 if message.content else (2 if message.reasoning else (1 if message.plan else 0)) -%}
<|assistant|>
{%- if message.plan -%}<|plan|>{{ message.plan }}{%- endif -%}
{%- if message.reasoning -%}<|think|>{{ message.reasoning }}{%- endif -%}
{%- if message.content or not last -%}<|answer|>{{ message.content }}{%- endif -%}
{%- if not last -%}<|end|>
{%- elif open == 'answer' and written < 3 -%}<|answer|>
{%- elif open == 'think' and written < 2 -%}<|think|>
{%- elif open == 'plan' and written < 1 -%}<|plan|>
{%- elif not open and written == 1 -%}<|think|>
{%- endif -%}
{%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt -%}<|assistant|>{%- if open -%}<|{{ open }}|>{%- endif -%}{%- endif -%}`;

/** A chat template with the marker texts that it may use. */
export type ChatTemplate = { source: string; bosToken: string; eosToken: string };

/** The template of Mizan's own models. */
export const mizanTemplate: ChatTemplate = { source: chatTemplate, bosToken: '', eosToken: '<|end|>' };

/** The template in the parsed content of a tokenizer_config.json; of several, the one named 'default'. */
export const parseTemplate = (json: unknown): ChatTemplate => {
  if (!isObject(json)) throw new Error('tokenizer_config.json: the file must hold a JSON object');
  const listed: unknown = Array.isArray(json.chat_template)
    ? json.chat_template.find((entry: unknown) => isObject(entry) && entry.name === 'default')?.template
    : json.chat_template;
  if (typeof listed !== 'string')
    throw new Error(
      "tokenizer_config.json: chat_template is missing; a base model can't be chatted with: take the model's chat version, or put its template into chat_template.jinja",
    );
  const text = (token: unknown): string => {
    const content = isObject(token) ? token.content : token;
    return typeof content === 'string' ? content : '';
  };
  return { source: listed, bosToken: text(json.bos_token), eosToken: text(json.eos_token) };
};

/** The tokenizer_config.json of Mizan's own models. */
export const tokenizerConfig = (): Record<string, unknown> => ({
  tokenizer_class: 'PreTrainedTokenizerFast',
  add_bos_token: false,
  clean_up_tokenization_spaces: false,
  pad_token: '<|pad|>',
  eos_token: '<|end|>',
  chat_template: chatTemplate,
});

const compiled = new Map<string, Template>();

const compile = (source: string): Template => {
  let template = compiled.get(source);
  if (!template) {
    try {
      template = new Template(source);
    } catch (error) {
      throw new Error(`the chat template can't be read: ${(error as Error).message}`, { cause: error });
    }
    if (compiled.size >= 16) compiled.clear();
    compiled.set(source, template);
  }
  return template;
};

// A placeholder is the number of a text between private-use characters.
const frame = (n: number): string => `\u{f5a1d}${n}\u{f5a1e}`;
const framed = /\u{f5a1d}(\d+)\u{f5a1e}/gu;

const isMizan = (tokenizer: Tokenizer): boolean =>
  tokenizer.idOf('<|think|>') !== undefined && tokenizer.idOf('<|answer|>') !== undefined;

/**
 * A past turn with the thought at its head as reasoning. Templates that cut thoughts look for `</think>` in the
 * content, which they can not see here (texts are placeholders); what they do with the reasoning is theirs.
 */
const partThought = ({ content, reasoning }: Message): { content: string; reasoning: string | undefined } => {
  const [close, open] = ['</think>', '<think>'];
  const end = content.lastIndexOf(close);
  if (end < 0) return { content, reasoning };
  const thought = content.slice(0, end).trim();
  return {
    content: content.slice(end + close.length).trimStart(),
    reasoning: reasoning || (thought.startsWith(open) ? thought.slice(open.length).trim() : thought),
  };
};

/** The template's output with placeholders, and the texts they stand for. */
const render = (
  template: ChatTemplate,
  messages: readonly Message[],
  open: Section | undefined,
  thinks: boolean,
  closed = false,
): { skeleton: string; texts: string[] } => {
  const texts: string[] = [];
  const last = messages.at(-1);
  const continued = last?.role === 'assistant' && !closed;
  // White space around a text stays outside its placeholder, so that a template that trims still works.
  const hide = (text: string | undefined): string => {
    const trimmed = (text ?? '').trim();
    if (trimmed === '') return text ?? '';
    const at = text!.indexOf(trimmed);
    return text!.slice(0, at) + frame(texts.push(trimmed) - 1) + text!.slice(at + trimmed.length);
  };
  const isMizanTemplate = template.source === chatTemplate;
  const cuts = !isMizanTemplate && template.source.includes('</think>');
  const hidden = messages.map((message, i) => {
    const { role, plan } = message;
    const isPast = role === 'assistant' && i < messages.length - 1;
    const { content, reasoning } = cuts && isPast ? partThought(message) : message;
    if (role !== 'system' && role !== 'user' && role !== 'assistant') {
      throw new Error(`message ${i} has the role ${JSON.stringify(role)}; it must be system, user or assistant`);
    }
    const [planned, thought, answer] = [hide(plan), hide(reasoning), hide(content)];
    // In training, thoughts of the last turn go before its answer where the template has no place for them.
    const before =
      closed && !isMizanTemplate && i === messages.length - 1
        ? `${planned && `${planned}\n\n`}${thought && !template.source.includes('reasoning') ? `<think>\n${thought}\n</think>\n\n` : ''}`
        : '';
    return { role, plan: planned, reasoning: thought, reasoning_content: thought, content: before + answer };
  });
  // Most templates have no open turn. An unfinished turn without content is their generation prompt.
  const foreignOpen = !isMizanTemplate && continued && last.content.trim() === '';
  let skeleton: string;
  try {
    skeleton = compile(template.source).render({
      messages: foreignOpen ? hidden.slice(0, -1) : hidden,
      add_generation_prompt: !closed && (!continued || foreignOpen),
      continue_final_message: continued,
      open: open ?? '',
      enable_thinking: open !== 'answer',
      bos_token: template.bosToken,
      eos_token: template.eosToken,
    });
  } catch (error) {
    throw new Error(`the chat template refuses these messages: ${(error as Error).message}`, { cause: error });
  }
  if (!isMizanTemplate && continued && !foreignOpen) {
    // As in transformers' continue_final_message: whatever the template writes after the text goes.
    const mark = hidden.at(-1)!.content.trim();
    const at = skeleton.lastIndexOf(mark);
    if (at < 0) throw new Error("the chat template drops the last assistant message, so it can't be continued");
    skeleton = skeleton.slice(0, at + mark.length);
  }
  if (!isMizanTemplate && !closed && (!continued || foreignOpen)) {
    const { plan, reasoning } = foreignOpen ? hidden.at(-1)! : { plan: '', reasoning: '' };
    if (plan !== '') skeleton += `${plan}\n\n`;
    if (thinks && (reasoning !== '' || open === 'think') && !/<think>\s*$/u.test(skeleton)) skeleton += '<think>\n';
    if (thinks) skeleton += reasoning;
  }
  return { skeleton, texts };
};

/** A template's output as ids: markers from its own words, texts as ordinary characters. */
const encodeRendered = (tokenizer: Tokenizer, { skeleton, texts }: ReturnType<typeof render>): number[] => {
  const ids: number[] = [];
  // Ordinary text between two markers is encoded at once, as if the whole prompt were one string.
  let plain = '';
  const flush = (): void => {
    for (const id of tokenizer.encode(plain)) ids.push(id);
    plain = '';
  };
  const addTrusted = (text: string): void => {
    for (const piece of tokenizer.cut(text)) {
      if (typeof piece === 'string') plain += piece;
      else {
        flush();
        ids.push(piece);
      }
    }
  };
  let at = 0;
  for (const match of skeleton.matchAll(framed)) {
    addTrusted(skeleton.slice(at, match.index));
    plain += texts[Number(match[1])];
    at = match.index + match[0].length;
  }
  if (/[\u{f5a1d}\u{f5a1e}]/u.test(skeleton.replace(framed, ''))) {
    throw new Error('the chat template takes message texts apart (slices or searches them), which is not supported');
  }
  addTrusted(skeleton.slice(at));
  flush();
  return ids;
};

/**
 * The prompt of a conversation as ids. A trailing assistant message is continued; otherwise the prompt ends where the
 * reply begins, in section `open` where the model has sections. Markers come from the template alone: marker text in a
 * message is encoded as ordinary characters. Foreign models get `<think>` for open 'think' if they have that token,
 * and a plan to follow as the first words of their reply. Throws when the template refuses the messages.
 */
export const renderPrompt = (
  tokenizer: Tokenizer,
  template: ChatTemplate,
  messages: readonly Message[],
  open?: Section,
): number[] => encodeRendered(tokenizer, render(template, messages, open, tokenizer.idOf('<think>') !== undefined));

/**
 * A whole conversation as ids for training, with every turn ended. Markers come from the template alone, as in
 * prompts.
 */
export const renderConversation = (
  tokenizer: Tokenizer,
  template: ChatTemplate,
  messages: readonly Message[],
): number[] =>
  encodeRendered(tokenizer, render(template, messages, undefined, tokenizer.idOf('<think>') !== undefined, true));

/** The section in which a prompt ends, for `sections`. Undefined when the model chooses the section itself. */
export const openSection = (tokenizer: Tokenizer, prompt: readonly number[], open?: Section): Section | undefined => {
  if (isMizan(tokenizer)) {
    for (let i = prompt.length - 1; i >= 0; i--) {
      const token = tokenizer.tokenOf(prompt[i]);
      if (token === '<|plan|>' || token === '<|think|>' || token === '<|answer|>') return token.slice(2, -2) as Section;
      if (token === '<|assistant|>') return undefined;
    }
    return undefined;
  }
  for (let i = prompt.length - 1; i >= 0; i--) {
    const token = tokenizer.tokenOf(prompt[i]) ?? '';
    if (token === '<think>') return 'think';
    if (tokenizer.cut(token)[0] === prompt[i]) break; // another marker: the turn began here
  }
  if (/<think>\s*$/u.test(tokenizer.decode(prompt.slice(-12), { special: true }))) return 'think';
  return open === 'plan' ? 'plan' : undefined;
};

export type SectionPart = { section: Section; text: string };

/** Splits a reply into sections token by token. `end` gives the text that was still held back, once. */
export type SectionParser = { push(id: number): SectionPart | undefined; end(): SectionPart[] };

const splitByMarkers = (tokenizer: Tokenizer, open: Section | undefined): SectionParser => {
  const sectionOf = new Map(
    (['plan', 'think', 'answer'] as const).map((section) => [tokenizer.idOf(`<|${section}|>`), section]),
  );
  const markers = new Set(
    ['<|pad|>', '<|end|>', '<|system|>', '<|user|>', '<|assistant|>'].map((token) => tokenizer.idOf(token)),
  );
  let section: Section = open ?? 'answer';
  let decoder: Decoder = tokenizer.decoder();
  return {
    push: (id) => {
      const next = sectionOf.get(id);
      if (next === undefined && !markers.has(id)) return { section, text: decoder.push(id) };
      const part = { section, text: decoder.end() };
      decoder = tokenizer.decoder();
      section = next ?? section;
      return part.text === '' ? undefined : part; // a half character before a marker: shown, not lost
    },
    end: () => {
      const text = decoder.end();
      return text === '' ? [] : [{ section, text }];
    },
  };
};

const tags = ['<think>', '</think>'] as const;

/** Where a tag might begin at the very end of the text, or the text's length. */
const possibleTagStart = (text: string): number => {
  for (let at = Math.max(0, text.length - 7); at < text.length; at++) {
    if (tags.some((tag) => tag.startsWith(text.slice(at)))) return at;
  }
  return text.length;
};

const splitByTags = (tokenizer: Tokenizer, open: Section | undefined): SectionParser => {
  const base: Section = open === 'plan' ? 'plan' : 'answer';
  let section: Section = open ?? base;
  const decoder = tokenizer.decoder();
  let pending = '';
  let trim = false; // skip line ends right after a tag
  let queue: SectionPart[] = [];
  const put = (piece: string): void => {
    const text = trim ? piece.replace(/^[\r\n]+/u, '') : piece;
    if (text === '') return;
    trim = false;
    const before = queue.at(-1);
    if (before?.section === section) before.text += text;
    else queue.push({ section, text });
  };
  const take = (text: string): void => {
    pending += text;
    for (let tag = /<\/?think>/u.exec(pending); tag; tag = /<\/?think>/u.exec(pending)) {
      put(pending.slice(0, tag.index));
      pending = pending.slice(tag.index + tag[0].length);
      section = tag[0] === '<think>' ? 'think' : base;
      trim = true;
    }
    const from = possibleTagStart(pending);
    put(pending.slice(0, from));
    pending = pending.slice(from);
  };
  return {
    push: (id) => {
      const token = tokenizer.tokenOf(id);
      const marker = token === '<think>' || token === '</think>';
      // A tag that is a special token would be left out by decoding.
      take(marker ? decoder.end() + token : decoder.push(id));
      return queue.shift() ?? (marker ? undefined : { section, text: '' });
    },
    end: () => {
      take(decoder.end());
      put(pending);
      pending = '';
      const parts = queue;
      queue = [];
      return parts;
    },
  };
};

/**
 * A streaming splitter for one reply. `open` is the section in which the prompt ended (see `openSection`). Mizan's
 * markers are recognised by id; for other models <think> and </think> are recognised in the text, even when split over
 * tokens, and the rest is 'answer' ('plan' when that was open). `push` gives undefined for a marker, and empty text
 * while a character or a possible tag is incomplete; the order of all parts, pushed and ended, is that of the text.
 */
export const createSectionParser = (tokenizer: Tokenizer, open?: Section): SectionParser =>
  isMizan(tokenizer) ? splitByMarkers(tokenizer, open) : splitByTags(tokenizer, open);

/**
 * One row of supervised training for Mizan's own models: the ids of question and reply, and a mask of equal length
 * that is true where the model must produce the token: all after <|assistant|>, markers and the final <|end|> included.
 */
export const exampleDocument = (
  tokenizer: Tokenizer,
  row: { question: string; plan?: string; thought: string; answer: string },
): { ids: number[]; mask: boolean[] } => {
  const marker = (name: string): number => {
    const id = tokenizer.idOf(`<|${name}|>`);
    if (id === undefined) throw new Error(`the tokenizer has no <|${name}|>; training rows need Mizan's markers`);
    return id;
  };
  const prompt = [marker('user'), ...tokenizer.encode(row.question), marker('end'), marker('assistant')];
  const reply: number[] = [];
  const add = (name: Section, text: string): void => {
    reply.push(marker(name));
    for (const id of tokenizer.encode(text)) reply.push(id);
  };
  if (row.plan) add('plan', row.plan);
  if (row.thought) add('think', row.thought);
  add('answer', row.answer);
  reply.push(marker('end'));
  const ids = prompt.concat(reply);
  return { ids, mask: ids.map((_, i) => i >= prompt.length) };
};

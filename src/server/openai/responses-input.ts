/**
 * The `input` of a Responses body, read into turns: messages, calls and their outputs, thoughts given back. What
 * belongs to one reply (thoughts, words, calls) becomes one turn again. Nothing is fetched and nothing is looked up:
 * items that are only referred to have been put in their place before (responses-history.ts).
 */
import { z } from 'zod';
import type { Message, Wire } from '../../types.ts';
import { badRequest } from '../http.ts';
import { jsonObject } from './fields.ts';
import { toMessage } from './messages.ts';

const inputText = z.looseObject({
  type: z.enum(['input_text', 'output_text', 'text', 'summary_text', 'reasoning_text']),
  text: z.string(),
});
const refusal = z.looseObject({ type: z.literal('refusal'), refusal: z.string() });
const image = z.looseObject({
  type: z.literal('input_image'),
  image_url: z.string().nullish(),
  file_id: z.string().nullish(),
  detail: z.string().nullish(),
});
const file = z.looseObject({ type: z.literal('input_file') });
const audio = z.looseObject({ type: z.literal('input_audio'), input_audio: jsonObject });
const part = z.discriminatedUnion('type', [inputText, refusal, image, file, audio]);
const content = z.union([z.string(), z.array(part)]);

const message = z.looseObject({
  type: z.literal('message'),
  role: z.enum(['user', 'assistant', 'system', 'developer']),
  content,
});
const call = z.looseObject({
  type: z.literal('function_call'),
  call_id: z.string().min(1),
  name: z.string().min(1),
  arguments: z.string(),
});
const output = z.looseObject({ type: z.literal('function_call_output'), call_id: z.string().min(1), output: content });
const reasoning = z.looseObject({
  type: z.literal('reasoning'),
  summary: z.array(inputText).nullish(),
  content: z.array(inputText).nullish(),
  encrypted_content: z.string().nullish(),
});

/** What `/v1/responses/compact` made of the turns before. */
const compaction = z.looseObject({ type: z.literal('compaction'), encrypted_content: z.string() });

export const inputItem = z.discriminatedUnion(
  'type',
  [message, call, output, reasoning, compaction],
  'must be a message, function_call, function_call_output, reasoning or compaction item',
);
export type InputItem = z.output<typeof inputItem>;

/**
 * What an upstream sent beside its thoughts (signatures, details), carried through the client as `encrypted_content`.
 */
const SEAL = 'mizan1.';
export const seal = (beside: Wire): string =>
  `${SEAL}${Buffer.from(JSON.stringify(beside), 'utf8').toString('base64url')}`;

/** What `seal` was given; nothing for the seal of another server. */
export const unseal = (text: string | null | undefined): Wire => {
  if (!text?.startsWith(SEAL)) return {};
  try {
    const value: unknown = JSON.parse(Buffer.from(text.slice(SEAL.length), 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Wire) : {};
  } catch {
    return {};
  }
};

type Part = z.output<typeof part>;

const partOf = (part: Part): Wire => {
  switch (part.type) {
    case 'refusal':
      return { type: 'text', text: part.refusal };
    case 'input_image':
      if (!part.image_url) throw badRequest('input: a picture is given by image_url; files are not kept here', 'input');
      return { type: 'image_url', image_url: { url: part.image_url, ...(part.detail && { detail: part.detail }) } };
    case 'input_file': {
      const { type: _, ...about } = part;
      return { type: 'file', file: about };
    }
    case 'input_audio':
      return { type: 'input_audio', input_audio: part.input_audio };
    default:
      return { type: 'text', text: part.text };
  }
};

/** Words alone as a string, anything else as parts of a chat-completions turn. */
const contentOf = (given: string | Part[]): string | Wire[] => {
  if (typeof given === 'string') return given;
  const parts = given.map(partOf);
  return parts.every((part) => part.type === 'text') ? parts.map((part) => part.text as string).join('') : parts;
};
const textOf = (given: string | Part[]): string => {
  const found = contentOf(given);
  return typeof found === 'string'
    ? found
    : found.map((part) => (part.type === 'text' ? (part.text as string) : '')).join('');
};

type Assistant = {
  role: 'assistant';
  content: string | null;
  reasoning_content?: string;
  tool_calls?: Wire[];
  [beside: string]: unknown;
};

/** The turns of the chat-completions form. Throws a `RequestError` (400) for an item that has no place in it. */
const turnsOf = (items: readonly InputItem[]): Wire[] => {
  const turns: Wire[] = [];
  let open: Assistant | undefined;
  const assistant = (): Assistant => {
    if (!open) turns.push((open = { role: 'assistant', content: null }));
    return open;
  };
  for (const item of items) {
    switch (item.type) {
      case 'reasoning': {
        if (open && (open.content !== null || open.tool_calls)) open = undefined;
        const turn = assistant();
        const thought = (item.content?.length ? item.content : (item.summary ?? []))
          .map((part) => part.text)
          .join('\n\n');
        if (thought !== '') turn.reasoning_content = `${turn.reasoning_content ?? ''}${thought}`;
        Object.assign(turn, unseal(item.encrypted_content), { role: 'assistant' });
        break;
      }
      case 'function_call': {
        const turn = assistant();
        (turn.tool_calls ??= []).push({
          id: item.call_id,
          type: 'function',
          function: { name: item.name, arguments: item.arguments },
        });
        break;
      }
      case 'function_call_output':
        open = undefined;
        // A picture in an output reaches the model: it is what the tool saw.
        turns.push({ role: 'tool', tool_call_id: item.call_id, content: contentOf(item.output) });
        break;
      case 'message':
        if (item.role === 'assistant') {
          if (open && open.content !== null) open = undefined;
          assistant().content = textOf(item.content);
        } else {
          open = undefined;
          turns.push({ role: item.role, content: contentOf(item.content) });
        }
        break;
      case 'compaction': {
        open = undefined;
        const { summary } = unseal(item.encrypted_content);
        if (typeof summary !== 'string')
          throw badRequest(
            'input: a compaction item of another server can not be read; send the items themselves',
            'input',
          );
        turns.push({ role: 'user', content: `Summary of the conversation so far:\n${summary}` });
        break;
      }
      default:
        item satisfies never;
    }
  }
  return turns;
};

/** `instructions` first, then `input`. */
export const readTurns = (instructions: string | null | undefined, input: string | readonly InputItem[]): Message[] => {
  const turns = typeof input === 'string' ? [{ role: 'user', content: input }] : turnsOf(input);
  const all: Wire[] = instructions ? [{ role: 'system', content: instructions }, ...turns] : turns;
  return all.map((turn) => toMessage(turn as Parameters<typeof toMessage>[0], turn));
};

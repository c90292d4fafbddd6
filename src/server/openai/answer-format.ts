/**
 * Answers in a required format: JSON, or JSON that fits a schema. `withAnswerFormat` makes a Chat of a Chat: it holds
 * an answer back until it was checked, asks once more when it does not fit, and then fails.
 *
 * Schemas come from callers and may be hostile. They are checked before use, their references are never fetched, and a
 * validation that takes too long (a pattern that backtracks for ever) is cut off.
 */
import { runInTime } from '#time-limit';
import { dereference, Validator, type Schema } from '@cfworker/json-schema';
import type { AnswerFormat, Chat, ChatEvent, ChatRequest, Failure, Reply, Usage, Wire } from '../../types.ts';
import { addUsage } from '../../usage.ts';
import { badRequest } from '../http.ts';
import { withReadablePatterns } from './schema-patterns.ts';

/**
 * Longest time for one validation, in milliseconds; and how often it is tried when the machine was busy with other
 * things.
 */
const PATIENCE = 250;
const TRIES = 4;

/** What `check` returns, or an error when it runs longer than PATIENCE. */
const withTimeLimit = <T>(check: () => T): T => {
  for (let left = TRIES - 1; ; left--) {
    let value: T | undefined;
    const { ended, cpu } = runInTime(() => {
      value = check();
    }, PATIENCE);
    if (ended) return value as T;
    const starved = cpu < PATIENCE / 2;
    if (!starved || left === 0) throw new Error(`it takes longer than ${PATIENCE} ms`);
  }
};

/** A validator; patterns that JavaScript can't read are left to the model. */
const validatorOf = (schema: Wire): Validator => new Validator(withReadablePatterns(schema) as Schema, '2020-12');

/** Throws a `RequestError` (400) for a schema that can't be used. */
export const checkSchema = (schema: Wire, param: string): void => {
  try {
    dereference(withReadablePatterns(schema) as Schema);
    withTimeLimit(() => validatorOf(schema).validate(null));
  } catch (error) {
    throw badRequest(`${param}: the schema can't be used: ${(error as Error).message}`, param, 'invalid_json_schema');
  }
};

/** A code fence, with or without the name of a language. */
const FENCE = /```[ \t]*\w*[ \t]*\r?\n?([\s\S]*?)\r?\n?[ \t]*```/;

/** The JSON of an answer: the text itself, or what a fence in it holds. */
const parseAnswer = (content: string): { json: string; value: unknown } | { fault: string } => {
  const text = content.replace(/^\uFEFF/, '');
  const fenced = FENCE.exec(text)?.[1];
  let fault = '';
  for (const json of fenced === undefined ? [text] : [text, fenced.trim()]) {
    try {
      return { json, value: JSON.parse(json) as unknown };
    } catch (error) {
      fault = (error as Error).message;
    }
  }
  return { fault: `it is not JSON (${fault})` };
};

/** An answer that fits, with a code fence around it taken off; or what is wrong with it. */
export type FormatCheck = { content: string } | { fault: string };

/** Whether `content` has the form. Without `strict` a schema asks for JSON only, as OpenAI has it. */
export const checkFormat = (content: string, format: AnswerFormat): FormatCheck => {
  const parsed = parseAnswer(content);
  if ('fault' in parsed) return parsed;
  const { json, value } = parsed;
  if (format.type === 'json')
    return typeof value === 'object' && value !== null ? { content: json } : { fault: 'it is not a JSON object' };
  if (!format.strict) return { content: json };
  try {
    const { valid, errors } = withTimeLimit(() => validatorOf(format.schema).validate(value));
    if (valid) return { content: json };
    const last = errors.at(-1);
    return {
      fault: `it does not fit the schema at ${last?.instanceLocation ?? '#'}: ${(last?.error ?? 'no reason is known').replace(/\.$/, '')}`,
    };
  } catch (error) {
    return { fault: `it could not be checked against the schema (${(error as Error).message})` };
  }
};

const formatFailure = (fault: string): Failure => ({
  status: 422,
  type: 'invalid_response_error',
  code: 'json_schema_violation',
  message: `the model's answer does not have the form that was asked for: ${fault}`,
});

/** What the model reads when its answer did not fit. */
const retryRequest = (request: ChatRequest, reply: Reply, fault: string, format: AnswerFormat): ChatRequest => ({
  ...request,
  n: 1,
  ...(request.seed !== undefined && { seed: request.seed + 1 }),
  messages: [
    ...request.messages,
    { role: 'assistant', content: reply.content },
    {
      role: 'user',
      content: `That answer can't be used: ${fault}. Answer again with nothing but JSON${format.type === 'schema' ? ` that fits this schema:\n${JSON.stringify(format.schema)}` : '.'}`,
    },
  ],
});

/**
 * `chat`, whose answers have the form that the request asks for. Thoughts and tool calls pass as they come; of an answer
 * nothing passes before it fits. One more try per answer; then, or when it was cut off, `done` with finish 'error' and
 * a failure of status 422. A reply that calls tools is no answer and is not checked. `selects`: deltas are of
 * candidates and pass, the answer is that of `done`.
 */
export const withAnswerFormat = (chat: Chat, selects: boolean): Chat =>
  async function* (request) {
    const { format } = request;
    if (!format) return yield* chat(request);
    const replies = new Map<number, { reply: Reply; usage: Usage }>();
    let end: Extract<ChatEvent, { type: 'done' }> | undefined;
    for await (const event of chat(request)) {
      if (event.type === 'done') end = event;
      else if (event.type === 'delta' && event.section === 'answer' && !selects) continue;
      else if (event.type === 'reply' && !selects) replies.set(event.reply.index, event);
      else yield event;
    }
    if (!end) return;
    let { usage, seconds } = end;
    const broken = end.reply.finish === 'error' || end.reply.finish === 'cancelled';
    const failedDone = (failure: Failure): ChatEvent => ({
      type: 'done',
      reply: { ...end.reply, finish: 'error', content: failure.message },
      usage,
      seconds,
      failure,
    });
    if (broken) return yield end;
    if (!replies.has(end.reply.index)) replies.set(end.reply.index, { reply: end.reply, usage: end.usage });
    for (const reply of end.replies ?? []) replies.set(reply.index, { reply, usage: end.usage });

    for (const [index, { reply, usage: paid }] of replies) {
      let final = reply;
      if (!reply.toolCalls?.length) {
        if (reply.finish === 'length')
          return yield failedDone(formatFailure('it was cut off by the token limit before its end'));
        let found = checkFormat(reply.content, format);
        if ('fault' in found) {
          let second: Extract<ChatEvent, { type: 'done' }> | undefined;
          for await (const event of chat(retryRequest(request, reply, found.fault, format)))
            if (event.type === 'done') second = event;
          if (!second) return yield failedDone(formatFailure(found.fault));
          usage = addUsage(usage, second.usage);
          seconds += second.seconds;
          if (second.reply.finish === 'cancelled' || second.reply.finish === 'error')
            return yield { ...second, usage, seconds };
          found =
            second.reply.finish === 'length'
              ? { fault: 'it was cut off by the token limit before its end' }
              : checkFormat(second.reply.content, format);
          if ('fault' in found) return yield failedDone(formatFailure(`${found.fault}, also when asked again`));
          final = { ...second.reply, index };
        }
        final = { ...final, content: found.content };
      }
      replies.set(index, { reply: final, usage: paid });
    }
    for (const { reply, usage: paid } of selects ? [] : replies.values()) {
      if (reply.content !== '') {
        yield {
          type: 'delta',
          index: reply.index,
          section: 'answer',
          text: reply.content,
          tokens: 0,
          ...(reply.logprobs && { logprobs: reply.logprobs }),
        };
      }
      yield { type: 'reply', reply, usage: paid };
    }
    yield {
      ...end,
      reply: replies.get(end.reply.index)!.reply,
      ...(end.replies && { replies: end.replies.map((reply) => replies.get(reply.index)!.reply) }),
      usage,
      seconds,
    };
  };

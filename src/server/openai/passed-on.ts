/**
 * POST /v1/embeddings and /v1/rerank, and /v1/completions of token ids (which only the upstream's tokenizer can read): passed on
 * to the upstream of the model as they came, and answered as it answers. The key, the budget, the limits and the ledger are as for any other request.
 */
import { z } from 'zod';
import { isObject } from '../../json.ts';
import type { Failure, Usage, Wire } from '../../types.ts';
import { NO_USAGE } from '../../usage.ts';
import { takeTurn, type ApiRequest, type ServerContext } from '../exchange.ts';
import { badRequest, failed, findModel, json, RequestError } from '../http.ts';
import { parseFields } from './fields.ts';

const model = z.string().min(1).max(512);
const tokens = z.array(z.number().int());
const embeddingsSchema = z.looseObject({
  model,
  input: z.union(
    [
      z.string().min(1),
      z.array(z.string()).min(1),
      tokens.min(1),
      z.array(tokens).min(1),
      z.array(z.looseObject({})).min(1),
    ],
    'must be a text, a list of texts or token ids',
  ),
});
const rerankSchema = z.looseObject({
  model,
  query: z.union([z.string().min(1), z.looseObject({})], 'must be a text'),
  documents: z.array(z.union([z.string(), z.looseObject({})])).min(1),
});

const count = (value: unknown): number =>
  Number.isSafeInteger(value) && (value as number) > 0 ? (value as number) : 0;

const usageOf = ({ usage }: Wire): Usage =>
  isObject(usage)
    ? {
        ...NO_USAGE,
        promptTokens: count(usage.prompt_tokens) || count(usage.total_tokens),
        completionTokens: count(usage.completion_tokens),
      }
    : NO_USAGE;

const passedOn =
  (path: string, what: string, schema: z.ZodType<{ model: string }>) =>
  async (serving: ServerContext, incoming: ApiRequest): Promise<Response> => {
    const { model: name } = parseFields(schema, incoming.body);
    const { model: served, suffix } = findModel(serving.catalog, name);
    if (!served.passOn || suffix !== '')
      throw badRequest(
        `${name.slice(0, 200)} gives no ${what}; name a model of a provider that does, as it is`,
        'model',
      );
    const turn = await takeTurn(serving, incoming, served);
    const end = (failure: Failure): Response => {
      turn.end({ finish: failure.code === 'cancelled' ? 'cancelled' : 'error', usage: NO_USAGE, failure });
      return failed(failure, incoming.headers);
    };
    try {
      const headers = { 'x-request-id': incoming.requestId };
      // There is nothing to stream in these, and a stream could not be read.
      const { stream: _, ...fields } = incoming.body;
      const found = await served.passOn(path, fields, { signal: turn.signal, headers });
      if ('failure' in found) return end(turn.cut() ?? found.failure);
      turn.end({ finish: 'stop', usage: usageOf(found.value), output: {} });
      await turn.entry.committed;
      return json({ ...found.value, model: name }, incoming.headers);
    } catch (error) {
      end({ status: 500, type: 'server_error', code: 'internal_error', message: `${served.id} failed unexpectedly` });
      throw error instanceof RequestError ? error : new Error(`${path} of ${served.id} failed`, { cause: error });
    }
  };

/** POST /v1/embeddings. */
export const embeddings = passedOn('/embeddings', 'embeddings', embeddingsSchema);

/** POST /v1/rerank, in the form of Jina, Cohere, vLLM and llama-server. */
export const rerank = passedOn('/rerank', 'ranks', rerankSchema);

const idsSchema = z.looseObject({
  model,
  prompt: z.union([tokens.min(1), z.array(tokens.min(1)).min(1)], 'must be a list of token ids'),
  stream: z
    .literal(false, 'can not be true with token ids: ask with stream: false, or send the prompt as text')
    .nullish(),
});

/** POST /v1/completions with a prompt of token ids. */
export const tokenCompletions = passedOn('/completions', 'completions of token ids', idsSchema);

/** Whether a prompt is made of token ids: numbers, or lists of them. */
export const isTokenIds = (prompt: unknown): boolean =>
  Array.isArray(prompt) && prompt.length > 0 && (typeof prompt[0] === 'number' || Array.isArray(prompt[0]));

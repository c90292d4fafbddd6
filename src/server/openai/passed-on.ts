/**
 * POST /v1/embeddings and /v1/rerank, and /v1/completions of token ids (which only the upstream's tokenizer can read):
 * passed on to the upstream of the model as they came, and answered as it answers. The key, the budget, the limits and
 * the ledger are as for any other request.
 */
import { z } from 'zod';
import { isObject } from '../../json.ts';
import type { Failure, Usage, Wire } from '../../types.ts';
import { NO_USAGE } from '../../usage.ts';
import { takeTurn, type ApiRequest, type ServerContext } from '../exchange.ts';
import { badRequest, failed, findModel, json } from '../http.ts';
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

type Passed = { value: Wire; usage: Usage } | { failure: Failure };

/**
 * Reads, asks and accounts for one request. Throws a `RequestError` for a body, a model or a budget that forbids it.
 */
const pass =
  (path: string, what: string, schema: z.ZodType<{ model: string }>) =>
  async (serving: ServerContext, incoming: ApiRequest): Promise<Passed> => {
    const { model: name } = parseFields(schema, incoming.body);
    const { model: served, suffix } = findModel(serving.catalog, name);
    if (!served.passOn || suffix !== '')
      throw badRequest(
        `${name.slice(0, 200)} gives no ${what}; name a model of a provider that does, as it is`,
        'model',
      );
    const turn = await takeTurn(serving, incoming, served);
    const end = (failure: Failure): Passed => {
      turn.end({ finish: failure.code === 'cancelled' ? 'cancelled' : 'error', usage: NO_USAGE, failure });
      return { failure };
    };
    try {
      const headers = { 'x-request-id': incoming.requestId };
      // There is nothing to stream in these, and a stream could not be read.
      const { stream: _, ...fields } = incoming.body;
      const found = await served.passOn(path, fields, { signal: turn.signal, headers });
      if ('failure' in found) return end(turn.cut() ?? found.failure);
      const usage = usageOf(found.value);
      turn.end({ finish: 'stop', usage, output: {} });
      await turn.entry.committed;
      return { value: found.value, usage };
    } catch (error) {
      serving.report(error);
      return end({
        status: 500,
        type: 'server_error',
        code: 'internal_error',
        message: `${served.id} failed unexpectedly`,
      });
    }
  };

type Pass = ReturnType<typeof pass>;

const answered =
  (ask: Pass) =>
  async (serving: ServerContext, incoming: ApiRequest): Promise<Response> => {
    const found = await ask(serving, incoming);
    if ('failure' in found) return failed(found.failure, incoming.headers);
    return json({ ...found.value, model: incoming.body.model }, incoming.headers);
  };

/** Embeddings, for the APIs that spell them in their own form. */
export const passEmbeddings = pass('/embeddings', 'embeddings', embeddingsSchema);

/** POST /v1/embeddings. */
export const embeddings = answered(passEmbeddings);

/** POST /v1/rerank, in the form of Jina, Cohere, vLLM and llama-server. */
export const rerank = answered(pass('/rerank', 'ranks', rerankSchema));

const idsSchema = z.looseObject({
  model,
  prompt: z.union([tokens.min(1), z.array(tokens.min(1)).min(1)], 'must be a list of token ids'),
  stream: z
    .literal(false, 'can not be true with token ids: ask with stream: false, or send the prompt as text')
    .nullish(),
});

/** POST /v1/completions with a prompt of token ids. */
export const tokenCompletions = answered(pass('/completions', 'completions of token ids', idsSchema));

/** Whether a prompt is made of token ids: numbers, or lists of them. */
export const isTokenIds = (prompt: unknown): boolean =>
  Array.isArray(prompt) && prompt.length > 0 && (typeof prompt[0] === 'number' || Array.isArray(prompt[0]));

/** Ollama's POST /api/embed and /api/embeddings: the embeddings of the model's provider, in Ollama's form. */
import { isObject } from '../../json.ts';
import type { Wire } from '../../types.ts';
import type { ApiRequest, ServerContext } from '../exchange.ts';
import { json } from '../http.ts';
import { embeddings, passEmbeddings } from '../openai/passed-on.ts';
import { ollamaFailed } from './errors.ts';

const vectorsOf = ({ data }: Wire): unknown[] =>
  Array.isArray(data) ? data.map((one: unknown) => (isObject(one) ? one.embedding : [])) : [];

/**
 * POST /api/embeddings: the older form, one vector for a `prompt`. Clients whose base URL ends in /api send OpenAI's
 * form, with
 * `input`, to the same path.
 */
export const ollamaEmbeddings = async (serving: ServerContext, incoming: ApiRequest): Promise<Response> => {
  const { model, prompt, input } = incoming.body;
  if (prompt === undefined && input !== undefined) return embeddings(serving, incoming);
  const found = await passEmbeddings(serving, { ...incoming, body: { model, input: prompt } });
  if ('failure' in found) return ollamaFailed(found.failure, incoming.headers);
  return json({ embedding: vectorsOf(found.value)[0] ?? [] }, incoming.headers);
};

export const ollamaEmbed = async (serving: ServerContext, incoming: ApiRequest): Promise<Response> => {
  const { model, input, dimensions } = incoming.body;
  const started = serving.clock();
  const body = { model, input, ...(dimensions !== undefined && dimensions !== null && { dimensions }) };
  const found = await passEmbeddings(serving, { ...incoming, body });
  if ('failure' in found) return ollamaFailed(found.failure, incoming.headers);
  return json(
    {
      model,
      embeddings: vectorsOf(found.value),
      total_duration: (serving.clock() - started) * 1_000_000,
      load_duration: 0,
      prompt_eval_count: found.usage.promptTokens,
    },
    incoming.headers,
  );
};

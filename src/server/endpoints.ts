/**
 * The endpoints that ask a model, by path, of all APIs that are spoken here; and in which form each API has its errors.
 * OpenAI's: openai/. Anthropic's: anthropic/. Ollama's: ollama/.
 */
import { anthropicFailed } from './anthropic/errors.ts';
import { countTokens, messages } from './anthropic/messages.ts';
import type { ApiRequest, ServerContext } from './exchange.ts';
import { failed, type WriteFailure } from './http.ts';
import { ollamaChat, ollamaGenerate } from './ollama/chat.ts';
import { ollamaEmbed, ollamaEmbeddings } from './ollama/embed.ts';
import { ollamaFailed } from './ollama/errors.ts';
import { showOllamaModel } from './ollama/models.ts';
import { chatCompletions } from './openai/chat-completions.ts';
import { completions } from './openai/completions.ts';
import { embeddings, rerank } from './openai/passed-on.ts';
import { compactResponse, countResponseTokens } from './openai/responses-compact.ts';
import { responses } from './openai/responses.ts';

export type Endpoint = (serving: ServerContext, incoming: ApiRequest) => Promise<Response>;

/** Asked with POST and a JSON object. */
export const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  '/v1/chat/completions': chatCompletions,
  '/v1/completions': completions,
  '/v1/responses': responses,
  '/v1/responses/compact': compactResponse,
  '/v1/responses/input_tokens': countResponseTokens,
  '/v1/embeddings': embeddings,
  '/v1/rerank': rerank,
  '/v1/messages': messages,
  '/v1/messages/count_tokens': countTokens,
  '/api/chat': ollamaChat,
  '/api/generate': ollamaGenerate,
  '/api/embed': ollamaEmbed,
  '/api/embeddings': ollamaEmbeddings,
  '/api/show': showOllamaModel,
};

/** Azure's paths name the model: /openai/deployments/NAME/chat/completions?api-version=… */
const DEPLOYMENT = /^\/openai\/deployments\/([^/]+)\/(chat\/completions|completions|embeddings)\/?$/;

/** The path without a deployment, and the model that it named; undefined for a path of another form. */
export const deploymentOf = (path: string): { path: string; model: string } | undefined => {
  const [, name, rest] = DEPLOYMENT.exec(path) ?? [];
  if (name === undefined) return undefined;
  try {
    return { path: `/v1/${rest}`, model: decodeURIComponent(name) };
  } catch {
    return undefined;
  }
};

/** How the API of a path has its errors. */
export const errorFormOf = (path: string): WriteFailure => {
  if (path === '/v1/messages' || path.startsWith('/v1/messages/')) return anthropicFailed;
  return path.startsWith('/api/') ? ollamaFailed : failed;
};

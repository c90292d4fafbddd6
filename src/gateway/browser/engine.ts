/**
 * Mizan in a browser: the catalog over one model, and the endpoint that the page asks, without a server around them.
 * The code is the server's: plans, candidates, checks, votes, and the form of its streams. What it has not: keys,
 * budgets, traces, other models.
 */
import type { LoadedModel } from '../../local/load-model.ts';
import type { ModelFacts } from '../../local/model-facts.ts';
import type { Catalog } from '../../server/catalog.ts';
import type { ServerContext } from '../../server/exchange.ts';
import { answerError } from '../../server/http.ts';
import { nullLedger } from '../../server/ledger/ledger.ts';
import { createRequestSlots, LIMITS } from '../../server/limits.ts';
import { chatCompletions } from '../../server/openai/chat-completions.ts';
import { createEventLogs } from '../../server/openai/responses-events.ts';
import type { Wire } from '../../types.ts';
import { createCatalog } from '../catalog.ts';
import { modelBackend } from '../model-backend.ts';

/** A request to the one endpoint: a body of chat completions. */
export type EngineRequest = { body: Wire; signal: AbortSignal };

/** Part of a request's time limit after which thinking decides with what it has. */
const DECIDE_AT = 0.95;

/** The catalog of a browser: `mizan`, which thinks with `model`. */
export const browserCatalog = (model: LoadedModel, facts: ModelFacts): Catalog =>
  createCatalog({
    roles: { solver: modelBackend(model, () => facts) },
    models: [],
    ceilings: { seconds: LIMITS.seconds * DECIDE_AT },
  });

/** Answers requests by a catalog, as POST /v1/chat/completions does. Throws nothing. */
export const createEngine = (catalog: Catalog): ((request: EngineRequest) => Promise<Response>) => {
  const report = (error: unknown): void => console.error(error);
  const serving: ServerContext = {
    catalog,
    ledger: nullLedger,
    limits: LIMITS,
    slots: createRequestSlots(LIMITS),
    clock: Date.now,
    newId: () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16)).join(''),
    report,
    working: new Set(),
    background: new Map(),
    eventLogs: createEventLogs(),
    reasoningFields: ['reasoning_content', 'reasoning'],
    heartbeatSeconds: 5,
  };
  return async ({ body, signal }) => {
    try {
      return await chatCompletions(serving, {
        requestId: `req_${serving.newId()}`,
        keyId: 'local',
        rank: { priority: 0, admin: false },
        path: '/v1/chat/completions',
        body,
        requestHeaders: new Headers(),
        headers: {},
        signal,
      });
    } catch (error) {
      return answerError(error, {}, report);
    }
  };
};

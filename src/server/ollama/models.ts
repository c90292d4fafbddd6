/**
 * What Ollama's clients ask about models: GET /api/tags, /api/ps and /api/version, POST /api/show. Sizes, digests and
 * quantization are not known of models behind other servers, and are told as empty.
 */
import { Hono } from 'hono';
import { isObject } from '../../json.ts';
import type { Wire } from '../../types.ts';
import type { AppEnv } from '../app-env.ts';
import type { Catalog, ServedModel } from '../catalog.ts';
import type { ApiRequest, ServerContext } from '../exchange.ts';
import { badRequest, findModel, json } from '../http.ts';

/** The version of Ollama's API that is spoken here: clients refuse older ones. */
const OLLAMA_API = '0.12.6';

const DETAILS = {
  parent_model: '',
  format: '',
  family: 'mizan',
  families: ['mizan'],
  parameter_size: '',
  quantization_level: '',
};

/** GET /api/tags. `created` in seconds since 1970. */
const listOllamaModels = ({ models }: Catalog, created: number): Wire => ({
  models: models().map(({ id }) => ({
    name: id,
    model: id,
    modified_at: new Date(created * 1000).toISOString(),
    size: 0,
    digest: '',
    details: DETAILS,
  })),
});

/** Under the names that Ollama's clients know. */
const capabilitiesOf = ({ about }: ServedModel): string[] => {
  const known = isObject(about.capabilities) ? about.capabilities : {};
  return ['completion', 'thinking', ...['tools', 'vision'].filter((name) => known[name] === true)];
};

/** POST /api/show. */
export const showOllamaModel = (serving: ServerContext, { body, headers }: ApiRequest): Promise<Response> => {
  const name = body.model ?? body.name;
  if (typeof name !== 'string' || name === '') throw badRequest('model: is missing; it must be a string', 'model');
  const { model } = findModel(serving.catalog, name);
  const context = model.about.context_length;
  return Promise.resolve(
    json(
      {
        modelfile: '',
        parameters: '',
        template: '',
        license: '',
        details: DETAILS,
        model_info: {
          'general.architecture': 'mizan',
          'general.basename': model.id,
          ...(typeof context === 'number' && { 'mizan.context_length': context }),
        },
        capabilities: capabilitiesOf(model),
      },
      headers,
    ),
  );
};

export const OLLAMA_PATHS: readonly string[] = ['/api/tags', '/api/ps', '/api/version'];

/** The routes that ask no model; who asks was found out before (app.ts). `created` in seconds since 1970. */
export const ollamaApi = (catalog: Catalog, created: number): Hono<AppEnv> =>
  new Hono<AppEnv>()
    .get('/api/tags', (c) => c.json(listOllamaModels(catalog, created)))
    .get('/api/ps', (c) => c.json({ models: [] }))
    .get('/api/version', (c) => c.json({ version: OLLAMA_API }));

/** GET /v1/models and /v1/models/ID: what may be asked for, with what is known about each. */
import type { Wire } from '../types.ts';
import type { ServedModel } from './catalog.ts';
import { findModel, type ServerContext } from './exchange.ts';

/** An entry; `created` in seconds since 1970. What is known about the model never hides the fields of the form. */
const entry = ({ id, ownedBy, about }: ServedModel, created: number): Wire => ({
  ...about,
  id,
  object: 'model',
  created,
  owned_by: ownedBy,
});

export const listModels = ({ catalog }: ServerContext, created: number): Wire => {
  const discovered = catalog.discovered?.() ?? [];
  return {
    object: 'list',
    data: catalog.models().map((model) => entry(model, created)),
    ...(discovered.length > 0 && { discovered }),
  };
};

/** Throws a `RequestError` (404) when there is none of that name. */
export const showModel = (serving: ServerContext, id: string, created: number): Wire =>
  entry(findModel(serving, id).model, created);

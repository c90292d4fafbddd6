/**
 * What a Responses body says of earlier responses, put in its place: the items of `previous_response_id` and of the
 * responses before it, and items that are only referred to. Responses are found in the ledger, those of the same key
 * only.
 */
import { isObject } from '../../json.ts';
import type { Wire } from '../../types.ts';
import { badRequest } from '../http.ts';
import type { ResponseStore, StoredResponse } from '../ledger/responses.ts';

/** Longest chain of earlier responses. */
const LONGEST = 1000;

/** The id of the ledger behind the id of a response or of one of its items: `resp_ID`, `msg_ID_0`. */
export const ledgerId = (id: string): string => /^[a-z]+_([0-9a-f]{32})(?:_\d+)?$/.exec(id)?.[1] ?? '';

/** The items of an `input` of its own. */
export const inputItems = (input: unknown): readonly unknown[] => {
  if (Array.isArray(input)) return input;
  return typeof input === 'string'
    ? [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: input }] }]
    : [];
};

const before = (responses: ResponseStore, keyId: string, id: unknown): unknown[] => {
  const stored: StoredResponse[] = [];
  for (let next = id; typeof next === 'string' && next !== ''; next = stored.at(-1)!.response.previous_response_id) {
    const found = responses.get(ledgerId(next), keyId);
    const problem = (why: string) =>
      badRequest(`previous_response_id: ${why}`, 'previous_response_id', 'previous_response_not_found');
    if (!found)
      throw problem(
        `there is no response ${JSON.stringify(next.slice(0, 100))}: it was not stored, or was removed; send the items of earlier turns in input instead`,
      );
    if (found.response.status === 'in_progress') throw problem(`${next} has not ended yet; wait for it`);
    if (stored.push(found) > LONGEST)
      throw problem(`more than ${LONGEST} responses follow each other; begin a new one`);
  }
  return stored.reverse().flatMap(({ input, response }) => [...input, ...(response.output as unknown[])]);
};

const referred = (responses: ResponseStore, keyId: string, item: unknown): unknown => {
  if (!isObject(item) || item.type !== 'item_reference') return item;
  const id = typeof item.id === 'string' ? item.id : '';
  const found = responses.get(ledgerId(id), keyId);
  const named = [...((found?.response.output as unknown[]) ?? []), ...(found?.input ?? [])].find(
    (item) => isObject(item) && item.id === id,
  );
  if (named !== undefined) return named;
  throw badRequest(
    `input: an item_reference names ${JSON.stringify(id.slice(0, 100))}, and no item of that id is kept; send the item itself`,
    'input',
    'item_not_found',
  );
};

/** `body` with the items that it refers to in its `input`. Throws a `RequestError` (400) when one is not kept. */
export const withHistory = (responses: ResponseStore, keyId: string, body: Wire): Wire => {
  const { previous_response_id: previous, input } = body;
  const items = Array.isArray(input) ? input.map((item: unknown) => referred(responses, keyId, item)) : input;
  if (typeof previous !== 'string' || previous === '') return items === input ? body : { ...body, input: items };
  const earlier = before(responses, keyId, previous);
  // What is no input is left for its reader to refuse.
  if (items !== undefined && items !== null && !Array.isArray(items) && typeof items !== 'string') return body;
  return { ...body, input: [...earlier, ...inputItems(items)] };
};

/**
 * Requests that are no chat (embeddings, rerank), passed on to a model's upstream as they came, and its answer as it
 * came. One try at one upstream: there are no fallbacks, since vectors of different models do not go together.
 */
import { isObject } from '../json.ts';
import type { PassOn } from '../types.ts';
import { malformed, UpstreamError } from './failure.ts';
import { LONGEST_BODY } from './transport.ts';
import type { Target } from './upstream.ts';

export const passOnTo =
  ({ upstream, model }: Target): PassOn =>
  async (path, body, { signal, headers }) => {
    const { name } = upstream.entry;
    try {
      const sent = JSON.stringify({ ...body, model: model.model });
      const { received, release } = await upstream.call(path, sent, {}, signal, headers);
      try {
        const value: unknown = JSON.parse(await received.text(LONGEST_BODY));
        if (!isObject(value)) throw malformed(name, 'JSON that is no object');
        return { value };
      } catch (error) {
        if (error instanceof SyntaxError) throw malformed(name, 'what is no JSON');
        throw error;
      } finally {
        release();
      }
    } catch (error) {
      if (error instanceof UpstreamError) return { failure: error.failure };
      if (signal.aborted)
        return {
          failure: { status: 499, type: 'cancelled', code: 'cancelled', message: 'the request was cancelled' },
        };
      throw error;
    }
  };

/**
 * Drafts of a small model with the same tokenizer (Leviathan et al. 2211.17192, Chen et al. 2302.01318). It draws with
 * the random numbers that the large one will use at those places. Keys and values of a few sequences are held, so that
 * only what is new is computed.
 */
import { cacheShape } from '../../model/transformer.ts';
import type { ModelConfig } from '../../model/config.ts';
import { KvCache } from '../cache.ts';
import { openRunner } from '../runner.ts';
import type { ModelWeights, Precision } from '../weight-source.ts';
import { NO_DRAFT, type DraftDraw, type DraftSource } from './source.ts';

export type DraftModelOptions = {
  config: ModelConfig;
  weights: ModelWeights;
  precision: Precision;
};

/** `tokens` lie in row 0 of `cache`. */
type Sequence = { tokens: number[]; cache: KvCache };

/** Sequences whose keys are held. */
const SEQUENCES = 4;
/** Tokens of a prompt in one run. */
const CHUNK = 256;

const common = (a: readonly number[], b: readonly number[]): number => {
  const most = Math.min(a.length, b.length);
  let i = 0;
  while (i < most && a[i] === b[i]) i++;
  return i;
};

/** Opens the model in this thread. Kind: model. */
export const openDraftModel = async (
  { config, weights, precision }: DraftModelOptions,
  threads: number,
): Promise<DraftSource> => {
  const runner = await openRunner(config, weights, { threads, precision, verify: true });
  let sequences: Sequence[] = [];

  /**
   * The held sequence that begins most like `tokens`, cut to what they share, as the last one used. One that goes on
   * for more than the `most` drafts of its last time belongs to somebody else and is copied.
   */
  const sequenceFor = (tokens: readonly number[], most: number): Sequence => {
    const shared = sequences.map((sequence) => common(sequence.tokens, tokens.slice(0, -1)));
    const longest = Math.max(0, ...shared);
    const found = longest > 0 ? sequences[shared.indexOf(longest)] : undefined;
    let sequence = found;
    if (!sequence || sequence.tokens.length - longest > most) {
      sequence = { tokens: tokens.slice(0, longest), cache: new KvCache(config.numLayers, cacheShape(config)) };
      sequence.cache.reserve(1, tokens.length);
      if (found) sequence.cache.copyFrom(found.cache, longest, 0);
    }
    sequence.tokens.length = longest;
    sequences = [...sequences.filter((item) => item !== sequence), sequence].slice(-SEQUENCES);
    return sequence;
  };

  /** Computes `ids` after what the sequence holds and gives the logits (V) of the last. */
  const advance = async ({ tokens, cache }: Sequence, ids: readonly number[]): Promise<Float32Array> => {
    cache.reserve(1, tokens.length + ids.length);
    const [last, ...drafts] = ids as [number, ...number[]];
    const row = { last, length: tokens.length };
    let logits: Float32Array;
    if (drafts.length === 0) logits = await runner.step(cache, [row]);
    else if (drafts.length < 16 && tokens.length > 0) logits = await runner.verify(cache, [{ ...row, drafts }]);
    else logits = await runner.read(cache, tokens.length, ids);
    tokens.push(...ids);
    return logits.subarray(-config.vocabSize);
  };

  /** Computes `last` and then what the graph draws, in one run; gives the `count` ids that it drew. */
  const block = async (
    { tokens, cache }: Sequence,
    last: number,
    count: number,
    ahead: NonNullable<DraftDraw['ahead']>,
  ): Promise<number[]> => {
    cache.reserve(1, tokens.length + count);
    const { steps, ids } = await runner.block!(cache, [{ last, length: tokens.length, ...ahead(count) }], []);
    const drawn = [...ids.subarray(0, steps)];
    tokens.push(last, ...drawn.slice(0, -1));
    return drawn;
  };

  return {
    free: false,
    propose: async (tokens, most, draw) => {
      if (tokens.length + most > config.maxPositions) return NO_DRAFT;
      const sequence = sequenceFor(tokens, most);
      const missing = tokens.slice(sequence.tokens.length);
      // what is missing but for its last token, which begins a block where the model runs in blocks
      const blocked = runner.block && draw.ahead && most > 1;
      const before = blocked ? missing.slice(0, -1) : missing;
      let logits: Float32Array | undefined;
      for (let at = 0; at < before.length; at += CHUNK) logits = await advance(sequence, before.slice(at, at + CHUNK));
      if (blocked) return { ids: await block(sequence, missing.at(-1)!, most, draw.ahead!), kind: 'model' };
      const ids = [draw.next(logits!)];
      while (ids.length < most) ids.push(draw.next(await advance(sequence, ids.slice(-1))));
      return { ids, kind: 'model' };
    },
    close: () => runner.close(),
  };
};

/**
 * The short list with what this machine makes of it: memory, an estimate of speed, the engine, and whether it is there.
 * The estimate follows from one measured probe (local/pull-check.ts); it is of the order of the truth, and no promise.
 */
import { availableParallelism, totalmem } from 'node:os';
import { downloadBytes, OFFERS, type Offer } from '../hub/short-list.ts';
import type { StoredModel } from '../hub/model-store.ts';

/** A row of the list as the page and --json show it. */
export type DescribedOffer = {
  name: string;
  repository: string;
  about: string;
  licence: string;
  gated: boolean;
  parameters: number;
  /** Bytes to fetch, and bytes of memory while it answers. */
  bytes: number;
  memory: number;
  /** It fits the memory of this machine. */
  fits: boolean;
  /** Estimated tokens a second in the engine of Mizan; null: not measured. */
  tokens_per_second: number | null;
  engine: 'mizan';
  /** The name under which Ollama has it, where an Ollama is there. */
  ollama: string | null;
  /** It was pulled, under this name. */
  pulled: string | null;
};

let probed: Promise<number | undefined> | undefined;

/**
 * Parameters a second that this machine multiplies, measured once in a process. Undefined where it can't be measured.
 */
const speedOfMachine = (): Promise<number | undefined> =>
  (probed ??= import('../local/pull-check.ts')
    .then(({ probeSpeed }) => probeSpeed(Math.min(8, availableParallelism())))
    .catch(() => undefined));

export type OffersOptions = {
  models: readonly Pick<StoredModel, 'name' | 'repo'>[];
  hasOllama: boolean;
  /** Bytes of memory of this machine. */
  memory?: number;
  /** Measures the machine. Default: once in a process. */
  probe?: () => Promise<number | undefined>;
};

const describeOffer = (
  offer: Offer,
  needed: number,
  { models, hasOllama, memory = totalmem() }: OffersOptions,
  speed: number | undefined,
): DescribedOffer => ({
  name: offer.name,
  repository: offer.repo,
  about: offer.about,
  licence: offer.licence,
  gated: offer.gated ?? false,
  parameters: offer.parameters,
  bytes: downloadBytes(offer),
  memory: needed,
  fits: needed <= 0.9 * memory,
  tokens_per_second: speed === undefined ? null : Number((speed / offer.parameters).toPrecision(2)),
  engine: 'mizan',
  ollama: hasOllama ? offer.ollama : null,
  pulled: models.find(({ repo }) => repo === offer.repo || repo === offer.modelscope)?.name ?? null,
});

/** The rows of the list, smallest first. Takes about a second the first time, for the probe. */
export const describeOffers = async (options: OffersOptions): Promise<DescribedOffer[]> => {
  const [{ memoryOfTied }, speed] = await Promise.all([
    import('../local/memory.ts'),
    (options.probe ?? speedOfMachine)(),
  ]);
  return OFFERS.map((offer) => describeOffer(offer, memoryOfTied(offer), options, speed));
};

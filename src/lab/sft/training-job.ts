/**
 * A training job: the model, its starting weights and its documents, whichever kind of recipe they come from, and
 * what is written at the beginning and the end of a run. Made by from-scratch.ts or finetune.ts, run by train.ts.
 */
import type { ModelConfig } from '../../model/config.ts';
import type { Stored, Values } from '../../tensor/run.ts';
import type { LoopState } from '../../train/checkpoint.ts';
import type { Frozen } from '../../train/frozen.ts';
import type { LoraOptions } from '../../train/lora.ts';
import type { Document } from '../../train/pack.ts';

export type TrainingJob = {
  config: ModelConfig;
  /** One line that says what is trained. */
  about: string;
  /** Weights to start from; without them, fresh ones. */
  base?(): Promise<Readonly<Record<string, Stored>>>;
  lora?: LoraOptions | undefined;
  /** How the weights under adapters are stored; the step is then made layer by layer. */
  frozen?: Frozen | undefined;
  /** Document number k of an endless stream; a pure function. */
  document(k: number): Document;
  /** Documents that are never trained on. */
  validation: readonly Document[];
  /** Writes what must be unchanged when the run is resumed into its folder. */
  begin(folder: string): void;
  /** Writes the finished model or adapter into the run's folder. Gives its folder. */
  finish(folder: string, variables: Values, state: LoopState): string;
};

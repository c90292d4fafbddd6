/**
 * What `mizan train` needs to know of a recipe, whichever kind it is: the model, where it starts, the documents, and what is
 * made of it in the end. Made by scratch.ts (a new model) and tune.ts (a model that is there); run by train.ts.
 */
import type { ModelConfig } from '../../model/config.ts';
import type { Values } from '../../tensor/run.ts';
import type { LoopState } from '../../train/checkpoint.ts';
import type { LoraOptions } from '../../train/lora.ts';
import type { Document } from '../../train/pack.ts';

export type TrainingJob = {
  config: ModelConfig;
  /** One line that says what is trained. */
  about: string;
  /** Weights to start from; without them, fresh ones. */
  base?: Values | undefined;
  lora?: LoraOptions | undefined;
  /** Document number k of an endless stream; a pure function. */
  document(k: number): Document;
  /** Documents that are never trained on. */
  validation: readonly Document[];
  /** Writes into the run's folder what has to be as it was when the run is resumed. */
  begin(folder: string): void;
  /** Writes the finished model or adapter into the run's folder, and gives its place. */
  finish(folder: string, variables: Values, state: LoopState): string;
};

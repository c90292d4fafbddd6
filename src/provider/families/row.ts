/**
 * A row of the table of model families: what the authors of a family advise, and how each row was checked. The rows
 * stand in this folder by vendor; ../model-families.ts recognises models by their names and applies the rows.
 */

/** Sampling that a model card advises. */
export type FamilySampling = {
  temperature?: number;
  topP?: number;
  topK?: number;
  minP?: number;
  repetitionPenalty?: number;
};

/**
 * Whether a model thinks before it answers. `switch`: it can do either, and thinks unless it is told not to
 * (`initially` 'off': it answers at once unless told to think). `template`: the field of chat_template_kwargs that
 * switches; `word`: a word in a user turn that switches thinking off. `effort`: it always thinks, for as long as
 * reasoning_effort says.
 */
export type FamilyThinking =
  | { type: 'none' }
  | { type: 'always' }
  | { type: 'effort' }
  | { type: 'switch'; initially: 'on' | 'off'; template: 'enable_thinking' | 'thinking'; word?: string };

/**
 * Where the values of a row were read. `card`: the model card or generation_config.json of the vendor's repository.
 * `copy`: a copy of that card or file elsewhere. `vendor`: the vendor's documentation or source repository. `engine`:
 * the guide of a server or packager that quotes the vendor (vLLM, SGLang, Unsloth, Ollama, LM Studio). `not found`: no
 * page that could be read has them.
 */
type FamilyCheck = 'card' | 'copy' | 'vendor' | 'engine' | 'not found';

export type ModelFamily = {
  /** Unique; a config names a row by it. */
  name: string;
  title: string;
  /** Recognises a name in the spelling of `normalizedName`. The first row that does is taken. */
  pattern: RegExp;
  sampling: FamilySampling;
  /** While it does not think, where the card advises other values then. */
  withoutThinking?: FamilySampling;
  /**
   * Longest prompt and reply together that the card names without extensions such as YaRN, in tokens. A server may
   * allow less.
   */
  contextLength?: number;
  /** The longest with the extensions that the card names, in tokens. Absent: none are named. */
  extendedLength?: number;
  thinking: FamilyThinking;
  /** Where the final answer of a problem stands: in \boxed{}, or between <answer> tags. Absent: in plain text. */
  answer?: 'boxed' | 'answer-tags';
  /** The model card or documentation that the row follows. */
  source: string;
  /** Where its values were read. */
  checked: FamilyCheck;
  /** The fields that no page was found for, where `checked` is about the others. */
  notFound?: readonly ('sampling' | 'contextLength' | 'extendedLength' | 'thinking' | 'answer')[];
};

export const HF = 'https://huggingface.co';
export const NONE: FamilyThinking = { type: 'none' };
export const ALWAYS: FamilyThinking = { type: 'always' };

/**
 * A tokenizer.json as the vocabulary of a GGUF file: tokens, their types, merges, and llama.cpp's name for its
 * pre-tokenizer, which cuts text into words. Byte-level BPE only.
 *
 * llama.cpp has its pre-tokenizers built in, by name. A tokenizer that none of them matches is refused, since
 * llama.cpp would then read text as other tokens.
 */
import { isObject, type JsonObject } from '../json.ts';
import { qwenPattern } from './bpe.ts';
import type { GgufValue } from './gguf.ts';
import type { Tokenizer } from './tokenizer.ts';

/** The words of Llama 3: those of Qwen2, but with numbers of up to three digits. */
const llamaPattern = qwenPattern.replace(String.raw`|\p{N}|`, String.raw`|\p{N}{1,3}|`);
/** The three patterns of DeepSeek-V3, applied in order. */
const deepseekPatterns = [
  String.raw`\p{N}{1,3}`,
  '[一-龥぀-ゟ゠-ヿ]+',
  String.raw`[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_` +
    '`' +
    String.raw`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`,
];

/** The pre-tokenizers of llama.cpp. `whole`: a word that is a token is that token, whatever the merges. */
const preTokenizers: readonly { name: string; patterns: readonly string[]; byteRegex: boolean; whole: boolean }[] = [
  { name: 'qwen2', patterns: [qwenPattern], byteRegex: false, whole: false },
  { name: 'llama-bpe', patterns: [llamaPattern], byteRegex: false, whole: true },
  { name: 'smaug-bpe', patterns: [llamaPattern], byteRegex: false, whole: false },
  { name: 'gpt-2', patterns: [], byteRegex: true, whole: false },
  { name: 'deepseek-v3', patterns: deepseekPatterns, byteRegex: false, whole: false },
];

const fail = (why: string): never => {
  throw new Error(`this tokenizer can't be written to GGUF: ${why}`);
};

const preTokenizerName = (json: JsonObject, model: JsonObject): string => {
  const value = isObject(json.pre_tokenizer) ? json.pre_tokenizer : {};
  const isSequence = value.type === 'Sequence' && Array.isArray(value.pretokenizers);
  const parts: unknown[] = isSequence ? (value.pretokenizers as unknown[]) : [value];
  const last = parts.at(-1);
  if (!isObject(last) || last.type !== 'ByteLevel') fail('it is not byte-level BPE');
  if ((last as JsonObject).add_prefix_space === true) fail('it puts a space before the text (add_prefix_space)');
  const patterns = parts
    .slice(0, -1)
    .map((part) =>
      isObject(part) &&
      part.type === 'Split' &&
      part.behavior === 'Isolated' &&
      part.invert !== true &&
      isObject(part.pattern)
        ? part.pattern.Regex
        : undefined,
    );
  const byteRegex = (last as JsonObject).use_regex !== false;
  const whole = model.ignore_merges === true;
  const known = preTokenizers.find(
    (candidate) =>
      candidate.byteRegex === byteRegex &&
      candidate.whole === whole &&
      candidate.patterns.length === patterns.length &&
      candidate.patterns.every((pattern, i) => pattern === patterns[i]),
  );
  return (
    known?.name ??
    fail(
      `llama.cpp has no pre-tokenizer for these patterns, ${JSON.stringify(patterns)}${whole ? ' with ignore_merges' : ''}; export it as a Hugging Face folder (--format hf)`,
    )
  );
};

const kinds = { normal: 1, control: 3, userDefined: 4, unused: 5 } as const;

/** The token and type of every id below `vocabSize`; ids without a token become placeholders. */
const tokenList = (
  json: JsonObject,
  tokenizer: Tokenizer,
  vocabSize: number,
): { tokens: string[]; types: number[] } => {
  const added = new Map(
    (Array.isArray(json.added_tokens) ? json.added_tokens : [])
      .filter(isObject)
      .map((token) => [token.id, token.special === true]),
  );
  const typeOf = (id: number, token: string | undefined): number => {
    if (token === undefined) return kinds.unused;
    if (!added.has(id)) return kinds.normal;
    return added.get(id) ? kinds.control : kinds.userDefined;
  };
  const tokens: string[] = [];
  const types: number[] = [];
  for (let id = 0; id < vocabSize; id++) {
    const token = tokenizer.tokenOf(id);
    tokens.push(token ?? `[PAD${id}]`);
    types.push(typeOf(id, token));
  }
  return { tokens, types };
};

/** Whether the tokenizer itself puts the beginning-of-text token first, as its post-processor says. */
const addsBos = (json: JsonObject, bos: number | undefined, tokenizer: Tokenizer): boolean => {
  const steps: unknown[] =
    isObject(json.post_processor) && Array.isArray(json.post_processor.processors)
      ? json.post_processor.processors
      : [json.post_processor];
  return (
    bos !== undefined &&
    steps.some((step) => {
      const first: unknown =
        isObject(step) && step.type === 'TemplateProcessing' && Array.isArray(step.single) ? step.single[0] : undefined;
      const special = isObject(first) && isObject(first.SpecialToken) ? first.SpecialToken.id : undefined;
      return typeof special === 'string' && tokenizer.idOf(special) === bos;
    })
  );
};

/**
 * The keys `tokenizer.*` of a GGUF file. `ids` are the markers that the model uses. Throws one sentence when llama.cpp
 * would tokenize text differently.
 */
export const ggufVocab = (
  tokenizerJson: unknown,
  tokenizer: Tokenizer,
  vocabSize: number,
  ids: { bos?: number | undefined; eos?: number | undefined; pad?: number | undefined },
  chatTemplate: string | undefined,
): Map<string, GgufValue> => {
  if (!isObject(tokenizerJson) || !isObject(tokenizerJson.model)) return fail('its file has no model');
  const { model } = tokenizerJson;
  const pre = preTokenizerName(tokenizerJson, model);
  const { tokens, types } = tokenList(tokenizerJson, tokenizer, vocabSize);
  const merges = (Array.isArray(model.merges) ? model.merges : []).map((merge: unknown) =>
    Array.isArray(merge) ? merge.join(' ') : String(merge),
  );
  const id = (name: string, value: number | undefined): [string, GgufValue][] =>
    value === undefined ? [] : [[`tokenizer.ggml.${name}_token_id`, { type: 'u32', value }]];
  return new Map<string, GgufValue>([
    ['tokenizer.ggml.model', { type: 'string', value: 'gpt2' }],
    ['tokenizer.ggml.pre', { type: 'string', value: pre }],
    ['tokenizer.ggml.tokens', { type: 'strings', value: tokens }],
    ['tokenizer.ggml.token_type', { type: 'i32s', value: types }],
    ['tokenizer.ggml.merges', { type: 'strings', value: merges }],
    ...id('bos', ids.bos),
    ...id('eos', ids.eos),
    ...id('padding', ids.pad),
    ['tokenizer.ggml.add_bos_token', { type: 'bool', value: addsBos(tokenizerJson, ids.bos, tokenizer) }],
    ...(chatTemplate === undefined
      ? []
      : ([['tokenizer.chat_template', { type: 'string', value: chatTemplate }]] as [string, GgufValue][])),
  ]);
};

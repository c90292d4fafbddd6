/**
 * Converts an older tokenizer (vocab.json, merges.txt and the special tokens of tokenizer_config.json) to the content
 * of a tokenizer.json. It knows the byte-level BPE of Qwen2 and GPT-2; SentencePiece models are not supported.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { qwenPattern } from '../model/bpe.ts';
import { parseJson } from '../model/json-text.ts';
import { isObject } from '../json.ts';

/** Tokenizer classes whose pre-tokenizer is known. */
const CLASSES: Record<string, 'qwen2' | 'gpt2'> = {
  Qwen2Tokenizer: 'qwen2',
  Qwen2TokenizerFast: 'qwen2',
  GPT2Tokenizer: 'gpt2',
  GPT2TokenizerFast: 'gpt2',
};

/** Largest file that is read, in bytes. */
const LONGEST = 100_000_000;

const readSmall = (file: string): string => {
  const { size } = statSync(file);
  if (size > LONGEST) throw new Error(`${file} has ${size} bytes, and at most ${LONGEST} are read`);
  return readFileSync(file, 'utf8');
};

const readJson = (file: string): unknown => {
  const text = readSmall(file);
  try {
    return parseJson(text);
  } catch (error) {
    throw new Error(`${file} is not valid JSON (${(error as Error).message}); copy the file again`, { cause: error });
  }
};

/**
 * The content of a tokenizer.json, or undefined when the folder has no older tokenizer files. Throws one sentence when
 * they can't be used.
 */
export const readLegacyTokenizer = (folder: string): Record<string, unknown> | undefined => {
  const at = (name: string): string => join(folder, name);
  if (!existsSync(at('vocab.json')) || !existsSync(at('merges.txt'))) {
    const other = ['tokenizer.model', 'tiktoken.model'].find((name) => existsSync(at(name)));
    if (other)
      throw new Error(
        `${folder} has its tokenizer in ${other} only, which is not read; take a folder with a tokenizer.json, or save it so with transformers' save_pretrained`,
      );
    return undefined;
  }
  const config = existsSync(at('tokenizer_config.json')) ? readJson(at('tokenizer_config.json')) : {};
  const kind = isObject(config) && typeof config.tokenizer_class === 'string' ? config.tokenizer_class : '';
  const known = Object.hasOwn(CLASSES, kind) ? CLASSES[kind]! : undefined;
  if (!known)
    throw new Error(
      `${folder} has no tokenizer.json, and the rules of its tokenizer_class ${JSON.stringify(kind)} are not known (known: ${Object.keys(CLASSES).join(', ')})`,
    );
  const decoder = isObject(config) && isObject(config.added_tokens_decoder) ? config.added_tokens_decoder : {};
  const byteLevel = (regex: boolean) => ({
    type: 'ByteLevel',
    add_prefix_space: false,
    trim_offsets: false,
    use_regex: regex,
  });
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: Object.entries(decoder)
      .filter((entry): entry is [string, Record<string, unknown>] => isObject(entry[1]))
      .map(([id, token]) => ({ ...token, id: Number(id) })),
    normalizer: known === 'qwen2' ? { type: 'NFC' } : null,
    pre_tokenizer:
      known === 'gpt2'
        ? byteLevel(true)
        : {
            type: 'Sequence',
            pretokenizers: [
              { type: 'Split', pattern: { Regex: qwenPattern }, behavior: 'Isolated', invert: false },
              byteLevel(false),
            ],
          },
    post_processor: null,
    decoder: byteLevel(false),
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: readJson(at('vocab.json')),
      merges: readSmall(at('merges.txt'))
        .split(/\r?\n/)
        .filter((line) => line !== '' && !line.startsWith('#version')),
    },
  };
};

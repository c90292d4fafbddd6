/**
 * The flags that say which models a verb works with, the same for serve, ask, chat and compare. open-models.ts follows
 * them.
 */
import type { Options } from './options.ts';

/** The flag that names the data folder. */
export const DATA_FLAG = {
  data: {
    type: 'text',
    about: 'folder for traces, run files, keys and connections (default ~/.mizan)',
    value: 'FOLDER',
  },
} as const satisfies Options;

export const MODEL_FLAGS = {
  use: {
    type: 'text',
    about: 'think with the model of this server: ollama, lmstudio, groq …, an address, or a connection',
    value: 'SERVER',
  },
  solver: { type: 'text', about: 'think with this model; mizan is the embedded demo', value: 'NAME' },
  config: { type: 'text', about: 'models, roles and limits (default mizan.json, if there is one)', value: 'FILE' },
  ...DATA_FLAG,
  model: { type: 'text', about: 'a model folder instead of the embedded model', value: 'FOLDER' },
  gguf: { type: 'text', about: 'think with this GGUF file, in a llama-server that Mizan starts', value: 'FILE' },
  threads: { type: 'integer', about: 'processor threads of the model', value: 'N', min: 1, max: 1024 },
  precision: {
    type: 'choice',
    about: 'weights of a model folder: int8 is faster, exact is f32, auto takes int8 where it pays',
    choices: ['auto', 'exact', 'int8'],
    default: 'auto',
  },
  device: {
    type: 'choice',
    about: 'where a model folder runs; webgpu and cuda take f32 weights, and say what is missing',
    choices: ['cpu', 'webgpu', 'cuda'],
    default: 'cpu',
  },
  draft: {
    type: 'text',
    about: 'a small model with the same tokenizer that drafts for --model (a folder) or --gguf (a file)',
    value: 'PATH',
  },
} as const satisfies Options;

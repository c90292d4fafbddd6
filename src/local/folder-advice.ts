/**
 * What to do about a model folder that can not be opened, told by what lies in it. It opens nothing itself: it looks at
 * names, and at the beginning of a text.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** How a model that this engine does not run is used all the same. */
const OTHER_ENGINES = 'run it with llama-server, Ollama or vLLM and connect that (mizan connect)';

const namesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

/** What a folder without config.json is, and what to do; undefined when nothing in it tells. */
export const adviceOnFolder = (folder: string): string | undefined => {
  const names = namesIn(folder);
  const gguf = names.find((name) => name.endsWith('.gguf'));
  if (gguf !== undefined) return `it holds ${gguf}, and GGUF files are run by other engines: ${OTHER_ENGINES}`;
  const [snapshot] = names.includes('snapshots') ? namesIn(join(folder, 'snapshots')) : [];
  if (snapshot !== undefined) return `it is a folder of the Hub's cache; name ${join(folder, 'snapshots', snapshot)}`;
  if (names.includes('model_index.json'))
    return 'it is a pipeline of diffusers, which makes pictures; name a language model';
  if (names.includes('params.json')) return 'it has the layout of its maker; take the Hugging Face files of the model';
  return undefined;
};

/** What to do about the path of a file in the place of a folder. */
export const adviceOnFile = (file: string): string =>
  file.endsWith('.gguf') ? `GGUF files are run by other engines: ${OTHER_ENGINES}` : 'name the folder that contains it';

/** What to do about a path at which there is nothing. */
export const adviceOnName = (given: string): string =>
  /^[\w-][\w.-]*\/[\w.-]+$/.test(given)
    ? `name a folder that exists, or fetch a model of the Hub with mizan pull ${given}`
    : 'name a folder that exists';

/** Why a text that should be JSON is none, and what to do. */
export const adviceOnText = (text: string, why: string): string => {
  if (text.startsWith('version https://git-lfs'))
    return 'is a pointer of Git LFS and not the file itself; run git lfs pull in its folder';
  if (/^\s*<(!doctype|html)/i.test(text))
    return 'holds a page of HTML; it may ask to sign in or to accept a licence: do so and download the file itself';
  return `is not valid JSON (${why}); copy the file again`;
};

/** What is missing beside a tokenizer.json that is not there. */
export const adviceOnTokenizer = (folder: string): string | undefined =>
  existsSync(join(folder, 'tokenizer.model'))
    ? 'tokenizer.model (SentencePiece) is not read; load the tokenizer with AutoTokenizer and save it with save_pretrained, which writes tokenizer.json'
    : undefined;

/** What is wrong with weights, with something to do: what it says itself, else by what it is. */
export const adviceOnWeights = (message: string): string => {
  if (/; (run|take|copy|name) |: take /.test(message)) return message;
  if (/config\.json asks for/.test(message))
    return `${message}; config.json and the weights are of different models, or a file is not complete: copy the files of the model again`;
  return `${message}; copy the files of the model again`;
};

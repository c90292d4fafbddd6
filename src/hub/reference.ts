/**
 * How a person names a model to pull: a name of the short list, OWNER/REPO of a hub, one GGUF file of it, or a model of
 * Ollama. Addresses copied from a browser are understood too.
 */
import { UsageError } from '../usage-error.ts';
import type { HubName } from './hub.ts';

export type ModelReference =
  | {
      type: 'repository';
      hub: HubName;
      /** OWNER/REPO. */
      repo: string;
      /** Branch, tag or commit; undefined: the hub's usual branch. */
      revision?: string;
      /** A .gguf file of the repository, or a quantisation such as Q4_K_M. */
      file?: string;
    }
  | { type: 'ollama'; name: string };

const HUB_OF_PREFIX: Readonly<Record<string, HubName>> = {
  hf: 'huggingface',
  huggingface: 'huggingface',
  'hf.co': 'huggingface',
  'huggingface.co': 'huggingface',
  modelscope: 'modelscope',
  'modelscope.cn': 'modelscope',
  'www.modelscope.cn': 'modelscope',
  ms: 'modelscope',
};

/** Letters, digits, '.', '_' and '-', as both hubs allow them; no part is '.' or '..'. */
const PART = String.raw`(?!\.{1,2}(?:[/@:]|$))[\w.-]{1,96}`;
const REPOSITORY = new RegExp(`^(${PART}/${PART})(?:@([\\w./-]{1,200}))?(?::(.{1,300}))?$`);

/** What precedes OWNER/REPO, cut off: an address, or 'hf:', 'modelscope:' and the like. */
const cutPrefix = (word: string): { hub: HubName | undefined; rest: string } => {
  const address = word.replace(/^https?:\/\//i, '');
  const [, prefix, rest] = /^([\w.]+)[:/](.+)$/.exec(address) ?? [];
  const hub = prefix === undefined ? undefined : HUB_OF_PREFIX[prefix.toLowerCase()];
  if (hub === undefined) return { hub, rest: word };
  return { hub, rest: rest!.replace(/^models\//, '').replace(/[?#].*$/, '') };
};

/** A path behind OWNER/REPO as browsers show it: /tree/REVISION, /resolve/REVISION/FILE, /blob/REVISION/FILE. */
const readPath = (rest: string): string => {
  const [, repo, revision, file] = /^([^/]+\/[^/@:]+)\/(?:tree|resolve|blob)\/([^/]+)(?:\/(.+))?$/.exec(rest) ?? [];
  if (repo === undefined) return rest.replace(/\/$/, '');
  return `${repo}@${revision}${file === undefined ? '' : `:${file}`}`;
};

/**
 * Reads what a person wrote. `usual` is the hub of a bare OWNER/REPO. Undefined when it is a plain name, which may
 * stand on the short list. Throws a `UsageError` for what can't name a model.
 */
export const parseReference = (word: string, usual: HubName = 'huggingface'): ModelReference | undefined => {
  const text = word.trim();
  const [, ollama] = /^ollama:\/{0,2}(.+)$/i.exec(text) ?? [];
  if (ollama !== undefined) {
    if (!/^[\w.-]+(?:[/:][\w.-]+)*$/.test(ollama))
      throw new UsageError(`"${ollama}" can't be the name of a model in Ollama`);
    return { type: 'ollama', name: ollama };
  }
  const { hub = usual, rest } = cutPrefix(text);
  if (!rest.includes('/')) return undefined;
  const [, repo, revision, file] = REPOSITORY.exec(readPath(rest)) ?? [];
  if (repo === undefined || revision?.split('/').includes('..') || file?.split('/').includes('..'))
    throw new UsageError(
      `"${word.slice(0, 200)}" names no model; write OWNER/REPO such as Qwen/Qwen3-0.6B, OWNER/REPO:FILE.gguf, or ollama:qwen3:0.6b`,
    );
  return {
    type: 'repository',
    hub,
    repo,
    ...(revision !== undefined && { revision }),
    ...(file !== undefined && { file }),
  };
};

/**
 * Which files of a repository are needed: config, tokenizer and safetensors of a model in the Hugging Face layout, or
 * one GGUF file. Nothing else is fetched. Files with Python objects (pickles) are never fetched: reading them runs
 * code.
 */
import { suggest } from '../suggest.ts';
import { HubError } from './failure.ts';
import type { HubFile } from './hub.ts';

/** What is fetched: `index` first, where there is one, because it names the shards. */
export type Choice = { kind: 'safetensors' | 'gguf'; files: HubFile[]; index?: HubFile };

const SINGLE = 'model.safetensors';
const INDEX = `${SINGLE}.index.json`;
/** Small files beside the weights, in this order: the config is looked at before gigabytes come. */
const COMPANIONS = [
  'config.json',
  'generation_config.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'chat_template.jinja',
  'tokenizer.json',
  'LICENSE',
  'LICENSE.txt',
];
/** The tokenizer of older folders. */
const LEGACY = ['vocab.json', 'merges.txt'];
const PICKLES = /\.(?:bin|pt|pth|ckpt|pkl|pickle)$/i;

/** Largest file beside the weights, in bytes. */
const LARGEST_COMPANION = 100_000_000;

const named = (files: readonly HubFile[], path: string): HubFile | undefined =>
  files.find((file) => file.path === path);

/** A quantisation in the name of a GGUF file, such as Q4_K_M. */
const QUANTISATION = /(?:^|[-._])((?:UD-)?(?:I?Q\d\w*|BF16|F16|F32|FP16))(?=\.gguf$|-\d{5}-of-)/i;

const quantisationOf = (path: string): string | undefined => QUANTISATION.exec(path)?.[1]?.toUpperCase();

const ofGguf = (files: readonly HubFile[]): HubFile[] =>
  files.filter(({ path }) => /\.gguf$/i.test(path) && !/mmproj|imatrix/i.test(path));

/** The shards of a split GGUF file ('…-00001-of-00003.gguf') that `file` belongs to. */
const partsOf = (file: HubFile, all: readonly HubFile[]): HubFile[] => {
  const [, stem, count] = /^(.*)-\d{5}-of-(\d{5})\.gguf$/i.exec(file.path) ?? [];
  if (stem === undefined) return [file];
  const parts = all.filter(({ path }) => path.startsWith(`${stem}-`) && path.endsWith(`-of-${count}.gguf`));
  if (parts.length !== Number(count))
    throw new HubError(
      'not-found',
      `${file.path} is one of ${Number(count)} parts, of which the hub has ${parts.length}`,
    );
  return parts.sort((a, b) => (a.path < b.path ? -1 : 1));
};

/** Preferred when the repository has several and none was named: the usual trade of size against quality. */
const PREFERRED = ['Q4_K_M', 'Q5_K_M', 'Q4_K_S', 'Q8_0', 'Q4_0'];

const chooseGguf = (files: readonly HubFile[], wanted: string | undefined, repo: string): Choice => {
  const all = ofGguf(files);
  const lower = wanted?.toLowerCase();
  const found =
    lower === undefined
      ? (PREFERRED.map((kind) => all.find(({ path }) => quantisationOf(path) === kind)).find(Boolean) ?? all[0])
      : (all.find(({ path }) => path.toLowerCase() === lower) ??
        all.find(({ path }) => quantisationOf(path)?.toLowerCase() === lower));
  if (found) return { kind: 'gguf', files: partsOf(found, all) };
  const names = all.map(({ path }) => path);
  const known = [...names, ...names.flatMap((name) => quantisationOf(name) ?? [])];
  const lowered =
    lower === undefined
      ? undefined
      : suggest(
          lower,
          known.map((name) => name.toLowerCase()),
        );
  const meant = known.find((name) => name.toLowerCase() === lowered);
  const there = names.length === 0 ? 'it has no GGUF file' : `it has ${names.slice(0, 8).join(', ')}`;
  throw new HubError(
    'not-found',
    `${repo} has no file ${wanted}; ${meant === undefined ? there : `did you mean ${meant}?`}`,
  );
};

/**
 * The files to fetch. `wanted` is a .gguf file or a quantisation. Throws a `HubError` that says what the repository
 * lacks.
 */
export const chooseFiles = (files: readonly HubFile[], wanted: string | undefined, repo: string): Choice => {
  if (wanted !== undefined) return chooseGguf(files, wanted, repo);
  const weights = files.some(({ path }) => path === SINGLE || path === INDEX);
  if (!weights && ofGguf(files).length > 0) return chooseGguf(files, undefined, repo);
  if (!weights) {
    const pickle = files.find(({ path }) => PICKLES.test(path));
    throw new HubError(
      'refused',
      pickle === undefined
        ? `${repo} has neither ${SINGLE} nor a GGUF file at its top; choose a repository of a language model`
        : `${repo} has its weights in ${pickle.path} only: a file of Python objects, which can run code when it is read; choose a repository with safetensors`,
    );
  }
  const config = named(files, 'config.json');
  if (!config) throw new HubError('refused', `${repo} has no config.json; choose a repository of a language model`);
  const hasTokenizer = named(files, 'tokenizer.json') !== undefined;
  const companions = [...COMPANIONS, ...(hasTokenizer ? [] : LEGACY)].flatMap((name) => named(files, name) ?? []);
  const huge = companions.find(({ size }) => size > LARGEST_COMPANION);
  if (huge) throw new HubError('refused', `${repo} has a ${huge.path} of ${huge.size} bytes, which can't be right`);
  const single = named(files, SINGLE);
  const index = single ? undefined : named(files, INDEX)!;
  return { kind: 'safetensors', files: [...companions, ...(single ? [single] : [])], ...(index && { index }) };
};

/** The shards that an index names. Throws a `HubError` when it is no index, or when the repository lacks a shard. */
export const shardsOf = (index: string, files: readonly HubFile[], repo: string): HubFile[] => {
  let map: unknown;
  try {
    map = (JSON.parse(index) as { weight_map?: unknown } | null)?.weight_map;
  } catch {
    map = undefined;
  }
  const names = [...new Set(Object.values((map as Record<string, unknown>) ?? {}))];
  if (names.length === 0) throw new HubError('refused', `the ${INDEX} of ${repo} names no shards`);
  return names.map((name) => {
    const shard = typeof name === 'string' && /^[\w.-]+\.safetensors$/.test(name) ? named(files, name) : undefined;
    if (!shard)
      throw new HubError('refused', `the ${INDEX} of ${repo} names ${JSON.stringify(name)}, which is not there`);
    return shard;
  });
};

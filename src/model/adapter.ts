/**
 * LoRA adapters on disk, in the layout of PEFT: adapter_config.json and adapter_model.safetensors. They are read,
 * written, and merged into the base weights. Training an adapter is train/lora.ts.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { defined, isObject, prettyJson, previewJson, type JsonObject } from '../json.ts';
import { writeAtomic } from '../files.ts';
import { parameterShapes, type ModelConfig } from './config.ts';
import type { FloatDtype } from './dtype.ts';
import { parseJson } from './json-text.ts';
import { readSafetensors, safetensorsParts } from './safetensors.ts';

type Matrix = { readonly shape: readonly number[]; readonly data: Float32Array };

/** The two matrices of one module: a (rank, in), b (out, rank). */
export type AdapterPair = { a: Matrix; b: Matrix };

export type Adapter = {
  /** Factor of BA: alpha / rank, or alpha / √rank (rsLoRA). */
  scale: number;
  /** Modules by name, such as model.layers.0.self_attn.q_proj. */
  modules: ReadonlyMap<string, AdapterPair>;
  /** The base model, as adapter_config.json names it. */
  base?: string;
};

const CONFIG = 'adapter_config.json';
const WEIGHTS = 'adapter_model.safetensors';
const PREFIX = 'base_model.model.';

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  (Array.isArray(value) && value.length === 0) ||
  (isObject(value) && Object.keys(value).length === 0);

/** Whether a folder holds an adapter rather than a model. */
export const isAdapterFolder = (folder: string): boolean =>
  existsSync(path.join(folder, CONFIG)) && !existsSync(path.join(folder, 'config.json'));

/** Writes an adapter. `targets` are the last parts of the modules' names. */
export const writeAdapter = (
  folder: string,
  modules: ReadonlyMap<string, AdapterPair>,
  {
    rank,
    alpha,
    targets,
    base,
    dtype = 'F32',
  }: { rank: number; alpha: number; targets: readonly string[]; base: string; dtype?: FloatDtype },
): void => {
  const config = {
    peft_type: 'LORA',
    task_type: 'CAUSAL_LM',
    base_model_name_or_path: base,
    r: rank,
    lora_alpha: alpha,
    target_modules: [...targets],
    lora_dropout: 0,
    bias: 'none',
    fan_in_fan_out: false,
    use_rslora: false,
    use_dora: false,
    init_lora_weights: true,
    inference_mode: true,
    modules_to_save: null,
    layers_to_transform: null,
    rank_pattern: {},
    alpha_pattern: {},
  };
  const tensors = new Map(
    [...modules].flatMap(
      ([name, { a, b }]) =>
        [
          [`${PREFIX}${name}.lora_A.weight`, a],
          [`${PREFIX}${name}.lora_B.weight`, b],
        ] as const,
    ),
  );
  writeAtomic(path.join(folder, WEIGHTS), safetensorsParts(tensors, { dtype, metadata: { format: 'pt' } }));
  writeAtomic(path.join(folder, CONFIG), prettyJson(config));
};

/** Initialisations that leave the base weights as they are. PiSSA, OLoRA, CorDA and LoftQ take a part of them away. */
const HARMLESS_INITS: ReadonlySet<unknown> = new Set([true, false, null, undefined, 'gaussian', 'eva', 'orthogonal']);

/** Fields that don't change the arithmetic of a merged adapter, whatever they say, or that are read or checked here. */
const KNOWN_FIELDS: ReadonlySet<string> = new Set([
  'peft_type',
  'task_type',
  'base_model_name_or_path',
  'revision',
  'auto_mapping',
  'peft_version',
  'inference_mode',
  'r',
  'lora_alpha',
  'use_rslora',
  'init_lora_weights',
  'bias',
  'lora_dropout',
  'rank_pattern',
  'target_modules',
  'exclude_modules',
  'layers_to_transform',
  'layers_pattern',
  'megatron_core',
  'runtime_config',
  'eva_config',
  'qalora_group_size',
]);

/** Why an adapter can't be merged into weights as it is; undefined when nothing speaks against it. */
const whyNot = (json: JsonObject): string | undefined => {
  const { init_lora_weights: init, bias } = json;
  if (!HARMLESS_INITS.has(init))
    return `init_lora_weights is ${JSON.stringify(init)}: the adapter belongs to base weights that were changed when it began; merge it with the tool that made it`;
  if (bias !== undefined && bias !== null && bias !== 'none')
    return `bias is ${JSON.stringify(bias)}; trained biases are not supported`;
  const unknown = Object.entries(json).find(
    ([name, value]) => !KNOWN_FIELDS.has(name) && value !== false && !isEmpty(value),
  );
  return (
    unknown &&
    `${unknown[0]} is ${previewJson(unknown[1])}, which is not supported: it may change what the adapter does`
  );
};

const readConfig = (folder: string): { alpha: number; rslora: boolean; rank?: number; base?: string } => {
  const file = path.join(folder, CONFIG);
  const fail = (why: string): never => {
    throw new Error(`${CONFIG}: ${why}`);
  };
  if (!existsSync(file)) fail(`the file is missing in ${folder}; an adapter folder holds ${CONFIG} and ${WEIGHTS}`);
  if (statSync(file).size > 10_000_000) fail('the file has more than 10 MB');
  let json: unknown;
  try {
    json = parseJson(readFileSync(file, 'utf8'));
  } catch (error) {
    return fail(`it is not valid JSON (${(error as Error).message})`);
  }
  if (!isObject(json)) return fail('it must hold a JSON object');
  if (json.peft_type !== 'LORA') fail(`peft_type is ${JSON.stringify(json.peft_type)}; it must be "LORA"`);
  const reason = whyNot(json);
  if (reason !== undefined) fail(reason);
  const rank = isEmpty(json.rank_pattern) ? json.r : undefined;
  const alpha = json.lora_alpha;
  if (typeof alpha !== 'number' || !Number.isFinite(alpha) || alpha <= 0)
    return fail(`lora_alpha is ${JSON.stringify(alpha)}; it must be a number above 0`);
  const base = json.base_model_name_or_path;
  return defined({
    alpha,
    rslora: json.use_rslora === true,
    rank: typeof rank === 'number' ? rank : undefined,
    base: typeof base === 'string' ? base : undefined,
  });
};

/**
 * Reads an adapter and checks every matrix against the model's. Throws one sentence that names the folder and what is
 * wrong. `scale` is alpha / r, or alpha / √r where the config says so (rsLoRA).
 */
export const readAdapter = async (folder: string, config: ModelConfig): Promise<Adapter> => {
  try {
    const { alpha, rslora, base, rank: said } = readConfig(folder);
    const tensors = await readSafetensors(path.join(folder, WEIGHTS));
    const shapes = parameterShapes(config);
    const modules = new Map<string, AdapterPair>();
    let rank = 0;
    for (const name of tensors.keys()) {
      const parts = /^base_model\.model\.(.+)\.lora_([AB])\.weight$/.exec(name);
      if (!parts) throw new Error(`${WEIGHTS} holds ${name}, which is not a matrix of a LoRA adapter`);
      if (parts[2] === 'B') {
        if (!tensors.has(name.replace('.lora_B.', '.lora_A.')))
          throw new Error(`${WEIGHTS} lacks ${name.replace('.lora_B.', '.lora_A.')}`);
        continue;
      }
      const [module, other] = [parts[1]!, name.replace('.lora_A.', '.lora_B.')];
      const shape = shapes[`${module}.weight`];
      if (shape?.length !== 2)
        throw new Error(
          `${WEIGHTS} adapts ${module}, which is not a matrix of this model; use the adapter's own base model${base === undefined ? '' : `, ${base}`}`,
        );
      const [a, b] = [tensors.get(name)!, tensors.get(other)];
      if (!b) throw new Error(`${WEIGHTS} lacks ${other}`);
      rank ||= a.shape[0] ?? 0;
      const fits = a.shape.join() === [rank, shape[1]].join() && b.shape.join() === [shape[0], rank].join();
      if (!fits || rank < 1)
        throw new Error(
          `${module} has matrices of shapes [${a.shape}] and [${b.shape}], but [r, ${shape[1]}] and [${shape[0]}, r] with one r for all are expected; use the adapter's own base model`,
        );
      if (!(a.data instanceof Float32Array) || !(b.data instanceof Float32Array))
        throw new Error(`${module} has ${a.dtype} numbers; they must be F32, F16 or BF16`);
      modules.set(module, { a: a as Matrix, b: b as Matrix });
    }
    if (modules.size === 0) throw new Error(`${WEIGHTS} holds nothing`);
    if (said !== undefined && said !== rank)
      throw new Error(
        `${CONFIG} says that r is ${said}, but the matrices have rank ${rank}; one of the two is damaged`,
      );
    return { scale: alpha / (rslora ? Math.sqrt(rank) : rank), modules, ...(base === undefined ? {} : { base }) };
  } catch (error) {
    throw new Error(`can't load the adapter in ${folder}: ${(error as Error).message}`, { cause: error });
  }
};

/** The weights with s·BA added to each adapted matrix, computed in f64. The given arrays are not changed. */
export const mergeAdapter = <T extends Matrix>(
  weights: ReadonlyMap<string, T>,
  { scale, modules }: Adapter,
): Map<string, T | Matrix> => {
  const merged = new Map<string, T | Matrix>(weights);
  for (const [module, { a, b }] of modules) {
    const name = `${module}.weight`;
    const { shape, data } = weights.get(name)!;
    const [rows, columns, rank] = [shape[0]!, shape[1]!, a.shape[0]!];
    const out = new Float32Array(data.length);
    const sums = new Float64Array(columns);
    for (let row = 0; row < rows; row++) {
      sums.fill(0);
      for (let r = 0; r < rank; r++) {
        const factor = scale * b.data[row * rank + r]!;
        if (factor !== 0) for (let i = 0; i < columns; i++) sums[i]! += factor * a.data[r * columns + i]!;
      }
      for (let i = 0; i < columns; i++) out[row * columns + i] = data[row * columns + i]! + sums[i]!;
    }
    merged.set(name, { shape, data: out });
  }
  return merged;
};

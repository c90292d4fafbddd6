/**
 * A model folder as a new version of a model that serves: read beside it, checked, and compared with what serves now.
 * Publishing is the other side: gate.json and weights.json beside the weights.
 */
import { createHash } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomic } from '../files.ts';
import { prettyJson } from '../json.ts';
import type { Candidate } from '../infer/versions.ts';
import type { Precision } from '../infer/weight-source.ts';
import { formatConfig, type ModelConfig } from '../model/config.ts';
import { checkAgainst, readManifest, versionOf, writeManifest, type Manifest } from '../model/manifest.ts';
import { openWeights } from '../model/weights.ts';
import { GATE, passGate, promptsOf, readGate, recordReplies, type Gate } from './gate.ts';
import type { Value } from '../tensor/run.ts';
import { openModelFolder, type ModelFolder } from './model-folder.ts';
import { readModelWeights } from './read-weights.ts';

/** What was compared: the bytes with their published hashes, or, without weights.json, names and shapes alone. */
export type Checked = { hashes: boolean; replies: number; questions: number };

/** Throws unless the new folder holds other weights of the same model. */
const requireSame = (serving: ModelFolder, next: ModelFolder): void => {
  const fail = (why: string): never => {
    throw new Error(`${next.folder} can't replace the weights of ${serving.name}: ${why}`);
  };
  const [a, b] = [formatConfig(serving.config), formatConfig(next.config)] as Record<string, unknown>[];
  for (const field of new Set([...Object.keys(a!), ...Object.keys(b!)])) {
    const [mine, theirs] = [a![field], b![field]].map((value) => JSON.stringify(value));
    if (mine !== theirs)
      fail(`its ${field} is ${theirs ?? 'absent'}, and ${mine ?? 'absent'} in the model that serves`);
  }
  if (JSON.stringify(serving.tokenizerJson) !== JSON.stringify(next.tokenizerJson)) fail('it has another tokenizer');
};

const requireNumbers = (name: string, { data }: Value): void => {
  const at = data.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) throw new Error(`${name} holds ${data[at]} at place ${at}; weights must be finite numbers`);
};

const SAMPLE = 2 ** 16;
const SAMPLES = 16;

/**
 * The name of the version in a folder: that of its weights.json, otherwise made of its config and of pieces of its
 * weights, which is cheap at any size and differs for other weights of the same shape.
 */
export const folderVersion = async ({ folder, source }: ModelFolder): Promise<string> => {
  if (folder === source) {
    const manifest = await readManifest(folder);
    if (manifest) return versionOf(manifest);
  }
  const opened = await openWeights(source);
  await opened.close();
  const hash = createHash('sha256').update(await readFile(join(source, 'config.json')));
  const adapter = folder === source ? [] : [join(folder, 'adapter_model.safetensors')];
  for (const file of [...opened.files.map((name) => join(source, name)), ...adapter]) {
    const handle = await open(file, 'r');
    const { size } = await handle.stat();
    hash.update(String(size));
    for (let i = 0; i < SAMPLES; i++) {
      const piece = new Uint8Array(Math.min(SAMPLE, size));
      await handle.read(piece, 0, piece.length, Math.floor(((size - piece.length) * i) / (SAMPLES - 1)));
      hash.update(piece);
    }
    await handle.close();
  }
  return hash.digest('hex').slice(0, 12);
};

/** A question of the gate that the operator wrote belongs to the model that serves, a recorded reply to its weights. */
const gateOf = (serving: ModelFolder, next: ModelFolder): Gate => {
  const [mine, theirs] = [readGate(serving.folder), readGate(next.folder)];
  const questions = new Map(
    [...(mine?.questions ?? []), ...(theirs?.questions ?? [])].map((item) => [item.question, item]),
  );
  return { type: 'gate', version: 1, replies: theirs?.replies ?? [], questions: [...questions.values()] };
};

/**
 * Reads `folder` as the next version of the model that serves. Everything is checked before it is given: hashes,
 * names, shapes, finite numbers, config and tokenizer; its gate is passed in the engine (`Candidate.try`). Throws one
 * sentence.
 */
export const readVersion = async (
  serving: ModelFolder,
  folder: string,
  precision: Precision,
): Promise<{ candidate: Candidate; checked: Checked; folder: ModelFolder }> => {
  const next = await openModelFolder(folder);
  requireSame(serving, next);
  const manifest = next.folder === next.source ? await readManifest(next.folder) : undefined;
  const against = manifest && checkAgainst(manifest, next.folder);
  against?.end();
  const weights = await readModelWeights(next, precision, { check: against?.tensor, each: requireNumbers });
  const gate = gateOf(serving, next);
  const template = await next.template().catch(() => undefined);
  const version = manifest ? versionOf(manifest) : await folderVersion(next);
  return {
    candidate: { version, weights, try: (sample) => passGate(sample, gate, { ...next, template }) },
    checked: { hashes: manifest !== undefined, replies: gate.replies.length, questions: gate.questions.length },
    folder: next,
  };
};

/** Texts that replies are recorded to when nobody names others. */
const PROBES = [
  'What is 17 + 25?',
  'Solve 3x + 4 = 19 for x.',
  'Sort 5, 2, 9, 1.',
  'What is the next number: 2, 4, 8, 16?',
  'Write 45 in binary.',
  'Hello. Who are you?',
  'What day comes two days after Monday?',
  'Is 91 a prime number?',
  'What is the greatest common divisor of 36 and 60?',
  'Write 1994 in Roman numerals.',
  'Name a colour.',
  'What is 12 times 12?',
];

/**
 * Publishes a model folder: records replies of its weights into gate.json, where questions with answers stay, and
 * writes weights.json last. Without `record` the gate stays as it is.
 */
export const publishFolder = async (
  folder: string,
  { record = true, probes = PROBES }: { record?: boolean; probes?: readonly string[] } = {},
): Promise<{ manifest: Manifest; gate: Gate | undefined }> => {
  const model = await openModelFolder(folder);
  if (model.folder !== model.source)
    throw new Error(`${folder} is an adapter; merge it into its base first: mizan export ${folder} FOLDER`);
  const before = readGate(folder);
  if (record) {
    const template = await model.template().catch(() => undefined);
    const config: ModelConfig = model.config;
    const replies = await recordReplies(config, await model.weights(), promptsOf({ ...model, template }, probes));
    const gate: Gate = { type: 'gate', version: 1, replies, questions: before?.questions ?? [] };
    writeAtomic(join(folder, GATE), prettyJson(gate));
  }
  return { manifest: await writeManifest(folder), gate: readGate(folder) };
};

/**
 * weights.json: what a publisher says of the weights in a model folder. It names every tensor with its type, shape,
 * place and SHA-256, and has one hash over all of that, which is the name of the version. It is written last, so a
 * folder whose weights.json is new is complete. Reading compares the bytes as they are loaded, not a second reading of
 * the file: one flipped bit is found.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { writeAtomic } from '../files.ts';
import { prettyJson } from '../json.ts';
import { openWeights, type WeightCheck } from './weights.ts';

export const MANIFEST = 'weights.json';

/** Files beside the weights that change what a model says. */
const FILES = ['config.json', 'tokenizer.json', 'gate.json'] as const;

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const schema = z.object({
  type: z.literal('weights'),
  version: z.literal(1),
  /** Hash over `files` and `tensors`. */
  sha256: hash,
  files: z.record(z.string().regex(/^[\w.-]+$/), hash),
  tensors: z
    .array(
      z.object({
        name: z.string().max(500),
        dtype: z.string().max(8),
        shape: z.array(z.number().int().min(0)).max(16),
        file: z.string().regex(/^[\w.-]+$/),
        /** Where its bytes begin among the tensors of that file. */
        offset: z.number().int().min(0),
        bytes: z.number().int().min(0),
        sha256: hash,
      }),
    )
    .min(1)
    .max(1_000_000),
});

export type Manifest = z.infer<typeof schema>;

const MOST_BYTES = 200e6;

const sha256 = (data: Uint8Array | string): string => createHash('sha256').update(data).digest('hex');

const wholeOf = ({ files, tensors }: Pick<Manifest, 'files' | 'tensors'>): string =>
  sha256(JSON.stringify([Object.entries(files).toSorted(([a], [b]) => (a < b ? -1 : 1)), tensors]));

/** The name of a version: twelve letters of its hash. */
export const versionOf = ({ sha256: whole }: Pick<Manifest, 'sha256'>): string => whole.slice(0, 12);

/** Reads the folder's weights once and writes its weights.json. Gives what it wrote. Throws one sentence. */
export const writeManifest = async (folder: string): Promise<Manifest> => {
  const opened = await openWeights(folder);
  try {
    const tensors: Manifest['tensors'] = [];
    for (const [name, { dtype, shape, bytes, file, start: offset }] of opened.tensors) {
      let found = '';
      await opened.read(name, (data) => {
        found = sha256(data);
      });
      tensors.push({ name, dtype, shape: [...shape], file, offset, bytes, sha256: found });
    }
    const there = FILES.filter((name) => existsSync(path.join(folder, name)));
    const files = Object.fromEntries(there.map((name) => [name, sha256(readFileSync(path.join(folder, name)))]));
    const manifest: Manifest = { type: 'weights', version: 1, sha256: wholeOf({ files, tensors }), files, tensors };
    writeAtomic(path.join(folder, MANIFEST), prettyJson(manifest));
    return manifest;
  } finally {
    await opened.close();
  }
};

/** The manifest of a folder, checked against its own hash; undefined when there is none. Throws one sentence. */
export const readManifest = async (folder: string): Promise<Manifest | undefined> => {
  const file = path.join(folder, MANIFEST);
  if (!existsSync(file)) return undefined;
  const fail = (why: string): never => {
    throw new Error(`${file} ${why}; publish the folder again (mizan publish ${folder})`);
  };
  if (statSync(file).size > MOST_BYTES) return fail('is too large');
  let json: unknown;
  try {
    json = JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return fail('is not JSON');
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) {
    const { path: where, message } = parsed.error.issues[0]!;
    return fail(`is not of the form that this version reads (${where.join('.') || 'whole'}: ${message})`);
  }
  if (wholeOf(parsed.data) !== parsed.data.sha256) return fail('does not agree with its own hash');
  return parsed.data;
};

/**
 * A check of what is read of a folder against its manifest. `tensor` throws at the first that differs, `end` when
 * a file beside the weights has changed.
 */
export const checkAgainst = ({ files, tensors }: Manifest, folder: string): { tensor: WeightCheck; end(): void } => {
  const due = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const fail = (why: string): never => {
    throw new Error(`the weights in ${folder} are not those that were published: ${why}`);
  };
  return {
    tensor: ({ name, dtype, shape, bytes }) => {
      const said = due.get(name);
      if (!said) return fail(`${MANIFEST} does not name ${name}`);
      if (said.shape.join() !== shape.join())
        return fail(`${name} has shape [${shape}], and ${MANIFEST} says [${said.shape}]`);
      if (said.dtype !== dtype) return fail(`${name} is ${dtype}, and ${MANIFEST} says ${said.dtype}`);
      if (said.sha256 !== sha256(bytes)) return fail(`the bytes of ${name} have another hash than ${MANIFEST} says`);
      return undefined;
    },
    end: () => {
      for (const [name, said] of Object.entries(files)) {
        const file = path.join(folder, name);
        if (!existsSync(file)) fail(`${name} is missing`);
        if (sha256(readFileSync(file)) !== said) fail(`${name} has another hash than ${MANIFEST} says`);
      }
    },
  };
};

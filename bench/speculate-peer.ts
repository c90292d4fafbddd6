/** llama.cpp as the peer of the speculation benchmark: the same weights in Q8_0, plainly and with drafts. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { writeAtomic } from '../src/files.ts';
import type { ModelFolder } from '../src/local/model-folder.ts';
import { ggufKeys, ggufTensors } from '../src/model/gguf-model.ts';
import { ggufParts } from '../src/model/gguf.ts';
import { buildPeer } from './llama-peer.ts';

/** `most` drafts a run; those of the model end at an id less likely than `least`. */
export type PeerDrafts = { most: number; least: number; lookup: boolean };

/** Every way in which llama.cpp drafts here: its own defaults are 16 drafts while they are likelier than 0.75. */
export const PEER_DRAFTS: Readonly<Record<string, PeerDrafts>> = {
  'llama.cpp': { most: 0, least: 0, lookup: false },
  'llama.cpp, lookup': { most: 4, least: 0, lookup: true },
  'llama.cpp, 4 drafts of the model': { most: 4, least: 0, lookup: false },
  'llama.cpp, drafts of the model by its defaults': { most: 16, least: 0.75, lookup: false },
};

/** What a greedy text took after its prompt was read. */
export type PeerRun = { ms: number; cpu: number; tokens: number; runs: number; drafted: number; held: number };

export type LlamaDrafts = {
  run(drafts: PeerDrafts, prompt: readonly number[], tokens: number, stop: number): Promise<PeerRun>;
  close(): Promise<void>;
};

const writeGguf = async (file: string, { name, config, weights }: ModelFolder): Promise<void> => {
  const keys = ggufKeys(config, name, 'Q8_0').set('tokenizer.ggml.model', { type: 'string', value: 'no_vocab' });
  const tensors = ggufTensors(config, (await weights()) as never, 'Q8_0');
  writeAtomic(file, ggufParts(keys, tensors));
};

/** Undefined without MIZAN_LLAMA or a drafting model. */
export const llamaDrafts = async (
  folder: string,
  target: ModelFolder,
  draft: ModelFolder | undefined,
  threads: number,
): Promise<LlamaDrafts | undefined> => {
  const peer = draft && buildPeer(folder, 'llama-draft.cpp');
  if (!peer) return undefined;
  const files = [join(folder, 'target.gguf'), join(folder, 'draft.gguf')] as const;
  await writeGguf(files[0], target);
  await writeGguf(files[1], draft);
  const child = spawn(peer.program, [peer.libraries, ...files, String(threads)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise<void>((done) => {
    child.on('close', () => done());
  });
  return {
    run: async ({ most, least, lookup }, prompt, tokens, stop) => {
      child.stdin.write(`${most} ${least} ${+lookup} ${tokens} ${stop} ${prompt.length} ${prompt.join(' ')}\n`);
      const line = await lines.next();
      if (line.done) throw new Error('llama-draft ended early');
      return JSON.parse(line.value) as PeerRun;
    },
    close: async () => {
      child.stdin.end();
      await ended;
    },
  };
};

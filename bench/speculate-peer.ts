/** llama.cpp as the peer of the speculation benchmark: the same weights in Q8_0, with a drafting model and without. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { writeAtomic } from '../src/files.ts';
import type { ModelFolder } from '../src/local/model-folder.ts';
import { ggufKeys, ggufTensors } from '../src/model/gguf-model.ts';
import { ggufParts } from '../src/model/gguf.ts';
import { buildPeer } from './llama-peer.ts';

type Rate = { ms: number; tokens: number };

export type LlamaDrafts = {
  /** Generates greedily after a prompt: plainly, and with drafts. */
  run(
    prompt: readonly number[],
    tokens: number,
    stop: number,
  ): Promise<{ none: Rate; drafted: Rate & { drafted: number; held: number } }>;
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
): Promise<LlamaDrafts | undefined> => {
  const peer = draft && buildPeer(folder, 'llama-draft.cpp');
  if (!peer) return undefined;
  const files = [join(folder, 'target.gguf'), join(folder, 'draft.gguf')] as const;
  await writeGguf(files[0], target);
  await writeGguf(files[1], draft);
  const child = spawn(peer.program, [peer.libraries, ...files, '1'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise<void>((done) => {
    child.on('close', () => done());
  });
  return {
    run: async (prompt, tokens, stop) => {
      child.stdin.write(`${tokens} ${stop} ${prompt.length} ${prompt.join(' ')}\n`);
      const line = await lines.next();
      if (line.done) throw new Error('llama-draft ended early');
      return JSON.parse(line.value) as Awaited<ReturnType<LlamaDrafts['run']>>;
    },
    close: async () => {
      child.stdin.end();
      await ended;
    },
  };
};

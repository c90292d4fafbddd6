/** Messages between the page (web/engine.ts) and the worker in which Mizan thinks (worker.ts). Types only. */
import type { Wire } from '../../types.ts';

export type ToEngine =
  /** Comes first. */
  | { type: 'start'; manifest: EngineManifest }
  | { type: 'ask'; id: number; body: Wire }
  /** Whoever asked has left. */
  | { type: 'stop'; id: number };

export type FromEngine =
  /** Bytes of the files that have come, of all. */
  | { type: 'loading'; loaded: number; total: number }
  | { type: 'ready' }
  /** It can't work here. */
  | { type: 'broken'; message: string }
  /** An answer: its head, the parts of its body, its end. */
  | { type: 'head'; id: number; status: number; headers: Record<string, string> }
  | { type: 'part'; id: number; bytes: Uint8Array }
  | { type: 'end'; id: number };

/** engine.json: the files of the engine with their sizes, and the models that it serves, as /v1/models lists them. */
export type EngineManifest = {
  version: string;
  files: readonly { path: string; bytes: number }[];
  models: Wire;
};

/**
 * The words of llama-server's command line for a draft model, slots and their cache. Names have changed between
 * versions, so they are looked up in what the binary's own `--help` says. Nothing is started here.
 */
import { z } from 'zod';
import type { GgufFacts } from './gguf-facts.ts';

/** Settings with their names, the newest first; all mean the same to the version that knows them. */
const NAMES = {
  draft: ['--spec-draft-model', '--model-draft'],
  draftKind: ['--spec-type'],
  draftMost: ['--spec-draft-n-max', '--draft-max'],
  slots: ['--parallel'],
  unified: ['--kv-unified'],
  pool: ['--ctx-size'],
  threads: ['--threads'],
} as const;
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  '--spec-draft-model': ['-md', '--model-draft'],
  '--parallel': ['-np'],
  '--kv-unified': ['-kvu', '-no-kvu', '--no-kv-unified'],
  '--ctx-size': ['-c'],
  '--threads': ['-t'],
};

/** Drafts in a run. On a CPU llama.cpp takes 2.9 times as long for 4 tokens as for one (docs/results/speculate.md). */
const DRAFTS = 3;
/** A model that drafts by itself: from v0.5 on it is loaded without being used unless it is called so. */
const WHOLE = 'draft-simple';

/** Options that a help text lists, without those that it says were removed. */
const optionsIn = (help: string): Set<string> =>
  new Set(
    help
      .split(/\n(?=\s*-)/)
      .filter((entry) => !/argument has been removed/.test(entry))
      .flatMap((entry) => entry.split('\n')[0]!.match(/(?<![\w-])--?[a-zA-Z][\w-]*/g) ?? []),
  );

/** What is known before the start. `draftHead`: the draft is no whole model; llama-server finds out what it is. */
export type Wanted = {
  draft?: string | undefined;
  draftHead?: boolean;
  slots?: number | undefined;
  /** Tokens that all slots have room for together. Default: what llama-server takes, which is the model's window. */
  pool?: number | undefined;
  /** Processor threads. Default: what llama-server takes, which is one a core. */
  threads?: number | undefined;
  args: readonly string[];
};

/**
 * The words for what is asked for, without what `args` say themselves. Throws one sentence when this version has no draft
 * models.
 *
 * `--cache-reuse` is not among them: it keeps keys and values of a text that stood behind another beginning, and what is
 * generated then depends on what that beginning was (measured by `npm run check:llama-server`).
 */
export const llamaFlags = (
  help: string,
  { draft, draftHead = false, slots, pool, threads, args }: Wanted,
): string[] => {
  const known = optionsIn(help);
  const words: string[] = [];
  const set = (setting: keyof typeof NAMES, ...value: string[]): boolean => {
    const name = NAMES[setting].find((option) => known.has(option));
    if (name === undefined) return false;
    const spellings: readonly string[] = [...NAMES[setting], ...(ALIASES[name] ?? [])];
    if (!args.some((word) => spellings.includes(word.split('=')[0]!))) words.push(name, ...value);
    return true;
  };
  if (draft !== undefined) {
    if (!set('draft', draft))
      throw new Error(
        'its --help names no option for a draft model; install a newer llama-server, or leave out the draft',
      );
    if (!draftHead && help.includes(WHOLE)) set('draftKind', WHOLE);
    set('draftMost', String(DRAFTS));
  }
  if (slots !== undefined) {
    set('slots', String(slots));
    set('unified'); // a slot may then use the whole window, and none is kept for slots that are idle
  }
  if (pool !== undefined) set('pool', String(pool));
  if (threads !== undefined) set('threads', String(threads));
  return words;
};

/**
 * Threads where others use the processor too; undefined where all cores are free. The threads of llama.cpp wait for
 * each other busily after every operation: where each has but a part of a core, two are dozens of times slower than one
 * (docs/results/serve.md). `load`: how many others want to run.
 */
export const threadsFor = (cores: number, load: number): number | undefined => {
  const free = Math.max(1, Math.round(cores - load));
  return free < cores ? free : undefined;
};

/** The share of the free memory that keys and values may take. */
const SHARE = 0.5;
/** Fewest tokens of a window that is worth a start. */
const LEAST = 4096;
/** Tokens that are kept for each further slot, beside one that uses the whole window. */
const BESIDE = 8192;

/**
 * Tokens that all slots together have room for: the window of the model, and some for each further slot, as far as half
 * of the free memory holds them. Where all slots share one window, as some versions have it, four answers to one
 * question overrun a small one and all fail; slots times the window, as v0.5 has it, may be more than there is memory
 * for. Undefined when the files do not say what is needed. `free`: bytes.
 */
export const poolFor = (
  model: GgufFacts | undefined,
  draft: GgufFacts | undefined,
  { slots = 1, free }: { slots?: number | undefined; free: number },
): number | undefined => {
  const { window, cacheBytes } = model ?? {};
  if (window === undefined || cacheBytes === undefined) return undefined;
  const wanted = window + (slots - 1) * Math.min(window, BESIDE);
  const most = Math.floor((SHARE * free) / (cacheBytes + (draft?.cacheBytes ?? 0)));
  return Math.floor(Math.min(wanted, Math.max(LEAST, most)) / 256) * 256 || 256;
};

/** Whether `--list-devices` names anything that holds weights besides this machine's own memory. */
export const hasDevices = (list: string): boolean => /^\s+(?!BLAS|CPU)\S+: .*\([1-9]\d* MiB/m.test(list);

const props = z.object({
  total_slots: z.number().int().positive(),
  default_generation_settings: z.object({ n_ctx: z.number().int().positive() }),
});

/** Slots of a running llama-server and the most tokens of each, in what its /props says; undefined when it does not. */
export const slotsIn = (text: string): { count: number; window: number } | undefined => {
  try {
    const { data } = props.safeParse(JSON.parse(text));
    return data && { count: data.total_slots, window: data.default_generation_settings.n_ctx };
  } catch {
    return undefined;
  }
};

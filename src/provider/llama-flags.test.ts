/** Options of llama-server by what its own help says: v0.5 renamed those of drafts, older ones have none of some. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasDevices, llamaFlags, poolFor, slotsIn, threadsFor } from './llama-flags.ts';

/** As llama-server v0.5 prints it, entries left out. */
const NEW = `
-h,    --help, --usage                  print usage and exit
-t,    --threads N                      number of CPU threads to use during generation (default: -1)
                                        (env: LLAMA_ARG_THREADS)
-c,    --ctx-size N                     size of the prompt context (default: 0, 0 = loaded from model)
                                        (env: LLAMA_ARG_CTX_SIZE)
--list-devices                          print list of available devices and exit
--spec-draft-n-max N                    number of tokens to draft for speculative decoding (default: 3)
                                        (env: LLAMA_ARG_SPEC_DRAFT_N_MAX)
--spec-draft-model, -md, --model-draft FNAME
                                        draft model for speculative decoding (default: unused)
                                        (env: LLAMA_ARG_SPEC_DRAFT_MODEL)
--spec-type none,draft-simple,draft-eagle3,draft-mtp,draft-dflash,draft-dspark,ngram-simple,ngram-map-k,ngram-map-k4v,ngram-mod,ngram-cache
                                        comma-separated list of types of speculative decoding to use (default:
                                        none)
                                        
                                        (env: LLAMA_ARG_SPEC_TYPE)
--draft, --draft-n, --draft-max N       the argument has been removed. use --spec-draft-n-max or
                                        --spec-ngram-mod-n-max
                                        (env: LLAMA_ARG_DRAFT_MAX)
--kv-unified-per-slot N                 context limit per parallel slot (default: unset, behavior unchanged).
-kvu,  --kv-unified, -no-kvu, --no-kv-unified
                                        use single unified KV buffer shared across all sequences (default:
                                        enabled if number of slots is auto)
                                        (env: LLAMA_ARG_KV_UNIFIED)
-np,   --parallel N                     number of server slots (default: -1, -1 = auto)
                                        (env: LLAMA_ARG_N_PARALLEL)
--cache-reuse N                         min chunk size to attempt reusing from the cache via KV shifting,
                                        requires prompt caching to be enabled (default: 0)
                                        [(card)](https://ggml.ai/f0.png)
                                        (env: LLAMA_ARG_CACHE_REUSE)
`;
const OLD = `
-np,   --parallel N                     number of parallel sequences to decode (default: 1)
--draft-max, --draft, --draft-n N       number of tokens to draft for speculative decoding (default: 16)
-md,   --model-draft FNAME              draft model for speculative decoding (default: unused)
`;

test('the names are those of the version, and what it lacks is left out', () => {
  assert.equal(
    llamaFlags(NEW, { draft: 'small.gguf', slots: 4, args: [] }).join(' '),
    '--spec-draft-model small.gguf --spec-type draft-simple --spec-draft-n-max 3 --parallel 4 --kv-unified',
  );
  assert.equal(
    llamaFlags(OLD, { draft: 'small.gguf', slots: 2, args: [] }).join(' '),
    '--model-draft small.gguf --draft-max 3 --parallel 2',
  );
  assert.deepEqual(llamaFlags(NEW, { args: [] }), []);
  assert.equal(llamaFlags(NEW, { pool: 8192, threads: 1, args: [] }).join(' '), '--ctx-size 8192 --threads 1');
  assert.equal(
    llamaFlags(NEW, { draft: 'head.gguf', draftHead: true, args: [] }).join(' '),
    '--spec-draft-model head.gguf --spec-draft-n-max 3',
    'llama-server finds out by itself what kind of head it is',
  );
});

test('what the command line says itself is not said twice', () => {
  const args = [
    '-np',
    '8',
    '--spec-draft-n-max=5',
    '-kvu',
    '--spec-type',
    'draft-simple,ngram-mod',
    '-c',
    '0',
    '-t',
    '4',
  ];
  assert.equal(
    llamaFlags(NEW, { draft: 'small.gguf', slots: 4, pool: 8192, threads: 1, args }).join(' '),
    '--spec-draft-model small.gguf',
  );
});

test('a version without draft models says so', () => {
  for (const help of ['', '--draft-model-x N   something else\n-np, --parallel N   slots'])
    assert.throws(
      () => llamaFlags(help, { draft: 'small.gguf', args: [] }),
      /no option for a draft model; install a newer/,
    );
});

test('the cache holds a window and some for each further slot, as far as half of the free memory does', () => {
  const facts = (window: number | undefined, cacheBytes: number | undefined) => ({
    architecture: 'x',
    bytes: 1,
    vocabulary: undefined,
    whole: true,
    window,
    cacheBytes,
  });
  const cases: [
    window: number | undefined,
    bytes: number | undefined,
    slots: number,
    gigabytes: number,
    pool: unknown,
  ][] = [
    [512, 1536, 4, 8, 2048],
    [32_768, 12_288, 4, 16, 32_768 + 3 * 8192],
    [131_072, 114_688, 4, 8, 37_376],
    [131_072, 114_688, 1, 64, 131_072],
    [131_072, 114_688, 4, 0.1, 4096],
    [undefined, 114_688, 4, 8, undefined],
    [4096, undefined, 4, 8, undefined],
  ];
  for (const [window, bytes, slots, gigabytes, pool] of cases)
    assert.equal(poolFor(facts(window, bytes), undefined, { slots, free: gigabytes * 2 ** 30 }), pool);
  assert.equal(poolFor(facts(131_072, 100_000), facts(4096, 14_688), { slots: 4, free: 8 * 2 ** 30 }), 37_376);
  assert.equal(poolFor(undefined, undefined, { slots: 4, free: 2 ** 34 }), undefined);
});

test('threads: all cores where nothing else runs, fewer where they are taken', () => {
  const cases: [cores: number, load: number, threads: number | undefined][] = [
    [8, 0, undefined],
    [8, 0.4, undefined],
    [8, 3, 5],
    [2, 1, 1],
    [2, 24, 1],
    [1, 5, undefined],
  ];
  for (const [cores, load, threads] of cases) assert.equal(threadsFor(cores, load), threads);
});

test('devices and slots, as v0.5 prints them', () => {
  assert.equal(hasDevices('Available devices:\n  (none)\n0.00.006.058 I srv  llama_server: initializing ...'), false);
  assert.equal(hasDevices('Available devices:\n  CUDA0: NVIDIA H200 (143771 MiB, 142000 MiB free)\n'), true);
  assert.equal(hasDevices('Available devices:\n  BLAS: Accelerate (0 MiB, 0 MiB free)\n'), false);
  assert.equal(hasDevices('error: unknown argument: --list-devices'), false);
  const props =
    '{"default_generation_settings":{"params":{"seed":4294967295},"n_ctx":512},"total_slots":4,"model_path":"a"}';
  assert.deepEqual(slotsIn(props), { count: 4, window: 512 });
  for (const text of ['', '{}', '{"total_slots":"many"}']) assert.equal(slotsIn(text), undefined);
});

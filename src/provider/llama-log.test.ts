/** Why a llama-server could not start: logs that v0.5 wrote, and older forms. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { causeIn, createChildLog } from './llama-log.ts';

const START = [
  '0.00.014.662 I srv  llama_server: initializing ...',
  '0.00.033.124 I cmn  common_param: common_params_print_info: verbosity = 3 (adjust with the `-lv N` CLI arg)',
  '0.00.052.060 W srv  llama_server: security: no API key is set and CORS allows all origins (see https://github.com/ggml-org/llama.cpp/pull/25655)',
];
const END = [
  '0.00.063.355 I srv    operator(): operator(): cleaning up before exit...',
  '0.00.077.280 E srv  llama_server: exiting due to model loading error',
];
const MEMORY =
  '; this needs more memory than there is: take a smaller file, or fewer tokens with --ctx-size in llamaServer.args';

const CASES: [what: string, lines: string[], cause: string][] = [
  [
    'half a file',
    [
      ...START,
      "0.00.055.765 I srv    load_model: loading model 'half.gguf'",
      "0.00.062.204 E llama_model_load: error loading model: tensor 'blk.2.ffn_up.weight' data is not within the file bounds, model is corrupted or incomplete",
      '0.00.062.415 E llama_model_load_from_file_impl: failed to load model',
      '0.00.062.664 E common_fit_params: encountered an error while trying to fit params to free device memory: failed to load model',
      "0.00.063.342 E llama_model_load: error loading model: tensor 'blk.2.ffn_up.weight' data is not within the file bounds, model is corrupted or incomplete",
      '0.00.063.343 E llama_model_load_from_file_impl: failed to load model',
      "0.00.063.347 E cmn  common_init_: failed to load model 'half.gguf'",
      "0.00.063.352 E srv    load_model: failed to load model, 'half.gguf'",
      ...END,
    ],
    "llama_model_load: error loading model: tensor 'blk.2.ffn_up.weight' data is not within the file bounds, model is corrupted or incomplete | failed to load model 'half.gguf'",
  ],
  [
    'an unknown architecture',
    [
      ...START,
      "0.00.078.018 E llama_model_load: error loading model: unknown model architecture: 'nobody'",
      '0.00.078.215 E llama_model_load_from_file_impl: failed to load model',
      "0.00.078.472 E cmn  common_init_: failed to load model 'strange.gguf'",
      ...END,
    ],
    "llama_model_load: error loading model: unknown model architecture: 'nobody' | failed to load model 'strange.gguf'",
  ],
  [
    'no room for the cache',
    [
      ...START,
      '0.00.451.000 W llama_context: n_ctx_seq (16384) > n_ctx_train (4096) -- possible training context overflow',
      '0.00.454.682 E ggml_aligned_malloc: insufficient memory (attempted to allocate 288.00 MB)',
      '0.00.454.979 E ggml_backend_cpu_buffer_type_alloc_buffer: failed to allocate buffer of size 301989888',
      '0.00.455.496 E llama_init_from_model: failed to initialize the context: failed to allocate buffer for kv cache',
      "0.00.455.628 E cmn  common_init_: failed to create context with model 'large.gguf'",
      ...END,
    ],
    `ggml_aligned_malloc: insufficient memory (attempted to allocate 288.00 MB) | ggml_backend_cpu_buffer_type_alloc_buffer: failed to allocate buffer of size 301989888${MEMORY}`,
  ],
  [
    'a breakdown, with what a debugger says of it',
    [
      ...START,
      '/build/llama/ggml/src/ggml.c:1679: GGML_ASSERT(ctx->mem_buffer != NULL) failed',
      '[New LWP 6940]',
      'Using host libthread_db library "/lib/x86_64-linux-gnu/libthread_db.so.1".',
      '30\t../sysdeps/unix/sysv/linux/wait4.c: No such file or directory.',
      '#2  0x00007f6d72bef72e in ggml_abort () from /build/llama/bin/libggml-base.so.0',
      '[Inferior 1 (process 6936) detached]',
      'Aborted',
    ],
    `/build/llama/ggml/src/ggml.c:1679: GGML_ASSERT(ctx->mem_buffer != NULL) failed${MEMORY}`,
  ],
  [
    'a library that is missing',
    [
      '/opt/llama/llama-server: error while loading shared libraries: libmtmd.so.0: cannot open shared object file: No such file or directory',
    ],
    '/opt/llama/llama-server: error while loading shared libraries: libmtmd.so.0: cannot open shared object file: No such file or directory',
  ],
  ['an option that it does not know', ['error: invalid argument: --foo'], 'error: invalid argument: --foo'],
  ['nothing', [], 'nothing'],
  ['no error', ['one', 'two', 'three', 'four', 'five'], 'two | three | four | five'],
];

test('the cause of a start that failed is its first errors, without what follows from them', () => {
  for (const [what, lines, cause] of CASES) assert.equal(causeIn(lines), cause, what);
});

test('a draft model that it goes on without is noticed; after it is ready the last words count', () => {
  const passed: string[] = [];
  const log = createChildLog((line) => passed.push(line));
  log.take('0.04.510.081 E spec common_specu: the target and draft vocabs are not compatible');
  assert.equal(log.undrafted(), undefined);
  log.take(
    '0.04.510.641 E srv    load_model: failed to initialize speculative decoding context: draft model vocab type must match target model to use speculation',
  );
  assert.equal(log.undrafted(), 'draft model vocab type must match target model to use speculation');
  log.ready();
  log.take('1.10.716.221 E srv    send_error: task id = 0, error: Context size has been exceeded.');
  log.take('   ');
  log.take('key sk-0123456789abcdefghij');
  assert.match(log.said(), /task id = 0, error: Context size has been exceeded\. \| key /);
  assert.doesNotMatch(log.said() + passed.join(), /abcdefghij/);
  log.clear();
  assert.deepEqual([log.undrafted(), log.said()], [undefined, 'nothing']);
});

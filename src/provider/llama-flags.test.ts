/** Options of llama-server by what its own help says: v0.5 renamed those of drafts, older ones have none of some. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { llamaFlags } from './llama-flags.ts';

const NEW = `
----- common params -----

-h,    --help, --usage                  print usage and exit
-kvu,  --kv-unified, -no-kvu, --no-kv-unified
                                        use single unified KV buffer shared across all sequences
-np,   --parallel N                     number of server slots (default: 1, -1 = auto)
--cache-reuse N                         min chunk size to attempt reusing from the cache, see --cache-prompt

----- speculative params -----

--spec-draft-model, -md, --model-draft FNAME
                                        draft model for speculative decoding (default: unused)
--spec-draft-n-max N                    number of tokens to draft for speculative decoding (default: 3)
--draft, --draft-n, --draft-max N       the argument has been removed. use --spec-draft-n-max or
                                        --spec-ngram-mod-n-max
`;
const OLD = `
-np,   --parallel N                     number of parallel sequences to decode (default: 1)
--draft-max, --draft, --draft-n N       number of tokens to draft for speculative decoding (default: 16)
-md,   --model-draft FNAME              draft model for speculative decoding (default: unused)
`;

test('the names are those of the version, and what it lacks is left out', () => {
  assert.equal(
    llamaFlags(NEW, { draft: 'small.gguf', slots: 4, args: [] }).join(' '),
    '--spec-draft-model small.gguf --spec-draft-n-max 3 --parallel 4 --kv-unified --cache-reuse 256',
  );
  assert.equal(
    llamaFlags(OLD, { draft: 'small.gguf', slots: 2, args: [] }).join(' '),
    '--model-draft small.gguf --draft-max 3 --parallel 2',
  );
  assert.deepEqual(llamaFlags(NEW, { args: [] }), []);
});

test('what the command line says itself is not said twice', () => {
  const args = ['-np', '8', '--spec-draft-n-max=5', '-kvu'];
  assert.equal(
    llamaFlags(NEW, { draft: 'small.gguf', slots: 4, args }).join(' '),
    '--spec-draft-model small.gguf --cache-reuse 256',
  );
});

test('a version without draft models says so', () => {
  for (const help of ['', '--draft-model-x N   something else\n-np, --parallel N   slots'])
    assert.throws(
      () => llamaFlags(help, { draft: 'small.gguf', args: [] }),
      /no option for a draft model; install a newer/,
    );
});

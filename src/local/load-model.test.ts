import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createRandom } from '../random.ts';
import { trainBpe } from '../model/bpe.ts';
import { parameterShapes, parseConfig } from '../model/config.ts';
import type { FloatDtype } from '../model/dtype.ts';
import { encodeSafetensors } from '../model/safetensors.ts';
import { specialTokens } from '../model/tokenizer.ts';
import type { Reply } from '../types.ts';
import { CRITIC_VERSION } from './critic-version.ts';
import { loadModel } from './load-model.ts';

const root = mkdtempSync(join(tmpdir(), 'mizan-load-'));
after(() => rmSync(root, { recursive: true, force: true }));

const shape = {
  hidden_size: 16,
  intermediate_size: 24,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  max_position_embeddings: 128,
  torch_dtype: 'bfloat16',
  vocab_size: 288,
};
/** As Hugging Face writes them: grouped queries with biases; an untied head without. */
const qwen = {
  ...shape,
  architectures: ['Qwen2ForCausalLM'],
  model_type: 'qwen2',
  num_key_value_heads: 2,
  tie_word_embeddings: true,
  eos_token_id: 2,
  rope_theta: 1e6,
  use_sliding_window: false,
};
const llama = {
  ...shape,
  architectures: ['LlamaForCausalLM'],
  model_type: 'llama',
  tie_word_embeddings: false,
  eos_token_id: [0, 2],
  rope_scaling: null,
};
const chatMl = {
  eos_token: '<|im_end|>',
  bos_token: null,
  chat_template:
    "{% for m in messages %}{{ '<|im_start|>' + m.role + '\\n' + m.content + '<|im_end|>\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}",
};
const tokenizer = trainBpe(['one two three '.repeat(3)], {
  vocabSize: 280,
  specials: ['<|endoftext|>', '<|im_start|>', '<|im_end|>'],
});

/** Weights that BF16 holds exactly, so that a folder in either type is the same model. */
const weightsOf = (json: Record<string, unknown>) => {
  const random = createRandom('weights');
  return new Map(
    Object.entries(parameterShapes(parseConfig(json))).map(
      ([name, dims]) =>
        [
          name,
          {
            shape: dims,
            data: Float32Array.from({ length: dims.reduce((a, b) => a * b, 1) }, () => random.int(-100, 100) / 128),
          },
        ] as const,
    ),
  );
};

type Folder = {
  config?: unknown;
  weights?: ReturnType<typeof weightsOf>;
  dtype?: FloatDtype;
  shards?: number;
  files?: Record<string, string | undefined>;
};
let made = 0;
/** A model folder; `files` replaces files, or leaves them out (undefined). */
const folder = ({
  config = qwen,
  weights = weightsOf(qwen),
  dtype = 'F32',
  shards = 1,
  files = {},
}: Folder = {}): string => {
  const at = join(root, `model-${made++}`);
  mkdirSync(at);
  const all: Record<string, string | Uint8Array | undefined> = {
    'config.json': JSON.stringify(config),
    'tokenizer.json': JSON.stringify(tokenizer),
    'tokenizer_config.json': JSON.stringify(chatMl),
  };
  const options = { dtype, metadata: { format: 'pt' } };
  if (shards === 1) all['model.safetensors'] = encodeSafetensors(weights, options);
  else {
    const map: Record<string, string> = {};
    for (let i = 0; i < shards; i++) {
      const name = `model-0000${i + 1}-of-0000${shards}.safetensors`;
      const part = new Map([...weights].filter((_, j) => j % shards === i));
      for (const tensor of part.keys()) map[tensor] = name;
      all[name] = encodeSafetensors(part, options);
    }
    all['model.safetensors.index.json'] = JSON.stringify({ metadata: {}, weight_map: map });
  }
  for (const [name, content] of Object.entries({ ...all, ...files }))
    if (content !== undefined) writeFileSync(join(at, name), content);
  return at;
};

const reply = async (at: string): Promise<Reply> => {
  const { chat, close, name, folder: where } = await loadModel(at, { threads: 1 });
  assert.equal(where, at);
  assert.ok(at.endsWith(name));
  try {
    for await (const event of chat({ messages: [{ role: 'user', content: 'one two' }], seed: 3, maxTokens: 8 }))
      if (event.type === 'done') {
        const { weights: version, ...drawn } = event.reply; // names the bytes, which differ by type
        assert.match(version!, /^[0-9a-f]{12}$/);
        return drawn;
      }
  } finally {
    await close();
  }
  return assert.fail('no done');
};

test('a Hugging Face folder loads unchanged: F32, BF16 and sharded are the same model', async () => {
  for (const config of [qwen, llama]) {
    const weights = weightsOf(config);
    const whole = await reply(folder({ config, weights }));
    assert.notEqual(whole.finish, 'error', whole.content);
    assert.ok(whole.tokens > 0 && whole.logprob < 0);
    assert.deepEqual(await reply(folder({ config, weights, dtype: 'BF16', shards: 3 })), whole);
  }
});

test('the template in a file of its own, end markers of generation_config.json, a folder of Mizan without a template', async () => {
  const ends = JSON.stringify({ eos_token_id: Array.from({ length: 288 }, (_, id) => id) });
  assert.deepEqual(
    (({ finish, tokens }) => ({ finish, tokens }))(await reply(folder({ files: { 'generation_config.json': ends } }))),
    { finish: 'stop', tokens: 1 },
  );
  const { chat_template: source, ...bare } = chatMl;
  const apart = { 'chat_template.jinja': source, 'tokenizer_config.json': JSON.stringify(bare) };
  assert.deepEqual(await reply(folder({ files: apart })), await reply(folder()));
  const trained = JSON.stringify(trainBpe(['one two'], { vocabSize: 280, specials: specialTokens }));
  assert.notEqual(
    (await reply(folder({ files: { 'tokenizer.json': trained, 'tokenizer_config.json': undefined } }))).finish,
    'error',
  );
});

test('every failure is one sentence that says what to do', async () => {
  const bytes = encodeSafetensors(weightsOf(qwen), { dtype: 'F32' });
  const fails = async (at: string | undefined, message: RegExp) =>
    assert.rejects(loadModel(at, { threads: 1 }), (error: Error) => {
      assert.match(error.message, message);
      assert.ok(!error.message.includes('\n'));
      return true;
    });
  await fails(join(root, 'nothing'), /there is no model folder .*nothing; name a folder that exists/);
  await fails(join(folder(), 'config.json'), /config\.json is a file; name the folder/);
  for (const name of ['config.json', 'tokenizer.json', 'tokenizer_config.json']) {
    await fails(
      folder({ files: { [name]: undefined } }),
      new RegExp(`can't load the model in .*: ${name} is missing; a model folder holds`),
    );
    await fails(
      folder({ files: { [name]: '{"a": ' } }),
      new RegExp(`${name} is not valid JSON .*; copy the file again`),
    );
    await fails(folder({ files: { [name]: '[]' } }), new RegExp(`${name}: the file .*must .*JSON object`));
  }
  await fails(folder({ files: { 'tokenizer_config.json': '{}' } }), /chat_template is missing; a base model/);
  await fails(
    folder({ config: { ...qwen, model_type: 'gpt2' } }),
    /model_type is "gpt2"; it must be 'qwen2', 'qwen3', 'llama', 'deepseek_v3' or 'kimi_k2'/,
  );
  await fails(
    folder({ config: { ...qwen, hidden_size: 32 } }),
    /embed_tokens.weight has shape \[288,16\], but config.json asks for \[288,32\]/,
  );
  await fails(folder({ config: { ...qwen, num_hidden_layers: 3 } }), /the weights lack model.layers.2/);
  await fails(
    folder({ config: { ...qwen, vocab_size: 200 } }),
    /tokenizer.json has ids up to \d+, but config.json has a vocab_size of 200; take both files/,
  );
  await fails(
    folder({ files: { 'model.safetensors': undefined } }),
    /neither model.safetensors nor model.safetensors.index.json/,
  );
  const cut = folder();
  writeFileSync(
    join(cut, 'model.safetensors'),
    readFileSync(join(cut, 'model.safetensors')).subarray(0, bytes.length - 100),
  );
  await fails(cut, /can't read the weights .*bytes of data; copy the files/);
  const run = join(root, 'run');
  mkdirSync(join(run, 'model'), { recursive: true });
  writeFileSync(join(run, 'model', 'config.json'), '{}');
  await fails(run, /is a training run; name its model, .*model/);
});

test('a drafting model changes nothing but the time; one with another tokenizer is refused', async () => {
  const at = folder();
  const plain = await reply(at);
  const ask = async (draft?: string, precision: 'exact' | 'int8' = 'exact') => {
    const { chat, close } = await loadModel(at, { threads: 1, precision, ...(draft !== undefined && { draft }) });
    try {
      for await (const event of chat({ messages: [{ role: 'user', content: 'one two' }], seed: 3, maxTokens: 8 }))
        if (event.type === 'done') return event.reply.content;
    } finally {
      await close();
    }
    return assert.fail('no done');
  };
  const draft = folder({
    weights: weightsOf({ ...qwen, num_hidden_layers: 1 }),
    config: { ...qwen, num_hidden_layers: 1 },
  });
  assert.equal(await ask(draft), plain.content);
  assert.equal(await ask(draft, 'int8'), await ask(undefined, 'int8'));
  cpSync(draft, join(at, 'draft'), { recursive: true });
  assert.equal((await reply(at)).content, plain.content, 'found in its own folder');
  // a critic is drafted for as its model is, and says what it says alone
  const judge = folder();
  cpSync(judge, join(at, 'critic'), { recursive: true });
  writeFileSync(join(at, 'critic', 'critic.json'), JSON.stringify({ version: CRITIC_VERSION }));
  const { critic, close } = await loadModel(at, { threads: 1 });
  let said = '';
  const question = { messages: [{ role: 'user', content: 'one two' }], seed: 3, maxTokens: 8 } as const;
  for await (const event of critic!(question)) if (event.type === 'done') said = event.reply.content;
  await close();
  assert.equal(said, plain.content);
  const other = trainBpe(['four five six '.repeat(3)], {
    vocabSize: 280,
    specials: ['<|endoftext|>', '<|im_start|>', '<|im_end|>'],
  });
  const stranger = folder({ files: { 'tokenizer.json': JSON.stringify(other) } });
  await assert.rejects(
    loadModel(at, { lazy: true, draft: stranger }),
    /model-\d+ can't draft for model-\d+: token \d+ is ".+" there and ".+" here; name one with the same tokenizer/,
  );
  await assert.rejects(loadModel(at, { lazy: true, draft: join(root, 'none') }), /there is no model folder .*none/);
});
